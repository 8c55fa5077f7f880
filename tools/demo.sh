#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Serves a demo network and prints how to try the main job; ./dev run calls it:  tools/demo.sh BINARY FOLDER ADDRESS
# The network is made once, in a folder beside, which takes its place only when it is whole. What it is reached with
# (sign-in, tokens, a link) is kept in FOLDER/demo.txt, readable by its owner alone. TRIBUTARY_DEMO_SIZE: another size.
set -euo pipefail
binary=$1 data=$2 address=$3
read -ra size <<<"${TRIBUTARY_DEMO_SIZE:---partners 40 --days 90 --seed 1}"
base=http://$address

make_network() {
    local fresh=$data.new
    rm -rf "$fresh"
    mkdir -p "$(dirname "$data")"
    printf '+ %s demo --data %s %s\n' "$binary" "$fresh" "${size[*]}" >&2
    mkdir -m 700 "$fresh"
    (umask 077 && "$binary" demo --data "$fresh" "${size[@]}" >"$fresh/demo.txt")
    head -n 3 "$fresh/demo.txt" >&2
    mv "$fresh" "$data"
}

# The value of a line of demo.txt: `value_of "API token"`.
value_of() {
    sed -n "s|^$1[^:]*: ||p" "$data/demo.txt" | head -n 1
}

if [ ! -e "$data/master.key" ]; then
    make_network
fi

# Not through a function: the process in the background has to be the server itself, so that it gets the signal.
printf '+ %s serve --quiet --data %s --listen %s\n' "$binary" "$data" "$address" >&2
"$binary" serve --quiet --data "$data" --listen "$address" &
server=$!
trap 'kill -TERM $server 2>/dev/null; wait $server; exit 0' INT TERM
is_up=false
for _ in $(seq 100); do
    sleep 0.1
    # Another server may answer at the address; ours has ended then.
    kill -0 "$server" 2>/dev/null || { wait "$server"; exit $?; }
    if curl -fs -o /dev/null "$base/healthz"; then
        is_up=true
        break
    fi
done
$is_up || echo "demo.sh: $base does not answer yet" >&2

if [ ! -e "$data/demo.txt" ]; then
    printf '\nThe network of %s runs at %s. Ctrl-C ends it.\n' "$data" "$base"
    wait "$server"
    exit
fi
cat <<END

The demo network runs at $base (data: $data; its sign-in and tokens: $data/demo.txt). Ctrl-C ends it.

Sign in at $base/sign-in
  operator: $(value_of 'sign in')
  partner:  $(value_of 'sign in as a partner')

Try the main job in another shell: a click on a partner's link, the sale that follows, why the partner earns that sum.

click=\$(curl -s -o /dev/null -w '%{redirect_url}' '$base$(value_of link)?sub1=try' | sed 's/.*click_id=//')
sale=\$(curl -s "$base/postback?token=$(value_of 'postback token')&click_id=\$click&\
order_id=TRY-\$RANDOM&amount=120.00&currency=EUR"); echo "\$sale"
curl -s -H 'Authorization: Bearer $(value_of 'API token')' \
"$base/api/v1/commissions/\$(echo "\$sale" | grep -o 'com_[a-z0-9]*' | head -n 1)/explanation"; echo

END
wait "$server"
