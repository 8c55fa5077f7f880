# SPDX-License-Identifier: Apache-2.0
"""A disk that is full and then has room again, one that takes half a second for each sync, and thousands of clients
that send a byte a second: what docs/operations.md says holds meanwhile, and afterwards everything works without a
restart."""
import contextlib
import http.client
import os
import resource
import shutil
import socket
import subprocess
import sys
import threading
import time
import unittest

import harness
from harness import AMOUNT, Place, Story
from network import POSTGRES, cases, wait_until

ROOM = '112m'
MORE_ROOM = '600m'
SLOW_CLIENTS = AMOUNT or 400
LONG = 'x' * 250
CLICK_BYTES = 3072  # of one with everything long, at least


def memory_of(process):
    """Resident, in KiB."""
    with open(f'/proc/{process.pid}/status', encoding='utf-8') as file:
        return next(int(line.split()[1]) for line in file if line.startswith('VmRSS:'))


class Full(unittest.TestCase):
    """The data folder is a tmpfs of its own."""
    database = 'sqlite'

    def setUp(self):
        if self.database == 'postgres' and not POSTGRES:
            self.skipTest('TRIBUTARY_TEST_POSTGRES is not set: PostgreSQL is NOT tested')
        self.place = Place(self.database)
        n = self.place.network
        self.shop, self.payees = harness.filled(self.place)
        self.place.keep()
        shutil.rmtree(n.data)
        os.mkdir(n.data, 0o700)
        if subprocess.run(['mount', '-t', 'tmpfs', '-o', f'size={ROOM},mode=700', 'none', n.data], check=False,
                          stderr=subprocess.DEVNULL).returncode != 0:
            self.place.close()
            self.skipTest('mounting needs rights')
        # Zeroes take room here as on a real disk.
        subprocess.run(['cp', '-a', '--sparse=never', self.place.kept + '/.', n.data], check=True)

    def tearDown(self):
        self.place.network.stop(kill=True)
        subprocess.run(['umount', self.place.network.data], check=True)
        self.place.close()

    def fill(self):
        with open(os.path.join(self.place.network.data, 'ballast'), 'wb', buffering=0) as file:
            size = 1 << 20
            while size >= 1:
                try:
                    file.write(bytes(size))
                except OSError:
                    size //= 2

    def clicks_until_full(self, count_max=None):
        """Visits until one is refused, or so many; how many were answered, and the status of the last. Each takes some
        kilobytes of the spool."""
        connection = http.client.HTTPConnection('127.0.0.1', self.place.network.port, timeout=60)
        path = f'/c/{self.shop.link["code"]}?' + '&'.join(f'sub{i}={LONG}' for i in range(1, 6))
        headers = {'User-Agent': LONG * 4, 'Referer': 'https://example.com/' + LONG * 12}
        count, status = 0, 302
        while status == 302 and (count_max is None or count < count_max):
            connection.request('GET', path, headers=headers)
            answer = connection.getresponse()
            answer.read()
            status = answer.status
            count += status == 302
        connection.close()
        return count, status

    def test_full_and_room_again(self):
        place, n = self.place, self.place.network
        n.start()
        story = Story(n, self.shop, self.payees, 1)
        story.tell(is_paying=False)
        self.assertEqual(story.statuses, [])
        # The spool goes on in what it has made ready; books cannot be written.
        self.fill()
        refused = wait_until(lambda: self.refusal())
        self.assertEqual(refused.status, 503, refused.body)
        self.assertIn(b'"code":"', refused.body)
        self.assertEqual(n.click(f'/c/{self.shop.link["code"]}').status, 302)
        self.assertEqual(n.request('GET', '/healthz').status, 200)
        more, status = self.clicks_until_full()
        self.assertGreater(more, 0)
        self.assertEqual(status, 503)
        metrics = n.request('GET', '/metrics').body.decode()
        failures = next(line for line in metrics.splitlines() if line.startswith('tributary_click_failures_total '))
        self.assertGreater(int(failures.split()[1]), 0)
        self.assertRegex(n.log_text(), r'event=(fault|ship_failed)[^\n]*full')
        doctor = n.command('doctor')
        self.assertRegex(doctor.stdout, r'PROBLEM +disk ')
        self.assertIn('make room', doctor.stdout)
        # Room again: everything goes on by itself.
        os.unlink(os.path.join(n.data, 'ballast'))
        subprocess.run(['mount', '-o', f'remount,size={MORE_ROOM}', n.data], check=True)
        started = time.monotonic()
        wait_until(lambda: n.click(f'/c/{self.shop.link["code"]}').status == 302)
        clicked = time.monotonic() - started
        wait_until(lambda: self.shop.postback(order_id='again', amount='3.00', coupon=self.shop.coupon['code']).status
                   == 200)
        sold = time.monotonic() - started
        harness.report(f'full disk: after room clicks were taken within {clicked:.2f} s, money within {sold:.2f} s')
        if AMOUNT:
            self.assertLess(max(clicked, sold), 5)
        story.finish(self, 'after the disk was full')
        expected = story.clicks_sent + more
        wait_until(lambda: int(n.sql('SELECT count(*) FROM click')[0][0]) >= expected, seconds=120)
        story.check_books(self, 'after the disk was full')
        self.assertEqual(n.stop(), 0)
        doctor = n.command('doctor')
        self.assertEqual(doctor.returncode, 0, doctor.stdout)

    def refusal(self):
        """A sale's refusal; None as long as there was room for it."""
        self.orders = getattr(self, 'orders', 0) + 1
        answer = self.shop.postback(order_id=f'full-{self.orders}', amount='3.00', coupon=self.shop.coupon['code'])
        return None if answer.status == 200 else answer


class FullBesidePostgres(Full):
    """The database is elsewhere and has room: what is full is the disk of the spool."""
    database = 'postgres'

    @contextlib.contextmanager
    def held_back(self):
        """Nobody can write clicks inside, and everybody after it, however it ends."""
        with subprocess.Popen(['psql', '-qAtX', '-v', 'ON_ERROR_STOP=1', self.place.network.url], stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE, text=True) as session:
            session.stdin.write('BEGIN; LOCK TABLE click IN SHARE MODE;\n\\echo held\n')
            session.stdin.flush()
            self.assertEqual(session.stdout.readline(), 'held\n')
            yield

    def spool_bytes(self):
        """Of all its segments: the one in use, and those that are free or made ahead."""
        with os.scandir(os.path.join(self.place.network.data, 'spool')) as entries:
            return sum(entry.stat().st_size for entry in entries)

    def test_full_and_room_again(self):
        place, n = self.place, self.place.network
        n.start()
        story = Story(n, self.shop, self.payees, 1)
        story.tell(is_paying=False)
        self.assertEqual(story.statuses, [])
        self.fill()
        # Money needs no room here, and clicks go on in segments that the database has taken.
        self.assertIsNone(self.refusal())
        wanted = self.spool_bytes() // CLICK_BYTES + 1000
        more, status = self.clicks_until_full(wanted)
        self.assertEqual((more, status), (wanted, 302))
        with self.held_back():
            kept, status = self.clicks_until_full()
            self.assertEqual(status, 503)
            self.assertGreater(kept, 0)
            self.assertLess(kept * CLICK_BYTES, self.spool_bytes())
            self.assertIsNone(self.refusal())
            self.assertEqual(n.request('GET', '/healthz').status, 200)
            metrics = n.request('GET', '/metrics').body.decode()
            failures = next(line for line in metrics.splitlines() if line.startswith('tributary_click_failures_total '))
            self.assertGreater(int(failures.split()[1]), 0)
            doctor = n.command('doctor')
            self.assertRegex(doctor.stdout, r'PROBLEM +disk ')
        # The database takes clicks again: those make room for others, though the disk is as full as before.
        wait_until(lambda: n.click(f'/c/{self.shop.link["code"]}').status == 302, seconds=60)
        os.unlink(os.path.join(n.data, 'ballast'))
        subprocess.run(['mount', '-o', f'remount,size={MORE_ROOM}', n.data], check=True)
        story.finish(self, 'after the disk was full')
        wait_until(lambda: int(n.sql('SELECT count(*) FROM click')[0][0]) >= story.clicks_sent + more + kept + 1,
                   seconds=120)
        story.check_books(self, 'after the disk was full')
        self.assertEqual(n.stop(), 0)
        doctor = n.command('doctor')
        self.assertEqual(doctor.returncode, 0, doctor.stdout)


class Slow(unittest.TestCase):
    database = None

    def setUp(self):
        if self.database is None:
            self.skipTest('base class')
        if self.database == 'postgres' and not POSTGRES:
            self.skipTest('TRIBUTARY_TEST_POSTGRES is not set: PostgreSQL is NOT tested')
        self.place = Place(self.database)
        self.shop, self.payees = harness.filled(self.place)

    def tearDown(self):
        self.place.close()

    def latencies(self, count, threads=8):
        """Seconds of `count` clicks of so many clients, sorted; all must be served."""
        found, troubles = [], []

        def visit():
            connection = http.client.HTTPConnection('127.0.0.1', self.place.network.port, timeout=120)
            try:
                for _ in range(count // threads):
                    started = time.monotonic()
                    connection.request('GET', f'/c/{self.shop.link["code"]}')
                    answer = connection.getresponse()
                    answer.read()
                    assert answer.status == 302, answer.status
                    found.append(time.monotonic() - started)
            except Exception as trouble:
                troubles.append(trouble)
            finally:
                connection.close()

        workers = [threading.Thread(target=visit) for _ in range(threads)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        self.assertEqual(troubles, [])
        return sorted(found)

    def test_slow_syncs(self):
        place, n = self.place, self.place.network
        place.start()
        fast = self.latencies(800)
        before = memory_of(n.process)
        place.control['sync_delay_ms'] = 500
        slow = self.latencies(64 * 4, threads=64)
        place.control['sync_delay_ms'] = 0
        # One sync serves all that wait for it: 64 clients do not wait 64 times.
        self.assertLess(slow[len(slow) // 2], 16)
        self.assertLess(memory_of(n.process) - before, 64 << 10)
        harness.report(f'syncs of 500 ms on {self.database}: median {slow[len(slow) // 2]:.2f} s, slowest '
                       f'{slow[-1]:.2f} s for 64 clients ({fast[len(fast) // 2] * 1000:.1f} ms before), memory '
                       f'{before >> 10} MiB and {(memory_of(n.process) - before) >> 10} more')
        self.assertEqual(n.stop(), 0)
        n.start()
        self.assertEqual(n.api('GET', '/reports/performance?group_by=day').status, 200)
        self.assertEqual(int(n.sql('SELECT count(*) FROM click')[0][0]), 1 + len(fast) + len(slow))

    def test_clients_of_a_byte_a_second(self):
        n = self.place.network
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        if soft < SLOW_CLIENTS + 1000:
            resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, SLOW_CLIENTS + 1000), hard))
        n.start()
        alone = self.latencies(2000)
        before = memory_of(n.process)
        slow = SlowClients(n.port, SLOW_CLIENTS, f'GET /c/{self.shop.link["code"]} HTTP/1.1\r\nHost: x\r\nX: ')
        try:
            slow.wait_for_bytes(3)
            meanwhile = self.latencies(2000)
            during = memory_of(n.process)
        finally:
            slow.stop()
        each = (during - before) * 1024 // SLOW_CLIENTS
        p99 = [times[len(times) * 99 // 100] * 1000 for times in (alone, meanwhile)]
        harness.report(f'{SLOW_CLIENTS} clients of a byte a second: good p99 {p99[0]:.1f} ms alone, {p99[1]:.1f} ms '
                       f'beside them; {each} bytes of memory for each')
        self.assertGreater(slow.alive_at_most, SLOW_CLIENTS // 2)
        self.assertLess(during - before, 32 << 10 if not AMOUNT else 8 * SLOW_CLIENTS + (32 << 10))


class SlowClients:
    """Many connections, each of which sends a byte of a request each second, from one thread."""

    def __init__(self, port, count, text):
        self.text = text.encode() + b'y' * 1000
        self.sockets = []
        self.alive_at_most = 0
        self.rounds = 0
        self.is_over = False
        for _ in range(count):
            self.sockets.append(socket.create_connection(('127.0.0.1', port), timeout=60))
        self.thread = threading.Thread(target=self.run)
        self.thread.start()

    def run(self):
        while not self.is_over:
            started = time.monotonic()
            alive = []
            for one in self.sockets:
                try:
                    one.send(self.text[self.rounds:self.rounds + 1])
                    alive.append(one)
                except OSError:
                    one.close()
            self.sockets = alive
            self.alive_at_most = max(self.alive_at_most, len(alive))
            self.rounds += 1
            time.sleep(max(0, 1 - (time.monotonic() - started)))

    def wait_for_bytes(self, rounds):
        wait_until(lambda: self.rounds >= rounds, seconds=120)

    def stop(self):
        self.is_over = True
        self.thread.join()
        for one in self.sockets:
            one.close()


cases(globals(), Slow)

if __name__ == '__main__':
    sys.exit(unittest.main())
