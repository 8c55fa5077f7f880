# SPDX-License-Identifier: Apache-2.0
"""What the benchmarks share: the release binary with a network of its own, wrk, medians, resident memory."""
import os
import re
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
os.environ.setdefault('TRIBUTARY_BINARY', os.path.join(ROOT, 'build', 'release', 'tributary'))
sys.path.insert(0, os.path.join(ROOT, 'test', 'integration'))

import network  # noqa: E402  (finds the binary above)


def say(text):
    print(text, flush=True)


def median(values):
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def wrk(url, connections, seconds, pid=None, headers=(), script=None):
    """Requests per second, all requests, answers that were not 2xx or 3xx, socket errors, and what the server used of
    the processors for one. script: a file in wrk's Lua that makes the requests."""
    before = cpu_seconds(pid) if pid else 0
    given = [word for header in headers for word in ('-H', header)] + (['-s', script] if script else [])
    out = subprocess.run(['wrk', '-t1', f'-c{connections}', f'-d{seconds}s', '--latency', *given, url], check=True,
                         stdout=subprocess.PIPE, text=True).stdout
    used = cpu_seconds(pid) - before if pid else 0
    rate = float(re.search(r'Requests/sec:\s+([\d.]+)', out).group(1))
    total = int(re.search(r'(\d+) requests in', out).group(1))
    bad = re.search(r'Non-2xx or 3xx responses: (\d+)', out)
    errors = re.search(r'Socket errors: (.*)', out)
    p99 = re.search(r'^ +99% +(\S+)', out, re.MULTILINE).group(1)
    return {'rate': rate, 'requests': total, 'bad': int(bad.group(1)) if bad else 0,
            'errors': errors.group(1) if errors else '', 'p99': p99, 'us': used * 1e6 / max(1, total)}


def resident_kib(pid):
    with open(f'/proc/{pid}/status', encoding='ascii') as file:
        return int(re.search(r'VmRSS:\s+(\d+)', file.read()).group(1))


def cpu_seconds(pid):
    """What a process and its children have used of the processors."""
    ticks = 0
    for name in os.listdir('/proc'):
        if not name.isdigit():
            continue
        try:
            with open(f'/proc/{name}/stat', encoding='utf-8', errors='replace') as file:
                fields = file.read().rpartition(')')[2].split()
        except OSError:
            continue
        if int(name) == pid or int(fields[1]) == pid:
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf('SC_CLK_TCK')


def one_link(n, currency='EUR'):
    """The smallest network that redirects: the link's code and the advertiser's answer."""
    advertiser = n.create('/advertisers', name='Shop', currency=currency)
    program = n.create('/programs', advertiser_id=advertiser['id'], name='P', currency=currency, window_days=30)
    offer = n.create('/offers', program_id=program['id'], name='O', destination_url='https://shop.example/boots',
                     goals=['sale'])
    partner = n.create('/partners', code='anna', name='Anna', email='anna@example.com')
    n.create('/enrollments', partner_id=partner['id'], program_id=program['id'], status='approved')
    return n.create('/links', partner_id=partner['id'], offer_id=offer['id'])['code'], advertiser


def sync_us(folder, count=300):
    """Median and mean of what a sync of 8 KiB in a file of zeros takes here: a redirect waits for one."""
    path = os.path.join(folder, 'sync')
    file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        os.write(file, bytes(4 << 20))
        os.fsync(file)
        times = []
        for number in range(count):
            begin = time.perf_counter()
            os.pwrite(file, b'x' * 8192, number % 512 * 8192)
            os.fdatasync(file)
            times.append((time.perf_counter() - begin) * 1e6)
        return median(times), sum(times) / count
    finally:
        os.close(file)
        os.unlink(path)


def machine():
    with open('/proc/cpuinfo', encoding='utf-8') as file:
        models = re.findall(r'model name\s*:\s*(.*)', file.read())
    load = os.getloadavg()[0]
    return f'{len(models)} cores ({models[0] if models else "?"}), load at start {load:.1f}, ' + \
        time.strftime('%Y-%m-%d %H:%M UTC', time.gmtime())
