// SPDX-License-Identifier: Apache-2.0
// The queue of withdrawals.
#include "operator/withdrawals.h"

#include "access.h"
#include "component/form_fill.h"
#include "identity/public_id.h"
#include "operator/money.h"
#include "page/refusal.h"
#include "payout/withdrawal_write.h"
#include "phrase/phrases.h"
#include "portal/portal.h"
#include "portal/show.h"
#include "withdrawals_html.h"

#define PATH "/operator/withdrawals"
#define ROWS_DEFAULT 50
#define COLUMNS 5

struct withdrawals_page_query {
    CALL_PAGE_MEMBERS;
    struct text status;
    struct text done;
};
static const struct field query_fields[] = {
    CALL_PAGE_FIELDS(struct withdrawals_page_query),
    FIELD_CHOICE(struct withdrawals_page_query, status, "open,taken,declined,cancelled,all", 0, "open unless given."),
    FIELD_CHOICE(struct withdrawals_page_query, done, "declined", 0, "What has just been done."),
};
const struct schema schema_withdrawals_page_query =
    SCHEMA("WithdrawalsPageQuery", struct withdrawals_page_query, query_fields);

static void fill_states(const struct render *render, struct text current, struct withdrawals_view *view)
{
    const struct reader *r = &render->reader;
    static const char *const words[] = {"open", "taken", "declined", "cancelled", "all"};
    const struct text labels[] = {phrase_state_open(r), phrase_state_in_payout(r), phrase_state_declined(r),
                                  phrase_state_cancelled(r), phrase_conversions_all(r)};
    size_t count = sizeof(words) / sizeof(words[0]);
    struct tab_item *items = arena_many(render->arena, struct tab_item, count);
    for (size_t i = 0; i < count; i++) {
        items[i] = (struct tab_item){.label = labels[i],
                                     .url = text_format(render->arena, PATH "?status=%s", words[i]),
                                     .is_current = text_equal(current, text_of(words[i]))};
    }
    view->states = (struct tabs_view){.label = phrase_word_state(r), .tabs = {.items = items, .count = count}};
}

static enum rc fill_row(struct call *call, const struct withdrawal *withdrawal, struct withdrawal_row *row)
{
    struct text partner = public_id_text(call->arena, call->keyring, PREFIX_PARTNER, withdrawal->partner_id.v);
    *row = (struct withdrawal_row){
        .id = public_id_text(call->arena, call->keyring, PREFIX_WITHDRAWAL, withdrawal->id.v),
        .partner_url = show_url(call, "/operator/partners/", PREFIX_PARTNER, withdrawal->partner_id.v),
        .at = withdrawal->requested_at,
        .amount = withdrawal->amount,
        .state = show_payout_state(withdrawal->status),
        .reason = withdrawal->reason,
        .is_open = text_equal(withdrawal->status, TEXT("open")),
    };
    row->typed = form_row_typed(call, withdrawal->id.v, "reason", &row->is_refused);
    row->decline_url = text_format(call->arena, PATH "/%.*s/decline", TEXT_PRINT(row->id));
    row->url =
        withdrawal->item_id.v != 0
            ? show_url(call, "/payouts/", PREFIX_PAYOUT_ITEM, withdrawal->item_id.v)
            : text_format(call->arena, "/operator/commissions?status=available&partner_id=%.*s", TEXT_PRINT(partner));
    return show_partner_name(call, withdrawal->partner_id, &row->partner);
}

static enum rc fill_rows(struct call *call, const struct withdrawals_page_query *query, struct text status,
                         struct withdrawals_view *view)
{
    int64_t limit = 0;
    bool is_all = text_equal(status, TEXT("all"));
    struct withdrawal_filter filter = {.status = is_all ? TEXT_NONE : status};
    struct opt_int64 wanted = query->limit.has ? query->limit : (struct opt_int64){.has = true, .v = ROWS_DEFAULT};
    TRY(call_page_start(call, wanted, query->cursor, &limit, &filter.before_id));
    filter.limit = limit + 1;
    struct withdrawal *list = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow, withdrawal_list(call->db, call->arena, &filter, &list, &count)));
    bool has_more = count > (size_t)limit;
    count = has_more ? (size_t)limit : count;
    struct withdrawal_row *rows = arena_many(call->arena, struct withdrawal_row, count);
    for (size_t i = 0; i < count; i++) {
        TRY(fill_row(call, &list[i], &rows[i]));
    }
    view->rows = (struct withdrawal_row_list){.items = rows, .count = count};
    view->is_filtered = !is_all;
    struct text here = text_format(call->arena, PATH "?status=%.*s", TEXT_PRINT(status));
    view->pager = (struct pager_view){.shown = (int64_t)count, .first_url = filter.before_id == 0 ? TEXT_NONE : here};
    if (has_more) {
        view->pager.next_url = text_format(call->arena, "%.*s&cursor=%.*s", TEXT_PRINT(here),
                                           TEXT_PRINT(call_cursor(call, list[count - 1].id.v)));
    }
    return RC_OK;
}

static void fill_columns(const struct render *render, struct withdrawals_view *view)
{
    const struct reader *r = &render->reader;
    struct column *columns = arena_many(render->arena, struct column, COLUMNS);
    columns[0] = (struct column){.label = phrase_word_partner(r)};
    columns[1] = (struct column){.label = phrase_withdrawals_asked(r)};
    columns[2] = (struct column){.label = phrase_word_amount(r), .is_figure = true};
    columns[3] = (struct column){.label = phrase_word_state(r)};
    columns[4] = (struct column){.label = phrase_withdrawals_decline(r)};
    view->columns = (struct column_list){.items = columns, .count = COLUMNS};
}

static enum rc show(struct call *call, const struct withdrawals_page_query *query, const struct fault *fault)
{
    struct render render;
    TRY(page_open(call, &render));
    struct text status = text_is(query->status) ? query->status : TEXT("open");
    struct withdrawals_view view = {.frame = portal_frame(call, &render, PLACE_PAYOUTS),
                                    .tabs = money_payout_tabs(&render, PAYOUT_TAB_WITHDRAWALS)};
    view.frame.title = phrase_payouts_withdrawals(&render.reader);
    TRY(flow_stored(&call->flow, db_read_begin(call->db)));
    AUTO_TRANSACTION(call->db);
    fill_states(&render, status, &view);
    fill_columns(&render, &view);
    TRY(fill_rows(call, query, status, &view));
    view.errors = page_mark(&render, fault, NULL, 0);
    view.done = text_is(query->done) ? phrase_withdrawals_was_declined(&render.reader) : TEXT_NONE;
    withdrawals_html(&render, &view);
    return page_answer(call, &render);
}

enum rc web_operator_withdrawals(struct call *call)
{
    return show(call, call->query, NULL);
}

enum rc web_operator_withdrawal_decline(struct call *call)
{
    struct withdrawal withdrawal;
    TRY(access_withdrawal(call, (struct withdrawal_id){call->ids[0]}, &withdrawal));
    struct text reason = form_typed(call, "reason");
    struct fault fault;
    enum rc rc = withdrawal_end(&call->flow, withdrawal.id, TEXT("declined"), reason, &withdrawal);
    if (page_is_refused(call, rc, &fault)) {
        struct withdrawals_page_query none = {.status = TEXT_NONE};
        return show(call, &none, &fault);
    }
    TRY(rc);
    return page_redirect(call, TEXT(PATH "?done=declined"));
}
