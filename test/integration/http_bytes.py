# SPDX-License-Identifier: Apache-2.0
"""Requests as bytes, and what RFC 9110 and RFC 9112 let a server answer. Every case ends with a second, good request on
the same connection (SECOND). A case is (name, section, bytes, outcomes); an outcome is the list of statuses that come
back before the connection closes:

    [200, 200]  the bytes were one good request, and the connection went on
    [400]       refused and closed: what follows must never be read as a request
"""
HOST = b'Host: go.example\r\n'
SECOND = b'GET /healthz HTTP/1.1\r\nHost: go.example\r\nConnection: close\r\n\r\n'
# What must never run: it would be seen in the server's log.
SMUGGLED = b'GET /smuggled HTTP/1.1\r\nHost: go.example\r\n\r\n'

GOOD = ([200, 200],)
BAD = ([400],)


def get(line=b'GET /healthz HTTP/1.1', headers=b'', host=HOST):
    return line + b'\r\n' + host + headers + b'\r\n'


def post(headers, body=b'', line=b'POST /healthz HTTP/1.1'):
    return line + b'\r\n' + HOST + headers + b'\r\n' + body


# The server has no POST /healthz: a good one is refused by its method, and the connection goes on.
POSTED = ([405, 200],)
CHUNKED = b'Transfer-Encoding: chunked\r\n'


def chunked(body):
    return post(CHUNKED, body)


def with_length(value, body=b'hello'):
    return post(b'Content-Length: ' + value + b'\r\n', body + SMUGGLED if body == b'' else body)


def smuggle(headers, body):
    return post(headers, body + SMUGGLED)


CASES = [
    # ---- the request line: RFC 9112 section 3 ----
    ('plain', '9112 3', get(), GOOD),
    ('an empty line before', '9112 2.2', b'\r\n' + get(), GOOD),
    ('two empty lines before', '9112 2.2', b'\r\n\r\n' + get(), (*GOOD, [400])),
    ('a bare LF before', '9112 2.2', b'\n' + get(), (*GOOD, [400])),
    ('a bare LF ends the line', '9112 2.2', b'GET /healthz HTTP/1.1\n' + HOST + b'\r\n', (*GOOD, [400])),
    ('bare LFs everywhere', '9112 2.2', b'GET /healthz HTTP/1.1\nHost: go.example\n\n', (*GOOD, [400])),
    ('a bare CR in the line', '9112 2.2', b'GET /healthz\rHTTP/1.1\r\n' + HOST + b'\r\n', BAD),
    ('a bare CR ends the line', '9112 2.2', b'GET /healthz HTTP/1.1\r' + HOST + b'\r\n', BAD),
    ('two spaces', '9112 3', get(b'GET  /healthz HTTP/1.1'), BAD),
    ('two spaces before the version', '9112 3', get(b'GET /healthz  HTTP/1.1'), (*GOOD, [400])),
    ('a tab for a space', '9112 3', get(b'GET\t/healthz HTTP/1.1'), BAD),
    ('a space before the method', '9112 3', get(b' GET /healthz HTTP/1.1'), BAD),
    ('a space behind the version', '9112 3', get(b'GET /healthz HTTP/1.1 '), (*GOOD, [400])),
    ('no target', '9112 3', get(b'GET HTTP/1.1'), BAD),
    ('no version', '9112 3', get(b'GET /healthz'), ([400], [505])),
    ('a space in the target', '9112 3.2', get(b'GET /health z HTTP/1.1'), BAD),
    ('only garbage', '9112 3', b'\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n', BAD),
    ('only NULs', '9112 3', b'\0' * 40 + b'\r\n\r\n', BAD),
    ('an unknown method', '9110 9.1', get(b'BREW /healthz HTTP/1.1'), ([400], [501], [501, 200], [405, 200])),
    ('a method in lower case', '9110 9.1', get(b'get /healthz HTTP/1.1'), ([400], [501], [501, 200], [405, 200])),
    ('a method with a delimiter', '9110 5.6.2', get(b'G(T /healthz HTTP/1.1'), BAD),
    ('an empty method', '9112 3.1', get(b' /healthz HTTP/1.1'), BAD),
    ('a very long method', '9112 3', get(b'G' * 300 + b' /healthz HTTP/1.1'), ([400], [501])),
    ('CONNECT', '9110 9.3.6', get(b'CONNECT go.example:80 HTTP/1.1'), ([400], [405], [501], [405, 200], [501, 200])),
    ('TRACE', '9110 9.3.8', get(b'TRACE /healthz HTTP/1.1'), ([400], [405], [501], [405, 200], [501, 200])),
    ('absolute form', '9112 3.2.2', get(b'GET http://go.example/healthz HTTP/1.1'), GOOD),
    ('absolute form with a query', '9112 3.2.2', get(b'GET http://go.example/healthz?a=b HTTP/1.1'),
     (*GOOD, [400, 200])),
    ('authority form for GET', '9112 3.2.3', get(b'GET go.example:80 HTTP/1.1'), BAD),
    ('asterisk form for GET', '9112 3.2.4', get(b'GET * HTTP/1.1'), ([400], [400, 200], [404, 200])),
    ('asterisk form for OPTIONS', '9112 3.2.4', get(b'OPTIONS * HTTP/1.1'),
     ([200, 200], [204, 200], [404, 200], [405, 200], [400, 200], [400], [501, 200])),
    ('a fragment in the target', '9112 3.2', get(b'GET /healthz#top HTTP/1.1'),
     (*GOOD, [400], [400, 200], [404, 200])),
    ('a NUL in the target', '9112 3.2', get(b'GET /health\0z HTTP/1.1'), BAD),
    ('a control in the target', '9112 3.2', get(b'GET /health\x01z HTTP/1.1'), ([400], [404, 200])),
    ('a DEL in the target', '9112 3.2', get(b'GET /health\x7fz HTTP/1.1'), ([400], [404, 200])),
    ('bytes above 127 in the target', '9112 3.2', get(b'GET /caf\xc3\xa9 HTTP/1.1'), ([400], [404, 200], [400, 200])),
    ('a backslash for a slash', '9112 3.2', get(b'GET \\healthz HTTP/1.1'), BAD),
    ('a target that is too long', '9110 15.5.15', get(b'GET /' + b'a' * 9000 + b' HTTP/1.1'), ([414], [414, 200])),
    # ---- versions: RFC 9112 section 2.3 ----
    ('HTTP/1.2', '9112 2.3', get(b'GET /healthz HTTP/1.2'), (*GOOD, [505], [400])),
    ('HTTP/2.0', '9110 15.6.6', get(b'GET /healthz HTTP/2.0'), ([505], [400])),
    ('HTTP/3', '9110 15.6.6', get(b'GET /healthz HTTP/3'), ([505], [400])),
    ('HTTP/0.9 spelled out', '9112 2.3', get(b'GET /healthz HTTP/0.9'), ([505], [400])),
    ('http in lower case', '9112 2.3', get(b'GET /healthz http/1.1'), ([505], [400])),
    ('a version of two digits', '9112 2.3', get(b'GET /healthz HTTP/1.10'), ([505], [400])),
    ('HTTP/11', '9112 2.3', get(b'GET /healthz HTTP/11'), ([505], [400])),
    ('HTTP-1.1', '9112 2.3', get(b'GET /healthz HTTP-1.1'), ([505], [400])),
    ('the preface of HTTP/2', '9113 3.4', b'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', ([505], [400])),
    ('HTTP/1.0', '9112 9.3', b'GET /healthz HTTP/1.0\r\n\r\n', ([200],)),
    ('HTTP/1.0 keep-alive', '9112 9.3', b'GET /healthz HTTP/1.0\r\nConnection: keep-alive\r\n\r\n',
     ([200], [200, 200])),
    ('HTTP/1.0 with chunks', '9112 6.1', b'POST /healthz HTTP/1.0\r\n' + CHUNKED + b'\r\n0\r\n\r\n' + SMUGGLED,
     ([400], [405])),
    # ---- Host: RFC 9112 section 3.2 ----
    ('no Host', '9112 3.2', get(host=b''), BAD),
    ('two Hosts', '9112 3.2', get(headers=HOST), BAD),
    ('two Hosts that differ', '9112 3.2', get(headers=b'Host: evil.example\r\n'), BAD),
    ('an empty Host', '9112 3.2', get(host=b'Host:\r\n'), (*GOOD, [400])),
    ('a Host with a path', '9112 3.2', get(host=b'Host: go.example/x\r\n'), BAD),
    ('a Host with a user', '9110 4.2.4', get(host=b'Host: me@go.example\r\n'), BAD),
    ('a Host with a space', '9112 3.2', get(host=b'Host: go example\r\n'), BAD),
    ('a Host with a bad port', '9112 3.2', get(host=b'Host: go.example:port\r\n'), BAD),
    ('a Host with a comma', '9112 3.2', get(host=b'Host: go.example, evil.example\r\n'), BAD),
    ('a Host with a control', '9112 3.2', get(host=b'Host: go\x01.example\r\n'), BAD),
    ('a Host of IPv6', '9112 3.2', get(host=b'Host: [::1]:8080\r\n'), GOOD),
    ('no Host with the absolute form', '9112 3.2', get(b'GET http://go.example/healthz HTTP/1.1', host=b''), BAD),
    # ---- field lines: RFC 9112 section 5 ----
    ('a space before the colon', '9112 5.1', get(headers=b'X-A : b\r\n'), BAD),
    ('a tab before the colon', '9112 5.1', get(headers=b'X-A\t: b\r\n'), BAD),
    ('a space before the colon of Host', '9112 5.1', get(host=b'Host : go.example\r\n'), BAD),
    ('a folded line', '9112 5.2', get(headers=b'X-A: b\r\n c\r\n'), (*GOOD, [400])),
    ('a folded line with a tab', '9112 5.2', get(headers=b'X-A: b\r\n\tc\r\n'), (*GOOD, [400])),
    ('white space before the first field', '9112 2.2', get(host=b' X-A: b\r\n' + HOST), BAD),
    ('no colon', '9112 5', get(headers=b'X-A\r\n'), BAD),
    ('an empty name', '9112 5', get(headers=b': b\r\n'), BAD),
    ('an empty value', '9110 5.5', get(headers=b'X-A:\r\n'), GOOD),
    ('a name with a space', '9110 5.1', get(headers=b'X A: b\r\n'), BAD),
    ('a name with a parenthesis', '9110 5.1', get(headers=b'X(A): b\r\n'), BAD),
    ('a name with a NUL', '9110 5.1', get(headers=b'X\0A: b\r\n'), BAD),
    ('a name with a byte above 127', '9110 5.1', get(headers=b'X\xe9: b\r\n'), BAD),
    ('a value with a NUL', '9110 5.5', get(headers=b'X-A: b\0c\r\n'), BAD),
    ('a value with a bare CR', '9110 5.5', get(headers=b'X-A: b\rc\r\n'), BAD),
    ('a value with a bare CR and a field', '9110 5.5', get(headers=b'X-A: b\rContent-Length: 5\r\n'), BAD),
    ('a value with a bare LF', '9110 5.5', get(headers=b'X-A: b\nX-B: c\r\n'), (*GOOD, [400])),
    ('a value with bytes above 127', '9110 5.5', get(headers=b'X-A: caf\xe9\r\n'), GOOD),
    ('a value with a tab inside', '9110 5.5', get(headers=b'X-A: b\tc\r\n'), GOOD),
    ('a value with a DEL', '9110 5.5', get(headers=b'X-A: b\x7fc\r\n'), (*GOOD, [400])),
    ('white space around the value', '9110 5.5', get(headers=b'X-A:  \t b \t \r\n'), GOOD),
    ('names in any case', '9110 5.1', get(host=b'hOsT: go.example\r\n'), GOOD),
    ('a line that is too long', '6585 5', get(headers=b'X-A: ' + b'a' * 20000 + b'\r\n'), ([431], [400])),
    ('too many lines', '6585 5', get(headers=b'X-A: b\r\n' * 5000), ([431], [400])),
    # ---- Content-Length: RFC 9112 section 6.3, 9110 section 8.6 ----
    ('a length', '9112 6.2', with_length(b'5'), POSTED),
    ('a length of 0', '9112 6.2', post(b'Content-Length: 0\r\n'), POSTED),
    ('leading zeros', '9110 8.6', with_length(b'005'), (*POSTED, [400])),
    ('spaces around the length', '9110 5.5', with_length(b' 5  '), POSTED),
    # The parser takes no tab behind the digits: a good request refused, never one misread.
    ('a tab behind the length', '9110 5.5', with_length(b' 5\t'), (*POSTED, [400])),
    ('a GET with a body', '9110 9.3.1', get(headers=b'Content-Length: 5\r\n') + b'hello', (*GOOD, [400])),
    ('a length with a plus', '9112 6.3', with_length(b'+5'), BAD),
    ('a negative length', '9112 6.3', with_length(b'-5'), BAD),
    ('a hexadecimal length', '9112 6.3', with_length(b'0x5'), BAD),
    ('a length with a point', '9112 6.3', with_length(b'5.0'), BAD),
    ('a length with an exponent', '9112 6.3', with_length(b'5e0'), BAD),
    ('a length with an underscore', '9112 6.3', with_length(b'1_0'), BAD),
    ('an empty length', '9112 6.3', smuggle(b'Content-Length:\r\n', b''), BAD),
    ('letters for a length', '9112 6.3', with_length(b'five'), BAD),
    ('two lengths in a line', '9112 6.3', with_length(b'5 5'), BAD),
    ('a list of the same length', '9112 6.3', with_length(b'5, 5'), (*POSTED, [400])),
    ('a list of lengths that differ', '9112 6.3', with_length(b'5, 6'), BAD),
    ('two lines of the same length', '9112 6.3', post(b'Content-Length: 5\r\nContent-Length: 5\r\n', b'hello'),
     (*POSTED, [400])),
    ('two lines of lengths that differ', '9112 6.3', smuggle(b'Content-Length: 5\r\nContent-Length: 0\r\n', b''), BAD),
    ('a length beyond 64 bits', '9112 6.3', with_length(b'99999999999999999999'), ([400], [413])),
    ('a length that wraps to 5', '9112 6.3', with_length(b'18446744073709551621'), ([400], [413])),
    ('a length with a control', '9112 6.3', with_length(b'5\x0b'), BAD),
    ('digits of another script', '9112 6.3', with_length('５'.encode()), BAD),
    ('a length behind a NUL', '9112 6.3', with_length(b'\x005'), BAD),
    # ---- Transfer-Encoding: RFC 9112 section 6.1, 6.3 ----
    ('chunks', '9112 7.1', chunked(b'5\r\nhello\r\n0\r\n\r\n'), POSTED),
    ('chunks in upper case', '9110 8.4', post(b'Transfer-Encoding: CHUNKED\r\n', b'0\r\n\r\n'), POSTED),
    ('chunks behind a tab', '9110 5.5', post(b'Transfer-Encoding:\tchunked\r\n', b'0\r\n\r\n'), POSTED),
    ('chunks and a length', '9112 6.3', smuggle(CHUNKED + b'Content-Length: 5\r\n', b'0\r\n\r\n'), ([400], [405])),
    ('a length and chunks', '9112 6.3', smuggle(b'Content-Length: 5\r\n' + CHUNKED, b'0\r\n\r\n'), ([400], [405])),
    ('chunks and a length of 0', '9112 6.3', smuggle(CHUNKED + b'Content-Length: 0\r\n', b'0\r\n\r\n'),
     ([400], [405])),
    ('chunked not the last', '9112 6.3', smuggle(b'Transfer-Encoding: chunked, identity\r\n', b'0\r\n\r\n'),
     ([400], [501])),
    ('chunked twice', '9112 6.1', smuggle(b'Transfer-Encoding: chunked, chunked\r\n', b'0\r\n\r\n'), ([400], [501])),
    ('chunked twice in two lines', '9112 6.1', smuggle(CHUNKED + CHUNKED, b'0\r\n\r\n'), ([400], [501])),
    ('gzip before chunked', '9112 6.1', smuggle(b'Transfer-Encoding: gzip, chunked\r\n', b'0\r\n\r\n'),
     ([400], [501], [405])),
    ('an unknown coding', '9112 6.1', smuggle(b'Transfer-Encoding: cow\r\n', b'0\r\n\r\n'), ([400], [501])),
    ('identity', '9112 6.3', smuggle(b'Transfer-Encoding: identity\r\n', b''), ([400], [501])),
    ('xchunked', '9112 6.3', smuggle(b'Transfer-Encoding: xchunked\r\n', b'0\r\n\r\n'), ([400], [501])),
    ('chunked in quotes', '9112 6.3', smuggle(b'Transfer-Encoding: "chunked"\r\n', b'0\r\n\r\n'), ([400], [501])),
    ('an empty coding', '9112 6.3', smuggle(b'Transfer-Encoding:\r\n', b'0\r\n\r\n'), ([400], [501])),
    ('chunked behind a vertical tab', '9112 6.3', smuggle(b'Transfer-Encoding: \x0bchunked\r\n', b'0\r\n\r\n'),
     ([400], [501])),
    ('chunked with a space before the colon', '9112 5.1', smuggle(b'Transfer-Encoding : chunked\r\n', b'0\r\n\r\n'),
     BAD),
    ('chunked and identity in two lines', '9112 6.3', smuggle(CHUNKED + b'Transfer-Encoding: identity\r\n',
                                                             b'0\r\n\r\n'), ([400], [501])),
    ('chunked folded', '9112 5.2', smuggle(b'Transfer-Encoding:\r\n chunked\r\n', b'0\r\n\r\n'), BAD),
    ('chunked with parameters', '9112 7', smuggle(b'Transfer-Encoding: chunked;q=1\r\n', b'0\r\n\r\n'), ([400], [501])),
    ('a name with an underscore', '9112 6.3', get(headers=b'Transfer_Encoding: chunked\r\n'), GOOD),
    # ---- chunks: RFC 9112 section 7.1 ----
    ('a chunk extension', '9112 7.1.1', chunked(b'5;a=b\r\nhello\r\n0\r\n\r\n'), POSTED),
    ('a quoted chunk extension', '9112 7.1.1', chunked(b'5;a="b;c"\r\nhello\r\n0\r\n\r\n'), POSTED),
    ('a chunk extension without a value', '9112 7.1.1', chunked(b'5;a\r\nhello\r\n0\r\n\r\n'), POSTED),
    ('zeros for the last chunk', '9112 7.1', chunked(b'5\r\nhello\r\n0000\r\n\r\n'), POSTED),
    ('leading zeros of a size', '9112 7.1', chunked(b'0005\r\nhello\r\n0\r\n\r\n'), POSTED),
    ('trailers', '9112 7.1.2', chunked(b'0\r\nX-A: b\r\n\r\n'), POSTED),
    ('trailers that would frame', '9110 6.5.1', chunked(b'0\r\nContent-Length: 50\r\n\r\n'), (*POSTED, [400])),
    ('a size with 0x', '9112 7.1', chunked(b'0x5\r\nhello\r\n0\r\n\r\n'), BAD),
    ('a size with a plus', '9112 7.1', chunked(b'+5\r\nhello\r\n0\r\n\r\n'), BAD),
    ('a negative size', '9112 7.1', chunked(b'-5\r\nhello\r\n0\r\n\r\n'), BAD),
    ('no size', '9112 7.1', chunked(b'\r\nhello\r\n0\r\n\r\n'), BAD),
    ('letters for a size', '9112 7.1', chunked(b'xyz\r\nhello\r\n0\r\n\r\n'), BAD),
    ('a space before a size', '9112 7.1', chunked(b' 5\r\nhello\r\n0\r\n\r\n'), BAD),
    ('a size beyond 64 bits', '9112 7.1', chunked(b'FFFFFFFFFFFFFFFFF\r\nhello\r\n0\r\n\r\n'), ([400], [413])),
    ('a size that wraps to 5', '9112 7.1', chunked(b'10000000000000005\r\nhello\r\n0\r\n\r\n'), ([400], [413])),
    ('a size with an underscore', '9112 7.1', chunked(b'0_5\r\nhello\r\n0\r\n\r\n'), BAD),
    ('a chunk longer than its size', '9112 7.1', chunked(b'3\r\nhello\r\n0\r\n\r\n'), BAD),
    ('a chunk without its CRLF', '9112 7.1', chunked(b'5\r\nhello0\r\n\r\n'), BAD),
    ('a chunk closed by a bare CR', '9112 7.1', chunked(b'5\r\nhello\r0\r\n\r\n'), BAD),
    ('a size closed by a bare LF', '9112 2.2', chunked(b'5\nhello\r\n0\r\n\r\n'), (*POSTED, [400])),
    ('a size closed by a bare CR', '9112 7.1', chunked(b'5\rhello\r\n0\r\n\r\n'), BAD),
    ('an extension with a bare LF', '9112 7.1.1', chunked(b'5;a\nhello\r\n0\r\n\r\n'), (*POSTED, [400])),
    ('an extension with a bare CR', '9112 7.1.1', chunked(b'5;a\rb\r\nhello\r\n0\r\n\r\n'), BAD),
    ('a bad trailer', '9112 7.1.2', chunked(b'0\r\nX A: b\r\n\r\n'), BAD),
    # ---- connections: RFC 9112 section 9 ----
    ('close', '9112 9.6', get(headers=b'Connection: close\r\n'), ([200],)),
    ('close in upper case', '9110 7.6.1', get(headers=b'Connection: CLOSE\r\n'), ([200],)),
    ('close in a list', '9110 7.6.1', get(headers=b'Connection: keep-alive, close\r\n'), ([200],)),
    ('close in a second line', '9110 7.6.1', get(headers=b'Connection: x-a\r\nConnection: close\r\n'), ([200],)),
    ('two requests at once', '9112 9.3.2', get() + get(), ([200, 200, 200],)),
    ('a good one and a bad one', '9112 9.3.2', get() + get(host=b''), ([200, 400],)),
    ('an upgrade nobody offers', '9110 7.8', get(headers=b'Connection: upgrade\r\nUpgrade: websocket\r\n'), GOOD),
    ('an upgrade to h2c', '9110 7.8',
     get(headers=b'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n'), GOOD),
    ('an expectation nobody knows', '9110 10.1.1', post(b'Expect: tea\r\nContent-Length: 5\r\n', b'hello'),
     ([417, 200], [417], *POSTED)),
    ('HEAD', '9110 9.3.2', get(b'HEAD /healthz HTTP/1.1'), ([200, 200],)),
]
