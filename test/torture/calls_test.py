# SPDX-License-Identifier: Apache-2.0
"""Death, an error, a torn write or a full disk at the N-th call that writes, syncs, renames, truncates, makes, removes
or sends, over a server's start, a story of every kind of request, and its stop. Afterwards: what was acknowledged is
there, the server starts without help, what was not acknowledged succeeds when it is sent again, the books balance, and
no descriptor was synced again after its sync had failed."""
import errno
import os
import sys
import unittest

import harness
from harness import Place, Story
from network import POSTGRES, cases

BUDGET = harness.Budget(rounds=9, seconds=6)
# What a server may say when its disk or its connections fail: docs/operations.md, Log.
EVENTS = ('fault', 'database_unavailable', 'ship_failed', 'spool_broken', 'spool_damage', 'job_failed', 'mail_failed')
FAULTS = [('kill', False, 0), ('torn', False, 0), ('error', False, errno.EIO), ('error', True, errno.EIO),
          ('error', False, errno.ENOSPC), ('error', True, errno.ENOSPC)]


class EveryCall(unittest.TestCase):
    database = None

    @classmethod
    def setUpClass(cls):
        if cls.database is None:
            raise unittest.SkipTest('base class')
        if cls.database == 'postgres' and not POSTGRES:
            raise unittest.SkipTest('TRIBUTARY_TEST_POSTGRES is not set: PostgreSQL is NOT tested')
        cls.place = Place(cls.database)
        try:
            cls.shop, cls.payees = harness.filled(cls.place)
            spool = os.path.join(cls.place.network.data, 'spool')
            os.unlink(os.path.join(spool, max(name for name in os.listdir(spool) if name.endswith('.seg'))))
            cls.place.keep()  # so that a segment is made too
        except BaseException:
            cls.place.close()
            raise
        cls.stories = 0

    @classmethod
    def tearDownClass(cls):
        if hasattr(cls, 'place'):
            cls.place.close()

    def begin(self):
        """A story not told yet, on a network as it was left well."""
        n = self.place.network
        if self.database == 'sqlite':
            self.place.put_back()
        elif self.stories > 0:
            n.start()
            self.payees.earn()
            self.assertEqual(n.stop(), 0)
        type(self).stories += 1
        return Story(n, self.shop, self.payees, self.stories)

    def run_story(self, story, fault):
        """Tells it under the library; gives how the server ended."""
        kind, at, is_forever, error = fault
        control = self.place.control
        control.arm(kind=kind, at=at, is_forever=is_forever, error=error or errno.EIO)
        try:
            self.place.start()
            story.tell()
        except AssertionError as trouble:
            if 'serve ended' not in str(trouble):
                raise
            story.statuses.append('no start')
        code = self.place.network.stop()
        control.disarm()
        return code

    def calls(self):
        """How many calls there are when nothing fails."""
        story = self.begin()
        self.assertEqual(self.run_story(story, (None, 0, False, 0)), 0)
        self.assertEqual((story.statuses, story.is_paid, len(story.sales)), ([], True, 2))
        return self.place.control['count']

    def points(self, count):
        all_points = [(kind, at, is_forever, error) for at in range(1, count + 1)
                      for kind, is_forever, error in FAULTS]
        moments = harness.moments()
        moments.shuffle(all_points)
        return all_points

    def test_every_call(self):
        count = self.calls()
        points = self.points(count)
        for number, point in zip(BUDGET.rounds(), points):
            self.one(point, f'{harness.SEED_WORDS}, {point} of {count}')
        harness.report(f'calls on {self.database}: {BUDGET.done} points of {len(points)}: {count} calls, '
                       f'{len(FAULTS)} faults')

    def one(self, point, what):
        n = self.place.network
        story = self.begin()
        log_before = os.path.getsize(os.path.join(n.folder, 'log'))
        code = self.run_story(story, point)
        faults = self.place.faults()
        log = n.log_text()[log_before:]
        told = (what, code, story.statuses, faults, log[-3000:])
        self.assertEqual([line for line in faults if 'SECOND SYNC' in line], [], told)
        self.assert_said(point, code, story, faults, log, told)
        n.start()
        try:
            story.check(self, told)
            story.finish(self, told)
            story.check_books(self, told)
        finally:
            n.stop(kill=True)

    def assert_said(self, point, code, story, faults, log, told):
        """The ends and the messages of the documentation."""
        if point[0] in ('kill', 'torn'):
            self.assertIn(code, (-9, 0), told)  # 0: this time there were fewer calls
            return
        self.assertIn(code, (0, 9), told)
        for status in story.statuses:
            if isinstance(status, int):
                self.assertIn(status, (500, 503), told)
        is_send_alone = faults and all(' send ' in line for line in faults)
        is_ill = code == 9 or any(status in (500, 503) for status in story.statuses)
        if is_ill and not is_send_alone:
            is_told = any(f'event={event}' in log for event in EVENTS) or 'tributary: serve: ' in log
            self.assertTrue(is_told, told)


cases(globals(), EveryCall)

if __name__ == '__main__':
    sys.exit(unittest.main())
