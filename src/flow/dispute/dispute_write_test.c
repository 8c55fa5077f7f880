// SPDX-License-Identifier: Apache-2.0
// Appeals, and decisions on many conversions that are taken back, on both databases.
#include "advertiser_world.h"
#include "conversion/conversion_bulk.h"
#include "dispute/dispute_write.h"
#include "mail/mail.h"
#include "user/user_write.h"

static struct dispute_input appeal(struct world *world, struct conversion_id id)
{
    return (struct dispute_input){.partner_id = world->partners[0],
                                  .conversion_id = id,
                                  .reason = TEXT("real_order"),
                                  .body = TEXT("The customer wrote to me.\nThe order arrived.")};
}

static void refused(struct world *world, enum rc rc, enum rc wanted, const char *code)
{
    assert_int_equal(rc, wanted);
    assert_string_equal(world->fault.code, code);
    fault_clear(&world->fault);
}

static void an_appeal_is_answered_and_decided(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, "pay 10% on sale\nhold 5 days\n");
    struct conversion_id sale = world_sale(world, 0, "A-1", "100.00", "pending");
    struct dispute_input input = appeal(world, sale);
    struct dispute dispute;
    refused(world, dispute_open(&world->flow, &input, &dispute), RC_REFUSED, "dispute_too_early");
    world_decide(world, sale, "rejected");
    assert_text(world_balance(world, 0), "nothing");
    must(world, dispute_open(&world->flow, &input, &dispute));
    assert_int_equal(dispute.due_at.ms, world->flow.now.ms + DISPUTE_ANSWER_MS);
    refused(world, dispute_open(&world->flow, &input, &dispute), RC_CONFLICT, "dispute_is_open");
    world_days_pass(world, 1);
    must(world, dispute_reply(&world->flow, dispute.id, /* is_partner= */ false, TEXT("Which order?"), &dispute));
    assert_int_equal(dispute.status, DISPUTE_ANSWERED);
    must(world, dispute_reply(&world->flow, dispute.id, /* is_partner= */ true, TEXT("A-1."), &dispute));
    assert_int_equal(dispute.status, DISPUTE_OPEN);
    assert_int_equal(dispute.due_at.ms, world->flow.now.ms + DISPUTE_ANSWER_MS);
    // Approved: the conversion, its money and the decision are there together.
    struct dispute_verdict verdict = {.outcome = TEXT("approved"), .body = TEXT("You are right.")};
    must(world, dispute_decide(&world->flow, dispute.id, &verdict, &dispute));
    must(world, dispute_decide(&world->flow, dispute.id, &verdict, &dispute)); // again changes nothing
    assert_text(world_balance(world, 0), "pending 1000");
    assert_text(dispute.outcome, "approved");
    verdict.outcome = TEXT("upheld");
    refused(world, dispute_decide(&world->flow, dispute.id, &verdict, &dispute), RC_REFUSED, "dispute_is_decided");
    refused(world, dispute_reply(&world->flow, dispute.id, true, TEXT("Thanks"), &dispute), RC_REFUSED,
            "dispute_is_decided");
    struct dispute_message *messages;
    size_t count;
    must(world, dispute_message_list(world->db, world->arena, dispute.id, &messages, &count));
    assert_int_equal(count, 4);
    assert_true(messages[0].is_partner && !messages[1].is_partner && messages[2].is_partner);
    assert_text(messages[3].body, "You are right.");
    world_assert_sound(world);
}

static void what_is_anothers_or_malformed_is_refused(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, "pay 10% on sale\n");
    struct conversion_id sale = world_sale(world, 0, "A-1", "100.00", "rejected");
    struct dispute dispute;
    struct dispute_input input = appeal(world, sale);
    input.partner_id = world->partners[1];
    refused(world, dispute_open(&world->flow, &input, &dispute), RC_INVALID, "conversion_unknown");
    input = appeal(world, (struct conversion_id){0});
    refused(world, dispute_open(&world->flow, &input, &dispute), RC_INVALID, "field_missing");
    input = appeal(world, sale);
    input.reason = TEXT("because");
    refused(world, dispute_open(&world->flow, &input, &dispute), RC_INVALID, "reason_unknown");
    input = appeal(world, sale);
    input.body = TEXT(" \n ");
    refused(world, dispute_open(&world->flow, &input, &dispute), RC_INVALID, "text_empty");
    input = appeal(world, sale);
    input.commission_id = (struct commission_id){987654};
    refused(world, dispute_open(&world->flow, &input, &dispute), RC_INVALID, "commission_unknown");
    input = appeal(world, sale);
    must(world, dispute_open(&world->flow, &input, &dispute));
    // Only a partner withdraws, and does nothing else.
    struct dispute_verdict verdict = {.outcome = TEXT("withdrawn"), .body = TEXT("no")};
    refused(world, dispute_decide(&world->flow, dispute.id, &verdict, &dispute), RC_INVALID, "outcome_unknown");
    verdict = (struct dispute_verdict){.outcome = TEXT("approved"), .body = TEXT("yes"), .is_partner = true};
    refused(world, dispute_decide(&world->flow, dispute.id, &verdict, &dispute), RC_INVALID, "outcome_unknown");
    verdict = (struct dispute_verdict){.outcome = TEXT("withdrawn"), .body = TEXT_NONE, .is_partner = true};
    must(world, dispute_decide(&world->flow, dispute.id, &verdict, &dispute));
    // Another one may follow; what was not rejected cannot be approved by it.
    must(world, dispute_open(&world->flow, &input, &dispute));
    world_decide(world, sale, "approved");
    verdict = (struct dispute_verdict){.outcome = TEXT("approved"), .body = TEXT("yes")};
    refused(world, dispute_decide(&world->flow, dispute.id, &verdict, &dispute), RC_REFUSED, "dispute_not_approvable");
    verdict.outcome = TEXT("accepted");
    must(world, dispute_decide(&world->flow, dispute.id, &verdict, &dispute));
}

// ---- many at once ----

static struct user_id user(struct world *world)
{
    struct user_create_input input = {
        .email = TEXT("mary@example.org"), .password = TEXT("a long enough one"), .role = ROLE_OPERATOR};
    struct identity_user made;
    must(world, user_create(&world->flow, &input, &made));
    return made.id;
}

static void a_decision_on_many_is_taken_back(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, "pay 10% on sale\nhold 5 days\n");
    struct user_id mary = user(world);
    struct conversion_id ids[3] = {world_sale(world, 0, "A-1", "100.00", "pending"),
                                   world_sale(world, 0, "A-2", "10.00", "pending"),
                                   world_sale(world, 1, "A-3", "50.00", "approved")};
    struct conversion_bulk_input input = {.user_id = mary,
                                          .list = TEXT("/operator/conversions"),
                                          .status = TEXT("rejected"),
                                          .reason = TEXT("test"),
                                          .ids = ids,
                                          .count = 3};
    struct bulk_action action;
    must(world, conversion_bulk_decide(&world->flow, &input, &action));
    assert_int_equal(action.object_count, 2); // the third was decided before
    assert_text(world_balance(world, 0), "nothing");
    assert_text(world_balance(world, 1), "pending 500");
    size_t count = 0;
    struct user_id other = {mary.v + 1};
    refused(world, conversion_bulk_undo(&world->flow, other, action.id, &count), RC_NOT_FOUND, "not_found");
    must(world, conversion_bulk_undo(&world->flow, mary, action.id, &count));
    assert_int_equal(count, 2);
    assert_text(world_balance(world, 0), "pending 1100");
    assert_true(instant_is_none(world_commission(world, ids[0]).due_at));
    refused(world, conversion_bulk_undo(&world->flow, mary, action.id, &count), RC_CONFLICT, "bulk_undone");
    world_assert_sound(world);
    // Approved, and one of them becomes available meanwhile: only the other is taken back.
    input.status = TEXT("approved");
    input.reason = TEXT("");
    must(world, conversion_bulk_decide(&world->flow, &input, &action));
    world_decide(world, ids[1], "rejected");
    must(world, conversion_bulk_undo(&world->flow, mary, action.id, &count));
    assert_int_equal(count, 1);
    must(world, conversion_bulk_decide(&world->flow, &input, &action));
    assert_int_equal(action.object_count, 1);
    world->flow.now.ms += 6 * DAY_MS;
    assert_int_equal(world_release(world), 2);
    world->flow.now.ms -= 6 * DAY_MS;
    must(world, conversion_bulk_undo(&world->flow, mary, action.id, &count));
    assert_int_equal(count, 0);
    world_assert_sound(world);
}

int main(void)
{
    const struct CMUnitTest cases[] = {
        TEST_DATABASE_CASE(an_appeal_is_answered_and_decided),
        TEST_DATABASE_CASE(what_is_anothers_or_malformed_is_refused),
        TEST_DATABASE_CASE(a_decision_on_many_is_taken_back),
    };
    return TEST_DATABASE_RUN("dispute_write", cases);
}
