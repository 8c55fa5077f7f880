# SPDX-License-Identifier: Apache-2.0
"""What `./dev run` starts and prints: the demo network, the three lines that try the main job (run as they are
printed), and the second start, which finds the network again."""
import os
import re
import signal
import socket
import subprocess
import sys
import unittest

from network import BINARY, POSTGRES, ROOT, Network, cases

WHOLE = 'Try the main job'


class DemoRun(unittest.TestCase):
    database = None

    def setUp(self):
        if self.database is None:
            self.skipTest('base class')
        if self.database == 'postgres' and not POSTGRES:
            self.skipTest('TRIBUTARY_TEST_POSTGRES is not set: PostgreSQL is NOT tested')
        self.network = Network(self.database, is_made=False)
        self.addCleanup(self.network.close)
        with socket.socket() as probe:
            probe.bind(('127.0.0.1', 0))
            self.network.port = probe.getsockname()[1]
        self.running = None
        self.addCleanup(self.end)

    def begin(self):
        """The network's script; its output up to and with the three lines."""
        n = self.network
        environment = {**n.environment, 'TRIBUTARY_DEMO_SIZE': '--partners 4 --days 7 --seed 1'}
        self.errors = open(os.path.join(n.folder, 'errors'), 'w+', encoding='utf-8')
        self.running = subprocess.Popen(['tools/demo.sh', BINARY, n.data, f'127.0.0.1:{n.port}'], cwd=ROOT,
                                        env=environment, stdout=subprocess.PIPE, stderr=self.errors, text=True,
                                        start_new_session=True)
        printed = ''
        for line in self.running.stdout:
            printed += line
            if line == '\n' and WHOLE in printed and 'curl -s -H' in printed:
                return printed
        self.fail(f'it ended: {printed}{self.error_text()}')

    def error_text(self):
        self.errors.seek(0)
        return self.errors.read()

    def end(self):
        """As Ctrl-C does: the whole group is told."""
        if self.running is None:
            return
        os.killpg(self.running.pid, signal.SIGINT)
        self.assertEqual(self.running.wait(timeout=60), 0, self.error_text())
        self.running.stdout.close()
        self.errors.close()
        self.running = None
        with self.assertRaises(OSError):
            socket.create_connection(('127.0.0.1', self.network.port), timeout=5).close()

    def try_printed(self, printed):
        done = subprocess.run(['test/fresh/try_printed.sh'], cwd=ROOT, input=printed, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, timeout=120)
        self.assertEqual(done.returncode, 0, done.stdout)
        return re.search(r'"conversion":"(cnv_\w+)"', done.stdout).group(1), done.stdout

    def conversions(self):
        return int(self.network.sql('SELECT count(*) FROM conversion')[0][0])

    def test_the_three_lines_that_it_prints(self):
        n = self.network
        printed = self.begin()
        self.assertIn('demo --data ', self.error_text())
        n.token = re.search(r'Bearer (trb_[0-9a-z]{40})', printed).group(1)
        before = self.conversions()
        conversion, told = self.try_printed(printed)
        sale = n.api('GET', f'/conversions/{conversion}').json
        self.assertEqual((sale['amount'], sale['goal'], sale['status']),
                         ({'amount': '120.00', 'currency': 'EUR'}, 'sale', 'approved'))
        self.assertRegex(sale['order_id'], r'^TRY-\d+$')
        # The link is Anna's, whose individual terms say: pay 12% on sale. Of 120.00 that is 14.40.
        self.assertEqual(sale['attribution']['partner_id'],
                         next(p['id'] for p in n.api('GET', '/partners').json['data'] if p['name'] == 'Anna Berg'))
        self.assertEqual([c['amount'] for c in sale['commissions']], [{'amount': '14.40', 'currency': 'EUR'}])
        self.assertIn('\n  12% of 120.00 EUR is 14.40 EUR.\n', told)
        self.end()

        again = self.begin()
        self.assertEqual(again, printed)
        self.assertNotIn('demo --data ', self.error_text())
        _, more = self.try_printed(again)
        self.assertIn('\n  12% of 120.00 EUR is 14.40 EUR.\n', more)
        self.assertEqual(self.conversions(), before + 2)
        self.end()
        for words in (('ledger', 'check'), ('replay',), ('report', 'check')):
            self.assertEqual(n.command(*words).returncode, 0, words)


cases(globals(), DemoRun)

if __name__ == '__main__':
    sys.exit(unittest.main())
