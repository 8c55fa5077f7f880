# SPDX-License-Identifier: Apache-2.0
"""Tests of the house checker: for each rule a small tree that breaks it, and one beside it that does not."""
import os
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import house

LAYERS = '''
layer src/base
layer src/platform
layer src/domain
layer src/flow
layer src/web src/api
siblings src/domain
shared src/domain/ids.h
pure src/domain/*_core.c
system sqlite3.h src/platform/db
system unicode/ src/platform/text
name db_write_begin src/flow src/platform/db
exact src/domain
arena src/domain
nosql src/domain
'''
C = '// SPDX-License-Identifier: Apache-2.0\n// A file for the test.\n'
H = C + '#pragma once\n'
SQL = '-- SPDX-License-Identifier: Apache-2.0\n-- A file for the test.\n\n'
BASE = {'src/base/core/text.h': H, 'src/platform/db/db.h': H, 'src/domain/ids.h': H, 'src/domain/ledger/ledger.h': H,
        'src/domain/payout/payout.h': H, 'src/flow/pay.h': H}


class Tree(unittest.TestCase):
    """Makes a tree of files, runs the checker, compares `file:line: rule` of what it finds."""

    def problems(self, files, **options):
        with tempfile.TemporaryDirectory() as root:
            every = dict(BASE)
            every.update(files)
            every.setdefault('layers.txt', LAYERS)
            listed = ''.join(f"'{path[4:]}'\n" for path in every if path.endswith('.c') and path.startswith('src/'))
            every.setdefault('src/meson.build', listed)
            for path, text in every.items():
                os.makedirs(os.path.join(root, os.path.dirname(path)), exist_ok=True)
                with open(os.path.join(root, path), 'w', encoding='utf-8') as file:
                    file.write(text)
            return [f'{problem.path}:{problem.line}: {problem.rule}'
                    for problem in house.check(root, **options)]

    def expect(self, files, *expected, **options):
        self.assertEqual(self.problems(files, **options), list(expected))

    def expect_c(self, body, *expected, path='src/domain/ledger/ledger.c'):
        """The body starts at line 3 of a file; expectations are `line: rule`."""
        self.expect({path: C + body}, *[f'{path}:{item}' for item in expected])


class Includes(Tree):
    def test_downward_is_fine(self):
        self.expect({'src/flow/pay.c': C + '#include "pay.h"\n#include "ledger/ledger.h"\n#include "payout/payout.h"\n'
                                           '#include "db/db.h"\n#include "core/text.h"\n#include <stdio.h>\n'})

    def test_upward(self):
        self.expect({'src/base/core/text.c': C + '#include "db/db.h"\n'}, 'src/base/core/text.c:3: layer')

    def test_layers_of_one_line(self):
        self.expect({'src/api/v1/x.h': H, 'src/web/page.c': C + '#include "v1/x.h"\n'}, 'src/web/page.c:3: layer')

    def test_dots_own_folder_and_unknown(self):
        self.expect({'src/flow/pay.c': C + '#include "../domain/ids.h"\n#include "nowhere/at/all.h"\n'},
                    'src/flow/pay.c:3: layer', 'src/flow/pay.c:4: layer')
        self.expect({'src/domain/ledger/ledger.c': C + '#include "ledger.h"\n'},
                    'src/domain/ledger/ledger.c:3: layer')

    def test_commented_include_is_none(self):
        self.expect_c('/*\n#include "../x.h"\n*/\n// #include "pay.h"\n')

    def test_generated_statements(self):
        files = {'src/domain/ledger/ledger.c': C + '#include "ledger/ledger_sql.h"\n',
                 'src/domain/ledger/ledger.sql': SQL}
        self.expect(files)
        del files['src/domain/ledger/ledger.sql']
        self.expect(files, 'src/domain/ledger/ledger.c:3: layer')

    def test_siblings(self):
        self.expect_c('#include "ids.h"\n#include "ledger/ledger.h"\n#include "payout/payout.h"\n', '5: sibling')
        self.expect_c('#include "payout/payout.h"\n', path='src/domain/ledger/ledger_test.c')
        self.expect({'test/support/x.h': H, 'src/base/core/text_test_rows.h': H + '#include "x.h"\n'})

    def test_pure_follows_headers(self):
        own = {'src/domain/ledger/rule_core.h': H + '#include "core/text.h"\n#include "ids.h"\n'}
        core = C + '#include <stdint.h>\n#include "ledger/rule_core.h"\n'
        self.expect({**own, 'src/domain/ledger/rule_core.c': core})
        own['src/domain/ledger/rule_core.h'] += '#include "db/db.h"\n'
        self.expect({**own, 'src/domain/ledger/rule_core.c': core}, 'src/domain/ledger/rule_core.c:4: pure')
        self.expect_c('#include <unistd.h>\n', '3: pure', path='src/domain/ledger/rule_core.c')

    def test_system_headers(self):
        self.expect_c('#include <sqlite3.h>\n', '3: system')
        self.expect_c('#include <unicode/ucal.h>\n', '3: system')
        self.expect_c('#include <sqlite3.h>\n', path='src/platform/db/db_sqlite.c')


class Words(Tree):
    def test_banned(self):
        self.expect_c('int f(void)\n{\n    return atoi("1") + x.time + my_atoi(2);\n}\n', '5: banned')
        self.expect_c('int f(void)\n{\n    return system("ls") + atoi("1");\n}\n', '5: banned',
                      path='src/domain/ledger/ledger_test.c')
        self.expect_c('// atoi("1")\nconst char *s = "strcpy(a, b)";\n')

    def test_write_begin(self):
        self.expect_c('int f(void)\n{\n    return db_write_begin(db);\n}\n', '5: name')
        self.expect_c('int f(void)\n{\n    return db_write_begin(db);\n}\n', path='src/flow/pay.c')
        self.expect_c('int f(void)\n{\n    return db_write_begin(db);\n}\n', path='src/domain/ledger/ledger_test.c')

    def test_float(self):
        self.expect_c('double a;\nint b = 1.5;\nint c = 3; // 1.5 double\nconst char *d = "0.5";\nint e = 0x1e5;\n',
                      '3: float', '4: float')
        self.expect_c('double a;\n', path='src/platform/db/db.c')

    def test_malloc(self):
        self.expect_c('int f(void)\n{\n    free(p);\n    arena_free(p);\n    x.free(p);\n}\n', '5: arena')
        self.expect_c('int f(void)\n{\n    free(p);\n}\n', path='src/base/core/map.c')

    def test_sql_text(self):
        self.expect_c('const char *a = "SELECT 1";\nconst char *b = "Select a partner";\n'
                      'const char *c = " DELETE FROM x";\nconst char *d = "UPDATE your plan";\n',
                      '3: sql_text', '5: sql_text')
        self.expect_c('const char *a = "SELECT 1";\n', path='src/platform/db/db.c')

    def test_discard(self):
        self.expect_c('int f(void)\n{\n    DISCARD("best effort", g());\n    DISCARD("", g());\n'
                      '    DISCARD(g(), h());\n}\n', '6: discard', '7: discard')

    def test_leftover(self):
        self.expect_c('// TO' + 'DO later\n// todo\n', '3: leftover')

    def test_typedef(self):
        self.expect_c('typedef struct a b;\ntypedef int (*call)(void *);\n', '3: typedef')

    def test_machine_path(self):
        self.expect_c('// see /wo' + 'rk/x/y and test/wo' + 'rk/x\n', '3: machine_path')


class Shape(Tree):
    def test_function_length(self):
        def function(lines):
            return 'static int f(int a)\n{\n' + '    a++;\n' * (lines - 3) + '}\n'
        self.expect_c('struct a {\n    int b;\n};\n' + function(70))
        self.expect_c('struct a {\n    int b;\n};\n' + function(71), '6: function_length')
        self.expect_c(function(150), path='src/flow/pay_test.c')
        self.expect_c(function(151), '3: function_length', path='src/flow/pay_test.c')
        # Braces in strings and comments do not count.
        self.expect_c('int g(void)\n{\n    return "{" + \'{\' /* { */;\n}\n' + function(71), '7: function_length')

    def test_parameters(self):
        six = 'int a, int b, int c, int d, int e, int (*f)(int, int)'
        self.expect_c(f'int f({six})\n{{\n}}\nint g({six}, int h)\n{{\n}}\n', '6: parameters')
        self.expect_c(f'int f(struct arena *arena, {six}, struct fault *fault)\n{{\n}}\n')
        header = f'int f({six}) __attribute__((format(printf, 2, 3)));\nint g({six}, int h) MUST_USE;\n'
        self.expect({'src/flow/pay.h': H + header}, 'src/flow/pay.h:5: parameters')

    def test_lines(self):
        self.expect_c('// ' + 'x' * 117 + '\n// ' + 'é' * 117 + '\n// ' + 'x' * 118 + '\n', '5: line_length')
        self.expect_c('\n' * 799, '1: file_length')

    def test_braces(self):
        self.expect_c('int f(void)\n{\n    if (a)\n        b();\n    if (c(d)) {\n    } else if (e) {\n    } else\n'
                      '        g();\n    do {\n    } while (h);\n    for (;;) {\n    }\n}\n', '5: braces', '9: braces')
        self.expect_c('#if A\n#else\nint a;\n#endif\n#define M do { } while (0)\n')

    def test_head(self):
        self.expect({'src/flow/pay.c': '// A file.\n'}, 'src/flow/pay.c:1: spdx')
        self.expect({'src/flow/pay.c': '// SPDX-License-Identifier: Apache-2.0\nint a;\n'}, 'src/flow/pay.c:2: spdx')
        self.expect({'src/flow/pay.h': C}, 'src/flow/pay.h:1: once')

    def test_unbuilt(self):
        self.expect({'src/flow/pay.c': C, 'src/meson.build': ''}, 'src/flow/pay.c:1: unbuilt')
        self.expect({'src/flow/pay.c': C, 'src/meson.build': "# 'flow/pay.c'"}, 'src/flow/pay.c:1: unbuilt')
        self.expect({'src/flow/pay.c': C, 'src/meson.build': '', 'src/flow/meson.build': "files('pay.c')"})

    def test_header_alone(self):
        self.expect({'src/flow/pay.h': H + '#include "core/text.h"\nint f(struct unknown a);\n'},
                    'src/flow/pay.h:1: header_alone', with_headers=True)
        self.expect({'src/flow/pay.h': H + '#include "ids.h"\nint f(int a);\n'}, with_headers=True)


class Statements(Tree):
    MIGRATION = (SQL + '-- owner: ledger\n-- What an account holds.\nCREATE TABLE account (\n'
                 '  id BIGINT PRIMARY KEY, -- account\n  -- ISO 4217\n  currency TEXT NOT NULL CHECK (a IN (1, 2)),\n'
                 '  PRIMARY KEY (id, currency)\n);\n')

    def expect_sql(self, text, *expected, path='src/domain/ledger/ledger.sql', migration=MIGRATION):
        self.expect({'migrations/0001_init.sql': migration, path: SQL + text}, *expected)

    def test_fine(self):
        self.expect_sql('-- name: a  kind: exec\n-- in: id int64\n-- Why.\n'
                        'INSERT INTO account (id) VALUES ($1) ON CONFLICT DO UPDATE SET id = 1;\n'
                        '-- name: b  kind: exec\n-- Why.\nUPDATE account SET id = \'DELETE FROM other\';\n')

    def test_statements_of_tests_use_tables_of_their_own(self):
        self.expect_sql('-- name: a  kind: exec\n-- Why.\nDELETE FROM mine;\n',
                        path='src/domain/ledger/ledger_test.sql')

    def test_owner(self):
        text = '-- name: a  kind: exec\n-- Why.\nUPDATE account AS x SET id = 1;\n'
        self.expect_sql(text, 'src/domain/payout/payout.sql:6: sql_owner', path='src/domain/payout/payout.sql')
        for statement in ('DELETE FROM nowhere;', 'INSERT INTO nowhere (a) VALUES (1);', 'TRUNCATE nowhere;'):
            self.expect_sql(f'-- name: a  kind: exec\n-- Why.\n{statement}\n',
                            'src/domain/ledger/ledger.sql:6: sql_owner')
        self.expect_sql('-- name: a  kind: many\n-- Why.\nSELECT id FROM account FOR UPDATE;\n',
                        path='src/domain/payout/payout.sql')
        self.expect_sql('', 'migrations/0001_init.sql:6: sql_owner',
                        migration=self.MIGRATION.replace('-- owner: ledger', '-- owned by ledger'))

    def test_comments(self):
        self.expect_sql('-- name: a  kind: exec\n-- in: id int64\nDELETE FROM account;\n',
                        'src/domain/ledger/ledger.sql:4: sql_comment')
        self.expect_sql('', 'migrations/0001_init.sql:6: sql_comment',
                        migration=self.MIGRATION.replace('-- What an account holds.\n', '--\n'))
        self.expect_sql('', 'migrations/0001_init.sql:7: sql_comment',
                        migration=self.MIGRATION.replace(' -- account', ''))
        self.expect_sql('', 'migrations/0001_init.sql:13: sql_comment',
                        migration=self.MIGRATION + '\nALTER TABLE account ADD COLUMN a TEXT;\n')

    def test_replace(self):
        self.expect_sql('-- name: a  kind: exec\n-- Why.\nINSERT OR REPLACE INTO account (id) VALUES (1);\n',
                        'src/domain/ledger/ledger.sql:6: sql_replace')

    def test_kept(self):
        kept = '-- name: a  kind: many  kept: yes\n-- out: id int64\n-- Why.\nSELECT id FROM account;\n'
        self.expect_sql(kept, 'src/domain/ledger/ledger.sql:4: sql_kept')
        mark = '\nCREATE CONSTRAINT TRIGGER account_marks AFTER INSERT ON account DEFERRABLE;\n'
        self.expect_sql(kept, migration=self.MIGRATION + mark)

    def test_pair(self):
        good = '-- name: a  kind: exec\n-- Why.\n-- sqlite:\nDELETE FROM account;\n-- postgres:\nDELETE FROM account;\n'
        self.expect_sql(good + '-- end\n')
        self.expect_sql(good, 'src/domain/ledger/ledger.sql:9: sql_pair')
        self.expect_sql('-- name: a  kind: exec\n-- Why.\n-- postgres:\n-- end\n',
                        'src/domain/ledger/ledger.sql:6: sql_pair')


class Exceptions(Tree):
    def test_excused(self):
        self.expect_c('double a; // house: allow float the driver hands it over\n'
                      '// house: allow float the driver hands it over\ndouble b;\n')
        self.expect_c('\n' * 790 + '// house: allow file_length a table, better whole\n' + '\n' * 20)

    def test_wrong(self):
        self.expect_c('double a; // house: allow float\n', '3: exception')
        self.expect_c('int a; // house: allow float the driver hands it over\n', '3: exception')
        self.expect_c('int a; // house: allow flaot the driver hands it over\n', '3: exception')


class Itself(unittest.TestCase):
    def test_every_rule_is_tested(self):
        with open(__file__, encoding='utf-8') as file:
            text = file.read()
        self.assertEqual([rule for rule in house.RULES if f': {rule}\'' not in text], [])


if __name__ == '__main__':
    unittest.main()
