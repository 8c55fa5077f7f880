#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Redirects at a fixed rate, whatever the server does, and how long each took from the instant at which it was due.

    test/bench/open_loop.py [--rate 5000] [--seconds 60] [--connections 64]

A closed loop (wrk) sends less when the server stalls, and so hides what a visitor would have waited; here every request
that was due during a stall counts with its whole waiting (test/bench/open_loop_load.c). Afterwards the clicks in the
database are counted."""
import argparse
import json
import os
import subprocess
import time

import bench
from bench import ROOT, say
from network import Network, wait_until


def load_program():
    """Made by the release build, beside the benchmarks in C."""
    subprocess.run(['ninja', '-C', os.path.join(ROOT, 'build', 'release'), 'test/bench/open_loop_load'], check=True,
                   stdout=subprocess.DEVNULL)
    return os.path.join(ROOT, 'build', 'release', 'test', 'bench', 'open_loop_load')


def load(program, port, path, options, seconds):
    out = subprocess.run([program, str(port), path, str(options.rate), str(seconds), str(options.connections)],
                         check=True, stdout=subprocess.PIPE, text=True).stdout
    return json.loads(out)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--rate', type=int, default=5000, help='requests per second')
    parser.add_argument('--seconds', type=int, default=60)
    parser.add_argument('--connections', type=int, default=64)
    options = parser.parse_args()
    say(bench.machine())
    program, n = load_program(), Network('sqlite')
    try:
        say('  a sync of 8 KiB here: median {:.0f} us, mean {:.0f} us'.format(*bench.sync_us(n.folder)))
        n.start()
        code, _ = bench.one_link(n)
        path = f'/c/{code}?sub1=campaign-7&sub2=banner_top'
        answered = load(program, n.port, path, options, 2)['answered']  # warm
        before = bench.cpu_seconds(n.process.pid)
        result = load(program, n.port, path, options, options.seconds)
        used = bench.cpu_seconds(n.process.pid) - before
        end = time.monotonic()
        answered += result['answered']
        wait_until(lambda: int(n.sql('SELECT count(*) FROM click')[0][0]) >= answered, seconds=600)
        say(f'{options.rate:,}/s for {options.seconds} s: {result["sent"]:,} sent, {result["answered"]:,} answered, '
            f'{result["bad"]} of them no redirects; from the instant they were due: p50 {result["p50"] / 1000:.2f} ms, '
            f'p90 {result["p90"] / 1000:.2f} ms, p99 {result["p99"] / 1000:.2f} ms, '
            f'p99.9 {result["p999"] / 1000:.2f} ms, longest {result["max"] / 1000:.1f} ms')
        say(f'processor time {used * 1e6 / max(1, result["answered"]):.1f} us each, shipping included; all clicks in '
            f'the database {time.monotonic() - end:.1f} s after the load')
        n.stop()
    finally:
        n.close()


if __name__ == '__main__':
    main()
