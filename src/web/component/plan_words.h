// SPDX-License-Identifier: Apache-2.0
// A plan for people who read it: its sentences, and worked examples by the engine. The operator's editor, the partner's
// terms and the public page show the same two components:
//
//     {{use plan_words words}} {{use plan_samples samples}}
//
// The sentences bind, and come from the explainer in each language of the product: a browser is told not to translate
// them once more.
#pragma once

#include "commission/plan.h"
#include "component/list.h"
#include "template/html.h"

struct plan_words_row {
    struct text sentence;
    struct text line; // "3"; TEXT_NONE: what the plan says by saying nothing, or lines are not wanted
};
struct plan_words_list {
    const struct plan_words_row *items;
    size_t count;
};
struct plan_words_view {
    struct plan_words_list sentences;
    struct text language; // of the sentences, when it is not the page's; TEXT_NONE: it is
};

struct plan_samples_row {
    struct text goal;
    bool has_amount;
    struct money amount;
    struct text before; // "10 this month"; TEXT_NONE: nothing before it
    struct money earned;
    bool has_levels;
    struct money by_levels;
};
struct plan_samples_list {
    const struct plan_samples_row *items;
    size_t count;
};
struct plan_samples_view {
    struct column_list columns;
    struct plan_samples_list rows;
    bool has_levels; // the plan pays recruiters: a column of its own
};

// The sentences in a language of the product. is_numbered: with the lines of the plan's text, for who writes it. Those
// of line 0 stand last when they are shown without numbers. Texts in the render's arena.
struct plan_words_view plan_words(const struct render *render, const struct plan *plan, enum i18n_language language,
                                  bool is_numbered);
// Worked examples for an order of `amount`, which is above 0.
struct plan_samples_view plan_samples_of(const struct render *render, const struct plan *plan, struct money amount);
// A round order in the currency, for who has no better one: 100 of most, 10,000 of those without minor units.
struct money plan_sample_order(struct currency currency);
