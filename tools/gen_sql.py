#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Compiles a file of named SQL statements into typed C.

    gen_sql.py MODULE.sql MODULE_sql.h MODULE_sql.c
    gen_sql.py --list statement_list.h statement_list.c MODULE_sql.h MODULE_sql.c…

How the statements are written is told in src/platform/db/README.md. Everything that is not understood is an error with
file and line; nothing is guessed. --list makes one list of the statements of all modules, so that a test can prepare
every one of them on both databases.
"""
import os
import re
import sys

KINDS = ('one', 'optional', 'many', 'each', 'find', 'exec', 'batch', 'merge', 'bulk')
LIST_KINDS = ('batch', 'merge', 'bulk')
KINDS_WITH_ROWS = ('one', 'optional', 'many', 'each', 'find')
KEPT_KINDS = ('one', 'optional', 'many')
LIST_MAX = 64  # parameters or columns of one statement
C_WORDS = set('''auto break case char const continue default do double else enum extern float for goto if inline int
    long register restrict return short signed sizeof static struct switch typedef union unsigned void volatile while
    asm typeof bool true false'''.split())
# type: C type, C type when NULL is allowed (None: not possible), db_type
TYPES = {
    'int64': ('int64_t', 'struct opt_int64', 'DB_TYPE_INT64'),
    'bool': ('bool', None, 'DB_TYPE_BOOL'),
    'instant': ('struct instant', 'struct instant', 'DB_TYPE_INT64'),
    'currency': ('struct currency', 'struct currency', 'DB_TYPE_CURRENCY'),
    'text': ('struct text', 'struct text', 'DB_TYPE_TEXT'),
    'blob': ('struct text', 'struct text', 'DB_TYPE_BLOB'),
}
TOKEN = re.compile(r"""
    (?P<space>\s+)
  | (?P<string>'(?:[^']|'')*')
  | (?P<quoted>"(?:[^"]|"")*")
  | (?P<parameter>\$[0-9]+)
  | (?P<word>[A-Za-z_][A-Za-z_0-9]*)
  | (?P<number>[0-9][0-9A-Za-z_.]*)
  | (?P<other>::|\|\||->>|->|<=|>=|<>|!=|.)
""", re.VERBOSE | re.DOTALL)


class Refusal(Exception):
    """What is wrong, and where."""

    def __init__(self, path, line, text):
        super().__init__(f'{path}:{line}: {text}')


class Field:
    """A parameter or a column."""

    def __init__(self, name, kind, is_optional, is_id):
        self.name = name
        self.kind = kind
        self.is_optional = is_optional
        self.is_id = is_id

    def c_type(self):
        if self.is_id:
            return f'struct {self.kind}'
        return TYPES[self.kind][1 if self.is_optional else 0]

    def db_type(self):
        return 'DB_TYPE_INT64' if self.is_id else TYPES[self.kind][2]

    def has_text(self):
        return self.kind in ('text', 'blob')

    def to_value(self):
        """The C expression of a struct db_value."""
        if self.is_id:
            return f'db_value_id(in->{self.name}.v, {"true" if self.is_optional else "false"})'
        name = 'opt_int64' if self.kind == 'int64' and self.is_optional else self.kind
        if self.kind == 'currency':
            return f'db_value_currency(&in->{self.name})'
        if self.kind == 'blob':
            name = 'text'
        return f'db_value_{name}(in->{self.name})'

    def from_value(self, i):
        if self.is_id:
            return f'{{.v = values[{i}].i}}'
        if self.kind == 'int64':
            return f'db_take_opt_int64(&values[{i}])' if self.is_optional else f'values[{i}].i'
        if self.kind == 'bool':
            return f'values[{i}].i != 0'
        if self.has_text():
            return f'values[{i}].t'
        return f'db_take_{self.kind}(&values[{i}])'


class Statement:
    """One named statement as read from the file."""

    def __init__(self, path, line, name, kind):
        self.path = path
        self.line = line
        self.name = name
        self.kind = kind
        self.parameters = []
        self.columns = []
        self.has_out = False
        self.comment = []
        self.body = []  # (line number, text)
        self.sqlite = ''
        self.postgres = ''
        self.copy = None
        self.merge = None
        self.find = None
        self.is_kept = False
        self.is_write = False

    def refuse(self, text, line=None):
        raise Refusal(self.path, line or self.line, f'{self.name}: {text}')


def ids_known():
    """The structures of src/domain/ids.h."""
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'src', 'domain', 'ids.h')
    with open(path, encoding='utf-8') as f:
        return set(re.findall(r'^TYPED_ID\((\w+)\)', f.read(), re.MULTILINE))


def parse_fields(statement, text, line, ids, fields):
    if not text.strip():
        statement.refuse('an empty list of fields: leave the line out', line)
    for part in text.split(','):
        words = part.split()
        if len(words) != 2:
            statement.refuse(f'expected "name type", found "{part.strip()}"', line)
        name, kind = words
        is_optional = kind.endswith('?')
        kind = kind[:-1] if is_optional else kind
        if not re.fullmatch(r'[a-z][a-z0-9_]*', name) or name in C_WORDS:
            statement.refuse(f'"{name}" cannot be the name of a field', line)
        if any(field.name == name for field in fields):
            statement.refuse(f'field "{name}" is there twice', line)
        if kind not in TYPES and kind not in ids:
            statement.refuse(f'unknown type "{kind}" of "{name}"', line)
        if is_optional and kind in TYPES and TYPES[kind][1] is None:
            statement.refuse(f'"{kind}?" is not possible: use int64? for "{name}"', line)
        fields.append(Field(name, kind, is_optional, kind in ids))
    if len(fields) > LIST_MAX:
        statement.refuse(f'more than {LIST_MAX} fields', line)


def parse_name(path, line, text):
    found = re.fullmatch(r'-- name:\s+(\S+)((?:\s+[a-z_]+:\s*\S+)*)\s*', text)
    if not found:
        raise Refusal(path, line, 'expected "-- name: NAME  kind: KIND"')
    name = found.group(1)
    keys = dict(re.findall(r'([a-z_]+):\s*(\S+)', found.group(2)))
    for key in keys:
        if key not in ('kind', 'kept'):
            raise Refusal(path, line, f'{name}: unknown key "{key}"')
    if not re.fullmatch(r'[a-z][a-z0-9_]*', name):
        raise Refusal(path, line, f'"{name}" cannot be the name of a statement')
    if 'kind' not in keys:
        raise Refusal(path, line, f'{name}: kind is missing')
    if keys['kind'] not in KINDS:
        raise Refusal(path, line, f'{name}: unknown kind "{keys["kind"]}", expected one of {", ".join(KINDS)}')
    if keys.get('kept', 'yes') != 'yes' or ('kept' in keys and keys['kind'] not in KEPT_KINDS):
        raise Refusal(path, line, f'{name}: kept is yes, for kind {", ".join(KEPT_KINDS)}')
    statement = Statement(path, line, name, keys['kind'])
    statement.is_kept = 'kept' in keys
    return statement


def parse_head_line(statement, line, text, ids):
    """A comment line between the name and the SQL."""
    key = re.match(r'--\s+([a-z_]+):(?:\s+(.*))?$', text)
    if not key:
        words = text[2:].strip()
        if words:
            statement.comment.append(words)
        return
    if key.group(1) == 'in':
        parse_fields(statement, key.group(2) or '', line, ids, statement.parameters)
    elif key.group(1) == 'out':
        statement.has_out = True
        parse_fields(statement, key.group(2) or '', line, ids, statement.columns)
    else:
        statement.refuse(f'unknown key "{key.group(1)}"', line)


def parse_file(path, text, ids):
    statements = []
    statement = None
    for line, raw in enumerate(text.split('\n'), 1):
        stripped = raw.strip()
        if raw.startswith('-- name:'):
            statement = parse_name(path, line, raw)
            for other in statements:
                if other.name == statement.name:
                    statement.refuse(f'the name is taken at line {other.line}')
            statements.append(statement)
        elif statement is None:
            if stripped and not stripped.startswith('--'):
                raise Refusal(path, line, 'SQL before the first "-- name:"')
        elif not statement.body and stripped.startswith('--') and stripped not in ('-- sqlite:', '-- postgres:'):
            parse_head_line(statement, line, stripped, ids)
        elif stripped:
            statement.body.append((line, raw.rstrip()))
    for statement in statements:
        finish(statement)
    return statements


def split_halves(statement):
    """The text for SQLite and the text for PostgreSQL, comments taken out."""
    halves = {'sqlite': [], 'postgres': []}
    section = None
    for line, text in statement.body:
        mark = text.strip()
        if mark == '-- sqlite:':
            if section is not None:
                statement.refuse('"-- sqlite:" inside a marked section', line)
            section = 'sqlite'
        elif mark == '-- postgres:':
            if section != 'sqlite':
                statement.refuse('"-- postgres:" must follow "-- sqlite:"', line)
            section = 'postgres'
        elif mark == '-- end':
            if section != 'postgres':
                statement.refuse('"-- end" without both halves', line)
            section = None
        else:
            text = strip_comment(text)
            for half, lines in halves.items():
                if section in (None, half) and text:
                    lines.append(text)
    if section is not None:
        statement.refuse('a marked section without "-- end"')
    return '\n'.join(halves['sqlite']).strip(), '\n'.join(halves['postgres']).strip()


def strip_comment(text):
    """A line without its comment; a -- inside a string stays."""
    result = ''
    rest = text
    while rest:
        if rest.startswith('--'):
            break
        found = TOKEN.match(rest)
        result += found.group()
        rest = rest[found.end():]
    return result.rstrip()


def tokens_of(statement, sql):
    tokens = [(found.lastgroup, found.group()) for found in TOKEN.finditer(sql) if found.lastgroup != 'space']
    for kind, text in tokens:
        if kind == 'other' and text in ("'", '"', '`', '\\', '?'):
            statement.refuse(f'unexpected {text} in the SQL')
        if kind == 'other' and text == '$':
            statement.refuse('parameters are written $1, $2; dollar quoting is not possible here')
    for (_, text), (_, following) in zip(tokens, tokens[1:]):
        if text == '/' and following == '*':
            statement.refuse('block comments are not possible')
    return tokens


def check_half(statement, half, sql):
    """One dialect's text: ends with a semicolon, is one statement, uses each parameter."""
    if not sql:
        statement.refuse(f'no SQL for {half}')
    tokens = tokens_of(statement, sql)
    semicolons = [i for i, (_, text) in enumerate(tokens) if text == ';']
    if semicolons != [len(tokens) - 1]:
        statement.refuse(f'{half}: expected one statement with one semicolon at its end')
    used = {int(text[1:]) for kind, text in tokens if kind == 'parameter'}
    count = len(statement.parameters)
    for n in sorted(used):
        if not 1 <= n <= count:
            statement.refuse(f'{half}: ${n} is used, but "in" has {count}')
    for n in range(1, count + 1):
        if n not in used:
            statement.refuse(f'{half}: ${n} ({statement.parameters[n - 1].name}) is never used')
    words = [text.upper() if kind == 'word' else text for kind, text in tokens]
    # Only tests may take guards away, to see what happens without them; their file is not linked into the program.
    is_damage = statement.name.startswith('test_') and words[0] in ('DROP', 'ALTER', 'TRUNCATE')
    if words[0] not in ('SELECT', 'WITH', 'INSERT', 'UPDATE', 'DELETE', 'VALUES') and not is_damage:
        statement.refuse(f'{half}: a statement cannot begin with {words[0]}')
    for first, second in zip(words, words[1:]):
        if (first, second) in (('OR', 'REPLACE'), ('INSERT', 'OR'), ('UPDATE', 'OR')):
            statement.refuse(f'{half}: {first} {second} is banned: it passes over triggers; use ON CONFLICT')
    return is_damage or bool({'INSERT', 'UPDATE', 'DELETE'} & set(words))


def finish(statement):
    kind = statement.kind
    if not statement.comment or not ' '.join(statement.comment).endswith(('.', '?', '!')):
        statement.refuse('a comment sentence that says what it is for (ending in a full stop) is missing')
    if kind in KINDS_WITH_ROWS and not statement.has_out:
        statement.refuse(f'kind {kind} needs "out"')
    if kind not in KINDS_WITH_ROWS and statement.has_out:
        statement.refuse(f'kind {kind} cannot have "out"')
    if kind in LIST_KINDS + ('find',) and not statement.parameters:
        statement.refuse(f'kind {kind} needs "in"')
    sqlite, postgres = split_halves(statement)
    is_write = [check_half(statement, 'sqlite', sqlite), check_half(statement, 'postgres', postgres)]
    statement.is_write = any(is_write)
    if kind in ('exec',) + LIST_KINDS and not statement.is_write:
        statement.refuse(f'kind {kind} is for INSERT, UPDATE and DELETE')
    is_select = re.match(r'SELECT\b', postgres, re.IGNORECASE) and not re.search(r'\b(INSERT|DELETE)\b', postgres)
    if (kind == 'find' and not is_select) or (statement.is_kept and statement.is_write):
        statement.refuse('what is kept, and kind find, only read')
    statement.sqlite = sqlite_text(sqlite)
    statement.postgres = postgres.rstrip(';').rstrip()
    if kind == 'bulk':
        statement.copy = copy_text(statement, sqlite, postgres)
    if kind == 'merge':
        statement.merge = merge_text(statement, sqlite, postgres)
    if kind == 'find':
        statement.find = find_text(statement)


def sqlite_text(sql):
    """$1 becomes ?1: SQLite would number $1 by order of appearance."""
    return ''.join('?' + found.group()[1:] if found.lastgroup == 'parameter' else found.group()
                   for found in TOKEN.finditer(sql)).rstrip(';').rstrip()


INSERT = r'INSERT\s+INTO\s+(\w+)\s*\(([^()]*)\)\s*VALUES\s*\(([^()]*)\)\s*'


def copy_text(statement, sqlite, postgres):
    found = re.fullmatch(INSERT + ';', postgres, re.IGNORECASE)
    if not found or sqlite != postgres:
        statement.refuse('bulk is written INSERT INTO t (a, b) VALUES ($1, $2); and nothing else')
    check_values(statement, found)
    columns = [column.strip() for column in found.group(2).split(',')]
    return f'COPY {found.group(1)} ({", ".join(columns)}) FROM STDIN (FORMAT BINARY)'


def arrays_of(statement):
    return ', '.join(f'${n}::{ARRAY_TYPES[field.db_type()]}[]' for n, field in enumerate(statement.parameters, 1))


def find_text(statement):
    """The same SELECT for each member of arrays, one after the other; a row begins with the member's number."""
    columns = ', '.join(f'p{n}' for n in range(1, len(statement.parameters) + 1))
    inner = ''.join('v.p' + found.group()[1:] if found.lastgroup == 'parameter' else found.group()
                    for found in TOKEN.finditer(statement.postgres))
    return (f'SELECT v.input, q.* FROM unnest({arrays_of(statement)}) WITH ORDINALITY AS v ({columns}, input) '
            f'CROSS JOIN LATERAL ({inner}) AS q')


def merge_text(statement, sqlite, postgres):
    """The same INSERT or UPDATE over arrays: one statement for many rows."""
    arrays = arrays_of(statement)
    update = re.fullmatch(r'UPDATE\s+(\w+)\s+SET\s+(.*?)\s+WHERE\s+(.*);', postgres, re.IGNORECASE | re.DOTALL)
    if update and sqlite == postgres:
        columns = ', '.join(f'p{n}' for n in range(1, len(statement.parameters) + 1))
        changes, condition = (re.sub(r'\$([0-9]+)', r'v.p\1', ' '.join(update.group(n).split())) for n in (2, 3))
        return f'UPDATE {update.group(1)} SET {changes} FROM unnest({arrays}) AS v ({columns}) WHERE {condition}'
    found = re.fullmatch(INSERT + r'(ON\s+CONFLICT.*)?;', postgres, re.IGNORECASE | re.DOTALL)
    if not found or sqlite != postgres:
        statement.refuse('merge is written INSERT INTO t (a, b) VALUES ($1, $2) [ON CONFLICT …]; or '
                         'UPDATE t SET a = $2 WHERE b = $1; and nothing else')
    check_values(statement, found)
    return (f'INSERT INTO {found.group(1)} ({" ".join(found.group(2).split())}) SELECT * FROM unnest({arrays}) '
            + (found.group(4) or '')).rstrip()


ARRAY_TYPES = {'DB_TYPE_INT64': 'bigint', 'DB_TYPE_BOOL': 'bigint', 'DB_TYPE_TEXT': 'text', 'DB_TYPE_CURRENCY': 'text',
               'DB_TYPE_BLOB': 'bytea'}


def check_values(statement, found):
    columns = [column.strip() for column in found.group(2).split(',')]
    values = [value.strip() for value in found.group(3).split(',')]
    expected = [f'${n}' for n in range(1, len(statement.parameters) + 1)]
    if values != expected or len(columns) != len(expected) or not all(re.fullmatch(r'\w+', c) for c in columns):
        statement.refuse(f'{statement.kind} takes its parameters in order, one for each column: VALUES ('
                         + ', '.join(expected) + ')')


# ---- C ----

def c_string(text, indent):
    lines = text.split('\n')
    quoted = []
    for i, line in enumerate(lines):
        end = '\\n' if i + 1 < len(lines) else ''
        quoted.append('"' + line.replace('\\', '\\\\').replace('"', '\\"').replace('\t', '    ') + end + '"')
    return ('\n' + ' ' * indent).join(quoted)


def prototype(statement):
    name = f'sql_{statement.name}'
    takes = ['struct db *db']
    if statement.kind in ('one', 'optional', 'many', 'find') + LIST_KINDS:
        takes.append('struct arena *arena')
    if statement.kind in LIST_KINDS + ('find',):
        takes += [f'const struct {name}_in *list', 'size_t count']
    elif statement.parameters:
        takes.append(f'const struct {name}_in *in')
    takes += {
        'one': [f'struct {name}_row *ret_row'],
        'optional': [f'struct {name}_row *ret_row'],
        'many': [f'struct {name}_row **ret_rows', 'size_t *ret_count'],
        'find': [f'struct {name}_row **ret_rows', 'size_t *ret_count'],
        'each': [f'enum rc (*call)(void *user, const struct {name}_row *row)', 'void *user'],
        'exec': ['int64_t *ret_changed'],
    }.get(statement.kind, [])
    lines = [f'enum rc {name}(']
    for i, take in enumerate(takes):
        take += ', ' if i + 1 < len(takes) else ')'
        if len(lines[-1]) + len(take) > 115:
            lines[-1] = lines[-1].rstrip()
            lines.append('    ')
        lines[-1] += take
    return '\n'.join(lines)


def c_header(source, statements):
    lines = [f'// Generated by tools/gen_sql.py from {source}: do not edit.', '#pragma once', '', '#include "db/db.h"']
    if any(field.is_id for s in statements for field in s.parameters + s.columns):
        lines.append('#include "ids.h"')
    lines += ['#include "value/money.h"', '#include "value/time.h"']
    for statement in statements:
        name = f'sql_{statement.name}'
        lines.append('')
        for suffix, fields in (('in', statement.parameters), ('row', statement.columns)):
            if fields:
                lines.append(f'struct {name}_{suffix} {{')
                if suffix == 'row' and statement.kind == 'find':
                    lines.append('    size_t input; // index of the input that it answers')
                lines += [f'    {field.c_type()} {field.name};' for field in fields]
                lines.append('};')
        lines += ['// ' + words for words in statement.comment]
        lines.append(prototype(statement) + ' MUST_USE;')
    module = module_of(source)
    lines += ['', '// Every statement above, for the test that prepares each on both databases; ends with NULL.',
              f'extern const struct db_statement *const {module}_statements[];', '']
    return '\n'.join(lines)


def c_table(statement):
    name = statement.name
    lines = []
    for suffix, fields in (('in', statement.parameters), ('out', statement.columns)):
        if fields:
            lines.append(f'static const struct db_column {name}_{suffix}[] = {{')
            for field in fields:
                is_optional = 'true' if field.is_optional else 'false'
                lines.append(f'    {{.name = "{field.name}", .type = {field.db_type()}, '
                             f'.is_optional = {is_optional}}},')
            lines.append('};')
    lines += [f'static const struct db_statement {name} = {{', f'    .name = "{name}",',
              '    .sqlite = ' + c_string(statement.sqlite, 14) + ',',
              '    .postgres = ' + c_string(statement.postgres, 16) + ',']
    if statement.copy:
        lines.append(f'    .postgres_copy = "{statement.copy}",')
    if statement.merge:
        lines.append('    .postgres_merge = ' + c_string(statement.merge, 22) + ',')
    if statement.find:
        lines.append('    .postgres_find = ' + c_string(statement.find, 21) + ',')
    if statement.is_kept:
        lines.append('    .is_kept = true,')
    if statement.parameters:
        lines += [f'    .in = {name}_in,', f'    .in_count = {len(statement.parameters)},']
    if statement.columns:
        lines += [f'    .out = {name}_out,', f'    .out_count = {len(statement.columns)},']
    lines += [f'    .is_write = {"true" if statement.is_write else "false"},', '};', '']
    return lines


def c_values(statement):
    name = statement.name
    lines = [f'static void {name}_values(const struct sql_{name}_in *in, struct db_value *ret_values)', '{']
    lines += [f'    ret_values[{i}] = {field.to_value()};' for i, field in enumerate(statement.parameters)]
    return lines + ['}', '']


def c_row(statement):
    name = statement.name
    lines = [f'static void {name}_row(const struct db_value *values, struct sql_{name}_row *ret_row)', '{',
             f'    *ret_row = (struct sql_{name}_row){{']
    lines += [f'        .{field.name} = {field.from_value(i)},' for i, field in enumerate(statement.columns)]
    return lines + ['    };', '}', '']


def c_copies(statement, row):
    return [f'    {row}.{field.name} = text_copy(state->arena, {row}.{field.name});'
            for field in statement.columns if field.has_text()]


def c_call(statement):
    """The structure that takes rows, and the function called for each."""
    name = statement.name
    row = f'struct sql_{name}_row'
    lines = [f'struct {name}_state {{']
    if statement.kind == 'each':
        lines += [f'    enum rc (*call)(void *user, const {row} *row);', '    void *user;']
    elif statement.kind in ('many', 'find'):
        lines += ['    size_t input; // first: db_run_find'] if statement.kind == 'find' else []
        lines += ['    struct arena *arena;', f'    {row} *rows;', '    size_t count;', '    size_t capacity;']
    else:
        lines += ['    struct arena *arena;', f'    {row} row;']
    lines += ['};', '', f'static enum rc {name}_call(void *user, const struct db_value *values)', '{',
              f'    struct {name}_state *state = user;']
    if statement.kind == 'each':
        lines += [f'    {row} row;', f'    {name}_row(values, &row);', '    return state->call(state->user, &row);']
    elif statement.kind in ('many', 'find'):
        lines += ['    if (state->count == state->capacity) {',
                  '        state->rows = db_rows_grow(state->arena, state->rows, sizeof(*state->rows), '
                  '&state->capacity);',
                  '    }', f'    {row} *row = &state->rows[state->count++];', f'    {name}_row(values, row);']
        lines += [line.replace('(*row)', 'row').replace('row.', 'row->') for line in c_copies(statement, 'row')]
        lines += ['    row->input = state->input;'] if statement.kind == 'find' else []
        lines.append('    return RC_OK;')
    else:
        lines.append(f'    {name}_row(values, &state->row);')
        lines += c_copies(statement, 'state->row')
        lines.append('    return RC_OK;')
    return lines + ['}', '']


def c_function(statement):
    name = statement.name
    kind = statement.kind
    lines = [prototype(statement), '{']
    values = 'NULL'
    width = len(statement.parameters)
    if kind == 'find':
        return lines + [f'    struct db_value *values = arena_many(arena, struct db_value, count * {width});',
                        '    for (size_t i = 0; i < count; i++) {',
                        f'        {name}_values(&list[i], &values[i * {width}]);', '    }',
                        f'    struct {name}_state state = {{.arena = arena}};',
                        f'    TRY(db_run_find(db, &{name}, values, count, {name}_call, &state));',
                        '    *ret_rows = state.rows;', '    *ret_count = state.count;', '    return RC_OK;', '}', '']
    if kind in LIST_KINDS:
        lines += ['    size_t room = count < DB_LIST_PART ? count : DB_LIST_PART;',
                  f'    struct db_value *values = arena_many(arena, struct db_value, room * {width});',
                  '    for (size_t from = 0; from < count; from += room) {',
                  '        size_t n = count - from < room ? count - from : room;',
                  '        for (size_t i = 0; i < n; i++) {',
                  f'            {name}_values(&list[from + i], &values[i * {width}]);', '        }',
                  f'        TRY(db_run_{kind}(db, &{name}, values, n));', '    }', '    return RC_OK;', '}', '']
        return lines
    if statement.parameters:
        values = 'values'
        lines += [f'    struct db_value values[{len(statement.parameters)}];', f'    {name}_values(in, values);']
    if kind == 'exec':
        lines.append(f'    return db_run(db, &{name}, {values}, NULL, NULL, ret_changed);')
    elif kind == 'each':
        lines += [f'    struct {name}_state state = {{.call = call, .user = user}};',
                  f'    return db_run(db, &{name}, {values}, {name}_call, &state, NULL);']
    elif kind == 'many':
        lines += [f'    struct {name}_state state = {{.arena = arena}};',
                  f'    TRY(db_run(db, &{name}, {values}, {name}_call, &state, NULL));',
                  '    *ret_rows = state.rows;', '    *ret_count = state.count;', '    return RC_OK;']
    else:
        lines += [f'    struct {name}_state state = {{.arena = arena}};',
                  f'    TRY(db_run_{kind}(db, &{name}, {values}, {name}_call, &state));',
                  '    *ret_row = state.row;', '    return RC_OK;']
    return lines + ['}', '']


def c_source(source, header, statements):
    lines = [f'// Generated by tools/gen_sql.py from {source}: do not edit.', f'#include "{header}"', '',
             '#include "db/db_value.h"', '']
    for statement in statements:
        lines += c_table(statement)
        if statement.parameters:
            lines += c_values(statement)
        if statement.columns:
            lines += c_row(statement)
            lines += c_call(statement)
        lines += c_function(statement)
    lines.append(f'const struct db_statement *const {module_of(source)}_statements[] = {{')
    lines += [f'    &{statement.name},' for statement in statements]
    lines += ['    NULL,', '};', '']
    return '\n'.join(lines)


def module_of(path):
    name = os.path.basename(path)
    return re.sub(r'\.sql$|_sql\.h$', '', name)


def list_files(header_name, paths):
    """The list of the lists of statements."""
    headers = [path for path in paths if path.endswith('_sql.h')]
    header = '\n'.join([
        '// Generated by tools/gen_sql.py: do not edit.', '// The statements of all modules; each list ends with NULL.',
        '#pragma once', '', '#include "db/db.h"', '',
        'struct statement_module {', '    const char *name;', '    const struct db_statement *const *statements;', '};',
        'extern const struct statement_module statement_list[]; // ends with a name of NULL', ''])
    lines = ['// Generated by tools/gen_sql.py: do not edit.', f'#include "{header_name}"', '']
    for path in headers:
        folder = os.path.basename(os.path.dirname(path))
        lines.append(f'#include "{folder}/{os.path.basename(path)}"')
    lines += ['', 'const struct statement_module statement_list[] = {']
    lines += [f'    {{.name = "{module_of(path)}", .statements = {module_of(path)}_statements}},' for path in headers]
    lines += ['    {.name = NULL},', '};', '']
    return header, '\n'.join(lines)


def write(path, text):
    with open(path, 'w', encoding='utf-8') as f:
        f.write(text)


def main(arguments):
    if len(arguments) >= 3 and arguments[0] == '--list':
        header, source = list_files(os.path.basename(arguments[1]), arguments[3:])
        write(arguments[1], header)
        write(arguments[2], source)
        return 0
    if len(arguments) != 3:
        print(__doc__, file=sys.stderr)
        return 2
    path, header_path, source_path = arguments
    try:
        with open(path, encoding='utf-8') as f:
            statements = parse_file(path, f.read(), ids_known())
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return 1
    name = os.path.basename(path)
    write(header_path, c_header(name, statements))
    write(source_path, c_source(name, os.path.basename(header_path), statements))
    return 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
