# SPDX-License-Identifier: Apache-2.0
"""The command line: help, exit codes, errors of one line, settings from three places, init, serve and its end."""
import http.client
import itertools
import os
import re
import signal
import socket
import sqlite3
import stat
import subprocess
import threading
import time
import unittest

from network import BINARY, POSTGRES, Network, cases, wait_until


def run(*words, **environment):
    clean = {k: v for k, v in os.environ.items() if not k.startswith('TRIBUTARY_')}
    return subprocess.run([BINARY, *words], env={**clean, **environment}, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True, timeout=120)


class CommandLine(unittest.TestCase):
    """Without a network."""

    def refused(self, code, part, *words, **environment):
        result = run(*words, **environment)
        self.assertEqual(result.returncode, code, result.stderr)
        self.assertEqual(result.stdout, '')
        self.assertRegex(result.stderr, r'\Atributary: [^\n]+\n\Z')
        self.assertIn(part, result.stderr)

    def test_help_lists_every_command_and_each_has_its_own(self):
        result = run('help')
        self.assertEqual(result.returncode, 0)
        names = re.findall(r'^  tributary ([a-z]+(?: [a-z]+)?)', result.stdout, re.MULTILINE)
        for wanted in ('init', 'token create', 'serve', 'migrate', 'help'):
            self.assertTrue(any(name.startswith(wanted) for name in names), wanted)
        for line in re.findall(r'^  tributary (.*?)  ', result.stdout, re.MULTILINE):
            words = [word for word in line.split() if word.islower() and '[' not in word and '.' not in word]
            own = run(*words, '--help')
            self.assertEqual((own.returncode, own.stderr), (0, ''), words)
            self.assertTrue(own.stdout.startswith('tributary ' + words[0]), words)
        self.assertEqual(run('--help').stdout, result.stdout)

    def test_exit_codes_are_told(self):
        result = run('help', 'exit-codes')
        self.assertEqual(result.returncode, 0)
        self.assertEqual(re.findall(r'^(\d)  ', result.stdout, re.MULTILINE), list('0123456789'))

    def test_nothing_asked_is_bad_input(self):
        result = run()
        self.assertEqual(result.returncode, 2)

    def test_errors_are_one_line_that_says_what_to_do(self):
        self.refused(2, 'tributary help', 'sing')
        self.refused(2, 'tributary help', 'token')
        self.refused(2, '--dta', 'serve', '--dta', 'x')
        self.refused(2, '--data is missing', 'serve')
        self.refused(2, 'twice', 'serve', '--data', 'a', '--data', 'b')
        self.refused(2, 'wants a value', 'serve', '--data')
        self.refused(2, 'too many arguments', 'serve', 'here', '--data', '/nowhere')
        self.refused(5, 'tributary init', 'serve', '--data', '/nowhere')
        self.refused(5, 'tributary init', 'token', 'create', '--name', 'x', TRIBUTARY_DATA='/nowhere')
        self.refused(2, 'ADDRESS:PORT', 'serve', '--data', '/nowhere', '--listen', '8080')
        self.refused(2, 'help', 'help', 'love')


class OwnNetwork(unittest.TestCase):
    """A network for each test, not served yet."""
    database = None

    def setUp(self):
        if self.database is None:
            self.skipTest('base class')
        if self.database == 'postgres' and not POSTGRES:
            self.skipTest('TRIBUTARY_TEST_POSTGRES is not set: PostgreSQL is NOT tested')
        self.network = Network(self.database)
        self.addCleanup(self.network.close)


class InitAndServe(OwnNetwork):
    def test_init_makes_private_things_once(self):
        n = self.network
        key = os.path.join(n.data, 'master.key')
        self.assertEqual(stat.S_IMODE(os.stat(key).st_mode), 0o600)
        self.assertEqual(stat.S_IMODE(os.stat(n.data).st_mode), 0o700)
        password = os.path.join(n.folder, 'password')
        again = n.command('init', '--name', 'Other', '--currency', 'EUR', '--email', 'a@b.c', '--password-file',
                          password)
        self.assertEqual(again.returncode, 6, again.stderr)
        self.assertEqual(n.sql('SELECT name FROM network'), [['Test Network']])
        hashes = n.sql('SELECT password_hash FROM network_user')
        self.assertTrue(hashes[0][0].startswith('$argon2id$'), hashes)

    def test_init_refuses_before_it_makes_anything(self):
        n = self.network
        password = os.path.join(n.folder, 'password')
        short = os.path.join(n.folder, 'short')
        with open(short, 'w', encoding='utf-8') as file:
            file.write('1234567\n')
        fresh = os.path.join(n.folder, 'fresh')
        good = {'--name': 'N', '--currency': 'EUR', '--email': 'a@b.c', '--password-file': password}
        for name, value, part in (('--currency', 'EURO', 'ISO 4217'), ('--email', 'nobody', 'e-mail'),
                                  ('--name', ' ', 'name'), ('--password-file', short, '8 characters'),
                                  ('--password-file', '/nowhere', '/nowhere'), ('--time-zone', 'Mars', 'IANA')):
            words = [word for pair in {**good, name: value}.items() for word in pair]
            result = run('init', '--data', fresh, *words)
            self.assertIn(result.returncode, (2, 5), result.stderr)
            self.assertIn(part, result.stderr)
            self.assertFalse(os.path.exists(fresh), name)

    def test_a_token_is_printed_alone_and_works(self):
        n = self.network
        result = n.command('token', 'create', '--name', 'x')
        self.assertRegex(result.stdout, r'\Atrb_[0-9a-z]{40}\n\Z')
        self.assertEqual(result.stderr, '')
        n.start()
        self.assertEqual(n.api('GET', '/network', token=result.stdout.strip()).status, 200)
        for role in ('root', 'partner', 'partner:adv_0000000000000', 'operator:1', ''):
            self.assertEqual(n.command('token', 'create', '--name', 'x', '--role', role).returncode, 2, role)

    def test_serve_says_when_it_is_ready_and_ends_when_asked(self):
        n = self.network
        n.start()
        self.assertEqual(n.ready_line, f'tributary is ready on http://127.0.0.1:{n.port}\n')
        self.assertEqual(n.request('GET', '/healthz').status, 200)
        self.assertEqual(n.stop(), 0)
        n.start()
        n.process.send_signal(signal.SIGINT)
        self.assertEqual(n.process.wait(timeout=60), 0)
        n.process.stdout.close()
        n.process = None

    def test_a_port_that_is_taken_is_said(self):
        n = self.network
        with socket.socket() as other:
            other.bind(('127.0.0.1', 0))
            other.listen()
            port = other.getsockname()[1]
            result = n.command('serve', '--listen', f'127.0.0.1:{port}')
        self.assertEqual(result.returncode, 9, result.stderr)
        self.assertIn(str(port), result.stderr)

    def test_a_database_that_is_away_is_said_in_one_line(self):
        n = self.network
        location = 'postgresql://nobody@127.0.0.1:1/x'
        for words in (('serve',), ('ledger', 'check'), ('token', 'create', '--name', 'x'), ('replay',),
                      ('jobs', 'run')):
            result = n.command(*words, '--database', location)
            self.assertEqual((result.returncode, result.stdout), (9, ''), result.stderr)
            self.assertRegex(result.stderr, r'\Atributary: ' + ' '.join(words[:2])
                             + r': cannot connect to PostgreSQL: [\x20-\x7e]+\n\Z')
            self.assertIn('127.0.0.1', result.stderr)

    def test_requests_under_way_are_finished(self):
        n = self.network
        n.start()
        statuses = []

        def create(i):
            """One after the other, until the server takes no more."""
            for number in itertools.count():
                try:
                    statuses.append(n.api('POST', '/partners', {'code': f'p{i}-{number}', 'name': 'P'}).status)
                except (OSError, http.client.HTTPException):
                    return
        threads = [threading.Thread(target=create, args=(i,)) for i in range(8)]
        for thread in threads:
            thread.start()
        wait_until(lambda: len(statuses) >= 8)
        code = n.stop()
        for thread in threads:
            thread.join()
        self.assertEqual(code, 0)
        # Whoever was answered is there, and nobody else: what was accepted was finished and told.
        made = int(n.sql('SELECT count(*) FROM partner')[0][0])
        self.assertEqual(made, statuses.count(201))
        self.assertEqual(set(statuses), {201})

    def test_another_key_is_refused(self):
        n = self.network
        key = os.path.join(n.data, 'master.key')
        with open(key, 'rb') as file:
            good = file.read()
        with open(key, 'wb') as file:
            file.write(bytes(32))
        result = n.command('serve')
        self.assertEqual(result.returncode, 3, result.stderr)
        self.assertIn('key', result.stderr)
        os.chmod(key, 0o644)
        self.assertEqual(n.command('serve').returncode, 4)
        os.chmod(key, 0o600)
        with open(key, 'wb') as file:
            file.write(good[:31])
        self.assertEqual(n.command('serve').returncode, 2)
        with open(key, 'wb') as file:
            file.write(good)
        self.assertEqual(n.command('migrate').returncode, 0)

    def change(self, sql):
        n = self.network
        if n.database == 'postgres':
            n.psql(sql)
            return
        with sqlite3.connect(os.path.join(n.data, 'tributary.db')) as connection:
            connection.execute(sql)

    def test_a_schema_it_does_not_know_is_refused(self):
        n = self.network
        for change, code, part in (
                ("INSERT INTO schema_migration VALUES (9999, 'future', 'x', 0)", 3, 'newer program'),
                ("DELETE FROM schema_migration WHERE number = 9999", 0, ''),
                ("UPDATE schema_migration SET checksum = 'x' WHERE number = 1", 3, 'migration 1')):
            self.change(change)
            for words in (('token', 'create', '--name', 'x'), ('serve', '--listen', 'nowhere:1')):
                result = n.command(*words)
                if words[0] == 'token':
                    self.assertEqual(result.returncode, code, result.stderr)
                if code != 0:
                    self.assertEqual(result.returncode, code, result.stderr)
                    self.assertIn(part, result.stderr)

    def test_settings_come_from_line_environment_and_file(self):
        n = self.network
        conf = os.path.join(n.data, 'tributary.conf')
        with open(conf, 'a', encoding='utf-8') as file:
            file.write('# where visitors come\npublic-url = https://go.example/\nworkers = 2\n')
        n.start()
        advertiser = n.api('POST', '/advertisers', {'name': 'A'}).json
        program = n.api('POST', '/programs', {'advertiser_id': advertiser['id'], 'name': 'P'}).json
        offer = n.api('POST', '/offers', {'program_id': program['id'], 'name': 'O',
                                                 'destination_url': 'https://a.example/'}).json
        partner = n.api('POST', '/partners', {'name': 'P'}).json
        n.api('POST', '/enrollments', {'partner_id': partner['id'], 'program_id': program['id']})
        link = {'partner_id': partner['id'], 'offer_id': offer['id']}
        self.assertTrue(n.api('POST', '/links', link).json['url'].startswith('https://go.example/c/'))
        n.stop()
        n.environment['TRIBUTARY_PUBLIC_URL'] = 'https://env.example'
        n.start()
        self.assertTrue(n.api('POST', '/links', link).json['url'].startswith('https://env.example/c/'))
        n.stop()
        n.start('--public-url', 'https://line.example')
        self.assertTrue(n.api('POST', '/links', link).json['url'].startswith('https://line.example/c/'))
        n.stop()
        with open(conf, 'a', encoding='utf-8') as file:
            file.write('wrokers = 2\n')
        result = n.command('serve')
        self.assertEqual(result.returncode, 2)
        self.assertIn('wrokers', result.stderr)


class Limits(OwnNetwork):
    """What the server takes of a client is the operator's setting."""

    def raw(self, first, rest=b'', pause=0.0):
        """Sends, waits, sends the rest: the status of what comes back, 0 for nothing, and how long it took."""
        begin = time.monotonic()
        with socket.create_connection(('127.0.0.1', self.network.port), timeout=60) as connection:
            connection.sendall(first)
            time.sleep(pause)
            try:
                connection.sendall(rest)
                answer = connection.recv(65536)
            except ConnectionResetError:
                answer = b''
        return int(answer.split(b' ')[1]) if answer else 0, time.monotonic() - begin

    def head(self, padding):
        return b'GET /healthz HTTP/1.1\r\nHost: x\r\nX: ' + b'a' * padding + b'\r\n\r\n'

    def test_sizes(self):
        n = self.network
        partner = {'code': 'p', 'name': 'P'}
        n.start()
        self.assertEqual(self.raw(self.head(15000))[0], 200)
        self.assertEqual(self.raw(self.head(17000))[0], 431)
        self.assertEqual(n.api('POST', '/partners', partner).status, 201)
        n.stop()
        n.start('--max-head', '2048', '--max-body', '1024')
        self.assertEqual(self.raw(self.head(1500))[0], 200)
        self.assertEqual(self.raw(self.head(2500))[0], 431)
        self.assertEqual(n.api('POST', '/partners', {**partner, 'code': 'q', 'name': 'N' * 150}).status, 201)
        self.assertEqual(n.api('POST', '/partners', {**partner, 'code': 'r', 'name': 'N' * 1024}).status, 413)
        n.stop()
        n.start('--max-head', '65536')
        self.assertEqual(self.raw(self.head(60000))[0], 200)
        n.stop()

    def test_times(self):
        n = self.network
        n.start('--head-timeout', '1', '--body-timeout', '1', '--idle-timeout', '1')
        slow_head, seconds = self.raw(b'GET /healthz HTTP/1.1\r\n')
        self.assertEqual(slow_head, 408)
        self.assertTrue(0.9 < seconds < 9, seconds)  # by default it would be ten
        slow_body, seconds = self.raw(b'POST /postback HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n')
        self.assertEqual(slow_body, 408)
        self.assertTrue(0.9 < seconds < 14, seconds)
        with socket.create_connection(('127.0.0.1', n.port), timeout=60) as connection:
            connection.sendall(self.head(1))
            self.assertIn(b' 200 ', connection.recv(65536))
            begin = time.monotonic()
            self.assertEqual(connection.recv(1), b'')
            self.assertTrue(0.9 < time.monotonic() - begin < 70)

    def test_what_cannot_be_allowed_is_refused(self):
        for option, value in (('--max-head', '1023'), ('--max-head', '65537'), ('--max-body', '1048577'),
                              ('--max-body', '0'), ('--head-timeout', '0'), ('--body-timeout', '3601'),
                              ('--idle-timeout', '1.5'), ('--write-timeout', 'never')):
            result = self.network.command('serve', option, value)
            self.assertEqual((result.returncode, result.stdout), (2, ''), (option, value))
            self.assertIn(option[2:], result.stderr)
            self.assertEqual(result.stderr.count('\n'), 1)


class LogTells(OwnNetwork):
    def test_the_log_has_no_personal_data(self):
        n = self.network.start()
        n.api('POST', '/partners', {'name': 'Anna Karenina', 'email': 'anna@example.org', 'code': 'anna'})
        n.api('GET', '/partners?code=anna')
        n.request('GET', '/api/v1/partners', headers={'Authorization': 'Bearer trb_secret'})
        n.stop()
        log = n.log_text()
        lines = [line for line in log.splitlines() if 'event=request' in line]
        self.assertGreaterEqual(len(lines), 3)
        for line in lines:
            self.assertRegex(line, r'^time=\S+ event=request request=[0-9a-f]{16} method=\S+ path=\S+ status=\d+ '
                                   r'duration_us=\d+$')
        for secret in ('Karenina', 'anna', 'trb_', n.token, '127.0.0.1'):
            self.assertNotIn(secret, log)


cases(globals(), InitAndServe, Limits, LogTells)
del OwnNetwork

if __name__ == '__main__':
    unittest.main()
