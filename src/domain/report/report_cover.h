// SPDX-License-Identifier: Apache-2.0
// A span of time as few blocks: sums are kept for blocks of several lengths, and a span is their sum, where a block
// that reaches beyond it is taken whole and its other part taken away again. So a report of 30 days reads some blocks
// of eight days and some of a day, and quarter hours only at the two ends.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define REPORT_COVER_LEVELS_MAX 4
// One part in the middle, and two for each level and end.
#define REPORT_COVER_MAX (1 + 4 * REPORT_COVER_LEVELS_MAX)

struct report_cover_part {
    size_t at;        // of spans
    int64_t from, to; // half open, multiples of spans[at]
    int64_t sign;     // 1: its blocks are added, -1: taken away
};

// The parts whose signed sum is [from, to). spans: lengths of blocks, each a multiple of the next, the last 1.
// is_open: nothing lies at `to` or after it, so that the last block need not be cut. Gives the number of parts.
size_t report_cover(const int64_t *spans, size_t span_count, int64_t from, int64_t to, bool is_open,
                    struct report_cover_part ret_parts[REPORT_COVER_MAX]);
