# SPDX-License-Identifier: Apache-2.0
"""kill -9 at a random moment under a stream of clicks, sales and refunds while a payout run is made and paid: whatever
was acknowledged is there after the restart, once, every partner is paid once, and the books balance."""
import http.client
import sys
import threading
import time
import unittest

import harness
from load import Payees, PayoutStory, Stream
from network import Network, cases
from shop import HostileCase, Shop, click_number

ROUNDS_OF_A_NETWORK = 40
BUDGET = harness.Budget(rounds=30, seconds=7)


class Teller:
    """Tells a payout story once, until its end or the server's."""

    def __init__(self, story):
        self.story = story
        self.is_told = False
        self.trouble = None
        self.thread = threading.Thread(target=self.tell)
        self.thread.start()

    def tell(self):
        try:
            self.story.tell()
            self.is_told = True
        except (OSError, http.client.HTTPException, ValueError):
            pass
        except Exception as trouble:  # told by the main thread
            self.trouble = trouble

    def join(self):
        self.thread.join()
        if self.trouble is not None:
            raise self.trouble
        return self.is_told


class Killed(HostileCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        try:
            cls.begin()
        except BaseException:
            cls.tearDownClass()
            raise

    @classmethod
    def begin(cls):
        cls.payees = Payees(cls.network)
        cls.clicks, cls.clicks_sent, cls.orders, cls.refunds = set(), 0, {}, set()
        cls.story = None

    @classmethod
    def renew(cls):
        """What is compared grows with each round; long runs begin anew now and then."""
        cls.network.close()
        cls.network = Network(cls.database)
        cls.network.start()
        cls.shop = Shop(cls.network)
        cls.begin()

    def test_nothing_acknowledged_is_lost(self):
        moments = harness.moments()
        for number in BUDGET.rounds():
            if number % ROUNDS_OF_A_NETWORK == 0 and number > 0:
                self.end(f'{harness.SEED_WORDS}, before round {number}')
                self.renew()
            self.round(number, moments)
        self.end(harness.SEED_WORDS)
        harness.report(f'kill on {self.database}: {BUDGET.done} rounds')

    def round(self, number, moments):
        n = self.network
        what = f'{harness.SEED_WORDS}, round {number}'
        if self.story is None:
            self.payees.earn()
            type(self).story = PayoutStory(n, number, self.payees.until)
        stream = Stream(n, self.shop, number)
        teller = Teller(self.story)
        time.sleep(moments.uniform(0.01, 0.5))
        n.stop(kill=True)
        stream.join()
        is_paid = teller.join()
        n.start()
        self.assertTrue(stream.clicks or stream.clicks_sent < 10, what)
        self.send_again(stream, moments, what)
        type(self).clicks |= {click_number(click) for click in stream.clicks}
        type(self).clicks_sent += stream.clicks_sent
        self.orders.update(stream.orders)
        self.refunds.update(stream.refunds_sent)
        self.compare(what)
        if is_paid:
            self.payees.compare(self, what)
            type(self).story = None

    def send_again(self, stream, moments, what):
        """What was sent and not acknowledged is sent again, as the other side would do; so are some that were."""
        for order, click in stream.orders.items():
            if order in stream.sales and moments.random() < 0.9:
                continue
            answer = self.network.request('GET', '/postback?' + stream.query(order, click))
            self.assertEqual(answer.status, 200, (what, answer.body))
            if order in stream.sales:
                self.assertEqual((answer.json['status'], answer.json['conversion']),
                                 ('duplicate', stream.sales[order]['conversion']), what)
        for refund, conversion in stream.refunds_sent.items():
            answer = self.network.api('POST', f'/conversions/{conversion}/refunds',
                                      {'refund_id': refund, 'amount': '0.10'})
            self.assertIn(answer.status, (200, 201) if refund not in stream.refunds else (200,), (what, answer.body))

    def end(self, what):
        n = self.network
        if self.story is not None:
            self.story.tell()
            self.payees.compare(self, what)
        self.assert_healthy()
        for command in (('replay',), ('report', 'check')):
            done = n.command(*command)
            self.assertEqual(done.returncode, 0, (what, done.stdout + done.stderr))
        self.assertEqual(n.stop(), 0)
        n.start()
        self.compare(what + ', after a good stop')

    def compare(self, what):
        counts = self.counts()
        stored = {int(row[0]) for row in self.network.sql('SELECT id FROM click')}
        self.assertEqual(self.clicks - stored, set(), what)
        self.assertLessEqual(len(stored), self.clicks_sent, what)
        # The payees' sales are of another program.
        rows = self.network.sql("SELECT order_id, click_id, partner_id FROM conversion WHERE order_id LIKE 'K%'")
        self.assertEqual(sorted(row[0] for row in rows), sorted(self.orders), what)
        for order, click, partner in rows:
            self.assertEqual(int(click), click_number(self.orders[order]), (what, order))
            self.assertNotEqual(partner, '', (what, order))
        sales = len(self.orders) + self.payees.orders
        self.assertEqual(counts['commission'], sales, what)
        rows = self.network.sql('SELECT refund_key FROM refund')
        self.assertEqual(sorted(row[0] for row in rows), sorted(self.refunds), what)
        totals = self.network.api('GET', '/reports/performance?group_by=partner').json['data']
        self.assertEqual(sum(row['clicks'] for row in totals), len(stored), what)
        self.assertEqual(sum(row['sales'] for row in totals), sales, what)


cases(globals(), Killed)

if __name__ == '__main__':
    sys.exit(unittest.main())
