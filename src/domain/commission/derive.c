// SPDX-License-Identifier: Apache-2.0
// The arithmetic of a commission. All parts of one conversion are fractions over one denominator: a numerator of up to
// 256 bits (wide.h) over (the amount, when discounts count) × (the sum of the lines). Nothing is rounded before the sum
// of all parts is, once. In numbers of minor units, with remaining = amount - refunded:
//
//   lines  = what the items sum to, or the amount if that is more; taken = the lines of a rule's kind, or the rest
//   whole  = remaining                                         base after discount
//          = (amount + discount) × remaining / amount          base before discount (the discount, when amount is 0)
//   base   = whole × taken / lines
//   part   = rate × base, or the fixed sum
#include "commission/derive.h"

#include <string.h>

#include "commission/wide.h"
#include "core/bug.h"
#include "format/json.h"

#define DERIVATION_FORMAT 1
#define NO_PLAN SIZE_MAX

enum rule_outcome {
    RULE_PAID,
    RULE_REJECTED, // would pay, but the conversion is rejected
    RULE_OTHER_GOAL,
    RULE_NO_ITEM_OF_KIND,
    RULE_NOTHING_LEFT, // rules of kinds took every line
    RULE_OVERRIDDEN,
};

static const char *const rule_outcome_texts[] = {
    [RULE_PAID] = "paid",
    [RULE_REJECTED] = "rejected",
    [RULE_OTHER_GOAL] = "other_goal",
    [RULE_NO_ITEM_OF_KIND] = "no_item_of_kind",
    [RULE_NOTHING_LEFT] = "nothing_left",
    [RULE_OVERRIDDEN] = "overridden_by_individual_terms",
};

// What one rule of the paying plan takes of the lines.
struct taken {
    __uint128_t lines;
    bool is_any;
};

// What the rules share, and what they sum to.
struct working {
    struct arena *arena;
    const struct derive_facts *facts;
    const struct derive_plan *plans;
    size_t plan_count;
    size_t payer; // index of the plan whose terms hold, NO_PLAN when there is none
    int64_t refunded;
    int64_t remaining;
    __uint128_t items; // sum of the items
    __uint128_t lines; // items or amount, whichever is more; at least 1
    __uint128_t whole; // numerator of the base of all lines, over whole_divisor
    __uint128_t whole_divisor;
    __uint128_t divisor; // whole_divisor × lines: what all numerators stand over
    struct taken *taken; // one for each rule of the paying plan
    struct wide total;   // millionths of a minor unit × divisor
    bool is_matched;
    enum rounding rounding;
    int hold_days;
    const char *hold_from;
    int64_t rounded;
    int64_t commission;
    const char *cap_applied;
    bool is_cap_rate_for_it;
};

static void check_money(const struct derive_facts *facts, struct money m)
{
    BUG_ON(m.minor < 0 || m.minor > MONEY_MINOR_MAX || !currency_equal(m.currency, facts->currency));
}

static void check_facts(const struct derive_facts *facts)
{
    check_money(facts, facts->amount);
    check_money(facts, facts->discount);
    BUG_ON(facts->refunded.minor < 0 || !currency_equal(facts->refunded.currency, facts->currency));
    BUG_ON(facts->item_count > DERIVE_ITEMS_MAX);
    for (size_t i = 0; i < facts->item_count; i++) {
        check_money(facts, facts->items[i].amount);
    }
}

static bool is_for_goal(const struct working *work, const struct plan_rule *rule)
{
    return rule->event == PLAN_ON_GOAL && text_equal_ignore_case(rule->goal, work->facts->goal);
}

static bool is_percent(const struct plan_rule *rule)
{
    return rule->value.kind == PLAN_PERCENT;
}

static size_t find_payer(const struct working *work)
{
    for (size_t p = 0; p < work->plan_count; p++) {
        const struct plan *plan = work->plans[p].plan;
        for (size_t i = 0; i < plan->rule_count; i++) {
            if (is_for_goal(work, &plan->rules[i])) {
                return p;
            }
        }
    }
    return work->plan_count == 0 ? NO_PLAN : work->plan_count - 1;
}

static void settle_terms(struct working *work)
{
    work->payer = find_payer(work);
    work->rounding = ROUND_HALF_AWAY;
    work->hold_days = work->facts->program_hold_days;
    work->hold_from = "program";
    if (work->payer == NO_PLAN) {
        return;
    }
    work->rounding = work->plans[work->payer].plan->rounding;
    for (size_t p = work->payer; p < work->plan_count; p++) {
        if (work->plans[p].plan->hold_days >= 0) {
            work->hold_days = work->plans[p].plan->hold_days;
            work->hold_from = p == work->payer ? "plan" : "next_plan";
            return;
        }
    }
}

static bool is_before_discount(const struct working *work)
{
    return work->payer != NO_PLAN && work->plans[work->payer].plan->is_base_before_discount;
}

static void settle_bases(struct working *work)
{
    const struct derive_facts *facts = work->facts;
    int64_t amount = facts->amount.minor;
    work->refunded = facts->refunded.minor < amount ? facts->refunded.minor : amount;
    work->remaining = amount - work->refunded;
    for (size_t i = 0; i < facts->item_count; i++) {
        work->items += (__uint128_t)facts->items[i].amount.minor;
    }
    work->lines = work->items > (__uint128_t)amount ? work->items : (__uint128_t)amount;
    work->lines = work->lines > 0 ? work->lines : 1;
    work->whole = (__uint128_t)work->remaining;
    work->whole_divisor = 1;
    if (is_before_discount(work) && amount > 0) {
        work->whole = (__uint128_t)(amount + facts->discount.minor) * (__uint128_t)work->remaining;
        work->whole_divisor = (__uint128_t)amount;
    } else if (is_before_discount(work)) {
        work->whole = (__uint128_t)facts->discount.minor; // all of the price was spared
    }
    work->divisor = work->whole_divisor * work->lines;
}

// The kind of "of kind NAME"; TEXT_NONE for a rule of all items.
static struct text kind_of(const struct plan_rule *rule)
{
    return rule->items == NULL ? TEXT_NONE : rule->items->values[0];
}

static bool is_of_kind(const struct derive_item *item, const struct plan_rule *rule)
{
    return !text_is_empty(item->kind) && text_equal_ignore_case(item->kind, kind_of(rule));
}

static struct taken lines_of_kind(const struct working *work, const struct plan_rule *rule)
{
    struct taken taken = {.is_any = false};
    for (size_t i = 0; i < work->facts->item_count; i++) {
        if (is_of_kind(&work->facts->items[i], rule)) {
            taken.lines += (__uint128_t)work->facts->items[i].amount.minor;
            taken.is_any = true;
        }
    }
    return taken;
}

// First the rules of kinds, then the plain rule takes what is left. Kinds are told apart without regard to letter case
// and stand once for a goal in a plan, so no line is taken twice.
static void take_lines(struct working *work)
{
    if (work->payer == NO_PLAN) {
        return;
    }
    const struct plan *plan = work->plans[work->payer].plan;
    work->taken = arena_many(work->arena, struct taken, plan->rule_count);
    __uint128_t left = work->lines;
    for (size_t i = 0; i < plan->rule_count; i++) {
        if (is_for_goal(work, &plan->rules[i]) && text_is(kind_of(&plan->rules[i]))) {
            work->taken[i] = lines_of_kind(work, &plan->rules[i]);
            left -= work->taken[i].lines;
        }
    }
    for (size_t i = 0; i < plan->rule_count; i++) {
        if (is_for_goal(work, &plan->rules[i]) && !text_is(kind_of(&plan->rules[i]))) {
            work->taken[i] = (struct taken){.lines = left, .is_any = left > 0};
        }
    }
}

struct part {
    enum rule_outcome outcome;
    __uint128_t lines;  // percent: on which lines
    struct wide base;   // percent: minor units × divisor
    struct wide amount; // millionths × divisor
};

// A full refund takes a fixed sum back; a goal without an amount has nothing to refund.
static __uint128_t fixed_micro(const struct working *work, const struct plan_rule *rule)
{
    bool is_taken_back = work->facts->amount.minor > 0 && work->remaining == 0;
    return is_taken_back ? 0 : (__uint128_t)rule->value.fixed.micro;
}

static struct part part_of(const struct working *work, size_t plan_index, size_t rule_index)
{
    const struct plan_rule *rule = &work->plans[plan_index].plan->rules[rule_index];
    struct part part = {.outcome = RULE_PAID};
    if (!is_for_goal(work, rule)) {
        part.outcome = RULE_OTHER_GOAL;
        return part;
    }
    if (plan_index != work->payer) {
        part.outcome = RULE_OVERRIDDEN;
        return part;
    }
    struct taken taken = work->taken[rule_index];
    if (is_percent(rule) && !taken.is_any) {
        part.outcome = text_is(kind_of(rule)) ? RULE_NO_ITEM_OF_KIND : RULE_NOTHING_LEFT;
        return part;
    }
    if (work->facts->is_rejected) {
        part.outcome = RULE_REJECTED;
        return part;
    }
    if (is_percent(rule)) {
        part.lines = taken.lines;
        part.base = wide_times(wide_of(work->whole), taken.lines);
        part.amount = wide_times(part.base, (__uint128_t)rule->value.rate.ppm);
    } else {
        BUG_ON(!currency_equal(rule->value.fixed.currency, work->facts->currency));
        part.amount = wide_times(wide_of(work->divisor), fixed_micro(work, rule));
    }
    return part;
}

static void sum_parts(struct working *work)
{
    if (work->payer == NO_PLAN) {
        return;
    }
    const struct plan *plan = work->plans[work->payer].plan;
    for (size_t i = 0; i < plan->rule_count; i++) {
        struct part part = part_of(work, work->payer, i);
        work->is_matched = work->is_matched || part.outcome == RULE_PAID || part.outcome == RULE_REJECTED;
        work->total = wide_add(work->total, part.amount);
    }
}

static int64_t fitting(__uint128_t value)
{
    BUG_ON(value > INT64_MAX);
    return (int64_t)value;
}

// The one rounding: of total / divisor millionths to minor units.
static int64_t rounded_total(const struct working *work)
{
    __uint128_t rest = 0; // below a millionth
    __uint128_t micro = wide_divide(work->total, work->divisor, &rest);
    __uint128_t minor = micro / (__uint128_t)EXACT_PER_MINOR;
    __uint128_t twice = micro % (__uint128_t)EXACT_PER_MINOR * 2;
    bool is_half = twice == (__uint128_t)EXACT_PER_MINOR && rest == 0;
    bool is_more = twice > (__uint128_t)EXACT_PER_MINOR || (twice == (__uint128_t)EXACT_PER_MINOR && rest > 0);
    if (is_more || (is_half && (work->rounding == ROUND_HALF_AWAY || minor % 2 == 1))) {
        minor++;
    }
    return fitting(minor);
}

static struct exact cap_rate_limit(const struct working *work)
{
    struct money remaining = {.minor = work->remaining, .currency = work->facts->currency};
    const struct plan_cap *cap = plan_find_cap(work->plans[work->payer].plan, PLAN_CAP_SALE, /* is_rate= */ true);
    return money_times_rate(remaining, cap->rate);
}

// A cap is a promise: what is booked never exceeds it, not even by rounding, so the limit is rounded down.
static void settle_commission(struct working *work)
{
    work->rounded = rounded_total(work);
    work->commission = work->rounded;
    work->cap_applied = "none";
    if (work->payer == NO_PLAN) {
        return;
    }
    const struct plan *plan = work->plans[work->payer].plan;
    // A share of the sale says nothing about a goal that is no sale and has no amount, such as a lead.
    const struct plan_cap *sum = plan_find_cap(plan, PLAN_CAP_SALE, /* is_rate= */ false);
    bool has_rate = plan_find_cap(plan, PLAN_CAP_SALE, /* is_rate= */ true) != NULL;
    work->is_cap_rate_for_it =
        has_rate && (work->facts->amount.minor > 0 || text_equal_ignore_case(work->facts->goal, TEXT("sale")));
    if (work->is_cap_rate_for_it) {
        int64_t limit = fitting((__uint128_t)cap_rate_limit(work).micro / (__uint128_t)EXACT_PER_MINOR);
        if (work->commission > limit) {
            work->commission = limit;
            work->cap_applied = "rate";
        }
    }
    if (sum != NULL && work->commission > sum->sum.minor) {
        work->commission = sum->sum.minor;
        work->cap_applied = "sum";
    }
}

// The derivation in JSON.

static __uint128_t greatest_common_divisor(__uint128_t a, __uint128_t b)
{
    while (b != 0) {
        __uint128_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

static struct text natural_text(struct arena *arena, __uint128_t value)
{
    char digits[40];
    size_t at = sizeof(digits);
    do {
        digits[--at] = (char)('0' + (int)(value % 10));
        value /= 10;
    } while (value > 0);
    return text_copy(arena, (struct text){.p = digits + at, .n = sizeof(digits) - at});
}

static struct text micro_text(const struct working *work, __uint128_t micro)
{
    struct exact exact = {.micro = (__int128)micro, .currency = work->facts->currency};
    return exact_text(work->arena, exact);
}

static struct text minor_text(const struct working *work, __uint128_t minor)
{
    return micro_text(work, minor * (__uint128_t)EXACT_PER_MINOR);
}

// numerator / divisor millionths as a decimal, and under name_rest the fraction of a millionth that it leaves out.
static void put_fraction(struct json_writer *w, const struct working *work, const char *name, const char *name_rest,
                         struct wide numerator)
{
    __uint128_t rest = 0;
    __uint128_t micro = wide_divide(numerator, work->divisor, &rest);
    json_put_text(w, name, micro_text(work, micro));
    if (rest > 0) {
        __uint128_t common = greatest_common_divisor(work->divisor, rest);
        struct text above = natural_text(work->arena, rest / common);
        struct text below = natural_text(work->arena, work->divisor / common);
        json_put_text(w, name_rest, text_format(work->arena, "%.*s/%.*s", TEXT_PRINT(above), TEXT_PRINT(below)));
    }
}

static void put_rule(struct json_writer *w, const struct working *work, size_t plan_index, size_t rule_index)
{
    const struct plan_rule *rule = &work->plans[plan_index].plan->rules[rule_index];
    struct part part = part_of(work, plan_index, rule_index);
    bool is_paid = part.outcome == RULE_PAID;
    json_begin_object(w);
    if (is_paid && is_percent(rule)) {
        put_fraction(w, work, "base", "base_rest", wide_times(part.base, (__uint128_t)EXACT_PER_MINOR));
    }
    if (is_paid) {
        put_fraction(w, work, "exact", "exact_rest", part.amount);
    }
    if (is_paid && !is_percent(rule)) {
        json_put_text(w, "fixed", micro_text(work, (__uint128_t)rule->value.fixed.micro));
    }
    json_put_int64(w, "line", rule->line);
    if (is_paid && is_percent(rule)) {
        json_put_text(w, "lines", minor_text(work, part.lines));
    }
    json_put_text(w, "outcome", text_of(rule_outcome_texts[part.outcome]));
    if (is_paid && is_percent(rule)) {
        json_put_text(w, "rate", rate_percent_text(work->arena, rule->value.rate));
    }
    json_put_text(w, "text", rule->source);
    json_end_object(w);
}

static void put_plans(struct json_writer *w, const struct working *work)
{
    json_name(w, "plans");
    json_begin_array(w);
    for (size_t p = 0; p < work->plan_count; p++) {
        const struct plan *plan = work->plans[p].plan;
        json_begin_object(w);
        json_put_bool(w, "individual", work->plans[p].is_individual);
        json_put_int64(w, "number", work->plans[p].number);
        json_put_bool(w, "pays", p == work->payer && work->is_matched);
        json_name(w, "rules");
        json_begin_array(w);
        for (size_t i = 0; i < plan->rule_count; i++) {
            put_rule(w, work, p, i);
        }
        json_end_array(w);
        json_end_object(w);
    }
    json_end_array(w);
}

static void put_cap(struct json_writer *w, const struct working *work)
{
    const struct plan *plan = work->payer == NO_PLAN ? NULL : work->plans[work->payer].plan;
    const struct plan_cap *rate = plan == NULL ? NULL : plan_find_cap(plan, PLAN_CAP_SALE, /* is_rate= */ true);
    const struct plan_cap *sum = plan == NULL ? NULL : plan_find_cap(plan, PLAN_CAP_SALE, /* is_rate= */ false);
    if (rate == NULL && sum == NULL) {
        json_put_null(w, "cap");
        return;
    }
    json_name(w, "cap");
    json_begin_object(w);
    json_put_text(w, "applied", text_of(work->cap_applied));
    json_put_text(w, "rate", rate != NULL ? rate_percent_text(work->arena, rate->rate) : TEXT_NONE);
    json_put_text(w, "rate_limit",
                  work->is_cap_rate_for_it ? exact_text(work->arena, cap_rate_limit(work)) : TEXT_NONE);
    json_put_text(w, "sum", sum != NULL ? money_text(work->arena, sum->sum) : TEXT_NONE);
    json_end_object(w);
}

// Names in the order of their bytes: that is what makes it canonical.
static struct text derivation_text(const struct working *work, struct instant due_at)
{
    struct buf buf = buf_new(work->arena, SIZE_MAX / 8);
    struct json_writer writer = json_writer_new(&buf);
    struct json_writer *w = &writer;
    const struct derive_facts *facts = work->facts;
    json_begin_object(w);
    json_put_text(w, "amount", money_text(work->arena, facts->amount));
    json_put_text(w, "base", is_before_discount(work) ? TEXT("before_discount") : TEXT("after_discount"));
    put_cap(w, work);
    json_put_text(w, "commission", minor_text(work, (__uint128_t)work->commission));
    json_put_text(w, "currency", currency_text(&facts->currency));
    json_put_text(w, "discount", money_text(work->arena, facts->discount));
    json_put_text(w, "due_at", instant_text(work->arena, due_at));
    put_fraction(w, work, "exact", "exact_rest", work->total);
    json_put_int64(w, "format", DERIVATION_FORMAT);
    json_put_text(w, "goal", facts->goal);
    json_name(w, "hold");
    json_begin_object(w);
    json_put_int64(w, "days", work->hold_days);
    json_put_text(w, "from", text_of(work->hold_from));
    json_end_object(w);
    json_put_text(w, "items", minor_text(work, work->items));
    json_put_text(w, "occurred_at", instant_text(work->arena, facts->occurred_at));
    put_plans(w, work);
    json_put_text(w, "refunded", minor_text(work, (__uint128_t)work->refunded));
    json_put_bool(w, "rejected", facts->is_rejected);
    json_put_text(w, "remaining", minor_text(work, (__uint128_t)work->remaining));
    json_put_text(w, "rounded", minor_text(work, (__uint128_t)work->rounded));
    json_put_text(w, "rounding", work->rounding == ROUND_HALF_EVEN ? TEXT("half_even") : TEXT("half_away"));
    json_end_object(w);
    BUG_ON(buf.is_overflown);
    return buf_text(&buf);
}

const char *derive_role_text(enum derive_role role)
{
    static const char *const texts[DERIVE_ROLE_COUNT] = {
        [DERIVE_CREDITED] = "credited", [DERIVE_SPLIT] = "split", [DERIVE_ASSIST] = "assist", [DERIVE_LEVEL] = "level"};
    BUG_ON((size_t)role >= DERIVE_ROLE_COUNT);
    return texts[role];
}

const struct derive_award *derive_award_find(const struct derived *derived, enum derive_role role,
                                             struct partner_id partner_id)
{
    for (size_t i = 0; i < derived->award_count; i++) {
        const struct derive_award *award = &derived->awards[i];
        if (award->role == role && (partner_id.v == 0 || award->partner_id.v == partner_id.v)) {
            return award;
        }
    }
    return NULL;
}

struct money derive_credited_amount(const struct derived *derived)
{
    const struct derive_award *award = derive_award_find(derived, DERIVE_CREDITED, (struct partner_id){0});
    return award == NULL ? money_zero(derived->total.currency) : award->amount;
}

void commission_derive(struct arena *arena, const struct derive_facts *facts, const struct derive_plan *plans,
                       size_t plan_count, enum derive_detail detail, struct derived *ret_derived)
{
    struct working work = {.arena = arena, .facts = facts, .plans = plans, .plan_count = plan_count};
    check_facts(facts);
    settle_terms(&work);
    settle_bases(&work);
    take_lines(&work);
    sum_parts(&work);
    settle_commission(&work);
    struct instant due_at = {.ms = facts->occurred_at.ms + work.hold_days * DAY_MS};
    struct derived derived = {
        .is_paid = work.is_matched,
        .plan_id = work.payer == NO_PLAN ? (struct plan_id){0} : plans[work.payer].plan_id,
        .total = {.minor = work.commission, .currency = facts->currency},
        .due_at = due_at,
        .derivation = detail == DERIVE_EXPLAINED ? derivation_text(&work, due_at) : TEXT_NONE,
    };
    if (derived.is_paid) {
        derived.award_count = 1;
        derived.awards = arena_one(arena, struct derive_award);
        derived.awards[0] = (struct derive_award){.partner_id = facts->partner.partner_id,
                                                  .role = DERIVE_CREDITED,
                                                  .amount = derived.total,
                                                  .due_at = due_at,
                                                  .plan_id = derived.plan_id,
                                                  .derivation = derived.derivation};
    }
    *ret_derived = derived;
}
