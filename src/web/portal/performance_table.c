// SPDX-License-Identifier: Apache-2.0
// The report builder's table, and the same as a file.
#include <stdlib.h>
#include <string.h>

#include "core/map.h"
#include "phrase/phrases.h"
#include "portal/file.h"
#include "portal/list.h"
#include "portal/performance_private.h"

#define FIGURES (METRICS + 2) // and earnings per click, conversion rate
#define ROW_BYTES ((size_t)64 << 10)
#define COLUMNS_MAX (PERFORMANCE_GROUPS + 2 + FIGURES)

// The order of a page's rows: the largest first.
struct place {
    int64_t value;
    size_t at;
};

static int compare_places(const void *left, const void *right)
{
    const struct place *a = left;
    const struct place *b = right;
    if (a->value != b->value) {
        return a->value > b->value ? -1 : 1;
    }
    return a->at < b->at ? -1 : a->at > b->at;
}

static bool is_time(enum report_dimension dimension)
{
    return dimension == REPORT_DAY || dimension == REPORT_HOUR;
}

static struct place *places_of(const struct performance *p, const struct report *report)
{
    struct place *places = arena_many(p->call->arena, struct place, report->row_count);
    for (size_t i = 0; i < report->row_count; i++) {
        places[i] = (struct place){.value = performance_value(&report->rows[i].counts, p->metric->offset), .at = i};
    }
    bool is_sorted = is_time(p->request.dimensions[0]); // the report's own order is that of time
    if (report->row_count > 1 && !is_sorted) {
        qsort(places, report->row_count, sizeof(*places), compare_places);
    }
    return places;
}

// ---- against what was before ----

static struct text key_text(const struct performance *p, const struct report_row *row)
{
    struct buf buf = buf_new(p->call->arena, 65536);
    buf_add(&buf, currency_text(&row->currency));
    for (size_t i = 0; i < p->request.dimension_count; i++) {
        buf_format(&buf, "|%lld:%zu:", (long long)row->ids[i], row->ids[i] == 0 ? row->keys[i].n : 0);
        if (row->ids[i] == 0) {
            buf_add(&buf, row->keys[i]);
        }
    }
    return buf_text(&buf);
}

struct before {
    struct textmap by_key; // struct report_row
    struct report report;
    bool is_known;
};

static enum rc read_before(const struct performance *p, struct before *before)
{
    textmap_init(&before->by_key);
    before->is_known = p->period.compare != COMPARE_OFF;
    for (size_t i = 0; i < p->request.dimension_count; i++) {
        before->is_known = before->is_known && !is_time(p->request.dimensions[i]);
    }
    if (!before->is_known) {
        return RC_OK;
    }
    struct report_request request = p->request;
    request.from = p->period.before_from;
    request.to = p->period.before_to;
    request.is_unnamed = true; // rows find each other by their ids
    struct call *call = p->call;
    TRY(flow_stored(&call->flow, report_run(call->db, call->arena, &request, &before->report, call->fault)));
    for (size_t i = 0; i < before->report.row_count; i++) {
        textmap_put(&before->by_key, key_text(p, &before->report.rows[i]), &before->report.rows[i]);
    }
    return RC_OK;
}

static struct change_view change_of(const struct performance *p, const struct before *before,
                                    const struct report_row *row, const struct report_row *was)
{
    if (!before->is_known || was == NULL) {
        return (struct change_view){.is_known = false};
    }
    return span_change(performance_value(&row->counts, p->metric->offset),
                       performance_value(&was->counts, p->metric->offset));
}

// ---- rows ----

static struct cell_list figures_of(const struct performance *p, const struct report_row *row)
{
    struct arena *arena = p->call->arena;
    struct cell_view *cells = arena_many(arena, struct cell_view, FIGURES);
    for (size_t i = 0; i < METRICS; i++) {
        cells[i] = performance_figure(p, row, &performance_metrics[i]);
    }
    int64_t conversions = row->counts.leads + row->counts.sales;
    bool has_clicks = row->counts.clicks > 0;
    struct text epc = i18n_decimal(p->render->reader.i18n, arena, report_epc_text(arena, row));
    struct text rate = has_clicks && conversions < INT64_MAX / 1000000
                           ? render_percent(p->render, conversions * 1000000 / row->counts.clicks)
                           : TEXT("");
    cells[METRICS] = (struct cell_view){.kind = has_clicks ? CELL_NAME : CELL_NONE, .text = epc, .is_figure = true};
    cells[METRICS + 1] =
        (struct cell_view){.kind = has_clicks ? CELL_NAME : CELL_NONE, .text = rate, .is_figure = true};
    return (struct cell_list){.items = cells, .count = FIGURES};
}

static int64_t share_of(const struct performance *p, const struct report *report, const struct report_row *row)
{
    for (size_t i = 0; i < report->total_count; i++) {
        int64_t total = performance_value(&report->totals[i].counts, p->metric->offset);
        int64_t value = performance_value(&row->counts, p->metric->offset);
        if (currency_equal(report->totals[i].currency, row->currency) && total > 0 && value > 0 && value <= total) {
            int64_t share = 0;
            return int64_times_divided(value, 100, total, ROUND_HALF_AWAY, &share) == RC_OK ? share : 0;
        }
    }
    return 0;
}

static struct performance_row row_of(const struct performance *p, const struct report *report,
                                     const struct before *before, const struct report_row *row)
{
    size_t count = p->request.dimension_count;
    struct cell_view *keys = arena_many(p->call->arena, struct cell_view, count);
    for (size_t i = 0; i < count; i++) {
        keys[i] = performance_key(p, row, i);
    }
    return (struct performance_row){
        .head = keys[0],
        .keys = {.items = keys + 1, .count = count - 1},
        .share = share_of(p, report, row),
        .change = change_of(p, before, row, before->is_known ? textmap_get(&before->by_key, key_text(p, row)) : NULL),
        .figures = figures_of(p, row),
    };
}

static const struct report_row *total_before(const struct before *before, struct currency currency)
{
    for (size_t i = 0; i < before->report.total_count; i++) {
        if (currency_equal(before->report.totals[i].currency, currency)) {
            return &before->report.totals[i];
        }
    }
    return NULL;
}

static void fill_totals(const struct performance *p, const struct report *report, const struct before *before,
                        struct performance_view *view)
{
    const struct reader *r = &p->render->reader;
    struct performance_row *rows = arena_many(p->call->arena, struct performance_row, report->total_count);
    struct cell_view *blanks = arena_many(p->call->arena, struct cell_view, PERFORMANCE_GROUPS);
    for (size_t i = 0; i < report->total_count; i++) {
        const struct report_row *total = &report->totals[i];
        struct text label = report->total_count == 1
                                ? phrase_table_total(r)
                                : phrase_explore_total_in(
                                      r, (struct phrase_explore_total_in){
                                             .currency = text_copy(p->call->arena, currency_text(&total->currency))});
        struct report_row bare = *total; // leads to everything
        memset(bare.ids, 0, sizeof(bare.ids));
        for (size_t k = 0; k < REPORT_DIMENSIONS_MAX; k++) {
            bare.keys[k] = TEXT_NONE;
        }
        rows[i] = (struct performance_row){
            .head = {.kind = CELL_TEXT, .text = label},
            .keys = {.items = blanks, .count = p->request.dimension_count - 1},
            .change = change_of(p, before, total, total_before(before, total->currency)),
            .figures = figures_of(p, &bare),
        };
    }
    view->totals = (struct performance_row_list){.items = rows, .count = report->total_count};
}

// ---- heads ----

static struct column metric_column(const struct performance *p, const struct metric *metric)
{
    struct address_change change = {"metric", text_of(metric->name)};
    return (struct column){.label = phrase_text(&p->render->reader, metric->label),
                           .sort_url = address_url(&p->address, &change, 1),
                           .sort = metric == p->metric && !is_time(p->request.dimensions[0]) ? SORT_DOWN : SORT_NONE,
                           .is_figure = true};
}

static void fill_columns(const struct performance *p, struct performance_view *view)
{
    const struct reader *r = &p->render->reader;
    struct column *columns = arena_many(p->call->arena, struct column, COLUMNS_MAX);
    size_t count = 0;
    for (size_t i = 0; i < p->request.dimension_count; i++) {
        columns[count++] = (struct column){.label = performance_label(r, p->request.dimensions[i])};
    }
    if (view->has_share) {
        columns[count++] = (struct column){.label = phrase_explore_share(r), .is_figure = true};
    }
    if (view->is_compared) {
        columns[count++] = (struct column){.label = phrase_explore_change(r), .is_figure = true};
    }
    for (size_t i = 0; i < METRICS; i++) {
        columns[count++] = metric_column(p, &performance_metrics[i]);
    }
    columns[count++] = (struct column){.label = phrase_explore_epc(r), .is_figure = true};
    columns[count++] = (struct column){.label = phrase_explore_rate(r), .is_figure = true};
    view->columns = (struct column_list){.items = columns, .count = count};
}

// The rows of one page, named; the others are in the totals and on the pages before and behind.
static enum rc fill_rows(const struct performance *p, const struct report *report, const struct before *before,
                         struct performance_view *view)
{
    struct call *call = p->call;
    int64_t page = p->query->page.has ? p->query->page.v : 1;
    size_t from = (size_t)(page - 1) * PERFORMANCE_ROWS;
    from = from < report->row_count ? from : 0; // fewer rows than when the address was made: the first page
    size_t left = report->row_count - from;
    size_t count = left < PERFORMANCE_ROWS ? left : PERFORMANCE_ROWS;
    struct place *places = places_of(p, report);
    struct report_row *shown = arena_many(call->arena, struct report_row, count);
    for (size_t i = 0; i < count; i++) {
        shown[i] = report->rows[places[from + i].at];
    }
    TRY(flow_stored(&call->flow, report_name(call->db, call->arena, &p->request, shown, count)));
    struct performance_row *rows = arena_many(call->arena, struct performance_row, count);
    for (size_t i = 0; i < count; i++) {
        rows[i] = row_of(p, report, before, &shown[i]);
    }
    view->rows = (struct performance_row_list){.items = rows, .count = count};
    struct address_change next = {"page", text_format(call->arena, "%zu", from / PERFORMANCE_ROWS + 2)};
    struct address_change first = {"page", TEXT_NONE};
    view->is_paged = from > 0 || count < left;
    view->pager = (struct pager_view){.shown = (int64_t)count,
                                      .first_url = from > 0 ? address_url(&p->address, &first, 1) : TEXT_NONE,
                                      .next_url = count < left ? address_url(&p->address, &next, 1) : TEXT_NONE};
    if (count < report->row_count) {
        view->others = phrase_explore_others(&p->render->reader,
                                             (struct phrase_explore_others){.n = (int64_t)(report->row_count - count)});
    }
    return RC_OK;
}

enum rc performance_table(const struct performance *p, struct performance_view *view)
{
    struct call *call = p->call;
    struct report report;
    struct report_request request = p->request;
    request.is_unnamed = true; // names are read for the rows that are shown
    TRY(flow_stored(&call->flow, report_run(call->db, call->arena, &request, &report, call->fault)));
    struct before before = {.is_known = false};
    enum rc rc = read_before(p, &before);
    if (rc == RC_OK) {
        view->has_share = true;
        view->is_compared = before.is_known;
        fill_columns(p, view);
        fill_totals(p, &report, &before, view);
        rc = fill_rows(p, &report, &before, view);
    }
    textmap_release(&before.by_key);
    return rc;
}

// ---- a file ----

static void put_row(struct file *file, const struct performance *p, const struct report_row *row)
{
    for (size_t i = 0; i < p->request.dimension_count; i++) {
        struct cell_view key = performance_key(p, row, i);
        if (is_time(p->request.dimensions[i])) {
            key = (struct cell_view){.kind = CELL_NAME, .text = row->keys[i]}; // as machines sort it
        }
        file_put(file, &key, /* is_money= */ false);
    }
    for (size_t i = 0; i < METRICS; i++) {
        struct cell_view cell = performance_figure(p, row, &performance_metrics[i]);
        file_put(file, &cell, performance_metrics[i].is_money);
    }
    file_put_text(file, report_epc_text(p->call->arena, row));
    file_put_text(file, report_rate_text(p->call->arena, row));
    file_end_row(file);
}

// What a row needs while it is put is over with it: there may be as many as a report has.
static void put_rows(struct file *file, const struct performance *p, const struct report *report,
                     const struct place *places)
{
    AUTO_ARENA arena = arena_new(ROW_BYTES);
    struct call call = *p->call;
    struct render render = *p->render;
    struct performance own = *p;
    own.call = &call;
    own.render = &render;
    file->arena = call.arena = render.arena = render.reader.arena = own.address.arena = arena;
    for (size_t i = 0; i < report->row_count; i++) {
        arena_reset(arena);
        put_row(file, &own, &report->rows[places[i].at]);
    }
    file->arena = p->call->arena;
}

enum rc performance_file(const struct performance *p)
{
    struct call *call = p->call;
    const struct reader *r = &p->render->reader;
    struct text heads[FILE_HEADS_MAX];
    size_t count = 0;
    for (size_t i = 0; i < p->request.dimension_count; i++) {
        heads[count++] = performance_label(r, p->request.dimensions[i]);
    }
    for (size_t i = 0; i < METRICS; i++) {
        heads[count++] = phrase_text(r, performance_metrics[i].label);
        if (performance_metrics[i].is_money) {
            heads[count++] = phrase_people_currency(r);
        }
    }
    heads[count++] = phrase_explore_epc(r);
    heads[count++] = phrase_explore_rate(r);
    struct report report;
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    TRY(flow_stored(&call->flow, report_run(call->db, arena, &p->request, &report, call->fault)));
    struct file file;
    struct file_heads all = {.title = phrase_text(r, p->scope->title), .items = heads, .count = count};
    TRY(file_begin(call, p->render, p->query->format, &all, &file));
    put_rows(&file, p, &report, places_of(p, &report));
    return file_answer(&file, "performance");
}
