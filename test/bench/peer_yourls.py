# SPDX-License-Identifier: Apache-2.0
"""YOURLS in a folder of its own: MariaDB, PHP and nginx from Debian, its source from the folder TRIBUTARY_YOURLS.

It adds a click to the link's counter and a row to its log after the answer's headers are made, in transactions of
InnoDB, which syncs each."""
import glob
import os
import shutil
import socket
import subprocess
import tempfile
import urllib.parse
import urllib.request

from network import wait_until

NGINX_CONF = """
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
daemon off;
events {{ worker_connections 4096; }}
http {{
    access_log off;
    keepalive_requests 1000000000;
    client_body_temp_path {folder}/body;
    fastcgi_temp_path {folder}/fastcgi;
    proxy_temp_path {folder}/proxy;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    upstream php {{ server 127.0.0.1:{php}; keepalive 64; }}
    server {{
        listen 127.0.0.1:{port};
        root {folder}/site;
        location / {{ try_files $uri /yourls-loader.php$is_args$args; }}
        location ~ \\.php$ {{
            include /etc/nginx/fastcgi_params;
            fastcgi_keep_conn on;
            fastcgi_param SCRIPT_FILENAME $document_root$fastcgi_script_name;
            fastcgi_pass php;
        }}
    }}
}}
"""
FPM_CONF = """
[global]
error_log = {folder}/fpm.log
daemonize = no
[www]
user = {user}
listen = 127.0.0.1:{php}
listen.backlog = 1024
pm = static
pm.max_children = {children}
"""
YOURLS_CONF = """<?php
define('YOURLS_DB_USER', 'yourls');
define('YOURLS_DB_PASS', 'yourls');
define('YOURLS_DB_NAME', 'yourls');
define('YOURLS_DB_HOST', '127.0.0.1:{maria}');
define('YOURLS_DB_PREFIX', 'yourls_');
define('YOURLS_SITE', 'http://127.0.0.1:{port}');
define('YOURLS_LANG', '');
define('YOURLS_UNIQUE_URLS', true);
define('YOURLS_PRIVATE', true);
define('YOURLS_COOKIEKEY', 'benchmark benchmark benchmark benchmark');
$yourls_user_passwords = ['bench' => 'bench'];
define('YOURLS_URL_CONVERT', 36);
define('YOURLS_DEBUG', false);
$yourls_reserved_URL = [];
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


def what_is_missing():
    missing = []
    if not glob.glob('/usr/sbin/php-fpm*'):
        missing.append('php-fpm')
    if not glob.glob('/usr/lib/php/*/pdo_mysql.so'):
        missing.append('php-mysql')
    if not shutil.which('mariadbd') and not os.path.exists('/usr/sbin/mariadbd'):
        missing.append('mariadb-server-core')
    if not shutil.which('mariadb'):
        missing.append('mariadb-client-core')
    if not os.path.exists(os.path.join(os.environ.get('TRIBUTARY_YOURLS', ''), 'yourls-loader.php')):
        missing.append('TRIBUTARY_YOURLS (the folder of its source)')
    return missing


class Yourls:
    """With one short link."""

    NAME = 'YOURLS'

    def __init__(self, options):
        self.folder = tempfile.mkdtemp(prefix='tributary-yourls-')
        os.chmod(self.folder, 0o755)  # the databases and PHP run as somebody else
        self.processes = []
        self.user = 'nobody' if os.getuid() == 0 else os.environ.get('USER', 'nobody')
        self.maria, self.port = free_port(), free_port()
        names = {'folder': self.folder, 'user': self.user, 'php': free_port(), 'port': self.port,
                 'maria': self.maria, 'children': options.children}
        shutil.copytree(os.environ['TRIBUTARY_YOURLS'], os.path.join(self.folder, 'site'))
        self.write('site/user/config.php', YOURLS_CONF.format(**names))
        self.write('fpm.conf', FPM_CONF.format(**names))
        self.write('nginx.conf', NGINX_CONF.format(**names))

    def start(self):
        subprocess.run(['mariadb-install-db', '--no-defaults', f'--datadir={self.folder}/data', '--skip-test-db',
                        '--auth-root-authentication-method=normal', f'--user={self.user}'],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        subprocess.run(['chmod', '-R', 'a+rwX', self.folder], check=True)
        self.run('/usr/sbin/mariadbd', '--no-defaults', f'--datadir={self.folder}/data', f'--port={self.maria}',
                 '--bind-address=127.0.0.1', f'--socket={self.folder}/socket', f'--user={self.user}')
        wait_until(lambda: self.sql('SELECT 1', check=False) == '1')
        self.sql('CREATE DATABASE yourls')
        self.sql("CREATE USER yourls@'127.0.0.1' IDENTIFIED BY 'yourls'")
        self.sql("GRANT ALL ON yourls.* TO yourls@'127.0.0.1'")
        self.run(sorted(glob.glob('/usr/sbin/php-fpm*'))[-1], '-y', f'{self.folder}/fpm.conf')
        self.run('nginx', '-c', f'{self.folder}/nginx.conf', '-p', self.folder)
        wait_until(self.install)
        self.url = f'http://127.0.0.1:{self.port}/boots'
        self.sql("INSERT INTO yourls.yourls_url VALUES ('boots', 'https://shop.example/boots', 'Boots', NOW(), "
                 "'127.0.0.1', 0)")

    def write(self, name, text):
        with open(os.path.join(self.folder, name), 'w', encoding='ascii') as file:
            file.write(text)

    def run(self, *words):
        self.processes.append(subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))

    def sql(self, text, check=True):
        result = subprocess.run(['mariadb', '--no-defaults', f'--socket={self.folder}/socket', '-uroot', '-BNe', text],
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        if check and result.returncode != 0:
            raise SystemExit(f'mariadb: {result.stderr}')
        return result.stdout.strip()

    def install(self):
        form = urllib.parse.urlencode({'install': 'Install YOURLS'}).encode()
        try:
            urllib.request.urlopen(f'http://127.0.0.1:{self.port}/admin/install.php', form, timeout=60).read()
        except OSError:
            return False
        return self.sql("SELECT count(*) FROM information_schema.tables WHERE table_name = 'yourls_log'") == '1'

    def stored(self):
        return int(self.sql('SELECT count(*) FROM yourls.yourls_log'))

    def close(self):
        for process in reversed(self.processes):
            process.terminate()
        for process in self.processes:
            process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)
