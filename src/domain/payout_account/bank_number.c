// SPDX-License-Identifier: Apache-2.0
// Numbers with checks; see bank_number.h.
#include "payout_account/bank_number.h"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool has_digits(struct text t, size_t count)
{
    bool is_good = t.n == count;
    for (size_t i = 0; i < t.n && is_good; i++) {
        is_good = is_digit(t.p[i]);
    }
    return is_good;
}

// Sum of digits times weights, which repeat.
static unsigned weighted(struct text digits, const unsigned *weights, size_t weight_count)
{
    unsigned sum = 0;
    for (size_t i = 0; i < digits.n; i++) {
        sum += (unsigned)(digits.p[i] - '0') * weights[i % weight_count];
    }
    return sum;
}

bool routing_number_is_good(struct text t)
{
    static const unsigned weights[] = {3, 7, 1};
    if (!has_digits(t, 9)) {
        return false;
    }
    unsigned sum = weighted(t, weights, 3);
    return sum != 0 && sum % 10 == 0;
}

bool bic_is_good(struct text t)
{
    bool is_good = t.n == 8 || t.n == 11;
    for (size_t i = 0; i < t.n && is_good; i++) {
        is_good = is_capital(t.p[i]) || (i >= 6 && is_digit(t.p[i]));
    }
    return is_good;
}

bool bik_is_good(struct text t)
{
    return has_digits(t, 9);
}

#define ACCOUNT_DIGITS 20

static bool has_control_key(struct text account, const char bank[3])
{
    static const unsigned weights[] = {7, 1, 3};
    unsigned sum = 0;
    for (size_t i = 0; i < 3 + ACCOUNT_DIGITS; i++) {
        unsigned digit = (unsigned)((i < 3 ? bank[i] : account.p[i - 3]) - '0');
        sum += digit * weights[i % 3];
    }
    return sum % 10 == 0;
}

bool ru_correspondent_is_good(struct text account, struct text bik)
{
    return has_digits(account, ACCOUNT_DIGITS) && bik_is_good(bik) && text_starts_with(account, TEXT("301")) &&
           has_control_key(account, (const char[3]){'0', bik.p[4], bik.p[5]});
}

bool ru_account_is_good(struct text account, struct text bik)
{
    if (!has_digits(account, ACCOUNT_DIGITS) || !bik_is_good(bik)) {
        return false;
    }
    bool is_central = bik.p[6] == '0' && bik.p[7] == '0' && bik.p[8] <= '2';
    return is_central ? has_control_key(account, (const char[3]){'0', bik.p[4], bik.p[5]})
                      : has_control_key(account, (const char[3]){bik.p[6], bik.p[7], bik.p[8]});
}

static bool has_check_digit(struct text t, const unsigned *weights, size_t count)
{
    return weighted(text_slice(t, 0, count), weights, count) % 11 % 10 == (unsigned)(t.p[count] - '0');
}

bool inn_is_good(struct text t)
{
    static const unsigned tenth[] = {2, 4, 10, 3, 5, 9, 4, 6, 8};
    static const unsigned eleventh[] = {7, 2, 4, 10, 3, 5, 9, 4, 6, 8};
    static const unsigned twelfth[] = {3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8};
    if (has_digits(t, 10)) {
        return has_check_digit(t, tenth, 9);
    }
    return has_digits(t, 12) && has_check_digit(t, eleventh, 10) && has_check_digit(t, twelfth, 11);
}

bool kpp_is_good(struct text t)
{
    bool is_good = t.n == 9;
    for (size_t i = 0; i < t.n && is_good; i++) {
        is_good = is_digit(t.p[i]) || ((i == 4 || i == 5) && is_capital(t.p[i]));
    }
    return is_good;
}
