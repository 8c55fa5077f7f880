# SPDX-License-Identifier: Apache-2.0
"""Exchange rates from the ECB's own file and over the API, and money in a currency that is not the program's."""
import json
import os
import sys
import unittest
import zipfile

from network import SHARED, NetworkCase, cases
from shop import Shop

ECB = os.path.join(SHARED, 'data', 'refdata', 'eurofxref-hist.zip')


class Rates(NetworkCase):
    def file(self, name, text):
        path = os.path.join(self.network.folder, name)
        with open(path, 'w', encoding='utf-8') as file:
            file.write(text)
        return path

    def test_1_a_bad_file_is_refused_whole(self):
        n = self.network
        good = 'Date,USD,JPY,\n2026-04-13,1.1684,186.75,\n'
        for name, text, told in (
                ('empty', '', 'the file is empty'),
                ('header', 'Day,USD\n2026-04-13,1\n', 'line 1, column 1'),
                ('lower', 'Date,usd\n2026-04-13,1\n', 'line 1, column 2'),
                ('twice', 'Date,USD,USD\n2026-04-13,1,1\n', 'line 1, column 3'),
                ('base', 'Date,EUR\n2026-04-13,1\n', 'line 1, column 2'),
                ('day', good + '2026-02-30,1,1,\n', 'line 3, column Date'),
                ('value', good + '2026-04-14,1.2,1e3,\n', 'line 3, column JPY'),
                ('zero', good + '2026-04-14,0,1,\n', 'line 3, column USD'),
                ('comma', good + '2026-04-14,"1,2",1,\n', 'line 3, column USD'),
                ('short', good + '2026-04-14,1.2\n', 'line 3, column Date'),
                ('quote', good + '2026-04-14,"1.2,1,\n', 'line 3')):
            with self.subTest(name):
                answer = n.command('import', 'rates', self.file(name + '.csv', text))
                self.assertEqual(answer.returncode, 2, answer.stdout + answer.stderr)
                self.assertIn(told, answer.stderr)
        self.assertEqual(n.command('import', 'rates', '/nowhere.csv').returncode, 5)
        self.assertEqual(n.sql('SELECT count(*) FROM exchange_rate'), [['0']])

    def test_2_the_history_of_the_ecb(self):
        if not os.path.exists(ECB):
            raise unittest.SkipTest('the history of rates is not beside the checkout')
        n = self.network
        with zipfile.ZipFile(ECB) as archive:
            archive.extract('eurofxref-hist.csv', n.folder)
        path = os.path.join(n.folder, 'eurofxref-hist.csv')
        with open(path, encoding='utf-8') as file:
            lines = file.read().splitlines()
        header = lines[0].split(',')
        known = {'CYP', 'EEK', 'LTL', 'LVL', 'MTL', 'ROL', 'SIT', 'SKK', 'TRL'}  # withdrawn before the books began
        wanted = sum(1 for line in lines[1:] for name, cell in zip(header[1:], line.split(',')[1:])
                     if name and name not in known and cell not in ('', 'N/A'))
        first = n.command('import', 'rates', path, check=True).stdout
        self.assertIn(f'{len(lines) - 1} days, {wanted} rates: {wanted} new, 0 known already', first)
        self.assertIn('CYP', first)
        again = n.command('import', 'rates', path, check=True).stdout
        self.assertIn(f'{wanted} rates: 0 new, {wanted} known already', again)
        told = n.api('GET', '/exchange-rates?base=EUR&quote=USD&from=2026-04-13&to=2026-04-13').json['data']
        self.assertEqual([(row['day'], row['rate'], row['source']) for row in told], [('2026-04-13', '1.1684', 'ECB')])

    def test_3_rates_over_the_api(self):
        n = self.network
        body = {'base': 'EUR', 'quote': 'CHF', 'day': '2026-11-27', 'rate': '0.9300', 'source': 'our bank'}
        made = n.create('/exchange-rates', **body)
        self.assertEqual((made['rate'], made['version'], made['source']), ('0.93', 1, 'our bank'))
        self.assertEqual(n.create('/exchange-rates', **body)['version'], 1)
        self.assertEqual(n.create('/exchange-rates', **{**body, 'rate': '0.94'})['version'], 2)
        for wrong, code, field in (({'rate': '0'}, 'rate_malformed', 'rate'),
                                   ({'rate': '-1'}, 'rate_malformed', 'rate'),
                                   ({'rate': '1e3'}, 'decimal_malformed', 'rate'),
                                   ({'day': '27.11.2026'}, 'day_malformed', 'day'),
                                   ({'day': '2026-02-30'}, 'day_malformed', 'day'),
                                   ({'quote': 'XYZ'}, 'currency_unknown', 'quote'),
                                   ({'quote': 'EUR'}, 'currency_unknown', 'quote'),
                                   ({'source': 'x' * 65}, 'text_too_long', 'source')):
            with self.subTest(wrong):
                answer = n.api('POST', '/exchange-rates', {**body, **wrong})
                self.assertEqual(answer.status, 422, answer.body)
                self.assertEqual((answer.json['error']['code'], answer.json['error']['field']), (code, field))

    def test_4_a_sale_in_another_currency(self):
        n = self.network
        shop = Shop(n, 'EUR')
        rate = {'base': 'EUR', 'quote': 'SEK', 'day': '2026-11-20', 'rate': '10.9', 'source': 'ECB'}
        n.create('/exchange-rates', **rate)
        occurred = '2026-11-22T12:00:00Z'  # a Sunday
        sale = shop.sale(order_id='S-1', amount='1000.00', currency='SEK', occurred_at=occurred)
        self.assertEqual(sale['amount'], {'amount': '91.74', 'currency': 'EUR'})  # 1000 / 10.9 = 91.743119…
        self.assertEqual(sale['reported'], {'amount': '1000.00', 'currency': 'SEK'})
        self.assertEqual(sale['exchange_rate'], '1 EUR = 10.9 SEK (ECB, 2026-11-20)')
        told = json.dumps(n.api('GET', f'/conversions/{sale["id"]}/explanation?lang=en').json)
        self.assertIn('reported as 1000.00 SEK', told)
        self.assertIn('1 EUR = 10.9 SEK', told)
        own = shop.sale(order_id='S-2', amount='5.00', currency='EUR')
        self.assertIsNone(own['reported'])
        n.create('/exchange-rates', **{**rate, 'rate': '11.0'})
        again = n.api('POST', '/conversions', {'program_id': shop.program['id'], 'coupon': shop.coupon['code'],
                                               'order_id': 'S-1', 'amount': '1000.00', 'currency': 'SEK',
                                               'occurred_at': occurred})
        self.assertEqual((again.status, again.json['duplicate']), (200, True), again.body)
        other = n.api('POST', '/conversions', {'program_id': shop.program['id'], 'coupon': shop.coupon['code'],
                                               'order_id': 'S-1', 'amount': '1000.00', 'currency': 'NOK',
                                               'occurred_at': occurred})
        self.assertIn(other.json['error']['code'], ('order_conflict', 'rate_missing'))
        none = n.postback(shop.token, coupon=shop.coupon['code'], order_id='S-3', amount='1', currency='KWD')
        self.assertEqual((none.status, none.json['error']['code'], none.json['error']['field']),
                         (422, 'rate_missing', 'currency'), none.body)
        self.assertIn('KWD to EUR', none.json['error']['message'])
        refund = n.api('POST', f'/conversions/{sale["id"]}/refunds', {'refund_id': 'R-1', 'amount': '999.00'})
        self.assertEqual(refund.status, 201, refund.body)
        rest = n.api('POST', f'/conversions/{sale["id"]}/refunds', {'refund_id': 'R-2'})
        self.assertEqual(rest.json['conversion']['refunded'], {'amount': '91.74', 'currency': 'EUR'}, rest.body)
        self.assertEqual(n.command('ledger', 'check').returncode, 0)
        self.assertEqual(n.command('replay').returncode, 0)


cases(globals(), Rates)

if __name__ == '__main__':
    sys.exit(unittest.main())
