# SPDX-License-Identifier: Apache-2.0
"""The example configurations of etc/ with the real programs: nginx and Caddy with TLS and HTTP/2, HAProxy before two
servers, the service file, the alarms and the dashboard."""
import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import threading
import time
import unittest
import urllib.parse

from http_bytes import CASES, SECOND
from network import POSTGRES, ROOT, Network, cases, click_id_of, wait_until
from shop import HostileCase, Shop, read_all

ETC = os.path.join(ROOT, 'etc')


def free_port():
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


def example(*path):
    with open(os.path.join(ETC, *path), encoding='utf-8') as file:
        return file.read()


def replaced(text, pairs):
    """Every example value is there, so that the example is what is tested."""
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    return text


class Proxy:
    """A proxy in a folder of its own; ports of its plain and its encrypted side."""

    def __init__(self, folder):
        self.folder = folder
        self.plain, self.encrypted = free_port(), free_port()
        self.process = None
        os.makedirs(folder, exist_ok=True)

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path, 'w', encoding='utf-8') as file:
            file.write(text)
        return path

    def run(self, line, port, **environment):
        with open(os.path.join(self.folder, 'log'), 'wb') as log:
            self.process = subprocess.Popen(line, stdout=log, stderr=log, cwd=self.folder,
                                            env={**os.environ, 'HOME': self.folder, **environment})

        def is_open():
            if self.process.poll() is not None:
                with open(os.path.join(self.folder, 'log'), encoding='utf-8') as log:
                    raise AssertionError(log.read())
            with socket.socket() as probe:
                return probe.connect_ex(('127.0.0.1', port)) == 0
        wait_until(is_open)

    def stop(self):
        if self.process is not None:
            self.process.terminate()
            self.process.wait(timeout=30)

    def curl(self, path, *options, name='go.example'):
        done = subprocess.run(
            ['curl', '-sk', '-o', '/dev/null', '--max-time', '20', '--resolve', f'{name}:{self.encrypted}:127.0.0.1',
             '-w', '%{http_code} %{http_version} %{redirect_url}', *options, f'https://{name}:{self.encrypted}{path}'],
            check=False, stdout=subprocess.PIPE, text=True)
        status, version, location = (done.stdout.split(' ', 2) + ['', ''])[:3]
        return int(status or 0), version, location

    def raw(self, request, name='go.example'):
        context = ssl._create_unverified_context()
        context.set_alpn_protocols(['http/1.1'])
        with socket.create_connection(('127.0.0.1', self.encrypted), timeout=30) as plain, \
                context.wrap_socket(plain, server_hostname=name) as connection:
            try:
                connection.sendall(request)
            except (BrokenPipeError, ConnectionResetError, ssl.SSLError):
                pass
            try:
                return read_all(connection)
            except (ssl.SSLError, TimeoutError):
                return b''


def nginx(folder, server_port):
    proxy = Proxy(folder)
    subprocess.run(['openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=go.example',
                    '-keyout', os.path.join(folder, 'key'), '-out', os.path.join(folder, 'certificate')], check=True,
                   stderr=subprocess.DEVNULL)
    shutil.copy(os.path.join(ETC, 'nginx', 'tributary-proxy.conf'), folder)
    site = proxy.write('site.conf', replaced(example('nginx', 'tributary.conf'), (
        ('127.0.0.1:8080;\n', f'127.0.0.1:{server_port};\n'), ('listen 80;', f'listen 127.0.0.1:{proxy.plain};'),
        ('listen 443 ssl http2;', f'listen 127.0.0.1:{proxy.encrypted} ssl http2;'),
        ('/etc/ssl/go.example.pem', os.path.join(folder, 'certificate')),
        ('/etc/ssl/go.example.key', os.path.join(folder, 'key')),
        ('/etc/nginx/tributary-proxy.conf', os.path.join(folder, 'tributary-proxy.conf')))))
    temporary = ''.join(f'{kind}_temp_path {folder}/{kind};'
                        for kind in ('client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'))
    main = proxy.write('nginx.conf', f'daemon off; pid {folder}/pid; error_log {folder}/error; worker_processes 1;\n'
                       f'events {{}} http {{ access_log off; {temporary} include {site}; }}\n')
    proxy.run(['nginx', '-c', main, '-e', os.path.join(folder, 'error')], proxy.encrypted)
    return proxy


def caddy(folder, server_port):
    proxy = Proxy(folder)
    # Certificates of its own authority instead of a public one; ports of ours; nothing else is changed.
    text = replaced(example('caddy', 'Caddyfile'), (
        ('127.0.0.1:8080', f'127.0.0.1:{server_port}'), ('go.example {', f'go.example:{proxy.encrypted} {{'),
        ('https:// {', f'https://:{proxy.encrypted} {{'),
        ('{\n\t# Partners', '{\n\tlocal_certs\n\tskip_install_trust\n\tadmin off\n'
         f'\thttp_port {proxy.plain}\n\thttps_port {proxy.encrypted}\n\t# Partners')))
    proxy.write('Caddyfile', text)
    proxy.run(['caddy', 'run', '--config', 'Caddyfile', '--adapter', 'caddyfile'], proxy.encrypted,
              XDG_DATA_HOME=folder, XDG_CONFIG_HOME=folder)
    return proxy


class Proxied(HostileCase):
    is_serving = False

    @classmethod
    def setUpClass(cls):
        super(HostileCase, cls).setUpClass()
        cls.proxies = {}
        try:
            cls.network.start('--proxies', '127.0.0.1', '--public-url', 'https://go.example')
            cls.shop = Shop(cls.network)
            for make in (nginx, caddy):
                if shutil.which(make.__name__):
                    folder = os.path.join(cls.network.folder, make.__name__)
                    os.makedirs(folder)
                    os.chmod(cls.network.folder, 0o755)
                    os.chmod(folder, 0o777)
                    cls.proxies[make.__name__] = make(folder, cls.network.port)
        except BaseException:
            cls.tearDownClass()
            raise

    @classmethod
    def tearDownClass(cls):
        for proxy in getattr(cls, 'proxies', {}).values():
            proxy.stop()
        super().tearDownClass()

    def each_proxy(self):
        for name in ('nginx', 'caddy'):
            with self.subTest(proxy=name):
                if name not in self.proxies:
                    self.skipTest(f'{name} is not installed')
                yield self.proxies[name]

    def test_the_main_job_over_tls_and_http2(self):
        for proxy in self.each_proxy():
            path = f'/c/{self.shop.link["code"]}?sub1=proxied'
            status, version, location = proxy.curl(path, '--http2')
            self.assertEqual((status, version), (302, '2'))
            click = click_id_of(location)
            query = urllib.parse.urlencode({'token': self.shop.token, 'click_id': click, 'order_id': f'P{proxy.plain}',
                                            'amount': '10.00'})
            self.assertEqual(proxy.curl('/postback?' + query)[0], 200)
            self.assertEqual(proxy.curl('/metrics')[0], 403)
            self.assertEqual(proxy.curl('/healthz')[0], 200)
            headers = proxy.raw(f'GET {path} HTTP/1.1\r\nHost: go.example\r\nX-Forwarded-For: 203.0.113.9\r\n'
                                'Connection: close\r\n\r\n'.encode())
            self.assertRegex(headers, rb'(?i)set-cookie: trb=[^\r]*; Secure')  # the server knows of TLS
            self.assertRegex(headers, rb'(?i)strict-transport-security: max-age=31536000')
            # What a visitor claims of itself is not believed.
            self.network.api('GET', '/reports/performance?group_by=day')
            prefixes = {row[0] for row in self.network.sql('SELECT DISTINCT address_prefix FROM click')}
            self.assertEqual({p for p in prefixes if p.startswith('203.0.113')}, set(), prefixes)
            body = 'x' * 3000000
            sent = subprocess.run(['curl', '-sk', '-o', '/dev/null', '-w', '%{http_code}', '--data-binary', '@-',
                                   '--resolve', f'go.example:{proxy.encrypted}:127.0.0.1',
                                   f'https://go.example:{proxy.encrypted}/postback'], input=body, text=True,
                                  stdout=subprocess.PIPE, check=False).stdout
            self.assertEqual(sent, '413')
        self.assert_healthy()

    def test_plain_requests_are_led_to_tls(self):
        for proxy in self.each_proxy():
            done = subprocess.run(['curl', '-s', '-o', '/dev/null', '-w', '%{http_code} %{redirect_url}',
                                   '-H', 'Host: go.example', f'http://127.0.0.1:{proxy.plain}/c/x'],
                                  stdout=subprocess.PIPE, text=True, check=True).stdout
            self.assertRegex(done, r'^308 https://go\.example')

    def requests(self):
        """How many requests the server has read, this one apart."""
        text = self.network.request('GET', '/metrics').body.decode()
        return int(re.search(r'(?m)^tributary_requests_total (\d+)', text).group(1)) - 1

    def test_the_byte_table_behind_them(self):
        """What a proxy refuses or mends is its own affair. But both must always agree where a request ends: the server
        has never read more of them than the client got answers."""
        for proxy in self.each_proxy():
            for name, section, request, _ in CASES:
                with self.subTest(case=name, rfc=section, proxy=proxy.folder):
                    before = self.requests()
                    received = proxy.raw(request + SECOND)
                    answers = len(re.findall(rb'HTTP/1\.[01] [2-5]\d\d ', received))
                    if received and not received.startswith(b'HTTP/'):
                        answers += 1  # HTTP/0.9 has no status line
                    self.assertLessEqual(self.requests() - before - 1, answers, (name, received[:300]))
        self.assert_healthy()

    def test_certificates_only_for_names_the_network_knows(self):
        if 'caddy' not in self.proxies:
            self.skipTest('caddy is not installed')
        proxy = self.proxies['caddy']
        n = self.network
        form = n.sign_in()
        token = n.form_token('/operator/domains', form)
        made = n.request('POST', '/operator/domains',
                         urllib.parse.urlencode({'csrf': token, 'host': 'links.anna.example'}), form)
        self.assertEqual(made.status, 303, made.body)
        self.assertEqual(proxy.curl('/healthz', name='links.anna.example')[0], 200)
        self.assertEqual(proxy.curl('/healthz', name='stranger.example')[0], 0)  # the handshake fails


class Balanced(unittest.TestCase):
    """HAProxy before two servers on one PostgreSQL: each is restarted under load, and no request fails."""

    def setUp(self):
        if not POSTGRES:
            self.skipTest('TRIBUTARY_TEST_POSTGRES is not set: PostgreSQL is NOT tested')
        if not shutil.which('haproxy'):
            self.skipTest('haproxy is not installed')
        self.network = Network('postgres')
        self.second = Network('postgres', is_made=False)
        self.second.environment = self.network.environment
        shutil.copytree(self.network.data, self.second.data)
        self.proxy = Proxy(os.path.join(self.network.folder, 'haproxy'))

    def tearDown(self):
        if POSTGRES and shutil.which('haproxy'):
            self.proxy.stop()
            self.second.close()
            self.network.close()

    def order(self, line):
        """What an operator tells HAProxy."""
        with socket.socket(socket.AF_UNIX) as admin:
            admin.connect(os.path.join(self.proxy.folder, 'admin.sock'))
            admin.sendall(line.encode() + b'\n')
            self.assertEqual(admin.recv(4096).strip(), b'', line)

    def test_a_rolling_restart(self):
        one, two = self.network, self.second
        one.start('--proxies', '127.0.0.1', '--node', '0')
        two.start('--proxies', '127.0.0.1', '--node', '1')
        shop = Shop(one)
        config = self.proxy.write('haproxy.cfg', replaced(example('haproxy', 'haproxy.cfg'), (
            ('127.0.0.1:8000', f'127.0.0.1:{self.proxy.plain}'), ('127.0.0.1:8081', f'127.0.0.1:{one.port}'),
            ('127.0.0.1:8082', f'127.0.0.1:{two.port}'),
            ('stats socket /run/haproxy/admin.sock', f'stats socket {self.proxy.folder}/admin.sock'))))
        self.proxy.run(['haproxy', '-db', '-f', config], self.proxy.plain)
        ports = {one: one.port, two: two.port}
        front = Network.__new__(Network)
        front.port = self.proxy.plain
        for server in (one, two):  # a link made on one is known to the other within about a second
            wait_until(lambda known=server: known.click(f'/c/{shop.link["code"]}').status == 302)
        failed, clicks = [], []
        is_over = threading.Event()

        def visit():
            while not is_over.is_set():
                answer = front.click(f'/c/{shop.link["code"]}')
                (clicks if answer.status == 302 else failed).append(answer.header('location') or answer.status)
        threads = [threading.Thread(target=visit) for _ in range(4)]
        for thread in threads:
            thread.start()
        try:
            for server, name, node in ((one, 'one', '0'), (two, 'two', '1')):
                time.sleep(1)
                self.order(f'set server tributary/{name} state drain')
                time.sleep(1)
                self.assertEqual(server.stop(), 0)
                time.sleep(1)
                server.start('--proxies', '127.0.0.1', '--node', node, port=ports[server])
                self.order(f'set server tributary/{name} state ready')
                time.sleep(1)
        finally:
            is_over.set()
            for thread in threads:
                thread.join()
        self.assertEqual(failed, [])
        self.assertGreater(len(clicks), 50)
        self.assertEqual(two.api('GET', '/reports/performance?group_by=day', token=one.token).status, 200)
        self.assertEqual(one.api('GET', '/reports/performance?group_by=day').status, 200)
        stored = int(one.sql('SELECT count(*) FROM click')[0][0])
        self.assertGreaterEqual(stored, len(clicks))


class Files(HostileCase):
    def test_alarms_and_dashboard_name_metrics_that_exist(self):
        self.shop.click()
        text = self.network.request('GET', '/metrics').body.decode()
        known = set(re.findall(r'(?m)^(tributary_[a-z_]+)', text))
        used = set(re.findall(r'tributary_[a-z_]+', example('prometheus', 'tributary.yml')))
        board = json.loads(example('grafana', 'tributary.json'))
        for panel in board['panels']:
            for target in panel['targets']:
                used |= set(re.findall(r'tributary_[a-z_]+', target['expr']))
        self.assertGreater(len(used), 10)
        self.assertEqual(used - known, set())

    def test_the_service_file(self):
        if not shutil.which('systemd-analyze'):
            self.skipTest('systemd-analyze is not installed')
        unit = os.path.join(self.network.folder, 'tributary.service')
        text = replaced(example('systemd', 'tributary.service'),
                        (('/usr/local/bin/tributary', os.path.realpath('/bin/true')),))
        with open(unit, 'w', encoding='utf-8') as file:
            file.write(text)
        done = subprocess.run(['systemd-analyze', 'security', '--offline=yes', '--threshold=20', unit],
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stdout[-2000:])  # exposure of at most 2.0 of 10


cases(globals(), Proxied, Files)
# Proxies do not know the database: once is enough.
del globals()['Proxied_postgres'], globals()['Files_postgres']

if __name__ == '__main__':
    sys.exit(unittest.main())
