// SPDX-License-Identifier: Apache-2.0
// Phrases in each language: plural forms as people write them, placeholders, the sentences of faults, the
// pseudo-language. Expectations are written by hand.
#include "check.h"

#include "phrase/phrases.h"

static struct reader reader_in(struct arena *arena, enum i18n_language language)
{
    struct reader reader = {.arena = arena};
    struct fault fault = {.rc = RC_OK};
    assert_int_equal(i18n_open(language, TEXT("UTC"), &reader.i18n, &fault), RC_OK);
    return reader;
}

static void plural_forms_follow_the_count(void **state)
{
    static const struct {
        enum i18n_language language;
        int64_t n;
        const char *expected;
    } rows[] = {
        {I18N_EN, 1, "1 thing to put right"},      {I18N_EN, 2, "2 things to put right"},
        {I18N_EN, 0, "0 things to put right"},     {I18N_FR, 0, "0 point à corriger"},
        {I18N_FR, 1, "1 point à corriger"},        {I18N_FR, 2, "2 points à corriger"},
        {I18N_RU, 1, "Нужно исправить 1 поле"},    {I18N_RU, 3, "Нужно исправить 3 поля"},
        {I18N_RU, 11, "Нужно исправить 11 полей"}, {I18N_RU, 21, "Нужно исправить 21 поле"},
        {I18N_JA, 1, "修正が必要な項目：1件"},     {I18N_EN, 1234, "1,234 things to put right"},
    };
    AUTO_ARENA arena = arena_new(1 << 20);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct reader reader = reader_in(arena, rows[i].language);
        assert_text(phrase_ui_problems(&reader, (struct phrase_ui_problems){.n = rows[i].n}), rows[i].expected);
        i18n_close(reader.i18n);
    }
}

static void placeholders_are_filled_by_name(void **state)
{
    AUTO_ARENA arena = arena_new(1 << 20);
    struct reader reader = reader_in(arena, I18N_FR);
    // In the order of the sentence, whatever the order of the alphabet.
    assert_text(
        phrase_filter_remove(&reader, (struct phrase_filter_remove){.value = TEXT("<b>"), .name = TEXT("Pays")}),
        "Retirer le filtre Pays : <b>");
    assert_text(phrase_ui_receipt(&reader, (struct phrase_ui_receipt){.amount = TEXT("1 {n} \x02")}),
                "Justificatif : 1 {n} \x02");
    i18n_close(reader.i18n);
}

static void faults_are_told_in_the_readers_language(void **state)
{
    AUTO_ARENA arena = arena_new(1 << 20);
    struct reader reader = reader_in(arena, I18N_JA);
    assert_text(phrase_of_fault(&reader, TEXT("password_too_short")), "パスワードが短すぎます。");
    // A shared sentence: each of its codes finds it.
    assert_text(phrase_of_fault(&reader, TEXT("program_not_found")), "該当するプログラムがありません。");
    assert_text(phrase_of_fault(&reader, TEXT("program_unknown")), "該当するプログラムがありません。");
    assert_text(phrase_of_fault(&reader, TEXT("no_such_code")), NULL);
    assert_text(phrase_of_fault(&reader, TEXT_NONE), NULL);
    i18n_close(reader.i18n);
    // Binary search finds every row of the table.
    reader = reader_in(arena, I18N_EN);
    assert_true(phrase_fault_count > 100);
    for (size_t i = 0; i < phrase_fault_count; i++) {
        assert_true(text_is(phrase_of_fault(&reader, text_of(phrase_faults[i].code))));
    }
    i18n_close(reader.i18n);
}

static void the_pseudo_language_shows(void **state)
{
    AUTO_ARENA arena = arena_new(1 << 20);
    struct reader reader = reader_in(arena, I18N_EN);
    reader.is_pseudo = true;
    assert_text(reader_language(&reader), "en-XA");
    assert_text(phrase_ui_save(&reader), "[!! Šåvé · !!]");
    struct text t = phrase_ui_problems(&reader, (struct phrase_ui_problems){.n = 3});
    assert_true(text_starts_with(t, TEXT("[!! 3 ")));
    i18n_close(reader.i18n);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plural_forms_follow_the_count),
        cmocka_unit_test(placeholders_are_filled_by_name),
        cmocka_unit_test(faults_are_told_in_the_readers_language),
        cmocka_unit_test(the_pseudo_language_shows),
    };
    return run_cases(tests);
}
