// SPDX-License-Identifier: Apache-2.0
// Tests of encodings, CRC-32C, UTF-8 and number reading, with the vectors of RFC 4648, RFC 3720 and Markus Kuhn's
// UTF-8 cases where they exist.
#include "check.h"

#include "format/encode.h"

static void hex(void **state)
{
    AUTO_ARENA arena = arena_new(10000);
    struct buf buf = buf_new(arena, 100);
    hex_encode(&buf, "\x00\x7F\xAB\xFF", 4);
    assert_text(buf_text(&buf), "007fabff");
    unsigned char bytes[4] = {9, 9, 9, 9};
    assert_int_equal(hex_decode(TEXT("007fABff"), bytes, 4), RC_OK);
    assert_memory_equal(bytes, "\x00\x7F\xAB\xFF", 4);
    static const char *const bad[] = {"",           "0",        "007fabf",  "007fabff0",
                                      "007fabff00", "007fabfg", "0x7fabff", " 07fabff"};
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        memset(bytes, 9, 4);
        assert_row(bad[i], hex_decode(text_of(bad[i]), bytes, 4) == RC_INVALID);
        assert_memory_equal(bytes, "\x09\x09\x09\x09", 4);
    }
    assert_int_equal(hex_decode(TEXT_NONE, bytes, 0), RC_INVALID);
    assert_int_equal(hex_decode(TEXT(""), bytes, 0), RC_OK);
}

static void base32(void **state)
{
    static const struct {
        const char *bytes;
        size_t n;
        const char *text;
    } rows[] = {
        {"", 0, ""},
        {"\x00", 1, "00"},
        {"\xFF", 1, "zw"}, // 11111 111(00)
        {"f", 1, "cr"},
        {"fo", 2, "csqg"},
        {"foo", 3, "csqpy"},
        {"foob", 4, "csqpyrg"},
        {"fooba", 5, "csqpyrk1"},
        {"foobar", 6, "csqpyrk1e8"},
        {"\xFF\xFF\xFF\xFF\xFF", 5, "zzzzzzzz"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char text[32] = "";
        assert_int_equal(BASE32_LENGTH(rows[i].n), strlen(rows[i].text));
        base32_encode(rows[i].bytes, rows[i].n, text);
        assert_string_equal(text, rows[i].text);
        char bytes[8] = "";
        assert_int_equal(base32_decode(text_of(rows[i].text), bytes, rows[i].n), RC_OK);
        assert_memory_equal(bytes, rows[i].bytes, rows[i].n);
    }
    char bytes[2] = "";
    assert_int_equal(base32_decode(TEXT("CSQG"), bytes, 2), RC_OK);
    assert_memory_equal(bytes, "fo", 2);
    // Length, alphabet (i, l, o, u are not in it), and unused bits that are not zero.
    static const char *const bad[] = {"csq", "csqgg", "csqh", "csqi", "csql", "csqo", "csqu", "csq ", "csq-", "csq="};
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        assert_row(bad[i], base32_decode(text_of(bad[i]), bytes, 2) == RC_INVALID);
    }
    assert_int_equal(base32_decode(BYTES("csq\0"), bytes, 2), RC_INVALID);
    assert_int_equal(base32_decode(TEXT_NONE, bytes, 0), RC_INVALID);
}

static void base32_sorts_like_its_bytes(void **state)
{
    char before[8] = "";
    for (unsigned i = 1; i < 65536; i += 7) {
        unsigned char bytes[2] = {(unsigned char)(i >> 8), (unsigned char)i};
        char text[8] = "";
        base32_encode(bytes, 2, text);
        assert_true(strcmp(before, text) < 0);
        memcpy(before, text, sizeof(before));
    }
}

// RFC 4648 §10.
static void base64(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new(4096);
    static const char *const rows[][2] = {{"", ""},
                                          {"f", "Zg=="},
                                          {"fo", "Zm8="},
                                          {"foo", "Zm9v"},
                                          {"foob", "Zm9vYg=="},
                                          {"fooba", "Zm9vYmE="},
                                          {"foobar", "Zm9vYmFy"},
                                          {"\xfb\xff", "+/8="}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct buf buf = buf_new(arena, 64);
        base64_encode(&buf, rows[i][0], strlen(rows[i][0]));
        assert_text(buf_text(&buf), rows[i][1]);
        struct text bytes = TEXT_NONE;
        assert_int_equal(base64_decode(arena, text_of(rows[i][1]), &bytes), RC_OK);
        assert_text(bytes, rows[i][0]);
    }
    static const char *const malformed[] = {
        "Z", "Zg", "Zg=", "Zg==Zg==", "Zh==", "Zm9=", "Zm-v", "====", "Zg=v", "Z==="};
    for (size_t i = 0; i < COUNT_OF(malformed); i++) {
        struct text bytes = TEXT_NONE;
        assert_int_equal(base64_decode(arena, text_of(malformed[i]), &bytes), RC_INVALID);
    }
}

static void base64url(void **state)
{
    static const struct {
        const char *bytes;
        size_t n;
        const char *text;
    } rows[] = {
        {"", 0, ""},           {"f", 1, "Zg"},          {"fo", 2, "Zm8"},          {"foo", 3, "Zm9v"},
        {"foob", 4, "Zm9vYg"}, {"fooba", 5, "Zm9vYmE"}, {"foobar", 6, "Zm9vYmFy"}, {"\xFB\xEF\xFF", 3, "--__"},
    };
    AUTO_ARENA arena = arena_new(10000);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct buf buf = buf_new(arena, 100);
        base64url_encode(&buf, rows[i].bytes, rows[i].n);
        assert_text(buf_text(&buf), rows[i].text);
    }
}

static void crc32c_vectors(void **state)
{
    unsigned char bytes[32];
    memset(bytes, 0, sizeof(bytes));
    assert_int_equal(crc32c(0, bytes, 32), 0x8A9136AA); // RFC 3720 B.4
    memset(bytes, 0xFF, sizeof(bytes));
    assert_int_equal(crc32c(0, bytes, 32), 0x62A8AB43);
    for (size_t i = 0; i < 32; i++) {
        bytes[i] = (unsigned char)i;
    }
    assert_int_equal(crc32c(0, bytes, 32), 0x46DD794E);
    for (size_t i = 0; i < 32; i++) {
        bytes[i] = (unsigned char)(31 - i);
    }
    assert_int_equal(crc32c(0, bytes, 32), 0x113FDB5C);
    assert_int_equal(crc32c(0, "123456789", 9), 0xE3069283);
    assert_int_equal(crc32c(0, "", 0), 0);
    assert_int_equal(crc32c_portable(0, "123456789", 9), 0xE3069283);
}

static void crc32c_ways_agree(void **state)
{
    unsigned char bytes[300];
    for (size_t i = 0; i < sizeof(bytes); i++) {
        bytes[i] = (unsigned char)(i * i + 7 * i);
    }
    for (size_t from = 0; from < 9; from++) {
        for (size_t n = 0; from + n <= sizeof(bytes); n += 13) {
            uint32_t whole = crc32c(0, bytes + from, n);
            assert_int_equal(whole, crc32c_portable(0, bytes + from, n));
            uint32_t first = crc32c(0, bytes + from, n / 3);
            assert_int_equal(whole, crc32c(first, bytes + from + n / 3, n - n / 3));
        }
    }
}

static void utf8(void **state)
{
    static const struct {
        const char *input;
        bool is_valid;
    } rows[] = {
        {"", true},
        {"plain", true},
        {"caf\xC3\xA9", true},
        {"\xD0\x9F\xD1\x80\xD0\xB8\xD0\xB2\xD0\xB5\xD1\x82", true},
        {"\xE6\x97\xA5\xE6\x9C\xAC", true},
        {"\xF0\x9F\x92\xA9", true},
        {"\xC2\x80", true},
        {"\xDF\xBF", true},
        {"\xE0\xA0\x80", true},
        {"\xED\x9F\xBF", true},
        {"\xEE\x80\x80", true},
        {"\xEF\xBF\xBF", true},
        {"\xF0\x90\x80\x80", true},
        {"\xF4\x8F\xBF\xBF", true},
        {"\x80", false},
        {"\xBF", false},
        {"\xC0\x80", false}, // overlong NUL
        {"\xC1\xBF", false},
        {"\xC0\xAF", false}, // overlong slash
        {"\xE0\x80\xAF", false},
        {"\xE0\x9F\xBF", false},
        {"\xF0\x80\x80\xAF", false},
        {"\xF0\x8F\xBF\xBF", false},
        {"\xED\xA0\x80", false}, // surrogates
        {"\xED\xBF\xBF", false},
        {"\xF4\x90\x80\x80", false}, // above U+10FFFF
        {"\xF5\x80\x80\x80", false},
        {"\xF8\x88\x80\x80\x80", false},
        {"\xFE", false},
        {"\xFF", false},
        {"\xC3", false}, // cut short
        {"\xE2\x82", false},
        {"\xF0\x9F\x92", false},
        {"\xC3x", false},
        {"\xE2\x82x", false},
        {"\xE2x\x82", false},
        {"abcdefg\xC3", false},
        {"abcdefghijk\xFFlmnop", false},
        {"abcdefghijklmnop\xC3\xA9qrstuvwxyz", true},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        assert_row(rows[i].input, utf8_is_valid(text_of(rows[i].input)) == rows[i].is_valid);
    }
    assert_true(utf8_is_valid(BYTES("a\0b")));
    assert_true(utf8_is_valid(TEXT_NONE));
    assert_int_equal(utf8_length(TEXT("caf\xC3\xA9 \xF0\x9F\x92\xA9")), 6);
    assert_int_equal(utf8_length(TEXT("")), 0);
}

static void utf8_clean(void **state)
{
    static const struct {
        const char *input;
        const char *allowed;
        bool is_clean;
    } rows[] = {
        {"plain caf\xC3\xA9", "", true}, {"a\nb", "", false},        {"a\nb", "\n\t", true},  {"a\rb", "\n\t", false},
        {"a\x1B[0m", "\n", false},       {"\x7F", "\n", false},      {"\xC2\x80", "", false}, {"\xC2\x9F", "", false},
        {"\xC2\xA0", "", true},          {"\xE2\x80\xA8", "", true}, {"\xFF", "", false},     {"\x01", "", false},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        assert_row(rows[i].input, utf8_is_clean(text_of(rows[i].input), rows[i].allowed) == rows[i].is_clean);
    }
    assert_false(utf8_is_clean(BYTES("a\0b"), "\n")); // NUL is never allowed, though every C string ends in one
}

static void int64_texts(void **state)
{
    static const struct {
        const char *input;
        int64_t min, max;
        enum rc rc;
        int64_t value;
    } rows[] = {
        {"0", 0, 9, RC_OK, 0},
        {"9", 0, 9, RC_OK, 9},
        {"10", 0, 9, RC_INVALID, 0},
        {"-1", 0, 9, RC_INVALID, 0},
        {"-1", -1, 9, RC_OK, -1},
        {"9223372036854775807", INT64_MIN, INT64_MAX, RC_OK, INT64_MAX},
        {"-9223372036854775808", INT64_MIN, INT64_MAX, RC_OK, INT64_MIN},
        {"9223372036854775808", INT64_MIN, INT64_MAX, RC_INVALID, 0},
        {"-9223372036854775809", INT64_MIN, INT64_MAX, RC_INVALID, 0},
        {"9999999999999999999", INT64_MIN, INT64_MAX, RC_INVALID, 0},
        {"18446744073709551616", INT64_MIN, INT64_MAX, RC_INVALID, 0},
        {"18446744073709551617", INT64_MIN, INT64_MAX, RC_INVALID, 0},
        {"", 0, 9, RC_INVALID, 0},
        {"-", -9, 9, RC_INVALID, 0},
        {"+1", 0, 9, RC_INVALID, 0},
        {"01", 0, 9, RC_INVALID, 0},
        {"00", 0, 9, RC_INVALID, 0},
        {"-0", -9, 9, RC_INVALID, 0},
        {"-01", -9, 9, RC_INVALID, 0},
        {" 1", 0, 9, RC_INVALID, 0},
        {"1 ", 0, 9, RC_INVALID, 0},
        {"1.0", 0, 9, RC_INVALID, 0},
        {"1e0", 0, 9, RC_INVALID, 0},
        {"0x1", 0, 9, RC_INVALID, 0},
        {"--1", -9, 9, RC_INVALID, 0},
        {"1a", 0, 99, RC_INVALID, 0},
        {"\xD9\xA1", 0, 9, RC_INVALID, 0},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        int64_t value = 0;
        assert_row(rows[i].input, int64_parse(text_of(rows[i].input), rows[i].min, rows[i].max, &value) == rows[i].rc);
        assert_row(rows[i].input, value == rows[i].value);
    }
    int64_t value = 0;
    assert_int_equal(int64_parse(TEXT_NONE, 0, 9, &value), RC_INVALID);
    assert_int_equal(int64_parse(BYTES("1\0"), 0, 9, &value), RC_INVALID);
}

static void visible_ascii(void **state)
{
    unsigned seed = 7;
    for (int round = 0; round < 20000; round++) {
        char bytes[40];
        size_t n = (size_t)round % (sizeof(bytes) + 1);
        for (size_t i = 0; i < n; i++) {
            seed = seed * 1103515245 + 12345;
            bool is_plain = seed >> 16 & 15; // now and then any byte
            bytes[i] = (char)(unsigned char)(is_plain ? 'a' + (seed >> 20) % 26 : seed >> 20);
        }
        size_t expected = 0;
        while (expected < n && (unsigned char)bytes[expected] >= 0x20 && (unsigned char)bytes[expected] <= 0x7E) {
            expected++;
        }
        assert_int_equal(ascii_visible(bytes, n), expected);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hex),
        cmocka_unit_test(base32),
        cmocka_unit_test(base32_sorts_like_its_bytes),
        cmocka_unit_test(base64),
        cmocka_unit_test(base64url),
        cmocka_unit_test(crc32c_vectors),
        cmocka_unit_test(crc32c_ways_agree),
        cmocka_unit_test(utf8),
        cmocka_unit_test(utf8_clean),
        cmocka_unit_test(int64_texts),
        cmocka_unit_test(visible_ascii),
    };
    return run_cases(tests);
}
