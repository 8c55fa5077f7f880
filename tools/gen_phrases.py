#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Compiles the catalogues in po/ (gettext's format) to C: a table for each language, a typed function for each phrase.

    gen_phrases.py phrases.h phrases.c AREA/en.po AREA/fr.po AREA/ru.po AREA/ja.po …
    gen_phrases.py --used ROOT STAMP DEPFILE CATALOGUE…    also: every phrase is used, with its arguments

Each area of the product has a folder with a catalogue for each language. A catalogue that is not complete is an error
with file and line: a phrase that is missing, unknown, fuzzy or empty in a language, other placeholders than in
English, a wrong number of plural forms. en.po says which phrases there are. A msgid is a key: words of lower case
joined by dots. Several keys in one msgid, separated by spaces, share a text.
"""
import ast
import glob
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import gen_templates

LANGUAGES = ('en', 'fr', 'ru', 'ja')
# The plural categories of whole numbers in each language, in the order of msgstr[0], msgstr[1] …, and the header that
# gettext's own tools want for them.
PLURALS = {
    'en': (('ONE', 'OTHER'), 'nplurals=2; plural=(n != 1);'),
    'fr': (('ONE', 'MANY', 'OTHER'),
           'nplurals=3; plural=(n == 0 || n == 1) ? 0 : n != 0 && n % 1000000 == 0 ? 1 : 2;'),
    'ru': (('ONE', 'FEW', 'MANY'), 'nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && '
                                   '(n%100<12 || n%100>14) ? 1 : 2);'),
    'ja': (('OTHER',), 'nplurals=1; plural=0;'),
}
CATEGORIES = ('ZERO', 'ONE', 'TWO', 'FEW', 'MANY', 'OTHER')  # as enum i18n_plural
KEY = re.compile(r'[a-z][a-z0-9_]*(\.[a-z0-9_]+)*')
PLACEHOLDER = re.compile(r'\{([a-z][a-z0-9_]*)(:number)?\}')
ARGUMENTS_MAX = 8
FAULT = 'fault.'
PSEUDO = str.maketrans('AEIOUYaeiouycdghjklnrstzCDGHJKLNRSTZw',
                       'ÅÉÎÖÛÝåéîöûýçðĝĥĵķļñŕšţžÇÐĜĤĴĶĻÑŔŠŢŽŵ')
FUNCTIONS = {'fill', 'number', 'of_fault', 'template', 'text', 'entry', 'tables', 'table', 'count', 'fault', 'faults',
             'fault_count'}


class Refusal(Exception):
    """What is wrong, and where."""

    def __init__(self, path, line, text):
        super().__init__(f'{path}:{line}: {text}')


class Entry:
    """One message of a catalogue."""

    def __init__(self, path, line):
        self.path = path
        self.line = line
        self.key = None
        self.plural = None
        self.texts = {}        # form number (or None) → text
        self.is_fuzzy = False

    def refuse(self, text):
        raise Refusal(self.path, self.line, f'{self.key}: {text}' if self.key else text)

    def placeholders(self):
        """{name: is_number} of all forms."""
        found = {}
        for text in self.texts.values():
            rest = PLACEHOLDER.sub('', text)
            if '{' in rest or '}' in rest:
                self.refuse('a { or } that belongs to no placeholder {name} or {name:number}')
            for name, number in PLACEHOLDER.findall(text):
                is_number = bool(number) or (name == 'n' and self.plural is not None)
                if found.setdefault(name, is_number) != is_number:
                    self.refuse(f'{{{name}}} is a number in one place and a text in another')
        if self.plural is not None:
            found.setdefault('n', True)
        return found


def unquote(path, line, text):
    if not re.fullmatch(r'"(?:[^"\\]|\\.)*"', text):
        raise Refusal(path, line, 'a text in double quotes is expected')
    return ast.literal_eval(text)


def parse(path, text):
    """The header and the entries of a catalogue, in its order."""
    entries = []
    entry = None
    target = None  # where a continued string goes

    def add(part):
        if target == 'key':
            entry.key += part
        elif target == 'plural':
            entry.plural += part
        else:
            entry.texts[target[1]] += part

    for number, line in enumerate(text.split('\n'), 1):
        line = line.strip()
        if line.startswith('#~'):
            raise Refusal(path, number, 'an obsolete message: take it out')
        if not line or line.startswith('#'):
            if entry is None or entry.key is not None:
                entry = Entry(path, number)
            entry.is_fuzzy = entry.is_fuzzy or (line.startswith('#,') and 'fuzzy' in line)
            continue
        found = re.fullmatch(r'(?:(msgid|msgid_plural|msgstr)(?:\[(\d)\])?\s+)?(".*")', line)
        if not found:
            raise Refusal(path, number, 'this is no line of a catalogue')
        word, form, quoted = found.groups()
        part = unquote(path, number, quoted)
        if word == 'msgid':
            if entry is None or entry.key is not None:
                entry = Entry(path, number)
            entry.line = number
            entry.key = ''
            entries.append(entry)
            target = 'key'
        elif entry is None or entry.key is None:
            raise Refusal(path, number, 'msgid comes first')
        elif word == 'msgid_plural':
            entry.plural = ''
            target = 'plural'
        elif word == 'msgstr':
            form = int(form) if form is not None else None
            if form in entry.texts:
                entry.refuse('a msgstr is there twice')
            entry.texts[form] = ''
            target = ('text', form)
        add(part)
    if not entries or entries[0].key != '':
        raise Refusal(path, 1, 'a catalogue begins with its header: msgid ""')
    return entries[0].texts.get(None, ''), entries[1:]


class Catalogue:
    """One language."""

    def __init__(self, path, text=None):
        self.path = path
        self.language = os.path.basename(path)[:-len('.po')]
        if self.language not in PLURALS:
            raise Refusal(path, 1, f'there are no plural rules for "{self.language}" in gen_phrases.py')
        if text is None:
            with open(path, encoding='utf-8') as file:
                text = file.read()
        header, self.entries = parse(path, text)
        categories, rule = PLURALS[self.language]
        if f'Plural-Forms: {rule}\n' not in header or f'Language: {self.language}\n' not in header:
            raise Refusal(path, 1, f'the header is to hold "Language: {self.language}" and "Plural-Forms: {rule}"')
        self.forms = len(categories)
        self.by_key = {}
        for entry in self.entries:
            self.check(entry)

    def check(self, entry):
        if entry.is_fuzzy:
            entry.refuse('is fuzzy: look at the translation and take the mark off')
        for key in entry.key.split(' '):
            if not KEY.fullmatch(key):
                entry.refuse('a key is words of lower case joined by dots')
        if entry.key in self.by_key:
            entry.refuse(f'is in line {self.by_key[entry.key].line} already')
        self.by_key[entry.key] = entry
        expected = [None] if entry.plural is None else list(range(self.forms))
        if sorted(entry.texts, key=str) != sorted(expected, key=str):
            entry.refuse(f'has {len(entry.texts)} forms, {len(expected)} are needed in {self.language}')
        for text in entry.texts.values():
            if not text:
                entry.refuse('is not translated')
            if any(ord(c) < 32 and c != '\n' for c in text):
                entry.refuse('holds a control character')

    def join(self, other):
        """Takes in another area's entries; that a key is there twice is found by load."""
        self.entries += other.entries
        self.by_key.update(other.by_key)

    def form(self, entry, category):
        """The text of a category; whole numbers never ask for one that the language lacks."""
        if entry.plural is None:
            return entry.texts[None]
        categories = PLURALS[self.language][0]
        return entry.texts[categories.index(category) if category in categories else len(categories) - 1]


class Phrase:
    """One phrase in all languages."""

    def __init__(self, entry):
        self.entry = entry
        self.keys = entry.key.split(' ')
        self.name = self.keys[0].replace('.', '_')
        self.placeholders = sorted(entry.placeholders().items())
        if len(self.placeholders) > ARGUMENTS_MAX:
            entry.refuse(f'has more than {ARGUMENTS_MAX} placeholders')
        self.is_plural = entry.plural is not None


def compare(english, other):
    """Every phrase of English is in the other catalogue with the same placeholders, and nothing else is."""
    for entry in other.entries:
        if entry.key not in english.by_key:
            entry.refuse(f'is not in {english.path}')
    for key, entry in english.by_key.items():
        theirs = other.by_key.get(key)
        if theirs is None:
            raise Refusal(other.path, len(other.entries) and other.entries[-1].line, f'{key}: is missing')
        if (theirs.plural is None) != (entry.plural is None):
            theirs.refuse('is plural in one language and not in the other')
        wanted = entry.placeholders()
        if theirs.placeholders() != wanted:
            theirs.refuse(f'has the placeholders {shown(theirs.placeholders())}, English has {shown(wanted)}')
        # A form may leave the count out ("one click"), and nothing else.
        for text in theirs.texts.values():
            missing = set(wanted) - {name for name, _ in PLACEHOLDER.findall(text)} - ({'n'} if entry.plural else set())
            if missing:
                theirs.refuse(f'a form lacks {shown(dict.fromkeys(missing, False))}')


def shown(placeholders):
    return ' '.join(f'{{{name}{":number" if is_number and name != "n" else ""}}}'
                    for name, is_number in sorted(placeholders.items())) or '(none)'


def load(paths, texts=None):
    areas = {}
    for path in paths:
        catalogue = Catalogue(path, texts and texts[path])
        areas.setdefault(os.path.dirname(path), {})[catalogue.language] = catalogue
    catalogues = {}
    for area in areas.values():
        missing = set(LANGUAGES) - set(area)
        if missing:
            raise Refusal(next(iter(area.values())).path, 1, f'no catalogue for {" ".join(sorted(missing))}')
        for language in LANGUAGES:
            compare(area['en'], area[language])
            if language in catalogues:
                catalogues[language].join(area[language])
            else:
                catalogues[language] = area[language]
    phrases = [Phrase(entry) for entry in catalogues['en'].entries]
    names = {}
    for phrase in phrases:
        if phrase.name in names or phrase.name in FUNCTIONS:
            phrase.entry.refuse('makes the same name in C as another phrase or function')
        names[phrase.name] = phrase
    keys = {}
    for phrase in phrases:
        for key in phrase.keys:
            if key in keys:
                phrase.entry.refuse(f'{key} belongs to another phrase too')
            keys[key] = phrase
    return catalogues, phrases, keys


# ---- C ----

def pseudo(text):
    """English that shows: accents, brackets, a third longer."""
    parts = PLACEHOLDER.split(text)
    out = []
    length = 0
    for i in range(0, len(parts), 3):
        out.append(parts[i].translate(PSEUDO))
        length += len(parts[i])
        if i + 1 < len(parts):
            out.append('{' + parts[i + 1] + (parts[i + 2] or '') + '}')
    return f'[!! {"".join(out)}{" ·" * ((length + 5) // 6)} !!]'


def c_text(text, placeholders):
    names = [name for name, _ in placeholders]
    out = []
    at = 0
    for found in PLACEHOLDER.finditer(text):
        out.append(gen_templates.c_string(text[at:found.start()]))
        out.append(f'"\\{names.index(found.group(1)) + 1:03o}"')
        at = found.end()
    out.append(gen_templates.c_string(text[at:]))
    return ' '.join(piece for piece in out if piece != '""') or '""'


def c_header(phrases):
    lines = ['// Generated by tools/gen_phrases.py from po/: do not edit.', '#pragma once', '',
             '#include "phrase/phrase.h"', '', 'enum phrase {']
    lines += [f'    PHRASE_{phrase.name.upper()},' for phrase in phrases]
    lines += ['};', '', '// For tables: a phrase without placeholders.',
              'static inline struct text phrase_text(const struct reader *reader, enum phrase phrase)', '{',
              '    return phrase_fill(reader, phrase, /* count= */ 0, NULL);', '}', '']
    for phrase in phrases:
        name = f'phrase_{phrase.name}'
        number = f'PHRASE_{phrase.name.upper()}'
        if phrase.placeholders:
            lines.append(f'struct {name} {{')
            lines += [f'    {"int64_t" if is_number else "struct text"} {field};'
                      for field, is_number in phrase.placeholders]
            lines.append('};')
            values = ', '.join(f'phrase_number(reader, in.{field})' if is_number else f'in.{field}'
                               for field, is_number in phrase.placeholders)
            lines += [f'static inline struct text {name}(const struct reader *reader, struct {name} in)', '{',
                      f'    const struct text arguments[] = {{{values}}};',
                      f'    return phrase_fill(reader, {number}, {"in.n" if phrase.is_plural else "0"}, arguments);',
                      '}']
        else:
            lines += [f'static inline struct text {name}(const struct reader *reader)', '{',
                      f'    return phrase_fill(reader, {number}, /* count= */ 0, NULL);', '}']
    return '\n'.join(lines) + '\n'


def c_table(name, phrases, form_of):
    lines = [f'static const struct phrase_entry {name}[] = {{']
    for phrase in phrases:
        texts = [c_text(form_of(phrase, category), phrase.placeholders) for category in CATEGORIES]
        if len(set(texts)) == 1:
            lines.append(f'    {{{{[0 ... I18N_OTHER] = {texts[0]}}}}},')
        else:
            lines.append(f'    {{{{{", ".join(texts)}}}}},')
    return lines + ['};', '']


def c_source(header, catalogues, phrases):
    lines = ['// Generated by tools/gen_phrases.py from po/: do not edit.', f'#include "phrase/{header}"', '']
    for language in LANGUAGES:
        catalogue = catalogues[language]
        lines += c_table(language, phrases, lambda phrase, category, c=catalogue:
                         c.form(c.by_key[phrase.entry.key], category))
    english = catalogues['en']
    lines += c_table('en_xa', phrases, lambda phrase, category: pseudo(english.form(phrase.entry, category)))
    lines += ['const struct phrase_entry *const phrase_tables[PHRASE_TABLE_COUNT] = {']
    lines += [f'    [I18N_{language.upper()}] = {language},' for language in LANGUAGES]
    lines += ['    [PHRASE_TABLE_PSEUDO] = en_xa,', '};', '', f'const size_t phrase_count = {len(phrases)};', '',
              'const struct phrase_fault phrase_faults[] = {']
    faults = sorted((key[len(FAULT):].encode(), phrase) for phrase in phrases for key in phrase.keys
                    if key.startswith(FAULT))
    lines += [f'    {{"{code.decode()}", PHRASE_{phrase.name.upper()}}},' for code, phrase in faults]
    if not faults:
        lines.append('    {"", 0},')
    lines += ['};', f'const size_t phrase_fault_count = {len(faults)};', '']
    return '\n'.join(lines)


# ---- use ----

def uses_in_templates(root, paths):
    for path in paths:
        with open(path, encoding='utf-8') as file:
            text = file.read()
        shown_path = os.path.relpath(path, root)
        try:
            template = gen_templates.compile_text(shown_path, text, os.path.basename(path)[:-len('.html')])
        except gen_templates.Refusal:
            continue  # the template's own target says so
        for key, arguments, line in template.messages:
            yield key, set(arguments), shown_path, line


CALL = re.compile(r'\bphrase_([a-z0-9_]+)\(\s*(?:[^(){};]|\([^(){};]*\))*?'
                  r'(?:\(\s*(?:const\s+)?struct\s+phrase_\1\s*\)\s*\{([^{};]*(?:\{[^{};]*\}[^{};]*)*)\})?\s*\)')
NUMBER = re.compile(r'\bPHRASE_([A-Z0-9_]+)\b')


def uses_in_c(root, paths):
    """(name, arguments or None, path, line): arguments are None where a table names the phrase."""
    for path in paths:
        with open(path, encoding='utf-8') as file:
            text = file.read()
        shown_path = os.path.relpath(path, root)
        for found in CALL.finditer(text):
            given = set(re.findall(r'\.([a-z][a-z0-9_]*)\s*=', found.group(2) or ''))
            yield found.group(1), given, shown_path, text.count('\n', 0, found.start()) + 1
        for found in NUMBER.finditer(text):
            yield found.group(1).lower(), None, shown_path, text.count('\n', 0, found.start()) + 1


def check_use(root, phrases, keys):
    """Complains of the first phrase that nobody uses, or that is called without an argument; returns the files read."""
    pages = sorted(glob.glob(os.path.join(root, 'src', '**', '*.html'), recursive=True))
    sources = sorted(path for pattern in ('*.c', '*.h', '*.def')
                     for path in glob.glob(os.path.join(root, 'src', '**', pattern), recursive=True)
                     if not path.endswith('_test.c'))
    by_name = {phrase.name: phrase for phrase in phrases}
    used = set()
    for key, given, path, line in uses_in_templates(root, pages):
        if key not in keys:
            raise Refusal(path, line, f'{key}: is in no po/AREA/en.po')
        check_arguments(keys[key], given, path, line)
        used.add(keys[key].name)
    for name, given, path, line in uses_in_c(root, sources):
        phrase = by_name.get(name)
        if phrase is None:
            continue  # the compiler knows whether that is a name
        if given is not None:
            check_arguments(phrase, given, path, line)
        elif phrase.placeholders:
            raise Refusal(path, line, f'{name}: has placeholders, so a table cannot name it')
        used.add(name)
    for phrase in phrases:
        if phrase.name not in used and not phrase.keys[0].startswith(FAULT):
            phrase.entry.refuse('is used nowhere')
    return pages + sources


def check_arguments(phrase, given, path, line):
    wanted = {name for name, _ in phrase.placeholders}
    if given != wanted:
        raise Refusal(path, line, f'{phrase.keys[0]}: takes {shown(dict(phrase.placeholders))}, is given '
                                  f'{shown(dict.fromkeys(given, False))}')


def write(path, text):
    """Only what changed, so that nothing is compiled again for nothing."""
    if os.path.exists(path):
        with open(path, encoding='utf-8') as file:
            if file.read() == text:
                return
    with open(path, 'w', encoding='utf-8') as file:
        file.write(text)


def main(arguments):
    try:
        if arguments[:1] == ['--used'] and len(arguments) > 4:
            root, stamp, depfile = arguments[1:4]
            _, phrases, keys = load(arguments[4:])
            read = check_use(root, phrases, keys)
            write(stamp, '')
            write(depfile, f'{stamp}: ' + ' '.join(path.replace(' ', '\\ ') for path in read) + '\n')
            return 0
        if len(arguments) < 3:
            print(__doc__, file=sys.stderr)
            return 2
        catalogues, phrases, _ = load(arguments[2:])
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return 1
    write(arguments[0], c_header(phrases))
    write(arguments[1], c_source(os.path.basename(arguments[0]), catalogues, phrases))
    return 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
