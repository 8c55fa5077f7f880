// SPDX-License-Identifier: Apache-2.0
// Contracts of partners over HTTP.
#include "contract/contract.h"

#include "identity/public_id.h"
#include "partner/contract_life.h"
#include "v1/handlers.h"

struct contract_view {
    struct contract_id id;
    struct partner_id partner_id;
    struct program_id program_id;
    struct contract_id renews_id;
    struct instant starts_at, ends_at;
    struct opt_int64 term_days;
    struct text measure, target, when_met, when_missed, status, reached, undecided;
    struct currency currency;
    struct text agreed_by;
    struct instant agreed_at;
    struct text decided_by;
    struct instant decided_at;
    struct text note;
};
static const struct field contract_fields[] = {
    FIELD_ID(struct contract_view, id, PREFIX_CONTRACT, 0, "The term."),
    FIELD_ID(struct contract_view, partner_id, PREFIX_PARTNER, 0, "With whom."),
    FIELD_ID(struct contract_view, program_id, PREFIX_PROGRAM, 0, "For what."),
    FIELD_ID(struct contract_view, renews_id, PREFIX_CONTRACT, 0, "The term that this one renews."),
    FIELD_INSTANT(struct contract_view, starts_at, 0, "Midnight in the network's time zone."),
    FIELD_INSTANT(struct contract_view, ends_at, 0, "The first instant after the term."),
    FIELD_INT64(struct contract_view, term_days, 1, CONTRACT_TERM_DAYS_MAX, 0, "Its length, and that of a renewal."),
    FIELD_CHOICE(struct contract_view, measure, CONTRACT_MEASURE_WORDS, 0, "What is measured."),
    FIELD_DECIMAL(struct contract_view, target, 0, "Sales, or revenue in the currency."),
    FIELD_CURRENCY(struct contract_view, currency, 0, "The program's."),
    FIELD_CHOICE(struct contract_view, when_met, CONTRACT_WHEN_MET_WORDS, 0, "What follows a target that is met."),
    FIELD_CHOICE(struct contract_view, when_missed, CONTRACT_WHEN_MISSED_WORDS, 0, "What follows one that is missed."),
    FIELD_CHOICE(struct contract_view, status, CONTRACT_STATUS_WORDS, 0, "As it stands now."),
    FIELD_DECIMAL(struct contract_view, reached, 0, "Approved, less refunds: now while it runs, else when it ended."),
    FIELD_DECIMAL(struct contract_view, undecided, 0, "Still pending, likewise."),
    FIELD_TEXT(struct contract_view, agreed_by, 0, 200, 0, "Who agreed it; operators see it."),
    FIELD_INSTANT(struct contract_view, agreed_at, 0, "When."),
    FIELD_TEXT(struct contract_view, decided_by, 0, 200, 0, "Who ended the term; operators see it."),
    FIELD_INSTANT(struct contract_view, decided_at, 0, "When."),
    FIELD_TEXT(struct contract_view, note, 0, CONTRACT_NOTE_CHARACTERS_MAX, 0, "Why, in words."),
};
const struct schema schema_contract = SCHEMA("Contract", struct contract_view, contract_fields);

static struct text measured(const struct call *call, const struct contract *contract, int64_t value)
{
    return text_equal(contract->measure, TEXT("none")) ? TEXT_NONE
           : text_equal(contract->measure, TEXT("revenue"))
               ? money_text(call->arena, (struct money){value, contract->currency})
               : text_format(call->arena, "%lld", (long long)value);
}

static enum rc view_of(struct call *call, const struct contract *c, struct contract_view *ret_view)
{
    struct contract_standing standing;
    TRY(contract_standing_get(&call->flow, c, &standing));
    bool is_operator = call->actor.role == ROLE_OPERATOR;
    *ret_view = (struct contract_view){
        .id = c->id,
        .partner_id = c->partner_id,
        .program_id = c->program_id,
        .renews_id = c->renews,
        .starts_at = c->starts_at,
        .ends_at = c->ends_at,
        .term_days = some_int64(c->term_days),
        .measure = c->measure,
        .target = measured(call, c, c->target),
        .currency = c->currency,
        .when_met = c->when_met,
        .when_missed = c->when_missed,
        .status = c->status,
        .reached = measured(call, c, standing.reached),
        .undecided = measured(call, c, standing.undecided),
        .agreed_by = is_operator ? c->agreed_by : TEXT_NONE,
        .agreed_at = c->agreed_at,
        .decided_by = is_operator ? c->decided_by : TEXT_NONE,
        .decided_at = c->decided_at,
        .note = c->note.n == 0 ? TEXT_NONE : c->note,
    };
    return RC_OK;
}

static enum rc render(struct call *call, const void *view)
{
    struct contract_view shown;
    TRY(view_of(call, view, &shown));
    return call_print(call, &schema_contract, &shown);
}

struct contract_query {
    CALL_PAGE_MEMBERS;
    struct partner_id partner_id;
    struct program_id program_id;
    struct text status;
};
static const struct field contract_query_fields[] = {
    CALL_PAGE_FIELDS(struct contract_query),
    FIELD_ID(struct contract_query, partner_id, PREFIX_PARTNER, 0, "Only with this partner."),
    FIELD_ID(struct contract_query, program_id, PREFIX_PROGRAM, 0, "Only in this program."),
    FIELD_CHOICE(struct contract_query, status, CONTRACT_STATUS_WORDS, 0, "Only of this status."),
};
const struct schema schema_contract_query = SCHEMA("ContractQuery", struct contract_query, contract_query_fields);

enum rc api_contract_list(struct call *call)
{
    const struct contract_query *query = call->query;
    struct contract_filter filter = {.program_id = query->program_id,
                                     .advertiser_id = access_own_advertiser(call),
                                     .status = query->status,
                                     .over_at = INSTANT_NONE};
    int64_t limit;
    TRY(access_filter_partner(call, query->partner_id, &filter.partner_id));
    TRY(call_page_start(call, query->limit, query->cursor, &limit, &filter.before.v));
    filter.limit = limit + 1;
    struct contract *list;
    size_t count;
    TRY(flow_stored(&call->flow, contract_list(call->db, call->arena, &filter, &list, &count)));
    struct contract_view *views = arena_many(call->arena, struct contract_view, count);
    for (size_t i = 0; i < count; i++) {
        TRY(view_of(call, &list[i], &views[i]));
    }
    struct call_page page = {
        .items = views, .count = count, .limit = limit, .id_offset = offsetof(struct contract_view, id)};
    return call_print_page(call, &page);
}

enum rc api_contract_get(struct call *call)
{
    struct contract contract;
    TRY(access_contract(call, (struct contract_id){.v = call->ids[0]}, &contract));
    return render(call, &contract);
}

struct contract_body {
    struct partner_id partner_id;
    struct program_id program_id;
    struct text starts_on;
    struct opt_int64 term_days;
    struct text measure, target, when_met, when_missed;
};
static const struct field contract_body_fields[] = {
    FIELD_ID(struct contract_body, partner_id, PREFIX_PARTNER, FIELD_REQUIRED, "With whom: somebody in the program."),
    FIELD_ID(struct contract_body, program_id, PREFIX_PROGRAM, FIELD_REQUIRED, "For what."),
    FIELD_TEXT(struct contract_body, starts_on, 10, 10, 0, "First day, such as 2026-12-01; today unless given."),
    FIELD_INT64(struct contract_body, term_days, 1, CONTRACT_TERM_DAYS_MAX, FIELD_REQUIRED, "How many days."),
    FIELD_CHOICE(struct contract_body, measure, CONTRACT_MEASURE_WORDS, FIELD_REQUIRED, "What is measured."),
    FIELD_DECIMAL(struct contract_body, target, 0, "Sales, or revenue in the currency; none without a measure."),
    FIELD_CHOICE(struct contract_body, when_met, CONTRACT_WHEN_MET_WORDS, 0, "renew unless given."),
    FIELD_CHOICE(struct contract_body, when_missed, CONTRACT_WHEN_MISSED_WORDS, 0, "lapse unless given."),
};
const struct schema schema_contract_create = SCHEMA("ContractCreate", struct contract_body, contract_body_fields);

enum rc api_contract_create(struct call *call)
{
    const struct contract_body *body = call->body;
    TRY(access_body_partner(call, body->partner_id));
    TRY(access_body_program(call, body->program_id));
    struct contract_input input = {.partner_id = body->partner_id,
                                   .program_id = body->program_id,
                                   .starts_on = body->starts_on,
                                   .term_days = body->term_days.v,
                                   .measure = body->measure,
                                   .target = body->target,
                                   .when_met = body->when_met,
                                   .when_missed = body->when_missed};
    struct contract *contract = arena_one(call->arena, struct contract);
    call_answer_by(call, render, contract);
    return contract_agree(&call->flow, &input, contract);
}

struct decision_body {
    struct text decision, note;
};
static const struct field decision_fields[] = {
    FIELD_CHOICE(struct decision_body, decision, "renew,lapse", FIELD_REQUIRED, "How it goes on."),
    FIELD_TEXT(struct decision_body, note, 0, CONTRACT_NOTE_CHARACTERS_MAX, 0, "Why; the partner reads it."),
};
const struct schema schema_contract_decision = SCHEMA("ContractDecision", struct decision_body, decision_fields);

enum rc api_contract_decision(struct call *call)
{
    const struct decision_body *body = call->body;
    struct contract *contract = arena_one(call->arena, struct contract);
    TRY(access_contract(call, (struct contract_id){.v = call->ids[0]}, contract));
    call_answer_by(call, render, contract);
    call->is_catalog_changed = true;
    return contract_decide(&call->flow, contract->id, body->decision, body->note, contract);
}

struct note_body {
    struct text note;
};
static const struct field note_fields[] = {
    FIELD_TEXT(struct note_body, note, 1, CONTRACT_NOTE_CHARACTERS_MAX, FIELD_REQUIRED, "Why; the partner reads it."),
};
const struct schema schema_contract_note = SCHEMA("ContractNote", struct note_body, note_fields);

enum rc api_contract_withdraw(struct call *call)
{
    const struct note_body *body = call->body;
    struct contract *contract = arena_one(call->arena, struct contract);
    TRY(access_contract(call, (struct contract_id){.v = call->ids[0]}, contract));
    call_answer_by(call, render, contract);
    return contract_withdraw(&call->flow, contract->id, body->note, contract);
}
