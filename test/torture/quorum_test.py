# SPDX-License-Identifier: Apache-2.0
"""PostgreSQL with quorum commit, one primary and two standbys: the primary dies under load and the standby that has
more takes over; a paused primary comes back; the standbys are away. Nothing acknowledged is lost, redirects never fail,
and nothing is acknowledged that no standby has."""
import shutil
import signal
import subprocess
import sys
import time
import unittest

import harness
from cluster import SECONDS, Cluster, ClusterNetwork, Load, binaries
from network import wait_until
from shop import Shop, click_number

BUDGET = harness.Budget(rounds=1, seconds=0)
BUDGET.ROUNDS_MIN = 1


@unittest.skipIf(binaries() is None or shutil.which('psql') is None, 'PostgreSQL is not installed')
class Quorum(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.cluster = Cluster()
        try:
            cls.network = ClusterNetwork(cls.cluster)
            cls.network.start('--quiet')
            cls.shop = Shop(cls.network)
        except BaseException:
            cls.cluster.close()
            raise

    @classmethod
    def tearDownClass(cls):
        cls.network.close()
        cls.cluster.close()

    def setUp(self):
        self.load = None

    def tearDown(self):
        if self.load is not None:
            self.load.stop()
        for member in self.cluster.members:
            member.send(signal.SIGCONT)

    def taken_after(self, instant):
        """Waits until money is taken again; seconds since then."""
        wait_until(lambda: self.load.taken_at > instant or self.load.failures, SECONDS)
        self.assertEqual(self.load.failures, [])
        return self.load.taken_at - instant

    def stored_clicks(self):
        return [int(row[0]) for row in self.network.sql('SELECT id FROM click')]

    def compare(self, what):
        """All that was acknowledged is in the database of the primary of now, once."""
        n = self.network
        self.load.stop()
        self.assertEqual(self.load.failures, [], what)
        self.load.send_again(self, what)
        self.assertEqual(n.api('GET', '/reports/performance?group_by=day').status, 200)
        clicks = {click_number(click) for click in self.load.clicks}
        stored = self.stored_clicks()
        while clicks - set(stored):  # as long as more come: tens of thousands may have waited
            before = len(stored)
            time.sleep(2)
            stored = self.stored_clicks()
            self.assertGreater(len(stored), before, (what, len(clicks - set(stored))))
        self.assertEqual(len(stored), len(set(stored)), what)
        rows = n.sql('SELECT order_id, click_id, partner_id FROM conversion '
                     f"WHERE order_id LIKE 'L{self.load.number}-%'")
        self.assertEqual(sorted(row[0] for row in rows), sorted(self.load.orders), what)
        for order, click, partner in rows:
            self.assertEqual(int(click), click_number(self.load.orders[order]), (what, order))
            self.assertNotEqual(partner, '', (what, order))
        rows = n.sql(f"SELECT refund_key FROM refund WHERE refund_key LIKE 'R{self.load.number}-%'")
        self.assertEqual(sorted(row[0] for row in rows), sorted(self.load.refunds_sent), what)
        for command in (('ledger', 'check'), ('replay',), ('report', 'check')):
            done = n.command(*command)
            self.assertEqual(done.returncode, 0, (what, command, done.stdout + done.stderr))

    def test_a_the_primary_dies(self):
        gaps, ways, codes = [], {}, set()
        moments = harness.moments()
        self.load = Load(self.network, self.shop)
        for number in BUDGET.rounds():
            what = f'{harness.SEED_WORDS}, round {number}'
            wanted = len(self.load.sales) + 20
            wait_until(lambda: len(self.load.sales) >= wanted or self.load.failures, SECONDS)
            time.sleep(moments.uniform(0, 0.3))
            self.cluster.primary.kill()
            old, promoted = self.cluster.promote()
            gaps.append(self.taken_after(promoted))
            way = old.rewind_to(self.cluster.primary)
            ways[way] = ways.get(way, 0) + 1
            old.start()
            self.cluster.wait_for_standbys()
            self.assertEqual(self.load.failures, [], what)
        codes = sorted(set(self.load.postponed))
        self.compare(harness.SEED_WORDS)
        gaps.sort()
        harness.report(f'quorum: {BUDGET.done} primaries killed; money taken again after the promotion: median '
                       f'{gaps[len(gaps) // 2]:.2f} s, worst {gaps[-1]:.2f} s; {len(self.load.clicks)} redirects, '
                       f'{len(self.load.sales)} sales, {len(self.load.refunds_sent)} refunds, none lost; told to come '
                       f'again: {codes}; rebuilt: {ways}')

    def test_b_the_standbys_are_away(self):
        """Money stops with 503 in a bounded time, redirects go on; what waits is taken once they are back."""
        self.load = Load(self.network, self.shop)
        wait_until(lambda: len(self.load.sales) > 5 or self.load.failures, SECONDS)
        for standby in self.cluster.standbys():
            standby.send(signal.SIGSTOP)
        stopped = time.monotonic()
        wait_until(lambda: len(self.load.postponed) > 10 or self.load.failures, SECONDS)
        told = time.monotonic() - stopped
        before = len(self.load.clicks)
        wait_until(lambda: len(self.load.clicks) > before + 100 or self.load.failures, SECONDS)
        taken = self.load.taken_at
        answer = self.network.postback(self.shop.token, order_id='while-away', amount='1.00',
                                       coupon=self.shop.coupon['code'])
        self.assertEqual(answer.status, 503, answer.body)
        self.assertEqual(self.load.taken_at, taken)
        # As many connections wait as could: none was given up for another.
        waiting = int(self.cluster.primary.sql('SELECT count(*) FROM pg_stat_activity '
                                               "WHERE wait_event = 'SyncRep'")[0][0])
        self.assertLessEqual(waiting, 8 + 3)
        self.assertGreater(waiting, 0)
        for standby in self.cluster.standbys():
            standby.send(signal.SIGCONT)
        gap = self.taken_after(time.monotonic())
        self.compare('the standbys were away')
        harness.report(f'quorum: standbys away: 503 after {told:.1f} s ({sorted(set(self.load.postponed))}), '
                       f'{waiting} commits wait meanwhile, money taken again {gap:.2f} s after they were back')

    @unittest.skipIf(not harness.AMOUNT, 'at length only: ./dev torture quorum')
    def test_c_a_paused_primary_comes_back(self):
        """It has no standby any more: nothing that it commits is acknowledged, and nothing of it stays."""
        self.load = Load(self.network, self.shop)
        wait_until(lambda: len(self.load.sales) > 5 or self.load.failures, SECONDS)
        old = self.cluster.primary
        old.send(signal.SIGSTOP)
        for standby in self.cluster.standbys():  # nobody listens to it when it wakes
            standby.sql("ALTER SYSTEM SET primary_conninfo = ''")
            standby.sql('SELECT pg_reload_conf()')
        _, promoted = self.cluster.promote()
        old.send(signal.SIGCONT)
        wait_until(lambda: old.sql('SELECT count(*) FROM pg_stat_replication') == [['0']], SECONDS)
        # Whoever still talks to it talks in vain: a commit waits, and is not seen by others. What the server was
        # answered by then came from the new primary, as compare() finds.
        probe = subprocess.Popen(['psql', '-qAtX', '-h', '127.0.0.1', '-p', str(old.port), '-U', 'tributary', '-d',
                                  'tributary', '-c', 'CREATE TABLE probe (x int)'], stderr=subprocess.DEVNULL)
        waits = ("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep' "
                 "AND query LIKE 'CREATE TABLE probe%'")
        wait_until(lambda: old.sql(waits) == [['1']], SECONDS)
        self.assertEqual(old.sql("SELECT count(*) FROM pg_class WHERE relname = 'probe'", 'tributary'), [['0']])
        self.assertIsNone(probe.poll())
        old.kill()  # fenced, as Patroni would have done
        fenced = time.monotonic()
        self.assertNotEqual(probe.wait(timeout=SECONDS), 0)
        gap = self.taken_after(fenced)
        old.rewind_to(self.cluster.primary)
        old.start()
        self.cluster.wait_for_standbys()
        self.compare('a paused primary came back')
        harness.report(f'quorum: a paused primary came back: it acknowledged nothing; money taken again {gap:.2f} s '
                       f'after it was fenced; told to come again: {sorted(set(self.load.postponed))}')

    def test_d_doctor_knows_the_quorum(self):
        primary = self.cluster.primary
        self.assertNotIn('standby', self.network.command('doctor').stdout)
        primary.sql("ALTER SYSTEM SET synchronous_standby_names = ''")
        primary.sql('SELECT pg_reload_conf()')
        try:
            told = wait_until(lambda: [text for text in [self.network.command('doctor').stdout]
                                       if 'no commit waits for one' in text], SECONDS)[0]
            self.assertIn('2 standbys are attached', told)
            self.assertIn('set synchronous_standby_names', told)
            self.assertNotIn('checksums', told)
        finally:
            primary.sql(f"ALTER SYSTEM SET synchronous_standby_names = '{self.cluster.quorum}'")
            primary.sql('SELECT pg_reload_conf()')


if __name__ == '__main__':
    sys.exit(unittest.main())
