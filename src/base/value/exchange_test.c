// SPDX-License-Identifier: Apache-2.0
// Rates and conversions. Expected amounts are computed by hand (long division), not by the code.
#include "check.h"

#include "core/arena.h"
#include "value/exchange.h"

static struct currency code(const char *word)
{
    struct currency currency;
    assert_int_equal(currency_parse(text_of(word), &currency), RC_OK);
    return currency;
}

static struct exchange_value value(const char *word)
{
    struct exchange_value value = {0};
    assert_row(word, exchange_value_parse(text_of(word), &value) == RC_OK);
    return value;
}

static void values_read_and_print(void **state)
{
    static const struct {
        const char *word;
        int64_t digits, scale;
        const char *shortest;
    } rows[] = {
        {"1.1684", 11684, 4, "1.1684"},   {"1", 1, 0, "1"},
        {"0.87058", 87058, 5, "0.87058"}, {"20082.05", 2008205, 2, "20082.05"},
        {"100.00", 100, 0, "100"},        {"0.00000001", 1, 8, "0.00000001"},
        {"007.50", 75, 1, "7.5"},         {"10000000000", 10000000000, 0, "10000000000"},
        {"1.0000000000", 1, 0, "1"},
    };
    AUTO_ARENA arena = arena_new(10000);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct exchange_value v = value(rows[i].word);
        assert_row(rows[i].word, v.digits == rows[i].digits && v.scale == rows[i].scale);
        assert_text(exchange_value_text(arena, v), rows[i].shortest);
    }
    static const char *const bad[] = {"",
                                      "0",
                                      "0.000",
                                      "-1",
                                      "+1",
                                      "1,1",
                                      "1.1.1",
                                      ".5",
                                      "5.",
                                      "1e3",
                                      "N/A",
                                      "0.000000001",
                                      "10000000001",
                                      " 1",
                                      "1 ",
                                      "1.",
                                      "9999999999999999999999"};
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        struct exchange_value v = {.digits = 7, .scale = 7};
        assert_row(bad[i], exchange_value_parse(text_of(bad[i]), &v) == RC_INVALID && v.digits == 7);
    }
}

static void amounts_convert(void **state)
{
    // 1 EUR = 1.1684 USD = 186.75 JPY = 0.87058 GBP
    static const struct {
        const char *what, *from, *to, *amount, *expected;
        enum rounding rounding;
    } rows[] = {
        {"100 EUR to USD", "EUR", "USD", "100.00", "116.84", ROUND_HALF_AWAY},
        {"0.01 EUR to USD: 0.011684", "EUR", "USD", "0.01", "0.01", ROUND_HALF_AWAY},
        {"100 USD to EUR: 85.587127…", "USD", "EUR", "100.00", "85.59", ROUND_HALF_AWAY},
        {"the same down", "USD", "EUR", "100.00", "85.58", ROUND_DOWN},
        {"-100 USD to EUR, floor", "USD", "EUR", "-100.00", "-85.59", ROUND_FLOOR},
        {"2 EUR to JPY: 373.5", "EUR", "JPY", "2.00", "374", ROUND_HALF_AWAY},
        {"2 EUR to JPY: to even", "EUR", "JPY", "2.00", "374", ROUND_HALF_EVEN},
        {"6 EUR to JPY: 1120.5 to even", "EUR", "JPY", "6.00", "1120", ROUND_HALF_EVEN},
        {"10000 JPY to USD across: 62.564926…", "JPY", "USD", "10000", "62.56", ROUND_HALF_AWAY},
        {"100 GBP to USD across: 134.209377…", "GBP", "USD", "100.00", "134.21", ROUND_HALF_AWAY},
        {"nothing", "GBP", "USD", "0.00", "0.00", ROUND_HALF_AWAY},
    };
    AUTO_ARENA arena = arena_new(100000);
    struct exchange exchanges[] = {
        exchange_direct(code("EUR"), code("USD"), value("1.1684")),
        exchange_inverse(code("USD"), code("EUR"), value("1.1684")),
        exchange_direct(code("EUR"), code("JPY"), value("186.75")),
        exchange_cross(code("JPY"), code("USD"), value("186.75"), value("1.1684")),
        exchange_cross(code("GBP"), code("USD"), value("0.87058"), value("1.1684")),
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct exchange *exchange = NULL;
        for (size_t k = 0; k < COUNT_OF(exchanges); k++) {
            bool is_it = currency_equal(exchanges[k].from, code(rows[i].from)) &&
                         currency_equal(exchanges[k].to, code(rows[i].to));
            exchange = is_it ? &exchanges[k] : exchange;
        }
        struct money amount, converted;
        assert_int_equal(money_parse(text_of(rows[i].amount), code(rows[i].from), &amount), MONEY_PARSED);
        assert_row(rows[i].what, exchange_convert(exchange, amount, rows[i].rounding, &converted) == RC_OK);
        assert_text(money_text(arena, converted), rows[i].expected);
        assert_true(currency_equal(converted.currency, code(rows[i].to)));
    }
}

static void fractions_are_lowest(void **state)
{
    struct exchange e = exchange_cross(code("JPY"), code("USD"), value("186.75"), value("1.1684"));
    assert_int_equal(e.numerator, 2921); // 1.1684 / 186.75 = 11684 / 1867500, both by 4
    assert_int_equal(e.denominator, 466875);
    e = exchange_direct(code("EUR"), code("USD"), value("1.25"));
    assert_int_equal(e.numerator, 5);
    assert_int_equal(e.denominator, 4);
    e = exchange_same(code("EUR"));
    assert_int_equal(e.numerator, 1);
}

static void extremes(void **state)
{
    // The largest fraction there is, and an amount that passes 64 bits by it.
    struct exchange e = exchange_cross(code("CLF"), code("JPY"), value("0.00000001"), value("10000000000"));
    assert_int_equal(e.numerator, 1000000000000000000);
    struct money amount = {.minor = 10000, .currency = code("CLF")};
    struct money converted = {.minor = 7};
    assert_int_equal(exchange_convert(&e, amount, ROUND_HALF_AWAY, &converted), RC_OK);
    assert_int_equal(converted.minor, 1000000000000000000);
    amount.minor = 100000000;
    converted.minor = 7;
    assert_int_equal(exchange_convert(&e, amount, ROUND_HALF_AWAY, &converted), RC_REFUSED);
    assert_int_equal(converted.minor, 7);
    e = exchange_direct(code("JPY"), code("CLF"), value("9999999999"));
    amount = (struct money){.minor = MONEY_MINOR_MAX, .currency = code("JPY")};
    assert_int_equal(exchange_convert(&e, amount, ROUND_HALF_AWAY, &converted), RC_REFUSED);
}

static void wrong_currency(void)
{
    struct exchange e = exchange_same(code("EUR"));
    struct money amount = {.minor = 1, .currency = code("USD")};
    DISCARD("it aborts", exchange_convert(&e, amount, ROUND_DOWN, &amount));
}

static void misuse_aborts(void **state)
{
    assert_aborts(wrong_currency);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_read_and_print), cmocka_unit_test(amounts_convert),
        cmocka_unit_test(fractions_are_lowest),  cmocka_unit_test(extremes),
        cmocka_unit_test(misuse_aborts),
    };
    return run_cases(tests);
}
