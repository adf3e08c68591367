#!/usr/bin/env python3
"""Runs the user stories on several versions of Maven and on every JDK of this machine, and prints a table.

    src/it/every-maven.py [--maven 3.6.3,4.0.0-rc-5] [--jdk /usr/lib/jvm/...] [--stories demo,two-jobs | all] [--whole]

Each Maven runs on the JDK that runs this build, and the last Maven 3 on each other JDK; --whole means each on each. The
fingerprint of the plan must be the same everywhere. Exit code 1 when a story fails or a fingerprint differs.
"""
import argparse
import os
import pathlib
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
import zipfile

PROJECT = pathlib.Path(__file__).resolve().parents[2]
TARGET = PROJECT / "target" / "every-maven"
# The oldest that the plugin supports, the last 3.8, the last 3.9 and the newest 4.
MAVENS = ["3.6.3", "3.8.9", "3.9.16", "4.0.0-rc-5"]
FINGERPRINT_STORY = "two-clones-one-fingerprint"
STORIES = [FINGERPRINT_STORY, "a-reactor-waits-for-its-approvals", "executions-from-a-parent-pom", "check-version-without-a-pom",
           "switches-that-maven-users-know"]
OLDEST_JAVA = 17


def maven(version):
    """The home of that Maven, fetched as an artifact."""
    home = TARGET / f"apache-maven-{version}"
    if not home.is_dir():
        subprocess.run(
            ["mvn", "-B", "-ntp", "-q", "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy",
             f"-Dartifact=org.apache.maven:apache-maven:{version}:zip:bin", f"-DoutputDirectory={TARGET}"],
            check=True, cwd=PROJECT)
        with zipfile.ZipFile(TARGET / f"apache-maven-{version}-bin.zip") as archive:
            archive.extractall(TARGET)
        for program in (home / "bin").iterdir():
            program.chmod(0o755)
    return home


def java_version(home):
    """The feature release of a JDK; None for a folder without a compiler."""
    release = home / "release"
    if not (home / "bin" / "javac").is_file():
        return None
    found = re.search(r'JAVA_VERSION="(?:1\.)?(\d+)', release.read_text()) if release.is_file() else None
    return int(found.group(1)) if found else None


def jdks():
    """Every JDK of this machine with its feature release, each once."""
    places = [os.environ.get("JAVA_HOME", ""), *map(str, pathlib.Path("/usr/lib/jvm").glob("*")),
              *map(str, pathlib.Path("/Library/Java/JavaVirtualMachines").glob("*/Contents/Home"))]
    found = {pathlib.Path(place).resolve() for place in places if place}
    return sorted((java_version(home), home) for home in found if java_version(home))


def running_java():
    """The home of the JDK that runs Maven here."""
    shown = subprocess.run(["mvn", "-v"], check=True, capture_output=True, text=True).stdout
    return pathlib.Path(re.search(r"runtime: (.*)", shown).group(1)).resolve()


def run(version, java, stories):
    """One run; gives passed stories, failed ones, and the fingerprint that was made."""
    reports = PROJECT / "target" / "invoker-reports"
    for report in reports.glob("BUILD-*.xml"):
        report.unlink()
    log = TARGET / f"maven-{version}-java-{java_version(java)}.log"
    chosen = [] if stories == ["all"] else [f"-Dinvoker.test={','.join(stories)}"]
    with open(log, "w") as out:
        subprocess.run(
            ["mvn", "-B", "-ntp", "-Dfast", "-DskipTests", "-Dinvoker.skip=false", f"-Dinvoker.mavenHome={maven(version)}",
             f"-Dinvoker.javaHome={java}", *chosen, "verify"],
            cwd=PROJECT, stdout=out, stderr=subprocess.STDOUT)
    results = {pathlib.Path(root.get("project")).parent.name or root.get("project"): root.get("result")
               for root in (ElementTree.parse(report).getroot() for report in reports.glob("BUILD-*.xml"))}
    passed = [name for name, result in results.items() if result == "success"]
    made = PROJECT / "target" / "it" / FINGERPRINT_STORY / "build.log"
    found = re.search(r"fingerprint +([0-9a-f]{12})", made.read_text()) if made.is_file() else None
    return passed, sorted(set(results) - set(passed)), found.group(1) if found else "-", log


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--maven", default=",".join(MAVENS), help="versions, separated by commas")
    parser.add_argument("--jdk", action="append", type=pathlib.Path, help="a JDK; all of this machine by default")
    parser.add_argument("--stories", default=",".join(STORIES), help="folders of src/it, separated by commas, or all")
    parser.add_argument("--whole", action="store_true", help="each Maven on each JDK")
    options = parser.parse_args()
    TARGET.mkdir(parents=True, exist_ok=True)
    versions = options.maven.split(",")
    own = running_java()
    found = [(java_version(home), home) for home in options.jdk] if options.jdk else jdks()
    usable = [home for feature, home in found if feature >= OLDEST_JAVA]
    three = [version for version in versions if version.startswith("3.")] or versions
    pairs = [(version, home) for home in usable for version in versions
             if options.whole or home == own or version == three[-1] or len(usable) == 1]
    rows, bad = [], False
    for version, home in pairs:
        passed, failed, fingerprint, log = run(version, home, options.stories.split(","))
        bad |= bool(failed) or not passed
        rows.append((version, f"{java_version(home)}", str(len(passed)), ", ".join(failed) or "-", fingerprint))
        print(f"{version} on Java {java_version(home)}: {len(passed)} passed, failed: {rows[-1][3]}  {log}", file=sys.stderr, flush=True)
    different = len({row[4] for row in rows if row[4] != "-"}) > 1
    print("| Maven | Java | passed | failed | fingerprint |\n|---|---|---|---|---|")
    for row in rows:
        print("| " + " | ".join(row) + " |")
    for feature, home in found:
        if feature < OLDEST_JAVA:
            print(f"not run: Java {feature} ({home}); the plugin needs {OLDEST_JAVA} or newer")
    if different:
        print("the fingerprints differ")
    return 1 if bad or different else 0


if __name__ == "__main__":
    sys.exit(main())
