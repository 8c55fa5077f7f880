// SPDX-License-Identifier: Apache-2.0
// Penalties for late payment over HTTP.
#include "settlement/penalty_life.h"

#include "identity/public_id.h"
#include "v1/handlers.h"

struct penalty_view {
    struct penalty_id id;
    struct partner_id partner_id;
    struct commission_id commission_id;
    struct money overdue, amount;
    struct instant due_at, overdue_at, accrued_at;
    struct text status, note;
    struct instant settled_at;
    struct text clause;
};
static const struct field penalty_fields[] = {
    FIELD_ID(struct penalty_view, id, PREFIX_PENALTY, 0, "The penalty."),
    FIELD_ID(struct penalty_view, partner_id, PREFIX_PARTNER, 0, "To whom it is owed."),
    FIELD_ID(struct penalty_view, commission_id, PREFIX_COMMISSION, 0, "What was overdue."),
    FIELD_MONEY(struct penalty_view, overdue, "What was payable and not paid then."),
    FIELD_MONEY(struct penalty_view, amount, "What is owed for it, besides the commission."),
    FIELD_INSTANT(struct penalty_view, due_at, 0, "By when its payment was promised."),
    FIELD_INSTANT(struct penalty_view, overdue_at, 0, "When the days of grace of the clause ended."),
    FIELD_INSTANT(struct penalty_view, accrued_at, 0, "When it was booked."),
    FIELD_CHOICE(struct penalty_view, status, "owed,paid,waived", 0, "As it stands now."),
    FIELD_TEXT(struct penalty_view, note, 0, 500, 0, "How it was paid, or why it was waived."),
    FIELD_INSTANT(struct penalty_view, settled_at, 0, "When it was paid or waived."),
    FIELD_CHOICE(struct penalty_view, clause, "plan,settlement", 0, "Where the penalty was agreed."),
};
const struct schema schema_penalty = SCHEMA("Penalty", struct penalty_view, penalty_fields);

static struct penalty_view view_of(const struct penalty *penalty)
{
    return (struct penalty_view){
        .id = penalty->id,
        .partner_id = penalty->partner_id,
        .commission_id = penalty->commission_id,
        .overdue = penalty->base,
        .amount = penalty->amount,
        .due_at = penalty->due_at,
        .overdue_at = penalty->overdue_at,
        .accrued_at = penalty->accrued_at,
        .status = penalty->status,
        .note = penalty->note.n == 0 ? TEXT_NONE : penalty->note,
        .settled_at = penalty->settled_at,
        .clause = penalty->plan_id.v != 0 ? TEXT("plan") : TEXT("settlement"),
    };
}

struct penalty_query {
    CALL_PAGE_MEMBERS;
    struct partner_id partner_id;
    struct text status;
};
static const struct field penalty_query_fields[] = {
    CALL_PAGE_FIELDS(struct penalty_query),
    FIELD_ID(struct penalty_query, partner_id, PREFIX_PARTNER, 0, "Only of this partner."),
    FIELD_CHOICE(struct penalty_query, status, "owed,paid,waived", 0, "Only of this state."),
};
const struct schema schema_penalty_query = SCHEMA("PenaltyQuery", struct penalty_query, penalty_query_fields);

enum rc api_penalty_list(struct call *call)
{
    const struct penalty_query *query = call->query;
    struct penalty_filter filter = {.status = query->status};
    int64_t limit;
    TRY(access_filter_partner(call, query->partner_id, &filter.partner_id));
    TRY(call_page_start(call, query->limit, query->cursor, &limit, &filter.before.v));
    filter.limit = limit + 1;
    struct penalty *list;
    size_t count;
    TRY(flow_stored(&call->flow, penalty_list(call->db, call->arena, &filter, &list, &count)));
    struct penalty_view *views = arena_many(call->arena, struct penalty_view, count);
    for (size_t i = 0; i < count; i++) {
        views[i] = view_of(&list[i]);
    }
    struct call_page page = {
        .items = views, .count = count, .limit = limit, .id_offset = offsetof(struct penalty_view, id)};
    return call_print_page(call, &page);
}

struct settle_body {
    struct text status, note;
};
static const struct field settle_fields[] = {
    FIELD_CHOICE(struct settle_body, status, "paid,waived", FIELD_REQUIRED, "What became of it."),
    FIELD_TEXT(struct settle_body, note, 1, 500, FIELD_REQUIRED, "How it was paid, or why it is waived."),
};
const struct schema schema_penalty_settle = SCHEMA("PenaltySettle", struct settle_body, settle_fields);

static enum rc render(struct call *call, const void *view)
{
    struct penalty_view shown = view_of(view);
    return call_print(call, &schema_penalty, &shown);
}

enum rc api_penalty_settle(struct call *call)
{
    const struct settle_body *body = call->body;
    struct penalty *penalty = arena_one(call->arena, struct penalty);
    call_answer_by(call, render, penalty);
    return penalty_settle(&call->flow, (struct penalty_id){.v = call->ids[0]}, text_equal(body->status, TEXT("paid")),
                          body->note, penalty);
}
