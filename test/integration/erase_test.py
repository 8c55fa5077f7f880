# SPDX-License-Identifier: Apache-2.0
"""A person is erased: what named them is found nowhere in the database, and the books, the replay and the reports are
what they were."""
import os
import sys
import unittest

from network import cases
from shop import HostileCase

PLANTED = {'customer_id': 'planted-customer-4711', 'email': 'planted.person@mail.example',
           'ext1': 'planted note, size 43'}
AGENT = 'PlantedAgent/47.11 (a very rare telephone)'
REFERRER = 'https://planted-forum.example/thread/4711'
WORDS = ('planted-customer-4711', 'planted.person', 'mail.example', 'planted note', 'planted%20note', 'PlantedAgent',
         'planted-forum')


class Erased(HostileCase):
    def plant(self):
        """A visitor who clicks, signs up, buys by click, by coupon and by name alone; and a neighbour."""
        n, shop = self.network, self.shop
        self.assertEqual(n.api('PATCH', '/network', {'address_days': 30}).status, 200)
        headers = {'User-Agent': AGENT, 'Referer': REFERRER}
        first = n.request('GET', f'/c/{shop.link["code"]}', headers=headers)
        cookie = first.header('set-cookie').split(';')[0]
        click = first.header('location').split('click_id=')[1]
        # The same browser once more, without a sale.
        n.request('GET', f'/c/{shop.link["code"]}', headers={**headers, 'Cookie': cookie})
        self.reports = [
            dict(click_id=click, goal='lead', **PLANTED), dict(click_id=click, order_id='P-1', amount='100', **PLANTED),
            dict(order_id='P-2', amount='50', coupon=shop.coupon['code'], **PLANTED),
            dict(goal='lead', coupon=shop.coupon['code'], customer_id=PLANTED['customer_id']),
            dict(order_id='P-3', amount='20', email=PLANTED['email'])]
        self.conversions = []
        for fields in self.reports:
            answer = shop.postback(**fields)
            self.assertEqual(answer.status, 200, answer.body)
            self.conversions.append(answer.json['conversion'])
        keyed = n.api('POST', '/conversions', {'program_id': shop.program['id'], 'order_id': 'P-4', 'amount': '10',
                                               **PLANTED},
                      headers={'Idempotency-Key': 'planted'})
        self.assertEqual(keyed.status, 201, keyed.body)
        # Refused ones, which are kept for the operator.
        shop.postback(order_id='P-1', amount='1', **PLANTED)
        shop.postback(order_id='P-5', amount='ten', **PLANTED)
        self.assertEqual(shop.postback(order_id='N-1', amount='10', coupon=shop.coupon['code'], customer_id='neighbour',
                                       email='neighbour@other.example').status, 200)
        return n.api('GET', '/conversions/' + self.conversions[1]).json['customer_id']

    def state(self):
        """Everything that must not change."""
        n = self.network
        told = {}
        for path in ('/conversions', '/commissions', f'/partners/{self.shop.partner["id"]}/balance', '/partners',
                     '/programs',
                     *(f'/conversions/{conversion}' for conversion in self.conversions)):
            answer = n.api('GET', path)
            self.assertEqual(answer.status, 200, answer.body)
            told[path] = answer.body
        for group in ('day', 'partner', 'link', 'country,device', 'sub1'):
            told[group] = n.api('GET', '/reports/performance?group_by=' + group).json['data']
        for words in (('ledger', 'check'), ('replay',), ('report', 'check')):
            result = n.command(*words)
            self.assertEqual(result.returncode, 0, (words, result.stdout, result.stderr))
        for table in ('ledger_entry', 'ledger_posting', 'commission', 'commission_change', 'conversion_evidence',
                      'click'):
            told[table] = sorted(n.sql(f'SELECT * FROM {table}'))
        return told

    def found(self):
        """Where in the database a planted word stands."""
        n = self.network
        found = []
        if n.database == 'postgres':
            tables = n.sql('SELECT tablename FROM pg_tables WHERE schemaname = current_schema()')
            text = str(n.sql(' UNION ALL '.join(f'SELECT {table}::text FROM {table}' for (table,) in tables)))
            return [('PostgreSQL', word) for word in WORDS if word in text or word.encode().hex() in text]
        for name in sorted(os.listdir(n.data)):
            path = os.path.join(n.data, name)
            if os.path.isfile(path):
                with open(path, 'rb') as file:
                    content = file.read()
                found += [(name, word) for word in WORDS if word.encode() in content]
        return found

    def test_a_person_is_erased(self):
        n = self.network
        customer = self.plant()
        self.assertEqual(n.api('GET', f'/customers/{customer}').json['customer_id'], PLANTED['customer_id'])
        before = self.state()
        for word in ('planted-customer-4711', 'PlantedAgent', 'planted-forum', 'planted%20note'):
            self.assertIn(word, {found for _, found in self.found()})  # the search can find
        # The e-mail itself never was there.
        self.assertNotIn('planted.person', {found for _, found in self.found()})
        people = int(n.sql('SELECT count(*) FROM click_person')[0][0])

        erased = n.api('POST', f'/customers/{customer}/erase')
        self.assertEqual((erased.status, erased.json['customer_id'], erased.json['emails']), (200, None, 0),
                         erased.body)
        self.assertEqual(self.found(), [])
        self.assertEqual(int(n.sql('SELECT count(*) FROM click_person')[0][0]), people - 2)
        self.assertEqual(self.state(), before)
        self.assertEqual(n.sql("SELECT external_id FROM customer WHERE external_id IS NOT NULL"), [['neighbour']])
        self.assertEqual(n.sql('SELECT count(*) FROM customer_email'), [['1']])
        self.assertEqual(n.api('GET', '/customers?customer_id=' + PLANTED['customer_id']).json['data'], [])
        again = n.api('POST', f'/customers/{customer}/erase')
        self.assertEqual((again.status, again.body), (200, erased.body))
        events = [event for event in n.api('GET', '/audit-events').json['data'] if event['action'] == 'customer.erase']
        self.assertEqual(len(events), 1, events)
        for word in WORDS:
            self.assertNotIn(word, n.log_text())

        # Nobody is paid twice for what is sent again; who comes anew is somebody new.
        for fields, conversion in zip(self.reports, self.conversions):
            answer = self.shop.postback(**fields)
            self.assertEqual((answer.status, answer.json['status'], answer.json['conversion']),
                             (200, 'duplicate', conversion), (fields, answer.body))
        self.assertEqual(self.state(), before)
        self.assertEqual(self.found(), [])
        answer = self.shop.postback(order_id='P-9', amount='10', coupon=self.shop.coupon['code'],
                                    customer_id=PLANTED['customer_id'])
        self.assertEqual(answer.json['status'], 'approved')
        anew = n.api('GET', '/conversions/' + answer.json['conversion']).json['customer_id']
        self.assertNotEqual(anew, customer)
        self.assertEqual(n.api('POST', f'/customers/{anew}/erase').status, 200)
        self.assertEqual(self.found(), [])
        self.assertEqual(n.stop(), 0)
        self.assertEqual(self.found(), [])
        n.start()


cases(globals(), Erased)

if __name__ == '__main__':
    sys.exit(unittest.main())
