// SPDX-License-Identifier: Apache-2.0
// Many partners at once: archive, bring back, and undo either.
#pragma once

#include "flow.h"
#include "partner/partner.h"
#include "saved_view/saved_view.h"

#define PARTNER_BULK_MAX 500
#define BULK_UNDO_MS DAY_MS // how long a bulk action can be undone

struct partner_bulk_input {
    struct user_id user_id; // who; only this person may undo it
    struct text list;       // where it was asked for: the address of the list
    struct text status;     // active, archived
    const struct partner_id *ids;
    size_t count; // 1 to PARTNER_BULK_MAX
};
// Sets the status of all of them in one transaction; those that have it already stay as they are and are not counted.
// The action is kept, so that it can be undone. RC_INVALID selection_empty, selection_too_large (field id),
// value_unknown (status); RC_NOT_FOUND when one does not exist: then none is changed.
enum rc partner_bulk_status(struct flow *flow, const struct partner_bulk_input *input,
                            struct bulk_action *ret_action) MUST_USE;
// Gives those partners that still have the action's status the other one. RC_NOT_FOUND not_found for an action of
// somebody else's or of more than BULK_UNDO_MS ago; RC_CONFLICT bulk_undone when it was undone before.
enum rc partner_bulk_undo(struct flow *flow, struct user_id user_id, struct bulk_action_id id,
                          size_t *ret_count) MUST_USE;
