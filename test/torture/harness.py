# SPDX-License-Identifier: Apache-2.0
"""What the torture tests share: how much is to be done, the library that injects faults (fault.c), a network that runs
with it, and a scripted story whose acknowledgements are checked afterwards.

Without settings a sample is done, small enough for every run of the suite. `./dev torture NAME AMOUNT` sets
TRIBUTARY_TORTURE to the number of rounds, points or images. TRIBUTARY_SEED repeats a run's random choices."""
import errno
import http.client
import json
import mmap
import os
import random
import shutil
import struct
import subprocess
import sys
import tempfile
import time
import urllib.parse

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), 'integration'))

from load import Payees, PayoutStory  # noqa: E402
from network import BINARY, ROOT, Network, click_id_of  # noqa: E402
from shop import Shop, click_number  # noqa: E402

AMOUNT = int(os.environ.get('TRIBUTARY_TORTURE', '0'))
# The sample of a test run is always the same; long runs look elsewhere each time.
SEED = int(os.environ.get('TRIBUTARY_SEED', '0')) or (random.SystemRandom().randrange(1, 1 << 32) if AMOUNT else 1)
SEED_WORDS = f'TRIBUTARY_SEED={SEED}'
LIBRARY = os.path.join(os.path.dirname(os.path.dirname(os.path.dirname(BINARY))), 'test', 'torture', 'libfault.so')
MEMORY = '/dev/shm' if os.access('/dev/shm', os.W_OK) else None  # faults come from the library: the disk may be memory


def moments():
    return random.Random(SEED)


def report(words):
    """For who runs the long versions; TAP takes it for a comment."""
    print(f'# {words}', file=sys.stderr, flush=True)


class Budget:
    """So many rounds when asked for by number; in a run of the suite at most these, and no new one after so long."""
    ROUNDS_MIN = 3

    def __init__(self, rounds, seconds):
        self.wanted = AMOUNT or rounds
        self.seconds = None if AMOUNT else seconds
        self.done = 0

    def rounds(self):
        started = told = time.monotonic()
        self.done = 0
        for number in range(self.wanted):
            now = time.monotonic()
            if self.seconds is not None and number >= self.ROUNDS_MIN and now - started > self.seconds:
                return
            if AMOUNT and now - told > 60:
                told = now
                report(f'{number} of {self.wanted} after {now - started:.0f} s')
            self.done = number + 1
            yield number


class Control:
    """The page that the library maps too; the order of the fields is fault.c's."""
    FIELDS = ('clock_ms', 'sync_delay_ms', 'calls', 'count', 'kind', 'at', 'is_forever', 'error', 'allocations_on',
              'allocations', 'allocation_at', 'is_starving')
    CALLS = ('write', 'sync', 'rename', 'truncate', 'unlink', 'create', 'folder', 'send')
    KINDS = {'kill': 1, 'torn': 2, 'error': 3}

    def __init__(self, path):
        with open(path, 'wb') as file:
            file.write(bytes(8 * len(self.FIELDS)))
        with open(path, 'r+b') as file:
            self.page = mmap.mmap(file.fileno(), 8 * len(self.FIELDS))

    def __getitem__(self, name):
        return struct.unpack_from('<q', self.page, 8 * self.FIELDS.index(name))[0]

    def __setitem__(self, name, value):
        struct.pack_into('<q', self.page, 8 * self.FIELDS.index(name), value)

    def arm(self, calls=CALLS, kind=None, at=0, is_forever=False, error=errno.EIO):
        """Counts these calls from now on, and does `kind` in the one numbered `at`."""
        self['calls'] = 0
        self['count'] = 0
        self['kind'] = self.KINDS[kind] if kind else 0
        self['at'] = at
        self['is_forever'] = is_forever
        self['error'] = error
        self['calls'] = sum(1 << self.CALLS.index(call) for call in calls)

    def disarm(self):
        self['calls'] = 0


class Place:
    """A network that runs under the library when it is asked to, in a folder that can be put back as it was."""

    def __init__(self, database='sqlite', binary=BINARY, library=LIBRARY):
        kept = tempfile.tempdir
        tempfile.tempdir = MEMORY
        try:
            self.network = Network(database)
        finally:
            tempfile.tempdir = kept
        self.library = library
        folder = self.network.folder
        self.log = os.path.join(folder, 'faults')
        self.record = os.path.join(folder, 'record')
        self.kept = os.path.join(folder, 'kept')
        self.control = Control(os.path.join(folder, 'control'))
        self.network.binary = binary

    def close(self):
        self.network.close()

    def settings(self, is_recording=False):
        """The environment under the library."""
        settings = {'LD_PRELOAD': self.library, 'TORTURE_FOLDER': self.network.data, 'TORTURE_LOG': self.log,
                    'TORTURE_CONTROL': os.path.join(self.network.folder, 'control')}
        if is_recording:
            settings['TORTURE_RECORD'] = self.record
        return settings

    def start(self, *options, is_recording=False):
        """Under the library. AssertionError when the server ends before it is ready."""
        kept = dict(self.network.environment)
        self.network.environment.update(self.settings(is_recording))
        try:
            return self.network.start(*options)
        finally:
            self.network.environment = kept

    def keep(self):
        """The folder as it is now is what put_back() brings again. The server does not run."""
        shutil.rmtree(self.kept, ignore_errors=True)
        copy_sparsely(self.network.data, self.kept)

    def put_back(self):
        shutil.rmtree(self.network.data, ignore_errors=True)
        copy_sparsely(self.kept, self.network.data)

    def faults(self):
        """What the library did and saw since the last time."""
        try:
            with open(self.log, encoding='utf-8') as file:
                lines = file.read().splitlines()
        except FileNotFoundError:
            return []
        os.unlink(self.log)
        return lines


def copy_sparsely(source, target):
    """Segments are mostly zeroes: holes cost neither time nor memory."""
    subprocess.run(['cp', '-a', '--sparse=always', source, target], check=True)


class Story:
    """A fixed sequence of requests of every kind that matters: clicks, postbacks, a refund, a payout run, a report.
    What is answered with success is noted; what is not may have happened or not, and is sent again by finish()."""
    PRICE = '10.00'

    def __init__(self, network, shop, payees, number):
        self.network = network
        self.shop = shop
        self.payees = payees
        self.number = number
        self.clicks = []
        self.clicks_sent = 0
        self.sales = {}
        self.sent = {}      # order -> click
        self.refunded = set()
        self.statuses = []  # of everything that was not a success: a status, or the name of an exception
        self.payout = PayoutStory(network, f'story-{number}', payees.until)
        self.is_paid = False

    def tell(self, is_paying=True):
        for part in (self.visit, self.visit, self.sell, self.refund, self.visit, self.sell, self.pay, self.visit,
                     self.look):
            if part != self.pay or is_paying:
                self.attempt(part)

    def attempt(self, part):
        try:
            part()
        except (OSError, http.client.HTTPException, ValueError) as trouble:
            self.statuses.append(type(trouble).__name__)
        except AssertionError as trouble:
            raise AssertionError(f'{part.__name__}: {trouble}') from trouble
        except Exception as trouble:
            self.statuses.append(str(trouble))

    def expect(self, answer, *good):
        if answer.status in good:
            return True
        self.statuses.append(answer.status)
        return False

    def visit(self):
        self.clicks_sent += 1
        answer = self.network.click(f'/c/{self.shop.link["code"]}?sub1=story{self.number}')
        if self.expect(answer, 302):
            self.clicks.append(click_id_of(answer.header('location')))

    def sell(self, order=None):
        order = order or f'S{self.number}-{len(self.sent)}'
        if order not in self.sent:
            if not self.clicks:
                return
            self.sent[order] = self.clicks[-1]
        answer = self.shop.postback(order_id=order, amount=self.PRICE, click_id=self.sent[order])
        if self.expect(answer, 200):
            told = answer.json['conversion']
            assert self.sales.get(order, told) == told, (order, told)
            self.sales[order] = told

    def refund(self):
        for order, conversion in list(self.sales.items())[:1]:
            answer = self.network.api('POST', f'/conversions/{conversion}/refunds',
                                      {'refund_id': f'R-{order}', 'amount': '1.00'})
            if self.expect(answer, 200, 201):
                self.refunded.add((order, f'R-{order}'))

    def pay(self):
        self.payout.tell()
        self.is_paid = True

    def look(self):
        self.expect(self.network.api('GET', '/reports/performance?group_by=day'), 200)

    def check(self, case, what):
        """After a restart without faults: everything acknowledged is there, once."""
        n = self.network
        answer = n.api('GET', '/reports/performance?group_by=day')  # ships what is in the spool
        case.assertEqual(answer.status, 200, (what, answer.body))
        rows = n.sql('SELECT id FROM click')
        stored = {int(row[0]) for row in rows}
        case.assertEqual({click_number(click) for click in self.clicks} - stored, set(), what)
        rows = n.sql(f"SELECT order_id FROM conversion WHERE order_id LIKE 'S{self.number}-%'")
        orders = [row[0] for row in rows]
        case.assertEqual(len(orders), len(set(orders)), what)
        case.assertEqual(set(self.sales) - set(orders), set(), what)
        case.assertEqual(set(orders) - set(self.sent), set(), what)
        refunds = {row[0] for row in n.sql('SELECT refund_key FROM refund')}
        case.assertEqual({refund for _, refund in self.refunded} - refunds, set(), what)

    def finish(self, case, what):
        """What was not acknowledged is sent again and succeeds; the payees are paid once."""
        before = len(self.statuses)
        for order in self.sent:
            self.sell(order)
        if not self.refunded:
            self.refund()
        self.pay()
        case.assertEqual(self.statuses[before:], [], what)
        self.check(case, what)
        self.payees.compare(case, what)

    def check_books(self, case, what, is_deep=True):
        for command in (('ledger', 'check'), ('replay',), ('report', 'check'))[:3 if is_deep else 1]:
            done = self.network.command(*command)
            case.assertEqual(done.returncode, 0, (what, command, done.stdout + done.stderr))


def filled(place):
    """A shop, payees with something to be paid, and a spool with its segments made: where stories begin."""
    n = place.network
    n.start()
    shop = Shop(n)
    payees = Payees(n)
    payees.earn()
    shop.click()
    n.api('GET', '/reports/performance?group_by=day')
    n.stop()
    return shop, payees


__all__ = ['AMOUNT', 'BINARY', 'Budget', 'Control', 'Place', 'ROOT', 'SEED', 'SEED_WORDS', 'Story', 'click_number',
           'copy_sparsely', 'filled', 'json', 'moments', 'report', 'urllib']
