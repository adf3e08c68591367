#!/usr/bin/env python3
"""What the making half costs on top of the tools it uses: processor time, and the memory of Maven's JVM.

Usage: src/bench/build/run.py [--rounds 3] [--large-only]   (after mvn install, or with PLUGIN_REPOSITORY=folder)

Each round runs every command once, one after the other, and differences and ratios are taken within the round; the median of
the rounds is shown. Processor time (user and system, of the whole tree) says the same on a busy machine, wall time does not.

plain      first `mvn verify` of a package without frontend, no smoke test, against `python -m build` and `mvn help`
unchanged  the same once more, against `mvn help`
smoke      `smoke-test` of its wheel, against a venv (with pip, and without), pip install and the same command by hand
large      the highest resident memory of the JVM for a project of InvokeAI's size (637 tracked files, 66 built ones, 14 MB)
"""
import argparse
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(HERE)))
arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
arguments.add_argument("--rounds", type=int, default=3)
arguments.add_argument("--large-only", action="store_true")
options = arguments.parse_args()

with open(os.path.join(ROOT, "pom.xml")) as pom:
    version = re.search(r"^  <version>(.*)</version>$", pom.read(), re.M).group(1)
plugin = f"ai.invoke.release:invokeai-release-maven-plugin:{version}"
maven = ["mvn", "-B", "-ntp", "-o"]
if os.environ.get("PLUGIN_REPOSITORY"):
    maven.append("-Dmaven.repo.local=" + os.path.abspath(os.environ["PLUGIN_REPOSITORY"]))
work = tempfile.mkdtemp()
environment = {name: value for name, value in os.environ.items() if name not in ("GITHUB_ACTIONS", "GITLAB_CI", "CI")}
environment["PIP_RETRIES"] = "0"


def memory(process, highest):
    """The high-water mark of the resident memory in KiB; Maven's script becomes its JVM, so it is the process's own."""
    while process.poll() is None:
        try:
            with open(f"/proc/{process.pid}/status") as status:
                found = re.search(r"VmHWM:\s+(\d+)", status.read())
            highest[0] = max(highest[0], int(found.group(1)) if found else 0)
        except OSError:
            return
        time.sleep(0.02)


def cost(command, folder, **variables):
    """Processor seconds of a command with all its children, and the highest memory of its own process in MiB."""
    before = os.times()
    process = subprocess.Popen(command, cwd=folder, env={**environment, **variables}, stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT, text=True)
    highest = [0]
    watch = threading.Thread(target=memory, args=(process, highest))
    watch.start()
    output = process.communicate()[0]
    watch.join()
    after = os.times()
    if process.returncode:
        sys.exit(f"{' '.join(command)}\n{output}")
    seconds = after.children_user + after.children_system - before.children_user - before.children_system
    return seconds, highest[0] / 1024


def write(folder, files):
    for name, content in files.items():
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb" if isinstance(content, bytes) else "w") as file:
            file.write(content)


def pom(extra=""):
    return f"""<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>bench</groupId><artifactId>bench</artifactId><version>1</version>
  <packaging>invokeai-release</packaging>
  <properties><invokeai.githubRepository>bench/bench</invokeai.githubRepository>{extra}</properties>
  <build><plugins><plugin>
    <groupId>ai.invoke.release</groupId><artifactId>invokeai-release-maven-plugin</artifactId>
    <version>{version}</version><extensions>true</extensions>
  </plugin></plugins></build>
</project>
"""


def tagged(folder, tag):
    identity = ["-c", "user.name=bench", "-c", "user.email=bench@localhost"]
    for command in (["init", "-q", "--bare", folder + ".git"], ["init", "-q"], ["add", "-A"],
                    [*identity, "commit", "-qm", "Release"], [*identity, "tag", "-am", "Release", tag],
                    ["remote", "add", "origin", folder + ".git"], ["push", "-q", "origin", "HEAD", tag]):
        subprocess.run(["git", *command], cwd=folder, check=True)


def plain():
    folder = os.path.join(work, "plain")
    shutil.copytree(os.path.join(ROOT, "src/it/projects/plain"), folder)
    shutil.rmtree(os.path.join(folder, "installer"))
    write(folder, {"pom.xml": pom()})
    with open(os.path.join(folder, "plainapp/__init__.py")) as source:
        tagged(folder, "v" + re.search(r'__version__ = "(.*)"', source.read()).group(1))
    return folder


def large(name):
    """As many files, built files and bytes as InvokeAI 5.6.0; the frontend's tools are stubs that copy a folder."""
    folder = os.path.join(work, name)
    files = {
        "pom.xml": pom(),
        ".gitignore": "target/\nnode_modules/\ndist/\n",
        "pyproject.toml": '[build-system]\nrequires = ["setuptools>=77"]\nbuild-backend = "setuptools.build_meta"\n\n'
        '[project]\nname = "InvokeAI"\ndynamic = ["version"]\ndescription = "As large as the real one"\n'
        'readme = "README.md"\nrequires-python = ">=3.10"\nlicense = "Apache-2.0"\n\n'
        '[project.scripts]\n"invokeai-web" = "invokeai.app.run_app:run"\n\n'
        '[tool.setuptools.dynamic]\nversion = { attr = "invokeai.version.__version__" }\n\n'
        '[tool.setuptools.packages.find]\nwhere = ["."]\ninclude = ["invokeai*"]\n\n'
        '[tool.setuptools.package-data]\n"*" = ["*.png", "dist/**"]\n',
        "README.md": "# InvokeAI\n" + "A line of the description.\n" * 200,
        "invokeai/__init__.py": "",
        "invokeai/version/__init__.py": "from .invokeai_version import __version__\n",
        "invokeai/version/invokeai_version.py": '__version__ = "5.6.0"\n',
        "invokeai/app/__init__.py": "",
        "invokeai/app/run_app.py": "def run():\n    print('5.6.0')\n",
        "invokeai/frontend/__init__.py": "",
        "invokeai/frontend/web/__init__.py": "",
        "invokeai/frontend/web/package.json": '{"name": "web", "private": true, "version": "0.0.1", "type": "module",\n'
        ' "packageManager": "npm@%s", "scripts": {"build": "node build.mjs"}}\n'
        % subprocess.run(["npm", "--version"], stdout=subprocess.PIPE, text=True, check=True).stdout.strip(),
        "invokeai/frontend/web/package-lock.json": '{"name": "web", "version": "0.0.1", "lockfileVersion": 3,\n'
        ' "requires": true, "packages": {"": {"name": "web", "version": "0.0.1"}}}\n',
        "invokeai/frontend/web/build.mjs": "import { cpSync, rmSync } from 'node:fs';\n"
        "rmSync('dist', { recursive: true, force: true });\ncpSync('built', 'dist', { recursive: true });\n",
        "invokeai/frontend/web/built/index.html": "<!doctype html><title>web</title>\n",
    }
    for number in range(65):
        files[f"invokeai/frontend/web/built/assets/chunk-{number}.js"] = "".join(
            f"export const value_{number}_{line} = {line * 7919 % 1009};\n" for line in range(3000))
    for number in range(60):
        files[f"invokeai/app/package_{number}/__init__.py"] = ""
        for module in range(7):
            files[f"invokeai/app/package_{number}/module_{module}.py"] = "".join(
                f"def function_{line}(a, b):\n    return a * {line} + b\n\n\n" for line in range(200))
    for number in range(60):
        files[f"invokeai/frontend/web/src/component-{number}.ts"] = "export const a = 1;\n" * 200
    for number in range(8):
        files[f"invokeai/app/picture-{number}.png"] = os.urandom(500_000)
    write(folder, files)
    tagged(folder, "v5.6.0")
    return folder


def median(values):
    return statistics.median(values)


def verdict(what, value, wanted, unit):
    print(f"  {what:<58} {value:7.2f} {unit}   wanted: at most {wanted} {unit}{'' if value <= wanted else '   MISSED'}",
          flush=True)


def small():
    """Everything but the large project."""
    folder = plain()
    builder = os.path.join(work, "builder")
    subprocess.run([sys.executable, "-m", "venv", builder], check=True)
    subprocess.run([os.path.join(builder, "bin/pip"), "install", "-q", "build"], check=True, env=environment)
    verify = [*maven, "verify", "-Dinvokeai.smokeTest.skip=true"]
    smoke = [*maven, f"{plugin}:smoke-test", "-Dinvokeai.rebuild=true"]
    cost([*maven, "-q", f"{plugin}:help"], folder)
    rows = {name: [] for name in ("help", "build", "first", "unchanged", "smoke", "pip", "nopip")}
    for number in range(options.rounds):
        shutil.rmtree(os.path.join(folder, "target"), ignore_errors=True)
        rows["help"].append(cost([*maven, "-q", f"{plugin}:help"], folder)[0])
        out = os.path.join(work, f"out-{number}")
        rows["build"].append(cost([os.path.join(builder, "bin/python"), "-m", "build", "--outdir", out, folder], work)[0])
        for left in ("build", "plain_app.egg-info"):
            shutil.rmtree(os.path.join(folder, left), ignore_errors=True)
        rows["first"].append(cost(verify, folder)[0])
        rows["unchanged"].append(cost(verify, folder)[0])
        rows["smoke"].append(cost(smoke, folder)[0])
        wheel = next(os.path.join(out, name) for name in os.listdir(out) if name.endswith(".whl"))
        for name, make, install in (
            ("pip", "python3 -m venv $V", "$V/bin/pip"),
            ("nopip", "python3 -m venv --without-pip $V", "python3 -m pip --python $V/bin/python"),
        ):
            venv = os.path.join(work, f"{name}-{number}")
            script = f"{make} && {install} install -q --no-deps $W && $V/bin/plain-app --version"
            rows[name].append(cost(["sh", "-ec", script], work, V=venv, W=wheel)[0])
            shutil.rmtree(venv)
    print(f"processor time, median of {options.rounds} rounds")
    for name, what in (("help", "mvn help"), ("build", "python -m build"), ("first", "first mvn verify, no smoke test"),
                       ("unchanged", "unchanged mvn verify"), ("smoke", "mvn smoke-test"),
                       ("pip", "by hand, venv with pip"), ("nopip", "by hand, venv without pip")):
        print(f"  {what:<58} {median(rows[name]):7.2f} s")
    pairs = list(zip(*(rows[name] for name in ("help", "build", "first", "unchanged", "smoke", "pip", "nopip"))))
    verdict("first verify - python -m build - help", median([f - b - h for h, b, f, *_ in pairs]), 3, "s")
    verdict("unchanged verify - help", median([u - h for h, _, _, u, *_ in pairs]), 1.5, "s")
    verdict("(smoke-test - help) / by hand with pip", median([(s - h) / p for h, _, _, _, s, p, _ in pairs]), 1.2, "x")
    verdict("(smoke-test - help) / by hand without pip", median([(s - h) / n for h, _, _, _, s, _, n in pairs]), 1.2, "x")


try:
    if not options.large_only:
        small()
    folder = large("large")
    print(f"  {'JVM, resident: mvn help':<58} {cost([*maven, '-q', f'{plugin}:help'], folder)[1]:7.2f} MiB")
    seconds, mebibytes = cost([*maven, "verify"], folder)
    verdict("JVM, resident: verify of InvokeAI's size, default heap", mebibytes, 250, "MiB")
    print(f"  {'its processor time, with all children':<58} {seconds:7.2f} s")
    # How far the heap grows by default depends on the machine's memory; what is needed does not.
    mebibytes = cost([*maven, "verify"], large("small-heap"), MAVEN_OPTS="-Xmx64m")[1]
    verdict("JVM, resident: the same in a heap of 64 MB", mebibytes, 250, "MiB")
finally:
    shutil.rmtree(work)
