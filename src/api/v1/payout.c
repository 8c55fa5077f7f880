// SPDX-License-Identifier: Apache-2.0
// Payout runs over HTTP.

#include "payout/payout.h"
#include "identity/public_id.h"
#include "payout_run.h"
#include "v1/handlers.h"

struct payout_item_view {
    struct payout_item_id id;
    struct partner_id partner_id;
    struct money amount;
    struct text status;
    struct instant settled_at;
};
static const struct field item_fields[] = {
    FIELD_ID(struct payout_item_view, id, PREFIX_PAYOUT_ITEM, 0, "The item."),
    FIELD_ID(struct payout_item_view, partner_id, PREFIX_PARTNER, 0, "Who is paid."),
    FIELD_MONEY(struct payout_item_view, amount, "How much."),
    FIELD_CHOICE(struct payout_item_view, status, "taken,paid,failed", 0, "As it stands now."),
    FIELD_INSTANT(struct payout_item_view, settled_at, 0, "When it was paid or failed."),
};
static const struct schema schema_payout_item = SCHEMA("PayoutItem", struct payout_item_view, item_fields);

struct payout_run_view {
    struct payout_run_id id;
    struct currency currency;
    struct instant until;
    struct text method, status;
    struct instant created_at, approved_at, paid_at;
    struct money total;
    struct field_list items;
};
static const struct field run_fields[] = {
    FIELD_ID(struct payout_run_view, id, PREFIX_PAYOUT_RUN, 0, "The run."),
    FIELD_CURRENCY(struct payout_run_view, currency, 0, "Its currency."),
    FIELD_INSTANT(struct payout_run_view, until, 0, "Only commissions due by then are in it."),
    FIELD_TEXT(struct payout_run_view, method, 0, 40, 0, "How it is paid."),
    FIELD_CHOICE(struct payout_run_view, status, "draft,approved,paid,cancelled", 0, "As it stands now."),
    FIELD_INSTANT(struct payout_run_view, created_at, 0, "When it was built."),
    FIELD_INSTANT(struct payout_run_view, approved_at, 0, "When it was approved."),
    FIELD_INSTANT(struct payout_run_view, paid_at, 0, "When it was paid."),
    FIELD_MONEY(struct payout_run_view, total, "Sum of the items that have not failed."),
    FIELD_LIST(struct payout_run_view, items, &schema_payout_item, 0, "One item a partner; left out in lists."),
};
const struct schema schema_payout_run = SCHEMA("PayoutRun", struct payout_run_view, run_fields);

static struct payout_run_view view_of(const struct payout_run *run)
{
    return (struct payout_run_view){.id = run->id,
                                    .currency = run->currency,
                                    .until = run->until,
                                    .method = run->method,
                                    .status = run->status,
                                    .created_at = run->created_at,
                                    .approved_at = run->approved_at,
                                    .paid_at = run->paid_at};
}

static enum rc read_items(struct call *call, struct payout_run_view *view)
{
    struct payout_item *items = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow, payout_item_list(call->db, call->arena, view->id, &items, &count)));
    struct payout_item_view *list = arena_many(call->arena, struct payout_item_view, count);
    view->total = money_zero(view->currency);
    for (size_t i = 0; i < count; i++) {
        list[i] = (struct payout_item_view){.id = items[i].id,
                                            .partner_id = items[i].partner_id,
                                            .amount = items[i].amount,
                                            .status = items[i].status,
                                            .settled_at = items[i].settled_at};
        if (!text_equal(items[i].status, TEXT("failed"))) {
            TRY(flow_stored(&call->flow, money_add(view->total, items[i].amount, &view->total)));
        }
    }
    view->items = (struct field_list){.items = list, .count = count};
    return RC_OK;
}

static enum rc print_run(struct call *call, struct payout_run_id id)
{
    struct payout_run run;
    enum rc rc = payout_run_get(call->db, call->arena, id, &run);
    if (rc == RC_NOT_FOUND) {
        return fault_set(call->fault, RC_NOT_FOUND, "payout_run_not_found", "id", "there is no such payout run");
    }
    TRY(flow_stored(&call->flow, rc));
    struct payout_run_view view = view_of(&run);
    TRY(read_items(call, &view));
    return call_print(call, &schema_payout_run, &view);
}

static enum rc render_run(struct call *call, const void *view)
{
    const struct payout_run_id *id = view;
    return print_run(call, *id);
}

struct payout_run_body {
    struct currency currency;
    struct instant until;
    struct text method;
};
static const struct field body_fields[] = {
    FIELD_CURRENCY(struct payout_run_body, currency, FIELD_REQUIRED, "Which balances are paid."),
    FIELD_INSTANT(struct payout_run_body, until, 0, "Commissions due by then; now unless given."),
    FIELD_TEXT(struct payout_run_body, method, 1, 40, 0, "How it is paid: bank_transfer unless given."),
};
const struct schema schema_payout_run_create = SCHEMA("PayoutRunCreate", struct payout_run_body, body_fields);

enum rc api_payout_run_create(struct call *call)
{
    const struct payout_run_body *body = call->body;
    struct payout_request request = {.key = TEXT_NONE,
                                     .currency = body->currency,
                                     .until = instant_is_none(body->until) ? call->now : body->until,
                                     .method = text_is(body->method) ? body->method : TEXT("bank_transfer")};
    struct payout_run_id *id = arena_one(call->arena, struct payout_run_id);
    call_answer_by(call, render_run, id);
    return payout_run_create(&call->flow, &request, id);
}

enum rc api_payout_run_list(struct call *call)
{
    const struct page_query *query = call->query;
    int64_t limit = 0;
    int64_t before = 0;
    TRY(call_page_start(call, query->limit, query->cursor, &limit, &before));
    struct payout_run *runs = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow, payout_run_list(call->db, call->arena, (struct payout_run_id){before},
                                                 (size_t)limit + 1, &runs, &count)));
    struct payout_run_view *views = arena_many(call->arena, struct payout_run_view, count);
    for (size_t i = 0; i < count; i++) {
        views[i] = view_of(&runs[i]);
    }
    struct call_page page = {
        .items = views, .count = count, .limit = limit, .id_offset = offsetof(struct payout_run_view, id)};
    return call_print_page(call, &page);
}

enum rc api_payout_run_get(struct call *call)
{
    return print_run(call, (struct payout_run_id){call->ids[0]});
}

static enum rc run_changed(struct call *call, enum rc (*change)(struct flow *flow, struct payout_run_id id))
{
    struct payout_run_id *id = arena_one(call->arena, struct payout_run_id);
    id->v = call->ids[0];
    call_answer_by(call, render_run, id);
    return change(&call->flow, *id);
}

enum rc api_payout_run_approve(struct call *call)
{
    return run_changed(call, payout_run_approve);
}

enum rc api_payout_run_paid(struct call *call)
{
    return run_changed(call, payout_run_pay);
}

enum rc api_payout_run_cancel(struct call *call)
{
    return run_changed(call, payout_run_cancel);
}

enum rc api_payout_item_failed(struct call *call)
{
    struct payout_item_id item_id = {call->ids[0]};
    struct payout_item item;
    enum rc rc = payout_item_get(call->db, call->arena, item_id, &item);
    if (rc == RC_NOT_FOUND) {
        return fault_set(call->fault, RC_NOT_FOUND, "payout_item_not_found", "id", "there is no such payout item");
    }
    TRY(flow_stored(&call->flow, rc));
    struct payout_run_id *id = arena_one(call->arena, struct payout_run_id);
    *id = item.run_id;
    call_answer_by(call, render_run, id);
    return payout_item_fail(&call->flow, item_id);
}
