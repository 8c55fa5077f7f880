// SPDX-License-Identifier: Apache-2.0
// The checker: statements that hold, statements that do not with their smallest counter-example worked out by hand, and
// what it cannot decide.
#include "check.h"

#include "commission/plan_check.h"
#include "core/bug.h"

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

static const struct check_finding *finding_of(const struct check_result *result, enum check_subject subject)
{
    for (size_t i = 0; i < result->finding_count; i++) {
        if (result->findings[i].subject == subject) {
            return &result->findings[i];
        }
    }
    print_error("no finding of %s\n", check_subject_text(subject));
    BUG_ON(true);
}

static const struct {
    const char *source; // its promise, margin or example is what is looked at
    enum check_subject subject;
    enum check_outcome outcome;
    int64_t amount, paid; // of the counter-example, minor units; -1: not looked at
    const char *says;     // a part of the sentence
} rows[] = {
    // At most. 30 % of 30 % is exact; half a cent of rounding is allowed, a whole one is not.
    {"pay 30% on sale\npromise at most 30% of sale", CHECK_AT_MOST, CHECK_PROVED, -1, -1, "1 case"},
    {"pay 30% on sale\npromise at most 29% of sale", CHECK_AT_MOST, CHECK_REFUTED, 5, 2,
     "sale of 0.05 EUR pays 0.02 EUR"},
    {"pay 10% on sale\nlevels 1 to 2 pay 10% of sale\npromise at most 30% of sale", CHECK_AT_MOST, CHECK_PROVED, -1, -1,
     ""},
    {"pay 10% on sale\nlevels 1 to 3 pay 10% of sale\npromise at most 30% of sale", CHECK_AT_MOST, CHECK_REFUTED, -1,
     -1, ""},
    {"pay 10% on sale\nlevels 1 to 3 pay 10% of sale\ncap 30% of sale over all levels\npromise at most 30% of sale",
     CHECK_AT_MOST, CHECK_PROVED, -1, -1, ""},
    {"pay 10% on sale\nlevels 1 to 2 pay 100% of commission\npromise at most 30% of sale", CHECK_AT_MOST, CHECK_PROVED,
     -1, -1, ""},
    {"pay 2 EUR on sale\npromise at most 30% of sale", CHECK_AT_MOST, CHECK_REFUTED, 1, 200, ""},
    {"pay 2 EUR on sale\ncap 20% of sale\npromise at most 30% of sale", CHECK_AT_MOST, CHECK_PROVED, -1, -1, ""},
    {"pay 10% on sale at least 2 EUR\npromise at most 30% of sale", CHECK_AT_MOST, CHECK_REFUTED, 1, 200, ""},
    {"pay 20% on sale when order amount >= 1000 EUR\npay 10% on sale\npromise at most 15% of sale", CHECK_AT_MOST,
     CHECK_REFUTED, 100000, 20000, ""},
    {"pay 20% on sale when partner level is gold\npay 10% on sale\npromise at most 15% of sale", CHECK_AT_MOST,
     CHECK_REFUTED, 3, 1, "sale of 0.03 EUR (the partner’s level is “gold”) pays 0.01 EUR"},
    {"pay 10% on sale\nalso pay 10% on sale when country is FR and device is mobile\npromise at most 15% of sale",
     CHECK_AT_MOST, CHECK_REFUTED, -1, -1, "(the visitor’s country is “FR”, the device is “mobile”)"},
    {"pay 10% on sale when country is FR and not country is FR\npay 5% on sale\npromise at most 5% of sale",
     CHECK_AT_MOST, CHECK_PROVED, -1, -1, ""},
    {"pay 50% on sale when coupon starts with VIP and coupon ends with 9 and coupon contains x\npay 5% on "
     "sale\npromise at "
     "most 5% of sale",
     CHECK_AT_MOST, CHECK_REFUTED, -1, -1, "a text of these parts: “VIP”, “x”, “9”"},
    {"pay 10% on sale\n from 10 sales a month 20%\npromise at most 15% of sale", CHECK_AT_MOST, CHECK_REFUTED, 3, 1,
     "(9 events of the month before it and 10 with it and later ones)"},
    {"pay 10% on sale\n from 1000 EUR of sales a month 20%\npromise at most 20% of sale", CHECK_AT_MOST, CHECK_PROVED,
     -1, -1, ""},
    {"pay 10% on sale\n from 1000 EUR of sales a month 20%\npromise at most 19% of sale", CHECK_AT_MOST, CHECK_REFUTED,
     -1, -1, ""},
    {"pay 10% on sale of kind digital\npay 5% on sale\npromise at most 9% of sale", CHECK_AT_MOST, CHECK_REFUTED, -1,
     -1, "(all of it one line: the kind of item is “digital”)"},
    {"pay 1 EUR per item on sale\npromise at most 99% of sale", CHECK_AT_MOST, CHECK_REFUTED, -1, -1, ""},
    {"base before discount\npay 10% on sale\npromise at most 11% of sale", CHECK_AT_MOST, CHECK_REFUTED, -1, -1,
     "discount"},
    {"pay 20% on sale for the first payment\npay 10% on sale\npromise at most 20% of sale", CHECK_AT_MOST, CHECK_PROVED,
     -1, -1, ""},
    {"pay 20% on sale from 2026-11-20 until 2026-11-30\npay 10% on sale\npromise at most 15% of sale", CHECK_AT_MOST,
     CHECK_REFUTED, 3, 1, "date is 2026-11-"},
    {"pay 10% on sale\nlevel 1 pays 10% of sale when recruiter level is gold\nlevel 2 pays 10% of sale when recruiter "
     "level "
     "is silver\npromise at most 25% of sale",
     CHECK_AT_MOST, CHECK_REFUTED, -1, -1,
     "(level 1: the recruiter’s level is “gold”, level 2: the recruiter’s level is “silver”)"},
    {"pay 10% on sale at least 1 EUR at most 50 EUR\n from 1000 EUR of sales a month 20%\npromise at most 100% of sale",
     CHECK_AT_MOST, CHECK_REFUTED, 1, 100, ""},
    {"pay 10% on sale at most 50 EUR\n from 1000 EUR of sales a month 20%\npromise at most 20% of sale", CHECK_AT_MOST,
     CHECK_UNDECIDED, -1, -1, "‘at most’ stands with tiers by sum"},
    {"tariff by clicks\n up to 10 1 EUR\n above 2 EUR\npay 100% of tariff on sale\ncap 10% of sale\npromise at most "
     "10% of sale",
     CHECK_AT_MOST, CHECK_PROVED, -1, -1, ""},
    // The margin.
    {"pay 10% on sale\nmargin 40% of sale", CHECK_MARGIN, CHECK_PROVED, -1, -1, "margin of 40%"},
    {"pay 50% on sale\nmargin 40% of sale", CHECK_MARGIN, CHECK_REFUTED, 1, 1, "passes the margin"},
    // Monotone.
    {"pay 10% on sale\npromise never less for a larger sale", CHECK_MONOTONE, CHECK_PROVED, -1, -1, ""},
    {"pay 20% on sale when order amount < 100 EUR\npay 10% on sale\npromise never less for a larger sale",
     CHECK_MONOTONE, CHECK_REFUTED, 10000, 1000, "but one of 99.99 EUR pays 20.00 EUR"},
    {"pay 10% on sale\n from 1000 EUR of sales a month 5%\npromise never less for a larger sale", CHECK_MONOTONE,
     CHECK_PROVED, -1, -1, ""},
    {"pay 10% on sale\n from 1000 EUR of sales a month 5% for all\npromise never less for a larger sale",
     CHECK_MONOTONE, CHECK_REFUTED, 100000, 5000, ""},
    {"pay 10% on sale at most 3 EUR\ncap 2 EUR per sale\npromise never less for a larger sale", CHECK_MONOTONE,
     CHECK_PROVED, -1, -1, ""},
    // Jumps: 20 % from 100 EUR on is 20 EUR where 9.999 were.
    {"pay 20% on sale when order amount >= 100 EUR\npay 10% on sale\npromise no jump above 9 EUR", CHECK_NO_JUMP,
     CHECK_REFUTED, 10000, 2000, "but one of 99.99 EUR pays 10.00 EUR"},
    {"pay 20% on sale when order amount >= 100 EUR\npay 10% on sale\npromise no jump above 10 EUR", CHECK_NO_JUMP,
     CHECK_PROVED, -1, -1, ""},
    {"pay 10% on sale\n from 1000 EUR of sales a month 20%\npromise no jump above 0.01 EUR", CHECK_NO_JUMP,
     CHECK_PROVED, -1, -1, ""},
    {"pay 10% on sale\n from 1000 EUR of sales a month 20% for all\npromise no jump above 50 EUR", CHECK_NO_JUMP,
     CHECK_REFUTED, 100000, 20000, ""},
    // Examples.
    {"pay 10% on sale\nexample sale of 100 EUR earns 10 EUR", CHECK_EXAMPLE, CHECK_PROVED, 10000, 1000, ""},
    {"pay 10% on sale\nexample sale of 100 EUR earns 11 EUR", CHECK_EXAMPLE, CHECK_REFUTED, 10000, 1000,
     "The credited partner earns 10.00 EUR, not 11.00 EUR"},
    {"pay 10% on sale\nlevel 1 pays 5% of sale\nexample sale of 100 EUR earns 10 EUR, level 1 4 EUR", CHECK_EXAMPLE,
     CHECK_REFUTED, 10000, 500, "Level 1 earns 5.00 EUR, not 4.00 EUR"},
    {"pay 10% on sale\nlevel 1 pays 5% of sale\nexample sale of 100 EUR with no recruiters earns 10 EUR, level 1 "
     "nothing",
     CHECK_EXAMPLE, CHECK_PROVED, -1, -1, ""},
    {"pay 10% on sale\nexample sale of 100 EUR with 30 EUR refunded earns 7 EUR", CHECK_EXAMPLE, CHECK_PROVED, -1, -1,
     ""},
    {"pay 10% on sale\n from 10 sales a month 12%\nexample sale of 100 EUR with 10th sale of the month earns 12 EUR",
     CHECK_EXAMPLE, CHECK_PROVED, -1, -1, ""},
    {"pay 10% on sale\n from 10 sales a month 12%\nexample sale of 100 EUR with 9th sale of the month earns 10 EUR",
     CHECK_EXAMPLE, CHECK_PROVED, -1, -1, ""},
    {"pay 10% on sale\n from 1000 EUR of sales a month 20%\nexample sale of 100 EUR with 950 EUR of sales a month "
     "before "
     "earns 15 EUR",
     CHECK_EXAMPLE, CHECK_PROVED, -1, -1, ""},
    {"pay 10% on sale when metadata seats >= 5 and customer is new and date > 2026-01-01\npay 1% on sale\nexample sale "
     "of 100 "
     "EUR with metadata seats is 6, customer is new, date is 2026-01-02 earns 10 EUR",
     CHECK_EXAMPLE, CHECK_PROVED, -1, -1, ""},
    {"pay 2 EUR per item on sale of kind digital\npay 10% on sale\nexample sale of 100 EUR with 40 EUR for 3 of kind "
     "digital "
     "earns 12 EUR",
     CHECK_EXAMPLE, CHECK_PROVED, -1, -1, ""},
    {"tariff by clicks\n up to 10000 30 EUR\n above 200 EUR\npay 10% of tariff on sale\nexample sale of 5 EUR with "
     "usage 60000 "
     "earns 20 EUR",
     CHECK_EXAMPLE, CHECK_PROVED, -1, -1, ""},
    // Bonuses.
    {"pay 10% on sale\nbonus 100 EUR for 10 sales a month", CHECK_BONUS, CHECK_NOTE, -1, -1,
     "no share of a sale bounds it"},
    {"pay 10% on sale\nbonus 100 EUR for every 5000 EUR of sales a month", CHECK_BONUS, CHECK_NOTE, -1, -1,
     "at most 2%"},
    {"pay 10% on sale", CHECK_NEVER_NEGATIVE, CHECK_PROVED, -1, -1, "(1 case)"},
    {"pay 10% on sale", CHECK_DETERMINISTIC, CHECK_PROVED, -1, -1, "evaluated twice"},
    {"pay 10% on sale of kind digital when metadata plan is pro and metadata seats >= 5\npay 2 EUR per item on sale of "
     "sku A\npay 3% on sale\n from 10 sales a month 5%",
     CHECK_DETERMINISTIC, CHECK_PROVED, -1, -1, ""},
    // A hundred levels: 10 % and a hundred times 0.1 % are 20 %. Rounding adds half a unit for each of the 101 at most.
    {"pay 10% on sale\nlevels 1 to 100 pay 0.1% of sale\npromise at most 20% of sale", CHECK_AT_MOST, CHECK_PROVED, -1,
     -1, ""},
    // Each of 101 rounds up at most half a cent: 19.9 % are passed by more than 50.5 cents from 505.01 EUR on.
    {"pay 10% on sale\nlevels 1 to 100 pay 0.1% of sale\npromise at most 19.9% of sale", CHECK_AT_MOST, CHECK_REFUTED,
     -1, -1, ""},
    {"pay 10% on sale\nlevels 1 to 100 pay 0.1% of sale\ncap 15% of sale over all levels\npromise at most 15% of sale",
     CHECK_AT_MOST, CHECK_PROVED, -1, -1, ""},
    {"pay 10% on sale\nlevels 1 to 9 pay 1% of sale when order amount > 5 EUR\npromise at most 19% of sale",
     CHECK_AT_MOST, CHECK_PROVED, -1, -1, "1 case"},
    {"pay 10% on sale\nlevels 1 to 9 pay 1% of sale when recruiter level is gold\npromise at most 30% of sale",
     CHECK_AT_MOST, CHECK_UNDECIDED, -1, -1, "levels beyond the eighth"},
};

static void each_row(void **state)
{
    int failures = 0;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
        struct check_options options = {.work_max = 0};
        struct check_result result;
        plan_check(arena, parsed(arena, rows[i].source), &options, &result);
        const struct check_finding *finding = finding_of(&result, rows[i].subject);
        bool is_right = finding->outcome == rows[i].outcome &&
                        (rows[i].amount < 0 || finding->facts.amount.minor == rows[i].amount) &&
                        (rows[i].paid < 0 || finding->paid.minor == rows[i].paid);
        char *sentence = text_zero_terminated(arena, plan_finding_text(arena, finding, EXPLAIN_EN));
        if (!is_right || strstr(sentence, rows[i].says) == NULL) {
            failures++;
            print_error("%s\n%s (%lld pays %lld): %s [%lld evaluations]\n", rows[i].source,
                        check_outcome_text(finding->outcome), (long long)finding->facts.amount.minor,
                        (long long)finding->paid.minor, sentence, (long long)result.evaluations);
        }
    }
    assert_int_equal(failures, 0);
}

static void what_is_asked(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct check_options options = {
        .has_at_most = true, .at_most = {.ppm = 90000}, .has_margin = true, .margin = {.ppm = 110000}};
    struct check_result result;
    plan_check(arena, parsed(arena, "pay 10% on sale"), &options, &result);
    assert_int_equal(finding_of(&result, CHECK_AT_MOST)->outcome, CHECK_REFUTED);
    assert_int_equal(finding_of(&result, CHECK_AT_MOST)->line, 0);
    assert_int_equal(finding_of(&result, CHECK_MARGIN)->outcome, CHECK_PROVED);
    assert_true(result.is_refuted && !result.is_undecided);
    // Too little work: said so.
    options = (struct check_options){.has_at_most = true, .at_most = {.ppm = 150000}, .work_max = 10};
    plan_check(arena, parsed(arena, "pay 10% on sale when country is FR\npay 5% on sale"), &options, &result);
    assert_int_equal(finding_of(&result, CHECK_AT_MOST)->outcome, CHECK_UNDECIDED);
    assert_true(result.evaluations <= 10 && result.is_undecided);
    // What the text does not promise: from 10.00 EUR on 5 % instead of 20 %, so 0.50 EUR where 9.99 EUR pay 2.00 EUR.
    const struct plan *falling = parsed(arena, "pay 5% on sale when order amount >= 10 EUR\npay 20% on sale");
    options =
        (struct check_options){.has_monotone = true, .has_no_jump = true, .no_jump = {.minor = 149, .currency = eur}};
    plan_check(arena, falling, &options, &result);
    const struct check_finding *finding = finding_of(&result, CHECK_MONOTONE);
    assert_int_equal(finding->outcome, CHECK_REFUTED);
    assert_int_equal(finding->line, 0);
    assert_int_equal(finding->facts.amount.minor, 1000);
    assert_int_equal(finding->paid.minor, 50);
    assert_int_equal(finding->before.minor, 200);
    assert_int_equal(finding_of(&result, CHECK_NO_JUMP)->outcome, CHECK_REFUTED);
    options.no_jump.minor = 150; // it falls by just that
    plan_check(arena, falling, &options, &result);
    assert_int_equal(finding_of(&result, CHECK_NO_JUMP)->outcome, CHECK_PROVED);
    // Individual terms stand before the program's plan.
    const struct plan *program = parsed(arena, "standard: pay 10% on sale\npay 5% on lead");
    options = (struct check_options){.has_at_most = true, .at_most = {.ppm = 150000}, .program = program};
    plan_check(arena, parsed(arena, "pay 20% on sale instead of standard"), &options, &result);
    assert_int_equal(finding_of(&result, CHECK_AT_MOST)->outcome, CHECK_REFUTED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_row),
        cmocka_unit_test(what_is_asked),
    };
    return run_cases(tests);
}
