// SPDX-License-Identifier: Apache-2.0
// What people of each language expect to read, written out by hand from CLDR's tables (cldr 41/42: numbers, gregorian,
// plurals); and the edges: digits of currencies, 64 bits, minus, zones.
#include "check.h"

#include "i18n/i18n.h"

#define NB "\xc2\xa0"      // no-break space
#define NNB "\xe2\x80\xaf" // narrow no-break space
#define MINUS "\xe2\x88\x92"

static struct i18n *open_in(enum i18n_language language, const char *zone)
{
    struct i18n *i18n = NULL;
    struct fault fault = {0};
    assert_int_equal(i18n_open(language, text_of(zone), &i18n, &fault), RC_OK);
    return i18n;
}

static struct money money(const char *currency, int64_t minor)
{
    struct money m = {.minor = minor};
    assert_int_equal(currency_parse(text_of(currency), &m.currency), RC_OK);
    return m;
}

static void money_is_written_as_the_language_does(void **state)
{
    static const struct {
        const char *currency;
        int64_t minor;
        const char *expected[I18N_LANGUAGE_COUNT];
    } rows[] = {
        {"EUR", 123456, {"€1,234.56", "1" NB "234,56" NB "€", "1" NNB "234,56" NB "€", "€1,234.56"}},
        {"EUR", -5, {MINUS "€0.05", MINUS "0,05" NB "€", MINUS "0,05" NB "€", MINUS "€0.05"}},
        {"EUR", 0, {"€0.00", "0,00" NB "€", "0,00" NB "€", "€0.00"}},
        {"USD", 100, {"US$1.00", "1,00" NB "$", "1,00" NB "$US", "$1.00"}},
        {"JPY",
         1234567,
         {"JP¥1,234,567", "1" NB "234" NB "567" NB "¥", "1" NNB "234" NNB "567" NB "JPY", "￥1,234,567"}},
        {"KWD", 1250, {"KWD" NB "1.250", "1,250" NB "KWD", "1,250" NB "KWD", "KWD" NB "1.250"}},
        {"RUB",
         999900,
         {"RUB" NB "9,999.00", "9" NB "999,00" NB "₽", "9" NNB "999,00" NB "RUB", "RUB" NB "9,999.00"}},
    };
    AUTO_ARENA arena = arena_new(1 << 20);
    for (int l = 0; l < I18N_LANGUAGE_COUNT; l++) {
        AUTO_I18N i18n = open_in((enum i18n_language)l, "UTC");
        for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
            struct text t = i18n_money(i18n, arena, money(rows[i].currency, rows[i].minor));
            assert_text(t, rows[i].expected[l]);
        }
    }
}

static void amounts_have_no_sign_of_the_currency(void **state)
{
    static const struct {
        const char *currency;
        int64_t minor;
        const char *expected[I18N_LANGUAGE_COUNT];
    } rows[] = {
        {"EUR", 1000000, {"10,000.00", "10" NB "000,00", "10" NNB "000,00", "10,000.00"}},
        {"JPY", -1200, {MINUS "1,200", MINUS "1" NB "200", MINUS "1" NNB "200", MINUS "1,200"}},
        {"EUR",
         INT64_MAX,
         {"92,233,720,368,547,758.07", "92" NB "233" NB "720" NB "368" NB "547" NB "758,07",
          "92" NNB "233" NNB "720" NNB "368" NNB "547" NNB "758,07", "92,233,720,368,547,758.07"}},
    };
    AUTO_ARENA arena = arena_new(1 << 20);
    for (int l = 0; l < I18N_LANGUAGE_COUNT; l++) {
        AUTO_I18N i18n = open_in((enum i18n_language)l, "UTC");
        for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
            assert_text(i18n_amount(i18n, arena, money(rows[i].currency, rows[i].minor)), rows[i].expected[l]);
        }
    }
}

static void numbers_percents_and_exact_amounts(void **state)
{
    AUTO_ARENA arena = arena_new(1 << 20);
    static const char *const integers[] = {"1,234,567", "1" NB "234" NB "567", "1" NNB "234" NNB "567", "1,234,567"};
    static const char *const percents[] = {"12.5%", "12,5" NB "%", "12,5" NB "%", "12.5%"};
    static const char *const exacts[] = {"€0.001", "0,001" NB "€", "0,001" NB "€", "€0.001"};
    static const char *const yen[] = {"JP¥0.4", "0,4" NB "¥", "0,4" NB "JPY", "￥0.4"};
    for (int l = 0; l < I18N_LANGUAGE_COUNT; l++) {
        AUTO_I18N i18n = open_in((enum i18n_language)l, "UTC");
        assert_text(i18n_integer(i18n, arena, 1234567), integers[l]);
        assert_text(i18n_percent(i18n, arena, (struct rate){125000}), percents[l]);
        struct exact fine = {.micro = 100000, .currency = {"EUR"}};
        assert_text(i18n_exact(i18n, arena, fine), exacts[l]);
        struct exact part = {.micro = 400000, .currency = {"JPY"}};
        assert_text(i18n_exact(i18n, arena, part), yen[l]);
    }
    AUTO_I18N english = open_in(I18N_EN, "UTC");
    assert_text(i18n_integer(english, arena, INT64_MIN), MINUS "9,223,372,036,854,775,808");
    assert_text(i18n_decimal(english, arena, TEXT("1234.5600")), "1,234.56");
    assert_text(i18n_percent(english, arena, (struct rate){1}), "0.0001%");
    // More currencies than are kept, twice: none is mixed up with another.
    static const char *const codes[] = {"EUR", "USD", "GBP", "JPY", "KWD", "CHF", "PLN", "CZK", "SEK", "NOK", "DKK"};
    for (size_t i = 0; i < 2 * sizeof(codes) / sizeof(codes[0]); i++) {
        const char *code = codes[i % (sizeof(codes) / sizeof(codes[0]))];
        struct text t = i18n_money(english, arena, money(code, 0));
        assert_true(text_find(t, TEXT("0"), 0) != SIZE_MAX);
        bool is_pound = strcmp(code, "GBP") == 0;
        assert_int_equal(text_equal(t, TEXT("£0.00")), is_pound);
    }
}

static void times_are_those_of_the_zone(void **state)
{
    AUTO_ARENA arena = arena_new(1 << 20);
    struct instant instant = {1790029999000}; // 2026-09-21T22:33:19Z
    static const struct {
        const char *zone;
        const char *dates[I18N_LANGUAGE_COUNT], *times[I18N_LANGUAGE_COUNT];
    } rows[] = {
        {"UTC",
         {"21 Sept 2026", "21 сент. 2026" NNB "г.", "21 sept. 2026", "2026年9月21日"},
         {"21 Sept 2026, 22:33", "21 сент. 2026" NNB "г., 22:33", "21 sept. 2026, 22:33", "2026年9月21日 22:33"}},
        {"Asia/Tokyo",
         {"22 Sept 2026", "22 сент. 2026" NNB "г.", "22 sept. 2026", "2026年9月22日"},
         {"22 Sept 2026, 07:33", "22 сент. 2026" NNB "г., 07:33", "22 sept. 2026, 07:33", "2026年9月22日 7:33"}},
    };
    static const char *const months[] = {"September 2026", "сентябрь 2026" NNB "г.", "septembre 2026", "2026年9月"};
    for (int l = 0; l < I18N_LANGUAGE_COUNT; l++) {
        for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
            AUTO_I18N i18n = open_in((enum i18n_language)l, rows[i].zone);
            assert_text(i18n_time(i18n, arena, instant, I18N_DATE), rows[i].dates[l]);
            assert_text(i18n_time(i18n, arena, instant, I18N_DATE_TIME), rows[i].times[l]);
            assert_text(i18n_time(i18n, arena, instant, I18N_MONTH), months[l]);
        }
    }
    struct i18n *none = NULL;
    struct fault fault = {0};
    assert_int_equal(i18n_open(I18N_EN, TEXT("Mars/Olympus"), &none, &fault), RC_INVALID);
    assert_string_equal(fault.code, "time_zone_unknown");
    assert_string_equal(fault.field, "tz");
}

static void plural_forms_are_those_of_cldr(void **state)
{
    static const struct {
        int64_t n;
        enum i18n_plural expected[I18N_LANGUAGE_COUNT]; // en, ru, fr, ja
    } rows[] = {
        {0, {I18N_OTHER, I18N_MANY, I18N_ONE, I18N_OTHER}},
        {1, {I18N_ONE, I18N_ONE, I18N_ONE, I18N_OTHER}},
        {2, {I18N_OTHER, I18N_FEW, I18N_OTHER, I18N_OTHER}},
        {5, {I18N_OTHER, I18N_MANY, I18N_OTHER, I18N_OTHER}},
        {11, {I18N_OTHER, I18N_MANY, I18N_OTHER, I18N_OTHER}},
        {21, {I18N_OTHER, I18N_ONE, I18N_OTHER, I18N_OTHER}},
        {24, {I18N_OTHER, I18N_FEW, I18N_OTHER, I18N_OTHER}},
        {1000000, {I18N_OTHER, I18N_MANY, I18N_MANY, I18N_OTHER}},
        {9007199254740993, {I18N_OTHER, I18N_FEW, I18N_OTHER, I18N_OTHER}}, // no double
        {INT64_MIN, {I18N_OTHER, I18N_MANY, I18N_OTHER, I18N_OTHER}},
    };
    for (int l = 0; l < I18N_LANGUAGE_COUNT; l++) {
        AUTO_I18N i18n = open_in((enum i18n_language)l, "UTC");
        for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
            assert_int_equal(i18n_plural(i18n, rows[i].n), rows[i].expected[l]);
        }
    }
}

static void languages_are_found(void **state)
{
    enum i18n_language language = I18N_EN;
    assert_true(i18n_language_parse(TEXT("FR-ca"), &language) && language == I18N_FR);
    assert_true(i18n_language_parse(TEXT("ja_JP"), &language) && language == I18N_JA);
    assert_false(i18n_language_parse(TEXT("de"), &language));
    assert_false(i18n_language_parse(TEXT("en-"), &language));
    assert_false(i18n_language_parse(TEXT(""), &language));
    assert_false(i18n_language_parse(TEXT_NONE, &language));
    static const struct {
        const char *header;
        enum i18n_language expected;
    } rows[] = {
        {"", I18N_EN},
        {"de, fr;q=0.8, ru;q=0.9", I18N_RU},
        {"fr-CH, fr;q=0.9, en;q=0.8", I18N_FR},
        {"ja;q=0, en;q=0.1", I18N_EN},
        {"ru;q=0.5,ja;q=0.5", I18N_RU},
        {"ja;q=zero, fr;q=0.001", I18N_FR},
        {";;,=,ja", I18N_JA},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        assert_int_equal(i18n_language_accept(text_of(rows[i].header)), rows[i].expected);
    }
    assert_int_equal(i18n_language_accept(TEXT_NONE), I18N_EN);
}

static void countries_have_names(void **state)
{
    AUTO_ARENA arena = arena_new(1 << 20);
    static const char *const japan[] = {"Japan", "Япония", "Japon", "日本"};
    for (int l = 0; l < I18N_LANGUAGE_COUNT; l++) {
        AUTO_I18N i18n = open_in((enum i18n_language)l, "UTC");
        assert_text(i18n_country(i18n, arena, TEXT("JP")), japan[l]);
    }
    static const char *const unknown[] = {"", "jp", "XX", "JPN", "J", "EU"};
    for (size_t i = 0; i < sizeof(unknown) / sizeof(unknown[0]); i++) {
        assert_false(i18n_country_is_known(text_of(unknown[i])));
    }
    assert_false(i18n_country_is_known(TEXT_NONE));
    assert_true(i18n_country_is_known(TEXT("FR")));
}

static void names_stand_as_people_look_for_them(void **state)
{
    // By hand: alphabets one after the other; Ё beside Е and É beside E; kana by their sounds, whichever kana; kanji
    // last.
    static const char *const names[] = {
        "éclair", "Éclair",  "Eclipse", "Élan",   "Zola",   "Абрамов", "Елкин",  "Ёлкин",
        "Енин",   "Яковлев", "あおき",  "アオキ", "いとう", "ウエダ",  "さとう", "青木",
    };
    size_t count = sizeof(names) / sizeof(names[0]);
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < count; j++) {
            int order = i18n_order(text_of(names[i]), text_of(names[j]));
            assert_int_equal((order > 0) - (order < 0), (i > j) - (i < j));
        }
    }
    assert_true(i18n_order(TEXT("a"), TEXT("A")) < 0);
    assert_true(i18n_order(TEXT("A"), TEXT("b")) < 0);
    assert_true(i18n_order(TEXT(""), TEXT("a")) < 0);
    assert_int_equal(i18n_order(TEXT_NONE, TEXT("")), 0);
    // Two ways to write the same letter: not the same text, and beside each other.
    assert_true(i18n_order(TEXT("Cafe\xcc\x81"), TEXT("Caf\xc3\xa9")) != 0);
    assert_true(i18n_order(TEXT("Cafe\xcc\x81"), TEXT("Cafz")) < 0);
    // Bytes that are no text are compared all the same.
    assert_true(i18n_order(TEXT("\xff"), TEXT("a")) != 0);
}

int main(void)
{
    const struct CMUnitTest cases[] = {
        cmocka_unit_test(money_is_written_as_the_language_does),
        cmocka_unit_test(amounts_have_no_sign_of_the_currency),
        cmocka_unit_test(numbers_percents_and_exact_amounts),
        cmocka_unit_test(times_are_those_of_the_zone),
        cmocka_unit_test(plural_forms_are_those_of_cldr),
        cmocka_unit_test(languages_are_found),
        cmocka_unit_test(countries_have_names),
        cmocka_unit_test(names_stand_as_people_look_for_them),
    };
    return run_cases(cases);
}
