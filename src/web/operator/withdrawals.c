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
#include "portal/list.h"
#include "portal/portal.h"
#include "portal/show.h"
#include "withdrawals_html.h"

#define PATH "/operator/withdrawals"

struct withdrawals_page_query {
    struct list_query list;
    struct text status;
};
static const struct field query_fields[] = {
    LIST_QUERY_FIELDS(struct withdrawals_page_query),
    FIELD_CHOICE(struct withdrawals_page_query, status, "open,taken,declined,cancelled," LIST_ALL, FIELD_BLANK,
                 "open unless given."),
};
const struct schema schema_withdrawals_page_query =
    SCHEMA("WithdrawalsPageQuery", struct withdrawals_page_query, query_fields);

enum { COLUMN_PARTNER, COLUMN_ASKED, COLUMN_AMOUNT, COLUMN_STATE, COLUMN_REASON, COLUMN_DECLINE };
static const struct list_column columns[] = {
    [COLUMN_PARTNER] = {"partner", PHRASE_WORD_PARTNER, LIST_SORTS, WITHDRAWAL_BY_PARTNER},
    [COLUMN_ASKED] = {"asked", PHRASE_WITHDRAWALS_ASKED, LIST_FIGURE | LIST_SORTS, WITHDRAWAL_BY_AGE},
    [COLUMN_AMOUNT] = {"amount", PHRASE_WORD_AMOUNT, LIST_FIGURE | LIST_SORTS | LIST_MONEY, WITHDRAWAL_BY_AMOUNT},
    [COLUMN_STATE] = {"state", PHRASE_WORD_STATE, LIST_SORTS, WITHDRAWAL_BY_STATUS},
    [COLUMN_REASON] = {"reason", PHRASE_WORD_REASON, LIST_OPTIONAL, 0},
    [COLUMN_DECLINE] = {"decline", PHRASE_WITHDRAWALS_DECLINE, LIST_PAGE_ONLY, 0},
};

static struct text status_of(const struct withdrawals_page_query *query)
{
    return text_is(query->status) ? query->status : TEXT("open");
}

static enum rc read_rows(struct list *list, const struct list_slice *slice, const void **ret_rows, size_t *ret_count)
{
    struct call *call = list->call;
    struct text status = status_of(list->page);
    struct withdrawal_search search = {
        .words = slice->words,
        .status = text_equal(status, TEXT(LIST_ALL)) ? TEXT_NONE : status,
        .sort = (enum withdrawal_sort)slice->sort,
        .is_down = slice->is_down,
        .after = {slice->after},
        .limit = slice->limit,
    };
    struct withdrawal *rows = NULL;
    TRY(flow_stored(&call->flow, withdrawal_search(call->db, call->arena, &search, &rows, ret_count)));
    *ret_rows = rows;
    return RC_OK;
}

static struct cell_view decline_cell(const struct list *list, const struct withdrawal *withdrawal, struct text partner)
{
    struct call *call = list->call;
    const struct reader *r = &list->render->reader;
    if (!text_equal(withdrawal->status, TEXT("open"))) {
        return (struct cell_view){.kind = CELL_NONE};
    }
    struct cell_form *form = arena_one(call->arena, struct cell_form);
    *form = (struct cell_form){
        .action = text_format(call->arena, "%.*s/decline",
                              TEXT_PRINT(show_url(call, PATH "/", PREFIX_WITHDRAWAL, withdrawal->id.v))),
        .name = TEXT("reason"),
        .hint = phrase_withdrawals_why(r),
        .label = phrase_withdrawals_reason(r, (struct phrase_withdrawals_reason){.name = partner}),
        .button = phrase_withdrawals_decline(r),
        .of = partner,
    };
    form->value = form_row_typed(call, withdrawal->id.v, "reason", &form->is_refused);
    return (struct cell_view){.kind = CELL_FORM, .form = form};
}

// The way of the amount: the payout that took it, else what is available to the partner.
static struct text amount_url(struct call *call, const struct withdrawal *withdrawal)
{
    if (withdrawal->item_id.v != 0) {
        return show_url(call, "/payouts/", PREFIX_PAYOUT_ITEM, withdrawal->item_id.v);
    }
    struct text partner = public_id_text(call->arena, call->keyring, PREFIX_PARTNER, withdrawal->partner_id.v);
    return text_format(call->arena, "/operator/commissions?status=available&partner_id=%.*s", TEXT_PRINT(partner));
}

static enum rc show_row(struct list *list, const void *rows, size_t at, struct list_cells *row)
{
    const struct withdrawal *withdrawal = (const struct withdrawal *)rows + at;
    struct call *call = list->call;
    struct text partner = TEXT_NONE;
    TRY(show_partner_name(call, withdrawal->partner_id, &partner));
    row->id = withdrawal->id.v;
    row->label = partner;
    struct cell_view *cells = row->cells;
    cells[COLUMN_PARTNER] =
        (struct cell_view){.kind = CELL_NAME,
                           .text = partner,
                           .url = show_url(call, "/operator/partners/", PREFIX_PARTNER, withdrawal->partner_id.v)};
    cells[COLUMN_ASKED] = (struct cell_view){.kind = CELL_TIME, .at = withdrawal->requested_at};
    cells[COLUMN_AMOUNT] =
        (struct cell_view){.kind = CELL_MONEY, .money = withdrawal->amount, .url = amount_url(call, withdrawal)};
    cells[COLUMN_STATE] = (struct cell_view){
        .kind = CELL_STATE, .state = show_payout_state(withdrawal->status), .note = withdrawal->reason};
    cells[COLUMN_REASON] =
        (struct cell_view){.kind = text_is(withdrawal->reason) ? CELL_TEXT : CELL_NONE, .text = withdrawal->reason};
    cells[COLUMN_DECLINE] = decline_cell(list, withdrawal, partner);
    return RC_OK;
}

static const struct list_kind kind = {
    .path = PATH,
    .file = "withdrawals",
    .title = PHRASE_PAYOUTS_WITHDRAWALS,
    .search = PHRASE_LIST_SEARCH_PARTNER,
    .is_searched = true,
    .columns = columns,
    .column_count = sizeof(columns) / sizeof(columns[0]),
    .sort = "-asked",
    .read = read_rows,
    .show = show_row,
};

static struct tabs_view state_tabs(struct list *list, struct text status)
{
    const struct reader *r = &list->render->reader;
    const struct choice items[] = {
        {.label = phrase_state_open(r), .is_chosen = text_equal(status, TEXT("open"))},
        {.value = TEXT("taken"), .label = phrase_state_in_payout(r)},
        {.value = TEXT("declined"), .label = phrase_state_declined(r)},
        {.value = TEXT("cancelled"), .label = phrase_state_cancelled(r)},
        {.value = TEXT(LIST_ALL), .label = phrase_conversions_all(r)},
    };
    return list_tabs(list, "status", phrase_word_state(r),
                     (struct choice_list){.items = items, .count = sizeof(items) / sizeof(items[0])});
}

static struct empty_view nothing(const struct reader *r, struct text status)
{
    if (text_equal(status, TEXT("open"))) {
        return (struct empty_view){.kind = EMPTY_NO_MATCH,
                                   .icon = ICON_FILTER,
                                   .title = phrase_withdrawals_none_open(r),
                                   .message = phrase_withdrawals_none_open_text(r),
                                   .action = phrase_conversions_all(r),
                                   .url = TEXT(PATH "?status=" LIST_ALL)};
    }
    return (struct empty_view){.kind = EMPTY_NOTHING_YET,
                               .icon = ICON_PAYOUT,
                               .title = phrase_withdrawals_empty(r),
                               .message = phrase_withdrawals_empty_text(r),
                               .action = phrase_payouts_terms(r),
                               .url = TEXT("/operator/payout-terms")};
}

static enum rc show(struct call *call, const struct withdrawals_page_query *query, const struct fault *fault)
{
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
    struct withdrawals_view view = {.frame = portal_frame(call, &render, PLACE_PAYOUTS),
                                    .tabs = money_payout_tabs(&render, PAYOUT_TAB_WITHDRAWALS)};
    view.frame.title = phrase_payouts_withdrawals(r);
    view.list.tabs = state_tabs(&list, status_of(query));
    view.list.empty = nothing(r, status_of(query));
    TRY(list_fill(&list, &view.list));
    if (text_equal(query->list.done, TEXT("declined"))) {
        view.list.done = (struct toast_view){.tone = TONE_SUCCESS, .message = phrase_withdrawals_was_declined(r)};
    }
    view.errors = page_mark(&render, fault, NULL, 0);
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
