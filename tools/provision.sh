#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Installs the Debian packages of the named sections of packages.txt that are missing:  tools/provision.sh run test
# Says in one line what it installs before it does. With nothing missing it asks dpkg once and is done. Uses the
# mirrors the machine is configured for. Root installs directly, anybody else through sudo.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
log=$here/../build/install.log

# Uses no <(...): a bare root may have no /proc, and so no /dev/fd.
missing_of() {
    local wanted
    wanted=$(awk -v sections=" $* " '!/^#/ && NF && index(sections, " " $1 " ") { print $2 }' "$here/packages.txt" |
        while IFS=/ read -r package command; do
            [ -n "$command" ] && command -v "$command" >/dev/null || echo "$package"
        done)
    # dpkg-query fails when it knows nothing of a package; what it does know it prints all the same.
    # shellcheck disable=SC2086 # the list is meant to be split
    { dpkg-query -W -f 'have ${Package} ${db:Status-Status}\n' $wanted 2>/dev/null || true; echo "$wanted"; } |
        awk '$1 == "have" { if ($3 == "installed") have[$2] = 1; next } !($1 in have) { printf "%s ", $1 }'
}

as_root() {
    if [ "$(id -u)" = 0 ]; then
        env DEBIAN_FRONTEND=noninteractive "$@"
    else
        sudo env DEBIAN_FRONTEND=noninteractive "$@"
    fi
}

# apt's hundreds of lines go to the log; a line every few seconds says that it is alive.
with_progress() {
    "$@" 2>&1 </dev/null | tee -a "$log" | awk '
        /^Get:/ { fetched++ }
        /^Unpacking / { unpacked++ }
        /^Setting up / { ready++ }
        { if (systime() >= next_time && fetched + unpacked + ready > 0) { next_time = systime() + 5
            printf "  fetched %d, unpacked %d, set up %d\n", fetched, unpacked, ready; fflush() } }'
}

if ! command -v dpkg-query >/dev/null; then
    echo "provision.sh: this is no Debian; install what tools/packages.txt lists" >&2
    exit 1
fi
missing=$(missing_of "$@")
if [ -z "$missing" ]; then
    exit 0
fi
if [ "$(id -u)" != 0 ] && ! command -v sudo >/dev/null; then
    echo "Missing packages. As root, run: apt-get install $missing" >&2
    exit 1
fi
mkdir -p "$(dirname "$log")"
echo "Installing with apt-get: $missing"
# The tests start their own PostgreSQL: the package is told not to make and start one for the system.
no_cluster=
case " $missing" in
*" postgresql-"*)
    if [ ! -e /etc/postgresql-common/createcluster.conf ]; then
        no_cluster=/etc/postgresql-common/createcluster.d/tributary.conf
        as_root mkdir -p "$(dirname "$no_cluster")"
        echo 'create_main_cluster = false' | as_root tee "$no_cluster" >/dev/null
    fi
    ;;
esac
as_root apt-get update -q >>"$log" 2>&1 </dev/null ||
    echo "  apt-get update failed (see build/install.log); trying with the lists there are" >&2
status=0
# shellcheck disable=SC2086 # the list is meant to be split
with_progress as_root apt-get install -y -q --no-install-recommends -o Dpkg::Use-Pty=0 \
    -o DPkg::Lock::Timeout=300 $missing || status=$?
if [ -n "$no_cluster" ]; then
    as_root rm -f "$no_cluster"
fi
left=$(missing_of "$@")
if [ "$status" != 0 ] || [ -n "$left" ]; then
    tail -n 20 "$log" >&2
    echo "provision.sh: apt-get could not install: $left(everything it said is in build/install.log)" >&2
    exit 1
fi
echo "Installed."
