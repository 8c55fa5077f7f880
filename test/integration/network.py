# SPDX-License-Identifier: Apache-2.0
"""A network under test: the real binary, a data folder of its own, on SQLite and on PostgreSQL.

The binary is named by TRIBUTARY_BINARY, the PostgreSQL server by TRIBUTARY_TEST_POSTGRES (each network gets a database
of its own there, one that is not made yet a schema). `cases(test_class)` makes one class per database.

`tributary init` is run once for each database and currency, and networks are copies of what it made. Where several
suites run, TRIBUTARY_DEMOS is a folder that they share, and TRIBUTARY_RUN the number of the process that runs them.
"""
import atexit
import functools
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

import postgres

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BINARY = os.environ.get('TRIBUTARY_BINARY', os.path.join(ROOT, 'build', 'debug', 'src', 'main', 'tributary'))
POSTGRES = os.environ.get('TRIBUTARY_TEST_POSTGRES', '')
RUN = os.environ.get('TRIBUTARY_RUN', str(os.getpid()))
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
        self.url = None  # of its place in PostgreSQL
        self.drop = None  # how that goes
        self.process = None
        self.port = 0
        self.environment = {k: v for k, v in os.environ.items() if not k.startswith('TRIBUTARY_')}
        if is_made:
            self.copy(made(database, currency))
        elif database == 'postgres':
            self.take_schema()

    def take_schema(self):
        """An empty place beside others, as networks may share a database."""
        name = f'test_{RUN}_{uuid.uuid4().hex}'
        postgres.run(POSTGRES, f'CREATE SCHEMA {name}')
        self.take_place(f'options=-csearch_path%3D{name}', f'DROP SCHEMA {name} CASCADE')

    def take_database(self, template):
        name = f'test_{RUN}_{uuid.uuid4().hex}'
        postgres.run(POSTGRES, f'CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy')
        self.take_place(f'dbname={name}', f'DROP DATABASE {name} WITH (FORCE)')
        return name

    def take_place(self, parameter, drop):
        self.url = f"{POSTGRES}{'&' if '?' in POSTGRES else '?'}{parameter}"
        self.drop = drop
        self.environment['TRIBUTARY_DATABASE'] = self.url

    def copy(self, kept):
        """Becomes what init made there."""
        shutil.copytree(os.path.join(kept, 'data'), self.data)
        shutil.copy(os.path.join(kept, 'password'), self.folder)
        with open(os.path.join(kept, 'told.json'), encoding='utf-8') as file:
            told = json.load(file)
        self.token = told['token']
        if self.database == 'postgres':
            self.take_database(told['name'])
            path = os.path.join(self.data, 'tributary.conf')
            with open(path, encoding='utf-8') as file:
                settings = file.read()
            with open(path, 'w', encoding='utf-8') as file:
                file.write(settings.replace(told['url'], self.url))

    def init(self, currency):
        """Makes it, and tells what a copy has to know."""
        name = self.take_database('template0') if self.database == 'postgres' else None
        password = os.path.join(self.folder, 'password')
        with open(password, 'w', encoding='utf-8') as file:
            file.write('correct horse battery staple\n')
        self.command('init', '--name', 'Test Network', '--currency', currency, '--email', 'owner@example.com',
                     '--password-file', password, check=True)
        token = self.command('token', 'create', '--name', 'tests', check=True).stdout.strip()
        with open(os.path.join(self.folder, 'told.json'), 'w', encoding='utf-8') as file:
            json.dump({'token': token, 'name': name, 'url': self.url}, file)

    def psql(self, sql):
        postgres.run(self.url, sql)

    def sql(self, text):
        """Rows of a query straight from the database, as lists of text: for looking, never for changing."""
        if self.database == 'postgres':
            return postgres.run(self.url, text)
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
        self.drop_place()
        shutil.rmtree(self.folder, ignore_errors=True)

    def drop_place(self):
        if self.drop is not None:
            postgres.run(POSTGRES, self.drop)
            self.drop = None

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


@functools.cache
def own_folder():
    """Of this process, where there is none of the run."""
    folder = tempfile.mkdtemp(prefix='tributary-demos-')
    atexit.register(shutil.rmtree, folder)
    return folder


def made(database, currency):
    """The folder of a network as init makes it. Whoever comes first makes it for all."""
    kept = os.path.join(os.environ.get('TRIBUTARY_DEMOS') or own_folder(), f'network-{database}-{currency}')
    if os.path.exists(kept):
        return kept
    first = Network(database, is_made=False)
    first.drop_place()
    first.init(currency)
    if 'TRIBUTARY_DEMOS' not in os.environ:
        atexit.register(first.drop_place)
    try:
        shutil.move(first.folder, f'{kept}.{os.getpid()}')
        os.rename(f'{kept}.{os.getpid()}', kept)
    except OSError:  # another suite was first
        first.drop_place()
    return kept


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
