// SPDX-License-Identifier: Apache-2.0
// The books as pages: accounts, entries, refunds, files.
#include "operator/books.h"

#include "advertiser/advertiser.h"
#include "books_html.h"
#include "conversion/refund_feed.h"
#include "format/encode.h"
#include "identity/public_id.h"
#include "ledger/ledger_browse.h"
#include "ledger/ledger_chart.h"
#include "operator/money.h"
#include "phrase/phrases.h"
#include "portal/portal.h"
#include "portal/show.h"

#define PATH "/operator/ledger"
#define ROWS_DEFAULT 50

struct books_query {
    CALL_PAGE_MEMBERS;
    struct text owner;
};
static const struct field query_fields[] = {
    CALL_PAGE_FIELDS(struct books_query),
    FIELD_CHOICE(struct books_query, owner, "network,advertiser,program,partner", 0, "Only accounts of this kind."),
};
const struct schema schema_books_query = SCHEMA("BooksQuery", struct books_query, query_fields);

// ---- a table under construction ----

struct books {
    struct call *call;
    struct render *render;
    struct books_view view;
    struct list_row *rows;
    size_t count;
    int64_t limit;
    int64_t before; // of the cursor; 0: the first page
};

static const struct reader *reader_of(const struct books *page)
{
    return &page->render->reader;
}

static enum rc page_begin(struct books *page, struct call *call, struct render *render, enum ledger_tab tab)
{
    const struct books_query *query = call->query;
    struct opt_int64 wanted = query->limit.has ? query->limit : (struct opt_int64){.has = true, .v = ROWS_DEFAULT};
    *page = (struct books){.call = call, .render = render};
    page->view.frame = portal_frame(call, render, PLACE_LEDGER);
    page->view.frame.title = phrase_books_title(&render->reader);
    page->view.tabs = money_ledger_tabs(render, tab);
    page->view.empty = (struct empty_view){.kind = EMPTY_NOTHING_YET,
                                           .icon = ICON_BALANCE,
                                           .title = phrase_books_empty(&render->reader),
                                           .message = phrase_books_empty_text(&render->reader),
                                           .action = phrase_word_conversions(&render->reader),
                                           .url = TEXT("/operator/conversions")};
    TRY(call_page_start(call, wanted, query->cursor, &page->limit, &page->before));
    return flow_stored(&call->flow, db_read_begin(call->db));
}

static void set_columns(struct books *page, const struct text *labels, unsigned figures, size_t count)
{
    struct column *columns = arena_many(page->call->arena, struct column, count);
    for (size_t i = 0; i < count; i++) {
        columns[i] = (struct column){.label = labels[i], .is_figure = (figures & (1U << i)) != 0};
    }
    page->view.table.columns = (struct column_list){.items = columns, .count = count};
}

// cells[0] heads the row.
static void add_row(struct books *page, const struct cell_view *cells)
{
    size_t count = page->view.table.columns.count;
    struct cell_view *items = arena_many(page->call->arena, struct cell_view, count - 1);
    for (size_t i = 1; i < count; i++) {
        items[i - 1] = cells[i];
        items[i - 1].is_figure = page->view.table.columns.items[i].is_figure;
    }
    page->rows[page->count++] = (struct list_row){.head = cells[0], .cells = {.items = items, .count = count - 1}};
}

static struct cell_view money_cell(struct money amount, struct text url)
{
    return (struct cell_view){.kind = CELL_MONEY, .money = amount, .url = url};
}

static enum rc page_end(struct books *page, struct text title, struct text here, int64_t next)
{
    page->view.table.title = title;
    page->view.table.rows = (struct list_row_list){.items = page->rows, .count = page->count};
    page->view.pager =
        (struct pager_view){.shown = (int64_t)page->count, .first_url = page->before == 0 ? TEXT_NONE : here};
    if (next != 0) {
        bool has_query = text_find_char(here, '?', 0) != SIZE_MAX;
        page->view.pager.next_url = text_format(page->call->arena, "%.*s%scursor=%.*s", TEXT_PRINT(here),
                                                has_query ? "&" : "?", TEXT_PRINT(call_cursor(page->call, next)));
    }
    books_html(page->render, &page->view);
    return page_answer(page->call, page->render);
}

static void set_path(struct books *page, struct text parent, const char *url, struct text here)
{
    struct breadcrumb_item *items = arena_many(page->call->arena, struct breadcrumb_item, 2);
    items[0] = (struct breadcrumb_item){.label = parent, .url = text_of(url)};
    items[1] = (struct breadcrumb_item){.label = here, .url = TEXT_NONE};
    page->view.has_path = true;
    page->view.path = (struct breadcrumbs_view){.label = parent, .path = {.items = items, .count = 2}};
}

// ---- names ----

static struct text account_url(const struct call *call, struct account_id id)
{
    return text_format(call->arena, PATH "/accounts/%lld", (long long)id.v);
}

static struct text account_word(const struct books *page, enum ledger_account_kind account)
{
    return show_code(page->render, "account", text_of(ledger_account_kind_text(account)));
}

static enum rc owner_name(struct call *call, enum ledger_owner_kind kind, int64_t id, struct text *ret_name)
{
    struct advertiser advertiser;
    switch (kind) {
    case LEDGER_PARTNER:
        return show_partner_name(call, (struct partner_id){id}, ret_name);
    case LEDGER_PROGRAM:
        return show_program_name(call, (struct program_id){id}, ret_name);
    case LEDGER_ADVERTISER:
        TRY(flow_stored(&call->flow, advertiser_get(call->db, call->arena, (struct advertiser_id){id}, &advertiser)));
        *ret_name = advertiser.name;
        return RC_OK;
    case LEDGER_NETWORK:
        break;
    }
    *ret_name = TEXT("–");
    return RC_OK;
}

// The event an entry came from: its receipt where it has one.
static struct cell_view reference_cell(const struct call *call, struct text kind, int64_t id)
{
    struct cell_view cell = {.kind = CELL_NAME, .text = ledger_reference_text(call->arena, call->keyring, kind, id)};
    if (text_equal(kind, TEXT("commission"))) {
        cell.url = show_url(call, "/commissions/", PREFIX_COMMISSION, id);
    } else if (text_equal(kind, TEXT("payout_item"))) {
        cell.url = show_url(call, "/payouts/", PREFIX_PAYOUT_ITEM, id);
    }
    return cell;
}

static struct text entry_url(const struct call *call, struct entry_id id)
{
    return show_url(call, PATH "/entries/", PREFIX_ENTRY, id.v);
}

// ---- the trial balance ----

enum rc web_books(struct call *call)
{
    struct render render;
    TRY(page_open(call, &render));
    struct books page;
    TRY(page_begin(&page, call, &render, LEDGER_TAB_ACCOUNTS));
    AUTO_TRANSACTION(call->db);
    const struct reader *r = reader_of(&page);
    struct ledger_sum *sums = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow, ledger_sum_list(call->db, call->arena, &sums, &count)));
    page.rows = arena_many(call->arena, struct list_row, count);
    const struct text labels[] = {phrase_receipt_account(r), phrase_people_currency(r), phrase_books_accounts(r),
                                  phrase_receipt_debit(r), phrase_receipt_credit(r)};
    set_columns(&page, labels, 4 | 8 | 16, 5);
    static const char *const owners[] = {"network", "advertiser", "program", "partner"};
    for (size_t i = 0; i < count; i++) {
        struct money balance = sums[i].balance;
        struct text url = text_format(call->arena, PATH "/accounts?owner=%s", owners[sums[i].owner_kind]);
        bool is_debit = balance.minor >= 0;
        struct cell_view amount = money_cell(is_debit ? balance : money_negate(balance), url);
        struct cell_view none = {.kind = CELL_NONE};
        struct cell_view cells[] = {
            {.kind = CELL_TEXT, .text = account_word(&page, sums[i].account), .url = url},
            {.kind = CELL_NAME, .text = text_copy(call->arena, currency_text(&balance.currency))},
            {.kind = CELL_NUMBER, .number = sums[i].accounts},
            is_debit ? amount : none,
            is_debit ? none : amount,
        };
        add_row(&page, cells);
    }
    page.view.has_files = count > 0;
    return page_end(&page, phrase_books_trial(r), TEXT(PATH), 0);
}

// ---- accounts ----

static void fill_owners(struct books *page, struct text current)
{
    static const char *const words[] = {"partner", "program", "advertiser", "network"};
    const struct reader *r = reader_of(page);
    const struct text labels[] = {phrase_word_partners(r), phrase_word_program(r), phrase_word_advertiser(r),
                                  phrase_books_network(r)};
    struct tab_item *items = arena_many(page->call->arena, struct tab_item, 4);
    for (size_t i = 0; i < 4; i++) {
        items[i] = (struct tab_item){.label = labels[i],
                                     .url = text_format(page->call->arena, PATH "/accounts?owner=%s", words[i]),
                                     .is_current = text_equal(current, text_of(words[i]))};
    }
    page->view.has_owners = true;
    page->view.owners = (struct tabs_view){.label = phrase_books_owner(r), .tabs = {.items = items, .count = 4}};
}

enum rc web_books_accounts(struct call *call)
{
    const struct books_query *query = call->query;
    struct render render;
    TRY(page_open(call, &render));
    struct books page;
    TRY(page_begin(&page, call, &render, LEDGER_TAB_ACCOUNTS));
    AUTO_TRANSACTION(call->db);
    const struct reader *r = reader_of(&page);
    struct text owner = text_is(query->owner) ? query->owner : TEXT("partner");
    static const char *const words[] = {"network", "advertiser", "program", "partner"};
    struct ledger_account_filter filter = {.after = {page.before}, .limit = page.limit + 1};
    for (int k = 0; k < 4; k++) {
        filter.owner_kind = text_equal(owner, text_of(words[k])) ? (enum ledger_owner_kind)k : filter.owner_kind;
    }
    struct ledger_account_row *list = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow, ledger_account_list(call->db, call->arena, &filter, &list, &count)));
    bool has_more = count > (size_t)page.limit;
    count = has_more ? (size_t)page.limit : count;
    page.rows = arena_many(call->arena, struct list_row, count);
    const struct text labels[] = {phrase_receipt_account(r), phrase_books_owner(r), phrase_books_postings(r),
                                  phrase_books_balance(r)};
    set_columns(&page, labels, 4 | 8, 4);
    for (size_t i = 0; i < count; i++) {
        struct text url = account_url(call, list[i].id);
        struct cell_view cells[] = {
            {.kind = CELL_TEXT, .text = account_word(&page, list[i].account), .url = url},
            {.kind = CELL_NAME},
            {.kind = CELL_NUMBER, .number = list[i].postings},
            money_cell(list[i].balance, url),
        };
        TRY(owner_name(call, list[i].owner_kind, list[i].owner_id, &cells[1].text));
        add_row(&page, cells);
    }
    fill_owners(&page, owner);
    set_path(&page, phrase_books_trial(r), PATH, phrase_books_accounts(r));
    struct text here = text_format(call->arena, PATH "/accounts?owner=%.*s", TEXT_PRINT(owner));
    return page_end(&page, phrase_books_accounts(r), here, has_more ? list[count - 1].id.v : 0);
}

enum rc web_books_account(struct call *call)
{
    struct render render;
    TRY(page_open(call, &render));
    struct books page;
    TRY(page_begin(&page, call, &render, LEDGER_TAB_ACCOUNTS));
    AUTO_TRANSACTION(call->db);
    const struct reader *r = reader_of(&page);
    struct account_id id = {0};
    struct ledger_account_row account = {.id = {0}};
    enum rc rc = int64_parse(call->texts[0], 1, INT64_MAX, &id.v);
    rc = rc == RC_OK ? ledger_account_get(call->db, call->arena, id, &account) : RC_NOT_FOUND;
    if (rc == RC_NOT_FOUND) {
        return fault_set(call->fault, rc, "not_found", "", "there is no such account");
    }
    TRY(flow_stored(&call->flow, rc));
    struct ledger_posting_row *list = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow,
                    ledger_posting_list(call->db, call->arena, &account, page.before, page.limit + 1, &list, &count)));
    bool has_more = count > (size_t)page.limit;
    count = has_more ? (size_t)page.limit : count;
    page.rows = arena_many(call->arena, struct list_row, count);
    const struct text labels[] = {phrase_receipt_entry(r), phrase_word_date(r), phrase_books_event(r),
                                  phrase_word_amount(r), phrase_books_balance(r)};
    set_columns(&page, labels, 8 | 16, 5);
    for (size_t i = 0; i < count; i++) {
        struct text url = entry_url(call, list[i].entry_id);
        struct cell_view cells[] = {
            {.kind = CELL_TEXT, .text = show_code(&render, "cause", list[i].kind), .url = url},
            {.kind = CELL_TIME, .at = list[i].booked_at},
            reference_cell(call, list[i].reference_kind, list[i].reference_id),
            money_cell(list[i].amount, url),
            money_cell(list[i].balance_after, url),
        };
        add_row(&page, cells);
    }
    struct definition *pairs = arena_many(call->arena, struct definition, 3);
    pairs[0] = (struct definition){.term = phrase_books_owner(r)};
    TRY(owner_name(call, account.owner_kind, account.owner_id, &pairs[0].value));
    pairs[1] = (struct definition){.term = phrase_books_exported_as(r),
                                   .value = ledger_account_name(call->arena, call->keyring, account.owner_kind,
                                                                account.owner_id, account.account)};
    pairs[2] = (struct definition){.term = phrase_books_sign(r), .value = phrase_books_sign_text(r)};
    page.view.pairs = (struct definition_list){.items = pairs, .count = 3};
    page.view.frame.title = account_word(&page, account.account);
    set_path(&page, phrase_books_accounts(r), PATH "/accounts", page.view.frame.title);
    return page_end(&page, page.view.frame.title, account_url(call, id), has_more ? list[count - 1].number : 0);
}

// ---- entries ----

enum rc web_books_entries(struct call *call)
{
    struct render render;
    TRY(page_open(call, &render));
    struct books page;
    TRY(page_begin(&page, call, &render, LEDGER_TAB_ENTRIES));
    AUTO_TRANSACTION(call->db);
    const struct reader *r = reader_of(&page);
    struct ledger_entry_row *list = NULL;
    size_t count = 0;
    struct entry_id before = {page.before};
    TRY(flow_stored(&call->flow, ledger_entry_list(call->db, call->arena, before, page.limit + 1, &list, &count)));
    bool has_more = count > (size_t)page.limit;
    count = has_more ? (size_t)page.limit : count;
    page.rows = arena_many(call->arena, struct list_row, count);
    const struct text labels[] = {phrase_receipt_entry(r), phrase_word_date(r), phrase_books_event(r),
                                  phrase_word_amount(r)};
    set_columns(&page, labels, 8, 4);
    for (size_t i = 0; i < count; i++) {
        struct text url = entry_url(call, list[i].id);
        struct cell_view cells[] = {
            {.kind = CELL_TEXT, .text = show_code(&render, "cause", list[i].kind), .url = url, .note = list[i].key},
            {.kind = CELL_TIME, .at = list[i].booked_at},
            reference_cell(call, list[i].reference_kind, list[i].reference_id),
            money_cell(list[i].amount, url),
        };
        add_row(&page, cells);
    }
    return page_end(&page, phrase_books_entries(r), TEXT(PATH "/entries"), has_more ? list[count - 1].id.v : 0);
}

static void fill_entry_pairs(struct books *page, const struct ledger_entry_row *entry)
{
    const struct reader *r = reader_of(page);
    struct definition *pairs = arena_many(page->call->arena, struct definition, 6);
    struct ledger_rate rate = ledger_rate_of(page->call->arena, entry->rates, entry->rate_source, entry->rate_day);
    pairs[0] =
        (struct definition){.term = phrase_books_occurred(r), .value = render_time(page->render, entry->occurred_at)};
    pairs[1] =
        (struct definition){.term = phrase_books_booked(r), .value = render_time(page->render, entry->booked_at)};
    pairs[2] = (struct definition){.term = phrase_books_key(r), .value = entry->key};
    pairs[3] = (struct definition){.term = phrase_books_event(r),
                                   .value = ledger_reference_text(page->call->arena, page->call->keyring,
                                                                  entry->reference_kind, entry->reference_id)};
    pairs[4] = (struct definition){.term = phrase_rates_value(r), .value = rate.rates};
    pairs[5] = (struct definition){.term = phrase_rates_source(r), .value = rate.source};
    page->view.pairs = (struct definition_list){.items = pairs, .count = text_is_empty(rate.rates) ? 4 : 6};
}

enum rc web_books_entry(struct call *call)
{
    struct render render;
    TRY(page_open(call, &render));
    struct books page;
    TRY(page_begin(&page, call, &render, LEDGER_TAB_ENTRIES));
    AUTO_TRANSACTION(call->db);
    const struct reader *r = reader_of(&page);
    struct ledger_entry_row entry;
    struct ledger_entry_line *lines = NULL;
    size_t count = 0;
    enum rc rc = ledger_entry_get(call->db, call->arena, (struct entry_id){call->ids[0]}, &entry, &lines, &count);
    if (rc == RC_NOT_FOUND) {
        return fault_set(call->fault, rc, "not_found", "", "there is no such entry");
    }
    TRY(flow_stored(&call->flow, rc));
    page.rows = arena_many(call->arena, struct list_row, count);
    const struct text labels[] = {phrase_receipt_account(r), phrase_books_owner(r), phrase_books_event(r),
                                  phrase_receipt_debit(r), phrase_receipt_credit(r)};
    set_columns(&page, labels, 8 | 16, 5);
    for (size_t i = 0; i < count; i++) {
        struct text url = account_url(call, lines[i].account_id);
        bool is_debit = lines[i].amount.minor > 0;
        struct cell_view none = {.kind = CELL_NONE};
        struct cell_view amount = money_cell(is_debit ? lines[i].amount : money_negate(lines[i].amount), url);
        struct cell_view cells[] = {
            {.kind = CELL_TEXT, .text = account_word(&page, lines[i].account), .url = url},
            {.kind = CELL_NAME},
            reference_cell(call, entry.reference_kind, entry.reference_id),
            is_debit ? amount : none,
            is_debit ? none : amount,
        };
        TRY(owner_name(call, lines[i].owner_kind, lines[i].owner_id, &cells[1].text));
        add_row(&page, cells);
    }
    fill_entry_pairs(&page, &entry);
    page.view.frame.title = show_code(&render, "cause", entry.kind);
    set_path(&page, phrase_books_entries(r), PATH "/entries", page.view.frame.title);
    return page_end(&page, page.view.frame.title, TEXT(PATH "/entries"), 0);
}

// ---- refunds ----

enum rc web_books_refunds(struct call *call)
{
    struct render render;
    TRY(page_open(call, &render));
    struct books page;
    TRY(page_begin(&page, call, &render, LEDGER_TAB_COMMISSIONS));
    AUTO_TRANSACTION(call->db);
    const struct reader *r = reader_of(&page);
    struct refund_row *list = NULL;
    size_t count = 0;
    struct refund_id before = {page.before};
    TRY(flow_stored(&call->flow, refund_feed(call->db, call->arena, before, page.limit + 1, &list, &count)));
    bool has_more = count > (size_t)page.limit;
    count = has_more ? (size_t)page.limit : count;
    page.rows = arena_many(call->arena, struct list_row, count);
    const struct text labels[] = {phrase_word_order(r), phrase_word_date(r), phrase_word_partner(r),
                                  phrase_receipt_order(r), phrase_books_refunded(r)};
    set_columns(&page, labels, 8 | 16, 5);
    for (size_t i = 0; i < count; i++) {
        struct text url = show_url(call, "/conversions/", PREFIX_CONVERSION, list[i].conversion_id.v);
        struct cell_view cells[] = {
            {.kind = CELL_NAME, .text = list[i].order_id, .url = url},
            {.kind = CELL_TIME, .at = list[i].occurred_at},
            {.kind = CELL_NAME, .url = show_url(call, "/operator/partners/", PREFIX_PARTNER, list[i].partner_id.v)},
            money_cell(list[i].order, url),
            money_cell(list[i].amount, url),
        };
        TRY(show_partner_name(call, list[i].partner_id, &cells[2].text));
        cells[2].kind = text_is_empty(cells[2].text) ? CELL_NONE : CELL_NAME;
        add_row(&page, cells);
    }
    page.view.frame = portal_frame(call, &render, PLACE_DISPUTES);
    page.view.frame.title = phrase_disputes_refunds(r);
    page.view.tabs = money_dispute_tabs(&render, DISPUTE_TAB_REFUNDS);
    page.view.empty.title = phrase_disputes_no_refunds(r);
    page.view.empty.message = phrase_disputes_no_refunds_text(r);
    return page_end(&page, phrase_disputes_refunds(r), TEXT("/operator/refunds"), has_more ? list[count - 1].id.v : 0);
}
