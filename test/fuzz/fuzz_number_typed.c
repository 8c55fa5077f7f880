// SPDX-License-Identifier: Apache-2.0
// Numbers as they are typed, in each language: what is understood is a plain number that the field shows again and
// reads as the same; everything else comes back untouched.
#include "core/bug.h"
#include "i18n/number_typed.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO_ARENA arena = arena_new(100000);
    struct text input = {.p = (const char *)data, .n = size > 1000 ? 1000 : size};
    for (enum i18n_language language = 0; language < I18N_LANGUAGE_COUNT; language++) {
        struct text plain;
        struct text again;
        if (number_typed(arena, language, input, &plain) != RC_OK) {
            BUG_ON(text_is(plain));
            continue;
        }
        if (text_equal(plain, text_trim(input))) {
            continue;
        }
        size_t points = 0;
        for (size_t i = 0; i < plain.n; i++) {
            bool is_sign = (plain.p[i] == '-' && i == 0) || plain.p[i] == '.';
            BUG_ON(!is_sign && (plain.p[i] < '0' || plain.p[i] > '9'));
            points += plain.p[i] == '.';
        }
        BUG_ON(points > 1 || plain.n == 0 || plain.n > input.n);
        BUG_ON(number_typed(arena, language, number_as_typed(arena, language, plain), &again) != RC_OK);
        BUG_ON(!text_equal(plain, again));
    }
    return 0;
}
