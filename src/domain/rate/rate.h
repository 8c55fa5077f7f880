// SPDX-License-Identifier: Apache-2.0
// Exchange rates by day, as published: append-only, a correction is the next number of its pair and day, and the last
// number counts. What was converted keeps the rate it was converted by, so that a correction changes nothing old.
#pragma once

#include "core/arena.h"
#include "core/rc.h"
#include "db/db.h"
#include "ids.h"
#include "value/exchange.h"
#include "value/time.h"

#define RATE_SOURCE_MAX 64 // bytes
// How many days back the last rate may be: weekends and holidays, not a source that ended.
#define RATE_DAYS_MAX 10
// Rates between two currencies that have none of their own are crossed through this one.
#define RATE_PIVOT "EUR"

struct exchange_rate {
    struct exchange_rate_id id;
    struct currency base, quote;
    int64_t day;                 // days since 1970
    int64_t number;              // 1, 2, 3 of the pair and day
    struct exchange_value value; // 1 base = value quote
    struct text source;
    struct instant recorded_at;
};

// Adds those that differ from what counts now for their pair and day; ids and numbers given are ignored. Needs a write
// transaction and a lock against other writers of rates.
enum rc rate_add(struct db *db, struct arena *arena, const struct exchange_rate *list, size_t count) MUST_USE;
// The same for many of one base, a file's worth: reads what counts now once, and writes the new ones in bulk.
// *ret_added is how many those were.
enum rc rate_add_many(struct db *db, struct arena *arena, struct currency base, const struct exchange_rate *list,
                      size_t count, int64_t *ret_added) MUST_USE;
// How many rows there are.
enum rc rate_count(struct db *db, struct arena *arena, int64_t *ret_count) MUST_USE;
// What counts for a pair and day. RC_NOT_FOUND.
enum rc rate_of_day(struct db *db, struct arena *arena, struct currency base, struct currency quote, int64_t day,
                    struct exchange_rate *ret_rate) MUST_USE;

struct rate_filter {
    struct currency base, quote;    // none: all
    int64_t first_day, last_day;    // inclusive
    struct exchange_rate_id before; // 0: from the newest
    int64_t limit;
};
// Newest first, corrections and what they corrected.
enum rc rate_list(struct db *db, struct arena *arena, const struct rate_filter *filter, struct exchange_rate **ret_list,
                  size_t *ret_count) MUST_USE;

// How an amount is to be converted on a day.
struct dated_exchange {
    struct exchange exchange;
    int64_t day;        // whose rates are used; the day asked for, or the last one before it that has any
    struct text source; // one, or two joined by ", "
    struct text rates;  // as published: "1 EUR = 1.1684 USD", or two joined by ", "
};
// The rates of the day, else of the last day before it, at most RATE_DAYS_MAX back, that has: the pair itself, the pair
// the other way round, or both against RATE_PIVOT on the same day. The latest day wins, then that order. RC_NOT_FOUND.
enum rc rate_find(struct db *db, struct arena *arena, struct currency from, struct currency to, int64_t day,
                  struct dated_exchange *ret_exchange) MUST_USE;
