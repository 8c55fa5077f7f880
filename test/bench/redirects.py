#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Durable redirects per second through GET /c/CODE, against nginx `return 302` with a buffered access log.

    test/bench/redirects.py [--seconds 8] [--rounds 3] [--connections 64,256] [--close]

Both run alternately on the same cores as the load generator (wrk, one thread): a round is one run of each. Every 302 of
ours is on disk before it leaves; nginx writes its log when the buffer is full. Afterwards the clicks in the database
are counted: none that was answered may be missing. With --close each click comes on a connection of its own."""
import argparse
import os
import shutil
import socket
import subprocess
import tempfile
import time

import bench
from bench import say
from network import Network, wait_until

NGINX_CONF = """
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
daemon off;
events {{ worker_connections 4096; }}
http {{
    access_log {folder}/access.log combined buffer=64k flush=5s;
    keepalive_requests 1000000000;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port};
        location / {{
            add_header Set-Cookie "trb=0123456789abcdef0123456789; Max-Age=2592000; Path=/; HttpOnly; SameSite=Lax";
            return 302 https://shop.example/boots?click_id=0123456789abcdef0123456789;
        }}
    }}
}}
"""


class Nginx:
    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix='tributary-nginx-')
        os.chmod(self.folder, 0o777)
        conf = os.path.join(self.folder, 'nginx.conf')
        with socket.socket() as probe:
            probe.bind(('127.0.0.1', 0))
            self.port = probe.getsockname()[1]
        with open(conf, 'w', encoding='ascii') as file:
            file.write(NGINX_CONF.format(folder=self.folder, port=self.port))
        self.process = subprocess.Popen(['nginx', '-c', conf, '-p', self.folder], stderr=subprocess.DEVNULL)
        time.sleep(0.5)
        if self.process.poll() is not None:
            raise SystemExit('nginx does not start: ' + open(os.path.join(self.folder, 'error.log')).read())

    def close(self):
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def measure(ours, theirs, options):
    requests = 0
    for connections in [int(c) for c in options.connections.split(',')]:
        rates = {'tributary': [], 'nginx': []}
        for number in range(options.rounds):
            for name, (url, pid) in (('nginx', theirs), ('tributary', ours)):
                headers = ['Connection: close'] if options.close else []
                result = bench.wrk(url, connections, options.seconds, pid, headers)
                rates[name].append(result['rate'])
                requests += result['requests'] if name == 'tributary' else 0
                if result['bad'] > 0:
                    raise SystemExit(f'{name}: {result["bad"]} answers were no redirects')
                say(f'  {connections:3} connections, round {number + 1}: {name:9} {result["rate"]:10,.0f}/s '
                    f'99%: {result["p99"]}, CPU {result["us"]:.1f} us each {result["errors"]}')
        ours_median, theirs_median = bench.median(rates['tributary']), bench.median(rates['nginx'])
        say(f'redirects, {connections} connections: tributary {ours_median:,.0f}/s, nginx {theirs_median:,.0f}/s, '
            f'ratio of medians {ours_median / theirs_median:.2f}')
    return requests


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--seconds', type=int, default=8)
    parser.add_argument('--rounds', type=int, default=3)
    parser.add_argument('--connections', default='64,256')
    parser.add_argument('--close', action='store_true', help='a connection for each click')
    options = parser.parse_args()
    say(bench.machine())
    nginx, n = Nginx(), Network('sqlite')
    try:
        say('  a sync of 8 KiB here: median {:.0f} us, mean {:.0f} us'.format(*bench.sync_us(n.folder)))
        n.start()
        code, _ = bench.one_link(n)
        requests = measure((f'http://127.0.0.1:{n.port}/c/{code}', n.process.pid),
                           (f'http://127.0.0.1:{nginx.port}/', nginx.process.pid), options)
        say(f'resident memory after the load: {bench.resident_kib(n.process.pid) / 1024:.0f} MiB')
        begin = time.monotonic()
        wait_until(lambda: int(n.sql('SELECT count(*) FROM click')[0][0]) >= requests, seconds=600)
        stored = int(n.sql('SELECT count(*) FROM click')[0][0])
        say(f'answered {requests:,}, in the database {stored:,} '
            f'({time.monotonic() - begin:.1f} s after the load); answered and missing: {max(0, requests - stored)}')
        n.stop()
    finally:
        nginx.close()
        n.close()


if __name__ == '__main__':
    main()
