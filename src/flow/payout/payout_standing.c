// SPDX-License-Identifier: Apache-2.0
// Standings; see payout_standing.h.
#include "payout/payout_standing.h"

#include "ledger/ledger.h"
#include "tax_profile/tax_profile.h"

bool payout_method_is_strict(struct text method)
{
    enum payout_method known;
    return payout_method_parse(method, &known) && known != PAYOUT_OTHER;
}

static enum rc find_money(struct flow *flow, const struct payout_question *question, struct payout_standing *standing)
{
    struct payout_limit limit;
    TRY(commission_list_payable(flow->db, flow->arena, question->partner_id, question->currency, question->until,
                                &standing->list, &standing->count));
    TRY(ledger_account_balance(flow->db, flow->arena, LEDGER_PARTNER, question->partner_id.v, LEDGER_OWED_BACK,
                               question->currency, &standing->owed_back));
    TRY(payout_limit_get(flow->db, flow->arena, question->partner_id, question->currency, &limit));
    standing->minimum = limit.minimum;
    return RC_OK;
}

static enum rc sum_up(struct flow *flow, struct payout_standing *standing)
{
    enum rc rc = RC_OK;
    standing->available = money_zero(standing->owed_back.currency);
    for (size_t i = 0; i < standing->count && rc == RC_OK; i++) {
        rc = money_add(standing->available, standing->list[i].available, &standing->available);
    }
    if (rc == RC_OK) {
        rc = money_subtract(standing->available, standing->owed_back, &standing->payable);
    }
    if (rc == RC_REFUSED) {
        return fault_set(flow->fault, rc, "amount_overflow", "", "the partner's money would leave 64 bits");
    }
    return flow_stored(flow, rc);
}

static enum rc found(enum rc rc, bool *ret_has)
{
    *ret_has = rc == RC_OK;
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

static enum rc find_terms(struct flow *flow, const struct payout_question *question, struct payout_standing *standing)
{
    struct tax_profile profile;
    bool has_profile = false;
    TRY(payout_terms_get(flow->db, flow->arena, question->partner_id, &standing->terms));
    TRY(found(tax_profile_get(flow->db, flow->arena, TAX_OWNER_PARTNER, question->partner_id.v, &profile),
              &has_profile));
    // Whoever keeps tax papers elsewhere says so in the partner's payout terms.
    standing->terms.has_tax_profile = standing->terms.has_tax_profile || has_profile;
    TRY(found(payout_account_last(flow->db, flow->arena, question->partner_id, TEXT_NONE, &standing->account),
              &standing->has_account));
    return found(
        withdrawal_find_open(flow->db, flow->arena, question->partner_id, question->currency, &standing->request),
        &standing->has_request);
}

enum rc payout_standing_find(struct flow *flow, const struct payout_policy *policy,
                             const struct payout_question *question, struct payout_standing *ret_standing)
{
    *ret_standing = (struct payout_standing){.count = 0};
    TRY(flow_stored(flow, find_money(flow, question, ret_standing)));
    TRY(sum_up(flow, ret_standing));
    TRY(flow_stored(flow, find_terms(flow, question, ret_standing)));
    bool is_strict = payout_method_is_strict(question->method);
    struct payout_block_facts facts = {
        .payable = ret_standing->payable,
        .minimum = ret_standing->minimum,
        .now = flow->now,
        .is_details_required = policy->is_details_required || is_strict,
        .has_details = ret_standing->has_account,
        .is_method_fit = !is_strict || text_equal(ret_standing->account.method, question->method),
        .usable_at = ret_standing->account.usable_at,
        .is_tax_profile_required = policy->is_tax_profile_required,
        .has_tax_profile = ret_standing->terms.has_tax_profile,
        .is_held = text_is(ret_standing->terms.hold_reason),
        .is_request_required = question->is_requests_only || ret_standing->terms.is_on_request,
        .has_request = ret_standing->has_request,
    };
    ret_standing->blocks = payout_blocks(&facts);
    return RC_OK;
}
