// SPDX-License-Identifier: Apache-2.0
// What people of each language type, by hand; the separators are CLDR's (en and ja: comma and point; fr: narrow
// no-break space and comma; ru: no-break space and comma). "two ways" stands for what is refused; what is no number
// comes back.
#include "check.h"

#include "i18n/number_typed.h"

#define NB "\xc2\xa0"
#define NNB "\xe2\x80\xaf"
#define WIDE(digit) "\xef\xbc" digit
#define TWO "two ways"

static void numbers_are_read_as_each_language_writes_them(void **state)
{
    (void)state;
    static const struct {
        const char *typed;
        const char *in[I18N_LANGUAGE_COUNT]; // en, ru, fr, ja
    } rows[] = {
        {"12", {"12", "12", "12", "12"}},
        {"12.50", {"12.50", "12.50", "12.50", "12.50"}},
        {"12,50", {"12,50", "12.50", "12.50", "12,50"}},
        {"12,5", {"12,5", "12.5", "12.5", "12,5"}},
        {"1 234,50", {"1 234,50", "1234.50", "1234.50", "1 234,50"}},
        {"1" NB "234,50", {"1" NB "234,50", "1234.50", "1234.50", "1" NB "234,50"}},
        {"1" NNB "234,50", {"1" NNB "234,50", "1234.50", "1234.50", "1" NNB "234,50"}},
        {"1 234 567", {"1234567", "1234567", "1234567", "1234567"}},
        {"1 234.50", {"1234.50", "1234.50", "1234.50", "1234.50"}},
        {"1,234.50", {"1234.50", "1,234.50", "1,234.50", "1234.50"}},
        {"1,234,567", {"1234567", "1,234,567", "1,234,567", "1234567"}},
        {"1.234,50", {"1.234,50", "1.234,50", "1.234,50", "1.234,50"}},
        // Two ways to read them, in the one or the other.
        {"1,234", {TWO, "1.234", "1.234", TWO}},
        {"12,345", {TWO, "12.345", "12.345", TWO}},
        {"-1,234", {TWO, "-1.234", "-1.234", TWO}},
        {"1.234", {"1.234", TWO, TWO, "1.234"}},
        {"123.456", {"123.456", TWO, TWO, "123.456"}},
        // No thousand begins with a zero or with four digits, nor ends with two or four.
        {"0.125", {"0.125", "0.125", "0.125", "0.125"}},
        {"0,125", {"0,125", "0.125", "0.125", "0,125"}},
        {"1234.567", {"1234.567", "1234.567", "1234.567", "1234.567"}},
        {"1.1684", {"1.1684", "1.1684", "1.1684", "1.1684"}},
        {"1,1684", {"1,1684", "1.1684", "1.1684", "1,1684"}},
        {"1 234.567", {"1234.567", "1234.567", "1234.567", "1234.567"}},
        // Signs.
        {"-12,50", {"-12,50", "-12.50", "-12.50", "-12,50"}},
        {"\xe2\x88\x92"
         "3",
         {"-3", "-3", "-3", "-3"}},
        {" 7 ", {"7", "7", "7", "7"}},
        {NB "7" NB, {"7", "7", "7", "7"}},
        {WIDE("\x91") WIDE("\x92") WIDE("\x8e") WIDE("\x95"), {"12.5", "12.5", "12.5", "12.5"}},
        {WIDE("\x91") WIDE("\x8c") WIDE("\x92") WIDE("\x93") WIDE("\x94"), {TWO, "1.234", "1.234", TWO}},
        // No numbers.
        {"", {"", "", "", ""}},
        {"1 23", {"1 23", "1 23", "1 23", "1 23"}},
        {"0 125", {"0 125", "0 125", "0 125", "0 125"}},
        {"1234 567", {"1234 567", "1234 567", "1234 567", "1234 567"}},
        {"1  234", {"1  234", "1  234", "1  234", "1  234"}},
        {"1,23,456", {"1,23,456", "1,23,456", "1,23,456", "1,23,456"}},
        {"12,", {"12,", "12,", "12,", "12,"}},
        {",5", {",5", ",5", ",5", ",5"}},
        {"1,2,3", {"1,2,3", "1,2,3", "1,2,3", "1,2,3"}},
        {"12,5 %", {"12,5 %", "12,5 %", "12,5 %", "12,5 %"}},
        {"1e3", {"1e3", "1e3", "1e3", "1e3"}},
        {"1-2", {"1-2", "1-2", "1-2", "1-2"}},
        {"-", {"-", "-", "-", "-"}},
        {"much", {"much", "much", "much", "much"}},
        {"1'234", {"1'234", "1'234", "1'234", "1'234"}},
        {"12,5\xef\xbc", {"12,5\xef\xbc", "12,5\xef\xbc", "12,5\xef\xbc", "12,5\xef\xbc"}},
    };
    AUTO_ARENA arena = arena_new(1 << 20);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        for (enum i18n_language language = 0; language < I18N_LANGUAGE_COUNT; language++) {
            struct text plain = TEXT("none");
            enum rc rc = number_typed(arena, language, text_of(rows[i].typed), &plain);
            const char *wanted = rows[i].in[language];
            bool is_two = strcmp(wanted, TWO) == 0;
            if (rc != (is_two ? RC_INVALID : RC_OK) || (!is_two && !text_equal(plain, text_of(wanted)))) {
                fail_msg("'%s' in %s: %s '%.*s', wanted '%s'", rows[i].typed, i18n_language_text(language), rc_name(rc),
                         TEXT_PRINT(plain), wanted);
            }
        }
    }
}

static void what_is_shown_is_read_back(void **state)
{
    (void)state;
    static const struct {
        const char *plain;
        const char *in[I18N_LANGUAGE_COUNT];
    } rows[] = {
        {"12.50", {"12.50", "12,50", "12,50", "12.50"}},
        {"1.250", {"1.250", "1,250", "1,250", "1.250"}}, // of KWD: with a point nobody could read it in French
        {"1234567.89", {"1234567.89", "1234567,89", "1234567,89", "1234567.89"}},
        {"120", {"120", "120", "120", "120"}},
        {"-0.05", {"-0.05", "-0,05", "-0,05", "-0.05"}},
        {"", {"", "", "", ""}},
    };
    AUTO_ARENA arena = arena_new(1 << 20);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        for (enum i18n_language language = 0; language < I18N_LANGUAGE_COUNT; language++) {
            struct text plain = TEXT_NONE;
            struct text shown = number_as_typed(arena, language, text_of(rows[i].plain));
            assert_row(rows[i].plain, text_equal(shown, text_of(rows[i].in[language])));
            assert_row(rows[i].plain, number_typed(arena, language, shown, &plain) == RC_OK);
            assert_row(rows[i].plain, text_equal(plain, text_of(rows[i].plain)));
        }
    }
}

// Longer than any number: it comes back, and nothing is cut.
static void what_is_too_long_comes_back(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new(1 << 20);
    char many[201];
    memset(many, '9', sizeof(many));
    many[200] = '\0';
    struct text plain = TEXT_NONE;
    assert_int_equal(number_typed(arena, I18N_FR, text_of(many), &plain), RC_OK);
    assert_int_equal(plain.n, 200);
    assert_int_equal(number_typed(arena, I18N_FR, TEXT_NONE, &plain), RC_OK);
    assert_true(text_is_empty(plain));
}

int main(void)
{
    const struct CMUnitTest cases[] = {
        cmocka_unit_test(numbers_are_read_as_each_language_writes_them),
        cmocka_unit_test(what_is_shown_is_read_back),
        cmocka_unit_test(what_is_too_long_comes_back),
    };
    return cmocka_run_group_tests(cases, NULL, NULL);
}
