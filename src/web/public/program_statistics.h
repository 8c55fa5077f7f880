// SPDX-License-Identifier: Apache-2.0
// What partners reached in a program, as its public page, the partner's page of its terms and the advertiser show it:
// the same figures in the same words, each only with as many partners behind it as the page demands.
#pragma once

#include "component/story.h"
#include "public/program_public.h"

#define STANDING_FIGURES_MAX 3

struct figure_row_list {
    const struct figure_view *items;
    size_t count;
};
struct program_statistics_view {
    struct text note; // as of when and from how many partners; or why there are none
    struct figure_row_list figures;
    struct text first; // how long until the first commission; TEXT_NONE: too few have earned
    bool has_earned, has_orders, has_leads;
    struct chart_view earned; // what nine tenths of the partners earned at least, eight tenths …
    struct chart_view orders; // the average order by month
    struct chart_view leads;  // how many of them became sales, by month
};
struct program_statistics_view program_statistics(struct render *render, const struct program_public *about);

// A rate as people read it: to a tenth of a percent.
struct rate program_public_tenth(int64_t ppm);

// How the advertiser decides, how many orders he refuses and of how many something goes back; none with fewer partners.
struct figure_row_list program_standing_figures(struct render *render, const struct program_standing *standing,
                                                int64_t partners_min);
// Why there are none.
struct text program_statistics_hidden(const struct render *render, int64_t partners_min);
