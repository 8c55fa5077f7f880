# SPDX-License-Identifier: Apache-2.0
"""Backup, restore and the move to the other database: everything acknowledged before is there afterwards, identical;
damage is found before anything is touched."""
import contextlib
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import time
import unittest

from load import Stream
from network import POSTGRES, Network, cases, click_id_of, wait_until
from shop import HostileCase, click_number

SEED = int(os.environ.get('TRIBUTARY_SEED', '0')) or random.SystemRandom().randrange(1, 1 << 32)
OTHER = {'sqlite': 'postgres', 'postgres': 'sqlite'}


def tables(network):
    """Rows of every table as text, by name. Not audit_event, which a restore adds to, and user_session and click_node,
    which it empties."""
    is_sqlite = network.database == 'sqlite'
    columns = network.sql("SELECT m.name, c.name, c.type FROM sqlite_master m, pragma_table_info(m.name) c"
                          " WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' ORDER BY m.name, c.cid"
                          if is_sqlite else
                          "SELECT table_name, column_name, data_type FROM information_schema.columns"
                          " WHERE table_schema = current_schema() ORDER BY table_name, ordinal_position")
    texts = {}
    for table, column, kind in columns:
        if kind.lower() in ('blob', 'bytea'):
            text = f'lower(hex({column}))' if is_sqlite else f"encode({column}, 'hex')"
        else:  # a line a row, whatever the text holds
            text = f"replace(CAST({column} AS TEXT), {'char' if is_sqlite else 'chr'}(10), '/')"
        texts.setdefault(table, []).append(f"coalesce({text}, 'NULL')")
    rows = {name: [] for name in texts if name not in ('audit_event', 'user_session', 'click_node', 'schema_migration')}
    for (name,) in network.sql(' UNION ALL '.join(
            f"SELECT '{name}|' || " + " || '|' || ".join(texts[name]) + f' FROM {name}' for name in rows)):
        parts = name.split('|')
        rows[parts[0]].append(parts[1:])
    return {name: sorted(found) for name, found in rows.items()}


class Kept(HostileCase):
    def setUp(self):
        self.file = os.path.join(self.network.folder, f'{self.id().rsplit(".", 1)[1]}.backup')
        self.places = []

    def tearDown(self):
        for place in self.places:
            place.close()

    def place(self, database, with_key_of=None):
        place = Network(database, is_made=False)
        self.places.append(place)
        place.token = self.network.token
        if with_key_of is not None:
            os.mkdir(place.data, 0o700)
            shutil.copy(os.path.join(with_key_of.data, 'master.key'), place.data)
        return place

    def targets(self):
        """Both databases, when there is a PostgreSQL."""
        return [self.network.database] + ([OTHER[self.network.database]] if POSTGRES else [])

    def backup(self, *options, file=None):
        done = self.network.command('backup', file or self.file, *options)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def assert_sound(self, network):
        for command in (('ledger', 'check'), ('replay',), ('report', 'check')):
            done = network.command(*command)
            self.assertEqual(done.returncode, 0, (command, done.stdout, done.stderr))

    @contextlib.contextmanager
    def no_shipping(self):
        """Clicks stay in the spool: somebody holds what the shipper needs."""
        n = self.network
        if n.database == 'sqlite':
            held = sqlite3.connect(os.path.join(n.data, 'tributary.db'), isolation_level=None)
            held.execute('BEGIN IMMEDIATE')
            try:
                yield
            finally:
                held.execute('ROLLBACK')
                held.close()
        else:
            lock = 'BEGIN; LOCK TABLE ship_mark IN EXCLUSIVE MODE; SELECT 1;'
            held = subprocess.Popen(['psql', '-qAtX', n.url], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                    text=True)
            held.stdin.write(lock + '\n')
            held.stdin.flush()
            held.stdout.readline()
            try:
                yield
            finally:
                held.communicate('ROLLBACK;\n')

    def test_under_load_nothing_acknowledged_before_is_missing(self):
        n = self.network
        stream = Stream(n, self.shop, 0)
        try:
            wait_until(lambda: len(stream.refunds) > 5)
            with stream.lock:
                clicks = {click_number(click) for click in stream.clicks}
                sales = {order: answer['conversion'] for order, answer in stream.sales.items()}
                refunds = set(stream.refunds)
            self.backup('--with-key')
            time.sleep(0.2)
        finally:
            n.stop(kill=True)
            stream.join()
            n.start()
        for database in self.targets():
            place = self.place(database)
            restored = place.command('restore', self.file)
            self.assertEqual(restored.returncode, 0, restored.stderr)
            place.start()
            self.assertEqual(place.api('GET', '/reports/performance?group_by=day').status, 200)  # ships the rest
            stored = [int(row[0]) for row in place.sql('SELECT id FROM click')]
            self.assertEqual(len(stored), len(set(stored)))
            self.assertEqual(clicks - set(stored), set())
            orders = {row[0] for row in place.sql('SELECT order_id FROM conversion')}
            self.assertEqual(set(sales) - orders, set())
            self.assertEqual(refunds - {row[0] for row in place.sql('SELECT refund_key FROM refund')}, set())
            # The same order again is known; a new visit and sale work.
            order = next(iter(sales))
            answer = place.request('GET', '/postback?' + stream.query(order, stream.orders[order]))
            self.assertEqual((answer.status, answer.json['conversion']), (200, sales[order]))
            click = click_id_of(place.click(f'/c/{self.shop.link["code"]}').header('location'))
            self.assertNotIn(click_number(click), stored)
            answer = place.postback(self.shop.token, click_id=click, order_id='after', amount='5.00')
            self.assertEqual((answer.status, answer.json['status']), (200, 'approved'))
            self.assertEqual(place.stop(), 0)
            self.assert_sound(place)

    def test_rows_are_the_same_in_the_other_database(self):
        n = self.network
        self.shop.sale(order_id='same', amount='12.34', currency='EUR')
        self.shop.click('?sub1=%D0%9F%D1%80%D0%B8%D0%B2%D0%B5%D1%82&ext=%E6%97%A5%E6%9C%AC')
        n.stop()
        try:
            expected = tables(n)
            self.assertGreater(sum(len(rows) for rows in expected.values()), 20)
            self.backup()
            for database in self.targets():
                place = self.place(database, with_key_of=n)
                restored = place.command('restore', self.file)
                self.assertEqual(restored.returncode, 0, restored.stderr)
                found = tables(place)
                self.assertEqual(found.keys(), expected.keys())
                for name, rows in expected.items():
                    self.assertEqual(found[name], rows, name)
                self.assertEqual(place.sql('SELECT count(*) FROM user_session'), [['0']])
                noted = place.sql("SELECT count(*) FROM audit_event WHERE action = 'network.restore'")
                self.assertEqual(noted, [['1']])
                ours = n.command('export', 'ledger', '--format', 'csv').stdout
                self.assertEqual(place.command('export', 'ledger', '--format', 'csv').stdout, ours)
                self.assert_sound(place)
        finally:
            n.start()

    def test_clicks_that_wait_in_the_spool_are_in_it(self):
        n = self.network
        self.shop.click()
        self.assertEqual(n.api('GET', '/reports/performance?group_by=day').status, 200)  # ships it
        with self.no_shipping():
            waiting = {click_number(self.shop.click()) for _ in range(20)}
            told = self.backup('--with-key')
        wait_until(lambda: n.api('GET', '/reports/performance?group_by=day').status == 200)  # shipping goes on
        self.assertNotIn(' 0 clicks of the spool', told)
        place = self.place(n.database)
        restored = place.command('restore', self.file)
        self.assertEqual(restored.returncode, 0, restored.stderr)
        before = {int(row[0]) for row in place.sql('SELECT id FROM click')}
        self.assertEqual(before & waiting, set())
        place.start()
        self.assertEqual(place.api('GET', '/reports/performance?group_by=day').status, 200)
        stored = [int(row[0]) for row in place.sql('SELECT id FROM click')]
        self.assertEqual(waiting - set(stored), set())
        self.assertEqual(len(stored), len(before) + len(waiting))
        self.assertEqual(place.stop(), 0)
        self.assert_sound(place)

    def test_a_damaged_file_is_refused_and_nothing_made(self):
        moments = random.Random(SEED)
        self.backup('--with-key')
        with open(self.file, 'rb') as file:
            good = file.read()
        place = self.place(self.network.database, with_key_of=self.network)
        damaged = os.path.join(place.folder, 'damaged')
        for number in range(12):
            at = moments.randrange(len(good))
            bad = bytearray(good)
            if number % 3 == 0:
                bad[at] ^= 1 << moments.randrange(8)
            elif number % 3 == 1:
                bad = bad[:at]
            else:
                bad[at:at + 4096] = bytes(byte ^ 255 for byte in bad[at:at + 4096])
            with open(damaged, 'wb') as file:
                file.write(bad)
            done = place.command('restore', damaged)
            self.assertEqual(done.returncode, 3, (SEED, number, at, done.stderr))
            self.assertRegex(done.stderr, r'damaged at byte \d+|is not a backup|has format')
            self.assertEqual(place.command('ledger', 'check').returncode, 3, 'a network was made')
        # The good one still goes in.
        self.assertEqual(place.command('restore', self.file).returncode, 0)

    def test_rows_without_what_they_refer_to_are_refused(self):
        self.backup()
        broken = self.place('sqlite', with_key_of=self.network)
        self.assertEqual(broken.command('restore', self.file).returncode, 0)
        with contextlib.closing(sqlite3.connect(os.path.join(broken.data, 'tributary.db'))) as db, db:
            db.execute('INSERT INTO tracking_event (advertiser_id, program_id, door, kind, outcome, code, field,'
                       " request, conversion_id, received_at) VALUES (99, 0, 'tag', 'check', 'seen', '', '', '', 0, 1)")
        damaged = f'{self.file}.broken'
        self.assertEqual(broken.command('backup', damaged).returncode, 0)
        for database in self.targets():
            place = self.place(database, with_key_of=self.network)
            done = place.command('restore', damaged)
            self.assertEqual(done.returncode, 3, done.stderr)
            self.assertIn('cannot be restored', done.stderr)
            if database == 'postgres':
                self.assertIn('advertiser_id of tracking_event refers to advertiser 99', done.stderr)
            self.assertEqual(place.command('ledger', 'check').returncode, 3, 'a network was made')

    def test_what_is_refused(self):
        n = self.network
        self.backup()
        place = self.place(n.database)
        done = place.command('restore', self.file)
        self.assertEqual((done.returncode, 'master.key' in done.stderr), (5, True), done.stderr)
        with open(os.path.join(place.data, 'master.key'), 'wb') as file:
            os.chmod(file.name, 0o600)
            file.write(b'x' * 32)
        done = place.command('restore', self.file)
        self.assertEqual((done.returncode, 'key' in done.stderr), (3, True), done.stderr)
        self.assertEqual(place.command('ledger', 'check').returncode, 3, 'a network was made')
        done = n.command('backup', self.file)
        self.assertEqual((done.returncode, 'already' in done.stderr), (6, True), done.stderr)
        done = n.command('restore', self.file)
        self.assertEqual(done.returncode, 6, done.stderr)
        done = n.command('backup', os.path.join(n.folder, 'no', 'such', 'folder'))
        self.assertEqual(done.returncode, 9, done.stderr)
        done = place.command('restore', os.path.join(n.folder, 'absent'))
        self.assertEqual(done.returncode, 5, done.stderr)
        self.assertEqual(n.command('backup').returncode, 2)
        self.assertEqual([name for name in os.listdir(n.folder) if name.endswith('.part')], [])

    def test_a_backup_holds_no_secret_in_the_open(self):
        n = self.network
        with open(os.path.join(n.data, 'master.key'), 'rb') as file:
            key = file.read()
        self.backup()
        plain = os.path.join(n.folder, 'plain')
        place = self.place('sqlite', with_key_of=n)
        self.assertEqual(place.command('restore', self.file).returncode, 0)
        shutil.copy(os.path.join(place.data, 'tributary.db'), plain)
        with open(plain, 'rb') as file:
            content = file.read()
        for secret in (key, n.token.encode(), self.shop.token.encode(), b'correct horse battery staple'):
            self.assertNotIn(secret, content)


class Moved(HostileCase):
    def test_a_filled_network_moves_and_replays_identically(self):
        n = self.network
        if not POSTGRES:
            self.skipTest('TRIBUTARY_TEST_POSTGRES is not set: PostgreSQL is NOT tested')
        ids = [self.shop.sale(order_id=f'M{i}', amount=f'{i + 1}.99', currency='EUR') for i in range(10)]
        click = self.shop.click()
        place = Network(OTHER[n.database], is_made=False)
        try:
            target = place.environment.get('TRIBUTARY_DATABASE', f'sqlite:{place.folder}/moved.db')
            busy = n.command('migrate', '--to', target)
            self.assertEqual(busy.returncode, 7, busy.stderr)  # the server runs
            n.stop()
            expected = tables(n)
            told = n.command('explain', ids[0]['commissions'][0]['id']).stdout
            moved = n.command('migrate', '--to', target)
            self.assertEqual(moved.returncode, 0, moved.stderr)
            self.assertIn('the books are sound', moved.stdout)
            place.data = n.data
            place.token = n.token
            place.environment.pop('TRIBUTARY_DATABASE', None)  # tributary.conf names it now
            for command in (('ledger', 'check'), ('replay',), ('report', 'check')):
                done = place.command(*command)
                self.assertEqual(done.returncode, 0, (command, done.stdout, done.stderr))
            if place.database == 'sqlite':
                place.data = place.folder  # where the database is now, for looking
            self.assertEqual(tables(place), expected)
            place.data = n.data
            self.assertEqual(place.command('explain', ids[0]['commissions'][0]['id']).stdout, told)
            place.start()
            again = place.api('POST', '/conversions', {'program_id': self.shop.program['id'], 'order_id': 'M3',
                                                       'coupon': self.shop.coupon['code'], 'amount': '4.99',
                                                       'currency': 'EUR'})
            self.assertEqual((again.status, again.json['id']), (200, ids[3]['id']))
            answer = place.postback(self.shop.token, click_id=click, order_id='moved', amount='5.00')
            self.assertEqual(answer.json['status'], 'approved')
            self.assertEqual(place.stop(), 0)
        finally:
            place.close()


cases(globals(), Kept, Moved)

if __name__ == '__main__':
    sys.exit(unittest.main())
