// SPDX-License-Identifier: Apache-2.0
// Tests of currencies, amounts, exact amounts, rates, rounding and splitting. Expected values were worked out by hand.
#include "check.h"

#include "format/csv.h"
#include "format/encode.h"
#include "shared_data.h"
#include "value/money.h"

static struct currency currency(const char *code)
{
    struct currency c = {0};
    assert_int_equal(currency_parse_recorded(text_of(code), &c), RC_OK);
    return c;
}

static struct money money(const char *code, int64_t minor)
{
    return (struct money){.minor = minor, .currency = currency(code)};
}

static void currency_codes(void **state)
{
    static const struct {
        const char *code;
        int digits; // -1: refused
    } rows[] = {
        {"USD", 2},
        {"usd", 2},
        {"eUr", 2},
        {"RUB", 2},
        {"JPY", 0},
        {"KRW", 0},
        {"CLP", 0},
        {"ISK", 0},
        {"UGX", 0},
        {"KWD", 3},
        {"TND", 3},
        {"CLF", 4},
        {"UYW", 4},
        {"XOF", 0},
        {"ZWG", 2},
        {"XCG", 2},
        {"", -1},
        {"US", -1},
        {"USDD", -1},
        {"XXY", -1},
        {"U D", -1},
        {"12A", -1},
        {"ABC", -1},
        {" USD", -1},
        {"BGN", -1},
        {"HRK", -1},
        {"DEM", -1},
        {"LTL", -1},
        {"ZWL", -1},
        {"XAU", -1},
        {"XTS", -1},
        {"XXX", -1},
        {"SDR", -1},
        {"BTC", -1},
        {"\xC3\xA9"
         "A",
         -1},
        {"D A", -1},
        {"SD ", -1},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct currency c = {0};
        enum rc rc = currency_parse(text_of(rows[i].code), &c);
        enum rc expected = rows[i].digits < 0 ? RC_INVALID : RC_OK;
        assert_row(rows[i].code, rc == expected);
        assert_row(rows[i].code, rc == RC_OK || currency_is_none(c));
        assert_row(rows[i].code, rc != RC_OK || currency_digits(c) == rows[i].digits);
    }
    struct currency c = {0};
    assert_int_equal(currency_parse(BYTES("US\0"), &c), RC_INVALID);
    assert_int_equal(currency_parse(TEXT_NONE, &c), RC_INVALID);
    assert_int_equal(currency_parse(TEXT("eur"), &c), RC_OK);
    assert_text(currency_text(&c), "EUR");
    assert_true(currency_equal(c, currency("EUR")));
    assert_false(currency_equal(c, currency("USD")));
    struct currency none = {0};
    assert_text(currency_text(&none), "");
    assert_int_equal(currency_minor_per_major(currency("JPY")), 1);
    assert_int_equal(currency_minor_per_major(currency("USD")), 100);
    assert_int_equal(currency_minor_per_major(currency("KWD")), 1000);
    assert_int_equal(currency_minor_per_major(currency("CLF")), 10000);
}

static void currency_withdrawn_stays_readable(void **state)
{
    struct currency c = {0};
    assert_int_equal(currency_parse(TEXT("BGN"), &c), RC_INVALID);
    assert_int_equal(currency_parse_recorded(TEXT("BGN"), &c), RC_OK);
    assert_int_equal(currency_digits(c), 2);
    assert_int_equal(currency_parse_recorded(TEXT("usd"), &c), RC_OK);
    assert_int_equal(currency_parse_recorded(TEXT("DEM"), &c), RC_INVALID);
}

static void digits_of_unknown(void)
{
    currency_digits((struct currency){.code = "ABC"});
}

static void digits_of_none(void)
{
    currency_digits((struct currency){0});
}

static void currency_aborts_on_unknown(void **state)
{
    assert_aborts(digits_of_unknown);
    assert_aborts(digits_of_none);
}

// Every code of the published list with its digits, and none besides.
static void currency_table_is_the_published_one(void **state)
{
    AUTO_ARENA arena = arena_new((size_t)4 << 20);
    struct text file = shared_read(arena, "data/refdata/iso4217_codes-all.csv");
    if (!text_is(file)) {
        skip_because("no ISO 4217 list in the shared data");
    }
    int digits[26 * 26 * 26];
    memset(digits, 0xFF, sizeof(digits)); // -1: not active
    struct csv_reader *reader = csv_new(',');
    csv_push(reader, file);
    csv_finish(reader);
    struct csv_row row = {0};
    size_t active = 0;
    while (csv_next(reader, &row) == CSV_ROW) {
        int64_t n = 0;
        assert_int_equal(row.field_count, 6);
        const struct text *code = &row.fields[2];
        if (row.line > 1 && code->n == 3 && row.fields[5].n == 0 && int64_parse(row.fields[4], 0, 4, &n) == RC_OK) {
            digits[((code->p[0] - 'A') * 26 + code->p[1] - 'A') * 26 + code->p[2] - 'A'] = (int)n;
            active++;
        }
    }
    csv_free(reader);
    assert_true(active > 200);
    for (int i = 0; i < 26 * 26 * 26; i++) {
        char code[4] = {(char)('A' + i / 676), (char)('A' + i / 26 % 26), (char)('A' + i % 26), '\0'};
        struct currency c = {0};
        bool is_accepted = currency_parse(text_of(code), &c) == RC_OK;
        assert_row(code, is_accepted == (digits[i] >= 0));
        assert_row(code, !is_accepted || currency_digits(c) == digits[i]);
    }
}

// The list of 2024-06: what it holds is accepted, but for what was withdrawn since, which stays readable.
static void currency_table_covers_list_one(void **state)
{
    AUTO_ARENA arena = arena_new((size_t)4 << 20);
    struct text file = shared_read(arena, "data/refdata/iso4217_list_one.xml");
    if (!text_is(file)) {
        skip_because("no ISO 4217 list in the shared data");
    }
    size_t seen = 0;
    for (size_t at = text_find(file, TEXT("<Ccy>"), 0); at != SIZE_MAX; at = text_find(file, TEXT("<Ccy>"), at + 1)) {
        struct text code = text_slice(file, at + 5, at + 8);
        size_t units = text_find(file, TEXT("<CcyMnrUnts>"), at) + 12;
        struct text digits = text_slice(file, units, text_find_char(file, '<', units));
        int64_t n = 0;
        struct currency c = {0};
        if (int64_parse(digits, 0, 4, &n) != RC_OK) {
            assert_int_equal(currency_parse_recorded(code, &c), RC_INVALID); // "N.A."
            continue;
        }
        assert_row(text_zero_terminated(arena, code), currency_parse_recorded(code, &c) == RC_OK);
        assert_row(text_zero_terminated(arena, code), currency_digits(c) == n);
        seen++;
    }
    assert_true(seen > 200);
}

static void money_parses(void **state)
{
    static const struct {
        const char *input;
        const char *code;
        enum money_parse_result result;
        int64_t minor;
    } rows[] = {
        {"12.34", "USD", MONEY_PARSED, 1234},
        {"12.3", "USD", MONEY_PARSED, 1230},
        {"12", "USD", MONEY_PARSED, 1200},
        {"0", "USD", MONEY_PARSED, 0},
        {"0.00", "USD", MONEY_PARSED, 0},
        {"-0", "USD", MONEY_PARSED, 0},
        {"-0.05", "USD", MONEY_PARSED, -5},
        {"007.10", "USD", MONEY_PARSED, 710},
        {"1.500000000000000000000000000000", "USD", MONEY_PARSED, 150},
        {"120", "JPY", MONEY_PARSED, 120},
        {"120.0", "JPY", MONEY_PARSED, 120},
        {"120.5", "JPY", MONEY_TOO_PRECISE, 0},
        {"1.25", "KWD", MONEY_PARSED, 1250},
        {"1.2345", "KWD", MONEY_TOO_PRECISE, 0},
        {"1.2345", "CLF", MONEY_PARSED, 12345},
        {"1.23456", "CLF", MONEY_TOO_PRECISE, 0},
        {"0.001", "USD", MONEY_TOO_PRECISE, 0},
        {"-0.001", "USD", MONEY_TOO_PRECISE, 0},
        {"0.00000000000000000000000000000000000000000001", "USD", MONEY_TOO_PRECISE, 0},
        {"10000000000000.00", "USD", MONEY_PARSED, 1000000000000000},
        {"-10000000000000.00", "USD", MONEY_PARSED, -1000000000000000},
        {"10000000000000.01", "USD", MONEY_TOO_LARGE, 0},
        {"-10000000000000.01", "USD", MONEY_TOO_LARGE, 0},
        {"1000000000000000", "JPY", MONEY_PARSED, 1000000000000000},
        {"1000000000000001", "JPY", MONEY_TOO_LARGE, 0},
        {"92233720368547758.08", "USD", MONEY_TOO_LARGE, 0},
        {"99999999999999999999999999999999999999999999999999999999", "USD", MONEY_TOO_LARGE, 0},
        {"99999999999999999999999999999999999999999999999999999.999", "USD", MONEY_TOO_PRECISE, 0},
        {"9999999999999999999999999999999999999999999999999999e", "USD", MONEY_MALFORMED, 0},
        {"", "USD", MONEY_MALFORMED, 0},
        {"-", "USD", MONEY_MALFORMED, 0},
        {".", "USD", MONEY_MALFORMED, 0},
        {"-.", "USD", MONEY_MALFORMED, 0},
        {"1.", "USD", MONEY_MALFORMED, 0},
        {".5", "USD", MONEY_MALFORMED, 0},
        {"-.5", "USD", MONEY_MALFORMED, 0},
        {"1.", "JPY", MONEY_MALFORMED, 0},
        {"1e3", "USD", MONEY_MALFORMED, 0},
        {"1E3", "USD", MONEY_MALFORMED, 0},
        {"+1", "USD", MONEY_MALFORMED, 0},
        {" 1", "USD", MONEY_MALFORMED, 0},
        {"1 ", "USD", MONEY_MALFORMED, 0},
        {"1 000", "USD", MONEY_MALFORMED, 0},
        {"1,000", "USD", MONEY_MALFORMED, 0},
        {"1,50", "USD", MONEY_MALFORMED, 0},
        {"1.2.3", "USD", MONEY_MALFORMED, 0},
        {"1..2", "USD", MONEY_MALFORMED, 0},
        {"--1", "USD", MONEY_MALFORMED, 0},
        {"1-", "USD", MONEY_MALFORMED, 0},
        {"0x10", "USD", MONEY_MALFORMED, 0},
        {"nan", "USD", MONEY_MALFORMED, 0},
        {"inf", "USD", MONEY_MALFORMED, 0},
        {"$1", "USD", MONEY_MALFORMED, 0},
        {"\xD9\xA1", "USD", MONEY_MALFORMED, 0},     // an Arabic-Indic one
        {"\xEF\xBC\x91", "USD", MONEY_MALFORMED, 0}, // a full-width one
        {"\xE2\x88\x92"
         "1",
         "USD", MONEY_MALFORMED, 0}, // a typographic minus
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct money m = {.minor = 77};
        enum money_parse_result result = money_parse(text_of(rows[i].input), currency(rows[i].code), &m);
        assert_row(rows[i].input, result == rows[i].result);
        assert_row(rows[i].input, m.minor == (result == MONEY_PARSED ? rows[i].minor : 77));
        assert_row(rows[i].input, result != MONEY_PARSED || currency_equal(m.currency, currency(rows[i].code)));
    }
    struct money m = {0};
    assert_int_equal(money_parse(TEXT_NONE, currency("USD"), &m), MONEY_MALFORMED);
    assert_int_equal(money_parse(BYTES("1\0"), currency("USD"), &m), MONEY_MALFORMED);
    assert_int_equal(money_parse(BYTES("1\n"), currency("USD"), &m), MONEY_MALFORMED);
}

static void money_parses_a_megabyte(void **state)
{
    AUTO_ARENA arena = arena_new((size_t)4 << 20);
    size_t n = (size_t)1 << 20;
    char *digits = arena_bytes(arena, n);
    memset(digits, '9', n);
    struct text t = {.p = digits, .n = n};
    struct money m = {0};
    assert_int_equal(money_parse(t, currency("USD"), &m), MONEY_TOO_LARGE);
    memset(digits, '0', n);
    assert_int_equal(money_parse(t, currency("USD"), &m), MONEY_PARSED);
    assert_int_equal(m.minor, 0);
    digits[1] = '.';
    assert_int_equal(money_parse(t, currency("USD"), &m), MONEY_PARSED);
    digits[n - 1] = '1';
    assert_int_equal(money_parse(t, currency("USD"), &m), MONEY_TOO_PRECISE);
}

static void money_prints(void **state)
{
    static const struct {
        const char *code;
        int64_t minor;
        const char *expected;
    } rows[] = {
        {"USD", 1234, "12.34"},
        {"USD", 0, "0.00"},
        {"USD", 5, "0.05"},
        {"USD", -5, "-0.05"},
        {"USD", -100, "-1.00"},
        {"USD", 120000, "1200.00"},
        {"JPY", 120, "120"},
        {"JPY", -1, "-1"},
        {"JPY", 0, "0"},
        {"KWD", 1250, "1.250"},
        {"CLF", 1, "0.0001"},
        {"USD", INT64_MAX, "92233720368547758.07"},
        {"USD", INT64_MIN, "-92233720368547758.08"},
        {"BGN", 1999, "19.99"},
    };
    AUTO_ARENA arena = arena_new(100000);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        assert_text(money_text(arena, money(rows[i].code, rows[i].minor)), rows[i].expected);
    }
}

static void exact_parses_and_prints(void **state)
{
    static const struct {
        const char *input;
        const char *code;
        enum money_parse_result result;
        int64_t micro;
        const char *printed;
    } rows[] = {
        {"0.001", "USD", MONEY_PARSED, 100000, "0.001"},
        {"0.40", "USD", MONEY_PARSED, 40000000, "0.40"},
        {"0.4", "USD", MONEY_PARSED, 40000000, "0.40"},
        {"12", "USD", MONEY_PARSED, 1200000000, "12.00"},
        {"0.00000001", "USD", MONEY_PARSED, 1, "0.00000001"},
        {"-0.00000001", "USD", MONEY_PARSED, -1, "-0.00000001"},
        {"0.000000001", "USD", MONEY_TOO_PRECISE, 0, NULL},
        {"0.0000000100", "USD", MONEY_PARSED, 1, "0.00000001"},
        {"0.5", "JPY", MONEY_PARSED, 500000, "0.5"},
        {"3", "JPY", MONEY_PARSED, 3000000, "3"},
        {"0.000000001", "KWD", MONEY_PARSED, 1, "0.000000001"},
        {"1.2", "KWD", MONEY_PARSED, 1200000000, "1.200"},
        {"1e-3", "USD", MONEY_MALFORMED, 0, NULL},
        {"10000000000000.00000001", "USD", MONEY_TOO_LARGE, 0, NULL},
    };
    AUTO_ARENA arena = arena_new(100000);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct exact e = {0};
        assert_row(rows[i].input, exact_parse(text_of(rows[i].input), currency(rows[i].code), &e) == rows[i].result);
        assert_row(rows[i].input, e.micro == rows[i].micro);
        if (rows[i].result == MONEY_PARSED) {
            assert_text(exact_text(arena, e), rows[i].printed);
        }
    }
    struct exact largest = {0};
    assert_int_equal(exact_parse(TEXT("10000000000000"), currency("USD"), &largest), MONEY_PARSED);
    assert_text(exact_text(arena, largest), "10000000000000.00");
}

static void money_adds(void **state)
{
    static const struct {
        int64_t a, b;
        enum rc sum_rc;
        int64_t sum;
        enum rc difference_rc;
        int64_t difference;
    } rows[] = {
        {1, 2, RC_OK, 3, RC_OK, -1},
        {-5, 5, RC_OK, 0, RC_OK, -10},
        {INT64_MAX, 1, RC_REFUSED, 9, RC_OK, INT64_MAX - 1},
        {INT64_MIN, 1, RC_OK, INT64_MIN + 1, RC_REFUSED, 9},
        {INT64_MIN, -1, RC_REFUSED, 9, RC_OK, INT64_MIN + 1},
        {INT64_MAX, INT64_MIN, RC_OK, -1, RC_REFUSED, 9},
        {0, INT64_MIN, RC_OK, INT64_MIN, RC_REFUSED, 9},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct money sum = {.minor = 9};
        struct money difference = {.minor = 9};
        assert_int_equal(money_add(money("EUR", rows[i].a), money("EUR", rows[i].b), &sum), rows[i].sum_rc);
        assert_int_equal(money_subtract(money("EUR", rows[i].a), money("EUR", rows[i].b), &difference),
                         rows[i].difference_rc);
        assert_true(sum.minor == rows[i].sum);
        assert_true(difference.minor == rows[i].difference);
    }
    struct money m = {.minor = 9};
    assert_int_equal(money_add(money("EUR", 1), money("USD", 1), &m), RC_CONFLICT);
    assert_int_equal(money_subtract(money("EUR", 1), (struct money){0}, &m), RC_CONFLICT);
    assert_int_equal(m.minor, 9);
    assert_int_equal(money_negate(money("EUR", 5)).minor, -5);
    assert_int_equal(money_zero(currency("EUR")).minor, 0);
}

static void negate_least(void)
{
    money_negate(money("EUR", INT64_MIN));
}

static void add_exact_of_two_currencies(void)
{
    exact_add(exact_of_money(money("EUR", 1)), exact_of_money(money("USD", 1)));
}

static void divide_by_zero(void)
{
    int64_t value = 0;
    (void)!int64_times_divided(1, 1, 0, ROUND_DOWN, &value);
}

static void split_by_nothing(void)
{
    struct money parts[2];
    money_split(money("EUR", 1), (const int64_t[]){0, 0}, 2, parts);
}

static void split_by_negative(void)
{
    struct money parts[2];
    money_split(money("EUR", 1), (const int64_t[]){3, -1}, 2, parts);
}

static void money_aborts_on_bugs(void **state)
{
    assert_aborts(negate_least);
    assert_aborts(add_exact_of_two_currencies);
    assert_aborts(divide_by_zero);
    assert_aborts(split_by_nothing);
    assert_aborts(split_by_negative);
}

static void rounding_modes(void **state)
{
    static const struct {
        int64_t micro;
        int64_t half_away, half_even, down, floor;
    } rows[] = {
        {0, 0, 0, 0, 0},
        {1, 0, 0, 0, 0},
        {499999, 0, 0, 0, 0},
        {500000, 1, 0, 0, 0},
        {500001, 1, 1, 0, 0},
        {999999, 1, 1, 0, 0},
        {1000000, 1, 1, 1, 1},
        {1500000, 2, 2, 1, 1},
        {2500000, 3, 2, 2, 2},
        {3500000, 4, 4, 3, 3},
        {-1, 0, 0, 0, -1},
        {-499999, 0, 0, 0, -1},
        {-500000, -1, 0, 0, -1},
        {-500001, -1, -1, 0, -1},
        {-1000000, -1, -1, -1, -1},
        {-1500000, -2, -2, -1, -2},
        {-2500000, -3, -2, -2, -3},
        {-3500000, -4, -4, -3, -4},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const int64_t expected[] = {rows[i].half_away, rows[i].half_even, rows[i].down, rows[i].floor};
        static const enum rounding modes[] = {ROUND_HALF_AWAY, ROUND_HALF_EVEN, ROUND_DOWN, ROUND_FLOOR};
        for (size_t k = 0; k < COUNT_OF(modes); k++) {
            struct money m = {0};
            struct exact e = {.micro = rows[i].micro, .currency = currency("EUR")};
            assert_int_equal(exact_round(e, modes[k], &m), RC_OK);
            assert_int_equal(m.minor, expected[k]);
            int64_t value = 0;
            // The same by a × b / c with both signs of the divisor.
            assert_int_equal(int64_times_divided(rows[i].micro, 1, 1000000, modes[k], &value), RC_OK);
            assert_int_equal(value, expected[k]);
            assert_int_equal(int64_times_divided(rows[i].micro, -1, -1000000, modes[k], &value), RC_OK);
            assert_int_equal(value, expected[k]);
        }
    }
}

static void times_divided_at_the_edges(void **state)
{
    static const struct {
        int64_t a, b, c;
        enum rc rc;
        int64_t expected;
    } rows[] = {
        {INT64_MAX, INT64_MAX, INT64_MAX, RC_OK, INT64_MAX},
        {INT64_MIN, INT64_MIN, INT64_MIN, RC_OK, INT64_MIN},
        {INT64_MIN, 1, -1, RC_REFUSED, 7},
        {INT64_MIN, -1, -1, RC_OK, INT64_MIN},
        {INT64_MAX, 2, 1, RC_REFUSED, 7},
        {INT64_MAX, 2, 2, RC_OK, INT64_MAX},
        {INT64_MIN, INT64_MIN, INT64_MAX, RC_REFUSED, 7},
        {INT64_MAX, 1, INT64_MIN, RC_OK, -1}, // -0.99…9, half away
        {10, 1, 3, RC_OK, 3},
        {-10, 1, 3, RC_OK, -3},
        {-11, 1, 3, RC_OK, -4},
        {0, INT64_MIN, 5, RC_OK, 0},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        int64_t value = 7;
        assert_int_equal(int64_times_divided(rows[i].a, rows[i].b, rows[i].c, ROUND_HALF_AWAY, &value), rows[i].rc);
        assert_true(value == rows[i].expected);
    }
}

static void commission_by_rate(void **state)
{
    // 10 % of 19.99 is 1.999; 12.5 % of 0.05 is 0.00625; 33.3333 % of 100.00 is 33.3333.
    static const struct {
        int64_t minor, ppm, half_away, down;
    } rows[] = {
        {1999, 100000, 200, 199},
        {5, 125000, 1, 0},
        {10000, 333333, 3333, 3333},
        {-1999, 100000, -200, -199},
        {150, 10000, 2, 1},
        {-150, 10000, -2, -1},
        {0, 1000000, 0, 0},
        {12345, RATE_ONE, 12345, 12345},
        {12345, 0, 0, 0},
        {12345, -RATE_ONE, -12345, -12345},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct exact e = money_times_rate(money("USD", rows[i].minor), (struct rate){.ppm = rows[i].ppm});
        struct money m = {0};
        assert_int_equal(exact_round(e, ROUND_HALF_AWAY, &m), RC_OK);
        assert_int_equal(m.minor, rows[i].half_away);
        assert_int_equal(exact_round(e, ROUND_DOWN, &m), RC_OK);
        assert_int_equal(m.minor, rows[i].down);
    }
}

static void exact_accumulates(void **state)
{
    // 12,345 clicks at a tenth of a cent are 12.345 dollars.
    struct exact click = {0};
    assert_int_equal(exact_parse(TEXT("0.001"), currency("USD"), &click), MONEY_PARSED);
    struct exact sum = exact_times((struct exact){.currency = currency("USD")}, 1);
    for (int i = 0; i < 12345; i++) {
        sum = exact_add(sum, click);
    }
    assert_true(sum.micro == exact_times(click, 12345).micro);
    AUTO_ARENA arena = arena_new(1000);
    assert_text(exact_text(arena, sum), "12.345");
    struct money m = {0};
    assert_int_equal(exact_round(sum, ROUND_HALF_EVEN, &m), RC_OK);
    assert_int_equal(m.minor, 1234);
    assert_int_equal(exact_round(sum, ROUND_HALF_AWAY, &m), RC_OK);
    assert_int_equal(m.minor, 1235);
}

static void exact_overflow_sticks(void **state)
{
    struct exact largest = exact_of_money(money("USD", INT64_MAX));
    struct money m = {.minor = 9};
    assert_int_equal(exact_round(largest, ROUND_DOWN, &m), RC_OK);
    assert_true(m.minor == INT64_MAX);
    struct exact one_more = exact_add(largest, exact_of_money(money("USD", 1)));
    assert_false(exact_is_overflown(one_more));
    assert_int_equal(exact_round(one_more, ROUND_DOWN, &m), RC_REFUSED);
    struct exact half_more = exact_add(largest, (struct exact){.micro = 500000, .currency = currency("USD")});
    assert_int_equal(exact_round(half_more, ROUND_HALF_AWAY, &m), RC_REFUSED);
    assert_int_equal(exact_round(half_more, ROUND_DOWN, &m), RC_OK);

    struct exact overflown = exact_times(largest, INT64_MAX);
    assert_true(exact_is_overflown(overflown));
    assert_true(exact_is_overflown(exact_times(overflown, 0)));
    assert_true(exact_is_overflown(exact_add(overflown, largest)));
    assert_true(exact_is_overflown(exact_add(exact_times(largest, INT64_MIN), overflown)));
    m.minor = 9;
    assert_int_equal(exact_round(overflown, ROUND_DOWN, &m), RC_REFUSED);
    assert_int_equal(m.minor, 9);
}

static void rates_parse_and_print(void **state)
{
    static const struct {
        const char *input;
        int64_t ppm; // -1: refused
        const char *printed;
    } rows[] = {
        {"10", 100000, "10"},
        {"12.5", 125000, "12.5"},
        {"0.0001", 1, "0.0001"},
        {"100", 1000000, "100"},
        {"0", 0, "0"},
        {"12.50", 125000, "12.5"},
        {"250", 2500000, "250"},
        {"33.3333", 333333, "33.3333"},
        {"0.00001", -1, NULL},
        {"0.00000", -1, NULL},
        {"-1", -1, NULL},
        {"-0", -1, NULL},
        {"10%", -1, NULL},
        {"", -1, NULL},
        {".5", -1, NULL},
        {"5.", -1, NULL},
        {"+5", -1, NULL},
        {" 5", -1, NULL},
        {"1e1", -1, NULL},
        {"100000000", 1000000000000, "100000000"},
        {"100000000.0001", -1, NULL},
        {"99999999999999999999999999999999999999999999999999", -1, NULL},
    };
    AUTO_ARENA arena = arena_new(100000);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct rate r = {.ppm = -1};
        enum rc rc = rate_parse_percent(text_of(rows[i].input), &r);
        enum rc expected = rows[i].ppm < 0 ? RC_INVALID : RC_OK;
        assert_row(rows[i].input, rc == expected);
        assert_row(rows[i].input, r.ppm == rows[i].ppm);
        if (rc == RC_OK) {
            assert_text(rate_percent_text(arena, r), rows[i].printed);
        }
    }
    assert_text(rate_percent_text(arena, (struct rate){.ppm = -125000}), "-12.5");
}

static void splits(void **state)
{
    static const struct {
        int64_t whole;
        size_t count;
        int64_t weights[4];
        int64_t parts[4];
    } rows[] = {
        {100, 3, {1, 1, 1}, {34, 33, 33}},
        {101, 3, {1, 1, 1}, {34, 34, 33}},
        {-100, 3, {1, 1, 1}, {-34, -33, -33}},
        {1, 3, {1, 1, 1}, {1, 0, 0}},
        {0, 2, {3, 4}, {0, 0}},
        {100, 1, {7}, {100}},
        {100, 3, {0, 5, 0}, {0, 100, 0}},
        {100, 4, {50, 30, 15, 5}, {50, 30, 15, 5}},
        {10, 3, {1, 2, 3}, {2, 3, 5}}, // 1.67, 3.33, 5: the one left goes to .67
        {7, 3, {1, 2, 4}, {1, 2, 4}},
        {5, 4, {0, 1, 0, 1}, {0, 3, 0, 2}}, // a tie goes to the lower index, never to weight 0
        {1000, 3, {333, 333, 334}, {333, 333, 334}},
        {10, 4, {15, 15, 15, 55}, {2, 2, 1, 5}}, // 1.5, 1.5, 1.5, 5.5: two left among four halves
        {INT64_MAX, 2, {INT64_MAX, INT64_MAX}, {INT64_MAX / 2 + 1, INT64_MAX / 2}},
        {INT64_MIN, 1, {INT64_MAX}, {INT64_MIN}},
        {INT64_MIN, 2, {1, 1}, {INT64_MIN / 2, INT64_MIN / 2}},
        {2, 4, {INT64_MAX, INT64_MAX, INT64_MAX, INT64_MAX}, {1, 1, 0, 0}},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct money parts[4];
        money_split(money("EUR", rows[i].whole), rows[i].weights, rows[i].count, parts);
        for (size_t k = 0; k < rows[i].count; k++) {
            if (parts[k].minor != rows[i].parts[k]) {
                print_error("row %zu part %zu: %lld\n", i, k, (long long)parts[k].minor);
            }
            assert_true(parts[k].minor == rows[i].parts[k]);
            assert_true(currency_equal(parts[k].currency, currency("EUR")));
        }
    }
}

// The sum is the whole, and no part is a unit or more away from its exact share.
static void splits_always_sum(void **state)
{
    uint64_t random = 2463534242U;
    for (int round = 0; round < 3000; round++) {
        int64_t weights[40];
        struct money parts[40];
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        size_t count = 1 + random % 40;
        int64_t whole = (int64_t)(random >> 30) % 1000003 - 500000;
        __int128 total = 0;
        for (size_t i = 0; i < count; i++) {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            weights[i] = (int64_t)(random % (i % 3 == 0 ? 3 : 100000));
            total += weights[i];
        }
        weights[0] += total == 0;
        total += total == 0;
        money_split(money("USD", whole), weights, count, parts);
        __int128 sum = 0;
        for (size_t i = 0; i < count; i++) {
            __int128 error = (__int128)parts[i].minor * total - (__int128)whole * weights[i];
            assert_true(error < total && -error < total);
            sum += parts[i].minor;
        }
        assert_true(sum == whole);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(currency_codes),
        cmocka_unit_test(currency_withdrawn_stays_readable),
        cmocka_unit_test(currency_aborts_on_unknown),
        cmocka_unit_test(currency_table_is_the_published_one),
        cmocka_unit_test(currency_table_covers_list_one),
        cmocka_unit_test(money_parses),
        cmocka_unit_test(money_parses_a_megabyte),
        cmocka_unit_test(money_prints),
        cmocka_unit_test(exact_parses_and_prints),
        cmocka_unit_test(money_adds),
        cmocka_unit_test(money_aborts_on_bugs),
        cmocka_unit_test(rounding_modes),
        cmocka_unit_test(times_divided_at_the_edges),
        cmocka_unit_test(commission_by_rate),
        cmocka_unit_test(exact_accumulates),
        cmocka_unit_test(exact_overflow_sticks),
        cmocka_unit_test(rates_parse_and_print),
        cmocka_unit_test(splits),
        cmocka_unit_test(splits_always_sum),
    };
    return run_cases(tests);
}
