// SPDX-License-Identifier: Apache-2.0
// The performance report; see report.h. Rows of the rollup (or raw rows, for sub ids) are folded into groups by a key
// of the asked dimensions; days and hours come from the zone's clock at the quarter's beginning.

#include "report/report.h"

#include <stdlib.h>
#include <string.h>

#include "core/map.h"
#include "format/url.h"
#include "report/performance.h"
#include "report/report_sql.h"

static const char *const dimension_texts[REPORT_DIMENSION_COUNT] = {
    "partner", "program", "offer", "link", "day",  "hour", "country", "device", "source", "sub1",
    "sub2",    "sub3",    "sub4",  "sub5", "sub6", "sub7", "sub8",    "sub9",   "sub10"};

const char *report_dimension_text(enum report_dimension dimension)
{
    return dimension_texts[dimension];
}

static const char *const device_texts[] = {"other", "desktop", "mobile", "tablet", "bot"};
#define DEVICES ((int64_t)(sizeof(device_texts) / sizeof(device_texts[0])))

const char *report_device_text(int64_t device)
{
    return device >= 0 && device < DEVICES ? device_texts[device] : device_texts[0];
}

bool report_device_parse(struct text t, int64_t *ret_device)
{
    for (int64_t i = 0; i < DEVICES; i++) {
        if (text_equal(t, text_of(device_texts[i]))) {
            *ret_device = i;
            return true;
        }
    }
    return false;
}

static bool dimension_parse(struct text t, enum report_dimension *ret_dimension)
{
    for (size_t i = 0; i < REPORT_DIMENSION_COUNT; i++) {
        if (text_equal(t, text_of(dimension_texts[i]))) {
            *ret_dimension = (enum report_dimension)i;
            return true;
        }
    }
    return false;
}

enum rc report_dimensions_parse(struct text t, enum report_dimension ret_dimensions[REPORT_DIMENSIONS_MAX],
                                size_t *ret_count, struct fault *fault)
{
    size_t count = 0;
    struct text part;
    while (text_split(&t, ',', &part)) {
        enum report_dimension dimension;
        bool is_good = dimension_parse(part, &dimension) && count < REPORT_DIMENSIONS_MAX;
        for (size_t i = 0; is_good && i < count; i++) {
            is_good = ret_dimensions[i] != dimension;
        }
        if (!is_good) {
            return fault_set(fault, RC_INVALID, "group_by_unknown", "group_by",
                             "group_by must be one to four different of partner, program, offer, link, day, hour, "
                             "country, device, source, sub1 to sub10");
        }
        ret_dimensions[count++] = dimension;
    }
    *ret_count = count;
    return RC_OK;
}

// ---- folding into groups ----

struct groups {
    struct arena *arena;
    const struct report_request *request;
    struct textmap by_key;
    struct report_row **rows;
    size_t count, capacity;
    struct fault *fault;
};

// What one row of input says; the texts are copied when a new group is made.
struct fact {
    struct instant instant;
    int64_t partner_id, program_id, offer_id, link_id, device;
    struct text country, parameters;
    struct currency currency;
    struct report_counts counts;
};

static struct text parameter_of(struct arena *arena, struct text parameters, struct text name)
{
    struct text rest = parameters;
    struct text pair;
    while (text_is(rest) && text_split(&rest, '&', &pair)) {
        struct text value = pair;
        struct text pair_name;
        struct text decoded;
        if (text_split(&value, '=', &pair_name) && text_equal(pair_name, name) && text_is(value) &&
            percent_decode(arena, value, /* is_form= */ true, &decoded) == RC_OK) {
            return decoded;
        }
    }
    return TEXT("");
}

static struct text key_of(struct groups *groups, struct arena *scratch, enum report_dimension dimension,
                          const struct fact *fact, int64_t *ret_id)
{
    *ret_id = 0;
    switch (dimension) {
    case REPORT_PARTNER:
        *ret_id = fact->partner_id;
        return TEXT("");
    case REPORT_PROGRAM:
        *ret_id = fact->program_id;
        return TEXT("");
    case REPORT_OFFER:
        *ret_id = fact->offer_id;
        return TEXT("");
    case REPORT_LINK:
        *ret_id = fact->link_id;
        return TEXT("");
    case REPORT_DAY:
        return instant_date_text(scratch, zone_local(groups->request->zone, fact->instant));
    case REPORT_HOUR: {
        struct civil c = civil_of_instant(zone_local(groups->request->zone, fact->instant));
        return text_format(scratch, "%04d-%02d-%02dT%02d:00", (int)c.year, (int)c.month, (int)c.day, (int)c.hour);
    }
    case REPORT_COUNTRY:
        return fact->country;
    case REPORT_DEVICE:
        return text_of(report_device_text(fact->device));
    case REPORT_SOURCE:
    case REPORT_SUB1:
    case REPORT_SUB10:
    case REPORT_DIMENSION_COUNT:
    default:
        return parameter_of(scratch, fact->parameters, text_of(dimension_texts[dimension]));
    }
}

static void counts_add(struct report_counts *into, const struct report_counts *from)
{
    into->clicks += from->clicks;
    into->unique_clicks += from->unique_clicks;
    into->leads += from->leads;
    into->sales += from->sales;
    into->rejected += from->rejected;
    into->refunded += from->refunded;
    into->revenue_minor += from->revenue_minor;
    into->commission_minor += from->commission_minor;
}

static struct report_row *group_new(struct groups *groups, struct text key, const struct report_row *row)
{
    if (groups->count == groups->capacity) {
        size_t capacity = groups->capacity == 0 ? 64 : groups->capacity * 2;
        struct report_row **rows = arena_many(groups->arena, struct report_row *, capacity);
        if (groups->count > 0) {
            memcpy(rows, groups->rows, groups->count * sizeof(rows[0]));
        }
        groups->rows = rows;
        groups->capacity = capacity;
    }
    struct report_row *kept = arena_one(groups->arena, struct report_row);
    *kept = *row;
    for (size_t i = 0; i < groups->request->dimension_count; i++) {
        kept->keys[i] = text_copy(groups->arena, row->keys[i]);
    }
    textmap_put(&groups->by_key, key, kept);
    groups->rows[groups->count++] = kept;
    return kept;
}

static enum rc fold(struct groups *groups, const struct fact *fact)
{
    AUTO_ARENA scratch = arena_new(4096);
    struct report_row row = {.currency = fact->currency};
    struct buf key = buf_new(scratch, 65536);
    buf_add(&key, currency_text(&fact->currency));
    for (size_t i = 0; i < groups->request->dimension_count; i++) {
        row.keys[i] = key_of(groups, scratch, groups->request->dimensions[i], fact, &row.ids[i]);
        buf_format(&key, "|%lld:%zu:", (long long)row.ids[i], row.keys[i].n);
        buf_add(&key, row.keys[i]);
    }
    struct report_row *group = textmap_get(&groups->by_key, buf_text(&key));
    if (group == NULL) {
        if (groups->count >= REPORT_ROWS_MAX) {
            return fault_set(groups->fault, RC_REFUSED, "report_too_large", "group_by",
                             "the report would have more than %d rows: ask for a shorter time or fewer dimensions",
                             REPORT_ROWS_MAX);
        }
        group = group_new(groups, buf_text(&key), &row);
    }
    counts_add(&group->counts, &fact->counts);
    return RC_OK;
}

// What the statements do not filter: country, device and parameters of raw rows.
static bool is_wanted(const struct groups *groups, struct arena *scratch, const struct fact *fact)
{
    const struct report_request *r = groups->request;
    if ((text_is(r->country) && !text_equal(r->country, fact->country)) ||
        (r->device.has && r->device.v != fact->device)) {
        return false;
    }
    return r->parameter < REPORT_SOURCE ||
           text_equal(r->parameter_value,
                      parameter_of(scratch, fact->parameters, text_of(dimension_texts[r->parameter])));
}

static enum rc fold_raw(struct groups *groups, const struct fact *fact)
{
    AUTO_ARENA scratch = arena_new(4096);
    return is_wanted(groups, scratch, fact) ? fold(groups, fact) : RC_OK;
}

// ---- sources ----

static enum rc fold_rollup(void *user, const struct sql_report_rollup_row *row)
{
    struct fact fact = {.instant = {row->quarter * QUARTER_MS},
                        .partner_id = row->partner_id,
                        .program_id = row->program_id,
                        .offer_id = row->offer_id,
                        .link_id = row->link_id,
                        .device = row->device,
                        .country = row->country,
                        .currency = row->currency,
                        .counts = {.clicks = row->clicks,
                                   .unique_clicks = row->unique_clicks,
                                   .leads = row->leads,
                                   .sales = row->sales,
                                   .rejected = row->rejected,
                                   .refunded = row->refunded,
                                   .revenue_minor = row->revenue_minor,
                                   .commission_minor = row->commission_minor}};
    return fold(user, &fact);
}

static enum rc fold_click(void *user, const struct sql_report_clicks_row *row)
{
    struct fact fact = {.instant = {row->id.v >> 21},
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
    struct fact fact = {.instant = row->occurred_at,
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
    struct fact fact = {.instant = {(row->day * 96 + 95) * QUARTER_MS},
                        .partner_id = row->partner_id,
                        .program_id = row->program_id,
                        .country = TEXT(""),
                        .currency = row->currency,
                        .counts = {.commission_minor = row->commission_minor}};
    return fold_raw(user, &fact);
}

static enum rc fold_further(void *user, const struct sql_report_further_row *row)
{
    struct fact fact = {.instant = row->at,
                        .partner_id = row->partner_id,
                        .program_id = row->program_id,
                        .offer_id = row->offer_id,
                        .country = TEXT(""),
                        .currency = row->currency,
                        .counts = {.commission_minor = row->commission_minor}};
    return fold_raw(user, &fact);
}

static bool is_asked(const struct report_request *request, enum report_dimension dimension)
{
    for (size_t i = 0; i < request->dimension_count; i++) {
        if (request->dimensions[i] == dimension) {
            return true;
        }
    }
    return false;
}

static enum rc read_rollup(struct db *db, const struct report_request *r, int64_t from, int64_t to,
                           struct groups *groups)
{
    struct sql_report_rollup_in in = {.from_quarter = from,
                                      .to_quarter = to,
                                      .advertiser_id = r->advertiser_id,
                                      .partner_id = r->partner_id,
                                      .program_id = r->program_id,
                                      .offer_id = r->offer_id,
                                      .link_id = r->link_id,
                                      .by_quarter = is_asked(r, REPORT_DAY) || is_asked(r, REPORT_HOUR),
                                      .by_partner = is_asked(r, REPORT_PARTNER),
                                      .by_program = is_asked(r, REPORT_PROGRAM),
                                      .by_offer = is_asked(r, REPORT_OFFER),
                                      .by_link = is_asked(r, REPORT_LINK),
                                      .by_country = is_asked(r, REPORT_COUNTRY),
                                      .by_device = is_asked(r, REPORT_DEVICE),
                                      .has_country = text_is(r->country),
                                      .country = text_is(r->country) ? r->country : TEXT(""),
                                      .has_device = r->device.has,
                                      .device = r->device.v};
    return sql_report_rollup(db, &in, fold_rollup, groups);
}

static enum rc read_raw(struct db *db, const struct report_request *r, int64_t from, int64_t to, struct groups *groups)
{
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

// ---- order, labels, totals ----

struct order { // of the report being sorted
    const struct report_request *request;
};
static _Thread_local struct order sort_order; // qsort has no argument for it

static int row_compare(const void *left, const void *right)
{
    const struct report_row *a = left;
    const struct report_row *b = right;
    const struct report_request *request = sort_order.request;
    for (size_t i = 0; i < request->dimension_count; i++) {
        if (request->dimensions[i] == REPORT_DAY || request->dimensions[i] == REPORT_HOUR) {
            int order = text_compare(a->keys[i], b->keys[i]);
            if (order != 0) {
                return order;
            }
        }
    }
    if (a->counts.clicks != b->counts.clicks) {
        return a->counts.clicks > b->counts.clicks ? -1 : 1;
    }
    for (size_t i = 0; i < request->dimension_count; i++) {
        int order = text_compare(a->keys[i], b->keys[i]);
        if (order != 0) {
            return order;
        }
        if (a->ids[i] != b->ids[i]) {
            return a->ids[i] < b->ids[i] ? -1 : 1;
        }
    }
    return strcmp(a->currency.code, b->currency.code);
}

static enum rc label_of(struct db *db, struct arena *arena, enum report_dimension dimension, int64_t id,
                        struct text *ret_label)
{
    enum rc rc = RC_NOT_FOUND;
    if (dimension == REPORT_PARTNER) {
        struct sql_report_label_partner_row row;
        rc = sql_report_label_partner(db, arena, &(struct sql_report_label_partner_in){.id = {id}}, &row);
        *ret_label = rc == RC_OK ? row.label : TEXT("");
    } else if (dimension == REPORT_PROGRAM) {
        struct sql_report_label_program_row row;
        rc = sql_report_label_program(db, arena, &(struct sql_report_label_program_in){.id = {id}}, &row);
        *ret_label = rc == RC_OK ? row.label : TEXT("");
    } else if (dimension == REPORT_OFFER) {
        struct sql_report_label_offer_row row;
        rc = sql_report_label_offer(db, arena, &(struct sql_report_label_offer_in){.id = {id}}, &row);
        *ret_label = rc == RC_OK ? row.label : TEXT("");
    } else if (dimension == REPORT_LINK) {
        struct sql_report_label_link_row row;
        rc = sql_report_label_link(db, arena, &(struct sql_report_label_link_in){.id = {id}}, &row);
        *ret_label = rc == RC_OK ? row.label : TEXT("");
    }
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

// Names of the nouns, each read once.
static enum rc fill_labels(struct db *db, struct arena *arena, const struct report_request *request,
                           struct report *report)
{
    for (size_t d = 0; d < request->dimension_count; d++) {
        if (request->dimensions[d] > REPORT_LINK) {
            continue;
        }
        struct map64 seen;
        map64_init(&seen);
        enum rc rc = RC_OK;
        for (size_t i = 0; i < report->row_count && rc == RC_OK; i++) {
            struct report_row *row = &report->rows[i];
            if (row->ids[d] == 0) {
                continue;
            }
            bool is_new = false;
            uint64_t *slot = map64_slot(&seen, (uint64_t)row->ids[d], &is_new);
            if (is_new) {
                *slot = i;
                rc = label_of(db, arena, request->dimensions[d], row->ids[d], &row->keys[d]);
            } else {
                row->keys[d] = report->rows[*slot].keys[d];
            }
        }
        map64_release(&seen);
        TRY(rc);
    }
    return RC_OK;
}

static void fill_totals(struct arena *arena, struct report *report)
{
    report->totals = arena_many(arena, struct report_row, report->row_count == 0 ? 1 : report->row_count);
    for (size_t i = 0; i < report->row_count; i++) {
        size_t t = 0;
        while (t < report->total_count && !currency_equal(report->totals[t].currency, report->rows[i].currency)) {
            t++;
        }
        if (t == report->total_count) {
            report->totals[report->total_count++] = (struct report_row){.currency = report->rows[i].currency};
        }
        counts_add(&report->totals[t].counts, &report->rows[i].counts);
    }
    struct report_request none = {0};
    sort_order.request = &none;
    // Few currencies: by code, by hand, since row_compare would put most clicks first.
    for (size_t i = 1; i < report->total_count; i++) {
        for (size_t k = i; k > 0 && strcmp(report->totals[k].currency.code, report->totals[k - 1].currency.code) < 0;
             k--) {
            struct report_row swap = report->totals[k];
            report->totals[k] = report->totals[k - 1];
            report->totals[k - 1] = swap;
        }
    }
}

static enum rc fill_received(struct db *db, struct arena *arena, const struct report_request *r, int64_t from,
                             int64_t to, struct report *report)
{
    struct sql_report_refusals_row *rows = NULL;
    size_t count = 0;
    struct sql_report_refusals_in in = {.from_quarter = from,
                                        .to_quarter = to,
                                        .advertiser_id = r->advertiser_id,
                                        .partner_id = r->partner_id,
                                        .program_id = r->program_id,
                                        .offer_id = r->offer_id,
                                        .link_id = r->link_id};
    TRY(sql_report_refusals(db, arena, &in, &rows, &count));
    report->refusals = arena_many(arena, struct report_refusal, count);
    report->refusal_count = count;
    for (size_t i = 0; i < report->total_count; i++) {
        report->clicks_redirected += report->totals[i].counts.clicks;
    }
    report->clicks_received = report->clicks_redirected;
    for (size_t i = 0; i < count; i++) {
        report->refusals[i] = (struct report_refusal){.cause = rows[i].cause, .clicks = rows[i].clicks};
        report->clicks_received += rows[i].clicks;
    }
    return RC_OK;
}

enum rc report_run(struct db *db, struct arena *arena, const struct report_request *request, struct report *ret_report,
                   struct fault *fault)
{
    int64_t from = quarter_of(request->from);
    int64_t to = (request->to.ms + QUARTER_MS - 1) / QUARTER_MS;
    struct groups groups = {.arena = arena, .request = request, .fault = fault};
    textmap_init(&groups.by_key);
    bool is_raw = request->parameter >= REPORT_SOURCE;
    for (size_t i = 0; i < request->dimension_count; i++) {
        is_raw = is_raw || request->dimensions[i] >= REPORT_SOURCE;
    }
    enum rc rc = is_raw ? read_raw(db, request, from, to, &groups) : read_rollup(db, request, from, to, &groups);
    textmap_release(&groups.by_key);
    TRY(rc);
    struct report report = {.row_count = groups.count};
    report.rows = arena_many(arena, struct report_row, groups.count);
    for (size_t i = 0; i < groups.count; i++) {
        report.rows[i] = *groups.rows[i];
    }
    TRY(fill_labels(db, arena, request, &report));
    fill_totals(arena, &report);
    sort_order.request = request;
    if (report.row_count > 1) {
        qsort(report.rows, report.row_count, sizeof(report.rows[0]), row_compare);
    }
    TRY(fill_received(db, arena, request, from, to, &report));
    *ret_report = report;
    return RC_OK;
}

struct text report_epc_text(struct arena *arena, const struct report_row *row)
{
    int digits = currency_digits(row->currency) + 4;
    int64_t per_click = 0;
    if (row->counts.clicks > 0 && int64_times_divided(row->counts.commission_minor, 10000, row->counts.clicks,
                                                      ROUND_HALF_AWAY, &per_click) != RC_OK) {
        per_click = 0;
    }
    int64_t unit = currency_minor_per_major(row->currency) * 10000;
    int64_t whole = per_click / unit;
    int64_t rest = per_click % unit;
    return text_format(arena, "%s%lld.%0*lld", per_click < 0 ? "-" : "", (long long)(whole < 0 ? -whole : whole),
                       digits, (long long)(rest < 0 ? -rest : rest));
}

struct text report_rate_text(struct arena *arena, const struct report_row *row)
{
    int64_t ppm = 0;
    if (row->counts.clicks > 0 && int64_times_divided(row->counts.leads + row->counts.sales, 1000000,
                                                      row->counts.clicks, ROUND_HALF_AWAY, &ppm) != RC_OK) {
        ppm = 0;
    }
    return text_format(arena, "%lld.%06lld", (long long)(ppm / 1000000), (long long)(ppm % 1000000));
}

enum rc performance_check(struct db *db, struct arena *arena, struct text **ret_findings, size_t *ret_count)
{
    struct sql_performance_differences_row *rows = NULL;
    size_t count = 0;
    TRY(sql_performance_differences(db, arena, &rows, &count));
    struct text *findings = arena_many(arena, struct text, count);
    for (size_t i = 0; i < count; i++) {
        findings[i] = text_format(
            arena,
            "performance of quarter %s, program %lld, partner %lld, link %lld: raw rows have %+lld clicks, %+lld "
            "unique, "
            "%+lld leads, %+lld sales, %+lld rejected, %+lld refunded, %+lld revenue, %+lld commission more",
            text_zero_terminated(arena, instant_text(arena, (struct instant){rows[i].quarter * QUARTER_MS})),
            (long long)rows[i].program_id, (long long)rows[i].partner_id, (long long)rows[i].link_id,
            (long long)rows[i].clicks, (long long)rows[i].unique_clicks, (long long)rows[i].leads,
            (long long)rows[i].sales, (long long)rows[i].rejected, (long long)rows[i].refunded,
            (long long)rows[i].revenue_minor, (long long)rows[i].commission_minor);
    }
    *ret_findings = findings;
    *ret_count = count;
    return RC_OK;
}
