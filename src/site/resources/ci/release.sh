#!/bin/sh
# A release in two steps, for any CI or none. Run both in a clean clone of the tag.
#
#   ./release.sh build             without credentials; prints the digest of the plan last
#   ./release.sh publish <digest>  with credentials; builds nothing
#
# Between them target/release is handed over as it is, with hidden files, and somebody approves:
#   mvn invokeai-release:approve -Dinvokeai.fingerprint=<digest>
set -eu

case "${1:-}" in
build)
    mvn -B -ntp verify
    sha256sum target/release/release-plan.json | cut -d ' ' -f 1
    ;;
publish)
    plan=${2:?the digest that the build has printed}
    mvn -B -ntp -Dinvokeai.fingerprint="$plan" \
        invokeai-release:preflight invokeai-release:draft-github-release \
        invokeai-release:publish-indexes invokeai-release:publish-github-release invokeai-release:announce
    ;;
*)
    echo "usage: $0 build | publish <digest>" >&2
    exit 2
    ;;
esac
