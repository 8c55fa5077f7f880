// SPDX-License-Identifier: Apache-2.0
// How much one event earns, for whom and why: a pure function of recorded facts and of the plan versions in force. Live
// accrual, refunds, import, replay, calculator, backtest and explanation all call commission_derive; nothing else
// computes a commission. Bonuses for a period's volume are bonus_derive's (derive_bonus.h).
#pragma once

#include "commission/plan.h"
#include "ids.h"
#include "value/money.h"
#include "value/time.h"

// A partner as conditions see him.
struct derive_partner {
    struct partner_id partner_id;                    // 0: a gap in a chain of recruiters
    struct text code, type, level, segment, country; // TEXT_NONE or empty: unknown
    int64_t enrolled_day; // local day of enrolment in the program: `partner days` counts from it
    bool is_active;       // an archived recruiter earns nothing and moves nobody
};

struct derive_item {
    struct text sku, category, kind; // TEXT_NONE or empty: unknown
    int64_t quantity;                // 1 or more; 0 counts as 1
    struct money amount;             // of the whole line
};

struct derive_pair {
    struct text name, value; // of the event's metadata
};

// The partner's volume of one goal in one calendar period, at this event in the canonical order (occurred_at, goal,
// order id). Amounts are net of refunds; a rejected event, and one with an amount that was refunded whole, counts in
// neither figure. A volume that is not given is that of a first event.
struct derive_volume {
    struct text goal;
    enum plan_period period;
    int64_t count_before, count_all; // *_all: of the whole period as known now, this event included
    struct money sum_before, sum_all;
};

struct derive_share {
    struct derive_partner partner;
    struct rate share; // the shares of an event sum to 100 %
};

// What a cap of a period already paid in the order of acceptance, this event not counted.
struct derive_cap_use {
    size_t plan_index; // in the plans given to commission_derive
    int cap_line;
    struct partner_id partner_id; // a cap per partner: whose; a budget: 0
    struct money used_before;
};

struct derive_facts {
    struct text goal;
    struct currency currency;
    struct money amount;             // what the customer paid, after discount, tax and shipping included
    struct money discount;           // what he was spared
    struct money tax, shipping;      // contained in amount
    struct money refunded;           // sum of refunds so far; beyond amount it counts as amount
    bool is_rejected;                // then everything is zero
    const struct derive_item *items; // may be empty; amounts need not sum to the whole: the rest is of unknown kind
    size_t item_count;
    struct instant occurred_at;
    int64_t local_day; // days since 1970-01-01 in the network's zone, as recorded at acceptance
    int program_hold_days;
    struct derive_partner partner; // who is credited

    bool is_customer_known, is_customer_new; // new: this is his first payment in the program
    struct text customer_country;
    int payment_number; // of this customer and goal: 1, 2, 3 …; 0 unknown, which no limit stops
    int month_number;   // months since the first payment, from 1; 0 unknown
    bool is_churned;    // the subscription was ended before this payment

    struct text coupon, country, device, source; // of the click or the report; empty: none
    const struct derive_pair *metadata;
    size_t metadata_count;
    int64_t usage; // for `of tariff`; -1 unknown

    const struct derive_volume *volumes;
    size_t volume_count;
    const struct derive_partner *uplines; // level 1 first, as deep as plan_needs says; id 0: a gap
    size_t upline_count;
    const struct derive_share *splits; // agreed for this sale; none: `share` or the credited partner alone
    size_t split_count;
    const struct derive_partner *touches; // distinct partners who touched within the window, oldest first touch first
    size_t touch_count;
    const struct derive_cap_use *cap_uses;
    size_t cap_use_count;
    int format; // of the derivation: 2, 3, or 0 for the newest; what is derived again has the one it had
};

// The plans that may pay, most specific first: the partner's individual terms, then the program's plan.
struct derive_plan {
    struct plan_id plan_id;
    int64_t number; // version number, for the explanation
    bool is_individual;
    const struct plan *plan;
};
#define DERIVE_PLANS_MAX 4

enum derive_role {
    DERIVE_CREDITED, // the credited partner, with all of the commission or his part of it
    DERIVE_SPLIT,    // a partner of an agreed split
    DERIVE_ASSIST,   // a partner who has part of it by `share`
    DERIVE_LEVEL,    // a recruiter
    DERIVE_ROLE_COUNT
};
const char *derive_role_text(enum derive_role role); // "credited", "split", "assist", "level"

// One beneficiary. (partner, role, level) is unique within an event.
struct derive_award {
    struct partner_id partner_id;
    enum derive_role role;
    int level;              // 1 … 100; 0 for the others
    struct money amount;    // never negative; may be zero
    struct instant due_at;  // occurred_at + hold
    struct plan_id plan_id; // whose rule or level clause it follows
    // The line of that plan's text that made the amount what it is: the cap that cut it last, else of the rule that
    // paid most the tier or the rule itself, or the level clause. 0: no rule paid.
    int line;
    struct text derivation; // canonical JSON; TEXT_NONE with DERIVE_AMOUNTS
};

// In kind, per event (`give gift "mug" on sale`): at most once for each event, clause and partner.
struct derive_reward {
    struct plan_id plan_id;
    int line;
    enum plan_reward kind;
    struct text name;
    int64_t quantity;
};

const char *derive_reward_text(enum plan_reward kind); // "gift", "credit", "lead", "invitation"

struct derived {
    bool is_paid;           // a pay rule matched (the amount may still be zero)
    struct plan_id plan_id; // the plan whose terms hold: the one that paid, or the last one looked at; 0: no plan
    // The credited partner or the partners who share his commission first, in the order of the facts, then levels
    // upwards. Without a pay rule that matched only levels are there.
    struct derive_award *awards;
    size_t award_count;
    struct money total;    // of all awards
    struct instant due_at; // of the credited partner's part
    const struct derive_reward *rewards;
    size_t reward_count;
    // DERIVE_EXPLAINED: the credited partner's canonical JSON, also when nothing is earned: it says why not.
    struct text derivation;
    // DERIVE_EXPLAINED: what the best rule for this goal would have paid alone, by any rule of the plans whatever its
    // conditions, when that is more than the commission; else 0.
    int64_t best_possible_minor;
};

enum derive_detail {
    DERIVE_AMOUNTS, // the same amounts without JSON: for backtest and bounds
    DERIVE_EXPLAINED,
};

// Facts have passed the edges: amounts of one currency from 0 to MONEY_MINOR_MAX (refunded may be more), at most
// DERIVE_ITEMS_MAX items, DERIVE_PLANS_MAX plans; anything else is a BUG. Same facts, same bytes. Result and texts are
// in the arena, or where the facts are.
#define DERIVE_ITEMS_MAX 100000
#define DERIVE_QUANTITY_MAX 1000000000 // of one item
void commission_derive(struct arena *arena, const struct derive_facts *facts, const struct derive_plan *plans,
                       size_t plan_count, enum derive_detail detail, struct derived *ret_derived);

// The format of a recorded derivation that can be written again, for facts.format; 0 of any other text.
int derive_format_of(struct text derivation);

// The award of this partner in this role, or NULL. With partner id 0 the first one in the role.
const struct derive_award *derive_award_find(const struct derived *derived, enum derive_role role,
                                             struct partner_id partner_id);
// What the credited partner himself earns: zero when he has no award.
struct money derive_credited_amount(const struct derived *derived);

// ---- The rules of arithmetic (docs/plans.md has the same for those who write plans) ----
//
// Everything is an exact fraction until the one rounding for each beneficiary.
//
// Which plan. For the goal of the event the first plan with a pay rule that is not `instead of` pays: individual terms
//   replace the program's rules for a goal as a whole. Without such a rule, its rules `instead of NAME` stand in the
//   place of the program's rules of that name, and the others stay. Base, rounding and cap per sale are the paying
//   plan's. The other clauses stand for themselves: levels, share, cap over all levels, cap per partner, rewards and
//   bonuses are those of the first plan that states any of their sort; budgets are all of all plans.
// Which rule. Rules whose limits, dates, condition and tariff hold are tried for each line of the order, and for the
//   part of the amount that no line explains: those with a condition or items in the order of the text, then the
//   others. The first that fits takes the line. A fixed sum, a fixed sum per item of an order without lines and a
//   percentage of the tariff are paid for the event as a whole: the first rule without items that fits has it, a rule
//   with items has its sum when it took a line. `nothing` takes for zero. `also` rules pay besides, on all lines that
//   are theirs. Conditions see the amounts as reported, before refunds; texts are compared in any ASCII letter case;
//   an unknown text is an empty one, and no comparison of size holds for an unknown number.
// Base. remaining = amount - min(refunded, amount). The base of the whole order is
//     max(0, amount + discount (base before discount) - tax - shipping (when taken out)) × remaining / amount
//   (amount 0: the same without the fraction: all of the price was spared). A rule's base is the share of it that its
//   lines are of all lines; lines that sum to more than the amount are shares of their sum.
// Fixed sums are paid whole unless the order is refunded whole. Per item: × the quantities of the lines it took.
// Tiers by count, from now on: position = count_before + 1. By sum, from now on: the sale's remaining amount is cut at
//   the tiers' edges from sum_before on, and each slice has its tier's percentage; fixed sums are not cut: the tier in
//   which the sale begins counts. `for all`: the tier of the period's total. A refund moves the total down, but never
//   raises this event's own commission: it is the least of what it was on the way.
// at least, at most: per rule that paid, exact. Then all parts are summed and rounded once.
// Cap per sale: the share is of remaining, rounded down; a share says nothing about a goal other than sale that has no
//   amount. Then levels: each a percentage of the base or of the commission (before split), or a sum, rounded once.
//   Cap over all levels: the deepest loses first, the credited partner last. Then split or share by largest remainder.
//   Cap per partner, then budgets (the deepest first, then the sharers from the last, the credited partner last):
//   what is left of it, and of the part beyond it `beyond it` percent, rounded down.
// Hold: of a rule its own, else its plan's, else the next plan's, else the program's; an award has the longest of the
//   rules that paid it; a level its own, else as a rule.
// So a commission depends on the sum of the refunds only, never grows by one, and nothing is ever below zero.

// ---- The derivation (format 3) ----
//
// Canonical JSON: names in the order of their bytes, no spaces, amounts as decimal text in the event's currency. A
// decimal is cut to millionths of a minor unit; NAME_rest, present when there is one, is the fraction of a millionth
// ("1/3") that makes it exact. Members of the credited partner's, of sharers' and of the event's own:
//   amount, discount, refunded, remaining, items (their sum), occurred_at, day (local), goal, currency, rejected
//   tax, shipping: amount, taken_out          base: "after_discount" or "before_discount"
//   award: role; with a split or share: agreed (true of a split), shared (what is divided), weight ("2/5"); of a level:
//     level. null: none
//   plans, most specific first: individual, number, pays, rules in the order of the text, each with line, text and
//     outcome:
//     paid: exact; a percentage base, lines, rate; a sum fixed, per item quantity; of a tariff rate, tariff (line,
//       name, sum or null, usage); limit ("at_least", "at_most") and limit_sum when one applied; from, until of a
//       promotion; with tiers tier: all, by ("count", "sum"), period, volume (position, sum before, or the period's
//       total), and from with line (null and 0 below the first), or slices (amount, from, rate) instead of rate
//     condition_failed: test (field, key of metadata, op, values, text, actual or null, holds: it was not to hold)
//     date_outside: day, from, until           payment_limit, month_limit: most, number
//     lines_taken, replaced: by_line           rejected, other_goal, overridden_by_individual_terms, not_in_place,
//     churned, usage_unknown, no_item_matches  say all by themselves
//   exact: the sum of all rules; rounded, rounding: after the one rounding; caps looked at, in order: scope ("sale",
//     "levels", "partner", "program"), line, text, rate, limit, used, period, beyond, before, after
//   best: null, or what the rule that alone would have paid most comes to: exact, line, text, individual, outcome; of
//     lines_taken by_line
//   commission: what this beneficiary earns; hold (days, from "rule", "plan", "next_plan", "program"), due_at
//   rewards: in kind: line, name, quantity, reward
// Of a level the same without best, plans, rewards, and with level: base (of the sale, or the credited partner's
// commission), rate or fixed, of ("sale", "commission", "nothing"), line, text, number and individual of the plan;
// exact and rounded are its own, hold may be from "level".
// Format 2 passes over a rule that paid a part of the order in best, and has no by_line there. Format 1 is one object
// for the credited partner. Older books hold both; explain.h reads all, and facts.format writes 2 again.
