// SPDX-License-Identifier: Apache-2.0
// Purges.
#include "network/purge.h"

#include "click/click.h"
#include "identity/identity.h"
#include "identity/session.h"
#include "network/network.h"
#include "saved_view/saved_view.h"

#define PURGE_BATCH_ROWS 10000

static enum rc purge_people_batch(struct flow *flow, struct instant before, int64_t *ret_deleted)
{
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(flow_stored(flow, click_person_purge(flow->db, before, PURGE_BATCH_ROWS, ret_deleted)));
    return flow_commit(flow);
}

enum rc purge_people(struct flow *flow, int64_t *ret_deleted)
{
    *ret_deleted = 0;
    struct network network;
    TRY(flow_stored(flow, network_get(flow->db, flow->arena, &network)));
    struct instant before = {flow->now.ms - network.address_days * DAY_MS};
    int64_t deleted = 0;
    do {
        TRY(purge_people_batch(flow, before, &deleted));
        *ret_deleted += deleted;
    } while (deleted > 0);
    return RC_OK;
}

enum rc purge_answers(struct flow *flow, int64_t *ret_deleted)
{
    *ret_deleted = 0;
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(flow_stored(
        flow, identity_answer_forget(flow->db, (struct instant){flow->now.ms - PURGE_ANSWERS_AFTER_MS}, ret_deleted)));
    return flow_commit(flow);
}

enum rc purge_sessions(struct flow *flow, int64_t *ret_deleted)
{
    *ret_deleted = 0;
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    struct instant before = {flow->now.ms - PURGE_SESSIONS_AFTER_MS};
    TRY(flow_stored(flow, identity_session_forget(flow->db, before, ret_deleted)));
    int64_t actions = 0;
    TRY(flow_stored(flow, bulk_action_forget(flow->db, before, &actions)));
    int64_t views = 0;
    TRY(flow_stored(flow, saved_view_purge(flow->db, before, &views)));
    *ret_deleted += actions + views;
    return flow_commit(flow);
}
