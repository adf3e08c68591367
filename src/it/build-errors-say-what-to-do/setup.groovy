import ai.invoke.release.process.ProgramPath
import java.nio.file.Files
import java.nio.file.attribute.PosixFilePermissions

def folder = { name -> Files.createDirectories(new File(basedir, name).toPath()) }
def path = System.getenv('PATH').split(File.pathSeparator).collect { new File(it) }
def find = { name -> path.collect { new File(it, name) }.find { it.canExecute() } }
def link = { where, name ->
    def found = find(name)
    if (found != null) {
        Files.createSymbolicLink(folder(where).resolve(name), found.toPath().toRealPath())
    }
}

// A PATH with what Maven's own start script needs and nothing else.
['sh', 'bash', 'uname', 'dirname', 'basename', 'ls', 'expr', 'sed', 'grep', 'tr', 'cat', 'env', 'readlink', 'git', 'java']
        .each { link('bin', it) }
link('bin-node', 'node')

// Debian without python3-venv: Python is there, the module venv is not, nor is build.
def script = { where, name, text ->
    def file = folder(where).resolve(name)
    Files.writeString(file, text)
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString('rwxr-xr-x'))
}
def python = ['python3', '-c', 'import sys; print(sys._base_executable)'].execute().text.trim()
script('bin-python-without-venv', 'python3', """#!/usr/bin/env bash
case "\$*" in
  *"-m venv"*) echo 'No module named venv' >&2; exit 1 ;;
  *"-m build"*) echo 'No module named build' >&2; exit 1 ;;
esac
# Named after this script, so that the interpreter takes itself for it.
exec -a "\$0" '${python}' "\$@"
""")

def write = { name, text ->
    def file = new File(basedir, name).toPath()
    Files.createDirectories(file.parent)
    Files.writeString(file, text)
}
write('frontend/invokeai/frontend/web/package.json', '{"name": "web", "private": true, "packageManager": "pnpm@10.12.4", "scripts": {"build": "vite build"}}\n')
write('frontend/invokeai/frontend/web/pnpm-lock.yaml', "lockfileVersion: '9.0'\n")
write('toolchains.xml', """\
<?xml version="1.0" encoding="UTF-8"?>
<toolchains>
  <toolchain>
    <type>python</type>
    <provides><version>3</version></provides>
    <configuration><executable>${python}</executable></configuration>
  </toolchain>
</toolchains>
""")
write('failing/pyproject.toml', '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n\n[project]\nname = "failing"\nversion = "1.0"\n')
write('failing/backend.py', '''\
import sys


def build_sdist(sdist_directory, config_settings=None):
    print("backend: looking for the compiler")
    print("backend: no compiler, giving up", file=sys.stderr)
    raise SystemExit(3)


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    raise SystemExit(4)
''')
return true
