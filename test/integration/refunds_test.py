# SPDX-License-Identifier: Apache-2.0
"""A refund answers with the entries it made: while the commission waits, after its release, after its payout."""
import datetime
import sys
import unittest

from network import NetworkCase, cases
from shop import Shop


def euro(amount):
    return {'amount': amount, 'currency': 'EUR'}


def later(days):
    at = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=days)
    return at.strftime('%Y-%m-%dT%H:%M:%SZ')


class Refunds(NetworkCase):
    def refund(self, sale, status=201, **fields):
        answer = self.network.api('POST', f'/conversions/{sale["id"]}/refunds', fields)
        self.assertEqual(answer.status, status, answer.body)
        return answer.json

    def assert_entry(self, refund, sale, commission_amount, debits, credit):
        """One adjustment: what the partner's accounts are debited, what the program gets back."""
        commission = sale['commissions'][0]
        self.assertEqual(len(refund['entries']), 1, refund)
        entry = refund['entries'][0]
        self.assertEqual((entry['commission_id'], entry['partner_id'], entry['kind']),
                         (commission['id'], commission['partner_id'], 'adjustment'))
        self.assertTrue(entry['id'].startswith('ent_'), entry)
        self.assertEqual(entry['commission_amount'], euro(commission_amount))
        self.assertLess(abs(datetime.datetime.fromisoformat(entry['booked_at'].replace('Z', '+00:00'))
                            - datetime.datetime.now(datetime.timezone.utc)), datetime.timedelta(minutes=10))
        lines = {line['account']: (line['debit'], line['credit']) for line in entry['lines']}
        wanted = {account: (euro(amount), None) for account, amount in debits.items()}
        self.assertEqual(lines, {**wanted, 'commission_expense': (None, euro(credit))})
        self.assertEqual(len(entry['lines']), len(lines))

    def test_the_entries_of_a_refund(self):
        n = self.network
        shop = Shop(n)  # 10 %, on hold for 14 days
        sale = shop.sale(order_id='A-1', amount='100.00')
        first = self.refund(sale, amount='40.00', refund_id='R-1', occurred_at='2026-01-02T03:04:05Z')
        self.assertTrue(first['id'].startswith('rfd_'), first)
        self.assertEqual((first['conversion_id'], first['refund_id'], first['amount'], first['reported'],
                          first['occurred_at'], first['duplicate']),
                         (sale['id'], 'R-1', euro('40.00'), None, '2026-01-02T03:04:05Z', False))
        self.assert_entry(first, sale, '6.00', {'pending': '4.00'}, '4.00')
        self.assertEqual(first['conversion']['refunded'], euro('40.00'))
        self.assertEqual(first['conversion']['commissions'][0]['amount'], euro('6.00'))

        n.command('jobs', 'run', '--at', later(20), check=True)
        second = self.refund(sale, amount='20.00', refund_id='R-2')
        self.assert_entry(second, sale, '4.00', {'available': '2.00'}, '2.00')
        self.assertEqual(second['conversion']['commissions'][0]['status'], 'available')

        run = n.create('/payout-runs', currency='EUR', until='2099-01-01T00:00:00Z')
        item = next(item for item in run['items'] if item['partner_id'] == shop.partner['id'])
        self.assertEqual(item['amount'], euro('4.00'))
        self.assertEqual(n.api('POST', f'/payout-runs/{run["id"]}/approve').status, 200)
        paid = n.api('POST', f'/payout-items/{item["id"]}/paid')
        self.assertEqual(paid.status, 200, paid.body)
        third = self.refund(sale, amount='10.00', refund_id='R-3')
        self.assert_entry(third, sale, '3.00', {'owed_back': '1.00'}, '1.00')
        balance = n.api('GET', f'/partners/{shop.partner["id"]}/balance').json['data'][0]
        self.assertEqual((balance['paid'], balance['owed_back'], balance['available'], balance['pending']),
                         (euro('4.00'), euro('1.00'), euro('0.00'), euro('0.00')))

        # The first one again, with the amount and without: nothing new, the same entry as then.
        for fields in ({'amount': '40.00'}, {}):
            again = self.refund(sale, status=200, refund_id='R-1', **fields)
            self.assertEqual(again['duplicate'], True)
            self.assertEqual({k: v for k, v in again.items() if k not in ('duplicate', 'conversion')},
                             {k: v for k, v in first.items() if k not in ('duplicate', 'conversion')})
            self.assertEqual(again['conversion']['refunded'], euro('70.00'))
        self.assertEqual(n.command('ledger', 'check').returncode, 0)

    def test_in_another_currency(self):
        n = self.network
        shop = Shop(n)
        n.create('/exchange-rates', base='EUR', quote='USD', day='2026-01-05', rate='1.25', source='the bank')
        sale = shop.sale(order_id='A-2', amount='100.00', currency='USD', occurred_at='2026-01-05T12:00:00Z')
        self.assertEqual(sale['amount'], euro('80.00'))
        refund = self.refund(sale, amount='25.00', refund_id='R-1')
        self.assertEqual((refund['amount'], refund['reported']),
                         (euro('20.00'), {'amount': '25.00', 'currency': 'USD'}))
        self.assert_entry(refund, sale, '6.00', {'pending': '2.00'}, '2.00')

    def test_what_changes_no_commission_has_no_entry(self):
        n = self.network
        nobody = n.create('/conversions', program_id=Shop(n).program['id'], order_id='A-3', amount='50.00')
        self.assertEqual(nobody['attribution']['status'], 'unattributed')
        self.assertEqual(self.refund(nobody, refund_id='R-1')['entries'], [])
        fixed = Shop(n, plan='pay 2.50 EUR on sale\n').sale(order_id='A-4', amount='100.00')
        self.assertEqual(self.refund(fixed, amount='99.99', refund_id='R-1')['entries'], [])
        whole = self.refund(fixed, refund_id='R-2')  # the last cent takes all of it
        self.assertEqual(whole['amount'], euro('0.01'))
        self.assert_entry(whole, fixed, '0.00', {'pending': '2.50'}, '2.50')

    def test_several_partners(self):
        """A recruiter's level is corrected too: an entry for each commission."""
        n = self.network
        shop = Shop(n, plan='pay 10% on sale\nlevel 1 pays 10% of commission\n')
        boss = shop.partner
        anna = n.create('/partners', code='recruited', name='Rita', email='rita@example.com', recruited_by=boss['id'])
        n.create('/enrollments', partner_id=anna['id'], program_id=shop.program['id'], status='approved')
        coupon = n.create('/coupons', partner_id=anna['id'], program_id=shop.program['id'], code='RITA')
        sale = n.create('/conversions', program_id=shop.program['id'], order_id='A-5', amount='100.00',
                        coupon=coupon['code'])
        self.assertEqual({c['partner_id']: c['amount'] for c in sale['commissions']},
                         {anna['id']: euro('10.00'), boss['id']: euro('1.00')})
        refund = self.refund(sale, amount='50.00', refund_id='R-1')
        self.assertEqual({(e['partner_id'], e['commission_amount']['amount'], line['debit']['amount'])
                          for e in refund['entries'] for line in e['lines'] if line['debit']},
                         {(anna['id'], '5.00', '5.00'), (boss['id'], '0.50', '0.50')})

    def test_an_advertiser_reads_it_and_the_document_says_it(self):
        n = self.network
        shop = Shop(n)
        sale = shop.sale(order_id='A-6', amount='100.00')
        token = n.command('token', 'create', '--name', 'shop', '--role', f'advertiser:{shop.advertiser["id"]}',
                          check=True).stdout.strip()
        answer = n.api('POST', f'/conversions/{sale["id"]}/refunds', {'refund_id': 'R-1'}, token=token)
        self.assertEqual(answer.status, 201, answer.body)
        self.assert_entry(answer.json, sale, '0.00', {'pending': '10.00'}, '10.00')
        schemas = n.request('GET', '/api/v1/openapi.json').json['components']['schemas']
        self.assertEqual(set(schemas['Refund']['properties']), set(answer.json))
        self.assertEqual(set(schemas['RefundEntry']['properties']), set(answer.json['entries'][0]))
        self.assertEqual(set(schemas['RefundEntryLine']['properties']), set(answer.json['entries'][0]['lines'][0]))


cases(globals(), Refunds)

if __name__ == '__main__':
    sys.exit(unittest.main())
