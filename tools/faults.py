#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Lists the codes of all faults with the statuses or exit codes they may have, as the source says them.

    tools/faults.py            every code: where it is answered, statuses, files
    tools/faults.py --check    compares docs/errors.md with the source; exit 1 when they differ

A code is a lower_snake_case word that a program may rely on; docs/errors.md is the page for people.
"""
import argparse
import glob
import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PAGE = 'docs/errors.md'
STATUS_OF_RC = {'RC_INVALID': 422, 'RC_REFUSED': 422, 'RC_FORBIDDEN': 403, 'RC_NOT_FOUND': 404, 'RC_CONFLICT': 409,
                'RC_BUSY': 503, 'RC_UNCERTAIN': 503, 'RC_FAULT': 500}
# What only a command can run into.
COMMAND_ONLY = ('src/cli/', 'src/main/', 'src/jobs/', 'src/platform/', 'src/flow/demo/', 'src/flow/import/',
                'src/flow/backup/', 'src/flow/ledger/rates_import', 'src/flow/payout/payout_export')
SERVED = ('src/platform/http/', 'src/platform/zone/')
# What a server can run into only while it starts.
STARTING = {'http_address_invalid', 'http_listen_failed', 'http_options_invalid', 'http_proxy_invalid',
            'key_of_other_network', 'network_exists', 'network_missing', 'node_taken', 'spool_identity',
            'spool_unreadable', 'spool_unwritable'}

TEXT = r'"([a-z][a-z0-9_]*)"'
# Each gives (result or status, code) as expressions of C.
CALLS = (
    re.compile(r'\bfault_set\(\s*[^,;{]*?,\s*([^;{]*?),\s*(' + TEXT + r'|[^",;]+?),\s*(?:"|\w)'),
    re.compile(r'\bcall_refuse\(\s*[^,;]*?,\s*(\d+),\s*([^;]*?),\s*"'),
    re.compile(r'\bREFUSAL\(\w+,\s*(\d+),\s*(' + TEXT + r')'),
    re.compile(r'\.status = (\d+),\s*\.code = (' + TEXT + r')'),
)
# Functions that hand a code on: what they answer.
HANDED = ((re.compile(r'\bunauthenticated\(\s*call,\s*' + TEXT), 401),
          (re.compile(r'\bunsigned_by\(\s*fault,\s*' + TEXT), 401),
          (re.compile(r'\bbad\(\s*fault,\s*' + TEXT), 422),
          (re.compile(r'\bas_field\(\s*call,[^;]*?' + TEXT + r','), 422))
# Where the place of the call does not say the status: faults of a query are 400, the gate answers for the parser.
FIXED = {'internal': ({500, 503}, 'src/base/core/fault.c'), 'uncertain': ({503}, 'src/flow/flow.c'),
         'method_not_allowed': ({405}, 'src/gate/gate.c'), 'json_malformed': ({400}, 'src/gate/gate.c'),
         'parameter_missing': ({400}, 'src/gate/field_read.c'), 'parameter_unknown': ({400}, 'src/gate/field_read.c'),
         'parameter_repeated': ({400, 422}, 'src/gate/field_read.c')}


class Code:
    """One code and what is known of it."""

    def __init__(self):
        self.statuses = set()
        self.files = set()
        self.is_served = False

    def add(self, path, statuses):
        self.files.add(path)
        served = path.startswith(SERVED) or not path.startswith(COMMAND_ONLY)
        self.is_served = self.is_served or served
        if served:
            self.statuses |= statuses


def statuses_of(expression):
    if expression.isdigit():
        return {int(expression)}
    return {STATUS_OF_RC[word] for word in re.findall(r'RC_\w+', expression) if word in STATUS_OF_RC}


def scan(root=ROOT):
    """{code: Code} of the source without its tests."""
    codes = {}
    for code, (statuses, path) in FIXED.items():
        codes.setdefault(code, Code()).add(path, statuses)
    for path in sorted(glob.glob(os.path.join(root, 'src', '**', '*.[ch]'), recursive=True)):
        name = os.path.relpath(path, root)
        if name.endswith('_test.c') or name.startswith('src/base/core/'):
            continue
        with open(path, encoding='utf-8') as file:
            text = re.sub(r'//[^\n]*', '', file.read())
        for pattern in CALLS:
            for match in pattern.finditer(text):
                for code in re.findall(TEXT, match.group(2)):
                    codes.setdefault(code, Code()).add(name, statuses_of(match.group(1)))
        for pattern, status in HANDED:
            for match in pattern.finditer(text):
                codes.setdefault(match.group(1), Code()).add(name, {status})
    for code, (statuses, _) in FIXED.items():
        codes[code].statuses = set(statuses)
    for code in STARTING & set(codes):
        codes[code].is_served = False
    return codes


def read_page(root=ROOT):
    """{code: statuses} of the page's tables; statuses are None in the tables of commands."""
    told, repeated = {}, []
    with open(os.path.join(root, PAGE), encoding='utf-8') as file:
        for line in file:
            cells = [cell.strip() for cell in line.strip().strip('|').split('|')]
            names = re.findall(r'`([a-z][a-z0-9_]*)`', cells[0]) if line.startswith('| `') else []
            has_status = len(cells) > 1 and re.fullmatch(r'[0-9, ]+', cells[1])
            for name in names:
                if name in told:
                    repeated.append(name)
                told[name] = {int(n) for n in cells[1].split(',')} if has_status else None
    return told, repeated


def compare(codes, told, repeated=()):
    """What is wrong with the page, as lines."""
    wrong = [f'{code}: stands twice in {PAGE}' for code in repeated]
    wrong += [f'{code}: not in {PAGE} ({", ".join(sorted(codes[code].files))})'
              for code in sorted(set(codes) - set(told))]
    wrong += [f'{code}: in {PAGE}, but nowhere in the source' for code in sorted(set(told) - set(codes))]
    for code in sorted(set(codes) & set(told)):
        known = codes[code]
        if known.is_served and told[code] is None:
            wrong.append(f'{code}: the server answers it, {PAGE} gives no status')
        elif known.is_served and not known.statuses <= told[code]:
            wrong.append(f'{code}: answered with {sorted(known.statuses)}, {PAGE} says {sorted(told[code])}')
        elif not known.is_served and told[code] is not None:
            wrong.append(f'{code}: only commands give it, {PAGE} gives a status')
    return wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--check', action='store_true')
    options = parser.parse_args()
    codes = scan()
    if options.check:
        wrong = compare(codes, *read_page())
        for line in wrong:
            print(line)
        return 1 if wrong else 0
    for code, known in sorted(codes.items()):
        where = 'served' if known.is_served else 'command'
        statuses = ','.join(str(status) for status in sorted(known.statuses)) or '-'
        print(f'{code:32} {where:8} {statuses:12} {" ".join(sorted(known.files))}')
    return 0


if __name__ == '__main__':
    sys.exit(main())
