// SPDX-License-Identifier: Apache-2.0
// Scales and drawings. Expectations are worked out by hand: a plot of 196 pixels that begins 18 below the top.
#include "check.h"

#include "chart/chart_private.h"

static struct text plain(const void *user, struct arena *arena, int64_t value)
{
    return text_format(arena, "%lld%s", (long long)value, user == NULL ? "" : (const char *)user);
}

static void scales_have_round_steps(void **state)
{
    static const struct {
        int64_t low, high;
        int64_t scale_low, scale_high, step;
    } rows[] = {
        {0, 0, 0, 1, 1},
        {0, 1, 0, 1, 1},
        {0, 4, 0, 4, 1},
        {0, 5, 0, 6, 2},
        {0, 8, 0, 8, 2},
        {0, 9, 0, 10, 5},
        {0, 20, 0, 20, 5},
        {0, 21, 0, 30, 10},
        {0, 99, 0, 100, 50},
        {0, 123456, 0, 150000, 50000},
        {-7, 10, -10, 10, 5},
        {-3, 0, -3, 0, 1},
        {0, 1000000007, 0, 1500000000, 500000000},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct chart_scale scale = chart_scale_of(rows[i].low, rows[i].high);
        if (scale.low != rows[i].scale_low || scale.high != rows[i].scale_high || scale.step != rows[i].step) {
            print_error("%lld…%lld: %lld…%lld by %lld\n", (long long)rows[i].low, (long long)rows[i].high,
                        (long long)scale.low, (long long)scale.high, (long long)scale.step);
            fail();
        }
    }
    // Whatever comes, it fits and is not refined for ever.
    struct chart_scale scale = chart_scale_of(INT64_MIN + 1, INT64_MAX);
    assert_true(scale.low < 0 && scale.high > 0 && scale.step > 0);
}

static void labels_fall_on_weeks_and_quarters_of_days(void **state)
{
    assert_int_equal(chart_label_step(CHART_DAY, 7, 7), 1);
    assert_int_equal(chart_label_step(CHART_DAY, 14, 7), 2);
    assert_int_equal(chart_label_step(CHART_DAY, 28, 7), 7);
    assert_int_equal(chart_label_step(CHART_DAY, 91, 7), 14);
    assert_int_equal(chart_label_step(CHART_HOUR, 24, 7), 6);
    assert_int_equal(chart_label_step(CHART_MONTH, 24, 7), 6);
    assert_int_equal(chart_label_step(CHART_OTHER, 4000, 7), 572);
}

static void places_are_shares(void **state)
{
    assert_int_equal(chart_share(1, 3, 100000), 33333);
    assert_int_equal(chart_share(2, 3, 100000), 66667);
    assert_int_equal(chart_share(-1, 3, 100000), -33333);
    assert_int_equal(chart_share(INT64_MAX, INT64_MAX, 100000), 100000);
    struct chart_scale scale = {.low = -10, .high = 10, .step = 5};
    assert_int_equal(chart_down(&scale, 10), 18);
    assert_int_equal(chart_down(&scale, 0), 116);
    assert_int_equal(chart_down(&scale, -10), 214);
}

static bool holds(struct text t, const char *part)
{
    return text_find(t, text_of(part), 0) != SIZE_MAX;
}

#define expect_holds(t, part)                                                      \
    do {                                                                           \
        if (!holds((t), (part))) {                                                 \
            print_error("\"%.*s\" does not hold \"%s\"\n", TEXT_PRINT(t), (part)); \
            fail();                                                                \
        }                                                                          \
    } while (0)

static size_t occurrences(struct text t, const char *part)
{
    size_t n = 0;
    for (size_t at = text_find(t, text_of(part), 0); at != SIZE_MAX; at = text_find(t, text_of(part), at + 1)) {
        n++;
    }
    return n;
}

static void a_line_goes_through_its_points(void **state)
{
    AUTO_ARENA arena = arena_new(1 << 20);
    static const struct text labels[] = {TEXT("1 Nov"), TEXT("2 Nov"), TEXT("<3> Nov")};
    static const int64_t now[] = {0, 4, 2};
    static const int64_t before[] = {1, CHART_GAP, 3};
    static const struct chart_series series[] = {
        {.name = TEXT("Clicks"), .values = now, .colour = 1},
        {.name = TEXT("Before"), .values = before, .colour = 1, .is_ghost = true},
    };
    struct chart chart = {.head = TEXT("Date"),
                          .labels = labels,
                          .count = 3,
                          .series = series,
                          .series_count = 2,
                          .bucket = CHART_DAY,
                          .format = {.call = plain}};
    struct chart_drawing drawing = chart_line(arena, &chart);
    // Scale 0…4: 0 is at 214, 4 at 18, 2 in the middle; across from edge to edge.
    expect_holds(drawing.svg.markup, "d=\"M0 214L50000 18L100000 116\"");
    expect_holds(drawing.svg.markup, "<path class=\"area s1\" d=\"M0 214L0 214L50000 18L100000 116L100000 214Z\">");
    // A gap stays a gap.
    expect_holds(drawing.svg.markup, "class=\"ghost s1\" vector-effect=\"non-scaling-stroke\" d=\"M0 165M100000 67\"");
    expect_holds(drawing.svg.markup, "data-tip=\"1 Nov&#10;Clicks 0&#10;Before 1\"");
    expect_holds(drawing.svg.markup, "data-tip=\"2 Nov&#10;Clicks 4\"");
    expect_holds(drawing.svg.markup, "&lt;3&gt; Nov");
    assert_false(holds(drawing.svg.markup, "<3>"));
    expect_holds(drawing.table.markup,
                 "<th scope=\"row\">2 Nov</th><td class=\"figure\">4</td><td class=\"figure\">–</td>");
    assert_int_equal(occurrences(drawing.legend.markup, "<li>"), 2);
    assert_int_equal(chart_peak(&series[0], 3), 1);
    // The same values, the same bytes.
    struct chart_drawing again = chart_line(arena, &chart);
    assert_true(text_equal(drawing.svg.markup, again.svg.markup));
}

static void what_is_not_finished_is_dashed(void **state)
{
    AUTO_ARENA arena = arena_new(1 << 20);
    static const struct text labels[] = {TEXT("a"), TEXT("b"), TEXT("c")};
    static const int64_t values[] = {4, 4, 1};
    static const struct chart_series series = {.name = TEXT("x"), .values = values, .colour = 2};
    struct chart chart = {.labels = labels,
                          .count = 3,
                          .series = &series,
                          .series_count = 1,
                          .bucket = CHART_DAY,
                          .is_last_so_far = true,
                          .so_far = TEXT("so far"),
                          .format = {.call = plain}};
    struct text svg = chart_line(arena, &chart).svg.markup;
    expect_holds(svg, "class=\"line s2\" vector-effect=\"non-scaling-stroke\" d=\"M0 18L50000 18\"");
    expect_holds(svg, "class=\"ghost s2\" vector-effect=\"non-scaling-stroke\" d=\"M50000 18L100000 165\"");
    expect_holds(svg, "data-tip=\"c · so far&#10;x 1\"");
    expect_holds(chart_bars(arena, &chart).svg.markup, "<g class=\"point so-far\" data-tip=\"c · so far");
}

static void bars_stand_on_zero(void **state)
{
    AUTO_ARENA arena = arena_new(1 << 20);
    static const struct text labels[] = {TEXT("a"), TEXT("b")};
    static const int64_t one[] = {10, -10};
    static const int64_t two[] = {0, 10};
    static const struct chart_series series[] = {
        {.name = TEXT("x"), .values = one, .colour = 1},
        {.name = TEXT("y"), .values = two, .colour = 2},
    };
    struct chart chart = {.labels = labels,
                          .count = 2,
                          .series = series,
                          .series_count = 2,
                          .bucket = CHART_MONTH,
                          .format = {.call = plain}};
    struct text svg = chart_bars(arena, &chart).svg.markup;
    // Slots of 50 %, bars of 70 % of that, halved: 17.5 %.
    expect_holds(svg, "<rect class=\"s1\" y=\"18\" height=\"98\" x=\"7.500%\" width=\"17.500%\">");
    expect_holds(svg, "<rect class=\"s1\" y=\"116\" height=\"98\" x=\"57.500%\" width=\"17.500%\">");
    expect_holds(svg, "<rect class=\"s2\" y=\"18\" height=\"98\" x=\"75%\" width=\"17.500%\">");
    // On each other: the second begins where the first ends, negatives are left out.
    static const int64_t more[] = {10, 30};
    static const struct chart_series stack[] = {
        {.name = TEXT("x"), .values = one, .colour = 1},
        {.name = TEXT("y"), .values = more, .colour = 2},
    };
    chart.series = stack;
    svg = chart_stacked(arena, &chart).svg.markup;
    // Scale 0…30 by 10: 10 is 65 pixels (196/3), 20 is 131.
    expect_holds(svg, "<rect class=\"s1\" y=\"149\" height=\"65\" x=\"7.500%\" width=\"35%\">");
    expect_holds(svg, "<rect class=\"s2\" y=\"83\" height=\"66\" x=\"7.500%\" width=\"35%\">");
    expect_holds(svg, "<rect class=\"s2\" y=\"18\" height=\"196\" x=\"57.500%\" width=\"35%\">");
}

static void funnels_and_heat_maps_tell_their_numbers(void **state)
{
    AUTO_ARENA arena = arena_new(1 << 20);
    static const struct chart_step steps[] = {
        {.name = TEXT("Clicks"), .value = 1000, .shown = TEXT("1,000")},
        {.name = TEXT("Sales"), .value = 250, .shown = TEXT("250"), .rate = TEXT("25 %")},
        {.name = TEXT("Paid"), .value = 1, .shown = TEXT("1")},
        {.name = TEXT("Refunds"), .value = 0, .shown = TEXT("0")},
    };
    struct text funnel = chart_funnel(arena, steps, 4).markup;
    expect_holds(funnel, "width=\"100%\"></rect>");
    expect_holds(funnel, "width=\"25%\"></rect>");
    expect_holds(funnel, "width=\"0.400%\"></rect>"); // one is not none
    expect_holds(funnel, "width=\"0%\"></rect>");
    expect_holds(funnel, "<span class=\"muted\">25 %</span>");
    static const struct text rows[] = {TEXT("Mon"), TEXT("Tue")};
    static const struct text columns[] = {TEXT("0"), TEXT("1"), TEXT("2")};
    static const int64_t values[] = {0, 1, 2, 3, 4, 100};
    struct chart_heat heat = {.caption = TEXT("x"),
                              .rows = rows,
                              .columns = columns,
                              .row_count = 2,
                              .column_count = 3,
                              .values = values,
                              .format = {.call = plain}};
    struct text map = chart_heat_map(arena, &heat).markup;
    // Quarters of 1 2 3 4 100: at 2, 3 and 4.
    expect_holds(map, "<td class=\"h0\" data-tip=\"Mon 0&#10;0\">");
    expect_holds(map, "<td class=\"h1\" data-tip=\"Mon 1&#10;1\">");
    expect_holds(map, "<td class=\"h1\" data-tip=\"Mon 2&#10;2\">");
    expect_holds(map, "<td class=\"h2\" data-tip=\"Tue 0&#10;3\">");
    expect_holds(map, "<td class=\"h3\" data-tip=\"Tue 1&#10;4\">");
    expect_holds(map, "<td class=\"h4\" data-tip=\"Tue 2&#10;100\">");
}

static void a_waterfall_ends_at_its_sum(void **state)
{
    AUTO_ARENA arena = arena_new(1 << 20);
    static const struct chart_fall falls[] = {
        {.name = TEXT("Order"), .value = 120},
        {.name = TEXT("VAT"), .value = -20},
        {.name = TEXT("Base"), .is_sum = true},
    };
    struct chart_drawing drawing =
        chart_waterfall(arena, TEXT("Step"), falls, 3, (struct chart_format){.call = plain, .user = " EUR"});
    // Scale 0…150 by 50: 120 is 157 pixels high, 100 is 131.
    expect_holds(drawing.svg.markup, "<rect class=\"sum\" y=\"57\" height=\"157\"");
    expect_holds(drawing.svg.markup, "<rect class=\"down\" y=\"57\" height=\"26\"");
    expect_holds(drawing.svg.markup, "<rect class=\"sum\" y=\"83\" height=\"131\"");
    expect_holds(drawing.table.markup, "<th scope=\"row\">Base</th><td class=\"figure\">100 EUR</td>");
}

static void empty_charts_are_drawn_too(void **state)
{
    AUTO_ARENA arena = arena_new(1 << 20);
    struct chart chart = {.head = TEXT("x"), .bucket = CHART_DAY, .format = {.call = plain}};
    expect_holds(chart_line(arena, &chart).svg.markup, "</svg>");
    expect_holds(chart_stacked(arena, &chart).svg.markup, "</svg>");
    expect_holds(chart_spark(arena, NULL, 0, 1).markup, "</svg>");
    static const int64_t one[] = {5};
    static const struct text label = TEXT("a");
    static const struct chart_series series = {.name = TEXT("x"), .values = one, .colour = 1};
    chart =
        (struct chart){.labels = &label, .count = 1, .series = &series, .series_count = 1, .format = {.call = plain}};
    expect_holds(chart_line(arena, &chart).svg.markup, "cx=\"50%\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scales_have_round_steps),
        cmocka_unit_test(labels_fall_on_weeks_and_quarters_of_days),
        cmocka_unit_test(places_are_shares),
        cmocka_unit_test(a_line_goes_through_its_points),
        cmocka_unit_test(what_is_not_finished_is_dashed),
        cmocka_unit_test(bars_stand_on_zero),
        cmocka_unit_test(funnels_and_heat_maps_tell_their_numbers),
        cmocka_unit_test(a_waterfall_ends_at_its_sum),
        cmocka_unit_test(empty_charts_are_drawn_too),
    };
    return run_cases(tests);
}
