// SPDX-License-Identifier: Apache-2.0
// The jobs under a clock that is moved, on both databases: each does what is due then and nothing else, twice is
// harmless, also from two connections at once, and the thread in a server starts and stops.
#include "test_world.h"

#include <semaphore.h>
#include <stdatomic.h>
#include <unistd.h>

#include "click/click.h"
#include "click/click_store.h"
#include "identity/identity.h"
#include "jobs.h"
#include "log/log.h"
#include "network/network_init.h"
#include "partner/link_write.h"

struct told {
    int64_t counts[JOB_COUNT]; // -1: did not run
    int failures;
};

static void note(void *user, const struct job_outcome *outcome)
{
    struct told *told = user;
    told->counts[outcome->job - jobs] = outcome->count;
    told->failures += outcome->rc == RC_OK ? 0 : 1;
}

static struct told told_nothing(void)
{
    struct told told = {.failures = 0};
    for (size_t i = 0; i < JOB_COUNT; i++) {
        told.counts[i] = -1;
    }
    return told;
}

static void expect_run(struct world *world, int64_t released, int64_t accrued, int64_t people, int64_t answers)
{
    struct told told = told_nothing();
    must(world, jobs_run(&world->flow, note, &told));
    assert_int_equal(told.failures, 0);
    assert_int_equal(told.counts[0], accrued);
    assert_int_equal(told.counts[1], released);
    assert_int_equal(told.counts[2], people);
    assert_int_equal(told.counts[3], answers);
    assert_int_equal(told.counts[4], 0); // no advertiser has a limit
}

static void click_by(struct world *world, struct link_id link_id, int64_t sequence, bool has_person)
{
    struct click_record record = {.id = click_id_of(world->flow.now, 1, sequence),
                                  .outcome = CLICK_REDIRECTED,
                                  .link_id = link_id,
                                  .offer_id = {1},
                                  .partner_id = world->partners[0],
                                  .program_id = world->program_id,
                                  .visitor = sequence + 1,
                                  .address_prefix = TEXT("203.0.113.0/24"),
                                  .parameters = TEXT_NONE,
                                  .has_person = has_person,
                                  .address = TEXT("203.0.113.7"),
                                  .agent = TEXT("agent"),
                                  .referrer = TEXT("")};
    struct click_store store;
    click_store_init(&store);
    must(world, db_write_begin(world->db));
    must(world, click_store(&store, world->db, world->arena, &record, 1));
    must(world, db_commit(world->db));
    click_store_close(&store);
}

static struct link_id make_link(struct world *world)
{
    struct link_input input = {.partner_id = world->partners[0], .offer_id = {1}, .code = TEXT("l0")};
    struct link link;
    must(world, link_create(&world->flow, &input, &link));
    return link.id;
}

static void keep_answer(struct world *world, const char *key)
{
    struct identity_answer answer = {.principal = TEXT("token:1"),
                                     .key = text_of(key),
                                     .request_hash = TEXT("0123456789abcdef"),
                                     .status = 201,
                                     .answer = TEXT("{}"),
                                     .created_at = world->flow.now};
    must(world, db_write_begin(world->db));
    must(world, identity_answer_insert(world->db, &answer));
    must(world, db_commit(world->db));
}

static void each_job_does_what_is_due_then(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, "pay 10% on sale\npay 0.01 EUR on click\n");
    struct link_id link_id = make_link(world);
    struct network_change_input change = {.address_days = 3, .hue = -1};
    struct network network;
    must(world, network_change(&world->flow, &change, &network));
    expect_run(world, 0, 0, 0, 0);
    world_sale(world, 0, "A-1", "100.00", "approved");
    world_sale(world, 1, "A-2", "50.00", "pending");
    click_by(world, link_id, 0, /* has_person= */ true);
    click_by(world, link_id, 1, /* has_person= */ true);
    keep_answer(world, "first");
    expect_run(world, 0, 0, 0, 0);
    // The next day: yesterday's clicks are counted; the answer is 24 hours old.
    world_days_pass(world, 1);
    keep_answer(world, "second");
    expect_run(world, 0, 1, 0, 0);
    expect_run(world, 0, 0, 0, 0);
    // The third day: the first answer is 48 hours old, and not older.
    world_days_pass(world, 1);
    expect_run(world, 0, 0, 0, 0);
    world->flow.now.ms += 1;
    expect_run(world, 0, 0, 0, 1);
    // The clicks' people are forgotten after three days.
    world_days_pass(world, 1);
    expect_run(world, 0, 0, 2, 1);
    world_days_pass(world, 10);
    expect_run(world, 0, 0, 0, 0);
    // The hold of the sale, and of the clicks' day, is over.
    world_days_pass(world, 1);
    struct told told = told_nothing();
    must(world, jobs_run(&world->flow, note, &told));
    assert_true(told.counts[1] >= 1);
    world_days_pass(world, 1);
    must(world, jobs_run(&world->flow, note, &told));
    assert_text(world_balance(world, 0), "available 1002");
    assert_text(world_balance(world, 1), "pending 500");
}

static void as_often_as_the_table_says(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, "pay 10% on sale\n");
    struct jobs_schedule schedule = {0};
    int runs[JOB_COUNT] = {0};
    for (int minute = 0; minute < 60; minute++) {
        struct told told = told_nothing();
        must(world, jobs_run_due(&world->flow, &schedule, note, &told));
        for (size_t i = 0; i < JOB_COUNT; i++) {
            runs[i] += told.counts[i] >= 0 ? 1 : 0;
        }
        world->flow.now.ms += MINUTE_MS;
    }
    assert_int_equal(runs[0], 6);
    assert_int_equal(runs[1], 60);
    assert_int_equal(runs[2], 1);
    assert_int_equal(runs[3], 1);
    assert_int_equal(runs[4], 60);
    assert_int_equal(runs[5], 1);
    assert_int_equal(runs[6], 1);
    assert_int_equal(runs[7], 1);
    assert_int_equal(runs[8], 1);
    assert_int_equal(runs[9], 1);
    assert_int_equal(runs[10], 1);
    assert_int_equal(runs[14], 6);
}

#define RACERS 2
#define RACE_SALES 40

struct racer {
    struct world world;
    int64_t released;
};

static void race(void *user)
{
    struct racer *racer = user;
    struct told told = told_nothing();
    if (jobs_run(&racer->world.flow, note, &told) == RC_OK) {
        racer->released = told.counts[1];
    }
}

static void two_at_once_release_each_commission_once(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, "pay 10% on sale\n");
    for (int i = 0; i < RACE_SALES; i++) {
        struct text order = text_format(arena, "A-%d", i);
        world_sale(world, (size_t)i % WORLD_PARTNERS, text_zero_terminated(arena, order), "10.00", "approved");
    }
    world_days_pass(world, 14);
    struct racer racers[RACERS];
    struct fault faults[RACERS] = {0};
    struct thread threads[RACERS];
    for (size_t i = 0; i < RACERS; i++) {
        racers[i] = (struct racer){.world = *world};
        racers[i].world.flow.db = i == 0 ? world->db : test_database_connect(*state);
        racers[i].world.flow.arena = arena_new(ARENA_JOB_BYTES);
        racers[i].world.flow.fault = &faults[i];
    }
    for (size_t i = 0; i < RACERS; i++) {
        assert_int_equal(thread_start(&threads[i], "race", race, &racers[i]), RC_OK);
    }
    int64_t released = 0;
    for (size_t i = 0; i < RACERS; i++) {
        thread_join(&threads[i]);
        assert_string_equal(faults[i].code, "");
        released += racers[i].released;
        arena_free(racers[i].world.flow.arena);
    }
    assert_int_equal(released, RACE_SALES);
    assert_text(world_balance(world, 0), "available 1400");
    assert_text(world_balance(world, 1), "available 1300");
}

#define BATCH_AND_ONE 201 // sales: the release takes 200 in a transaction

static bool is_any_released(void *user)
{
    struct world *world = user;
    struct ledger_balance *balances;
    size_t count;
    must(world, ledger_partner_balances(world->db, world->arena, world->partners[0], &balances, &count));
    assert_int_equal(count, 1);
    return balances[0].accounts[LEDGER_AVAILABLE].minor > 0;
}

static void a_job_ends_between_its_transactions(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, "pay 10% on sale\n");
    for (int i = 0; i < BATCH_AND_ONE; i++) {
        struct text order = text_format(arena, "A-%d", i);
        world_sale(world, 0, text_zero_terminated(arena, order), "1.00", "approved");
    }
    world_days_pass(world, 14);
    struct flow flow = world->flow;
    flow.is_ending = is_any_released;
    flow.is_ending_user = world;
    struct told told = told_nothing();
    must(world, jobs_run(&flow, note, &told));
    assert_int_equal(told.failures, 0);
    assert_int_equal(told.counts[1], BATCH_AND_ONE - 1);
    assert_int_equal(told.counts[2], -1);
    assert_text(world_balance(world, 0), "pending 10 available 2000");
    expect_run(world, 1, 0, 0, 0);
    assert_text(world_balance(world, 0), "available 2010");
}

struct watcher {
    sem_t told;
    atomic_int failures;
};

static void watch(void *user, const struct job_outcome *outcome)
{
    struct watcher *watcher = user;
    atomic_fetch_add(&watcher->failures, outcome->rc == RC_OK ? 0 : 1);
    sem_post(&watcher->told);
}

static void wait_told(struct watcher *watcher, int times)
{
    for (int i = 0; i < times; i++) {
        while (sem_wait(&watcher->told) != 0) {
        }
    }
}

static void the_thread_follows_the_clock_and_stops(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, "pay 10% on sale\n");
    world_sale(world, 0, "A-1", "100.00", "approved");
    struct clock_fixed clock;
    clock_fixed_init(&clock, (struct instant){world->flow.now.ms + 14 * DAY_MS});
    struct watcher watcher = {.failures = 0};
    sem_init(&watcher.told, 0, 0);
    struct jobs_options options = {.database = test_database_location(*state),
                                   .keyring = &world->keyring,
                                   .clock = &clock.clock,
                                   .wake_ms = 1,
                                   .tell = watch,
                                   .user = &watcher};
    struct jobs_thread thread;
    assert_int_equal(jobs_start(&thread, &options), RC_OK);
    wait_told(&watcher, JOB_COUNT);
    jobs_stop(&thread);
    assert_int_equal(atomic_load(&watcher.failures), 0);
    assert_text(world_balance(world, 0), "available 1000");
    // A clock that stands still: nothing was due a second time.
    assert_int_equal(sem_trywait(&watcher.told), -1);
    sem_destroy(&watcher.told);
}

// Stands still after the first job that it is told of.
struct halt {
    sem_t told, go;
    atomic_int outcomes;
};

static void halt(void *user, const struct job_outcome *outcome)
{
    (void)outcome;
    struct halt *halt = user;
    atomic_fetch_add(&halt->outcomes, 1);
    sem_post(&halt->told);
    while (sem_wait(&halt->go) != 0) {
    }
}

static void stop(void *user)
{
    jobs_stop(user);
}

static void wait_stopping(struct jobs_thread *thread)
{
    bool is = false;
    while (!is) {
        lock_take(&thread->lock);
        is = thread->is_stopping;
        lock_give(&thread->lock);
        usleep(1000);
    }
}

static void the_thread_stops_before_its_next_job(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, "pay 10% on sale\n");
    world_sale(world, 0, "A-1", "100.00", "approved");
    struct clock_fixed clock;
    clock_fixed_init(&clock, (struct instant){world->flow.now.ms + 14 * DAY_MS});
    struct halt halted = {.outcomes = 0};
    sem_init(&halted.told, 0, 0);
    sem_init(&halted.go, 0, 0);
    struct jobs_options options = {.database = test_database_location(*state),
                                   .keyring = &world->keyring,
                                   .clock = &clock.clock,
                                   .wake_ms = 1,
                                   .tell = halt,
                                   .user = &halted};
    struct jobs_thread thread;
    struct thread stopper;
    assert_int_equal(jobs_start(&thread, &options), RC_OK);
    while (sem_wait(&halted.told) != 0) {
    }
    assert_int_equal(thread_start(&stopper, "stop", stop, &thread), RC_OK);
    wait_stopping(&thread);
    sem_post(&halted.go);
    thread_join(&stopper);
    assert_int_equal(atomic_load(&halted.outcomes), 1);
    assert_text(world_balance(world, 0), "pending 1000");
    sem_destroy(&halted.go);
    sem_destroy(&halted.told);
}

static void the_thread_waits_for_its_database(void **state)
{
    (void)state;
    struct clock_fixed clock;
    clock_fixed_init(&clock, (struct instant){WORLD_START_MS});
    struct keyring keyring;
    keyring_of_seed(1, &keyring);
    struct jobs_options options = {.database = TEXT("sqlite:/nonexistent/folder/tributary.db"),
                                   .keyring = &keyring,
                                   .clock = &clock.clock,
                                   .wake_ms = 1};
    struct jobs_thread thread;
    log_set_quiet(true);
    assert_int_equal(jobs_start(&thread, &options), RC_OK);
    jobs_stop(&thread);
    log_set_quiet(false);
}

int main(void)
{
    const struct CMUnitTest cases[] = {
        TEST_DATABASE_CASE(each_job_does_what_is_due_then),
        TEST_DATABASE_CASE(as_often_as_the_table_says),
        TEST_DATABASE_CASE(two_at_once_release_each_commission_once),
        TEST_DATABASE_CASE(a_job_ends_between_its_transactions),
        TEST_DATABASE_CASE(the_thread_follows_the_clock_and_stops),
        TEST_DATABASE_CASE(the_thread_stops_before_its_next_job),
        TEST_DATABASE_CASE(the_thread_waits_for_its_database),
    };
    return TEST_DATABASE_RUN("jobs", cases);
}
