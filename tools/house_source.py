# SPDX-License-Identifier: Apache-2.0
"""Source files as the house checker reads them: text, code without comments and strings, functions, exceptions."""
import bisect
import collections
import os
import re

EXCEPTION = re.compile(r'house: allow (\w+)[ \t]*([^\n*]*)')
# Comments, strings, characters and preprocessor lines of C, in the order in which they must win.
TOKEN = re.compile(r'//(?:[^\\\n]|\\.|\\\n)*|/\*.*?\*/|"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'', re.DOTALL)
PREPROCESSOR = re.compile(r'^[ \t]*#(?:[^\\\n]|\\.|\\\n)*', re.MULTILINE)
NOT_NEWLINE = re.compile(r'[^\n]')

# What nearly every function is handed, and what nobody mixes up, is not counted.
CONTEXT = re.compile(r'\bstruct (?:arena|fault) \*\s*(?:arena|fault)\b')

Function = collections.namedtuple('Function', 'name line line_count parameter_count')


def is_test(path):
    """x_test.c, and what several tests of a folder share: x_test_y.h."""
    return path.startswith('test/') or re.search(r'_test(?:_\w+)?\.\w+$', path) is not None


class Problem(collections.namedtuple('Problem', 'path line rule message')):
    """One broken rule; prints as compilers do."""

    __slots__ = ()

    def __str__(self):
        return f'{self.path}:{self.line}: {self.rule}: {self.message}'


class Source:
    """One file. `code` has the length and the lines of `text`, with comments and what is inside strings blanked."""

    def __init__(self, root, path):
        self.path = path
        with open(os.path.join(root, path), encoding='utf-8', errors='replace') as file:
            self.text = file.read()
        self.lines = self.text.split('\n')
        if self.lines[-1] == '':
            self.lines.pop()
        self.starts = [0]
        for match in re.finditer('\n', self.text):
            self.starts.append(match.end())
        self.is_test = is_test(path)
        self.strings = []
        self.code = self.text
        if path.endswith(('.c', '.h', '.def')):
            self.code = TOKEN.sub(self.blank, self.text)
        # The checker's own tests hold exceptions as data.
        self.exceptions = [] if path.startswith('tools/house') else [
            (self.line_of(match.start()), match.group(1), match.group(2).strip())
            for match in EXCEPTION.finditer(self.text)]

    def blank(self, match):
        token = match.group(0)
        if token[0] == '/':
            return NOT_NEWLINE.sub(' ', token)
        if token[0] == '"':
            self.strings.append((match.start(), token[1:-1]))
        return token[0] + ' ' * (len(token) - 2) + token[0]

    def line_of(self, offset):
        return bisect.bisect_right(self.starts, offset)

    def string_at(self, offset):
        """The string literal that begins at or, after blanks only, behind the offset."""
        match = re.compile(r'\s*"').match(self.code, offset)
        if match:
            for start, text in self.strings:
                if start == match.end() - 1:
                    return text
        return None


def bare(source):
    """The code without preprocessor lines."""
    return PREPROCESSOR.sub(lambda match: NOT_NEWLINE.sub(' ', match.group(0)), source.code)


def segments(code):
    """(start, end, end_of_body or None) of each declaration outside of braces; a body's end is its closing brace."""
    depth, start, opened = 0, 0, 0
    for match in re.finditer(r'[{};]', code):
        mark, at = match.group(0), match.start()
        if mark == '{':
            if depth == 0:
                opened = at
            depth += 1
        elif mark == '}':
            depth = max(0, depth - 1)
            if depth == 0:
                yield start, opened, at
                start = match.end()
        elif depth == 0:
            yield start, at, None
            start = match.end()


def parameters_of(head):
    """(name, count of parameters, arena and fault apart) of a declaration, or None when it declares no function."""
    head = re.sub(r'__attribute__\s*\(\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)\)', ' ', head)
    if re.search(r'\btypedef\b', head):
        return None
    depth, opened, group = 0, 0, None
    for at, mark in enumerate(head):
        if mark == '(':
            if depth == 0:
                opened = at
            depth += 1
        elif mark == ')':
            depth -= 1
            if depth == 0:
                group = (opened, at)
        elif mark == '=' and depth == 0:
            return None
    name = group and re.search(r'(\w+)\s*$', head[:group[0]])
    if not name:
        return None
    inside = head[group[0] + 1:group[1]].strip()
    if inside in ('', 'void'):
        return name.group(1), 0
    depth, count = 0, 1
    for mark in inside:
        depth += {'(': 1, ')': -1}.get(mark, 0)
        count += 1 if mark == ',' and depth == 0 else 0
    return name.group(1), count - len(CONTEXT.findall(inside))


def functions(source):
    """Every function that has a body here. Its lines run from the first of its head to its closing brace."""
    code = bare(source)
    for start, opened, closed in segments(code):
        head = code[start:opened]
        found = parameters_of(head) if closed is not None else None
        if found:
            line = source.line_of(start + len(head) - len(head.lstrip()))
            yield Function(found[0], line, source.line_of(closed) - line + 1, found[1])


def prototypes(source):
    """Every function that is only declared here."""
    code = bare(source)
    for start, end, closed in segments(code):
        head = code[start:end]
        found = parameters_of(head) if closed is None else None
        if found:
            yield Function(found[0], source.line_of(start + len(head) - len(head.lstrip())), 0, found[1])
