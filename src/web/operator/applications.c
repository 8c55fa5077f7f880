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
#include "portal/portal.h"
#include "portal/show.h"

#define PATH "/operator/applications"
#define ROWS_DEFAULT 50
#define COLUMNS 6
#define TABS 5
#define SELECTED_MAX 200

struct applications_query {
    CALL_PAGE_MEMBERS;
    struct text status;
    struct program_id program_id;
    struct text done, undo, problem;
};
static const struct field query_fields[] = {
    CALL_PAGE_FIELDS(struct applications_query),
    FIELD_CHOICE(struct applications_query, status, "waiting,asked,approved,rejected,all", 0,
                 "Only of this status; waiting unless given."),
    FIELD_ID(struct applications_query, program_id, PREFIX_PROGRAM, 0, "Only for this program."),
    FIELD_TEXT(struct applications_query, done, 1, 16, 0, "How many the last action decided."),
    FIELD_TEXT(struct applications_query, undo, 1, 8000, 0, "Which of them can be taken back."),
    FIELD_TEXT(struct applications_query, problem, 1, 64, 0, "What kept the last action from others."),
};
const struct schema schema_applications_query = SCHEMA("ApplicationsQuery", struct applications_query, query_fields);

static const char *const statuses[TABS] = {"waiting", "asked", "approved", "rejected", "all"};

static struct text wanted_status(const struct applications_query *query)
{
    struct text status = text_is(query->status) ? query->status : TEXT("waiting");
    return text_equal(status, TEXT("all")) ? TEXT_NONE : status;
}

static enum rc fill_tabs(struct call *call, const struct render *render, struct applications_view *view)
{
    const struct applications_query *query = call->query;
    struct text status = text_is(query->status) ? query->status : TEXT("waiting");
    struct tab_item *tabs = arena_many(call->arena, struct tab_item, TABS);
    for (size_t i = 0; i < TABS; i++) {
        tabs[i] = (struct tab_item){.label = i == TABS - 1 ? phrase_conversions_all(&render->reader)
                                                           : application_status_word(render, text_of(statuses[i])),
                                    .url = text_format(call->arena, PATH "?status=%s", statuses[i]),
                                    .is_current = text_equal(status, text_of(statuses[i]))};
    }
    if (call->actor.role == ROLE_OPERATOR) {
        TRY(flow_stored(&call->flow, application_count(call->db, call->arena, TEXT("waiting"), &tabs[0].count)));
    }
    view->tabs =
        (struct tabs_view){.label = phrase_word_state(&render->reader), .tabs = {.items = tabs, .count = TABS}};
    return RC_OK;
}

static enum rc fill_row(struct call *call, const struct render *render, const struct application *application,
                        struct application_row *row)
{
    const struct reader *r = &render->reader;
    *row = (struct application_row){
        .id = public_id_text(call->arena, call->keyring, PREFIX_APPLICATION, application->id.v),
        .url = show_url(call, PATH "/", PREFIX_APPLICATION, application->id.v),
        .name = application->name,
        .email = application->email,
        .niche = application->niche,
        .country =
            text_is_empty(application->country) ? TEXT("") : i18n_country(r->i18n, call->arena, application->country),
        .at = application->created_at,
        .status = application_status_word(render, application->status),
        .tone = application_status_tone(application->status),
    };
    return show_program_name(call, application->program_id, &row->program);
}

static enum rc fill_rows(struct call *call, const struct render *render, struct applications_view *view)
{
    const struct applications_query *query = call->query;
    struct application_filter filter = {
        .program_id = query->program_id, .advertiser_id = access_own_advertiser(call), .status = wanted_status(query)};
    int64_t limit = 0;
    struct opt_int64 wanted = query->limit.has ? query->limit : (struct opt_int64){.has = true, .v = ROWS_DEFAULT};
    TRY(call_page_start(call, wanted, query->cursor, &limit, &filter.before_id));
    filter.limit = limit + 1;
    struct application *list = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow, application_list(call->db, call->arena, &filter, &list, &count)));
    bool has_more = count > (size_t)limit;
    count = has_more ? (size_t)limit : count;
    struct application_row *rows = arena_many(call->arena, struct application_row, count);
    for (size_t i = 0; i < count; i++) {
        TRY(fill_row(call, render, &list[i], &rows[i]));
    }
    view->rows = (struct application_row_list){.items = rows, .count = count};
    struct text status = text_is(query->status) ? query->status : TEXT("waiting");
    view->pager = (struct pager_view){.shown = (int64_t)count};
    if (filter.before_id != 0) {
        view->pager.first_url = text_format(call->arena, PATH "?status=%.*s", TEXT_PRINT(status));
    }
    if (has_more) {
        view->pager.next_url = text_format(call->arena, PATH "?status=%.*s&cursor=%.*s", TEXT_PRINT(status),
                                           TEXT_PRINT(call_cursor(call, list[count - 1].id.v)));
    }
    view->is_selectable = text_equal(status, TEXT("waiting")) || text_equal(status, TEXT("asked"));
    return RC_OK;
}

// What the last action did, as the address tells it.
static void fill_done(struct call *call, const struct render *render, struct applications_view *view)
{
    const struct applications_query *query = call->query;
    const struct reader *r = &render->reader;
    int64_t done = 0;
    view->done = view->undo = view->problem = TEXT_NONE;
    if (text_is(query->done) && int64_parse(query->done, 0, SELECTED_MAX, &done) == RC_OK && done > 0) {
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
    struct render render;
    TRY(page_open(call, &render));
    const struct reader *r = &render.reader;
    struct applications_view view = {.frame = portal_frame(call, &render, PLACE_APPLICATIONS),
                                     .share_url = TEXT("/programs")};
    view.frame.title = phrase_applications_title(r);
    TRY(flow_stored(&call->flow, db_read_begin(call->db)));
    AUTO_TRANSACTION(call->db);
    TRY(fill_tabs(call, &render, &view));
    TRY(fill_rows(call, &render, &view));
    fill_done(call, &render, &view);
    const struct text labels[COLUMNS] = {phrase_word_name(r),    phrase_word_program(r), phrase_apply_niche(r),
                                         phrase_word_country(r), phrase_word_date(r),    phrase_word_state(r)};
    struct column *columns = arena_many(call->arena, struct column, COLUMNS);
    for (size_t i = 0; i < COLUMNS; i++) {
        columns[i] = (struct column){.label = labels[i]};
    }
    view.columns = (struct column_list){.items = columns, .count = COLUMNS};
    struct choice actions[] = {{.value = TEXT("approved"), .label = phrase_applications_approve(r)}};
    view.actions = (struct choice_list){.items = actions, .count = 1};
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
    struct buf to = buf_new(call->arena, 32768);
    buf_format(&to, PATH "?done=%lld", (long long)bulk.done);
    if (text_equal(bulk.status, TEXT("approved")) && bulk.done > 0) {
        buf_add(&to, TEXT("&undo="));
        buf_add(&to, buf_text(&bulk.ids));
    }
    if (text_is(bulk.problem)) {
        buf_add(&to, TEXT("&problem="));
        buf_add(&to, bulk.problem);
    }
    return page_redirect(call, buf_text(&to));
}
