// SPDX-License-Identifier: Apache-2.0
// Partners, and what they have earned.
#include "identity/public_id.h"
#include "ledger/ledger.h"
#include "partner/partner_write.h"
#include "v1/handlers.h"

struct partner_view {
    struct partner_id id;
    struct text code;
    struct text name;
    struct text email;
    struct text type;
    struct text segment;
    struct text country;
    struct partner_id recruited_by;
    struct text status;
    struct instant created_at;
};
static const struct field partner_fields[] = {
    FIELD_ID(struct partner_view, id, PREFIX_PARTNER, 0, "The partner's id."),
    FIELD_CODE(struct partner_view, code, 0, "Public handle, used in link forms."),
    FIELD_NAME(struct partner_view, name, 0, "For people."),
    FIELD_EMAIL(struct partner_view, email, 0, "For letters; null to advertisers and when unknown."),
    FIELD_TEXT(struct partner_view, type, 0, PARTNER_TYPE_CHARACTERS_MAX, 0, "Free word of the operator."),
    FIELD_TEXT(struct partner_view, segment, 0, PARTNER_TYPE_CHARACTERS_MAX, 0, "Free word of the operator."),
    FIELD_TEXT(struct partner_view, country, 0, 2, 0, "Two letters of ISO 3166-1; empty when unknown."),
    FIELD_ID(struct partner_view, recruited_by, PREFIX_PARTNER, 0, "Who brought this partner; null to advertisers."),
    FIELD_CHOICE(struct partner_view, status, "active,archived", 0, "Archived earns nothing new."),
    FIELD_INSTANT(struct partner_view, created_at, 0, "When it was made."),
};
const struct schema schema_partner = SCHEMA("Partner", struct partner_view, partner_fields);

struct partner_body {
    struct text code;
    struct text name;
    struct text email;
    struct text type;
    struct text segment;
    struct text country;
    struct partner_id recruited_by;
    struct text status;
};
static const struct field partner_create_fields[] = {
    FIELD_CODE(struct partner_body, code, 0, "Public handle, used in link forms; eight letters unless given."),
    FIELD_NAME(struct partner_body, name, FIELD_REQUIRED, "For people."),
    FIELD_EMAIL(struct partner_body, email, 0, "For letters."),
    FIELD_TEXT(struct partner_body, type, 0, PARTNER_TYPE_CHARACTERS_MAX, 0, "Free word: blogger, dealer."),
    FIELD_TEXT(struct partner_body, segment, 0, PARTNER_TYPE_CHARACTERS_MAX, 0, "Free word: clients, employees."),
    FIELD_TEXT(struct partner_body, country, 0, 2, 0, "Two letters of ISO 3166-1."),
    FIELD_ID(struct partner_body, recruited_by, PREFIX_PARTNER, 0, "Who brought this partner."),
};
static const struct field partner_change_fields[] = {
    FIELD_NAME(struct partner_body, name, 0, "For people."),
    FIELD_EMAIL(struct partner_body, email, FIELD_NULLABLE, "For letters; null: unknown."),
    FIELD_TEXT(struct partner_body, type, 0, PARTNER_TYPE_CHARACTERS_MAX, FIELD_NULLABLE, "Free word."),
    FIELD_TEXT(struct partner_body, segment, 0, PARTNER_TYPE_CHARACTERS_MAX, FIELD_NULLABLE, "Free word."),
    FIELD_TEXT(struct partner_body, country, 0, 2, FIELD_NULLABLE, "Two letters of ISO 3166-1; null: unknown."),
    FIELD_ID(struct partner_body, recruited_by, PREFIX_PARTNER, 0,
             "Who brought this partner; not one who was brought by this one, directly or not."),
    FIELD_CHOICE(struct partner_body, status, "active,archived", 0, "Archived earns nothing new."),
};
const struct schema schema_partner_create = SCHEMA("PartnerCreate", struct partner_body, partner_create_fields);
const struct schema schema_partner_change = SCHEMA("PartnerChange", struct partner_body, partner_change_fields);

struct partner_query {
    CALL_PAGE_MEMBERS;
    struct program_id program_id;
    struct text status;
    struct text code;
};
static const struct field partner_query_fields[] = {
    CALL_PAGE_FIELDS(struct partner_query),
    FIELD_ID(struct partner_query, program_id, PREFIX_PROGRAM, 0, "Only those with an enrollment in it."),
    FIELD_CHOICE(struct partner_query, status, "active,archived", 0, "Only of this status."),
    FIELD_CODE(struct partner_query, code, 0, "Only the one with this code."),
};
const struct schema schema_partner_query = SCHEMA("PartnerQuery", struct partner_query, partner_query_fields);

// An advertiser sees whom it works with, not how to write to them or who recruited them.
static struct partner_view view_of(const struct call *call, const struct partner *partner)
{
    bool is_advertiser = call->actor.role == ROLE_ADVERTISER;
    return (struct partner_view){
        .id = partner->id,
        .code = partner->code,
        .name = partner->name,
        .email = is_advertiser || partner->email.n == 0 ? TEXT_NONE : partner->email,
        .type = partner->type,
        .segment = partner->segment,
        .country = partner->country,
        .recruited_by = {.v = is_advertiser ? 0 : partner->recruited_by.v},
        .status = partner->status,
        .created_at = partner->created_at,
    };
}

static enum rc render(struct call *call, const void *view)
{
    struct partner_view shown = view_of(call, view);
    return call_print(call, &schema_partner, &shown);
}

enum rc api_partner_create(struct call *call)
{
    const struct partner_body *body = call->body;
    struct partner_input input = {
        .code = body->code,
        .name = body->name,
        .email = body->email,
        .type = body->type,
        .segment = body->segment,
        .country = body->country,
        .recruited_by = body->recruited_by,
        .status = TEXT_NONE,
    };
    struct partner partner;
    call->is_catalog_changed = true;
    call_answer_by(call, render, &partner);
    return partner_create(&call->flow, &input, &partner);
}

static enum rc print_list(struct call *call, const struct partner *list, size_t count, int64_t limit)
{
    struct partner_view *views = arena_many(call->arena, struct partner_view, count);
    for (size_t i = 0; i < count; i++) {
        views[i] = view_of(call, &list[i]);
    }
    struct call_page page = {
        .items = views, .count = count, .limit = limit, .id_offset = offsetof(struct partner_view, id)};
    return call_print_page(call, &page);
}

// A page of at most one: the partner itself, or the one with a code; nothing when it is out of the actor's reach.
static enum rc print_one(struct call *call, enum rc found, const struct partner *partner)
{
    struct partner reached;
    enum rc rc = found == RC_OK ? access_partner(call, partner->id, &reached) : found;
    if (rc == RC_NOT_FOUND) {
        fault_clear(call->fault);
        return print_list(call, NULL, 0, 1);
    }
    TRY(flow_stored(&call->flow, rc));
    return print_list(call, &reached, 1, 1);
}

enum rc api_partner_list(struct call *call)
{
    const struct partner_query *query = call->query;
    struct partner_filter filter = {
        .advertiser_id = access_own_advertiser(call), .program_id = query->program_id, .status = query->status};
    int64_t limit;
    TRY(call_page_start(call, query->limit, query->cursor, &limit, &filter.before_id));
    struct partner partner = {.id = access_own_partner(call)};
    if (text_is(query->code)) {
        return print_one(call, partner_find(call->db, call->arena, query->code, &partner), &partner);
    }
    if (call->actor.role == ROLE_PARTNER) {
        return print_one(call, RC_OK, &partner);
    }
    filter.limit = limit + 1;
    struct partner *list;
    size_t count;
    TRY(flow_stored(&call->flow, partner_list(call->db, call->arena, &filter, &list, &count)));
    return print_list(call, list, count, limit);
}

enum rc api_partner_get(struct call *call)
{
    struct partner partner;
    TRY(access_partner(call, (struct partner_id){.v = call->ids[0]}, &partner));
    return render(call, &partner);
}

static enum rc change(struct call *call, const struct partner_input *input)
{
    struct partner_id id = {.v = call->ids[0]};
    struct partner partner;
    TRY(access_partner(call, id, &partner));
    call->is_catalog_changed = true;
    call_answer_by(call, render, &partner);
    return partner_change(&call->flow, id, input, &partner);
}

enum rc api_partner_change(struct call *call)
{
    const struct partner_body *body = call->body;
    struct partner_input input = {.name = body->name, .email = body->email, .type = body->type, .status = body->status};
    input.segment = body->segment;
    input.country = body->country;
    input.recruited_by = body->recruited_by;
    return change(call, &input);
}

enum rc api_partner_archive(struct call *call)
{
    struct partner_input input = {.name = TEXT_NONE, .status = TEXT("archived")};
    return change(call, &input);
}

struct balance_view {
    struct currency currency;
    struct money pending;
    struct money available;
    struct money in_payout;
    struct money paid;
    struct money owed_back;
    struct money penalty_owed;
};
static const struct field balance_fields[] = {
    FIELD_CURRENCY(struct balance_view, currency, 0, "Of the six sums."),
    FIELD_MONEY(struct balance_view, pending, "Earned, on hold or not approved yet."),
    FIELD_MONEY(struct balance_view, available, "May go into the next payout."),
    FIELD_MONEY(struct balance_view, in_payout, "Taken into a payout that is not settled."),
    FIELD_MONEY(struct balance_view, paid, "Paid out in all."),
    FIELD_MONEY(struct balance_view, owed_back, "Paid and then taken back by refunds; set against later earnings."),
    FIELD_MONEY(struct balance_view, penalty_owed, "Owed for late payment, apart from the balance."),
};
const struct schema schema_balance = SCHEMA("Balance", struct balance_view, balance_fields);

enum rc api_partner_balance(struct call *call)
{
    struct partner partner;
    TRY(access_partner(call, (struct partner_id){.v = call->ids[0]}, &partner));
    struct ledger_balance *balances;
    size_t count;
    TRY(flow_stored(&call->flow, ledger_partner_balances(call->db, call->arena, partner.id, &balances, &count)));
    struct balance_view *views = arena_many(call->arena, struct balance_view, count);
    for (size_t i = 0; i < count; i++) {
        views[i] = (struct balance_view){
            .currency = balances[i].currency,
            .pending = balances[i].accounts[LEDGER_PENDING],
            .available = balances[i].accounts[LEDGER_AVAILABLE],
            .in_payout = balances[i].accounts[LEDGER_IN_PAYOUT],
            .paid = balances[i].accounts[LEDGER_PAID],
            .owed_back = balances[i].accounts[LEDGER_OWED_BACK],
            .penalty_owed = balances[i].accounts[LEDGER_PENALTY_OWED],
        };
    }
    struct call_page page = {.items = views, .count = count, .limit = (int64_t)count};
    return call_print_page(call, &page);
}
