// SPDX-License-Identifier: Apache-2.0
// An example of a plan as facts of the engine.
#include "commission/plan_check.h"
#include "core/bug.h"

#define MILLIONTHS ((int64_t)1000000)
#define DEFAULT_DAY 20454 // 2026-01-01

static void set_partner(struct derive_partner *partner, int which, const struct plan_fact *fact, int64_t local_day)
{
    struct text *const texts[] = {&partner->type, &partner->level, &partner->segment, &partner->country,
                                  &partner->code};
    if (which < 5) {
        *texts[which] = fact->value;
    } else {
        partner->enrolled_day = local_day - fact->number / MILLIONTHS;
    }
}

static void set_fact(struct derive_facts *facts, struct derive_partner *uplines, const struct plan_fact *fact)
{
    if (fact->field <= PLAN_PARTNER_DAYS) {
        set_partner(&facts->partner, (int)(fact->field - PLAN_PARTNER_TYPE), fact, facts->local_day);
        return;
    }
    if (fact->field <= PLAN_RECRUITER_DAYS) {
        for (size_t i = 0; i < facts->upline_count; i++) {
            set_partner(&uplines[i], (int)(fact->field - PLAN_RECRUITER_TYPE), fact, facts->local_day);
        }
        return;
    }
    switch ((int)fact->field) {
    case PLAN_CUSTOMER:
        facts->is_customer_known = true;
        facts->is_customer_new = text_equal(fact->value, TEXT("new"));
        return;
    case PLAN_CUSTOMER_COUNTRY:
        facts->customer_country = fact->value;
        return;
    case PLAN_COUPON:
        facts->coupon = fact->value;
        return;
    case PLAN_COUNTRY:
        facts->country = fact->value;
        return;
    case PLAN_DEVICE:
        facts->device = fact->value;
        return;
    case PLAN_SOURCE:
        facts->source = fact->value;
        return;
    case PLAN_PAYMENT_NUMBER:
        facts->payment_number = (int)(fact->number / MILLIONTHS);
        return;
    case PLAN_MONTH_NUMBER:
        facts->month_number = (int)(fact->number / MILLIONTHS);
        return;
    default:
        return; // the date came first, metadata and the quantity stand elsewhere
    }
}

static void set_facts(struct arena *arena, const struct plan_example *example, struct derive_facts *facts,
                      struct derive_partner *uplines, int64_t *ret_quantity)
{
    struct derive_pair *metadata = arena_many(arena, struct derive_pair, example->fact_count);
    facts->metadata = metadata;
    for (size_t i = 0; i < example->fact_count; i++) {
        facts->local_day = example->facts[i].field == PLAN_DATE ? example->facts[i].number : facts->local_day;
    }
    facts->occurred_at.ms = facts->local_day * DAY_MS;
    for (size_t i = 0; i < example->fact_count; i++) {
        const struct plan_fact *fact = &example->facts[i];
        if (fact->field == PLAN_METADATA) {
            metadata[facts->metadata_count++] = (struct derive_pair){.name = fact->key, .value = fact->value};
        } else if (fact->field == PLAN_ORDER_QUANTITY) {
            *ret_quantity = fact->number / MILLIONTHS;
        } else {
            set_fact(facts, uplines, fact);
        }
    }
}

// What no item explains is a line of its own when the quantity has to be known.
static void set_items(struct arena *arena, const struct plan_example *example, struct derive_facts *facts,
                      int64_t quantity)
{
    struct derive_item *items = arena_many(arena, struct derive_item, example->item_count + 1);
    int64_t rest = facts->amount.minor;
    for (size_t i = 0; i < example->item_count; i++) {
        const struct plan_example_item *item = &example->items[i];
        items[i] = (struct derive_item){.sku = item->sku,
                                        .category = item->category,
                                        .kind = item->kind,
                                        .quantity = item->quantity,
                                        .amount = item->amount};
        rest -= item->amount.minor;
        quantity -= item->quantity;
    }
    facts->items = items;
    facts->item_count = example->item_count;
    if (quantity > 0) {
        items[facts->item_count++] = (struct derive_item){
            .quantity = quantity, .amount = {.minor = rest > 0 ? rest : 0, .currency = facts->currency}};
    }
}

static void set_volumes(struct arena *arena, const struct plan_example *example, struct derive_facts *facts)
{
    struct derive_volume *volumes = arena_many(arena, struct derive_volume, example->volume_count);
    for (size_t i = 0; i < example->volume_count; i++) {
        const struct plan_example_volume *said = &example->volumes[i];
        int64_t count = said->count_before < 0 ? 0 : said->count_before;
        int64_t sum = said->sum_before.minor < 0 ? 0 : said->sum_before.minor;
        int64_t remaining = facts->amount.minor - facts->refunded.minor;
        volumes[i] = (struct derive_volume){
            .goal = facts->goal,
            .period = said->period,
            .count_before = count,
            .count_all = count + 1,
            .sum_before = {.minor = sum, .currency = facts->currency},
            .sum_all = {.minor = sum + (remaining > 0 ? remaining : 0), .currency = facts->currency}};
    }
    facts->volumes = volumes;
    facts->volume_count = example->volume_count;
}

struct derive_facts plan_example_facts(struct arena *arena, const struct plan *plan, const struct plan_example *example)
{
    int depth = 0;
    for (size_t i = 0; i < plan->level_count; i++) {
        depth = plan->levels[i].to_level > depth ? plan->levels[i].to_level : depth;
    }
    int count = example->recruiter_count < 0 ? depth : example->recruiter_count;
    struct derive_facts facts = {.goal = example->goal,
                                 .currency = plan->currency,
                                 .amount = example->amount,
                                 .discount = example->discount,
                                 .tax = example->tax,
                                 .shipping = example->shipping,
                                 .refunded = example->refunded,
                                 .is_rejected = example->is_rejected,
                                 .local_day = DEFAULT_DAY,
                                 .usage = example->usage,
                                 .partner = {.partner_id = {1}, .enrolled_day = INT64_MIN, .is_active = true},
                                 .upline_count = (size_t)count};
    struct derive_partner *uplines = arena_many(arena, struct derive_partner, (size_t)count);
    for (int i = 0; i < count; i++) {
        uplines[i] = (struct derive_partner){.partner_id = {2 + i}, .enrolled_day = INT64_MIN, .is_active = true};
    }
    facts.uplines = uplines;
    int64_t quantity = 0;
    set_facts(arena, example, &facts, uplines, &quantity);
    set_items(arena, example, &facts, quantity);
    set_volumes(arena, example, &facts);
    return facts;
}
