// SPDX-License-Identifier: Apache-2.0
// The audit log, for operators.
#include "operator/audit_page.h"

#include "audit/audit.h"
#include "audit_page_html.h"
#include "operator/network_tabs.h"
#include "page/page.h"
#include "phrase/phrases.h"
#include "portal/list.h"
#include "portal/portal.h"
#include "portal/show.h"

#define PATH "/operator/audit"
#define CONTENT_SHOWN 400

struct audit_page_query {
    struct list_query list;
    struct text actor;
    struct text object;
    struct text action;
    struct text from;
    struct text to;
};
static const struct field query_fields[] = {
    LIST_QUERY_FIELDS(struct audit_page_query),
    FIELD_TEXT(struct audit_page_query, actor, 0, 64, FIELD_BLANK, "Only what this actor did: user:7."),
    FIELD_TEXT(struct audit_page_query, object, 0, 64, FIELD_BLANK, "Only what was done to this: program:12."),
    FIELD_TEXT(struct audit_page_query, action, 0, 64, FIELD_BLANK, "Only this action, or all that begin so (user.)."),
    FIELD_TEXT(struct audit_page_query, from, 0, 10, FIELD_BLANK, "From this day on (UTC)."),
    FIELD_TEXT(struct audit_page_query, to, 0, 10, FIELD_BLANK, "Up to this day (UTC)."),
};
const struct schema schema_audit_page_query = SCHEMA("AuditPageQuery", struct audit_page_query, query_fields);

enum { COLUMN_ACTION, COLUMN_AT, COLUMN_ACTOR, COLUMN_OBJECT, COLUMN_CONTENT };
static const struct list_column columns[] = {
    [COLUMN_ACTION] = {"action", PHRASE_AUDIT_ACTION, 0, 0},    [COLUMN_AT] = {"time", PHRASE_WORD_DATE, 0, 0},
    [COLUMN_ACTOR] = {"actor", PHRASE_AUDIT_ACTOR, 0, 0},       [COLUMN_OBJECT] = {"object", PHRASE_AUDIT_OBJECT, 0, 0},
    [COLUMN_CONTENT] = {"content", PHRASE_AUDIT_CONTENT, 0, 0},
};

// Midnight UTC of a day as a form sends it; 0 for anything else.
static struct instant day_of(struct text t)
{
    struct instant day = {.ms = 0};
    return t.n == 10 && instant_parse(t, &day) == RC_OK ? day : (struct instant){.ms = 0};
}

static enum rc read_rows(struct list *list, const struct list_slice *slice, const void **ret_rows, size_t *ret_count)
{
    const struct audit_page_query *query = list->page;
    struct call *call = list->call;
    struct instant to = day_of(query->to);
    struct audit_filter filter = {
        .object = query->object,
        .actor = query->actor,
        .action = query->action,
        .from = day_of(query->from),
        .to = {.ms = to.ms == 0 ? 0 : to.ms + DAY_MS},
        .before_id = slice->after,
    };
    struct audit_event *rows = NULL;
    TRY(flow_stored(&call->flow, audit_event_list(call->db, call->arena, &filter, slice->limit, &rows, ret_count)));
    *ret_rows = rows;
    return RC_OK;
}

static struct text filter_url(struct list *list, const char *name, struct text value)
{
    struct address_change change = {.name = name, .value = value};
    return list_url(list, &change, 1);
}

static enum rc show_row(struct list *list, const void *rows, size_t at, struct list_cells *row)
{
    const struct audit_event *event = (const struct audit_event *)rows + at;
    struct call *call = list->call;
    struct text actor;
    TRY(show_actor(call, event->actor, &actor));
    bool is_empty = text_equal(event->content, TEXT("{}"));
    row->id = event->id;
    row->label = event->action;
    row->cells[COLUMN_ACTION] =
        (struct cell_view){.kind = CELL_NAME, .text = event->action, .url = filter_url(list, "action", event->action)};
    row->cells[COLUMN_AT] = (struct cell_view){.kind = CELL_TIME, .at = event->occurred_at};
    row->cells[COLUMN_ACTOR] = (struct cell_view){.kind = CELL_NAME,
                                                  .text = actor,
                                                  .url = filter_url(list, "actor", event->actor),
                                                  .note = text_equal(actor, event->actor) ? TEXT_NONE : event->actor};
    row->cells[COLUMN_OBJECT] =
        (struct cell_view){.kind = CELL_NAME, .text = event->object, .url = filter_url(list, "object", event->object)};
    if (!is_empty) {
        row->cells[COLUMN_CONTENT] = (struct cell_view){
            .kind = CELL_NAME,
            .text = list_wants_file(list) ? event->content : text_slice(event->content, 0, CONTENT_SHOWN)};
    }
    return RC_OK;
}

static const struct list_kind kind = {
    .path = PATH,
    .file = "audit",
    .title = PHRASE_NETWORK_AUDIT,
    .columns = columns,
    .column_count = sizeof(columns) / sizeof(columns[0]),
    .sort = "",
    .read = read_rows,
    .show = show_row,
};

static struct input_view filter_input(const char *name, struct text label, enum input_kind input, struct text value)
{
    return (struct input_view){.field = {.name = text_of(name), .label = label, .is_optional = true},
                               .kind = input,
                               .value = text_is(value) ? value : TEXT("")};
}

enum rc web_audit(struct call *call)
{
    const struct audit_page_query *query = call->query;
    struct render render;
    TRY(page_open(call, &render));
    const struct reader *r = &render.reader;
    TRY(flow_stored(&call->flow, db_read_begin(call->db)));
    AUTO_TRANSACTION(call->db);
    struct list list;
    TRY(list_open(call, &render, &kind, &query->list, query, &list));
    list_filter_shown(&list, "action", phrase_audit_action(r), query->action);
    list_filter_shown(&list, "actor", phrase_audit_actor(r), query->actor);
    list_filter_shown(&list, "object", phrase_audit_object(r), query->object);
    list_filter_shown(&list, "from", phrase_period_from(r), query->from);
    list_filter_shown(&list, "to", phrase_period_to(r), query->to);
    if (list_wants_file(&list)) {
        return list_answer_file(&list);
    }
    struct audit_page_view view = {
        .frame = portal_frame(call, &render, PLACE_NETWORK),
        .tabs = network_tabs(call, &render, NETWORK_AUDIT),
        .actor = filter_input("actor", phrase_audit_actor(r), INPUT_TEXT, query->actor),
        .object = filter_input("object", phrase_audit_object(r), INPUT_TEXT, query->object),
        .from = filter_input("from", phrase_period_from(r), INPUT_DATE, query->from),
        .to = filter_input("to", phrase_period_to(r), INPUT_DATE, query->to),
    };
    view.frame.title = phrase_network_audit(r);
    view.frame.lead = phrase_audit_lead(r);
    view.actor.pattern_hint = TEXT("user:7");
    view.object.pattern_hint = TEXT("program:12");
    view.list.empty = (struct empty_view){.kind = EMPTY_NOTHING_YET,
                                          .icon = ICON_ACTIVITY,
                                          .title = phrase_audit_empty(r),
                                          .message = phrase_audit_lead(r),
                                          .action = phrase_filter_clear(r),
                                          .url = TEXT(PATH)};
    TRY(list_fill(&list, &view.list));
    audit_page_html(&render, &view);
    return page_answer(call, &render);
}
