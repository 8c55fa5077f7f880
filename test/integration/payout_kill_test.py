# SPDX-License-Identifier: Apache-2.0
"""kill -9 at a random moment of a payout run: built, approved, filed, paid, failed, retried, each step sent again with
its Idempotency-Key until it is answered. Whatever happened, every partner is paid once, nobody twice, the file keeps
its bytes, and the books balance. Then two people at once. TRIBUTARY_KILL_ROUNDS sets the number of rounds,
TRIBUTARY_SEED the moments."""
import http.client
import os
import random
import sys
import threading
import time
import unittest

from network import cases
from shop import HostileCase, Shop

ROUNDS = int(os.environ.get('TRIBUTARY_KILL_ROUNDS', '8'))
SEED = int(os.environ.get('TRIBUTARY_SEED', '0')) or random.SystemRandom().randrange(1, 1 << 32)
IBAN = 'DE89370400440532013000'
PARTNERS = 4


class Answered(Exception):
    """An answer that ends the story."""


class Run:
    """The story of one payout run, told to the end however often the server dies; each step has a key of its own."""

    def __init__(self, case, number):
        self.case = case
        self.number = number
        self.file = None
        self.run = None
        self.retry = None

    def ask(self, method, path, body=None, step=None):
        headers = {'Idempotency-Key': f'{self.number}-{step}'} if step else {}
        answer = self.case.network.api(method, path, body, headers=headers)
        if answer.status == 503:
            raise OSError('busy')
        if answer.status not in (200, 201):
            raise Answered(f'{method} {path}: {answer.status} {answer.body!r}')
        return answer

    def tell(self):
        """From the beginning: what was done before is answered again."""
        run = self.ask('POST', '/payout-runs', {'currency': 'EUR', 'method': 'sepa',
                                                'until': self.case.until}, 'build').json
        assert self.run in (None, run['id']), (self.run, run['id'])
        self.run = run['id']
        items = sorted(item['id'] for item in run['items'])
        assert len(items) == PARTNERS, run
        self.ask('POST', f'/payout-runs/{self.run}/approve', step='approve')
        file = self.ask('GET', f'/payout-runs/{self.run}/file?format=pain.001.001.09').body
        assert self.file in (None, file), 'the file has other bytes'
        self.file = file
        self.ask('POST', f'/payout-items/{items[0]}/paid', step='first')
        self.ask('POST', f'/payout-items/{items[1]}/failed', {'reason': 'AC04'}, 'failed')
        retry = self.ask('POST', f'/payout-runs/{self.run}/retry', step='retry').json
        assert self.retry in (None, retry['id'])
        self.retry = retry['id']
        assert [item['retry_of'] for item in retry['items']] == [items[1]], retry
        self.ask('POST', f'/payout-runs/{self.run}/paid', step='rest')
        self.ask('POST', f'/payout-runs/{self.retry}/approve', step='approve-retry')
        self.ask('POST', f'/payout-runs/{self.retry}/paid', step='retried')

    def until_told(self, moments):
        """Kills the server at moments until the story is through; gives how often it died."""
        deaths = 0
        while True:
            killer = None
            if deaths < 6:
                killer = threading.Timer(moments.uniform(0.0, 0.12), self.case.network.process.kill)
                killer.start()
            try:
                self.tell()
                return deaths
            except (OSError, http.client.HTTPException, ValueError):
                deaths += 1
            finally:
                if killer is not None:
                    killer.cancel()
                    killer.join()
                if self.case.network.process.poll() is not None or not self.is_alive():
                    self.case.network.stop(kill=True)
                    self.case.network.start()

    def is_alive(self):
        try:
            return self.case.network.request('GET', '/healthz').status == 200
        except (OSError, http.client.HTTPException):
            return False


class PayoutKilled(HostileCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        n = cls.network
        cls.shops = [Shop(n, hold_days=0) for _ in range(PARTNERS)]
        cls.earned = [0] * PARTNERS
        cls.orders = 0
        for shop in cls.shops:
            answer = n.api('PUT', f'/partners/{shop.partner["id"]}/payout-details',
                           {'method': 'sepa', 'holder': 'Anna', 'iban': IBAN})
            assert answer.status == 200, answer.body
        answer = n.api('PUT', '/payout-sources', {'method': 'sepa', 'holder': 'Net', 'iban': IBAN})
        assert answer.status == 200, answer.body

    def earn(self):
        """Another sale for each partner, and its commission is available."""
        for i, shop in enumerate(self.shops):
            type(self).orders += 1
            amount = 1000 * (i + 1) + self.orders
            shop.sale(order_id=f'O-{self.orders}', amount=f'{amount // 100}.{amount % 100:02d}')
            self.earned[i] += (amount + 5) // 10  # 10 %, half away from zero
        jobs = self.network.command('jobs', 'run')
        self.assertEqual(jobs.returncode, 0, jobs.stderr)
        self.until = time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime(time.time() + 1))

    def compare(self, what):
        """Each partner was paid what he earned, to the cent: by the API, by the items, and by the books."""
        for i, shop in enumerate(self.shops):
            balance = self.network.api('GET', f'/partners/{shop.partner["id"]}/balance').json['data'][0]
            expected = f'{self.earned[i] // 100}.{self.earned[i] % 100:02d}'
            self.assertEqual({k: balance[k]['amount'] for k in ('available', 'in_payout', 'paid', 'owed_back')},
                             {'available': '0.00', 'in_payout': '0.00', 'paid': expected, 'owed_back': '0.00'}, what)
            items = self.network.api('GET', f'/payout-items?limit=500&partner_id={shop.partner["id"]}').json['data']
            paid = sum(int(item['amount']['amount'].replace('.', '')) for item in items if item['status'] == 'paid')
            self.assertEqual(paid, self.earned[i], what)
        twice = self.network.sql('SELECT s.commission_id FROM payout_commission s '
                                 'JOIN payout_item i ON i.id = s.item_id '
                                 "WHERE i.status = 'paid' GROUP BY s.commission_id HAVING count(*) > 1")
        self.assertEqual(twice, [], what)

    def test_everybody_is_paid_once(self):
        moments = random.Random(SEED)
        deaths = 0
        for number in range(ROUNDS):
            what = f'TRIBUTARY_SEED={SEED}, round {number}'
            self.earn()
            deaths += Run(self, number).until_told(moments)
            self.compare(what)
        self.assertGreater(deaths, ROUNDS // 2, SEED)
        self.assertEqual(len(self.network.sql('SELECT id FROM payout_run')), 2 * ROUNDS + self.raced())
        self.assert_healthy()
        replay = self.network.command('replay')
        self.assertEqual(replay.returncode, 0, replay.stdout + replay.stderr)

    def raced(self):
        return len(self.network.sql("SELECT id FROM payout_run WHERE method = 'raced'"))

    def test_many_at_once(self):
        """Eight builders, eight approvers and eight payers of one balance: one run, one approval, one payment."""
        self.earn()
        n = self.network
        until = self.until

        def together(work):
            answers = []
            threads = [threading.Thread(target=lambda: answers.append(work())) for _ in range(8)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            self.assertEqual(len(answers), 8)
            return answers

        built = together(lambda: n.api('POST', '/payout-runs', {'currency': 'EUR', 'method': 'raced', 'until': until}))
        made = [answer.json for answer in built if answer.status == 201]
        self.assertEqual(len(made), 1, [answer.body for answer in built])
        for answer in built:
            self.assertIn(answer.status, (201, 422, 503), answer.body)
        run = made[0]['id']
        tokens = [n.create('/tokens', name=f't{i}')['token'] for i in range(8)]
        left = list(tokens)
        approved = together(lambda: n.api('POST', f'/payout-runs/{run}/approve', token=left.pop()))
        self.assertEqual({answer.status for answer in approved} - {503}, {200})
        names = {answer.json['approved_by'] for answer in approved if answer.status == 200}
        self.assertEqual(len(names), 1, names)
        events = n.api('GET', '/audit-events?limit=500').json['data']
        self.assertEqual(sum(event['action'] == 'payout_run.approve' and event['actor'] in names and
                             event['content'].get('method') == 'raced' for event in events), 1)
        paid = together(lambda: n.api('POST', f'/payout-runs/{run}/paid'))
        self.assertEqual({answer.status for answer in paid} - {503}, {200})
        self.compare('raced')
        self.assert_healthy()


cases(globals(), PayoutKilled)

if __name__ == '__main__':
    sys.exit(unittest.main())
