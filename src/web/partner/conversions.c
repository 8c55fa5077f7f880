// SPDX-License-Identifier: Apache-2.0
// The partner's conversions.
#include "partner/conversions.h"

#include "access.h"
#include "identity/public_id.h"
#include "partner_conversions_html.h"
#include "phrase/phrases.h"
#include "portal/portal.h"
#include "portal/show.h"

#define PATH "/partner/conversions"
#define ROWS_DEFAULT 50
#define COLUMNS 6

struct own_conversions_query {
    CALL_PAGE_MEMBERS;
    struct text status;
};
static const struct field query_fields[] = {
    CALL_PAGE_FIELDS(struct own_conversions_query),
    FIELD_CHOICE(struct own_conversions_query, status, "pending,approved,rejected", 0, "Only those of this status."),
};
const struct schema schema_own_conversions_query =
    SCHEMA("OwnConversionsQuery", struct own_conversions_query, query_fields);

static void fill_states(struct render *render, struct text current, struct partner_conversions_view *view)
{
    static const char *const words[] = {"", "pending", "approved", "rejected"};
    const struct reader *r = &render->reader;
    const struct text labels[] = {phrase_conversions_all(r), phrase_state_pending(r), phrase_state_approved(r),
                                  phrase_state_rejected(r)};
    size_t count = sizeof(words) / sizeof(words[0]);
    struct tab_item *items = arena_many(render->arena, struct tab_item, count + 1);
    for (size_t i = 0; i < count; i++) {
        items[i] =
            (struct tab_item){.label = labels[i],
                              .url = i == 0 ? TEXT(PATH) : text_format(render->arena, PATH "?status=%s", words[i]),
                              .is_current = text_is_empty(current) ? i == 0 : text_equal(current, text_of(words[i]))};
    }
    items[count] = (struct tab_item){.label = phrase_disputes_own(r), .url = TEXT("/partner/disputes")};
    view->states = (struct tabs_view){.label = phrase_word_state(r), .tabs = {.items = items, .count = count + 1}};
    view->is_filtered = !text_is_empty(current);
}

static enum rc fill_row(struct call *call, const struct render *render, const struct conversion *c,
                        struct own_conversion_row *row)
{
    bool is_rejected = text_equal(c->status, TEXT("rejected"));
    *row = (struct own_conversion_row){
        .order = c->order_id,
        .url = show_url(call, "/conversions/", PREFIX_CONVERSION, c->id.v),
        .kind = show_code(render, "goal", c->goal_kind),
        .at = c->occurred_at,
        .amount = c->amount,
        .state = show_conversion_state(c->status),
        .reason = is_rejected ? show_code(render, "reason", c->reason) : TEXT_NONE,
    };
    TRY(show_program_name(call, c->program_id, &row->program));
    struct commission *list = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow, commission_list_of(call->db, call->arena, c->id, &list, &count)));
    for (size_t i = 0; i < count && !row->has_commission; i++) {
        if (list[i].partner_id.v == call->actor.owner_id && list[i].amount.minor > 0) {
            row->has_commission = true;
            row->commission = list[i].amount;
            row->commission_url = show_url(call, "/commissions/", PREFIX_COMMISSION, list[i].id.v);
        }
    }
    if (is_rejected || (!row->has_commission && !text_equal(c->status, TEXT("pending")))) {
        row->appeal_url = text_format(call->arena, "%.*s#appeal", TEXT_PRINT(row->url));
        row->appeal_label = phrase_own_do_appeal(&render->reader);
    }
    return RC_OK;
}

static enum rc fill_rows(struct call *call, const struct render *render, struct partner_conversions_view *view)
{
    const struct own_conversions_query *query = call->query;
    int64_t limit = 0;
    int64_t before = 0;
    struct opt_int64 wanted = query->limit.has ? query->limit : (struct opt_int64){.has = true, .v = ROWS_DEFAULT};
    TRY(call_page_start(call, wanted, query->cursor, &limit, &before));
    struct conversion_filter filter = {.partner_id = access_own_partner(call), .status = query->status};
    struct conversion *list = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow, conversion_list(call->db, call->arena, &filter, (struct conversion_id){before},
                                                 limit + 1, &list, &count)));
    bool has_more = count > (size_t)limit;
    count = has_more ? (size_t)limit : count;
    struct own_conversion_row *rows = arena_many(call->arena, struct own_conversion_row, count);
    for (size_t i = 0; i < count; i++) {
        TRY(fill_row(call, render, &list[i], &rows[i]));
    }
    view->rows = (struct own_conversion_row_list){.items = rows, .count = count};
    struct text here =
        view->is_filtered ? text_format(call->arena, PATH "?status=%.*s", TEXT_PRINT(query->status)) : TEXT(PATH);
    view->pager = (struct pager_view){.shown = (int64_t)count, .first_url = before == 0 ? TEXT_NONE : here};
    if (has_more) {
        view->pager.next_url =
            text_format(call->arena, "%.*s%scursor=%.*s", TEXT_PRINT(here), view->is_filtered ? "&" : "?",
                        TEXT_PRINT(call_cursor(call, list[count - 1].id.v)));
    }
    return RC_OK;
}

static void fill_columns(const struct render *render, struct partner_conversions_view *view)
{
    const struct reader *r = &render->reader;
    struct column *columns = arena_many(render->arena, struct column, COLUMNS);
    columns[0] = (struct column){.label = phrase_word_order(r)};
    columns[1] = (struct column){.label = phrase_word_program(r)};
    columns[2] = (struct column){.label = phrase_word_amount(r), .is_figure = true};
    columns[3] = (struct column){.label = phrase_word_commission(r), .is_figure = true};
    columns[4] = (struct column){.label = phrase_word_state(r)};
    columns[5] = (struct column){.label = phrase_own_appeal(r)};
    view->columns = (struct column_list){.items = columns, .count = COLUMNS};
}

enum rc web_partner_conversions(struct call *call)
{
    const struct own_conversions_query *query = call->query;
    struct render render;
    TRY(page_open(call, &render));
    struct partner_conversions_view view = {.frame = portal_frame(call, &render, PLACE_OWN_CONVERSIONS)};
    view.frame.title = phrase_word_conversions(&render.reader);
    TRY(flow_stored(&call->flow, db_read_begin(call->db)));
    AUTO_TRANSACTION(call->db);
    fill_states(&render, query->status, &view);
    fill_columns(&render, &view);
    TRY(fill_rows(call, &render, &view));
    partner_conversions_html(&render, &view);
    return page_answer(call, &render);
}
