// SPDX-License-Identifier: Apache-2.0
// Views of lists: table with sorting and paging, filters, empty states, period with comparison. The address is the
// state: every header, chip and page is a link, and a form is a GET form.
#pragma once

#include <stdbool.h>

#include "asset/assets.h"
#include "component/basic.h"
#include "component/form.h"
#include "component/story.h"
#include "core/text.h"
#include "value/money.h"
#include "value/time.h"

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

// ---- a whole list: portal/list.h fills it from a table of columns ----

enum cell_kind {
    CELL_NONE, // there is nothing: a dash
    CELL_TEXT,
    CELL_NAME, // a text that is no word: names, ids, codes; not translated
    CELL_NUMBER,
    CELL_MONEY, // url is the way to its receipt
    CELL_DATE,
    CELL_TIME,
    CELL_STATE,
    CELL_CHIP,   // a state in words of its own: text, tone
    CELL_ACTION, // a button that leads to a form: text, url; note says of what. Not in files
    CELL_FORM,   // a field and a button: form. Not in files
};
struct money_list {
    const struct money *items;
    size_t count;
};
struct cell_form {
    struct text action;
    struct text name, value, hint; // of the field
    struct text label;             // of the field, for screen readers
    struct text button, of;        // "Decline", "Anna Berg"
    bool is_refused;               // the value was not possible
};
// One cell, its content alone. With a note it has a second, quiet line.
struct cell_view {
    enum cell_kind kind;
    struct text text;
    struct text url; // TEXT_NONE: no link
    struct text note;
    int64_t number;
    struct money money;
    struct money_list others; // amounts in other currencies, a line each; in files a row each
    struct instant at;
    enum state state;
    struct text tone;             // of a chip
    struct text alert;            // a chip behind it; TEXT_NONE: none
    bool is_alarm;                // and a red one
    const struct cell_form *form; // of CELL_FORM
    bool is_overdue;              // of a state: what was promised is late
    bool is_clipped;              // of a name: cut at the end when it is long, whole to the pointer
    bool is_sentence;             // of a text: the table scrolls before it stands on end
    bool is_figure;               // of its column
};
struct cell_list {
    const struct cell_view *items;
    size_t count;
};
struct list_row {
    struct text value;    // what a bulk action is given: its public id
    struct text label;    // what is selected, for screen readers
    bool is_unselectable; // no bulk action is for it
    struct cell_view head;
    struct cell_list cells;
};
struct list_row_list {
    const struct list_row *items;
    size_t count;
};
struct hidden_field {
    struct text name, value;
};
struct hidden_field_list {
    const struct hidden_field *items;
    size_t count;
};
struct hidden_fields_view {
    struct hidden_field_list fields;
};
struct select_list {
    const struct select_view *items;
    size_t count;
};
struct saved_view_link {
    struct text id;
    struct text name;
    struct text url;
    struct text owner; // who shares it; TEXT_NONE: the reader's own
    bool is_shared;
    bool is_current;
};
struct saved_view_link_list {
    const struct saved_view_link *items;
    size_t count;
};
struct period_choice {
    struct text label;
    struct text url;
    bool is_current;
};
struct period_choice_list {
    const struct period_choice *items;
    size_t count;
};
// The days that a list is of. Without periods it is not asked.
struct list_days_view {
    struct period_choice_list periods;
    struct hidden_field_list kept; // the rest of the address
    struct text from, to;          // "2026-11-01", as they stand in the form
    struct text shown;             // "1 Nov 2026 – 28 Nov 2026"; TEXT_NONE: all days
    struct text error;             // what is wrong with the dates; TEXT_NONE: nothing
    struct text zone;              // "Europe/Paris"
};
// Above a list: search, days, filters, saved views, columns, files. What is absent or empty is not shown.
struct list_bar_view {
    struct text path;         // of the page
    struct text here;         // the list as it is shown: where forms lead back to
    struct text query;        // of here, without '?': what a new view keeps
    struct text search_label; // TEXT_NONE: no search
    struct text words;
    struct hidden_field_list kept_by_search; // the rest of the address
    struct list_days_view days;
    struct select_list filters;
    struct hidden_field_list kept_by_filters;
    struct choice_list columns_offered;
    struct text columns_return; // here, with the columns that the person chose
    struct saved_view_link_list views;
    bool can_share;                     // with the network's other operators
    struct saved_view_link_list shared; // by others
    struct toast_view view_done;        // what was just done to a view; without a message nothing
    struct text csv_url, xlsx_url;
    int64_t rows_max; // of a file
};
// The rows in a table of their own.
struct list_rows_view {
    struct text title; // says what is listed; read by screen readers
    struct column_list columns;
    struct list_row_list rows;
    bool is_selectable;
};
struct list_view {
    struct tabs_view tabs;
    struct list_bar_view bar;
    struct filter_bar_view chips;
    struct list_rows_view sums; // what all pages together sum to; without rows nothing
    struct list_rows_view table;
    struct text bulk_url; // TEXT_NONE: no bulk actions
    struct bulk_bar_view bulk;
    struct empty_view empty;
    struct pager_view pager;
    struct toast_view done; // what was just done; without a message nothing
};

enum comparison { COMPARE_OFF, COMPARE_PREVIOUS, COMPARE_YEAR };

// Which days are shown, and against which.
struct date_bar_view {
    struct period_choice_list periods;
    struct text action;            // where the form of an own period leads: the page's path
    struct hidden_field_list kept; // the page's other parameters
    struct text from;              // "2026-11-01"
    struct text to;
    struct text shown; // "1 Nov 2026 – 28 Nov 2026"
    enum comparison compare;
    bool is_by_weekday;
    struct text against; // the days that are compared with; TEXT_NONE: none
    struct text error;   // what is wrong with the dates of the form; TEXT_NONE: nothing
    struct text zone;    // "Europe/Paris"
    struct text until;   // "14:03": how far the numbers are complete; TEXT_NONE: not said
};

struct render;
struct text render_sort_word(struct render *render, enum sort sort); // of aria-sort
