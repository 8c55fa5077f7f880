// SPDX-License-Identifier: Apache-2.0
// Changes of the terms of payouts; see payout_terms_write.h.
#include "payout/payout_terms_write.h"

#include "change.h"
#include "validate.h"

#define REASON_CHARACTERS_MAX 200

static enum rc read_amount(struct flow *flow, struct text t, struct currency currency, struct money *ret_amount)
{
    switch (money_parse(t, currency, ret_amount)) {
    case MONEY_MALFORMED:
        return fault_set(flow->fault, RC_INVALID, "amount_malformed", "limits",
                         "limits: an amount must be a decimal such as 50.00");
    case MONEY_TOO_PRECISE:
        return fault_set(flow->fault, RC_INVALID, "amount_too_precise", "limits",
                         "limits: an amount must have at most %d decimals in %.3s", currency_digits(currency),
                         currency.code);
    case MONEY_TOO_LARGE:
        return fault_set(flow->fault, RC_INVALID, "amount_too_large", "limits", "limits: an amount is too large");
    case MONEY_PARSED:
        break;
    }
    if (ret_amount->minor < 0) {
        return fault_set(flow->fault, RC_INVALID, "amount_negative", "limits",
                         "limits: an amount must not be negative");
    }
    return RC_OK;
}

static enum rc find_limit(struct flow *flow, struct partner_id partner_id, struct currency currency,
                          struct payout_limit *ret_limit)
{
    struct payout_limit *list;
    size_t count;
    TRY(flow_stored(flow, payout_limit_list(flow->db, flow->arena, partner_id, &list, &count)));
    *ret_limit = (struct payout_limit){.partner_id = partner_id, .minimum = money_zero(currency)};
    for (size_t i = 0; i < count; i++) {
        if (currency_equal(list[i].minimum.currency, currency)) {
            *ret_limit = list[i];
        }
    }
    return RC_OK;
}

static enum rc change_limit(struct flow *flow, struct partner_id partner_id, const struct payout_limit_input *input,
                            struct change_note *note)
{
    struct payout_limit limit;
    if (currency_is_none(input->currency)) {
        return fault_set(flow->fault, RC_INVALID, "field_missing", "limits", "limits: currency is missing");
    }
    TRY(find_limit(flow, partner_id, input->currency, &limit));
    if (text_is(input->minimum)) {
        TRY(read_amount(flow, input->minimum, input->currency, &limit.minimum));
    }
    if (text_is(input->second_person) && partner_id.v != 0) {
        return fault_set(flow->fault, RC_INVALID, "field_unexpected", "limits",
                         "limits: the limit for a second person is the network's");
    }
    if (text_is(input->second_person)) {
        limit.has_second_person = input->second_person.n > 0;
        if (limit.has_second_person) {
            TRY(read_amount(flow, input->second_person, input->currency, &limit.second_person));
        }
    }
    TRY(flow_stored(flow, payout_limit_set(flow->db, &limit)));
    json_begin_object(&note->json);
    json_put_text(&note->json, "currency", currency_text(&input->currency));
    json_put_text(&note->json, "minimum", money_text(flow->arena, limit.minimum));
    json_put_text(&note->json, "second_person",
                  limit.has_second_person ? money_text(flow->arena, limit.second_person) : TEXT_NONE);
    json_end_object(&note->json);
    return RC_OK;
}

static enum rc change_limits(struct flow *flow, struct partner_id partner_id, const struct payout_limit_input *limits,
                             size_t count, struct change_note *note)
{
    json_name(&note->json, "limits");
    json_begin_array(&note->json);
    for (size_t i = 0; i < count; i++) {
        TRY(change_limit(flow, partner_id, &limits[i], note));
    }
    json_end_array(&note->json);
    return RC_OK;
}

static enum rc take_number(struct flow *flow, const char *field, struct opt_int64 given, int64_t max,
                           int64_t *ret_value)
{
    if (given.has && (given.v < 1 || given.v > max)) {
        return fault_set(flow->fault, RC_INVALID, "number_out_of_range", field, "%s must be between 1 and %lld", field,
                         (long long)max);
    }
    *ret_value = given.has ? given.v : *ret_value;
    return RC_OK;
}

static enum rc change_schedule(struct flow *flow, const struct payout_policy_input *input, struct payout_policy *policy)
{
    TRY(take_number(flow, "decide_day", input->decide_day, 28, &policy->schedule.decide_day));
    TRY(take_number(flow, "pay_day", input->pay_day, 28, &policy->schedule.pay_day));
    TRY(take_number(flow, "pay_months", input->pay_months, 12, &policy->schedule.pay_months));
    if (policy->schedule.pay_months == 1 && policy->schedule.pay_day < policy->schedule.decide_day) {
        return fault_set(flow->fault, RC_INVALID, "number_out_of_range", "pay_day",
                         "pay_day must not be before decide_day of the same month");
    }
    policy->is_details_required =
        input->is_details_required.has ? input->is_details_required.v != 0 : policy->is_details_required;
    policy->is_tax_profile_required =
        input->is_tax_profile_required.has ? input->is_tax_profile_required.v != 0 : policy->is_tax_profile_required;
    return RC_OK;
}

enum rc payout_policy_change(struct flow *flow, const struct payout_policy_input *input)
{
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(flow_lock(flow, TEXT("payout policy")));
    struct payout_policy policy;
    TRY(flow_stored(flow, payout_policy_get(flow->db, flow->arena, &policy)));
    TRY(change_schedule(flow, input, &policy));
    TRY(flow_stored(flow, payout_policy_set(flow->db, &policy, flow->now)));
    struct change_note note;
    change_note_begin(flow, &note);
    json_put_int64(&note.json, "decide_day", policy.schedule.decide_day);
    json_put_int64(&note.json, "pay_day", policy.schedule.pay_day);
    json_put_int64(&note.json, "pay_months", policy.schedule.pay_months);
    json_put_bool(&note.json, "details_required", policy.is_details_required);
    json_put_bool(&note.json, "tax_profile_required", policy.is_tax_profile_required);
    TRY(change_limits(flow, (struct partner_id){0}, input->limits, input->limit_count, &note));
    TRY(change_note_end(flow, &note, "payout_policy.change", 1));
    return flow_commit(flow);
}

enum rc payout_terms_change(struct flow *flow, const struct payout_terms_input *input)
{
    if (text_is(input->mode)) {
        TRY(validate_choice(flow->fault, "mode", input->mode, "cycle,request"));
    }
    if (text_is(input->hold_reason)) {
        TRY(validate_words(flow->fault, "hold_reason", input->hold_reason, REASON_CHARACTERS_MAX));
    }
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(flow_lock(flow, text_format(flow->arena, "payout terms:%lld", (long long)input->partner_id.v)));
    struct partner partner;
    TRY(change_found(flow, partner_get(flow->db, flow->arena, input->partner_id, &partner), "partner"));
    struct payout_terms terms;
    TRY(flow_stored(flow, payout_terms_get(flow->db, flow->arena, partner.id, &terms)));
    terms.is_on_request = text_is(input->mode) ? text_equal(input->mode, TEXT("request")) : terms.is_on_request;
    if (text_is(input->hold_reason)) {
        terms.hold_reason = input->hold_reason.n == 0 ? TEXT_NONE : input->hold_reason;
    }
    terms.has_tax_profile = input->has_tax_profile.has ? input->has_tax_profile.v != 0 : terms.has_tax_profile;
    TRY(flow_stored(flow, payout_terms_set(flow->db, &terms, flow->now)));
    struct change_note note;
    change_note_begin(flow, &note);
    change_note_text(&note, "mode", terms.is_on_request ? TEXT("request") : TEXT("cycle"));
    change_note_text(&note, "hold_reason", terms.hold_reason);
    json_put_bool(&note.json, "has_tax_profile", terms.has_tax_profile);
    TRY(change_limits(flow, partner.id, input->limits, input->limit_count, &note));
    TRY(change_note_end(flow, &note, "payout_terms.change", partner.id.v));
    return flow_commit(flow);
}
