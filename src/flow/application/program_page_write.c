// SPDX-License-Identifier: Apache-2.0
// Changes of program pages and questions.
#include "application/program_page_write.h"

#include "change.h"
#include "format/encode.h"
#include "validate.h"

#define SLUG_BYTES_DEFAULT 40
#define LANGUAGES "en,fr,ru,ja"

// Lines of text: what people write about a product. Carriage returns of forms are dropped.
static enum rc lines_check(struct flow *flow, const char *field, size_t max, struct text *text)
{
    struct buf buf = buf_new(flow->arena, text->n + 1);
    for (size_t i = 0; i < text->n; i++) {
        if (text->p[i] != '\r') {
            buf_add_char(&buf, text->p[i]);
        }
    }
    *text = text_trim(buf_text(&buf));
    if (!utf8_is_clean(*text, "\n\t")) {
        return fault_set(flow->fault, RC_INVALID, "text_malformed", field,
                         "%s must be UTF-8 without control characters", field);
    }
    if (utf8_length(*text) > max) {
        return fault_set(flow->fault, RC_INVALID, "text_too_long", field, "%s must have at most %zu characters", field,
                         max);
    }
    return RC_OK;
}

// "All shoes & boots" → "all-shoes-boots"; of a name without such letters "program-7".
static struct text slug_of(struct flow *flow, const struct program *program)
{
    struct buf buf = buf_new(flow->arena, SLUG_BYTES_DEFAULT + 16);
    bool is_gap = false;
    struct text name = text_lower(flow->arena, program->name);
    for (size_t i = 0; i < name.n && buf_text(&buf).n < SLUG_BYTES_DEFAULT; i++) {
        char c = name.p[i];
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
            if (is_gap && buf_text(&buf).n > 0) {
                buf_add_char(&buf, '-');
            }
            buf_add_char(&buf, c);
            is_gap = false;
        } else {
            is_gap = true;
        }
    }
    return buf_text(&buf).n > 0 ? buf_text(&buf) : text_format(flow->arena, "program-%lld", (long long)program->id.v);
}

static void take(struct opt_int64 changed, bool *value)
{
    if (changed.has) {
        *value = changed.v != 0;
    }
}

enum rc program_page_or_default(struct flow *flow, struct program_id id, struct program_page *ret_page)
{
    enum rc rc = program_page_get(flow->db, flow->arena, id, ret_page);
    if (rc != RC_NOT_FOUND) {
        return flow_stored(flow, rc);
    }
    *ret_page =
        (struct program_page){.program_id = id, .slug = TEXT_NONE, .partners_min = PROGRAM_PAGE_PARTNERS_MIN_DEFAULT};
    return RC_OK;
}

static enum rc page_read(struct flow *flow, const struct program *program, struct program_page *page)
{
    TRY(program_page_or_default(flow, program->id, page));
    if (text_is(page->slug)) {
        return RC_OK;
    }
    page->slug = slug_of(flow, program);
    struct program_page other;
    enum rc rc = program_page_find(flow->db, flow->arena, page->slug, &other);
    if (rc == RC_OK) {
        page->slug = text_format(flow->arena, "%.*s-%lld", TEXT_PRINT(page->slug), (long long)program->id.v);
    }
    return rc == RC_NOT_FOUND ? RC_OK : flow_stored(flow, rc);
}

static enum rc slug_free(struct flow *flow, const struct program_page *page)
{
    struct program_page other;
    enum rc rc = program_page_find(flow->db, flow->arena, page->slug, &other);
    if (rc == RC_OK && other.program_id.v != page->program_id.v) {
        return fault_set(flow->fault, RC_CONFLICT, "slug_taken", "slug", "another program has this address");
    }
    return rc == RC_NOT_FOUND ? RC_OK : flow_stored(flow, rc);
}

static enum rc said_write(struct flow *flow, const struct program_page_input *input)
{
    struct program_page_text said = input->said;
    TRY(validate_choice(flow->fault, "language", said.language, LANGUAGES));
    struct program_page_text *texts = NULL;
    size_t count = 0;
    TRY(flow_stored(flow, program_page_text_list(flow->db, flow->arena, input->program_id, &texts, &count)));
    struct program_page_text before = {
        .headline = TEXT(""), .about = TEXT(""), .audience = TEXT(""), .requirements = TEXT("")};
    for (size_t i = 0; i < count; i++) {
        before = text_equal(texts[i].language, said.language) ? texts[i] : before;
    }
    said.headline = change_or(said.headline, before.headline);
    said.about = change_or(said.about, before.about);
    said.audience = change_or(said.audience, before.audience);
    said.requirements = change_or(said.requirements, before.requirements);
    TRY(validate_words(flow->fault, "headline", said.headline, PROGRAM_PAGE_HEADLINE_CHARACTERS_MAX));
    TRY(lines_check(flow, "about", PROGRAM_PAGE_TEXT_CHARACTERS_MAX, &said.about));
    TRY(lines_check(flow, "audience", PROGRAM_PAGE_TEXT_CHARACTERS_MAX, &said.audience));
    TRY(lines_check(flow, "requirements", PROGRAM_PAGE_TEXT_CHARACTERS_MAX, &said.requirements));
    return flow_stored(flow, program_page_text_put(flow->db, input->program_id, &said));
}

static enum rc page_check(struct flow *flow, const struct program_page *page)
{
    TRY(validate_code(flow->fault, "slug", page->slug));
    if (page->partners_min < 1 || page->partners_min > 1000) {
        return fault_set(flow->fault, RC_INVALID, "number_out_of_range", "partners_min",
                         "partners_min must be a whole number from 1 to 1000");
    }
    return slug_free(flow, page);
}

enum rc program_page_write(struct flow *flow, const struct program_page_input *input, struct program_page *ret_page)
{
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    struct program program;
    struct program_page page;
    TRY(change_program_open(flow, input->program_id, "program_id", &program));
    TRY(flow_lock(flow, TEXT("program pages")));
    TRY(page_read(flow, &program, &page));
    page.slug = change_or(input->slug, page.slug);
    take(input->is_scored, &page.is_scored);
    take(input->is_exclusive, &page.is_exclusive);
    page.partners_min = input->partners_min.has ? input->partners_min.v : page.partners_min;
    page.changed_at = flow->now;
    TRY(page_check(flow, &page));
    TRY(flow_stored(flow, program_page_put(flow->db, &page)));
    if (text_is(input->said.language)) {
        TRY(said_write(flow, input));
    }
    struct change_note note;
    change_note_begin(flow, &note);
    change_note_text(&note, "slug", page.slug);
    json_put_bool(&note.json, "is_scored", page.is_scored);
    json_put_bool(&note.json, "is_exclusive", page.is_exclusive);
    json_put_int64(&note.json, "partners_min", page.partners_min);
    change_note_text(&note, "language", input->said.language);
    TRY(change_note_end(flow, &note, "program.page", page.program_id.v));
    *ret_page = page;
    return flow_commit(flow);
}

// ---- questions ----

static enum rc choices_check(struct flow *flow, struct application_question *question)
{
    if (!text_equal(question->kind, TEXT("choice"))) {
        question->choices = TEXT("");
        return RC_OK;
    }
    TRY(lines_check(flow, "choices", (size_t)APPLICATION_CHOICES_MAX * 100, &question->choices));
    struct buf buf = buf_new(flow->arena, question->choices.n + 1);
    struct text rest = question->choices;
    struct text line;
    size_t count = 0;
    while (text_is(rest) && text_split(&rest, '\n', &line)) {
        line = text_trim(line);
        if (line.n > 0) {
            buf_add(&buf, count > 0 ? TEXT("\n") : TEXT(""));
            buf_add(&buf, line);
            count++;
        }
    }
    question->choices = buf_text(&buf);
    if (count < 2 || count > APPLICATION_CHOICES_MAX) {
        return fault_set(flow->fault, RC_INVALID, "choices_few", "choices",
                         "a question with choices needs from 2 to %d of them, one a line", APPLICATION_CHOICES_MAX);
    }
    return RC_OK;
}

static enum rc question_check(struct flow *flow, struct application_question *question)
{
    static const char *const fields[PROGRAM_PAGE_LANGUAGES] = {"label_en", "label_fr", "label_ru", "label_ja"};
    TRY(validate_choice(flow->fault, "kind", question->kind, "text,choice,number,url"));
    bool is_said = false;
    for (size_t i = 0; i < PROGRAM_PAGE_LANGUAGES; i++) {
        question->labels[i] = text_trim(change_or(question->labels[i], TEXT("")));
        TRY(validate_words(flow->fault, fields[i], question->labels[i], APPLICATION_QUESTION_CHARACTERS_MAX));
        is_said = is_said || question->labels[i].n > 0;
    }
    if (!is_said) {
        return fault_set(flow->fault, RC_INVALID, "field_missing", "label_en",
                         "the question needs its words in one language at least");
    }
    return choices_check(flow, question);
}

enum rc question_create(struct flow *flow, const struct question_input *input,
                        struct application_question *ret_question)
{
    struct application_question question = {
        .program_id = input->program_id,
        .kind = input->kind,
        .is_required = input->is_required,
        .labels = {input->labels[0], input->labels[1], input->labels[2], input->labels[3]},
        .choices = change_or(input->choices, TEXT("")),
        .archived_at = INSTANT_NONE};
    TRY(question_check(flow, &question));
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    struct program program;
    TRY(change_program_open(flow, input->program_id, "program_id", &program));
    TRY(flow_lock(flow, TEXT("program pages")));
    struct application_question *asked = NULL;
    size_t count = 0;
    TRY(flow_stored(flow, application_question_list(flow->db, flow->arena, input->program_id,
                                                    /* is_with_archived= */ false, &asked, &count)));
    if (count >= APPLICATION_QUESTIONS_MAX) {
        return fault_set(flow->fault, RC_REFUSED, "questions_full", "", "a form asks at most %d questions",
                         APPLICATION_QUESTIONS_MAX);
    }
    question.position = count == 0 ? 1 : asked[count - 1].position + 1;
    TRY(flow_stored(flow, application_question_insert(flow->db, flow->arena, &question, &question.id)));
    struct change_note note;
    change_note_begin(flow, &note);
    json_put_int64(&note.json, "program", input->program_id.v);
    change_note_text(&note, "kind", question.kind);
    TRY(change_note_end(flow, &note, "question.create", question.id.v));
    *ret_question = question;
    return flow_commit(flow);
}

enum rc question_archive(struct flow *flow, struct program_id program_id, struct question_id id)
{
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(change_found(flow, application_question_archive(flow->db, id, program_id, flow->now), "question"));
    struct change_note note;
    change_note_begin(flow, &note);
    json_put_int64(&note.json, "program", program_id.v);
    TRY(change_note_end(flow, &note, "question.archive", id.v));
    return flow_commit(flow);
}
