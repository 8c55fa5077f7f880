# SPDX-License-Identifier: Apache-2.0
"""Several servers of a network: a number is one server's, and a report says up to when it is complete, whoever holds
clicks."""
import contextlib
import datetime
import os
import shutil
import sqlite3
import subprocess
import sys
import time
import unittest

from network import Network, NetworkCase, cases, wait_until
from shop import Shop


class Server(Network):
    """A further server of the network: a data folder of its own, the same key and database."""

    def __init__(self, first):
        super().__init__(first.database, is_made=False)
        self.drop_place()
        self.url = first.url
        self.environment = dict(first.environment)
        if first.database == 'sqlite':
            self.environment['TRIBUTARY_DATABASE'] = 'sqlite:' + os.path.join(first.data, 'tributary.db')
        self.token = first.token
        os.mkdir(self.data, 0o700)
        shutil.copy(os.path.join(first.data, 'master.key'), self.data)


def instant(text):
    return datetime.datetime.fromisoformat(text.replace('Z', '+00:00')).timestamp()


class Servers(NetworkCase):
    def setUp(self):
        self.others = []
        if self.network.process is None:
            self.network.start()

    def tearDown(self):
        for other in self.others:
            other.close()

    def other(self):
        self.others.append(Server(self.network))
        return self.others[-1]

    @contextlib.contextmanager
    def no_shipping(self):
        """Nobody gets clicks into the database meanwhile; reading goes on."""
        n = self.network
        if n.database == 'sqlite':
            connection = sqlite3.connect(os.path.join(n.data, 'tributary.db'), isolation_level=None, timeout=30)
            connection.execute('BEGIN IMMEDIATE')
            try:
                yield
            finally:
                connection.execute('ROLLBACK')
                connection.close()
            return
        hold = subprocess.Popen(['psql', '-qAtX', n.url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        try:
            hold.stdin.write("BEGIN; LOCK TABLE click IN SHARE ROW EXCLUSIVE MODE; SELECT 'held';\n")
            hold.stdin.flush()
            self.assertEqual(hold.stdout.readline(), 'held\n')
            yield
        finally:
            hold.stdin.close()
            hold.wait()
            hold.stdout.close()

    def as_of(self, server):
        answer = server.api('GET', '/reports/performance?group_by=day')
        self.assertEqual(answer.status, 200, answer.body)
        return instant(answer.json['as_of']), answer.json['received']['clicks']

    def assert_refused(self, server, *options):
        done = server.command('serve', '--listen', '127.0.0.1:0', *options, timeout=60)
        self.assertEqual(done.returncode, 3, done.stderr)
        (line,) = [line for line in done.stderr.splitlines() if 'event=' not in line]
        self.assertIn('another server has the number 0', line)
        self.assertIn('give this one another --node', line)
        self.assertFalse(os.path.exists(os.path.join(server.data, 'spool')))  # it may have another number then

    def test_a_number_is_one_servers(self):
        other = self.other()
        self.assert_refused(other)
        other.start('--node', '1')
        self.assertEqual(self.network.sql('SELECT node, is_stopped FROM click_node ORDER BY node'),
                         [['0', '0'], ['1', '0']])
        self.assertEqual(other.stop(), 0)
        self.assertEqual(self.network.sql('SELECT node, is_stopped FROM click_node ORDER BY node'),
                         [['0', '0'], ['1', '1']])

    def test_b_a_killed_server_starts_again_at_once_and_its_number_goes_on_when_it_is_silent(self):
        n = self.network
        n.stop(kill=True)
        n.start()
        n.stop(kill=True)
        killed = time.monotonic()
        other = self.other()
        self.assert_refused(other)

        def is_taken_over():
            try:
                return other.start()
            except AssertionError:
                return None
        wait_until(is_taken_over, 60)
        self.assertGreaterEqual(time.monotonic() - killed, 14)  # heard of at most 5 s before it died
        done = n.command('serve', '--listen', '127.0.0.1:0', timeout=60)
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertIn('another server has the number 0', done.stderr)
        self.assertEqual(other.stop(), 0)
        n.start()  # that one ended in order

    def test_c_a_copied_spool_is_the_same_server(self):
        n = self.network
        n.stop(kill=True)
        heir = self.other()
        shutil.copytree(os.path.join(n.data, 'spool'), os.path.join(heir.data, 'spool'))
        heir.start()
        self.assertEqual(heir.stop(), 0)

    def test_d_a_report_is_as_of_what_is_in_the_database(self):
        n = self.network
        shop = Shop(n)
        other = self.other()
        other.start('--node', '1')
        wait_until(lambda: other.click(f'/c/{shop.link["code"]}').status == 302)
        wait_until(lambda: self.as_of(n)[1] == 1)
        wait_until(lambda: time.time() - self.as_of(n)[0] < 12)
        time.sleep(12)
        before = time.time()
        as_of, _ = self.as_of(n)
        self.assertLess(before - as_of, 12)  # the other says so every 5 s, also when nothing comes
        self.assertLessEqual(as_of, time.time())
        with self.no_shipping():
            shop.click()
            clicked = time.time()
            as_of, clicks = self.as_of(n)  # it cannot bring its own click there
            self.assertEqual(clicks, 1)
            self.assertLess(as_of, clicked)
            self.assertGreater(as_of, clicked - 15)
            self.assertEqual(other.click(f'/c/{shop.link["code"]}').status, 302)
            acknowledged = time.time()
            other.stop(kill=True)  # with a click on its disk
        wait_until(lambda: self.as_of(n)[1] == 2)  # its own is there
        time.sleep(6)
        as_of, clicks = self.as_of(n)
        self.assertEqual(clicks, 2)
        self.assertLess(as_of, acknowledged)
        other.start('--node', '1')
        wait_until(lambda: self.as_of(n)[0] > acknowledged)
        self.assertEqual(self.as_of(n)[1], 3)
        # Stopped in order it holds nothing back.
        self.assertEqual(other.stop(), 0)
        before = time.time()
        self.assertGreaterEqual(self.as_of(n)[0], before - 0.001)


cases(globals(), Servers)

if __name__ == '__main__':
    sys.exit(unittest.main())
