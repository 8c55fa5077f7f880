#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What a redirect costs and what the server holds in memory with 1,000, 100,000 and 1,000,000 links.

    test/bench/growth.py [--links 1000,100000,1000000] [--seconds 5] [--plot build/bench/growth.svg]

The links are written straight into the database, a hundred to a partner, as the API would have made them. wrk asks for
random ones over 64 connections; the processor time of the server for one redirect says more on a busy machine than the
rate. The plot has a logarithmic axis of links: what grows with their logarithm is a straight line, what does not is
flat."""
import argparse
import math
import os
import sqlite3
import tempfile

import bench
from bench import ROOT, say
from network import Network

LINKS_OF_PARTNER = 100
WRK_SCRIPT = """
function init(arguments) math.randomseed({seed}) end
function request() return wrk.format('GET', string.format('/c/g%07d', math.random(0, {links} - 1))) end
"""


def fill(n, links):
    """A program with an offer, made through the API; then the partners and links, of the same shape as the first."""
    n.start()
    bench.one_link(n)
    n.stop()
    path = next(os.path.join(n.data, name) for name in sorted(os.listdir(n.data)) if name.endswith('.db'))
    with sqlite3.connect(path) as db:
        def again(table, column_values, count):
            """Copies the only row of a table `count` times, some columns changed by the number of the copy."""
            columns = [row[1] for row in db.execute(f'PRAGMA table_info({table})')]
            chosen = ', '.join(column_values.get(name, name) for name in columns)
            db.execute(f'WITH RECURSIVE copy(number) AS (SELECT 0 UNION ALL SELECT number + 1 FROM copy'
                       f' WHERE number + 1 < {count})'
                       f' INSERT INTO {table} ({", ".join(columns)}) SELECT {chosen} FROM copy, {table}'
                       f' WHERE {table}.rowid = (SELECT min(rowid) FROM {table})')
        first = {table: db.execute(f'SELECT min(id) FROM {table}').fetchone()[0] for table in ('partner', 'link')}
        partners = max(1, links // LINKS_OF_PARTNER)
        owner = f'{first["partner"]} + 1 + number'
        again('partner', {'id': owner, 'code': "'p' || number", 'name': "'Partner ' || number",
                          'email': "'p' || number || '@example.com'"}, partners)
        again('enrollment', {'id': f'(SELECT max(id) FROM enrollment) + 1 + number', 'partner_id': owner}, partners)
        again('link', {'id': f'{first["link"]} + 1 + number', 'code': "printf('g%07d', number)",
                       'partner_id': f'{first["partner"]} + 1 + number / {LINKS_OF_PARTNER}'}, links)
    db.close()


def measure(links, seconds):
    n = Network('sqlite')
    try:
        fill(n, links)
        n.start()
        at_once = bench.resident_kib(n.process.pid) / 1024
        with tempfile.NamedTemporaryFile('w', suffix='.lua') as script:
            script.write(WRK_SCRIPT.format(seed=1, links=links))
            script.flush()
            url = f'http://127.0.0.1:{n.port}'
            bench.wrk(url, 64, 1, script=script.name)
            result = bench.wrk(url, 64, seconds, n.process.pid, script=script.name)
        if result['bad'] > 0:
            raise SystemExit(f'{result["bad"]} answers were no redirects')
        say(f'{links:9,} links: {result["us"]:.1f} us of processor time a redirect, shipping included '
            f'({result["rate"]:,.0f}/s), resident memory before the load {at_once:.0f} MiB')
        n.stop()
        return {'links': links, 'us': result['us'], 'mib': at_once}
    finally:
        n.close()


def panel(points, key, title, top, y):
    """One curve: a frame, its points with their values, and a line through them."""
    low, high = math.log10(points[0]['links']), math.log10(points[-1]['links'])
    placed = [(70 + 480 * (math.log10(p['links']) - low) / (high - low or 1), y + 150 - 130 * p[key] / top, p)
              for p in points]
    line = ' '.join(f'{px:.0f},{py:.0f}' for px, py, _ in placed)
    marks = ''.join(f'<circle cx="{px:.0f}" cy="{py:.0f}" r="4"/>'
                    f'<text x="{px:.0f}" y="{py - 10:.0f}" text-anchor="middle">{p[key]:.1f}</text>'
                    f'<text x="{px:.0f}" y="{y + 168}" text-anchor="middle">{p["links"]:,}</text>'
                    for px, py, p in placed)
    return (f'<text x="20" y="{y}" font-weight="bold">{title}</text>'
            f'<path d="M40 {y + 150} H590" stroke="#999"/><polyline points="{line}" fill="none" stroke="#15607a"/>'
            f'<g fill="#15607a">{marks}</g>')


def plot(points, path):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    panels = panel(points, 'us', 'Processor time of a redirect by number of links, microseconds',
                   1.2 * max(p['us'] for p in points), 24)
    panels += panel(points, 'mib', 'Resident memory by number of links, MiB', 1.2 * max(p['mib'] for p in points), 234)
    with open(path, 'w', encoding='utf-8') as file:
        file.write('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 620 420" font-family="sans-serif" '
                   f'font-size="13"><rect width="620" height="420" fill="#fff"/>{panels}</svg>\n')
    say(f'drawn: {os.path.relpath(path, ROOT)}')


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--links', default='1000,100000,1000000')
    parser.add_argument('--seconds', type=int, default=5)
    parser.add_argument('--plot', default=os.path.join(ROOT, 'build', 'bench', 'growth.svg'))
    options = parser.parse_args()
    say(bench.machine())
    points = [measure(int(links), options.seconds) for links in options.links.split(',')]
    plot(points, options.plot)


if __name__ == '__main__':
    main()
