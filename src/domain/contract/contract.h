// SPDX-License-Identifier: Apache-2.0
// Contracts of partners in programs (mission S3A-4): a term in days, a target, and what follows when the term is over.
// Each row is one term; what was agreed in it never changes. A term that is renewed is followed by the next one, which
// begins in the instant in which it ended. A partner has at most one term in a program that is running or in review.
//
// Storage and the rule; flow/partner/contract_life.h agrees and decides. Readers need no transaction, writers a write
// transaction. Rows and texts live in the arena.
#pragma once

#include "core/arena.h"
#include "db/db.h"
#include "ids.h"
#include "value/money.h"
#include "value/time.h"

#define CONTRACT_TERM_DAYS_MAX 3660
#define CONTRACT_MEASURE_WORDS "none,sales,revenue"
#define CONTRACT_WHEN_MET_WORDS "renew,review"
#define CONTRACT_WHEN_MISSED_WORDS "lapse,review"
// running; review: over, and a person has to decide; renewed: over, another term follows; lapsed: over, and the partner
// has left the program; withdrawn: it binds no more, and the partner stays in the program without a contract.
#define CONTRACT_STATUS_WORDS "running,review,renewed,lapsed,withdrawn"

struct contract {
    struct contract_id id;
    struct partner_id partner_id;
    struct program_id program_id;
    struct contract_id renews; // the term before; 0 for the first
    struct instant starts_at;  // midnight in the network's zone
    struct instant ends_at;    // likewise; the first instant after the term
    int64_t term_days;
    struct text measure;      // none; sales; revenue: see contract_result
    int64_t target;           // sales, or minor units of revenue; 0 without a measure
    struct currency currency; // the program's
    struct text when_met, when_missed;
    struct text status;
    int64_t result, undecided; // when the term was over; 0 before
    struct text agreed_by;
    struct instant agreed_at;
    struct text decided_by;    // TEXT_NONE while it runs
    struct instant decided_at; // INSTANT_NONE likewise
    struct text note;          // or ""
};

// What the partner achieved in a term: the sales credited to him in the program that happened in it. A sale counts once
// it is approved, unless all of it was refunded; revenue is what approved sales brought less refunds.
struct contract_result {
    int64_t sales, revenue_minor;
    int64_t undecided_sales, undecided_minor; // of sales that are still pending
};
// Of this measure: sales or minor units; 0 without one.
int64_t contract_measured(struct text measure, const struct contract_result *result);
int64_t contract_undecided(struct text measure, const struct contract_result *result);

// What follows a term that is over, by what was agreed: "renewed", "lapsed" or "review". The target is met when what is
// approved reaches it and missed when all that is pending could not; between the two a person decides. A contract
// without a measure is met.
struct text contract_outcome(const struct contract *contract, const struct contract_result *result);

enum rc contract_insert(struct db *db, struct arena *arena, const struct contract *contract,
                        struct contract_id *ret_id) MUST_USE; // RC_CONFLICT: another term is open
// Status, result, who, when and note.
enum rc contract_update(struct db *db, const struct contract *contract) MUST_USE;
enum rc contract_get(struct db *db, struct arena *arena, struct contract_id id,
                     struct contract *ret_contract) MUST_USE; // RC_NOT_FOUND
// The newest term of a partner in a program, in whatever status. RC_NOT_FOUND.
enum rc contract_latest(struct db *db, struct arena *arena, struct partner_id partner_id, struct program_id program_id,
                        struct contract *ret_contract) MUST_USE;
struct contract_filter {
    struct partner_id partner_id;       // 0: all
    struct program_id program_id;       // 0: all
    struct advertiser_id advertiser_id; // 0: all; else in its programs
    struct text status;                 // "" or TEXT_NONE: any
    struct instant over_at;             // only those that are over then; INSTANT_NONE: all
    struct contract_id before;          // cursor; 0: from the newest
    int64_t limit;
};
// Newest first.
enum rc contract_list(struct db *db, struct arena *arena, const struct contract_filter *filter,
                      struct contract **ret_list, size_t *ret_count) MUST_USE;
enum rc contract_count(struct db *db, struct arena *arena, struct text status, int64_t *ret_count) MUST_USE;
enum rc contract_result_get(struct db *db, struct arena *arena, const struct contract *contract,
                            struct contract_result *ret_result) MUST_USE;
