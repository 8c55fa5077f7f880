// SPDX-License-Identifier: Apache-2.0
// Each code of the plan reader has its sentence in each language, with all of its arguments and no others; what the
// reader calls things is in the catalogue, too; and some whole sentences, by hand.
#include "test_database.h"

#include "component/plan_error_words.h"

static struct reader reader_in(struct arena *arena, enum i18n_language language)
{
    struct reader r = {.arena = arena};
    struct fault fault = {.rc = RC_OK};
    assert_int_equal(i18n_open(language, TEXT("UTC"), &r.i18n, &fault), RC_OK);
    return r;
}

static void every_code_has_its_sentence(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new(1 << 20);
    for (enum i18n_language language = 0; language < I18N_LANGUAGE_COUNT; language++) {
        struct reader r = reader_in(arena, language);
        for (enum plan_error_code code = 0; code < PLAN_ERROR_COUNT; code++) {
            const char *name = plan_error_code_text(code);
            const char *kinds = plan_error_argument_kinds(code);
            assert_row(name, kinds != NULL && strspn(kinds, ".wl") == strlen(kinds));
            struct text sentence = phrase_text(&r, plan_error_phrase(code));
            assert_row(name, sentence.n > 4 && (language == I18N_EN || !text_starts_with(sentence, TEXT("Expected"))));
            for (size_t i = 1; i <= 9; i++) {
                struct text mark = text_format(arena, "%%%zu", i);
                bool is_there = text_find(sentence, mark, 0) != SIZE_MAX;
                if (is_there != (i <= strlen(kinds))) {
                    fail_msg("%s in %s: argument %zu", name, i18n_language_text(language), i);
                }
            }
        }
        i18n_close(r.i18n);
    }
}

// "…(builder, "quantity", …": what the functions that take a count, name or sum are told to call it.
static void look_into(struct arena *arena, const char *file, size_t *found)
{
    static const char *const callers[] = {"plan_take_count(", "plan_take_name(", "plan_take_money(", "plan_once(",
                                          "plan_list_check("};
    char path[512];
    snprintf(path, sizeof(path), "%s/src/domain/commission/%s", test_source_root(), file);
    FILE *stream = fopen(path, "rb");
    assert_row(path, stream != NULL);
    char *bytes = arena_array_bytes(arena, 1 << 17, 1);
    struct text source = {.p = bytes, .n = fread(bytes, 1, 1 << 17, stream)};
    assert_int_equal(fclose(stream), 0);
    for (size_t i = 0; i < COUNT_OF(callers); i++) {
        for (size_t at = text_find(source, text_of(callers[i]), 0); at != SIZE_MAX;
             at = text_find(source, text_of(callers[i]), at + 1)) {
            struct text call = text_slice(source, at, text_find_char(source, ';', at));
            size_t open = text_find_char(call, '"', 0);
            if (open == SIZE_MAX) {
                continue; // its declaration, or a table's word
            }
            struct text word = text_slice(call, open + 1, text_find_char(call, '"', open + 1));
            assert_row(text_zero_terminated(arena, word), plan_error_part_is_known(word));
            (*found)++;
        }
    }
}

static void what_the_reader_names_is_known(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new(4 << 20);
    static const char *const files[] = {"plan.c",      "plan_condition.c", "plan_example.c", "plan_reward.c",
                                        "plan_rule.c", "plan_terms.c",     "plan_value.c"};
    size_t found = 0;
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        look_into(arena, files[i], &found);
    }
    assert_true(found > 40);
}

static void sentences_are_the_readers(void **state)
{
    (void)state;
    static const struct {
        const char *plan;
        enum i18n_language language;
        const char *told;
    } rows[] = {
        {"pay 30% on sale\nhold 14 dais\n", I18N_EN,
         "Line 2, column 9: Expected 'days' or 'day', found 'dais'. Did you mean 'days'?"},
        {"pay 30% on sale\nhold 14 dais\n", I18N_FR,
         "Ligne 2, colonne 9 : Attendu : 'days' ou 'day' ; on lit 'dais'. Vouliez-vous écrire "
         "'days' ?"},
        {"pay 30% on sale\nhold 14 dais\n", I18N_RU,
         "Строка 2, позиция 9: Ожидается 'days' или 'day', а стоит 'dais'. Возможно, имелось в виду 'days'?"},
        {"pay 30% on sale\nhold 14 dais\n", I18N_JA,
         "2行目、9文字目：'days' または 'day' が必要ですが、'dais' があります。 'days' の間違いではありませんか？"},
        {"pay 30% on", I18N_RU,
         "Строка 1, позиция 11: Ожидается 'sale', 'lead', 'goal' с кодом, 'click', 'unique click' или '1000 "
         "impressions', а стоит конец строки."},
        {"pay 30% on sale\nhold 9999 days", I18N_RU,
         "Строка 2, позиция 6: Ожидается целое число от 0 до 365 (число дней), а стоит '9999'."},
        {"pay 30% on sale\nhold 3 days\nhold 4 days", I18N_JA,
         "3行目、1文字目：すでに2行目に書かれています：保留期間。"},
        {"pay 5.00 USD on sale", I18N_RU,
         "Строка 1, позиция 10: Программа платит в EUR, а не в USD. Возможно, имелось в виду 'EUR'?"},
        {"", I18N_JA, "1行目、1文字目：このプランには報酬がありません。'pay 10% on sale' のような行が必要です。"},
    };
    AUTO_ARENA arena = arena_new(4 << 20);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct plan *plan = NULL;
        struct plan_error error;
        struct reader r = reader_in(arena, rows[i].language);
        assert_row(rows[i].plan,
                   plan_parse(arena, text_of(rows[i].plan), (struct currency){"EUR"}, &plan, &error) == RC_INVALID);
        struct text told = plan_error_told(&r, &error);
        if (!text_equal(told, text_of(rows[i].told))) {
            print_error("%.*s\n%s\n", TEXT_PRINT(told), rows[i].told);
            fail();
        }
        i18n_close(r.i18n);
    }
}

int main(void)
{
    const struct CMUnitTest cases[] = {
        cmocka_unit_test(every_code_has_its_sentence),
        cmocka_unit_test(what_the_reader_names_is_known),
        cmocka_unit_test(sentences_are_the_readers),
    };
    return cmocka_run_group_tests_name("plan_error_words", cases, NULL, NULL);
}
