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
import unittest

from load import Payees, PayoutStory
from network import cases
from shop import HostileCase

DEATHS = 2  # in a round
ROUNDS = int(os.environ.get('TRIBUTARY_KILL_ROUNDS', '6'))
SEED = int(os.environ.get('TRIBUTARY_SEED', '0')) or random.SystemRandom().randrange(1, 1 << 32)


class PayoutKilled(HostileCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.payees = Payees(cls.network)

    def until_told(self, story, moments):
        """Tells the story, and again after each death of the server, until it was told to its end; the server dies
        DEATHS times, at moments within a telling or right after it."""
        deaths, is_told = 0, False
        while not is_told or deaths < DEATHS:
            killer = threading.Timer(moments.uniform(0.0, 0.12), self.network.process.kill)
            if deaths < DEATHS:
                killer.start()
            try:
                story.tell()
                is_told = True
            except (OSError, http.client.HTTPException, ValueError):
                is_told = False
            if deaths < DEATHS:
                killer.join()
                deaths += 1
            if self.network.process.poll() is not None or not self.is_alive():
                self.network.stop(kill=True)
                self.network.start()

    def is_alive(self):
        try:
            return self.network.request('GET', '/healthz').status == 200
        except (OSError, http.client.HTTPException):
            return False

    def test_everybody_is_paid_once(self):
        moments = random.Random(SEED)
        for number in range(ROUNDS):
            what = f'TRIBUTARY_SEED={SEED}, round {number}'
            self.payees.earn()
            self.until_told(PayoutStory(self.network, number, self.payees.until), moments)
            self.payees.compare(self, what)
        self.assertEqual(len(self.network.sql('SELECT id FROM payout_run')), 2 * ROUNDS + self.raced())
        self.assert_healthy()
        replay = self.network.command('replay')
        self.assertEqual(replay.returncode, 0, replay.stdout + replay.stderr)

    def raced(self):
        return len(self.network.sql("SELECT id FROM payout_run WHERE method = 'raced'"))

    def test_many_at_once(self):
        """Eight builders, eight approvers and eight payers of one balance: one run, one approval, one payment."""
        self.payees.earn()
        n = self.network
        until = self.payees.until

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
        self.payees.compare(self, 'raced')
        self.assert_healthy()


cases(globals(), PayoutKilled)

if __name__ == '__main__':
    sys.exit(unittest.main())
