// SPDX-License-Identifier: Apache-2.0
// Numbers, money, percentages, dates and plural forms as people of a language write them, from ICU's CLDR data. For
// whatever a person reads (pages, letters, PDF); machines get plain decimals and RFC 3339 from base/value instead.
//
// What is written is UTF-8 in the caller's arena. Negative numbers begin with U+2212 MINUS SIGN. Spaces inside numbers
// are no-break spaces. No floating point: decimals go to ICU as text, so every digit of a 64-bit amount is kept. The
// same call with the same ICU gives the same bytes.
//
//   language  numbers and dates of   money                date             month
//   en        en-GB                  €1,234.56            21 Sept 2026     September 2026
//   ru        ru-RU                  1 234,56 €           21 сент. 2026 г. сентябрь 2026 г.
//   fr        fr-FR                  1 234,56 €           21 sept. 2026    septembre 2026
//   ja        ja-JP                  €1,234.56            2026年9月21日     2026年9月
#pragma once

#include "core/arena.h"
#include "core/fault.h"
#include "core/text.h"
#include "value/money.h"
#include "value/time.h"

enum i18n_language { I18N_EN, I18N_RU, I18N_FR, I18N_JA, I18N_LANGUAGE_COUNT };

// "en", "ru", "fr", "ja", also with a region ("fr-CA", "ja_JP"), in any letter case; false for other languages.
bool i18n_language_parse(struct text t, enum i18n_language *ret_language);
// "en": the tag of BCP 47, for Content-Language and the lang attribute.
const char *i18n_language_text(enum i18n_language language);
// The best of an Accept-Language header (RFC 9110 §12.5.4: qualities are honoured, the first of equals wins); I18N_EN
// when it is absent or names none of ours.
enum i18n_language i18n_language_accept(struct text header);

// One language in one time zone. Belongs to one thread; opening costs about a millisecond, formatting microseconds.
struct i18n;

// RC_INVALID (time_zone_unknown, field tz) for a zone that ICU does not know. The caller closes it.
enum rc i18n_open(enum i18n_language language, struct text zone_name, struct i18n **ret_i18n,
                  struct fault *fault) MUST_USE;
void i18n_close(struct i18n *i18n); // NULL is allowed
static inline void i18n_close_cleanup(struct i18n **i18n)
{
    i18n_close(*i18n);
}
#define AUTO_I18N __attribute__((cleanup(i18n_close_cleanup), unused)) struct i18n *

enum i18n_language i18n_language_of(const struct i18n *i18n);

// With the currency's sign and its own digits: "€1,234.50", "¥1,200", "1 234,50 €", "−US$3.00".
struct text i18n_money(struct i18n *i18n, struct arena *arena, struct money m);
// The same without a sign, for columns whose head names the currency: "1,234.50".
struct text i18n_amount(struct i18n *i18n, struct arena *arena, struct money m);
// An amount finer than a minor unit: "€0.001", at least the currency's digits, at most six more. Overflown: "∞".
struct text i18n_exact(struct i18n *i18n, struct arena *arena, struct exact e);
// "1,234,567"
struct text i18n_integer(struct i18n *i18n, struct arena *arena, int64_t n);
// A decimal text ("1234.5") with the language's separators and as many digits as it has, without trailing zeros.
// BUG when it is not one.
struct text i18n_decimal(struct i18n *i18n, struct arena *arena, struct text decimal);
// "12.5%", "12,5 %"
struct text i18n_percent(struct i18n *i18n, struct arena *arena, struct rate r);

enum i18n_time {
    I18N_DATE,      // "21 Sept 2026"
    I18N_DATE_TIME, // "21 Sept 2026, 14:13", twenty-four hours
    I18N_MONTH,     // "September 2026"
    I18N_TIME_COUNT
};
// An instant on the zone's clock. BUG for INSTANT_NONE.
struct text i18n_time(struct i18n *i18n, struct arena *arena, struct instant instant, enum i18n_time form);

// Which form of a noun goes with a number (CLDR): en one, other; fr one (also for 0), many (millions), other;
// ru one, few, many; ja other.
enum i18n_plural { I18N_ZERO, I18N_ONE, I18N_TWO, I18N_FEW, I18N_MANY, I18N_OTHER };
enum i18n_plural i18n_plural(struct i18n *i18n, int64_t n);

// A code of ISO 3166-1 alpha-2 in capitals: "FR".
bool i18n_country_is_known(struct text code);
// What the language calls a country: "France", "日本". BUG for an unknown code.
struct text i18n_country(struct i18n *i18n, struct arena *arena, struct text code);

// How two names stand in a list, for readers of every language: CLDR's root order. Latin before Cyrillic before kana
// (by their sounds) before kanji; an accent decides between words that are the same without it ("Ёлкин" after "Елкин"
// and before "Енин"), letter case after that, then bytes: 0 only for the same text.
int i18n_order(struct text a, struct text b);
