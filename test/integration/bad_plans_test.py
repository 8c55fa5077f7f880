# SPDX-License-Identifier: Apache-2.0
"""Plans, recruiters, statements, payout details and rates that cannot be: refused with the place and the way out, at
the API and on the command line, and nothing is half written."""
import sys
import unittest

from network import cases
from shop import HostileCase

# text, line, column, what the message tells
BAD_PLANS = (
    ('pay 10% on sale\npay 5% on sael\n', 2, 11, "did you mean 'sale'?"),
    ('pay 10% on sale\nprimise at most 3% of sale\n', 2, 1, "did you mean 'promise'?"),
    ('pay 10% on sale\nlevels 3 to 1 pay 5% of sale\n', 2, 13, 'expected a whole level from 3 to 100'),
    ('pay 10% on sale\nlevels 1 to 101 pay 5% of sale\n', 2, 13, 'expected a whole level from 1 to 100'),
    ('pay 10% on sale\npay 101% on lead\n', 2, 5, 'a percentage is at most 100'),
    ('pay 10% on sale\ncap 120% of sale\n', 2, 5, 'a percentage is at most 100'),
    ('pay 5 USD on sale\n', 1, 7, "the program pays in EUR, not in USD; did you mean 'EUR'?"),
    ('pay 10% on sale\n\n# a cap\ncap 5 GBP per sale\n', 4, 7, "the program pays in EUR, not in GBP"),
    ('pay 10% on sale\ncustomer gets 5 EUR off\n', 2, 15, "did you mean 'customer gets 10% off'?"),
    ('pay 10% on sale\ncustomer gets 5% off when partner level is gold\n', 2, 22, 'has no condition'),
    ('x: pay 1% on sale\n' * 2, 2, 4, 'line 1 already pays for the same'),
    (''.join(f'pay 1% on sale of sku s{n}\n' for n in range(1000)), 201, 1, 'a plan has at most 200 rules'),
)


class BadPlans(HostileCase):
    def put(self, text):
        return self.network.api('PUT', f'/programs/{self.shop.program["id"]}/plan', {'text': text})

    def test_plans(self):
        with self.unharmed():
            for text, line, column, told in BAD_PLANS:
                for answer in (self.put(text),
                               self.network.api('POST', '/plans/check', {'text': text, 'currency': 'EUR'})):
                    self.assert_refused(answer, 422, 'plan_malformed', 'text', text[:80])
                    error = answer.json['error']
                    self.assertEqual((error['line'], error['column']), (line, column), error)
                    self.assertIn(told, f'{error["message"]}; {error["suggestion"]}')
                result = self.network.command('plan', 'check', '/dev/stdin', '--currency', 'EUR', data=False,
                                              input=text)
                self.assertEqual((result.returncode, result.stdout), (2, ''), result.stderr)
                self.assertIn(f'/dev/stdin:{line}:{column}: ', result.stderr)

    def test_ten_thousand_rules(self):
        text = ''.join(f'pay 1% on goal g{i}\n' for i in range(10000))
        with self.unharmed():
            answer = self.put(text)
            self.assert_refused(answer, 422, 'plan_malformed', 'text')
            self.assertIn('line 201, column 1: a plan has at most 200 rules', answer.json['error']['message'])
            answer = self.network.api('POST', '/plans/check', {'text': text, 'currency': 'EUR'})
            self.assert_refused(answer, 422, 'plan_malformed', 'text')
            self.assertIn('line 201, column 1: a plan has at most 200 rules', answer.json['error']['message'])
            result = self.network.command('plan', 'check', '/dev/stdin', '--currency', 'EUR', data=False, input=text)
            self.assertEqual((result.returncode, result.stdout), (2, ''))
            self.assertIn('/dev/stdin:201:1: a plan has at most 200 rules', result.stderr)
            # Nothing else is wrong with it: then its size is.
            answer = self.put('pay 1% on sale\n' + '# a long story\n' * 10000)
            self.assert_refused(answer, 422, 'plan_malformed', 'text')
            self.assertIn('a plan has at most 65536 bytes', answer.json['error']['message'])

    def test_recruiters_stay_a_tree(self):
        n = self.network
        top = n.create('/partners', code='top', name='Top')
        middle = n.create('/partners', code='middle', name='Middle', recruited_by=top['id'])
        low = n.create('/partners', code='low', name='Low', recruited_by=middle['id'])
        with self.unharmed():
            for recruiter in (top, middle, low):
                answer = n.api('PATCH', f'/partners/{top["id"]}', {'recruited_by': recruiter['id']})
                self.assert_refused(answer, 422, 'recruiter_cycle', 'recruited_by', recruiter['code'])
                self.assertIn('brought by this one', answer.json['error']['message'])
            stays = n.api('GET', f'/partners/{top["id"]}').json
            self.assertIsNone(stays['recruited_by'])
        moved = n.api('PATCH', f'/partners/{low["id"]}', {'recruited_by': top['id']})
        self.assertEqual((moved.status, moved.json['recruited_by']), (200, top['id']), moved.body)
        below = n.api('PATCH', f'/partners/{middle["id"]}', {'recruited_by': low['id']})
        self.assertEqual(below.status, 200, below.body)
        with self.unharmed():
            answer = n.api('PATCH', f'/partners/{low["id"]}', {'recruited_by': middle['id']})
            self.assert_refused(answer, 422, 'recruiter_cycle', 'recruited_by')

    def test_a_statement_of_nothing(self):
        """A partner without any event has a statement that says so; who is nobody has none."""
        n = self.network
        partner = n.create('/partners', code='quiet', name='Quiet')
        path = f'/partners/{partner["id"]}/statement'
        with self.unharmed():
            told = n.api('GET', path + '?month=2026-01')
            self.assertEqual(told.status, 200, told.body)
            for name in ('balances', 'conversions', 'clicks', 'payouts', 'movements'):
                self.assertEqual(told.json[name], [], name)
            self.assert_refused(n.api('GET', '/partners/prt_zzzzz/statement?month=2026-01'), 404, 'not_found')
            self.assert_refused(n.api('GET', path + '?month=2026-13'), 422, None, 'month')

    def test_ibans(self):
        path = f'/partners/{self.shop.partner["id"]}/payout-details'
        told = {'DE89370400440532013001': ('iban_checksum', 'mistyped: its check digits do not fit'),
                'DE8937040044053201300': ('iban_length', '22 letters and digits for DE'),
                'XX89370400440532013000': ('iban_country_unknown', 'two letters of a country that has IBANs'),
                'DE89': ('iban_length', '22 letters and digits for DE'),
                'nonsense': ('iban_length', '15 letters and digits for NO')}  # Norway's are that long
        for iban, (code, message) in told.items():
            with self.unharmed():
                answer = self.network.api('PUT', path, {'method': 'sepa', 'holder': 'Anna', 'iban': iban})
                self.assert_refused(answer, 422, code, 'iban', iban)
                self.assertIn(message, answer.json['error']['message'])

    def test_a_day_without_a_rate(self):
        n, shop = self.network, self.shop
        n.create('/exchange-rates', base='EUR', quote='USD', day='2026-03-02', rate='1.25', source='ours')
        for currency, day in (('USD', '2026-03-01'), ('USD', '2026-03-13'), ('KWD', '2026-03-02')):
            with self.unharmed(changing=('event_refusal',)):  # kept for the operator to see
                answer = shop.postback(order_id='bad', amount='1', currency=currency, coupon=shop.coupon['code'],
                                       occurred_at=day + 'T12:00:00Z')
                self.assert_refused(answer, 422, 'rate_missing', 'currency', day)
                message = answer.json['error']['message']
                self.assertIn(day, message)
                self.assertIn(f'{currency} to EUR', message)

    def test_z_ten_days_after_a_rate(self):
        """The only event of this network: its hold is over, and a job may release it at any time from here on."""
        self.network.create('/exchange-rates', base='EUR', quote='USD', day='2026-03-02', rate='1.25', source='ours')
        sale = self.shop.sale(order_id='good', amount='1.25', currency='USD', occurred_at='2026-03-12T12:00:00Z')
        self.assertEqual(sale['amount'], {'amount': '1.00', 'currency': 'EUR'})


cases(globals(), BadPlans)

if __name__ == '__main__':
    sys.exit(unittest.main())
