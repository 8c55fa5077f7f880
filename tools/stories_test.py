#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Every form of the plan language (docs/plans.md) has a story in test/scenario in which money that this form paid is
taken back, by a refund or a rejection.

The stories are run: `scenario --taken-back` tells of each refund and rejection what commission fell, with the
derivation that the engine had recorded before, so a form counts only where the engine says that it paid. The list of
forms is the page's own: each clause that its tables show must be one of those below, and the page must show each of
those below. What clicks and impressions earn cannot be refunded. docs/scenarios.md must name, for each form, only
stories that do it;
`tools/stories_test.py --write` writes its table anew.
"""
import collections
import glob
import json
import os
import re
import subprocess
import sys
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

# What one refund or rejection took of one commission.
Taken = collections.namedtuple('Taken', 'story line program role derivation clauses reward')


def rule(pattern, **wanted):
    """A rule that paid reads so; what the engine says of it is as wanted."""
    def look(taken):
        return any(re.search(pattern, paid['text'], re.I) and
                   all(paid.get(key) == value for key, value in wanted.items()) for paid in rules_paid(taken))
    return look


def tier(pattern, **wanted):
    """A rule that paid by one of its tiers, not by what stands below the first."""
    def look(taken):
        return any(re.search(pattern, paid['text'], re.I) and is_reached(paid.get('tier')) and
                   all(paid['tier'].get(key) == value for key, value in wanted.items()) for paid in rules_paid(taken))
    return look


def level(pattern):
    return lambda taken: taken.role == 'level' and re.search(pattern, taken.derivation['level']['text'], re.I)


def cap(pattern):
    """A cap that cut something."""
    return lambda taken: any(re.search(pattern, cut['text'], re.I) and cut['before'] != cut['after']
                             for cut in taken.derivation.get('caps', []))


def bonus(pattern):
    return lambda taken: taken.role == 'bonus' and re.search(pattern, taken.derivation['plan']['text'], re.I)


def reward(pattern):
    return lambda taken: taken.role == 'reward' and re.search(pattern, taken.reward, re.I)


def terms(pattern, look=lambda taken: True):
    """A clause of the plan as a whole, and something that the engine says of it."""
    return lambda taken: any(re.search(pattern, clause, re.I) for clause in taken.clauses) and look(taken)


def derived(**wanted):
    return lambda taken: all(taken.derivation.get(key) == value for key, value in wanted.items())


def held_by(source):
    return lambda taken: taken.derivation.get('hold', {}).get('from') == source


def without(*parts):
    return lambda taken: all((taken.derivation.get(part) or {}).get('taken_out') for part in parts)


def role(name):
    return lambda taken: taken.role == name


def is_individual(taken):
    return any(plan['individual'] and plan['pays'] for plan in taken.derivation.get('plans', []))


def is_shared(taken):
    return 'weight' in (taken.derivation.get('award') or {})


def rules_paid(taken):
    return [paid for plan in taken.derivation.get('plans', []) for paid in plan['rules'] if paid['outcome'] == 'paid']


def is_reached(found):
    return found is not None and (found.get('from') or any(part['from'] for part in found.get('slices', [])))


GOAL = r'on (sale|lead|goal \w+)'
# How docs/plans.md shows the form: what of it must have been taken back. None: nothing of it can be.
FORMS = {
    'pay 10% on sale': rule(r'pay [0-9.]+% on sale'),
    'pay 2.50 EUR on sale': rule(r'pay [0-9.]+ [A-Z]{3} on sale'),
    'pay 2.50 EUR per item on sale': rule(r'pay [0-9.]+ [A-Z]{3} per item on sale'),
    'pay 10% of tariff on sale': rule(r'pay [0-9.]+% of tariff on sale'),
    'pay nothing on sale of kind voucher': rule(r'pay nothing on sale of kind'),
    'on sale': rule(r'on sale'),
    'on lead': rule(r'on lead'),
    'on goal signup': rule(r'on goal \w+'),
    'on click': None,
    'on unique click': None,
    'on 1000 impressions': None,
    'of kind digital': rule(r'of kind \w+'),
    'of sku A-1': rule(r'of sku (?!in |is |starts |ends |contains |does |not )\S+'),
    'of category books': rule(r'of category (?!in |is |starts |ends |contains |does |not )\S+'),
    'of service seo': rule(r'of service \w+'),
    'of sku in (A-1, B-2)': rule(r'of sku in \('),
    'of sku starts with A-': rule(r'of sku starts with'),
    'of sku ends with -X': rule(r'of sku ends with'),
    'of category contains comic': rule(r'of category contains'),
    'of category not in (books, toys)': rule(r'of category not in \('),
    'of sku is not A-1': rule(r'of sku is not'),
    'of sku does not contain Z': rule(r'of sku does not contain'),
    'of kind digital and not category books': rule(r'of kind \w+ and not category'),
    'of kind service or category gifts': rule(r'of kind \w+ or category'),
    'of (sku A-1 or sku A-2) and kind physical': rule(r'of \(sku \S+ or sku \S+\) and kind'),
    'for 6 months': rule(r'for [0-9]+ months'),
    'for 6 payments': rule(r'for [0-9]+ payments'),
    'for the first payment': rule(r'for the first payment'),
    'for life': rule(r'for life'),
    'until churn': rule(r'until churn'),
    'from 2026-11-20': rule(r'from 20\d\d-\d\d-\d\d'),
    'until 2026-11-30': rule(r'until 20\d\d-\d\d-\d\d'),
    'hold 30 days': lambda taken: rule(r'hold [0-9]+ days')(taken) and held_by('rule')(taken),
    'at least 2 EUR': rule(r'at least [0-9]', limit='at_least'),
    'at most 50 EUR': rule(r'at most [0-9]', limit='at_most'),
    'instead of NAME': rule(r'instead of \w+'),
    'also pay': rule(r'also pay'),
    'and': rule(r'(when|unless) .* and '),
    'or': rule(r'(when|unless) .* or '),
    'not': rule(r'(when|unless) (.* )?not \('),
    'unless coupon starts with VIP': rule(r'unless '),
    '10 sales': tier(r'from [0-9]+ sales', by='count'),
    '10 leads': tier(r'from [0-9]+ leads', by='count'),
    '10 times': tier(r'from [0-9]+ times', by='count'),
    '10 goal signup': tier(r'from [0-9]+ goal \w+', by='count'),
    '5000 EUR of sales': tier(r'from [0-9]+ [A-Z]{3} of sales', by='sum'),
    'a week': tier(GOAL, period='week'),
    'a month': tier(GOAL, period='month'),
    'a quarter': tier(GOAL, period='quarter'),
    'a year': tier(GOAL, period='year'),
    'in all': tier(GOAL, period='all_time'),
    'for all': tier(r'for all', all=True, by='count'),
    'for all, by sum': tier(r'for all', all=True, by='sum'),
    'tariff by clicks': rule(r'of tariff'),
    'up to 10000 3000 RUB': lambda taken: any('tariff' in paid for paid in rules_paid(taken)),
    'above 20000 RUB': terms(r'^above [0-9]', lambda taken: any(
        'tariff' in paid and 'above ' + paid['tariff']['sum'].split('.')[0] in ' '.join(taken.clauses)
        for paid in rules_paid(taken))),
    'level 1 pays 5% of sale': level(r'level [0-9]+ pays [0-9.]+% of sale'),
    'levels 2 to 7 pay': level(r'levels [0-9]+ to [0-9]+ pay'),
    'level 2 pays 10% of commission': level(r'of commission'),
    'level 1 pays 2 EUR on lead hold 30 days when recruiter level is gold':
        level(r'level [0-9]+ pays [0-9.]+ [A-Z]{3} on lead hold [0-9]+ days'),
    'level 1 pays 2 EUR on every goal unless recruiter level is gold': level(r'on every goal unless'),
    'matrix 3 wide 7 deep': terms(r'^matrix', role('level')),
    'share first 40%, last 40%, others 20%': terms(r'^share', is_shared),
    'customer gets 10% off': terms(r'^customer gets [0-9.]+% off'),
    'bonus 100 EUR for 10 sales a month': bonus(r'for [0-9]+ sales a month'),
    'bonus 100 EUR for every 10 sales a month': bonus(r'for every [0-9]+ sales a month'),
    'bonus 100 EUR for the first sale': bonus(r'for the first sale$'),
    'bonus 100 EUR for the first sale a week': bonus(r'for the first sale a week'),
    'bonus 100 EUR for 5000 EUR of sales a quarter': bonus(r'for [0-9]+ [A-Z]{3} of sales a quarter'),
    'bonus 100 EUR for every 5000 EUR of sales a year': bonus(r'for every [0-9]+ [A-Z]{3} of sales a year'),
    'bonus 100 EUR for 20 sales until 2026-12-31': bonus(r'until 20\d\d-\d\d-\d\d'),
    'bonus 100 EUR for 10 sales a month when partner type is blogger': bonus(r'when partner type is'),
    'give gift "mug" on sale when customer is new': reward(r'^give gift .*on sale when'),
    'give 2 credit on lead': reward(r'^give [0-9]+ credit on '),
    'give invitation "summit" for 10 sales a year': reward(r'^give invitation .* a year'),
    'give lead for 10 sales a quarter': reward(r'^give ([0-9]+ )?lead .* a quarter'),
    'base after discount': derived(base='after_discount'),
    'base before discount': derived(base='before_discount'),
    'base without tax': terms(r'^base without tax$', without('tax')),
    'base without shipping': terms(r'^base without shipping$', without('shipping')),
    'base without tax and shipping': terms(r'^base without tax and shipping$', without('tax', 'shipping')),
    'hold 14 days': held_by('plan'),
    'round half even': derived(rounding='half_even'),
    'cap 20% of sale': cap(r'^cap [0-9.]+% of sale$'),
    'cap 50 EUR per sale': cap(r'^cap [0-9.]+ [A-Z]{3} per sale$'),
    'cap 30% of sale over all levels': cap(r'^cap [0-9.]+% of sale over all levels$'),
    'cap 50 EUR per sale over all levels': cap(r'^cap [0-9.]+ [A-Z]{3} per sale over all levels$'),
    'cap 1000 EUR per partner a month, beyond it 2%': cap(r'^cap [0-9.]+ [A-Z]{3} per partner .*, beyond it [0-9]'),
    'cap 1000 EUR per partner a week': cap(r'^cap [0-9.]+ [A-Z]{3} per partner (a week|a year|in all)$'),
    'budget 50000 EUR a month': cap(r'^budget [0-9.]+ [A-Z]{3} a month$'),
    'budget 50000 EUR a quarter, beyond it 5%': cap(r'^budget .*, beyond it [0-9]'),
    'refunds after payment are owed back': terms(r'^refunds after payment are owed back$'),
    'refunds after payment are forgiven': terms(r'^refunds after payment are forgiven$'),
    'late payment 5 times after 10 days': terms(r'^late payment [0-9]+ times'),
    'individual terms': is_individual,
    'agreed split': lambda taken: (taken.derivation.get('award') or {}).get('agreed') is True,
}

# Each operator as the page names it: how a condition says it. Texts and numbers are apart where the page says so.
OPERATORS = {
    'is': r' is (?!not )\S+', 'is not': r' is not ',
    'in (a, b)': r'(?<!not) in \([a-z]', 'not in (a, b)': r' not in \(',
    'contains': r' contains ', 'does not contain': r' does not contain ', 'starts with': r' starts with ',
    'ends with': r' ends with ', '=': r' = ', '<>': r' <> ', '<': r' < ', '<=': r' <= ', '>': r' > ', '>=': r' >= ',
    'in (1, 2)': r' in \([0-9]',
}


def read(path):
    with open(os.path.join(ROOT, path), encoding='utf-8') as file:
        return file.read()


def constructs_of_page():
    page = read('docs/plans.md')
    return page[page.index('## Paying'):page.index('## Precedence')]


def rows_of_page():
    """The tables of constructs, without the heads: what stands in code in the first two columns."""
    lines = constructs_of_page().split('\n')
    for i, line in enumerate(lines):
        if line.startswith('| ') and not lines[i + 1].startswith('|---'):
            columns = line.strip('| ').split(' | ')
            yield [re.findall(r'`([^`]+)`', column) for column in columns]


def is_fact_row(row):
    return row[0][0] in ('partner type', 'customer is new', 'partner days', 'order amount', 'metadata KEY',
                         'recruiter type')


def facts_of_page():
    """The facts that a condition can ask, as the page names them: a row's "… to …" are all of the partner's."""
    names = []
    for row in rows_of_page():
        if is_fact_row(row):
            names += row[0]
    kinds = [name.split(' ', 1)[1] for name in names if name.startswith('partner ')]
    return [name for name in names if not name.startswith('recruiter ')] + ['recruiter ' + kind for kind in kinds]


def operators_of_page():
    return [name for row in rows_of_page() if is_fact_row(row) for name in row[1] if not name.startswith(
        ('date >=', 'metadata '))]


def fact_form(name):
    if name.startswith('recruiter '):
        return level(r'(when|unless) .*' + name + ' ')
    asked = {'metadata KEY': r'metadata \w+ '}.get(name, r'(?<!customer )(?<!partner )' + name + r'\b')
    return rule(r'(when|unless) (.*[ (])?' + asked)


def operator_form(name):
    return lambda taken: rule(r'(when|unless) .*' + OPERATORS[name])(taken) or level(
        r'(when|unless) .*' + OPERATORS[name])(taken)


def all_forms():
    forms = {name: form for name, form in FORMS.items() if form is not None}
    forms.update({name: fact_form(name) for name in facts_of_page()})
    forms.update({f'… {name} …': operator_form(name) for name in operators_of_page()})
    return forms


def plans_of(story):
    """The clauses of each program's plans and terms in a story, with the line they have in their plan."""
    blocks = collections.defaultdict(list)
    program, number = None, 0
    for line in read(os.path.join('test/scenario', story)).split('\n'):
        begins = re.match(r'(?:at \S+\s+)?(?:plan\s+(\S+)|terms\s+\S+\s+program\s+(\S+))', line.strip())
        if program and line.startswith('    ') and not re.match(r' {10}\S', line):
            number += 1
            blocks[program].append((number, line.strip()))
        else:
            program, number = ((begins.group(1) or begins.group(2)), 0) if begins else (None, 0)
    return blocks


def scenario_program():
    build = os.environ.get('TRIBUTARY_BUILD')
    found = [os.path.join(build, 'test/scenario/scenario')] if build else sorted(
        glob.glob(os.path.join(ROOT, 'build/*/test/scenario/scenario')))
    return next((path for path in found if os.access(path, os.X_OK)), None)


def taken_back():
    """Everything that any story takes back."""
    program = scenario_program()
    if program is None:
        raise unittest.SkipTest('the scenario program is not built')
    files = sorted(glob.glob(os.path.join(ROOT, 'test/scenario/*.scn')))
    told = subprocess.run([program, '--taken-back'] + files, stdout=subprocess.PIPE, check=False).stdout.decode()
    taken = []
    for line in told.split('\n'):
        if not line.startswith('# taken back\t'):
            continue
        path, number, of, what, _, _, derivation = line.split('\t')[1:]
        story = os.path.basename(path)
        clauses = plans_of(story)[of]
        given = ''
        if what == 'reward':
            at = int(derivation.split(':')[4])
            given = next((clause for n, clause in clauses if n == at and clause.startswith('give')), '')
        taken.append(Taken(story[:-4], int(number), of, what, {} if what == 'reward' else json.loads(derivation),
                           [clause for _, clause in clauses], given))
    return taken


TABLE_HEAD = '| form | stories that take back what it paid |\n|---|---|\n'


def table_written(found):
    """For each form the three stories that are the most about it: those with the fewest forms."""
    sizes = collections.Counter(story for stories in found.values() for story in stories)
    rows = []
    for name, stories in found.items():
        chosen = sorted(stories, key=lambda story: (sizes[story], story))[:3]
        rows.append(f'| `{name}` | {", ".join(f"`{story}`" for story in sorted(chosen))} |\n')
    return TABLE_HEAD + ''.join(rows)


def table_of_page():
    page = read('docs/scenarios.md')
    begin = page.index(TABLE_HEAD)
    return page[begin:page.index('\n\n', begin) + 1]


class StoriesTest(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.taken = taken_back()
        cls.found = {name: {taken.story for taken in cls.taken if form(taken)} for name, form in all_forms().items()}

    def test_every_clause_of_the_page_is_a_form(self):
        shown = [name for row in rows_of_page() if not is_fact_row(row) for name in row[0]]
        self.assertGreater(len(shown), 60)
        self.assertEqual([name for name in shown if name not in FORMS], [],
                         'shown in docs/plans.md: give each a form, and tell a story of it')

    def test_every_form_stands_on_the_page(self):
        page = constructs_of_page()
        aside = {'also pay', 'for all, by sum', 'individual terms', 'agreed split', 'levels 2 to 7 pay'}
        self.assertEqual([name for name in FORMS if name not in page and name not in aside], [])

    def test_facts_and_operators_are_those_of_the_page(self):
        self.assertEqual(len(facts_of_page()), 25)
        self.assertEqual(sorted(operators_of_page()), sorted(OPERATORS))

    def test_every_form_has_a_story_that_takes_its_money_back(self):
        self.assertGreater(len(self.taken), 200)
        self.assertEqual([name for name, stories in self.found.items() if not stories], [])

    def test_the_page_of_stories_names_what_is_so(self):
        told = {}
        for line in table_of_page().split('\n')[2:-1]:
            form, stories = line.strip('| ').split(' | ')
            told[form.strip('`')] = set(re.findall(r'`([^`]+)`', stories))
        self.assertEqual(sorted(told), sorted(self.found), 'tools/stories_test.py --write')
        self.assertEqual({name: sorted(stories - self.found[name]) for name, stories in told.items()
                          if not stories or not stories <= self.found[name]}, {}, 'tools/stories_test.py --write')

    def test_a_form_counts_only_where_it_paid(self):
        """In refunds_also the order S-1 is paid by a promotion and nothing else."""
        promotion = [taken for taken in self.taken if taken.story == 'refunds_also' and rule('from 20')(taken)]
        self.assertTrue(promotion)
        self.assertFalse(any(rule('of kind digital')(taken) for taken in promotion))


def main():
    if sys.argv[1:] != ['--write']:
        unittest.main()
    taken = taken_back()
    found = {name: {one.story for one in taken if form(one)} for name, form in all_forms().items()}
    page = read('docs/scenarios.md').replace(table_of_page(), table_written(found))
    with open(os.path.join(ROOT, 'docs/scenarios.md'), 'w', encoding='utf-8') as file:
        file.write(page)


if __name__ == '__main__':
    main()
