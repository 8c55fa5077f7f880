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

    def test_against_a_program(self):
        """What publishing would find: on the command line before, over HTTP and from the version afterwards."""
        api = self.network.api
        advertiser = api('POST', '/advertisers', {'name': 'Shop', 'currency': 'EUR'}).json['id']
        program = api('POST', '/programs', {'advertiser_id': advertiser, 'name': 'Shoes', 'hold_days': 14}).json['id']
        first = api('PUT', f'/programs/{program}/plan', {'text': 'standard: pay 10% on sale\n'}).json
        partner = api('POST', '/partners', {'code': 'anna', 'name': 'Anna'}).json['id']
        enrollment = api('POST', '/enrollments', {'partner_id': partner, 'program_id': program}).json['id']

        def check(text, *options, program=program):
            result = self.network.command('plan', 'check', self.write('try.plan', text), '--program', program, *options)
            return result.returncode, result.stdout + result.stderr

        code, said = check('standard: pay 12% on sale\n')
        self.assertEqual(code, 0, said)
        self.assertIn('version 1: ratchet proved: The credited partner never earns less', said)
        self.assertIn('Published now, it would bind all customers at once.', said)
        # 10% of 0.05 is half a cent, of which one is paid; 9% are 0.0045, of which nothing is.
        code, said = check('standard: pay 9% on sale\n')
        self.assertEqual(code, 1, said)
        self.assertIn('version 1: ratchet refuted: The credited partner earns less: sale of 0.05 EUR earns 0.01 EUR',
                      said)
        self.assertIn('it would bind customers won from then on only', said)
        # The program's own hold is 14 days.
        self.assertEqual(check('standard: pay 10% on sale\nhold 14 days\n')[0], 0)
        self.assertEqual(check('standard: pay 10% on sale\nhold 15 days\n')[0], 1)
        # Names that the program does not have are notes, and refuse nothing.
        code, said = check('standard: pay 10% on sale\npay 5 EUR on goal trail\n'
                           'also pay 1% on sale when partner level is gold\n', '--lang', 'fr')
        self.assertEqual(code, 0, said)
        self.assertIn('line 2: names note: Aucune offre du programme n’a encore l’objectif', said)
        self.assertIn('line 3: names note: Aucun partenaire n’a ni n’a eu le niveau', said)
        self.network.create(f'/partners/{partner}/levels', program_id=program, level='gold')
        self.assertNotIn('names', check('standard: pay 10% on sale\n'
                                        'also pay 1% on sale when partner level is gold\n')[1])
        # Promises and examples of its own, words, the currency, the rule that terms stand in place of.
        code, said = check('standard: pay 20% on sale\npromise at most 19% of sale\n')
        self.assertEqual(code, 1, said)
        self.assertIn('line 2: at_most refuted', said)
        self.assertIn('It would not be published', said)
        for text, message in (('pay 10% on sael\n', "try.plan:1:12: "), ('pay 5 USD on sale\n', 'pays in EUR')):
            code, said = check(text)
            self.assertEqual(code, 2, said)
            self.assertIn(message, said)
        self.assertEqual(api('PATCH', f'/enrollments/{enrollment}',
                             {'terms': 'pay 20% on sale instead of standard'}).status, 200)
        code, said = check('pay 12% on sale\n')
        self.assertEqual(code, 3, said)
        self.assertIn('would lose the rule they stand in place of: Anna (anna)', said)
        self.assertEqual(check('pay 1% on sale', '--currency', 'EUR')[0], 2)
        code, said = check('pay 1% on sale', program='prg_nothing')
        self.assertIn('there is no program prg_nothing', said)
        self.assertGreater(code, 1)
        self.assertEqual(len(api('GET', f'/programs/{program}/plans').json['data']), 1)  # nothing was published
        # Published, the same is kept with the version, and said in the reader's language.
        second = api('PUT', f'/programs/{program}/plan', {'text': 'standard: pay 12% on sale\n'}).json
        for language, start in (('en', 'The credited partner never earns less'), ('ru', 'Партнёр по новой версии')):
            found = api('GET', f'/plans/{second["id"]}/findings', headers={'Accept-Language': language}).json
            self.assertEqual((found['is_recorded'], found['version'], found['hold_days']), (True, 2, 14))
            ratchet = next(f for f in found['findings'] if f['subject'] == 'ratchet')
            self.assertEqual((ratchet['outcome'], ratchet['against_version']), ('proved', 1))
            self.assertTrue(ratchet['text'].startswith(start), ratchet)
        found = api('GET', f'/plans/{first["id"]}/findings').json
        self.assertEqual({f['subject']: f['outcome'] for f in found['findings']},
                         {'never_negative': 'proved', 'deterministic': 'proved'})
        # What was found of the individual terms of others is not the partner's to know.
        mine = self.network.command('token', 'create', '--name', 'anna', '--role', f'partner:{partner}',
                                    check=True).stdout.strip()
        everything = [f['code'] for f in api('GET', f'/plans/{second["id"]}/findings').json['findings']]
        hers = [f['code'] for f in api('GET', f'/plans/{second["id"]}/findings', token=mine).json['findings']]
        self.assertIn('terms_never_worse', everything)
        self.assertEqual(hers, [code for code in everything if code != 'terms_never_worse'])

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
