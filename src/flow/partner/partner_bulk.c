// SPDX-License-Identifier: Apache-2.0
// Many partners at once; see partner_bulk.h.
#include "partner/partner_bulk.h"

#include "change.h"
#include "validate.h"

// One partner's status inside the transaction; *ret_is_changed says whether it had another one.
static enum rc set_status(struct flow *flow, struct partner_id id, struct text status, int64_t version,
                          bool *ret_is_changed)
{
    struct partner partner;
    TRY(change_found(flow, partner_get(flow->db, flow->arena, id, &partner), "partner"));
    *ret_is_changed = !text_equal(partner.status, status);
    if (!*ret_is_changed) {
        return RC_OK;
    }
    partner.status = status;
    partner.version = version;
    TRY(flow_stored(flow, partner_set(flow->db, &partner)));
    struct change_note note;
    change_note_begin(flow, &note);
    change_note_text(&note, "code", partner.code);
    change_note_text(&note, "status", partner.status);
    return change_note_end(flow, &note, "partner.change", partner.id.v);
}

enum rc partner_bulk_status(struct flow *flow, const struct partner_bulk_input *input, struct bulk_action *ret_action)
{
    TRY(validate_choice(flow->fault, "status", input->status, "active,archived"));
    if (input->count == 0) {
        return fault_set(flow->fault, RC_INVALID, "selection_empty", "id", "nothing is selected");
    }
    if (input->count > PARTNER_BULK_MAX) {
        return fault_set(flow->fault, RC_INVALID, "selection_too_large", "id", "at most %d at once", PARTNER_BULK_MAX);
    }
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    int64_t version = 0;
    TRY(change_version(flow, &version));
    int64_t *changed = arena_many(flow->arena, int64_t, input->count);
    size_t count = 0;
    for (size_t i = 0; i < input->count; i++) {
        bool is_changed = false;
        TRY(set_status(flow, input->ids[i], input->status, version, &is_changed));
        if (is_changed) {
            changed[count++] = input->ids[i].v;
        }
    }
    *ret_action = (struct bulk_action){.user_id = input->user_id,
                                       .list = input->list,
                                       .action = input->status,
                                       .objects = changed,
                                       .object_count = count,
                                       .created_at = flow->now,
                                       .undone_at = INSTANT_NONE};
    TRY(flow_stored(flow, bulk_action_insert(flow->db, flow->arena, ret_action, &ret_action->id)));
    return flow_commit(flow);
}

static enum rc find(struct flow *flow, struct user_id user_id, struct bulk_action_id id, struct bulk_action *ret_action)
{
    enum rc rc = bulk_action_get(flow->db, flow->arena, id, user_id, ret_action);
    if (rc == RC_NOT_FOUND || (rc == RC_OK && ret_action->created_at.ms + BULK_UNDO_MS < flow->now.ms)) {
        return fault_set(flow->fault, RC_NOT_FOUND, "not_found", "id", "there is nothing to undo");
    }
    return flow_stored(flow, rc);
}

enum rc partner_bulk_undo(struct flow *flow, struct user_id user_id, struct bulk_action_id id, size_t *ret_count)
{
    *ret_count = 0;
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    int64_t version = 0;
    TRY(change_version(flow, &version));
    struct bulk_action action;
    TRY(find(flow, user_id, id, &action));
    enum rc rc = bulk_action_undone(flow->db, id, flow->now);
    if (rc == RC_CONFLICT) {
        return fault_set(flow->fault, RC_CONFLICT, "bulk_undone", "id", "this was undone already");
    }
    TRY(flow_stored(flow, rc));
    bool was_archived = text_equal(action.action, TEXT("archived"));
    for (size_t i = 0; i < action.object_count; i++) {
        struct partner partner;
        struct partner_id partner_id = {action.objects[i]};
        TRY(change_found(flow, partner_get(flow->db, flow->arena, partner_id, &partner), "partner"));
        if (!text_equal(partner.status, action.action)) {
            continue; // somebody has changed it since
        }
        bool is_changed = false;
        TRY(set_status(flow, partner_id, was_archived ? TEXT("active") : TEXT("archived"), version, &is_changed));
        *ret_count += is_changed ? 1 : 0;
    }
    return flow_commit(flow);
}
