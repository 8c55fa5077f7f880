// SPDX-License-Identifier: Apache-2.0
// Postbacks of the partner who is signed in: its own addresses, called when something happens to its conversions; each
// with a test, its secret and the log of what was told.
#pragma once

#include "call.h"
#include "component/basic.h"
#include "component/form.h"
#include "component/form_fill.h"
#include "component/list.h"
#include "component/story.h"
#include "page/frame.h"
#include "postback/postback.h"

struct checkbox_list {
    const struct checkbox_view *items;
    size_t count;
};
// The fields of a postback; the same for a new one and one that is changed.
struct postback_form {
    struct form_error_list errors;
    struct input_view url;
    struct select_view program;
    struct checkbox_list events;
};
struct macro_row {
    struct text name; // "{click_id}"
    struct text meaning;
};
struct macro_row_list {
    const struct macro_row *items;
    size_t count;
};

struct postback_row {
    struct text href;
    struct text url;
    struct text program;
    struct text events;
    enum state state;
};
struct postback_row_list {
    const struct postback_row *items;
    size_t count;
};
struct partner_postbacks_view {
    struct frame_view frame;
    struct postback_row_list rows;
    bool may_write;
    struct postback_form form;
    struct macro_row_list macros;
};

// How far a delivery is: word, tone and icon together, and what was answered.
struct delivery_row {
    struct text href;
    struct text event;
    struct text order; // "" for a test
    struct text order_url;
    struct text state;
    enum tone tone;
    struct text answer; // "204 · 120 ms", or why none came; "" before the first attempt
    int64_t attempts;
    struct instant at;
    struct instant next_at;
    bool is_waiting; // next_at says when it is tried again
    bool may_retry;
};
struct delivery_row_list {
    const struct delivery_row *items;
    size_t count;
};
struct partner_postback_view {
    struct frame_view frame;
    struct text url;  // of the page
    struct text done; // what was just done, in words; TEXT_NONE
    enum state state;
    bool is_active;
    bool may_write;
    struct postback_form form;
    struct macro_row_list macros;
    struct text secret;
    struct column_list columns;
    struct delivery_row_list deliveries;
    struct pager_view pager;
};
struct partner_delivery_view {
    struct frame_view frame;
    struct text here;
    struct text back_url;
    struct delivery_row row;
    struct code_block_view request;
    struct code_block_view answer; // code "" when no answer came
    bool may_write;
    bool has_request;
};

// GET and POST /partner/postbacks
enum rc web_partner_postbacks(struct call *call) MUST_USE;
enum rc web_partner_postback_make(struct call *call) MUST_USE;
extern const struct schema schema_postback_page_query;
// GET and POST /partner/postbacks/{postback}; POST …/test, …/secret, …/status
enum rc web_partner_postback(struct call *call) MUST_USE;
enum rc web_partner_postback_change(struct call *call) MUST_USE;
enum rc web_partner_postback_test(struct call *call) MUST_USE;
enum rc web_partner_postback_secret(struct call *call) MUST_USE;
enum rc web_partner_postback_status(struct call *call) MUST_USE;
// GET /partner/deliveries/{delivery}; POST …/retry
enum rc web_partner_delivery(struct call *call) MUST_USE;
enum rc web_partner_delivery_retry(struct call *call) MUST_USE;

// ---- between postbacks.c and postback_page.c ----

// What is stored, or what was typed; stored NULL: a new one.
enum rc postback_form_fill(struct call *call, const struct render *render, const struct postback *stored,
                           const struct fault *fault, struct postback_form *ret_form) MUST_USE;
// Reads the form into the flow's input.
struct postback_input;
enum rc postback_form_read(struct call *call, struct postback_input *ret_input) MUST_USE;
bool postback_may_write(const struct call *call);
struct text postback_event_word(const struct render *render, struct text event);
enum state postback_state(const struct postback *postback);
struct macro_row_list postback_macro_rows(const struct render *render);
