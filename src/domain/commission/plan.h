// SPDX-License-Identifier: Apache-2.0
// The plan language: a text that says what partners earn, read into the structures below. Pure: text in, structure or
// an error with line, column, message and suggestion out. Total by construction: no names are computed, no clause
// refers to a result of another, so every plan ends; every amount is piecewise linear in the sale's amount.
// docs/plans.md teaches the language; this header is what the engine (derive.h) and the checker evaluate.
//
// One clause a line, '#' begins a comment, words in any letter case. A line that begins with from, up, above, when,
// unless, and, or continues the clause before it. Names of several words, or with signs, stand between quotation marks.
//
//   base after discount                        after (default) or before discount; without tax, without shipping,
//   without
//                                              tax and shipping: two settings, each once
//   [NAME:] [also] pay VALUE on EVENT [of ITEMS] [MODIFIER…] [when CONDITION] [unless CONDITION] [TIER…]
//     VALUE     10% | 10% of tariff | 2.50 EUR | 2.50 EUR per item | nothing
//     EVENT     sale | lead | goal CODE | click | unique click | 1000 impressions
//     ITEMS     kind, sku, category, service with a name (or in (a, b), starts with, ends with, contains), and or not (
//     ) MODIFIER  for 6 months | for 6 payments | for the first payment | for life | until churn | from 2026-11-20 |
//               until 2026-11-30 | hold 30 days | at least 2 EUR | at most 50 EUR | instead of NAME
//     TIER      from 10 sales a month 12% [for all] | from 5000 EUR of sales a quarter 12% [for all]
//   tariff by NAME, with lines  up to 10000 3000 RUB  and  above 20000 RUB
//   level 1 pays 5% of sale | levels 2 to 7 pay 10% of commission | level 1 pays 2 EUR  [on EVENT] [hold …] [when …]
//   matrix 3 wide 7 deep
//   share first 40%, last 40%, others 20%
//   customer gets 10% off
//   bonus 100 EUR for [every] 10 sales a month | for the first sale | for 5000 EUR of sales a quarter | … until DATE
//   give [2] gift|credit|lead|invitation ["NAME"] on EVENT | for … as bonus  [when …]
//   cap 20% of sale [over all levels] | cap 50 EUR per sale [over all levels] | cap 1000 EUR per partner a month
//   budget 50000 EUR a month                   caps of partners and budgets: [, beyond it 2%|nothing]
//   hold 14 days · round half even · round half away from zero
//   refunds after payment are owed back | are forgiven
//   late payment 5 times after 10 days
//   margin 40% of sale · promise at most 30% of sale · promise never less for a larger sale · promise no jump above 50
//   EUR example sale of 100 EUR [with FACT, FACT…] earns 10 EUR[, level 1 5 EUR…]
#pragma once

#include "commission/plan_errors.h"
#include "core/arena.h"
#include "core/fault.h"
#include "core/text.h"
#include "value/money.h"

#define PLAN_TEXT_MAX 65536
#define PLAN_SENT_MAX (16 * PLAN_TEXT_MAX) // of what is looked at to tell the first mistake of a longer text
#define PLAN_RULES_MAX 200 // pay rules; also of tiers in a rule, bands, levels, bonuses, caps, examples, promises, each
#define PLAN_LEVEL_MAX 100
#define PLAN_DEPTH_MAX 32 // of parentheses and nots

enum plan_event { PLAN_ON_CLICK, PLAN_ON_UNIQUE_CLICK, PLAN_ON_IMPRESSION, PLAN_ON_GOAL };

// Calendar periods in the network's time zone, weeks begin on Monday (ISO 8601). PLAN_ALL_TIME: since the partner's
// first event in the program. PLAN_UNTIL: the same, with a deadline (bonuses only).
enum plan_period { PLAN_WEEK, PLAN_MONTH, PLAN_QUARTER, PLAN_YEAR, PLAN_ALL_TIME, PLAN_UNTIL, PLAN_PERIOD_COUNT };

// What a condition asks. The recruiter's stand in level clauses only and are those of the partner of that level, who
// would earn. The items' stand in "of ITEMS" only.
enum plan_field {
    PLAN_PARTNER_TYPE, // text, as are all but those with another type below
    PLAN_PARTNER_LEVEL,
    PLAN_PARTNER_SEGMENT,
    PLAN_PARTNER_COUNTRY,
    PLAN_PARTNER_CODE,
    PLAN_PARTNER_DAYS, // number: whole days from enrolment to the event
    PLAN_RECRUITER_TYPE,
    PLAN_RECRUITER_LEVEL,
    PLAN_RECRUITER_SEGMENT,
    PLAN_RECRUITER_COUNTRY,
    PLAN_RECRUITER_CODE,
    PLAN_RECRUITER_DAYS, // number
    PLAN_CUSTOMER,       // "new" or "returning"
    PLAN_CUSTOMER_COUNTRY,
    PLAN_COUPON,
    PLAN_COUNTRY, // of the visitor
    PLAN_DEVICE,
    PLAN_SOURCE,
    PLAN_ORDER_AMOUNT,   // money: what the customer paid, before refunds
    PLAN_ORDER_QUANTITY, // number: sum of the items' quantities
    PLAN_PAYMENT_NUMBER, // number: of this customer, from 1
    PLAN_MONTH_NUMBER,   // number: of this customer, from 1
    PLAN_DATE,           // date: the event's local day
    PLAN_METADATA,       // text or number, by the operator
    PLAN_ITEM_KIND,
    PLAN_ITEM_SKU,
    PLAN_ITEM_CATEGORY,
    PLAN_FIELD_COUNT
};

// Texts: IS to ENDS_WITH, in any ASCII letter case. Numbers, money and dates: IN, NOT_IN and EQUAL to AT_LEAST ("is" of
// a number is read as EQUAL, "=" of a text as IS). A test of a fact that is not known is false, and each NOT_… operator
// is exactly the contrary of its counterpart: it holds when the fact is not known.
enum plan_operator {
    PLAN_IS,
    PLAN_IS_NOT,
    PLAN_IN,
    PLAN_NOT_IN,
    PLAN_CONTAINS,
    PLAN_NOT_CONTAINS,
    PLAN_STARTS_WITH,
    PLAN_ENDS_WITH,
    PLAN_EQUAL,
    PLAN_NOT_EQUAL,
    PLAN_LESS,
    PLAN_AT_MOST,
    PLAN_MORE,
    PLAN_AT_LEAST,
};

enum plan_node { PLAN_AND, PLAN_OR, PLAN_NOT, PLAN_TEST };

// Chains of one word are balanced trees, so the depth is a small multiple of PLAN_DEPTH_MAX.
struct plan_expression {
    enum plan_node node;
    const struct plan_expression *left, *right; // AND, OR; NOT: left
    enum plan_field field;                      // TEST, and what follows
    struct text key;                            // of metadata
    enum plan_operator op;
    bool is_number;            // numbers below, not values
    const struct text *values; // value_count of them: 1 unless IN or NOT_IN
    const int64_t *numbers;    // as many. Numbers: millionths; money: minor units; date: days since 1970-01-01
    size_t value_count;
};

enum plan_value_kind { PLAN_PERCENT, PLAN_PERCENT_OF_TARIFF, PLAN_FIXED, PLAN_FIXED_PER_ITEM, PLAN_NOTHING };

struct plan_value {
    enum plan_value_kind kind;
    struct rate rate;   // the percentages: 0 to 100 %
    struct exact fixed; // the fixed sums: finer than a minor unit, never negative
};

// What a rule pays from a volume on. Volumes are of the credited partner in the program, events of the rule's goal.
struct plan_tier {
    int line;
    int64_t from_count;    // unless by sum: from 1
    struct money from_sum; // by sum: above 0
    struct plan_value value;
};

// Ascending; count 0: no tiers. By count: the event whose position in the period (events before + 1) reaches from_count
// has the tier's value. By sum: the part of the event's amount that lies above from_sum (sum before + own part) has it:
// marginal slices, percentages only. For all: the tier that the whole period's volume reaches holds for every event.
struct plan_tiers {
    bool is_by_sum;
    bool is_for_all;
    enum plan_period period; // never PLAN_UNTIL
    const struct plan_tier *list;
    size_t count;
};

// A rule matches an event when event and goal agree, the day is in [from_day, until_day], the condition holds, the
// limit is not passed (payment_number <= limit_payments, month_number <= limit_months; not known counts as the first),
// and unless is_until_churn the customer may have left. A rule that does not match is as if it were not there.
struct plan_rule {
    int line;
    struct text source; // the clause as written, without comments; lines joined by a space
    struct text name;   // TEXT_NONE when it has none; unique in the plan in any letter case
    bool is_also;
    struct text instead_of; // TEXT_NONE, or the name of the program's rule that it stands for (individual terms)
    enum plan_event event;
    struct text goal;  // PLAN_ON_GOAL: "sale", "lead" or a code; else TEXT_NONE
    int64_t per_count; // impressions: the value is for so many; else 1
    struct plan_value value;
    const struct plan_expression *items;     // NULL: all of the order. A fixed sum is paid once when one is there
    const struct plan_expression *condition; // NULL: none
    struct plan_tiers tiers;
    int limit_payments, limit_months; // 0: no limit
    bool is_until_churn;
    int64_t from_day, until_day;    // days since 1970-01-01, both inclusive; INT64_MIN and INT64_MAX when open
    int hold_days;                  // -1: as the plan says
    bool has_at_least, has_at_most; // of what the rule pays for one event, before rounding; nothing stays nothing
    struct exact at_least, at_most;
};

// Ascending. The first band with usage <= up_to gives the tariff; beyond the last there is none, and nothing is paid.
struct plan_band {
    int line;
    int64_t up_to; // INT64_MAX: "above"
    struct exact tariff;
};

enum plan_level_base { PLAN_OF_SALE, PLAN_OF_COMMISSION, PLAN_OF_NOTHING }; // of nothing: a fixed sum, or nothing

// What the recruiters above the credited partner earn. For one level and event the first clause in the order of the
// text that covers both and whose condition holds pays.
struct plan_level {
    int line;
    struct text source;
    int from_level, to_level; // 1 to PLAN_LEVEL_MAX
    enum plan_level_base base;
    struct plan_value value; // PLAN_PERCENT, PLAN_FIXED or PLAN_NOTHING
    bool is_any_goal;        // or only goal
    struct text goal;
    const struct plan_expression *condition; // NULL: none
    int hold_days;                           // -1: as the credited partner's
};

struct plan_share {
    bool is_given;
    int line;
    struct rate first, last, others; // sum to 100 %
};

// What a bonus is for: so many events, or so large a sum of their amounts, in a period or until a day.
struct plan_target {
    struct text goal; // whose events count
    bool is_by_sum;
    bool is_every;           // again each time the target is reached anew in the period; else once a period
    enum plan_period period; // PLAN_ALL_TIME "in all", PLAN_UNTIL "until DATE"
    int64_t until_day;       // PLAN_UNTIL: inclusive
    int64_t count;           // unless by sum: from 1
    struct money sum;        // by sum: above 0
};

enum plan_reward { PLAN_GIVE_GIFT, PLAN_GIVE_CREDIT, PLAN_GIVE_LEAD, PLAN_GIVE_INVITATION };

struct plan_bonus {
    int line;
    struct text source;
    bool is_in_kind;
    struct money amount;     // unless in kind
    enum plan_reward reward; // in kind, with its quantity (from 1) and name (TEXT_NONE when it has none)
    int64_t quantity;
    struct text reward_name;
    bool is_per_event; // in kind: for each event of target.goal; nothing else of target counts
    struct plan_target target;
    const struct plan_expression *condition; // NULL: none; for a target partner fields only
};

enum plan_cap_scope {
    PLAN_CAP_SALE,    // the credited partner's (and those he shares with) of one event
    PLAN_CAP_LEVELS,  // all levels and the credited partner together, of one event
    PLAN_CAP_PARTNER, // one partner's in a period
    PLAN_CAP_PROGRAM, // the program's budget in a period
};

// Of each kind at most one: scope, rate or sum, and period.
struct plan_cap {
    int line;
    struct text source;
    enum plan_cap_scope scope;
    bool is_rate; // SALE and LEVELS only: a share of what remains of the sale
    struct rate rate;
    struct money sum;
    enum plan_period period; // PARTNER and PROGRAM
    struct rate beyond;      // PARTNER and PROGRAM: what part of the rest is still paid; 0: nothing
};

enum plan_promise_kind { PLAN_PROMISE_AT_MOST, PLAN_PROMISE_MONOTONE, PLAN_PROMISE_NO_JUMP };

struct plan_promise {
    int line;
    struct text source;
    enum plan_promise_kind kind;
    struct rate rate; // AT_MOST
    struct money sum; // NO_JUMP
};

// A fact that an example states: a field with one value, as in a test with IS or EQUAL.
struct plan_fact {
    enum plan_field field;
    struct text key; // of metadata
    bool is_number;
    struct text value;
    int64_t number; // as in plan_expression
};

struct plan_example_item {
    struct text kind, sku, category; // TEXT_NONE: not said
    int64_t quantity;                // from 1
    struct money amount;
};

// "12th sale of the month", "4000 EUR of sales a quarter before": the partner's volume before the event.
struct plan_example_volume {
    enum plan_period period;
    int64_t count_before;    // -1: not said
    struct money sum_before; // minor -1: not said
};

struct plan_example_award {
    int level; // 0: the credited partner
    struct money amount;
};

struct plan_example {
    int line;
    struct text source;
    struct text goal;
    struct money amount, discount, tax, shipping, refunded; // 0 when not said
    bool is_rejected;
    int64_t usage;       // -1: not said
    int recruiter_count; // -1: not said: as many as the plan has levels
    const struct plan_fact *facts;
    size_t fact_count;
    const struct plan_example_item *items;
    size_t item_count;
    const struct plan_example_volume *volumes;
    size_t volume_count;
    const struct plan_example_award *awards; // what must come out; who is not named is not looked at
    size_t award_count;
};

struct plan {
    struct currency currency;
    struct plan_rule *rules; // all lists in the order of the text
    size_t rule_count;
    struct plan_level *levels;
    size_t level_count;
    struct plan_bonus *bonuses;
    size_t bonus_count;
    struct plan_cap *caps;
    size_t cap_count;
    struct plan_promise *promises;
    size_t promise_count;
    struct plan_example *examples;
    size_t example_count;
    struct text tariff_name; // the usage figure that the bands go by; TEXT_NONE: no tariff
    int tariff_line;
    struct plan_band *bands;
    size_t band_count;
    bool is_base_before_discount, is_base_without_tax, is_base_without_shipping;
    int hold_days; // -1 when the plan does not say
    enum rounding rounding;
    struct plan_share share;
    int matrix_wide, matrix_deep; // 0: levels follow the recruiters
    bool has_customer_discount;
    struct plan_value customer_discount; // PLAN_PERCENT; PLAN_FIXED in old plans only: see plan_check_new
    int customer_line, customer_column;  // of its value
    bool is_refund_forgiven;             // refunds after payment are not owed back
    bool has_penalty;                    // late payment: penalty_times the sum after penalty_days (S1-13)
    int64_t penalty_times;               // 1 to 100
    int penalty_days;
    bool has_margin; // for the checker only (S1-2)
    struct rate margin;
    int margin_line;
};

#define PLAN_ERROR_ARGUMENTS_MAX 4
struct plan_error {
    int line;   // from 1
    int column; // from 1, in characters
    enum plan_error_code code;
    char arguments[PLAN_ERROR_ARGUMENTS_MAX][96]; // what stands in the sentence, "" for none
    char message[160];                            // the sentence in English
    char suggestion[80];                          // "did you mean 'pay'?", or ""
};

// Reads the text for a program of this currency. RC_INVALID with *ret_error otherwise: unknown words (nearest known
// word suggested), rates below 0 or above 100 %, negative or over-precise amounts, another currency, repeated clauses
// (two rules that match the same; two holds), more than PLAN_RULES_MAX of a kind, tiers or bands that do not ascend,
// nothing that pays, malformed UTF-8.
enum rc plan_parse(struct arena *arena, struct text source, struct currency currency, struct plan **ret_plan,
                   struct plan_error *ret_error) MUST_USE;

// A rule that no other of its goal has to stand behind: no items, condition, days, or limit, and not "also". A plan has
// at most one for a goal, and it is tried last.
bool plan_rule_is_plain(const struct plan_rule *rule);
// The rule of that name, in any letter case; NULL when there is none.
const struct plan_rule *plan_find_rule(const struct plan *plan, struct text name);
// The cap of that scope, as a rate or as a sum; of periods the first. NULL when there is none.
const struct plan_cap *plan_find_cap(const struct plan *plan, enum plan_cap_scope scope, bool is_rate);
// What one click earns, exactly; zero when no rule pays for it. A unique click is paid by the rule for unique clicks
// when the plan has both, never by two rules. *ret_line is the rule's line (0: none).
struct exact plan_click_rate(const struct plan *plan, struct currency currency, bool is_unique, int *ret_line);
// The rule for impressions; NULL when there is none. Its value is a sum for per_count of them, or nothing.
const struct plan_rule *plan_impression_rule(const struct plan *plan);

// What history and which facts the plans need for an event of a goal, so that flows read no more than that.
struct plan_needs {
    bool volumes[PLAN_PERIOD_COUNT];       // tiers: the volume before the event in such a period
    bool whole_periods[PLAN_PERIOD_COUNT]; // tiers for all: and that of the whole period, whose events all depend on it
    bool bonuses[PLAN_PERIOD_COUNT];       // bonuses: the volume of such a period
    bool is_customer_history;              // payment and month numbers, new or returning, churn
    bool is_usage;
    bool is_touches;      // shares: the partners who touched
    int upline_depth;     // how many recruiters above the credited partner, 0: none
    bool is_matrix;       // by placement in the matrix instead
    bool is_partner_caps; // use of caps per partner and period so far
    bool is_budget;       // use of the program's budget so far
};
// Adds to *needs, which begins as {0}.
void plan_needs_add(const struct plan *plan, struct text goal, struct plan_needs *needs);

// The plan as text in its one canonical form, without comments: parsed again it gives an equal plan, and printed again
// the same bytes. Lines differ from the source's.
struct text plan_print(struct arena *arena, const struct plan *plan);
// As clauses of plan_print: for builders and findings.
void plan_value_print(struct buf *buf, const struct plan_value *value);
void plan_expression_print(struct buf *buf, const struct plan_expression *expression, struct currency currency);
const char *plan_field_words(enum plan_field field);    // "partner type"
const char *plan_operator_words(enum plan_operator op); // "does not contain"
const char *plan_period_word(enum plan_period period);  // "month"; "all" for PLAN_ALL_TIME

// What older plans say and no new one may, because nothing comes of it: a sum as the customer's discount.
enum rc plan_check_new(struct arena *arena, const struct plan *plan, struct plan_error *ret_error) MUST_USE;
// Whether the plan, which plan_check_new looks at too, can be in force where it is meant: "instead of NAME" stands in
// individual terms only, and the program's plan has a rule of that name for the same event and goal. program: NULL for
// the program's own plan.
enum rc plan_check_place(struct arena *arena, const struct plan *plan, const struct plan *program,
                         struct plan_error *ret_error) MUST_USE;
