#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The pages in Chromium, on a network of 10,000 partners and 5 million clicks: what each transfers, when it is there.

    ./dev bench web [--partners 10000] [--clicks 5000000] [--conversions 100000] [--days 90] [--seed 1]
                    [--requests 200] [--events 20] [--rounds 3] [--only 'NAME;NAME…']

The network is made once and kept under build/bench. With --only (names of the table's first column, "events" for the
clicks) the rest of the table stays as the last run measured it. Each page is opened some times with nothing cached,
on a desk and as a phone would (1.6 Mbit/s, 150 ms, a processor four times slower); the median by the largest paint
counts. Then its first byte is timed over many requests on one connection, and clicks are followed until they are
counted on Live and on a partner's home. Everything shares the processors. The measurements stay in
build/bench/web.json."""
import argparse
import json
import os
import subprocess
import sys
import tempfile

import bench
from bench import say
from large_network import large_network
from network import wait_until

PAGES = [  # name, whose, address, limit of the first byte's p95 in milliseconds
    ('Today', 'operator', '/operator', 50),
    ('Explore, 90 days', 'operator', '/operator/explore?period=90d', 300),
    ('Explore, 90 days, countries', 'operator', '/operator/explore?period=90d&by1=country', 300),
    ('Live', 'operator', '/operator/live', 50),
    ('Conversions', 'operator', '/operator/conversions', 50),
    ('Partners', 'operator', '/operator/partners', 50),
    ('Programs', 'operator', '/operator/programs', 50),
    ('Partner: home', 'partner', '/partner', 50),
    ('Partner: performance', 'partner', '/partner/performance', 50),
    ('Partner: links', 'partner', '/partner/links', 50),
    ('Partner: earnings', 'partner', '/partner/earnings', 50),
    ('Sign-in', 'nobody', '/sign-in', 50),
]
LIVE = [('Live', 'operator', '/operator/live', '[data-pill-count]'),
        ('Partner: home', 'partner', '/partner', '[data-count=clicks]')]
KB = 1000
LIMITS = [  # heading, value of a page's measurements, limit, format
    ('transfer KB', lambda p: (p['desk']['bytes'] - p['desk']['Font']) / KB, 60, '.1f'),
    ('script KB', lambda p: p['desk']['Script'] / KB, 30, '.1f'),
    ('style KB', lambda p: p['desk']['Stylesheet'] / KB, 20, '.1f'),
    ('requests', lambda p: p['desk']['requests'], 8, '.0f'),
    ('shift', lambda p: max(p['desk']['shift'], p['phone']['shift']), 0, '.3f'),
    ('paint ms', lambda p: p['desk']['paint'], 300, '.0f'),
    ('phone paint ms', lambda p: p['phone']['paint'], 1200, '.0f'),
]
PASSWORD = 'correct horse battery staple'


def strong_partner(n):
    """A partner with many clicks, but not the strongest: its public id, and the path of its link."""
    rows = n.sql('SELECT p.code, l.code, sum(f.clicks) FROM performance f JOIN partner p ON p.id = f.partner_id '
                 'JOIN link l ON l.id = f.link_id WHERE f.level = 7 GROUP BY p.code, l.code ORDER BY 3 DESC LIMIT 20')
    code, link = rows[-1][0], rows[-1][1]
    found = n.api('GET', f'/partners?code={code}').json['data']
    return next(p['id'] for p in found if p['code'] == code), '/c/' + link


def invitation(n, partner):
    """The second time the network is used the person is there already."""
    email = 'bench@example.com'
    url = f'http://127.0.0.1:{n.port}'
    made = n.command('user', 'invite', '--email', email, '--role', f'partner:{partner}', '--public-url', url)
    return {'role': 'partner', 'email': email, 'password': PASSWORD,
            **({'invitation': made.stdout.strip()} if made.returncode == 0 else {})}


def measure(n, options):
    partner, click = strong_partner(n)
    plan = {'url': f'http://127.0.0.1:{n.port}', 'requests': options.requests, 'events': options.events,
            'rounds': options.rounds, 'click': click,
            'people': [{'role': 'operator', 'email': 'owner@example.com', 'password': PASSWORD},
                       invitation(n, partner)],
            'pages': [{'name': name, 'role': role, 'where': where} for name, role, where, _ in PAGES
                      if not options.only or name in options.only],
            'live': [{'name': name, 'role': role, 'where': where, 'counter': counter}
                     for name, role, where, counter in LIVE if not options.only or 'events' in options.only]}
    with tempfile.NamedTemporaryFile('w', suffix='.json') as file:
        json.dump(plan, file)
        file.flush()
        done = subprocess.run(['node', os.path.join(bench.HERE, 'web.mjs'), file.name], stdout=subprocess.PIPE,
                              text=True, check=True)
    return json.loads(done.stdout)


def judged(value, limit, form):
    """A cell, with a mark when the limit is passed."""
    return f'{value:{form}}' + (' **!**' if value > limit else '')


def tell(results):
    """A table in Markdown; how many limits are missed."""
    heads = [f'{name} (≤ {limit})' for name, _, limit, _ in LIMITS]
    say('| page | ' + ' | '.join(heads) + ' | first byte p50, p95 ms |')
    say('|---|' + '---|' * (len(LIMITS) + 1))
    missed = 0
    limits = {name: limit for name, _, _, limit in PAGES}
    for page in results['pages']:
        first_limit = limits[page['name']]
        cells = [judged(value(page), limit, form) for _, value, limit, form in LIMITS]
        first = page['first']
        cells.append(f'{first["p50"]:.1f}, {judged(first["p95"], first_limit, ".1f")} (≤ {first_limit})')
        missed += sum('!' in cell for cell in cells)
        say(f'| {page["name"]} | ' + ' | '.join(cells) + ' |')
    for seen in results['events']:
        say(f'| {seen["name"]}: a click is counted | p50 {seen["p50"]:.0f} ms, p95 '
            f'{judged(seen["p95"], 2000, ".0f")} ms (≤ 2000) of {seen["events"]} |')
        missed += seen['p95'] > 2000
    return missed


def merged(results, options, path):
    """What --only left out is as the file has it, in the order of PAGES and LIVE."""
    if options.only and os.path.exists(path):
        with open(path, encoding='utf-8') as file:
            before = json.load(file)
        for part, order in (('pages', PAGES), ('events', LIVE)):
            found = {one['name']: one for one in before[part] + results[part]}
            results[part] = [found[name] for name, *_ in order if name in found]
    return results


def main():
    parser = argparse.ArgumentParser()
    for name, value in (('partners', 10000), ('clicks', 5000000), ('conversions', 100000), ('days', 90), ('seed', 1),
                        ('requests', 200), ('events', 20), ('rounds', 3)):
        parser.add_argument(f'--{name}', type=int, default=value)
    parser.add_argument('--only', type=lambda words: words.split(';'), default=[])
    options = parser.parse_args()
    if unknown := set(options.only) - {'events', *(name for name, *_ in PAGES)}:
        parser.error(f'--only: no page is called {", ".join(sorted(unknown))}')
    if not os.path.isdir(os.path.join(bench.ROOT, 'test', 'browser', 'node_modules', 'playwright-core')):
        sys.exit('the browser tests\' packages are missing: ./dev test once, or npm ci in test/browser')
    size = {name: getattr(options, name) for name in ('partners', 'clicks', 'conversions', 'days')}
    n, told = large_network(size, seed=options.seed)
    say(bench.machine())
    n.start()
    try:
        wait_until(lambda: n.request('GET', '/healthz').status == 200)
        results = measure(n, options)
    finally:
        n.close()
    path = os.path.join(bench.ROOT, 'build', 'bench', 'web.json')
    results = merged(results, options, path)
    results.update({'machine': bench.machine(), 'size': told['size'], 'network_end_ms': told['end_ms']})
    with open(path, 'w', encoding='utf-8') as file:
        json.dump(results, file, indent=1)
    missed = tell(results)
    say(f'{missed} limits are missed')


if __name__ == '__main__':
    main()
