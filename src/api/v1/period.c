// SPDX-License-Identifier: Apache-2.0
// Closed periods of the books.
#include "ledger/period_close.h"
#include "v1/handlers.h"

struct period_view {
    struct text kind, month;
    struct instant closed_until;
    struct text reason, actor;
    struct instant occurred_at;
    struct opt_int64 accounts;
};
static const struct field period_fields[] = {
    FIELD_CHOICE(struct period_view, kind, "close,reopen", 0, "What happened."),
    FIELD_TEXT(struct period_view, month, 7, 7, 0, "The month, in the network's time zone."),
    FIELD_INSTANT(struct period_view, closed_until, 0,
                  "Before it nothing was booked from then on; null: all was open."),
    FIELD_TEXT(struct period_view, reason, 0, 500, 0, "Why it was reopened."),
    FIELD_TEXT(struct period_view, actor, 0, 200, 0, "Who did it."),
    FIELD_INSTANT(struct period_view, occurred_at, 0, "When."),
    FIELD_INT64(struct period_view, accounts, 0, INT64_MAX, 0, "Accounts in the trial balance of a closing."),
};
const struct schema schema_period = SCHEMA("Period", struct period_view, period_fields);

struct period_list_view {
    struct field_list data;
};
static const struct field period_list_fields[] = {
    FIELD_LIST(struct period_list_view, data, &schema_period, 0, "Closings and reopenings, oldest first."),
};
const struct schema schema_period_list = SCHEMA("PeriodList", struct period_list_view, period_list_fields);

struct period_body {
    struct text month, reason;
};
static const struct field period_close_fields[] = {
    FIELD_TEXT(struct period_body, month, 1, 32, FIELD_REQUIRED, "A month that is over: \"2026-10\"."),
};
static const struct field period_reopen_fields[] = {
    FIELD_TEXT(struct period_body, month, 1, 32, FIELD_REQUIRED, "The month that was closed last."),
    FIELD_TEXT(struct period_body, reason, 1, 500, FIELD_REQUIRED, "Why."),
};
const struct schema schema_period_close = SCHEMA("PeriodClose", struct period_body, period_close_fields);
const struct schema schema_period_reopen = SCHEMA("PeriodReopen", struct period_body, period_reopen_fields);

static struct period_view view_of(const struct ledger_period_event *event)
{
    return (struct period_view){.kind = event->kind,
                                .month = event->month,
                                .closed_until = event->closed_until,
                                .reason = event->reason.n > 0 ? event->reason : TEXT_NONE,
                                .actor = event->actor,
                                .occurred_at = event->occurred_at};
}

static enum rc render(struct call *call, const void *view)
{
    const struct ledger_period_event *event = view;
    struct period_view shown = view_of(event);
    struct ledger_period_line *lines;
    size_t count;
    TRY(flow_stored(&call->flow, ledger_period_balances(call->db, call->arena, event->id, &lines, &count)));
    shown.accounts = some_int64((int64_t)count);
    return call_print(call, &schema_period, &shown);
}

enum rc api_period_close(struct call *call)
{
    const struct period_body *body = call->body;
    struct ledger_period_event event;
    call_answer_by(call, render, &event);
    return period_close(&call->flow, body->month, &event);
}

enum rc api_period_reopen(struct call *call)
{
    const struct period_body *body = call->body;
    struct ledger_period_event event;
    call_answer_by(call, render, &event);
    return period_reopen(&call->flow, body->month, body->reason, &event);
}

enum rc api_period_list(struct call *call)
{
    struct ledger_period_event *list;
    size_t count;
    TRY(flow_stored(&call->flow, ledger_period_list(call->db, call->arena, &list, &count)));
    struct period_view *views = arena_many(call->arena, struct period_view, count);
    for (size_t i = 0; i < count; i++) {
        views[i] = view_of(&list[i]);
    }
    struct period_list_view shown = {.data = {.items = views, .count = count}};
    return call_print(call, &schema_period_list, &shown);
}
