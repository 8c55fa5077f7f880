# SPDX-License-Identifier: Apache-2.0
"""The house rules for SQL: who owns a table, comments everywhere, nothing replaced, both databases."""
import os
import re

from house_source import Problem

OWNER = re.compile(r'--\s*owner:\s*(\w+)')
CREATE_TABLE = re.compile(r'\bCREATE\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?(\w+)\s*\(', re.IGNORECASE)
ADD_COLUMN = re.compile(r'\bADD\s+COLUMN\s+(\w+)', re.IGNORECASE)
CONSTRAINT = re.compile(r'(?:PRIMARY|UNIQUE|CHECK|FOREIGN|CONSTRAINT|EXCLUDE)\b', re.IGNORECASE)
WRITE = re.compile(r'\b(?:INSERT\s+(?:OR\s+\w+\s+)?INTO\s+(\w+)|'
                   r'UPDATE\s+(?:ONLY\s+)?(?!SET\b)(\w+)\s+(?:AS\s+\w+\s+|(?!SET\b)\w+\s+)?SET\b|'
                   r'DELETE\s+FROM\s+(?:ONLY\s+)?(\w+)|TRUNCATE\s+(?:TABLE\s+)?(\w+))',
                   re.IGNORECASE)
REPLACE = re.compile(r'\b(?:(?:INSERT|UPDATE)\s+OR\s+REPLACE|REPLACE\s+INTO|ON\s+CONFLICT\s+REPLACE)\b', re.IGNORECASE)
NAME = re.compile(r'^--\s*name:\s*(\w+)')
NOTE = re.compile(r'^\s*--\s*(?!name:|in:|out:|sqlite:|postgres:|end\b|owner:|roles:)\S')
KEPT = re.compile(r'^--\s*name:\s*(\w+).*\bkept:')
MARKS = re.compile(r'\bCREATE\s+CONSTRAINT\s+TRIGGER\s+(\w+)_marks\b')
READ = re.compile(r'\b(?:FROM|JOIN)\s+(\w+)')
WITH_NAME = re.compile(r'(?:\bWITH\s+(?:RECURSIVE\s+)?|,\s*)(\w+)\s*(?:\([^()]*\)\s*)?AS\s*\(', re.IGNORECASE)
HALF = re.compile(r'^\s*--\s*(sqlite:|postgres:|end\b)')
BLANKED = re.compile(r"--[^\n]*|'(?:[^']|'')*'")


def code_of(source):
    return BLANKED.sub(lambda match: ' ' * len(match.group(0)) if '\n' not in match.group(0)
                       else re.sub(r'[^\n]', ' ', match.group(0)), source.text)


def check(sources):
    problems = []
    owners = {}
    for source in sources:
        code = code_of(source)
        if source.path.startswith('migrations/'):
            check_migration(source, code, owners, problems)
        for match in REPLACE.finditer(code):
            line = source.line_of(match.start())
            problems.append(Problem(source.path, line, 'sql_replace', 'use ON CONFLICT DO UPDATE'))
        check_halves(source, problems)
    marked = set()
    for source in sources:
        if source.path.startswith('migrations/'):
            marked.update(MARKS.findall(code_of(source)))
    for source in sources:
        if source.path.startswith('src/') and not source.is_test:
            check_statements(source, owners, problems)
            check_kept(source, marked, problems)
    return problems


def check_kept(source, marked, problems):
    """What is kept in memory reads only tables whose changes move the change mark."""
    code = code_of(source).split('\n')
    starts = [number for number, line in enumerate(source.lines, 1) if NAME.match(line)] + [len(source.lines) + 1]
    for start, end in zip(starts, starts[1:]):
        kept = KEPT.match(source.lines[start - 1])
        if kept:
            body = '\n'.join(code[start:end - 1])
            for table in sorted(set(READ.findall(body)) - set(WITH_NAME.findall(body)) - marked):
                problems.append(Problem(source.path, start, 'sql_kept',
                                        f'{kept.group(1)} is kept, but changes of {table} do not move the change mark'))


def is_note_at(source, line):
    """Line (from 1) is a comment that says something."""
    return line >= 1 and NOTE.match(source.lines[line - 1]) is not None


def check_migration(source, code, owners, problems):
    for match in CREATE_TABLE.finditer(code):
        table, line = match.group(1), source.line_of(match.start())
        above, has_note, owner = line - 1, re.search(r'--\s*\S', source.lines[line - 1]) is not None, None
        while above >= 1 and source.lines[above - 1].lstrip().startswith('--'):
            found = OWNER.search(source.lines[above - 1])
            owner = owner or (found.group(1) if found else None)
            has_note = has_note or is_note_at(source, above)
            above -= 1
        if owner is None:
            problems.append(Problem(source.path, line, 'sql_owner', f'-- owner: MODULE is missing above table {table}'))
        elif owners.get(table, owner) != owner:
            problems.append(Problem(source.path, line, 'sql_owner', f'{table} already belongs to {owners[table]}'))
        else:
            owners[table] = owner
        if not has_note:
            problems.append(Problem(source.path, line, 'sql_comment', f'table {table} has no comment'))
        check_columns(source, code, match.end(), table, problems)
    for match in ADD_COLUMN.finditer(code):
        check_column(source, source.line_of(match.start()), match.group(1), problems)


def check_columns(source, code, start, table, problems):
    """Each part between commas at the table's own depth is a column or a constraint."""
    depth, part = 1, start
    for match in re.compile(r'[(),]').finditer(code, start):
        mark = match.group(0)
        depth += {'(': 1, ')': -1}.get(mark, 0)
        if (mark == ',' and depth == 1) or depth == 0:
            text = code[part:match.start()]
            name = re.match(r'\s*(\w+)', text)
            if name and not CONSTRAINT.match(text.strip()):
                check_column(source, source.line_of(part + name.start(1)), f'{table}.{name.group(1)}', problems)
            part = match.end()
        if depth == 0:
            return


def check_column(source, line, name, problems):
    text = source.lines[line - 1]
    if not re.search(r'--\s*\S', text) and not is_note_at(source, line - 1):
        problems.append(Problem(source.path, line, 'sql_comment', f'column {name} has no comment'))


def check_halves(source, problems):
    expected = 'sqlite:'
    for number, line in enumerate(source.lines, 1):
        match = HALF.match(line)
        if not match:
            continue
        word = match.group(1)
        if word != expected:
            problems.append(Problem(source.path, number, 'sql_pair', f'-- {word} where -- {expected} is due'))
        expected = {'sqlite:': 'postgres:', 'postgres:': 'end', 'end': 'sqlite:'}[word]
    if expected != 'sqlite:':
        problems.append(Problem(source.path, len(source.lines), 'sql_pair', f'-- {expected} is missing'))


def check_statements(source, owners, problems):
    module = os.path.basename(os.path.dirname(source.path))
    code = code_of(source)
    for match in WRITE.finditer(code):
        table = next(group for group in match.groups() if group)
        line = source.line_of(match.start())
        owner = owners.get(table)
        if owner is None:
            problems.append(Problem(source.path, line, 'sql_owner', f'no migration makes table {table}'))
        elif owner != module:
            problems.append(Problem(source.path, line, 'sql_owner', f'{table} belongs to {owner}, not to {module}'))
    starts = [number for number, line in enumerate(source.lines, 1) if NAME.match(line)] + [len(source.lines) + 1]
    for start, end in zip(starts, starts[1:]):
        if not any(is_note_at(source, number) for number in range(start + 1, end)):
            name = NAME.match(source.lines[start - 1]).group(1)
            problems.append(Problem(source.path, start, 'sql_comment', f'statement {name} has no comment'))
