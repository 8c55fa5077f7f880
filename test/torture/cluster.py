# SPDX-License-Identifier: Apache-2.0
"""A PostgreSQL cluster of one primary and standbys with quorum commit, all local; servers of the network on it; load
that goes on while it changes, and remembers what was acknowledged."""
import glob
import http.client
import json
import os
import pwd
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
import urllib.parse

from network import Network, click_id_of, wait_until

CONFIGURATION = '''
listen_addresses = '127.0.0.1'
unix_socket_directories = '{folder}'
fsync = off
max_connections = 60
shared_buffers = 32MB
wal_keep_size = 512MB
wal_retrieve_retry_interval = 100ms
wal_receiver_status_interval = 1s
log_line_prefix = '%m [%p] '
'''
SECONDS = 120  # for a state to come, on a machine that has much else to do


def binaries():
    """The folder of the newest PostgreSQL that has all that is needed, or None."""
    found = [folder for folder in glob.glob('/usr/lib/postgresql/*/bin')
             if all(os.path.exists(os.path.join(folder, name)) for name in ('postgres', 'pg_basebackup', 'pg_rewind'))]
    return max(found, key=lambda folder: int(folder.split('/')[-2]), default=None)


def free_port():
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


def owner():
    """PostgreSQL does not run as root: postgres or nobody then, as in tools/postgres.sh."""
    if os.getuid() != 0:
        return {}
    for name in ('postgres', 'nobody'):
        try:
            who = pwd.getpwnam(name)
            return {'user': who.pw_uid, 'group': who.pw_gid, 'extra_groups': []}
        except KeyError:
            pass
    raise AssertionError('neither postgres nor nobody is a user here')


class Member:
    """One PostgreSQL server of the cluster."""

    def __init__(self, cluster, name):
        self.cluster = cluster
        self.name = name
        self.port = free_port()
        self.data = os.path.join(cluster.folder, name)

    def run(self, program, *words, check=True):
        done = subprocess.run([os.path.join(self.cluster.binaries, program), *words], cwd='/', check=False,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              env={'PATH': '/usr/bin:/bin', 'HOME': '/', 'LC_ALL': 'C'}, **owner())
        if check and done.returncode != 0:
            raise AssertionError(f'{program} of {self.name}: {done.stdout}\n{self.log()}')
        return done

    def log(self):
        try:
            with open(os.path.join(self.cluster.folder, self.name + '.log'), encoding='utf-8') as file:
                return file.read()[-3000:]
        except FileNotFoundError:
            return ''

    def settings(self):
        """What differs from the others; the rest is in postgresql.conf, which pg_rewind copies too."""
        return f'port={self.port}', f'cluster_name={self.name}'

    def start(self):
        options = ' '.join(f"-c '{setting}'" for setting in self.settings())
        # Its log goes to a file: pg_ctl's own output ends with it.
        self.run('pg_ctl', 'start', '-D', self.data, '-w', '-t', str(SECONDS), '-o', options,
                 '-l', os.path.join(self.cluster.folder, self.name + '.log'))

    def stop(self):
        self.run('pg_ctl', 'stop', '-D', self.data, '-m', 'immediate', '-w', check=False)

    def processes(self):
        """The postmaster first, then its children."""
        try:
            with open(os.path.join(self.data, 'postmaster.pid'), encoding='ascii') as file:
                master = int(file.readline())
        except (FileNotFoundError, ValueError):
            return []
        children = []
        for path in glob.glob('/proc/[0-9]*/stat'):
            try:
                with open(path, encoding='utf-8', errors='replace') as file:
                    pid, rest = file.read().split(' (', 1)
            except OSError:
                continue
            if int(rest.rsplit(')', 1)[1].split()[1]) == master:
                children.append(int(pid))
        return [master, *children]

    def send(self, number):
        for pid in self.processes():
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                pass

    def kill(self):
        """As a machine that dies: no farewell."""
        processes = self.processes()
        self.send(signal.SIGSTOP)  # nobody is born meanwhile
        for pid in set(processes + self.processes()):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        wait_until(lambda: not any(os.path.exists(f'/proc/{pid}') for pid in processes), SECONDS)

    def sql(self, text, database='postgres', seconds=SECONDS):
        done = subprocess.run(['psql', '-qAtX', '-F', '|', '-v', 'ON_ERROR_STOP=1', '-h', '127.0.0.1', '-p',
                               str(self.port), '-U', self.cluster.user, '-d', database, '-c', text], check=False,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=seconds)
        if done.returncode != 0:
            raise AssertionError(f'{self.name}: {text}: {done.stderr}\n{self.log()}')
        return [line.split('|') for line in done.stdout.splitlines()]

    def received(self):
        """How far the log of the primary has come here, once nobody sends any more."""
        wait_until(lambda: self.sql('SELECT count(*) FROM pg_stat_wal_receiver')[0][0] == '0', SECONDS)
        high, low = self.sql('SELECT pg_last_wal_receive_lsn()')[0][0].split('/')
        return int(high, 16) << 32 | int(low, 16)

    def follow(self, primary):
        self.sql(f"ALTER SYSTEM SET primary_conninfo = '{primary.address(self.name)}'")
        self.sql('SELECT pg_reload_conf()')

    def address(self, name):
        return f'host=127.0.0.1 port={self.port} user=tributary application_name={name}'

    def copy_from(self, primary):
        shutil.rmtree(self.data, ignore_errors=True)
        self.run('pg_basebackup', '-D', self.data, '-d', primary.address(self.name), '-R', '-X', 'stream', '-c', 'fast')

    def rewind_to(self, primary):
        """What it wrote and nobody else has is undone; when that cannot be, it is copied anew."""
        source = primary.address(self.name) + ' dbname=postgres'
        done = self.run('pg_rewind', '-D', self.data, '--source-server', source, '-R', '--no-sync', check=False)
        if done.returncode != 0:
            self.copy_from(primary)
        return 'pg_rewind' if done.returncode == 0 else 'pg_basebackup'


class Cluster:
    """names[0] begins as the primary. quorum: synchronous_standby_names of whoever is primary."""
    user = 'tributary'

    def __init__(self, names=('one', 'two', 'three'), quorum=None):
        self.binaries = binaries()
        self.quorum = quorum if quorum is not None else f'ANY 1 ({",".join(names)})'
        self.folder = tempfile.mkdtemp(prefix='tributary-cluster-', dir='/tmp')
        if owner():
            os.chown(self.folder, owner()['user'], owner()['group'])
        self.members = [Member(self, name) for name in names]
        self.primary = self.members[0]
        try:
            self.make()
        except BaseException:
            self.close()
            raise

    def make(self):
        first = self.primary
        # Checksums: pg_rewind asks for them (or wal_log_hints), and so does who wants damage found.
        first.run('initdb', '-D', first.data, '-U', 'tributary', '-A', 'trust', '-E', 'UTF8', '--locale=C', '-N', '-k')
        with open(os.path.join(first.data, 'postgresql.conf'), 'a', encoding='utf-8') as file:
            file.write(CONFIGURATION.format(folder=self.folder))
        first.start()
        first.sql('CREATE DATABASE tributary')
        first.run('pg_ctl', 'stop', '-D', first.data, '-w')
        for standby in self.standbys():
            subprocess.run(['cp', '-a', first.data, standby.data], check=True)
            with open(os.path.join(standby.data, 'postgresql.auto.conf'), 'a', encoding='utf-8') as file:
                file.write(f"primary_conninfo = '{first.address(standby.name)}'\n")
            with open(os.path.join(standby.data, 'standby.signal'), 'w', encoding='ascii'):
                pass
        for member in self.members:
            member.start()
        self.wait_for_standbys()
        first.sql(f"ALTER SYSTEM SET synchronous_standby_names = '{self.quorum}'")
        for standby in self.standbys():
            standby.sql(f"ALTER SYSTEM SET synchronous_standby_names = '{self.quorum}'")
        for member in self.members:
            member.sql('SELECT pg_reload_conf()')

    def standbys(self):
        return [member for member in self.members if member is not self.primary]

    def wait_for_standbys(self):
        wanted = {member.name for member in self.standbys()}
        wait_until(lambda: {row[0] for row in self.primary.sql(
            "SELECT application_name FROM pg_stat_replication WHERE state = 'streaming'")} >= wanted, SECONDS)

    def url(self):
        hosts = ','.join(f'127.0.0.1:{member.port}' for member in self.members)
        return f'postgresql://tributary@{hosts}/tributary?target_session_attrs=read-write'

    def promote(self):
        """The standby that has more of the log becomes the primary, the others follow it. The old one must not run, or
        be paused: this is the script of an operator, or what Patroni does."""
        old = self.primary
        standbys = sorted(self.standbys(), key=Member.received)
        self.primary = standbys[-1]
        self.primary.sql('SELECT pg_promote(true, 60)')
        wait_until(lambda: self.primary.sql('SELECT pg_is_in_recovery()') == [['f']], SECONDS)
        promoted = time.monotonic()
        for standby in standbys[:-1]:
            standby.follow(self.primary)
        return old, promoted

    def close(self):
        for member in self.members:
            member.send(signal.SIGCONT)
            member.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


class ClusterNetwork(Network):
    """A network on a cluster; more servers of it with node()."""

    def __init__(self, cluster, first=None):
        self.cluster = cluster
        super().__init__('cluster', is_made=False)
        self.environment['TRIBUTARY_DATABASE'] = cluster.url()
        if first is not None:
            self.token = first.token
            shutil.copytree(first.data, self.data, ignore=shutil.ignore_patterns('spool'))
            return
        password = os.path.join(self.folder, 'password')
        with open(password, 'w', encoding='utf-8') as file:
            file.write('correct horse battery staple\n')
        self.command('init', '--name', 'Test Network', '--currency', 'EUR', '--email', 'owner@example.com',
                     '--password-file', password, check=True)
        self.token = self.command('token', 'create', '--name', 'tests', check=True).stdout.strip()

    def sql(self, text):
        return self.cluster.primary.sql(text, 'tributary')


class Load:
    """Clicks, sales and refunds until stop(). Redirects must never fail; money may be told to come again later, and
    then comes again, the same, until it is taken."""
    MAY_COME_AGAIN = (503,)
    made = 0

    def __init__(self, network, shop, clickers=2, sellers=2, servers=None):
        Load.made += 1
        self.number = Load.made
        self.network = network
        self.servers = servers or [network]
        self.shop = shop
        self.lock = threading.Lock()
        self.is_over = False
        self.clicks, self.sales, self.refunds = [], {}, {}
        self.orders, self.refunds_sent = {}, {}
        self.postponed = []   # codes of answers that asked to come again
        self.failures = []    # what must not be
        self.taken_at = 0     # when money was taken last
        work = [self.click] * clickers + [self.sell] * sellers + [self.refund]
        self.threads = [threading.Thread(target=self.until_stop, args=(one, random.Random(i)))
                        for i, one in enumerate(work)]
        for thread in self.threads:
            thread.start()

    def until_stop(self, work, chance):
        connections = {}
        while not self.is_over and len(self.failures) < 10:
            server = chance.choice(self.servers)
            try:
                connection = connections.get(server) or \
                    http.client.HTTPConnection('127.0.0.1', server.port, timeout=SECONDS)
                connections[server] = connection
                work(connection, chance)
            except (OSError, http.client.HTTPException, AssertionError) as trouble:
                self.failures.append(f'{work.__name__}: {type(trouble).__name__} {trouble}')
                connections.pop(server).close()
        for connection in connections.values():
            connection.close()

    def ask(self, connection, method, path, body=None, headers=None):
        connection.request(method, path, body=body, headers=headers or {})
        answer = connection.getresponse()
        return answer.status, answer.getheader('Location'), answer.read()

    def click(self, connection, chance):
        status, location, body = self.ask(connection, 'GET', f'/c/{self.shop.link["code"]}?sub1=load')
        assert status == 302, (status, body)
        with self.lock:
            self.clicks.append(click_id_of(location))

    def take(self, connection, good, *request):
        """Asks until it is taken, or all is over."""
        while not self.is_over:
            status, _, body = self.ask(connection, *request)
            if status in good:
                self.taken_at = time.monotonic()
                return json.loads(body)
            assert status in self.MAY_COME_AGAIN, (request, status, body)
            self.postponed.append(json.loads(body)['error']['code'])
            time.sleep(0.05)
        return None

    def sell(self, connection, chance):
        with self.lock:
            click = chance.choice(self.clicks) if self.clicks else None
            order = f'L{self.number}-{len(self.orders)}'
            if click is not None:
                self.orders[order] = click
        if click is None:
            time.sleep(0.01)
            return
        told = self.take(connection, (200,), 'GET', '/postback?' + self.query(order))
        if told is not None:
            self.sales[order] = told['conversion']

    def refund(self, connection, chance):
        with self.lock:
            sales = list(self.sales.values())
            refund = f'R{self.number}-{len(self.refunds_sent)}'
            if sales:
                self.refunds_sent[refund] = chance.choice(sales)
        if not sales:
            time.sleep(0.01)
            return
        told = self.take(connection, (200, 201), 'POST',
                         f'/api/v1/conversions/{self.refunds_sent[refund]}/refunds',
                         json.dumps({'refund_id': refund, 'amount': '0.01'}),
                         {'Authorization': 'Bearer ' + self.network.token})
        if told is not None:
            self.refunds[refund] = told

    def query(self, order):
        return urllib.parse.urlencode({'token': self.shop.token, 'click_id': self.orders[order], 'order_id': order,
                                       'amount': '10.00'})

    def stop(self):
        self.is_over = True
        for thread in self.threads:
            thread.join()

    def send_again(self, case, what):
        """What was not acknowledged is sent again, as the other side would."""
        n = self.network
        for order in self.orders:
            if order not in self.sales:
                answer = n.request('GET', '/postback?' + self.query(order))
                case.assertEqual(answer.status, 200, (what, order, answer.body))
                self.sales[order] = answer.json['conversion']
        for refund, conversion in self.refunds_sent.items():
            if refund not in self.refunds:
                answer = n.api('POST', f'/conversions/{conversion}/refunds', {'refund_id': refund, 'amount': '0.01'})
                case.assertIn(answer.status, (200, 201), (what, refund, answer.body))


__all__ = ['Cluster', 'ClusterNetwork', 'Load', 'Member', 'SECONDS', 'binaries', 'free_port', 'owner']
