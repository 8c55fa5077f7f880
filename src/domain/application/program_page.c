// SPDX-License-Identifier: Apache-2.0
// Storage of program pages and questions; see program_page.h.
#include "application/program_page.h"

#include "application/program_page_sql.h"
#include "format/url.h"

#define PAGE_OF(row)                                           \
    ((struct program_page){.program_id = (row).program_id,     \
                           .slug = (row).slug,                 \
                           .is_scored = (row).is_scored,       \
                           .is_exclusive = (row).is_exclusive, \
                           .partners_min = (row).partners_min, \
                           .changed_at = (row).changed_at})

enum rc program_page_get(struct db *db, struct arena *arena, struct program_id id, struct program_page *ret_page)
{
    struct sql_program_page_get_in in = {.program_id = id};
    struct sql_program_page_get_row row;
    TRY(sql_program_page_get(db, arena, &in, &row));
    *ret_page = PAGE_OF(row);
    return RC_OK;
}

enum rc program_page_find(struct db *db, struct arena *arena, struct text slug, struct program_page *ret_page)
{
    struct sql_program_page_find_in in = {.slug = slug};
    struct sql_program_page_find_row row;
    TRY(sql_program_page_find(db, arena, &in, &row));
    *ret_page = PAGE_OF(row);
    return RC_OK;
}

enum rc program_page_list(struct db *db, struct arena *arena, struct program_id before, int64_t limit,
                          struct program_page **ret_pages, size_t *ret_count)
{
    struct sql_program_page_list_in in = {.before_id = {before.v != 0 ? before.v : INT64_MAX}, .limit_count = limit};
    struct sql_program_page_list_row *rows;
    size_t count;
    TRY(sql_program_page_list(db, arena, &in, &rows, &count));
    struct program_page *pages = arena_many(arena, struct program_page, count);
    for (size_t i = 0; i < count; i++) {
        pages[i] = (struct program_page){.program_id = rows[i].program_id, .slug = rows[i].slug};
    }
    *ret_pages = pages;
    *ret_count = count;
    return RC_OK;
}

enum rc program_page_put(struct db *db, const struct program_page *page)
{
    struct sql_program_page_put_in in = {.program_id = page->program_id,
                                         .slug = page->slug,
                                         .is_scored = page->is_scored,
                                         .is_exclusive = page->is_exclusive,
                                         .partners_min = page->partners_min,
                                         .changed_at = page->changed_at};
    return sql_program_page_put(db, &in, NULL);
}

enum rc program_page_text_list(struct db *db, struct arena *arena, struct program_id id,
                               struct program_page_text **ret_texts, size_t *ret_count)
{
    struct sql_program_page_text_list_in in = {.program_id = id};
    struct sql_program_page_text_list_row *rows;
    size_t count;
    TRY(sql_program_page_text_list(db, arena, &in, &rows, &count));
    struct program_page_text *texts = arena_many(arena, struct program_page_text, count);
    for (size_t i = 0; i < count; i++) {
        texts[i] = (struct program_page_text){.language = rows[i].language,
                                              .headline = rows[i].headline,
                                              .about = rows[i].about,
                                              .audience = rows[i].audience,
                                              .requirements = rows[i].requirements};
    }
    *ret_texts = texts;
    *ret_count = count;
    return RC_OK;
}

enum rc program_page_text_put(struct db *db, struct program_id id, const struct program_page_text *said)
{
    struct sql_program_page_text_put_in in = {.program_id = id,
                                              .language = said->language,
                                              .headline = said->headline,
                                              .about = said->about,
                                              .audience = said->audience,
                                              .requirements = said->requirements};
    return sql_program_page_text_put(db, &in, NULL);
}

// Better: 2 the reader's language, 1 English, 0 another one.
static int rank_of(struct text language, struct text wanted)
{
    if (text_equal(language, wanted)) {
        return 2;
    }
    return text_equal(language, TEXT("en")) ? 1 : 0;
}

static void take(struct text *part, int *best, struct text offered, int rank)
{
    if (!text_is_empty(offered) && rank > *best) {
        *part = offered;
        *best = rank;
    }
}

struct program_page_text program_page_text_for(const struct program_page_text *texts, size_t count,
                                               struct text language)
{
    struct program_page_text said = {
        .language = language, .headline = TEXT(""), .about = TEXT(""), .audience = TEXT(""), .requirements = TEXT("")};
    int best[4] = {-1, -1, -1, -1};
    for (size_t i = 0; i < count; i++) {
        int rank = rank_of(texts[i].language, language);
        take(&said.headline, &best[0], texts[i].headline, rank);
        take(&said.about, &best[1], texts[i].about, rank);
        take(&said.audience, &best[2], texts[i].audience, rank);
        take(&said.requirements, &best[3], texts[i].requirements, rank);
    }
    return said;
}

enum rc application_question_insert(struct db *db, struct arena *arena, const struct application_question *question,
                                    struct question_id *ret_id)
{
    struct sql_application_question_insert_in in = {.program_id = question->program_id,
                                                    .position = question->position,
                                                    .kind = question->kind,
                                                    .is_required = question->is_required,
                                                    .label_en = question->labels[0],
                                                    .label_fr = question->labels[1],
                                                    .label_ru = question->labels[2],
                                                    .label_ja = question->labels[3],
                                                    .choices = question->choices};
    struct sql_application_question_insert_row row;
    TRY(sql_application_question_insert(db, arena, &in, &row));
    *ret_id = row.id;
    return RC_OK;
}

enum rc application_question_archive(struct db *db, struct question_id id, struct program_id program_id,
                                     struct instant at)
{
    struct sql_application_question_archive_in in = {.id = id, .program_id = program_id, .at = at};
    int64_t changed = 0;
    TRY(sql_application_question_archive(db, &in, &changed));
    return changed == 0 ? RC_NOT_FOUND : RC_OK;
}

enum rc application_question_list(struct db *db, struct arena *arena, struct program_id id, bool is_with_archived,
                                  struct application_question **ret_questions, size_t *ret_count)
{
    struct sql_application_question_list_in in = {.program_id = id, .is_with_archived = is_with_archived};
    struct sql_application_question_list_row *rows;
    size_t count;
    TRY(sql_application_question_list(db, arena, &in, &rows, &count));
    struct application_question *list = arena_many(arena, struct application_question, count);
    for (size_t i = 0; i < count; i++) {
        list[i] = (struct application_question){
            .id = rows[i].id,
            .program_id = rows[i].program_id,
            .position = rows[i].position,
            .kind = rows[i].kind,
            .is_required = rows[i].is_required,
            .labels = {rows[i].label_en, rows[i].label_fr, rows[i].label_ru, rows[i].label_ja},
            .choices = rows[i].choices,
            .archived_at = rows[i].archived_at};
    }
    *ret_questions = list;
    *ret_count = count;
    return RC_OK;
}

struct text application_question_label(const struct application_question *question, struct text language)
{
    static const char *const languages[PROGRAM_PAGE_LANGUAGES] = {"en", "fr", "ru", "ja"};
    struct text label = TEXT("");
    int best = -1;
    for (size_t i = 0; i < PROGRAM_PAGE_LANGUAGES; i++) {
        take(&label, &best, question->labels[i], rank_of(text_of(languages[i]), language));
    }
    return label;
}

// Digits with at most one point, perhaps a sign.
static bool is_number(struct text t)
{
    size_t digits = 0;
    size_t points = 0;
    for (size_t i = t.n > 0 && t.p[0] == '-' ? 1 : 0; i < t.n; i++) {
        bool is_digit = t.p[i] >= '0' && t.p[i] <= '9';
        digits += is_digit ? 1 : 0;
        points += t.p[i] == '.' ? 1 : 0;
        if (!is_digit && t.p[i] != '.') {
            return false;
        }
    }
    return digits > 0 && digits <= 18 && points <= 1;
}

static bool is_choice(struct text choices, struct text answer)
{
    struct text rest = choices;
    struct text choice;
    while (text_is(rest) && text_split(&rest, '\n', &choice)) {
        if (text_equal(text_trim(choice), answer)) {
            return true;
        }
    }
    return false;
}

const char *application_answer_problem(const struct application_question *question, struct text answer)
{
    if (text_is_empty(answer)) {
        return question->is_required ? "field_missing" : NULL;
    }
    if (text_equal(question->kind, TEXT("choice"))) {
        return is_choice(question->choices, answer) ? NULL : "value_unknown";
    }
    if (text_equal(question->kind, TEXT("number"))) {
        return is_number(answer) ? NULL : "decimal_malformed";
    }
    if (text_equal(question->kind, TEXT("url"))) {
        AUTO_ARENA arena = arena_new(4096);
        struct url url;
        return url_parse(arena, answer, &url) == RC_OK ? NULL : "url_malformed";
    }
    return answer.n > APPLICATION_ANSWER_CHARACTERS_MAX * 4 ? "text_too_long" : NULL;
}
