// SPDX-License-Identifier: Apache-2.0
// What the drawings share: the frame of lines and labels, places, tables.
#pragma once

#include "chart/chart.h"

#define CHART_HEIGHT 240
#define CHART_TOP 18   // room for the label of the highest line
#define CHART_PLOT 196 // from CHART_TOP to the lowest line
#define CHART_LABELS 7 // fit on a narrow screen
#define CHART_BYTES_MAX ((size_t)1 << 20)
#define CHART_ACROSS ((int64_t)100000) // thousandths of a percent

// part/whole of size, half up; whole above zero.
int64_t chart_share(int64_t part, int64_t whole, int64_t size);
// The place down of a value, in pixels from the top of the drawing.
int64_t chart_down(const struct chart_scale *scale, int64_t value);
// "12.5%": a place across.
void chart_put_across(struct buf *out, int64_t across);
// The lines of the scale: under the data.
void chart_put_lines(struct buf *out, const struct chart_scale *scale);
// Their labels, and those below at the middle of each slot (is_slot) or from edge to edge: over the data. Of the labels
// below every second, of slots two of three, are "minor": left out where there is little room.
void chart_put_labels(struct buf *out, struct arena *arena, const struct chart *chart, const struct chart_scale *scale,
                      bool is_slot);
// The labels of the lines stand before the drawing, where nothing covers them: the style leaves room for the longest.
void chart_begin(struct buf *out, struct arena *arena, const struct chart *chart, const struct chart_scale *scale);
void chart_end(struct buf *out);
struct safe_html chart_legend(struct arena *arena, const struct chart *chart);
struct safe_html chart_table(struct arena *arena, const struct chart *chart);
// data-tip of a point: its label, then each series' value on a line of its own.
void chart_put_tip(struct buf *out, struct arena *arena, const struct chart *chart, size_t at);
int64_t chart_point_across(const struct chart *chart, size_t at, bool is_slot);
