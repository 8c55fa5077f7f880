// SPDX-License-Identifier: Apache-2.0
// What was typed is first written in signs of one byte, then read.
#include "i18n/number_typed.h"

#include <string.h>

#include "core/buf.h"

#define TYPED_BYTES_MAX 100
#define GROUP 3

static bool is_comma_language(enum i18n_language language)
{
    return language == I18N_FR || language == I18N_RU;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

// The sign of one byte that stands for the bytes at the start, and how many bytes they are. '\0': for none.
static char sign_at(struct text t, size_t *ret_bytes)
{
    static const struct {
        const char *bytes;
        char sign;
    } signs[] = {{"\xC2\xA0", ' '},     {"\xE2\x80\xAF", ' '}, {"\xE2\x80\x89", ' '}, {"\xE3\x80\x80", ' '},
                 {"\xEF\xBC\x8E", '.'}, {"\xEF\xBC\x8C", ','}, {"\xEF\xBC\x8D", '-'}, {"\xE2\x88\x92", '-'}};
    *ret_bytes = 1;
    if (is_digit(t.p[0]) || strchr(" .,-", t.p[0]) != NULL) {
        return t.p[0];
    }
    *ret_bytes = 3;
    if (t.n >= 3 && memcmp(t.p, "\xEF\xBC", 2) == 0 && (unsigned char)t.p[2] >= 0x90 && (unsigned char)t.p[2] <= 0x99) {
        return (char)('0' + ((unsigned char)t.p[2] - 0x90));
    }
    for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++) {
        if (text_starts_with(t, text_of(signs[i].bytes))) {
            *ret_bytes = strlen(signs[i].bytes);
            return signs[i].sign;
        }
    }
    return '\0';
}

// Digits, blanks, points, commas, and a minus at the start; false for anything else.
static bool simplify(struct text typed, char *signs, size_t *ret_count)
{
    size_t count = 0;
    size_t bytes = 0;
    for (size_t at = 0; at < typed.n; at += bytes) {
        char sign = sign_at(text_slice(typed, at, SIZE_MAX), &bytes);
        if (sign == '\0' || count == TYPED_BYTES_MAX || (sign == '-' && count > 0)) {
            return false;
        }
        signs[count] = sign;
        count += count > 0 || sign != ' ';
    }
    while (count > 0 && signs[count - 1] == ' ') {
        count--;
    }
    *ret_count = count;
    return count > 0;
}

// Thousands stand apart by `separator`, the last of them before `end`; none begins with a zero.
static bool is_grouped(const char *signs, size_t end, char separator)
{
    size_t digits = 0;
    bool is_first = true;
    for (size_t i = 0; i < end; i++) {
        if (is_digit(signs[i])) {
            digits++;
        } else if (signs[i] != separator || digits == 0 || (is_first ? digits > GROUP : digits != GROUP)) {
            return false;
        } else {
            digits = 0;
            is_first = false;
        }
    }
    return digits > 0 && (is_first || (digits == GROUP && signs[0] != '0'));
}

static bool is_plain(const char *signs, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!is_digit(signs[i])) {
            return false;
        }
    }
    return count > 0;
}

struct reading {
    size_t whole;  // signs before that of decimals
    size_t points; // signs that stand apart: points and commas
    char last;     // the last of those
};

static struct reading look(const char *signs, size_t count)
{
    struct reading reading = {.whole = count};
    for (size_t i = 0; i < count; i++) {
        if (signs[i] == '.' || signs[i] == ',') {
            reading.whole = i;
            reading.points++;
            reading.last = signs[i];
        }
    }
    return reading;
}

// "1,234" in English: a thousand, or one and a bit?
static bool is_ambiguous(const char *signs, size_t count, const struct reading *reading, char own)
{
    return reading->points == 1 && reading->last != own && count - reading->whole == GROUP + 1 && reading->whole > 0 &&
           reading->whole <= GROUP && signs[0] != '0' && is_plain(signs, reading->whole) &&
           is_plain(signs + reading->whole + 1, GROUP);
}

// Whether it is a number of the language; *ret_whole: how many signs stand before its decimals.
static bool is_number(const char *signs, size_t count, const struct reading *reading, bool is_comma, size_t *ret_whole)
{
    char own = is_comma ? ',' : '.';
    bool is_decimal = reading->last == own || (is_comma && reading->points == 1);
    size_t whole = is_decimal ? reading->whole : count;
    *ret_whole = whole;
    if (is_decimal && !is_plain(signs + whole + 1, count - whole - 1)) {
        return false;
    }
    return is_plain(signs, whole) || is_grouped(signs, whole, ' ') || (!is_comma && is_grouped(signs, whole, ','));
}

enum rc number_typed(struct arena *arena, enum i18n_language language, struct text typed, struct text *ret_plain)
{
    char all[TYPED_BYTES_MAX];
    size_t count = 0;
    size_t whole = 0;
    bool is_comma = is_comma_language(language);
    struct text trimmed = text_trim(typed);
    *ret_plain = trimmed;
    if (!text_is(trimmed) || !simplify(trimmed, all, &count)) {
        return RC_OK;
    }
    bool is_negative = all[0] == '-';
    const char *signs = all + is_negative;
    count -= is_negative;
    struct reading reading = look(signs, count);
    if (is_ambiguous(signs, count, &reading, is_comma ? ',' : '.')) {
        *ret_plain = TEXT_NONE;
        return RC_INVALID;
    }
    if (!is_number(signs, count, &reading, is_comma, &whole)) {
        return RC_OK;
    }
    struct buf buf = buf_new(arena, TYPED_BYTES_MAX + 1);
    buf_add(&buf, is_negative ? TEXT("-") : TEXT(""));
    for (size_t i = 0; i < count; i++) {
        if (is_digit(signs[i])) {
            buf_add_char(&buf, signs[i]);
        } else if (i == whole) {
            buf_add_char(&buf, '.');
        }
    }
    *ret_plain = buf_text(&buf);
    return RC_OK;
}

struct text number_as_typed(struct arena *arena, enum i18n_language language, struct text plain)
{
    size_t point = text_find_char(plain, '.', 0);
    if (!is_comma_language(language) || point == SIZE_MAX) {
        return plain;
    }
    return text_format(arena, "%.*s,%.*s", TEXT_PRINT(text_slice(plain, 0, point)),
                       TEXT_PRINT(text_slice(plain, point + 1, SIZE_MAX)));
}
