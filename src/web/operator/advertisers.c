// SPDX-License-Identifier: Apache-2.0
// The list of advertisers with their accounts.
#include "operator/advertisers.h"

#include "advertiser/advertiser.h"
#include "advertisers_html.h"
#include "identity/public_id.h"
#include "operator/money.h"
#include "page/page.h"
#include "phrase/phrases.h"
#include "portal/portal.h"
#include "portal/show.h"

#define PATH "/operator/advertisers"
#define ROWS_DEFAULT 50
#define COLUMNS 5

struct advertisers_query {
    CALL_PAGE_MEMBERS;
};
static const struct field query_fields[] = {CALL_PAGE_FIELDS(struct advertisers_query)};
const struct schema schema_advertisers_query = SCHEMA("AdvertisersQuery", struct advertisers_query, query_fields);

static enum rc fill_rows(struct call *call, struct advertisers_view *view)
{
    const struct advertisers_query *query = call->query;
    struct opt_int64 wanted = query->limit.has ? query->limit : (struct opt_int64){.has = true, .v = ROWS_DEFAULT};
    struct advertiser_filter filter = {.status = TEXT_NONE};
    int64_t limit = 0;
    TRY(call_page_start(call, wanted, query->cursor, &limit, &filter.before_id));
    filter.limit = limit + 1;
    struct advertiser *list = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow, advertiser_list(call->db, call->arena, &filter, &list, &count)));
    bool has_more = count > (size_t)limit;
    count = has_more ? (size_t)limit : count;
    struct advertiser_row *rows = arena_many(call->arena, struct advertiser_row, count);
    for (size_t i = 0; i < count; i++) {
        bool is_active = text_equal(list[i].status, TEXT("active"));
        rows[i] = (struct advertiser_row){.name = list[i].name,
                                          .url = show_url(call, PATH "/", PREFIX_ADVERTISER, list[i].id.v),
                                          .state = is_active ? STATE_ACTIVE : STATE_ARCHIVED};
        TRY(advertiser_accounts(call, list[i].id, &rows[i].accounts));
    }
    view->rows = (struct advertiser_row_list){.items = rows, .count = count};
    view->pager =
        (struct pager_view){.shown = (int64_t)count, .first_url = filter.before_id == 0 ? TEXT_NONE : TEXT(PATH)};
    if (has_more) {
        view->pager.next_url =
            text_format(call->arena, PATH "?cursor=%.*s", TEXT_PRINT(call_cursor(call, list[count - 1].id.v)));
    }
    return RC_OK;
}

enum rc web_operator_advertisers(struct call *call)
{
    struct render render;
    TRY(page_open(call, &render));
    const struct reader *r = &render.reader;
    struct advertisers_view view = {.frame = portal_frame(call, &render, PLACE_PAYOUTS),
                                    .tabs = money_payout_tabs(&render, PAYOUT_TAB_ADVERTISERS)};
    view.frame.title = phrase_accounts_title(r);
    view.frame.lead = phrase_accounts_lead(r);
    const struct text labels[COLUMNS] = {phrase_word_advertiser(r), phrase_advertiser_prepaid(r),
                                         phrase_advertiser_owed(r), phrase_advertiser_accrued(r), phrase_word_state(r)};
    struct column *columns = arena_many(call->arena, struct column, COLUMNS);
    for (size_t i = 0; i < COLUMNS; i++) {
        columns[i] = (struct column){.label = labels[i], .is_figure = i > 0 && i < COLUMNS - 1};
    }
    view.columns = (struct column_list){.items = columns, .count = COLUMNS};
    TRY(flow_stored(&call->flow, db_read_begin(call->db)));
    AUTO_TRANSACTION(call->db);
    TRY(fill_rows(call, &view));
    advertisers_html(&render, &view);
    return page_answer(call, &render);
}
