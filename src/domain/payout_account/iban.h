// SPDX-License-Identifier: Apache-2.0
// International bank account numbers, ISO 13616: two letters of the country, two check digits (ISO 7064 MOD 97-10) and
// the country's own number, of the country's length and pattern (SWIFT's IBAN registry).
#pragma once

#include "core/arena.h"
#include "core/text.h"

#define IBAN_LETTERS_MAX 34

enum iban_result {
    IBAN_GOOD,
    IBAN_COUNTRY_UNKNOWN,
    IBAN_LENGTH_WRONG,  // for the country
    IBAN_PATTERN_WRONG, // a letter where the country has a digit, or something that is neither
    IBAN_CHECK_WRONG,   // mod 97: a slip of the pen
};

// As people write it (spaces, lower case) to as machines do. Other characters stay, and iban_check refuses them.
struct text iban_normal(struct arena *arena, struct text t);
// Of the normal form.
enum iban_result iban_check(struct text iban);
// Whether SEPA reaches the country (EPC409-09).
bool iban_is_sepa(struct text iban);
// Letters that the country's IBANs have; 0 for a country without.
size_t iban_length(struct text country);
