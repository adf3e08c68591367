"""What the making half costs on top of the tools it uses.

Processor time of the whole tree of processes says the same on a busy machine; wall time does not.
"""
import os
import shutil
import subprocess
import sys

import measure
import project

TITLE = "making the files"


def write(folder, files):
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())


def plain(folder):
    """A package without frontend and installer."""
    shutil.copytree(project.ROOT / "src/it/projects/plain", folder)
    shutil.rmtree(folder / "installer")
    write(folder, {"pom.xml": project.pom()})
    project.tagged(folder, "v" + project.literal(folder / "plainapp/__init__.py"))


def large(folder):
    """As many files, built files and bytes as InvokeAI 5.6.0; the frontend's tools are stubs that copy a folder."""
    files = {
        "pom.xml": project.pom(),
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
    project.tagged(folder, "v5.6.0")


def processors(bench):
    """Everything but the large project."""
    folder = bench.work / "plain"
    plain(folder)
    builder = bench.work / "builder"
    measure.cost([sys.executable, "-m", "venv", str(builder)], bench.work)
    measure.cost([str(builder / "bin/pip"), "install", "-q", "build"], bench.work)
    out = bench.work / "out"

    def maven(command):
        return lambda: measure.cost(command, folder)

    def backend():
        shutil.rmtree(folder / "target", ignore_errors=True)
        shutil.rmtree(out, ignore_errors=True)
        cost = measure.cost([str(builder / "bin/python"), "-m", "build", "--outdir", str(out), str(folder)], bench.work)
        # What setuptools leaves beside the sources is not there in a clone.
        for left in ("build", "plain_app.egg-info"):
            shutil.rmtree(folder / left, ignore_errors=True)
        return cost

    def by_hand(make, install):
        def installed():
            venv = bench.work / "venv"
            script = f"{make} && {install} install -q --no-deps $W && $V/bin/plain-app --version"
            cost = measure.cost(["sh", "-ec", script], bench.work, V=str(venv), W=str(next(out.glob("*.whl"))))
            shutil.rmtree(venv)
            return cost

        return installed

    start = maven(project.plugin("help"))
    verify = maven(project.maven("verify", "-Dinvokeai.smokeTest.skip=true"))
    start()
    runs = measure.rounds(
        bench.rounds, help=start, build=backend, first=verify, unchanged=verify,
        smoke=maven(project.maven(f"{project.PLUGIN}:smoke-test", "-Dinvokeai.rebuild=true")),
        pip=by_hand("python3 -m venv $V", "$V/bin/pip"),
        nopip=by_hand("python3 -m venv --without-pip $V", "python3 -m pip --python $V/bin/python"))
    spent = {name: measure.processors(costs) for name, costs in runs.items()}
    yield measure.more(
        "first `verify` without smoke test, beside the start, processor", measure.less(spent["first"], spent["help"]), spent["build"],
        "`python -m build`", 3)
    yield measure.more("unchanged `verify`, processor", spent["unchanged"], spent["help"], project.HELP, 1.5)
    smoke = measure.less(spent["smoke"], spent["help"])
    yield measure.compared("`smoke-test`, beside the start, processor", smoke, spent["pip"], "by hand, venv with pip", wanted=1.2)
    yield measure.compared("`smoke-test`, beside the start, processor", smoke, spent["nopip"], "by hand, venv without pip", wanted=1.2)
    yield measure.compared(
        "first `verify`, memory", measure.peaks(runs["first"]), measure.peaks(runs["build"]), "`python -m build`", "MiB")


def run(bench):
    project.needs_plugin()
    project.needs("node", "npm", "python3")
    yield from processors(bench)
    # How far the heap grows by default depends on the machine's memory; what is needed does not.
    for title, name, variables in (("default heap", "large", {}), ("heap of 64 MB", "small-heap", {"MAVEN_OPTS": "-Xmx64m"})):
        folder = bench.work / name
        large(folder)
        start = measure.cost(project.plugin("help"), folder, **variables)
        cost = measure.cost(project.maven("verify"), folder, **variables)
        yield measure.limited(
            f"`verify` of InvokeAI's size (637 files, 66 built, 14 MB), {title}, memory", [cost.peak], 250, "MiB", [start.peak], project.HELP)
