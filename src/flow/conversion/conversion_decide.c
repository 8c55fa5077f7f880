// SPDX-License-Identifier: Apache-2.0
// Decisions and refunds; see conversion_decide.h.

#include "conversion/conversion_decide.h"

#include "commission/commission_life.h"
#include "conversion/conversion_claim.h"
#include "conversion/conversion_rollup.h"
#include "conversion/conversion_sql.h"
#include "postback/postback_note.h"

// One conversion's facts change in one transaction at a time.
static enum rc lock_conversion(struct flow *flow, struct conversion_id id)
{
    return flow_lock(flow, text_format(flow->arena, "conversion:%lld", (long long)id.v));
}

static enum rc get_conversion(struct flow *flow, struct conversion_id id, struct conversion *ret)
{
    enum rc rc = conversion_get(flow->db, flow->arena, id, ret);
    if (rc == RC_NOT_FOUND) {
        return fault_set(flow->fault, RC_NOT_FOUND, "conversion_not_found", "id", "there is no such conversion");
    }
    return rc;
}

static enum rc check_decision(struct flow *flow, struct text status, struct text reason)
{
    bool is_rejected = text_equal(status, TEXT("rejected"));
    if (!is_rejected && !text_equal(status, TEXT("approved"))) {
        return fault_set(flow->fault, RC_INVALID, "status_unknown", "status", "status must be approved or rejected");
    }
    if (is_rejected && text_is_empty(reason)) {
        return fault_set(flow->fault, RC_INVALID, "reason_required", "reason",
                         "a rejection needs a coded reason, such as cancelled or invalid_lead");
    }
    if (!text_is_empty(reason) && is_rejected && !conversion_reason_is_known(reason)) {
        return fault_set(flow->fault, RC_INVALID, "reason_unknown", "reason",
                         "reason must be one of the coded reasons, such as cancelled or invalid_lead");
    }
    return RC_OK;
}

static enum commission_cause cause_of(struct text status)
{
    if (text_equal(status, TEXT("pending"))) {
        return COMMISSION_CAUSE_REOPENED;
    }
    return text_equal(status, TEXT("approved")) ? COMMISSION_CAUSE_APPROVED : COMMISSION_CAUSE_REJECTED;
}

// A decision that was taken back is told of by the next one.
static enum rc tell_decision(struct flow *flow, const struct conversion *after, int64_t decision_id)
{
    if (text_equal(after->status, TEXT("pending"))) {
        return RC_OK;
    }
    bool is_approved = text_equal(after->status, TEXT("approved"));
    return postback_note(flow, after, is_approved ? POSTBACK_APPROVED : POSTBACK_REJECTED, decision_id);
}

// The decision as a fact, and what follows from it. Under the conversion's lock.
static enum rc record_decision(struct flow *flow, const struct conversion *conversion, struct text status,
                               struct text reason)
{
    struct conversion before = *conversion;
    struct sql_conversion_decision_insert_row decision;
    struct text known_reason = text_is(reason) ? reason : TEXT("");
    TRY(sql_conversion_decision_insert(flow->db, flow->arena,
                                       &(struct sql_conversion_decision_insert_in){.conversion_id = before.id,
                                                                                   .status = status,
                                                                                   .reason = known_reason,
                                                                                   .actor = flow->actor,
                                                                                   .decided_at = flow->now},
                                       &decision));
    TRY(sql_conversion_set_status(
        flow->db, &(struct sql_conversion_set_status_in){.id = before.id, .status = status, .reason = known_reason},
        NULL));
    struct conversion after = before;
    after.status = status;
    after.reason = known_reason;
    struct commission_cause_of cause = {cause_of(status), decision.id};
    struct rollup rollup = {.count = 0};
    rollup_conversion(flow, &rollup, &before, &after);
    TRY(commission_rederive(flow, &after, cause, &rollup));
    TRY(rollup_write(flow, &rollup));
    return tell_decision(flow, &after, decision.id);
}

enum rc conversion_decide_step(struct flow *flow, const struct conversion *old, struct text status, struct text reason)
{
    TRY(check_decision(flow, status, reason));
    TRY(lock_conversion(flow, old->id));
    struct conversion before;
    TRY(get_conversion(flow, old->id, &before));
    return text_equal(before.status, status) ? RC_OK : record_decision(flow, &before, status, reason);
}

// Whether no commission of it has become available since: then nothing depends on the decision yet.
static enum rc is_unused(struct flow *flow, struct conversion_id id, bool *ret_is_unused)
{
    struct commission *list = NULL;
    size_t count = 0;
    TRY(commission_list_of(flow->db, flow->arena, id, &list, &count));
    *ret_is_unused = true;
    for (size_t i = 0; i < count; i++) {
        bool is_waiting = list[i].status == COMMISSION_PENDING || list[i].status == COMMISSION_REJECTED;
        *ret_is_unused = *ret_is_unused && is_waiting;
    }
    return RC_OK;
}

enum rc conversion_reopen_step(struct flow *flow, struct conversion_id id, struct text decided, bool *ret_is_reopened)
{
    TRY(lock_conversion(flow, id));
    struct conversion before;
    TRY(get_conversion(flow, id, &before));
    TRY(is_unused(flow, id, ret_is_reopened));
    *ret_is_reopened = *ret_is_reopened && text_equal(before.status, decided);
    return *ret_is_reopened ? record_decision(flow, &before, TEXT("pending"), TEXT("")) : RC_OK;
}

static enum rc decide_in_transaction(struct flow *flow, struct conversion_id id, struct text status, struct text reason)
{
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    struct conversion conversion;
    TRY(get_conversion(flow, id, &conversion));
    TRY(conversion_decide_step(flow, &conversion, status, reason));
    return flow_commit(flow);
}

enum rc conversion_decide(struct flow *flow, struct conversion_id id, struct text status, struct text reason)
{
    TRY(check_decision(flow, status, reason));
    return flow_stored(flow, decide_in_transaction(flow, id, status, reason));
}

struct refund_checked {
    struct text key;
    struct money amount;   // in the program's currency
    struct money reported; // as reported; the same unless the order came in another currency
    struct instant occurred_at;
};

// What is left to refund, in the currency that the order was reported in.
static enum rc refund_left(struct flow *flow, const struct conversion *conversion, struct money *ret_left)
{
    struct money whole = conversion->amount;
    struct money refunded = conversion->refunded;
    if (conversion_is_exchanged(conversion)) {
        whole = conversion->exchange.amount;
        TRY(refund_exchange_sum(flow->db, flow->arena, conversion, &refunded));
    }
    *ret_left = (struct money){.minor = whole.minor - refunded.minor, .currency = whole.currency};
    return RC_OK;
}

static enum rc refund_amount(struct flow *flow, const struct refund_claim *claim, struct money left,
                             struct money *ret_amount)
{
    if (text_is_empty(claim->amount)) {
        *ret_amount = left;
    } else {
        TRY(claim_money_check(flow, "amount", claim->amount, left.currency, ret_amount));
    }
    if (ret_amount->minor <= 0) {
        return fault_set(flow->fault, RC_INVALID, "amount_not_positive", "amount",
                         text_is_empty(claim->amount) ? "nothing of the order is left to refund"
                                                      : "amount must be more than zero");
    }
    return RC_OK;
}

// All refunds together by the order's rate, less what was converted before.
static enum rc refund_exchange(struct flow *flow, const struct conversion *before, struct money left,
                               struct refund_checked *refund)
{
    if (!conversion_is_exchanged(before)) {
        refund->amount = refund->reported;
        return RC_OK;
    }
    struct money all = before->exchange.amount;
    all.minor += refund->reported.minor - left.minor;
    TRY(exchange_convert(&before->exchange.exchange, all, ROUND_HALF_AWAY, &refund->amount));
    refund->amount.minor -= before->refunded.minor;
    if (refund->amount.minor <= 0) {
        return fault_set(flow->fault, RC_INVALID, "amount_not_positive", "amount",
                         "amount is less than the smallest unit of the program's currency, %.3s",
                         before->amount.currency.code);
    }
    return RC_OK;
}

// What follows from a row of refunds that was written.
static enum rc follow_refund(struct flow *flow, const struct conversion *before, const struct refund_checked *refund,
                             struct commission_cause_of cause)
{
    struct refund_id id = {cause.id};
    if (conversion_is_exchanged(before)) {
        TRY(refund_exchange_insert(flow->db, id, refund->reported));
    }
    struct conversion after = *before;
    after.refunded.minor += refund->amount.minor;
    struct rollup rollup = {.count = 0};
    rollup_conversion(flow, &rollup, before, &after);
    TRY(commission_rederive(flow, &after, cause, &rollup));
    TRY(rollup_write(flow, &rollup));
    return postback_note(flow, &after, POSTBACK_REFUND, cause.id);
}

static enum rc store_refund(struct flow *flow, const struct conversion *before, const struct refund_checked *refund,
                            struct refund_accepted *ret)
{
    struct sql_refund_insert_row row;
    TRY(sql_refund_insert(flow->db, flow->arena,
                          &(struct sql_refund_insert_in){.conversion_id = before->id,
                                                         .refund_key = refund->key,
                                                         .amount_minor = refund->amount.minor,
                                                         .occurred_at = refund->occurred_at,
                                                         .received_at = flow->now},
                          &row));
    ret->refund_id = row.id;
    return follow_refund(flow, before, refund, (struct commission_cause_of){COMMISSION_CAUSE_REFUND, row.id.v});
}

// A refund that was not reported before.
static enum rc accept_refund(struct flow *flow, const struct refund_claim *claim, const struct conversion *conversion,
                             struct refund_checked *refund, struct refund_accepted *ret)
{
    struct money left;
    TRY(refund_left(flow, conversion, &left));
    TRY(refund_amount(flow, claim, left, &refund->reported));
    if (refund->reported.minor > left.minor) {
        return fault_set(flow->fault, RC_REFUSED, "refund_exceeds_order", "amount",
                         "refunds together would be more than the order's amount");
    }
    TRY(refund_exchange(flow, conversion, left, refund));
    return store_refund(flow, conversion, refund, ret);
}

// The same refund again: the same amount, as it was reported.
static enum rc check_same_refund(struct flow *flow, const struct refund_claim *claim,
                                 const struct conversion *conversion, const struct sql_refund_by_key_row *first)
{
    if (text_is_empty(claim->amount)) {
        return RC_OK;
    }
    struct money reported = {.minor = first->amount_minor, .currency = conversion->amount.currency};
    if (conversion_is_exchanged(conversion)) {
        TRY(refund_exchange_get(flow->db, flow->arena, first->id, conversion->exchange.exchange.from, &reported));
    }
    struct money amount;
    TRY(refund_amount(flow, claim, reported, &amount));
    if (amount.minor != reported.minor) {
        return fault_set(flow->fault, RC_CONFLICT, "refund_conflict", "refund_id",
                         "this refund_id was reported before with another amount");
    }
    return RC_OK;
}

static enum rc refund_in_transaction(struct flow *flow, const struct refund_claim *claim,
                                     const struct instant occurred_at, struct refund_accepted *ret)
{
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(lock_conversion(flow, claim->conversion_id));
    struct conversion conversion;
    TRY(get_conversion(flow, claim->conversion_id, &conversion));
    struct refund_checked refund = {.key = claim->refund_key, .occurred_at = occurred_at};
    struct sql_refund_by_key_row first;
    enum rc rc = sql_refund_by_key(
        flow->db, flow->arena,
        &(struct sql_refund_by_key_in){.conversion_id = conversion.id, .refund_key = claim->refund_key}, &first);
    if (rc == RC_NOT_FOUND) {
        TRY(accept_refund(flow, claim, &conversion, &refund, ret));
        return flow_commit(flow);
    }
    TRY(rc);
    TRY(check_same_refund(flow, claim, &conversion, &first));
    *ret = (struct refund_accepted){.refund_id = first.id, .is_duplicate = true};
    return flow_commit(flow);
}

static enum rc check_claim(struct flow *flow, const struct refund_claim *claim, struct instant *ret_occurred_at)
{
    if (text_is_empty(claim->refund_key)) {
        return fault_set(flow->fault, RC_INVALID, "refund_id_required", "refund_id",
                         "refund_id is needed: it keeps the same refund from counting twice");
    }
    TRY(claim_text_check(flow, "refund_id", claim->refund_key, 200));
    *ret_occurred_at = flow->now;
    return claim_time_check(flow, claim->occurred_at, ret_occurred_at);
}

enum rc conversion_refund(struct flow *flow, const struct refund_claim *claim, struct refund_accepted *ret)
{
    struct instant occurred_at;
    *ret = (struct refund_accepted){0};
    TRY(check_claim(flow, claim, &occurred_at));
    return flow_stored(flow, refund_in_transaction(flow, claim, occurred_at, ret));
}

// ---- a refund taken back ----

// What its refund was, with the other sign. In another currency: all refunds together without it, less all of them.
static enum rc reversal_amount(struct flow *flow, const struct conversion *conversion,
                               const struct sql_refund_by_key_row *first, struct refund_checked *reversal)
{
    reversal->amount = (struct money){-first->amount_minor, conversion->amount.currency};
    reversal->reported = reversal->amount;
    if (!conversion_is_exchanged(conversion)) {
        return RC_OK;
    }
    struct money reported, all;
    const struct exchange *exchange = &conversion->exchange.exchange;
    TRY(refund_exchange_get(flow->db, flow->arena, first->id, exchange->from, &reported));
    TRY(refund_exchange_sum(flow->db, flow->arena, conversion, &all));
    all.minor -= reported.minor;
    TRY(exchange_convert(exchange, all, ROUND_HALF_AWAY, &reversal->amount));
    reversal->amount.minor -= conversion->refunded.minor;
    reversal->reported = money_negate(reported);
    return RC_OK;
}

static enum rc reverse(struct flow *flow, const struct conversion *conversion,
                       const struct sql_refund_by_key_row *first, struct instant occurred_at,
                       struct refund_accepted *ret)
{
    struct refund_checked reversal = {.occurred_at = occurred_at};
    TRY(reversal_amount(flow, conversion, first, &reversal));
    struct sql_refund_reversal_insert_in in = {.conversion_id = conversion->id,
                                               .takes_back = first->id,
                                               .amount_minor = reversal.amount.minor,
                                               .occurred_at = occurred_at,
                                               .received_at = flow->now};
    struct sql_refund_reversal_insert_row row;
    TRY(sql_refund_reversal_insert(flow->db, flow->arena, &in, &row));
    ret->refund_id = row.id;
    return follow_refund(flow, conversion, &reversal,
                         (struct commission_cause_of){COMMISSION_CAUSE_REFUND_REVERSED, row.id.v});
}

static enum rc reverse_in_transaction(struct flow *flow, const struct refund_claim *claim, struct instant occurred_at,
                                      struct refund_accepted *ret)
{
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(lock_conversion(flow, claim->conversion_id));
    struct conversion conversion;
    TRY(get_conversion(flow, claim->conversion_id, &conversion));
    struct sql_refund_by_key_in in = {.conversion_id = conversion.id, .refund_key = claim->refund_key};
    struct sql_refund_by_key_row first;
    enum rc rc = sql_refund_by_key(flow->db, flow->arena, &in, &first);
    if (rc == RC_NOT_FOUND) {
        return fault_set(flow->fault, RC_NOT_FOUND, "refund_not_found", "refund_id",
                         "there is no refund of this refund_id to take back");
    }
    TRY(rc);
    if (first.reversal_id.v != 0) {
        *ret = (struct refund_accepted){.refund_id = first.reversal_id, .is_duplicate = true};
        return flow_commit(flow);
    }
    TRY(reverse(flow, &conversion, &first, occurred_at, ret));
    return flow_commit(flow);
}

enum rc conversion_refund_reverse(struct flow *flow, const struct refund_claim *claim, struct refund_accepted *ret)
{
    struct instant occurred_at;
    *ret = (struct refund_accepted){0};
    TRY(check_claim(flow, claim, &occurred_at));
    return flow_stored(flow, reverse_in_transaction(flow, claim, occurred_at, ret));
}
