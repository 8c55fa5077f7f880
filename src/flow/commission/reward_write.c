// SPDX-License-Identifier: Apache-2.0
// Delivery of rewards in kind; see reward_write.h.
#include "commission/reward_write.h"

#include "change.h"
#include "commission/commission_sql.h"
#include "commission/commission_step.h"

enum rc reward_deliver(struct flow *flow, int64_t reward_id, int64_t quantity)
{
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    struct sql_reward_get_in get = {.id = reward_id};
    struct sql_reward_get_row reward;
    TRY(change_found(flow, sql_reward_get(flow->db, flow->arena, &get, &reward), "reward"));
    TRY(commission_lock_partner(flow, reward.partner_id));
    TRY(flow_stored(flow, sql_reward_get(flow->db, flow->arena, &get, &reward)));
    int64_t open = reward.granted - reward.taken_back - reward.delivered;
    int64_t wanted = quantity == 0 ? open : quantity;
    if (wanted > open || wanted <= 0) {
        return fault_set(flow->fault, RC_REFUSED, "reward_exceeded", "quantity",
                         "only %lld of this reward are granted and not delivered", (long long)open);
    }
    struct sql_reward_change_insert_in step = {.reward_id = reward_id,
                                               .number = reward.last_number + 1,
                                               .cause = TEXT("delivered"),
                                               .quantity = wanted,
                                               .actor = flow->actor,
                                               .changed_at = flow->now};
    TRY(flow_stored(flow, sql_reward_change_insert(flow->db, &step, NULL)));
    struct change_note note;
    change_note_begin(flow, &note);
    json_put_int64(&note.json, "quantity", wanted);
    TRY(change_note_end(flow, &note, "reward.deliver", reward_id));
    return flow_commit(flow);
}
