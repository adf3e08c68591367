#!/usr/bin/env bash
# Measures how the time of each reader of foreign text grows: 4, 16, 64 and 256 kB of what costs it most.
# Usage, after "mvn test-compile": src/bench/readers/run.sh [target ...]
set -euo pipefail
cd "$(dirname "$0")/../../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mvn -q -B dependency:build-classpath -Dmdep.outputFile="$work/libraries" -Dmdep.includeScope=test
classes="target/classes:target/test-classes:$(cat "$work/libraries")"
javac -d "$work" -cp "$classes" src/bench/readers/ReadersBench.java
java -cp "$work:$classes" ReadersBench "$@"
