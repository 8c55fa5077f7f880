# SPDX-License-Identifier: Apache-2.0
"""Random calls from several sides at once: every route of the OpenAPI document with values that fit and values that do
not, amid sales, refunds, decisions, payouts and changes of the plan. No call may answer 5xx or stop the server, and
afterwards the books, the replay and the reports agree. TRIBUTARY_SEED repeats a run (as far as threads repeat),
TRIBUTARY_SECONDS sets its length."""
import json
import os
import random
import re
import sys
import threading
import time
import unittest
import urllib.parse

from network import cases
from shop import HostileCase, Shop

SECONDS = float(os.environ.get('TRIBUTARY_SECONDS', '5'))
CALLS_LEAST = 30  # of each caller, however slow the machine is
SEED = int(os.environ.get('TRIBUTARY_SEED', '0')) or random.SystemRandom().randrange(1, 1 << 32)
THREADS = 5
PREFIXES = {'advertiser': 'adv', 'program': 'prg', 'offer': 'ofr', 'partner': 'prt', 'enrollment': 'enr', 'link': 'lnk',
            'coupon': 'cpn', 'customer': 'cus', 'conversion': 'cnv', 'commission': 'com', 'payout_run': 'run',
            'payout_item': 'pay', 'token': 'tok', 'user': 'usr'}
TEXTS = ('', 'a', '0', '-1', 'null', '\u0000', '\u0007', 'é', '😀' * 50, 'x' * 10000, "'; DROP TABLE x", '%s%n', '1e999',
         'NaN',
         '10.00', '0.001', '9' * 40, 'EUR', 'USD', 'ZZZ', 'approved', 'pending', 'rejected', 'fraud', 'sale', 'lead',
         '2026-01-01T00:00:00Z', '1969-01-01T00:00:00Z', '2100-01-01T00:00:00Z', '2025-06-01T00:00:00Z', 'P30D', 'PT1H',
         'P0D',
         'UTC', 'Europe/Paris', 'day', 'partner', 'sub1', 'last_click', 'click_id,coupon', 'lifetime', 'operator',
         'https://shop.example/x', 'javascript:x', 'https://a.example/{sub1}', 'pay 10% on sale\n', '{"a":1}', '<b>',
         'a@b.example', '[]', 'active', 'archived', 'closed', 'paused')
NUMBERS = (0, 1, -1, 30, 365, 100000, 2 ** 63 - 1, 2 ** 63, -2 ** 63, 10 ** 30, 1.5, 1e300)
PLANS = ('pay 10% on sale\nhold 0 days\n', 'pay 5% on sale\npay 1.00 EUR on lead\n',
         'pay 0.001 EUR on click\npay 3% on sale\n',
         'cap 20% of sale\npay 50% on sale\n')


class Caller:
    """One thread's random calls."""

    def __init__(self, case, number):
        self.case = case
        self.network = case.network
        self.shop = case.shop
        self.random = random.Random(SEED * 1000 + number)
        self.ids = {}
        self.calls = 0
        self.troubles = []

    def collect(self, value):
        if isinstance(value, dict):
            value = value.values()
        elif isinstance(value, str):
            if re.fullmatch('[a-z]{3}_[0-9a-z]{13}', value):
                self.ids.setdefault(value[:3], []).append(value)
            return
        elif not isinstance(value, list):
            return
        for part in value:
            self.collect(part)

    def an_id(self, prefix):
        known = self.ids.get(prefix)
        return self.random.choice(known) if known else prefix + '_'

    def text(self):
        if self.random.random() < 0.25:
            return self.an_id(self.random.choice(sorted(self.ids)))
        return self.random.choice(TEXTS)

    def anything(self, depth=0):
        dice = self.random.random()
        if dice < 0.6 or depth == 3:
            return self.text()
        if dice < 0.8:
            return self.random.choice((*NUMBERS, True, False, None))
        if dice < 0.9:
            return [self.anything(depth + 1) for _ in range(self.random.randrange(4))]
        names = ('code', 'kind', 'amount', 'currency', 'sku', 'quantity', 'parameter', 'prefix', 'when', 'x')
        return {self.random.choice(names): self.anything(depth + 1) for _ in range(self.random.randrange(4))}

    def fitting(self, schema):
        while '$ref' in schema:
            schema = self.case.schemas[schema['$ref'].rsplit('/', 1)[1]]
        if self.random.random() < 0.3:
            return self.anything()
        if 'enum' in schema:
            return self.random.choice(schema['enum'])
        kind = schema.get('type')
        kind = kind[0] if isinstance(kind, list) else kind
        if kind == 'object':
            wanted = schema.get('required', [])
            return {name: self.fitting(part) for name, part in schema.get('properties', {}).items()
                    if self.random.random() < (0.97 if name in wanted else 0.4)}
        if kind == 'array':
            return [self.fitting(schema.get('items', {})) for _ in range(self.random.randrange(3))]
        if kind in ('integer', 'boolean'):
            return self.random.choice((1, 0, 30, 14, 365, 500) if kind == 'integer' else (True, False))
        pattern = re.match(r'\^([a-z]{3})_', schema.get('pattern', ''))
        return self.an_id(pattern.group(1)) if pattern else self.text()

    def any_route(self):
        """A call of a random route; what would end the fun for the others (archives, revoked tokens) is left out."""
        method, path, operation = self.random.choice(self.case.routes)
        for name in re.findall(r'\{(\w+)\}', path):
            is_fitting = name in PREFIXES and self.random.random() < 0.85
            value = self.an_id(PREFIXES[name]) if is_fitting else self.text()[:1000]
            path = path.replace('{' + name + '}', urllib.parse.quote(value, safe='') or 'x')
        query = []
        for parameter in operation.get('parameters', []):
            if parameter['in'] == 'query' and (parameter.get('required') or self.random.random() < 0.3):
                value = self.fitting(parameter['schema'])
                query.append((parameter['name'], value if isinstance(value, str) else json.dumps(value)))
        body = None
        if 'requestBody' in operation:
            body = json.dumps(self.fitting(next(iter(operation['requestBody']['content'].values()))['schema']))
        token = self.random.choice(self.case.tokens[:1] * 3 + self.case.tokens)
        return method, path + ('?' + urllib.parse.urlencode(query) if query else ''), body, token

    def sale(self):
        dice = self.random
        fields = {'program_id': self.shop.program['id'], 'order_id': f'o{dice.randrange(300)}',
                  'amount': f'{dice.randrange(1000)}.{dice.randrange(100):02}', 'coupon': self.shop.coupon['code']}
        more = {'click_id': self.case.click, 'customer_id': f'c{dice.randrange(20)}',
                'email': f'p{dice.randrange(20)}@x.example',
                'goal': dice.choice(('sale', 'lead')), 'status': dice.choice(('approved', 'pending', 'rejected')),
                'occurred_at': f'2026-0{dice.randrange(1, 10)}-01T00:00:00Z', 'ext1': 'e', 'discount': '1.00',
                'items': [{'sku': 'a', 'kind': 'digital', 'quantity': 2, 'amount': '1.00'}]}
        fields.update((name, value) for name, value in more.items() if dice.random() < 0.25)
        if dice.random() < 0.3:
            fields[dice.choice(sorted(fields))] = self.anything()
        if dice.random() < 0.3:
            return 'POST', '/postback', json.dumps({'token': self.shop.token, **fields}), None
        return 'POST', '/api/v1/conversions', json.dumps(fields), self.network.token

    def money(self):
        """A call that moves money, mostly right."""
        dice = self.random
        kind = dice.random()
        if kind < 0.4:
            return self.sale()
        conversion = f'/api/v1/conversions/{self.an_id("cnv")}'
        if kind < 0.6:
            path, body = conversion + '/refunds', {'refund_id': f'r{dice.randrange(5)}',
                                                   'amount': f'{dice.randrange(100)}.50'}
        elif kind < 0.75:
            path, body = conversion + '/decision', dice.choice(({'status': 'approved'},
                                                                {'status': 'rejected', 'reason': 'fraud'}))
        elif kind < 0.8:
            path, body = '/api/v1/payout-runs', {'currency': 'EUR'}
        elif kind < 0.88:
            path, body = f'/api/v1/payout-runs/{self.an_id("run")}/{dice.choice(("approve", "paid", "cancel"))}', None
        elif kind < 0.9:
            path, body = f'/api/v1/payout-items/{self.an_id("pay")}/failed', None
        elif kind < 0.92:
            path, body = f'/api/v1/customers/{self.an_id("cus")}/erase', None
        elif kind < 0.96:
            path = f'/api/v1/programs/{self.shop.program["id"]}/plan'
            body = {'text': dice.choice(PLANS), 'notice_days': dice.choice((0, 14, 30))}
            return 'PUT', path, json.dumps(body), self.network.token
        else:
            return 'GET', f'/c/{self.shop.link["code"]}?sub1=a', None, None
        return 'POST', path, None if body is None else json.dumps(body), self.network.token

    def run(self, end):
        while (time.monotonic() < end or self.calls < CALLS_LEAST) and not self.troubles:
            method, path, body, token = self.money() if self.random.random() < 0.6 else self.any_route()
            headers = {'Authorization': 'Bearer ' + token} if token else {}
            if self.random.random() < 0.2:
                headers['Idempotency-Key'] = f'k{self.random.randrange(1000)}'
            try:
                answer = self.network.request(method, path, body, headers)
            except OSError as error:
                self.troubles.append((repr(error), method, path, body))
                return
            self.calls += 1
            if answer.status >= 500:
                self.troubles.append((answer.status, answer.body, method, path, body))
            elif answer.status < 300 and answer.body[:1] == b'{':
                self.collect(answer.json)


class RandomCalls(HostileCase):
    def test_nothing_breaks(self):
        n, shop = self.network, self.shop
        document = n.request('GET', '/api/v1/openapi.json').json
        self.schemas = document['components']['schemas']
        base = next((server['url'] for server in document.get('servers', []) if server['url'].startswith('/api')), '')
        self.routes = [(method.upper(), path if path.startswith('/api') else base + path, operation)
                       for path, item in document['paths'].items() for method, operation in item.items()
                       if method in ('get', 'post', 'put', 'patch') and not path.endswith(('/archive', '/revoke'))]
        self.assertGreater(len(self.routes), 40)
        self.click = shop.click()
        self.assertEqual(n.api('PATCH', f'/programs/{shop.program["id"]}', {'hold_days': 0}).status, 200)
        self.tokens = [n.token]
        other = Shop(n, 'JPY')
        for role, noun in (('advertiser', shop.advertiser), ('partner', shop.partner),
                           ('advertiser', other.advertiser)):
            made = n.command('token', 'create', '--name', 'x', '--role', f'{role}:{noun["id"]}', check=True)
            self.tokens.append(made.stdout.strip())
        callers = [Caller(self, number) for number in range(THREADS)]
        for caller in callers:
            for one in (shop, other):
                caller.collect([one.advertiser, one.program, one.offer, one.partner, one.enrollment, one.link,
                                one.coupon])
        end = time.monotonic() + SECONDS
        threads = [threading.Thread(target=caller.run, args=(end,)) for caller in callers]
        for thread in threads:
            thread.start()
        while time.monotonic() < end:
            jobs = n.command('jobs', 'run')
            self.assertEqual(jobs.returncode, 0, jobs.stderr)
            time.sleep(0.5)
        for thread in threads:
            thread.join()
        what = f'TRIBUTARY_SEED={SEED}'
        self.assertEqual([trouble for caller in callers for trouble in caller.troubles], [],
                         (what, n.log_text()[-2000:]))
        self.assertGreater(sum(caller.calls for caller in callers), 100, what)
        self.assert_healthy()
        for words in (('replay',), ('report', 'check')):
            result = n.command(*words)
            self.assertEqual(result.returncode, 0, (what, words, result.stdout, result.stderr))
        self.assertEqual(n.stop(), 0)
        n.start()


cases(globals(), RandomCalls)

if __name__ == '__main__':
    sys.exit(unittest.main())
