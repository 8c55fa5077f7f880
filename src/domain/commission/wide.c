// SPDX-License-Identifier: Apache-2.0
// 256 bits in four limbs of 64. Division goes bit by bit, but for what fits in 128 bits, as nearly all money does.
#include "commission/wide.h"

#include "core/bug.h"

#define LIMBS 4
#define LIMB_BITS 64

struct wide wide_of(__uint128_t value)
{
    return (struct wide){.limbs = {(uint64_t)value, (uint64_t)(value >> LIMB_BITS)}};
}

struct wide wide_add(struct wide a, struct wide b)
{
    struct wide sum = {{0}};
    __uint128_t carry = 0;
    for (int i = 0; i < LIMBS; i++) {
        carry += (__uint128_t)a.limbs[i] + b.limbs[i];
        sum.limbs[i] = (uint64_t)carry;
        carry >>= LIMB_BITS;
    }
    BUG_ON(carry != 0);
    return sum;
}

struct wide wide_times(struct wide a, __uint128_t b)
{
    const uint64_t factors[2] = {(uint64_t)b, (uint64_t)(b >> LIMB_BITS)};
    uint64_t limbs[LIMBS + 2] = {0};
    for (int k = 0; k < 2; k++) {
        __uint128_t carry = 0;
        for (int i = 0; i < LIMBS; i++) {
            carry += (__uint128_t)a.limbs[i] * factors[k] + limbs[i + k];
            limbs[i + k] = (uint64_t)carry;
            carry >>= LIMB_BITS;
        }
        limbs[LIMBS + k] = (uint64_t)carry;
    }
    BUG_ON(limbs[4] != 0 || limbs[5] != 0);
    return (struct wide){.limbs = {limbs[0], limbs[1], limbs[2], limbs[3]}};
}

int wide_compare(struct wide a, struct wide b)
{
    for (int i = LIMBS - 1; i >= 0; i--) {
        if (a.limbs[i] != b.limbs[i]) {
            return a.limbs[i] < b.limbs[i] ? -1 : 1;
        }
    }
    return 0;
}

__uint128_t wide_divide(struct wide a, __uint128_t divisor, __uint128_t *ret_rest)
{
    BUG_ON(divisor == 0 || divisor >> 127 != 0);
    if (a.limbs[2] == 0 && a.limbs[3] == 0) {
        __uint128_t value = (__uint128_t)a.limbs[1] << LIMB_BITS | a.limbs[0];
        *ret_rest = value % divisor;
        return value / divisor;
    }
    __uint128_t quotient = 0;
    __uint128_t rest = 0;
    for (int bit = LIMBS * LIMB_BITS - 1; bit >= 0; bit--) {
        BUG_ON(quotient >> 127 != 0);
        quotient <<= 1;
        rest = rest << 1 | (a.limbs[bit / LIMB_BITS] >> (bit % LIMB_BITS) & 1);
        if (rest >= divisor) {
            rest -= divisor;
            quotient |= 1;
        }
    }
    *ret_rest = rest;
    return quotient;
}
