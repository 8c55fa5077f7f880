// SPDX-License-Identifier: Apache-2.0
// Programs: the list, one of them, and what all pages of a program begin with.
#include "operator/programs.h"

#include "access.h"
#include "identity/public_id.h"
#include "partner/partner.h"
#include "phrase/phrases.h"
#include "portal/portal.h"
#include "portal/show.h"
#include "program/program_write.h"
#include "programs_html.h"
#include "programs_page_html.h"

#define PATH "/operator/programs"
#define ROWS_DEFAULT 20
#define SENTENCES_SHOWN 3
#define FACTS 9
#define TABS 7

struct programs_query {
    CALL_PAGE_MEMBERS;
    struct text status;
};
static const struct field query_fields[] = {
    CALL_PAGE_FIELDS(struct programs_query),
    FIELD_CHOICE(struct programs_query, status, "active,paused,archived", 0, "Only those of this status."),
};
const struct schema schema_programs_query = SCHEMA("ProgramsQuery", struct programs_query, query_fields);

// ---- what every page of a program begins with ----

struct text programs_url(const struct call *call, struct program_id id, const char *rest)
{
    return text_format(call->arena, "%.*s%s", TEXT_PRINT(show_url(call, PATH "/", PREFIX_PROGRAM, id.v)), rest);
}

struct text programs_asked(struct call *call, const char *name)
{
    struct parameters query;
    if (call_parse_parameters(call, call->request->query, &query) != RC_OK) {
        fault_clear(call->fault);
        return TEXT_NONE;
    }
    return parameters_get(&query, text_of(name));
}

enum state programs_state(struct text status)
{
    if (text_equal(status, TEXT("active"))) {
        return STATE_ACTIVE;
    }
    bool is_resting = text_equal(status, TEXT("paused")) || text_equal(status, TEXT("closed"));
    return is_resting ? STATE_PAUSED : STATE_ARCHIVED;
}

struct text programs_duration(const struct reader *r, int64_t ms)
{
    if (ms % DAY_MS == 0) {
        return phrase_period_days(r, (struct phrase_period_days){.n = ms / DAY_MS});
    }
    return phrase_programs_hours(r, (struct phrase_programs_hours){.n = ms / HOUR_MS});
}

static void fill_toast(struct call *call, const struct render *render, const struct program *program,
                       struct programs_head_view *head)
{
    const struct reader *r = &render->reader;
    struct text was = programs_asked(call, "was");
    bool is_undoable =
        text_equal(was, TEXT("active")) || text_equal(was, TEXT("paused")) || text_equal(was, TEXT("archived"));
    if (is_undoable && !text_equal(was, program->status)) {
        static const enum phrase messages[] = {
            [STATE_ACTIVE] = PHRASE_PROGRAMS_NOW_ACTIVE,
            [STATE_PAUSED] = PHRASE_PROGRAMS_NOW_PAUSED,
            [STATE_ARCHIVED] = PHRASE_PROGRAMS_NOW_ARCHIVED,
        };
        head->has_toast = true;
        head->toast = (struct toast_view){
            .tone = TONE_SUCCESS,
            .message = phrase_text(r, messages[head->state]),
            .undo_url = text_format(call->arena, "%.*s/status/%.*s", TEXT_PRINT(programs_url(call, program->id, "")),
                                    TEXT_PRINT(was)),
        };
    } else if (text_is(programs_asked(call, "saved"))) {
        head->has_toast = true;
        head->toast = (struct toast_view){.tone = TONE_SUCCESS, .message = phrase_programs_saved(r)};
    }
}

enum rc programs_head(struct call *call, const struct render *render, const struct program *program,
                      enum programs_tab tab, struct frame_view *ret_frame, struct programs_head_view *ret_head)
{
    const struct reader *r = &render->reader;
    *ret_frame = portal_frame(call, render, PLACE_PROGRAMS);
    ret_frame->title = program->name;
    struct advertiser advertiser;
    TRY(flow_stored(&call->flow, advertiser_get(call->db, call->arena, program->advertiser_id, &advertiser)));
    int64_t offers = 0;
    int64_t waiting = 0;
    TRY(flow_stored(&call->flow, offer_count(call->db, call->arena, program->id, &offers)));
    TRY(flow_stored(&call->flow, enrollment_count(call->db, call->arena, program->id, TEXT("pending"), &waiting)));
    const struct tab_item all[TABS] = {
        {.label = phrase_programs_overview(r), .url = programs_url(call, program->id, "")},
        {.label = phrase_programs_offers(r), .url = programs_url(call, program->id, "/offers"), .count = offers},
        {.label = phrase_programs_plan(r), .url = programs_url(call, program->id, "/plan")},
        {.label = phrase_word_partners(r), .url = programs_url(call, program->id, "/partners"), .count = waiting},
        {.label = phrase_programs_coupons(r), .url = programs_url(call, program->id, "/coupons")},
        {.label = phrase_public_page_tab(r), .url = programs_url(call, program->id, "/public")},
        {.label = phrase_word_settings(r), .url = programs_url(call, program->id, "/settings")},
    };
    struct tab_item *tabs = arena_many(call->arena, struct tab_item, TABS);
    for (size_t i = 0; i < TABS; i++) {
        tabs[i] = all[i];
        tabs[i].is_current = i == (size_t)tab;
    }
    *ret_head = (struct programs_head_view){
        .advertiser = advertiser.name,
        .state = programs_state(program->status),
        .tabs = {.label = program->name, .tabs = {.items = tabs, .count = TABS}},
    };
    fill_toast(call, render, program, ret_head);
    return RC_OK;
}

enum rc programs_plan(struct call *call, const struct program *program, struct plan **ret_plan)
{
    *ret_plan = NULL;
    struct program_question question = {
        .program_id = program->id, .at = call->now, .known_at = INSTANT_NONE, .customer_since = INSTANT_NONE};
    struct program_plans plans;
    TRY(flow_stored(&call->flow, program_plans_in_force(call->db, call->arena, &question, &plans)));
    if (plans.count == 0) {
        return RC_OK;
    }
    struct plan_error error;
    if (plan_parse(call->arena, plans.list[plans.count - 1].plan_text, program->currency, ret_plan, &error) != RC_OK) {
        *ret_plan = NULL;
    }
    return RC_OK;
}

static struct text joining_of(const struct reader *r, struct text enrollment)
{
    if (text_equal(enrollment, TEXT("open"))) {
        return phrase_programs_join_open(r);
    }
    return text_equal(enrollment, TEXT("closed")) ? phrase_programs_join_closed(r) : phrase_programs_join_approval(r);
}

// ---- the list ----

static struct text list_url(struct arena *arena, struct text status)
{
    return text_is_empty(status) ? TEXT(PATH) : text_format(arena, PATH "?status=%.*s", TEXT_PRINT(status));
}

static enum rc fill_row(struct call *call, const struct render *render, const struct program *program,
                        struct programs_row *row)
{
    struct advertiser advertiser;
    struct program_terms terms;
    struct plan *plan = NULL;
    TRY(flow_stored(&call->flow, advertiser_get(call->db, call->arena, program->advertiser_id, &advertiser)));
    TRY(flow_stored(&call->flow, program_terms_latest(call->db, call->arena, program->id, &terms)));
    *row = (struct programs_row){
        .name = program->name,
        .url = programs_url(call, program->id, ""),
        .plan_url = programs_url(call, program->id, "/plan"),
        .advertiser = advertiser.name,
        .state = programs_state(program->status),
        .is_public = program->is_public,
        .window = programs_duration(&render->reader, terms.window_ms),
        .joining = joining_of(&render->reader, program->enrollment),
    };
    TRY(programs_plan(call, program, &plan));
    if (plan != NULL) {
        row->plan = plan_words(render, plan, i18n_language_of(render->reader.i18n), /* is_numbered= */ false);
        size_t count = row->plan.sentences.count;
        row->plan.sentences.count = count > SENTENCES_SHOWN ? SENTENCES_SHOWN : count;
    }
    TRY(flow_stored(&call->flow, offer_count(call->db, call->arena, program->id, &row->offers)));
    TRY(flow_stored(&call->flow,
                    enrollment_count(call->db, call->arena, program->id, TEXT("approved"), &row->partners)));
    return flow_stored(&call->flow,
                       enrollment_count(call->db, call->arena, program->id, TEXT("pending"), &row->waiting));
}

static void fill_tabs(struct call *call, const struct reader *r, struct programs_view *view)
{
    const struct programs_query *query = call->query;
    const struct text statuses[] = {TEXT_NONE, TEXT("active"), TEXT("paused"), TEXT("archived")};
    const struct text labels[] = {phrase_programs_all(r), phrase_state_active(r), phrase_state_paused(r),
                                  phrase_state_archived(r)};
    struct tab_item *tabs = arena_many(call->arena, struct tab_item, 4);
    for (size_t i = 0; i < 4; i++) {
        tabs[i] = (struct tab_item){.label = labels[i],
                                    .url = list_url(call->arena, statuses[i]),
                                    .is_current =
                                        text_is_empty(query->status) ? i == 0 : text_equal(query->status, statuses[i])};
    }
    view->tabs = (struct tabs_view){.label = phrase_word_state(r), .tabs = {.items = tabs, .count = 4}};
    view->is_filtered = !text_is_empty(query->status);
}

static enum rc fill_list(struct call *call, const struct render *render, struct programs_view *view)
{
    const struct programs_query *query = call->query;
    struct program_filter filter = {.status = query->status};
    int64_t limit = 0;
    struct opt_int64 wanted = query->limit.has ? query->limit : (struct opt_int64){.has = true, .v = ROWS_DEFAULT};
    TRY(call_page_start(call, wanted, query->cursor, &limit, &filter.before_id));
    filter.limit = limit + 1;
    struct program *list = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow, program_list(call->db, call->arena, &filter, &list, &count)));
    bool has_more = count > (size_t)limit;
    count = has_more ? (size_t)limit : count;
    struct programs_row *rows = arena_many(call->arena, struct programs_row, count);
    for (size_t i = 0; i < count; i++) {
        TRY(fill_row(call, render, &list[i], &rows[i]));
    }
    view->rows = (struct programs_row_list){.items = rows, .count = count};
    struct text here = list_url(call->arena, query->status);
    view->pager =
        (struct pager_view){.shown = (int64_t)count, .first_url = text_is_empty(query->cursor) ? TEXT_NONE : here};
    if (has_more) {
        view->pager.next_url =
            text_format(call->arena, "%.*s%scursor=%.*s", TEXT_PRINT(here), text_is_empty(query->status) ? "?" : "&",
                        TEXT_PRINT(call_cursor(call, list[count - 1].id.v)));
    }
    return RC_OK;
}

enum rc web_operator_programs(struct call *call)
{
    struct render render;
    TRY(page_open(call, &render));
    struct programs_view view = {.frame = portal_frame(call, &render, PLACE_PROGRAMS)};
    view.frame.title = phrase_programs_title(&render.reader);
    TRY(flow_stored(&call->flow, db_read_begin(call->db)));
    AUTO_TRANSACTION(call->db);
    fill_tabs(call, &render.reader, &view);
    TRY(fill_list(call, &render, &view));
    programs_html(&render, &view);
    return page_answer(call, &render);
}

// ---- one ----

static struct text evidence_words(const struct render *render, struct text evidence)
{
    struct buf buf = buf_new(render->arena, 4096);
    struct text rest = evidence;
    struct text kind;
    while (evidence.n > 0 && text_split(&rest, ',', &kind)) {
        buf_format(&buf, "%s%.*s", buf.n == 0 ? "" : " → ", TEXT_PRINT(programs_evidence_word(&render->reader, kind)));
    }
    return buf_text(&buf);
}

static struct text attribution_word(const struct reader *r, struct text attribution)
{
    bool is_first = text_equal(attribution, TEXT("first_click"));
    return is_first ? phrase_programs_first_click(r) : phrase_programs_last_click(r);
}

static struct text binding_word(const struct reader *r, struct text binding)
{
    if (text_equal(binding, TEXT("none"))) {
        return phrase_programs_binding_none(r);
    }
    bool is_for_life = text_equal(binding, TEXT("lifetime"));
    return is_for_life ? phrase_programs_binding_lifetime(r) : phrase_programs_binding_window(r);
}

static void fill_facts(const struct render *render, const struct program *program, const struct program_terms *terms,
                       struct programs_page_view *view)
{
    const struct reader *r = &render->reader;
    const struct definition all[FACTS] = {
        {phrase_word_advertiser(r), view->head.advertiser},
        {phrase_people_currency(r), text_copy(render->arena, currency_text(&program->currency))},
        {phrase_programs_joining(r), joining_of(r, program->enrollment)},
        {phrase_programs_window(r), programs_duration(r, terms->window_ms)},
        {phrase_programs_attribution(r), attribution_word(r, terms->attribution)},
        {phrase_programs_evidence(r), evidence_words(render, terms->evidence)},
        {phrase_programs_binding(r), binding_word(r, terms->binding)},
        {phrase_programs_hold(r), phrase_period_days(r, (struct phrase_period_days){.n = terms->hold_days})},
        {phrase_programs_terms_version(r), i18n_integer(r->i18n, render->arena, terms->number)},
    };
    struct definition *facts = arena_many(render->arena, struct definition, FACTS);
    for (size_t i = 0; i < FACTS; i++) {
        facts[i] = all[i];
    }
    view->facts = (struct definition_list){.items = facts, .count = FACTS};
}

enum rc web_operator_program(struct call *call)
{
    struct render render;
    TRY(page_open(call, &render));
    TRY(flow_stored(&call->flow, db_read_begin(call->db)));
    AUTO_TRANSACTION(call->db);
    struct program program;
    struct program_terms terms;
    struct plan *plan = NULL;
    struct programs_page_view view = {.public_url = TEXT_NONE};
    TRY(access_program(call, (struct program_id){.v = call->ids[0]}, &program));
    TRY(programs_head(call, &render, &program, PROGRAMS_TAB_OVERVIEW, &view.frame, &view.head));
    TRY(flow_stored(&call->flow, program_terms_latest(call->db, call->arena, program.id, &terms)));
    TRY(programs_plan(call, &program, &plan));
    view.url = programs_url(call, program.id, "");
    fill_facts(&render, &program, &terms, &view);
    if (plan != NULL) {
        view.has_plan = true;
        view.plan = plan_words(&render, plan, i18n_language_of(render.reader.i18n), /* is_numbered= */ false);
        view.samples = plan_samples_of(&render, plan, plan_sample_order(program.currency));
    }
    view.is_active = view.head.state == STATE_ACTIVE;
    view.is_paused = view.head.state == STATE_PAUSED;
    view.is_archived = view.head.state == STATE_ARCHIVED;
    view.has_offers = view.head.tabs.tabs.items[PROGRAMS_TAB_OFFERS].count > 0;
    view.waiting = view.head.tabs.tabs.items[PROGRAMS_TAB_PARTNERS].count;
    struct text program_url = show_url(call, "/programs/", PREFIX_PROGRAM, program.id.v);
    view.public_url = program.is_public ? program_url : TEXT_NONE;
    view.integration_url = text_format(call->arena, "%.*s/integration", TEXT_PRINT(program_url));
    programs_page_html(&render, &view);
    return page_answer(call, &render);
}

enum rc web_operator_program_status(struct call *call)
{
    struct program program;
    TRY(access_program(call, (struct program_id){.v = call->ids[0]}, &program));
    struct program_input input = program_input_none();
    input.status = call->texts[1];
    struct program_view changed;
    call->is_catalog_changed = true;
    TRY(program_change(&call->flow, program.id, &input, &changed));
    return page_redirect(call, text_format(call->arena, "%.*s?was=%.*s", TEXT_PRINT(programs_url(call, program.id, "")),
                                           TEXT_PRINT(program.status)));
}
