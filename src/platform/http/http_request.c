// SPDX-License-Identifier: Apache-2.0
// What a well-formed head means: method, the four forms of the target (RFC 9112 §3.2), the host, and who the client is
// when a listed proxy stands between.
#include <string.h>
#include <uv.h>

#include "core/bug.h"
#include "http/http_private.h"

#define REFUSAL(name, status_, code_, message_) \
    static const struct http_refusal name = {.status = (status_), .code = (code_), .message = (message_)}

REFUSAL(TARGET_FORM, 400, "target_malformed", "the request target is neither a path nor an http URL");
REFUSAL(TARGET_HOST, 400, "target_host_malformed", "the host in the request target is malformed");
REFUSAL(HOST_MALFORMED, 400, "host_malformed", "the Host header is malformed");
REFUSAL(CONNECT, 501, "connect_not_implemented", "this server is not a proxy");

static const struct {
    struct text name;
    enum http_method method;
} METHODS[] = {
    {{"GET", 3}, HTTP_GET},     {{"HEAD", 4}, HTTP_HEAD},     {{"POST", 4}, HTTP_POST},       {{"PUT", 3}, HTTP_PUT},
    {{"PATCH", 5}, HTTP_PATCH}, {{"DELETE", 6}, HTTP_DELETE}, {{"OPTIONS", 7}, HTTP_OPTIONS}, {{"", 0}, HTTP_OTHER},
};

struct text http_method_text(enum http_method method)
{
    return METHODS[method].name;
}

// Methods are case-sensitive (RFC 9110 §9.1).
enum http_method http_method_of(struct text name)
{
    for (size_t i = 0; i < HTTP_OTHER; i++) {
        if (text_equal(name, METHODS[i].name)) {
            return METHODS[i].method;
        }
    }
    return HTTP_OTHER;
}

struct text http_request_header(const struct http_request *request, const char *name)
{
    struct text wanted = text_of(name);
    for (size_t i = 0; i < request->header_count; i++) {
        if (text_equal_ignore_case(request->headers[i].name, wanted)) {
            return request->headers[i].value;
        }
    }
    return TEXT_NONE;
}

// cookie-string = cookie-pair *( ";" SP cookie-pair ); the space is not insisted on. Several Cookie headers are read as
// one (RFC 9113 §8.2.3 lets a proxy split them).
struct text http_request_cookie(const struct http_request *request, const char *name)
{
    struct text wanted = text_of(name);
    for (size_t i = 0; i < request->header_count; i++) {
        if (!text_equal_ignore_case(request->headers[i].name, TEXT("cookie"))) {
            continue;
        }
        struct text rest = request->headers[i].value;
        struct text pair;
        while (text_split(&rest, ';', &pair)) {
            pair = text_trim(pair);
            size_t equals = text_find_char(pair, '=', 0);
            if (equals != SIZE_MAX && text_equal(text_slice(pair, 0, equals), wanted)) {
                return text_slice(pair, equals + 1, pair.n);
            }
        }
    }
    return TEXT_NONE;
}

bool http_request_accepts_coding(const struct http_request *request, struct text coding)
{
    struct text rest = http_request_header(request, "Accept-Encoding");
    struct text part;
    while (text_is(rest) && text_split(&rest, ',', &part)) {
        struct text parameters = text_trim(part);
        struct text name;
        text_split(&parameters, ';', &name);
        struct text q = text_trim(parameters);
        bool is_refused = text_equal(q, TEXT("q=0")) || text_starts_with(q, TEXT("q=0.000")) ||
                          text_equal(q, TEXT("q=0.0")) || text_equal(q, TEXT("q=0.00"));
        if (text_equal_ignore_case(text_trim(name), coding)) {
            return !is_refused;
        }
    }
    return false;
}

// ---- addresses ----

static bool is_loopback(const struct address *address)
{
    static const uint8_t one[16] = {[15] = 1};
    return address_is_v4(address) ? address->bytes[12] == 127 : memcmp(address->bytes, one, sizeof(one)) == 0;
}

static bool is_listed_proxy(const struct http_core *core, const struct address *address)
{
    for (size_t i = 0; i < core->proxy_count; i++) {
        if (memcmp(core->proxies[i].bytes, address->bytes, sizeof(address->bytes)) == 0) {
            return true;
        }
    }
    return false;
}

// One entry of X-Forwarded-For: an address, possibly with a port or in brackets, as proxies write it.
static bool forwarded_address(struct text entry, struct address *ret_address)
{
    entry = text_trim(entry);
    if (address_parse(entry, ret_address)) {
        return true;
    }
    if (entry.n > 0 && entry.p[0] == '[') {
        size_t end = text_find_char(entry, ']', 0);
        return end != SIZE_MAX && address_parse(text_slice(entry, 1, end), ret_address);
    }
    size_t colon = text_find_char(entry, ':', 0);
    return colon != SIZE_MAX && address_parse(text_slice(entry, 0, colon), ret_address);
}

// Walks one header from its right end. True when the client is found (in *address): an address that is not a listed
// proxy, or the last one before something unreadable, since what stands left of that was not written by a listed proxy.
static bool walk_forwarded(const struct http_core *core, struct text value, struct address *address)
{
    size_t end = value.n;
    for (;;) {
        size_t from = end;
        while (from > 0 && value.p[from - 1] != ',') {
            from--;
        }
        struct address entry;
        if (!forwarded_address(text_slice(value, from, end), &entry)) {
            return true;
        }
        *address = entry;
        if (!is_listed_proxy(core, address)) {
            return true;
        }
        if (from == 0) {
            return false;
        }
        end = from - 1;
    }
}

// The scheme as the nearest proxy wrote it: the last entry of the last header.
static bool forwarded_is_tls(struct text value)
{
    size_t from = value.n;
    while (from > 0 && value.p[from - 1] != ',') {
        from--;
    }
    return text_equal_ignore_case(text_trim(text_slice(value, from, value.n)), TEXT("https"));
}

static void read_forwarded(struct http_request *request, const struct http_connection *connection)
{
    struct address address = connection->peer;
    bool is_found = false;
    bool has_scheme = false;
    for (size_t i = request->header_count; i > 0; i--) {
        const struct http_header *header = &request->headers[i - 1];
        if (!is_found && text_equal_ignore_case(header->name, TEXT("x-forwarded-for"))) {
            is_found = walk_forwarded(connection->core, header->value, &address);
        } else if (!has_scheme && text_equal_ignore_case(header->name, TEXT("x-forwarded-proto"))) {
            request->is_tls = forwarded_is_tls(header->value);
            has_scheme = true;
        }
    }
    char *printed = arena_bytes(request->arena, ADDRESS_TEXT_MAX);
    request->peer = (struct text){.p = printed, .n = address_print(&address, printed)};
}

static void fill_peer(struct http_request *request, const struct http_head *head,
                      const struct http_connection *connection)
{
    // Copied: a worker may look at it after the connection has gone.
    struct text peer = {.p = connection->peer_text, .n = connection->peer_text_n};
    request->peer = text_copy(request->arena, peer);
    request->is_tls = false;
    request->is_loopback = false;
    if (connection->is_peer_proxy && head->has_proxy_header) {
        read_forwarded(request, connection);
    } else if (!head->has_proxy_header) {
        request->is_loopback = is_loopback(&connection->peer);
    }
}

// ---- host and target ----

static bool is_port(struct text port)
{
    uint32_t number = 0;
    for (size_t i = 0; i < port.n; i++) {
        if (port.p[i] < '0' || port.p[i] > '9' || i >= 5) {
            return false;
        }
        number = number * 10 + (uint32_t)(port.p[i] - '0');
    }
    return number <= UINT16_MAX;
}

static bool is_host_name(struct text host)
{
    static const bool is_allowed[256] = {
        ['0' ... '9'] = true, ['A' ... 'Z'] = true, ['a' ... 'z'] = true, ['-'] = true, ['_'] = true, ['.'] = true,
    };
    char before = '.';
    for (size_t i = 0; i < host.n; i++) {
        char c = host.p[i];
        if (!is_allowed[(unsigned char)c] || (c == '.' && before == '.')) {
            return false;
        }
        before = c;
    }
    return host.n > 0 && host.n <= 255;
}

// host [":" port]; names narrower than RFC 3986 allows: letters, digits, '-', '_' and single dots.
static bool host_parse(struct arena *arena, struct text authority, struct text *ret_host)
{
    struct text host = authority;
    struct text port = TEXT("");
    if (authority.n > 0 && authority.p[0] == '[') {
        size_t end = text_find_char(authority, ']', 0);
        struct address address;
        if (end == SIZE_MAX || !address_parse(text_slice(authority, 1, end), &address) ||
            text_find_char(text_slice(authority, 1, end), ':', 0) == SIZE_MAX) {
            return false;
        }
        host = text_slice(authority, 1, end);
        port = text_slice(authority, end + 1, authority.n);
        if (port.n > 0 && port.p[0] != ':') {
            return false;
        }
        port = text_slice(port, port.n > 0 ? 1 : 0, port.n);
    } else {
        size_t colon = text_find_char(authority, ':', 0);
        if (colon != SIZE_MAX) {
            host = text_slice(authority, 0, colon);
            port = text_slice(authority, colon + 1, authority.n);
        }
        if (!is_host_name(host)) {
            return false;
        }
        if (host.n > 1 && host.p[host.n - 1] == '.') {
            host.n--; // the root of the name system: the same host
        }
    }
    if (!is_port(port)) {
        return false;
    }
    *ret_host = text_lower(arena, host);
    return true;
}

static const struct http_refusal *absolute_target(struct http_request *request, struct text target)
{
    size_t scheme_n = text_equal_ignore_case(text_slice(target, 0, target.n < 7 ? target.n : 7), TEXT("http://")) ? 7
                      : text_equal_ignore_case(text_slice(target, 0, target.n < 8 ? target.n : 8), TEXT("https://"))
                          ? 8
                          : 0;
    if (scheme_n == 0) {
        return &TARGET_FORM;
    }
    size_t end = scheme_n;
    while (end < target.n && target.p[end] != '/' && target.p[end] != '?') {
        end++;
    }
    if (!host_parse(request->arena, text_slice(target, scheme_n, end), &request->host)) {
        return &TARGET_HOST;
    }
    request->target = text_slice(target, end, target.n);
    if (end == target.n || target.p[end] == '?') {
        request->target = text_format(request->arena, "/%.*s", TEXT_PRINT(request->target));
    }
    return NULL;
}

const struct http_refusal *http_request_fill(struct http_request *request, const struct http_head *head,
                                             const struct http_connection *connection)
{
    request->headers = head->headers;
    request->header_count = head->header_count;
    request->body = TEXT("");
    request->user = NULL;
    request->host = TEXT("");
    fill_peer(request, head, connection);
    // An HTTP/1.0 client may leave the header out, or empty; a client of 1.1 may not.
    bool has_host = text_is(head->host) && (head->version_minor > 0 || head->host.n > 0);
    if (has_host && !host_parse(request->arena, head->host, &request->host)) {
        return &HOST_MALFORMED;
    }
    if (text_equal(head->method, TEXT("CONNECT"))) {
        return &CONNECT;
    }
    request->target = head->target;
    if (head->target.p[0] != '/') {
        bool is_asterisk = request->method == HTTP_OPTIONS && text_equal(head->target, TEXT("*"));
        const struct http_refusal *refusal = is_asterisk ? NULL : absolute_target(request, head->target);
        if (refusal != NULL) {
            return refusal;
        }
    }
    size_t question = text_find_char(request->target, '?', 0);
    size_t path_n = question == SIZE_MAX ? request->target.n : question;
    request->path = text_slice(request->target, 0, path_n);
    request->query = question == SIZE_MAX ? TEXT_NONE : text_slice(request->target, question + 1, request->target.n);
    return NULL;
}
