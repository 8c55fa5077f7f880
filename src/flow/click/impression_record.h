// SPDX-License-Identifier: Apache-2.0
// Recording of impressions that an ad server counted. What they earn is accrued when their day is over
// (click_accrue.h), by the plan that was in force for the partner when the day began: a report tells the day, not the
// minute.
#pragma once

#include "click/impression.h"
#include "flow.h"
#include "link/link.h"

struct impression_input {
    struct link_id link_id;       // or, 0, partner and program:
    struct partner_id partner_id; // whose oldest link in the program is taken
    struct program_id program_id;
    struct text day; // "2026-11-30", UTC; not after today
    int64_t impressions;
    struct text report_id; // the caller's name of the report, unique within the program
};
struct impression_recorded {
    struct impression_report report;
    struct link link;
};
// The same report again answers as it did and counts once. RC_INVALID field_missing, link_unknown, day_malformed,
// day_in_future, text_too_long, number_out_of_range; RC_CONFLICT impressions_conflict for another content under the
// same report_id. Whose link it is, is the caller's to check.
enum rc impression_record(struct flow *flow, const struct impression_input *input,
                          struct impression_recorded *ret_recorded) MUST_USE;
// The link that input names; RC_INVALID link_unknown.
enum rc impression_link(struct flow *flow, const struct impression_input *input, struct link *ret_link) MUST_USE;
