// SPDX-License-Identifier: Apache-2.0
// Text fields in windows-1251, which the banks' and accountants' programs of Russia read (the 1C client-bank exchange
// demands it). Source of the table: the index of windows-1251 in the WHATWG Encoding Standard; position 0x98 is empty.
//
// One rule for what the code page does not have, so that the same text gives the same bytes everywhere:
//  * Latin letters with marks lose them (é → e, Ł → L), ligatures become their letters (ß → ss, Æ → AE, œ → oe);
//  * hyphens and the minus sign become '-', spaces of any width ' ', primes and modifier apostrophes '\'';
//  * a Cyrillic letter written with a combining mark is the letter it makes (и + U+0306 → й, е + U+0308 → ё);
//  * everything else (other scripts, other combining marks, emoji) is refused: a name in a payment order is never
//    guessed.
#pragma once

#include "core/buf.h"
#include "core/rc.h"
#include "core/text.h"

// Appends t. RC_INVALID when t is not well-formed UTF-8 or holds a control character (a field is one line); RC_REFUSED
// when a character has neither a place nor a rule. Nothing is appended then, and *ret_at (may be NULL) is the byte of t
// where the trouble begins.
enum rc cp1251_encode(struct buf *buf, struct text t, size_t *ret_at) MUST_USE;
