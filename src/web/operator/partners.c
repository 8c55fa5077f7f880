// SPDX-License-Identifier: Apache-2.0
// The list of partners, for the operator.
#include "operator/partners.h"

#include "identity/public_id.h"
#include "partner/partner_bulk.h"
#include "partner/partner_write.h"
#include "partners_html.h"
#include "phrase/phrases.h"
#include "portal/list.h"
#include "portal/portal.h"
#include "portal/show.h"

#define PATH "/operator/partners"

struct partners_query {
    struct list_query list;
    struct text status;
    struct text type;
    struct text country;
};
static const struct field query_fields[] = {
    LIST_QUERY_FIELDS(struct partners_query),
    FIELD_CHOICE(struct partners_query, status, "active,archived", FIELD_BLANK, "Only those of this status."),
    FIELD_TEXT(struct partners_query, type, 0, PARTNER_TYPE_CHARACTERS_MAX, FIELD_BLANK, "Only those of this type."),
    FIELD_TEXT(struct partners_query, country, 0, 2, FIELD_BLANK, "Only those from this country."),
};
const struct schema schema_partners_query = SCHEMA("PartnersQuery", struct partners_query, query_fields);

enum {
    COLUMN_NAME,
    COLUMN_CODE,
    COLUMN_EMAIL,
    COLUMN_TYPE,
    COLUMN_SEGMENT,
    COLUMN_COUNTRY,
    COLUMN_SINCE,
    COLUMN_STATE,
};
static const struct list_column columns[] = {
    [COLUMN_NAME] = {"name", PHRASE_WORD_NAME, LIST_SORTS, PARTNER_BY_NAME},
    [COLUMN_CODE] = {"code", PHRASE_PEOPLE_CODE, LIST_SORTS | LIST_OPTIONAL, PARTNER_BY_CODE},
    [COLUMN_EMAIL] = {"email", PHRASE_WORD_EMAIL, LIST_OPTIONAL, 0},
    [COLUMN_TYPE] = {"type", PHRASE_PEOPLE_TYPE, LIST_SORTS, PARTNER_BY_TYPE},
    [COLUMN_SEGMENT] = {"segment", PHRASE_PEOPLE_SEGMENT, LIST_OPTIONAL, 0},
    [COLUMN_COUNTRY] = {"country", PHRASE_WORD_COUNTRY, LIST_SORTS, PARTNER_BY_COUNTRY},
    [COLUMN_SINCE] = {"since", PHRASE_PEOPLE_SINCE, LIST_FIGURE | LIST_SORTS, PARTNER_BY_AGE},
    [COLUMN_STATE] = {"state", PHRASE_WORD_STATE, LIST_SORTS, PARTNER_BY_STATUS},
};

static enum rc read_rows(struct list *list, const struct list_slice *slice, const void **ret_rows, size_t *ret_count)
{
    const struct partners_query *query = list->page;
    struct call *call = list->call;
    struct partner_search search = {
        .words = slice->words,
        .status = query->status,
        .type = query->type,
        .country = query->country,
        .sort = (enum partner_sort)slice->sort,
        .is_down = slice->is_down,
        .after = {slice->after},
        .limit = slice->limit,
    };
    struct partner *rows = NULL;
    TRY(flow_stored(&call->flow, partner_search(call->db, call->arena, &search, &rows, ret_count)));
    *ret_rows = rows;
    return RC_OK;
}

static struct cell_view cell_of(enum cell_kind kind, struct text text)
{
    return (struct cell_view){.kind = text_is_empty(text) ? CELL_NONE : kind, .text = text};
}

static enum rc show_row(struct list *list, const void *rows, size_t at, struct list_cells *row)
{
    const struct partner *p = (const struct partner *)rows + at;
    struct call *call = list->call;
    row->id = p->id.v;
    row->value = public_id_text(call->arena, call->keyring, PREFIX_PARTNER, p->id.v);
    row->label = p->name;
    row->cells[COLUMN_NAME] = (struct cell_view){
        .kind = CELL_NAME, .text = p->name, .url = show_url(call, PATH "/", PREFIX_PARTNER, p->id.v), .note = p->code};
    row->cells[COLUMN_CODE] = cell_of(CELL_NAME, p->code);
    row->cells[COLUMN_EMAIL] = cell_of(CELL_NAME, p->email);
    row->cells[COLUMN_TYPE] = cell_of(CELL_NAME, p->type);
    row->cells[COLUMN_SEGMENT] = cell_of(CELL_NAME, p->segment);
    row->cells[COLUMN_COUNTRY] = cell_of(CELL_TEXT, show_country(list->render, p->country));
    row->cells[COLUMN_SINCE] = (struct cell_view){.kind = CELL_DATE, .at = p->created_at};
    bool is_archived = text_equal(p->status, TEXT("archived"));
    row->cells[COLUMN_STATE] =
        (struct cell_view){.kind = CELL_STATE, .state = is_archived ? STATE_ARCHIVED : STATE_ACTIVE};
    return RC_OK;
}

static struct text done(const struct reader *reader, struct text action, int64_t count)
{
    return text_equal(action, TEXT("archived"))
               ? phrase_partners_archived(reader, (struct phrase_partners_archived){.n = count})
               : phrase_partners_restored(reader, (struct phrase_partners_restored){.n = count});
}

static const struct list_kind kind = {
    .path = PATH,
    .file = "partners",
    .title = PHRASE_WORD_PARTNERS,
    .search = PHRASE_LIST_SEARCH_PARTNER,
    .is_searched = true,
    .columns = columns,
    .column_count = sizeof(columns) / sizeof(columns[0]),
    .sort = "-since",
    .read = read_rows,
    .show = show_row,
    .done = done,
    .undo_path = PATH "/undo",
};

static struct choice_list statuses(const struct list *list)
{
    const struct reader *r = &list->render->reader;
    struct choice *items = arena_many(list->call->arena, struct choice, 3);
    items[0] = (struct choice){.label = phrase_conversions_all(r)};
    items[1] = (struct choice){.value = TEXT("active"), .label = phrase_state_active(r)};
    items[2] = (struct choice){.value = TEXT("archived"), .label = phrase_state_archived(r)};
    return (struct choice_list){.items = items, .count = 3};
}

// A filter over words that partners have; none when there is no choice.
static void add_filter(struct list *list, const char *name, struct text label, const struct choice *choices,
                       size_t count)
{
    if (count == 0) {
        return;
    }
    struct choice *items = arena_many(list->call->arena, struct choice, count + 1);
    items[0] = (struct choice){.value = TEXT(""), .label = phrase_list_any(&list->render->reader)};
    for (size_t i = 0; i < count; i++) {
        items[i + 1] = choices[i];
    }
    list_filter_of(list, name, label, (struct choice_list){.items = items, .count = count + 1});
}

static enum rc add_filters(struct list *list, const struct partners_query *query)
{
    struct call *call = list->call;
    const struct reader *r = &list->render->reader;
    struct text *words = NULL;
    size_t count = 0;
    struct choice *choices = arena_many(call->arena, struct choice, PARTNER_WORDS_MAX);
    TRY(flow_stored(&call->flow, partner_types(call->db, call->arena, &words, &count)));
    for (size_t i = 0; i < count; i++) {
        choices[i] =
            (struct choice){.value = words[i], .label = words[i], .is_chosen = text_equal(words[i], query->type)};
    }
    add_filter(list, "type", phrase_people_type(r), choices, count);
    TRY(flow_stored(&call->flow, partner_countries(call->db, call->arena, &words, &count)));
    for (size_t i = 0; i < count; i++) {
        struct text name = show_country(list->render, words[i]);
        choices[i] = (struct choice){.value = words[i],
                                     .label = text_is_empty(name) ? words[i] : name,
                                     .is_chosen = text_equal(words[i], query->country)};
    }
    add_filter(list, "country", phrase_word_country(r), choices, count);
    return RC_OK;
}

enum rc web_operator_partners(struct call *call)
{
    const struct partners_query *query = call->query;
    struct render render;
    TRY(page_open(call, &render));
    const struct reader *r = &render.reader;
    TRY(flow_stored(&call->flow, db_read_begin(call->db)));
    AUTO_TRANSACTION(call->db);
    struct list list;
    TRY(list_open(call, &render, &kind, &query->list, query, &list));
    if (list_wants_file(&list)) {
        return list_answer_file(&list);
    }
    struct partners_view view = {.frame = portal_frame(call, &render, PLACE_PARTNERS)};
    view.frame.title = phrase_word_partners(r);
    view.list.tabs = list_tabs(&list, "status", phrase_word_state(r), statuses(&list));
    TRY(add_filters(&list, query));
    view.list.empty = (struct empty_view){.kind = EMPTY_NOTHING_YET,
                                          .icon = ICON_PARTNERS,
                                          .title = phrase_partners_empty(r),
                                          .message = phrase_partners_empty_text(r),
                                          .action = phrase_partner_new(r),
                                          .url = TEXT("/operator/partners/new")};
    TRY(list_fill(&list, &view.list));
    struct choice actions[] = {{.value = TEXT("archived"), .label = phrase_partners_archive(r)},
                               {.value = TEXT("active"), .label = phrase_partners_restore(r)}};
    view.list.bulk_url = TEXT(PATH "/status");
    view.list.bulk = (struct bulk_bar_view){.name = TEXT("status"), .actions = {.items = actions, .count = 2}};
    view.list.table.is_selectable = true;
    partners_html(&render, &view);
    return page_answer(call, &render);
}

// ---- many at once ----

enum rc web_operator_partners_status(struct call *call)
{
    int64_t *ids = NULL;
    size_t count = 0;
    TRY(list_selected(call, PREFIX_PARTNER, &ids, &count));
    if (count == 0) {
        return list_return(call, PATH, TEXT(LIST_DONE_NOTHING));
    }
    struct partner_id *partners = arena_many(call->arena, struct partner_id, count);
    for (size_t i = 0; i < count; i++) {
        partners[i].v = ids[i];
    }
    struct partner_bulk_input input = {.user_id = call->actor.person->user.id,
                                       .list = TEXT(PATH),
                                       .status = parameters_get(&call->form, TEXT("status")),
                                       .ids = partners,
                                       .count = count};
    struct bulk_action action;
    call->is_catalog_changed = true;
    TRY(partner_bulk_status(&call->flow, &input, &action));
    return list_return(call, PATH, list_done(call, action.id));
}

enum rc web_operator_partners_undo(struct call *call)
{
    int64_t id = 0;
    size_t count = 0;
    struct text public = parameters_get(&call->form, TEXT("id"));
    if (public_id_parse(call->keyring, PREFIX_BULK_ACTION, public, &id) != RC_OK) {
        return fault_set(call->fault, RC_NOT_FOUND, "not_found", "id", "there is nothing to undo");
    }
    call->is_catalog_changed = true;
    TRY(partner_bulk_undo(&call->flow, call->actor.person->user.id, (struct bulk_action_id){id}, &count));
    return list_return(call, PATH, public);
}
