// SPDX-License-Identifier: Apache-2.0
// ICU's formatters behind i18n.h. Formatters are made when they are first asked for and kept with the language; those
// of money are kept by currency, a few at a time.
#include "i18n/i18n.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/ucol.h>
#include <unicode/udat.h>
#include <unicode/udatpg.h>
#include <unicode/uloc.h>
#include <unicode/unumberformatter.h>
#include <unicode/upluralrules.h>
#include <unicode/ustring.h>

#include "core/bug.h"
#include "zone/zone.h"

#define WIDE_MAX 256
#define MONEY_KEPT 8

struct money_form {
    struct currency currency;
    UNumberFormatter *formatter;
};

struct i18n {
    enum i18n_language language;
    UChar zone[WIDE_MAX];
    UNumberFormatter *amounts[7]; // by digits after the point
    UNumberFormatter *decimal, *percent;
    struct money_form money[MONEY_KEPT], exact[MONEY_KEPT];
    size_t money_next, exact_next; // the slot that is used next
    UDateFormat *times[I18N_TIME_COUNT];
    UPluralRules *plurals;
    UFormattedNumber *result;
};

static const struct {
    const char *tag, *locale;
} languages[I18N_LANGUAGE_COUNT] = {
    [I18N_EN] = {"en", "en_GB"},
    [I18N_RU] = {"ru", "ru_RU"},
    [I18N_FR] = {"fr", "fr_FR"},
    [I18N_JA] = {"ja", "ja_JP"},
};

// ---- languages ----

bool i18n_language_parse(struct text t, enum i18n_language *ret_language)
{
    size_t n = 0;
    while (n < t.n && t.p[n] != '-' && t.p[n] != '_') {
        n++;
    }
    if (n < t.n && n + 1 == t.n) { // "en-"
        return false;
    }
    for (int i = 0; i < I18N_LANGUAGE_COUNT; i++) {
        if (text_equal_ignore_case(text_slice(t, 0, n), text_of(languages[i].tag))) {
            *ret_language = (enum i18n_language)i;
            return true;
        }
    }
    return false;
}

const char *i18n_language_text(enum i18n_language language)
{
    return languages[language].tag;
}

// "q=0.8" in thousandths; 1000 without a quality, 0 when it is malformed.
static int quality_of(struct text parameters)
{
    struct text t = text_trim(parameters);
    if (text_is_empty(t)) {
        return 1000;
    }
    if (t.n < 3 || (t.p[0] != 'q' && t.p[0] != 'Q') || t.p[1] != '=' || (t.p[2] != '0' && t.p[2] != '1')) {
        return 0;
    }
    int quality = (t.p[2] - '0') * 1000;
    int unit = 100;
    for (size_t i = 4; i < t.n && unit > 0; i++, unit /= 10) {
        if (t.p[3] != '.' || t.p[i] < '0' || t.p[i] > '9') {
            return 0;
        }
        quality += (t.p[i] - '0') * unit;
    }
    return quality > 1000 ? 1000 : quality;
}

enum i18n_language i18n_language_accept(struct text header)
{
    enum i18n_language best = I18N_EN;
    int best_quality = 0;
    struct text rest = header;
    struct text range = TEXT_NONE;
    while (text_split(&rest, ',', &range)) {
        struct text parameters = range;
        struct text tag = TEXT_NONE;
        enum i18n_language language = I18N_EN;
        if (!text_split(&parameters, ';', &tag) || !i18n_language_parse(text_trim(tag), &language)) {
            continue;
        }
        int quality = quality_of(parameters);
        if (quality > best_quality) {
            best = language;
            best_quality = quality;
        }
    }
    return best;
}

// ---- opening ----

// ASCII only: names of zones, skeletons.
static int32_t widen(const char *ascii, size_t n, UChar wide[WIDE_MAX])
{
    BUG_ON(n >= WIDE_MAX);
    for (size_t i = 0; i < n; i++) {
        wide[i] = (UChar)(unsigned char)ascii[i];
    }
    wide[n] = 0;
    return (int32_t)n;
}

static UNumberFormatter *number_form(enum i18n_language language, const char *skeleton)
{
    UChar wide[WIDE_MAX];
    UErrorCode status = U_ZERO_ERROR;
    int32_t n = widen(skeleton, strlen(skeleton), wide);
    UNumberFormatter *formatter = unumf_openForSkeletonAndLocale(wide, n, languages[language].locale, &status);
    BUG_ON(U_FAILURE(status));
    return formatter;
}

enum rc i18n_open(enum i18n_language language, struct text zone_name, struct i18n **ret_i18n, struct fault *fault)
{
    AUTO_ZONE zone = NULL;
    TRY(zone_open(zone_name, &zone, fault));
    UErrorCode status = U_ZERO_ERROR;
    struct i18n *i18n = calloc(1, sizeof(*i18n));
    BUG_ON(i18n == NULL);
    i18n->language = language;
    widen(zone_name.p, zone_name.n, i18n->zone);
    i18n->result = unumf_openResult(&status);
    BUG_ON(U_FAILURE(status));
    *ret_i18n = i18n;
    return RC_OK;
}

static void close_number(UNumberFormatter *formatter)
{
    if (formatter != NULL) {
        unumf_close(formatter);
    }
}

void i18n_close(struct i18n *i18n)
{
    if (i18n == NULL) {
        return;
    }
    for (size_t i = 0; i < sizeof(i18n->amounts) / sizeof(i18n->amounts[0]); i++) {
        close_number(i18n->amounts[i]);
    }
    for (size_t i = 0; i < MONEY_KEPT; i++) {
        close_number(i18n->money[i].formatter);
        close_number(i18n->exact[i].formatter);
    }
    close_number(i18n->decimal);
    close_number(i18n->percent);
    for (size_t i = 0; i < I18N_TIME_COUNT; i++) {
        if (i18n->times[i] != NULL) {
            udat_close(i18n->times[i]);
        }
    }
    if (i18n->plurals != NULL) {
        uplrules_close(i18n->plurals);
    }
    unumf_closeResult(i18n->result);
    free(i18n);
}

enum i18n_language i18n_language_of(const struct i18n *i18n)
{
    return i18n->language;
}

// ---- numbers ----

static struct text narrow(struct arena *arena, const UChar *wide, int32_t n)
{
    UErrorCode status = U_ZERO_ERROR;
    int32_t capacity = n * 3 + 1;
    char *bytes = arena_bytes(arena, (size_t)capacity);
    int32_t length = 0;
    u_strToUTF8(bytes, capacity, &length, wide, n, &status);
    BUG_ON(U_FAILURE(status));
    return (struct text){.p = bytes, .n = (size_t)length};
}

static struct text write_number(struct i18n *i18n, struct arena *arena, UNumberFormatter *formatter,
                                struct text decimal)
{
    UErrorCode status = U_ZERO_ERROR;
    unumf_formatDecimal(formatter, decimal.p, (int32_t)decimal.n, i18n->result, &status);
    BUG_ON(U_FAILURE(status));
    UChar wide[WIDE_MAX];
    int32_t n = unumf_resultToString(i18n->result, wide, WIDE_MAX, &status);
    BUG_ON(U_FAILURE(status));
    for (int32_t i = 0; i < n; i++) {
        if (wide[i] == '-') {
            wide[i] = 0x2212;
        }
    }
    return narrow(arena, wide, n);
}

static const char *precision_of(int digits)
{
    static const char *const precisions[] = {"precision-integer", ".0", ".00", ".000", ".0000", ".00000", ".000000"};
    BUG_ON(digits < 0 || digits > 6);
    return precisions[digits];
}

static UNumberFormatter *money_form(struct i18n *i18n, struct money_form *kept, size_t *next, struct currency currency,
                                    const char *finer)
{
    for (size_t i = 0; i < MONEY_KEPT; i++) {
        if (kept[i].formatter != NULL && currency_equal(kept[i].currency, currency)) {
            return kept[i].formatter;
        }
    }
    struct money_form *slot = &kept[*next];
    *next = (*next + 1) % MONEY_KEPT;
    close_number(slot->formatter);
    char skeleton[80];
    int digits = currency_digits(currency);
    bool is_whole = digits == 0 && finer[0] != '\0';
    snprintf(skeleton, sizeof(skeleton), "currency/%.3s %s%s", currency.code, is_whole ? "." : precision_of(digits),
             finer);
    *slot = (struct money_form){.currency = currency, .formatter = number_form(i18n->language, skeleton)};
    return slot->formatter;
}

struct text i18n_money(struct i18n *i18n, struct arena *arena, struct money m)
{
    UNumberFormatter *formatter = money_form(i18n, i18n->money, &i18n->money_next, m.currency, "");
    return write_number(i18n, arena, formatter, money_text(arena, m));
}

struct text i18n_exact(struct i18n *i18n, struct arena *arena, struct exact e)
{
    if (exact_is_overflown(e)) {
        return TEXT("∞");
    }
    UNumberFormatter *formatter = money_form(i18n, i18n->exact, &i18n->exact_next, e.currency, "######");
    return write_number(i18n, arena, formatter, exact_text(arena, e));
}

struct text i18n_amount(struct i18n *i18n, struct arena *arena, struct money m)
{
    int digits = currency_digits(m.currency);
    if (i18n->amounts[digits] == NULL) {
        i18n->amounts[digits] = number_form(i18n->language, precision_of(digits));
    }
    return write_number(i18n, arena, i18n->amounts[digits], money_text(arena, m));
}

struct text i18n_decimal(struct i18n *i18n, struct arena *arena, struct text decimal)
{
    if (i18n->decimal == NULL) {
        i18n->decimal = number_form(i18n->language, ".###################");
    }
    return write_number(i18n, arena, i18n->decimal, decimal);
}

struct text i18n_integer(struct i18n *i18n, struct arena *arena, int64_t n)
{
    return i18n_decimal(i18n, arena, text_format(arena, "%lld", (long long)n));
}

struct text i18n_percent(struct i18n *i18n, struct arena *arena, struct rate r)
{
    if (i18n->percent == NULL) {
        i18n->percent = number_form(i18n->language, "percent .######");
    }
    return write_number(i18n, arena, i18n->percent, rate_percent_text(arena, r));
}

// ---- times ----

static UDateFormat *time_form(struct i18n *i18n, enum i18n_time form)
{
    if (i18n->times[form] != NULL) {
        return i18n->times[form];
    }
    static const char *const skeletons[I18N_TIME_COUNT] = {
        [I18N_DATE] = "yMMMd", [I18N_DATE_TIME] = "yMMMdHHmm", [I18N_MONTH] = "yMMMM"};
    const char *locale = languages[i18n->language].locale;
    UErrorCode status = U_ZERO_ERROR;
    UDateTimePatternGenerator *generator = udatpg_open(locale, &status);
    BUG_ON(U_FAILURE(status));
    UChar skeleton[WIDE_MAX];
    UChar pattern[WIDE_MAX];
    int32_t n = widen(skeletons[form], strlen(skeletons[form]), skeleton);
    n = udatpg_getBestPattern(generator, skeleton, n, pattern, WIDE_MAX, &status);
    udatpg_close(generator);
    i18n->times[form] = udat_open(UDAT_PATTERN, UDAT_PATTERN, locale, i18n->zone, -1, pattern, n, &status);
    BUG_ON(U_FAILURE(status));
    return i18n->times[form];
}

struct text i18n_time(struct i18n *i18n, struct arena *arena, struct instant instant, enum i18n_time form)
{
    BUG_ON(instant_is_none(instant));
    UChar wide[WIDE_MAX];
    UErrorCode status = U_ZERO_ERROR;
    // ICU's instants are doubles of milliseconds.
    int32_t n = udat_format(time_form(i18n, form), (UDate)instant.ms, wide, WIDE_MAX, NULL, &status);
    BUG_ON(U_FAILURE(status));
    return narrow(arena, wide, n);
}

// ---- plurals ----

enum i18n_plural i18n_plural(struct i18n *i18n, int64_t n)
{
    UErrorCode status = U_ZERO_ERROR;
    if (i18n->plurals == NULL) {
        i18n->plurals = uplrules_openForType(languages[i18n->language].locale, UPLURAL_TYPE_CARDINAL, &status);
        BUG_ON(U_FAILURE(status));
    }
    static const struct {
        const char *word;
        enum i18n_plural plural;
    } words[] = {{"zero", I18N_ZERO}, {"one", I18N_ONE},   {"two", I18N_TWO},
                 {"few", I18N_FEW},   {"many", I18N_MANY}, {"other", I18N_OTHER}};
    UChar wide[WIDE_MAX];
    char word[16] = "";
    // The rules speak of the last digits and of whether it is a whole million: they survive this, doubles do not.
    int64_t kept = n < 0 ? -(n + 1) % 1000000000 + 1 : n % 1000000000;
    kept += n >= 1000000000 || n <= -1000000000 ? 1000000000 : 0;
    int32_t length = uplrules_select(i18n->plurals, (double)kept, wide, WIDE_MAX, &status);
    BUG_ON(U_FAILURE(status) || length >= (int32_t)sizeof(word));
    for (int32_t i = 0; i < length; i++) {
        word[i] = (char)wide[i];
    }
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (strcmp(word, words[i].word) == 0) {
            return words[i].plural;
        }
    }
    return I18N_OTHER;
}

// ---- countries ----

bool i18n_country_is_known(struct text code)
{
    for (const char *const *known = uloc_getISOCountries(); *known != NULL; known++) {
        if (text_equal(code, text_of(*known))) {
            return true;
        }
    }
    return false;
}

struct text i18n_country(struct i18n *i18n, struct arena *arena, struct text code)
{
    BUG_ON(!i18n_country_is_known(code));
    char locale[16];
    snprintf(locale, sizeof(locale), "und_%.2s", code.p);
    UChar wide[WIDE_MAX];
    UErrorCode status = U_ZERO_ERROR;
    int32_t n = uloc_getDisplayCountry(locale, languages[i18n->language].locale, wide, WIDE_MAX, &status);
    BUG_ON(U_FAILURE(status));
    return narrow(arena, wide, n);
}

// ---- the order of names ----

static UCollator *root_order; // never changed after it was opened, so all threads may ask it

static void open_root_order(void)
{
    UErrorCode status = U_ZERO_ERROR;
    root_order = ucol_open("", &status);
    BUG_ON(U_FAILURE(status));
}

int i18n_order(struct text a, struct text b)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    BUG_ON(pthread_once(&once, open_root_order) != 0);
    BUG_ON(a.n > INT32_MAX || b.n > INT32_MAX);
    UErrorCode status = U_ZERO_ERROR;
    UCollationResult order = ucol_strcollUTF8(root_order, a.p, (int32_t)a.n, b.p, (int32_t)b.n, &status);
    BUG_ON(U_FAILURE(status));
    return order != UCOL_EQUAL ? (int)order : a.n + b.n == 0 ? 0 : text_compare(a, b);
}
