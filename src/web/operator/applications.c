// SPDX-License-Identifier: Apache-2.0
// The queue of applications.
#include "operator/applications.h"

#include "access.h"
#include "application/application_decide.h"
#include "applications_html.h"
#include "format/encode.h"
#include "identity/public_id.h"
#include "operator/application_words.h"
#include "page/page.h"
#include "page/refusal.h"
#include "phrase/phrases.h"
#include "portal/list.h"
#include "portal/order_list.h"
#include "portal/portal.h"
#include "portal/show.h"

#define PATH "/operator/applications"
#define SELECTED_MAX 200

struct applications_query {
    struct list_query list;
    struct text status;
    struct program_id program_id;
    struct text undo, problem;
};
static const struct field query_fields[] = {
    LIST_QUERY_FIELDS(struct applications_query),
    FIELD_CHOICE(struct applications_query, status, "waiting,asked,approved,rejected," LIST_ALL, FIELD_BLANK,
                 "Only of this status; waiting unless given."),
    FIELD_ID(struct applications_query, program_id, PREFIX_PROGRAM, FIELD_BLANK, "Only for this program."),
    FIELD_TEXT(struct applications_query, undo, 1, 8000, 0, "Which of those just decided can be taken back."),
    FIELD_TEXT(struct applications_query, problem, 1, 64, 0, "What kept the last action from others."),
};
const struct schema schema_applications_query = SCHEMA("ApplicationsQuery", struct applications_query, query_fields);

enum {
    COLUMN_NAME,
    COLUMN_EMAIL,
    COLUMN_PROGRAM,
    COLUMN_NICHE,
    COLUMN_COUNTRY,
    COLUMN_WEBSITE,
    COLUMN_AT,
    COLUMN_STATE
};
static const struct list_column columns[] = {
    [COLUMN_NAME] = {"name", PHRASE_WORD_NAME, LIST_SORTS, APPLICATION_BY_NAME},
    [COLUMN_EMAIL] = {"email", PHRASE_WORD_EMAIL, LIST_OPTIONAL, 0},
    [COLUMN_PROGRAM] = {"program", PHRASE_WORD_PROGRAM, 0, 0},
    [COLUMN_NICHE] = {"niche", PHRASE_APPLY_NICHE, LIST_SORTS, APPLICATION_BY_NICHE},
    [COLUMN_COUNTRY] = {"country", PHRASE_WORD_COUNTRY, LIST_SORTS, APPLICATION_BY_COUNTRY},
    [COLUMN_WEBSITE] = {"website", PHRASE_APPLY_WEBSITE, LIST_OPTIONAL, 0},
    [COLUMN_AT] = {"date", PHRASE_WORD_DATE, LIST_FIGURE | LIST_SORTS, APPLICATION_BY_AGE},
    [COLUMN_STATE] = {"state", PHRASE_WORD_STATE, LIST_SORTS, APPLICATION_BY_STATUS},
};

static struct text status_of(const struct applications_query *query)
{
    return text_is(query->status) ? query->status : TEXT("waiting");
}

static enum rc read_rows(struct list *list, const struct list_slice *slice, const void **ret_rows, size_t *ret_count)
{
    const struct applications_query *query = list->page;
    struct call *call = list->call;
    struct text status = status_of(query);
    struct application_search search = {
        .program_id = query->program_id,
        .advertiser_id = access_own_advertiser(call),
        .words = slice->words,
        .status = text_equal(status, TEXT(LIST_ALL)) ? TEXT_NONE : status,
        .sort = (enum application_sort)slice->sort,
        .is_down = slice->is_down,
        .after = {slice->after},
        .limit = slice->limit,
    };
    struct application *rows = NULL;
    TRY(flow_stored(&call->flow, application_search(call->db, call->arena, &search, &rows, ret_count)));
    *ret_rows = rows;
    return RC_OK;
}

static struct cell_view text_cell(enum cell_kind kind, struct text text)
{
    return (struct cell_view){.kind = text_is_empty(text) ? CELL_NONE : kind, .text = text};
}

static enum rc show_row(struct list *list, const void *rows, size_t at, struct list_cells *row)
{
    const struct application *application = (const struct application *)rows + at;
    struct call *call = list->call;
    struct cell_view *cells = row->cells;
    bool is_decided =
        text_equal(application->status, TEXT("approved")) || text_equal(application->status, TEXT("rejected"));
    row->id = application->id.v;
    row->value = public_id_text(call->arena, call->keyring, PREFIX_APPLICATION, application->id.v);
    row->label = application->name;
    row->is_unselectable = is_decided;
    cells[COLUMN_NAME] = (struct cell_view){.kind = CELL_NAME,
                                            .text = application->name,
                                            .url = show_url(call, PATH "/", PREFIX_APPLICATION, application->id.v),
                                            .note = application->email};
    cells[COLUMN_EMAIL] = text_cell(CELL_NAME, application->email);
    cells[COLUMN_PROGRAM].kind = CELL_NAME;
    TRY(show_program_name(call, application->program_id, &cells[COLUMN_PROGRAM].text));
    cells[COLUMN_NICHE] = text_cell(CELL_TEXT, application->niche);
    cells[COLUMN_COUNTRY] = text_cell(CELL_TEXT, show_country(list->render, application->country));
    cells[COLUMN_WEBSITE] = text_cell(CELL_NAME, application->website);
    cells[COLUMN_AT] = (struct cell_view){.kind = CELL_DATE, .at = application->created_at};
    cells[COLUMN_STATE] = (struct cell_view){.kind = CELL_CHIP,
                                             .text = application_status_word(list->render, application->status),
                                             .tone = application_status_tone(application->status)};
    return RC_OK;
}

static const struct list_kind kind = {
    .path = PATH,
    .file = "applications",
    .title = PHRASE_APPLICATIONS_TITLE,
    .search = PHRASE_LIST_SEARCH_APPLICATION,
    .is_searched = true,
    .columns = columns,
    .column_count = sizeof(columns) / sizeof(columns[0]),
    .sort = "-date",
    .read = read_rows,
    .show = show_row,
};

static enum rc state_tabs(struct list *list, struct text status, struct tabs_view *ret_tabs)
{
    struct call *call = list->call;
    const struct reader *r = &list->render->reader;
    static const char *const statuses[] = {"waiting", "asked", "approved", "rejected", LIST_ALL};
    enum { TABS = sizeof(statuses) / sizeof(statuses[0]) };
    struct choice items[TABS];
    for (size_t i = 0; i < TABS; i++) {
        struct text code = text_of(statuses[i]);
        items[i] = (struct choice){.value = i == 0 ? TEXT_NONE : code,
                                   .label = i == TABS - 1 ? phrase_conversions_all(r)
                                                          : application_status_word(list->render, code),
                                   .is_chosen = text_equal(status, code)};
    }
    *ret_tabs = list_tabs(list, "status", phrase_word_state(r), (struct choice_list){.items = items, .count = TABS});
    if (call->actor.role == ROLE_OPERATOR) {
        struct tab_item *tabs = arena_many(call->arena, struct tab_item, TABS);
        for (size_t i = 0; i < TABS; i++) {
            tabs[i] = ret_tabs->tabs.items[i];
        }
        TRY(flow_stored(&call->flow, application_count(call->db, call->arena, TEXT("waiting"), &tabs[0].count)));
        ret_tabs->tabs.items = tabs;
    }
    return RC_OK;
}

// What the last action did, as the address tells it.
static void fill_done(struct call *call, const struct render *render, struct applications_view *view)
{
    const struct applications_query *query = call->query;
    const struct reader *r = &render->reader;
    int64_t done = 0;
    view->done = view->undo = view->problem = TEXT_NONE;
    if (text_is(query->list.done) && int64_parse(query->list.done, 0, SELECTED_MAX, &done) == RC_OK && done > 0) {
        view->done = text_is(query->undo)
                         ? phrase_applications_approved(r, (struct phrase_applications_approved){.n = done})
                         : phrase_applications_taken_back(r, (struct phrase_applications_taken_back){.n = done});
        view->undo = query->undo;
    }
    if (text_is(query->problem)) {
        view->problem = phrase_of_fault(r, query->problem);
    }
}

enum rc web_applications(struct call *call)
{
    const struct applications_query *query = call->query;
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
    struct applications_view view = {.frame = portal_frame(call, &render, PLACE_APPLICATIONS)};
    view.frame.title = phrase_applications_title(r);
    struct text status = status_of(query);
    TRY(state_tabs(&list, status, &view.list.tabs));
    if (call->actor.role == ROLE_OPERATOR) {
        TRY(order_filter_all_programs(&list, query->program_id));
    }
    view.list.empty = (struct empty_view){.kind = EMPTY_NOTHING_YET,
                                          .icon = ICON_LEAD,
                                          .title = phrase_applications_empty(r),
                                          .message = phrase_applications_empty_text(r),
                                          .action = phrase_applications_share(r),
                                          .url = TEXT("/programs")};
    TRY(list_fill(&list, &view.list));
    fill_done(call, &render, &view);
    if (!text_equal(status, TEXT("approved")) && !text_equal(status, TEXT("rejected"))) {
        struct choice *actions = arena_one(call->arena, struct choice);
        *actions = (struct choice){.value = TEXT("approved"), .label = phrase_applications_approve(r)};
        view.list.bulk_url = TEXT(PATH "/decision");
        view.list.bulk = (struct bulk_bar_view){.name = TEXT("action"), .actions = {.items = actions, .count = 1}};
        view.list.table.is_selectable = true;
    }
    applications_html(&render, &view);
    return page_answer(call, &render);
}

// ---- several at once ----

struct bulk {
    struct text status;
    int64_t done;
    struct buf ids; // of those that were decided
    struct text problem;
};

static enum rc decide_one(struct call *call, struct text public, struct bulk *bulk)
{
    struct application_id id;
    struct application application;
    struct fault fault;
    if (public_id_parse(call->keyring, PREFIX_APPLICATION, public, &id.v) != RC_OK) {
        return RC_OK;
    }
    TRY(access_application(call, id, &application));
    struct application_decision decision = {.status = bulk->status};
    enum rc rc = application_decide(&call->flow, id, &decision, &application);
    if (page_is_refused(call, rc, &fault)) { // the others are decided all the same
        bulk->problem = text_copy(call->arena, text_of(fault.code));
        call->response->status = 0;
        return RC_OK;
    }
    TRY(rc);
    if (bulk->done++ > 0) {
        buf_add_char(&bulk->ids, ',');
    }
    buf_add(&bulk->ids, public);
    return RC_OK;
}

enum rc web_applications_decide(struct call *call)
{
    struct text action = parameters_get(&call->form, TEXT("action"));
    struct bulk bulk = {.status = text_equal(action, TEXT("waiting")) ? TEXT("waiting") : TEXT("approved"),
                        .ids = buf_new(call->arena, 16384),
                        .problem = TEXT_NONE};
    call->is_catalog_changed = true;
    for (size_t i = 0; i < call->form.count; i++) {
        if (text_equal(call->form.list[i].name, TEXT("id"))) {
            TRY(decide_one(call, call->form.list[i].value, &bulk));
        }
    }
    struct text rest = parameters_get(&call->form, TEXT("ids"));
    struct text public;
    while (text_is(rest) && text_split(&rest, ',', &public)) {
        TRY(decide_one(call, public, &bulk));
    }
    struct buf said = buf_new(call->arena, 32768);
    buf_format(&said, "%lld", (long long)bulk.done);
    if (text_equal(bulk.status, TEXT("approved")) && bulk.done > 0) {
        buf_add(&said, TEXT("&undo="));
        buf_add(&said, buf_text(&bulk.ids));
    }
    if (text_is(bulk.problem)) {
        buf_add(&said, TEXT("&problem="));
        buf_add(&said, bulk.problem);
    }
    return list_return_with(call, PATH, "done", buf_text(&said));
}
