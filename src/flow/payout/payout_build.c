// SPDX-License-Identifier: Apache-2.0
// Making of payout runs: whom they take, and the retry of failed items; see payout_run.h.
#include "payout/payout_private.h"

#include "ledger/rate_write.h"

#define METHOD_LETTERS_MAX 40

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
    if (payout_is(request->method, PAYOUT_NETTING)) {
        return fault_set(flow->fault, RC_INVALID, "method_malformed", "method",
                         "what is netted is paid under its agreement: choose another method");
    }
    enum payout_method method;
    if (payout_method_parse(request->method, &method)) {
        struct currency only = payout_method_currency(method);
        struct currency sent = currency_is_none(request->pay_currency) ? request->currency : request->pay_currency;
        if (!currency_is_none(only) && !currency_equal(only, sent)) {
            return fault_set(flow->fault, RC_INVALID, "currency_unfit", "currency",
                             "method %s pays in %.3s: choose another method, or bank_transfer to pay by hand",
                             payout_method_text(method), only.code);
        }
    }
    return RC_OK;
}

// A run that is being made.
struct making {
    struct payout_run run;
    struct exchange exchange; // into what is sent, when that is another currency
    bool is_requests_only;
    unsigned ignored; // blocks that do not matter
    struct payout_policy policy;
    size_t items;
    size_t blocked[PAYOUT_BLOCK_COUNT]; // partners, by what kept them out
};

static enum rc take_one(struct flow *flow, const struct payout_item *item, struct money most, struct entry_id entry,
                        struct commission *commission, struct payout_share *ret_share)
{
    struct booking_step step;
    TRY(commission_step_begin(flow, commission, flow->now, &step));
    step.take_most = most;
    struct booking_position before = commission_position(commission);
    struct booking booking;
    TRY(payout_overflow(flow, booking_take(flow->arena, &step, &before, &booking)));
    struct commission_news news = {.cause = COMMISSION_CAUSE_PAYOUT,
                                   .cause_id = item->id.v,
                                   .derivation = TEXT("{}"),
                                   .due_at = commission->due_at,
                                   .entry_id = entry};
    *ret_share = (struct payout_share){.item_id = item->id, .commission_id = commission->id, .amount = booking.taken};
    return commission_step_write(flow, &step, &booking, &news, commission);
}

static enum rc take_commissions(struct flow *flow, const struct payout_item *item,
                                const struct payout_standing *standing, struct entry_id entry)
{
    struct payout_share *shares = arena_many(flow->arena, struct payout_share, standing->count);
    struct money taken = money_zero(item->amount.currency);
    bool is_limited = item->amount.minor < standing->payable.minor;
    size_t count = 0;
    for (; count < standing->count && !(is_limited && taken.minor == item->amount.minor); count++) {
        struct money most = {.minor = item->amount.minor - taken.minor, .currency = item->amount.currency};
        TRY(take_one(flow, item, is_limited ? most : (struct money){0}, entry, &standing->list[count], &shares[count]));
        TRY(payout_overflow(flow, money_add(taken, shares[count].amount, &taken)));
    }
    if (taken.minor != item->amount.minor) {
        return fault_internal(flow->fault, RC_FAULT, "partner %lld: the shares are %lld, the item is %lld",
                              (long long)item->partner_id.v, (long long)taken.minor, (long long)item->amount.minor);
    }
    return flow_stored(flow, payout_share_insert(flow->db, flow->arena, shares, count));
}

static enum rc close_request(struct flow *flow, const struct payout_standing *standing, struct payout_item_id item_id)
{
    if (!standing->has_request) {
        return RC_OK;
    }
    struct withdrawal request = standing->request;
    request.status = TEXT("taken");
    request.closed_at = flow->now;
    request.item_id = item_id;
    return flow_stored(flow, withdrawal_close(flow->db, &request));
}

// The item's entry first: what is recovered and what is taken together are exactly what is available, in any order.
enum rc payout_take(struct flow *flow, const struct payout_run *run, const struct payout_standing *standing,
                    struct money most, struct payout_item *item)
{
    bool is_limited = !currency_is_none(most.currency) && most.minor < standing->payable.minor;
    item->run_id = run->id;
    item->amount = is_limited ? most : standing->payable;
    item->sent = currency_is_none(item->sent.currency) ? item->amount : item->sent;
    item->status = TEXT("taken");
    item->account_id = standing->has_account ? standing->account.id : (struct payout_account_id){0};
    TRY(flow_stored(flow, payout_item_insert(flow->db, flow->arena, item, &item->id)));
    struct payout_facts facts = {.item_id = item->id,
                                 .partner_id = item->partner_id,
                                 .amount = item->amount,
                                 .occurred_at = run->created_at,
                                 .booked_at = flow->now};
    struct entry_id entry;
    TRY(payout_book(flow, PAYOUT_TAKEN, &facts, &entry));
    return take_commissions(flow, item, standing, entry);
}

// What is sent; *ret_is_nothing: less than the smallest unit of the other currency.
static enum rc find_sent(struct flow *flow, const struct making *making, struct money payable, struct money *ret_sent,
                         bool *ret_is_nothing)
{
    *ret_sent = (struct money){0};
    if (!currency_is_none(making->run.pay_currency)) {
        TRY(payout_overflow(flow, exchange_convert(&making->exchange, payable, ROUND_HALF_AWAY, ret_sent)));
    }
    *ret_is_nothing = !currency_is_none(making->run.pay_currency) && ret_sent->minor <= 0;
    return RC_OK;
}

// One partner's item, unless something blocks it.
static enum rc take_partner(struct flow *flow, struct making *making, struct partner_id partner_id,
                            struct payout_item_id retry_of)
{
    struct payout_question question = {.partner_id = partner_id,
                                       .currency = making->run.currency,
                                       .until = making->run.until,
                                       .method = making->run.method,
                                       .is_requests_only = making->is_requests_only};
    struct payout_standing standing;
    TRY(commission_lock_partner(flow, partner_id));
    TRY(payout_standing_find(flow, &making->policy, &question, &standing));
    struct payout_item item = {.partner_id = partner_id, .retry_of = retry_of};
    bool is_nothing;
    unsigned blocks = standing.blocks & ~making->ignored;
    TRY(find_sent(flow, making, standing.payable, &item.sent, &is_nothing));
    blocks |= is_nothing && blocks == 0 ? PAYOUT_BELOW_MINIMUM : 0;
    for (int i = 0; i < PAYOUT_BLOCK_COUNT; i++) {
        making->blocked[i] += (blocks & (1U << i)) != 0 ? 1 : 0;
    }
    if (blocks != 0) {
        return RC_OK;
    }
    making->items++;
    TRY(payout_take(flow, &making->run, &standing, (struct money){0}, &item));
    return close_request(flow, &standing, item.id);
}

static enum rc check_items(struct flow *flow, const struct making *making)
{
    if (making->items > 0) {
        return RC_OK;
    }
    struct buf why = buf_new(flow->arena, 1024);
    for (int i = 0; i < PAYOUT_BLOCK_COUNT; i++) {
        if (making->blocked[i] > 0 && (1U << i) != PAYOUT_NOTHING_AVAILABLE) {
            buf_format(&why, "%s%zu %s", why.n > 0 ? ", " : ": ", making->blocked[i],
                       payout_block_text((enum payout_block)(1U << i)));
        }
    }
    return fault_set(flow->fault, RC_REFUSED, "nothing_to_pay", "",
                     "no partner has anything available in %.3s that was due by then and can be paid%.*s",
                     making->run.currency.code, TEXT_PRINT(buf_text(&why)));
}

static enum rc fill_run(struct flow *flow, struct making *making)
{
    struct partner_id *partners;
    size_t count;
    TRY(flow_stored(flow, commission_list_payable_partners(flow->db, flow->arena, making->run.currency,
                                                           making->run.until, &partners, &count)));
    for (size_t i = 0; i < count; i++) {
        TRY(take_partner(flow, making, partners[i], (struct payout_item_id){0}));
    }
    return check_items(flow, making);
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

static enum rc begin_run(struct flow *flow, struct making *making)
{
    struct payout_run *run = &making->run;
    run->created_at = flow->now;
    run->built_by = flow->actor;
    bool is_same = currency_equal(run->pay_currency, run->currency);
    run->pay_currency = is_same ? (struct currency){0} : run->pay_currency;
    run->rates = run->rate_source = TEXT_NONE;
    if (!currency_is_none(run->pay_currency)) {
        struct dated_exchange dated;
        TRY(rate_at(flow, run->currency, run->pay_currency, flow->now, "pay_currency", &dated));
        making->exchange = dated.exchange;
        run->rate_day = dated.day;
        run->rate_source = dated.source;
        run->rates = dated.rates;
    }
    TRY(payout_policy_get(flow->db, flow->arena, &making->policy));
    return payout_run_insert(flow->db, flow->arena, &making->run, &making->run.id);
}

enum rc payout_run_create(struct flow *flow, const struct payout_request *request, struct payout_run_id *ret_run)
{
    TRY(check_request(flow, request));
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    struct making making = {
        .run = {.key = text_is_empty(request->key) ? key_made(flow)
                                                   : text_format(flow->arena, "asked:%.*s", TEXT_PRINT(request->key)),
                .currency = request->currency,
                .until = request->until,
                .method = request->method,
                .pay_currency = request->pay_currency},
        .is_requests_only = request->is_requests_only,
    };
    enum rc rc = begin_run(flow, &making);
    if (rc == RC_CONFLICT) {
        struct payout_request again = *request;
        again.key = making.run.key;
        TRY(flow_stored(flow, find_first(flow, &again, ret_run)));
        return flow_commit(flow);
    }
    TRY(flow_stored(flow, rc));
    TRY(fill_run(flow, &making));
    TRY(payout_note(flow, "payout_run.create", making.run.id.v, &making.run, TEXT_NONE));
    *ret_run = making.run.id;
    return flow_commit(flow);
}

// ---- retry ----

static bool can_retry(const struct payout_item *item)
{
    return payout_is(item->status, "failed") && !item->is_left_out;
}

static bool was_retried(const struct payout_item_id *retried, size_t count, struct payout_item_id id)
{
    bool is = false;
    for (size_t i = 0; i < count; i++) {
        is = is || retried[i].v == id.v;
    }
    return is;
}

// The items to retry, by partner; item_id 0: all that can be and were not.
static enum rc list_failed(struct flow *flow, const struct payout_run *run, struct payout_item_id item_id,
                           struct payout_item **ret_items, size_t *ret_count)
{
    struct payout_item *items;
    struct payout_item_id *retried;
    size_t count;
    size_t retried_count;
    TRY(flow_stored(flow, payout_item_list(flow->db, flow->arena, run->id, &items, &count)));
    TRY(flow_stored(flow, payout_item_retried(flow->db, flow->arena, run->id, &retried, &retried_count)));
    bool is_there = false;
    *ret_count = 0;
    for (size_t i = 0; i < count; i++) {
        bool is_asked = item_id.v == 0 || items[i].id.v == item_id.v;
        is_there = is_there || items[i].id.v == item_id.v;
        if (is_asked && can_retry(&items[i]) && !was_retried(retried, retried_count, items[i].id)) {
            items[(*ret_count)++] = items[i];
        }
    }
    *ret_items = items;
    if (item_id.v != 0 && !is_there) {
        return fault_set(flow->fault, RC_NOT_FOUND, "payout_item_not_found", "id", "there is no such payout item");
    }
    if (*ret_count == 0 && item_id.v != 0) {
        return fault_set(flow->fault, RC_REFUSED, "payout_item_not_failed", "",
                         "only an item that failed is retried, and once");
    }
    return *ret_count > 0 ? RC_OK
                          : fault_set(flow->fault, RC_REFUSED, "nothing_to_retry", "",
                                      "no item of this run failed that was not retried already");
}

static enum rc check_retry(struct flow *flow, const struct payout_run *run)
{
    if (payout_is(run->status, "cancelled")) {
        return fault_set(flow->fault, RC_REFUSED, "payout_cancelled", "",
                         "the payout run was cancelled: build a new one");
    }
    if (payout_is(run->method, PAYOUT_NETTING)) {
        return fault_set(flow->fault, RC_REFUSED, "payout_netted", "",
                         "what was netted is netted again under its agreement");
    }
    if (payout_is(run->status, "draft")) {
        return fault_set(flow->fault, RC_REFUSED, "payout_not_approved", "",
                         "the payout run is a draft: what failed in it goes into the next one");
    }
    return RC_OK;
}

static enum rc fill_retry(struct flow *flow, struct making *making, const struct payout_item *items, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        TRY(take_partner(flow, making, items[i].partner_id, items[i].id));
    }
    return check_items(flow, making);
}

enum rc payout_run_retry(struct flow *flow, struct payout_run_id id, struct payout_item_id item_id,
                         struct payout_run_id *ret_run)
{
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    struct payout_run before;
    TRY(payout_run_hold(flow, id, &before));
    TRY(check_retry(flow, &before));
    struct making making = {.run = before, .ignored = PAYOUT_BELOW_MINIMUM | PAYOUT_NOT_REQUESTED};
    making.run.key = item_id.v != 0 ? text_format(flow->arena, "retry:%lld", (long long)item_id.v) : key_made(flow);
    struct payout_run first;
    enum rc rc = payout_run_find_key(flow->db, flow->arena, making.run.key, &first);
    if (rc == RC_OK) {
        *ret_run = first.id;
        return flow_commit(flow);
    }
    struct payout_item *items;
    size_t count;
    TRY(rc == RC_NOT_FOUND ? RC_OK : flow_stored(flow, rc));
    TRY(list_failed(flow, &before, item_id, &items, &count));
    TRY(flow_stored(flow, begin_run(flow, &making)));
    TRY(fill_retry(flow, &making, items, count));
    TRY(payout_note(flow, "payout_run.retry", making.run.id.v, &making.run, TEXT_NONE));
    *ret_run = making.run.id;
    return flow_commit(flow);
}
