// SPDX-License-Identifier: Apache-2.0
// What the parts of the check of the books share. Each part has findings of its own, which are put together in the
// order of the parts, whichever thread had which.
#pragma once

#include "ledger/ledger_verify.h"

#define VERIFY_ROWS_MAX 100 // of one kind of damage

struct verify {
    struct db *db; // of the thread that the part runs on, as is the arena
    struct arena *arena;
    struct instant now;
    struct ledger_verification *out; // what a part counts or lists: each writes members of its own
    int64_t found[LEDGER_INVARIANTS];
    struct ledger_finding findings[LEDGER_FINDINGS_MAX]; // the first
    size_t finding_count;
};

// Counts a finding of an invariant, and keeps its sentence while there is room.
void verify_find(struct verify *verify, int invariant, const char *format, ...) __attribute__((format(printf, 3, 4)));

// The ledger's own invariants, and commissions by the sums of the same pass over all postings.
enum rc verify_books(struct verify *verify) MUST_USE;
// That agreed splits and assists sum to the whole of their conversion's commission.
enum rc verify_shares(struct verify *verify) MUST_USE;
// Charges and the accounts of advertisers.
enum rc verify_charges(struct verify *verify) MUST_USE;
