// SPDX-License-Identifier: Apache-2.0
// Shipping: every click that was synced arrives once, whatever fails between.
#include "click/click_ship.h"

#include <stdlib.h>

#include "test_database.h"

#include "catalog_fixture.h"
#include "log/log.h"
#include "report/report.h"

#define NOW ((struct instant){.ms = FIXTURE_MS + 1234})
#define NODE 4

struct made {
    struct catalog_fixture fixture;
    struct program_id program_id;
    struct offer_id offer_id;
    struct partner_id partner_id;
    struct link_id link_id;
    struct click_spool_opened opened;
    struct click_id_generator ids;
    struct clock_fixed clock;
    struct click_shipper *shipper;
    struct text location;
    char folder[64];
};

static void open_spool(struct made *made)
{
    struct spool_options options = {.folder = made->folder, .node = NODE, .segment_bytes = SPOOL_SEGMENT_BYTES_MIN};
    struct fault fault = {0};
    assert_int_equal(click_spool_open(&options, made->fixture.db, &made->opened, &fault), RC_OK);
    assert_int_equal(made->opened.lost_bytes, 0);
    click_id_generator_init(&made->ids, NODE, made->opened.last_number);
    made->shipper = click_shipper_new(&(struct click_ship_options){.spool = made->opened.spool,
                                                                   .mark = made->opened.mark,
                                                                   .node = NODE,
                                                                   .database = made->location,
                                                                   .clock = &made->clock.clock,
                                                                   .interval_ms = 1});
}

static void close_spool(struct made *made)
{
    click_shipper_free(made->shipper);
    spool_close(made->opened.spool);
}

static void make(struct made *made, struct test_database *database, struct arena *arena)
{
    *made = (struct made){.fixture = {.db = test_database_db(database), .arena = arena}};
    struct catalog_fixture *f = &made->fixture;
    made->location = test_database_location(database);
    snprintf(made->folder, sizeof(made->folder), "/tmp/click-ship-XXXXXX");
    assert_non_null(mkdtemp(made->folder));
    clock_fixed_init(&made->clock, NOW);
    fixture_network(f, TEXT(""), 30);
    fixture_begin(f);
    made->program_id = fixture_program(f, fixture_advertiser(f), TEXT("[]"), DAY_MS);
    made->offer_id = fixture_offer(f, made->program_id, TEXT("https://shop.example/"), TEXT("shop.example"));
    made->partner_id = fixture_partner(f, TEXT("anna"));
    made->link_id = fixture_link(f, TEXT("one"), made->partner_id, made->program_id, made->offer_id);
    fixture_commit(f);
    open_spool(made);
}

static void unmake(struct made *made)
{
    close_spool(made);
    char command[128];
    snprintf(command, sizeof(command), "rm -r '%s'", made->folder);
    assert_int_equal(system(command), 0);
}

// The shipper anew, believing that nothing was shipped.
static void take_another_shipper(struct made *made, size_t batch_max)
{
    click_shipper_free(made->shipper);
    made->shipper = click_shipper_new(&(struct click_ship_options){.spool = made->opened.spool,
                                                                   .node = NODE,
                                                                   .database = made->location,
                                                                   .clock = &made->clock.clock,
                                                                   .batch_max = batch_max});
}

static void set_mark_back(struct made *made, struct arena *arena)
{
    struct db *db = made->fixture.db;
    struct ship_mark mark;
    assert_int_equal(click_ship_mark(db, arena, NODE, &mark), RC_OK);
    struct ship_mark start = {.segment = 1, .position = 0, .clicks = 0, .shipped_at = mark.shipped_at};
    assert_int_equal(db_write_begin(db), RC_OK);
    assert_int_equal(click_ship_mark_set(db, NODE, &mark, &start), RC_OK);
    assert_int_equal(db_commit(db), RC_OK);
}

// Synced clicks of `count` visitors; every tenth is refused.
static void click(struct made *made, int count)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    for (int i = 0; i < count; i++) {
        bool is_refused = i % 10 == 9;
        struct click_record record = {.id = click_id_next(&made->ids, clock_now(&made->clock.clock)),
                                      .outcome = is_refused ? CLICK_LINK_ARCHIVED : CLICK_REDIRECTED,
                                      .link_id = made->link_id,
                                      .offer_id = made->offer_id,
                                      .partner_id = made->partner_id,
                                      .program_id = made->program_id,
                                      .visitor = 1 + i,
                                      .address_prefix = TEXT("203.0.113.0/24"),
                                      .parameters = TEXT("sub1=x"),
                                      .has_person = !is_refused,
                                      .address = TEXT("203.0.113.7"),
                                      .agent = TEXT("agent"),
                                      .referrer = TEXT("")};
        assert_int_equal(spool_append(made->opened.spool, click_record_encode(arena, &record)), RC_OK);
    }
    assert_int_equal(spool_sync(made->opened.spool), RC_OK);
}

static void expect(struct made *made, int64_t received, int64_t redirected, int64_t unique)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct db *db = made->fixture.db;
    struct report report;
    struct report_request request = {.from = {.ms = FIXTURE_MS}, .to = {.ms = FIXTURE_MS + 100 * DAY_MS}};
    assert_int_equal(db_read_begin(db), RC_OK);
    assert_int_equal(report_run(db, arena, &request, &report, NULL), RC_OK);
    struct text *findings = NULL;
    size_t finding_count = 0;
    assert_int_equal(performance_check(db, arena, &findings, &finding_count), RC_OK);
    assert_int_equal(finding_count, 0);
    struct ship_mark mark;
    assert_int_equal(click_ship_mark(db, arena, NODE, &mark), RC_OK);
    db_rollback(db);
    assert_int_equal(report.clicks_received, received);
    assert_int_equal(report.clicks_redirected, redirected);
    assert_int_equal(report.total_count == 0 ? 0 : report.totals[0].counts.unique_clicks, unique);
    assert_int_equal(mark.clicks, received);
}

static void everything_synced_arrives_once(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct made made;
    make(&made, *state, arena);
    assert_int_equal(click_ship_all(made.shipper, made.fixture.db), RC_OK);
    expect(&made, 0, 0, 0);
    click(&made, 1000);
    expect(&made, 0, 0, 0);
    assert_int_equal(click_ship_all(made.shipper, made.fixture.db), RC_OK);
    expect(&made, 1000, 900, 900);
    assert_int_equal(click_shipper_backlog_bytes(made.shipper), 0);
    assert_int_equal(click_ship_all(made.shipper, made.fixture.db), RC_OK);
    click(&made, 10); // visitors who were here
    assert_int_equal(click_ship_all(made.shipper, made.fixture.db), RC_OK);
    expect(&made, 1010, 909, 900);
    struct click_ship_counters counters = click_shipper_counters(made.shipper);
    assert_int_equal(counters.shipped, 1010);
    assert_int_equal(counters.malformed, 0);
    unmake(&made);
}

static void a_restart_goes_on_where_the_database_is(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct made made;
    make(&made, *state, arena);
    struct spool_mark before = made.opened.mark;
    click(&made, 500);
    assert_int_equal(click_ship_all(made.shipper, made.fixture.db), RC_OK);
    click(&made, 300); // not shipped when the power goes
    int64_t last = click_id_next(&made.ids, NOW).v;
    close_spool(&made);
    made.clock.instant.ms -= HOUR_MS; // and the clock comes back wrong
    open_spool(&made);
    assert_true(click_id_next(&made.ids, clock_now(&made.clock.clock)).v > last);
    assert_int_equal(click_ship_all(made.shipper, made.fixture.db), RC_OK);
    expect(&made, 800, 720, 450); // visitors 1 to 270 a second time
    // A shipper that believes an old mark, as after a commit whose answer was lost: the database's own mark counts.
    click_shipper_free(made.shipper);
    made.shipper = click_shipper_new(&(struct click_ship_options){.spool = made.opened.spool,
                                                                  .mark = before,
                                                                  .node = NODE,
                                                                  .database = made.location,
                                                                  .clock = &made.clock.clock});
    assert_int_equal(click_ship_all(made.shipper, made.fixture.db), RC_OK);
    expect(&made, 800, 720, 450);
    // All is shipped, nothing is in the spool: numbers still go on after the last one.
    click(&made, 1);
    assert_int_equal(click_ship_all(made.shipper, made.fixture.db), RC_OK);
    last = click_id_next(&made.ids, NOW).v - 1;
    close_spool(&made);
    open_spool(&made);
    assert_true(click_id_next(&made.ids, clock_now(&made.clock.clock)).v > last);
    unmake(&made);
}

static void a_second_shipper_changes_nothing(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct made made;
    make(&made, *state, arena);
    struct db *db = made.fixture.db;
    click(&made, 100);
    assert_int_equal(click_ship_all(made.shipper, db), RC_OK);
    // Somebody moves the mark while the shipper believes to know it.
    struct ship_mark mark;
    assert_int_equal(click_ship_mark(db, arena, NODE, &mark), RC_OK);
    struct ship_mark moved = mark;
    moved.position -= 8;
    assert_int_equal(db_write_begin(db), RC_OK);
    assert_int_equal(click_ship_mark_set(db, NODE, &mark, &moved), RC_OK);
    assert_int_equal(db_commit(db), RC_OK);
    click(&made, 100);
    assert_int_equal(click_ship_all(made.shipper, db), RC_BUSY);
    expect(&made, 100, 90, 90);
    unmake(&made);
}

static void clicks_already_stored_are_passed_over(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct made made;
    make(&made, *state, arena);
    struct db *db = made.fixture.db;
    click(&made, 100);
    assert_int_equal(click_ship_all(made.shipper, db), RC_OK);
    set_mark_back(&made, arena);
    take_another_shipper(&made, /* batch_max= */ 0);
    click(&made, 10);
    assert_int_equal(click_ship_all(made.shipper, db), RC_OK);
    struct click_ship_counters counters = click_shipper_counters(made.shipper);
    assert_int_equal(counters.duplicates, 90);
    // Refused visits have no row to be told by: a mark set back by hand counts them again, and it says so by its total.
    struct report report;
    struct report_request request = {.from = {.ms = FIXTURE_MS}, .to = {.ms = FIXTURE_MS + DAY_MS}};
    assert_int_equal(db_read_begin(db), RC_OK);
    assert_int_equal(report_run(db, arena, &request, &report, NULL), RC_OK);
    db_rollback(db);
    assert_int_equal(report.clicks_redirected, 99);
    unmake(&made);
}

// Batches so small that the next is read and judged while one is written.
static void what_waits_is_read_ahead(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct made made;
    make(&made, *state, arena);
    take_another_shipper(&made, /* batch_max= */ 10);
    click(&made, 120);
    click(&made, 80); // visitors who were here
    assert_int_equal(click_ship_all(made.shipper, made.fixture.db), RC_OK);
    expect(&made, 200, 180, 108);
    assert_int_equal(click_shipper_counters(made.shipper).batches, 20);
    // Those that are stored already are found while later ones are being judged, which then are judged anew.
    set_mark_back(&made, arena);
    take_another_shipper(&made, /* batch_max= */ 10);
    click(&made, 400);
    assert_int_equal(click_ship_all(made.shipper, made.fixture.db), RC_OK);
    assert_int_equal(click_shipper_counters(made.shipper).duplicates, 180);
    struct report report;
    struct report_request request = {.from = {.ms = FIXTURE_MS}, .to = {.ms = FIXTURE_MS + DAY_MS}};
    assert_int_equal(report_run(made.fixture.db, arena, &request, &report, NULL), RC_OK);
    assert_int_equal(report.clicks_redirected, 180 + 360);
    assert_int_equal(report.totals[0].counts.unique_clicks, 108 + 252); // visitors 121 to 400 are new, a tenth refused
    unmake(&made);
}

static void the_thread_ships_when_asked(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct made made;
    make(&made, *state, arena);
    assert_int_equal(click_shipper_ship_now(made.shipper), RC_BUSY); // it does not run
    assert_int_equal(click_shipper_start(made.shipper), RC_OK);
    for (int i = 1; i <= 20; i++) {
        click(&made, 50);
        assert_int_equal(click_shipper_ship_now(made.shipper), RC_OK);
        AUTO_ARENA scratch = arena_new(ARENA_REQUEST_BYTES);
        struct ship_mark mark;
        assert_int_equal(click_ship_mark(made.fixture.db, scratch, NODE, &mark), RC_OK);
        assert_int_equal(mark.clicks, 50 * i);
    }
    click(&made, 50);
    click_shipper_stop(made.shipper); // ships the rest
    expect(&made, 1050, 945, 45);
    unmake(&made);
}

static void without_a_database_it_waits_and_catches_up(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct made made;
    make(&made, *state, arena);
    click_shipper_free(made.shipper);
    made.shipper = click_shipper_new(&(struct click_ship_options){.spool = made.opened.spool,
                                                                  .mark = made.opened.mark,
                                                                  .node = NODE,
                                                                  .database = TEXT("postgresql://127.0.0.1:1/none"),
                                                                  .clock = &made.clock.clock});
    assert_int_equal(click_shipper_start(made.shipper), RC_OK);
    click(&made, 100);
    assert_int_equal(click_shipper_ship_now(made.shipper), RC_BUSY);
    click(&made, 100);
    click_shipper_free(made.shipper);
    made.shipper = click_shipper_new(&(struct click_ship_options){.spool = made.opened.spool,
                                                                  .mark = made.opened.mark,
                                                                  .node = NODE,
                                                                  .database = made.location,
                                                                  .clock = &made.clock.clock});
    assert_int_equal(click_ship_all(made.shipper, made.fixture.db), RC_OK);
    expect(&made, 200, 180, 90);
    unmake(&made);
}

static void records_of_another_version_are_passed_over(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct made made;
    make(&made, *state, arena);
    assert_int_equal(spool_append(made.opened.spool, TEXT("\x02 from the future")), RC_OK);
    click(&made, 10);
    assert_int_equal(click_ship_all(made.shipper, made.fixture.db), RC_OK);
    expect(&made, 10, 9, 9);
    assert_int_equal(click_shipper_counters(made.shipper).malformed, 1);
    unmake(&made);
}

int main(void)
{
    log_set_quiet(true);
    static const struct CMUnitTest cases[] = {
        TEST_DATABASE_CASE(everything_synced_arrives_once),
        TEST_DATABASE_CASE(a_restart_goes_on_where_the_database_is),
        TEST_DATABASE_CASE(a_second_shipper_changes_nothing),
        TEST_DATABASE_CASE(clicks_already_stored_are_passed_over),
        TEST_DATABASE_CASE(what_waits_is_read_ahead),
        TEST_DATABASE_CASE(the_thread_ships_when_asked),
        TEST_DATABASE_CASE(without_a_database_it_waits_and_catches_up),
        TEST_DATABASE_CASE(records_of_another_version_are_passed_over),
    };
    return TEST_DATABASE_RUN("click_ship", cases);
}
