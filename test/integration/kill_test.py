# SPDX-License-Identifier: Apache-2.0
"""kill -9 at a random moment under a stream of clicks, sales and refunds: whatever was acknowledged is there after the
restart, once, and the books balance. TRIBUTARY_KILL_ROUNDS sets the number of rounds, TRIBUTARY_SEED the moments."""
import http.client
import json
import os
import random
import sys
import threading
import time
import unittest
import urllib.parse

from network import cases, click_id_of
from shop import HostileCase, click_number

ROUNDS = int(os.environ.get('TRIBUTARY_KILL_ROUNDS', '10'))
SEED = int(os.environ.get('TRIBUTARY_SEED', '0')) or random.SystemRandom().randrange(1, 1 << 32)


class Stream:
    """Threads that send until the server dies, and what it acknowledged to them."""

    def __init__(self, case, number):
        self.case = case
        self.number = number
        self.lock = threading.Lock()
        self.is_over = False  # a thread that found nothing to send yet would not notice that the server is gone
        self.clicks_sent = 0
        self.clicks = []    # acknowledged ids
        self.orders = {}    # every order that was sent: its parameters
        self.sales = {}     # acknowledged: order -> answer
        self.refunds_sent = {}   # refund id -> conversion
        self.refunds = {}        # acknowledged
        self.threads = [threading.Thread(target=self.until_death, args=(work,))
                        for work in (self.click, self.click, self.sell, self.sell, self.refund)]
        for thread in self.threads:
            thread.start()

    def until_death(self, work):
        connection = http.client.HTTPConnection('127.0.0.1', self.case.network.port, timeout=30)
        try:
            while not self.is_over:
                work(connection)
        except (OSError, http.client.HTTPException):
            pass
        finally:
            connection.close()

    def ask(self, connection, method, path, body=None, headers=None):
        connection.request(method, path, body=body, headers=headers or {})
        answer = connection.getresponse()
        body = answer.read()
        if len(body) != int(answer.getheader('Content-Length') or 0):
            raise http.client.IncompleteRead(body)
        return answer, body

    def click(self, connection):
        with self.lock:
            self.clicks_sent += 1
        answer, _ = self.ask(connection, 'GET', f'/c/{self.case.shop.link["code"]}?sub1=round{self.number}')
        assert answer.status == 302, answer.status
        with self.lock:
            self.clicks.append(click_id_of(answer.getheader('Location')))

    def sell(self, connection):
        with self.lock:
            order = f'K{self.number}-{len(self.orders)}'
            if not self.clicks:
                click = None
            else:
                click = random.choice(self.clicks)
                self.orders[order] = click
        if click is None:
            time.sleep(0.001)
            return
        answer, body = self.ask(connection, 'GET', '/postback?' + self.query(order, click))
        assert answer.status == 200, body
        with self.lock:
            self.sales[order] = json.loads(body)

    def refund(self, connection):
        with self.lock:
            sales = list(self.sales.values())
            if sales:
                conversion = random.choice(sales)['conversion']
                refund = f'R{self.number}-{len(self.refunds_sent)}'
                self.refunds_sent[refund] = conversion
        if not sales:
            time.sleep(0.001)
            return
        path = f'/api/v1/conversions/{conversion}/refunds'
        body = json.dumps({'refund_id': refund, 'amount': '0.10'})
        answer, body = self.ask(connection, 'POST', path, body, {'Authorization': 'Bearer ' + self.case.network.token})
        assert answer.status == 201, body
        with self.lock:
            self.refunds[refund] = conversion

    def query(self, order, click):
        return urllib.parse.urlencode({'token': self.case.shop.token, 'click_id': click, 'order_id': order,
                                       'amount': '10.00'})

    def join(self):
        self.is_over = True
        for thread in self.threads:
            thread.join()


class Killed(HostileCase):
    def test_nothing_acknowledged_is_lost(self):
        n = self.network
        moments = random.Random(SEED)
        clicks, clicks_sent, orders, refunds = set(), 0, {}, set()
        for number in range(ROUNDS):
            stream = Stream(self, number)
            time.sleep(moments.uniform(0.01, 0.5))
            n.stop(kill=True)
            stream.join()
            n.start()
            what = f'TRIBUTARY_SEED={SEED}, round {number}'
            self.assertTrue(stream.clicks or stream.clicks_sent < 10, what)
            # What was sent and not acknowledged is sent again, as the other side would do; so are some that were.
            for order, click in stream.orders.items():
                if order in stream.sales and moments.random() < 0.9:
                    continue
                answer = n.request('GET', '/postback?' + stream.query(order, click))
                self.assertEqual(answer.status, 200, (what, answer.body))
                if order in stream.sales:
                    self.assertEqual((answer.json['status'], answer.json['conversion']),
                                     ('duplicate', stream.sales[order]['conversion']), what)
            for refund, conversion in stream.refunds_sent.items():
                answer = n.api('POST', f'/conversions/{conversion}/refunds', {'refund_id': refund, 'amount': '0.10'})
                self.assertIn(answer.status, (200, 201) if refund not in stream.refunds else (200,),
                              (what, answer.body))
            clicks |= {click_number(click) for click in stream.clicks}
            clicks_sent += stream.clicks_sent
            orders.update(stream.orders)
            refunds |= set(stream.refunds_sent)
            self.compare(what, clicks, clicks_sent, orders, refunds)
        self.assert_healthy()
        replay = n.command('replay')
        self.assertEqual(replay.returncode, 0, replay.stdout + replay.stderr)
        check = n.command('report', 'check')
        self.assertEqual(check.returncode, 0, check.stdout + check.stderr)
        self.assertEqual(n.stop(), 0)
        n.start()
        self.compare('after a good stop', clicks, clicks_sent, orders, refunds)

    def compare(self, what, clicks, clicks_sent, orders, refunds):
        counts = self.counts()
        stored = {int(row[0]) for row in self.network.sql('SELECT id FROM click')}
        self.assertEqual(clicks - stored, set(), what)
        self.assertLessEqual(len(stored), clicks_sent, what)
        rows = self.network.sql('SELECT order_id, click_id, partner_id FROM conversion')
        self.assertEqual(sorted(row[0] for row in rows), sorted(orders), what)
        for order, click, partner in rows:
            self.assertEqual(int(click), click_number(orders[order]), (what, order))
            self.assertNotEqual(partner, '', (what, order))
        self.assertEqual(counts['commission'], len(orders), what)
        rows = self.network.sql('SELECT refund_key FROM refund')
        self.assertEqual(sorted(row[0] for row in rows), sorted(refunds), what)
        totals = self.network.api('GET', '/reports/performance?group_by=partner').json['data']
        self.assertEqual(sum(row['clicks'] for row in totals), len(stored), what)
        self.assertEqual(sum(row['sales'] for row in totals), len(orders), what)


cases(globals(), Killed)

if __name__ == '__main__':
    sys.exit(unittest.main())
