// SPDX-License-Identifier: Apache-2.0
// What the parts of the explainer share, private to this folder: the list of steps being made, and how values are
// shown. explain.c tells the event, attribution, ledger and dates; explain_derivation.c what the derivation says;
// explain_arithmetic.c how the sum came about.
#pragma once

#include "commission/explain.h"
#include "commission/explain_words.h"
#include "format/json.h"

#define VALUES(...) ((struct explain_value[]){__VA_ARGS__})
#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

struct writer {
    struct arena *arena;
    const struct explain_input *input;
    struct explain_step *steps;
    size_t count;
    size_t capacity;
};

// The derivation, read.
struct reading {
    const struct json *json;
    struct text currency;
    bool is_rejected;
    size_t paid_count;
    bool has_other_kind;            // a rule for the goal found no item that it is for
    bool has_unfit;                 // one did not fit for another reason
    bool is_nothing;                // a rule that says "nothing" paid
    const struct json *first_fixed; // a paid rule of a fixed sum
};

void writer_add(struct writer *w, const char *code, struct text sentence);
struct text writer_fill(const struct writer *w, enum explain_words words, const struct explain_value *values,
                        size_t count);

// add(w, "code", WORDS_X, {"name", text}, …)
#define add(w, code, words, ...) \
    writer_add((w), (code), writer_fill((w), (words), VALUES(__VA_ARGS__), COUNT_OF(VALUES(__VA_ARGS__))))
void add_plain(struct writer *w, const char *code, enum explain_words words);

struct text amount_shown(const struct writer *w, struct text decimal, struct text currency);
struct text money_shown(const struct writer *w, struct money m);
struct text number_shown(const struct writer *w, int64_t n);
// The words of a code, without values; the code itself when it is unknown (a later version may know more).
struct text code_shown(const struct writer *w, const char *group, struct text code);

// Of the derivation's JSON.
struct text member_text(const struct json *object, const char *name); // TEXT_NONE when absent
bool is_text(const struct json *object, const char *name, const char *expected);
bool is_flag(const struct json *object, const char *name);
bool is_zero(struct text decimal);
struct text int_shown(const struct writer *w, const struct json *object, const char *name); // "?" when absent
struct text decimal_shown(const struct writer *w, const struct reading *reading, struct text decimal);
struct text percent_shown(const struct writer *w, const struct json *object, const char *name);
// A decimal that goes on beyond a millionth of a minor unit gets an ellipsis.
struct text fraction_shown(const struct writer *w, const struct reading *reading, const struct json *object,
                           const char *name, const char *name_rest);

// RC_FAULT when it is not one that the engine makes.
enum rc explain_read(struct arena *arena, struct text derivation, struct reading *ret_reading);
void explain_derivation(struct writer *w, const struct reading *reading);
// Why nothing was earned.
void explain_why_not(struct writer *w, const struct reading *reading);
// What the event did not bring to others.
void explain_missed(struct writer *w);
// A bonus's derivation, told whole.
void explain_bonus(struct writer *w, const struct reading *reading);
// That a period's volume changed the rate of all of it: between two derivations of one commission. False when it did
// not.
bool explain_correction(struct writer *w, const struct explain_change *before, const struct explain_change *change);

// Base, what each rule came to, the sum and its rounding.
void explain_arithmetic(struct writer *w, const struct reading *reading);
void explain_caps_and_share(struct writer *w, const struct reading *reading);
void explain_level(struct writer *w, const struct reading *reading);
