#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Clicks per second from the spool into the database, rollups and unique clicks with them, on SQLite and PostgreSQL.

    test/bench/shipping.py [--clicks 1000000] [--links 1000] [--rounds 3]

test/bench/shipping_bench.c writes the spool and ships it with the shipper's own code, without a server and without its
pauses; afterwards the rows are counted."""
import argparse
import os
import subprocess
import sys

import bench
from bench import say
from network import POSTGRES, Network

PROGRAM = os.path.join(bench.ROOT, 'build', 'release', 'test', 'bench', 'shipping_bench')


def ship(database, options):
    n = Network(database)
    try:
        location = n.environment.get('TRIBUTARY_DATABASE', f'sqlite:{n.data}/tributary.db')
        out = subprocess.run([PROGRAM, location, os.path.join(n.folder, 'spool'), str(options.clicks),
                              str(options.links)], check=True, stdout=subprocess.PIPE, text=True).stdout.split()
        for table, column in (('click', 'count(*)'), ('click_person', 'count(*)'),
                              ('performance', 'sum(CASE WHEN level = 0 THEN clicks ELSE 0 END)')):
            found = int(n.sql(f'SELECT {column} FROM {table}')[0][0])
            if found != options.clicks:
                sys.exit(f'{database}: {table} tells of {found} clicks, not {options.clicks}')
        say(f'  {database}: {float(out[0]):,.0f} clicks/s, {float(out[1]):.2f} us of our processor time each')
        return float(out[0])
    finally:
        n.close()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--clicks', type=int, default=1000000)
    parser.add_argument('--links', type=int, default=1000)
    parser.add_argument('--rounds', type=int, default=3)
    options = parser.parse_args()
    subprocess.run(['ninja', '-C', os.path.join(bench.ROOT, 'build', 'release'), 'test/bench/shipping_bench'],
                   check=True, stdout=subprocess.DEVNULL)
    say(bench.machine())
    databases = ['sqlite'] + (['postgres'] if POSTGRES else [])
    for database in databases:
        rates = [ship(database, options) for _ in range(options.rounds)]
        say(f'shipping into {database}: {bench.median(rates):,.0f} clicks/s (wanted 150,000)')
    if not POSTGRES:
        say('TRIBUTARY_TEST_POSTGRES is not set: PostgreSQL is NOT measured')


if __name__ == '__main__':
    main()
