// SPDX-License-Identifier: Apache-2.0
// Steps of time and money: what is due, payouts, and the checks at a story's end.
#include "world.h"

#include "backtest/backtest.h"
#include "jobs.h"
#include "ledger/ledger_verify.h"
#include "payout/payout_run.h"
#include "replay/replay.h"
#include "report/report.h"

bool step_jobs(struct world *world)
{
    if (clicking_ship(world) != RC_OK) {
        return world_mistake(world, "the clicks cannot be shipped: %s", world->fault.message);
    }
    struct flow flow = world_flow(world);
    world_answer(world, jobs_run(&flow, NULL, NULL));
    return clicking_refresh(world);
}

// ---- payouts ----

static enum rc make_payout(struct world *world, const struct payout_request *request, bool is_paid)
{
    struct flow flow = world_flow(world);
    TRY(payout_run_create(&flow, request, &world->payout_run_id));
    TRY(payout_run_approve(&flow, world->payout_run_id));
    return is_paid ? payout_run_pay(&flow, world->payout_run_id) : RC_OK;
}

bool step_payout(struct world *world)
{
    struct payout_request request = {.key = TEXT_NONE, .until = world->clock.instant, .method = TEXT("bank_transfer")};
    struct text currency = story_value(world->step, "currency");
    struct text pays = story_value(world->step, "pays");
    if (text_is(pays) && currency_parse(pays, &request.pay_currency) != RC_OK) {
        return world_mistake(world, "\"%.*s\" is no currency", TEXT_PRINT(pays));
    }
    if (story_has(world->step, "method")) {
        request.method = story_value(world->step, "method");
    }
    if (currency_parse(currency, &request.currency) != RC_OK) {
        return world_mistake(world, "\"%.*s\" is no currency", TEXT_PRINT(currency));
    }
    world_answer(world, make_payout(world, &request, !story_has(world->step, "approved")));
    return true;
}

bool step_pay(struct world *world)
{
    struct flow flow = world_flow(world);
    world_answer(world, payout_run_pay(&flow, world->payout_run_id));
    return true;
}

bool step_cancel(struct world *world)
{
    struct flow flow = world_flow(world);
    world_answer(world, payout_run_cancel(&flow, world->payout_run_id));
    return true;
}

bool step_fail(struct world *world)
{
    const struct name *partner = world_name(world, NOUN_PARTNER, world->step->words[0], (struct program_id){0});
    struct payout_item *items = NULL;
    size_t count = 0;
    if (partner == NULL) {
        return false;
    }
    if (payout_item_list(world->db, world->scratch, world->payout_run_id, &items, &count) != RC_OK) {
        return world_mistake(world, "the payout cannot be read: %s", db_failure(world->db));
    }
    for (size_t i = 0; i < count; i++) {
        if (items[i].partner_id.v == partner->id) {
            struct flow flow = world_flow(world);
            world_answer(world, payout_item_fail(&flow, items[i].id, TEXT_NONE));
            return true;
        }
    }
    return world_mistake(world, "the last payout has nothing for \"%.*s\"", TEXT_PRINT(world->step->words[0]));
}

// ---- the end ----

static enum rc check_rollup(struct world *world)
{
    TRY(clicking_ship(world));
    TRY(db_read_begin(world->db));
    struct text *findings = NULL;
    size_t count = 0;
    enum rc rc = performance_check(world->db, world->scratch, &findings, &count);
    db_rollback(world->db);
    for (size_t i = 0; rc == RC_OK && i < count; i++) {
        world_finding(world, NULL, text_format(world->scratch, "performance: %.*s", TEXT_PRINT(findings[i])));
    }
    return rc;
}

static enum rc check_books(struct world *world)
{
    struct ledger_verification *books = arena_one(world->scratch, struct ledger_verification);
    TRY(ledger_verify(world->db, world->scratch, world->clock.instant, books));
    for (size_t i = 0; i < books->finding_count; i++) {
        world_finding(world, NULL,
                      text_format(world->scratch, "ledger, invariant %d: %.*s", books->findings[i].invariant,
                                  TEXT_PRINT(books->findings[i].what)));
    }
    if (!books->is_sound && books->finding_count == 0) {
        world_finding(world, NULL, TEXT("the books are not sound"));
    }
    return RC_OK;
}

static enum rc check_replay(struct world *world)
{
    struct replay_report *report = arena_one(world->scratch, struct replay_report);
    TRY(replay(world->db, world->scratch, report, &world->fault));
    for (int64_t i = 0; i < report->difference_count && i < REPLAY_DIFFERENCES_MAX; i++) {
        const struct replay_difference *difference = &report->differences[i];
        world_finding(world, NULL,
                      text_format(world->scratch, "replay: %.*s\n#     stored   %.*s\n#     derived  %.*s",
                                  TEXT_PRINT(difference->object), TEXT_PRINT(difference->stored),
                                  TEXT_PRINT(difference->derived)));
    }
    return RC_OK;
}

// A backtest with the plans under which each event was accepted costs what was booked. Not where refunds after payment
// are forgiven, which follows from payouts, or caps go by the order of acceptance.
static enum rc check_backtest(struct world *world)
{
    struct program *programs;
    size_t count;
    struct program_filter all = {.limit = 100};
    TRY(program_list(world->db, world->scratch, &all, &programs, &count));
    for (size_t i = 0; i < count; i++) {
        struct backtest_draft recorded = {.name = TEXT("recorded")};
        struct backtest_ask ask = {
            .program_id = programs[i].id, .to_day = 50000, .drafts = &recorded, .draft_count = 1};
        struct backtest_report report;
        struct flow flow = world_flow(world);
        TRY(backtest(&flow, &ask, &report));
        bool is_other = report.totals[0].cost_minor != report.now_minor;
        if (is_other && report.note_count == 0) {
            world_finding(world, NULL,
                          text_format(world->scratch, "backtest: booked %lld, derived %lld",
                                      (long long)report.now_minor, (long long)report.totals[0].cost_minor));
        }
    }
    return RC_OK;
}

void story_end_check(struct world *world)
{
    fault_clear(&world->fault);
    if (check_books(world) != RC_OK) {
        world_finding(world, NULL,
                      text_format(world->scratch, "the books cannot be checked: %s", db_failure(world->db)));
    }
    if (check_replay(world) != RC_OK) {
        world_finding(world, NULL,
                      text_format(world->scratch, "no replay: %s %s", world->fault.message, world->fault.detail));
    }
    if (check_backtest(world) != RC_OK) {
        world_finding(world, NULL,
                      text_format(world->scratch, "no backtest: %s %s", world->fault.message, world->fault.detail));
    }
    if (check_rollup(world) != RC_OK) {
        world_finding(world, NULL, TEXT("the rollup cannot be checked"));
    }
}
