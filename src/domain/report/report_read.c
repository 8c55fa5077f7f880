// SPDX-License-Identifier: Apache-2.0
// Where a report's facts come from. The rollup has several levels (performance.h): the one that tells every dimension
// that is asked for or filtered by, and has the longest blocks for it, is read for the middle of the time, and those
// with shorter blocks for its ends. Sub ids and source are read from the clicks and conversions themselves.
#include "report/performance.h"
#include "report/report_cover.h"
#include "report/report_private.h"
#include "report/report_sql.h"

bool report_is_asked(const struct report_request *request, enum report_dimension dimension)
{
    for (size_t i = 0; i < request->dimension_count; i++) {
        if (request->dimensions[i] == dimension) {
            return true;
        }
    }
    return false;
}

// ---- the rollup ----

// For which day a row counts.
enum placing {
    PLACE_OWN,  // that of its own instant
    PLACE_NOON, // that of the noon of its day of UTC
    PLACE_MOVED // it counted for the noon's, and is moved to its own
};

struct rollup_reading {
    struct db *db;
    struct report_groups *groups;
    struct map64 programs; // id -> its place in the list, for those whose rows are wanted
    struct sql_report_programs_row *program_list;
    size_t levels[REPORT_COVER_LEVELS_MAX]; // numbers, the longest blocks first
    int64_t spans[REPORT_COVER_LEVELS_MAX];
    size_t level_count;
    int64_t sign; // of the part that is being read
    enum placing placing;
    int64_t first_day, last_day; // quarter hours at which the first and the last day with rows begin, of those by noon
};

static enum rc read_programs(struct rollup_reading *reading)
{
    const struct report_request *r = reading->groups->request;
    size_t count = 0;
    TRY(sql_report_programs(reading->db, reading->groups->arena, &reading->program_list, &count));
    for (size_t i = 0; i < count; i++) {
        if (r->advertiser_id.v == 0 || reading->program_list[i].advertiser_id == r->advertiser_id.v) {
            map64_put(&reading->programs, (uint64_t)reading->program_list[i].id, i);
        }
    }
    return RC_OK;
}

// A row of any of the statements.
#define FACT_OF(row, country_, device_)                                     \
    ((struct report_fact){.instant = {(row)->quarter * QUARTER_MS},         \
                          .partner_id = (row)->partner_id,                  \
                          .program_id = (row)->program_id,                  \
                          .offer_id = (row)->offer_id,                      \
                          .link_id = (row)->link_id,                        \
                          .device = (device_),                              \
                          .country = (country_),                            \
                          .counts = {.clicks = (row)->clicks,               \
                                     .unique_clicks = (row)->unique_clicks, \
                                     .leads = (row)->leads,                 \
                                     .sales = (row)->sales,                 \
                                     .rejected = (row)->rejected,           \
                                     .refunded = (row)->refunded,           \
                                     .revenue_minor = (row)->revenue_minor, \
                                     .commission_minor = (row)->commission_minor}})

static struct instant noon_of(struct instant i)
{
    return (struct instant){day_number(i) * DAY_MS + DAY_MS / 2};
}

static enum rc fold_row(struct rollup_reading *reading, struct report_fact *fact)
{
    uint64_t program = 0;
    if (!map64_get(&reading->programs, (uint64_t)fact->program_id, &program)) {
        return RC_OK; // another advertiser's
    }
    fact->currency = reading->program_list[program].currency;
    if (reading->placing != PLACE_NOON) {
        TRY(report_fold(reading->groups, fact, reading->sign));
    }
    if (reading->placing == PLACE_OWN) {
        return RC_OK;
    }
    if (reading->placing == PLACE_NOON) {
        int64_t day = day_number(fact->instant) * QUARTERS_PER_DAY;
        reading->first_day = day < reading->first_day ? day : reading->first_day;
        reading->last_day = day > reading->last_day ? day : reading->last_day;
    }
    fact->instant = noon_of(fact->instant);
    return report_fold(reading->groups, fact, reading->placing == PLACE_NOON ? reading->sign : -reading->sign);
}

static enum rc fold_rollup(void *user, const struct sql_report_rollup_row *row)
{
    return fold_row(user, &FACT_OF(row, row->country, row->device));
}

static enum rc fold_rollup_nouns(void *user, const struct sql_report_rollup_nouns_row *row)
{
    return fold_row(user, &FACT_OF(row, TEXT(""), 0));
}

static enum rc fold_rollup_partner(void *user, const struct sql_report_rollup_partner_row *row)
{
    return fold_row(user, &FACT_OF(row, row->country, row->device));
}

struct needs {
    bool partner, program, offer, link, country, device, quarter;
};

static struct needs needs_of(const struct report_request *r)
{
    return (struct needs){
        .partner = r->partner_id.v != 0 || report_is_asked(r, REPORT_PARTNER),
        .program = true, // for the advertiser and the currency
        .offer = r->offer_id.v != 0 || report_is_asked(r, REPORT_OFFER),
        .link = r->link_id.v != 0 || report_is_asked(r, REPORT_LINK),
        .country = text_is(r->country) || report_is_asked(r, REPORT_COUNTRY),
        .device = r->device.has || report_is_asked(r, REPORT_DEVICE),
        .quarter = report_is_asked(r, REPORT_DAY) || report_is_asked(r, REPORT_HOUR),
    };
}

static size_t told_count(const struct performance_level *l)
{
    return (size_t)l->by_partner + l->by_program + l->by_offer + l->by_link + l->by_country + l->by_device;
}

static bool tells(const struct performance_level *l, const struct needs *n)
{
    return (l->by_partner || !n->partner) && (l->by_program || !n->program) && (l->by_offer || !n->offer) &&
           (l->by_link || !n->link) && (l->by_country || !n->country) && (l->by_device || !n->device);
}

// Days and hours of the zone begin on whole hours of UTC.
static bool has_whole_hours(struct zone *zone, int64_t from, int64_t to)
{
    for (int64_t day = from; day < to + QUARTERS_PER_DAY; day += QUARTERS_PER_DAY) {
        int64_t quarter = day < to ? day : to;
        if (zone_offset_ms(zone, (struct instant){quarter * QUARTER_MS}) % HOUR_MS != 0) {
            return false;
        }
    }
    return true;
}

// The longest blocks of the level that tells the least of those that tell enough: longer ones of a level that tells
// more would be more rows.
static int64_t longest_span(const struct needs *needs, int64_t span_max)
{
    size_t fewest = SIZE_MAX;
    int64_t span = 1;
    for (size_t i = 0; i < PERFORMANCE_LEVELS; i++) {
        const struct performance_level *level = &performance_levels[i];
        size_t told = told_count(level);
        if (level->span <= span_max && tells(level, needs) &&
            (told < fewest || (told == fewest && level->span > span))) {
            fewest = told;
            span = level->span;
        }
    }
    return span;
}

// The levels to read, of each length of blocks the one with the fewest rows, the longest first.
static void choose_levels(struct rollup_reading *reading, int64_t from, int64_t to)
{
    const struct report_request *r = reading->groups->request;
    struct needs needs = needs_of(r);
    int64_t span_max = !needs.quarter ? INT64_MAX : has_whole_hours(r->zone, from, to) ? QUARTERS_PER_HOUR : 1;
    span_max = longest_span(&needs, span_max);
    for (size_t i = 0; i < PERFORMANCE_LEVELS; i++) {
        const struct performance_level *level = &performance_levels[i];
        if (level->span > span_max || !tells(level, &needs)) {
            continue;
        }
        size_t at = 0;
        while (at < reading->level_count && reading->spans[at] > level->span) {
            at++;
        }
        if (at < reading->level_count && reading->spans[at] == level->span) {
            if (told_count(level) < told_count(&performance_levels[reading->levels[at]])) {
                reading->levels[at] = i;
            }
            continue;
        }
        for (size_t k = reading->level_count++; k > at; k--) {
            reading->levels[k] = reading->levels[k - 1];
            reading->spans[k] = reading->spans[k - 1];
        }
        reading->levels[at] = i;
        reading->spans[at] = level->span;
    }
}

// What all statements take, and those that know country and device.
#define NOUNS_OF(reading, part, r)                                                                           \
    .level = (int64_t)(reading)->levels[(part)->at], .from_quarter = (part)->from, .to_quarter = (part)->to, \
    .program_id = (r)->program_id, .offer_id = (r)->offer_id, .link_id = (r)->link_id,                       \
    .by_quarter = needs_of(r).quarter, .by_partner = report_is_asked(r, REPORT_PARTNER),                     \
    .by_offer = report_is_asked(r, REPORT_OFFER), .by_link = report_is_asked(r, REPORT_LINK)
#define ASKED_OF(reading, part, r)                                                                                \
    NOUNS_OF(reading, part, r),                                                                                   \
        .has_country = text_is((r)->country), .country = text_is((r)->country) ? (r)->country : TEXT(""),         \
        .has_device = (r)->device.has, .device = (r)->device.v, .by_country = report_is_asked(r, REPORT_COUNTRY), \
        .by_device = report_is_asked(r, REPORT_DEVICE)

static enum rc read_part(struct rollup_reading *reading, const struct report_cover_part *part)
{
    const struct report_request *r = reading->groups->request;
    struct needs needs = needs_of(r);
    reading->sign = part->sign;
    if (r->partner_id.v == 0 && !needs.country && !needs.device) {
        struct sql_report_rollup_nouns_in in = {NOUNS_OF(reading, part, r)};
        return sql_report_rollup_nouns(reading->db, &in, fold_rollup_nouns, reading);
    }
    if (r->partner_id.v == 0) {
        struct sql_report_rollup_in in = {ASKED_OF(reading, part, r)};
        return sql_report_rollup(reading->db, &in, fold_rollup, reading);
    }
    struct sql_report_rollup_partner_in in = {ASKED_OF(reading, part, r), .span = reading->spans[part->at],
                                              .partner_id = r->partner_id};
    return sql_report_rollup_partner(reading->db, &in, fold_rollup_partner, reading);
}

static enum rc read_span(struct rollup_reading *reading, int64_t from, int64_t to, bool is_open)
{
    struct report_cover_part parts[REPORT_COVER_MAX];
    size_t count = from >= to ? 0 : report_cover(reading->spans, reading->level_count, from, to, is_open, parts);
    for (size_t i = 0; i < count; i++) {
        TRY(read_part(reading, &parts[i]));
    }
    return RC_OK;
}

// ---- days of a zone ----

// Of the levels with blocks of a day the one that tells the least of those that tell enough. SIZE_MAX when none does.
static size_t level_of_days(const struct report_request *r)
{
    struct needs needs = needs_of(r);
    size_t found = SIZE_MAX;
    for (size_t i = 0; i < PERFORMANCE_LEVELS; i++) {
        const struct performance_level *level = &performance_levels[i];
        if (level->span == QUARTERS_PER_DAY && tells(level, &needs) &&
            (found == SIZE_MAX || told_count(level) < told_count(&performance_levels[found]))) {
            found = i;
        }
    }
    return found;
}

static int64_t day_of_quarter(const struct report_request *r, int64_t quarter)
{
    return day_number(zone_local(r->zone, (struct instant){quarter * QUARTER_MS}));
}

// The hours of a day of UTC that the zone's clock puts into another day than its noon: few, and none where the clock
// shows UTC.
static enum rc move_hours(struct rollup_reading *reading, int64_t day_from)
{
    const struct report_request *r = reading->groups->request;
    int64_t noon_day = day_of_quarter(r, day_from + QUARTERS_PER_DAY / 2);
    int64_t step = reading->spans[0];
    int64_t run_from = day_from;
    bool is_moved = false;
    for (int64_t quarter = day_from; quarter <= day_from + QUARTERS_PER_DAY; quarter += step) {
        bool is_end = quarter == day_from + QUARTERS_PER_DAY;
        bool is_other = !is_end && day_of_quarter(r, quarter) != noon_day;
        if (is_moved && (is_end || !is_other)) {
            TRY(read_span(reading, run_from, quarter, /* is_open= */ false));
        }
        run_from = is_other && !is_moved ? quarter : run_from;
        is_moved = is_other;
    }
    return RC_OK;
}

// Days of the zone from blocks that are days of UTC: each block counts for the day that its noon lies in, and what
// the zone's clock puts into another day is read by itself and moved. The two ends are read as ever.
static enum rc read_days(struct rollup_reading *reading, size_t level, int64_t from, int64_t to, bool is_open)
{
    int64_t begin = (from + QUARTERS_PER_DAY - 1) / QUARTERS_PER_DAY * QUARTERS_PER_DAY;
    int64_t end = (is_open ? to + QUARTERS_PER_DAY - 1 : to) / QUARTERS_PER_DAY * QUARTERS_PER_DAY;
    if (begin >= end) {
        return read_span(reading, from, to, is_open);
    }
    TRY(read_span(reading, from, begin, /* is_open= */ false));
    TRY(read_span(reading, end, to, is_open));
    reading->placing = PLACE_NOON;
    reading->first_day = INT64_MAX;
    reading->last_day = INT64_MIN;
    reading->levels[reading->level_count] = level;
    reading->spans[reading->level_count] = QUARTERS_PER_DAY;
    TRY(read_part(reading,
                  &(struct report_cover_part){.at = reading->level_count, .from = begin, .to = end, .sign = 1}));
    reading->placing = PLACE_MOVED;
    for (int64_t day = reading->first_day; day <= reading->last_day; day += QUARTERS_PER_DAY) {
        TRY(move_hours(reading, day));
    }
    return RC_OK;
}

static enum rc read_parts(struct rollup_reading *reading, int64_t from, int64_t to)
{
    const struct report_request *r = reading->groups->request;
    struct sql_report_newest_row newest;
    TRY(read_programs(reading));
    TRY(sql_report_newest(reading->db, reading->groups->arena, &newest));
    choose_levels(reading, from, to);
    bool is_open = to > newest.quarter;
    bool is_by_day = report_is_asked(r, REPORT_DAY) && !report_is_asked(r, REPORT_HOUR);
    size_t level = is_by_day ? level_of_days(r) : SIZE_MAX;
    return level == SIZE_MAX ? read_span(reading, from, to, is_open) : read_days(reading, level, from, to, is_open);
}

static enum rc read_rollup(struct db *db, struct report_groups *groups, int64_t from, int64_t to)
{
    struct rollup_reading reading = {.db = db, .groups = groups};
    map64_init(&reading.programs);
    enum rc rc = read_parts(&reading, from, to);
    map64_release(&reading.programs);
    return rc;
}

// ---- raw rows ----

// What the statements do not filter: country, device and parameters of raw rows.
static bool is_wanted(const struct report_groups *groups, struct arena *scratch, const struct report_fact *fact)
{
    const struct report_request *r = groups->request;
    if ((text_is(r->country) && !text_equal(r->country, fact->country)) ||
        (r->device.has && r->device.v != fact->device)) {
        return false;
    }
    return r->parameter < REPORT_SOURCE ||
           text_equal(r->parameter_value, report_parameter_of(scratch, fact->parameters, r->parameter));
}

static enum rc fold_raw(struct report_groups *groups, const struct report_fact *fact)
{
    arena_reset(groups->scratch);
    return is_wanted(groups, groups->scratch, fact) ? report_fold(groups, fact, 1) : RC_OK;
}

static enum rc fold_click(void *user, const struct sql_report_clicks_row *row)
{
    struct report_fact fact = {.instant = {row->id.v >> 21},
                               .partner_id = row->partner_id,
                               .program_id = row->program_id,
                               .offer_id = row->offer_id,
                               .link_id = row->link_id,
                               .device = row->device,
                               .country = row->country,
                               .parameters = row->parameters,
                               .currency = row->currency,
                               .counts = {.clicks = 1, .unique_clicks = row->is_unique ? 1 : 0}};
    return fold_raw(user, &fact);
}

static enum rc fold_conversion(void *user, const struct sql_report_conversions_row *row)
{
    bool is_rejected = text_equal(row->status, TEXT("rejected"));
    bool is_lead = text_equal(row->goal_kind, TEXT("lead"));
    int64_t left = row->amount_minor - row->refunded_minor;
    struct report_fact fact = {.instant = row->occurred_at,
                               .partner_id = row->partner_id,
                               .program_id = row->program_id,
                               .offer_id = row->offer_id,
                               .link_id = row->link_id,
                               .device = row->device,
                               .country = row->country,
                               .parameters = row->parameters,
                               .currency = row->currency,
                               .counts = {.leads = !is_rejected && is_lead ? 1 : 0,
                                          .sales = !is_rejected && !is_lead ? 1 : 0,
                                          .rejected = is_rejected ? 1 : 0,
                                          .refunded = row->refunded_minor > 0 ? 1 : 0,
                                          .revenue_minor = is_rejected || left < 0 ? 0 : left,
                                          .commission_minor = row->commission_minor}};
    return fold_raw(user, &fact);
}

static enum rc fold_accrual(void *user, const struct sql_report_accruals_row *row)
{
    struct report_fact fact = {.instant = {(row->day * 96 + 95) * QUARTER_MS},
                               .partner_id = row->partner_id,
                               .program_id = row->program_id,
                               .country = TEXT(""),
                               .currency = row->currency,
                               .counts = {.commission_minor = row->commission_minor}};
    return fold_raw(user, &fact);
}

static enum rc fold_further(void *user, const struct sql_report_further_row *row)
{
    struct report_fact fact = {.instant = row->at,
                               .partner_id = row->partner_id,
                               .program_id = row->program_id,
                               .offer_id = row->offer_id,
                               .country = TEXT(""),
                               .currency = row->currency,
                               .counts = {.commission_minor = row->commission_minor}};
    return fold_raw(user, &fact);
}

static enum rc read_raw(struct db *db, struct report_groups *groups, int64_t from, int64_t to)
{
    const struct report_request *r = groups->request;
    struct sql_report_clicks_in clicks = {.from_id = {(from * QUARTER_MS) << 21},
                                          .to_id = {(to * QUARTER_MS) << 21},
                                          .advertiser_id = r->advertiser_id,
                                          .partner_id = r->partner_id,
                                          .program_id = r->program_id,
                                          .offer_id = r->offer_id,
                                          .link_id = r->link_id};
    TRY(sql_report_clicks(db, &clicks, fold_click, groups));
    struct sql_report_conversions_in conversions = {.from_at = {from * QUARTER_MS},
                                                    .to_at = {to * QUARTER_MS},
                                                    .advertiser_id = r->advertiser_id,
                                                    .partner_id = r->partner_id,
                                                    .program_id = r->program_id,
                                                    .offer_id = r->offer_id,
                                                    .link_id = r->link_id};
    TRY(sql_report_conversions(db, &conversions, fold_conversion, groups));
    struct sql_report_further_in further = {.from_at = {from * QUARTER_MS},
                                            .to_at = {to * QUARTER_MS},
                                            .advertiser_id = r->advertiser_id,
                                            .partner_id = r->partner_id,
                                            .program_id = r->program_id,
                                            .offer_id = r->offer_id};
    if (r->link_id.v == 0) {
        TRY(sql_report_further(db, &further, fold_further, groups));
    }
    if (r->offer_id.v != 0 || r->link_id.v != 0) {
        return RC_OK;
    }
    // A day's last quarter hour lies in [from, to).
    struct sql_report_accruals_in accruals = {.from_day = from / 96,
                                              .to_day = to / 96,
                                              .advertiser_id = r->advertiser_id,
                                              .partner_id = r->partner_id,
                                              .program_id = r->program_id};
    return sql_report_accruals(db, &accruals, fold_accrual, groups);
}

enum rc report_read(struct db *db, struct report_groups *groups, int64_t from, int64_t to)
{
    const struct report_request *r = groups->request;
    bool is_raw = r->parameter >= REPORT_SOURCE;
    for (size_t i = 0; i < r->dimension_count; i++) {
        is_raw = is_raw || r->dimensions[i] >= REPORT_SOURCE;
    }
    TRY(is_raw ? read_raw(db, groups, from, to) : read_rollup(db, groups, from, to));
    report_groups_drop_empty(groups);
    return RC_OK;
}
