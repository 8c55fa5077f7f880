# SPDX-License-Identifier: Apache-2.0
"""The visitor side under attack: no redirect leaves the listed hosts, no value ends a header, and only what was
really a visit is recorded."""
import http.client
import sys
import unittest
import urllib.parse

from network import cases, click_id_of
from shop import HostileCase, click_number, status_of

EVIL_TARGETS = (
    '//evil.example', '///evil.example', '\\\\evil.example', '/\\evil.example', '\\/evil.example', 'https:evil.example',
    'https:/evil.example', 'https:///evil.example', 'https://evil.example', 'HTTPS://EVIL.EXAMPLE/',
    'http://evil.example/',
    'https://shop.example@evil.example/', 'https://shop.example:443@evil.example/', 'https://user@shop.example/',
    'https://user:password@shop.example/', 'https://shop.example.evil.example/', 'https://evilshop.example/',
    'https://evil.example#shop.example', 'https://evil.example?shop.example',
    'https://evil.example/https://shop.example/',
    'https://evil.example\\.shop.example/', 'https://evil.example\\@shop.example/',
    'https://shop.example\\@evil.example/',
    'javascript:alert(1)', 'JaVaScRiPt:alert(1)', 'java\tscript:alert(1)', 'javascript://shop.example/%0aalert(1)',
    'data:text/html,<script>alert(1)</script>', 'vbscript:x', 'file:///etc/passwd', 'ftp://shop.example/',
    'blob:https://shop.example/',
    'http:\\\\shop.example', 'https://ѕhop.example/', 'https://shop.еxample/', 'https://shop。example/',
    'https://ＳＨＯＰ.example/',
    'https://xn--hop-wsa.example/', 'https://shop%2eexample.evil.example/', 'https://shop.example%2eevil.example/',
    'https://shop.example%00.evil.example/', 'https://shop.example\x00.evil.example/',
    'https://shop.example\t.evil.example/',
    'https://shop.example\r\n.evil.example/', '\thttps://evil.example/', ' https://evil.example/',
    '\x01https://evil.example/',
    'https://[::1]/', 'https://127.0.0.1/', 'https://0x7f000001/', 'https://2130706433/', 'https://shop.example:99999/',
    'https://shop.example:x@evil.example/', 'https://', 'https:', '/', '//', '?', '#', '.', '/c/x', 'shop.example',
    'evil.example',
    'https://shop.example /', 'https://shop.example\u2028.evil.example/', 'https://shop.example/' + 'x' * 3000)

INJECTIONS = ('\r\nX-Injected: 1', '\r\n\r\n<script>', '\nX-Injected: 1', '\rX-Injected: 1',
              '\u560d\u560aX-Injected: 1', '%0d%0aX-Injected: 1',
              '\x00', '"; X-Injected=1', 'a;b,c d', '<script>alert(1)</script>', '&to=https://evil.example',
              '#fragment',
              '../../', '@evil.example', '.evil.example', '\\', "'", 'ä', '😀', '{click_id}', '{sub1}', '{nonsense}',
              '%', '%%41')


class BadVisits(HostileCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        n, shop = cls.network, cls.shop
        try:
            # A value may stand everywhere in it but in the host.
            cls.macros = n.create('/offers', program_id=shop.program['id'], name='Macros', goals=['sale'],
                                  destination_url='https://shop.example/{sub1}/x{sub2}?a={sub1}&b={ext}&c={click_id}'
                                                  '&p={partner}&s={source}#{sub3}')
            cls.macro_link = n.create('/links', partner_id=shop.partner['id'], offer_id=cls.macros['id'])
        except BaseException:
            cls.tearDownClass()
            raise

    def get(self, target, headers=b''):
        """Status and headers of an answer, as a browser would split them."""
        line = b'GET ' + target.encode() + b' HTTP/1.1\r\n'
        answer = self.raw(line + b'Host: x\r\nConnection: close\r\n' + headers + b'\r\n')
        head = answer.split(b'\r\n\r\n', 1)[0].decode('latin-1').split('\r\n')
        return status_of(answer), [tuple(line.split(': ', 1)) for line in head[1:]]

    def assert_head_is_ours(self, headers, what):
        known = {'location', 'set-cookie', 'cache-control', 'content-length', 'content-type', 'date', 'connection',
                 'server', 'referrer-policy', 'content-language', 'content-security-policy',
                 'x-content-type-options', 'x-request-id', 'vary'}
        for header in headers:
            self.assertEqual(len(header), 2, (what, headers))
            self.assertIn(header[0].lower(), known, (what, headers))
            for letter in ''.join(header):
                self.assertTrue(' ' <= letter <= '~', (what, header))
        names = [name.lower() for name, _ in headers]
        for name in ('location', 'set-cookie', 'content-length'):
            self.assertLessEqual(names.count(name), 1, (what, headers))

    def test_no_open_redirect(self):
        code = self.shop.link['code']
        with self.unharmed(changing=('click_refusal', 'ship_mark', 'click', 'click_person', 'performance')):
            for target in EVIL_TARGETS:
                for query in ('to=' + urllib.parse.quote(target, safe=''), 'to=' + urllib.parse.quote(target)):
                    if '\x00' not in target:
                        status, headers = self.get(f'/c/{code}?{query}')
                    else:
                        status, headers = self.get(f'/c/{code}?{query}')
                        self.assertEqual(status, 400, target)
                        continue
                    self.assertIn(status, (302, 400, 404, 414), target)
                    self.assert_head_is_ours(headers, target)
                    location = dict(headers).get('Location', dict(headers).get('location'))
                    if status == 302:
                        self.assertIsNotNone(location)
                        self.assertEqual(urllib.parse.urlsplit(location).netloc, 'shop.example', (target, location))
                    else:
                        self.assertIsNone(location, target)
        # What is listed does work, and carries the click id.
        status, headers = self.get(f'/c/{code}?to=' + urllib.parse.quote('https://shop.example/deep/page?x=1#top',
                                                                         safe=''))
        location = dict(headers)['Location']
        self.assertEqual(status, 302)
        self.assertRegex(location, r'^https://shop\.example/deep/page\?x=1&click_id=[0-9a-z]{26}#top$')

    def test_values_do_not_leave_their_place(self):
        for value in INJECTIONS:
            for name in ('sub1', 'sub2', 'sub3', 'ext', 'source'):
                quoted = urllib.parse.quote(value, safe='')
                status, headers = self.get(f'/c/{self.macro_link["code"]}?{name}={quoted}')
                if '\x00' in value:
                    self.assertIn(status, (302, 400), value)
                    continue
                self.assertEqual(status, 302, (name, value, headers))
                self.assert_head_is_ours(headers, value)
                location = dict(headers)['Location']
                parts = urllib.parse.urlsplit(location)
                self.assertEqual((parts.scheme, parts.netloc), ('https', 'shop.example'), location)
                parameters = urllib.parse.parse_qs(parts.query, keep_blank_values=True)
                self.assertEqual(set(parameters), {'a', 'b', 'c', 'p', 's'}, location)
                self.assertEqual(len(parameters['c']), 1)
                self.assertRegex(parameters['c'][0], '^[0-9a-z]{26}$')
                if name == 'sub1':
                    self.assertEqual(parameters['a'], [value], location)
                if name == 'source':
                    self.assertEqual(parameters['s'], [value], location)
        # Headers of the visitor never come back either.
        for header in (b'Referer: https://evil.example/\xff\r\n', b'User-Agent: ' + b'x' * 8000 + b'\r\n',
                       b'User-Agent: \xff\xfe\r\n',
                       b'X-Forwarded-For: <script>\r\n', b'X-Forwarded-Host: evil.example\r\n',
                       b'Forwarded: host=evil.example\r\n'):
            status, headers = self.get(f'/c/{self.shop.link["code"]}', header)
            self.assertEqual(status, 302, header)
            self.assert_head_is_ours(headers, header)
            self.assertEqual(urllib.parse.urlsplit(dict(headers)['Location']).netloc, 'shop.example')
        self.assert_healthy()

    def test_values_are_reported_as_they_were(self):
        for number, value in enumerate(("'; DROP TABLE click; --", '<script>alert(1)</script>', '日本語', 'a b+c&d=e',
                                        '😀' * 20)):
            self.get(f'/c/{self.shop.link["code"]}?sub4=' + urllib.parse.quote(value, safe=''))
        rows = self.network.api('GET', '/reports/performance?group_by=sub4').json['data']
        reported = {row['sub4'] for row in rows}
        for value in ("'; DROP TABLE click; --", '<script>alert(1)</script>', '日本語', 'a b+c&d=e', '😀' * 20):
            self.assertIn(value, reported)

    def test_unknown_links_lead_nowhere(self):
        n = self.network
        with self.unharmed(changing=('click_refusal', 'ship_mark')):
            for path in ('/c/unknown', '/c/' + 'x' * 64, '/c/' + self.shop.link['code'] + 'x', "/c/'",
                         '/c/%27%20OR%201=1', '/c/..%2f..',
                         '/c/%C3%A4', '/?ref=nobody', '/?utm_medium=affiliate&utm_source=nobody', '/c/a%20b'):
                answer = n.click(path)
                self.assertEqual(answer.status, 404, path)
                self.assertIsNone(answer.header('location'), path)
            for path in ('/c/', '/c', '/nonsense/x', '/c/a/b', '/favicon.ico', '/.env', '/admin', '/wp-login.php',
                         '/c//x'):
                answer = n.click(path)
                self.assertEqual(answer.status, 404, path)
            answer = n.click('/')
            self.assertEqual((answer.status, answer.header('location')), (302, '/programs'))
        self.assertEqual(n.api('PATCH', '/network', {'fallback_url': 'https://network.example/gone'}).status, 200)
        try:
            answer = n.click('/c/unknown?to=https://evil.example/&sub1=x')
            self.assertEqual((answer.status, answer.header('location')), (302, 'https://network.example/gone'))
            answer = n.click(f'/c/{self.shop.link["code"]}?to=https://evil.example/')
            self.assertEqual((answer.status, answer.header('location')), (302, 'https://network.example/gone'))
        finally:
            self.assertEqual(n.api('PATCH', '/network', {'fallback_url': None}).status, 200)
        for url in ('javascript:alert(1)', '//evil.example', 'https://user@evil.example/', 'nonsense',
                    'https://a\r\nb/'):
            self.assert_refused(n.api('PATCH', '/network', {'fallback_url': url}), 422, None, 'fallback_url', url)

    def test_malformed_cookies(self):
        path = f'/c/{self.shop.link["code"]}'
        first = self.network.click(path)
        cookie = first.header('set-cookie').split(';')[0]
        again = self.network.click(path, cookie=cookie)
        self.assertEqual(again.header('set-cookie').split(';')[0], cookie)
        for bad in ('trb=', 'trb', 'trb=x', 'trb=' + 'a' * 25, 'trb=' + 'a' * 5000, 'trb="' + cookie[4:] + '"',
                    'trb=\'; DROP', '=;=;=', ';;;',
                    'trb=../../x', 'TRB=' + cookie[4:], 'x' + cookie, 'trb=\t' + cookie[4:], 'trb=' + 'u' * 26):
            answer = self.network.click(path, cookie=bad)
            self.assertEqual(answer.status, 302, bad)
            made = answer.header('set-cookie')
            self.assertRegex(made, r'^trb=[0-9a-z]{26}; Path=/; Max-Age=\d+; HttpOnly; SameSite=Lax$', bad)
            self.assertNotEqual(made.split(';')[0], cookie, bad)

    def test_looking_is_no_visit(self):
        n, shop = self.network, self.shop
        query = urllib.parse.urlencode({'token': shop.token, 'order_id': 'looked', 'amount': '1',
                                        'coupon': shop.coupon['code']})
        with self.unharmed():
            answer = n.request('HEAD', f'/c/{shop.link["code"]}')
            self.assertEqual((answer.status, answer.body), (302, b''))
            self.assertIsNone(answer.header('set-cookie'))
            self.assertEqual(n.request('HEAD', '/c/unknown').status, 404)
            self.assertEqual(n.request('OPTIONS', f'/c/{shop.link["code"]}').status, 405)
            self.assertEqual(n.request('POST', f'/c/{shop.link["code"]}').status, 405)
            # Reports of sales are no pages to look at: HEAD must have no effect.
            for path in ('/postback?', '/p.gif?'):
                self.assertEqual(n.request('HEAD', path + query).status, 405, path)

    def test_clicks_count_once_each(self):
        shop = self.shop
        before = self.counts()['click']
        connection = http.client.HTTPConnection('127.0.0.1', self.network.port, timeout=30)
        numbers = set()
        for _ in range(200):
            connection.request('GET', f'/c/{shop.link["code"]}')
            answer = connection.getresponse()
            answer.read()
            numbers.add(click_number(click_id_of(answer.getheader('location'))))
        connection.close()
        self.assertEqual(len(numbers), 200)
        self.assertEqual(self.counts()['click'], before + 200)
        stored = {int(row[0]) for row in self.network.sql('SELECT id FROM click')}
        self.assertTrue(numbers <= stored)


cases(globals(), BadVisits)

if __name__ == '__main__':
    sys.exit(unittest.main())
