# SPDX-License-Identifier: Apache-2.0
"""The exported books in the hands of the programs that accountants use: hledger, Ledger and beancount read them, find
every asserted balance, and come to the cent to the balances that the API tells."""
import csv
import io
import os
import subprocess
import sys
import unittest
from decimal import Decimal

from network import BINARY, NetworkCase, cases
from shop import Shop

LEAVES = {'pending': 'Liabilities:Partners:{}:Pending', 'available': 'Liabilities:Partners:{}:Available',
          'in_payout': 'Liabilities:Partners:{}:InPayout', 'paid': 'Assets:Clearing:{}',
          'owed_back': 'Assets:Receivable:{}'}


def run(*words):
    result = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=120)
    if result.returncode != 0:
        raise AssertionError(f'{words} exited {result.returncode}: {result.stdout}{result.stderr}')
    return result.stdout


def part(public_id):
    """prt_0a1b as the account names have it."""
    return public_id[0].upper() + public_id[1:].replace('_', '-')


def put(balances, account, currency, amount):
    if amount != 0:
        key = (account, currency)
        balances[key] = balances.get(key, 0) + amount


def hledger_balances(path):
    """hledger's own CSV: account, then the amounts of all commodities."""
    balances = {}
    rows = csv.reader(io.StringIO(run('hledger', '-f', path, 'balance', '--flat', '--no-total', '-O', 'csv',
                                      '--layout=bare')))
    header = next(rows)
    for row in rows:
        named = dict(zip(header, row))
        put(balances, named['account'], named['commodity'], Decimal(named['balance']))
    return balances


def ledger_balances(path):
    balances = {}
    told = run('ledger', '-f', path, 'balance', '--flat', '--no-total', '--balance-format',
               '%(account)|%(join(display_total))\n')
    for line in told.splitlines():
        account, amounts = line.split('|')
        for amount in amounts.split('\\n'):
            number, _, currency = amount.strip().partition(' ')
            if currency:
                put(balances, account.strip(), currency, Decimal(number.replace(',', '')))
    return balances


def beancount_balances(path):
    balances = {}
    rows = csv.reader(io.StringIO(run('bean-query', '-f', 'csv', path,
                                      'SELECT account, sum(position) GROUP BY account')))
    next(rows)
    for account, amounts in rows:
        for amount in amounts.split(','):
            if amount.strip():
                number, currency = amount.split()
                put(balances, account.strip(), currency, Decimal(number))
    return balances


def statement_1c(text):
    """A reader of its own: the header's fields, the account section, the documents."""
    lines = text.split('\r\n')
    assert lines[0] == '1CClientBankExchange' and lines[-2:] == ['КонецФайла', ''], lines
    head, account, documents, into = {}, {}, [], None
    for line in lines[1:-2]:
        name, is_field, value = line.partition('=')
        if line == 'СекцияРасчСчет':
            into = account
        elif name == 'СекцияДокумент':
            documents.append({'Вид': value})
            into = documents[-1]
        elif line in ('КонецРасчСчет', 'КонецДокумента'):
            into = None
        else:
            assert is_field, line
            (head if into is None else into)[name] = value
    return head, account, documents


class Statement1C(NetworkCase):
    currency = 'RUB'

    def test_paid_payouts_become_documents(self):
        n = self.network
        words = ['export', 'ledger', '--format', '1c', '--account', '40702810200000000001', '--from', '2020-01-01',
                 '--to', '2098-12-31', '--opening', '1000.50']
        shops = [Shop(n, 'RUB', hold_days=0) for _ in range(2)]
        names = ['ООО «Рога и Копыта» №5', 'Café Müller']
        for shop, name, amount in zip(shops, names, ('1234.50', '99.90')):
            n.api('PATCH', f'/partners/{shop.partner["id"]}', {'name': name})
            shop.sale(order_id='R-1', amount=amount)
        n.command('jobs', 'run', check=True)
        made = n.create('/payout-runs', currency='RUB', until='2099-01-01T00:00:00Z', method='bank_transfer')
        for step in ('approve', 'paid'):
            self.assertEqual(n.api('POST', f'/payout-runs/{made["id"]}/{step}').status, 200)
        path = os.path.join(n.folder, 'statement.txt')
        n.command(*words, '--output', path, check=True)
        with open(path, 'rb') as file:
            head, account, documents = statement_1c(file.read().decode('cp1251'))
        self.assertEqual((head['ВерсияФормата'], head['Кодировка']), ('1.03', 'Windows'))
        self.assertEqual((head['ДатаНачала'], head['ДатаКонца']), ('01.01.2020', '31.12.2098'))
        self.assertEqual([(d['Вид'], d['Сумма'], d['Получатель']) for d in documents],
                         [('Платежное поручение', '123.45', names[0]), ('Платежное поручение', '9.99', 'Cafe Muller')])
        self.assertEqual((account['ВсегоСписано'], account['КонечныйОстаток']), ('133.44', '867.06'))
        for document in documents:
            self.assertEqual(document['ПлательщикРасчСчет'], '40702810200000000001')
            self.assertRegex(document['ДатаСписано'], r'^\d\d\.\d\d\.20\d\d$')

        n.api('PATCH', f'/partners/{shops[0].partner["id"]}', {'name': '日本 shop'})
        refused = n.command(*words, '--output', path + '.2')
        self.assertEqual(refused.returncode, 3, refused.stderr)
        self.assertIn(shops[0].partner['id'], refused.stderr)
        self.assertFalse(os.path.exists(path + '.2'))
        for wrong in (['--account', '123'], ['--from', '2026-13-01'], ['--to', '2019-01-01'], ['--opening', '1,5']):
            line = list(words)
            line[line.index(wrong[0]) + 1] = wrong[1]
            self.assertEqual(n.command(*line).returncode, 2, wrong)


class BooksExport(NetworkCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        try:
            cls.fill()
        except BaseException:
            cls.tearDownClass()
            raise

    @classmethod
    def fill(cls):
        n = cls.network
        cls.shops = [Shop(n, 'EUR', hold_days=0), Shop(n, 'JPY', hold_days=0), Shop(n, 'KWD', hold_days=0)]
        cls.network.api('PATCH', f'/partners/{cls.shops[0].partner["id"]}', {'name': '=cmd|"calc"\\; ,tag:1'})
        sales = [('A-1', '100.00'), ('A-2', '33.33'), ('A-3', '0.05')]
        made = [cls.shops[0].sale(order_id=order, amount=amount) for order, amount in sales]
        cls.shops[1].sale(order_id='J-1', amount='12345')
        cls.shops[2].sale(order_id='K-1', amount='1.235')
        n.command('jobs', 'run', check=True)
        for currency in ('EUR', 'JPY'):
            run_made = n.create('/payout-runs', currency=currency, until='2099-01-01T00:00:00Z', method='bank_transfer')
            for step in ('approve', 'paid'):
                answer = n.api('POST', f'/payout-runs/{run_made["id"]}/{step}')
                assert answer.status == 200, answer.body
        refund = n.api('POST', f'/conversions/{made[0]["id"]}/refunds', {'amount': '40.00', 'refund_id': 'R-1'})
        assert refund.status in (200, 201), refund.body
        cls.shops[0].sale(order_id='A-4', amount='7.77', status='pending')

    def expected(self):
        """Every balance from the API, as debits: what partners are owed is a credit."""
        balances = {}
        for shop in self.shops:
            listed = self.network.api('GET', f'/partners/{shop.partner["id"]}/balance').json
            for row in listed['data']:
                for word, name in LEAVES.items():
                    amount = Decimal(row[word]['amount'])
                    put(balances, name.format(part(shop.partner['id'])), row[word]['currency'],
                        amount if word == 'owed_back' else -amount)
            for commission in self.network.api('GET', f'/commissions?partner_id={shop.partner["id"]}').json['data']:
                put(balances, f'Expenses:Commission:{part(shop.program["id"])}', commission['amount']['currency'],
                    Decimal(commission['amount']['amount']))
        return balances

    def export(self, form):
        path = os.path.join(self.network.folder, f'books.{form}')
        if not os.path.exists(path):
            self.network.command('export', 'ledger', '--format', form, '--output', path, check=True)
        with open(path, encoding='utf-8', newline='') as file:
            text = file.read()
        return path, text

    def test_the_expectation_has_all_kinds(self):
        accounts = {account.split(':')[0] + ':' + account.split(':')[-1] for account, _ in self.expected()}
        for leaf in ('Liabilities:Pending', 'Liabilities:Available'):
            self.assertIn(leaf, accounts)
        self.assertTrue(any(account.startswith('Assets:Receivable') for account, _ in self.expected()))
        self.assertEqual({currency for _, currency in self.expected()}, {'EUR', 'JPY', 'KWD'})

    def test_hledger(self):
        path, text = self.export('hledger')
        run('hledger', '-f', path, 'check', '--strict')
        self.assertEqual(hledger_balances(path), self.expected())
        wrong = path + '.wrong'
        with open(wrong, 'w', encoding='utf-8') as file:  # the assertions are real: a cent more is found
            file.write(text.replace(' 0.01 EUR', ' 0.02 EUR').replace(' -0.01 EUR', ' -0.02 EUR'))
        self.assertNotEqual(subprocess.run(['hledger', '-f', wrong, 'check'], stderr=subprocess.DEVNULL).returncode, 0)

    def test_ledger(self):
        path, _ = self.export('ledger')
        self.assertEqual(ledger_balances(path), self.expected())
        run('ledger', '-f', path, '--strict', '--pedantic', 'balance')

    def test_beancount(self):
        path, _ = self.export('beancount')
        self.assertEqual(run('bean-check', path), '')
        self.assertEqual(beancount_balances(path), self.expected())

    def test_csv(self):
        _, text = self.export('csv')
        rows = list(csv.DictReader(io.StringIO(text, newline='')))
        balances = {}
        for row in rows:
            amount = Decimal(row['debit'] or '0') - Decimal(row['credit'] or '0')
            self.assertEqual(amount, Decimal(row['amount']))
            put(balances, row['account'], row['currency'], amount)
        self.assertEqual({key: amount for key, amount in balances.items() if amount != 0}, self.expected())
        self.assertIn('\'=cmd|"calc"\\; ,tag:1', {row['owner'] for row in rows})
        self.assertTrue(text.endswith('\r\n'))
        self.assertFalse([cell for row in rows for cell in row.values() if cell[:1] in ('=', '+', '@', '\t', '\r')])

    def test_the_same_books_give_the_same_bytes(self):
        for form in ('hledger', 'ledger', 'beancount', 'csv'):
            _, text = self.export(form)
            again = self.network.command('export', 'ledger', '--format', form, check=True).stdout
            self.assertEqual(again, text.replace('\r\n', '\n'), form)

    def test_refusals(self):
        n = self.network
        self.assertEqual(n.command('export', 'ledger').returncode, 2)
        bad = n.command('export', 'ledger', '--format', 'excel')
        self.assertEqual(bad.returncode, 2)
        self.assertIn('hledger, ledger, beancount, csv, xlsx, 1c', bad.stderr)
        path, _ = self.export('hledger')
        self.assertEqual(n.command('export', 'ledger', '--format', 'csv', '--output', path).returncode, 6)
        self.assertEqual(n.command('export', 'ledger', '--format', 'csv', '--output', '/nowhere/books').returncode, 2)
        with open('/dev/full', 'wb') as device:
            full = subprocess.run([BINARY, 'export', 'ledger', '--format', 'csv', '--data', n.data], env=n.environment,
                                  stdout=device, stderr=subprocess.PIPE, text=True)
        self.assertEqual(full.returncode, 9, full.stderr)


cases(globals(), BooksExport, Statement1C)

if __name__ == '__main__':
    sys.exit(unittest.main())
