// SPDX-License-Identifier: Apache-2.0
// The strict reading of a request's head, before and beside llhttp: where it ends, its lines, and the headers on which
// the safety of everything behind a proxy depends. Refused is what two readers could understand differently (RFC 9112
// §2.2, §3, §5.1, §5.2, §6.1, §6.3, §11.2), never repaired. Pure: no connection, no clock.
#include <string.h>

#include "format/encode.h"
#include "http/http_private.h"

#define REFUSAL(name, status_, code_, message_) \
    static const struct http_refusal name = {.status = (status_), .code = (code_), .message = (message_)}

REFUSAL(REQUEST_LINE, 400, "request_line_malformed", "the request line is not method, target and version");
REFUSAL(TARGET_CHARACTER, 400, "target_malformed", "the request target has a character that is not allowed");
REFUSAL(TARGET_LONG, 414, "target_too_long", "the request target is too long");
REFUSAL(VERSION, 505, "version_not_supported", "only HTTP/1.1 and HTTP/1.0 are spoken here");
REFUSAL(LINE_FOLDED, 400, "header_folded", "a header line is folded or begins with a space");
REFUSAL(HEADER_NAME, 400, "header_name_malformed",
        "a header name is empty, has a space or another character not allowed");
REFUSAL(HEADER_VALUE, 400, "header_value_malformed", "a header value has a control character");
REFUSAL(HEADERS_MANY, 431, "headers_too_many", "the request has too many headers");
REFUSAL(HOST_TWICE, 400, "host_duplicated", "the Host header is given more than once");
REFUSAL(HOST_MISSING, 400, "host_missing", "the Host header is missing");
REFUSAL(LENGTH_MALFORMED, 400, "content_length_malformed", "Content-Length is not one decimal number");
REFUSAL(LENGTH_TWICE, 400, "content_length_duplicated", "Content-Length is given more than once");
REFUSAL(LENGTH_AND_ENCODING, 400, "content_length_with_encoding",
        "Content-Length and Transfer-Encoding exclude each other");
REFUSAL(ENCODING_TWICE, 400, "transfer_encoding_duplicated", "Transfer-Encoding is given more than once");
REFUSAL(ENCODING_OLD, 400, "transfer_encoding_in_1_0", "Transfer-Encoding does not exist in HTTP/1.0");
REFUSAL(ENCODING_MALFORMED, 400, "transfer_encoding_malformed",
        "Transfer-Encoding is malformed, or chunked is not last");
REFUSAL(ENCODING_OTHER, 501, "transfer_encoding_unknown", "only the transfer coding chunked is implemented");
REFUSAL(TRAILER, 400, "trailer_not_allowed", "a trailer is not allowed to say how the request is framed or routed");
REFUSAL(EXPECTATION, 417, "expectation_unknown", "only 100-continue can be expected");

const bool HTTP_TOKENS[256] = {
    ['!'] = true, ['#'] = true, ['$'] = true, ['%'] = true,         ['&'] = true,         ['\''] = true,
    ['*'] = true, ['+'] = true, ['-'] = true, ['.'] = true,         ['^'] = true,         ['_'] = true,
    ['`'] = true, ['|'] = true, ['~'] = true, ['0' ... '9'] = true, ['A' ... 'Z'] = true, ['a' ... 'z'] = true,
};

enum http_scan_result http_scan_head(struct http_scan *scan, struct text bytes)
{
    bool is_possible = bytes.n == 0 || http_is_token(bytes.p[0]);
    return is_possible ? http_scan_lines(scan, bytes) : HTTP_SCAN_MALFORMED;
}

enum http_scan_result http_scan_lines(struct http_scan *scan, struct text bytes)
{
    while (scan->at < bytes.n) {
        const char *line = bytes.p + scan->at;
        const char *feed = memchr(line, '\n', bytes.n - scan->at);
        // Each carriage return is the last byte before a line feed, and each line feed follows one.
        const char *end = feed != NULL ? feed : bytes.p + bytes.n;
        const char *carriage = memchr(line, '\r', (size_t)(end - line));
        if ((feed != NULL && carriage == NULL) || (carriage != NULL && carriage != end - 1)) {
            return HTTP_SCAN_MALFORMED;
        }
        if (feed == NULL) {
            return HTTP_SCAN_MORE;
        }
        scan->at = (size_t)(feed + 1 - bytes.p);
        scan->line_count++;
        if (feed - line == 1) {
            return HTTP_SCAN_COMPLETE;
        }
    }
    return HTTP_SCAN_MORE;
}

// Cuts the next line, without CR LF, off *rest. Every line here ends so: http_scan_head has seen to that.
static struct text next_line(struct text *rest)
{
    size_t n = (size_t)((const char *)memchr(rest->p, '\n', rest->n) - rest->p);
    struct text line = {.p = rest->p, .n = n - 1};
    *rest = (struct text){.p = rest->p + n + 1, .n = rest->n - n - 1};
    return line;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

// method SP target SP HTTP/1.x, with single spaces (RFC 9112 §3 allows no others).
static const struct http_refusal *read_request_line(struct text line, struct http_head *head)
{
    size_t method_n = 0;
    while (method_n < line.n && http_is_token(line.p[method_n])) {
        method_n++;
    }
    if (method_n == 0 || method_n > HTTP_METHOD_BYTES_MAX || method_n == line.n || line.p[method_n] != ' ') {
        return &REQUEST_LINE;
    }
    head->method = (struct text){.p = line.p, .n = method_n};
    const char *target = line.p + method_n + 1;
    size_t rest_n = line.n - method_n - 1;
    const char *space = memchr(target, ' ', rest_n);
    if (space == NULL || space == target) {
        return &REQUEST_LINE;
    }
    head->target = (struct text){.p = target, .n = (size_t)(space - target)};
    struct text version = {.p = space + 1, .n = rest_n - head->target.n - 1};
    if (version.n != 8 || memcmp(version.p, "HTTP/", 5) != 0 || !is_digit(version.p[5]) || version.p[6] != '.' ||
        !is_digit(version.p[7])) {
        return &REQUEST_LINE;
    }
    if (version.p[5] != '1' || version.p[7] > '1') {
        return &VERSION;
    }
    head->version_minor = version.p[7] - '0';
    if (head->target.n > HTTP_TARGET_BYTES_MAX) {
        return &TARGET_LONG;
    }
    for (size_t i = 0; i < head->target.n; i++) {
        unsigned char c = (unsigned char)target[i];
        if (c <= ' ' || c >= 0x7f || c == '#') {
            return &TARGET_CHARACTER;
        }
    }
    return NULL;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static const struct http_refusal *read_header_line(struct text line, struct http_header *ret_header)
{
    if (is_blank(line.p[0])) {
        return &LINE_FOLDED;
    }
    size_t name_n = 0;
    while (name_n < line.n && http_is_token(line.p[name_n])) {
        name_n++;
    }
    if (name_n == 0 || name_n == line.n || line.p[name_n] != ':') {
        return &HEADER_NAME;
    }
    const char *value = line.p + name_n + 1;
    const char *end = line.p + line.n;
    const char *p = value + ascii_visible(value, (size_t)(end - value));
    for (; p < end; p++) {
        unsigned char c = (unsigned char)*p;
        if ((c < ' ' && c != '\t') || c == 0x7f) {
            return &HEADER_VALUE;
        }
    }
    while (value < end && is_blank(*value)) {
        value++;
    }
    while (value < end && is_blank(end[-1])) {
        end--;
    }
    ret_header->name = (struct text){.p = line.p, .n = name_n};
    ret_header->value = (struct text){.p = value, .n = (size_t)(end - value)};
    return NULL;
}

static const struct http_refusal *read_content_length(struct text value, struct http_head *head)
{
    if (head->has_content_length) {
        return &LENGTH_TWICE;
    }
    if (value.n == 0) {
        return &LENGTH_MALFORMED;
    }
    uint64_t length = 0;
    for (size_t i = 0; i < value.n; i++) {
        if (!is_digit(value.p[i])) {
            return &LENGTH_MALFORMED;
        }
        uint64_t digit = (uint64_t)(value.p[i] - '0');
        if (length > (UINT64_MAX - digit) / 10) {
            return &LENGTH_MALFORMED;
        }
        length = length * 10 + digit;
    }
    head->has_content_length = true;
    head->content_length = length;
    return NULL;
}

// "chunked" as the last and only one is implemented. The length of a body whose last coding is another cannot be told,
// and one that is chunked twice is malformed (RFC 9112 §6.1, §6.3); other codings are well-formed but unknown here.
static const struct http_refusal *read_transfer_encoding(struct text value, struct http_head *head)
{
    if (head->is_chunked) {
        return &ENCODING_TWICE;
    }
    if (head->version_minor == 0) {
        return &ENCODING_OLD;
    }
    if (text_equal_ignore_case(value, TEXT("chunked"))) {
        head->is_chunked = true;
        return NULL;
    }
    struct text rest = value;
    struct text coding;
    bool was_chunked = false;
    while (text_split(&rest, ',', &coding)) {
        coding = text_trim(coding);
        size_t name_n = 0;
        while (name_n < coding.n && http_is_token(coding.p[name_n])) {
            name_n++;
        }
        bool is_chunked = text_equal_ignore_case(coding, TEXT("chunked"));
        if (name_n == 0 || name_n < coding.n || was_chunked) {
            return &ENCODING_MALFORMED;
        }
        was_chunked = is_chunked;
    }
    return &ENCODING_OTHER;
}

static bool is_named(const struct http_header *header, struct text name)
{
    return text_equal_ignore_case(header->name, name);
}

// Notes the headers that decide about the request itself.
static const struct http_refusal *note_header(const struct http_header *header, struct http_head *head)
{
    switch (header->name.n) {
    case 3:
        head->has_proxy_header = head->has_proxy_header || is_named(header, TEXT("via"));
        return NULL;
    case 4:
        if (is_named(header, TEXT("host"))) {
            if (text_is(head->host)) {
                return &HOST_TWICE;
            }
            head->host = header->value;
        }
        return NULL;
    case 6:
        // An expectation in HTTP/1.0 is ignored (RFC 9110 §10.1.1).
        if (head->version_minor > 0 && is_named(header, TEXT("expect"))) {
            if (!text_equal_ignore_case(header->value, TEXT("100-continue"))) {
                return &EXPECTATION;
            }
            head->is_expecting_continue = true;
        }
        return NULL;
    case 9:
        head->has_proxy_header =
            head->has_proxy_header || is_named(header, TEXT("forwarded")) || is_named(header, TEXT("x-real-ip"));
        return NULL;
    case 10:
        head->has_connection =
            head->has_connection || is_named(header, TEXT("connection")) || is_named(header, TEXT("keep-alive"));
        return NULL;
    case 14:
        return is_named(header, TEXT("content-length")) ? read_content_length(header->value, head) : NULL;
    case 16:
        head->has_connection = head->has_connection || is_named(header, TEXT("proxy-connection"));
        break;
    case 17:
        if (is_named(header, TEXT("transfer-encoding"))) {
            return read_transfer_encoding(header->value, head);
        }
        break;
    default:
        break;
    }
    if (header->name.n >= 11 && text_equal_ignore_case(text_slice(header->name, 0, 11), TEXT("x-forwarded"))) {
        head->has_proxy_header = true;
    }
    return NULL;
}

const struct http_refusal *http_head_read(struct arena *arena, struct text bytes, size_t line_count,
                                          struct http_head *ret_head)
{
    struct text rest = bytes;
    *ret_head = (struct http_head){.host = TEXT_NONE};
    const struct http_refusal *refusal = read_request_line(next_line(&rest), ret_head);
    if (refusal != NULL) {
        return refusal;
    }
    size_t header_count = line_count - 2; // without the request line and the empty one
    if (header_count > HTTP_HEADERS_MAX) {
        return &HEADERS_MANY;
    }
    ret_head->headers = arena_many(arena, struct http_header, header_count);
    for (size_t i = 0; i < header_count; i++) {
        struct http_header *header = &ret_head->headers[i];
        refusal = read_header_line(next_line(&rest), header);
        if (refusal == NULL) {
            refusal = note_header(header, ret_head);
        }
        if (refusal != NULL) {
            return refusal;
        }
        ret_head->header_count++;
    }
    if (ret_head->is_chunked && ret_head->has_content_length) {
        return &LENGTH_AND_ENCODING;
    }
    if (ret_head->version_minor > 0 && !text_is(ret_head->host)) {
        return &HOST_MISSING;
    }
    return NULL;
}

const struct http_refusal *http_trailer_read(struct text bytes, size_t line_count)
{
    struct text rest = bytes;
    for (size_t i = 0; i + 1 < line_count; i++) {
        struct http_header header;
        const struct http_refusal *refusal = read_header_line(next_line(&rest), &header);
        if (refusal != NULL) {
            return refusal;
        }
        // RFC 9110 §6.5.1.
        if (is_named(&header, TEXT("content-length")) || is_named(&header, TEXT("transfer-encoding")) ||
            is_named(&header, TEXT("host"))) {
            return &TRAILER;
        }
    }
    return NULL;
}
