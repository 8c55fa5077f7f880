# SPDX-License-Identifier: Apache-2.0
"""What the plan checker finds, in the reader's language: on the command line by --lang, over HTTP by its header."""
import os
import sys
import unittest

from network import NetworkCase, cases

PLAN = 'pay 10% on sale\n  from 10 sales a month 20%\npromise at most 15% of sale\n'
OLD = 'pay 30% on sale\nhold 14 days\n'
SAID = {'en': 'More than 15% of the sale is paid: sale of 0.03 EUR', 'ru': 'Платится больше 15\u00a0% от продажи',
        'fr': 'Plus de 15\u202f% de la vente sont payés', 'ja': '販売額の 15% を超えて支払われます'}
RATCHET = {'en': 'The credited partner earns less', 'ru': 'Партнёр получает меньше', 'fr': 'Le partenaire gagne moins',
           'ja': 'パートナーの報酬が少なくなります'}


class PlanWords(NetworkCase):
    def write(self, name, text):
        path = os.path.join(self.network.folder, name)
        with open(path, 'w', encoding='utf-8') as file:
            file.write(text)
        return path

    def test_command_line(self):
        plan, old = self.write('new.plan', PLAN), self.write('old.plan', OLD)
        for language, said in SAID.items():
            result = self.network.command('plan', 'check', plan, '--against', old, '--lang', language, data=False)
            self.assertEqual(result.returncode, 1, result.stderr)
            self.assertIn('at_most refuted: ' + said, result.stdout)
            self.assertIn('ratchet refuted: ' + RATCHET[language], result.stdout)
        result = self.network.command('plan', 'check', plan, '--lang', 'de', data=False)
        self.assertEqual(result.returncode, 2)
        self.assertIn('--lang must be en, ru, fr or ja', result.stderr)

    def test_what_is_not_promised(self):
        plan = self.write('falls.plan', 'pay 5% on sale when order amount >= 10 EUR\npay 20% on sale\n')
        result = self.network.command('plan', 'check', plan, data=False)
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        self.assertIn('deterministic proved: The same facts always pay the same', result.stdout)
        for options, code, said in ((('--monotone',), 1, 'monotone refuted: A larger sale pays less'),
                                    (('--no-jump', '1.49'), 1, 'no_jump refuted: What is paid jumps by more than 1.49'),
                                    (('--no-jump', '1.50 EUR'), 0, 'no_jump proved'),
                                    (('--no-jump', '1.5.0'), 2, '--no-jump must be a sum in EUR')):
            result = self.network.command('plan', 'check', plan, *options, data=False)
            self.assertEqual(result.returncode, code, result.stdout + result.stderr)
            self.assertIn(said, result.stdout + result.stderr)
        body = {'text': 'pay 5% on sale when order amount >= 10 EUR\npay 20% on sale', 'currency': 'EUR'}
        for more, wanted in (({'monotone': True, 'no_jump': '1.49'}, {'monotone': 'refuted', 'no_jump': 'refuted'}),
                             ({'monotone': False, 'no_jump': '1.50'}, {'no_jump': 'proved'})):
            answer = self.network.api('POST', '/plans/check', {**body, **more})
            self.assertEqual(answer.status, 200, answer.body)
            found = {finding['subject']: finding['outcome'] for finding in answer.json['findings']}
            self.assertEqual(found, {**wanted, 'never_negative': 'proved', 'deterministic': 'proved'})
        answer = self.network.api('POST', '/plans/check', {**body, 'no_jump': '1.505'})
        self.assertEqual((answer.status, answer.json['error']['field']), (422, 'no_jump'), answer.body)

    def test_hold_of_the_program(self):
        old = self.write('held.plan', OLD)
        new = self.write('unheld.plan', 'pay 30% on sale\n')
        for days, code, said in ((None, 1, 'ratchet undecided: Only one of the versions'),
                                 ('14', 0, 'ratchet proved: The credited partner never earns less'),
                                 ('15', 1, 'ratchet refuted: The credited partner has a longer hold')):
            given = () if days is None else ('--hold-days', days)
            result = self.network.command('plan', 'check', new, '--against', old, *given, data=False)
            self.assertEqual(result.returncode, code, result.stdout + result.stderr)
            self.assertIn(said, result.stdout)
        for days in ('366', '-1', 'x'):
            result = self.network.command('plan', 'check', new, '--against', old, f'--hold-days={days}', data=False)
            self.assertEqual(result.returncode, 2, result.stdout + result.stderr)
            self.assertIn('--hold-days must be 0 to 365', result.stderr)

    def test_api(self):
        body = {'text': PLAN, 'currency': 'EUR'}
        for language, said in SAID.items():
            answer = self.network.api('POST', '/plans/check', body, headers={'Accept-Language': language + ',de;q=0.5'})
            self.assertEqual(answer.status, 200, answer.body)
            finding = answer.json['findings'][0]
            self.assertTrue(finding['text'].startswith(said), finding)
            # The code and its parameters are the same in every language.
            self.assertEqual(finding['code'], 'at_most_fails')
            parameters = {p['name']: p['value'] for p in finding['parameters']}
            self.assertEqual((parameters['rate'], parameters['paid']), ('15', '0.01 EUR'))
            self.assertTrue(parameters['sale'].startswith('sale of 0.03 EUR'), parameters)


cases(globals(), PlanWords)

if __name__ == '__main__':
    sys.exit(unittest.main())
