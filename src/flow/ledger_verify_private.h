// SPDX-License-Identifier: Apache-2.0
// What the parts of the check of the books share: the verdicts under construction.
#pragma once

#include "ledger_verify.h"

#define VERIFY_ROWS_MAX 100 // of one kind of damage

struct verify {
    struct db *db;
    struct arena *arena;
    struct ledger_verification *out;
};

// Counts a finding of an invariant, and keeps its sentence while there is room.
void verify_find(struct verify *verify, int invariant, const char *format, ...) __attribute__((format(printf, 3, 4)));

// Charges and the accounts of advertisers.
enum rc verify_charges(struct verify *verify) MUST_USE;
