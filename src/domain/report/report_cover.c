// SPDX-License-Identifier: Apache-2.0
// See report_cover.h. The longest blocks that fit take the middle, between the multiples of their span that are nearest
// to the two ends; what lies between such a multiple and the end itself is left to the shorter ones.
#include "report/report_cover.h"

#include "core/bug.h"

struct cover {
    const int64_t *spans;
    size_t span_count;
    struct report_cover_part *parts;
    size_t count;
};

static int64_t floor_to(int64_t value, int64_t span)
{
    int64_t rest = value % span;
    return value - (rest < 0 ? rest + span : rest);
}

static int64_t nearest(int64_t value, int64_t span)
{
    int64_t below = floor_to(value, span);
    return value - below <= below + span - value ? below : below + span;
}

static void put(struct cover *cover, size_t at, int64_t from, int64_t to, int64_t sign)
{
    if (from == to) {
        return;
    }
    BUG_ON(cover->count == REPORT_COVER_MAX);
    cover->parts[cover->count++] = from < to
                                       ? (struct report_cover_part){.at = at, .from = from, .to = to, .sign = sign}
                                       : (struct report_cover_part){.at = at, .from = to, .to = from, .sign = -sign};
}

// The way from a multiple of the level before to `end`, in blocks from `at` on: forth, or back with the other sign.
static void approach(struct cover *cover, size_t at, int64_t begin, int64_t end, int64_t sign)
{
    for (; at < cover->span_count && begin != end; at++) {
        int64_t next = nearest(end, cover->spans[at]);
        put(cover, at, begin, next, sign);
        begin = next;
    }
}

size_t report_cover(const int64_t *spans, size_t span_count, int64_t from, int64_t to, bool is_open,
                    struct report_cover_part ret_parts[REPORT_COVER_MAX])
{
    struct cover cover = {.spans = spans, .span_count = span_count, .parts = ret_parts};
    for (size_t at = 0; at < span_count; at++) {
        int64_t span = spans[at];
        int64_t last = is_open ? floor_to(to + span - 1, span) : nearest(to, span);
        if ((is_open ? last : to) - from >= span) {
            int64_t first = nearest(from, span);
            approach(&cover, at + 1, first, from, -1);
            put(&cover, at, first, last, 1);
            if (!is_open) {
                approach(&cover, at + 1, last, to, 1);
            }
            break;
        }
    }
    return cover.count;
}
