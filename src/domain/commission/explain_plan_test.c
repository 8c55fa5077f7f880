// SPDX-License-Identifier: Apache-2.0
// Explanations of what the whole plan language derives: for each construct the sentence that tells it, in English, and
// some in the other languages as natives write them; derivations of format 1, as they were stored; corrections of a
// period; bonuses. Facts are written as derive_case_test.h says.
#include "commission/derive_case_test.h"

#include "commission/derive_bonus.h"
#include "commission/explain.h"

struct row {
    const char *plan;
    const char *facts;
    int award; // whose derivation; -1: the event's
    enum explain_language language;
    const char *code;
    const char *sentence;
};

static struct explain_input input_of(const struct derive_facts *facts, enum explain_language language)
{
    return (struct explain_input){.reader = {.language = language},
                                  .goal = facts->goal,
                                  .order_id = TEXT("A-1"),
                                  .amount = facts->amount,
                                  .discount = facts->discount,
                                  .refunded = facts->refunded,
                                  .occurred_at = facts->occurred_at,
                                  .received_at = facts->occurred_at,
                                  .status = facts->is_rejected ? TEXT("rejected") : TEXT("approved"),
                                  .reason = TEXT(""),
                                  .partner = TEXT("Anna"),
                                  .model = TEXT("last_click"),
                                  .due_at = facts->occurred_at};
}

static struct text all_steps(struct arena *arena, const struct explain_input *input)
{
    struct explain_step *steps = NULL;
    size_t count = 0;
    struct buf buf = buf_new(arena, 65536);
    assert_int_equal(explain_steps(arena, input, &steps, &count), RC_OK);
    for (size_t i = 0; i < count; i++) {
        buf_format(&buf, "%s: %.*s\n", steps[i].code, TEXT_PRINT(steps[i].sentence));
    }
    return buf_text(&buf);
}

static void check_told(struct arena *arena, const struct row *row, struct text told)
{
    struct text line = text_format(arena, "%s: %s\n", row->code, row->sentence);
    if (text_find(told, line, 0) == SIZE_MAX) {
        fail_msg("%s\nwith %s does not tell\n%.*sbut\n%.*s", row->plan, row->facts, TEXT_PRINT(line), TEXT_PRINT(told));
    }
}

static void check(const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        AUTO_ARENA arena = arena_new((size_t)4 << 20);
        struct derive_case *c = arena_one(arena, struct derive_case);
        case_read(c, rows[i].facts, currency_of("EUR"));
        struct derived derived = case_derive(arena, c, NULL, rows[i].plan);
        struct explain_input input = input_of(&c->facts, rows[i].language);
        input.derivation = rows[i].award < 0 ? derived.derivation : derived.awards[rows[i].award].derivation;
        check_told(arena, &rows[i], all_steps(arena, &input));
        for (int language = 0; language < EXPLAIN_LANGUAGE_COUNT; language++) { // every language has every word
            input.reader.language = (enum explain_language)language;
            assert_true(all_steps(arena, &input).n > 0);
        }
    }
}

#define DIGITAL_FIRST "pay 5% on sale of kind digital\npay 20% on sale"
#define TIERS "pay 10% on sale\n  from 10 sales a month 12%"
#define FOR_ALL "pay 10% on sale\n  from 10 sales a month 12% for all"
#define SLICES "pay 10% on sale\n  from 5000 EUR of sales a quarter 12%"
#define TARIFF "pay 20% of tariff on sale\ntariff by visitors\n  up to 60000 12000 EUR"

static void rules_that_did_not_pay(void **state)
{
    static const struct row rows[] = {
        {"pay 10% on sale when customer country is FR\npay 1% on sale", "amount=100 customer_country=DE", 0, EXPLAIN_EN,
         "rule_refused",
         "The rule in line 1 (pay 10% on sale when customer country is FR) does not pay. Condition not met: the "
         "customer’s country is “FR”. The value is “DE”."},
        {"pay 10% on sale when customer country is FR\npay 1% on sale", "amount=100 customer_country=DE", 0, EXPLAIN_RU,
         "rule_refused",
         "Правило в строке 1 (pay 10% on sale when customer country is FR) не платит. Не выполнено условие: страна "
         "клиента: «FR». Значение: «DE»."},
        {"pay 10% on sale when customer country is FR\npay 1% on sale", "amount=100", 0, EXPLAIN_EN, "rule_refused",
         "The rule in line 1 (pay 10% on sale when customer country is FR) does not pay. Condition not met: the "
         "customer’s country is “FR”. The value is not known."},
        {"pay 10% on sale unless order amount < 100 EUR", "amount=99.99", -1, EXPLAIN_EN, "rule_refused",
         "The rule in line 1 (pay 10% on sale unless order amount < 100 EUR) does not pay. It leaves out this case: "
         "the "
         "order’s amount below 100.00 EUR."},
        {"pay 10% on sale when customer is new", "amount=5 returning", -1, EXPLAIN_FR, "rule_refused",
         "La règle de la ligne 1 (pay 10% on sale when customer is new) ne paie pas. Condition non remplie : client : "
         "nouveau. Valeur : déjà client."},
        {"pay 10% on sale for 6 months", "amount=100 month=7", -1, EXPLAIN_EN, "rule_refused",
         "The rule in line 1 (pay 10% on sale for 6 months) does not pay: it covers 6 months from a customer’s first "
         "payment, and this is month number 7."},
        {"pay 10% on sale for 6 months", "amount=100 month=7", -1, EXPLAIN_EN, "why_not",
         "Nothing was earned, because no rule for the goal sale applies here."},
        {"pay 10% on sale for 6 months", "amount=100 month=7", -1, EXPLAIN_EN, "best",
         "More could have been earned by the rule in line 1 (pay 10% on sale for 6 months): 10.00 EUR."},
        {"pay 10% on sale for 2 payments", "amount=100 payment=3", -1, EXPLAIN_RU, "rule_refused",
         "Правило в строке 1 (pay 10% on sale for 2 payments) не платит: оно рассчитано на 2 платежа клиента, а этот "
         "платёж — № 3."},
        {"pay 10% on sale until churn", "amount=100 churned", -1, EXPLAIN_JA, "rule_refused",
         "1 行目のルール(pay 10% on sale until churn)は適用されません。顧客がすでに解約していたためです。"},
        {"pay 20% on sale from 2026-12-01\npay 1% on sale", "amount=100", 0, EXPLAIN_EN, "rule_refused",
         "The rule in line 1 (pay 20% on sale from 2026-12-01) does not pay: it does not hold on 2026-11-22."},
        {"pay 5% on sale of kind digital\npay 20% on sale", "amount=100 item=digital///1/100", 0, EXPLAIN_EN,
         "rule_refused",
         "The rule in line 2 (pay 20% on sale) does not pay: the rule in line 1 comes first and takes what it is for."},
        // 5 % of 40.00 and 20 % of 60.00: 14.00. The better rule had the physical line only.
        {DIGITAL_FIRST, "amount=100 item=digital///1/40 item=physical///1/60", 0, EXPLAIN_EN, "best",
         "More could have been earned by the rule in line 2 (pay 20% on sale): 20.00 EUR."},
        {DIGITAL_FIRST, "amount=100 item=digital///1/40 item=physical///1/60", 0, EXPLAIN_EN, "best",
         "The rule in line 1 comes first and takes a part of the order that would have been its own."},
        {DIGITAL_FIRST, "amount=100 item=digital///1/40 item=physical///1/60", 0, EXPLAIN_FR, "best",
         "La règle de la ligne 1 passe avant elle et prend une part de la commande qui lui serait revenue."},
        {TARIFF, "amount=100", -1, EXPLAIN_EN, "rule_refused",
         "The rule in line 1 (pay 20% of tariff on sale) does not pay: the figure that the tariff goes by was not "
         "reported."},
        {"pay nothing on sale when coupon is X\npay 1% on sale", "amount=100 coupon=x", 0, EXPLAIN_EN, "why_not",
         "Nothing was earned, because the plan excludes this case."},
    };
    check(rows, COUNT_OF(rows));
}

static void arithmetic(void **state)
{
    static const struct row rows[] = {
        {TIERS, "amount=100 volume=sale/month/9/10", 0, EXPLAIN_EN, "tier",
         "This is number 10 of the month; the tier from number 10 on applies."},
        {TIERS, "amount=100 volume=sale/month/8/10", 0, EXPLAIN_EN, "tier",
         "This is number 9 of the month; the first tier is not reached."},
        {TIERS, "amount=100 volume=sale/month/9/10", 0, EXPLAIN_JA, "tier",
         "その月 10 件目にあたり、10 件目からの段階が適用されます。"},
        {FOR_ALL, "amount=100 volume=sale/month/0/10", 0, EXPLAIN_EN, "tier",
         "Number of the month: 10. The tier from 10 on applies to all of them."},
        {SLICES, "amount=300 volume=sale/quarter/0/0/4900/5200", 0, EXPLAIN_EN, "tier",
         "100.00 EUR of the sale lies below the first tier: 10%."},
        {SLICES, "amount=300 volume=sale/quarter/0/0/4900/5200", 0, EXPLAIN_EN, "tier",
         "200.00 EUR of the sale lies in the tier from 5000.00 EUR on: 12%."},
        {SLICES, "amount=300 volume=sale/quarter/0/0/4900/5200", 0, EXPLAIN_EN, "arithmetic",
         "On a base of 300.00 EUR that is 34.00 EUR."},
        {SLICES, "amount=300 volume=sale/quarter/0/0/6000/6300", 0, EXPLAIN_EN, "tier",
         "Total of the quarter before this sale: 6000.00 EUR. The tier from 5000.00 EUR on applies."},
        {TARIFF, "amount=100 usage=60000", 0, EXPLAIN_EN, "arithmetic",
         "The tariff for “visitors” of 60000 is 12000.00 EUR."},
        {TARIFF, "amount=100 usage=60000", 0, EXPLAIN_EN, "arithmetic", "20% of 12000.00 EUR is 2400.00 EUR."},
        {TARIFF, "amount=100 usage=60001", 0, EXPLAIN_EN, "arithmetic",
         "The tariff ends below “visitors” of 60001: nothing is paid."},
        {"pay 2.50 EUR per item on sale", "amount=100 item=///3/100", 0, EXPLAIN_EN, "arithmetic",
         "2.50 EUR for each item, 3 in number: 7.50 EUR."},
        {"pay 10% on sale at least 2 EUR", "amount=10", 0, EXPLAIN_EN, "arithmetic",
         "The rule pays at least 2.00 EUR."},
        {"pay 10% on sale at most 2 EUR", "amount=100", 0, EXPLAIN_FR, "arithmetic", "La règle paie au plus 2,00 EUR."},
        {"pay 20% on sale from 2026-11-20 until 2026-11-30", "amount=100", 0, EXPLAIN_EN, "rule",
         "This rule holds from 2026-11-20 until 2026-11-30, both days included."},
        {"base without tax and shipping\npay 10% on sale", "amount=130 tax=20 shipping=10", 0, EXPLAIN_EN, "base",
         "Taxes are not part of the base: 20.00 EUR."},
        {"base without tax and shipping\npay 10% on sale", "amount=130 tax=20 shipping=10", 0, EXPLAIN_EN, "arithmetic",
         "10% of 100.00 EUR is 10.00 EUR."},
        {"pay 10% on sale\ngive 2 gift \"mug\" on sale", "amount=100", 0, EXPLAIN_EN, "reward",
         "In kind, by line 2: gift “mug”, number 2."},
    };
    check(rows, COUNT_OF(rows));
}

static void beneficiaries_and_caps(void **state)
{
    static const char *const over = "pay 10% on sale\nlevel 1 pays 8% of sale\nlevel 2 pays 5% of commission\n"
                                    "cap 17% of sale over all levels";
    const struct row rows[] = {
        {over, "amount=100 up=a up=b", 1, EXPLAIN_EN, "level",
         "This is earned at level 1 above the partner who is credited."},
        {over, "amount=100 up=a up=b", 1, EXPLAIN_EN, "rule", "The rule in line 2: level 1 pays 8% of sale"},
        {over, "amount=100 up=a up=b", 1, EXPLAIN_EN, "arithmetic", "8% of 100.00 EUR is 8.00 EUR."},
        {over, "amount=100 up=a up=b", 1, EXPLAIN_EN, "cap",
         "All levels of one sale together are capped at 17.00 EUR; they came to 18.50 EUR. The deepest level gives way "
         "first: 8.00 EUR becomes 7.00 EUR."},
        {over, "amount=100 up=a up=b", 1, EXPLAIN_EN, "commission", "The commission is 7.00 EUR."},
        {over, "amount=100 up=a up=b", 2, EXPLAIN_EN, "arithmetic",
         "5% of the credited partner’s commission of 10.00 EUR is 0.50 EUR."},
        {over, "amount=100 up=a up=b", 2, EXPLAIN_EN, "why_not",
         "Nothing was earned, because the plan’s cap leaves nothing."},
        {"pay 10% on sale", "amount=100 split=1:60 split=2:40", 1, EXPLAIN_EN, "share",
         "By agreement the commission of 10.00 EUR is split; this part is 40%."},
        {"pay 10% on sale\nshare first 40%, last 40%, others 20%", "amount=100 touch=2 touch=1", 1, EXPLAIN_FR, "share",
         "La commission de 10,00 EUR est partagée entre les partenaires qui ont contribué ; cette part : 50 %."},
        {"pay 10% on sale\nshare first 40%, last 40%, others 20%", "amount=100 touch=2 touch=3 touch=4 touch=5 touch=1",
         1, EXPLAIN_EN, "share",
         "The commission of 10.00 EUR is shared among the partners who contributed; this part is 1/15."},
        {"pay 10% on sale\ncap 1000 EUR per partner a month, beyond it 2%", "amount=100 used=0:2:1:995", 0, EXPLAIN_EN,
         "cap",
         "One partner earns at most 1000.00 EUR a month; 995.00 EUR of it was used before. 10.00 EUR becomes 5.10 "
         "EUR."},
        {"pay 10% on sale\ncap 1000 EUR per partner a month, beyond it 2%", "amount=100 used=0:2:1:995", 0, EXPLAIN_EN,
         "cap", "Of what lies beyond it, 2% is paid."},
        {"pay 10% on sale\nbudget 100 EUR a quarter", "amount=100 used=0:2:0:95", 0, EXPLAIN_RU, "cap",
         "Бюджет программы: 100,00 EUR в квартал; ранее использовано: 95,00 EUR. Было 10,00 EUR, стало 5,00 EUR."},
    };
    check(rows, COUNT_OF(rows));
}

// What the first release stored must be told for as long as the books are kept.
static void derivations_of_format_1(void **state)
{
    static const char *const stored =
        "{\"amount\":\"90.00\",\"base\":\"before_discount\",\"cap\":{\"applied\":\"rate\",\"rate\":\"5\","
        "\"rate_limit\":\"3.00\",\"sum\":\"9.00\"},\"commission\":\"3.00\",\"currency\":\"EUR\","
        "\"discount\":\"10.00\",\"due_at\":\"2026-11-23T10:46:59Z\",\"exact\":\"6.66666666\","
        "\"exact_rest\":\"2/3\",\"format\":1,\"goal\":\"sale\",\"hold\":{\"days\":1,\"from\":\"plan\"},"
        "\"items\":\"0.00\",\"occurred_at\":\"2026-11-22T10:46:59Z\",\"plans\":[{\"individual\":true,"
        "\"number\":1,\"pays\":true,\"rules\":[{\"base\":\"66.66666666\",\"base_rest\":\"2/3\","
        "\"exact\":\"6.66666666\",\"exact_rest\":\"2/3\",\"line\":1,\"lines\":\"90.00\",\"outcome\":\"paid\","
        "\"rate\":\"10\",\"text\":\"pay 10% on sale\"},{\"line\":2,\"outcome\":\"no_item_of_kind\",\"text\":\"pay 1% "
        "on "
        "sale of kind x\"}]},{\"individual\":false,\"number\":8,\"pays\":false,"
        "\"rules\":[{\"line\":1,\"outcome\":\"overridden_by_individual_terms\",\"text\":\"pay 4 EUR on sale\"}"
        "]}],\"refunded\":\"30.00\",\"rejected\":false,\"remaining\":\"60.00\",\"rounded\":\"6.67\","
        "\"rounding\":\"half_even\"}";
    static const struct row rows[] = {
        {.code = "plan", .sentence = "Version 1 of the partner’s individual terms pays."},
        {.code = "rule_refused",
         .sentence = "The rule in line 2 (pay 1% on sale of kind x) does not pay: the order has no product of this "
                     "kind."},
        {.code = "arithmetic", .sentence = "10% of 66.66666666… EUR is 6.66666666… EUR."},
        {.code = "rounding", .sentence = "6.66666666… EUR is rounded to 6.67 EUR; a half goes to the even neighbour."},
        {.code = "cap",
         .sentence = "The plan’s cap is 5% of what the customer paid, that is 3.00 EUR, never exceeded by rounding: "
                     "3.00 EUR."},
        {.code = "commission", .sentence = "The commission is 3.00 EUR."},
    };
    AUTO_ARENA arena = arena_new((size_t)1 << 20);
    struct derive_case *c = arena_one(arena, struct derive_case);
    case_read(c, "amount=90 discount=10 refunded=30", currency_of("EUR"));
    struct explain_input input = input_of(&c->facts, EXPLAIN_EN);
    input.derivation = text_of(stored);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        check_told(arena, &rows[i], all_steps(arena, &input));
    }
}

// November's 10th sale raises the rate of all sales of November: 4.00 more for one of 200.00.
static void a_period_is_corrected(void **state)
{
    static const char *const expected[EXPLAIN_LANGUAGE_COUNT] = {
        "2026-11-22 10:46 UTC: the volume of November 2026 is now 10, and the rate for the whole period goes from 10% "
        "to "
        "12%: +4.00 EUR.",
        "2026-11-22 10:46 UTC: объём за период «ноябрь 2026» теперь 10, ставка за весь период меняется с 10 % на 12 %: "
        "+4,00 EUR.",
        "2026-11-22 10:46 UTC : le volume de la période « novembre 2026 » est désormais de 10, et le taux de toute la "
        "période passe de 10 % à 12 % : +4,00 EUR.",
        "2026-11-22 10:46 UTC:2026年11月の実績が 10 となり、期間全体の料率が 10% から 12% に変わります:+4.00 EUR。",
    };
    AUTO_ARENA arena = arena_new((size_t)4 << 20);
    struct currency eur = currency_of("EUR");
    struct derive_case *c = arena_one(arena, struct derive_case);
    case_read(c, "amount=200 volume=sale/month/0/9", eur);
    struct derived before = case_derive(arena, c, NULL, FOR_ALL);
    case_read(c, "amount=200 volume=sale/month/0/10", eur);
    struct derived after = case_derive(arena, c, NULL, FOR_ALL);
    const struct explain_change changes[] = {
        {.cause = TEXT("accrued"), .amount = before.total, .changed_at = SOLD_AT, .derivation = before.derivation},
        {.cause = TEXT("volume"), .amount = after.total, .changed_at = SOLD_AT, .derivation = after.derivation},
    };
    for (int language = 0; language < EXPLAIN_LANGUAGE_COUNT; language++) {
        struct explain_input input = input_of(&c->facts, (enum explain_language)language);
        input.derivation = after.derivation;
        input.changes = changes;
        input.change_count = 2;
        struct row row = {.plan = FOR_ALL, .facts = "", .code = "date", .sentence = expected[language]};
        check_told(arena, &row, all_steps(arena, &input));
    }
}

static void a_decision_is_taken_back(void **state)
{
    static const struct row rows[] = {
        {.language = EXPLAIN_EN,
         .sentence = "2026-11-22 10:46 UTC: the decision was taken back; the conversion is undecided again, and the "
                     "commission is 2.00 EUR."},
        {.language = EXPLAIN_RU,
         .sentence =
             "2026-11-22 10:46 UTC: решение отменено; конверсия снова ожидает решения, вознаграждение: 2,00 EUR."},
        {.language = EXPLAIN_FR,
         .sentence = "2026-11-22 10:46 UTC : décision annulée ; la conversion est de nouveau en attente, "
                     "commission : 2,00 EUR."},
        {.language = EXPLAIN_JA,
         .sentence = "2026-11-22 10:46 UTC:判定が取り消されました。成果は再び未判定となり、報酬は 2.00 EUR です。"},
    };
    AUTO_ARENA arena = arena_new((size_t)1 << 20);
    struct derive_case *c = arena_one(arena, struct derive_case);
    case_read(c, "amount=20", currency_of("EUR"));
    struct explain_change change = {
        .cause = TEXT("reopened"), .amount = money_in(TEXT("2"), c->facts.currency), .changed_at = SOLD_AT};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct row row = rows[i];
        row.code = "date";
        struct explain_input input = input_of(&c->facts, row.language);
        input.changes = &change;
        input.change_count = 1;
        check_told(arena, &row, all_steps(arena, &input));
    }
}

static void bonuses_are_told(void **state)
{
    static const struct row rows[] = {
        {"pay 10% on sale\nbonus 100 EUR for every 10 sales a month", "", 0, EXPLAIN_EN, "bonus",
         "This is a bonus for the volume of November 2026."},
        {"pay 10% on sale\nbonus 100 EUR for every 10 sales a month", "", 0, EXPLAIN_EN, "bonus",
         "The target is 10; reached: 35."},
        {"pay 10% on sale\nbonus 100 EUR for every 10 sales a month", "", 0, EXPLAIN_EN, "bonus",
         "The target was reached 3 times; each time pays 100.00 EUR."},
        {"pay 10% on sale\nbonus 100 EUR for every 10 sales a month", "", 0, EXPLAIN_RU, "bonus",
         "Цель достигнута 3 раза; за каждый раз платится 100,00 EUR."},
        {"pay 10% on sale\ngive gift \"mug\" for 10 sales a month", "", 0, EXPLAIN_EN, "reward",
         "In kind, by line 2: gift “mug”, number 1."},
        {"pay 10% on sale\nbonus 7 EUR for 500 EUR of sales a month", "", 0, EXPLAIN_FR, "bonus",
         "Objectif : 500,00 EUR ; atteint : 900,00 EUR."},
    };
    struct currency eur = currency_of("EUR");
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        AUTO_ARENA arena = arena_new((size_t)1 << 20);
        struct derive_plan plan = {.plan_id = {1}, .number = 3, .plan = parsed(arena, rows[i].plan, eur)};
        struct bonus_volume volume = {.goal = TEXT("sale"),
                                      .period = PLAN_MONTH,
                                      .first_day = day_in(TEXT("2026-11-01")),
                                      .count = 35,
                                      .sum = money_in(TEXT("900"), eur)};
        struct bonus_facts facts = {.currency = eur, .volumes = &volume, .volume_count = 1};
        struct bonus_derived derived;
        bonus_derive(arena, &facts, &plan, 1, &derived);
        assert_int_equal(derived.award_count, 1);
        struct explain_input input = {.reader = {.language = rows[i].language},
                                      .derivation = derived.awards[0].derivation};
        check_told(arena, &rows[i], all_steps(arena, &input));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rules_that_did_not_pay),   cmocka_unit_test(arithmetic),
        cmocka_unit_test(beneficiaries_and_caps),   cmocka_unit_test(derivations_of_format_1),
        cmocka_unit_test(a_period_is_corrected),    cmocka_unit_test(bonuses_are_told),
        cmocka_unit_test(a_decision_is_taken_back),
    };
    return run_cases(tests);
}
