// SPDX-License-Identifier: Apache-2.0
// What an event did not bring: each reason a recruiter, a bonus or a reward was left out for, told whole and in order.
// Sums are worked out by hand in the rows. Facts are written as derive_case_test.h says.
#include "commission/derive_case_test.h"

#include "commission/derive_missed.h"
#include "commission/explain.h"

struct row {
    const char *plan;
    const char *facts;
    const char *told; // all "missed" steps, one a line
};

static const struct bonus_volume *volumes_of(struct arena *arena)
{
    struct currency eur = currency_of("EUR");
    struct bonus_volume *volumes = arena_many(arena, struct bonus_volume, 4);
    volumes[0] = (struct bonus_volume){.goal = TEXT("sale"),
                                       .period = PLAN_MONTH,
                                       .first_day = day_in(TEXT("2026-11-01")),
                                       .count = 3,
                                       .sum = money_in(TEXT("300"), eur)};
    volumes[1] = (struct bonus_volume){.goal = TEXT("sale"),
                                       .period = PLAN_QUARTER,
                                       .first_day = day_in(TEXT("2026-10-01")),
                                       .count = 12,
                                       .sum = money_in(TEXT("1234.50"), eur)};
    volumes[2] = (struct bonus_volume){.goal = TEXT("sale"),
                                       .period = PLAN_UNTIL,
                                       .until_day = day_in(TEXT("2026-11-21")),
                                       .count = 30,
                                       .sum = money_in(TEXT("3000"), eur)};
    volumes[3] = (struct bonus_volume){.goal = TEXT("sale"),
                                       .period = PLAN_UNTIL,
                                       .until_day = day_in(TEXT("2026-12-31")),
                                       .count = 31,
                                       .sum = money_in(TEXT("3100"), eur)};
    return volumes;
}

static struct text told(struct arena *arena, const struct row *row, const struct explain_reader *reader)
{
    struct derive_case *c = arena_one(arena, struct derive_case);
    case_read(c, row->facts, currency_of("EUR"));
    struct derived derived = case_derive(arena, c, NULL, row->plan);
    struct derive_plan plan = {.plan_id = {1}, .number = 3, .plan = parsed(arena, row->plan, c->facts.currency)};
    struct missed_question question = {.facts = &c->facts,
                                       .plans = &plan,
                                       .plan_count = 1,
                                       .derived = &derived,
                                       .volumes = volumes_of(arena),
                                       .volume_count = 4};
    struct explain_input input = {.reader = *reader,
                                  .goal = c->facts.goal,
                                  .order_id = TEXT("A-1"),
                                  .amount = c->facts.amount,
                                  .discount = c->facts.discount,
                                  .refunded = c->facts.refunded,
                                  .occurred_at = SOLD_AT,
                                  .received_at = SOLD_AT,
                                  .status = TEXT("approved"),
                                  .reason = TEXT(""),
                                  .partner = TEXT("Anna"),
                                  .model = TEXT("last_click"),
                                  .derivation = derived.derivation,
                                  .due_at = SOLD_AT};
    struct derive_missed *missed = NULL;
    derive_missed(arena, &question, &missed, &input.missed_count);
    input.missed = missed;
    struct explain_step *steps = NULL;
    size_t count = 0;
    struct buf buf = buf_new(arena, 65536);
    assert_int_equal(explain_steps(arena, &input, &steps, &count), RC_OK);
    for (size_t i = 0; i < count; i++) {
        if (text_equal(text_of(steps[i].code), TEXT("missed"))) {
            buf_format(&buf, "%.*s\n", TEXT_PRINT(steps[i].sentence));
        }
    }
    return buf_text(&buf);
}

static void check(const struct row *rows, size_t count, const struct explain_reader *reader)
{
    for (size_t i = 0; i < count; i++) {
        AUTO_ARENA arena = arena_new((size_t)4 << 20);
        struct text got = told(arena, &rows[i], reader);
        if (!text_equal(got, text_of(rows[i].told))) {
            fail_msg("%s\nwith %s is\n%.*snot\n%s", rows[i].plan, rows[i].facts, TEXT_PRINT(got), rows[i].told);
        }
    }
}

static const struct explain_reader operator_reader = {
    .language = EXPLAIN_EN, .sees_recruiters = true, .sees_bonuses = true};

#define TWO "pay 10% on sale\nlevel 1 pays 5% of sale\nlevel 2 pays 2% of sale"
#define GOLD "pay 10% on sale\nlevel 1 pays 5% of sale when recruiter level is gold"

static void recruiters_who_got_nothing(void **state)
{
    static const struct row rows[] = {
        {"pay 10% on sale", "amount=100 up=a", ""},
        {TWO, "amount=100", "From level 1 on nothing is earned: nobody recruited the partner below.\n"},
        {TWO, "amount=100 up=a", "From level 2 on nothing is earned: nobody recruited the partner below.\n"},
        {TWO, "amount=100 up=a up=b", "From level 3 on nothing is earned: the plan has no such level.\n"},
        {TWO, "amount=100 up=- up=b",
         "Level 1: nothing, because the recruiter is archived. Nobody moves down.\n"
         "From level 3 on nothing is earned: the plan has no such level.\n"},
        {TWO, "amount=100 up=a up=!",
         "Level 2: nothing, because the recruiter is archived. Nobody moves down.\n"
         "From level 3 on nothing is earned: the plan has no such level.\n"},
        {"pay 10% on sale\nlevel 1 pays 5% of sale\nlevel 3 pays 2% of sale", "amount=100 up=a up=b up=c",
         "Level 2: nothing, because the plan has no clause for this level and the goal sale.\n"
         "From level 4 on nothing is earned: the plan has no such level.\n"},
        {"pay 1 EUR on lead\nlevel 1 pays 5% of sale", "goal=lead up=a",
         "Recruiters earn nothing by it: the plan has no clause for levels and the goal lead.\n"},
        {"pay 10% on sale\nlevel 1 pays nothing when recruiter level is new\nlevel 1 pays 5% of sale",
         "amount=100 up=new",
         "Level 1: nothing, because the clause in line 2 says so (level 1 pays nothing when recruiter level is new).\n"
         "From level 2 on nothing is earned: the plan has no such level.\n"},
        {GOLD, "amount=100 up=silver",
         "Level 1: the clause in line 2 (level 1 pays 5% of sale when recruiter level is gold) does not pay. Condition "
         "not met: the recruiter’s level is “gold”. The value is “silver”.\n"
         "From level 2 on nothing is earned: the plan has no such level.\n"},
        {"pay 10% on sale\nlevel 1 pays 5% of sale unless customer country is FR",
         "amount=100 customer_country=FR up=a",
         "Level 1: the clause in line 2 (level 1 pays 5% of sale unless customer country is FR) does not pay. It "
         "leaves "
         "out this case: the customer’s country is “FR”.\n"
         "From level 2 on nothing is earned: the plan has no such level.\n"},
        {"pay 10% on sale\nlevel 1 pays 5% of sale when customer country is FR", "amount=100 up=a",
         "Level 1: the clause in line 2 (level 1 pays 5% of sale when customer country is FR) does not pay. Condition "
         "not met: the customer’s country is “FR”. The value is not known.\n"
         "From level 2 on nothing is earned: the plan has no such level.\n"},
        // 10 + 8 + 5 = 23, at most 18 over all levels: the deepest loses its 5 whole, the first keeps its 8.
        {"pay 10% on sale\nlevel 1 pays 8% of sale\nlevel 2 pays 5% of sale\ncap 18% of sale over all levels",
         "amount=100 up=a up=b",
         "Level 2: nothing. Line 4 (cap 18% of sale over all levels) leaves nothing of 5.00 EUR.\n"
         "From level 3 on nothing is earned: the plan has no such level.\n"},
        // The month's budget of 10.00 is the credited partner's.
        {"pay 10% on sale\nlevel 1 pays 8% of sale\nbudget 10 EUR a month", "amount=100 up=a",
         "Level 1: nothing. Line 3 (budget 10 EUR a month) leaves nothing of 8.00 EUR.\n"
         "From level 2 on nothing is earned: the plan has no such level.\n"},
        // 5 % of 0.05 are 0.0025.
        {TWO, "amount=0.05 up=a",
         "Level 1: nothing, because 0.0025 EUR rounds to zero.\n"
         "From level 2 on nothing is earned: nobody recruited the partner below.\n"},
        {"pay 10% on sale of kind digital\nlevel 1 pays 10% of commission", "amount=100 up=a",
         "Level 1: nothing. It is a part of the credited partner’s commission, and that is zero.\n"
         "From level 2 on nothing is earned: the plan has no such level.\n"},
        {TWO, "amount=0 up=a up=b",
         "Level 1: nothing, because the event has no amount to take a part of.\n"
         "Level 2: nothing, because the event has no amount to take a part of.\n"
         "From level 3 on nothing is earned: the plan has no such level.\n"},
        {TWO, "amount=100 up=a rejected", ""},
        {TWO, "amount=100 up=a refunded=100", ""},
        {TWO, "amount=100 up=a up=b refunded=99.99", // 5 % and 2 % of 0.01
         "Level 1: nothing, because 0.0005 EUR rounds to zero.\nLevel 2: nothing, because 0.0002 EUR rounds to zero.\n"
         "From level 3 on nothing is earned: the plan has no such level.\n"},
    };
    check(rows, COUNT_OF(rows), &operator_reader);
}

#define BONUS "pay 10% on sale\nbonus 100 EUR for 10 sales a month"

static void bonuses_and_rewards_that_were_missed(void **state)
{
    static const struct row rows[] = {
        {BONUS, "amount=100",
         "The clause in line 2 (bonus 100 EUR for 10 sales a month) gives nothing yet: 3 of 10 reached, November "
         "2026.\n"},
        {"pay 10% on sale\nbonus 100 EUR for 3 sales a month", "amount=100", ""},
        {"pay 10% on sale\nbonus 100 EUR for 5000 EUR of sales a quarter", "amount=100",
         "The clause in line 2 (bonus 100 EUR for 5000 EUR of sales a quarter) gives nothing yet: 1234.50 EUR of "
         "5000.00 EUR reached, quarter 4 of 2026.\n"},
        {"pay 10% on sale\nbonus 100 EUR for 20 sales until 2026-11-21", "amount=100",
         "The clause in line 2 (bonus 100 EUR for 20 sales until 2026-11-21) gives nothing: it counts until "
         "2026-11-21.\n"},
        {"pay 10% on sale\nbonus 100 EUR for 40 sales until 2026-12-31", "amount=100",
         "The clause in line 2 (bonus 100 EUR for 40 sales until 2026-12-31) gives nothing yet: 31 of 40 reached, all "
         "time.\n"},
        {"pay 10% on sale\nbonus 100 EUR for 10 sales a month when partner type is blogger", "amount=100 type=shop",
         "The clause in line 2 (bonus 100 EUR for 10 sales a month when partner type is blogger) gives nothing. "
         "Condition not met: the partner’s type is “blogger”. The value is “shop”.\n"},
        {"pay 10% on sale\ngive gift \"mug\" on sale when customer is new", "amount=100 returning",
         "The clause in line 2 (give gift \"mug\" on sale when customer is new) gives nothing. Condition not met: the "
         "customer is new. The value is returning.\n"},
        {"pay 10% on sale\ngive gift \"mug\" on sale when customer is new", "amount=100",
         "The clause in line 2 (give gift \"mug\" on sale when customer is new) gives nothing. Condition not met: the "
         "customer is new. The value is not known.\n"},
        {"pay 10% on sale\ngive gift \"mug\" on sale unless coupon is X", "amount=100 coupon=X",
         "The clause in line 2 (give gift \"mug\" on sale unless coupon is X) gives nothing. It leaves out this case: "
         "the coupon is “X”.\n"},
        {"pay 10% on sale\ngive gift \"mug\" on lead", "amount=100", ""},
        {BONUS, "amount=100 rejected", ""},
    };
    check(rows, COUNT_OF(rows), &operator_reader);
}

// A partner reads what it missed itself, and nothing of the recruiters; who asks for neither reads neither.
static void each_reads_what_is_its_own_to_know(void **state)
{
    static const struct row partner = {
        GOLD "\nbonus 100 EUR for 10 sales a month", "amount=100 up=silver",
        "The clause in line 3 (bonus 100 EUR for 10 sales a month) gives nothing yet: 3 of 10 reached, November "
        "2026.\n"};
    static const struct row nobody = {GOLD "\nbonus 100 EUR for 10 sales a month", "amount=100 up=silver", ""};
    check(&partner, 1, &(struct explain_reader){.language = EXPLAIN_EN, .sees_bonuses = true});
    check(&nobody, 1, &(struct explain_reader){.language = EXPLAIN_EN});
}

static void the_same_in_other_languages(void **state)
{
    static const char *const plan = GOLD "\nbonus 100 EUR for 5000 EUR of sales a quarter";
    static const char *const expected[EXPLAIN_LANGUAGE_COUNT] = {
        [EXPLAIN_RU] =
            "Уровень 1: пункт в строке 2 (level 1 pays 5% of sale when recruiter level is gold) не платит. Не "
            "выполнено "
            "условие: уровень пригласившего партнёра: «gold». Значение: «silver».\n"
            "Начиная с уровня 2 ничего не начислено: такого уровня в плане нет.\n"
            "Пункт в строке 3 (bonus 100 EUR for 5000 EUR of sales a quarter) пока ничего не даёт: достигнуто 1234,50 "
            "EUR из 5000,00 EUR, период: 4-й квартал 2026.\n",
        [EXPLAIN_FR] =
            "Niveau 1\u00a0: la clause de la ligne 2 (level 1 pays 5% of sale when recruiter level is gold) ne paie "
            "pas. Condition non remplie\u00a0: niveau du parrain\u00a0: «\u00a0gold\u00a0». Valeur\u00a0: "
            "«\u00a0silver\u00a0».\n"
            "À partir du niveau 2, rien n’est dû\u00a0: le barème ne prévoit pas ce niveau.\n"
            "La clause de la ligne 3 (bonus 100 EUR for 5000 EUR of sales a quarter) ne donne encore rien\u00a0: "
            "1234,50 EUR sur 5000,00 EUR, période\u00a0: trimestre 4 de 2026.\n",
        [EXPLAIN_JA] = "1 段目:2 行目の条項(level 1 pays 5% of sale when recruiter level is "
                       "gold)は適用されません。満たされていない条件:紹介者のランクが「gold」。実際の値:「silver」。\n"
                       "2 段目以上の報酬はありません。プランにその段階がないためです。\n"
                       "3 行目の条項(bonus 100 EUR for 5000 EUR of sales a "
                       "quarter)による特典はまだありません。2026年第4四半期の実績は "
                       "1234.50 EUR、目標は 5000.00 EUR です。\n",
    };
    for (int language = EXPLAIN_RU; language < EXPLAIN_LANGUAGE_COUNT; language++) {
        struct row row = {plan, "amount=100 up=silver", expected[language]};
        check(&row, 1,
              &(struct explain_reader){
                  .language = (enum explain_language)language, .sees_recruiters = true, .sees_bonuses = true});
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(recruiters_who_got_nothing),
        cmocka_unit_test(bonuses_and_rewards_that_were_missed),
        cmocka_unit_test(each_reads_what_is_its_own_to_know),
        cmocka_unit_test(the_same_in_other_languages),
    };
    return run_cases(tests);
}
