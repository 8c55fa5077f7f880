// SPDX-License-Identifier: Apache-2.0
// Tests of the arithmetic of commissions. Every expected amount was worked out by hand; properties hold for random
// facts and plans from a printed seed. Mission §2: golden numbers 1, 6, 8 and 10; S1-1, S1-12, S3D-3, S3E-4, S3E-22.
#include "check.h"

#include "commission/derive.h"
#include "format/json.h"

#define SOLD_AT ((struct instant){.ms = INT64_C(1795344419000)}) // 2026-11-22T10:46:59Z

static struct currency currency_of(const char *code)
{
    struct currency currency = {""};
    assert_int_equal(currency_parse(text_of(code), &currency), RC_OK);
    return currency;
}

static struct plan *parsed(struct arena *arena, const char *source, struct currency currency)
{
    struct plan *plan = NULL;
    struct plan_error error = {0};
    if (plan_parse(arena, text_of(source), currency, &plan, &error) != RC_OK) {
        fail_msg("%s\n%d:%d: %s", source, error.line, error.column, error.message);
    }
    return plan;
}

static struct money money_of(const char *amount, struct currency currency)
{
    struct money money = money_zero(currency);
    assert_int_equal(money_parse(text_of(amount == NULL ? "0" : amount), currency, &money), MONEY_PARSED);
    return money;
}

static struct derive_facts facts_of(const char *goal, const char *amount, struct currency currency)
{
    return (struct derive_facts){.goal = text_of(goal),
                                 .currency = currency,
                                 .amount = money_of(amount, currency),
                                 .discount = money_zero(currency),
                                 .tax = money_zero(currency),
                                 .shipping = money_zero(currency),
                                 .refunded = money_zero(currency),
                                 .usage = -1,
                                 .local_day = day_number(SOLD_AT),
                                 .occurred_at = SOLD_AT,
                                 .program_hold_days = 30};
}

static struct derived derived_by(struct arena *arena, const struct derive_facts *facts, const struct plan *plan)
{
    struct derive_plan plans[] = {{.plan_id = {7}, .number = 3, .plan = plan}};
    struct derived derived;
    commission_derive(arena, facts, plans, 1, DERIVE_EXPLAINED, &derived);
    return derived;
}

struct row {
    const char *plan;
    const char *goal;
    const char *currency;
    const char *amount;
    const char *discount; // NULL: none
    const char *refunded; // NULL: none
    const char *expected;
};

static void check_rows(const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        AUTO_ARENA arena = arena_new((size_t)1 << 20);
        struct currency currency = currency_of(rows[i].currency);
        struct derive_facts facts = facts_of(rows[i].goal, rows[i].amount, currency);
        facts.discount = money_of(rows[i].discount, currency);
        facts.refunded = money_of(rows[i].refunded, currency);
        struct derived derived = derived_by(arena, &facts, parsed(arena, rows[i].plan, currency));
        struct text amount = money_text(arena, derived.total);
        if (!derived.is_paid || !text_equal(amount, text_of(rows[i].expected))) {
            fail_msg("%s of %s less %s: %.*s, not %s", rows[i].plan, rows[i].amount, rows[i].refunded,
                     TEXT_PRINT(amount), rows[i].expected);
        }
    }
}

static void golden_numbers(void **state)
{
    static const struct row rows[] = {
        // 1: tariff 12,000 for 60,000 uniques, 20 % of it
        {"pay 20% on sale", "sale", "RUB", "12000.00", NULL, NULL, "2400.00"},
        // 6: the referred client has 10 % off his price of 100.00; the base is stated
        {"pay 10% on sale\nbase after discount", "sale", "EUR", "90.00", "10.00", NULL, "9.00"},
        {"pay 10% on sale\nbase before discount", "sale", "EUR", "90.00", "10.00", NULL, "10.00"},
        {"pay 10% on sale", "sale", "EUR", "90.00", "10.00", NULL, "9.00"},
        // 8: never above 20 %
        {"pay 45% on sale\ncap 20% of sale", "sale", "EUR", "250.00", NULL, NULL, "50.00"},
        {"pay 20% on sale\ncap 20% of sale", "sale", "EUR", "0.03", NULL, NULL, "0.00"}, // 0.01 would be a third
        // 10: at most 10 %, also where rounding would lift it
        {"pay 10% on sale\ncap 10% of sale", "sale", "USD", "19.99", NULL, NULL, "1.99"},
        {"pay 10% on sale", "sale", "USD", "19.99", NULL, NULL, "2.00"},
    };
    check_rows(rows, COUNT_OF(rows));
}

static void percentages_and_rounding(void **state)
{
    static const struct row rows[] = {
        {"pay 10% on sale", "sale", "EUR", "19.99", NULL, NULL, "2.00"}, // 1.999
        {"pay 12.5% on sale", "sale", "EUR", "80.00", NULL, NULL, "10.00"},
        {"pay 0.0001% on sale", "sale", "EUR", "5000.00", NULL, NULL, "0.01"}, // 0.005
        {"pay 0.0001% on sale", "sale", "EUR", "4999.99", NULL, NULL, "0.00"}, // 0.00499999
        {"pay 5% on sale", "sale", "EUR", "0.10", NULL, NULL, "0.01"},         // 0.005: half away
        {"pay 5% on sale\nround half even", "sale", "EUR", "0.10", NULL, NULL, "0.00"},
        {"pay 5% on sale", "sale", "EUR", "0.30", NULL, NULL, "0.02"}, // 0.015
        {"pay 5% on sale\nround half even", "sale", "EUR", "0.30", NULL, NULL, "0.02"},
        {"pay 5% on sale\nround half even", "sale", "EUR", "0.11", NULL, NULL, "0.01"}, // 0.0055: more than half
        {"pay 10% on sale", "sale", "JPY", "1245", NULL, NULL, "125"},                  // 124.5
        {"pay 10% on sale\nround half even", "sale", "JPY", "1245", NULL, NULL, "124"},
        {"pay 10% on sale\nround half even", "sale", "JPY", "1235", NULL, NULL, "124"}, // 123.5
        {"pay 12.5% on sale", "sale", "KWD", "1.234", NULL, NULL, "0.154"},             // 0.15425
        {"pay 12.5% on sale", "sale", "KWD", "1.236", NULL, NULL, "0.155"},             // 0.1545
        {"pay 12.5% on sale\nround half even", "sale", "KWD", "1.236", NULL, NULL, "0.154"},
        {"pay 10% on sale", "sale", "EUR", "0.00", NULL, NULL, "0.00"},
        {"pay 10% on sale", "SALE", "EUR", "1.00", NULL, NULL, "0.10"},
        {"pay 0% on sale", "sale", "EUR", "10.00", NULL, NULL, "0.00"},
        {"pay 100% on sale", "sale", "EUR", "10000000000000.00", NULL, NULL, "10000000000000.00"}, // 10^15 cents
        {"pay 99.9999% on sale", "sale", "JPY", "1000000000000000", NULL, NULL, "999999000000000"},
        // (10^15 + 10^15) × (10^15 - 1) / 10^15 = 2 × 10^15 - 2
        {"pay 100% on sale\nbase before discount", "sale", "JPY", "1000000000000000", "1000000000000000", "1",
         "1999999999999998"},
    };
    check_rows(rows, COUNT_OF(rows));
}

static void fixed_sums(void **state)
{
    static const struct row rows[] = {
        {"pay 2.50 EUR on sale", "sale", "EUR", "100.00", NULL, NULL, "2.50"},
        {"pay 2.50 EUR on sale", "sale", "EUR", "100.00", NULL, "99.99", "2.50"}, // partly refunded: whole
        {"pay 2.50 EUR on sale", "sale", "EUR", "100.00", NULL, "100.00", "0.00"},
        {"pay 2.50 EUR on sale", "sale", "EUR", "1.00", NULL, NULL, "2.50"}, // no cap, no limit
        {"pay 2.50 EUR on sale", "sale", "EUR", "0.00", NULL, NULL, "2.50"},
        {"pay 0.40 USD on lead", "lead", "USD", "0.00", NULL, NULL, "0.40"},
        {"pay 0.40 USD on lead", "lead", "USD", "0.00", NULL, "5.00", "0.40"}, // nothing was paid, nothing comes back
        {"pay 0.005 USD on lead", "lead", "USD", "0.00", NULL, NULL, "0.01"},
        {"pay 0.005 USD on lead\nround half even", "lead", "USD", "0.00", NULL, NULL, "0.00"},
        {"pay 12 EUR on goal signup", "signup", "EUR", "0.00", NULL, NULL, "12.00"},
        {"pay 12 EUR on goal Signup", "signup", "EUR", "0.00", NULL, NULL, "12.00"},
        {"pay 0.40 USD on lead\ncap 20% of sale", "lead", "USD", "0.00", NULL, NULL, "0.40"}, // a lead is no sale
        {"pay 0.40 USD on sale\ncap 20% of sale", "sale", "USD", "0.00", NULL, NULL, "0.00"},
        {"pay 0.40 USD on lead\ncap 0.30 USD per sale", "lead", "USD", "0.00", NULL, NULL, "0.30"},
    };
    check_rows(rows, COUNT_OF(rows));
}

static void caps(void **state)
{
    static const struct row rows[] = {
        {"pay 30% on sale\ncap 20% of sale", "sale", "EUR", "100.00", NULL, NULL, "20.00"},
        {"pay 10% on sale\ncap 20% of sale", "sale", "EUR", "100.00", NULL, NULL, "10.00"},
        {"pay 30% on sale\ncap 50.00 EUR per sale", "sale", "EUR", "200.00", NULL, NULL, "50.00"},
        {"pay 30% on sale\ncap 50.00 EUR per sale", "sale", "EUR", "100.00", NULL, NULL, "30.00"},
        {"pay 30% on sale\ncap 20% of sale\ncap 15 EUR per sale", "sale", "EUR", "100.00", NULL, NULL, "15.00"},
        {"pay 30% on sale\ncap 20% of sale\ncap 15 EUR per sale", "sale", "EUR", "50.00", NULL, NULL, "10.00"},
        {"pay 30% on sale\ncap 20% of sale\ncap 15 EUR per sale", "sale", "EUR", "100.00", NULL, "60.00", "8.00"},
        {"pay 30% on sale\ncap 20% of sale", "sale", "EUR", "19.99", NULL, NULL, "3.99"}, // the limit is 3.998
        {"pay 30% on sale\ncap 0% of sale", "sale", "EUR", "100.00", NULL, NULL, "0.00"},
        {"pay 9 EUR on sale\ncap 20% of sale", "sale", "EUR", "10.00", NULL, NULL, "2.00"},
        // the base is 100.00, but the cap is a share of what the customer paid
        {"pay 30% on sale\nbase before discount\ncap 20% of sale", "sale", "EUR", "90.00", "10.00", NULL, "18.00"},
    };
    check_rows(rows, COUNT_OF(rows));
}

static void refunds(void **state)
{
    static const struct row rows[] = {
        {"pay 10% on sale", "sale", "EUR", "100.00", NULL, "40.00", "6.00"},
        {"pay 10% on sale", "sale", "EUR", "100.00", NULL, "100.00", "0.00"},
        {"pay 10% on sale", "sale", "EUR", "100.00", NULL, "250.00", "0.00"},
        {"pay 10% on sale", "sale", "EUR", "19.99", NULL, "0.04", "2.00"}, // 19.95: 1.995, half away
        {"pay 10% on sale", "sale", "EUR", "19.99", NULL, "0.05", "1.99"}, // 19.94: 1.994
        {"pay 10% on sale\nbase before discount", "sale", "EUR", "90.00", "10.00", "30.00", "6.67"}, // 66.66…
        {"pay 10% on sale\nbase before discount", "sale", "EUR", "90.00", "10.00", "90.00", "0.00"},
        // all of the price was spared, nothing can be refunded
        {"pay 10% on sale\nbase before discount", "sale", "EUR", "0.00", "50.00", NULL, "5.00"},
        {"pay 10% on sale\nbase after discount", "sale", "EUR", "0.00", "50.00", NULL, "0.00"},
        {"pay 50% on sale\nbase before discount", "sale", "JPY", "9", "0", "6", "2"},                  // 1.5
        {"pay 50% on sale\nbase before discount\nround half even", "sale", "JPY", "9", "0", "4", "2"}, // 2.5
        {"pay 50% on sale\nbase before discount\nround half even", "sale", "JPY", "7", "7", "2", "5"}, // 5
        {"pay 25% on sale\nbase before discount", "sale", "JPY", "6", "2", "3", "1"},                  // 25% × 4
        {"pay 25% on sale\nbase before discount", "sale", "JPY", "3", "1", "2", "0"}, // 25% × 4/3 = 1/3
        {"pay 75% on sale\nbase before discount\nround half even", "sale", "JPY", "3", "1", "1", "2"}, // 75% × 8/3 = 2
    };
    check_rows(rows, COUNT_OF(rows));
}

struct item_row {
    const char *plan;
    struct {
        const char *kind;
        const char *amount;
    } items[4];
    const char *amount;
    const char *refunded;
    const char *expected;
};

static const struct item_row item_rows[] = {
    {"pay 10% on sale of kind digital\npay 5% on sale",
     {{"digital", "40.00"}, {"physical", "60.00"}},
     "100.00",
     NULL,
     "7.00"},
    {"pay 5% on sale\npay 10% on sale of kind Digital",
     {{"DIGITAL", "40.00"}, {"physical", "60.00"}},
     "100.00",
     NULL,
     "7.00"},
    // lines of one kind sum; what no line explains is of unknown kind
    {"pay 10% on sale of kind digital\npay 5% on sale",
     {{"digital", "15.00"}, {"digital", "25.00"}},
     "100.00",
     NULL,
     "7.00"},
    {"pay 10% on sale of kind digital\npay 5% on sale", {{"", "40.00"}}, "100.00", NULL, "5.00"},
    // refunds reduce lines in proportion
    {"pay 10% on sale of kind digital\npay 5% on sale",
     {{"digital", "40.00"}, {"physical", "60.00"}},
     "100.00",
     "50.00",
     "3.50"},
    // lines sum to 150.00, as before a discount on the whole order: 40 % and 60 % of what was paid
    {"pay 10% on sale of kind digital\npay 5% on sale",
     {{"digital", "60.00"}, {"physical", "90.00"}},
     "100.00",
     NULL,
     "7.00"},
    {"pay 10% on sale of kind digital", {{"digital", "40.00"}, {"physical", "60.00"}}, "100.00", NULL, "4.00"},
    {"pay 10% on sale of kind digital\npay 0% on sale of kind physical\npay 5% on sale",
     {{"digital", "40.00"}, {"physical", "50.00"}},
     "100.00",
     NULL,
     "4.50"},
    // thirds: 10 % × 100.00 × 1/3 + 20 % × 100.00 × 2/3 = 3.33… + 13.33… = 16.66…, rounded once
    {"pay 10% on sale of kind a\npay 20% on sale of kind b",
     {{"a", "100.00"}, {"b", "200.00"}},
     "100.00",
     NULL,
     "16.67"},
    // two parts of 0.004 make 0.008: rounding each would lose both
    {"pay 1% on sale of kind a\npay 1% on sale of kind b", {{"a", "0.40"}, {"b", "0.40"}}, "0.80", NULL, "0.01"},
    {"pay 10% on sale of kind digital\npay 2 EUR on sale",
     {{"digital", "40.00"}, {"physical", "60.00"}},
     "100.00",
     NULL,
     "6.00"},
    {"pay 50% on sale of kind a\npay 50% on sale\ncap 20% of sale", {{"a", "50.00"}}, "100.00", NULL, "20.00"},
    {"pay 10% on sale of kind digital\npay 5% on sale", {{"digital", "100.00"}}, "100.00", NULL, "10.00"},
    // 0.01 left of 0.03, two thirds of it: 0.50000066… cents is more than a half, by less than a millionth; 0.49999933…
    // less
    {"pay 75.0001% on sale of kind a\nround half even", {{"a", "0.02"}}, "0.03", "0.02", "0.01"},
    {"pay 75% on sale of kind a\nround half even", {{"a", "0.02"}}, "0.03", "0.02", "0.00"},
    {"pay 74.9999% on sale of kind a", {{"a", "0.02"}}, "0.03", "0.02", "0.00"},
    {"pay 10% on sale of kind digital\npay 5% on sale", {{"digital", "0.00"}}, "0.00", NULL, "0.00"},
};

static size_t items_of(const struct item_row *row, struct currency currency, struct derive_item *ret_items)
{
    size_t count = 0;
    while (count < COUNT_OF(row->items) && row->items[count].kind != NULL) {
        ret_items[count].kind = text_of(row->items[count].kind);
        ret_items[count].amount = money_of(row->items[count].amount, currency);
        count++;
    }
    return count;
}

static void product_kinds(void **state)
{
    for (size_t i = 0; i < COUNT_OF(item_rows); i++) {
        AUTO_ARENA arena = arena_new((size_t)1 << 20);
        struct currency eur = currency_of("EUR");
        struct derive_item items[4] = {{.quantity = 0}};
        struct derive_facts facts = facts_of("sale", item_rows[i].amount, eur);
        facts.items = items;
        facts.item_count = items_of(&item_rows[i], eur, items);
        facts.refunded = money_of(item_rows[i].refunded, eur);
        struct derived derived = derived_by(arena, &facts, parsed(arena, item_rows[i].plan, eur));
        assert_true(derived.is_paid);
        struct text amount = money_text(arena, derived.total);
        if (!text_equal(amount, text_of(item_rows[i].expected))) {
            fail_msg("%s: %.*s, not %s", item_rows[i].plan, TEXT_PRINT(amount), item_rows[i].expected);
        }
    }
}

static void what_nothing_pays_for(void **state)
{
    AUTO_ARENA arena = arena_new((size_t)1 << 20);
    struct currency eur = currency_of("EUR");
    struct derive_facts facts = facts_of("lead", "5.00", eur);
    struct derived derived = derived_by(arena, &facts, parsed(arena, "pay 10% on sale\npay 1 EUR on click", eur));
    assert_false(derived.is_paid);
    assert_int_equal(derived.total.minor, 0);
    assert_int_equal(derived.plan_id.v, 7);

    struct derive_item item = {.kind = TEXT("physical"), .amount = money_of("10.00", eur)};
    facts = facts_of("sale", "10.00", eur);
    facts.items = &item;
    facts.item_count = 1;
    derived = derived_by(arena, &facts, parsed(arena, "pay 10% on sale of kind digital", eur));
    assert_false(derived.is_paid);
    assert_non_null(memmem(derived.derivation.p, derived.derivation.n, "no_item_matches", 15));

    commission_derive(arena, &facts, NULL, 0, DERIVE_EXPLAINED, &derived);
    assert_false(derived.is_paid);
    assert_int_equal(derived.plan_id.v, 0);
    assert_int_equal(derived.total.minor, 0);
    assert_int_equal(derived.due_at.ms, SOLD_AT.ms + 30 * DAY_MS);
}

static void a_rejected_conversion_earns_nothing(void **state)
{
    AUTO_ARENA arena = arena_new((size_t)1 << 20);
    struct currency eur = currency_of("EUR");
    struct derive_facts facts = facts_of("sale", "100.00", eur);
    facts.is_rejected = true;
    struct derived derived = derived_by(arena, &facts, parsed(arena, "pay 10% on sale", eur));
    assert_true(derived.is_paid); // a rule was there: the commission exists, at zero
    assert_int_equal(derived.total.minor, 0);
    assert_non_null(memmem(derived.derivation.p, derived.derivation.n, "\"rejected\":true", 15));
    derived = derived_by(arena, &facts, parsed(arena, "pay 3 EUR on sale", eur));
    assert_int_equal(derived.total.minor, 0);
}

// S3E-22: individual terms replace the program's rules for a goal, and only for that goal.
static void individual_terms(void **state)
{
    static const struct {
        const char *individual;
        const char *goal;
        const char *expected;
        int64_t plan_id;
        int hold_days;
    } rows[] = {
        {"pay 15% on sale", "sale", "15.00", 2, 14},
        {"pay 15% on sale\nhold 3 days", "sale", "15.00", 2, 3},
        {"pay 15% on sale\nhold 0 days", "sale", "15.00", 2, 0},
        {"pay 15% on sale\nhold 3 days", "lead", "4.00", 1, 14}, // the program's plan pays, with its own hold
        {"pay 15% on sale\nhold 3 days", "other", "0.00", 1, 14},
        {"pay 50% on sale", "sale", "50.00", 2, 14}, // the cap is the other plan's
        {"pay 50% on sale of kind digital", "sale", "0.00", 2, 14},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        AUTO_ARENA arena = arena_new((size_t)1 << 20);
        struct currency eur = currency_of("EUR");
        struct derive_plan plans[] = {
            {.plan_id = {2}, .number = 1, .is_individual = true, .plan = parsed(arena, rows[i].individual, eur)},
            {.plan_id = {1},
             .number = 8,
             .plan = parsed(arena, "pay 10% on sale\npay 4 EUR on lead\nhold 14 days\ncap 20% of sale", eur)},
        };
        struct derive_facts facts = facts_of(rows[i].goal, "100.00", eur);
        struct derived derived;
        commission_derive(arena, &facts, plans, 2, DERIVE_EXPLAINED, &derived);
        assert_text(money_text(arena, derived.total), rows[i].expected);
        assert_row(rows[i].individual, derived.plan_id.v == rows[i].plan_id);
        assert_row(rows[i].individual, derived.due_at.ms == SOLD_AT.ms + rows[i].hold_days * DAY_MS);
    }
}

static void holds_fall_through(void **state)
{
    AUTO_ARENA arena = arena_new((size_t)1 << 20);
    struct currency eur = currency_of("EUR");
    struct derive_facts facts = facts_of("sale", "100.00", eur);
    struct derived derived = derived_by(arena, &facts, parsed(arena, "pay 1% on sale", eur));
    assert_text(instant_text(arena, derived.due_at), "2026-12-22T10:46:59Z"); // the program's 30 days
    derived = derived_by(arena, &facts, parsed(arena, "pay 1% on sale\nhold 365 days", eur));
    assert_text(instant_text(arena, derived.due_at), "2027-11-22T10:46:59Z");
    derived = derived_by(arena, &facts, parsed(arena, "pay 1% on sale\nhold 0 days", eur));
    assert_int_equal(derived.due_at.ms, SOLD_AT.ms);
}

// The stored bytes, by hand.
static void the_derivation_to_the_byte(void **state)
{
    AUTO_ARENA arena = arena_new((size_t)1 << 20);
    struct currency eur = currency_of("EUR");
    struct derive_facts facts = facts_of("sale", "19.99", eur);
    struct derived derived = derived_by(arena, &facts, parsed(arena, "pay 10% on sale\npay 1 EUR on lead", eur));
    assert_text(derived.derivation,
                "{\"amount\":\"19.99\",\"award\":{\"role\":\"credited\"},\"base\":\"after_discount\",\"best\":nul"
                "l,\"caps\":[],\"commission\":\"2.00\",\"currency\":\"EUR\",\"day\":\"2026-11-22\",\"discount\":"
                "\"0.00\",\"due_at\":\"2026-12-22T10:46:59Z\",\"exact\":\"1.999\",\"format\":3,\"goal\":\"sale\","
                "\"hold\":{\"days\":30,\"from\":\"program\"},\"items\":\"0.00\",\"occurred_at\":\"2026-11-22T10:4"
                "6:59Z\",\"plans\":[{\"individual\":false,\"number\":3,\"pays\":true,\"rules\":[{\"base\":\"19.99"
                "\",\"exact\":\"1.999\",\"line\":1,\"lines\":\"19.99\",\"outcome\":\"paid\",\"rate\":\"10\",\"tex"
                "t\":\"pay 10% on sale\"},{\"line\":2,\"outcome\":\"other_goal\",\"text\":\"pay 1 EUR on lead\"}]"
                "}],\"refunded\":\"0.00\",\"rejected\":false,\"remaining\":\"19.99\",\"rewards\":[],\"rounded\":"
                "\"2.00\",\"rounding\":\"half_away\",\"shipping\":{\"amount\":\"0.00\",\"taken_out\":false},\"tax"
                "\":{\"amount\":\"0.00\",\"taken_out\":false}}");

    struct derive_plan plans[] = {
        {.plan_id = {2},
         .number = 1,
         .is_individual = true,
         .plan = parsed(arena,
                        "pay 10% on sale\nbase before discount\ncap 5% of sale\ncap 9 EUR per sale\n"
                        "round half even\nhold 1 day",
                        eur)},
        {.plan_id = {1}, .number = 8, .plan = parsed(arena, "pay 4 EUR on sale", eur)},
    };
    facts = facts_of("sale", "90.00", eur);
    facts.discount = money_of("10.00", eur);
    facts.refunded = money_of("30.00", eur);
    commission_derive(arena, &facts, plans, 2, DERIVE_EXPLAINED, &derived);
    // 100.00 × 60 / 90 = 66.66666666 and 2/3 of a millionth of a cent; 5 % of 60.00 is 3.00.
    assert_text(derived.derivation,
                "{\"amount\":\"90.00\",\"award\":{\"role\":\"credited\"},\"base\":\"before_discount\",\"best\":nu"
                "ll,\"caps\":[{\"after\":\"3.00\",\"before\":\"6.67\",\"limit\":\"3.00\",\"line\":3,\"rate\":\"5"
                "\",\"scope\":\"sale\",\"text\":\"cap 5% of sale\"},{\"after\":\"3.00\",\"before\":\"3.00\",\"lim"
                "it\":\"9.00\",\"line\":4,\"scope\":\"sale\",\"text\":\"cap 9 EUR per sale\"}],\"commission\":\"3"
                ".00\",\"currency\":\"EUR\",\"day\":\"2026-11-22\",\"discount\":\"10.00\",\"due_at\":\"2026-11-23"
                "T10:46:59Z\",\"exact\":\"6.66666666\",\"exact_rest\":\"2/3\",\"format\":3,\"goal\":\"sale\",\"ho"
                "ld\":{\"days\":1,\"from\":\"plan\"},\"items\":\"0.00\",\"occurred_at\":\"2026-11-22T10:46:59Z\","
                "\"plans\":[{\"individual\":true,\"number\":1,\"pays\":true,\"rules\":[{\"base\":\"66.66666666\","
                "\"base_rest\":\"2/3\",\"exact\":\"6.66666666\",\"exact_rest\":\"2/3\",\"line\":1,\"lines\":\"90."
                "00\",\"outcome\":\"paid\",\"rate\":\"10\",\"text\":\"pay 10% on sale\"}]},{\"individual\":false,"
                "\"number\":8,\"pays\":false,\"rules\":[{\"line\":1,\"outcome\":\"overridden_by_individual_terms"
                "\",\"text\":\"pay 4 EUR on sale\"}]}],\"refunded\":\"30.00\",\"rejected\":false,\"remaining\":\""
                "60.00\",\"rewards\":[],\"rounded\":\"6.67\",\"rounding\":\"half_even\",\"shipping\":{\"amount\":"
                "\"0.00\",\"taken_out\":false},\"tax\":{\"amount\":\"0.00\",\"taken_out\":false}}");
    struct fault fault = {0};
    const struct json *json = NULL;
    assert_int_equal(json_parse(arena, derived.derivation, &json, &fault), RC_OK);
    assert_true(text_equal(json_canonical(arena, json), derived.derivation));
}

static struct currency huge_currency;

static void derive_negative(void)
{
    AUTO_ARENA arena = arena_new((size_t)1 << 20);
    struct derive_facts facts = facts_of("sale", "1", huge_currency);
    facts.amount.minor = -1;
    struct derived derived;
    commission_derive(arena, &facts, NULL, 0, DERIVE_EXPLAINED, &derived);
}

static void derive_other_currency(void)
{
    AUTO_ARENA arena = arena_new((size_t)1 << 20);
    struct derive_facts facts = facts_of("sale", "1", huge_currency);
    facts.discount = money_of("1", currency_of("EUR"));
    struct derived derived;
    commission_derive(arena, &facts, NULL, 0, DERIVE_EXPLAINED, &derived);
}

// As large as the edges let anything be: 10^15 everywhere, 100,000 lines of it.
static void the_largest_amounts(void **state)
{
    AUTO_ARENA arena = arena_new((size_t)64 << 20);
    huge_currency = currency_of("JPY");
    struct money huge = {.minor = MONEY_MINOR_MAX, .currency = huge_currency};
    struct derive_item *items = arena_many(arena, struct derive_item, DERIVE_ITEMS_MAX);
    for (size_t i = 0; i < DERIVE_ITEMS_MAX; i++) {
        items[i] = (struct derive_item){.kind = i % 4 == 0 ? TEXT("a") : TEXT("b"), .amount = huge};
    }
    struct derive_facts facts = facts_of("sale", "0", huge_currency);
    facts.amount = huge;
    facts.discount = huge;
    facts.items = items;
    facts.item_count = DERIVE_ITEMS_MAX;
    struct derived derived = derived_by(arena, &facts,
                                        parsed(arena,
                                               "pay 100% on sale of kind a\npay 100% on sale of kind b\n"
                                               "pay 1000000000000000 JPY on sale\nbase before discount",
                                               huge_currency));
    assert_int_equal(derived.total.minor, 3 * MONEY_MINOR_MAX);
    facts.refunded.minor = INT64_MAX;
    derived = derived_by(arena, &facts, parsed(arena, "pay 100% on sale of kind a", huge_currency));
    assert_int_equal(derived.total.minor, 0);
    facts.refunded.minor = MONEY_MINOR_MAX - 4; // a quarter of 2 × 4 is 2
    derived =
        derived_by(arena, &facts, parsed(arena, "pay 100% on sale of kind a\nbase before discount", huge_currency));
    assert_int_equal(derived.total.minor, 2);
    assert_aborts(derive_negative);
    assert_aborts(derive_other_currency);
}

static uint64_t random_next(uint64_t *seed) // splitmix64
{
    uint64_t z = (*seed += 0x9E3779B97F4A7C15U);
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9U;
    z = (z ^ z >> 27) * 0x94D049BB133111EBU;
    return z ^ z >> 31;
}

static int64_t random_below(uint64_t *seed, int64_t bound)
{
    return (int64_t)(random_next(seed) % (uint64_t)bound);
}

// Small, usual and largest amounts in turn.
static int64_t random_amount(uint64_t *seed)
{
    static const int64_t bounds[] = {4, 30, 1000, 100000, 100000000, MONEY_MINOR_MAX + 1};
    return random_below(seed, bounds[random_below(seed, COUNT_OF(bounds))]);
}

static const char *random_plan(struct arena *arena, uint64_t *seed, int64_t *ret_cap_ppm, int64_t *ret_cap_minor)
{
    static const char *const kinds[] = {"", " of kind a", " of kind b", " of kind c"};
    struct buf buf = buf_new(arena, 4096);
    size_t first = (size_t)random_below(seed, COUNT_OF(kinds));
    for (size_t i = first; i < COUNT_OF(kinds); i++) {
        if (i == 0 && random_below(seed, 3) == 0) {
            buf_format(&buf, "pay %d.%03d JPY on sale\n", (int)random_below(seed, 50), (int)random_below(seed, 1000));
        } else {
            buf_format(&buf, "pay %d.%04d%% on sale%s\n", (int)random_below(seed, 100), (int)random_below(seed, 10000),
                       kinds[i]);
        }
    }
    *ret_cap_ppm = -1;
    *ret_cap_minor = -1;
    if (random_below(seed, 2) == 0) {
        *ret_cap_ppm = random_below(seed, 101) * 10000;
        buf_format(&buf, "cap %d%% of sale\n", (int)(*ret_cap_ppm / 10000));
    }
    if (random_below(seed, 3) == 0) {
        *ret_cap_minor = random_below(seed, 1000);
        buf_format(&buf, "cap %d JPY per sale\n", (int)*ret_cap_minor);
    }
    buf_add(&buf, random_below(seed, 2) == 0 ? TEXT("base before discount\n") : TEXT(""));
    buf_add(&buf, random_below(seed, 2) == 0 ? TEXT("round half even\n") : TEXT(""));
    return text_zero_terminated(arena, buf_text(&buf));
}

#define RANDOM_ITEMS_MAX 5

static struct derive_facts random_facts(uint64_t *seed, struct currency jpy, struct derive_item *items)
{
    static const char *const kinds[] = {"a", "b", "c", "", "d"};
    struct derive_facts facts = facts_of("sale", "0", jpy);
    facts.amount.minor = random_amount(seed);
    facts.discount.minor = random_amount(seed);
    facts.items = items;
    facts.item_count = (size_t)random_below(seed, RANDOM_ITEMS_MAX + 1);
    for (size_t i = 0; i < facts.item_count; i++) {
        items[i].kind = text_of(kinds[random_below(seed, COUNT_OF(kinds))]);
        items[i].amount = (struct money){.minor = random_amount(seed), .currency = jpy};
    }
    return facts;
}

// Never below zero, never above a cap, never more after a refund, and the steps of refunds in any order end where their
// sum does.
static void properties(void **state)
{
    struct currency jpy = currency_of("JPY");
    for (uint64_t round = 0; round < 3000; round++) {
        AUTO_ARENA arena = arena_new((size_t)1 << 20);
        uint64_t seed = round;
        struct derive_item items[RANDOM_ITEMS_MAX] = {{.quantity = 0}};
        struct derive_facts facts = random_facts(&seed, jpy, items);
        int64_t cap_ppm = 0;
        int64_t cap_minor = 0;
        const char *source = random_plan(arena, &seed, &cap_ppm, &cap_minor);
        const struct plan *plan = parsed(arena, source, jpy);
        int64_t steps[3];
        int64_t before = INT64_MAX;
        int64_t booked = 0;
        for (size_t i = 0; i < 4; i++) { // first without a refund, then after each of three
            struct derived derived = derived_by(arena, &facts, plan);
            int64_t amount = derived.total.minor;
            int64_t remaining =
                facts.amount.minor > facts.refunded.minor ? facts.amount.minor - facts.refunded.minor : 0;
            bool is_sound = amount >= 0 && amount <= before && (cap_minor < 0 || amount <= cap_minor) &&
                            (cap_ppm < 0 || (__int128)amount * RATE_ONE <= (__int128)remaining * cap_ppm);
            struct derived again = derived_by(arena, &facts, plan);
            is_sound = is_sound && text_equal(derived.derivation, again.derivation);
            if (!is_sound) {
                fail_msg("seed %llu: %s earns %lld after %lld", (unsigned long long)round, source, (long long)amount,
                         (long long)before);
            }
            booked += amount - (i == 0 ? 0 : before);
            before = amount;
            if (i < 3) {
                steps[i] = random_below(&seed, facts.amount.minor + 2);
                facts.refunded.minor += steps[i];
            }
        }
        facts.refunded.minor = steps[2] + steps[0] + steps[1];
        assert_int_equal(derived_by(arena, &facts, plan).total.minor, booked);
    }
}

// Against arithmetic of another make: amounts so small that all fits in 128 bits, by one fraction for each whole order.
static void small_amounts_by_another_way(void **state)
{
    struct currency jpy = currency_of("JPY");
    for (uint64_t round = 0; round < 3000; round++) {
        AUTO_ARENA arena = arena_new((size_t)1 << 20);
        uint64_t seed = round;
        int64_t percents[2] = {random_below(&seed, 101), random_below(&seed, 101)};
        int64_t amount = random_below(&seed, 60) + 1;
        int64_t discount = random_below(&seed, 40);
        int64_t refunded = random_below(&seed, amount + 1);
        int64_t of_a = random_below(&seed, 80);
        bool is_even = random_below(&seed, 2) == 0;
        struct derive_item item = {.kind = TEXT("a"), .amount = {.minor = of_a, .currency = jpy}};
        struct derive_facts facts = facts_of("sale", "0", jpy);
        facts.amount.minor = amount;
        facts.discount.minor = discount;
        facts.refunded.minor = refunded;
        facts.items = &item;
        facts.item_count = 1;
        struct text source =
            text_format(arena, "pay %d%% on sale of kind a\npay %d%% on sale\nbase before discount\n%s",
                        (int)percents[0], (int)percents[1], is_even ? "round half even" : "");
        struct derived derived = derived_by(arena, &facts, parsed(arena, text_zero_terminated(arena, source), jpy));
        int64_t lines = of_a > amount ? of_a : amount;
        // The share of a is of_a / lines of (amount + discount), of which remaining / amount is left.
        int64_t numerator =
            (percents[0] * of_a + percents[1] * (lines - of_a)) * (amount + discount) * (amount - refunded);
        int64_t divisor = 100 * lines * amount;
        int64_t expected = 0; // the nearest whole number, found by trying
        while (2 * divisor * expected + divisor < 2 * numerator) {
            expected++;
        }
        bool is_tie = 2 * divisor * expected + divisor == 2 * numerator;
        expected += is_tie && (!is_even || expected % 2 == 1);
        if (derived.total.minor != expected) {
            fail_msg("seed %llu: %lld, not %lld", (unsigned long long)round, (long long)derived.total.minor,
                     (long long)expected);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(golden_numbers),
        cmocka_unit_test(percentages_and_rounding),
        cmocka_unit_test(fixed_sums),
        cmocka_unit_test(caps),
        cmocka_unit_test(refunds),
        cmocka_unit_test(product_kinds),
        cmocka_unit_test(what_nothing_pays_for),
        cmocka_unit_test(a_rejected_conversion_earns_nothing),
        cmocka_unit_test(individual_terms),
        cmocka_unit_test(holds_fall_through),
        cmocka_unit_test(the_derivation_to_the_byte),
        cmocka_unit_test(the_largest_amounts),
        cmocka_unit_test(properties),
        cmocka_unit_test(small_amounts_by_another_way),
    };
    return run_cases(tests);
}
