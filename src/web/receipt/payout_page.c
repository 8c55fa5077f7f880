// SPDX-License-Identifier: Apache-2.0
// The receipt of a payout.
#include "receipt/payout_page.h"

#include "access.h"
#include "identity/public_id.h"
#include "invoice/invoice.h"
#include "payout_account/payout_account.h"
#include "payout_page_html.h"
#include "phrase/phrases.h"
#include "portal/portal.h"
#include "portal/show.h"

#define COLUMNS 5
#define PAIRS_MAX 6

static enum rc fill_row(struct call *call, const struct payout_share *share, struct payout_share_row *row)
{
    struct commission commission;
    TRY(flow_stored(&call->flow, commission_get(call->db, call->arena, share->commission_id, &commission)));
    *row = (struct payout_share_row){
        .url = show_url(call, "/commissions/", PREFIX_COMMISSION, commission.id.v),
        .at = commission.created_at,
        .earned = commission.amount,
        .paid = share->amount,
    };
    TRY(show_program_name(call, commission.program_id, &row->program));
    if (commission.conversion_id.v == 0) {
        return RC_OK;
    }
    struct conversion conversion;
    TRY(flow_stored(&call->flow, conversion_get(call->db, call->arena, commission.conversion_id, &conversion)));
    // The order behind a level's commission is not everybody's to see.
    bool is_shown = call->actor.role == ROLE_OPERATOR || conversion.partner_id.v == call->actor.owner_id;
    row->order = is_shown ? conversion.order_id : TEXT_NONE;
    return RC_OK;
}

static enum rc fill_rows(struct call *call, const struct render *render, const struct payout_item *item,
                         struct payout_page_view *view)
{
    struct payout_share *shares = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow,
                    payout_share_list(call->db, call->arena, item->id, item->amount.currency, &shares, &count)));
    struct payout_share_row *rows = arena_many(call->arena, struct payout_share_row, count);
    for (size_t i = 0; i < count; i++) {
        TRY(fill_row(call, &shares[i], &rows[i]));
    }
    view->rows = (struct payout_share_row_list){.items = rows, .count = count};
    const struct reader *r = &render->reader;
    struct column *columns = arena_many(call->arena, struct column, COLUMNS);
    columns[0] = (struct column){.label = phrase_word_date(r)};
    columns[1] = (struct column){.label = phrase_word_program(r)};
    columns[2] = (struct column){.label = phrase_word_order(r)};
    columns[3] = (struct column){.label = phrase_word_commission(r), .is_figure = true};
    columns[4] = (struct column){.label = phrase_payout_of_it(r), .is_figure = true};
    view->columns = (struct column_list){.items = columns, .count = COLUMNS};
    return RC_OK;
}

static void add_event(struct timeline_item *items, size_t *count, struct text title, struct instant at, enum tone tone)
{
    if (!instant_is_none(at)) {
        items[(*count)++] = (struct timeline_item){.title = title, .at = at, .tone = tone};
    }
}

static void fill_events(const struct render *render, const struct payout_run *run, const struct payout_item *item,
                        struct payout_page_view *view)
{
    const struct reader *r = &render->reader;
    struct timeline_item *items = arena_many(render->arena, struct timeline_item, 4);
    size_t count = 0;
    bool is_paid = text_equal(item->status, TEXT("paid"));
    add_event(items, &count, phrase_run_step_built(r), run->created_at, TONE_INFO);
    add_event(items, &count, phrase_run_step_approved(r), run->approved_at, TONE_INFO);
    add_event(items, &count, phrase_run_step_filed(r), run->filed_at, TONE_INFO);
    add_event(items, &count, is_paid ? phrase_run_step_paid(r) : phrase_state_failed(r), item->settled_at,
              is_paid ? TONE_SUCCESS : TONE_DANGER);
    view->events = (struct timeline_list){.items = items, .count = count};
}

static enum rc fill_pairs(struct call *call, const struct render *render, const struct payout_run *run,
                          const struct payout_item *item, struct payout_page_view *view)
{
    const struct reader *r = &render->reader;
    struct definition *pairs = arena_many(call->arena, struct definition, PAIRS_MAX);
    size_t count = 0;
    struct text partner;
    TRY(show_partner_name(call, item->partner_id, &partner));
    pairs[count++] = (struct definition){.term = phrase_word_partner(r), .value = partner};
    pairs[count++] = (struct definition){.term = phrase_payouts_method(r), .value = show_method(render, run->method)};
    if (item->account_id.v != 0) {
        struct payout_account account;
        TRY(flow_stored(&call->flow, payout_account_get(call->db, call->arena, item->account_id, &account)));
        pairs[count++] = (struct definition){.term = phrase_run_paid_to(r), .value = account.shown};
    }
    if (text_is(item->end_to_end_id)) {
        pairs[count++] = (struct definition){.term = phrase_payout_reference(r), .value = item->end_to_end_id};
    }
    view->pairs = (struct definition_list){.items = pairs, .count = count};
    struct text key = text_format(call->arena, "payout_item:%lld", (long long)item->id.v);
    struct invoice_id id;
    enum rc rc = invoice_find_key(call->db, call->arena, key, &id);
    if (rc == RC_NOT_FOUND) {
        return RC_OK;
    }
    TRY(flow_stored(&call->flow, rc));
    struct invoice invoice;
    TRY(flow_stored(&call->flow, invoice_get(call->db, call->arena, id, &invoice)));
    view->invoice_number = invoice_number_text(call->arena, &invoice);
    view->invoice_url = show_url(call, "/invoices/", PREFIX_INVOICE, id.v);
    return RC_OK;
}

enum rc web_payout(struct call *call)
{
    struct render render;
    TRY(page_open(call, &render));
    bool is_partner = call->actor.role == ROLE_PARTNER;
    struct payout_page_view view = {.frame = portal_frame(call, &render, is_partner ? PLACE_EARNINGS : PLACE_PAYOUTS)};
    view.frame.title = phrase_payout_title(&render.reader);
    TRY(flow_stored(&call->flow, db_read_begin(call->db)));
    AUTO_TRANSACTION(call->db);
    struct payout_item item;
    struct payout_run run;
    TRY(access_payout_item(call, (struct payout_item_id){call->ids[0]}, &item));
    TRY(flow_stored(&call->flow, payout_run_get(call->db, call->arena, item.run_id, &run)));
    view.amount = item.amount;
    view.state = item.is_left_out ? STATE_LEFT_OUT : show_payout_state(item.status);
    view.state_reason = item.reason;
    TRY(fill_pairs(call, &render, &run, &item, &view));
    fill_events(&render, &run, &item, &view);
    TRY(fill_rows(call, &render, &item, &view));
    payout_page_html(&render, &view);
    return page_answer(call, &render);
}
