// SPDX-License-Identifier: Apache-2.0
// Exchange rates as published (a decimal: 1 EUR = 1.1684 USD) and what follows from them for amounts: exact fractions
// of integers, one rounding at the end, no floating point.
#pragma once

#include "value/money.h"

// digits × 10^-scale, in lowest terms: 1.1684 is 11684 and 4.
struct exchange_value {
    int64_t digits; // 1 .. EXCHANGE_DIGITS_MAX
    int64_t scale;  // 0 .. EXCHANGE_SCALE_MAX
};
#define EXCHANGE_DIGITS_MAX ((int64_t)10000000000) // 10^10
#define EXCHANGE_SCALE_MAX 8

// "1.1684": digits with at most one point, more than zero, at most EXCHANGE_SCALE_MAX decimals (trailing zeros apart).
// RC_INVALID otherwise.
enum rc exchange_value_parse(struct text t, struct exchange_value *ret_value) MUST_USE;
struct text exchange_value_text(struct arena *arena, struct exchange_value value); // shortest form

// An amount of `from` in major units times numerator / denominator is the amount of `to` in major units. Lowest terms;
// both at least 1.
struct exchange {
    struct currency from, to;
    int64_t numerator, denominator;
};

struct exchange exchange_same(struct currency currency); // 1
// 1 from = value to.
struct exchange exchange_direct(struct currency from, struct currency to, struct exchange_value value);
// 1 to = value from.
struct exchange exchange_inverse(struct currency from, struct currency to, struct exchange_value value);
// Through a third currency: 1 of it = value_from from = value_to to. No rounding in between.
struct exchange exchange_cross(struct currency from, struct currency to, struct exchange_value value_from,
                               struct exchange_value value_to);

// The amount in the other currency, rounded once to its minor unit. BUG when the amount is not in `from`; RC_REFUSED
// when the result, or a product on the way, is too large.
enum rc exchange_convert(const struct exchange *exchange, struct money amount, enum rounding rounding,
                         struct money *ret_money) MUST_USE;
