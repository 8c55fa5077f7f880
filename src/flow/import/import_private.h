// SPDX-License-Identifier: Apache-2.0
// What the files of the import share: its state, and the steps from a row's words to stored facts.
#pragma once

#include "click/click.h"
#include "click/click_store.h"
#include "conversion/conversion_accept.h"
#include "core/map.h"
#include "import/events_import.h"
#include "import/import.h"
#include "thread/thread.h"
#include "value/time.h"
#include "zone/zone.h"

// Large, because the index by visitor is touched all over: the fewer commits, the fewer of its pages are written twice,
// and because clicks of a batch that the rollup counts together are one row.
#define IMPORT_BATCH_ROWS 100000
// Conversions take more of the batch's memory, and keep the writer longer.
#define IMPORT_BATCH_CONVERSIONS 2000

// Of the words of a batch: one whose rows have long ones ends earlier.
#define IMPORT_BATCH_BYTES ((size_t)64 << 20)
// What is needed to store it comes on top.
#define IMPORT_ARENA_BYTES ((size_t)128 << 20)

// A row's conversion, waiting for its batch's clicks to be stored.
struct import_conversion {
    int64_t line;
    size_t click; // index in the batch, SIZE_MAX for none
    struct conversion_claim claim;
};

struct import_refusal {
    int64_t line;
    struct fault fault;
};
// A batch on its way into the database.
struct import_job {
    int64_t number; // of the batch, from 0
    struct arena *arena;
    struct click_batch clicks;
    struct import_conversion *conversions;
    size_t conversion_count;
    int64_t rows;
    int64_t refused; // while it was read
    bool is_last;
    bool is_filled; // not collected yet
    // What came of it.
    enum rc rc;
    struct import_run counted; // with it
    struct fault fault;
    struct import_refusal *refusals; // of conversions, while it was stored
    size_t refusal_count;
    size_t refusal_capacity;
};

// Stores one batch at a time, on a thread when there is a connection for it. Where the database has several writers
// there are two: the clicks of a batch are written while the batch before is counted, and each finishes in its turn.
struct import_lane {
    struct importer *importer;
    struct db *db;
    struct arena *spare; // for the batch after the one that is stored
    struct import_job job;
    struct thread thread;
    bool is_threaded;
    bool is_working; // the job is the thread's
};
struct import_storer {
    struct import_lane lanes[IMPORT_LANES_MAX];
    size_t lane_count;
    bool is_started;
    int64_t given; // batches handed over
    // Shared by the threads.
    struct lock lock;
    struct signal signal;
    int64_t stored; // batches whose transaction is over
    bool is_broken; // one of them failed: none after it is stored
    bool is_ending;
};

struct importer {
    struct flow *flow; // for reading and for making nouns; nothing else uses its connection
    const struct events_import *options;
    struct events_import_counts *counts;
    struct import_map map;
    struct zone *zone;
    struct advertiser_id advertiser_id;
    struct import_run run;
    // What the file's words stand for; kept over the whole file.
    struct arena *names;
    struct textmap partners; // code -> struct partner_id *
    struct textmap offers;   // name -> struct offer_id *
    struct map64 links;      // hash of partner and offer -> link id
    struct arena *scratch;   // for finding or making one of them
    struct flow noun_flow;   // with that arena
    // The batch that is read, in an arena that is reset with it.
    struct arena *batch;
    struct click_record *clicks;
    size_t click_count;
    struct import_conversion *conversions;
    size_t conversion_count;
    size_t conversion_capacity;
    size_t batch_rows_max;
    int64_t batch_rows;
    int64_t batch_refused;
    struct import_storer storer;
    struct click_store store; // the reading side's: it judges clicks while the batch before is written
};

// The partner, offer and link of a row's words; made when the import may. Fills the importer's fault on refusal.
enum rc import_link_of(struct importer *importer, struct text partner, struct text offer, struct link_id *ret_link,
                       struct partner_id *ret_partner, struct offer_id *ret_offer) MUST_USE;
enum rc import_storer_start(struct importer *importer) MUST_USE;
// Ends the thread; what it has not stored stays undone.
void import_storer_end(struct importer *importer);
// Hands over the batch that was read. With is_last everything is stored when this returns.
enum rc import_store(struct importer *importer, bool is_last) MUST_USE;
// Returns when nothing is being stored: before the reading side writes. Tells what was refused and how far it is.
enum rc import_settle(struct importer *importer) MUST_USE;
// An arena for one batch after the other.
struct arena *import_batch_arena(void);
void import_batch_begin(struct importer *importer);
// A refused row is told and passed over; a broken world ends the import.
enum rc import_refuse(struct importer *importer, enum rc rc, int64_t line, struct fault *fault) MUST_USE;

// What the program has already, before the first row.
enum rc import_links_load(struct importer *importer) MUST_USE;
// Reads one row into the batch. Anything but RC_OK with a fault of RC_INVALID, RC_REFUSED or RC_NOT_FOUND refuses the
// row.
enum rc import_row(struct importer *importer, int64_t line, const struct text *fields) MUST_USE;
