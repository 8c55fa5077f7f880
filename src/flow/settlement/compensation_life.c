// SPDX-License-Identifier: Apache-2.0
// Compensation by hand: proposed, approved, booked, reversed; see compensation_life.h.
#include "settlement/compensation_life.h"

#include "change.h"
#include "commission/commission_by_hand.h"
#include "commission/commission_step.h"
#include "payout/payout_terms.h"
#include "validate.h"

#define REASON_CHARACTERS_MAX 500
#define KEY_CHARACTERS_MAX 64

static enum rc check_words(struct flow *flow, const char *field, struct text words)
{
    if (!text_is(words) || text_is_empty(text_trim(words))) {
        return fault_set(flow->fault, RC_INVALID, "field_missing", field, "%s says why, in words", field);
    }
    return validate_words(flow->fault, field, words, REASON_CHARACTERS_MAX);
}

static enum rc note(struct flow *flow, const struct compensation *compensation, const char *action)
{
    struct change_note note;
    change_note_begin(flow, &note);
    change_note_text(&note, "amount", money_text(flow->arena, compensation->amount));
    change_note_text(&note, "currency", currency_text(&compensation->amount.currency));
    change_note_text(&note, "reason", compensation->reason);
    change_note_text(&note, "status", compensation->status);
    change_note_text(&note, "note", compensation->note);
    return change_note_end(flow, &note, action, compensation->id.v);
}

static enum rc needs_second(struct flow *flow, struct money amount, bool *ret_needs)
{
    struct payout_limit limit;
    TRY(flow_stored(flow, payout_limit_get(flow->db, flow->arena, (struct partner_id){0}, amount.currency, &limit)));
    *ret_needs = payout_needs_second_person(amount, limit.has_second_person ? &limit.second_person : NULL);
    return RC_OK;
}

// Under the partner's lock.
static enum rc book(struct flow *flow, struct compensation *compensation)
{
    struct commission_by_hand grant = {
        .accrual_key = text_format(flow->arena, "cmp:%lld", (long long)compensation->id.v),
        .role = TEXT("compensation"),
        .partner_id = compensation->partner_id,
        .program_id = compensation->program_id,
        .amount = compensation->amount,
        .occurred_at = flow->now,
        .due_at = flow->now,
    };
    struct commission commission;
    TRY(commission_grant(flow, &grant, &commission));
    compensation->commission_id = commission.id;
    compensation->status = TEXT("booked");
    compensation->decided_by = flow->actor;
    compensation->decided_at = flow->now;
    return flow_stored(flow, compensation_update(flow->db, compensation));
}

// RC_NOT_FOUND: nothing was proposed with this key.
static enum rc find_first(struct flow *flow, struct text key, const struct compensation *wanted,
                          struct compensation *ret_first)
{
    enum rc rc = text_is(key) ? compensation_by_key(flow->db, flow->arena, key, ret_first) : RC_NOT_FOUND;
    if (rc == RC_NOT_FOUND) {
        return rc;
    }
    TRY(flow_stored(flow, rc));
    bool is_same = ret_first->partner_id.v == wanted->partner_id.v &&
                   ret_first->program_id.v == wanted->program_id.v && // whose currency the amount has
                   ret_first->amount.minor == wanted->amount.minor;
    return is_same ? RC_OK
                   : fault_set(flow->fault, RC_CONFLICT, "idempotency_conflict", "key",
                               "this form granted another compensation: begin anew");
}

enum rc compensation_propose(struct flow *flow, const struct compensation_input *input,
                             struct compensation *ret_compensation)
{
    TRY(check_words(flow, "reason", input->reason));
    if (text_is(input->key)) {
        TRY(validate_words(flow->fault, "key", input->key, KEY_CHARACTERS_MAX));
    }
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    struct partner partner;
    struct program program;
    TRY(change_partner_open(flow, input->partner_id, "partner_id", &partner));
    TRY(change_program_open(flow, input->program_id, "program_id", &program));
    struct compensation compensation = {
        .partner_id = partner.id,
        .program_id = program.id,
        .amount = money_zero(program.currency),
        .reason = input->reason,
        .status = TEXT("proposed"),
        .proposed_by = flow->actor,
        .proposed_at = flow->now,
        .decided_by = TEXT_NONE,
        .decided_at = INSTANT_NONE,
        .reversed_by = TEXT_NONE,
        .reversed_at = INSTANT_NONE,
        .note = TEXT(""),
    };
    TRY(validate_amount(flow->fault, "amount", input->amount, /* is_zero_allowed= */ false, &compensation.amount));
    TRY(needs_second(flow, compensation.amount, &compensation.needs_second));
    TRY(commission_lock_partner(flow, partner.id));
    enum rc rc = find_first(flow, input->key, &compensation, ret_compensation);
    if (rc != RC_NOT_FOUND) {
        TRY(rc);
        return flow_commit(flow);
    }
    TRY(flow_stored(flow, compensation_insert(flow->db, flow->arena, &compensation, input->key, &compensation.id)));
    if (!compensation.needs_second) {
        TRY(book(flow, &compensation));
    }
    TRY(note(flow, &compensation, "compensation.create"));
    *ret_compensation = compensation;
    return flow_commit(flow);
}

// As it is under the partner's lock.
static enum rc hold(struct flow *flow, struct compensation_id id, struct compensation *ret_compensation)
{
    TRY(change_found(flow, compensation_get(flow->db, flow->arena, id, ret_compensation), "compensation"));
    TRY(commission_lock_partner(flow, ret_compensation->partner_id));
    return change_found(flow, compensation_get(flow->db, flow->arena, id, ret_compensation), "compensation");
}

static enum rc decided(struct flow *flow, const struct compensation *compensation)
{
    return fault_set(flow->fault, RC_REFUSED, "compensation_decided", "", "the compensation is %.*s",
                     TEXT_PRINT(compensation->status));
}

enum rc compensation_approve(struct flow *flow, struct compensation_id id, struct compensation *ret_compensation)
{
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(hold(flow, id, ret_compensation));
    if (text_equal(ret_compensation->status, TEXT("booked"))) {
        return flow_commit(flow);
    }
    if (!text_equal(ret_compensation->status, TEXT("proposed"))) {
        return decided(flow, ret_compensation);
    }
    if (text_equal(ret_compensation->proposed_by, flow->actor)) {
        return fault_set(flow->fault, RC_FORBIDDEN, "second_person_needed", "",
                         "somebody other than who proposed the compensation must approve it");
    }
    TRY(book(flow, ret_compensation));
    TRY(note(flow, ret_compensation, "compensation.approve"));
    return flow_commit(flow);
}

enum rc compensation_decline(struct flow *flow, struct compensation_id id, struct text note_text,
                             struct compensation *ret_compensation)
{
    TRY(check_words(flow, "note", note_text));
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(hold(flow, id, ret_compensation));
    if (text_equal(ret_compensation->status, TEXT("declined"))) {
        return flow_commit(flow);
    }
    if (!text_equal(ret_compensation->status, TEXT("proposed"))) {
        return decided(flow, ret_compensation);
    }
    ret_compensation->status = TEXT("declined");
    ret_compensation->decided_by = flow->actor;
    ret_compensation->decided_at = flow->now;
    ret_compensation->note = note_text;
    TRY(flow_stored(flow, compensation_update(flow->db, ret_compensation)));
    TRY(note(flow, ret_compensation, "compensation.decline"));
    return flow_commit(flow);
}

enum rc compensation_reverse(struct flow *flow, struct compensation_id id, struct text note_text,
                             struct compensation *ret_compensation)
{
    TRY(check_words(flow, "note", note_text));
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(hold(flow, id, ret_compensation));
    if (text_equal(ret_compensation->status, TEXT("reversed"))) {
        return flow_commit(flow);
    }
    if (!text_equal(ret_compensation->status, TEXT("booked"))) {
        return decided(flow, ret_compensation);
    }
    TRY(commission_revoke(flow, ret_compensation->commission_id, id.v));
    ret_compensation->status = TEXT("reversed");
    ret_compensation->reversed_by = flow->actor;
    ret_compensation->reversed_at = flow->now;
    ret_compensation->note = note_text;
    TRY(flow_stored(flow, compensation_update(flow->db, ret_compensation)));
    TRY(note(flow, ret_compensation, "compensation.reverse"));
    return flow_commit(flow);
}
