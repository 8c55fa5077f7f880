#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""`tributary ledger check` on a large ledger: builds one of a million entries, the same each time, and takes the time.

    ./dev bench ledger_check [ENTRIES]      on SQLite and, when there is one, on PostgreSQL

The rows are written straight into the database, with the hash chains computed here by the specification in
src/domain/ledger/README.md, independently of the program: a check that holds is a proof of both. Half the entries are
accruals, half releases, of 1,000 partners in 10 programs over two years; twelve months are closed.
"""
import hashlib
import io
import os
import resource
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, 'test', 'integration'))
os.environ.setdefault('TRIBUTARY_BINARY', os.path.join(ROOT, 'build', 'release', 'tributary'))
import network as networks  # noqa: E402
from shop import Shop  # noqa: E402

PARTNERS, PROGRAMS = 1000, 10
START_MS = 1704067200000  # 2024-01-01
TABLES = {
    'commission': 'id, conversion_id, accrual_key, partner_id, program_id, plan_id, plan_ids, currency, amount_minor, '
                  'status, pending_minor, available_minor, due_at, created_at',
    'ledger_account': 'id, owner_kind, owner_id, kind, currency, balance_minor, version, last_hash',
    'ledger_entry': 'id, entry_key, kind, reference_kind, reference_id, occurred_at, booked_at, reverses_entry_id, '
                    'is_sealed',
    'ledger_posting': 'entry_id, position, account_id, amount_minor, balance_before_minor, balance_after_minor, '
                      'account_version, hash',
    'commission_change': 'commission_id, number, cause, cause_id, amount_minor, status, derivation, entry_id, '
                         'changed_at',
}


def number(value):
    return value.to_bytes(8, 'little', signed=True)


def text(value):
    data = value if isinstance(value, bytes) else value.encode()
    return number(len(data)) + data


def digest(data):
    return hashlib.blake2b(data, digest_size=32).digest()


class Books:
    """Rows of all tables, made in memory."""

    def __init__(self, partners, programs, plan_id):
        self.rows = {name: [] for name in TABLES}
        self.accounts = {}
        self.partners, self.programs, self.plan_id = partners, programs, plan_id

    def account(self, owner_kind, owner_id, kind):
        key = (owner_kind, owner_id, kind)
        if key not in self.accounts:
            genesis = digest(text('tributary ledger account 1') + text(owner_kind) + number(owner_id) + text(kind) +
                             text('EUR'))
            self.accounts[key] = [len(self.accounts) + 1, 0, 0, genesis]
        return self.accounts[key]

    def book(self, entry_id, key, kind, commission, at, lines):
        self.rows['ledger_entry'].append((entry_id, key, kind, 'commission', commission, at, at, 0, 1))
        head = text(key) + text(kind) + text('commission') + number(commission) + number(at) + number(at) + number(0)
        for position, (account, amount) in enumerate(lines, 1):
            account_id, before, version, last = account
            account[1], account[2] = before + amount, version + 1
            account[3] = digest(text('tributary ledger posting 1') + text(last) + head + number(position) +
                                number(account_id) + number(amount) + number(before) + number(before + amount) +
                                number(version + 1))
            self.rows['ledger_posting'].append((entry_id, position, account_id, amount, before, before + amount,
                                                version + 1, account[3]))

    def fill(self, entries):
        state = 1
        for commission in range(1, entries // 2 + 1):
            state = state * 6364136223846793005 + 1442695040888963407 & (1 << 64) - 1
            partner = self.partners[(state >> 33) % len(self.partners)]
            program = self.programs[(state >> 20) % len(self.programs)]
            amount = 1 + (state >> 40) % 10000
            at = START_MS + commission * 63072000000 // (entries // 2)
            pending = self.account('partner', partner, 'pending')
            self.book(2 * commission - 1, f'com:{commission}:1', 'accrual', commission, at,
                      [(self.account('program', program, 'commission_expense'), amount), (pending, -amount)])
            self.book(2 * commission, f'com:{commission}:2', 'release', commission, at,
                      [(pending, amount), (self.account('partner', partner, 'available'), -amount)])
            self.rows['commission'].append((commission, 0, f'bench:{commission}', partner, program, self.plan_id,
                                            str(self.plan_id), 'EUR', amount, 'available', 0, amount, at, at))
            self.rows['commission_change'] += [
                (commission, 1, 'accrued', 0, amount, 'pending', '{}', 2 * commission - 1, at),
                (commission, 2, 'released', 0, amount, 'available', '{}', 2 * commission, at)]
        for (owner_kind, owner_id, kind), (account_id, balance, version, last) in self.accounts.items():
            self.rows['ledger_account'].append((account_id, owner_kind, owner_id, kind, 'EUR', balance, version, last))


def load_sqlite(n, books):
    import sqlite3
    connection = sqlite3.connect(os.path.join(n.data, 'tributary.db'))
    triggers = list(connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))
    for name, _ in triggers:
        connection.execute(f'DROP TRIGGER {name}')
    for name, columns in TABLES.items():
        marks = ', '.join('?' * len(columns.split(',')))
        connection.executemany(f'INSERT INTO {name} ({columns}) VALUES ({marks})', books.rows[name])
    for _, sql in triggers:
        connection.execute(sql)
    connection.commit()
    connection.execute('ANALYZE')
    connection.close()


def load_postgres(n, books):
    for name, columns in TABLES.items():
        out = io.StringIO()
        for row in books.rows[name]:
            cells = ('\\\\x' + cell.hex() if isinstance(cell, bytes) else str(cell) for cell in row)
            out.write('\t'.join(cells) + '\n')
        script = (f'ALTER TABLE {name} DISABLE TRIGGER USER;\n'
                  f'COPY {name} ({columns}) FROM STDIN;\n' + out.getvalue() +
                  f'\\.\nALTER TABLE {name} ENABLE TRIGGER USER;\nANALYZE {name};\n')
        subprocess.run(['psql', '-qAtX', '-v', 'ON_ERROR_STOP=1', n.url], input=script, text=True,
                       check=True, stdout=subprocess.DEVNULL)


def processor_seconds():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def measure(database, entries):
    n = networks.Network(database)
    try:
        n.start()
        shops = [Shop(n) for _ in range(PROGRAMS)]
        for number_of in range(PARTNERS - PROGRAMS):
            n.create('/partners', code=f'bench{number_of}', name='Bench', email=f'bench{number_of}@example.com')
        n.stop()
        assert shops
        ids = [[int(row[0]) for row in n.sql(f'SELECT id FROM {name} ORDER BY id')] for name in ('partner', 'program')]
        books = Books(ids[0], ids[1], int(n.sql('SELECT min(id) FROM plan')[0][0]))
        books.fill(entries)
        (load_sqlite if database == 'sqlite' else load_postgres)(n, books)
        begin = time.monotonic()
        closed = n.command('ledger', 'close', '2024-01')
        assert closed.returncode == 0, closed.stderr
        close_s = time.monotonic() - begin
        for month in range(2, 13):
            n.command('ledger', 'close', f'2024-{month:02}', check=True)
        best = None
        for _ in range(3):
            begin = time.monotonic()
            busy = processor_seconds()
            check = n.command('ledger', 'check')
            taken = (time.monotonic() - begin, processor_seconds() - busy)
            best = taken if best is None else min(best, taken)
            assert check.returncode == 0, check.stdout + check.stderr
        print(f'{database}: {entries} entries: check {best[0]:.1f} s, {best[1]:.1f} s of processor time (best of 3), '
              f'closing the first month {close_s:.1f} s; {check.stdout.splitlines()[-1]}', flush=True)
    finally:
        n.close()


def main():
    entries = int(sys.argv[1]) if len(sys.argv) > 1 else 1000000
    for database in networks.databases():
        measure(database, entries)
    print(f'largest child: {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024} MiB')


if __name__ == '__main__':
    main()
