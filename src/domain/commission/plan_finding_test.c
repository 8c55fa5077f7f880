// SPDX-License-Identifier: Apache-2.0
// Findings in four languages: every code and every reason has its sentence in each, filled with the same parameters;
// and whole sentences as they must read.
#include "check.h"

#include <string.h>

#include "commission/plan_ratchet.h"

static const struct currency eur = {"EUR"};

static struct plan *parsed(struct arena *arena, const char *source)
{
    struct plan *plan = NULL;
    struct plan_error error = {0};
    if (plan_parse(arena, text_of(source), eur, &plan, &error) != RC_OK) {
        fail_msg("%s\n%d:%d: %s", source, error.line, error.column, error.message);
    }
    return plan;
}

static void assert_said(struct arena *arena, const struct check_finding *finding, const char *const *expected)
{
    for (int language = 0; language < EXPLAIN_LANGUAGE_COUNT; language++) {
        struct text said = plan_finding_text(arena, finding, (enum explain_language)language);
        assert_string_equal(text_zero_terminated(arena, said), expected[language]);
    }
}

static void a_counter_example_in_each_language(void **state)
{
    static const char *const expected[EXPLAIN_LANGUAGE_COUNT] = {
        "More than 12.5% of the sale is paid: sale of 0.03 EUR (2 events of the month before it and 3 with it and "
        "later ones, the visitor’s country is “FR”) pays 0.01 EUR.",
        "Платится больше 12,5 % от продажи: продажа на 0,03 EUR (событий за месяц: до него 2, вместе с ним и "
        "последующими 3, страна посетителя: «FR») — к выплате 0,01 EUR.",
        "Plus de 12,5 % de la vente sont payés : vente de 0,03 EUR (2 événements du mois avant et 3 avec "
        "lui et les suivants, pays du visiteur : « FR ») rapporte 0,01 EUR.",
        "販売額の 12.5% を超えて支払われます:0.03 EUR の販売(その月のそれ以前が 2 件、それ以降を含めて 3 "
        "件、訪問者の国が「FR」)の支払額は 0.01 EUR です。",
    };
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct check_options options = {.has_at_most = true, .at_most = {.ppm = 125000}};
    struct check_result result;
    plan_check(arena, parsed(arena, "pay 10% on sale when country is FR\n  from 3 sales a month 20%\npay 5% on sale"),
               &options, &result);
    const struct check_finding *finding = &result.findings[0];
    assert_int_equal(finding->outcome, CHECK_REFUTED);
    assert_string_equal(check_code_text(finding->code), "at_most_fails");
    assert_said(arena, finding, expected);
    // The same for programs, in no language.
    assert_int_equal(finding->parameter_count, 3);
    assert_string_equal(finding->parameters[0].name, "rate");
    assert_true(text_equal(check_parameter_text(arena, &finding->parameters[0]), TEXT("12.5")));
    assert_string_equal(finding->parameters[2].name, "paid");
    assert_true(text_equal(check_parameter_text(arena, &finding->parameters[2]), TEXT("0.01 EUR")));
}

static void the_ratchet_in_each_language(void **state)
{
    static const char *const less[EXPLAIN_LANGUAGE_COUNT] = {
        "Level 2 earns less: sale of 0.10 EUR earns 0.01 EUR by the old version and 0.00 EUR by the new one.",
        "Уровень 2 получает меньше: продажа на 0,10 EUR — по старой версии 0,01 EUR, по новой 0,00 EUR.",
        ("Le niveau 2 gagne moins : vente de 0,10 EUR rapporte 0,01 EUR avec l’ancienne version et 0,00 EUR avec la "
         "nouvelle."),
        "2 段上の報酬が少なくなります:0.10 EUR の販売の報酬は旧版では 0.01 EUR、新版では 0.00 EUR です。",
    };
    static const char *const hold[EXPLAIN_LANGUAGE_COUNT] = {
        "The credited partner has a longer hold: sale of 0.99 EUR waits 21 days, and 14 by the old version.",
        "Партнёр дольше ждёт: продажа на 0,99 EUR — холд 21 день, а по старой версии 14.",
        ("Le partenaire attend plus longtemps : vente de 0,99 EUR attend 21 jours, contre 14 avec l’ancienne "
         "version."),
        "パートナーの保留期間が長くなります:0.99 EUR の販売の保留期間は、旧版の 14 日に対して 21 日です。",
    };
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct check_result result;
    plan_ratchet(arena, parsed(arena, "pay 10% on sale\nlevels 1 to 2 pay 5% of sale\nhold 14 days"),
                 parsed(arena, "pay 12% on sale\nlevel 1 pays 5% of sale\nhold 21 days"), PLAN_HOLD_UNKNOWN, 0,
                 &result);
    assert_int_equal(result.finding_count, 4); // the partner, two levels, the hold
    assert_int_equal(result.findings[2].code, CHECK_EARNS_LESS);
    assert_said(arena, &result.findings[2], less);
    assert_int_equal(result.findings[3].code, CHECK_HOLD_LONGER);
    assert_said(arena, &result.findings[3], hold);
}

static void a_refund_and_a_cap_in_each_language(void **state)
{
    static const char *const less[EXPLAIN_LANGUAGE_COUNT] = {
        ("The credited partner earns less: sale of 100.00 EUR (99.99 EUR refunded) earns 10.00 EUR by the old version "
         "and 0.00 EUR by the new one."),
        ("Партнёр получает меньше: продажа на 100,00 EUR (возвращено 99,99 EUR) — по старой версии 10,00 EUR, по новой "
         "0,00 EUR."),
        ("Le partenaire gagne moins : vente de 100,00 EUR (99,99 EUR remboursés) rapporte 10,00 EUR avec l’ancienne "
         "version et 0,00 EUR avec la nouvelle."),
        "パートナーの報酬が少なくなります:100.00 EUR の販売(返金 99.99 EUR)の報酬は旧版では 10.00 EUR、新版では 0.00 "
        "EUR です。",
    };
    static const char *const cap[EXPLAIN_LANGUAGE_COUNT] = {
        ("A cap leaves less (budget 9 EUR a month): of 9.01 EUR earned in one period the old version pays 9.01 EUR, "
         "the "
         "new one 9.00 EUR."),
        ("Предел оставляет меньше (budget 9 EUR a month): из 9,01 EUR, заработанных за один период, по старой версии "
         "выплачивается 9,01 EUR, по новой 9,00 EUR."),
        ("Un plafond laisse moins (budget 9 EUR a month) : sur 9,01 EUR gagnés en une période, l’ancienne version paie "
         "9,01 EUR, la nouvelle 9,00 EUR."),
        "上限により受け取る額が減ります(budget 9 EUR a month):1 期間の報酬 9.01 EUR に対する支払額は、旧版では 9.01 "
        "EUR、新版では 9.00 EUR です。",
    };
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct check_result result;
    plan_ratchet(arena, parsed(arena, "pay 10 EUR on sale when order amount >= 100 EUR"),
                 parsed(arena, "pay 10% on sale when order amount >= 100 EUR\nbudget 9 EUR a month"), PLAN_HOLD_UNKNOWN,
                 0, &result);
    assert_int_equal(result.finding_count, 2);
    assert_said(arena, &result.findings[0], less);
    assert_string_equal(check_code_text(result.findings[1].code), "cap_tighter");
    assert_said(arena, &result.findings[1], cap);
}

// Which parameters a code is said with: every template of every language must find its own among them.
static void add_all(struct check_finding *finding)
{
    static const struct {
        const char *name;
        enum check_value kind;
    } rows[] = {{"rate", CHECK_RATE}, {"cases", CHECK_NUMBER}, {"who", CHECK_WHO}, {"why", CHECK_WHY}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct check_parameter *parameter = check_parameter_add(finding, rows[i].name, rows[i].kind);
        parameter->number = 21;
        if (rows[i].kind == CHECK_WHY) {
            parameter->number = CHECK_WHY_CASES;
        }
    }
}

static void every_code_and_reason_in_every_language(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    static const enum check_code codes[] = {
        CHECK_AT_MOST_HOLDS, CHECK_MARGIN_HOLDS,     CHECK_MONOTONE_HOLDS, CHECK_NEVER_BELOW,   CHECK_SAME_HOLDS,
        CHECK_NEVER_WORSE,   CHECK_MAY_EARN_LESS,    CHECK_OPEN,           CHECK_BONUS_IN_KIND, CHECK_HOLD_UNKNOWN,
        CHECK_BASE_WORSE,    CHECK_SHARE_CHANGED,    CHECK_MATRIX_CHANGED, CHECK_TEXT_SAME,     CHECK_TERMS_NEVER_WORSE,
        CHECK_TERMS_WORSE,   CHECK_VERSIONS_TOO_MANY};
    for (int language = 0; language < EXPLAIN_LANGUAGE_COUNT; language++) {
        for (size_t i = 0; i < COUNT_OF(codes); i++) {
            struct check_finding finding = {.code = codes[i]};
            add_all(&finding);
            struct text said = plan_finding_text(arena, &finding, (enum explain_language)language);
            assert_true(said.n > 20 && text_find_char(said, '{', 0) == SIZE_MAX);
        }
        for (int why = CHECK_WHY_CASES; why < CHECK_WHY_COUNT; why++) {
            struct check_finding finding = {.code = CHECK_OPEN};
            check_parameter_add(&finding, "why", CHECK_WHY)->number = why;
            check_parameter_add(&finding, "cases", CHECK_NUMBER)->number = 1;
            assert_true(plan_finding_text(arena, &finding, (enum explain_language)language).n > 40);
        }
    }
    for (int code = 0; code < CHECK_CODE_COUNT; code++) {
        assert_true(strlen(check_code_text((enum check_code)code)) > 3);
        for (int other = 0; other < code; other++) {
            assert_string_not_equal(check_code_text((enum check_code)code), check_code_text((enum check_code)other));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_counter_example_in_each_language),
        cmocka_unit_test(the_ratchet_in_each_language),
        cmocka_unit_test(a_refund_and_a_cap_in_each_language),
        cmocka_unit_test(every_code_and_reason_in_every_language),
    };
    return run_cases(tests);
}
