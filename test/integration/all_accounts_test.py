# SPDX-License-Identifier: Apache-2.0
"""Outside tools over all of the books: one network in which every kind of account has moved (a commission that is
accrued and one that is prepaid, VAT of a bill and of a credit note, platform fees, a penalty, a compensation, a split
with its refund, an exchange difference, what was carried over, what waits in a payout), exported, and found to come to
the same by hledger, Ledger, beancount, the CSV's sums and the 1C statement as it does by hand. The months come by the
clock that the torture tests move."""
import csv
import datetime
import io
import os
import re
import sys
import time
import unittest
from decimal import Decimal

from books_export_test import (beancount_balances, hledger_balances, ledger_balances, part, put, run, statement_1c)
from network import POSTGRES, ROOT, cases
from shop import Shop

sys.path.insert(0, os.path.join(ROOT, 'test', 'torture'))
from harness import Place  # noqa: E402

FR = {'legal_name': 'Shop SARL', 'line1': '1 rue de la Paix', 'city': 'Paris', 'country': 'FR',
      'vat_id': 'FR12345678901'}


def all_kinds():
    """The accounts of docs/books.md: a kind that is added there has to move here."""
    with open(os.path.join(ROOT, 'docs', 'books.md'), encoding='utf-8') as file:
        table = file.read().split('## Accounts')[1].split('\n\n')[1]
    return {kind for row in table.splitlines()[2:] for kind in re.findall('`([a-z_]+)`', row.split('|')[1])}


class AllAccounts(unittest.TestCase):
    database = None

    @classmethod
    def setUpClass(cls):
        if cls.database == 'postgres' and not POSTGRES:
            raise unittest.SkipTest('TRIBUTARY_TEST_POSTGRES is not set: PostgreSQL is NOT tested')
        cls.place = Place(cls.database)
        try:
            cls.network = cls.place.network
            cls.network.environment.update(cls.place.settings())
            cls.first_month()
            cls.next_month()
        except BaseException:
            cls.place.close()
            raise

    @classmethod
    def tearDownClass(cls):
        cls.place.close()

    @classmethod
    def move_to(cls, day):
        """The clock, to noon of a day."""
        noon = datetime.datetime.combine(day, datetime.time(12), datetime.timezone.utc)
        cls.place.control['clock_ms'] = int((noon.timestamp() - time.time()) * 1000)
        return noon

    @classmethod
    def ask(cls, method, path, body=None):
        answer = cls.network.api(method, path, body)
        assert answer.status in (200, 201), (path, answer.body)
        return answer.json

    @classmethod
    def first_month(cls):
        n = cls.network
        today = datetime.date.today()
        cls.month = (today.replace(day=1) + datetime.timedelta(days=40)).replace(day=1)
        now = cls.move_to(cls.month.replace(day=10))
        n.start()
        cls.shop = Shop(n, 'EUR', hold_days=0)  # in network mode, prepaid, billed
        cls.late = Shop(n, 'EUR', plan='pay 10% on sale\nlate payment 5 times after 3 days\n', hold_days=0)
        cls.roubles = Shop(n, 'RUB', hold_days=0)
        cls.anna, cls.prg, cls.adv = cls.shop.partner['id'], cls.shop.program['id'], cls.shop.advertiser['id']
        cls.debtor = n.create('/advertisers', name='Debtor', currency='EUR')['id']
        cls.ben = n.create('/partners', code='ben', name='Ben')['id']
        n.create('/enrollments', partner_id=cls.ben, program_id=cls.prg, status='approved')
        cls.ask('PUT', f'/programs/{cls.prg}/settlement-terms', {'mode': 'network', 'basis': 'cost_plus', 'rate': '20'})
        cls.ask('PUT', '/network/tax-profile', {**FR, 'vat_rate': '20'})
        cls.ask('PUT', f'/advertisers/{cls.adv}/tax-profile', FR)
        cls.ask('PUT', f'/advertisers/{cls.adv}/billing', {'currency': 'EUR', 'subscription': '99.00'})
        n.create(f'/advertisers/{cls.adv}/deposits', amount='500.00', reference='bank-1')
        first = cls.shop.sale(order_id='A-1', amount='200.00')          # 20.00 earned, 24.00 charged
        cls.shop.sale(order_id='A-2', amount='100.00', status='pending')  # 10.00, 12.00 accrued
        split = cls.shop.sale(order_id='S-1', amount='100.00', split=[  # 6.00 and 4.00, 12.00 charged
            {'partner_id': cls.anna, 'share': '60'}, {'partner_id': cls.ben, 'share': '40'}])
        n.create('/compensations', partner_id=cls.anna, program_id=cls.prg, amount='10.00', reason='ten leads')
        carried = {'currency': 'EUR', 'date': '2025-12-31T00:00:00Z'}
        n.create('/opening-balances', partner_id=cls.ben, program_id=cls.prg, state='available', amount='50.00',
                 reference='old-1', **carried)
        n.create('/opening-balances', advertiser_id=cls.debtor, state='receivable', amount='100.00', reference='old-2',
                 **carried)
        cls.roubles.sale(order_id='R-1', amount='1234.50')
        n.command('jobs', 'run', check=True)
        # Anna's 36.00 go out as 45.00 dollars, and the bank takes 36.20 for them; Ben's 54.00 stay in the run.
        n.create('/exchange-rates', base='EUR', quote='USD', day=now.date().isoformat(), rate='1.25', source='the bank')
        made = n.create('/payout-runs', currency='EUR', pay_currency='USD', until='2099-01-01T00:00:00Z')
        cls.ask('POST', f'/payout-runs/{made["id"]}/approve')
        items = {item['partner_id']: item['id'] for item in made['items']}
        assert set(items) == {cls.anna, cls.ben}, made
        cls.ask('POST', f'/payout-items/{items[cls.anna]}/paid', {'cost': '36.20'})
        made = n.create('/payout-runs', currency='RUB', until='2099-01-01T00:00:00Z', method='bank_transfer')
        for step in ('approve', 'paid'):
            cls.ask('POST', f'/payout-runs/{made["id"]}/{step}')
        # Of paid money 4.00 and 3.00 are owed back, and 2.00 of what is in the run.
        n.create(f'/conversions/{first["id"]}/refunds', amount='40.00', refund_id='F-1')
        n.create(f'/conversions/{split["id"]}/refunds', amount='50.00', refund_id='F-2')
        sold = now - datetime.timedelta(days=100)
        cls.late.sale(order_id='L-1', amount='1000.00', occurred_at=sold.strftime('%Y-%m-%dT%H:%M:%SZ'))
        n.command('jobs', 'run', check=True)

    @classmethod
    def next_month(cls):
        """The month is billed, and a part of the bill is taken back: 10.00 and 2.00 of VAT."""
        n = cls.network
        cls.move_to((cls.month + datetime.timedelta(days=40)).replace(day=3))
        bill = n.create(f'/advertisers/{cls.adv}/bills', currency='EUR', month=cls.month.strftime('%Y-%m'))
        assert bill['payable']['amount'] == '149.04', bill  # 25.20 of charges and 99.00, and 24.84 on them
        n.create(f'/invoices/{bill["invoice_id"]}/partial-credit-notes', amount='12.00', reference='c-1',
                 reason='Late delivery')
        n.command('jobs', 'run', check=True)
        n.stop()

    def expected(self):
        """By hand, as debits."""
        anna, ben, adv, prg = (part(id) for id in (self.anna, self.ben, self.adv, self.prg))
        late, roubles = part(self.late.partner['id']), part(self.roubles.partner['id'])
        euros = {
            f'Expenses:Commission:{prg}': '31.00',                      # 16.00 + 10.00 + 5.00
            f'Expenses:Commission:{part(self.late.program["id"])}': '100.00',
            f'Expenses:Compensation:{prg}': '10.00',
            'Expenses:Penalties:Network': '500.00',
            f'Liabilities:Partners:{anna}:Pending': '-10.00',
            f'Liabilities:Partners:{late}:Available': '-100.00',
            f'Liabilities:Partners:{ben}:InPayout': '-54.00',
            f'Liabilities:Penalties:{late}': '-500.00',
            f'Assets:Receivable:{anna}': '7.00',
            f'Assets:Receivable:{ben}': '2.00',
            f'Assets:Receivable:{part(self.debtor)}': '100.00',
            f'Assets:Accrued:{adv}': '12.00',
            # 500.00 less 19.20, 6.00, twice 99.00 and 24.84, and the 12.00 back.
            f'Liabilities:Prepaid:{adv}': '-263.96',
            f'Income:Recharged:{prg}': '-31.00',
            'Income:Fees:Network': '3.80',                               # 3.20 + 2.00 + 1.00, of which 10.00 went back
            'Income:Subscriptions:Network': '-198.00',
            'Liabilities:Tax:Network': '-22.84',
            'Assets:Clearing:Network': '500.00',
            'Equity:Opening:Network': '-50.00',
            'Equity:Exchange:Network': '-36.20',
            'Income:Exchange:Network': '0.20',
        }
        balances = {(account, 'EUR'): Decimal(amount) for account, amount in euros.items()}
        balances[f'Assets:Clearing:{anna}', 'USD'] = Decimal('-45.00')
        balances['Equity:Exchange:Network', 'USD'] = Decimal('45.00')
        balances[f'Expenses:Commission:{part(self.roubles.program["id"])}', 'RUB'] = Decimal('123.45')
        balances[f'Assets:Clearing:{roubles}', 'RUB'] = Decimal('-123.45')
        for currency in ('EUR', 'USD', 'RUB'):
            self.assertEqual(sum(amount for (_, of), amount in balances.items() if of == currency), 0)
        return balances

    def test_every_kind_of_account_has_moved(self):
        rows = self.network.sql('SELECT kind, currency, balance_minor FROM ledger_account')
        self.assertEqual({kind for kind, _, _ in rows}, all_kinds())
        stored = sorted((currency, int(minor)) for _, currency, minor in rows if int(minor) != 0)
        self.assertEqual(stored, sorted((currency, int(amount * 100))
                                        for (_, currency), amount in self.expected().items()))

    def test_check_and_replay_find_nothing(self):
        for words in (['ledger', 'check'], ['replay']):
            told = self.network.command(*words)
            self.assertEqual(told.returncode, 0, told.stdout + told.stderr)

    def export(self, form, *options):
        path = os.path.join(self.network.folder, f'all.{form}')
        self.network.command('export', 'ledger', '--format', form, '--output', path, *options, check=True)
        return path

    def test_hledger(self):
        path = self.export('hledger')
        run('hledger', '-f', path, 'check', '--strict')
        self.assertEqual(hledger_balances(path), self.expected())

    def test_ledger(self):
        path = self.export('ledger')
        run('ledger', '-f', path, '--strict', '--pedantic', 'balance')
        self.assertEqual(ledger_balances(path), self.expected())

    def test_beancount(self):
        path = self.export('beancount')
        self.assertEqual(run('bean-check', path), '')
        self.assertEqual(beancount_balances(path), self.expected())

    def test_csv(self):
        with open(self.export('csv'), encoding='utf-8', newline='') as file:
            rows = list(csv.DictReader(io.StringIO(file.read(), newline='')))
        balances = {}
        for row in rows:
            put(balances, row['account'], row['currency'], Decimal(row['debit'] or '0') - Decimal(row['credit'] or '0'))
        self.assertEqual({key: amount for key, amount in balances.items() if amount != 0}, self.expected())

    def test_1c(self):
        path = self.export('1c', '--account', '40702810200000000001', '--from', self.month.isoformat(), '--to',
                           self.month.replace(day=28).isoformat(), '--opening', '1000.00')
        with open(path, 'rb') as file:
            _, account, documents = statement_1c(file.read().decode('cp1251'))
        self.assertEqual([document['Сумма'] for document in documents], ['123.45'])
        self.assertEqual((account['ВсегоСписано'], account['КонечныйОстаток']), ('123.45', '876.55'))


cases(globals(), AllAccounts)

if __name__ == '__main__':
    sys.exit(unittest.main())
