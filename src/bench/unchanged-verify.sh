#!/usr/bin/env bash
# A second `mvn verify` of the demo, nothing changed: makes nothing again and takes less than 4 s (median).
# Needs the plugin in the local repository (mvn install). Usage: src/bench/unchanged-verify.sh [runs] [mvn arguments]
set -euo pipefail
cd "$(dirname "$0")/../.."
runs=${1:-7}
shift || true
root=$PWD
version=$(sed -n 's:^  <version>\(.*\)</version>:\1:p' pom.xml | head -1)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

mkdir "$work/demo"
cd "$work/demo"
cp -R "$root/src/it/projects/demo/." .
sed "s/@project.version@/$version/" "$root/src/it/demo/pom.xml" > pom.xml
tag=v$(sed -n 's/^__version__ = ["'\'']\(.*\)["'\'']$/\1/p' invokeai/version/invokeai_version.py)
git init -q --bare "$work/origin"
git init -q
git add -A
git -c user.name=bench -c user.email=bench@localhost commit -qm "Release"
git -c user.name=bench -c user.email=bench@localhost tag -am "Release" "$tag"
git remote add origin "$work/origin"
git push -q origin HEAD "$tag"
unset GITHUB_ACTIONS GITLAB_CI

made() { find target/release -type f \( -path '*/dist/*' -o -name '*.zip' \) -exec stat -c '%n %Y %i' {} + | sort; }
mvn -o -B "$@" verify > "$work/log" || { cat "$work/log"; exit 1; }
before=$(made | grep /dist/)
fingerprint=$(grep -o 'fingerprint [0-9a-f]*' "$work/log")
for _ in $(seq "$runs"); do
  start=$(date +%s%N)
  mvn -o -B "$@" verify > "$work/log" || { cat "$work/log"; exit 1; }
  echo $((($(date +%s%N) - start) / 1000000)) >> "$work/times"
  for line in 'build-frontend: unchanged, kept' 'run-checks: unchanged, ' \
      'build-dist: unchanged, kept' 'assemble-installer: unchanged, kept' 'smoke-test: unchanged, ' "$fingerprint"; do
    grep -q "$line" "$work/log" || { cat "$work/log"; echo "FAILED: no \"$line\""; exit 1; }
  done
  [ "$(made | grep /dist/)" = "$before" ] || { echo "FAILED: dist was written again"; exit 1; }
done
sort -n "$work/times" | awk '
  { a[NR] = $1 }
  END {
    median = a[int((NR + 1) / 2)]
    printf "unchanged mvn verify: median %.2f s, best %.2f s, worst %.2f s of %d\n", median / 1000, a[1] / 1000, a[NR] / 1000, NR
    if (median >= 4000) { print "FAILED: not under 4 s"; exit 1 }
  }'
