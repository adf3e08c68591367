"""Release notes and contributors of a long history, against what git says about the same commits."""
import subprocess
import sys

import measure
import project

TITLE = "notes and contributors"
PREVIOUS, TAG = "v90.0.0", "v91.0.0"


def run(bench):
    project.needs("git")
    classes = project.classpath()

    def history(commits):
        folder = bench.work / f"history-{commits}"
        project.git(bench.work, "init", "-q", "-b", "main", str(folder))
        written = subprocess.Popen(
            [sys.executable, str(project.ROOT / "src/bench/notes/make_history.py"), str(commits)], stdout=subprocess.PIPE)
        subprocess.run(["git", "fast-import", "--quiet"], cwd=folder, stdin=written.stdout, check=True)
        written.stdout.close()
        if written.wait():
            raise measure.Failed("the history could not be written")
        project.git(folder, "reset", "-q", "--hard", "main")
        return folder

    def ours(folder):
        return measure.cost(
            ["java", "-Xmx512m", "-cp", classes, "ai.invoke.release.goal.plan.NotesBench", str(folder), TAG], bench.work)

    def git(folder, *arguments):
        return lambda: measure.cost(["git", "--no-pager", *arguments], folder)

    commits = bench.size(60_000, 3_000)
    single, long = history(1), history(commits)
    one = ours(single)
    runs = measure.rounds(
        bench.rounds,
        ours=lambda: ours(long),
        log=git(long, "log", "--right-only", "--cherry-pick", "--no-merges", "--format=%s%n%b", f"{PREVIOUS}...{TAG}"),
        shortlog=git(long, "shortlog", "-sne", TAG))
    values = [project.values(cost.output) for cost in runs["ours"]]
    what = f"history of {commits:,} commits"
    for title, name, theirs, command in (
            ("notes", "notes", "log", "`git log --cherry-pick`"), ("contributors", "contributors", "shortlog", "`git shortlog`")):
        seconds = [value[name][0] / 1000 for value in values]
        yield measure.limited(f"{title}, {what}", seconds, 10, "s", measure.processors(runs[theirs]), command)
        yield measure.growth(f"{title}, 1 → {commits:,} commits", [project.values(one.output)[name][0] / 1000], seconds, commits)
    yield measure.compared(f"{what}, memory with a heap of 512 MB", measure.peaks(runs["ours"]), measure.peaks(runs["log"]), "`git log`", "MiB")
