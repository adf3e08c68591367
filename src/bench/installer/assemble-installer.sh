#!/usr/bin/env bash
# Measures assemble-installer against zip -r (see AssembleBench.java). Needs target/classes (mvn compile) and zip.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
project=$(cd "$here/../../.." && pwd)
repository=${MAVEN_REPOSITORY:-$HOME/.m2/repository}
jars=$(find "$repository/org/apache/commons/commons-compress" "$repository/org/apache/commons/commons-lang3" \
    "$repository/commons-io" "$repository/commons-codec" -name '*.jar' | grep -E 'compress-1.28|lang3-3.18|io-2.22|codec-1.19' | tr '\n' ':')
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# 64 MB of heap: the wheel is larger.
java -Xmx64m -cp "$project/target/classes:$jars" "$here/AssembleBench.java" "$work"
