#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Tests of gen_phrases.py: what is refused in a catalogue and in its use, and what is written; that the catalogues of
the tree are whole, and that every fault a page can show has a sentence."""
import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
sys.path.insert(0, HERE)

import faults  # noqa: E402
import gen_phrases  # noqa: E402

# Names and signs that are the same in every language.
NAMES = ('PayPal', 'Wise', 'IBAN', 'BIC', 'BIK', 'INN', 'KPP', 'EPC', 'URL', 'sub1', 'sub2', 'Content-Security-Policy')
PATHS = ['en.po', 'fr.po', 'ru.po', 'ja.po']

# Words that are wrong for what they mean here, with the glossary's own ("In four languages") and the keys where the
# word is right because it means something else.
AVOIDED = (
    ('ru', r'комисси', 'вознаграждение', r'gallery\.(bank|paypal)_hint'),          # what a bank takes is one
    ('ru', r'купон', 'промокод', None),
    ('ru', r'тариф', 'план', None),
    ('ru', r'предложени', 'оффер', r'programs\.summary_hint|public_page\.headline'),  # of grammar
    ('ru', r'одобр', 'подтвердить', r'applications\..*|public_page\.scored|programs\.(waiting|join_approval)|'
                                    r'fault\.(application_undecided|scores_missing|niche_taken)'),  # people
    ('ru', r'обжаловани|обращени', 'апелляция', None),
    ('ru', r'аккаунт', 'учётная запись', None),
    ('ru', r'e-mail', 'почта', None),
    ('ru', r'удержани', 'холд', r'state\.owed_back'),                              # what is taken of a sum
    ('ru', r'(?<!\{from\}) – ', 'the long dash, —', None),
    ('fr', r'rejet', 'refuser', None),
    ('fr', r'approb|approuv', 'valider', None),
    ('fr', r'\bplans?\b', 'barème', None),
    ('fr', r'coupon', 'code promo', None),
    ('fr', r'\b(la|les|cette|des|une|aucune|langue de la) lettres?\b', 'e-mail', None),
    ('fr', r'réclamation', 'contestation', None),
    ('fr', r'\bdépôts?\b', 'approvisionnement', None),
    ('fr', r'conditions particulières', 'conditions individuelles', None),
    ('fr', r'recrut', 'parrain', None),
    ('fr', r'retenue', 'délai d’attente', r'applicant\.rejected'),                   # of a person
    ('ja', r'コミッション', '報酬', None),
    ('ja', r'コンバージョン', '成果', r'figures\.conversion|calculator\.effort'),     # the rate is called so
    ('ja', r'オファー', '案件', None),
    ('ja', r'却下', '否認', r'state\.declined|withdrawals\..*|byhand\.decline|applications\.reject'),  # requests
    ('ja', r'貸方票', 'クレジットノート', None),
    ('ja', r'サインイン|サインアウト', 'ログイン, ログアウト', None),
    ('ja', r'手紙', 'メール', None),
    ('ja', r'レベル|ティア', 'ランク (a partner’s), 段 (a recruiter’s)', None),
    ('ja', r'管理画面', 'マイページ', None),
    ('ja', r'[()?!]|[ぁ-んァ-ヶ一-龠」}]:', 'full width: （）？！：', None),
    ('ja', r'[}0-9%] [ぁ-んァ-ヶ一-龠]', 'no space behind a number',
     r'fault\.(split_malformed|secret_malformed)|plan_error\..*'),                 # behind what is typed
)
# In explanations and documents, whose words are in C; letters tell the language.
AVOIDED_IN_C = ('купон', 'аккаунт', 'бжаловани', 'комисси', 'rejet', 'en retenue', 'coupon d', 'recrut', 'コミッション',
                'コンバージョン', 'オファー', '却下', '貸方票', '手紙', 'レベル')


def catalogue(language, entries):
    return (f'msgid ""\nmsgstr ""\n"Language: {language}\\n"\n"Plural-Forms: {gen_phrases.PLURALS[language][1]}\\n"\n'
            + entries)


def load(changes=None, entries='\nmsgid "a.b"\nmsgstr "x {name} y"\n'):
    texts = {path: catalogue(path[:2], entries) for path in PATHS}
    texts.update(changes or {})
    return gen_phrases.load(PATHS, texts)


def plural(forms):
    return ('\nmsgid "a.n"\nmsgid_plural "a.n"\n'
            + ''.join(f'msgstr[{i}] "{text}"\n' for i, text in enumerate(forms)))


class Reading(unittest.TestCase):
    def refused(self, changes, expected):
        with self.assertRaises(gen_phrases.Refusal) as caught:
            load(changes)
        self.assertRegex(str(caught.exception), expected)

    def test_whole_catalogues_are_taken(self):
        _, phrases, _ = load()
        self.assertEqual([(p.name, p.placeholders) for p in phrases], [('a_b', [('name', False)])])

    def test_what_is_missing_or_too_much(self):
        self.refused({'fr.po': catalogue('fr', '')}, r'^fr\.po:\d+: a\.b: is missing')
        self.refused({'ru.po': catalogue('ru', '\nmsgid "a.b"\nmsgstr "{name}"\n\nmsgid "a.c"\nmsgstr "z"\n')},
                     r'^ru\.po:9: a\.c: is not in en\.po')

    def test_fuzzy_empty_and_obsolete(self):
        self.refused({'ja.po': catalogue('ja', '\n#, fuzzy\nmsgid "a.b"\nmsgstr "{name}"\n')},
                     r'ja\.po:7: a\.b: is fuzzy')
        self.refused({'ja.po': catalogue('ja', '\nmsgid "a.b"\nmsgstr ""\n')}, 'is not translated')
        self.refused({'ja.po': catalogue('ja', '\n#~ msgid "a.b"\n')}, 'obsolete')

    def test_placeholders(self):
        for text in ('x', '{nmae}', '{name} {more}', '{name:number}'):
            self.refused({'fr.po': catalogue('fr', f'\nmsgid "a.b"\nmsgstr "{text}"\n')}, 'has the placeholders')
        self.refused({'fr.po': catalogue('fr', '\nmsgid "a.b"\nmsgstr "{name} {"\n')}, 'belongs to no placeholder')

    def test_plural_forms(self):
        good = {f'{language}.po': catalogue(language, plural(['{n} x {who}'] * len(rules[0])))
                for language, rules in gen_phrases.PLURALS.items()}
        _, phrases, _ = load(good)
        self.assertEqual(phrases[0].placeholders, [('n', True), ('who', False)])
        one = dict(good)
        one['en.po'] = catalogue('en', plural(['one x {who}', '{n} x {who}']))  # the count may be left out
        load(one)
        bad = dict(good)
        bad['ru.po'] = catalogue('ru', plural(['{n} x {who}'] * 2))
        self.refused(bad, 'has 2 forms, 3 are needed in ru')
        bad['ru.po'] = catalogue('ru', plural(['{n} x {who}', '{n} x', '{n} x {who}']))
        self.refused(bad, 'a form lacks {who}')
        bad['ru.po'] = catalogue('ru', '\nmsgid "a.n"\nmsgstr "{n:number} {who}"\n')
        self.refused(bad, 'plural in one language and not in the other')

    def test_headers_keys_and_lines(self):
        self.refused({'fr.po': 'msgid ""\nmsgstr "Language: fr\\n"\n'}, 'the header is to hold')
        self.refused({'en.po': catalogue('en', '\nmsgid "A b"\nmsgstr "x"\n')}, 'a key is words')
        self.refused({'en.po': catalogue('en', '\nmsgid "a.b"\nmsgstr "x"\n\nmsgid "a.b"\nmsgstr "y"\n')},
                     'is in line 6 already')
        self.refused({'en.po': catalogue('en', '\nwhat\n')}, r'en\.po:6: this is no line')
        self.refused({'en.po': catalogue('en', '\nmsgid "a.b\nmsgstr "x"\n')}, r'en\.po:6')
        with self.assertRaisesRegex(gen_phrases.Refusal, 'makes the same name in C'):
            load(entries='\nmsgid "a.b"\nmsgstr "x"\n\nmsgid "a_b"\nmsgstr "x"\n')
        with self.assertRaisesRegex(gen_phrases.Refusal, 'belongs to another phrase too'):
            load(entries='\nmsgid "fault.a fault.b"\nmsgstr "x"\n\nmsgid "fault.c fault.b"\nmsgstr "x"\n')


class Writing(unittest.TestCase):
    def test_placeholders_become_bytes_in_the_order_of_the_alphabet(self):
        self.assertEqual(gen_phrases.c_text('a {who} {n} "b"', [('n', True), ('who', False)]),
                         r'"a " "\002" " " "\001" " \"b\""')

    def test_the_pseudo_language_keeps_placeholders(self):
        self.assertEqual(gen_phrases.pseudo('Save {name}'), '[!! Šåvé {name} · !!]')

    def test_areas_are_one_catalogue(self):
        paths = [f'{area}/{path}' for area in ('a', 'b') for path in PATHS]
        texts = {path: catalogue(path[2:4], f'\nmsgid "{path[0]}.x"\nmsgstr "{path}"\n') for path in paths}
        catalogues, phrases, keys = gen_phrases.load(paths, texts)
        self.assertEqual([phrase.name for phrase in phrases], ['a_x', 'b_x'])
        self.assertEqual(catalogues['ru'].by_key['b.x'].texts, {None: 'b/ru.po'})
        texts['b/en.po'] = catalogue('en', '\nmsgid "a.x"\nmsgstr "y"\n')
        with self.assertRaisesRegex(gen_phrases.Refusal, r'^b/fr\.po:\d+: b\.x: is not in b/en\.po'):
            gen_phrases.load(paths, texts)
        with self.assertRaisesRegex(gen_phrases.Refusal, r'^b/en\.po:1: no catalogue for fr ja ru'):
            gen_phrases.load(paths[:5], texts)
        texts = {path: catalogue(path[2:4], '\nmsgid "a.x"\nmsgstr "y"\n') for path in paths}
        with self.assertRaisesRegex(gen_phrases.Refusal, r'^b/en\.po:\d+: a\.x: makes the same name'):
            gen_phrases.load(paths, texts)

    def test_missing_categories_take_the_last_form(self):
        catalogues, phrases, _ = load({f'{language}.po': catalogue(language, plural(
            [f'{{n}} {i}' for i in range(len(rules[0]))])) for language, rules in gen_phrases.PLURALS.items()})
        entry = phrases[0].entry.key
        forms = {language: [c.form(c.by_key[entry], category)[-1] for category in gen_phrases.CATEGORIES]
                 for language, c in catalogues.items()}
        #                                  zero one two few many other
        self.assertEqual(forms, {'en': list('101111'), 'fr': list('202212'), 'ru': list('202122'),
                                 'ja': list('000000')})


class Using(unittest.TestCase):
    def check(self, files, entries='\nmsgid "a.b"\nmsgstr "{name}"\n'):
        with tempfile.TemporaryDirectory() as root:
            for path, text in files.items():
                path = os.path.join(root, 'src', path)
                os.makedirs(os.path.dirname(path), exist_ok=True)
                with open(path, 'w', encoding='utf-8') as file:
                    file.write(text)
            _, phrases, keys = load(entries=entries)
            gen_phrases.check_use(root, phrases, keys)

    def test_used_in_a_template_or_in_c(self):
        self.check({'web/x.html': '{{view "x.h"}}\n{{t "a.b" name=who}}'})
        self.check({'web/x.c': 'f(phrase_a_b(&r, (struct phrase_a_b){.name = TEXT("x")}));'})
        self.check({'web/x.c': 'f(phrase_a_b(&r, (struct phrase_a_b){\n    .name = g(h(1)),\n}));'})
        self.check({'web/x.c': 'static const x = {PHRASE_A_B};'}, '\nmsgid "a.b"\nmsgstr "x"\n')

    def test_what_is_refused(self):
        for files, expected in (
                ({'web/x.html': '{{view "x.h"}}\n\n{{t "a.b"}}'},
                 r'src/web/x\.html:3: a\.b: takes {name}, is given \(none\)'),
                ({'web/x.html': '{{view "x.h"}}\n{{t "a.c"}}'}, r'x\.html:2: a\.c: is in no po/'),
                ({'web/x.c': '\nf(phrase_a_b(&r, (struct phrase_a_b){0}));'}, r'src/web/x\.c:2: a\.b: takes {name}'),
                ({'web/x.c': 'x = PHRASE_A_B;'}, 'has placeholders, so a table cannot name it'),
                ({'web/x.c': 'nothing'}, r'en\.po:6: a\.b: is used nowhere'),
                ({'web/x_test.c': 'f(phrase_a_b(&r, (struct phrase_a_b){.name = x}));'}, 'is used nowhere')):
            with self.subTest(files=files):
                with self.assertRaisesRegex(gen_phrases.Refusal, expected):
                    self.check(files)

    def test_faults_are_used_by_their_code(self):
        self.check({}, '\nmsgid "fault.a fault.b"\nmsgstr "x"\n')


class Tree(unittest.TestCase):
    """The catalogues as they are."""

    def setUp(self):
        self.paths = sorted(glob.glob(os.path.join(ROOT, 'po', '*', '*.po')))

    def test_every_fault_that_a_page_can_show_has_a_sentence(self):
        _, _, keys = gen_phrases.load(self.paths)
        known = {key[len('fault.'):] for key in keys if key.startswith('fault.')}
        codes = faults.scan()
        served = {code for code, what in codes.items() if what.is_served}
        self.assertEqual(sorted(served - known), [], 'without a sentence in po/: see docs/templates.md')
        self.assertEqual(sorted(known - set(codes) - self.causes()), [], 'in po/, but no fault has this code')

    def causes(self):
        """Why a webhook's delivery was ignored: no fault, but shown beside the faults of deliveries."""
        words = set()
        for path in glob.glob(os.path.join(ROOT, 'src', '*', 'webhook', '*.c')):
            if not path.endswith('_test.c'):
                with open(path, encoding='utf-8') as file:
                    words.update(re.findall(r'"([a-z][a-z0-9_]*)"', file.read()))
        return words

    def test_gettexts_own_tool_agrees(self):
        if not shutil.which('msgfmt'):
            self.skipTest('gettext is not installed')
        for path in self.paths:
            run = subprocess.run(['msgfmt', '--check-format', '-o', os.devnull, path], stderr=subprocess.STDOUT,
                                 stdout=subprocess.PIPE, check=False)
            self.assertEqual(run.returncode, 0, run.stdout.decode())

    def test_japanese_and_russian_are_written_in_their_letters(self):
        catalogues, _, _ = gen_phrases.load(self.paths)
        for language, first, last in (('ru', 'Ѐ', 'ӿ'), ('ja', '぀', '鿿')):
            for entry in catalogues[language].entries:
                for text in entry.texts.values():
                    bare = gen_phrases.PLACEHOLDER.sub('', text)
                    letters = [c for c in bare if c.isalpha()]
                    is_name = bare in NAMES
                    self.assertTrue(is_name or not letters or any(first <= c <= last for c in letters),
                                    f'{language}: {entry.key}: {text}')

    def test_french_has_the_apostrophe_of_print(self):
        catalogues, _, _ = gen_phrases.load(self.paths)
        for entry in catalogues['fr'].entries:
            for text in entry.texts.values():
                # The words of plans are quoted as in every language.
                self.assertNotIn("'", re.sub(r"(?<!\w)'[^']+'(?!\w)", '', text), entry.key)


class Words(unittest.TestCase):
    """One word for each thing: what is avoided does not come back."""

    def avoided(self, language, key, text):
        text = re.sub(r'\{([a-z0-9_]+):number\}', r'{\1}', text)
        return [instead for of, pattern, instead, exceptions in AVOIDED
                if of == language and re.search(pattern, text, re.IGNORECASE)
                and not (exceptions and re.fullmatch(exceptions, key))]

    def test_what_is_found(self):
        for language, key, text, expected in (
                ('ru', 'mail.x', 'Комиссия: {amount}', ['вознаграждение']),
                ('ru', 'gallery.bank_hint', 'Без комиссии', []),
                ('ru', 'x.y', '{from} – {to} – всё', ['the long dash, —']),
                ('ru', 'x.y', '{from} – {to}', []),
                ('fr', 'x.y', 'La lettre du plan', ['barème', 'e-mail']),
                ('fr', 'x.y', 'Deux lettres en toutes lettres : un planning', []),
                ('ja', 'x.y', '{n:number} 件の手紙', ['メール', 'no space behind a number']),
                ('ja', 'x.y', '金額:{amount}（{n:number}件）', ['full width: （）？！：']),
                ('en', 'x.y', 'コミッション', [])):
            self.assertEqual(self.avoided(language, key, text), expected, text)

    def test_the_catalogues_avoid_them(self):
        catalogues, _, _ = gen_phrases.load(sorted(glob.glob(os.path.join(ROOT, 'po', '*', '*.po'))))
        found = [f'{language}: {entry.key}: {text} (say: {instead})'
                 for language, catalogue in catalogues.items() for entry in catalogue.entries
                 for text in entry.texts.values() for key in [entry.key.split(' ')[0]]
                 for instead in self.avoided(language, key, text)]
        self.assertEqual(found, [])

    def test_every_exception_is_needed(self):
        catalogues, _, _ = gen_phrases.load(sorted(glob.glob(os.path.join(ROOT, 'po', '*', '*.po'))))
        for language, pattern, _, exceptions in AVOIDED:
            self.assertTrue(exceptions is None or any(
                re.fullmatch(exceptions, entry.key) and re.search(pattern, text, re.IGNORECASE)
                for entry in catalogues[language].entries for text in entry.texts.values()), (language, pattern))

    def test_explanations_and_documents_avoid_them(self):
        paths = [path for folder in ('domain/commission', 'flow/document')
                 for path in sorted(glob.glob(os.path.join(ROOT, 'src', folder, '*_words*.c')))
                 if not path.endswith('_test.c')]
        self.assertGreater(len(paths), 4)
        for path in paths:
            with open(path, encoding='utf-8') as file:
                text = file.read()
            for word in AVOIDED_IN_C:
                self.assertNotIn(word, text, os.path.relpath(path, ROOT))


if __name__ == '__main__':
    unittest.main()
