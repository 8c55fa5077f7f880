// SPDX-License-Identifier: Apache-2.0
// The partner's statement of a month.
#include "partner/statement_page.h"

#include "access.h"
#include "document/document_words.h"
#include "document/statement_print.h"
#include "identity/public_id.h"
#include "page/page.h"
#include "partner/money.h"
#include "partner_statement_html.h"
#include "phrase/phrases.h"
#include "portal/portal.h"
#include "portal/show.h"

#define EVENTS_SHOWN 500
#define DOCUMENTS "/partner/documents"

struct statement_file_query {
    struct text month, format;
};
static const struct field statement_file_fields[] = {
    FIELD_TEXT(struct statement_file_query, month, 1, 16, 0, "A month such as 2026-11; the present one unless given."),
    FIELD_CHOICE(struct statement_file_query, format, "pdf,xlsx,csv", 0, "A file; the page unless given."),
};
const struct schema schema_statement_file_query =
    SCHEMA("StatementFileQuery", struct statement_file_query, statement_file_fields);

// ---- balances ----

static struct text account_url(enum ledger_account_kind account)
{
    switch ((int)account) {
    case LEDGER_PENDING:
        return TEXT("/partner/earnings?status=pending");
    case LEDGER_AVAILABLE:
        return TEXT("/partner/earnings?status=available");
    case LEDGER_IN_PAYOUT:
        return TEXT("/partner/earnings?status=in_payout");
    case LEDGER_PAID:
        return TEXT("#payouts");
    default:
        return TEXT("#events");
    }
}

// url: of all cells; TEXT_NONE: each leads to its account.
static struct statement_line line_of(const struct render *render, struct text label, const int64_t *minor,
                                     struct currency currency, struct text url)
{
    struct statement_cell *cells = arena_many(render->arena, struct statement_cell, STATEMENT_ACCOUNTS);
    for (size_t a = 0; a < STATEMENT_ACCOUNTS; a++) {
        enum ledger_account_kind account = statement_accounts[a];
        cells[a] = (struct statement_cell){.amount = {minor[account], currency},
                                           .url = text_is(url) ? url : account_url(account)};
    }
    return (struct statement_line){
        .label = label, .is_total = !text_is(url), .cells = {.items = cells, .count = STATEMENT_ACCOUNTS}};
}

static void fill_purses(const struct render *render, const struct statement *statement,
                        struct partner_statement_view *view)
{
    const struct reader *r = &render->reader;
    size_t accounts = statement_account_count(statement);
    struct column *columns = arena_many(render->arena, struct column, accounts + 1);
    columns[0] = (struct column){.label = phrase_statement_movement(r)};
    for (size_t a = 0; a < accounts; a++) {
        struct text code = text_of(ledger_account_kind_text(statement_accounts[a]));
        columns[a + 1] = (struct column){.label = show_code(render, "account", code), .is_figure = true};
    }
    struct statement_purse *purses = arena_many(render->arena, struct statement_purse, statement->balance_count);
    for (size_t i = 0; i < statement->balance_count; i++) {
        const struct statement_balance *balance = &statement->balances[i];
        struct statement_line *lines = arena_many(render->arena, struct statement_line, balance->sum_count + 2);
        size_t count = 0;
        lines[count++] = line_of(render, phrase_statement_opening(r), balance->opening, balance->currency, TEXT_NONE);
        for (size_t s = 0; s < balance->sum_count; s++) {
            struct text cause = balance->sums[s].cause;
            bool is_payout = text_starts_with(cause, TEXT("pa")); // payout, paid, payout_failed
            lines[count++] = line_of(render, show_code(render, "cause", cause), balance->sums[s].minor,
                                     balance->currency, is_payout ? TEXT("#payouts") : TEXT("#events"));
        }
        lines[count++] = line_of(render, phrase_statement_closing(r), balance->closing, balance->currency, TEXT_NONE);
        for (size_t k = 0; k < count; k++) {
            lines[k].cells.count = accounts;
        }
        purses[i] = (struct statement_purse){
            .currency = text_copy(render->arena, currency_text(&balance->currency)),
            .columns = {.items = columns, .count = accounts + 1},
            .lines = {.items = lines, .count = count},
        };
    }
    view->purses = (struct statement_purse_list){.items = purses, .count = statement->balance_count};
}

// ---- events and payouts ----

static enum state state_of(enum statement_state state)
{
    switch (state) {
    case STATEMENT_AVAILABLE:
        return STATE_AVAILABLE;
    case STATEMENT_IN_PAYOUT:
        return STATE_IN_PAYOUT;
    case STATEMENT_PAID:
        return STATE_PAID;
    case STATEMENT_REFUSED:
        return STATE_REJECTED;
    case STATEMENT_PENDING:
    case STATEMENT_STATE_COUNT:
        break;
    }
    return STATE_PENDING;
}

static void fill_event(const struct call *call, const struct render *render, const struct statement_event *event,
                       struct statement_event_row *row)
{
    struct text conversion = show_url(call, "/conversions/", PREFIX_CONVERSION, event->conversion_id.v);
    struct text commission = show_url(call, "/commissions/", PREFIX_COMMISSION, event->commission_id.v);
    bool is_own = !text_is_empty(event->order_id); // else the order is not his to see
    *row = (struct statement_event_row){
        .at = event->booked_at,
        .order = event->order_id,
        .program = event->program_name,
        .url = is_own && text_is(conversion) ? conversion : commission,
        .has_amount = is_own && !currency_is_none(event->amount.currency),
        .amount = event->amount,
        .commission = event->commission,
        .commission_url = text_is(commission) ? commission : conversion,
        .state = state_of(event->verdict.state),
        .reason = text_is_empty(event->verdict.reason) ? TEXT_NONE : show_code(render, "reason", event->verdict.reason),
    };
}

static void fill_rows(const struct call *call, const struct render *render, const struct statement *statement,
                      struct partner_statement_view *view)
{
    const struct reader *r = &render->reader;
    size_t count = statement->event_count < EVENTS_SHOWN ? statement->event_count : EVENTS_SHOWN;
    struct statement_event_row *events = arena_many(render->arena, struct statement_event_row, count);
    for (size_t i = 0; i < count; i++) {
        fill_event(call, render, &statement->events[i], &events[i]);
    }
    view->events = (struct statement_event_row_list){.items = events, .count = count};
    view->events_left = (int64_t)(statement->event_count - count);
    struct statement_payout_row *payouts =
        arena_many(render->arena, struct statement_payout_row, statement->payout_count);
    for (size_t i = 0; i < statement->payout_count; i++) {
        const struct statement_payout *one = &statement->payouts[i];
        payouts[i] = (struct statement_payout_row){.at = one->taken_at,
                                                   .amount = one->amount,
                                                   .url = show_url(call, "/payouts/", PREFIX_PAYOUT_ITEM, one->id.v),
                                                   .method = show_method(render, one->method),
                                                   .state = show_payout_state(one->status)};
    }
    view->payouts = (struct statement_payout_row_list){.items = payouts, .count = statement->payout_count};
    struct column *columns = arena_many(render->arena, struct column, 9);
    columns[0] = (struct column){.label = phrase_word_date(r)};
    columns[1] = (struct column){.label = phrase_word_program(r)};
    columns[2] = (struct column){.label = phrase_word_amount(r), .is_figure = true};
    columns[3] = (struct column){.label = phrase_word_commission(r), .is_figure = true};
    columns[4] = (struct column){.label = phrase_word_state(r)};
    columns[5] = (struct column){.label = phrase_word_date(r)};
    columns[6] = (struct column){.label = phrase_payouts_method(r)};
    columns[7] = (struct column){.label = phrase_word_amount(r), .is_figure = true};
    columns[8] = (struct column){.label = phrase_word_state(r)};
    view->event_columns = (struct column_list){.items = columns, .count = 5};
    view->payout_columns = (struct column_list){.items = columns + 5, .count = 4};
}

static void fill_rewards(const struct render *render, const struct statement *statement,
                         struct partner_statement_view *view)
{
    static const char *const heads[] = {"granted", "taken_back", "delivered"};
    struct statement_reward_row *rows = arena_many(render->arena, struct statement_reward_row, statement->reward_count);
    for (size_t i = 0; i < statement->reward_count; i++) {
        const struct statement_reward *one = &statement->rewards[i];
        rows[i] = (struct statement_reward_row){
            .at = one->granted_at,
            .reward = document_reward(render->arena, i18n_language_of(render->reader.i18n), one->kind, one->name),
            .program = one->program_name,
            .granted = one->granted,
            .taken_back = one->taken_back,
            .delivered = one->delivered};
    }
    view->rewards = (struct statement_reward_row_list){.items = rows, .count = statement->reward_count};
    view->rewards_title = show_code(render, "reward", TEXT("title"));
    struct column *columns = arena_many(render->arena, struct column, 6);
    columns[0] = (struct column){.label = phrase_word_date(&render->reader)};
    columns[1] = (struct column){.label = show_code(render, "reward", TEXT("reward"))};
    columns[2] = (struct column){.label = phrase_word_program(&render->reader)};
    for (size_t i = 0; i < 3; i++) {
        columns[3 + i] = (struct column){.label = show_code(render, "reward", text_of(heads[i])), .is_figure = true};
    }
    view->reward_columns = (struct column_list){.items = columns, .count = 6};
}

// ---- the page, the file ----

static void fill_head(struct render *render, const struct statement *statement, struct partner_statement_view *view)
{
    const struct reader *r = &render->reader;
    struct instant middle = {statement->period.from.ms + 15 * DAY_MS};
    struct text month = i18n_time(r->i18n, render->arena, middle, I18N_MONTH);
    view->frame.title = phrase_statement_title(r, (struct phrase_statement_title){.month = month});
    view->month = statement->period.month;
    struct text as_of = render_time(render, statement->as_of);
    view->lead = statement->is_closed ? phrase_statement_closed(r)
                                      : phrase_statement_so_far(r, (struct phrase_statement_so_far){.time = as_of});
    struct breadcrumb_item *items = arena_many(render->arena, struct breadcrumb_item, 2);
    items[0] = (struct breadcrumb_item){.label = phrase_documents_title(r), .url = TEXT(DOCUMENTS)};
    items[1] = (struct breadcrumb_item){.label = view->frame.title, .url = TEXT_NONE};
    view->path = (struct breadcrumbs_view){.label = phrase_documents_title(r), .path = {.items = items, .count = 2}};
}

static enum rc show(struct call *call, struct render *render, const struct statement *statement)
{
    struct partner_statement_view view = {.frame = portal_frame(call, render, PLACE_EARNINGS),
                                          .tabs = money_earnings_tabs(render, EARNINGS_TAB_DOCUMENTS)};
    fill_head(render, statement, &view);
    fill_purses(render, statement, &view);
    fill_rows(call, render, statement, &view);
    fill_rewards(render, statement, &view);
    partner_statement_html(render, &view);
    return page_answer(call, render);
}

enum rc web_partner_statement(struct call *call)
{
    const struct statement_file_query *query = call->query;
    struct render render;
    TRY(page_open(call, &render));
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct flow flow = call->flow;
    flow.arena = arena;
    struct statement_ask ask = {.month = query->month};
    struct statement_period period;
    TRY(statement_period_read(&flow, &ask, &period));
    struct statement statement;
    TRY(statement_read(&flow, access_own_partner(call), &period, &statement));
    enum document_format format = DOCUMENT_JSON;
    if (text_is_empty(query->format) || !document_format_parse(query->format, &format)) {
        return show(call, &render, &statement);
    }
    struct text bytes = TEXT_NONE;
    TRY(statement_print(&flow, &statement, format, i18n_language_of(render.reader.i18n), &bytes));
    return call_answer_file(call, document_media_type(format), statement_file_name(arena, &statement, format), bytes);
}
