"""Writes a valid wheel of about so many megabytes: make_wheel.py FOLDER MEGABYTES stored|deflated

stored:   random bytes, which nothing on the way can make smaller
deflated: Python's own sources, which unpack to about four times the size of the wheel
"""
import base64
import hashlib
import os
import sys
import sysconfig
import zipfile

folder, megabytes, kind = sys.argv[1], int(sys.argv[2]), sys.argv[3]
os.makedirs(folder, exist_ok=True)
info = "bench_demo-1.0.dist-info/"
wheel_path = f"{folder}/bench_demo-1.0-py3-none-any.whl"
record = []


def note(name, data):
    digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
    record.append(f"{name},sha256={digest},{len(data)}")


def sources(limit):
    taken = bytearray()
    for place, _, names in sorted(os.walk(sysconfig.get_paths()["stdlib"])):
        for name in sorted(names):
            if name.endswith(".py") and len(taken) < limit:
                with open(os.path.join(place, name), "rb") as source:
                    taken += source.read()
    return bytes(taken[:limit])


method = zipfile.ZIP_STORED if kind == "stored" else zipfile.ZIP_DEFLATED
with zipfile.ZipFile(wheel_path, "w", method, compresslevel=6) as wheel:

    def add(name, data):
        wheel.writestr(name, data)
        note(name, data)

    add("bench_demo/__init__.py", b'__version__ = "1.0"\n')
    text = sources(8 << 20) if kind == "deflated" else b""
    part = 0
    while wheel.fp.tell() < megabytes << 20:
        left = (megabytes << 20) - wheel.fp.tell()
        data = text[part:] + text[:part] if text else os.urandom(min(left, 32 << 20))
        add(f"bench_demo/part{part}.bin", data)
        part += 1
    metadata = b"Metadata-Version: 2.1\nName: bench-demo\nVersion: 1.0\nSummary: a large wheel\n\n"
    add(info + "METADATA", metadata)
    add(info + "WHEEL", b"Wheel-Version: 1.0\nGenerator: bench\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
    record.append(info + "RECORD,,")
    wheel.writestr(info + "RECORD", "\n".join(record) + "\n")
