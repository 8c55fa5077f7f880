# SPDX-License-Identifier: Apache-2.0
"""Webhooks of shops and payment services, signed by the test: sales, renewals, refunds and chargebacks in any order of
arrival, repeats, the window of signatures, two secrets, and bodies that are not what they say. Each class ends with the
check of the books and replay. The real samples are in the shared data, by its absence they are skipped visibly.
"""
import base64
import copy
import decimal
import glob
import hashlib
import hmac
import itertools
import json
import os
import time
import unittest

from network import SHARED, cases
from shop import HostileCase, Shop

SAMPLES = os.path.join(SHARED, 'data', 'webhooks')
number = itertools.count(1)


def stripe_header(secret, body, at):
    mac = hmac.new(secret.encode(), f'{at}.'.encode() + body, hashlib.sha256).hexdigest()
    return f't={at},v1={mac}'


def body_mac(secret, body):
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


class Sender:
    """A webhook source of a shop's program, and what signs for it."""

    def __init__(self, shop, provider, secret=None):
        self.network = shop.network
        fields = {'program_id': shop.program['id'], 'provider': provider}
        self.source = self.network.create('/webhook-sources', **fields, **({'secret': secret} if secret else {}))
        self.secret = secret or self.source['secret']
        self.path = '/hooks/' + self.source['url'].split('/hooks/')[1]

    def deliver(self, body, headers):
        return self.network.request('POST', self.path, body, {'Content-Type': 'application/json', **headers})

    def stripe(self, body, at=None, secret=None):
        body = body if isinstance(body, bytes) else json.dumps(body).encode()
        at = int(time.time()) if at is None else at
        return self.deliver(body, {'Stripe-Signature': stripe_header(secret or self.secret, body, at)})

    def event(self, type_, at=None, **fields):
        """An event of Stripe with its own id; answers with the JSON, which must be a success."""
        answer = self.stripe(event_of(type_, fields, at))
        assert answer.status == 200, (type_, answer.status, answer.body)
        return answer.json

    def shopify(self, topic, order):
        body = json.dumps(order).encode()
        return self.deliver(body, {'X-Shopify-Topic': topic, 'X-Shopify-Hmac-Sha256': body_mac(self.secret, body)})

    def woocommerce(self, topic, order):
        body = json.dumps(order).encode()
        return self.deliver(body, {'X-WC-Webhook-Topic': topic, 'X-WC-Webhook-Signature': body_mac(self.secret, body)})

    def standard(self, type_, data, id_=None, at=None):
        body = json.dumps({'type': type_, 'data': data}).encode()
        at = str(int(time.time()) if at is None else at)
        id_ = id_ or f'msg_{next(number)}'
        key = base64.b64decode(self.secret[len('whsec_'):])
        mac = hmac.new(key, f'{id_}.{at}.'.encode() + body, hashlib.sha256).digest()
        return self.deliver(body, {'webhook-id': id_, 'webhook-timestamp': at,
                                   'webhook-signature': 'v1,' + base64.b64encode(mac).decode()})


def event_of(type_, fields, at=None):
    # A second later than the click: Stripe tells seconds.
    at = int(time.time()) + 1 if at is None else at
    return {'id': f'evt_{next(number)}', 'object': 'event', 'type': type_, 'created': at, 'data': {'object': fields}}


def session(name, **fields):
    return {'id': f'cs_{name}', 'mode': 'subscription', 'payment_status': 'paid', 'amount_total': 2000,
            'currency': 'usd', 'invoice': f'in_{name}', 'customer': f'cus_{name}', 'subscription': f'sub_{name}',
            **fields}


def invoice(name, **fields):
    return {'id': f'in_{name}', 'currency': 'usd', 'amount_paid': 2000, 'total': 2000, 'customer': f'cus_{name}',
            'billing_reason': 'subscription_create', 'created': int(time.time()) + 1, **fields}


class Books(HostileCase):
    """A shop that sells in USD, with what the tests ask about it."""
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        try:
            cls.shop = Shop(cls.network, currency='USD', binding='lifetime')
            cls.start()
        except BaseException:
            cls.tearDownClass()
            raise

    @classmethod
    def start(cls):
        raise NotImplementedError

    def conversion(self, answer):
        read = self.network.api('GET', '/conversions/' + answer['conversion'])
        self.assertEqual(read.status, 200)
        return read.json

    def assert_earned(self, answer, cents):
        """What the partner earns by the conversion now."""
        read = self.conversion(answer)
        amounts = [decimal.Decimal(c['amount']['amount']) for c in read['commissions'] if c['status'] != 'rejected']
        self.assertEqual(sum(amounts) * 100, cents, read)

    def test_zz_the_books_agree(self):
        self.assert_healthy()
        replay = self.network.command('replay')
        self.assertEqual(replay.returncode, 0, replay.stdout + replay.stderr)
        self.assertNotIn(self.secret_shown, self.network.log_text())


class StripeWebhooks(Books):
    secret_shown = 'whsec_stripe_secret_of_the_test'

    @classmethod
    def start(cls):
        cls.sender = Sender(cls.shop, 'stripe', cls.secret_shown)

    def test_a_sale_its_refund_and_repeats(self):
        click = self.shop.click()
        event = event_of('checkout.session.completed', session('pay', mode='payment', invoice=None, customer=None,
                                                               payment_intent='pi_pay', client_reference_id=click))
        first = self.sender.stripe(event)
        self.assertEqual((first.status, first.json['status']), (200, 'approved'), first.body)
        self.assert_earned(first.json, 200)
        with self.unharmed():
            again = self.sender.stripe(event)
        self.assertEqual((again.status, again.json), (200, first.json))
        refund = {'id': 're_1', 'amount': 500, 'currency': 'usd', 'status': 'succeeded', 'payment_intent': 'pi_pay'}
        self.assertEqual(self.sender.event('refund.created', **refund)['status'], 'refunded')
        self.assertEqual(self.sender.event('refund.updated', **refund)['status'], 'duplicate')
        charge = {'id': 'ch_1', 'payment_intent': 'pi_pay', 'refunds': {'data': [refund]}}
        self.assertEqual(self.sender.event('charge.refunded', **charge)['status'], 'duplicate')
        self.assert_earned(first.json, 150)
        much = {**refund, 'id': 're_2', 'amount': 99999}
        self.assertEqual(self.sender.event('refund.created', **much)['cause'], 'refund_exceeds_order')
        self.assert_earned(first.json, 150)

    def test_a_first_payment_in_either_order_and_renewals(self):
        for name, session_first in (('one', True), ('two', False)):
            click = self.shop.click()
            reports = [('checkout.session.completed', session(name, client_reference_id=click)),
                       ('invoice.paid', invoice(name))]
            told = [self.sender.event(type_, **fields)
                    for type_, fields in (reports if session_first else reports[::-1])]
            wanted = ['approved', 'duplicate'] if session_first else ['ignored', 'approved']
            self.assertEqual([t['status'] for t in told], wanted)
            sale = told[0 if session_first else 1]
            self.assert_earned(sale, 200)
            self.assertEqual(self.conversion(sale)['order_id'], f'in_{name}')
            renewal = self.sender.event('invoice.paid', **invoice(name, id=f'in_{name}_2', payment_intent=f'pi_{name}',
                                                                  billing_reason='subscription_cycle'))
            self.assertEqual(renewal['status'], 'approved')
            self.assert_earned(renewal, 200)
            again = self.sender.event('invoice.payment_succeeded', **invoice(
                name, id=f'in_{name}_2', billing_reason='subscription_cycle'))
            self.assertEqual(again['status'], 'duplicate')
            refund = self.sender.event('refund.created', id=f're_{name}', amount=2000, currency='usd',
                                       status='succeeded', payment_intent=f'pi_{name}')
            self.assertEqual((refund['status'], refund['conversion']), ('refunded', renewal['conversion']))
            self.assert_earned(renewal, 0)
            left = self.sender.event('customer.subscription.deleted', customer=f'cus_{name}', id=f'sub_{name}')
            self.assertEqual(left['status'], 'churned')

    def test_the_click_in_the_metadata_of_the_subscription(self):
        click = self.shop.click()
        told = self.sender.event('invoice.paid', **invoice(
            'meta', parent={'subscription_details': {'metadata': {'click_id': click}}}))
        self.assertEqual(told['status'], 'approved')
        late = self.sender.event('checkout.session.completed', **session('meta', client_reference_id=click))
        self.assertEqual((late['status'], late['conversion']), ('duplicate', told['conversion']))

    def test_a_trial_binds_its_customer(self):
        click = self.shop.click()
        lead = self.sender.event('checkout.session.completed', **session(
            'trial', payment_status='no_payment_required', amount_total=0, metadata={'click_id': click}))
        self.assertEqual(self.conversion(lead)['goal'], 'lead')
        self.assertEqual(self.sender.event('invoice.paid', **invoice('trial', amount_paid=0, total=0))['status'],
                         'ignored')
        paid = self.sender.event('invoice.paid', **invoice('trial', id='in_trial_2',
                                                           billing_reason='subscription_cycle'))
        self.assert_earned(paid, 200)

    def test_what_comes_before_its_order_waits(self):
        click = self.shop.click()
        refund = self.sender.event('refund.created', id='re_early', amount=500, currency='usd', status='succeeded',
                                   payment_intent='pi_early')
        self.assertEqual((refund['status'], refund['cause'], refund['conversion']), ('waiting', 'order_unknown', None))
        # The payment is tied to its invoice only later, as since API version basil.
        sale = self.sender.event('checkout.session.completed', **session('early', client_reference_id=click))
        self.assert_earned(sale, 200)
        self.sender.event('invoice_payment.paid', invoice='in_early', payment={'payment_intent': 'pi_early'})
        self.assert_earned(sale, 150)
        self.sender.event('invoice_payment.paid', invoice='in_early', payment={'payment_intent': 'pi_early'})
        self.assert_earned(sale, 150)

    def test_a_chargeback_and_its_end(self):
        dispute = {'amount': 2000, 'currency': 'usd', 'reason': 'fraudulent'}
        for name, won_first in (('bank', False), ('late', True)):
            sale = self.sender.event('checkout.session.completed', **session(
                name, mode='payment', invoice=None, payment_intent=f'pi_{name}',
                client_reference_id=self.shop.click()))
            self.assertEqual(self.sender.event('charge.dispute.created', id=f'dp_{name}', **dispute,
                                               payment_intent=f'pi_{name}')['cause'], 'dispute_undecided')
            withdrawn = event_of('charge.dispute.funds_withdrawn',
                                 {'id': f'dp_{name}', 'payment_intent': f'pi_{name}', **dispute})
            won = event_of('charge.dispute.funds_reinstated',
                           {'id': f'dp_{name}', 'payment_intent': f'pi_{name}', **dispute})
            if won_first:
                self.assertEqual(self.sender.stripe(won).status, 200)
                self.assertEqual(self.sender.stripe(withdrawn).json['status'], 'duplicate')
            else:
                self.assertEqual(self.sender.stripe(withdrawn).json['status'], 'rejected')
                self.assert_earned(sale, 0)
                self.assertEqual(self.conversion(sale)['reason'], 'fraud')
                self.assertEqual(self.sender.stripe(won).json['status'], 'approved')
            self.assert_earned(sale, 200)
            # Late copies, and the same told by another event.
            self.sender.stripe(withdrawn)
            self.sender.event('charge.dispute.funds_withdrawn', id=f'dp_{name}', payment_intent=f'pi_{name}', **dispute)
            self.assert_earned(sale, 200)
            part = self.sender.event('charge.dispute.funds_withdrawn', id=f'dp_{name}_2', payment_intent=f'pi_{name}',
                                     **{**dispute, 'amount': 1000})
            self.assertEqual(part['status'], 'refunded')
            self.assert_earned(sale, 100)
            # A refund meanwhile: of 20.00 are 5.00 left, then 15.00 once the part is won.
            self.sender.event('refund.created', id=f're_{name}', amount=500, currency='usd', status='succeeded',
                              payment_intent=f'pi_{name}')
            self.assert_earned(sale, 50)
            for told in ('refund_reversed', 'duplicate'):
                won = self.sender.event('charge.dispute.funds_reinstated', id=f'dp_{name}_2',
                                        payment_intent=f'pi_{name}', **{**dispute, 'amount': 1000})
                self.assertEqual(won['status'], told)
                self.assert_earned(sale, 150)
            # A part that is more than what is left is not counted, and so cannot be won.
            self.sender.event('charge.dispute.funds_withdrawn', id=f'dp_{name}_3', payment_intent=f'pi_{name}',
                              **{**dispute, 'amount': 1900})
            won = self.sender.event('charge.dispute.funds_reinstated', id=f'dp_{name}_3',
                                    payment_intent=f'pi_{name}', **{**dispute, 'amount': 1900})
            self.assertEqual((won['status'], won['cause']), ('ignored', 'chargeback_not_counted'))
            self.assert_earned(sale, 150)

    def test_the_same_order_with_other_content_changes_nothing(self):
        fields = session('twice', mode='payment', invoice=None, payment_intent='pi_twice',
                         client_reference_id=self.shop.click())
        sale = self.sender.event('checkout.session.completed', **fields)
        other = self.sender.event('checkout.session.completed', **{**fields, 'amount_total': 999})
        self.assertEqual((other['status'], other['cause']), ('ignored', 'order_conflict'))
        self.assert_earned(sale, 200)

    def test_signatures(self):
        body = json.dumps(event_of('customer.created', {'id': 'cus_x'})).encode()
        now = int(time.time())
        with self.unharmed():
            self.assertEqual(self.sender.stripe(body, now - 240).status, 200)
            self.assert_refused(self.sender.stripe(body, now - 302), 401, 'signature_old')
            self.assert_refused(self.sender.stripe(body, now + 900), 401, 'signature_old')
            self.assert_refused(self.sender.stripe(body, now, 'whsec_another_secret'), 401, 'signature_wrong')
            header = stripe_header(self.sender.secret, body, now)
            bit = bytes([body[0], body[1] ^ 1]) + body[2:]
            self.assert_refused(self.sender.deliver(bit, {'Stripe-Signature': header}), 401, 'signature_wrong')
            self.assert_refused(self.sender.deliver(body, {}), 401, 'signature_missing')
            self.assert_refused(self.sender.deliver(body, {'Stripe-Signature': 'v1=1'}), 401, 'signature_malformed')
            for path in ('/hooks/stripe/whs_0000000000000', '/hooks/stripe/x', '/hooks/shopify/' +
                         self.sender.source['id'], '/hooks/paypal/' + self.sender.source['id']):
                self.assertEqual(self.network.request('POST', path, body, {'Stripe-Signature': header}).status, 404)
            self.assertEqual(self.network.request('GET', self.sender.path).status, 405)

    def test_two_secrets_are_valid_for_a_day_and_none_at_rest(self):
        sender = Sender(self.shop, 'stripe')
        body = json.dumps(event_of('customer.created', {'id': 'cus_x'})).encode()
        sender.secret = 'whsec_first_of_two'
        self.assertIsNone(sender.source['secret'])
        self.assertFalse(sender.source['has_secret'])
        self.assert_refused(sender.stripe(body), 401, 'secret_missing')
        path = f'/webhook-sources/{sender.source["id"]}'
        self.assertEqual(self.network.api('POST', path + '/secret', {'secret': 'whsec_first_of_two'}).status, 200)
        self.assertEqual(sender.stripe(body).status, 200)
        second = self.network.api('POST', path + '/secret', {'secret': 'whsec_second_of_two'})
        self.assertIsNotNone(second.json['previous_secret_until'])
        self.assertEqual(sender.stripe(body).status, 200)
        self.assertEqual(sender.stripe(body, secret='whsec_second_of_two').status, 200)
        third = self.network.api('POST', path + '/secret', {'secret': 'whsec_third_of_all'})
        self.assertEqual(third.status, 200)
        self.assert_refused(sender.stripe(body), 401, 'signature_wrong')
        self.assert_refused(self.network.api('POST', path + '/secret', {}), 422, 'field_missing', 'secret')
        self.assertEqual(self.network.api('POST', path + '/archive').json['status'], 'archived')
        self.assertEqual(sender.stripe(body, secret='whsec_third_of_all').status, 404)
        kept = self.network.sql('SELECT secret, previous_secret FROM webhook_source')
        self.assertFalse([row for row in kept if any('whsec' in column for column in row)])

    def test_every_event_of_stripe_is_answered_without_harm(self):
        names = sorted(glob.glob(os.path.join(SAMPLES, 'stripe-events', '*.json')))
        if not names:
            self.skipTest('the shared data is absent: the real events are NOT tested')
        self.assertEqual(len(names), 88)
        for name in names:
            with open(name, 'rb') as file:
                body = file.read()
            for _ in range(2):
                answer = self.sender.stripe(body)
                self.assertEqual(answer.status, 200, (name, answer.body))
        self.assert_healthy()

    def test_bodies_that_are_not_what_they_say(self):
        good = event_of('invoice.paid', invoice('bad', lines={'data': [{'amount': 2000, 'quantity': 1}]}))
        spoilt = [b'', b'x', b'[]', b'7', b'"x"', b'{"type":"invoice.paid"', b'\xff\xfe', b'{"a":1,"a":2}',
                  b'[' * 5000, b'{"data":' * 40 + b'1' + b'}' * 40]
        for body in spoilt:
            self.assert_refused(self.sender.stripe(body), 400, 'json_malformed', what=body[:40])
        values = [None, True, 0, -5, 2 ** 62, '', 'x' * 5000, '\u0007', [], {}, [[]], 1.5, '<script>']
        for member, value in itertools.product(('id', 'currency', 'amount_paid', 'total', 'customer', 'created',
                                                'customer_email', 'lines', 'metadata', 'payment_intent'), values):
            body = copy.deepcopy(good)
            body['id'] = f'evt_{next(number)}'
            body['data']['object'][member] = value
            answer = self.sender.stripe(body)
            self.assertIn(answer.status, (200, 422), (member, value, answer.body))
        for value in values:
            for body in ({**good, 'data': value}, {**good, 'type': value}, {**good, 'id': value},
                         {**good, 'data': {'object': value}}):
                self.assertIn(self.sender.stripe(body).status, (200, 422), body)
        huge = json.dumps({**good, 'padding': 'x' * (2 << 20)}).encode()
        self.assertEqual(self.sender.stripe(huge).status, 413)
        self.assert_healthy()

    def test_the_integration_check_tells_of_them(self):
        # An advertiser of its own: what the other tests sent has used up the notes of theirs (door_is_note_wanted).
        sender = Sender(Shop(self.network), 'stripe', 'whsec_of_the_check')
        sender.stripe(event_of('plan.created', {'id': 'plan_1', 'email': 'secret@person.example'}))
        sender.deliver(b'{}', {'Stripe-Signature': 't=1,v1=00'})
        rows = self.network.sql("SELECT kind, outcome, code, request FROM tracking_event WHERE door = 'webhook'"
                                ' AND advertiser_id = (SELECT max(id) FROM advertiser)')
        self.assertIn(['plan.created', 'ignored', 'event_unused', '{"event":"plan.created"}'], rows)
        self.assertTrue([row for row in rows if row[1] == 'refused' and row[2].startswith('signature_')])
        self.assertFalse([row for row in rows if 'person.example' in row[3]])


class ShopWebhooks(Books):
    secret_shown = 'a-shop-secret-of-the-test'

    @classmethod
    def start(cls):
        cls.shopify = Sender(cls.shop, 'shopify', cls.secret_shown)
        cls.woo = Sender(cls.shop, 'woocommerce')
        cls.own = Sender(cls.shop, 'standard')

    def test_shopify(self):
        order = {'id': 1001, 'currency': 'USD', 'total_price': '20.00', 'total_tax': '0.00', 'email': 'not an e-mail',
                 'created_at': time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime(time.time() + 1)),
                 'financial_status': 'pending', 'landing_site': f'/?click_id={self.shop.click()}', 'cancelled_at': None}
        first = self.shopify.shopify('orders/create', order)
        self.assertEqual((first.status, first.json['status']), (200, 'pending'), first.body)
        paid = {**order, 'financial_status': 'paid'}
        self.assertEqual(self.shopify.shopify('orders/paid', paid).json['status'], 'approved')
        self.assert_earned(first.json, 200)
        # The topic is not signed: the same body under another says the same.
        self.assertEqual(self.shopify.shopify('orders/cancelled', paid).json['status'], 'approved')
        self.assert_earned(first.json, 200)
        refund = {'id': 5, 'order_id': 1001, 'transactions': [
            {'kind': 'refund', 'status': 'success', 'amount': '5.00', 'currency': 'USD'}]}
        self.assertEqual(self.shopify.shopify('refunds/create', refund).json['status'], 'refunded')
        self.assert_earned(first.json, 150)
        gone = {**paid, 'cancelled_at': '2026-11-01T10:00:00Z', 'cancel_reason': 'customer', 'note': 'changed'}
        self.assertEqual(self.shopify.shopify('orders/cancelled', gone).json['status'], 'rejected')
        self.assertEqual(self.conversion(first.json)['reason'], 'cancelled')
        # A copy of the payment that comes late brings nothing back.
        late = self.shopify.shopify('orders/updated', {**paid, 'note': 'late'})
        self.assertEqual((late.status, late.json['status']), (200, 'duplicate'))
        self.assert_earned(first.json, 0)

    def test_woocommerce(self):
        ping = self.network.request('POST', self.woo.path, 'webhook_id=7',
                                    {'Content-Type': 'application/x-www-form-urlencoded'})
        self.assertEqual((ping.status, ping.json['cause']), (200, 'webhook_ping'))
        order = {'id': 727, 'status': 'pending', 'currency': 'USD', 'total': '20.00', 'customer_id': 0,
                 'date_created_gmt': time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime(time.time() + 1)),
                 'meta_data': [{'key': 'click_id', 'value': self.shop.click()}], 'refunds': []}
        first = self.woo.woocommerce('order.created', order)
        self.assertEqual(first.json['status'], 'pending')
        for status, wanted, earned in (('cancelled', 'rejected', 0), ('processing', 'approved', 200),
                                       ('completed', 'duplicate', 200)):
            told = self.woo.woocommerce('order.updated', {**order, 'status': status})
            self.assertEqual(told.json['status'], wanted)
            self.assert_earned(first.json, earned)
        refunded = {**order, 'status': 'refunded', 'refunds': [{'id': 728, 'total': '-20.00'}]}
        self.assertEqual(self.woo.woocommerce('order.updated', refunded).json['status'], 'refunded')
        self.assertEqual(self.woo.woocommerce('order.updated', {**refunded, 'note': 1}).json['status'], 'duplicate')
        self.assert_earned(first.json, 0)

    def test_a_real_order_of_woocommerce(self):
        name = os.path.join(SAMPLES, 'woocommerce', 'order_created.json')
        if not os.path.exists(name):
            self.skipTest('the shared data is absent: the real order is NOT tested')
        with open(name, encoding='utf-8') as file:
            order = json.load(file)
        told = self.woo.woocommerce('order.created', {**order, 'id': 9727})
        self.assertEqual((told.status, told.json['status']), (200, 'unattributed'), told.body)
        read = self.conversion(told.json)
        self.assertEqual((read['amount']['amount'], read['order_id']), ('29.35', '9727'))

    def test_standard_webhooks(self):
        click = self.shop.click()
        sale = {'order_id': 'S-1', 'amount': '20.00', 'currency': 'USD', 'click_id': click, 'status': 'pending'}
        early = self.own.standard('refund.created', {'order_id': 'S-1', 'refund_id': 'R-1', 'amount': '5.00'})
        self.assertEqual(early.json['status'], 'waiting')
        first = self.own.standard('conversion.created', sale, id_='msg_sale')
        self.assertEqual(first.json['status'], 'pending', first.body)
        with self.unharmed():
            self.assertEqual(self.own.standard('conversion.created', sale, id_='msg_sale').json, first.json)
        self.assertEqual(self.own.standard('conversion.approved', {'order_id': 'S-1'}).json['status'], 'approved')
        self.assert_earned(first.json, 150)
        self.assertEqual(self.own.standard('conversion.rejected',
                                           {'order_id': 'S-1', 'reason': 'invalid_lead'}).json['status'], 'rejected')
        self.assertEqual(self.conversion(first.json)['reason'], 'invalid_lead')
        self.assert_refused(self.own.standard('conversion.created', {'order_id': 'S-2', 'amount': '1,00'}), 422,
                            'amount_malformed', 'amount')
        now = int(time.time())
        self.assert_refused(self.own.standard('conversion.created', sale, at=now - 302), 401, 'signature_old')


cases(globals(), StripeWebhooks, ShopWebhooks)
del Books

if __name__ == '__main__':
    unittest.main()
