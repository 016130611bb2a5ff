#!/bin/sh
# Starts an image as it is meant to run, read-only and as nobody, and waits until it is healthy.
set -eu
image=${1:-folioscope:local}
id=$(docker run --detach --read-only --tmpfs /tmp --volume /data --cap-drop ALL \
    --security-opt no-new-privileges "$image")
trap 'docker logs "$id"; docker rm --force --volumes "$id" >/dev/null' EXIT
for _ in $(seq 60); do
    state=$(docker inspect --format '{{.State.Health.Status}}' "$id")
    [ "$state" = healthy ] && exit 0
    sleep 2
done
echo "The image did not become healthy: $state" >&2
exit 1
