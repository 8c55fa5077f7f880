# SPDX-License-Identifier: Apache-2.0
"""The build itself keeps the layers: with the options a layer is compiled with, a header from above, or of a layer
beside it, is not found."""
import glob
import json
import os
import re
import shlex
import subprocess
import tempfile
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BUILD = os.environ.get('TRIBUTARY_BUILD', os.path.join(ROOT, 'build', 'debug'))
with open(os.path.join(ROOT, 'layers.txt'), encoding='utf-8') as law:
    LEVELS = [[os.path.basename(folder) for folder in line.split()[1:]] for line in law if line.startswith('layer ')]
LAYERS = [layer for level in LEVELS for layer in level]


def forbidden_to(layer):
    """Those above and beside."""
    at = next(i for i, level in enumerate(LEVELS) if layer in level)
    return [other for level in LEVELS[at:] for other in level if other != layer]


@unittest.skipUnless(os.path.exists(os.path.join(BUILD, 'compile_commands.json')), 'no build folder')
class Layers(unittest.TestCase):
    def setUp(self):
        with open(os.path.join(BUILD, 'compile_commands.json'), encoding='utf-8') as file:
            self.commands = json.load(file)

    def command_of(self, layer):
        """The options of a product source of the layer, or None while it has none."""
        for entry in self.commands:
            if re.search(rf'(^|/)src/{layer}/.*[^t]\.c$', entry['file']) and not entry['file'].endswith('_test.c'):
                return entry
        return None

    @staticmethod
    def header_of(layer):
        """A header of the layer that includes no more than it must, written as others include it."""
        folder = os.path.join(ROOT, 'src', layer)
        found = sorted(glob.glob(os.path.join(folder, '**', '*.h'), recursive=True))
        return os.path.relpath(found[0], folder) if found else None

    def compiles(self, entry, header):
        words = shlex.split(entry['command'])
        options = [word for word in words[1:] if word.startswith(('-I', '-D', '-std'))]
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, 'probe.c')
            with open(path, 'w', encoding='utf-8') as file:
                file.write(f'#include "{header}"\n')
            done = subprocess.run(['gcc', '-fsyntax-only'] + options + [path], cwd=entry['directory'], check=False,
                                  stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        return done.returncode == 0, done.stderr.decode('utf-8', 'replace')

    def test_every_folder_is_a_layer(self):
        folders = {name for name in os.listdir(os.path.join(ROOT, 'src'))
                   if os.path.isdir(os.path.join(ROOT, 'src', name))}
        self.assertEqual(folders, set(LAYERS))

    def test_an_include_from_above_or_beside_does_not_compile(self):
        tried = set()
        for layer in LAYERS:
            entry = self.command_of(layer)
            self.assertIsNotNone(entry, layer)
            own = self.header_of(layer)
            if own:
                with self.subTest(layer=layer, header=own):
                    self.assertEqual(self.compiles(entry, own), (True, ''))
            for other in forbidden_to(layer):
                header = self.header_of(other)
                if header is None:
                    continue
                tried.add((layer, other))
                with self.subTest(layer=layer, header=header):
                    is_good, said = self.compiles(entry, header)
                    self.assertFalse(is_good)
                    self.assertIn('No such file', said)
        for pair in (('base', 'web'), ('gate', 'jobs'), ('api', 'web'), ('web', 'api'), ('cli', 'api'),
                     ('jobs', 'cli')):
            self.assertIn(pair, tried)


if __name__ == '__main__':
    unittest.main()
