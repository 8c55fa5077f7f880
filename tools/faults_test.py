# SPDX-License-Identifier: Apache-2.0
"""The page of errors says what the source says, and the tool would notice if it did not."""
import os
import shutil
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import faults

SOURCE = '''
enum rc refuse(struct call *call, struct fault *fault)
{
    TRY(call_refuse(call, 400, is_many ? "too_many" : "query_bad", "", "the query is bad"));
    // fault_set(fault, RC_INVALID, "in_a_comment", "", "no")
    return fault_set(call->fault, is_gone ? RC_NOT_FOUND : RC_CONFLICT, "gone",
                     "field", "gone %d", 1);
}
static const struct refusal r = REFUSAL(LONG, 414, "too_long", "the target is too long");
'''


class PageAndSource(unittest.TestCase):
    def test_the_page_is_true(self):
        codes = faults.scan()
        self.assertGreater(len(codes), 150)
        self.assertEqual(faults.compare(codes, *faults.read_page()), [])


class Tool(unittest.TestCase):
    def setUp(self):
        self.root = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.root)
        for path, text in (('src/gate/gate.c', SOURCE), ('src/gate/gate_test.c', SOURCE.replace('gone', 'tested')),
                           ('src/cli/cli.c', 'return fault_set(f, RC_INVALID, "option_bad", "", "no");')):
            full = os.path.join(self.root, path)
            os.makedirs(os.path.dirname(full), exist_ok=True)
            with open(full, 'w', encoding='utf-8') as file:
                file.write(text)

    def scan(self):
        codes = faults.scan(self.root)
        for code in faults.FIXED:
            del codes[code]
        return codes

    def test_reads_every_form(self):
        codes = self.scan()
        self.assertEqual({code: known.statuses for code, known in codes.items()},
                         {'too_many': {400}, 'query_bad': {400}, 'gone': {404, 409}, 'too_long': {414},
                          'option_bad': set()})
        self.assertFalse(codes['option_bad'].is_served)

    def test_notices_what_is_wrong(self):
        os.makedirs(os.path.join(self.root, 'docs'))
        page = ('| `too_many`, `query_bad` | 400 | x |\n| `gone` | 404 | x |\n| `too_long` | 414 | x |\n'
                '| `option_bad` | 422 | x |\n| `never` | 422 | x |\n| `too_long` | 414 | x |\n')
        with open(os.path.join(self.root, 'docs', 'errors.md'), 'w', encoding='utf-8') as file:
            file.write(page)
        wrong = faults.compare(self.scan(), *faults.read_page(self.root))
        self.assertEqual([line.split(':')[0] for line in wrong], ['too_long', 'never', 'gone', 'option_bad'])


if __name__ == '__main__':
    sys.exit(unittest.main())
