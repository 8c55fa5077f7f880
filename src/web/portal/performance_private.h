// SPDX-License-Identifier: Apache-2.0
// What the files of the report builder share.
#pragma once

#include "portal/performance.h"

struct metric {
    const char *name; // in addresses
    enum phrase label;
    size_t offset; // in struct report_counts
    bool is_money;
};
#define METRICS 8
extern const struct metric performance_metrics[METRICS];

// One page while it is made.
struct performance {
    struct call *call;
    struct render *render;
    const struct performance_scope *scope;
    const struct performance_query *query;
    struct address address;
    struct period period;
    struct report_request request; // filters, zone, times; dimensions are those of by1 … by3
    const struct metric *metric;
    struct currency currency; // the span's
};

int64_t performance_value(const struct report_counts *counts, size_t offset);
// The heading of a dimension, and one of its values as a cell that leads on.
struct text performance_label(const struct reader *r, enum report_dimension dimension);
struct cell_view performance_key(const struct performance *p, const struct report_row *row, size_t at);
// A figure of a row; amounts and clicks lead to what they are made of.
struct cell_view performance_figure(const struct performance *p, const struct report_row *row,
                                    const struct metric *metric);
struct text performance_format(const void *user, struct arena *arena, int64_t value); // user: struct performance

// performance_table.c: columns, rows, totals, what is left out.
enum rc performance_table(const struct performance *p, struct performance_view *view) MUST_USE;
enum rc performance_file(const struct performance *p) MUST_USE;
// performance_pictures.c
enum rc performance_heat(const struct performance *p, struct performance_view *view) MUST_USE;
enum rc performance_map(const struct performance *p, struct performance_view *view) MUST_USE;
enum rc performance_pivot(const struct performance *p, struct performance_view *view) MUST_USE;
