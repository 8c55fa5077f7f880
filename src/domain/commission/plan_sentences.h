// SPDX-License-Identifier: Apache-2.0
// A plan in the words of a person: what the clauses say, as sentences that can be signed, for terms, the editor and
// contracts. Pure. Every sentence is one template of the language (plan_sentence_words.c); a clause with modifiers has
// several of them.
#pragma once

#include "commission/explain.h"
#include "commission/plan.h"

struct plan_sentence {
    int line;         // of the clause; 0 for what a plan says by saying nothing (base, rounding, refunds)
    struct text text; // UTF-8; names and amounts as the language writes them
};

// In the order of the plan's text, after the sentences of line 0. In the arena.
void plan_sentences(struct arena *arena, const struct plan *plan, enum explain_language language,
                    struct plan_sentence **ret_list, size_t *ret_count);
// A condition alone, as a phrase: "the customer’s country is “FR”, and the coupon is “X”".
struct text plan_condition_phrase(struct arena *arena, const struct plan_expression *expression,
                                  struct currency currency, enum explain_language language);
