// SPDX-License-Identifier: Apache-2.0
// Tests of the plan language: each construct, what it refuses with line, column, message and suggestion, limits, and
// that no text whatever breaks the reader.
#include "check.h"

#include "commission/plan.h"

static const struct currency eur = {"EUR"};
static const struct currency usd = {"USD"};
static const struct currency jpy = {"JPY"};
static const struct currency kwd = {"KWD"};

static struct plan *parsed(struct arena *arena, const char *source, struct currency currency)
{
    struct plan *plan = NULL;
    struct plan_error error = {0};
    if (plan_parse(arena, text_of(source), currency, &plan, &error) != RC_OK) {
        fail_msg("%s\n%d:%d: %s %s", source, error.line, error.column, error.message, error.suggestion);
    }
    return plan;
}

// The examples of plan.h's head, one by one.
static void each_payment(void **state)
{
    static const struct {
        const char *source;
        const char *currency;
        enum plan_event event;
        const char *goal;
        const char *kind;
        int64_t ppm;   // -1: a fixed sum
        int64_t micro; // millionths of a minor unit
    } rows[] = {
        {"pay 10% on sale", "EUR", PLAN_ON_GOAL, "sale", NULL, 100000, 0},
        {"pay 10 % on sale", "EUR", PLAN_ON_GOAL, "sale", NULL, 100000, 0},
        {"pay 10\xC2\xA0% on sale", "EUR", PLAN_ON_GOAL, "sale", NULL, 100000, 0},
        {"pay 12.5% on sale", "EUR", PLAN_ON_GOAL, "sale", NULL, 125000, 0},
        {"pay 0% on sale", "EUR", PLAN_ON_GOAL, "sale", NULL, 0, 0},
        {"pay 100% on sale", "EUR", PLAN_ON_GOAL, "sale", NULL, 1000000, 0},
        {"pay 0.0001% on sale", "EUR", PLAN_ON_GOAL, "sale", NULL, 1, 0},
        {"PAY 10% ON Sale", "EUR", PLAN_ON_GOAL, "sale", NULL, 100000, 0},
        {"pay 5% on sale of kind digital", "EUR", PLAN_ON_GOAL, "sale", "digital", 50000, 0},
        {"pay 5% on sale of kind \"gift card #1\"", "EUR", PLAN_ON_GOAL, "sale", "gift card #1", 50000, 0},
        {"pay 5% on sale of kind цифровой", "EUR", PLAN_ON_GOAL, "sale", "цифровой", 50000, 0},
        {"pay 2.50 EUR on sale", "EUR", PLAN_ON_GOAL, "sale", NULL, -1, 250000000},
        {"pay 2.50 eur on sale", "EUR", PLAN_ON_GOAL, "sale", NULL, -1, 250000000},
        {"pay 0.40 USD on lead", "USD", PLAN_ON_GOAL, "lead", NULL, -1, 40000000},
        {"pay 12 EUR on goal signup", "EUR", PLAN_ON_GOAL, "signup", NULL, -1, 1200000000},
        {"pay 3% on goal SALE", "EUR", PLAN_ON_GOAL, "sale", NULL, 30000, 0},
        {"pay 3% on goal \"first order\"", "EUR", PLAN_ON_GOAL, "first order", NULL, 30000, 0},
        {"pay 0.001 USD on click", "USD", PLAN_ON_CLICK, NULL, NULL, -1, 100000},
        {"pay 0.00000001 USD on click", "USD", PLAN_ON_CLICK, NULL, NULL, -1, 1},
        {"pay 0.002 USD on unique click", "USD", PLAN_ON_UNIQUE_CLICK, NULL, NULL, -1, 200000},
        {"pay 15 JPY on lead", "JPY", PLAN_ON_GOAL, "lead", NULL, -1, 15000000},
        {"pay 1.250 KWD on lead", "KWD", PLAN_ON_GOAL, "lead", NULL, -1, 1250000000},
        {"pay 7% on sale # a comment", "EUR", PLAN_ON_GOAL, "sale", NULL, 70000, 0},
        {"pay 7% on sale#a comment", "EUR", PLAN_ON_GOAL, "sale", NULL, 70000, 0},
        {"\xEF\xBB\xBFpay 7%\ton  sale\r\n", "EUR", PLAN_ON_GOAL, "sale", NULL, 70000, 0},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        AUTO_ARENA arena = arena_new((size_t)1 << 20);
        struct currency currency = {""};
        assert_int_equal(currency_parse(text_of(rows[i].currency), &currency), RC_OK);
        struct plan *plan = parsed(arena, rows[i].source, currency);
        assert_row(rows[i].source, plan->rule_count == 1);
        const struct plan_rule *rule = &plan->rules[0];
        assert_int_equal(rule->line, 1);
        assert_row(rows[i].source, rule->event == rows[i].event);
        assert_row(rows[i].source, (rule->value.kind == PLAN_PERCENT) == (rows[i].ppm >= 0));
        assert_row(rows[i].source, rows[i].ppm >= 0 ? rule->value.rate.ppm == rows[i].ppm
                                                    : rule->value.fixed.micro == (__int128)rows[i].micro);
        assert_text(rule->goal, rows[i].goal);
        assert_text(rule->items == NULL ? TEXT_NONE : rule->items->values[0], rows[i].kind);
    }
}

static void a_whole_plan(void **state)
{
    AUTO_ARENA arena = arena_new((size_t)1 << 20);
    struct plan *plan = parsed(arena,
                               "# autumn\n"
                               "\n"
                               "  pay 10% on sale   # all of it\n"
                               "pay 5% on sale of kind Digital\n"
                               "pay 12 EUR on goal signup\n"
                               "base before discount\n"
                               "hold 1 day\n"
                               "cap 20% of sale\n"
                               "cap 50.00 EUR per sale\n"
                               "round half even\n",
                               eur);
    assert_int_equal(plan->rule_count, 3);
    assert_int_equal(plan->rules[0].line, 3);
    assert_text(plan->rules[0].source, "pay 10% on sale");
    assert_int_equal(plan->rules[1].line, 4);
    assert_text(plan->rules[1].items->values[0], "Digital");
    assert_true(plan->is_base_before_discount);
    assert_int_equal(plan->hold_days, 1);
    assert_int_equal(plan->cap_count, 2);
    assert_int_equal(plan_find_cap(plan, PLAN_CAP_SALE, /* is_rate= */ true)->rate.ppm, 200000);
    assert_int_equal(plan_find_cap(plan, PLAN_CAP_SALE, /* is_rate= */ false)->sum.minor, 5000);
    assert_int_equal(plan->rounding, ROUND_HALF_EVEN);
}

static void what_is_not_said(void **state)
{
    AUTO_ARENA arena = arena_new((size_t)1 << 20);
    struct plan *plan = parsed(arena, "pay 10% on sale", eur);
    assert_false(plan->is_base_before_discount);
    assert_int_equal(plan->hold_days, -1);
    assert_int_equal(plan->cap_count, 0);
    assert_int_equal(plan->rounding, ROUND_HALF_AWAY);
    plan = parsed(arena, "base after discount\npay 1% on sale\nhold 0 days\nround half away from zero", eur);
    assert_false(plan->is_base_before_discount);
    assert_int_equal(plan->hold_days, 0);
    assert_int_equal(plan->rounding, ROUND_HALF_AWAY);
    plan = parsed(arena, "pay 1% on sale\nhold 365 days\nround half away", eur);
    assert_int_equal(plan->hold_days, 365);
}

struct refusal {
    const char *source;
    int line, column;
    const char *message; // a part of it
    const char *suggestion;
};

static const struct refusal refusals[] = {
    {"", 1, 1, "pays for nothing", ""},
    {"# only this\n\nhold 3 days\n", 1, 1, "pays for nothing", ""},
    {"pya 10% on sale", 1, 1, "a line begins with 'pay'", "did you mean 'pay'?"},
    {"pay 10% on sale\n  holt 14 days", 2, 3, "not with 'holt'", "did you mean 'hold'?"},
    {"commission 10%", 1, 1, "not with 'commission'", ""},
    {"10% on sale", 1, 1, "not with '10'", ""},
    {"\"pay\" 10% on sale", 1, 1, "not with 'pay'", "did you mean 'pay'?"},
    {"pay", 1, 4, "found the end of the line", ""},
    {"pay ten on sale", 1, 5, "found 'ten'", ""},
    {"pay % on sale", 1, 5, "found '%'", ""},
    {"pay 10", 1, 7, "expected '%' or the program's currency EUR", ""},
    {"pay 10 on sale", 1, 8, "expected '%' or the program's currency EUR after the number, found 'on'", ""},
    {"pay -10% on sale", 1, 5, "'-10' is below zero", ""},
    {"pay -0.5 EUR on sale", 1, 5, "'-0.5' is below zero", ""},
    {"pay +10% on sale", 1, 5, "expected a number", ""},
    {"pay 12,5% on sale", 1, 5, "decimals follow a point", "did you mean '12.5'?"},
    {"pay 1,000.00 EUR on sale", 1, 5, "expected a number", ""},
    {"pay 1234567890123456789,5 EUR on sale", 1, 5, "expected a number", ""},
    {"pay -x% on sale", 1, 5, "expected a number", ""},
    {"pay 5EURO on sale", 1, 5, "expected a number", ""},
    {"pay \"5\" EUR on sale", 1, 5, "expected a number", ""},
    {"pay 100000000000000000000000 percent on sale", 1, 30, "with the sign %", ""},
    {"pay 10% on goal %", 1, 17, "expected the goal's code, found '%'", ""},
    {"pay 10% on goal LEAD\npay 5% on lead", 2, 1, "line 1 already pays", ""},
    {"pay 1e1% on sale", 1, 5, "expected a number", ""},
    {"pay .5% on sale", 1, 5, "expected a number", ""},
    {"pay 5.% on sale", 1, 5, "expected a number", ""},
    {"pay €5 on sale", 1, 5, "found '€5'", ""},
    {"pay 5EUR on sale", 1, 5, "a space is missing", "did you mean '5 EUR'?"},
    {"pay 101% on sale", 1, 5, "at most 100", ""},
    {"pay 100.0001% on sale", 1, 5, "at most 100", ""},
    {"pay 99999999999999999999999999% on sale", 1, 5, "at most 100", ""},
    {"pay 1.00001% on sale", 1, 5, "at most 4 digits", ""},
    {"pay 10 percent on sale", 1, 8, "with the sign %", "did you mean '10%'?"},
    {"pay 10 USD on sale", 1, 8, "the program pays in EUR, not in USD", "did you mean 'EUR'?"},
    {"pay 10 EURO on sale", 1, 8, "found 'EURO'", "did you mean 'EUR'?"},
    {"pay 10 XXQ on sale", 1, 8, "found 'XXQ'", ""},
    {"pay 0.000000001 EUR on sale", 1, 5, "at most 8 digits", ""},
    {"pay 99999999999999999999 EUR on sale", 1, 5, "too large", ""},
    {"pay 10% for sale", 1, 9, "expected 'on', found 'for'", ""},
    {"pay 10% on", 1, 11, "found the end of the line", ""},
    {"pay 10% on sael", 1, 12, "found 'sael'", "did you mean 'sale'?"},
    {"pay 10% on signup", 1, 12, "'goal' with its code", "did you mean 'on goal signup'?"},
    {"pay 10% on goal", 1, 16, "expected the goal's code", ""},
    {"pay 10% on goal \"\"", 1, 17, "expected the goal's code", ""},
    {"pay 1 EUR on goal Click", 1, 19, "clicks are paid by", "did you mean 'on click'?"},
    {"pay 10% on goal \"open", 1, 17, "not closed", ""},
    {"pay 10% on click", 1, 5, "a click has no amount", ""},
    {"pay 10% on unique click", 1, 5, "a click has no amount", ""},
    {"pay 0.1 EUR on unique", 1, 22, "expected 'click'", ""},
    {"pay 0.1 EUR on unique clik", 1, 23, "expected 'click'", "did you mean 'click'?"},
    {"pay 0.1 EUR on click of kind digital", 1, 25, "a click has no products", ""},
    {"pay 10% on sale of knid digital", 1, 20, "expected 'kind'", "did you mean 'kind'?"},
    {"pay 10% on sale of kind", 1, 24, "expected the product kind", ""},
    {"pay 10% on sale of kind a of kind b", 1, 27, "stated twice", ""},
    {"pay 10% on sale pay 5% on lead", 1, 17, "one clause a line", ""},
    {"pay 10% on sale of kind digital goods", 1, 33, "the clause is complete before 'goods'", ""},
    {"pay 10% on sale\npay 5% on sale", 2, 1, "line 1 already pays for the same", ""},
    {"pay 10% on sale\npay 5 EUR on goal Sale", 2, 1, "line 1 already pays for the same", ""},
    {"pay 1 EUR on goal Signup\npay 2 EUR on goal signup", 2, 1, "line 1 already pays", ""},
    {"pay 1% on sale of kind a\npay 2% on sale of kind A", 2, 1, "line 1 already pays", ""},
    {"pay 0.1 EUR on click\npay 0.2 EUR on click", 2, 1, "line 1 already pays", ""},
    {"pay 1% on sale\nhold 3 days\nhold 4 days", 3, 1, "line 2 already states the hold", ""},
    {"base after discount\nbase after discount", 2, 1, "line 1 already states the base", ""},
    {"cap 1% of sale\ncap 2% of sale", 2, 1, "line 1 already states the cap as a share", ""},
    {"cap 1 EUR per sale\ncap 2 EUR per sale", 2, 1, "line 1 already states the cap as a sum", ""},
    {"round half even\nround half even", 2, 1, "line 1 already states the rounding", ""},
    {"base of discount", 1, 6, "expected 'after', 'before' or 'without', found 'of'", ""},
    {"base befor discount", 1, 6, "expected 'after', 'before' or 'without'", "did you mean 'before'?"},
    {"base before tax", 1, 13, "expected 'discount'", ""},
    {"hold 14", 1, 8, "expected 'days' or 'day'", ""},
    {"hold 2 weeks", 1, 8, "expected 'days' or 'day'", ""},
    {"hold 366 days", 1, 6, "from 0 to 365", ""},
    {"hold -1 days", 1, 6, "from 0 to 365", ""},
    {"hold 1.5 days", 1, 6, "from 0 to 365", ""},
    {"hold 99999999999999999999 days", 1, 6, "from 0 to 365", ""},
    {"cap 20% per sale", 1, 9, "expected 'of'", ""},
    {"cap 20% of order", 1, 12, "expected 'sale'", ""},
    {"cap 120% of sale", 1, 5, "at most 100", ""},
    {"cap 50 EUR of sale", 1, 12, "expected 'per'", ""},
    {"cap 50.001 EUR per sale", 1, 5, "the cap in EUR has at most 2 digits", ""},
    {"round up", 1, 7, "expected 'half'", ""},
    {"round half up", 1, 12, "expected 'even' or 'away', found 'up'", ""},
    {"round half away from even", 1, 22, "expected 'zero'", ""},
    {"pay 10% on sale\nжалоба 5", 2, 1, "not with 'жалоба'", ""},
    {"pay 10% on goal цель лишнее", 1, 22, "complete before 'лишнее'", ""},
    {"pay 1% on sale\npa\x80y 5% on lead", 2, 3, "not UTF-8", ""},
    {"pay 1% on sale\nцена\x07", 2, 5, "control character", ""},
};

static void each_refusal(void **state)
{
    int failures = 0;
    for (size_t i = 0; i < COUNT_OF(refusals); i++) {
        AUTO_ARENA arena = arena_new((size_t)1 << 20);
        struct plan *plan = NULL;
        struct plan_error error = {0};
        enum rc rc = plan_parse(arena, text_of(refusals[i].source), eur, &plan, &error);
        if (rc != RC_INVALID || plan != NULL || error.line != refusals[i].line || error.column != refusals[i].column ||
            strstr(error.message, refusals[i].message) == NULL ||
            strcmp(error.suggestion, refusals[i].suggestion) != 0) {
            failures++;
            print_error("%s\n%s %d:%d: %s [%s]\n", refusals[i].source, rc_name(rc), error.line, error.column,
                        error.message, error.suggestion);
        }
    }
    assert_int_equal(failures, 0);
}

static void digits_follow_the_currency(void **state)
{
    static const struct {
        const char *source;
        const struct currency *currency;
        const char *message; // NULL: accepted
    } rows[] = {
        {"pay 1 JPY on sale\ncap 500 JPY per sale", &jpy, NULL},
        {"pay 0.000001 JPY on click", &jpy, NULL},
        {"pay 0.0000001 JPY on click", &jpy, "a sum in JPY has at most 6 digits"},
        {"pay 1 JPY on sale\ncap 500.5 JPY per sale", &jpy, "the cap in JPY has at most 0 digits"},
        {"pay 1 JPY on sale\ncap 500.0 JPY per sale", &jpy, NULL},
        {"pay 1 KWD on sale\ncap 0.125 KWD per sale", &kwd, NULL},
        {"pay 0.000000001 KWD on click", &kwd, NULL},
        {"pay 0.0000000001 KWD on click", &kwd, "a sum in KWD has at most 9 digits"},
        {"pay 1 EUR on sale", &usd, "the program pays in USD, not in EUR"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        AUTO_ARENA arena = arena_new((size_t)1 << 20);
        struct plan *plan = NULL;
        struct plan_error error = {0};
        enum rc rc = plan_parse(arena, text_of(rows[i].source), *rows[i].currency, &plan, &error);
        assert_row(rows[i].source, rc == (rows[i].message == NULL ? RC_OK : RC_INVALID));
        assert_row(rows[i].source, rows[i].message == NULL || strstr(error.message, rows[i].message) != NULL);
    }
}

static void limits(void **state)
{
    AUTO_ARENA arena = arena_new((size_t)8 << 20);
    struct buf buf = buf_new(arena, (size_t)1 << 20);
    struct plan *plan = NULL;
    struct plan_error error = {0};
    for (int i = 0; i < PLAN_RULES_MAX; i++) {
        buf_format(&buf, "pay 1%% on goal g%d\n", i);
    }
    assert_int_equal(plan_parse(arena, buf_text(&buf), eur, &plan, &error), RC_OK);
    assert_int_equal(plan->rule_count, PLAN_RULES_MAX);
    buf_add(&buf, TEXT("pay 1% on sale\n"));
    assert_int_equal(plan_parse(arena, buf_text(&buf), eur, &plan, &error), RC_INVALID);
    assert_int_equal(error.line, PLAN_RULES_MAX + 1);

    buf_clear(&buf);
    buf_add(&buf, TEXT("pay 1% on sale\n#"));
    while (buf.n < PLAN_TEXT_MAX) {
        buf_add_char(&buf, 'x');
    }
    assert_int_equal(plan_parse(arena, buf_text(&buf), eur, &plan, &error), RC_OK);
    buf_add_char(&buf, 'x');
    assert_int_equal(plan_parse(arena, buf_text(&buf), eur, &plan, &error), RC_INVALID);
    assert_non_null(strstr(error.message, "65536"));

    buf_clear(&buf);
    for (int i = 0; i < 70; i++) {
        buf_add(&buf, TEXT("pay "));
    }
    assert_int_equal(plan_parse(arena, buf_text(&buf), eur, &plan, &error), RC_INVALID);
    assert_non_null(strstr(error.message, "at most 64 words"));
    assert_int_equal(error.column, 64 * 4 + 1);
}

static void messages_stay_whole(void **state)
{
    AUTO_ARENA arena = arena_new((size_t)1 << 20);
    struct plan *plan = NULL;
    struct plan_error error = {0};
    struct buf buf = buf_new(arena, 4096);
    buf_add(&buf, TEXT("pay 10% on "));
    for (int i = 0; i < 300; i++) {
        buf_add(&buf, TEXT("я"));
    }
    assert_int_equal(plan_parse(arena, buf_text(&buf), eur, &plan, &error), RC_INVALID);
    assert_int_equal(error.column, 12);
    assert_non_null(strstr(error.message, "яяя…'"));
    assert_string_equal(error.suggestion, "");
    buf_clear(&buf);
    buf_add(&buf, TEXT("pay 10% on goal "));
    for (int i = 0; i < 65; i++) {
        buf_add_char(&buf, 'g');
    }
    assert_int_equal(plan_parse(arena, buf_text(&buf), eur, &plan, &error), RC_INVALID);
    assert_non_null(strstr(error.message, "longer than 64 bytes"));
    // A NUL does not end the text early.
    assert_int_equal(plan_parse(arena, BYTES("pay 10% on sale\n\0 hold 3 days"), eur, &plan, &error), RC_INVALID);
    assert_int_equal(error.line, 2);
    assert_int_equal(plan_parse(arena, TEXT_NONE, eur, &plan, &error), RC_INVALID);
}

static void clicks_are_paid_by_the_narrower_rule(void **state)
{
    static const struct {
        const char *source;
        int64_t click, click_line, unique, unique_line;
    } rows[] = {
        {"pay 0.001 USD on click", 100000, 1, 100000, 1},
        {"pay 0.002 USD on unique click", 0, 0, 200000, 1},
        {"pay 0.001 USD on click\npay 0.002 USD on unique click", 100000, 1, 200000, 2},
        {"pay 0.002 USD on unique click\npay 0.001 USD on click", 100000, 2, 200000, 1},
        {"pay 10% on sale", 0, 0, 0, 0},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        AUTO_ARENA arena = arena_new((size_t)1 << 20);
        const struct plan *plan = parsed(arena, rows[i].source, usd);
        int line = -1;
        struct exact rate = plan_click_rate(plan, usd, /* is_unique= */ false, &line);
        assert_row(rows[i].source, rate.micro == rows[i].click && line == rows[i].click_line);
        assert_true(currency_equal(rate.currency, usd));
        rate = plan_click_rate(plan, usd, /* is_unique= */ true, &line);
        assert_row(rows[i].source, rate.micro == rows[i].unique && line == rows[i].unique_line);
    }
}

static uint64_t random_next(uint64_t *seed) // splitmix64
{
    uint64_t z = (*seed += 0x9E3779B97F4A7C15U);
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9U;
    z = (z ^ z >> 27) * 0x94D049BB133111EBU;
    return z ^ z >> 31;
}

// Words of the language thrown together, with bytes changed: read or refused, with a place inside the text.
static void any_text_is_read_or_refused(void **state)
{
    static const char *const pieces[] = {
        "pay ", "10% ",          "2.50 EUR ", "on ",     "sale ",     "lead ",           "goal ",
        "x ",   "of ",           "kind ",     "\n",      "\n",        "hold ",           "14 days",
        "cap ", "20% of sale",   "base ",     "before ", "discount ", "round half even", "#",
        "\"",   "unique click ", "я"};
    for (uint64_t round = 0; round < 4000; round++) {
        AUTO_ARENA arena = arena_new((size_t)1 << 20);
        uint64_t seed = round;
        struct buf buf = buf_new(arena, 4096);
        for (uint64_t i = random_next(&seed) % 20; i > 0; i--) {
            buf_add(&buf, text_of(pieces[random_next(&seed) % COUNT_OF(pieces)]));
        }
        if (buf.n > 0 && random_next(&seed) % 2 == 0) {
            buf.p[random_next(&seed) % buf.n] = (char)random_next(&seed);
        }
        struct plan *plan = NULL;
        struct plan_error error = {0};
        enum rc rc = plan_parse(arena, buf_text(&buf), eur, &plan, &error);
        int lines = 1;
        for (size_t i = 0; i < buf.n; i++) {
            lines += buf.p[i] == '\n';
        }
        bool is_sound = rc == RC_OK ? plan->rule_count > 0
                                    : rc == RC_INVALID && error.line >= 1 && error.line <= lines && error.column >= 1 &&
                                          error.message[0] != '\0' && (size_t)error.column <= buf.n + 1;
        if (!is_sound) {
            fail_msg("seed %llu: %s %d:%d %s", (unsigned long long)round, rc_name(rc), error.line, error.column,
                     error.message);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_payment),
        cmocka_unit_test(a_whole_plan),
        cmocka_unit_test(what_is_not_said),
        cmocka_unit_test(each_refusal),
        cmocka_unit_test(digits_follow_the_currency),
        cmocka_unit_test(limits),
        cmocka_unit_test(messages_stay_whole),
        cmocka_unit_test(clicks_are_paid_by_the_narrower_rule),
        cmocka_unit_test(any_text_is_read_or_refused),
    };
    return run_cases(tests);
}
