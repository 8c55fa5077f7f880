// SPDX-License-Identifier: Apache-2.0
// What a backtest adds up: cells, months, who gains and loses, and which line is the reason.
#include "check.h"

#include "backtest/backtest_sum.h"
#include "core/bug.h"

#define MARCH ((int64_t)2026 * 12 + 2)
#define APRIL (MARCH + 1)

static const char text_of_draft[] = "# draft\npay 10% on sale # plain\n  from 10 sales a month 12%\n";

struct fixture {
    struct arena *arena;
    struct plan plan; // its text is what reasons quote
    struct backtest_draft drafts[2];
    struct backtest_report report;
    struct backtest_sum sum;
};

static struct fixture *fixture_new(struct arena *arena)
{
    struct fixture *f = arena_one(arena, struct fixture);
    f->arena = arena;
    f->plan = (struct plan){.has_margin = true, .margin = {.ppm = 300000}};
    f->drafts[0] = (struct backtest_draft){.name = TEXT("a"), .text = text_of(text_of_draft), .plan = &f->plan};
    f->drafts[1] = (struct backtest_draft){.name = TEXT("b"), .text = text_of(text_of_draft)};
    f->report = (struct backtest_report){.drafts = f->drafts, .draft_count = 2};
    backtest_sum_init(&f->sum, arena, 2);
    return f;
}

static void finish(struct fixture *f)
{
    backtest_sum_finish(&f->sum, f->arena, &f->report);
    backtest_sum_release(&f->sum);
}

struct one {
    int64_t partner, amount;
    int line;
};

static struct backtest_award award(struct one one)
{
    return (struct backtest_award){.partner_id = {one.partner}, .amount_minor = one.amount, .line = one.line};
}

// One sale of one partner: booked, by draft a, by draft b.
static void add(struct fixture *f, int64_t month, struct one booked, struct one a, struct one b)
{
    struct backtest_award lists[3] = {award(booked), award(a), award(b)};
    struct backtest_outcome outcome = {.month = month,
                                       .sales_minor = 10000,
                                       .booked = &lists[0],
                                       .booked_count = booked.partner == 0 ? 0 : 1,
                                       .drafts = {&lists[1], &lists[2]},
                                       .draft_award_counts = {a.partner == 0 ? 0 : 1, b.partner == 0 ? 0 : 1}};
    backtest_sum_add(&f->sum, &outcome);
}

static const struct backtest_partner *partner(const struct fixture *f, int64_t id)
{
    for (size_t i = 0; i < f->report.partner_count; i++) {
        if (f->report.partners[i].partner_id.v == id) {
            return &f->report.partners[i];
        }
    }
    print_error("no partner %lld\n", (long long)id);
    BUG_ON(true);
}

static void costs_are_summed_by_month_and_partner(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct fixture *f = fixture_new(arena);
    add(f, APRIL, (struct one){7, 1000, 0}, (struct one){7, 1200, 3}, (struct one){7, 1000, 2});
    add(f, MARCH, (struct one){7, 1000, 0}, (struct one){7, 1000, 2}, (struct one){0, 0, 0});
    add(f, MARCH, (struct one){9, 500, 0}, (struct one){9, 400, 2}, (struct one){9, 501, 2});
    struct backtest_outcome rejected = {.month = MARCH, .is_rejected = true, .sales_minor = 999};
    backtest_sum_add(&f->sum, &rejected);
    finish(f);
    const struct backtest_report *report = &f->report;
    assert_int_equal(report->conversions, 3);
    assert_int_equal(report->rejected, 1);
    assert_int_equal(report->sales_minor, 30000);
    assert_int_equal(report->now_minor, 2500);
    assert_int_equal(report->month_count, 2);
    assert_int_equal(report->months[0].month, MARCH);
    assert_int_equal(report->months[0].conversions, 2);
    assert_int_equal(report->months[0].now_minor, 1500);
    assert_int_equal(report->months[0].cost_minor[0], 1400);
    assert_int_equal(report->months[1].cost_minor[0], 1200);
    assert_int_equal(report->totals[0].cost_minor, 2600);
    assert_int_equal(report->totals[1].cost_minor, 1501);
    assert_int_equal(report->totals[0].gains, 1);
    assert_int_equal(report->totals[0].loses, 1);
    assert_int_equal(report->totals[0].same, 0);
    // 30 % of 300.00 less 26.00.
    assert_true(report->totals[0].has_margin);
    assert_int_equal(report->totals[0].margin_minor, 9000 - 2600);
    assert_false(report->totals[1].has_margin);
    // The largest change by the first draft first: +200 of 7, -100 of 9.
    assert_int_equal(report->partners[0].partner_id.v, 7);
    assert_int_equal(report->partners[0].month_count, 2);
    assert_int_equal(report->partners[0].months[0].month, MARCH);
    assert_int_equal(report->partners[0].months[1].cost_minor[0], 1200);
}

static void the_reason_is_the_line_that_pulls_furthest(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct fixture *f = fixture_new(arena);
    // Partner 7: line 2 takes 100 twice, line 3 gives 500: a gain, by line 3. Draft b pays nothing: a loss by no line.
    add(f, MARCH, (struct one){7, 1000, 0}, (struct one){7, 900, 2}, (struct one){0, 0, 0});
    add(f, MARCH, (struct one){7, 1000, 0}, (struct one){7, 900, 2}, (struct one){0, 0, 0});
    add(f, MARCH, (struct one){7, 1000, 0}, (struct one){7, 1500, 3}, (struct one){0, 0, 0});
    add(f, MARCH, (struct one){9, 1000, 0}, (struct one){9, 900, 2}, (struct one){9, 1000, 2});
    finish(f);
    const struct backtest_reason *gain = &partner(f, 7)->reasons[0];
    assert_true(gain->is_given);
    assert_int_equal(gain->line, 3);
    assert_int_equal(gain->change_minor, 500);
    assert_int_equal(gain->events, 1);
    assert_true(text_equal(gain->text, TEXT("from 10 sales a month 12%")));
    const struct backtest_reason *loss = &partner(f, 7)->reasons[1];
    assert_true(loss->is_given);
    assert_int_equal(loss->line, 0);
    assert_int_equal(loss->change_minor, -3000);
    assert_int_equal(loss->events, 3);
    assert_false(text_is(loss->text));
    assert_true(text_equal(partner(f, 9)->reasons[0].text, TEXT("pay 10% on sale")));
    assert_false(partner(f, 9)->reasons[1].is_given); // nothing changes
}

static void what_moves_between_partners_is_a_change_of_both(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct fixture *f = fixture_new(arena);
    struct backtest_award booked[] = {award((struct one){7, 1000, 0}), award((struct one){8, 100, 0})};
    struct backtest_award draft[] = {award((struct one){7, 700, 2}), award((struct one){9, 400, 3}),
                                     award((struct one){7, 50, 3})};
    struct backtest_outcome outcome = {.month = MARCH,
                                       .sales_minor = 10000,
                                       .booked = booked,
                                       .booked_count = 2,
                                       .drafts = {draft, booked},
                                       .draft_award_counts = {3, 2}};
    backtest_sum_add(&f->sum, &outcome);
    finish(f);
    assert_int_equal(f->report.partner_count, 3);
    assert_int_equal(f->report.totals[0].gains, 1);
    assert_int_equal(f->report.totals[0].loses, 2);
    assert_int_equal(f->report.totals[1].same, 3);
    assert_int_equal(partner(f, 7)->cost_minor[0], 750);
    assert_int_equal(partner(f, 7)->reasons[0].line, 2); // of his largest award
    assert_int_equal(partner(f, 7)->reasons[0].change_minor, -250);
    assert_int_equal(partner(f, 7)->reasons[0].events, 1);
    assert_int_equal(partner(f, 8)->reasons[0].line, 0);
    assert_int_equal(partner(f, 9)->reasons[0].line, 3);
}

static void bonuses_are_no_conversions(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct fixture *f = fixture_new(arena);
    struct backtest_award booked = award((struct one){7, 1000, 0});
    struct backtest_award draft[] = {award((struct one){7, 1000, 2}), award((struct one){7, 1500, 3})};
    struct backtest_outcome outcome = {.month = MARCH,
                                       .kind = BACKTEST_OF_BONUSES,
                                       .booked = &booked,
                                       .booked_count = 1,
                                       .drafts = {draft},
                                       .draft_award_counts = {2}};
    backtest_sum_add(&f->sum, &outcome);
    finish(f);
    assert_int_equal(f->report.conversions, 0);
    assert_int_equal(f->report.sales_minor, 0);
    assert_int_equal(f->report.now_bonus_minor, 1000);
    assert_int_equal(f->report.totals[0].bonus_minor, 2500);
    assert_int_equal(f->report.totals[1].bonus_minor, 0);
    assert_int_equal(partner(f, 7)->reasons[0].change_minor, 1500);
}

static void nothing_gives_an_empty_report(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct fixture *f = fixture_new(arena);
    finish(f);
    assert_int_equal(f->report.partner_count, 0);
    assert_int_equal(f->report.month_count, 0);
    assert_int_equal(f->report.totals[0].cost_minor, 0);
}

static void lines_are_quoted_without_comments(void **state)
{
    struct text source = TEXT("pay 1% on sale\n\n  give gift \"mug # 1\" on sale # why\n#\nlast");
    static const struct {
        int line;
        const char *text;
    } rows[] = {{1, "pay 1% on sale"}, {2, ""}, {3, "give gift \"mug # 1\" on sale"}, {4, ""}, {5, "last"}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        assert_true(text_equal(backtest_line_text(source, rows[i].line), text_of(rows[i].text)));
    }
    assert_false(text_is(backtest_line_text(source, 6)));
    assert_false(text_is(backtest_line_text(source, 0)));
}

int main(void)
{
    const struct CMUnitTest cases[] = {
        cmocka_unit_test(costs_are_summed_by_month_and_partner),
        cmocka_unit_test(the_reason_is_the_line_that_pulls_furthest),
        cmocka_unit_test(what_moves_between_partners_is_a_change_of_both),
        cmocka_unit_test(bonuses_are_no_conversions),
        cmocka_unit_test(nothing_gives_an_empty_report),
        cmocka_unit_test(lines_are_quoted_without_comments),
    };
    return cmocka_run_group_tests(cases, NULL, NULL);
}
