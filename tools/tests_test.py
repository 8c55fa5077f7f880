# SPDX-License-Identifier: Apache-2.0
"""Tests of the counting: a lost case here would hide a failure everywhere."""
import contextlib
import io
import os
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tests


class TapIsCounted(unittest.TestCase):
    def count(self, output, is_good_exit=True):
        tally = tests.tally_tap('t', output, is_good_exit)
        return tally.passed, tally.failed, tally.skipped

    def test_streams(self):
        rows = [
            # stream, good exit, passed, failed, skipped
            ('1..2\nok 1 - a\nok 2 - b\n', True, 2, 0, 0),
            ('1..2\nok 1 - a\nnot ok 2 - b\n', False, 1, 1, 0),
            ('ok 1 - a\n1..1', True, 1, 0, 0),
            ('TAP version 13\n1..1\nok 1 - a # SKIP no data\n', True, 0, 0, 1),
            ('1..1\nnot ok 1 # SKIP a\n', True, 0, 0, 1),
            ('1..1\nnot ok 1 - a # TODO later\n', True, 1, 0, 0),
            ('1..2\nok 1 - a\n1..1\nok 1 - b\nok 2 - c\n', True, 3, 0, 0),
            ('1..0 # SKIP no PostgreSQL\n', True, 0, 0, 1),
            ('1..1\nok 1 - case #3 of the issue\n', True, 1, 0, 0),
            # The rest hides something, and so fails.
            ('', True, 0, 1, 0),
            ('1..0\n', True, 0, 1, 0),
            ('1..3\nok 1 - a\nok 2 - b\n', True, 2, 1, 0),
            ('1..1\nok 1 - a\n', False, 1, 1, 0),
            ('1..1\nok 1 - a\nBail out! disk\n', True, 1, 1, 0),
            ('okay\n', True, 0, 1, 0),
        ]
        for output, is_good_exit, passed, failed, skipped in rows:
            with self.subTest(output=output):
                self.assertEqual(self.count(output, is_good_exit), (passed, failed, skipped))


class WhatFailedRunsAgain(unittest.TestCase):
    def run_twice(self, script):
        with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
            environment = dict(os.environ, FOLDER=folder)
            return tests.Runner().run_all([('first', ['sh', '-c', script]), ('good', ['echo', 'ok 1 - b'])],
                                          environment, is_again=True)

    def test_what_passes_then_is_told_of(self):
        total = self.run_twice('mkdir "$FOLDER/once" && echo "not ok 1 - a" || echo "ok 1 - a"')
        self.assertEqual((total.passed, total.failed), (2, 0))
        self.assertEqual(total.notes, ['passed when run again: first: a'])

    def test_what_fails_twice_has_failed(self):
        total = self.run_twice('echo "not ok 1 - a"')
        self.assertEqual((total.passed, total.failed), (1, 1))
        self.assertEqual(total.notes, ['FAILED: first: a'])

    def test_what_was_stopped_does_not_run_again(self):
        kept, tests.SECONDS_MAX = tests.SECONDS_MAX, 0.5
        try:
            total = self.run_twice('mkdir "$FOLDER/once" && sleep 60 || echo "ok 1 - a"')
        finally:
            tests.SECONDS_MAX = kept
        self.assertEqual(total.failed, 1)
        self.assertIn('FAILED: first: stopped after 0.5 seconds', total.notes)


if __name__ == '__main__':
    unittest.main()
