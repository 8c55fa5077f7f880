// SPDX-License-Identifier: Apache-2.0
// Contracts of partners (mission S3A-4), for the operator: terms with where they stand against their targets, what
// waits for a decision, and a form for a new one.
#pragma once

#include "call.h"
#include "component/form.h"
#include "component/list.h"
#include "page/frame.h"
#include "portal/contract_shown.h"

struct contract_row {
    struct text partner, partner_url, program;
    struct contract_shown_view contract;
    struct text decision_url;
    struct text typed; // the note of a refused form
    bool is_refused;
    bool can_decide;   // in review, or lapsed: renewing it takes that back
    bool can_lapse;    // in review
    bool can_withdraw; // running or in review
};
struct contract_row_list {
    const struct contract_row *items;
    size_t count;
};
struct contracts_view {
    struct frame_view frame;
    struct tabs_view tabs;
    struct form_error_list errors;
    struct text done;
    bool can_change;
    struct input_view partner, starts_on, term_days, target;
    struct select_view program, measure, when_met, when_missed;
    struct contract_row_list rows;
    struct pager_view pager;
};
extern const struct schema schema_contracts_query;

// GET /operator/contracts?status=review&partner=CODE: the code stands in the form, and the list is of this partner.
enum rc web_contracts(struct call *call) MUST_USE;
// POST /operator/contracts: partner_id (its code), program_id, starts_on, term_days, measure, target, when_met,
// when_missed. Sent twice, it agrees once: a partner has one open contract in a program.
enum rc web_contract_agree(struct call *call) MUST_USE;
// POST …/{contract}/decision: action (renew, lapse, withdraw), note.
enum rc web_contract_decide(struct call *call) MUST_USE;
