# SPDX-License-Identifier: Apache-2.0
"""The example configuration for Patroni, with Patroni and etcd of Debian: three members here, the primary is killed
under load. Only at length (./dev torture patroni), because installing etcd starts a service of the system; a run of the
suite checks the file with Patroni's own check where Patroni is there."""
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import unittest

import harness
from cluster import SECONDS, Cluster, ClusterNetwork, Load, Member, binaries, free_port, owner
from network import ROOT, wait_until
from shop import Shop, click_number

EXAMPLE = os.path.join(ROOT, 'etc', 'patroni', 'patroni.yml')


def example(pairs):
    with open(EXAMPLE, encoding='utf-8') as file:
        text = file.read()
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    return text


class Patroni(Member):
    """A member that Patroni starts, promotes and rebuilds."""

    def __init__(self, cluster, name):
        super().__init__(cluster, name)
        self.rest = free_port()
        self.process = None

    def configure(self, etcd):
        self.file = os.path.join(self.cluster.folder, self.name + '.yml')
        with open(self.file, 'w', encoding='utf-8') as file:
            sockets = f"  parameters: {{unix_socket_directories: '{self.cluster.folder}'}}\n"
            file.write(example((
                ('name: db1', f'name: {self.name}'), ('10.0.0.1:8008', f'127.0.0.1:{self.rest}'),
                ('10.0.0.1:2379,10.0.0.2:2379,10.0.0.3:2379', f'127.0.0.1:{etcd}'),
                ('10.0.0.1:5432', f'127.0.0.1:{self.port}'),
                ('  bin_dir: /usr/lib/postgresql/15/bin', f'{sockets}  bin_dir: {self.cluster.binaries}'),
                ('/var/lib/postgresql/15/tributary', self.data),
                ('/var/lib/postgresql/tributary.pgpass', os.path.join(self.cluster.folder, self.name + '.pgpass')),
                ('10.0.0.0/24', '127.0.0.1/32'), ('local all all peer', 'local all all trust'),
                ('mode: automatic', "mode: 'off'"))))

    def start(self):
        with open(os.path.join(self.cluster.folder, self.name + '.log'), 'ab') as log:
            self.process = subprocess.Popen(['patroni', self.file], stdout=log, stderr=log, cwd=self.cluster.folder,
                                            env={'PATH': '/usr/bin:/bin', 'HOME': self.cluster.folder,
                                                 'PGPASSFILE': os.path.join(self.cluster.folder, 'pgpass')}, **owner())

    def sql(self, text, database='postgres', seconds=SECONDS):
        os.environ['PGPASSWORD'] = 'change-me-1'
        try:
            return super().sql(text.replace('tributary@', 'postgres@'), database, seconds)
        finally:
            del os.environ['PGPASSWORD']

    def kill(self):
        """The machine: Patroni and PostgreSQL at once."""
        self.process.kill()
        self.process.wait()
        super().kill()


class PatroniCluster(Cluster):
    user = 'postgres'

    def make(self):
        self.etcd_port, peer = free_port(), free_port()
        folder = os.path.join(self.folder, 'etcd')
        with open(os.path.join(self.folder, 'etcd.log'), 'wb') as log:
            self.etcd = subprocess.Popen(
                ['etcd', '--data-dir', folder, '--listen-client-urls', f'http://127.0.0.1:{self.etcd_port}',
                 '--advertise-client-urls', f'http://127.0.0.1:{self.etcd_port}', '--listen-peer-urls',
                 f'http://127.0.0.1:{peer}', '--initial-advertise-peer-urls', f'http://127.0.0.1:{peer}',
                 '--initial-cluster', f'default=http://127.0.0.1:{peer}'], stdout=log, stderr=log)
        self.members = [Patroni(self, member.name) for member in self.members]
        for member in self.members:
            member.configure(self.etcd_port)
            member.start()
        self.find_primary()
        self.wait_for_quorum()
        self.primary.sql('CREATE DATABASE tributary')

    def role(self, member):
        done = subprocess.run(['curl', '-s', '-o', '/dev/null', '-w', '%{http_code}', '--max-time', '2',
                               f'http://127.0.0.1:{member.rest}/primary'],
                              stdout=subprocess.PIPE, text=True, check=False)
        return done.stdout == '200'

    def find_primary(self):
        found = wait_until(lambda: [member for member in self.members if self.role(member)], SECONDS)
        self.primary = found[0]

    def wait_for_quorum(self):
        wait_until(lambda: self.primary.sql("SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming' "
                                            "AND sync_state IN ('sync', 'async')")[0][0] == '2', SECONDS)
        wait_until(lambda: self.primary.sql("SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'") ==
                   [['1']], SECONDS)

    def url(self):
        hosts = ','.join(f'127.0.0.1:{member.port}' for member in self.members)
        return f'postgresql://postgres:change-me-1@{hosts}/tributary?target_session_attrs=read-write'

    def close(self):
        for member in self.members:
            if getattr(member, 'process', None) is not None:
                member.process.kill()
                member.process.wait()
        if hasattr(self, 'etcd'):
            self.etcd.kill()
            self.etcd.wait()
        super().close()


@unittest.skipIf(not shutil.which('patroni'), 'patroni is not installed: ./dev torture patroni installs it')
class Example(unittest.TestCase):
    def test_patroni_takes_the_file(self):
        """Its own check, with addresses and folders of here."""
        cluster = Cluster.__new__(Cluster)
        cluster.binaries, cluster.folder = binaries(), harness.tempfile.mkdtemp(prefix='tributary-patroni-')
        try:
            member = Patroni(cluster, 'db1')
            member.configure(free_port())
            done = subprocess.run(['patroni', '--validate-config', member.file], stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT, text=True, check=False)
            # Addresses that only this machine has, and an etcd that does not run, are not the file's fault.
            trouble = [line for line in done.stdout.splitlines()
                       if not re.search(r'127\.0\.0\.1|localhost|is not reachable', line) and line.strip()]
            self.assertEqual(trouble, [], done.stdout)
        finally:
            shutil.rmtree(cluster.folder)

    @unittest.skipIf(not harness.AMOUNT or not shutil.which('etcd'), 'at length only: ./dev torture patroni')
    def test_the_primary_dies(self):
        cluster = PatroniCluster(('db1', 'db2', 'db3'))
        network = load = None
        try:
            network = ClusterNetwork(cluster)
            network.start('--quiet')
            load = Load(network, Shop(network))
            gaps = []
            for _ in range(harness.AMOUNT):
                wanted = len(load.sales) + 20
                wait_until(lambda: len(load.sales) >= wanted or load.failures, SECONDS)
                old = cluster.primary
                killed = time.monotonic()
                old.kill()
                wait_until(lambda: load.taken_at > killed + 1 or load.failures, SECONDS)
                self.assertEqual(load.failures, [])
                gaps.append(load.taken_at - killed)
                cluster.find_primary()
                self.assertIsNot(cluster.primary, old)
                old.start()
                cluster.wait_for_quorum()
            load.stop()
            self.assertEqual(load.failures, [])
            load.send_again(self, 'after Patroni')
            self.assertEqual(network.api('GET', '/reports/performance?group_by=day').status, 200)
            stored = {int(row[0]) for row in network.sql('SELECT id FROM click')}
            self.assertEqual({click_number(click) for click in load.clicks} - stored, set())
            orders = sorted(row[0] for row in network.sql("SELECT order_id FROM conversion"))
            self.assertEqual(orders, sorted(load.orders))
            for command in (('ledger', 'check'), ('replay',)):
                done = network.command(*command)
                self.assertEqual(done.returncode, 0, done.stdout)
            harness.report(f'patroni: {len(gaps)} machines of the primary killed; money taken again after '
                           f'{sorted(round(gap, 1) for gap in gaps)} s; {len(load.clicks)} redirects, none failed')
        finally:
            if load is not None:
                load.stop()
            if network is not None:
                network.close()
            cluster.close()


if __name__ == '__main__':
    sys.exit(unittest.main())
