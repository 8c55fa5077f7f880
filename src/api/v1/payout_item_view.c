// SPDX-License-Identifier: Apache-2.0
// Payout items over HTTP.
#include "v1/payout_item_view.h"

#include "identity/public_id.h"
#include "payout/payout_run.h"
#include "payout_account/payout_account.h"

static const struct field item_fields[] = {
    FIELD_ID(struct payout_item_view, id, PREFIX_PAYOUT_ITEM, 0, "The item."),
    FIELD_ID(struct payout_item_view, run_id, PREFIX_PAYOUT_RUN, 0, "Its run."),
    FIELD_ID(struct payout_item_view, partner_id, PREFIX_PARTNER, 0, "Who is paid."),
    FIELD_MONEY(struct payout_item_view, amount, "How much of the balance."),
    FIELD_MONEY(struct payout_item_view, sent, "What is sent for it: the same, or another currency."),
    FIELD_MONEY(struct payout_item_view, cost,
                "What sending another currency cost, once paid; operators see it, else null."),
    FIELD_CHOICE(struct payout_item_view, status, "taken,paid,failed,left_out", 0, "As it stands now."),
    FIELD_TEXT(struct payout_item_view, reason, 0, 200, 0, "Why it failed or was left out."),
    FIELD_TEXT(struct payout_item_view, method, 0, 20, 0, "Of the payout details; null: paid by hand."),
    FIELD_TEXT(struct payout_item_view, paid_to, 0, 300, 0, "The payout details, masked."),
    FIELD_TEXT(struct payout_item_view, end_to_end_id, 0, 35, 0, "Names the payment in files and at banks."),
    FIELD_ID(struct payout_item_view, retry_of, PREFIX_PAYOUT_ITEM, 0, "The failed item that it repeats."),
    FIELD_INSTANT(struct payout_item_view, settled_at, 0, "When it was paid or failed."),
};
const struct schema schema_payout_item = SCHEMA("PayoutItem", struct payout_item_view, item_fields);

enum rc payout_item_view_of(struct call *call, const struct payout_item *item, struct payout_item_view *ret_view)
{
    struct payout_account account = {.method = TEXT_NONE, .shown = TEXT_NONE};
    if (item->account_id.v != 0) {
        TRY(flow_stored(&call->flow, payout_account_get(call->db, call->arena, item->account_id, &account)));
    }
    bool is_cost_shown = item->cost_minor.has && call->actor.role == ROLE_OPERATOR;
    *ret_view = (struct payout_item_view){
        .id = item->id,
        .run_id = item->run_id,
        .partner_id = item->partner_id,
        .amount = item->amount,
        .sent = item->sent,
        .cost = is_cost_shown ? (struct money){item->cost_minor.v, item->amount.currency} : (struct money){.minor = 0},
        .status = item->is_left_out ? TEXT("left_out") : item->status,
        .reason = item->reason,
        .method = account.method,
        .paid_to = account.shown,
        .end_to_end_id = item->end_to_end_id,
        .retry_of = item->retry_of,
        .settled_at = item->settled_at,
    };
    return RC_OK;
}

struct payout_item_query {
    CALL_PAGE_MEMBERS;
    struct partner_id partner_id;
};
static const struct field query_fields[] = {
    CALL_PAGE_FIELDS(struct payout_item_query),
    FIELD_ID(struct payout_item_query, partner_id, PREFIX_PARTNER, 0, "Only of this partner."),
};
const struct schema schema_payout_item_query = SCHEMA("PayoutItemQuery", struct payout_item_query, query_fields);

enum rc api_payout_item_list(struct call *call)
{
    const struct payout_item_query *query = call->query;
    struct partner_id partner_id;
    int64_t limit;
    struct payout_item_id before = {0};
    TRY(access_filter_partner(call, query->partner_id, &partner_id));
    TRY(call_page_start(call, query->limit, query->cursor, &limit, &before.v));
    struct payout_item *list;
    size_t count;
    TRY(flow_stored(&call->flow,
                    payout_item_list_of(call->db, call->arena, partner_id, before, (size_t)limit + 1, &list, &count)));
    struct payout_item_view *views = arena_many(call->arena, struct payout_item_view, count);
    for (size_t i = 0; i < count; i++) {
        TRY(payout_item_view_of(call, &list[i], &views[i]));
    }
    struct call_page page = {
        .items = views, .count = count, .limit = limit, .id_offset = offsetof(struct payout_item_view, id)};
    return call_print_page(call, &page);
}

static enum rc print_item(struct call *call, struct payout_item_id id)
{
    struct payout_item item;
    struct payout_item_view view;
    TRY(access_payout_item(call, id, &item));
    TRY(payout_item_view_of(call, &item, &view));
    return call_print(call, &schema_payout_item, &view);
}

enum rc api_payout_item_get(struct call *call)
{
    return print_item(call, (struct payout_item_id){call->ids[0]});
}

static enum rc render_item(struct call *call, const void *view)
{
    const struct payout_item_id *id = view;
    return print_item(call, *id);
}

struct reason_body {
    struct text reason;
};
static const struct field reason_required_fields[] = {
    FIELD_TEXT(struct reason_body, reason, 1, 200, FIELD_REQUIRED, "Why."),
};
const struct schema schema_reason = SCHEMA("Reason", struct reason_body, reason_required_fields);

static struct payout_item_id *answer_with_item(struct call *call)
{
    struct payout_item_id *id = arena_one(call->arena, struct payout_item_id);
    id->v = call->ids[0];
    call_answer_by(call, render_item, id);
    return id;
}

struct paid_body {
    struct text cost;
};
static const struct field paid_fields[] = {
    FIELD_DECIMAL(struct paid_body, cost, 0,
                  "Of a run in another currency: what the bank took for it, in the currency of the balance."),
};
const struct schema schema_payout_item_paid = SCHEMA("PayoutItemPaid", struct paid_body, paid_fields);

enum rc api_payout_item_paid(struct call *call)
{
    const struct paid_body *body = call->body;
    return payout_item_pay_at_cost(&call->flow, *answer_with_item(call), body == NULL ? TEXT_NONE : body->cost);
}

enum rc api_payout_item_leave_out(struct call *call)
{
    const struct reason_body *body = call->body;
    return payout_item_leave_out(&call->flow, *answer_with_item(call), body->reason);
}
