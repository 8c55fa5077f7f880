# SPDX-License-Identifier: Apache-2.0
"""The main job over HTTP and the command line, as the public contract writes it: a click, a sale, the partner's credit,
the books, the explanation."""
import json
import sys
import unittest

from network import NetworkCase, cases, click_id_of


class MainJob(NetworkCase):
    def test_a_click_becomes_a_commission(self):
        n = self.network
        advertiser = n.create('/advertisers', name='Shoe Shop', currency='EUR')
        self.assertTrue(advertiser['id'].startswith('adv_'))
        program = n.create('/programs', advertiser_id=advertiser['id'], name='Shoes', currency='EUR', window_days=30,
                           hold_days=14)
        self.assertTrue(program['id'].startswith('prg_'))
        plan = n.api('PUT', f'/programs/{program["id"]}/plan', {'text': 'pay 10% on sale\n'})
        self.assertEqual(plan.status, 200, plan.body)
        self.assertEqual(plan.json['version'], 1)
        offer = n.create('/offers', program_id=program['id'], name='Boots',
                         destination_url='https://shop.example/boots', goals=['lead', 'sale'])
        partner = n.create('/partners', code='anna', name='Anna', email='anna@example.com')
        n.create('/enrollments', partner_id=partner['id'], program_id=program['id'], status='approved')
        link = n.create('/links', partner_id=partner['id'], offer_id=offer['id'])
        self.assertTrue(link['url'].endswith('/c/' + link['code']))

        click = n.click(f'/c/{link["code"]}?sub1=spring')
        self.assertEqual(click.status, 302)
        location = click.header('location')
        self.assertTrue(location.startswith('https://shop.example/boots?click_id='), location)
        self.assertRegex(click.header('set-cookie'), r'^trb=[^;]+; ')
        self.assertIn('HttpOnly', click.header('set-cookie'))
        self.assertIn('SameSite=Lax', click.header('set-cookie'))

        token = advertiser['postback_token']
        sale = n.postback(token, click_id=click_id_of(location), order_id='A-1', amount='100.00', currency='EUR')
        self.assertEqual(sale.status, 200, sale.body)
        self.assertEqual(sale.json['status'], 'approved')
        self.assertTrue(sale.json['conversion'].startswith('cnv_'))
        self.assertEqual(len(sale.json['commissions']), 1)
        again = n.postback(token, click_id=click_id_of(location), order_id='A-1', amount='100.00', currency='EUR')
        self.assertEqual((again.status, again.json['status']), (200, 'duplicate'))
        self.assertEqual(again.json['conversion'], sale.json['conversion'])
        other = n.postback(token, click_id=click_id_of(location), order_id='A-1', amount='100.01', currency='EUR')
        self.assertEqual(other.status, 409, other.body)
        self.assertEqual(n.postback('wrong', order_id='A-2').status, 401)
        bad = n.postback(token, click_id=click_id_of(location), order_id='A-3', amount='ten')
        self.assertEqual((bad.status, bad.json['error']['field']), (422, 'amount'))
        goal = n.postback(token, click_id=click_id_of(location), order_id='A-3', goal='nonsense')
        self.assertEqual((goal.status, goal.json['error']['field']), (422, 'goal'))

        balance = n.api('GET', f'/partners/{partner["id"]}/balance').json
        self.assertIn('"10.00"', json.dumps(balance))
        commissions = n.api('GET', f'/commissions?partner_id={partner["id"]}').json
        self.assertEqual(len(commissions['data']), 1)
        self.assertIsNone(commissions['next'])
        commission = commissions['data'][0]
        self.assertEqual(commission['amount'], {'amount': '10.00', 'currency': 'EUR'})
        self.assertEqual((commission['status'], commission['plan_version']), ('pending', 1))
        explanation = n.api('GET', f'/commissions/{commission["id"]}/explanation?lang=en')
        self.assertEqual(explanation.status, 200, explanation.body)
        told = explanation.body.decode()
        for word in ('pay 10% on sale', '100.00', '10.00', 'A-1'):
            self.assertIn(word, told)
        shown = n.command('explain', commission['id'], check=True).stdout
        self.assertIn('pay 10% on sale', shown)

        refund = n.api('POST', f'/conversions/{sale.json["conversion"]}/refunds',
                       {'amount': '40.00', 'refund_id': 'R-1'})
        self.assertIn(refund.status, (200, 201), refund.body)
        report = n.api('GET', '/reports/performance?group_by=partner').json
        row = report['data'][0]
        self.assertEqual((row['clicks'], row['sales'], row['refunded']), (1, 1, 1))
        self.assertEqual(row['revenue'], {'amount': '60.00', 'currency': 'EUR'})
        self.assertEqual(row['commission'], {'amount': '6.00', 'currency': 'EUR'})
        by_sub = n.api('GET', '/reports/performance?group_by=sub1').json
        self.assertEqual(by_sub['data'][0]['sub1'], 'spring')
        self.assertEqual(n.command('ledger', 'check').returncode, 0)
        self.assertEqual(n.command('replay').returncode, 0)
        health = n.request('GET', '/healthz')
        self.assertEqual(health.status, 200)
        self.assertIn(b'tributary_', n.request('GET', '/metrics').body)


class StopsWell(NetworkCase):
    def test_an_acknowledged_click_survives_a_kill(self):
        n = self.network
        advertiser = n.create('/advertisers', name='Shop', currency='EUR')
        program = n.create('/programs', advertiser_id=advertiser['id'], name='P', currency='EUR', window_days=30)
        offer = n.create('/offers', program_id=program['id'], name='O', destination_url='https://shop.example/',
                         goals=['sale'])
        partner = n.create('/partners', code='kim', name='Kim', email='kim@example.com')
        n.create('/enrollments', partner_id=partner['id'], program_id=program['id'], status='approved')
        link = n.create('/links', partner_id=partner['id'], offer_id=offer['id'])
        clicks = [click_id_of(n.click('/c/' + link['code']).header('location')) for _ in range(50)]
        n.stop(kill=True)
        n.start()
        for number, click in enumerate(clicks):
            sale = n.postback(advertiser['postback_token'], click_id=click, order_id=f'K-{number}', amount='1')
            self.assertEqual((sale.status, sale.json['status']), (200, 'approved'), sale.body)
        self.assertEqual(n.sql('SELECT count(*) FROM click'), [['50']])
        self.assertEqual(n.sql('SELECT count(*) FROM conversion WHERE partner_id IS NOT NULL'), [['50']])
        self.assertEqual(n.stop(), 0)
        n.start()


cases(globals(), MainJob, StopsWell)

if __name__ == '__main__':
    sys.exit(unittest.main())
