// SPDX-License-Identifier: Apache-2.0
// Reciprocal agreements and netting; see netting_life.h. The advertiser is locked before the partner, as everywhere.
#include "payout/netting_life.h"

#include "payout/payout_private.h"
#include "settlement/advertiser_account.h"
#include "validate.h"

#define NOTE_CHARACTERS_MAX 500

// ---- agreements ----

static enum rc note_agreement(struct flow *flow, const struct agreement *agreement, const char *action)
{
    struct change_note note;
    change_note_begin(flow, &note);
    json_put_int64(&note.json, "partner", agreement->partner_id.v);
    json_put_int64(&note.json, "advertiser", agreement->advertiser_id.v);
    change_note_text(&note, "note", agreement->note);
    return change_note_end(flow, &note, action, agreement->id.v);
}

enum rc agreement_make(struct flow *flow, const struct agreement_input *input, struct agreement *ret_agreement)
{
    struct agreement agreement = {.partner_id = input->partner_id,
                                  .advertiser_id = input->advertiser_id,
                                  .note = text_is(input->note) ? input->note : TEXT(""),
                                  .agreed_by = flow->actor,
                                  .agreed_at = flow->now,
                                  .ended_at = INSTANT_NONE};
    TRY(validate_words(flow->fault, "note", agreement.note, NOTE_CHARACTERS_MAX));
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    struct partner partner;
    TRY(change_partner_open(flow, input->partner_id, "partner_id", &partner));
    TRY(change_advertiser_open(flow, input->advertiser_id, "advertiser_id"));
    enum rc rc = agreement_insert(flow->db, flow->arena, &agreement, &agreement.id);
    if (rc == RC_CONFLICT) {
        return fault_set(flow->fault, rc, "agreement_exists", "partner_id",
                         "there is an agreement between the two already");
    }
    TRY(flow_stored(flow, rc));
    TRY(note_agreement(flow, &agreement, "agreement.create"));
    *ret_agreement = agreement;
    return flow_commit(flow);
}

enum rc agreement_end(struct flow *flow, struct agreement_id id, struct agreement *ret_agreement)
{
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(change_found(flow, agreement_get(flow->db, flow->arena, id, ret_agreement), "agreement"));
    if (instant_is_none(ret_agreement->ended_at)) {
        ret_agreement->ended_at = flow->now;
        TRY(flow_stored(flow, agreement_end_row(flow->db, id, flow->now)));
        TRY(note_agreement(flow, ret_agreement, "agreement.end"));
    }
    return flow_commit(flow);
}

// What the partner could be paid now, and his commissions.
static enum rc find_earned(struct flow *flow, struct partner_id partner_id, struct currency currency,
                           struct payout_standing *ret_standing)
{
    struct payout_policy policy;
    struct payout_question question = {
        .partner_id = partner_id, .currency = currency, .until = flow->now, .method = TEXT(PAYOUT_NETTING)};
    TRY(flow_stored(flow, payout_policy_get(flow->db, flow->arena, &policy)));
    return payout_standing_find(flow, &policy, &question, ret_standing);
}

static struct money at_least_zero(struct money m)
{
    return m.minor > 0 ? m : money_zero(m.currency);
}

enum rc agreement_balances(struct flow *flow, const struct agreement *agreement, struct agreement_balance **ret_list,
                           size_t *ret_count)
{
    struct ledger_balance *accounts;
    size_t count;
    TRY(flow_stored(flow, ledger_owner_balances(flow->db, flow->arena, LEDGER_ADVERTISER, agreement->advertiser_id.v,
                                                &accounts, &count)));
    struct agreement_balance *list = arena_many(flow->arena, struct agreement_balance, count);
    for (size_t i = 0; i < count; i++) {
        struct payout_standing standing;
        TRY(find_earned(flow, agreement->partner_id, accounts[i].currency, &standing));
        list[i] = (struct agreement_balance){.currency = accounts[i].currency,
                                             .earned = at_least_zero(standing.payable),
                                             .owed = accounts[i].accounts[LEDGER_RECEIVABLE]};
        TRY(payout_overflow(flow, money_subtract(list[i].earned, list[i].owed, &list[i].net)));
    }
    *ret_list = list;
    *ret_count = count;
    return RC_OK;
}

// ---- netting ----

static enum rc note_netting(struct flow *flow, const struct netting *netting, const char *action)
{
    struct change_note note;
    change_note_begin(flow, &note);
    json_put_int64(&note.json, "agreement", netting->agreement_id.v);
    change_note_text(&note, "amount", money_text(flow->arena, netting->amount));
    change_note_text(&note, "currency", currency_text(&netting->amount.currency));
    change_note_text(&note, "note", netting->note);
    return change_note_end(flow, &note, action, netting->id.v);
}

// The smaller of the two sides. Under both locks.
static enum rc find_amount(struct flow *flow, const struct agreement *agreement, struct currency currency,
                           struct payout_standing *ret_standing, struct money *ret_amount)
{
    struct money owed;
    TRY(advertiser_owed(flow, agreement->advertiser_id, currency, &owed));
    TRY(find_earned(flow, agreement->partner_id, currency, ret_standing));
    *ret_amount = owed.minor < ret_standing->payable.minor ? owed : ret_standing->payable;
    if (ret_amount->minor <= 0) {
        return fault_set(flow->fault, RC_REFUSED, "nothing_to_net", "currency",
                         "there is nothing to set off in %.3s: %.*s is owed, %.*s is available", currency.code,
                         TEXT_PRINT(money_text(flow->arena, at_least_zero(owed))),
                         TEXT_PRINT(money_text(flow->arena, at_least_zero(ret_standing->payable))));
    }
    return RC_OK;
}

// The partner's side: a run of one item, made, approved and paid.
static enum rc pay(struct flow *flow, const struct payout_standing *standing, struct money amount,
                   struct payout_item *item)
{
    uint64_t numbers[2];
    random_bytes(numbers, sizeof(numbers));
    struct payout_run run = {.key = text_format(flow->arena, "netting:%016llx%016llx", (unsigned long long)numbers[0],
                                                (unsigned long long)numbers[1]),
                             .currency = amount.currency,
                             .until = flow->now,
                             .method = TEXT(PAYOUT_NETTING),
                             .created_at = flow->now,
                             .built_by = flow->actor,
                             .filed_at = INSTANT_NONE,
                             .rate_source = TEXT_NONE,
                             .rates = TEXT_NONE};
    TRY(flow_stored(flow, payout_run_insert(flow->db, flow->arena, &run, &run.id)));
    TRY(payout_take(flow, &run, standing, amount, item));
    TRY(payout_settle_paid(flow, item));
    run.status = TEXT("paid");
    run.approved_at = run.paid_at = flow->now;
    run.approved_by = flow->actor;
    return flow_stored(flow, payout_run_update(flow->db, &run));
}

static enum rc credit(struct flow *flow, const struct agreement *agreement, const struct netting *netting,
                      bool is_reversal, struct line_id *ret_line)
{
    struct advertiser_line line = {
        .advertiser_id = agreement->advertiser_id,
        .key =
            text_format(flow->arena, "%s:%lld", is_reversal ? "netting_reversed" : "netting", (long long)netting->id.v),
        .kind = is_reversal ? TEXT("netting_reversed") : TEXT("netting"),
        .amount = is_reversal ? netting->amount : money_negate(netting->amount),
        .reference_id = netting->id.v,
        .method = TEXT(PAYOUT_NETTING),
        .reference = TEXT(""),
        .occurred_at = flow->now,
        .booked_at = flow->now,
    };
    TRY(advertiser_line_add(flow, &line));
    *ret_line = line.id;
    return RC_OK;
}

enum rc netting_make(struct flow *flow, struct agreement_id id, struct currency currency, struct netting *ret_netting)
{
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    struct agreement agreement;
    TRY(change_found(flow, agreement_get(flow->db, flow->arena, id, &agreement), "agreement"));
    if (!instant_is_none(agreement.ended_at)) {
        return fault_set(flow->fault, RC_REFUSED, "agreement_ended", "", "the agreement has ended");
    }
    struct payout_standing standing;
    struct netting netting = {.agreement_id = id,
                              .netted_by = flow->actor,
                              .netted_at = flow->now,
                              .reversed_by = TEXT_NONE,
                              .reversed_at = INSTANT_NONE,
                              .note = TEXT("")};
    struct payout_item item = {.partner_id = agreement.partner_id};
    TRY(advertiser_lock(flow, agreement.advertiser_id));
    TRY(commission_lock_partner(flow, agreement.partner_id));
    TRY(find_amount(flow, &agreement, currency, &standing, &netting.amount));
    TRY(pay(flow, &standing, netting.amount, &item));
    netting.item_id = item.id;
    TRY(flow_stored(flow, netting_insert(flow->db, flow->arena, &netting, &netting.id)));
    TRY(credit(flow, &agreement, &netting, /* is_reversal= */ false, &netting.line_id));
    TRY(flow_stored(flow, netting_update(flow->db, &netting)));
    TRY(note_netting(flow, &netting, "netting.create"));
    *ret_netting = netting;
    return flow_commit(flow);
}

static enum rc take_back(struct flow *flow, const struct agreement *agreement, struct netting *netting)
{
    struct payout_item item;
    struct line_id line;
    TRY(flow_stored(flow, payout_item_get(flow->db, flow->arena, netting->item_id, &item)));
    TRY(payout_give_back(flow, &item, TEXT("netting reversed")));
    TRY(credit(flow, agreement, netting, /* is_reversal= */ true, &line));
    netting->reversed_by = flow->actor;
    netting->reversed_at = flow->now;
    TRY(flow_stored(flow, netting_update(flow->db, netting)));
    return note_netting(flow, netting, "netting.reverse");
}

enum rc netting_reverse(struct flow *flow, struct netting_id id, struct text note, struct netting *ret_netting)
{
    if (!text_is(note) || text_is_empty(text_trim(note))) {
        return fault_set(flow->fault, RC_INVALID, "field_missing", "note", "note says why, in words");
    }
    TRY(validate_words(flow->fault, "note", note, NOTE_CHARACTERS_MAX));
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    struct agreement agreement;
    TRY(change_found(flow, netting_get(flow->db, flow->arena, id, ret_netting), "netting"));
    TRY(flow_stored(flow, agreement_get(flow->db, flow->arena, ret_netting->agreement_id, &agreement)));
    TRY(advertiser_lock(flow, agreement.advertiser_id));
    TRY(commission_lock_partner(flow, agreement.partner_id));
    TRY(change_found(flow, netting_get(flow->db, flow->arena, id, ret_netting), "netting")); // under the locks
    if (instant_is_none(ret_netting->reversed_at)) {
        ret_netting->note = note;
        TRY(take_back(flow, &agreement, ret_netting));
    }
    return flow_commit(flow);
}
