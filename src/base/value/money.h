// SPDX-License-Identifier: Apache-2.0
// Money: a signed 64-bit count of minor units (cents) with its currency; exact amounts finer than a minor unit
// (`struct exact`); rates in parts per million. No floating point anywhere. Every division names its rounding.
// Sources: ISO 4217 (codes and minor units), design record "Money".
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "core/buf.h"
#include "core/rc.h"
#include "core/text.h"

// An ISO 4217 alphabetic code, packed as three letters; {0} is "no currency".
struct currency {
    char code[4];
};

struct money {
    int64_t minor;
    struct currency currency;
};

// Parts per million: 12.5 percent is 125,000.
struct rate {
    int64_t ppm;
};

#define RATE_ONE ((int64_t)1000000)

// An exact amount in millionths of a minor unit. 0.001 USD is 100,000 (a tenth of a cent).
struct exact {
    __int128 micro;
    struct currency currency;
};
#define EXACT_PER_MINOR ((int64_t)1000000)

enum rounding {
    ROUND_HALF_AWAY, // half away from zero: the default per commission line
    ROUND_HALF_EVEN, // banker's: a plan's choice
    ROUND_DOWN,      // toward zero
    ROUND_FLOOR,     // toward minus infinity
};

// An amount given from outside: |amount| in major units must not exceed this many minor units.
#define MONEY_MINOR_MAX ((int64_t)1000000000000000) // 10^15

bool currency_equal(struct currency a, struct currency b);
bool currency_is_none(struct currency c);
struct text currency_text(const struct currency *c); // three letters, or "" for none
// Accepts an active ISO 4217 code in any letter case. RC_INVALID for anything else, withdrawn codes included.
enum rc currency_parse(struct text t, struct currency *ret_currency) MUST_USE;
// The same for what is already on record: also codes withdrawn lately (HRK, BGN, ...), in which old books are kept.
enum rc currency_parse_recorded(struct text t, struct currency *ret_currency) MUST_USE;
// Minor-unit digits: 0 (JPY), 2, 3 (KWD), 4 (CLF). BUG for a code that currency_parse_recorded does not accept.
int currency_digits(struct currency c);
// 10^digits.
int64_t currency_minor_per_major(struct currency c);

enum money_parse_result {
    MONEY_PARSED,
    MONEY_MALFORMED,   // not digits with at most one point: no sign but '-', no exponent, no grouping, no spaces
    MONEY_TOO_PRECISE, // more digits after the point than the currency has (trailing zeros are accepted)
    MONEY_TOO_LARGE,   // beyond MONEY_MINOR_MAX
};
// Decimal text in major units ("12.34") to minor units. A leading '-' is accepted; callers refuse signs.
enum money_parse_result money_parse(struct text t, struct currency c, struct money *ret_money) MUST_USE;
// The same for amounts finer than a minor unit (plans): up to six digits more than the currency has.
enum money_parse_result exact_parse(struct text t, struct currency c, struct exact *ret_exact) MUST_USE;
// "12.34", "-0.05", "120" (JPY), "1.250" (KWD): always the currency's own digits.
void money_print(struct buf *buf, struct money m);
struct text money_text(struct arena *arena, struct money m);
// Shortest decimal in major units, at least the currency's digits: "0.001", "0.40".
struct text exact_text(struct arena *arena, struct exact e);

struct money money_zero(struct currency c);
// RC_CONFLICT on different currencies, RC_REFUSED on overflow; outputs untouched then.
enum rc money_add(struct money a, struct money b, struct money *ret_sum) MUST_USE;
enum rc money_subtract(struct money a, struct money b, struct money *ret_difference) MUST_USE;
struct money money_negate(struct money m); // BUG on INT64_MIN
// Exact amounts that pass 128 bits become "overflown" and stay so through every sum and product; exact_round refuses
// them. So a chain of sums is checked once, at its end.
bool exact_is_overflown(struct exact e);
struct exact exact_of_money(struct money m);
struct exact exact_add(struct exact a, struct exact b); // BUG on different currencies
struct exact exact_times(struct exact e, int64_t count);
// money × rate, exact: no rounding happens (both are integers; the product is in micro units).
struct exact money_times_rate(struct money m, struct rate r);
// RC_REFUSED when the result does not fit in 64 bits, or e is overflown.
enum rc exact_round(struct exact e, enum rounding rounding, struct money *ret_money) MUST_USE;
// a × b / c with a 128-bit intermediate. RC_REFUSED on overflow. BUG when c is 0.
enum rc int64_times_divided(int64_t a, int64_t b, int64_t c, enum rounding rounding, int64_t *ret) MUST_USE;

// The greatest number that divides both; of 0 and a number the number.
__uint128_t greatest_common_divisor(__uint128_t a, __uint128_t b);

// "10", "12.5", "0.0001" percent to parts per million; at most four digits after the point; RC_INVALID otherwise,
// for a sign, and above 100,000,000 percent.
enum rc rate_parse_percent(struct text t, struct rate *ret_rate) MUST_USE;
// "12.5" (no percent sign), shortest form.
struct text rate_percent_text(struct arena *arena, struct rate r);

// Splits the whole by non-negative weights with the largest-remainder method; parts sum to the whole exactly; ties go
// to the lower index. A negative whole gives the negated parts of its counterpart. BUG when all weights are 0.
void money_split(struct money whole, const int64_t *weights, size_t count, struct money *ret_parts);
