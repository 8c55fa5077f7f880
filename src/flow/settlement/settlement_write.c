// SPDX-License-Identifier: Apache-2.0
// Versions of settlement terms; see settlement_write.h.
#include "settlement/settlement_write.h"

#include "change.h"

static enum rc out_of_range(struct flow *flow, const char *field, const char *what)
{
    return fault_set(flow->fault, RC_INVALID, "number_out_of_range", field, "%s", what);
}

static enum rc check_charge(struct flow *flow, const struct settlement_input *input)
{
    bool is_network = input->mode == SETTLEMENT_NETWORK;
    if (is_network && input->basis == CHARGE_NONE) {
        return fault_set(flow->fault, RC_INVALID, "field_missing", "basis",
                         "basis says what the advertiser is charged: cost_plus, sale_fee, fixed_fee or sale_charge");
    }
    if (!is_network && input->basis != CHARGE_NONE) {
        return fault_set(flow->fault, RC_INVALID, "basis_unexpected", "basis",
                         "nobody is charged in an in-house program: leave basis out, or give none");
    }
    bool has_rate = is_network && input->basis != CHARGE_FIXED_FEE;
    if (input->rate.ppm < 0 || input->rate.ppm > CHARGE_RATE_MAX_PPM) {
        return out_of_range(flow, "rate", "rate must be between 0 and 1000 percent");
    }
    if (!has_rate && input->rate.ppm != 0) {
        return fault_set(flow->fault, RC_INVALID, "rate_unexpected", "rate", "this basis has no rate");
    }
    if (input->basis == CHARGE_SALE_CHARGE && input->rate.ppm == 0) {
        return fault_set(flow->fault, RC_INVALID, "field_missing", "rate", "sale_charge needs a rate");
    }
    if (input->basis == CHARGE_FIXED_FEE && !text_is(input->fixed)) {
        return fault_set(flow->fault, RC_INVALID, "field_missing", "fixed_fee", "fixed_fee needs its amount");
    }
    if (input->basis != CHARGE_FIXED_FEE && text_is(input->fixed)) {
        return fault_set(flow->fault, RC_INVALID, "fixed_fee_unexpected", "fixed_fee",
                         "only the basis fixed_fee has a fixed fee");
    }
    return RC_OK;
}

static enum rc check_penalty(struct flow *flow, const struct settlement_input *input)
{
    if (input->penalty_times < 0 || input->penalty_times > PENALTY_TIMES_MAX) {
        return out_of_range(flow, "penalty_times", "penalty_times must be between 0 and 100");
    }
    if (input->penalty_after_days < 0 || input->penalty_after_days > PENALTY_AFTER_DAYS_MAX) {
        return out_of_range(flow, "penalty_after_days", "penalty_after_days must be between 0 and 3650");
    }
    if (input->penalty_times == 0 && input->penalty_after_days != 0) {
        return fault_set(flow->fault, RC_INVALID, "penalty_unexpected", "penalty_after_days",
                         "without penalty_times there is no penalty");
    }
    return RC_OK;
}

static enum rc read_fixed(struct flow *flow, struct text text, struct currency currency, struct money *ret_fixed)
{
    *ret_fixed = money_zero(currency);
    if (!text_is(text)) {
        return RC_OK;
    }
    enum money_parse_result result = money_parse(text, currency, ret_fixed);
    if (result != MONEY_PARSED || ret_fixed->minor <= 0) {
        return fault_set(flow->fault, RC_INVALID, "amount_malformed", "fixed_fee",
                         "fixed_fee must be an amount above zero with at most %d digits after the point",
                         currency_digits(currency));
    }
    return RC_OK;
}

static bool are_equal(const struct settlement_terms *a, const struct settlement_terms *b)
{
    return a->mode == b->mode && a->charge.basis == b->charge.basis && a->charge.rate.ppm == b->charge.rate.ppm &&
           a->charge.fixed.minor == b->charge.fixed.minor && a->penalty_times == b->penalty_times &&
           a->penalty_after_days == b->penalty_after_days;
}

static enum rc settle_dates(struct flow *flow, const struct settlement_input *input, struct settlement_terms *terms)
{
    bool is_used;
    TRY(change_versions(flow, terms->program_id, &terms->created_at));
    TRY(flow_stored(flow, settlement_is_used(flow->db, flow->arena, terms->program_id, &is_used)));
    if (instant_is_none(input->effective_at)) {
        terms->effective_at = is_used ? flow->now : (struct instant){.ms = INSTANT_MIN_MS};
        return RC_OK;
    }
    terms->effective_at = input->effective_at;
    if (is_used && input->effective_at.ms < flow->now.ms) {
        return fault_set(flow->fault, RC_INVALID, "effective_at_past", "effective_at",
                         "effective_at must not be in the past: what has happened is settled by the terms of then");
    }
    return RC_OK;
}

static enum rc note_terms(struct flow *flow, const struct settlement_terms *terms)
{
    struct change_note note;
    change_note_begin(flow, &note);
    json_put_int64(&note.json, "version", terms->charge.number);
    change_note_text(&note, "mode", text_of(settlement_mode_text(terms->mode)));
    change_note_text(&note, "basis", text_of(charge_basis_text(terms->charge.basis)));
    change_note_text(&note, "rate", rate_percent_text(flow->arena, terms->charge.rate));
    change_note_text(&note, "fixed_fee", money_text(flow->arena, terms->charge.fixed));
    json_put_int64(&note.json, "penalty_times", terms->penalty_times);
    json_put_int64(&note.json, "penalty_after_days", terms->penalty_after_days);
    change_note_text(&note, "effective_at", instant_text(flow->arena, terms->effective_at));
    return change_note_end(flow, &note, "program.settlement", terms->program_id.v);
}

static enum rc newest(struct flow *flow, const struct settlement_terms *of, struct settlement_terms *ret_newest,
                      bool *ret_is_any)
{
    struct settlement_terms before = *of;
    before.id.v = 0;
    struct settlement_terms *list;
    size_t count;
    TRY(flow_stored(flow, settlement_terms_list(flow->db, flow->arena, &before, 1, &list, &count)));
    *ret_is_any = count > 0;
    if (count > 0) {
        *ret_newest = list[0];
    }
    return RC_OK;
}

enum rc settlement_terms_put(struct flow *flow, const struct settlement_input *input,
                             struct settlement_terms *ret_terms)
{
    TRY(check_charge(flow, input));
    TRY(check_penalty(flow, input));
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    int64_t version;
    TRY(change_version(flow, &version));
    struct program program;
    TRY(change_found(flow, program_get(flow->db, flow->arena, input->program_id, &program), "program"));
    struct settlement_terms terms = {.program_id = program.id,
                                     .mode = input->mode,
                                     .charge = {.basis = input->basis, .rate = input->rate},
                                     .penalty_times = input->penalty_times,
                                     .penalty_after_days = input->penalty_after_days};
    TRY(read_fixed(flow, input->fixed, program.currency, &terms.charge.fixed));
    struct settlement_terms last = settlement_terms_none(program.id, program.currency);
    bool is_any = false;
    TRY(newest(flow, &terms, &last, &is_any));
    bool is_repeated = is_any && instant_is_none(input->effective_at) && last.effective_at.ms <= flow->now.ms &&
                       are_equal(&last, &terms);
    if (is_repeated) {
        *ret_terms = last;
        return flow_commit(flow);
    }
    TRY(settle_dates(flow, input, &terms));
    TRY(flow_stored(flow, settlement_terms_insert(flow->db, flow->arena, &terms)));
    TRY(note_terms(flow, &terms));
    *ret_terms = terms;
    return flow_commit(flow);
}
