// SPDX-License-Identifier: Apache-2.0
// Whole numbers of a power of ten, as text.
#pragma once

#include "core/buf.h"

// value × 10^-fraction_digits (at most 40), without zeros at the end but with kept_digits at least: "-0.05", "120".
void decimal_print(struct buf *buf, __int128 value, int fraction_digits, int kept_digits);
// The same with all of its digits: "0.004000".
struct text decimal_text(struct arena *arena, int64_t value, int fraction_digits);
