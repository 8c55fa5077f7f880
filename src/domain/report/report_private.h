// SPDX-License-Identifier: Apache-2.0
// What the files of the report share: facts, and the groups that they are folded into.
#pragma once

#include "core/map.h"
#include "report/report.h"

// What one row of input says. Texts are copied where they are kept.
struct report_fact {
    struct instant instant; // beginning of a block of the rollup, or the event's own
    int64_t partner_id, program_id, offer_id, link_id, device;
    struct text country, parameters;
    struct currency currency;
    struct report_counts counts;
};

struct report_groups {
    struct arena *arena;   // of what is kept: the texts of keys
    struct arena *work;    // rows and their list
    struct arena *scratch; // of one fact
    const struct report_request *request;
    size_t rows_max;  // more is RC_REFUSED report_too_large
    size_t key_bytes; // more than REPORT_KEY_BYTES_MAX likewise
    struct fault *fault;
    struct textmap by_key;  // struct report_row
    struct map64 by_number; // the same for a key of one small number: place of the row, from 1 on
    struct report_row **rows;
    size_t count, capacity;
    int64_t quarter, quarter_local_ms; // the zone's clock at the beginning of the last fact's quarter hour
    struct report_row *last;           // group of the last fact, when its key is numbers alone
    int64_t last_numbers[REPORT_DIMENSIONS_MAX + 1];
};

// At most rows_max groups. What they take is in `work`, which has room for two numbers more for each.
void report_groups_begin(struct report_groups *groups, struct arena *arena, const struct report_request *request,
                         size_t rows_max, struct fault *fault);
void report_groups_end(struct report_groups *groups); // the rows go
// Adds a fact to its group; sign -1 takes it away.
enum rc report_fold(struct report_groups *groups, const struct report_fact *fact, int64_t sign) MUST_USE;
// Groups of which nothing is left are no groups.
void report_groups_drop_empty(struct report_groups *groups);

void report_counts_add(struct report_counts *into, const struct report_counts *from, int64_t sign);
bool report_is_asked(const struct report_request *request, enum report_dimension dimension);
// The value of a parameter in a query string, or "".
struct text report_parameter_of(struct arena *arena, struct text parameters, enum report_dimension dimension);

// Everything between two quarter hours (the second not included) that passes the request's filters: from the rollup or,
// where that does not know the dimensions, from raw rows.
enum rc report_read(struct db *db, struct report_groups *groups, int64_t from, int64_t to) MUST_USE;
