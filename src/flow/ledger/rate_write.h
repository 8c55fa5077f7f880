// SPDX-License-Identifier: Apache-2.0
// Exchange rates become known: one from an operator, many from a file, and are asked for by those who convert.
#pragma once

#include "flow.h"
#include "rate/rate.h"

struct rate_input {
    struct currency base, quote;
    struct text day;    // "2026-11-30"
    struct text value;  // "1.1684": 1 base is worth so much of quote
    struct text source; // who says so; TEXT_NONE: the actor
};
// The next number of its pair and day, or what is there when it says the same. RC_INVALID rate_malformed,
// day_malformed, currency_unknown (base and quote are the same), text_too_long, text_malformed.
enum rc rate_record(struct flow *flow, const struct rate_input *input, struct exchange_rate *ret_rate) MUST_USE;

struct rates_import {
    const char *path;
    struct currency base; // of all columns
    struct text source;
};
struct rates_import_counts {
    int64_t days;
    int64_t rates;       // in the file
    int64_t rates_new;   // of them not known before
    struct text unknown; // columns that were passed over because we know no such currency: "CYP EEK …", or ""
};
// A CSV in the layout of the ECB's eurofxref-hist.csv: a header "Date" with currency codes, a row a day, "N/A" or
// nothing where there is no rate, perhaps a comma at the end of every line. All or nothing: RC_INVALID with line and
// column for what is malformed, and nothing is taken. A second time changes nothing.
enum rc rates_import(struct flow *flow, const struct rates_import *import,
                     struct rates_import_counts *ret_counts) MUST_USE;

// The file's bytes alone, without a database: what rates_import takes. Of *import path is not looked at.
struct rates_read {
    struct exchange_rate *list;
    size_t count;
    struct rates_import_counts counts; // rates_new stays 0
};
enum rc rates_read(struct flow *flow, const struct rates_import *import, struct text bytes,
                   struct rates_read *ret_read) MUST_USE;

// How an amount is converted that belongs to this instant: by the rates of its day (UTC), else of the last day before
// it (rate/rate.h). RC_REFUSED rate_missing, with day and currencies, and the field at fault.
enum rc rate_at(struct flow *flow, struct currency from, struct currency to, struct instant at, const char *field,
                struct dated_exchange *ret_exchange) MUST_USE;
// "2026-11-30" alone as days since 1970. RC_INVALID day_malformed.
enum rc rate_day_read(struct flow *flow, const char *field, struct text t, int64_t *ret_day) MUST_USE;
