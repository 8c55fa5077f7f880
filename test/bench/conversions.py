#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Conversions per second: postbacks through HTTP to sealed ledger entries, each durable before it is answered.

    ./dev bench conversions [--databases sqlite,postgres] [--seconds 10] [--rounds 3] [--connections 64] [--workers 64]

Each postback is a sale of its own (wrk with a script that counts order ids), credited by a coupon, under a plan that
pays the credited partner and three recruiters above: four commissions with their explanations, four ledger entries, the
rows of the report. The generator, the server and the database share the processors; how long those were idle is told.
Afterwards the rows are counted: no sale that was answered may be missing, each has its four commissions and its four
sealed entries, and `ledger check` holds."""
import argparse
import os
import re
import subprocess
import tempfile

import bench
import network
from bench import say
from network import Network

PLAN = '''\
pay 10% on sale
level 1 pays 5% of sale
level 2 pays 3% of sale
level 3 pays 2% of sale
'''
LEVELS = 3
BENEFICIARIES = 1 + LEVELS
SHOPS = 8  # programs of as many advertisers, with partners of their own: bookings of one program follow each other

# One thread, so the counter is of the whole run; PREFIX tells the rounds apart.
SCRIPT = '''\
local shops = {%(shops)s}
local number = 0
request = function()
    number = number + 1
    local shop = shops[number %% #shops + 1]
    return wrk.format("GET", shop .. "&amount=" .. (10 + number %% 90) .. ".37&order_id=%(prefix)s-" .. number)
end
local others = {}
response = function(status, headers, body)
    if status ~= 200 or not string.find(body, "approved", 1, true) then
        others[1] = (others[1] or 0) + 1
        if others[1] == 1 then print("first that was not accepted: " .. status .. " " .. body) end
    end
end
'''


def make_shops(n):
    """The addresses that the script calls, without amount and order."""
    paths = []
    for shop in range(SHOPS):
        advertiser = n.create('/advertisers', name=f'Shop {shop}', currency='EUR')
        program = n.create('/programs', advertiser_id=advertiser['id'], name='Shoes', currency='EUR', window_days=30,
                           hold_days=14)
        plan = n.api('PUT', f'/programs/{program["id"]}/plan', {'text': PLAN})
        assert plan.status == 200, plan.body
        n.create('/offers', program_id=program['id'], name='Boots', destination_url='https://shop.example/boots',
                 goals=['sale'])
        above = None
        for level in range(BENEFICIARIES):
            code = f'shop{shop}level{LEVELS - level}'
            fields = {'recruited_by': above} if above else {}
            partner = n.create('/partners', code=code, name=code, email=f'{code}@example.com', **fields)
            n.create('/enrollments', partner_id=partner['id'], program_id=program['id'], status='approved')
            above = partner['id']
        n.create('/coupons', partner_id=above, program_id=program['id'], code=f'SAVE{shop}')
        paths.append(f'/postback?token={advertiser["postback_token"]}&goal=sale&status=approved&coupon=SAVE{shop}')
    return paths


def backends(n):
    """The processes of PostgreSQL that work for this server."""
    if n.database != 'postgres':
        return []
    rows = n.sql("SELECT pid FROM pg_stat_activity WHERE application_name = 'tributary'")
    return [int(pid) for (pid,) in rows]


def seconds_used(pids):
    total = 0
    for pid in pids:
        try:
            with open(f'/proc/{pid}/stat', encoding='utf-8', errors='replace') as file:
                fields = file.read().rpartition(')')[2].split()
        except OSError:
            continue
        total += int(fields[11]) + int(fields[12])
    return total / os.sysconf('SC_CLK_TCK')


def processor_ticks():
    """Idle ones and all, of all processors."""
    with open('/proc/stat', encoding='ascii') as file:
        ticks = [int(word) for word in file.readline().split()[1:9]]
    return ticks[3] + ticks[4], sum(ticks)


def one_round(n, paths, prefix, options):
    shops = ', '.join(f'"{path}"' for path in paths)
    with tempfile.NamedTemporaryFile('w', suffix='.lua') as script:
        script.write(SCRIPT % {'shops': shops, 'prefix': prefix})
        script.flush()
        theirs = backends(n)
        before = seconds_used([n.process.pid]), seconds_used(theirs)
        ticks = processor_ticks()
        out = subprocess.run(['wrk', '-t1', f'-c{options.connections}', f'-d{options.seconds}s', '--latency', '-s',
                              script.name, f'http://127.0.0.1:{n.port}/'], check=True, stdout=subprocess.PIPE,
                             text=True).stdout
        idle, whole = (after - first for after, first in zip(processor_ticks(), ticks))
        used = seconds_used([n.process.pid]) - before[0], seconds_used(theirs) - before[1]
    refused = re.search(r'first that was not accepted: (.*)', out)
    if refused:
        raise SystemExit('not accepted: ' + refused.group(1))
    total = int(re.search(r'(\d+) requests in', out).group(1))
    return {'requests': total, 'rate': float(re.search(r'Requests/sec:\s+([\d.]+)', out).group(1)),
            'p99': re.search(r'^ +99% +(\S+)', out, re.MULTILINE).group(1),
            'idle': 100 * idle / max(1, whole),
            'server_us': used[0] * 1e6 / max(1, total), 'database_us': used[1] * 1e6 / max(1, total)}


def check_stored(n, answered):
    """What is in the database afterwards; wrk leaves some requests without waiting for their answers."""
    count = {name: int(n.sql(f'SELECT count(*) FROM {name}')[0][0])
             for name in ('conversion', 'commission', 'ledger_entry', 'ledger_entry WHERE is_sealed = 1')}
    conversions = count['conversion']
    sealed, entries = count['ledger_entry WHERE is_sealed = 1'], count['ledger_entry']
    say(f'  {n.database}: answered {answered:,}, stored {conversions:,} conversions, '
        f'{count["commission"]:,} commissions, {sealed:,} sealed entries of {entries:,}; '
        f'answered and missing: {max(0, answered - conversions)}')
    if answered > conversions or any(count[name] != conversions * BENEFICIARIES
                                     for name in count if name != 'conversion'):
        raise SystemExit('something is missing')
    checked = n.command('ledger', 'check')
    say('  ' + checked.stdout.strip().replace('\n', '\n  '))
    if checked.returncode != 0:
        raise SystemExit('ledger check does not hold')


def sync_postgres(n, is_synced):
    """The throwaway PostgreSQL of ./dev syncs nothing; here a commit has to be on disk."""
    for name in ('fsync', 'full_page_writes'):
        n.psql(f'ALTER SYSTEM SET {name} = on' if is_synced else f'ALTER SYSTEM RESET {name}')
    n.psql('SELECT pg_reload_conf()')


def measure(database, options):
    n = Network(database)
    if database == 'postgres':
        sync_postgres(n, is_synced=True)
    try:
        n.start(*(['--workers', str(options.workers)] if options.workers else []))
        paths = make_shops(n)
        rates, answered = [], 0
        for number in range(options.rounds):
            result = one_round(n, paths, f'r{number}', options)
            answered += result['requests']
            rates.append(result['rate'])
            say(f'  {database}, round {number + 1}: {result["rate"]:8,.0f}/s, 99%: {result["p99"]}, processor time '
                f'each: server {result["server_us"]:.0f} us, database {result["database_us"]:.0f} us, '
                f'processors idle {result["idle"]:.0f} %, load {os.getloadavg()[0]:.1f}')
        say(f'conversions, {database}, {options.connections} connections: {bench.median(rates):,.0f}/s')
        code = n.stop()
        if code != 0:
            raise SystemExit(f'the server ended with {code}: {n.log_text()}')
        check_stored(n, answered)
    finally:
        if database == 'postgres':
            sync_postgres(n, is_synced=False)
        n.close()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--databases', default=','.join(network.databases()))
    parser.add_argument('--seconds', type=int, default=10)
    parser.add_argument('--rounds', type=int, default=3)
    parser.add_argument('--connections', type=int, default=64)
    parser.add_argument('--workers', type=int, default=64, help='of the server; 0: its own default')
    options = parser.parse_args()
    say(bench.machine())
    for database in options.databases.split(','):
        measure(database, options)


if __name__ == '__main__':
    main()
