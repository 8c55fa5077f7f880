# SPDX-License-Identifier: Apache-2.0
"""Amounts, currencies, dates and statuses that no order can have: refused with the field named, at every door alike."""
import datetime
import sys
import unittest

from network import cases
from shop import HostileCase, Shop

# amount, code of the refusal
BAD_AMOUNTS = (
    ('-1', 'amount_negative'), ('-0.01', 'amount_negative'), ('-9999999999999.99', 'amount_negative'),
    ('10.001', 'amount_too_precise'), ('0.009', 'amount_too_precise'), ('1' + '0' * 30, 'amount_too_large'),
    ('10000000000000.01', 'amount_too_large'), ('92233720368547758.07', 'amount_too_large'),
    ('92233720368547758.08', 'amount_too_large'), ('184467440737095516.16', 'amount_too_large'),
    ('1e3', 'amount_malformed'), ('+1', 'amount_malformed'), (' 1', 'amount_malformed'), ('1 ', 'amount_malformed'),
    ('NaN', 'amount_malformed'), ('nan', 'amount_malformed'), ('inf', 'amount_malformed'), ('-', 'amount_malformed'),
    ('--1', 'amount_malformed'), ('0x10', 'amount_malformed'), ('1,5', 'amount_malformed'),
    ('1,000.00', 'amount_malformed'), ('1.000,00', 'amount_malformed'), ('1.2.3', 'amount_malformed'),
    ('10.', 'amount_malformed'), ('.5', 'amount_malformed'), ('.', 'amount_malformed'), ('1_000', 'amount_malformed'),
    ('ten', 'amount_malformed'), ('€10', 'amount_malformed'), ('10 EUR', 'amount_malformed'),
    ('１０', 'amount_malformed'),
    ('٣', 'amount_malformed'), ('−1', 'amount_malformed'), ("1'--", 'amount_malformed'), ('1;', 'amount_malformed'))

# amount, how it is shown, ten percent of it
GOOD_AMOUNTS = (('0', '0.00', '0.00'), ('0.01', '0.01', '0.00'), ('0.05', '0.05', '0.01'), ('10', '10.00', '1.00'),
                ('10.5', '10.50', '1.05'), ('10.000', '10.00', '1.00'), ('007', '7.00', '0.70'), ('-0', '0.00', '0.00'),
                ('0.00', '0.00', '0.00'), ('9999999999999.99', '9999999999999.99', '1000000000000.00'))


def rfc3339(**later):
    return (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(**later)).strftime('%Y-%m-%dT%H:%M:%SZ')


class BadAmounts(HostileCase):
    def conversion(self, shop, **fields):
        return self.network.api('POST', '/conversions',
                                {'program_id': shop.program['id'], 'coupon': shop.coupon['code'], **fields})

    def test_amounts(self):
        shop = self.shop
        with self.unharmed():
            for amount, code in BAD_AMOUNTS:
                answer = shop.postback(order_id='bad', amount=amount, coupon=shop.coupon['code'])
                self.assert_refused(answer, 422, code, 'amount', amount)
                answer = self.conversion(shop, order_id='bad', amount=amount)
                self.assert_refused(answer, 422, None, 'amount', amount)
                answer = self.conversion(shop, order_id='bad', amount='1', discount=amount)
                self.assert_refused(answer, 422, None, 'discount', amount)
                answer = self.conversion(shop, order_id='bad', amount='1', items=[{'sku': 'a', 'amount': amount}])
                self.assert_refused(answer, 422, None, None, amount)
                self.assertIn('items', answer.json['error']['field'])
            for amount in (10.5, 1e2, True, ['1'], {'amount': 1}, 10 ** 25):
                answer = self.conversion(shop, order_id='bad', amount=amount)
                self.assertIn(answer.status, (400, 422), (amount, answer.body))
            for quantity in (0, -1, 1.5, '2x', 10 ** 12):
                answer = self.conversion(shop, order_id='bad', amount='1',
                                         items=[{'sku': 'a', 'quantity': quantity, 'amount': '1'}])
                self.assert_refused(answer, 422, None, None, quantity)
            answer = self.conversion(shop, order_id='bad', amount='1', items=[{'sku': 'a', 'amount': '1'}] * 1001)
            self.assert_refused(answer, 422, None, 'items')
        for number, (amount, shown, commission) in enumerate(GOOD_AMOUNTS):
            answer = shop.postback(order_id=f'good-{number}', amount=amount, coupon=shop.coupon['code'])
            self.assertEqual(answer.status, 200, (amount, answer.body))
            conversion = self.network.api('GET', '/conversions/' + answer.json['conversion']).json
            self.assertEqual(conversion['amount'], {'amount': shown, 'currency': 'EUR'}, amount)
            paid = [c['amount']['amount'] for c in conversion['commissions']]
            self.assertEqual(paid, [commission], amount)
        self.assert_healthy()

    def test_minor_units_of_other_currencies(self):
        yen = Shop(self.network, 'JPY')
        dinar = Shop(self.network, 'KWD')
        with self.unharmed():
            for shop, amount in ((yen, '100.5'), (yen, '0.01'), (dinar, '1.2345'), (dinar, '0.0001')):
                answer = shop.postback(order_id='bad', amount=amount, coupon=shop.coupon['code'])
                self.assert_refused(answer, 422, 'amount_too_precise', 'amount', amount)
            for shop, currency in ((yen, 'EUR'), (dinar, 'USD'), (yen, 'KWD')):
                answer = shop.postback(order_id='bad', amount='1', currency=currency, coupon=shop.coupon['code'])
                self.assert_refused(answer, 422, 'currency_mismatch', 'currency', currency)
        for shop, amount, shown, commission in ((yen, '1005', '1005', '101'), (yen, '100.0', '100', '10'),
                                                (dinar, '1.234', '1.234', '0.123'), (dinar, '1.235', '1.235', '0.124')):
            answer = shop.postback(order_id='good-' + amount, amount=amount, coupon=shop.coupon['code'])
            self.assertEqual(answer.status, 200, answer.body)
            conversion = self.network.api('GET', '/conversions/' + answer.json['conversion']).json
            self.assertEqual(conversion['amount']['amount'], shown)
            self.assertEqual(conversion['commissions'][0]['amount'],
                             {'amount': commission, 'currency': conversion['amount']['currency']})
        self.assert_healthy()

    def test_currencies(self):
        shop = self.shop
        with self.unharmed():
            for currency in ('ZZZ', 'XX', 'EURO', '€', '978', 'DEM', 'FRF', 'HRK', 'E R', "E'R", '\u0395UR'):
                answer = shop.postback(order_id='bad', amount='1', currency=currency, coupon=shop.coupon['code'])
                self.assert_refused(answer, 422, None, 'currency', currency)
                for path, fields in (('/advertisers', {'name': 'A'}),
                                     ('/programs', {'advertiser_id': shop.advertiser['id'], 'name': 'P'})):
                    answer = self.network.api('POST', path, {**fields, 'currency': currency})
                    self.assert_refused(answer, 422, None, 'currency', currency)
            answer = shop.postback(order_id='bad', amount='1', currency='USD', coupon=shop.coupon['code'])
            self.assert_refused(answer, 422, 'currency_mismatch', 'currency')
        for number, currency in enumerate(('EUR', 'eur', '')):
            answer = shop.postback(order_id=f'cased-{number}', amount='1', currency=currency,
                                   coupon=shop.coupon['code'])
            self.assertEqual(answer.status, 200, answer.body)

    def test_dates(self):
        shop = self.shop
        with self.unharmed():
            for time, code in (('1969-12-31T23:59:59Z', 'occurred_at_out_of_range'),
                               ('0001-01-01T00:00:00Z', 'occurred_at_out_of_range'),
                               ('2100-01-01T00:00:00Z', 'occurred_at_out_of_range'),
                               ('2100-06-01T00:00:00Z', 'occurred_at_out_of_range'),
                               ('9999-12-31T23:59:59Z', 'occurred_at_out_of_range'),
                               ('2099-12-31T23:59:59Z', 'occurred_at_in_future'),
                               (rfc3339(hours=2), 'occurred_at_in_future'),
                               (rfc3339(days=400), 'occurred_at_in_future'),
                               ('yesterday', 'occurred_at_malformed'),
                               ('2025-02-30T00:00:00Z', 'occurred_at_malformed'),
                               ('2025-13-01T00:00:00Z', 'occurred_at_malformed'),
                               ('2025-00-10T00:00:00Z', 'occurred_at_malformed'),
                               ('2025-01-01T25:00:00Z', 'occurred_at_malformed'),
                               ('2025-01-01T00:60:00Z', 'occurred_at_malformed'),
                               ('2025-01-01T00:00:00', 'occurred_at_malformed'),
                               ('2023-02-29T00:00:00Z', 'occurred_at_malformed'),
                               ('1700000000', 'occurred_at_malformed'), ('-1', 'occurred_at_malformed'),
                               ('2025-01-01T00:00:00+99:00', 'occurred_at_malformed'),
                               ('20250101T000000Z', 'occurred_at_malformed')):
                answer = self.conversion(shop, order_id='bad', amount='1', occurred_at=time)
                self.assert_refused(answer, 422, code, 'occurred_at', time)
                answer = shop.postback(order_id='bad', amount='1', occurred_at=time, coupon=shop.coupon['code'])
                self.assert_refused(answer, 422, code, 'occurred_at', time)
        sale = shop.sale(order_id='dated', amount='10')
        with self.unharmed():
            for time in ('1969-12-31T23:59:59Z', '2100-01-01T00:00:00Z', 'nonsense', rfc3339(days=2)):
                answer = self.network.api('POST', f'/conversions/{sale["id"]}/refunds',
                                          {'amount': '1', 'refund_id': 'R', 'occurred_at': time})
                self.assert_refused(answer, 422, None, 'occurred_at', time)
            for time in ('1969-12-31T23:59:59Z', '2100-01-01T00:00:00Z', 'nonsense', 7, '2025-02-30T00:00:00Z'):
                answer = self.network.api('PUT', f'/programs/{shop.program["id"]}/plan',
                                          {'text': 'pay 5% on sale\n', 'effective_at': time})
                self.assert_refused(answer, 422, None, 'effective_at', time)
        for number, time in enumerate(('1970-01-01T00:00:00Z', rfc3339(minutes=30),
                                       '2025-01-01T00:00:00.123456+05:30')):
            answer = self.conversion(shop, order_id=f'odd-{number}', amount='1', occurred_at=time)
            self.assertEqual(answer.status, 201, (time, answer.body))

    def test_refunds_and_decisions(self):
        shop = self.shop
        sale = shop.sale(order_id='refunded', amount='100')
        path = f'/conversions/{sale["id"]}'
        with self.unharmed():
            for amount in ('0', '0.00', *(amount for amount, _ in BAD_AMOUNTS)):
                answer = self.network.api('POST', path + '/refunds', {'amount': amount, 'refund_id': 'R'})
                self.assert_refused(answer, 422, None, 'amount', amount)
            for fields in ({'status': 'paid'}, {'status': 'APPROVED'}, {'status': ''}, {},
                           {'status': 'rejected', 'reason': 'mood'},
                           {'status': 'approved', 'reason': 5}, {'status': ['rejected']}):
                answer = self.network.api('POST', path + '/decision', fields)
                self.assert_refused(answer, 422, None, None, fields)
            for fields in ({'status': 'APPROVED'}, {'status': 'paid'}, {'status': 'rejected', 'reason': 'mood'}):
                answer = shop.postback(order_id='bad', amount='1', coupon=shop.coupon['code'], **fields)
                self.assert_refused(answer, 422, None, None, fields)
            for field, value in (('goal', 'nonsense'), ('goal', "sale'"), ('order_id', 'x' * 201), ('order_id', 'a\nb'),
                                 ('coupon', 'x' * 65), ('customer_id', 'x' * 201), ('email', 'nobody'),
                                 ('email', 'a@b@c'),
                                 ('email', 'x' * 250 + '@example.com'), ('click_id', 'x' * 65), ('ext1', 'x' * 501),
                                 ('ext2', 'a\x7fb'), ('program_id', shop.partner['id']), ('program_id', 'prg_')):
                fields = {'order_id': 'bad', 'amount': '1', 'coupon': shop.coupon['code'], field: value}
                self.assert_refused(shop.postback(**fields), 422, None, field, (field, value))
            self.assert_refused(shop.postback(amount='1', coupon=shop.coupon['code']), 422, 'order_id_required',
                                'order_id')
        # The same refund again, in another amount, and more than there was.
        first = self.network.api('POST', path + '/refunds', {'amount': '60', 'refund_id': 'R-1'})
        self.assertEqual(first.status, 201, first.body)
        again = self.network.api('POST', path + '/refunds', {'amount': '60.00', 'refund_id': 'R-1'})
        self.assertEqual((again.status, again.json['id']), (200, first.json['id']), again.body)
        with self.unharmed():
            other = self.network.api('POST', path + '/refunds', {'amount': '61', 'refund_id': 'R-1'})
            self.assert_refused(other, 409, None, None)

    def test_books_do_not_overflow(self):
        """Balances near the end of 64 bits: refused before anything wraps, and the books still balance."""
        n = self.network
        rich = Shop(n, 'EUR', 'pay 100% on sale\n')
        statuses = set()
        for number in range(30):
            answer = rich.postback(order_id=f'rich-{number}', amount='9999999999999.99', coupon=rich.coupon['code'])
            statuses.add(answer.status)
            self.assertIn(answer.status, (200, 422), answer.body)
        self.assert_healthy()
        report = n.api('GET', '/reports/performance?group_by=partner')
        self.assertEqual(report.status, 200, report.body)
        self.assertEqual(n.command('replay').returncode, 0)


cases(globals(), BadAmounts)

if __name__ == '__main__':
    sys.exit(unittest.main())
