#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The house checker: what the compiler does not see. Prints `file:line: rule: message`; exit 1 when there is any.

    tools/house.py [--root FOLDER] [--headers [--build FOLDER]] [--tap] [--rules]

`layers.txt` says who may include whom and who may name what. `--headers` also compiles each header alone, against the
generated headers in the build folder. An exception is a comment `house: allow RULE reason` on the line or on the line
above (anywhere in the file for file_length); one that excuses nothing is an error itself. house_sql.py checks SQL.
"""
import argparse
import collections
import concurrent.futures
import fnmatch
import json
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import house_source
import house_sql
from house_source import Problem, Source, bare, functions, prototypes

RULES = {
    'layer': 'an include resolves to the own layer or a lower one, written from the layer\'s folder',
    'sibling': 'domain folders do not include each other',
    'pure': 'pure files reach only the base layer, their own folder and the ids',
    'system': 'a library\'s header is included only where layers.txt says',
    'name': 'a function is named only where layers.txt says',
    'sql_text': 'SQL text lives in .sql files',
    'sql_owner': 'a table has an owner, and only its owner\'s statements write it',
    'sql_comment': 'every table, column and statement has a comment',
    'sql_replace': 'nothing is replaced: OR REPLACE deletes without a trigger noticing',
    'sql_kept': 'what is kept in memory reads only tables whose changes move the change mark',
    'sql_pair': 'where the databases differ both halves are written',
    'function_length': 'a function has at most 70 lines, a test 150',
    'parameters': 'a function has at most 6 parameters, arena and fault not counted',
    'line_length': 'a line has at most 120 columns',
    'file_length': 'a file has at most 800 lines',
    'banned': 'functions that overflow, hide state or parse carelessly',
    'arena': 'no malloc where memory comes from arenas',
    'float': 'no floating point near money',
    'braces': 'if, else, for, while and do have braces',
    'typedef': 'no typedef but for function pointers',
    'discard': 'a discarded result says why',
    'leftover': 'no reminders left in the code',
    'spdx': 'the first line names the licence, and the next ones say what the file is',
    'once': 'a header begins with #pragma once',
    'unbuilt': 'a source is listed in a meson.build above it',
    'machine_path': 'no path of one machine',
    'header_alone': 'a header compiles alone',
    'exception': 'an exception has a known rule and a reason, and excuses something',
}

LINE_COLUMNS_MAX = 120
FUNCTION_LINES_MAX = 70
TEST_LINES_MAX = 150  # tables of cases are data
FILE_LINES_MAX = 800
PARAMETERS_MAX = 6

BANNED = (
    'atoi atol atoll atof strtol strtoll strtoul strtoull strtoimax strtoumax strtod strtof sscanf vsscanf scanf '
    'fscanf gets sprintf vsprintf strcpy stpcpy strncpy strcat strncat strtok strtok_r localtime localtime_r gmtime '
    'gmtime_r mktime ctime asctime strftime strptime rand srand random srandom drand48 setjmp longjmp alloca system '
    'popen tmpnam mktemp setenv putenv setlocale').split()
BANNED_BUT_IN_TESTS = {'popen', 'system', 'setenv'}
BANNED_CALL = re.compile(r'(?<![\w.>])(' + '|'.join(BANNED) + r')\s*\(')
ALLOCATION = re.compile(r'(?<![\w.>])(malloc|calloc|realloc|reallocarray|free|strdup|strndup|asprintf|vasprintf)\s*\(')
FLOAT = re.compile(r'\b(?:double|float|_Float\w+)\b|(?<![\w.])(?:\d+\.\d*|\.\d+)(?:[eE][-+]?\d+)?[fFlL]?(?![\w.])')
SQL_TEXT = re.compile(r'\s*(?:SELECT\s|INSERT\s+(?:OR|INTO)\b|UPDATE\s+\w+\s+SET\b|DELETE\s+FROM\b|'
                      r'(?:CREATE|ALTER|DROP)\s+TABLE\b|WITH\s+\w+\s+AS\b)')
LEFTOVER = re.compile(r'\b(?:FIX' + r'ME|TO' + r'DO)\b')
MACHINE_PATH = re.compile(r'(?<![\w.])/(?:wo' + r'rk|home/\w+|Users/\w+)/')
CONTROL = re.compile(r'\b(if|for|while|switch|else|do)\b')
TYPEDEF = re.compile(r'\btypedef\b[^;{]*[;{]')
DISCARD = re.compile(r'\bDISCARD\s*\(')
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(?:"([^"]*)"|<([^>]*)>)', re.MULTILINE)
PURE_SYSTEM = {'inttypes.h', 'limits.h', 'stdarg.h', 'stdbool.h', 'stddef.h', 'stdint.h', 'stdlib.h', 'string.h'}


class Layers:
    """What layers.txt says."""

    def __init__(self, path):
        self.level = {}        # folder -> number
        self.siblings = []
        self.shared = set()
        self.pure = []
        self.system = {}
        self.name = {}
        self.exact = []
        self.arena = []
        self.nosql = []
        level = 0
        with open(path, encoding='utf-8') as lines:
            for number, line in enumerate(lines, 1):
                words = line.split('#')[0].split()
                if not words:
                    continue
                kind, rest = words[0], words[1:]
                if kind == 'layer':
                    for folder in rest:
                        self.level[folder] = level
                    level += 1
                elif kind == 'shared':
                    self.shared.update(rest)
                elif kind in ('system', 'name'):
                    getattr(self, kind)[rest[0]] = rest[1:]
                elif kind in ('siblings', 'pure', 'exact', 'arena', 'nosql'):
                    getattr(self, kind).extend(rest)
                else:
                    raise SystemExit(f'{path}:{number}: unknown word {kind}')

    def of(self, path):
        """The layer folder a path lies in, or None for tests and tools."""
        folder = '/'.join(path.split('/')[:2])
        return folder if folder in self.level else None

    def is_pure(self, path):
        return any(fnmatch.fnmatch(path, pattern) for pattern in self.pure)


def is_within(path, places):
    return any(path == place or path.startswith(place.rstrip('/') + '/') for place in places)


class House:
    """All sources under a root, and the problems found in them."""

    def __init__(self, root):
        self.root = root
        self.layers = Layers(os.path.join(root, 'layers.txt'))
        self.problems = []
        self.libraries = []
        self.sources = {}
        for folder in ('src', 'test', 'tools', 'migrations'):
            for path in sorted(self.walk(folder)):
                self.sources[path] = Source(root, path)
        for path in ('dev', '.ci/run'):
            if os.path.exists(os.path.join(root, path)):
                self.sources[path] = Source(root, path)

    def walk(self, folder):
        for place, folders, names in os.walk(os.path.join(self.root, folder)):
            folders[:] = [name for name in folders if not name.startswith(('.', '__')) and name != 'node_modules']
            for name in names:
                if name.endswith(('.c', '.h', '.sql', '.py', '.sh', '.ts', '.html', '.build', '.def')):
                    yield os.path.relpath(os.path.join(place, name), self.root)

    def report(self, source, line, rule, message):
        self.problems.append(Problem(source.path, line, rule, message))

    def check(self):
        for source in self.sources.values():
            self.check_text(source)
            if source.path.endswith(('.c', '.h')):
                self.check_includes(source)
                self.check_words(source)
                self.check_shape(source)
        statements = [source for source in self.sources.values() if source.path.endswith('.sql')]
        for problem in house_sql.check(statements):
            self.problems.append(problem)
        self.check_built()

    # ---- text of every kind ----

    def check_text(self, source):
        is_corpus = '/corpus/' in source.path or '/data/' in source.path
        for number, line in enumerate(source.lines, 1):
            is_free = is_corpus or source.path.endswith('.html') or line.startswith(('-- in:', '-- out:'))
            if len(line) > LINE_COLUMNS_MAX and not is_free:
                self.report(source, number, 'line_length', f'{len(line)} columns, {LINE_COLUMNS_MAX} are allowed')
            if LEFTOVER.search(line) and not source.path.startswith('tools/') and not is_corpus:
                self.report(source, number, 'leftover', 'do it, or write an issue')
            if MACHINE_PATH.search(line):
                self.report(source, number, 'machine_path', 'a path of one machine')
        if len(source.lines) > FILE_LINES_MAX:
            self.report(source, 1, 'file_length', f'{len(source.lines)} lines, {FILE_LINES_MAX} are allowed')
        if source.path.endswith(('.c', '.h', '.py', '.sh')) or '.' not in os.path.basename(source.path):
            self.check_head(source)

    def check_head(self, source):
        mark = '//' if source.path.endswith(('.c', '.h')) else '#'
        head = [line for line in source.lines[:3] if not line.startswith('#!')] + ['', '']
        if head[0] != mark + ' SPDX-License-Identifier: Apache-2.0':
            self.report(source, 1, 'spdx', f'the first line is to be: {mark} SPDX-License-Identifier: Apache-2.0')
        elif not (head[1].startswith(mark + ' ') or head[1].startswith('"""')):
            self.report(source, 2, 'spdx', 'a paragraph that says what this file is follows the licence')
        if source.path.endswith('.h') and not re.search(r'^#pragma once$', source.text, re.MULTILINE):
            self.report(source, 1, 'once', '#pragma once is missing')

    # ---- includes ----

    def roots_of(self, path):
        """The include folders a file is compiled with: its own layer and those below; tests in test/ see all."""
        own = self.layers.of(path)
        level = max(self.layers.level.values()) if own is None else self.layers.level[own]
        roots = [folder for folder, number in self.layers.level.items() if number < level or folder == own]
        if own is None:
            roots = list(self.layers.level) + [os.path.dirname(path)]
        if own is None or house_source.is_test(path):
            roots += ['test/support', 'test']
        return roots

    def exists(self, path):
        """A header in the tree, or one that gen_sql.py makes from a .sql file that is."""
        if path in self.sources:
            return True
        return path.endswith('_sql.h') and path[:-len('_sql.h')] + '.sql' in self.sources

    def resolve(self, name, roots):
        for root in roots:
            if self.exists(f'{root}/{name}'):
                return f'{root}/{name}'
        return None

    def includes(self, source):
        """(line, name, is_system) of each include; read from the raw text because strings are blanked in the code."""
        for match in INCLUDE.finditer(source.text):
            if source.code[match.start():match.end()].strip():  # not inside a comment
                yield source.line_of(match.start()), match.group(1) or match.group(2) or '', match.group(1) is None

    def check_includes(self, source):
        roots = self.roots_of(source.path)
        for line, name, is_system in self.includes(source):
            if '..' in name.split('/'):
                self.report(source, line, 'layer', 'no .. in an include')
            elif is_system:
                self.check_system_include(source, line, name)
            else:
                self.check_own_include(source, line, name, roots)
        if self.layers.is_pure(source.path) and not source.is_test:
            self.check_pure(source)

    def check_system_include(self, source, line, name):
        for header, places in self.layers.system.items():
            is_it = name.startswith(header) if header.endswith('/') else name == header
            if is_it and not is_within(source.path, places) and not source.path.startswith('test/'):
                self.report(source, line, 'system', f'<{name}> belongs to {" ".join(places)}')

    def check_own_include(self, source, line, name, roots):
        target = self.resolve(name, roots)
        if target is None:
            upward = self.resolve(name, self.layers.level)
            if upward:
                self.report(source, line, 'layer', f'{upward} is not in or below the layer of this file')
            elif self.resolve(name, [os.path.dirname(source.path)]):
                self.report(source, line, 'layer', f'"{name}" is to be written from the folder of its layer')
            elif not self.is_generated(name):
                self.report(source, line, 'layer', f'"{name}" is in no layer')
            return
        for folder in self.layers.siblings:
            if source.is_test or target in self.layers.shared or not is_within(target, [folder]):
                continue
            if is_within(source.path, [folder]) and self.room(folder, target) != self.room(folder, source.path):
                self.report(source, line, 'sibling', f'{target} is a sibling; let the flow pass in what is needed')

    @staticmethod
    def is_generated(name):
        return name in ('statement_list.h', 'phrase/phrases.h', 'asset/assets.h') or name.endswith('_html.h')

    @staticmethod
    def room(folder, path):
        return path[len(folder) + 1:].split('/')[0]

    def check_pure(self, source):
        """Follows the includes: a pure file that includes a header which includes the database is not pure."""
        folder = os.path.dirname(source.path)
        lowest = min(self.layers.level, key=self.layers.level.get)
        first_line = {}
        queue = collections.deque([(source, None)])
        while queue:
            current, via = queue.popleft()
            for line, name, is_system in self.includes(current):
                line = via or line
                if is_system:
                    if is_within(current.path, [lowest]) or name in PURE_SYSTEM:
                        continue
                    self.report(source, line, 'pure', f'reaches <{name}> in {current.path}')
                    continue
                target = self.resolve(name, self.roots_of(current.path))
                if target is None or target in first_line:
                    continue
                first_line[target] = line
                if not is_within(target, [lowest, folder]) and target not in self.layers.shared:
                    self.report(source, line, 'pure', f'reaches {target}')
                elif target in self.sources and not is_within(target, [lowest]):
                    queue.append((self.sources[target], line))

    # ---- words ----

    def check_words(self, source):
        code = source.code
        is_product = source.path.startswith('src/') and not source.is_test
        for match in BANNED_CALL.finditer(code):
            if not (source.is_test and match.group(1) in BANNED_BUT_IN_TESTS):
                self.report(source, source.line_of(match.start()), 'banned', f'{match.group(1)} is not used here')
        if is_within(source.path, self.layers.exact):
            self.each(source, FLOAT, code, 'float', lambda m: f'{m.group(0)}: money and rates are integers')
        if is_product and is_within(source.path, self.layers.arena):
            self.each(source, ALLOCATION, code, 'arena', lambda m: f'{m.group(1)}: take memory from an arena')
        if is_product:
            for word, places in self.layers.name.items():
                if not is_within(source.path, places):
                    self.each(source, re.compile(r'(?<![\w.>])' + word + r'\s*\('), code, 'name',
                              lambda m: f'{word} is named only in {" ".join(places)}')
            if is_within(source.path, self.layers.nosql):
                for start, text in source.strings:
                    if SQL_TEXT.match(text):
                        self.report(source, source.line_of(start), 'sql_text', 'a statement belongs to a .sql file')
        for match in DISCARD.finditer(code):
            reason = source.string_at(match.end())
            is_macro = source.text[:match.start()].endswith('#define ')
            if not is_macro and (reason is None or len(reason.strip()) < 4):
                self.report(source, source.line_of(match.start()), 'discard', 'the first argument says why')
        for match in TYPEDEF.finditer(code):
            if not re.search(r'\(\s*\*', match.group(0)):
                self.report(source, source.line_of(match.start()), 'typedef', 'write the type out')

    def each(self, source, pattern, code, rule, message):
        for match in pattern.finditer(code):
            self.report(source, source.line_of(match.start()), rule, message(match))

    # ---- shape ----

    def check_shape(self, source):
        lines_max = TEST_LINES_MAX if source.is_test else FUNCTION_LINES_MAX
        for function in functions(source):
            if function.line_count > lines_max:
                self.report(source, function.line, 'function_length',
                            f'{function.name} has {function.line_count} lines, {lines_max} are allowed')
            self.check_parameters(source, function)
        if source.path.endswith('.h'):
            for function in prototypes(source):
                self.check_parameters(source, function)
        self.check_braces(source)

    def check_parameters(self, source, function):
        if function.parameter_count > PARAMETERS_MAX:
            self.report(source, function.line, 'parameters', f'{function.name} has {function.parameter_count} '
                        f'parameters, {PARAMETERS_MAX} are allowed: take a structure')

    def check_braces(self, source):
        code = bare(source)
        for match in CONTROL.finditer(code):
            word, at = match.group(1), match.end()
            if word in ('if', 'for', 'while', 'switch'):
                opening = re.compile(r'\s*\(').match(code, at)
                if not opening:
                    continue
                at = closing_parenthesis(code, opening.end() - 1)
            following = code[at:at + 400].lstrip()
            is_tail = word == 'while' and (following.startswith(';') or code[opening.end():at] == '0)')
            is_good = following.startswith('{') or is_tail or (word == 'else' and re.match(r'if\b', following))
            if not is_good:
                self.report(source, source.line_of(match.start()), 'braces', f'{word} without braces')

    # ---- the build ----

    def check_built(self):
        for path, source in self.sources.items():
            if not path.endswith('.c') or not path.startswith(('src/', 'test/')):
                continue
            folder, is_listed = os.path.dirname(path), False
            while folder and not is_listed:
                build = self.sources.get(f'{folder}/meson.build')
                relative = path[len(folder) + 1:]
                listing = re.sub(r'#.*', '', build.text) if build else ''
                is_listed = f"'{relative}'" in listing or f"'{os.path.splitext(relative)[0]}'" in listing
                folder = os.path.dirname(folder)
            if not is_listed:
                self.report(source, 1, 'unbuilt', 'no meson.build above lists it')

    def check_headers(self, build):
        headers = [source for path, source in self.sources.items() if path.endswith('.h')]
        self.libraries = self.library_options(build)
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            for source, trouble in zip(headers, pool.map(lambda item: self.compile_alone(item, build), headers)):
                if trouble:
                    self.report(source, 1, 'header_alone', trouble)

    def library_options(self, build):
        """Where the build found the headers of libraries."""
        path = os.path.join(self.root, build or 'build/debug', 'compile_commands.json')
        if not os.path.exists(path):
            return []
        with open(path, encoding='utf-8') as file:
            words = {word for entry in json.load(file) for word in entry['command'].split()}
        return sorted(word for word in words if word.startswith(('-I/', '-isystem/')))

    def compile_alone(self, source, build):
        command = ['gcc', '-fsyntax-only', '-std=gnu17', '-D_GNU_SOURCE', '-Wall', '-Wextra', '-Wno-unused-parameter',
                   '-Werror', '-x', 'c']
        for folder in self.roots_of(source.path):
            command += ['-I', folder]
            if build:
                command += ['-I', os.path.join(build, folder)]
        done = subprocess.run(command + self.libraries + ['-include', source.path, '/dev/null'], cwd=self.root,
                              check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        lines = [line for line in done.stdout.decode('utf-8', 'replace').split('\n') if 'error:' in line]
        return (lines or ['gcc failed'])[0] if done.returncode else None

    # ---- exceptions ----

    def settle(self, rules_checked):
        """Takes off what an exception excuses; reports exceptions that are wrong or excuse nothing."""
        left = []
        used = set()
        for problem in self.problems:
            excuse = self.excuse_of(problem)
            if excuse:
                used.add(excuse)
            else:
                left.append(problem)
        for source in self.sources.values():
            for line, rule, reason in source.exceptions:
                if rule not in RULES or rule == 'exception':
                    left.append(Problem(source.path, line, 'exception', f'there is no rule {rule}'))
                elif len(reason) < 8:
                    left.append(Problem(source.path, line, 'exception', 'the reason is missing'))
                elif rule in rules_checked and (source.path, line, rule) not in used:
                    left.append(Problem(source.path, line, 'exception', f'excuses nothing: no {rule} here'))
        self.problems = sorted(left, key=lambda problem: (problem.path, problem.line, problem.rule))

    def excuse_of(self, problem):
        for line, rule, _ in self.sources[problem.path].exceptions:
            is_near = line in (problem.line, problem.line - 1) or rule == 'file_length'
            if rule == problem.rule and is_near:
                return problem.path, line, rule
        return None


def closing_parenthesis(code, at):
    depth = 0
    for match in re.compile(r'[()]').finditer(code, at):
        depth += 1 if match.group(0) == '(' else -1
        if depth == 0:
            return match.end()
    return len(code)


def check(root, with_headers=False, build=None):
    """All problems under root, in order of file and line."""
    house = House(root)
    house.check()
    if with_headers:
        house.check_headers(build)
    house.settle(set(RULES) - (set() if with_headers else {'header_alone'}))
    return house.problems


def print_tap(problems):
    by_rule = collections.defaultdict(list)
    for problem in problems:
        by_rule[problem.rule].append(problem)
    print(f'1..{len(RULES)}')
    for number, rule in enumerate(RULES, 1):
        for problem in by_rule[rule]:
            print(f'# {problem}')
        print(f"{'not ok' if by_rule[rule] else 'ok'} {number} - {rule}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--root', default=os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    parser.add_argument('--headers', action='store_true')
    parser.add_argument('--build', default=None)
    parser.add_argument('--tap', action='store_true')
    parser.add_argument('--rules', action='store_true')
    options = parser.parse_args()
    if options.rules:
        for rule, text in RULES.items():
            print(f'{rule:16} {text}')
        return 0
    problems = check(options.root, options.headers, options.build)
    if options.tap:
        print_tap(problems)
    else:
        for problem in problems:
            print(problem)
        print(f'house: {len(problems)} problems' if problems else 'house: in order', file=sys.stderr)
    return 1 if problems else 0


if __name__ == '__main__':
    sys.exit(main())
