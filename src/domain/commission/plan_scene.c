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

static size_t volume(struct plan_scene *scene, enum plan_period period)
{
    struct derive_facts *facts = &scene->facts;
    for (size_t i = 0; i < facts->volume_count; i++) {
        if (scene->volumes[i].period == period) {
            return i;
        }
    }
    struct derive_volume *added = &scene->volumes[facts->volume_count];
    struct money none = {.minor = 0, .currency = facts->currency};
    *added = (struct derive_volume){
        .goal = facts->goal, .period = period, .count_all = 1, .sum_before = none, .sum_all = none};
    facts->volumes = scene->volumes;
    return facts->volume_count++;
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
        scene->counts[volume(scene, d->period)] = choice;
        return;
    case CASE_SUM:
        scene->sums[volume(scene, d->period)] = choice;
        return;
    case CASE_REFUND:
        scene->reported = choice->number;
        return;
    case CASE_GAP:
        scene->uplines[d->level - 1].is_active = !choice->is_known;
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

// Whether each period of the one kind lies within one of the other. Weeks lie within no month.
static bool is_within(enum plan_period inner, enum plan_period outer)
{
    return inner < outer && (outer == PLAN_ALL_TIME || (inner != PLAN_WEEK && outer < PLAN_ALL_TIME));
}

static void raise(int64_t *number, int64_t at_least)
{
    *number = *number < at_least ? at_least : *number;
}

static void set_volume(struct plan_scene *scene, size_t i, int64_t left_minor)
{
    struct derive_volume *v = &scene->volumes[i];
    const struct case_choice *count = scene->counts[i];
    const struct case_choice *sum = scene->sums[i];
    v->count_before = count == NULL ? 0 : count->before;
    v->count_all = count == NULL ? 0 : count->all;
    v->sum_before.minor = sum == NULL ? 0 : sum->before;
    if (sum != NULL && sum->ends_at > 0) {
        v->sum_before.minor = sum->ends_at > left_minor ? sum->ends_at - left_minor : 0;
    }
    v->sum_all.minor = sum == NULL ? 0 : sum->all;
    raise(&v->count_before, v->sum_before.minor > 0 ? 1 : 0);
}

// A choice is the least of all volumes that tiers do not tell apart, so that raising it to what other volumes ask
// leaves none out.
static void set_volumes(struct plan_scene *scene, int64_t left_minor)
{
    size_t count = scene->facts.volume_count;
    for (size_t i = 0; i < count; i++) {
        set_volume(scene, i, left_minor);
    }
    for (size_t i = 0; i < count; i++) {
        struct derive_volume *outer = &scene->volumes[i];
        for (size_t k = 0; k < count; k++) {
            const struct derive_volume *inner = &scene->volumes[k];
            if (is_within(inner->period, outer->period)) {
                raise(&outer->count_before, inner->count_before);
                raise(&outer->count_all, inner->count_all);
                raise(&outer->sum_before.minor, inner->sum_before.minor);
                raise(&outer->sum_all.minor, inner->sum_all.minor);
            }
        }
    }
    for (size_t i = 0; i < count; i++) {
        struct derive_volume *v = &scene->volumes[i];
        raise(&v->sum_all.minor, v->sum_before.minor + left_minor);
        raise(&v->count_all, v->count_before + (v->sum_all.minor > v->sum_before.minor + left_minor ? 2 : 1));
    }
}

void plan_scene_set_amount(struct plan_scene *scene, int64_t amount_minor)
{
    struct derive_facts *facts = &scene->facts;
    int64_t reported = amount_minor < scene->reported ? scene->reported : amount_minor;
    __int128 discount = (__int128)reported * scene->discount_ninths / 9;
    facts->amount.minor = reported;
    facts->refunded.minor = reported - amount_minor;
    facts->discount.minor = discount > MONEY_MINOR_MAX ? MONEY_MINOR_MAX : (int64_t)discount;
    if (facts->item_count > 0) {
        int64_t others = (int64_t)facts->item_count - 1;
        scene->items[0].amount =
            (struct money){.minor = reported > others ? reported - others : 0, .currency = facts->currency};
    }
    set_volumes(scene, amount_minor);
}
