// SPDX-License-Identifier: Apache-2.0
// The partner's pages.
#include "partner/partner_pages.h"

#include <stddef.h>

#include "access.h"
#include "document/statement_print.h"
#include "format/encode.h"
#include "identity/public_id.h"
#include "ledger/ledger.h"
#include "partner/link_write.h"
#include "partner_earnings_html.h"
#include "partner_home_html.h"
#include "partner_links_html.h"
#include "phrase/phrases.h"
#include "portal/portal.h"
#include "portal/show.h"
#include "portal/span.h"
#include "zone/zone.h"

#define FIGURES 4
#define DAYS_DEFAULT 28
#define REJECTED_SHOWN 20
#define ROWS_DEFAULT 50
#define LINKS_SHOWN 100
#define OFFERS_SHOWN 200
#define MONTHS_SHOWN 12

struct home_query {
    struct text days;
};
static const struct field home_fields[] = {
    FIELD_CHOICE(struct home_query, days, "7,28,90", 0, "How many days; 28 unless given.")};
const struct schema schema_home_query = SCHEMA("HomeQuery", struct home_query, home_fields);

struct earnings_query {
    CALL_PAGE_MEMBERS;
};
static const struct field earnings_fields[] = {CALL_PAGE_FIELDS(struct earnings_query)};
const struct schema schema_earnings_query = SCHEMA("EarningsQuery", struct earnings_query, earnings_fields);

struct statement_file_query {
    struct text month, format;
};
static const struct field statement_file_fields[] = {
    FIELD_TEXT(struct statement_file_query, month, 1, 16, 0, "A month such as 2026-11; the present one unless given."),
    FIELD_CHOICE(struct statement_file_query, format, "pdf,xlsx,csv", 0, "pdf unless given."),
};
const struct schema schema_statement_file_query =
    SCHEMA("StatementFileQuery", struct statement_file_query, statement_file_fields);

// ---- overview ----

static int days_of(const struct call *call)
{
    const struct home_query *query = call->query;
    int64_t days = DAYS_DEFAULT;
    bool is_given = !text_is_empty(query->days) && int64_parse(query->days, 1, SPAN_DAYS_MAX, &days) == RC_OK;
    return is_given ? (int)days : DAYS_DEFAULT;
}

static void fill_days(struct render *render, const struct span *span, struct partner_home_view *view)
{
    const struct reader *r = &render->reader;
    const struct report_counts *now = &span->now;
    const struct report_counts *before = &span->before;
    struct figure_view *items = arena_many(render->arena, struct figure_view, FIGURES);
    items[0] = (struct figure_view){.label = phrase_word_clicks(r),
                                    .value = render_number(render, now->clicks),
                                    .url = TEXT("/partner/links"),
                                    .change = span_change(now->clicks, before->clicks),
                                    .is_hero = true};
    items[1] = (struct figure_view){.label = phrase_word_conversions(r),
                                    .value = render_number(render, now->leads + now->sales),
                                    .url = TEXT("/partner/earnings"),
                                    .change = span_change(now->leads + now->sales, before->leads + before->sales)};
    items[2] = (struct figure_view){.label = phrase_state_rejected(r),
                                    .value = render_number(render, now->rejected),
                                    .url = TEXT("#rejected"),
                                    .change = span_change(now->rejected, before->rejected)};
    items[2].change.is_fewer_good = true;
    items[3] = (struct figure_view){.label = phrase_word_commission(r),
                                    .value = render_money(render, span_money(span, now->commission_minor)),
                                    .url = TEXT("/partner/earnings"),
                                    .change = span_change(now->commission_minor, before->commission_minor)};
    view->figures = (struct partner_figures){.items = items, .count = FIGURES};
    view->chart = span_chart(render, span, phrase_word_clicks(r), offsetof(struct report_counts, clicks),
                             /* is_money= */ false);
    static const char *const days[] = {"7", "28", "90"};
    static const int64_t numbers[] = {7, 28, 90};
    struct tab_item *tabs = arena_many(render->arena, struct tab_item, 3);
    for (size_t i = 0; i < 3; i++) {
        tabs[i] = (struct tab_item){.label = phrase_period_days(r, (struct phrase_period_days){.n = numbers[i]}),
                                    .url = text_format(render->arena, "/partner?days=%s", days[i]),
                                    .is_current = numbers[i] == span->days};
    }
    view->spans = (struct tabs_view){.label = phrase_period_label(r), .tabs = {.items = tabs, .count = 3}};
}

static enum rc fill_money(struct call *call, struct render *render, struct partner_home_view *view)
{
    static const enum ledger_account_kind accounts[] = {LEDGER_AVAILABLE, LEDGER_PENDING, LEDGER_IN_PAYOUT,
                                                        LEDGER_PAID};
    struct ledger_balance *list = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow,
                    ledger_partner_balances(call->db, call->arena, access_own_partner(call), &list, &count)));
    struct figure_view *items = arena_many(call->arena, struct figure_view, 4 * count);
    for (size_t i = 0; i < count; i++) {
        for (size_t a = 0; a < 4; a++) {
            items[4 * i + a] = (struct figure_view){
                .label = show_code(render, "account", text_of(ledger_account_kind_text(accounts[a]))),
                .value = render_money(render, list[i].accounts[accounts[a]]),
                .url = TEXT("/partner/earnings"),
            };
        }
    }
    view->money = (struct partner_figures){.items = items, .count = 4 * count};
    return RC_OK;
}

static enum rc fill_rejected(struct call *call, struct render *render, struct partner_home_view *view)
{
    struct conversion_filter filter = {.partner_id = access_own_partner(call), .status = TEXT("rejected")};
    struct conversion *list = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow, conversion_list(call->db, call->arena, &filter, (struct conversion_id){0},
                                                 REJECTED_SHOWN, &list, &count)));
    struct rejected_row *rows = arena_many(call->arena, struct rejected_row, count);
    for (size_t i = 0; i < count; i++) {
        rows[i] = (struct rejected_row){.order = list[i].order_id,
                                        .url = show_url(call, "/conversions/", PREFIX_CONVERSION, list[i].id.v),
                                        .at = list[i].occurred_at,
                                        .reason = show_code(render, "reason", list[i].reason)};
    }
    view->rejected = (struct rejected_row_list){.items = rows, .count = count};
    return RC_OK;
}

enum rc web_partner_home(struct call *call)
{
    struct render render;
    TRY(page_open(call, &render));
    struct partner_home_view view = {.frame = portal_frame(call, &render, PLACE_HOME)};
    view.frame.title = phrase_portal_overview(&render.reader);
    TRY(flow_stored(&call->flow, db_read_begin(call->db)));
    AUTO_TRANSACTION(call->db);
    struct span *span = arena_one(call->arena, struct span);
    TRY(span_read(call, &render, access_own_partner(call), days_of(call), span));
    fill_days(&render, span, &view);
    TRY(fill_money(call, &render, &view));
    TRY(fill_rejected(call, &render, &view));
    partner_home_html(&render, &view);
    return page_answer(call, &render);
}

// ---- links ----

static enum rc fill_links(struct call *call, struct render *render, struct partner_links_view *view)
{
    AUTO_ZONE zone = NULL;
    TRY(zone_open(render->page->zone, &zone, call->fault));
    struct report report;
    struct report_request request = {.dimensions = {REPORT_LINK},
                                     .dimension_count = 1,
                                     .zone = zone,
                                     .from = {call->now.ms - DAYS_DEFAULT * DAY_MS},
                                     .to = {call->now.ms + 1},
                                     .partner_id = access_own_partner(call)};
    TRY(flow_stored(&call->flow, report_run(call->db, call->arena, &request, &report, call->fault)));
    struct link_filter filter = {
        .partner_id = access_own_partner(call), .status = TEXT("active"), .limit = LINKS_SHOWN};
    struct link *list = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow, link_list(call->db, call->arena, &filter, &list, &count)));
    struct own_link *items = arena_many(call->arena, struct own_link, count);
    for (size_t i = 0; i < count; i++) {
        struct offer offer;
        TRY(flow_stored(&call->flow, offer_get(call->db, call->arena, list[i].offer_id, &offer)));
        items[i] =
            (struct own_link){.name = list[i].code, .offer = offer.name, .url = call_link_url(call, list[i].code)};
        for (size_t k = 0; k < report.row_count; k++) {
            if (report.rows[k].ids[0] == list[i].id.v) {
                items[i].clicks += report.rows[k].counts.clicks;
                items[i].conversions += report.rows[k].counts.leads + report.rows[k].counts.sales;
            }
        }
    }
    view->links = (struct own_link_list){.items = items, .count = count};
    return RC_OK;
}

static enum rc fill_form(struct call *call, const struct render *render, struct partner_links_view *view)
{
    const struct reader *r = &render->reader;
    struct offer_filter filter = {
        .partner_id = access_own_partner(call), .status = TEXT("active"), .limit = OFFERS_SHOWN};
    struct offer *offers = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow, offer_list(call->db, call->arena, &filter, &offers, &count)));
    struct choice *choices = arena_many(call->arena, struct choice, count);
    struct text typed = parameters_get(&call->form, TEXT("offer_id"));
    for (size_t i = 0; i < count; i++) {
        struct text id = public_id_text(call->arena, call->keyring, PREFIX_OFFER, offers[i].id.v);
        choices[i] = (struct choice){.value = id, .label = offers[i].name, .is_chosen = text_equal(typed, id)};
    }
    view->has_offers = count > 0;
    view->offer = (struct select_view){.field = {.name = TEXT("offer_id"), .label = phrase_word_offer(r)},
                                       .choices = {.items = choices, .count = count}};
    view->destination = (struct input_view){.field = {.name = TEXT("destination_url"),
                                                      .label = phrase_links_destination(r),
                                                      .hint = phrase_links_destination_hint(r),
                                                      .is_optional = true},
                                            .kind = INPUT_URL,
                                            .value = parameters_get(&call->form, TEXT("destination_url"))};
    view->code = (struct input_view){.field = {.name = TEXT("code"),
                                               .label = phrase_links_code(r),
                                               .hint = phrase_links_code_hint(r),
                                               .is_optional = true},
                                     .kind = INPUT_TEXT,
                                     .value = parameters_get(&call->form, TEXT("code"))};
    return RC_OK;
}

static void mark(struct partner_links_view *view, struct form_error *error)
{
    struct field_view *fields[] = {&view->offer.field, &view->destination.field, &view->code.field};
    for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
        if (text_equal(fields[i]->name, error->field)) {
            fields[i]->error = error->message;
        }
    }
    view->errors = (struct form_error_list){.items = error, .count = 1};
}

static enum rc show_links(struct call *call, const struct fault *fault)
{
    struct render render;
    TRY(page_open(call, &render));
    struct partner_links_view view = {.frame = portal_frame(call, &render, PLACE_LINKS)};
    view.frame.title = phrase_word_links(&render.reader);
    TRY(flow_stored(&call->flow, db_read_begin(call->db)));
    AUTO_TRANSACTION(call->db);
    TRY(fill_links(call, &render, &view));
    TRY(fill_form(call, &render, &view));
    struct form_error error = {.field = TEXT_NONE};
    if (fault != NULL) {
        error.field = fault->field[0] == '\0' ? TEXT_NONE : text_of(fault->field);
        error.message = phrase_of_fault(&render.reader, text_of(fault->code));
        mark(&view, &error);
        call->response->status = 422;
    }
    partner_links_html(&render, &view);
    return page_answer(call, &render);
}

enum rc web_partner_links(struct call *call)
{
    return show_links(call, NULL);
}

static enum rc make(struct call *call)
{
    int64_t offer_id = 0;
    struct text code = text_trim(parameters_get(&call->form, TEXT("code")));
    struct text destination = text_trim(parameters_get(&call->form, TEXT("destination_url")));
    if (public_id_parse(call->keyring, PREFIX_OFFER, parameters_get(&call->form, TEXT("offer_id")), &offer_id) !=
        RC_OK) {
        return fault_set(call->fault, RC_INVALID, "offer_unknown", "offer_id", "offer_id names no offer");
    }
    TRY(access_body_offer(call, (struct offer_id){offer_id}));
    struct link_input input = {.partner_id = access_own_partner(call),
                               .offer_id = {offer_id},
                               .code = text_is_empty(code) ? TEXT_NONE : code,
                               .destination_url = text_is_empty(destination) ? TEXT_NONE : destination,
                               .status = TEXT_NONE};
    struct link link;
    call->is_catalog_changed = true;
    return link_create(&call->flow, &input, &link);
}

enum rc web_partner_link_make(struct call *call)
{
    enum rc rc = make(call);
    if (rc == RC_INVALID || rc == RC_REFUSED || rc == RC_CONFLICT) {
        if (db_is_in_transaction(call->db)) {
            db_rollback(call->db);
        }
        call->is_catalog_changed = false;
        struct fault fault = *call->fault;
        fault_clear(call->fault);
        return show_links(call, &fault);
    }
    TRY(rc);
    return page_redirect(call, TEXT("/partner/links"));
}

// ---- earnings ----

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

enum rc web_partner_statement(struct call *call)
{
    const struct statement_file_query *query = call->query;
    struct render render;
    TRY(page_open(call, &render));
    enum document_format format = DOCUMENT_PDF;
    if (!text_is_empty(query->format) && !document_format_parse(query->format, &format)) {
        format = DOCUMENT_PDF;
    }
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct flow flow = call->flow;
    flow.arena = arena;
    struct statement_ask ask = {.month = query->month};
    struct statement_period period;
    TRY(statement_period_read(&flow, &ask, &period));
    struct statement statement;
    TRY(statement_read(&flow, access_own_partner(call), &period, &statement));
    struct text bytes = TEXT_NONE;
    TRY(statement_print(&flow, &statement, format, i18n_language_of(render.reader.i18n), &bytes));
    return call_answer_file(call, document_media_type(format), statement_file_name(arena, &statement, format), bytes);
}
