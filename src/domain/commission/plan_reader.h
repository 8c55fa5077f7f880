// SPDX-License-Identifier: Apache-2.0
// Reading a plan's text, private to this folder: lines into words with their places, lines that continue a clause
// joined to it, what is expected next, and refusals that name the place and the nearest word. Knows no clause.
#pragma once

#include "commission/plan.h"

#define PLAN_LINE_WORDS_MAX 64

enum plan_token_kind {
    PLAN_TOKEN_WORD,    // up to white space, '%', '"' or '#'; a comma or parenthesis around it is a sign of its own
    PLAN_TOKEN_QUOTED,  // between two '"', which are left out
    PLAN_TOKEN_PERCENT, // '%'
    PLAN_TOKEN_SIGN,    // '(', ')' or ','
    PLAN_TOKEN_END,     // of the clause: its text is empty
};

struct plan_token {
    enum plan_token_kind kind;
    struct text text;
    int line;   // from 1
    int column; // from 1, in characters
};

struct plan_reader {
    struct arena *arena;
    struct text rest;          // lines not yet read
    int line;                  // the last line that was read, from 1
    int clause_line;           // the first line of the clause
    struct text clause;        // without comments, trimmed, its lines joined by a space
    struct plan_token *tokens; // of the clause, the end included
    size_t count, capacity;
    size_t at;
    int depth; // of parentheses while cutting
    struct plan_error *error;
};

// The text must outlive the reader.
void plan_reader_init(struct plan_reader *reader, struct arena *arena, struct text source, struct plan_error *error);
// Goes to the next line that says something, and joins the lines that continue it. RC_NOT_FOUND after the last;
// RC_INVALID for what cannot be cut into words: malformed UTF-8, control characters, an open quote, too many words.
enum rc plan_reader_next_clause(struct plan_reader *reader) MUST_USE;
// Whether the name is read as one word, so that it needs no quotation marks.
bool plan_word_is_plain(struct text name);

// The token at hand, the one so many behind it, and the token at hand while going past it. At the end all stay there.
// Tokens live until the next clause.
const struct plan_token *plan_reader_peek(const struct plan_reader *reader);
const struct plan_token *plan_reader_peek_at(const struct plan_reader *reader, size_t ahead);
const struct plan_token *plan_reader_take(struct plan_reader *reader);
bool plan_token_is(const struct plan_token *token, const char *word); // a word, in any letter case
bool plan_token_is_sign(const struct plan_token *token, char sign);
// Goes past the word, or the sign, when it is at hand.
bool plan_reader_skip(struct plan_reader *reader, const char *word);
bool plan_reader_skip_sign(struct plan_reader *reader, char sign);

// Takes one of the words and gives its index; refuses with "expected …" and the nearest otherwise.
enum rc plan_reader_take_word(struct plan_reader *reader, const char *const *words, size_t count,
                              size_t *ret_index) MUST_USE;
// The same for a single word.
enum rc plan_reader_take_this(struct plan_reader *reader, const char *word) MUST_USE;
enum rc plan_reader_take_sign(struct plan_reader *reader, char sign) MUST_USE;
// Refuses what follows a complete clause.
enum rc plan_reader_take_end(struct plan_reader *reader) MUST_USE;

// Fills the error with the token's place and returns RC_INVALID. The suggestion may be TEXT_NONE. Code and format are
// PLAN_SAYS(…); of conversions the format has %s, %.*s, %d, %lld and %c.
enum rc plan_reader_refuse(struct plan_reader *reader, const struct plan_token *token, struct text suggestion,
                           enum plan_error_code code, const char *format, ...)
    __attribute__((format(printf, 5, 6))) MUST_USE;
// "did you mean 'sale'?" when one of the words is near enough, TEXT_NONE otherwise.
struct text plan_reader_nearest(struct plan_reader *reader, struct text wrong, const char *const *words, size_t count);
// The token as messages show it: quoted, cut when long, "the end of the line".
struct text plan_token_shown(struct arena *arena, const struct plan_token *token);
