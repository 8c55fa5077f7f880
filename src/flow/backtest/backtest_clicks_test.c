// SPDX-License-Identifier: Apache-2.0
// Clicks and impressions in backtests, on both databases: what was booked is what the recorded plans and the plan in
// force come to again, late clicks and changes of the plan with it; and what drafts would have paid, by hand.
#include "backtest/backtest.h"
#include "click/click_accrue.h"
#include "click/impression_record.h"
#include "click_fixture.h"
#include "core/bug.h"

#define ALL_DAYS 40000

// text NULL: the recorded plans. Days of the world, both inclusive.
static void run(struct world *world, const char *text, int64_t from, int64_t to, struct backtest_report *report)
{
    struct backtest_draft *draft = arena_one(world->arena, struct backtest_draft);
    struct plan *plan = NULL;
    struct plan_error error;
    draft->name = TEXT("draft");
    if (text != NULL) {
        draft->text = text_of(text);
        assert_int_equal(plan_parse(world->arena, draft->text, (struct currency){"EUR"}, &plan, &error), RC_OK);
        draft->plan = plan;
    }
    struct backtest_ask ask = {.program_id = world->program_id,
                               .from_day = from < 0 ? 0 : DAY0 + from,
                               .to_day = to < 0 ? ALL_DAYS : DAY0 + to,
                               .drafts = draft,
                               .draft_count = 1};
    must(world, backtest(&world->flow, &ask, report));
}

static void assert_as_booked(struct world *world, const char *text, int64_t minor)
{
    struct backtest_report report;
    run(world, text, -1, -1, &report);
    assert_int_equal(report.now_click_minor, minor);
    assert_int_equal(report.totals[0].click_minor, minor);
    assert_int_equal(report.totals[0].cost_minor, report.now_minor);
    assert_int_equal(report.totals[0].same, report.partner_count);
    assert_int_equal(report.note_count, 0);
    for (size_t i = 0; i < report.partner_count; i++) {
        const struct backtest_partner *partner = &report.partners[i];
        for (size_t m = 0; m < partner->month_count; m++) {
            assert_int_equal(partner->months[m].now_minor, partner->months[m].cost_minor[0]);
        }
    }
}

static void accrue(struct world *world)
{
    struct click_accrued accrued;
    must(world, click_accrue(&world->flow, world->flow.now, &accrued));
}

static const struct backtest_partner *partner(const struct backtest_report *report, struct partner_id id)
{
    for (size_t i = 0; i < report->partner_count; i++) {
        if (report->partners[i].partner_id.v == id.v) {
            return &report->partners[i];
        }
    }
    print_error("the partner is not there\n");
    BUG_ON(true);
}

static void what_was_booked_is_found_again(void **state)
{
    static const char plan[] = "pay 0.001 EUR on click\npay 10% on sale\n";
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, plan);
    links(world);
    clicks(world, 0, on_day(0, 20), 127, 10);
    clicks(world, 1, on_day(0, 21), 4, 4);
    clicks(world, 0, on_day(1, 1), 50, 50);
    world->flow.now = on_day(1, 3);
    accrue(world);
    clicks(world, 0, on_day(0, 22), 5, 0); // late
    clicks(world, 1, on_day(1, 5), 6, 0);
    world->flow.now = on_day(2, 0);
    accrue(world);
    // 12.7, 0.5 late and 5.0 are 18.2; 0.4 and 0.6 are 1.0.
    assert_as_booked(world, NULL, 18 + 1);
    assert_as_booked(world, plan, 18 + 1);
    // The plan changes at noon: 1.5 and 6.3 more of the one, 1.0 of the other; late clicks are of the first again.
    world_plan_announced(world, "pay 0.003 EUR on click\npay 10% on sale\n", on_day(2, 12));
    clicks(world, 0, on_day(2, 4), 15, 15);
    clicks(world, 0, on_day(2, 14), 21, 0);
    clicks(world, 1, on_day(2, 15), 10, 5);
    world->flow.now = on_day(3, 0);
    accrue(world);
    clicks(world, 0, on_day(0, 23), 3, 0);
    world->flow.now = on_day(4, 0);
    accrue(world);
    // 18.2 + 1.5 + 6.3 + 0.3 = 26.3; 1.0 + 3.0 = 4.0.
    assert_as_booked(world, NULL, 26 + 4);
    world_assert_sound(world);
}

// 100 clicks in September's last days, more in October, of a program that paid sales only.
static void drafts_pay_clicks_by_hand(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, "pay 10% on sale\n");
    struct backtest_report report;
    links(world);
    clicks(world, 0, on_day(0, 20), 127, 10);
    clicks(world, 1, on_day(0, 21), 4, 4);
    clicks(world, 0, on_day(1, 1), 47, 40);
    clicks(world, 0, on_day(20, 1), 100, 1); // October
    clicks(world, 0, on_day(21, 1), 1000, 1);
    world->flow.now = on_day(21, 3); // of which the last day is not over
    run(world, "pay 0.001 EUR on click", -1, -1, &report);
    // 12.7 are 13; 4.7 less 0.3 are 4; 10.0 and 0.4 are 10. p1's 0.4 are nothing yet.
    assert_int_equal(report.totals[0].cost_minor, 13 + 4 + 10);
    assert_int_equal(report.totals[0].click_minor, 27);
    assert_int_equal(report.now_minor, 0);
    assert_int_equal(report.conversions, 0);
    assert_int_equal(report.month_count, 2);
    assert_int_equal(report.months[0].cost_minor[0], 17);
    assert_int_equal(report.months[1].cost_minor[0], 10);
    assert_int_equal(report.partner_count, 1);
    assert_int_equal(report.partners[0].reasons[0].line, 1);
    assert_int_equal(report.partners[0].reasons[0].change_minor, 27);
    run(world, "pay 0.001 EUR on click", 1, 1, &report); // the second day alone: with what the first one left
    assert_int_equal(report.totals[0].cost_minor, 4);
    run(world, "pay 0.01 EUR on unique click", -1, -1, &report);
    assert_int_equal(report.totals[0].cost_minor, 10 + 40 + 1 + 4);
    // Unique ones by their own rule: 10 × 5 + 117, 40 × 5 + 7, 5 + 99, and p1's 4 × 5.
    run(world, "pay 0.01 EUR on click\npay 0.05 EUR on unique click\npay 1% on sale", -1, -1, &report);
    assert_int_equal(partner(&report, world->partners[0])->cost_minor[0], 167 + 207 + 104);
    assert_int_equal(partner(&report, world->partners[1])->cost_minor[0], 20);
    assert_int_equal(partner(&report, world->partners[1])->reasons[0].line, 2);
    run(world, "pay 10% on sale", -1, -1, &report);
    assert_int_equal(report.totals[0].cost_minor, 0);
    run(world, NULL, -1, -1, &report); // no plan paid for clicks
    assert_int_equal(report.totals[0].cost_minor, 0);
}

static void individual_terms_stay(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, "pay 0.01 EUR on click\n");
    struct backtest_report report;
    links(world);
    world_terms(world, 1, TEXT("pay 0.05 EUR on unique click\n"), on_day(1, 0));
    clicks(world, 0, on_day(1, 4), 10, 2);
    clicks(world, 1, on_day(1, 4), 10, 2);
    world->flow.now = on_day(2, 0);
    accrue(world);
    assert_as_booked(world, NULL, 10 + 10);
    assert_as_booked(world, "pay 0.01 EUR on click\n", 10 + 10);
    run(world, "pay 0.02 EUR on click\n", -1, -1, &report);
    assert_int_equal(partner(&report, world->partners[0])->cost_minor[0], 20);
    assert_int_equal(partner(&report, world->partners[1])->cost_minor[0], 10);
    assert_int_equal(report.totals[0].gains, 1);
    run(world, "pay 10% on sale\n", -1, -1, &report); // no more for clicks, save for who has terms for them
    assert_int_equal(report.totals[0].cost_minor, 10);
    assert_int_equal(report.totals[0].loses, 1);
}

static void show(struct world *world, int64_t day, int64_t count, const char *id)
{
    struct impression_recorded recorded;
    struct impression_input input = {.link_id = {1},
                                     .day = instant_date_text(world->arena, on_day(day, 0)),
                                     .impressions = count,
                                     .report_id = text_of(id)};
    must(world, impression_record(&world->flow, &input, &recorded));
}

static void impressions_go_on_over_days(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, "pay 10% on sale\n");
    struct backtest_report report;
    links(world);
    world->flow.now = on_day(2, 1);
    show(world, 0, 400, "R-1");
    show(world, 1, 700, "R-2");
    clicks(world, 0, on_day(1, 1), 3, 3);
    run(world, "pay 2 EUR on 1000 impressions\npay 0.01 EUR on click", -1, -1, &report);
    assert_int_equal(report.totals[0].cost_minor, 80 + 140 + 3);
    // From now on it is paid; what was before counts nothing.
    world_plan_announced(world, "pay 2 EUR on 1000 impressions\n", on_day(3, 0));
    world->flow.now = on_day(4, 1);
    show(world, 3, 1234, "R-3");
    world->flow.now = on_day(5, 1);
    accrue(world);
    show(world, 3, 1, "R-4"); // late
    show(world, 4, 1001, "R-5");
    accrue(world);
    // 1,234 are 2.468, then 1,235 are 2.47, then 2,236 are 4.472.
    assert_as_booked(world, NULL, 447);
    run(world, "pay 3 EUR on 1000 impressions\n", 3, 4, &report);
    assert_int_equal(report.now_click_minor, 447);
    // 400 and 700 of before are 3.30; all 3,336 are 10.008.
    assert_int_equal(report.totals[0].cost_minor, 671);
}

int main(void)
{
    const struct CMUnitTest cases[] = {
        TEST_DATABASE_CASE(what_was_booked_is_found_again),
        TEST_DATABASE_CASE(drafts_pay_clicks_by_hand),
        TEST_DATABASE_CASE(individual_terms_stay),
        TEST_DATABASE_CASE(impressions_go_on_over_days),
    };
    return TEST_DATABASE_RUN("backtest_clicks", cases);
}
