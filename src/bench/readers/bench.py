"""How the time of each reader of foreign text grows with the texts that cost it most, from 64 to 256 kB."""
import measure
import project

TITLE = "readers of foreign text"
QUICK = ("toml", "url", "mailmap")
GREATEST = 1.3
# Microseconds for 256 kB: below it the processor's caches decide, and nothing that is more than linear takes so little.
LEAST = 1000
# A text of 256 kB is a large object to G1, which costs more than reading it; the readers are measured, not the collector.
JAVA = ("java", "-XX:+UseSerialGC", "-Xmn512m")


def run(bench):
    classes = project.compiled(project.ROOT / "src/bench/readers/ReadersBench.java", bench.work / "classes")
    targets = QUICK if bench.quick else ()
    output = measure.cost([*JAVA, "-cp", classes, "ReadersBench", *targets], bench.work).output
    rows = [line.split("\t") for line in output.splitlines() if line.count("\t") == 6]
    if not rows:
        raise measure.Failed(f"no reader was measured\n{output}")
    slow = [row for row in rows if float(row[5]) >= LEAST]
    steep = [row for row in slow if float(row[6]) > GREATEST]
    for row in steep:
        bench.say("grows fast: " + "  ".join(row))
    worst = max(slow, key=lambda row: float(row[6]))
    slowest = max(rows, key=lambda row: float(row[5]))
    value = float(worst[6])
    yield measure.Figure(
        f"{len(rows)} worst texts of the readers, four times as long", f"4^{value:.2f} x the time ({worst[0]}), {len(steep)} above 4^{GREATEST}",
        "4 x the input", 4 ** value / 4, f"at most {4 ** GREATEST / 4:.2f} x", not steep)
    yield measure.Figure(f"256 kB of a worst text, slowest reader ({slowest[0]})", f"{float(slowest[5]) / 1e6:.2f} s")
