// SPDX-License-Identifier: Apache-2.0
// A draft looked at from all sides.
#include "program/plan_review.h"

#include "partner/partner.h"
#include "program/plan_terms.h"

static enum rc look_against(struct flow *flow, const struct program *program, struct text plan_text, int64_t work_max,
                            struct plan_review *review)
{
    struct plan_version *versions = NULL;
    size_t count = 0;
    const struct plans_that_pay question = {.program_id = program->id, .at = flow->now};
    enum rc rc = program_plans_that_pay(flow->db, flow->arena, &question, &versions, &count);
    if (rc == RC_REFUSED) { // more than anybody would look through
        review->is_never_worse = false;
        return RC_OK;
    }
    TRY(flow_stored(flow, rc));
    int hold_days;
    TRY(plan_terms_hold(flow, program->id, &hold_days));
    review->against = arena_many(flow->arena, struct plan_review_against, count);
    review->against_count = count;
    for (size_t i = 0; i < count; i++) {
        struct plan_review_against *against = &review->against[i];
        struct plan *old = NULL;
        struct plan_error unread;
        *against = (struct plan_review_against){.version = versions[i]};
        if (text_equal(versions[i].plan_text, plan_text)) {
            against->is_never_worse = against->is_never_worse_behind = true;
        } else if (plan_parse(flow->arena, versions[i].plan_text, program->currency, &old, &unread) == RC_OK) {
            plan_ratchet(flow->arena, old, review->plan, hold_days, work_max, &against->ratchet);
            TRY(plan_terms_behind(flow, program, old, review->plan, &against->is_never_worse_behind));
            against->is_never_worse = plan_ratchet_holds(&against->ratchet) && against->is_never_worse_behind;
        }
        review->is_never_worse = review->is_never_worse && against->is_never_worse;
    }
    return RC_OK;
}

enum rc plan_review(struct flow *flow, const struct program *program, struct text plan_text, int64_t work_max,
                    struct plan_review *ret_review)
{
    struct plan_review review = {.is_never_worse = true};
    struct plan *plan = NULL;
    TRY(flow_stored(flow, enrollment_count(flow->db, flow->arena, program->id, TEXT("approved"), &review.partners)));
    review.is_malformed = plan_parse(flow->arena, plan_text, program->currency, &plan, &review.error) != RC_OK ||
                          plan_check_place(flow->arena, plan, NULL, &review.error) != RC_OK;
    if (review.is_malformed) {
        *ret_review = review;
        return RC_OK;
    }
    struct check_options options = {.work_max = work_max == 0 ? PLAN_REVIEW_WORK_MAX : work_max};
    review.plan = plan;
    plan_check(flow->arena, plan, &options, &review.checks);
    TRY(look_against(flow, program, plan_text, options.work_max, &review));
    struct plan_version latest;
    enum rc rc = program_plan_latest(flow->db, flow->arena, program->id, (struct enrollment_id){.v = 0}, &latest);
    if (rc != RC_NOT_FOUND) {
        TRY(flow_stored(flow, rc));
        review.is_unchanged = text_equal(latest.plan_text, plan_text);
    }
    *ret_review = review;
    return RC_OK;
}
