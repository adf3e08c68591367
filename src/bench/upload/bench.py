"""publish-pypi as a whole process, against Debian's twine on the same files and the same server, which throws them away."""
import subprocess
import sys
import time
import urllib.request

import measure
import project

TITLE = "uploads"
HERE = project.ROOT / "src/bench/upload"


class Sink:
    def __init__(self, folder):
        self.folder = folder

    def __enter__(self):
        port = self.folder.with_suffix(".port")
        self.process = subprocess.Popen([sys.executable, str(HERE / "sink.py"), str(self.folder), str(port)])
        while not port.exists():
            if self.process.poll() is not None:
                raise measure.Failed("the server did not start")
            time.sleep(0.02)
        self.url = f"http://127.0.0.1:{port.read_text()}/"
        return self

    def __exit__(self, *failure):
        self.process.terminate()
        self.process.wait()

    def reset(self):
        urllib.request.urlopen(self.url + "reset").read()


def ours(folder, sink, heap):
    sink.reset()
    return measure.cost(
        project.maven(f"{project.PLUGIN}:publish-pypi", f"-Dinvokeai.dist={folder}", f"-Dinvokeai.pypi.uploadUrl={sink.url}legacy/",
                      f"-Dinvokeai.pypi.simpleUrl={sink.url}simple/", offline=False),
        folder.parent, PYPI_TOKEN="bench", MAVEN_OPTS=f"-Xmx{heap}m")


def twine(folder, sink):
    sink.reset()
    return measure.cost(
        ["twine", "upload", "--non-interactive", "--disable-progress-bar", "-u", "__token__", "-p", "bench", "--repository-url",
         sink.url + "legacy/", *(str(file) for file in sorted(folder.iterdir()))], folder.parent)


def run(bench):
    project.needs_plugin()
    project.needs("twine")

    def make(name, size, kind):
        folder = bench.work / name
        measure.cost([sys.executable, str(HERE / "make_wheel.py"), str(folder), str(size), kind], bench.work)
        return folder

    def start():
        return measure.cost(project.plugin("help"), bench.work)

    def compare(folder, heap=64):
        """The heap is the limit itself: a run that needed more would fail."""
        with Sink(folder) as sink:
            return measure.rounds(bench.rounds, help=start, twine=lambda: twine(folder, sink), ours=lambda: ours(folder, sink, heap))

    def walls(runs):
        return measure.walls(runs["ours"]), measure.walls(runs["twine"])

    start()
    large = bench.size(500, 64)
    small = compare(make("small", 16, "stored"))
    yield measure.compared("`publish-pypi`, 16 MiB", *walls(small), "twine")
    yield measure.more("`publish-pypi`, 16 MiB, beside the start", measure.walls(small["ours"]), measure.walls(small["help"]), project.HELP, 0.5)
    for kind, what in (("stored", "incompressible"), ("deflated", "compressible")):
        folder = make(kind, large, kind)
        runs = compare(folder)
        yield measure.compared(f"`publish-pypi`, {large} MiB, {what}, heap of 64 MB", *walls(runs), "twine", wanted=0.65)
        if kind == "deflated":
            unpacked = measure.cost([sys.executable, "-m", "zipfile", "-t", str(next(folder.iterdir()))], bench.work)
            yield measure.compared(
                f"`publish-pypi`, {large} MiB, {what}, processor", measure.processors(runs["ours"]), [unpacked.processor] * bench.rounds,
                "unpacked by Python")
    files = bench.size(1000, 20)
    one, many = compare(make("one", 1, "many")), compare(make("many", files, "many"))
    yield measure.compared(f"`publish-pypi`, {files:,} files of 1 kB", *walls(many), "twine")
    for name, who in (("ours", "`publish-pypi`"), ("twine", "twine")):
        yield measure.growth(
            f"{who}, 1 → {files:,} files", measure.walls(one[name]), measure.walls(many[name]), files, wanted=1)
    size = bench.size(2048, 128)
    folder = make("big", size, "stored")
    with Sink(folder) as sink:
        big = {"ours": [ours(folder, sink, 96)], "twine": [twine(folder, sink)]}
    yield measure.compared(f"`publish-pypi`, {size:,} MiB, heap of 96 MB", *walls(big), "twine")
    for name, who in (("ours", "`publish-pypi`"), ("twine", "twine")):
        yield measure.growth(
            f"{who}, 16 → {size:,} MiB", measure.walls(small[name]), measure.walls(big[name]), size / 16, wanted=1)
    yield measure.compared(
        f"`publish-pypi`, {size:,} MiB, memory with a heap of 96 MB", measure.peaks(big["ours"]), measure.peaks(big["twine"]), "twine", "MiB")
