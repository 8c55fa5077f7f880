// SPDX-License-Identifier: Apache-2.0
// The gallery: every component in every state on one page, in builds for development and tests. Style guide, visual
// reference and the page on which accessibility is checked.
#pragma once

#include "call.h"
#include "component/basic.h"
#include "component/form.h"
#include "component/list.h"
#include "component/plan_words.h"
#include "component/story.h"
#include "page/frame.h"
#include "page/page.h"

struct gallery_state {
    enum state state;
};
struct gallery_state_list {
    const struct gallery_state *items;
    size_t count;
};

struct gallery_row {
    struct text partner;
    struct text detail;
    enum state state;
    int64_t clicks;
    int64_t sales;
    struct money commission;
    struct text receipt_url;
    struct change_view change;
};
struct gallery_row_list {
    const struct gallery_row *items;
    size_t count;
};

struct gallery_view {
    struct menu_list menu;
    struct definition_list words; // of the trade: what natives look at
    struct gallery_state_list states;
    struct money amount, yen, loss;
    struct text available, revenue;
    struct change_view up, down, same;
    struct column_list columns;
    struct gallery_row_list rows, one_row;
    struct money total;
    struct filter_chip_list chips;
    struct date_bar_view dates;
    struct breadcrumb_list path;
    struct tab_list tabs;
    struct definition_list pairs;
    struct field_view email, email_wrong, site, rate, note, method, country, terms;
    struct choice_list methods, countries, actions;
    struct form_error_list errors, no_errors;
    struct receipt_line_list receipt;
    struct timeline_list events;
    struct step_list steps;
    struct safe_html qr;
    struct text confirm, hold, level;
    struct chart_view line, bars, stacked, waterfall;
    struct safe_html spark, funnel, heat;
    struct text busiest;
    struct plan_words_view plan;
    struct plan_samples_view samples;
};

// The charts of the gallery.
void gallery_fill_charts(struct render *render, struct gallery_view *view);

enum rc web_gallery(struct call *call) MUST_USE;
