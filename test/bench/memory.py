#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A server with 10,000 partners and 100,000 links: resident memory, and the time from its start to its first redirect.
And what stays with it after large answers: reports by link of 20,000 rows, four at a time.

    test/bench/memory.py [--partners 10000] [--links 100000] [--reports 12]

The links are made by an import of one click each. The time counts from exec until a 302 of a link arrives, asked for
every 2 ms."""
import argparse
import concurrent.futures
import os
import socket
import subprocess
import time

import bench
from bench import say
from network import BINARY, Network


ROWS = 20000


def make(n, partners, links):
    offers = links // partners
    path = os.path.join(n.folder, 'links.csv')
    with open(path, 'w', encoding='ascii') as file:
        file.write('time,partner,offer\n')
        for number in range(links):
            file.write(f'2026-01-01T00:00:{number % 60:02}Z,partner-{number // offers},Offer {number % offers}\n')
    n.start()
    advertiser = n.create('/advertisers', name='Shop', currency='EUR')
    program = n.create('/programs', advertiser_id=advertiser['id'], name='P', currency='EUR', window_days=30)
    for number in range(offers):
        n.create('/offers', program_id=program['id'], name=f'Offer {number}', goals=['sale'],
                 destination_url=f'https://shop.example/{number}')
    n.stop()
    begin = time.monotonic()
    n.command('import', 'events', path, '--program', program['id'], '--map', 'time=time,partner=partner,offer=offer',
              check=True)
    say(f'  {partners:,} partners and {links:,} links made in {time.monotonic() - begin:.1f} s')
    return n.sql('SELECT code FROM link ORDER BY id LIMIT 1')[0][0]


def first_redirect(n, code):
    """Starts the server; seconds until the first 302."""
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        n.port = probe.getsockname()[1]
    n.log = open(os.path.join(n.folder, 'log'), 'ab')
    begin = time.monotonic()
    n.process = subprocess.Popen([BINARY, 'serve', '--data', n.data, '--listen', f'127.0.0.1:{n.port}'],
                                 env=n.environment, stdout=subprocess.PIPE, stderr=n.log)
    while time.monotonic() < begin + 60:
        try:
            with socket.create_connection(('127.0.0.1', n.port), timeout=5) as connection:
                connection.sendall(f'GET /c/{code} HTTP/1.1\r\nHost: t.example\r\nConnection: close\r\n\r\n'.encode())
                if connection.recv(12) == b'HTTP/1.1 302':
                    return time.monotonic() - begin
        except OSError:
            if n.process.poll() is not None:
                raise SystemExit('serve ended: ' + n.log_text())
        time.sleep(0.002)
    raise SystemExit('no redirect within a minute')


def large_answers(n, count):
    """Rows of each of the reports."""
    query = f'/reports/performance?group_by=link&limit={ROWS}&from=2025-12-31&to=2026-01-02'
    with concurrent.futures.ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda _: n.api('GET', query), range(count)))
    rows = {(answer.status, len(answer.json['data'])) for answer in answers}
    if len(rows) != 1 or 200 not in rows.copy().pop():
        raise SystemExit(f'not the same reports: {rows}')
    return rows.pop()[1]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--partners', type=int, default=10000)
    parser.add_argument('--links', type=int, default=100000)
    parser.add_argument('--reports', type=int, default=12)
    options = parser.parse_args()
    say(bench.machine())
    n = Network('sqlite')
    try:
        code = make(n, options.partners, options.links)
        times = []
        for _ in range(5):
            times.append(first_redirect(n, code))
            memory = bench.resident_kib(n.process.pid)
            n.stop()
        say(f'start to first redirect: {bench.median(times) * 1000:.0f} ms '
            f'({", ".join(f"{t * 1000:.0f}" for t in times)})')
        say(f'resident at once: {memory / 1024:.0f} MiB')
        first_redirect(n, code)
        result = bench.wrk(f'http://127.0.0.1:{n.port}/c/{code}', 64, 10)
        say(f'resident after {result["requests"]:,} clicks in 10 s: {bench.resident_kib(n.process.pid) / 1024:.0f} MiB')
        n.stop()
        first_redirect(n, code)
        before = bench.resident_kib(n.process.pid)
        rows = large_answers(n, options.reports)
        say(f'resident after {options.reports} reports of {rows:,} rows: '
            f'{bench.resident_kib(n.process.pid) / 1024:.0f} MiB ({before / 1024:.0f} before)')
        n.stop()
    finally:
        n.close()


if __name__ == '__main__':
    main()
