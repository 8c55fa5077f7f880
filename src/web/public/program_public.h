// SPDX-License-Identifier: Apache-2.0
// Finding and reading a program for pages about its terms: the plan in force, the figures from the books, what partners
// ask before they join.
#pragma once

#include "application/program_page_write.h"
#include "component/plan_words.h"
#include "program/program.h"
#include "public/calculator.h"

struct program_public {
    struct program program;
    struct program_page page;
    struct program_page_text said; // for the reader
    struct program_terms terms;
    struct text path; // "/programs/shoes"
    bool has_plan;
    struct derive_plan plans[2]; // most specific first
    size_t plan_count;
    const struct plan *plan; // of the program; what stands in front of it is in plans
    int64_t plan_number;
    struct instant plan_since;
    int64_t local_day;              // today in the network's zone
    bool has_figures;               // as many partners as the page demands; only when it was measured
    struct program_figures figures; // median_order 0: too few partners brought orders
};

// By slug or public id, for a reader who may: everybody for a public, active program; operators and its advertiser any.
// RC_NOT_FOUND otherwise.
enum rc program_public_find(struct call *call, const struct render *render, struct text key,
                            struct program_public *ret_public) MUST_USE;
// The same of a program that the reader may see, with a partner's individual terms in front (0: none).
enum rc program_public_read(struct call *call, const struct render *render, struct program_id id,
                            struct partner_id partner_id, struct program_public *ret_public) MUST_USE;
// The figures of one that was read: of the page that shows them, not of each row of a list.
enum rc program_public_measure(struct call *call, struct program_public *about) MUST_USE;
struct calculator_terms program_public_terms(const struct program_public *about, struct partner_id partner_id);

// ---- what partners ask ----

struct question_row {
    struct text question;
    struct text answer;
};
struct question_row_list {
    const struct question_row *items;
    size_t count;
};
// "What if …": each answer follows from the plan, the terms and the rules of the product.
struct question_row_list program_public_questions(const struct render *render, const struct program_public *about);
