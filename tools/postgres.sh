#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# A throwaway PostgreSQL for tests and benchmarks. Nothing in it is kept; the system's own PostgreSQL is not used.
#   tools/postgres.sh start FOLDER [memory]   starts one (or finds the one already started there) and prints its URL
#   tools/postgres.sh stop FOLDER             ends it and deletes its data; does nothing when there is none
#   tools/postgres.sh url FOLDER              prints the URL of the one that runs, or fails
# With `memory` its data lie in memory where there is room: for tests, which make many databases. Else on the disk.
# FOLDER keeps only the notes (where, log); the data lie in a temporary folder, because the server refuses to run as
# root, and the user it runs as instead may not be able to enter FOLDER; also a socket's path has to be short.
set -euo pipefail

fail() {
    echo "postgres.sh: $*" >&2
    exit 1
}

binaries() {
    local folder
    for folder in /usr/lib/postgresql/*/bin; do
        if [ -x "$folder/initdb" ] && [ -x "$folder/pg_ctl" ]; then
            echo "$folder"
        fi
    done | sort -V | tail -n 1
}

# Runs a command as the user who may own a cluster: ourselves, or, for root, postgres or nobody.
as_owner() {
    if [ "$(id -u)" != 0 ]; then
        (cd / && "$@")
        return
    fi
    local owner=nobody
    if getent passwd postgres >/dev/null; then
        owner=postgres
    fi
    (cd / && setpriv --reuid "$owner" --regid "$(id -g "$owner")" --clear-groups env HOME=/ "$@")
}

is_running() {
    [ -s "$1/url" ] && [ -s "$1/place" ] &&
        as_owner "$bin/pg_ctl" status -D "$(cat "$1/place")/data" >/dev/null 2>&1
}

# A memory disk with room for the data and the log of transactions, or nothing.
memory() {
    local free
    free=$(df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 { print $4 }') || true
    if [ -w /dev/shm ] && [ "${free:-0}" -gt $((3 * 1024 * 1024)) ]; then
        echo /dev/shm
    fi
}

# What tests that were killed have left: a test's database has the number of its process in its name.
drop_leftovers() {
    local url=$1 name pid
    "$bin/psql" -qAtX -c "SELECT datname FROM pg_database WHERE datname ~ '^test_[0-9]+_'" "$url" |
        while read -r name; do
            pid=${name#test_}
            if [ ! -d "/proc/${pid%%_*}" ]; then
                "$bin/psql" -qAtX -c "DROP DATABASE IF EXISTS $name WITH (FORCE)" "$url" 2>/dev/null || true
            fi
        done
}

start() {
    local folder=$1 parent=${TMPDIR:-/tmp} place port try
    mkdir -p "$folder"
    if is_running "$folder"; then
        drop_leftovers "$(cat "$folder/url")"
        cat "$folder/url"
        return
    fi
    stop "$folder"
    mkdir -p "$folder"
    if [ "${2:-}" = memory ]; then
        parent=$(memory)
    fi
    place=$(as_owner mktemp -d "${parent:-${TMPDIR:-/tmp}}/tributary-postgres.XXXXXX" 2>/dev/null) ||
        place=$(as_owner mktemp -d /tmp/tributary-postgres.XXXXXX) || fail "no temporary folder"
    echo "$place" >"$folder/place"
    # Nothing here has to survive a crash, so nothing is synced; the locale is C, as the schema asks for byte order.
    as_owner "$bin/initdb" -D "$place/data" -U tributary -A trust -E UTF8 --locale=C -N >"$folder/log" 2>&1 ||
        { cat "$folder/log" >&2; stop "$folder"; fail "initdb failed"; }
    as_owner tee -a "$place/data/postgresql.conf" >/dev/null <<-END
		listen_addresses = '127.0.0.1'
		unix_socket_directories = '$place'
		max_connections = 200
		fsync = off
		full_page_writes = off
		synchronous_commit = off
		max_wal_size = $([ "${2:-}" = memory ] && echo 1GB || echo 4GB)
		log_line_prefix = '%m [%p] '
		END
    for try in 1 2 3 4 5 6 7 8; do
        port=$((20000 + (RANDOM * 32768 + RANDOM) % 30000))
        if as_owner "$bin/pg_ctl" start -D "$place/data" -w -t 60 -l "$place/log" -o "-p $port" \
            >>"$folder/log" 2>&1 </dev/null; then
            as_owner "$bin/createdb" -h 127.0.0.1 -p "$port" -U tributary tributary >>"$folder/log" 2>&1 ||
                fail "createdb failed, see $folder/log"
            echo "postgresql://tributary@127.0.0.1:$port/tributary" | tee "$folder/url"
            return
        fi
    done
    cat "$folder/log" "$place/log" >&2 || true
    stop "$folder"
    fail "the server did not start"
}

stop() {
    local folder=$1 place
    if [ -s "$folder/place" ]; then
        place=$(cat "$folder/place")
        case "$place" in
        */tributary-postgres.*)
            if [ -d "$place/data" ]; then
                as_owner "$bin/pg_ctl" stop -D "$place/data" -m immediate -w >/dev/null 2>&1 || true
            fi
            rm -rf "$place"
            ;;
        esac
    fi
    rm -f "$folder/place" "$folder/url"
}

if [ $# -lt 2 ] || [ $# -gt 3 ]; then
    sed -n 's/^# \{0,1\}//p' "$0" | sed -n '3,6p' >&2
    exit 2
fi
bin=$(binaries)
[ -n "$bin" ] || fail "PostgreSQL is not installed: ./dev test installs it, or apt-get install postgresql-15"
case "$1" in
start) start "$2" "${3:-}" ;;
stop) stop "$2" ;;
url) is_running "$2" && cat "$2/url" || fail "none runs for $2" ;;
*) fail "unknown command $1" ;;
esac
