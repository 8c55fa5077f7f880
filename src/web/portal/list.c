// SPDX-License-Identifier: Apache-2.0
// Lists; see list.h.
#include "portal/list.h"

#include "identity/public_id.h"
#include "phrase/phrases.h"
#include "portal/list_private.h"

// ---- addresses ----

struct text list_url(const struct list *list, const struct address_change *changes, size_t count)
{
    return address_url(&list->address, changes, count);
}

static struct hidden_field_list kept_by_search(const struct list *list)
{
    static const char *const own[] = {"q"};
    return address_kept(&list->address, own, 1);
}

static struct hidden_field_list kept_by_filters(const struct list *list)
{
    const char *own[LIST_FILTERS_MAX];
    size_t count = 0;
    for (size_t i = 0; i < list->filter_count; i++) {
        if (list->filters[i].choices.count > 0) {
            own[count++] = list->filters[i].name;
        }
    }
    return address_kept(&list->address, own, count);
}

// ---- columns ----

static size_t column_named(const struct list_kind *kind, struct text name)
{
    for (size_t i = 0; i < kind->column_count; i++) {
        if (text_equal(name, text_of(kind->columns[i].name))) {
            return i;
        }
    }
    return SIZE_MAX;
}

static bool is_named(const struct list_kind *kind, struct text names, size_t column)
{
    struct text name;
    while (text_split(&names, ',', &name)) {
        if (column_named(kind, name) == column) {
            return true;
        }
    }
    return false;
}

static bool names_days(const struct address *address)
{
    return !text_is_empty(parameters_get(&address->given, TEXT("period"))) ||
           !text_is_empty(parameters_get(&address->given, TEXT("from"))) ||
           !text_is_empty(parameters_get(&address->given, TEXT("to")));
}

// Those of the address, else those that the person has chosen, else those that are not optional.
static enum rc choose_columns(struct list *list)
{
    const struct list_kind *kind = list->kind;
    struct call *call = list->call;
    struct text names = list->query->columns;
    if (text_is_empty(names) && call->actor.person != NULL) {
        enum rc rc = list_columns_get(call->db, call->arena, call->actor.person->user.id, text_of(kind->path), &names);
        if (rc != RC_NOT_FOUND) {
            TRY(flow_stored(&call->flow, rc));
        }
    }
    list->shown_count = 0;
    for (size_t i = 0; i < kind->column_count; i++) {
        unsigned hidden = names_days(&list->address) ? LIST_OPTIONAL : LIST_OPTIONAL | LIST_OF_DAYS;
        bool is_shown = text_is_empty(names) ? (kind->columns[i].flags & hidden) == 0 : is_named(kind, names, i);
        if (i == 0 || is_shown) {
            list->shown[list->shown_count++] = i;
        }
    }
    return RC_OK;
}

static bool is_shown(const struct list *list, size_t column)
{
    for (size_t i = 0; i < list->shown_count; i++) {
        if (list->shown[i] == column) {
            return true;
        }
    }
    return false;
}

// ---- sorting ----

struct order {
    size_t column; // SIZE_MAX: none of the columns
    bool is_down;
};

static struct order order_of(const struct list *list, struct text sort)
{
    bool is_down = sort.n > 0 && sort.p[0] == '-';
    size_t column = column_named(list->kind, text_slice(sort, is_down ? 1 : 0, sort.n));
    if (column == SIZE_MAX || (list->kind->columns[column].flags & LIST_SORTS) == 0) {
        return (struct order){.column = SIZE_MAX};
    }
    return (struct order){.column = column, .is_down = is_down};
}

static struct order order_now(const struct list *list)
{
    struct order order = order_of(list, list->query->sort);
    return order.column == SIZE_MAX ? order_of(list, text_of(list->kind->sort)) : order;
}

static struct column column_view(const struct list *list, size_t column, struct order order)
{
    const struct list_column *c = &list->kind->columns[column];
    struct column view = {
        .label = phrase_text(&list->render->reader, c->label),
        .is_figure = (c->flags & LIST_FIGURE) != 0,
    };
    if ((c->flags & LIST_SORTS) == 0) {
        return view;
    }
    bool is_now = order.column == column;
    bool goes_down = is_now ? !order.is_down : view.is_figure;
    view.sort = !is_now ? SORT_NONE : order.is_down ? SORT_DOWN : SORT_UP;
    struct address_change change = {"sort", text_format(list->call->arena, "%s%s", goes_down ? "-" : "", c->name)};
    view.sort_url = list_url(list, &change, 1);
    return view;
}

// ---- opening ----

enum rc list_open(struct call *call, struct render *render, const struct list_kind *kind,
                  const struct list_query *query, const void *page, struct list *ret_list)
{
    *ret_list = (struct list){.call = call, .render = render, .kind = kind, .query = query, .page = page};
    TRY(address_open(call, kind->path, &ret_list->address));
    return choose_columns(ret_list);
}

void list_filter_of(struct list *list, const char *name, struct text label, struct choice_list choices)
{
    struct list_filter *filter = &list->filters[list->filter_count++];
    *filter = (struct list_filter){.name = name, .label = label, .choices = choices, .shown = TEXT_NONE};
    for (size_t i = 0; i < choices.count; i++) {
        if (choices.items[i].is_chosen && !text_is_empty(choices.items[i].value)) {
            filter->value = choices.items[i].value;
            filter->shown = choices.items[i].label;
        }
    }
}

void list_filter_shown(struct list *list, const char *name, struct text label, struct text shown)
{
    if (!text_is_empty(shown)) {
        list->filters[list->filter_count++] =
            (struct list_filter){.name = name, .label = label, .value = shown, .shown = shown};
    }
}

enum rc list_days(struct list *list, const struct period_query *query, struct instant *ret_from, struct instant *ret_to)
{
    list->offers_days = true;
    *ret_from = INSTANT_NONE;
    *ret_to = INSTANT_NONE;
    if (text_is_empty(query->period) && text_is_empty(query->from) && text_is_empty(query->to)) {
        return RC_OK;
    }
    TRY(period_read(list->call, list->render, query, &list->days));
    list->has_days = true;
    if (text_is_empty(list->days.error)) {
        period_counted(&list->days, ret_from, ret_to);
        return RC_OK;
    }
    *ret_from = (struct instant){INSTANT_MIN_MS};
    *ret_to = *ret_from;
    return !list_wants_file(list) ? RC_OK
                                  : fault_set(list->call->fault, RC_INVALID, "instant_malformed", "from",
                                              "from and to must be days such as 2026-11-01, the first one first");
}

struct tabs_view list_tabs(struct list *list, const char *name, struct text label, struct choice_list choices)
{
    struct tab_item *items = arena_many(list->call->arena, struct tab_item, choices.count);
    struct text now = parameters_get(&list->address.given, text_of(name));
    for (size_t i = 0; i < choices.count; i++) {
        const struct choice *choice = &choices.items[i];
        struct address_change change = {name, choice->value};
        items[i] = (struct tab_item){
            .label = choice->label,
            .url = list_url(list, &change, 1),
            .is_current = choice->is_chosen ||
                          (text_is_empty(choice->value) ? text_is_empty(now) : text_equal(choice->value, now)),
        };
    }
    return (struct tabs_view){.label = label, .tabs = {.items = items, .count = choices.count}};
}

// ---- rows ----

struct list_slice list_slice_of(const struct list *list, int64_t limit, int64_t after)
{
    struct order order = order_now(list);
    struct text words = text_trim(list->query->q);
    return (struct list_slice){
        .sort = order.column == SIZE_MAX ? 0 : list->kind->columns[order.column].sort,
        .is_down = order.is_down,
        .after = after,
        .limit = limit,
        .words = text_is_empty(words) ? TEXT_NONE : words,
    };
}

static enum rc fill_rows(struct list *list, struct list_view *view)
{
    struct call *call = list->call;
    struct opt_int64 wanted = list->query->limit;
    wanted = wanted.has ? wanted : (struct opt_int64){.has = true, .v = LIST_ROWS_DEFAULT};
    int64_t limit = 0;
    int64_t after = 0;
    TRY(call_page_start(call, wanted, list->query->cursor, &limit, &after));
    struct list_slice slice = list_slice_of(list, limit + 1, after);
    const void *found = NULL;
    size_t count = 0;
    TRY(list->kind->read(list, &slice, &found, &count));
    bool has_more = count > (size_t)limit;
    count = has_more ? (size_t)limit : count;
    struct list_row *rows = arena_many(call->arena, struct list_row, count);
    struct list_cells *cells = arena_many(call->arena, struct list_cells, 1);
    for (size_t i = 0; i < count; i++) {
        *cells = (struct list_cells){.id = 0};
        TRY(list->kind->show(list, found, i, cells));
        struct cell_view *kept_cells = arena_many(call->arena, struct cell_view, list->shown_count);
        for (size_t c = 0; c < list->shown_count; c++) {
            kept_cells[c] = cells->cells[list->shown[c]];
            kept_cells[c].is_figure = (list->kind->columns[list->shown[c]].flags & LIST_FIGURE) != 0;
        }
        rows[i] = (struct list_row){.value = cells->value,
                                    .label = cells->label,
                                    .is_unselectable = cells->is_unselectable,
                                    .head = kept_cells[0],
                                    .cells = {.items = kept_cells + 1, .count = list->shown_count - 1}};
    }
    view->table.rows = (struct list_row_list){.items = rows, .count = count};
    view->pager =
        (struct pager_view){.shown = (int64_t)count, .first_url = after == 0 ? TEXT_NONE : list_url(list, NULL, 0)};
    if (has_more) {
        struct address_change change = {"cursor", call_cursor(call, cells->id)};
        view->pager.next_url = list_url(list, &change, 1);
    }
    return RC_OK;
}

// ---- the bar ----

static void fill_filters(const struct list *list, struct list_view *view)
{
    struct arena *arena = list->call->arena;
    struct select_view *selects = arena_many(arena, struct select_view, list->filter_count);
    struct filter_chip *chips = arena_many(arena, struct filter_chip, list->filter_count + 2);
    struct address_change *clear = arena_many(arena, struct address_change, list->filter_count + 4);
    size_t select_count = 0;
    size_t chip_count = 0;
    for (size_t i = 0; i < list->filter_count; i++) {
        const struct list_filter *filter = &list->filters[i];
        clear[i] = (struct address_change){filter->name, TEXT_NONE};
        if (filter->choices.count > 0) {
            selects[select_count++] = (struct select_view){
                .field = {.name = text_of(filter->name), .label = filter->label}, .choices = filter->choices};
            selects[select_count - 1].field.is_optional = true;
            selects[select_count - 1].field.is_unmarked = true;
        }
        if (!text_is_empty(filter->value)) {
            chips[chip_count++] = (struct filter_chip){
                .name = filter->label, .value = filter->shown, .remove_url = list_url(list, &clear[i], 1)};
        }
    }
    static const char *const others[] = {"q", "period", "from", "to"};
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        clear[list->filter_count + i] = (struct address_change){others[i], TEXT_NONE};
    }
    if (list->has_days && text_is_empty(list->days.error)) {
        chips[chip_count++] = (struct filter_chip){.name = phrase_period_label(&list->render->reader),
                                                   .value = period_words(list->render, &list->days),
                                                   .remove_url = list_url(list, &clear[list->filter_count + 1], 3)};
    }
    struct text words = text_trim(list->query->q);
    if (!text_is_empty(words)) {
        chips[chip_count++] = (struct filter_chip){.name = phrase_list_words(&list->render->reader),
                                                   .value = words,
                                                   .remove_url = list_url(list, &clear[list->filter_count], 1)};
    }
    view->bar.filters = (struct select_list){.items = selects, .count = select_count};
    view->chips = (struct filter_bar_view){.chips = {.items = chips, .count = chip_count},
                                           .clear_url = list_url(list, clear, list->filter_count + 4)};
}

static void fill_days(const struct list *list, struct list_days_view *view)
{
    static const char *const own[] = {"period", "from", "to"};
    if (!list->offers_days) {
        return;
    }
    static const struct period none = {.first = 0};
    const struct period *days = list->has_days ? &list->days : &none;
    *view = (struct list_days_view){.periods = period_choices(list->render, days, &list->address),
                                    .kept = address_kept(&list->address, own, 3),
                                    .zone = list->render->page->zone,
                                    .error = days->error};
    if (text_is(days->error)) {
        view->from = days->typed_from;
        view->to = days->typed_to;
    } else if (list->has_days) {
        view->shown = period_words(list->render, days);
        view->from = instant_date_text(list->call->arena, (struct instant){days->first * DAY_MS});
        view->to = instant_date_text(list->call->arena, (struct instant){days->last * DAY_MS});
    }
}

static void fill_columns(const struct list *list, struct list_view *view)
{
    struct arena *arena = list->call->arena;
    const struct list_kind *kind = list->kind;
    struct order order = order_now(list);
    struct column *columns = arena_many(arena, struct column, list->shown_count);
    for (size_t i = 0; i < list->shown_count; i++) {
        columns[i] = column_view(list, list->shown[i], order);
    }
    view->table.columns = (struct column_list){.items = columns, .count = list->shown_count};
    struct choice *offered = arena_many(arena, struct choice, kind->column_count);
    for (size_t i = 1; i < kind->column_count; i++) {
        offered[i - 1] = (struct choice){.value = text_of(kind->columns[i].name),
                                         .label = phrase_text(&list->render->reader, kind->columns[i].label),
                                         .is_chosen = is_shown(list, i)};
    }
    view->bar.columns_offered = (struct choice_list){.items = offered, .count = kind->column_count - 1};
}

static struct saved_view_link view_link(const struct call *call, const struct address *address,
                                        const struct saved_view *view, struct text owner, struct text now)
{
    return (struct saved_view_link){
        .id = public_id_text(call->arena, call->keyring, PREFIX_SAVED_VIEW, view->id.v),
        .name = view->name,
        .url = address_with(address, view->query),
        .owner = owner,
        .is_shared = !instant_is_none(view->shared_at),
        .is_current = text_equal(view->query, now),
    };
}

static enum rc fill_shared_views(struct call *call, const struct address *address, struct list_bar_view *bar)
{
    struct shared_view *views = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow, saved_view_list_shared(call->db, call->arena, call->actor.person->user.id,
                                                        text_of(address->path), &views, &count)));
    struct saved_view_link *items = arena_many(call->arena, struct saved_view_link, count);
    for (size_t i = 0; i < count; i++) {
        items[i] = view_link(call, address, &views[i].view, views[i].owner, bar->query);
    }
    bar->shared = (struct saved_view_link_list){.items = items, .count = count};
    return RC_OK;
}

// What was just done to a view: deleted, so that it can be had back; or had back.
static enum rc fill_view_done(struct call *call, const struct render *render, const struct address *address,
                              struct list_bar_view *bar)
{
    int64_t id = 0;
    struct saved_view view;
    const struct reader *r = &render->reader;
    struct text done = parameters_get(&address->given, TEXT("done"));
    if (!text_is(done) || public_id_parse(call->keyring, PREFIX_SAVED_VIEW, done, &id) != RC_OK) {
        return RC_OK;
    }
    enum rc rc = saved_view_get(call->db, call->arena, (struct saved_view_id){id}, &view);
    if (rc == RC_NOT_FOUND || (rc == RC_OK && view.user_id.v != call->actor.person->user.id.v)) {
        return RC_OK;
    }
    TRY(flow_stored(&call->flow, rc));
    bar->view_done = (struct toast_view){.tone = TONE_SUCCESS, .message = phrase_list_undone(r)};
    if (!instant_is_none(view.deleted_at)) {
        bar->view_done.message = phrase_list_view_deleted(r, (struct phrase_list_view_deleted){.name = view.name});
        bar->view_done.undo_url = TEXT("/account/views/restore");
        bar->view_done.undo_id = done;
        bar->view_done.return_url = bar->here;
    }
    return RC_OK;
}

static enum rc fill_views(struct call *call, const struct render *render, const struct address *address,
                          struct list_bar_view *bar)
{
    if (call->actor.person == NULL) {
        return RC_OK;
    }
    struct saved_view *views = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow, saved_view_list(call->db, call->arena, call->actor.person->user.id,
                                                 text_of(address->path), &views, &count)));
    struct saved_view_link *items = arena_many(call->arena, struct saved_view_link, count);
    for (size_t i = 0; i < count; i++) {
        items[i] = view_link(call, address, &views[i], TEXT_NONE, bar->query);
    }
    bar->views = (struct saved_view_link_list){.items = items, .count = count};
    bar->can_share = call->actor.role == ROLE_OPERATOR;
    if (bar->can_share) {
        TRY(fill_shared_views(call, address, bar));
    }
    return fill_view_done(call, render, address, bar);
}

enum rc list_bar_fill(struct call *call, const struct render *render, const struct address *address,
                      struct list_bar_view *ret_bar)
{
    struct address_change csv = {"format", TEXT("csv")};
    struct address_change xlsx = {"format", TEXT("xlsx")};
    ret_bar->path = text_of(address->path);
    ret_bar->query = address_query(address, NULL, 0);
    ret_bar->here = address_with(address, ret_bar->query);
    ret_bar->columns_return = address_url(address, &(struct address_change){"columns", TEXT_NONE}, 1);
    ret_bar->csv_url = address_url(address, &csv, 1);
    ret_bar->xlsx_url = address_url(address, &xlsx, 1);
    ret_bar->rows_max = LIST_FILE_ROWS_MAX;
    return fill_views(call, render, address, ret_bar);
}

static void fill_search(const struct list *list, struct list_bar_view *bar)
{
    if (list->kind->is_searched) {
        bar->search_label = phrase_text(&list->render->reader, list->kind->search);
    }
    bar->words = list->query->q;
    bar->kept_by_search = kept_by_search(list);
    bar->kept_by_filters = kept_by_filters(list);
}

// ---- what was just done ----

static enum rc fill_done(const struct list *list, struct list_view *view)
{
    struct call *call = list->call;
    int64_t id = 0;
    struct bulk_action action;
    if (text_equal(list->query->done, TEXT(LIST_DONE_NOTHING))) {
        view->done =
            (struct toast_view){.tone = TONE_WARNING, .message = phrase_list_nothing_selected(&list->render->reader)};
        return RC_OK;
    }
    if (list->kind->done == NULL || call->actor.person == NULL || text_is_empty(list->query->done) ||
        public_id_parse(call->keyring, PREFIX_BULK_ACTION, list->query->done, &id) != RC_OK) {
        return RC_OK;
    }
    enum rc rc =
        bulk_action_get(call->db, call->arena, (struct bulk_action_id){id}, call->actor.person->user.id, &action);
    if (rc == RC_NOT_FOUND) {
        return RC_OK;
    }
    TRY(flow_stored(&call->flow, rc));
    const struct reader *r = &list->render->reader;
    view->done = (struct toast_view){.tone = TONE_SUCCESS};
    if (!instant_is_none(action.undone_at)) {
        view->done.message = phrase_list_undone(r);
        return RC_OK;
    }
    view->done.message = list->kind->done(r, action.action, (int64_t)action.object_count);
    if (action.object_count > 0 && list->kind->undo_path != NULL) {
        view->done.undo_url = text_of(list->kind->undo_path);
        view->done.undo_id = list->query->done;
        view->done.return_url = view->bar.here;
    }
    return RC_OK;
}

// Whether the address asks for some of the rows only.
static bool is_narrowed(const struct list *list)
{
    static const char *const whole[] = {"sort", "columns", "limit", "done"};
    for (size_t i = 0; i < list->address.given.count; i++) {
        const struct parameter *given = &list->address.given.list[i];
        bool narrows = given->value.n > 0 && !text_equal(given->value, TEXT(LIST_ALL));
        for (size_t k = 0; k < sizeof(whole) / sizeof(whole[0]); k++) {
            narrows = narrows && !text_equal(given->name, text_of(whole[k]));
        }
        if (narrows) {
            return true;
        }
    }
    return false;
}

enum rc list_fill(struct list *list, struct list_view *ret_view)
{
    const struct reader *r = &list->render->reader;
    struct list_view *view = ret_view;
    view->table.title = phrase_text(r, list->kind->title);
    TRY(list_bar_fill(list->call, list->render, &list->address, &view->bar));
    fill_search(list, &view->bar);
    fill_filters(list, view);
    fill_days(list, &view->bar.days);
    fill_columns(list, view);
    TRY(fill_rows(list, view));
    TRY(fill_done(list, view));
    if (is_narrowed(list)) {
        view->empty = (struct empty_view){.kind = EMPTY_NO_MATCH,
                                          .icon = ICON_FILTER,
                                          .title = phrase_list_no_match(r),
                                          .message = phrase_list_no_match_text(r),
                                          .action = phrase_filter_clear(r),
                                          .url = text_of(list->kind->path)};
    }
    return RC_OK;
}

// ---- bulk actions ----

enum rc list_selected(struct call *call, const char *prefix, int64_t **ret_ids, size_t *ret_count)
{
    int64_t *ids = arena_many(call->arena, int64_t, call->form.count);
    size_t count = 0;
    for (size_t i = 0; i < call->form.count; i++) {
        if (!text_equal(call->form.list[i].name, TEXT("id"))) {
            continue;
        }
        if (public_id_parse(call->keyring, prefix, call->form.list[i].value, &ids[count]) != RC_OK) {
            return fault_set(call->fault, RC_NOT_FOUND, "not_found", "id", "there is nothing of this id");
        }
        count++;
    }
    *ret_ids = ids;
    *ret_count = count;
    return RC_OK;
}

enum rc list_return_with(struct call *call, const char *path, const char *name, struct text value)
{
    struct text back = parameters_get(&call->form, TEXT("return"));
    back = text_is_empty(back) ? text_of(path) : back;
    if (text_is_empty(value)) {
        return page_redirect(call, back);
    }
    bool has_query = text_find_char(back, '?', 0) != SIZE_MAX;
    return page_redirect(call, text_format(call->arena, "%.*s%s%s=%.*s", TEXT_PRINT(back), has_query ? "&" : "?", name,
                                           TEXT_PRINT(value)));
}

enum rc list_return(struct call *call, const char *path, struct text done)
{
    return list_return_with(call, path, "done", done);
}

struct text list_done(const struct call *call, struct bulk_action_id id)
{
    return public_id_text(call->arena, call->keyring, PREFIX_BULK_ACTION, id.v);
}
