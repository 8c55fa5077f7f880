// SPDX-License-Identifier: Apache-2.0
// A span and its cover hold the same quarter hours, each once, and long spans take few blocks.
#include "report/report_cover.h"

#include <string.h>

#include "check.h"

#define END 4000 // quarter hours of the little world
static const int64_t days[] = {768, 96, 1};
static const int64_t hours[] = {96, 4, 1};
static const int64_t quarters[] = {1};

// How often each quarter hour is counted.
static void count_all(const int64_t *spans, const struct report_cover_part *parts, size_t count, int64_t *ret_counts)
{
    memset(ret_counts, 0, END * sizeof(ret_counts[0]));
    for (size_t i = 0; i < count; i++) {
        assert_true(parts[i].from < parts[i].to);
        assert_int_equal(parts[i].from % spans[parts[i].at], 0);
        assert_int_equal(parts[i].to % spans[parts[i].at], 0);
        assert_true(parts[i].sign == 1 || parts[i].sign == -1);
        for (int64_t q = parts[i].from; q < parts[i].to; q++) {
            if (q < END) {
                ret_counts[q] += parts[i].sign;
            }
        }
    }
}

static void expect_span(const int64_t *spans, size_t span_count, int64_t from, int64_t to)
{
    struct report_cover_part parts[REPORT_COVER_MAX];
    int64_t counts[END];
    size_t count = report_cover(spans, span_count, from, to, /* is_open= */ false, parts);
    count_all(spans, parts, count, counts);
    for (int64_t q = 0; q < END; q++) {
        if (counts[q] != (q >= from && q < to)) {
            fail_msg("%d to %d: quarter hour %d is counted %d times", (int)from, (int)to, (int)q, (int)counts[q]);
        }
    }
    // With nothing from `to` on, what is counted there does not matter.
    count = report_cover(spans, span_count, from, to, /* is_open= */ true, parts);
    count_all(spans, parts, count, counts);
    for (int64_t q = 0; q < to; q++) {
        if (counts[q] != (q >= from)) {
            fail_msg("%d on, open: quarter hour %d is counted %d times", (int)from, (int)q, (int)counts[q]);
        }
    }
}

static void a_cover_is_its_span(void **state)
{
    for (int64_t from = 0; from < 1600; from += 37) {
        for (int64_t to = from + 1; to < 3100; to += 61) {
            expect_span(days, 3, from, to);
            expect_span(hours, 3, from, to);
            expect_span(quarters, 1, from, to);
        }
    }
}

static int64_t blocks_of(const int64_t *spans, size_t span_count, int64_t from, int64_t to, bool is_open)
{
    struct report_cover_part parts[REPORT_COVER_MAX];
    size_t count = report_cover(spans, span_count, from, to, is_open, parts);
    int64_t blocks = 0;
    for (size_t i = 0; i < count; i++) {
        blocks += spans[parts[i].at] > 1 ? (parts[i].to - parts[i].from) / spans[parts[i].at] : 0;
    }
    return blocks;
}

// 90 days of a zone two hours from UTC: some blocks of eight days and of a day, and sixteen quarter hours at the ends.
static void a_long_span_is_few_blocks(void **state)
{
    for (int64_t day = 0; day < 16; day++) {
        int64_t from = day * 96 + 8;
        struct report_cover_part parts[REPORT_COVER_MAX];
        size_t count = report_cover(days, 3, from, from + 90 * 96, /* is_open= */ false, parts);
        int64_t short_ones = 0;
        for (size_t i = 0; i < count; i++) {
            short_ones += parts[i].at == 2 ? parts[i].to - parts[i].from : 0;
        }
        assert_int_equal(short_ones, 16);
        assert_in_range(blocks_of(days, 3, from, from + 90 * 96, false), 11, 20);
        assert_in_range(blocks_of(days, 3, from, from + 90 * 96, true), 11, 16);
    }
}

// A quarter hour is not a block of eight days with the rest taken away.
static void a_short_span_takes_no_long_block(void **state)
{
    assert_int_equal(blocks_of(days, 3, 383, 385, false), 0);
    assert_int_equal(blocks_of(days, 3, 95, 97, false), 0);
}

static void nothing_is_no_part(void **state)
{
    struct report_cover_part parts[REPORT_COVER_MAX];
    assert_int_equal(report_cover(days, 3, 96, 96, false, parts), 0);
}

int main(void)
{
    const struct CMUnitTest cases[] = {
        cmocka_unit_test(a_cover_is_its_span),
        cmocka_unit_test(a_long_span_is_few_blocks),
        cmocka_unit_test(a_short_span_takes_no_long_block),
        cmocka_unit_test(nothing_is_no_part),
    };
    return run_cases(cases);
}
