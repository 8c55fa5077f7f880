# SPDX-License-Identifier: Apache-2.0
"""CSV files that no honest export makes: refused lines are told with number and cause and leave nothing behind, the
rest goes in, and a second run changes nothing."""
import os
import random
import sys
import unittest

from network import cases
from shop import HostileCase

MAP = 'partner=p,offer=o,time=t,conversion_time=c,order_id=id,amount=a,sub1=s,country=l,goal=:sale'
HEADER = 'p,o,t,c,id,a,s,l'


def row(number, **fields):
    """A good row: a click and its sale, but for what is said."""
    values = {'p': 'imported', 'o': 'Boots', 't': '2025-03-01T10:00:00Z', 'c': '2025-03-01T11:00:00Z',
              'id': f'I-{number}',
              'a': '10.00', 's': 'x', 'l': 'DE', **fields}
    return ','.join(values[name] for name in HEADER.split(','))


class BadFiles(HostileCase):
    def setUp(self):
        """What the test before made due is done, so that no job changes anything meanwhile."""
        self.network.command('jobs', 'run', check=True)
        self.before = None

    def run_import(self, content, *options, map=MAP, program=None):
        path = os.path.join(self.network.folder, 'file.csv')
        with open(path, 'wb') as file:
            file.write(content if isinstance(content, bytes) else content.encode())
        return self.network.command('import', 'events', path, '--program', program or self.shop.program['id'],
                                    '--map', map, *options)

    def assert_refused_whole(self, code, what, *arguments, **options):
        """No row is made or lost since the first of them. The test ends with assert_healthy."""
        self.before = self.before or self.counts()
        result = self.run_import(*arguments, **options)
        self.assertEqual(result.returncode, code, (what, result.stdout, result.stderr))
        told = result.stderr.strip()
        self.assertTrue(told.startswith('tributary: '), (what, told))
        self.assertEqual(len(told.splitlines()), 1, (what, told))
        self.assertEqual({**self.counts(), 'import_run': 0}, {**self.before, 'import_run': 0}, what)

    def test_files_that_are_none(self):
        for what, content in (('empty', b''), ('empty lines', b'\r\n\n\n'), ('a byte order mark', b'\xef\xbb\xbf'),
                              ('binary', bytes(range(256)) * 100), ('zeros', b'\x00' * 100000),
                              ('noise', random.Random(1).randbytes(300000)),
                              ('a quote that never ends', b'"' + b'x' * 3000000),
                              ('UTF-16', HEADER.encode('utf-16') + row(1).encode('utf-16')),
                              ('one endless line', b'a,' * 2000000),
                              ('latin-1', HEADER.encode() + 'ä\n'.encode('latin-1')),
                              ('other columns', b'a,b,c\n1,2,3\n'),
                              ('semicolons', HEADER.replace(',', ';').encode() + b'\n'),
                              ('a repeated column', HEADER.encode() + b',p\n')):
            self.assert_refused_whole(2, what, content)
        result = self.run_import(HEADER + '\n')
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn('0 rows: 0 clicks, 0 conversions, 0 refused', result.stdout)
        missing = self.network.command('import', 'events', os.path.join(self.network.folder, 'nowhere.csv'),
                                       '--program',
                                       self.shop.program['id'], '--map', MAP)
        self.assertEqual(missing.returncode, 2, missing.stderr)
        folder = self.network.command('import', 'events', self.network.folder, '--program', self.shop.program['id'],
                                      '--map', MAP)
        self.assertIn(folder.returncode, (2, 9), folder.stderr)
        self.assert_healthy()

    def test_maps_that_are_none(self):
        content = HEADER + '\n' + row(1) + '\n'
        for map in ('', ',', '=', 'partner', 'partner=', '=p', 'partner=p', 'nonsense=p', 'partner=p,partner=o',
                    'time=t',
                    'partner=p,offer=o,time=nowhere', 'partner=p,offer=o,time=t+', 'partner=p;offer=o;time=t',
                    'p=partner',
                    'partner=p,offer=o,time=' + '+'.join('t' * 20), "partner=p',offer=o,time=t", 'sub11=s,' + MAP,
                    'x' * 100000, 'partner=\u0000p'.replace('\u0000', '\x01')):
            self.assert_refused_whole(2, map[:60], content, map=map)
        for program in ('prg_', 'nonsense', self.shop.advertiser['id'], "'"):
            self.assert_refused_whole(5, program, content, program=program)
        self.assert_refused_whole(2, 'zone', content, '--time-zone', 'Nowhere/City')
        self.assert_healthy()

    def test_lines_that_are_wrong(self):
        bad = [
            (row(1, t='1969-12-31T23:59:59Z'), 'time'), (row(2, t='2100-01-01T00:00:00Z'), 'time'),
            (row(3, t='2999-01-01T00:00:00Z'), 'time'), (row(4, t='yesterday'), 'time'),
            (row(5, t='2025-02-30T00:00:00Z'), 'time'),
            (row(6, t='2099-01-01T00:00:00Z'), 'time'), (row(7, t='', c=''), 'time'),
            (row(8, c='1969-01-01T00:00:00Z'), 'conversion_time'),
            (row(9, c='nonsense'), 'conversion_time'), (row(10, a='ten'), 'amount'), (row(11, a='-1'), 'amount'),
            (row(12, a='10.001'), 'amount'), (row(13, a='1e3'), 'amount'), (row(14, a='9' * 30), 'amount'),
            (row(15, a='NaN'), 'amount'),
            (row(16, p=''), 'partner'), (row(17, o=''), 'offer'), (row(18, p='not a code'), None),
            (row(19, p='x' * 65), None),
            (row(20, p="';DROP"), None), (row(21, o='x' * 300, p='newcomer'), None),
            (row(22, id='x' * 201), 'order_id'),
            (row(23) + ',more', 'columns'), (row(24).rsplit(',', 1)[0], 'columns'), ('just one', 'columns'),
            (row(25, s='a\x00b'), 'NUL'),
            (row(26, s='a"b'), 'quote'), (row(27, s='"a"b'), None), (row(28, p='newcomer', o='New', a='ten'), 'amount')]
        bad = [(line.replace('imported,', 'careful,'), cause) for line, cause in bad]
        lines, places = [HEADER], {}
        for number, (line, cause) in enumerate(bad):
            lines.append(row(100 + number, p='careful'))
            lines.append(line)
            places[len(lines)] = cause
        lines.append(row(999, p='careful', s='"two\r\nlines"'))
        lines.append(row(1000, p='careful', s='é' * 300, l='é'))
        content = '\r\n'.join(lines).encode() + b'\r\n' + row(1001, p='careful').encode()[:-2] + b'\xff\xfe\n'
        good = len(bad) + 2
        before = self.counts()
        result = self.run_import(content)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn(f'{good + len(bad) + 1} rows: {good} clicks, {good} conversions, {len(bad) + 1} refused',
                      result.stdout,
                      result.stderr)
        told = {}
        for line in result.stderr.splitlines():
            if line.startswith('line '):
                number, message = line[5:].split(': ', 1)
                told[int(number)] = message
        self.assertEqual(set(told), set(places) | {len(lines) + 2}, result.stderr)
        for number, cause in places.items():
            self.assertIn(cause or '', told[number], (lines[number - 1], told[number]))
        after = self.counts()
        for table in ('click', 'conversion', 'commission'):
            self.assertEqual(after[table] - before[table], good, table)
        # What refused lines named was not made: one partner, one link.
        for table, made in (('partner', 1), ('link', 1), ('enrollment', 1), ('offer', 0), ('import_run', 1)):
            self.assertEqual(after[table] - before[table], made, table)
        self.assert_healthy()
        countries = self.network.sql("SELECT DISTINCT country FROM click WHERE country <> ''")
        self.assertEqual(countries, [['DE']])
        self.network.command('jobs', 'run', check=True)  # what was imported is due
        with self.unharmed():
            again = self.run_import(content)
            self.assertEqual(again.returncode, 0, again.stderr)
            self.assertIn('nothing was changed', again.stdout)
        # The same rows in another file: clicks have no number of their own and count again, orders do not.
        before = self.counts()
        other = self.run_import(content + (row(2000) + '\n').encode())
        self.assertEqual(other.returncode, 0, other.stderr)
        after = self.counts()
        self.assertEqual(after['import_run'] - before['import_run'], 1)
        self.assertEqual(self.network.command('replay').returncode, 0)
        self.assert_healthy()

    def test_a_quote_that_never_ends(self):
        """What stands inside the quote is one value: the report says how far it reached, so that nobody is misled."""
        for number, end in ((3000, ''), (4000, '"')):
            rows = [row(number + 3 + i) for i in range(20)]
            content = '\n'.join([HEADER, row(number + 1), row(number + 2, s='"never closed'), *rows]) + end + '\n'
            before = self.counts()
            result = self.run_import(content)
            self.assertEqual(result.returncode, 0, result.stderr)
            self.assertIn('line 3: ', result.stderr)
            self.assertIn('it reaches to line 23', result.stderr)
            after = self.counts()
            self.assertEqual(after['conversion'] - before['conversion'], 1, result.stdout + result.stderr)
            with self.unharmed():
                self.assertIn('nothing was changed', self.run_import(content).stdout)

    def test_nothing_is_made_when_told_so(self):
        with self.unharmed(changing=('import_run',)):
            result = self.run_import('\n'.join([HEADER, row(7001, p='stranger'), row(7002, p=self.shop.partner['code'],
                                                                                     o='Unknown')]) + '\n',
                                     '--no-create')
            self.assertEqual(result.returncode, 0, result.stderr)
            self.assertIn('2 refused', result.stdout)

    def test_formulas_and_markup_are_only_text(self):
        values = ('=1+1', '+1', '@x', '<script>alert(1)</script>', "'; DROP TABLE click; --", '日本語')
        content = '\n'.join([HEADER, *(row(5000 + i, s=f'"{value}"', id=f'"{value}"') for i,
                                       value in enumerate(values))]) + '\n'
        result = self.run_import(content)
        self.assertIn(f'{len(values)} conversions, 0 refused', result.stdout, result.stderr)
        orders = {order for (order,) in self.network.sql('SELECT order_id FROM conversion')}
        self.assertTrue(set(values) <= orders)
        year = 'from=2025-01-01T00:00:00Z&to=2026-01-01T00:00:00Z'
        report = self.network.api('GET', '/reports/performance?group_by=sub1&' + year)
        self.assertTrue(set(values) <= {row['sub1'] for row in report.json['data']}, report.body)

    def test_a_sub_id_for_each_click(self):
        """A report of as many rows as there may be is answered, one of more is refused; the server lives on."""
        words = '2024-05-{:02}T10:00:00Z,imported,Boots,a-sub-id-that-is-longer-than-most-{}'
        content = '\n'.join(['t,p,o,s', *(words.format(3 + i // 20000, i) for i in range(20001))]) + '\n'
        result = self.run_import(content, map='time=t,partner=p,offer=o,sub1=s')
        self.assertEqual(result.returncode, 0, result.stderr)
        query = ('/reports/performance?group_by=sub1,partner,offer,link&from=2024-05-02T00:00:00Z'
                 '&to=2024-05-0{}T00:00:00Z')
        largest = self.network.api('GET', query.format(4))
        self.assertEqual((largest.status, len(largest.json['data'])), (200, 20000))
        more = self.network.api('GET', query.format(5))
        self.assertEqual((more.status, more.json['error']['code']), (422, 'report_too_large'), more.body[:300])
        self.assert_pages(query.format(5))
        cookie = {'Cookie': self.network.sign_in()['Cookie']}
        for form, rows in (('', 0), ('&format=csv', 20000), ('&format=xlsx', 0)):
            page = self.network.request('GET', '/operator/explore?by1=sub1&by2=partner&by3=offer&from=2024-05-03'
                                        f'&to=2024-05-03&compare=previous{form}', headers=cookie)
            self.assertEqual(page.status, 200, form)
            self.assertGreaterEqual(page.body.count(b'a-sub-id-that-is-longer-than-most-'), rows, form)
        self.assertEqual(self.network.api('GET', '/partners').status, 200)

    def assert_pages(self, query):
        """Page by page each row is told once, also of a report that is refused at once."""
        lengths, keys, cursor = [], set(), ''
        while cursor is not None:
            page = self.network.api('GET', f'{query}&limit=15000{cursor}')
            self.assertEqual((page.status, page.json['total']['clicks']), (200, 20001))
            lengths.append(len(page.json['data']))
            keys |= {row['sub1'] for row in page.json['data']}
            self.assertTrue(all(row['link_code'] for row in page.json['data']))
            cursor = page.json['next'] and '&cursor=' + page.json['next']
        self.assertEqual((lengths, len(keys)), ([15000, 5001], 20001))
        for cursor in ('x', '0', '00', b'[]'.hex(), b'["a","b","c","d","EUR"]'.hex(), b'{}'.hex()):
            page = self.network.api('GET', f'{query}&limit=10&cursor={cursor}')
            self.assertEqual((page.status, page.json['error']['code']), (400, 'cursor_malformed'), cursor)

    def test_long_sub_ids(self):
        """A report whose keys would take more than a request's memory is refused; the server lives on."""
        word = 'long' * 240
        rows = [f'2024-06-03T10:00:00Z,imported,Boots,{word}{i}' for i in range(2400)]
        content = '\n'.join(['t,p,o,s', *rows]) + '\n'
        result = self.run_import(content, map='time=t,partner=p,offer=o,sub1=s')
        self.assertEqual(result.returncode, 0, result.stderr)
        report = self.network.api('GET', '/reports/performance?group_by=sub1&from=2024-06-03&to=2024-06-03')
        self.assertEqual((report.status, report.json['error']['code']), (422, 'report_too_large'), report.body[:300])
        cookie = {'Cookie': self.network.sign_in()['Cookie']}
        for form in ('', '&format=csv', '&format=xlsx'):
            page = self.network.request('GET', f'/operator/explore?by1=sub1&from=2024-06-03&to=2024-06-03{form}',
                                        headers=cookie)
            self.assertEqual(page.status, 422, (form, page.body[:300]))
        some = self.network.api('GET', '/reports/performance?group_by=partner&from=2024-06-03&to=2024-06-03')
        self.assertEqual((some.status, some.json['total']['clicks']), (200, 2400))


cases(globals(), BadFiles)

if __name__ == '__main__':
    sys.exit(unittest.main())
