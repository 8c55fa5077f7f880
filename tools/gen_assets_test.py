#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Tests of gen_assets.py: names by content, compression, addresses inside styles, budgets, and every refusal."""
import gzip
import os
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)

import gen_assets  # noqa: E402

ICONS = 'close x-lg\ncopy  files # why\n'


class Building(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.fonts = gen_assets.fonts
        gen_assets.fonts = lambda cache: {'inter-400-latin.woff2': b'font'}
        self.addCleanup(setattr, gen_assets, 'fonts', self.fonts)
        self.write('icons.txt', ICONS)
        self.write('css/app.css', '@import "b.css"; a { color: red; }\n')
        self.write('css/b.css', '@font-face { font-family: x; src: url("asset:inter-400-latin.woff2"); }\n')
        self.write('script/app.ts', 'const a: number = 1;\nconsole.log(a);\n')
        self.write('tag/tag.ts', 'const b: number = 2;\nconsole.log(b);\n')
        self.write('logo.svg', '<svg xmlns="http://www.w3.org/2000/svg"></svg>\n')

    def write(self, name, text):
        path = os.path.join(self.folder.name, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, 'w', encoding='utf-8') as file:
            file.write(text)

    def build(self):
        assets, icons = gen_assets.build(self.folder.name, self.folder.name)
        return {asset.name: asset for asset in assets}, icons

    def refused(self, expected):
        with self.assertRaisesRegex(gen_assets.Refusal, expected):
            self.build()

    def test_everything_is_bundled_and_named_by_its_content(self):
        assets, icons = self.build()
        self.assertEqual(sorted(assets), ['app.css', 'app.js', 'icons.svg', 'inter-400-latin.woff2', 'logo.svg',
                                          'tag.js'])
        self.assertEqual(icons, [('close', 'x-lg'), ('copy', 'files')])
        css = assets['app.css']
        self.assertIn(assets['inter-400-latin.woff2'].url.encode(), css.content)
        self.assertNotIn(b'asset:', css.content)
        self.assertNotIn(b'@import', css.content)
        self.assertEqual(gzip.decompress(css.gzip or gzip.compress(css.content)), css.content)
        self.assertNotIn(b'number', assets['app.js'].content)
        self.assertIn(b'<symbol id="copy" viewBox="0 0 16 16"', assets['icons.svg'].content)
        before = css.url
        self.write('css/app.css', 'a { color: blue; }\n')
        self.assertNotEqual(self.build()[0]['app.css'].url, before)

    def test_the_same_input_gives_the_same_bytes(self):
        first, icons = self.build()
        second, _ = self.build()
        self.assertEqual(gen_assets.c_source(list(first.values()), icons),
                         gen_assets.c_source(list(second.values()), icons))

    def test_refusals(self):
        self.write('css/app.css', 'a { background: url("asset:nothing.svg"); }')
        self.refused('asset:nothing.svg.*there is no such asset')
        self.write('css/app.css', '@import "nowhere.css";')
        self.refused('nowhere.css')
        self.write('css/app.css', '')
        self.write('script/app.ts', 'const = 1;')
        self.refused('app.ts')
        self.write('script/app.ts', '')
        self.write('icons.txt', 'b x-lg\na files\n')
        self.refused('alphabetical order')
        self.write('icons.txt', 'a no-such-icon\n')
        self.refused('has no icon no-such-icon')
        self.write('icons.txt', 'one two three\n')
        self.refused('icons.txt:1: a line is')

    def test_what_grows_beyond_its_budget_is_refused(self):
        with self.assertRaisesRegex(gen_assets.Refusal, 'app.css has .* are allowed'):
            gen_assets.Asset('app.css', os.urandom(30 * 1024))


class Fonts(unittest.TestCase):
    def test_ranges_are_the_same_as_in_the_style_sheet(self):
        path = os.path.join(HERE, '..', 'src', 'web', 'asset', 'css', 'fonts.css')
        with open(path, encoding='utf-8') as file:
            css = file.read().upper().replace('U+00', 'U+').replace('-00', '-').replace(' ', '')
        for name in gen_assets.RANGES:
            wanted = gen_assets.RANGES[name].upper().replace('U+00', 'U+').replace('U+0', 'U+').replace('-00', '-') \
                .replace('-0', '-')
            self.assertEqual(css.count(f'UNICODE-RANGE:{wanted};'), len(gen_assets.WEIGHTS), name)


if __name__ == '__main__':
    unittest.main()
