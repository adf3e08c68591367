#!/usr/bin/env bash
# A GitHub release with one file of (nearly) 2 GiB, and one with 1,000 files, against the sandbox, client and server in one JVM with
# 96 MB of heap. Usage: src/bench/github-release.sh   (after mvn test-compile)
set -euo pipefail
cd "$(dirname "$0")/../.."
[ -d target/classes ] && [ -d target/test-classes ] || { echo "run first: mvn test-compile"; exit 1; }
classpath=target/bench-classpath
[ -s "$classpath" ] || mvn -q dependency:build-classpath -Dmdep.outputFile="$classpath" -DincludeScope=test
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
for case in '2147483647 1' '100 1000'; do
  rm -rf "${dir:?}"/*
  # shellcheck disable=SC2086
  /usr/bin/time -f 'wall %e s, peak resident %M KiB' \
    java -Xmx96m -cp "target/test-classes:target/classes:$(cat "$classpath")" \
    ai.invoke.release.github.release.GitHubBench "$dir" $case
done
