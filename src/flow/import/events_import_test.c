// SPDX-License-Identifier: Apache-2.0
// Imports: clicks and conversions of a file with their own times, refused rows with line and cause, a second run, a map
// that does not fit. Files are written by the test; expected counts are worked out by hand.
#include "test_world.h"

#include <stdlib.h>

#include "import/events_import.h"
#include "report/report.h"

#define PLAN "pay 10% on sale\npay 1.00 EUR on lead\npay 0.01 EUR on click\n"

struct told {
    size_t count;
    int64_t lines[16];
    char codes[16][64];
};

static void tell(void *user, int64_t line, const struct fault *fault)
{
    struct told *told = user;
    if (told->count < COUNT_OF(told->lines)) {
        told->lines[told->count] = line;
        snprintf(told->codes[told->count], sizeof(told->codes[0]), "%s", fault->code);
    }
    told->count++;
}

static const char *file_write(struct world *world, const void *bytes, size_t n)
{
    char *path = text_zero_terminated(world->arena, TEXT("/tmp/tributary-import-XXXXXX"));
    int file = mkstemp(path);
    assert_true(file >= 0);
    assert_int_equal(write(file, bytes, n), (ssize_t)n);
    close(file);
    return path;
}

static enum rc import_file(struct world *world, struct text content, const char *map, struct told *told,
                           struct events_import_counts *counts)
{
    const char *path = file_write(world, content.p, content.n);
    *told = (struct told){0};
    fault_clear(&world->fault);
    struct events_import import = {.path = path,
                                   .program_id = world->program_id,
                                   .map = text_of(map),
                                   .time_zone = TEXT_NONE,
                                   .is_creating = true,
                                   .user = told,
                                   .refused = tell};
    enum rc rc = events_import(&world->flow, &import, counts);
    unlink(path);
    return rc;
}

static struct report_row total(struct world *world)
{
    struct fault fault = {0};
    AUTO_ZONE zone = NULL;
    assert_int_equal(zone_open(TEXT("UTC"), &zone, &fault), RC_OK);
    struct report_request request = {.from = {0}, .to = {WORLD_START_MS}, .zone = zone};
    struct report report;
    must(world, report_run(world->db, world->arena, &request, &report, &fault));
    return report.total_count == 0 ? (struct report_row){0} : report.totals[0];
}

#define MAP "partner=who,offer=what,time=at,visitor=ip+agent,sub1=page,conversion_time=bought,order_id=order,amount=sum"

static const char good_file[] = "who,what,at,ip,agent,page,bought,order,sum\n"
                                "p0,All shoes,2026-09-01 10:00:00,1.2.3.4,x,a,,,\n"
                                "p0,All shoes,2026-09-01T10:00:00Z,1.2.3.4,x,a,2026-09-01 11:00:00,A-1,20.00\n"
                                "new,Hats,1788264000,5.6.7.8,y,\"b, c\",1788264060000,A-2,99.99\n"
                                "p1,All shoes,2026-09-03T12:00:00+02:00,9.9.9.9,z,,,,\n";

static void a_file_is_read_once(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, PLAN);
    struct told told;
    struct events_import_counts counts;
    must(world, import_file(world, text_of(good_file), MAP, &told, &counts));
    assert_int_equal(counts.rows, 4);
    assert_int_equal(counts.clicks, 4);
    assert_int_equal(counts.conversions, 2);
    assert_int_equal(counts.refused, 0);
    assert_int_equal(counts.partners_made, 1);
    assert_int_equal(counts.offers_made, 1);
    assert_int_equal(counts.links_made, 3);
    struct report_row row = total(world);
    assert_int_equal(row.counts.clicks, 4);
    // The second click of the same visitor on the same link at the same instant is not unique.
    assert_int_equal(row.counts.unique_clicks, 3);
    assert_int_equal(row.counts.sales, 2);
    assert_int_equal(row.counts.revenue_minor, 11999);
    // 10 % of 20.00 and of 99.99, rounded each; four clicks of a cent.
    assert_int_equal(row.counts.commission_minor, 200 + 1000 + 4);
    must(world, import_file(world, text_of(good_file), MAP, &told, &counts));
    assert_true(counts.was_finished);
    row = total(world);
    assert_int_equal(row.counts.clicks, 4);
    assert_int_equal(row.counts.commission_minor, 1204);
    struct text *findings = NULL;
    size_t finding_count = 0;
    must(world, performance_check(world->db, arena, &findings, &finding_count));
    assert_int_equal(finding_count, 0);
}

static void bad_rows_are_told_and_passed_over(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, PLAN);
    static const char file[] = "who,what,at,ip,agent,page,bought,order,sum\n"
                               "p0,All shoes,2026-09-01 10:00:00,1.2.3.4,x,a,,,\n" // 2: good
                               "p0,All shoes,2026-09-01 10:00:00,1.2.3.4\n"        // 3: too few columns
                               "p0,All shoes,yesterday,1.2.3.4,x,a,,,\n"           // 4: not a time
                               "p0,All shoes,1969-12-31 23:59:59,1.2.3.4,x,a,,,\n" // 5: before 1970
                               ",All shoes,2026-09-01 10:00:00,1.2.3.4,x,a,,,\n"   // 6: no partner
                               "p0,All shoes,2026-09-01 10:00:00,1.2.3.4,x,a,2026-09-01 11:00:00,B-1,ten\n" // 7
                               "p0,All shoes,2026-09-01 10:00:00,1\0 2,x,a,,,\n"                            // 8: NUL
                               "p0,All shoes,2099-09-01 10:00:00,1.2.3.4,x,a,,,\n"                          // 9: future
                               "p1,All shoes,2026-09-02 10:00:00,1.2.3.5,x,a,,,\n";                         // 10: good
    struct told told;
    struct events_import_counts counts;
    must(world, import_file(world, BYTES(file), MAP, &told, &counts));
    static const struct {
        int64_t line;
        const char *code;
    } expected[] = {{3, "columns_wrong"},    {4, "time_malformed"}, {5, "time_out_of_range"}, {6, "partner_required"},
                    {7, "amount_malformed"}, {8, "row_malformed"},  {9, "time_in_future"}};
    assert_int_equal(told.count, COUNT_OF(expected));
    for (size_t i = 0; i < COUNT_OF(expected); i++) {
        assert_int_equal(told.lines[i], expected[i].line);
        assert_string_equal(told.codes[i], expected[i].code);
    }
    assert_int_equal(counts.refused, 7);
    assert_int_equal(counts.clicks, 2); // line 7's click would have been good: a refused line leaves nothing
    assert_int_equal(counts.conversions, 0);
    assert_int_equal(total(world).counts.clicks, 2);
}

static void files_and_maps_that_do_not_fit_are_refused(void **state)
{
    static const struct {
        const char *content, *map, *code;
    } rows[] = {
        {"", "time=at,partner=who,offer=what", "file_empty"},
        {"who,what\n", "time=at,partner=who,offer=what", "column_missing"},
        {"at,who,what,at\n", "time=at,partner=who,offer=what", "column_repeated"},
        {"at,who,what\n", "time", "map_malformed"},
        {"at,who,what\n", "moon=at", "map_field_unknown"},
        {"at,who,what\n", "time=at,time=who", "map_field_repeated"},
        {"at,who,what\n", "partner=who", "map_incomplete"},
        {"at,who,what\n", "time=at", "map_incomplete"},
        {"at,who,what\n", "time=+at", "map_malformed"},
    };
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, PLAN);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct told told;
        struct events_import_counts counts;
        enum rc rc = import_file(world, text_of(rows[i].content), rows[i].map, &told, &counts);
        assert_row(rows[i].map, rc == RC_INVALID);
        assert_string_equal(world->fault.code, rows[i].code);
    }
    assert_int_equal(total(world).counts.clicks, 0);
}

// Four hundred rows, seven a commit; every tenth buys, and order 5 comes twice with different sums.
static struct text file_of_many(struct arena *arena)
{
    struct buf buf = buf_new(arena, (size_t)1 << 20);
    buf_add(&buf, TEXT("who,what,at,ip,agent,page,bought,order,sum\n"));
    for (int i = 0; i < 400; i++) {
        buf_format(&buf, "n%d,Offer %d,2026-09-01 %02d:%02d:00,10.0.0.%d,x,a,", i % 13, i % 3, i / 60, i % 60, i % 50);
        if (i % 10 == 0) {
            buf_format(&buf, "2026-09-02 10:00:00,O-%d,%d.00\n", i == 390 ? 5 : i / 10, 1 + i % 7);
        } else {
            buf_add(&buf, TEXT(",,\n"));
        }
    }
    return buf_text(&buf);
}

static void import_many(void **state, struct db *const *store_dbs, struct report_counts *ret_counts)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, PLAN);
    struct text content = file_of_many(arena);
    const char *path = file_write(world, content.p, content.n);
    struct told told = {0};
    struct events_import import = {.path = path,
                                   .program_id = world->program_id,
                                   .map = TEXT(MAP),
                                   .time_zone = TEXT_NONE,
                                   .is_creating = true,
                                   .store_dbs = {store_dbs[0], store_dbs[1]},
                                   .batch_rows = 7,
                                   .user = &told,
                                   .refused = tell};
    struct events_import_counts counts;
    must(world, events_import(&world->flow, &import, &counts));
    assert_int_equal(counts.rows, 400);
    assert_int_equal(counts.clicks, 400);
    assert_int_equal(counts.conversions, 39);
    assert_int_equal(counts.refused, 1);
    assert_int_equal(counts.partners_made, 13);
    assert_int_equal(counts.offers_made, 3);
    assert_int_equal(counts.links_made, 39);
    assert_int_equal(told.count, 1);
    assert_int_equal(told.lines[0], 392);
    assert_string_equal(told.codes[0], "order_conflict");
    struct text *findings = NULL;
    size_t finding_count = 0;
    must(world, performance_check(world->db, arena, &findings, &finding_count));
    assert_int_equal(finding_count, 0);
    must(world, events_import(&world->flow, &import, &counts));
    assert_true(counts.was_finished);
    *ret_counts = total(world).counts;
    unlink(path);
}

// Two of them are two lanes on PostgreSQL.
static void further_connections_give_the_same(void **state)
{
    struct report_counts alone;
    import_many(state, (struct db *const[IMPORT_LANES_MAX]){NULL}, &alone);
    for (size_t count = 1; count <= IMPORT_LANES_MAX; count++) {
        struct test_database *other = test_database_new(test_database_kind(*state));
        struct db *dbs[IMPORT_LANES_MAX] = {NULL};
        for (size_t i = 0; i < count; i++) {
            dbs[i] = test_database_connect(other);
        }
        void *other_state = other;
        struct report_counts beside;
        import_many(&other_state, dbs, &beside);
        test_database_free(other);
        assert_memory_equal(&alone, &beside, sizeof(alone));
    }
}

// What breaks while storing ends the import with its fault, and nothing hangs: before a batch is stored, and in a lane
// of its own while another works.
static void a_failure_beside_ends_the_import(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, PLAN);
    struct text content = file_of_many(arena);
    const char *path = file_write(world, content.p, content.n);
    struct test_database *empty = test_database_new_empty(test_database_kind(*state)); // without a table
    for (size_t broken = 0; broken < IMPORT_LANES_MAX; broken++) {
        bool is_used = broken == 0 || test_database_kind(*state) == DB_POSTGRES;
        struct events_import import = {.path = path,
                                       .program_id = world->program_id,
                                       .map = TEXT(MAP),
                                       .time_zone = TEXT_NONE,
                                       .is_creating = true,
                                       .batch_rows = 7};
        import.store_dbs[broken] = test_database_db(empty);
        if (broken > 0) {
            import.store_dbs[0] = test_database_connect(*state);
        }
        struct events_import_counts counts;
        enum rc rc = events_import(&world->flow, &import, &counts);
        assert_int_equal(rc != RC_OK, is_used);
        assert_int_equal(fault_is_set(&world->fault), is_used);
        // The first batch is in a good lane when there are two.
        assert_int_equal(counts.rows, !is_used ? 400 : broken == 0 ? 0 : 7);
        assert_int_equal(total(world).counts.clicks, counts.clicks);
        fault_clear(&world->fault);
    }
    test_database_free(empty);
    unlink(path);
}

static const struct CMUnitTest cases[] = {
    TEST_DATABASE_CASE(a_file_is_read_once),
    TEST_DATABASE_CASE(bad_rows_are_told_and_passed_over),
    TEST_DATABASE_CASE(files_and_maps_that_do_not_fit_are_refused),
    TEST_DATABASE_CASE(further_connections_give_the_same),
    TEST_DATABASE_CASE(a_failure_beside_ends_the_import),
};

int main(void)
{
    return TEST_DATABASE_RUN("events_import", cases);
}
