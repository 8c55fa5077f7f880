// SPDX-License-Identifier: Apache-2.0
// Compensation by hand (mission S1-20), for the operator: what was granted, why and by whom, and a form for more. Who
// may read the books reads it, who may PAYOUT_MANAGE grants and decides; above the second person's limit another than
// who proposed it.
#pragma once

#include "call.h"
#include "component/form.h"
#include "component/list.h"
#include "component/story.h"
#include "page/frame.h"

struct compensation_row {
    struct instant at;
    struct text partner, partner_url, program;
    struct money amount;
    struct text url; // of the commission that carries it; while it waits, of the partner
    struct text reason, by, note;
    enum state state;
    struct text decision_url;
    bool is_waiting, is_booked;
    struct text typed; // the note of a refused form
    bool is_refused;
    bool needs_second; // the reader may not approve it, because it was he who proposed it
};
struct compensation_row_list {
    const struct compensation_row *items;
    size_t count;
};
struct compensations_view {
    struct frame_view frame;
    struct tabs_view tabs;
    struct form_error_list errors;
    struct text done;
    bool can_change;
    struct input_view partner, amount;
    struct select_view program;
    struct textarea_view reason;
    struct text key; // of this form: sent twice, it grants once
    struct column_list columns;
    struct compensation_row_list rows;
    struct pager_view pager;
};
extern const struct schema schema_compensations_query;

// GET /operator/compensations?partner=CODE: of all partners; the code stands in the form.
enum rc web_compensations(struct call *call) MUST_USE;
// POST /operator/compensations: partner (its code), program_id, amount, reason, key. Idempotent by the key.
enum rc web_compensation_grant(struct call *call) MUST_USE;
// POST …/{compensation}/decision: action (approve, decline, reverse), note for the last two.
enum rc web_compensation_decide(struct call *call) MUST_USE;
