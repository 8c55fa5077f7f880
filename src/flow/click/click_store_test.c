// SPDX-License-Identifier: Apache-2.0
// Storing clicks: what is counted equals what is stored, unique clicks follow the rule across batches, restarts and
// other writers, and numbers of file clicks never repeat.
#include "click/click_store.h"

#include "test_database.h"

#include "catalog_fixture.h"
#include "report/report.h"

#define NOON (FIXTURE_MS + 12 * HOUR_MS)

struct made {
    struct catalog_fixture fixture;
    struct program_id program_id;
    struct offer_id offer_id;
    struct partner_id partner_id;
    struct link_id link_ids[2];
};

static void make(struct made *made, struct db *db, struct arena *arena)
{
    *made = (struct made){.fixture = {.db = db, .arena = arena}};
    struct catalog_fixture *f = &made->fixture;
    fixture_network(f, TEXT(""), 30);
    fixture_begin(f);
    made->program_id = fixture_program(f, fixture_advertiser(f), TEXT("[]"), DAY_MS);
    made->offer_id = fixture_offer(f, made->program_id, TEXT("https://shop.example/"), TEXT("shop.example"));
    made->partner_id = fixture_partner(f, TEXT("anna"));
    made->link_ids[0] = fixture_link(f, TEXT("one"), made->partner_id, made->program_id, made->offer_id);
    made->link_ids[1] = fixture_link(f, TEXT("two"), made->partner_id, made->program_id, made->offer_id);
    fixture_commit(f);
}

static struct click_record record_at(const struct made *made, int64_t ms, int64_t sequence, int64_t visitor)
{
    return (struct click_record){.id = click_id_of((struct instant){.ms = ms}, 1, sequence),
                                 .outcome = CLICK_REDIRECTED,
                                 .link_id = made->link_ids[0],
                                 .offer_id = made->offer_id,
                                 .partner_id = made->partner_id,
                                 .program_id = made->program_id,
                                 .visitor = visitor,
                                 .device = DEVICE_DESKTOP,
                                 .address_prefix = TEXT(""),
                                 .parameters = TEXT_NONE};
}

static struct report_counts totals(struct db *db, struct arena *arena, struct report *ret_report)
{
    struct report_request request = {.from = {.ms = FIXTURE_MS}, .to = {.ms = FIXTURE_MS + 10 * DAY_MS}};
    assert_int_equal(db_read_begin(db), RC_OK);
    assert_int_equal(report_run(db, arena, &request, ret_report, NULL), RC_OK);
    struct text *findings = NULL;
    size_t finding_count = 0;
    assert_int_equal(performance_check(db, arena, &findings, &finding_count), RC_OK);
    for (size_t i = 0; i < finding_count; i++) {
        print_error("%.*s\n", TEXT_PRINT(findings[i]));
    }
    assert_int_equal(finding_count, 0);
    db_rollback(db);
    return ret_report->total_count == 0 ? (struct report_counts){0} : ret_report->totals[0].counts;
}

static void store_committed(struct click_store *store, struct db *db, struct arena *arena,
                            const struct click_record *records, size_t count)
{
    assert_int_equal(db_write_begin(db), RC_OK);
    assert_int_equal(click_store(store, db, arena, records, count), RC_OK);
    assert_int_equal(db_commit(db), RC_OK);
}

static void counts_equal_what_is_stored(void **state)
{
    struct db *db = test_database_db(*state);
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct made made;
    make(&made, db, arena);
    struct click_store store;
    click_store_init(&store);
    struct click_record records[8];
    for (size_t i = 0; i < 8; i++) {
        records[i] = record_at(&made, NOON + (int64_t)i * HOUR_MS, 0, 1 + (int64_t)i % 3);
    }
    records[1].link_id = made.link_ids[1];
    memcpy(records[2].country, "DE", 3);
    records[3].device = DEVICE_BOT;
    records[5].outcome = CLICK_OFFER_CLOSED;
    records[6].outcome = CLICK_LINK_UNKNOWN;
    records[6].link_id.v = 0;
    records[7].outcome = CLICK_LINK_UNKNOWN;
    records[7].link_id.v = 0;
    store_committed(&store, db, arena, records, 5);
    store_committed(&store, db, arena, records + 5, 3);
    store_committed(&store, db, arena, records, 0);
    struct report report;
    struct report_counts counts = totals(db, arena, &report);
    // Visitors 1 2 3 1 2: the fourth is visitor 1 again; the second was on another link.
    assert_int_equal(counts.clicks, 5);
    assert_int_equal(counts.unique_clicks, 4);
    assert_int_equal(report.clicks_received, 8);
    assert_int_equal(report.clicks_redirected, 5);
    assert_int_equal(report.refusal_count, 2);
    assert_text(report.refusals[0].cause, "link_unknown");
    assert_int_equal(report.refusals[0].clicks, 2);
    assert_text(report.refusals[1].cause, "offer_closed");
    assert_int_equal(report.refusals[1].clicks, 1);
    click_store_close(&store);
}

// As an import does: the second batch is judged while nothing of the first is in the database.
static void batches_are_judged_before_those_before_them_are_written(void **state)
{
    struct db *db = test_database_db(*state);
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct made made;
    make(&made, db, arena);
    struct click_store store;
    click_store_init(&store);
    struct click_record records[4];
    for (size_t i = 0; i < 4; i++) {
        records[i] = record_at(&made, NOON + (int64_t)i * MINUTE_MS, 0, 1 + (int64_t)i % 2);
    }
    struct click_batch batches[2];
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(click_store_judge(&store, db, arena, records + 2 * i, 2, &batches[i]), RC_OK);
        assert_int_equal(batches[i].delta_count, 1); // one quarter hour of one link
        assert_int_equal(batches[i].deltas[0].clicks, 2);
    }
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(db_write_begin(db), RC_OK);
        assert_int_equal(click_store_write(db, arena, &batches[i]), RC_OK);
        assert_int_equal(db_commit(db), RC_OK);
    }
    struct report report;
    struct report_counts counts = totals(db, arena, &report);
    assert_int_equal(counts.clicks, 4);
    assert_int_equal(counts.unique_clicks, 2);
    click_store_close(&store);
}

static void unique_clicks_survive_restarts_and_other_writers(void **state)
{
    struct db *db = test_database_db(*state);
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct made made;
    make(&made, db, arena);
    struct click_store store;
    struct click_store other;
    click_store_init(&store);
    click_store_init(&other);
    struct report report;
    struct click_record first = record_at(&made, NOON, 0, 7);
    store_committed(&store, db, arena, &first, 1);
    assert_int_equal(totals(db, arena, &report).unique_clicks, 1);
    // A fresh memory, as after a restart, and one that has run all along: both know the click in the database.
    struct click_record second = record_at(&made, NOON + HOUR_MS, 0, 7);
    store_committed(&other, db, arena, &second, 1);
    struct click_record elsewhere = record_at(&made, NOON + 2 * HOUR_MS, 0, 8);
    store_committed(&other, db, arena, &elsewhere, 1);
    struct click_record third = record_at(&made, NOON + 3 * HOUR_MS, 0, 8);
    store_committed(&store, db, arena, &third, 1);
    struct report_counts counts = totals(db, arena, &report);
    assert_int_equal(counts.clicks, 4);
    assert_int_equal(counts.unique_clicks, 2);
    // What did not commit is forgotten.
    struct click_record lost = record_at(&made, NOON + 4 * HOUR_MS, 0, 9);
    assert_int_equal(db_write_begin(db), RC_OK);
    assert_int_equal(click_store(&store, db, arena, &lost, 1), RC_OK);
    db_rollback(db);
    click_store_reset(&store);
    store_committed(&store, db, arena, &lost, 1);
    assert_int_equal(totals(db, arena, &report).unique_clicks, 3);
    click_store_close(&store);
    click_store_close(&other);
}

static void numbers_of_file_clicks_never_repeat(void **state)
{
    struct db *db = test_database_db(*state);
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct made made;
    make(&made, db, arena);
    struct click_store store;
    click_store_init(&store);
    struct click_record records[3];
    for (size_t i = 0; i < 3; i++) {
        records[i] = record_at(&made, NOON, 0, 1);
        assert_int_equal(click_store_number(&store, db, (struct instant){.ms = NOON}, &records[i].id), RC_OK);
        assert_int_equal(click_id_node(records[i].id), CLICK_NODE_IMPORT);
        assert_int_equal(click_id_sequence(records[i].id), (int64_t)i);
        assert_int_equal(click_id_instant(records[i].id).ms, NOON);
    }
    store_committed(&store, db, arena, records, 3);
    click_store_close(&store);
    // Another file with the same instants.
    click_store_init(&store);
    struct click_id id;
    assert_int_equal(click_store_number(&store, db, (struct instant){.ms = NOON}, &id), RC_OK);
    assert_int_equal(click_id_sequence(id), 3);
    assert_int_equal(click_store_number(&store, db, (struct instant){.ms = NOON + 1}, &id), RC_OK);
    assert_int_equal(click_id_sequence(id), 0);
    // A full millisecond borrows from the next.
    for (int i = 4; i < 32768; i++) {
        assert_int_equal(click_store_number(&store, db, (struct instant){.ms = NOON}, &id), RC_OK);
    }
    assert_int_equal(click_id_sequence(id), 32767);
    assert_int_equal(click_store_number(&store, db, (struct instant){.ms = NOON}, &id), RC_OK);
    assert_int_equal(click_id_instant(id).ms, NOON + 1);
    assert_int_equal(click_id_sequence(id), 1);
    assert_int_equal(click_store_number(&store, db, (struct instant){.ms = -1}, &id), RC_REFUSED);
    assert_int_equal(click_store_number(&store, db, (struct instant){.ms = INSTANT_MAX_MS}, &id), RC_REFUSED);
    assert_int_equal(click_store_number(&store, db, (struct instant){.ms = 0}, &id), RC_OK);
    assert_int_equal(click_store_number(&store, db, (struct instant){.ms = INSTANT_MAX_MS - 1}, &id), RC_OK);
    click_store_close(&store);
}

int main(void)
{
    static const struct CMUnitTest cases[] = {
        TEST_DATABASE_CASE(counts_equal_what_is_stored),
        TEST_DATABASE_CASE(batches_are_judged_before_those_before_them_are_written),
        TEST_DATABASE_CASE(unique_clicks_survive_restarts_and_other_writers),
        TEST_DATABASE_CASE(numbers_of_file_clicks_never_repeat),
    };
    return TEST_DATABASE_RUN("click_store", cases);
}
