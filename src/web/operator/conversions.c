// SPDX-License-Identifier: Apache-2.0
// The operator's conversions.
#include "operator/conversions.h"

#include "access.h"
#include "conversion/conversion_decide.h"
#include "conversions_html.h"
#include "identity/public_id.h"
#include "phrase/phrases.h"
#include "portal/portal.h"
#include "portal/show.h"

#define PATH "/operator/conversions"
#define ROWS_DEFAULT 50
#define COLUMNS 6

struct conversions_query {
    CALL_PAGE_MEMBERS;
    struct partner_id partner_id;
    struct text status;
    struct text attribution;
};
static const struct field query_fields[] = {
    CALL_PAGE_FIELDS(struct conversions_query),
    FIELD_ID(struct conversions_query, partner_id, PREFIX_PARTNER, 0, "Only those credited to this partner."),
    FIELD_CHOICE(struct conversions_query, status, "pending,approved,rejected", 0, "Only those of this status."),
    FIELD_CHOICE(struct conversions_query, attribution, "none", 0, "Only those that nobody is credited with."),
};
const struct schema schema_conversions_query = SCHEMA("ConversionsQuery", struct conversions_query, query_fields);

// The address of the list with these filters; TEXT_NONE leaves one out.
static struct text address(const struct call *call, struct text status, struct text partner, struct text attribution)
{
    struct buf buf = buf_new(call->arena, 1024);
    const struct {
        const char *name;
        struct text value;
    } parts[] = {{"status", status}, {"partner_id", partner}, {"attribution", attribution}};
    buf_add(&buf, TEXT(PATH));
    bool is_first = true;
    for (size_t i = 0; i < 3; i++) {
        if (!text_is_empty(parts[i].value)) {
            buf_format(&buf, "%s%s=%.*s", is_first ? "?" : "&", parts[i].name, TEXT_PRINT(parts[i].value));
            is_first = false;
        }
    }
    return buf_text(&buf);
}

static enum rc fill_filters(struct call *call, const struct render *render, struct conversions_view *view)
{
    const struct conversions_query *query = call->query;
    const struct reader *r = &render->reader;
    struct text partner = public_id_text(call->arena, call->keyring, PREFIX_PARTNER, query->partner_id.v);
    struct tab_item *tabs = arena_many(call->arena, struct tab_item, 4);
    const struct text statuses[] = {TEXT_NONE, TEXT("pending"), TEXT("approved"), TEXT("rejected")};
    const struct text labels[] = {phrase_conversions_all(r), phrase_state_pending(r), phrase_state_approved(r),
                                  phrase_state_rejected(r)};
    for (size_t i = 0; i < 4; i++) {
        tabs[i] = (struct tab_item){
            .label = labels[i],
            .url = address(call, statuses[i], partner, query->attribution),
            .is_current = text_is_empty(query->status) ? i == 0 : text_equal(query->status, statuses[i]),
        };
    }
    view->tabs = (struct tabs_view){.label = phrase_word_state(r), .tabs = {.items = tabs, .count = 4}};
    struct filter_chip *chips = arena_many(call->arena, struct filter_chip, 2);
    size_t count = 0;
    if (query->partner_id.v != 0) {
        struct partner found;
        TRY(access_partner(call, query->partner_id, &found));
        chips[count++] =
            (struct filter_chip){.name = phrase_word_partner(r),
                                 .value = found.name,
                                 .remove_url = address(call, query->status, TEXT_NONE, query->attribution)};
    }
    if (!text_is_empty(query->attribution)) {
        chips[count++] = (struct filter_chip){.name = phrase_word_partner(r),
                                              .value = phrase_conversions_nobody(r),
                                              .remove_url = address(call, query->status, partner, TEXT_NONE)};
    }
    view->filters = (struct filter_bar_view){.chips = {.items = chips, .count = count},
                                             .clear_url = address(call, query->status, TEXT_NONE, TEXT_NONE)};
    view->is_filtered = count > 0 || !text_is_empty(query->status);
    view->here = address(call, query->status, partner, query->attribution);
    return RC_OK;
}

static enum rc fill_row(struct call *call, const struct render *render, const struct conversion *c,
                        struct conversion_row *row)
{
    *row = (struct conversion_row){
        .id = public_id_text(call->arena, call->keyring, PREFIX_CONVERSION, c->id.v),
        .order = c->order_id,
        .url = show_url(call, "/conversions/", PREFIX_CONVERSION, c->id.v),
        .kind = show_code(render, "goal", c->goal_kind),
        .at = c->occurred_at,
        .partner_url = show_url(call, "/operator/partners/", PREFIX_PARTNER, c->partner_id.v),
        .amount = c->amount,
        .state = show_conversion_state(c->status),
        .reason = text_equal(c->status, TEXT("rejected")) ? show_code(render, "reason", c->reason) : TEXT_NONE,
    };
    TRY(show_program_name(call, c->program_id, &row->program));
    TRY(show_partner_name(call, c->partner_id, &row->partner));
    struct commission *list = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow, commission_list_of(call->db, call->arena, c->id, &list, &count)));
    if (count > 0) {
        row->has_commission = true;
        row->commission = list[0].amount;
        row->commission_url = show_url(call, "/commissions/", PREFIX_COMMISSION, list[0].id.v);
    }
    return RC_OK;
}

static enum rc fill_rows(struct call *call, const struct render *render, struct conversions_view *view)
{
    const struct conversions_query *query = call->query;
    int64_t limit = 0;
    int64_t before = 0;
    struct opt_int64 wanted = query->limit.has ? query->limit : (struct opt_int64){.has = true, .v = ROWS_DEFAULT};
    TRY(call_page_start(call, wanted, query->cursor, &limit, &before));
    struct conversion_filter filter = {.partner_id = query->partner_id,
                                       .status = query->status,
                                       .is_unattributed = !text_is_empty(query->attribution)};
    struct conversion *list = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow, conversion_list(call->db, call->arena, &filter, (struct conversion_id){before},
                                                 limit + 1, &list, &count)));
    bool has_more = count > (size_t)limit;
    count = has_more ? (size_t)limit : count;
    struct conversion_row *rows = arena_many(call->arena, struct conversion_row, count);
    for (size_t i = 0; i < count; i++) {
        TRY(fill_row(call, render, &list[i], &rows[i]));
    }
    view->rows = (struct conversion_row_list){.items = rows, .count = count};
    view->pager = (struct pager_view){.shown = (int64_t)count, .first_url = before == 0 ? TEXT_NONE : view->here};
    if (has_more) {
        struct text cursor = call_cursor(call, list[count - 1].id.v);
        bool has_query = text_find_char(view->here, '?', 0) != SIZE_MAX;
        view->pager.next_url = text_format(call->arena, "%.*s%scursor=%.*s", TEXT_PRINT(view->here),
                                           has_query ? "&" : "?", TEXT_PRINT(cursor));
    }
    return RC_OK;
}

static void fill_columns(const struct render *render, struct conversions_view *view)
{
    const struct reader *r = &render->reader;
    struct column *columns = arena_many(render->arena, struct column, COLUMNS);
    columns[0] = (struct column){.label = phrase_word_order(r)};
    columns[1] = (struct column){.label = phrase_word_partner(r)};
    columns[2] = (struct column){.label = phrase_word_program(r)};
    columns[3] = (struct column){.label = phrase_word_amount(r), .is_figure = true};
    columns[4] = (struct column){.label = phrase_word_commission(r), .is_figure = true};
    columns[5] = (struct column){.label = phrase_word_state(r)};
    view->columns = (struct column_list){.items = columns, .count = COLUMNS};
    struct choice *actions = arena_many(render->arena, struct choice, 1);
    actions[0] = (struct choice){.value = TEXT("approved"), .label = phrase_partners_approve(r)};
    view->actions = (struct choice_list){.items = actions, .count = 1};
}

enum rc web_operator_conversions(struct call *call)
{
    struct render render;
    TRY(page_open(call, &render));
    struct conversions_view view = {.frame = portal_frame(call, &render, PLACE_CONVERSIONS)};
    view.frame.title = phrase_word_conversions(&render.reader);
    TRY(flow_stored(&call->flow, db_read_begin(call->db)));
    AUTO_TRANSACTION(call->db);
    fill_columns(&render, &view);
    TRY(fill_filters(call, &render, &view));
    TRY(fill_rows(call, &render, &view));
    conversions_html(&render, &view);
    return page_answer(call, &render);
}

enum rc web_operator_conversions_approve(struct call *call)
{
    for (size_t i = 0; i < call->form.count; i++) {
        if (!text_equal(call->form.list[i].name, TEXT("id"))) {
            continue;
        }
        int64_t id = 0;
        struct conversion conversion;
        if (public_id_parse(call->keyring, PREFIX_CONVERSION, call->form.list[i].value, &id) != RC_OK) {
            return fault_set(call->fault, RC_NOT_FOUND, "not_found", "", "there is no such conversion");
        }
        TRY(access_conversion(call, (struct conversion_id){id}, &conversion));
        TRY(conversion_decide(&call->flow, conversion.id, TEXT("approved"), TEXT("")));
    }
    struct text back = parameters_get(&call->form, TEXT("return"));
    return page_redirect(call, text_is(back) ? back : TEXT(PATH));
}
