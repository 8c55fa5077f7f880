#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Compiles the migrations into one C file with db_migrations[].

    gen_migrations.py OUTPUT.c 0001_NAME.sql 0002_NAME.sql…

A migration is one text for both databases, as src/platform/db/README.md tells: this program translates column types,
makes SQLite's tables STRICT, drops WITHOUT ROWID for PostgreSQL, takes marked sections apart, and refuses tables
without an owner and columns without a comment.
"""
import hashlib
import os
import re
import sys

COLUMN_TYPES = ('IDENTITY', 'BIGINT', 'TEXT', 'BLOB')
NOT_COLUMNS = ('PRIMARY', 'UNIQUE', 'CHECK', 'FOREIGN', 'CONSTRAINT')
TOKEN = re.compile(r"""
    (?P<comment>--[^\n]*)
  | (?P<space>\s+)
  | (?P<string>'(?:[^']|'')*')
  | (?P<quoted>"(?:[^"]|"")*")
  | (?P<word>[A-Za-z_][A-Za-z_0-9]*)
  | (?P<other>.)
""", re.VERBOSE | re.DOTALL)


class Refusal(Exception):
    """What is wrong, and where."""

    def __init__(self, path, line, text):
        super().__init__(f'{path}:{line}: {text}')


class Token:
    def __init__(self, kind, text, line):
        self.kind = kind
        self.text = text
        self.line = line

    def is_word(self, *words):
        return self.kind == 'word' and self.text.upper() in words


def tokens_of(text, line):
    tokens = []
    for found in TOKEN.finditer(text):
        tokens.append(Token(found.lastgroup, found.group(), line))
        line += found.group().count('\n')
    return tokens


def sections(path, text):
    """Pieces (which, line, text) where which is 'both', 'sqlite' or 'postgres'."""
    pieces = []
    which = 'both'
    start = 1
    lines = []
    marks = {'-- sqlite:': ('both', 'sqlite'), '-- postgres:': ('sqlite', 'postgres'), '-- end': ('postgres', 'both')}
    for number, line in enumerate(text.split('\n'), 1):
        mark = line.strip()
        if mark in marks:
            expected, following = marks[mark]
            if which != expected:
                raise Refusal(path, number, f'"{mark}" is not expected here: "-- sqlite:", "-- postgres:", "-- end"')
            pieces.append((which, start, '\n'.join(lines)))
            which, start, lines = following, number + 1, []
        else:
            lines.append(line)
    if which != 'both':
        raise Refusal(path, start, 'a marked section without "-- end"')
    pieces.append((which, start, '\n'.join(lines)))
    return pieces


def closing(path, tokens, i):
    """The index of the parenthesis that closes the one at i."""
    depth = 0
    for j in range(i, len(tokens)):
        if tokens[j].text == '(':
            depth += 1
        elif tokens[j].text == ')':
            depth -= 1
            if depth == 0:
                return j
    raise Refusal(path, tokens[i].line, 'a parenthesis that is not closed')


def check_columns(path, tokens, first, last):
    """Each column between the parentheses has a known type and a comment before the next item begins."""
    depth = 0
    item = None  # first token of the item
    is_expected = True  # an item begins with the next token
    previous = None
    uncommented = None
    for i in range(first + 1, last + 1):
        token = tokens[i]
        if token.kind == 'space':
            continue
        if token.kind == 'comment':
            uncommented = None
            continue
        if is_expected or i == last:
            if uncommented is not None:
                raise Refusal(path, uncommented.line, f'column {uncommented.text} has no comment')
            item, is_expected, previous = token, False, None
            if i < last and not token.is_word(*NOT_COLUMNS):
                uncommented = token
        elif previous is item and not item.is_word(*NOT_COLUMNS) and not token.is_word(*COLUMN_TYPES):
            raise Refusal(path, token.line, f'column {item.text}: the type is one of {", ".join(COLUMN_TYPES)}')
        depth += {'(': 1, ')': -1}.get(token.text, 0)
        if token.text == ',' and depth == 0:
            is_expected = True
        previous = token


def check_table(path, tokens, i):
    """tokens[i] is TABLE of a CREATE TABLE; the index of its closing parenthesis."""
    j = i + 1
    while tokens[j].kind == 'space':
        j += 1
    name = tokens[j]
    if name.kind != 'word' or name.is_word('IF'):
        raise Refusal(path, name.line, 'expected CREATE TABLE NAME (')
    before = [token for token in tokens[:i] if token.kind != 'space']
    # before ends with: the owner's comment, CREATE
    if len(before) < 2 or not re.fullmatch(r'-- owner: [a-z][a-z0-9_]*', before[-2].text):
        raise Refusal(path, name.line, f'table {name.text} has no "-- owner: MODULE" above it')
    j += 1
    while tokens[j].kind == 'space':
        j += 1
    if tokens[j].text != '(':
        raise Refusal(path, name.line, 'expected CREATE TABLE NAME (')
    following = j + 1
    while tokens[following].kind == 'space' and '\n' not in tokens[following].text:
        following += 1
    if tokens[following].kind != 'comment':
        raise Refusal(path, name.line, f'table {name.text} has no comment behind its opening parenthesis')
    last = closing(path, tokens, j)
    check_columns(path, tokens, j, last)
    return last


def translate(path, line, text):
    """A text for both databases as (for SQLite, for PostgreSQL)."""
    tokens = tokens_of(text, line)
    sqlite, postgres = [], []
    strict_at = set()
    solid = []  # texts of the tokens before, without spaces and comments
    for i, token in enumerate(tokens):
        before = solid[-1].upper() if solid else ''
        is_type = len(solid) >= 2 and solid[-2].upper() in ('(', ',', 'COLUMN')
        if token.kind == 'other' and token.text == '$':
            raise Refusal(path, token.line, 'dollar quoting stands only in a marked section')
        if token.is_word('TABLE') and before == 'CREATE':
            strict_at.add(check_table(path, tokens, i))
        for_sqlite, for_postgres = token.text, token.text
        if token.is_word('IDENTITY'):
            for_sqlite, for_postgres = 'INTEGER', 'BIGINT GENERATED BY DEFAULT AS IDENTITY'
        elif token.is_word('BIGINT'):
            for_sqlite = 'INTEGER'
        elif token.is_word('BLOB') and is_type:
            for_postgres = 'BYTEA'
        elif token.is_word('TEXT') and is_type:
            for_postgres = 'TEXT COLLATE "C"'  # bytes order text in both databases
        elif token.is_word('WITHOUT') and before == ')':
            for_sqlite, for_postgres = ', WITHOUT', ''  # behind STRICT
        elif token.is_word('ROWID') and before == 'WITHOUT':
            for_postgres = ''
        if i in strict_at:
            for_sqlite += ' STRICT'
        sqlite.append(for_sqlite)
        postgres.append(for_postgres)
        if token.kind not in ('space', 'comment'):
            solid.append(token.text)
    return ''.join(sqlite), ''.join(postgres)


class Migration:
    def __init__(self, path, text):
        base = os.path.basename(path)
        found = re.fullmatch(r'([0-9]{4})_([a-z0-9_]+)\.sql', base)
        if not found:
            raise Refusal(path, 1, 'the file is named NNNN_name.sql')
        self.number = int(found.group(1))
        self.name = found.group(2)
        self.checksum = hashlib.sha256(text.encode('utf-8')).hexdigest()
        halves = {'sqlite': [], 'postgres': []}
        for which, line, piece in sections(path, text):
            if which == 'both':
                sqlite, postgres = translate(path, line, piece)
                halves['sqlite'].append(sqlite)
                halves['postgres'].append(postgres)
            else:
                halves[which].append(piece)
        self.sqlite = '\n'.join(halves['sqlite']).strip()
        self.postgres = '\n'.join(halves['postgres']).strip()


def c_string(text):
    lines = []
    for line in text.split('\n'):
        lines.append('        "' + line.replace('\\', '\\\\').replace('"', '\\"').replace('\t', '    ') + '\\n"')
    return '\n'.join(lines)


def c_source(migrations):
    lines = ['// Generated by tools/gen_migrations.py: do not edit.', '#include "db/db.h"', '',
             'const struct db_migration db_migrations[] = {']
    for migration in migrations:
        lines += ['    {', f'        .number = {migration.number},', f'        .name = "{migration.name}",',
                  '        .sqlite =', c_string(migration.sqlite) + ',',
                  '        .postgres =', c_string(migration.postgres) + ',',
                  f'        .checksum = "{migration.checksum}",', '    },']
    lines += ['};', f'const size_t db_migration_count = {len(migrations)};', '']
    return '\n'.join(lines)


def main(arguments):
    if len(arguments) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    migrations = []
    try:
        for path in arguments[1:]:
            with open(path, encoding='utf-8') as f:
                migrations.append(Migration(path, f.read()))
            if migrations[-1].number != len(migrations):
                raise Refusal(path, 1, f'expected number {len(migrations):04d}: numbers follow each other from 0001')
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return 1
    with open(arguments[0], 'w', encoding='utf-8') as f:
        f.write(c_source(migrations))
    return 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
