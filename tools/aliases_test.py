#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The names of postback parameters that docs/tracking.md lists are those that are read, in the order in which one goes
before the other."""
import os
import re
import sys
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def text_of(*path):
    with open(os.path.join(ROOT, *path), encoding='utf-8') as file:
        return file.read()


def read_names():
    """Our name → the others', from the source's table."""
    table = re.search(r'\} aliases\[\] = \{\n(.*?)\n\};', text_of('src', 'web', 'visitor', 'postback_claim.c'),
                      re.DOTALL).group(1)
    rows = [re.findall(r'"([^"]+)"', row) for row in re.findall(r'\{FIELD_\w+,\s*\{(.*?)\}\}', table, re.DOTALL)]
    return {row[0]: row[1:] for row in rows}


def told_names():
    """The same from the document; of its last column what stands before a comma or semicolon."""
    rows = {}
    part = text_of('docs', 'tracking.md').split('### Postback\n', 1)[1].split('\n### ', 1)[0]
    for line in part.splitlines():
        cells = [cell.strip() for cell in line.strip('|').split('|')]
        names = re.findall(r'`([^`]+)`', cells[0]) if line.startswith('| `') and len(cells) == 3 else []
        for name in names:
            rows[name] = re.findall(r'`([^`]+)`', re.split('[,;]', cells[2])[0])
    return rows


class Aliases(unittest.TestCase):
    def test_the_document_lists_what_is_read(self):
        told = told_names()
        told.pop('metadata.NAME')  # a family of names, not one
        self.assertEqual(told, read_names())

    def test_both_lists_were_found(self):
        self.assertGreater(len(read_names()), 20)
        self.assertIn('clickid', told_names()['click_id'])


if __name__ == '__main__':
    sys.exit(unittest.main())
