// SPDX-License-Identifier: Apache-2.0
// The operator's list of commissions.
#include "operator/commissions.h"

#include "access.h"
#include "commission/commission_owed.h"
#include "commissions_html.h"
#include "identity/public_id.h"
#include "operator/money.h"
#include "payout/payout_late.h"
#include "phrase/phrases.h"
#include "portal/list.h"
#include "portal/order_list.h"
#include "portal/portal.h"
#include "portal/show.h"
#include "zone/zone.h"

#define PATH "/operator/commissions"
#define MONTHS_OFFERED 12

struct commissions_query {
    struct list_query list;
    struct partner_id partner_id;
    struct program_id program_id;
    struct text status;
    struct text month;
    struct text origin;
    struct currency currency;
    struct order_place place;
    struct period_query period;
};
static const struct field query_fields[] = {
    LIST_QUERY_FIELDS(struct commissions_query),
    FIELD_ID(struct commissions_query, partner_id, PREFIX_PARTNER, FIELD_BLANK, "Only of this partner."),
    FIELD_ID(struct commissions_query, program_id, PREFIX_PROGRAM, FIELD_BLANK, "Only of this program."),
    FIELD_CHOICE(struct commissions_query, status, "pending,available,in_payout,paid,rejected,overdue", FIELD_BLANK,
                 "Only of this state; overdue: later than promised."),
    FIELD_TEXT(struct commissions_query, month, 0, 7, FIELD_BLANK, "Only accrued in this month: 2026-11."),
    FIELD_CHOICE(struct commissions_query, origin, "event,hand", FIELD_BLANK,
                 "Only of orders, leads and clicks, or by hand."),
    FIELD_CURRENCY(struct commissions_query, currency, FIELD_BLANK, "Only in this currency."),
    ORDER_PLACE_FIELDS(struct commissions_query),
    PERIOD_DAYS_FIELDS(struct commissions_query),
};
const struct schema schema_commissions_query = SCHEMA("CommissionsQuery", struct commissions_query, query_fields);

enum {
    COLUMN_AT,
    COLUMN_PARTNER,
    COLUMN_PROGRAM,
    COLUMN_ORDER,
    COLUMN_AMOUNT,
    COLUMN_STATE,
    COLUMN_DUE,
    COLUMN_PROMISED,
    COLUMN_EARNED,
};
static const struct list_column columns[] = {
    [COLUMN_AT] = {"accrued", PHRASE_WORD_DATE, 0, 0},
    [COLUMN_PARTNER] = {"partner", PHRASE_WORD_PARTNER, 0, 0},
    [COLUMN_PROGRAM] = {"program", PHRASE_WORD_PROGRAM, 0, 0},
    [COLUMN_ORDER] = {"order", PHRASE_WORD_ORDER, 0, 0},
    [COLUMN_AMOUNT] = {"amount", PHRASE_WORD_AMOUNT, LIST_FIGURE | LIST_SORTS | LIST_MONEY, COMMISSION_BY_AMOUNT},
    [COLUMN_STATE] = {"state", PHRASE_WORD_STATE, 0, 0},
    [COLUMN_DUE] = {"due", PHRASE_BOOKS_DUE, LIST_OPTIONAL, 0},
    [COLUMN_PROMISED] = {"promised", PHRASE_EARNINGS_PROMISE, LIST_OPTIONAL, 0},
    [COLUMN_EARNED] = {"earned", PHRASE_COMMISSIONS_EARNED, LIST_FIGURE | LIST_SORTS | LIST_OF_DAYS,
                       COMMISSION_BY_EARNED},
};

// What the address asks for, as storage takes it.
struct asked {
    const struct commissions_query *query;
    struct commission_search search;
    struct payout_calendar *calendar;
    bool is_late; // only what is overdue
};

static enum rc read_rows(struct list *list, const struct list_slice *slice, const void **ret_rows, size_t *ret_count)
{
    const struct asked *asked = list->page;
    struct call *call = list->call;
    struct commission *rows = NULL;
    if (asked->is_late) {
        const struct payout_late_question question = {
            .search = asked->search, .before = {slice->after}, .limit = (size_t)slice->limit};
        TRY(payout_late_list(&call->flow, asked->calendar, &question, &rows, ret_count));
        *ret_rows = rows;
        return RC_OK;
    }
    const struct commission_slice page = {.sort = (enum commission_sort)slice->sort,
                                          .is_down = slice->sort == COMMISSION_BY_AGE || slice->is_down,
                                          .after = {slice->after},
                                          .limit = (size_t)slice->limit};
    TRY(flow_stored(&call->flow, commission_search(call->db, call->arena, &asked->search, &page, &rows, ret_count)));
    *ret_rows = rows;
    return RC_OK;
}

// By when it is decided or paid, and whether that is past.
static enum rc show_promise(struct list *list, const struct commission *commission, struct cell_view *cells)
{
    const struct asked *asked = list->page;
    struct payout_promised promised;
    TRY(payout_promise_find(&list->call->flow, asked->calendar, commission, &promised));
    cells[COLUMN_STATE].is_overdue = promised.is_overdue;
    struct instant by = instant_is_none(promised.decided_by) ? promised.paid_by : promised.decided_by;
    if (!instant_is_none(by)) {
        cells[COLUMN_PROMISED] = (struct cell_view){.kind = CELL_DATE, .at = by};
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
    cells[COLUMN_AT] = (struct cell_view){.kind = CELL_TIME, .at = c->created_at, .url = url};
    cells[COLUMN_PARTNER] = (struct cell_view){
        .kind = CELL_NAME, .url = show_url(call, "/operator/partners/", PREFIX_PARTNER, c->partner_id.v)};
    TRY(show_partner_name(call, c->partner_id, &cells[COLUMN_PARTNER].text));
    cells[COLUMN_PROGRAM].kind = CELL_NAME;
    TRY(show_program_name(call, c->program_id, &cells[COLUMN_PROGRAM].text));
    if (c->conversion_id.v != 0) {
        struct conversion conversion;
        TRY(flow_stored(&call->flow, conversion_get(call->db, call->arena, c->conversion_id, &conversion)));
        cells[COLUMN_ORDER] =
            (struct cell_view){.kind = CELL_NAME,
                               .text = conversion.order_id,
                               .url = show_url(call, "/conversions/", PREFIX_CONVERSION, c->conversion_id.v)};
    }
    cells[COLUMN_AMOUNT] = (struct cell_view){.kind = CELL_MONEY, .money = c->amount, .url = url};
    cells[COLUMN_STATE] = (struct cell_view){.kind = CELL_STATE, .state = show_commission_state(c->status)};
    if (!instant_is_none(c->due_at)) {
        cells[COLUMN_DUE] = (struct cell_view){.kind = CELL_DATE, .at = c->due_at};
    }
    cells[COLUMN_EARNED].kind = CELL_DATE;
    TRY(flow_stored(&call->flow, commission_earned(call->db, call->arena, c->id, &cells[COLUMN_EARNED].at)));
    return show_promise(list, c, cells);
}

static const struct list_kind kind = {
    .path = PATH,
    .file = "commissions",
    .title = PHRASE_WORD_COMMISSIONS,
    .search = PHRASE_LIST_SEARCH_ORDER,
    .is_searched = true,
    .columns = columns,
    .column_count = sizeof(columns) / sizeof(columns[0]),
    .sort = "",
    .read = read_rows,
    .show = show_row,
};

// ---- filters ----

static struct choice_list statuses(const struct list *list)
{
    static const enum state states[] = {STATE_PENDING, STATE_AVAILABLE, STATE_IN_PAYOUT, STATE_PAID, STATE_REJECTED};
    static const char *const words[] = {"pending", "available", "in_payout", "paid", "rejected"};
    struct choice *items = arena_many(list->call->arena, struct choice, 7);
    items[0] = (struct choice){.label = phrase_conversions_all(&list->render->reader)};
    for (size_t i = 0; i < 5; i++) {
        items[i + 1] = (struct choice){.value = text_of(words[i]), .label = render_state_word(list->render, states[i])};
    }
    items[6] = (struct choice){.value = TEXT("overdue"), .label = phrase_earnings_overdue(&list->render->reader)};
    return (struct choice_list){.items = items, .count = 7};
}

// The first instant of the month that lies `back` months before the present one, in the page's zone.
static struct instant month_begin(struct zone *zone, struct instant now, int back)
{
    struct civil civil = civil_of_instant(zone_local(zone, now));
    int32_t months = civil.year * 12 + civil.month - 1 - back;
    struct civil first = {.year = months / 12, .month = months % 12 + 1, .day = 1};
    return zone_instant_of_local(zone, instant_of_civil(first));
}

// Months as choices; the one asked for bounds the search.
static enum rc add_month_filter(struct list *list, struct text asked_month, struct commission_search *search)
{
    struct call *call = list->call;
    AUTO_ZONE zone = NULL;
    TRY(zone_open(list->render->page->zone, &zone, call->fault));
    struct choice *items = arena_many(call->arena, struct choice, MONTHS_OFFERED + 1);
    items[0] = (struct choice){.value = TEXT(""), .label = phrase_list_any(&list->render->reader)};
    for (int i = 0; i < MONTHS_OFFERED; i++) {
        struct instant from = month_begin(zone, call->now, i);
        struct text word = text_slice(instant_date_text(call->arena, zone_local(zone, from)), 0, 7);
        bool is_chosen = text_equal(word, asked_month);
        items[i + 1] = (struct choice){.value = word,
                                       .label = i18n_time(list->render->reader.i18n, call->arena, from, I18N_MONTH),
                                       .is_chosen = is_chosen};
        if (is_chosen) {
            search->from = from;
            search->to = month_begin(zone, call->now, i - 1);
        }
    }
    list_filter_of(list, "month", phrase_payouts_month(&list->render->reader),
                   (struct choice_list){.items = items, .count = MONTHS_OFFERED + 1});
    return RC_OK;
}

// ---- sums ----

// The states that occur, in the order of a commission's life.
static size_t sum_columns(struct list *list, const struct commission_sum *sums, size_t count,
                          size_t ret_places[COMMISSION_STATUS_COUNT], struct column_list *ret_columns)
{
    struct column *heads = arena_many(list->call->arena, struct column, COMMISSION_STATUS_COUNT + 1);
    size_t used = 0;
    heads[0] = (struct column){.label = phrase_people_currency(&list->render->reader)};
    for (int status = 0; status < COMMISSION_STATUS_COUNT; status++) {
        bool occurs = false;
        for (size_t i = 0; i < count && !occurs; i++) {
            occurs = (int)sums[i].status == status;
        }
        if (occurs) {
            ret_places[status] = used++;
            struct text word = render_state_word(list->render, show_commission_state((enum commission_status)status));
            heads[used] = (struct column){.label = word, .is_figure = true};
        }
    }
    *ret_columns = (struct column_list){.items = heads, .count = used + 1};
    return used;
}

static enum rc fill_sums(struct list *list, const struct commission_search *search, struct commissions_view *view)
{
    struct call *call = list->call;
    struct commission_sum *sums = NULL;
    size_t count = 0;
    size_t places[COMMISSION_STATUS_COUNT] = {0};
    TRY(flow_stored(&call->flow, commission_sums(call->db, call->arena, search, &sums, &count)));
    size_t width = sum_columns(list, sums, count, places, &view->sum_columns);
    struct commission_sum_row *rows = arena_many(call->arena, struct commission_sum_row, count);
    struct commission_sum_cell *cells = NULL;
    size_t row_count = 0;
    for (size_t i = 0; i < count; i++) { // those of one currency follow each other
        struct text currency = text_of(sums[i].currency.code);
        if (row_count == 0 || !text_equal(rows[row_count - 1].currency, currency)) {
            cells = arena_many(call->arena, struct commission_sum_cell, width);
            rows[row_count++] = (struct commission_sum_row){.currency = text_copy(call->arena, currency),
                                                            .states = {.items = cells, .count = width}};
        }
        struct address_change change = {.name = "status", .value = text_of(commission_status_text(sums[i].status))};
        cells[places[sums[i].status]] = (struct commission_sum_cell){
            .commissions = phrase_books_commissions(&list->render->reader,
                                                    (struct phrase_books_commissions){.n = sums[i].commissions}),
            .amount = sums[i].amount,
            .url = list_url(list, &change, 1),
        };
    }
    view->sums = (struct commission_sum_row_list){.items = rows, .count = row_count};
    return RC_OK;
}

enum rc web_operator_commissions(struct call *call)
{
    const struct commissions_query *query = call->query;
    struct render render;
    TRY(page_open(call, &render));
    const struct reader *r = &render.reader;
    TRY(flow_stored(&call->flow, db_read_begin(call->db)));
    AUTO_TRANSACTION(call->db);
    AUTO_PAYOUT_CALENDAR calendar = {0};
    TRY(payout_calendar_open(&call->flow, &calendar));
    struct asked asked = {.query = query,
                          .calendar = &calendar,
                          .is_late = text_equal(query->status, TEXT("overdue")),
                          .search = {.partner_id = query->partner_id,
                                     .program_id = query->program_id,
                                     .from = INSTANT_NONE,
                                     .to = INSTANT_NONE,
                                     .earned_from = INSTANT_NONE,
                                     .earned_to = INSTANT_NONE,
                                     .currency = currency_text(&query->currency),
                                     .origin = query->origin,
                                     .words = text_trim(query->list.q)}};
    struct conversion_place place = order_place(&query->place);
    asked.search.offer_id = place.offer_id;
    asked.search.link_id = place.link_id;
    asked.search.country = place.country;
    asked.search.device = place.device;
    asked.search.has_status =
        !text_is_empty(query->status) && commission_status_parse(query->status, &asked.search.status);
    struct list list;
    TRY(list_open(call, &render, &kind, &query->list, &asked, &list));
    TRY(list_days(&list, &query->period, &asked.search.earned_from, &asked.search.earned_to));
    TRY(order_filter_all_programs(&list, query->program_id));
    TRY(add_month_filter(&list, query->month, &asked.search));
    order_filter_origin(&list, query->origin);
    order_filter_currency(&list, query->currency);
    TRY(order_filter_place(&list, &query->place));
    if (list_wants_file(&list)) {
        return list_answer_file(&list);
    }
    struct commissions_view view = {.frame = portal_frame(call, &render, PLACE_LEDGER),
                                    .tabs = money_ledger_tabs(&render, LEDGER_TAB_COMMISSIONS)};
    view.frame.title = phrase_word_commissions(r);
    view.list.tabs = list_tabs(&list, "status", phrase_word_state(r), statuses(&list));
    if (query->partner_id.v != 0) {
        struct partner partner;
        TRY(access_partner(call, query->partner_id, &partner));
        list_filter_shown(&list, "partner_id", phrase_word_partner(r), partner.name);
    }
    view.list.empty = (struct empty_view){.kind = EMPTY_NOTHING_YET,
                                          .icon = ICON_BALANCE,
                                          .title = phrase_books_no_commissions(r),
                                          .message = phrase_conversions_empty_text(r),
                                          .action = phrase_word_conversions(r),
                                          .url = TEXT("/operator/conversions")};
    TRY(asked.is_late ? RC_OK : fill_sums(&list, &asked.search, &view));
    TRY(list_fill(&list, &view.list));
    commissions_html(&render, &view);
    return page_answer(call, &render);
}
