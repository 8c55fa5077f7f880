// SPDX-License-Identifier: Apache-2.0
// Texts of payment files; see payment_text.h.
#include "payment_file/payment_text.h"

#include <string.h>

#include "format/cp1251.h"

#define SIGNS "/-?:().,'+ "
#define TEXT_BYTES_MAX 4096

// а … я as ICAO 9303 part 3 writes them.
static const char *const cyrillic[32] = {"A",  "B",  "V",  "G",    "D",  "E", "ZH", "Z", "I",  "I", "K",
                                         "L",  "M",  "N",  "O",    "P",  "R", "S",  "T", "U",  "F", "KH",
                                         "TS", "CH", "SH", "SHCH", "IE", "Y", "",   "E", "IU", "IA"};

// The rest of windows-1251 that has letters or signs of its own.
static const char *other_sign(unsigned char c)
{
    switch (c) {
    case 0xA8: // Ё
        return "E";
    case 0xB8: // ё
        return "e";
    case 0xAF: // Ї
    case 0xB2: // І
        return "I";
    case 0xBF: // ї
    case 0xB3: // і
        return "i";
    case 0xAA: // Є
        return "IE";
    case 0xBA: // є
        return "ie";
    case 0xA5: // Ґ
        return "G";
    case 0xB4: // ґ
        return "g";
    case 0xA1: // Ў
        return "U";
    case 0xA2: // ў
        return "u";
    case 0xB9: // №
        return "No";
    case 0x91: // quotes
    case 0x92:
    case 0x93:
    case 0x94:
    case 0xAB:
    case 0xBB:
        return "'";
    case 0x96: // dashes
    case 0x97:
        return "-";
    case 0xA0: // space that does not break
        return " ";
    default:
        return ".";
    }
}

// Of a capital that becomes several letters the first is one, all of them when another capital follows: Щукин is
// Shchukin, ЩУКИН is SHCHUKIN.
static void add_cyrillic(struct buf *buf, unsigned char c, unsigned char next)
{
    const char *letters = cyrillic[(c - 0xC0) % 32];
    bool is_capital = c < 0xE0;
    bool are_all = is_capital && next >= 0xC0 && next < 0xE0;
    for (size_t i = 0; letters[i] != '\0'; i++) {
        bool is_kept = are_all || (is_capital && i == 0);
        buf_add_char(buf, is_kept ? letters[i] : (char)(letters[i] - 'A' + 'a'));
    }
}

static void add_character(struct buf *buf, unsigned char c, unsigned char next)
{
    bool is_plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (is_plain || (c < 0x80 && strchr(SIGNS, (char)c) != NULL)) {
        buf_add_char(buf, (char)c);
    } else if (c == '&') {
        buf_add_char(buf, '+');
    } else if (c == '"' || c == '`') {
        buf_add_char(buf, '\'');
    } else if (c == '_') {
        buf_add_char(buf, '-');
    } else if (c >= 0xC0) {
        add_cyrillic(buf, c, next);
    } else {
        buf_add(buf, text_of(other_sign(c)));
    }
}

enum rc payment_text_sepa(struct arena *arena, struct text t, size_t max, const char *what, struct text *ret_text,
                          struct fault *fault)
{
    struct buf narrow = buf_new(arena, TEXT_BYTES_MAX);
    struct buf buf = buf_new(arena, 4 * TEXT_BYTES_MAX);
    if (cp1251_encode(&narrow, t, NULL) != RC_OK || narrow.is_overflown) {
        return fault_set(fault, RC_REFUSED, "character_unmapped", what,
                         "%s \"%.*s\" has a character that payment files cannot carry: write it in Latin letters", what,
                         TEXT_PRINT(t));
    }
    struct text bytes = buf_text(&narrow);
    for (size_t i = 0; i < bytes.n; i++) {
        add_character(&buf, (unsigned char)bytes.p[i], i + 1 < bytes.n ? (unsigned char)bytes.p[i + 1] : 0);
    }
    struct text result = text_trim(text_slice(buf_text(&buf), 0, max));
    while (result.n > 0 && (result.p[0] == '/' || result.p[result.n - 1] == '/')) {
        result = text_trim(result.p[0] == '/' ? text_slice(result, 1, SIZE_MAX) : text_slice(result, 0, result.n - 1));
    }
    if (result.n == 0) {
        return fault_set(fault, RC_REFUSED, "character_unmapped", what, "%s is empty in the characters of the file",
                         what);
    }
    *ret_text = result;
    return RC_OK;
}

struct text payment_amount(struct arena *arena, struct money amount)
{
    return money_text(arena, amount);
}

struct text payment_date(struct arena *arena, struct civil date)
{
    return text_format(arena, "%04d-%02d-%02d", (int)date.year, (int)date.month, (int)date.day);
}
