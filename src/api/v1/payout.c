// SPDX-License-Identifier: Apache-2.0
// Payout runs over HTTP.

#include "payout/payout.h"
#include "format/encode.h"
#include "identity/public_id.h"
#include "payout/payout_run.h"
#include "v1/handlers.h"
#include "v1/payout_item_view.h"

struct payout_file_view {
    struct text format, name, digest;
    struct opt_int64 items;
    struct money total;
    struct text made_by;
    struct instant made_at;
};
static const struct field file_fields[] = {
    FIELD_TEXT(struct payout_file_view, format, 0, 40, 0, "Its format."),
    FIELD_TEXT(struct payout_file_view, name, 0, 100, 0, "Its name."),
    FIELD_TEXT(struct payout_file_view, digest, 0, 64, 0, "BLAKE2b-256 of its bytes, hexadecimal."),
    FIELD_INT64(struct payout_file_view, items, 0, INT64_MAX, 0, "Payments in it."),
    FIELD_MONEY(struct payout_file_view, total, "Their sum."),
    FIELD_TEXT(struct payout_file_view, made_by, 0, 64, 0, "Who asked for it first."),
    FIELD_INSTANT(struct payout_file_view, made_at, 0, "When it was made."),
};
static const struct schema schema_payout_file = SCHEMA("PayoutFile", struct payout_file_view, file_fields);

struct payout_run_view {
    struct payout_run_id id;
    struct currency currency;
    struct instant until;
    struct text method, status;
    struct instant created_at, approved_at, paid_at;
    struct text built_by, approved_by;
    struct currency pay_currency;
    struct text rates, rate_source;
    struct instant rate_day;
    struct opt_int64 needs_second_person;
    struct money total;
    struct field_list items, files;
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
    FIELD_TEXT(struct payout_run_view, built_by, 0, 64, 0, "Who built it."),
    FIELD_TEXT(struct payout_run_view, approved_by, 0, 64, 0, "Who approved it."),
    FIELD_CURRENCY(struct payout_run_view, pay_currency, 0, "What is sent; null: the currency of the balances."),
    FIELD_TEXT(struct payout_run_view, rates, 0, 100, 0, "By which rates, as published."),
    FIELD_TEXT(struct payout_run_view, rate_source, 0, 140, 0, "Who published them."),
    FIELD_INSTANT(struct payout_run_view, rate_day, 0, "For which day."),
    FIELD_BOOL(struct payout_run_view, needs_second_person, 0, "It was above the limit: two people were needed."),
    FIELD_MONEY(struct payout_run_view, total, "Sum of the items that have not failed."),
    FIELD_LIST(struct payout_run_view, items, &schema_payout_item, 0, "One item a partner; left out in lists."),
    FIELD_LIST(struct payout_run_view, files, &schema_payout_file, 0, "Payment files made of it; left out in lists."),
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
                                    .paid_at = run->paid_at,
                                    .built_by = run->built_by,
                                    .approved_by = run->approved_by,
                                    .pay_currency = run->pay_currency,
                                    .rates = run->rates,
                                    .rate_source = run->rate_source,
                                    .rate_day =
                                        text_is(run->rates) ? (struct instant){run->rate_day * DAY_MS} : INSTANT_NONE,
                                    .needs_second_person = some_int64(run->needs_second ? 1 : 0)};
}

static enum rc read_items(struct call *call, struct payout_run_view *view)
{
    struct payout_item *items = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow, payout_item_list(call->db, call->arena, view->id, &items, &count)));
    struct payout_item_view *list = arena_many(call->arena, struct payout_item_view, count);
    view->total = money_zero(view->currency);
    for (size_t i = 0; i < count; i++) {
        TRY(payout_item_view_of(call, &items[i], &list[i]));
        if (!text_equal(items[i].status, TEXT("failed"))) {
            TRY(flow_stored(&call->flow, money_add(view->total, items[i].amount, &view->total)));
        }
    }
    view->items = (struct field_list){.items = list, .count = count};
    return RC_OK;
}

static enum rc read_files(struct call *call, struct payout_run_view *view)
{
    struct payout_file *files = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow, payout_file_list(call->db, call->arena, view->id, &files, &count)));
    struct payout_file_view *list = arena_many(call->arena, struct payout_file_view, count);
    for (size_t i = 0; i < count; i++) {
        struct buf hex = buf_new(call->arena, 2 * DIGEST_BYTES);
        hex_encode(&hex, files[i].digest.p, files[i].digest.n);
        list[i] = (struct payout_file_view){
            .format = files[i].format,
            .name = files[i].name,
            .digest = buf_text(&hex),
            .items = some_int64(files[i].item_count),
            .total = {.minor = files[i].total_minor,
                      .currency = currency_is_none(view->pay_currency) ? view->currency : view->pay_currency},
            .made_by = files[i].made_by,
            .made_at = files[i].made_at};
    }
    view->files = (struct field_list){.items = list, .count = count};
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
    TRY(read_files(call, &view));
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
    struct currency pay_currency;
    struct opt_int64 requests_only;
};
static const struct field body_fields[] = {
    FIELD_CURRENCY(struct payout_run_body, currency, FIELD_REQUIRED, "Which balances are paid."),
    FIELD_INSTANT(struct payout_run_body, until, 0, "Commissions due by then; now unless given."),
    FIELD_TEXT(
        struct payout_run_body, method, 1, 40, 0,
        "How it is paid: sepa, ach, ru_bank, paypal and wise go by saved payout details; any other word is by hand: "
        "bank_transfer unless given."),
    FIELD_CURRENCY(struct payout_run_body, pay_currency, 0,
                   "What is sent, when another currency than the balances': by the rates of the day."),
    FIELD_BOOL(struct payout_run_body, requests_only, 0, "Only partners who asked for a withdrawal."),
};
const struct schema schema_payout_run_create = SCHEMA("PayoutRunCreate", struct payout_run_body, body_fields);

enum rc api_payout_run_create(struct call *call)
{
    const struct payout_run_body *body = call->body;
    struct payout_request request = {.key = TEXT_NONE,
                                     .currency = body->currency,
                                     .until = instant_is_none(body->until) ? call->now : body->until,
                                     .method = text_is(body->method) ? body->method : TEXT("bank_transfer"),
                                     .pay_currency = body->pay_currency,
                                     .is_requests_only = body->requests_only.has && body->requests_only.v != 0};
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

enum rc api_payout_run_retry(struct call *call)
{
    struct payout_run_id *id = arena_one(call->arena, struct payout_run_id);
    call_answer_by(call, render_run, id);
    return payout_run_retry(&call->flow, (struct payout_run_id){call->ids[0]}, (struct payout_item_id){0}, id);
}

enum rc api_payout_item_retry(struct call *call)
{
    struct payout_item item;
    TRY(access_payout_item(call, (struct payout_item_id){call->ids[0]}, &item));
    struct payout_run_id *id = arena_one(call->arena, struct payout_run_id);
    call_answer_by(call, render_run, id);
    return payout_run_retry(&call->flow, item.run_id, item.id, id);
}

struct payout_item_failure {
    struct text reason;
};
static const struct field failure_fields[] = {
    FIELD_TEXT(struct payout_item_failure, reason, 1, 200, 0, "What the bank said."),
};
const struct schema schema_payout_item_failed = SCHEMA("PayoutItemFailed", struct payout_item_failure, failure_fields);

// Answers with the run, as it did before items could be asked for alone.
enum rc api_payout_item_failed(struct call *call)
{
    const struct payout_item_failure *body = call->body;
    struct payout_item item;
    TRY(access_payout_item(call, (struct payout_item_id){call->ids[0]}, &item));
    struct payout_run_id *id = arena_one(call->arena, struct payout_run_id);
    *id = item.run_id;
    call_answer_by(call, render_run, id);
    return payout_item_fail(&call->flow, item.id, body->reason);
}
