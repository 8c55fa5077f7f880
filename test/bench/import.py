#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Clicks per second of `tributary import events`: into SQLite, and into PostgreSQL beside a bare COPY of the same rows.

    test/bench/import.py [--rows 1000000] [--seed 1] [--days 1] [--countries 0] [--rounds 3]

The rows are made from a seed: a day (or --days) of 500 partners times 20 offers, in order of time, with visitors who
come back, from --countries countries (0: unknown). Many days and countries are the hardest shape: nearly each click has
a row of the rollup to itself.
Partners, offers and links are made by a first import of one row each, outside the clock, as in a network that exists.
The COPY goes into an empty table with the columns and the keys of `click`, values of the same width, from a file that
is made before the clock starts; it resolves no partner, tells no unique click, counts nothing."""
import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time

import bench
from bench import say
from network import POSTGRES, Network

PARTNERS, OFFERS = 500, 20
MAP = 'time=time,partner=partner,offer=offer,visitor=visitor,sub1=sub1,country=country'
COUNTRIES = ('DE', 'FR', 'JP', 'RU', 'US', 'GB', 'BR', 'IN')
START_MS = 1767225600000  # 2026-01-01T00:00:00Z
DAY_MS = 86400000
COPY_TABLE = """
CREATE TABLE {table} (id BIGINT PRIMARY KEY, link_id BIGINT NOT NULL, visitor BIGINT NOT NULL,
  network_agent BIGINT NOT NULL, is_unique BIGINT NOT NULL, country TEXT NOT NULL, device BIGINT NOT NULL,
  address_prefix TEXT NOT NULL, parameters TEXT);
CREATE INDEX {table}_visitor ON {table} (visitor, id);
"""


def write_rows(folder, rows, seed, days, countries):
    """The CSV for the import, and the same clicks as COPY takes them."""
    chance = random.Random(seed)
    events, copied = os.path.join(folder, 'events.csv'), os.path.join(folder, 'click.copy')
    with open(events, 'w', encoding='ascii') as csv, open(copied, 'w', encoding='ascii') as copy:
        csv.write('time,partner,offer,visitor,sub1,country\n')
        for number in range(rows):
            at = START_MS + number * days * DAY_MS // rows
            partner, offer = int(PARTNERS * chance.random() ** 3), int(OFFERS * chance.random() ** 2)
            visitor = chance.randrange(rows // 2)
            day, rest = divmod(at - START_MS, DAY_MS)
            clock = f'{rest // 3600000:02}:{rest // 60000 % 60:02}:{rest // 1000 % 60:02}.{rest % 1000:03}'
            time_text = f'2026-01-{day + 1:02}T{clock}Z'
            country = chance.choice(COUNTRIES[:countries]) if countries else ''
            csv.write(f'{time_text},p{partner},offer {offer},v{visitor},c{number % 50},{country}\n')
            copy.write(f'{at << 21 | number % 2000}\t{partner * OFFERS + offer + 1}\t'
                       f'{(visitor * 0x9e3779b97f4a7c15) % (1 << 63)}\t0\t1\t{country}\t0\t\tsub1=c{number % 50}\n')
    pairs = os.path.join(folder, 'pairs.csv')
    with open(pairs, 'w', encoding='ascii') as csv:
        csv.write('time,partner,offer,visitor,sub1,country\n')
        for partner in range(PARTNERS):
            for offer in range(OFFERS):
                csv.write(f'2025-12-01T00:00:00Z,p{partner},offer {offer},maker,c0,\n')
    return events, copied, pairs


def import_into(database, events, pairs, rows):
    n = Network(database)
    try:
        n.start()
        advertiser = n.create('/advertisers', name='Shop', currency='EUR')
        program = n.create('/programs', advertiser_id=advertiser['id'], name='P', currency='EUR', window_days=30)
        n.stop()
        n.command('import', 'events', pairs, '--program', program['id'], '--map', MAP, check=True)
        begin = time.monotonic()
        result = n.command('import', 'events', events, '--program', program['id'], '--map', MAP, check=True)
        seconds = time.monotonic() - begin
        say('  ' + result.stdout.strip().replace('\n', '\n  '))
        stored = int(n.sql('SELECT count(*) FROM click')[0][0])
        if stored != rows + PARTNERS * OFFERS:
            sys.exit(f'{stored} clicks are stored, not {rows + PARTNERS * OFFERS}')
        return rows / seconds
    finally:
        n.close()


def copy_rows(copied, rows):
    table = f'bench_copy_{os.getpid()}'

    def psql(*words):
        subprocess.run(['psql', '-qAtX', '-v', 'ON_ERROR_STOP=1', *words, POSTGRES], check=True)
    psql('-c', COPY_TABLE.format(table=table))
    begin = time.monotonic()
    psql('-c', f"\\copy {table} FROM '{copied}'")
    seconds = time.monotonic() - begin
    psql('-c', f'DROP TABLE {table}')
    return rows / seconds


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--rows', type=int, default=1000000)
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('--days', type=int, default=1, choices=range(1, 31))
    parser.add_argument('--countries', type=int, default=0, choices=range(len(COUNTRIES) + 1))
    parser.add_argument('--rounds', type=int, default=3)
    options = parser.parse_args()
    say(bench.machine())
    folder = tempfile.mkdtemp(prefix='tributary-import-')
    try:
        say(f'making {options.rows:,} rows from seed {options.seed}: {options.days} days, '
            f'{options.countries} countries')
        events, copied, pairs = write_rows(folder, options.rows, options.seed, options.days, options.countries)
        sqlite = [import_into('sqlite', events, pairs, options.rows) for _ in range(options.rounds)]
        say(f'import into SQLite: {bench.median(sqlite):,.0f} clicks/s '
            f'({", ".join(f"{rate:,.0f}" for rate in sqlite)})')
        if not POSTGRES:
            say('TRIBUTARY_TEST_POSTGRES is not set: PostgreSQL is NOT measured')
            return
        copy, postgres = [], []
        for _ in range(options.rounds):
            copy.append(copy_rows(copied, options.rows))
            postgres.append(import_into('postgres', events, pairs, options.rows))
            say(f'  COPY {copy[-1]:,.0f} rows/s, import {postgres[-1]:,.0f} clicks/s')
        say(f'import into PostgreSQL: {bench.median(postgres):,.0f} clicks/s, bare COPY {bench.median(copy):,.0f} '
            f'rows/s, ratio of medians {bench.median(postgres) / bench.median(copy):.2f}')
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == '__main__':
    main()
