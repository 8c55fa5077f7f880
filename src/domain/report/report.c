// SPDX-License-Identifier: Apache-2.0
// The performance report; see report.h. report_read.c reads rows of the rollup or raw ones, report_fold.c folds them
// into groups by the dimensions asked for; here they are named, put in order and summed up.

#include "report/report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/bug.h"
#include "report/performance.h"
#include "report/report_private.h"
#include "report/report_sql.h"
#include "value/decimal.h"

#define LABELS_FEW 50 // names that are read one by one
#define FINDINGS_MAX 100
#define CURRENCIES_MAX 200 // more than there are

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

// ---- order, labels, totals ----

struct order { // of the report being sorted
    const struct report_request *request;
};
static _Thread_local struct order sort_order; // qsort has no argument for it

static int key_compare(const struct report_request *request, const struct report_row *a, const struct report_row *b)
{
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

static int row_compare(const void *left, const void *right)
{
    const struct report_row *a = left;
    const struct report_row *b = right;
    const struct report_request *request = sort_order.request;
    if (request->is_by_key) {
        return key_compare(request, a, b);
    }
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
    return key_compare(request, a, b);
}

size_t report_place_after(const struct report_request *request, const struct report *report,
                          const struct report_row *row)
{
    size_t first = 0;
    size_t end = report->row_count;
    while (first < end) {
        size_t middle = first + (end - first) / 2;
        if (key_compare(request, &report->rows[middle], row) <= 0) {
            first = middle + 1;
        } else {
            end = middle;
        }
    }
    return first;
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

// Names of the nouns of one dimension, each read once.
struct labels {
    struct arena *arena;
    struct map64 places; // id -> place
    int64_t *ids;
    struct text *texts;
    size_t count;
    int64_t first, last; // smallest and largest id
};

static enum rc label_take(struct labels *labels, int64_t id, struct text label)
{
    uint64_t at = 0;
    if (map64_get(&labels->places, (uint64_t)id, &at)) {
        labels->texts[at] = text_copy(labels->arena, label);
    }
    return RC_OK;
}

static enum rc take_partner(void *user, const struct sql_report_labels_partner_row *row)
{
    return label_take(user, row->id.v, row->label);
}

static enum rc take_link(void *user, const struct sql_report_labels_link_row *row)
{
    return label_take(user, row->id.v, row->label);
}

// Many of the two nouns that there are many of are read by one statement, with those between that are not wanted.
static enum rc read_labels(struct db *db, enum report_dimension dimension, struct labels *labels)
{
    if (labels->count > LABELS_FEW && dimension == REPORT_PARTNER) {
        struct sql_report_labels_partner_in in = {.from_id = {labels->first}, .to_id = {labels->last}};
        return sql_report_labels_partner(db, &in, take_partner, labels);
    }
    if (labels->count > LABELS_FEW && dimension == REPORT_LINK) {
        struct sql_report_labels_link_in in = {.from_id = {labels->first}, .to_id = {labels->last}};
        return sql_report_labels_link(db, &in, take_link, labels);
    }
    for (size_t i = 0; i < labels->count; i++) {
        TRY(label_of(db, labels->arena, dimension, labels->ids[i], &labels->texts[i]));
    }
    return RC_OK;
}

static enum rc fill_dimension(struct db *db, enum report_dimension dimension, size_t d, struct report_row *rows,
                              size_t count, struct labels *labels)
{
    for (size_t i = 0; i < count; i++) {
        int64_t id = rows[i].ids[d];
        bool is_new = false;
        uint64_t *place = id == 0 ? NULL : map64_slot(&labels->places, (uint64_t)id, &is_new);
        if (is_new) {
            *place = labels->count;
            labels->first = labels->count == 0 || id < labels->first ? id : labels->first;
            labels->last = labels->count == 0 || id > labels->last ? id : labels->last;
            labels->ids[labels->count] = id;
            labels->texts[labels->count++] = TEXT("");
        }
    }
    TRY(read_labels(db, dimension, labels));
    for (size_t i = 0; i < count; i++) {
        uint64_t place = 0;
        if (rows[i].ids[d] != 0 && map64_get(&labels->places, (uint64_t)rows[i].ids[d], &place)) {
            rows[i].keys[d] = labels->texts[place];
        }
    }
    return RC_OK;
}

enum rc report_name(struct db *db, struct arena *arena, const struct report_request *request, struct report_row *rows,
                    size_t count)
{
    for (size_t d = 0; d < request->dimension_count; d++) {
        if (request->dimensions[d] > REPORT_LINK) {
            continue;
        }
        struct labels labels = {
            .arena = arena, .ids = arena_many(arena, int64_t, count), .texts = arena_many(arena, struct text, count)};
        map64_init(&labels.places);
        enum rc rc = fill_dimension(db, request->dimensions[d], d, rows, count, &labels);
        map64_release(&labels.places);
        TRY(rc);
    }
    return RC_OK;
}

static void fill_totals(struct arena *arena, struct report *report)
{
    report->totals = arena_many(arena, struct report_row, CURRENCIES_MAX);
    for (size_t i = 0; i < report->row_count; i++) {
        size_t t = 0;
        while (t < report->total_count && !currency_equal(report->totals[t].currency, report->rows[i].currency)) {
            t++;
        }
        if (t == report->total_count) {
            BUG_ON(t == CURRENCIES_MAX);
            report->totals[report->total_count++] = (struct report_row){.currency = report->rows[i].currency};
        }
        report_counts_add(&report->totals[t].counts, &report->rows[i].counts, 1);
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
    struct report_groups groups;
    report_groups_begin(&groups, arena, request, request->is_by_key ? REPORT_KEYED_ROWS_MAX : REPORT_ROWS_MAX, fault);
    enum rc rc = report_read(db, &groups, from, to);
    struct report report = {.row_count = groups.count};
    report.rows = arena_many(arena, struct report_row, groups.count);
    for (size_t i = 0; i < groups.count; i++) {
        report.rows[i] = *groups.rows[i];
    }
    report_groups_end(&groups);
    TRY(rc);
    if (!request->is_unnamed && !request->is_by_key) {
        TRY(report_name(db, arena, request, report.rows, report.row_count));
    }
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
    int64_t per_click = 0;
    if (row->counts.clicks > 0 && int64_times_divided(row->counts.commission_minor, 10000, row->counts.clicks,
                                                      ROUND_HALF_AWAY, &per_click) != RC_OK) {
        per_click = 0;
    }
    return decimal_text(arena, per_click, currency_digits(row->currency) + 4);
}

struct text report_rate_text(struct arena *arena, const struct report_row *row)
{
    int64_t ppm = 0;
    if (row->counts.clicks > 0 && int64_times_divided(row->counts.leads + row->counts.sales, 1000000,
                                                      row->counts.clicks, ROUND_HALF_AWAY, &ppm) != RC_OK) {
        ppm = 0;
    }
    return decimal_text(arena, ppm, 6);
}

// ---- the check ----

#define DIFFERENCE_OF(row)                                                           \
    ((struct sql_performance_differences_row){.quarter = (row)->quarter,             \
                                              .program_id = (row)->program_id,       \
                                              .partner_id = (row)->partner_id,       \
                                              .link_id = (row)->link_id,             \
                                              .clicks = (row)->clicks,               \
                                              .unique_clicks = (row)->unique_clicks, \
                                              .leads = (row)->leads,                 \
                                              .sales = (row)->sales,                 \
                                              .rejected = (row)->rejected,           \
                                              .refunded = (row)->refunded,           \
                                              .revenue_minor = (row)->revenue_minor, \
                                              .commission_minor = (row)->commission_minor})

static struct text difference_text(struct arena *arena, const char *what, const char *against,
                                   struct sql_performance_differences_row row)
{
    struct text quarter = instant_text(arena, (struct instant){row.quarter * QUARTER_MS});
    return text_format(arena,
                       "performance, %s, quarter %.*s, program %lld, partner %lld, link %lld: %s %+lld clicks, "
                       "%+lld unique, %+lld leads, %+lld sales, %+lld rejected, %+lld refunded, %+lld revenue, "
                       "%+lld commission more",
                       what, TEXT_PRINT(quarter), (long long)row.program_id, (long long)row.partner_id,
                       (long long)row.link_id, against, (long long)row.clicks, (long long)row.unique_clicks,
                       (long long)row.leads, (long long)row.sales, (long long)row.rejected, (long long)row.refunded,
                       (long long)row.revenue_minor, (long long)row.commission_minor);
}

static enum rc check_level(struct db *db, struct arena *arena, size_t number, struct text *findings, size_t *count)
{
    const struct performance_level *level = &performance_levels[number];
    struct sql_performance_level_differences_in in = {.level = (int64_t)number,
                                                      .span = level->span,
                                                      .by_partner = level->by_partner,
                                                      .by_program = level->by_program,
                                                      .by_offer = level->by_offer,
                                                      .by_link = level->by_link,
                                                      .by_country = level->by_country,
                                                      .by_device = level->by_device};
    struct sql_performance_level_differences_row *rows = NULL;
    size_t row_count = 0;
    TRY(sql_performance_level_differences(db, arena, &in, &rows, &row_count));
    char what[32];
    snprintf(what, sizeof(what), "level %zu", number);
    for (size_t i = 0; i < row_count && *count < FINDINGS_MAX; i++) {
        findings[(*count)++] = difference_text(arena, what, "level 0 has", DIFFERENCE_OF(&rows[i]));
    }
    return RC_OK;
}

enum rc performance_check(struct db *db, struct arena *arena, struct text **ret_findings, size_t *ret_count)
{
    struct sql_performance_differences_row *rows = NULL;
    size_t row_count = 0;
    TRY(sql_performance_differences(db, arena, &rows, &row_count));
    struct text *findings = arena_many(arena, struct text, FINDINGS_MAX);
    size_t count = 0;
    for (size_t i = 0; i < row_count && count < FINDINGS_MAX; i++) {
        findings[count++] = difference_text(arena, "level 0", "raw rows have", rows[i]);
    }
    for (size_t number = 1; number < PERFORMANCE_LEVELS; number++) {
        TRY(check_level(db, arena, number, findings, &count));
    }
    *ret_findings = findings;
    *ret_count = count;
    return RC_OK;
}
