// SPDX-License-Identifier: Apache-2.0
// Impressions: how often a partner's link was shown on a day (UTC), as the advertiser's ad server counted it. Facts
// that are never changed; plans pay them by thousands (`pay 2 EUR on 1000 impressions`, contract S3A). What they earn
// is accrued beside clicks (flow/click_accrue.h).
#pragma once

#include "core/arena.h"
#include "db/db.h"
#include "ids.h"
#include "value/time.h"

#define IMPRESSIONS_MAX INT64_C(1000000000000) // of one report
#define IMPRESSION_REPORT_ID_MAX 200           // bytes

struct impression_report {
    int64_t id;
    struct text key; // "PROGRAM:REPORT_ID": a report counts once
    struct link_id link_id;
    int64_t day; // days since 1970, UTC
    int64_t impressions;
    struct instant received_at;
};

// RC_NOT_FOUND when there is no report of this key.
enum rc impression_report_find(struct db *db, struct arena *arena, struct text key,
                               struct impression_report *ret_report) MUST_USE;
// Fills id. Needs a write transaction. RC_CONFLICT when the key is there.
enum rc impression_report_insert(struct db *db, struct arena *arena, struct impression_report *report) MUST_USE;
