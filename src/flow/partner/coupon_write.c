// SPDX-License-Identifier: Apache-2.0
// Changes of coupons. Coupons are not in the servers' catalog: they are looked up when a conversion comes.
#include "partner/coupon_write.h"

#include "change.h"
#include "commission/commission_facts.h"
#include "validate.h"

static enum rc coupon_check(struct flow *flow, const struct coupon *coupon)
{
    TRY(validate_code(flow->fault, "code", coupon->code));
    TRY(validate_choice(flow->fault, "status", coupon->status, "active,archived"));
    if (coupon->has_discount && (coupon->discount.ppm < 0 || coupon->discount.ppm > RATE_ONE)) {
        return fault_set(flow->fault, RC_INVALID, "number_out_of_range", "discount",
                         "discount must be between 0 and 100 percent");
    }
    return RC_OK;
}

static enum rc note_coupon(struct flow *flow, const struct coupon *coupon, const char *action)
{
    struct change_note note;
    change_note_begin(flow, &note);
    json_put_int64(&note.json, "partner", coupon->partner_id.v);
    json_put_int64(&note.json, "program", coupon->program_id.v);
    change_note_text(&note, "code", coupon->code);
    change_note_text(&note, "status", coupon->status);
    if (coupon->has_discount) {
        json_put_int64(&note.json, "discount_ppm", coupon->discount.ppm);
    }
    return change_note_end(flow, &note, action, coupon->id.v);
}

// The customer's side of a two-sided offer (S1-12): what the first plan that speaks of it gives.
static enum rc take_discount_of_plan(struct flow *flow, const struct program *program, struct coupon *coupon)
{
    struct program_question question = {.program_id = coupon->program_id,
                                        .partner_id = coupon->partner_id,
                                        .at = flow->now,
                                        .known_at = INSTANT_NONE,
                                        .customer_since = INSTANT_NONE};
    struct program_plans versions;
    struct commission_plans plans;
    TRY(flow_stored(flow, program_plans_in_force(flow->db, flow->arena, &question, &versions)));
    TRY(commission_plans_parse(flow->plans, flow->arena, &versions, program->currency, &plans, flow->fault));
    for (size_t i = 0; i < plans.count; i++) {
        const struct plan *plan = plans.list[i].plan;
        if (plan->has_customer_discount) {
            coupon->has_discount = plan->customer_discount.kind == PLAN_PERCENT;
            coupon->discount = plan->customer_discount.rate;
            return RC_OK;
        }
    }
    return RC_OK;
}

enum rc coupon_create(struct flow *flow, const struct coupon_input *input, struct coupon *ret_coupon)
{
    struct coupon coupon = {
        .program_id = input->program_id,
        .partner_id = input->partner_id,
        .code = input->code,
        .has_discount = input->has_discount,
        .discount = input->discount,
        .status = TEXT("active"),
        .created_at = flow->now,
    };
    TRY(coupon_check(flow, &coupon));
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    struct partner partner;
    struct program program;
    TRY(change_partner_open(flow, coupon.partner_id, "partner_id", &partner));
    TRY(change_program_open(flow, coupon.program_id, "program_id", &program));
    TRY(change_enrolled(flow, coupon.partner_id, coupon.program_id, "partner_id"));
    if (!input->has_discount && !input->is_discount_ended) {
        TRY(take_discount_of_plan(flow, &program, &coupon));
    }
    enum rc rc = coupon_insert(flow->db, flow->arena, &coupon, &coupon.id);
    if (rc == RC_CONFLICT) {
        return fault_set(flow->fault, RC_CONFLICT, "code_taken", "code", "the program has a coupon with this code");
    }
    TRY(flow_stored(flow, rc));
    TRY(note_coupon(flow, &coupon, "coupon.create"));
    *ret_coupon = coupon;
    return flow_commit(flow);
}

enum rc coupon_change(struct flow *flow, struct coupon_id id, const struct coupon_input *input,
                      struct coupon *ret_coupon)
{
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    struct coupon coupon;
    TRY(change_found(flow, coupon_get(flow->db, flow->arena, id, &coupon), "coupon"));
    bool is_opening = text_equal(coupon.status, TEXT("archived")) && text_equal(input->status, TEXT("active"));
    coupon.status = change_or(input->status, coupon.status);
    if (input->has_discount || input->is_discount_ended) {
        coupon.has_discount = input->has_discount;
        coupon.discount = input->discount;
    }
    TRY(coupon_check(flow, &coupon));
    if (is_opening) {
        struct partner partner;
        struct program program;
        TRY(change_partner_open(flow, coupon.partner_id, "status", &partner));
        TRY(change_program_open(flow, coupon.program_id, "status", &program));
    }
    TRY(flow_stored(flow, coupon_set(flow->db, &coupon)));
    TRY(note_coupon(flow, &coupon, "coupon.change"));
    *ret_coupon = coupon;
    return flow_commit(flow);
}
