// SPDX-License-Identifier: Apache-2.0
// Closed periods of the books.
#include "ledger/ledger_period.h"
#include "ledger/period_close.h"
#include "operator/books.h"
#include "operator/money.h"
#include "page/refusal.h"
#include "periods_html.h"
#include "phrase/phrases.h"
#include "portal/portal.h"
#include "portal/show.h"

#define PATH "/operator/ledger/periods"

struct periods_query {
    struct text done;
};
static const struct field query_fields[] = {
    FIELD_CHOICE(struct periods_query, done, "close,reopen", 0, "What has just been done."),
};
const struct schema schema_periods_query = SCHEMA("PeriodsQuery", struct periods_query, query_fields);

static enum rc fill_history(struct call *call, const struct render *render, struct periods_view *view)
{
    const struct reader *r = &render->reader;
    struct ledger_period_event *events = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow, ledger_period_list(call->db, call->arena, &events, &count)));
    struct period_row *rows = arena_many(call->arena, struct period_row, count);
    for (size_t i = 0; i < count; i++) {
        const struct ledger_period_event *event = &events[count - 1 - i]; // newest first
        bool is_close = text_equal(event->kind, TEXT("close"));
        rows[i] = (struct period_row){
            .month = event->month,
            .what = is_close ? phrase_periods_closed(r, (struct phrase_periods_closed){.month = event->month})
                             : phrase_periods_reopened(r, (struct phrase_periods_reopened){.month = event->month}),
            .reason = event->reason,
            .at = event->occurred_at,
        };
        TRY(show_actor(call, event->actor, &rows[i].actor));
    }
    view->rows = (struct period_row_list){.items = rows, .count = count};
    return RC_OK;
}

// The last closing that no reopening followed is what may be reopened.
static enum rc fill_state(struct call *call, struct render *render, struct periods_view *view)
{
    const struct reader *r = &render->reader;
    struct instant until;
    TRY(flow_stored(&call->flow, ledger_period_closed_until(call->db, call->arena, &until)));
    view->state = phrase_periods_all_open(r);
    if (instant_is_none(until)) {
        return RC_OK;
    }
    view->state =
        phrase_periods_closed_until(r, (struct phrase_periods_closed_until){.time = render_time(render, until)});
    struct ledger_period_event *events = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow, ledger_period_list(call->db, call->arena, &events, &count)));
    for (size_t i = 0; i < count; i++) {
        bool is_last = text_equal(events[i].kind, TEXT("close")) && events[i].ends_at.ms == until.ms;
        view->last_month = is_last ? events[i].month : view->last_month;
    }
    view->can_reopen = text_is(view->last_month);
    return RC_OK;
}

static enum rc show(struct call *call, struct text done, const struct fault *fault)
{
    struct render render;
    TRY(page_open(call, &render));
    const struct reader *r = &render.reader;
    struct periods_view view = {.frame = portal_frame(call, &render, PLACE_LEDGER),
                                .tabs = money_ledger_tabs(&render, LEDGER_TAB_PERIODS)};
    view.frame.title = phrase_books_periods(r);
    TRY(flow_stored(&call->flow, db_read_begin(call->db)));
    AUTO_TRANSACTION(call->db);
    TRY(fill_state(call, &render, &view));
    TRY(fill_history(call, &render, &view));
    view.month = (struct input_view){
        .field = {.name = TEXT("month"), .label = phrase_payouts_month(r), .hint = phrase_periods_month_hint(r)},
        .value = parameters_get(&call->form, TEXT("month")),
        .pattern_hint = TEXT("2026-10")};
    view.confirmed = (struct checkbox_view){.field = {.name = TEXT("confirmed"), .label = phrase_periods_confirm(r)},
                                            .value = TEXT("1")};
    view.reason = (struct input_view){.field = {.name = TEXT("reason"), .label = phrase_word_reason(r)},
                                      .value = parameters_get(&call->form, TEXT("reason"))};
    struct field_view *const fields[] = {&view.month.field, &view.confirmed.field, &view.reason.field};
    view.errors = page_mark(&render, fault, fields, sizeof(fields) / sizeof(fields[0]));
    if (text_is(done)) {
        view.done = text_equal(done, TEXT("close")) ? phrase_periods_was_closed(r) : phrase_periods_was_reopened(r);
    }
    periods_html(&render, &view);
    return page_answer(call, &render);
}

enum rc web_periods(struct call *call)
{
    const struct periods_query *query = call->query;
    return show(call, query->done, NULL);
}

static enum rc change(struct call *call, bool is_close)
{
    struct text month = text_trim(parameters_get(&call->form, TEXT("month")));
    struct ledger_period_event event;
    if (!is_close) {
        struct text reason = text_trim(parameters_get(&call->form, TEXT("reason")));
        return period_reopen(&call->flow, month, reason, &event);
    }
    if (text_is_empty(parameters_get(&call->form, TEXT("confirmed")))) {
        return fault_set(call->fault, RC_INVALID, "not_confirmed", "confirmed", "closing has to be confirmed");
    }
    return period_close(&call->flow, month, &event);
}

enum rc web_period_change(struct call *call)
{
    bool is_close = !text_equal(parameters_get(&call->form, TEXT("action")), TEXT("reopen"));
    struct fault fault;
    enum rc rc = change(call, is_close);
    if (page_is_refused(call, rc, &fault)) {
        return show(call, TEXT_NONE, &fault);
    }
    TRY(rc);
    return page_redirect(call, is_close ? TEXT(PATH "?done=close") : TEXT(PATH "?done=reopen"));
}
