// SPDX-License-Identifier: Apache-2.0
// Compensation by hand over HTTP.
#include "settlement/compensation_life.h"

#include "identity/public_id.h"
#include "v1/handlers.h"

#define STATUS_WORDS "proposed,booked,declined,reversed"

struct compensation_view {
    struct compensation_id id;
    struct partner_id partner_id;
    struct program_id program_id;
    struct money amount;
    struct text reason, status;
    struct opt_int64 needs_second;
    struct commission_id commission_id;
    struct text proposed_by;
    struct instant proposed_at;
    struct text decided_by;
    struct instant decided_at;
    struct text reversed_by;
    struct instant reversed_at;
    struct text note;
};
static const struct field compensation_fields[] = {
    FIELD_ID(struct compensation_view, id, PREFIX_COMPENSATION, 0, "The compensation."),
    FIELD_ID(struct compensation_view, partner_id, PREFIX_PARTNER, 0, "To whom."),
    FIELD_ID(struct compensation_view, program_id, PREFIX_PROGRAM, 0, "Whose cost it is."),
    FIELD_MONEY(struct compensation_view, amount, "How much."),
    FIELD_TEXT(struct compensation_view, reason, 0, 500, 0, "Why; the partner reads it."),
    FIELD_CHOICE(struct compensation_view, status, STATUS_WORDS, 0, "As it stands now."),
    FIELD_BOOL(struct compensation_view, needs_second, 0,
               "Above the limit: another person than who proposed it decides."),
    FIELD_ID(struct compensation_view, commission_id, PREFIX_COMMISSION, 0, "The commission that carries it."),
    FIELD_TEXT(struct compensation_view, proposed_by, 0, 200, 0, "Who proposed it; operators see it."),
    FIELD_INSTANT(struct compensation_view, proposed_at, 0, "When."),
    FIELD_TEXT(struct compensation_view, decided_by, 0, 200, 0, "Who booked or declined it; operators see it."),
    FIELD_INSTANT(struct compensation_view, decided_at, 0, "When."),
    FIELD_TEXT(struct compensation_view, reversed_by, 0, 200, 0, "Who took it back; operators see it."),
    FIELD_INSTANT(struct compensation_view, reversed_at, 0, "When."),
    FIELD_TEXT(struct compensation_view, note, 0, 500, 0, "Why it was declined or taken back."),
};
const struct schema schema_compensation = SCHEMA("Compensation", struct compensation_view, compensation_fields);

static struct compensation_view view_of(const struct call *call, const struct compensation *c)
{
    bool is_operator = call->actor.role == ROLE_OPERATOR;
    return (struct compensation_view){
        .id = c->id,
        .partner_id = c->partner_id,
        .program_id = c->program_id,
        .amount = c->amount,
        .reason = c->reason,
        .status = c->status,
        .needs_second = some_int64(c->needs_second),
        .commission_id = c->commission_id,
        .proposed_by = is_operator ? c->proposed_by : TEXT_NONE,
        .proposed_at = c->proposed_at,
        .decided_by = is_operator ? c->decided_by : TEXT_NONE,
        .decided_at = c->decided_at,
        .reversed_by = is_operator ? c->reversed_by : TEXT_NONE,
        .reversed_at = c->reversed_at,
        .note = c->note.n == 0 ? TEXT_NONE : c->note,
    };
}

static enum rc render(struct call *call, const void *view)
{
    struct compensation_view shown = view_of(call, view);
    return call_print(call, &schema_compensation, &shown);
}

struct compensation_query {
    CALL_PAGE_MEMBERS;
    struct partner_id partner_id;
    struct text status;
};
static const struct field compensation_query_fields[] = {
    CALL_PAGE_FIELDS(struct compensation_query),
    FIELD_ID(struct compensation_query, partner_id, PREFIX_PARTNER, 0, "Only of this partner."),
    FIELD_CHOICE(struct compensation_query, status, STATUS_WORDS, 0, "Only of this status."),
};
const struct schema schema_compensation_query =
    SCHEMA("CompensationQuery", struct compensation_query, compensation_query_fields);

enum rc api_compensation_list(struct call *call)
{
    const struct compensation_query *query = call->query;
    struct compensation_filter filter = {.status = query->status, .is_booked_only = call->actor.role == ROLE_PARTNER};
    int64_t limit;
    TRY(access_filter_partner(call, query->partner_id, &filter.partner_id));
    TRY(call_page_start(call, query->limit, query->cursor, &limit, &filter.before.v));
    filter.limit = limit + 1;
    struct compensation *list;
    size_t count;
    TRY(flow_stored(&call->flow, compensation_list(call->db, call->arena, &filter, &list, &count)));
    struct compensation_view *views = arena_many(call->arena, struct compensation_view, count);
    for (size_t i = 0; i < count; i++) {
        views[i] = view_of(call, &list[i]);
    }
    struct call_page page = {
        .items = views, .count = count, .limit = limit, .id_offset = offsetof(struct compensation_view, id)};
    return call_print_page(call, &page);
}

enum rc api_compensation_get(struct call *call)
{
    struct compensation compensation;
    TRY(access_compensation(call, (struct compensation_id){.v = call->ids[0]}, &compensation));
    return render(call, &compensation);
}

struct compensation_body {
    struct partner_id partner_id;
    struct program_id program_id;
    struct text amount, reason;
};
static const struct field compensation_body_fields[] = {
    FIELD_ID(struct compensation_body, partner_id, PREFIX_PARTNER, FIELD_REQUIRED, "To whom."),
    FIELD_ID(struct compensation_body, program_id, PREFIX_PROGRAM, FIELD_REQUIRED, "Whose cost it is."),
    FIELD_DECIMAL(struct compensation_body, amount, FIELD_REQUIRED, "How much, in the program's currency."),
    FIELD_TEXT(struct compensation_body, reason, 1, 500, FIELD_REQUIRED, "Why; the partner reads it."),
};
const struct schema schema_compensation_create =
    SCHEMA("CompensationCreate", struct compensation_body, compensation_body_fields);

enum rc api_compensation_create(struct call *call)
{
    const struct compensation_body *body = call->body;
    struct compensation_input input = {
        .partner_id = body->partner_id, .program_id = body->program_id, .amount = body->amount, .reason = body->reason};
    struct compensation *compensation = arena_one(call->arena, struct compensation);
    call_answer_by(call, render, compensation);
    return compensation_propose(&call->flow, &input, compensation);
}

struct note_body {
    struct text note;
};
static const struct field note_fields[] = {
    FIELD_TEXT(struct note_body, note, 1, 500, FIELD_REQUIRED, "Why."),
};
const struct schema schema_by_hand_note = SCHEMA("ReasonNote", struct note_body, note_fields);

enum rc api_compensation_approve(struct call *call)
{
    struct compensation *compensation = arena_one(call->arena, struct compensation);
    call_answer_by(call, render, compensation);
    return compensation_approve(&call->flow, (struct compensation_id){.v = call->ids[0]}, compensation);
}

static enum rc with_note(struct call *call,
                         enum rc (*flow)(struct flow *, struct compensation_id, struct text, struct compensation *))
{
    const struct note_body *body = call->body;
    struct compensation *compensation = arena_one(call->arena, struct compensation);
    call_answer_by(call, render, compensation);
    return flow(&call->flow, (struct compensation_id){.v = call->ids[0]}, body->note, compensation);
}

enum rc api_compensation_decline(struct call *call)
{
    return with_note(call, compensation_decline);
}

enum rc api_compensation_reverse(struct call *call)
{
    return with_note(call, compensation_reverse);
}
