#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The performance report over the API by each dimension and by pairs of them, and lists of raw rows, on a large
network: time on the clock and processor time.

    ./dev bench reports [--database sqlite] [--partners 10000] [--clicks 10000000] [--conversions 1000000] [--days 90]
                        [--seed 1] [--rounds 15] [--check]

The network is like that of `./dev bench web`, made once and kept. The time is that of the whole answer on one machine:
a report by partner has a row for each of 10,000 partners, some 2.7 MB of JSON. --check derives the rollup anew besides
and fails when it differs."""
import argparse
import time

import bench
from bench import say
from conversions import backends, seconds_used
from large_network import DAY_MS, large_network

ZONE = 'Europe/Paris'
# What is asked for, and in which zone; the last zone is not whole hours from UTC.
GROUPS = [('program', ZONE), ('offer', ZONE), ('country', ZONE), ('device', ZONE), ('day', ZONE), ('day', 'Asia/Tokyo'),
          ('day', 'Asia/Kolkata'), ('hour', ZONE), ('partner', ZONE), ('link', ZONE), ('offer,country', ZONE),
          ('country,device', ZONE), ('offer,day', ZONE), ('country,day', ZONE), ('device,day', ZONE),
          ('program,partner', ZONE)]
LIMITS_MS = {30: 50, 90: 300}
# Of the strongest partner: a portal's reports, and those whose dimension only the clicks themselves know.
ONE_PARTNER = ['day', 'offer,day', 'country', 'link']
RAW = ['source', 'sub1']
RAW_LIMIT_MS = 1000


def day(ms):
    return time.strftime('%Y-%m-%d', time.gmtime(ms / 1000))


def cpu(n):
    """Of the server, and on PostgreSQL of the database's processes too."""
    return seconds_used([n.process.pid] + backends(n))


def ask(n, query, rounds):
    """Median and 95th percentile in ms, processor time for one in ms, rows."""
    answer = n.api('GET', query)
    before = cpu(n)
    times = []
    for _ in range(rounds):
        begin = time.perf_counter()
        answer = n.api('GET', query)
        times.append((time.perf_counter() - begin) * 1000)
    used = (cpu(n) - before) * 1000 / rounds
    times.sort()
    rows = len(answer.json['data']) if answer.status == 200 else answer.json['error']['code']
    return times[len(times) // 2], times[int(len(times) * 0.95)], used, rows


def tell(n, what, days, query, limit, rounds):
    middle, most, used, rows = ask(n, query, rounds)
    mark = ' **!**' if middle > limit else ''
    say(f'| {days} | {what} | {rows} | {middle:.0f}{mark} | {most:.0f} | {limit} | {used:.0f} |')


def measure(n, told, rounds):
    say('| days | by | rows | median ms | 95 % ms | wanted | processor ms |')
    say('|---|---|---|---|---|---|---|')
    strongest = None
    for days, limit in LIMITS_MS.items():
        span = f'from={day(told["end_ms"] - (days - 1) * DAY_MS)}&to={day(told["end_ms"])}'
        for group, zone in GROUPS:
            what = group if zone == ZONE else f'{group}, {zone}'
            tell(n, what, days, f'/reports/performance?group_by={group}&{span}&tz={zone}', limit, rounds)
        if strongest is None:
            answer = n.api('GET', f'/reports/performance?group_by=partner&{span}&tz={ZONE}')
            strongest = answer.json['data'][0]['partner']
        for group in ONE_PARTNER + RAW:
            query = f'/reports/performance?group_by={group}&{span}&tz={ZONE}&partner_id={strongest}'
            tell(n, f'{group} of the strongest partner', days, query, RAW_LIMIT_MS if group in RAW else limit,
                 max(2, rounds // 5) if group in RAW else rounds)
    weakest = n.api('GET', '/partners?limit=1').json['data'][0]['id']
    for what, query in (('conversions', '/conversions?limit=100'),
                        ('conversions, pending', '/conversions?limit=100&status=pending'),
                        ('conversions of the strongest partner', f'/conversions?limit=100&partner_id={strongest}'),
                        ('conversions of another partner', f'/conversions?limit=100&partner_id={weakest}')):
        tell(n, what, 90, query, RAW_LIMIT_MS, rounds)
        cursor = n.api('GET', query).json.get('next')
        if cursor:
            tell(n, f'{what}, second page', 90, f'{query}&cursor={cursor}', RAW_LIMIT_MS, rounds)


def check(n):
    begin = time.monotonic()
    result = n.command('report', 'check', timeout=7200)
    say(f'report check: {result.stdout.strip()} ({time.monotonic() - begin:.0f} s)')
    if result.returncode != 0:
        raise SystemExit(result.stderr)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--database', choices=['sqlite', 'postgres'], default='sqlite')
    for name, value in (('partners', 10000), ('clicks', 10000000), ('conversions', 1000000), ('days', 90), ('seed', 1),
                        ('rounds', 15)):
        parser.add_argument(f'--{name}', type=int, default=value)
    parser.add_argument('--check', action='store_true')
    options = parser.parse_args()
    size = {name: getattr(options, name) for name in ('partners', 'clicks', 'conversions', 'days')}
    n, told = large_network(size, options.database, options.seed)
    say(bench.machine())
    if options.check:
        check(n)
    n.start()
    try:
        measure(n, told, options.rounds)
    finally:
        n.close()


if __name__ == '__main__':
    main()
