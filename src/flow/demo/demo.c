// SPDX-License-Identifier: Apache-2.0
// The demo, day by day.
#include "demo/demo.h"

#include "click/click_accrue.h"
#include "commission/commission_release.h"
#include "demo/demo_private.h"
#include "network/purge.h"
#include "partner/contract_life.h"
#include "partner/partner.h"
#include "payout/payout_run.h"
#include "program/program.h"

#define DEMO_SIZE_MAX 150000 // partners times days: two and a half million clicks

static enum rc options_check(struct flow *flow, const struct demo_options *options)
{
    static const struct {
        const char *field;
        size_t offset;
        int64_t min, max;
    } limits[] = {
        {"partners", offsetof(struct demo_options, partner_count), DEMO_PARTNERS_MIN, DEMO_PARTNERS_MAX},
        {"days", offsetof(struct demo_options, day_count), DEMO_DAYS_MIN, DEMO_DAYS_MAX},
        {"seed", offsetof(struct demo_options, seed), 0, INT64_MAX},
    };
    for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
        int64_t value = *(const int64_t *)((const char *)options + limits[i].offset);
        if (value < limits[i].min || value > limits[i].max) {
            return fault_set(flow->fault, RC_INVALID, "value_out_of_range", limits[i].field,
                             "%s must be from %lld to %lld", limits[i].field, (long long)limits[i].min,
                             (long long)limits[i].max);
        }
    }
    if (options->partner_count * options->day_count > DEMO_SIZE_MAX) {
        return fault_set(flow->fault, RC_INVALID, "value_out_of_range", "days", "partners times days is more than %d",
                         DEMO_SIZE_MAX);
    }
    return RC_OK;
}

static enum rc check_empty(struct flow *flow)
{
    struct partner_filter partners = {.status = TEXT_NONE, .limit = 1};
    struct program_filter programs = {.status = TEXT_NONE, .limit = 1};
    struct partner *partner_list_;
    struct program *program_list_;
    size_t partner_count = 0;
    size_t program_count = 0;
    TRY(flow_stored(flow, partner_list(flow->db, flow->arena, &partners, &partner_list_, &partner_count)));
    TRY(flow_stored(flow, program_list(flow->db, flow->arena, &programs, &program_list_, &program_count)));
    if (partner_count + program_count > 0) {
        return fault_set(flow->fault, RC_CONFLICT, "network_not_empty", "data",
                         "the network has partners or programs already: a demo fills an empty one");
    }
    return RC_OK;
}

// Clicks and what advertisers report of the day, in one transaction.
static enum rc store_day(struct demo *demo, int64_t day)
{
    demo->step.now = (struct instant){(demo->first_day + day) * DAY_MS};
    TRY(flow_begin(&demo->step));
    AUTO_TRANSACTION(demo->step.db);
    struct click_record *clicks = NULL;
    size_t click_count = 0;
    TRY(demo_traffic(demo, day, &clicks, &click_count));
    TRY(flow_stored(&demo->step, click_store(&demo->store, demo->step.db, demo->day_arena, clicks, click_count)));
    TRY(demo_events_accept(demo, day));
    return flow_commit(&demo->step);
}

// Pays what was available at the end of the month before: approved at once, paid after two days.
static enum rc pay_month(struct demo *demo, int64_t day, bool is_paid)
{
    demo->step.now = (struct instant){(demo->first_day + day) * DAY_MS + 9 * HOUR_MS};
    struct civil month = civil_of_instant(demo->step.now);
    struct civil first = {.year = month.year, .month = month.month, .day = 1};
    for (size_t i = 0; i < DEMO_PROGRAMS; i++) {
        struct payout_request request = {.key = text_format(demo->day_arena, "demo:%04d-%02d:%s", month.year,
                                                            month.month, demo->programs[i].currency.code),
                                         .currency = demo->programs[i].currency,
                                         .until = instant_of_civil(first),
                                         .method = TEXT("bank_transfer")};
        struct payout_run_id run;
        enum rc rc = payout_run_create(&demo->step, &request, &run);
        if (rc == RC_REFUSED) { // nothing to pay in this currency
            fault_clear(demo->step.fault);
            continue;
        }
        TRY(rc);
        TRY(payout_run_approve(&demo->step, run));
        demo->made->payout_runs += is_paid ? 0 : 1;
        TRY(is_paid ? payout_run_pay(&demo->step, run) : RC_OK);
    }
    return RC_OK;
}

static enum rc run_day(struct demo *demo, int64_t day)
{
    TRY(demo_events_follow(demo, day));
    TRY(store_day(demo, day));
    struct civil date = civil_of_instant((struct instant){(demo->first_day + day) * DAY_MS});
    if (date.day == 3 || date.day == 5) {
        TRY(pay_month(demo, day, date.day == 5));
    }
    // The jobs of the night.
    demo->step.now = (struct instant){(demo->first_day + day + 1) * DAY_MS};
    int64_t released = 0;
    TRY(commission_release_due(&demo->step, demo->step.now, &released));
    demo->made->released += released;
    int64_t ended = 0;
    TRY(contracts_end(&demo->step, &ended));
    struct click_accrued accrued;
    return click_accrue(&demo->step, demo->step.now, &accrued);
}

static enum rc run_days(struct demo *demo)
{
    const struct demo_options *options = demo->options;
    int64_t sum = 0;
    for (int64_t i = 0; i < options->partner_count; i++) {
        sum += demo->partner_weights[i];
    }
    int64_t clicks = options->partner_count * options->day_count * DEMO_CLICKS_PER_PARTNER_AND_DAY_TIMES_3 / 3;
    for (int64_t i = 0; i < options->partner_count; i++) {
        // A quarter of the visits are by somebody who was here before.
        demo->partners[i].visitor_count = 20 + clicks * demo->partner_weights[i] / sum * 3 / 2;
    }
    for (int64_t day = 0; day < options->day_count; day++) {
        if (day == options->day_count / 2) {
            demo->step.now = (struct instant){(demo->first_day + day) * DAY_MS};
            TRY(demo_network_change(demo));
        }
        TRY(run_day(demo, day));
        if (day == options->day_count - 1) {
            TRY(demo_network_apply(demo));
        }
        arena_reset(demo->day_arena);
        click_store_trim(&demo->store);
        if (options->progress != NULL) {
            options->progress(options->user, day + 1, options->day_count);
        }
    }
    return RC_OK;
}

static enum rc fill(struct demo *demo)
{
    demo->events = arena_many(demo->flow->arena, struct demo_event *, (size_t)demo->options->day_count);
    demo->step.now = (struct instant){demo->first_day * DAY_MS};
    TRY(demo_network_make(demo));
    return run_days(demo);
}

enum rc demo_fill(struct flow *flow, const struct demo_options *options, struct demo_made *ret_made)
{
    *ret_made = (struct demo_made){.link_code = TEXT_NONE, .program_name = TEXT_NONE, .postback_token = TEXT_NONE};
    TRY(options_check(flow, options));
    TRY(check_empty(flow));
    struct demo demo = {.flow = flow, .step = *flow, .options = options, .made = ret_made};
    demo.random.state = (uint64_t)options->seed;
    demo.first_day = day_number(flow->now) - options->day_count;
    demo.day_arena = arena_new(ARENA_JOB_BYTES);
    demo.step.arena = demo.day_arena;
    click_store_init(&demo.store);
    enum rc rc = fill(&demo);
    click_store_close(&demo.store);
    arena_free(demo.day_arena);
    int64_t purged = 0;
    return rc == RC_OK ? purge_people(flow, &purged) : rc;
}
