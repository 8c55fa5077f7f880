// SPDX-License-Identifier: Apache-2.0
// The world by country, tinted by quarters of what is not zero. Outlines: world.def.
#include <stdlib.h>
#include <string.h>

#include "chart/chart_private.h"

// Small tables of places, once for each unit that is drawn.
#define COUNTRY(code, path) {#code, path},
static const struct outline {
    const char *code;
    const char *path;
} outlines[] = {
#include "chart/world.def"
};
#define OUTLINES (sizeof(outlines) / sizeof(outlines[0]))

static int compare_values(const void *left, const void *right)
{
    int64_t a = *(const int64_t *)left;
    int64_t b = *(const int64_t *)right;
    return a < b ? -1 : a > b;
}

// 1 to 4 by the place among the values, 0 for nothing.
static int tint_of(const int64_t *sorted, size_t count, int64_t value)
{
    if (value <= 0 || count == 0) {
        return 0;
    }
    size_t below = 0;
    while (below < count && sorted[below] < value) {
        below++;
    }
    return 1 + (int)(below * 4 / count);
}

static const struct chart_place *find(const struct chart_place *places, size_t count, const char *code)
{
    for (size_t i = 0; i < count; i++) {
        if (text_equal(places[i].code, text_of(code))) {
            return &places[i];
        }
    }
    return NULL;
}

struct safe_html chart_map(struct arena *arena, const struct chart_place *places, size_t count)
{
    int64_t *sorted = arena_many(arena, int64_t, count);
    size_t value_count = 0;
    for (size_t i = 0; i < count; i++) {
        if (places[i].value > 0) {
            sorted[value_count++] = places[i].value;
        }
    }
    if (value_count > 0) {
        qsort(sorted, value_count, sizeof(*sorted), compare_values);
    }
    struct buf out = buf_new(arena, CHART_BYTES_MAX);
    buf_format(&out, "<svg class=\"map\" viewBox=\"0 0 %d %d\" role=\"presentation\" aria-hidden=\"true\">",
               WORLD_WIDTH, WORLD_HEIGHT);
    for (size_t i = 0; i < OUTLINES; i++) {
        const struct chart_place *place = find(places, count, outlines[i].code);
        if (place == NULL) {
            buf_format(&out, "<path d=\"%s\"></path>", outlines[i].path);
            continue;
        }
        buf_format(&out, "<g class=\"point\" data-tip=\"");
        html_escape(&out, place->name);
        buf_add(&out, TEXT("&#10;"));
        html_escape(&out, place->shown);
        buf_format(&out, "\"><path class=\"m%d\" d=\"%s\"></path></g>", tint_of(sorted, value_count, place->value),
                   outlines[i].path);
    }
    buf_add(&out, TEXT("</svg>"));
    return (struct safe_html){.markup = buf_text(&out)};
}
