"""What the benches need of this project: Maven with the plugin, its classes, and repositories to release."""
import functools
import os
import pathlib
import re
import shutil
import subprocess

import measure

ROOT = pathlib.Path(__file__).resolve().parents[2]
VERSION = re.search(r"^  <version>(.*)</version>$", (ROOT / "pom.xml").read_text(), re.M).group(1)
PLUGIN = f"ai.invoke.release:invokeai-release-maven-plugin:{VERSION}"
# The start of Maven with the plugin, and nothing else.
HELP = "`mvn invokeai-release:help`"
DEMO_VERSION = ROOT / "src/it/projects/demo/invokeai/version/invokeai_version.py"


def needs(*tools):
    for tool in tools:
        if not shutil.which(tool):
            raise measure.NotRun(f"{tool} is not installed")


def repository():
    return pathlib.Path(os.environ.get("PLUGIN_REPOSITORY") or pathlib.Path.home() / ".m2/repository").resolve()


def maven(*arguments, offline=True):
    return ["mvn", "-B", "-ntp", "-Dstyle.color=never", f"-Dmaven.repo.local={repository()}", *(["-o"] if offline else []), *arguments]


def plugin(goal, *arguments):
    """A goal without the others, quietly."""
    return maven("-q", f"{PLUGIN}:{goal}", *arguments)


def needs_plugin():
    needs("mvn", "git")
    if not (repository() / "ai/invoke/release/invokeai-release-maven-plugin" / VERSION).is_dir():
        raise measure.NotRun("the plugin is not installed; run mvn -DskipTests install")


@functools.cache
def classpath(*arguments):
    """The compiled classes, those of the tests as well, and all libraries."""
    needs("java", "javac", "mvn")
    if not (ROOT / "target/test-classes/ai").is_dir():
        raise measure.NotRun("nothing is compiled; run mvn test-compile")
    found = ROOT / "target" / ("bench-classpath" + "".join(arguments))
    if not found.exists() or found.stat().st_mtime < (ROOT / "pom.xml").stat().st_mtime:
        subprocess.run(
            ["mvn", "-q", "-B", "-ntp", f"-Dmaven.repo.local={repository()}", *arguments, "dependency:build-classpath",
             f"-Dmdep.outputFile={found}", "-Dmdep.includeScope=test"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return f"{ROOT}/target/classes:{ROOT}/target/test-classes:{found.read_text().strip()}"


def compiled(source, folder, *arguments):
    """Compiles a bench; the class path to run it with."""
    libraries = classpath(*arguments)
    subprocess.run(["javac", "-nowarn", "-d", folder, "-cp", libraries, str(source)], check=True, stderr=subprocess.DEVNULL)
    return f"{folder}:{libraries}"


def values(output):
    """The lines `name<TAB>number` that a bench in Java prints, as lists of numbers by name."""
    found = {}
    for line in output.splitlines():
        name, tab, number = line.partition("\t")
        if tab:
            found.setdefault(name, []).append(float(number))
    return found


def git(folder, *arguments):
    identity = ["-c", "user.name=bench", "-c", "user.email=bench@localhost"]
    return subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, stdout=subprocess.PIPE, text=True).stdout


def tagged(folder, tag):
    """Makes a folder a repository with a tag at HEAD, both at its origin as well."""
    git(folder, "init", "-q", "--bare", f"{folder}.git")
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "Release"], ["tag", "-am", "Release", tag],
                    ["remote", "add", "origin", f"{folder}.git"], ["push", "-q", "origin", "HEAD", tag]):
        git(folder, *command)


def literal(file):
    return re.search(r"^__version__ = [\"'](.*)[\"']", pathlib.Path(file).read_text(), re.M).group(1)


def demo(folder):
    """The demo of the user stories as a repository, with its POM."""
    shutil.copytree(ROOT / "src/it/projects/demo", folder)
    pom = (ROOT / "src/it/demo/pom.xml").read_text().replace("@project.version@", VERSION)
    pathlib.Path(folder, "pom.xml").write_text(pom)
    tagged(folder, "v" + literal(DEMO_VERSION))


def pom():
    return f"""<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>bench</groupId><artifactId>bench</artifactId><version>1</version>
  <packaging>invokeai-release</packaging>
  <properties><invokeai.githubRepository>bench/bench</invokeai.githubRepository></properties>
  <build><plugins><plugin>
    <groupId>ai.invoke.release</groupId><artifactId>invokeai-release-maven-plugin</artifactId>
    <version>{VERSION}</version><extensions>true</extensions>
  </plugin></plugins></build>
</project>
"""
