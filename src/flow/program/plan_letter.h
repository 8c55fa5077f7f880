// SPDX-License-Identifier: Apache-2.0
// What partners are told of a new plan version (S3A-7): from when it pays, what is new, what is gone, and what is or
// may be less for them, as the ratchet found it, in sentences of each language. Partners who are in the program get a
// letter: one they can refuse when the version is never worse, else an obligatory one that asks for an answer.
#pragma once

#include "commission/explain.h"
#include "flow.h"
#include "program/program.h"

// Lines of sentences, "" for none.
struct plan_change_words {
    struct text added, removed, worse;
};
struct plan_change {
    struct plan_change_words words[EXPLAIN_LANGUAGE_COUNT];
};
struct plan_change_question {
    struct currency currency;
    struct text old_text, new_text;
    struct text behind_text; // the program's plan behind individual terms, which may then be empty; else TEXT_NONE
    int hold_days;           // of the program
    int64_t work_max;        // evaluations of the ratchet; PLAN_CHANGE_WORK_MAX take a second or so
};
#define PLAN_CHANGE_WORK_MAX 200000
// Compares two texts; a text that does not read gives none. Outside of write transactions.
void plan_change_tell(struct arena *arena, const struct plan_change_question *question, struct plan_change *ret_change);
// A step inside the transaction that publishes the version.
enum rc plan_letter_step(struct flow *flow, const struct program *program, const struct plan_version *version,
                         const struct plan_change *change) MUST_USE;

// The same for one partner's individual terms.
enum rc plan_letter_terms_step(struct flow *flow, const struct program *program, const struct plan_version *version,
                               const struct plan_change *change, struct partner_id partner_id) MUST_USE;

// An announced version that does not come: for everybody who had a letter of it. Who took it is told that it goes on.
enum rc plan_letter_withdrawn_step(struct flow *flow, const struct program *program, const struct plan_version *version,
                                   struct text reason) MUST_USE;

struct plan_answer_input {
    struct partner_id partner_id;
    struct program_id program_id;
    bool is_individual; // of his own terms, else of the program's plan
    int64_t number;     // of the version
    struct text answer; // PLAN_ANSWER_WORDS
};
// Records what a partner says to a version that binds new customers. Who takes it has it from then on, for customers
// won since (program_plans_in_force), before its notice is over; that is final. Who keeps what he has may take it
// later; whoever keeps it or says nothing has the version when it comes, for customers won from then on. Nobody's
// answer touches customers won before. RC_NOT_FOUND not_found for a version that is none of these or needs no answer;
// RC_INVALID value_unknown; RC_REFUSED not_enrolled, or answer_final: it was taken already.
enum rc plan_answer_give(struct flow *flow, const struct plan_answer_input *input) MUST_USE;
