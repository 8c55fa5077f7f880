// SPDX-License-Identifier: Apache-2.0
// Arithmetic of money, exact amounts and rates. Every intermediate is 128 bits wide and every overflow is either
// refused or remembered (an overflown exact amount stays so until exact_round refuses it); nothing wraps.
#include "value/money.h"

#include "core/bug.h"
#include "value/decimal.h"

#define INT128_MAX ((__int128)(((unsigned __int128)1 << 127) - 1))
// The value that stands for "overflown": the one number that has no positive counterpart.
#define EXACT_OVERFLOWN (-INT128_MAX - 1)
#define RATE_PPM_MAX ((__int128)1000000000000) // 100,000,000 percent
#define PERCENT_DIGITS 4

static unsigned __int128 magnitude_of(__int128 value)
{
    return value < 0 ? -(unsigned __int128)value : (unsigned __int128)value;
}

// Decimal text to a count of units of 10^-fraction_digits, at most limit in size. Faults of form come before those of
// precision, and those before size, so that the answer does not depend on the amount.
static enum money_parse_result decimal_parse(struct text t, int fraction_digits, __int128 limit, __int128 *ret_value)
{
    bool is_negative = t.n > 0 && t.p[0] == '-';
    bool has_point = false;
    bool is_too_precise = false;
    bool is_too_large = false;
    size_t whole_count = 0;
    int fraction_count = 0;
    size_t after_point_count = 0;
    __int128 value = 0;
    for (size_t i = is_negative ? 1 : 0; i < t.n; i++) {
        char c = t.p[i];
        if (c == '.' && !has_point && whole_count > 0) {
            has_point = true;
            continue;
        }
        if (c < '0' || c > '9') {
            return MONEY_MALFORMED;
        }
        if (has_point) {
            after_point_count++;
            if (fraction_count == fraction_digits) {
                is_too_precise = is_too_precise || c != '0';
                continue;
            }
            fraction_count++;
        } else {
            whole_count++;
        }
        if (!is_too_large) {
            value = value * 10 + (c - '0');
            is_too_large = value > limit;
        }
    }
    if (whole_count == 0 || (has_point && after_point_count == 0)) {
        return MONEY_MALFORMED;
    }
    if (is_too_precise) {
        return MONEY_TOO_PRECISE;
    }
    for (; fraction_count < fraction_digits && !is_too_large; fraction_count++) {
        value *= 10;
        is_too_large = value > limit;
    }
    if (is_too_large) {
        return MONEY_TOO_LARGE;
    }
    *ret_value = is_negative ? -value : value;
    return MONEY_PARSED;
}

enum money_parse_result money_parse(struct text t, struct currency c, struct money *ret_money)
{
    __int128 minor = 0;
    enum money_parse_result result = decimal_parse(t, currency_digits(c), MONEY_MINOR_MAX, &minor);
    if (result == MONEY_PARSED) {
        *ret_money = (struct money){.minor = (int64_t)minor, .currency = c};
    }
    return result;
}

enum money_parse_result exact_parse(struct text t, struct currency c, struct exact *ret_exact)
{
    __int128 micro = 0;
    enum money_parse_result result =
        decimal_parse(t, currency_digits(c) + 6, (__int128)MONEY_MINOR_MAX * EXACT_PER_MINOR, &micro);
    if (result == MONEY_PARSED) {
        *ret_exact = (struct exact){.micro = micro, .currency = c};
    }
    return result;
}

void money_print(struct buf *buf, struct money m)
{
    int digits = currency_digits(m.currency);
    decimal_print(buf, m.minor, digits, digits);
}

struct text money_text(struct arena *arena, struct money m)
{
    struct buf buf = buf_new(arena, /* limit_bytes= */ 64);
    money_print(&buf, m);
    return buf_text(&buf);
}

struct text exact_text(struct arena *arena, struct exact e)
{
    struct buf buf = buf_new(arena, /* limit_bytes= */ 64);
    int digits = currency_digits(e.currency);
    if (exact_is_overflown(e)) {
        return TEXT("overflow");
    }
    decimal_print(&buf, e.micro, digits + 6, digits);
    return buf_text(&buf);
}

struct money money_zero(struct currency c)
{
    return (struct money){.minor = 0, .currency = c};
}

enum rc money_add(struct money a, struct money b, struct money *ret_sum)
{
    if (!currency_equal(a.currency, b.currency)) {
        return RC_CONFLICT;
    }
    int64_t minor = 0;
    if (__builtin_add_overflow(a.minor, b.minor, &minor)) {
        return RC_REFUSED;
    }
    *ret_sum = (struct money){.minor = minor, .currency = a.currency};
    return RC_OK;
}

enum rc money_subtract(struct money a, struct money b, struct money *ret_difference)
{
    if (!currency_equal(a.currency, b.currency)) {
        return RC_CONFLICT;
    }
    int64_t minor = 0;
    if (__builtin_sub_overflow(a.minor, b.minor, &minor)) {
        return RC_REFUSED;
    }
    *ret_difference = (struct money){.minor = minor, .currency = a.currency};
    return RC_OK;
}

struct money money_negate(struct money m)
{
    BUG_ON(m.minor == INT64_MIN);
    return (struct money){.minor = -m.minor, .currency = m.currency};
}

bool exact_is_overflown(struct exact e)
{
    return e.micro == EXACT_OVERFLOWN;
}

struct exact exact_of_money(struct money m)
{
    return (struct exact){.micro = (__int128)m.minor * EXACT_PER_MINOR, .currency = m.currency};
}

struct exact exact_add(struct exact a, struct exact b)
{
    BUG_ON(!currency_equal(a.currency, b.currency));
    struct exact sum = {.currency = a.currency};
    if (exact_is_overflown(a) || exact_is_overflown(b) || __builtin_add_overflow(a.micro, b.micro, &sum.micro)) {
        sum.micro = EXACT_OVERFLOWN;
    }
    return sum;
}

struct exact exact_times(struct exact e, int64_t count)
{
    struct exact product = {.currency = e.currency};
    if (exact_is_overflown(e) || __builtin_mul_overflow(e.micro, (__int128)count, &product.micro)) {
        product.micro = EXACT_OVERFLOWN;
    }
    return product;
}

struct exact money_times_rate(struct money m, struct rate r)
{
    // minor × ppm is in millionths of a minor unit, and at most 2^126.
    return (struct exact){.micro = (__int128)m.minor * r.ppm, .currency = m.currency};
}

// numerator / divisor, divisor > 0 and at most 2^64.
static __int128 divide_rounded(__int128 numerator, __int128 divisor, enum rounding rounding)
{
    __int128 quotient = numerator / divisor;
    __int128 rest = numerator % divisor;
    if (rest == 0) {
        return quotient;
    }
    __int128 away = rest < 0 ? -1 : 1;
    __int128 twice = 2 * (rest < 0 ? -rest : rest);
    switch (rounding) {
    case ROUND_HALF_AWAY:
        return twice >= divisor ? quotient + away : quotient;
    case ROUND_HALF_EVEN:
        return twice > divisor || (twice == divisor && quotient % 2 != 0) ? quotient + away : quotient;
    case ROUND_DOWN:
        return quotient;
    case ROUND_FLOOR:
        return rest < 0 ? quotient - 1 : quotient;
    }
    BUG_ON(true);
}

static bool fits_int64(__int128 value)
{
    return value >= INT64_MIN && value <= INT64_MAX;
}

enum rc exact_round(struct exact e, enum rounding rounding, struct money *ret_money)
{
    if (exact_is_overflown(e)) {
        return RC_REFUSED;
    }
    __int128 minor = divide_rounded(e.micro, EXACT_PER_MINOR, rounding);
    if (!fits_int64(minor)) {
        return RC_REFUSED;
    }
    *ret_money = (struct money){.minor = (int64_t)minor, .currency = e.currency};
    return RC_OK;
}

__uint128_t greatest_common_divisor(__uint128_t a, __uint128_t b)
{
    while (b != 0) {
        __uint128_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

enum rc int64_times_divided(int64_t a, int64_t b, int64_t c, enum rounding rounding, int64_t *ret)
{
    BUG_ON(c == 0);
    __int128 numerator = (__int128)a * b;
    __int128 divisor = c;
    if (divisor < 0) {
        numerator = -numerator;
        divisor = -divisor;
    }
    __int128 value = divide_rounded(numerator, divisor, rounding);
    if (!fits_int64(value)) {
        return RC_REFUSED;
    }
    *ret = (int64_t)value;
    return RC_OK;
}

enum rc rate_parse_percent(struct text t, struct rate *ret_rate)
{
    size_t point = text_find_char(t, '.', 0);
    if (text_starts_with(t, TEXT("-")) || (point != SIZE_MAX && t.n - point - 1 > PERCENT_DIGITS)) {
        return RC_INVALID;
    }
    __int128 ppm = 0;
    if (decimal_parse(t, PERCENT_DIGITS, RATE_PPM_MAX, &ppm) != MONEY_PARSED) {
        return RC_INVALID;
    }
    ret_rate->ppm = (int64_t)ppm;
    return RC_OK;
}

struct text rate_percent_text(struct arena *arena, struct rate r)
{
    struct buf buf = buf_new(arena, /* limit_bytes= */ 64);
    decimal_print(&buf, r.ppm, PERCENT_DIGITS, /* kept_digits= */ 0);
    return buf_text(&buf);
}

struct split {
    unsigned __int128 whole; // magnitude
    unsigned __int128 total; // of the weights
    const int64_t *weights;
    size_t count;
};

static unsigned __int128 split_remainder(const struct split *split, size_t i)
{
    return split->whole * (unsigned __int128)split->weights[i] % split->total;
}

static size_t split_count_at_least(const struct split *split, unsigned __int128 remainder)
{
    size_t count = 0;
    for (size_t i = 0; i < split->count; i++) {
        count += split_remainder(split, i) >= remainder;
    }
    return count;
}

// The largest remainder that at least `wanted` parts reach: by halving, so that no memory for sorting is needed.
static unsigned __int128 split_threshold(const struct split *split, size_t wanted)
{
    unsigned __int128 reached = 0;
    unsigned __int128 missed = split->total;
    while (missed - reached > 1) {
        unsigned __int128 middle = reached + (missed - reached) / 2;
        if (split_count_at_least(split, middle) >= wanted) {
            reached = middle;
        } else {
            missed = middle;
        }
    }
    return reached;
}

void money_split(struct money whole, const int64_t *weights, size_t count, struct money *ret_parts)
{
    struct split split = {.whole = magnitude_of(whole.minor), .weights = weights, .count = count};
    for (size_t i = 0; i < count; i++) {
        BUG_ON(weights[i] < 0);
        split.total += (unsigned __int128)weights[i];
    }
    BUG_ON(split.total == 0);
    unsigned __int128 given = 0;
    for (size_t i = 0; i < count; i++) {
        given += split.whole * (unsigned __int128)weights[i] / split.total;
    }
    size_t left = (size_t)(split.whole - given); // fewer than count
    unsigned __int128 threshold = 0;
    size_t left_at_threshold = 0;
    if (left > 0) {
        threshold = split_threshold(&split, left);
        left_at_threshold = left - split_count_at_least(&split, threshold + 1);
    }
    for (size_t i = 0; i < count; i++) {
        unsigned __int128 part = split.whole * (unsigned __int128)weights[i] / split.total;
        unsigned __int128 remainder = split_remainder(&split, i);
        if (left > 0 && remainder > threshold) {
            part++;
        } else if (left_at_threshold > 0 && remainder == threshold) {
            part++;
            left_at_threshold--;
        }
        __int128 minor = whole.minor < 0 ? -(__int128)part : (__int128)part;
        ret_parts[i] = (struct money){.minor = (int64_t)minor, .currency = whole.currency};
    }
}
