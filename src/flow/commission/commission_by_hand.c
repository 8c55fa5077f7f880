// SPDX-License-Identifier: Apache-2.0
// Commissions that no event earned; see commission_by_hand.h.
#include "commission/commission_by_hand.h"

#include "commission/commission_step.h"
#include "program/program.h"

static enum rc plan_of(struct flow *flow, struct program_id program_id, struct plan_version *ret_plan)
{
    enum rc rc = program_plan_latest(flow->db, flow->arena, program_id, (struct enrollment_id){0}, ret_plan);
    if (rc == RC_NOT_FOUND) {
        return fault_set(flow->fault, RC_REFUSED, "program_without_plan", "program_id",
                         "the program has no plan yet: save one first");
    }
    return flow_stored(flow, rc);
}

static enum rc too_large(struct flow *flow, enum rc rc)
{
    return fault_set(flow->fault, rc, "amount_overflow", "amount", "the partner's money would leave 64 bits");
}

static enum rc release(struct flow *flow, struct commission *commission)
{
    struct booking_step step;
    struct booking booking;
    TRY(commission_step_begin(flow, commission, commission->due_at, &step));
    struct booking_position before = commission_position(commission);
    enum rc rc = booking_release(flow->arena, &step, &before, &booking);
    if (rc != RC_OK) {
        return too_large(flow, rc);
    }
    struct commission_news news = {
        .cause = COMMISSION_CAUSE_RELEASED, .derivation = TEXT("{}"), .due_at = commission->due_at};
    return commission_step_write(flow, &step, &booking, &news, commission);
}

enum rc commission_grant(struct flow *flow, const struct commission_by_hand *grant, struct commission *ret_commission)
{
    struct plan_version plan;
    TRY(plan_of(flow, grant->program_id, &plan));
    *ret_commission = (struct commission){
        .accrual_key = grant->accrual_key,
        .partner_id = grant->partner_id,
        .program_id = grant->program_id,
        .plan_id = plan.id,
        .plan_ids = text_format(flow->arena, "%lld", (long long)plan.id.v),
        .role = grant->role,
        .due_at = grant->due_at,
        .created_at = flow->now,
    };
    struct commission_opening opening = {
        .amount = grant->amount, .derivation = TEXT("{}"), .history = TEXT_NONE, .occurred_at = grant->occurred_at};
    TRY(commission_open(flow, &opening, ret_commission, 1));
    return grant->due_at.ms <= flow->now.ms ? release(flow, ret_commission) : RC_OK;
}

enum rc commission_revoke(struct flow *flow, struct commission_id id, int64_t cause_id)
{
    struct commission commission;
    TRY(flow_stored(flow, commission_get(flow->db, flow->arena, id, &commission)));
    if (commission.amount.minor == 0) {
        return RC_OK;
    }
    struct booking_step step;
    struct booking booking;
    TRY(commission_step_begin(flow, &commission, flow->now, &step));
    struct booking_position before = commission_position(&commission);
    struct money nothing = money_zero(commission.amount.currency);
    enum rc rc = booking_adjust(flow->arena, &step, &before, nothing, /* is_rejected= */ true, &booking);
    if (rc != RC_OK) {
        return too_large(flow, rc);
    }
    struct commission_news news = {.cause = COMMISSION_CAUSE_REVERSED,
                                   .cause_id = cause_id,
                                   .derivation = TEXT("{}"),
                                   .due_at = commission.due_at};
    return commission_step_write(flow, &step, &booking, &news, &commission);
}
