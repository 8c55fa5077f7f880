// SPDX-License-Identifier: Apache-2.0
// Contracts: agreed, measured, renewed, lapsed, withdrawn; see contract_life.h.
#include "partner/contract_life.h"

#include "change.h"
#include "format/encode.h"
#include "identity/public_id.h"
#include "network/network_zone.h"
#include "partner/enrollment_write.h"
#include "user/letter.h"
#include "validate.h"

#define ENDED_AT_ONCE 100

// ---- days ----

static struct instant midnight(struct zone *zone, int64_t day)
{
    return zone_instant_of_local(zone, (struct instant){.ms = day * DAY_MS});
}

static int64_t day_of(struct zone *zone, struct instant at)
{
    return day_number(zone_local(zone, at));
}

static void term_set(struct contract *contract, struct zone *zone, int64_t first_day)
{
    contract->starts_at = midnight(zone, first_day);
    contract->ends_at = midnight(zone, first_day + contract->term_days);
}

// ---- what is written beside every change ----

static enum rc note_contract(struct flow *flow, const struct contract *contract, const char *action)
{
    struct change_note note;
    change_note_begin(flow, &note);
    json_put_int64(&note.json, "partner", contract->partner_id.v);
    json_put_int64(&note.json, "program", contract->program_id.v);
    change_note_text(&note, "starts_at", instant_text(flow->arena, contract->starts_at));
    change_note_text(&note, "ends_at", instant_text(flow->arena, contract->ends_at));
    change_note_text(&note, "measure", contract->measure);
    json_put_int64(&note.json, "target", contract->target);
    json_put_int64(&note.json, "result", contract->result);
    json_put_int64(&note.json, "undecided", contract->undecided);
    change_note_text(&note, "status", contract->status);
    change_note_text(&note, "note", contract->note);
    return change_note_end(flow, &note, action, contract->id.v);
}

static enum rc tell_partner(struct flow *flow, const struct contract *contract)
{
    struct partner partner;
    struct program program;
    TRY(flow_stored(flow, partner_get(flow->db, flow->arena, contract->partner_id, &partner)));
    TRY(flow_stored(flow, program_get(flow->db, flow->arena, contract->program_id, &program)));
    struct letter letter;
    letter_begin(flow, &letter, LETTER_CONTRACT_OVER);
    letter_text(&letter, "program", program.name);
    letter_text(&letter, "program_id", public_id_text(flow->arena, flow->keyring, PREFIX_PROGRAM, program.id.v));
    letter_text(&letter, "ends_at", instant_text(flow->arena, contract->ends_at));
    letter_text(&letter, "status", contract->status);
    letter_text(&letter, "note", contract->note);
    struct text key =
        text_format(flow->arena, "contract:%lld:%.*s", (long long)contract->id.v, TEXT_PRINT(contract->status));
    return letter_queue(flow, &letter, key, partner.email);
}

// ---- agreeing ----

static enum rc target_read(struct flow *flow, struct text given, struct contract *contract)
{
    if (text_equal(contract->measure, TEXT("none"))) {
        return text_is(given) && !text_is_empty(given) ? fault_set(flow->fault, RC_INVALID, "target_unexpected",
                                                                   "target", "without a measure there is no target")
                                                       : RC_OK;
    }
    if (text_equal(contract->measure, TEXT("revenue"))) {
        struct money money = money_zero(contract->currency);
        TRY(validate_amount(flow->fault, "target", given, /* is_zero_allowed= */ false, &money));
        contract->target = money.minor;
        return RC_OK;
    }
    if (!text_is(given) || int64_parse(given, 1, 1000000000, &contract->target) != RC_OK) {
        return fault_set(flow->fault, RC_INVALID, "number_out_of_range", "target",
                         "target must be a whole number of sales from 1 to 1000000000");
    }
    return RC_OK;
}

static enum rc term_read(struct flow *flow, const struct contract_input *input, struct contract *contract)
{
    if (input->term_days < 1 || input->term_days > CONTRACT_TERM_DAYS_MAX) {
        return fault_set(flow->fault, RC_INVALID, "number_out_of_range", "term_days", "term_days must be 1 to %d",
                         CONTRACT_TERM_DAYS_MAX);
    }
    contract->term_days = input->term_days;
    AUTO_ZONE zone = NULL;
    TRY(network_zone_open(flow, &zone));
    struct text day = input->starts_on;
    struct instant first = INSTANT_NONE;
    bool is_given = text_is(day) && !text_is_empty(day);
    if (is_given && (day.n != sizeof("2026-12-01") - 1 || instant_parse(day, &first) != RC_OK)) {
        return fault_set(flow->fault, RC_INVALID, "day_malformed", "starts_on", "starts_on must be such as 2026-12-01");
    }
    term_set(contract, zone, is_given ? day_number(first) : day_of(zone, flow->now));
    if (contract->ends_at.ms <= flow->now.ms) {
        return fault_set(flow->fault, RC_INVALID, "term_over", "starts_on", "the term would be over already");
    }
    if (contract->ends_at.ms >= INSTANT_MAX_MS) {
        return fault_set(flow->fault, RC_INVALID, "instant_out_of_range", "starts_on", "the term must end before 2100");
    }
    return RC_OK;
}

static enum rc check_enrolled(struct flow *flow, const struct contract *contract)
{
    struct enrollment enrollment;
    enum rc rc = enrollment_find(flow->db, flow->arena, contract->partner_id, contract->program_id, &enrollment);
    if (rc == RC_NOT_FOUND || (rc == RC_OK && !text_equal(enrollment.status, TEXT("approved")))) {
        return fault_set(flow->fault, RC_REFUSED, "not_enrolled", "partner_id", "the partner is not in the program");
    }
    return flow_stored(flow, rc);
}

static enum rc insert(struct flow *flow, struct contract *contract)
{
    enum rc rc = contract_insert(flow->db, flow->arena, contract, &contract->id);
    if (rc == RC_CONFLICT) {
        return fault_set(flow->fault, RC_CONFLICT, "contract_open", "partner_id",
                         "the partner has a contract in the program already");
    }
    return flow_stored(flow, rc);
}

static enum rc words_check(struct flow *flow, const struct contract *contract)
{
    TRY(validate_choice(flow->fault, "measure", contract->measure, CONTRACT_MEASURE_WORDS));
    TRY(validate_choice(flow->fault, "when_met", contract->when_met, CONTRACT_WHEN_MET_WORDS));
    return validate_choice(flow->fault, "when_missed", contract->when_missed, CONTRACT_WHEN_MISSED_WORDS);
}

enum rc contract_agree(struct flow *flow, const struct contract_input *input, struct contract *ret_contract)
{
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    int64_t version; // the catalog's writers come one at a time, and an enrollment does not end meanwhile
    TRY(change_version(flow, &version));
    struct partner partner;
    struct program program;
    TRY(change_partner_open(flow, input->partner_id, "partner_id", &partner));
    TRY(change_program_open(flow, input->program_id, "program_id", &program));
    struct contract contract = {
        .partner_id = partner.id,
        .program_id = program.id,
        .measure = change_or(input->measure, TEXT("")),
        .currency = program.currency,
        .when_met = change_or(input->when_met, TEXT("renew")),
        .when_missed = change_or(input->when_missed, TEXT("lapse")),
        .status = TEXT("running"),
        .agreed_by = flow->actor,
        .agreed_at = flow->now,
        .decided_by = TEXT_NONE,
        .decided_at = INSTANT_NONE,
        .note = TEXT(""),
    };
    TRY(words_check(flow, &contract));
    TRY(check_enrolled(flow, &contract));
    TRY(target_read(flow, input->target, &contract));
    TRY(term_read(flow, input, &contract));
    TRY(insert(flow, &contract));
    TRY(note_contract(flow, &contract, "contract.create"));
    *ret_contract = contract;
    return flow_commit(flow);
}

// ---- what follows a term ----

// The enrollment becomes approved or archived; tells whether it was not already.
static enum rc enrollment_follow(struct flow *flow, const struct contract *contract, struct text status,
                                 int64_t version, bool *ret_is_changed)
{
    struct enrollment enrollment;
    TRY(flow_stored(flow,
                    enrollment_find(flow->db, flow->arena, contract->partner_id, contract->program_id, &enrollment)));
    *ret_is_changed = !text_equal(enrollment.status, status);
    if (!*ret_is_changed) {
        return RC_OK;
    }
    struct enrollment_input input = {.status = status, .terms = TEXT_NONE, .terms_effective_at = INSTANT_NONE};
    struct enrollment_view view;
    return enrollment_change_step(flow, enrollment.id, &input, version, &view);
}

// The next term begins where the last one ended; if the partner had left and that would be over already, today.
static enum rc renew(struct flow *flow, const struct contract *contract, bool had_left)
{
    struct contract next = *contract;
    next.renews = contract->id;
    next.status = TEXT("running");
    next.result = next.undecided = 0;
    next.agreed_by = flow->actor;
    next.agreed_at = flow->now;
    next.decided_by = TEXT_NONE;
    next.decided_at = INSTANT_NONE;
    next.note = TEXT("");
    AUTO_ZONE zone = NULL;
    TRY(network_zone_open(flow, &zone));
    term_set(&next, zone, day_of(zone, contract->ends_at));
    if (had_left && next.ends_at.ms <= flow->now.ms) {
        term_set(&next, zone, day_of(zone, flow->now));
    }
    TRY(insert(flow, &next));
    return note_contract(flow, &next, "contract.create");
}

static enum rc decided(struct flow *flow, const struct contract *contract)
{
    return fault_set(flow->fault, RC_REFUSED, "contract_decided", "", "the contract is %.*s",
                     TEXT_PRINT(contract->status));
}

// Writes what contract->status says now, and does what it means.
static enum rc follow(struct flow *flow, struct contract *contract, int64_t version, const char *action)
{
    contract->decided_by = flow->actor;
    contract->decided_at = flow->now;
    TRY(flow_stored(flow, contract_update(flow->db, contract)));
    bool is_changed = false;
    if (text_equal(contract->status, TEXT("lapsed"))) {
        TRY(enrollment_follow(flow, contract, TEXT("archived"), version, &is_changed));
    } else if (text_equal(contract->status, TEXT("renewed"))) {
        TRY(enrollment_follow(flow, contract, TEXT("approved"), version, &is_changed));
        TRY(renew(flow, contract, /* had_left= */ is_changed));
    }
    TRY(note_contract(flow, contract, action));
    return tell_partner(flow, contract);
}

static enum rc hold(struct flow *flow, struct contract_id id, int64_t *ret_version, struct contract *ret_contract)
{
    TRY(change_version(flow, ret_version));
    return change_found(flow, contract_get(flow->db, flow->arena, id, ret_contract), "contract");
}

enum rc contract_decide(struct flow *flow, struct contract_id id, struct text decision, struct text note,
                        struct contract *ret_contract)
{
    TRY(validate_choice(flow->fault, "decision", change_or(decision, TEXT("")), "renew,lapse"));
    TRY(validate_words(flow->fault, "note", change_or(note, TEXT("")), CONTRACT_NOTE_CHARACTERS_MAX));
    struct text status = text_equal(decision, TEXT("renew")) ? TEXT("renewed") : TEXT("lapsed");
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    int64_t version;
    TRY(hold(flow, id, &version, ret_contract));
    if (text_equal(ret_contract->status, status)) {
        return flow_commit(flow);
    }
    bool is_lapse_taken_back = text_equal(ret_contract->status, TEXT("lapsed"));
    if (!text_equal(ret_contract->status, TEXT("review")) && !is_lapse_taken_back) {
        return decided(flow, ret_contract);
    }
    ret_contract->status = status;
    ret_contract->note = change_or(note, TEXT(""));
    TRY(follow(flow, ret_contract, version, "contract.decide"));
    return flow_commit(flow);
}

enum rc contract_withdraw(struct flow *flow, struct contract_id id, struct text note, struct contract *ret_contract)
{
    if (!text_is(note) || text_is_empty(text_trim(note))) {
        return fault_set(flow->fault, RC_INVALID, "field_missing", "note", "note says why, in words");
    }
    TRY(validate_words(flow->fault, "note", note, CONTRACT_NOTE_CHARACTERS_MAX));
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    int64_t version;
    TRY(hold(flow, id, &version, ret_contract));
    if (text_equal(ret_contract->status, TEXT("withdrawn"))) {
        return flow_commit(flow);
    }
    if (!text_equal(ret_contract->status, TEXT("running")) && !text_equal(ret_contract->status, TEXT("review"))) {
        return decided(flow, ret_contract);
    }
    ret_contract->status = TEXT("withdrawn");
    ret_contract->note = note;
    TRY(follow(flow, ret_contract, version, "contract.withdraw"));
    return flow_commit(flow);
}

enum rc contract_standing_get(struct flow *flow, const struct contract *contract,
                              struct contract_standing *ret_standing)
{
    *ret_standing = (struct contract_standing){.reached = contract->result, .undecided = contract->undecided};
    if (!text_equal(contract->status, TEXT("running"))) {
        return RC_OK;
    }
    struct contract_result result;
    TRY(flow_stored(flow, contract_result_get(flow->db, flow->arena, contract, &result)));
    ret_standing->reached = contract_measured(contract->measure, &result);
    ret_standing->undecided = contract_undecided(contract->measure, &result);
    return RC_OK;
}

// ---- the job ----

// Whoever left the program meanwhile has no further term, whatever was reached.
static enum rc has_left(struct flow *flow, const struct contract *contract, bool *ret_has_left)
{
    struct enrollment enrollment;
    struct partner partner;
    struct program program;
    TRY(flow_stored(flow,
                    enrollment_find(flow->db, flow->arena, contract->partner_id, contract->program_id, &enrollment)));
    TRY(flow_stored(flow, partner_get(flow->db, flow->arena, contract->partner_id, &partner)));
    TRY(flow_stored(flow, program_get(flow->db, flow->arena, contract->program_id, &program)));
    *ret_has_left = !text_equal(enrollment.status, TEXT("approved")) || text_equal(partner.status, TEXT("archived")) ||
                    text_equal(program.status, TEXT("archived"));
    return RC_OK;
}

static enum rc end_one(struct flow *flow, struct contract_id id, bool *ret_is_ended)
{
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    int64_t version;
    struct contract contract;
    TRY(hold(flow, id, &version, &contract));
    *ret_is_ended = text_equal(contract.status, TEXT("running")) && contract.ends_at.ms <= flow->now.ms;
    if (!*ret_is_ended) {
        return RC_OK; // another server was first
    }
    struct contract_result result;
    bool is_gone = false;
    TRY(flow_stored(flow, contract_result_get(flow->db, flow->arena, &contract, &result)));
    TRY(has_left(flow, &contract, &is_gone));
    contract.result = contract_measured(contract.measure, &result);
    contract.undecided = contract_undecided(contract.measure, &result);
    contract.status = is_gone ? TEXT("lapsed") : contract_outcome(&contract, &result);
    TRY(follow(flow, &contract, version, "contract.end"));
    return flow_commit(flow);
}

enum rc contracts_end(struct flow *flow, int64_t *ret_count)
{
    struct contract_filter filter = {.status = TEXT("running"), .over_at = flow->now, .limit = ENDED_AT_ONCE};
    int64_t ended;
    enum rc failed = RC_OK; // the first of those that do not end
    *ret_count = 0;
    do { // again, because a term that begins may be over too after a long standstill
        struct contract *list;
        size_t count;
        ended = 0;
        TRY(flow_stored(flow, contract_list(flow->db, flow->arena, &filter, &list, &count)));
        for (size_t i = 0; i < count; i++) {
            bool is_ended = false;
            enum rc rc = end_one(flow, list[i].id, &is_ended);
            if (rc == RC_FAULT || rc == RC_BUSY) {
                return rc; // the storage's: the next would not fare better
            }
            failed = failed == RC_OK ? rc : failed;
            ended += rc == RC_OK && is_ended ? 1 : 0;
            *ret_count += rc == RC_OK && is_ended ? 1 : 0;
        }
    } while (ended > 0);
    return failed;
}
