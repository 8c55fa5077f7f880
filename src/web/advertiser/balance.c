// SPDX-License-Identifier: Apache-2.0
// The advertiser's account with the network.
#include "access.h"
#include "advertiser/advertiser_pages.h"
#include "advertiser_balance_html.h"
#include "document/bill_issue.h"
#include "identity/public_id.h"
#include "page/page.h"
#include "phrase/phrases.h"
#include "portal/portal.h"
#include "portal/show.h"
#include "settlement/advertiser_credit.h"

#define PATH "/advertiser/balance"
#define ROWS_DEFAULT 50
#define COLUMNS 4
#define BILLS_MAX 100
#define BILL_COLUMNS 5

struct advertiser_balance_query {
    CALL_PAGE_MEMBERS;
};
static const struct field query_fields[] = {CALL_PAGE_FIELDS(struct advertiser_balance_query)};
const struct schema schema_advertiser_balance_query =
    SCHEMA("AdvertiserBalanceQuery", struct advertiser_balance_query, query_fields);

enum rc advertiser_accounts(struct call *call, struct advertiser_id id, struct account_item_list *ret_accounts)
{
    struct advertiser_state *states = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow, advertiser_states(call->db, call->arena, id, &states, &count)));
    struct account_item *items = arena_many(call->arena, struct account_item, count);
    for (size_t i = 0; i < count; i++) {
        const struct advertiser_credit *credit = &states[i].credit;
        items[i] = (struct account_item){.currency = text_copy(call->arena, text_of(credit->currency.code)),
                                         .prepaid = states[i].prepaid,
                                         .owed = states[i].receivable,
                                         .accrued = states[i].accrued,
                                         .has_limit = credit->has_limit,
                                         .limit = credit->limit,
                                         .is_low = states[i].is_low,
                                         .is_over_limit = states[i].is_over_limit,
                                         .is_stopped = credit->is_stopped};
    }
    *ret_accounts = (struct account_item_list){.items = items, .count = count};
    return RC_OK;
}

static struct text kind_word(const struct reader *r, struct text kind)
{
    static const struct {
        const char *kind;
        enum phrase word;
    } kinds[] = {{"charge", PHRASE_ADVERTISER_LINE_CHARGE},
                 {"charge_refund", PHRASE_ADVERTISER_LINE_CHARGE_REFUND},
                 {"deposit", PHRASE_ADVERTISER_LINE_DEPOSIT},
                 {"withdrawal", PHRASE_ADVERTISER_LINE_WITHDRAWAL},
                 {"subscription", PHRASE_ADVERTISER_LINE_SUBSCRIPTION},
                 {"netting", PHRASE_ADVERTISER_LINE_NETTING},
                 {"netting_reversed", PHRASE_ADVERTISER_LINE_NETTING_REVERSED},
                 {"tax", PHRASE_ADVERTISER_LINE_TAX},
                 {"tax_reversed", PHRASE_ADVERTISER_LINE_TAX_REVERSED},
                 {"credit_note", PHRASE_ADVERTISER_LINE_CREDIT_NOTE},
                 {"credit_note_tax", PHRASE_ADVERTISER_LINE_CREDIT_NOTE_TAX}};
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        if (text_equal(kind, text_of(kinds[i].kind))) {
            return phrase_text(r, kinds[i].word);
        }
    }
    return kind;
}

// A charge is about an order; the rest is explained by the account itself.
static enum rc line_url(struct call *call, const struct advertiser_line *line, struct text *ret_url)
{
    *ret_url = TEXT("#lines");
    if (!text_starts_with(line->kind, TEXT("charge"))) {
        return RC_OK;
    }
    struct charge charge;
    enum rc rc = charge_get(call->db, call->arena, (struct charge_id){line->reference_id}, &charge);
    if (rc == RC_OK && charge.conversion_id.v != 0) {
        *ret_url = show_url(call, "/conversions/", PREFIX_CONVERSION, charge.conversion_id.v);
    }
    return rc == RC_NOT_FOUND ? RC_OK : flow_stored(&call->flow, rc);
}

static enum rc fill_lines(struct call *call, const struct reader *r, const struct account_request *request,
                          struct advertiser_account_view *view)
{
    int64_t limit = 0;
    int64_t before = 0;
    struct opt_int64 wanted = request->limit.has ? request->limit : (struct opt_int64){.has = true, .v = ROWS_DEFAULT};
    TRY(call_page_start(call, wanted, request->cursor, &limit, &before));
    struct advertiser_line_filter filter = {
        .advertiser_id = request->advertiser_id, .before = {before}, .limit = limit + 1};
    struct advertiser_line *list = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow, advertiser_line_list(call->db, call->arena, &filter, &list, &count)));
    bool has_more = count > (size_t)limit;
    count = has_more ? (size_t)limit : count;
    struct line_row *rows = arena_many(call->arena, struct line_row, count);
    for (size_t i = 0; i < count; i++) {
        rows[i] = (struct line_row){.at = list[i].occurred_at,
                                    .kind = kind_word(r, list[i].kind),
                                    .reference = list[i].reference,
                                    .amount = list[i].amount};
        TRY(line_url(call, &list[i], &rows[i].url));
    }
    view->lines = (struct line_row_list){.items = rows, .count = count};
    view->pager = (struct pager_view){.shown = (int64_t)count, .first_url = before == 0 ? TEXT_NONE : request->path};
    if (has_more) {
        view->pager.next_url = text_format(call->arena, "%.*s?cursor=%.*s", TEXT_PRINT(request->path),
                                           TEXT_PRINT(call_cursor(call, list[count - 1].id.v)));
    }
    const struct text labels[COLUMNS] = {phrase_word_date(r), phrase_word_kind(r), phrase_advertiser_reference(r),
                                         phrase_word_amount(r)};
    struct column *columns = arena_many(call->arena, struct column, COLUMNS);
    for (size_t i = 0; i < COLUMNS; i++) {
        columns[i] = (struct column){.label = labels[i], .is_figure = i == COLUMNS - 1};
    }
    view->columns = (struct column_list){.items = columns, .count = COLUMNS};
    return RC_OK;
}

// ---- invoices ----

static const struct {
    const char *status;
    enum phrase word;
    enum tone tone;
} statuses[] = {{"open", PHRASE_ADVERTISER_BILL_OPEN, TONE_INFO},
                {"partly_paid", PHRASE_ADVERTISER_BILL_PARTLY_PAID, TONE_INFO},
                {"paid", PHRASE_ADVERTISER_BILL_PAID, TONE_SUCCESS},
                {"overdue", PHRASE_ADVERTISER_BILL_OVERDUE, TONE_DANGER},
                {"cancelled", PHRASE_ADVERTISER_BILL_CANCELLED, TONE_INFO}};

static enum rc bill_row_of(struct call *call, const struct reader *r, const struct bill *bill, struct bill_row *row)
{
    struct bill_state state;
    TRY(bill_state_of(&call->flow, bill, &state));
    *row = (struct bill_row){.month = bill->month,
                             .url = show_url(call, "/invoices/", PREFIX_INVOICE, bill->invoice_id.v),
                             .payable = bill->payable,
                             .left = state.open,
                             .due_at = bill->due_at,
                             .status = text_of(state.status)};
    for (size_t i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++) {
        if (text_equal(text_of(state.status), text_of(statuses[i].status))) {
            row->status = phrase_text(r, statuses[i].word);
            row->tone = statuses[i].tone;
        }
    }
    return RC_OK;
}

static enum rc fill_bills(struct call *call, const struct reader *r, struct advertiser_id id,
                          struct advertiser_account_view *view)
{
    struct bill_row *rows = arena_many(call->arena, struct bill_row, BILLS_MAX);
    size_t shown = 0;
    for (size_t i = 0; i < view->accounts.count; i++) {
        struct bill *bills = NULL;
        size_t count = 0;
        struct currency currency = view->accounts.items[i].prepaid.currency;
        TRY(flow_stored(&call->flow, bill_list_standing(call->db, call->arena, id, currency, &bills, &count)));
        for (size_t k = count; k > 0 && shown < BILLS_MAX; k--) { // the newest first
            TRY(bill_row_of(call, r, &bills[k - 1], &rows[shown++]));
        }
    }
    view->bills = (struct bill_row_list){.items = rows, .count = shown};
    const struct text labels[BILL_COLUMNS] = {phrase_advertiser_bill_month(r), phrase_word_amount(r),
                                              phrase_advertiser_bill_left(r), phrase_advertiser_bill_due(r),
                                              phrase_word_state(r)};
    struct column *columns = arena_many(call->arena, struct column, BILL_COLUMNS);
    for (size_t i = 0; i < BILL_COLUMNS; i++) {
        columns[i] = (struct column){.label = labels[i], .is_figure = i == 1 || i == 2};
    }
    view->bill_columns = (struct column_list){.items = columns, .count = BILL_COLUMNS};
    return RC_OK;
}

enum rc advertiser_account_fill(struct call *call, const struct reader *r, const struct account_request *request,
                                struct advertiser_account_view *view)
{
    TRY(advertiser_accounts(call, request->advertiser_id, &view->accounts));
    TRY(fill_bills(call, r, request->advertiser_id, view));
    return fill_lines(call, r, request, view);
}

enum rc web_advertiser_balance(struct call *call)
{
    struct render render;
    TRY(page_open(call, &render));
    const struct reader *r = &render.reader;
    const struct advertiser_balance_query *query = call->query;
    struct advertiser_balance_view view = {.frame = portal_frame(call, &render, PLACE_EARNINGS)};
    view.frame.title = phrase_advertiser_balance(r);
    view.frame.lead = phrase_advertiser_balance_note(r);
    view.account.pending_url = TEXT("/advertiser/orders?status=pending");
    view.account.empty = (struct empty_view){.kind = EMPTY_NOTHING_YET,
                                             .icon = ICON_BALANCE,
                                             .title = phrase_advertiser_lines_empty(r),
                                             .message = phrase_advertiser_lines_empty_text(r),
                                             .action = phrase_portal_overview(r),
                                             .url = TEXT("/advertiser")};
    struct account_request request = {.advertiser_id = access_own_advertiser(call),
                                      .path = TEXT(PATH),
                                      .limit = query->limit,
                                      .cursor = query->cursor};
    TRY(flow_stored(&call->flow, db_read_begin(call->db)));
    AUTO_TRANSACTION(call->db);
    TRY(advertiser_account_fill(call, r, &request, &view.account));
    advertiser_balance_html(&render, &view);
    return page_answer(call, &render);
}
