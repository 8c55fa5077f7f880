# SPDX-License-Identifier: Apache-2.0
"""Death, an error or a full disk at the N-th call of a command that writes or sends: init, backup, restore. What it
makes is whole or is not there, and the same command succeeds afterwards."""
import errno
import os
import shutil
import sys
import unittest

import harness
from harness import AMOUNT, Place
from network import POSTGRES, cases

SAMPLE = 2
FAULTS = [('kill', False, 0), ('torn', False, 0), ('error', False, errno.EIO), ('error', True, errno.EIO),
          ('error', True, errno.ENOSPC)]
# Documented: done, busy (a full disk too), uncertain, fault.
CODES = (-9, 0, 7, 8, 9)


class Commands(unittest.TestCase):
    """On PostgreSQL what is made goes into a schema of the network's database, emptied before each point."""
    database = None

    @classmethod
    def setUpClass(cls):
        if cls.database is None:
            raise unittest.SkipTest('base class')
        if cls.database == 'postgres' and not POSTGRES:
            raise unittest.SkipTest('TRIBUTARY_TEST_POSTGRES is not set: PostgreSQL is NOT tested')
        cls.place = Place(cls.database)
        try:
            cls.environment = cls.place.network.environment
            cls.shop, cls.payees = harness.filled(cls.place)
            cls.data = cls.place.network.data
            cls.folder = cls.place.network.folder
            cls.backup = os.path.join(cls.folder, 'good.backup')
            done = cls.place.network.command('backup', cls.backup, '--with-key')
            assert done.returncode == 0, done.stderr
        except BaseException:
            cls.place.close()
            raise

    @classmethod
    def tearDownClass(cls):
        if hasattr(cls, 'place'):
            cls.place.close()

    def tearDown(self):
        self.look_at_the_network()

    def look_at_the_network(self):
        n = self.place.network
        n.data, n.environment = self.data, self.environment

    def look_at_the_work(self):
        n = self.place.network
        n.data = os.path.join(self.folder, 'work', 'data')
        if n.url is not None:
            n.environment = {**self.environment, 'TRIBUTARY_DATABASE': n.url + '&options=-csearch_path%3Dwork'}

    def under_faults(self, fault, *words):
        """The command in the folder that Network.data names, everything below it and beside it watched."""
        n, control = self.place.network, self.place.control
        kind, at, is_forever, error = fault
        control.arm(kind=kind, at=at, is_forever=is_forever, error=error or errno.EIO)
        kept = dict(n.environment)
        n.environment.update(self.place.settings())
        n.environment['TORTURE_FOLDER'] = os.path.join(self.folder, 'work')
        try:
            return n.command(*words)
        finally:
            n.environment = kept
            control.disarm()

    def points(self, words, begin):
        begin()
        done = self.under_faults((None, 0, False, 0), *words)
        self.assertEqual(done.returncode, 0, done.stderr)
        count = self.place.control['count']
        self.assertGreater(count, 3)
        points = [(kind, at, is_forever, error) for at in range(1, count + 1) for kind, is_forever, error in FAULTS]
        wanted = AMOUNT or SAMPLE
        return points if wanted >= len(points) else harness.moments().sample(points, wanted)

    def begin(self):
        work = os.path.join(self.folder, 'work')
        shutil.rmtree(work, ignore_errors=True)
        os.mkdir(work, 0o700)
        self.place.faults()
        if self.place.network.url is not None:
            self.place.network.psql('DROP SCHEMA IF EXISTS work CASCADE; CREATE SCHEMA work')
        self.look_at_the_work()

    def assert_ended(self, done, what):
        faults = self.place.faults()
        told = (harness.SEED_WORDS, what, done.returncode, done.stdout, done.stderr, faults)
        self.assertIn(done.returncode, CODES, told)
        self.assertEqual([line for line in faults if 'SECOND SYNC' in line], [], told)
        if done.returncode > 0:  # one line that says what
            self.assertRegex(done.stderr, r'(?m)^tributary: \w+: .+\n\Z', told)
        return told

    def assert_sound(self, told):
        for command in (('ledger', 'check'), ('replay',), ('doctor',)):
            done = self.place.network.command(*command)
            self.assertEqual(done.returncode, 0, (told, command, done.stdout, done.stderr))

    def test_init(self):
        words = ('init', '--name', 'N', '--currency', 'EUR', '--email', 'a@example.com')
        points = self.points(words, self.begin)
        for point in points:
            self.begin()
            done = self.under_faults(point, *words)
            told = self.assert_ended(done, point)
            again = self.place.network.command(*words)
            self.assertIn(again.returncode, (0, 6), (told, again.stderr))
            if done.returncode == 0:
                self.assertEqual(again.returncode, 6, told)
            self.assert_sound(told)
        harness.report(f'init on {self.database}: {len(points)} points')

    def test_backup(self):
        target = os.path.join(self.folder, 'work', 'made.backup')

        def begin():
            self.begin()
            self.look_at_the_network()

        points = self.points(('backup', target, '--with-key'), begin)
        for point in points:
            begin()
            done = self.under_faults(point, 'backup', target, '--with-key')
            told = self.assert_ended(done, point)
            if done.returncode == 0:
                self.assertTrue(os.path.exists(target), told)
            elif done.returncode > 0 and not any(' unlink ' in line for line in told[-1]):
                self.assertEqual([name for name in os.listdir(os.path.dirname(target)) if name.endswith('.part')], [],
                                 told)
            if not os.path.exists(target):
                again = self.place.network.command('backup', target, '--with-key')
                self.assertEqual(again.returncode, 0, (told, again.stderr))
            self.look_at_the_work()
            restored = self.place.network.command('restore', target)
            self.assertEqual(restored.returncode, 0, (told, restored.stderr))
            self.assert_sound(told)
        harness.report(f'backup on {self.database}: {len(points)} points')

    def test_restore(self):
        points = self.points(('restore', self.backup), self.begin)
        for point in points:
            self.begin()
            done = self.under_faults(point, 'restore', self.backup)
            told = self.assert_ended(done, point)
            if done.returncode != 0:
                # A kill after the commit leaves a whole network; anything before leaves none.
                shutil.rmtree(os.path.join(self.place.network.data, 'spool'), ignore_errors=True)
                again = self.place.network.command('restore', self.backup)
                self.assertIn(again.returncode, (0, 6), (told, again.stderr))
            self.assert_sound(told)
        harness.report(f'restore on {self.database}: {len(points)} points')


cases(globals(), Commands)

if __name__ == '__main__':
    sys.exit(unittest.main())
