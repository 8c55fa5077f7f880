// SPDX-License-Identifier: Apache-2.0
// What a server keeps in memory while another one, on the same database, changes it.
#include <sched.h>

#include "test_world.h"
#include "thread/thread.h"

// A server beside the first: nothing in common but the database.
struct node {
    struct world *world;
    struct arena *arena;
    struct fault fault;
    struct flow flow;
};

static struct node *node_new(struct world *world, struct test_database *database)
{
    struct node *node = arena_one(world->arena, struct node);
    *node = (struct node){.world = world, .arena = world->arena, .flow = world->flow};
    node->flow.db = test_database_connect(database);
    node->flow.fault = &node->fault;
    node->flow.conversions = NULL;
    world_remember(world->arena, &node->flow);
    return node;
}

static enum rc put_plan(struct node *node, const char *plan_text)
{
    struct program_plan_input plan = {
        .program_id = node->world->program_id, .plan_text = text_of(plan_text), .effective_at = INSTANT_NONE};
    struct plan_version version;
    struct plan_error error;
    fault_clear(&node->fault);
    node->flow.now = node->world->flow.now;
    return program_plan_put(&node->flow, &plan, &version, &error);
}

static enum rc refuse(void *user, struct flow *flow)
{
    (void)user;
    return fault_set(flow->fault, RC_REFUSED, "not_wanted", "", "not wanted");
}

// A sale of 100 a second later; what it pays, or -1: nobody. It was judged with what is kept, and stood.
static int64_t sale(struct world *world, const char *order)
{
    world->flow.now.ms += SECOND_MS;
    struct conversion_claim claim = {.advertiser_id = world->advertiser_id,
                                     .program_id = world->program_id,
                                     .order_id = text_of(order),
                                     .amount = TEXT("100"),
                                     .coupon = TEXT("p0"),
                                     .source = TEXT("postback")};
    struct conversion_accepted accepted;
    must(world, conversion_accept(&world->flow, NULL, &claim, &accepted));
    assert_true(accepted.is_booked);
    return accepted.is_attributed ? world_commission(world, accepted.conversion_id).amount.minor : -1;
}

static int64_t mark_of(struct world *world)
{
    int64_t mark;
    must(world, network_change_mark(world->db, world->arena, &mark));
    return mark;
}

static void changes_of_another_server_are_seen(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, "pay 10% on sale\n");
    struct node *other = node_new(world, *state);
    assert_int_equal(sale(world, "a"), 1000);
    size_t kept = db_keep_count(world->flow.keep);
    assert_true(kept > 0);
    assert_int_equal(sale(world, "b"), 1000);
    assert_int_equal(db_keep_count(world->flow.keep), kept);
    must(world, put_plan(other, "pay 20% on sale\n"));
    assert_int_equal(sale(world, "c"), 2000);
    struct coupon coupon;
    must(world, coupon_find(world->db, world->arena, world->program_id, TEXT("p0"), &coupon));
    struct coupon_input archived = {.status = TEXT("archived")};
    must(world, coupon_change(&other->flow, coupon.id, &archived, &coupon));
    assert_int_equal(sale(world, "d"), -1);
    world_assert_sound(world);
}

static void a_change_that_is_undone_is_none(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, "pay 10% on sale\n");
    struct node *other = node_new(world, *state);
    assert_int_equal(sale(world, "a"), 1000);
    int64_t mark = mark_of(world);
    other->flow.before_commit = refuse;
    assert_int_equal(put_plan(other, "pay 20% on sale\n"), RC_REFUSED);
    assert_int_equal(mark_of(world), mark);
    assert_int_equal(sale(world, "b"), 1000);
    other->flow.before_commit = NULL;
    must(world, put_plan(other, "pay 30% on sale\n"));
    assert_int_not_equal(mark_of(world), mark);
    assert_int_equal(sale(world, "c"), 3000);
    world_assert_sound(world);
}

// ---- judged before a change, written after it ----

struct late {
    struct gathered member; // first
    struct node *node;      // that changes the plan
};

// Holds the gathering until a judged claim waits, then changes what it was judged by.
static void change_when_one_waits(struct gathered *own, struct gathered *const *members, size_t count)
{
    (void)members;
    (void)count;
    struct late *late = (struct late *)own;
    struct gathering *gathering = &late->node->world->conversions;
    for (bool is_waiting = false; !is_waiting;) {
        sched_yield();
        lock_take(&gathering->lock);
        is_waiting = gathering->first != NULL;
        lock_give(&gathering->lock);
    }
    must(late->node->world, put_plan(late->node, "pay 20% on sale\n"));
}

static void change_late(void *user)
{
    struct late *late = user;
    gathering_join(&late->node->world->conversions, &late->member,
                   &(struct gathering_work){.serve = change_when_one_waits});
}

static bool is_serving(struct gathering *gathering)
{
    lock_take(&gathering->lock);
    bool is = gathering->is_serving;
    lock_give(&gathering->lock);
    return is;
}

static void a_judgement_falls_with_its_mark(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, "pay 10% on sale\n");
    AUTO_ARENA thread_arena = arena_new(ARENA_JOB_BYTES);
    struct node *other = node_new(world, *state);
    other->flow.arena = thread_arena;
    assert_int_equal(sale(world, "a"), 1000);
    world->flow.now.ms += SECOND_MS;
    struct late late = {.node = other};
    struct thread thread;
    assert_int_equal(thread_start(&thread, "late", change_late, &late), RC_OK);
    while (!is_serving(&world->conversions)) {
        sched_yield();
    }
    struct conversion_claim claim = {.advertiser_id = world->advertiser_id,
                                     .program_id = world->program_id,
                                     .order_id = TEXT("b"),
                                     .amount = TEXT("100"),
                                     .coupon = TEXT("p0"),
                                     .source = TEXT("postback")};
    struct conversion_accepted accepted;
    must(world, conversion_accept(&world->flow, NULL, &claim, &accepted));
    thread_join(&thread);
    assert_false(accepted.is_booked); // it was judged again, in a transaction of its own
    assert_int_equal(world_commission(world, accepted.conversion_id).amount.minor, 2000);
    world_assert_sound(world);
}

static const struct CMUnitTest cases[] = {
    TEST_DATABASE_CASE(changes_of_another_server_are_seen),
    TEST_DATABASE_CASE(a_change_that_is_undone_is_none),
    TEST_DATABASE_CASE(a_judgement_falls_with_its_mark),
};

int main(void)
{
    return TEST_DATABASE_RUN("conversion_kept", cases);
}
