#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The grammar in docs/plans.md has every word that the reader of plans knows (src/domain/commission/plan*.c), and no
other; and every name in it is defined once and used."""
import glob
import os
import re
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
READERS = ('plan.c', 'plan_rule.c', 'plan_condition.c', 'plan_terms.c', 'plan_reward.c', 'plan_value.c',
           'plan_example.c')
# What the reader knows only to help whoever wrote it.
MISTAKES = {'percent', 'per-cent'}
# Words said to a person, not read from one.
TOLD = ('names', 'cap_name')


def read(path):
    with open(os.path.join(ROOT, path), encoding='utf-8') as file:
        return file.read()


def words_of_reader():
    words = set()
    for name in READERS:
        source = read(f'src/domain/commission/{name}')
        for call in re.findall(r'plan_(?:reader_take_this|reader_skip|token_is)\((?:[^()]|\([^()]*\))*\)', source):
            words.update(re.findall(r'"([^"]+)"', call))
        for sign in re.findall(r"plan_(?:reader_take_sign|reader_skip_sign|token_is_sign)\([^;{]*?'(.)'\)", source):
            words.add(sign)
        for array, values in re.findall(r'\*(?:const )?(\w+)\[[^\]]*\] = \{(.*?)\};', source, re.S):
            if array not in TOLD:
                words.update(word for value in re.findall(r'"([^"]+)"', values) for word in value.split(' '))
        for value in re.findall(r'^\s+(?:\} modifiers\[\] = )?\{"([a-z]+)", \w+\},?', source, re.M):
            words.add(value)
        words.update(re.findall(r'\{"([a-z]+)", read_\w+\}', source))
        for value in re.findall(r'\] = \{"([a-z ]+)", FIELD_\w+\}', source):
            words.update(value.split(' '))
        for value in re.findall(r'\{"([^"]+)", PLAN_\w+\}', source):
            is_bytes = value.startswith('\\x')
            words.add(bytes.fromhex(value.replace('\\x', '')).decode() if is_bytes else value)
        words.update(re.findall(r'TEXT\("(st|nd|rd|th)"\)', source))
    return words - MISTAKES


def grammar():
    page = read('docs/plans.md')
    section = page[page.index('## The grammar'):].split('\n## ')[0]
    return '\n'.join(line for line in section.split('\n') if line.startswith('    '))


class GrammarTest(unittest.TestCase):
    maxDiff = None

    def test_words_are_those_of_the_reader(self):
        written = set(re.findall(r'"([^"]+)"', grammar())) - {':', '%'}
        known = words_of_reader() - {':', '%'}
        self.assertGreater(len(known), 120)
        self.assertEqual((sorted(written - known), sorted(known - written)), ([], []))

    def test_every_clause_has_its_line(self):
        begun = set(re.findall(r'^    \{"([a-z]+)", (?:read_\w+|plan_read_\w+)\},', read(
            'src/domain/commission/plan_terms.c'), re.M))
        self.assertGreater(len(begun), 15)
        for word in begun | {'pay'}:
            self.assertRegex(grammar(), rf'= (?:\S+ )*?[^=;]*"{word}"', word)

    def test_every_name_is_defined_once_and_used(self):
        text = re.sub(r'"[^"]*"', '', grammar())
        defined = re.findall(r'^    (\w+)\s+=', text, re.M)
        self.assertEqual(len(defined), len(set(defined)))
        for name in defined:
            uses = re.findall(rf'\b{name}\b', text)
            self.assertTrue(name == 'plan' or len(uses) > 1, name)


if __name__ == '__main__':
    unittest.main()
