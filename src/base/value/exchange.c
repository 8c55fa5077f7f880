// SPDX-License-Identifier: Apache-2.0
// Exchange rates; see exchange.h.
#include "value/exchange.h"

#include "core/bug.h"

// The largest term of a fraction: digits of one rate by the difference of two scales.
_Static_assert(EXCHANGE_DIGITS_MAX <= INT64_MAX / 100000000, "EXCHANGE_DIGITS_MAX × 10^EXCHANGE_SCALE_MAX fits");

static int64_t power_of_ten(int64_t exponent)
{
    int64_t power = 1;
    for (int64_t i = 0; i < exponent; i++) {
        power *= 10;
    }
    return power;
}

enum rc exchange_value_parse(struct text t, struct exchange_value *ret_value)
{
    struct exchange_value value = {0};
    bool has_point = false;
    size_t digits = 0;
    for (size_t i = 0; i < t.n; i++) {
        char c = t.p[i];
        if (c == '.' && !has_point && digits > 0) {
            has_point = true;
            continue;
        }
        if (c < '0' || c > '9' || value.digits > INT64_MAX / 100) {
            return RC_INVALID;
        }
        value.digits = value.digits * 10 + (c - '0');
        value.scale += has_point;
        digits++;
    }
    while (value.scale > 0 && value.digits % 10 == 0) {
        value.digits /= 10;
        value.scale--;
    }
    bool is_point_last = t.n > 0 && t.p[t.n - 1] == '.';
    if (value.digits < 1 || value.digits > EXCHANGE_DIGITS_MAX || value.scale > EXCHANGE_SCALE_MAX || is_point_last) {
        return RC_INVALID;
    }
    *ret_value = value;
    return RC_OK;
}

struct text exchange_value_text(struct arena *arena, struct exchange_value value)
{
    int64_t one = power_of_ten(value.scale);
    if (value.scale == 0) {
        return text_format(arena, "%lld", (long long)value.digits);
    }
    return text_format(arena, "%lld.%0*lld", (long long)(value.digits / one), (int)value.scale,
                       (long long)(value.digits % one));
}

static struct exchange fraction(struct currency from, struct currency to, int64_t numerator, int64_t denominator)
{
    BUG_ON(numerator < 1 || denominator < 1);
    int64_t divisor = (int64_t)greatest_common_divisor((__uint128_t)numerator, (__uint128_t)denominator);
    return (struct exchange){
        .from = from, .to = to, .numerator = numerator / divisor, .denominator = denominator / divisor};
}

struct exchange exchange_same(struct currency currency)
{
    return fraction(currency, currency, 1, 1);
}

struct exchange exchange_direct(struct currency from, struct currency to, struct exchange_value value)
{
    return fraction(from, to, value.digits, power_of_ten(value.scale));
}

struct exchange exchange_inverse(struct currency from, struct currency to, struct exchange_value value)
{
    return fraction(from, to, power_of_ten(value.scale), value.digits);
}

struct exchange exchange_cross(struct currency from, struct currency to, struct exchange_value value_from,
                               struct exchange_value value_to)
{
    int64_t numerator = value_to.digits;
    int64_t denominator = value_from.digits;
    if (value_from.scale > value_to.scale) {
        numerator *= power_of_ten(value_from.scale - value_to.scale);
    } else {
        denominator *= power_of_ten(value_to.scale - value_from.scale);
    }
    return fraction(from, to, numerator, denominator);
}

enum rc exchange_convert(const struct exchange *exchange, struct money amount, enum rounding rounding,
                         struct money *ret_money)
{
    BUG_ON(!currency_equal(amount.currency, exchange->from));
    // minor × numerator / denominator × minor units of `to` / minor units of `from`
    __int128 over = (__int128)exchange->numerator * currency_minor_per_major(exchange->to);
    __int128 under = (__int128)exchange->denominator * currency_minor_per_major(exchange->from);
    __int128 divisor = (__int128)greatest_common_divisor((__uint128_t)over, (__uint128_t)under);
    over /= divisor;
    under /= divisor;
    if (over > INT64_MAX || under > INT64_MAX) {
        return RC_REFUSED;
    }
    int64_t minor;
    TRY(int64_times_divided(amount.minor, (int64_t)over, (int64_t)under, rounding, &minor));
    *ret_money = (struct money){.minor = minor, .currency = exchange->to};
    return RC_OK;
}
