# SPDX-License-Identifier: Apache-2.0
"""Malformed and oversized requests, raw: each gets its documented refusal, nothing is written, the server goes on."""
import socket
import sys
import unittest

from network import cases
from shop import HostileCase, read_all, status_of

CLOSE = b'Host: x\r\nConnection: close\r\n'


class BadRequests(HostileCase):
    def get(self, target, headers=b''):
        return self.raw(b'GET ' + target + b' HTTP/1.1\r\n' + CLOSE + headers + b'\r\n')

    def post(self, path, body, headers=b''):
        length = str(len(body)).encode()
        return self.raw(b'POST ' + path + b' HTTP/1.1\r\n' + CLOSE + headers + b'Content-Length: ' + length +
                        b'\r\n\r\n' + body)

    def authorization(self):
        return b'Authorization: Bearer ' + self.network.token.encode() + b'\r\n'

    def test_malformed_utf8(self):
        token = self.shop.token.encode()
        with self.unharmed():
            for bad in (b'%ff', b'%c0%af', b'%ed%a0%80', b'%f4%90%80%80', b'%e2%82', b'%zz', b'%', b'%4', b'%00'):
                answer = self.get(b'/postback?token=' + token + b'&order_id=' + bad)
                self.assertEqual(status_of(answer), 400, (bad, answer))
                self.assertIn(b'query_malformed', answer)
                self.assertEqual(status_of(self.get(b'/api/v1/partners?status=' + bad, self.authorization())), 400)
                self.assertEqual(status_of(self.get(b'/api/v1/partners/' + bad, self.authorization())), 404)
            # Bytes that may not stand in a target at all.
            for raw in (b'/c/\xff', b'/c/a\x01b', b'/c/\x80?sub1=\xfe'):
                self.assertIn(status_of(self.get(raw)), (400, 404), raw)
            for bad in (b'"\xff"', b'"\xc0\xaf"', b'"\xed\xa0\x80"', b'"\\ud800"', b'"\\u0000"', b'"a\x00b"',
                        b'"\x01"'):
                answer = self.post(b'/api/v1/partners', b'{"code":"x1","name":' + bad + b',"email":"x@example.com"}',
                                   self.authorization())
                self.assertIn(status_of(answer), (400, 422), (bad, answer))
                answer = self.post(b'/postback', b'{"token":"' + token + b'","order_id":' + bad + b'}')
                self.assertIn(status_of(answer), (400, 422), (bad, answer))

    def test_heads_that_are_too_large(self):
        with self.unharmed():
            self.assertEqual(status_of(self.get(b'/healthz', b'X-Long: ' + b'a' * 20000 + b'\r\n')), 431)
            many = b''.join(b'X-%d: 1\r\n' % i for i in range(5000))
            self.assertEqual(status_of(self.get(b'/healthz', many)), 431)
            self.assertEqual(status_of(self.get(b'/healthz?' + b'a' * 9000)), 414)
            self.assertEqual(status_of(self.get(b'/c/' + b'a' * 100000)), 414)
            self.assertEqual(status_of(self.raw(b'GET /' + b'a' * 2000000)), 414)
            # Within the limits of the head, but more parameters than anybody needs.
            query = b'&'.join(b'p%d=1' % i for i in range(200))
            answer = self.get(b'/postback?token=' + self.shop.token.encode() + b'&' + query)
            self.assertEqual(status_of(answer), 400)
            self.assertIn(b'too_many_parameters', answer)

    def test_bodies_that_are_too_large(self):
        size = 50 << 20
        with self.unharmed():
            for path in (b'/api/v1/partners', b'/postback'):
                head = b'POST ' + path + b' HTTP/1.1\r\nHost: x\r\n' + self.authorization()
                # Declared: refused before the body is there.
                answer = self.raw(head + b'Content-Length: %d\r\n\r\n' % size)
                self.assertEqual(status_of(answer), 413, answer)
                # Declared and sent; the server may close while it comes.
                answer = self.send_large(head + b'Content-Length: %d\r\n\r\n' % size, b'x' * 65536, size)
                self.assertIn(answer, (None, 413))
                # Chunked: refused at the limit.
                chunk = b'10000\r\n' + b'x' * 65536 + b'\r\n'
                answer = self.send_large(head + b'Transfer-Encoding: chunked\r\n\r\n', chunk, size)
                self.assertIn(answer, (None, 413))
                answer = self.raw(head + b'Transfer-Encoding: chunked\r\n\r\n' + b'110000\r\n' + b'x' * 0x110000)
                self.assertEqual(status_of(answer), 413, answer[:200])
                # A client that asks first is told before it sends.
                answer = self.raw(head + b'Expect: 100-continue\r\nContent-Length: %d\r\n\r\n' % size)
                self.assertEqual(status_of(answer), 413, answer)

    def send_large(self, head, piece, size):
        """The status of the answer to a large body, or None when the connection was cut before it could be read."""
        with self.connect(60) as connection:
            try:
                connection.sendall(head)
                sent = 0
                while sent < size:
                    connection.sendall(piece)
                    sent += len(piece)
            except (BrokenPipeError, ConnectionResetError):
                pass
            received = read_all(connection)
            return status_of(received) if received else None

    def test_half_closed_connections_get_their_answer(self):
        shop = self.shop
        request = b'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n'
        self.assertEqual(status_of(self.raw(request, is_half_closed=True)), 200)
        click = shop.click()
        query = f'/postback?token={shop.token}&click_id={click}&order_id=half-closed&amount=1'.encode()
        answer = self.raw(b'GET ' + query + b' HTTP/1.1\r\nHost: x\r\n\r\n', is_half_closed=True)
        self.assertEqual(status_of(answer), 200, answer)
        self.assertIn(b'"approved"', answer)
        answer = self.raw(b'GET /c/' + shop.link['code'].encode() + b' HTTP/1.1\r\nHost: x\r\n\r\n',
                          is_half_closed=True)
        self.assertEqual(status_of(answer), 302, answer)
        with self.unharmed():
            # A body that never comes whole has no effect.
            body = b'{"code":"half","name":"Half","email":"half@example.com"}'
            head = b'POST /api/v1/partners HTTP/1.1\r\nHost: x\r\n' + self.authorization()
            answer = self.raw(head + b'Content-Length: %d\r\n\r\n' % len(body) + body[:-1], is_half_closed=True)
            self.assertNotIn(b' 201 ', answer)
            # Half a request, then gone.
            for part in (b'GET', b'GET /healthz HTTP/1.1\r\nHo', head, b'\r\n', b'\x16\x03\x01\x02\x00\x01\x00'):
                with self.connect() as connection:
                    connection.sendall(part)

    def test_json_that_is_none(self):
        authorization = self.authorization()
        with self.unharmed():
            for body in (b'', b'{', b'[', b'nul', b'{"code":}', b'{"code":"a"}}', b"{'code':'a'}", b'{"code":"a",}',
                         b'\xef\xbb\xbf{}x', b'{"code":NaN}', b'{"code":1e999}', b'{"code":01}', b'\x00', b'[' * 100000,
                         b'{"a":' * 100000, b'[' * 40 + b']' * 40, b'{"code":"a","code":"b"}',
                         b'{"code":' + b'9' * 40 + b'}', b'[' + b'1,' * 300000 + b'1]'):
                answer = self.post(b'/api/v1/partners', body, authorization)
                self.assertEqual(status_of(answer), 400, (body[:60], answer[:300]))
                self.assertIn(b'json_', answer)
            for body in (b'[]', b'"text"', b'1', b'null', b'true'):
                answer = self.post(b'/api/v1/partners', body, authorization)
                self.assertEqual(status_of(answer), 400, (body, answer))
            token = self.shop.token.encode()
            for body in (b'{"token":"' + token + b'","order_id":"a","order_id":"b"}', b'{',
                         b'{"token":' + b'[' * 50000):
                answer = self.post(b'/postback', body, b'Content-Type: application/json\r\n')
                self.assertEqual(status_of(answer), 400, (body[:60], answer[:300]))

    def test_fields_that_are_wrong(self):
        n = self.network
        good = {'code': 'wrongs', 'name': 'Wrong', 'email': 'wrong@example.com'}
        with self.unharmed():
            for name, value, code in (
                    ('surname', 'x', 'field_unknown'), ('code', 5, 'field_type'), ('code', ['a'], 'field_type'),
                    ('code', {'a': 1}, 'field_type'), ('code', True, 'field_type'), ('name', None, 'field_missing'),
                    ('code', '', 'code_malformed'), ('code', 'a b', 'code_malformed'), ('code', 'ä', 'code_malformed'),
                    ('code', 'a' * 65, 'code_malformed'), ('name', 7.5, 'field_type'),
                    ('name', 'x' * 201, 'text_too_long'),
                    ('name', '', 'text_empty'), ('name', 'a\u0007', 'text_malformed'),
                    ('email', 'nobody', 'email_malformed'),
                    ('email', 'a@b@c', 'email_malformed'), ('email', '@example.com', 'email_malformed'),
                    ('email', 'a b@example.com', 'email_malformed'), ('email', 'a@' + 'x' * 300, 'email_malformed'),
                    ('recruited_by', 'prt_', 'id_malformed'), ('recruited_by', self.shop.program['id'], 'id_malformed'),
                    ('recruited_by', 12, 'field_type')):
                answer = n.api('POST', '/partners', {**good, name: value})
                self.assert_refused(answer, 422, code, name, (name, value))
            without = {k: v for k, v in good.items() if k != 'name'}
            self.assert_refused(n.api('POST', '/partners', without), 422, 'field_missing', 'name')
            for days in (0, -1, 4000, '30', 1.5, 10 ** 12, True):
                answer = n.api('POST', '/programs', {'advertiser_id': self.shop.advertiser['id'], 'name': 'P',
                                                     'currency': 'EUR', 'window_days': days})
                self.assert_refused(answer, 422, None, 'window_days', days)
            for window in ('P0D', 'PT59M', 'P11Y', '30', 'P', 'PT', '-P1D', 'P1', 'PT1X', 'P99999999999999999999D', ''):
                answer = n.api('POST', '/programs', {'advertiser_id': self.shop.advertiser['id'], 'name': 'P',
                                                     'currency': 'EUR', 'window': window})
                self.assert_refused(answer, 422, None, None, window)
            for url in ('', 'shop.example', 'ftp://shop.example/', 'javascript:alert(1)', 'https://', 'https:///x',
                        'https://user@shop.example/', 'https://shop.example\\@evil.example/', 'https://shop.exämple/',
                        'https://shop.example/\r\nX: y', 'https://{sub1}.shop.example/',
                        'https://shop.example/{nonsense}',
                        'https://shop.example/{sub1', 'https://shop.example:99999/',
                        'https://shop.example/' + 'x' * 3000):
                answer = n.api('POST', '/offers', {'program_id': self.shop.program['id'], 'name': 'O',
                                                   'destination_url': url, 'goals': ['sale']})
                self.assert_refused(answer, 422, None, 'destination_url', url)
            for text in ('', 'pay', 'pay 10% on', 'pay -1% on sale', 'pay 1e3 EUR on lead', 'pay 5 JPY on lead',
                         'pay 10.001 EUR on lead\npay 10.001% on nothing', 'x' * 100000, 'pay 10% on sale\x07', '{}'):
                answer = n.api('PUT', f'/programs/{self.shop.program["id"]}/plan', {'text': text})
                self.assert_refused(answer, 422, None, None, text[:40])

    def test_parameters_that_are_repeated_or_unknown(self):
        n = self.network
        token = self.shop.token
        both = f'order_id=both&coupon={self.shop.coupon["code"]}'
        answer = n.request('POST', f'/postback?token={token}', both + '&amount=10')
        self.assertEqual((answer.status, answer.json['status']), (200, 'approved'), answer.body)
        with self.unharmed():
            for query in ('amount=1&amount=2', 'order_id=a&order_id=b', 'currency=EUR&currency=USD'):
                answer = n.request('GET', f'/postback?token={token}&{query}')
                self.assert_refused(answer, 422, 'parameter_repeated', query.split('=')[0], query)
            # Query and body are one.
            answer = n.request('POST', f'/postback?token={token}&amount=1', 'amount=2&order_id=a')
            self.assert_refused(answer, 422, 'parameter_repeated', 'amount')
            answer = n.request('POST', f'/postback?token={token}', '{"token":"another","order_id":"a"}')
            self.assert_refused(answer, 422, 'parameter_repeated', 'token')
            answer = n.request('POST', f'/postback?token={token}', '{"order_id":"a","amount":"ten"}')
            self.assert_refused(answer, 422, 'amount_malformed', 'amount')
            answer = n.request('GET', f'/postback?token={token}&token=other&order_id=a')
            self.assertIn(answer.status, (401, 422), answer.body)
            self.assert_refused(n.api('GET', '/partners?limit=1&limit=2'), 400, 'parameter_repeated', 'limit')
            self.assert_refused(n.api('GET', '/partners?nonsense=1'), 400, 'parameter_unknown', 'nonsense')
            for limit in ('0', '501', '-1', 'x', '1e1', '', '99999999999999999999'):
                self.assert_refused(n.api('GET', '/partners?limit=' + limit), 400, None, 'limit', limit)
            for cursor in ('x', 'cur_', 'cur_zzzzzzzzzzzzz', self.shop.partner['id'], '0', '%27'):
                self.assert_refused(n.api('GET', '/partners?cursor=' + cursor), 400, 'cursor_malformed', 'cursor',
                                    cursor)
            for query in ('group_by=nonsense', 'group_by=partner,partner', 'from=yesterday', 'tz=Nowhere/City',
                          'tz=../../etc/passwd', 'from=2026-02-30', 'group_by=sub1;drop'):
                grouping = '' if 'group_by' in query else 'group_by=day&'
                answer = n.api('GET', '/reports/performance?' + grouping + query)
                self.assertIn(answer.status, (400, 422), (query, answer.body))

    def test_methods_and_addresses(self):
        n = self.network
        with self.unharmed():
            self.assertEqual(n.request('DELETE', '/postback').status, 405)
            self.assertEqual(n.api('DELETE', '/partners').status, 405)
            self.assertEqual(n.api('PUT', '/partners', {}).status, 405)
            for path in ('/nonsense', '/programs/', '/programs//plan', '/../../etc/passwd', '/partners/..%2f..',
                         '/programs/%2e%2e/plan'):
                self.assert_refused(n.api('GET', path), 404, 'not_found', None, path)
            for line in (b'GET  /healthz HTTP/1.1', b'GET /healthz', b'GET /healthz HTTP/9.9', b'\x00\x01\x02',
                         b'GET / HTTP/1.1 x'):
                answer = self.raw(line + b'\r\nHost: x\r\n\r\n', is_half_closed=True)
                self.assertIn(status_of(answer), (400, 505), line)
            for headers in (b'Content-Length: 3\r\nContent-Length: 4\r\n',
                            b'Content-Length: 3\r\nTransfer-Encoding: chunked\r\n',
                            b'Content-Length: -1\r\n', b'Content-Length: 1e3\r\n',
                            b'Transfer-Encoding: chunked, identity\r\n',
                            b' folded: x\r\n', b'Na me: x\r\n', b'Host: y\r\n'):
                answer = self.raw(b'POST /postback HTTP/1.1\r\nHost: x\r\n' + headers + b'\r\nabcd',
                                  is_half_closed=True)
                self.assertIn(status_of(answer), (400, 501), headers)

    def test_many_at_once_do_not_stop_the_server(self):
        with self.unharmed():
            connections = [socket.create_connection(('127.0.0.1', self.network.port)) for _ in range(200)]
            for connection in connections:
                connection.sendall(b'POST /api/v1/partners HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{')
            self.assertEqual(self.network.request('GET', '/healthz').status, 200)
            for connection in connections:
                connection.close()


class VerbatimTexts(HostileCase):
    names = ("'; DROP TABLE partner; --", '" OR 1=1 --', '<script>alert(1)</script>', '<img src=x onerror=alert(1)>',
             '"><svg/onload=1>', '{{7*7}} ${7*7} #{7*7}', '%s%n%x%d', '\\', "\\'", '$1 ?1 :a', '../../etc/passwd',
             '=HYPERLINK("http://evil.example")', '+1', '-1', '@x', '日本語', 'Ωμέγα', 'e\u0301',
             '\U0001f469\u200d\U0001f680',
             '\u202egnp.exe', 'a' * 200, 'NULL', 'null', '\\u0041', '&lt;&amp;', '😀' * 200)

    def test_names_come_back_as_they_were(self):
        n = self.network
        made = {}
        for i, name in enumerate(self.names):
            partner = n.create('/partners', code=f'verbatim{i}', name=name, email=f'v{i}@example.com')
            self.assertEqual(partner['name'], name)
            self.assertEqual(n.api('GET', f'/partners/{partner["id"]}').json['name'], name)
            made[partner['id']] = name
        listed, cursor = {}, ''
        while cursor is not None:
            page = n.api('GET', '/partners?limit=7' + (f'&cursor={cursor}' if cursor else '')).json
            for partner in page['data']:
                self.assertNotIn(partner['id'], listed)
                listed[partner['id']] = partner['name']
            cursor = page['next']
        self.assertEqual({k: v for k, v in listed.items() if k in made}, made)
        self.assert_healthy()

    def test_orders_and_codes_come_back_as_they_were(self):
        for name in (*self.names, 'a' * 180):
            if len(name.encode()) > 200:
                continue
            sale = self.shop.sale(order_id=name, amount='1', ext1=name, items=[{'sku': name[:100], 'amount': '1'}])
            self.assertEqual(sale['order_id'], name)
            again = self.network.api('GET', '/conversions/' + sale['id']).json
            self.assertEqual((again['order_id'], again['items'][0]['sku']), (name, name[:100]))
            twice = self.shop.postback(order_id=name, amount='2', coupon=self.shop.coupon['code'])
            self.assert_refused(twice, 409, 'order_conflict', 'order_id', name)
        self.assert_healthy()


cases(globals(), BadRequests, VerbatimTexts)

if __name__ == '__main__':
    sys.exit(unittest.main())
