#!/usr/bin/env bash
# Uploads a wheel of 1 GB with mvn in 96 MB of heap to a sandbox in another process, and says how long it took.
# Usage: src/bench/upload-1g-through-maven.sh [megabytes]   (after mvn install, or with PLUGIN_REPOSITORY=target/it-repo)
set -euo pipefail
cd "$(dirname "$0")/../.."
megabytes=${1:-1024}
repository=${PLUGIN_REPOSITORY:+-Dmaven.repo.local=$PWD/$PLUGIN_REPOSITORY}
version=$(sed -n 's:^  <version>\(.*\)</version>$:\1:p' pom.xml | head -n 1)
plugin=ai.invoke.release:invokeai-release-maven-plugin:$version

dir=$(mktemp -d)
mkdir "$dir/dist"
sandbox=
stop() {
  exec 3>&- || true
  [ -z "$sandbox" ] || wait "$sandbox" || true
  rm -rf "$dir"
}
trap stop EXIT

# Stored random bytes: nothing on the way can make them smaller.
python3 - "$dir/dist" "$megabytes" <<'PY'
import base64, hashlib, os, sys, zipfile
folder, megabytes = sys.argv[1], int(sys.argv[2])
info = "bench_demo-1.0.dist-info/"
with zipfile.ZipFile(f"{folder}/bench_demo-1.0-py3-none-any.whl", "w", zipfile.ZIP_STORED) as wheel:
    record = []
    def add(name, data):
        wheel.writestr(name, data)
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
        record.append(f"{name},sha256={digest},{len(data)}")
    add("bench_demo/__init__.py", b'__version__ = "1.0"\n')
    left, part = megabytes, 0
    while left > 0:
        size = min(left, 64)
        add(f"bench_demo/part{part}.bin", os.urandom(size << 20))
        left, part = left - size, part + 1
    add(info + "METADATA", b"Metadata-Version: 2.1\nName: bench-demo\nVersion: 1.0\nSummary: a large wheel\n\n")
    add(info + "WHEEL", b"Wheel-Version: 1.0\nGenerator: bench\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
    record.append(info + "RECORD,,")
    wheel.writestr(info + "RECORD", "\n".join(record) + "\n")
PY
ls -l "$dir/dist"

# The sandbox lives as long as its input, a pipe that this script holds.
mkfifo "$dir/input"
(cd "$dir" && exec mvn -B -q $repository "$plugin:sandbox" -Dinvokeai.sandbox.stopWithInput=true \
  -Dinvokeai.sandbox.maxFileMegabytes=$((megabytes + 64)) -Dinvokeai.sandbox.properties="$dir/sandbox.properties" \
  -Dinvokeai.sandbox.directory="$dir/state") < "$dir/input" > "$dir/sandbox.log" 2>&1 &
sandbox=$!
exec 3> "$dir/input"
for _ in $(seq 600); do
  [ -s "$dir/sandbox.properties" ] && break
  kill -0 "$sandbox" 2>/dev/null || { cat "$dir/sandbox.log"; exit 1; }
  sleep 0.1
done
fact() { sed -n "s/^$1=//p" "$dir/sandbox.properties"; }

cd "$dir"
MAVEN_OPTS=-Xmx96m PYPI_TOKEN=$(fact pypi.token) \
  /usr/bin/time -f 'wall %e s, peak resident %M KiB' \
  mvn -B $repository "$plugin:publish-pypi" -Dinvokeai.dist="$dir/dist" \
  -Dinvokeai.pypi.uploadUrl="$(fact pypi.upload.url)" -Dinvokeai.pypi.simpleUrl="$(fact pypi.simple.url)" \
  | grep -E 'Upload|uploaded|BUILD|ERROR|Total time'
