// SPDX-License-Identifier: Apache-2.0
// The partner's earnings.
#include "partner/earnings.h"

#include "access.h"
#include "document/statement.h"
#include "identity/public_id.h"
#include "partner_earnings_html.h"
#include "phrase/phrases.h"
#include "portal/portal.h"
#include "portal/show.h"

#define ROWS_DEFAULT 50
#define MONTHS_SHOWN 12

struct earnings_query {
    CALL_PAGE_MEMBERS;
};
static const struct field earnings_fields[] = {CALL_PAGE_FIELDS(struct earnings_query)};
const struct schema schema_earnings_query = SCHEMA("EarningsQuery", struct earnings_query, earnings_fields);

static enum rc fill_row(struct call *call, const struct commission *commission, struct earning_row *row)
{
    *row = (struct earning_row){.url = show_url(call, "/commissions/", PREFIX_COMMISSION, commission->id.v),
                                .at = commission->created_at,
                                .amount = commission->amount,
                                .state = show_commission_state(commission->status)};
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

static enum rc fill_earnings(struct call *call, struct partner_earnings_view *view)
{
    const struct earnings_query *query = call->query;
    int64_t limit = 0;
    int64_t before = 0;
    struct opt_int64 wanted = query->limit.has ? query->limit : (struct opt_int64){.has = true, .v = ROWS_DEFAULT};
    TRY(call_page_start(call, wanted, query->cursor, &limit, &before));
    struct commission_filter filter = {
        .partner_id = access_own_partner(call), .before = {before}, .limit = (size_t)limit + 1};
    struct commission *list = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow, commission_list(call->db, call->arena, &filter, &list, &count)));
    bool has_more = count > (size_t)limit;
    count = has_more ? (size_t)limit : count;
    struct earning_row *rows = arena_many(call->arena, struct earning_row, count);
    for (size_t i = 0; i < count; i++) {
        TRY(fill_row(call, &list[i], &rows[i]));
    }
    view->rows = (struct earning_row_list){.items = rows, .count = count};
    view->pager =
        (struct pager_view){.shown = (int64_t)count, .first_url = before == 0 ? TEXT_NONE : TEXT("/partner/earnings")};
    if (has_more) {
        view->pager.next_url = text_format(call->arena, "/partner/earnings?cursor=%.*s",
                                           TEXT_PRINT(call_cursor(call, list[count - 1].id.v)));
    }
    return RC_OK;
}

enum rc web_partner_earnings(struct call *call)
{
    struct render render;
    TRY(page_open(call, &render));
    const struct reader *r = &render.reader;
    struct partner_earnings_view view = {.frame = portal_frame(call, &render, PLACE_EARNINGS)};
    view.frame.title = phrase_portal_earnings(r);
    struct column *columns = arena_many(call->arena, struct column, 6);
    const struct text labels[] = {phrase_word_date(r),   phrase_word_program(r), phrase_word_order(r),
                                  phrase_word_amount(r), phrase_word_state(r),   phrase_receipt_title(r)};
    for (size_t i = 0; i < 6; i++) {
        columns[i] = (struct column){.label = labels[i], .is_figure = i == 3};
    }
    view.columns = (struct column_list){.items = columns, .count = 6};
    struct statement_month *months = NULL;
    size_t month_count = 0;
    TRY(statement_months(&call->flow, access_own_partner(call), &months, &month_count));
    month_count = month_count > MONTHS_SHOWN ? MONTHS_SHOWN : month_count;
    struct statement_row *items = arena_many(call->arena, struct statement_row, month_count);
    for (size_t i = 0; i < month_count; i++) {
        struct instant middle = {months[i].from.ms + 15 * DAY_MS};
        items[i] = (struct statement_row){.month = months[i].month,
                                          .label = i18n_time(r->i18n, call->arena, middle, I18N_MONTH)};
    }
    view.months = (struct statement_row_list){.items = items, .count = month_count};
    TRY(fill_earnings(call, &view));
    partner_earnings_html(&render, &view);
    return page_answer(call, &render);
}
