// SPDX-License-Identifier: Apache-2.0
// What is happening now: the newest clicks, conversions and reports, for people who want to see that tracking works.
// Readers need no transaction; texts are in the caller's arena.
#pragma once

#include "core/arena.h"
#include "core/text.h"
#include "db/db.h"
#include "ids.h"
#include "value/money.h"
#include "value/time.h"

struct live_question {
    struct instant after, before; // both not included
    struct partner_id partner_id; // 0: all; reports have none
    struct program_id program_id; // likewise
    int64_t limit;                // of each kind
};
struct live_click {
    struct click_id id; // tells when: click/click_id.h
    struct text code;   // of the link
    struct partner_id partner_id;
    struct text partner, program; // names
    struct text country;          // "" unknown
    int64_t device;
    bool is_unique;
    struct text parameters; // as a query string; TEXT_NONE: none
};
struct live_conversion {
    struct conversion_id id;
    struct text order_id, goal_kind, status;
    struct text cause; // why nobody is credited, or ""
    struct money amount;
    struct instant occurred_at, received_at;
    struct text source;
    struct partner_id partner_id; // 0: nobody
    struct text partner, program;
};
struct live_report { // of an advertiser's door
    int64_t id;
    struct text door, kind, outcome, code, field;
    struct text request; // JSON of what was sent, without personal data
    struct conversion_id conversion_id;
    struct instant received_at;
};
struct live {
    struct live_click *clicks;
    size_t click_count;
    struct live_conversion *conversions;
    size_t conversion_count;
    struct live_report *reports;
    size_t report_count;
};
// Each kind the newest first.
enum rc live_read(struct db *db, struct arena *arena, const struct live_question *question,
                  struct live *ret_live) MUST_USE;

// How far a listener has looked. Clicks of several nodes come in by and by: each look goes back a little, and what was
// seen is remembered by the caller.
struct live_marks {
    struct click_id click_id;
    struct conversion_id conversion_id;
    int64_t report_id;
};
struct live_mark {
    int64_t id;
    int64_t partner_id, advertiser_id; // 0: nobody's
};
struct live_mark_list {
    struct live_mark *items;
    size_t count;
};
#define LIVE_MARKS_MAX 20000
enum rc live_marks_newest(struct db *db, struct arena *arena, struct live_marks *ret_marks) MUST_USE; // not of clicks
// What came after the marks, in order, at most LIVE_MARKS_MAX of each; reports are refused ones.
enum rc live_marks_read(struct db *db, struct arena *arena, const struct live_marks *marks,
                        struct live_mark_list *ret_clicks, struct live_mark_list *ret_conversions,
                        struct live_mark_list *ret_reports) MUST_USE;
