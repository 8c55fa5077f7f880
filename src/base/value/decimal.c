// SPDX-License-Identifier: Apache-2.0
// Decimal numbers, printed from the last digit on.
#include "value/decimal.h"

// The last digit, which is taken away. Division of 128 bits is slow and hardly ever needed.
static char digit_take(unsigned __int128 *rest)
{
    if (*rest <= UINT64_MAX) {
        uint64_t few = (uint64_t)*rest;
        *rest = few / 10;
        return (char)('0' + (int)(few % 10));
    }
    char digit = (char)('0' + (int)(*rest % 10));
    *rest /= 10;
    return digit;
}

void decimal_print(struct buf *buf, __int128 value, int fraction_digits, int kept_digits)
{
    char digits[64];
    size_t at = sizeof(digits);
    unsigned __int128 rest = value < 0 ? -(unsigned __int128)value : (unsigned __int128)value;
    bool is_started = false;
    for (int i = 0; i < fraction_digits; i++) {
        char digit = digit_take(&rest);
        if (is_started || digit != '0' || fraction_digits - i <= kept_digits) {
            digits[--at] = digit;
            is_started = true;
        }
    }
    if (is_started) {
        digits[--at] = '.';
    }
    do {
        digits[--at] = digit_take(&rest);
    } while (rest > 0);
    if (value < 0) {
        digits[--at] = '-';
    }
    buf_add_bytes(buf, digits + at, sizeof(digits) - at);
}

struct text decimal_text(struct arena *arena, int64_t value, int fraction_digits)
{
    struct buf buf = buf_new(arena, /* limit_bytes= */ 64);
    decimal_print(&buf, value, fraction_digits, fraction_digits);
    return buf_text(&buf);
}
