// SPDX-License-Identifier: Apache-2.0
// How a program shows itself to people without an account (mission S1-12 … S1-21, S3B-11): address, what it says of
// itself in each language, and the questions that it asks who applies. Whether it does, and how one joins, is the
// program's own (program/program.h: is_public, enrollment). What the page says about money is not
// here: it is derived from the plan in force and from the books. Readers need no transaction, writers a write
// transaction. Texts are in the caller's arena.
#pragma once

#include <stdbool.h>

#include "core/arena.h"
#include "core/text.h"
#include "db/db.h"
#include "ids.h"
#include "value/time.h"

#define PROGRAM_PAGE_PARTNERS_MIN_DEFAULT 5
#define PROGRAM_PAGE_LANGUAGES 4 // en, fr, ru, ja

struct program_page {
    struct program_id program_id;
    struct text slug;     // [A-Za-z0-9_-]{1,64}, unique
    bool is_scored;       // nobody is approved before all scores are given (S3A-2)
    bool is_exclusive;    // one partner for each niche and country (S3A-1)
    int64_t partners_min; // figures from the books are shown from so many partners on
    struct instant changed_at;
};

// RC_NOT_FOUND when the program has none.
enum rc program_page_get(struct db *db, struct arena *arena, struct program_id id,
                         struct program_page *ret_page) MUST_USE;
enum rc program_page_find(struct db *db, struct arena *arena, struct text slug, struct program_page *ret_page) MUST_USE;
// Of active programs that everybody may read about, the newest program first; before 0: from the newest. Only program
// and slug ("" where none was chosen) are filled.
enum rc program_page_list(struct db *db, struct arena *arena, struct program_id before, int64_t limit,
                          struct program_page **ret_pages, size_t *ret_count) MUST_USE;
// Writes it, or writes it anew. RC_CONFLICT when another program has the slug.
enum rc program_page_put(struct db *db, const struct program_page *page) MUST_USE;

// Plain text; lines are kept.
struct program_page_text {
    struct text language; // en, fr, ru, ja
    struct text headline, about, audience, requirements;
};
enum rc program_page_text_list(struct db *db, struct arena *arena, struct program_id id,
                               struct program_page_text **ret_texts, size_t *ret_count) MUST_USE;
enum rc program_page_text_put(struct db *db, struct program_id id, const struct program_page_text *said) MUST_USE;
// What a reader of the language is shown: its own text where it is there, else the English, else any. Each part by
// itself. Pure.
struct program_page_text program_page_text_for(const struct program_page_text *texts, size_t count,
                                               struct text language);

struct application_question {
    struct question_id id;
    struct program_id program_id;
    int64_t position;
    struct text kind; // text, choice, number, url
    bool is_required;
    struct text labels[PROGRAM_PAGE_LANGUAGES]; // en, fr, ru, ja; "" when not said
    struct text choices;                        // one a line; "" unless kind is choice
    struct instant archived_at;                 // INSTANT_NONE while asked
};
enum rc application_question_insert(struct db *db, struct arena *arena, const struct application_question *question,
                                    struct question_id *ret_id) MUST_USE;
// RC_NOT_FOUND when it is not the program's, or archived already.
enum rc application_question_archive(struct db *db, struct question_id id, struct program_id program_id,
                                     struct instant at) MUST_USE;
enum rc application_question_list(struct db *db, struct arena *arena, struct program_id id, bool is_with_archived,
                                  struct application_question **ret_questions, size_t *ret_count) MUST_USE;
// In the reader's language, else in English, else in any. Pure.
struct text application_question_label(const struct application_question *question, struct text language);
// Whether the answer is one: by the question's kind; an empty one unless it is required. Pure. The code is
// field_missing, value_unknown, decimal_malformed, url_malformed or text_too_long; NULL when it is good.
#define APPLICATION_ANSWER_CHARACTERS_MAX 2000
const char *application_answer_problem(const struct application_question *question, struct text answer);
