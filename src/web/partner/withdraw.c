// SPDX-License-Identifier: Apache-2.0
// Withdrawal.
#include "partner/withdraw.h"

#include "access.h"
#include "identity/public_id.h"
#include "ledger/ledger.h"
#include "network/network.h"
#include "page/refusal.h"
#include "partner/money.h"
#include "partner_withdraw_html.h"
#include "payout/payout_promise.h"
#include "payout/payout_standing.h"
#include "payout/withdrawal_write.h"
#include "phrase/phrases.h"
#include "portal/portal.h"
#include "portal/show.h"

#define PATH "/partner/withdraw"
#define HISTORY_SHOWN 20

struct withdraw_query {
    struct text done;
};
static const struct field query_fields[] = {
    FIELD_CHOICE(struct withdraw_query, done, "asked,cancelled", 0, "What has just been done."),
};
const struct schema schema_withdraw_query = SCHEMA("WithdrawQuery", struct withdraw_query, query_fields);

// ---- what stands in the way, and what to do about it ----

static void add_block(struct withdraw_block *items, size_t *count, struct text message, struct text action,
                      const char *url)
{
    items[(*count)++] = (struct withdraw_block){.message = message, .action = action, .url = text_of(url)};
}

static void fill_blocks(struct render *render, const struct payout_standing *standing, struct withdraw_purse *purse)
{
    const struct reader *r = &render->reader;
    struct withdraw_block *items = arena_many(render->arena, struct withdraw_block, PAYOUT_BLOCK_COUNT);
    size_t count = 0;
    unsigned blocks = standing->blocks & ~(unsigned)(PAYOUT_NOT_REQUESTED | PAYOUT_DETAILS_OTHER);
    if (!standing->has_account) {
        blocks |= PAYOUT_DETAILS_MISSING;
    }
    if ((blocks & PAYOUT_NOTHING_AVAILABLE) != 0) {
        add_block(items, &count, phrase_withdraw_nothing(r), TEXT_NONE, NULL);
    } else if ((blocks & PAYOUT_BELOW_MINIMUM) != 0) {
        struct money missing = {standing->minimum.minor - standing->payable.minor, standing->minimum.currency};
        add_block(items, &count,
                  phrase_withdraw_below(r, (struct phrase_withdraw_below){.amount = render_money(render, missing)}),
                  TEXT_NONE, NULL);
        purse->progress = (struct progress_view){
            .label = phrase_withdraw_progress(r), .value = standing->payable.minor, .max = standing->minimum.minor};
    }
    if ((blocks & PAYOUT_DETAILS_MISSING) != 0) {
        add_block(items, &count, phrase_withdraw_no_account(r), phrase_withdraw_add_account(r),
                  "/partner/payout-account");
    }
    if ((blocks & PAYOUT_DETAILS_ON_HOLD) != 0) {
        struct text until = render_time(render, standing->account.usable_at);
        add_block(items, &count, phrase_payee_on_hold_until(r, (struct phrase_payee_on_hold_until){.time = until}),
                  TEXT_NONE, NULL);
    }
    if ((blocks & PAYOUT_TAX_PROFILE_MISSING) != 0) {
        add_block(items, &count, phrase_withdraw_no_tax(r), phrase_payee_tax(r), "/partner/tax");
    }
    if ((blocks & PAYOUT_HELD) != 0) {
        add_block(items, &count,
                  phrase_withdraw_held(r, (struct phrase_withdraw_held){.reason = standing->terms.hold_reason}),
                  TEXT_NONE, NULL);
    }
    purse->blocks = (struct withdraw_block_list){.items = items, .count = count};
    purse->can_ask = blocks == 0;
}

static enum rc fill_purse(struct call *call, struct render *render, const struct payout_policy *policy,
                          struct currency currency, struct withdraw_purse *purse)
{
    struct payout_question question = {
        .partner_id = access_own_partner(call), .currency = currency, .until = call->now, .method = TEXT_NONE};
    struct payout_standing standing;
    TRY(payout_standing_find(&call->flow, policy, &question, &standing));
    struct money payable = standing.payable.minor > 0 ? standing.payable : money_zero(currency);
    *purse = (struct withdraw_purse){
        .currency = text_copy(call->arena, currency_text(&currency)),
        .url = TEXT("/partner/earnings?status=available"),
        .available = standing.available,
        .owed_back = standing.owed_back,
        .payable = payable,
        .minimum = standing.minimum,
        .has_request = standing.has_request,
    };
    fill_blocks(render, &standing, purse);
    purse->button =
        phrase_withdraw_ask(&render->reader, (struct phrase_withdraw_ask){.amount = render_money(render, payable)});
    if (standing.has_request) {
        struct text id = public_id_text(call->arena, call->keyring, PREFIX_WITHDRAWAL, standing.request.id.v);
        purse->requested = standing.request.amount;
        purse->requested_at = standing.request.requested_at;
        purse->cancel_url = text_format(call->arena, "/partner/withdrawals/%.*s/cancel", TEXT_PRINT(id));
    }
    return RC_OK;
}

static enum rc fill_purses(struct call *call, struct render *render, const struct payout_policy *policy,
                           struct partner_withdraw_view *view)
{
    struct ledger_balance *balances = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow,
                    ledger_partner_balances(call->db, call->arena, access_own_partner(call), &balances, &count)));
    struct network network;
    TRY(flow_stored(&call->flow, network_get(call->db, call->arena, &network)));
    struct withdraw_purse *purses = arena_many(call->arena, struct withdraw_purse, count + 1);
    for (size_t i = 0; i < count; i++) {
        TRY(fill_purse(call, render, policy, balances[i].currency, &purses[i]));
    }
    if (count == 0) { // nothing earned yet: the network's currency shows how it will be
        TRY(fill_purse(call, render, policy, network.currency, &purses[count++]));
    }
    view->purses = (struct withdraw_purse_list){.items = purses, .count = count};
    struct payout_account account;
    enum rc rc = payout_account_last(call->db, call->arena, access_own_partner(call), TEXT_NONE, &account);
    if (rc == RC_OK) {
        view->account = account.shown;
        view->account_method = show_method(render, account.method);
    }
    return rc == RC_NOT_FOUND ? RC_OK : flow_stored(&call->flow, rc);
}

static void fill_dates(struct render *render, const struct call *call, const struct payout_calendar *calendar,
                       struct partner_withdraw_view *view)
{
    const struct reader *r = &render->reader;
    struct payout_period now = payout_period_of(calendar, call->now);
    struct payout_period before = payout_period_of(calendar, (struct instant){now.closes.ms - 32 * DAY_MS});
    struct definition *pairs = arena_many(render->arena, struct definition, 3);
    size_t count = 0;
    if (before.paid_by.ms > call->now.ms) {
        pairs[count++] =
            (struct definition){.term = phrase_payouts_pays_last(r), .value = render_date(render, before.paid_by)};
    }
    pairs[count++] = (struct definition){.term = phrase_payouts_closes(r), .value = render_date(render, now.closes)};
    pairs[count++] = (struct definition){.term = phrase_payouts_pays(r), .value = render_date(render, now.paid_by)};
    view->dates = (struct definition_list){.items = pairs, .count = count};
}

static enum rc fill_history(struct call *call, const struct render *render, struct partner_withdraw_view *view)
{
    struct withdrawal_filter filter = {
        .partner_id = access_own_partner(call), .status = TEXT_NONE, .limit = HISTORY_SHOWN};
    struct withdrawal *list = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow, withdrawal_list(call->db, call->arena, &filter, &list, &count)));
    struct withdraw_row *rows = arena_many(call->arena, struct withdraw_row, count);
    for (size_t i = 0; i < count; i++) {
        bool is_taken = list[i].item_id.v != 0;
        rows[i] = (struct withdraw_row){
            .at = list[i].requested_at,
            .amount = list[i].amount,
            .url = is_taken ? show_url(call, "/payouts/", PREFIX_PAYOUT_ITEM, list[i].item_id.v)
                            : TEXT("/partner/earnings?status=available"),
            .state = show_payout_state(list[i].status),
            .reason = list[i].reason,
        };
    }
    view->rows = (struct withdraw_row_list){.items = rows, .count = count};
    const struct reader *r = &render->reader;
    struct column *columns = arena_many(call->arena, struct column, 3);
    columns[0] = (struct column){.label = phrase_withdrawals_asked(r)};
    columns[1] = (struct column){.label = phrase_word_amount(r), .is_figure = true};
    columns[2] = (struct column){.label = phrase_word_state(r)};
    view->columns = (struct column_list){.items = columns, .count = 3};
    return RC_OK;
}

static enum rc show(struct call *call, struct text done, const struct fault *fault)
{
    struct render render;
    TRY(page_open(call, &render));
    const struct reader *r = &render.reader;
    struct partner_withdraw_view view = {.frame = portal_frame(call, &render, PLACE_EARNINGS),
                                         .tabs = money_earnings_tabs(&render, EARNINGS_TAB_WITHDRAW)};
    view.frame.title = phrase_withdraw_title(r);
    TRY(flow_stored(&call->flow, db_read_begin(call->db)));
    AUTO_TRANSACTION(call->db);
    AUTO_PAYOUT_CALENDAR calendar = {0};
    TRY(payout_calendar_open(&call->flow, &calendar));
    TRY(fill_purses(call, &render, &calendar.policy, &view));
    fill_dates(&render, call, &calendar, &view);
    TRY(fill_history(call, &render, &view));
    view.errors = page_mark(&render, fault, NULL, 0);
    if (text_is(done)) {
        view.done = text_equal(done, TEXT("asked")) ? phrase_withdraw_done(r) : phrase_withdraw_taken_back(r);
    }
    partner_withdraw_html(&render, &view);
    return page_answer(call, &render);
}

enum rc web_partner_withdraw(struct call *call)
{
    const struct withdraw_query *query = call->query;
    return show(call, query->done, NULL);
}

static enum rc ask(struct call *call)
{
    struct currency currency;
    struct withdrawal withdrawal;
    if (currency_parse(parameters_get(&call->form, TEXT("currency")), &currency) != RC_OK) {
        return fault_set(call->fault, RC_INVALID, "currency_unknown", "currency", "currency is not known");
    }
    return withdrawal_ask(&call->flow, access_own_partner(call), currency, &withdrawal);
}

enum rc web_partner_withdraw_ask(struct call *call)
{
    struct fault fault;
    enum rc rc = ask(call);
    if (page_is_refused(call, rc, &fault)) {
        return show(call, TEXT_NONE, &fault);
    }
    TRY(rc);
    return page_redirect(call, TEXT(PATH "?done=asked"));
}

enum rc web_partner_withdraw_cancel(struct call *call)
{
    struct withdrawal withdrawal;
    struct fault fault;
    TRY(access_withdrawal(call, (struct withdrawal_id){call->ids[0]}, &withdrawal));
    enum rc rc = withdrawal_end(&call->flow, withdrawal.id, TEXT("cancelled"), TEXT_NONE, &withdrawal);
    if (page_is_refused(call, rc, &fault)) {
        return show(call, TEXT_NONE, &fault);
    }
    TRY(rc);
    return page_redirect(call, TEXT(PATH "?done=cancelled"));
}
