#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Builds what pages load, and writes it as C: styles, script, icons, fonts, each under a name with its content's hash.

    gen_assets.py FOLDER assets.h assets.c DEPFILE

FOLDER holds css/app.css (with imports), script/app.ts, tag/tag.ts, icons.txt and other files to be served as they are
(svg). app.js is a module for the portals; tag.js stands alone in the pages of shops, also in older browsers. All
tools are Debian's: esbuild bundles, fonts-inter is cut to what the languages need by fonttools, icons are picked from
bootstrap-icons. In a style sheet url(asset:NAME) is the address of another asset. The same input gives the same bytes;
what grows beyond its budget is an error.
"""
import glob
import gzip
import hashlib
import os
import re
import subprocess
import sys
import tempfile

ESBUILD = 'esbuild'
TARGET = 'chrome111,firefox114,safari16.4'
TAG_TARGET = 'chrome64,firefox60,safari12'
FONTS = '/usr/share/fonts/opentype/inter'
ICONS = '/usr/share/bootstrap-icons/svg'
WEIGHTS = {400: 'Regular', 500: 'Medium', 600: 'SemiBold'}
# The ranges stand in css/fonts.css too: a browser loads a file when a page holds one of its characters.
RANGES = {
    'latin': 'U+0020-007E,U+00A0-00FF,U+0131,U+0152-0153,U+0178,U+02C6,U+02DA,U+02DC,U+2007,U+2009-200B,U+2010-2015,'
             'U+2018-201E,U+2020-2022,U+2026,U+202F-2030,U+2032-2033,U+2039-203A,U+2044,U+20AC,U+20BD,U+2122,'
             'U+2190-2193,U+2212,U+2248,U+2264-2265',
    'cyrillic': 'U+0400-045F,U+0490-0491,U+2116',
}
FEATURES = 'kern,liga,calt,ccmp,locl,mark,tnum,case'
TYPES = {'.css': 'text/css; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.svg': 'image/svg+xml',
         '.woff2': 'font/woff2', '.png': 'image/png'}
# Bytes after gzip.
BUDGETS = {'app.css': 20 * 1024, 'app.js': 30 * 1024, 'icons.svg': 12 * 1024, 'tag.js': 2 * 1024}
FONT_BUDGET = 80 * 1024


class Refusal(Exception):
    """What is wrong, for people."""


def run(command, **options):
    try:
        return subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options).stdout
    except FileNotFoundError as error:
        raise Refusal(f'{command[0]} is missing: install the packages of tools/packages.txt') from error
    except subprocess.CalledProcessError as error:
        raise Refusal(error.stderr.decode('utf-8', 'replace')) from error


def font(weight, name):
    """A font cut to a range, as WOFF2."""
    try:
        from fontTools import subset
    except ImportError as error:
        raise Refusal('python3-fonttools is missing: install the packages of tools/packages.txt') from error
    path = os.path.join(FONTS, f'Inter-{WEIGHTS[weight]}.otf')
    if not os.path.exists(path):
        raise Refusal(f'{path} is missing: install the package fonts-inter')
    with tempfile.TemporaryDirectory() as folder:
        out = os.path.join(folder, 'font.woff2')
        subset.main([path, f'--unicodes={RANGES[name]}', '--flavor=woff2', f'--layout-features={FEATURES}',
                     '--desubroutinize', f'--output-file={out}'])
        with open(out, 'rb') as file:
            return file.read()


def fonts(cache):
    """All cuts; made once for a build folder, because they take seconds."""
    made = {}
    for weight in WEIGHTS:
        for name in RANGES:
            key = hashlib.sha256(f'{weight} {RANGES[name]} {FEATURES}'.encode()).hexdigest()[:12]
            path = os.path.join(cache, f'inter-{weight}-{name}-{key}.woff2')
            if not os.path.exists(path):
                os.makedirs(cache, exist_ok=True)
                content = font(weight, name)
                with open(path + '.new', 'wb') as file:
                    file.write(content)
                os.replace(path + '.new', path)
            with open(path, 'rb') as file:
                made[f'inter-{weight}-{name}.woff2'] = file.read()
    size = sum(len(content) for content in made.values())
    if size > FONT_BUDGET:
        raise Refusal(f'the fonts have {size} bytes, {FONT_BUDGET} are allowed')
    return made


def read_icons(path):
    icons = []
    with open(path, encoding='utf-8') as lines:
        for number, line in enumerate(lines, 1):
            words = line.split('#')[0].split()
            if not words:
                continue
            if len(words) != 2 or not re.fullmatch(r'[a-z][a-z0-9-]*', words[0]):
                raise Refusal(f'{path}:{number}: a line is: NAME FILE')
            icons.append(tuple(words))
    if icons != sorted(icons, key=lambda icon: icon[0]) or len({name for name, _ in icons}) != len(icons):
        raise Refusal(f'{path}: icons are in alphabetical order, each once')
    return icons


def sprite(icons):
    symbols = []
    for name, source in icons:
        path = os.path.join(ICONS, source + '.svg')
        if not os.path.exists(path):
            raise Refusal(f'{path} is missing: the package bootstrap-icons has no icon {source}')
        with open(path, encoding='utf-8') as file:
            found = re.fullmatch(r'<svg[^>]*viewBox="([^"]*)"[^>]*>\s*(.*?)\s*</svg>\s*', file.read(), re.DOTALL)
        if not found:
            raise Refusal(f'{path} is no icon of the usual form')
        body = re.sub(r'>\s+<', '><', found.group(2))
        symbols.append(f'<symbol id="{name}" viewBox="{found.group(1)}" fill="currentColor">{body}</symbol>')
    return ('<svg xmlns="http://www.w3.org/2000/svg">' + ''.join(symbols) + '</svg>').encode()


def bundle(path, kind):
    target = TAG_TARGET if kind == 'tag' else TARGET
    options = ['--bundle', '--minify', f'--target={target}', '--log-level=warning', '--charset=utf8',
               '--external:asset:*']
    if kind != 'css':
        options.append('--format=iife' if kind == 'tag' else '--format=esm')
    return run([ESBUILD, path] + options)


class Asset:
    """One file as it is served."""

    def __init__(self, name, content):
        self.name = name
        self.content = content
        self.stem, self.end = os.path.splitext(name)
        if self.end not in TYPES:
            raise Refusal(f'{name}: no type is known for {self.end}')
        self.hash = hashlib.sha256(content).hexdigest()[:12]
        self.file = f'{self.stem}-{self.hash}{self.end}'
        self.url = f'/assets/{self.file}'
        packed = gzip.compress(content, 9, mtime=0)
        self.gzip = packed if self.end not in ('.woff2', '.png') and len(packed) < len(content) else b''
        size = len(self.gzip or content)
        if size > BUDGETS.get(name, 1 << 20):
            raise Refusal(f'{name} has {size} bytes, {BUDGETS[name]} are allowed: make it smaller')

    def enumerator(self):
        return 'ASSET_' + re.sub(r'\W', '_', self.name).upper()


def build(folder, cache):
    assets = [Asset(name, content) for name, content in fonts(cache).items()]
    icons = read_icons(os.path.join(folder, 'icons.txt'))
    assets.append(Asset('icons.svg', sprite(icons)))
    for path in sorted(glob.glob(os.path.join(folder, '*.svg'))):
        with open(path, 'rb') as file:
            assets.append(Asset(os.path.basename(path), file.read().strip()))
    urls = {asset.name: asset.url for asset in assets}

    def address(found):
        name = found.group(1).decode()
        if name not in urls:
            raise Refusal(f'url(asset:{name}): there is no such asset')
        return urls[name].encode()

    css = bundle(os.path.join(folder, 'css', 'app.css'), 'css')
    assets.append(Asset('app.css', re.sub(rb'asset:([\w.-]+)', address, css)))
    assets.append(Asset('app.js', bundle(os.path.join(folder, 'script', 'app.ts'), 'js')))
    assets.append(Asset('tag.js', bundle(os.path.join(folder, 'tag', 'tag.ts'), 'tag')))
    return assets, icons


def c_bytes(content):
    lines = []
    for i in range(0, len(content), 64):
        lines.append('    "' + ''.join(f'\\{byte:03o}' for byte in content[i:i + 64]) + '"')
    return '\n'.join(lines) or '    ""'


def c_header(assets, icons):
    lines = ['// Generated by tools/gen_assets.py: do not edit.', '#pragma once', '', 'enum asset {']
    lines += [f'    {asset.enumerator()}, // {asset.name}' for asset in assets]
    lines += ['    ASSET_COUNT', '};', '', 'enum icon {', '    ICON_NONE,']
    lines += [f'    ICON_{name.replace("-", "_").upper()},' for name, _ in icons]
    lines += ['    ICON_COUNT', '};', '']
    return '\n'.join(lines)


def c_source(assets, icons):
    lines = ['// Generated by tools/gen_assets.py: do not edit.', '#include "asset/asset.h"', '',
             'const struct asset_file asset_files[ASSET_COUNT] = {']
    for asset in assets:
        lines += [f'    [{asset.enumerator()}] = {{', f'        .file = "{asset.file}",',
                  f'        .url = "{asset.url}",', f'        .type = "{TYPES[asset.end]}",',
                  f'        .etag = "\\"{asset.hash}\\"",', f'        .plain_bytes = {len(asset.content)},',
                  f'        .gzip_bytes = {len(asset.gzip)},', f'        .plain =\n{c_bytes(asset.content)},']
        if asset.gzip:
            lines.append(f'        .gzip =\n{c_bytes(asset.gzip)},')
        lines.append('    },')
    lines += ['};', '', 'const char *const icon_urls[ICON_COUNT] = {']
    url = next(asset.url for asset in assets if asset.name == 'icons.svg')
    lines += [f'    [ICON_{name.replace("-", "_").upper()}] = "{url}#{name}",' for name, _ in icons]
    lines += ['};', '']
    return '\n'.join(lines)


def write(path, text):
    """Only what changed, so that nothing is compiled again for nothing."""
    if os.path.exists(path):
        with open(path, encoding='utf-8') as file:
            if file.read() == text:
                return
    with open(path, 'w', encoding='utf-8') as file:
        file.write(text)


def main(arguments):
    if len(arguments) != 4:
        print(__doc__, file=sys.stderr)
        return 2
    folder, header, source, depfile = arguments
    try:
        assets, icons = build(folder, os.path.join(os.path.dirname(os.path.abspath(header)), 'fonts'))
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return 1
    write(header, c_header(assets, icons))
    write(source, c_source(assets, icons))
    read = sorted(path for end in ('*.css', '*.ts', '*.svg', '*.txt')
                  for path in glob.glob(os.path.join(folder, '**', end), recursive=True))
    write(depfile, f'{header} {source}: ' + ' '.join(read) + '\n')
    for asset in assets:
        if asset.name in BUDGETS:
            print(f'{asset.name}: {len(asset.content)} bytes, {len(asset.gzip)} in gzip')
    return 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
