// SPDX-License-Identifier: Apache-2.0
// Texts in the characters that payment formats carry, by one stated rule each, so that the same name gives the same
// bytes everywhere.
//
// SEPA (EPC217-08: a-z A-Z 0-9 / - ? : ( ) . , ' + and space), used for NACHA too: what windows-1251 can write
// (base/format/cp1251.h: Latin letters lose their marks, ligatures become letters) is taken; Cyrillic letters are
// written as in Russian passports (ICAO 9303: щ is SHCH, ъ is IE); & becomes +, quotes become ', dashes and _ become -,
// № becomes No, any other sign becomes a full stop. Other scripts are refused. No '/' stands at
// either end.
#pragma once

#include "payment_file/payment_file.h"

// At most max characters, cut at the end. RC_REFUSED character_unmapped (field: what); a text of which nothing is left
// is refused likewise.
enum rc payment_text_sepa(struct arena *arena, struct text t, size_t max, const char *what, struct text *ret_text,
                          struct fault *fault) MUST_USE;

// Decimal in major units with the currency's own digits: 12.34.
struct text payment_amount(struct arena *arena, struct money amount);
struct text payment_date(struct arena *arena, struct civil date); // 2026-11-30
