// SPDX-License-Identifier: Apache-2.0
// Partners are told of their conversions, on both databases: once for each event that is wanted, if and only if it
// happened; what fails waits longer each time. Over real HTTP: test/browser/postbacks_test.mjs.
#include "test_world.h"

#include "postback/postback_note.h"
#include "postback/postback_send.h"
#include "postback/postback_write.h"

struct internet {
    struct clock_fixed clock;
    int calls_max; // then the server ends; 0: it does not
    struct arena *arena;
    struct fetch_answer answer;
    int calls;
    struct text urls[64];
    struct text ids[64];
};

static void take(void *user, struct arena *arena, const struct fetch_request *request, struct fetch_answer *ret_answer)
{
    struct internet *internet = user;
    (void)arena;
    assert_int_equal(request->header_count, POSTBACK_HEADERS);
    internet->urls[internet->calls % 64] = text_copy(internet->arena, request->url);
    internet->ids[internet->calls++ % 64] = text_copy(internet->arena, request->headers[0].value);
    *ret_answer = internet->answer;
}

static bool is_ending(void *user)
{
    const struct internet *internet = user;
    return internet->calls_max > 0 && internet->calls >= internet->calls_max;
}

static int64_t send(struct world *world, struct internet *internet)
{
    int64_t sent = 0;
    internet->arena = world->arena;
    clock_fixed_init(&internet->clock, world->flow.now);
    struct postback_caller caller = {
        .call = take, .user = internet, .is_ending = is_ending, .clock = &internet->clock.clock};
    must(world, postback_send_due(&world->flow, &caller, &sent));
    return sent;
}

static struct internet answers(int status)
{
    return (struct internet){.answer = {.problem = FETCH_ANSWERED, .status = status, .body = TEXT("ok")}};
}

static struct postback_input wanting(struct world *world, const char *events)
{
    return (struct postback_input){
        .partner_id = world->partners[0],
        .url = TEXT("https://t.example/?e={event}&s={status}&o={order_id}&a={amount}&c={commission}"),
        .events = text_of(events)};
}

static struct postback set_up(struct world *world, const char *events)
{
    struct postback_input input = wanting(world, events);
    struct postback postback;
    must(world, postback_create(&world->flow, &input, &postback));
    return postback;
}

static void refused(struct world *world, enum rc rc, enum rc wanted, const char *code)
{
    assert_int_equal(rc, wanted);
    assert_string_equal(world->fault.code, code);
    fault_clear(&world->fault);
}

static struct postback_delivery newest(struct world *world, struct postback_id id)
{
    struct postback_delivery *list = NULL;
    size_t count = 0;
    must(world,
         postback_delivery_list(world->db, world->arena, id, (struct postback_delivery_id){0}, 10, &list, &count));
    assert_true(count > 0);
    return list[0];
}

static void each_event_is_told_once(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, "pay 10% on sale\n");
    set_up(world, "sale,approved,rejected,refund");
    struct internet internet = answers(204);
    struct conversion_id sale = world_sale(world, 0, "A-1", "100.00", "pending");
    world_sale(world, 0, "A-1", "100.00", "pending"); // the same report again
    world_sale(world, 1, "B-1", "50.00", "approved"); // of another partner
    assert_int_equal(send(world, &internet), 1);
    assert_text(internet.urls[0], "https://t.example/?e=sale&s=pending&o=A-1&a=100.00&c=10.00");
    world_decide(world, sale, "approved");
    struct refund_claim refund = {.conversion_id = sale, .refund_key = TEXT("R-1"), .amount = TEXT("40.00")};
    struct refund_accepted accepted;
    must(world, conversion_refund(&world->flow, &refund, &accepted));
    must(world, conversion_refund(&world->flow, &refund, &accepted)); // the same again
    assert_int_equal(send(world, &internet), 2);
    assert_text(internet.urls[1], "https://t.example/?e=approved&s=approved&o=A-1&a=100.00&c=10.00");
    assert_text(internet.urls[2], "https://t.example/?e=refund&s=approved&o=A-1&a=60.00&c=6.00");
    // What comes in decided is told as both.
    world_sale(world, 0, "A-2", "10.00", "approved");
    assert_int_equal(send(world, &internet), 2);
    assert_true(text_find(internet.urls[3], TEXT("e=sale&s=approved&o=A-2"), 0) != SIZE_MAX);
    assert_true(text_find(internet.urls[4], TEXT("e=approved&s=approved&o=A-2"), 0) != SIZE_MAX);
    world_decide(world, sale, "rejected");
    assert_int_equal(send(world, &internet), 1);
    assert_true(text_find(internet.urls[5], TEXT("e=rejected&s=rejected&o=A-1&a=60.00&c=0.00"), 0) != SIZE_MAX);
    assert_int_equal(send(world, &internet), 0);
    assert_int_equal(internet.calls, 6);
    world_assert_sound(world);
}

static void what_did_not_happen_is_not_told(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, "pay 10% on sale\n");
    set_up(world, "sale");
    struct internet internet = answers(200);
    struct conversion_claim claim = {.advertiser_id = world->advertiser_id,
                                     .program_id = world->program_id,
                                     .order_id = TEXT("A-1"),
                                     .amount = TEXT("100.00"),
                                     .coupon = TEXT("p0"),
                                     .source = TEXT("api")};
    struct conversion_accepted accepted;
    must(world, flow_begin(&world->flow));
    must(world, conversion_accept_step(&world->flow, &claim, &accepted));
    db_rollback(world->db);
    assert_int_equal(send(world, &internet), 0);
    // History that is imported is none either.
    claim.source = TEXT("import");
    must(world, conversion_accept(&world->flow, NULL, &claim, &accepted));
    assert_int_equal(send(world, &internet), 0);
    assert_int_equal(internet.calls, 0);
}

static void what_fails_waits_longer_each_time(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, "pay 10% on sale\n");
    struct postback postback = set_up(world, "sale");
    struct internet internet = answers(503);
    world_sale(world, 0, "A-1", "100.00", "approved");
    static const int64_t minutes[] = {1, 5, 15, 60, 180, 360, 720, 720, 720};
    for (size_t i = 0; i < COUNT_OF(minutes); i++) {
        assert_int_equal(send(world, &internet), 0);
        struct postback_delivery delivery = newest(world, postback.id);
        assert_text(delivery.status, "queued");
        assert_int_equal(delivery.answer_status, 503);
        assert_text(delivery.answer, "ok");
        assert_int_equal(delivery.next_at.ms - world->flow.now.ms, minutes[i] * MINUTE_MS);
        world->flow.now.ms += minutes[i] * MINUTE_MS - 1;
        send(world, &internet);
        assert_int_equal(internet.calls, i + 1); // not before its time
        world->flow.now.ms += 1;
    }
    send(world, &internet);
    assert_text(newest(world, postback.id).status, "failed");
    assert_int_equal(internet.calls, POSTBACK_ATTEMPTS_MAX);
    send(world, &internet);
    assert_int_equal(internet.calls, POSTBACK_ATTEMPTS_MAX);
    for (int i = 1; i < internet.calls; i++) {
        assert_true(text_equal(internet.ids[0], internet.ids[i])); // receivers know the repeats
    }
    // Its owner calls it once more.
    internet.answer.status = 200;
    must(world, postback_retry(&world->flow, newest(world, postback.id).id));
    assert_int_equal(send(world, &internet), 1);
    assert_text(newest(world, postback.id).status, "delivered");
    // 410 says that nobody is there any more; a redirect is no delivery.
    internet.answer.status = 410;
    world_sale(world, 0, "A-2", "100.00", "approved");
    send(world, &internet);
    assert_text(newest(world, postback.id).status, "failed");
    internet.answer.status = 302;
    world_sale(world, 0, "A-3", "100.00", "approved");
    send(world, &internet);
    assert_text(newest(world, postback.id).status, "queued");
}

static void one_that_is_silent_delays_no_other(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, "pay 10% on sale\n");
    struct postback postback = set_up(world, "sale");
    struct internet internet = {.answer = {.problem = FETCH_TIMED_OUT, .body = TEXT("")}};
    for (int i = 0; i < 10; i++) {
        world_sale(world, 0, text_zero_terminated(arena, text_format(arena, "A-%d", i)), "10.00", "approved");
    }
    send(world, &internet);
    assert_int_equal(internet.calls, 1);
    // A test is called nevertheless, and not tried again by itself.
    struct postback_delivery_id test;
    must(world, postback_test(&world->flow, postback.id, &test));
    send(world, &internet);
    assert_int_equal(internet.calls, 2);
    struct postback_delivery delivery = newest(world, postback.id);
    assert_text(delivery.event, "test");
    assert_text(delivery.status, "failed");
    assert_text(delivery.problem, "timed_out");
    assert_text(delivery.url, "https://t.example/?e=test&s=approved&o=TEST-1&a=100.00&c=10.00");
}

static void a_server_that_is_to_end_calls_no_further(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, "pay 10% on sale\n");
    struct internet internet = answers(200);
    set_up(world, "sale");
    for (int i = 0; i < 5; i++) {
        world_sale(world, 0, text_zero_terminated(arena, text_format(arena, "A-%d", i)), "10.00", "approved");
    }
    internet.calls_max = 2;
    assert_int_equal(send(world, &internet), 2);
    internet.calls_max = 0;
    assert_int_equal(send(world, &internet), 3); // by the next server, and none twice
    assert_int_equal(internet.calls, 5);
}

static void a_server_that_ended_while_calling_calls_again(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, "pay 10% on sale\n");
    struct postback postback = set_up(world, "sale");
    struct internet internet = answers(200);
    world_sale(world, 0, "A-1", "10.00", "approved");
    must(world, flow_begin(&world->flow));
    must(world, postback_delivery_claim(world->db, newest(world, postback.id).id, world->flow.now));
    must(world, flow_commit(&world->flow));
    assert_int_equal(send(world, &internet), 0); // somebody has it
    world->flow.now.ms += POSTBACK_CLAIM_MS + 1;
    assert_int_equal(send(world, &internet), 1);
}

static void a_postback_has_one_call_at_a_time(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, "pay 10% on sale\n");
    struct postback slow = set_up(world, "sale");
    struct postback other = set_up(world, "sale");
    struct internet internet = answers(200);
    world_sale(world, 0, "A-1", "10.00", "approved");
    must(world, flow_begin(&world->flow));
    must(world, postback_delivery_claim(world->db, newest(world, slow.id).id, world->flow.now));
    must(world, flow_commit(&world->flow));
    world_sale(world, 0, "A-2", "10.00", "approved");
    must(world, flow_begin(&world->flow));
    enum rc rc = postback_delivery_claim(world->db, newest(world, slow.id).id, world->flow.now);
    db_rollback(world->db);
    assert_int_equal(rc, RC_CONFLICT); // another caller is at it
    assert_int_equal(send(world, &internet), 2);
    assert_text(newest(world, other.id).status, "delivered");
    assert_text(newest(world, slow.id).status, "queued");
}

static void pausing_removing_and_limits(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, "pay 10% on sale\n");
    struct postback postback = set_up(world, "sale");
    struct internet internet = answers(200);
    world_sale(world, 0, "A-1", "10.00", "approved");
    must(world, postback_set_status(&world->flow, postback.id, TEXT("paused")));
    world_sale(world, 0, "A-2", "10.00", "approved"); // while it is paused nothing is queued
    assert_int_equal(send(world, &internet), 0);
    must(world, postback_set_status(&world->flow, postback.id, TEXT("active")));
    assert_int_equal(send(world, &internet), 1); // what waited
    struct postback_input input = wanting(world, "sale,lead");
    input.program_id = world->program_id;
    must(world, postback_change(&world->flow, postback.id, &input, &postback));
    assert_text(postback.events, "sale,lead");
    must(world, postback_renew_secret(&world->flow, postback.id));
    world_sale(world, 0, "A-3", "10.00", "approved");
    must(world, postback_set_status(&world->flow, postback.id, TEXT("archived")));
    assert_int_equal(send(world, &internet), 0);
    assert_text(newest(world, postback.id).problem, "removed");
    refused(world, postback_set_status(&world->flow, postback.id, TEXT("active")), RC_NOT_FOUND, "not_found");
    static const struct {
        const char *events, *url, *code;
    } bad[] = {{"", "https://t.example/", "events_missing"},
               {"sale,click", "https://t.example/", "value_unknown"},
               {"sale", "http://t.example/", "url_not_https"}};
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        input = wanting(world, bad[i].events);
        input.url = text_of(bad[i].url);
        refused(world, postback_create(&world->flow, &input, &postback), RC_INVALID, bad[i].code);
    }
    input = wanting(world, "sale");
    input.program_id.v = 987654;
    refused(world, postback_create(&world->flow, &input, &postback), RC_INVALID, "program_unknown");
    for (int i = 0; i < POSTBACKS_MAX; i++) {
        set_up(world, "sale");
    }
    input = wanting(world, "sale");
    refused(world, postback_create(&world->flow, &input, &postback), RC_REFUSED, "postbacks_too_many");
    // What was settled long ago is forgotten.
    world->flow.now.ms += POSTBACK_FORGET_AFTER_MS + DAY_MS;
    int64_t forgotten = 0;
    must(world, postback_purge(&world->flow, &forgotten));
    assert_int_equal(forgotten, 2);
}

int main(void)
{
    const struct CMUnitTest cases[] = {
        TEST_DATABASE_CASE(each_event_is_told_once),
        TEST_DATABASE_CASE(what_did_not_happen_is_not_told),
        TEST_DATABASE_CASE(what_fails_waits_longer_each_time),
        TEST_DATABASE_CASE(one_that_is_silent_delays_no_other),
        TEST_DATABASE_CASE(a_server_that_is_to_end_calls_no_further),
        TEST_DATABASE_CASE(a_server_that_ended_while_calling_calls_again),
        TEST_DATABASE_CASE(a_postback_has_one_call_at_a_time),
        TEST_DATABASE_CASE(pausing_removing_and_limits),
    };
    return TEST_DATABASE_RUN("postback", cases);
}
