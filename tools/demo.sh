#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Serves a demo network and prints how to try the main job; ./dev run calls it:  tools/demo.sh BINARY FOLDER ADDRESS
# The network is made once, in a folder beside, which takes its place only when it is whole.
set -euo pipefail
binary=$1 data=$2 address=$3
base=http://$address

run() {
    printf '+ %s\n' "$*" >&2
    "$@"
}

make_network() {
    local fresh=$data.new
    rm -rf "$fresh"
    mkdir -p "$fresh"
    (umask 077 && head -c 15 /dev/urandom | base64 | tr '+/' '-_' >"$fresh/demo-password")
    run "$binary" init --data "$fresh" --name "Tributary demo" --currency EUR --email demo@example.com \
        --password-file "$fresh/demo-password"
    run "$binary" demo --data "$fresh" --partners 40 --days 90 --seed 1
    printf '+ %s token create --data %s --name demo >%s/demo-token\n' "$binary" "$fresh" "$fresh" >&2
    (umask 077 && "$binary" token create --data "$fresh" --name demo >"$fresh/demo-token")
    mv "$fresh" "$data"
}

if [ ! -d "$data" ]; then
    make_network
fi

run "$binary" serve --data "$data" --listen "$address" &
server=$!
trap 'kill -TERM $server 2>/dev/null; wait $server; exit 0' INT TERM
for _ in $(seq 100); do
    if curl -fs -o /dev/null "$base/healthz"; then
        break
    fi
    kill -0 "$server" 2>/dev/null || { wait "$server"; exit $?; }
    sleep 0.1
done

cat <<END

The demo network runs at $base (data: $data). Ctrl-C ends it.
END
wait "$server"
