// SPDX-License-Identifier: Apache-2.0
// The calculator: a GET form with its result, computed by the engine of the books (commission/plan_calculate.h). The
// public page and the partner's terms show the same one. Works without script; with it the result follows the typing.
#pragma once

#include "call.h"
#include "commission/plan_calculate.h"
#include "component/form.h"
#include "component/list.h"
#include "component/story.h"
#include "page/page.h"
#include "report/program_figures.h"

struct calculator_view {
    struct text action; // the page's path
    bool has_goals;     // more than one that pays
    struct select_view goal;
    struct input_view orders, amount, months, clicks;
    bool has_amount, has_months, has_clicks;
    struct form_error_list errors;
    struct receipt_line_list lines;
    struct text total;  // formatted
    struct text effort; // "At the median conversion … about 476 clicks."; TEXT_NONE without medians
    struct text gifts;  // "2 × mug"; TEXT_NONE when none
};

struct calculator_terms {
    const struct derive_plan *plans; // most specific first
    size_t plan_count;
    struct currency currency;
    struct derive_partner partner;
    int64_t local_day;
    const struct program_figures *figures; // NULL: not to be shown
};
// Reads goal, orders, amount, months, clicks from the request's query; what is malformed is marked, and the default
// stands for it.
enum rc calculator_fill(struct call *call, struct render *render, const struct calculator_terms *terms,
                        struct text action, struct calculator_view *ret_view) MUST_USE;
// What calculator_fill computes with, for tests and for the answer to a script.
enum rc calculator_read(struct call *call, const struct calculator_terms *terms, struct calculate_input *ret_input,
                        struct form_error *ret_error) MUST_USE;
