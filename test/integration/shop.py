# SPDX-License-Identifier: Apache-2.0
"""What the tests of bad input share: a shop to attack, raw sockets, and the proof that nothing was harmed."""
import contextlib
import json
import socket

from network import NetworkCase, click_id_of

CROCKFORD = '0123456789abcdefghjkmnpqrstvwxyz'


def click_number(click_id):
    """The number inside a public click id: its first eight bytes."""
    bits = 0
    for letter in click_id.lower():
        bits = bits << 5 | CROCKFORD.index(letter)
    return bits >> (5 * len(click_id) - 64)


class Shop:
    """An advertiser with a program, an offer, a partner with a link and a coupon."""
    made = 0

    def __init__(self, network, currency='EUR', plan='pay 10% on sale\n', **program):
        Shop.made += 1
        self.network = network
        self.advertiser = network.create('/advertisers', name=f'Shop {Shop.made}', currency=currency)
        self.token = self.advertiser['postback_token']
        fields = {'name': 'Shoes', 'currency': currency, 'window_days': 30, 'hold_days': 14, **program}
        self.program = network.create('/programs', advertiser_id=self.advertiser['id'], **fields)
        plan_answer = network.api('PUT', f'/programs/{self.program["id"]}/plan', {'text': plan})
        assert plan_answer.status == 200, plan_answer.body
        self.offer = network.create('/offers', program_id=self.program['id'], name='Boots',
                                    destination_url='https://shop.example/boots', goals=['lead', 'sale'])
        self.partner = network.create('/partners', code=f'partner{Shop.made}', name='Anna',
                                      email=f'anna{Shop.made}@example.com')
        self.enrollment = network.create('/enrollments', partner_id=self.partner['id'], program_id=self.program['id'],
                                         status='approved')
        self.link = network.create('/links', partner_id=self.partner['id'], offer_id=self.offer['id'])
        self.coupon = network.create('/coupons', partner_id=self.partner['id'], program_id=self.program['id'],
                                     code=f'SAVE{Shop.made}')

    def click(self, query='', **options):
        answer = self.network.click(f'/c/{self.link["code"]}{query}', **options)
        assert answer.status == 302, (answer.status, answer.body)
        return click_id_of(answer.header('location'))

    def postback(self, **fields):
        return self.network.postback(self.token, **fields)

    def sale(self, **fields):
        """A conversion by the coupon, through the API; anything but success is a failure of the test."""
        return self.network.create('/conversions', program_id=self.program['id'], coupon=self.coupon['code'], **fields)


class HostileCase(NetworkCase):
    """A network with a shop; unharmed() around what must leave no trace."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        try:
            cls.shop = Shop(cls.network)
        except BaseException:
            cls.tearDownClass()
            raise

    def counts(self):
        """Rows of every table, once all clicks are in theirs."""
        n = self.network
        self.assertEqual(n.api('GET', '/reports/performance?group_by=day').status, 200)
        if n.database == 'postgres':
            names = n.sql('SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1')
        else:
            names = n.sql("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY 1")
        rows = n.sql(' UNION ALL '.join(f"SELECT '{name}', count(*) FROM {name}" for (name,) in names))
        # What came in is logged, also when it was refused.
        return {name: int(count) for name, count in rows if name != 'tracking_event'}

    def assert_healthy(self):
        self.assertEqual(self.network.request('GET', '/healthz').status, 200)
        check = self.network.command('ledger', 'check')
        self.assertEqual(check.returncode, 0, check.stdout + check.stderr)

    @contextlib.contextmanager
    def unharmed(self, changing=()):
        """No row is made or lost but in the tables named, the server lives, the books balance."""
        before = self.counts()
        yield
        self.assert_healthy()
        after = self.counts()
        self.assertEqual({k: v for k, v in before.items() if k not in changing},
                         {k: v for k, v in after.items() if k not in changing})

    def assert_refused(self, answer, status, code=None, field=None, what=None):
        """The documented error, and not one byte of the server's insides."""
        told = (what, answer.status, answer.body[:300])
        self.assertEqual(answer.status, status, told)
        error = json.loads(answer.body)['error']
        self.assertTrue(error['message'], told)
        if code is not None:
            self.assertEqual(error['code'], code, told)
        if field is not None:
            self.assertEqual(error['field'], field, told)
        for inside in (b'SQL', b'sqlite', b'postgres', b'.c:', b'src/'):
            self.assertNotIn(inside, answer.body, told)

    def connect(self, seconds=30):
        return socket.create_connection(('127.0.0.1', self.network.port), timeout=seconds)

    def raw(self, request, is_half_closed=False):
        """Sends bytes, reads until the server closes: the answers as bytes."""
        with self.connect() as connection:
            try:
                connection.sendall(request)
                if is_half_closed:
                    connection.shutdown(socket.SHUT_WR)
            except (BrokenPipeError, ConnectionResetError):
                pass  # answered and closed before all was sent
            return read_all(connection)


def read_all(connection):
    received = b''
    try:
        while piece := connection.recv(65536):
            received += piece
    except ConnectionResetError:
        pass
    return received


def status_of(answer):
    """The status of the first answer in raw bytes."""
    line = answer.split(b'\r\n', 1)[0]
    assert line.startswith(b'HTTP/1.'), answer[:200]
    return int(line.split(b' ')[1])
