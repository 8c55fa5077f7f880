// SPDX-License-Identifier: Apache-2.0
// What the files of the import share: its state, and the steps from a row's words to stored facts.
#pragma once

#include "click/click.h"
#include "click_store.h"
#include "conversion_accept.h"
#include "core/map.h"
#include "events_import.h"
#include "import/import.h"
#include "value/time.h"
#include "zone/zone.h"

// Large, because the index by visitor is touched all over: the fewer commits, the fewer of its pages are written twice.
#define IMPORT_BATCH_ROWS 50000
// Conversions take more of the batch's memory, and keep the writer longer.
#define IMPORT_BATCH_CONVERSIONS 2000

// A row's conversion, waiting for its batch's clicks to be stored.
struct import_conversion {
    int64_t line;
    size_t click; // index in the batch, SIZE_MAX for none
    struct conversion_claim claim;
};

struct importer {
    struct flow *flow;
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
    // The batch, in an arena that is reset with it.
    struct arena *batch;
    struct click_record *clicks;
    size_t click_count;
    struct import_conversion *conversions;
    size_t conversion_count;
    size_t conversion_capacity;
    int64_t batch_rows;
    struct click_store store;
};

// The partner, offer and link of a row's words; made when the import may. Fills the importer's fault on refusal.
enum rc import_link_of(struct importer *importer, struct text partner, struct text offer, struct link_id *ret_link,
                       struct partner_id *ret_partner, struct offer_id *ret_offer) MUST_USE;
// What the program has already, before the first row.
enum rc import_links_load(struct importer *importer) MUST_USE;
// Reads one row into the batch. Anything but RC_OK with a fault of RC_INVALID, RC_REFUSED or RC_NOT_FOUND refuses the
// row.
enum rc import_row(struct importer *importer, int64_t line, const struct text *fields) MUST_USE;
