# SPDX-License-Identifier: Apache-2.0
"""The clock of the machine jumps under a running server, forward and back: an hour, a day, over the nights of summer
time, a leap day, past 2038. Ids stay unique, everybody is paid once, no session comes alive again, the books and their
replay are sound, and doctor says that something was recorded in the future."""
import datetime
import sys
import time
import unittest
import urllib.parse

import harness
from harness import Place
from network import POSTGRES, cases, click_id_of
from shop import click_number

HOUR = 3600 * 1000
DAY = 24 * HOUR
START = 3 * DAY  # the network was made three days ago


def until(text):
    """The jump from now to an instant."""
    return int((datetime.datetime.fromisoformat(text).timestamp() - time.time()) * 1000)


# Europe/Berlin goes to summer time at 01:00 UTC of 2027-03-28 and back at 01:00 UTC of 2027-10-31.
JUMPS = [START + jump for jump in (HOUR, 0, -HOUR, 0, DAY, 0, -DAY, 0)] + [until(text) for text in (
    '2027-03-28T00:59:58+00:00', '2027-03-28T01:00:01+00:00', '2027-10-31T00:59:58+00:00', '2027-10-31T01:00:01+00:00',
    '2028-02-29T23:59:58+00:00', '2028-03-01T00:00:01+00:00', '2038-01-19T03:14:06+00:00', '2038-01-19T03:14:09+00:00',
    '2040-01-01T00:00:00+00:00')] + [START]


class Jumps(unittest.TestCase):
    database = None

    def setUp(self):
        if self.database == 'postgres' and not POSTGRES:
            self.skipTest('TRIBUTARY_TEST_POSTGRES is not set: PostgreSQL is NOT tested')
        self.place = Place(self.database)
        try:
            self.shop, self.payees = harness.filled(self.place)
            self.place.start()
            answer = self.place.network.api('PATCH', '/network', {'time_zone': 'Europe/Berlin'})
            self.assertEqual(answer.status, 200, answer.body)
        except BaseException:
            self.place.close()
            raise
        self.clicks, self.orders, self.payouts = [], 0, 0

    def tearDown(self):
        self.place.close()

    def jump(self, ms):
        self.place.control['clock_ms'] = ms

    def instant(self):
        """Of the server, a second ahead."""
        ms = self.place.control['clock_ms']
        return time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime(time.time() + ms / 1000 + 1))

    def sign_in(self):
        form = {'Content-Type': 'application/x-www-form-urlencoded', 'Sec-Fetch-Site': 'same-origin',
                'Origin': f'http://127.0.0.1:{self.place.network.port}'}
        answer = self.place.network.request('POST', '/sign-in', urllib.parse.urlencode(
            {'email': 'owner@example.com', 'password': 'correct horse battery staple'}), form)
        self.assertEqual(answer.status, 303, answer.body)
        return answer.header('set-cookie').split(';')[0]

    def is_in(self, cookie):
        status = self.place.network.request('GET', '/operator/partners', headers={'Cookie': cookie}).status
        self.assertIn(status, (200, 303))
        return status == 200

    def act(self, what):
        """Three visits, a sale and its refund, and whoever is owed something is paid."""
        n = self.place.network
        for _ in range(3):
            answer = n.click(f'/c/{self.shop.link["code"]}')
            self.assertEqual(answer.status, 302, (what, answer.body))
            self.clicks.append(click_number(click_id_of(answer.header('location'))))
        self.orders += 1
        answer = self.shop.postback(order_id=f'J{self.orders}', amount='7.00', coupon=self.shop.coupon['code'])
        self.assertEqual(answer.status, 200, (what, answer.body, n.log_text()[-600:]))
        answer = n.api('POST', f'/conversions/{answer.json["conversion"]}/refunds',
                       {'refund_id': f'J{self.orders}', 'amount': '1.00'})
        self.assertEqual(answer.status, 201, (what, answer.body))
        if harness.AMOUNT or self.orders % 3 == 0:
            self.payees.earn(self.instant)
        self.pay(what)

    def pay(self, what):
        n = self.place.network
        built = n.api('POST', '/payout-runs', {'currency': 'EUR', 'method': 'sepa', 'until': self.instant()})
        self.assertIn(built.status, (201, 422), (what, built.body))
        if built.status == 201:
            run = built.json['id']
            for step in ('approve', 'paid'):
                answer = n.api('POST', f'/payout-runs/{run}/{step}')
                self.assertEqual(answer.status, 200, (what, step, answer.body))
            self.payouts += 1

    def test_jumps(self):
        n = self.place.network
        moments = harness.moments()
        jumps = JUMPS + [START + moments.randrange(-DAY, DAY) for _ in range(harness.AMOUNT)] + [START]
        for number, ms in enumerate(jumps):
            what = f'{harness.SEED_WORDS}, jump {number} to {ms / 1000:+.0f} s'
            self.jump(ms)
            self.act(what)
            if number % 5 == 4:  # the next server begins where the clock is now
                self.assertEqual(n.stop(), 0, what)
                self.place.start()
        self.assertEqual(len(set(self.clicks)), len(self.clicks))
        self.assertEqual(n.api('GET', '/reports/performance?group_by=day').status, 200)
        stored = {int(row[0]) for row in n.sql('SELECT id FROM click')}
        self.assertEqual(set(self.clicks) - stored, set())
        # What became available in a future that has not come yet is paid when it has.
        self.jump(until('2041-01-01T00:00:00+00:00'))
        jobs = n.command('jobs', 'run', '--at', self.instant())
        self.assertEqual(jobs.returncode, 0, jobs.stderr)
        self.pay('at the end')
        self.assertGreater(self.payouts, 3)
        self.payees.compare(self, 'after all jumps')
        self.jump(START)
        for command in (('ledger', 'check'), ('replay',), ('report', 'check')):
            done = n.command(*command)
            self.assertEqual(done.returncode, 0, (command, done.stdout + done.stderr))
        doctor = n.command('doctor')
        self.assertRegex(doctor.stdout, r'PROBLEM +clock +something was recorded at 20')
        harness.report(f'clock on {self.database}: {len(jumps)} jumps, {len(self.clicks)} clicks, {self.orders} sales, '
                       f'{self.payouts} payout runs')

    def test_before_the_network_was_made(self):
        """Money waits for the right clock, and says so; visitors do not."""
        self.jump(-DAY)
        n = self.place.network
        self.assertEqual(n.click(f'/c/{self.shop.link["code"]}').status, 302)
        sale = {'order_id': 'early', 'amount': '7.00', 'coupon': self.shop.coupon['code']}
        answer = self.shop.postback(**sale)
        self.assertEqual((answer.status, answer.json['error']['code']), (503, 'clock_behind'))
        self.jump(0)
        answer = self.shop.postback(**sale)
        self.assertEqual((answer.status, answer.json['status']), (200, 'approved'))
        check = n.command('ledger', 'check')
        self.assertEqual(check.returncode, 0, check.stdout)

    def test_no_session_comes_alive_again(self):
        cookie = self.sign_in()
        self.assertTrue(self.is_in(cookie))
        self.jump(6 * DAY)
        self.assertTrue(self.is_in(cookie))
        self.jump(14 * DAY)  # more than a week without use
        self.assertFalse(self.is_in(cookie))
        for ms in (13 * DAY - HOUR, DAY, 0, -DAY):
            self.jump(ms)
            self.assertFalse(self.is_in(cookie), ms)
        # A new one lives, also when the clock goes back behind its beginning.
        self.jump(0)
        cookie = self.sign_in()
        for ms in (-HOUR, -DAY, HOUR, DAY):
            self.jump(ms)
            self.assertTrue(self.is_in(cookie), ms)


cases(globals(), Jumps)

if __name__ == '__main__':
    sys.exit(unittest.main())
