#!/usr/bin/env bash
# Looks at archives of many members and at sizes of 4 GB in a small heap. REAL=1 also writes and reads a wheel with a member
# of more than 4 GB, which takes as much room on the disk.
# Usage, after "mvn compile": [MEMBERS=150000] [HEAP=96m] [REAL=1] src/bench/limits/run.sh [further mvn arguments]
set -euo pipefail
cd "$(dirname "$0")/../../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mvn -q -B dependency:build-classpath -Dmdep.outputFile="$work/libraries" "$@"
classes="target/classes:$(cat "$work/libraries")"
javac -d "$work" -cp "$classes" src/bench/limits/LimitsBench.java
java -cp "$work:$classes" LimitsBench make "$work/cases" "${MEMBERS:-150000}" ${REAL:+real}
java -Xmx"${HEAP:-96m}" -cp "$work:$classes" LimitsBench look "$work/cases"
