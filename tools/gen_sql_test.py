#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Tests of gen_sql.py: what it writes for each kind, and every refusal with its file and line."""
import os
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)

import gen_sql  # noqa: E402

IDS = {'partner_id'}


def parse(text):
    return gen_sql.parse_file('m.sql', text, IDS)


def statement(text):
    return parse(text)[0]


def select(head='', body='SELECT a FROM t;', kind='many'):
    return f'-- name: s  kind: {kind}\n{head}-- out: a int64\n-- What it is for.\n{body}\n'


class Reading(unittest.TestCase):
    def test_a_file_with_several_statements(self):
        statements = parse('-- Words on top.\n\n'
                           '-- name: one_thing  kind: one\n-- in:  id partner_id, note text?\n-- out: n int64\n'
                           '-- Why.\n'
                           'SELECT n FROM t\n WHERE id = $1 AND note = $2;\n\n'
                           '-- name: other  kind: exec\n-- Clears.\nDELETE FROM t;\n')
        self.assertEqual([s.name for s in statements], ['one_thing', 'other'])
        self.assertEqual([(f.name, f.kind, f.is_optional, f.is_id) for f in statements[0].parameters],
                         [('id', 'partner_id', False, True), ('note', 'text', True, False)])
        self.assertEqual(statements[0].sqlite, 'SELECT n FROM t\n WHERE id = ?1 AND note = ?2')
        self.assertEqual(statements[0].postgres, 'SELECT n FROM t\n WHERE id = $1 AND note = $2')
        self.assertFalse(statements[0].is_write)
        self.assertTrue(statements[1].is_write)

    def test_fields_may_take_several_lines(self):
        s = statement('-- name: s  kind: many\n-- in:  a int64\n-- in:  b int64\n'
                      '-- out: c int64\n-- out: d text\n-- Why.\n'
                      'SELECT c, d FROM t WHERE a = $1 AND b = $2;')
        self.assertEqual([f.name for f in s.parameters], ['a', 'b'])
        self.assertEqual([f.name for f in s.columns], ['c', 'd'])

    def test_a_parameter_in_a_string_is_not_one(self):
        s = statement(select('-- in:  x text\n', "SELECT a FROM t WHERE b = '$2 ?' AND c = $1 AND \"d$3\" = 1;"))
        self.assertEqual(s.sqlite, "SELECT a FROM t WHERE b = '$2 ?' AND c = ?1 AND \"d$3\" = 1")

    def test_comments_inside_are_left_out(self):
        s = statement(select(body="SELECT a -- the $9 sum\n  FROM t WHERE b = '--';"))
        self.assertEqual(s.postgres, "SELECT a\n  FROM t WHERE b = '--'")

    def test_ten_and_more_parameters(self):
        names = ', '.join(f'p{n} int64' for n in range(1, 12))
        values = ', '.join(f'${n}' for n in range(1, 12))
        s = statement(select(f'-- in:  {names}\n', f'SELECT a FROM t WHERE a IN ({values});'))
        self.assertIn('?10, ?11', s.sqlite)

    def test_both_halves(self):
        s = statement(select('-- in:  x int64\n', 'SELECT a FROM t\n-- sqlite:\nWHERE b = $1\n'
                                                  '-- postgres:\nWHERE c = $1\n-- end\nORDER BY a;'))
        self.assertEqual(s.sqlite, 'SELECT a FROM t\nWHERE b = ?1\nORDER BY a')
        self.assertEqual(s.postgres, 'SELECT a FROM t\nWHERE c = $1\nORDER BY a')

    def test_halves_from_the_start(self):
        s = statement('-- name: s  kind: many\n-- out: a int64\n-- Why.\n'
                      '-- sqlite:\nSELECT 1;\n-- postgres:\nSELECT 2;\n-- end\n')
        self.assertEqual((s.sqlite, s.postgres), ('SELECT 1', 'SELECT 2'))

    def test_who_writes(self):
        for body, is_write in (('SELECT a FROM t;', False),
                               ('WITH x AS (SELECT a FROM t) SELECT a FROM x;', False),
                               ("SELECT a FROM t WHERE b = 'DELETE';", False),
                               ('SELECT updated_at AS a FROM t;', False),
                               ('INSERT INTO t (a) VALUES (1) RETURNING a;', True),
                               ('UPDATE t SET a = 1 RETURNING a;', True),
                               ('with x as (select a from t) delete from t returning a;', True),
                               ('WITH x AS (INSERT INTO t (a) SELECT 1 RETURNING a) SELECT a FROM x;', True)):
            self.assertEqual(statement(select(body=body)).is_write, is_write, body)

    def test_bulk_becomes_copy(self):
        s = statement('-- name: s  kind: bulk\n-- in:  a int64, b text?\n-- Why.\n'
                      'insert into t (a,\n  b) values ($1,\n  $2);\n')
        self.assertEqual(s.copy, 'COPY t (a, b) FROM STDIN (FORMAT BINARY)')


class Refusing(unittest.TestCase):
    """Each of these is an error that names file, line and statement."""

    def refused(self, text, line, words):
        with self.assertRaises(gen_sql.Refusal) as caught:
            parse(text)
        self.assertRegex(str(caught.exception), f'^m\\.sql:{line}: ')
        self.assertIn(words, str(caught.exception))

    def test_heads(self):
        self.refused('SELECT 1;', 1, 'SQL before the first')
        self.refused('-- name: s\n-- Why.\nSELECT 1;', 1, 'kind is missing')
        self.refused('-- name:\n', 1, 'expected "-- name')
        self.refused('-- name: Bad-Name  kind: exec\n-- Why.\nDELETE FROM t;', 1, 'cannot be the name')
        self.refused('-- name: s  kind: some\n', 1, 'unknown kind "some"')
        self.refused('-- name: s  kind: exec  roles: job\n', 1, 'unknown key "roles"')
        self.refused('-- name: s  kind: exec\n-- scope: all\n-- Why.\nDELETE FROM t;', 2, 'unknown key "scope"')
        self.refused('-- name: s  kind: exec\n-- Why.\nDELETE FROM t;\n\n'
                     '-- name: s  kind: exec\n-- Why.\nDELETE FROM t;', 5, 'taken at line 1')
        self.refused('-- name: s  kind: exec\nDELETE FROM t;', 1, 'a comment sentence')
        self.refused('-- name: s  kind: exec\n-- without a full stop\nDELETE FROM t;', 1, 'a comment sentence')

    def test_fields(self):
        self.refused(select('-- in:  x float\n'), 2, 'unknown type "float"')
        self.refused(select('-- in:  x money_id\n'), 2, 'unknown type "money_id"')
        self.refused(select('-- in:  x bool?\n'), 2, 'use int64?')
        self.refused(select('-- in:  x\n'), 2, 'expected "name type"')
        self.refused(select('-- in:\n'), 2, 'an empty list')
        self.refused(select('-- in:  x int64,\n'), 2, 'expected "name type"')
        self.refused(select('-- in:  x int64, x text\n'), 2, 'there twice')
        self.refused(select('-- in:  default int64\n'), 2, 'cannot be the name of a field')
        self.refused(select('-- in:  X int64\n'), 2, 'cannot be the name of a field')
        many = ', '.join(f'x{n} int64' for n in range(65))
        self.refused(select(f'-- in:  {many}\n'), 2, 'more than 64')

    def test_parameters(self):
        self.refused(select('-- in:  x int64\n'), 1, '$1 (x) is never used')
        self.refused(select(body='SELECT a FROM t WHERE b = $1;'), 1, '$1 is used, but "in" has 0')
        self.refused(select('-- in:  x int64\n', 'SELECT a FROM t WHERE b = $1 AND c = $2;'), 1, '$2 is used')
        self.refused(select('-- in:  x int64\n', 'SELECT a FROM t WHERE b = $0 AND c = $1;'), 1, '$0 is used')
        self.refused(select('-- in:  x int64\n', '-- sqlite:\nSELECT $1;\n-- postgres:\nSELECT 1;\n-- end'), 1,
                     'postgres: $1 (x) is never used')
        self.refused(select(body='SELECT a FROM t WHERE b = ?;'), 1, 'unexpected ?')
        self.refused(select(body='SELECT $$x$$;'), 1, 'dollar quoting')

    def test_texts(self):
        self.refused(select(body=''), 1, 'no SQL')
        self.refused(select(body='SELECT a FROM t'), 1, 'one semicolon')
        self.refused(select(body='SELECT a FROM t; SELECT b FROM t;'), 1, 'one semicolon')
        self.refused(select(body='SELECT a FROM t; SELECT b FROM t'), 1, 'one semicolon')
        self.refused(select(body='DROP TABLE t;'), 1, 'cannot begin with DROP')
        self.refused(select(body='PRAGMA x;'), 1, 'cannot begin with PRAGMA')
        self.refused(select(body='INSERT OR REPLACE INTO t (a) VALUES (1) RETURNING a;'), 1, 'banned')
        self.refused(select(body='SELECT /* a */ a FROM t;'), 1, 'block comments')
        self.refused(select(body="SELECT 'a FROM t;"), 1, "unexpected '")

    def test_halves(self):
        self.refused(select(body='-- sqlite:\nSELECT 1;\n-- end'), 6, 'without both halves')
        self.refused(select(body='-- sqlite:\nSELECT 1;\n-- postgres:\nSELECT 1;'), 1, 'without "-- end"')
        self.refused(select(body='-- postgres:\nSELECT 1;\n-- end'), 4, 'must follow')
        self.refused(select(body='SELECT 1\n-- end\n;'), 5, 'without both halves')
        self.refused(select(body='-- sqlite:\n-- postgres:\nSELECT 1;\n-- end'), 1, 'no SQL for sqlite')

    def test_kinds(self):
        self.refused('-- name: s  kind: one\n-- Why.\nSELECT 1;', 1, 'needs "out"')
        self.refused(select(kind='exec', body='DELETE FROM t;'), 1, 'cannot have "out"')
        self.refused('-- name: s  kind: batch\n-- Why.\nDELETE FROM t;', 1, 'needs "in"')
        self.refused('-- name: s  kind: exec\n-- Why.\nSELECT 1;', 1, 'is for INSERT, UPDATE and DELETE')
        for body in ('INSERT INTO t (a, b) VALUES ($2, $1);', 'INSERT INTO t (a) VALUES ($1, $2);',
                     'INSERT INTO t (a, b) VALUES ($1, $2) ON CONFLICT DO NOTHING;',
                     'INSERT INTO t (a, b) SELECT $1, $2;', 'INSERT INTO t (a, b, c) VALUES ($1, $2, 0);'):
            self.refused(f'-- name: s  kind: bulk\n-- in:  a int64, b int64\n-- Why.\n{body}\n', 1, 'bulk ')
        for body in ('INSERT INTO t (a, b) VALUES ($1, $2) RETURNING a;',
                     'INSERT INTO t (a, b) VALUES ($2, $1) ON CONFLICT DO NOTHING;',
                     'INSERT INTO t (a, b) SELECT $1, $2 ON CONFLICT DO NOTHING;'):
            self.refused(f'-- name: s  kind: merge\n-- in:  a int64, b int64\n-- Why.\n{body}\n', 1, 'merge ')

    def test_a_merge_changes_rows_by_arrays(self):
        statement = parse('-- name: s  kind: merge\n-- in:  a int64, b text\n-- Why.\n'
                          'UPDATE t SET b = $2,\n  c = c + 1 WHERE a = $1;\n')[0]
        self.assertEqual(statement.merge, 'UPDATE t SET b = v.p2, c = c + 1 FROM unnest($1::bigint[], $2::text[]) '
                                          'AS v (p1, p2) WHERE a = v.p1')
        self.assertEqual(statement.sqlite, 'UPDATE t SET b = ?2,\n  c = c + 1 WHERE a = ?1')

    def test_a_merge_takes_arrays(self):
        statement = parse('-- name: s  kind: merge\n-- in:  a int64, b text, c blob\n-- Why.\n'
                                  'INSERT INTO t (a, b, c) VALUES ($1, $2, $3)\nON CONFLICT (a) DO NOTHING;\n')[0]
        self.assertEqual(statement.merge, 'INSERT INTO t (a, b, c) SELECT * FROM unnest($1::bigint[], $2::text[], '
                         '$3::bytea[]) ON CONFLICT (a) DO NOTHING')
        statement = parse('-- name: s  kind: merge\n-- in:  a int64\n-- Why.\nINSERT INTO t (a) VALUES ($1);\n')[0]
        self.assertEqual(statement.merge, 'INSERT INTO t (a) SELECT * FROM unnest($1::bigint[])')

    def test_a_find_takes_arrays_and_tells_the_input(self):
        statement = parse('-- name: s  kind: find\n-- in:  a int64, b text\n-- out: c int64\n-- Why.\n'
                          "SELECT c FROM t WHERE d = $2 AND a = $1 AND e = '$1' FOR UPDATE;\n")[0]
        self.assertEqual(statement.find, 'SELECT v.input, q.* FROM unnest($1::bigint[], $2::text[]) WITH ORDINALITY '
                         "AS v (p1, p2, input) CROSS JOIN LATERAL (SELECT c FROM t WHERE d = v.p2 AND a = v.p1 AND "
                         "e = '$1' FOR UPDATE) AS q")
        self.assertEqual(statement.sqlite[:8], 'SELECT c')
        header = gen_sql.c_header('m.sql', [statement])
        self.assertIn('size_t input;', header)
        self.assertIn('const struct sql_s_in *list, size_t count', header)
        self.refused('-- name: s  kind: find\n-- out: c int64\n-- Why.\nSELECT 1;', 1, 'needs "in"')
        self.refused('-- name: s  kind: find\n-- in:  a int64\n-- out: c int64\n-- Why.\n'
                     'DELETE FROM t WHERE a = $1 RETURNING a;', 1, 'only read')

    def test_what_is_kept(self):
        statement = parse('-- name: s  kind: many  kept: yes\n-- out: a int64\n-- Why.\nSELECT a FROM t;\n')[0]
        self.assertTrue(statement.is_kept)
        self.assertIn('.is_kept = true', '\n'.join(gen_sql.c_table(statement)))
        self.refused('-- name: s  kind: many  kept: no\n', 1, 'kept is yes')
        self.refused('-- name: s  kind: each  kept: yes\n', 1, 'kept is yes')
        self.refused('-- name: s  kind: one  kept: yes\n-- out: a int64\n-- Why.\nINSERT INTO t (a) VALUES (1) '
                     'RETURNING a;', 1, 'only read')


class Writing(unittest.TestCase):
    def test_prototypes(self):
        head = '-- in:  x partner_id\n'
        for kind, expected in (
                ('one', 'enum rc sql_s(struct db *db, struct arena *arena, const struct sql_s_in *in, '
                        'struct sql_s_row *ret_row)'),
                ('many', 'enum rc sql_s(struct db *db, struct arena *arena, const struct sql_s_in *in, '
                         'struct sql_s_row **ret_rows, size_t *ret_count)'),
                ('each', 'enum rc sql_s(struct db *db, const struct sql_s_in *in, '
                         'enum rc (*call)(void *user, const struct sql_s_row *row), void *user)')):
            s = statement(select(head, 'SELECT a FROM t WHERE b = $1;', kind))
            self.assertEqual(' '.join(gen_sql.prototype(s).split()), expected)
        s = statement('-- name: s  kind: exec\n-- Why.\nDELETE FROM t;')
        self.assertEqual(gen_sql.prototype(s), 'enum rc sql_s(struct db *db, int64_t *ret_changed)')

    def test_quotes_in_sql_are_quoted_in_c(self):
        s = statement(select(body='SELECT "a" FROM t WHERE b = \'\\\';'))
        self.assertIn('SELECT \\"a\\" FROM t WHERE b = \'\\\\\'', '\n'.join(gen_sql.c_table(s)))

    def test_ids_are_included_only_where_used(self):
        self.assertNotIn('ids.h', gen_sql.c_header('m.sql', parse(select())))
        self.assertIn('#include "ids.h"', gen_sql.c_header('m.sql', parse(
            select('-- in:  x partner_id\n', 'SELECT a FROM t WHERE b = $1;'))))

    def test_every_kind_and_type_compiles(self):
        types = ('int64', 'int64?', 'bool', 'instant', 'instant?', 'currency', 'currency?', 'text', 'text?', 'blob',
                 'blob?', 'partner_id', 'partner_id?')
        fields = ', '.join(f'f{i} {kind}' for i, kind in enumerate(types))
        values = ', '.join(f'${i + 1}' for i in range(len(types)))
        columns = ', '.join(f'f{i}' for i in range(len(types)))
        text = ''
        for kind in gen_sql.KINDS:
            text += f'-- name: with_{kind}  kind: {kind}\n-- in:  {fields}\n'
            if kind in gen_sql.KINDS_WITH_ROWS:
                text += f'-- out: {fields}\n'
                returning = ''.join(f' RETURNING {columns}')
            else:
                returning = ' ON CONFLICT DO NOTHING' if kind == 'merge' else ''
            if kind == 'find':
                conditions = ' AND '.join(f'f{i} = ${i + 1}' for i in range(len(types)))
                text += f'-- Why.\nSELECT {columns} FROM t WHERE {conditions};\n'
                continue
            text += f'-- Why.\nINSERT INTO t ({columns}) VALUES ({values}){returning};\n'
            if kind in gen_sql.KINDS_WITH_ROWS:
                text += f'-- name: bare_{kind}  kind: {kind}\n-- out: a int64\n-- Why.\nSELECT 1;\n'
        source_root = os.path.join(HERE, '..', 'src')
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, 'module.sql')
            with open(path, 'w', encoding='utf-8') as f:
                f.write(text)
            outputs = [os.path.join(folder, f'module_sql.{kind}') for kind in 'hc']
            self.assertEqual(gen_sql.main([path] + outputs), 0)
            lists = [os.path.join(folder, f'list.{kind}') for kind in 'hc']
            self.assertEqual(gen_sql.main(['--list'] + lists + outputs), 0)
            for output in (outputs[1], lists[1]):
                result = subprocess.run(
                    ['cc', '-std=gnu17', '-Wall', '-Wextra', '-Werror', '-Wconversion', '-Wmissing-prototypes',
                     '-Wno-missing-field-initializers', '-Wno-unused-parameter', '-fsyntax-only', output,
                     '-I', os.path.dirname(folder)] +
                    [f'-I{os.path.join(source_root, layer)}' for layer in ('base', 'platform', 'domain')],
                    capture_output=True, text=True, check=False)
                self.assertEqual((result.returncode, result.stderr), (0, ''))

    def test_the_command_reports_refusals(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, 'bad.sql')
            with open(path, 'w', encoding='utf-8') as f:
                f.write('SELECT 1;\n')
            result = subprocess.run([sys.executable, os.path.join(HERE, 'gen_sql.py'), path, path + '.h', path + '.c'],
                                    capture_output=True, text=True, check=False)
            self.assertEqual(result.returncode, 1)
            self.assertIn('bad.sql:1: SQL before', result.stderr)
            self.assertFalse(os.path.exists(path + '.h'))


if __name__ == '__main__':
    unittest.main()
