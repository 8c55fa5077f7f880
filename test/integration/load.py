# SPDX-License-Identifier: Apache-2.0
"""Load that remembers what was acknowledged to it, for tests that let the server die: streams of clicks, sales and
refunds, and the story of a payout run that is told again until it is answered."""
import http.client
import json
import random
import threading
import time
import urllib.parse

from network import click_id_of
from shop import Shop

IBAN = 'DE89370400440532013000'
PARTNERS = 4


class Stream:
    """Threads that send until the server dies, and what it acknowledged to them."""
    padding = ''  # a further sub id of each click

    def __init__(self, network, shop, number):
        self.network = network
        self.shop = shop
        self.number = number
        self.lock = threading.Lock()
        self.is_over = False  # a thread that found nothing to send yet would not notice that the server is gone
        self.clicks_sent = 0
        self.clicks = []    # acknowledged ids
        self.orders = {}    # every order that was sent: its parameters
        self.sales = {}     # acknowledged: order -> answer
        self.refunds_sent = {}   # refund id -> conversion
        self.refunds = {}        # acknowledged
        self.threads = [threading.Thread(target=self.until_death, args=(work,))
                        for work in (self.click, self.click, self.sell, self.sell, self.refund)]
        for thread in self.threads:
            thread.start()

    def until_death(self, work):
        connection = http.client.HTTPConnection('127.0.0.1', self.network.port, timeout=30)
        try:
            while not self.is_over:
                work(connection)
        except (OSError, http.client.HTTPException):
            pass
        finally:
            connection.close()

    def ask(self, connection, method, path, body=None, headers=None):
        connection.request(method, path, body=body, headers=headers or {})
        answer = connection.getresponse()
        body = answer.read()
        if len(body) != int(answer.getheader('Content-Length') or 0):
            raise http.client.IncompleteRead(body)
        return answer, body

    def click(self, connection):
        with self.lock:
            self.clicks_sent += 1
        answer, _ = self.ask(connection, 'GET', f'/c/{self.shop.link["code"]}?sub1=round{self.number}'
                             f'&sub2={self.padding}')
        assert answer.status == 302, answer.status
        with self.lock:
            self.clicks.append(click_id_of(answer.getheader('Location')))

    def sell(self, connection):
        with self.lock:
            order = f'K{self.number}-{len(self.orders)}'
            if not self.clicks:
                click = None
            else:
                click = random.choice(self.clicks)
                self.orders[order] = click
        if click is None:
            time.sleep(0.001)
            return
        answer, body = self.ask(connection, 'GET', '/postback?' + self.query(order, click))
        assert answer.status == 200, body
        with self.lock:
            self.sales[order] = json.loads(body)

    def refund(self, connection):
        with self.lock:
            sales = list(self.sales.values())
            if sales:
                conversion = random.choice(sales)['conversion']
                refund = f'R{self.number}-{len(self.refunds_sent)}'
                self.refunds_sent[refund] = conversion
        if not sales:
            time.sleep(0.001)
            return
        path = f'/api/v1/conversions/{conversion}/refunds'
        body = json.dumps({'refund_id': refund, 'amount': '0.10'})
        answer, body = self.ask(connection, 'POST', path, body, {'Authorization': 'Bearer ' + self.network.token})
        assert answer.status == 201, body
        with self.lock:
            self.refunds[refund] = conversion

    def query(self, order, click):
        return urllib.parse.urlencode({'token': self.shop.token, 'click_id': click, 'order_id': order,
                                       'amount': '10.00'})

    def join(self):
        self.is_over = True
        for thread in self.threads:
            thread.join()


class Answered(Exception):
    """An answer that ends the story."""


class PayoutStory:
    """The story of one payout run, told to the end however often the server dies; each step has a key of its own."""

    def __init__(self, network, number, until):
        self.network = network
        self.number = number
        self.until = until
        self.file = None
        self.run = None
        self.retry = None

    def ask(self, method, path, body=None, step=None):
        headers = {'Idempotency-Key': f'{self.number}-{step}'} if step else {}
        answer = self.network.api(method, path, body, headers=headers)
        if answer.status == 503:
            raise OSError('busy')
        if answer.status not in (200, 201):
            raise Answered(f'{method} {path}: {answer.status} {answer.body!r}')
        return answer

    def tell(self):
        """From the beginning: what was done before is answered again."""
        run = self.ask('POST', '/payout-runs', {'currency': 'EUR', 'method': 'sepa',
                                                'until': self.until}, 'build').json
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


class Payees:
    """Partners who earn, without a hold, and are paid by SEPA; what each earned, counted by ourselves."""

    def __init__(self, network):
        self.network = network
        self.shops = [Shop(network, hold_days=0) for _ in range(PARTNERS)]
        self.earned = [0] * PARTNERS
        self.orders = 0
        self.until = None
        for shop in self.shops:
            answer = network.api('PUT', f'/partners/{shop.partner["id"]}/payout-details',
                                 {'method': 'sepa', 'holder': 'Anna', 'iban': IBAN})
            assert answer.status == 200, answer.body
        answer = network.api('PUT', '/payout-sources', {'method': 'sepa', 'holder': 'Net', 'iban': IBAN})
        assert answer.status == 200, answer.body

    def earn(self, instant=None):
        """Another sale for each partner, and its commission is available; as of instant(), for a server whose clock is
        not ours."""
        for i, shop in enumerate(self.shops):
            self.orders += 1
            amount = 1000 * (i + 1) + self.orders
            shop.sale(order_id=f'O-{self.orders}', amount=f'{amount // 100}.{amount % 100:02d}')
            self.earned[i] += (amount + 5) // 10  # 10 %, half away from zero
        jobs = self.network.command('jobs', 'run', *(('--at', instant()) if instant else ()))
        assert jobs.returncode == 0, jobs.stderr
        self.until = time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime(time.time() + 1))

    def compare(self, case, what):
        """Each partner was paid what he earned, to the cent: by the API, by the items, and by the books."""
        for i, shop in enumerate(self.shops):
            balance = self.network.api('GET', f'/partners/{shop.partner["id"]}/balance').json['data'][0]
            expected = f'{self.earned[i] // 100}.{self.earned[i] % 100:02d}'
            case.assertEqual({k: balance[k]['amount'] for k in ('available', 'in_payout', 'paid', 'owed_back')},
                             {'available': '0.00', 'in_payout': '0.00', 'paid': expected, 'owed_back': '0.00'}, what)
            paid, page = 0, {'next': ''}
            while page['next'] is not None:
                after = f'&cursor={page["next"]}' if page['next'] else ''
                page = self.network.api('GET', f'/payout-items?limit=500&partner_id={shop.partner["id"]}{after}').json
                paid += sum(int(item['amount']['amount'].replace('.', '')) for item in page['data']
                            if item['status'] == 'paid')
            case.assertEqual(paid, self.earned[i], what)
        self.assert_paid_once(case, what)

    def assert_paid_once(self, case, what):
        twice = self.network.sql('SELECT s.commission_id FROM payout_commission s '
                                 'JOIN payout_item i ON i.id = s.item_id '
                                 "WHERE i.status = 'paid' GROUP BY s.commission_id HAVING count(*) > 1")
        case.assertEqual(twice, [], what)
