// SPDX-License-Identifier: Apache-2.0
// Facts and plans for derivation; see commission_facts.h.
#include "commission/commission_facts.h"

#include "commission/commission_history.h"
#include "commission/plan_shelf.h"
#include "format/encode.h"

// Day 0 is recorded for who was not enrolled: a recruiter need not be in the program.
static struct derive_partner derive_partner_of(const struct facts_partner *p)
{
    return (struct derive_partner){.partner_id = p->id,
                                   .code = p->code,
                                   .type = p->type,
                                   .level = p->level,
                                   .segment = p->segment,
                                   .country = p->country,
                                   .enrolled_day = p->enrolled_day == 0 ? INT64_MIN : p->enrolled_day,
                                   .is_active = p->is_active};
}

static struct derive_partner *derive_partners_of(struct arena *arena, const struct facts_partner *list, size_t count)
{
    struct derive_partner *partners = arena_many(arena, struct derive_partner, count);
    for (size_t i = 0; i < count; i++) {
        partners[i] = derive_partner_of(&list[i]);
    }
    return partners;
}

static const char *device_word(int64_t device)
{
    static const char *const words[] = {"other", "desktop", "mobile", "tablet", "bot"}; // click/click.h
    return device >= 0 && device < (int64_t)(sizeof(words) / sizeof(words[0])) ? words[device] : "";
}

static void take_recorded(struct arena *arena, const struct conversion_facts *recorded, struct derive_facts *facts)
{
    facts->tax.minor = recorded->tax_minor;
    facts->shipping.minor = recorded->shipping_minor;
    facts->usage = recorded->usage;
    facts->customer_country = recorded->customer_country;
    facts->source = recorded->source;
    if (recorded->partner.id.v != 0) {
        facts->partner = derive_partner_of(&recorded->partner);
    }
    facts->uplines = derive_partners_of(arena, recorded->uplines, recorded->upline_count);
    facts->upline_count = recorded->upline_count;
    facts->touches = derive_partners_of(arena, recorded->touches, recorded->touch_count);
    facts->touch_count = recorded->touch_count;
    struct derive_share *splits = arena_many(arena, struct derive_share, recorded->split_count);
    for (size_t i = 0; i < recorded->split_count; i++) {
        splits[i] = (struct derive_share){.partner = derive_partner_of(&recorded->splits[i].partner),
                                          .share = {recorded->splits[i].ppm}};
    }
    facts->splits = splits;
    facts->split_count = recorded->split_count;
    struct derive_pair *metadata = arena_many(arena, struct derive_pair, recorded->metadata_count);
    for (size_t i = 0; i < recorded->metadata_count; i++) {
        metadata[i] = (struct derive_pair){.name = recorded->metadata[i].name, .value = recorded->metadata[i].value};
    }
    facts->metadata = metadata;
    facts->metadata_count = recorded->metadata_count;
}

static void take_history(const struct commission_history *history, struct derive_facts *facts)
{
    facts->is_customer_known = history->is_customer_known;
    facts->is_customer_new = history->is_customer_new;
    facts->payment_number = history->payment_number;
    facts->month_number = history->month_number;
    facts->is_churned = history->is_churned;
    facts->volumes = history->volumes;
    facts->volume_count = history->volume_count;
    facts->cap_uses = history->cap_uses;
    facts->cap_use_count = history->cap_use_count;
}

static struct derive_item *items_of(struct arena *arena, const struct commission_event *event)
{
    struct derive_item *list = arena_many(arena, struct derive_item, event->item_count);
    for (size_t i = 0; i < event->item_count; i++) {
        list[i] = (struct derive_item){.sku = event->items[i].sku,
                                       .category = event->items[i].category,
                                       .kind = event->items[i].kind,
                                       .quantity = event->items[i].quantity,
                                       .amount = event->items[i].amount};
    }
    return list;
}

void commission_facts_of(struct arena *arena, const struct commission_event *event,
                         const struct conversion_facts *recorded, const struct commission_history *history,
                         struct derive_facts *ret_facts)
{
    const struct conversion *conversion = event->conversion;
    struct currency currency = conversion->amount.currency;
    *ret_facts = (struct derive_facts){
        .goal = conversion->goal,
        .currency = currency,
        .amount = conversion->amount,
        .discount = conversion->discount,
        .tax = money_zero(currency),
        .shipping = money_zero(currency),
        .refunded = conversion->refunded,
        .is_rejected = text_equal(conversion->status, TEXT("rejected")),
        .items = items_of(arena, event),
        .item_count = event->item_count,
        .occurred_at = conversion->occurred_at,
        .local_day = conversion->local_day,
        .program_hold_days = (int)event->hold_days,
        .partner = {.partner_id = conversion->partner_id, .is_active = true},
        .is_customer_known = conversion->customer_id.v != 0,
        .coupon = conversion->coupon_code,
        .country = conversion->country,
        .device = conversion->click_id.v == 0 ? TEXT("") : text_of(device_word(conversion->device)),
    };
    take_recorded(arena, recorded, ret_facts);
    take_history(history, ret_facts);
}

enum rc commission_facts(struct arena *arena, const struct commission_event *event, struct text history,
                         struct derive_facts *ret_facts)
{
    struct conversion_facts recorded;
    struct commission_history known;
    TRY(conversion_facts_read(arena, event->conversion->facts, &recorded));
    TRY(commission_history_parse(arena, event->conversion, history, &known));
    commission_facts_of(arena, event, &recorded, &known, ret_facts);
    return RC_OK;
}

static void add_beneficiary(struct partner_id *list, size_t *count, struct partner_id id)
{
    for (size_t i = 0; i < *count; i++) {
        if (list[i].v == id.v) {
            return;
        }
    }
    if (id.v != 0) {
        list[(*count)++] = id;
    }
}

enum rc commission_beneficiaries(struct arena *arena, const struct conversion *conversion, struct partner_id **ret_list,
                                 size_t *ret_count)
{
    struct conversion_facts facts;
    TRY(conversion_facts_read(arena, conversion->facts, &facts));
    size_t most = 1 + facts.split_count + facts.touch_count + facts.upline_count;
    struct partner_id *list = arena_many(arena, struct partner_id, most);
    *ret_count = 0;
    add_beneficiary(list, ret_count, conversion->partner_id);
    for (size_t i = 0; i < facts.split_count; i++) {
        add_beneficiary(list, ret_count, facts.splits[i].partner.id);
    }
    for (size_t i = 0; i < facts.touch_count; i++) {
        add_beneficiary(list, ret_count, facts.touches[i].id);
    }
    for (size_t i = 0; i < facts.upline_count; i++) {
        add_beneficiary(list, ret_count, facts.uplines[i].id);
    }
    *ret_list = list;
    return RC_OK;
}

struct plan_needs commission_plans_needs(const struct commission_plans *plans, struct text goal)
{
    struct plan_needs needs = {.upline_depth = 0};
    for (size_t i = 0; i < plans->count; i++) {
        plan_needs_add(plans->list[i].plan, goal, &needs);
    }
    return needs;
}

const struct plan *commission_matrix_plan(const struct commission_plans *plans)
{
    for (size_t i = 0; i < plans->count; i++) {
        if (plans->list[i].plan->matrix_wide > 0) {
            return plans->list[i].plan;
        }
    }
    return NULL;
}

static enum rc add_plan(struct plan_shelf *shelf, struct arena *arena, const struct program_plan *plan,
                        struct currency currency, struct commission_plans *plans, struct fault *fault)
{
    struct plan *parsed;
    struct plan_error error;
    if (plan_shelf_parse(shelf, arena, plan, currency, &parsed, &error) != RC_OK) {
        return fault_internal(fault, RC_FAULT, "plan %lld does not read: line %d: %s", (long long)plan->plan_id.v,
                              error.line, error.message);
    }
    plans->list[plans->count++] = (struct derive_plan){
        .plan_id = plan->plan_id, .number = plan->number, .is_individual = plan->is_individual, .plan = parsed};
    plans->ids = text_format(arena, "%.*s%s%lld", TEXT_PRINT(plans->ids), plans->count > 1 ? "," : "",
                             (long long)plan->plan_id.v);
    return RC_OK;
}

enum rc commission_plans_parse(struct plan_shelf *shelf, struct arena *arena, const struct program_plans *plans,
                               struct currency currency, struct commission_plans *ret_plans, struct fault *fault)
{
    *ret_plans = (struct commission_plans){.ids = TEXT("")};
    for (size_t i = 0; i < plans->count; i++) {
        TRY(add_plan(shelf, arena, &plans->list[i], currency, ret_plans, fault));
    }
    return RC_OK;
}

enum rc commission_plans_read(struct db *db, struct arena *arena, struct text plan_ids, struct currency currency,
                              struct commission_plans *ret_plans, struct fault *fault)
{
    *ret_plans = (struct commission_plans){.ids = TEXT("")};
    struct text rest = plan_ids;
    struct text part;
    while (!text_is_empty(plan_ids) && text_split(&rest, ',', &part)) {
        struct plan_id id;
        if (ret_plans->count == 2 || int64_parse(part, 1, INT64_MAX, &id.v) != RC_OK) {
            return fault_internal(fault, RC_FAULT, "plan_ids \"%.*s\" does not read", TEXT_PRINT(plan_ids));
        }
        struct plan_version version;
        enum rc rc = program_plan_get(db, arena, id, &version);
        if (rc == RC_NOT_FOUND) {
            return fault_internal(fault, RC_FAULT, "plan %lld is gone", (long long)id.v);
        }
        TRY(rc);
        struct program_plan plan = {.plan_id = version.id,
                                    .number = version.number,
                                    .is_individual = version.enrollment_id.v != 0,
                                    .plan_text = version.plan_text};
        TRY(add_plan(NULL, arena, &plan, currency, ret_plans, fault));
    }
    return RC_OK;
}
