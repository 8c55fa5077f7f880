// SPDX-License-Identifier: Apache-2.0
// Backtests against real books, on both databases: what was booked is what the engine of the backtest finds under the
// plans in force; running counters see the same history as queries; and small books whose costs are worked out by hand.
#include "test_world.h"

#include "backtest/backtest.h"
#include "backtest/backtest_history.h"
#include "backtest/backtest_print.h"
#include "conversion/conversion_sql.h"
#include "core/bug.h"
#include "demo/demo.h"
#include "network/network_init.h"

#define ALL_DAYS 40000

static void draft_read(struct world *world, const char *text, struct backtest_draft *draft)
{
    struct plan_error error;
    struct plan *plan;
    *draft = (struct backtest_draft){.name = TEXT("draft"), .text = text_of(text)};
    if (plan_parse(world->arena, draft->text, (struct currency){"EUR"}, &plan, &error) != RC_OK) {
        fail_msg("%s: %d:%d: %s", text, error.line, error.column, error.message);
    }
    draft->plan = plan;
}

// Of the world's program; text NULL: the recorded plans.
static void run_draft(struct world *world, const char *text, struct backtest_ask ask, struct backtest_report *report)
{
    struct backtest_draft *draft = arena_one(world->arena, struct backtest_draft);
    draft->name = TEXT("recorded");
    if (text != NULL) {
        draft_read(world, text, draft);
    }
    ask.program_id = world->program_id;
    ask.drafts = draft;
    ask.draft_count = 1;
    ask.to_day = ask.to_day == 0 ? ALL_DAYS : ask.to_day;
    must(world, backtest(&world->flow, &ask, report));
    // Small pages: the same bytes.
    struct backtest_report again;
    ask.page_events = 7;
    must(world, backtest(&world->flow, &ask, &again));
    struct text bytes = backtest_print_json(world->arena, &world->keyring, report, SIZE_MAX);
    struct text bytes_again = backtest_print_json(world->arena, &world->keyring, &again, SIZE_MAX);
    assert_true(text_equal(bytes, bytes_again));
}

static void assert_nothing_changes(const struct backtest_report *report)
{
    for (size_t i = 0; i < report->partner_count; i++) {
        const struct backtest_partner *partner = &report->partners[i];
        for (size_t m = 0; m < partner->month_count; m++) {
            if (partner->months[m].now_minor != partner->months[m].cost_minor[0]) {
                fail_msg("%.*s, month %lld: booked %lld, derived %lld", TEXT_PRINT(partner->code),
                         (long long)partner->months[m].month, (long long)partner->months[m].now_minor,
                         (long long)partner->months[m].cost_minor[0]);
            }
        }
        assert_false(partner->reasons[0].is_given);
    }
    assert_int_equal(report->totals[0].cost_minor, report->now_minor);
    assert_int_equal(report->totals[0].bonus_minor, report->now_bonus_minor);
    assert_int_equal(report->totals[0].same, report->partner_count);
}

// ---- by hand ----

// Five sales of 100.00 by p0, one of 50.00 by p1, under 10 %: three p0 in September, two in October; one refunded
// by 40.
static void sell(struct world *world)
{
    struct conversion_id first = world_sale(world, 0, "A-1", "100.00", "approved");
    world_sale(world, 0, "A-2", "100.00", "approved");
    world_sale(world, 1, "B-1", "50.00", "approved");
    world_sale(world, 1, "B-2", "70.00", "rejected");
    world_days_pass(world, 1);
    world_sale(world, 0, "A-3", "100.00", "approved");
    world_refund(world, first, "R-1", "40.00");
    world_days_pass(world, 15);
    world_sale(world, 0, "A-4", "100.00", "approved");
    world_sale(world, 0, "A-5", "100.00", "approved");
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

static void costs_by_hand(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, "pay 10% on sale\n");
    struct backtest_report report;
    sell(world);
    run_draft(world, "pay 10% on sale", (struct backtest_ask){.from_day = 0}, &report);
    assert_int_equal(report.conversions, 6);
    assert_int_equal(report.rejected, 1);
    assert_int_equal(report.sales_minor, 51000);
    assert_int_equal(report.now_minor, 5100);
    assert_nothing_changes(&report);
    // September: 60 × 10 %, then the 2nd and 3rd at 20 %; October: 10 %, then 20 %. p1: 5.00.
    run_draft(world, "pay 10% on sale\n  from 2 sales a month 20%\nmargin 30% of sale",
              (struct backtest_ask){.from_day = 0}, &report);
    assert_int_equal(report.totals[0].cost_minor, 600 + 2000 + 2000 + 1000 + 2000 + 500);
    assert_int_equal(report.totals[0].gains, 1);
    assert_int_equal(report.totals[0].loses, 0);
    assert_int_equal(report.totals[0].same, 1);
    assert_int_equal(report.totals[0].margin_minor, 15300 - 8100);
    assert_int_equal(report.month_count, 2);
    assert_int_equal(report.months[0].cost_minor[0], 5100);
    assert_int_equal(report.months[1].cost_minor[0], 3000);
    const struct backtest_partner *p0 = partner(&report, world->partners[0]);
    assert_true(text_equal(p0->code, TEXT("p0")));
    assert_int_equal(p0->cost_minor[0] - p0->now_minor, 3000);
    assert_int_equal(p0->reasons[0].line, 2);
    assert_int_equal(p0->reasons[0].change_minor, 3000);
    assert_int_equal(p0->reasons[0].events, 3);
    assert_true(text_equal(p0->reasons[0].text, TEXT("from 2 sales a month 20%")));
    world_assert_sound(world);
}

static void wholes_stress_bonuses_and_caps_by_hand(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, "pay 10% on sale\n");
    struct backtest_report report;
    struct backtest_ask all = {.from_day = 0}, stressed = {.from_day = 0, .is_stress = true};
    sell(world);
    // For all: September has three sales, all 260.00 at 20 %; October two, 200.00 at 10 %; p1 one at 10 %.
    const char *for_all = "pay 10% on sale\n  from 3 sales a month 20% for all\n";
    run_draft(world, for_all, all, &report);
    assert_int_equal(report.totals[0].cost_minor, 5200 + 2000 + 500);
    run_draft(world, for_all, stressed, &report);
    assert_int_equal(report.totals[0].cost_minor, 51000 / 5);
    // Slices: from 150.00 on 20 %. September 260.00: 15.00 + 22.00; October 200.00: 15.00 + 10.00.
    run_draft(world, "pay 10% on sale\n  from 150 EUR of sales a month 20%\n", all, &report);
    assert_int_equal(report.totals[0].cost_minor, 3700 + 2500 + 500);
    // Every 2 sales: once in September, once in October. For 3 sales: September. Stress: for 3 sales everybody each
    // month.
    const char *bonuses =
        "pay nothing on sale\nbonus 7 EUR for every 2 sales a month\nbonus 50 EUR for 3 sales a month\n";
    run_draft(world, bonuses, all, &report);
    assert_int_equal(report.totals[0].cost_minor, 700 + 700 + 5000);
    assert_int_equal(report.totals[0].bonus_minor, 6400);
    assert_int_equal(partner(&report, world->partners[0])->reasons[0].line, 3);
    assert_int_equal(partner(&report, world->partners[1])->reasons[0].line, 1); // pay nothing
    run_draft(world, bonuses, stressed, &report);
    assert_int_equal(report.totals[0].cost_minor, 700 + 700 + 5000 * 3);
    // A cap of 12.00 a partner and month: p0 6.00 + 6.00 + 0; 10.00 + 2.00.
    run_draft(world, "pay 10% on sale\ncap 12 EUR per partner a month\n", all, &report);
    assert_int_equal(report.totals[0].cost_minor, 1200 + 1200 + 500);
    assert_int_equal(partner(&report, world->partners[0])->reasons[0].line, 2);
    // The cap is used up before the range begins.
    int64_t second_day = day_number((struct instant){WORLD_START_MS}) + 1;
    all = (struct backtest_ask){.from_day = second_day, .to_day = second_day};
    run_draft(world, "pay 10% on sale\ncap 12 EUR per partner a month\n", all, &report);
    assert_int_equal(report.conversions, 1);
    assert_int_equal(report.now_minor, 1000);
    assert_int_equal(report.totals[0].cost_minor, 0);
    // And so is volume: the only sale of the range is the third.
    run_draft(world, "pay 10% on sale\n  from 3 sales a month 30%\n", all, &report);
    assert_int_equal(report.totals[0].cost_minor, 3000);
}

static void individual_terms_stay(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, "pay 10% on sale\n");
    struct enrollment_input change = {.terms = TEXT("pay 25% on sale"), .terms_effective_at = INSTANT_NONE};
    struct enrollment_view view;
    must(world, enrollment_change(&world->flow, world->enrollments[1], &change, &view));
    struct backtest_report report;
    world_sale(world, 0, "A-1", "100.00", "approved");
    world_sale(world, 1, "B-1", "100.00", "approved");
    run_draft(world, "pay 20% on sale", (struct backtest_ask){.from_day = 0}, &report);
    assert_int_equal(report.now_minor, 1000 + 2500);
    assert_int_equal(report.totals[0].cost_minor, 2000 + 2500);
    assert_int_equal(report.totals[0].same, 1);
}

// A sale of before the partner had terms of his own, reported after: its plan was the program's, and so is its bonus.
static void bonuses_of_several_terms_in_a_period(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, "pay 10% on sale\nbonus 7 EUR for the first sale\n");
    world_terms(world, 0, TEXT("pay 20% on sale\nbonus 4 EUR for 2 sales in all"), INSTANT_NONE);
    struct conversion_claim claim = {.advertiser_id = world->advertiser_id,
                                     .program_id = world->program_id,
                                     .order_id = TEXT("EARLY"),
                                     .amount = TEXT("100.00"),
                                     .coupon = TEXT("p0"),
                                     .occurred_at = instant_text(arena, (struct instant){WORLD_START_MS - 2 * DAY_MS}),
                                     .source = TEXT("api")};
    struct conversion_accepted accepted;
    must(world, conversion_accept(&world->flow, NULL, &claim, &accepted));
    world_sale(world, 0, "A-1", "100.00", "approved");
    struct backtest_report report;
    run_draft(world, NULL, (struct backtest_ask){.from_day = 0}, &report);
    assert_int_equal(report.now_minor, 1000 + 2000 + 700 + 400);
    assert_nothing_changes(&report);
    run_draft(world, "pay 10% on sale\nbonus 9 EUR for the first sale\n", (struct backtest_ask){.from_day = 0},
              &report);
    assert_int_equal(report.totals[0].cost_minor, 1000 + 2000 + 900 + 400);
    world_assert_sound(world);
}

static void recruiters_are_those_of_today_when_none_were_recorded(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, "pay 10% on sale\n");
    struct partner_input input = {.code = TEXT("below"), .name = TEXT("Below"), .recruited_by = world->partners[0]};
    struct partner below;
    must(world, partner_create(&world->flow, &input, &below));
    struct enrollment_input enrollment = {.partner_id = below.id,
                                          .program_id = world->program_id,
                                          .status = TEXT("approved"),
                                          .terms_effective_at = INSTANT_NONE};
    struct enrollment_view view;
    must(world, enrollment_create(&world->flow, &enrollment, &view));
    struct coupon_input coupon = {.partner_id = below.id, .program_id = world->program_id, .code = TEXT("below")};
    struct coupon made;
    must(world, coupon_create(&world->flow, &coupon, &made));
    struct conversion_claim claim = {.advertiser_id = world->advertiser_id,
                                     .program_id = world->program_id,
                                     .order_id = TEXT("C-1"),
                                     .amount = TEXT("100.00"),
                                     .coupon = TEXT("below"),
                                     .source = TEXT("api")};
    struct conversion_accepted accepted;
    must(world, conversion_accept(&world->flow, NULL, &claim, &accepted));
    struct backtest_report report;
    run_draft(world, "pay 10% on sale\nlevel 1 pays 3% of sale\n", (struct backtest_ask){.from_day = 0}, &report);
    assert_int_equal(report.totals[0].cost_minor, 1300);
    assert_int_equal(partner(&report, world->partners[0])->cost_minor[0], 300);
    assert_int_equal(partner(&report, world->partners[0])->reasons[0].line, 2);
    assert_int_equal(report.note_count, 1);
}

// Three clicks of the 10th day are booked, and more of the 20th, which was not asked for.
static void what_is_in_no_figure_is_said(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, "pay 10% on sale\n");
    struct click_accrual line = {.program_id = world->program_id,
                                 .partner_id = world->partners[0],
                                 .number = 1,
                                 .day = 10,
                                 .clicks = 3,
                                 .booked_minor = 1234,
                                 .earned_micro = 1234000000,
                                 .accrued_at = world->flow.now};
    must(world, db_write_begin(world->db));
    must(world, click_accrual_insert(world->db, &line));
    line.number = 2;
    line.day = 20;
    must(world, click_accrual_insert(world->db, &line));
    must(world, db_commit(world->db));
    struct backtest_report report;
    run_draft(world, "pay 10% on sale", (struct backtest_ask){.from_day = 11, .to_day = 19}, &report);
    assert_int_equal(report.now_minor, 0);
    run_draft(world, "pay 10% on sale", (struct backtest_ask){.from_day = 10, .to_day = 19}, &report);
    assert_int_equal(report.now_minor, 1234);
    assert_int_equal(report.now_click_minor, 1234);
    assert_int_equal(report.totals[0].cost_minor, 0);
    assert_int_equal(report.note_count, 0);
    run_draft(world, "pay 0.10 EUR on click", (struct backtest_ask){.from_day = 10, .to_day = 19}, &report);
    assert_int_equal(report.totals[0].click_minor, 30);
    run_draft(world, "pay 10% on sale\ngive gift \"mug\" on sale", (struct backtest_ask){.from_day = 11, .to_day = 19},
              &report);
    assert_int_equal(report.note_count, 1);
    assert_text(report.notes[0].text, "rewards in kind are in no figure, and a draft gives them");
}

static void what_cannot_be_asked_is_refused(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, "pay 10% on sale\n");
    struct backtest_report report;
    struct backtest_draft draft;
    sell(world);
    draft_read(world, "pay 10% on sale", &draft);
    struct backtest_ask ask = {
        .program_id = world->program_id, .from_day = 11, .to_day = 10, .drafts = &draft, .draft_count = 1};
    assert_int_equal(backtest(&world->flow, &ask, &report), RC_INVALID);
    assert_string_equal(world->fault.code, "range_empty");
    fault_clear(&world->fault);
    ask.to_day = ALL_DAYS;
    ask.events_max = 6; // of seven
    assert_int_equal(backtest(&world->flow, &ask, &report), RC_INVALID);
    assert_string_equal(world->fault.code, "backtest_too_large");
    fault_clear(&world->fault);
    ask.events_max = 7;
    assert_int_equal(backtest(&world->flow, &ask, &report), RC_OK);
    ask.program_id.v = 999;
    assert_int_equal(backtest(&world->flow, &ask, &report), RC_NOT_FOUND);
    assert_string_equal(world->fault.code, "program_not_found");
    fault_clear(&world->fault);
    ask.program_id = world->program_id;
    draft_read(world, "a: pay 10% on sale instead of b", &draft);
    assert_int_equal(backtest(&world->flow, &ask, &report), RC_INVALID);
    assert_string_equal(world->fault.code, "plan_malformed");
    fault_clear(&world->fault);
    draft_read(world, "pay 10% on sale", &draft);
    ask.to_day = 12; // an empty period
    assert_int_equal(backtest(&world->flow, &ask, &report), RC_OK);
    assert_int_equal(report.conversions, 0);
    assert_int_equal(report.partner_count, 0);
    int64_t day;
    assert_int_equal(backtest_day_read(TEXT("2026-02-30"), "from", &day, &world->fault), RC_INVALID);
    assert_string_equal(world->fault.field, "from");
    fault_clear(&world->fault);
    assert_int_equal(backtest_day_read(TEXT("1970-01-03"), "from", &day, &world->fault), RC_OK);
    assert_int_equal(day, 2);
}

// ---- what was booked ----

static const char *const plans[] = {
    "pay 10% on sale\npay 2 EUR on lead\ncap 15% of sale\n",
    "pay 10% on sale\n  from 3 sales a month 15%\n  from 4 sales a month 20%\n",
    "pay 5% on sale\n  from 200 EUR of sales a quarter 10%\n  from 400 EUR of sales a quarter 12.5%\n",
    "pay 5% on sale\n  from 3 sales a week 10% for all\n  from 5 sales a week 15% for all\n",
    "pay 50% on sale for the first payment\npay 7% on sale for 3 payments\npay 1% on sale\n",
    ("pay 20% on sale when customer is new\npay 3% on sale\nbonus 30 EUR for 3 sales a month\n"
     "bonus 1.50 EUR for every 2 sales a quarter\nbonus 9 EUR for 8 sales until 2027-12-31\n"),
    "base before discount\npay 12.5% on sale\nbonus 40 EUR for 250 EUR of sales in all\nround half even\n",
    "pay 2 EUR per item on sale of kind digital\npay 4% on sale when order quantity > 2\npay 3% on sale\n",
    "pay 10% on sale for 2 months\npay 2% on sale\n  from 2 sales in all 6%\n",
};

static uint64_t draw(uint64_t *seed, uint64_t below)
{
    *seed = *seed * 6364136223846793005UL + 1442695040888963407UL;
    return (*seed >> 33) % below;
}

// Sixty events of three partners and four customers over half a year, some late, refunded, rejected, with lines.
static void trade(struct world *world, uint64_t seed)
{
    for (int i = 0; i < 60; i++) {
        struct arena *arena = world->arena;
        world_days_pass(world, (int64_t)draw(&seed, 6));
        int64_t minor = 100 + (int64_t)draw(&seed, 15000);
        struct instant at = {world->flow.now.ms - (int64_t)draw(&seed, 4) * 9 * DAY_MS};
        bool is_lead = draw(&seed, 8) == 0;
        struct claim_item_text items[2] = {
            {.kind = TEXT("digital"),
             .quantity = text_format(arena, "%d", 1 + (int)draw(&seed, 3)),
             .amount = money_text(arena, world_eur(minor / 3))},
            {.kind = TEXT("physical"), .amount = money_text(arena, world_eur(minor / 2))}};
        struct conversion_claim claim = {.advertiser_id = world->advertiser_id,
                                         .program_id = world->program_id,
                                         .goal = is_lead ? TEXT("lead") : TEXT("sale"),
                                         .order_id = text_format(arena, "O-%d", i),
                                         .amount = money_text(arena, world_eur(minor)),
                                         .discount = money_text(arena, world_eur((int64_t)draw(&seed, 500))),
                                         .status = draw(&seed, 3) == 0 ? TEXT("pending") : TEXT_NONE,
                                         .coupon = text_format(arena, "p%d", (int)draw(&seed, 3)),
                                         .customer_id = text_format(arena, "c%d", (int)draw(&seed, 4)),
                                         .occurred_at = instant_text(arena, at),
                                         .items = items,
                                         .item_count = draw(&seed, 2) == 0 ? 2 : 0,
                                         .source = TEXT("api")};
        struct conversion_accepted accepted;
        must(world, conversion_accept(&world->flow, NULL, &claim, &accepted));
        if (draw(&seed, 4) == 0) {
            bool is_whole = draw(&seed, 2) == 0;
            int64_t refund = is_whole ? minor : 1 + (int64_t)draw(&seed, (uint64_t)minor);
            struct text amount = money_text(arena, world_eur(refund));
            world_refund(world, accepted.conversion_id, "R-1", text_zero_terminated(arena, amount));
        }
        if (text_is(claim.status) && draw(&seed, 2) == 0) {
            world_decide(world, accepted.conversion_id, draw(&seed, 2) == 0 ? "approved" : "rejected");
        }
    }
}

static void assert_same_volumes(const struct commission_history *actual, const struct commission_history *expected)
{
    assert_int_equal(actual->volume_count, expected->volume_count);
    for (size_t i = 0; i < expected->volume_count; i++) {
        const struct derive_volume *a = &actual->volumes[i], *e = &expected->volumes[i];
        assert_true(text_equal(a->goal, e->goal));
        assert_int_equal(a->period, e->period);
        assert_int_equal(a->count_before, e->count_before);
        assert_int_equal(a->count_all, e->count_all);
        assert_int_equal(a->sum_before.minor, e->sum_before.minor);
        assert_int_equal(a->sum_all.minor, e->sum_all.minor);
    }
}

// Every event's history from running counters is what the queries of live accrual find.
static void assert_same_history(struct world *world, int64_t needs)
{
    AUTO_ARENA counters = arena_new(ARENA_JOB_BYTES);
    struct backtest_history history;
    backtest_history_init(&history, counters, needs);
    struct conversion *list;
    size_t count;
    struct conversion_filter all = {.program_id = world->program_id, .status = TEXT("")};
    must(world, conversion_list(world->db, world->arena, &all, (struct conversion_id){INT64_MAX}, 500, &list, &count));
    for (size_t i = 1; i < count; i++) { // in the canonical order
        for (size_t k = i; k > 0; k--) {
            const struct conversion *a = &list[k - 1], *b = &list[k];
            int goal = text_compare(a->goal, b->goal), order = text_compare(a->order_id, b->order_id);
            bool is_after = a->occurred_at.ms > b->occurred_at.ms ||
                            (a->occurred_at.ms == b->occurred_at.ms && (goal > 0 || (goal == 0 && order > 0)));
            if (is_after) {
                struct conversion kept = list[k];
                list[k] = list[k - 1];
                list[k - 1] = kept;
            }
        }
    }
    for (size_t i = 0; i < count; i++) {
        backtest_history_whole(&history, &list[i], NULL);
    }
    struct commission_plans none = {.ids = TEXT("")};
    for (size_t i = 0; i < count; i++) {
        struct text expected;
        list[i].needs = needs;
        must(world, commission_history_read(world->db, world->arena, &list[i], &none, &expected));
        struct commission_history recorded, actual;
        must(world, commission_history_parse(world->arena, &list[i], expected, &recorded));
        backtest_history_read(&history, world->arena, &list[i], &actual);
        assert_int_equal(actual.is_customer_known, recorded.is_customer_known);
        assert_int_equal(actual.is_customer_new, recorded.is_customer_new);
        assert_int_equal(actual.payment_number, recorded.payment_number);
        assert_int_equal(actual.month_number, recorded.month_number);
        assert_int_equal(actual.is_churned, recorded.is_churned);
        assert_same_volumes(&actual, &recorded);
        backtest_history_add(&history, &list[i]);
    }
    backtest_history_release(&history);
    assert_int_equal(count, 60);
}

static void the_plan_in_force_costs_what_was_booked(void **state)
{
    for (size_t i = 0; i < COUNT_OF(plans); i++) {
        AUTO_ARENA arena = arena_new((size_t)256 << 20);
        struct test_database *database = i == 0 ? *state : test_database_new(test_database_kind(*state));
        struct world *world = world_new(database, arena, plans[i]);
        struct backtest_report report;
        trade(world, 77 + i);
        run_draft(world, plans[i], (struct backtest_ask){.from_day = 0}, &report);
        assert_true(report.now_minor > 0);
        assert_nothing_changes(&report);
        run_draft(world, NULL, (struct backtest_ask){.from_day = 0}, &report);
        assert_nothing_changes(&report);
        // A part of the time, from within periods of volumes.
        int64_t first = day_number((struct instant){WORLD_START_MS}) + 25;
        run_draft(world, plans[i], (struct backtest_ask){.from_day = first, .to_day = first + 80}, &report);
        assert_true(report.conversions > 5);
        assert_nothing_changes(&report);
        if (i == 0) {
            assert_same_history(world, NEED_CUSTOMER | (NEED_WHOLE(NEED_PERIODS) - NEED_WHOLE(0)));
        }
        world_assert_sound(world);
        if (i > 0) {
            test_database_free(database);
        }
    }
}

static void the_demo_costs_what_was_booked(void **state)
{
    AUTO_ARENA arena = arena_new((size_t)512 << 20);
    struct world *world = arena_one(arena, struct world);
    world->db = test_database_db(*state);
    world->arena = arena;
    keyring_of_seed(1, &world->keyring);
    world->flow = (struct flow){.db = world->db,
                                .arena = arena,
                                .keyring = &world->keyring,
                                .now = {WORLD_START_MS - 90 * DAY_MS},
                                .actor = TEXT("test"),
                                .fault = &world->fault};
    struct network_init_input input = {.name = TEXT("Demo"),
                                       .time_zone = TEXT_NONE,
                                       .fallback_url = TEXT_NONE,
                                       .currency = {"EUR"},
                                       .email = TEXT("demo@example.com"),
                                       .password = TEXT("correct horse battery")};
    struct user_id user;
    must(world, network_init(&world->flow, &input, &user));
    world->flow.now = (struct instant){WORLD_START_MS};
    struct demo_options options = {.partner_count = 10, .day_count = 60, .seed = 3};
    struct demo_made made;
    must(world, demo_fill(&world->flow, &options, &made));
    struct program *programs;
    size_t count;
    struct program_filter filter = {.limit = 100};
    must(world, program_list(world->db, arena, &filter, &programs, &count));
    assert_true(count > 1);
    for (size_t i = 0; i < count; i++) {
        struct backtest_report report;
        world->program_id = programs[i].id;
        run_draft(world, NULL, (struct backtest_ask){.from_day = 0}, &report);
        assert_true(report.now_minor > 0);
        assert_nothing_changes(&report);
    }
}

int main(void)
{
    const struct CMUnitTest cases[] = {
        TEST_DATABASE_CASE(costs_by_hand),
        TEST_DATABASE_CASE(wholes_stress_bonuses_and_caps_by_hand),
        TEST_DATABASE_CASE(individual_terms_stay),
        TEST_DATABASE_CASE(bonuses_of_several_terms_in_a_period),
        TEST_DATABASE_CASE(recruiters_are_those_of_today_when_none_were_recorded),
        TEST_DATABASE_CASE(what_is_in_no_figure_is_said),
        TEST_DATABASE_CASE(what_cannot_be_asked_is_refused),
        TEST_DATABASE_CASE(the_plan_in_force_costs_what_was_booked),
        TEST_DATABASE_CASE(the_demo_costs_what_was_booked),
    };
    return TEST_DATABASE_RUN("backtest", cases);
}
