"""Writes a valid wheel of about so many megabytes: make_wheel.py FOLDER MEGABYTES stored|deflated, or FOLDER COUNT many

stored:   random bytes, which nothing on the way can make smaller
deflated: Python's own sources, which unpack to about four times the size of the wheel
many:     COUNT wheels of a kilobyte, one for each build number
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
metadata = b"Metadata-Version: 2.1\nName: bench-demo\nVersion: 1.0\nSummary: a large wheel\n\n"
about = b"Wheel-Version: 1.0\nGenerator: bench\nRoot-Is-Purelib: true\nTag: py3-none-any\n"


def sources(limit):
    taken = bytearray()
    for place, _, names in sorted(os.walk(sysconfig.get_paths()["stdlib"])):
        for name in sorted(names):
            if name.endswith(".py") and len(taken) < limit:
                with open(os.path.join(place, name), "rb") as source:
                    taken += source.read()
    return bytes(taken[:limit])


def write(name, method, fill):
    record = []
    with zipfile.ZipFile(f"{folder}/{name}", "w", method, compresslevel=6) as wheel:

        def add(path, data):
            wheel.writestr(path, data)
            digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
            record.append(f"{path},sha256={digest},{len(data)}")

        add("bench_demo/__init__.py", b'__version__ = "1.0"\n')
        fill(wheel, add)
        record.append(info + "RECORD,,")
        wheel.writestr(info + "RECORD", "\n".join(record) + "\n")


def large(wheel, add):
    text = sources(8 << 20) if kind == "deflated" else b""
    part = 0
    while wheel.fp.tell() < megabytes << 20:
        left = (megabytes << 20) - wheel.fp.tell()
        data = text[part:] + text[:part] if text else os.urandom(min(left, 32 << 20))
        add(f"bench_demo/part{part}.bin", data)
        part += 1
    add(info + "METADATA", metadata)
    add(info + "WHEEL", about)


def small(build):
    def fill(wheel, add):
        add(info + "METADATA", metadata)
        add(info + "WHEEL", about + b"Build: %d\n" % build)

    return fill


if kind == "many":
    for number in range(1, megabytes + 1):
        write(f"bench_demo-1.0-{number}-py3-none-any.whl", zipfile.ZIP_DEFLATED, small(number))
else:
    write("bench_demo-1.0-py3-none-any.whl", zipfile.ZIP_STORED if kind == "stored" else zipfile.ZIP_DEFLATED, large)
