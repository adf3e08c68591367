"""A build backend whose version is what a tool makes of git's tags: the table of the tools' own answers, as code.

Pure Python, no requirements: it stands for tools that an index for tests need not have.
"""
import base64, hashlib, io, os, re, subprocess, tarfile, zipfile

WORD = re.compile(r"^(?:[\w-]+-)?(?P<version>[vV]?\d+(?:\.\d+){0,2}[^+]*)(?:\+.*)?$")


def git(*arguments):
    ran = subprocess.run(("git",) + arguments, capture_output=True, text=True)
    return ran.stdout.strip() if ran.returncode == 0 else None


def at_head(pattern):
    """The tag that git describes HEAD by, when it is at HEAD."""
    return git("describe", "--tags", "--exact-match", "--match", pattern)


def dirty():
    return bool(git("status", "--porcelain", "--untracked-files=no"))


def plain(tag):
    return tag[1:] if tag[:1] in "vV" else tag


def pdm():
    tag = at_head("*.*")
    found = WORD.match(tag) if tag else None
    if not found:
        return "0.1.dev1+g0" if not tag else "0.0.0"
    return plain(found["version"]) + ("+d20261130" if dirty() else "")


def versioningit():
    tag = at_head("*")
    if not tag or not re.match(r"v?\d", tag):
        raise SystemExit("versioningit: %r is no version" % tag)
    return plain(tag) + ("+d20261130" if dirty() else "")


def versioneer():
    tag = at_head("v[0-9]*")
    return (tag[1:] if tag else "0+untagged.1.g0") + ("+0.g0.dirty" if tag and dirty() else "")


def pbr():
    tag = at_head("*")
    if not tag or not re.match(r"v?\d", tag) or "+" in tag:
        return "0.0.0"
    found = re.fullmatch(r"v?(\d+)(?:\.(\d+))?(?:\.(\d+))?((?:a|b|rc)\d+)?(.*)", tag)
    numbers = [int(n or 0) for n in found.groups()[:3]]
    if found[5].startswith(".post"):
        return "%d.%d.%d.dev1" % (numbers[0], numbers[1], numbers[2] + 1)
    if found[5]:
        return "%d.%d.%d.dev1" % tuple(numbers)
    return "%d.%d.%d" % tuple(numbers) + (".0" + found[4] if found[4] else "")


def dunamai():
    tag = at_head("v[0-9]*")
    return tag[1:].split("+")[0] if tag else "0.0.0.post1.dev0"


def _wheel(folder, version):
    info = "demo-%s.dist-info/" % version
    files = {
        "demo/__init__.py": b"",
        info + "METADATA": b"Metadata-Version: 2.1\nName: demo\nVersion: " + version.encode() + b"\n",
        info + "WHEEL": b"Wheel-Version: 1.0\nGenerator: described\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    rows = []
    for name, data in files.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
        rows.append("%s,sha256=%s,%d" % (name, digest, len(data)))
    files[info + "RECORD"] = "\n".join(rows + [info + "RECORD,,", ""]).encode()
    name = "demo-%s-py3-none-any.whl" % version
    with zipfile.ZipFile(os.path.join(folder, name), "w") as wheel:
        for path, data in files.items():
            wheel.writestr(zipfile.ZipInfo(path), data)
    return name


def _sdist(folder, version):
    name = "demo-%s.tar.gz" % version
    metadata = b"Metadata-Version: 2.1\nName: demo\nVersion: " + version.encode() + b"\n"
    with tarfile.open(os.path.join(folder, name), "w:gz", format=tarfile.PAX_FORMAT) as sdist:
        for path in ("PKG-INFO", "pyproject.toml"):
            data = metadata if path == "PKG-INFO" else open(path, "rb").read()
            member = tarfile.TarInfo("demo-%s/%s" % (version, path))
            member.size = len(data)
            sdist.addfile(member, io.BytesIO(data))
    return name


def hooks(tool):
    def version():
        if os.path.exists("PKG-INFO"):
            return re.search(r"^Version: (.*)$", open("PKG-INFO").read(), re.M)[1]
        return tool()

    return {
        "build_wheel": lambda folder, config_settings=None, metadata_directory=None: _wheel(folder, version()),
        "build_sdist": lambda folder, config_settings=None: _sdist(folder, version()),
    }
