#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The inner loop of pages: builds, serves, and after every change of a source builds, restarts and reloads the browser.

    tools/watch.py [--listen 127.0.0.1:8081] [--data build/watch] [--once]

The network is made in the data folder once. Pages of builds with the gallery reload themselves when the server has been
replaced (script/reload.ts asks /healthz). --once measures: it touches a template and prints how long it took until the
new page was served.
"""
import argparse
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BUILD = os.path.join(ROOT, 'build', 'debug')
BINARY = os.path.join(BUILD, 'src', 'main', 'tributary')
ENDS = ('.c', '.h', '.def', '.html', '.css', '.ts', '.svg', '.txt', '.po', '.sql', '.py', '.build')
PROBE = os.path.join(ROOT, 'src', 'web', 'page', 'frame.html')


def newest():
    """The time of the newest source."""
    latest = 0
    for top in ('src', 'po', 'tools', 'migrations'):
        for place, folders, names in os.walk(os.path.join(ROOT, top)):
            folders[:] = [name for name in folders if not name.startswith(('.', '__'))]
            for name in names:
                if name.endswith(ENDS):
                    try:
                        latest = max(latest, os.stat(os.path.join(place, name)).st_mtime_ns)
                    except FileNotFoundError:
                        pass
    return latest


class Watch:
    """One server that is replaced by the next."""

    def __init__(self, data, listen):
        self.data = data
        self.listen = listen
        self.server = None

    def build(self):
        return subprocess.run(['ninja', '-C', BUILD, '--quiet', 'src/main/tributary'], check=False).returncode == 0

    def stop(self):
        if self.server:
            self.server.send_signal(signal.SIGTERM)
            self.server.wait()
            self.server = None

    def make_network(self):
        if os.path.exists(os.path.join(self.data, 'master.key')):
            return
        os.makedirs(self.data, mode=0o700, exist_ok=True)
        subprocess.run([BINARY, 'demo', '--data', self.data, '--partners', '10', '--days', '30', '--seed', '1'],
                       check=True)

    def start(self):
        self.make_network()
        subprocess.run([BINARY, 'migrate', '--data', self.data], check=False, stdout=subprocess.DEVNULL)
        self.server = subprocess.Popen([BINARY, 'serve', '--quiet', '--data', self.data, '--listen', self.listen])

    def answers(self):
        try:
            with urllib.request.urlopen(f'http://{self.listen}/healthz', timeout=1) as answer:
                return answer.status == 200
        except (urllib.error.URLError, OSError):
            return False

    def replace(self):
        """Builds and, when that went well, serves the new program; the seconds it took."""
        begin = time.monotonic()
        if not self.build():
            print('watch: mend it; the server of before goes on', flush=True)
            return None
        self.stop()
        self.start()
        for _ in range(500):
            if self.answers():
                return time.monotonic() - begin
            time.sleep(0.01)
        return None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--listen', default='127.0.0.1:8081')
    parser.add_argument('--data', default=os.path.join(ROOT, 'build', 'watch'))
    parser.add_argument('--once', action='store_true')
    options = parser.parse_args()
    watch = Watch(options.data, options.listen)
    try:
        seconds = watch.replace()
        if seconds is None:
            return 1
        print(f'watch: http://{options.listen}/gallery', flush=True)
        if options.once:
            os.utime(PROBE)
            print(f'watch: a template changed, served again after {watch.replace() or 0:.2f} s', flush=True)
            return 0
        seen = newest()
        while True:
            time.sleep(0.2)
            now = newest()
            if now != seen:
                seen = now
                seconds = watch.replace()
                if seconds is not None:
                    print(f'watch: served again after {seconds:.2f} s', flush=True)
    except KeyboardInterrupt:
        return 0
    finally:
        watch.stop()


if __name__ == '__main__':
    sys.exit(main())
