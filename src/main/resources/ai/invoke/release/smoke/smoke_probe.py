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


def header(rest, recorded):
    """Where pip put a header: below a folder of the distribution's name, which each pip spells its own way."""
    includes = Path(sys.prefix, "include").resolve()
    wanted = Path(rest).parts
    fits = (path for path in recorded if includes in path.parents and path.parts[-len(wanted) :] == wanted)
    return next(fits, includes / rest)


def place(name, info, root, recorded):
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
    if parts[1] == "headers":
        return header(rest, recorded), True
    return None, False


def own_packages(names):
    """The packages and modules that no other distribution can bring a part of: namespace packages are not among them."""
    files = {tuple(name.split("/")) for name in names}
    packages = {file[:-1] for file in files if file[-1] == "__init__.py" and len(file) > 1}
    own = {package for package in packages if not any(package[:i] in packages for i in range(1, len(package)))}
    modules = {file[0].split(".")[0] for file in files if len(file) == 1 and file[0].endswith((".py", ".so", ".pyd"))}
    return sorted({".".join(package) for package in own} | modules)


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
    recorded = []
    for file in dist.files or ():
        path = Path(dist.locate_file(file))
        recorded.append(path.parent.resolve() / path.name)
    expected, missing, changed = set(), [], []
    for name in names:
        path, same = place(name, info, root, recorded)
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
    for file, path in zip(dist.files or (), recorded):
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
                    "extras": "[" in entry.value,
                }
            )
    json.dump(
        {
            "name": dist.metadata["Name"],
            "version": dist.version,
            "requires": [r for r in dist.requires or () if "extra ==" not in r and "extra==" not in r],
            "own": own_packages(names),
            "scripts": sorted(scripts, key=lambda script: script["name"]),
            "files": len(expected),
            "missing": missing,
            "changed": changed,
            "extra": extra,
        },
        sys.stdout,
    )


main()
