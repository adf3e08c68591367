"""The installer's zip of 500 files and a 100 MB wheel, in a heap that is smaller than the wheel, against zip -r."""
import measure
import project

TITLE = "the installer"


def run(bench):
    project.needs("zip")
    classes = project.compiled(project.ROOT / "src/bench/installer/AssembleBench.java", bench.work / "classes")
    megabytes = bench.size(100, 20)
    cost = measure.cost(
        ["java", "-Xmx64m", "-cp", classes, "AssembleBench", str(bench.work / "tree"), str(bench.rounds), str(megabytes)], bench.work)
    values = project.values(cost.output)
    zipped = measure.cost(["zip", "-q", "-r", str(bench.work / "again.zip"), "InvokeAI-Installer"], bench.work / "tree/copy")
    what = f"`assemble-installer`, 500 files and a wheel of {megabytes} MB"
    yield measure.compared(what, values["ours"], values["zip"], "`zip -r`", wanted=1)
    yield measure.compared(f"{what}, memory with a heap of 64 MB", [cost.peak], [zipped.peak], "`zip -r`", "MiB")
