// SPDX-License-Identifier: Apache-2.0
// The ten invariants of the books, computed anew from rows: `tributary ledger check` and GET /ledger/check. The
// ledger's own (ledger/ledger.h) and those that tie it to commissions, clicks and payouts:
//
//   1 every entry is sealed and sums to zero in each currency
//   2 all accounts together sum to zero in each currency
//   3 every stored balance is the sum of its postings
//   4 every account's chain of postings has no gap
//   5 each conversion has one set of commissions; each is the sum of its steps and of its entries; corrections mirror
//     what they correct; shares of a commission sum to the whole, unless a cap stands over one; each charge is its
//     commissions and the network's margin, and the sum of its steps and entries; each advertiser's account is the sum
//     of its lines, and stands on one side
//   6 no payout took more than was available; payout items are the sum of their shares
//   7 amounts are whole minor units; remainders of clicks are carried on without loss
//   8 the hash chain of every account is unbroken
//   9 money that waits (pending, in payout) is listed with its age
//  10 closed periods are as they were closed: nothing was booked into them, and their trial balances still hold
#pragma once

#include "ledger/ledger.h"

#define LEDGER_INVARIANTS 10
#define LEDGER_WAITING_MAX 100

struct ledger_verdict {
    int invariant;    // 1 .. 10
    const char *says; // the line above
    int64_t findings; // 0: it holds
};

struct ledger_waiting {
    struct partner_id partner_id;
    struct text kind; // pending, in_payout
    struct money amount;
    struct instant since; // INSTANT_NONE when nothing tells (then 5 or 6 has a finding)
};

struct ledger_verification {
    bool is_sound;
    struct ledger_verdict verdicts[LEDGER_INVARIANTS];
    int64_t accounts, entries, postings, commissions, click_lines;
    struct ledger_finding findings[LEDGER_FINDINGS_MAX]; // the first of all invariants
    size_t finding_count;                                // how many are there, at most LEDGER_FINDINGS_MAX
    struct ledger_waiting waiting[LEDGER_WAITING_MAX];   // the longest first
    size_t waiting_count;
    int64_t waiting_accounts; // of all
    int64_t overdue;          // commissions whose hold is over at `now`, which the next release makes available
};

// Begins a read transaction of its own: must not be called inside one. Streams; memory grows with accounts and, by some
// 60 bytes each, with commissions. With many entries two threads read the same state of the books.
enum rc ledger_verify(struct db *db, struct arena *arena, struct instant now,
                      struct ledger_verification *ret_verification) MUST_USE;
#define LEDGER_ENTRIES_FOR_TWO 20000 // fewer are read before a second connection is there
// The same with 1 or 2 threads; what is found, and in which order, does not depend on it. One does where there is no
// second connection to be had (db_twin.h).
enum rc ledger_verify_threads(struct db *db, struct arena *arena, struct instant now, int threads,
                              struct ledger_verification *ret_verification) MUST_USE;
