# SPDX-License-Identifier: Apache-2.0
"""The performance report and the ledger's state over HTTP, every figure counted by hand: ten clicks over midnight of
Asia/Kolkata (18:30 UTC), a sale with a refund, a sale, a lead, a rejected sale, refused visits of three causes."""
import datetime
import os
import sqlite3
import sys
import unittest
import urllib.parse
from decimal import Decimal

from network import NetworkCase, cases
from shop import Shop

# A row of the file is a click and perhaps its conversion: time, partner, offer, visitor, country, device, sub1,
# conversion's time, goal, amount, status.
ROWS = (
    ('03-10T18:10:00', 'anna', 'Boots', 'v1', 'DE', 'mobile', 'spring', '03-10T18:25:00', 'sale', '100.00', ''),
    ('03-10T18:20:00', 'anna', 'Boots', 'v1', 'DE', 'mobile', 'spring', '', '', '', ''),  # not unique
    ('03-10T18:29:59', 'anna', 'Boots', 'v2', 'FR', 'desktop', 'summer', '', '', '', ''),
    ('03-10T18:30:00', 'anna', 'Boots', 'v3', 'FR', 'desktop', 'summer', '03-10T18:31:00', 'lead', '', ''),
    ('03-10T18:45:00', 'bert', 'Boots', 'v4', 'DE', 'mobile', 'spring', '', '', '', ''),
    ('03-10T19:00:00', 'bert', 'Hats', 'v4', 'JP', 'desktop', '', '', '', '', ''),
    ('03-10T23:59:59', 'bert', 'Hats', 'v5', 'JP', 'desktop', '', '03-11T00:05:00', 'sale', '50.00', ''),
    ('03-11T00:00:00', 'anna', 'Hats', 'v1', 'DE', 'mobile', 'spring', '', '', '', ''),  # another link: unique
    ('03-11T00:10:00', 'anna', 'Boots', 'v1', 'DE', 'mobile', 'spring', '', '', '', ''),  # within 24 hours: not
    ('03-11T00:20:00', 'anna', 'Boots', 'v6', '', 'bot', '', '03-11T00:30:00', 'sale', '20.00', 'rejected'),
)
AGENTS = {'mobile': 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Version/17.0 '
                    'Mobile/15E148 Safari/604.1',
          'desktop': 'Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0',
          'bot': 'Googlebot/2.1 (+http://www.google.com/bot.html)'}
MAP = ('time=time,partner=partner,offer=offer,visitor=visitor,country=country,agent=agent,sub1=sub1,'
       'conversion_time=conversion_time,goal=goal,amount=amount,status=status,order_id=order_id')
PLAN = 'pay 10% on sale\npay 1.00 EUR on lead\n'
COUNTS = ('clicks', 'unique_clicks', 'leads', 'sales', 'rejected', 'refunded', 'revenue', 'commission', 'epc',
          'conversion_rate')
# Clicks, unique clicks, leads, sales, rejected, refunded, revenue, commission, commission per click, conversions per
# click. Of the 100.00 40.00 are refunded: 60.00, which pays 6.00.
WHOLE = (10, 8, 1, 2, 1, 1, '110.00', '12.00', '1.200000', '0.300000')
BY = {
    'partner': {
        'anna': (7, 5, 1, 1, 1, 1, '60.00', '7.00', '1.000000', '0.285714'),
        'bert': (3, 3, 0, 1, 0, 0, '50.00', '5.00', '1.666667', '0.333333')},
    'program': {'Shoes': WHOLE},
    'offer': {
        'Boots': (7, 5, 1, 1, 1, 1, '60.00', '7.00', '1.000000', '0.285714'),
        'Hats': (3, 3, 0, 1, 0, 0, '50.00', '5.00', '1.666667', '0.333333')},
    'link': {
        ('anna', 'Boots'): (6, 4, 1, 1, 1, 1, '60.00', '7.00', '1.166667', '0.333333'),
        ('bert', 'Boots'): (1, 1, 0, 0, 0, 0, '0.00', '0.00', '0.000000', '0.000000'),
        ('bert', 'Hats'): (2, 2, 0, 1, 0, 0, '50.00', '5.00', '2.500000', '0.500000'),
        ('anna', 'Hats'): (1, 1, 0, 0, 0, 0, '0.00', '0.00', '0.000000', '0.000000')},
    'country': {
        'DE': (5, 3, 0, 1, 0, 1, '60.00', '6.00', '1.200000', '0.200000'),
        'FR': (2, 2, 1, 0, 0, 0, '0.00', '1.00', '0.500000', '0.500000'),
        'JP': (2, 2, 0, 1, 0, 0, '50.00', '5.00', '2.500000', '0.500000'),
        '': (1, 1, 0, 0, 1, 0, '0.00', '0.00', '0.000000', '0.000000')},
    'device': {
        'mobile': (5, 3, 0, 1, 0, 1, '60.00', '6.00', '1.200000', '0.200000'),
        'desktop': (4, 4, 1, 1, 0, 0, '50.00', '6.00', '1.500000', '0.500000'),
        'bot': (1, 1, 0, 0, 1, 0, '0.00', '0.00', '0.000000', '0.000000')},
    'sub1': {
        'spring': (5, 3, 0, 1, 0, 1, '60.00', '6.00', '1.200000', '0.200000'),
        'summer': (2, 2, 1, 0, 0, 0, '0.00', '1.00', '0.500000', '0.500000'),
        '': (3, 3, 0, 1, 1, 0, '50.00', '5.00', '1.666667', '0.333333')},
    ('day', 'UTC'): {
        '2026-03-10': (7, 6, 1, 1, 0, 1, '60.00', '7.00', '1.000000', '0.285714'),
        '2026-03-11': (3, 2, 0, 1, 1, 0, '50.00', '5.00', '1.666667', '0.333333')},
    ('day', 'Asia/Kolkata'): {
        '2026-03-10': (3, 2, 0, 1, 0, 1, '60.00', '6.00', '2.000000', '0.333333'),
        '2026-03-11': (7, 6, 1, 1, 1, 0, '50.00', '6.00', '0.857143', '0.285714')},
    ('hour', 'UTC'): {
        '2026-03-10T18:00': (5, 4, 1, 1, 0, 1, '60.00', '7.00', '1.400000', '0.400000'),
        '2026-03-10T19:00': (1, 1, 0, 0, 0, 0, '0.00', '0.00', '0.000000', '0.000000'),
        '2026-03-10T23:00': (1, 1, 0, 0, 0, 0, '0.00', '0.00', '0.000000', '0.000000'),
        '2026-03-11T00:00': (3, 2, 0, 1, 1, 0, '50.00', '5.00', '1.666667', '0.333333')},
    ('hour', 'Asia/Kolkata'): {
        '2026-03-10T23:00': (3, 2, 0, 1, 0, 1, '60.00', '6.00', '2.000000', '0.333333'),
        '2026-03-11T00:00': (3, 3, 1, 0, 0, 0, '0.00', '1.00', '0.333333', '0.333333'),
        '2026-03-11T05:00': (4, 3, 0, 1, 0, 0, '50.00', '5.00', '1.250000', '0.250000'),
        '2026-03-11T06:00': (0, 0, 0, 0, 1, 0, '0.00', '0.00', '0.000000', '0.000000')},  # rejected at 00:30 UTC
}
BY_SUB_AND_DAY = {  # days of Asia/Kolkata
    ('spring', '2026-03-10'): (2, 1, 0, 1, 0, 1, '60.00', '6.00', '3.000000', '0.500000'),
    ('spring', '2026-03-11'): (3, 2, 0, 0, 0, 0, '0.00', '0.00', '0.000000', '0.000000'),
    ('summer', '2026-03-10'): (1, 1, 0, 0, 0, 0, '0.00', '0.00', '0.000000', '0.000000'),
    ('summer', '2026-03-11'): (1, 1, 1, 0, 0, 0, '0.00', '1.00', '1.000000', '1.000000'),
    ('', '2026-03-11'): (3, 3, 0, 1, 1, 0, '50.00', '5.00', '1.666667', '0.333333')}
NAMES = {'partner': 'partner_code', 'program': 'program_name', 'offer': 'offer_name'}
NOTHING = (0, 0, 0, 0, 0, 0)


def plain(row):
    """The counts of a row, money as its amount."""
    return tuple(row[name]['amount'] if isinstance(row[name], dict) else row[name] for name in COUNTS)


class Reports(NetworkCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        try:
            cls.fill()
        except BaseException:
            cls.tearDownClass()
            raise

    @classmethod
    def fill(cls):
        n = cls.network
        cls.shop = Shop(n, plan=PLAN)
        n.create('/offers', program_id=cls.shop.program['id'], name='Hats', goals=['lead', 'sale'],
                 destination_url='https://shop.example/hats')
        path = os.path.join(n.folder, 'events.csv')
        with open(path, 'w', encoding='utf-8') as file:
            file.write('time,partner,offer,visitor,country,agent,sub1,conversion_time,goal,amount,status,order_id\n')
            for number, (time, partner, offer, visitor, country, device, sub1, then, goal, amount, status) \
                    in enumerate(ROWS):
                then = f'2026-{then}Z' if then else ''
                file.write(f'2026-{time}Z,{partner},{offer},{visitor},{country},"{AGENTS[device]}",{sub1},{then},{goal}'
                           f',{amount},{status},{f"O-{number}" if then else ""}\n')
        result = n.command('import', 'events', path, '--program', cls.shop.program['id'], '--map', MAP, check=True)
        assert 'line' not in result.stderr, result.stderr
        cls.sale = next(c for c in n.api('GET', '/conversions').json['data'] if c['order_id'] == 'O-0')
        n.create(f'/conversions/{cls.sale["id"]}/refunds', amount='40.00', refund_id='R-1')
        cls.links = {link['id']: link for link in n.api('GET', '/links?limit=100').json['data']}

    def report(self, group_by='', status=200, **query):
        query = {'from': '2026-03-09', 'to': '2026-03-12', 'tz': 'UTC', **query}
        answer = self.network.api('GET', '/reports/performance?' + urllib.parse.urlencode(
            {'group_by': group_by, **query} if group_by else query))
        self.assertEqual(answer.status, status, answer.body)
        return answer.json

    def assert_sums(self, report):
        """The total is the sum of the rows, money too, and of one currency here."""
        for name in COUNTS[:6]:
            self.assertEqual(report['total'][name], sum(row[name] for row in report['data']), name)
        for name in ('revenue', 'commission'):
            self.assertEqual(Decimal(report['total'][name]['amount']),
                             sum(Decimal(row[name]['amount']) for row in report['data']), name)
            self.assertEqual({row[name]['currency'] for row in report['data']}, {'EUR'})
        self.assertEqual(report['totals'], [report['total']])

    def key_of(self, dimension, row):
        if dimension == 'link':
            link = self.links[row['link']]
            self.assertEqual(row['link_code'], link['code'])
            partner = self.network.api('GET', f'/partners/{link["partner_id"]}').json['code']
            return partner, self.network.api('GET', f'/offers/{link["offer_id"]}').json['name']
        return row[NAMES.get(dimension, dimension)]

    def test_each_dimension(self):
        for question, wanted in BY.items():
            dimension, zone = question if isinstance(question, tuple) else (question, 'UTC')
            with self.subTest(dimension=dimension, zone=zone):
                report = self.report(dimension, tz=zone)
                self.assertEqual({self.key_of(dimension, row): plain(row) for row in report['data']}, wanted)
                self.assertEqual(plain(report['total']), WHOLE)
                self.assertEqual(report['tz'], zone)
                self.assert_sums(report)

    def test_sub_ids_by_days_of_a_zone(self):
        report = self.report('sub1,day', tz='Asia/Kolkata')
        self.assertEqual({(row['sub1'], row['day']): plain(row) for row in report['data']}, BY_SUB_AND_DAY)
        self.assertEqual(plain(report['total']), WHOLE)
        self.assert_sums(report)

    def test_days_bound_a_report_in_its_zone(self):
        for zone, day, start, end in (
                ('UTC', '2026-03-10', '2026-03-10T00:00:00Z', '2026-03-11T00:00:00Z'),
                ('UTC', '2026-03-11', '2026-03-11T00:00:00Z', '2026-03-12T00:00:00Z'),
                ('Asia/Kolkata', '2026-03-10', '2026-03-09T18:30:00Z', '2026-03-10T18:30:00Z'),
                ('Asia/Kolkata', '2026-03-11', '2026-03-10T18:30:00Z', '2026-03-11T18:30:00Z')):
            report = self.report('day', tz=zone, **{'from': day, 'to': day})
            self.assertEqual((report['from'], report['to']), (start, end))
            self.assertEqual({row['day']: plain(row) for row in report['data']}, {day: BY['day', zone][day]})
        # Instants: whole quarter hours around them.
        report = self.report('partner', **{'from': '2026-03-10T18:31:00Z', 'to': '2026-03-10T18:40:00Z'})
        self.assertEqual((report['from'], report['to']), ('2026-03-10T18:30:00Z', '2026-03-10T18:45:00Z'))
        self.assertEqual({row['partner_code']: plain(row) for row in report['data']},
                         {'anna': (1, 1, 1, 0, 0, 0, '0.00', '1.00', '1.000000', '1.000000')})
        empty = self.report('partner', **{'from': '2026-03-12', 'to': '2026-03-12'})
        self.assertEqual((empty['data'], tuple(empty['total'][name] for name in COUNTS[:6])), ([], NOTHING))

    def test_a_filter(self):
        program = self.shop.program['id']
        bert = next(p for p in self.network.api('GET', '/partners?limit=100').json['data'] if p['code'] == 'bert')
        report = self.report('day', partner_id=bert['id'], program_id=program)
        self.assertEqual({row['day']: plain(row) for row in report['data']},
                         {'2026-03-10': (3, 3, 0, 0, 0, 0, '0.00', '0.00', '0.000000', '0.000000'),
                          '2026-03-11': (0, 0, 0, 1, 0, 0, '50.00', '5.00', '0.000000', '0.000000')})
        self.assertEqual(plain(report['total']), BY['partner']['bert'])

    def test_the_evidence_of_a_conversion_and_when_its_commission_is_due(self):
        n = self.network
        shown = n.api('GET', f'/conversions/{self.sale["id"]}').json
        attribution = shown['attribution']
        self.assertEqual((attribution['status'], attribution['evidence_kind'], attribution['cause']),
                         ('credited', 'click_id', None))
        won = attribution['evidence'][0]
        self.assertEqual((won['kind'], won['outcome'], won['partner_id'], won['touched_at'], won['click_id']),
                         ('click_id', 'won', attribution['partner_id'], '2026-03-10T18:10:00Z', shown['click_id']))
        self.assertEqual(won['link_id'], shown['link_id'])
        commission = n.api('GET', f'/commissions?partner_id={attribution["partner_id"]}&limit=100').json['data']
        due = {c['conversion_id']: (c['due_at'], c['amount']['amount'], c['status']) for c in commission}
        # On hold for 14 days from the instant of the sale on, which are over.
        self.assertEqual(due[self.sale['id']][:2], ('2026-03-24T18:25:00Z', '6.00'))


class Received(NetworkCase):
    """What came in and what became of it; when a report is as of."""

    def test_refused_visits_by_cause(self):
        n = self.network
        shop = Shop(n)
        closed = n.create('/offers', program_id=shop.program['id'], name='Closed', goals=['sale'],
                          destination_url='https://shop.example/closed')
        closed_link = n.create('/links', partner_id=shop.partner['id'], offer_id=closed['id'])
        gone = n.create('/links', partner_id=shop.partner['id'], offer_id=shop.offer['id'], code='gone')
        self.assertEqual(n.api('POST', f'/links/{gone["id"]}/archive').status, 200)
        answer = n.api('POST', f'/offers/{closed["id"]}/archive')
        self.assertEqual(answer.status, 200, answer.body)
        for path, times in ((shop.link['code'], 4), ('gone', 3), (closed_link['code'], 2), ('no-such-link', 1)):
            for _ in range(times):
                self.assertIn(n.click('/c/' + path).status, (302, 404), path)
        before = datetime.datetime.now(datetime.timezone.utc)
        report = n.api('GET', '/reports/performance?group_by=partner').json
        after = datetime.datetime.now(datetime.timezone.utc)
        self.assertEqual(report['received'],
                         {'clicks': 10, 'redirected': 4,
                          'refused': {'link_archived': 3, 'offer_closed': 2, 'link_unknown': 1}})
        self.assertEqual(report['total']['clicks'], 4)
        as_of = datetime.datetime.fromisoformat(report['as_of'].replace('Z', '+00:00'))
        self.assertLessEqual(before.replace(microsecond=0), as_of)
        self.assertLessEqual(as_of, after)
        # Of a partner those of its own links.
        own = n.api('GET', f'/reports/performance?group_by=partner&partner_id={shop.partner["id"]}').json['received']
        self.assertEqual(own, {'clicks': 9, 'redirected': 4, 'refused': {'link_archived': 3, 'offer_closed': 2}})

    def test_two_currencies_have_no_common_sum(self):
        n = self.network
        euro, yen, dinar = Shop(n), Shop(n, currency='JPY'), Shop(n, currency='KWD')
        for shop, amount in ((euro, '10.00'), (yen, '1000')):
            sale = n.postback(shop.token, click_id=shop.click(), order_id='A-1', amount=amount)
            self.assertEqual(sale.status, 200, sale.body)
        # Three clicks and a sale each. 10 % of 1,000.010 dinars are 100.001; a third of them 33.3336666…, four digits
        # behind those of the currency. The yen have two clicks more: a third of 100 is 33.3333….
        for click in [dinar.click() for _ in range(3)][:1]:
            self.assertEqual(n.postback(dinar.token, click_id=click, order_id='A-1', amount='1000.010').status, 200)
        for _ in range(2):
            yen.click()
        rows = n.api('GET', '/reports/performance?group_by=program').json
        shown = {row['program']: plain(row) for row in rows['data']}
        self.assertEqual(shown[euro.program['id']], (1, 1, 0, 1, 0, 0, '10.00', '1.00', '1.000000', '1.000000'))
        self.assertEqual(shown[yen.program['id']], (3, 1, 0, 1, 0, 0, '1000', '100', '33.3333', '0.333333'))
        self.assertEqual(shown[dinar.program['id']],
                         (3, 1, 0, 1, 0, 0, '1000.010', '100.001', '33.3336667', '0.333333'))
        self.assertEqual((rows['total']['revenue'], rows['total']['commission'], rows['total']['epc']),
                         (None, None, None))
        self.assertEqual([(t['revenue']['currency'], t['sales']) for t in rows['totals']],
                         [('EUR', 1), ('JPY', 1), ('KWD', 1)])


class LedgerCheck(NetworkCase):
    def change(self, sql):
        n = self.network
        if n.database == 'postgres':
            n.psql(sql)
            return
        connection = sqlite3.connect(os.path.join(n.data, 'tributary.db'), timeout=30)
        connection.execute(sql)
        connection.commit()
        connection.close()

    def test_the_state_of_the_books(self):
        n = self.network
        shop = Shop(n)
        for order in ('A-1', 'A-2'):
            shop.sale(order_id=order, amount='100.00')
        check = n.api('GET', '/ledger/check').json
        self.assertEqual((check['is_sound'], check['findings'], check['commissions'], check['entries'],
                          check['postings'], check['accounts'], check['overdue']), (True, [], 2, 2, 4, 2, 0))
        self.assertEqual([row['number'] for row in check['invariants']], list(range(1, 11)))
        for row in check['invariants']:
            self.assertEqual((row['holds'], row['findings']), (True, 0), row)
            self.assertGreater(len(row['says']), 10)
        self.assertEqual(len({row['says'] for row in check['invariants']}), 10)
        self.assertEqual([(row['partner_id'], row['kind'], row['amount']) for row in check['waiting']],
                         [(shop.partner['id'], 'pending', {'amount': '20.00', 'currency': 'EUR'})])
        # A balance that is not the sum of its postings: the third.
        self.change('UPDATE ledger_account SET balance_minor = balance_minor - 1 WHERE kind = \'pending\'')
        check = n.api('GET', '/ledger/check').json
        self.assertEqual(check['is_sound'], False)
        broken = {row['number']: row['findings'] for row in check['invariants'] if not row['holds']}
        self.assertEqual(broken.get(3), 1, check)
        self.assertIn(3, {finding['invariant'] for finding in check['findings']})
        self.assertTrue(all(finding['what'] for finding in check['findings']))
        self.assertEqual(n.command('ledger', 'check').returncode, 1)


cases(globals(), Reports, Received, LedgerCheck)

if __name__ == '__main__':
    sys.exit(unittest.main())
