"""Python's own readers as the judge: one question a line on standard input, one answer a line on standard output."""

import base64
import hashlib
import io
import json
import sys
import tarfile
import types
import zipfile

KINDS = (
    (tarfile.TarInfo.isreg, "FILE"),
    (tarfile.TarInfo.isdir, "DIRECTORY"),
    (tarfile.TarInfo.issym, "SYMLINK"),
    (tarfile.TarInfo.islnk, "HARDLINK"),
    (tarfile.TarInfo.isfifo, "FIFO"),
    (tarfile.TarInfo.isdev, "DEVICE"),
)


def tar(data):
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:") as archive:
        return [
            [
                member.name,
                next((kind for test, kind in KINDS if test(member)), "OTHER"),
                member.size,
                member.linkname if member.issym() or member.islnk() else "",
                base64.b64encode(archive.extractfile(member).read()).decode() if member.isreg() else "",
            ]
            for member in archive
        ]


def good_tars():
    made = []
    for form in (tarfile.PAX_FORMAT, tarfile.GNU_FORMAT, tarfile.USTAR_FORMAT):
        for length in (10, 95, 99, 100, 101, 120, 150, 200, 240, 300):
            out = io.BytesIO()
            try:
                with tarfile.open(fileobj=out, mode="w:", format=form) as archive:
                    for name in ("d/" * (length // 2) + "f", "p/" + "n" * length, "é" * (length // 2)):
                        directory = tarfile.TarInfo(name + "-dir")
                        directory.type = tarfile.DIRTYPE
                        directory.mtime = 1234567890
                        archive.addfile(directory)
                        file = tarfile.TarInfo(name)
                        file.size = 3
                        file.mtime = 1234567890.25 if form == tarfile.PAX_FORMAT else 0
                        file.uid = 1 << 24 if form != tarfile.USTAR_FORMAT else 7
                        archive.addfile(file, io.BytesIO(b"abc"))
                        link = tarfile.TarInfo(name + "-link")
                        link.type = tarfile.SYMTYPE
                        link.linkname = name
                        archive.addfile(link)
            except ValueError:
                continue
            made.append(base64.b64encode(out.getvalue()).decode())
    return made


def zip_(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [
            [info.filename, info.file_size, "" if info.is_dir() else digest(archive.read(info))]
            for info in archive.infolist()
        ]


def digest(data):
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).decode().rstrip("=")


class Context(list):
    def __enter__(self):
        return self

    def __exit__(self, *_):
        return False


def version(source):
    module = types.ModuleType("stub")
    module.__version__ = "stub"
    module.__all__ = ["__version__"]
    sys.modules["stub"] = module
    demo = types.ModuleType("demo")
    sys.modules["demo"] = demo
    names = demo.__dict__
    names.update({"ctx": Context("ab"), "d": {}})
    exec(compile(source, "version.py", "exec"), names)
    return getattr(sys.modules.get("demo"), "__version__", None)


def answer(kind, *arguments):
    try:
        if kind == "tar":
            return tar(base64.b64decode(arguments[0]))
        if kind == "good_tars":
            return good_tars()
        if kind == "zip":
            return zip_(base64.b64decode(arguments[0]))
        if kind == "version":
            value = version(arguments[0])
            return value if isinstance(value, str) else {"other": type(value).__name__}
    except Exception as error:  # noqa: BLE001 - what Python says is the answer
        return {"error": type(error).__name__ + ": " + str(error)}
    raise SystemExit("unknown question " + kind)


if __name__ == "__main__":
    for line in sys.stdin:
        print(json.dumps(answer(*json.loads(line))))
