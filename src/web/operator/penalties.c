// SPDX-License-Identifier: Apache-2.0
// Penalties for late payment.
#include "operator/penalties.h"

#include "access.h"
#include "component/form_fill.h"
#include "identity/public_id.h"
#include "operator/money.h"
#include "page/refusal.h"
#include "penalties_html.h"
#include "phrase/phrases.h"
#include "portal/portal.h"
#include "portal/show.h"
#include "settlement/penalty_life.h"

#define PATH "/operator/penalties"
#define ROWS_DEFAULT 50
#define COLUMNS 6

struct penalties_query {
    CALL_PAGE_MEMBERS;
    struct text status;
    struct partner_id partner_id;
    struct text done;
};
static const struct field query_fields[] = {
    CALL_PAGE_FIELDS(struct penalties_query),
    FIELD_CHOICE(struct penalties_query, status, "owed,paid,waived,all", FIELD_BLANK, "owed unless given."),
    FIELD_ID(struct penalties_query, partner_id, PREFIX_PARTNER, FIELD_BLANK, "Only of this partner."),
    FIELD_CHOICE(struct penalties_query, done, "paid,waived", 0, "What has just been done."),
};
const struct schema schema_penalties_query = SCHEMA("PenaltiesQuery", struct penalties_query, query_fields);

// The list's address without a cursor.
static struct text address_of(struct call *call, const struct penalties_query *query, struct text status)
{
    struct text address = text_format(call->arena, PATH "?status=%.*s", TEXT_PRINT(status));
    if (query->partner_id.v == 0) {
        return address;
    }
    struct text partner = public_id_text(call->arena, call->keyring, PREFIX_PARTNER, query->partner_id.v);
    return text_format(call->arena, "%.*s&partner_id=%.*s", TEXT_PRINT(address), TEXT_PRINT(partner));
}

static void fill_states(struct call *call, const struct render *render, const struct penalties_query *query,
                        struct text current, struct penalties_view *view)
{
    const struct reader *r = &render->reader;
    static const char *const words[] = {"owed", "paid", "waived", "all"};
    const struct text labels[] = {phrase_penalties_owed(r), phrase_state_paid(r), phrase_penalties_waived(r),
                                  phrase_conversions_all(r)};
    size_t count = sizeof(words) / sizeof(words[0]);
    struct tab_item *items = arena_many(render->arena, struct tab_item, count);
    for (size_t i = 0; i < count; i++) {
        items[i] = (struct tab_item){.label = labels[i],
                                     .url = address_of(call, query, text_of(words[i])),
                                     .is_current = text_equal(current, text_of(words[i]))};
    }
    view->states = (struct tabs_view){.label = phrase_word_state(r), .tabs = {.items = items, .count = count}};
}

static enum rc fill_row(struct call *call, const struct render *render, const struct penalty *penalty,
                        struct penalty_row *row)
{
    const struct reader *r = &render->reader;
    bool is_owed = text_equal(penalty->status, TEXT("owed"));
    bool is_paid = text_equal(penalty->status, TEXT("paid"));
    *row = (struct penalty_row){
        .partner_url = show_url(call, "/operator/partners/", PREFIX_PARTNER, penalty->partner_id.v),
        .commission_url = show_url(call, "/commissions/", PREFIX_COMMISSION, penalty->commission_id.v),
        .base = penalty->base,
        .amount = penalty->amount,
        .clause = penalty->plan_id.v != 0 ? phrase_penalties_of_plan(r) : phrase_penalties_of_settlement(r),
        .due_at = penalty->due_at,
        .settled_at = penalty->settled_at,
        .state = is_owed   ? STATE_OPEN
                 : is_paid ? STATE_PAID
                           : STATE_CANCELLED,
        .note = penalty->note,
    };
    if (is_owed && capability_is_for(CAP_PENALTY_WRITE, call->actor.duty)) {
        row->settle_url = text_format(call->arena, "%.*s/settle",
                                      TEXT_PRINT(show_url(call, PATH "/", PREFIX_PENALTY, penalty->id.v)));
    }
    row->typed = form_row_typed(call, penalty->id.v, "note", &row->is_refused);
    return show_partner_name(call, penalty->partner_id, &row->partner);
}

static enum rc fill_rows(struct call *call, const struct render *render, const struct penalties_query *query,
                         struct text status, struct penalties_view *view)
{
    int64_t limit = 0;
    bool is_all = text_equal(status, TEXT("all"));
    struct penalty_filter filter = {.partner_id = query->partner_id, .status = is_all ? TEXT_NONE : status};
    struct opt_int64 wanted = query->limit.has ? query->limit : (struct opt_int64){.has = true, .v = ROWS_DEFAULT};
    TRY(call_page_start(call, wanted, query->cursor, &limit, &filter.before.v));
    filter.limit = limit + 1;
    struct penalty *list = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow, penalty_list(call->db, call->arena, &filter, &list, &count)));
    bool has_more = count > (size_t)limit;
    count = has_more ? (size_t)limit : count;
    struct penalty_row *rows = arena_many(call->arena, struct penalty_row, count);
    for (size_t i = 0; i < count; i++) {
        TRY(fill_row(call, render, &list[i], &rows[i]));
    }
    view->rows = (struct penalty_row_list){.items = rows, .count = count};
    view->is_filtered = !is_all || query->partner_id.v != 0;
    struct text here = address_of(call, query, status);
    view->pager = (struct pager_view){.shown = (int64_t)count, .first_url = filter.before.v == 0 ? TEXT_NONE : here};
    if (has_more) {
        view->pager.next_url = text_format(call->arena, "%.*s&cursor=%.*s", TEXT_PRINT(here),
                                           TEXT_PRINT(call_cursor(call, list[count - 1].id.v)));
    }
    return RC_OK;
}

static void fill_columns(const struct render *render, struct penalties_view *view)
{
    const struct reader *r = &render->reader;
    const struct text labels[COLUMNS] = {phrase_word_partner(r),   phrase_penalties_promised(r),
                                         phrase_penalties_late(r), phrase_word_amount(r),
                                         phrase_word_state(r),     phrase_penalties_settle(r)};
    struct column *columns = arena_many(render->arena, struct column, COLUMNS);
    for (size_t i = 0; i < COLUMNS; i++) {
        columns[i] = (struct column){.label = labels[i], .is_figure = i == 2 || i == 3};
    }
    view->columns = (struct column_list){.items = columns, .count = COLUMNS};
}

static enum rc show(struct call *call, const struct penalties_query *query, const struct fault *fault)
{
    struct render render;
    TRY(page_open(call, &render));
    const struct reader *r = &render.reader;
    struct text status = text_is(query->status) && query->status.n > 0 ? query->status : TEXT("owed");
    struct penalties_view view = {.frame = portal_frame(call, &render, PLACE_LEDGER),
                                  .tabs = money_ledger_tabs(&render, LEDGER_TAB_PENALTIES)};
    view.frame.title = phrase_penalties_title(r);
    view.frame.lead = phrase_penalties_lead(r);
    TRY(flow_stored(&call->flow, db_read_begin(call->db)));
    AUTO_TRANSACTION(call->db);
    fill_states(call, &render, query, status, &view);
    fill_columns(&render, &view);
    TRY(fill_rows(call, &render, query, status, &view));
    view.errors = page_mark(&render, fault, NULL, 0);
    view.done = text_is(query->done) ? phrase_penalties_done(r) : TEXT_NONE;
    penalties_html(&render, &view);
    return page_answer(call, &render);
}

enum rc web_penalties(struct call *call)
{
    return show(call, call->query, NULL);
}

static enum rc settle(struct call *call, bool *ret_is_paid)
{
    struct penalty penalty;
    struct text action = form_typed(call, "action");
    struct text note = form_typed(call, "note");
    *ret_is_paid = text_equal(action, TEXT("paid"));
    if (!*ret_is_paid && !text_equal(action, TEXT("waived"))) {
        return fault_set(call->fault, RC_INVALID, "value_unknown", "action", "action is paid or waived");
    }
    return penalty_settle(&call->flow, (struct penalty_id){call->ids[0]}, *ret_is_paid, text_is(note) ? note : TEXT(""),
                          &penalty);
}

enum rc web_penalty_settle(struct call *call)
{
    static const struct penalties_query none = {.status = {.n = 0}};
    bool is_paid = false;
    struct fault fault;
    enum rc rc = settle(call, &is_paid);
    if (page_is_refused(call, rc, &fault)) {
        return show(call, &none, &fault);
    }
    TRY(rc);
    return page_redirect(call, is_paid ? TEXT(PATH "?status=paid&done=paid") : TEXT(PATH "?status=waived&done=waived"));
}
