// SPDX-License-Identifier: Apache-2.0
// Release of due commissions; see commission_release.h.
#include "commission/commission_release.h"

#include "commission/commission_step.h"

#define RELEASE_BATCH 200
#define BUSY_AGAIN_MAX 5

static enum rc release_one(struct flow *flow, struct commission_id id, struct instant at, int64_t *released)
{
    struct commission commission;
    TRY(flow_stored(flow, commission_get(flow->db, flow->arena, id, &commission)));
    // Another node may have released it, or a rejection taken its date, while this one waited for the lock.
    bool is_due =
        commission.status == COMMISSION_PENDING && !instant_is_none(commission.due_at) && commission.due_at.ms <= at.ms;
    if (!is_due) {
        return RC_OK;
    }
    struct booking_step step;
    TRY(commission_step_begin(flow, &commission, commission.due_at, &step));
    struct booking_position before = commission_position(&commission);
    struct booking booking;
    enum rc rc = booking_release(flow->arena, &step, &before, &booking);
    if (rc != RC_OK) {
        return fault_set(flow->fault, rc, "amount_overflow", "", "the partner's money would leave 64 bits");
    }
    struct commission_news news = {
        .cause = COMMISSION_CAUSE_RELEASED, .derivation = TEXT("{}"), .due_at = commission.due_at};
    TRY(commission_step_write(flow, &step, &booking, &news, &commission));
    (*released)++;
    return RC_OK;
}

// By partner, for the order of locks; of one partner the earliest due first, as they were read.
static void sort_by_partner(struct commission *list, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        struct commission moved = list[i];
        size_t at = i;
        for (; at > 0 && list[at - 1].partner_id.v > moved.partner_id.v; at--) {
            list[at] = list[at - 1];
        }
        list[at] = moved;
    }
}

static enum rc release_batch(struct flow *flow, struct instant at, size_t *ret_found, int64_t *released)
{
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    struct commission *list;
    TRY(flow_stored(flow, commission_list_due(flow->db, flow->arena, at, RELEASE_BATCH, &list, ret_found)));
    sort_by_partner(list, *ret_found);
    for (size_t i = 0; i < *ret_found; i++) {
        if (i == 0 || list[i].partner_id.v != list[i - 1].partner_id.v) {
            TRY(commission_lock_partner(flow, list[i].partner_id));
        }
        TRY(release_one(flow, list[i].id, at, released));
    }
    return flow_commit(flow);
}

enum rc commission_release_due(struct flow *flow, struct instant at, int64_t *ret_released)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct flow batch = *flow;
    batch.arena = arena;
    batch.before_commit = NULL; // the answer of a request is kept by a flow of one transaction
    *ret_released = 0;
    size_t found = 0;
    do {
        arena_reset(arena);
        int64_t released = 0;
        enum rc rc = release_batch(&batch, at, &found, &released);
        // Accounts are locked in the order of bookings: an import that books many at once can cross this batch.
        for (int again = 0; rc == RC_BUSY && again < BUSY_AGAIN_MAX; again++) {
            fault_clear(batch.fault);
            arena_reset(arena);
            released = 0;
            rc = release_batch(&batch, at, &found, &released);
        }
        TRY(rc);
        *ret_released += released;
    } while (found > 0);
    return RC_OK;
}
