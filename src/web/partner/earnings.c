// SPDX-License-Identifier: Apache-2.0
// The partner's earnings.
#include "partner/earnings.h"

#include "access.h"
#include "commission/commission_owed.h"
#include "identity/public_id.h"
#include "partner/conversions.h"
#include "partner/money.h"
#include "partner_earnings_html.h"
#include "payout/payout_promise.h"
#include "phrase/phrases.h"
#include "portal/order_list.h"
#include "portal/portal.h"
#include "portal/show.h"

#define PATH "/partner/earnings"
#define STATES 5

struct earnings_query {
    struct list_query list;
    struct program_id program_id;
    struct text status;
    struct text origin;
    struct currency currency;
    struct order_place place;
    struct period_query period;
};
static const struct field earnings_fields[] = {
    LIST_QUERY_FIELDS(struct earnings_query),
    FIELD_ID(struct earnings_query, program_id, PREFIX_PROGRAM, FIELD_BLANK, "Only of this program."),
    FIELD_CHOICE(struct earnings_query, status, "pending,available,in_payout,paid,rejected", FIELD_BLANK,
                 "Only those of this state."),
    FIELD_CHOICE(struct earnings_query, origin, "event,hand", FIELD_BLANK,
                 "Only of orders, leads and clicks, or by hand."),
    FIELD_CURRENCY(struct earnings_query, currency, FIELD_BLANK, "Only in this currency."),
    ORDER_PLACE_FIELDS(struct earnings_query),
    PERIOD_DAYS_FIELDS(struct earnings_query),
};
const struct schema schema_earnings_query = SCHEMA("EarningsQuery", struct earnings_query, earnings_fields);

enum { COLUMN_AT, COLUMN_AMOUNT, COLUMN_STATE, COLUMN_PROMISED, COLUMN_ORDER, COLUMN_PROGRAM };
static const struct list_column columns[] = {
    [COLUMN_AT] = {"earned", PHRASE_WORD_DATE, LIST_SORTS, COMMISSION_BY_EARNED},
    [COLUMN_AMOUNT] = {"amount", PHRASE_WORD_AMOUNT, LIST_FIGURE | LIST_SORTS | LIST_MONEY, COMMISSION_BY_AMOUNT},
    [COLUMN_STATE] = {"state", PHRASE_WORD_STATE, 0, 0},
    [COLUMN_PROMISED] = {"promised", PHRASE_EARNINGS_PROMISE, 0, 0},
    [COLUMN_ORDER] = {"order", PHRASE_WORD_ORDER, 0, 0},
    [COLUMN_PROGRAM] = {"program", PHRASE_WORD_PROGRAM, 0, 0},
};

struct asked {
    struct commission_search search;
    struct payout_calendar *calendar;
};

static enum rc read_rows(struct list *list, const struct list_slice *slice, const void **ret_rows, size_t *ret_count)
{
    const struct asked *asked = list->page;
    struct call *call = list->call;
    const struct commission_slice page = {.sort = (enum commission_sort)slice->sort,
                                          .is_down = slice->sort == COMMISSION_BY_AGE || slice->is_down,
                                          .after = {slice->after},
                                          .limit = (size_t)slice->limit};
    struct commission *rows = NULL;
    TRY(flow_stored(&call->flow, commission_search(call->db, call->arena, &asked->search, &page, &rows, ret_count)));
    *ret_rows = rows;
    return RC_OK;
}

// "Paid by 15 Dec 2026"; nothing when nothing is owed any more.
static enum rc show_promise(struct list *list, const struct commission *commission, struct cell_view *cells)
{
    const struct asked *asked = list->page;
    struct render *render = list->render;
    const struct reader *r = &render->reader;
    struct payout_promised promised;
    TRY(payout_promise_find(&list->call->flow, asked->calendar, commission, &promised));
    cells[COLUMN_STATE].is_overdue = promised.is_overdue;
    struct text words = TEXT_NONE;
    if (!instant_is_none(promised.decided_by)) {
        words = phrase_earnings_decided_by(
            r, (struct phrase_earnings_decided_by){.date = render_date(render, promised.decided_by)});
    } else if (!instant_is_none(promised.paid_by)) {
        words =
            phrase_earnings_paid_by(r, (struct phrase_earnings_paid_by){.date = render_date(render, promised.paid_by)});
    }
    if (text_is(words)) {
        cells[COLUMN_PROMISED] = (struct cell_view){.kind = CELL_TEXT, .text = words, .is_sentence = true};
    }
    return RC_OK;
}

// The order where it is credited to the partner; of one that somebody else brought only the commission is told.
static enum rc show_order(struct list *list, const struct commission *commission, struct cell_view *cell)
{
    struct call *call = list->call;
    struct conversion conversion;
    if (commission->conversion_id.v == 0) {
        return RC_OK;
    }
    TRY(flow_stored(&call->flow, conversion_get(call->db, call->arena, commission->conversion_id, &conversion)));
    if (conversion.partner_id.v == call->actor.owner_id) {
        *cell = (struct cell_view){.kind = CELL_NAME,
                                   .text = conversion.order_id,
                                   .url = show_url(call, "/conversions/", PREFIX_CONVERSION, conversion.id.v)};
    }
    return RC_OK;
}

static enum rc show_row(struct list *list, const void *rows, size_t at, struct list_cells *row)
{
    const struct commission *c = (const struct commission *)rows + at;
    struct call *call = list->call;
    struct cell_view *cells = row->cells;
    struct text url = show_url(call, "/commissions/", PREFIX_COMMISSION, c->id.v);
    row->id = c->id.v;
    row->value = public_id_text(call->arena, call->keyring, PREFIX_COMMISSION, c->id.v);
    row->label = row->value;
    cells[COLUMN_AT] = (struct cell_view){.kind = CELL_DATE, .url = url};
    TRY(flow_stored(&call->flow, commission_earned(call->db, call->arena, c->id, &cells[COLUMN_AT].at)));
    cells[COLUMN_AMOUNT] = (struct cell_view){.kind = CELL_MONEY, .money = c->amount, .url = url};
    cells[COLUMN_STATE] = (struct cell_view){.kind = CELL_STATE, .state = show_commission_state(c->status)};
    TRY(show_promise(list, c, cells));
    TRY(show_order(list, c, &cells[COLUMN_ORDER]));
    cells[COLUMN_PROGRAM].kind = CELL_NAME;
    return show_program_name(call, c->program_id, &cells[COLUMN_PROGRAM].text);
}

static const struct list_kind kind = {
    .path = PATH,
    .file = "earnings",
    .title = PHRASE_WORD_COMMISSIONS,
    .search = PHRASE_LIST_SEARCH_ORDER,
    .is_searched = true,
    .columns = columns,
    .column_count = sizeof(columns) / sizeof(columns[0]),
    .sort = "",
    .read = read_rows,
    .show = show_row,
};

static struct tabs_view states(struct list *list)
{
    static const struct {
        const char *word;
        enum state state;
    } all[STATES] = {{"pending", STATE_PENDING},
                     {"available", STATE_AVAILABLE},
                     {"in_payout", STATE_IN_PAYOUT},
                     {"paid", STATE_PAID},
                     {"rejected", STATE_REJECTED}};
    struct choice *items = arena_many(list->call->arena, struct choice, STATES + 1);
    items[0] = (struct choice){.label = phrase_conversions_all(&list->render->reader)};
    for (size_t i = 0; i < STATES; i++) {
        items[i + 1] =
            (struct choice){.value = text_of(all[i].word), .label = render_state_word(list->render, all[i].state)};
    }
    return list_tabs(list, "status", phrase_word_state(&list->render->reader),
                     (struct choice_list){.items = items, .count = STATES + 1});
}

// What all that is found sums to, by currency, where the list is of days.
static enum rc fill_sums(struct list *list, const struct commission_search *search, struct list_rows_view *view)
{
    struct call *call = list->call;
    const struct reader *r = &list->render->reader;
    struct commission_sum *sums = NULL;
    size_t count = 0;
    size_t row_count = 0;
    if (!list->has_days) {
        return RC_OK;
    }
    TRY(flow_stored(&call->flow, commission_sums(call->db, call->arena, search, &sums, &count)));
    struct list_row *rows = arena_many(call->arena, struct list_row, count);
    for (size_t i = 0; i < count;) { // the states of one currency follow each other
        struct money amount = {0, sums[i].currency};
        int64_t commissions = 0;
        for (; i < count && currency_equal(sums[i].currency, amount.currency); i++) {
            amount.minor += sums[i].amount.minor;
            commissions += sums[i].commissions;
        }
        rows[row_count++] = order_sum_row(list, amount.currency, commissions, &amount, 1);
    }
    struct column *heads = arena_many(call->arena, struct column, 3);
    heads[0] = (struct column){.label = phrase_people_currency(r)};
    heads[1] = (struct column){.label = phrase_word_commissions(r), .is_figure = true};
    heads[2] = (struct column){.label = phrase_word_amount(r), .is_figure = true};
    *view = (struct list_rows_view){.title = phrase_books_sums(r),
                                    .columns = {.items = heads, .count = 3},
                                    .rows = {.items = rows, .count = row_count}};
    return RC_OK;
}

static struct commission_search search_of(const struct call *call, const struct earnings_query *query)
{
    struct commission_search search = {.partner_id = access_own_partner(call),
                                       .program_id = query->program_id,
                                       .from = INSTANT_NONE,
                                       .to = INSTANT_NONE,
                                       .currency = currency_text(&query->currency),
                                       .origin = query->origin,
                                       .words = text_trim(query->list.q),
                                       .is_own_order = true};
    struct conversion_place place = order_place(&query->place);
    search.offer_id = place.offer_id;
    search.link_id = place.link_id;
    search.country = place.country;
    search.device = place.device;
    search.has_status = !text_is_empty(query->status) && commission_status_parse(query->status, &search.status);
    return search;
}

enum rc web_partner_earnings(struct call *call)
{
    const struct earnings_query *query = call->query;
    struct render render;
    TRY(page_open(call, &render));
    const struct reader *r = &render.reader;
    TRY(flow_stored(&call->flow, db_read_begin(call->db)));
    AUTO_TRANSACTION(call->db);
    AUTO_PAYOUT_CALENDAR calendar = {0};
    TRY(payout_calendar_open(&call->flow, &calendar));
    struct asked asked = {.search = search_of(call, query), .calendar = &calendar};
    struct list list;
    TRY(list_open(call, &render, &kind, &query->list, &asked, &list));
    TRY(list_days(&list, &query->period, &asked.search.earned_from, &asked.search.earned_to));
    if (list_wants_file(&list)) {
        return list_answer_file(&list);
    }
    struct partner_earnings_view view = {.frame = portal_frame(call, &render, PLACE_EARNINGS),
                                         .tabs = money_earnings_tabs(&render, EARNINGS_TAB_COMMISSIONS)};
    view.frame.title = phrase_portal_earnings(r);
    struct converted converted;
    TRY(converted_open(call, &converted));
    TRY(balances_fill(call, &render, &converted, &view.balances));
    view.converted = converted_note(&render, &converted);
    view.list.tabs = states(&list);
    TRY(own_filter_programs(&list, query->program_id));
    order_filter_origin(&list, query->origin);
    order_filter_currency(&list, query->currency);
    TRY(order_filter_place(&list, &query->place));
    view.list.empty = (struct empty_view){.kind = EMPTY_NOTHING_YET,
                                          .icon = ICON_BALANCE,
                                          .title = phrase_earnings_empty(r),
                                          .message = phrase_earnings_empty_text(r),
                                          .action = phrase_word_links(r),
                                          .url = TEXT("/partner/links")};
    TRY(fill_sums(&list, &asked.search, &view.list.sums));
    TRY(list_fill(&list, &view.list));
    partner_earnings_html(&render, &view);
    return page_answer(call, &render);
}
