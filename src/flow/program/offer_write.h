// SPDX-License-Identifier: Apache-2.0
// Offers: create, change, close, archive.
#pragma once

#include "flow.h"
#include "program/program.h"

#define OFFER_GOALS_MAX 50
#define OFFER_GOALS_DEFAULT "lead=lead,sale=sale"
#define OFFER_CLICK_ID_PARAMETER_DEFAULT "click_id"

// Absent members (TEXT_NONE) stay as they are, or take defaults when an offer is created.
struct offer_input {
    struct program_id program_id; // create only
    struct text name;
    struct text destination_url; // may hold macros: link/destination.h
    struct text hosts;           // comma list; default: the destination's host, which is always in
    struct text parameters;      // comma list; default: none
    struct text click_id_parameter;
    struct text goals;  // comma list of code=kind
    struct text status; // change only: active, closed, archived
};
enum rc offer_create(struct flow *flow, const struct offer_input *input, struct offer *ret_offer) MUST_USE;
enum rc offer_change(struct flow *flow, struct offer_id id, const struct offer_input *input,
                     struct offer *ret_offer) MUST_USE;
// The kind of a goal that is named without one: `sale` is a sale, every other code a lead.
struct text offer_goal_kind_default(struct text code);
