#!/usr/bin/env bash
# Parses 24,000 versions with JMH; the target is less than 1,000 ms on a warm JVM. Needs compiled classes (mvn compile).
set -euo pipefail
cd "$(dirname "$0")/../../.."
work=target/bench/pep440
mkdir -p "$work/classes"
mvn -q -B -Pbench dependency:build-classpath -Dmdep.outputFile="$PWD/$work/classpath" -Dmdep.includeScope=test
classpath="$work/classes:target/classes:$(cat "$work/classpath")"
javac -proc:full -cp "$classpath" -d "$work/classes" src/bench/pep440/Pep440Bench.java 2>/dev/null ||
    javac -cp "$classpath" -d "$work/classes" src/bench/pep440/Pep440Bench.java
java -Dcorpus="$(find src/test/resources -name pep440-versions.tsv | head -n 1)" -cp "$classpath" org.openjdk.jmh.Main \
    -jvmArgsAppend "-Dcorpus=$(find "$PWD/src/test/resources" -name pep440-versions.tsv | head -n 1)" "$@"
