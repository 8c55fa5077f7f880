// SPDX-License-Identifier: Apache-2.0
// Payout runs; see payout_run.h.
#include "payout_run.h"

#include "change.h"
#include "commission_step.h"

#define METHOD_LETTERS_MAX 40

static enum rc overflow(struct flow *flow, enum rc rc)
{
    if (rc == RC_REFUSED) {
        return fault_set(flow->fault, rc, "amount_overflow", "", "the partner's money would leave 64 bits");
    }
    return flow_stored(flow, rc);
}

// Two use cases on one run take turns. Before the locks of partners.
static enum rc lock_run(struct flow *flow, struct payout_run_id id)
{
    return flow_lock(flow, text_format(flow->arena, "payout run:%lld", (long long)id.v));
}

static enum rc get_run(struct flow *flow, struct payout_run_id id, struct payout_run *ret_run)
{
    TRY(lock_run(flow, id));
    enum rc rc = payout_run_get(flow->db, flow->arena, id, ret_run);
    if (rc == RC_NOT_FOUND) {
        return fault_set(flow->fault, rc, "payout_run_not_found", "id", "there is no such payout run");
    }
    return flow_stored(flow, rc);
}

static bool is_status(struct text status, const char *expected)
{
    return text_equal(status, text_of(expected));
}

static enum rc note(struct flow *flow, const char *action, int64_t id, const struct payout_run *run)
{
    struct change_note change;
    change_note_begin(flow, &change);
    change_note_text(&change, "currency", currency_text(&run->currency));
    change_note_text(&change, "method", run->method);
    change_note_text(&change, "until", instant_text(flow->arena, run->until));
    return change_note_end(flow, &change, action, id);
}

// ---- making ----

static enum rc check_request(struct flow *flow, const struct payout_request *request)
{
    bool is_good = request->method.n > 0 && request->method.n <= METHOD_LETTERS_MAX;
    for (size_t i = 0; is_good && i < request->method.n; i++) {
        char c = request->method.p[i];
        is_good = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    }
    if (!is_good) {
        return fault_set(flow->fault, RC_INVALID, "method_malformed", "method",
                         "method must be 1 to %d letters, digits, '_' or '-'", METHOD_LETTERS_MAX);
    }
    return RC_OK;
}

// The commissions of one partner that go into his item.
struct gathered {
    struct partner_id partner_id;
    struct commission *list;
    size_t count;
    struct money owed_back;
    struct money amount; // available less owed back; not positive: no item
};

static enum rc gather(struct flow *flow, const struct payout_run *run, struct gathered *gathered)
{
    TRY(commission_list_payable(flow->db, flow->arena, gathered->partner_id, run->currency, run->until, &gathered->list,
                                &gathered->count));
    TRY(ledger_account_balance(flow->db, flow->arena, LEDGER_PARTNER, gathered->partner_id.v, LEDGER_OWED_BACK,
                               run->currency, &gathered->owed_back));
    struct money sum = money_zero(run->currency);
    for (size_t i = 0; i < gathered->count; i++) {
        TRY(money_add(sum, gathered->list[i].available, &sum));
    }
    return money_subtract(sum, gathered->owed_back, &gathered->amount);
}

static enum rc book_item(struct flow *flow, enum payout_step step, const struct payout_facts *facts,
                         struct entry_id *ret_entry)
{
    struct ledger_draft draft;
    booking_payout(flow->arena, step, facts, &draft);
    return flow_stored(flow, ledger_book(flow->db, flow->arena, &draft, ret_entry, flow->fault));
}

static enum rc take_one(struct flow *flow, const struct payout_item *item, struct entry_id entry,
                        struct commission *commission, struct payout_share *ret_share)
{
    struct booking_step step;
    TRY(commission_step_begin(flow, commission, flow->now, &step));
    struct booking_position before = commission_position(commission);
    struct booking booking;
    TRY(overflow(flow, booking_take(flow->arena, &step, &before, &booking)));
    struct commission_news news = {.cause = COMMISSION_CAUSE_PAYOUT,
                                   .cause_id = item->id.v,
                                   .derivation = TEXT("{}"),
                                   .due_at = commission->due_at,
                                   .entry_id = entry};
    *ret_share = (struct payout_share){.item_id = item->id, .commission_id = commission->id, .amount = booking.taken};
    return commission_step_write(flow, &step, &booking, &news, commission);
}

// The item's entry first: what is recovered and what is taken together are exactly what is available, in any order.
static enum rc take_all(struct flow *flow, const struct payout_run *run, struct gathered *gathered)
{
    struct payout_item item = {
        .run_id = run->id, .partner_id = gathered->partner_id, .amount = gathered->amount, .status = TEXT("taken")};
    TRY(flow_stored(flow, payout_item_insert(flow->db, flow->arena, &item, &item.id)));
    struct payout_facts facts = {.item_id = item.id,
                                 .partner_id = item.partner_id,
                                 .amount = item.amount,
                                 .occurred_at = run->created_at,
                                 .booked_at = flow->now};
    struct entry_id entry;
    TRY(book_item(flow, PAYOUT_TAKEN, &facts, &entry));
    struct payout_share *shares = arena_many(flow->arena, struct payout_share, gathered->count);
    struct money taken = money_zero(run->currency);
    for (size_t i = 0; i < gathered->count; i++) {
        TRY(take_one(flow, &item, entry, &gathered->list[i], &shares[i]));
        TRY(overflow(flow, money_add(taken, shares[i].amount, &taken)));
    }
    if (taken.minor != item.amount.minor) {
        return fault_internal(flow->fault, RC_FAULT, "partner %lld: the shares are %lld, the item is %lld",
                              (long long)item.partner_id.v, (long long)taken.minor, (long long)item.amount.minor);
    }
    return flow_stored(flow, payout_share_insert(flow->db, flow->arena, shares, gathered->count));
}

static enum rc fill_run(struct flow *flow, const struct payout_run *run)
{
    struct partner_id *partners;
    size_t count;
    TRY(flow_stored(
        flow, commission_list_payable_partners(flow->db, flow->arena, run->currency, run->until, &partners, &count)));
    size_t items = 0;
    for (size_t i = 0; i < count; i++) {
        struct gathered gathered = {.partner_id = partners[i]};
        TRY(commission_lock_partner(flow, partners[i]));
        TRY(overflow(flow, gather(flow, run, &gathered)));
        if (gathered.amount.minor > 0) {
            TRY(take_all(flow, run, &gathered));
            items++;
        }
    }
    if (items == 0) {
        return fault_set(flow->fault, RC_REFUSED, "nothing_to_pay", "",
                         "no partner has anything available in %.3s that was due by then", run->currency.code);
    }
    return RC_OK;
}

static enum rc find_first(struct flow *flow, const struct payout_request *request, struct payout_run_id *ret_run)
{
    struct payout_run first;
    TRY(payout_run_find_key(flow->db, flow->arena, request->key, &first));
    bool is_same = currency_equal(first.currency, request->currency) && first.until.ms == request->until.ms &&
                   text_equal(first.method, request->method);
    if (!is_same) {
        return fault_set(flow->fault, RC_CONFLICT, "payout_key_reused", "",
                         "this key made a payout run of other content before");
    }
    *ret_run = first.id;
    return RC_OK;
}

static struct text key_made(struct flow *flow)
{
    uint64_t numbers[2];
    random_bytes(numbers, sizeof(numbers));
    return text_format(flow->arena, "made:%016llx%016llx", (unsigned long long)numbers[0],
                       (unsigned long long)numbers[1]);
}

enum rc payout_run_create(struct flow *flow, const struct payout_request *request, struct payout_run_id *ret_run)
{
    TRY(check_request(flow, request));
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    struct payout_run run = {
        .key = text_is_empty(request->key) ? key_made(flow)
                                           : text_format(flow->arena, "asked:%.*s", TEXT_PRINT(request->key)),
        .currency = request->currency,
        .until = request->until,
        .method = request->method,
        .created_at = flow->now,
    };
    enum rc rc = payout_run_insert(flow->db, flow->arena, &run, &run.id);
    if (rc == RC_CONFLICT) {
        struct payout_request again = *request;
        again.key = run.key;
        TRY(flow_stored(flow, find_first(flow, &again, ret_run)));
        return flow_commit(flow);
    }
    TRY(flow_stored(flow, rc));
    TRY(fill_run(flow, &run));
    TRY(note(flow, "payout_run.create", run.id.v, &run));
    *ret_run = run.id;
    return flow_commit(flow);
}

enum rc payout_run_approve(struct flow *flow, struct payout_run_id id)
{
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    struct payout_run run;
    TRY(get_run(flow, id, &run));
    if (is_status(run.status, "cancelled")) {
        return fault_set(flow->fault, RC_REFUSED, "payout_cancelled", "", "the payout run was cancelled");
    }
    if (is_status(run.status, "draft")) {
        run.status = TEXT("approved");
        run.approved_at = flow->now;
        TRY(flow_stored(flow, payout_run_update(flow->db, &run)));
        TRY(note(flow, "payout_run.approve", run.id.v, &run));
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

static enum rc pay_item(struct flow *flow, struct payout_item *item)
{
    TRY(commission_lock_partner(flow, item->partner_id));
    struct payout_facts facts = {.item_id = item->id,
                                 .partner_id = item->partner_id,
                                 .amount = item->amount,
                                 .occurred_at = flow->now,
                                 .booked_at = flow->now};
    struct entry_id entry;
    TRY(book_item(flow, PAYOUT_PAID, &facts, &entry));
    struct payout_share *shares;
    size_t count;
    TRY(shares_of(flow, item, &shares, &count));
    for (size_t i = 0; i < count; i++) {
        TRY(settle_one(flow, item, entry, shares[i].commission_id));
    }
    return flow_stored(flow, close_item(flow, item, "paid"));
}

// Every item of the run that is neither paid nor failed yet.
static enum rc each_taken(struct flow *flow, struct payout_run_id id,
                          enum rc (*settle)(struct flow *flow, struct payout_item *item))
{
    struct payout_item *items;
    size_t count;
    TRY(flow_stored(flow, payout_item_list(flow->db, flow->arena, id, &items, &count)));
    for (size_t i = 0; i < count; i++) {
        if (is_status(items[i].status, "taken")) {
            TRY(settle(flow, &items[i]));
        }
    }
    return RC_OK;
}

enum rc payout_run_pay(struct flow *flow, struct payout_run_id id)
{
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    struct payout_run run;
    TRY(get_run(flow, id, &run));
    if (is_status(run.status, "paid")) {
        return flow_commit(flow);
    }
    if (!is_status(run.status, "approved")) {
        bool is_cancelled = is_status(run.status, "cancelled");
        return fault_set(flow->fault, RC_REFUSED, is_cancelled ? "payout_cancelled" : "payout_not_approved", "",
                         is_cancelled ? "the payout run was cancelled" : "approve the payout run before it is paid");
    }
    TRY(each_taken(flow, id, pay_item));
    run.status = TEXT("paid");
    run.paid_at = flow->now;
    TRY(flow_stored(flow, payout_run_update(flow->db, &run)));
    TRY(note(flow, "payout_run.pay", run.id.v, &run));
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
    TRY(overflow(flow, booking_give_back(flow->arena, &step, &before, share->amount, &booking)));
    struct commission_news news = {.cause = COMMISSION_CAUSE_PAYOUT_FAILED,
                                   .cause_id = item->id.v,
                                   .derivation = TEXT("{}"),
                                   .due_at = commission.due_at,
                                   .entry_id = entry};
    return commission_step_write(flow, &step, &booking, &news, &commission);
}

static enum rc fail_item(struct flow *flow, struct payout_item *item)
{
    TRY(commission_lock_partner(flow, item->partner_id));
    struct payout_facts facts = {.item_id = item->id,
                                 .partner_id = item->partner_id,
                                 .amount = item->amount,
                                 .occurred_at = flow->now,
                                 .booked_at = flow->now};
    struct text taken_key = text_format(flow->arena, "pay:%lld:taken", (long long)item->id.v);
    TRY(flow_stored(flow, ledger_entry_find(flow->db, flow->arena, taken_key, &facts.reverses)));
    bool is_paid = is_status(item->status, "paid");
    struct entry_id entry;
    TRY(book_item(flow, is_paid ? PAYOUT_RETURNED : PAYOUT_FAILED, &facts, &entry));
    struct payout_share *shares;
    size_t count;
    TRY(shares_of(flow, item, &shares, &count));
    for (size_t i = 0; i < count; i++) {
        TRY(give_back_one(flow, item, entry, &shares[i]));
    }
    return flow_stored(flow, close_item(flow, item, "failed"));
}

enum rc payout_item_fail(struct flow *flow, struct payout_item_id id)
{
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    struct payout_item item;
    enum rc rc = payout_item_get(flow->db, flow->arena, id, &item);
    if (rc == RC_NOT_FOUND) {
        return fault_set(flow->fault, rc, "payout_item_not_found", "id", "there is no such payout item");
    }
    TRY(flow_stored(flow, rc));
    struct payout_run run;
    TRY(get_run(flow, item.run_id, &run));
    TRY(flow_stored(flow, payout_item_get(flow->db, flow->arena, id, &item))); // as it is under the lock
    if (!is_status(item.status, "failed")) {
        TRY(fail_item(flow, &item));
        TRY(note(flow, "payout_item.fail", item.id.v, &run));
    }
    return flow_commit(flow);
}

enum rc payout_run_cancel(struct flow *flow, struct payout_run_id id)
{
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    struct payout_run run;
    TRY(get_run(flow, id, &run));
    if (is_status(run.status, "paid")) {
        return fault_set(flow->fault, RC_REFUSED, "payout_paid", "", "a paid payout run cannot be cancelled");
    }
    if (!is_status(run.status, "cancelled")) {
        TRY(each_taken(flow, id, fail_item));
        run.status = TEXT("cancelled");
        TRY(flow_stored(flow, payout_run_update(flow->db, &run)));
        TRY(note(flow, "payout_run.cancel", run.id.v, &run));
    }
    return flow_commit(flow);
}
