// SPDX-License-Identifier: Apache-2.0
// Approval, payment, failure and cancellation of payout runs; see payout_run.h.
#include "payout/payout_private.h"

#include "document/invoice_issue.h"
#include "payout/payout_terms.h"
#include "rate/rate.h"
#include "user/letter.h"
#include "user/same_person.h"
#include "validate.h"

enum rc payout_overflow(struct flow *flow, enum rc rc)
{
    if (rc == RC_REFUSED) {
        return fault_set(flow->fault, rc, "amount_overflow", "", "the partner's money would leave 64 bits");
    }
    return flow_stored(flow, rc);
}

enum rc payout_run_hold(struct flow *flow, struct payout_run_id id, struct payout_run *ret_run)
{
    TRY(flow_lock(flow, text_format(flow->arena, "payout run:%lld", (long long)id.v)));
    enum rc rc = payout_run_get(flow->db, flow->arena, id, ret_run);
    if (rc == RC_NOT_FOUND) {
        return fault_set(flow->fault, rc, "payout_run_not_found", "id", "there is no such payout run");
    }
    return flow_stored(flow, rc);
}

bool payout_is(struct text status, const char *expected)
{
    return text_equal(status, text_of(expected));
}

enum rc payout_note(struct flow *flow, const char *action, int64_t id, const struct payout_run *run, struct text reason)
{
    struct change_note change;
    change_note_begin(flow, &change);
    change_note_text(&change, "currency", currency_text(&run->currency));
    change_note_text(&change, "method", run->method);
    change_note_text(&change, "until", instant_text(flow->arena, run->until));
    change_note_text(&change, "reason", reason);
    return change_note_end(flow, &change, action, id);
}

enum rc payout_book(struct flow *flow, enum payout_step step, const struct payout_facts *facts,
                    struct entry_id *ret_entry)
{
    struct ledger_draft draft;
    booking_payout(flow->arena, step, facts, &draft);
    return flow_stored(flow, ledger_book(flow->db, flow->arena, &draft, ret_entry, flow->fault));
}

// ---- approval ----

static enum rc total_of(struct flow *flow, const struct payout_run *run, struct money *ret_total)
{
    struct payout_item *items;
    size_t count;
    *ret_total = money_zero(run->currency);
    TRY(flow_stored(flow, payout_item_list(flow->db, flow->arena, run->id, &items, &count)));
    for (size_t i = 0; i < count; i++) {
        if (payout_is(items[i].status, "taken")) {
            TRY(payout_overflow(flow, money_add(*ret_total, items[i].amount, ret_total)));
        }
    }
    return RC_OK;
}

static enum rc check_approver(struct flow *flow, struct payout_run *run)
{
    struct money total;
    struct payout_limit limit;
    TRY(total_of(flow, run, &total));
    if (total.minor == 0) {
        return fault_set(flow->fault, RC_REFUSED, "nothing_to_pay", "",
                         "every item was left out or failed: cancel the payout run");
    }
    TRY(flow_stored(flow, payout_limit_get(flow->db, flow->arena, (struct partner_id){0}, run->currency, &limit)));
    run->needs_second = payout_needs_second_person(total, limit.has_second_person ? &limit.second_person : NULL);
    bool is_same = false;
    TRY(actors_are_same(flow, run->built_by, flow->actor, &is_same));
    if (run->needs_second && is_same) {
        return fault_set(flow->fault, RC_FORBIDDEN, "second_person_needed", "",
                         "the run is above %.*s %.3s: somebody other than who built it must approve it",
                         TEXT_PRINT(money_text(flow->arena, limit.second_person)), run->currency.code);
    }
    return RC_OK;
}

enum rc payout_run_approve(struct flow *flow, struct payout_run_id id)
{
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    struct payout_run run;
    TRY(payout_run_hold(flow, id, &run));
    if (payout_is(run.status, "cancelled")) {
        return fault_set(flow->fault, RC_REFUSED, "payout_cancelled", "", "the payout run was cancelled");
    }
    if (payout_is(run.status, "draft")) {
        TRY(check_approver(flow, &run));
        run.status = TEXT("approved");
        run.approved_at = flow->now;
        run.approved_by = flow->actor;
        TRY(flow_stored(flow, payout_run_update(flow->db, &run)));
        TRY(payout_note(flow, "payout_run.approve", run.id.v, &run, TEXT_NONE));
    }
    return flow_commit(flow);
}

// ---- settling ----

static enum rc settle_one(struct flow *flow, const struct payout_item *item, struct entry_id entry,
                          struct commission_id id)
{
    struct commission commission;
    TRY(flow_stored(flow, commission_get(flow->db, flow->arena, id, &commission)));
    struct booking_step step;
    TRY(commission_step_begin(flow, &commission, flow->now, &step));
    struct booking_position before = commission_position(&commission);
    struct booking booking;
    booking_settle(&before, &booking);
    struct commission_news news = {.cause = COMMISSION_CAUSE_PAID,
                                   .cause_id = item->id.v,
                                   .derivation = TEXT("{}"),
                                   .due_at = commission.due_at,
                                   .entry_id = entry};
    return commission_step_write(flow, &step, &booking, &news, &commission);
}

static enum rc close_item(struct flow *flow, struct payout_item *item, const char *status)
{
    item->status = text_of(status);
    item->settled_at = flow->now;
    TRY(payout_item_update(flow->db, item));
    return payout_share_close(flow->db, item->id);
}

static enum rc shares_of(struct flow *flow, const struct payout_item *item, struct payout_share **ret_shares,
                         size_t *ret_count)
{
    return flow_stored(
        flow, payout_share_list(flow->db, flow->arena, item->id, item->amount.currency, ret_shares, ret_count));
}

// A letter to the partner: his money is on its way, or could not be sent.
static enum rc tell(struct flow *flow, const struct payout_item *item, enum letter_kind kind, struct text key)
{
    struct partner partner;
    TRY(flow_stored(flow, partner_get(flow->db, flow->arena, item->partner_id, &partner)));
    struct letter letter;
    letter_begin(flow, &letter, kind);
    letter_text(&letter, "partner", partner.name);
    letter_text(&letter, "amount", money_text(flow->arena, item->sent));
    letter_text(&letter, "currency", currency_text(&item->sent.currency));
    letter_text(&letter, "end_to_end_id", item->end_to_end_id);
    letter_text(&letter, "reason", item->reason);
    return letter_queue(flow, &letter, key, partner.email);
}

static bool is_exchanged(const struct payout_item *item)
{
    return !currency_equal(item->sent.currency, item->amount.currency);
}

// What sending it cost, when nobody said: by the rates of this day, else as much as the balance.
static enum rc find_cost(struct flow *flow, struct payout_item *item)
{
    struct dated_exchange dated;
    struct money cost = item->amount;
    enum rc rc =
        rate_find(flow->db, flow->arena, item->sent.currency, item->amount.currency, day_number(flow->now), &dated);
    if (rc == RC_OK) {
        TRY(payout_overflow(flow, exchange_convert(&dated.exchange, item->sent, ROUND_HALF_AWAY, &cost)));
    } else if (rc != RC_NOT_FOUND) {
        return flow_stored(flow, rc);
    }
    item->cost_minor = (struct opt_int64){.has = true, .v = cost.minor};
    return RC_OK;
}

static struct payout_facts facts_of(const struct flow *flow, const struct payout_item *item)
{
    return (struct payout_facts){.item_id = item->id,
                                 .partner_id = item->partner_id,
                                 .amount = item->amount,
                                 .sent = item->sent,
                                 .cost = {.minor = item->cost_minor.v, .currency = item->amount.currency},
                                 .occurred_at = flow->now,
                                 .booked_at = flow->now};
}

enum rc payout_settle_paid(struct flow *flow, struct payout_item *item)
{
    TRY(commission_lock_partner(flow, item->partner_id));
    if (is_exchanged(item) && !item->cost_minor.has) {
        TRY(find_cost(flow, item));
    }
    struct payout_facts facts = facts_of(flow, item);
    struct entry_id entry;
    TRY(payout_book(flow, PAYOUT_PAID, &facts, &entry));
    struct payout_share *shares;
    size_t count;
    TRY(shares_of(flow, item, &shares, &count));
    for (size_t i = 0; i < count; i++) {
        TRY(settle_one(flow, item, entry, shares[i].commission_id));
    }
    return flow_stored(flow, close_item(flow, item, "paid"));
}

static enum rc pay_item(struct flow *flow, struct payout_item *item)
{
    TRY(payout_settle_paid(flow, item));
    return tell(flow, item, LETTER_PAYOUT_PAID,
                text_format(flow->arena, "payout_item:%lld:paid", (long long)item->id.v));
}

// Every item of the run that is neither paid nor failed yet.
static enum rc each_taken(struct flow *flow, struct payout_run_id id,
                          enum rc (*settle)(struct flow *flow, struct payout_item *item))
{
    struct payout_item *items;
    size_t count;
    TRY(flow_stored(flow, payout_item_list(flow->db, flow->arena, id, &items, &count)));
    for (size_t i = 0; i < count; i++) {
        if (payout_is(items[i].status, "taken")) {
            TRY(settle(flow, &items[i]));
        }
    }
    return RC_OK;
}

static enum rc check_approved(struct flow *flow, const struct payout_run *run)
{
    if (payout_is(run->status, "cancelled")) {
        return fault_set(flow->fault, RC_REFUSED, "payout_cancelled", "", "the payout run was cancelled");
    }
    if (payout_is(run->status, "draft")) {
        return fault_set(flow->fault, RC_REFUSED, "payout_not_approved", "",
                         "approve the payout run before it is paid");
    }
    return RC_OK;
}

static enum rc end_run(struct flow *flow, struct payout_run *run)
{
    run->status = TEXT("paid");
    run->paid_at = flow->now;
    TRY(flow_stored(flow, payout_run_update(flow->db, run)));
    return payout_note(flow, "payout_run.pay", run->id.v, run, TEXT_NONE);
}

enum rc payout_run_pay(struct flow *flow, struct payout_run_id id)
{
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    struct payout_run run;
    TRY(payout_run_hold(flow, id, &run));
    if (payout_is(run.status, "paid")) {
        return flow_commit(flow);
    }
    TRY(check_approved(flow, &run));
    TRY(each_taken(flow, id, pay_item));
    TRY(end_run(flow, &run));
    return flow_commit(flow);
}

// ---- failing ----

static enum rc give_back_one(struct flow *flow, const struct payout_item *item, struct entry_id entry,
                             const struct payout_share *share)
{
    struct commission commission;
    TRY(flow_stored(flow, commission_get(flow->db, flow->arena, share->commission_id, &commission)));
    struct booking_step step;
    TRY(commission_step_begin(flow, &commission, flow->now, &step));
    TRY(flow_stored(flow,
                    payout_is_held_elsewhere(flow->db, flow->arena, commission.id, item->id, &step.is_held_elsewhere)));
    struct booking_position before = commission_position(&commission);
    struct booking booking;
    TRY(payout_overflow(flow, booking_give_back(flow->arena, &step, &before, share->amount, &booking)));
    struct commission_news news = {.cause = COMMISSION_CAUSE_PAYOUT_FAILED,
                                   .cause_id = item->id.v,
                                   .derivation = TEXT("{}"),
                                   .due_at = commission.due_at,
                                   .entry_id = entry};
    return commission_step_write(flow, &step, &booking, &news, &commission);
}

enum rc payout_give_back(struct flow *flow, struct payout_item *item, struct text reason)
{
    TRY(commission_lock_partner(flow, item->partner_id));
    struct payout_facts facts = facts_of(flow, item);
    struct text taken_key = text_format(flow->arena, "pay:%lld:taken", (long long)item->id.v);
    TRY(flow_stored(flow, ledger_entry_find(flow->db, flow->arena, taken_key, &facts.reverses)));
    bool is_paid = payout_is(item->status, "paid");
    struct entry_id entry;
    TRY(payout_book(flow, is_paid ? PAYOUT_RETURNED : PAYOUT_FAILED, &facts, &entry));
    struct payout_share *shares;
    size_t count;
    TRY(shares_of(flow, item, &shares, &count));
    for (size_t i = 0; i < count; i++) {
        TRY(give_back_one(flow, item, entry, &shares[i]));
    }
    item->reason = reason;
    TRY(flow_stored(flow, close_item(flow, item, "failed")));
    return invoice_credit_payout(flow, item->id); // an invoice for what was not paid is taken back
}

static enum rc cancel_item(struct flow *flow, struct payout_item *item)
{
    return payout_give_back(flow, item, TEXT("run cancelled"));
}

enum rc payout_run_cancel(struct flow *flow, struct payout_run_id id)
{
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    struct payout_run run;
    TRY(payout_run_hold(flow, id, &run));
    if (payout_is(run.status, "paid")) {
        return fault_set(flow->fault, RC_REFUSED, "payout_paid", "", "a paid payout run cannot be cancelled");
    }
    if (!instant_is_none(run.filed_at)) {
        return fault_set(flow->fault, RC_REFUSED, "payout_filed", "",
                         "a payment file was made: say of each item whether it was paid or failed");
    }
    if (!payout_is(run.status, "cancelled")) {
        TRY(each_taken(flow, id, cancel_item));
        run.status = TEXT("cancelled");
        TRY(flow_stored(flow, payout_run_update(flow->db, &run)));
        TRY(payout_note(flow, "payout_run.cancel", run.id.v, &run, TEXT_NONE));
    }
    return flow_commit(flow);
}

// ---- single items ----

// The item and its run, as they are under the run's lock.
static enum rc hold_item(struct flow *flow, struct payout_item_id id, struct payout_item *ret_item,
                         struct payout_run *ret_run)
{
    enum rc rc = payout_item_get(flow->db, flow->arena, id, ret_item);
    if (rc == RC_NOT_FOUND) {
        return fault_set(flow->fault, rc, "payout_item_not_found", "id", "there is no such payout item");
    }
    TRY(flow_stored(flow, rc));
    TRY(payout_run_hold(flow, ret_item->run_id, ret_run));
    return flow_stored(flow, payout_item_get(flow->db, flow->arena, id, ret_item));
}

static enum rc end_run_with_its_last(struct flow *flow, struct payout_run *run)
{
    int64_t open;
    int64_t paid;
    TRY(flow_stored(flow, payout_item_count(flow->db, flow->arena, run->id, &open, &paid)));
    bool is_over = payout_is(run->status, "approved") && open == 0 && paid > 0;
    return is_over ? end_run(flow, run) : RC_OK;
}

// TEXT_NONE: nobody said what it cost.
static enum rc read_cost(struct flow *flow, struct text cost, struct payout_item *item)
{
    if (!text_is(cost)) {
        return RC_OK;
    }
    if (!is_exchanged(item)) {
        return fault_set(flow->fault, RC_REFUSED, "cost_unexpected", "cost",
                         "the item is paid in the currency of the balance: it costs what it pays");
    }
    struct money money = money_zero(item->amount.currency);
    TRY(validate_amount(flow->fault, "cost", cost, /* is_zero_allowed= */ false, &money));
    item->cost_minor = (struct opt_int64){.has = true, .v = money.minor};
    return RC_OK;
}

enum rc payout_item_pay_at_cost(struct flow *flow, struct payout_item_id id, struct text cost)
{
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    struct payout_item item;
    struct payout_run run;
    TRY(hold_item(flow, id, &item, &run));
    TRY(check_approved(flow, &run));
    if (payout_is(item.status, "failed")) {
        return fault_set(flow->fault, RC_REFUSED, "payout_item_settled", "",
                         "the item failed and its money was given back: retry it");
    }
    if (payout_is(item.status, "taken")) {
        TRY(read_cost(flow, cost, &item));
        TRY(pay_item(flow, &item));
        TRY(payout_note(flow, "payout_item.pay", item.id.v, &run, TEXT_NONE));
        TRY(end_run_with_its_last(flow, &run));
    }
    return flow_commit(flow);
}

enum rc payout_item_pay(struct flow *flow, struct payout_item_id id)
{
    return payout_item_pay_at_cost(flow, id, TEXT_NONE);
}

static enum rc check_reason(struct flow *flow, struct text reason, bool is_required)
{
    if (is_required && text_is_empty(text_trim(reason))) {
        return fault_set(flow->fault, RC_INVALID, "field_missing", "reason", "reason is missing");
    }
    return text_is(reason) ? validate_words(flow->fault, "reason", reason, PAYOUT_REASON_CHARACTERS_MAX) : RC_OK;
}

enum rc payout_item_leave_out(struct flow *flow, struct payout_item_id id, struct text reason)
{
    TRY(check_reason(flow, reason, true));
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    struct payout_item item;
    struct payout_run run;
    TRY(hold_item(flow, id, &item, &run));
    if (!payout_is(run.status, "draft")) {
        return fault_set(flow->fault, RC_REFUSED, "payout_approved", "",
                         "items are left out of a draft only: say that it failed instead");
    }
    if (payout_is(item.status, "taken")) {
        item.is_left_out = true;
        TRY(payout_give_back(flow, &item, reason));
        TRY(payout_note(flow, "payout_item.leave_out", item.id.v, &run, reason));
    }
    return flow_commit(flow);
}

enum rc payout_item_fail(struct flow *flow, struct payout_item_id id, struct text reason)
{
    TRY(check_reason(flow, reason, false));
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    struct payout_item item;
    struct payout_run run;
    TRY(hold_item(flow, id, &item, &run));
    if (payout_is(run.method, PAYOUT_NETTING)) {
        return fault_set(flow->fault, RC_REFUSED, "payout_netted", "", "what was netted is taken back as a netting");
    }
    if (!payout_is(item.status, "failed")) {
        TRY(payout_give_back(flow, &item, reason));
        TRY(payout_note(flow, "payout_item.fail", item.id.v, &run, reason));
        // The partner of a draft has not been told that money was coming.
        TRY(payout_is(run.status, "draft")
                ? RC_OK
                : tell(flow, &item, LETTER_PAYOUT_FAILED,
                       text_format(flow->arena, "payout_item:%lld:failed", (long long)item.id.v)));
        TRY(end_run_with_its_last(flow, &run));
    }
    return flow_commit(flow);
}
