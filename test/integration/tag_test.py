# SPDX-License-Identifier: Apache-2.0
"""The tag's side of the server: who may report, what is answered and to whom, and that an order counts once."""
import gzip
import json
import unittest

from network import cases
from shop import HostileCase

SHOP = 'https://shop.example'


class Tag(HostileCase):
    def send(self, to='/e', origin=SHOP, headers=None, **fields):
        all_headers = {'Content-Type': 'text/plain;charset=UTF-8', **(headers or {})}
        if origin:
            all_headers['Origin'] = origin
        body = json.dumps({'program_id': self.shop.program['id'], **fields})
        return self.network.request('POST', to, body, all_headers)

    def visit(self, **fields):
        return self.send('/e/visit', **fields)

    def conversion(self, answer):
        return self.network.api('GET', '/conversions/' + answer.json['conversion']).json

    def test_tag_is_small_and_asked_for_by_hash(self):
        answer = self.network.request('GET', '/t.js', headers={'Accept-Encoding': 'gzip'})
        self.assertEqual(answer.status, 200)
        self.assertLessEqual(len(answer.body), 2048)
        self.assertIn(b'trb_click', gzip.decompress(answer.body))
        self.assertEqual(answer.header('content-type'), 'text/javascript; charset=utf-8')
        self.assertEqual(answer.header('cache-control'), 'public, max-age=3600')
        self.assertEqual(answer.header('cross-origin-resource-policy'), 'cross-origin')
        self.assertEqual(self.network.request('GET', '/t.js').body, gzip.decompress(answer.body))
        again = self.network.request('GET', '/t.js', headers={'If-None-Match': answer.header('etag')})
        self.assertEqual((again.status, again.body), (304, b''))

    def test_sale_of_a_click_is_credited_and_waits(self):
        click = self.shop.click()
        answer = self.send(event='sale', click_id=click, order_id='tag-1', amount='59.90', currency='EUR',
                           email='anna@example.org')
        self.assertEqual(answer.status, 200, answer.body)
        self.assertEqual(answer.json['status'], 'pending')
        self.assertEqual(answer.json['keep_seconds'], 30 * 86400)
        self.assertEqual(answer.header('access-control-allow-origin'), SHOP)
        self.assertEqual(answer.header('access-control-allow-credentials'), 'true')
        found = self.conversion(answer)
        self.assertEqual(found['source'], 'tag')
        self.assertEqual(found['attribution']['partner_id'], self.shop.partner['id'])
        self.assertEqual(found['commissions'][0]['amount'], {'amount': '5.99', 'currency': 'EUR'})
        self.assertEqual(self.send(event='sale', click_id=click, order_id='tag-1', amount='59.90', currency='EUR',
                                   email='anna@example.org').json['status'], 'duplicate')
        # The shop's server confirms what the page said.
        confirmed = self.shop.postback(click_id=click, order_id='tag-1', amount='59.90', currency='EUR',
                                       email='anna@example.org', status='approved')
        self.assertEqual((confirmed.status, confirmed.json['status']), (200, 'approved'))
        other = self.send(event='sale', click_id=click, order_id='tag-1', amount='99.90', currency='EUR')
        self.assertEqual((other.status, other.json['error']['code']), (409, 'order_conflict'))
        self.assertEqual(other.header('access-control-allow-origin'), SHOP)

    def test_lead_and_goal(self):
        answer = self.send(event='lead', click_id=self.shop.click(), customer_id='c-1')
        self.assertEqual(self.conversion(answer)['goal'], 'lead')
        answer = self.send(event='lead', goal='nothing', click_id=self.shop.click(), order_id='x')
        self.assertEqual((answer.status, answer.json['error']['field']), (422, 'goal'))

    def test_page_does_not_decide(self):
        answer = self.send(event='sale', click_id=self.shop.click(), order_id='tag-2', amount='10', status='approved',
                           split=f'{self.shop.partner["code"]}:100', occurred_at='2020-01-01T00:00:00Z', token='x')
        self.assertEqual(answer.json['status'], 'pending')
        self.assertFalse(self.conversion(answer)['occurred_at'].startswith('2020'))

    def test_link_forms_on_the_shops_own_page(self):
        before = self.network.api('GET', '/reports/performance?group_by=link').json['total']['clicks']
        for query in (f'ref={self.shop.link["code"]}', f'utm_medium=affiliate&utm_source={self.shop.partner["code"]}'):
            answer = self.visit(path='/boots', query=query, consent='1')
            self.assertEqual(answer.status, 200, answer.body)
            self.assertEqual(answer.json['outcome'], 'redirected')
            self.assertEqual(answer.json['keep_seconds'], 30 * 86400)
            self.assertTrue(answer.header('set-cookie').startswith('trb='))
            self.assertEqual(answer.header('access-control-allow-origin'), SHOP)
            sale = self.send(event='sale', click_id=answer.json['click_id'], order_id='form-' + query[:3], amount='1')
            self.assertEqual(self.conversion(sale)['attribution']['partner_id'], self.shop.partner['id'])
        after = self.network.api('GET', '/reports/performance?group_by=link').json['total']['clicks']
        self.assertEqual(after, before + 2)
        answer = self.visit(path='/boots', query='ref=nobody')
        self.assertEqual((answer.status, answer.json['click_id'], answer.json['outcome']), (200, None, 'link_unknown'))
        self.assertIsNone(self.visit(path='/boots', query='page=2').json['click_id'])

    def test_the_path_form_on_the_shops_own_page(self):
        n, shop = self.network, self.shop
        path = f'/programs/{shop.program["id"]}'
        kept = n.api('GET', path).json['link_forms']
        self.assertIsNone(self.visit(path='/epn_index/' + shop.link['code']).json['click_id'])  # not a form of his yet
        changed = n.api('PATCH', path, {'link_forms': [{'prefix': 'epn_index'}]})
        self.assertEqual(changed.status, 200, changed.body)
        try:
            for number, code in enumerate((shop.link['code'], shop.partner['code'])):
                answer = self.visit(path='/epn_index/' + code, query='page=2', consent='1')
                self.assertEqual((answer.status, answer.json['outcome']), (200, 'redirected'), answer.body)
                sale = self.send(event='sale', click_id=answer.json['click_id'], order_id=f'path-{number}', amount='1')
                self.assertEqual(self.conversion(sale)['attribution']['partner_id'], shop.partner['id'])
                self.assertEqual(n.sql('SELECT l.code FROM conversion c JOIN link l ON l.id = c.link_id '
                                       f"WHERE c.order_id = 'path-{number}'"), [[shop.link['code']]])
            unknown = self.visit(path='/epn_index/nobody')
            self.assertEqual((unknown.json['click_id'], unknown.json['outcome']), (None, 'link_unknown'))
            self.assertIsNone(self.visit(path='/other/' + shop.link['code']).json['click_id'])
            self.assertIsNone(self.visit(path='/epn_index', query=f'ref={shop.link["code"]}').json['click_id'])
        finally:
            self.assertEqual(n.api('PATCH', path, {'link_forms': kept}).status, 200)

    def test_without_consent_nothing_names_the_visitor(self):
        known = self.visit(query=f'ref={self.shop.link["code"]}').header('set-cookie').split(';')[0]
        answer = self.visit(query=f'ref={self.shop.link["code"]}', consent='0', headers={'Cookie': known})
        self.assertIsNone(answer.header('set-cookie'))
        sale = self.send(event='sale', click_id=answer.json['click_id'], order_id='quiet', amount='5', consent='0')
        found = self.conversion(sale)
        self.assertEqual(found['attribution']['partner_id'], self.shop.partner['id'])
        rows = self.network.sql("SELECT c.visitor, count(p.click_id) FROM click c LEFT JOIN click_person p"
                                " ON p.click_id = c.id WHERE c.id = (SELECT click_id FROM conversion"
                                " WHERE order_id = 'quiet') GROUP BY c.visitor")
        self.assertEqual(rows, [['0', '0']])

    def test_others_may_not_report(self):
        click = self.shop.click()
        for origin, code in ((None, 'origin_missing'), ('null', 'origin_missing'),
                             ('https://shop.example/', 'origin_missing'),
                             ('https://evil.example', 'origin_not_listed'),
                             ('https://shop.example.evil.example', 'origin_not_listed')):
            with self.unharmed(changing=('click', 'click_person', 'click_refusal', 'ship_mark', 'performance')):
                answer = self.send(origin=origin, event='sale', click_id=click, order_id='evil', amount='1')
                self.assertEqual((answer.status, answer.json['error']['code']), (403, code), origin)
                self.assertIsNone(answer.header('access-control-allow-origin'))
                answer = self.visit(origin=origin, query=f'ref={self.shop.link["code"]}')
                self.assertEqual((answer.status, answer.json['error']['code']), (403, code), origin)
                self.assertIsNone(answer.header('access-control-allow-origin'))

    def test_bad_bodies(self):
        with self.unharmed():
            for fields, status, code in (
                    ({'event': 'refund'}, 422, 'event_unknown'), ({}, 422, 'event_unknown'),
                    ({'event': 'sale', 'program_id': ''}, 422, 'program_required'),
                    ({'event': 'sale', 'program_id': 'prg_nothing'}, 422, 'program_not_found'),
                    ({'event': 'sale', 'consent': 'yes'}, 422, 'consent_malformed'),
                    ({'event': 'sale', 'order_id': 'o', 'amount': '1.234', 'click_id': 'x'}, 422, 'amount_too_precise'),
                    ({'event': 'sale', 'order_id': 'o', 'amount': '-1', 'click_id': 'x'}, 422, 'amount_negative'),
                    ({'event': 'sale', 'amount': 1.5}, 422, 'field_type'),
                    ({'event': 'sale', 'ext1': 'x' * 20000}, 413, 'body_too_large')):
                answer = self.send(**fields)
                self.assertEqual((answer.status, answer.json['error']['code']), (status, code), fields)
            for body in (b'{', b'[]', b'{"a":1}{', b'\xff\xfe', b'{"event":"sale","event":"lead"}', b'a=%zz'):
                answer = self.network.request('POST', '/e', body, {'Origin': SHOP})
                self.assertIn(answer.status, (400, 422), body)
                answer = self.network.request('POST', '/e/visit', body, {'Origin': SHOP})
                self.assertIn(answer.status, (400, 422), body)
            self.assertEqual(self.network.request('GET', '/e').status, 405)

    def test_what_came_in_is_noted_without_personal_data(self):
        click = self.shop.click()
        self.send(event='arrival', click_id=click)
        self.send(event='sale', click_id=click, order_id='noted', amount='1', email='secret@example.org',
                  customer_id='secret-7', ext1='secret', name='secret')
        self.shop.postback(order_id='noted-2', amount='1.001', email='secret@example.org')
        self.send(event='check', origin='https://not-listed.example')
        rows = self.network.sql('SELECT door, kind, outcome, code, field, request FROM tracking_event'
                                ' ORDER BY id DESC LIMIT 4')
        self.assertEqual([row[:5] for row in rows],
                         [['tag', 'check', 'refused', 'origin_not_listed', 'Origin'],
                          ['postback', 'sale', 'refused', 'amount_too_precise', 'amount'],
                          ['tag', 'sale', 'pending', '', ''], ['tag', 'arrival', 'seen', '', '']])
        for row in rows:
            self.assertNotIn('secret', row[5])
            self.assertNotIn(self.shop.token, row[5])
        self.assertEqual(json.loads(rows[2][5])['order_id'], 'noted')
        self.assertEqual(json.loads(rows[2][5])['email'], '…')


cases(globals(), Tag)

if __name__ == '__main__':
    unittest.main(verbosity=2)
