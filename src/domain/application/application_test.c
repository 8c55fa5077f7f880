// SPDX-License-Identifier: Apache-2.0
// What is pure about program pages and applications: languages that stand in for others, and answers.
#include "check.h"

#include "application/application.h"

static void texts_fall_back_part_by_part(void **state)
{
    (void)state;
    const struct program_page_text texts[] = {
        {.language = TEXT("en"),
         .headline = TEXT("Shoes"),
         .about = TEXT("Good ones"),
         .audience = TEXT(""),
         .requirements = TEXT("")},
        {.language = TEXT("fr"),
         .headline = TEXT("Chaussures"),
         .about = TEXT(""),
         .audience = TEXT("Marcheurs"),
         .requirements = TEXT("")},
    };
    struct program_page_text french = program_page_text_for(texts, 2, TEXT("fr"));
    assert_text(french.headline, "Chaussures");
    assert_text(french.about, "Good ones"); // in English rather than not at all
    assert_text(french.requirements, "");
    struct program_page_text russian = program_page_text_for(texts, 2, TEXT("ru"));
    assert_text(russian.headline, "Shoes");
    assert_text(russian.audience, "Marcheurs"); // nobody said it in English
}

static void labels_fall_back(void **state)
{
    (void)state;
    const struct application_question question = {
        .labels = {TEXT(""), TEXT("Pourquoi ?"), TEXT(""), TEXT("なぜですか")}};
    assert_text(application_question_label(&question, TEXT("ja")), "なぜですか");
    assert_text(application_question_label(&question, TEXT("en")), "Pourquoi ?");
}

static void answers_are_judged_by_kind(void **state)
{
    (void)state;
    static const struct {
        const char *kind;
        bool is_required;
        const char *choices, *answer, *problem; // problem NULL: good
    } rows[] = {
        {"text", true, "", "", "field_missing"},
        {"text", false, "", "", NULL},
        {"text", true, "", "I write", NULL},
        {"choice", true, "Blog\nShop", "Shop", NULL},
        {"choice", true, "Blog\nShop", "shop", "value_unknown"},
        {"choice", false, "Blog\nShop", "", NULL},
        {"number", true, "", "1200", NULL},
        {"number", true, "", "-1.5", NULL},
        {"number", true, "", "1.2.3", "decimal_malformed"},
        {"number", true, "", "many", "decimal_malformed"},
        {"number", true, "", "-", "decimal_malformed"},
        {"url", true, "", "https://anna.example/", NULL},
        {"url", true, "", "javascript:alert(1)", "url_malformed"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct application_question question = {
            .kind = text_of(rows[i].kind), .is_required = rows[i].is_required, .choices = text_of(rows[i].choices)};
        const char *problem = application_answer_problem(&question, text_of(rows[i].answer));
        bool is_same = problem == NULL || rows[i].problem == NULL ? problem == rows[i].problem
                                                                  : strcmp(problem, rows[i].problem) == 0;
        assert_row(rows[i].answer, is_same);
    }
}

int main(void)
{
    const struct CMUnitTest cases[] = {
        cmocka_unit_test(texts_fall_back_part_by_part),
        cmocka_unit_test(labels_fall_back),
        cmocka_unit_test(answers_are_judged_by_kind),
    };
    return cmocka_run_group_tests_name("application", cases, NULL, NULL);
}
