# SPDX-License-Identifier: Apache-2.0
"""Backtests by the command line and over HTTP: sales, a draft, who gains by which line, and what is refused."""
import csv
import io
import json
import os
import sys
import tempfile
import unittest

from network import NetworkCase, cases
from shop import Shop

GROWING = '# draft\npay 10% on sale\n  from 2 sales a month 20% # from the second on\nmargin 50% of sale\n'


class Backtest(NetworkCase):
    """Three sales of 100.00 and one of 50.00 under 10 %."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        try:
            cls.folder = tempfile.TemporaryDirectory()
            cls.addClassCleanup(cls.folder.cleanup)
            cls.shop = Shop(cls.network)
            cls.program = cls.shop.program['id']
            for number, amount in enumerate(('100.00', '100.00', '100.00', '50.00'), 1):
                cls.shop.sale(order_id=f'A-{number}', amount=amount, occurred_at=f'2026-03-0{number}T12:00:00Z',
                              status='rejected' if number == 4 else 'approved',
                              **({'reason': 'cancelled'} if number == 4 else {}))
        except BaseException:
            cls.tearDownClass()
            raise

    def plan(self, text, name='growing.plan'):
        path = os.path.join(self.folder.name, name)
        with open(path, 'w', encoding='utf-8') as file:
            file.write(text)
        return path

    def run_draft(self, *files, first='2026-03-01', last='2026-03-31', options=()):
        return self.network.command('plan', 'backtest', *files, '--program', self.program, '--from', first,
                                    '--to', last, *options)

    def refused(self, code, part, *files, **days):
        result = self.run_draft(*files, **days)
        self.assertEqual(result.returncode, code, result.stderr)
        self.assertEqual(result.stdout, '')
        self.assertIn(part, result.stderr)

    def test_table(self):
        result = self.run_draft(self.plan(GROWING), self.plan('pay 10% on sale\n', 'same.plan'))
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn('3 conversions, sales of 300.00, 1 rejected', result.stdout)
        self.assertRegex(result.stdout, r'as booked +30\.00 +10%')
        self.assertRegex(result.stdout, r'growing\.plan +50\.00 +16\.66% +\+20\.00 +1 +0 +0')
        self.assertRegex(result.stdout, r'same\.plan +30\.00 +10% +0\.00 +0 +0 +1')
        self.assertIn('left of the margin 100.00', result.stdout)
        self.assertIn('line 3: from 2 sales a month 20% (+20.00 in 2 events)', result.stdout)
        self.assertRegex(result.stdout, r'2026-03 +3 +300\.00 +30\.00 +50\.00 +30\.00')

    def test_json_and_csv(self):
        report = json.loads(self.run_draft(self.plan(GROWING), options=['--json']).stdout)
        self.assertEqual((report['sales'], report['now']['cost'], report['currency']), ('300.00', '30.00', 'EUR'))
        draft = report['drafts'][0]
        self.assertEqual((draft['cost'], draft['difference'], draft['gains'], draft['loses'], draft['margin_left']),
                         ('50.00', '20.00', 1, 0, '100.00'))
        partner = report['partners'][0]
        self.assertEqual(partner['id'], self.shop.partner['id'])
        self.assertEqual(partner['drafts'][0]['reason'],
                         {'line': 3, 'is_individual': False, 'text': 'from 2 sales a month 20%', 'difference': '20.00',
                          'events': 2})
        self.assertEqual(report['partners_left'], 0)
        rows = list(csv.DictReader(io.StringIO(self.run_draft(self.plan(GROWING), options=['--csv']).stdout)))
        self.assertEqual([(row['month'], row['booked'], row['cost'], row['difference']) for row in rows],
                         [('2026-03', '30.00', '50.00', '20.00')])

    def test_stress_and_empty(self):
        report = json.loads(self.run_draft(self.plan(GROWING), options=['--stress', '--json']).stdout)
        self.assertEqual((report['stress'], report['drafts'][0]['cost']), (True, '60.00'))
        empty = self.run_draft(self.plan(GROWING), first='2025-01-01', last='2025-12-31')
        self.assertEqual(empty.returncode, 0, empty.stderr)
        self.assertIn('0 conversions, sales of 0.00, 0 rejected', empty.stdout)

    def test_what_is_wrong_is_said(self):
        good = self.plan(GROWING)
        bad = self.plan('pay 10% on sale\npay 20% in sale\n', 'bad.plan')
        self.refused(2, f'{bad}:2:9: ', bad)
        self.refused(2, 'from must not be after to', good, first='2026-03-02', last='2026-03-01')
        self.refused(2, 'from must be a day', good, first='March')
        self.refused(2, 'plan_none', self.plan('', 'plan_none.plan'))
        missing = self.network.command('plan', 'backtest', good, '--program', 'prg_0000000000000', '--from',
                                       '2026-03-01', '--to', '2026-03-31')
        self.assertEqual(missing.returncode, 5, missing.stderr)
        self.assertIn('there is no program prg_0000000000000', missing.stderr)
        needed = self.network.command('plan', 'backtest', good, '--from', '2026-03-01', '--to', '2026-03-31')
        self.assertEqual(needed.returncode, 2)
        self.assertIn('program', needed.stderr)

    def test_http(self):
        path = f'/programs/{self.program}/backtest'
        body = {'plans': [{'name': 'growing', 'text': GROWING}, {'text': 'pay 10% on sale'}], 'from': '2026-03-01',
                'to': '2026-03-31'}
        answer = self.network.api('POST', path, body)
        self.assertEqual(answer.status, 200, answer.body)
        drafts = answer.json['report']['drafts']
        self.assertEqual([(draft['name'], draft['cost']) for draft in drafts],
                         [('growing', '50.00'), ('draft 2', '30.00')])
        bad = self.network.api('POST', path, {**body, 'plans': [{'text': GROWING}, {'text': 'pay 10% in sale'}]})
        self.assertEqual((bad.status, bad.json['error']['field']), (422, 'plans[1].text'))
        self.assertEqual((bad.json['error']['line'], bad.json['error']['column']), (1, 9))
        turned = self.network.api('POST', path, {**body, 'to': '2026-02-01'})
        self.assertEqual((turned.status, turned.json['error']['code']), (422, 'range_empty'))
        none = self.network.api('POST', path, {**body, 'plans': []})
        self.assertEqual((none.status, none.json['error']['field']), (422, 'plans'))


cases(globals(), Backtest)

if __name__ == '__main__':
    sys.exit(unittest.main())
