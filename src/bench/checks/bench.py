"""Six checks that only wait, two at a time, against what three of them one after the other take."""
import html

import measure
import project

TITLE = "checks at the same time"


def run(bench):
    project.needs_plugin()
    seconds = bench.size(2, 0.5)
    times = bench.work / "times"
    command = html.escape(f'date +%s%N >> "{times}"; sleep {seconds}; date +%s%N >> "{times}"')
    checks = "".join(f"<check><id>c{number}</id><command>{command}</command></check>" for number in range(6))
    group, artifact, version = project.PLUGIN.split(":")
    (bench.work / "pom.xml").write_text(f"""<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>bench</groupId><artifactId>checks</artifactId><version>1</version><packaging>pom</packaging>
  <build><plugins><plugin>
    <groupId>{group}</groupId><artifactId>{artifact}</artifactId><version>{version}</version>
    <configuration><defaultChecks>false</defaultChecks><checkThreads>2</checkThreads><checks>{checks}</checks></configuration>
  </plugin></plugins></build>
</project>
""")
    took = []
    for _ in range(bench.rounds):
        times.unlink(missing_ok=True)
        measure.cost(project.plugin("run-checks"), bench.work)
        stamps = sorted(int(stamp) for stamp in times.read_text().split())
        if len(stamps) != 12:
            raise measure.Failed(f"{len(stamps)} times instead of 12")
        took.append((stamps[-1] - stamps[0]) / 1e9)
    yield measure.compared(
        f"six checks of {seconds} s, two at a time", took, [3.0 * seconds] * bench.rounds, "the ideal", wanted=1.2)
