#!/usr/bin/env bash
# Measures verify-dist: a wheel of 3,000 files and 16 MB, growth with the number of files, and memory for a 2 GB wheel.
# Usage, after "mvn compile": src/bench/verify-dist/run.sh [further mvn arguments]
set -euo pipefail
cd "$(dirname "$0")/../../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mvn -q -B dependency:build-classpath -Dmdep.outputFile="$work/libraries" "$@"
classes="target/classes:$(cat "$work/libraries")"
javac -d "$work" -cp "$classes" src/bench/verify-dist/VerifyDistBench.java
bench() {
  java "-Xmx$1" -cp "$work:$classes" VerifyDistBench "${@:2}"
}
echo "== 3,000 files, 16 MB: under 400 ms on a warm JVM"
bench 512m 3000 5500 10
echo "== twice the files, twice the time"
bench 512m 25000 500 5
bench 512m 50000 500 5
bench 512m 100000 500 5
echo "== 2 GB in a heap of 64 MB"
bench 64m 20 100000000 2
