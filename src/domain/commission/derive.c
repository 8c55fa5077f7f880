// SPDX-License-Identifier: Apache-2.0
// The arithmetic of an event: terms and bases, then rules, caps, levels, shares and the text of each award. Nothing is
// rounded before the sum of all parts of a beneficiary is, once. See derive_private.h for the fractions.
#include "commission/derive_private.h"

#include "commission/plan_match.h"
#include "core/bug.h"

static void check_money(const struct derive_facts *facts, struct money m)
{
    bool is_own = currency_equal(m.currency, facts->currency) || (m.minor == 0 && currency_is_none(m.currency));
    BUG_ON(m.minor < 0 || m.minor > MONEY_MINOR_MAX || !is_own);
}

static void check_facts(const struct derive_facts *facts, size_t plan_count)
{
    check_money(facts, facts->amount);
    check_money(facts, facts->discount);
    check_money(facts, facts->tax);
    check_money(facts, facts->shipping);
    BUG_ON(facts->refunded.minor < 0 || !currency_equal(facts->refunded.currency, facts->currency));
    BUG_ON(facts->item_count > DERIVE_ITEMS_MAX || plan_count > DERIVE_PLANS_MAX);
    for (size_t i = 0; i < facts->item_count; i++) {
        check_money(facts, facts->items[i].amount);
        BUG_ON(facts->items[i].quantity < 0 || facts->items[i].quantity > DERIVE_QUANTITY_MAX);
    }
}

int64_t derive_minor(__uint128_t value)
{
    BUG_ON(value > INT64_MAX);
    return (int64_t)value;
}

int64_t derive_add(int64_t a, int64_t b)
{
    int64_t sum = 0;
    bool is_overflown = __builtin_add_overflow(a, b, &sum);
    BUG_ON(is_overflown);
    return sum;
}

int64_t derive_round(struct wide numerator, __uint128_t divisor, enum rounding rounding)
{
    __uint128_t rest = 0; // below a millionth
    __uint128_t micro = wide_divide(numerator, divisor, &rest);
    __uint128_t minor = micro / (__uint128_t)EXACT_PER_MINOR;
    __uint128_t twice = micro % (__uint128_t)EXACT_PER_MINOR * 2;
    bool is_half = twice == (__uint128_t)EXACT_PER_MINOR && rest == 0;
    bool is_more = twice > (__uint128_t)EXACT_PER_MINOR || (twice == (__uint128_t)EXACT_PER_MINOR && rest > 0);
    if (is_more || (is_half && (rounding == ROUND_HALF_AWAY || minor % 2 == 1))) {
        minor++;
    }
    return derive_minor(minor);
}

int derive_hold_days(const struct working *work, size_t plan_index, int own_days, const char **ret_from)
{
    if (own_days >= 0) {
        *ret_from = "rule";
        return own_days;
    }
    for (size_t p = plan_index; p < work->plan_count; p++) {
        if (work->plans[p].plan->hold_days >= 0) {
            *ret_from = p == plan_index ? "plan" : "next_plan";
            return work->plans[p].plan->hold_days;
        }
    }
    *ret_from = "program";
    return work->facts->program_hold_days;
}

// The longest of the rules that paid; without one, the paying plan's.
static void settle_hold(struct working *work)
{
    work->hold_days = -1;
    for (size_t i = 0; i < work->ruling_count; i++) {
        const struct ruling *ruling = &work->rulings[i];
        if (ruling->outcome != RULE_PAID && ruling->outcome != RULE_REJECTED) {
            continue;
        }
        const char *from = NULL;
        int days = derive_hold_days(work, ruling->plan_index, ruling->rule->hold_days, &from);
        if (days > work->hold_days) {
            work->hold_days = days;
            work->hold_from = from;
        }
    }
    if (work->hold_days < 0) {
        size_t first = work->payer == NO_PLAN ? work->plan_count : work->payer;
        work->hold_days = derive_hold_days(work, first, -1, &work->hold_from);
    }
}

// The rule that paid most speaks for the commission; of a rule with tiers, the tier.
static void settle_line(struct working *work)
{
    const struct ruling *most = NULL;
    for (size_t i = 0; i < work->ruling_count; i++) {
        const struct ruling *ruling = &work->rulings[i];
        bool is_paid = ruling->outcome == RULE_PAID || ruling->outcome == RULE_REJECTED;
        if (is_paid && (most == NULL || wide_compare(ruling->pay.amount, most->pay.amount) > 0)) {
            most = ruling;
        }
    }
    if (most != NULL) {
        work->line = most->pay.tier == NULL ? most->rule->line : most->pay.tier->line;
    }
}

static uint64_t less(uint64_t a, uint64_t b)
{
    return a > b ? a - b : 0;
}

static void settle_bases(struct working *work)
{
    const struct derive_facts *facts = work->facts;
    const struct plan *plan = work->payer == NO_PLAN ? NULL : work->plans[work->payer].plan;
    int64_t amount = facts->amount.minor;
    work->refunded = facts->refunded.minor < amount ? facts->refunded.minor : amount;
    work->remaining = amount - work->refunded;
    work->is_taken_back = amount > 0 && work->remaining == 0; // a goal without an amount has nothing to refund
    for (size_t i = 0; i < facts->item_count; i++) {
        work->items += (__uint128_t)facts->items[i].amount.minor;
    }
    work->lines = work->items > (__uint128_t)amount ? work->items : (__uint128_t)amount;
    work->lines = work->lines > 0 ? work->lines : 1;
    uint64_t factor = (uint64_t)amount;
    factor += plan != NULL && plan->is_base_before_discount ? (uint64_t)facts->discount.minor : 0;
    factor = less(factor, plan != NULL && plan->is_base_without_tax ? (uint64_t)facts->tax.minor : 0);
    factor = less(factor, plan != NULL && plan->is_base_without_shipping ? (uint64_t)facts->shipping.minor : 0);
    work->unit = amount > 0 ? (__uint128_t)work->remaining : 1;
    bool is_amount_itself = amount > 0 && factor == (uint64_t)amount;
    work->factor = is_amount_itself ? 1 : factor;
    work->factor_divisor = amount > 0 && !is_amount_itself ? (__uint128_t)amount : 1;
    work->divisor = work->factor_divisor * work->lines;
    work->rounding = plan == NULL ? ROUND_HALF_AWAY : plan->rounding;
}

// In kind, for this event.
static void settle_rewards(struct working *work)
{
    const struct derive_facts *facts = work->facts;
    const struct plan_match match = {.facts = facts};
    const struct plan_expression *failed = NULL;
    size_t p = 0;
    while (p < work->plan_count && work->plans[p].plan->bonus_count == 0) {
        p++;
    }
    if (p == work->plan_count || facts->is_rejected || work->is_taken_back) {
        return;
    }
    const struct plan *plan = work->plans[p].plan;
    work->rewards = arena_many(work->arena, struct derive_reward, plan->bonus_count);
    for (size_t i = 0; i < plan->bonus_count; i++) {
        const struct plan_bonus *bonus = &plan->bonuses[i];
        if (bonus->is_in_kind && bonus->is_per_event && text_equal_ignore_case(bonus->target.goal, facts->goal) &&
            plan_match(bonus->condition, &match, &failed)) {
            work->rewards[work->reward_count++] = (struct derive_reward){.plan_id = work->plans[p].plan_id,
                                                                         .line = bonus->line,
                                                                         .kind = bonus->reward,
                                                                         .name = bonus->reward_name,
                                                                         .quantity = bonus->quantity};
        }
    }
}

static void settle_result(const struct working *work, struct derived *derived)
{
    *derived = (struct derived){
        .is_paid = work->is_matched,
        .plan_id = work->payer == NO_PLAN ? (struct plan_id){0} : work->plans[work->payer].plan_id,
        .awards = work->awards,
        .award_count = work->award_count,
        .total = money_zero(work->facts->currency),
        .rewards = work->rewards,
        .reward_count = work->reward_count,
        .due_at = {.ms = work->facts->occurred_at.ms + work->hold_days * DAY_MS},
        .derivation = TEXT_NONE,
    };
    for (size_t i = 0; i < work->award_count; i++) {
        derived->total.minor = derive_add(derived->total.minor, work->awards[i].amount.minor);
    }
}

static void explain(struct working *work, struct derived *derived)
{
    int64_t unused_minor = 0;
    for (size_t i = 0; i < work->award_count; i++) {
        struct derive_award *award = &work->awards[i];
        int64_t *best = award->role == DERIVE_CREDITED ? &derived->best_possible_minor : &unused_minor;
        award->derivation = derive_json(work, award, best);
        if (award->role == DERIVE_CREDITED) {
            derived->derivation = award->derivation;
        }
    }
    if (!text_is(derived->derivation)) {
        derived->derivation = derive_json(work, NULL, &derived->best_possible_minor);
    }
}

void commission_derive(struct arena *arena, const struct derive_facts *facts, const struct derive_plan *plans,
                       size_t plan_count, enum derive_detail detail, struct derived *ret_derived)
{
    struct ruling rulings[PLAN_RULES_MAX];    // not zeroed: ruling_count of them are set
    struct level_part levels[PLAN_LEVEL_MAX]; // as many as level_count
    struct working work = {.arena = arena,
                           .facts = facts,
                           .plans = plans,
                           .plan_count = plan_count,
                           .is_explained = detail == DERIVE_EXPLAINED,
                           .format = facts->format == 0 ? DERIVATION_FORMAT : facts->format};
    check_facts(facts, plan_count);
    derive_settle_payer(&work);
    settle_bases(&work);
    derive_rules(&work, rulings);
    settle_hold(&work);
    settle_line(&work);
    work.rounded = derive_round(work.total, work.divisor, work.rounding);
    derive_cap_sale(&work);
    derive_levels(&work, levels);
    derive_cap_levels(&work);
    derive_share(&work);
    derive_cap_periods(&work);
    settle_rewards(&work);
    settle_result(&work, ret_derived);
    if (work.is_explained) {
        explain(&work, ret_derived);
    }
}

int derive_format_of(struct text derivation)
{
    // No text in it can hold these: there the quotation marks are escaped.
    static const char *const members[DERIVATION_FORMAT + 1] = {[2] = ",\"format\":2,", [3] = ",\"format\":3,"};
    for (int format = 2; format <= DERIVATION_FORMAT; format++) {
        if (text_find(derivation, text_of(members[format]), 0) != SIZE_MAX) {
            return format;
        }
    }
    return 0;
}

const char *derive_role_text(enum derive_role role)
{
    static const char *const texts[DERIVE_ROLE_COUNT] = {
        [DERIVE_CREDITED] = "credited", [DERIVE_SPLIT] = "split", [DERIVE_ASSIST] = "assist", [DERIVE_LEVEL] = "level"};
    BUG_ON((size_t)role >= DERIVE_ROLE_COUNT);
    return texts[role];
}

const char *derive_reward_text(enum plan_reward kind)
{
    static const char *const texts[] = {[PLAN_GIVE_GIFT] = "gift",
                                        [PLAN_GIVE_CREDIT] = "credit",
                                        [PLAN_GIVE_LEAD] = "lead",
                                        [PLAN_GIVE_INVITATION] = "invitation"};
    BUG_ON((size_t)kind >= sizeof(texts) / sizeof(texts[0]));
    return texts[kind];
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
