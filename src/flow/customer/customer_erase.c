// SPDX-License-Identifier: Apache-2.0
// Erasing a person; see customer_erase.h.

#include "customer/customer_erase.h"

#include "change.h"
#include "click/click.h"
#include "conversion/conversion.h"

static enum rc note_erasure(struct flow *flow, const struct customer *customer, int64_t clicks)
{
    struct change_note note;
    change_note_begin(flow, &note);
    json_put_bool(&note.json, "had_external_id", text_is(customer->external_id));
    json_put_int64(&note.json, "emails", customer->emails);
    json_put_int64(&note.json, "clicks", clicks);
    return change_note_end(flow, &note, "customer.erase", customer->id.v);
}

static enum rc erase_in_transaction(struct flow *flow, struct customer_id id, struct customer *ret_customer)
{
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    struct customer customer;
    TRY(flow_stored(flow, customer_hold(flow->db, flow->arena, id)));
    TRY(change_found(flow, customer_get(flow->db, flow->arena, id, &customer), "customer"));
    int64_t clicks = 0;
    TRY(flow_stored(flow, click_person_erase(flow->db, id, &clicks)));
    TRY(flow_stored(flow, conversion_extra_erase(flow->db, id)));
    TRY(flow_stored(flow, customer_erase_identity(flow->db, id)));
    if (text_is(customer.external_id) || customer.emails > 0 || clicks > 0) {
        TRY(note_erasure(flow, &customer, clicks));
    }
    customer.external_id = TEXT_NONE;
    customer.emails = 0;
    *ret_customer = customer;
    return flow_commit(flow);
}

enum rc customer_erase(struct flow *flow, struct customer_id id, struct customer *ret_customer)
{
    TRY(erase_in_transaction(flow, id, ret_customer));
    DISCARD("old pages of the log go with its next turn too", db_tidy(flow->db));
    return RC_OK;
}
