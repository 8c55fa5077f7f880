# SPDX-License-Identifier: Apache-2.0
"""The database is away under clicks: every click is answered and kept on disk, money is answered 503, and all is there,
once, soon after the database is back."""
import re
import shutil
import socket
import sys
import threading
import time
import unittest

import harness
from cluster import SECONDS, Cluster, ClusterNetwork, binaries
from network import wait_until
from shop import Shop, click_number

CLICKS_PER_SECOND = 2000
BURST = 20
SAMPLE = 3000  # clicks
ANSWER = re.compile(rb'HTTP/1\.1 (\d\d\d) [^\r]*\r\n(?:[^\r]+\r\n)*?[Ll]ocation: [^\r]*click_id=([0-9a-z]+)')


class Clicks:
    """Pipelined bursts at a rate, on two connections, until stop()."""

    def __init__(self, network, shop):
        self.acknowledged = []
        self.sent = 0
        self.failures = []
        self.is_over = False
        self.lock = threading.Lock()
        self.request = (f'GET /c/{shop.link["code"]}?sub1=away HTTP/1.1\r\nHost: x\r\n\r\n').encode() * BURST
        self.port = network.port
        self.threads = [threading.Thread(target=self.run) for _ in range(2)]
        for thread in self.threads:
            thread.start()

    def run(self):
        try:
            with socket.create_connection(('127.0.0.1', self.port), timeout=SECONDS) as connection:
                due = time.monotonic()
                while not self.is_over:
                    due += BURST * len(self.threads) / CLICKS_PER_SECOND
                    self.burst(connection)
                    time.sleep(max(0, due - time.monotonic()))
        except (OSError, AssertionError) as trouble:
            self.failures.append(f'{type(trouble).__name__} {trouble}')

    def burst(self, connection):
        with self.lock:
            self.sent += BURST
        connection.sendall(self.request)
        received = b''
        while received.count(b'\r\n\r\n') < BURST:
            piece = connection.recv(65536)
            assert piece, received[-300:]
            received += piece
        found = ANSWER.findall(received)
        assert len(found) == BURST and {status for status, _ in found} == {b'302'}, received[:500]
        with self.lock:
            self.acknowledged += [click.decode() for _, click in found]

    def stop(self):
        self.is_over = True
        for thread in self.threads:
            thread.join()


@unittest.skipIf(binaries() is None or shutil.which('psql') is None, 'PostgreSQL is not installed')
class Away(unittest.TestCase):
    def setUp(self):
        self.cluster = Cluster(('one',), quorum='')
        try:
            self.network = ClusterNetwork(self.cluster)
        except BaseException:
            self.cluster.close()
            raise

    def tearDown(self):
        self.network.close()
        self.cluster.close()

    def stored(self):
        return int(self.network.sql('SELECT count(*) FROM click')[0][0])

    def test_the_database_is_away(self):
        n = self.network
        n.start('--quiet')
        shop = Shop(n)
        shop.click()
        clicks = Clicks(n, shop)
        try:
            wait_until(lambda: len(clicks.acknowledged) > 500 or clicks.failures, SECONDS)
            self.cluster.primary.kill()
            gone, before = time.monotonic(), len(clicks.acknowledged)
            refused = wait_until(lambda: [answer for answer in [shop.postback(order_id='away', amount='1.00',
                                                                              coupon=shop.coupon['code'])]
                                          if answer.status == 503], SECONDS)[0]
            self.assertIn(refused.json['error']['code'], ('database_unavailable', 'busy', 'uncertain'))
            if harness.AMOUNT:
                time.sleep(max(0, gone + harness.AMOUNT - time.monotonic()))
            else:
                wait_until(lambda: len(clicks.acknowledged) > before + SAMPLE or clicks.failures, SECONDS)
            took = time.monotonic() - gone
        finally:
            clicks.stop()
        self.assertEqual(clicks.failures, [])
        kept = len(clicks.acknowledged) - before
        self.cluster.primary.start()
        back = time.monotonic()
        shipped = self.stored()
        waiting = clicks.sent + 1 - shipped
        # The shipper tries again every five seconds at the latest; the time of draining begins before its first batch.
        begun = time.monotonic()
        while (now := self.stored()) < clicks.sent + 1 and time.monotonic() < back + SECONDS + harness.AMOUNT:
            begun = time.monotonic() if now == shipped else begun
            time.sleep(0.02)
        drained = time.monotonic()
        rows = n.sql('SELECT id FROM click')
        stored = [int(row[0]) for row in rows]
        self.assertEqual(len(stored), len(set(stored)))
        self.assertEqual({click_number(click) for click in clicks.acknowledged} - set(stored), set())
        self.assertEqual(len(stored), clicks.sent + 1)
        # Each worker finds out by itself that its connection is gone.
        wait_until(lambda: shop.postback(order_id='away', amount='1.00',
                                         coupon=shop.coupon['code']).status == 200, SECONDS)
        for command in (('ledger', 'check'), ('report', 'check')):
            done = n.command(*command)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        harness.report(f'away: {took:.0f} s without a database, {kept} clicks kept ({kept / took:.0f}/s), '
                       f'none lost; {waiting} waited; drained {drained - back:.1f} s after it was back, of which '
                       f'the shipper worked {drained - begun:.1f} s '
                       f'({waiting / max(drained - begun, 0.001):.0f} rows/s)')


if __name__ == '__main__':
    sys.exit(unittest.main())
