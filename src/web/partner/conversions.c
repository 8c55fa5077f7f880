// SPDX-License-Identifier: Apache-2.0
// The partner's conversions.
#include "partner/conversions.h"

#include "access.h"
#include "identity/public_id.h"
#include "partner_conversions_html.h"
#include "phrase/phrases.h"
#include "portal/order_list.h"
#include "portal/portal.h"
#include "portal/show.h"

#define PATH "/partner/conversions"
#define PROGRAMS_OFFERED 100

struct own_conversions_query {
    struct list_query list;
    struct program_id program_id;
    struct text status;
    struct text kind;
    struct currency currency;
    struct order_place place;
    struct period_query period;
};
static const struct field query_fields[] = {
    LIST_QUERY_FIELDS(struct own_conversions_query),
    FIELD_ID(struct own_conversions_query, program_id, PREFIX_PROGRAM, FIELD_BLANK, "Only those of this program."),
    FIELD_CHOICE(struct own_conversions_query, status, ORDER_STATUSES, FIELD_BLANK,
                 "Only those of this status; counted: pending or approved."),
    FIELD_CHOICE(struct own_conversions_query, kind, "lead,sale", FIELD_BLANK, "Only of this kind."),
    FIELD_CURRENCY(struct own_conversions_query, currency, FIELD_BLANK, "Only in this currency."),
    ORDER_PLACE_FIELDS(struct own_conversions_query),
    PERIOD_DAYS_FIELDS(struct own_conversions_query),
};
const struct schema schema_own_conversions_query =
    SCHEMA("OwnConversionsQuery", struct own_conversions_query, query_fields);

enum {
    COLUMN_ORDER,
    COLUMN_COMMISSION,
    COLUMN_STATE,
    COLUMN_REASON,
    COLUMN_AT,
    COLUMN_AMOUNT,
    COLUMN_REVENUE,
    COLUMN_PROGRAM,
    COLUMN_KIND,
    COLUMN_COUNTRY,
    COLUMN_APPEAL,
};
// On a phone the first three are seen at once: the order, what it earned, and how it stands.
static const struct list_column columns[] = {
    [COLUMN_ORDER] = {"order", PHRASE_WORD_ORDER, 0, 0},
    [COLUMN_COMMISSION] = {"commission", PHRASE_WORD_COMMISSION, LIST_FIGURE | LIST_MONEY, 0},
    [COLUMN_STATE] = {"state", PHRASE_WORD_STATE, 0, 0},
    [COLUMN_REASON] = {"reason", PHRASE_WORD_REASON, LIST_OPTIONAL, 0},
    [COLUMN_AT] = {"occurred", PHRASE_WORD_DATE, LIST_FIGURE | LIST_SORTS, CONVERSION_BY_OCCURRED},
    [COLUMN_AMOUNT] = {"amount", PHRASE_WORD_AMOUNT, LIST_FIGURE | LIST_SORTS | LIST_MONEY, CONVERSION_BY_AMOUNT},
    [COLUMN_REVENUE] = {"revenue", PHRASE_WORD_REVENUE, LIST_FIGURE | LIST_MONEY | LIST_OPTIONAL, 0},
    [COLUMN_PROGRAM] = {"program", PHRASE_WORD_PROGRAM, 0, 0},
    [COLUMN_KIND] = {"kind", PHRASE_WORD_KIND, LIST_OPTIONAL, 0},
    [COLUMN_COUNTRY] = {"country", PHRASE_WORD_COUNTRY, LIST_OPTIONAL, 0},
    [COLUMN_APPEAL] = {"appeal", PHRASE_OWN_APPEAL, LIST_PAGE_ONLY, 0},
};

static enum rc read_rows(struct list *list, const struct list_slice *slice, const void **ret_rows, size_t *ret_count)
{
    return order_rows(list, list->page, slice, ret_rows, ret_count);
}

// The partner's own; where there is none, the way to why, and to the appeal once it is decided.
static enum rc show_commission(struct list *list, const struct conversion *c, struct text url, struct cell_view *cells)
{
    struct call *call = list->call;
    const struct reader *r = &list->render->reader;
    struct commission *earned = NULL;
    size_t count = 0;
    size_t own = 0;
    TRY(flow_stored(&call->flow, commission_list_of(call->db, call->arena, c->id, &earned, &count)));
    while (own < count && (earned[own].partner_id.v != call->actor.owner_id || earned[own].amount.minor <= 0)) {
        own++;
    }
    bool earns = own < count;
    cells[COLUMN_COMMISSION] =
        earns ? (struct cell_view){.kind = CELL_MONEY,
                                   .money = earned[own].amount,
                                   .url = show_url(call, "/commissions/", PREFIX_COMMISSION, earned[own].id.v)}
              : (struct cell_view){.kind = CELL_TEXT, .text = phrase_own_why_not(r), .url = url};
    bool is_pending = text_equal(c->status, TEXT("pending"));
    if (text_equal(c->status, TEXT("rejected")) || (!earns && !is_pending)) {
        cells[COLUMN_APPEAL] = (struct cell_view){.kind = CELL_ACTION,
                                                  .text = phrase_own_do_appeal(r),
                                                  .note = c->order_id,
                                                  .url = text_format(call->arena, "%.*s#appeal", TEXT_PRINT(url))};
    }
    return RC_OK;
}

static enum rc show_row(struct list *list, const void *rows, size_t at, struct list_cells *row)
{
    const struct conversion *c = (const struct conversion *)rows + at;
    struct call *call = list->call;
    struct cell_view *cells = row->cells;
    struct text url = show_url(call, "/conversions/", PREFIX_CONVERSION, c->id.v);
    struct text kind = show_code(list->render, "goal", c->goal_kind);
    bool is_rejected = text_equal(c->status, TEXT("rejected"));
    struct text reason = is_rejected ? show_code(list->render, "reason", c->reason) : TEXT_NONE;
    struct text country = show_country(list->render, c->country);
    row->id = c->id.v;
    row->value = public_id_text(call->arena, call->keyring, PREFIX_CONVERSION, c->id.v);
    row->label = c->order_id;
    cells[COLUMN_ORDER] = (struct cell_view){.kind = CELL_NAME, .text = c->order_id, .url = url, .note = kind};
    cells[COLUMN_AT] = (struct cell_view){.kind = CELL_TIME, .at = c->occurred_at};
    cells[COLUMN_PROGRAM].kind = CELL_NAME;
    TRY(show_program_name(call, c->program_id, &cells[COLUMN_PROGRAM].text));
    cells[COLUMN_KIND] = (struct cell_view){.kind = CELL_TEXT, .text = kind};
    cells[COLUMN_COUNTRY] = (struct cell_view){.kind = text_is_empty(country) ? CELL_NONE : CELL_TEXT, .text = country};
    cells[COLUMN_AMOUNT] = (struct cell_view){.kind = CELL_MONEY, .money = c->amount, .url = url};
    cells[COLUMN_REVENUE] = (struct cell_view){.kind = CELL_MONEY, .money = conversion_revenue(c), .url = url};
    cells[COLUMN_STATE] =
        (struct cell_view){.kind = CELL_STATE, .state = show_conversion_state(c->status), .note = reason};
    cells[COLUMN_REASON] = (struct cell_view){.kind = text_is_empty(reason) ? CELL_NONE : CELL_TEXT, .text = reason};
    return show_commission(list, c, url, cells);
}

static const struct list_kind kind = {
    .path = PATH,
    .file = "conversions",
    .title = PHRASE_WORD_CONVERSIONS,
    .search = PHRASE_LIST_SEARCH_ORDER,
    .is_searched = true,
    .columns = columns,
    .column_count = sizeof(columns) / sizeof(columns[0]),
    .sort = "",
    .read = read_rows,
    .show = show_row,
};

enum rc own_filter_programs(struct list *list, struct program_id chosen)
{
    struct call *call = list->call;
    struct enrollment_filter filter = {.partner_id = access_own_partner(call), .limit = PROGRAMS_OFFERED};
    struct enrollment *own = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow, enrollment_list(call->db, call->arena, &filter, &own, &count)));
    struct order_program *programs = arena_many(call->arena, struct order_program, count);
    for (size_t i = 0; i < count; i++) {
        programs[i].id = own[i].program_id;
        TRY(show_program_name(call, own[i].program_id, &programs[i].name));
    }
    order_filter_programs(list, chosen, programs, count);
    return RC_OK;
}

static enum rc add_filters(struct list *list, const struct own_conversions_query *query)
{
    TRY(own_filter_programs(list, query->program_id));
    order_filter_kind(list, query->kind);
    order_filter_currency(list, query->currency);
    TRY(order_filter_place(list, &query->place));
    return RC_OK;
}

// The states, and the appeals, which are a page of their own.
static struct tabs_view tabs_of(struct list *list)
{
    struct tabs_view states = order_tabs(list);
    struct tab_item *items = arena_many(list->call->arena, struct tab_item, states.tabs.count + 1);
    for (size_t i = 0; i < states.tabs.count; i++) {
        items[i] = states.tabs.items[i];
    }
    items[states.tabs.count] =
        (struct tab_item){.label = phrase_disputes_own(&list->render->reader), .url = TEXT("/partner/disputes")};
    states.tabs = (struct tab_list){.items = items, .count = states.tabs.count + 1};
    return states;
}

enum rc web_partner_conversions(struct call *call)
{
    const struct own_conversions_query *query = call->query;
    struct render render;
    TRY(page_open(call, &render));
    const struct reader *r = &render.reader;
    TRY(flow_stored(&call->flow, db_read_begin(call->db)));
    AUTO_TRANSACTION(call->db);
    struct conversion_search search = {
        .filter = {.partner_id = access_own_partner(call), .program_id = query->program_id, .status = query->status},
        .words = text_trim(query->list.q),
        .goal_kind = query->kind,
        .place = order_place(&query->place),
        .currency = currency_text(&query->currency),
    };
    struct list list;
    TRY(list_open(call, &render, &kind, &query->list, &search, &list));
    TRY(list_days(&list, &query->period, &search.from, &search.to));
    if (list_wants_file(&list)) {
        return list_answer_file(&list);
    }
    struct partner_conversions_view view = {.frame = portal_frame(call, &render, PLACE_OWN_CONVERSIONS)};
    view.frame.title = phrase_word_conversions(r);
    view.list.tabs = tabs_of(&list);
    TRY(add_filters(&list, query));
    view.list.empty = (struct empty_view){.kind = EMPTY_NOTHING_YET,
                                          .icon = ICON_SALE,
                                          .title = phrase_conversions_empty(r),
                                          .message = phrase_own_empty_text(r),
                                          .action = phrase_word_links(r),
                                          .url = TEXT("/partner/links")};
    TRY(order_sums(&list, &search, &view.list.sums));
    TRY(list_fill(&list, &view.list));
    partner_conversions_html(&render, &view);
    return page_answer(call, &render);
}
