"""How much longer check-version takes than help does, which only starts Maven and the plugin."""
import measure
import project

TITLE = "the start of a goal"


def run(bench):
    project.needs_plugin()
    # A clone as a release engineer has it: refs packed, an annotated tag at HEAD.
    origin = bench.work / "origin"
    project.demo(origin)
    project.git(bench.work, "clone", "-q", f"file://{origin}.git", "clone")

    def goal(name):
        return lambda: measure.cost(project.plugin(name), bench.work / "clone")

    goal("check-version")()
    runs = measure.rounds(3 * bench.rounds, help=goal("help"), check=goal("check-version"))
    yield measure.compared("`check-version`", measure.walls(runs["check"]), measure.walls(runs["help"]), project.HELP, wanted=1.15)
    yield measure.compared("`check-version`, memory", measure.peaks(runs["check"]), measure.peaks(runs["help"]), project.HELP, "MiB")
