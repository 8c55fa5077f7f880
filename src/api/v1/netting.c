// SPDX-License-Identifier: Apache-2.0
// Reciprocal agreements and netting over HTTP.
#include "payout/netting_life.h"

#include "identity/public_id.h"
#include "v1/handlers.h"

// ---- agreements ----

struct agreement_balance_view {
    struct money earned, owed, net;
};
static const struct field balance_fields[] = {
    FIELD_MONEY(struct agreement_balance_view, earned, "Available to the partner, less what he owes back."),
    FIELD_MONEY(struct agreement_balance_view, owed, "Owed by the advertiser."),
    FIELD_MONEY(struct agreement_balance_view, net, "Owed to the company on balance; negative: by it."),
};
static const struct schema schema_agreement_balance =
    SCHEMA("ReciprocalBalance", struct agreement_balance_view, balance_fields);

struct agreement_view {
    struct agreement_id id;
    struct partner_id partner_id;
    struct advertiser_id advertiser_id;
    struct text note, agreed_by;
    struct instant agreed_at, ended_at;
    struct field_list balances;
};
static const struct field agreement_fields[] = {
    FIELD_ID(struct agreement_view, id, PREFIX_AGREEMENT, 0, "The agreement."),
    FIELD_ID(struct agreement_view, partner_id, PREFIX_PARTNER, 0, "The company as a partner."),
    FIELD_ID(struct agreement_view, advertiser_id, PREFIX_ADVERTISER, 0, "The company as an advertiser."),
    FIELD_TEXT(struct agreement_view, note, 0, 500, 0, "What was agreed."),
    FIELD_TEXT(struct agreement_view, agreed_by, 0, 200, 0, "Who entered it."),
    FIELD_INSTANT(struct agreement_view, agreed_at, 0, "When."),
    FIELD_INSTANT(struct agreement_view, ended_at, 0, "When it ended."),
    FIELD_LIST(struct agreement_view, balances, &schema_agreement_balance, 0,
               "What could be netted now, one a currency; left out in lists."),
};
const struct schema schema_agreement = SCHEMA("ReciprocalAgreement", struct agreement_view, agreement_fields);

static struct text none_when_empty(struct text t)
{
    return t.n == 0 ? TEXT_NONE : t;
}

static struct agreement_view view_of(const struct agreement *a)
{
    return (struct agreement_view){.id = a->id,
                                   .partner_id = a->partner_id,
                                   .advertiser_id = a->advertiser_id,
                                   .note = none_when_empty(a->note),
                                   .agreed_by = a->agreed_by,
                                   .agreed_at = a->agreed_at,
                                   .ended_at = a->ended_at};
}

static enum rc render_agreement(struct call *call, const void *view)
{
    const struct agreement *agreement = view;
    struct agreement_view shown = view_of(agreement);
    struct agreement_balance *list;
    size_t count;
    TRY(agreement_balances(&call->flow, agreement, &list, &count));
    struct agreement_balance_view *views = arena_many(call->arena, struct agreement_balance_view, count);
    for (size_t i = 0; i < count; i++) {
        views[i] = (struct agreement_balance_view){.earned = list[i].earned, .owed = list[i].owed, .net = list[i].net};
    }
    shown.balances = (struct field_list){.items = views, .count = count};
    return call_print(call, &schema_agreement, &shown);
}

struct agreement_body {
    struct partner_id partner_id;
    struct advertiser_id advertiser_id;
    struct text note;
};
static const struct field agreement_body_fields[] = {
    FIELD_ID(struct agreement_body, partner_id, PREFIX_PARTNER, FIELD_REQUIRED, "The company as a partner."),
    FIELD_ID(struct agreement_body, advertiser_id, PREFIX_ADVERTISER, FIELD_REQUIRED, "The company as an advertiser."),
    FIELD_TEXT(struct agreement_body, note, 0, 500, 0, "What was agreed."),
};
const struct schema schema_agreement_create =
    SCHEMA("ReciprocalAgreementCreate", struct agreement_body, agreement_body_fields);

enum rc api_agreement_create(struct call *call)
{
    const struct agreement_body *body = call->body;
    struct agreement_input input = {
        .partner_id = body->partner_id, .advertiser_id = body->advertiser_id, .note = body->note};
    struct agreement *agreement = arena_one(call->arena, struct agreement);
    call_answer_by(call, render_agreement, agreement);
    return agreement_make(&call->flow, &input, agreement);
}

enum rc api_agreement_list(struct call *call)
{
    const struct page_query *query = call->query;
    int64_t limit, before;
    TRY(call_page_start(call, query->limit, query->cursor, &limit, &before));
    struct agreement *list;
    size_t count;
    TRY(flow_stored(&call->flow,
                    agreement_list(call->db, call->arena, (struct agreement_id){before}, limit + 1, &list, &count)));
    struct agreement_view *views = arena_many(call->arena, struct agreement_view, count);
    for (size_t i = 0; i < count; i++) {
        views[i] = view_of(&list[i]);
    }
    struct call_page page = {
        .items = views, .count = count, .limit = limit, .id_offset = offsetof(struct agreement_view, id)};
    return call_print_page(call, &page);
}

enum rc api_agreement_get(struct call *call)
{
    struct agreement agreement;
    enum rc rc = agreement_get(call->db, call->arena, (struct agreement_id){.v = call->ids[0]}, &agreement);
    if (rc == RC_NOT_FOUND) {
        return fault_set(call->fault, rc, "not_found", "", "there is no such agreement");
    }
    TRY(flow_stored(&call->flow, rc));
    return render_agreement(call, &agreement);
}

enum rc api_agreement_end(struct call *call)
{
    struct agreement *agreement = arena_one(call->arena, struct agreement);
    call_answer_by(call, render_agreement, agreement);
    return agreement_end(&call->flow, (struct agreement_id){.v = call->ids[0]}, agreement);
}

// ---- nettings ----

struct netting_view {
    struct netting_id id;
    struct agreement_id agreement_id;
    struct money amount;
    struct payout_item_id payout_item_id;
    struct line_id line_id;
    struct text netted_by;
    struct instant netted_at;
    struct text reversed_by;
    struct instant reversed_at;
    struct text note;
};
static const struct field netting_fields[] = {
    FIELD_ID(struct netting_view, id, PREFIX_NETTING, 0, "The netting."),
    FIELD_ID(struct netting_view, agreement_id, PREFIX_AGREEMENT, 0, "Under which agreement."),
    FIELD_MONEY(struct netting_view, amount, "How much was set off."),
    FIELD_ID(struct netting_view, payout_item_id, PREFIX_PAYOUT_ITEM, 0, "The partner's side."),
    FIELD_ID(struct netting_view, line_id, PREFIX_LINE, 0, "The advertiser's side."),
    FIELD_TEXT(struct netting_view, netted_by, 0, 200, 0, "Who netted."),
    FIELD_INSTANT(struct netting_view, netted_at, 0, "When."),
    FIELD_TEXT(struct netting_view, reversed_by, 0, 200, 0, "Who took it back."),
    FIELD_INSTANT(struct netting_view, reversed_at, 0, "When."),
    FIELD_TEXT(struct netting_view, note, 0, 500, 0, "Why it was taken back."),
};
const struct schema schema_netting = SCHEMA("Netting", struct netting_view, netting_fields);

static struct netting_view netting_view_of(const struct netting *n)
{
    return (struct netting_view){.id = n->id,
                                 .agreement_id = n->agreement_id,
                                 .amount = n->amount,
                                 .payout_item_id = n->item_id,
                                 .line_id = n->line_id,
                                 .netted_by = n->netted_by,
                                 .netted_at = n->netted_at,
                                 .reversed_by = n->reversed_by,
                                 .reversed_at = n->reversed_at,
                                 .note = none_when_empty(n->note)};
}

static enum rc render_netting(struct call *call, const void *view)
{
    struct netting_view shown = netting_view_of(view);
    return call_print(call, &schema_netting, &shown);
}

struct netting_body {
    struct currency currency;
};
static const struct field netting_body_fields[] = {
    FIELD_CURRENCY(struct netting_body, currency, FIELD_REQUIRED, "Of both sides."),
};
const struct schema schema_netting_create = SCHEMA("NettingCreate", struct netting_body, netting_body_fields);

enum rc api_netting_create(struct call *call)
{
    const struct netting_body *body = call->body;
    struct netting *netting = arena_one(call->arena, struct netting);
    call_answer_by(call, render_netting, netting);
    return netting_make(&call->flow, (struct agreement_id){.v = call->ids[0]}, body->currency, netting);
}

struct netting_query {
    CALL_PAGE_MEMBERS;
    struct agreement_id agreement_id;
};
static const struct field netting_query_fields[] = {
    CALL_PAGE_FIELDS(struct netting_query),
    FIELD_ID(struct netting_query, agreement_id, PREFIX_AGREEMENT, 0, "Only under this agreement."),
};
const struct schema schema_netting_query = SCHEMA("NettingQuery", struct netting_query, netting_query_fields);

enum rc api_netting_list(struct call *call)
{
    const struct netting_query *query = call->query;
    int64_t limit, before;
    TRY(call_page_start(call, query->limit, query->cursor, &limit, &before));
    struct netting *list;
    size_t count;
    TRY(flow_stored(&call->flow, netting_list(call->db, call->arena, query->agreement_id, (struct netting_id){before},
                                              limit + 1, &list, &count)));
    struct netting_view *views = arena_many(call->arena, struct netting_view, count);
    for (size_t i = 0; i < count; i++) {
        views[i] = netting_view_of(&list[i]);
    }
    struct call_page page = {
        .items = views, .count = count, .limit = limit, .id_offset = offsetof(struct netting_view, id)};
    return call_print_page(call, &page);
}

struct reverse_body {
    struct text note;
};

enum rc api_netting_reverse(struct call *call)
{
    const struct reverse_body *body = call->body; // schema_by_hand_note
    struct netting *netting = arena_one(call->arena, struct netting);
    call_answer_by(call, render_netting, netting);
    return netting_reverse(&call->flow, (struct netting_id){.v = call->ids[0]}, body->note, netting);
}
