#!/usr/bin/env python3
"""Pins the tools that the plugin fetches itself: exact versions and digests.

    python3 src/tools/update_pins.py            takes the newest of each that pip and npm find
    python3 src/tools/update_pins.py --check    only says whether the pinned ones are still what the index serves

It needs pip and npm, configured as usual. What they do not find keeps its pin, with a warning. Look at the difference
(git diff) before you commit it: a digest is only as good as the moment in which it was taken.
"""

import argparse
import base64
import hashlib
import json
import pathlib
import re
import subprocess
import sys
import tempfile

RESOURCES = pathlib.Path(__file__).resolve().parents[1] / "main/resources/ai/invoke/release/build"
PYTHON = [RESOURCES / "python/build-tool.txt", RESOURCES / "python/pip.txt"]
MANAGERS = RESOURCES / "frontend/package-managers.txt"
LINE = re.compile(r"(?P<name>[A-Za-z0-9._-]+)==(?P<version>\S+)(?P<marker> ; .*?)? --hash=sha256:(?P<digest>[0-9a-f]{64})")


def fetched(command):
    """What a command leaves as the only file of its folder: its name and its bytes."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(command(folder), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        files = list(pathlib.Path(folder).iterdir())
        if done.returncode or len(files) != 1:
            return None, done.stdout.strip().splitlines()[-1:]
        return files[0].name, files[0].read_bytes()


def python_pin(line, check):
    match = LINE.fullmatch(line)
    if not match:
        return line, []
    wanted = match["name"] + ("==" + match["version"] if check else "")
    # As the oldest Python that the plugin supports would choose, and only a wheel that fits all.
    name, content = fetched(lambda folder: [
        sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--only-binary", ":all:", "--platform", "any",
        "--implementation", "py", "--abi", "none", "--python-version", "3.10", "-d", folder, wanted])
    if name is None:
        return line, [f"{wanted}: not found, the pin stays: {' '.join(content)}"]
    version, digest = name.split("-")[1], hashlib.sha256(content).hexdigest()
    if check and digest != match["digest"]:
        return line, [f"{wanted}: pinned {match['digest']}, the index serves {digest}"]
    return f"{match['name']}=={version}{match['marker'] or ''} --hash=sha256:{digest}", []


def npm_pin(line, check):
    """A line `name@version integrity range`: the newest version of the range, and the digest of the archive itself."""
    if line.startswith("#"):
        return line, []
    title, integrity, versions = line.split(" ", 2)
    name = title.rpartition("@")[0]
    version, problem = (title.rpartition("@")[2], None) if check else newest(name, versions)
    if problem:
        return line, [problem]
    # npm itself compares the archive with what the registry says of it.
    found, content = fetched(lambda folder: [
        "npm", "pack", "--silent", "--ignore-scripts", "--pack-destination", folder, f"{name}@{version}"])
    if found is None:
        return line, [f"{name}@{version}: not found, the pin stays: {' '.join(content)}"]
    served = "sha512-" + base64.b64encode(hashlib.sha512(content).digest()).decode()
    if check and served != integrity:
        return line, [f"{name}@{version}: pinned {integrity}, the registry serves {served}"]
    return f"{name}@{version} {served} {versions}", []


def newest(name, versions):
    done = subprocess.run(["npm", "view", f"{name}@{versions}", "version", "--json"], stdout=subprocess.PIPE, text=True)
    if done.returncode or not done.stdout.strip():
        return None, f"{name}@{versions}: not found, the pin stays"
    found = json.loads(done.stdout)
    releases = [one for one in (found if isinstance(found, list) else [found]) if "-" not in one]
    return max(releases, key=lambda one: [int(part) for part in one.split(".")]), None


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="change nothing")
    check = parser.parse_args().check
    problems = []
    for file, pin in [(file, python_pin) for file in PYTHON] + [(MANAGERS, npm_pin)]:
        lines = []
        for line in file.read_text(encoding="utf-8").splitlines():
            pinned, found = pin(line, check)
            lines.append(pinned)
            problems += found
            if pinned != line:
                print(f"{line.split(' ')[0].split('+')[0]} -> {pinned.split(' ')[0].split('+')[0]}")
        if not check:
            file.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
