# SPDX-License-Identifier: Apache-2.0
"""Out of memory: the N-th allocation fails, once or from there on, over a server's start and a request of each kind.
The answer is as ever or a clean error, or the server ends with a line that says why; never a crash, nothing half
written, and the next server finds everything that was acknowledged. On a build without sanitizers, which have an
allocator of their own."""
import os
import re
import subprocess
import sys
import unittest

import harness
from harness import AMOUNT, BINARY, Place, Story
from network import POSTGRES, ROOT, cases

BUDGET = harness.Budget(rounds=12, seconds=5)
BUILDS = [BINARY, os.path.join(ROOT, 'build', 'release', 'src', 'main', 'tributary'),
          os.path.join(ROOT, 'build', 'debug', 'src', 'main', 'tributary')]


def plain_binary():
    """The first build that is there and not sanitized, None without one."""
    for path in BUILDS:
        if os.path.exists(path) and 'asan' not in path and 'fuzz' not in path:
            return path
    return None


class Starved(unittest.TestCase):
    database = None

    @classmethod
    def setUpClass(cls):
        if cls.database is None:
            raise unittest.SkipTest('base class')
        if cls.database == 'postgres' and not POSTGRES:
            raise unittest.SkipTest('TRIBUTARY_TEST_POSTGRES is not set: PostgreSQL is NOT tested')
        binary = plain_binary()
        if binary is None:
            raise unittest.SkipTest('there is no build without sanitizers')
        library = os.path.join(os.path.dirname(os.path.dirname(os.path.dirname(binary))), 'test', 'torture',
                               'libfault.so')
        cls.place = Place(cls.database, binary=binary, library=library if os.path.exists(library) else harness.LIBRARY)
        try:
            cls.shop, cls.payees = harness.filled(cls.place)
            cls.place.keep()
            cls.stories = 0
        except BaseException:
            cls.place.close()
            raise

    @classmethod
    def tearDownClass(cls):
        if hasattr(cls, 'place'):
            cls.place.close()

    def run_story(self, story, at, is_starving):
        control = self.place.control
        control['allocations'] = 0
        control['allocation_at'] = at
        control['is_starving'] = is_starving
        control['allocations_on'] = 1
        try:
            self.place.start()
            story.tell()
            for page in ('/', '/sign-in', '/operator', '/api/v1/partners', '/api/v1/openapi.json', '/metrics',
                         '/nothing'):
                story.attempt(lambda page=page: story.network.api('GET', page[7:]) if page.startswith('/api')
                              else story.network.request('GET', page))
        except AssertionError as trouble:
            if 'serve ended' not in str(trouble):
                raise
            story.statuses.append('no start')
        control['allocations_on'] = 0  # its end is the system's to care for
        self.answers()
        return self.place.network.stop()

    def answers(self):
        """A server that still runs, now that there is memory, answers: it has not gone deaf."""
        n = self.place.network
        if n.process is None or n.process.poll() is not None:
            return
        try:
            self.assertEqual(n.request('GET', '/healthz').status, 200)
        except OSError as trouble:
            try:
                n.process.wait(timeout=10)  # it was about to end
            except subprocess.TimeoutExpired:
                self.fail(f'it runs and does not answer: {trouble}')

    def begin(self):
        """A story not told yet. PostgreSQL goes on from the one before, with something to be paid again."""
        n = self.place.network
        if self.database == 'sqlite':
            self.place.put_back()
        elif self.stories > 0:
            n.start()
            self.payees.earn()
            self.assertEqual(n.stop(), 0)
        type(self).stories += 1
        return Story(n, self.shop, self.payees, self.stories)

    def test_every_allocation(self):
        story = self.begin()
        self.assertEqual(self.run_story(story, 0, False), 0)
        self.assertEqual(story.statuses, [])
        count = self.place.control['allocations']
        moments = harness.moments()
        # Evenly over the whole story, each place twice.
        step = max(1, count * 2 // BUDGET.wanted)
        points = [(at, is_starving) for at in range(1 + moments.randrange(step), count + 1, step)
                  for is_starving in (False, True)]
        if AMOUNT == 0:
            moments.shuffle(points)
        ends = {}
        for _, (at, is_starving) in zip(BUDGET.rounds(), points):
            what = f'{harness.SEED_WORDS}, allocation {at} of {count}' + (' and all later ones' if is_starving else '')
            end = self.one(at, is_starving, what)
            ends[end] = ends.get(end, 0) + 1
        harness.report(f'memory on {self.database}: {BUDGET.done} points of {count} allocations; ' +
                       ', '.join(f'{times} {end}' for end, times in sorted(ends.items())))

    def one(self, at, is_starving, what):
        n = self.place.network
        story = self.begin()
        before = os.path.getsize(os.path.join(n.folder, 'log'))
        code = self.run_story(story, at, is_starving)
        with open(os.path.join(n.folder, 'log'), encoding='utf-8', errors='replace') as file:
            file.seek(before)
            log = file.read()
        told = (what, code, story.statuses, log[-2000:])
        # 0: it went on; 9, 7: an error at the start; -6: it says that it has no memory, and ends.
        self.assertIn(code, (0, 7, 9, -6), told)
        if code == -6:
            self.assertRegex(log, r'memory|BUG|bug|tributary: ', told)
        elif code != 0:
            self.assertTrue(re.search(r'tributary: serve: |event=', log), told)
        for status in story.statuses:
            if isinstance(status, int):
                self.assertIn(status, (500, 503), told)
        n.start()
        try:
            story.check(self, told)
            story.finish(self, told)
            story.check_books(self, told)
        finally:
            n.stop(kill=True)
        return {0: 'went on', -6: 'ended and said so'}.get(code, 'did not start')


cases(globals(), Starved)

if __name__ == '__main__':
    sys.exit(unittest.main())
