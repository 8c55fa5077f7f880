// SPDX-License-Identifier: Apache-2.0
// One payout run: review its items, approve it, make payment files, say what was paid and what failed.
#pragma once

#include "call.h"
#include "component/basic.h"
#include "component/form.h"
#include "component/list.h"
#include "component/story.h"
#include "page/frame.h"

struct run_item_row {
    struct text id;
    struct text url; // of the item's own page
    struct text partner;
    struct text partner_url;
    struct text paid_to; // masked; TEXT_NONE: by hand
    struct money amount;
    enum state state;
    struct text reason; // why it failed or was left out
    struct text invoice_url, invoice_number;
    bool is_selectable;
};
struct run_item_row_list {
    const struct run_item_row *items;
    size_t count;
};
struct run_file {
    struct text format;
    struct text label;
    bool is_made;
    struct text made; // by whom, when
};
struct run_file_list {
    const struct run_file *items;
    size_t count;
};
struct payout_run_page_view {
    struct frame_view frame;
    struct breadcrumbs_view path;
    struct form_error_list errors;
    struct text done;
    struct stepper_view steps;
    struct money total;
    enum state state;
    struct definition_list pairs;
    struct notice_view four_eyes; // message TEXT_NONE: none
    struct text url;              // of the run; actions lie below it
    bool can_approve, can_cancel, can_pay, can_retry, can_settle;
    struct text approve_label;
    struct run_file_list files;
    struct column_list columns;
    struct run_item_row_list rows;
    struct choice_list actions; // of selected items
    struct input_view reason;
};
extern const struct schema schema_payout_run_page_query;

// GET /operator/payouts/{payout_run}
enum rc web_operator_payout_run(struct call *call) MUST_USE;
// POST /operator/payouts/{payout_run}/step: step is approve, paid, cancel or retry (which leads to the new run).
enum rc web_operator_payout_step(struct call *call) MUST_USE;
// POST /operator/payouts/{payout_run}/file: format; the file, made once and the same ever after.
enum rc web_operator_payout_file(struct call *call) MUST_USE;
// POST /operator/payouts/{payout_run}/items: each `id`; action is paid, failed, leave_out, retry or invoice; reason.
// Each item is a transaction of its own; the first that is refused ends it, and the page says which.
enum rc web_operator_payout_items(struct call *call) MUST_USE;
