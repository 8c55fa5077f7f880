// SPDX-License-Identifier: Apache-2.0
// Who takes part in a program.
#include "access.h"
#include "identity/public_id.h"
#include "operator/programs.h"
#include "partner/enrollment_write.h"
#include "partner/partner.h"
#include "phrase/phrases.h"
#include "portal/show.h"
#include "programs_partners_html.h"

#define ROWS_DEFAULT 50
#define COLUMNS 5
#define STATUSES 5

static enum state state_of(struct text status)
{
    if (text_equal(status, TEXT("approved"))) {
        return STATE_APPROVED;
    }
    if (text_equal(status, TEXT("pending"))) {
        return STATE_PENDING;
    }
    return text_equal(status, TEXT("rejected")) ? STATE_REJECTED : STATE_ARCHIVED;
}

static struct text address(struct call *call, const struct program *program, struct text status)
{
    struct text all = programs_url(call, program->id, "/partners");
    return text_is_empty(status) ? all
                                 : text_format(call->arena, "%.*s?status=%.*s", TEXT_PRINT(all), TEXT_PRINT(status));
}

static void fill_states(struct call *call, const struct reader *r, const struct program *program, struct text status,
                        struct programs_partners_view *view)
{
    const struct text statuses[STATUSES] = {TEXT_NONE, TEXT("approved"), TEXT("pending"), TEXT("rejected"),
                                            TEXT("archived")};
    const struct text labels[STATUSES] = {phrase_programs_all(r), phrase_state_approved(r), phrase_state_pending(r),
                                          phrase_state_rejected(r), phrase_state_archived(r)};
    struct tab_item *tabs = arena_many(call->arena, struct tab_item, STATUSES);
    for (size_t i = 0; i < STATUSES; i++) {
        tabs[i] = (struct tab_item){.label = labels[i],
                                    .url = address(call, program, statuses[i]),
                                    .is_current = text_is_empty(status) ? i == 0 : text_equal(status, statuses[i])};
    }
    view->states = (struct tabs_view){.label = phrase_word_state(r), .tabs = {.items = tabs, .count = STATUSES}};
    const struct text heads[COLUMNS] = {phrase_word_partner(r), phrase_people_since(r), phrase_programs_level(r),
                                        phrase_programs_terms(r), phrase_word_state(r)};
    struct column *columns = arena_many(call->arena, struct column, COLUMNS);
    for (size_t i = 0; i < COLUMNS; i++) {
        columns[i] = (struct column){.label = heads[i]};
    }
    view->columns = (struct column_list){.items = columns, .count = COLUMNS};
    struct choice *actions = arena_many(call->arena, struct choice, 2);
    actions[0] = (struct choice){.value = TEXT("approved"), .label = phrase_partners_approve(r)};
    actions[1] = (struct choice){.value = TEXT("rejected"), .label = phrase_partners_reject(r)};
    view->actions = (struct choice_list){.items = actions, .count = 2};
}

static enum rc fill_row(struct call *call, const struct enrollment *enrollment, struct programs_partner_row *row)
{
    struct partner partner;
    struct partner_level *levels = NULL;
    size_t level_count = 0;
    struct partner_level_filter filter = {
        .partner_id = enrollment->partner_id, .program_id = enrollment->program_id, .limit = 1};
    struct plan_version terms;
    TRY(flow_stored(&call->flow, partner_get(call->db, call->arena, enrollment->partner_id, &partner)));
    TRY(flow_stored(&call->flow, partner_level_list(call->db, call->arena, &filter, &levels, &level_count)));
    enum rc rc = program_plan_latest(call->db, call->arena, enrollment->program_id, enrollment->id, &terms);
    if (rc != RC_NOT_FOUND) {
        TRY(flow_stored(&call->flow, rc));
    }
    *row = (struct programs_partner_row){
        .name = partner.name,
        .code = partner.code,
        .url = show_url(call, "/operator/partners/", PREFIX_PARTNER, partner.id.v),
        .enrollment = public_id_text(call->arena, call->keyring, PREFIX_ENROLLMENT, enrollment->id.v),
        .terms_url = show_url(call, "/operator/enrollments/", PREFIX_ENROLLMENT, enrollment->id.v),
        .level = level_count > 0 ? levels[0].level : TEXT_NONE,
        .since = enrollment->created_at,
        .state = state_of(enrollment->status),
        .is_waiting = text_equal(enrollment->status, TEXT("pending")),
        .has_terms = rc == RC_OK && !text_is_empty(terms.plan_text),
    };
    return RC_OK;
}

static enum rc fill_rows(struct call *call, const struct program *program, struct text status,
                         struct programs_partners_view *view)
{
    struct enrollment_filter filter = {.program_id = program->id, .status = status};
    int64_t limit = 0;
    struct text cursor = programs_asked(call, "cursor");
    TRY(call_page_start(call, (struct opt_int64){.has = true, .v = ROWS_DEFAULT}, cursor, &limit, &filter.before_id));
    filter.limit = limit + 1;
    struct enrollment *list = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow, enrollment_list(call->db, call->arena, &filter, &list, &count)));
    bool has_more = count > (size_t)limit;
    count = has_more ? (size_t)limit : count;
    struct programs_partner_row *rows = arena_many(call->arena, struct programs_partner_row, count);
    for (size_t i = 0; i < count; i++) {
        TRY(fill_row(call, &list[i], &rows[i]));
    }
    view->rows = (struct programs_partner_row_list){.items = rows, .count = count};
    struct text here = address(call, program, status);
    view->pager = (struct pager_view){.shown = (int64_t)count, .first_url = text_is_empty(cursor) ? TEXT_NONE : here};
    if (has_more) {
        view->pager.next_url =
            text_format(call->arena, "%.*s%scursor=%.*s", TEXT_PRINT(here), text_is_empty(status) ? "?" : "&",
                        TEXT_PRINT(call_cursor(call, list[count - 1].id.v)));
    }
    return RC_OK;
}

enum rc web_operator_program_partners(struct call *call)
{
    struct render render;
    TRY(page_open(call, &render));
    TRY(flow_stored(&call->flow, db_read_begin(call->db)));
    AUTO_TRANSACTION(call->db);
    struct program program;
    struct programs_partners_view view = {.is_filtered = false};
    TRY(access_program(call, (struct program_id){.v = call->ids[0]}, &program));
    TRY(programs_head(call, &render, &program, PROGRAMS_TAB_PARTNERS, &view.frame, &view.head));
    struct text status = programs_asked(call, "status");
    view.here = programs_url(call, program.id, "/partners");
    view.is_filtered = !text_is_empty(status);
    fill_states(call, &render.reader, &program, status, &view);
    TRY(fill_rows(call, &program, status, &view));
    programs_partners_html(&render, &view);
    return page_answer(call, &render);
}

enum rc web_operator_program_decide(struct call *call)
{
    struct program program;
    TRY(access_program(call, (struct program_id){.v = call->ids[0]}, &program));
    struct enrollment_input input = {
        .status = form_typed(call, "status"), .terms = TEXT_NONE, .terms_effective_at = INSTANT_NONE};
    call->is_catalog_changed = true;
    for (size_t i = 0; i < call->form.count; i++) {
        if (!text_equal(call->form.list[i].name, TEXT("id"))) {
            continue;
        }
        int64_t id = 0;
        struct enrollment enrollment;
        struct enrollment_view changed;
        if (public_id_parse(call->keyring, PREFIX_ENROLLMENT, call->form.list[i].value, &id) != RC_OK) {
            return fault_set(call->fault, RC_NOT_FOUND, "not_found", "", "there is no such enrollment");
        }
        TRY(access_enrollment(call, (struct enrollment_id){id}, &enrollment));
        TRY(enrollment_change(&call->flow, enrollment.id, &input, &changed));
    }
    return page_redirect(call, programs_url(call, program.id, "/partners?saved=1"));
}
