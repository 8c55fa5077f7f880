#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Redirects whose clicks are stored, against what somebody would take instead: YOURLS (PHP, MariaDB), Kutt (Node.js).

    TRIBUTARY_YOURLS=/path/to/YOURLS TRIBUTARY_KUTT=/path/to/kutt ./dev bench peers
        [--seconds 10] [--rounds 3] [--connections 64] [--children 8]

All run in turn on the same cores as the load generator (wrk, one thread), each durable as its maker ships it: ours has
a click on disk before its 302 leaves; what the others do is said in peer_yourls.py and peer_kutt.py. Rows are counted
afterwards on all sides.

Of each the source is wanted in a folder, and YOURLS wants php-fpm, php-mysql, mariadb-server-core and
mariadb-client-core from Debian; of one that is not there the benchmark says what is missing and measures the others."""
import argparse
import time

import bench
import peer_kutt
import peer_yourls
from bench import say
from network import Network, wait_until


def measure(urls, options):
    answered = dict.fromkeys(urls, 0)
    rates = {name: [] for name in urls}
    for number in range(options.rounds):
        for name, url in urls.items():
            result = bench.wrk(url, options.connections, options.seconds)
            if result['bad'] > 0:
                raise SystemExit(f'{name}: {result["bad"]} answers were no redirects')
            rates[name].append(result['rate'])
            answered[name] += result['requests']
            say(f'  round {number + 1}: {name:9} {result["rate"]:10,.0f}/s, 99 % within {result["p99"]} '
                f'{result["errors"]}')
    return {name: bench.median(list_) for name, list_ in rates.items()}, answered


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--seconds', type=int, default=10)
    parser.add_argument('--rounds', type=int, default=3)
    parser.add_argument('--connections', type=int, default=64)
    parser.add_argument('--children', type=int, default=8, help='processes of PHP')
    options = parser.parse_args()
    peers = []
    for module, make in ((peer_yourls, peer_yourls.Yourls), (peer_kutt, peer_kutt.Kutt)):
        missing = module.what_is_missing()
        if missing:
            say(f'{make.NAME}: NOT measured, missing: ' + ', '.join(missing))
        else:
            peers.append(make(options))
    if not peers:
        return
    say(bench.machine())
    n = Network('sqlite')
    try:
        for peer in peers:
            peer.start()
        n.start()
        code, _ = bench.one_link(n)
        urls = {'tributary': f'http://127.0.0.1:{n.port}/c/{code}'}
        urls.update((peer.NAME, peer.url) for peer in peers)
        rates, answered = measure(urls, options)
        wait_until(lambda: int(n.sql('SELECT count(*) FROM click')[0][0]) >= answered['tributary'], seconds=600)
        time.sleep(1)  # what the others count after their answers
        stored = {'tributary': int(n.sql('SELECT count(*) FROM click')[0][0])}
        stored.update((peer.NAME, peer.stored()) for peer in peers)
        for name, rate in rates.items():
            say(f'{name}: {rate:,.0f}/s, answered {answered[name]:,}, stored {stored[name]:,}, answered and missing '
                f'{max(0, answered[name] - stored[name]):,}')
        for peer in peers:
            say(f'ratio of medians to {peer.NAME}: {rates["tributary"] / rates[peer.NAME]:.0f}')
    finally:
        for peer in peers:
            peer.close()
        n.close()


if __name__ == '__main__':
    main()
