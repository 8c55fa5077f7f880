// SPDX-License-Identifier: Apache-2.0
// Numbers of banks and accounts that carry their own check: American routing numbers, Russian accounts, taxpayers'
// numbers, and BICs by their shape.
#pragma once

#include <stdbool.h>

#include "core/text.h"

// Nine digits with the ABA check: weights 3, 7, 1, the sum divisible by ten; not all zero.
bool routing_number_is_good(struct text t);
// ISO 9362: eight or eleven capitals and digits: bank 4 letters, country 2, place 2, branch 3.
bool bic_is_good(struct text t);
// Nine digits (Bank of Russia's directory).
bool bik_is_good(struct text t);
// Twenty digits whose ninth is the control key under this BIK (Bank of Russia, order 515 of 8 September 1997): weights
// 7, 1, 3 over the last three digits of the BIK and the account, the sum of last digits divisible by ten. A
// correspondent account (301…), and an account at the Bank of Russia itself (BIK ending in 000, 001, 002), goes with
// '0' and the fifth and sixth digit of the BIK instead.
bool ru_account_is_good(struct text account, struct text bik);
// The same, and of balance account 301.
bool ru_correspondent_is_good(struct text account, struct text bik);
// Ten digits with one check digit, or twelve with two.
bool inn_is_good(struct text t);
// Four digits, two digits or capitals, three digits.
bool kpp_is_good(struct text t);
