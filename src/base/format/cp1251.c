// SPDX-License-Identifier: Apache-2.0
// windows-1251; see cp1251.h.
#include "format/cp1251.h"

#include "format/encode.h"

// 0x80 to 0xBF; what follows is А to я in order. 0: no character.
static const uint16_t upper_half[64] = {
    0x0402, 0x0403, 0x201A, 0x0453, 0x201E, 0x2026, 0x2020, 0x2021, 0x20AC, 0x2030, 0x0409, 0x2039, 0x040A,
    0x040C, 0x040B, 0x040F, 0x0452, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0,      0x2122,
    0x0459, 0x203A, 0x045A, 0x045C, 0x045B, 0x045F, 0x00A0, 0x040E, 0x045E, 0x0408, 0x00A4, 0x0490, 0x00A6,
    0x00A7, 0x0401, 0x00A9, 0x0404, 0x00AB, 0x00AC, 0x00AD, 0x00AE, 0x0407, 0x00B0, 0x00B1, 0x0406, 0x0456,
    0x0491, 0x00B5, 0x00B6, 0x00B7, 0x0451, 0x2116, 0x0454, 0x00BB, 0x0458, 0x0405, 0x0455, 0x0457,
};

// U+00C0 to U+017F without their marks; '?': several letters, or none.
static const char latin[] = "AAAAAA?CEEEEIIII?NOOOOO?OUUUUY?\?aaaaaa?ceeeeiiii?nooooo?ouuuuy?y"
                            "AaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGgHhHhIiIiIiIiIi?\?JjKkkLlLlLlL"
                            "lLlNnNnNn?\??OoOoOo?\?RrRrRrSsSsSsSsTtTtTtUuUuUuUuUuUuWwYyYZzZzZzs";

static const struct {
    uint16_t code;
    const char *letters;
} letters_of[] = {
    {0x00C6, "AE"}, {0x00D0, "D"},  {0x00DE, "Th"}, {0x00DF, "ss"}, {0x00E6, "ae"}, {0x00F0, "d"},  {0x00FE, "th"},
    {0x0132, "IJ"}, {0x0133, "ij"}, {0x0149, "'n"}, {0x014A, "NG"}, {0x014B, "ng"}, {0x0152, "OE"}, {0x0153, "oe"},
    {0x1E9E, "SS"}, {0x02B9, "'"},  {0x02BB, "'"},  {0x02BC, "'"},  {0x2032, "'"},  {0x2033, "''"}, {0x2010, "-"},
    {0x2011, "-"},  {0x2012, "-"},  {0x2015, "-"},  {0x2212, "-"},  {0x202F, " "},  {0x205F, " "},  {0x3000, " "},
};

static char byte_of(uint32_t code)
{
    if (code >= 0x20 && code < 0x7F) {
        return (char)code;
    }
    if (code >= 0x0410 && code <= 0x044F) {
        return (char)(unsigned char)(0xC0 + (code - 0x0410));
    }
    for (size_t i = 0; i < sizeof(upper_half) / sizeof(upper_half[0]); i++) {
        if (upper_half[i] == code && code != 0) {
            return (char)(unsigned char)(0x80 + i);
        }
    }
    return '\0';
}

static bool letters_add(struct buf *buf, uint32_t code)
{
    if (code >= 0x00C0 && code <= 0x017F && latin[code - 0x00C0] != '?') {
        buf_add_char(buf, latin[code - 0x00C0]);
        return true;
    }
    if (code >= 0x2000 && code <= 0x200A) { // quads, em and en spaces, thin and hair space
        buf_add_char(buf, ' ');
        return true;
    }
    for (size_t i = 0; i < sizeof(letters_of) / sizeof(letters_of[0]); i++) {
        if (letters_of[i].code == code) {
            buf_add(buf, text_of(letters_of[i].letters));
            return true;
        }
    }
    return false;
}

// The last byte and the mark after it as one letter.
static bool mark_join(struct buf *buf, size_t from, uint32_t mark)
{
    static const struct {
        unsigned char letter, marked;
        uint16_t mark;
    } joined[] = {{0xE8, 0xE9, 0x0306}, {0xC8, 0xC9, 0x0306}, {0xE5, 0xB8, 0x0308}, {0xC5, 0xA8, 0x0308},
                  {0xB3, 0xBF, 0x0308}, {0xB2, 0xAF, 0x0308}, {0xF3, 0xA2, 0x0306}, {0xD3, 0xA1, 0x0306}};
    for (size_t i = 0; i < sizeof(joined) / sizeof(joined[0]) && buf->n > from; i++) {
        if (joined[i].mark == mark && (unsigned char)buf->p[buf->n - 1] == joined[i].letter) {
            buf->p[buf->n - 1] = (char)joined[i].marked;
            return true;
        }
    }
    return false;
}

static uint32_t code_at(const char *p, size_t n)
{
    static const unsigned char first_bits[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    uint32_t code = (unsigned char)p[0] & first_bits[n];
    for (size_t i = 1; i < n; i++) {
        code = code << 6 | ((unsigned char)p[i] & 0x3F);
    }
    return code;
}

static enum rc encode_one(struct buf *buf, size_t from, uint32_t code)
{
    bool is_control = code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0x2028 || code == 0x2029;
    if (is_control) {
        return RC_INVALID;
    }
    char byte = byte_of(code);
    if (byte != '\0') {
        buf_add_char(buf, byte);
        return RC_OK;
    }
    return letters_add(buf, code) || mark_join(buf, from, code) ? RC_OK : RC_REFUSED;
}

enum rc cp1251_encode(struct buf *buf, struct text t, size_t *ret_at)
{
    size_t from = buf->n;
    for (size_t i = 0; i < t.n;) {
        size_t n = utf8_sequence(t.p + i, t.n - i);
        enum rc rc = n == 0 ? RC_INVALID : encode_one(buf, from, code_at(t.p + i, n));
        if (rc != RC_OK) {
            buf->n = from;
            if (ret_at != NULL) {
                *ret_at = i;
            }
            return rc;
        }
        i += n;
    }
    return RC_OK;
}
