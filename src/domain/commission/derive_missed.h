// SPDX-License-Identifier: Apache-2.0
// What an event did not bring to others: the levels whose recruiter earned nothing, and the bonuses and rewards in kind
// that it did not bring its partner, each with the reason. Pure, from the facts and plans of the derivation; told by
// explain.h to whoever may know it, and never recorded: the facts and versions are.
#pragma once

#include "commission/derive_bonus.h"

enum missed_why {
    MISSED_OTHER_GOAL, // the levels: all clauses of the plan are for other goals
    MISSED_CHAIN_ENDS, // from this level on: nobody recruited the one below
    MISSED_BEYOND,     // from this level on: the plan has no clause so far up
    MISSED_GAP,        // the recruiter was archived, and nobody moved down
    MISSED_NO_CLAUSE,  // no clause covers the level for this goal
    MISSED_NOTHING,    // the clause says "nothing"
    MISSED_ZERO,       // the clause pays, and what it pays came to nothing: its derivation says by which
    MISSED_CONDITION,  // of a level's clause, of a bonus or of a reward
    MISSED_TARGET,     // the volume is below the target
    MISSED_TOO_LATE,   // after the day until which it counts
    MISSED_WHY_COUNT
};

struct derive_missed {
    enum missed_why why;
    int level;                            // 1 to 101; 0: a bonus or a reward in kind
    int line;                             // of the clause; 0: none
    struct text text;                     // of the clause
    struct text derivation;               // MISSED_ZERO: of the level's award
    const struct plan_expression *failed; // MISSED_CONDITION: the test that decided it
    struct text actual;                   // what it saw; TEXT_NONE: unknown
    bool is_excluded;                     // the test held, and the clause leaves such cases out
    const struct plan_target *target;     // MISSED_TARGET, MISSED_TOO_LATE
    const struct bonus_volume *volume;    // MISSED_TARGET: what is reached
};

struct missed_question {
    const struct derive_facts *facts;
    const struct derive_plan *plans;
    size_t plan_count;
    const struct derived *derived; // DERIVE_EXPLAINED of the same facts and plans
    // Of each bonus for the event's goal, in the period that the event lies in, as it is now. A bonus whose volume is
    // not given is not looked at.
    const struct bonus_volume *volumes;
    size_t volume_count;
};

// Levels upwards, then bonuses and rewards in the order of the text. Nothing of a rejected event, nor of one that was
// refunded whole: there its own explanation says all.
void derive_missed(struct arena *arena, const struct missed_question *question, struct derive_missed **ret_list,
                   size_t *ret_count);
