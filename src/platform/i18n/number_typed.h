// SPDX-License-Identifier: Apache-2.0
// Numbers as people type them into forms of their language: 12,50 and 1 234,50 in French and Russian, 12.50 and
// 1,234.50 in English and Japanese. Machines write the point and nothing else (base/value); the API takes only that.
#pragma once

#include "i18n/i18n.h"

// The number with a point and without grouping: "1 234,50" → "1234.50".
//
//     en, ja    the point is the sign of decimals; commas and spaces may stand between thousands
//     fr, ru    the comma is, and the point may stand for it; spaces may stand between thousands
//
// Spaces are ordinary, no-break, narrow no-break, thin and ideographic ones; groups are of three digits, the first of
// one to three. Digits, points, commas and the minus of full width, and the minus sign, are understood.
// RC_INVALID, *ret_plain is TEXT_NONE, for what can be read in two ways: a single sign that is not the language's for
// decimals before exactly three digits, "1,234" in English and "1.234" in French, unless no thousand begins so
// ("0.125"). What is no number comes back as it was typed: whoever needs one refuses it.
enum rc number_typed(struct arena *arena, enum i18n_language language, struct text typed,
                     struct text *ret_plain) MUST_USE;
// A number as machines write it, as a form shows it to be typed over: "12.50" → "12,50" in French and Russian. Always
// read back as the same number.
struct text number_as_typed(struct arena *arena, enum i18n_language language, struct text plain);
