// SPDX-License-Identifier: Apache-2.0
// The reader of stories: lines into tokens, tokens into steps. One line is one step; what is wrong is told with its
// line.
#include "story.h"

#include <stdarg.h>
#include <string.h>

#include "core/buf.h"
#include "format/encode.h"

#define STORY_START_MS ((int64_t)1767225600000) // 2026-01-01T00:00:00Z
#define STORY_LENGTH_MS_MAX (100 * 365 * DAY_MS)

struct reader {
    struct arena *arena;
    struct story *story;
    struct story_trouble *trouble;
    size_t step_capacity;
    int line;
    int64_t at_ms;
    struct story_step *block_owner; // takes the indented lines that follow, or NULL
    bool has_title, has_mission, has_start, has_expectation;
};

struct tokens {
    struct text list[STORY_LINE_TOKENS_MAX];
    bool is_quoted[STORY_LINE_TOKENS_MAX];
    size_t count;
};

__attribute__((format(printf, 2, 3))) static bool trouble(struct reader *reader, const char *format, ...)
{
    struct buf buf = buf_new(reader->arena, 4096);
    va_list arguments;
    va_start(arguments, format);
    buf_format_list(&buf, format, arguments);
    va_end(arguments);
    *reader->trouble = (struct story_trouble){.line = reader->line, .what = buf_text(&buf)};
    return false;
}

// ---- tokens ----

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

// What stands between two equal quotes is taken as it is: there are no escapes, but there are two kinds of quotes.
static bool read_quoted(struct reader *reader, struct text line, size_t *at, struct text *ret_token)
{
    size_t end = text_find_char(line, line.p[*at], *at + 1);
    if (end == SIZE_MAX) {
        return trouble(reader, "a quote is not closed");
    }
    *ret_token = text_slice(line, *at + 1, end);
    *at = end + 1;
    if (*at < line.n && !is_blank(line.p[*at])) {
        return trouble(reader, "after a closing quote comes a space");
    }
    return true;
}

static bool read_tokens(struct reader *reader, struct text line, struct tokens *ret_tokens)
{
    ret_tokens->count = 0;
    for (size_t i = 0; i < line.n;) {
        if (is_blank(line.p[i])) {
            i++;
            continue;
        }
        if (line.p[i] == '#') {
            return true;
        }
        if (ret_tokens->count == STORY_LINE_TOKENS_MAX) {
            return trouble(reader, "more than %d words", STORY_LINE_TOKENS_MAX);
        }
        struct text *token = &ret_tokens->list[ret_tokens->count];
        bool is_quoted = line.p[i] == '"' || line.p[i] == '\'';
        ret_tokens->is_quoted[ret_tokens->count++] = is_quoted;
        if (is_quoted) {
            if (!read_quoted(reader, line, &i, token)) {
                return false;
            }
            continue;
        }
        size_t from = i;
        while (i < line.n && !is_blank(line.p[i])) {
            i++;
        }
        *token = text_slice(line, from, i);
    }
    return true;
}

bool story_duration_parse(struct text t, int64_t *ret_ms)
{
    static const struct {
        const char *unit;
        int64_t ms;
    } units[] = {{"y", 365 * DAY_MS}, {"d", DAY_MS}, {"h", HOUR_MS}, {"m", MINUTE_MS}, {"s", SECOND_MS}, {"ms", 1}};
    int64_t sum = 0;
    size_t next_unit = 0;
    size_t i = 0;
    while (i < t.n) {
        size_t digits = i;
        while (i < t.n && t.p[i] >= '0' && t.p[i] <= '9') {
            i++;
        }
        size_t letters = i;
        while (i < t.n && t.p[i] >= 'a' && t.p[i] <= 'z') {
            i++;
        }
        int64_t number = 0;
        if (int64_parse(text_slice(t, digits, letters), 0, STORY_LENGTH_MS_MAX, &number) != RC_OK) {
            return false;
        }
        struct text unit = text_slice(t, letters, i);
        while (next_unit < sizeof(units) / sizeof(units[0]) && !text_equal(unit, text_of(units[next_unit].unit))) {
            next_unit++;
        }
        if (next_unit == sizeof(units) / sizeof(units[0]) ||
            number > (STORY_LENGTH_MS_MAX - sum) / units[next_unit].ms) {
            return false;
        }
        sum += number * units[next_unit++].ms;
    }
    if (t.n == 0) {
        return false;
    }
    *ret_ms = sum;
    return true;
}

// ---- steps ----

// The form whose verb the tokens begin with; *ret_verb_count is the number of its words.
static const struct step_form *find_form(const struct tokens *tokens, size_t from, size_t *ret_verb_count)
{
    for (size_t k = 0; k < STEP_KIND_COUNT; k++) {
        struct text verb = text_of(step_forms[k].verb);
        struct text part;
        size_t n = 0;
        bool is_same = true;
        while (is_same && text_split(&verb, ' ', &part)) {
            is_same =
                from + n < tokens->count && !tokens->is_quoted[from + n] && text_equal(tokens->list[from + n], part);
            n++;
        }
        if (is_same) {
            *ret_verb_count = n;
            return &step_forms[k];
        }
    }
    return NULL;
}

// Looks a name up in a form's pairs; *ret_mark is what stands after it, or 0.
static bool find_pair(const struct step_form *form, struct text name, char *ret_mark)
{
    struct text rest = text_of(form->pairs);
    struct text part;
    while (text_split(&rest, ' ', &part)) {
        char last = part.n > 0 ? part.p[part.n - 1] : '\0';
        bool is_marked = last == '!' || last == '*' || last == '.';
        if (part.n > 0 && text_equal(is_marked ? text_slice(part, 0, part.n - 1) : part, name)) {
            *ret_mark = is_marked ? last : '\0';
            return true;
        }
    }
    return false;
}

static bool read_pairs(struct reader *reader, const struct tokens *tokens, size_t from, struct story_step *step)
{
    step->pairs = arena_many(reader->arena, struct story_pair, tokens->count);
    while (from < tokens->count) {
        struct text name = tokens->list[from++];
        char mark = '\0';
        if (tokens->is_quoted[from - 1] || !find_pair(step->form, name, &mark)) {
            return trouble(reader, "\"%s\" knows no \"%.*s\"", step->form->verb, TEXT_PRINT(name));
        }
        for (size_t i = 0; i < step->pair_count && mark != '*'; i++) {
            if (text_equal(step->pairs[i].name, name)) {
                return trouble(reader, "\"%.*s\" is given twice", TEXT_PRINT(name));
            }
        }
        if (mark != '.' && from == tokens->count) {
            return trouble(reader, "\"%.*s\" needs a value", TEXT_PRINT(name));
        }
        struct text value = mark == '.' ? TEXT("") : tokens->list[from++];
        step->pairs[step->pair_count++] = (struct story_pair){.name = name, .value = value};
    }
    struct text rest = text_of(step->form->pairs);
    struct text part;
    while (text_split(&rest, ' ', &part)) {
        struct text name = text_slice(part, 0, part.n == 0 ? 0 : part.n - 1);
        if (text_ends_with(part, TEXT("!")) && !story_has(step, text_zero_terminated(reader->arena, name))) {
            return trouble(reader, "\"%s\" needs \"%.*s\"", step->form->verb, TEXT_PRINT(name));
        }
    }
    return true;
}

// The first lines, which are no steps.
static bool read_head(struct reader *reader, const struct step_form *form, struct text value)
{
    bool *has = form->kind == STEP_STORY     ? &reader->has_title
                : form->kind == STEP_MISSION ? &reader->has_mission
                                             : &reader->has_start;
    if (*has) {
        return trouble(reader, "\"%s\" is given twice", form->verb);
    }
    if (text_is_empty(value)) {
        return trouble(reader, "\"%s\" needs a text", form->verb);
    }
    *has = true;
    if (form->kind == STEP_STORY) {
        reader->story->title = value;
    }
    if (form->kind == STEP_START) {
        if (reader->story->step_count > 0 || reader->at_ms > 0) {
            return trouble(reader, "\"start\" comes before the first step");
        }
        if (instant_parse(value, &reader->story->start) != RC_OK) {
            return trouble(reader, "\"%.*s\" is no time such as 2026-01-01T00:00:00Z", TEXT_PRINT(value));
        }
    }
    return true;
}

static struct story_step *add_step(struct reader *reader)
{
    struct story *story = reader->story;
    if (story->step_count == reader->step_capacity) {
        size_t capacity = reader->step_capacity == 0 ? 64 : reader->step_capacity * 2;
        struct story_step *steps = arena_many(reader->arena, struct story_step, capacity);
        if (story->step_count > 0) {
            memcpy(steps, story->steps, story->step_count * sizeof(steps[0]));
        }
        story->steps = steps;
        reader->step_capacity = capacity;
    }
    return &story->steps[story->step_count++];
}

static bool read_step(struct reader *reader, struct text line, const struct tokens *tokens, size_t from)
{
    size_t verb_count = 0;
    const struct step_form *form = find_form(tokens, from, &verb_count);
    if (form == NULL) {
        bool is_expect = text_equal(tokens->list[from], TEXT("expect")) && from + 1 < tokens->count;
        return trouble(reader, "unknown step \"%s%.*s\"", is_expect ? "expect " : "",
                       TEXT_PRINT(tokens->list[is_expect ? from + 1 : from]));
    }
    from += verb_count;
    if (form->is_line) {
        return trouble(reader, "\"%s\" stands at the beginning of a line", form->verb);
    }
    if (tokens->count - from < form->word_count) {
        return trouble(reader, "\"%s\" needs %zu word%s before its pairs", form->verb, form->word_count,
                       form->word_count == 1 ? "" : "s");
    }
    if (form->kind == STEP_START) {
        return tokens->count - from == 1 ? read_head(reader, form, tokens->list[from])
                                         : trouble(reader, "\"start\" takes one time");
    }
    if (!reader->has_title) {
        return trouble(reader, "a file begins with \"story\" and what it tells");
    }
    struct story_step step = {.form = form,
                              .line = reader->line,
                              .at_ms = reader->at_ms,
                              .source = text_trim(line),
                              .words = arena_many(reader->arena, struct text, form->word_count),
                              .block = TEXT("")};
    for (size_t i = 0; i < form->word_count; i++) {
        step.words[i] = tokens->list[from++];
    }
    if (!read_pairs(reader, tokens, from, &step)) {
        return false;
    }
    reader->has_expectation |= form->kind >= STEP_EXPECT_CREDITED;
    struct story_step *added = add_step(reader);
    *added = step;
    reader->block_owner = form->has_block ? added : NULL;
    return true;
}

// `at TIME`, alone or before a step; *ret_from is where the step begins.
static bool read_at(struct reader *reader, const struct tokens *tokens, size_t *ret_from)
{
    *ret_from = 0;
    if (tokens->is_quoted[0] || !text_equal(tokens->list[0], TEXT("at"))) {
        return true;
    }
    int64_t at_ms = 0;
    if (tokens->count < 2 || !story_duration_parse(tokens->list[1], &at_ms)) {
        return trouble(reader, "after \"at\" comes a distance from the beginning such as 2d, 1h30m, 3y");
    }
    if (at_ms < reader->at_ms) {
        return trouble(reader, "the clock never goes back");
    }
    reader->at_ms = at_ms;
    *ret_from = 2;
    return true;
}

// A line of one text: quotes and apostrophes mean nothing in it.
static const struct step_form *find_line_form(struct text line)
{
    struct text verb = text_slice(line, 0, text_find_char(line, ' ', 0));
    for (size_t k = 0; k < STEP_KIND_COUNT; k++) {
        if (step_forms[k].is_line && text_equal(verb, text_of(step_forms[k].verb))) {
            return &step_forms[k];
        }
    }
    return NULL;
}

static struct text rest_of_line(struct text line, const struct step_form *form)
{
    size_t from = text_of(form->verb).n;
    return text_trim(text_slice(line, from, text_find(line, TEXT(" #"), from)));
}

static bool read_line(struct reader *reader, struct text line)
{
    bool is_indented = line.n > 0 && is_blank(line.p[0]);
    if (is_indented && reader->block_owner != NULL && !text_is_empty(text_trim(line))) {
        struct text *block = &reader->block_owner->block;
        *block = text_format(reader->arena, "%.*s%.*s\n", TEXT_PRINT(*block), TEXT_PRINT(line));
        return true;
    }
    if (reader->block_owner != NULL && reader->block_owner->block.n == 0) {
        return trouble(reader, "indented lines must follow \"%s\"", reader->block_owner->form->verb);
    }
    reader->block_owner = NULL;
    const struct step_form *form = find_line_form(line);
    if (form != NULL) {
        return read_head(reader, form, rest_of_line(line, form));
    }
    struct tokens tokens;
    size_t from = 0;
    if (!read_tokens(reader, line, &tokens)) {
        return false;
    }
    if (tokens.count == 0) {
        return true;
    }
    if (!read_at(reader, &tokens, &from)) {
        return false;
    }
    return from == tokens.count || read_step(reader, line, &tokens, from);
}

bool story_read(struct arena *arena, struct text path, struct text bytes, struct story *ret_story,
                struct story_trouble *ret_trouble)
{
    *ret_story = (struct story){.path = path, .title = TEXT(""), .start = {.ms = STORY_START_MS}};
    *ret_trouble = (struct story_trouble){0};
    struct reader reader = {.arena = arena, .story = ret_story, .trouble = ret_trouble};
    if (bytes.n > STORY_BYTES_MAX) {
        return trouble(&reader, "longer than %zu bytes", STORY_BYTES_MAX);
    }
    if (!utf8_is_clean(bytes, "\n\t")) {
        return trouble(&reader, "no UTF-8 text, or control characters in it");
    }
    struct text rest = bytes;
    struct text line;
    while (text_split(&rest, '\n', &line)) {
        reader.line++;
        if (!read_line(&reader, line)) {
            return false;
        }
    }
    if (reader.block_owner != NULL && reader.block_owner->block.n == 0) {
        return trouble(&reader, "indented lines must follow \"%s\"", reader.block_owner->form->verb);
    }
    if (!reader.has_title) {
        reader.line = 0;
        return trouble(&reader, "no \"story\"");
    }
    return reader.has_expectation || trouble(&reader, "a story expects something");
}

struct text story_value(const struct story_step *step, const char *name)
{
    for (size_t i = 0; i < step->pair_count; i++) {
        if (text_equal(step->pairs[i].name, text_of(name))) {
            return step->pairs[i].value;
        }
    }
    return TEXT_NONE;
}

bool story_has(const struct story_step *step, const char *name)
{
    return text_is(story_value(step, name));
}
