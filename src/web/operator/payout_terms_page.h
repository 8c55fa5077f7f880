// SPDX-License-Identifier: Apache-2.0
// When and what the network pays: the schedule, what a partner must have given, and sums per currency.
#pragma once

#include "call.h"
#include "component/basic.h"
#include "component/form.h"
#include "component/list.h"
#include "component/story.h"
#include "page/frame.h"

struct terms_limit {
    struct text currency;
    struct input_view minimum, second_person;
};
struct terms_limit_list {
    struct terms_limit *items;
    size_t count;
};
struct payout_terms_page_view {
    struct frame_view frame;
    struct tabs_view tabs;
    struct form_error_list errors;
    struct text done;
    struct input_view decide_day, pay_day, pay_months;
    struct text example; // what the schedule promises for what is earned today
    struct checkbox_view is_details_required, is_tax_profile_required;
    struct terms_limit_list limits;
};
extern const struct schema schema_payout_terms_page_query;

// GET and POST /operator/payout-terms
enum rc web_operator_payout_terms(struct call *call) MUST_USE;
enum rc web_operator_payout_terms_change(struct call *call) MUST_USE;
