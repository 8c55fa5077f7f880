#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""`tributary plan backtest` over many conversions: fills a program with as many as asked for, and takes the time.

    ./dev bench backtest [CONVERSIONS]      a million unless given; on SQLite and, when there is one, on PostgreSQL

The rows are written straight into the database by one statement for each table, as acceptance would have recorded
them under `pay 10% on sale`: 1,000 partners, two years, one commission each, a refund for every 50th, two leads in ten.
Only what a backtest reads is there (no steps of commissions, no ledger). The run with the same plan must cost what was
booked, else the bench fails.
"""
import json
import os
import resource
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, 'test', 'integration'))
os.environ.setdefault('TRIBUTARY_BINARY', os.path.join(ROOT, 'build', 'release', 'tributary'))
import network as networks  # noqa: E402
from shop import Shop  # noqa: E402

PARTNERS = 1000
FIRST_DAY, DAYS = 19723, 730  # 2024-01-01
DRAFTS = {
    'same': 'pay 10% on sale\n',
    'tiers': 'pay 8% on sale\n  from 50 sales a month 10%\n  from 200 sales a month 12%\n',
    'for_all': 'pay 8% on sale\n  from 200 sales a month 12% for all\nbonus 50 EUR for 300 sales a month\n',
}
# Row i: instants and days ascend with i; order numbers too.
EVENT = '''
INSERT INTO conversion (id, program_id, offer_id, goal, goal_kind, order_id, amount_minor, discount_minor, currency,
  status, first_status, reason, occurred_at, received_at, source, terms_id, partner_id, link_id, click_id,
  evidence_kind, cause, customer_id, coupon_code, extra, content_hash, country, device, local_day, needs, plan_ids,
  facts)
SELECT i, {program}, 0, CASE WHEN i / 1000 % 10 < 2 THEN 'lead' ELSE 'sale' END,
  CASE WHEN i / 1000 % 10 < 2 THEN 'lead' ELSE 'sale' END, 'order-' || (100000000 + i), 100 + i * 7919 % 20000, 0,
  'EUR',
  'approved', 'approved', '', at, at, 'api', {terms}, {partner} + i * 31 % {partners}, 0, 0, 'coupon', '', 0, 'SAVE',
  '', {hash}, '', 0, at / 86400000, 0, '{plan}',
  'partner=' || ({partner} + i * 31 % {partners}) || ',bench' || (i * 31 % {partners}) || ',,,,,19700,1'
  FROM ({numbers}) numbers;
'''
REFUND = '''
INSERT INTO refund (conversion_id, refund_key, amount_minor, occurred_at, received_at)
SELECT id, 'R-1', 1 + amount_minor / 2, occurred_at + 3600000, occurred_at + 3600000 FROM conversion WHERE id % 50 = 0;
'''
COMMISSION = '''
INSERT INTO commission (id, conversion_id, accrual_key, partner_id, program_id, plan_id, plan_ids, currency,
  amount_minor, status, pending_minor, available_minor, due_at, created_at)
SELECT c.id, c.id, 'cnv:' || c.id || ':' || c.partner_id || ':1', c.partner_id, c.program_id, {plan}, '{plan}', 'EUR',
  (c.amount_minor - CASE WHEN c.id % 50 = 0 THEN 1 + c.amount_minor / 2 ELSE 0 END + 5) / 10, 'available', 0, 0,
  c.occurred_at, c.occurred_at
  FROM conversion c WHERE c.goal = 'sale' ORDER BY c.id;
'''


def fill_sqlite(n, count, names):
    import sqlite3
    connection = sqlite3.connect(os.path.join(n.data, 'tributary.db'), isolation_level=None)
    connection.execute('PRAGMA synchronous = OFF')
    connection.execute('PRAGMA cache_size = -400000')
    indexes = [row for row in connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL "
        "AND tbl_name IN ('conversion', 'commission', 'refund')")]
    connection.execute('BEGIN')
    for name, _ in indexes:
        connection.execute(f'DROP INDEX {name}')
    numbers = (f'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count}) '
               f'SELECT i, {FIRST_DAY} * 86400000 + i * {DAYS * 86400000} / {count + 1} AS at FROM n')
    for text in (EVENT, REFUND, COMMISSION):
        connection.execute(text.format(numbers=numbers, hash="x'00'", **names))
    for _, sql in indexes:
        connection.execute(sql)
    connection.execute('COMMIT')
    connection.execute('ANALYZE')
    connection.close()


def fill_postgres(n, count, names):
    numbers = (f'SELECT i, {FIRST_DAY} * 86400000::bigint + i * {DAYS * 86400000} / {count + 1} AS at '
               f'FROM generate_series(1::bigint, {count}) i')
    script = ''.join(
        text.format(numbers=numbers, hash="'\\x00'::bytea", **names) for text in (EVENT, REFUND, COMMISSION))
    script += 'ANALYZE conversion; ANALYZE commission; ANALYZE refund;'
    subprocess.run(['psql', '-qAtX', '-v', 'ON_ERROR_STOP=1', n.url], input=script, text=True, check=True,
                   stdout=subprocess.DEVNULL)


def load():
    with open('/proc/loadavg', encoding='ascii') as file:
        return file.read().split()[0]


def measure(n, program, name, count):
    with tempfile.NamedTemporaryFile('w', suffix='.plan', delete=False) as file:
        file.write(DRAFTS[name])
    busy = resource.getrusage(resource.RUSAGE_CHILDREN)
    begin = time.monotonic()
    result = n.command('plan', 'backtest', file.name, '--program', program, '--from', '2024-01-01', '--to',
                       '2025-12-31', '--json', check=True)
    taken = time.monotonic() - begin
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    os.unlink(file.name)
    report = json.loads(result.stdout)
    assert report['conversions'] == count, report['conversions']
    draft = report['drafts'][0]
    if name == 'same':
        assert draft['cost'] == report['now']['cost'] and draft['same'] == PARTNERS, draft
    processor = used.ru_utime + used.ru_stime - busy.ru_utime - busy.ru_stime
    print(f'{n.database}: {name}: {count} conversions in {taken:.1f} s, {processor:.1f} s of processor time; ten '
          f'million at this rate {taken * 10000000 / count:.0f} s; load {load()}; {result.stderr.strip()}', flush=True)


def bench(database, count):
    n = networks.Network(database)
    try:
        n.start()
        shop = Shop(n)
        for number in range(PARTNERS - 1):
            n.create('/partners', code=f'bench{number}', name='Bench', email=f'bench{number}@example.com')
        n.stop()
        names = {'program': 1, 'partners': PARTNERS}
        for name, query in (('terms', 'SELECT min(id) FROM program_terms'), ('partner', 'SELECT min(id) FROM partner'),
                            ('plan', 'SELECT min(id) FROM plan')):
            names[name] = int(n.sql(query)[0][0])
        begin = time.monotonic()
        (fill_sqlite if database == 'sqlite' else fill_postgres)(n, count, names)
        print(f'{database}: filled in {time.monotonic() - begin:.0f} s', flush=True)
        for name in DRAFTS:
            measure(n, shop.program['id'], name, count)
    finally:
        n.close()


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000000
    for database in networks.databases():
        bench(database, count)


if __name__ == '__main__':
    main()
