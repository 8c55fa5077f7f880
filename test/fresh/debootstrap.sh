#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The proof that a fresh Debian 12 is enough: makes a root with nothing but git and ca-certificates, clones this
# repository's HEAD into it, and runs README's commands there. What ./dev run prints to be tried is run too, and
# ./dev run a second time. Needs root, debootstrap, and a Debian mirror (the one this machine's apt is configured for).
# Not part of ./dev test.
#   test/fresh/debootstrap.sh [--as root|user|both] [--keep] [--bare] [run | test | "test --fast" | build]…
#     --as user   an unprivileged user with sudo, which is then the one package more that the root has
#     --bare      no /proc and no /dev/shm in the root
#     --keep      leaves the root where it is, and says where
set -euo pipefail
repository=$(cd "$(dirname "$0")/../.." && pwd)
export PATH=/usr/sbin:/usr/bin:/sbin:/bin
who=both is_kept=false is_bare=false commands=()
while [ $# -gt 0 ]; do
    case "$1" in
    --as) who=$2; shift ;;
    --keep) is_kept=true ;;
    --bare) is_bare=true ;;
    run | test | 'test --fast' | build) commands+=("$1") ;;
    *) sed -n 's/^# \{0,1\}//p' "$0" | sed -n '3,9p' >&2; exit 2 ;;
    esac
    shift
done
[ ${#commands[@]} -gt 0 ] || commands=(run test)
if [ "$(id -u)" != 0 ] || ! command -v debootstrap >/dev/null; then
    echo "debootstrap.sh: needs root and the package debootstrap" >&2
    exit 1
fi

# The first Debian mirror in apt's configuration, in either of its formats.
mirror() {
    local found
    found=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources 2>/dev/null |
        awk '$1 == "URIs:" { print $2 } $1 == "deb" { for (i = 2; i <= NF; i++) if ($i ~ "^[a-z]+:/") print $i }' |
        grep -E '/debian/?$' | head -n 1)
    if [ -z "$found" ]; then
        echo "debootstrap.sh: apt's configuration names no Debian mirror" >&2
        exit 1
    fi
    echo "$found"
}

# Real input for the tests, where it is at hand: it goes beside the checkout, as it is beside this one.
shared=${TRIBUTARY_SHARED:-$repository/../shared}
# What this machine trusts beside Debian's authorities (a proxy's certificate): without it nothing is fetched here.
local_certificates=/usr/local/share/ca-certificates
trust=()
if compgen -G "$local_certificates/*.crt" >/dev/null; then
    trust=(NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt)
fi

second_start_max=30000 # milliseconds
user_home=/home/tester
work=$(mktemp -d /var/tmp/tributary-fresh.XXXXXX)
root=$work/root

# Ends what still runs inside the root, and only that.
end_inside() {
    local process
    for process in /proc/[0-9]*; do
        if [ "$(readlink "$process/root" 2>/dev/null)" = "$root" ]; then
            kill -9 "${process#/proc/}" 2>/dev/null || true
        fi
    done
}

# Takes away what make_root mounted, also when something still holds it.
leave_root() {
    local place
    for place in "$root/proc" "$root/dev/shm"; do
        umount "$place" 2>/dev/null || true
        if mountpoint -q "$place"; then
            umount -l "$place"
        fi
    done
}

clean_up() {
    end_inside
    if $is_kept; then
        echo "kept: $root"
        return
    fi
    leave_root
    rm -rf --one-file-system "$work"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

inside() {
    local user=$1
    shift
    if [ "$user" = root ]; then
        chroot "$root" env -i "${trust[@]}" HOME=/root PATH="$PATH" TERM=dumb TRIBUTARY_LISTEN="$listen" \
            bash -c "cd /root/tributary && $*"
    else
        chroot "$root" env -i "${trust[@]}" HOME="$user_home" USER=tester PATH=/usr/bin:/bin TERM=dumb \
            TRIBUTARY_LISTEN="$listen" setpriv --reuid tester --regid tester --init-groups \
            bash -c "cd $user_home/tributary && $*"
    fi
}

make_root() {
    local user=$1 home=/root
    mkdir -p "$repository/build/fresh-packages"
    echo "+ debootstrap --variant=minbase --include=git,ca-certificates bookworm $root $(mirror)"
    debootstrap --cache-dir="$repository/build/fresh-packages" --variant=minbase --include=git,ca-certificates \
        bookworm "$root" "$(mirror)" >"$work/debootstrap.log" 2>&1 || { tail -n 20 "$work/debootstrap.log"; exit 1; }
    if [ ${#trust[@]} -gt 0 ]; then
        cp "$local_certificates"/*.crt "$root$local_certificates/"
        chroot "$root" update-ca-certificates >>"$work/debootstrap.log" 2>&1
    fi
    if ! $is_bare; then
        mount -t proc proc "$root/proc" && mount -t tmpfs -o mode=1777 tmpfs "$root/dev/shm" ||
            echo "  no /proc or /dev/shm in the root: mount is not permitted here"
    fi
    if [ "$user" = user ]; then
        chroot "$root" bash -c 'apt-get update -qq && apt-get install -y -qq --no-install-recommends sudo' \
            >"$work/sudo.log" 2>&1 || { tail -n 20 "$work/sudo.log"; exit 1; }
        chroot "$root" useradd --create-home --home-dir "$user_home" --shell /bin/bash tester
        echo 'tester ALL=(ALL) NOPASSWD: ALL' >"$root/etc/sudoers.d/tester"
        home=$user_home
    fi
    git clone -q "$repository" "$root$home/tributary"
    if [ -d "$shared" ]; then
        cp -r "$shared/." "$root$home/shared"
    fi
    if [ "$user" = user ]; then
        chroot "$root" chown -R tester:tester "$user_home"
    fi
}

# Whether the demo network answers at the address.
answers() {
    (exec 3<>"/dev/tcp/${listen/:/\/}" && printf 'GET /healthz HTTP/1.0\r\n\r\n' >&3 &&
        head -n 1 <&3 | grep -q ' 200') 2>/dev/null
}

# ./dev run serves until it is ended: starts it, and waits until its network answers and it has said all.
start_run() {
    local user=$1 log=$2 process
    inside "$user" ./dev run >"$log" 2>&1 &
    process=$!
    for _ in $(seq 6000); do
        if answers && grep -q '^curl ' "$log"; then
            return 0
        fi
        kill -0 "$process" 2>/dev/null || break
        sleep 0.2
    done
    return 1
}

end_run() {
    end_inside
    wait
}

# It has passed when the three lines that it prints do the main job, inside the root, and a second start takes seconds
# and does it again.
try_run() {
    local user=$1 log=$work/run.log started
    start_run "$user" "$log" || { cat "$log"; return 1; }
    cat "$log"
    echo "=== as $user: the three lines that it printed"
    inside "$user" test/fresh/try_printed.sh <"$log" || return 1
    end_run
    started=$(date +%s%N)
    start_run "$user" "$log" || { cat "$log"; return 1; }
    started=$((($(date +%s%N) - started) / 1000000))
    printf '=== as %s: the second start of ./dev run took %d.%03d seconds\n' "$user" $((started / 1000)) \
        $((started % 1000))
    cat "$log"
    inside "$user" test/fresh/try_printed.sh <"$log" || return 1
    end_run
    if [ "$started" -gt "$second_start_max" ]; then
        echo "debootstrap.sh: a second start must take less than $second_start_max ms" >&2
        return 1
    fi
}

# Below the ports that outgoing connections take, and free: the root shares this machine's network.
port=$((20000 + RANDOM % 10000))
while (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do
    port=$((20000 + RANDOM % 10000))
done
listen=127.0.0.1:$port
failed=0
for user in root user; do
    if [ "$who" != both ] && [ "$who" != "$user" ]; then
        continue
    fi
    echo "=== a fresh Debian 12, as $user"
    make_root "$user"
    for command in "${commands[@]}"; do
        echo "=== as $user: ./dev $command"
        started=$SECONDS
        result=passed
        if [ "$command" = run ]; then
            try_run "$user" || result=FAILED
        else
            inside "$user" "./dev $command" || result=FAILED
        fi
        echo "=== as $user: ./dev $command: $result after $((SECONDS - started)) seconds"
        [ "$result" = passed ] || failed=1
    done
    if [ "$who" = both ] && [ "$user" = root ]; then
        end_inside
        leave_root
        rm -rf --one-file-system "$root"
    fi
done
exit "$failed"
