// SPDX-License-Identifier: Apache-2.0
// Which plan pays, which of its rules fit the event, and which rule has which line of the order.
#include "commission/derive_private.h"
#include "commission/plan_match.h"
#include "core/bug.h"

const char *derive_outcome_text(enum rule_outcome outcome)
{
    static const char *const texts[RULE_OUTCOME_COUNT] = {
        [RULE_PAID] = "paid",
        [RULE_REJECTED] = "rejected",
        [RULE_OTHER_GOAL] = "other_goal",
        [RULE_OVERRIDDEN] = "overridden_by_individual_terms",
        [RULE_REPLACED] = "replaced",
        [RULE_NOT_IN_PLACE] = "not_in_place",
        [RULE_DATE_OUTSIDE] = "date_outside",
        [RULE_CONDITION_FAILED] = "condition_failed",
        [RULE_PAYMENT_LIMIT] = "payment_limit",
        [RULE_MONTH_LIMIT] = "month_limit",
        [RULE_CHURNED] = "churned",
        [RULE_USAGE_UNKNOWN] = "usage_unknown",
        [RULE_NO_ITEM] = "no_item_matches",
        [RULE_LINES_TAKEN] = "lines_taken",
    };
    return texts[outcome];
}

bool derive_is_for_goal(const struct derive_facts *facts, const struct plan_rule *rule)
{
    return rule->event == PLAN_ON_GOAL && text_equal_ignore_case(rule->goal, facts->goal);
}

static bool has_rule(const struct working *work, size_t plan_index)
{
    const struct plan *plan = work->plans[plan_index].plan;
    for (size_t i = 0; i < plan->rule_count; i++) {
        if (derive_is_for_goal(work->facts, &plan->rules[i]) && !text_is(plan->rules[i].instead_of)) {
            return true;
        }
    }
    return false;
}

void derive_settle_payer(struct working *work)
{
    work->payer = work->plan_count == 0 ? NO_PLAN : work->plan_count - 1;
    for (size_t p = 0; p < work->plan_count; p++) {
        if (has_rule(work, p)) {
            work->payer = p;
            return;
        }
    }
}

// The rule of a more specific plan that stands in this one's place, or the rule itself.
static struct ruling in_place(const struct working *work, const struct plan_rule *rule)
{
    for (size_t p = 0; p < work->payer && text_is(rule->name); p++) {
        const struct plan *plan = work->plans[p].plan;
        for (size_t i = 0; i < plan->rule_count; i++) {
            const struct plan_rule *other = &plan->rules[i];
            if (derive_is_for_goal(work->facts, other) && text_is(other->instead_of) &&
                text_equal_ignore_case(other->instead_of, rule->name)) {
                return (struct ruling){.rule = other, .plan_index = p};
            }
        }
    }
    return (struct ruling){.rule = rule, .plan_index = work->payer};
}

static enum rule_outcome judge(const struct working *work, struct ruling *ruling)
{
    const struct plan_rule *rule = ruling->rule;
    const struct derive_facts *facts = work->facts;
    struct plan_match match = {.facts = facts};
    if (facts->local_day < rule->from_day || facts->local_day > rule->until_day) {
        return RULE_DATE_OUTSIDE;
    }
    if (!plan_match(rule->condition, &match, &ruling->failed)) {
        return RULE_CONDITION_FAILED;
    }
    if (rule->limit_payments > 0 && facts->payment_number > rule->limit_payments) {
        return RULE_PAYMENT_LIMIT;
    }
    if (rule->limit_months > 0 && facts->month_number > rule->limit_months) {
        return RULE_MONTH_LIMIT;
    }
    if (rule->is_until_churn && facts->is_churned) {
        return RULE_CHURNED;
    }
    if (rule->value.kind == PLAN_PERCENT_OF_TARIFF && facts->usage < 0) {
        return RULE_USAGE_UNKNOWN;
    }
    return RULE_PAID;
}

static void list_rules(struct working *work)
{
    const struct plan *plan = work->plans[work->payer].plan;
    for (size_t i = 0; i < plan->rule_count; i++) {
        if (derive_is_for_goal(work->facts, &plan->rules[i])) {
            struct ruling *ruling = &work->rulings[work->ruling_count++];
            *ruling = in_place(work, &plan->rules[i]);
            ruling->outcome = judge(work, ruling);
        }
    }
}

static bool is_rule_of_item(const struct working *work, const struct plan_rule *rule, const struct derive_item *item)
{
    const struct plan_expression *failed = NULL;
    struct plan_match match = {.facts = work->facts, .item = item};
    return rule->items == NULL || (item != NULL && plan_match(rule->items, &match, &failed));
}

// The rule that has this line (NULL: the part that no line explains): rules in the order of the text, the plain one
// last.
static struct ruling *taker_of(struct working *work, const struct derive_item *item)
{
    struct ruling *plain = NULL;
    for (size_t i = 0; i < work->ruling_count; i++) {
        struct ruling *ruling = &work->rulings[i];
        if (ruling->outcome != RULE_PAID || ruling->rule->is_also || !is_rule_of_item(work, ruling->rule, item)) {
            continue;
        }
        if (!plan_rule_is_plain(ruling->rule)) {
            return ruling;
        }
        plain = plain == NULL ? ruling : plain;
    }
    return plain;
}

static void take(struct ruling *ruling, const struct derive_item *item)
{
    ruling->is_any = true;
    ruling->lines += (__uint128_t)item->amount.minor;
    ruling->quantity += item->quantity > 0 ? item->quantity : 1;
}

static void take_rest(const struct working *work, struct ruling *ruling)
{
    __uint128_t rest = work->lines - work->items;
    ruling->is_any = ruling->is_any || rest > 0;
    ruling->lines += rest;
    ruling->quantity += work->facts->item_count == 0; // an order without lines is one item
}

// A rule besides the others has all lines that are its own.
static void take_own(const struct working *work, struct ruling *ruling)
{
    for (size_t i = 0; i < work->facts->item_count; i++) {
        if (is_rule_of_item(work, ruling->rule, &work->facts->items[i])) {
            take(ruling, &work->facts->items[i]);
        }
    }
    if (ruling->rule->items == NULL) {
        ruling->has_event = true;
        take_rest(work, ruling);
    }
}

static void take_lines(struct working *work)
{
    const struct derive_facts *facts = work->facts;
    for (size_t i = 0; i < facts->item_count; i++) {
        struct ruling *taker = taker_of(work, &facts->items[i]);
        if (taker != NULL) {
            take(taker, &facts->items[i]);
        }
    }
    struct ruling *whole = taker_of(work, NULL);
    if (whole != NULL) {
        whole->has_event = true;
        take_rest(work, whole);
    }
    for (size_t i = 0; i < work->ruling_count; i++) {
        if (work->rulings[i].outcome == RULE_PAID && work->rulings[i].rule->is_also) {
            take_own(work, &work->rulings[i]);
        }
    }
}

// Sums that do not depend on lines are paid for the event as a whole.
static bool is_for_event(const struct working *work, const struct ruling *ruling)
{
    enum plan_value_kind kind = ruling->rule->value.kind;
    bool is_sum = kind == PLAN_FIXED || kind == PLAN_PERCENT_OF_TARIFF || kind == PLAN_NOTHING ||
                  (kind == PLAN_FIXED_PER_ITEM && work->facts->item_count == 0);
    return ruling->has_event && is_sum;
}

// Who has the lines that would be this rule's own; NULL when the order has none of them.
static const struct ruling *taker_instead(struct working *work, const struct plan_rule *rule)
{
    for (size_t i = 0; i < work->facts->item_count; i++) {
        if (is_rule_of_item(work, rule, &work->facts->items[i])) {
            return taker_of(work, &work->facts->items[i]);
        }
    }
    return rule->items == NULL ? taker_of(work, NULL) : NULL;
}

// Rules that fit and have nothing: no line is their own, or others have them. Outcomes change only when all are known,
// because taker_of goes by them.
static void settle_empties(struct working *work)
{
    for (size_t i = 0; i < work->ruling_count; i++) {
        struct ruling *ruling = &work->rulings[i];
        ruling->is_empty = ruling->outcome == RULE_PAID && !ruling->is_any && !is_for_event(work, ruling);
        if (ruling->is_empty && !ruling->rule->is_also) {
            const struct ruling *taker = taker_instead(work, ruling->rule);
            ruling->by_line = taker == NULL ? 0 : taker->rule->line;
        }
    }
    for (size_t i = 0; i < work->ruling_count; i++) {
        struct ruling *ruling = &work->rulings[i];
        if (ruling->is_empty) {
            ruling->outcome = ruling->by_line == 0 ? RULE_NO_ITEM : RULE_LINES_TAKEN;
        }
    }
}

void derive_rules(struct working *work, struct ruling rulings[static PLAN_RULES_MAX])
{
    work->rulings = rulings;
    if (work->payer == NO_PLAN) {
        return;
    }
    list_rules(work);
    take_lines(work);
    settle_empties(work);
    for (size_t i = 0; i < work->ruling_count; i++) {
        struct ruling *ruling = &work->rulings[i];
        if (ruling->outcome != RULE_PAID) {
            continue;
        }
        work->is_matched = true;
        if (work->facts->is_rejected) {
            ruling->outcome = RULE_REJECTED;
            continue;
        }
        ruling->pay = derive_pay(work, ruling);
        work->total = wide_add(work->total, ruling->pay.amount);
    }
}

int derive_taken_by(struct working *work, const struct plan_rule *rule)
{
    for (size_t i = 0; i < work->facts->item_count; i++) {
        if (is_rule_of_item(work, rule, &work->facts->items[i])) {
            const struct ruling *taker = taker_of(work, &work->facts->items[i]);
            if (taker != NULL && taker->rule != rule) {
                return taker->rule->line;
            }
        }
    }
    const struct ruling *whole = rule->items == NULL ? taker_of(work, NULL) : NULL;
    return whole == NULL || whole->rule == rule ? 0 : whole->rule->line;
}

struct ruling derive_rule_alone(const struct working *work, const struct plan_rule *rule, size_t plan_index)
{
    struct ruling ruling = {.rule = rule, .plan_index = plan_index, .outcome = RULE_PAID};
    take_own(work, &ruling);
    bool is_empty = !ruling.is_any && !is_for_event(work, &ruling);
    ruling.outcome = is_empty ? RULE_NO_ITEM : RULE_PAID;
    if (!is_empty) {
        ruling.pay = derive_pay(work, &ruling);
    }
    return ruling;
}
