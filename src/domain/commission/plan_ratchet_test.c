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
    {"pay 10% on sale\nhold 14 days", "pay 10% on sale\nhold 30 days", true, false, "The hold is longer"},
    {"pay 10% on sale", "pay 10% on sale\nhold 30 days", false, true, "Only one of the versions"},
    {"pay 10% on sale\nrefunds after payment are forgiven", "pay 10% on sale", true, false, "owed back"},
    {"pay 10% on sale", "pay 10% on sale\nbase without tax", true, false, "taken out of the base"},
    {"pay 10% on sale\nbonus 100 EUR for 10 sales a month", "pay 10% on sale\nbonus 100 EUR for 9 sales a month", false,
     false, ""},
    {"pay 10% on sale\nbonus 100 EUR for 10 sales a month", "pay 10% on sale\nbonus 90 EUR for 10 sales a month", false,
     true, "no bonus that is as good"},
    {"pay 10% on sale of kind a\npay 5% on sale\ncap 20% of sale",
     "pay 11% on sale of kind a\npay 5% on sale\ncap 20% of sale", false, true, "orders may mix items"},
};

static void each_row(void **state)
{
    int failures = 0;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
        struct check_result result;
        plan_ratchet(arena, parsed(arena, rows[i].before), parsed(arena, rows[i].after), 0, &result);
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

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(each_row)};
    return run_cases(tests);
}
