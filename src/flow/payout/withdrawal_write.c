// SPDX-License-Identifier: Apache-2.0
// Requests of partners; see withdrawal_write.h.
#include "payout/withdrawal_write.h"

#include "change.h"
#include "commission/commission_step.h"
#include "payout/payout_standing.h"
#include "user/letter.h"
#include "validate.h"

#define REASON_CHARACTERS_MAX 200

static enum rc refuse(struct flow *flow, const struct payout_standing *standing)
{
    struct text payable = money_text(flow->arena, standing->payable);
    struct text minimum = money_text(flow->arena, standing->minimum);
    const char *code = standing->payable.currency.code;
    unsigned blocks = standing->blocks;
    if ((blocks & PAYOUT_HELD) != 0) {
        return fault_set(flow->fault, RC_REFUSED, "payouts_held", "", "payouts are held at present: %.*s",
                         TEXT_PRINT(standing->terms.hold_reason));
    }
    if ((blocks & PAYOUT_NOTHING_AVAILABLE) != 0) {
        return fault_set(flow->fault, RC_REFUSED, "nothing_available", "currency", "nothing is available in %.3s",
                         code);
    }
    if ((blocks & PAYOUT_BELOW_MINIMUM) != 0) {
        return fault_set(flow->fault, RC_REFUSED, "below_minimum", "currency",
                         "%.*s %.3s are available; the minimum is %.*s", TEXT_PRINT(payable), code,
                         TEXT_PRINT(minimum));
    }
    if ((blocks & PAYOUT_DETAILS_MISSING) != 0) {
        return fault_set(flow->fault, RC_REFUSED, "details_missing", "", "save payout details first");
    }
    if ((blocks & PAYOUT_DETAILS_ON_HOLD) != 0) {
        return fault_set(flow->fault, RC_REFUSED, "details_on_hold", "",
                         "the payout details were changed: nothing is paid to them before %.*s",
                         TEXT_PRINT(instant_text(flow->arena, standing->account.usable_at)));
    }
    if ((blocks & PAYOUT_TAX_PROFILE_MISSING) != 0) {
        return fault_set(flow->fault, RC_REFUSED, "tax_profile_missing", "", "complete the tax profile first");
    }
    return RC_OK;
}

static enum rc note(struct flow *flow, const char *action, const struct withdrawal *withdrawal)
{
    struct change_note note;
    change_note_begin(flow, &note);
    json_put_int64(&note.json, "partner", withdrawal->partner_id.v);
    change_note_text(&note, "amount", money_text(flow->arena, withdrawal->amount));
    change_note_text(&note, "currency", currency_text(&withdrawal->amount.currency));
    change_note_text(&note, "reason", withdrawal->reason);
    return change_note_end(flow, &note, action, withdrawal->id.v);
}

enum rc withdrawal_ask(struct flow *flow, struct partner_id partner_id, struct currency currency,
                       struct withdrawal *ret_withdrawal)
{
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(commission_lock_partner(flow, partner_id));
    struct partner partner;
    TRY(change_found(flow, partner_get(flow->db, flow->arena, partner_id, &partner), "partner"));
    struct payout_policy policy;
    TRY(flow_stored(flow, payout_policy_get(flow->db, flow->arena, &policy)));
    policy.is_details_required = true;
    struct payout_question question = {
        .partner_id = partner_id, .currency = currency, .until = flow->now, .method = TEXT_NONE};
    struct payout_standing standing;
    TRY(payout_standing_find(flow, &policy, &question, &standing));
    if (standing.has_request) {
        return fault_set(flow->fault, RC_CONFLICT, "request_open", "currency",
                         "a request in %.3s is open already: it takes all that is available when it is paid",
                         currency.code);
    }
    TRY(refuse(flow, &standing));
    struct withdrawal withdrawal = {.partner_id = partner_id,
                                    .amount = standing.payable,
                                    .status = TEXT("open"),
                                    .reason = TEXT_NONE,
                                    .requested_by = flow->actor,
                                    .requested_at = flow->now,
                                    .closed_at = INSTANT_NONE};
    TRY(flow_stored(flow, withdrawal_insert(flow->db, flow->arena, &withdrawal, &withdrawal.id)));
    TRY(note(flow, "withdrawal.create", &withdrawal));
    *ret_withdrawal = withdrawal;
    return flow_commit(flow);
}

static enum rc tell_declined(struct flow *flow, const struct withdrawal *withdrawal)
{
    struct partner partner;
    TRY(flow_stored(flow, partner_get(flow->db, flow->arena, withdrawal->partner_id, &partner)));
    struct letter letter;
    letter_begin(flow, &letter, LETTER_WITHDRAWAL_DECLINED);
    letter_text(&letter, "partner", partner.name);
    letter_text(&letter, "amount", money_text(flow->arena, withdrawal->amount));
    letter_text(&letter, "currency", currency_text(&withdrawal->amount.currency));
    letter_text(&letter, "reason", withdrawal->reason);
    struct text key = text_format(flow->arena, "withdrawal:%lld:declined", (long long)withdrawal->id.v);
    return letter_queue(flow, &letter, key, partner.email);
}

enum rc withdrawal_end(struct flow *flow, struct withdrawal_id id, struct text status, struct text reason,
                       struct withdrawal *ret_withdrawal)
{
    bool is_declined = text_equal(status, TEXT("declined"));
    if (is_declined && text_is_empty(reason)) {
        return fault_set(flow->fault, RC_INVALID, "field_missing", "reason", "reason is missing: the partner reads it");
    }
    if (text_is(reason)) {
        TRY(validate_words(flow->fault, "reason", reason, REASON_CHARACTERS_MAX));
    }
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    struct withdrawal withdrawal;
    TRY(change_found(flow, withdrawal_get(flow->db, flow->arena, id, &withdrawal), "withdrawal"));
    TRY(commission_lock_partner(flow, withdrawal.partner_id));
    TRY(flow_stored(flow, withdrawal_get(flow->db, flow->arena, id, &withdrawal))); // as it is under the lock
    if (text_equal(withdrawal.status, TEXT("open"))) {
        withdrawal.status = status;
        withdrawal.reason = is_declined ? reason : TEXT_NONE;
        withdrawal.closed_at = flow->now;
        TRY(flow_stored(flow, withdrawal_close(flow->db, &withdrawal)));
        TRY(note(flow, is_declined ? "withdrawal.decline" : "withdrawal.cancel", &withdrawal));
        TRY(is_declined ? tell_declined(flow, &withdrawal) : RC_OK);
    } else if (!text_equal(withdrawal.status, status)) {
        return fault_set(flow->fault, RC_REFUSED, "withdrawal_closed", "", "the request is closed: %.*s",
                         TEXT_PRINT(withdrawal.status));
    }
    *ret_withdrawal = withdrawal;
    return flow_commit(flow);
}
