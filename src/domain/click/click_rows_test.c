// SPDX-License-Identifier: Apache-2.0
// Clicks in the database: facts apart from persons, refusals, the ship mark.
#include "click/click.h"

#include "click/unique_window.h"
#include "test_database.h"

#define NOON INT64_C(1795348800000) // 2026-11-22T12:00:00Z

static struct click_record full_record(void)
{
    return (struct click_record){.id = click_id_of((struct instant){.ms = NOON}, 1, 2),
                                 .outcome = CLICK_REDIRECTED,
                                 .link_id = {11},
                                 .offer_id = {12},
                                 .partner_id = {13},
                                 .program_id = {14},
                                 .visitor = -5,
                                 .network_agent = INT64_MAX,
                                 .device = DEVICE_MOBILE,
                                 .country = "DE",
                                 .address_prefix = TEXT("203.0.113.0/24"),
                                 .parameters = TEXT("sub1=a%20b&ext=7"),
                                 .has_person = true,
                                 .address = TEXT("203.0.113.7"),
                                 .agent = TEXT("Mozilla/5.0 (Linux; Android 14) Mobile"),
                                 .referrer = TEXT("https://blog.example/post?x=1")};
}

static enum rc collect_id(void *user, struct click_id id)
{
    struct buf *buf = user;
    buf_format(buf, "%lld ", (long long)click_id_sequence(id));
    return RC_OK;
}

static void clicks_are_stored(void **state)
{
    struct db *db = test_database_db(*state);
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct click_record records[4] = {full_record(), full_record(), full_record(), full_record()};
    records[1].id.v++;
    records[1].has_person = false;
    records[1].parameters = TEXT_NONE;
    records[2].outcome = CLICK_OFFER_CLOSED;
    records[2].id.v += 2;
    records[3].id = click_id_of((struct instant){.ms = NOON}, CLICK_NODE_IMPORT, 4);
    bool is_unique[4] = {true, false, false, true};
    assert_int_equal(db_write_begin(db), RC_OK);
    assert_int_equal(click_insert_all(db, arena, records, is_unique, 4), RC_OK);
    assert_int_equal(click_refusal_add_all(db, arena, records, 4), RC_OK);
    assert_int_equal(click_refusal_add_all(db, arena, records, 0), RC_OK);
    assert_int_equal(db_commit(db), RC_OK);
    static const bool exists[4] = {true, true, false, true};
    for (size_t i = 0; i < 4; i++) {
        bool is_there = !exists[i];
        assert_int_equal(click_exists(db, arena, records[i].id, &is_there), RC_OK);
        assert_int_equal(is_there, exists[i]);
    }
    struct buf found = buf_new(arena, 1000);
    assert_int_equal(
        click_import_numbers(db, (struct instant){.ms = NOON}, (struct instant){.ms = NOON + 1}, collect_id, &found),
        RC_OK);
    assert_text(buf_text(&found), "4 ");
    // The same click twice is refused as a whole.
    assert_int_equal(db_write_begin(db), RC_OK);
    assert_int_equal(click_insert_all(db, arena, records, is_unique, 1), RC_CONFLICT);
    db_rollback(db);
    // Only what is older goes, some at a time.
    int64_t deleted = -1;
    assert_int_equal(db_write_begin(db), RC_OK);
    assert_int_equal(click_person_purge(db, (struct instant){.ms = NOON}, 10, &deleted), RC_OK);
    assert_int_equal(deleted, 0);
    assert_int_equal(click_person_purge(db, (struct instant){.ms = NOON + 1}, 1, &deleted), RC_OK);
    assert_int_equal(deleted, 1);
    assert_int_equal(click_person_purge(db, (struct instant){.ms = NOON + 1}, 10, &deleted), RC_OK);
    assert_int_equal(deleted, 1);
    assert_int_equal(db_commit(db), RC_OK);
    // The window knows what the database holds.
    struct unique_window window;
    unique_window_init(&window, 0);
    assert_int_equal(unique_window_load(&window, db, (struct instant){.ms = NOON}, (struct instant){.ms = NOON + 1}),
                     RC_OK);
    assert_false(unique_window_add(&window, click_id_at((struct instant){.ms = NOON + 2 * HOUR_MS}),
                                   (struct link_id){11}, &(struct unique_traits){.visitor = -5}));
    assert_true(unique_window_add(&window, click_id_at((struct instant){.ms = NOON + 2 * HOUR_MS}),
                                  (struct link_id){12}, &(struct unique_traits){.visitor = -5}));
    unique_window_release(&window);
}

static void the_mark_moves_only_from_where_it_is(void **state)
{
    struct db *db = test_database_db(*state);
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct ship_mark zero;
    assert_int_equal(click_ship_mark(db, arena, 3, &zero), RC_OK);
    assert_int_equal(zero.segment, 0);
    struct ship_mark first = {.segment = 1, .position = 64, .clicks = 5, .shipped_at = {.ms = NOON}};
    struct ship_mark second = {.segment = 2, .position = 128, .clicks = 9, .shipped_at = {.ms = NOON + 1}};
    assert_int_equal(db_write_begin(db), RC_OK);
    assert_int_equal(click_ship_mark_set(db, 3, &first, &second), RC_CONFLICT);
    assert_int_equal(click_ship_mark_set(db, 3, &zero, &first), RC_OK);
    assert_int_equal(click_ship_mark_set(db, 3, &zero, &first), RC_CONFLICT);
    assert_int_equal(click_ship_mark_set(db, 3, &first, &second), RC_OK);
    assert_int_equal(db_commit(db), RC_OK);
    struct ship_mark mark;
    assert_int_equal(click_ship_mark(db, arena, 3, &mark), RC_OK);
    assert_memory_equal(&mark, &second, sizeof(mark));
    assert_int_equal(click_ship_mark(db, arena, 4, &mark), RC_OK);
    assert_int_equal(mark.segment, 0);
}

int main(void)
{
    static const struct CMUnitTest cases[] = {
        TEST_DATABASE_CASE(clicks_are_stored),
        TEST_DATABASE_CASE(the_mark_moves_only_from_where_it_is),
    };
    return TEST_DATABASE_RUN("click", cases);
}
