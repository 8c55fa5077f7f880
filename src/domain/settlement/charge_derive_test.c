// SPDX-License-Identifier: Apache-2.0
// Tests of the arithmetic of charges. Every expected amount was worked out by hand. Mission S2-10.
#include "check.h"

#include "format/json.h"
#include "settlement/charge_derive.h"

static struct money money_of(const char *amount, struct currency currency)
{
    struct money money = money_zero(currency);
    assert_int_equal(money_parse(text_of(amount), currency, &money), MONEY_PARSED);
    return money;
}

struct row {
    const char *name;
    const char *currency;
    enum charge_basis basis;
    int64_t ppm;
    const char *fixed;
    const char *amount, *refunded, *commissions;
    const char *state; // approved, pending, rejected, clicks
    const char *charge, *margin;
};

static const struct row rows[] = {
    // 10.00 × 1.20
    {"cost plus", "EUR", CHARGE_COST_PLUS, 200000, "0", "100.00", "0", "10.00", "approved", "12.00", "2.00"},
    // 0.33 × 1.125 = 0.37125: rounded once, to 0.37
    {"cost plus, rounded down", "EUR", CHARGE_COST_PLUS, 125000, "0", "3.30", "0", "0.33", "approved", "0.37", "0.04"},
    // 0.50 × 1.01 = 0.505: half away from zero
    {"cost plus, half", "EUR", CHARGE_COST_PLUS, 10000, "0", "5.00", "0", "0.50", "approved", "0.51", "0.01"},
    {"cost plus of nothing", "EUR", CHARGE_COST_PLUS, 200000, "0", "100.00", "0", "0.00", "approved", "0.00", "0.00"},
    {"cost plus, no fee", "EUR", CHARGE_COST_PLUS, 0, "0", "100.00", "0", "10.00", "approved", "10.00", "0.00"},
    // 10.00 + 3 % of 100.00
    {"sale fee", "EUR", CHARGE_SALE_FEE, 30000, "0", "100.00", "0", "10.00", "approved", "13.00", "3.00"},
    // 6.00 + 3 % of 60.00
    {"sale fee after a refund", "EUR", CHARGE_SALE_FEE, 30000, "0", "100.00", "40.00", "6.00", "approved", "7.80",
     "1.80"},
    // 3 % of 0.15 = 0.0045
    {"sale fee below a cent", "EUR", CHARGE_SALE_FEE, 30000, "0", "0.15", "0", "0.02", "approved", "0.02", "0.00"},
    {"fixed fee", "EUR", CHARGE_FIXED_FEE, 0, "0.25", "100.00", "0", "10.00", "approved", "10.25", "0.25"},
    {"fixed fee of a lead", "EUR", CHARGE_FIXED_FEE, 0, "0.25", "0", "0", "4.00", "approved", "4.25", "0.25"},
    {"fixed fee after a part", "EUR", CHARGE_FIXED_FEE, 0, "0.25", "100.00", "99.99", "0.00", "approved", "0.25",
     "0.25"},
    {"fixed fee after all", "EUR", CHARGE_FIXED_FEE, 0, "0.25", "100.00", "100.00", "0.00", "approved", "0.00", "0.00"},
    // 12 % of 100.00
    {"own charge", "EUR", CHARGE_SALE_CHARGE, 120000, "0", "100.00", "0", "10.00", "approved", "12.00", "2.00"},
    {"own charge below its cost", "EUR", CHARGE_SALE_CHARGE, 80000, "0", "100.00", "0", "10.00", "approved", "8.00",
     "-2.00"},
    {"refunded beyond the amount", "EUR", CHARGE_SALE_CHARGE, 120000, "0", "100.00", "150.00", "0.00", "approved",
     "0.00", "0.00"},
    {"pending is charged, not owed", "EUR", CHARGE_COST_PLUS, 200000, "0", "100.00", "0", "10.00", "pending", "12.00",
     "2.00"},
    {"rejected", "EUR", CHARGE_SALE_FEE, 30000, "0", "100.00", "0", "0.00", "rejected", "0.00", "0.00"},
    {"rejected with a fixed fee", "EUR", CHARGE_FIXED_FEE, 0, "0.25", "0", "0", "0.00", "rejected", "0.00", "0.00"},
    // 120 yen × 1.125 = 135
    {"yen", "JPY", CHARGE_COST_PLUS, 125000, "0", "1200", "0", "120", "approved", "135", "15"},
    // 0.125 KWD + 2.5 % of 1.250 = 0.03125
    {"dinar", "KWD", CHARGE_SALE_FEE, 25000, "0", "1.250", "0", "0.125", "approved", "0.156", "0.031"},
    {"clicks, cost plus", "USD", CHARGE_COST_PLUS, 200000, "0", "0", "0", "1.44", "clicks", "1.73", "0.29"},
    {"clicks have no sale", "USD", CHARGE_SALE_CHARGE, 120000, "0", "0", "0", "1.44", "clicks", "1.44", "0.00"},
    {"clicks have no fixed fee", "USD", CHARGE_FIXED_FEE, 0, "0.25", "0", "0", "1.44", "clicks", "1.44", "0.00"},
    // 10^13 units of the largest amount, 1,000 %
    {"the largest", "EUR", CHARGE_SALE_CHARGE, 10000000, "0", "10000000000000.00", "0", "1.00", "approved",
     "100000000000000.00", "99999999999999.00"},
};

static void derive(struct arena *arena, const struct row *row, struct charge_derived *ret_derived)
{
    struct currency currency = {""};
    assert_int_equal(currency_parse(text_of(row->currency), &currency), RC_OK);
    struct charge_facts facts = {.currency = currency,
                                 .amount = money_of(row->amount, currency),
                                 .refunded = money_of(row->refunded, currency),
                                 .commissions = money_of(row->commissions, currency),
                                 .is_rejected = strcmp(row->state, "rejected") == 0,
                                 .is_approved = strcmp(row->state, "approved") == 0,
                                 .is_clicks = strcmp(row->state, "clicks") == 0};
    facts.is_approved = facts.is_approved || facts.is_clicks;
    struct charge_terms terms = {
        .number = 2, .basis = row->basis, .rate = {.ppm = row->ppm}, .fixed = money_of(row->fixed, currency)};
    assert_int_equal(charge_derive(arena, &facts, &terms, ret_derived), RC_OK);
}

// "-2.00" in hundredths without the product's own parser.
static void assert_amount(const char *name, struct arena *arena, struct money money, const char *expected)
{
    struct text text = money_text(arena, money);
    if (!text_equal(text, text_of(expected))) {
        print_error("%s: %.*s, expected %s\n", name, TEXT_PRINT(text), expected);
        fail();
    }
}

static void charges_are_as_worked_out(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        AUTO_ARENA arena = arena_new(65536);
        struct charge_derived derived;
        derive(arena, &rows[i], &derived);
        assert_amount(rows[i].name, arena, derived.amount, rows[i].charge);
        assert_amount(rows[i].name, arena, derived.margin, rows[i].margin);
        bool is_owed = strcmp(rows[i].state, "approved") == 0 || strcmp(rows[i].state, "clicks") == 0;
        assert_row(rows[i].name, derived.is_confirmed == is_owed);
    }
}

static void a_derivation_is_canonical(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new(65536);
    struct charge_derived derived;
    derive(arena, &rows[1], &derived);
    assert_text(derived.derivation,
                "{\"approved\":true,\"basis\":\"cost_plus\",\"charge\":\"0.37\",\"clicks\":false,"
                "\"commissions\":\"0.33\",\"currency\":\"EUR\",\"exact\":\"0.37125\",\"fixed\":\"0.00\",\"format\":1,"
                "\"margin\":\"0.04\",\"rate\":\"12.5\",\"rejected\":false,\"remaining\":\"3.30\","
                "\"rounding\":\"half_away\",\"terms\":2}");
    const struct json *json;
    struct fault fault = {0};
    assert_int_equal(json_parse(arena, derived.derivation, &json, &fault), RC_OK);
    assert_true(text_equal(json_canonical(arena, json), derived.derivation));
}

static void words_read_back(void **state)
{
    (void)state;
    for (int i = 0; i < CHARGE_BASIS_COUNT; i++) {
        enum charge_basis basis = CHARGE_BASIS_COUNT;
        assert_true(charge_basis_parse(text_of(charge_basis_text((enum charge_basis)i)), &basis));
        assert_int_equal(basis, i);
    }
    enum charge_basis basis;
    assert_false(charge_basis_parse(TEXT("markup"), &basis));
}

static struct charge_facts facts_of_euro(void)
{
    struct currency currency = {"EUR"};
    return (struct charge_facts){
        .currency = currency, .amount = {100, currency}, .refunded = {0, currency}, .commissions = {10, currency}};
}

static void derive_in_house(void)
{
    AUTO_ARENA arena = arena_new(65536);
    struct charge_facts facts = facts_of_euro();
    struct charge_terms terms = {.basis = CHARGE_NONE, .fixed = money_zero(facts.currency)};
    struct charge_derived derived;
    assert_int_equal(charge_derive(arena, &facts, &terms, &derived), RC_OK);
}

static void derive_of_two_currencies(void)
{
    AUTO_ARENA arena = arena_new(65536);
    struct charge_facts facts = facts_of_euro();
    struct charge_terms terms = {.basis = CHARGE_COST_PLUS, .fixed = money_zero((struct currency){"USD"})};
    struct charge_derived derived;
    assert_int_equal(charge_derive(arena, &facts, &terms, &derived), RC_OK);
}

static void misuse_is_a_bug(void **state)
{
    (void)state;
    assert_aborts(derive_in_house);
    assert_aborts(derive_of_two_currencies);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(charges_are_as_worked_out),
        cmocka_unit_test(a_derivation_is_canonical),
        cmocka_unit_test(words_read_back),
        cmocka_unit_test(misuse_is_a_bug),
    };
    return run_cases(tests);
}
