#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Every construct of the plan language (docs/plans.md) has a story in test/scenario in which money is taken back again:
by a refund or a rejection. The list of constructs is the page's own: each clause that its tables show must be one of
those below, and each of those below must stand in a plan of such a story. Clicks and impressions cannot be refunded."""
import glob
import os
import re
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
UNREFUNDED = {'on click', 'on unique click', 'on impressions'}

# name: (how docs/plans.md shows it, how a plan says it)
CONSTRUCTS = {
    'percentage': (r'^pay 10% on sale$', r'pay [0-9.]+% on sale'),
    'fixed sum': (r'^pay 2\.50 EUR on sale$', r'pay [0-9.]+ EUR on sale'),
    'per item': (r'per item', r'per item on'),
    'of tariff': (r'of tariff', r'pay [0-9.]+% of tariff on'),
    'nothing': (r'^pay nothing', r'pay nothing on'),
    'on lead': (r'^on lead$', r'pay .* on lead'),
    'on goal': (r'^on goal|^on sale$', r'pay .* on goal'),
    'on click': (r'^on click$|USD on click', r'pay .* on click'),
    'on unique click': (r'^on unique click$', r'on unique click'),
    'on impressions': (r'impressions$', r'on [0-9]+ impressions'),
    'of kind': (r'^of kind digital$', r'of kind'),
    'of sku': (r'^of sku A-1$', r'of sku'),
    'of category': (r'^of category books$', r'of category'),
    'of service': (r'^of service|^of kind service', r'of service'),
    'of several': (r'^of sku in|^of sku starts|^of kind digital and',
                   r'of (sku in|sku starts|(kind|category) [a-z]+ and)'),
    'months': (r'^for 6 months$', r'for [0-9]+ months'),
    'payments': (r'^for 6 payments$|^for the first payment$|^for life$', r'for ([0-9]+ payments|the first payment)'),
    'churn': (r'^until churn$', r'until churn'),
    'days': (r'^from 2026|^until 2026', r'(from|until) 20[0-9]{2}-'),
    'hold of a rule': (r'^hold 30 days$', r'pay .* hold [0-9]+ days'),
    'limits of a rule': (r'^at least|^at most', r'at (least|most) [0-9]'),
    'instead of': (r'^instead of', r'instead of'),
    'condition': (r'when partner level|when country|^partner|^customer|^metadata|^order amount|^recruiter type',
                  r'(when|unless) '),
    'tier by count': (r'^10 sales$|^10 leads$|^10 times$', r'from [0-9]+ (sales|leads|times) a'),
    'tier by sum': (r'^5000 EUR of sales$', r'from [0-9]+ EUR of sales'),
    'for all': (r'^for all$', r'for all'),
    'level of sale': (r'^level 1 pays 5% of sale$|^levels 2 to 7', r'levels? .*pays? [0-9.]+% of sale'),
    'level of commission': (r'^level 2 pays', r'levels? .*pays? [0-9.]+% of commission'),
    'level of a sum': (r'^level 1 pays 2 EUR', r'levels? .*pays? [0-9.]+ EUR'),
    'matrix': (r'^matrix', r'matrix [0-9]+ wide'),
    'share': (r'^share', r'share first'),
    'two-sided': (r'^customer gets', r'customer gets'),
    'bonus': (r'^bonus 100 EUR for 10 sales a month$', r'bonus .* for [0-9]+ sales a month'),
    'bonus for every': (r'^bonus 100 EUR for every', r'bonus .* for every'),
    'bonus for the first': (r'^bonus 100 EUR for the first', r'bonus .* for the first sale'),
    'bonus for a sum': (r'^bonus 100 EUR for 5000', r'bonus .* for [0-9]+ EUR of sales'),
    'bonus by deadline': (r'^bonus 100 EUR for 20 sales until', r'bonus .* until 20[0-9]{2}-'),
    'gift': (r'^give gift|^give 2 credit|^give invitation', r'give '),
    'base before': (r'^base before discount$', r'base before discount'),
    'base after': (r'^base after discount$', r'base after discount'),
    'base without': (r'^base without', r'base without'),
    'hold': (r'^hold 14 days$', r'^hold [0-9]+ days'),
    'rounding': (r'^round half', r'round half even'),
    'cap of a sale': (r'^cap 20% of sale$|^cap 50 EUR per sale$', r'cap [0-9.]+(% of| EUR per) sale$'),
    'cap over all levels': (r'over all levels$', r'over all levels'),
    'cap of a period': (r'^cap 1000 EUR per partner', r'cap [0-9]+ EUR per partner a'),
    'budget': (r'^budget', r'budget [0-9]+ EUR'),
    'forgiven refunds': (r'^refunds after payment', r'refunds after payment are forgiven'),
    'late payment': (r'^late payment', r'late payment [0-9]+ times'),
}


def read(path):
    with open(os.path.join(ROOT, path), encoding='utf-8') as file:
        return file.read()


def clauses_of_page():
    """What the first column of the page's tables of constructs shows in code."""
    page = read('docs/plans.md')
    wanted = page[page.index('## Paying'):page.index('## Precedence')]
    for line in wanted.split('\n'):
        if line.startswith('| ') and not line.startswith(('| value', '| event', '| items', '| modifier', '| fact',
                                                          '| clause')):
            for clause in re.findall(r'`([^`]+)`', line.split(' | ')[0]):
                yield clause


def plans_of(story):
    """The indented blocks of a story, joined."""
    lines = [line.strip() for line in story.split('\n') if line.startswith('    ') and not line.startswith('     ')]
    more = [line.strip() for line in story.split('\n') if line.startswith('      ') and not line.startswith('        ')]
    return '\n'.join(lines + more)


def takes_back(story):
    return re.search(r'^(at \S+)?\s+(refund|reject) ', story, re.M) is not None


class StoriesTest(unittest.TestCase):
    def test_every_clause_of_the_page_is_a_construct(self):
        seen = False
        for clause in clauses_of_page():
            seen = True
            names = [name for name, (shown, _) in CONSTRUCTS.items() if re.search(shown, clause)]
            fact = re.match(r'(partner|customer|coupon|country|device|source|order|payment|month|date|metadata|is|in|'
                            r'not|contains|does|starts|ends|recruiter|a week|[=<>])', clause)
            self.assertTrue(names or fact, f'docs/plans.md shows `{clause}`: name it, and tell a story of it')
        self.assertTrue(seen)

    def test_every_construct_has_a_story_with_money_taken_back(self):
        stories = [read(os.path.relpath(path, ROOT)) for path in glob.glob(os.path.join(ROOT, 'test/scenario/*.scn'))]
        self.assertGreater(len(stories), 50)
        missing = []
        for name, (_, said) in CONSTRUCTS.items():
            told = [story for story in stories if re.search(said, plans_of(story), re.M)]
            if not (told if name in UNREFUNDED else [story for story in told if takes_back(story)]):
                missing.append(name)
        self.assertEqual(missing, [], 'constructs without a story that takes money back')


if __name__ == '__main__':
    unittest.main()
