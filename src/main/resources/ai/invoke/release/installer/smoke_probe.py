"""Compares an installed distribution with the wheel that it came from, without importing it. Prints JSON."""

import hashlib
import json
import sys
import sysconfig
import zipfile
from email.parser import BytesParser
from importlib import metadata
from pathlib import Path

# Files of the .dist-info folder that an installer writes itself (PEP 376, PEP 610, PEP 627).
WRITTEN_BY_PIP = {"RECORD", "RECORD.jws", "RECORD.p7s", "INSTALLER", "REQUESTED", "direct_url.json"}


def digest(stream):
    result = hashlib.sha256()
    for block in iter(lambda: stream.read(1 << 20), b""):
        result.update(block)
    return result.hexdigest()


def place(name, info, root):
    """Where a file of the wheel belongs, and whether its bytes stay as they are."""
    parts = name.split("/")
    if parts[0] == info and parts[-1] in WRITTEN_BY_PIP:
        return None, False
    if not parts[0].endswith(".data") or len(parts) < 3:
        return root / name, True
    rest = "/".join(parts[2:])
    if parts[1] in ("purelib", "platlib"):
        return Path(sysconfig.get_path(parts[1])) / rest, True
    if parts[1] == "data":
        return Path(sys.prefix) / rest, True
    if parts[1] == "scripts":
        return Path(sysconfig.get_path("scripts")) / rest, False
    return None, False


def module_found(module, root, tops):
    """True when the module is a file; None when another distribution would have to bring it."""
    parts = module.split(".")
    if parts[0] not in tops:
        return None
    base = root.joinpath(*parts)
    siblings = base.parent.glob(base.name + ".*") if base.parent.is_dir() else ()
    return base.is_dir() or any(file.suffix in (".py", ".so", ".pyd", ".pyc") for file in siblings)


def main():
    wheel = zipfile.ZipFile(sys.argv[1])
    names = [entry.filename for entry in wheel.infolist() if not entry.is_dir()]
    info = next(name.split("/")[0] for name in names if name.endswith(".dist-info/METADATA") and name.count("/") == 1)
    dist = metadata.distribution(BytesParser().parsebytes(wheel.read(info + "/METADATA"))["Name"])
    root = Path(dist.locate_file("")).resolve()
    expected, missing, changed = set(), [], []
    for name in names:
        path, same = place(name, info, root)
        if path is None:
            continue
        path = path.resolve()
        expected.add(path)
        if not path.is_file():
            missing.append(name)
        elif same:
            with wheel.open(name) as packed, path.open("rb") as installed:
                if digest(packed) != digest(installed):
                    changed.append(name)
    scripts_folder = Path(sysconfig.get_path("scripts")).resolve()
    extra = []
    for file in dist.files or ():
        path = Path(dist.locate_file(file))
        path = path.parent.resolve() / path.name
        ours = path in expected or path.suffix == ".pyc" or path.parent == scripts_folder
        if not ours and not (path.parent.name.endswith(".dist-info") and path.name in WRITTEN_BY_PIP):
            extra.append(str(file))
    tops = {name.split("/")[0].split(".")[0] for name in names if not name.startswith(info)}
    scripts = []
    for entry in dist.entry_points:
        if entry.group in ("console_scripts", "gui_scripts"):
            module = entry.value.split("[")[0].split(":")[0].strip()
            files = [scripts_folder / entry.name, scripts_folder / (entry.name + ".exe")]
            scripts.append(
                {
                    "name": entry.name,
                    "value": entry.value,
                    "console": entry.group == "console_scripts",
                    "file": next((str(file) for file in files if file.is_file()), None),
                    "found": module_found(module, root, tops),
                }
            )
    json.dump(
        {
            "name": dist.metadata["Name"],
            "version": dist.version,
            "requires": [r for r in dist.requires or () if "extra ==" not in r and "extra==" not in r],
            "scripts": sorted(scripts, key=lambda script: script["name"]),
            "files": len(expected),
            "missing": missing,
            "changed": changed,
            "extra": extra,
        },
        sys.stdout,
    )


main()
