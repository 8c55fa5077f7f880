// SPDX-License-Identifier: Apache-2.0
// The operator's conversions.
#include "operator/conversions.h"

#include "access.h"
#include "conversion/conversion_bulk.h"
#include "conversions_html.h"
#include "identity/public_id.h"
#include "payout/payout_promise.h"
#include "phrase/phrases.h"
#include "portal/list.h"
#include "portal/order_list.h"
#include "portal/portal.h"
#include "portal/show.h"

#define PATH "/operator/conversions"

struct conversions_query {
    struct list_query list;
    struct partner_id partner_id;
    struct program_id program_id;
    struct text status;
    struct text kind;
    struct text attribution;
    struct currency currency;
    struct order_place place;
    struct period_query period;
};
static const struct field query_fields[] = {
    LIST_QUERY_FIELDS(struct conversions_query),
    FIELD_ID(struct conversions_query, partner_id, PREFIX_PARTNER, FIELD_BLANK, "Only those credited to this partner."),
    FIELD_ID(struct conversions_query, program_id, PREFIX_PROGRAM, FIELD_BLANK, "Only those of this program."),
    FIELD_CHOICE(struct conversions_query, status, ORDER_STATUSES, FIELD_BLANK,
                 "Only of this status; counted: pending or approved."),
    FIELD_CHOICE(struct conversions_query, kind, "lead,sale", FIELD_BLANK, "Only of this kind."),
    FIELD_CHOICE(struct conversions_query, attribution, "none", FIELD_BLANK,
                 "Only those that nobody is credited with."),
    FIELD_CURRENCY(struct conversions_query, currency, FIELD_BLANK, "Only in this currency."),
    ORDER_PLACE_FIELDS(struct conversions_query),
    PERIOD_DAYS_FIELDS(struct conversions_query),
};
const struct schema schema_conversions_query = SCHEMA("ConversionsQuery", struct conversions_query, query_fields);

enum {
    COLUMN_ORDER,
    COLUMN_AT,
    COLUMN_PARTNER,
    COLUMN_PROGRAM,
    COLUMN_KIND,
    COLUMN_COUNTRY,
    COLUMN_AMOUNT,
    COLUMN_REVENUE,
    COLUMN_COMMISSION,
    COLUMN_STATE,
    COLUMN_REASON,
};
static const struct list_column columns[] = {
    [COLUMN_ORDER] = {"order", PHRASE_WORD_ORDER, 0, 0},
    [COLUMN_AT] = {"occurred", PHRASE_WORD_DATE, LIST_FIGURE | LIST_SORTS, CONVERSION_BY_OCCURRED},
    [COLUMN_PARTNER] = {"partner", PHRASE_WORD_PARTNER, 0, 0},
    [COLUMN_PROGRAM] = {"program", PHRASE_WORD_PROGRAM, 0, 0},
    [COLUMN_KIND] = {"kind", PHRASE_WORD_KIND, LIST_OPTIONAL, 0},
    [COLUMN_COUNTRY] = {"country", PHRASE_WORD_COUNTRY, LIST_OPTIONAL, 0},
    [COLUMN_AMOUNT] = {"amount", PHRASE_WORD_AMOUNT, LIST_FIGURE | LIST_SORTS | LIST_MONEY, CONVERSION_BY_AMOUNT},
    [COLUMN_REVENUE] = {"revenue", PHRASE_WORD_REVENUE, LIST_FIGURE | LIST_MONEY | LIST_OF_DAYS, 0},
    [COLUMN_COMMISSION] = {"commission", PHRASE_WORD_COMMISSION, LIST_FIGURE | LIST_MONEY, 0},
    [COLUMN_STATE] = {"state", PHRASE_WORD_STATE, 0, 0},
    [COLUMN_REASON] = {"reason", PHRASE_WORD_REASON, LIST_OPTIONAL, 0},
};

struct asked {
    const struct conversions_query *query;
    struct payout_calendar *calendar;
    struct conversion_search search; // but for what a slice says
};

static struct conversion_search search_of(const struct conversions_query *query)
{
    return (struct conversion_search){
        .filter = {.partner_id = query->partner_id,
                   .program_id = query->program_id,
                   .status = query->status,
                   .is_unattributed = !text_is_empty(query->attribution)},
        .words = text_trim(query->list.q),
        .goal_kind = query->kind,
        .currency = currency_text(&query->currency),
        .place = order_place(&query->place),
        .from = INSTANT_NONE,
        .to = INSTANT_NONE,
    };
}

static enum rc read_rows(struct list *list, const struct list_slice *slice, const void **ret_rows, size_t *ret_count)
{
    const struct asked *asked = list->page;
    return order_rows(list, &asked->search, slice, ret_rows, ret_count);
}

// The commission of the first one who earns; more are on the conversion's page.
static enum rc show_commission(struct list *list, const struct conversion *c, struct cell_view *cell)
{
    struct call *call = list->call;
    struct commission *commissions = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow, commission_list_of(call->db, call->arena, c->id, &commissions, &count)));
    if (count > 0) {
        *cell = (struct cell_view){.kind = CELL_MONEY,
                                   .money = commissions[0].amount,
                                   .url = show_url(call, "/commissions/", PREFIX_COMMISSION, commissions[0].id.v)};
    }
    return RC_OK;
}

// Not decided by the day that was promised to the partner.
static bool is_overdue(const struct list *list, const struct conversion *conversion)
{
    const struct asked *asked = list->page;
    return text_equal(conversion->status, TEXT("pending")) && conversion->partner_id.v != 0 &&
           payout_period_of(asked->calendar, conversion->received_at).decided_by.ms < list->call->now.ms;
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
    row->id = c->id.v;
    row->value = public_id_text(call->arena, call->keyring, PREFIX_CONVERSION, c->id.v);
    row->label = c->order_id;
    row->is_unselectable = !text_equal(c->status, TEXT("pending"));
    cells[COLUMN_ORDER] = (struct cell_view){.kind = CELL_NAME, .text = c->order_id, .url = url, .note = kind};
    cells[COLUMN_AT] = (struct cell_view){.kind = CELL_TIME, .at = c->occurred_at};
    struct text partner = TEXT_NONE;
    TRY(show_partner_name(call, c->partner_id, &partner));
    cells[COLUMN_PARTNER] =
        text_is_empty(partner)
            ? (struct cell_view){.kind = CELL_TEXT, .text = phrase_conversions_nobody(&list->render->reader)}
            : (struct cell_view){.kind = CELL_NAME,
                                 .text = partner,
                                 .url = show_url(call, "/operator/partners/", PREFIX_PARTNER, c->partner_id.v)};
    cells[COLUMN_PROGRAM].kind = CELL_NAME;
    TRY(show_program_name(call, c->program_id, &cells[COLUMN_PROGRAM].text));
    cells[COLUMN_KIND] = (struct cell_view){.kind = CELL_TEXT, .text = kind};
    struct text country = show_country(list->render, c->country);
    cells[COLUMN_COUNTRY] = (struct cell_view){.kind = text_is_empty(country) ? CELL_NONE : CELL_TEXT, .text = country};
    cells[COLUMN_AMOUNT] = (struct cell_view){.kind = CELL_MONEY, .money = c->amount, .url = url};
    cells[COLUMN_REVENUE] = (struct cell_view){.kind = CELL_MONEY, .money = conversion_revenue(c), .url = url};
    TRY(show_commission(list, c, &cells[COLUMN_COMMISSION]));
    cells[COLUMN_STATE] = (struct cell_view){.kind = CELL_STATE,
                                             .state = show_conversion_state(c->status),
                                             .note = reason,
                                             .is_overdue = is_overdue(list, c)};
    cells[COLUMN_REASON] = (struct cell_view){.kind = text_is_empty(reason) ? CELL_NONE : CELL_TEXT, .text = reason};
    return RC_OK;
}

static struct text done(const struct reader *reader, struct text action, int64_t count)
{
    return text_equal(action, TEXT("approved"))
               ? phrase_conversions_approved(reader, (struct phrase_conversions_approved){.n = count})
               : phrase_conversions_rejected(reader, (struct phrase_conversions_rejected){.n = count});
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
    .done = done,
    .undo_path = PATH "/undo",
};

static enum rc add_filters(struct list *list, const struct conversions_query *query)
{
    struct call *call = list->call;
    const struct reader *r = &list->render->reader;
    TRY(order_filter_all_programs(list, query->program_id));
    order_filter_kind(list, query->kind);
    if (query->partner_id.v != 0) {
        struct partner partner;
        TRY(access_partner(call, query->partner_id, &partner));
        list_filter_shown(list, "partner_id", phrase_word_partner(r), partner.name);
    }
    order_filter_currency(list, query->currency);
    TRY(order_filter_place(list, &query->place));
    if (!text_is_empty(query->attribution)) {
        list_filter_shown(list, "attribution", phrase_word_partner(r), phrase_conversions_nobody(r));
    }
    return RC_OK;
}

// Approve, or reject with one of the reasons that fit many at once.
static struct choice_list bulk_actions(const struct list *list)
{
    static const char *const reasons[] = {"cancelled", "duplicate", "invalid_lead", "fraud", "test", "outside_terms"};
    const struct reader *r = &list->render->reader;
    size_t count = sizeof(reasons) / sizeof(reasons[0]);
    struct choice *items = arena_many(list->call->arena, struct choice, count + 1);
    items[0] = (struct choice){.value = TEXT("approved"), .label = phrase_partners_approve(r)};
    for (size_t i = 0; i < count; i++) {
        struct text reason = show_code(list->render, "reason", text_of(reasons[i]));
        items[i + 1] = (struct choice){
            .value = text_of(reasons[i]),
            .label = phrase_conversions_reject_as(r, (struct phrase_conversions_reject_as){.reason = reason})};
    }
    return (struct choice_list){.items = items, .count = count + 1};
}

enum rc web_operator_conversions(struct call *call)
{
    const struct conversions_query *query = call->query;
    struct render render;
    TRY(page_open(call, &render));
    const struct reader *r = &render.reader;
    TRY(flow_stored(&call->flow, db_read_begin(call->db)));
    AUTO_TRANSACTION(call->db);
    struct list list;
    AUTO_PAYOUT_CALENDAR calendar = {0};
    TRY(payout_calendar_open(&call->flow, &calendar));
    struct asked asked = {.query = query, .calendar = &calendar, .search = search_of(query)};
    TRY(list_open(call, &render, &kind, &query->list, &asked, &list));
    TRY(list_days(&list, &query->period, &asked.search.from, &asked.search.to));
    if (list_wants_file(&list)) {
        return list_answer_file(&list);
    }
    struct conversions_view view = {.frame = portal_frame(call, &render, PLACE_CONVERSIONS)};
    view.frame.title = phrase_word_conversions(r);
    view.list.tabs = order_tabs(&list);
    TRY(add_filters(&list, query));
    view.list.empty = (struct empty_view){.kind = EMPTY_NOTHING_YET,
                                          .icon = ICON_SALE,
                                          .title = phrase_conversions_empty(r),
                                          .message = phrase_conversions_empty_text(r),
                                          .action = phrase_word_partners(r),
                                          .url = TEXT("/operator/partners")};
    TRY(order_sums(&list, &asked.search, &view.list.sums));
    TRY(list_fill(&list, &view.list));
    view.list.bulk_url = TEXT(PATH "/decision");
    view.list.bulk = (struct bulk_bar_view){.name = TEXT("status"), .actions = bulk_actions(&list)};
    view.list.table.is_selectable = true;
    conversions_html(&render, &view);
    return page_answer(call, &render);
}

// ---- many at once ----

enum rc web_operator_conversions_approve(struct call *call)
{
    int64_t *ids = NULL;
    size_t count = 0;
    TRY(list_selected(call, PREFIX_CONVERSION, &ids, &count));
    if (count == 0) {
        return list_return(call, PATH, TEXT(LIST_DONE_NOTHING));
    }
    struct conversion_id *conversions = arena_many(call->arena, struct conversion_id, count);
    for (size_t i = 0; i < count; i++) {
        struct conversion conversion;
        conversions[i].v = ids[i];
        TRY(access_conversion(call, conversions[i], &conversion));
    }
    // A button says "approved", or the reason of a rejection.
    struct text chosen = parameters_get(&call->form, TEXT("status"));
    bool is_approved = text_equal(chosen, TEXT("approved"));
    struct conversion_bulk_input input = {.user_id = call->actor.person->user.id,
                                          .list = TEXT(PATH),
                                          .status = is_approved ? chosen : TEXT("rejected"),
                                          .reason = is_approved ? TEXT("") : chosen,
                                          .ids = conversions,
                                          .count = count};
    struct bulk_action action;
    TRY(conversion_bulk_decide(&call->flow, &input, &action));
    return list_return(call, PATH, list_done(call, action.id));
}

enum rc web_operator_conversions_undo(struct call *call)
{
    int64_t id = 0;
    size_t count = 0;
    struct text public = parameters_get(&call->form, TEXT("id"));
    if (public_id_parse(call->keyring, PREFIX_BULK_ACTION, public, &id) != RC_OK) {
        return fault_set(call->fault, RC_NOT_FOUND, "not_found", "id", "there is nothing to undo");
    }
    TRY(conversion_bulk_undo(&call->flow, call->actor.person->user.id, (struct bulk_action_id){id}, &count));
    return list_return(call, PATH, public);
}
