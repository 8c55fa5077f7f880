// SPDX-License-Identifier: Apache-2.0
// The demo on both databases: its books are clean, and the same seed gives the same network.
#include "test_database.h"

#include "demo/demo.h"
#include "ledger/ledger_verify.h"
#include "network/network_init.h"
#include "replay/replay.h"
#include "report/report.h"

#define NOW_MS ((int64_t)1783425600000) // 2026-07-07T12:00:00Z

struct fixture {
    struct arena *arena;
    struct keyring keyring;
    struct fault fault;
    struct flow flow;
};

static void fixture_init(struct fixture *f, struct db *db)
{
    *f = (struct fixture){.arena = arena_new(ARENA_JOB_BYTES)};
    keyring_of_seed(1, &f->keyring);
    f->flow = (struct flow){.db = db,
                            .arena = f->arena,
                            .keyring = &f->keyring,
                            .now = {NOW_MS - 90 * DAY_MS},
                            .actor = TEXT("test"),
                            .fault = &f->fault};
    struct network_init_input input = {.name = TEXT("Demo"),
                                       .time_zone = TEXT_NONE,
                                       .fallback_url = TEXT_NONE,
                                       .email = TEXT("demo@example.com"),
                                       .password = TEXT("correct horse battery")};
    assert_int_equal(currency_parse(TEXT("EUR"), &input.currency), RC_OK);
    struct user_id user;
    assert_int_equal(network_init(&f->flow, &input, &user), RC_OK);
    f->flow.now = (struct instant){NOW_MS};
}

static enum rc fill(struct fixture *f, int64_t partners, int64_t days, int64_t seed, struct demo_made *ret_made)
{
    struct demo_options options = {.partner_count = partners, .day_count = days, .seed = seed};
    enum rc rc = demo_fill(&f->flow, &options, ret_made);
    if (rc != RC_OK) {
        print_message("# %s: %s (%s)\n", f->fault.code, f->fault.message, f->fault.detail);
    }
    return rc;
}

static void fills_with_clean_books(void **state)
{
    struct db *db = test_database_db(*state);
    struct fixture f;
    fixture_init(&f, db);
    struct demo_made made;
    assert_int_equal(fill(&f, 12, 70, 1, &made), RC_OK);
    assert_int_equal(made.partners, 12);
    assert_int_equal(made.clicks + made.refused, 12 * 70 * 50 / 3);
    assert_true(made.refused > 0);
    assert_true(made.sales > 100 && made.leads > 100);
    assert_true(made.refunds > 0 && made.decisions > 0 && made.released > 0 && made.unattributed > 0);
    assert_true(made.payout_runs > 0);
    assert_true(made.link_code.n > 0 && made.postback_token.n > 0);
    struct ledger_verification *books = arena_one(f.arena, struct ledger_verification);
    assert_int_equal(ledger_verify(db, f.arena, f.flow.now, books), RC_OK);
    for (size_t i = 0; i < books->finding_count; i++) {
        print_message("# %.*s\n", TEXT_PRINT(books->findings[i].what));
    }
    assert_true(books->is_sound);
    assert_true(books->click_lines > 0);
    struct replay_report *replayed = arena_one(f.arena, struct replay_report);
    assert_int_equal(replay(db, f.arena, replayed, &f.fault), RC_OK);
    for (int64_t i = 0; i < replayed->difference_count && i < 5; i++) {
        print_message("# %.*s\n", TEXT_PRINT(replayed->differences[i].object));
    }
    assert_int_equal(replayed->difference_count, 0);
    assert_true(replayed->entries > 0);
    struct text *findings = NULL;
    size_t finding_count = 0;
    assert_int_equal(db_read_begin(db), RC_OK);
    assert_int_equal(performance_check(db, f.arena, &findings, &finding_count), RC_OK);
    db_rollback(db);
    for (size_t i = 0; i < finding_count && i < 10; i++) {
        print_message("# %.*s\n", TEXT_PRINT(findings[i]));
    }
    assert_int_equal(finding_count, 0);
    arena_free(f.arena);
}

static void refuses_what_is_not_empty_and_odd_sizes(void **state)
{
    struct fixture f;
    fixture_init(&f, test_database_db(*state));
    struct demo_made made;
    assert_int_equal(fill(&f, 3, 30, 1, &made), RC_INVALID);
    assert_string_equal(f.fault.field, "partners");
    fault_clear(&f.fault);
    assert_int_equal(fill(&f, 4, 6, 1, &made), RC_INVALID);
    fault_clear(&f.fault);
    assert_int_equal(fill(&f, 2000, 730, 1, &made), RC_INVALID);
    fault_clear(&f.fault);
    assert_int_equal(fill(&f, 4, 7, 1, &made), RC_OK);
    assert_int_equal(fill(&f, 4, 7, 1, &made), RC_CONFLICT);
    assert_string_equal(f.fault.code, "network_not_empty");
    arena_free(f.arena);
}

static void the_same_seed_gives_the_same(void **state)
{
    struct demo_made made[2];
    for (int i = 0; i < 2; i++) {
        struct test_database *database = test_database_new(test_database_kind(*state));
        struct fixture f;
        fixture_init(&f, test_database_db(database));
        assert_int_equal(fill(&f, 5, 14, 7, &made[i]), RC_OK);
        arena_free(f.arena);
        test_database_free(database);
    }
    assert_int_equal(made[0].clicks, made[1].clicks);
    assert_int_equal(made[0].leads, made[1].leads);
    assert_int_equal(made[0].sales, made[1].sales);
    assert_int_equal(made[0].unattributed, made[1].unattributed);
    assert_int_equal(made[0].refunds, made[1].refunds);
    assert_int_equal(made[0].decisions, made[1].decisions);
    assert_int_equal(made[0].released, made[1].released);
}

int main(void)
{
    const struct CMUnitTest cases[] = {
        TEST_DATABASE_CASE(fills_with_clean_books),
        TEST_DATABASE_CASE(refuses_what_is_not_empty_and_odd_sizes),
        TEST_DATABASE_CASE(the_same_seed_gives_the_same),
    };
    return TEST_DATABASE_RUN("demo", cases);
}
