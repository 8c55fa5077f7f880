// SPDX-License-Identifier: Apache-2.0
// Customers, as advertisers know them. E-mails are kept as keyed hashes and never shown.
#include "customer/customer_churn.h"
#include "customer/customer_erase.h"
#include "customer/customer_write.h"
#include "identity/public_id.h"
#include "v1/handlers.h"

struct customer_view {
    struct customer_id id;
    struct advertiser_id advertiser_id;
    struct text customer_id;
    struct opt_int64 emails;
    struct instant created_at;
};
static const struct field customer_fields[] = {
    FIELD_ID(struct customer_view, id, PREFIX_CUSTOMER, 0, "The customer's id here."),
    FIELD_ID(struct customer_view, advertiser_id, PREFIX_ADVERTISER, 0, "Known to whom."),
    FIELD_TEXT(struct customer_view, customer_id, 1, CUSTOMER_EXTERNAL_ID_MAX, 0,
               "The advertiser's own id, or null when unknown or erased."),
    FIELD_INT64(struct customer_view, emails, 0, INT64_MAX, 0, "By how many e-mail addresses the customer is known."),
    FIELD_INSTANT(struct customer_view, created_at, 0, "When first seen."),
};
const struct schema schema_customer = SCHEMA("Customer", struct customer_view, customer_fields);

struct customer_query {
    CALL_PAGE_MEMBERS;
    struct advertiser_id advertiser_id;
    struct text customer_id;
};
static const struct field customer_query_fields[] = {
    CALL_PAGE_FIELDS(struct customer_query),
    FIELD_ID(struct customer_query, advertiser_id, PREFIX_ADVERTISER, 0, "Only of this advertiser."),
    FIELD_TEXT(struct customer_query, customer_id, 1, CUSTOMER_EXTERNAL_ID_MAX, 0, "Only the one of this own id."),
};
const struct schema schema_customer_query = SCHEMA("CustomerQuery", struct customer_query, customer_query_fields);

struct customer_body {
    struct advertiser_id advertiser_id;
    struct text customer_id;
    struct text email;
};
static const struct field customer_create_fields[] = {
    FIELD_ID(struct customer_body, advertiser_id, PREFIX_ADVERTISER, 0,
             "Known to whom; an advertiser's own unless given."),
    FIELD_TEXT(struct customer_body, customer_id, 1, CUSTOMER_EXTERNAL_ID_MAX, 0,
               "The advertiser's own id; this or an e-mail must be given."),
    FIELD_EMAIL(struct customer_body, email, 0, "Kept as a keyed hash only, and never shown."),
};
static const struct field customer_change_fields[] = {
    FIELD_TEXT(struct customer_body, customer_id, 1, CUSTOMER_EXTERNAL_ID_MAX, 0,
               "The advertiser's own id, when it was unknown."),
    FIELD_EMAIL(struct customer_body, email, 0, "One more, kept as a keyed hash only, and never shown."),
};
const struct schema schema_customer_create = SCHEMA("CustomerCreate", struct customer_body, customer_create_fields);
const struct schema schema_customer_change = SCHEMA("CustomerChange", struct customer_body, customer_change_fields);

static struct customer_view view_of(const struct customer *customer)
{
    return (struct customer_view){
        .id = customer->id,
        .advertiser_id = customer->advertiser_id,
        .customer_id = customer->external_id,
        .emails = some_int64(customer->emails),
        .created_at = customer->created_at,
    };
}

enum rc api_customer_list(struct call *call)
{
    const struct customer_query *query = call->query;
    struct customer_filter filter = {.advertiser_id = query->advertiser_id, .external_id = query->customer_id};
    if (call->actor.role == ROLE_ADVERTISER) {
        struct advertiser advertiser;
        filter.advertiser_id = access_own_advertiser(call);
        TRY(access_advertiser(call, query->advertiser_id.v == 0 ? filter.advertiser_id : query->advertiser_id,
                              &advertiser));
    }
    int64_t limit;
    TRY(call_page_start(call, query->limit, query->cursor, &limit, &filter.before_id));
    filter.limit = limit + 1;
    struct customer *list;
    size_t count;
    TRY(flow_stored(&call->flow, customer_list(call->db, call->arena, &filter, &list, &count)));
    struct customer_view *views = arena_many(call->arena, struct customer_view, count);
    for (size_t i = 0; i < count; i++) {
        views[i] = view_of(&list[i]);
    }
    struct call_page page = {
        .items = views, .count = count, .limit = limit, .id_offset = offsetof(struct customer_view, id)};
    return call_print_page(call, &page);
}

enum rc api_customer_get(struct call *call)
{
    struct customer customer;
    TRY(access_customer(call, (struct customer_id){.v = call->ids[0]}, &customer));
    struct customer_view view = view_of(&customer);
    return call_print(call, &schema_customer, &view);
}

enum rc api_customer_erase(struct call *call)
{
    struct customer customer;
    TRY(access_customer(call, (struct customer_id){.v = call->ids[0]}, &customer));
    TRY(customer_erase(&call->flow, customer.id, &customer));
    struct customer_view view = view_of(&customer);
    return call_print(call, &schema_customer, &view);
}

struct churn_body {
    struct program_id program_id;
    struct instant occurred_at;
};
static const struct field churn_body_fields[] = {
    FIELD_ID(struct churn_body, program_id, PREFIX_PROGRAM, FIELD_REQUIRED, "Which program the customer left."),
    FIELD_INSTANT(struct churn_body, occurred_at, 0, "When; now unless given."),
};
const struct schema schema_customer_churn = SCHEMA("CustomerChurn", struct churn_body, churn_body_fields);

static enum rc render_customer(struct call *call, const void *view)
{
    struct customer_view shown = view_of(view);
    return call_print(call, &schema_customer, &shown);
}

enum rc api_customer_churn(struct call *call)
{
    const struct churn_body *body = call->body;
    struct customer *customer = arena_one(call->arena, struct customer);
    TRY(access_customer(call, (struct customer_id){.v = call->ids[0]}, customer));
    TRY(access_body_program(call, body->program_id));
    struct churn_input input = {
        .customer_id = customer->id, .program_id = body->program_id, .occurred_at = body->occurred_at};
    call_answer_by(call, render_customer, customer);
    return customer_churn(&call->flow, &input, customer);
}

struct customer_told {
    struct customer customer;
    bool is_known; // it was there already
};

static enum rc render_told(struct call *call, const void *view)
{
    const struct customer_told *told = view;
    struct customer_view shown = view_of(&told->customer);
    if (told->is_known) {
        call->response->status = 200;
    }
    return call_print(call, &schema_customer, &shown);
}

enum rc api_customer_create(struct call *call)
{
    const struct customer_body *body = call->body;
    struct customer_input input = {
        .advertiser_id = body->advertiser_id, .external_id = body->customer_id, .email = body->email};
    if (input.advertiser_id.v == 0) {
        input.advertiser_id = access_own_advertiser(call);
    }
    if (input.advertiser_id.v == 0) {
        return fault_set(call->fault, RC_INVALID, "field_missing", "advertiser_id", "advertiser_id is missing");
    }
    TRY(access_body_advertiser(call, input.advertiser_id));
    struct customer_told told = {.is_known = false};
    call_answer_by(call, render_told, &told);
    return customer_create(&call->flow, &input, &told.customer, &told.is_known);
}

enum rc api_customer_change(struct call *call)
{
    const struct customer_body *body = call->body;
    struct customer_input input = {.external_id = body->customer_id, .email = body->email};
    struct customer_told told = {.is_known = true};
    TRY(access_customer(call, (struct customer_id){.v = call->ids[0]}, &told.customer));
    call_answer_by(call, render_told, &told);
    return customer_change(&call->flow, told.customer.id, &input, &told.customer);
}
