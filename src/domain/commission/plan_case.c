// SPDX-License-Identifier: Apache-2.0
// Which facts plans tell apart: gathered from conditions, limits, tiers, items and bands; see plan_case.h.
#include "commission/plan_case.h"

#include <stdlib.h>
#include <string.h>

#include "core/bug.h"

#define MILLIONTHS ((int64_t)1000000)
#define CHOICES_MAX 512
#define CONTAINS_MAX 4
#define CLASSES_MAX 16
#define AMOUNTS_MAX 4096
#define QUANTITY_LARGE 1000000
#define SEPARATOR TEXT("\x1F") // no name has it

struct making {
    struct plan_space *space;
    struct arena *arena;
};

// What was not looked at at all goes before what only is no line (enum check_why is in that order).
static void unsettle(struct plan_space *space, enum check_why why)
{
    space->unsettled = space->unsettled == CHECK_WHY_NOT || why < space->unsettled ? why : space->unsettled;
}

// Amounts.

static void add_amount(struct plan_space *space, __int128 amount)
{
    for (int near = -1; near <= 1; near++) {
        __int128 at = amount + near;
        if (at < 1 || at > PLAN_CASE_AMOUNT_MAX) {
            continue;
        }
        if (space->amount_count >= AMOUNTS_MAX) {
            unsettle(space, CHECK_WHY_AMOUNTS);
            return;
        }
        space->amounts[space->amount_count++] = (int64_t)at;
    }
}

static int compare_amounts(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a;
    int64_t y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static void sort_amounts(struct plan_space *space)
{
    qsort(space->amounts, space->amount_count, sizeof(*space->amounts), compare_amounts);
    size_t kept = 0;
    for (size_t i = 0; i < space->amount_count; i++) {
        if (kept == 0 || space->amounts[i] != space->amounts[kept - 1]) {
            space->amounts[kept++] = space->amounts[i];
        }
    }
    space->amount_count = kept;
}

// Dimensions and choices.

static struct case_dimension *dimension(struct plan_space *space, const struct case_dimension *like)
{
    for (size_t i = 0; i < space->dimension_count; i++) {
        struct case_dimension *d = space->dimensions[i];
        if (d->sort == like->sort && d->field == like->field && d->level == like->level && d->period == like->period &&
            text_equal_ignore_case(d->key, like->key)) {
            return d;
        }
    }
    struct case_dimension *made = arena_one(space->arena, struct case_dimension);
    *made = *like;
    made->choices = arena_many(space->arena, struct case_choice, CHOICES_MAX);
    made->count = 1; // the plainest
    if (space->dimension_count == PLAN_CASE_DIMENSIONS_MAX) {
        unsettle(space, CHECK_WHY_FACTS);
        return made;
    }
    space->dimensions[space->dimension_count++] = made;
    return made;
}

static bool is_same_choice(const struct case_choice *a, const struct case_choice *b)
{
    return a->is_known == b->is_known && text_equal_ignore_case(a->text, b->text) && a->number == b->number &&
           a->before == b->before && a->all == b->all && a->ends_at == b->ends_at && a->items == b->items;
}

static void add_choice(struct plan_space *space, struct case_dimension *d, struct case_choice choice)
{
    choice.is_known = true;
    for (size_t i = 0; i < d->count; i++) {
        if (is_same_choice(&d->choices[i], &choice)) {
            return;
        }
    }
    if (d->count == CHOICES_MAX) {
        unsettle(space, CHECK_WHY_VALUES);
        return;
    }
    d->choices[d->count++] = choice;
}

// Conditions: all tests on one field, so that texts which begin, contain and end can be put together.

struct tests {
    const struct plan_expression *list[CHOICES_MAX];
    size_t count;
};

static void gather(struct tests *tests, const struct plan_expression *e)
{
    if (e == NULL || tests->count == CHOICES_MAX) {
        return;
    }
    if (e->node == PLAN_TEST) {
        tests->list[tests->count++] = e;
        return;
    }
    gather(tests, e->left);
    gather(tests, e->right);
}

static void add_numbers(struct plan_space *space, struct case_dimension *d, const struct plan_expression *e)
{
    bool is_whole = e->field != PLAN_DATE && e->field != PLAN_METADATA;
    bool is_counted = e->field == PLAN_PAYMENT_NUMBER || e->field == PLAN_MONTH_NUMBER;
    int64_t unit = is_whole ? MILLIONTHS : 1;
    for (size_t i = 0; i < e->value_count; i++) {
        for (int64_t near = -unit; near <= unit; near += unit) {
            int64_t number = e->numbers[i] + near;
            if (number >= (is_counted ? MILLIONTHS : 0) || e->field == PLAN_METADATA) {
                add_choice(space, d, (struct case_choice){.number = number});
            }
        }
    }
}

// Every combination of one beginning, any of the contained, and one ending, apart from each other.
static void add_patterns(struct plan_space *space, struct case_dimension *d, const struct tests *tests)
{
    struct text begins[CHOICES_MAX] = {TEXT("")};
    struct text ends[CHOICES_MAX] = {TEXT("")};
    struct text contained[CONTAINS_MAX];
    size_t begin_count = 1;
    size_t end_count = 1;
    size_t contained_count = 0;
    for (size_t i = 0; i < tests->count; i++) {
        const struct plan_expression *e = tests->list[i];
        if (e->op == PLAN_STARTS_WITH) {
            begins[begin_count++ % CHOICES_MAX] = e->values[0];
        } else if (e->op == PLAN_ENDS_WITH) {
            ends[end_count++ % CHOICES_MAX] = e->values[0];
        } else if (e->op == PLAN_CONTAINS || e->op == PLAN_NOT_CONTAINS) {
            if (contained_count == CONTAINS_MAX) {
                unsettle(space, CHECK_WHY_CONTAINED);
                return;
            }
            contained[contained_count++] = e->values[0];
        }
    }
    if (begin_count + end_count + contained_count == 2) {
        return;
    }
    for (size_t b = 0; b < begin_count; b++) {
        for (size_t mask = 0; mask < (size_t)1 << contained_count; mask++) {
            for (size_t n = 0; n < end_count; n++) {
                struct buf buf = buf_new(space->arena, PLAN_TEXT_MAX);
                buf_add(&buf, begins[b]);
                buf_add(&buf, SEPARATOR);
                for (size_t c = 0; c < contained_count; c++) {
                    buf_add(&buf, (mask >> c & 1) != 0 ? contained[c] : TEXT(""));
                    buf_add(&buf, SEPARATOR);
                }
                buf_add(&buf, ends[n]);
                add_choice(space, d, (struct case_choice){.text = buf_text(&buf)});
            }
        }
    }
}

static void add_texts(struct plan_space *space, struct case_dimension *d, const struct tests *tests)
{
    for (size_t i = 0; i < tests->count; i++) {
        const struct plan_expression *e = tests->list[i];
        for (size_t k = 0; k < e->value_count; k++) {
            add_choice(space, d, (struct case_choice){.text = e->values[k]});
        }
    }
    add_patterns(space, d, tests);
}

static bool is_same_fact(const struct plan_expression *a, const struct plan_expression *b)
{
    return a->field == b->field && text_equal_ignore_case(a->key, b->key);
}

// The ranges of reported amounts that a condition tells apart, by the least amount of each.
static void add_reported(struct plan_space *space, int64_t amount)
{
    if (!space->is_ratchet) {
        return;
    }
    struct case_dimension like = {.sort = CASE_REFUND};
    struct case_dimension *d = dimension(space, &like);
    for (int64_t from = amount; from <= amount + 1; from++) {
        if (from > 1 && from <= PLAN_CASE_AMOUNT_MAX) {
            add_choice(space, d, (struct case_choice){.number = from});
        }
    }
}

// level 0: of the event; else the conditions of a level's recruiter.
static void add_field(struct plan_space *space, const struct tests *all, const struct plan_expression *first, int level)
{
    bool is_recruiter = first->field >= PLAN_RECRUITER_TYPE && first->field <= PLAN_RECRUITER_DAYS;
    if (first->field == PLAN_ORDER_AMOUNT) {
        for (size_t i = 0; i < all->count; i++) {
            for (size_t k = 0; all->list[i]->field == PLAN_ORDER_AMOUNT && k < all->list[i]->value_count; k++) {
                add_amount(space, all->list[i]->numbers[k]);
                add_reported(space, all->list[i]->numbers[k]);
            }
        }
        return;
    }
    struct case_dimension like = {.sort = is_recruiter                          ? CASE_RECRUITER
                                          : first->field == PLAN_ORDER_QUANTITY ? CASE_QUANTITY
                                                                                : CASE_FIELD,
                                  .field = first->field,
                                  .key = first->key,
                                  .level = is_recruiter ? level : 0};
    struct case_dimension *d = dimension(space, &like);
    struct tests *same = arena_one(space->arena, struct tests);
    for (size_t i = 0; i < all->count; i++) {
        if (is_same_fact(all->list[i], first) && all->list[i]->is_number) {
            add_numbers(space, d, all->list[i]);
        } else if (is_same_fact(all->list[i], first)) {
            same->list[same->count++] = all->list[i];
        }
    }
    add_texts(space, d, same);
    if (first->field == PLAN_CUSTOMER) {
        add_choice(space, d, (struct case_choice){.text = TEXT("new")});
        add_choice(space, d, (struct case_choice){.text = TEXT("returning")});
    }
}

static void add_condition(struct plan_space *space, struct tests *all, int level)
{
    for (size_t i = 0; i < all->count; i++) {
        bool is_seen = false;
        for (size_t k = 0; k < i; k++) {
            is_seen = is_seen || is_same_fact(all->list[i], all->list[k]);
        }
        if (!is_seen) {
            add_field(space, all, all->list[i], level);
        }
    }
}

// Rules.

static void add_day(struct plan_space *space, int64_t day)
{
    struct case_dimension like = {.sort = CASE_FIELD, .field = PLAN_DATE};
    struct case_dimension *d = dimension(space, &like);
    for (int64_t near = -1; near <= 1; near++) {
        add_choice(space, d, (struct case_choice){.number = day + near});
    }
}

static void add_counted(struct plan_space *space, enum plan_field field, int64_t limit)
{
    struct case_dimension like = {.sort = CASE_FIELD, .field = field};
    struct case_dimension *d = dimension(space, &like);
    add_choice(space, d, (struct case_choice){.number = limit * MILLIONTHS});
    add_choice(space, d, (struct case_choice){.number = (limit + 1) * MILLIONTHS});
}

static void add_tiers_by_count(struct plan_space *space, const struct plan_tiers *tiers)
{
    struct case_dimension like = {.sort = CASE_COUNT, .period = tiers->period};
    struct case_dimension *d = dimension(space, &like);
    *(tiers->is_for_all ? &d->is_for_all : &d->is_from_now) = true;
    for (size_t i = 0; i < tiers->count; i++) {
        int64_t from = tiers->list[i].from_count;
        add_choice(space, d, (struct case_choice){.before = from - 1, .all = from});
        if (from > 1) {
            add_choice(space, d, (struct case_choice){.before = from - 2, .all = from - 1});
        }
        if (tiers->is_for_all) {
            add_choice(space, d, (struct case_choice){.before = 0, .all = from});
        }
    }
}

static void add_tiers_by_sum(struct plan_space *space, const struct plan_tiers *tiers)
{
    struct case_dimension like = {.sort = CASE_SUM, .period = tiers->period};
    struct case_dimension *d = dimension(space, &like);
    *(tiers->is_for_all ? &d->is_for_all : &d->is_from_now) = true;
    for (size_t i = 0; i < tiers->count; i++) {
        int64_t from = tiers->list[i].from_sum.minor;
        add_choice(space, d, (struct case_choice){.before = from});
        add_choice(space, d, (struct case_choice){.before = from - 1});
        add_choice(space, d, (struct case_choice){.ends_at = from});
        if (tiers->is_for_all) {
            add_choice(space, d, (struct case_choice){.all = from});
        }
        add_amount(space, from);
        for (size_t k = 0; k < i; k++) {
            add_amount(space, (__int128)from - tiers->list[k].from_sum.minor);
        }
    }
}

// Tiers from now on ask what was before the event, those for all the whole period: where there are both, every pair.
static void cross_figures(struct plan_space *space, struct case_dimension *d)
{
    size_t count = d->count;
    for (size_t i = 0; i < count && d->is_for_all && d->is_from_now; i++) {
        for (size_t k = 0; k < count; k++) {
            struct case_choice both = d->choices[i];
            both.all = d->choices[k].all;
            if (both.all > both.before && both.all > d->choices[i].all) {
                add_choice(space, d, both);
            }
        }
    }
}

// What is above an edge in a month is above it in the year too, so sums of several periods share their edges.
static void share_edges(struct plan_space *space)
{
    struct case_dimension *sums[PLAN_PERIOD_COUNT];
    size_t counts[PLAN_PERIOD_COUNT];
    size_t count = 0;
    for (size_t i = 0; i < space->dimension_count; i++) {
        if (space->dimensions[i]->sort == CASE_SUM) {
            sums[count] = space->dimensions[i];
            counts[count] = sums[count]->count;
            count++;
        }
    }
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < count; k++) {
            for (size_t n = 1; k != i && n < counts[k]; n++) {
                add_choice(space, sums[i], sums[k]->choices[n]);
                add_amount(space, (__int128)sums[k]->choices[n].before - sums[i]->choices[1].before);
            }
        }
    }
}

static void add_limit_amounts(struct plan_space *space, const struct plan_rule *rule, const struct plan_value *value,
                              struct exact limit)
{
    static const int ninths[] = {0, 1, 9, 81}; // of discounts, as in add_discounts
    for (size_t i = 0; value->kind == PLAN_PERCENT && value->rate.ppm > 0 && i < 4; i++) {
        add_amount(space, limit.micro * 9 / ((__int128)value->rate.ppm * (9 + ninths[i])));
    }
    bool is_sliced = rule->tiers.count > 0 && rule->tiers.is_by_sum && !rule->tiers.is_for_all;
    if (is_sliced) {
        unsettle(space, CHECK_WHY_LIMIT_SUMS);
    }
}

static void add_limits(struct plan_space *space, const struct plan_rule *rule)
{
    for (size_t i = 0; i <= rule->tiers.count; i++) {
        const struct plan_value *value = i == 0 ? &rule->value : &rule->tiers.list[i - 1].value;
        if (rule->has_at_least) {
            add_limit_amounts(space, rule, value, rule->at_least);
        }
        if (rule->has_at_most) {
            add_limit_amounts(space, rule, value, rule->at_most);
        }
        if (value->kind == PLAN_FIXED_PER_ITEM) {
            struct case_dimension like = {.sort = CASE_QUANTITY, .field = PLAN_ORDER_QUANTITY};
            struct case_dimension *d = dimension(space, &like);
            add_choice(space, d, (struct case_choice){.number = MILLIONTHS});
            add_choice(space, d, (struct case_choice){.number = QUANTITY_LARGE * MILLIONTHS});
        }
    }
    if (rule->has_at_most && rule->items != NULL) {
        unsettle(space, CHECK_WHY_LIMIT_ITEMS);
    }
    if (rule->tiers.count > 0 && rule->tiers.is_by_sum && rule->items != NULL) {
        unsettle(space, CHECK_WHY_SUMS_ITEMS);
    }
}

static void add_rule(struct plan_space *space, const struct plan *plan, const struct plan_rule *rule)
{
    if (rule->from_day != INT64_MIN) {
        add_day(space, rule->from_day);
    }
    if (rule->until_day != INT64_MAX) {
        add_day(space, rule->until_day);
    }
    if (rule->limit_payments > 0) {
        add_counted(space, PLAN_PAYMENT_NUMBER, rule->limit_payments);
    }
    if (rule->limit_months > 0) {
        add_counted(space, PLAN_MONTH_NUMBER, rule->limit_months);
    }
    if (rule->is_until_churn) {
        struct case_dimension like = {.sort = CASE_CHURN};
        add_choice(space, dimension(space, &like), (struct case_choice){.number = 1});
    }
    if (rule->tiers.count > 0 && rule->tiers.is_by_sum) {
        add_tiers_by_sum(space, &rule->tiers);
    } else if (rule->tiers.count > 0) {
        add_tiers_by_count(space, &rule->tiers);
    }
    add_limits(space, rule);
    struct case_dimension like = {.sort = CASE_USAGE};
    for (size_t i = 0; i < plan->band_count; i++) {
        int64_t up_to = plan->bands[i].up_to;
        add_choice(space, dimension(space, &like),
                   (struct case_choice){.number = up_to == INT64_MAX ? up_to / 2 : up_to});
        if (up_to != INT64_MAX) {
            add_choice(space, dimension(space, &like), (struct case_choice){.number = up_to + 1});
        }
    }
}

// Items: a line of each class of product, alone and together.

static const struct case_dimension *item_names(const struct plan_space *classes, enum plan_field field)
{
    for (size_t i = 0; i < classes->dimension_count; i++) {
        if (classes->dimensions[i]->field == field) {
            return classes->dimensions[i];
        }
    }
    return NULL;
}

static size_t names_count(const struct case_dimension *d)
{
    return d == NULL ? 1 : d->count;
}

static struct text name_at(const struct case_dimension *d, size_t i)
{
    return d == NULL ? TEXT_NONE : d->choices[i].text;
}

static void add_items(struct plan_space *space, struct tests *tests)
{
    struct plan_space classes = {.arena = space->arena};
    add_condition(&classes, tests, 0);
    const struct case_dimension *kinds = item_names(&classes, PLAN_ITEM_KIND);
    const struct case_dimension *skus = item_names(&classes, PLAN_ITEM_SKU);
    const struct case_dimension *categories = item_names(&classes, PLAN_ITEM_CATEGORY);
    size_t count = names_count(kinds) * names_count(skus) * names_count(categories);
    if (count > CLASSES_MAX) {
        unsettle(space, CHECK_WHY_KINDS);
        return;
    }
    struct derive_item *lines = arena_many(space->arena, struct derive_item, count);
    for (size_t i = 0; i < count; i++) {
        size_t rest = i;
        lines[i].kind = name_at(kinds, rest % names_count(kinds));
        rest /= names_count(kinds);
        lines[i].sku = name_at(skus, rest % names_count(skus));
        lines[i].category = name_at(categories, rest / names_count(skus));
        lines[i].quantity = 1;
        lines[i].amount = (struct money){.minor = 1, .currency = space->currency};
    }
    struct case_dimension like = {.sort = CASE_ITEMS};
    struct case_dimension *d = dimension(space, &like);
    for (size_t i = 1; i < count; i++) {
        add_choice(space, d, (struct case_choice){.items = &lines[i], .item_count = 1});
    }
    for (size_t i = 0; i < count && count > 1; i++) {
        struct derive_item *all = arena_many(space->arena, struct derive_item, count);
        for (size_t k = 0; k < count; k++) {
            all[k] = lines[(i + k) % count];
        }
        add_choice(space, d, (struct case_choice){.items = all, .item_count = count});
    }
    add_amount(space, (__int128)count);
}

static void add_discounts(struct plan_space *space, const struct plan *plan)
{
    if (!plan->is_base_before_discount) {
        return;
    }
    struct case_dimension like = {.sort = CASE_DISCOUNT};
    struct case_dimension *d = dimension(space, &like);
    add_choice(space, d, (struct case_choice){.number = 1});  // 10 % off
    add_choice(space, d, (struct case_choice){.number = 9});  // 50 %
    add_choice(space, d, (struct case_choice){.number = 81}); // 90 %
    if (space->is_ratchet) {                                  // and next to all: what a share of the sale caps
        add_choice(space, d, (struct case_choice){.number = PLAN_CASE_NINTHS_MAX});
        add_amount(space, (__int128)MONEY_MINOR_MAX * 9 / PLAN_CASE_NINTHS_MAX);
    }
}

static bool is_of_goal(const struct plan_space *space, const struct plan_rule *rule)
{
    return rule->event == PLAN_ON_GOAL && text_equal_ignore_case(rule->goal, space->goal);
}

// The conditions of all clauses that cover a level.
static struct tests *level_tests(struct plan_space *space, const struct plan *plan, int n, bool *ret_is_recruiter_asked)
{
    struct tests *tests = arena_one(space->arena, struct tests);
    *ret_is_recruiter_asked = false;
    for (size_t k = 0; k < plan->level_count; k++) {
        if (plan->levels[k].from_level <= n && plan->levels[k].to_level >= n) {
            gather(tests, plan->levels[k].condition);
        }
    }
    for (size_t i = 0; i < tests->count; i++) {
        enum plan_field field = tests->list[i]->field;
        *ret_is_recruiter_asked =
            *ret_is_recruiter_asked || (field >= PLAN_RECRUITER_TYPE && field <= PLAN_RECRUITER_DAYS);
    }
    return tests;
}

static bool is_cut_over_levels(const struct plan_space *space)
{
    bool is_cut = false;
    for (size_t p = 0; p < space->plan_count; p++) {
        is_cut = is_cut || plan_find_cap(space->plans[p], PLAN_CAP_LEVELS, true) != NULL ||
                 plan_find_cap(space->plans[p], PLAN_CAP_LEVELS, false) != NULL;
    }
    return is_cut;
}

// Whether the very clauses of all plans that cover level n cover level m, and no others.
static bool is_covered_alike(const struct plan_space *space, int n, int m)
{
    bool is_alike = true;
    for (size_t p = 0; p < space->plan_count; p++) {
        for (size_t k = 0; k < space->plans[p]->level_count; k++) {
            const struct plan_level *level = &space->plans[p]->levels[k];
            bool covers_n = level->from_level <= n && level->to_level >= n;
            bool covers_m = level->from_level <= m && level->to_level >= m;
            is_alike = is_alike && covers_n == covers_m;
        }
    }
    return is_alike;
}

// A level is paid by its clauses from the facts of the event and of its own recruiter, whatever others have: so what is
// shown of one level for all facts holds for every other that the same clauses cover. A cap over all levels cuts the
// deeper ones first, and nothing follows then.
static bool is_like_earlier(const struct plan_space *space, int n)
{
    bool is_like = false;
    for (int m = 1; m <= PLAN_CASE_LEVELS_MAX && !is_like; m++) {
        is_like = is_covered_alike(space, n, m);
    }
    return is_like && !is_cut_over_levels(space);
}

static void add_levels(struct plan_space *space, const struct plan *plan)
{
    for (size_t i = 0; i < plan->level_count; i++) {
        const struct plan_level *level = &plan->levels[i];
        if (!level->is_any_goal && !text_equal_ignore_case(level->goal, space->goal)) {
            continue;
        }
        for (int n = level->from_level; n <= level->to_level; n++) {
            bool is_recruiter_asked;
            if (n > PLAN_CASE_LEVELS_MAX && space->is_ratchet && is_like_earlier(space, n)) {
                continue;
            }
            struct tests *tests = level_tests(space, plan, n, &is_recruiter_asked);
            if (n > PLAN_CASE_LEVELS_MAX && (is_recruiter_asked || space->is_ratchet)) {
                unsettle(space, CHECK_WHY_LEVELS);
                break;
            }
            add_condition(space, tests, n);
            space->depth = n > space->depth ? n : space->depth;
        }
    }
}

// A cap over all levels leaves a level more when those before it are missing.
static void add_gaps(struct plan_space *space)
{
    bool is_cut = is_cut_over_levels(space);
    for (int level = 1; is_cut && level < space->depth; level++) {
        struct case_dimension like = {.sort = CASE_GAP, .level = level};
        add_choice(space, dimension(space, &like), (struct case_choice){.number = level});
    }
}

// Tiers by sum for all pay the least of what refunds passed, each rule for itself: with others beside it what holds for
// whole sales need not hold for what refunds leave.
static void unsettle_refunds(struct plan_space *space, const struct plan *plan)
{
    size_t count = 0;
    bool is_path = false;
    for (size_t i = 0; i < plan->rule_count; i++) {
        const struct plan_rule *rule = &plan->rules[i];
        if (is_of_goal(space, rule)) {
            is_path = is_path || (rule->tiers.count > 0 && rule->tiers.is_by_sum && rule->tiers.is_for_all);
            count++;
        }
    }
    if (is_path && (count > 1 || space->plan_count > 2)) {
        unsettle(space, CHECK_WHY_REFUNDS);
    }
}

// Metadata is text, also where a condition reads it as a number.
static void write_numbers(struct arena *arena, struct case_dimension *d)
{
    for (size_t i = 1; i < d->count && d->field == PLAN_METADATA; i++) {
        struct case_choice *choice = &d->choices[i];
        int64_t n = choice->number < 0 ? -choice->number : choice->number;
        if (!text_is(choice->text)) {
            choice->text = text_format(arena, "%s%lld.%06lld", choice->number < 0 ? "-" : "",
                                       (long long)(n / MILLIONTHS), (long long)(n % MILLIONTHS));
        }
    }
}

static void add_ratchet(struct plan_space *space)
{
    add_gaps(space);
    for (size_t p = 0; p < space->plan_count; p++) {
        unsettle_refunds(space, space->plans[p]);
    }
    space->amounts[space->amount_count++] = 0;
}

void plan_space_make(struct arena *arena, const struct plan *const *plans, size_t plan_count, struct text goal,
                     bool is_ratchet, struct plan_space *ret_space)
{
    struct plan_space *space = ret_space;
    BUG_ON(plan_count == 0 || plan_count > PLAN_CASE_PLANS_MAX);
    *space =
        (struct plan_space){.arena = arena, .goal = goal, .currency = plans[0]->currency, .is_ratchet = is_ratchet};
    space->amounts = arena_many(arena, int64_t, AMOUNTS_MAX + 1);
    add_amount(space, 1);
    add_amount(space, 100);
    add_amount(space, PLAN_CASE_AMOUNT_MAX);
    struct tests *conditions = arena_one(arena, struct tests);
    struct tests *items = arena_one(arena, struct tests);
    for (size_t p = 0; p < plan_count; p++) { // first all of them: levels are compared with those of the others
        space->plans[space->plan_count++] = plans[p];
    }
    for (size_t p = 0; p < plan_count; p++) {
        for (size_t i = 0; i < plans[p]->rule_count; i++) {
            if (is_of_goal(space, &plans[p]->rules[i])) {
                gather(conditions, plans[p]->rules[i].condition);
                gather(items, plans[p]->rules[i].items);
                add_rule(space, plans[p], &plans[p]->rules[i]);
            }
        }
        add_discounts(space, plans[p]);
        add_levels(space, plans[p]);
    }
    if (is_ratchet) {
        add_ratchet(space);
    }
    add_condition(space, conditions, 0);
    if (items->count > 0) {
        add_items(space, items);
    }
    if (conditions->count == CHOICES_MAX || items->count == CHOICES_MAX) {
        unsettle(space, CHECK_WHY_TESTS);
    }
    share_edges(space);
    for (size_t i = 0; i < space->dimension_count; i++) {
        cross_figures(space, space->dimensions[i]);
    }
    sort_amounts(space);
    space->case_count = 1;
    for (size_t i = 0; i < space->dimension_count; i++) {
        write_numbers(space->arena, space->dimensions[i]);
        uint64_t count = space->dimensions[i]->count;
        space->case_count = space->case_count > UINT64_MAX / count ? UINT64_MAX : space->case_count * count;
    }
}
