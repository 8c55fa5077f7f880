// SPDX-License-Identifier: Apache-2.0
// Writers that meet: several connections report sales, refunds and decisions, release and pay the same partners at
// once. Nobody may fail with anything but "busy" or a refusal, and afterwards the books are sound and everything
// derives again.
#include <stdatomic.h>

#include "advertiser_world.h"
#include "payout/payout_run.h"
#include "thread/thread.h"

#define WORKERS 4
#define OPERATIONS 60
#define AGAIN_MAX 50

static _Atomic int64_t clock_ms = WORLD_START_MS; // everybody's, never standing still

struct worker {
    struct world *world;
    struct db *db;
    struct arena *arena;
    struct fault fault;
    struct flow flow;
    uint64_t number, random;
    struct conversion_id sales[OPERATIONS];
    size_t count;
    int64_t sold;
    char failure[512]; // the first thing that must not happen
};

static uint64_t below(struct worker *worker, uint64_t limit)
{
    worker->random = worker->random * 6364136223846793005ULL + 1442695040888963407ULL;
    return (worker->random >> 33) % limit;
}

static enum rc sell(struct worker *worker, uint64_t operation)
{
    struct conversion_claim claim = {
        .advertiser_id = worker->world->advertiser_id,
        .program_id = worker->world->program_id,
        .order_id = text_format(worker->arena, "A-%llu-%llu", (unsigned long long)worker->number,
                                (unsigned long long)operation),
        .amount = text_format(worker->arena, "%llu.50", (unsigned long long)(20 + operation)),
        .coupon = text_format(worker->arena, "p%llu", (unsigned long long)(operation % 2)),
        .source = TEXT("api"),
    };
    struct conversion_accepted accepted;
    TRY(conversion_accept(&worker->flow, NULL, &claim, &accepted));
    if (!accepted.is_duplicate) {
        worker->sales[worker->count++] = accepted.conversion_id;
    }
    return RC_OK;
}

static enum rc refund(struct worker *worker, uint64_t operation)
{
    struct refund_claim claim = {.conversion_id = worker->sales[operation % worker->count],
                                 .refund_key = text_format(worker->arena, "%llu", (unsigned long long)operation),
                                 .amount = TEXT("3.10")};
    struct refund_accepted accepted;
    return conversion_refund(&worker->flow, &claim, &accepted);
}

static enum rc decide(struct worker *worker, uint64_t operation)
{
    bool is_rejected = operation % 3 == 0;
    return conversion_decide(&worker->flow, worker->sales[operation % worker->count],
                             is_rejected ? TEXT("rejected") : TEXT("approved"),
                             is_rejected ? TEXT("cancelled") : TEXT_NONE);
}

static enum rc pay(struct worker *worker, uint64_t operation)
{
    struct payout_request request = {.key = text_format(worker->arena, "%llu:%llu", (unsigned long long)worker->number,
                                                        (unsigned long long)operation),
                                     .currency = {"EUR"},
                                     .until = worker->flow.now,
                                     .method = TEXT("bank")};
    struct payout_run_id run;
    TRY(payout_run_create(&worker->flow, &request, &run));
    TRY(payout_run_approve(&worker->flow, run));
    return operation % 3 == 0 ? payout_run_cancel(&worker->flow, run) : payout_run_pay(&worker->flow, run);
}

static enum rc release(struct worker *worker)
{
    int64_t released;
    atomic_fetch_add(&clock_ms, 5 * DAY_MS);
    worker->flow.now.ms = atomic_fetch_add(&clock_ms, 1);
    return commission_release_due(&worker->flow, worker->flow.now, &released);
}

static enum rc operate(struct worker *worker, uint64_t choice, uint64_t operation)
{
    worker->flow.now.ms = atomic_fetch_add(&clock_ms, 1);
    switch (worker->count == 0 ? 0 : choice) {
    case 0:
    case 1:
    case 2:
        return sell(worker, operation);
    case 3:
        return refund(worker, operation);
    case 4:
        return decide(worker, operation);
    case 5:
    case 6:
        return release(worker);
    default:
        return pay(worker, operation);
    }
}

// A cancelled or paid run, an order refunded to its end, nothing to pay: not a ledger that refuses an entry.
static bool is_expected(const struct worker *worker, enum rc rc)
{
    static const char *const codes[] = {"nothing_to_pay", "refund_exceeds_order"};
    for (size_t i = 0; rc == RC_REFUSED && i < COUNT_OF(codes); i++) {
        if (strcmp(worker->fault.code, codes[i]) == 0) {
            return true;
        }
    }
    return false;
}

static void work(void *user)
{
    struct worker *worker = user;
    for (uint64_t operation = 0; operation < OPERATIONS; operation++) {
        uint64_t choice = below(worker, 8);
        enum rc rc = RC_BUSY;
        for (int again = 0; rc == RC_BUSY && again < AGAIN_MAX; again++) {
            fault_clear(&worker->fault);
            rc = operate(worker, choice, operation);
        }
        if (rc != RC_OK && !is_expected(worker, rc) && worker->failure[0] == '\0') {
            (void)snprintf(worker->failure, sizeof(worker->failure), "%s: %s %s [%s]", rc_name(rc), worker->fault.code,
                           worker->fault.detail, db_failure(worker->db));
        }
    }
}

static void meet(void **state, enum charge_basis basis)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, "pay 10% on sale\nhold 3 days\n");
    world_settle(world, basis, basis == CHARGE_NONE ? NULL : "20", NULL);
    atomic_store(&clock_ms, WORLD_START_MS + 1);
    struct worker *workers = arena_many(arena, struct worker, WORKERS);
    struct thread threads[WORKERS];
    for (uint64_t i = 0; i < WORKERS; i++) {
        workers[i] = (struct worker){.world = world,
                                     .db = test_database_connect(*state),
                                     .arena = arena_new(ARENA_JOB_BYTES),
                                     .number = i,
                                     .random = i + 1};
        workers[i].flow = world->flow;
        workers[i].flow.db = workers[i].db;
        workers[i].flow.arena = workers[i].arena;
        workers[i].flow.fault = &workers[i].fault;
    }
    for (size_t i = 0; i < WORKERS; i++) {
        assert_int_equal(thread_start(&threads[i], "worker", work, &workers[i]), RC_OK);
    }
    for (size_t i = 0; i < WORKERS; i++) {
        thread_join(&threads[i]);
        arena_free(workers[i].arena);
        assert_string_equal(workers[i].failure, "");
        assert_true(workers[i].count > OPERATIONS / 4);
    }
    world->flow.now.ms = atomic_load(&clock_ms);
    world_assert_sound(world);
}

static void writers_meet(void **state)
{
    meet(state, CHARGE_NONE);
}

static void writers_meet_at_an_advertiser(void **state)
{
    meet(state, CHARGE_COST_PLUS);
}

static const struct CMUnitTest cases[] = {
    TEST_DATABASE_CASE(writers_meet),
    TEST_DATABASE_CASE(writers_meet_at_an_advertiser),
};

int main(void)
{
    return TEST_DATABASE_RUN("money_meets", cases);
}
