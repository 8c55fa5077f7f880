// SPDX-License-Identifier: Apache-2.0
// The plan language: a text that says what a partner earns, one clause a line, '#' begins a comment. Pure: text in,
// structure or an error with line, column, message and a suggestion out. docs/plans.md teaches it; a later issue
// extends it (levels, tiers, conditions), so the reader is a table of clauses.
//
//   pay 10% on sale                       percent of the sale's base
//   pay 5% on sale of kind digital        percent of the lines of that product kind only (S3E-4)
//   pay 2.50 EUR on sale                  fixed sum per sale
//   pay 0.40 USD on lead                  fixed sum per lead
//   pay 12 EUR on goal signup             any goal of the offer by its code
//   pay 0.001 USD on click                per redirected click; "on unique click" counts unique ones only
//   base after discount                   percent base: what the customer paid (the default); "base before discount"
//   adds the discount hold 14 days                          from the conversion to availability; 0 to 365; else the
//   program's hold cap 20% of sale                       all commission of one sale together is at most this share of
//   the sale cap 50.00 EUR per sale                and at most this sum round half even                       else half
//   away from zero
#pragma once

#include "core/arena.h"
#include "core/fault.h"
#include "core/text.h"
#include "value/money.h"

#define PLAN_TEXT_MAX 65536
#define PLAN_RULES_MAX 200

enum plan_period { PLAN_WEEK, PLAN_MONTH, PLAN_QUARTER, PLAN_YEAR, PLAN_ALL_TIME, PLAN_UNTIL };
enum plan_reward { PLAN_GIVE_GIFT, PLAN_GIVE_CREDIT, PLAN_GIVE_LEAD, PLAN_GIVE_INVITATION };

enum plan_event { PLAN_ON_CLICK, PLAN_ON_UNIQUE_CLICK, PLAN_ON_GOAL };

struct plan_rule {
    int line;           // in the text, from 1
    struct text source; // the clause as written, trimmed, without comment
    enum plan_event event;
    struct text goal;      // for PLAN_ON_GOAL: "sale", "lead" or a code
    struct text item_kind; // "of kind …", or TEXT_NONE for the whole
    bool is_percent;
    struct rate rate;   // is_percent
    struct exact fixed; // otherwise
};

struct plan {
    struct plan_rule *rules;
    size_t rule_count;
    bool is_base_before_discount;
    int hold_days; // -1 when the plan does not say
    bool has_cap_rate;
    struct rate cap_rate;
    bool has_cap_sum;
    struct money cap_sum;
    enum rounding rounding;
};

struct plan_error {
    int line;   // from 1
    int column; // from 1, in characters
    char message[160];
    char suggestion[80]; // "did you mean 'pay'?", or ""
};

// Reads the text for a program of this currency. RC_INVALID with *ret_error otherwise: unknown words (nearest known
// word suggested), rates below 0 or above 100 %, negative or over-precise amounts, another currency, repeated clauses
// (two rules for the same event, goal and kind; two holds), more than PLAN_RULES_MAX rules, no rule at all, malformed
// UTF-8.
enum rc plan_parse(struct arena *arena, struct text source, struct currency currency, struct plan **ret_plan,
                   struct plan_error *ret_error) MUST_USE;
// What one click earns, exactly; zero when no rule pays for it. A unique click is paid by the rule for unique clicks
// when the plan has both, never by two rules. *ret_line is the rule's line (0: none).
struct exact plan_click_rate(const struct plan *plan, struct currency currency, bool is_unique, int *ret_line);
