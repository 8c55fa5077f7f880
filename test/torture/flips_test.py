# SPDX-License-Identifier: Apache-2.0
"""Bits that turned over and sectors that became zero, in the spool, in the database's file and in a backup: what is
found, by whom, before it is used. Each place that is hit is looked at by `doctor`, and by what would use it."""
import os
import re
import shutil
import sqlite3
import sys
import unittest

import disk
import harness
from harness import Place
from network import Network

BUDGET_SPOOL = harness.Budget(rounds=20, seconds=3)
BUDGET_DATABASE = harness.Budget(rounds=20, seconds=3)
BUDGET_BACKUP = harness.Budget(rounds=60, seconds=2)
SECTOR = 512


def hit(path, at, kind, moments):
    """Turns a bit, or makes the sector or the page around it zero; False when that changes nothing."""
    with open(path, 'r+b') as file:
        n = 1 if kind == 'bit' else SECTOR if kind == 'sector' else 4096
        start = at if kind == 'bit' else at // n * n
        file.seek(start)
        old = file.read(n)
        new = bytes([old[0] ^ 1 << moments.randrange(8)]) if kind == 'bit' else bytes(len(old))
        file.seek(start)
        file.write(new)
    return new != old


class Flips(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.place = Place()
        try:
            cls.shop, cls.payees = harness.filled(cls.place)
            cls.fill()
        except BaseException:
            cls.place.close()
            raise

    @classmethod
    def tearDownClass(cls):
        if hasattr(cls, 'place'):
            cls.place.close()

    @classmethod
    def fill(cls):
        """Clicks in the database, and a hundred more in the spool alone: their server died while somebody held the
        database."""
        n = cls.place.network
        n.start()
        for number in range(20):
            cls.shop.sale(order_id=f'F{number}', amount=f'{number + 1}.00')
            cls.shop.click(f'?sub1=flip{number}')
        assert n.api('GET', '/reports/performance?group_by=day').status == 200
        backup = n.command('backup', os.path.join(n.folder, 'backup'), '--with-key')
        assert backup.returncode == 0, backup.stderr
        held = sqlite3.connect(os.path.join(n.data, 'tributary.db'), isolation_level=None)
        held.execute('BEGIN IMMEDIATE')
        for number in range(100):
            cls.shop.click(f'?sub1=waits{number}&sub2=' + 'x' * number)
        n.stop(kill=True)
        held.execute('ROLLBACK')
        held.execute('PRAGMA wal_checkpoint(TRUNCATE)')
        cls.mark = held.execute('SELECT segment, position FROM ship_mark').fetchone()
        held.close()
        cls.place.keep()
        n.start()
        assert n.api('GET', '/reports/performance?group_by=day').status == 200
        cls.clicks = cls.rows(n)
        assert n.stop() == 0
        assert len(cls.clicks) == 121, len(cls.clicks)

    @staticmethod
    def rows(n):
        return {int(row[0]): row for row in n.sql('SELECT * FROM click')}

    def copy(self):
        """A network of its own on what was kept."""
        n = Network.__new__(Network)
        n.__dict__.update(self.place.network.__dict__)
        n.data = os.path.join(n.folder, 'hit')
        n.process = None
        shutil.rmtree(n.data, ignore_errors=True)
        harness.copy_sparsely(self.place.kept, n.data)
        return n

    def waiting(self):
        """The segment with the most that is not in the database: its name, number, and where that begins and ends."""
        found = []
        for name in os.listdir(os.path.join(self.place.kept, 'spool')):
            if name.endswith('.seg') and int(name[6:18]) >= self.mark[0]:
                number = int(name[6:18])
                start = self.mark[1] if number == self.mark[0] else 64
                end, tail = disk.spool_tail(os.path.join(self.place.kept, 'spool', name), number, start)
                self.assertEqual(tail, 0)
                found.append((end - start, name, number, start, end))
        return max(found)[1:]

    def test_spool(self):
        moments = harness.moments()
        name, segment, start, end = self.waiting()
        told, lost = 0, 0
        for number in BUDGET_SPOOL.rounds():
            kind = moments.choice(('bit', 'bit', 'sector', 'page'))
            at = moments.randrange(start, end)
            what = f'{harness.SEED_WORDS}, {kind} at {at} of {end}'
            n = self.copy()
            path = os.path.join(n.data, 'spool', name)
            if not hit(path, at, kind, moments):
                continue
            after, tail = disk.spool_tail(path, segment, start)
            if after == end and tail == 0:
                continue  # between records: padding, which nobody reads
            doctor = n.command('doctor')
            n.start()
            try:
                self.assertEqual(n.api('GET', '/reports/performance?group_by=day').status, 200, what)
                rows = self.rows(n)
                log = n.log_text()
            finally:
                n.stop(kill=True)
                os.unlink(os.path.join(n.folder, 'log'))
            # Nothing is made up: what is there is what was clicked.
            for click, row in rows.items():
                self.assertEqual(row, self.clicks.get(click), what)
            lost += len(rows) < len(self.clicks)
            # Zeroes to the very end of what was written look like an end: the one thing that no checksum can tell.
            if tail == 0:
                continue
            told += 1
            self.assertRegex(doctor.stdout, r'WARNING +spool .*no click', what)
            self.assertRegex(log, r'event=spool_damage lost_bytes=[1-9]', what)
        harness.report(f'flips in the spool: {BUDGET_SPOOL.done} hits, {lost} lost clicks, {told} told; the others '
                       'were padding, or zeroes up to the end of what was written')

    def test_backup(self):
        moments = harness.moments()
        good = os.path.join(self.place.network.folder, 'backup')
        bad = good + '.hit'
        target = os.path.join(self.place.network.folder, 'restored')
        size = os.path.getsize(good)
        hits = 0
        for number in BUDGET_BACKUP.rounds():
            kind = moments.choice(('bit', 'sector'))
            at = moments.randrange(size)
            shutil.copy(good, bad)
            if not hit(bad, at, kind, moments):
                continue
            hits += 1
            n = Network.__new__(Network)
            n.__dict__.update(self.place.network.__dict__)
            n.data = target
            done = n.command('restore', bad)
            what = (harness.SEED_WORDS, kind, at, size, done.stdout, done.stderr)
            self.assertEqual(done.returncode, 3, what)
            self.assertRegex(done.stderr, r'damaged at byte \d+|is not a backup|has format', what)
            self.assertFalse(os.path.exists(os.path.join(target, 'tributary.db')), what)
        harness.report(f'flips in a backup: {hits} hits, {hits} refused')

    def test_database(self):
        """What nobody finds is counted and told, not hidden: docs/operations.md says who finds what."""
        moments = harness.moments()
        path = os.path.join(self.place.kept, 'tributary.db')
        size = os.path.getsize(path)
        found = {}
        for number in BUDGET_DATABASE.rounds():
            kind = moments.choice(('bit', 'page'))
            n = self.copy()
            at = moments.randrange(size)
            if not hit(os.path.join(n.data, 'tributary.db'), at, kind, moments):
                continue
            what = f'{harness.SEED_WORDS}, {kind} at {at} of {size}'
            doctor = n.command('doctor', '--deep')
            self.assertIn(doctor.returncode, (0, 1), (what, doctor.stderr))
            if doctor.returncode == 1:
                self.assertIn('→', doctor.stdout, what)
            subject = re.search(r'PROBLEM +(\w+) ', doctor.stdout)
            word = subject.group(1) if subject else 'nobody'
            found[kind, word] = found.get((kind, word), 0) + 1
        harness.report('flips in the database: ' + ', '.join(f'{kind} found by {who}: {times}'
                                                             for (kind, who), times in sorted(found.items())))


if __name__ == '__main__':
    sys.exit(unittest.main())
