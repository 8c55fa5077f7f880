// SPDX-License-Identifier: Apache-2.0
// Many conversions at once; see conversion_bulk.h.
#include "conversion/conversion_bulk.h"

#include <stdlib.h>

#include "conversion/conversion_decide.h"

static int by_id(const void *a, const void *b)
{
    const struct conversion_id *x = a;
    const struct conversion_id *y = b;
    return (x->v > y->v) - (x->v < y->v);
}

static enum rc check_count(struct flow *flow, size_t count)
{
    if (count == 0) {
        return fault_set(flow->fault, RC_INVALID, "selection_empty", "id", "nothing is selected");
    }
    if (count > CONVERSION_BULK_MAX) {
        return fault_set(flow->fault, RC_INVALID, "selection_too_large", "id", "at most %d at once",
                         CONVERSION_BULK_MAX);
    }
    return RC_OK;
}

// In ascending order of ids, so that two people who decide the same ones take turns.
static enum rc decide_all(struct flow *flow, const struct conversion_bulk_input *input, int64_t *decided,
                          size_t *ret_count)
{
    struct conversion_id *ids = arena_many(flow->arena, struct conversion_id, input->count);
    for (size_t i = 0; i < input->count; i++) {
        ids[i] = input->ids[i];
    }
    qsort(ids, input->count, sizeof(ids[0]), by_id);
    for (size_t i = 0; i < input->count; i++) {
        struct conversion conversion;
        enum rc rc = conversion_get(flow->db, flow->arena, ids[i], &conversion);
        if (rc == RC_NOT_FOUND) {
            return fault_set(flow->fault, rc, "conversion_not_found", "id", "there is no such conversion");
        }
        TRY(flow_stored(flow, rc));
        if (text_equal(conversion.status, TEXT("pending"))) {
            TRY(flow_stored(flow, conversion_decide_step(flow, &conversion, input->status, input->reason)));
            decided[(*ret_count)++] = ids[i].v;
        }
    }
    return RC_OK;
}

enum rc conversion_bulk_decide(struct flow *flow, const struct conversion_bulk_input *input,
                               struct bulk_action *ret_action)
{
    TRY(check_count(flow, input->count));
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    int64_t *decided = arena_many(flow->arena, int64_t, input->count);
    size_t count = 0;
    TRY(decide_all(flow, input, decided, &count));
    *ret_action = (struct bulk_action){.user_id = input->user_id,
                                       .list = input->list,
                                       .action = input->status,
                                       .objects = decided,
                                       .object_count = count,
                                       .created_at = flow->now,
                                       .undone_at = INSTANT_NONE};
    TRY(flow_stored(flow, bulk_action_insert(flow->db, flow->arena, ret_action, &ret_action->id)));
    return flow_commit(flow);
}

enum rc conversion_bulk_undo(struct flow *flow, struct user_id user_id, struct bulk_action_id id, size_t *ret_count)
{
    *ret_count = 0;
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    struct bulk_action action;
    enum rc rc = bulk_action_get(flow->db, flow->arena, id, user_id, &action);
    if (rc == RC_NOT_FOUND || (rc == RC_OK && action.created_at.ms + CONVERSION_UNDO_MS < flow->now.ms)) {
        return fault_set(flow->fault, RC_NOT_FOUND, "not_found", "id", "there is nothing to undo");
    }
    TRY(flow_stored(flow, rc));
    rc = bulk_action_undone(flow->db, id, flow->now);
    if (rc == RC_CONFLICT) {
        return fault_set(flow->fault, RC_CONFLICT, "bulk_undone", "id", "this was undone already");
    }
    TRY(flow_stored(flow, rc));
    for (size_t i = 0; i < action.object_count; i++) {
        bool is_reopened = false;
        struct conversion_id conversion_id = {action.objects[i]};
        TRY(flow_stored(flow, conversion_reopen_step(flow, conversion_id, action.action, &is_reopened)));
        *ret_count += is_reopened ? 1 : 0;
    }
    return flow_commit(flow);
}
