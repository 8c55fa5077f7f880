// SPDX-License-Identifier: Apache-2.0
// Opening balances over HTTP.
#include "ledger/opening_write.h"

#include "identity/public_id.h"
#include "v1/handlers.h"

#define STATE_WORDS "pending,available,owed_back,receivable,prepaid"

struct opening_balance_view {
    struct opening_balance_id id;
    struct partner_id partner_id;
    struct advertiser_id advertiser_id;
    struct program_id program_id;
    struct text state;
    struct money amount;
    struct text reference;
    struct instant occurred_at, due_at;
    struct commission_id commission_id;
    struct line_id line_id;
    struct text booked_by;
    struct instant booked_at;
    struct text reversed_by;
    struct instant reversed_at;
    struct text note;
};
static const struct field opening_balance_fields[] = {
    FIELD_ID(struct opening_balance_view, id, PREFIX_OPENING_BALANCE, 0, "The opening balance."),
    FIELD_ID(struct opening_balance_view, partner_id, PREFIX_PARTNER, 0, "Whose it is; null for an advertiser's."),
    FIELD_ID(struct opening_balance_view, advertiser_id, PREFIX_ADVERTISER, 0, "Whose; null for a partner's."),
    FIELD_ID(struct opening_balance_view, program_id, PREFIX_PROGRAM, 0, "Where a partner earned it."),
    FIELD_CHOICE(struct opening_balance_view, state, STATE_WORDS, 0, "Where it stood."),
    FIELD_MONEY(struct opening_balance_view, amount, "How much."),
    FIELD_TEXT(struct opening_balance_view, reference, 0, 140, 0, "The operator's own."),
    FIELD_INSTANT(struct opening_balance_view, occurred_at, 0, "As of when it stood so."),
    FIELD_INSTANT(struct opening_balance_view, due_at, 0, "When what is pending becomes available."),
    FIELD_ID(struct opening_balance_view, commission_id, PREFIX_COMMISSION, 0, "The commission that carries it."),
    FIELD_ID(struct opening_balance_view, line_id, PREFIX_LINE, 0, "The line of the advertiser's account."),
    FIELD_TEXT(struct opening_balance_view, booked_by, 0, 200, 0, "Who carried it over."),
    FIELD_INSTANT(struct opening_balance_view, booked_at, 0, "When."),
    FIELD_TEXT(struct opening_balance_view, reversed_by, 0, 200, 0, "Who took it back."),
    FIELD_INSTANT(struct opening_balance_view, reversed_at, 0, "When."),
    FIELD_TEXT(struct opening_balance_view, note, 0, 500, 0, "Why it was taken back."),
};
const struct schema schema_opening_balance =
    SCHEMA("OpeningBalance", struct opening_balance_view, opening_balance_fields);

static struct text none_when_empty(struct text t)
{
    return t.n == 0 ? TEXT_NONE : t;
}

static struct opening_balance_view view_of(const struct opening_balance *o)
{
    bool is_partner = text_equal(o->owner_kind, TEXT("partner"));
    return (struct opening_balance_view){
        .id = o->id,
        .partner_id = {is_partner ? o->owner_id : 0},
        .advertiser_id = {is_partner ? 0 : o->owner_id},
        .program_id = o->program_id,
        .state = o->state,
        .amount = o->amount,
        .reference = none_when_empty(o->reference),
        .occurred_at = o->occurred_at,
        .due_at = o->due_at,
        .commission_id = o->commission_id,
        .line_id = o->line_id,
        .booked_by = o->booked_by,
        .booked_at = o->booked_at,
        .reversed_by = o->reversed_by,
        .reversed_at = o->reversed_at,
        .note = none_when_empty(o->note),
    };
}

static enum rc render(struct call *call, const void *view)
{
    struct opening_balance_view shown = view_of(view);
    return call_print(call, &schema_opening_balance, &shown);
}

struct opening_balance_query {
    CALL_PAGE_MEMBERS;
    struct partner_id partner_id;
    struct advertiser_id advertiser_id;
};
static const struct field opening_balance_query_fields[] = {
    CALL_PAGE_FIELDS(struct opening_balance_query),
    FIELD_ID(struct opening_balance_query, partner_id, PREFIX_PARTNER, 0, "Only of this partner."),
    FIELD_ID(struct opening_balance_query, advertiser_id, PREFIX_ADVERTISER, 0, "Only of this advertiser."),
};
const struct schema schema_opening_balance_query =
    SCHEMA("OpeningBalanceQuery", struct opening_balance_query, opening_balance_query_fields);

enum rc api_opening_balance_list(struct call *call)
{
    const struct opening_balance_query *query = call->query;
    bool is_partner = query->partner_id.v != 0;
    struct opening_balance_filter filter = {
        .owner_kind = is_partner                    ? TEXT("partner")
                      : query->advertiser_id.v != 0 ? TEXT("advertiser")
                                                    : TEXT(""),
        .owner_id = is_partner ? query->partner_id.v : query->advertiser_id.v,
    };
    int64_t limit;
    TRY(call_page_start(call, query->limit, query->cursor, &limit, &filter.before.v));
    filter.limit = limit + 1;
    struct opening_balance *list;
    size_t count;
    TRY(flow_stored(&call->flow, opening_balance_list(call->db, call->arena, &filter, &list, &count)));
    struct opening_balance_view *views = arena_many(call->arena, struct opening_balance_view, count);
    for (size_t i = 0; i < count; i++) {
        views[i] = view_of(&list[i]);
    }
    struct call_page page = {
        .items = views, .count = count, .limit = limit, .id_offset = offsetof(struct opening_balance_view, id)};
    return call_print_page(call, &page);
}

enum rc api_opening_balance_get(struct call *call)
{
    struct opening_balance opening;
    enum rc rc = opening_balance_get(call->db, call->arena, (struct opening_balance_id){.v = call->ids[0]}, &opening);
    if (rc == RC_NOT_FOUND) {
        return fault_set(call->fault, rc, "not_found", "", "there is no such opening balance");
    }
    TRY(flow_stored(&call->flow, rc));
    return render(call, &opening);
}

struct opening_balance_body {
    struct partner_id partner_id;
    struct advertiser_id advertiser_id;
    struct program_id program_id;
    struct text state;
    struct currency currency;
    struct text amount, reference;
    struct instant date, due;
};
static const struct field opening_balance_body_fields[] = {
    FIELD_ID(struct opening_balance_body, partner_id, PREFIX_PARTNER, 0, "Whose it is; or"),
    FIELD_ID(struct opening_balance_body, advertiser_id, PREFIX_ADVERTISER, 0, "whose it is."),
    FIELD_ID(struct opening_balance_body, program_id, PREFIX_PROGRAM, 0,
             "Where a partner earned what is pending or available."),
    FIELD_CHOICE(struct opening_balance_body, state, STATE_WORDS, FIELD_REQUIRED, "Where it stood."),
    FIELD_CURRENCY(struct opening_balance_body, currency, FIELD_REQUIRED, "Of the amount."),
    FIELD_DECIMAL(struct opening_balance_body, amount, FIELD_REQUIRED, "How much, more than zero."),
    FIELD_TEXT(struct opening_balance_body, reference, 1, 140, 0, "Tells two of the same kind apart."),
    FIELD_INSTANT(struct opening_balance_body, date, FIELD_REQUIRED, "As of when it stood so."),
    FIELD_INSTANT(struct opening_balance_body, due, 0, "When what is pending becomes available."),
};
const struct schema schema_opening_balance_create =
    SCHEMA("OpeningBalanceCreate", struct opening_balance_body, opening_balance_body_fields);

enum rc api_opening_balance_create(struct call *call)
{
    const struct opening_balance_body *body = call->body;
    struct opening_input input = {
        .partner_id = body->partner_id,
        .advertiser_id = body->advertiser_id,
        .program_id = body->program_id,
        .currency = body->currency,
        .state = body->state,
        .amount = body->amount,
        .reference = body->reference,
        .occurred_at = body->date,
        .due_at = body->due,
    };
    struct opening_balance *opening = arena_one(call->arena, struct opening_balance);
    bool is_new;
    call_answer_by(call, render, opening);
    return opening_book(&call->flow, &input, opening, &is_new);
}

struct reverse_body {
    struct text note;
};

enum rc api_opening_balance_reverse(struct call *call)
{
    const struct reverse_body *body = call->body; // schema_by_hand_note
    struct opening_balance *opening = arena_one(call->arena, struct opening_balance);
    call_answer_by(call, render, opening);
    return opening_reverse(&call->flow, (struct opening_balance_id){.v = call->ids[0]}, body->note, opening);
}
