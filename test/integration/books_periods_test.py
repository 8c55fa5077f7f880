# SPDX-License-Identifier: Apache-2.0
"""Closed periods with the real binary: what is refused, what is kept, and that damage to a closing is found."""
import csv
import io
import os
import sqlite3
import subprocess
import sys
import unittest

import postgres
from network import NetworkCase, cases
from shop import Shop


class Periods(NetworkCase):
    def damage(self, *statements):
        """Changes rows behind the triggers' back, as somebody with write access to the database could."""
        n = self.network
        if n.database == 'postgres':
            script = 'SET session_replication_role = replica; ' + '; '.join(statements)
            n.psql(script)
            return
        connection = sqlite3.connect(f'{n.data}/tributary.db')
        triggers = list(connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND "
                                           "name LIKE 'ledger_%'"))
        for name, _ in triggers:
            connection.execute(f'DROP TRIGGER {name}')
        for statement in statements:
            connection.execute(statement)
        for _, sql in triggers:
            connection.execute(sql)
        connection.commit()
        connection.close()

    def refuses(self, statement):
        """The database itself says no."""
        n = self.network
        if n.database == 'postgres':
            try:
                n.psql(statement)
                return False
            except postgres.Refused:
                return True
        connection = sqlite3.connect(f'{n.data}/tributary.db')
        try:
            connection.execute(statement)
            return False
        except sqlite3.IntegrityError:
            return True
        finally:
            connection.rollback()
            connection.close()

    def closed_month_is_asserted(self, form, check, begins):
        """The tool finds January's balance, and that two cents are too many (beancount forgives one); reopened
        February is asserted no more."""
        path = os.path.join(self.network.folder, f'closed.{form}')
        self.network.command('export', 'ledger', '--format', form, '--output', path, check=True)
        with open(path, encoding='utf-8') as file:
            lines = file.read().split('\n')
        at = lines.index(begins)
        asserted = [line for line in lines[at:at + 3] if '10.00 EUR' in line]
        self.assertEqual(len(asserted), 2, lines[at:])
        self.assertNotIn('closed 2026-02', '\n'.join(lines))
        subprocess.run([*check, path], check=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120)
        wrong = path + '.wrong'
        lines[lines.index(asserted[0])] = asserted[0].replace('10.00 EUR', '10.02 EUR')
        with open(wrong, 'w', encoding='utf-8') as file:
            file.write('\n'.join(lines))
        self.assertNotEqual(subprocess.run([*check, wrong], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                           timeout=120).returncode, 0)

    def test_a_month_is_closed(self):
        n = self.network
        shop = Shop(n, 'EUR', hold_days=0)
        sale = shop.sale(order_id='P-1', amount='100.00', occurred_at='2026-01-15T12:00:00Z')
        for words, code in ((['2026-1'], 2), (['2099-01'], 3), (['January'], 2), ([], 2)):
            self.assertEqual(n.command('ledger', 'close', *words).returncode, code, words)
        self.assertEqual(n.command('ledger', 'reopen', '2026-01', '--reason', 'x').returncode, 3)
        told = n.command('ledger', 'close', '2026-01', check=True).stdout
        self.assertIn('2026-01 closed', told)
        self.assertEqual(n.command('ledger', 'close', '2026-01').returncode, 6)
        self.assertEqual(n.command('ledger', 'close', '2026-03').returncode, 3)
        self.assertEqual(n.command('ledger', 'reopen', '2026-01').returncode, 2)
        balances = n.sql('SELECT balance_minor FROM ledger_period_balance ORDER BY 1')
        self.assertEqual(balances, [['-1000'], ['1000']])

        # A refund of January comes now: January's trial balance stays, the entry stands on the 1st of February.
        refund = n.api('POST', f'/conversions/{sale["id"]}/refunds',
                       {'refund_id': 'R-1', 'amount': '50.00', 'occurred_at': '2026-01-20T00:00:00Z'})
        self.assertEqual(refund.status, 201, refund.body)
        rows = list(csv.DictReader(io.StringIO(n.command('export', 'ledger', '--format', 'csv', check=True).stdout)))
        dated = {(row['kind'], row['date'], row['occurred_at'][:10]) for row in rows}
        self.assertIn(('accrual', '2026-01-15', '2026-01-15'), dated)
        self.assertIn(('adjustment', '2026-02-01', '2026-01-20'), dated)
        self.assertEqual(n.sql('SELECT balance_minor FROM ledger_period_balance ORDER BY 1'), balances)
        self.assertEqual(n.command('ledger', 'check').returncode, 0)
        self.assertEqual(n.command('replay').returncode, 0)

        answer = n.api('POST', '/ledger/periods/close', {'month': '2026-02'})
        self.assertEqual((answer.status, answer.json['accounts']), (200, 2), answer.body)
        for body, status, code in (({'month': '2026-02'}, 409, 'period_closed'), ({'month': '2026-2'}, 422,
                                   'month_malformed'), ({}, 422, 'field_missing')):
            refused = n.api('POST', '/ledger/periods/close', body)
            self.assertEqual((refused.status, refused.json['error']['code']), (status, code), body)
        last = n.api('POST', '/ledger/periods/reopen', {'month': '2026-01', 'reason': 'no'})
        self.assertEqual((last.status, last.json['error']['code']), (422, 'period_not_last'))
        reopened = n.api('POST', '/ledger/periods/reopen', {'month': '2026-02', 'reason': 'a bill came late'})
        self.assertEqual((reopened.status, reopened.json['reason']), (200, 'a bill came late'))
        listed = n.api('GET', '/ledger/periods').json['data']
        self.assertEqual([(row['kind'], row['month']) for row in listed],
                         [('close', '2026-01'), ('close', '2026-02'), ('reopen', '2026-02')])
        self.assertIn('2026-02 reopened', n.command('ledger', 'periods', check=True).stdout)

        self.closed_month_is_asserted('hledger', ['hledger', 'check', '-f'], '2026-01-31 * closed 2026-01')
        self.closed_month_is_asserted('beancount', ['bean-check'], '; closed 2026-01')

        for statement in ('UPDATE ledger_period_balance SET balance_minor = 0', 'DELETE FROM ledger_period_event',
                          "UPDATE ledger_period_event SET month = '2026-05'",
                          'UPDATE ledger_late_entry SET accounted_at = 0', 'DELETE FROM ledger_late_entry',
                          'INSERT INTO ledger_late_entry (entry_id, accounted_at) VALUES (1, 0)'):
            self.assertTrue(self.refuses(statement), statement)

        # What the triggers cannot stop is found by the check.
        for statement, words in (
                ('UPDATE ledger_period_balance SET balance_minor = balance_minor + 1 WHERE balance_minor = 1000 '
                 'AND event_id = 1', 'account'),
                ('UPDATE ledger_period_event SET closed_until = closed_until - 1 WHERE id = 1', 'hash'),
                ('UPDATE ledger_late_entry SET accounted_at = accounted_at + 86400000', 'accounting date')):
            self.damage(statement)
            check = n.command('ledger', 'check')
            self.assertEqual(check.returncode, 1, statement)
            self.assertIn('10 BROKEN', check.stdout)
            self.assertIn(words, check.stdout)
            undo = statement.replace('+ 1 ', '- 1 ').replace('closed_until - 1', 'closed_until + 1')
            undo = undo.replace('= 1000', '= 1001').replace('+ 86400000', '- 86400000')
            self.damage(undo)
            self.assertEqual(n.command('ledger', 'check').returncode, 0, undo)


cases(globals(), Periods)

if __name__ == '__main__':
    sys.exit(unittest.main())
