// SPDX-License-Identifier: Apache-2.0
// Encodings of bytes as text, CRC-32C, UTF-8 checking (RFC 3629 §4) and whole numbers from text.
#include "format/encode.h"

#include <string.h>

#if defined(__x86_64__)
#include <nmmintrin.h>
#endif

static const char hex_digits[] = "0123456789abcdef";
static const char base32_digits[] = "0123456789abcdefghjkmnpqrstvwxyz";
static const char base64url_digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

void hex_encode(struct buf *buf, const void *bytes, size_t n)
{
    const unsigned char *p = bytes;
    for (size_t i = 0; i < n; i++) {
        char pair[2] = {hex_digits[p[i] >> 4], hex_digits[p[i] & 15]};
        buf_add_bytes(buf, pair, sizeof(pair));
    }
}

int hex_value(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    if (c >= 'A' && c <= 'F') {
        return c - 'A' + 10;
    }
    return -1;
}

enum rc hex_decode(struct text t, void *bytes, size_t n)
{
    if (t.p == NULL || t.n / 2 != n || t.n % 2 != 0) {
        return RC_INVALID;
    }
    for (size_t i = 0; i < t.n; i++) {
        if (hex_value(t.p[i]) < 0) {
            return RC_INVALID;
        }
    }
    unsigned char *ret_bytes = bytes;
    for (size_t i = 0; i < n; i++) {
        ret_bytes[i] = (unsigned char)(hex_value(t.p[2 * i]) << 4 | hex_value(t.p[2 * i + 1]));
    }
    return RC_OK;
}

void base32_encode(const void *bytes, size_t n, char *ret_text)
{
    const unsigned char *p = bytes;
    for (; n >= 5; n -= 5, p += 5) { // eight letters
        uint64_t five = (uint64_t)p[0] << 32 | (uint64_t)p[1] << 24 | (uint64_t)p[2] << 16 | (uint64_t)p[3] << 8 | p[4];
        *ret_text++ = base32_digits[five >> 35];
        *ret_text++ = base32_digits[five >> 30 & 31];
        *ret_text++ = base32_digits[five >> 25 & 31];
        *ret_text++ = base32_digits[five >> 20 & 31];
        *ret_text++ = base32_digits[five >> 15 & 31];
        *ret_text++ = base32_digits[five >> 10 & 31];
        *ret_text++ = base32_digits[five >> 5 & 31];
        *ret_text++ = base32_digits[five & 31];
    }
    unsigned bits = 0;
    int bit_count = 0;
    for (size_t i = 0; i < n; i++) {
        bits = (bits << 8 | p[i]) & 0xFFF;
        bit_count += 8;
        while (bit_count >= 5) {
            bit_count -= 5;
            *ret_text++ = base32_digits[bits >> bit_count & 31];
        }
    }
    if (bit_count > 0) {
        *ret_text = base32_digits[bits << (5 - bit_count) & 31];
    }
}

// The places of base32_digits, from 1 on; 0 for what is no digit.
static const uint8_t base32_places[256] = {
    ['0'] = 1,  ['1'] = 2,  ['2'] = 3,  ['3'] = 4,  ['4'] = 5,  ['5'] = 6,  ['6'] = 7,  ['7'] = 8,  ['8'] = 9,
    ['9'] = 10, ['a'] = 11, ['b'] = 12, ['c'] = 13, ['d'] = 14, ['e'] = 15, ['f'] = 16, ['g'] = 17, ['h'] = 18,
    ['j'] = 19, ['k'] = 20, ['m'] = 21, ['n'] = 22, ['p'] = 23, ['q'] = 24, ['r'] = 25, ['s'] = 26, ['t'] = 27,
    ['v'] = 28, ['w'] = 29, ['x'] = 30, ['y'] = 31, ['z'] = 32, ['A'] = 11, ['B'] = 12, ['C'] = 13, ['D'] = 14,
    ['E'] = 15, ['F'] = 16, ['G'] = 17, ['H'] = 18, ['J'] = 19, ['K'] = 20, ['M'] = 21, ['N'] = 22, ['P'] = 23,
    ['Q'] = 24, ['R'] = 25, ['S'] = 26, ['T'] = 27, ['V'] = 28, ['W'] = 29, ['X'] = 30, ['Y'] = 31, ['Z'] = 32,
};

static int base32_value(char c)
{
    return base32_places[(unsigned char)c] - 1;
}

enum rc base32_decode(struct text t, void *bytes, size_t n)
{
    if (t.p == NULL || n > SIZE_MAX / 16 || t.n != BASE32_LENGTH(n)) {
        return RC_INVALID;
    }
    // First a look, then the writing: outputs stay untouched on failure.
    unsigned unused_bits = (unsigned)(t.n * 5 - n * 8);
    for (size_t i = 0; i < t.n; i++) {
        int value = base32_value(t.p[i]);
        if (value < 0 || (i + 1 == t.n && ((unsigned)value & ((1U << unused_bits) - 1)) != 0)) {
            return RC_INVALID;
        }
    }
    unsigned char *ret_bytes = bytes;
    unsigned bits = 0;
    int bit_count = 0;
    for (size_t i = 0; i < t.n; i++) {
        bits = (bits << 5 | (unsigned)base32_value(t.p[i])) & 0xFFF;
        bit_count += 5;
        if (bit_count >= 8) {
            bit_count -= 8;
            *ret_bytes++ = (unsigned char)(bits >> bit_count);
        }
    }
    return RC_OK;
}

void base64url_encode(struct buf *buf, const void *bytes, size_t n)
{
    const unsigned char *p = bytes;
    unsigned bits = 0;
    int bit_count = 0;
    for (size_t i = 0; i < n; i++) {
        bits = (bits << 8 | p[i]) & 0x3FFF;
        bit_count += 8;
        while (bit_count >= 6) {
            bit_count -= 6;
            buf_add_char(buf, base64url_digits[bits >> bit_count & 63]);
        }
    }
    if (bit_count > 0) {
        buf_add_char(buf, base64url_digits[bits << (6 - bit_count) & 63]);
    }
}

void base64_encode(struct buf *buf, const void *bytes, size_t n)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const unsigned char *p = bytes;
    for (size_t i = 0; i < n; i += 3) {
        uint32_t three = (uint32_t)p[i] << 16;
        three |= i + 1 < n ? (uint32_t)p[i + 1] << 8 : 0;
        three |= i + 2 < n ? (uint32_t)p[i + 2] : 0;
        buf_add_char(buf, digits[three >> 18]);
        buf_add_char(buf, digits[three >> 12 & 63]);
        buf_add_char(buf, i + 1 < n ? digits[three >> 6 & 63] : '=');
        buf_add_char(buf, i + 2 < n ? digits[three & 63] : '=');
    }
}

static int base64_value(char c)
{
    if (c >= 'A' && c <= 'Z') {
        return c - 'A';
    }
    if (c >= 'a' && c <= 'z') {
        return c - 'a' + 26;
    }
    if (c >= '0' && c <= '9') {
        return c - '0' + 52;
    }
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

enum rc base64_decode(struct arena *arena, struct text t, struct text *ret_bytes)
{
    size_t padding = text_ends_with(t, TEXT("==")) ? 2 : text_ends_with(t, TEXT("=")) ? 1 : 0;
    if (t.n % 4 != 0) {
        return RC_INVALID;
    }
    char *bytes = arena_bytes(arena, t.n / 4 * 3 + 1);
    size_t n = 0;
    uint32_t bits = 0;
    for (size_t i = 0; i < t.n - padding; i++) {
        int value = base64_value(t.p[i]);
        if (value < 0) {
            return RC_INVALID;
        }
        bits = bits << 6 | (uint32_t)value;
        if (i % 4 != 0) {
            bytes[n++] = (char)(bits >> (6 - i % 4 * 2) & 255);
        }
    }
    if (padding > 0 && (bits & (padding == 1 ? 3U : 15U)) != 0) {
        return RC_INVALID;
    }
    *ret_bytes = (struct text){.p = bytes, .n = n};
    return RC_OK;
}

// The reflected polynomial 0x82F63B78, four bits at a time.
static const uint32_t crc32c_of_nibble[16] = {
    0x00000000, 0x105EC76F, 0x20BD8EDE, 0x30E349B1, 0x417B1DBC, 0x5125DAD3, 0x61C69362, 0x7198540D,
    0x82F63B78, 0x92A8FC17, 0xA24BB5A6, 0xB21572C9, 0xC38D26C4, 0xD3D3E1AB, 0xE330A81A, 0xF36E6F75,
};

uint32_t crc32c_portable(uint32_t crc, const void *bytes, size_t n)
{
    const unsigned char *p = bytes;
    crc = ~crc;
    for (size_t i = 0; i < n; i++) {
        crc ^= p[i];
        crc = crc >> 4 ^ crc32c_of_nibble[crc & 15];
        crc = crc >> 4 ^ crc32c_of_nibble[crc & 15];
    }
    return ~crc;
}

#if defined(__x86_64__)
__attribute__((target("sse4.2"))) static uint32_t crc32c_sse(uint32_t crc, const void *bytes, size_t n)
{
    const unsigned char *p = bytes;
    uint64_t wide = ~crc;
    for (; n >= 8; p += 8, n -= 8) {
        uint64_t eight = 0;
        memcpy(&eight, p, 8);
        wide = _mm_crc32_u64(wide, eight);
    }
    uint32_t narrow = (uint32_t)wide;
    for (; n > 0; p++, n--) {
        narrow = _mm_crc32_u8(narrow, *p);
    }
    return ~narrow;
}
#endif

uint32_t crc32c(uint32_t crc, const void *bytes, size_t n)
{
#if defined(__x86_64__)
    if (__builtin_cpu_supports("sse4.2")) {
        return crc32c_sse(crc, bytes, n);
    }
#endif
    return crc32c_portable(crc, bytes, n);
}

static inline bool are_visible(const char bytes[8])
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    const uint64_t tops = UINT64_C(0x8080808080808080);
    uint64_t eight;
    memcpy(&eight, bytes, sizeof(eight));
    // A top bit where a byte is DEL, below a space, or not ASCII: each test may also mark bytes above a marked one.
    uint64_t is_delete = ((eight ^ 0x7F * ones) - ones) & ~(eight ^ 0x7F * ones);
    return ((is_delete | (eight - 0x20 * ones) | eight) & tops) == 0;
}

size_t ascii_visible(const char *bytes, size_t n)
{
    size_t at = 0;
    while (n - at >= 8 && are_visible(bytes + at)) {
        at += 8;
    }
    if (n >= 8 && n - at < 8 && are_visible(bytes + n - 8)) { // the rest, some of it a second time
        return n;
    }
    while (at < n && bytes[at] >= ' ' && bytes[at] < 0x7F) { // bytes that are not ASCII are negative here
        at++;
    }
    return at;
}

size_t utf8_sequence(const char *bytes, size_t n)
{
    const unsigned char *p = (const unsigned char *)bytes;
    if (n == 0) {
        return 0;
    }
    unsigned char lead = p[0];
    if (lead < 0x80) {
        return 1;
    }
    size_t wanted = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || n < wanted) {
        return 0;
    }
    // The second byte's range keeps out overlong forms (E0, F0), surrogates (ED) and what is above U+10FFFF (F4).
    unsigned char low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    unsigned char high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    if (p[1] < low || p[1] > high) {
        return 0;
    }
    for (size_t i = 2; i < wanted; i++) {
        if ((p[i] & 0xC0) != 0x80) {
            return 0;
        }
    }
    return wanted;
}

bool utf8_is_valid(struct text t)
{
    size_t at = 0;
    while (at < t.n) {
        uint64_t eight = 0;
        if (t.n - at >= 8) {
            memcpy(&eight, t.p + at, 8);
            if ((eight & UINT64_C(0x8080808080808080)) == 0) {
                at += 8;
                continue;
            }
        }
        size_t n = utf8_sequence(t.p + at, t.n - at);
        if (n == 0) {
            return false;
        }
        at += n;
    }
    return true;
}

bool utf8_is_clean(struct text t, const char *allowed)
{
    size_t visible_n = ascii_visible(t.p, t.n);
    if (!utf8_is_valid(text_slice(t, visible_n, t.n))) {
        return false;
    }
    for (size_t i = visible_n; i < t.n; i++) {
        unsigned char c = (unsigned char)t.p[i];
        if (c < 0x20 && (c == 0 || strchr(allowed, c) == NULL)) {
            return false;
        }
        // U+0080..U+009F are C2 80..C2 9F.
        if (c == 0x7F || (c == 0xC2 && (unsigned char)t.p[i + 1] < 0xA0)) {
            return false;
        }
    }
    return true;
}

size_t utf8_length(struct text t)
{
    size_t length = 0;
    for (size_t i = 0; i < t.n; i++) {
        length += ((unsigned char)t.p[i] & 0xC0) != 0x80;
    }
    return length;
}

enum rc int64_parse(struct text t, int64_t min, int64_t max, int64_t *ret_value)
{
    bool is_negative = t.n > 0 && t.p[0] == '-';
    size_t at = is_negative ? 1 : 0;
    size_t digits = t.n - at;
    if (digits == 0 || digits > 19 || (t.p[at] == '0' && (digits > 1 || is_negative))) {
        return RC_INVALID;
    }
    uint64_t magnitude = 0; // 19 digits always fit
    for (; at < t.n; at++) {
        if (t.p[at] < '0' || t.p[at] > '9') {
            return RC_INVALID;
        }
        magnitude = magnitude * 10 + (uint64_t)(t.p[at] - '0');
    }
    if (magnitude > (uint64_t)INT64_MAX + (is_negative ? 1 : 0)) {
        return RC_INVALID;
    }
    int64_t value = is_negative ? (int64_t)-magnitude : (int64_t)magnitude;
    if (value < min || value > max) {
        return RC_INVALID;
    }
    *ret_value = value;
    return RC_OK;
}

static struct text entity_of(char c)
{
    switch (c) {
    case '&':
        return TEXT("&amp;");
    case '<':
        return TEXT("&lt;");
    case '>':
        return TEXT("&gt;");
    case '"':
        return TEXT("&quot;");
    case '\'':
        return TEXT("&#39;");
    default:
        return TEXT_NONE;
    }
}

void html_escape(struct buf *out, struct text t)
{
    size_t from = 0;
    for (size_t i = 0; i < t.n; i++) {
        struct text entity = entity_of(t.p[i]);
        if (text_is(entity)) {
            buf_add_bytes(out, t.p + from, i - from);
            buf_add(out, entity);
            from = i + 1;
        }
    }
    if (t.n > from) {
        buf_add_bytes(out, t.p + from, t.n - from);
    }
}
