import sys
from importlib import metadata

for name in sys.argv[1:]:
    try:
        print(name, metadata.version(name), sep="==")
    except metadata.PackageNotFoundError:
        pass
