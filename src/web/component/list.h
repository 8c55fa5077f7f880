// SPDX-License-Identifier: Apache-2.0
// Views of lists: table with sorting and paging, filters, empty states, period with comparison. The address is the
// state: every header, chip and page is a link, and a form is a GET form.
#pragma once

#include <stdbool.h>

#include "asset/assets.h"
#include "component/basic.h"
#include "component/form.h"
#include "core/text.h"

enum sort { SORT_NONE, SORT_UP, SORT_DOWN }; // how the list is sorted by a column now

struct column {
    struct text label;
    struct text sort_url; // made by the handler from its allow-list; TEXT_NONE: cannot be sorted
    enum sort sort;
    bool is_figure; // aligned to the right, tabular
};
struct column_list {
    const struct column *items;
    size_t count;
};

// Wraps the rows: <tr> with <td>; figures have class="figure", the first cell of a row may be <th scope="row">.
struct table_view {
    struct text caption; // what the table shows; read by screen readers, hidden otherwise
    struct column_list columns;
    bool is_selectable; // the first cell of each row is {{use row_check}}
};

struct row_check_view {
    struct text value;
    struct text label; // what is selected: the partner's name
};

struct pager_view {
    int64_t shown;         // rows on this page
    struct text next_url;  // TEXT_NONE: the last page
    struct text first_url; // TEXT_NONE: this is the first page
};

struct bulk_bar_view {
    struct text name; // of the field that the buttons set
    struct choice_list actions;
};

enum empty_kind {
    EMPTY_NOTHING_YET, // there is none: what to do to get one
    EMPTY_NO_MATCH,    // filters hide all: clear them
    EMPTY_FAILED,      // could not be read: try again
};

struct empty_view {
    enum empty_kind kind;
    enum icon icon;
    struct text title;
    struct text message;
    struct text action; // the label of what to do; every empty state has one
    struct text url;
};

struct filter_chip {
    struct text name;
    struct text value;
    struct text remove_url;
};
struct filter_chip_list {
    const struct filter_chip *items;
    size_t count;
};
struct filter_bar_view {
    struct filter_chip_list chips;
    struct text clear_url;
};

enum comparison { COMPARE_OFF, COMPARE_PREVIOUS, COMPARE_YEAR };

struct period_choice {
    struct text label;
    struct text url;
    bool is_current;
};
struct period_choice_list {
    const struct period_choice *items;
    size_t count;
};
// Which days are shown, and against which.
struct date_bar_view {
    struct period_choice_list periods;
    struct text action; // where the form of an own period leads: the page's path
    struct text from;   // "2026-11-01"
    struct text to;
    struct text shown; // "1 Nov 2026 – 28 Nov 2026"
    enum comparison compare;
    bool is_by_weekday;
    struct text zone;  // "Europe/Paris"
    struct text until; // "14:03": how far the numbers are complete; TEXT_NONE: not said
};

struct render;
struct text render_sort_word(struct render *render, enum sort sort); // of aria-sort
