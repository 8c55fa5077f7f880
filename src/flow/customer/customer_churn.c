// SPDX-License-Identifier: Apache-2.0
// Churn; see customer_churn.h.
#include "customer/customer_churn.h"

#include "change.h"
#include "commission/commission_life.h"
#include "customer/customer_sql.h"

static enum rc churn_check(struct flow *flow, const struct churn_input *input, const struct customer *customer,
                           struct instant at)
{
    struct program program;
    TRY(change_program_open(flow, input->program_id, "program_id", &program));
    if (program.advertiser_id.v != customer->advertiser_id.v) {
        return fault_set(flow->fault, RC_INVALID, "program_unknown", "program_id",
                         "program_id names no program of the customer's advertiser");
    }
    if (at.ms > flow->now.ms + HOUR_MS) {
        return fault_set(flow->fault, RC_INVALID, "occurred_at_in_future", "occurred_at",
                         "occurred_at must not be in the future");
    }
    return RC_OK;
}

enum rc customer_churn(struct flow *flow, const struct churn_input *input, struct customer *ret_customer)
{
    struct instant at = instant_is_none(input->occurred_at) ? flow->now : input->occurred_at;
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(change_found(flow, customer_get(flow->db, flow->arena, input->customer_id, ret_customer), "customer"));
    TRY(churn_check(flow, input, ret_customer, at));
    struct sql_customer_churn_insert_in in = {.program_id = input->program_id,
                                              .customer_id = input->customer_id,
                                              .occurred_at = at,
                                              .received_at = flow->now};
    struct sql_customer_churn_insert_row row;
    enum rc rc = sql_customer_churn_insert(flow->db, flow->arena, &in, &row);
    if (rc == RC_NOT_FOUND) {
        return flow_commit(flow);
    }
    TRY(flow_stored(flow, rc));
    struct rollup rollup = {.count = 0};
    TRY(commission_follow_churn(flow, input->program_id, input->customer_id, row.id, &rollup));
    TRY(rollup_write(flow, &rollup));
    struct change_note note;
    change_note_begin(flow, &note);
    json_put_int64(&note.json, "program_id", input->program_id.v);
    TRY(change_note_end(flow, &note, "customer.churn", input->customer_id.v));
    return flow_commit(flow);
}
