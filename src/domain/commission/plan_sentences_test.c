// SPDX-License-Identifier: Apache-2.0
// Plans as sentences: each construct in English, some in the other languages as natives write them, and that every
// construct has its words in every language.
#include "commission/derive_case_test.h"

#include "commission/plan_sentences.h"

static const char *const constructs[] = {
    "pay 10% on sale",
    "pay 2.50 EUR on sale",
    "pay 2.50 EUR per item on sale",
    "pay 12 EUR on goal signup",
    "pay 0.40 EUR on lead",
    "pay 0.01 EUR on click",
    "pay 0.02 EUR on unique click",
    "pay 3 EUR on 1000 impressions",
    "pay nothing on sale when coupon is X\npay 1% on sale",
    "pay 10% on sale of kind digital and not category books",
    "pay 10% on sale\nalso pay 1% on sale when customer is new",
    "standard: pay 10% on sale for 6 months hold 3 days at least 1 EUR at most 9 EUR",
    "pay 10% on sale for 6 payments",
    "pay 10% on sale until churn",
    "pay 10% on sale from 2026-11-20",
    "pay 10% on sale until 2026-11-30",
    "pay 10% on sale from 2026-11-20 until 2026-11-30",
    "pay 10% on sale when country in (FR, DE) and not (device is phone or source contains mail)",
    "pay 10% on sale when order amount >= 100 EUR and payment number = 1 and date < 2027-01-01",
    "pay 10% on sale when metadata campaign is spring unless partner days < 30",
    "pay 10% on sale\n  from 10 sales a month 12%",
    "pay 10% on sale\n  from 10 sales in all 12% for all",
    "pay 10% on sale\n  from 5000 EUR of sales a quarter 12%",
    "pay 20% of tariff on sale\ntariff by visitors\n  up to 10000 3000 EUR\n  above 20000 EUR",
    "pay 20% of tariff on sale\ntariff by visitors\n  up to 10000 3000 EUR",
    "base before discount\nbase without tax and shipping\npay 10% on sale\nround half even",
    "pay 10% on sale\nlevel 1 pays 5% of sale when recruiter level is gold\nlevels 2 to 7 pay 10% of commission",
    "pay 10% on sale\nlevel 1 pays 2 EUR on lead hold 3 days",
    "pay 10% on sale\nlevel 1 pays 5% of sale\nmatrix 3 wide 7 deep",
    "pay 10% on sale\nshare first 40%, last 40%, others 20%",
    "pay 10% on sale\ncustomer gets 10% off",
    "pay 10% on sale\nbonus 100 EUR for 10 sales a month",
    "pay 10% on sale\nbonus 100 EUR for every 10 sales a month",
    "pay 10% on sale\nbonus 100 EUR for 5000 EUR of sales a quarter",
    "pay 10% on sale\nbonus 100 EUR for every 5000 EUR of sales a year",
    "pay 10% on sale\nbonus 100 EUR for 20 sales until 2026-12-31",
    "pay 10% on sale\ngive 2 gift \"mug\" on sale when customer is new\ngive lead for 10 sales a month",
    "pay 10% on sale\ncap 20% of sale\ncap 50 EUR per sale",
    "pay 10% on sale\ncap 30% of sale over all levels\ncap 60 EUR per sale over all levels",
    "pay 10% on sale\ncap 1000 EUR per partner a month, beyond it 2%\nbudget 50000 EUR a year",
    "pay 10% on sale\nhold 14 days\nrefunds after payment are forgiven\nlate payment 5 times after 10 days",
    ("pay 10% on sale\nmargin 40% of sale\npromise at most 30% of sale\npromise never less for a larger sale\n"
     "promise no jump above 50 EUR"),
    "pay 10% on sale\nlevel 1 pays 5% of sale\nexample sale of 100 EUR with country is FR earns 10 EUR, level 1 5 EUR",
};

static struct text told(struct arena *arena, const char *source, enum explain_language language)
{
    struct plan_sentence *list = NULL;
    size_t count = 0;
    struct buf buf = buf_new(arena, 65536);
    plan_sentences(arena, parsed(arena, source, currency_of("EUR")), language, &list, &count);
    for (size_t i = 0; i < count; i++) {
        assert_true(text_is(list[i].text) && list[i].text.n > 0);
        assert_true(i == 0 || list[i - 1].line <= list[i].line);
        buf_format(&buf, "%d: %.*s\n", list[i].line, TEXT_PRINT(list[i].text));
    }
    return buf_text(&buf);
}

// explain_fill ends the program when a template names a value that is not given, or lacks a form.
static void every_construct_in_every_language(void **state)
{
    for (size_t i = 0; i < COUNT_OF(constructs); i++) {
        AUTO_ARENA arena = arena_new((size_t)4 << 20);
        struct text english = told(arena, constructs[i], EXPLAIN_EN);
        for (int language = EXPLAIN_RU; language < EXPLAIN_LANGUAGE_COUNT; language++) {
            struct text other = told(arena, constructs[i], (enum explain_language)language);
            assert_false(text_equal(english, other));
        }
    }
}

static void as_people_write_them(void **state)
{
    static const struct {
        const char *plan;
        enum explain_language language;
        const char *line; // that must be among those told
    } rows[] = {
        {"pay 10% on sale", EXPLAIN_EN, "1: For each sale the partner earns 10% of its amount.\n"},
        {"pay 10% on sale", EXPLAIN_RU, "1: За каждое событие «продажа» партнёр получает 10\u00a0% его суммы.\n"},
        {"pay 10% on sale", EXPLAIN_FR, "1: Pour chaque vente, le partenaire gagne 10\u202f% de son montant.\n"},
        {"pay 10% on sale", EXPLAIN_JA, "1: 販売 1 件につき、パートナーの報酬はその金額の 10% です。\n"},
        {"pay 10% on sale", EXPLAIN_EN, "0: Percentages are taken of what the customer paid, after the discount.\n"},
        {"pay 12 EUR on goal signup", EXPLAIN_EN, "1: For each event “signup” the partner earns 12.00 EUR.\n"},
        {"pay 10% on sale when country in (FR, DE) and customer is new", EXPLAIN_EN,
         "1: For each sale the partner earns 10% of its amount. Condition: the visitor’s country is one of “FR”, “DE”, "
         "and the customer is new.\n"},
        {"pay 10% on sale when country in (FR, DE) and customer is new", EXPLAIN_RU,
         "1: За каждое событие «продажа» партнёр получает 10\u00a0% его суммы. Условие: страна посетителя: одно из "
         "«FR», "
         "«DE» и клиент: новый.\n"},
        {"pay 10% on sale for 6 months", EXPLAIN_EN,
         "1: For each sale the partner earns 10% of its amount. It is paid for 6 months from a customer’s first "
         "payment.\n"},
        {"pay 10% on sale for 2 months", EXPLAIN_RU,
         "1: За каждое событие «продажа» партнёр получает 10\u00a0% его суммы. Платится 2 месяца с первого платежа "
         "клиента.\n"},
        {"pay 10% on sale\n  from 10 sales a month 12% for all", EXPLAIN_EN,
         "1: For each sale the partner earns 10% of its amount. From number 10 of the month on: 12%. The tier that the "
         "period’s total reaches holds for all of the period, earlier events included.\n"},
        {"pay 10% on sale\n  from 5000 EUR of sales a quarter 12.5%", EXPLAIN_FR,
         "1: Pour chaque vente, le partenaire gagne 10\u202f% de son montant. Au-delà d’un total du trimestre de "
         "5000,00 "
         "EUR\u00a0: 12,5\u202f%. Une vente qui franchit la limite d’un palier y est divisée.\n"},
        {"pay 10% on sale\nlevels 2 to 7 pay 10% of commission", EXPLAIN_EN,
         "2: Each recruiter at levels 2 to 7 above the partner earns 10% of the partner’s commission.\n"},
        {"pay 10% on sale\ncap 1000 EUR per partner a month, beyond it 2%", EXPLAIN_EN,
         "2: One partner earns at most 1000.00 EUR a month. Of what lies beyond it, 2% is paid.\n"},
        {"pay 10% on sale\nbonus 100 EUR for 10 sales a month", EXPLAIN_EN,
         "2: Bonus: 100.00 EUR, when the number of “sale” of the month reaches 10.\n"},
        {"pay 10% on sale\nlate payment 5 times after 10 days", EXPLAIN_EN,
         "0: A payment more than 10 days late makes 5 times its sum payable.\n"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        AUTO_ARENA arena = arena_new((size_t)4 << 20);
        struct text all = told(arena, rows[i].plan, rows[i].language);
        if (text_find(all, text_of(rows[i].line), 0) == SIZE_MAX) {
            fail_msg("%s\nis told as\n%.*snot\n%s", rows[i].plan, TEXT_PRINT(all), rows[i].line);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_construct_in_every_language),
        cmocka_unit_test(as_people_write_them),
    };
    return run_cases(tests);
}
