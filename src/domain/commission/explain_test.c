// SPDX-License-Identifier: Apache-2.0
// Tests of explanations: whole stories in English, sentence by sentence; that every language has every sentence with
// the same values; plurals, decimals and spans; each reason why nothing was earned. Derivations come from
// commission_derive.
#include "check.h"

#include "commission/derive.h"
#include "commission/explain.h"
#include "commission/explain_words.h"
#include "format/encode.h"

#define SOLD_AT ((struct instant){.ms = INT64_C(1795344419000)}) // 2026-11-22T10:46:59Z

static const struct currency eur = {"EUR"};

static struct money money_of(const char *amount)
{
    struct money money = money_zero(eur);
    assert_int_equal(money_parse(text_of(amount), eur, &money), MONEY_PARSED);
    return money;
}

static struct instant before(int64_t ms)
{
    return (struct instant){.ms = SOLD_AT.ms - ms};
}

static struct text derive(struct arena *arena, const char *source, const struct derive_facts *facts)
{
    struct plan *plan = NULL;
    struct plan_error error = {0};
    assert_int_equal(plan_parse(arena, text_of(source), eur, &plan, &error), RC_OK);
    struct derive_plan plans[] = {{.plan_id = {1}, .number = 4, .plan = plan}};
    struct derived derived;
    commission_derive(arena, facts, plans, 1, DERIVE_EXPLAINED, &derived);
    return derived.derivation;
}

static struct derive_facts facts_of(const struct explain_input *input)
{
    return (struct derive_facts){.goal = input->goal,
                                 .currency = eur,
                                 .amount = input->amount,
                                 .discount = input->discount,
                                 .refunded = input->refunded,
                                 .occurred_at = input->occurred_at,
                                 .program_hold_days = 14};
}

static struct explain_input a_sale(const char *amount)
{
    return (struct explain_input){.reader = {.language = EXPLAIN_EN},
                                  .goal = TEXT("sale"),
                                  .order_id = TEXT("A-1"),
                                  .amount = money_of(amount),
                                  .discount = money_of("0"),
                                  .refunded = money_of("0"),
                                  .occurred_at = SOLD_AT,
                                  .received_at = {.ms = SOLD_AT.ms + 2 * MINUTE_MS},
                                  .status = TEXT("approved"),
                                  .partner = TEXT("Anna"),
                                  .model = TEXT("last_click"),
                                  .window_ms = 30 * DAY_MS,
                                  .due_at = {.ms = SOLD_AT.ms + 14 * DAY_MS}};
}

struct expected {
    const char *code;
    const char *sentence;
};

static void check_steps(struct arena *arena, const struct explain_input *input, const struct expected *expected,
                        size_t count)
{
    struct explain_step *steps = NULL;
    size_t step_count = 0;
    assert_int_equal(explain_steps(arena, input, &steps, &step_count), RC_OK);
    for (size_t i = 0; i < step_count || i < count; i++) {
        bool is_same = i < step_count && i < count && strcmp(steps[i].code, expected[i].code) == 0 &&
                       text_equal(steps[i].sentence, text_of(expected[i].sentence));
        if (!is_same) {
            fail_msg("step %zu is\n%s: %.*s\nnot\n%s: %s", i, i < step_count ? steps[i].code : "(none)",
                     TEXT_PRINT(i < step_count ? steps[i].sentence : TEXT("")), i < count ? expected[i].code : "(none)",
                     i < count ? expected[i].sentence : "");
        }
    }
}

static const struct explain_evidence evidence[] = {
    {.kind = TEXT("click_id"), .outcome = TEXT("click_forged"), .touched_at = INSTANT_NONE},
    {.kind = TEXT("visitor"), .outcome = TEXT("won"), .touched_at = {.ms = 1795344419000 - 3 * DAY_MS - 2 * HOUR_MS}},
    {.kind = TEXT("visitor"), .outcome = TEXT("earlier_touch"), .touched_at = {.ms = 1795344419000 - 5 * DAY_MS}},
    {.kind = TEXT("visitor"),
     .outcome = TEXT("outside_window"),
     .touched_at = {.ms = 1795344419000 - 31 * DAY_MS - 2 * HOUR_MS}},
};

static const struct explain_line lines[] = {
    {.account = TEXT("commission_expense"), .amount = {.minor = 200, .currency = {"EUR"}}},
    {.account = TEXT("pending"), .amount = {.minor = -200, .currency = {"EUR"}}},
};

static struct explain_input a_whole_story(struct arena *arena)
{
    static const struct explain_entry entries[] = {
        {.kind = TEXT("accrual"), .booked_at = {.ms = 1795344539000}, .lines = lines, .line_count = 2}};
    static const struct explain_change changes[] = {
        {.cause = TEXT("accrued"), .amount = {.minor = 200, .currency = {"EUR"}}, .changed_at = {.ms = 1795344539000}},
        {.cause = TEXT("released"),
         .amount = {.minor = 200, .currency = {"EUR"}},
         .changed_at = {.ms = 1795344419000 + 14 * DAY_MS}},
    };
    struct explain_input input = a_sale("19.99");
    struct derive_facts facts = facts_of(&input);
    input.evidence = evidence;
    input.evidence_count = COUNT_OF(evidence);
    input.entries = entries;
    input.entry_count = COUNT_OF(entries);
    input.changes = changes;
    input.change_count = COUNT_OF(changes);
    input.derivation = derive(arena, "pay 10% on sale", &facts);
    return input;
}

static void a_commission_from_click_to_payout(void **state)
{
    AUTO_ARENA arena = arena_new((size_t)1 << 20);
    struct explain_input input = a_whole_story(arena);
    static const struct expected expected[] = {
        {"event", "Order A-1 (goal: sale, amount: 19.99 EUR) happened on 2026-11-22 10:46 UTC; the advertiser’s report "
                  "arrived on 2026-11-22 10:48 UTC."},
        {"evidence_refused", "Not credited: the click id that the advertiser sent. Reason: this click id was never "
                             "issued here."},
        {"evidence_used", "Credited to Anna. Evidence: a click of the same visitor."},
        {"evidence_refused", "Not credited: a click of the same visitor, 2026-11-17 10:46 UTC. Reason: a later touch "
                             "counts."},
        {"evidence_refused", "Not credited: a click of the same visitor, 2026-10-22 08:46 UTC. That is 31 days 2 hours "
                             "before the event; the window is 30 days."},
        {"model", "Among several touches the program credits the last."},
        {"window", "The touch was on 2026-11-19 08:46 UTC, 3 days 2 hours before the event; the window is 30 days."},
        {"plan", "Version 4 of the program’s plan pays."},
        {"rule", "The rule in line 1: pay 10% on sale"},
        {"arithmetic", "10% of 19.99 EUR is 1.999 EUR."},
        {"rounding", "1.999 EUR is rounded to 2.00 EUR; a half goes away from zero."},
        {"commission", "The commission is 2.00 EUR."},
        {"ledger", "Booked on 2026-11-22 10:48 UTC as accrual: debit “commission costs” 2.00 EUR; credit “on hold” "
                   "2.00 EUR."},
        {"hold", "It is on hold for 14 days from the event, until 2026-12-06 10:46 UTC."},
        {"date", "2026-11-22 10:48 UTC: the commission was recorded: 2.00 EUR."},
        {"date", "2026-12-06 10:46 UTC: the hold ended; available: 2.00 EUR."},
    };
    check_steps(arena, &input, expected, COUNT_OF(expected));
}

static void the_same_in_other_languages(void **state)
{
    static const struct {
        enum explain_language language;
        const char *sentences[5]; // event, window, arithmetic, ledger, hold
    } rows[] = {
        {EXPLAIN_RU,
         {"Заказ A-1 (цель: sale, сумма: 19,99 EUR) совершён 2026-11-22 10:46 UTC; сообщение рекламодателя получено "
          "2026-11-22 10:48 UTC.",
          "Касание: 2026-11-19 08:46 UTC; до события прошло: 3 дня 2 часа; окно: 30 дней.",
          "10\u00a0% от 19,99 EUR = 1,999 EUR.",
          "Проводка от 2026-11-22 10:48 UTC, начисление: дебет «расходы на вознаграждения» 2,00 EUR; кредит «в "
          "холде» "
          "2,00 EUR.",
          "Холд: 14 дней от события, до 2026-12-06 10:46 UTC."}},
        {EXPLAIN_FR,
         {"Commande A-1 (objectif\u00a0: sale, montant\u00a0: 19,99 EUR) du 2026-11-22 10:46 UTC\u202f; déclaration de "
          "l’annonceur reçue le 2026-11-22 10:48 UTC.",
          "Contact le 2026-11-19 08:46 UTC\u202f; délai avant l’événement\u00a0: 3 jours 2 heures\u202f; "
          "fenêtre\u00a0: 30 jours.",
          "10\u202f% de 19,99 EUR = 1,999 EUR.",
          "Écriture du 2026-11-22 10:48 UTC, constatation\u00a0: débit «\u00a0charges de commissions\u00a0» 2,00 "
          "EUR\u202f; crédit «\u00a0en attente\u00a0» 2,00 EUR.",
          "En attente pendant 14 jours à compter de l’événement, jusqu’au 2026-12-06 10:46 UTC."}},
        {EXPLAIN_JA,
         {"注文 A-1(成果地点:sale、金額:19.99 EUR)の発生日時は 2026-11-22 10:46 UTC、広告主からの報告の受信日時は "
          "2026-11-22 10:48 UTC です。",
          "接触日時は 2026-11-19 08:46 UTC、成果までの経過時間は 3日2時間、有効期間は 30日 です。",
          "19.99 EUR の 10% は 1.999 EUR です。",
          "2026-11-22 10:48 UTC の仕訳(計上):借方「支払報酬費用」2.00 EUR、貸方「保留中」2.00 EUR。",
          "成果の発生から 14 日間、2026-12-06 10:46 UTC まで保留されます。"}},
    };
    static const size_t positions[] = {0, 6, 9, 12, 13};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        AUTO_ARENA arena = arena_new((size_t)1 << 20);
        struct explain_input input = a_whole_story(arena);
        input.reader.language = rows[i].language;
        struct explain_step *steps = NULL;
        size_t count = 0;
        assert_int_equal(explain_steps(arena, &input, &steps, &count), RC_OK);
        assert_int_equal(count, 16);
        for (size_t k = 0; k < COUNT_OF(positions); k++) {
            assert_text(steps[positions[k]].sentence, rows[i].sentences[k]);
        }
    }
}

static void kinds_discounts_refunds_and_caps(void **state)
{
    AUTO_ARENA arena = arena_new((size_t)1 << 20);
    struct explain_input input = a_sale("90.00");
    input.discount = money_of("10.00");
    input.refunded = money_of("30.00");
    input.due_at = INSTANT_NONE;
    input.status = TEXT("pending");
    struct derive_item items[] = {{.kind = TEXT("digital"), .amount = money_of("45.00")}};
    struct derive_facts facts = facts_of(&input);
    facts.items = items;
    facts.item_count = 1;
    input.derivation = derive(arena,
                              "pay 10% on sale\npay 40% on sale of kind digital\npay 1% on sale of kind book\n"
                              "base before discount\ncap 20% of sale\nhold 1 day\nround half even",
                              &facts);
    // 100.00 × 60 / 90 = 66.66…, half of it digital: 3.33… + 13.33… = 16.66…; 20 % of 60.00 is 12.00
    static const struct expected expected[] = {
        {"event", "Order A-1 (goal: sale, amount: 90.00 EUR) happened on 2026-11-22 10:46 UTC; the advertiser’s report "
                  "arrived on 2026-11-22 10:48 UTC."},
        {"discount", "The customer was given a discount of 10.00 EUR."},
        {"refund", "30.00 EUR was refunded, which leaves 60.00 EUR."},
        {"plan", "Version 4 of the program’s plan pays."},
        {"rule", "The rule in line 1: pay 10% on sale"},
        {"rule", "The rule in line 2: pay 40% on sale of kind digital"},
        {"rule_refused", "The rule in line 3 (pay 1% on sale of kind book) does not pay: the order has no item "
                         "that it is for."},
        {"base", "Percentages are taken of the price before the discount."},
        {"arithmetic", "10% of 33.33333333… EUR is 3.33333333… EUR."},
        {"arithmetic", "40% of 33.33333333… EUR is 13.33333333… EUR."},
        {"sum", "All rules together: 16.66666666… EUR."},
        {"rounding", "16.66666666… EUR is rounded to 16.67 EUR; a half goes to the even neighbour."},
        {"cap", "The plan’s cap is 20% of what the customer paid, that is 12.00 EUR, never exceeded by rounding: "
                "12.00 EUR."},
        {"commission", "The commission is 12.00 EUR."},
        {"hold", "The conversion is not approved yet. The hold of 1 day counts from the event."},
    };
    check_steps(arena, &input, expected, COUNT_OF(expected));
}

static struct text last_why_not(struct arena *arena, const struct explain_input *input)
{
    struct explain_step *steps = NULL;
    size_t count = 0;
    struct text found = TEXT_NONE;
    assert_int_equal(explain_steps(arena, input, &steps, &count), RC_OK);
    for (size_t i = 0; i < count; i++) {
        assert_string_not_equal(steps[i].code, "commission");
        if (strcmp(steps[i].code, "why_not") == 0) {
            assert_false(text_is(found));
            found = steps[i].sentence;
        }
    }
    return found;
}

static void each_reason_why_not(void **state)
{
    static const struct {
        const char *amount, *refunded;
        const char *plan; // NULL: no derivation
        const char *cause;
        bool is_rejected;
        const char *reason;
        const char *expected;
    } rows[] = {
        {"5", "0", NULL, "outside_window", false, "",
         "Nothing was earned, because nothing ties the order to a partner: it is older than the window."},
        {"5", "0", NULL, "no_evidence", false, "",
         "Nothing was earned, because nothing ties the order to a partner: it came without any evidence."},
        {"5", "0", NULL, "", true, "duplicate",
         "Nothing was earned, because the advertiser rejected the conversion; the reason given: duplicate."},
        {"5", "0", NULL, "", false, "", "Nothing was earned, because no rule of the plan pays for the goal sale."},
        {"5", "0", "pay 1 EUR on lead", "", false, "",
         "Nothing was earned, because no rule of the plan pays for the goal sale."},
        {"5", "0", "pay 1% on sale of kind digital", "", false, "",
         "Nothing was earned, because the plan pays for certain kinds of product only, and the order has none of "
         "them."},
        {"5", "0", "pay 1% on sale", "", true, "",
         "Nothing was earned, because the advertiser rejected the conversion."},
        {"5", "5", "pay 1% on sale", "", false, "", "Nothing is left, because all of the amount was refunded."},
        {"5", "5", "pay 1 EUR on sale", "", false, "", "Nothing is left, because all of the amount was refunded."},
        {"0", "0", "pay 1% on sale", "", false, "",
         "Nothing was earned, because the order has no amount to take a percentage of."},
        {"5", "0", "pay 1% on sale\ncap 0% of sale", "", false, "",
         "Nothing was earned, because the plan’s cap leaves nothing."},
        {"5", "0", "pay 0% on sale", "", false, "", "Nothing was earned, because the rules that apply come to zero."},
        {"0", "0", "pay 0 EUR on sale", "", false, "",
         "Nothing was earned, because the rules that apply come to zero."},
        {"0.10", "0", "pay 1% on sale", "", false, "", "Nothing was earned, because 0.001 EUR rounds to zero."},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        AUTO_ARENA arena = arena_new((size_t)1 << 20);
        struct explain_input input = a_sale(rows[i].amount);
        input.refunded = money_of(rows[i].refunded);
        input.cause = text_of(rows[i].cause);
        input.partner = rows[i].cause[0] != '\0' ? TEXT_NONE : TEXT("Anna");
        input.status = rows[i].is_rejected ? TEXT("rejected") : TEXT("approved");
        input.reason = text_of(rows[i].reason);
        if (rows[i].plan != NULL) {
            struct derive_facts facts = facts_of(&input);
            facts.is_rejected = rows[i].is_rejected;
            input.derivation = derive(arena, rows[i].plan, &facts);
        }
        assert_text(last_why_not(arena, &input), rows[i].expected);
        for (int language = EXPLAIN_RU; language < EXPLAIN_LANGUAGE_COUNT; language++) {
            input.reader.language = (enum explain_language)language;
            assert_row(rows[i].expected, text_is(last_why_not(arena, &input)));
        }
    }
    AUTO_ARENA arena = arena_new((size_t)1 << 20);
    struct explain_input input = a_sale("5");
    struct derive_facts facts = facts_of(&input);
    struct derived derived;
    commission_derive(arena, &facts, NULL, 0, DERIVE_EXPLAINED, &derived);
    input.derivation = derived.derivation;
    assert_text(last_why_not(arena, &input), "Nothing was earned, because the program had no plan then.");
}

static void clicks_are_explained(void **state)
{
    AUTO_ARENA arena = arena_new((size_t)1 << 20);
    struct explain_clicks clicks = {.day = {.ms = INT64_C(1795305600000)},
                                    .clicks = 1234,
                                    .unique_clicks = 1000,
                                    .carried_in = {.micro = 500000, .currency = eur},
                                    .earned = {.micro = 123400000, .currency = eur},
                                    .carried_out = {.micro = -100000, .currency = eur},
                                    .booked = {.minor = 124, .currency = eur}};
    struct explain_input input = {.reader = {.language = EXPLAIN_EN}, .partner = TEXT("Anna"), .clicks = &clicks};
    static const struct expected expected[] = {
        {"clicks", "1234 clicks on 2026-11-22, 1000 of them unique."},
        {"arithmetic", "They earn exactly 1.234 EUR; 0.005 EUR was carried over from earlier clicks."},
        {"rounding", "1.24 EUR is booked; the rest, -0.001 EUR, is carried over and not lost."},
        {"commission", "The commission is 1.24 EUR."},
    };
    check_steps(arena, &input, expected, COUNT_OF(expected));
}

// Individual terms, a fixed sum, the first click, no hold, a cap as a sum, an unknown code, and more steps than usual.
static void what_else_can_be_said(void **state)
{
    AUTO_ARENA arena = arena_new((size_t)1 << 20);
    struct explain_input input = a_sale("200.00");
    input.discount = money_of("20.00");
    input.model = TEXT("first_click");
    struct plan *own = NULL;
    struct plan *program = NULL;
    struct plan_error error = {0};
    assert_int_equal(plan_parse(arena,
                                TEXT("pay 8 EUR on sale\npay 50% on sale of kind a\ncap 5 EUR per sale\nhold 0 days"),
                                eur, &own, &error),
                     RC_OK);
    assert_int_equal(plan_parse(arena, TEXT("pay 10% on sale\npay 1 EUR on lead"), eur, &program, &error), RC_OK);
    struct derive_plan plans[] = {{.plan_id = {2}, .number = 1, .is_individual = true, .plan = own},
                                  {.plan_id = {1}, .number = 4, .plan = program}};
    struct derive_facts facts = facts_of(&input);
    struct derived derived;
    commission_derive(arena, &facts, plans, 2, DERIVE_EXPLAINED, &derived);
    input.derivation = derived.derivation;
    struct explain_evidence touches[40] = {{.kind = TEXT("visitor"), .outcome = TEXT("won"), .touched_at = SOLD_AT}};
    for (size_t i = 1; i < COUNT_OF(touches); i++) {
        touches[i] = (struct explain_evidence){
            .kind = TEXT("visitor"), .outcome = TEXT("later_touch"), .touched_at = before((int64_t)i * HOUR_MS)};
    }
    touches[1] =
        (struct explain_evidence){.kind = TEXT("star sign"), .outcome = TEXT("eclipse"), .touched_at = INSTANT_NONE};
    input.evidence = touches;
    input.evidence_count = COUNT_OF(touches);
    struct explain_step *steps = NULL;
    size_t count = 0;
    assert_int_equal(explain_steps(arena, &input, &steps, &count), RC_OK);
    assert_text(steps[3].sentence, "Not credited: star sign. Reason: eclipse.");
    static const char *const expected[] = {
        "Among several touches the program credits the first.",
        "The touch was on 2026-11-22 10:46 UTC, 0 seconds before the event; the window is 30 days.",
        "Version 1 of the partner’s individual terms pays.",
        "The rule in line 1: pay 8 EUR on sale",
        "The rule in line 2 (pay 50% on sale of kind a) does not pay: the order has no item that it is for.",
        ("The rule in line 1 of the program’s plan (pay 10% on sale) does not pay: the partner’s individual terms "
         "replace it."),
        "Percentages are taken of what the customer paid, after the discount.",
        "The rule pays a fixed sum: 8.00 EUR.",
        "8.00 EUR needs no rounding.",
        "The plan’s cap for one sale is 5.00 EUR.",
        "The commission is 5.00 EUR.",
        "More could have been earned by the rule in line 1 (pay 10% on sale): 20.00 EUR.",
        "There is no hold.",
    };
    assert_int_equal(count, 2 + COUNT_OF(touches) + COUNT_OF(expected));
    for (size_t i = 0; i < COUNT_OF(expected); i++) {
        assert_text(steps[2 + COUNT_OF(touches) + i].sentence, expected[i]);
    }
    // All refunded: the fixed sum goes back, the rest is nothing.
    input.refunded = facts.refunded = input.amount;
    commission_derive(arena, &facts, plans, 2, DERIVE_EXPLAINED, &derived);
    input.derivation = derived.derivation;
    input.evidence_count = 0;
    assert_int_equal(explain_steps(arena, &input, &steps, &count), RC_OK);
    assert_text(steps[8].sentence, "The fixed sum of 8.00 EUR is taken back, because all of the amount was refunded.");
}

static void a_binding_for_life(void **state)
{
    AUTO_ARENA arena = arena_new((size_t)1 << 20);
    const struct explain_evidence bound[] = {
        {.kind = TEXT("customer"), .outcome = TEXT("won"), .touched_at = before(900 * DAY_MS), .is_for_life = true}};
    struct explain_input input = a_sale("10.00");
    input.evidence = bound;
    input.evidence_count = 1;
    struct explain_step *steps = NULL;
    size_t count = 0;
    assert_int_equal(explain_steps(arena, &input, &steps, &count), RC_OK);
    assert_text(steps[2].sentence, "The customer is bound to the partner for life: no window applies.");
}

static void what_is_no_derivation(void **state)
{
    static const char *const wrong[] = {"x", "[]", "{\"plans\":[]}", "{\"plans\":3}", "{\"amount\":\"1\"}"};
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        AUTO_ARENA arena = arena_new((size_t)1 << 20);
        struct explain_input input = a_sale("10.00");
        struct explain_step *steps = NULL;
        size_t count = 0;
        input.derivation = text_of(wrong[i]);
        assert_row(wrong[i], explain_steps(arena, &input, &steps, &count) == RC_FAULT);
        assert_row(wrong[i], steps == NULL);
    }
}

// The names between braces, each once, as a set of letters "name1,name2," in order of first letter positions in
// English.
static bool names_agree(const char *left, const char *right)
{
    for (const char *at = strchr(left, '{'); at != NULL; at = strchr(at + 1, '{')) {
        size_t n = strcspn(at, ":}");
        bool is_found = false;
        for (const char *other = strchr(right, '{'); other != NULL && !is_found; other = strchr(other + 1, '{')) {
            is_found = strcspn(other, ":}") == n && strncmp(at, other, n) == 0;
        }
        if (!is_found) {
            return false;
        }
    }
    return true;
}

static void every_language_has_every_sentence(void **state)
{
    static const size_t forms[EXPLAIN_LANGUAGE_COUNT] = {2, 3, 2, 1};
    for (int words = 0; words < WORDS_COUNT; words++) {
        if (words == WORDS_WHY_OPEN + CHECK_WHY_NOT) {
            continue; // what is decided needs no reason
        }
        const char *english = explain_template(EXPLAIN_EN, (enum explain_words)words);
        assert_non_null(english);
        for (int language = 0; language < EXPLAIN_LANGUAGE_COUNT; language++) {
            const char *sentence = explain_template((enum explain_language)language, (enum explain_words)words);
            assert_non_null(sentence);
            assert_row(english, utf8_is_clean(text_of(sentence), ""));
            assert_row(english, names_agree(english, sentence) && names_agree(sentence, english));
            assert_row(english, words == WORDS_UNITS_AND || sentence[0] != '\0');
            for (const char *at = strchr(sentence, '{'); at != NULL; at = strchr(at + 1, '{')) {
                size_t n = strcspn(at, "}");
                size_t bars = 1;
                for (size_t k = 0; k < n; k++) {
                    bars += at[k] == '|';
                }
                bool is_plural = memchr(at, ':', n) != NULL;
                assert_row(sentence, is_plural ? bars == forms[language] : bars == 1);
            }
        }
    }
}

static void spans_and_plurals(void **state)
{
    static const struct {
        int64_t ms;
        const char *expected[EXPLAIN_LANGUAGE_COUNT];
    } rows[] = {
        {0, {"0 seconds", "0 секунд", "0 seconde", "0秒"}},
        {999, {"0 seconds", "0 секунд", "0 seconde", "0秒"}},
        {SECOND_MS, {"1 second", "1 секунда", "1 seconde", "1秒"}},
        {61 * SECOND_MS, {"1 minute 1 second", "1 минута 1 секунда", "1 minute 1 seconde", "1分1秒"}},
        {HOUR_MS, {"1 hour", "1 час", "1 heure", "1時間"}},
        {2 * HOUR_MS + 3 * SECOND_MS, {"2 hours", "2 часа", "2 heures", "2時間"}},
        {5 * HOUR_MS + 11 * MINUTE_MS, {"5 hours 11 minutes", "5 часов 11 минут", "5 heures 11 minutes", "5時間11分"}},
        {21 * DAY_MS, {"21 days", "21 день", "21 jours", "21日"}},
        {31 * DAY_MS + 22 * HOUR_MS + MINUTE_MS,
         {"31 days 22 hours", "31 день 22 часа", "31 jours 22 heures", "31日22時間"}},
        {112 * DAY_MS, {"112 days", "112 дней", "112 jours", "112日"}},
        {3650 * DAY_MS, {"3650 days", "3650 дней", "3650 jours", "3650日"}},
    };
    AUTO_ARENA arena = arena_new((size_t)1 << 20);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        for (int language = 0; language < EXPLAIN_LANGUAGE_COUNT; language++) {
            assert_text(explain_span(arena, (enum explain_language)language, rows[i].ms), rows[i].expected[language]);
        }
    }
    assert_text(explain_decimal(arena, EXPLAIN_RU, TEXT("1234.50")), "1234,50");
    assert_text(explain_decimal(arena, EXPLAIN_FR, TEXT("120")), "120");
    assert_text(explain_decimal(arena, EXPLAIN_JA, TEXT("0.5")), "0.5");
}

static void languages_are_read(void **state)
{
    static const struct {
        const char *text;
        bool is_known;
        enum explain_language language;
    } rows[] = {
        {"en", true, EXPLAIN_EN},    {"RU", true, EXPLAIN_RU},   {"fr-CA", true, EXPLAIN_FR},
        {"ja_JP", true, EXPLAIN_JA}, {"de", false, EXPLAIN_EN},  {"", false, EXPLAIN_EN},
        {"e", false, EXPLAIN_EN},    {"eng", false, EXPLAIN_EN}, {"french", false, EXPLAIN_EN},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        enum explain_language language = EXPLAIN_EN;
        assert_row(rows[i].text, explain_language_parse(text_of(rows[i].text), &language) == rows[i].is_known);
        assert_row(rows[i].text, language == rows[i].language);
    }
    enum explain_language language = EXPLAIN_EN;
    assert_false(explain_language_parse(TEXT_NONE, &language));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_commission_from_click_to_payout),
        cmocka_unit_test(the_same_in_other_languages),
        cmocka_unit_test(kinds_discounts_refunds_and_caps),
        cmocka_unit_test(each_reason_why_not),
        cmocka_unit_test(clicks_are_explained),
        cmocka_unit_test(what_else_can_be_said),
        cmocka_unit_test(a_binding_for_life),
        cmocka_unit_test(what_is_no_derivation),
        cmocka_unit_test(every_language_has_every_sentence),
        cmocka_unit_test(spans_and_plurals),
        cmocka_unit_test(languages_are_read),
    };
    return run_cases(tests);
}
