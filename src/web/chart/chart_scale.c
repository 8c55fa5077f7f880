// SPDX-License-Identifier: Apache-2.0
// Scales and places in whole numbers.
#include "chart/chart_private.h"
#include "core/bug.h"

#define STEPS_MAX 4
#define VALUE_MAX (INT64_MAX / 8) // room for rounding up; no sum of money comes near

int64_t chart_share(int64_t part, int64_t whole, int64_t size)
{
    BUG_ON(whole <= 0);
    __int128 product = (__int128)part * size * 2 + whole;
    __int128 share = product / ((__int128)whole * 2);
    if (product < 0 && share * whole * 2 != product) {
        share--; // toward the lower, as everywhere
    }
    return (int64_t)share;
}

static int64_t clamp(int64_t value)
{
    return value > VALUE_MAX ? VALUE_MAX : value < -VALUE_MAX ? -VALUE_MAX : value;
}

struct chart_scale chart_scale_of(int64_t low, int64_t high)
{
    low = low < 0 ? clamp(low) : 0;
    high = high > 0 ? clamp(high) : 0;
    int64_t reach = high > -low ? high : -low;
    if (reach == 0) {
        return (struct chart_scale){.low = 0, .high = 1, .step = 1};
    }
    int64_t power = 1;
    int64_t step = 1;
    static const int64_t factors[] = {1, 2, 5};
    for (size_t i = 0; (reach + step - 1) / step > STEPS_MAX; step = factors[i % 3] * power) {
        i++;
        power *= i % 3 == 0 ? 10 : 1;
        step = factors[i % 3] * power;
        if ((reach + step - 1) / step <= STEPS_MAX) {
            break;
        }
    }
    return (struct chart_scale){
        .low = -((-low + step - 1) / step) * step,
        .high = (high + step - 1) / step * step,
        .step = step,
    };
}

int64_t chart_down(const struct chart_scale *scale, int64_t value)
{
    return CHART_TOP + CHART_PLOT - chart_share(value - scale->low, scale->high - scale->low, CHART_PLOT);
}

size_t chart_label_step(enum chart_bucket bucket, size_t count, size_t fit)
{
    static const size_t steps[][8] = {
        [CHART_HOUR] = {1, 2, 3, 6, 12, 24, 48, 168},    [CHART_DAY] = {1, 2, 7, 14, 28, 56, 91, 182},
        [CHART_WEEK] = {1, 2, 4, 8, 13, 26, 52, 104},    [CHART_MONTH] = {1, 2, 3, 6, 12, 24, 60, 120},
        [CHART_OTHER] = {1, 2, 5, 10, 20, 50, 100, 200},
    };
    for (size_t i = 0; i < 8; i++) {
        if ((count + steps[bucket][i] - 1) / steps[bucket][i] <= fit) {
            return steps[bucket][i];
        }
    }
    return count / fit + 1;
}

size_t chart_peak(const struct chart_series *series, size_t count)
{
    size_t peak = SIZE_MAX;
    for (size_t i = 0; i < count; i++) {
        if (series->values[i] != CHART_GAP && (peak == SIZE_MAX || series->values[i] > series->values[peak])) {
            peak = i;
        }
    }
    return peak;
}

// In slots a point stands in the middle of its own; a line runs from edge to edge.
int64_t chart_point_across(const struct chart *chart, size_t at, bool is_slot)
{
    int64_t count = (int64_t)chart->count;
    if (is_slot || count == 1) {
        return chart_share((int64_t)at * 2 + 1, count * 2, CHART_ACROSS);
    }
    return chart_share((int64_t)at, count - 1, CHART_ACROSS);
}
