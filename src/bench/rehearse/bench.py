"""The demo once more with nothing changed: nothing may be made again."""
import re

import measure
import project

TITLE = "an unchanged demo"
KEPT = ("build-frontend: unchanged, kept", "run-checks: unchanged, ", "build-dist: unchanged, kept", "assemble-installer: unchanged, kept",
        "smoke-test: unchanged, ")


def made(folder):
    """Names, times and inodes of the wheel and the sdist."""
    return sorted((file.name, file.stat().st_mtime_ns, file.stat().st_ino) for file in (folder / "target/release/dist").iterdir())


def run(bench):
    project.needs_plugin()
    project.needs("node", "python3")
    folder = bench.work / "demo"
    project.demo(folder)
    # ruff is not part of what the demo needs.
    verify = project.maven("-Dinvokeai.failOnMissingTools=false", "verify")
    first = measure.cost(verify, folder)
    files = made(folder)
    fingerprint = re.search("fingerprint +[0-9a-f]+", first.output).group()

    def unchanged(command):
        def again():
            cost = measure.cost(command, folder)
            for line in (*KEPT, fingerprint):
                if line not in cost.output:
                    raise measure.Failed(f'no "{line}" in\n{cost.output}')
            if made(folder) != files:
                raise measure.Failed("the files were written again")
            return cost

        return again

    rehearsal = unchanged([*verify, "invokeai-release:rehearse"])
    rehearsal()
    runs = measure.rounds(bench.rounds, help=lambda: measure.cost(project.plugin("help"), folder), verify=unchanged(verify), rehearsal=rehearsal)
    start = runs["help"]
    for title, name, limit in (("`verify`", "verify", 3), ("`verify invokeai-release:rehearse`", "rehearsal", 6)):
        yield measure.limited(f"unchanged demo, {title}", measure.walls(runs[name]), limit, "s", measure.walls(start), project.HELP)
        yield measure.compared(f"unchanged demo, {title}, processor", measure.processors(runs[name]), measure.processors(start), project.HELP)
    yield measure.compared("unchanged demo, rehearsed, memory", measure.peaks(runs["rehearsal"]), measure.peaks(start), project.HELP, "MiB")
