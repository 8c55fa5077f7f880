# SPDX-License-Identifier: Apache-2.0
"""Money that no event earned, that moves in other currencies, that is set off: over HTTP and the command line, with the
real binary. At the end the check, the replay, and the accountants' own programs agree with the API."""
import csv
import datetime
import os
import sys
import unittest
from decimal import Decimal

from books_export_test import beancount_balances, hledger_balances, ledger_balances, part, run
from network import NetworkCase, cases
from shop import Shop

FR = {'legal_name': 'Shop SARL', 'line1': '1 rue de la Paix', 'city': 'Paris', 'country': 'FR',
      'vat_id': 'FR12345678901'}


class MoneyMoves(NetworkCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        try:
            cls.fill()
        except BaseException:
            cls.tearDownClass()
            raise

    @classmethod
    def put(cls, path, body):
        answer = cls.network.api('PUT', path, body)
        assert answer.status == 200, answer.body
        return answer.json

    @classmethod
    def fill(cls):
        n = cls.network
        cls.shop = Shop(n, 'EUR', hold_days=0)
        cls.prt, cls.prg, cls.adv = cls.shop.partner['id'], cls.shop.program['id'], cls.shop.advertiser['id']
        cls.put(f'/programs/{cls.prg}/settlement-terms', {'mode': 'network', 'basis': 'cost_plus', 'rate': '20'})
        cls.put('/network/tax-profile', {**FR, 'vat_rate': '20'})
        cls.put(f'/advertisers/{cls.adv}/tax-profile', FR)
        # 100.00 owed by the advertiser, 50.00 available to the partner, 7.00 owed back; the last row is refused.
        cls.csv = os.path.join(n.folder, 'balances.csv')
        with open(cls.csv, 'w', encoding='utf-8') as file:
            file.write('partner,advertiser,state,amount,currency,reference\n'
                       f'{cls.shop.partner["code"]},,owed_back,7.00,EUR,\n'
                       f'{cls.prt},,available,50.00,EUR,\n'
                       f',{cls.adv},receivable,100.00,EUR,\n'
                       'nobody,,available,1.00,EUR,\n')
        cls.imports = [n.command('import', 'balances', cls.csv, '--program', cls.prg, '--date', '2020-12-31')
                       for _ in range(2)]
        cls.compensation = n.create('/compensations', partner_id=cls.prt, program_id=cls.prg, amount='10.00',
                                    reason='ten leads, no sale')
        cls.shop.sale(order_id='A-1', amount='200.00')  # 20.00 earned, 24.00 charged
        n.command('jobs', 'run', check=True)
        cls.today = datetime.datetime.now(datetime.timezone.utc).date().isoformat()
        n.create('/exchange-rates', base='EUR', quote='USD', day=cls.today, rate='1.25', source='the bank')
        # 73.00 are available: 30.00 are set off, the rest is sent in dollars.
        cls.agreement = n.create('/reciprocal-agreements', partner_id=cls.prt, advertiser_id=cls.adv)
        n.create(f'/advertisers/{cls.adv}/deposits', amount='94.00', reference='bank-1')  # leaves 30.00 owed
        cls.netting = n.create(f'/reciprocal-agreements/{cls.agreement["id"]}/net', currency='EUR')
        cls.payout_run = n.create('/payout-runs', currency='EUR', pay_currency='USD', until='2099-01-01T00:00:00Z')
        answer = n.api('POST', f'/payout-runs/{cls.payout_run["id"]}/approve')
        assert answer.status == 200, answer.body
        cls.item = cls.payout_run['items'][0]
        answer = n.api('POST', f'/payout-items/{cls.item["id"]}/paid', {'cost': '43.21'})
        assert answer.status == 200, answer.body
        cls.paid = answer.json

    def test_the_import_books_once_and_tells_what_it_refuses(self):
        first, second = self.imports
        self.assertEqual((first.returncode, second.returncode), (2, 2))
        self.assertIn('4 rows: 3 booked, 0 known already, 1 refused', first.stdout)
        self.assertIn('4 rows: 0 booked, 3 known already, 1 refused', second.stdout)
        self.assertIn('line 5: partner: there is no partner "nobody"', first.stderr)

    def test_the_partner_was_paid_in_dollars_and_by_netting(self):
        n = self.network
        rows = {row['paid']['currency']: row for row in n.api('GET', f'/partners/{self.prt}/balance').json['data']}
        self.assertEqual((rows['EUR']['available']['amount'], rows['EUR']['paid']['amount']), ('0.00', '30.00'))
        self.assertEqual(rows['USD']['paid']['amount'], '53.75')
        self.assertEqual(self.paid['sent'], {'amount': '53.75', 'currency': 'USD'})
        self.assertEqual(self.paid['cost'], {'amount': '43.21', 'currency': 'EUR'})
        self.assertEqual(self.netting['amount'], {'amount': '30.00', 'currency': 'EUR'})
        statement = n.api('GET', f'/partners/{self.prt}/statement').json
        self.assertIn('ten leads, no sale', [event['note'] for event in statement['conversions']])
        self.assertEqual({payout['method'] for payout in statement['payouts']}, {'netting', 'bank_transfer'})
        receipt = n.api('GET', f'/commissions/{self.compensation["commission_id"]}/receipt?lang=ja')
        self.assertEqual(receipt.body[:5], b'%PDF-')

    def test_check_and_replay_find_nothing(self):
        for words in (['ledger', 'check'], ['replay']):
            told = self.network.command(*words)
            self.assertEqual(told.returncode, 0, told.stdout + told.stderr)

    def test_accountants_programs_come_to_the_same(self):
        n = self.network
        adv, prt, prg = part(self.adv), part(self.prt), part(self.prg)
        expected = {
            (f'Expenses:Commission:{prg}', 'EUR'): Decimal('20.00'),
            (f'Expenses:Compensation:{prg}', 'EUR'): Decimal('10.00'),
            (f'Income:Recharged:{prg}', 'EUR'): Decimal('-20.00'),
            ('Income:Fees:Network', 'EUR'): Decimal('-4.00'),
            ('Equity:Opening:Network', 'EUR'): Decimal('-57.00'),  # 50.00 owed by us, 107.00 to us
            ('Assets:Clearing:Network', 'EUR'): Decimal('124.00'),
            (f'Assets:Clearing:{prt}', 'EUR'): Decimal('-30.00'),
            (f'Assets:Clearing:{prt}', 'USD'): Decimal('-53.75'),
            ('Equity:Exchange:Network', 'EUR'): Decimal('-43.21'),
            ('Equity:Exchange:Network', 'USD'): Decimal('53.75'),
            ('Income:Exchange:Network', 'EUR'): Decimal('0.21'),
        }
        self.assertNotIn((f'Assets:Receivable:{adv}', 'EUR'), expected)  # paid and set off
        for form, suffix, read in (('hledger', 'journal', hledger_balances), ('ledger', 'ledger', ledger_balances),
                                   ('beancount', 'beancount', beancount_balances)):
            path = os.path.join(n.folder, f'moves.{suffix}')
            n.command('export', 'ledger', '--format', form, '--output', path, check=True)
            if form == 'hledger':
                run('hledger', '-f', path, 'check', '--strict')
            if form == 'beancount':
                run('bean-check', path)
            self.assertEqual(read(path), expected, form)
            self.assert_rates(form, path)

    def assert_rates(self, form, path):
        """The payout in dollars was taken and paid by the day's rate; nothing else was exchanged."""
        with open(path, encoding='utf-8') as file:
            told = file.read()
        source = f'the bank {self.today}'
        lines = ('  rate: "1 EUR = 1.25 USD"\n', f'  rate_source: "{source}"\n') if form == 'beancount' else (
            '    ; rate: 1 EUR = 1.25 USD\n', f'    ; rate_source: {source}\n')
        self.assertEqual([told.count(line) for line in (*lines, 'rate:', 'rate_source:')], [2, 2, 2, 2], form)
        if form == 'hledger':  # as hledger itself understands the tags
            named = run('hledger', '-f', path, 'print', 'tag:^rate$=^1 EUR = 1.25 USD$',
                        f'tag:^rate_source$=^{source}$')
            self.assertEqual(named.count('; rate: '), 2, named)

    def test_spreadsheets_name_the_rate(self):
        path = os.path.join(self.network.folder, 'moves.csv')
        self.network.command('export', 'ledger', '--format', 'csv', '--output', path, check=True)
        with open(path, encoding='utf-8', newline='') as file:
            rows = list(csv.DictReader(file))
        rated = [(row['kind'], row['rate'], row['rate_source']) for row in rows if row['rate'] or row['rate_source']]
        rate = ('1 EUR = 1.25 USD', f'the bank {self.today}')
        # Taken: two lines. Paid: in payout, exchange and paid in each currency, and the difference.
        self.assertEqual(rated, [('payout', *rate)] * 2 + [('paid', *rate)] * 5)


cases(globals(), MoneyMoves)

if __name__ == '__main__':
    sys.exit(unittest.main())
