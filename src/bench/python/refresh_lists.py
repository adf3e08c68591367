"""Writes the lists that verify-dist ships, from the Python packages that PyPI itself uses.

Usage: python -m venv v && v/bin/pip install packaging trove-classifiers
       v/bin/python src/bench/python/refresh_lists.py src/main/resources/ai/invoke/release/dist/metadata/value
"""

import importlib.metadata as installed
import pathlib
import sys

import trove_classifiers
from packaging.licenses import _spdx

target = pathlib.Path(sys.argv[1])


def write(name, head, lines):
    text = "".join(f"# {key}: {value}\n" for key, value in head.items()) + "".join(f"{line}\n" for line in lines)
    (target / name).write_text(text, encoding="utf-8", newline="\n")


def spdx(table):
    return [entry["id"] + ("\tdeprecated" if entry["deprecated"] else "") for _, entry in sorted(table.items())]


# trove-classifiers is versioned by its date: 2026.9.21.13 is of 2026-09-21.
year, month, day = installed.version("trove-classifiers").split(".")[:3]
write(
    "classifiers.txt",
    {"source": f"trove-classifiers {installed.version('trove-classifiers')}", "date": f"{year}-{month:0>2}-{day:0>2}"},
    ["\t".join([c, *(["deprecated", *trove_classifiers.deprecated_classifiers[c]] if c in trove_classifiers.deprecated_classifiers else [])])
     for c in sorted(trove_classifiers.all_classifiers)],
)
source = {"source": f"packaging {installed.version('packaging')}", "list": f"SPDX {_spdx.VERSION}"}
write("spdx-licenses.txt", source, spdx(_spdx.LICENSES))
write("spdx-exceptions.txt", source, spdx(_spdx.EXCEPTIONS))
