# SPDX-License-Identifier: Apache-2.0
"""A network under test: the real binary, a data folder of its own, on SQLite and on PostgreSQL.

The binary is named by TRIBUTARY_BINARY, the PostgreSQL server by TRIBUTARY_TEST_POSTGRES (each network gets a schema of
its own there). `cases(test_class)` makes one class per database.
"""
import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import unittest
import urllib.parse
import uuid

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BINARY = os.environ.get('TRIBUTARY_BINARY', os.path.join(ROOT, 'build', 'debug', 'src', 'main', 'tributary'))
POSTGRES = os.environ.get('TRIBUTARY_TEST_POSTGRES', '')
SHARED = os.environ.get('TRIBUTARY_SHARED', os.path.join(os.path.dirname(ROOT), 'shared'))


class Answer:
    """An HTTP answer with its body read."""

    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers
        self.body = body

    @property
    def json(self):
        return json.loads(self.body)

    def header(self, name):
        return self.headers.get(name.lower())


class Network:
    """A data folder, its database and, between start() and stop(), its server."""

    def __init__(self, database='sqlite', currency='EUR', is_made=True):
        """is_made=False: only the place for a network, for what restores or moves one into it."""
        self.binary = BINARY
        self.folder = tempfile.mkdtemp(prefix='tributary-test-')
        self.data = os.path.join(self.folder, 'data')
        self.database = database
        self.schema = None
        self.process = None
        self.port = 0
        self.environment = {k: v for k, v in os.environ.items() if not k.startswith('TRIBUTARY_')}
        if database == 'postgres':
            self.schema = 'test_' + uuid.uuid4().hex
            self.psql(f'CREATE SCHEMA {self.schema}')
            joint = '&' if '?' in POSTGRES else '?'
            self.environment['TRIBUTARY_DATABASE'] = \
                f'{POSTGRES}{joint}options=-csearch_path%3D{self.schema}'
        if not is_made:
            return
        password = os.path.join(self.folder, 'password')
        with open(password, 'w', encoding='utf-8') as file:
            file.write('correct horse battery staple\n')
        self.command('init', '--name', 'Test Network', '--currency', currency, '--email', 'owner@example.com',
                     '--password-file', password, check=True)
        self.token = self.command('token', 'create', '--name', 'tests', check=True).stdout.strip()

    def psql(self, sql):
        """What another session holds for a minute is a failure, not something to wait for."""
        subprocess.run(['psql', '-qAtX', '-v', 'ON_ERROR_STOP=1', '-c', "SET lock_timeout = '60s'", '-c', sql,
                        POSTGRES], check=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def sql(self, text):
        """Rows of a query straight from the database, as lists of text: for looking, never for changing."""
        if self.database == 'postgres':
            answer = subprocess.run(['psql', '-qAtX', '-F', '|', '-v', 'ON_ERROR_STOP=1',
                                     '-c', f'SET search_path TO {self.schema}', '-c', text, POSTGRES],
                                    check=True, stdout=subprocess.PIPE, text=True).stdout
            return [line.split('|') for line in answer.splitlines()]
        import sqlite3
        path = next(os.path.join(self.data, name) for name in sorted(os.listdir(self.data)) if name.endswith('.db'))
        connection = sqlite3.connect(f'file:{path}?mode=ro', uri=True)
        try:
            return [['' if value is None else str(value) for value in row] for row in connection.execute(text)]
        finally:
            connection.close()

    def command(self, *words, check=False, data=True, timeout=600, input=None):
        """Runs the binary; words of two parts (`token create`) are given separately."""
        line = [self.binary, *words] + (['--data', self.data] if data else [])
        result = subprocess.run(line, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                timeout=timeout, input=input)
        if check and result.returncode != 0:
            raise AssertionError(f'{line} exited {result.returncode}: {result.stderr}')
        return result

    def start(self, *options, port=0):
        """port=0: a free one."""
        with socket.socket() as probe:
            probe.bind(('127.0.0.1', 0))
            self.port = port or probe.getsockname()[1]
        self.log = open(os.path.join(self.folder, 'log'), 'ab')
        line = [self.binary, 'serve', '--data', self.data, '--listen', f'127.0.0.1:{self.port}', *options]
        self.process = subprocess.Popen(line, env=self.environment, stdout=subprocess.PIPE, stderr=self.log)
        ready = self.process.stdout.readline()
        if not ready:
            self.process.wait()
            raise AssertionError('serve ended: ' + self.log_text())
        self.ready_line = ready.decode()
        return self

    def log_text(self):
        with open(os.path.join(self.folder, 'log'), encoding='utf-8', errors='replace') as file:
            return file.read()

    def stop(self, kill=False):
        if self.process is None:
            return 0
        self.process.send_signal(signal.SIGKILL if kill else signal.SIGTERM)
        code = self.process.wait(timeout=60)
        self.process.stdout.close()
        self.log.close()
        self.process = None
        return code

    def close(self):
        if self.process is not None:
            self.stop(kill=True)
        if self.schema is not None:
            self.psql(f'DROP SCHEMA {self.schema} CASCADE')
        shutil.rmtree(self.folder, ignore_errors=True)

    def request(self, method, path, body=None, headers=None):
        connection = http.client.HTTPConnection('127.0.0.1', self.port, timeout=60)
        try:
            connection.request(method, path, body=body, headers=headers or {})
            answer = connection.getresponse()
            return Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
        finally:
            connection.close()

    def api(self, method, path, body=None, token=None, headers=None):
        all_headers = {'Authorization': 'Bearer ' + (self.token if token is None else token)}
        if body is not None and not isinstance(body, (bytes, str)):
            body = json.dumps(body)
        if body is not None:
            all_headers['Content-Type'] = 'application/json'
        all_headers.update(headers or {})
        return self.request(method, '/api/v1' + path, body, all_headers)

    def create(self, path, **fields):
        """Makes a noun and returns its answer; anything but success is a failure of the test."""
        answer = self.api('POST', path, fields)
        if answer.status not in (200, 201):
            raise AssertionError(f'POST {path} {fields}: {answer.status} {answer.body!r}')
        return answer.json

    def sign_in(self, email='owner@example.com', password='correct horse battery staple'):
        """The headers with which a browser that has signed in sends a form."""
        headers = {'Content-Type': 'application/x-www-form-urlencoded', 'Origin': f'http://127.0.0.1:{self.port}',
                   'Sec-Fetch-Site': 'same-origin'}
        answer = self.request('POST', '/sign-in', urllib.parse.urlencode({'email': email, 'password': password}),
                              headers)
        if answer.status != 303:
            raise AssertionError(f'{email} cannot sign in: {answer.status} {answer.body!r}')
        return {**headers, 'Cookie': answer.header('set-cookie').split(';')[0]}

    def form_token(self, path, headers):
        """What the forms of a page that sign_in's headers open must hold as `csrf`."""
        page = self.request('GET', path, headers={'Cookie': headers['Cookie']}).body.decode()
        return re.search(r'name="csrf" value="([^"]+)"', page).group(1)

    def click(self, path, cookie=None):
        """Follows no redirect; gives the answer."""
        return self.request('GET', path, headers={'Cookie': cookie} if cookie else {})

    def postback(self, token, **fields):
        query = urllib.parse.urlencode({'token': token, **fields})
        return self.request('GET', '/postback?' + query)


def click_id_of(location):
    return re.search(r'[?&]click_id=([0-9a-zA-Z]+)', location).group(1)


def wait_until(condition, seconds=30):
    """Polls until condition() is true; for what another thread of the server does."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        time.sleep(0.05)
    raise AssertionError('waited in vain')


def databases():
    return ['sqlite'] + (['postgres'] if POSTGRES else [])


class NetworkCase(unittest.TestCase):
    """Base of the tests: a network per class, on one database. Use through cases()."""
    database = None
    currency = 'EUR'
    is_serving = True

    @classmethod
    def setUpClass(cls):
        if cls.database is None:
            raise unittest.SkipTest('base class')
        if cls.database == 'postgres' and not POSTGRES:
            raise unittest.SkipTest('TRIBUTARY_TEST_POSTGRES is not set: PostgreSQL is NOT tested')
        cls.network = Network(cls.database, cls.currency)
        if cls.is_serving:
            cls.network.start()

    @classmethod
    def tearDownClass(cls):
        if cls.database is not None and hasattr(cls, 'network'):
            cls.network.close()


def cases(namespace, *classes):
    """Puts one class per database into the module's namespace and takes the base away from the runner."""
    for base in classes:
        for database in ('sqlite', 'postgres'):
            name = f'{base.__name__}_{database}'
            namespace[name] = type(name, (base,), {'database': database, '__module__': namespace['__name__']})
        del namespace[base.__name__]
