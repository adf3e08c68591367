#!/usr/bin/env python3
"""How fast publish-pypi is, whole process, against `mvn help` and Debian's twine on the same files and the same server.

Usage: src/bench/upload/run.py [--rounds 3] [--megabytes 500] [--big]   (after mvn install, or with PLUGIN_REPOSITORY=folder)

Runs are paired: in each round every program runs once, one after the other, and the ratio is taken within the round; the
median of the rounds is shown. `--big` sends 2 GB in 96 MB of heap as well. Nothing else should run on the machine.
"""
import argparse
import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(HERE)))
arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
arguments.add_argument("--rounds", type=int, default=3)
arguments.add_argument("--megabytes", type=int, default=500)
arguments.add_argument("--big", action="store_true")
options = arguments.parse_args()

with open(os.path.join(ROOT, "pom.xml")) as pom:
    version = re.search(r"^  <version>(.*)</version>$", pom.read(), re.M).group(1)
plugin = f"ai.invoke.release:invokeai-release-maven-plugin:{version}"
maven = ["mvn", "-B", "-ntp"]
if os.environ.get("PLUGIN_REPOSITORY"):
    maven.append("-Dmaven.repo.local=" + os.path.abspath(os.environ["PLUGIN_REPOSITORY"]))
work = tempfile.mkdtemp()


def timed(command, **variables):
    """Wall and processor seconds of one command."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.monotonic()
    done = subprocess.run(
        command, cwd=work, env={**os.environ, **variables}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    wall = time.monotonic() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        sys.exit(f"{' '.join(command)}\n{done.stdout}")
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


class Sink:
    def __init__(self, folder):
        port_file = folder + ".port"
        self.process = subprocess.Popen([sys.executable, os.path.join(HERE, "sink.py"), folder, port_file])
        while not os.path.exists(port_file):
            time.sleep(0.02)
        with open(port_file) as port:
            self.url = f"http://127.0.0.1:{port.read()}/"

    def reset(self):
        urllib.request.urlopen(self.url + "reset").read()

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        self.process.terminate()
        self.process.wait()


def ours(folder, sink, heap):
    sink.reset()
    return timed(
        [*maven, f"{plugin}:publish-pypi", f"-Dinvokeai.dist={folder}",
         f"-Dinvokeai.pypi.uploadUrl={sink.url}legacy/", f"-Dinvokeai.pypi.simpleUrl={sink.url}simple/"],
        PYPI_TOKEN="bench", MAVEN_OPTS=f"-Xmx{heap}m")


def twine(folder, sink):
    sink.reset()
    wheels = [os.path.join(folder, name) for name in sorted(os.listdir(folder))]
    return timed(["twine", "upload", "--non-interactive", "--disable-progress-bar", "-u", "__token__", "-p", "bench",
                  "--repository-url", sink.url + "legacy/", *wheels])


def make(name, megabytes, kind):
    folder = os.path.join(work, name)
    subprocess.run([sys.executable, os.path.join(HERE, "make_wheel.py"), folder, str(megabytes), kind], check=True)
    return folder


def row(what, runs):
    wall = statistics.median(run[0] for run in runs)
    processor = statistics.median(run[1] for run in runs)
    print(f"  {what:<28} {wall:6.2f} s   {processor:6.2f} s of processor")


def compare(title, folder):
    helps, twines, uploads = [], [], []
    with Sink(folder) as sink:
        for _ in range(options.rounds):
            helps.append(timed([*maven, "-q", f"{plugin}:help"]))
            twines.append(twine(folder, sink))
            # The heap of the measured run is the limit itself: a run that needed more would fail.
            uploads.append(ours(folder, sink, 64))
    sizes = [os.path.getsize(os.path.join(folder, name)) for name in os.listdir(folder)]
    print(f"{title}, {len(sizes)} x {sum(sizes) // len(sizes) / 1048576:.3f} MiB, median of {options.rounds} rounds, heap of at most 64 MB")
    row("mvn invokeai-release:help", helps)
    row("twine upload", twines)
    row("publish-pypi, rules included", uploads)
    ratio = statistics.median(mine[0] / other[0] for mine, other in zip(uploads, twines))
    more = statistics.median(mine[0] - other[0] for mine, other in zip(uploads, helps))
    print(f"  {ratio:.2f} x twine, help + {more:.2f} s", flush=True)


try:
    timed([*maven, "-q", f"{plugin}:help"])
    compare("small wheel", make("small", 16, "stored"))
    compare("incompressible wheel", make("stored", options.megabytes, "stored"))
    compare("compressible wheel", make("deflated", options.megabytes, "deflated"))
    wheel = os.path.join(work, "deflated", "bench_demo-1.0-py3-none-any.whl")
    unpack = timed([sys.executable, "-m", "zipfile", "-t", wheel])
    print(f"  unpacking it alone, with zlib: {unpack[1]:.2f} s of processor")
    compare("many wheels", make("many", 500, "many"))
    if options.big:
        folder = make("big", 2048, "stored")
        with Sink(folder) as sink:
            wall, _ = ours(folder, sink, 96)
        print(f"2 GB in 96 MB of heap: {wall:.1f} s")
finally:
    shutil.rmtree(work)
