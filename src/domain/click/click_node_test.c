// SPDX-License-Identifier: Apache-2.0
// A number is one spool's, and reports know up to when they are complete.
#include "check.h"

#include "click/click_node.h"
#include "test_database.h"

static const struct instant NOW = {INT64_C(1795996800000)};

static struct instant after(int64_t ms)
{
    return (struct instant){NOW.ms + ms};
}

static enum rc claim(struct db *db, int node, int64_t identity, struct instant now)
{
    assert_int_equal(db_write_begin(db), RC_OK);
    enum rc rc = click_node_claim(db, node, identity, now);
    assert_int_equal(db_commit(db), RC_OK);
    return rc;
}

static enum rc beat(struct db *db, struct click_node node)
{
    assert_int_equal(db_write_begin(db), RC_OK);
    enum rc rc = click_node_beat(db, &node);
    assert_int_equal(db_commit(db), RC_OK);
    return rc;
}

static void a_number_is_one_spools(void **state)
{
    struct db *db = test_database_db(*state);
    assert_int_equal(claim(db, 3, 11, NOW), RC_OK);
    assert_int_equal(claim(db, 3, 22, after(1000)), RC_CONFLICT);
    assert_int_equal(claim(db, 4, 22, after(1000)), RC_OK);
    assert_int_equal(claim(db, 3, 11, after(2000)), RC_OK); // killed, started again
    // Heard of 20 seconds ago and not more: it runs.
    assert_int_equal(claim(db, 3, 22, after(2000 + 20000)), RC_CONFLICT);
    assert_int_equal(claim(db, 3, 22, after(2000 + 20001)), RC_OK);
    // The one that was silent wakes: the number is not its own any more.
    assert_int_equal(beat(db, (struct click_node){3, 11, after(30000), INSTANT_NONE, false}), RC_CONFLICT);
    assert_int_equal(beat(db, (struct click_node){3, 22, after(30000), after(29000), true}), RC_OK);
    assert_int_equal(claim(db, 3, 11, after(30001)), RC_OK); // that one ended in order
}

static void rows_say_what_was_heard(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct db *db = test_database_db(*state);
    struct click_node *nodes = NULL;
    size_t count = 0;
    assert_int_equal(claim(db, 5, 55, NOW), RC_OK);
    assert_int_equal(claim(db, 2, 22, NOW), RC_OK);
    assert_int_equal(beat(db, (struct click_node){5, 55, after(5000), after(4900), false}), RC_OK);
    assert_int_equal(beat(db, (struct click_node){5, 55, after(10000), INSTANT_NONE, false}), RC_OK); // cannot ship
    assert_int_equal(beat(db, (struct click_node){5, 55, after(15000), after(4000), false}), RC_OK);  // never back
    assert_int_equal(click_node_list(db, arena, &nodes, &count), RC_OK);
    assert_int_equal(count, 2);
    assert_int_equal(nodes[0].node, 2);
    assert_int_equal(nodes[0].heard_at.ms, NOW.ms);
    assert_int_equal(nodes[0].through_at.ms, NOW.ms);
    assert_false(nodes[0].is_stopped);
    assert_int_equal(nodes[1].identity, 55);
    assert_int_equal(nodes[1].heard_at.ms, NOW.ms + 15000);
    assert_int_equal(nodes[1].through_at.ms, NOW.ms + 4900);
    assert_true(click_node_is_taken(&nodes[1], 56, after(35000)));
    assert_false(click_node_is_taken(&nodes[1], 56, after(35001)));
    assert_false(click_node_is_taken(&nodes[1], 55, after(15001)));
    assert_int_equal(db_write_begin(db), RC_OK);
    assert_int_equal(click_node_forget(db), RC_OK);
    assert_int_equal(db_commit(db), RC_OK);
    assert_int_equal(click_node_list(db, arena, &nodes, &count), RC_OK);
    assert_int_equal(count, 0);
}

static void reports_are_complete_until(void **state)
{
    enum { WEEK = 7 * 24 * 3600 * 1000 };
    struct click_node nodes[] = {
        {.node = 0, .heard_at = after(-2000), .through_at = after(-3000)},
        {.node = 1, .heard_at = after(-4000), .through_at = after(-4500)},
        {.node = 2, .heard_at = after(-60000), .through_at = after(-60000), .is_stopped = true},
        {.node = 3, .heard_at = after(-WEEK - 1), .through_at = after(-WEEK - 5)},
    };
    assert_int_equal(click_nodes_through(nodes, 0, -1, false, NOW).ms, NOW.ms);
    assert_int_equal(click_nodes_through(nodes, 1, 0, true, NOW).ms, NOW.ms);         // its own, just shipped
    assert_int_equal(click_nodes_through(nodes, 1, 0, false, NOW).ms, NOW.ms - 3000); // could not ship
    assert_int_equal(click_nodes_through(nodes, 4, 0, true, NOW).ms, NOW.ms - 4500);  // another's, not yet here
    assert_int_equal(click_nodes_through(nodes, 4, 0, false, NOW).ms, NOW.ms - 4500); // the earlier of both
    assert_int_equal(click_nodes_through(nodes, 4, 1, true, NOW).ms, NOW.ms - 3000);
    assert_int_equal(click_nodes_through(nodes, 4, -1, false, NOW).ms, NOW.ms - 4500); // a process that records none
    // Stopped in order holds nothing back; given up after a week, and not an instant before.
    nodes[3].heard_at = after(-WEEK);
    assert_int_equal(click_nodes_through(nodes, 4, 0, true, NOW).ms, NOW.ms - WEEK - 5);
    // A clock ahead of ours makes no report of the future.
    nodes[1].through_at = after(9000);
    assert_int_equal(click_nodes_through(nodes, 2, 0, true, NOW).ms, NOW.ms);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_DATABASE_CASE(a_number_is_one_spools),
        TEST_DATABASE_CASE(rows_say_what_was_heard),
        cmocka_unit_test(reports_are_complete_until),
    };
    return TEST_DATABASE_RUN("click_node", tests);
}
