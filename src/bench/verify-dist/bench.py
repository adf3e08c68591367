"""How long the rules look at a wheel, how that grows with its files, and that memory does not grow with its size."""
import statistics
import sys

import measure
import project

TITLE = "the rules"


def run(bench):
    classes = project.compiled(project.ROOT / "src/bench/verify-dist/VerifyDistBench.java", bench.work / "classes")

    def look(heap, files, size, times):
        """Seconds of each look, and the cost of the whole process."""
        cost = measure.cost(
            ["java", f"-Xmx{heap}m", f"-Djava.io.tmpdir={bench.work}", "-cp", classes, "VerifyDistBench", str(files), str(size), str(times),
             str(bench.work / "kept.whl")], bench.work)
        return project.values(cost.output)["millis"], cost

    def unpacked():
        return measure.cost([sys.executable, "-m", "zipfile", "-t", str(bench.work / "kept.whl")], bench.work)

    times = bench.size(10, 3)
    millis, _ = look(512, 3000, 5500, times)
    warm = sorted(millis[len(millis) // 2:])
    theirs = [unpacked().wall * 1000 for _ in warm]
    yield measure.limited("rules, wheel of 3,000 files and 16 MB, warm", warm, 400, "ms", theirs, "unpacked by Python")
    small, large = bench.size((1_000, 100_000), (1_000, 10_000))
    few, _ = look(512, small, 500, times)
    many, _ = look(512, large, 500, bench.size(5, 3))
    half = [statistics.median(each[len(each) // 2:]) for each in (few, many)]
    yield measure.growth(f"rules, {small:,} → {large:,} files", [half[0]], [half[1]], large / small, "ms")
    parts = bench.size(20, 2)
    small_time, small_cost = look(64, 1, 16_000_000 + (1 << 20), 2)
    large_time, large_cost = look(64, parts, 100_000_000, 2)
    factor = parts * 100_000_000 / (16_000_000 + (1 << 20))
    size = f"16 MB → {parts * 100:,} MB"
    yield measure.growth(f"rules, {size}, heap of 64 MB", [min(small_time)], [min(large_time)], factor, "ms")
    yield measure.compared(
        f"rules, {size}, heap of 64 MB, memory", [large_cost.peak], [small_cost.peak], "the small wheel", "MiB", wanted=1.25)
