// SPDX-License-Identifier: Apache-2.0
// The whole grammar of plans: each construct beside its canonical form, what each refuses and where, the limits, and
// that printing is a fixed point. The simple clauses and their structures are in plan_test.c.
#include "check.h"

#include "commission/plan.h"

static const struct currency eur = {"EUR"};

static const struct {
    const char *source;
    const char *printed; // NULL: as the source, with a line's end
} forms[] = {
    // Pay: values and events.
    {"pay 10% on sale", NULL},
    {"PAY 10.50 % ON goal SALE", "pay 10.5% on sale\n"},
    {"pay nothing on sale", NULL},
    {"pay 2.5 EUR per item on sale", "pay 2.50 EUR per item on sale\n"},
    {"pay 2 EUR on 1000 impressions", "pay 2.00 EUR on 1000 impressions\n"},
    {"pay 2 EUR on impression", "pay 2.00 EUR on 1 impression\n"},
    {"pay 0.01 EUR on unique click", NULL},
    {"pay 1.00 EUR on goal \"first order\"", NULL},
    {"summer: pay 10% on sale", NULL},
    {"\"summer deal\" : pay 10% on sale", "\"summer deal\": pay 10% on sale\n"},
    {"a:b: pay 10% on sale", "\"a:b\": pay 10% on sale\n"},
    {"also pay 1.00 EUR on sale", NULL},
    {"extra: also pay 1.00 EUR on lead", NULL},
    // Items.
    {"pay 5% on sale of kind digital", NULL},
    {"pay 5.00 EUR on sale of service seo", "pay 5.00 EUR on sale of kind service and category seo\n"},
    {"pay 5% on sale of kind is digital and not category = books",
     "pay 5% on sale of kind digital and not category books\n"},
    {"pay 5% on sale of sku in (A-1,B-2 , C-3)", "pay 5% on sale of sku in (A-1, B-2, C-3)\n"},
    {"pay 5% on sale of sku starts with A- or (category books and (kind digital or kind audio))",
     "pay 5% on sale of sku starts with A- or category books and (kind digital or kind audio)\n"},
    {"pay 5% on sale of kind \"in\"", NULL},
    {"pay 5% on sale of kind in", "pay 5% on sale of kind \"in\"\n"},
    {"pay 5% on sale of kind \"цифровой товар\" or kind цифровой", NULL},
    {"pay 5% on sale of sku not in (a, b)", NULL},
    {"pay 1.00 EUR per item on sale of kind digital", NULL},
    // Modifiers.
    {"pay 10% on sale for 6 months", NULL},
    {"pay 10% on sale for 1 months", "pay 10% on sale for 1 month\n"},
    {"pay 10% on sale for the first 6 payments", "pay 10% on sale for 6 payments\n"},
    {"pay 10% on sale for 1 payment", "pay 10% on sale for the first payment\n"},
    {"pay 10% on sale for life", "pay 10% on sale\n"},
    {"pay 10% on sale until churn", NULL},
    {"pay 10% on sale until 2026-11-30 from 2026-11-20", "pay 10% on sale from 2026-11-20 until 2026-11-30\n"},
    {"pay 10% on sale at most 50 EUR at least 2 EUR hold 1 days",
     "pay 10% on sale hold 1 day at least 2.00 EUR at most 50.00 EUR\n"},
    {"pay 10% on sale instead of standard", NULL},
    // Conditions.
    {"pay 10% on sale when partner type is blogger", NULL},
    {"pay 10% on sale\n  when partner type is blogger\n  # between\n\n  and country in (FR, de)",
     "pay 10% on sale when partner type is blogger and country in (FR, de)\n"},
    {"pay 10% on sale when not (country is FR or country is DE) and (device = mobile)",
     "pay 10% on sale when not (country is FR or country is DE) and device is mobile\n"},
    {"pay 10% on sale unless customer is new", NULL},
    {"pay 10% on sale when not customer is new", "pay 10% on sale unless customer is new\n"},
    {"pay 10% on sale when customer <> returning unless coupon starts with VIP",
     "pay 10% on sale when customer is not returning and not coupon starts with VIP\n"},
    {"pay 10% on sale when order amount >= 100 EUR and order quantity is 3",
     "pay 10% on sale when order amount >= 100.00 EUR and order quantity = 3\n"},
    {"pay 10% on sale when date in (2026-11-27, 2026-11-30)", NULL},
    {"pay 10% on sale when payment number is not 1 or month number < 7",
     "pay 10% on sale when payment number <> 1 or month number < 7\n"},
    {"pay 10% on sale when metadata seats >= 10.50 and metadata \"plan name\" = 12 and metadata p is 12",
     "pay 10% on sale when metadata seats >= 10.5 and metadata \"plan name\" = 12 and metadata p is 12\n"},
    {"pay 10% on sale when metadata t < -0.000001 or metadata t = x",
     "pay 10% on sale when metadata t < -0.000001 or metadata t is x\n"},
    {"pay 10% on sale when source does not contain \"news letter\" and source ends with .com", NULL},
    {"pay 10% on sale when partner level is not in (gold, silver)",
     "pay 10% on sale when partner level not in (gold, silver)\n"},
    {"pay 10% on sale when partner days ≤ 30", "pay 10% on sale when partner days <= 30\n"},
    {"pay 10% on sale when NOT(country IN(FR,DE))", "pay 10% on sale unless country in (FR, DE)\n"},
    {"pay 10% on sale when (device is a and device is b) and device is c and (device is d and device is e)",
     "pay 10% on sale when device is a and device is b and device is c and device is d and device is e\n"},
    // Tiers.
    {"pay 10% on sale\n  from 10 sales a month 12%\n  from 50 sales a month 15%", NULL},
    {"pay 10% on sale from 1 sale a week 12%", "pay 10% on sale\n  from 1 sale a week 12%\n"},
    {"pay 2.00 EUR on lead when country is FR\n  from 10 leads a quarter 3 EUR for all\n  from 20 times a quarter "
     "nothing "
     "for all",
     "pay 2.00 EUR on lead when country is FR\n  from 10 leads a quarter 3.00 EUR for all\n  from 20 leads a quarter "
     "nothing for all\n"},
    {"pay 1% on goal trial from 5 goal trial in all 2%", "pay 1% on goal trial\n  from 5 times in all 2%\n"},
    {"pay 10% on sale for 6 months\n  from 5000.00 EUR of sales a year 12%\n  from 9000.00 EUR of sales a year 13%",
     NULL},
    {"pay 10% on sale\n from 5000 EUR of sales a quarter 100 EUR for all for 6 months",
     "pay 10% on sale for 6 months\n  from 5000.00 EUR of sales a quarter 100.00 EUR for all\n"},
    {"pay 1% on goal trial\n  from 5.00 EUR of goal trial a month 2%", NULL},
    // Tariff.
    {"tariff by clicks\n  up to 10000 30 EUR\n  up to 60000 120 EUR\n  above 200 EUR\npay 10% of tariff on sale",
     "tariff by clicks\n  up to 10000 30.00 EUR\n  up to 60000 120.00 EUR\n  above 200.00 EUR\npay 10% of tariff on "
     "sale\n"},
    // Levels.
    {"level 1 pays 5% of sale", NULL},
    {"levels 1 to 7 pay 10% of commission", NULL},
    {"level 2 to 3 pay 2 EUR on goal trial hold 3 days when recruiter level is gold",
     "levels 2 to 3 pay 2.00 EUR on goal trial hold 3 days when recruiter level is gold\n"},
    {"level 1 pays 2 EUR on every goal", "level 1 pays 2.00 EUR on every goal\n"},
    {"level 1 pays nothing when recruiter days < 30\nlevel 1 pays 5% of sale", NULL},
    {"level 1 pays 10% of commission on sale", NULL},
    {"pay 10% on sale\nmatrix 3 wide 7 deep", NULL},
    // Sharing and the customer's side.
    {"pay 10% on sale\nshare last 40%, first 40% and others 20%",
     "pay 10% on sale\nshare first 40%, last 40%, others 20%\n"},
    {"pay 10% on sale\ncustomer gets 10% off", NULL},
    {"pay 10% on sale\ncustomer gets 5 EUR off", "pay 10% on sale\ncustomer gets 5.00 EUR off\n"},
    // Bonuses and rewards.
    {"bonus 100.00 EUR for 10 sales a month", NULL},
    {"bonus 100.00 EUR for every 10 sales a month when partner type is blogger", NULL},
    {"bonus 100.00 EUR for the first sale", NULL},
    {"bonus 100 EUR for 1 sale in all", "bonus 100.00 EUR for the first sale\n"},
    {"bonus 100.00 EUR for 1 lead a week", NULL},
    {"bonus 100.00 EUR for 5000.00 EUR of sales a quarter", NULL},
    {"bonus 100.00 EUR for 20 sales until 2026-12-31", NULL},
    {"bonus 100.00 EUR for 20 goal trial in all", NULL},
    {"give gift \"mug\" on sale when customer is new", NULL},
    {"give 2 credits on lead", "give 2 credit on lead\n"},
    {"give invitation \"summit\" for 10 sales a year", NULL},
    {"give lead for every 3 sales a month", NULL},
    // Terms.
    {"base without tax\npay 10% on sale", NULL},
    {"base without shipping and tax\nbase after discount\npay 10% on sale",
     "base without tax and shipping\npay 10% on sale\n"},
    {"base before discount\nbase without shipping\npay 10% on sale", NULL},
    {"pay 10% on sale\ncap 20% of sale\ncap 30% of sale over all levels\ncap 50.00 EUR per sale\ncap 60.00 EUR per "
     "sale "
     "over all levels\ncap 1000.00 EUR per partner a month, beyond it 2%\ncap 9000.00 EUR per partner in all\nbudget "
     "50000.00 EUR a month, beyond it 1%",
     NULL},
    {"pay 10% on sale\ncap 1000 EUR per partner a month, beyond it nothing\nbudget 5 EUR a year beyond it 100%",
     "pay 10% on sale\ncap 1000.00 EUR per partner a month\nbudget 5.00 EUR a year, beyond it 100%\n"},
    {"pay 10% on sale\nhold 14 days\nround half even\nrefunds after payment are forgiven\nlate payment 5 times after "
     "10 "
     "days\nmargin 40% of sale",
     NULL},
    {"pay 10% on sale\nrefunds after payment are owed back\nround half away from zero", "pay 10% on sale\n"},
    {"pay 10% on sale\npromise at most 30% of sale\npromise never less for a larger sale\npromise no jump above 50.00 "
     "EUR",
     NULL},
    // Examples.
    {"pay 10% on sale\nexample sale of 100.00 EUR earns 10.00 EUR", NULL},
    {"pay 10% on sale\nexample sale of 100 EUR with 30 EUR refunded, 5 EUR discount and 1 EUR tax, 2 EUR shipping "
     "earns 7 "
     "EUR, level 1 nothing, level 2 3 EUR",
     "pay 10% on sale\nexample sale of 100.00 EUR with 30.00 EUR refunded, 5.00 EUR discount, 1.00 EUR tax, 2.00 EUR "
     "shipping earns 7.00 EUR, level 1 nothing, level 2 3.00 EUR\n"},
    {"pay 10% on sale\nexample sale of 100.00 EUR with partner type is blogger, customer is new, date is 2026-11-30, "
     "metadata seats is 12, payment number is 2, usage 60000, 3 recruiters, rejected earns nothing",
     NULL},
    {"pay 10% on sale\nexample sale of 100.00 EUR with 12th sale of the month, 400.00 EUR of sales a month before, 3rd "
     "sale "
     "in all, 40.00 EUR for 2 of kind digital sku A-1, 60.00 EUR of category books earns 10.00 EUR",
     NULL},
    {"pay 1 EUR on goal trial\nexample goal trial with no recruiters, 21st time of the week earns 1 EUR",
     "pay 1.00 EUR on goal trial\nexample goal trial with 0 recruiters, 21st goal trial of the week earns 1.00 EUR\n"},
};

static struct plan *parsed(struct arena *arena, struct text source)
{
    struct plan *plan = NULL;
    struct plan_error error = {0};
    if (plan_parse(arena, source, eur, &plan, &error) != RC_OK) {
        fail_msg("%.*s\n%d:%d: %s %s", TEXT_PRINT(source), error.line, error.column, error.message, error.suggestion);
    }
    return plan;
}

static void each_form(void **state)
{
    for (size_t i = 0; i < COUNT_OF(forms); i++) {
        AUTO_ARENA arena = arena_new((size_t)1 << 20);
        struct text source = text_of(forms[i].source);
        struct text expected =
            forms[i].printed == NULL ? text_format(arena, "%s\n", forms[i].source) : text_of(forms[i].printed);
        struct text printed = plan_print(arena, parsed(arena, source));
        if (!text_equal(printed, expected)) {
            fail_msg("%s\nprinted: %.*s\nexpected: %.*s", forms[i].source, TEXT_PRINT(printed), TEXT_PRINT(expected));
        }
        struct text again = plan_print(arena, parsed(arena, printed));
        assert_row(forms[i].source, text_equal(again, printed));
    }
}

static const struct {
    const char *source;
    int line, column;
    const char *message; // a part of it
    const char *suggestion;
} refusals[] = {
    {"from 10 sales a month 12%", 1, 1, "a line begins with 'pay'", ""},
    {"hold 14 days\nfrom 10 sales a month 12%", 2, 1, "complete before 'from'", ""},
    {"leval 1 pays 5% of sale", 1, 1, "a line begins with", "did you mean 'level'?"},
    {"promis at most 3% of sale", 1, 1, "a line begins with", "did you mean 'promise'?"},
    {"x: hold 3 days", 1, 4, "expected 'pay' or 'also', found 'hold'", ""},
    {"a: pay 1% on sale\nA: pay 1% on lead", 2, 4, "line 1 already has the name A", ""},
    // Pay.
    {"pay 10% of tarif on sale", 1, 12, "expected 'tariff', found 'tarif'", "did you mean 'tariff'?"},
    {"pay 10% of tariff on sale", 1, 12, "the plan has no tariff", ""},
    {"pay 2 EUR per piece on sale", 1, 15, "expected 'item'", ""},
    {"pay 10% on 1000 clicks", 1, 17, "expected 'impressions' or 'impression'", ""},
    {"pay 10% on 1000 impressions", 1, 5, "an impression has no amount", ""},
    {"pay 1 EUR per item on click", 1, 5, "a click has no products", ""},
    {"pay 1 EUR on click when country is FR", 1, 20, "summed by day", ""},
    {"also pay 1 EUR on click", 1, 10, "one rule pays for a click", ""},
    {"pay 10% on sale fro 6 months", 1, 17, "complete before 'fro'", "did you mean 'for'?"},
    {"pay 10% on sale for six months", 1, 21, "expected as in 'for 6 months'", ""},
    {"pay 10% on sale for 6 weeks", 1, 23, "expected 'months'", ""},
    {"pay 10% on sale for 0 months", 1, 21, "from 1 to", ""},
    {"pay 10% on sale for 1201 months", 1, 21, "at most 1200 months", ""},
    {"pay 10% on sale for 6 months for life", 1, 30, "stated twice", ""},
    {"pay 10% on sale from 2026-02-30", 1, 22, "a day that exists", ""},
    {"pay 10% on sale from 2026-11-30 until 2026-11-20", 1, 39, "before the first", ""},
    {"pay 10% on sale until 2026-11-20 from 2026-11-30", 1, 39, "after the last", ""},
    {"pay 10% on sale until 2026-11-20 until 2026-11-21", 1, 34, "stated twice", ""},
    {"pay 10% on sale at last 2 EUR", 1, 20, "expected 'least' or 'most'", "did you mean 'least'?"},
    {"pay 10% on sale at least 2 USD", 1, 28, "the program pays in EUR, not in USD", "did you mean 'EUR'?"},
    {"pay 10% on sale at least 3 EUR at most 2 EUR", 1, 32, "more than 'at most'", ""},
    {"pay 10% on sale at least 2%", 1, 26, "a sum stands here", ""},
    {"pay 10% on sale hold 400 days", 1, 22, "from 0 to 365", ""},
    {"pay 10% on sale instead off x", 1, 25, "expected 'of'", "did you mean 'of'?"},
    {"pay 10% on sale when country is FR\npay 5% on sale when country is fr", 2, 1, "line 1 already pays", ""},
    // Conditions.
    {"pay 10% on sale when contry is FR", 1, 22, "what the condition asks", "did you mean 'country'?"},
    {"pay 10% on sale when partner kind is x", 1, 30, "expected 'type', 'level'", ""},
    {"pay 10% on sale when customer contry is FR", 1, 31, "expected 'country' or 'is'", "did you mean 'country'?"},
    {"pay 10% on sale when order total > 3 EUR", 1, 28, "expected 'amount' or 'quantity'", ""},
    {"pay 10% on sale when country equals FR", 1, 30, "expected 'is', 'in'", ""},
    {"pay 10% on sale when country is France", 1, 33, "a country is two letters", ""},
    {"pay 10% on sale when device > mobile", 1, 29, "'device' is a text", ""},
    {"pay 10% on sale when order amount contains 3", 1, 35, "is a number or a day", ""},
    {"pay 10% on sale when order amount > 3", 1, 38, "expected '%' or the program's currency", ""},
    {"pay 10% on sale when order amount > 3 USD", 1, 39, "the program pays in EUR", "did you mean 'EUR'?"},
    {"pay 10% on sale when order quantity > 1.5", 1, 39, "a whole number", ""},
    {"pay 10% on sale when order quantity >1", 1, 37, "a space is missing behind the sign", ""},
    {"pay 10% on sale when customer is nwe", 1, 34, "expected 'new' or 'returning'", "did you mean 'new'?"},
    {"pay 10% on sale when date > yesterday", 1, 29, "a day that exists", ""},
    {"pay 10% on sale when recruiter type is x", 1, 22, "the recruiter is known in the clauses of levels", ""},
    {"pay 10% on sale when kind is x", 1, 22, "an order's lines only", ""},
    {"bonus 1 EUR for 3 sales a month when country is FR", 1, 38, "knows the partner only", ""},
    {"pay 10% on sale when country in FR", 1, 33, "expected '('", ""},
    {"pay 10% on sale when country in (FR", 1, 36, "expected ')'", ""},
    {"pay 10% on sale when (country is FR", 1, 36, "expected ')'", ""},
    {"pay 10% on sale when country is FR and", 1, 39, "what the condition asks", ""},
    {"pay 10% on sale\nwhen country is FR\nand devise is x", 3, 5, "what the condition asks", "did you mean 'device'?"},
    {"pay 10% on sale of", 1, 19, "expected 'kind', 'sku', 'category' or 'service'", ""},
    // Tiers.
    {"pay 10% on sale from 10 orders a month 12%", 1, 25, "expected '%' or the program's currency", ""},
    {"pay 10% on sale from 0 sales a month 12%", 1, 22, "from 1 to", ""},
    {"pay 10% on sale from 10 leads a month 12%", 1, 25, "pays for the goal sale", ""},
    {"pay 10% on sale from 10 sales 12%", 1, 31, "expected 'a' or 'in'", ""},
    {"pay 10% on sale from 10 sales a day 12%", 1, 33, "expected 'week', 'month'", ""},
    {"pay 10% on sale\n from 10 sales a month 12%\n from 10 sales a month 13%", 3, 7, "tiers ascend", ""},
    {"pay 10% on sale\n from 10 sales a month 12%\n from 20 sales a year 13%", 3, 7, "line 2", ""},
    {"pay 10% on sale\n from 10 sales a month 12%\n from 200 EUR of sales a month 13%", 3, 7, "share what they count",
     ""},
    {"pay 10% on sale\n from 10 sales a month 12%\n from 20 sales a month 13% for all", 3, 7, "share what they count",
     ""},
    {"pay 10% on sale from 5 EUR of sales a month 3 EUR", 1, 45, "a percentage of its slice", ""},
    {"pay 1 EUR on sale from 5 EUR of sales a month 3%", 1, 5, "a percentage of each slice", ""},
    {"pay 10% on sale from 0 EUR of sales a month 3%", 1, 22, "above zero", ""},
    {"pay 10% on sale from 10 sales a month 120%", 1, 39, "at most 100", ""},
    // Tariff.
    {"pay 1% on sale\ntariff by clicks", 2, 17, "expected 'up' or 'above'", ""},
    {"pay 1% on sale\ntariff by x\nup to 10 1 EUR\nup to 10 2 EUR", 4, 7, "bands ascend", ""},
    {"pay 1% on sale\ntariff by x\nabove 1 EUR\nup to 10 2 EUR", 4, 1, "nothing is left beyond", ""},
    {"pay 1% on sale\ntariff by x\nup to 10 1 EUR\ntariff by y\nup to 5 1 EUR", 4, 1, "line 2 already states", ""},
    // Levels.
    {"level 0 pays 5% of sale", 1, 7, "from 1 to 100", ""},
    {"level 101 pays 5% of sale", 1, 7, "from 1 to 100", ""},
    {"levels 5 to 3 pay 5% of sale", 1, 13, "from 5 to 100", ""},
    {"levels 5 pay 5% of sale", 1, 10, "expected 'to'", ""},
    {"level 1 pays 5%", 1, 16, "expected 'of'", ""},
    {"level 1 pays 5% of sales", 1, 20, "expected 'sale' or 'commission'", "did you mean 'sale'?"},
    {"level 1 pays 120% of commission", 1, 14, "at most 100", ""},
    {"level 1 pays 1 EUR per item", 1, 14, "a level pays a percentage", ""},
    {"level 1 pays 1 EUR on click", 1, 23, "expected 'sale', 'lead' or 'goal'", ""},
    {"levels 1 to 3 pay 5% of sale\nlevels 3 to 4 pay 1% of sale", 2, 1, "line 1 already pays level 3", ""},
    {"levels 1 to 3 pay 5% of commission\nlevel 2 pays 1% of sale", 2, 1, "line 1 already pays level 2", ""},
    {"pay 1% on sale\nmatrix 0 wide 3 deep", 2, 8, "from 1 to", ""},
    {"pay 1% on sale\nmatrix 3 wide 101 deep", 2, 15, "from 1 to 100", ""},
    // Terms.
    {"share first 40%, last 40%", 1, 1, "the shares sum to 80%", ""},
    {"share first 40%, first 40%", 1, 18, "stated twice", ""},
    {"share frist 40%", 1, 7, "expected 'first', 'last' or 'others'", "did you mean 'first'?"},
    {"customer gets 10%", 1, 18, "expected 'off'", ""},
    {"customer gets 10% off when partner level is gold", 1, 23, "has no condition",
     "did you mean individual terms of these partners?"},
    {"cap 10% of sale over levels", 1, 22, "expected 'all'", ""},
    {"cap 10 EUR per partner", 1, 23, "expected 'a' or 'in'", ""},
    {"cap 10 EUR per partner a month, beyond it", 1, 42, "expected a number", ""},
    {"cap 10 EUR per partner a month, beyond it 3 EUR", 1, 43, "a percentage stands here", ""},
    {"cap 1 EUR per partner a month\ncap 2 EUR per partner a month", 2, 1, "line 1 already states the cap per partner",
     ""},
    {"cap 1% of sale over all levels\ncap 2% of sale over all levels", 2, 1, "over all levels as a share", ""},
    {"budget 1 EUR a month\nbudget 2 EUR a month", 2, 1, "line 1 already states the budget", ""},
    {"budget 1.001 EUR a month", 1, 8, "the budget in EUR has at most 2 digits", ""},
    {"base without discount", 1, 14, "expected 'tax' or 'shipping'", ""},
    {"base without tax and tax", 1, 6, "'tax' is stated twice", ""},
    {"refunds after payment are owed", 1, 31, "expected 'back'", ""},
    {"late payment 0 times after 3 days", 1, 14, "from 1 to 100", ""},
    {"margin 40 EUR of sale", 1, 8, "a percentage stands here", ""},
    {"promise at most 3 EUR of sale", 1, 17, "a percentage stands here", ""},
    {"promise never more", 1, 15, "expected 'less'", ""},
    {"promise no jump above 3%", 1, 23, "a sum stands here", ""},
    {"promise at most 3% of sale\npromise at most 4% of sale", 2, 1, "line 1 already makes", ""},
    // Bonuses.
    {"bonus 10% for 3 sales a month", 1, 7, "a sum stands here", ""},
    {"bonus 10 EUR for 3 sales", 1, 25, "expected the period", ""},
    {"bonus 10 EUR for 3 times a month", 1, 20, "expected '%' or the program's currency", ""},
    {"bonus 10 EUR for the second sale", 1, 22, "expected 'first'", ""},
    {"bonus 10 EUR for 0 EUR of sales a month", 1, 18, "above zero", ""},
    {"give gift", 1, 10, "expected 'on' or 'for'", ""},
    {"give car on sale", 1, 6, "expected 'gift'", ""},
    {"give gift on click", 1, 14, "expected 'sale', 'lead' or 'goal'", ""},
    // Examples.
    {"example sale of 100 EUR", 1, 24, "expected 'earns'", ""},
    {"example sale of 100 EUR earns 10%", 1, 31, "a sum stands here", ""},
    {"example sale with order amount is 3 earns nothing", 1, 19, "the amount stands before the facts", ""},
    {"example sale with country is FR, country is DE earns nothing", 1, 34, "stated twice", ""},
    {"example sale with 3 EUR refundd earns nothing", 1, 25, "expected 'refunded'", "did you mean 'refunded'?"},
    {"example sale with 3rd lead of the month earns nothing", 1, 23, "the example's own goal", ""},
    {"example sale with 3rd sale of the month, 4th sale of the month earns nothing", 1, 42, "stated twice", ""},
    {"example sale with 3 EUR of kind a kind b earns nothing", 1, 35, "stated twice", ""},
    {"example sale earns 1 EUR, 2 EUR", 1, 27, "stated twice", ""},
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

static void structures(void **state)
{
    AUTO_ARENA arena = arena_new((size_t)1 << 20);
    const struct plan *plan = parsed(arena, TEXT("gold: also pay 10% on sale of sku A-1 from 2026-11-20\n"
                                                 "  when order amount > 12.50 EUR # comment\n"
                                                 "  unless metadata seats <= 2.5\n"
                                                 "  from 100 EUR of sales a quarter 12%\n"
                                                 "levels 2 to 4 pay 1.5% of sale\n"
                                                 "bonus 5 EUR for every 3 goal trial until 1970-01-11"));
    const struct plan_rule *rule = plan_find_rule(plan, TEXT("GOLD"));
    assert_non_null(rule);
    assert_int_equal(rule->line, 1);
    assert_text(rule->source,
                "gold: also pay 10% on sale of sku A-1 from 2026-11-20 when order amount > 12.50 EUR unless "
                "metadata seats <= 2.5 from 100 EUR of sales a quarter 12%");
    assert_true(rule->is_also && !plan_rule_is_plain(rule));
    assert_int_equal(rule->from_day, 20777); // 2026-11-20 by `date -d`
    assert_int_equal(rule->until_day, INT64_MAX);
    assert_int_equal(rule->items->field, PLAN_ITEM_SKU);
    assert_int_equal(rule->condition->node, PLAN_AND);
    assert_int_equal(rule->condition->left->numbers[0], 1250);
    assert_int_equal(rule->condition->left->op, PLAN_MORE);
    assert_int_equal(rule->condition->right->node, PLAN_NOT);
    assert_int_equal(rule->condition->right->left->numbers[0], 2500000);
    assert_text(rule->condition->right->left->key, "seats");
    assert_true(rule->tiers.is_by_sum && !rule->tiers.is_for_all);
    assert_int_equal(rule->tiers.period, PLAN_QUARTER);
    assert_int_equal(rule->tiers.list[0].line, 4);
    assert_int_equal(rule->tiers.list[0].from_sum.minor, 10000);
    assert_int_equal(rule->tiers.list[0].value.rate.ppm, 120000);
    assert_int_equal(plan->levels[0].line, 5);
    assert_int_equal(plan->levels[0].base, PLAN_OF_SALE);
    assert_text(plan->levels[0].goal, "sale");
    assert_int_equal(plan->bonuses[0].target.until_day, 10);
    assert_true(plan->bonuses[0].target.is_every);
}

static void limits(void **state)
{
    AUTO_ARENA arena = arena_new((size_t)16 << 20);
    struct plan *plan = NULL;
    struct plan_error error = {0};
    struct buf buf = buf_new(arena, (size_t)1 << 20);
    // 10,000 rules do not fit into the bytes either; the refusal names the first that is one too many.
    for (int i = 0; i < 10000; i++) {
        buf_format(&buf, "pay 1%% on goal g%d\n", i);
    }
    assert_int_equal(plan_parse(arena, buf_text(&buf), eur, &plan, &error), RC_INVALID);
    assert_int_equal(error.line, 201);
    assert_non_null(strstr(error.message, "at most 200 rules"));

    // As deep as allowed, and one more.
    for (int depth = 32; depth <= 33; depth++) {
        buf_clear(&buf);
        buf_add(&buf, TEXT("pay 1% on sale when "));
        for (int i = 0; i < depth; i++) {
            buf_add(&buf, i % 2 == 0 ? TEXT("(") : TEXT("not "));
        }
        buf_add(&buf, TEXT("country is FR"));
        for (int i = 0; i < depth; i += 2) {
            buf_add_char(&buf, ')');
        }
        enum rc rc = plan_parse(arena, buf_text(&buf), eur, &plan, &error);
        assert_int_equal(rc, depth == 32 ? RC_OK : RC_INVALID);
    }
    assert_non_null(strstr(error.message, "at most 32 deep"));

    // A list fits into a line, a chain goes on over lines and is printed so.
    buf_clear(&buf);
    buf_add(&buf, TEXT("pay 1% on sale"));
    for (int line = 0; line < 20; line++) {
        buf_add(&buf, line == 0 ? TEXT("\nwhen country in (FR") : TEXT("\nor country in (FR"));
        for (int i = 1; i < 40; i++) {
            buf_add(&buf, TEXT(", DE"));
        }
        buf_add_char(&buf, ')');
    }
    struct text printed = plan_print(arena, parsed(arena, buf_text(&buf)));
    assert_true(text_equal(plan_print(arena, parsed(arena, printed)), printed));
    buf_clear(&buf);
    buf_add(&buf, TEXT("pay 1% on sale when country in (FR"));
    for (int i = 1; i < 41; i++) {
        buf_add(&buf, TEXT(", DE"));
    }
    buf_add_char(&buf, ')');
    assert_int_equal(plan_parse(arena, buf_text(&buf), eur, &plan, &error), RC_INVALID);
    assert_non_null(strstr(error.message, "at most 40 values"));
}

static void needs(void **state)
{
    AUTO_ARENA arena = arena_new((size_t)1 << 20);
    const struct plan *plan = parsed(arena, TEXT("pay 10% on sale for 6 months\n from 10 sales a month 12% for all\n"
                                                 "pay 1 EUR on lead\n from 3 leads a week 2 EUR\n"
                                                 "levels 1 to 3 pay 5% of sale\nlevel 4 pays 10% of commission\n"
                                                 "bonus 5 EUR for 3 leads a year\nshare first 100%\n"
                                                 "cap 5 EUR per partner a month\nmatrix 2 wide 3 deep"));
    struct plan_needs sale = {.upline_depth = 0};
    struct plan_needs lead = {.upline_depth = 0};
    plan_needs_add(plan, TEXT("SALE"), &sale);
    plan_needs_add(plan, TEXT("lead"), &lead);
    assert_true(sale.volumes[PLAN_MONTH] && sale.whole_periods[PLAN_MONTH] && !sale.volumes[PLAN_WEEK]);
    assert_true(lead.volumes[PLAN_WEEK] && !lead.whole_periods[PLAN_WEEK] && lead.bonuses[PLAN_YEAR]);
    assert_true(sale.is_customer_history && !lead.is_customer_history);
    assert_int_equal(sale.upline_depth, 4);
    assert_int_equal(lead.upline_depth, 4);
    assert_true(sale.is_touches && sale.is_partner_caps && !sale.is_budget && sale.is_matrix && !sale.is_usage);
    struct plan_needs none = {.upline_depth = 0};
    plan_needs_add(parsed(arena, TEXT("level 1 pays 5% of sale\npay 1% of tariff on lead\ntariff by x\nabove 1 EUR")),
                   TEXT("lead"), &none);
    assert_int_equal(none.upline_depth, 0);
    assert_true(none.is_usage && !none.is_customer_history);
}

static void individual_terms_name_rules(void **state)
{
    AUTO_ARENA arena = arena_new((size_t)1 << 20);
    const struct plan *program = parsed(arena, TEXT("standard: pay 10% on sale\npay 1 EUR on lead"));
    struct plan_error error = {0};
    static const struct {
        const char *source;
        const char *message; // NULL: in place
        const char *suggestion;
    } rows[] = {
        {"pay 20% on sale instead of Standard", NULL, ""},
        {"pay 20% on sale", NULL, ""},
        {"pay 1% on lead\npay 20% on sale instead of standart", "no rule of the name standart",
         "did you mean 'standard'?"},
        {"pay 20% on lead instead of standard", "pays for another event", ""},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct plan *terms = parsed(arena, text_of(rows[i].source));
        enum rc rc = plan_check_place(arena, terms, program, &error);
        assert_row(rows[i].source, rc == (rows[i].message == NULL ? RC_OK : RC_INVALID));
        assert_row(rows[i].source, rc == RC_OK || strstr(error.message, rows[i].message) != NULL);
        assert_row(rows[i].source, rc == RC_OK || strcmp(error.suggestion, rows[i].suggestion) == 0);
    }
    assert_int_equal(plan_check_place(arena, parsed(arena, TEXT("pay 2% on sale instead of x")), NULL, &error),
                     RC_INVALID);
    assert_int_equal(error.line, 1);
    assert_int_equal(plan_check_place(arena, program, NULL, &error), RC_OK);
}

// A sum has never had an effect: old plans that say it are read, and no new one may.
static void the_customers_discount_is_a_percentage(void **state)
{
    AUTO_ARENA arena = arena_new((size_t)1 << 20);
    struct plan_error error;
    const struct plan *sum = parsed(arena, TEXT("pay 10% on sale\ncustomer gets 5 EUR off"));
    const struct plan *rate = parsed(arena, TEXT("pay 10% on sale\ncustomer gets 5% off"));
    assert_int_equal(plan_check_new(arena, rate, &error), RC_OK);
    assert_int_equal(plan_check_place(arena, rate, NULL, &error), RC_OK);
    assert_int_equal(plan_check_place(arena, sum, NULL, &error), RC_INVALID);
    assert_int_equal(plan_check_new(arena, sum, &error), RC_INVALID);
    assert_int_equal(error.line, 2);
    assert_int_equal(error.column, 15);
    assert_string_equal(error.message, "the customer's discount is a percentage: coupons have no discount of a sum");
    assert_string_equal(error.suggestion, "did you mean 'customer gets 10% off'?");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_form),
        cmocka_unit_test(each_refusal),
        cmocka_unit_test(structures),
        cmocka_unit_test(limits),
        cmocka_unit_test(needs),
        cmocka_unit_test(individual_terms_name_rules),
        cmocka_unit_test(the_customers_discount_is_a_percentage),
    };
    return run_cases(tests);
}
