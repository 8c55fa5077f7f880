# SPDX-License-Identifier: Apache-2.0
"""Statements as a workbook and as PDF in Japanese and Russian: what a spreadsheet and a PDF reader find in them, names
included; and the statement of a partner who has none of anything."""
import io
import re
import shutil
import subprocess
import sys
import unittest
import xml.etree.ElementTree
import zipfile

from network import NetworkCase, cases

NAME = '文具 <дом> & Co'
WORDS = {'ja': ('明細', '報酬'), 'ru': ('Выписка по счёту партнёра', 'Начислено вознаграждение')}
CELL = '{http://schemas.openxmlformats.org/spreadsheetml/2006/main}'


def texts_of(workbook):
    """Every text in a workbook, as a spreadsheet program would read it."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        names = [name for name in archive.namelist() if re.match(r'xl/(sharedStrings|worksheets/.*)\.xml$', name)]
        roots = [xml.etree.ElementTree.fromstring(archive.read(name)) for name in names]
        sheets = xml.etree.ElementTree.fromstring(archive.read('xl/workbook.xml'))
    texts = [''.join(t.itertext()) for root in roots for t in root.iter() if t.tag in (CELL + 'si', CELL + 'is')]
    return texts + [sheet.get('name') for sheet in sheets.iter(CELL + 'sheet')]


class StatementWords(NetworkCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        n = cls.network
        advertiser = n.create('/advertisers', name='Shop', currency='JPY')
        program = n.create('/programs', advertiser_id=advertiser['id'], name=NAME, hold_days=0)
        assert n.api('PUT', f'/programs/{program["id"]}/plan', {'text': 'pay 10% on sale'}).status in (200, 201)
        cls.partner = n.create('/partners', code='anna', name='山田 花子')
        cls.other = n.create('/partners', code='ben', name='Бен')
        n.create('/enrollments', partner_id=cls.partner['id'], program_id=program['id'], status='approved')
        n.create('/coupons', partner_id=cls.partner['id'], program_id=program['id'], code='ANNA')
        n.create('/conversions', program_id=program['id'], order_id='=1+1', amount='12345', status='approved',
                 coupon='ANNA')

    def statement(self, partner, form, language):
        span = 'from=2020-01-01T00:00:00Z&to=2090-01-01T00:00:00Z'
        answer = self.network.api('GET', f'/partners/{partner["id"]}/statement?{span}&format={form}&lang={language}')
        self.assertEqual(answer.status, 200, answer.body)
        return answer.body

    def test_workbook(self):
        for language, words in WORDS.items():
            texts = texts_of(self.statement(self.partner, 'xlsx', language))
            together = '\n'.join(texts)
            for word in words + (NAME, '山田 花子'):
                self.assertIn(word, together, language)
            self.assertIn('=1+1', together)  # as text: a cell of a string, not of a formula

    def test_pdf(self):
        if shutil.which('pdftotext') is None:
            self.skipTest('pdftotext is not installed')
        for language, words in WORDS.items():
            pdf = self.statement(self.partner, 'pdf', language)
            text = subprocess.run(['pdftotext', '-layout', '-', '-'], input=pdf, stdout=subprocess.PIPE, check=True)
            for word in words + ('山田 花子',):
                self.assertIn(word, text.stdout.decode(), language)
            # Whose letters are Cyrillic stands on his own.
            pdf = self.statement(self.other, 'pdf', language)
            text = subprocess.run(['pdftotext', '-layout', '-', '-'], input=pdf, stdout=subprocess.PIPE, check=True)
            self.assertIn('Бен', text.stdout.decode(), language)

    def test_of_a_partner_with_none(self):
        for language in WORDS:
            self.assertIn('Бен', '\n'.join(texts_of(self.statement(self.other, 'xlsx', language))))


cases(globals(), StatementWords)

if __name__ == '__main__':
    sys.exit(unittest.main())
