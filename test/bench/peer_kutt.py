# SPDX-License-Identifier: Apache-2.0
"""Kutt in a folder of its own: one process of Node.js with SQLite, as it starts without settings, from the folder
TRIBUTARY_KUTT in which `npm install --omit=dev` was run.

A visit is counted while and after the redirect is answered: the link's counter, and a row for the link and the hour
whose counters grow, each in a transaction of SQLite's that syncs. What an answered visit has not written yet is only in
the process."""
import os
import shutil
import socket
import sqlite3
import subprocess
import tempfile

from network import wait_until


def source():
    return os.environ.get('TRIBUTARY_KUTT', '')


def what_is_missing():
    missing = []
    if not shutil.which('node'):
        missing.append('nodejs')
    if not os.path.exists(os.path.join(source(), 'server', 'server.js')):
        missing.append('TRIBUTARY_KUTT (the folder of its source)')
    elif not os.path.exists(os.path.join(source(), 'node_modules', 'knex')):
        missing.append('npm install --omit=dev in the folder of its source')
    return missing


def answers(port):
    with socket.socket() as probe:
        return probe.connect_ex(('127.0.0.1', port)) == 0


class Kutt:
    """With one short link."""

    NAME = 'Kutt'

    def __init__(self, options):
        self.folder = tempfile.mkdtemp(prefix='tributary-kutt-')
        self.database = os.path.join(self.folder, 'data')
        with socket.socket() as probe:
            probe.bind(('127.0.0.1', 0))
            self.port = probe.getsockname()[1]
        self.url = f'http://127.0.0.1:{self.port}/boots'
        self.process = None
        self.environment = dict(os.environ, PORT=str(self.port), JWT_SECRET='benchmark', DB_CLIENT='better-sqlite3',
                                DB_FILENAME=self.database, DEFAULT_DOMAIN=f'127.0.0.1:{self.port}')

    def start(self):
        subprocess.run(['node', 'node_modules/knex/bin/cli.js', 'migrate:latest'], cwd=source(), env=self.environment,
                       check=True, stdout=subprocess.DEVNULL)
        with sqlite3.connect(self.database) as database:
            database.execute("INSERT INTO users (id, email, password, verified) VALUES (1, 'a@shop.example', 'x', 1)")
            database.execute("INSERT INTO links (address, target, user_id, uuid) "
                             "VALUES ('boots', 'https://shop.example/boots', 1, 'a')")
        self.process = subprocess.Popen(['node', 'server/server.js', '--production'], cwd=source(),
                                        env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_until(lambda: answers(self.port))

    def stored(self):
        with sqlite3.connect(self.database, timeout=60) as database:
            return database.execute('SELECT coalesce(sum(total), 0) FROM visits').fetchone()[0]

    def close(self):
        if self.process is not None:
            self.process.terminate()
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)
