// SPDX-License-Identifier: Apache-2.0
// Facts and plans for derivation; see commission_facts.h.
#include "commission_facts.h"

#include "format/encode.h"

struct derive_facts commission_facts(struct arena *arena, const struct conversion *conversion,
                                     const struct conversion_item *items, size_t item_count, int64_t hold_days)
{
    struct derive_item *list = arena_many(arena, struct derive_item, item_count);
    for (size_t i = 0; i < item_count; i++) {
        list[i] = (struct derive_item){.kind = items[i].kind, .amount = items[i].amount};
    }
    return (struct derive_facts){
        .goal = conversion->goal,
        .currency = conversion->amount.currency,
        .amount = conversion->amount,
        .discount = conversion->discount,
        .tax = money_zero(conversion->amount.currency),
        .shipping = money_zero(conversion->amount.currency),
        .refunded = conversion->refunded,
        .is_rejected = text_equal(conversion->status, TEXT("rejected")),
        .items = list,
        .item_count = item_count,
        .occurred_at = conversion->occurred_at,
        .local_day = day_number(conversion->occurred_at),
        .program_hold_days = (int)hold_days,
        .partner = {.partner_id = conversion->partner_id, .is_active = true},
        .usage = -1,
    };
}

static enum rc add_plan(struct arena *arena, const struct program_plan *plan, struct currency currency,
                        struct commission_plans *plans, struct fault *fault)
{
    struct plan *parsed;
    struct plan_error error;
    if (plan_parse(arena, plan->plan_text, currency, &parsed, &error) != RC_OK) {
        return fault_internal(fault, RC_FAULT, "plan %lld does not read: line %d: %s", (long long)plan->plan_id.v,
                              error.line, error.message);
    }
    plans->list[plans->count++] = (struct derive_plan){
        .plan_id = plan->plan_id, .number = plan->number, .is_individual = plan->is_individual, .plan = parsed};
    plans->ids = text_format(arena, "%.*s%s%lld", TEXT_PRINT(plans->ids), plans->count > 1 ? "," : "",
                             (long long)plan->plan_id.v);
    return RC_OK;
}

enum rc commission_plans_parse(struct arena *arena, const struct program_plans *plans, struct currency currency,
                               struct commission_plans *ret_plans, struct fault *fault)
{
    *ret_plans = (struct commission_plans){.ids = TEXT("")};
    for (size_t i = 0; i < plans->count; i++) {
        TRY(add_plan(arena, &plans->list[i], currency, ret_plans, fault));
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
        TRY(add_plan(arena, &plan, currency, ret_plans, fault));
    }
    return RC_OK;
}
