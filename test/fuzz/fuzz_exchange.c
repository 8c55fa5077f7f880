// SPDX-License-Identifier: Apache-2.0
// Exchange rates: what is accepted prints as a text that reads back to the same value, and a conversion there and back
// by it is never off by more than its two roundings allow.
#include "core/bug.h"
#include "value/exchange.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO_ARENA arena = arena_new(100000);
    struct text input = {.p = (const char *)data, .n = size > 1000 ? 1000 : size};
    struct exchange_value value, again;
    if (exchange_value_parse(input, &value) != RC_OK) {
        return 0;
    }
    BUG_ON(value.digits < 1 || value.digits > EXCHANGE_DIGITS_MAX || value.scale < 0 ||
           value.scale > EXCHANGE_SCALE_MAX);
    BUG_ON(exchange_value_parse(exchange_value_text(arena, value), &again) != RC_OK);
    BUG_ON(again.digits != value.digits || again.scale != value.scale);
    struct currency eur, jpy;
    BUG_ON(currency_parse(TEXT("EUR"), &eur) != RC_OK || currency_parse(TEXT("JPY"), &jpy) != RC_OK);
    struct exchange there = exchange_direct(eur, jpy, value);
    struct exchange back = exchange_inverse(jpy, eur, value);
    BUG_ON(there.numerator != back.denominator || there.denominator != back.numerator);
    struct money amount = {.minor = 1000, .currency = eur}, converted, returned;
    if (exchange_convert(&there, amount, ROUND_DOWN, &converted) == RC_OK) {
        BUG_ON(converted.minor < 0);
        BUG_ON(exchange_convert(&back, converted, ROUND_DOWN, &returned) == RC_OK && returned.minor > amount.minor);
    }
    return 0;
}
