"""24,000 versions read by a warm JVM, measured by JMH, against the library `packaging` that pip carries."""
import json
import subprocess

import measure
import project

TITLE = "versions"
COUNT = 24_000
CORPUS = next((project.ROOT / "src/test/resources").rglob("pep440-versions.tsv"))


def packaging(inputs):
    """Seconds that Python's own library takes for the same texts."""
    script = """
import sys, time
from pip._vendor.packaging.version import Version
inputs = sys.stdin.read().split("\\0")
start = time.perf_counter()
for text in inputs:
    try:
        Version(text)
    except ValueError:
        pass
print(time.perf_counter() - start)
"""
    done = subprocess.run(["python3", "-c", script], input="\0".join(inputs), stdout=subprocess.PIPE, text=True, check=True)
    return float(done.stdout)


def run(bench):
    folder = bench.work / "classes"
    classes = project.compiled(project.ROOT / "src/bench/pep440/Pep440Bench.java", folder, "-Pbench")
    result = bench.work / "result.json"
    brief = ["-wi", "1", "-w", "1", "-i", "1", "-r", "1"] if bench.quick else []
    measure.cost(
        ["java", "-cp", classes, "org.openjdk.jmh.Main", "-rf", "json", "-rff", str(result), *brief, "-jvmArgsAppend", f"-Dcorpus={CORPUS}"],
        bench.work)
    score = json.loads(result.read_text())[0]["primaryMetric"]["rawData"][0]
    lines = CORPUS.read_text(encoding="utf-8").splitlines()
    inputs = [lines[1 + number % (len(lines) - 1)].split("\t")[0] for number in range(COUNT)]
    theirs = [packaging(inputs) * 1000 for _ in range(bench.rounds)]
    yield measure.limited(f"{COUNT:,} versions read, warm", score, 1000, "ms", theirs[:1] * len(score), "`packaging`")
