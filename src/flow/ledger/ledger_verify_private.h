// SPDX-License-Identifier: Apache-2.0
// What the parts of the check of the books share: the verdicts under construction.
#pragma once

#include "core/map.h"
#include "ledger/ledger_verify.h"

#define VERIFY_ROWS_MAX 100 // of one kind of damage

#define VERIFY_BLOCK ((size_t)1 << 14) // of commissions
#define VERIFY_BLOCKS_MAX ((size_t)1 << 14)

// What the postings of a commission sum to; sums are kept modulo 2^64.
struct verify_booked {
    uint64_t expense, pending, available; // pending and available as credits
    uint64_t taken;                       // by payouts
    int64_t accruals;                     // how many entries
};

struct verify {
    struct db *db;
    struct arena *arena;
    struct ledger_verification *out;
    struct arena *booked_arena;
    struct map64 booked_by_id; // commission → index + 1
    struct verify_booked *booked[VERIFY_BLOCKS_MAX];
    size_t booked_count;
};

// Counts a finding of an invariant, and keeps its sentence while there is room.
void verify_find(struct verify *verify, int invariant, const char *format, ...) __attribute__((format(printf, 3, 4)));

// Takes what a posting says about its commission; user is the verify.
void verify_posting(void *user, const struct ledger_check_posting *posting);
// Commissions, once all postings were taken.
enum rc verify_commissions(struct verify *verify) MUST_USE;
// That agreed splits and assists sum to the whole of their conversion's commission.
enum rc verify_shares(struct verify *verify) MUST_USE;
// Charges and the accounts of advertisers.
enum rc verify_charges(struct verify *verify) MUST_USE;
