#!/usr/bin/env bash
# How much longer than `help` does `check-version` take? Prints the median wall times and their ratio (goal: at most 1.15).
# The plugin must be installed (mvn -DskipTests install). Usage: check-version-startup.sh [runs] [further mvn arguments]
set -euo pipefail
runs=${1:-11}
shift || true
here=$(cd "$(dirname "$0")" && pwd)
plugin=ai.invoke.release:invokeai-release-maven-plugin:1.0.0-SNAPSHOT
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# A clone of the demo as a release engineer has it: an annotated tag at HEAD, refs packed.
cp -r "$here/../it/projects/demo" "$work/origin"
cd "$work/origin"
version=$(sed -n 's/^__version__ = ["'\'']\(.*\)["'\'']$/\1/p' invokeai/version/invokeai_version.py)
git init -q
git add -A
git -c user.name=bench -c user.email=bench@localhost commit -qm "Release"
git -c user.name=bench -c user.email=bench@localhost tag -am "Release" "v$version"
git clone -q "file://$work/origin" "$work/clone"
cd "$work/clone"
unset GITHUB_ACTIONS GITLAB_CI

milliseconds() {
  local start end
  start=$(date +%s%N)
  mvn -q -o -B "$plugin:$1" "${@:2}" > "$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
  end=$(date +%s%N)
  echo $(((end - start) / 1000000))
}
median() { sort -n "$1" | awk '{ a[NR] = $1 } END { print a[int((NR + 1) / 2)] }'; }

milliseconds help "$@" > /dev/null
milliseconds check-version "$@" > /dev/null
for _ in $(seq "$runs"); do
  milliseconds help "$@" >> "$work/help"
  milliseconds check-version "$@" >> "$work/check"
done
help=$(median "$work/help")
check=$(median "$work/check")
printf 'help           %6d ms (median of %d)\ncheck-version  %6d ms (median of %d)\n' "$help" "$runs" "$check" "$runs"
awk -v a="$check" -v b="$help" 'BEGIN { printf "ratio          %6.3f\n", a / b }'
