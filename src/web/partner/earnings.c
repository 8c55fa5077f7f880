// SPDX-License-Identifier: Apache-2.0
// The partner's earnings.
#include "partner/earnings.h"

#include "access.h"
#include "identity/public_id.h"
#include "partner/money.h"
#include "partner_earnings_html.h"
#include "payout/payout_promise.h"
#include "phrase/phrases.h"
#include "portal/portal.h"
#include "portal/show.h"

#define PATH "/partner/earnings"
#define ROWS_DEFAULT 50
#define COLUMNS 5

struct earnings_query {
    CALL_PAGE_MEMBERS;
    struct text status;
};
static const struct field earnings_fields[] = {
    CALL_PAGE_FIELDS(struct earnings_query),
    FIELD_CHOICE(struct earnings_query, status, "pending,available,in_payout,paid,rejected", 0,
                 "Only those of this state."),
};
const struct schema schema_earnings_query = SCHEMA("EarningsQuery", struct earnings_query, earnings_fields);

static void fill_states(struct render *render, struct text current, struct partner_earnings_view *view)
{
    static const struct {
        const char *word;
        enum state state;
    } states[] = {{"pending", STATE_PENDING},
                  {"available", STATE_AVAILABLE},
                  {"in_payout", STATE_IN_PAYOUT},
                  {"paid", STATE_PAID},
                  {"rejected", STATE_REJECTED}};
    size_t count = sizeof(states) / sizeof(states[0]);
    struct tab_item *items = arena_many(render->arena, struct tab_item, count + 1);
    items[0] = (struct tab_item){
        .label = phrase_conversions_all(&render->reader), .url = TEXT(PATH), .is_current = text_is_empty(current)};
    for (size_t i = 0; i < count; i++) {
        items[i + 1] = (struct tab_item){.label = render_state_word(render, states[i].state),
                                         .url = text_format(render->arena, PATH "?status=%s", states[i].word),
                                         .is_current = text_equal(current, text_of(states[i].word))};
    }
    view->states =
        (struct tabs_view){.label = phrase_word_state(&render->reader), .tabs = {.items = items, .count = count + 1}};
    view->is_filtered = !text_is_empty(current);
}

// ---- commissions ----

static void fill_promise(struct render *render, const struct payout_promised *promised, struct earning_row *row)
{
    const struct reader *r = &render->reader;
    row->is_overdue = promised->is_overdue;
    if (!instant_is_none(promised->decided_by)) {
        row->promise = phrase_earnings_decided_by(
            r, (struct phrase_earnings_decided_by){.date = render_date(render, promised->decided_by)});
    } else if (!instant_is_none(promised->paid_by)) {
        row->promise = phrase_earnings_paid_by(
            r, (struct phrase_earnings_paid_by){.date = render_date(render, promised->paid_by)});
    }
}

static enum rc fill_row(struct call *call, struct render *render, struct payout_calendar *calendar,
                        const struct commission *commission, struct earning_row *row)
{
    *row = (struct earning_row){.url = show_url(call, "/commissions/", PREFIX_COMMISSION, commission->id.v),
                                .at = commission->created_at,
                                .amount = commission->amount,
                                .state = show_commission_state(commission->status)};
    struct payout_promised promised;
    TRY(payout_promise_find(&call->flow, calendar, commission, &promised));
    fill_promise(render, &promised, row);
    TRY(show_program_name(call, commission->program_id, &row->program));
    if (commission->conversion_id.v == 0) {
        return RC_OK;
    }
    struct conversion conversion;
    TRY(flow_stored(&call->flow, conversion_get(call->db, call->arena, commission->conversion_id, &conversion)));
    if (conversion.partner_id.v == call->actor.owner_id) {
        row->order = conversion.order_id;
    }
    return RC_OK;
}

static enum rc fill_rows(struct call *call, struct render *render, struct partner_earnings_view *view)
{
    const struct earnings_query *query = call->query;
    int64_t limit = 0;
    struct commission_filter filter = {.partner_id = access_own_partner(call)};
    struct opt_int64 wanted = query->limit.has ? query->limit : (struct opt_int64){.has = true, .v = ROWS_DEFAULT};
    TRY(call_page_start(call, wanted, query->cursor, &limit, &filter.before.v));
    filter.has_status = text_is(query->status) && commission_status_parse(query->status, &filter.status);
    filter.limit = (size_t)limit + 1;
    struct commission *list = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow, commission_list(call->db, call->arena, &filter, &list, &count)));
    bool has_more = count > (size_t)limit;
    count = has_more ? (size_t)limit : count;
    struct earning_row *rows = arena_many(call->arena, struct earning_row, count);
    AUTO_PAYOUT_CALENDAR calendar = {0};
    TRY(payout_calendar_open(&call->flow, &calendar));
    for (size_t i = 0; i < count; i++) {
        TRY(fill_row(call, render, &calendar, &list[i], &rows[i]));
    }
    view->rows = (struct earning_row_list){.items = rows, .count = count};
    struct text here =
        view->is_filtered ? text_format(call->arena, PATH "?status=%.*s", TEXT_PRINT(query->status)) : TEXT(PATH);
    view->pager = (struct pager_view){.shown = (int64_t)count, .first_url = filter.before.v == 0 ? TEXT_NONE : here};
    if (has_more) {
        view->pager.next_url =
            text_format(call->arena, "%.*s%scursor=%.*s", TEXT_PRINT(here), view->is_filtered ? "&" : "?",
                        TEXT_PRINT(call_cursor(call, list[count - 1].id.v)));
    }
    return RC_OK;
}

static void fill_columns(const struct render *render, struct partner_earnings_view *view)
{
    const struct reader *r = &render->reader;
    struct column *columns = arena_many(render->arena, struct column, COLUMNS);
    columns[0] = (struct column){.label = phrase_word_date(r)};
    columns[1] = (struct column){.label = phrase_word_amount(r), .is_figure = true};
    columns[2] = (struct column){.label = phrase_word_state(r)};
    columns[3] = (struct column){.label = phrase_earnings_promise(r)};
    columns[4] = (struct column){.label = phrase_word_program(r)};
    view->columns = (struct column_list){.items = columns, .count = COLUMNS};
}

enum rc web_partner_earnings(struct call *call)
{
    const struct earnings_query *query = call->query;
    struct render render;
    TRY(page_open(call, &render));
    struct partner_earnings_view view = {.frame = portal_frame(call, &render, PLACE_EARNINGS),
                                         .tabs = money_earnings_tabs(&render, EARNINGS_TAB_COMMISSIONS)};
    view.frame.title = phrase_portal_earnings(&render.reader);
    TRY(flow_stored(&call->flow, db_read_begin(call->db)));
    AUTO_TRANSACTION(call->db);
    TRY(balances_fill(call, &render, &view.balances));
    fill_states(&render, query->status, &view);
    fill_columns(&render, &view);
    TRY(fill_rows(call, &render, &view));
    partner_earnings_html(&render, &view);
    return page_answer(call, &render);
}
