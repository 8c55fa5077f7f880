// SPDX-License-Identifier: Apache-2.0
// Who takes part in a program.
#include "access.h"
#include "identity/public_id.h"
#include "operator/programs.h"
#include "partner/enrollment_write.h"
#include "partner/partner.h"
#include "phrase/phrases.h"
#include "portal/list.h"
#include "portal/show.h"
#include "programs_partners_html.h"

struct program_partners_query {
    struct list_query list;
    struct text status;
    struct text saved;
};
static const struct field query_fields[] = {
    LIST_QUERY_FIELDS(struct program_partners_query),
    FIELD_CHOICE(struct program_partners_query, status, "approved,pending,rejected,archived", FIELD_BLANK,
                 "Only those of this status."),
    FIELD_TEXT(struct program_partners_query, saved, 0, 1, FIELD_BLANK, "Some were decided just now."),
};
const struct schema schema_program_partners_query =
    SCHEMA("ProgramPartnersQuery", struct program_partners_query, query_fields);

enum { COLUMN_PARTNER, COLUMN_CODE, COLUMN_SINCE, COLUMN_LEVEL, COLUMN_TERMS, COLUMN_STATE };
static const struct list_column columns[] = {
    [COLUMN_PARTNER] = {"partner", PHRASE_WORD_PARTNER, LIST_SORTS, ENROLLMENT_BY_PARTNER},
    [COLUMN_CODE] = {"code", PHRASE_PEOPLE_CODE, LIST_OPTIONAL, 0},
    [COLUMN_SINCE] = {"since", PHRASE_PEOPLE_SINCE, LIST_FIGURE | LIST_SORTS, ENROLLMENT_BY_AGE},
    [COLUMN_LEVEL] = {"level", PHRASE_PROGRAMS_LEVEL, 0, 0},
    [COLUMN_TERMS] = {"terms", PHRASE_PROGRAMS_TERMS, 0, 0},
    [COLUMN_STATE] = {"state", PHRASE_WORD_STATE, LIST_SORTS, ENROLLMENT_BY_STATUS},
};

struct asked {
    struct program_id program_id;
    const struct program_partners_query *query;
};

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

static enum rc read_rows(struct list *list, const struct list_slice *slice, const void **ret_rows, size_t *ret_count)
{
    const struct asked *asked = list->page;
    struct call *call = list->call;
    struct enrollment_search search = {
        .program_id = asked->program_id,
        .words = slice->words,
        .status = asked->query->status,
        .sort = (enum enrollment_sort)slice->sort,
        .is_down = slice->is_down,
        .after = {slice->after},
        .limit = slice->limit,
    };
    struct enrollment *rows = NULL;
    TRY(flow_stored(&call->flow, enrollment_search(call->db, call->arena, &search, &rows, ret_count)));
    *ret_rows = rows;
    return RC_OK;
}

// The level that the partner has now; and whose terms are his, with the way to them.
static enum rc show_terms(struct list *list, const struct enrollment *enrollment, struct cell_view *cells)
{
    struct call *call = list->call;
    const struct reader *r = &list->render->reader;
    struct partner_level *levels = NULL;
    size_t count = 0;
    struct partner_level_filter filter = {
        .partner_id = enrollment->partner_id, .program_id = enrollment->program_id, .limit = 1};
    struct plan_version terms;
    TRY(flow_stored(&call->flow, partner_level_list(call->db, call->arena, &filter, &levels, &count)));
    enum rc rc = program_plan_latest(call->db, call->arena, enrollment->program_id, enrollment->id, &terms);
    if (rc != RC_NOT_FOUND) {
        TRY(flow_stored(&call->flow, rc));
    }
    bool is_individual = rc == RC_OK && !text_is_empty(terms.plan_text);
    cells[COLUMN_LEVEL] =
        (struct cell_view){.kind = count > 0 ? CELL_NAME : CELL_NONE, .text = count > 0 ? levels[0].level : TEXT_NONE};
    cells[COLUMN_TERMS] =
        (struct cell_view){.kind = CELL_TEXT,
                           .text = is_individual ? phrase_programs_individual(r) : phrase_programs_of_program(r),
                           .url = show_url(call, "/operator/enrollments/", PREFIX_ENROLLMENT, enrollment->id.v)};
    return RC_OK;
}

static enum rc show_row(struct list *list, const void *rows, size_t at, struct list_cells *row)
{
    const struct enrollment *enrollment = (const struct enrollment *)rows + at;
    struct call *call = list->call;
    struct partner partner;
    TRY(flow_stored(&call->flow, partner_get(call->db, call->arena, enrollment->partner_id, &partner)));
    row->id = enrollment->id.v;
    row->value = public_id_text(call->arena, call->keyring, PREFIX_ENROLLMENT, enrollment->id.v);
    row->label = partner.name;
    row->is_unselectable = !text_equal(enrollment->status, TEXT("pending"));
    struct cell_view *cells = row->cells;
    cells[COLUMN_PARTNER] =
        (struct cell_view){.kind = CELL_NAME,
                           .text = partner.name,
                           .url = show_url(call, "/operator/partners/", PREFIX_PARTNER, partner.id.v),
                           .note = partner.code};
    cells[COLUMN_CODE] = (struct cell_view){.kind = CELL_NAME, .text = partner.code};
    cells[COLUMN_SINCE] = (struct cell_view){.kind = CELL_DATE, .at = enrollment->created_at};
    cells[COLUMN_STATE] = (struct cell_view){.kind = CELL_STATE, .state = state_of(enrollment->status)};
    return show_terms(list, enrollment, cells);
}

static const struct list_kind kind = {
    .file = "program-partners",
    .title = PHRASE_WORD_PARTNERS,
    .search = PHRASE_LIST_SEARCH_PARTNER,
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
    const struct choice items[] = {{.label = phrase_programs_all(r)},
                                   {.value = TEXT("approved"), .label = phrase_state_approved(r)},
                                   {.value = TEXT("pending"), .label = phrase_state_pending(r)},
                                   {.value = TEXT("rejected"), .label = phrase_state_rejected(r)},
                                   {.value = TEXT("archived"), .label = phrase_state_archived(r)}};
    return list_tabs(list, "status", phrase_word_state(r), (struct choice_list){.items = items, .count = 5});
}

static struct bulk_bar_view bulk_actions(const struct list *list)
{
    const struct reader *r = &list->render->reader;
    struct choice *items = arena_many(list->call->arena, struct choice, 2);
    items[0] = (struct choice){.value = TEXT("approved"), .label = phrase_partners_approve(r)};
    items[1] = (struct choice){.value = TEXT("rejected"), .label = phrase_partners_reject(r)};
    return (struct bulk_bar_view){.name = TEXT("status"), .actions = {.items = items, .count = 2}};
}

enum rc web_operator_program_partners(struct call *call)
{
    const struct program_partners_query *query = call->query;
    struct render render;
    TRY(page_open(call, &render));
    const struct reader *r = &render.reader;
    TRY(flow_stored(&call->flow, db_read_begin(call->db)));
    AUTO_TRANSACTION(call->db);
    struct program program;
    TRY(access_program(call, (struct program_id){.v = call->ids[0]}, &program));
    struct list_kind own = kind;
    own.path = text_zero_terminated(call->arena, programs_url(call, program.id, "/partners"));
    struct asked asked = {.program_id = program.id, .query = query};
    struct list list;
    TRY(list_open(call, &render, &own, &query->list, &asked, &list));
    if (list_wants_file(&list)) {
        return list_answer_file(&list);
    }
    struct programs_partners_view view = {.frame = {.title = TEXT_NONE}};
    TRY(programs_head(call, &render, &program, PROGRAMS_TAB_PARTNERS, &view.frame, &view.head));
    view.list.tabs = state_tabs(&list);
    view.list.empty = (struct empty_view){.kind = EMPTY_NOTHING_YET,
                                          .icon = ICON_PARTNERS,
                                          .title = phrase_programs_no_partners(r),
                                          .message = phrase_programs_no_partners_text(r),
                                          .action = phrase_word_partners(r),
                                          .url = TEXT("/operator/partners")};
    TRY(list_fill(&list, &view.list));
    view.list.bulk_url = text_of(own.path);
    view.list.bulk = bulk_actions(&list);
    view.list.table.is_selectable = true;
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
    const char *path = text_zero_terminated(call->arena, programs_url(call, program.id, "/partners"));
    return list_return_with(call, path, "saved", TEXT("1"));
}
