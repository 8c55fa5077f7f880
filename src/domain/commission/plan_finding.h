// SPDX-License-Identifier: Apache-2.0
// What the checker and the ratchet found of a plan, as a code with parameters, and as a sentence in each language
// (plan_finding_words.c). One structure for pages, the API, the command line and refusals. Pure.
#pragma once

#include "commission/derive.h"
#include "commission/explain.h"

enum check_subject {
    CHECK_EXAMPLE,
    CHECK_AT_MOST,
    CHECK_MARGIN,
    CHECK_MONOTONE,
    CHECK_NO_JUMP,
    CHECK_NEVER_NEGATIVE,
    CHECK_DETERMINISTIC,
    CHECK_BONUS,
    CHECK_RATCHET, // of plan_ratchet.h
    CHECK_NAMES,   // of plan_names.h: what the plan names and the program does not have
};
const char *check_subject_text(enum check_subject subject); // "at_most"

enum check_outcome { CHECK_PROVED, CHECK_REFUTED, CHECK_UNDECIDED, CHECK_NOTE };
const char *check_outcome_text(enum check_outcome outcome); // "proved"

// What is said; the parameters by name behind it.
enum check_code {
    CHECK_EXAMPLE_HOLDS,
    CHECK_EXAMPLE_FAILS,  // who, earned, expected
    CHECK_AT_MOST_HOLDS,  // rate, cases
    CHECK_AT_MOST_FAILS,  // rate, sale, paid
    CHECK_MARGIN_HOLDS,   // rate, cases
    CHECK_MARGIN_FAILS,   // rate, sale, paid
    CHECK_MONOTONE_HOLDS, // cases
    CHECK_MONOTONE_FAILS, // sale, paid, smaller, before
    CHECK_NO_JUMP_HOLDS,  // sum, cases
    CHECK_NO_JUMP_FAILS,  // sum, sale, paid, smaller, before
    CHECK_NEVER_BELOW,    // cases
    CHECK_SAME_HOLDS,     // cases
    CHECK_OPEN,           // why, cases
    CHECK_BONUS_IN_KIND,
    CHECK_BONUS_OF_SUMS, // rate
    CHECK_BONUS_EVERY,   // sum, count
    CHECK_BONUS_ONCE,    // sum, count
    CHECK_NEVER_WORSE,   // who, cases
    CHECK_EARNS_LESS,    // who, sale, before, paid
    CHECK_MAY_EARN_LESS, // who, why, cases
    CHECK_HOLD_LONGER,   // who, sale, days, before
    CHECK_HOLD_UNKNOWN,
    CHECK_BONUS_WORSE,        // bonus
    CHECK_CLICK_WORSE,        // paid, before
    CHECK_UNIQUE_CLICK_WORSE, // paid, before
    CHECK_IMPRESSIONS_WORSE,
    CHECK_REFUNDS_WORSE,
    CHECK_PENALTY_WORSE,
    CHECK_BASE_WORSE,
    CHECK_HOLD_BESIDE, // days, before: of clicks, impressions or bonuses
    CHECK_CAP_TIGHTER, // cap, earned, before, paid
    CHECK_CAP_LONGER,  // cap, before, sum
    CHECK_CAP_CHANGED, // cap
    CHECK_CAP_SOONER,  // cap
    CHECK_SHARE_CHANGED,
    CHECK_MATRIX_CHANGED,
    CHECK_TEXT_SAME,
    CHECK_TERMS_NEVER_WORSE, // of partners whose individual terms stand before the plan
    CHECK_TERMS_WORSE,
    CHECK_VERSIONS_TOO_MANY,
    CHECK_GOAL_NOWHERE, // goal
    CHECK_LEVEL_NOBODY, // level
    CHECK_CODE_COUNT
};
const char *check_code_text(enum check_code code); // "at_most_fails"

// Why a statement is not decided.
enum check_why {
    CHECK_WHY_NOT, // it is
    // Not all cases or amounts were looked at.
    CHECK_WHY_CASES,
    CHECK_WHY_GOALS,
    CHECK_WHY_AMOUNTS,
    CHECK_WHY_FACTS,
    CHECK_WHY_VALUES,
    CHECK_WHY_CONTAINED,
    CHECK_WHY_KINDS,
    CHECK_WHY_TESTS,
    CHECK_WHY_LEVELS,
    // They were, and what lies between the amounts is no line.
    CHECK_WHY_LIMIT_SUMS,
    CHECK_WHY_LIMIT_ITEMS,
    CHECK_WHY_SUMS_ITEMS,
    CHECK_WHY_CAP_ITEMS,
    CHECK_WHY_CAP_SUMS,
    CHECK_WHY_CAP_DISCOUNT,
    CHECK_WHY_CAP_PARTS,
    CHECK_WHY_REFUNDS,
    CHECK_WHY_PERIODS,
    CHECK_WHY_COUNT
};
const char *check_why_text(enum check_why why); // "too_many_cases"

struct plan_scene; // plan_case.h
enum check_value { CHECK_RATE, CHECK_MONEY, CHECK_EXACT, CHECK_NUMBER, CHECK_QUOTE, CHECK_WHY, CHECK_WHO, CHECK_SALE };
struct check_parameter {
    const char *name;
    enum check_value kind;
    struct rate rate;
    struct money money;
    struct exact exact;
    int64_t number; // also enum check_why, and of whom: 0 the credited partner, else the level
    struct text text;
    const struct plan_scene *scene; // of a sale
};
#define CHECK_PARAMETERS_MAX 5

struct check_finding {
    enum check_subject subject;
    enum check_outcome outcome;
    enum check_code code;
    int line;  // of the promise, example, margin or bonus; 0: asked for
    int level; // ratchet: whose; 0: the credited partner's
    struct check_parameter parameters[CHECK_PARAMETERS_MAX];
    size_t parameter_count;
    // CHECK_REFUTED: the smallest counter-example; CHECK_EXAMPLE: the example's facts.
    bool has_facts;
    struct derive_facts facts;
    struct money before; // monotone, no_jump: what the sale of one minor unit less pays; ratchet: by the old version
    struct money paid;
};

// The finding as a sentence; amounts with the currency's code.
struct text plan_finding_text(struct arena *arena, const struct check_finding *finding, enum explain_language language);
// A parameter for programs: "30" (percent), "0.03 EUR", "12", "too_many_cases", "credited", "level 2"; a sale in
// English.
struct text check_parameter_text(struct arena *arena, const struct check_parameter *parameter);

// For those who find. The code is set, and a parameter added; at most CHECK_PARAMETERS_MAX.
struct check_parameter *check_parameter_add(struct check_finding *finding, const char *name, enum check_value kind);
