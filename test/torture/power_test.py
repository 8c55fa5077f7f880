# SPDX-License-Identifier: Apache-2.0
"""Power loss: a server's writes, syncs and answers under load are recorded, and from any moment of the record disks are
made that may be found afterwards (disk.py). On each a server starts, every click and sale that was answered before the
moment is there, the ledger check is clean, and what was cut off the spool is reported to the byte."""
import os
import re
import shutil
import sys
import time
import unittest

import disk
import harness
from harness import Place, Story
from load import Stream
from network import Network, wait_until
from shop import click_number

BUDGET = harness.Budget(rounds=200, seconds=8)
DEEP_EVERY = 25
IMAGES_OF_A_MOMENT = 4
LOAD_SECONDS = 0.5
CLICKS_ALONE = 3
LOST_COMMITS = 2


class Newest:
    """No chance: of what was written and not synced the newest is there, or with chance 0 nothing."""
    @staticmethod
    def random():
        return 0.0


class WideStream(Stream):
    padding = 'x' * 250  # so that records cross the borders of sectors


class Power(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.place = Place()
        try:
            cls.shop, cls.payees = harness.filled(cls.place)
            cls.place.keep()
            cls.record()
        except BaseException:
            cls.place.close()
            raise

    @classmethod
    def tearDownClass(cls):
        if hasattr(cls, 'place'):
            cls.place.close()

    @classmethod
    def record(cls):
        place, n = cls.place, cls.place.network
        place.put_back()
        inodes = {}
        for folder, _, names in os.walk(n.data):
            for name in names:
                path = os.path.join(folder, name)
                inodes[os.path.relpath(path, n.data)] = os.stat(path).st_ino
        place.start(is_recording=True)
        story = Story(n, cls.shop, cls.payees, 1)
        stream = WideStream(n, cls.shop, 1)
        story.tell()
        time.sleep(LOAD_SECONDS)
        stream.is_over = True
        stream.join()
        # Then clicks alone, each shipped before the next: commits that are not synced and that no other syncs.
        for _ in range(CLICKS_ALONE):
            story.visit()
            wanted = len(stream.clicks) + len(story.clicks)
            wait_until(lambda: int(n.sql('SELECT count(*) FROM click')[0][0]) >= wanted)
        n.stop()
        assert not story.statuses, story.statuses
        cls.calls = disk.read_record(place.record)
        cls.start_disk = staticmethod(lambda: disk.Disk(place.kept, n.data, inodes))
        cls.sent = stream.clicks_sent + story.clicks_sent + 1
        sales = {order: answer['conversion'] for order, answer in stream.sales.items()}
        sales.update(story.sales)
        # Where in the record each was answered.
        answers = {}
        for at, call in enumerate(cls.calls):
            if call.kind == disk.SEND and call.data.startswith(b'HTTP/1.1 '):
                for word in re.findall(rb'click_id=([0-9a-z]+)|"conversion":"(cnv_[0-9a-z]+)"', call.data):
                    answers.setdefault((word[0] or word[1]).decode(), at)
        cls.click_answers = {click_number(click): answers[click] for click in stream.clicks + story.clicks}
        cls.alone_from = cls.click_answers[click_number(story.clicks[-CLICKS_ALONE])]
        cls.sale_answers = {order: answers[conversion] for order, conversion in sales.items()}

    def test_images(self):
        moments = harness.moments()
        # Any moment, and as often one at which clicks are written and not synced.
        writes = [at + 1 for at, call in enumerate(self.calls) if call.kind == disk.WRITE and '/spool/' in call.path]
        points = sorted(moments.choice((moments.randrange(len(self.calls) + 1), moments.choice(writes)))
                        for _ in range(BUDGET.wanted // IMAGES_OF_A_MOMENT + 1))
        if harness.AMOUNT == 0:
            moments.shuffle(points)  # within the time of a test some of them are looked at, anywhere
        rounds = iter(BUDGET.rounds())
        state, played = self.start_disk(), 0
        for point in points:
            if point < played:
                state, played = self.start_disk(), 0
            while played < point:
                state.play(self.calls[played])
                played += 1
            for _ in range(IMAGES_OF_A_MOMENT):
                number = next(rounds, None)
                if number is None:
                    break
                self.one(number, state, point, moments)
        self.assertGreaterEqual(BUDGET.done, min(BUDGET.ROUNDS_MIN, BUDGET.wanted))
        harness.report(f'power: {BUDGET.done} images of {len(self.calls)} calls, {len(self.click_answers)} clicks and '
                       f'{len(self.sale_answers)} sales; {self.cut} had a tail in the spool')

    def test_lost_commits(self):
        """The shipper's commits are not synced: the power takes the newest of them with their marks, and their clicks
        are shipped again from the spool."""
        log = 'tributary.db-wal'
        ends = [at for at, call in enumerate(self.calls[:-1])
                if call.kind == disk.WRITE and call.path.endswith(log) and
                not (self.calls[at + 1].kind == disk.WRITE and self.calls[at + 1].path.endswith(log))]
        state, lost = self.start_disk(), 0
        for at, call in enumerate(self.calls):
            state.play(call)
            if at not in ends or at < self.alone_from:
                continue
            whole = self.mark(self.image(state, 1, Newest))
            image = self.image(state, 0, Newest)
            if self.mark(image) < whole:
                lost += 1
                self.examine(image, 0, at + 1, f'{harness.SEED_WORDS}, commit before call {at + 1} lost')
            if lost == LOST_COMMITS:
                break
        self.assertEqual(lost, LOST_COMMITS)

    def image(self, state, chance, random):
        image = os.path.join(self.place.network.folder, 'image')
        shutil.rmtree(image, ignore_errors=True)
        harness.copy_sparsely(self.place.kept, image)
        state.image(image, chance, random)
        shared = os.path.join(image, 'tributary.db-shm')
        if os.path.exists(shared):
            os.unlink(shared)
        return image

    cut = 0

    def one(self, number, state, point, moments):
        chance = moments.choice((0, 0.1, 0.5, 0.5, 0.9, 1))
        what = f'{harness.SEED_WORDS}, image {number} after call {point} of {len(self.calls)}, chance {chance}'
        image = self.image(state, chance, moments)
        shared = os.path.join(image, 'tributary.db-shm')
        if moments.random() < 0.5:  # shared memory is not a promise of anybody's
            with open(shared, 'wb') as file:
                file.write(moments.randbytes(32768))
        self.examine(image, number, point, what)

    def examine(self, image, number, point, what):
        n = Network.__new__(Network)
        n.__dict__.update(self.place.network.__dict__)
        n.data = image
        n.process = None
        kept_log = os.path.getsize(os.path.join(n.folder, 'log'))
        tails = self.tails(image)
        n.start()
        try:
            answer = n.api('GET', '/reports/performance?group_by=day')
            self.assertEqual(answer.status, 200, (what, answer.body))
            stored = {int(row[0]) for row in n.sql('SELECT id FROM click')}
            acknowledged = {click for click, at in self.click_answers.items() if at < point}
            self.assertEqual(acknowledged - stored, set(), what)
            self.assertLessEqual(len(stored), self.sent, what)
            orders = [row[0] for row in n.sql('SELECT order_id FROM conversion')]
            self.assertEqual(len(orders), len(set(orders)), what)
            acknowledged = {order for order, at in self.sale_answers.items() if at < point}
            self.assertEqual(acknowledged - set(orders), set(), what)
        finally:
            n.stop(kill=True)
        with open(os.path.join(n.folder, 'log'), encoding='utf-8') as file:
            file.seek(kept_log)
            told = sum(int(word) for word in re.findall(r'event=spool_damage.* lost_bytes=(\d+)', file.read()))
        self.assertEqual(told, tails, what)
        type(self).cut += tails > 0
        for command in (('ledger', 'check'), ('replay',), ('report', 'check'))[:3 if number % DEEP_EVERY == 0 else 1]:
            done = n.command(*command)
            self.assertEqual(done.returncode, 0, (what, command, done.stdout + done.stderr))

    def tails(self, image):
        """Bytes that are no record, in the segments after the mark that the image's database knows."""
        folder = os.path.join(image, 'spool')
        mark = self.mark(image)
        lost = 0
        for name in sorted(os.listdir(folder)):
            if name.endswith('.seg'):
                number = int(name[6:18])
                if number >= mark[0]:
                    lost += disk.spool_tail(os.path.join(folder, name), number,
                                            mark[1] if number == mark[0] else 0)[1]
        return lost

    @staticmethod
    def mark(image):
        """Of a copy: looking recovers the log, which is the server's to do."""
        import sqlite3
        looked = image + '-looked'
        shutil.rmtree(looked, ignore_errors=True)
        os.mkdir(looked)
        for name in ('tributary.db', 'tributary.db-wal'):
            if os.path.exists(os.path.join(image, name)):
                shutil.copy(os.path.join(image, name), looked)
        connection = sqlite3.connect(os.path.join(looked, 'tributary.db'))
        rows = connection.execute('SELECT segment, position FROM ship_mark').fetchall()
        connection.close()
        shutil.rmtree(looked)
        return rows[0] if rows else (0, 0)


if __name__ == '__main__':
    sys.exit(unittest.main())
