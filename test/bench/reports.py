#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The performance report over the API by each dimension, on a large network: time on the clock and processor time.

    ./dev bench reports [--database sqlite] [--partners 10000] [--clicks 5000000] [--conversions 100000] [--days 90]
                        [--seed 1] [--rounds 15]

The network is that of `./dev bench web`, made once and kept. The time is that of the whole answer on one machine: a
report by partner has a row for each of 10,000 partners, some 2.7 MB of JSON."""
import argparse
import time

import bench
from bench import say
from large_network import DAY_MS, large_network

DIMENSIONS = ['program', 'offer', 'country', 'device', 'day', 'hour', 'partner', 'link']
ZONES = {'day': ['Europe/Paris', 'Asia/Tokyo', 'Asia/Kolkata']}  # the last is not whole hours from UTC
LIMITS_MS = {30: 50, 90: 300}


def day(ms):
    return time.strftime('%Y-%m-%d', time.gmtime(ms / 1000))


def ask(n, query, rounds):
    """Median and 95th percentile in ms, the server's processor time for one in ms, rows."""
    n.api('GET', query)
    before = bench.cpu_seconds(n.process.pid)
    times = []
    for _ in range(rounds):
        begin = time.perf_counter()
        answer = n.api('GET', query)
        times.append((time.perf_counter() - begin) * 1000)
    used = (bench.cpu_seconds(n.process.pid) - before) * 1000 / rounds
    times.sort()
    rows = len(answer.json['data']) if answer.status == 200 else answer.json['error']['code']
    return times[len(times) // 2], times[int(len(times) * 0.95)], used, rows


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--database', choices=['sqlite', 'postgres'], default='sqlite')
    for name, value in (('partners', 10000), ('clicks', 5000000), ('conversions', 100000), ('days', 90), ('seed', 1),
                        ('rounds', 15)):
        parser.add_argument(f'--{name}', type=int, default=value)
    options = parser.parse_args()
    size = {name: getattr(options, name) for name in ('partners', 'clicks', 'conversions', 'days')}
    n, told = large_network(size, options.database, options.seed)
    say(bench.machine())
    say('| days | by | rows | median ms | 95 % ms | wanted | processor ms |')
    say('|---|---|---|---|---|---|---|')
    n.start()
    try:
        for days, limit in LIMITS_MS.items():
            span = f'from={day(told["end_ms"] - (days - 1) * DAY_MS)}&to={day(told["end_ms"])}'
            for dimension in DIMENSIONS:
                for zone in ZONES.get(dimension, ['Europe/Paris']):
                    query = f'/reports/performance?group_by={dimension}&{span}&tz={zone}'
                    middle, most, used, rows = ask(n, query, options.rounds)
                    mark = ' **!**' if most > limit else ''
                    say(f'| {days} | {dimension}, {zone} | {rows} | {middle:.0f} | {most:.0f}{mark} | {limit} '
                        f'| {used:.0f} |')
    finally:
        n.close()


if __name__ == '__main__':
    main()
