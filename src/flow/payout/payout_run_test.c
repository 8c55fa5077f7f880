// SPDX-License-Identifier: Apache-2.0
// Payout runs on both databases with an explicit clock: whom a run takes and whom not, four eyes, the 72 hours after a
// change, single items, retry, and what cannot be done twice. Commissions are 10 % of the order, hold 14 days.
#include "mail/mail.h"
#include "network/network_init.h"
#include "payout/payout_account_save.h"
#include "payout/payout_late.h"
#include "payout/payout_promise.h"
#include "payout/payout_run.h"
#include "payout/payout_standing.h"
#include "payout/payout_terms_write.h"
#include "payout/withdrawal_write.h"
#include "tax_profile/tax_profile.h"
#include "test_world.h"

#define PLAN "pay 10% on sale\n"

static const char *const ibans[WORLD_PARTNERS] = {"DE89370400440532013000", "FR1420041010050500013M02606",
                                                  "NL91ABNA0417164300"};

static void save(struct world *world, size_t partner, const char *iban)
{
    struct payout_details details = {.method = TEXT("sepa"), .holder = TEXT("Somebody"), .iban = text_of(iban)};
    struct payout_account account;
    must(world, payout_account_save(&world->flow, world->partners[partner], &details, &account));
}

// Partner i has 10.00 · (i + 1) available; everybody has details.
static struct world *begin(void **state, struct arena *arena)
{
    struct world *world = world_new(*state, arena, PLAN);
    static const char *const amounts[WORLD_PARTNERS] = {"100.00", "200.00", "300.00"};
    for (size_t i = 0; i < WORLD_PARTNERS; i++) {
        save(world, i, ibans[i]);
        world_sale(world, i, text_zero_terminated(arena, text_format(arena, "A-%zu", i)), amounts[i], "approved");
    }
    world_days_pass(world, 14);
    assert_int_equal(world_release(world), 3);
    return world;
}

static enum rc build(struct world *world, const char *method, const char *key, struct payout_run_id *ret_run)
{
    struct payout_request request = {
        .key = text_of(key), .currency = {"EUR"}, .until = world->flow.now, .method = text_of(method)};
    fault_clear(&world->fault);
    return payout_run_create(&world->flow, &request, ret_run);
}

static struct payout_run_id built(struct world *world, const char *method)
{
    struct payout_run_id id;
    must(world, build(world, method, NULL, &id));
    return id;
}

static struct payout_item *items_of(struct world *world, struct payout_run_id id, size_t expected)
{
    struct payout_item *items;
    size_t count;
    must(world, payout_item_list(world->db, world->arena, id, &items, &count));
    assert_int_equal(count, expected);
    return items;
}

static struct payout_run run_of(struct world *world, struct payout_run_id id)
{
    struct payout_run run;
    must(world, payout_run_get(world->db, world->arena, id, &run));
    return run;
}

static void refused(struct world *world, enum rc rc, enum rc expected, const char *code)
{
    assert_string_equal(world->fault.code, code);
    assert_int_equal(rc, expected);
    fault_clear(&world->fault);
}

static void limits(struct world *world, const char *minimum, const char *second_person)
{
    struct payout_limit_input limit = {
        .currency = {"EUR"}, .minimum = text_of(minimum), .second_person = text_of(second_person)};
    struct payout_policy_input input = {.limits = &limit, .limit_count = 1};
    must(world, payout_policy_change(&world->flow, &input));
}

static unsigned blocks_of(struct world *world, size_t partner)
{
    struct payout_policy policy;
    struct payout_standing standing;
    struct payout_question question = {
        .partner_id = world->partners[partner], .currency = {"EUR"}, .until = world->flow.now, .method = TEXT_NONE};
    must(world, payout_policy_get(world->db, world->arena, &policy));
    must(world, payout_standing_find(&world->flow, &policy, &question, &standing));
    return standing.blocks;
}

static void a_run_takes_whom_nothing_blocks(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct world *world = begin(state, arena);
    limits(world, "20.00", NULL);
    struct payout_terms_input held = {
        .partner_id = world->partners[2], .mode = TEXT_NONE, .hold_reason = TEXT("dispute")};
    must(world, payout_terms_change(&world->flow, &held));
    assert_int_equal(blocks_of(world, 0), PAYOUT_BELOW_MINIMUM);
    assert_int_equal(blocks_of(world, 1), 0);
    assert_int_equal(blocks_of(world, 2), PAYOUT_HELD);
    struct payout_run_id id = built(world, "sepa");
    struct payout_item *items = items_of(world, id, 1);
    assert_int_equal(items[0].partner_id.v, world->partners[1].v);
    assert_int_equal(items[0].amount.minor, 2000);
    assert_int_equal(items[0].account_id.v, 2);
    assert_int_equal(blocks_of(world, 1), PAYOUT_NOTHING_AVAILABLE);
    refused(world, build(world, "sepa", NULL, &id), RC_REFUSED, "nothing_to_pay");
    refused(world, build(world, "paypal", NULL, &id), RC_REFUSED, "nothing_to_pay");
    refused(world, build(world, "ach", NULL, &id), RC_INVALID, "currency_unfit");
    refused(world, build(world, "a b", NULL, &id), RC_INVALID, "method_malformed");
    // The partner's own minimum goes before the network's.
    struct payout_limit_input own = {.currency = {"EUR"}, .minimum = TEXT("5")};
    struct payout_terms_input terms = {.partner_id = world->partners[0],
                                       .mode = TEXT_NONE,
                                       .hold_reason = TEXT_NONE,
                                       .limits = &own,
                                       .limit_count = 1};
    must(world, payout_terms_change(&world->flow, &terms));
    assert_int_equal(blocks_of(world, 0), 0);
    held.hold_reason = TEXT("");
    must(world, payout_terms_change(&world->flow, &held));
    items_of(world, built(world, "bank_transfer"), 2);
    world_assert_sound(world);
}

static void details_are_waited_for(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct world *world = world_new(*state, arena, PLAN);
    world_sale(world, 0, "A-1", "100.00", "approved");
    world_days_pass(world, 14);
    world_release(world);
    struct payout_run_id id;
    refused(world, build(world, "sepa", NULL, &id), RC_REFUSED, "nothing_to_pay");
    assert_int_equal(blocks_of(world, 0), 0); // by hand it can be paid
    struct payout_policy_input input = {.is_details_required = {.has = true, .v = 1},
                                        .is_tax_profile_required = {.has = true, .v = 1}};
    must(world, payout_policy_change(&world->flow, &input));
    assert_int_equal(blocks_of(world, 0), PAYOUT_DETAILS_MISSING | PAYOUT_TAX_PROFILE_MISSING);
    refused(world, build(world, "bank_transfer", NULL, &id), RC_REFUSED, "nothing_to_pay");
    save(world, 0, ibans[0]);
    assert_int_equal(blocks_of(world, 0), PAYOUT_TAX_PROFILE_MISSING);
    struct tax_profile profile = {.number = 1,
                                  .legal_name = TEXT("P"),
                                  .line1 = TEXT("1 Rue A"),
                                  .line2 = TEXT(""),
                                  .postcode = TEXT("75001"),
                                  .city = TEXT("Paris"),
                                  .country = TEXT("FR"),
                                  .vat_id = TEXT(""),
                                  .registration_id = TEXT(""),
                                  .self_billing_at = INSTANT_NONE,
                                  .created_at = world->flow.now};
    assert_int_equal(db_write_begin(world->db), RC_OK);
    assert_int_equal(tax_profile_insert(world->db, TAX_OWNER_PARTNER, world->partners[0].v, &profile), RC_OK);
    assert_int_equal(blocks_of(world, 0), 0); // it counts as soon as it is there
    db_rollback(world->db);
    assert_int_equal(blocks_of(world, 0), PAYOUT_TAX_PROFILE_MISSING);
    struct payout_terms_input terms = {.partner_id = world->partners[0],
                                       .mode = TEXT_NONE,
                                       .hold_reason = TEXT_NONE,
                                       .has_tax_profile = {.has = true, .v = 1}};
    must(world, payout_terms_change(&world->flow, &terms));
    assert_int_equal(blocks_of(world, 0), 0);
    items_of(world, built(world, "bank_transfer"), 1);
    world_assert_sound(world);
}

static void changed_details_wait_for_72_hours(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct world *world = begin(state, arena);
    struct partner_input renamed = {.email = TEXT("new@example.org")};
    struct partner partner;
    must(world, partner_change(&world->flow, world->partners[0], &renamed, &partner));
    save(world, 0, ibans[1]);
    save(world, 0, "fr14 2004 1010 0505 0001 3m02 606"); // the same again: no new version, no new hold
    struct payout_account account;
    must(world, payout_account_last(world->db, arena, world->partners[0], TEXT_NONE, &account));
    assert_int_equal(account.number, 2);
    assert_int_equal(account.usable_at.ms, world->flow.now.ms + 72 * HOUR_MS);
    int64_t shared = 0;
    must(world, payout_account_shared(world->db, arena, &account, &shared));
    assert_int_equal(shared, 1); // partner 1 has this account too
    world->flow.now.ms += 72 * HOUR_MS - 1;
    assert_int_equal(blocks_of(world, 0), PAYOUT_DETAILS_ON_HOLD);
    items_of(world, built(world, "sepa"), 2); // the two others
    struct withdrawal withdrawal;
    refused(world, withdrawal_ask(&world->flow, world->partners[0], (struct currency){"EUR"}, &withdrawal), RC_REFUSED,
            "details_on_hold");
    world->flow.now.ms += 1;
    assert_int_equal(blocks_of(world, 0), 0);
    struct payout_item *items = items_of(world, built(world, "sepa"), 1);
    assert_int_equal(items[0].account_id.v, account.id.v);
    // The first version told the partner; the change told his new address and the one he had before.
    struct mail *letters;
    size_t count;
    must(world, mail_list(world->db, arena, TEXT("queued"), 0, 100, &letters, &count));
    assert_int_equal(count, 3 + 2);
    assert_text(letters[0].template, "payout_details_changed");
    assert_text(letters[0].recipient, "p0@example.org");
    assert_text(letters[1].recipient, "new@example.org");
    assert_text(letters[2].template, "payout_details_saved");
    assert_true(text_find(letters[0].parameters, TEXT("DE89370400440532013000"), 0) == SIZE_MAX);
    assert_true(text_find(letters[0].parameters, TEXT("DE•• •••• 3000"), 0) != SIZE_MAX);
    world_assert_sound(world);
}

static void above_the_limit_another_must_approve(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct world *world = begin(state, arena);
    limits(world, NULL, "59.99");
    world->flow.actor = TEXT("token:1");
    struct payout_run_id id = built(world, "sepa");
    refused(world, payout_run_approve(&world->flow, id), RC_FORBIDDEN, "second_person_needed");
    assert_text(run_of(world, id).status, "draft");
    world->flow.actor = TEXT("token:2");
    must(world, payout_run_approve(&world->flow, id));
    struct payout_run run = run_of(world, id);
    assert_text(run.built_by, "token:1");
    assert_text(run.approved_by, "token:2");
    assert_true(run.needs_second);
    world->flow.actor = TEXT("token:3");
    must(world, payout_run_approve(&world->flow, id)); // again: the first approval stays
    assert_text(run_of(world, id).approved_by, "token:2");
    world_assert_sound(world);
}

static void what_is_left_out_does_not_count_and_is_available(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct world *world = begin(state, arena);
    limits(world, NULL, "30.00");
    struct payout_run_id id = built(world, "sepa");
    struct payout_item *items = items_of(world, id, 3);
    refused(world, payout_item_leave_out(&world->flow, items[2].id, TEXT(" ")), RC_INVALID, "field_missing");
    must(world, payout_item_leave_out(&world->flow, items[2].id, TEXT("asked us to wait")));
    must(world, payout_item_leave_out(&world->flow, items[2].id, TEXT("again")));
    assert_text(world_balance(world, 2), "available 3000");
    must(world, payout_run_approve(&world->flow, id)); // 30.00 is not above 30.00
    refused(world, payout_item_leave_out(&world->flow, items[1].id, TEXT("late")), RC_REFUSED, "payout_approved");
    must(world, payout_run_pay(&world->flow, id));
    assert_text(world_balance(world, 2), "available 3000");
    assert_text(world_balance(world, 1), "paid 2000");
    items = items_of(world, id, 3);
    assert_text(items[2].reason, "asked us to wait");
    assert_true(items[2].is_left_out);
    struct payout_run_id retry;
    refused(world, payout_run_retry(&world->flow, id, items[2].id, &retry), RC_REFUSED, "payout_item_not_failed");
    refused(world, payout_run_retry(&world->flow, id, (struct payout_item_id){0}, &retry), RC_REFUSED,
            "nothing_to_retry");
    // A draft of which nothing is left cannot be approved.
    struct payout_run_id next = built(world, "sepa");
    must(world, payout_item_leave_out(&world->flow, items_of(world, next, 1)[0].id, TEXT("still")));
    refused(world, payout_run_approve(&world->flow, next), RC_REFUSED, "nothing_to_pay");
    must(world, payout_run_cancel(&world->flow, next));
    world_assert_sound(world);
}

static void items_are_settled_one_by_one_and_failed_ones_retried_once(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct world *world = begin(state, arena);
    limits(world, "20.00", NULL);
    struct payout_limit_input none = {.currency = {"EUR"}, .minimum = TEXT("0")};
    struct payout_terms_input terms = {.partner_id = world->partners[0],
                                       .mode = TEXT_NONE,
                                       .hold_reason = TEXT_NONE,
                                       .limits = &none,
                                       .limit_count = 1};
    must(world, payout_terms_change(&world->flow, &terms));
    struct payout_run_id id = built(world, "sepa");
    struct payout_item *items = items_of(world, id, 3);
    struct payout_run_id retry;
    refused(world, payout_item_pay(&world->flow, items[0].id), RC_REFUSED, "payout_not_approved");
    refused(world, payout_run_retry(&world->flow, id, items[0].id, &retry), RC_REFUSED, "payout_not_approved");
    must(world, payout_run_approve(&world->flow, id));
    must(world, payout_item_pay(&world->flow, items[0].id));
    must(world, payout_item_pay(&world->flow, items[0].id));
    must(world, payout_item_fail(&world->flow, items[1].id, TEXT("AC04 closed account")));
    refused(world, payout_item_pay(&world->flow, items[1].id), RC_REFUSED, "payout_item_settled");
    assert_text(run_of(world, id).status, "approved");
    must(world, payout_item_pay(&world->flow, items[2].id));
    assert_text(run_of(world, id).status, "paid"); // with its last item
    assert_text(world_balance(world, 0), "paid 1000");
    assert_text(world_balance(world, 1), "available 2000");
    limits(world, "100.00", NULL); // the minimum does not hold up a retry
    refused(world, payout_run_retry(&world->flow, id, items[0].id, &retry), RC_REFUSED, "payout_item_not_failed");
    must(world, payout_run_retry(&world->flow, id, items[1].id, &retry));
    struct payout_item *again = items_of(world, retry, 1);
    assert_int_equal(again[0].retry_of.v, items[1].id.v);
    assert_int_equal(again[0].amount.minor, 2000);
    struct payout_run_id same;
    must(world, payout_run_retry(&world->flow, id, items[1].id, &same));
    assert_int_equal(same.v, retry.v);
    refused(world, payout_run_retry(&world->flow, id, (struct payout_item_id){0}, &same), RC_REFUSED,
            "nothing_to_retry");
    must(world, payout_run_approve(&world->flow, retry));
    must(world, payout_run_pay(&world->flow, retry));
    assert_text(world_balance(world, 1), "paid 2000");
    // The money came back: the same item fails after it was paid, and the run's other retry makes a third item.
    must(world, payout_item_fail(&world->flow, again[0].id, TEXT_NONE));
    must(world, payout_run_retry(&world->flow, retry, (struct payout_item_id){0}, &same));
    assert_int_equal(items_of(world, same, 1)[0].retry_of.v, again[0].id.v);
    world_assert_sound(world);
}

static void a_request_is_taken_by_the_next_run(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct world *world = begin(state, arena);
    limits(world, "15.00", NULL);
    struct payout_terms_input terms = {
        .partner_id = world->partners[1], .mode = TEXT("request"), .hold_reason = TEXT_NONE};
    must(world, payout_terms_change(&world->flow, &terms));
    struct currency eur = {"EUR"};
    struct withdrawal request;
    refused(world, withdrawal_ask(&world->flow, world->partners[0], eur, &request), RC_REFUSED, "below_minimum");
    refused(world, withdrawal_ask(&world->flow, world->partners[0], (struct currency){"USD"}, &request), RC_REFUSED,
            "nothing_available");
    assert_int_equal(blocks_of(world, 1), PAYOUT_NOT_REQUESTED);
    must(world, withdrawal_ask(&world->flow, world->partners[1], eur, &request));
    assert_int_equal(request.amount.minor, 2000);
    struct withdrawal second;
    refused(world, withdrawal_ask(&world->flow, world->partners[1], eur, &second), RC_CONFLICT, "request_open");
    must(world, withdrawal_end(&world->flow, request.id, TEXT("cancelled"), TEXT_NONE, &second));
    must(world, withdrawal_end(&world->flow, request.id, TEXT("cancelled"), TEXT_NONE, &second));
    refused(world, withdrawal_end(&world->flow, request.id, TEXT("declined"), TEXT("x"), &second), RC_REFUSED,
            "withdrawal_closed");
    must(world, withdrawal_ask(&world->flow, world->partners[1], eur, &request));
    struct payout_request requests = {
        .key = TEXT_NONE, .currency = eur, .until = world->flow.now, .method = TEXT("sepa"), .is_requests_only = true};
    struct payout_run_id id;
    must(world, payout_run_create(&world->flow, &requests, &id));
    struct payout_item *items = items_of(world, id, 1); // partner 2 did not ask
    must(world, withdrawal_get(world->db, arena, request.id, &request));
    assert_text(request.status, "taken");
    assert_int_equal(request.item_id.v, items[0].id.v);
    items_of(world, built(world, "sepa"), 1); // partner 2, with the cycle
    world_assert_sound(world);
}

static struct payout_promised promised(struct world *world, struct conversion_id sale)
{
    struct commission commission = world_commission(world, sale);
    struct payout_promised promised;
    AUTO_PAYOUT_CALENDAR calendar = {0};
    must(world, payout_calendar_open(&world->flow, &calendar));
    must(world, payout_promise_find(&world->flow, &calendar, &commission, &promised));
    return promised;
}

// How many commissions the operator is told of as overdue: counted and listed alike.
static int64_t late(struct world *world)
{
    int64_t counted = -1;
    struct commission *list = NULL;
    size_t count = 0;
    const struct payout_late_question all = {
        .search = {.from = INSTANT_NONE, .to = INSTANT_NONE, .earned_from = INSTANT_NONE, .earned_to = INSTANT_NONE},
        .limit = 10};
    AUTO_PAYOUT_CALENDAR calendar = {0};
    must(world, payout_calendar_open(&world->flow, &calendar));
    must(world, payout_late_list(&world->flow, &calendar, &all, &list, &count));
    must(world, payout_late_count(&world->flow, &counted));
    assert_int_equal(counted, (int64_t)count);
    return counted;
}

static int64_t promise_instant(const char *text)
{
    struct instant instant;
    assert_int_equal(instant_parse(text_of(text), &instant), RC_OK);
    return instant.ms;
}

// The world begins on 2026-09-21; hold 14 days. Berlin is two hours ahead in summer, one in winter.
static void what_is_promised_is_kept_or_overdue(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, PLAN);
    struct network_change_input berlin = {.name = TEXT_NONE,
                                          .time_zone = TEXT("Europe/Berlin"),
                                          .fallback_url = TEXT_NONE,
                                          .address_days = -1,
                                          .hue = -1};
    struct network network;
    must(world, network_change(&world->flow, &berlin, &network));
    save(world, 0, ibans[0]);
    struct conversion_id sale = world_sale(world, 0, "A-1", "100.00", "pending");
    struct payout_promised promise = promised(world, sale);
    assert_int_equal(promise.decided_by.ms, promise_instant("2026-10-05T21:59:59.999Z"));
    assert_int_equal(promise.paid_by.ms, promise_instant("2026-11-15T22:59:59.999Z")); // due in October
    assert_false(promise.is_overdue);
    assert_int_equal(late(world), 0);
    world_days_pass(world, 15); // the 6th of October
    assert_true(promised(world, sale).is_overdue);
    assert_int_equal(late(world), 1);
    world_decide(world, sale, "approved");
    promise = promised(world, sale);
    assert_true(instant_is_none(promise.decided_by));
    assert_int_equal(promise.paid_by.ms, promise_instant("2026-11-15T22:59:59.999Z"));
    assert_false(promise.is_overdue);
    assert_int_equal(late(world), 0);
    world_release(world);
    world->flow.now.ms = promise_instant("2026-11-15T22:59:59.999Z");
    assert_false(promised(world, sale).is_overdue);
    assert_int_equal(late(world), 0);
    world->flow.now.ms += 1;
    assert_true(promised(world, sale).is_overdue);
    assert_int_equal(late(world), 1);
    limits(world, "50.00", NULL); // now he is below the minimum: nobody is late
    assert_false(promised(world, sale).is_overdue);
    assert_int_equal(late(world), 0);
    limits(world, "5.00", NULL);
    struct payout_terms_input held = {
        .partner_id = world->partners[0], .mode = TEXT_NONE, .hold_reason = TEXT("we are looking into it")};
    must(world, payout_terms_change(&world->flow, &held));
    assert_true(promised(world, sale).is_overdue); // an operator's hold is no excuse
    assert_int_equal(late(world), 1);
    held.hold_reason = TEXT("");
    must(world, payout_terms_change(&world->flow, &held));
    struct payout_run_id id = built(world, "sepa");
    assert_true(promised(world, sale).is_overdue); // in a run, not paid
    assert_int_equal(late(world), 1);
    must(world, payout_run_approve(&world->flow, id));
    must(world, payout_run_pay(&world->flow, id));
    promise = promised(world, sale);
    assert_true(instant_is_none(promise.paid_by) && !promise.is_overdue);
    assert_int_equal(late(world), 0);
    world_assert_sound(world);
}

// What the tables themselves refuse, whatever a program says.
static void an_item_has_one_life(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct world *world = begin(state, arena);
    struct payout_run_id id = built(world, "sepa");
    struct payout_item *items = items_of(world, id, 3);
    must(world, payout_run_approve(&world->flow, id));
    must(world, payout_item_pay(&world->flow, items[0].id));
    must(world, payout_item_fail(&world->flow, items[1].id, TEXT_NONE));
    items = items_of(world, id, 3);
    struct payout_item again = items[0];
    again.status = TEXT("taken");
    must(world, db_write_begin(world->db));
    assert_int_equal(payout_item_update(world->db, &again), RC_REFUSED);
    db_rollback(world->db);
    again = items[1];
    again.status = TEXT("paid");
    must(world, db_write_begin(world->db));
    assert_int_equal(payout_item_update(world->db, &again), RC_REFUSED);
    db_rollback(world->db);
    again = items[2];
    again.end_to_end_id = TEXT("E1");
    must(world, db_write_begin(world->db));
    must(world, payout_item_update(world->db, &again));
    again.end_to_end_id = TEXT("E2");
    assert_int_equal(payout_item_update(world->db, &again), RC_REFUSED);
    db_rollback(world->db);
    // One end-to-end id, one payment.
    must(world, db_write_begin(world->db));
    again.end_to_end_id = TEXT("E1");
    must(world, payout_item_update(world->db, &again));
    struct payout_item other = items[0];
    other.end_to_end_id = TEXT("E1");
    assert_int_equal(payout_item_update(world->db, &other), RC_CONFLICT);
    db_rollback(world->db);
    world_assert_sound(world);
}

int main(void)
{
    const struct CMUnitTest cases[] = {
        TEST_DATABASE_CASE(a_run_takes_whom_nothing_blocks),
        TEST_DATABASE_CASE(details_are_waited_for),
        TEST_DATABASE_CASE(changed_details_wait_for_72_hours),
        TEST_DATABASE_CASE(above_the_limit_another_must_approve),
        TEST_DATABASE_CASE(what_is_left_out_does_not_count_and_is_available),
        TEST_DATABASE_CASE(items_are_settled_one_by_one_and_failed_ones_retried_once),
        TEST_DATABASE_CASE(a_request_is_taken_by_the_next_run),
        TEST_DATABASE_CASE(what_is_promised_is_kept_or_overdue),
        TEST_DATABASE_CASE(an_item_has_one_life),
    };
    return TEST_DATABASE_RUN("payout_run", cases);
}
