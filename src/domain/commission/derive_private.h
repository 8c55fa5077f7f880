// SPDX-License-Identifier: Apache-2.0
// What the parts of the engine share, private to this folder. derive.c leads: terms and bases, then rules and lines
// (derive_lines), what a rule pays (derive_tiers), levels (derive_levels), caps (derive_caps), splits (derive_share),
// JSON (derive_json).
//
// Numerators stand over one divisor = factor_divisor × lines:
//   base of the whole order = factor × unit / factor_divisor
//     factor / factor_divisor = 1/1, or (amount + discount - tax - shipping) / amount; unit = remaining
//     amount 0: factor = what was spared, unit = 1
//   base of a rule = base of the whole × its lines / lines
#pragma once

#include "commission/derive.h"
#include "commission/wide.h"

#define DERIVATION_FORMAT 3
#define NO_PLAN SIZE_MAX

enum rule_outcome {
    RULE_PAID,
    RULE_REJECTED, // would pay, but the conversion is rejected
    RULE_OTHER_GOAL,
    RULE_OVERRIDDEN,   // by individual terms as a whole
    RULE_REPLACED,     // by a rule "instead of" it
    RULE_NOT_IN_PLACE, // "instead of" a rule that the program's plan does not have
    RULE_DATE_OUTSIDE,
    RULE_CONDITION_FAILED,
    RULE_PAYMENT_LIMIT,
    RULE_MONTH_LIMIT,
    RULE_CHURNED,
    RULE_USAGE_UNKNOWN,
    RULE_NO_ITEM,
    RULE_LINES_TAKEN,
    RULE_OUTCOME_COUNT
};

// What a rule pays: which value, for how much of the order.
struct pay {
    const struct plan_value *value; // of the rule or of the tier
    const struct plan_tier *tier;   // NULL: below the first, or no tiers
    int64_t volume;                 // with tiers: position, or sum before, or total
    bool is_sliced;                 // several tiers share the sale
    __uint128_t weight;             // percentages: sum of slice × parts per million
    struct wide amount;             // millionths of a minor unit × divisor
    const char *limit;              // "at_least", "at_most" or NULL
};

// One rule of the paying plan for the event's goal.
struct ruling {
    const struct plan_rule *rule;
    size_t plan_index; // whose text it is in
    enum rule_outcome outcome;
    int by_line;                          // RULE_LINES_TAKEN: the rule that has them
    const struct plan_expression *failed; // RULE_CONDITION_FAILED
    bool has_event;                       // the event as a whole is its
    bool is_any;                          // it has a line
    bool is_empty;                        // it fits and has nothing
    __uint128_t lines;                    // their sum
    int64_t quantity;                     // of those lines
    struct pay pay;
};

// What one clause pays to one level.
struct level_part {
    const struct plan_level *clause;
    size_t plan_index;
    int level;          // 1 to 100
    struct wide amount; // millionths × divisor
    __uint128_t divisor;
    int64_t rounded;
    int64_t left; // after the cap over all levels
    int line;     // of the clause, or of the cap that cut it
};

#define CAP_TARGET_COMMISSION SIZE_MAX // before it is split
#define CAP_TARGET_LEVEL(i) (SIZE_MAX / 2 + (i))

// That a cap was looked at for an amount.
struct cap_event {
    const struct plan_cap *cap;
    size_t target; // CAP_TARGET_COMMISSION, CAP_TARGET_LEVEL(index), or the index of an award
    int64_t limit; // minor units
    int64_t used;  // by others before; 0 for caps of one sale
    int64_t before, after;
};

struct working {
    struct arena *arena;
    const struct derive_facts *facts;
    const struct derive_plan *plans;
    size_t plan_count;
    bool is_explained;
    int format; // of the text
    // derive.c
    size_t payer; // index of the plan whose terms hold, NO_PLAN when there is none
    int64_t refunded, remaining;
    bool is_taken_back; // refunded whole: fixed sums are too
    __uint128_t items;  // sum of the items
    __uint128_t lines;  // items or amount, whichever is more; at least 1
    __uint128_t factor, factor_divisor, unit;
    __uint128_t divisor; // factor_divisor × lines: below 2^127
    enum rounding rounding;
    int hold_days;
    const char *hold_from; // "rule", "plan", "next_plan" or "program"
    // derive_lines
    struct ruling *rulings; // of the paying plan for this goal, in its order
    size_t ruling_count;
    bool is_matched;
    struct wide total; // of all rules: millionths × divisor
    int line;          // of the rule or tier that paid most, then of the cap that cut it
    // derive.c and derive_caps
    int64_t rounded;    // total
    int64_t commission; // after the cap per sale
    int64_t shared;     // after the cap over all levels
    struct derive_reward *rewards;
    size_t reward_count;
    // derive_levels
    struct level_part *levels;
    size_t level_count;
    // derive_share
    struct derive_award *awards; // the sharers first, then levels
    size_t award_count;
    size_t group_count;     // how many of them share the commission
    const int64_t *weights; // of the sharers; NULL: one has all
    // derive_caps
    struct cap_event *cap_events; // EXPLAINED only
    size_t cap_event_count, cap_event_capacity;
};

bool derive_is_for_goal(const struct derive_facts *facts, const struct plan_rule *rule);
// Days of hold of a rule or level clause that states own_days (-1: none) in the plan with this index.
int derive_hold_days(const struct working *work, size_t plan_index, int own_days, const char **ret_from);
int64_t derive_minor(__uint128_t value);  // BUG when it does not fit
int64_t derive_add(int64_t a, int64_t b); // the same

// derive_lines: the plan that pays, its rules, what each takes and pays, and the sum.
void derive_settle_payer(struct working *work);
void derive_rules(struct working *work, struct ruling rulings[static PLAN_RULES_MAX]);
// What a rule would pay alone, had its condition held: on all lines that are its by items.
struct ruling derive_rule_alone(const struct working *work, const struct plan_rule *rule, size_t plan_index);
// The line of another rule that has lines which would be this rule's own; 0: none has.
int derive_taken_by(struct working *work, const struct plan_rule *rule);
const char *derive_outcome_text(enum rule_outcome outcome);

// derive_tiers
struct pay derive_pay(const struct working *work, const struct ruling *ruling);
// The tariff for the event's usage; NULL when it is unknown or beyond the bands.
const struct plan_band *derive_band(const struct working *work, size_t plan_index);
// The slice of the event's remaining amount from `at` on that lies in one tier; *ret_tier may be NULL.
int64_t derive_slice(const struct working *work, const struct plan_rule *rule, int64_t at,
                     const struct plan_tier **ret_tier);

// derive_levels
void derive_levels(struct working *work, struct level_part levels[static PLAN_LEVEL_MAX]);

// derive_caps
void derive_cap_sale(struct working *work);
void derive_cap_levels(struct working *work);
void derive_cap_periods(struct working *work);

// derive_share: makes the awards, unexplained.
void derive_share(struct working *work);

// derive_json: the text for one award; NULL: for the event, when nobody is paid by a rule.
struct text derive_json(struct working *work, const struct derive_award *award, int64_t *ret_best_minor);

// Fractions: numerator / divisor millionths, rounded once to minor units.
int64_t derive_round(struct wide numerator, __uint128_t divisor, enum rounding rounding);
