// SPDX-License-Identifier: Apache-2.0
// Unsigned 256-bit integers, private to this folder: the numerators of exact fractions of money, which pass 128 bits
// when a rate, two amounts of 10^15 and a sum of lines are multiplied. Overflow is a BUG: callers bound their factors.
#pragma once

#include <stdint.h>

struct wide {
    uint64_t limbs[4]; // the lowest first
};

struct wide wide_of(__uint128_t value);
struct wide wide_add(struct wide a, struct wide b);
struct wide wide_times(struct wide a, __uint128_t b);
// Below, at or above zero, as memcmp.
int wide_compare(struct wide a, struct wide b);
// a / divisor cut down, and the rest. BUG when the divisor is 0 or 2^127 and more, or the quotient passes 128 bits.
__uint128_t wide_divide(struct wide a, __uint128_t divisor, __uint128_t *ret_rest);
