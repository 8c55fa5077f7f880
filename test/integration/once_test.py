# SPDX-License-Identifier: Apache-2.0
"""An event takes effect once, however often and from how many sides at once it is sent, and at once after what it hangs
on: idempotency keys, repeated orders, refunds, clicks that are not in the database yet."""
import sys
import threading
import unittest

from network import cases
from shop import HostileCase, Shop


def at_once(count, call):
    """The results of `call(number)` in so many threads that start together."""
    results, barrier = [None] * count, threading.Barrier(count)

    def run(number):
        barrier.wait()
        results[number] = call(number)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


class Once(HostileCase):
    def keyed(self, key, path, body, **options):
        return self.network.api('POST', path, body, headers={'Idempotency-Key': key}, **options)

    def partner(self, name):
        return {'code': name, 'name': name, 'email': name + '@example.com'}

    def test_the_same_key_gives_the_first_answer(self):
        shop = self.shop
        program = shop.program['id']
        for key, path, body in (
                ('k-advertiser', '/advertisers', {'name': 'Keyed', 'currency': 'EUR'}),
                ('k-program', '/programs', {'advertiser_id': shop.advertiser['id'], 'name': 'K', 'currency': 'EUR'}),
                ('k-offer', '/offers', {'program_id': program, 'name': 'K', 'destination_url': 'https://k.example/',
                                        'goals': ['sale']}),
                ('k-partner', '/partners', self.partner('keyed')),
                ('k-link', '/links', {'partner_id': shop.partner['id'], 'offer_id': shop.offer['id']}),
                ('k-coupon', '/coupons', {'partner_id': shop.partner['id'], 'program_id': program, 'code': 'KEYED'}),
                ('k-token', '/tokens', {'name': 'keyed', 'role': 'operator'}),
                ('k-sale', '/conversions', {'program_id': program, 'order_id': 'keyed', 'amount': '10',
                                            'coupon': shop.coupon['code']}),
                ('k' * 255, '/conversions', {'program_id': program, 'order_id': 'long key', 'amount': '10',
                                             'coupon': 'none'})):
            first = self.keyed(key, path, body)
            self.assertEqual(first.status, 201, (path, first.body))
            with self.unharmed():
                for _ in range(2):
                    again = self.keyed(key, path, body)
                    self.assertEqual((again.status, again.body), (first.status, first.body), path)
                other = self.keyed(key, path, {**body, next((name for name in ('name', 'order_id') if name in body),
                                                            'code'): 'x'})
                self.assert_refused(other, 409, 'idempotency_conflict', 'Idempotency-Key', path)
                self.assert_refused(self.keyed(key, '/partners', self.partner('other')), 409, 'idempotency_conflict')
        # Secrets of first answers do not lie about readably.
        advertiser = self.keyed('k-advertiser', '/advertisers', {'name': 'Keyed', 'currency': 'EUR'}).json
        told = str(self.network.sql('SELECT * FROM idempotency'))
        self.assertNotIn(advertiser['postback_token'], told)

    def test_keys_belong_to_their_caller(self):
        n = self.network
        body = {'program_id': self.shop.program['id'], 'amount': '1', 'coupon': self.shop.coupon['code']}
        token = n.command('token', 'create', '--name', 'x', '--role', f'advertiser:{self.shop.advertiser["id"]}',
                          check=True).stdout.strip()
        first = self.keyed('shared', '/conversions', {**body, 'order_id': 'by-operator'})
        second = self.keyed('shared', '/conversions', {**body, 'order_id': 'by-advertiser'}, token=token)
        self.assertEqual((first.status, second.status), (201, 201), second.body)
        with self.unharmed():
            for bad in ('', ' ', 'a b', 'k' * 256, 'ä'.encode().decode('latin-1'), '\x7f'):
                answer = self.keyed(bad, '/partners', self.partner('badkey'))
                self.assertEqual(answer.status, 400, (bad, answer.body))

    def test_a_refusal_is_not_kept(self):
        body = {**self.partner('late'), 'email': 'nonsense'}
        self.assert_refused(self.keyed('late', '/partners', body), 422, 'email_malformed')
        answer = self.keyed('late', '/partners', self.partner('late'))
        self.assertEqual(answer.status, 201, answer.body)

    def test_keys_at_once(self):
        for turn in range(5):
            answers = at_once(8, lambda number: self.keyed(f'race-{turn}', '/partners', self.partner(f'race{turn}')))
            self.assertEqual({answer.status for answer in answers}, {201}, [answer.body for answer in answers])
            self.assertEqual(len({answer.body for answer in answers}), 1)
            answers = at_once(8, lambda number: self.keyed(f'mixed-{turn}', '/partners',
                                                           self.partner(f'mixed{turn}x{number}')))
            self.assertEqual(sorted(answer.status for answer in answers), [201] + [409] * 7,
                             [answer.body for answer in answers])
        names = self.network.sql("SELECT code FROM partner WHERE code LIKE 'race%' OR code LIKE 'mixed%'")
        self.assertEqual(len(names), 10, names)
        self.assert_healthy()

    def test_orders_at_once(self):
        shop = self.shop
        for turn in range(5):
            with self.unharmed(changing=('conversion', 'conversion_evidence', 'commission', 'commission_change',
                                         'ledger_entry',
                                         'ledger_posting', 'ledger_account', 'performance', 'click', 'click_person',
                                         'ship_mark')):
                click = shop.click()
                answers = at_once(8, lambda number: shop.postback(order_id=f'race-{turn}', amount='10', click_id=click))
                self.assertEqual({answer.status for answer in answers}, {200}, [answer.body for answer in answers])
                self.assertEqual(len({answer.json['conversion'] for answer in answers}), 1)
                self.assertEqual(sorted(answer.json['status'] for answer in answers), ['approved'] + ['duplicate'] * 7)
                # The same order with other contents: one wins, the others are told.
                answers = at_once(8, lambda number: shop.postback(order_id=f'fight-{turn}', amount=str(10 + number),
                                                                  click_id=click))
                self.assertEqual(sorted(answer.status for answer in answers), [200] + [409] * 7)
        rows = self.network.sql("SELECT order_id, count(*) FROM conversion WHERE order_id LIKE 'race-%' OR "
                                "order_id LIKE 'fight-%' GROUP BY order_id")
        self.assertEqual({row[1] for row in rows}, {'1'})
        self.assertEqual(len(rows), 10)

    def test_one_new_customer_at_once(self):
        """Orders of a person that nobody knew a moment ago."""
        shop = self.shop
        for turn in range(5):
            answers = at_once(8, lambda number: shop.postback(
                order_id=f'new-{turn}-{number}', amount='10', coupon=shop.coupon['code'], customer_id=f'new-{turn}',
                email=f'new{turn}@example.com'))
            self.assertEqual({(answer.status, answer.json.get('status')) for answer in answers}, {(200, 'approved')},
                             [answer.body for answer in answers])
            rows = self.network.sql(f"SELECT count(*) FROM customer WHERE external_id = 'new-{turn}'")
            self.assertEqual(rows, [['1']])
        self.assert_healthy()

    def test_refunds_and_decisions_at_once(self):
        shop = self.shop
        for turn in range(3):
            sale = shop.sale(order_id=f'refunded-{turn}', amount='100')
            path = f'/conversions/{sale["id"]}'
            answers = at_once(8, lambda number: self.network.api('POST', path + '/refunds',
                                                                 {'amount': '10', 'refund_id': 'R'}))
            self.assertEqual(sorted(answer.status for answer in answers), [200] * 7 + [201],
                             [answer.body for answer in answers])
            answers = at_once(8, lambda number: self.network.api('POST', path + '/refunds',
                                                                 {'amount': '5', 'refund_id': f'R-{number}'}))
            self.assertEqual({answer.status for answer in answers}, {201}, [answer.body for answer in answers])
            after = self.network.api('GET', path).json
            self.assertEqual(after['refunded']['amount'], '50.00')
            self.assertEqual(after['commissions'][0]['amount']['amount'], '5.00')
            answers = at_once(8, lambda number: self.network.api(
                'POST', path + '/decision', {'status': 'rejected', 'reason': 'fraud'}
                if number % 2 else {'status': 'approved'}))
            self.assertEqual({answer.status for answer in answers}, {200}, [answer.body for answer in answers])
        self.assert_healthy()
        replay = self.network.command('replay')
        self.assertEqual(replay.returncode, 0, replay.stdout + replay.stderr)

    def test_plans_that_change_under_sales(self):
        """What a sale was paid by is what replay finds, however close the change of the plan was."""
        shop = Shop(self.network)
        path = f'/programs/{shop.program["id"]}'

        def run(number):
            for turn in range(40):
                if number == 0:
                    body = {'text': f'pay {turn + 21}% on sale\n'}
                    answer = self.network.api('PUT', path + '/plan', body)
                elif number == 1:
                    answer = self.network.api('PATCH', path, {'window_days': 31 + turn})
                else:
                    answer = shop.postback(order_id=f'plan-{number}-{turn}', amount='10', coupon=shop.coupon['code'])
                self.assertEqual(answer.status, 200, answer.body)

        at_once(6, run)
        self.assert_healthy()
        replay = self.network.command('replay')
        self.assertEqual(replay.returncode, 0, replay.stdout + replay.stderr)

    def test_the_same_code_at_once(self):
        answers = at_once(8, lambda number: self.network.api('POST', '/partners', self.partner('samecode')))
        self.assertEqual(sorted(answer.status for answer in answers), [201] + [409] * 7,
                         [answer.body for answer in answers])
        body = {'partner_id': self.shop.partner['id'], 'offer_id': self.shop.offer['id'], 'code': 'same-link'}
        answers = at_once(8, lambda number: self.network.api('POST', '/links', body))
        self.assertEqual(sorted(answer.status for answer in answers), [201] + [409] * 7,
                         [answer.body for answer in answers])


class AtOnceAfter(HostileCase):
    """No wait between a thing and what hangs on it."""

    def test_a_link_works_the_moment_it_is_made(self):
        n, shop = self.network, self.shop
        for number in range(20):
            link = n.create('/links', partner_id=shop.partner['id'], offer_id=shop.offer['id'], code=f'fresh-{number}')
            self.assertEqual(n.click('/c/' + link['code']).status, 302)
            self.assertEqual(n.api('POST', f'/links/{link["id"]}/archive').status, 200)
            self.assertEqual(n.click('/c/' + link['code']).status, 404)

    def test_a_sale_right_after_its_click(self):
        shop = self.shop
        for number in range(30):
            sale = shop.postback(click_id=shop.click(), order_id=f'fast-{number}', amount='10')
            self.assertEqual((sale.status, sale.json['status'], len(sale.json['commissions'])), (200, 'approved', 1),
                             sale.body)
        # Of an advertiser with two programs, where only the click says which.
        two = Shop(self.network)
        self.network.create('/programs', advertiser_id=two.advertiser['id'], name='Second', currency='EUR',
                            window_days=30)
        sale = two.postback(click_id=two.click(), order_id='which', amount='10')
        self.assertEqual((sale.status, sale.json['status']), (200, 'approved'), sale.body)

    def test_a_click_of_another_advertiser(self):
        shop, other = self.shop, Shop(self.network)
        for number in range(2):  # not shipped yet, then long shipped
            click = other.click()
            with self.unharmed(changing=('event_refusal', 'click', 'click_person', 'ship_mark', 'performance')):
                answer = shop.postback(click_id=click, order_id='stolen', amount='10', email='person@example.com',
                                       customer_id='person-1')
                self.assert_refused(answer, 422, 'click_of_other_advertiser', 'click_id')
                answer = shop.postback(click_id=click, order_id='stolen', amount='10')
                self.assert_refused(answer, 422, 'click_of_other_advertiser', 'click_id')
        rows = self.network.sql("SELECT code, field, content FROM event_refusal")
        self.assertEqual([row[:2] for row in rows], [['click_of_other_advertiser', 'click_id']] * 4)
        self.assertIn('stolen', rows[0][2])
        self.assertNotIn('person', str(rows))
        # The advertiser sees what was refused him, newest first, page by page; nobody else but the operator does.
        n = self.network
        own = n.command('token', 'create', '--name', 'own', '--role', f'advertiser:{shop.advertiser["id"]}',
                        check=True).stdout.strip()
        listed = n.api('GET', '/event-refusals?limit=3', token=own).json
        self.assertEqual(len(listed['data']), 3)
        rest = n.api('GET', f'/event-refusals?limit=3&cursor={listed["next"]}', token=own).json
        self.assertEqual((len(rest['data']), rest['next']), (1, None))
        for row in listed['data'] + rest['data']:
            self.assertEqual((row['advertiser_id'], row['code'], row['field'], row['claim']['order_id']),
                             (shop.advertiser['id'], 'click_of_other_advertiser', 'click_id', 'stolen'))
            self.assertRegex(row['received_at'], r'^20\d\d-\d\d-\d\dT.*Z$')
            self.assertNotIn('person', str(row))
        self.assertEqual(n.api('GET', '/event-refusals').json['data'], listed['data'] + rest['data'])
        others = n.command('token', 'create', '--name', 'others', '--role', f'advertiser:{other.advertiser["id"]}',
                           check=True).stdout.strip()
        self.assertEqual(n.api('GET', '/event-refusals', token=others).json['data'], [])
        partner = n.command('token', 'create', '--name', 'partner', '--role', f'partner:{shop.partner["id"]}',
                            check=True).stdout.strip()
        self.assertEqual(n.api('GET', '/event-refusals', token=partner).status, 403)
        # The click itself is still good for its owner.
        sale = other.postback(click_id=click, order_id='mine', amount='10')
        self.assertEqual((sale.status, sale.json['status']), (200, 'approved'))

    def test_the_token_may_come_as_a_header(self):
        n, shop = self.network, self.shop
        path = f'/postback?order_id=headed&amount=10&coupon={shop.coupon["code"]}'
        self.assert_refused(n.request('GET', path), 401, 'token_missing', 'token')
        self.assert_refused(n.request('GET', path, headers={'API-KEY': 'wrong'}), 401, 'token_unknown', 'token')
        self.assert_refused(n.request('GET', path + '&token=wrong', headers={'API-KEY': shop.token}), 401,
                            'token_unknown', 'token')
        answer = n.request('GET', path, headers={'Api-Key': shop.token})
        self.assertEqual((answer.status, answer.json['status']), (200, 'approved'), answer.body)

    def test_clicks_that_never_were(self):
        shop = self.shop
        genuine = shop.click()
        forged = genuine[:-1] + ('0' if genuine[-1] != '0' else '4')
        for number, click in enumerate((forged, 'x', '0' * 26, 'z' * 26, genuine[:-1], genuine + '0', "' OR 1=1 --")):
            sale = shop.postback(click_id=click, order_id=f'forged-{number}', amount='10')
            self.assertEqual((sale.status, sale.json['status'], sale.json['commissions']), (200, 'unattributed', []),
                             (click, sale.body))
            self.assertTrue(sale.json['cause'], sale.body)
        sale = shop.postback(click_id=genuine.upper(), order_id='upper', amount='10')
        self.assertEqual(sale.json['status'], 'approved')
        self.assert_healthy()

    def test_statuses_and_reasons(self):
        n, shop = self.network, self.shop
        click = shop.click()
        for status in ('pending', 'approved', 'rejected'):
            sale = shop.postback(click_id=click, order_id='s-' + status, amount='10', status=status)
            self.assertEqual((sale.status, sale.json['status']), (200, status), sale.body)
        again = shop.postback(click_id=click, order_id='s-pending', amount='10', status='pending')
        self.assertEqual(again.json['status'], 'duplicate')
        # The way trackers send decisions: the same order with another status.
        decided = shop.postback(click_id=click, order_id='s-pending', amount='10', status='approved')
        self.assertEqual((decided.status, decided.json['status']), (200, 'approved'), decided.body)
        self.assert_refused(shop.postback(click_id=click, order_id='s-pending', amount='11'), 409, 'order_conflict',
                            'order_id')
        path = f'/conversions/{decided.json["conversion"]}'
        for reason in ('cancelled', 'returned', 'not_paid', 'duplicate', 'fraud', 'invalid_lead', 'test',
                       'outside_terms', 'other'):
            answer = n.api('POST', path + '/decision', {'status': 'rejected', 'reason': reason})
            self.assertEqual((answer.status, answer.json['status'], answer.json['reason']), (200, 'rejected', reason),
                             answer.body)
            answer = n.api('POST', path + '/decision', {'status': 'approved'})
            self.assertEqual((answer.status, answer.json['status']), (200, 'approved'), answer.body)
        # One conversion of a goal per click where no order is named.
        first = shop.postback(click_id=click, goal='lead')
        self.assertEqual((first.status, first.json['status']), (200, 'approved'), first.body)
        self.assertEqual(shop.postback(click_id=click, goal='lead').json['status'], 'duplicate')
        self.assert_healthy()


cases(globals(), Once, AtOnceAfter)

if __name__ == '__main__':
    sys.exit(unittest.main())
