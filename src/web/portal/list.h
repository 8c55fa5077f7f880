// SPDX-License-Identifier: Apache-2.0
// A list page out of a table of columns: search, filters, tabs, saved views, choice of columns, sorting, pages, bulk
// actions with undo, and files of what is shown (CSV, XLSX). The page says what a row is and how rows are read; the
// rest is here, and the component `list` shows it. docs/templates.md "A list page" has one whole.
//
// The address is the state: ?q=words&sort=-amount&columns=order,amount&status=pending&period=28d&cursor=…; a filter's
// parameter has the filter's name. A page goes on after the last row of the one before, wherever that row stands now:
// rows that come or go meanwhile neither repeat nor hide others.
#pragma once

#include "call.h"
#include "component/list.h"
#include "page/page.h"
#include "phrase/phrases.h"
#include "portal/address.h"
#include "portal/period.h"
#include "saved_view/saved_view.h"

#define LIST_COLUMNS_MAX 24
#define LIST_FILTERS_MAX 12
#define LIST_ROWS_DEFAULT 50
#define LIST_FILE_ROWS_MAX 20000 // of a CSV or XLSX file; what is more is left out, and the file's last row says so

// The parameters that every list has: the first member of its query structure, and the first of its fields.
struct list_query {
    struct opt_int64 limit;
    struct text cursor;
    struct text q;       // words looked for
    struct text sort;    // a column's name; with '-' in front from the largest on
    struct text columns; // names, a comma list: instead of those that the person has chosen
    struct text format;  // csv or xlsx: answers with a file
    struct text done;    // the bulk action that led here
};
#define LIST_FIELD(type, member_, kind_, ...)                                                  \
    {                                                                                          \
        .name = #member_, .kind = (kind_), .offset = offsetof(type, list.member_), __VA_ARGS__ \
    }
#define LIST_QUERY_FIELDS(type)                                                                                     \
    LIST_FIELD(type, limit, FIELD_KIND_INT64, .min = 1, .max = CALL_LIMIT_MAX, .description = "How many at most."), \
        LIST_FIELD(type, cursor, FIELD_KIND_TEXT, .min = 1, .max = 64, .description = "The `next` of the page."),   \
        LIST_FIELD(type, q, FIELD_KIND_TEXT, .min = 0, .max = 200, .description = "Words that are looked for."),    \
        LIST_FIELD(type, sort, FIELD_KIND_TEXT, .min = 0, .max = 40,                                                \
                   .description = "A column's name, '-' in front: "                                                 \
                                  "from the largest on."),                                                          \
        LIST_FIELD(type, columns, FIELD_KIND_TEXT, .min = 0, .max = 400, .description = "Which columns: names."),   \
        LIST_FIELD(type, format, FIELD_KIND_CHOICE, .words = "csv,xlsx", .description = "Answers with a file."),    \
        LIST_FIELD(type, done, FIELD_KIND_TEXT, .min = 0, .max = 64, .description = "A bulk action just done.")

enum {
    LIST_FIGURE = 1,     // aligned to the right; sorted from the largest on at first
    LIST_SORTS = 2,      // its head sorts
    LIST_OPTIONAL = 4,   // not shown until somebody chooses it
    LIST_MONEY = 8,      // of amounts: its currency is a column of its own in files
    LIST_OF_DAYS = 16,   // optional too, but shown without a choice when the address names days
    LIST_PAGE_ONLY = 32, // not in files
};

struct list_column {
    const char *name; // in addresses, kept choices; never changes
    enum phrase label;
    unsigned flags;
    int sort; // LIST_SORTS: what `read` is told
};

// Which rows are wanted.
struct list_slice {
    int sort; // of the column
    bool is_down;
    int64_t after; // id of the last row of the page before; 0: from the beginning
    int64_t limit;
    struct text words; // trimmed; TEXT_NONE: any
};

struct list;

// One row, as the page tells it: a cell for every column of the kind, shown or not.
struct list_cells {
    int64_t id;           // where the next page goes on
    struct text value;    // what a bulk action is given
    struct text label;    // what is selected, for screen readers
    bool is_unselectable; // no bulk action is for it
    struct cell_view cells[LIST_COLUMNS_MAX];
};

struct list_kind {
    const char *path; // of the page, and the list's name in what people keep; of a page below another, with its id
    const char *file; // of its files: "conversions"
    enum phrase title;
    enum phrase search; // label of the search field; only with is_searched
    bool is_searched;
    const struct list_column *columns; // the first heads its row and is always shown
    size_t column_count;
    const char *sort; // without a choice: "-since"
    // Rows of the slice in its order, at most slice->limit. Inside the caller's read transaction.
    enum rc (*read)(struct list *list, const struct list_slice *slice, const void **ret_rows, size_t *ret_count);
    enum rc (*show)(struct list *list, const void *rows, size_t at, struct list_cells *cells);
    // "12 partners archived"; NULL without bulk actions.
    struct text (*done)(const struct reader *reader, struct text action, int64_t count);
    const char *undo_path; // the POST route that undoes; its form holds id and return
};

struct list_filter {
    const char *name; // the parameter
    struct text label;
    struct text value; // chosen now; TEXT_NONE: none
    struct text shown; // the same in words
    struct choice_list choices;
};

struct list {
    struct call *call;
    struct render *render;
    const struct list_kind *kind;
    const struct list_query *query;
    const void *page; // the page's own
    struct address address;
    struct list_filter filters[LIST_FILTERS_MAX];
    size_t filter_count;
    bool offers_days, has_days;
    struct period days;             // has_days
    size_t shown[LIST_COLUMNS_MAX]; // columns in their order
    size_t shown_count;
};

// Begins a list; `page` is what `read` and `show` find in list->page.
enum rc list_open(struct call *call, struct render *render, const struct list_kind *kind,
                  const struct list_query *query, const void *page, struct list *ret_list) MUST_USE;
// A filter that the bar offers: one of some values. The chosen one gets a chip.
void list_filter_of(struct list *list, const char *name, struct text label, struct choice_list choices);
// A filter that only an address sets (a partner); value in words for its chip. Absent (TEXT_NONE): nothing.
void list_filter_shown(struct list *list, const char *name, struct text label, struct text shown);
// The days that the list is of (PERIOD_DAYS_FIELDS): INSTANT_NONE twice when the address names none, and the bar offers
// them. Dates that are none leave no rows, and the bar says what is wrong; of a file they are refused. Before the file
// is answered, because `read` needs the instants.
enum rc list_days(struct list *list, const struct period_query *query, struct instant *ret_from,
                  struct instant *ret_to) MUST_USE;
// Tabs over one parameter: the one whose value is TEXT_NONE stands without the parameter. Where that is not "all" (a
// queue of what waits), all has the value LIST_ALL, which narrows nothing, and the page chooses (is_chosen) what else
// the absent parameter means.
#define LIST_ALL "all"
struct tabs_view list_tabs(struct list *list, const char *name, struct text label, struct choice_list choices);

// Whether a file is asked for; then the handler returns list_answer_file.
bool list_wants_file(const struct list *list);
enum rc list_answer_file(struct list *list) MUST_USE;
// Everything but tabs, bulk and the empty state for "there is nothing yet" (is_filtered: EMPTY_NO_MATCH is set).
enum rc list_fill(struct list *list, struct list_view *ret_view) MUST_USE;

// The bar of a page that is no list but has views and files too: what of it follows from the address.
enum rc list_bar_fill(struct call *call, const struct render *render, const struct address *address,
                      struct list_bar_view *ret_bar) MUST_USE;

// The list with some parameters set otherwise; see address.h.
struct text list_url(const struct list *list, const struct address_change *changes, size_t count);

// The ids of a bulk action's form, of one noun; none is no error (LIST_DONE_NOTHING tells it). RC_NOT_FOUND for one
// that is not of it.
enum rc list_selected(struct call *call, const char *prefix, int64_t **ret_ids, size_t *ret_count) MUST_USE;
// Leads back to the list (the form's `return`, else the path) and has it say what was done: list_done of the action, or
// LIST_DONE_NOTHING when nothing was selected, TEXT_NONE: nothing is said.
#define LIST_DONE_NOTHING "nothing"
enum rc list_return(struct call *call, const char *path, struct text done) MUST_USE;
// The same with a parameter that the page reads itself.
enum rc list_return_with(struct call *call, const char *path, const char *name, struct text value) MUST_USE;
struct text list_done(const struct call *call, struct bulk_action_id id);

// ---- what people keep ----

// POST /account/views: list, name, query. A name that is not possible: asked for again by itself (saved_view_form.h).
enum rc web_saved_view_save(struct call *call) MUST_USE;
// POST /account/views/forget: id, return; the list offers to undo it. POST /account/views/restore undoes it.
enum rc web_saved_view_forget(struct call *call) MUST_USE;
enum rc web_saved_view_restore(struct call *call) MUST_USE;
// POST /account/views/rename: id, name, return. A name that is not possible as above.
enum rc web_saved_view_rename(struct call *call) MUST_USE;
// POST /account/views/share: id, is_shared, return. POST /account/views/copy: id; leads to what the copy shows.
enum rc web_saved_view_share(struct call *call) MUST_USE;
enum rc web_saved_view_copy(struct call *call) MUST_USE;
// POST /account/columns: list, columns (each chosen one), reset, return
enum rc web_list_columns(struct call *call) MUST_USE;
