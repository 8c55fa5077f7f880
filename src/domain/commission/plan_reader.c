// SPDX-License-Identifier: Apache-2.0
// Lines, words, places and refusals. Everything is checked to be clean UTF-8 before it is cut, so that columns count
// characters and messages never carry broken ones.
#include "commission/plan_reader.h"

#include <stdarg.h>
#include <string.h>

#include "core/bug.h"
#include "format/encode.h"

#define SHOWN_BYTES_MAX 40
#define NEAREST_BYTES_MAX 32

// What people paste for a space besides the ASCII ones: no-break, narrow no-break, thin, ideographic, byte order mark.
static const char *const blanks[] = {
    " ", "\t", "\r", "\xC2\xA0", "\xE2\x80\xAF", "\xE2\x80\x89", "\xE3\x80\x80", "\xEF\xBB\xBF"};

static size_t min_size(size_t a, size_t b)
{
    return a < b ? a : b;
}

// Bytes of the blank at the start, 0 when there is none.
static size_t blank_at(struct text t)
{
    for (size_t i = 0; i < sizeof(blanks) / sizeof(blanks[0]); i++) {
        if (text_starts_with(t, text_of(blanks[i]))) {
            return strlen(blanks[i]);
        }
    }
    return 0;
}

void plan_reader_init(struct plan_reader *reader, struct arena *arena, struct text source, struct plan_error *error)
{
    *reader = (struct plan_reader){.arena = arena, .rest = source, .error = error};
}

// Copies as many whole characters as fit, and closes with zero.
static void copy_fitting(char *to, size_t size_bytes, struct text from)
{
    size_t n = 0;
    while (n < from.n) {
        size_t character = utf8_sequence(from.p + n, from.n - n);
        if (character == 0 || n + character >= size_bytes) {
            break;
        }
        n += character;
    }
    if (n > 0) {
        memcpy(to, from.p, n);
    }
    to[n] = '\0';
}

// Each value that the format takes, as a text of its own.
static void keep_arguments(struct plan_reader *reader, const char *format, va_list values)
{
    struct plan_error *error = reader->error;
    size_t count = 0;
    memset(error->arguments, 0, sizeof(error->arguments));
    for (const char *p = strchr(format, '%'); p != NULL; p = strchr(p + 1, '%')) {
        struct text value;
        p++;
        if (*p == '%') {
            continue;
        }
        if (*p == '.') { // %.*s
            int n = va_arg(values, int);
            value = (struct text){.p = va_arg(values, const char *), .n = (size_t)n};
            p += 2;
        } else if (*p == 's') {
            value = text_of(va_arg(values, const char *));
        } else if (*p == 'c') {
            value = text_format(reader->arena, "%c", va_arg(values, int));
        } else if (*p == 'd') {
            value = text_format(reader->arena, "%d", va_arg(values, int));
        } else {
            value = text_format(reader->arena, "%lld", va_arg(values, long long));
            p += 2;
        }
        BUG_ON(count == PLAN_ERROR_ARGUMENTS_MAX);
        copy_fitting(error->arguments[count++], sizeof(error->arguments[0]), value);
    }
}

const char *plan_error_code_text(enum plan_error_code code)
{
    static const char *const names[PLAN_ERROR_COUNT] = {
#define PLAN_ERROR_NAME(name) #name,
        PLAN_ERRORS(PLAN_ERROR_NAME)
#undef PLAN_ERROR_NAME
    };
    return names[code];
}

enum rc plan_reader_refuse(struct plan_reader *reader, const struct plan_token *token, struct text suggestion,
                           enum plan_error_code code, const char *format, ...)
{
    struct buf buf = buf_new(reader->arena, 4 * sizeof(reader->error->message));
    va_list arguments;
    va_start(arguments, format);
    buf_format_list(&buf, format, arguments);
    va_end(arguments);
    va_start(arguments, format);
    keep_arguments(reader, format, arguments);
    va_end(arguments);
    reader->error->code = code;
    int line = token == NULL ? reader->clause_line : token->line;
    reader->error->line = line > 0 ? line : 1;
    reader->error->column = token == NULL ? 1 : token->column;
    copy_fitting(reader->error->message, sizeof(reader->error->message), buf_text(&buf));
    copy_fitting(reader->error->suggestion, sizeof(reader->error->suggestion), suggestion);
    return RC_INVALID;
}

// The line is valid up to its broken byte, so that column counts whole characters.
static enum rc refuse_characters(struct plan_reader *reader, struct text line)
{
    int column = 1;
    for (size_t at = 0; at < line.n; column++) {
        struct plan_token here = {.line = reader->line, .column = column};
        size_t n = utf8_sequence(line.p + at, line.n - at);
        if (n == 0) {
            return plan_reader_refuse(reader, &here, TEXT_NONE, PLAN_SAYS(NOT_UTF8));
        }
        struct text character = {.p = line.p + at, .n = n};
        if (!utf8_is_clean(character, "\t\r")) {
            return plan_reader_refuse(reader, &here, TEXT_NONE, PLAN_SAYS(CONTROL_CHARACTER));
        }
        at += n;
    }
    return RC_OK;
}

struct cut {
    struct text line;
    size_t at;
    int column;
};

static void cut_past(struct cut *cut, size_t n)
{
    cut->column += (int)utf8_length((struct text){.p = cut->line.p + cut->at, .n = n});
    cut->at += n;
}

static struct text cut_rest(const struct cut *cut)
{
    return (struct text){.p = cut->line.p + cut->at, .n = cut->line.n - cut->at};
}

// Bytes of the word at the start. Inside parentheses a comma or parenthesis ends it; outside only one that stands at
// its end does, so that "12,5" stays whole and is refused as a number.
static size_t word_length(const struct plan_reader *reader, struct text rest)
{
    size_t n = 0;
    while (n < rest.n && strchr("%\"#", rest.p[n]) == NULL && blank_at(text_slice(rest, n, SIZE_MAX)) == 0 &&
           (reader->depth == 0 || strchr("(),", rest.p[n]) == NULL)) {
        n += utf8_sequence(rest.p + n, rest.n - n);
    }
    struct text word = text_slice(rest, 0, n);
    size_t opening = text_find_char(word, '(', 0);
    struct text before = text_slice(word, 0, opening);
    if (text_equal_ignore_case(before, TEXT("not")) || text_equal_ignore_case(before, TEXT("in"))) {
        return opening == SIZE_MAX ? n : opening;
    }
    while (n > 1 && strchr("),", rest.p[n - 1]) != NULL) {
        n--;
    }
    return n;
}

static enum rc cut_token(struct plan_reader *reader, struct cut *cut, struct plan_token *ret_token)
{
    struct text rest = cut_rest(cut);
    struct plan_token token = {.line = reader->line, .column = cut->column};
    if (rest.p[0] == '%') {
        token.kind = PLAN_TOKEN_PERCENT;
        token.text = text_slice(rest, 0, 1);
        cut_past(cut, 1);
    } else if (strchr("(),", rest.p[0]) != NULL) {
        token.kind = PLAN_TOKEN_SIGN;
        token.text = text_slice(rest, 0, 1);
        reader->depth += rest.p[0] == '(' ? 1 : rest.p[0] == ')' && reader->depth > 0 ? -1 : 0;
        cut_past(cut, 1);
    } else if (rest.p[0] == '"') {
        size_t closing = text_find_char(rest, '"', 1);
        if (closing == SIZE_MAX) {
            return plan_reader_refuse(reader, &token, TEXT_NONE, PLAN_SAYS(QUOTE_OPEN));
        }
        token.kind = PLAN_TOKEN_QUOTED;
        token.text = text_slice(rest, 1, closing);
        cut_past(cut, closing + 1);
    } else {
        size_t n = word_length(reader, rest);
        token.kind = PLAN_TOKEN_WORD;
        token.text = text_slice(rest, 0, n);
        cut_past(cut, n);
    }
    *ret_token = token;
    return RC_OK;
}

static void add_token(struct plan_reader *reader, const struct plan_token *token)
{
    if (reader->count == reader->capacity) {
        size_t capacity = reader->capacity == 0 ? PLAN_LINE_WORDS_MAX + 1 : 2 * reader->capacity;
        struct plan_token *grown = arena_many(reader->arena, struct plan_token, capacity);
        if (reader->count > 0) {
            memcpy(grown, reader->tokens, reader->count * sizeof(*grown));
        }
        reader->tokens = grown;
        reader->capacity = capacity;
    }
    reader->tokens[reader->count++] = *token;
}

// Adds one line's tokens to the clause; *ret_said is the line without blanks and comment, empty when it says nothing.
static enum rc cut_line(struct plan_reader *reader, struct text line, struct text *ret_said)
{
    TRY(refuse_characters(reader, line));
    struct cut cut = {.line = line, .column = 1};
    size_t words = 0;
    size_t first = SIZE_MAX;
    size_t last = 0;
    while (cut.at < line.n && line.p[cut.at] != '#') {
        size_t blank = blank_at(cut_rest(&cut));
        if (blank > 0) {
            cut_past(&cut, blank);
            continue;
        }
        if (words == PLAN_LINE_WORDS_MAX && strchr("(),", line.p[cut.at]) == NULL) {
            struct plan_token here = {.line = reader->line, .column = cut.column};
            return plan_reader_refuse(reader, &here, TEXT_NONE, PLAN_SAYS(LINE_TOO_LONG), PLAN_LINE_WORDS_MAX);
        }
        first = first == SIZE_MAX ? cut.at : first;
        struct plan_token token;
        TRY(cut_token(reader, &cut, &token));
        add_token(reader, &token);
        words += token.kind != PLAN_TOKEN_SIGN;
        last = cut.at;
    }
    struct plan_token end = {.kind = PLAN_TOKEN_END, .text = TEXT(""), .line = reader->line, .column = cut.column};
    add_token(reader, &end);
    reader->count--; // what follows stands in its place
    *ret_said = first == SIZE_MAX ? TEXT("") : text_slice(line, first, last);
    return RC_OK;
}

// The first word of a line that says something; whether it is one that continues a clause.
static bool is_continuation(struct text line, bool *ret_says)
{
    static const char *const words[] = {"from", "up", "above", "when", "unless", "and", "or", "of", "earns"};
    size_t at = 0;
    for (size_t blank = 1; blank > 0; at += blank) {
        blank = blank_at(text_slice(line, at, SIZE_MAX));
    }
    *ret_says = at < line.n && line.p[at] != '#';
    size_t end = at;
    while (end < line.n && ((line.p[end] | 0x20) >= 'a' && (line.p[end] | 0x20) <= 'z')) {
        end++;
    }
    bool is_whole =
        end == line.n || strchr("(%\"#", line.p[end]) != NULL || blank_at(text_slice(line, end, SIZE_MAX)) > 0;
    for (size_t i = 0; is_whole && i < sizeof(words) / sizeof(words[0]); i++) {
        if (text_equal_ignore_case(text_slice(line, at, end), text_of(words[i]))) {
            return true;
        }
    }
    return false;
}

// Joins the lines that continue the clause; empty lines and comments between them are passed over with them.
static enum rc take_continuations(struct plan_reader *reader)
{
    struct text rest = reader->rest;
    struct text line = TEXT_NONE;
    int number = reader->line;
    while (text_split(&rest, '\n', &line)) {
        bool says = false;
        number++;
        if (is_continuation(line, &says)) {
            struct text said;
            reader->line = number;
            reader->rest = rest;
            TRY(cut_line(reader, line, &said));
            reader->clause = text_format(reader->arena, "%.*s %.*s", TEXT_PRINT(reader->clause), TEXT_PRINT(said));
        } else if (says) {
            break;
        }
    }
    return RC_OK;
}

enum rc plan_reader_next_clause(struct plan_reader *reader)
{
    struct text line = TEXT_NONE;
    reader->count = 0;
    reader->at = 0;
    reader->depth = 0;
    while (text_split(&reader->rest, '\n', &line)) {
        reader->line++;
        reader->clause_line = reader->line;
        TRY(cut_line(reader, line, &reader->clause));
        if (reader->count > 0) {
            return take_continuations(reader);
        }
    }
    return RC_NOT_FOUND;
}

bool plan_word_is_plain(struct text name)
{
    for (size_t i = 0; i < name.n; i++) {
        unsigned char c = (unsigned char)name.p[i];
        bool is_letter = ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || (c >= '0' && c <= '9') || c >= 0x80;
        if ((!is_letter && strchr("_-.", c) == NULL) || blank_at(text_slice(name, i, SIZE_MAX)) > 0) {
            return false;
        }
    }
    return name.n > 0;
}

const struct plan_token *plan_reader_peek(const struct plan_reader *reader)
{
    return &reader->tokens[reader->at];
}

const struct plan_token *plan_reader_peek_at(const struct plan_reader *reader, size_t ahead)
{
    return &reader->tokens[min_size(reader->at + ahead, reader->count)];
}

const struct plan_token *plan_reader_take(struct plan_reader *reader)
{
    const struct plan_token *token = &reader->tokens[reader->at];
    if (token->kind != PLAN_TOKEN_END) {
        reader->at++;
    }
    return token;
}

bool plan_reader_skip(struct plan_reader *reader, const char *word)
{
    bool is_there = plan_token_is(plan_reader_peek(reader), word);
    if (is_there) {
        (void)plan_reader_take(reader);
    }
    return is_there;
}

bool plan_token_is_sign(const struct plan_token *token, char sign)
{
    return token->kind == PLAN_TOKEN_SIGN && token->text.p[0] == sign;
}

bool plan_reader_skip_sign(struct plan_reader *reader, char sign)
{
    bool is_there = plan_token_is_sign(plan_reader_peek(reader), sign);
    if (is_there) {
        (void)plan_reader_take(reader);
    }
    return is_there;
}

bool plan_token_is(const struct plan_token *token, const char *word)
{
    return token->kind == PLAN_TOKEN_WORD && text_equal_ignore_case(token->text, text_of(word));
}

struct text plan_token_shown(struct arena *arena, const struct plan_token *token)
{
    if (token->kind == PLAN_TOKEN_END) {
        return TEXT("the end of the line");
    }
    size_t n = 0;
    while (n < token->text.n && n < SHOWN_BYTES_MAX) {
        n += utf8_sequence(token->text.p + n, token->text.n - n);
    }
    return text_format(arena, "'%.*s%s'", (int)n, token->text.p, n < token->text.n ? "…" : "");
}

// Edit distance in bytes where a swap of neighbours counts as one (optimal string alignment); both texts short.
static size_t edit_distance(struct text a, struct text b)
{
    size_t rows[3][NEAREST_BYTES_MAX + 1] = {{0}}; // the row before the last, the last, this one
    for (size_t k = 0; k <= b.n; k++) {
        rows[1][k] = k;
    }
    for (size_t i = 1; i <= a.n; i++) {
        rows[2][0] = i;
        for (size_t k = 1; k <= b.n; k++) {
            size_t best = min_size(rows[1][k] + 1, rows[2][k - 1] + 1);
            best = min_size(best, rows[1][k - 1] + (a.p[i - 1] != b.p[k - 1]));
            if (i > 1 && k > 1 && a.p[i - 1] == b.p[k - 2] && a.p[i - 2] == b.p[k - 1]) {
                best = min_size(best, rows[0][k - 2] + 1);
            }
            rows[2][k] = best;
        }
        memcpy(rows[0], rows[1], sizeof(rows[0]));
        memcpy(rows[1], rows[2], sizeof(rows[0]));
    }
    return rows[1][b.n];
}

struct text plan_reader_nearest(struct plan_reader *reader, struct text wrong, const char *const *words, size_t count)
{
    if (wrong.n == 0 || wrong.n > NEAREST_BYTES_MAX) {
        return TEXT_NONE;
    }
    struct text lower = text_lower(reader->arena, wrong);
    size_t best = SIZE_MAX;
    size_t best_index = 0;
    for (size_t i = 0; i < count; i++) {
        struct text word = text_lower(reader->arena, text_of(words[i]));
        BUG_ON(word.n > NEAREST_BYTES_MAX);
        size_t distance = edit_distance(lower, word);
        // A third of the word may be wrong, one letter at least; but then not all of it.
        size_t allowed = word.n < 6 ? 1 + (word.n == 5) : word.n / 3;
        if (distance <= allowed && distance < word.n && distance < best) {
            best = distance;
            best_index = i;
        }
    }
    return best == SIZE_MAX ? TEXT_NONE : text_format(reader->arena, "did you mean '%s'?", words[best_index]);
}

// "'on'", "'even' or 'away'", "'a', 'b' or 'c'".
static struct text words_listed(struct arena *arena, const char *const *words, size_t count)
{
    struct buf buf = buf_new(arena, /* limit_bytes= */ 256);
    for (size_t i = 0; i < count; i++) {
        buf_format(&buf, "%s'%s'", i == 0 ? "" : i + 1 == count ? " or " : ", ", words[i]);
    }
    return buf_text(&buf);
}

enum rc plan_reader_take_word(struct plan_reader *reader, const char *const *words, size_t count, size_t *ret_index)
{
    const struct plan_token *token = plan_reader_take(reader);
    for (size_t i = 0; i < count; i++) {
        if (plan_token_is(token, words[i])) {
            *ret_index = i;
            return RC_OK;
        }
    }
    struct text expected = words_listed(reader->arena, words, count);
    struct text found = plan_token_shown(reader->arena, token);
    return plan_reader_refuse(reader, token, plan_reader_nearest(reader, token->text, words, count),
                              PLAN_SAYS(EXPECTED), TEXT_PRINT(expected), TEXT_PRINT(found));
}

enum rc plan_reader_take_this(struct plan_reader *reader, const char *word)
{
    const char *const words[] = {word};
    size_t index = 0;
    return plan_reader_take_word(reader, words, 1, &index);
}

enum rc plan_reader_take_sign(struct plan_reader *reader, char sign)
{
    const struct plan_token *token = plan_reader_take(reader);
    if (plan_token_is_sign(token, sign)) {
        return RC_OK;
    }
    struct text found = plan_token_shown(reader->arena, token);
    return plan_reader_refuse(reader, token, TEXT_NONE, PLAN_SAYS(EXPECTED_SIGN), sign, TEXT_PRINT(found));
}

enum rc plan_reader_take_end(struct plan_reader *reader)
{
    const struct plan_token *token = plan_reader_take(reader);
    if (token->kind == PLAN_TOKEN_END) {
        return RC_OK;
    }
    struct text found = plan_token_shown(reader->arena, token);
    return plan_reader_refuse(reader, token, TEXT_NONE, PLAN_SAYS(CLAUSE_COMPLETE), TEXT_PRINT(found));
}
