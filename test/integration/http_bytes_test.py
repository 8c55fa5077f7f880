# SPDX-License-Identifier: Apache-2.0
"""The byte table of http_bytes.py over raw sockets, against the server itself; and what every answer must carry. What
is smuggled in a body never runs."""
import re
import sys
import unittest

from http_bytes import CASES, SECOND, get, post
from network import cases
from shop import HostileCase

# Asks with HEAD, so that its answers have no body whatever Content-Length says.
HEAD = re.compile(rb'^HEAD ', re.MULTILINE)


class Answers(Exception):
    """What came back is no sequence of whole answers."""


def split_answers(received, methods):
    """[(status, headers, body)] of what a server sent until it closed; interim answers are left out."""
    found = []
    while received:
        head, mark, rest = received.partition(b'\r\n\r\n')
        if not mark or not head.startswith(b'HTTP/1.'):
            raise Answers(received[:200])
        lines = head.split(b'\r\n')
        status = int(lines[0].split(b' ')[1])
        headers = {}
        for line in lines[1:]:
            name, _, value = line.partition(b':')
            headers.setdefault(name.strip().lower().decode(), []).append(value.strip().decode('latin-1'))
        if status == 100:
            received = rest
            continue
        is_bodyless = status in (204, 304) or (len(found) < len(methods) and methods[len(found)] == b'HEAD')
        length = 0 if is_bodyless else int(headers.get('content-length', ['0'])[0])
        if len(rest) < length:
            raise Answers(received[:200])
        found.append((status, headers, rest[:length]))
        received = rest[length:]
    return found


class Bytes(HostileCase):
    def ask(self, request, methods=()):
        return split_answers(self.raw(request, is_half_closed=True), methods)

    def test_the_table(self):
        self.assertGreaterEqual(len(CASES), 110)
        self.assertEqual(len({name for name, *_ in CASES}), len(CASES))
        for name, section, request, outcomes in CASES:
            with self.subTest(case=name, rfc=section):
                methods = [b'HEAD'] if HEAD.match(request) else []
                answers = self.ask(request + SECOND, methods)
                self.assertIn([status for status, *_ in answers], list(outcomes), (name, request[:200]))
                for status, headers, _ in answers:
                    # RFC 9110 6.6.1, 15.5.6; RFC 9112 6.1: what any answer carries.
                    self.assertEqual(len(headers.get('date', [])), 1, (name, status))
                    self.assertFalse('content-length' in headers and 'transfer-encoding' in headers, name)
                    self.assertLessEqual(len(headers.get('content-length', [])), 1, name)
                    if status == 405:
                        self.assertIn('allow', headers, name)
        self.assertNotIn('smuggled', self.network.log_text())
        self.assert_healthy()

    def test_each_byte_alone(self):
        """However the bytes arrive, the outcome is the same."""
        for name, _, request, outcomes in CASES:
            if len(request) > 300:
                continue
            with self.subTest(case=name), self.connect() as connection:
                received = b''
                try:
                    for byte in request + SECOND:
                        connection.sendall(bytes([byte]))
                    connection.shutdown(1)
                except (BrokenPipeError, ConnectionResetError):
                    pass  # refused before all was sent
                try:
                    while piece := connection.recv(65536):
                        received += piece
                except ConnectionResetError:
                    continue  # the refusal was lost to our own last bytes
                methods = [b'HEAD'] if HEAD.match(request) else []
                statuses = [status for status, *_ in split_answers(received, methods)]
                self.assertIn(statuses, list(outcomes), (name, request))
        self.assertNotIn('smuggled', self.network.log_text())

    def test_what_answers_carry(self):
        (status, headers, body), _ = self.ask(get(b'HEAD /healthz HTTP/1.1') + SECOND, [b'HEAD'])
        full = self.ask(get() + SECOND)[0]
        self.assertEqual((status, body), (200, b''))
        self.assertEqual(headers['content-length'], full[1]['content-length'])  # RFC 9110 9.3.2
        status, headers, _ = self.ask(post(b'Content-Length: 0\r\n') + SECOND)[0]
        self.assertEqual(status, 405)
        self.assertIn('GET', headers['allow'][0])  # RFC 9110 15.5.6
        status, headers, _ = self.ask(get(b'GET /api/v1/partners HTTP/1.1') + SECOND)[0]
        self.assertEqual(status, 401)
        self.assertIn('www-authenticate', headers)  # RFC 9110 15.5.2


cases(globals(), Bytes)
# HTTP does not know the database: once is enough.
del globals()['Bytes_postgres']

if __name__ == '__main__':
    sys.exit(unittest.main())
