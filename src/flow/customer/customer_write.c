// SPDX-License-Identifier: Apache-2.0
// Changes of customers. The audit event says what was told, not the contents: it is never erased, and a person may have
// to be.
#include "customer/customer_write.h"

#include "change.h"
#include "validate.h"

static enum rc customer_check(struct flow *flow, struct advertiser_id advertiser_id, const struct customer_input *input,
                              struct text *ret_hash)
{
    *ret_hash = TEXT_NONE;
    if (text_is(input->external_id)) {
        TRY(validate_words(flow->fault, "customer_id", input->external_id, CUSTOMER_EXTERNAL_ID_MAX));
        if (text_is_empty(text_trim(input->external_id))) {
            return fault_set(flow->fault, RC_INVALID, "text_empty", "customer_id", "customer_id must not be empty");
        }
    }
    if (text_is(input->email)) {
        return customer_email_hash(flow->arena, flow->keyring, advertiser_id, input->email, ret_hash, flow->fault);
    }
    return RC_OK;
}

static enum rc note_customer(struct flow *flow, const struct customer_input *input, struct customer_id id,
                             const char *action)
{
    struct change_note note;
    change_note_begin(flow, &note);
    json_put_bool(&note.json, "is_customer_id_given", text_is(input->external_id));
    json_put_bool(&note.json, "is_email_given", text_is(input->email));
    return change_note_end(flow, &note, action, id.v);
}

// Id 0 when nobody is known by it.
static enum rc find(struct flow *flow, struct advertiser_id advertiser_id, struct text external_id, struct text hash,
                    struct customer_id *ret_id)
{
    *ret_id = (struct customer_id){.v = 0};
    enum rc rc = customer_find(flow->db, flow->arena, advertiser_id, external_id, hash, ret_id);
    return rc == RC_NOT_FOUND ? RC_OK : flow_stored(flow, rc);
}

static enum rc email_taken(struct flow *flow)
{
    return fault_set(flow->fault, RC_CONFLICT, "email_taken", "email",
                     "another customer of this advertiser has this e-mail");
}

static enum rc create_in_transaction(struct flow *flow, const struct customer_input *input, struct text hash,
                                     struct customer *ret_customer, bool *ret_is_known)
{
    struct advertiser_id advertiser_id = input->advertiser_id;
    struct customer_id present;
    struct customer_id by_email;
    TRY(flow_stored(flow, customer_lock(flow->db, flow->arena, advertiser_id, input->external_id, hash)));
    TRY(find(flow, advertiser_id, input->external_id, hash, &present));
    TRY(find(flow, advertiser_id, TEXT_NONE, hash, &by_email));
    if (by_email.v != 0 && by_email.v != present.v) {
        return email_taken(flow);
    }
    struct customer before = {.emails = 0};
    if (present.v != 0) {
        TRY(flow_stored(flow, customer_get(flow->db, flow->arena, present, &before)));
    }
    struct customer_id id;
    TRY(flow_stored(flow,
                    customer_ensure(flow->db, flow->arena, advertiser_id, input->external_id, hash, flow->now, &id)));
    struct customer customer;
    TRY(flow_stored(flow, customer_get(flow->db, flow->arena, id, &customer)));
    *ret_is_known = present.v != 0;
    bool is_changed = !*ret_is_known || before.emails != customer.emails ||
                      text_is(before.external_id) != text_is(customer.external_id);
    if (is_changed) {
        TRY(note_customer(flow, input, id, *ret_is_known ? "customer.change" : "customer.create"));
    }
    *ret_customer = customer;
    return RC_OK;
}

enum rc customer_create(struct flow *flow, const struct customer_input *input, struct customer *ret_customer,
                        bool *ret_is_known)
{
    struct text hash;
    if (!text_is(input->external_id) && !text_is(input->email)) {
        return fault_set(flow->fault, RC_INVALID, "field_missing", "customer_id",
                         "customer_id or email must say who it is");
    }
    TRY(customer_check(flow, input->advertiser_id, input, &hash));
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(change_advertiser_open(flow, input->advertiser_id, "advertiser_id"));
    TRY(create_in_transaction(flow, input, hash, ret_customer, ret_is_known));
    return flow_commit(flow);
}

// Whether what is told may be this customer's.
static enum rc change_check(struct flow *flow, const struct customer *customer, struct text external_id,
                            struct text hash)
{
    if (!text_is(customer->external_id) && customer->emails == 0) {
        return fault_set(flow->fault, RC_REFUSED, "customer_erased", "", "this customer was erased");
    }
    struct customer_id other;
    TRY(find(flow, customer->advertiser_id, external_id, TEXT_NONE, &other));
    if (other.v != 0 && other.v != customer->id.v) {
        return fault_set(flow->fault, RC_CONFLICT, "customer_id_taken", "customer_id",
                         "another customer of this advertiser has this id");
    }
    TRY(find(flow, customer->advertiser_id, TEXT_NONE, hash, &other));
    return other.v == 0 || other.v == customer->id.v ? RC_OK : email_taken(flow);
}

enum rc customer_change(struct flow *flow, struct customer_id id, const struct customer_input *input,
                        struct customer *ret_customer)
{
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    struct customer before;
    TRY(flow_stored(flow, customer_hold(flow->db, flow->arena, id)));
    TRY(change_found(flow, customer_get(flow->db, flow->arena, id, &before), "customer"));
    struct text hash;
    TRY(customer_check(flow, before.advertiser_id, input, &hash));
    TRY(flow_stored(flow, customer_lock(flow->db, flow->arena, before.advertiser_id, input->external_id, hash)));
    TRY(change_check(flow, &before, input->external_id, hash));
    TRY(flow_stored(flow, customer_identify(flow->db, &before, input->external_id, hash)));
    struct customer customer;
    TRY(flow_stored(flow, customer_get(flow->db, flow->arena, id, &customer)));
    // Asked afterwards, because a sale may have brought an id in between: only an unknown one was set.
    if (text_is(input->external_id) && !text_equal(input->external_id, customer.external_id)) {
        return fault_set(flow->fault, RC_CONFLICT, "customer_id_known", "customer_id",
                         "the customer has another id already");
    }
    if (before.emails != customer.emails || text_is(before.external_id) != text_is(customer.external_id)) {
        TRY(note_customer(flow, input, id, "customer.change"));
    }
    *ret_customer = customer;
    return flow_commit(flow);
}
