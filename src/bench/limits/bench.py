"""Archives of many members, and of sizes of 4 GB, looked at in a heap of 96 MB."""
import shutil

import measure
import project

TITLE = "archives at the limits"
REAL = 12 << 30


def run(bench):
    classes = project.compiled(project.ROOT / "src/bench/limits/LimitsBench.java", bench.work / "classes")
    cases = bench.work / "cases"
    members = bench.size(150_000, 10_000)
    # A wheel with a member of more than 4 GB takes as much room on the disk.
    real = ["real"] if not bench.quick and shutil.disk_usage(bench.work).free > REAL else []
    measure.cost(["java", "-cp", classes, "LimitsBench", "make", str(cases), str(members), *real], bench.work)
    for case in sorted(cases.iterdir()):
        cost = measure.cost(["java", "-Xmx96m", "-cp", classes, "LimitsBench", "look", str(case)], bench.work)
        yield measure.Figure(
            f"{case.name}, heap of 96 MB", f"{project.values(cost.output)['millis'][0] / 1000:,.2f} s, {cost.peak:,.0f} MiB", None, None, "an end", True)
    if not real:
        yield measure.Figure("clean wheel with a member over 4 GB", "not run: " + ("quick" if bench.quick else "no room on the disk"))
