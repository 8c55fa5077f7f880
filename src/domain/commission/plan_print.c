// SPDX-License-Identifier: Apache-2.0
// A plan as text in its one canonical form: clauses in the order of the manual, words in lower case, names quoted where
// they have to be. What would pass the limit of words a line goes on in lines that continue it.
#include "commission/plan_builder.h"

#include <string.h>

#include "core/bug.h"
#include "value/time.h"

#define LINE_SPACES_MAX 50
#define NUMBER_MICRO 1000000

static void put(struct buf *buf, const char *words)
{
    buf_add(buf, text_of(words));
}

static void put_name(struct buf *buf, struct text name)
{
    static const char *const operators[] = {"is",     "in",   "not", "contains", "does",
                                            "starts", "ends", "on",  "for",      "every"};
    bool is_plain = plan_word_is_plain(name);
    for (size_t i = 0; i < PLAN_COUNT_OF(operators); i++) {
        is_plain = is_plain && !text_equal_ignore_case(name, text_of(operators[i]));
    }
    buf_format(buf, is_plain ? "%.*s" : "\"%.*s\"", TEXT_PRINT(name));
}

static void put_exact(struct buf *buf, struct exact exact)
{
    buf_format(buf, "%.*s %s", TEXT_PRINT(exact_text(buf->arena, exact)), exact.currency.code);
}

static void put_money(struct buf *buf, struct money money)
{
    buf_format(buf, "%.*s %s", TEXT_PRINT(money_text(buf->arena, money)), money.currency.code);
}

static void put_rate(struct buf *buf, struct rate rate)
{
    buf_format(buf, "%.*s%%", TEXT_PRINT(rate_percent_text(buf->arena, rate)));
}

static void put_day(struct buf *buf, int64_t day)
{
    buf_add(buf, instant_date_text(buf->arena, (struct instant){.ms = day * DAY_MS}));
}

// Millionths as a decimal without trailing zeros.
static void put_number(struct buf *buf, int64_t number)
{
    uint64_t size = number < 0 ? (uint64_t)(-(number + 1)) + 1 : (uint64_t)number;
    uint64_t fraction = size % NUMBER_MICRO;
    buf_format(buf, "%s%llu", number < 0 ? "-" : "", (unsigned long long)(size / NUMBER_MICRO));
    if (fraction > 0) {
        char digits[8];
        int n = 6;
        for (; fraction % 10 == 0; fraction /= 10) {
            n--;
        }
        for (int i = n; i > 0; i--, fraction /= 10) {
            digits[i] = (char)('0' + (int)(fraction % 10));
        }
        digits[0] = '.';
        buf_add_bytes(buf, digits, (size_t)n + 1);
    }
}

const char *plan_period_word(enum plan_period period)
{
    static const char *const words[PLAN_PERIOD_COUNT] = {
        [PLAN_WEEK] = "week", [PLAN_MONTH] = "month",  [PLAN_QUARTER] = "quarter",
        [PLAN_YEAR] = "year", [PLAN_ALL_TIME] = "all", [PLAN_UNTIL] = "until"};
    BUG_ON((size_t)period >= PLAN_PERIOD_COUNT);
    return words[period];
}

static void put_period(struct buf *buf, enum plan_period period)
{
    buf_format(buf, " %s %s", period == PLAN_ALL_TIME ? "in" : "a", plan_period_word(period));
}

static void put_goal(struct buf *buf, struct text goal, bool is_plural)
{
    if (text_equal_ignore_case(goal, TEXT("sale")) || text_equal_ignore_case(goal, TEXT("lead"))) {
        buf_format(buf, "%.*s%s", TEXT_PRINT(goal), is_plural ? "s" : "");
        return;
    }
    put(buf, "goal ");
    put_name(buf, goal);
}

void plan_value_print(struct buf *buf, const struct plan_value *value)
{
    switch (value->kind) {
    case PLAN_PERCENT:
        put_rate(buf, value->rate);
        return;
    case PLAN_PERCENT_OF_TARIFF:
        put_rate(buf, value->rate);
        put(buf, " of tariff");
        return;
    case PLAN_FIXED:
        put_exact(buf, value->fixed);
        return;
    case PLAN_FIXED_PER_ITEM:
        put_exact(buf, value->fixed);
        put(buf, " per item");
        return;
    case PLAN_NOTHING:
        put(buf, "nothing");
        return;
    }
}

// Expressions. joint is what stands before "and" and "or": a space, or a line's end with its indent.
struct printer {
    struct buf *buf;
    struct currency currency; // of the sums in conditions
    const char *joint;
};

static void put_operand(const struct printer *to, const struct plan_expression *e, size_t i)
{
    if (!e->is_number) {
        put_name(to->buf, e->values[i]);
    } else if (e->field == PLAN_ORDER_AMOUNT) {
        put_money(to->buf, (struct money){.minor = e->numbers[i], .currency = to->currency});
    } else if (e->field == PLAN_DATE) {
        put_day(to->buf, e->numbers[i]);
    } else {
        put_number(to->buf, e->numbers[i]);
    }
}

static void put_test(const struct printer *to, const struct plan_expression *e)
{
    struct buf *buf = to->buf;
    bool is_list = e->op == PLAN_IN || e->op == PLAN_NOT_IN;
    put(buf, plan_field_words(e->field));
    if (e->field == PLAN_METADATA) {
        put(buf, " ");
        put_name(buf, e->key);
    }
    if (e->field < PLAN_ITEM_KIND || e->op != PLAN_IS) {
        buf_format(buf, " %s", plan_operator_words(e->op));
    }
    put(buf, is_list ? " (" : " ");
    for (size_t i = 0; i < e->value_count; i++) {
        put(buf, i == 0 ? "" : ", ");
        put_operand(to, e, i);
    }
    put(buf, is_list ? ")" : "");
}

static void put_expression(const struct printer *to, const struct plan_expression *e, enum plan_node within)
{
    struct buf *buf = to->buf;
    bool is_chain = e->node == PLAN_AND || e->node == PLAN_OR;
    bool is_closed = is_chain && (within == PLAN_NOT || (within == PLAN_AND && e->node == PLAN_OR));
    put(buf, is_closed ? "(" : "");
    switch (e->node) {
    case PLAN_AND:
    case PLAN_OR:
        put_expression(to, e->left, e->node);
        buf_format(buf, "%s%s ", to->joint, e->node == PLAN_AND ? "and" : "or");
        put_expression(to, e->right, e->node);
        break;
    case PLAN_NOT:
        put(buf, "not ");
        put_expression(to, e->left, PLAN_NOT);
        break;
    case PLAN_TEST:
        put_test(to, e);
        break;
    }
    put(buf, is_closed ? ")" : "");
}

void plan_expression_print(struct buf *buf, const struct plan_expression *expression, struct currency currency)
{
    struct printer to = {.buf = buf, .currency = currency, .joint = " "};
    put_expression(&to, expression, PLAN_OR);
}

static size_t spaces_of(struct text t)
{
    size_t count = 0;
    for (size_t i = 0; i < t.n; i++) {
        count += t.p[i] == ' ';
    }
    return count;
}

static void put_conditions(const struct printer *to, const struct plan_expression *items,
                           const struct plan_expression *condition)
{
    const char *before = to->joint[0] == '\n' ? "\n  " : " ";
    if (items != NULL) {
        buf_format(to->buf, "%sof ", before);
        put_expression(to, items, PLAN_OR);
    }
    if (condition != NULL) {
        bool is_unless = condition->node == PLAN_NOT;
        buf_format(to->buf, "%s%s ", before, is_unless ? "unless" : "when");
        put_expression(to, is_unless ? condition->left : condition, PLAN_OR);
    }
}

// A clause with its items and condition, in one line when they fit into it.
static void put_clause(struct buf *buf, struct text head, const struct plan_expression *items,
                       const struct plan_expression *condition, struct currency currency)
{
    struct buf trial = buf_new(buf->arena, buf->limit);
    struct printer to = {.buf = &trial, .currency = currency, .joint = " "};
    put_conditions(&to, items, condition);
    bool is_long = spaces_of(head) + spaces_of(buf_text(&trial)) > LINE_SPACES_MAX;
    to = (struct printer){.buf = buf, .currency = currency, .joint = is_long ? "\n    " : " "};
    buf_add(buf, head);
    put_conditions(&to, items, condition);
}

// Rules.

static void put_event(struct buf *buf, const struct plan_rule *rule)
{
    switch (rule->event) {
    case PLAN_ON_CLICK:
        put(buf, "click");
        return;
    case PLAN_ON_UNIQUE_CLICK:
        put(buf, "unique click");
        return;
    case PLAN_ON_IMPRESSION:
        buf_format(buf, "%lld impression%s", (long long)rule->per_count, rule->per_count == 1 ? "" : "s");
        return;
    case PLAN_ON_GOAL:
        put_goal(buf, rule->goal, /* is_plural= */ false);
        return;
    }
}

static void put_modifiers(struct buf *buf, const struct plan_rule *rule)
{
    if (rule->limit_months > 0) {
        buf_format(buf, " for %d month%s", rule->limit_months, rule->limit_months == 1 ? "" : "s");
    }
    if (rule->limit_payments == 1) {
        put(buf, " for the first payment");
    } else if (rule->limit_payments > 0) {
        buf_format(buf, " for %d payments", rule->limit_payments);
    }
    put(buf, rule->is_until_churn ? " until churn" : "");
    if (rule->from_day != INT64_MIN) {
        put(buf, " from ");
        put_day(buf, rule->from_day);
    }
    if (rule->until_day != INT64_MAX) {
        put(buf, " until ");
        put_day(buf, rule->until_day);
    }
    if (rule->hold_days >= 0) {
        buf_format(buf, " hold %d day%s", rule->hold_days, rule->hold_days == 1 ? "" : "s");
    }
    if (rule->has_at_least) {
        put(buf, " at least ");
        put_exact(buf, rule->at_least);
    }
    if (rule->has_at_most) {
        put(buf, " at most ");
        put_exact(buf, rule->at_most);
    }
    if (text_is(rule->instead_of)) {
        put(buf, " instead of ");
        put_name(buf, rule->instead_of);
    }
}

static void put_tier(struct buf *buf, const struct plan_rule *rule, const struct plan_tier *tier)
{
    bool is_named = text_equal(rule->goal, TEXT("sale")) || text_equal(rule->goal, TEXT("lead"));
    put(buf, "\n  from ");
    if (rule->tiers.is_by_sum) {
        put_money(buf, tier->from_sum);
        put(buf, " of ");
    } else {
        buf_format(buf, "%lld ", (long long)tier->from_count);
    }
    if (is_named || rule->tiers.is_by_sum) {
        put_goal(buf, rule->goal, rule->tiers.is_by_sum || tier->from_count != 1);
    } else {
        put(buf, tier->from_count == 1 ? "time" : "times");
    }
    put_period(buf, rule->tiers.period);
    put(buf, " ");
    plan_value_print(buf, &tier->value);
    put(buf, rule->tiers.is_for_all ? " for all" : "");
}

static void put_rule(struct buf *buf, const struct plan_rule *rule, struct currency currency)
{
    struct buf head = buf_new(buf->arena, buf->limit);
    if (text_is(rule->name)) {
        put_name(&head, rule->name);
        put(&head, ": ");
    }
    put(&head, rule->is_also ? "also pay " : "pay ");
    plan_value_print(&head, &rule->value);
    put(&head, " on ");
    put_event(&head, rule);
    put_modifiers(&head, rule);
    put_clause(buf, buf_text(&head), rule->items, rule->condition, currency);
    for (size_t i = 0; i < rule->tiers.count; i++) {
        put_tier(buf, rule, &rule->tiers.list[i]);
    }
    put(buf, "\n");
}

static void put_tariff(struct buf *buf, const struct plan *plan)
{
    if (!text_is(plan->tariff_name)) {
        return;
    }
    put(buf, "tariff by ");
    put_name(buf, plan->tariff_name);
    for (size_t i = 0; i < plan->band_count; i++) {
        const struct plan_band *band = &plan->bands[i];
        if (band->up_to == INT64_MAX) {
            put(buf, "\n  above ");
        } else {
            buf_format(buf, "\n  up to %lld ", (long long)band->up_to);
        }
        put_exact(buf, band->tariff);
    }
    put(buf, "\n");
}

static void put_level(struct buf *buf, const struct plan_level *level, struct currency currency)
{
    struct buf head = buf_new(buf->arena, buf->limit);
    if (level->from_level == level->to_level) {
        buf_format(&head, "level %d pays ", level->from_level);
    } else {
        buf_format(&head, "levels %d to %d pay ", level->from_level, level->to_level);
    }
    plan_value_print(&head, &level->value);
    put(&head, level->base == PLAN_OF_SALE ? " of sale" : level->base == PLAN_OF_COMMISSION ? " of commission" : "");
    bool is_any_by_default = level->base == PLAN_OF_COMMISSION || level->value.kind == PLAN_NOTHING;
    if (level->is_any_goal) {
        put(&head, is_any_by_default ? "" : " on every goal");
    } else if (is_any_by_default || !text_equal(level->goal, TEXT("sale"))) {
        put(&head, " on ");
        put_goal(&head, level->goal, /* is_plural= */ false);
    }
    if (level->hold_days >= 0) {
        buf_format(&head, " hold %d day%s", level->hold_days, level->hold_days == 1 ? "" : "s");
    }
    put_clause(buf, buf_text(&head), NULL, level->condition, currency);
    put(buf, "\n");
}

static void put_target(struct buf *buf, const struct plan_target *target)
{
    if (!target->is_by_sum && !target->is_every && target->count == 1 && target->period == PLAN_ALL_TIME) {
        put(buf, "the first ");
        put_goal(buf, target->goal, /* is_plural= */ false);
        return;
    }
    put(buf, target->is_every ? "every " : "");
    if (target->is_by_sum) {
        put_money(buf, target->sum);
        put(buf, " of ");
    } else {
        buf_format(buf, "%lld ", (long long)target->count);
    }
    put_goal(buf, target->goal, target->is_by_sum || target->count != 1);
    if (target->period == PLAN_UNTIL) {
        put(buf, " until ");
        put_day(buf, target->until_day);
    } else {
        put_period(buf, target->period);
    }
}

static void put_bonus(struct buf *buf, const struct plan_bonus *bonus, struct currency currency)
{
    static const char *const rewards[] = {[PLAN_GIVE_GIFT] = "gift",
                                          [PLAN_GIVE_CREDIT] = "credit",
                                          [PLAN_GIVE_LEAD] = "lead",
                                          [PLAN_GIVE_INVITATION] = "invitation"};
    struct buf head = buf_new(buf->arena, buf->limit);
    if (!bonus->is_in_kind) {
        put(&head, "bonus ");
        put_money(&head, bonus->amount);
    } else {
        put(&head, "give ");
        if (bonus->quantity != 1) {
            buf_format(&head, "%lld ", (long long)bonus->quantity);
        }
        put(&head, rewards[bonus->reward]);
        if (text_is(bonus->reward_name)) {
            buf_format(&head, " \"%.*s\"", TEXT_PRINT(bonus->reward_name));
        }
    }
    if (bonus->is_per_event) {
        put(&head, " on ");
        put_goal(&head, bonus->target.goal, /* is_plural= */ false);
    } else {
        put(&head, " for ");
        put_target(&head, &bonus->target);
    }
    put_clause(buf, buf_text(&head), NULL, bonus->condition, currency);
    put(buf, "\n");
}

// Terms.

static void put_base(struct buf *buf, const struct plan *plan)
{
    put(buf, plan->is_base_before_discount ? "base before discount\n" : "");
    if (plan->is_base_without_tax || plan->is_base_without_shipping) {
        bool is_both = plan->is_base_without_tax && plan->is_base_without_shipping;
        buf_format(buf, "base without %s%s%s\n", plan->is_base_without_tax ? "tax" : "", is_both ? " and " : "",
                   plan->is_base_without_shipping ? "shipping" : "");
    }
}

static void put_cap(struct buf *buf, const struct plan_cap *cap)
{
    put(buf, cap->scope == PLAN_CAP_PROGRAM ? "budget " : "cap ");
    if (cap->is_rate) {
        put_rate(buf, cap->rate);
        put(buf, " of sale");
    } else {
        put_money(buf, cap->sum);
        put(buf, cap->scope == PLAN_CAP_PARTNER ? " per partner" : cap->scope == PLAN_CAP_PROGRAM ? "" : " per sale");
    }
    put(buf, cap->scope == PLAN_CAP_LEVELS ? " over all levels" : "");
    if (cap->scope == PLAN_CAP_PARTNER || cap->scope == PLAN_CAP_PROGRAM) {
        put_period(buf, cap->period);
        if (cap->beyond.ppm > 0) {
            put(buf, ", beyond it ");
            put_rate(buf, cap->beyond);
        }
    }
    put(buf, "\n");
}

static void put_share(struct buf *buf, const struct plan_share *share)
{
    const struct {
        const char *word;
        struct rate rate;
    } parts[] = {{"first", share->first}, {"last", share->last}, {"others", share->others}};
    const char *joint = "share ";
    for (size_t i = 0; share->is_given && i < PLAN_COUNT_OF(parts); i++) {
        if (parts[i].rate.ppm > 0) {
            buf_format(buf, "%s%s ", joint, parts[i].word);
            put_rate(buf, parts[i].rate);
            joint = ", ";
        }
    }
    put(buf, share->is_given ? "\n" : "");
}

static void put_promise(struct buf *buf, const struct plan_promise *promise)
{
    switch (promise->kind) {
    case PLAN_PROMISE_AT_MOST:
        put(buf, "promise at most ");
        put_rate(buf, promise->rate);
        put(buf, " of sale\n");
        return;
    case PLAN_PROMISE_MONOTONE:
        put(buf, "promise never less for a larger sale\n");
        return;
    case PLAN_PROMISE_NO_JUMP:
        put(buf, "promise no jump above ");
        put_money(buf, promise->sum);
        put(buf, "\n");
        return;
    }
}

static void put_terms(struct buf *buf, const struct plan *plan)
{
    if (plan->matrix_deep > 0) {
        buf_format(buf, "matrix %d wide %d deep\n", plan->matrix_wide, plan->matrix_deep);
    }
    put_share(buf, &plan->share);
    if (plan->has_customer_discount) {
        put(buf, "customer gets ");
        plan_value_print(buf, &plan->customer_discount);
        put(buf, " off\n");
    }
    for (size_t i = 0; i < plan->bonus_count; i++) {
        put_bonus(buf, &plan->bonuses[i], plan->currency);
    }
    for (size_t i = 0; i < plan->cap_count; i++) {
        put_cap(buf, &plan->caps[i]);
    }
    if (plan->hold_days >= 0) {
        buf_format(buf, "hold %d day%s\n", plan->hold_days, plan->hold_days == 1 ? "" : "s");
    }
    put(buf, plan->rounding == ROUND_HALF_EVEN ? "round half even\n" : "");
    put(buf, plan->is_refund_forgiven ? "refunds after payment are forgiven\n" : "");
    if (plan->has_penalty) {
        buf_format(buf, "late payment %lld time%s after %d day%s\n", (long long)plan->penalty_times,
                   plan->penalty_times == 1 ? "" : "s", plan->penalty_days, plan->penalty_days == 1 ? "" : "s");
    }
    if (plan->has_margin) {
        put(buf, "margin ");
        put_rate(buf, plan->margin);
        put(buf, " of sale\n");
    }
    for (size_t i = 0; i < plan->promise_count; i++) {
        put_promise(buf, &plan->promises[i]);
    }
}

// Examples.

static void put_volume_facts(struct buf *buf, const struct plan_example *example, const char **joint)
{
    for (size_t i = 0; i < example->volume_count; i++) {
        const struct plan_example_volume *volume = &example->volumes[i];
        if (volume->count_before >= 0) {
            int64_t position = volume->count_before + 1;
            bool is_teen = position / 10 % 10 == 1;
            const char *ending = is_teen || position % 10 > 3 ? "th"
                                 : position % 10 == 1         ? "st"
                                 : position % 10 == 2         ? "nd"
                                 : position % 10 == 3         ? "rd"
                                                              : "th";
            buf_format(buf, "%s%lld%s ", *joint, (long long)position, ending);
            put_goal(buf, example->goal, /* is_plural= */ false);
            buf_format(buf, volume->period == PLAN_ALL_TIME ? " in %s" : " of the %s",
                       plan_period_word(volume->period));
            *joint = joint[1];
        }
        if (volume->sum_before.minor >= 0) {
            put(buf, *joint);
            put_money(buf, volume->sum_before);
            put(buf, " of ");
            put_goal(buf, example->goal, /* is_plural= */ true);
            put_period(buf, volume->period);
            put(buf, " before");
            *joint = joint[1];
        }
    }
}

static void put_items(struct buf *buf, const struct plan_example *example, const char **joint)
{
    for (size_t i = 0; i < example->item_count; i++) {
        const struct plan_example_item *item = &example->items[i];
        const struct {
            const char *word;
            struct text name;
        } names[] = {{"kind", item->kind}, {"sku", item->sku}, {"category", item->category}};
        put(buf, *joint);
        put_money(buf, item->amount);
        if (item->quantity != 1) {
            buf_format(buf, " for %lld", (long long)item->quantity);
        }
        put(buf, " of");
        for (size_t k = 0; k < PLAN_COUNT_OF(names); k++) {
            if (text_is(names[k].name)) {
                buf_format(buf, " %s ", names[k].word);
                put_name(buf, names[k].name);
            }
        }
        *joint = joint[1];
    }
}

static void put_facts(struct buf *buf, const struct plan_example *example, const char **joint)
{
    const struct {
        const char *words;
        struct money money;
    } sums[] = {{"refunded", example->refunded},
                {"discount", example->discount},
                {"tax", example->tax},
                {"shipping", example->shipping}};
    for (size_t i = 0; i < PLAN_COUNT_OF(sums); i++) {
        if (sums[i].money.minor != 0) {
            put(buf, *joint);
            put_money(buf, sums[i].money);
            buf_format(buf, " %s", sums[i].words);
            *joint = joint[1];
        }
    }
    for (size_t i = 0; i < example->fact_count; i++) {
        const struct plan_fact *fact = &example->facts[i];
        buf_format(buf, "%s%s ", *joint, plan_field_words(fact->field));
        if (fact->field == PLAN_METADATA) {
            put_name(buf, fact->key);
            put(buf, " ");
        }
        put(buf, "is ");
        if (!fact->is_number) {
            put_name(buf, fact->value);
        } else if (fact->field == PLAN_DATE) {
            put_day(buf, fact->number);
        } else {
            put_number(buf, fact->number);
        }
        *joint = joint[1];
    }
    if (example->usage >= 0) {
        buf_format(buf, "%susage %lld", *joint, (long long)example->usage);
        *joint = joint[1];
    }
    if (example->recruiter_count >= 0) {
        buf_format(buf, "%s%d recruiter%s", *joint, example->recruiter_count, example->recruiter_count == 1 ? "" : "s");
        *joint = joint[1];
    }
    if (example->is_rejected) {
        buf_format(buf, "%srejected", *joint);
        *joint = joint[1];
    }
}

static void put_example(struct buf *buf, const struct plan_example *example, bool is_long)
{
    const char *const first_joint[] = {" with ", is_long ? "\n    and " : ", "};
    const char *joint[] = {first_joint[0], first_joint[1]};
    put(buf, "example ");
    put_goal(buf, example->goal, /* is_plural= */ false);
    if (example->amount.minor != 0) {
        put(buf, " of ");
        put_money(buf, example->amount);
    }
    put_facts(buf, example, joint);
    put_volume_facts(buf, example, joint);
    put_items(buf, example, joint);
    put(buf, is_long ? "\n  earns " : " earns ");
    for (size_t i = 0; i < example->award_count; i++) {
        const struct plan_example_award *award = &example->awards[i];
        put(buf, i == 0 ? "" : ", ");
        if (award->level > 0) {
            buf_format(buf, "level %d ", award->level);
        }
        if (award->amount.minor == 0) {
            put(buf, "nothing");
        } else {
            put_money(buf, award->amount);
        }
    }
    put(buf, "\n");
}

struct text plan_print(struct arena *arena, const struct plan *plan)
{
    struct buf buf = buf_new(arena, SIZE_MAX / 8);
    put_base(&buf, plan);
    put_tariff(&buf, plan);
    for (size_t i = 0; i < plan->rule_count; i++) {
        put_rule(&buf, &plan->rules[i], plan->currency);
    }
    for (size_t i = 0; i < plan->level_count; i++) {
        put_level(&buf, &plan->levels[i], plan->currency);
    }
    put_terms(&buf, plan);
    for (size_t i = 0; i < plan->example_count; i++) {
        struct buf trial = buf_new(arena, SIZE_MAX / 8);
        put_example(&trial, &plan->examples[i], /* is_long= */ false);
        put_example(&buf, &plan->examples[i], spaces_of(buf_text(&trial)) > LINE_SPACES_MAX);
    }
    BUG_ON(buf.is_overflown);
    return buf_text(&buf);
}
