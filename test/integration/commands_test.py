# SPDX-License-Identifier: Apache-2.0
"""Commands as an operator gives them: where the database is said once, the demo, an import that is watched, killed and
run again, and checks that end with 1."""
import os
import re
import signal
import sqlite3
import subprocess
import sys
import unittest

from network import BINARY, POSTGRES, Network, cases
from shop import Shop

# Those that the public contract names, as an operator types them.
PROMISED = ('init', 'token create', 'serve', 'demo', 'import events', 'jobs run', 'ledger check', 'replay', 'explain',
            'plan check', 'plan backtest', 'export ledger', 'backup', 'restore', 'doctor')
ROWS = 200000
FIGURES = {}  # of the demo, by database


class Help(unittest.TestCase):
    def run_command(self, *words):
        return subprocess.run([BINARY, *words], stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True, timeout=120,
                              env={k: v for k, v in os.environ.items() if not k.startswith('TRIBUTARY_')})

    def test_every_promised_command_is_there(self):
        listed = self.run_command('help').stdout
        for command in PROMISED:
            with self.subTest(command=command):
                self.assertRegex(listed, rf'(?m)^  tributary {command}\b')
                own = self.run_command(*command.split(), '--help')
                self.assertEqual((own.returncode, own.stderr), (0, ''))
                self.assertTrue(own.stdout.startswith(f'tributary {command}'), own.stdout)
                if command != 'plan check':
                    self.assertIn('--data DIR', own.stdout)

    def test_options_of_the_contract(self):
        for command, options in (
                ('init', '--database --name --currency --email --password-file'), ('token create', '--name --role'),
                ('serve', '--database --listen'), ('demo', '--partners --days --seed'),
                ('import events', '--program --map'), ('jobs run', '--at'), ('explain', '--lang'),
                ('plan backtest', '--program --from --to'), ('export ledger', '--format')):
            own = self.run_command(*command.split(), '--help').stdout
            for option in options.split():
                self.assertRegex(own, rf'(?m)^  {option}\b', command)


class OwnNetwork(unittest.TestCase):
    database = None

    def setUp(self):
        if self.database is None:
            self.skipTest('base class')
        if self.database == 'postgres' and not POSTGRES:
            self.skipTest('TRIBUTARY_TEST_POSTGRES is not set: PostgreSQL is NOT tested')

    def network(self, **options):
        network = Network(self.database, **options)
        self.addCleanup(network.close)
        return network

    def change(self, network, sql):
        if network.database == 'postgres':
            network.psql(sql)
            return
        connection = sqlite3.connect(os.path.join(network.data, 'tributary.db'), timeout=30)
        connection.execute(sql)
        connection.commit()
        connection.close()


class Database(OwnNetwork):
    def test_it_is_said_once_on_the_line_and_found_again(self):
        n = self.network(is_made=False)
        location = n.environment.pop('TRIBUTARY_DATABASE', 'sqlite:' + os.path.join(n.folder, 'elsewhere.db'))
        password = os.path.join(n.folder, 'password')
        with open(password, 'w', encoding='utf-8') as file:
            file.write('correct horse battery staple\n')
        n.command('init', '--database', location, '--name', 'There', '--currency', 'EUR', '--email',
                  'owner@example.com', '--password-file', password, check=True)
        with open(os.path.join(n.data, 'tributary.conf'), encoding='utf-8') as file:
            self.assertEqual(file.read(), f'database = {location}\n')
        self.assertFalse(os.path.exists(os.path.join(n.data, 'tributary.db')))
        n.token = n.command('token', 'create', '--name', 'x', check=True).stdout.strip()
        n.start()
        self.assertEqual(n.api('GET', '/network').json['name'], 'There')
        n.create('/partners', code='anna', name='Anna')
        n.stop()
        # The line goes before the file: there is nothing in the other place.
        other = n.command('ledger', 'check', '--database', 'sqlite:' + os.path.join(n.folder, 'nothing.db'))
        self.assertEqual(other.returncode, 3, other.stderr)
        self.assertEqual(n.command('ledger', 'check', '--database', location).returncode, 0)


class Demo(OwnNetwork):
    """A seed is a network: the same facts twice, in either database."""

    def fill(self, seed):
        n = self.network(is_made=False)
        result = n.command('demo', '--partners', '4', '--days', '7', '--seed', str(seed))
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertRegex(result.stdout, r'(?m)^API token: trb_[0-9a-z]{40}$')
        self.assertRegex(result.stdout, r'(?m)^link: /c/\S+$')
        self.assertEqual(n.sql('SELECT count(*) FROM partner'), [['4']])
        for words in (('ledger', 'check'), ('replay',), ('report', 'check')):
            self.assertEqual(n.command(*words).returncode, 0, words)
        again = n.command('demo', '--partners', '4', '--days', '7')
        self.assertNotEqual(again.returncode, 0, 'a network that is filled is filled again')
        return {
            'clicks': n.sql('SELECT l.code, count(*) FROM click c JOIN link l ON l.id = c.link_id GROUP BY l.code '
                            'ORDER BY l.code'),
            'conversions': n.sql('SELECT goal, order_id, amount_minor, status, occurred_at, cause, evidence_kind '
                                 'FROM conversion ORDER BY occurred_at, order_id, goal'),
            'commissions': n.sql('SELECT p.code, m.role, m.amount_minor, m.status FROM commission m '
                                 'JOIN partner p ON p.id = m.partner_id ORDER BY 1, 2, 3, 4')}

    def test_the_same_seed_is_the_same_network(self):
        first, second, other = self.fill(7), self.fill(7), self.fill(8)
        for kind, rows in first.items():
            self.assertGreater(len(rows), 3, kind)
            self.assertEqual(rows, second[kind], kind)
            self.assertNotEqual(rows, other[kind], kind)
        FIGURES[self.database] = first
        for kind in first:
            self.assertEqual(sorted(FIGURES[self.database][kind]), sorted(next(iter(FIGURES.values()))[kind]), kind)


class Import(OwnNetwork):
    def test_one_that_is_killed_goes_on_where_it_was(self):
        n = self.network()
        n.start()
        shop = Shop(n)
        n.stop()
        path = os.path.join(n.folder, 'log.csv')
        with open(path, 'w', encoding='utf-8') as file:
            file.write('time,partner,offer,visitor,order_id,amount,conversion_time\n')
            for row in range(ROWS):  # a sale of 10.00 with each thousandth click
                time = 1767225600 + row // 10  # 2026-01-01 and the hours after
                sale = f'O-{row},10.00,{time + 60}' if row % 1000 == 0 else ',,'
                file.write(f'{time},{shop.partner["code"]},Boots,v{row},{sale}\n')
        line = ['import', 'events', path, '--program', shop.program['id'], '--map',
                'time=time,partner=partner,offer=offer,visitor=visitor,order_id=order_id,amount=amount,'
                'conversion_time=conversion_time']
        killed = subprocess.Popen([n.binary, *line, '--data', n.data], env=n.environment, stdout=subprocess.PIPE,
                                  stderr=subprocess.PIPE, text=True)
        told = killed.stderr.readline()
        killed.send_signal(signal.SIGKILL)
        killed.communicate()
        progress = re.fullmatch(r'([0-9,]+) rows, (\d+)%, ([0-9,]+) rows/s\n', told)
        self.assertTrue(progress, told)
        self.assertGreater(int(progress.group(3).replace(',', '')), 0)
        self.assertLessEqual(int(progress.group(2)), 100)
        self.assertEqual(killed.returncode, -signal.SIGKILL)
        kept = int(n.sql('SELECT count(*) FROM click')[0][0])
        self.assertEqual(kept % 10000, 0)  # whole transactions
        self.assertLess(kept, ROWS)

        finished = n.command(*line)
        self.assertEqual(finished.returncode, 0, finished.stderr)
        self.assertRegex(finished.stderr, r'(?m)^done in \d+\.\d{3} s$')
        self.assertEqual(n.sql('SELECT count(*) FROM click'), [[str(ROWS)]])
        self.assertEqual(n.sql("SELECT count(*), sum(amount_minor) FROM conversion WHERE status = 'approved' "
                               'AND partner_id IS NOT NULL'), [['200', '200000']])
        self.assertEqual(n.sql('SELECT count(*), sum(amount_minor) FROM commission'), [['200', '20000']])
        again = n.command(*line)
        self.assertIn('this file was imported before: nothing was changed', again.stdout)
        for words in (('ledger', 'check'), ('replay',), ('report', 'check')):
            self.assertEqual(n.command(*words).returncode, 0, words)


class ChecksThatFind(OwnNetwork):
    """Exit code 1, and what was found on standard output."""

    def test_damage_is_found(self):
        n = self.network()
        n.start()
        sale = Shop(n).sale(order_id='A-1', amount='100.00')
        n.api('GET', '/reports/performance')
        n.stop()
        for words in (('ledger', 'check'), ('replay',), ('report', 'check')):
            good = n.command(*words)
            self.assertEqual((good.returncode, good.stderr), (0, ''), good.stdout)
        for words, sql, undo, told in (
                (('report', 'check'), 'UPDATE performance SET sales = sales + 1 WHERE level = 0',
                 'UPDATE performance SET sales = sales - 1 WHERE level = 0', 'sale'),
                (('replay',), 'UPDATE commission SET amount_minor = 1001', 'UPDATE commission SET amount_minor = 1000',
                 'differences from what is stored'),
                (('ledger', 'check'), "UPDATE ledger_account SET balance_minor = -999 WHERE kind = 'pending'",
                 "UPDATE ledger_account SET balance_minor = -1000 WHERE kind = 'pending'", 'pending')):
            self.change(n, sql)
            found = n.command(*words)
            self.assertEqual((found.returncode, found.stderr), (1, ''), words)
            self.assertIn(told, found.stdout)
            self.change(n, undo)
            self.assertEqual(n.command(*words).returncode, 0, words)
        self.assertEqual(sale['commissions'][0]['amount']['amount'], '10.00')


cases(globals(), Database, Demo, Import, ChecksThatFind)
del OwnNetwork

if __name__ == '__main__':
    sys.exit(unittest.main())
