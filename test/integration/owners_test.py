# SPDX-License-Identifier: Apache-2.0
"""Ids of other types and other owners, and roles that may not: 404, 403 and 422 as documented, and no trace."""
import sys
import unittest

from network import cases
from shop import HostileCase, Shop


class Owners(HostileCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        n = cls.network
        try:
            cls.other = Shop(n)
            cls.sale = cls.shop.sale(order_id='mine', amount='100', customer_id='customer-1', email='c1@example.com')
            cls.other_sale = cls.other.sale(order_id='theirs', amount='100', customer_id='customer-2')
            cls.tokens = {}
            for name, shop in (('shop', cls.shop), ('other', cls.other)):
                for role, noun in (('advertiser', shop.advertiser), ('partner', shop.partner)):
                    made = n.command('token', 'create', '--name', 'x', '--role', f'{role}:{noun["id"]}', check=True)
                    cls.tokens[name, role] = made.stdout.strip()
        except BaseException:
            cls.tearDownClass()
            raise

    def by(self, name, role, method, path, body=None):
        return self.network.api(method, path, body, token=self.tokens[name, role])

    def test_what_belongs_to_others_is_not_there(self):
        mine, sale = self.shop, self.sale
        commission = sale['commissions'][0]['id']
        paths = [('GET', f'/advertisers/{mine.advertiser["id"]}', None),
                 ('GET', f'/programs/{mine.program["id"]}', None),
                 ('PATCH', f'/programs/{mine.program["id"]}', {'name': 'Stolen'}),
                 ('PUT', f'/programs/{mine.program["id"]}/plan', {'text': 'pay 100% on sale\n'}),
                 ('GET', f'/programs/{mine.program["id"]}/plan', None),
                 ('POST', f'/programs/{mine.program["id"]}/archive', None),
                 ('GET', f'/offers/{mine.offer["id"]}', None),
                 ('PATCH', f'/offers/{mine.offer["id"]}', {'destination_url': 'https://evil.example/'}),
                 ('GET', f'/enrollments/{mine.enrollment["id"]}', None),
                 ('PATCH', f'/enrollments/{mine.enrollment["id"]}', {'status': 'rejected'}),
                 ('GET', f'/links/{mine.link["id"]}', None), ('PATCH', f'/links/{mine.link["id"]}',
                                                              {'destination_url': None}),
                 ('GET', f'/coupons/{mine.coupon["id"]}', None), ('POST', f'/coupons/{mine.coupon["id"]}/archive',
                                                                  None),
                 ('GET', f'/conversions/{sale["id"]}', None),
                 ('POST', f'/conversions/{sale["id"]}/decision', {'status': 'rejected', 'reason': 'fraud'}),
                 ('POST', f'/conversions/{sale["id"]}/refunds', {'amount': '1', 'refund_id': 'R'}),
                 ('GET', f'/conversions/{sale["id"]}/explanation', None),
                 ('GET', f'/commissions/{commission}', None), ('GET', f'/commissions/{commission}/explanation', None),
                 ('GET', f'/customers/{sale["customer_id"]}', None), ('POST', f'/customers/{sale["customer_id"]}/erase',
                                                                      None),
                 ('POST', f'/advertisers/{mine.advertiser["id"]}/postback-token', None)]
        with self.unharmed():
            for method, path, body in paths:
                answer = self.by('other', 'advertiser', method, path, body)
                self.assertIn(answer.status, (403, 404), (method, path, answer.body))
                if method == 'GET':
                    self.assertEqual(answer.status, 404, (method, path, answer.body))
                answer = self.by('other', 'partner', method, path, body)
                self.assertIn(answer.status, (403, 404), (method, path, answer.body))
                self.assert_refused(self.network.request(method, '/api/v1' + path, '{}'), 401, 'token_missing')
                self.assert_refused(self.network.api(method, path, body, token='wrong'), 401, 'token_unknown')
            for path in (f'/partners/{mine.partner["id"]}', f'/partners/{mine.partner["id"]}/balance'):
                self.assertEqual(self.by('other', 'partner', 'GET', path).status, 404, path)
            self.assertEqual(self.by('other', 'advertiser', 'GET', f'/partners/{mine.partner["id"]}').status, 404)
            for path in ('/commissions', '/conversions'):
                answer = self.by('other', 'partner', 'GET', f'{path}?partner_id={mine.partner["id"]}')
                self.assertIn(answer.status, (200, 404), answer.body)
                self.assertNotIn(sale['id'].encode(), answer.body)
        # The owners themselves see them.
        for role in ('advertiser', 'partner'):
            self.assertEqual(self.by('shop', role, 'GET', f'/conversions/{sale["id"]}').status, 200)
        self.assertEqual(self.by('shop', 'partner', 'GET', f'/partners/{mine.partner["id"]}/balance').status, 200)

    def test_lists_hold_only_what_is_ones_own(self):
        mine, theirs = self.shop, self.other
        with self.unharmed():
            for path in ('/advertisers', '/programs', '/offers', '/partners', '/enrollments', '/links', '/coupons',
                         '/customers', '/conversions', '/commissions', '/reports/performance?group_by=partner',
                         '/reports/performance?group_by=program,link'):
                for role in ('advertiser', 'partner'):
                    answer = self.by('shop', role, 'GET', path)
                    if answer.status == 403:
                        continue
                    self.assertEqual(answer.status, 200, (path, role, answer.body))
                    for noun in (theirs.advertiser, theirs.program, theirs.offer, theirs.partner, theirs.link,
                                 theirs.coupon,
                                 theirs.enrollment, self.other_sale):
                        self.assertNotIn(noun['id'].encode(), answer.body, (path, role))
            for noun, parameter in ((theirs.program, 'program_id'), (theirs.partner, 'partner_id')):
                for path in ('/conversions', '/commissions'):
                    for role in ('advertiser', 'partner'):
                        answer = self.by('shop', role, 'GET', f'{path}?{parameter}={noun["id"]}')
                        self.assertIn(answer.status, (200, 404), (path, role, parameter, answer.body))
                        if answer.status == 200:
                            self.assertEqual(answer.json['data'], [], (path, role, parameter))
            self.assertEqual(self.by('shop', 'partner', 'GET', '/customers').status, 403)

    def test_bodies_name_only_what_is_ones_own(self):
        theirs = self.other
        with self.unharmed():
            for role, path, body, field in (
                    ('advertiser', '/programs', {'advertiser_id': theirs.advertiser['id'], 'name': 'P',
                                                 'currency': 'EUR'},
                     'advertiser_id'),
                    ('advertiser', '/offers', {'program_id': theirs.program['id'], 'name': 'O',
                                               'destination_url': 'https://shop.example/', 'goals': ['sale']},
                     'program_id'),
                    ('advertiser', '/coupons', {'partner_id': theirs.partner['id'], 'program_id': theirs.program['id'],
                                                'code': 'STEAL'}, None),
                    ('advertiser', '/enrollments', {'partner_id': self.shop.partner['id'],
                                                    'program_id': theirs.program['id'],
                                                    'status': 'approved'}, 'program_id'),
                    ('advertiser', '/conversions', {'program_id': theirs.program['id'], 'order_id': 'x', 'amount': '1',
                                                    'coupon': theirs.coupon['code']}, 'program_id'),
                    ('partner', '/links', {'partner_id': theirs.partner['id'], 'offer_id': theirs.offer['id']}, None),
                    ('partner', '/links', {'partner_id': self.shop.partner['id'], 'offer_id': theirs.offer['id']},
                     'offer_id')):
                answer = self.by('shop', role, 'POST', path, body)
                self.assert_refused(answer, 422, None, field, (role, path, body))
            # Another advertiser's coupon, program or secret proves nothing.
            answer = self.shop.postback(order_id='x', amount='1', program_id=theirs.program['id'])
            self.assert_refused(answer, 422, None, 'program_id')
        # A coupon of another program credits nobody: the order is kept, with the cause.
        answer = self.shop.postback(order_id='foreign coupon', amount='1', coupon=theirs.coupon['code'])
        self.assertEqual((answer.status, answer.json['status'], answer.json['commissions']), (200, 'unattributed', []))

    def test_roles(self):
        with self.unharmed():
            for role, method, path, body in (
                    ('advertiser', 'POST', '/advertisers', {'name': 'A', 'currency': 'EUR'}),
                    ('advertiser', 'POST', '/partners', {'code': 'zz', 'name': 'Z', 'email': 'z@example.com'}),
                    ('advertiser', 'POST', '/payout-runs', {'currency': 'EUR'}),
                    ('advertiser', 'GET', '/ledger/check', None),
                    ('advertiser', 'POST', '/tokens', {'name': 't', 'role': 'operator'}),
                    ('advertiser', 'GET', f'/partners/{self.shop.partner["id"]}/balance', None),
                    ('partner', 'POST', '/programs', {'advertiser_id': self.shop.advertiser['id'], 'name': 'P',
                                                      'currency': 'EUR'}),
                    ('partner', 'POST', '/conversions', {'program_id': self.shop.program['id'], 'order_id': 'x',
                                                         'amount': '1',
                                                         'coupon': self.shop.coupon['code']}),
                    ('partner', 'POST', f'/conversions/{self.sale["id"]}/decision', {'status': 'approved'}),
                    ('partner', 'POST', f'/conversions/{self.sale["id"]}/refunds', {'amount': '1', 'refund_id': 'x'}),
                    ('partner', 'PUT', f'/programs/{self.shop.program["id"]}/plan', {'text': 'pay 100% on sale\n'}),
                    ('partner', 'PATCH', f'/enrollments/{self.shop.enrollment["id"]}', {'plan': 'pay 100% on sale\n'}),
                    ('partner', 'POST', f'/customers/{self.sale["customer_id"]}/erase', None),
                    ('partner', 'POST', '/payout-runs', {'currency': 'EUR'}), ('partner', 'GET', '/ledger/check', None),
                    ('partner', 'GET', '/audit-events', None), ('partner', 'PATCH', '/network', {'name': 'Mine'})):
                answer = self.by('shop', role, method, path, body)
                self.assert_refused(answer, 403, 'forbidden', None, (role, method, path))
            for header in ('Bearer', 'Bearer ', 'Basic ' + self.network.token, self.network.token, 'bearer  x y',
                           'Bearer \x7f'):
                answer = self.network.api('GET', '/programs', headers={'Authorization': header})
                self.assertIn(answer.status, (400, 401), (header, answer.body))

    def test_ids_of_other_types(self):
        mine = self.shop
        with self.unharmed():
            for noun, other in (('programs', mine.advertiser), ('advertisers', mine.program), ('offers', mine.link),
                                ('partners', mine.offer), ('conversions', mine.partner), ('commissions', self.sale),
                                ('links', mine.coupon), ('customers', mine.partner), ('payout-runs', mine.program)):
                self.assert_refused(self.network.api('GET', f'/{noun}/{other["id"]}'), 404, 'not_found', None, noun)
                for made_up in ('0', '1', '-1', 'x', "'", '%27%20OR%201=1', '9223372036854775808',
                                other['id'][:3] + '_',
                                other['id'] + 'x', other['id'][:-1], other['id'].upper(), '1' * 300):
                    self.assert_refused(self.network.api('GET', f'/{noun}/{made_up}'), 404, None, None, (noun, made_up))
            for path, body, field in (
                    ('/programs', {'advertiser_id': mine.program['id'], 'name': 'P', 'currency': 'EUR'},
                     'advertiser_id'),
                    ('/offers', {'program_id': mine.offer['id'], 'name': 'O',
                                 'destination_url': 'https://shop.example/',
                                 'goals': ['sale']}, 'program_id'),
                    ('/links', {'partner_id': mine.offer['id'], 'offer_id': mine.offer['id']}, 'partner_id'),
                    ('/links', {'partner_id': mine.partner['id'], 'offer_id': mine.partner['id']}, 'offer_id'),
                    ('/enrollments', {'partner_id': mine.partner['id'], 'program_id': mine.partner['id'],
                                      'status': 'approved'}, 'program_id'),
                    ('/coupons', {'partner_id': mine.partner['id'], 'program_id': mine.partner['id'], 'code': 'Z'},
                     'program_id'),
                    ('/conversions', {'program_id': mine.partner['id'], 'order_id': 'x', 'amount': '1'}, 'program_id')):
                self.assert_refused(self.network.api('POST', path, body), 422, None, field, (path, body))


cases(globals(), Owners)

if __name__ == '__main__':
    sys.exit(unittest.main())
