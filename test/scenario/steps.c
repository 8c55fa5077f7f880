// SPDX-License-Identifier: Apache-2.0
// Which function runs which step, and the run through a story.
#include "steps.h"

static const step_function functions[STEP_KIND_COUNT] = {
    [STEP_PROGRAM] = step_program,
    [STEP_CHANGE] = step_change,
    [STEP_PLAN] = step_plan,
    [STEP_TERMS] = step_terms,
    [STEP_ANSWER] = step_answer,
    [STEP_OFFER] = step_offer,
    [STEP_PARTNER] = step_partner,
    [STEP_RECRUIT] = step_recruit,
    [STEP_LEVEL] = step_level,
    [STEP_CHURN] = step_churn,
    [STEP_DELIVER] = step_deliver,
    [STEP_ENROLL] = step_enroll,
    [STEP_LINK] = step_link,
    [STEP_COUPON] = step_coupon,
    [STEP_ARCHIVE] = step_archive,
    [STEP_CLOSE] = step_close,
    [STEP_CLICK] = step_click,
    [STEP_OPEN] = step_open,
    [STEP_LEAD] = step_conversion,
    [STEP_SALE] = step_conversion,
    [STEP_GOAL] = step_conversion,
    [STEP_REFUND] = step_refund,
    [STEP_TAKE_BACK] = step_take_back,
    [STEP_APPROVE] = step_decide,
    [STEP_REJECT] = step_decide,
    [STEP_AGAIN] = step_again,
    [STEP_JOBS] = step_jobs,
    [STEP_DETAILS] = step_details,
    [STEP_SCHEDULE] = step_schedule,
    [STEP_REQUEST] = step_request,
    [STEP_PAYOUT] = step_payout,
    [STEP_PAY] = step_pay,
    [STEP_CANCEL] = step_cancel,
    [STEP_FAIL] = step_fail,
    [STEP_SETTLE] = step_settle,
    [STEP_CONTRACT] = step_contract,
    [STEP_RENEW] = step_renew,
    [STEP_LAPSE] = step_lapse,
    [STEP_WITHDRAW_CONTRACT] = step_withdraw_contract,
    [STEP_COMPENSATE] = step_compensate,
    [STEP_REVERSE] = step_reverse,
    [STEP_OPENING] = step_opening,
    [STEP_DEPOSIT] = step_deposit,
    [STEP_AGREE] = step_agree,
    [STEP_NET] = step_net,
    [STEP_WITHDRAW] = step_withdraw,
    [STEP_CREDIT] = step_credit,
    [STEP_RATE] = step_rate,
    [STEP_IMPRESSIONS] = step_impressions,
    [STEP_BOOKS_CLOSE] = step_books_close,
    [STEP_BOOKS_REOPEN] = step_books_reopen,
    [STEP_EXPECT_CREDITED] = expect_credited,
    [STEP_EXPECT_UNATTRIBUTED] = expect_unattributed,
    [STEP_EXPECT_COMMISSION] = expect_commission,
    [STEP_EXPECT_AWARDS] = expect_awards,
    [STEP_EXPECT_BONUS] = expect_bonus,
    [STEP_EXPECT_REWARD] = expect_reward,
    [STEP_EXPECT_CONTRACT] = expect_contract,
    [STEP_EXPECT_COUPON] = expect_coupon,
    [STEP_EXPECT_NO] = expect_no,
    [STEP_EXPECT_LOST] = expect_lost,
    [STEP_EXPECT_DUPLICATE] = expect_duplicate,
    [STEP_EXPECT_REFUSED] = expect_refused,
    [STEP_EXPECT_CONFLICT] = expect_conflict,
    [STEP_EXPECT_STATUS] = expect_status,
    [STEP_EXPECT_BALANCE] = expect_balance,
    [STEP_EXPECT_CHARGE] = expect_charge,
    [STEP_EXPECT_BOOKS] = expect_books,
    [STEP_EXPECT_ACCOUNT] = expect_account,
    [STEP_EXPECT_DESTINATION] = expect_destination,
    [STEP_EXPECT_FALLBACK] = expect_fallback,
    [STEP_EXPECT_CLICKS] = expect_clicks,
    [STEP_EXPECT_REPORT] = expect_report,
};

// A refusal that the step after it does not expect ends the story at the step that was refused.
static bool is_answered(struct world *world, const struct story_step *next)
{
    const struct outcome *outcome = &world->outcome;
    bool is_expected =
        next != NULL && (next->form->kind == STEP_EXPECT_REFUSED || next->form->kind == STEP_EXPECT_CONFLICT ||
                         next->form->kind == STEP_EXPECT_DUPLICATE);
    if (outcome->step == NULL || outcome->rc == RC_OK || is_expected) {
        return true;
    }
    const struct fault *fault = &outcome->fault;
    struct buf what = buf_new(world->scratch, 4096);
    buf_format(&what, "%s %s: %s", rc_name(outcome->rc), fault->code, fault->message);
    if (fault->field[0] != '\0') {
        buf_format(&what, " (field %s)", fault->field);
    }
    if (fault->detail[0] != '\0') {
        buf_format(&what, " [%s]", fault->detail);
    }
    world_finding(world, outcome->step, buf_text(&what));
    return false;
}

static bool run_steps(struct world *world)
{
    const struct story *story = world->story;
    for (size_t i = 0; i < story->step_count; i++) {
        arena_reset(world->scratch);
        if (!is_answered(world, &story->steps[i])) {
            return false;
        }
        world->step = &story->steps[i];
        step_function function = functions[world->step->form->kind];
        if (!world_clock_set(world, world->step->at_ms)) {
            return false;
        }
        if (function == NULL) {
            return world_mistake(world, "this step cannot run");
        }
        if (!taken_back_run(world, function)) {
            return false;
        }
    }
    return is_answered(world, NULL);
}

bool story_run(struct world *world)
{
    bool is_through = run_steps(world);
    world->step = NULL;
    arena_reset(world->scratch);
    if (is_through) {
        story_end_check(world);
    }
    return world->failure_count == 0;
}
