#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Compiles a page template to a typed C function.

    gen_templates.py [--root FOLDER] NAME.html NAME_html.h NAME_html.c

The dialect is told in docs/templates.md. The compiler reads the HTML around every expression, so that it knows in
which context a value stands and how it is escaped there; whatever it does not understand is an error with file and
line. Names are checked by the C compiler: #line makes its errors point into the template.
"""
import os
import re
import sys

VOID = set('area base br col embed hr img input link meta source track wbr'.split())
ELEMENTS = VOID | set('''a abbr address article aside audio b bdi bdo blockquote body button canvas caption cite code
    colgroup data datalist dd del details dfn dialog div dl dt em fieldset figcaption figure footer form h1 h2 h3 h4 h5
    h6 head header hgroup html i iframe ins kbd label legend li main map mark menu meter nav noscript object ol optgroup
    option output p picture pre progress q rp rt ruby s samp script search section select slot small span strong style
    sub summary sup table tbody td template textarea tfoot th thead time title tr u ul var video'''.split())
SVG = set('''svg g path circle rect line polyline polygon ellipse text tspan use symbol defs title desc pattern
    clipPath mask linearGradient stop'''.split())
URL_ATTRIBUTES = set('href src action formaction poster cite data ping manifest background xlink:href'.split())
KEEP_SPACE = ('pre', 'textarea')
RAW_TEXT = ('script', 'style')
C_WORDS = set('''auto break case char const continue default do double else enum extern float for goto if inline int
    long register restrict return short signed sizeof static struct switch typedef union unsigned void volatile while
    asm typeof bool true false view render'''.split())
WORDS = 'if else end each use wrap slot t raw asset view'.split()

TAG = re.compile(r'\{\{(.*?)\}\}', re.DOTALL)
TOKEN = re.compile(r'''\s*(?:
    (?P<string>"[^"\n]*")
  | (?P<path>[A-Za-z_][A-Za-z_0-9]*(?:(?:\.|->)[A-Za-z_][A-Za-z_0-9]*)*)
  | (?P<number>-?[0-9]+)
  | (?P<mark>==|!=|<=|>=|<|>|=|\(|\))
)''', re.VERBOSE)
NAME = re.compile(r'[a-z][a-z0-9_]*$')
COMPARISONS = ('==', '!=', '<=', '>=', '<', '>')


class Refusal(Exception):
    """What is wrong, and where."""

    def __init__(self, path, line, text):
        super().__init__(f'{path}:{line}: {text}')


class Html:
    """Where in the HTML the compiler is: the state of a small tokenizer and the elements that are open."""

    def __init__(self, refuse):
        self.refuse = refuse
        self.state = 'text'
        self.open = []         # (name, line)
        self.attribute = ''
        self.attributes = ()   # of the tag that is being read
        self.value = ''        # of the attribute so far; an expression counts as one character
        self.element = ''
        self.is_closing = False

    def mark(self):
        return (self.state, tuple(name for name, _ in self.open), self.element if self.state != 'text' else '',
                self.attribute if self.state == 'value' else '')

    def save(self):
        return (self.state, list(self.open), self.attribute, self.attributes, self.value, self.element)

    def restore(self, saved):
        self.state, opened, self.attribute, self.attributes, self.value, self.element = saved
        self.open = list(opened)

    def keeps_space(self):
        return any(name in KEEP_SPACE for name, _ in self.open)

    def feed(self, text, line):
        """Reads static text; returns what is to be printed of it."""
        out = []
        i = 0
        while i < len(text):
            step = getattr(self, 'in_' + self.state)
            n, piece = step(text, i, line)
            out.append(piece)
            line += text.count('\n', i, i + n)
            i += n
        return ''.join(out)

    def in_text(self, text, i, line):
        if text.startswith('<!--', i):
            end = text.find('-->', i)
            if end < 0:
                self.refuse(line, 'a comment is not closed in front of the next tag')
            return end + 3 - i, ''
        if re.match(r'<!doctype html>', text[i:], re.IGNORECASE):
            return 15, '<!doctype html>'
        if text[i] == '<':
            found = re.match(r'<(/?)([A-Za-z][A-Za-z0-9-]*)', text[i:])
            if not found:
                self.refuse(line, 'a "<" that begins no tag is written &lt;')
            self.begin_tag(found.group(2), bool(found.group(1)), line)
            return len(found.group(0)), found.group(0)
        if self.open and self.open[-1][0] in RAW_TEXT and not text[i].isspace():
            self.refuse(line, f'<{self.open[-1][0]}> has no content here: styles and scripts are assets')
        if text[i] == '&' and not re.match(r'&(?:[A-Za-z][A-Za-z0-9]*|#[0-9]+|#x[0-9A-Fa-f]+);', text[i:]):
            self.refuse(line, 'a "&" that begins no character reference is written &amp;')
        if text[i].isspace() and not self.keeps_space():
            found = re.match(r'\s+', text[i:]).group(0)
            return len(found), '\n' if '\n' in found else ' '
        return 1, text[i]

    def begin_tag(self, name, is_closing, line):
        in_svg = any(opened == 'svg' for opened, _ in self.open) or name == 'svg'
        if name not in (SVG if in_svg else ELEMENTS) and '-' not in name:
            self.refuse(line, f'<{name}> is no element that is known here')
        if is_closing:
            if not self.open:
                self.refuse(line, f'</{name}> closes nothing')
            opened, at = self.open[-1]
            if opened != name:
                self.refuse(line, f'</{name}> where <{opened}> of line {at} is to be closed')
            self.open.pop()
        elif name not in VOID:
            self.open.append((name, line))
        self.element = name
        self.is_closing = is_closing
        self.attributes = ()
        self.state = 'tag'

    def in_tag(self, text, i, line):
        if text[i].isspace():
            found = re.match(r'\s+', text[i:]).group(0)
            return len(found), ' '
        if text[i] == '>':
            self.state = 'text'
            return 1, '>'
        if text.startswith('/>', i):
            if self.element in VOID:
                self.refuse(line, f'<{self.element}> is closed by itself: leave the / out')
            if not any(name == 'svg' for name, _ in self.open):
                self.refuse(line, f'<{self.element}/> does not close the element: write </{self.element}>')
            self.open.pop()
            self.state = 'text'
            return 2, '/>'
        found = re.match(r'[A-Za-z_:][A-Za-z0-9_.:-]*', text[i:])
        if not found or self.is_closing:
            self.refuse(line, f'{text[i]!r} in the tag <{self.element}>')
        name = found.group(0)
        self.check_attribute(name, line)
        self.attribute = name
        rest = text[i + len(name):]
        if rest.startswith('='):
            if not rest.startswith('="'):
                self.refuse(line, f'the value of {name} stands in double quotes')
            self.state = 'value'
            self.value = ''
            return len(name) + 2, name + '="'
        return len(name), name

    def check_attribute(self, name, line):
        low = name.lower()
        if low.startswith('on') or low == 'srcdoc':
            self.refuse(line, f'{name}: no scripts in pages; behaviour is a custom element')
        if low == 'style':
            self.refuse(line, 'style: no styles in attributes, the policy of pages forbids them; use a class')
        if name in self.attributes:
            self.refuse(line, f'the attribute {name} is there twice')
        self.attributes += (name,)

    def in_value(self, text, i, line):
        if text[i] == '"':
            self.state = 'tag'
            return 1, '"'
        if text[i] == '<':
            self.refuse(line, f'a "<" in the value of {self.attribute} is written &lt;; is a quote missing?')
        self.value += text[i]
        return 1, text[i]

    def context(self, line):
        """How an expression that stands here is printed."""
        if self.state == 'text':
            if self.open and self.open[-1][0] in RAW_TEXT:
                self.refuse(line, f'no values in <{self.open[-1][0]}>: pass them in data- attributes')
            return 'text'
        if self.state == 'tag':
            self.refuse(line, 'a value stands in text or in a quoted attribute, not in a tag')
        if self.attribute.lower() == 'srcset':
            self.refuse(line, 'no values in srcset')
        kind = 'text'
        if self.attribute.lower() in URL_ATTRIBUTES:
            kind = 'url_part' if self.value else 'url'
        self.value += 'x'
        return kind


class Block:
    """An {{if}}, {{each}} or {{wrap}} that is open."""

    def __init__(self, kind, line, name='', call=()):
        self.kind = kind
        self.line = line
        self.name = name
        self.call = call      # wrap: the lines that declare and call
        self.at = None        # each: the name of the index
        self.saved = None
        self.mark = None
        self.has_else = False


class Template:
    """One template on its way to C."""

    def __init__(self, path, text, name=None):
        self.path = path
        self.text = text
        self.name = name or os.path.basename(path)[:-len('.html')]
        self.header = None
        self.lines = []        # of the function
        self.ends = []         # of the function after the slot, when there is one
        self.blocks = []
        self.variables = []
        self.used = {}         # component: line of first use
        self.needs_assets = False
        self.has_slot = False
        self.messages = []     # (key, argument names, line): for the catalogue's check
        self.line = 1
        self.wraps = 0
        self.html = Html(self.refuse)
        self.out = self.lines

    def refuse(self, line, text):
        raise Refusal(self.path, line, text)

    # ---- reading ----

    def compile(self):
        if not NAME.match(self.name):
            self.refuse(1, f'"{self.name}" cannot be the name of a template: a-z, 0-9, _')
        at = 0
        self.text = self.text.rstrip()
        for found in TAG.finditer(self.text):
            self.static(self.text[at:found.start()])
            self.tag(found.group(1).strip())
            self.line += found.group(0).count('\n')
            at = found.end()
        self.static(self.text[at:])
        if self.blocks:
            block = self.blocks[-1]
            self.refuse(block.line, f'{{{{{block.kind}}}}} has no {{{{end}}}}')
        if self.html.state != 'text':
            self.refuse(self.line, f'the tag <{self.html.element}> is not finished')
        if self.html.open:
            name, line = self.html.open[-1]
            self.refuse(line, f'<{name}> is not closed')
        if self.header is None:
            self.refuse(1, 'the first line is {{view "folder/header.h"}}')
        return self

    def static(self, text):
        stray = re.search(r'\{\{|\}\}', text)
        if stray:
            self.refuse(self.line + text.count('\n', 0, stray.start()), f'{stray.group(0)} without its counterpart')
        if self.header is None:
            if text.strip():
                self.refuse(self.line, 'the first line is {{view "folder/header.h"}}')
            self.line += text.count('\n')
            return
        piece = self.html.feed(text, self.line)
        self.line += text.count('\n')
        if not self.lines:
            piece = piece.lstrip()
        if piece:
            self.print_static(piece)

    def print_static(self, piece):
        if self.out and self.out[-1][0] == 'static':
            self.out[-1] = ('static', self.out[-1][1] + piece)
        else:
            self.out.append(('static', piece))

    def code(self, text, has_line=True):
        self.out.append(('code', text, self.line if has_line else None))

    def tokens(self, text):
        tokens = []
        at = 0
        while at < len(text):
            found = TOKEN.match(text, at)
            if not found:
                if not text[at:].strip():
                    break
                self.refuse(self.line, f'{text[at:].strip()!r} is not understood')
            tokens.append((found.lastgroup, found.group(found.lastgroup)))
            at = found.end()
        return tokens

    def tag(self, text):
        if text.startswith('#'):
            return
        tokens = self.tokens(text)
        if not tokens:
            self.refuse(self.line, 'an empty {{ }}')
        word = tokens[0][1] if tokens[0][0] == 'path' else ''
        if word == 'view':
            self.tag_view(tokens)
            return
        if self.header is None:
            self.refuse(self.line, 'the first line is {{view "folder/header.h"}}')
        if word in WORDS:
            getattr(self, 'tag_' + word)(tokens[1:])
        else:
            self.tag_value(tokens)

    def tag_view(self, tokens):
        if self.header is not None or len(tokens) != 2 or tokens[1][0] != 'string':
            self.refuse(self.line, '{{view "folder/header.h"}} stands once, in the first line')
        self.header = tokens[1][1].strip('"')

    # ---- expressions ----

    def operand(self, tokens):
        """The C of the operand at the front of the list, which is taken off."""
        if not tokens:
            self.refuse(self.line, 'a value is missing')
        kind, text = tokens.pop(0)
        if kind == 'string':
            return 'TEXT(' + c_string(text[1:-1]) + ')'
        if kind == 'number':
            return text
        if kind == 'path':
            return self.path_of(text)
        if text != '(':
            self.refuse(self.line, f'"{text}" where a value is expected')
        inner = []
        depth = 1
        while tokens:
            token = tokens.pop(0)
            depth += {'(': 1, ')': -1}.get(token[1] if token[0] == 'mark' else '', 0)
            if depth == 0:
                return self.call_of(inner)
            inner.append(token)
        self.refuse(self.line, 'a ")" is missing')
        return ''

    def path_of(self, text):
        first = re.match(r'\w+', text).group(0)
        if first.isupper() or text in ('true', 'false'):
            return text
        if first in C_WORDS and first != 'view':
            self.refuse(self.line, f'"{first}" cannot be a name')
        if first == 'view':
            return 'view' + text[len(first):].replace('.', '->', 1)
        if first in self.variables:
            return f'(*{first})' if text == first else first + text[len(first):].replace('.', '->', 1) \
                if text[len(first)] == '.' else f'(*{first}){text[len(first):]}'
        return 'view->' + text

    def call_of(self, tokens):
        """(t "key" a=b), (asset "x"), (money amount) and the like."""
        if not tokens or tokens[0][0] != 'path':
            self.refuse(self.line, 'the name of a function is expected after "("')
        name = tokens[0][1]
        rest = tokens[1:]
        if name == 't':
            return self.message(rest)
        if name == 'asset':
            return self.asset(rest)
        if not NAME.match(name) or name in WORDS:
            self.refuse(self.line, f'"{name}" is no function')
        arguments = []
        while rest:
            arguments.append(self.operand(rest))
        return f'render_{name}({", ".join(["render"] + arguments)})'

    def message(self, tokens):
        if not tokens or tokens[0][0] != 'string':
            self.refuse(self.line, 't is followed by the key of a message in quotes')
        key = tokens[0][1][1:-1]
        if not re.fullmatch(r'[a-z][a-z0-9_]*(\.[a-z0-9_]+)*', key):
            self.refuse(self.line, f'"{key}" cannot be the key of a message')
        arguments = self.arguments(list(tokens[1:]))
        self.messages.append((key, tuple(sorted(name for name, _ in arguments)), self.line))
        name = 'phrase_' + key.replace('.', '_')
        if not arguments:
            return f'{name}(&render->reader)'
        fields = ', '.join(f'.{argument} = {value}' for argument, value in arguments)
        return f'{name}(&render->reader, (struct {name}){{{fields}}})'

    def asset(self, tokens):
        if len(tokens) != 1 or tokens[0][0] != 'string':
            self.refuse(self.line, 'asset is followed by the name of a file in quotes')
        self.needs_assets = True
        return 'asset_url(ASSET_' + re.sub(r'\W', '_', tokens[0][1][1:-1]).upper() + ')'

    def arguments(self, tokens):
        """name=value …"""
        found = []
        while tokens:
            kind, name = tokens.pop(0)
            if kind != 'path' or not re.fullmatch(r'[a-z][a-z0-9_.]*', name) or not tokens \
                    or tokens.pop(0) != ('mark', '='):
                self.refuse(self.line, f'name=value is expected, not "{name}"')
            if any(name == other for other, _ in found):
                self.refuse(self.line, f'{name} is given twice')
            found.append((name, self.operand(tokens)))
        return found

    def condition(self, tokens):
        if not tokens:
            self.refuse(self.line, 'if is followed by a condition')
        parts = []
        joined = set()
        while True:
            is_not = tokens and tokens[0] == ('path', 'not')
            if is_not:
                tokens.pop(0)
            left = self.operand(tokens)
            if tokens and tokens[0][0] == 'mark' and tokens[0][1] in COMPARISONS:
                mark = tokens.pop(0)[1]
                part = f'{left} {mark} {self.operand(tokens)}'
                part = f'!({part})' if is_not else f'({part})' if tokens or parts else part
            else:
                part = f'{"!" if is_not else ""}html_is({left})'
            parts.append(part)
            if not tokens:
                break
            kind, word = tokens.pop(0)
            if word not in ('and', 'or'):
                self.refuse(self.line, f'"{word}" where "and" or "or" is expected')
            joined.add(word)
            parts.append('&&' if word == 'and' else '||')
        if len(joined) > 1:
            self.refuse(self.line, 'and and or in one condition: nest two {{if}} instead')
        return ' '.join(parts)

    # ---- tags ----

    def tag_value(self, tokens):
        rest = list(tokens)
        if len(tokens) > 1 and tokens[0][0] == 'path':
            value = self.call_of(tokens)
        else:
            value = self.operand(rest)
            if rest:
                self.refuse(self.line, f'"{rest[0][1]}" after the value')
        self.value(value)

    def value(self, value):
        context = self.html.context(self.line)
        self.code(f'html_{context}(render, {value});')

    def tag_t(self, tokens):
        self.value(self.message(tokens))

    def tag_asset(self, tokens):
        self.value(self.asset(tokens))

    def tag_raw(self, tokens):
        if self.html.state != 'text':
            self.refuse(self.line, 'raw stands in text only')
        rest = list(tokens)
        value = self.operand(rest)
        if rest:
            self.refuse(self.line, f'"{rest[0][1]}" after the value')
        self.html.context(self.line)
        self.code(f'html_raw(render, {value});')

    def tag_if(self, tokens):
        self.begin(Block('if', self.line), f'if ({self.condition(list(tokens))}) {{')

    def tag_each(self, tokens):
        words = [text for _, text in tokens]
        at = words[2] if words[1:2] == ['at'] and len(words) > 2 else None
        rest = list(tokens[4:] if at else tokens[2:])
        if len(words) < 3 or words[3 if at else 1:][:1] != ['in'] or not NAME.match(words[0]) \
                or (at and not NAME.match(at)):
            self.refuse(self.line, 'each is written {{each name in list}} or {{each name at index in list}}')
        name = words[0]
        if name in self.variables or name in C_WORDS or (at and (at in self.variables or at in C_WORDS)):
            self.refuse(self.line, f'"{name}" cannot be the name here: it has a meaning already')
        items = self.operand(rest)
        if rest:
            self.refuse(self.line, f'"{rest[0][1]}" after the list')
        index = at or name + '_at'
        self.begin(Block('each', self.line, name),
                   f'{{ __auto_type {name}_list = {items}; '
                   f'for (size_t {index}_n = 0; {index}_n < {name}_list.count; {index}_n++) {{ '
                   f'__auto_type {name} = &{name}_list.items[{index}_n]; (void)sizeof(*{name});'
                   + (f' const size_t *{at} = &{at}_n; (void)sizeof(*{at});' if at else ''))
        self.variables.append(name)
        if at:
            self.variables.append(at)
            self.blocks[-1].at = at

    def begin(self, block, code):
        block.saved = self.html.save()
        block.mark = self.html.mark()
        self.code(code)
        self.blocks.append(block)

    def tag_else(self, tokens):
        block = self.blocks[-1] if self.blocks else None
        if block is None or block.kind == 'wrap' or block.has_else:
            self.refuse(self.line, '{{else}} belongs to {{if}} or {{each}}')
        self.end_branch(block)
        self.html.restore(block.saved)
        if block.kind == 'each':
            if tokens:
                self.refuse(self.line, 'nothing follows {{else}} in {{each}}')
            self.end_each(block)
            self.code(f'}} if ({block.name}_list.count == 0) {{')
            block.has_else = True
        elif tokens:
            if tokens[0] != ('path', 'if'):
                self.refuse(self.line, '{{else}} or {{else if condition}}')
            self.code(f'}} else if ({self.condition(list(tokens[1:]))}) {{')
        else:
            self.code('} else {')
            block.has_else = True

    def end_branch(self, block):
        if block.mark != self.html.mark():
            self.refuse(self.line, f'the branch of {{{{{block.kind}}}}} in line {block.line} opens or closes more than '
                                   'it closes or opens')

    def end_each(self, block):
        self.variables.remove(block.name)
        if block.at:
            self.variables.remove(block.at)

    def tag_end(self, tokens):
        if tokens or not self.blocks:
            self.refuse(self.line, '{{end}} ends nothing')
        block = self.blocks.pop()
        self.end_branch(block)
        if block.kind == 'each' and not block.has_else:
            self.end_each(block)
        if block.kind == 'wrap':
            self.code(block.call[1])
        self.code('} }' if block.kind == 'each' else '}', has_line=False)

    def component(self, tokens, word):
        if not tokens or tokens[0][0] != 'path' or not NAME.match(tokens[0][1]):
            self.refuse(self.line, f'{word} is followed by the name of a component')
        name = tokens[0][1]
        if self.html.state != 'text':
            self.refuse(self.line, f'{word} stands in text only')
        self.html.context(self.line)
        self.used.setdefault(name, self.line)
        if len(tokens) == 2 and tokens[1][0] == 'path':  # {{use button view.save}}: a view that is there already
            return name, f'&{self.path_of(tokens[1][1])}'
        fields = ', '.join(f'.{argument} = {value}' for argument, value in self.arguments(list(tokens[1:])))
        return name, f'&(const struct {name}_view){{{fields or "0"}}}'

    def tag_use(self, tokens):
        name, view = self.component(tokens, 'use')
        self.code(f'{name}_html(render, {view});')

    def tag_wrap(self, tokens):
        name, view = self.component(tokens, 'wrap')
        self.wraps += 1
        variable = f'{name}_{self.wraps}'
        declare = f'{{ const struct {name}_view *{variable} = {view};'
        block = Block('wrap', self.line, name, (declare, f'{name}_html_end(render, {variable});'))
        self.begin(block, f'{declare} {name}_html_begin(render, {variable});')

    def tag_slot(self, tokens):
        if tokens or self.has_slot:
            self.refuse(self.line, '{{slot}} stands once in a component')
        for block in self.blocks:
            if block.kind != 'wrap':
                self.refuse(self.line, f'{{{{slot}}}} does not stand in {{{{{block.kind}}}}}')
        if self.html.state != 'text':
            self.refuse(self.line, '{{slot}} stands in text only')
        self.has_slot = True
        for _ in self.blocks:
            self.code('}', has_line=False)
        self.out = self.ends
        for block in self.blocks:
            self.code(block.call[0])

    # ---- C ----

    def to_header(self, source):
        lines = [f'// Generated by tools/gen_templates.py from {source}: do not edit.', '#pragma once', '',
                 f'#include "{self.header}"', '', 'struct render;', '']
        takes = f'(struct render *render, const struct {self.name}_view *view);'
        if self.has_slot:
            lines += [f'void {self.name}_html_begin{takes}', f'void {self.name}_html_end{takes}']
        else:
            lines.append(f'void {self.name}_html{takes}')
        return '\n'.join(lines) + '\n'

    def to_source(self, source, header):
        lines = [f'// Generated by tools/gen_templates.py from {source}: do not edit.', '#include "template/html.h"',
                 '#include "phrase/phrases.h"']
        if self.needs_assets:
            lines.append('#include "asset/asset.h"')
        lines.append(f'#include "{header}"')
        for name, line in sorted(self.used.items()):
            if name != self.name:
                lines += [f'#line {line} "{self.path}"', f'#include "{name}_html.h"']
        parts = [('_begin', self.lines), ('_end', self.ends)] if self.has_slot else [('', self.lines)]
        for suffix, body in parts:
            lines += ['', f'#line 1 "{self.path}"',
                      f'void {self.name}_html{suffix}(struct render *render, const struct {self.name}_view *view)', '{']
            for item in body:
                lines += c_static(item[1]) if item[0] == 'static' else c_code(item, self.path)
            lines.append('}')
        return '\n'.join(lines) + '\n'


def c_string(text):
    """A C string literal; bytes beyond ASCII as they are in UTF-8."""
    out = []
    for char in text:
        if char in '"\\':
            out.append('\\' + char)
        elif char == '\n':
            out.append('\\n')
        elif char == '?':
            out.append('\\?')
        elif ord(char) < 32:
            out.append(f'\\{ord(char):03o}')
        else:
            out.append(char)
    return '"' + ''.join(out) + '"'


def c_static(piece):
    lines = []
    for part in re.findall(r'[^\n]*\n|[^\n]+', piece):
        lines.append(f'        {c_string(part)}')
    size = len(piece.encode())
    return ['    html_static(render,'] + lines + [f'        , {size});']


def c_code(item, path):
    _, text, line = item
    mark = [f'#line {line} "{path}"'] if line else []
    return mark + ['    ' + text]


def compile_text(path, text, name=None):
    return Template(path, text, name).compile()


def write(path, text):
    """Only what changed, so that nothing is compiled again for nothing."""
    if os.path.exists(path):
        with open(path, encoding='utf-8') as f:
            if f.read() == text:
                return
    with open(path, 'w', encoding='utf-8') as f:
        f.write(text)


def main(arguments):
    root = None
    if arguments[:1] == ['--root'] and len(arguments) > 2:
        root = arguments[1]
        arguments = arguments[2:]
    if len(arguments) != 3:
        print(__doc__, file=sys.stderr)
        return 2
    path, header_path, source_path = arguments
    shown = os.path.relpath(os.path.abspath(path), os.path.abspath(root)) if root else path
    try:
        with open(path, encoding='utf-8') as f:
            template = compile_text(shown, f.read())
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return 1
    write(header_path, template.to_header(shown))
    write(source_path, template.to_source(shown, os.path.basename(header_path)))
    return 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
