// SPDX-License-Identifier: Apache-2.0
// Percent encoding, query strings and the careful reading of absolute http(s) URLs. Where the WHATWG reading of a URL
// and that of RFC 3986 differ, the URL is refused: a redirect must not lead elsewhere than the check believed.
#include "format/url.h"

#include <arpa/inet.h>
#include <string.h>

#include "format/encode.h"

#define URL_MAX 2048
#define HOST_MAX 253
#define LABEL_MAX 63

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_alphanumeric(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// RFC 3986 §2.3.
static bool is_unreserved(char c)
{
    static const bool is_one[256] = {
        ['0' ... '9'] = true, ['A' ... 'Z'] = true, ['a' ... 'z'] = true, ['-'] = true,
        ['.'] = true,         ['_'] = true,         ['~'] = true,
    };
    return is_one[(unsigned char)c];
}

void percent_encode(struct buf *buf, struct text t)
{
    static const char digits[] = "0123456789ABCDEF";
    for (size_t i = 0; i < t.n;) {
        size_t from = i;
        while (i < t.n && is_unreserved(t.p[i])) {
            i++;
        }
        buf_add_bytes(buf, t.p + from, i - from);
        if (i < t.n) {
            unsigned char c = (unsigned char)t.p[i++];
            char escape[3] = {'%', digits[c >> 4], digits[c & 15]};
            buf_add_bytes(buf, escape, sizeof(escape));
        }
    }
}

static bool is_decoded(struct text t, bool is_form)
{
    return t.n > 0 && ascii_visible(t.p, t.n) == t.n && memchr(t.p, '%', t.n) == NULL &&
           (!is_form || memchr(t.p, '+', t.n) == NULL);
}

enum rc percent_decode(struct arena *arena, struct text t, bool is_form, struct text *ret_decoded)
{
    if (is_decoded(t, is_form)) {
        *ret_decoded = text_copy(arena, t);
        return RC_OK;
    }
    char *bytes = arena_bytes(arena, t.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < t.n; i++) {
        char c = t.p[i];
        if (c == '%') {
            int high = t.n - i > 2 ? hex_value(t.p[i + 1]) : -1;
            int low = t.n - i > 2 ? hex_value(t.p[i + 2]) : -1;
            if (high < 0 || low < 0) {
                return RC_INVALID;
            }
            c = (char)(unsigned char)(high << 4 | low);
            i += 2;
        } else if (c == '+' && is_form) {
            c = ' ';
        }
        if (c == '\0') {
            return RC_INVALID;
        }
        bytes[n++] = c;
    }
    struct text decoded = {.p = bytes, .n = n};
    if (!utf8_is_valid(decoded)) {
        return RC_INVALID;
    }
    *ret_decoded = decoded;
    return RC_OK;
}

static size_t count_pieces(struct text query)
{
    size_t count = 0;
    struct text piece = TEXT_NONE;
    while (text_split(&query, '&', &piece)) {
        count += piece.n > 0;
    }
    return count;
}

enum rc query_parse(struct arena *arena, struct text query, struct parameters *ret_parameters, struct text *ret_at)
{
    size_t count = count_pieces(query);
    if (count > PARAMETERS_MAX) {
        return RC_REFUSED;
    }
    struct parameters parameters = {.list = arena_many(arena, struct parameter, count), .count = 0};
    struct text piece = TEXT_NONE;
    while (text_split(&query, '&', &piece)) {
        if (piece.n == 0) {
            continue;
        }
        struct text value = piece;
        struct text name = TEXT_NONE;
        text_split(&value, '=', &name);
        struct parameter *parameter = &parameters.list[parameters.count];
        if (percent_decode(arena, name, /* is_form= */ true, &parameter->name) != RC_OK ||
            percent_decode(arena, value, /* is_form= */ true, &parameter->value) != RC_OK) {
            if (ret_at != NULL) {
                *ret_at = piece;
            }
            return RC_INVALID;
        }
        parameters.count++;
    }
    *ret_parameters = parameters;
    return RC_OK;
}

struct text parameters_get(const struct parameters *parameters, struct text name)
{
    for (size_t i = 0; i < parameters->count; i++) {
        if (text_equal(parameters->list[i].name, name)) {
            return parameters->list[i].value;
        }
    }
    return TEXT_NONE;
}

size_t parameters_count(const struct parameters *parameters, struct text name)
{
    size_t count = 0;
    for (size_t i = 0; i < parameters->count; i++) {
        count += text_equal(parameters->list[i].name, name);
    }
    return count;
}

// "127.0.0.1" and nothing else that browsers take for an address: no hexadecimal, octal or shortened forms.
static bool is_ipv4(struct text host)
{
    size_t count = 0;
    struct text part = TEXT_NONE;
    while (text_split(&host, '.', &part)) {
        int64_t value = 0;
        if (int64_parse(part, 0, 255, &value) != RC_OK) {
            return false;
        }
        count++;
    }
    return count == 4;
}

// The form of RFC 5952 §4 without dotted tails, as browsers print it, so that one address has one text.
static struct text ipv6_text(struct arena *arena, const unsigned char address[16])
{
    unsigned groups[8];
    for (size_t i = 0; i < 8; i++) {
        groups[i] = (unsigned)(address[2 * i] << 8 | address[2 * i + 1]);
    }
    size_t best = 8;
    size_t best_n = 1;
    for (size_t i = 0; i < 8; i++) {
        size_t n = 0;
        while (i + n < 8 && groups[i + n] == 0) {
            n++;
        }
        if (n > best_n) {
            best = i;
            best_n = n;
        }
    }
    struct buf buf = buf_new(arena, /* limit_bytes= */ 64);
    for (size_t i = 0; i < 8; i++) {
        if (i == best) {
            buf_add(&buf, TEXT("::"));
            i += best_n - 1;
            continue;
        }
        if (i > 0 && i != best + best_n) {
            buf_add_char(&buf, ':');
        }
        buf_format(&buf, "%x", groups[i]);
    }
    return buf_text(&buf);
}

static bool ipv6_parse(struct arena *arena, struct text t, struct text *ret_host)
{
    unsigned char address[16];
    if (t.n < 2 || t.n > 45 || text_find_char(t, '\0', 0) != SIZE_MAX ||
        inet_pton(AF_INET6, text_zero_terminated(arena, t), address) != 1) {
        return false;
    }
    *ret_host = ipv6_text(arena, address);
    return true;
}

// Ranges of letters, digits and marks that registries let into names (after RFC 5892, roughly: whole blocks, without
// capitals, compatibility forms, symbols and joiners). Stricter than need be for rare scripts, never laxer for symbols.
static const struct {
    uint32_t first, last;
} idn_ranges[] = {
    {0x00B7, 0x00B7}, {0x00DF, 0x00F6}, {0x00F8, 0x02AF}, {0x0300, 0x036F},   {0x03AC, 0x03CE},   {0x0430, 0x052F},
    {0x0561, 0x0587}, {0x05B0, 0x05F4}, {0x0610, 0x063A}, {0x0641, 0x0669},   {0x066E, 0x0674},   {0x0679, 0x06D3},
    {0x06D5, 0x06FF}, {0x0700, 0x109F}, {0x10D0, 0x10FF}, {0x1200, 0x139F},   {0x1400, 0x1D2B},   {0x1E00, 0x1FBC},
    {0x3005, 0x3007}, {0x3041, 0x309A}, {0x309D, 0x309E}, {0x30A1, 0x30FE},   {0x3105, 0x312F},   {0x3400, 0x4DBF},
    {0x4E00, 0x9FFF}, {0xA000, 0xABFF}, {0xAC00, 0xD7A3}, {0x20000, 0x2F7FF}, {0x30000, 0x323AF},
};

static bool is_idn_character(uint64_t point)
{
    for (size_t i = 0; i < sizeof(idn_ranges) / sizeof(idn_ranges[0]); i++) {
        if (point >= idn_ranges[i].first && point <= idn_ranges[i].last) {
            return true;
        }
    }
    return false;
}

enum { PUNYCODE_BASE = 36, PUNYCODE_T_MAX = 26, PUNYCODE_SKEW = 38, PUNYCODE_DAMP = 700, PUNYCODE_BIAS = 72 };

// RFC 3492 §6.1.
static uint64_t punycode_bias(uint64_t delta, uint64_t count, bool is_first)
{
    uint64_t bias = 0;
    delta /= is_first ? PUNYCODE_DAMP : 2;
    delta += delta / count;
    for (; delta > (PUNYCODE_BASE - 1) * PUNYCODE_T_MAX / 2; bias += PUNYCODE_BASE) {
        delta /= PUNYCODE_BASE - 1;
    }
    return bias + PUNYCODE_BASE * delta / (delta + PUNYCODE_SKEW);
}

// One generalized variable-length integer (RFC 3492 §3.3).
static bool punycode_number(struct text t, size_t *at, uint64_t bias, uint64_t *ret_value)
{
    uint64_t value = 0;
    uint64_t weight = 1;
    for (uint64_t k = PUNYCODE_BASE; *at < t.n && t.p[*at] != '_'; k += PUNYCODE_BASE) {
        char c = t.p[(*at)++];
        uint64_t digit = is_digit(c) ? (uint64_t)(c - '0') + 26 : (uint64_t)(c - 'a');
        value += digit * weight;
        uint64_t threshold = k <= bias ? 1 : k >= bias + PUNYCODE_T_MAX ? PUNYCODE_T_MAX : k - bias;
        if (digit < threshold) {
            *ret_value = value;
            return true;
        }
        weight *= PUNYCODE_BASE - threshold;
        if (value > UINT32_MAX || weight > UINT32_MAX) {
            return false;
        }
    }
    return false;
}

// Whether the part after "xn--" decodes to a name that needed encoding. Where a character goes does not matter here, so
// only the counting of the decoder (RFC 3492 §6.2) is done.
static bool is_punycode(struct text t)
{
    size_t at = t.n;
    while (at > 0 && t.p[at - 1] != '-') {
        at--;
    }
    uint64_t count = at > 0 ? at - 1 : 0; // characters so far: the plain ones before the last hyphen
    uint64_t point = 128;
    uint64_t index = 0;
    uint64_t bias = PUNYCODE_BIAS;
    if (at == t.n || at == 1) {
        return false;
    }
    for (bool is_first = true; at < t.n; is_first = false) {
        uint64_t delta = 0;
        if (!punycode_number(t, &at, bias, &delta)) {
            return false;
        }
        index += delta;
        count++;
        bias = punycode_bias(delta, count, is_first);
        point += index / count;
        index = index % count + 1;
        if (!is_idn_character(point)) {
            return false;
        }
    }
    return true;
}

static bool is_label(struct text label)
{
    if (label.n == 0 || label.n > LABEL_MAX || label.p[0] == '-' || label.p[label.n - 1] == '-') {
        return false;
    }
    for (size_t i = 0; i < label.n; i++) {
        if (!is_alphanumeric(label.p[i]) && label.p[i] != '-' && label.p[i] != '_') {
            return false;
        }
    }
    return !text_starts_with(label, TEXT("xn--")) || is_punycode(text_slice(label, 4, label.n));
}

// A last label of digits, or 0x and hexadecimal digits, makes browsers read the whole host as an IPv4 address.
static bool is_number_label(struct text label)
{
    size_t from = 0;
    bool is_hex = label.n >= 2 && label.p[0] == '0' && label.p[1] == 'x';
    if (is_hex) {
        from = 2;
    }
    for (size_t i = from; i < label.n; i++) {
        if (is_hex ? hex_value(label.p[i]) < 0 : !is_digit(label.p[i])) {
            return false;
        }
    }
    return true;
}

static bool host_is_name(struct text host)
{
    struct text label = TEXT_NONE;
    if (host.n == 0 || host.n > HOST_MAX) {
        return false;
    }
    while (text_split(&host, '.', &label)) {
        if (!is_label(label)) {
            return false;
        }
    }
    return !is_number_label(label);
}

static bool port_parse(struct text t, int *ret_port)
{
    int64_t port = 0;
    if (int64_parse(t, 1, 65535, &port) != RC_OK) {
        return false;
    }
    *ret_port = (int)port;
    return true;
}

static bool authority_parse(struct arena *arena, struct text authority, struct url *url)
{
    struct text host = authority;
    struct text port = TEXT_NONE;
    bool is_ipv6 = text_starts_with(authority, TEXT("["));
    if (is_ipv6) {
        size_t end = text_find_char(authority, ']', 0);
        if (end == SIZE_MAX) {
            return false;
        }
        host = text_slice(authority, 1, end);
        struct text after = text_slice(authority, end + 1, authority.n);
        if (after.n > 0) {
            if (after.p[0] != ':') {
                return false;
            }
            port = text_slice(after, 1, after.n);
        }
    } else {
        size_t colon = text_find_char(authority, ':', 0);
        if (colon != SIZE_MAX) {
            host = text_slice(authority, 0, colon);
            port = text_slice(authority, colon + 1, authority.n);
        }
    }
    if (text_is(port) && !port_parse(port, &url->port)) {
        return false;
    }
    if (is_ipv6) {
        return ipv6_parse(arena, host, &url->host);
    }
    url->host = text_lower(arena, host);
    return is_ipv4(url->host) || host_is_name(url->host);
}

// ASCII that shows, no space, no backslash.
static bool is_plain(struct text t)
{
    return t.n == 0 ||
           (ascii_visible(t.p, t.n) == t.n && memchr(t.p, ' ', t.n) == NULL && memchr(t.p, '\\', t.n) == NULL);
}

enum rc url_parse(struct arena *arena, struct text t, struct url *ret_url)
{
    struct url url = {.query = TEXT_NONE, .fragment = TEXT_NONE};
    size_t colon = text_find_char(t, ':', 0);
    if (t.n > URL_MAX || colon == SIZE_MAX || !is_plain(t)) {
        return RC_INVALID;
    }
    url.scheme = text_lower(arena, text_slice(t, 0, colon));
    struct text rest = text_slice(t, colon + 1, t.n);
    if ((!text_equal(url.scheme, TEXT("http")) && !text_equal(url.scheme, TEXT("https"))) ||
        !text_starts_with(rest, TEXT("//"))) {
        return RC_INVALID;
    }
    rest = text_slice(rest, 2, rest.n);
    size_t end = 0;
    while (end < rest.n && rest.p[end] != '/' && rest.p[end] != '?' && rest.p[end] != '#') {
        end++;
    }
    if (!authority_parse(arena, text_slice(rest, 0, end), &url)) {
        return RC_INVALID;
    }
    rest = text_copy(arena, text_slice(rest, end, rest.n));
    size_t fragment = text_find_char(rest, '#', 0);
    if (fragment != SIZE_MAX) {
        url.fragment = text_slice(rest, fragment + 1, rest.n);
        rest = text_slice(rest, 0, fragment);
    }
    size_t query = text_find_char(rest, '?', 0);
    if (query != SIZE_MAX) {
        url.query = text_slice(rest, query + 1, rest.n);
        rest = text_slice(rest, 0, query);
    }
    url.path = rest;
    *ret_url = url;
    return RC_OK;
}

bool url_host_matches(struct text host, struct text listed)
{
    if (!text_starts_with(listed, TEXT("*."))) {
        return host.n > 0 && text_equal(host, listed);
    }
    struct text suffix = text_slice(listed, 1, listed.n); // ".example.com"
    return suffix.n > 1 && host.n > suffix.n && text_ends_with(host, suffix) && host.p[0] != '.';
}

bool url_macro_next(struct text *rest, struct text *ret_plain, struct text *ret_name)
{
    size_t open = text_find_char(*rest, '{', 0);
    *ret_plain = text_slice(*rest, 0, open);
    *ret_name = TEXT_NONE;
    if (text_find_char(*ret_plain, '}', 0) != SIZE_MAX) {
        return false;
    }
    if (open == SIZE_MAX) {
        *rest = TEXT_NONE;
        return true;
    }
    size_t close = text_find_char(*rest, '}', open);
    if (close == SIZE_MAX) {
        return false;
    }
    *ret_name = text_slice(*rest, open + 1, close);
    *rest = text_slice(*rest, close + 1, rest->n);
    return true;
}

struct text url_authority(struct text url)
{
    size_t colon = text_find_char(url, ':', 0);
    bool has_scheme = colon != SIZE_MAX && text_starts_with(text_slice(url, colon, url.n), TEXT("://"));
    size_t end = has_scheme ? colon + 3 : 0;
    while (end < url.n && url.p[end] != '/' && url.p[end] != '?' && url.p[end] != '#') {
        end++;
    }
    return text_slice(url, 0, end);
}
