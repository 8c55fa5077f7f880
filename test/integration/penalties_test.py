# SPDX-License-Identifier: Apache-2.0
"""What is overdue and what is owed for it, on the operator's pages: Today, the list of commissions, the penalties."""
import datetime
import html
import re
import sys
import unittest
import urllib.parse

from network import NetworkCase, cases
from shop import Shop

SOLD = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=100)


class Penalties(NetworkCase):
    def setUp(self):
        self.browser = self.network.sign_in()

    def page(self, path):
        answer = self.network.request('GET', path, headers={'Cookie': self.browser['Cookie']})
        self.assertEqual(answer.status, 200, answer.body)
        return html.unescape(re.sub(r'<[^>]*>', ' ', answer.body.decode())), answer.body.decode()

    def post(self, path, **fields):
        token = self.network.form_token('/operator/compensations', self.browser)
        return self.network.request('POST', path, urllib.parse.urlencode({'csrf': token, **fields}), self.browser)

    def late_sales(self, count):
        """So many sales of 100 days ago without a hold: payable then, promised for the 15th of the month after, and of
        each 10 % of 1000.00 were to be paid and are not; five times that is owed for it."""
        shop = Shop(self.network, plan='pay 10% on sale\nlate payment 5 times after 3 days\n', hold_days=0)
        sales = [shop.sale(order_id=f'L-{i}', amount='1000.00', occurred_at=SOLD.strftime('%Y-%m-%dT%H:%M:%SZ'))
                 for i in range(count)]
        fresh = shop.sale(order_id='L-fresh', amount='1000.00')
        self.network.command('jobs', 'run', check=True)
        return shop, sales, fresh

    def test_what_is_overdue_is_listed_and_what_is_owed_is_settled(self):
        n = self.network
        shop, sales, fresh = self.late_sales(2)
        text, _ = self.page('/operator')
        self.assertIn('2 commissions are later than promised', text)
        _, body = self.page('/operator/commissions?status=overdue')
        listed = set(re.findall(r'/conversions/(cnv_[0-9a-z]+)', body))
        self.assertEqual(listed, {sale['id'] for sale in sales})
        self.assertIn(f'/conversions/{fresh["id"]}', self.page('/operator/commissions')[1])
        # Of one partner, and of another one who has none.
        other = Shop(n)
        for owner, expected in ((shop, 2), (other, 0)):
            _, body = self.page(f'/operator/commissions?status=overdue&partner_id={owner.partner["id"]}')
            self.assertEqual(len(set(re.findall(r'/conversions/(cnv_[0-9a-z]+)', body))), expected)

        owed = n.api('GET', '/penalties?status=owed').json['data']
        self.assertEqual([(p['amount']['amount'], p['overdue']['amount']) for p in owed], [('500.00', '100.00')] * 2)
        text, body = self.page('/operator/penalties')
        self.assertEqual(body.count('/settle"'), 2)
        self.assertIn('500.00', text)
        self.assertIn('Promised by the plan', text)
        first, second = (f'/operator/penalties/{p["id"]}/settle' for p in owed)
        # Without a word, and with an action that is none, nothing happens.
        for fields in ({'action': 'paid', 'note': ''}, {'action': 'forget', 'note': 'x'}):
            self.assertEqual(self.post(first, **fields).status, 422, fields)
        self.assertEqual(len(n.api('GET', '/penalties?status=owed').json['data']), 2)
        self.assertEqual(self.post(first, action='paid', note='by bank, 1 June').status, 303)
        self.assertEqual(self.post(second, action='waived', note='agreed by letter').status, 303)
        self.assertEqual(n.api('GET', '/penalties?status=owed').json['data'], [])
        for status, note, other_note in (('paid', 'by bank, 1 June', 'agreed by letter'),
                                         ('waived', 'agreed by letter', 'by bank, 1 June')):
            text, body = self.page(f'/operator/penalties?status={status}')
            self.assertIn(note, text)
            self.assertNotIn(other_note, text)
            self.assertNotIn('/settle"', body)
            kept = n.api('GET', f'/penalties?status={status}').json['data']
            self.assertEqual([p['note'] for p in kept], [note])
        # What is settled stays so.
        self.assertEqual(self.post(first, action='waived', note='or not').status, 422)
        self.assertEqual(n.api('GET', '/penalties?status=waived').json['data'][0]['note'], 'agreed by letter')
        of_partner = '/operator/penalties?status=all&partner_id='
        self.assertIn('by bank, 1 June', self.page(of_partner + shop.partner['id'])[0])
        self.assertNotIn('by bank', self.page(of_partner + other.partner['id'])[0])


cases(globals(), Penalties)

if __name__ == '__main__':
    sys.exit(unittest.main())
