// SPDX-License-Identifier: Apache-2.0
// Limits of advertisers; see advertiser_credit.h.
#include "settlement/advertiser_credit.h"

#include "advertiser/advertiser.h"
#include "change.h"
#include "ledger/ledger.h"
#include "program/program.h"
#include "validate.h"

#define PROGRAMS_PAGE 500

// ---- where he stands ----

static enum rc settle(struct advertiser_state *state)
{
    const struct advertiser_credit *credit = &state->credit;
    struct money due, left;
    TRY(money_add(state->receivable, state->accrued, &due));
    TRY(money_subtract(due, state->prepaid, &state->exposure));
    TRY(money_subtract(state->prepaid, state->accrued, &left));
    state->is_over_limit = credit->has_limit && state->exposure.minor > credit->limit.minor;
    state->is_low = credit->has_low_balance && left.minor < credit->low_balance.minor;
    return RC_OK;
}

static struct advertiser_state *state_of(struct advertiser_state *list, size_t *count, struct advertiser_id id,
                                         struct currency currency)
{
    size_t at = 0;
    while (at < *count && text_compare(currency_text(&list[at].credit.currency), currency_text(&currency)) < 0) {
        at++;
    }
    if (at < *count && currency_equal(list[at].credit.currency, currency)) {
        return &list[at];
    }
    for (size_t i = *count; i > at; i--) {
        list[i] = list[i - 1];
    }
    (*count)++;
    struct money zero = money_zero(currency);
    list[at] = (struct advertiser_state){
        .credit = advertiser_credit_none(id, currency), .prepaid = zero, .receivable = zero, .accrued = zero};
    return &list[at];
}

enum rc advertiser_states(struct db *db, struct arena *arena, struct advertiser_id id,
                          struct advertiser_state **ret_list, size_t *ret_count)
{
    struct advertiser_credit *credits;
    struct ledger_balance *balances;
    size_t credit_count, balance_count, count = 0;
    TRY(advertiser_credit_list(db, arena, id, &credits, &credit_count));
    TRY(ledger_owner_balances(db, arena, LEDGER_ADVERTISER, id.v, &balances, &balance_count));
    struct advertiser_state *list = arena_many(arena, struct advertiser_state, credit_count + balance_count);
    for (size_t i = 0; i < credit_count; i++) {
        state_of(list, &count, id, credits[i].currency)->credit = credits[i];
    }
    for (size_t i = 0; i < balance_count; i++) {
        struct advertiser_state *state = state_of(list, &count, id, balances[i].currency);
        state->prepaid = balances[i].accounts[LEDGER_PREPAID];
        state->receivable = balances[i].accounts[LEDGER_RECEIVABLE];
        state->accrued = balances[i].accounts[LEDGER_ACCRUED_CHARGE];
    }
    for (size_t i = 0; i < count; i++) {
        TRY(settle(&list[i]));
    }
    *ret_list = list;
    *ret_count = count;
    return RC_OK;
}

static enum rc state_in(struct flow *flow, struct advertiser_id id, struct currency currency,
                        struct advertiser_state *ret_state)
{
    struct advertiser_state *list;
    size_t count;
    TRY(flow_stored(flow, advertiser_states(flow->db, flow->arena, id, &list, &count)));
    struct money zero = money_zero(currency);
    *ret_state = (struct advertiser_state){
        .credit = advertiser_credit_none(id, currency), .prepaid = zero, .receivable = zero, .accrued = zero};
    for (size_t i = 0; i < count; i++) {
        if (currency_equal(list[i].credit.currency, currency)) {
            *ret_state = list[i];
        }
    }
    return RC_OK;
}

// ---- setting limits ----

static enum rc note_credit(struct flow *flow, const struct advertiser_credit *credit)
{
    struct change_note note;
    change_note_begin(flow, &note);
    change_note_text(&note, "currency", currency_text(&credit->currency));
    if (credit->has_limit) {
        change_note_text(&note, "credit_limit", money_text(flow->arena, credit->limit));
    }
    if (credit->has_low_balance) {
        change_note_text(&note, "low_balance", money_text(flow->arena, credit->low_balance));
    }
    change_note_text(&note, "over_limit", text_of(over_limit_text(credit->over_limit)));
    json_put_bool(&note.json, "pay_when_funded", credit->is_paid_when_funded);
    return change_note_end(flow, &note, "advertiser.credit", credit->advertiser_id.v);
}

enum rc advertiser_credit_set(struct flow *flow, const struct advertiser_credit_input *input,
                              struct advertiser_state *ret_state)
{
    struct advertiser_credit credit = advertiser_credit_none(input->advertiser_id, input->currency);
    credit.has_limit = text_is(input->limit);
    credit.has_low_balance = text_is(input->low_balance);
    if (credit.has_limit) {
        TRY(validate_amount(flow->fault, "credit_limit", input->limit, /* is_zero_allowed= */ true, &credit.limit));
    }
    if (credit.has_low_balance) {
        TRY(validate_amount(flow->fault, "low_balance", input->low_balance, /* is_zero_allowed= */ true,
                            &credit.low_balance));
    }
    credit.over_limit = input->over_limit;
    credit.is_paid_when_funded = input->is_paid_when_funded;
    credit.changed_at = flow->now;
    if (credit.over_limit == OVER_LIMIT_STOP_CLICKS && !credit.has_limit) {
        return fault_set(flow->fault, RC_INVALID, "field_missing", "credit_limit",
                         "clicks can only be stopped beyond a credit_limit");
    }
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    int64_t version; // one writer at a time: the job changes the same row
    TRY(change_version(flow, &version));
    struct advertiser advertiser;
    TRY(change_found(flow, advertiser_get(flow->db, flow->arena, input->advertiser_id, &advertiser), "advertiser"));
    struct advertiser_state before;
    TRY(state_in(flow, input->advertiser_id, input->currency, &before));
    credit.is_stopped = before.credit.is_stopped;
    TRY(flow_stored(flow, advertiser_credit_put(flow->db, &credit)));
    TRY(note_credit(flow, &credit));
    TRY(state_in(flow, input->advertiser_id, input->currency, ret_state));
    return flow_commit(flow);
}

// ---- the job ----

// Servers read programs again whose version has risen.
static enum rc touch_programs(struct flow *flow, const struct advertiser_credit *credit, int64_t version)
{
    struct program_filter filter = {
        .advertiser_id = credit->advertiser_id, .status = TEXT_NONE, .limit = PROGRAMS_PAGE};
    size_t count;
    do {
        struct program *list;
        TRY(flow_stored(flow, program_list(flow->db, flow->arena, &filter, &list, &count)));
        for (size_t i = 0; i < count; i++) {
            if (currency_equal(list[i].currency, credit->currency)) {
                TRY(flow_stored(flow, program_touch(flow->db, list[i].id, version)));
            }
            filter.before_id = list[i].id.v;
        }
    } while (count == PROGRAMS_PAGE);
    return RC_OK;
}

static enum rc apply_one(struct flow *flow, struct advertiser_id id, struct currency currency, int64_t *ret_changed)
{
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    int64_t version;
    TRY(change_version(flow, &version));
    struct advertiser_state state;
    TRY(state_in(flow, id, currency, &state));
    bool is_stopped = state.is_over_limit && state.credit.over_limit == OVER_LIMIT_STOP_CLICKS;
    if (is_stopped == state.credit.is_stopped) {
        return RC_OK; // somebody else was faster: nothing is written
    }
    state.credit.is_stopped = is_stopped;
    TRY(flow_stored(flow, advertiser_credit_put(flow->db, &state.credit)));
    TRY(touch_programs(flow, &state.credit, version));
    struct change_note note;
    change_note_begin(flow, &note);
    change_note_text(&note, "currency", currency_text(&currency));
    change_note_text(&note, "exposure", money_text(flow->arena, state.exposure));
    TRY(change_note_end(flow, &note, is_stopped ? "advertiser.stop" : "advertiser.resume", id.v));
    (*ret_changed)++;
    return flow_commit(flow);
}

enum rc advertiser_limits_apply(struct flow *flow, int64_t *ret_changed)
{
    *ret_changed = 0;
    struct flow step = *flow;
    step.before_commit = NULL; // the answer of a request is kept by a flow of one transaction
    struct advertiser_credit *list;
    size_t count;
    TRY(flow_stored(flow, advertiser_credit_list_stopping(flow->db, flow->arena, &list, &count)));
    for (size_t i = 0; i < count; i++) {
        struct advertiser_state state;
        TRY(state_in(&step, list[i].advertiser_id, list[i].currency, &state));
        bool is_stopped = state.is_over_limit && state.credit.over_limit == OVER_LIMIT_STOP_CLICKS;
        if (is_stopped != state.credit.is_stopped) {
            TRY(apply_one(&step, list[i].advertiser_id, list[i].currency, ret_changed));
        }
    }
    return RC_OK;
}
