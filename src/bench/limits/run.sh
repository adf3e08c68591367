#!/usr/bin/env bash
# Looks at archives of many members and at sizes of 4 GB in a small heap. 30,000 members fit into 96 MB; a wheel of 150,000
# does not yet, as each member, each line of RECORD and each installed path is kept.
# Usage, after "mvn compile": [MEMBERS=150000] [HEAP=512m] src/bench/limits/run.sh [further mvn arguments]
set -euo pipefail
cd "$(dirname "$0")/../../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mvn -q -B dependency:build-classpath -Dmdep.outputFile="$work/libraries" "$@"
classes="target/classes:$(cat "$work/libraries")"
javac -d "$work" -cp "$classes" src/bench/limits/LimitsBench.java
java -Xmx"${HEAP:-96m}" -cp "$work:$classes" LimitsBench "${MEMBERS:-30000}"
