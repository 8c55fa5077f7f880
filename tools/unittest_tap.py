#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the unittest cases of one file and prints them as TAP: unittest_tap.py FILE [NAME-PART…].

A case's failure goes to standard output as TAP comments, so that one stream tells everything.
"""
import importlib.util
import os
import sys
import unittest


class TapResult(unittest.TestResult):
    """Prints one line per case as soon as it ended."""

    def __init__(self):
        super().__init__()
        self.number = 0
        self.bad = 0
        self.is_skipped = False
        self.trouble = []

    def line(self, is_good, name, note=''):
        self.number += 1
        self.bad += 0 if is_good else 1
        print(f"{'ok' if is_good else 'not ok'} {self.number} - {name}{note}", flush=True)

    def comment(self, text):
        for part in text.rstrip().split('\n'):
            print('# ' + part, flush=True)

    def startTest(self, test):
        super().startTest(test)
        self.trouble = []
        self.is_skipped = False

    def stopTest(self, test):
        super().stopTest(test)
        if self.is_skipped and not self.trouble:
            return
        for text in self.trouble:
            self.comment(text)
        self.line(not self.trouble, test.id().split('.', 1)[-1])

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self.is_skipped = True
        self.line(True, test.id().split('.', 1)[-1], f' # SKIP {reason}')

    def addError(self, test, err):
        super().addError(test, err)
        self.trouble.append(self._exc_info_to_string(err, test))
        if not hasattr(test, '_testMethodName'):  # setUpClass or setUpModule: there is no case to report it
            self.comment(self.trouble.pop())
            self.line(False, str(test))

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.trouble.append(self._exc_info_to_string(err, test))

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err is not None:
            self.trouble.append(f'{subtest}\n' + self._exc_info_to_string(err, test))

    def addUnexpectedSuccess(self, test):
        super().addUnexpectedSuccess(test)
        self.trouble.append('expected to fail, but did not')


def cases(suite, parts):
    for item in suite:
        if isinstance(item, unittest.TestSuite):
            yield from cases(item, parts)
        elif not parts or any(part in item.id() for part in parts):
            yield item


def main():
    path = os.path.abspath(sys.argv[1])
    sys.path.insert(0, os.path.dirname(path))
    name = os.path.splitext(os.path.basename(path))[0]
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    suite = unittest.TestSuite(cases(unittest.defaultTestLoader.loadTestsFromModule(module), sys.argv[2:]))
    result = TapResult()
    suite.run(result)
    print(f'1..{result.number}', flush=True)
    return 1 if result.bad or not result.number else 0


if __name__ == '__main__':
    sys.exit(main())
