# SPDX-License-Identifier: Apache-2.0
"""Explanations out of a real database, sentence by sentence: over HTTP and the command line, in each language, along
the life of a commission; and why an order earned nothing. Every sum and instant is worked out here by hand."""
import datetime
import os
import sys
import unittest

from network import NetworkCase, cases
from shop import Shop

LANGUAGES = ('en', 'ru', 'fr', 'ja')
# The sale was two days ago, so that its hold of 14 days is not over before the test says so.
SOLD = datetime.datetime.now(datetime.timezone.utc).replace(hour=12, minute=0, second=0, microsecond=0) \
    - datetime.timedelta(days=2)
PLAN = 'pay 7% on sale\npay 1.00 EUR on lead\ncap 5% of sale\n'


def ago(**span):
    return SOLD - datetime.timedelta(**span)


def rfc(instant):
    return instant.strftime('%Y-%m-%dT%H:%M:%SZ')


def told(instant):
    """As a sentence tells it; also what an answer holds, or milliseconds of the database."""
    if isinstance(instant, str) and not instant.isdigit():
        instant = datetime.datetime.fromisoformat(instant.replace('Z', '+00:00'))
    elif not isinstance(instant, datetime.datetime):
        instant = datetime.datetime.fromtimestamp(int(instant) / 1000, datetime.timezone.utc)
    return instant.strftime('%Y-%m-%d %H:%M UTC')


class ExplainCase(NetworkCase):
    def steps(self, path, lang=None):
        """Code and sentence of each step over HTTP; the command line tells the same, numbered."""
        answer = self.network.api('GET', f'{path}/explanation' + (f'?lang={lang}' if lang else ''))
        self.assertEqual(answer.status, 200, answer.body)
        steps = [(step['code'], step['text']) for step in answer.json['steps']]
        words = ('--lang', lang) if lang else ()
        shown = self.network.command('explain', path.rsplit('/', 1)[1], *words, check=True).stdout
        self.assertEqual(shown.splitlines(), [f'{i}. {text}' for i, (_, text) in enumerate(steps, 1)])
        return steps

    def assert_steps(self, path, wanted):
        steps = self.steps(path)
        self.assertEqual(steps, self.steps(path, 'en'))
        for step, expected in zip(steps, wanted):
            self.assertEqual(step, expected)
        self.assertEqual(len(steps), len(wanted), steps)
        for lang in LANGUAGES[1:]:
            other = self.steps(path, lang)
            self.assertEqual([code for code, _ in other], [code for code, _ in steps], lang)
            self.assertTrue(all(a != b for (_, a), (_, b) in zip(steps, other)), (lang, other))

    def import_events(self, shop, header, *rows):
        path = os.path.join(self.network.folder, f'events-{shop.program["id"]}.csv')
        with open(path, 'w', encoding='utf-8') as file:
            file.write(header + '\n' + ''.join(row + '\n' for row in rows))
        mapped = ','.join(f'{name}={name}' for name in header.split(','))
        result = self.network.command('import', 'events', path, '--program', shop.program['id'], '--map', mapped,
                                      check=True)
        self.assertNotIn('line', result.stderr)


class Life(ExplainCase):
    """One commission: accrued, released, refunded in part, paid."""

    def test_a_commission_from_its_evidence_to_its_payment(self):
        n = self.network
        shop = Shop(n, plan=PLAN)
        code = shop.partner['code']
        self.import_events(
            shop, 'time,partner,offer,visitor,conversion_time,goal,order_id,amount,coupon',
            f'{rfc(ago(days=31, hours=2))},{code},Boots,v1,,,,,',
            f'{rfc(ago(days=5))},{code},Boots,v1,,,,,',
            f'{rfc(ago(days=3, hours=2))},{code},Boots,v1,,,,,',
            f',,,v1,{rfc(SOLD)},sale,A-1,33.33,NOBODYS')
        sale = next(c for c in n.api('GET', '/conversions').json['data'] if c['order_id'] == 'A-1')
        commission = f'/commissions/{sale["commissions"][0]["id"]}'
        received = told(sale['received_at'])
        due = SOLD + datetime.timedelta(days=14)
        before = [
            ('event', f'Order A-1 (goal: sale, amount: 33.33 EUR) happened on {told(SOLD)}; the advertiser’s report '
                      f'arrived on {received}.')]
        evidence = [
            ('evidence_refused', 'Not credited: a partner’s coupon. Reason: no partner of the program has this '
                                 'coupon.'),
            ('evidence_used', 'Credited to Anna. Evidence: a click of the same visitor.'),
            ('evidence_refused', f'Not credited: a click of the same visitor, {told(ago(days=5))}. Reason: a later '
                                 'touch counts.'),
            ('evidence_refused', f'Not credited: a click of the same visitor, {told(ago(days=31, hours=2))}. That is '
                                 '31 days 2 hours before the event; the window is 30 days.'),
            ('model', 'Among several touches the program credits the last.'),
            ('window', f'The touch was on {told(ago(days=3, hours=2))}, 3 days 2 hours before the event; the window is '
                       '30 days.'),
            ('plan', 'Version 1 of the program’s plan pays.'),
            ('rule', 'The rule in line 1: pay 7% on sale')]
        accrual = ('ledger', f'Booked on {received} as accrual: debit “commission costs” 1.66 EUR; credit “on hold” '
                             '1.66 EUR.')
        hold = ('hold', f'It is on hold for 14 days from the event, until {told(due)}.')
        accrued = ('date', f'{received}: the commission was recorded: 1.66 EUR.')
        # 7 % of 33.33 is 2.3331; at most 5 % of it, 1.6665, of which a rounding up to 1.67 would take more.
        self.assert_steps(commission, before + evidence + [
            ('arithmetic', '7% of 33.33 EUR is 2.3331 EUR.'),
            ('rounding', '2.3331 EUR is rounded to 2.33 EUR; a half goes away from zero.'),
            ('cap', 'The plan’s cap is 5% of what the customer paid, that is 1.66 EUR, never exceeded by rounding: '
                    '1.66 EUR.'),
            ('commission', 'The commission is 1.66 EUR.'), accrual, hold, accrued])
        # By the conversion's id the same.
        self.assertEqual(self.steps(f'/conversions/{sale["id"]}'), self.steps(commission))
        for lang, arithmetic in (('ru', '7\u00a0% от 33,33 EUR = 2,3331 EUR.'),
                                 ('fr', '7\u202f% de 33,33 EUR = 2,3331 EUR.'),
                                 ('ja', '33.33 EUR の 7% は 2.3331 EUR です。')):
            self.assertIn(('arithmetic', arithmetic), self.steps(commission, lang))

        n.command('jobs', 'run', '--at', rfc(due + datetime.timedelta(minutes=5)), check=True)
        refund = n.create(f'/conversions/{sale["id"]}/refunds', amount='13.33', refund_id='R-1')
        refunded = told(refund['entries'][0]['booked_at'])
        released = told(due + datetime.timedelta(minutes=5))
        run = n.create('/payout-runs', currency='EUR', until='2099-01-01T00:00:00Z')
        self.assertEqual(n.api('POST', f'/payout-runs/{run["id"]}/approve').status, 200)
        item = next(item for item in run['items'] if item['partner_id'] == shop.partner['id'])
        paid = n.api('POST', f'/payout-items/{item["id"]}/paid')
        self.assertEqual(paid.status, 200, paid.body)
        taken_at, paid_at = (told(row[0]) for row in n.sql(
            "SELECT h.changed_at FROM commission_change h JOIN commission m ON m.id = h.commission_id "
            "JOIN conversion c ON c.id = m.conversion_id WHERE c.order_id = 'A-1' "
            "AND h.cause IN ('payout', 'paid') ORDER BY h.number"))
        # 20.00 are left: 7 % is 1.40, at most 5 % is 1.00; 0.66 of what was released is taken back.
        self.assert_steps(commission, before + [
            ('refund', '13.33 EUR was refunded, which leaves 20.00 EUR.')] + evidence + [
            ('arithmetic', '7% of 20.00 EUR is 1.40 EUR.'),
            ('rounding', '1.40 EUR needs no rounding.'),
            ('cap', 'The plan’s cap is 5% of what the customer paid, that is 1.00 EUR, never exceeded by rounding: '
                    '1.00 EUR.'),
            ('commission', 'The commission is 1.00 EUR.'), accrual,
            ('ledger', f'Booked on {released} as release: debit “on hold” 1.66 EUR; credit “available” 1.66 EUR.'),
            ('ledger', f'Booked on {refunded} as adjustment: credit “commission costs” 0.66 EUR; debit '
                       '“available” 0.66 EUR.'),
            hold, accrued,
            ('date', f'{released}: the hold ended; available: 1.66 EUR.'),
            ('date', f'{refunded}: after a refund the commission is 1.00 EUR.'),
            ('date', f'{taken_at}: taken into a payout: 1.00 EUR.'),
            ('date', f'{paid_at}: paid: 1.00 EUR.')])

    def test_a_day_of_clicks(self):
        shop = Shop(self.network, plan='pay 0.004 EUR on click\n')
        code = shop.partner['code']
        self.import_events(shop, 'time,partner,offer,visitor', f'{rfc(ago(hours=3))},{code},Boots,v1',
                           f'{rfc(ago(hours=2))},{code},Boots,v2', f'{rfc(ago(hours=1))},{code},Boots,v1')
        listed = self.network.api('GET', f'/commissions?partner_id={shop.partner["id"]}').json['data']
        self.assertEqual([c['amount']['amount'] for c in listed], ['0.01'])
        booked = told(listed[0]['created_at'])
        steps = self.steps(f'/commissions/{listed[0]["id"]}')
        self.assertEqual(steps[:5], [
            ('clicks', f'3 clicks on {SOLD.date().isoformat()}, 2 of them unique.'),
            ('arithmetic', 'They earn exactly 0.012 EUR; 0.00 EUR was carried over from earlier clicks.'),
            ('rounding', '0.01 EUR is booked; the rest, 0.002 EUR, is carried over and not lost.'),
            ('commission', 'The commission is 0.01 EUR.'),
            ('ledger', f'Booked on {booked} as accrual: debit “commission costs” 0.01 EUR; credit “on hold” '
                       '0.01 EUR.')])
        self.assertEqual({code for code, _ in steps[5:]}, {'date'})

    def test_what_is_not_there_and_languages_that_are_not(self):
        n = self.network
        shop = Shop(n)
        sale = shop.sale(order_id='L-1', amount='10.00')
        path = f'/conversions/{sale["id"]}'
        for lang in ('de', 'e', 'english'):
            self.assertEqual(n.api('GET', f'{path}/explanation?lang={lang}').status, 400, lang)
            self.assertEqual(n.command('explain', sale['id'], '--lang', lang).returncode, 2, lang)
        for nothing in ('cnv_0000000000000', 'com_0000000000000', 'A-1', shop.partner['id']):
            result = n.command('explain', nothing)
            self.assertEqual(result.returncode, 5, result.stderr)
            self.assertRegex(result.stderr, rf'\Atributary: explain: [^\n]*{nothing}\n\Z')


class WhyNot(ExplainCase):
    """Orders that earned nothing."""

    def assert_why(self, conversion, sentence):
        path = f'/conversions/{conversion["id"]}'
        steps = self.steps(path)
        self.assertEqual([text for code, text in steps if code == 'why_not'], [sentence], steps)
        self.assertNotIn('commission', [code for code, _ in steps])
        for lang in LANGUAGES[1:]:
            other = self.steps(path, lang)
            self.assertEqual([code for code, _ in other], [code for code, _ in steps])
            self.assertNotIn(sentence, [text for _, text in other])

    def report(self, shop, **fields):
        return self.network.create('/conversions', program_id=shop.program['id'], **fields)

    def test_nobody_is_credited(self):
        shop, other = Shop(self.network), Shop(self.network)
        genuine = shop.click()
        forged = genuine[:-1] + ('0' if genuine[-1] != '0' else '4')
        for order, fields, why in (
                ('N-1', {}, 'it came without any evidence'),
                ('N-2', {'click_id': forged}, 'this click id was never issued here'),
                ('N-3', {'coupon': 'NOBODYS'}, 'no partner of the program has this coupon'),
                ('N-4', {'customer_id': 'new'}, 'the customer is not bound to any partner of the program'),
                ('N-5', {'coupon': other.coupon['code']}, 'no partner of the program has this coupon'),
                ('N-6', {'click_id': genuine, 'occurred_at': rfc(SOLD)}, 'it is later than the event')):
            made = self.report(shop, order_id=order, amount='10.00', **fields)
            self.assertEqual((made['attribution']['status'], made['commissions']), ('unattributed', []), made)
            self.assert_why(made, f'Nothing was earned, because nothing ties the order to a partner: {why}.')

    def test_a_partner_is_credited_and_nothing_is_paid(self):
        n = self.network
        shop = Shop(n, plan='pay 1% on sale of kind digital\npay 1% on sale of kind tiny\n')
        item = [{'sku': 'S', 'kind': 'physical', 'quantity': 1, 'amount': '10.00'}]
        coupon = {'coupon': shop.coupon['code']}
        self.assert_why(self.report(shop, order_id='P-1', amount='10.00', items=item, **coupon),
                        'Nothing was earned, because the plan pays for certain kinds of product only, and the order '
                        'has none of them.')
        self.assert_why(self.report(shop, order_id='P-2', goal='lead', **coupon),
                        'Nothing was earned, because no rule of the plan pays for the goal lead.')
        tiny = [{'sku': 'S', 'kind': 'tiny', 'quantity': 1, 'amount': '0.10'}]
        self.assert_why(self.report(shop, order_id='P-3', amount='0.10', items=tiny, **coupon),
                        'Nothing was earned, because 0.001 EUR rounds to zero.')
        # Another plan later does not change what is told of them.
        better = 'pay 1% on sale of kind digital\npay 1% on sale of kind tiny\npay 5.00 EUR on lead\n'
        answer = n.api('PUT', f'/programs/{shop.program["id"]}/plan', {'text': better})
        self.assertEqual(answer.status, 200, answer.body)
        lead = next(c for c in n.api('GET', '/conversions').json['data'] if c['order_id'] == 'P-2')
        self.assert_why(lead, 'Nothing was earned, because no rule of the plan pays for the goal lead.')

    def test_a_program_without_a_plan(self):
        n, shop = self.network, Shop(self.network)
        bare = n.create('/programs', advertiser_id=shop.advertiser['id'], name='Bare', currency='EUR', window_days=30)
        n.create('/enrollments', partner_id=shop.partner['id'], program_id=bare['id'], status='approved')
        n.create('/offers', program_id=bare['id'], name='Bare', destination_url='https://shop.example/', goals=['sale'])
        coupon = n.create('/coupons', partner_id=shop.partner['id'], program_id=bare['id'], code='BARE')
        made = n.create('/conversions', program_id=bare['id'], order_id='B-1', amount='10.00', coupon=coupon['code'])
        self.assertEqual(made['attribution']['status'], 'credited')
        self.assert_why(made, 'Nothing was earned, because the program had no plan then.')

    def test_rejected_and_refunded(self):
        n, shop = self.network, Shop(self.network)
        at_once = shop.sale(order_id='R-1', amount='10.00', status='rejected', reason='duplicate')
        rejected = 'Nothing was earned, because the advertiser rejected the conversion; the reason given: {}.'
        self.assert_why(at_once, rejected.format('duplicate'))
        later = shop.sale(order_id='R-2', amount='10.00')
        answer = n.api('POST', f'/conversions/{later["id"]}/decision', {'status': 'rejected', 'reason': 'fraud'})
        self.assertEqual(answer.status, 200, answer.body)
        self.assert_why(later, rejected.format('fraud'))
        refunded = shop.sale(order_id='R-3', amount='10.00')
        n.create(f'/conversions/{refunded["id"]}/refunds', refund_id='R')
        self.assert_why(refunded, 'Nothing is left, because all of the amount was refunded.')

    def test_a_partner_reads_why_and_not_whose(self):
        """Evidence carries no names, so a partner sees the same sentences of his own."""
        n, shop = self.network, Shop(self.network)
        sale = shop.sale(order_id='S-1', amount='10.00')
        token = n.command('token', 'create', '--name', 'p', '--role', f'partner:{shop.partner["id"]}',
                          check=True).stdout.strip()
        path = f'/commissions/{sale["commissions"][0]["id"]}/explanation'
        self.assertEqual(n.api('GET', path, token=token).json, n.api('GET', path).json)


class Missed(ExplainCase):
    """What a sale did not bring to recruiters, nor of bonuses."""

    def missed(self, sale, lang=None):
        return [text for code, text in self.steps(f'/conversions/{sale["id"]}', lang) if code == 'missed']

    def test_recruiters_and_a_bonus(self):
        n = self.network
        shop = Shop(n, plan='pay 10% on sale\n'
                            'level 1 pays 5% of sale when recruiter code starts with top\n'
                            'level 2 pays 5% of sale\n'
                            'level 3 pays 1% of sale\n'
                            'cap 10% of sale over all levels\n'
                            'bonus 100 EUR for 10 sales a month\n')
        mark = shop.partner['code']
        above = n.create('/partners', code=f'{mark}-b', name='Ben', email=f'b-{mark}@example.com')
        top = n.create('/partners', code=f'{mark}-c', name='Cleo', email=f'c-{mark}@example.com')
        for partner, recruiter in ((above, top), (shop.partner, above)):
            answer = n.api('PATCH', f'/partners/{partner["id"]}', {'recruited_by': recruiter['id']})
            self.assertEqual(answer.status, 200, answer.body)
        sale = shop.sale(order_id='M-1', amount='100.00')
        bonus = 'The clause in line 6 (bonus 100 EUR for 10 sales a month) gives nothing yet: {} of 10 reached, ' \
                + datetime.datetime.fromisoformat(sale['occurred_at'].replace('Z', '+00:00')).strftime('%B %Y.')
        # Anna's 10.00 are all that 10 % over all levels allow.
        first = (f'Level 1: the clause in line 2 (level 1 pays 5% of sale when recruiter code starts with top) does '
                 f'not pay. Condition not met: the recruiter’s code begins with “top”. The value is “{mark}-b”.')
        second = 'Level 2: nothing. Line 5 (cap 10% of sale over all levels) leaves nothing of {} EUR.'
        third = 'From level 3 on nothing is earned: nobody recruited the partner below.'
        self.assertEqual(self.missed(sale), [first, second.format('5.00'), third, bonus.format(1)])
        for lang in LANGUAGES[1:]:
            other = self.missed(sale, lang)
            self.assertEqual(len(other), 4)
            self.assertNotIn(third, other)
        # 40.00 are left, of which Anna has 4.00 and level 2 would have 2.00; two sales count, then one.
        again = shop.sale(order_id='M-2', amount='10.00')
        n.create(f'/conversions/{sale["id"]}/refunds', amount='60.00', refund_id='M-R')
        self.assertEqual(self.missed(sale), [first, second.format('2.00'), third, bonus.format(2)])
        rejected = n.api('POST', f'/conversions/{again["id"]}/decision', {'status': 'rejected', 'reason': 'fraud'})
        self.assertEqual(rejected.status, 200, rejected.body)
        self.assertEqual(self.missed(sale)[-1], bonus.format(1))
        self.assertEqual(self.missed(again), [])
        # The partner reads of the bonus and not of its recruiters, the shop's people too.
        for role in (f'partner:{shop.partner["id"]}', f'advertiser:{shop.advertiser["id"]}'):
            token = n.command('token', 'create', '--name', 't', '--role', role, check=True).stdout.strip()
            seen = n.api('GET', f'/conversions/{sale["id"]}/explanation', token=token).json['steps']
            self.assertEqual([step['text'] for step in seen if step['code'] == 'missed'], [bonus.format(1)], role)


cases(globals(), Life, WhyNot, Missed)

if __name__ == '__main__':
    sys.exit(unittest.main())
