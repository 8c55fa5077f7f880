// SPDX-License-Identifier: Apache-2.0
// Charges as they are made and changed; see charge_life.h.
#include "settlement/charge_life.h"

#include "program/program.h"
#include "settlement/advertiser_account.h"
#include "settlement/charge_bookings.h"

struct charge_facts charge_facts_of_conversion(const struct conversion *conversion, struct money commissions)
{
    return (struct charge_facts){.currency = conversion->amount.currency,
                                 .amount = conversion->amount,
                                 .refunded = conversion->refunded,
                                 .commissions = commissions,
                                 .is_rejected = text_equal(conversion->status, TEXT("rejected")),
                                 .is_approved = text_equal(conversion->status, TEXT("approved"))};
}

struct charge_facts charge_facts_of_clicks(struct money commission)
{
    struct money zero = money_zero(commission.currency);
    return (struct charge_facts){.currency = commission.currency,
                                 .amount = zero,
                                 .refunded = zero,
                                 .commissions = commission,
                                 .is_approved = true,
                                 .is_clicks = true};
}

static enum rc overflow(struct flow *flow, enum rc rc)
{
    if (rc == RC_REFUSED) {
        return fault_set(flow->fault, rc, "amount_overflow", "", "the advertiser's money would leave 64 bits");
    }
    return rc;
}

// A charge that exists keeps its terms.
static enum rc terms_of_conversion(struct flow *flow, const struct conversion *conversion,
                                   struct settlement_terms *ret_terms)
{
    struct settlement_question question = {.program_id = conversion->program_id,
                                           .currency = conversion->amount.currency,
                                           .at = flow_version_instant(flow, conversion->occurred_at),
                                           .known_at = flow_version_instant(flow, conversion->received_at)};
    return flow_stored(flow, settlement_terms_in_force(flow->db, flow->arena, &question, ret_terms));
}

enum rc charge_is_due(struct flow *flow, const struct conversion *conversion, bool *ret_is)
{
    struct settlement_terms terms;
    TRY(terms_of_conversion(flow, conversion, &terms));
    *ret_is = terms.mode == SETTLEMENT_NETWORK;
    return RC_OK;
}

enum rc charge_begin(struct flow *flow, const struct conversion *conversion)
{
    bool is_due;
    TRY(charge_is_due(flow, conversion, &is_due));
    return is_due ? advertiser_lock(flow, conversion->advertiser_id) : RC_OK;
}

// ---- one step ----

struct step_work {
    struct charge *charge;
    const struct charge_facts *facts;
    const struct charge_terms *terms;
    const struct charge_cause *why;
    int64_t number;
    struct entry_id first_entry;
};

static bool is_same(const struct charge *charge, const struct charge_derived *derived, struct money commissions)
{
    return charge->amount.minor == derived->amount.minor && charge->commissions.minor == commissions.minor &&
           charge->is_confirmed == derived->is_confirmed;
}

static enum rc line_add(struct flow *flow, const struct charge *charge, const struct charge_booking *booking,
                        struct line_id *ret_line)
{
    struct advertiser_line line = {
        .advertiser_id = charge->advertiser_id,
        .key = booking->draft.key,
        .kind = booking->change.minor > 0 ? TEXT("charge") : TEXT("charge_refund"),
        .amount = booking->change,
        .reference_id = charge->id.v,
        .method = TEXT(""),
        .reference = TEXT(""),
        .occurred_at = booking->draft.occurred_at,
        .booked_at = booking->draft.booked_at,
    };
    return advertiser_line_insert(flow->db, flow->arena, &line, ret_line);
}

static enum rc step_write(struct flow *flow, const struct step_work *work, const struct charge_booking *booking,
                          const struct charge_derived *derived)
{
    struct charge *charge = work->charge;
    struct charge_change change = {
        .charge_id = charge->id,
        .number = work->number,
        .cause = text_of(commission_cause_text(work->why->cause)),
        .cause_id = work->why->cause_id,
        .amount = derived->amount,
        .commissions = work->facts->commissions,
        .is_confirmed = derived->is_confirmed,
        .derivation = derived->derivation,
        .occurred_at = work->why->occurred_at,
        .changed_at = flow->now,
    };
    if (booking->draft.line_count > 0) {
        TRY(ledger_book(flow->db, flow->arena, &booking->draft, &change.entry_id, flow->fault));
    }
    if (booking->change.minor != 0) {
        struct line_id line;
        TRY(line_add(flow, charge, booking, &line));
        charge->line_id = charge->line_id.v == 0 ? line : charge->line_id;
    }
    charge->amount = derived->amount;
    charge->commissions = work->facts->commissions;
    charge->is_confirmed = derived->is_confirmed;
    TRY(charge_update_row(flow->db, charge));
    return charge_change_insert(flow->db, &change);
}

static enum rc step(struct flow *flow, const struct step_work *work)
{
    struct charge *charge = work->charge;
    struct charge_derived derived;
    TRY(overflow(flow, charge_derive(flow->arena, work->facts, work->terms, &derived)));
    if (work->number > 1 && is_same(charge, &derived, work->facts->commissions)) {
        return RC_OK;
    }
    struct charge_step with = {
        .charge_id = charge->id,
        .number = work->number,
        .advertiser_id = charge->advertiser_id,
        .program_id = charge->program_id,
        .occurred_at = work->why->occurred_at,
        .booked_at = flow->now,
        .reverses = work->first_entry,
    };
    TRY(advertiser_owed(flow, charge->advertiser_id, charge->amount.currency, &with.owed));
    struct charge_standing before = {
        .amount = charge->amount, .commissions = charge->commissions, .is_confirmed = charge->is_confirmed};
    struct charge_standing after = {
        .amount = derived.amount, .commissions = work->facts->commissions, .is_confirmed = derived.is_confirmed};
    struct charge_booking booking;
    TRY(overflow(flow, charge_book(flow->arena, &with, &before, &after, &booking)));
    return flow_stored(flow, step_write(flow, work, &booking, &derived));
}

// The first step of a new charge.
static enum rc open(struct flow *flow, struct charge *charge, const struct charge_facts *facts,
                    const struct settlement_terms *terms, const struct charge_cause *why)
{
    charge->terms_id = terms->id;
    charge->amount = charge->commissions = money_zero(facts->currency);
    charge->created_at = flow->now;
    TRY(flow_stored(flow, charge_insert(flow->db, flow->arena, charge, &charge->id)));
    struct step_work work = {.charge = charge, .facts = facts, .terms = &terms->charge, .why = why, .number = 1};
    return step(flow, &work);
}

static enum rc follow(struct flow *flow, struct charge *charge, const struct charge_facts *facts,
                      const struct charge_cause *why)
{
    struct settlement_terms terms;
    TRY(flow_stored(flow, settlement_terms_get(flow->db, flow->arena, charge->terms_id, facts->currency, &terms)));
    struct charge_change *changes;
    size_t count;
    TRY(flow_stored(flow, charge_change_list(flow->db, flow->arena, charge->id, facts->currency, &changes, &count)));
    if (count == 0) {
        return fault_internal(flow->fault, RC_FAULT, "charge %lld has no steps", (long long)charge->id.v);
    }
    struct step_work work = {.charge = charge,
                             .facts = facts,
                             .terms = &terms.charge,
                             .why = why,
                             .number = changes[count - 1].number + 1,
                             .first_entry = changes[0].entry_id};
    return step(flow, &work);
}

// ---- conversions ----

static enum rc commissions_of(struct flow *flow, const struct conversion *conversion, struct money *ret_sum,
                              size_t *ret_count)
{
    struct commission *list;
    TRY(flow_stored(flow, commission_list_of(flow->db, flow->arena, conversion->id, &list, ret_count)));
    *ret_sum = money_zero(conversion->amount.currency);
    for (size_t i = 0; i < *ret_count; i++) {
        TRY(overflow(flow, money_add(*ret_sum, list[i].amount, ret_sum)));
    }
    return RC_OK;
}

enum rc charge_update(struct flow *flow, const struct conversion *conversion, const struct charge_cause *why)
{
    struct settlement_terms terms;
    TRY(terms_of_conversion(flow, conversion, &terms));
    if (terms.mode != SETTLEMENT_NETWORK || conversion->partner_id.v == 0) {
        return RC_OK;
    }
    struct money commissions;
    size_t count;
    TRY(commissions_of(flow, conversion, &commissions, &count));
    if (count == 0) {
        return RC_OK;
    }
    struct charge_facts facts = charge_facts_of_conversion(conversion, commissions);
    struct charge charge = {.key = charge_key_of_conversion(flow->arena, conversion->id),
                            .advertiser_id = conversion->advertiser_id,
                            .program_id = conversion->program_id,
                            .partner_id = conversion->partner_id,
                            .conversion_id = conversion->id,
                            .occurred_at = conversion->occurred_at};
    enum rc rc = charge_find(flow->db, flow->arena, charge.key, &charge);
    if (rc == RC_NOT_FOUND) {
        return open(flow, &charge, &facts, &terms, why);
    }
    TRY(flow_stored(flow, rc));
    return follow(flow, &charge, &facts, why);
}

// ---- clicks ----

enum rc charge_clicks(struct flow *flow, const struct commission *commission, struct instant occurred_at)
{
    struct settlement_question question = {.program_id = commission->program_id,
                                           .currency = commission->amount.currency,
                                           .at = {occurred_at.ms - 1}, // the day that it ends
                                           .known_at = commission->created_at};
    struct settlement_terms terms;
    TRY(flow_stored(flow, settlement_terms_in_force(flow->db, flow->arena, &question, &terms)));
    if (terms.mode != SETTLEMENT_NETWORK) {
        return RC_OK;
    }
    struct program program;
    TRY(flow_stored(flow, program_get(flow->db, flow->arena, commission->program_id, &program)));
    TRY(advertiser_lock(flow, program.advertiser_id));
    struct charge_facts facts = charge_facts_of_clicks(commission->amount);
    struct charge charge = {.key = charge_key_of_clicks(flow->arena, commission->id),
                            .advertiser_id = program.advertiser_id,
                            .program_id = commission->program_id,
                            .partner_id = commission->partner_id,
                            .commission_id = commission->id,
                            .occurred_at = occurred_at};
    struct charge_cause why = {.cause = COMMISSION_CAUSE_ACCRUED, .occurred_at = occurred_at};
    return open(flow, &charge, &facts, &terms, &why);
}
