// SPDX-License-Identifier: Apache-2.0
// IBANs; see iban.h.
#include "payout_account/iban.h"

#include <string.h>

// What follows the check digits: counts of n (digits), a (capital letters) and c (letters or digits).
struct country {
    const char *code;
    const char *pattern;
    bool is_sepa;
};
static const struct country countries[] = {
    {"AA", "12c", false},     {"AD", "8n12c", true},     {"AE", "19n", false},      {"AL", "8n16c", true},
    {"AO", "21n", false},     {"AT", "16n", true},       {"AX", "14n", true},       {"AZ", "4a20c", false},
    {"BA", "16n", false},     {"BE", "12n", true},       {"BF", "23n", false},      {"BG", "4a6n8c", true},
    {"BH", "4a14c", false},   {"BI", "12n", false},      {"BJ", "1a23n", false},    {"BL", "10n11c2n", true},
    {"BR", "23n1a1c", false}, {"BY", "4c4n16c", false},  {"CF", "23n", false},      {"CG", "23n", false},
    {"CH", "5n12c", true},    {"CI", "1a23n", false},    {"CM", "23n", false},      {"CR", "18n", false},
    {"CV", "21n", false},     {"CY", "8n16c", true},     {"CZ", "20n", true},       {"DE", "18n", true},
    {"DJ", "23n", false},     {"DK", "14n", true},       {"DO", "4c20n", false},    {"DZ", "20n", false},
    {"EE", "16n", true},      {"EG", "25n", false},      {"ES", "20n", true},       {"FI", "14n", true},
    {"FO", "14n", false},     {"FR", "10n11c2n", true},  {"GA", "23n", false},      {"GB", "4a14n", true},
    {"GE", "2a16n", false},   {"GF", "10n11c2n", true},  {"GI", "4a15c", true},     {"GL", "14n", false},
    {"GP", "10n11c2n", true}, {"GQ", "23n", false},      {"GR", "7n16c", true},     {"GT", "24c", false},
    {"GW", "2c19n", false},   {"HN", "4a20n", false},    {"HR", "17n", true},       {"HU", "24n", true},
    {"IE", "4a14n", true},    {"IL", "19n", false},      {"IQ", "4a15n", false},    {"IR", "22n", false},
    {"IS", "22n", true},      {"IT", "1a10n12c", true},  {"JO", "4a4n18c", false},  {"KM", "23n", false},
    {"KW", "4a22c", false},   {"KZ", "3n13c", false},    {"LB", "4n20c", false},    {"LC", "4a24c", false},
    {"LI", "5n12c", true},    {"LT", "16n", true},       {"LU", "3n13c", true},     {"LV", "4a13c", true},
    {"MA", "24n", false},     {"MC", "10n11c2n", true},  {"MD", "20c", true},       {"ME", "18n", true},
    {"MF", "10n11c2n", true}, {"MG", "23n", false},      {"MK", "3n10c2n", true},   {"ML", "1a23n", false},
    {"MQ", "10n11c2n", true}, {"MR", "23n", false},      {"MT", "4a5n18c", true},   {"MU", "4a19n3a", false},
    {"MZ", "21n", false},     {"NC", "10n11c2n", false}, {"NE", "2a22n", false},    {"NI", "4a24n", false},
    {"NL", "4a10n", true},    {"NO", "11n", true},       {"PF", "10n11c2n", false}, {"PK", "4a16c", false},
    {"PL", "24n", true},      {"PM", "10n11c2n", true},  {"PS", "4a21c", false},    {"PT", "21n", true},
    {"QA", "4a4n17c", false}, {"RE", "10n11c2n", true},  {"RO", "4a16c", true},     {"RS", "18n", true},
    {"SA", "2n18c", false},   {"SC", "4a20n3a", false},  {"SE", "20n", true},       {"SI", "15n", true},
    {"SK", "20n", true},      {"SM", "1a10n12c", true},  {"SN", "1a23n", false},    {"ST", "21n", false},
    {"SV", "4a20n", false},   {"TD", "23n", false},      {"TF", "10n11c2n", false}, {"TG", "2a22n", false},
    {"TL", "19n", false},     {"TN", "20n", false},      {"TR", "6n16c", false},    {"UA", "6n19c", false},
    {"VA", "18n", true},      {"VG", "4a16n", false},    {"WF", "10n11c2n", false}, {"XK", "16n", false},
    {"YT", "10n11c2n", true},
};
#define COUNTRY_COUNT (sizeof(countries) / sizeof(countries[0]))
#define CODE_LETTERS 4 // country and check digits

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

static const struct country *country_of(struct text iban)
{
    for (size_t i = 0; iban.n >= 2 && i < COUNTRY_COUNT; i++) {
        if (memcmp(countries[i].code, iban.p, 2) == 0) {
            return &countries[i];
        }
    }
    return NULL;
}

// The next piece of a pattern: how many letters of which kind; false at its end.
static bool next_piece(const char **pattern, size_t *ret_count, char *ret_kind)
{
    *ret_count = 0;
    while (is_digit(**pattern)) {
        *ret_count = *ret_count * 10 + (size_t)(**pattern - '0');
        (*pattern)++;
    }
    if (**pattern == '\0') {
        return false;
    }
    *ret_kind = **pattern;
    (*pattern)++;
    return true;
}

static size_t length_of(const struct country *country)
{
    const char *pattern = country->pattern;
    size_t length = CODE_LETTERS;
    size_t count;
    char kind;
    while (next_piece(&pattern, &count, &kind)) {
        length += count;
    }
    return length;
}

static bool is_kind(char c, char kind)
{
    return is_digit(c) ? kind != 'a' : is_capital(c) && kind != 'n';
}

static bool has_pattern(const struct country *country, struct text iban)
{
    const char *pattern = country->pattern;
    size_t at = CODE_LETTERS;
    size_t count;
    char kind;
    bool is_good = is_digit(iban.p[2]) && is_digit(iban.p[3]);
    while (is_good && next_piece(&pattern, &count, &kind)) {
        for (size_t i = 0; i < count && is_good; i++) {
            is_good = is_kind(iban.p[at++], kind);
        }
    }
    return is_good;
}

// ISO 7064 MOD 97-10 of the number with its first four letters behind it, letters as 10 to 35.
static bool is_checked(struct text iban)
{
    unsigned remainder = 0;
    for (size_t i = 0; i < iban.n; i++) {
        char c = iban.p[(i + CODE_LETTERS) % iban.n];
        remainder = is_digit(c) ? (remainder * 10 + (unsigned)(c - '0')) % 97
                                : (remainder * 100 + (unsigned)(c - 'A') + 10) % 97;
    }
    // 00, 01 and 99 give the remainder too, and no bank gives them out: check digits are 98 less a remainder.
    unsigned digits = (unsigned)(iban.p[2] - '0') * 10 + (unsigned)(iban.p[3] - '0');
    return remainder == 1 && digits >= 2 && digits <= 98;
}

struct text iban_normal(struct arena *arena, struct text t)
{
    char *normal = arena_bytes(arena, t.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < t.n; i++) {
        char c = t.p[i];
        if (c != ' ') {
            normal[n++] = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
        }
    }
    return (struct text){.p = normal, .n = n};
}

enum iban_result iban_check(struct text iban)
{
    const struct country *country = country_of(iban);
    if (country == NULL) {
        return IBAN_COUNTRY_UNKNOWN;
    }
    if (iban.n != length_of(country)) {
        return IBAN_LENGTH_WRONG;
    }
    if (!has_pattern(country, iban)) {
        return IBAN_PATTERN_WRONG;
    }
    return is_checked(iban) ? IBAN_GOOD : IBAN_CHECK_WRONG;
}

bool iban_is_sepa(struct text iban)
{
    const struct country *country = country_of(iban);
    return country != NULL && country->is_sepa;
}

size_t iban_length(struct text code)
{
    const struct country *country = country_of(code);
    return country == NULL ? 0 : length_of(country);
}
