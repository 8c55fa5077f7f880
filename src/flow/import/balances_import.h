// SPDX-License-Identifier: Apache-2.0
// Opening balances from a CSV, for those who come from another system. A header names the columns, in any order:
//
//   partner     code or id; or
//   advertiser  id
//   program     id; of pending and available, unless a program is given for all rows
//   state       pending, available, owed_back; receivable, prepaid
//   amount      1234.56, more than zero
//   currency    ISO 4217
//   date        2026-11-30 (its end, UTC) or an instant; as of when, unless a date is given for all rows
//   due         of pending: likewise
//   reference   anything that tells two rows of the same kind apart; may be missing
//
// Each row is booked by itself (ledger/opening_write.h): what is refused is told with its line and field and the rest
// is booked; the same file again changes nothing.
#pragma once

#include "flow.h"

enum balances_column {
    BALANCES_PARTNER,
    BALANCES_ADVERTISER,
    BALANCES_PROGRAM,
    BALANCES_STATE,
    BALANCES_AMOUNT,
    BALANCES_CURRENCY,
    BALANCES_DATE,
    BALANCES_DUE,
    BALANCES_REFERENCE,
    BALANCES_COLUMN_COUNT
};
struct balances_row {
    int64_t line;
    struct text fields[BALANCES_COLUMN_COUNT]; // trimmed; TEXT_NONE: no such column
};
struct balances_reader {
    // Text lives during the call. What it returns, when not RC_OK, ends the reading and is returned.
    enum rc (*row)(void *user, const struct balances_row *row);
    // A row that is no row of this table. The same.
    enum rc (*bad)(void *user, int64_t line, const char *problem);
    void *user;
};
// Pure. RC_INVALID balances_malformed for an empty file or a header with unknown, double or missing columns.
enum rc balances_read(struct text bytes, const struct balances_reader *reader, struct fault *fault) MUST_USE;

struct balances_import {
    const char *path;
    struct program_id program_id; // of rows that name none; 0: none
    struct text date;             // likewise; TEXT_NONE: none
    void *user;
    void (*refused)(void *user, int64_t line, const struct fault *fault);
};
struct balances_import_counts {
    int64_t rows, booked, known, refused;
};
enum rc balances_import(struct flow *flow, const struct balances_import *import,
                        struct balances_import_counts *ret_counts) MUST_USE;

// "2026-11-30": the last millisecond of that day, UTC; or an instant of RFC 3339. RC_INVALID instant_malformed.
enum rc balances_date_read(struct fault *fault, const char *field, struct text t, struct instant *ret_instant) MUST_USE;
