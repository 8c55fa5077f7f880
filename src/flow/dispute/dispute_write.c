// SPDX-License-Identifier: Apache-2.0
// Appeals; see dispute_write.h.
#include "dispute/dispute_write.h"

#include "change.h"
#include "commission/commission.h"
#include "conversion/conversion_decide.h"
#include "format/encode.h"
#include "user/letter.h"
#include "validate.h"

static enum rc check_body(struct flow *flow, struct text body)
{
    if (text_is_empty(text_trim(body))) {
        return fault_set(flow->fault, RC_INVALID, "text_empty", "body", "body is empty: say what is wrong");
    }
    return validate_paragraphs(flow->fault, "body", body, DISPUTE_BODY_CHARACTERS_MAX);
}

static enum rc note(struct flow *flow, const char *action, const struct dispute *dispute)
{
    struct change_note change;
    change_note_begin(flow, &change);
    change_note_text(&change, "reason", dispute->reason);
    change_note_text(&change, "status", text_of(dispute_status_text(dispute->status)));
    change_note_text(&change, "outcome", dispute->outcome);
    return change_note_end(flow, &change, action, dispute->id.v);
}

static enum rc write_message(struct flow *flow, const struct dispute *dispute, bool is_partner, struct text body)
{
    struct dispute_message message = {
        .is_partner = is_partner, .author = flow->actor, .body = text_trim(body), .written_at = flow->now};
    return flow_stored(flow, dispute_message_insert(flow->db, dispute->id, &message));
}

// The partner is told of what the network wrote or decided.
static enum rc tell_partner(struct flow *flow, const struct dispute *dispute, enum letter_kind kind, struct text body)
{
    struct partner partner;
    TRY(flow_stored(flow, partner_get(flow->db, flow->arena, dispute->partner_id, &partner)));
    struct letter letter;
    letter_begin(flow, &letter, kind);
    letter_text(&letter, "partner", partner.name);
    letter_text(&letter, "outcome", text_is_empty(dispute->outcome) ? TEXT_NONE : dispute->outcome);
    letter_text(&letter, "message", body);
    struct text key = text_format(flow->arena, "dispute:%lld:%s:%lld", (long long)dispute->id.v, letter_name(kind),
                                  (long long)flow->now.ms);
    return letter_queue(flow, &letter, key, partner.email);
}

// ---- opening ----

// What is appealed against must be the partner's, and decided.
static enum rc check_conversion(struct flow *flow, const struct dispute_input *input)
{
    if (input->conversion_id.v == 0) {
        return RC_OK;
    }
    struct conversion conversion;
    enum rc rc = conversion_get(flow->db, flow->arena, input->conversion_id, &conversion);
    if (rc == RC_NOT_FOUND || (rc == RC_OK && conversion.partner_id.v != input->partner_id.v)) {
        return fault_set(flow->fault, RC_INVALID, "conversion_unknown", "conversion_id",
                         "conversion_id names no conversion of the partner's");
    }
    TRY(flow_stored(flow, rc));
    if (text_equal(conversion.status, TEXT("pending"))) {
        return fault_set(flow->fault, RC_REFUSED, "dispute_too_early", "conversion_id",
                         "the conversion is not decided yet");
    }
    return RC_OK;
}

static enum rc check_commission(struct flow *flow, const struct dispute_input *input)
{
    if (input->commission_id.v == 0) {
        return RC_OK;
    }
    struct commission commission;
    enum rc rc = commission_get(flow->db, flow->arena, input->commission_id, &commission);
    bool is_own = rc == RC_OK && commission.partner_id.v == input->partner_id.v;
    bool is_of_it =
        rc == RC_OK && (input->conversion_id.v == 0 || commission.conversion_id.v == input->conversion_id.v);
    if (rc == RC_NOT_FOUND || (rc == RC_OK && (!is_own || !is_of_it))) {
        return fault_set(flow->fault, RC_INVALID, "commission_unknown", "commission_id",
                         "commission_id names no commission of the partner's");
    }
    return flow_stored(flow, rc);
}

static enum rc check_input(struct flow *flow, const struct dispute_input *input)
{
    if (!dispute_reason_is_known(input->reason)) {
        return fault_set(flow->fault, RC_INVALID, "reason_unknown", "reason", "reason must be one of: %s",
                         DISPUTE_REASON_WORDS);
    }
    if (input->conversion_id.v == 0 && input->commission_id.v == 0) {
        return fault_set(flow->fault, RC_INVALID, "field_missing", "conversion_id",
                         "say which conversion or commission is meant");
    }
    return check_body(flow, input->body);
}

enum rc dispute_open(struct flow *flow, const struct dispute_input *input, struct dispute *ret_dispute)
{
    TRY(check_input(flow, input));
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(check_conversion(flow, input));
    TRY(check_commission(flow, input));
    struct dispute dispute = {
        .partner_id = input->partner_id,
        .conversion_id = input->conversion_id,
        .commission_id = input->commission_id,
        .reason = input->reason,
        .status = DISPUTE_OPEN,
        .outcome = TEXT(""),
        .opened_at = flow->now,
        .opened_by = flow->actor,
        .due_at = {flow->now.ms + DISPUTE_ANSWER_MS},
        .decided_at = INSTANT_NONE,
        .decided_by = TEXT_NONE,
    };
    enum rc rc = dispute_insert(flow->db, flow->arena, &dispute, &dispute.id);
    if (rc == RC_CONFLICT) {
        return fault_set(flow->fault, rc, "dispute_is_open", "", "there is an open appeal against it already");
    }
    TRY(flow_stored(flow, rc));
    TRY(write_message(flow, &dispute, /* is_partner= */ true, input->body));
    TRY(note(flow, "dispute.open", &dispute));
    *ret_dispute = dispute;
    return flow_commit(flow);
}

// ---- later ----

// Under its lock, so that two people who write at once take turns.
static enum rc hold(struct flow *flow, struct dispute_id id, struct dispute *ret_dispute)
{
    TRY(flow_lock(flow, text_format(flow->arena, "dispute:%lld", (long long)id.v)));
    return change_found(flow, dispute_get(flow->db, flow->arena, id, ret_dispute), "dispute");
}

static enum rc decided(struct flow *flow)
{
    return fault_set(flow->fault, RC_REFUSED, "dispute_is_decided", "", "the appeal was decided and stays so");
}

enum rc dispute_reply(struct flow *flow, struct dispute_id id, bool is_partner, struct text body,
                      struct dispute *ret_dispute)
{
    TRY(check_body(flow, body));
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    struct dispute dispute;
    TRY(hold(flow, id, &dispute));
    if (dispute.status == DISPUTE_DECIDED) {
        return decided(flow);
    }
    dispute.status = dispute_after_message(dispute.status, is_partner);
    if (is_partner) {
        dispute.due_at.ms = flow->now.ms + DISPUTE_ANSWER_MS;
    }
    TRY(flow_stored(flow, dispute_update(flow->db, &dispute)));
    TRY(write_message(flow, &dispute, is_partner, body));
    TRY(note(flow, "dispute.reply", &dispute));
    TRY(is_partner ? RC_OK : tell_partner(flow, &dispute, LETTER_DISPUTE_ANSWERED, body));
    *ret_dispute = dispute;
    return flow_commit(flow);
}

static enum rc check_verdict(struct flow *flow, const struct dispute_verdict *verdict)
{
    bool is_withdrawn = text_equal(verdict->outcome, TEXT("withdrawn"));
    if (!dispute_outcome_is_known(verdict->outcome) || is_withdrawn != verdict->is_partner) {
        return fault_set(flow->fault, RC_INVALID, "outcome_unknown", "outcome",
                         "outcome must be approved, accepted or upheld; a partner withdraws");
    }
    return is_withdrawn && text_is_empty(verdict->body) ? RC_OK : check_body(flow, verdict->body);
}

static enum rc approve(struct flow *flow, const struct dispute *dispute)
{
    struct conversion conversion = {.status = TEXT("")};
    if (dispute->conversion_id.v != 0) {
        TRY(flow_stored(flow, conversion_get(flow->db, flow->arena, dispute->conversion_id, &conversion)));
    }
    if (!text_equal(conversion.status, TEXT("rejected"))) {
        return fault_set(flow->fault, RC_REFUSED, "dispute_not_approvable", "outcome",
                         "only a rejected conversion can be approved by a decision");
    }
    return conversion_decide_step(flow, &conversion, TEXT("approved"), TEXT(""));
}

enum rc dispute_decide(struct flow *flow, struct dispute_id id, const struct dispute_verdict *verdict,
                       struct dispute *ret_dispute)
{
    TRY(check_verdict(flow, verdict));
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    struct dispute dispute;
    TRY(hold(flow, id, &dispute));
    if (dispute.status == DISPUTE_DECIDED) {
        *ret_dispute = dispute;
        return text_equal(dispute.outcome, verdict->outcome) ? flow_commit(flow) : decided(flow);
    }
    if (text_equal(verdict->outcome, TEXT("approved"))) {
        TRY(flow_stored(flow, approve(flow, &dispute)));
    }
    dispute.status = DISPUTE_DECIDED;
    dispute.outcome = verdict->outcome;
    dispute.decided_at = flow->now;
    dispute.decided_by = flow->actor;
    if (!text_is_empty(verdict->body)) {
        TRY(write_message(flow, &dispute, verdict->is_partner, verdict->body));
    }
    TRY(flow_stored(flow, dispute_update(flow->db, &dispute)));
    TRY(note(flow, "dispute.decide", &dispute));
    TRY(verdict->is_partner ? RC_OK : tell_partner(flow, &dispute, LETTER_DISPUTE_DECIDED, verdict->body));
    *ret_dispute = dispute;
    return flow_commit(flow);
}
