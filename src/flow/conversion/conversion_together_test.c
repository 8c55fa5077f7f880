// SPDX-License-Identifier: Apache-2.0
// Claims that share a transaction: each gets what it would have got alone, whatever the others do.
#include <sched.h>

#include "advertiser_world.h"
#include "thread/thread.h"

#define WAITING 4

struct reporter {
    struct world *world;
    struct db *db;
    struct arena *arena;
    struct fault fault;
    struct flow flow;
    struct conversion_claim claim;
    struct conversion_accepted accepted;
    enum rc rc;
    int finished; // times before_commit was called inside a transaction
    bool is_refusing;
};

static size_t waiting(struct gathering *gathering)
{
    size_t count = 0;
    lock_take(&gathering->lock);
    for (struct gathered *member = gathering->first; member != NULL; member = member->next) {
        count++;
    }
    lock_give(&gathering->lock);
    return count;
}

static bool is_serving(struct gathering *gathering)
{
    lock_take(&gathering->lock);
    bool is = gathering->is_serving;
    lock_give(&gathering->lock);
    return is;
}

// The first claim's transaction stays open until the others wait for theirs.
static enum rc finish_when_others_wait(void *user, struct flow *flow)
{
    (void)flow;
    struct reporter *reporter = user;
    while (waiting(&reporter->world->conversions) < WAITING) {
        sched_yield();
    }
    return RC_OK;
}

static enum rc finish(void *user, struct flow *flow)
{
    struct reporter *reporter = user;
    reporter->finished += db_is_in_write_transaction(flow->db) ? 1 : 0;
    return reporter->is_refusing ? fault_set(flow->fault, RC_REFUSED, "not_wanted", "", "not wanted") : RC_OK;
}

static void report(void *user)
{
    struct reporter *reporter = user;
    reporter->rc = conversion_accept(&reporter->flow, NULL, &reporter->claim, &reporter->accepted);
}

static void reporter_init(struct reporter *reporter, struct world *world, struct test_database *database,
                          const char *order_id, const char *coupon)
{
    *reporter =
        (struct reporter){.world = world, .db = test_database_connect(database), .arena = arena_new(ARENA_JOB_BYTES)};
    reporter->flow = world->flow;
    reporter->flow.db = reporter->db;
    reporter->flow.arena = reporter->arena;
    reporter->flow.fault = &reporter->fault;
    reporter->flow.before_commit = finish;
    reporter->flow.before_commit_user = reporter;
    reporter->claim = (struct conversion_claim){.advertiser_id = world->advertiser_id,
                                                .program_id = world->program_id,
                                                .order_id = text_of(order_id),
                                                .amount = TEXT("100"),
                                                .coupon = text_of(coupon),
                                                .source = TEXT("postback")};
}

// One claim whose transaction is open while four others come: "a" twice, "b", and "c", which refuses itself or not.
static void meet(void **state, struct world *world, struct reporter reporters[WAITING + 1], bool is_refusing)
{
    static const char *const orders[] = {"first", "a", "b", "a", "c"};
    static const char *const coupons[] = {"p0", "p0", "p1", "p0", "unknown"};
    struct thread threads[WAITING + 1];
    struct shared_connection shared = {.location = test_database_location(*state)};
    for (size_t i = 0; i <= WAITING; i++) {
        reporter_init(&reporters[i], world, *state, orders[i], coupons[i]);
        reporters[i].flow.shared = &shared;
    }
    reporters[0].flow.before_commit = finish_when_others_wait;
    reporters[WAITING].is_refusing = is_refusing;
    for (size_t i = 0; i <= WAITING; i++) {
        assert_int_equal(thread_start(&threads[i], "reporter", report, &reporters[i]), RC_OK);
        while (i == 0 && !is_serving(&world->conversions)) {
            sched_yield();
        }
    }
    for (size_t i = 0; i <= WAITING; i++) {
        thread_join(&threads[i]);
    }
    assert_non_null(shared.db);
    db_close(shared.db);
}

static void assert_accepted(const struct reporter *reporter)
{
    if (reporter->rc != RC_OK) {
        fail_msg("%s: %s", rc_name(reporter->rc), reporter->fault.message);
    }
    assert_true(reporter->accepted.conversion_id.v > 0);
}

static void assert_meeting(struct world *world, const struct reporter *reporters)
{
    for (size_t i = 0; i < WAITING; i++) {
        assert_accepted(&reporters[i]);
    }
    assert_int_equal(reporters[1].accepted.conversion_id.v, reporters[3].accepted.conversion_id.v);
    assert_int_equal(reporters[1].accepted.is_duplicate + reporters[3].accepted.is_duplicate, 1);
    assert_true(reporters[2].accepted.is_attributed);
    assert_false(reporters[2].accepted.is_duplicate);
    world_assert_sound(world);
}

static void reporters_free(struct reporter *reporters)
{
    for (size_t i = 0; i <= WAITING; i++) {
        arena_free(reporters[i].arena);
    }
}

static void each_gets_its_own_answer(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, "pay 10% on sale\n");
    struct reporter reporters[WAITING + 1];
    meet(state, world, reporters, /* is_refusing= */ false);
    assert_meeting(world, reporters);
    assert_accepted(&reporters[WAITING]);
    assert_false(reporters[WAITING].accepted.is_attributed);
    for (size_t i = 1; i <= WAITING; i++) {
        assert_int_equal(reporters[i].finished, 1);
    }
    reporters_free(reporters);
}

static void one_that_fails_harms_no_other(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, "pay 10% on sale\n");
    struct reporter reporters[WAITING + 1];
    meet(state, world, reporters, /* is_refusing= */ true);
    assert_meeting(world, reporters);
    assert_int_equal(reporters[WAITING].rc, RC_REFUSED);
    assert_string_equal(reporters[WAITING].fault.code, "not_wanted");
    assert_int_equal(reporters[WAITING].finished, 2); // with the others, and again alone
    reporters_free(reporters);
}

static const struct CMUnitTest cases[] = {
    TEST_DATABASE_CASE(each_gets_its_own_answer),
    TEST_DATABASE_CASE(one_that_fails_harms_no_other),
};

int main(void)
{
    return TEST_DATABASE_RUN("conversion_together", cases);
}
