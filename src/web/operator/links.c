// SPDX-License-Identifier: Apache-2.0
// Links of all partners, and domains.
#include "operator/links.h"

#include "access.h"
#include "format/url.h"
#include "identity/public_id.h"
#include "links_domains_html.h"
#include "links_html.h"
#include "network/network.h"
#include "network/tracking_domain_write.h"
#include "operator/programs.h"
#include "partner/link_write.h"
#include "phrase/phrases.h"
#include "portal/portal.h"
#include "portal/show.h"

#define PATH "/operator/links"
#define DOMAINS_PATH "/operator/domains"
#define COLUMNS 4

struct links_query {
    struct list_query list;
    struct text status;
    struct program_id program_id;
};
static const struct field query_fields[] = {
    LIST_QUERY_FIELDS(struct links_query),
    FIELD_CHOICE(struct links_query, status, "active,archived", FIELD_BLANK, "Only those of this status."),
    FIELD_ID(struct links_query, program_id, PREFIX_PROGRAM, 0, "Only those of this program."),
};
const struct schema schema_links_query = SCHEMA("LinksQuery", struct links_query, query_fields);

enum { COLUMN_CODE, COLUMN_PARTNER, COLUMN_OFFER, COLUMN_PROGRAM, COLUMN_DESTINATION, COLUMN_SINCE, COLUMN_STATE };
static const struct list_column columns[] = {
    [COLUMN_CODE] = {"code", PHRASE_WORD_LINK, 0, 0},
    [COLUMN_PARTNER] = {"partner", PHRASE_WORD_PARTNER, 0, 0},
    [COLUMN_OFFER] = {"offer", PHRASE_WORD_OFFER, 0, 0},
    [COLUMN_PROGRAM] = {"program", PHRASE_WORD_PROGRAM, LIST_OPTIONAL, 0},
    [COLUMN_DESTINATION] = {"destination", PHRASE_OFFERS_DESTINATION, LIST_OPTIONAL, 0},
    [COLUMN_SINCE] = {"since", PHRASE_PEOPLE_SINCE, LIST_FIGURE | LIST_SORTS, 0},
    [COLUMN_STATE] = {"state", PHRASE_WORD_STATE, 0, 0},
};

static enum rc read_rows(struct list *list, const struct list_slice *slice, const void **ret_rows, size_t *ret_count)
{
    const struct links_query *query = list->page;
    struct call *call = list->call;
    struct link_search search = {.words = slice->words,
                                 .status = query->status,
                                 .program_id = query->program_id,
                                 .is_down = slice->is_down,
                                 .after = {slice->after},
                                 .limit = slice->limit};
    struct link *rows = NULL;
    TRY(flow_stored(&call->flow, link_search(call->db, call->arena, &search, &rows, ret_count)));
    *ret_rows = rows;
    return RC_OK;
}

static enum rc show_row(struct list *list, const void *rows, size_t at, struct list_cells *row)
{
    const struct link *link = (const struct link *)rows + at;
    struct call *call = list->call;
    struct offer offer;
    struct text partner = TEXT_NONE;
    struct text program = TEXT_NONE;
    TRY(flow_stored(&call->flow, offer_get(call->db, call->arena, link->offer_id, &offer)));
    TRY(show_partner_name(call, link->partner_id, &partner));
    TRY(show_program_name(call, link->program_id, &program));
    struct text destination = text_is(link->destination_url) ? link->destination_url : offer.destination_url;
    row->id = link->id.v;
    row->value = public_id_text(call->arena, call->keyring, PREFIX_LINK, link->id.v);
    row->label = link->code;
    row->cells[COLUMN_CODE] = (struct cell_view){.kind = CELL_NAME, .text = call_link_url(call, link->code)};
    row->cells[COLUMN_PARTNER] =
        (struct cell_view){.kind = CELL_NAME,
                           .text = partner,
                           .url = show_url(call, "/operator/partners/", PREFIX_PARTNER, link->partner_id.v)};
    row->cells[COLUMN_OFFER] =
        (struct cell_view){.kind = CELL_NAME,
                           .text = offer.name,
                           .url = show_url(call, "/operator/offers/", PREFIX_OFFER, link->offer_id.v)};
    row->cells[COLUMN_PROGRAM] =
        (struct cell_view){.kind = CELL_NAME, .text = program, .url = programs_url(call, link->program_id, "")};
    row->cells[COLUMN_DESTINATION] = (struct cell_view){.kind = CELL_NAME, .text = destination};
    row->cells[COLUMN_SINCE] = (struct cell_view){.kind = CELL_DATE, .at = link->created_at};
    row->cells[COLUMN_STATE] = (struct cell_view){.kind = CELL_STATE, .state = programs_state(link->status)};
    return RC_OK;
}

static const struct list_kind kind = {
    .path = PATH,
    .file = "links",
    .title = PHRASE_WORD_LINKS,
    .search = PHRASE_LINKS_SEARCH,
    .is_searched = true,
    .columns = columns,
    .column_count = sizeof(columns) / sizeof(columns[0]),
    .sort = "-since",
    .read = read_rows,
    .show = show_row,
};

static struct tabs_view places(struct call *call, const struct reader *r, bool is_domains)
{
    struct tab_item *tabs = arena_many(call->arena, struct tab_item, 2);
    tabs[0] = (struct tab_item){.label = phrase_word_links(r), .url = TEXT(PATH), .is_current = !is_domains};
    tabs[1] = (struct tab_item){.label = phrase_domains_title(r), .url = TEXT(DOMAINS_PATH), .is_current = is_domains};
    return (struct tabs_view){.label = phrase_word_links(r), .tabs = {.items = tabs, .count = 2}};
}

static struct choice_list statuses(const struct list *list)
{
    const struct reader *r = &list->render->reader;
    struct choice *items = arena_many(list->call->arena, struct choice, 3);
    items[0] = (struct choice){.label = phrase_programs_all(r)};
    items[1] = (struct choice){.value = TEXT("active"), .label = phrase_state_active(r)};
    items[2] = (struct choice){.value = TEXT("archived"), .label = phrase_state_archived(r)};
    return (struct choice_list){.items = items, .count = 3};
}

enum rc web_operator_links(struct call *call)
{
    const struct links_query *query = call->query;
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
    if (query->program_id.v != 0) {
        struct program program;
        TRY(access_program(call, query->program_id, &program));
        list_filter_shown(&list, "program_id", phrase_word_program(r), program.name);
    }
    struct links_view view = {.frame = portal_frame(call, &render, PLACE_ALL_LINKS),
                              .places = places(call, r, /* is_domains= */ false)};
    view.frame.title = phrase_word_links(r);
    view.list.tabs = list_tabs(&list, "status", phrase_word_state(r), statuses(&list));
    view.list.empty = (struct empty_view){.kind = EMPTY_NOTHING_YET,
                                          .icon = ICON_LINK,
                                          .title = phrase_links_none(r),
                                          .message = phrase_links_none_text(r),
                                          .action = phrase_programs_title(r),
                                          .url = TEXT("/operator/programs")};
    TRY(list_fill(&list, &view.list));
    struct choice actions[] = {{.value = TEXT("archived"), .label = phrase_programs_archive(r)},
                               {.value = TEXT("active"), .label = phrase_programs_reopen(r)}};
    view.list.bulk_url = TEXT(PATH "/status");
    view.list.bulk = (struct bulk_bar_view){.name = TEXT("status"), .actions = {.items = actions, .count = 2}};
    view.list.table.is_selectable = true;
    links_html(&render, &view);
    return page_answer(call, &render);
}

enum rc web_operator_links_status(struct call *call)
{
    int64_t *ids = NULL;
    size_t count = 0;
    TRY(list_selected(call, PREFIX_LINK, &ids, &count));
    call->is_catalog_changed = true;
    for (size_t i = 0; i < count; i++) {
        struct link link;
        struct link changed;
        struct link_input input = {
            .code = TEXT_NONE, .destination_url = TEXT_NONE, .status = form_typed(call, "status")};
        TRY(access_link(call, (struct link_id){ids[i]}, &link));
        TRY(link_change(&call->flow, link.id, &input, &changed));
    }
    return list_return(call, PATH, count == 0 ? TEXT(LIST_DONE_NOTHING) : TEXT_NONE);
}

// ---- domains ----

static enum rc fill_domains(struct call *call, const struct reader *r, struct links_domains_view *view)
{
    struct tracking_domain *list = NULL;
    size_t count = 0;
    struct network network;
    TRY(flow_stored(&call->flow, network_get(call->db, call->arena, &network)));
    TRY(flow_stored(&call->flow, tracking_domain_list(call->db, call->arena, &list, &count)));
    struct domains_row *rows = arena_many(call->arena, struct domains_row, count);
    for (size_t i = 0; i < count; i++) {
        bool is_active = text_equal(list[i].status, TEXT("active"));
        rows[i] =
            (struct domains_row){.host = list[i].host,
                                 .note = list[i].note,
                                 .check_url = text_format(call->arena, "https://%.*s/t.js", TEXT_PRINT(list[i].host)),
                                 .action = text_format(call->arena, DOMAINS_PATH "/%.*s/status/%s",
                                                       TEXT_PRINT(list[i].host), is_active ? "archived" : "active"),
                                 .since = list[i].created_at,
                                 .state = programs_state(list[i].status)};
    }
    view->rows = (struct domains_row_list){.items = rows, .count = count};
    view->own = call->app->public_url;
    view->fallback = network.fallback_url;
    const struct text labels[COLUMNS] = {phrase_domains_host(r), phrase_people_since(r), phrase_word_state(r),
                                         phrase_offers_action(r)};
    struct column *heads = arena_many(call->arena, struct column, COLUMNS);
    for (size_t i = 0; i < COLUMNS; i++) {
        heads[i] = (struct column){.label = labels[i]};
    }
    view->columns = (struct column_list){.items = heads, .count = COLUMNS};
    return RC_OK;
}

static enum rc show_domains(struct call *call, const struct fault *fault)
{
    struct render render;
    TRY(page_open(call, &render));
    const struct reader *r = &render.reader;
    struct form_fill form = form_fill(call, &render, fault);
    struct links_domains_view view = {.frame = portal_frame(call, &render, PLACE_ALL_LINKS),
                                      .places = places(call, r, /* is_domains= */ true)};
    view.frame.title = phrase_domains_title(r);
    view.host = form_input(
        &form,
        (struct form_field){.name = "host", .label = phrase_domains_host(r), .hint = phrase_domains_host_hint(r)},
        INPUT_TEXT, TEXT(""));
    view.host.pattern_hint = TEXT("go.partner.example");
    view.note =
        form_input(&form, (struct form_field){.name = "note", .label = phrase_word_note(r), .is_optional = true},
                   INPUT_TEXT, TEXT(""));
    view.errors = form_errors(&form);
    view.has_toast = text_is(programs_asked(call, "saved"));
    view.toast = (struct toast_view){.tone = TONE_SUCCESS, .message = phrase_programs_saved(r)};
    TRY(fill_domains(call, r, &view));
    links_domains_html(&render, &view);
    return page_answer(call, &render);
}

enum rc web_operator_domains(struct call *call)
{
    return show_domains(call, NULL);
}

enum rc web_operator_domain_make(struct call *call)
{
    struct tracking_domain domain;
    struct fault fault;
    enum rc rc = tracking_domain_add(&call->flow, form_typed(call, "host"), form_typed(call, "note"), &domain);
    if (page_is_refused(call, rc, &fault)) {
        return show_domains(call, &fault);
    }
    TRY(rc);
    return page_redirect(call, TEXT(DOMAINS_PATH "?saved=1"));
}

enum rc web_operator_domain_status(struct call *call)
{
    TRY(tracking_domain_change(&call->flow, call->texts[0], call->texts[1]));
    return page_redirect(call, TEXT(DOMAINS_PATH "?saved=1"));
}

enum rc web_ask(struct call *call)
{
    struct tracking_domain domain = {.status = TEXT_NONE};
    struct url own;
    struct text asked = text_lower(call->arena, programs_asked(call, "domain"));
    bool is_own = url_parse(call->arena, call->app->public_url, &own) == RC_OK && text_equal(asked, own.host);
    if (!is_own) {
        enum rc rc = text_is_empty(asked) ? RC_NOT_FOUND : tracking_domain_find(call->db, call->arena, asked, &domain);
        if (rc == RC_NOT_FOUND || (rc == RC_OK && !text_equal(domain.status, TEXT("active")))) {
            return fault_set(call->fault, RC_NOT_FOUND, "not_found", "domain", "this server does not answer there");
        }
        TRY(flow_stored(&call->flow, rc));
    }
    call->response->status = 200;
    call->response->body = TEXT("yes\n");
    http_response_header(call->response, "Content-Type", TEXT("text/plain; charset=utf-8"));
    call->is_rendered = true;
    return RC_OK;
}
