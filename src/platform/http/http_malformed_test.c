// SPDX-License-Identifier: Apache-2.0
// Requests at and over the edge of RFC 9110 and RFC 9112, byte by byte, through the loopback. Each row gives the bytes
// and the statuses that must come back; a refused request ends the connection. The same rows run three times: whole,
// one byte at a time, and cut in two at every place, since where a packet ends must not matter.
#include "check.h"

#include "core/buf.h"
#include "http/http.h"

struct malformed_row {
    const char *name;
    struct text bytes;
    const char *statuses; // "200 400": all answers in order
    bool is_open;         // whether the connection lives on
};

#define H "Host: a.example\r\n"
#define B(literal)                               \
    {                                            \
        .p = (literal), .n = sizeof(literal) - 1 \
    }

static const struct malformed_row ROWS[] = {
    // well-formed
    {"plain get", B("GET / HTTP/1.1\r\n" H "\r\n"), "200", true},
    {"two gets", B("GET / HTTP/1.1\r\n" H "\r\nGET /2 HTTP/1.1\r\n" H "\r\n"), "200 200", true},
    {"head", B("HEAD / HTTP/1.1\r\n" H "\r\n"), "200", true},
    {"options", B("OPTIONS / HTTP/1.1\r\n" H "\r\n"), "200", true},
    {"options asterisk", B("OPTIONS * HTTP/1.1\r\n" H "\r\n"), "204", true},
    {"unknown method", B("FROBNICATE / HTTP/1.1\r\n" H "\r\n"), "200", true},
    {"unknown method with body", B("X-Y / HTTP/1.1\r\n" H "Content-Length: 2\r\n\r\nab"), "200", true},
    {"trace", B("TRACE / HTTP/1.1\r\n" H "\r\n"), "200", true},
    {"pri as a method", B("PRI / HTTP/1.1\r\n" H "\r\n"), "200", true},
    {"lower-case method is another", B("get / HTTP/1.1\r\n" H "\r\n"), "200", true},
    {"post with length", B("POST / HTTP/1.1\r\n" H "Content-Length: 3\r\n\r\nabc"), "200", true},
    {"length zero", B("POST / HTTP/1.1\r\n" H "Content-Length: 0\r\n\r\n"), "200", true},
    {"length with leading zeros", B("POST / HTTP/1.1\r\n" H "Content-Length: 003\r\n\r\nabc"), "200", true},
    {"get with body", B("GET / HTTP/1.1\r\n" H "Content-Length: 3\r\n\r\nabc"), "200", true},
    {"chunked", B("POST / HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"), "200", true},
    {"chunked, case", B("POST / HTTP/1.1\r\n" H "tRANSFER-eNCODING: Chunked\r\n\r\n0\r\n\r\n"), "200", true},
    {"chunk size in hex", B("POST / HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n\r\nA\r\n0123456789\r\n0\r\n\r\n"),
     "200", true},
    {"chunk extension", B("POST / HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n\r\n3;a=b\r\nabc\r\n0\r\n\r\n"), "200",
     true},
    {"trailer", B("POST / HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX: y\r\n\r\n"), "200",
     true},
    {"chunked then get",
     B("POST / HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\nGET / HTTP/1.1\r\n" H "\r\n"),
     "200 200", true},
    {"length then get", B("POST / HTTP/1.1\r\n" H "Content-Length: 3\r\n\r\nabcGET / HTTP/1.1\r\n" H "\r\n"), "200 200",
     true},
    {"empty lines before", B("\r\n\r\nGET / HTTP/1.1\r\n" H "\r\n"), "200", true},
    {"empty header value", B("GET / HTTP/1.1\r\n" H "X:\r\n\r\n"), "200", true},
    {"value without space", B("GET / HTTP/1.1\r\nHost:a.example\r\n\r\n"), "200", true},
    {"value with tabs around", B("GET / HTTP/1.1\r\nHost:\t a.example\t \r\n\r\n"), "200", true},
    {"value with high bytes", B("GET / HTTP/1.1\r\n" H "X: \xc3\xa9\xff\r\n\r\n"), "200", true},
    {"value with a tab within", B("GET / HTTP/1.1\r\n" H "X: a\tb\r\n\r\n"), "200", true},
    {"host with port", B("GET / HTTP/1.1\r\nHost: a.example:8080\r\n\r\n"), "200", true},
    {"host with empty port", B("GET / HTTP/1.1\r\nHost: a.example:\r\n\r\n"), "200", true},
    {"host is IPv4", B("GET / HTTP/1.1\r\nHost: 127.0.0.1:80\r\n\r\n"), "200", true},
    {"host is IPv6", B("GET / HTTP/1.1\r\nHost: [::1]:80\r\n\r\n"), "200", true},
    {"host with underscore", B("GET / HTTP/1.1\r\nHost: my_app\r\n\r\n"), "200", true},
    {"absolute target", B("GET http://b.example/x?y HTTP/1.1\r\n" H "\r\n"), "200", true},
    {"absolute target, no path", B("GET http://b.example HTTP/1.1\r\n" H "\r\n"), "200", true},
    {"absolute target, query only", B("GET HTTPS://b.example:444?q HTTP/1.1\r\n" H "\r\n"), "200", true},
    {"upgrade ignored", B("GET / HTTP/1.1\r\n" H "Connection: Upgrade\r\nUpgrade: h2c\r\n\r\n"), "200", true},
    {"upgrade ignored, next read",
     B("GET / HTTP/1.1\r\n" H "Connection: Upgrade\r\nUpgrade: websocket\r\n\r\nGET / HTTP/1.1\r\n" H "\r\n"),
     "200 200", true},
    {"connection close", B("GET / HTTP/1.1\r\n" H "Connection: close\r\n\r\n"), "200", false},
    {"connection close in a list", B("GET / HTTP/1.1\r\n" H "Connection: x, CLOSE\r\n\r\n"), "200", false},
    {"nothing is read after close", B("GET / HTTP/1.1\r\n" H "Connection: close\r\n\r\nGET / HTTP/1.1\r\n" H "\r\n"),
     "200", false},
    {"neither Keep-Alive nor Proxy-Connection closes",
     B("GET / HTTP/1.1\r\n" H "Keep-Alive: timeout=1\r\n\r\nGET / HTTP/1.1\r\n" H
       "Proxy-Connection: keep-alive\r\n\r\n"),
     "200 200", true},
    {"length zero, next read", B("GET / HTTP/1.1\r\n" H "Content-Length: 0\r\n\r\nGET / HTTP/1.1\r\n" H "\r\n"),
     "200 200", true},
    {"1.0 closes", B("GET / HTTP/1.0\r\n\r\n"), "200", false},
    {"1.0 with host", B("GET / HTTP/1.0\r\n" H "\r\n"), "200", false},
    {"1.0 with empty host", B("GET / HTTP/1.0\r\nHost:\r\n\r\n"), "200", false},
    {"1.0 keep-alive", B("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET / HTTP/1.0\r\n\r\n"), "200 200", false},
    {"1.0 with length", B("POST / HTTP/1.0\r\nContent-Length: 3\r\n\r\nabc"), "200", false},
    {"expectation in 1.0 ignored", B("POST / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\na"), "200",
     false},
    {"percent escapes are not looked at", B("GET /%zz%00%2e%2e/ HTTP/1.1\r\n" H "\r\n"), "200", true},
    {"target with braces", B("GET /?a={b}|c HTTP/1.1\r\n" H "\r\n"), "200", true},
    {"double slash", B("GET //evil/ HTTP/1.1\r\n" H "\r\n"), "200", true},
    // request line
    {"http/0.9", B("GET /\r\n\r\n"), "400", false},
    {"no target", B("GET HTTP/1.1\r\n" H "\r\n"), "400", false},
    {"no version", B("GET / \r\n" H "\r\n"), "400", false},
    {"two spaces after method", B("GET  / HTTP/1.1\r\n" H "\r\n"), "400", false},
    {"two spaces before version", B("GET /  HTTP/1.1\r\n" H "\r\n"), "400", false},
    {"tab after method", B("GET\t/ HTTP/1.1\r\n" H "\r\n"), "400", false},
    {"space before method", B(" GET / HTTP/1.1\r\n" H "\r\n"), "400", false},
    {"space after version", B("GET / HTTP/1.1 \r\n" H "\r\n"), "400", false},
    {"space in target", B("GET /a b HTTP/1.1\r\n" H "\r\n"), "400", false},
    {"lower-case version", B("GET / http/1.1\r\n" H "\r\n"), "400", false},
    {"version without dot", B("GET / HTTP/11\r\n" H "\r\n"), "400", false},
    {"version of three digits", B("GET / HTTP/1.10\r\n" H "\r\n"), "400", false},
    {"version with letters", B("GET / HTTP/1.x\r\n" H "\r\n"), "400", false},
    {"version 1.2", B("GET / HTTP/1.2\r\n" H "\r\n"), "505", false},
    {"version 2.0", B("GET / HTTP/2.0\r\n" H "\r\n"), "505", false},
    {"version 0.9", B("GET / HTTP/0.9\r\n" H "\r\n"), "505", false},
    {"version 3.0", B("GET / HTTP/3.0\r\n" H "\r\n"), "505", false},
    {"preface of http/2", B("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), "505", false},
    {"a tls hello", B("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"), "400", false},
    {"method with bad character", B("G(T / HTTP/1.1\r\n" H "\r\n"), "400", false},
    {"empty method", B("/ HTTP/1.1\r\n" H "\r\n"), "400", false},
    {"nul in target", B("GET /\0 HTTP/1.1\r\n" H "\r\n"), "400", false},
    {"control in target", B("GET /\x01 HTTP/1.1\r\n" H "\r\n"), "400", false},
    {"delete in target", B("GET /\x7f HTTP/1.1\r\n" H "\r\n"), "400", false},
    {"high byte in target", B("GET /\xc3\xa9 HTTP/1.1\r\n" H "\r\n"), "400", false},
    {"fragment in target", B("GET /#x HTTP/1.1\r\n" H "\r\n"), "400", false},
    {"relative target", B("GET x HTTP/1.1\r\n" H "\r\n"), "400", false},
    {"asterisk with get", B("GET * HTTP/1.1\r\n" H "\r\n"), "400", false},
    {"asterisk and more", B("OPTIONS *x HTTP/1.1\r\n" H "\r\n"), "400", false},
    {"authority with get", B("GET a.example:80 HTTP/1.1\r\n" H "\r\n"), "400", false},
    {"connect", B("CONNECT a.example:80 HTTP/1.1\r\n" H "\r\n"), "501", false},
    {"connect with path", B("CONNECT / HTTP/1.1\r\n" H "\r\n"), "501", false},
    {"absolute of another scheme", B("GET ftp://a.example/ HTTP/1.1\r\n" H "\r\n"), "400", false},
    {"absolute with user", B("GET http://u@a.example/ HTTP/1.1\r\n" H "\r\n"), "400", false},
    {"absolute without host", B("GET http:///x HTTP/1.1\r\n" H "\r\n"), "400", false},
    {"absolute without Host header", B("GET http://a.example/ HTTP/1.1\r\n\r\n"), "400", false},
    {"many empty lines before", B("\r\n\r\n\r\n\r\n\r\nGET / HTTP/1.1\r\n" H "\r\n"), "400", false},
    {"bare line feed before", B("\nGET / HTTP/1.1\r\n" H "\r\n"), "400", false},
    {"bare carriage return before", B("\rGET / HTTP/1.1\r\n" H "\r\n"), "400", false},
    // line ends
    {"line feeds only", B("GET / HTTP/1.1\nHost: a.example\n\n"), "400", false},
    {"line feed after request line", B("GET / HTTP/1.1\n" H "\r\n"), "400", false},
    {"line feed after header", B("GET / HTTP/1.1\r\nHost: a.example\n\r\n"), "400", false},
    {"line feed at the end", B("GET / HTTP/1.1\r\n" H "\n"), "400", false},
    {"carriage return within request line", B("GET /\r HTTP/1.1\r\n" H "\r\n"), "400", false},
    {"carriage return within value", B("GET / HTTP/1.1\r\n" H "X: a\rb\r\n\r\n"), "400", false},
    {"carriage returns only", B("GET / HTTP/1.1\rHost: a.example\r\r"), "400", false},
    {"two carriage returns", B("GET / HTTP/1.1\r\r\n" H "\r\n"), "400", false},
    {"two carriage returns after a value", B("GET / HTTP/1.1\r\n" H "X: a\r\r\n\r\n"), "400", false},
    // header fields
    {"space before colon", B("GET / HTTP/1.1\r\nHost : a.example\r\n\r\n"), "400", false},
    {"tab before colon", B("GET / HTTP/1.1\r\n" H "X\t: a\r\n\r\n"), "400", false},
    {"space before length's colon", B("POST / HTTP/1.1\r\n" H "Content-Length : 3\r\n\r\nabc"), "400", false},
    {"space in name", B("GET / HTTP/1.1\r\n" H "X Y: a\r\n\r\n"), "400", false},
    {"empty name", B("GET / HTTP/1.1\r\n" H ": a\r\n\r\n"), "400", false},
    {"no colon", B("GET / HTTP/1.1\r\n" H "X\r\n\r\n"), "400", false},
    {"folded", B("GET / HTTP/1.1\r\n" H "X: a\r\n b\r\n\r\n"), "400", false},
    {"folded with tab", B("GET / HTTP/1.1\r\n" H "X: a\r\n\tb\r\n\r\n"), "400", false},
    {"space before first header", B("GET / HTTP/1.1\r\n Host: a.example\r\n\r\n"), "400", false},
    {"line of a space", B("GET / HTTP/1.1\r\n" H " \r\n\r\n"), "400", false},
    {"nul in name", B("GET / HTTP/1.1\r\n" H "X\0: a\r\n\r\n"), "400", false},
    {"nul in value", B("GET / HTTP/1.1\r\n" H "X: a\0b\r\n\r\n"), "400", false},
    {"control in value", B("GET / HTTP/1.1\r\n" H "X: a\x1b[0m\r\n\r\n"), "400", false},
    {"delete in value", B("GET / HTTP/1.1\r\n" H "X: a\x7f\r\n\r\n"), "400", false},
    {"high byte in name", B("GET / HTTP/1.1\r\n" H "X\xc3\xa9: a\r\n\r\n"), "400", false},
    {"bracket in name", B("GET / HTTP/1.1\r\n" H "X[: a\r\n\r\n"), "400", false},
    // host
    {"no host", B("GET / HTTP/1.1\r\n\r\n"), "400", false},
    {"two hosts", B("GET / HTTP/1.1\r\n" H H "\r\n"), "400", false},
    {"two different hosts", B("GET / HTTP/1.1\r\n" H "Host: b.example\r\n\r\n"), "400", false},
    {"two hosts in 1.0", B("GET / HTTP/1.0\r\n" H H "\r\n"), "400", false},
    {"empty host", B("GET / HTTP/1.1\r\nHost:\r\n\r\n"), "400", false},
    {"host list", B("GET / HTTP/1.1\r\nHost: a.example, b.example\r\n\r\n"), "400", false},
    {"host with user", B("GET / HTTP/1.1\r\nHost: u@a.example\r\n\r\n"), "400", false},
    {"host with path", B("GET / HTTP/1.1\r\nHost: a.example/x\r\n\r\n"), "400", false},
    {"host with scheme", B("GET / HTTP/1.1\r\nHost: http://a.example\r\n\r\n"), "400", false},
    {"host with space", B("GET / HTTP/1.1\r\nHost: a example\r\n\r\n"), "400", false},
    {"host with escape", B("GET / HTTP/1.1\r\nHost: a%2eexample\r\n\r\n"), "400", false},
    {"host with letters as port", B("GET / HTTP/1.1\r\nHost: a.example:http\r\n\r\n"), "400", false},
    {"host with port too large", B("GET / HTTP/1.1\r\nHost: a.example:65536\r\n\r\n"), "400", false},
    {"host with two ports", B("GET / HTTP/1.1\r\nHost: a.example:80:80\r\n\r\n"), "400", false},
    {"host with two dots", B("GET / HTTP/1.1\r\nHost: a..example\r\n\r\n"), "400", false},
    {"host is port only", B("GET / HTTP/1.1\r\nHost: :80\r\n\r\n"), "400", false},
    {"IPv6 not closed", B("GET / HTTP/1.1\r\nHost: [::1\r\n\r\n"), "400", false},
    {"IPv6 malformed", B("GET / HTTP/1.1\r\nHost: [::g]\r\n\r\n"), "400", false},
    {"IPv4 in brackets", B("GET / HTTP/1.1\r\nHost: [127.0.0.1]\r\n\r\n"), "400", false},
    {"IPv6 and more", B("GET / HTTP/1.1\r\nHost: [::1]x\r\n\r\n"), "400", false},
    // length
    {"length and encoding",
     B("POST / HTTP/1.1\r\n" H "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), "400", false},
    {"encoding and length",
     B("POST / HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n"), "400", false},
    {"two lengths", B("POST / HTTP/1.1\r\n" H "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd"), "400", false},
    {"two equal lengths", B("POST / HTTP/1.1\r\n" H "Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc"), "400", false},
    {"length list", B("POST / HTTP/1.1\r\n" H "Content-Length: 3, 3\r\n\r\nabc"), "400", false},
    {"length with plus", B("POST / HTTP/1.1\r\n" H "Content-Length: +3\r\n\r\nabc"), "400", false},
    {"length negative", B("POST / HTTP/1.1\r\n" H "Content-Length: -3\r\n\r\nabc"), "400", false},
    {"length in hex", B("POST / HTTP/1.1\r\n" H "Content-Length: 0x3\r\n\r\nabc"), "400", false},
    {"length with fraction", B("POST / HTTP/1.1\r\n" H "Content-Length: 3.0\r\n\r\nabc"), "400", false},
    {"length with underscore", B("POST / HTTP/1.1\r\n" H "Content-Length: 1_0\r\n\r\n0123456789"), "400", false},
    {"length with space within", B("POST / HTTP/1.1\r\n" H "Content-Length: 1 0\r\n\r\n0123456789"), "400", false},
    {"length empty", B("POST / HTTP/1.1\r\n" H "Content-Length:\r\n\r\n"), "400", false},
    {"length over 64 bits", B("POST / HTTP/1.1\r\n" H "Content-Length: 18446744073709551616\r\n\r\n"), "400", false},
    {"length of 64 bits", B("POST / HTTP/1.1\r\n" H "Content-Length: 18446744073709551615\r\n\r\n"), "413", false},
    {"length over the limit", B("POST / HTTP/1.1\r\n" H "Content-Length: 1025\r\n\r\n"), "413", false},
    // transfer coding
    {"encoding in 1.0", B("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), "400", false},
    {"encoding twice", B("POST / HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n"),
     "400", false},
    {"encoding empty", B("POST / HTTP/1.1\r\n" H "Transfer-Encoding:\r\n\r\n"), "400", false},
    {"encoding gzip", B("POST / HTTP/1.1\r\n" H "Transfer-Encoding: gzip\r\n\r\n"), "501", false},
    {"encoding gzip, chunked", B("POST / HTTP/1.1\r\n" H "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"), "501",
     false},
    {"encoding chunked, gzip", B("POST / HTTP/1.1\r\n" H "Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n"), "400",
     false},
    {"encoding chunked, identity", B("POST / HTTP/1.1\r\n" H "Transfer-Encoding: chunked, identity\r\n\r\n"), "400",
     false},
    {"encoding chunked, chunked", B("POST / HTTP/1.1\r\n" H "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n"),
     "400", false},
    {"encoding comma, chunked", B("POST / HTTP/1.1\r\n" H "Transfer-Encoding: ,chunked\r\n\r\n0\r\n\r\n"), "400",
     false},
    {"encoding chunked, comma", B("POST / HTTP/1.1\r\n" H "Transfer-Encoding: chunked,\r\n\r\n0\r\n\r\n"), "400",
     false},
    {"encoding folded", B("POST / HTTP/1.1\r\n" H "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n"), "400", false},
    {"encoding with nul", B("POST / HTTP/1.1\r\n" H "Transfer-Encoding: chunked\0\r\n\r\n0\r\n\r\n"), "400", false},
    {"encoding with form feed",
     B("POST / HTTP/1.1\r\n" H "Transfer-Encoding: \x0c"
       "chunked\r\n\r\n0\r\n\r\n"),
     "400", false},
    {"encoding with underscore is another header", B("POST / HTTP/1.1\r\n" H "Transfer_Encoding: chunked\r\n\r\n"),
     "200", true},
    {"overlong UTF-8 in target", B("GET /\xc0\xaf HTTP/1.1\r\n" H "\r\n"), "400", false},
    {"chunk extension without name",
     B("POST / HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n\r\n"
       "3;\r\nabc\r\n0\r\n\r\n"),
     "400", false},
    {"encoding identity", B("POST / HTTP/1.1\r\n" H "Transfer-Encoding: identity\r\n\r\n"), "501", false},
    {"encoding xchunked", B("POST / HTTP/1.1\r\n" H "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"), "501", false},
    {"encoding with vertical tab",
     B("POST / HTTP/1.1\r\n" H "Transfer-Encoding: \x0b"
       "chunked\r\n\r\n0\r\n\r\n"),
     "400", false},
    {"encoding quoted", B("POST / HTTP/1.1\r\n" H "Transfer-Encoding: \"chunked\"\r\n\r\n0\r\n\r\n"), "400", false},
    {"encoding with parameter", B("POST / HTTP/1.1\r\n" H "Transfer-Encoding: chunked;a=b\r\n\r\n0\r\n\r\n"), "400",
     false},
    {"encoding and space before colon", B("POST / HTTP/1.1\r\n" H "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n"),
     "400", false},
// chunks
#define C "POST / HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n\r\n"
    {"chunk size not hex", B(C "x\r\n"), "400", false},
    {"chunk size empty", B(C "\r\n"), "400", false},
    {"chunk size with prefix", B(C "0x3\r\nabc\r\n0\r\n\r\n"), "400", false},
    {"chunk size with plus", B(C "+3\r\nabc\r\n0\r\n\r\n"), "400", false},
    {"chunk size negative", B(C "-3\r\nabc\r\n0\r\n\r\n"), "400", false},
    {"chunk size with underscore", B(C "1_0\r\n"), "400", false},
    {"chunk size with space before", B(C " 3\r\nabc\r\n0\r\n\r\n"), "400", false},
    {"chunk size with space after", B(C "3 \r\nabc\r\n0\r\n\r\n"), "400", false},
    {"chunk size over 64 bits", B(C "10000000000000000\r\n"), "400", false},
    {"chunk size near 64 bits", B(C "ffffffffffffffff\r\nab"), "413", false},
    {"chunk line feed only", B(C "3\nabc\r\n0\r\n\r\n"), "400", false},
    {"chunk data too long", B(C "3\r\nabcd\r\n0\r\n\r\n"), "400", false},
    {"chunk data too short", B(C "3\r\nab\r\n0\r\n\r\n"), "400", false},
    {"chunk data end is a line feed", B(C "3\r\nabc\n0\r\n\r\n"), "400", false},
    {"chunk data end missing", B(C "3\r\nabc0\r\n\r\n"), "400", false},
    {"chunk carriage return only", B(C "3\rabc\r\n0\r\n\r\n"), "400", false},
    {"chunk extension with line feed", B(C "3;a\nabc\r\n0\r\n\r\n"), "400", false},
    {"chunk extension with control", B(C "3;\x01\r\nabc\r\n0\r\n\r\n"), "400", false},
    {"last chunk line feed", B(C "0\n\n"), "400", false},
    {"end line feed", B(C "0\r\n\n"), "400", false},
    {"trailer with line feed", B(C "0\r\nX: y\n\r\n"), "400", false},
    {"trailer with space before colon", B(C "0\r\nX : y\r\n\r\n"), "400", false},
    {"trailer without name", B(C "0\r\n: y\r\n\r\n"), "400", false},
    {"trailer with nul", B(C "0\r\nX: \0\r\n\r\n"), "400", false},
    {"trailer with carriage return", B(C "0\r\nX: a\rb\r\n\r\n"), "400", false},
    {"trailer folded", B(C "0\r\nX: a\r\n b\r\n\r\n"), "400", false},
    {"trailer of length", B(C "0\r\nContent-Length: 5\r\n\r\n"), "400", false},
    {"trailer of encoding", B(C "0\r\nTransfer-Encoding: chunked\r\n\r\n"), "400", false},
    {"smuggled request after a good one",
     B("POST / HTTP/1.1\r\n" H "Content-Length: 3\r\n\r\nabcG(T / HTTP/1.1\r\n" H "\r\n"), "200 400", false},
    // expectations
    {"expect and body", B("POST / HTTP/1.1\r\n" H "Expect: 100-continue\r\nContent-Length: 1\r\n\r\na"), "200", true},
    {"expect without body", B("POST / HTTP/1.1\r\n" H "Expect: 100-continue\r\n\r\n"), "200", true},
    {"expect too much", B("POST / HTTP/1.1\r\n" H "Expect: 100-continue\r\nContent-Length: 1025\r\n\r\n"), "413",
     false},
    {"expect something else", B("POST / HTTP/1.1\r\n" H "Expect: miracles\r\nContent-Length: 1\r\n\r\na"), "417",
     false},
    {"expect twice over", B("POST / HTTP/1.1\r\n" H "Expect: 100-continue, x\r\nContent-Length: 1\r\n\r\na"), "417",
     false},
};

static enum http_run choose(void *user, struct http_request *request, size_t *ret_body_max)
{
    (void)user;
    (void)request;
    (void)ret_body_max;
    return HTTP_RUN_INLINE;
}

static void handle(void *user, int worker, struct http_request *request, struct http_response *response)
{
    (void)user;
    assert_int_equal(worker, -1);
    assert_true(request->path.n > 0 && request->path.p[0] == '/');
    response->status = 200;
    response->body = request->target;
}

static const struct http_handlers HANDLERS = {.choose = choose, .handle = handle};

// "200 400": the statuses of all final answers, found by their lengths; interim ones (100) are left out.
static struct text statuses_of(struct arena *arena, struct text answers, bool is_head)
{
    struct buf list = buf_new(arena, 4096);
    size_t at = 0;
    while (at < answers.n) {
        assert_true(text_starts_with(text_slice(answers, at, answers.n), TEXT("HTTP/1.1 ")));
        struct text status = text_slice(answers, at + 9, at + 12);
        size_t head_end = text_find(answers, TEXT("\r\n\r\n"), at);
        assert_true(head_end != SIZE_MAX);
        size_t body_n = 0;
        size_t length_at = text_find(text_slice(answers, 0, head_end), TEXT("Content-Length: "), at);
        for (size_t i = length_at + 16; length_at != SIZE_MAX && answers.p[i] != '\r'; i++) {
            body_n = body_n * 10 + (size_t)(answers.p[i] - '0');
        }
        at = head_end + 4 + (is_head ? 0 : body_n);
        if (status.p[0] != '1') {
            buf_add(&list, list.n > 0 ? TEXT(" ") : TEXT(""));
            buf_add(&list, status);
        }
    }
    assert_int_equal(at, answers.n);
    return buf_text(&list);
}

static int wrong_count;

static struct http_options options(void)
{
    struct http_options o = http_options_default();
    o.body_bytes_max = 1024;
    o.head_bytes_max = 12 << 10;
    return o;
}

// Sends the bytes in pieces: [0, cut), then step bytes at a time.
static void check_row(const struct malformed_row *row, size_t cut, size_t step)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct http_options o = options();
    struct http_loopback *loopback = http_loopback_new(&o, &HANDLERS);
    struct buf answers = buf_new(arena, 1 << 20);
    bool is_open = http_loopback_send(loopback, text_slice(row->bytes, 0, cut), &answers);
    for (size_t at = cut; at < row->bytes.n && is_open; at += step) {
        size_t end = at + step < row->bytes.n ? at + step : row->bytes.n;
        is_open = http_loopback_send(loopback, text_slice(row->bytes, at, end), &answers);
    }
    http_loopback_free(loopback);
    bool is_head = text_starts_with(row->bytes, TEXT("HEAD "));
    struct text statuses = statuses_of(arena, buf_text(&answers), is_head);
    if (!text_equal(statuses, text_of(row->statuses)) || is_open != row->is_open) {
        // One line for each wrong row is enough.
        static const char *printed;
        if (printed == row->name) {
            wrong_count++;
            return;
        }
        printed = row->name;
        print_error("%s (cut %zu, step %zu): got \"%.*s\" %s, expected \"%s\" %s\n", row->name, cut, step,
                    TEXT_PRINT(statuses), is_open ? "open" : "closed", row->statuses, row->is_open ? "open" : "closed");
        wrong_count++;
    }
}

static void test_rows_whole(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        check_row(&ROWS[i], ROWS[i].bytes.n, 1);
    }
    assert_int_equal(wrong_count, 0);
}

static void test_rows_byte_by_byte(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        check_row(&ROWS[i], 0, 1);
    }
    assert_int_equal(wrong_count, 0);
}

static void test_rows_cut_anywhere(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        for (size_t cut = 1; cut < ROWS[i].bytes.n; cut++) {
            check_row(&ROWS[i], cut, ROWS[i].bytes.n);
        }
    }
    assert_int_equal(wrong_count, 0);
}

// ---- limits ----

static struct text repeat(struct arena *arena, char c, size_t n)
{
    char *bytes = arena_bytes(arena, n);
    memset(bytes, c, n);
    return (struct text){.p = bytes, .n = n};
}

static void check_built(const char *name, struct text bytes, const char *statuses, bool is_open)
{
    struct malformed_row row = {.name = name, .bytes = bytes, .statuses = statuses, .is_open = is_open};
    check_row(&row, bytes.n, 1);
    check_row(&row, 0, 1);
    check_row(&row, 0, 1000);
}

static void test_target_limit(void **state)
{
    (void)state;
    AUTO_ARENA a = arena_new(ARENA_REQUEST_BYTES);
    struct text long_path = repeat(a, 'x', 8191); // with its slash: 8,192 bytes, the limit
    check_built("longest target", text_format(a, "GET /%.*s HTTP/1.1\r\n" H "\r\n", TEXT_PRINT(long_path)), "200",
                true);
    check_built("target one longer", text_format(a, "GET /%.*sx HTTP/1.1\r\n" H "\r\n", TEXT_PRINT(long_path)), "414",
                false);
    check_built("endless target", text_format(a, "GET /%.*s", TEXT_PRINT(repeat(a, 'x', 20000))), "414", false);
    check_built("endless method", text_format(a, "%.*s", TEXT_PRINT(repeat(a, 'X', 20000))), "400", false);
    check_built("target and head too large",
                text_format(a, "GET /%.*s HTTP/1.1\r\n" H "X: %.*s\r\n\r\n", TEXT_PRINT(repeat(a, 'x', 9000)),
                            TEXT_PRINT(repeat(a, 'x', 9000))),
                "414", false);
    check_built("long method", text_format(a, "%.*s / HTTP/1.1\r\n" H "\r\n", TEXT_PRINT(repeat(a, 'X', 65))), "400",
                false);
    assert_int_equal(wrong_count, 0);
}

static void test_head_limit(void **state)
{
    (void)state;
    AUTO_ARENA a = arena_new(ARENA_REQUEST_BYTES);
    // "GET / HTTP/1.1\r\n" 16 + H 17 + "X: " 3 + value + "\r\n\r\n" 4 = 12,288 with a value of 12,248 bytes.
    struct text value = repeat(a, 'x', 12248);
    check_built("largest head", text_format(a, "GET / HTTP/1.1\r\n" H "X: %.*s\r\n\r\n", TEXT_PRINT(value)), "200",
                true);
    check_built("head one larger", text_format(a, "GET / HTTP/1.1\r\n" H "X: %.*sx\r\n\r\n", TEXT_PRINT(value)), "431",
                false);
    check_built("endless head", text_format(a, "GET / HTTP/1.1\r\n" H "X: %.*s", TEXT_PRINT(repeat(a, 'x', 70000))),
                "431", false);
    struct buf many = buf_new(a, 1 << 20);
    for (int i = 0; i < 99; i++) {
        buf_add(&many, TEXT("X: y\r\n"));
    }
    struct text headers = buf_text(&many);
    check_built("100 headers", text_format(a, "GET / HTTP/1.1\r\n" H "%.*s\r\n", TEXT_PRINT(headers)), "200", true);
    check_built("101 headers", text_format(a, "GET / HTTP/1.1\r\n" H "%.*sX: y\r\n\r\n", TEXT_PRINT(headers)), "431",
                false);
    assert_int_equal(wrong_count, 0);
}

static void test_body_limit(void **state)
{
    (void)state;
    AUTO_ARENA a = arena_new(ARENA_REQUEST_BYTES);
    struct text body = repeat(a, 'b', 1024);
    check_built("largest body",
                text_format(a, "POST / HTTP/1.1\r\n" H "Content-Length: 1024\r\n\r\n%.*s", TEXT_PRINT(body)), "200",
                true);
    check_built("largest chunked body", text_format(a, C "400\r\n%.*s\r\n0\r\n\r\n", TEXT_PRINT(body)), "200", true);
    check_built("chunked body one larger", text_format(a, C "400\r\n%.*s\r\n1\r\nx\r\n0\r\n\r\n", TEXT_PRINT(body)),
                "413", false);
    check_built("chunk extension without end", text_format(a, C "1;%.*s", TEXT_PRINT(repeat(a, 'x', 30000))), "400",
                false);
    check_built("trailers without end", text_format(a, C "0\r\nX: %.*s", TEXT_PRINT(repeat(a, 'x', 30000))), "431",
                false);
    assert_int_equal(wrong_count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows_whole),        cmocka_unit_test(test_rows_byte_by_byte),
        cmocka_unit_test(test_rows_cut_anywhere), cmocka_unit_test(test_target_limit),
        cmocka_unit_test(test_head_limit),        cmocka_unit_test(test_body_limit),
    };
    return run_cases(tests);
}
