// SPDX-License-Identifier: Apache-2.0
// The advertiser's orders and leads: those that wait are approved, or rejected with a coded reason.
#include "access.h"
#include "advertiser/advertiser_pages.h"
#include "advertiser_orders_html.h"
#include "conversion/conversion_decide.h"
#include "identity/public_id.h"
#include "phrase/phrases.h"
#include "portal/list.h"
#include "portal/order_list.h"
#include "portal/portal.h"
#include "portal/show.h"

#define PATH "/advertiser/orders"
#define ACTIONS 4

struct advertiser_orders_query {
    struct list_query list;
    struct partner_id partner_id;
    struct text status;
    struct currency currency;
    struct order_place place;
    struct period_query period;
};
static const struct field query_fields[] = {
    LIST_QUERY_FIELDS(struct advertiser_orders_query),
    FIELD_ID(struct advertiser_orders_query, partner_id, PREFIX_PARTNER, FIELD_BLANK,
             "Only those credited to this partner."),
    FIELD_CHOICE(struct advertiser_orders_query, status, ORDER_STATUSES, FIELD_BLANK,
                 "Only of this status; counted: pending or approved."),
    FIELD_CURRENCY(struct advertiser_orders_query, currency, FIELD_BLANK, "Only in this currency."),
    ORDER_PLACE_FIELDS(struct advertiser_orders_query),
    PERIOD_DAYS_FIELDS(struct advertiser_orders_query),
};
const struct schema schema_advertiser_orders_query =
    SCHEMA("AdvertiserOrdersQuery", struct advertiser_orders_query, query_fields);

enum {
    COLUMN_ORDER,
    COLUMN_AT,
    COLUMN_PARTNER,
    COLUMN_PROGRAM,
    COLUMN_AMOUNT,
    COLUMN_REVENUE,
    COLUMN_COMMISSION,
    COLUMN_STATE,
};
static const struct list_column columns[] = {
    [COLUMN_ORDER] = {"order", PHRASE_WORD_ORDER, 0, 0},
    [COLUMN_AT] = {"occurred", PHRASE_WORD_DATE, LIST_FIGURE | LIST_SORTS, CONVERSION_BY_OCCURRED},
    [COLUMN_PARTNER] = {"partner", PHRASE_WORD_PARTNER, 0, 0},
    [COLUMN_PROGRAM] = {"program", PHRASE_WORD_PROGRAM, LIST_OPTIONAL, 0},
    [COLUMN_AMOUNT] = {"amount", PHRASE_WORD_AMOUNT, LIST_FIGURE | LIST_SORTS | LIST_MONEY, CONVERSION_BY_AMOUNT},
    [COLUMN_REVENUE] = {"revenue", PHRASE_WORD_REVENUE, LIST_FIGURE | LIST_MONEY | LIST_OF_DAYS, 0},
    [COLUMN_COMMISSION] = {"commission", PHRASE_WORD_COMMISSION, LIST_FIGURE | LIST_MONEY, 0},
    [COLUMN_STATE] = {"state", PHRASE_WORD_STATE, 0, 0},
};

static enum rc read_rows(struct list *list, const struct list_slice *slice, const void **ret_rows, size_t *ret_count)
{
    return order_rows(list, list->page, slice, ret_rows, ret_count);
}

static enum rc show_row(struct list *list, const void *rows, size_t at, struct list_cells *row)
{
    const struct conversion *c = (const struct conversion *)rows + at;
    struct call *call = list->call;
    struct cell_view *cells = row->cells;
    struct text url = show_url(call, "/conversions/", PREFIX_CONVERSION, c->id.v);
    bool is_rejected = text_equal(c->status, TEXT("rejected"));
    row->id = c->id.v;
    row->value = public_id_text(call->arena, call->keyring, PREFIX_CONVERSION, c->id.v);
    row->label = c->order_id;
    row->is_unselectable = !text_equal(c->status, TEXT("pending"));
    cells[COLUMN_ORDER] = (struct cell_view){
        .kind = CELL_NAME, .text = c->order_id, .url = url, .note = show_code(list->render, "goal", c->goal_kind)};
    cells[COLUMN_AT] = (struct cell_view){.kind = CELL_TIME, .at = c->occurred_at};
    struct text partner = TEXT_NONE;
    TRY(show_partner_name(call, c->partner_id, &partner));
    cells[COLUMN_PARTNER] =
        text_is_empty(partner)
            ? (struct cell_view){.kind = CELL_TEXT, .text = phrase_conversions_nobody(&list->render->reader)}
            : (struct cell_view){.kind = CELL_NAME, .text = partner};
    cells[COLUMN_PROGRAM].kind = CELL_NAME;
    TRY(show_program_name(call, c->program_id, &cells[COLUMN_PROGRAM].text));
    cells[COLUMN_AMOUNT] = (struct cell_view){.kind = CELL_MONEY, .money = c->amount, .url = url};
    cells[COLUMN_REVENUE] = (struct cell_view){.kind = CELL_MONEY, .money = conversion_revenue(c), .url = url};
    struct commission *commissions = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow, commission_list_of(call->db, call->arena, c->id, &commissions, &count)));
    if (count > 0) {
        cells[COLUMN_COMMISSION] =
            (struct cell_view){.kind = CELL_MONEY,
                               .money = commissions[0].amount,
                               .url = show_url(call, "/commissions/", PREFIX_COMMISSION, commissions[0].id.v)};
    }
    cells[COLUMN_STATE] =
        (struct cell_view){.kind = CELL_STATE,
                           .state = show_conversion_state(c->status),
                           .note = is_rejected ? show_code(list->render, "reason", c->reason) : TEXT_NONE};
    return RC_OK;
}

static const struct list_kind kind = {
    .path = PATH,
    .file = "orders",
    .title = PHRASE_ADVERTISER_ORDERS,
    .search = PHRASE_LIST_SEARCH_ORDER,
    .is_searched = true,
    .columns = columns,
    .column_count = sizeof(columns) / sizeof(columns[0]),
    .sort = "",
    .read = read_rows,
    .show = show_row,
};

// Approve, and the reasons that shops have most; all of them are on an order's own page.
static struct choice_list actions(const struct list *list)
{
    static const struct text reasons[] = {TEXT("cancelled"), TEXT("returned"), TEXT("not_paid")};
    const struct reader *r = &list->render->reader;
    struct choice *items = arena_many(list->call->arena, struct choice, ACTIONS);
    items[0] = (struct choice){.value = TEXT("approved"), .label = phrase_partners_approve(r)};
    for (size_t i = 0; i < ACTIONS - 1; i++) {
        struct text reason = show_code(list->render, "reason", reasons[i]);
        items[i + 1] = (struct choice){
            .value = reasons[i],
            .label = phrase_advertiser_reject_as(r, (struct phrase_advertiser_reject_as){.reason = reason})};
    }
    return (struct choice_list){.items = items, .count = ACTIONS};
}

enum rc web_advertiser_orders(struct call *call)
{
    const struct advertiser_orders_query *query = call->query;
    struct render render;
    TRY(page_open(call, &render));
    const struct reader *r = &render.reader;
    TRY(flow_stored(&call->flow, db_read_begin(call->db)));
    AUTO_TRANSACTION(call->db);
    struct list list;
    struct conversion_search search = {
        .filter = {.advertiser_id = access_own_advertiser(call),
                   .partner_id = query->partner_id,
                   .status = query->status},
        .words = text_trim(query->list.q),
        .place = order_place(&query->place),
        .currency = currency_text(&query->currency),
    };
    TRY(list_open(call, &render, &kind, &query->list, &search, &list));
    TRY(list_days(&list, &query->period, &search.from, &search.to));
    order_filter_currency(&list, query->currency);
    TRY(order_filter_place(&list, &query->place));
    if (query->partner_id.v != 0) {
        struct partner partner;
        TRY(access_partner(call, query->partner_id, &partner));
        list_filter_shown(&list, "partner_id", phrase_word_partner(r), partner.name);
    }
    if (list_wants_file(&list)) {
        return list_answer_file(&list);
    }
    struct advertiser_orders_view view = {.frame = portal_frame(call, &render, PLACE_CONVERSIONS)};
    view.frame.title = phrase_advertiser_orders(r);
    view.list.tabs = order_tabs(&list);
    view.list.empty = (struct empty_view){.kind = EMPTY_NOTHING_YET,
                                          .icon = ICON_SALE,
                                          .title = phrase_conversions_empty(r),
                                          .message = phrase_advertiser_orders_empty(r),
                                          .action = phrase_portal_overview(r),
                                          .url = TEXT("/advertiser")};
    TRY(order_sums(&list, &search, &view.list.sums));
    TRY(list_fill(&list, &view.list));
    view.list.bulk_url = TEXT(PATH "/decision");
    view.list.bulk = (struct bulk_bar_view){.name = TEXT("status"), .actions = actions(&list)};
    view.list.table.is_selectable = true;
    advertiser_orders_html(&render, &view);
    return page_answer(call, &render);
}

enum rc web_advertiser_orders_decide(struct call *call)
{
    int64_t *ids = NULL;
    size_t count = 0;
    struct text action = parameters_get(&call->form, TEXT("status"));
    bool is_approved = text_equal(action, TEXT("approved"));
    TRY(list_selected(call, PREFIX_CONVERSION, &ids, &count));
    for (size_t i = 0; i < count; i++) {
        struct conversion conversion;
        TRY(access_conversion(call, (struct conversion_id){ids[i]}, &conversion));
        TRY(conversion_decide(&call->flow, conversion.id, is_approved ? action : TEXT("rejected"),
                              is_approved ? TEXT("") : action));
    }
    return list_return(call, PATH, count == 0 ? TEXT(LIST_DONE_NOTHING) : TEXT_NONE);
}
