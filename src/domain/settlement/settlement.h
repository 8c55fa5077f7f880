// SPDX-License-Identifier: Apache-2.0
// How a program settles, in versions that never change. In-house: the advertiser is the operator himself, commissions
// are his expense, nobody is charged. Network: the advertiser owes the network for each conversion (charge_derive.h),
// and the network owes the partner. A program without a version is in-house.
//
// Which version judges an event is a question of two instants, as with program terms (program/program.h): `at` is the
// event's own, `known_at` when it was accepted. A conversion keeps its version: later ones do not change what it costs.
//
// Readers need no transaction. Writers need a write transaction and network_catalog_bump before them.
#pragma once

#include "core/arena.h"
#include "db/db.h"
#include "ids.h"
#include "settlement/charge_derive.h"
#include "value/time.h"

enum settlement_mode { SETTLEMENT_IN_HOUSE, SETTLEMENT_NETWORK, SETTLEMENT_MODE_COUNT };
const char *settlement_mode_text(enum settlement_mode mode); // "in_house"
bool settlement_mode_parse(struct text t, enum settlement_mode *ret_mode);

#define PENALTY_TIMES_MAX 100
#define PENALTY_AFTER_DAYS_MAX 3650

struct settlement_terms {
    struct settlement_id id; // 0: the program has none and is in-house
    struct program_id program_id;
    enum settlement_mode mode;
    struct charge_terms charge; // its number is the version's; CHARGE_NONE in-house
    int64_t penalty_times;      // 0: no penalty for late payment
    int64_t penalty_after_days; // overdue that long, the penalty is owed
    struct instant effective_at;
    struct instant created_at;
};

// A program that has none.
struct settlement_terms settlement_terms_none(struct program_id program_id, struct currency currency);
// currency: the program's. RC_NOT_FOUND when absent.
enum rc settlement_terms_get(struct db *db, struct arena *arena, struct settlement_id id, struct currency currency,
                             struct settlement_terms *ret_terms) MUST_USE;
// settlement_terms_none when nothing was in force or known then.
struct settlement_question {
    struct program_id program_id;
    struct currency currency;
    struct instant at;
    struct instant known_at; // INSTANT_NONE: everything known now
};
enum rc settlement_terms_in_force(struct db *db, struct arena *arena, const struct settlement_question *question,
                                  struct settlement_terms *ret_terms) MUST_USE;
// Newest first, ids below before (0: from the newest).
enum rc settlement_terms_list(struct db *db, struct arena *arena, const struct settlement_terms *before, int64_t limit,
                              struct settlement_terms **ret_list, size_t *ret_count) MUST_USE;
// Fills id and the number.
enum rc settlement_terms_insert(struct db *db, struct arena *arena, struct settlement_terms *terms) MUST_USE;
// Whether conversions or clicks have been settled in the program already.
enum rc settlement_is_used(struct db *db, struct arena *arena, struct program_id program_id, bool *ret_is) MUST_USE;
