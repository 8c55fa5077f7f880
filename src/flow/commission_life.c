// SPDX-License-Identifier: Apache-2.0
// Accrual and later derivation of commissions; see commission_life.h.
#include "commission_life.h"

#include "charge_life.h"
#include "commission_facts.h"
#include "commission_step.h"
#include "conversion/conversion_sql.h"
#include "conversion_rollup.h"

static bool is_approved(struct text status)
{
    return text_equal(status, TEXT("approved"));
}

struct instant commission_due_at(const struct booking_position *after, struct text conversion_status,
                                 struct instant derived_due, struct instant due_before)
{
    bool is_waiting = after->status == COMMISSION_PENDING || after->status == COMMISSION_REJECTED;
    if (!is_waiting && !instant_is_none(due_before)) {
        return due_before;
    }
    return is_approved(conversion_status) ? derived_due : INSTANT_NONE;
}

// Reports count commissions as they stand, at the conversion's time.
static enum rc count_difference(struct flow *flow, const struct conversion *conversion, struct money before,
                                struct money after)
{
    if (before.minor == after.minor) {
        return RC_OK;
    }
    struct performance_delta delta = conversion_performance_key(conversion);
    delta.commission_minor = after.minor - before.minor; // neither is negative
    return flow_stored(flow, performance_add(flow->db, flow->arena, &delta, 1));
}

static enum rc plans_in_force(struct flow *flow, const struct conversion *conversion,
                              struct commission_plans *ret_plans)
{
    struct program_question question = {.program_id = conversion->program_id,
                                        .partner_id = conversion->partner_id,
                                        .at = conversion->occurred_at,
                                        .known_at = conversion->received_at};
    struct program_plans plans;
    TRY(flow_stored(flow, program_plans_in_force(flow->db, flow->arena, &question, &plans)));
    return commission_plans_parse(flow->arena, &plans, conversion->amount.currency, ret_plans, flow->fault);
}

static enum rc overflow(struct flow *flow, enum rc rc)
{
    if (rc == RC_REFUSED) {
        return fault_set(flow->fault, rc, "amount_overflow", "", "the partner's money would leave 64 bits");
    }
    return rc;
}

enum rc commission_accrue(struct flow *flow, const struct conversion *conversion, const struct conversion_item *items,
                          size_t item_count, const struct program_terms *terms)
{
    struct commission_plans plans;
    TRY(charge_begin(flow, conversion));
    TRY(plans_in_force(flow, conversion, &plans));
    struct derive_facts facts = commission_facts(flow->arena, conversion, items, item_count, terms->hold_days);
    struct derived derived;
    commission_derive(flow->arena, &facts, plans.list, plans.count, DERIVE_EXPLAINED, &derived);
    if (!derived.is_paid) {
        return RC_OK;
    }
    struct commission commission = {
        .conversion_id = conversion->id,
        .accrual_key = text_format(flow->arena, "cnv:%lld:%lld:1", (long long)conversion->id.v,
                                   (long long)conversion->partner_id.v),
        .partner_id = conversion->partner_id,
        .program_id = conversion->program_id,
        .plan_id = derived.plan_id,
        .plan_ids = plans.ids,
        .due_at = is_approved(conversion->status) ? derived.due_at : INSTANT_NONE,
        .created_at = flow->now,
    };
    struct commission_opening opening = {.amount = derive_credited_amount(&derived),
                                         .is_rejected = facts.is_rejected,
                                         .derivation = derived.derivation,
                                         .occurred_at = conversion->occurred_at};
    TRY(commission_open(flow, &opening, &commission));
    TRY(count_difference(flow, conversion, money_zero(facts.currency), commission.amount));
    struct charge_cause why = {.cause = COMMISSION_CAUSE_ACCRUED, .occurred_at = conversion->occurred_at};
    return charge_update(flow, conversion, &why);
}

// When the fact happened: what the entry is dated by.
static enum rc cause_time(struct flow *flow, const struct conversion *conversion, enum commission_cause cause,
                          int64_t cause_id, struct instant *ret_occurred_at)
{
    *ret_occurred_at = flow->now;
    if (cause != COMMISSION_CAUSE_REFUND) {
        return RC_OK;
    }
    struct sql_refund_list_row *refunds;
    size_t count;
    struct sql_refund_list_in of = {.conversion_id = conversion->id};
    TRY(flow_stored(flow, sql_refund_list(flow->db, flow->arena, &of, &refunds, &count)));
    for (size_t i = 0; i < count; i++) {
        if (refunds[i].id.v == cause_id) {
            *ret_occurred_at = refunds[i].occurred_at;
            return RC_OK;
        }
    }
    return fault_internal(flow->fault, RC_FAULT, "refund %lld is not of conversion %lld", (long long)cause_id,
                          (long long)conversion->id.v);
}

struct rederivation {
    const struct conversion *conversion;
    const struct derive_facts *facts;
    enum commission_cause cause;
    int64_t cause_id;
    struct instant occurred_at;
};

static enum rc rederive_one(struct flow *flow, const struct rederivation *work, struct commission_id id)
{
    struct commission commission;
    TRY(flow_stored(flow, commission_get(flow->db, flow->arena, id, &commission)));
    struct commission_plans plans;
    TRY(flow_stored(flow, commission_plans_read(flow->db, flow->arena, commission.plan_ids, commission.amount.currency,
                                                &plans, flow->fault)));
    struct derived derived;
    commission_derive(flow->arena, work->facts, plans.list, plans.count, DERIVE_EXPLAINED, &derived);
    struct booking_step step;
    TRY(commission_step_begin(flow, &commission, work->occurred_at, &step));
    struct booking_position before = commission_position(&commission);
    struct booking booking;
    TRY(overflow(flow, booking_adjust(flow->arena, &step, &before, derive_credited_amount(&derived),
                                      work->facts->is_rejected, &booking)));
    struct commission_news news = {
        .cause = work->cause,
        .cause_id = work->cause_id,
        .derivation = derived.derivation,
        .due_at = commission_due_at(&booking.after, work->conversion->status, derived.due_at, commission.due_at),
    };
    TRY(commission_step_write(flow, &step, &booking, &news, &commission));
    return count_difference(flow, work->conversion, before.amount, commission.amount);
}

static enum rc facts_read(struct flow *flow, const struct conversion *conversion, struct derive_facts *ret_facts)
{
    struct conversion_item *items;
    size_t item_count;
    TRY(conversion_items_of(flow->db, flow->arena, conversion->id, conversion->amount.currency, &items, &item_count));
    struct program_terms terms;
    TRY(program_terms_get(flow->db, flow->arena, conversion->terms_id, &terms));
    *ret_facts = commission_facts(flow->arena, conversion, items, item_count, terms.hold_days);
    return RC_OK;
}

enum rc commission_rederive(struct flow *flow, const struct conversion *conversion, enum commission_cause cause,
                            int64_t cause_id)
{
    struct commission *list;
    size_t count;
    TRY(flow_stored(flow, commission_list_of(flow->db, flow->arena, conversion->id, &list, &count)));
    if (count == 0) {
        return RC_OK;
    }
    struct derive_facts facts;
    TRY(flow_stored(flow, facts_read(flow, conversion, &facts)));
    struct rederivation work = {.conversion = conversion, .facts = &facts, .cause = cause, .cause_id = cause_id};
    TRY(cause_time(flow, conversion, cause, cause_id, &work.occurred_at));
    TRY(charge_begin(flow, conversion));
    struct partner_id locked = {0};
    for (size_t round = 0; round < count; round++) { // locks in ascending order of partners
        struct commission *next = NULL;
        for (size_t i = 0; i < count; i++) {
            bool is_left = list[i].partner_id.v > locked.v;
            if (is_left && (next == NULL || list[i].partner_id.v < next->partner_id.v)) {
                next = &list[i];
            }
        }
        if (next == NULL) {
            break;
        }
        locked = next->partner_id;
        TRY(commission_lock_partner(flow, locked));
    }
    for (size_t i = 0; i < count; i++) {
        TRY(rederive_one(flow, &work, list[i].id));
    }
    struct charge_cause why = {.cause = cause, .cause_id = cause_id, .occurred_at = work.occurred_at};
    return charge_update(flow, conversion, &why);
}
