// SPDX-License-Identifier: Apache-2.0
// The list of advertisers with their accounts.
#include "operator/advertisers.h"

#include "advertiser/advertiser.h"
#include "advertisers_html.h"
#include "identity/public_id.h"
#include "operator/money.h"
#include "page/page.h"
#include "phrase/phrases.h"
#include "portal/list.h"
#include "portal/portal.h"
#include "portal/show.h"

#define PATH "/operator/advertisers"

struct advertisers_query {
    struct list_query list;
    struct text status;
};
static const struct field query_fields[] = {
    LIST_QUERY_FIELDS(struct advertisers_query),
    FIELD_CHOICE(struct advertisers_query, status, "active,archived", FIELD_BLANK, "Only those of this status."),
};
const struct schema schema_advertisers_query = SCHEMA("AdvertisersQuery", struct advertisers_query, query_fields);

enum { COLUMN_NAME, COLUMN_SINCE, COLUMN_PREPAID, COLUMN_OWED, COLUMN_ACCRUED, COLUMN_STATE };
static const struct list_column columns[] = {
    [COLUMN_NAME] = {"name", PHRASE_WORD_ADVERTISER, LIST_SORTS, ADVERTISER_BY_NAME},
    [COLUMN_SINCE] = {"since", PHRASE_PEOPLE_SINCE, LIST_FIGURE | LIST_SORTS | LIST_OPTIONAL, ADVERTISER_BY_AGE},
    [COLUMN_PREPAID] = {"prepaid", PHRASE_ADVERTISER_PREPAID, LIST_FIGURE | LIST_MONEY, 0},
    [COLUMN_OWED] = {"owed", PHRASE_ADVERTISER_OWED, LIST_FIGURE | LIST_MONEY, 0},
    [COLUMN_ACCRUED] = {"accrued", PHRASE_ADVERTISER_ACCRUED, LIST_FIGURE | LIST_MONEY, 0},
    [COLUMN_STATE] = {"state", PHRASE_WORD_STATE, LIST_SORTS, ADVERTISER_BY_STATUS},
};

static enum rc read_rows(struct list *list, const struct list_slice *slice, const void **ret_rows, size_t *ret_count)
{
    const struct advertisers_query *query = list->page;
    struct call *call = list->call;
    struct advertiser_search search = {
        .words = slice->words,
        .status = query->status,
        .sort = (enum advertiser_sort)slice->sort,
        .is_down = slice->is_down,
        .after = {slice->after},
        .limit = slice->limit,
    };
    struct advertiser *rows = NULL;
    TRY(flow_stored(&call->flow, advertiser_search(call->db, call->arena, &search, &rows, ret_count)));
    *ret_rows = rows;
    return RC_OK;
}

static struct money account_sum(const struct account_item *account, size_t column)
{
    return column == COLUMN_PREPAID ? account->prepaid : column == COLUMN_OWED ? account->owed : account->accrued;
}

// An amount of each currency that the account has; none while nothing was charged or deposited.
static struct cell_view sums_cell(struct call *call, const struct account_item_list *accounts, size_t column,
                                  struct text url)
{
    if (accounts->count == 0) {
        return (struct cell_view){.kind = CELL_NONE};
    }
    struct money *others = arena_many(call->arena, struct money, accounts->count);
    for (size_t i = 1; i < accounts->count; i++) {
        others[i - 1] = account_sum(&accounts->items[i], column);
    }
    return (struct cell_view){.kind = CELL_MONEY,
                              .money = account_sum(&accounts->items[0], column),
                              .others = {.items = others, .count = accounts->count - 1},
                              .url = url};
}

static void fill_alert(const struct reader *r, const struct account_item_list *accounts, struct cell_view *cell)
{
    bool is_stopped = false, is_over = false, is_low = false;
    for (size_t i = 0; i < accounts->count; i++) {
        is_stopped = is_stopped || accounts->items[i].is_stopped;
        is_over = is_over || accounts->items[i].is_over_limit;
        is_low = is_low || accounts->items[i].is_low;
    }
    cell->alert = is_stopped ? phrase_accounts_stopped(r)
                  : is_over  ? phrase_accounts_over_limit(r)
                  : is_low   ? phrase_accounts_low(r)
                             : TEXT_NONE;
    cell->is_alarm = is_stopped;
}

static enum rc show_row(struct list *list, const void *rows, size_t at, struct list_cells *row)
{
    const struct advertiser *advertiser = (const struct advertiser *)rows + at;
    struct call *call = list->call;
    struct text url = show_url(call, PATH "/", PREFIX_ADVERTISER, advertiser->id.v);
    struct account_item_list accounts;
    TRY(advertiser_accounts(call, advertiser->id, &accounts));
    row->id = advertiser->id.v;
    row->label = advertiser->name;
    row->cells[COLUMN_NAME] = (struct cell_view){.kind = CELL_NAME, .text = advertiser->name, .url = url};
    row->cells[COLUMN_SINCE] = (struct cell_view){.kind = CELL_DATE, .at = advertiser->created_at};
    for (size_t i = COLUMN_PREPAID; i <= COLUMN_ACCRUED; i++) {
        row->cells[i] = sums_cell(call, &accounts, i, url);
    }
    bool is_active = text_equal(advertiser->status, TEXT("active"));
    row->cells[COLUMN_STATE] =
        (struct cell_view){.kind = CELL_STATE, .state = is_active ? STATE_ACTIVE : STATE_ARCHIVED};
    fill_alert(&list->render->reader, &accounts, &row->cells[COLUMN_STATE]);
    return RC_OK;
}

static const struct list_kind kind = {
    .path = PATH,
    .file = "advertisers",
    .title = PHRASE_ACCOUNTS_TITLE,
    .search = PHRASE_WORD_NAME,
    .is_searched = true,
    .columns = columns,
    .column_count = sizeof(columns) / sizeof(columns[0]),
    .sort = "-since",
    .read = read_rows,
    .show = show_row,
};

enum rc web_operator_advertisers(struct call *call)
{
    const struct advertisers_query *query = call->query;
    struct render render;
    TRY(page_open(call, &render));
    const struct reader *r = &render.reader;
    TRY(flow_stored(&call->flow, db_read_begin(call->db)));
    AUTO_TRANSACTION(call->db);
    struct list list;
    TRY(list_open(call, &render, &kind, &query->list, query, &list));
    if (list_wants_file(&list)) {
        return list_answer_file(&list);
    }
    struct advertisers_view view = {.frame = portal_frame(call, &render, PLACE_PAYOUTS),
                                    .tabs = money_payout_tabs(&render, PAYOUT_TAB_ADVERTISERS)};
    view.frame.title = phrase_accounts_title(r);
    view.frame.lead = phrase_accounts_lead(r);
    const struct choice states[] = {{.label = phrase_conversions_all(r)},
                                    {.value = TEXT("active"), .label = phrase_state_active(r)},
                                    {.value = TEXT("archived"), .label = phrase_state_archived(r)}};
    view.list.tabs =
        list_tabs(&list, "status", phrase_word_state(r), (struct choice_list){.items = states, .count = 3});
    view.list.empty = (struct empty_view){.kind = EMPTY_NOTHING_YET,
                                          .icon = ICON_BALANCE,
                                          .title = phrase_accounts_empty(r),
                                          .message = phrase_accounts_empty_text(r),
                                          .action = phrase_programs_add_advertiser(r),
                                          .url = TEXT("/operator/advertisers/new")};
    TRY(list_fill(&list, &view.list));
    advertisers_html(&render, &view);
    return page_answer(call, &render);
}
