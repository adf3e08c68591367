#!/usr/bin/env bash
# Proves that archives of 150,000 members and sizes of 4 GB are looked at in a heap of 96 MB.
# Usage, after "mvn compile": src/bench/limits/run.sh [further mvn arguments]
set -euo pipefail
cd "$(dirname "$0")/../../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mvn -q -B dependency:build-classpath -Dmdep.outputFile="$work/libraries" "$@"
classes="target/classes:$(cat "$work/libraries")"
javac -d "$work" -cp "$classes" src/bench/limits/LimitsBench.java
java -Xmx96m -cp "$work:$classes" LimitsBench 150000
