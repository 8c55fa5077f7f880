#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Who answers an address: ./dev where /api/v1/partners/prt_1 prints the route, its handler, and tests that name it."""
import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
ROUTE = re.compile(r'^\s*ROUTE\(([^"]*)"([^"]+)"\s*,\s*([^)]*)\)', re.MULTILINE)


def texts(folders, endings):
    for folder in folders:
        for place, _, names in os.walk(os.path.join(ROOT, folder)):
            for name in sorted(names):
                if name.endswith(endings):
                    path = os.path.join(place, name)
                    with open(path, encoding='utf-8', errors='replace') as file:
                        yield os.path.relpath(path, ROOT), file.read()


def line_of(text, offset):
    return text.count('\n', 0, offset) + 1


def fits(pattern, path):
    parts = [r'[^/]+' if re.fullmatch(r'\{\w+\}|:\w+', part) else re.sub(r'\\\{\w+\\\}', '[^/]+', re.escape(part))
             for part in pattern.split('/')]
    return re.fullmatch('/'.join(parts), path) is not None


def plain_segments(pattern):
    """How many segments of a pattern are no parameters: of several patterns that fit, the one with the most answers."""
    return sum(1 for part in pattern.split('/') if part and not part.startswith('{'))


def main():
    path = sys.argv[1].split('?')[0]
    sources = list(texts(['src'], ('.c', '.h', '.def')))
    found = [(name, text, match) for name, text in sources for match in ROUTE.finditer(text)
             if fits(match.group(2), path)]
    found.sort(key=lambda item: -plain_segments(item[2].group(2)))
    for name, text, match in found:
        print(f'{name}:{line_of(text, match.start())}: {" ".join(match.group(0).split())}')
        handler = re.match(r'\w+', match.group(3)).group(0)
        for other, code in sources:
            definition = re.search(rf'^enum rc \w+?_{handler}\(struct call \*call\)\n\{{', code, re.MULTILINE)
            if definition:
                print(f'  {other}:{line_of(code, definition.start())}: {definition.group(0).split("(")[0]}')
        needle = re.split(r'[{:]', match.group(2))[0]
        tests = list(texts(['test'], ('.py', '.scn', '.c'))) + [item for item in sources if item[0].endswith('_test.c')]
        for other, code in tests:
            if len(needle) > 1 and needle in code:
                print(f'  {other}:{line_of(code, code.index(needle))}: test')
    if not found:
        print(f'no route answers {path}; ./dev routes lists them all', file=sys.stderr)
    return 0 if found else 1


if __name__ == '__main__':
    sys.exit(main())
