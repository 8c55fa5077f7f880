// SPDX-License-Identifier: Apache-2.0
// What the formats of the export share: the file under construction, and one table of functions for each format.
#pragma once

#include "core/buf.h"
#include "ledger/ledger_export.h"
#include "ledger/ledger_list_sql.h"
#include "ledger/ledger_period.h"
#include "network/network.h"
#include "sheet/sheet.h"
#include "zone/zone.h"

#define EXPORT_CURRENCIES_MAX 200

struct exporting;

struct export_closing {
    struct text month;
    int64_t day; // the first one after the period
    struct money balance;
    bool is_first; // of its closing
};

struct export_functions {
    enum rc (*open)(struct exporting *x); // first; NULL: nothing
    void (*begin)(struct exporting *x);   // NULL: nothing
    // Each account once, by owner, kind and currency: what must be declared before it is used. NULL: nothing.
    void (*account)(struct exporting *x, const struct sql_ledger_list_accounts_row *row, struct text name,
                    bool is_new_name);
    void (*entry)(struct exporting *x, const struct sql_ledger_list_lines_row *row);
    void (*line)(struct exporting *x, const struct sql_ledger_list_lines_row *row, struct text name);
    // After the last entry, each line of the trial balance of each closing in force. NULL: nothing.
    void (*closing)(struct exporting *x, const struct export_closing *closing, struct text name);
    // Each account again, at the end: what the tool is to find. NULL: nothing.
    void (*balance)(struct exporting *x, const struct sql_ledger_list_accounts_row *row, struct text name);
    // What is made as a whole comes here. NULL: nothing.
    enum rc (*end)(struct exporting *x);
};

struct exporting {
    struct flow *flow;
    const struct export_functions *functions;
    struct network network;
    struct zone *zone;
    struct arena *scratch; // reset with each row
    struct arena *whole;   // lasts to the end
    struct ledger_export_days days;
    struct sheet_book *book;
    struct sheet *sheet;
    struct buf out; // handed over when it is long
    enum rc (*write)(void *user, struct text bytes);
    void *user;
    struct entry_id entry_id; // the last one
    int64_t last_day;         // latest accounting day so far
    struct text last_name;    // of the last account
    char last_name_bytes[120];
    int64_t balances;
    struct currency currencies[EXPORT_CURRENCIES_MAX]; // declared so far
    size_t currency_count;
};

extern const struct export_functions export_hledger, export_ledger, export_beancount, export_csv, export_xlsx;

// "2026-11-30" in the network's time zone.
struct text export_date(struct exporting *x, struct instant instant);
struct text export_day(struct exporting *x, int64_t day);
// Owners' names and the network's: control characters become spaces.
struct text export_clean(struct exporting *x, struct text t);
