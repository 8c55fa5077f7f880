// SPDX-License-Identifier: Apache-2.0
// One case of plan_case.h as facts of the engine, and as words.
#include "commission/plan_case.h"
#include "core/bug.h"

#define MILLIONTHS ((int64_t)1000000)
#define DEFAULT_DAY 20454 // 2026-01-01
#define CREDITED 1        // partner ids of a scene: the credited partner, then the recruiters

static void set_partner_fact(struct derive_partner *partner, int which, const struct case_choice *choice,
                             int64_t local_day)
{
    struct text *const texts[] = {&partner->type, &partner->level, &partner->segment, &partner->country,
                                  &partner->code};
    if (which < 5) {
        *texts[which] = choice->text;
    } else if (choice->is_known) {
        partner->enrolled_day = local_day - choice->number / MILLIONTHS;
    }
}

static void set_metadata(struct plan_scene *scene, const struct case_dimension *d, const struct case_choice *choice)
{
    if (choice->is_known) {
        scene->metadata[scene->facts.metadata_count++] = (struct derive_pair){.name = d->key, .value = choice->text};
        scene->facts.metadata = scene->metadata;
    }
}

static void set_field(struct plan_scene *scene, const struct case_dimension *d, const struct case_choice *choice)
{
    struct derive_facts *facts = &scene->facts;
    if (d->field <= PLAN_PARTNER_DAYS) {
        set_partner_fact(&facts->partner, (int)(d->field - PLAN_PARTNER_TYPE), choice, facts->local_day);
        return;
    }
    switch ((int)d->field) {
    case PLAN_CUSTOMER:
        facts->is_customer_known = choice->is_known;
        facts->is_customer_new = text_equal(choice->text, TEXT("new"));
        return;
    case PLAN_CUSTOMER_COUNTRY:
        facts->customer_country = choice->text;
        return;
    case PLAN_COUPON:
        facts->coupon = choice->text;
        return;
    case PLAN_COUNTRY:
        facts->country = choice->text;
        return;
    case PLAN_DEVICE:
        facts->device = choice->text;
        return;
    case PLAN_SOURCE:
        facts->source = choice->text;
        return;
    case PLAN_PAYMENT_NUMBER:
        facts->payment_number = (int)(choice->number / MILLIONTHS);
        return;
    case PLAN_MONTH_NUMBER:
        facts->month_number = (int)(choice->number / MILLIONTHS);
        return;
    case PLAN_METADATA:
        set_metadata(scene, d, choice);
        return;
    default:
        return; // the date is set before all others
    }
}

static struct derive_volume *volume(struct plan_scene *scene, enum plan_period period)
{
    struct derive_facts *facts = &scene->facts;
    for (size_t i = 0; i < facts->volume_count; i++) {
        if (scene->volumes[i].period == period) {
            return &scene->volumes[i];
        }
    }
    struct derive_volume *added = &scene->volumes[facts->volume_count++];
    struct money none = {.minor = 0, .currency = facts->currency};
    *added = (struct derive_volume){
        .goal = facts->goal, .period = period, .count_all = 1, .sum_before = none, .sum_all = none};
    facts->volumes = scene->volumes;
    return added;
}

static void set_quantity(struct plan_scene *scene, const struct case_choice *choice)
{
    struct derive_facts *facts = &scene->facts;
    if (!choice->is_known) {
        return;
    }
    if (facts->item_count == 0) {
        facts->item_count = 1;
        scene->items[0] = (struct derive_item){.amount = facts->amount};
    }
    int64_t others = (int64_t)facts->item_count - 1;
    int64_t quantity = choice->number / MILLIONTHS - others;
    scene->items[0].quantity = quantity < 1 ? 1 : quantity;
}

static void set_choice(struct plan_scene *scene, const struct case_dimension *d, const struct case_choice *choice)
{
    struct derive_facts *facts = &scene->facts;
    switch (d->sort) {
    case CASE_FIELD:
        set_field(scene, d, choice);
        return;
    case CASE_RECRUITER:
        set_partner_fact(&scene->uplines[d->level - 1], (int)(d->field - PLAN_RECRUITER_TYPE), choice,
                         facts->local_day);
        return;
    case CASE_CHURN:
        facts->is_churned = choice->is_known;
        return;
    case CASE_USAGE:
        facts->usage = choice->is_known ? choice->number : -1;
        return;
    case CASE_COUNT:
        if (choice->is_known) {
            struct derive_volume *v = volume(scene, d->period);
            v->count_before = choice->before;
            v->count_all = choice->all;
        }
        return;
    case CASE_SUM:
        if (choice->is_known) {
            struct derive_volume *v = volume(scene, d->period);
            size_t i = (size_t)(v - scene->volumes);
            v->sum_before.minor = choice->before;
            scene->ends_at[i] = choice->ends_at;
            scene->sum_all[i] = choice->all;
        }
        return;
    case CASE_DISCOUNT:
        scene->discount_ninths = choice->number;
        return;
    case CASE_ITEMS:
    case CASE_QUANTITY:
        return; // one after the other, when all else is set
    }
}

static void set_items(struct plan_scene *scene, const struct case_choice *choice)
{
    BUG_ON(choice->item_count > sizeof(scene->items) / sizeof(scene->items[0]));
    for (size_t i = 0; i < choice->item_count; i++) {
        scene->items[i] = choice->items[i];
    }
    scene->facts.items = scene->items;
    scene->facts.item_count = choice->item_count;
}

static struct derive_facts plain_facts(const struct plan_space *space)
{
    struct money none = {.minor = 0, .currency = space->currency};
    return (struct derive_facts){.goal = space->goal,
                                 .currency = space->currency,
                                 .amount = none,
                                 .discount = none,
                                 .tax = none,
                                 .shipping = none,
                                 .refunded = none,
                                 .local_day = DEFAULT_DAY,
                                 .usage = -1,
                                 .partner = {.partner_id = {CREDITED}, .enrolled_day = INT64_MIN, .is_active = true}};
}

// A new customer is at his first payment and in his first month.
static bool is_possible(const struct derive_facts *facts)
{
    if (!facts->is_customer_known) {
        return true;
    }
    return facts->is_customer_new ? facts->payment_number <= 1 && facts->month_number <= 1 : facts->payment_number != 1;
}

bool plan_scene_make(const struct plan_space *space, uint64_t number, struct plan_scene *ret_scene)
{
    struct plan_scene *scene = ret_scene;
    *scene = (struct plan_scene){.space = space, .facts = plain_facts(space)};
    for (int i = 0; i < space->depth; i++) {
        scene->uplines[i] =
            (struct derive_partner){.partner_id = {CREDITED + 1 + i}, .enrolled_day = INT64_MIN, .is_active = true};
    }
    scene->facts.uplines = scene->uplines;
    scene->facts.upline_count = (size_t)space->depth;
    for (size_t i = 0; i < space->dimension_count; i++) {
        const struct case_dimension *d = space->dimensions[i];
        scene->chosen[i] = (size_t)(number % d->count);
        number /= d->count;
        scene->fact_count += scene->chosen[i] != 0;
        if (d->sort == CASE_FIELD && d->field == PLAN_DATE && scene->chosen[i] != 0) {
            scene->facts.local_day = d->choices[scene->chosen[i]].number;
        }
    }
    scene->facts.occurred_at.ms = scene->facts.local_day * DAY_MS;
    const struct case_choice *quantity = NULL;
    for (size_t i = 0; i < space->dimension_count; i++) {
        const struct case_dimension *d = space->dimensions[i];
        const struct case_choice *choice = &d->choices[scene->chosen[i]];
        set_choice(scene, d, choice);
        if (d->sort == CASE_ITEMS) {
            set_items(scene, choice);
        }
        quantity = d->sort == CASE_QUANTITY ? choice : quantity;
    }
    if (quantity != NULL) {
        set_quantity(scene, quantity);
        scene->facts.items = scene->items;
    }
    return is_possible(&scene->facts);
}

void plan_scene_set_amount(struct plan_scene *scene, int64_t amount_minor)
{
    struct derive_facts *facts = &scene->facts;
    facts->amount.minor = amount_minor;
    facts->discount.minor = (int64_t)((__int128)amount_minor * scene->discount_ninths / 9);
    if (facts->item_count > 0) {
        int64_t others = (int64_t)facts->item_count - 1;
        scene->items[0].amount =
            (struct money){.minor = amount_minor > others ? amount_minor - others : 0, .currency = facts->currency};
    }
    for (size_t i = 0; i < facts->volume_count; i++) {
        struct derive_volume *v = &scene->volumes[i];
        if (scene->ends_at[i] > 0) {
            v->sum_before.minor = scene->ends_at[i] > amount_minor ? scene->ends_at[i] - amount_minor : 0;
        }
        v->sum_all.minor = v->sum_before.minor + amount_minor;
        v->sum_all.minor = scene->sum_all[i] > v->sum_all.minor ? scene->sum_all[i] : v->sum_all.minor;
    }
}
