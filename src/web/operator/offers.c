// SPDX-License-Identifier: Apache-2.0
// Offers of a program.
#include "operator/offers.h"

#include "access.h"
#include "identity/public_id.h"
#include "offers_form_html.h"
#include "offers_html.h"
#include "phrase/phrases.h"
#include "portal/list.h"
#include "portal/show.h"
#include "program/offer_write.h"

#define GOALS_BYTES_MAX 8192

// "sale=sale,signup=lead" as lines, in the form's way: "sale", "signup lead".
static struct text goal_lines(struct arena *arena, struct text goals, const char *between)
{
    struct buf buf = buf_new(arena, GOALS_BYTES_MAX);
    struct text rest = goals;
    struct text goal;
    while (goals.n > 0 && text_split(&rest, ',', &goal)) {
        struct text kind = goal;
        struct text code;
        text_split(&kind, '=', &code);
        buf_add(&buf, buf.n == 0 ? TEXT("") : text_of(between));
        buf_add(&buf, code);
        if (text_is(kind) && !text_equal(kind, offer_goal_kind_default(code))) {
            buf_format(&buf, " %.*s", TEXT_PRINT(kind));
        }
    }
    return buf_text(&buf);
}

static struct text goals_of_lines(const struct call *call, struct text lines)
{
    struct buf buf = buf_new(call->arena, GOALS_BYTES_MAX);
    struct text rest = lines;
    struct text line;
    while (text_is(rest) && text_split(&rest, '\n', &line)) {
        line = text_trim(line);
        if (text_is_empty(line)) {
            continue;
        }
        struct text kind = line;
        struct text code;
        text_split(&kind, ' ', &code);
        buf_format(&buf, "%s%.*s", buf.n == 0 ? "" : ",", TEXT_PRINT(code));
        if (text_is(kind)) {
            buf_format(&buf, "=%.*s", TEXT_PRINT(text_trim(kind)));
        }
    }
    return buf_text(&buf);
}

// ---- the list ----

struct offers_query {
    struct list_query list;
    struct text status;
    struct text saved;
};
static const struct field query_fields[] = {
    LIST_QUERY_FIELDS(struct offers_query),
    FIELD_CHOICE(struct offers_query, status, "active,closed,archived", FIELD_BLANK, "Only those of this status."),
    FIELD_TEXT(struct offers_query, saved, 0, 1, FIELD_BLANK, "One was saved just now."),
};
const struct schema schema_offers_query = SCHEMA("OffersQuery", struct offers_query, query_fields);

enum { COLUMN_NAME, COLUMN_SINCE, COLUMN_DESTINATION, COLUMN_GOALS, COLUMN_STATE };
static const struct list_column columns[] = {
    [COLUMN_NAME] = {"name", PHRASE_WORD_OFFER, LIST_SORTS, OFFER_BY_NAME},
    [COLUMN_SINCE] = {"since", PHRASE_PEOPLE_SINCE, LIST_FIGURE | LIST_SORTS | LIST_OPTIONAL, OFFER_BY_AGE},
    [COLUMN_DESTINATION] = {"destination", PHRASE_OFFERS_DESTINATION, 0, 0},
    [COLUMN_GOALS] = {"goals", PHRASE_OFFERS_GOALS, 0, 0},
    [COLUMN_STATE] = {"state", PHRASE_WORD_STATE, LIST_SORTS, OFFER_BY_STATUS},
};

struct asked {
    struct program_id program_id;
    const struct offers_query *query;
};

static enum rc read_rows(struct list *list, const struct list_slice *slice, const void **ret_rows, size_t *ret_count)
{
    const struct asked *asked = list->page;
    struct call *call = list->call;
    struct offer_search search = {
        .program_id = asked->program_id,
        .words = slice->words,
        .status = asked->query->status,
        .sort = (enum offer_sort)slice->sort,
        .is_down = slice->is_down,
        .after = {slice->after},
        .limit = slice->limit,
    };
    struct offer *rows = NULL;
    TRY(flow_stored(&call->flow, offer_search(call->db, call->arena, &search, &rows, ret_count)));
    *ret_rows = rows;
    return RC_OK;
}

static enum rc show_row(struct list *list, const void *rows, size_t at, struct list_cells *row)
{
    const struct offer *offer = (const struct offer *)rows + at;
    struct call *call = list->call;
    row->id = offer->id.v;
    row->label = offer->name;
    row->cells[COLUMN_NAME] = (struct cell_view){
        .kind = CELL_NAME, .text = offer->name, .url = show_url(call, "/operator/offers/", PREFIX_OFFER, offer->id.v)};
    row->cells[COLUMN_SINCE] = (struct cell_view){.kind = CELL_DATE, .at = offer->created_at};
    row->cells[COLUMN_DESTINATION] =
        (struct cell_view){.kind = CELL_NAME, .text = offer->destination_url, .is_clipped = true};
    row->cells[COLUMN_GOALS] =
        (struct cell_view){.kind = CELL_NAME, .text = goal_lines(call->arena, offer->goals, ", ")};
    row->cells[COLUMN_STATE] = (struct cell_view){.kind = CELL_STATE, .state = programs_state(offer->status)};
    return RC_OK;
}

static const struct list_kind kind = {
    .file = "offers",
    .title = PHRASE_PROGRAMS_OFFERS,
    .search = PHRASE_LIST_SEARCH_OFFER,
    .is_searched = true,
    .columns = columns,
    .column_count = sizeof(columns) / sizeof(columns[0]),
    .sort = "-since",
    .read = read_rows,
    .show = show_row,
};

static struct tabs_view state_tabs(struct list *list)
{
    const struct reader *r = &list->render->reader;
    const struct choice items[] = {{.label = phrase_conversions_all(r)},
                                   {.value = TEXT("active"), .label = phrase_state_active(r)},
                                   {.value = TEXT("closed"), .label = phrase_state_paused(r)},
                                   {.value = TEXT("archived"), .label = phrase_state_archived(r)}};
    return list_tabs(list, "status", phrase_word_state(r), (struct choice_list){.items = items, .count = 4});
}

enum rc web_operator_offers(struct call *call)
{
    const struct offers_query *query = call->query;
    struct render render;
    TRY(page_open(call, &render));
    const struct reader *r = &render.reader;
    TRY(flow_stored(&call->flow, db_read_begin(call->db)));
    AUTO_TRANSACTION(call->db);
    struct program program;
    TRY(access_program(call, (struct program_id){.v = call->ids[0]}, &program));
    struct list_kind own = kind;
    own.path = text_zero_terminated(call->arena, programs_url(call, program.id, "/offers"));
    struct asked asked = {.program_id = program.id, .query = query};
    struct list list;
    TRY(list_open(call, &render, &own, &query->list, &asked, &list));
    if (list_wants_file(&list)) {
        return list_answer_file(&list);
    }
    struct offers_view view = {.url = programs_url(call, program.id, "")};
    TRY(programs_head(call, &render, &program, PROGRAMS_TAB_OFFERS, &view.frame, &view.head));
    view.list.tabs = state_tabs(&list);
    view.list.empty = (struct empty_view){.kind = EMPTY_NOTHING_YET,
                                          .icon = ICON_OFFER,
                                          .title = phrase_offers_empty(r),
                                          .message = phrase_offers_empty_text(r),
                                          .action = phrase_offers_new(r),
                                          .url = programs_url(call, program.id, "/offers/new")};
    TRY(list_fill(&list, &view.list));
    offers_html(&render, &view);
    return page_answer(call, &render);
}

// ---- the form ----

static void fill_form(struct form_fill *form, const struct offer *offer, struct offers_form_view *view)
{
    const struct reader *r = form->reader;
    struct text destination_hint =
        phrase_offers_destination_hint(r, (struct phrase_offers_destination_hint){.macro = TEXT("{click_id}")});
    view->name =
        form_input(form, (struct form_field){.name = "name", .label = phrase_word_name(r)}, INPUT_TEXT, offer->name);
    view->destination = form_input(
        form,
        (struct form_field){.name = "destination_url", .label = phrase_offers_destination(r), .hint = destination_hint},
        INPUT_TEXT, offer->destination_url);
    view->destination.pattern_hint = TEXT("https://shop.example/?from={click_id}");
    view->hosts = form_input(
        form,
        (struct form_field){
            .name = "hosts", .label = phrase_offers_hosts(r), .hint = phrase_offers_hosts_hint(r), .is_optional = true},
        INPUT_TEXT, offer->hosts);
    view->goals = form_textarea(
        form,
        (struct form_field){.name = "goals", .label = phrase_offers_goals(r), .hint = phrase_offers_goals_hint(r)}, 3,
        goal_lines(form->arena, offer->goals, "\n"));
    view->click_id_parameter = form_input(form,
                                          (struct form_field){.name = "click_id_parameter",
                                                              .label = phrase_offers_click_id(r),
                                                              .hint = phrase_offers_click_id_hint(r)},
                                          INPUT_TEXT, offer->click_id_parameter);
    view->parameters = form_input(form,
                                  (struct form_field){.name = "parameters",
                                                      .label = phrase_offers_parameters(r),
                                                      .hint = phrase_offers_parameters_hint(r),
                                                      .is_optional = true},
                                  INPUT_TEXT, offer->parameters);
    view->errors = form_errors(form);
}

// offer: NULL for a new one.
static enum rc show_form(struct call *call, const struct program *program, const struct offer *offer,
                         const struct fault *fault)
{
    struct render render;
    TRY(page_open(call, &render));
    struct form_fill form = form_fill(call, &render, fault);
    struct offers_form_view view = {.is_new = offer == NULL};
    TRY(programs_head(call, &render, program, PROGRAMS_TAB_OFFERS, &view.frame, &view.head));
    view.program_url = programs_url(call, program->id, "");
    const struct offer defaults = {.name = TEXT(""),
                                   .destination_url = TEXT(""),
                                   .hosts = TEXT(""),
                                   .parameters = TEXT(""),
                                   .goals = TEXT(OFFER_GOALS_DEFAULT),
                                   .click_id_parameter = TEXT(OFFER_CLICK_ID_PARAMETER_DEFAULT)};
    if (offer == NULL) {
        view.action = programs_url(call, program->id, "/offers");
        fill_form(&form, &defaults, &view);
    } else {
        view.action = show_url(call, "/operator/offers/", PREFIX_OFFER, offer->id.v);
        view.state = programs_state(offer->status);
        fill_form(&form, offer, &view);
    }
    offers_form_html(&render, &view);
    return page_answer(call, &render);
}

static struct offer_input input_of(const struct call *call)
{
    return (struct offer_input){.name = form_typed(call, "name"),
                                .destination_url = form_typed(call, "destination_url"),
                                .hosts = form_typed(call, "hosts"),
                                .parameters = form_typed(call, "parameters"),
                                .click_id_parameter = form_typed(call, "click_id_parameter"),
                                .goals = goals_of_lines(call, form_typed(call, "goals")),
                                .status = TEXT_NONE};
}

enum rc web_operator_offer_new(struct call *call)
{
    struct program program;
    TRY(access_program(call, (struct program_id){.v = call->ids[0]}, &program));
    return show_form(call, &program, NULL, NULL);
}

enum rc web_operator_offer_make(struct call *call)
{
    struct program program;
    struct offer offer;
    struct fault fault;
    TRY(access_program(call, (struct program_id){.v = call->ids[0]}, &program));
    struct offer_input input = input_of(call);
    input.program_id = program.id;
    call->is_catalog_changed = true;
    enum rc rc = offer_create(&call->flow, &input, &offer);
    if (page_is_refused(call, rc, &fault)) {
        return show_form(call, &program, NULL, &fault);
    }
    TRY(rc);
    return page_redirect(call, programs_url(call, program.id, "/offers?saved=1"));
}

static enum rc load(struct call *call, struct offer *ret_offer, struct program *ret_program)
{
    TRY(access_offer(call, (struct offer_id){.v = call->ids[0]}, ret_offer));
    return flow_stored(&call->flow, program_get(call->db, call->arena, ret_offer->program_id, ret_program));
}

enum rc web_operator_offer(struct call *call)
{
    struct offer offer;
    struct program program;
    TRY(load(call, &offer, &program));
    return show_form(call, &program, &offer, NULL);
}

enum rc web_operator_offer_change(struct call *call)
{
    struct offer offer;
    struct offer changed;
    struct program program;
    struct fault fault;
    TRY(load(call, &offer, &program));
    struct offer_input input = input_of(call);
    call->is_catalog_changed = true;
    enum rc rc = offer_change(&call->flow, offer.id, &input, &changed);
    if (page_is_refused(call, rc, &fault)) {
        return show_form(call, &program, &offer, &fault);
    }
    TRY(rc);
    return page_redirect(call, programs_url(call, program.id, "/offers?saved=1"));
}

enum rc web_operator_offer_status(struct call *call)
{
    struct offer offer;
    struct offer changed;
    struct program program;
    TRY(load(call, &offer, &program));
    struct offer_input input = {.name = TEXT_NONE, .status = call->texts[1]};
    call->is_catalog_changed = true;
    TRY(offer_change(&call->flow, offer.id, &input, &changed));
    return page_redirect(call, programs_url(call, program.id, "/offers?saved=1"));
}
