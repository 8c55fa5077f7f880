// SPDX-License-Identifier: Apache-2.0
// A CSV of clicks and conversions from elsewhere, through the same storage, attribution, plans and books as live
// traffic, with the file's own times. Streams: memory does not grow with the file. A row with a time is a click; a row
// with a conversion_time (or, when that is not mapped, an order_id) is a conversion too, credited by its own click,
// else by the other evidence it names. Many rows go into one commit together with the mark of how far the file is done,
// so that a second run changes nothing and a broken one goes on. Refused rows are reported and passed over.
#pragma once

#include "flow.h"
#include "ids.h"
#include "import/import_map.h"

struct events_import_counts {
    int64_t rows, clicks, conversions, refused;
    int64_t partners_made, offers_made, links_made;
    int64_t bytes_done, bytes_total;
    bool was_finished; // the file was imported before: nothing was done
};

#define IMPORT_LANES_MAX 2
struct events_import {
    const char *path;
    struct program_id program_id;
    struct text map;
    struct text time_zone; // of times without an offset; IANA name
    bool is_creating;      // unknown partners, offers and links are made; else their rows are refused
    // Further connections, on which batches are stored while the next is read: a second of them serves where the
    // database has several writers (PostgreSQL), and is not used elsewhere. NULL: one after the other.
    struct db *store_dbs[IMPORT_LANES_MAX];
    size_t batch_rows; // of one commit; 0: 100,000, at most that
    void *user;
    // After each commit; may be NULL.
    void (*progress)(void *user, const struct events_import_counts *counts);
    // For each refused row, line numbers of the file from 1; may be NULL.
    void (*refused)(void *user, int64_t line, const struct fault *fault);
};

// Transactions of its own, a hundred thousand rows each at most; ends with the accrual of the clicks of closed days.
// RC_INVALID: file_unreadable, file_empty, map_*, column_*, time_zone_unknown; RC_NOT_FOUND program_not_found;
// RC_CONFLICT import_running when another process reads the same file in.
enum rc events_import(struct flow *flow, const struct events_import *import,
                      struct events_import_counts *ret_counts) MUST_USE;
