// SPDX-License-Identifier: Apache-2.0
// Many conversions decided at once, and that taken back again.
#pragma once

#include "conversion/conversion.h"
#include "flow.h"
#include "saved_view/saved_view.h"

#define CONVERSION_BULK_MAX 200
#define CONVERSION_UNDO_MS DAY_MS // how long it can be taken back

struct conversion_bulk_input {
    struct user_id user_id; // who; only this person may take it back
    struct text list;       // where it was asked for: the address of the list
    struct text status;     // approved, rejected
    struct text reason;     // coded, of a rejection; "" otherwise
    const struct conversion_id *ids;
    size_t count; // 1 to CONVERSION_BULK_MAX
};
// Decides those that are pending in one transaction; others stay as they are and are not counted. The action is kept,
// so that it can be taken back. RC_INVALID selection_empty, selection_too_large (field id) and those of
// conversion_decide; RC_NOT_FOUND conversion_not_found: then none is decided.
enum rc conversion_bulk_decide(struct flow *flow, const struct conversion_bulk_input *input,
                               struct bulk_action *ret_action) MUST_USE;
// Reopens those that nobody has decided otherwise since, and of which no commission has become available
// (conversion_reopen_step); *ret_count is how many. RC_NOT_FOUND not_found for an action of somebody else's or of more
// than CONVERSION_UNDO_MS ago; RC_CONFLICT bulk_undone when it was taken back before.
enum rc conversion_bulk_undo(struct flow *flow, struct user_id user_id, struct bulk_action_id id,
                             size_t *ret_count) MUST_USE;
