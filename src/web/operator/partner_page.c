// SPDX-License-Identifier: Apache-2.0
// One partner, for the operator.
#include "operator/partners.h"

#include "access.h"
#include "identity/public_id.h"
#include "ledger/ledger.h"
#include "partner_page_html.h"
#include "phrase/phrases.h"
#include "portal/portal.h"
#include "portal/show.h"

#define LINKS_SHOWN 50
#define LEVELS_SHOWN 20
#define PAIRS_MAX 6

static enum state state_of(struct text status)
{
    return text_equal(status, TEXT("archived")) ? STATE_ARCHIVED : STATE_ACTIVE;
}

static struct column_list columns_of(struct arena *arena, const struct text *labels, size_t count, bool is_figures)
{
    struct column *columns = arena_many(arena, struct column, count);
    for (size_t i = 0; i < count; i++) {
        columns[i] = (struct column){.label = labels[i], .is_figure = is_figures && i > 0};
    }
    return (struct column_list){.items = columns, .count = count};
}

static enum rc fill_balances(struct call *call, const struct reader *r, struct partner_id id,
                             struct partner_page_view *view)
{
    struct ledger_balance *list = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow, ledger_partner_balances(call->db, call->arena, id, &list, &count)));
    struct partner_balance *items = arena_many(call->arena, struct partner_balance, count);
    for (size_t i = 0; i < count; i++) {
        items[i] = (struct partner_balance){.currency = text_copy(call->arena, currency_text(&list[i].currency)),
                                            .pending = list[i].accounts[LEDGER_PENDING],
                                            .available = list[i].accounts[LEDGER_AVAILABLE],
                                            .in_payout = list[i].accounts[LEDGER_IN_PAYOUT],
                                            .paid = list[i].accounts[LEDGER_PAID],
                                            .owed_back = list[i].accounts[LEDGER_OWED_BACK]};
    }
    view->balances = (struct partner_balance_list){.items = items, .count = count};
    const struct text labels[] = {phrase_people_currency(r), phrase_state_pending(r), phrase_state_available(r),
                                  phrase_state_in_payout(r), phrase_state_paid(r),    phrase_state_owed_back(r)};
    view->balance_columns = columns_of(call->arena, labels, 6, /* is_figures= */ true);
    return RC_OK;
}

static enum rc fill_links(struct call *call, struct partner_id id, struct partner_page_view *view)
{
    struct link_filter filter = {.partner_id = id, .limit = LINKS_SHOWN};
    struct link *list = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow, link_list(call->db, call->arena, &filter, &list, &count)));
    struct partner_link *items = arena_many(call->arena, struct partner_link, count);
    for (size_t i = 0; i < count; i++) {
        items[i] = (struct partner_link){
            .code = list[i].code, .url = call_link_url(call, list[i].code), .state = state_of(list[i].status)};
    }
    view->links = (struct partner_link_list){.items = items, .count = count};
    return RC_OK;
}

static enum rc fill_levels(struct call *call, struct partner_id id, struct partner_page_view *view)
{
    struct partner_level_filter filter = {.partner_id = id, .limit = LEVELS_SHOWN};
    struct partner_level *list = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow, partner_level_list(call->db, call->arena, &filter, &list, &count)));
    struct partner_level_row *items = arena_many(call->arena, struct partner_level_row, count);
    for (size_t i = 0; i < count; i++) {
        items[i] = (struct partner_level_row){.level = list[i].level, .since = list[i].effective_at};
        TRY(show_program_name(call, list[i].program_id, &items[i].program));
    }
    view->levels = (struct partner_level_row_list){.items = items, .count = count};
    return RC_OK;
}

enum rc web_operator_partner(struct call *call)
{
    struct render render;
    TRY(page_open(call, &render));
    const struct reader *r = &render.reader;
    TRY(flow_stored(&call->flow, db_read_begin(call->db)));
    AUTO_TRANSACTION(call->db);
    struct partner partner;
    TRY(access_partner(call, (struct partner_id){.v = call->ids[0]}, &partner));
    struct partner_page_view view = {.frame = portal_frame(call, &render, PLACE_PARTNERS)};
    view.frame.title = partner.name;
    view.state = state_of(partner.status);
    view.conversions_url = show_url(call, "/operator/conversions?partner_id=", PREFIX_PARTNER, partner.id.v);
    struct definition *pairs = arena_many(call->arena, struct definition, PAIRS_MAX);
    const struct definition all[] = {
        {phrase_people_code(r), partner.code},
        {phrase_word_email(r), partner.email},
        {phrase_people_type(r), partner.type},
        {phrase_word_country(r), show_country(&render, partner.country)},
        {phrase_people_since(r), render_date(&render, partner.created_at)},
    };
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
        if (!text_is_empty(all[i].value)) {
            pairs[view.pairs.count++] = all[i];
        }
    }
    view.pairs.items = pairs;
    TRY(fill_balances(call, r, partner.id, &view));
    TRY(fill_links(call, partner.id, &view));
    TRY(fill_levels(call, partner.id, &view));
    partner_page_html(&render, &view);
    return page_answer(call, &render);
}
