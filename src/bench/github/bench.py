"""A GitHub release from draft to public, client and server in one JVM with 96 MB of heap."""
import measure
import project

TITLE = "the GitHub release"


def run(bench):
    classes = project.classpath()

    def release(size, files):
        folder = bench.work / f"{size}-{files}"
        folder.mkdir()
        cost = measure.cost(
            ["java", "-Xmx96m", "-cp", classes, "ai.invoke.release.github.release.GitHubBench", str(folder), str(size), str(files)], bench.work)
        for file in folder.rglob("*"):
            if file.is_file():
                file.unlink()
        return project.values(cost.output)["seconds"][0], cost

    small = 16 << 20
    large = bench.size((1 << 31) - 1, 256 << 20)
    many = bench.size(1000, 100)
    one, one_cost = release(100, 1)
    files, files_cost = release(100, many)
    light, light_cost = release(small, 1)
    heavy, heavy_cost = release(large, 1)
    yield measure.growth(f"GitHub release, 1 → {many:,} files", [one], [files], many)
    yield measure.compared(f"GitHub release, 1 → {many:,} files, memory", [files_cost.peak], [one_cost.peak], "one file", "MiB")
    size = f"16 MiB → {large / (1 << 20):,.0f} MiB"
    yield measure.growth(f"GitHub release, {size}", [light], [heavy], large / small)
    yield measure.compared(f"GitHub release, {size}, memory", [heavy_cost.peak], [light_cost.peak], "the small file", "MiB", wanted=1.25)
