// SPDX-License-Identifier: Apache-2.0
// The ratchet: versions that are never worse, versions that are, with the smallest sale that pays less, and what is
// left open.
#include "check.h"

#include "commission/plan_ratchet.h"

static const struct currency eur = {"EUR"};

static struct plan *parsed(struct arena *arena, const char *source)
{
    struct plan *plan = NULL;
    struct plan_error error = {0};
    if (plan_parse(arena, text_of(source), eur, &plan, &error) != RC_OK) {
        fail_msg("%s\n%d:%d: %s %s", source, error.line, error.column, error.message, error.suggestion);
    }
    return plan;
}

static const struct {
    const char *before, *after;
    bool is_refuted, is_undecided;
    const char *says; // a part of a sentence
} rows[] = {
    {"pay 10% on sale", "pay 10% on sale", false, false, "The credited partner never earns less"},
    {"pay 10% on sale", "pay 12% on sale", false, false, "(1 case,"},
    // 8 % of 0.06 is 0.0048; 10 % of 0.05 is half a cent and rounds up.
    {"pay 10% on sale", "pay 8% on sale", true, false,
     "sale of 0.05 EUR earns 0.01 EUR by the old version and 0.00 EUR by"},
    {"pay 10% on sale", "pay 10% on lead", true, false, "by the old version"},
    {"pay 10% on sale", "pay 9% on sale at least 1 EUR", true, false, "sale of 10.05 EUR earns 1.01 EUR"},
    {"pay 10% on sale", "pay 10% on sale\ncap 50 EUR per sale", true, false, "sale of 500.05 EUR earns 50.01 EUR"},
    {"pay 10% on sale\ncap 50 EUR per sale", "pay 10% on sale\ncap 60 EUR per sale", false, false, ""},
    {"pay 10% on sale\ncap 50 EUR per sale", "pay 12% on sale\ncap 40 EUR per sale", true, false, "sale of 400.05 EUR"},
    {"pay 10% on sale", "pay 20% on sale when country is FR\npay 10% on sale", false, false, "2 cases"},
    {"pay 10% on sale", "pay 5% on sale when country is FR\npay 10% on sale", true, false,
     "the visitor’s country is “FR”"},
    {"pay 20% on sale when country is FR\npay 10% on sale", "pay 20% on sale when country is DE\npay 10% on sale", true,
     false, "the visitor’s country is “FR”"},
    {"pay 10% on sale\n from 10 sales a month 12%", "pay 10% on sale\n from 9 sales a month 12%", false, false, ""},
    {"pay 10% on sale\n from 10 sales a month 12%", "pay 10% on sale\n from 11 sales a month 12%", true, false,
     "9 events of the month before it"},
    {"pay 10% on sale\n from 1000 EUR of sales a month 12%", "pay 10% on sale\n from 900 EUR of sales a month 12%",
     false, false, ""},
    {"pay 10% on sale\n from 1000 EUR of sales a month 12%", "pay 10% on sale\n from 1100 EUR of sales a month 12%",
     true, false, ""},
    {"pay 10% on sale", "pay 10% on sale for 6 months", true, false,
     "the month since the customer’s first payment is 7"},
    {"pay 10% on sale\nlevels 1 to 2 pay 5% of sale", "pay 12% on sale\nlevel 1 pays 5% of sale", true, false,
     "Level 2 earns less"},
    {"pay 10% on sale\nlevel 1 pays 50% of commission", "pay 10% on sale\nlevel 1 pays 5% of sale", false, false,
     "Level 1 never earns less"},
    {"pay 1 EUR on lead", "pay 2 EUR on lead", false, false, ""},
    {"pay 0.01 EUR on click", "pay 0.009 EUR on click", true, false,
     "A click pays 0.009 EUR, where the old version pays 0.01"},
    {"pay 0.01 EUR on click", "pay 0.01 EUR on unique click", true, false, "A click pays 0.00"},
    {"pay 2 EUR on 1000 impressions", "pay 4 EUR on 2001 impressions", true, false, "Impressions pay less"},
    {"pay 10% on sale\nhold 14 days", "pay 10% on sale\nhold 30 days", true, false,
     "The credited partner has a longer hold: sale of 0.99 EUR waits 30 days, and 14 by the old version"},
    {"pay 10% on sale", "pay 10% on sale\nhold 30 days", false, true, "Only one of the versions"},
    {"pay 10% on sale\nrefunds after payment are forgiven", "pay 10% on sale", true, false, "owed back"},
    {"pay 10% on sale", "pay 10% on sale\nbase without tax", true, false, "taken out of the base"},
    {"pay 10% on sale\nbonus 100 EUR for 10 sales a month", "pay 10% on sale\nbonus 100 EUR for 9 sales a month", false,
     false, ""},
    {"pay 10% on sale\nbonus 100 EUR for 10 sales a month", "pay 10% on sale\nbonus 90 EUR for 10 sales a month", false,
     true, "no bonus that is as good"},
    {"pay 10% on sale of kind a\npay 5% on sale\ncap 20% of sale",
     "pay 11% on sale of kind a\npay 5% on sale\ncap 20% of sale", false, true, "orders may mix items"},
    // Caps and limits of the old version only lower what it pays, and what the new one pays `at least` only raises it.
    {"pay 8% on sale\npay 10% on sale of kind clothing\ncap 60 EUR per sale", "pay 15% on sale", false, false, ""},
    {"pay 8% on sale\npay 10% on sale of kind clothing\ncap 60 EUR per sale", "pay 10% on sale", false, false, ""},
    {"pay 8% on sale\npay 10% on sale of kind clothing at most 60 EUR", "pay 10% on sale", false, false, ""},
    {"pay 8% on sale\npay 10% on sale of kind clothing\ncap 60 EUR per sale", "pay 9% on sale", true, false,
     "the kind of item is “clothing”"},
    {"pay 10% on sale of kind a\npay 5% on sale", "pay 11% on sale of kind a at least 1 EUR\npay 5% on sale", false,
     false, ""},
    {"pay 10% on sale\n from 1000 EUR of sales a month 12%\ncap 60 EUR per sale", "pay 12% on sale", false, false, ""},
    // Here the cap is what makes the new version no worse: that is not seen without it.
    {"pay 30% on sale of kind a\npay 5% on sale\ncap 10% of sale", "pay 10% on sale", false, true,
     "orders may mix items"},
    // 1.00 at least for the partner leaves level 1 0.50 of the cap; of 5.05 it had 0.51.
    {"pay 5% on sale of kind a\npay 5% on sale\nlevel 1 pays 10% of sale\ncap 1.50 EUR per sale over all levels",
     "pay 5% on sale of kind a at least 1 EUR\npay 5% on sale at least 1 EUR\nlevel 1 pays 10% of sale\n"
     "cap 1.50 EUR per sale over all levels",
     true, true, "Level 1 earns less: sale of 5.05 EUR earns 0.51 EUR by the old version and 0.50 EUR"},
    // Of a month's 100.00 a sale that is not cut to 1.00 any more leaves less to the next.
    {"pay 10% on sale of kind a\npay 5% on sale\ncap 1 EUR per sale\ncap 100 EUR per partner a month",
     "pay 10% on sale\ncap 100 EUR per partner a month", false, true, "Events that pay more use this cap up sooner"},
    // Caps of periods. 100.00 a month are 1,200.00 a year, 100.00 a year are not; 0.10 beyond is 0.01 at 10 %.
    {"pay 10% on sale\ncap 100 EUR per partner a month", "pay 10% on sale\ncap 100 EUR per partner a year", true, true,
     "A cap holds for a longer period than before (cap 100 EUR per partner a year, where the old version has: cap 100 "
     "EUR per partner a month)"},
    {"pay 10% on sale\nbudget 100 EUR a month", "pay 10% on sale\nbudget 100 EUR a quarter", true, true,
     "A cap holds for a longer period than before"},
    {"pay 10% on sale\ncap 100 EUR per partner a week", "pay 10% on sale\ncap 100 EUR per partner a month", true, true,
     "A cap holds for a longer period than before"},
    {"pay 10% on sale\ncap 100 EUR per partner a month", "pay 10% on sale\ncap 1200 EUR per partner a year", false,
     true, "It cannot be proved that this cap always leaves as much"},
    // The last days of a month and the first of the next may be of one week.
    {"pay 10% on sale\ncap 100 EUR per partner a month", "pay 10% on sale\ncap 100 EUR per partner a week", false, true,
     "It cannot be proved that this cap always leaves as much"},
    {"pay 10% on sale\ncap 100 EUR per partner a year", "pay 10% on sale\ncap 100 EUR per partner a month", false,
     false, ""},
    {"pay 10% on sale\ncap 100 EUR per partner a month", "pay 10% on sale\ncap 200 EUR per partner a month", false,
     false, ""},
    {"pay 10% on sale\ncap 100 EUR per partner a month", "pay 10% on sale", false, false, ""},
    {"pay 10% on sale\ncap 100 EUR per partner a month", "pay 12% on sale", false, false, ""},
    {"pay 10% on sale", "pay 10% on sale\ncap 100 EUR per partner a month", true, true,
     "of 100.01 EUR earned in one period the old version pays 100.01 EUR, the new one 100.00 EUR"},
    {"pay 10% on sale\nbudget 100 EUR a month", "pay 10% on sale\nbudget 99 EUR a month", true, true,
     "of 99.01 EUR earned in one period the old version pays 99.01 EUR, the new one 99.00 EUR"},
    {"pay 10% on sale\ncap 100 EUR per partner a month, beyond it 10%",
     "pay 10% on sale\ncap 100 EUR per partner a month", true, true,
     "of 100.10 EUR earned in one period the old version pays 100.01 EUR, the new one 100.00 EUR"},
    {"pay 10% on sale\ncap 100 EUR per partner a month, beyond it 10%",
     "pay 10% on sale\ncap 100 EUR per partner a month, beyond it 20%", false, false, ""},
    {"pay 10% on sale\ncap 100 EUR per partner a month", "pay 10% on sale\nbudget 100 EUR a month", true, true,
     "A cap leaves less"},
    // Of 100.00 a month a first sale that now has 100.00 leaves the second nothing; it had 50.00 of each.
    {"pay 5% on sale\ncap 100 EUR per partner a month", "pay 10% on sale\ncap 100 EUR per partner a month", false, true,
     "Events that pay more use this cap up sooner"},
    {"pay 5% on sale\nbudget 100 EUR a month", "pay 10% on sale\nbudget 200 EUR a month", false, true,
     "Events that pay more use this cap up sooner"},
    // Holds: of each rule that pays, of each level, and of what is no sale.
    {"pay 10% on sale of kind x hold 10 days\npay 5% on sale hold 60 days",
     "pay 10% on sale of kind x hold 30 days\npay 5% on sale hold 60 days", true, false,
     "(all of it one line: the kind of item is “x”) waits 30 days, and 10 by the old version"},
    {"pay 10% on sale hold 10 days\nhold 10 days", "pay 10% on sale hold 5 days\nhold 90 days", false, false, ""},
    {"pay 10% on sale\nhold 30 days", "pay 10% on sale hold 14 days\nhold 30 days", false, false, ""},
    {"pay 10% on sale hold 14 days", "pay 10% on sale", false, true, "Only one of the versions"},
    {"pay 10% on sale\nhold 30 days\nlevel 1 pays 5% of sale hold 10 days",
     "pay 10% on sale\nhold 30 days\nlevel 1 pays 5% of sale hold 300 days", true, false,
     "Level 1 has a longer hold: sale of 0.99 EUR waits 300 days, and 10 by the old version"},
    {"pay 10% on sale\nhold 30 days\nlevel 1 pays 5% of sale hold 40 days",
     "pay 10% on sale\nhold 30 days\nlevel 1 pays 5% of sale", false, false, ""},
    {"pay 0.01 EUR on click\nhold 10 days", "pay 0.01 EUR on click\nhold 20 days", true, false,
     "The hold of clicks, impressions or bonuses is longer: 20 days, where the old version has 10"},
    {"pay 10% on sale hold 5 days\nhold 10 days\nbonus 100 EUR for 10 sales a month",
     "pay 10% on sale hold 5 days\nhold 20 days\nbonus 100 EUR for 10 sales a month", true, false,
     "The hold of clicks, impressions or bonuses is longer"},
    // Refunds in part: a sum stays whole, a percentage is of what is left.
    {"pay 10 EUR on sale when order amount >= 100 EUR", "pay 10% on sale when order amount >= 100 EUR", true, false,
     "sale of 100.00 EUR (99.99 EUR refunded) earns 10.00 EUR by the old version and 0.00 EUR by"},
    {"pay 10% on sale when order amount <= 100 EUR", "pay 10 EUR on sale when order amount <= 100 EUR", false, false,
     ""},
    {"pay 10 EUR on sale when order amount >= 100 EUR", "pay 10 EUR on sale when order amount >= 50 EUR", false, false,
     ""},
    {"pay 10 EUR on sale when order amount >= 100 EUR", "pay 10% on sale at least 10 EUR when order amount >= 100 EUR",
     false, false, ""},
    {"pay 10% on sale at least 5 EUR when order amount >= 100 EUR", "pay 10% on sale when order amount >= 100 EUR",
     true, false, "(99.99 EUR refunded) earns 5.00 EUR by the old version and 0.00 EUR by"},
    {"pay 10% on sale\n from 1000 EUR of sales a month 12% for all\nalso pay 1% on sale when customer is new",
     "pay 10% on sale\n from 1000 EUR of sales a month 12% for all\nalso pay 2% on sale when customer is new", false,
     true, "a refund may move them apart"},
    // A lead has no amount, and no share of nothing caps it.
    {"pay 1 EUR on lead\ncap 1% of sale", "pay 1% on lead", true, false,
     "lead of 0.00 EUR earns 1.00 EUR by the old version and 0.00 EUR by"},
    // Levels beyond the eighth, with the one that the same clauses of both versions pay; never under a cap over levels.
    {"pay 10% on sale\nlevels 1 to 100 pay 0.1% of sale", "pay 10% on sale\nlevels 1 to 100 pay 0.2% of sale", false,
     false, "Level 8 never earns less"},
    {"pay 10% on sale\nlevels 2 to 100 pay 1% of commission",
     "pay 10% on sale\nlevel 2 pays 2% of commission\nlevels 3 to 100 pay 1% of commission", false, false, ""},
    {"pay 10% on sale\nlevels 1 to 100 pay 0.2% of sale", "pay 10% on sale\nlevels 1 to 100 pay 0.1% of sale", true,
     false, "Level 1 earns less"},
    {"pay 10% on sale\nlevels 1 to 100 pay 1% of sale when recruiter level is gold",
     "pay 10% on sale\nlevels 1 to 100 pay 2% of sale when recruiter level is gold", false, false, ""},
    {"pay 10% on sale\nlevels 1 to 10 pay 1% of sale", "pay 10% on sale\nlevels 1 to 9 pay 1% of sale", false, true,
     "levels beyond the eighth"},
    {"pay 10% on sale\nlevels 1 to 9 pay 1% of sale\ncap 15% of sale over all levels",
     "pay 10% on sale\nlevels 1 to 9 pay 1% of sale\ncap 16% of sale over all levels", false, true,
     "levels beyond the eighth"},
    // Who earns: sharing, the matrix, every goal, and levels behind a gap: 10.00 - 3.00 - 5.00 leaves level 2 2.00, and
    // without level 1 it has its 5.00.
    {"pay 10% on sale", "pay 10% on sale\nshare first 100%, last 0%, others 0%", false, true, "is shared differently"},
    {"pay 10% on sale\nshare first 40%, last 40%, others 20%", "pay 10% on sale", false, true, "is shared differently"},
    {"pay 10% on sale\nshare first 40%, last 40%, others 20%", "pay 12% on sale\nshare first 40%, last 40%, others 20%",
     false, false, ""},
    {"pay 10% on sale\nlevel 1 pays 5% of sale", "pay 10% on sale\nlevel 1 pays 5% of sale\nmatrix 3 wide 7 deep",
     false, true, "follow another tree"},
    {"pay 10% on sale\nlevel 1 pays 5% of sale\nmatrix 3 wide 7 deep", "pay 10% on sale\nlevel 1 pays 5% of sale",
     false, true, "follow another tree"},
    {"pay 10% on sale", "pay 10% on sale\nlevel 1 pays 5% of sale\nmatrix 3 wide 7 deep", false, false, ""},
    {"pay 10% on sale\nlevel 1 pays 5% of sale on every goal", "pay 10% on sale\nlevel 1 pays 5% of sale", true, false,
     "Level 1 earns less"},
    {"pay 3 EUR on sale\nlevels 1 to 2 pay 5 EUR on sale\ncap 10 EUR per sale over all levels",
     "pay 3 EUR on sale\nlevel 1 pays 5 EUR on sale\nlevel 2 pays 2 EUR on sale\ncap 10 EUR per sale over all levels",
     true, false, "(no recruiter of level 1) earns 5.00 EUR by the old version and 2.00 EUR by"},
    {"pay 10% on sale\nlevels 1 to 7 pay 1% of sale\ncap 20% of sale over all levels",
     "pay 10% on sale\nlevels 1 to 7 pay 1% of sale\ncap 25% of sale over all levels", false, false, ""},
    // Volumes that may be: a year has what its month has, a month not what its year has, and a week may begin in the
    // month before.
    {"pay 10% on sale\n from 10 sales a month 12%", "pay 10% on sale\n from 10 sales a year 12%", false, false, ""},
    {"pay 10% on sale\n from 10 sales a month 12%", "pay 10% on sale\n from 5 sales in all 12%", false, false, ""},
    {"pay 10% on sale\n from 10 sales a year 12%", "pay 10% on sale\n from 10 sales a month 12%", true, false,
     "9 events of the year before it and 10 with it and later ones"},
    {"pay 10% on sale\n from 10 sales a week 12%", "pay 10% on sale\n from 10 sales a month 12%", true, false,
     "9 events of the week before it"},
    {"pay 10% on sale\n from 1000 EUR of sales a month 12%", "pay 10% on sale\n from 1000 EUR of sales a quarter 12%",
     false, false, ""},
    {"pay 10% on sale\n from 1000 EUR of sales a month 12%", "pay 10% on sale\n from 1100 EUR of sales a quarter 12%",
     true, false, ""},
    {"pay 10% on sale\n from 1000 EUR of sales a month 12%", "pay 10% on sale\n from 2 sales a month 12%", true, false,
     ""},
    {"pay 10% on sale\n from 10 sales a month 20%\n from 15 sales a month 10%",
     "pay 20% on sale\n from 20 sales a month 15% for all", true, false,
     "9 events of the month before it and 20 with it and later ones"},
    // Bonuses: one new bonus stands for one old one.
    {"pay 10% on sale\nbonus 100 EUR for 10 sales a month\nbonus 50 EUR for 20 sales a month",
     "pay 10% on sale\nbonus 100 EUR for 10 sales a month", false, true, "no bonus that is as good"},
    {"pay 10% on sale\nbonus 50 EUR for 20 sales a month\nbonus 100 EUR for 10 sales a month",
     "pay 10% on sale\nbonus 100 EUR for 10 sales a month\nbonus 50 EUR for 20 sales a month", false, false, ""},
};

static void each_row(void **state)
{
    int failures = 0;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
        struct check_result result;
        plan_ratchet(arena, parsed(arena, rows[i].before), parsed(arena, rows[i].after), PLAN_HOLD_UNKNOWN, 0, &result);
        struct buf buf = buf_new(arena, 65536);
        for (size_t k = 0; k < result.finding_count; k++) {
            buf_format(&buf, "%s: %.*s\n", check_outcome_text(result.findings[k].outcome),
                       TEXT_PRINT(plan_finding_text(arena, &result.findings[k], EXPLAIN_EN)));
        }
        bool is_said = text_find(buf_text(&buf), text_of(rows[i].says), 0) != SIZE_MAX;
        if (result.is_refuted != rows[i].is_refuted || result.is_undecided != rows[i].is_undecided || !is_said) {
            failures++;
            print_error("%s\n->\n%s\n%.*s[%lld evaluations]\n", rows[i].before, rows[i].after,
                        TEXT_PRINT(buf_text(&buf)), (long long)result.evaluations);
        }
    }
    assert_int_equal(failures, 0);
}

// Individual terms with the program's plan behind them, each with as many clauses as a plan may have.
static void as_many_findings_as_clauses(void **state)
{
    AUTO_ARENA arena = arena_new((size_t)64 << 20);
    struct buf rich = buf_new(arena, 16384);
    (void)state;
    buf_format(&rich, "pay 10%% on sale\n");
    for (int i = 1; i <= 200; i++) {
        buf_format(&rich, "bonus %d EUR for %d sales a month\n", i, i);
    }
    const struct plan *bonuses = parsed(arena, text_zero_terminated(arena, buf_text(&rich)));
    const struct plan *without = parsed(arena, "pay 10% on sale");
    const struct plan_terms before = {.list = {bonuses, bonuses}, .count = 2};
    const struct plan_terms after = {.list = {without, without}, .count = 2};
    struct check_result result;
    plan_ratchet_terms(arena, &before, &after, PLAN_HOLD_UNKNOWN, 1000, &result);
    assert_true(result.is_refuted || result.is_undecided); // never proved
    assert_true(result.finding_count > 200);               // each bonus that is gone
}

// Where a version states no hold the program's stands, once it is known.
static void with_the_hold_of_the_program(void **state)
{
    static const struct {
        const char *before, *after;
        int hold_days;
        bool is_refuted, is_undecided;
    } each[] = {
        {"pay 10% on sale\nhold 14 days", "pay 10% on sale", PLAN_HOLD_UNKNOWN, false, true},
        {"pay 10% on sale\nhold 14 days", "pay 10% on sale", 14, false, false},
        {"pay 10% on sale\nhold 14 days", "pay 10% on sale", 15, true, false},
        {"pay 10% on sale", "pay 10% on sale\nhold 14 days", 14, false, false},
        {"pay 10% on sale", "pay 10% on sale\nhold 14 days", 13, true, false},
        {"pay 10% on sale hold 14 days", "pay 10% on sale", 14, false, false},
        {"pay 10% on sale hold 14 days", "pay 10% on sale", 30, true, false},
        {"pay 0.01 EUR on click\nhold 10 days", "pay 0.01 EUR on click", 10, false, false},
        {"pay 0.01 EUR on click\nhold 10 days", "pay 0.01 EUR on click", 11, true, false},
        {"pay 0.01 EUR on click", "pay 0.01 EUR on click\nhold 10 days", 9, true, false},
        {"pay 8% on sale\npay 10% on sale of kind clothing\ncap 60 EUR per sale\nhold 14 days", "pay 15% on sale", 14,
         false, false},
        {"pay 8% on sale\npay 10% on sale of kind clothing\ncap 60 EUR per sale\nhold 14 days", "pay 15% on sale", 15,
         true, false},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(each); i++) {
        AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
        struct check_result result;
        plan_ratchet(arena, parsed(arena, each[i].before), parsed(arena, each[i].after), each[i].hold_days, 0, &result);
        assert_row(each[i].after,
                   result.is_refuted == each[i].is_refuted && result.is_undecided == each[i].is_undecided);
    }
}

// Own terms that pay the sale themselves: the caps and the items of the plan behind them are none of theirs.
static void with_the_plan_behind_own_terms(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    const struct plan *behind =
        parsed(arena, "pay 8% on sale\nbig: pay 10% on sale of kind clothing\ncap 60 EUR per sale\nhold 14 days");
    const struct {
        const char *own;
        bool is_refuted, is_undecided;
    } each[] = {
        {"pay 15% on sale", false, false},
        {"pay 9% on sale", true, false}, // clothing had 10 %
        {"pay 15% on sale\ncap 60 EUR per sale", false, true},
        {"pay 15% on sale of kind clothing instead of big", false, true}, // the plan's cap stands over the sale
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(each); i++) {
        const struct plan_terms before = {.list = {behind}, .count = 1};
        const struct plan_terms after = {.list = {parsed(arena, each[i].own), behind}, .count = 2};
        struct check_result result;
        plan_ratchet_terms(arena, &before, &after, 30, 0, &result);
        assert_row(each[i].own, result.is_refuted == each[i].is_refuted && result.is_undecided == each[i].is_undecided);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(with_the_plan_behind_own_terms),
                                       cmocka_unit_test(with_the_hold_of_the_program),
                                       cmocka_unit_test(as_many_findings_as_clauses), cmocka_unit_test(each_row)};
    return run_cases(tests);
}
