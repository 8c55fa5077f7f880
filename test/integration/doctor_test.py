# SPDX-License-Identifier: Apache-2.0
"""tributary doctor: each fault that needs a person is named, with what to do; a healthy network has none."""
import os
import shutil
import sqlite3
import subprocess
import sys
import unittest

from network import cases
from shop import HostileCase, Shop


class Examined(HostileCase):
    """Each test breaks a copy of the data folder (SQLite), or what it changed is put back."""

    def doctor(self, *options, data=None):
        n = self.network
        kept = n.data
        n.data = data or n.data
        try:
            return n.command('doctor', *options)
        finally:
            n.data = kept

    def assert_told(self, done, level, subject, words, code):
        lines = done.stdout.splitlines()
        found = [i for i, line in enumerate(lines) if line.split()[:2] == [level, subject]]
        self.assertTrue(found, done.stdout + done.stderr)
        told = '\n'.join(lines[i] + ('\n' + lines[i + 1] if i + 1 < len(lines) else '') for i in found)
        for word in words:
            self.assertIn(word, told)
        self.assertIn('→', told)
        self.assertEqual(done.returncode, code, done.stdout)

    def tamper(self, *statements):
        """What nobody but an intruder could do."""
        n = self.network
        if n.database == 'postgres':
            n.psql('; '.join(statements))
        else:
            connection = sqlite3.connect(os.path.join(n.data, 'tributary.db'))
            connection.executescript(';'.join(statements))
            connection.close()

    def copy(self):
        """The folder as a stopped server leaves it."""
        copy = os.path.join(self.network.folder, self.id().rsplit('.', 1)[1])
        self.network.stop()
        try:
            shutil.copytree(self.network.data, copy)
        finally:
            self.network.start()
        return copy

    def test_a_healthy_network(self):
        self.shop.sale(order_id='well', amount='12.00', currency='EUR')
        self.shop.click()
        done = self.doctor('--deep')
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn('0 problems', done.stdout)
        self.assertEqual(done.stderr, '')
        for subject in ('folder', 'disk', 'key', 'clock', 'spool', 'jobs', 'books', 'replay', 'reports'):
            self.assertRegex(done.stdout, rf'(?m)^ok +{subject} ')
        if self.network.database == 'sqlite':
            self.assertRegex(done.stdout, r'(?m)^ok +database ')
        else:  # the tests' own server is not to be durable, and is found out
            self.assert_told(done, 'WARNING', 'database', ['fsync is off', 'postgresql.conf'], 0)
            self.assert_told(done, 'WARNING', 'database', ['data checksums are off', 'pg_checksums --enable'], 0)
        self.assertIn('a server is running', done.stdout)

    def test_the_folder_and_its_key(self):
        n = self.network
        os.chmod(n.data, 0o755)
        self.assert_told(self.doctor(), 'WARNING', 'folder', ['others', 'chmod 700'], 0)
        os.chmod(n.data, 0o700)
        key = os.path.join(n.data, 'master.key')
        os.chmod(key, 0o644)
        done = self.doctor()
        self.assertEqual((done.returncode, 'chmod 600' in done.stdout), (1, True), done.stdout)
        os.chmod(key, 0o600)
        os.rename(key, key + '.away')
        try:
            done = self.doctor()
            self.assertEqual((done.returncode, 'master.key' in done.stdout), (1, True), done.stdout)
            with open(key, 'wb') as file:
                os.chmod(key, 0o600)
                file.write(b'k' * 32)
            done = self.doctor()
            self.assertEqual((done.returncode, 'key' in done.stdout), (1, True), done.stdout)
        finally:
            os.replace(key + '.away', key)
        self.assertEqual(self.doctor().returncode, 0)

    def test_a_schema_of_a_newer_program(self):
        self.tamper("INSERT INTO schema_migration (number, name, checksum, applied_at) VALUES (9999, 'x', 'y', 1)")
        try:
            done = self.doctor()
            self.assertEqual((done.returncode, 'newer program' in done.stdout), (1, True), done.stdout)
        finally:
            self.tamper('DELETE FROM schema_migration WHERE number = 9999')

    def test_something_recorded_in_the_future(self):
        self.tamper("INSERT INTO audit_event (id, occurred_at, actor, action, object, content)"
                    " VALUES (900000, 4070908800000, 'x', 'x.y', 'x:1', '{}')")
        self.assert_told(self.doctor(), 'PROBLEM', 'clock', ['2099-01-01', 'set it right'], 1)
        if self.network.database == 'postgres':
            self.tamper('ALTER TABLE audit_event DISABLE TRIGGER USER', 'DELETE FROM audit_event WHERE id = 900000',
                        'ALTER TABLE audit_event ENABLE TRIGGER USER')
        else:
            guard = self.network.sql("SELECT sql FROM sqlite_master WHERE name = 'audit_event_no_delete'")[0][0]
            self.tamper('DROP TRIGGER audit_event_no_delete', 'DELETE FROM audit_event WHERE id = 900000', guard)
        self.assertEqual(self.doctor().returncode, 0)

    def test_money_that_is_due_and_not_released(self):
        n = self.network
        shop = Shop(n, hold_days=1)
        made = shop.sale(order_id='due', amount='10.00', currency='EUR', occurred_at='2020-01-01T00:00:00Z')
        self.assertTrue(made['commissions'])
        self.assert_told(self.doctor(), 'WARNING', 'jobs', ['are due', 'tributary jobs run'], 0)
        self.assertEqual(n.command('jobs', 'run').returncode, 0)
        self.assertRegex(self.doctor().stdout, r'(?m)^ok +jobs ')

    def test_a_tail_in_the_spool(self):
        self.shop.click()
        copy = self.copy()
        folder = os.path.join(copy, 'spool')
        segment = max(name for name in os.listdir(folder) if name.endswith('.seg'))
        with open(os.path.join(folder, segment), 'r+b') as file:
            file.seek(20000)
            file.write(b'no click at all')
        self.assert_told(self.doctor(data=copy), 'WARNING', 'spool', ['no click', 'power loss'], 0)

    def test_a_damaged_file(self):
        if self.network.database != 'sqlite':
            self.skipTest('the file of SQLite')
        copy = self.copy()
        path = os.path.join(copy, 'tributary.db')
        size = os.path.getsize(path)
        with open(path, 'r+b') as file:
            for at in range(size // 3 // 4096 * 4096, size, 4096 * 3):
                file.seek(at)
                file.write(b'\x5a' * 4096)
        done = self.doctor(data=copy)
        self.assertEqual(done.returncode, 1, done.stdout)
        self.assertRegex(done.stdout, r'PROBLEM +(opening|database|schema|key|clock|books) ')
        self.assertIn('→', done.stdout)

    def test_books_that_somebody_wrote_into(self):
        n = self.network
        self.shop.sale(order_id='tampered', amount='50.00', currency='EUR')
        if n.database == 'postgres':
            off = 'ALTER TABLE ledger_posting DISABLE TRIGGER USER'
            on = 'ALTER TABLE ledger_posting ENABLE TRIGGER USER'
        else:
            guard = n.sql("SELECT sql FROM sqlite_master WHERE name = 'ledger_posting_no_update'")[0][0]
            off, on = 'DROP TRIGGER ledger_posting_no_update', guard
        change = ('UPDATE ledger_posting SET amount_minor = amount_minor {} 100 WHERE amount_minor > 0'
                  ' AND entry_id = (SELECT max(entry_id) FROM ledger_posting)')
        self.tamper(off, change.format('+'), on)
        self.assert_told(self.doctor(), 'PROBLEM', 'books', ['invariant', 'stop payouts'], 1)
        self.tamper(off, change.format('-'), on)
        self.assertEqual(self.doctor().returncode, 0)

    def test_no_room_left(self):
        place = os.path.join(self.network.folder, 'small')
        os.mkdir(place)
        if subprocess.run(['mount', '-t', 'tmpfs', '-o', 'size=32m,mode=700', 'none', place], check=False,
                          stderr=subprocess.DEVNULL).returncode != 0:
            self.skipTest('mounting needs rights')
        try:
            for name in os.listdir(self.network.data):
                if name != 'spool':
                    shutil.copy(os.path.join(self.network.data, name), place)
            self.assert_told(self.doctor(data=place), 'PROBLEM', 'disk', ['MB are free', 'make room'], 1)
        finally:
            subprocess.run(['umount', place], check=True)

    def test_a_database_that_is_away(self):
        n = self.network
        kept = n.environment.get('TRIBUTARY_DATABASE')
        n.environment['TRIBUTARY_DATABASE'] = 'postgresql://nobody@127.0.0.1:1/nothing'
        try:
            done = self.doctor()
            self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
            self.assertIn('PROBLEM', done.stdout)
            # What libpq says has two lines; a finding has one, its remedy another.
            self.assertEqual(len(done.stdout.splitlines()), 3, done.stdout)
            finding, remedy, count = done.stdout.splitlines()
            self.assertRegex(finding, r'^PROBLEM  opening   cannot connect to PostgreSQL: .*127\.0\.0\.1.*refused')
            self.assertIn('accepting TCP/IP connections', finding)
            self.assertRegex(remedy, r'^ {19}→ put this right first: ')
            self.assertEqual(count, '1 problems, 0 warnings')
        finally:
            n.environment.pop('TRIBUTARY_DATABASE')
            if kept is not None:
                n.environment['TRIBUTARY_DATABASE'] = kept


cases(globals(), Examined)

if __name__ == '__main__':
    sys.exit(unittest.main())
