// SPDX-License-Identifier: Apache-2.0
// Withdrawals: what partners ask for.
#include "payout/withdrawal_write.h"

#include "identity/public_id.h"
#include "v1/handlers.h"

#define STATUS_WORDS "open,taken,declined,cancelled"

struct withdrawal_view {
    struct withdrawal_id id;
    struct partner_id partner_id;
    struct money amount;
    struct text status, reason;
    struct instant requested_at, closed_at;
    struct payout_item_id payout_item_id;
};
static const struct field withdrawal_fields[] = {
    FIELD_ID(struct withdrawal_view, id, PREFIX_WITHDRAWAL, 0, "The request."),
    FIELD_ID(struct withdrawal_view, partner_id, PREFIX_PARTNER, 0, "Who asks."),
    FIELD_MONEY(struct withdrawal_view, amount, "What could be paid when it was asked for."),
    FIELD_CHOICE(struct withdrawal_view, status, STATUS_WORDS, 0, "As it stands now; taken: into a payout run."),
    FIELD_TEXT(struct withdrawal_view, reason, 0, 200, 0, "Why it was declined."),
    FIELD_INSTANT(struct withdrawal_view, requested_at, 0, "When it was asked for."),
    FIELD_INSTANT(struct withdrawal_view, closed_at, 0, "When it was taken, declined or cancelled."),
    FIELD_ID(struct withdrawal_view, payout_item_id, PREFIX_PAYOUT_ITEM, 0, "The payout item that took it."),
};
const struct schema schema_withdrawal = SCHEMA("Withdrawal", struct withdrawal_view, withdrawal_fields);

static struct withdrawal_view view_of(const struct withdrawal *withdrawal)
{
    return (struct withdrawal_view){
        .id = withdrawal->id,
        .partner_id = withdrawal->partner_id,
        .amount = withdrawal->amount,
        .status = withdrawal->status,
        .reason = withdrawal->reason,
        .requested_at = withdrawal->requested_at,
        .closed_at = withdrawal->closed_at,
        .payout_item_id = withdrawal->item_id,
    };
}

static enum rc render(struct call *call, const void *view)
{
    struct withdrawal_view shown = view_of(view);
    return call_print(call, &schema_withdrawal, &shown);
}

struct withdrawal_body {
    struct partner_id partner_id;
    struct currency currency;
};
static const struct field body_fields[] = {
    FIELD_ID(struct withdrawal_body, partner_id, PREFIX_PARTNER, 0, "Who asks; a partner's token asks for itself."),
    FIELD_CURRENCY(struct withdrawal_body, currency, FIELD_REQUIRED, "Which balance."),
};
const struct schema schema_withdrawal_create = SCHEMA("WithdrawalCreate", struct withdrawal_body, body_fields);

enum rc api_withdrawal_create(struct call *call)
{
    const struct withdrawal_body *body = call->body;
    struct partner_id partner_id = body->partner_id.v != 0 ? body->partner_id : access_own_partner(call);
    if (partner_id.v == 0) {
        return fault_set(call->fault, RC_INVALID, "field_missing", "partner_id", "partner_id is missing");
    }
    TRY(access_body_partner(call, partner_id));
    struct withdrawal *withdrawal = arena_one(call->arena, struct withdrawal);
    call_answer_by(call, render, withdrawal);
    return withdrawal_ask(&call->flow, partner_id, body->currency, withdrawal);
}

struct withdrawal_query {
    CALL_PAGE_MEMBERS;
    struct partner_id partner_id;
    struct text status;
};
static const struct field query_fields[] = {
    CALL_PAGE_FIELDS(struct withdrawal_query),
    FIELD_ID(struct withdrawal_query, partner_id, PREFIX_PARTNER, 0, "Only of this partner."),
    FIELD_CHOICE(struct withdrawal_query, status, STATUS_WORDS, 0, "Only of this status."),
};
const struct schema schema_withdrawal_query = SCHEMA("WithdrawalQuery", struct withdrawal_query, query_fields);

enum rc api_withdrawal_list(struct call *call)
{
    const struct withdrawal_query *query = call->query;
    struct withdrawal_filter filter = {.status = query->status};
    int64_t limit;
    TRY(access_filter_partner(call, query->partner_id, &filter.partner_id));
    TRY(call_page_start(call, query->limit, query->cursor, &limit, &filter.before_id));
    filter.limit = limit + 1;
    struct withdrawal *list;
    size_t count;
    TRY(flow_stored(&call->flow, withdrawal_list(call->db, call->arena, &filter, &list, &count)));
    struct withdrawal_view *views = arena_many(call->arena, struct withdrawal_view, count);
    for (size_t i = 0; i < count; i++) {
        views[i] = view_of(&list[i]);
    }
    struct call_page page = {
        .items = views, .count = count, .limit = limit, .id_offset = offsetof(struct withdrawal_view, id)};
    return call_print_page(call, &page);
}

enum rc api_withdrawal_get(struct call *call)
{
    struct withdrawal withdrawal;
    TRY(access_withdrawal(call, (struct withdrawal_id){call->ids[0]}, &withdrawal));
    return render(call, &withdrawal);
}

static enum rc end(struct call *call, struct text status, struct text reason)
{
    struct withdrawal *withdrawal = arena_one(call->arena, struct withdrawal);
    TRY(access_withdrawal(call, (struct withdrawal_id){call->ids[0]}, withdrawal));
    call_answer_by(call, render, withdrawal);
    return withdrawal_end(&call->flow, withdrawal->id, status, reason, withdrawal);
}

enum rc api_withdrawal_cancel(struct call *call)
{
    return end(call, TEXT("cancelled"), TEXT_NONE);
}

struct decline_body {
    struct text reason;
};
static const struct field decline_fields[] = {
    FIELD_TEXT(struct decline_body, reason, 1, 200, FIELD_REQUIRED, "Why; the partner reads it."),
};
const struct schema schema_withdrawal_decline = SCHEMA("WithdrawalDecline", struct decline_body, decline_fields);

enum rc api_withdrawal_decline(struct call *call)
{
    const struct decline_body *body = call->body;
    return end(call, TEXT("declined"), body->reason);
}
