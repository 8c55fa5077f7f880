// SPDX-License-Identifier: Apache-2.0
// Notes of what came in.
#include "tracking/tracking_note.h"

#define PURGE_BATCH_ROWS 10000

static void note_refusal(struct flow *flow, const struct tracking_event *refused)
{
    struct tracking_event event = *refused;
    event.outcome = TEXT("refused");
    event.code = text_of(flow->fault->code);
    event.field = text_of(flow->fault->field);
    event.conversion_id.v = 0;
    event.received_at = flow->now;
    if (db_write_begin(flow->db) != RC_OK) {
        return;
    }
    AUTO_TRANSACTION(flow->db);
    if (tracking_event_insert(flow->db, flow->arena, &event, 1) == RC_OK) {
        DISCARD("nothing depends on it", db_commit(flow->db));
    }
}

enum rc tracking_accept(struct flow *flow, const struct click_shipping *shipping, struct tracking_report *report,
                        struct conversion_accepted *ret_accepted)
{
    struct conversion_claim claim = *report->claim;
    claim.event = &report->event;
    enum rc rc = conversion_accept(flow, shipping, &claim, ret_accepted);
    bool is_refused = rc == RC_INVALID || rc == RC_REFUSED || rc == RC_CONFLICT;
    if (is_refused && report->is_note_wanted) {
        note_refusal(flow, &report->event);
    }
    return rc;
}

static bool is_fresh(struct flow *flow, const struct tracking_event *event)
{
    struct instant last;
    return tracking_event_last(flow->db, flow->arena, event, &last) == RC_OK &&
           flow->now.ms - last.ms < TRACKING_SEEN_EVERY_MS;
}

void tracking_note(struct flow *flow, const struct tracking_event *event)
{
    if (fault_is_set(flow->fault)) {
        note_refusal(flow, event);
        return;
    }
    if (is_fresh(flow, event) || db_write_begin(flow->db) != RC_OK) {
        return;
    }
    AUTO_TRANSACTION(flow->db);
    struct tracking_event seen = *event;
    seen.outcome = text_is(event->outcome) ? event->outcome : TEXT("seen");
    seen.code = text_is(event->code) ? event->code : TEXT("");
    seen.field = TEXT("");
    seen.received_at = flow->now;
    if (tracking_event_insert(flow->db, flow->arena, &seen, 1) == RC_OK) {
        DISCARD("nothing depends on it", db_commit(flow->db));
    }
}

static enum rc purge_batch(struct flow *flow, int64_t *ret_deleted)
{
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    struct instant before = {flow->now.ms - TRACKING_KEPT_MS};
    TRY(flow_stored(flow, tracking_event_forget(flow->db, before, PURGE_BATCH_ROWS, ret_deleted)));
    return flow_commit(flow);
}

enum rc tracking_purge(struct flow *flow, int64_t *ret_deleted)
{
    *ret_deleted = 0;
    int64_t deleted = 0;
    do {
        TRY(purge_batch(flow, &deleted));
        *ret_deleted += deleted;
    } while (deleted == PURGE_BATCH_ROWS);
    return RC_OK;
}
