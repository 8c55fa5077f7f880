// SPDX-License-Identifier: Apache-2.0
// The performance report: clicks, unique clicks, leads, sales, rejected, refunded, revenue and commission by any of the
// dimensions, over any time zone. Read from the rollup; sub ids and source are read from the clicks themselves. A total
// is the sum of the rows. Clicks count at their own instant, conversions and their commission at occurred_at.
#pragma once

#include "core/arena.h"
#include "core/fault.h"
#include "db/db.h"
#include "ids.h"
#include "value/money.h"
#include "zone/zone.h"

enum report_dimension {
    REPORT_PARTNER,
    REPORT_PROGRAM,
    REPORT_OFFER,
    REPORT_LINK,
    REPORT_DAY,  // civil day of the zone, "2026-11-22"
    REPORT_HOUR, // "2026-11-22T10:00" on the zone's clock
    REPORT_COUNTRY,
    REPORT_DEVICE,
    REPORT_SOURCE,
    REPORT_SUB1,
    REPORT_SUB10 = REPORT_SUB1 + 9,
    REPORT_DIMENSION_COUNT
};
#define REPORT_DIMENSIONS_MAX 4
#define REPORT_ROWS_MAX 20000 // an answer of some megabytes: what a request's memory allows
#define REPORT_KEYED_ROWS_MAX 100000
#define REPORT_KEY_BYTES_MAX ((size_t)2 << 20) // of the rows' keys together: sub ids may be long

const char *report_dimension_text(enum report_dimension dimension);
// "partner,day": one to four different dimensions; RC_INVALID (group_by_unknown, field group_by) otherwise.
enum rc report_dimensions_parse(struct text t, enum report_dimension ret_dimensions[REPORT_DIMENSIONS_MAX],
                                size_t *ret_count, struct fault *fault) MUST_USE;

struct report_request {
    enum report_dimension dimensions[REPORT_DIMENSIONS_MAX];
    size_t dimension_count; // 0: totals only
    bool is_unnamed;        // nouns are told by their ids alone, which is faster when there are many
    // For reading page by page: unnamed rows in the order of their ids and keys, which more clicks do not change, up to
    // REPORT_KEYED_ROWS_MAX of them; whoever asks copies and names what a page shows.
    bool is_by_key;
    struct instant from, to; // half open; cut to whole quarter hours outward
    struct zone *zone;
    struct advertiser_id advertiser_id; // 0: all; each further filter likewise
    struct partner_id partner_id;
    struct program_id program_id;
    struct offer_id offer_id;
    struct link_id link_id;
    struct text country;     // TEXT_NONE: all; TEXT(""): unknown
    struct opt_int64 device; // of click.h
    // Only clicks, and conversions of clicks, that carry this: source or a sub id; REPORT_PARTNER (0): no such filter.
    enum report_dimension parameter;
    struct text parameter_value;
};
// The number of a device by its text ("mobile"); false for an unknown one.
const char *report_device_text(int64_t device); // "other" for an unknown number
bool report_device_parse(struct text t, int64_t *ret_device);

struct report_counts {
    int64_t clicks, unique_clicks, leads, sales, rejected, refunded, revenue_minor, commission_minor;
};

struct report_row {
    struct text keys[REPORT_DIMENSIONS_MAX]; // text of the dimension: a day, a country; for nouns their name or code
    int64_t ids[REPORT_DIMENSIONS_MAX];      // the noun's id, 0 for none and for other dimensions
    struct currency currency;                // rows of two currencies are never added
    struct report_counts counts;
};

struct report_refusal {
    struct text cause;
    int64_t clicks;
};

struct report {
    struct report_row *rows; // days and hours ascending, else most clicks first, then by key (see is_by_key)
    size_t row_count;
    struct report_row *totals; // one per currency, keys unset; in code order
    size_t total_count;
    // Received = redirected + refused by cause, over the same filters as far as a refused click has a link.
    int64_t clicks_received, clicks_redirected;
    struct report_refusal *refusals;
    size_t refusal_count;
};

// Inside a read transaction of the caller's, so that everything is as of one instant. RC_REFUSED report_too_large past
// REPORT_ROWS_MAX rows, or REPORT_KEYED_ROWS_MAX by key, and past REPORT_KEY_BYTES_MAX of keys.
enum rc report_run(struct db *db, struct arena *arena, const struct report_request *request, struct report *ret_report,
                   struct fault *fault) MUST_USE;

// Of a report that was run with is_by_key: the place of the first row behind this one, which need not be among them any
// more; row_count when there is none. Of the row ids, keys and currency count.
size_t report_place_after(const struct report_request *request, const struct report *report,
                          const struct report_row *row);

// Names the nouns of some rows of a report that was run with is_unnamed or is_by_key: in their keys.
enum rc report_name(struct db *db, struct arena *arena, const struct report_request *request, struct report_row *rows,
                    size_t count) MUST_USE;

// Commission per click, decimal text with four digits more than the currency has, half away from zero: "0.004000".
struct text report_epc_text(struct arena *arena, const struct report_row *row);
// (leads + sales) / clicks with six decimals, "0.002270"; "0.000000" without clicks.
struct text report_rate_text(struct arena *arena, const struct report_row *row);

// Derives the rollup anew from raw rows: the rows of it that differ, at most 100, as sentences. Inside a read
// transaction.
enum rc performance_check(struct db *db, struct arena *arena, struct text **ret_findings, size_t *ret_count) MUST_USE;
