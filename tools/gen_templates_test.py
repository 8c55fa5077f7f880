#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Tests of gen_templates.py: what it prints for each tag, how it escapes by context, every refusal with file and line,
and that the C compiler reports unknown names in the template's own line."""
import os
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
sys.path.insert(0, HERE)

import gen_templates  # noqa: E402

HEAD = '{{view "x.h"}}\n'


def body(text, name='page'):
    """The C of the function's body, without #line and with statics joined."""
    template = gen_templates.compile_text('t.html', HEAD + text, name)
    lines = []
    for item in template.lines + [('code', '---', None)] + template.ends:
        lines.append('<' + item[1] + '>' if item[0] == 'static' else item[1])
    return lines[:-1] if not template.has_slot else lines


def refusal(text):
    try:
        gen_templates.compile_text('t.html', text, 'page')
    except gen_templates.Refusal as error:
        return str(error)
    raise AssertionError('compiled: ' + text)


class Printing(unittest.TestCase):
    def test_context_decides_how_a_value_is_escaped(self):
        self.assertEqual(body('<a href="{{url}}" title="{{title}}">{{name}}</a>'),
                         ['<<a href=">', 'html_url(render, view->url);', '<" title=">',
                          'html_text(render, view->title);', '<">>', 'html_text(render, view->name);', '<</a>>'])

    def test_a_value_inside_a_url_is_percent_encoded(self):
        self.assertEqual(body('<a href="/p/{{id}}?q={{q}}">x</a>')[1:4:2],
                         ['html_url_part(render, view->id);', 'html_url_part(render, view->q);'])
        # Two values: the first begins the address, the second does not.
        self.assertEqual(body('<a href="{{base}}{{id}}">x</a>')[1:3],
                         ['html_url(render, view->base);', 'html_url_part(render, view->id);'])

    def test_white_space_is_one_and_comments_are_gone(self):
        self.assertEqual(body('<p>\n\n   a   b <!-- no\n --> </p>{{# nor this }}\n'), ['<<p>\na b  </p>>'])
        self.assertEqual(body('<pre>  a\n   b</pre>'), ['<<pre>  a\n   b</pre>>'])

    def test_paths(self):
        self.assertEqual(body('{{a.b->c}}{{view.d}}{{LIMIT}}'),
                         ['html_text(render, view->a.b->c);', 'html_text(render, view->d);',
                          'html_text(render, LIMIT);'])

    def test_functions(self):
        self.assertEqual(body('{{money total}}{{(page_brand)}}{{(add 1 (number n))}}'),
                         ['html_text(render, render_money(render, view->total));',
                          'html_text(render, render_page_brand(render));',
                          'html_text(render, render_add(render, 1, render_number(render, view->n)));'])

    def test_conditions(self):
        self.assertEqual(body('{{if a}}x{{else if not b.c}}y{{else}}z{{end}}'),
                         ['if (html_is(view->a)) {', '<x>', '} else if (!html_is(view->b.c)) {', '<y>', '} else {',
                          '<z>', '}'])
        self.assertEqual(body('{{if kind == KIND_A and n > 3}}x{{end}}')[0],
                         'if ((view->kind == KIND_A) && (view->n > 3)) {')

    def test_a_condition_inside_a_tag(self):
        self.assertEqual(body('<p{{if a}} id="{{a}}"{{end}} class="b{{if c}} d{{end}}">x</p>'),
                         ['<<p>', 'if (html_is(view->a)) {', '< id=">', 'html_text(render, view->a);', '<">', '}',
                          '< class="b>', 'if (html_is(view->c)) {', '< d>', '}', '<">x</p>>'])

    def test_each(self):
        lines = body('{{each row at i in table.rows}}{{row.name}}{{row}}{{i}}{{else}}none{{end}}{{row}}')
        self.assertIn('__auto_type row_list = view->table.rows;', lines[0])
        self.assertEqual(lines[1:], ['html_text(render, row->name);', 'html_text(render, (*row));',
                                     'html_text(render, (*i));', '} if (row_list.count == 0) {', '<none>', '} }',
                                     'html_text(render, view->row);'])

    def test_components(self):
        self.assertEqual(body('{{use button label="a\\b" kind=KIND_A n=-3 text=(t "ui.save")}}'),
                         ['button_html(render, &(const struct button_view){.label = TEXT("a\\\\b"), .kind = KIND_A, '
                          '.n = -3, .text = phrase_ui_save(&render->reader)});'])
        self.assertEqual(body('{{use button}}{{use button view.save}}'),
                         ['button_html(render, &(const struct button_view){0});', 'button_html(render, &view->save);'])

    def test_wrap_and_slot(self):
        self.assertEqual(body('{{wrap card title="A"}}<p>x</p>{{end}}'),
                         ['{ const struct card_view *card_1 = &(const struct card_view){.title = TEXT("A")}; '
                          'card_html_begin(render, card_1);', '<<p>x</p>>', 'card_html_end(render, card_1);', '}'])
        # What is open around the slot is closed in the first function and opened again in the second.
        self.assertEqual(body('<div>{{wrap card}}<i>{{slot}}</i>{{end}}</div>'),
                         ['<<div>>',
                          '{ const struct card_view *card_1 = &(const struct card_view){0}; '
                          'card_html_begin(render, card_1);', '<<i>>', '}', '---',
                          '{ const struct card_view *card_1 = &(const struct card_view){0};', '<</i>>',
                          'card_html_end(render, card_1);', '}', '<</div>>'])

    def test_messages(self):
        self.assertEqual(body('{{t "clicks.seen" n=count name=who.name}}'),
                         ['html_text(render, phrase_clicks_seen(&render->reader, (struct phrase_clicks_seen)'
                          '{.n = view->count, .name = view->who.name}));'])
        template = gen_templates.compile_text('t.html', HEAD + '\n{{t "a.b" n=count}}', 'page')
        self.assertEqual(template.messages, [('a.b', ('n',), 3)])

    def test_raw_takes_only_safe_html(self):
        self.assertEqual(body('{{raw chart}}'), ['html_raw(render, view->chart);'])

    def test_the_same_input_gives_the_same_bytes(self):
        text = HEAD + '<p>{{use b}}{{use a}}{{name}}</p>'
        outputs = {gen_templates.compile_text('t.html', text, 'page').to_source('t.html', 't.h') for _ in range(3)}
        self.assertEqual(len(outputs), 1)

    def test_strings_of_c(self):
        self.assertEqual(gen_templates.c_string('a"b\\c\n??é\t'), '"a\\"b\\\\c\\n\\?\\?é\\011"')


class Refusing(unittest.TestCase):
    CASES = (
        ('<p>', '1: the first line is {{view'),
        (HEAD + '<p>\n<b>x</p>', '3: </p> where <b> of line 3 is to be closed'),
        (HEAD + '<p>\nx', '2: <p> is not closed'),
        (HEAD + '</p>', '2: </p> closes nothing'),
        (HEAD + '<p', '2: the tag <p> is not finished'),
        (HEAD + '<blink>x</blink>', '2: <blink> is no element'),
        (HEAD + '<p class=x>y</p>', '2: the value of class stands in double quotes'),
        (HEAD + '<p class="a" class="b">x</p>', '2: the attribute class is there twice'),
        (HEAD + '<p onclick="x">y</p>', '2: onclick: no scripts in pages'),
        (HEAD + '<p style="x">y</p>', '2: style: no styles in attributes'),
        (HEAD + '<script>{{x}}</script>', '2: no values in <script>'),
        (HEAD + '<script>x()</script>', '2: <script> has no content here'),
        (HEAD + '<style>{{x}}</style>', '2: no values in <style>'),
        (HEAD + '<img srcset="{{x}}">', '2: no values in srcset'),
        (HEAD + '<p {{x}}>y</p>', '2: a value stands in text or in a quoted attribute'),
        (HEAD + 'a < b', '2: a "<" that begins no tag'),
        (HEAD + 'a & b', '2: a "&" that begins no character reference'),
        (HEAD + '<p title="a<b">x</p>', '2: a "<" in the value of title'),
        (HEAD + '<br/>', '2: <br> is closed by itself'),
        (HEAD + '<p/>', '2: <p/> does not close the element'),
        (HEAD + '{{if a}}<p>{{end}}</p>', '2: the branch of {{if}} in line 2 opens or closes more'),
        (HEAD + '{{if a}}<p>{{else}}<p>x</p>{{end}}', '2: the branch of {{if}} in line 2'),
        (HEAD + '<p{{if a}}>x{{else}} b>{{end}}</p>', '2: the branch of {{if}} in line 2'),
        (HEAD + '\n\n{{if a}}x', '4: {{if}} has no {{end}}'),
        (HEAD + '{{end}}', '2: {{end}} ends nothing'),
        (HEAD + '{{else}}', '2: {{else}} belongs to'),
        (HEAD + '{{if a and b or c}}x{{end}}', '2: and and or in one condition'),
        (HEAD + '{{each a b}}x{{end}}', '2: each is written'),
        (HEAD + '{{each a in b}}{{each a in c}}x{{end}}{{end}}', '2: "a" cannot be the name here'),
        (HEAD + '{{each for in b}}x{{end}}', '2: "for" cannot be the name here'),
        (HEAD + '{{use}}', '2: use is followed by'),
        (HEAD + '{{use a b=}}', '2: a value is missing'),
        (HEAD + '{{use a b=1 b=2}}', '2: b is given twice'),
        (HEAD + '<p title="{{use a}}">x</p>', '2: use stands in text only'),
        (HEAD + '{{raw a b}}', '2: "b" after the value'),
        (HEAD + '<p title="{{raw a}}">x</p>', '2: raw stands in text only'),
        (HEAD + '{{slot}}{{slot}}', '2: {{slot}} stands once'),
        (HEAD + '{{if a}}{{slot}}{{end}}', '2: {{slot}} does not stand in {{if}}'),
        (HEAD + '{{t key}}', '2: t is followed by the key'),
        (HEAD + '{{t "Key"}}', '2: "Key" cannot be the key'),
        (HEAD + '{{a $ b}}', "2: '$ b' is not understood"),
        (HEAD + '{{(t "a"}}', '2: a ")" is missing'),
        (HEAD + 'a }} b', '2: }} without its counterpart'),
        (HEAD + 'a {{ b', '2: {{ without its counterpart'),
        (HEAD + HEAD, '2: {{view "folder/header.h"}} stands once'),
        (HEAD + '{{}}', '2: an empty {{ }}'),
    )

    def test_every_refusal_has_file_and_line(self):
        for text, expected in self.CASES:
            with self.subTest(text=text):
                self.assertTrue(refusal(text).startswith('t.html:' + expected), refusal(text))

    def test_names_of_templates(self):
        with self.assertRaisesRegex(gen_templates.Refusal, 'cannot be the name'):
            gen_templates.compile_text('t.html', HEAD, 'two-words')


class Compiling(unittest.TestCase):
    """With a real compiler, against the real html.h."""

    def compile(self, text):
        with tempfile.TemporaryDirectory() as folder:
            for name, content in (('page.html', text), ('x.h', '#include "core/text.h"\nstruct page_view '
                                                        '{ struct text name; struct page_view *next; };\n'),
                                  ('phrases.h', '')):
                with open(os.path.join(folder, name), 'w', encoding='utf-8') as file:
                    file.write(content)
            os.mkdir(os.path.join(folder, 'phrase'))
            os.replace(os.path.join(folder, 'phrases.h'), os.path.join(folder, 'phrase', 'phrases.h'))
            path = os.path.join(folder, 'page')
            self.assertEqual(gen_templates.main(['--root', folder, path + '.html', path + '_html.h',
                                                 path + '_html.c']), 0)
            run = subprocess.run(['cc', '-std=gnu17', '-Wall', '-Wextra', '-Werror', '-Wno-unused-parameter', '-c',
                                  '-I', folder] + [f'-I{ROOT}/src/{layer}' for layer in ('base', 'platform', 'web')]
                                 + ['-o', path + '.o', path + '_html.c'], stdout=subprocess.PIPE,
                                 stderr=subprocess.STDOUT, check=False)
            return run.returncode, run.stdout.decode()

    def test_a_good_template_compiles(self):
        code, output = self.compile(HEAD + '<p title="{{name}}">{{if next}}{{next->name}}{{end}}</p>')
        self.assertEqual((code, output), (0, ''))

    def test_an_unknown_name_is_an_error_in_the_templates_line(self):
        code, output = self.compile(HEAD + '<p>\n\n{{nmae}}</p>')
        self.assertNotEqual(code, 0)
        self.assertRegex(output, r'page\.html:4:.*nmae')

    def test_raw_text_is_not_taken_for_markup(self):
        code, output = self.compile(HEAD + '\n{{raw name}}')
        self.assertNotEqual(code, 0)
        self.assertRegex(output, r'page\.html:3:.*html_raw')

    def test_an_unknown_component_is_an_error_in_the_templates_line(self):
        code, output = self.compile(HEAD + '\n{{use nothing}}')
        self.assertNotEqual(code, 0)
        self.assertRegex(output, r'page\.html:3:.*nothing_html\.h')


if __name__ == '__main__':
    unittest.main()
