# SPDX-License-Identifier: Apache-2.0
"""Several servers of a network on one PostgreSQL, behind HAProxy with the example configuration: a click on one and its
postback on another in the same instant, servers that cannot ship, a server that is gone for good, a rolling restart."""
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import unittest

import harness
from cluster import SECONDS, Load
from network import POSTGRES, Network, wait_until
from proxy_test import Proxy, example, replaced
from shop import Shop, click_number

BUDGET = harness.Budget(rounds=1, seconds=0)
BUDGET.ROUNDS_MIN = 1
OPTIONS = ('--proxies', '127.0.0.1', '--drain', '3', '--quiet')


class Node(Network):
    """A further server of a network: a data folder of its own, the same key and database."""

    def __init__(self, first, number):
        super().__init__('postgres', is_made=False)
        self.drop_place()
        self.environment = first.environment
        self.first = first
        self.token = first.token
        self.number = number
        shutil.copytree(first.data, self.data, ignore=shutil.ignore_patterns('spool'))

    def sql(self, text):
        return self.first.sql(text)

    def serve(self, port=0):
        return self.start(*OPTIONS, '--node', str(self.number), port=port)


@unittest.skipIf(not POSTGRES, 'TRIBUTARY_TEST_POSTGRES is not set: PostgreSQL is NOT tested')
class Nodes(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.network = Network('postgres')
        cls.nodes = []
        try:
            cls.nodes = [Node(cls.network, number) for number in (1, 2, 3)]
            for node in cls.nodes:
                node.serve()
            cls.shop = Shop(cls.nodes[0])
            for node in cls.nodes:  # a link that was made on one is known to the others within about a second
                wait_until(lambda known=node: known.click(f'/c/{cls.shop.link["code"]}').status == 302, SECONDS)
        except BaseException:
            cls.tearDownClass()
            raise

    @classmethod
    def tearDownClass(cls):
        for node in cls.nodes:
            if node.process is not None:
                node.process.send_signal(signal.SIGCONT)
            node.close()
        cls.network.close()

    def click(self, node):
        return Shop.click(type('At', (), {'link': self.shop.link, 'network': node}))

    def report_back(self, node, click, order, path='/postback', **fields):
        query = '&'.join(f'{k}={v}' for k, v in {'token': self.shop.token, 'click_id': click, 'order_id': order,
                                                 'amount': '10.00', **fields}.items())
        return node.request('GET', f'{path}?{query}')

    def reported(self, node, click, order):
        """As a sender does who is told that the click is awaited: the same again."""
        return wait_until(lambda: (answer := self.report_back(node, click, order)).status != 503 and answer, SECONDS)

    def test_a_click_here_and_a_postback_there_at_once(self):
        took = []
        for number in range(harness.AMOUNT or 60):
            here, there = (self.nodes[(number + i) % 3] for i in (0, 1))
            click = self.click(here)
            started = time.monotonic()
            answer = self.reported(there, click, f'at-once-{number}')
            took.append(time.monotonic() - started)
            self.assertEqual((answer.status, answer.json['status']), (200, 'approved'), answer.body)
        took.sort()
        harness.report(f'nodes: {len(took)} postbacks on another server in the same instant as their clicks, all '
                       f'credited: median {1000 * took[len(took) // 2]:.0f} ms, worst {1000 * took[-1]:.0f} ms')

    def test_b_a_server_that_cannot_ship(self):
        """The click is not unknown, and not waited for without end: the sender comes again. A browser does not."""
        here, there = self.nodes[:2]
        hold = subprocess.Popen(['psql', '-qAtX', self.network.url], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                text=True)
        try:
            hold.stdin.write('BEGIN; LOCK TABLE click IN SHARE ROW EXCLUSIVE MODE;'
                             "SELECT 'held';\n")
            hold.stdin.flush()
            self.assertEqual(hold.stdout.readline(), 'held\n')
            waiting = self.click(here)
            answer = self.report_back(there, waiting, 'held')
            self.assertEqual((answer.status, answer.json['error']['code']), (503, 'click_awaited'), answer.body)
            self.assertEqual(answer.header('retry-after'), '1')
            answer = self.report_back(there, waiting, 'pixel', path='/p.gif')
            self.assertEqual(answer.status, 200, answer.body)
        finally:
            hold.stdin.close()
            hold.wait()
        look = f'SELECT 1 FROM click WHERE id = {click_number(waiting)}'
        wait_until(lambda: self.network.sql(look), SECONDS)
        answer = self.report_back(there, waiting, 'held')
        self.assertEqual((answer.status, answer.json['status']), (200, 'approved'), answer.body)
        self.assertEqual(self.network.sql("SELECT cause FROM conversion WHERE order_id = 'pixel'"), [['click_unknown']])

    def test_c_a_server_that_is_gone_for_good(self):
        """Its folder is copied elsewhere, and what it had not shipped is shipped, once, however often that is done."""
        gone, there = self.nodes[2], self.nodes[0]
        before = [self.click(gone) for _ in range(20)]
        hold = subprocess.Popen(['psql', '-qAtX', self.network.url], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                text=True)
        try:
            hold.stdin.write('BEGIN; LOCK TABLE click IN SHARE ROW EXCLUSIVE MODE;'
                             "SELECT 'held';\n")
            hold.stdin.flush()
            self.assertEqual(hold.stdout.readline(), 'held\n')
            kept = [self.click(gone) for _ in range(50)]
            gone.stop(kill=True)
        finally:
            hold.stdin.close()
            hold.wait()
        # PostgreSQL may still finish what it was in the middle of; then the mark has moved, too.
        for _ in range(2):
            heir = Node(self.network, gone.number)
            try:
                shutil.copytree(os.path.join(gone.data, 'spool'), os.path.join(heir.data, 'spool'))
                heir.serve()
                for number, click in enumerate(kept[:5]):
                    answer = self.reported(there, click, f'heir-{number}')
                    self.assertEqual(answer.status, 200, answer.body)
                    self.assertIn(answer.json['status'], ('approved', 'duplicate'))
                self.assertEqual(heir.stop(), 0)
            finally:
                heir.close()
            rows = self.network.sql('SELECT id FROM click')
            stored = [int(row[0]) for row in rows]
            self.assertEqual(len(stored), len(set(stored)))
            self.assertEqual({click_number(click) for click in before + kept} - set(stored), set())
        totals = there.api('GET', '/reports/performance?group_by=day').json['data']
        self.assertEqual(sum(row['clicks'] for row in totals), len(stored))
        gone.serve()  # the machine comes back after all: it finds that everything is shipped
        self.click(gone)

    @unittest.skipIf(not shutil.which('haproxy'), 'haproxy is not installed')
    def test_d_a_rolling_restart(self):
        """One after the other by SIGTERM alone, under clicks, postbacks and refunds: no request fails."""
        text = example('haproxy', 'haproxy.cfg')
        proxy = Proxy(os.path.join(self.network.folder, 'haproxy'))
        ports = [node.port for node in self.nodes]
        config = proxy.write('haproxy.cfg', replaced(text, (
            ('127.0.0.1:8000', f'127.0.0.1:{proxy.plain}'), ('127.0.0.1:8081', f'127.0.0.1:{ports[0]}'),
            ('    server two 127.0.0.1:8082', f'    server two 127.0.0.1:{ports[1]}\n'
                                              f'    server three 127.0.0.1:{ports[2]}'),
            ('stats socket /run/haproxy/admin.sock', f'stats socket {proxy.folder}/admin.sock'))))
        proxy.run(['haproxy', '-db', '-f', config], proxy.plain)
        front = Network.__new__(Network)
        front.port, front.token = proxy.plain, self.network.token
        load = Load(front, self.shop)
        try:
            for _ in BUDGET.rounds():
                for node, port in zip(self.nodes, ports):
                    wanted = len(load.sales) + 5
                    wait_until(lambda: len(load.sales) >= wanted or load.failures, SECONDS)
                    self.assertEqual(node.stop(), 0)
                    node.serve(port)
                    self.wait_for_all(proxy)
        finally:
            load.stop()
            proxy.stop()
        self.assertEqual(load.failures, [])
        # Every server can do all: nobody is sent away, but for a click that its own server is slow to ship.
        self.assertLessEqual(set(load.postponed), {'click_awaited'})
        load.network = self.nodes[0]
        load.send_again(self, 'after the restarts')
        clicks = {click_number(click) for click in load.clicks}
        # The last of them are on their servers' disks, which ship them soon.
        wait_until(lambda: clicks <= {int(row[0]) for row in self.network.sql('SELECT id FROM click')}, SECONDS)
        done = self.nodes[0].command('ledger', 'check')
        self.assertEqual(done.returncode, 0, done.stdout)
        harness.report(f'nodes: {3 * BUDGET.done} restarts behind HAProxy, {len(load.clicks)} redirects and '
                       f'{len(load.sales)} sales: none failed')

    def wait_for_all(self, proxy):
        """Until HAProxy sees all servers up."""
        def are_up():
            with socket.socket(socket.AF_UNIX) as admin:
                admin.connect(os.path.join(proxy.folder, 'admin.sock'))
                admin.sendall(b'show stat\n')
                text = b''
                while piece := admin.recv(65536):
                    text += piece
            rows = [line.split(',') for line in text.decode().splitlines() if line.startswith('tributary,')]
            return all(row[17].startswith('UP') for row in rows if row[1] in ('one', 'two', 'three'))
        wait_until(are_up, SECONDS)


if __name__ == '__main__':
    sys.exit(unittest.main())
