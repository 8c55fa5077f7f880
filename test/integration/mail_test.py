# SPDX-License-Identifier: Apache-2.0
"""Letters of the real server to a real SMTP server: asked for at the pages, sent once, in the reader's language; what
is put off is sent again, what is refused fails, and what may have left is not sent a second time."""
import email
import email.policy
import os
import re
import subprocess
import sys
import time
import unittest
import urllib.parse

from network import ROOT, NetworkCase, cases

SECRET = 'a secret of the mail server'


class Sink:
    def __init__(self, folder, *options):
        os.makedirs(folder)
        self.folder = folder
        self.process = subprocess.Popen([sys.executable, os.path.join(ROOT, 'test', 'support', 'smtp_sink.py'), folder,
                                         *options], stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline())

    def letters(self):
        found = []
        for name in sorted(os.listdir(self.folder)):
            if name.endswith('.eml'):
                with open(os.path.join(self.folder, name), 'rb') as file:
                    found.append(email.message_from_binary_file(file, policy=email.policy.default))
        return found

    def stop(self):
        self.process.terminate()
        self.process.wait()
        self.process.stdout.close()


class Mail(NetworkCase):
    is_serving = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        folder = os.path.join(cls.network.folder, 'mail')
        cls.sink = Sink(folder, '--user', 'network', '--password', SECRET)
        cls.network.environment['TRIBUTARY_SMTP_PASSWORD'] = SECRET
        cls.network.start('--public-url', 'https://go.example', '--smtp-host', '127.0.0.1', '--smtp-port',
                          str(cls.sink.port), '--smtp-tls', 'none', '--smtp-user', 'network', '--smtp-from',
                          'network@go.example')

    @classmethod
    def tearDownClass(cls):
        if hasattr(cls, 'sink'):
            cls.sink.stop()
        super().tearDownClass()

    def ask_password(self, address):
        body = urllib.parse.urlencode({'email': address})
        answer = self.network.request('POST', '/password', body, {
            'Content-Type': 'application/x-www-form-urlencoded', 'Origin': f'http://127.0.0.1:{self.network.port}'})
        self.assertEqual(answer.status, 200, answer.body)
        return re.sub(rb'[\w.]+@example\.com|nonce-\S+|nonce="\S+"|Request \w+', b'', answer.body)

    def person(self, address):
        self.network.create('/users', email=address, password='a long enough one', role='operator', duty='support')

    def status(self, address):
        rows = self.network.sql(f"SELECT status, attempts, problem FROM mail WHERE recipient = '{address}'")
        return rows[0] if rows else None

    # A letter that is queued again says why: while it is being sent it is queued, too.
    def wait(self, address, status):
        for _ in range(200):
            row = self.status(address)
            if row and row[0] == status and (status != 'queued' or row[2]):
                return row
            time.sleep(0.1)
        self.fail(f'{address}: {self.status(address)}, not {status}: {self.network.log_text()[-2000:]}')

    def test_a_letter_arrives_once_and_the_page_tells_nothing(self):
        self.person('anna@example.com')
        known = self.ask_password('anna@example.com')
        self.assertEqual(known, self.ask_password('nobody@example.com'))
        self.ask_password('anna@example.com')
        self.wait('anna@example.com', 'sent')
        time.sleep(3)
        letters = [letter for letter in self.sink.letters() if letter['To'] == 'anna@example.com']
        self.assertEqual(len(letters), 1)
        letter = letters[0]
        self.assertEqual(letter['X-Envelope'], 'network@go.example anna@example.com')
        self.assertEqual(letter['Subject'], 'A new password')
        self.assertEqual(letter['From'], 'Test Network <network@go.example>')
        self.assertEqual(letter['Auto-Submitted'], 'auto-generated')
        self.assertEqual(letter.get_content_type(), 'multipart/alternative')
        text = letter.get_body(('plain',)).get_content()
        html = letter.get_body(('html',)).get_content()
        link = re.search(r'https://go\.example(/password/tkt_\w+)', text)
        self.assertIsNotNone(link, text)
        self.assertIn('href="https://go.example' + link[1] + '"', html)
        self.assertIsNone(self.status('nobody@example.com'))
        # The link opens; neither outbox nor log holds it.
        self.assertEqual(self.network.request('GET', link[1]).status, 200)
        secret = link[1].split('/')[-1]
        rows = self.network.sql('SELECT parameters FROM mail')
        self.assertNotIn(secret, str(rows))
        self.assertNotIn(SECRET, self.network.log_text())

    def test_a_letter_carries_the_logo(self):
        n = self.network
        picture = b'\x89PNG\r\n\x1a\n' + bytes(range(256)) * 8  # a PNG by its first bytes, and any bytes at all
        headers = n.sign_in()
        token = n.form_token('/operator/settings', headers)
        body = (b'--edge\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n' + token.encode()
                + b'\r\n--edge\r\nContent-Disposition: form-data; name="logo"; filename="logo.png"\r\n'
                b'Content-Type: image/png\r\n\r\n' + picture + b'\r\n--edge--\r\n')
        headers['Content-Type'] = 'multipart/form-data; boundary=edge'
        answer = n.request('POST', '/operator/settings/logo', body, headers)
        self.assertEqual(answer.status, 303, answer.body)
        self.person('logo@example.com')
        self.ask_password('logo@example.com')
        self.wait('logo@example.com', 'sent')
        letter = next(one for one in self.sink.letters() if one['To'] == 'logo@example.com')
        self.assertEqual(letter.get_content_type(), 'multipart/alternative')
        self.assertEqual([part.get_content_type() for part in letter.iter_parts()],
                         ['text/plain', 'multipart/related'])
        plain, related = letter.iter_parts()
        self.assertNotIn('cid:', plain.get_content())
        html, logo = related.iter_parts()
        self.assertEqual((html.get_content_type(), logo.get_content_type()), ('text/html', 'image/png'))
        self.assertEqual(logo.get_content_disposition(), 'inline')
        shown = re.search(r'<img src="cid:([^"]+)"', html.get_content())
        self.assertEqual(logo['Content-ID'], f'<{shown[1]}>')
        self.assertEqual(logo.get_content(), picture)

    def test_what_is_put_off_waits_and_an_operator_sends_it(self):
        self.person('later@example.com')
        self.ask_password('later@example.com')
        row = self.wait('later@example.com', 'queued')
        self.assertEqual(row[1], '1')
        self.assertIn('451', row[2])

    def test_what_is_refused_fails(self):
        self.person('refused@example.com')
        self.ask_password('refused@example.com')
        row = self.wait('refused@example.com', 'failed')
        self.assertIn('550', row[2])

    def test_what_may_have_left_is_not_sent_again(self):
        self.person('dropped@example.com')
        self.ask_password('dropped@example.com')
        row = self.wait('dropped@example.com', 'failed')
        self.assertIn('may have been sent', row[2])
        self.assertEqual(len([one for one in self.sink.letters() if one['To'] == 'dropped@example.com']), 1)

    def test_an_empty_server_is_entered_by_a_link(self):
        link = self.network.command('user', 'invite', '--email', 'rita@example.com', '--lang', 'fr', '--public-url',
                                    'https://go.example', check=True).stdout.strip()
        self.assertTrue(link.startswith('https://go.example/invitation/tkt_'), link)
        path = link[len('https://go.example'):]
        self.assertEqual(self.network.request('GET', path).status, 200)
        body = urllib.parse.urlencode({'name': 'Rita', 'password': 'a long enough one'})
        headers = {'Content-Type': 'application/x-www-form-urlencoded',
                   'Origin': f'http://127.0.0.1:{self.network.port}'}
        answer = self.network.request('POST', path, body, headers)
        self.assertEqual((answer.status, answer.header('location')), (303, '/home'))
        self.assertTrue(answer.header('set-cookie'))
        self.assertEqual(self.network.request('POST', path, body, headers).status, 404)


cases(globals(), Mail)
if __name__ == '__main__':
    sys.exit(unittest.main())
