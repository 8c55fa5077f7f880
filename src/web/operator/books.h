// SPDX-License-Identifier: Apache-2.0
// The books: the trial balance and its accounts, what moved one of them, entries and the event each came from, files
// for outside accountants, closed periods, exchange rates, refunds. All of it reads flow and domain; nothing is decided
// here.
#pragma once

#include "call.h"
#include "component/basic.h"
#include "component/form.h"
#include "component/list.h"
#include "component/story.h"
#include "page/frame.h"

// One page of the books: a table under what it belongs to.
struct books_view {
    struct frame_view frame;
    struct tabs_view tabs;
    bool has_path;
    struct breadcrumbs_view path;
    bool has_owners;
    struct tabs_view owners; // whose accounts
    struct definition_list pairs;
    bool has_files; // for outside accountants
    struct list_rows_view table;
    struct pager_view pager;
    struct empty_view empty;
};

struct period_row {
    struct text month;
    struct text what; // closed or reopened, in words
    struct text actor;
    struct text reason;
    struct instant at;
};
struct period_row_list {
    const struct period_row *items;
    size_t count;
};
struct periods_view {
    struct frame_view frame;
    struct tabs_view tabs;
    struct form_error_list errors;
    struct text done;
    struct text state; // what is closed, in words
    struct input_view month;
    struct checkbox_view confirmed;
    bool can_reopen;
    struct text last_month;
    struct input_view reason;
    struct period_row_list rows;
};

struct rate_row {
    struct text day, pair, value, source;
    struct instant recorded_at;
    bool is_corrected; // a later one of the same day counts
};
struct rate_row_list {
    const struct rate_row *items;
    size_t count;
};
struct rates_view {
    struct frame_view frame;
    struct tabs_view tabs;
    struct form_error_list errors;
    struct text done;
    struct input_view base, quote, day, value, source;
    struct column_list columns;
    struct rate_row_list rows;
    struct pager_view pager;
};
struct books_files_view {
    struct frame_view frame;
    struct tabs_view tabs;
    struct form_error_list errors;
    struct select_view format;
    struct input_view from, to, account, opening;
};
extern const struct schema schema_books_query;
extern const struct schema schema_books_file_query;
extern const struct schema schema_periods_query;
extern const struct schema schema_rates_query;

// GET /operator/ledger: the trial balance, and the files.
enum rc web_books(struct call *call) MUST_USE;
// GET /operator/ledger/accounts?owner=&cursor=
enum rc web_books_accounts(struct call *call) MUST_USE;
// GET /operator/ledger/accounts/{account}: what moved it. The account is its number.
enum rc web_books_account(struct call *call) MUST_USE;
// GET /operator/ledger/entries?cursor= and /operator/ledger/entries/{entry}
enum rc web_books_entries(struct call *call) MUST_USE;
enum rc web_books_entry(struct call *call) MUST_USE;
// GET /operator/ledger/file?format=hledger|ledger|beancount|csv|xlsx
enum rc web_books_file(struct call *call) MUST_USE;
// GET and POST /operator/ledger/files: format (csv, xlsx, 1c), from and to, for 1c account and opening; a file.
enum rc web_books_files(struct call *call) MUST_USE;
enum rc web_books_files_make(struct call *call) MUST_USE;
// GET /operator/refunds?cursor=: refunds as they came in.
enum rc web_books_refunds(struct call *call) MUST_USE;

// GET and POST /operator/ledger/periods: month and confirmed close it; reopen and reason reopen the last one.
enum rc web_periods(struct call *call) MUST_USE;
enum rc web_period_change(struct call *call) MUST_USE;
// GET and POST /operator/rates: base, quote, day, value, source.
enum rc web_rates(struct call *call) MUST_USE;
enum rc web_rate_record(struct call *call) MUST_USE;
