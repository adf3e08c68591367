"""Installs the application from the folder that this installer was unpacked into."""

import argparse
import sys
from pathlib import Path

# Python's isolated mode does not add this folder by itself.
sys.path.insert(0, str(Path(__file__).resolve().parent))

import messages  # noqa: E402

import installer  # noqa: E402


def main() -> int:
    parser = argparse.ArgumentParser(prog="install", description=__doc__)
    parser.add_argument("-r", "--root", default="~/invokeai-demo", help="where to install (default: %(default)s)")
    parser.add_argument("-w", "--wheel", help="install this wheel instead of the bundled one")
    parser.add_argument("-y", "--yes", action="store_true", help="ask nothing")
    args = parser.parse_args()
    installation = installer.Installation(Path(args.root).expanduser().resolve())
    try:
        wheel = installer.find_wheel(args.wheel)
        print(messages.welcome(wheel, installation.root), flush=True)
        if not args.yes and not messages.confirm(installation.root):
            print("Nothing was installed.")
            return 1
        installation.install(wheel)
    except installer.InstallError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    print(messages.done(installation.launcher))
    return 0


if __name__ == "__main__":
    sys.exit(main())
