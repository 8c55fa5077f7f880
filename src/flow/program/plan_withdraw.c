// SPDX-License-Identifier: Apache-2.0
// Withdrawing announced versions.
#include "program/plan_withdraw.h"

#include "change.h"
#include "commission/plan_ratchet.h"
#include "program/plan_letter.h"
#include "program/plan_terms.h"

#define WITHDRAW_WORK_MAX 200000 // evaluations: a second or so

// The version that pays at its instant when it does not come: of those that were not withdrawn, the one that comes into
// force last before it, or with it and has the greater number. NULL: nothing pays then.
static const struct plan_version *what_stays(const struct plan_version *list, size_t count,
                                             const struct plan_version *version)
{
    const struct plan_version *found = NULL;
    for (size_t i = 0; i < count; i++) {
        const struct plan_version *v = &list[i];
        bool is_other = v->id.v != version->id.v && instant_is_none(v->withdrawn_at);
        bool is_before = v->effective_at.ms <= version->effective_at.ms;
        bool is_later = found == NULL || v->effective_at.ms > found->effective_at.ms ||
                        (v->effective_at.ms == found->effective_at.ms && v->number > found->number);
        if (is_other && is_before && is_later) {
            found = v;
        }
    }
    return found;
}

// Its notice was theirs to count on: nobody has less without it than with it.
static enum rc stays_as_good(struct flow *flow, const struct program *program, const struct plan_version *version)
{
    struct plan_version of = {.program_id = program->id};
    struct plan_version *list = NULL;
    size_t count = 0;
    struct plan *announced;
    struct plan *stays;
    struct plan_error error;
    bool holds = false;
    TRY(flow_stored(flow, program_plan_list(flow->db, flow->arena, &of, &list, &count)));
    const struct plan_version *rest = what_stays(list, count, version);
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    if (rest != NULL && plan_parse(arena, version->plan_text, program->currency, &announced, &error) == RC_OK &&
        plan_parse(arena, rest->plan_text, program->currency, &stays, &error) == RC_OK) {
        struct check_result result;
        int hold_days;
        TRY(plan_terms_hold(flow, program->id, &hold_days));
        plan_ratchet(arena, announced, stays, hold_days, WITHDRAW_WORK_MAX, &result);
        holds = plan_ratchet_holds(&result);
        if (holds) {
            TRY(plan_terms_behind(flow, program, announced, stays, &holds));
        }
    }
    return holds ? RC_OK
                 : fault_set(flow->fault, RC_REFUSED, "withdrawal_worse", "",
                             "without version %lld somebody has, or may have, less than it promises: announce another "
                             "version instead",
                             (long long)version->number);
}

static enum rc may_withdraw(struct flow *flow, const struct plan_version *version, struct instant at)
{
    if (version->enrollment_id.v != 0) {
        return fault_set(flow->fault, RC_REFUSED, "terms_not_withdrawn", "",
                         "individual terms are not withdrawn: give the partner new ones");
    }
    if (!instant_is_none(version->withdrawn_at)) {
        return fault_set(flow->fault, RC_REFUSED, "plan_withdrawn", "", "version %lld was withdrawn already",
                         (long long)version->number);
    }
    if (version->effective_at.ms <= at.ms) {
        return fault_set(flow->fault, RC_REFUSED, "plan_in_force", "",
                         "version %lld is in force already: only what is still to come is withdrawn",
                         (long long)version->number);
    }
    return RC_OK;
}

enum rc plan_withdraw(struct flow *flow, const struct plan_withdraw_input *input, struct plan_version *ret_version)
{
    struct plan_version version;
    struct program program;
    struct text reason = text_is(input->reason) ? text_trim(input->reason) : TEXT("");
    if (reason.n > PLAN_WITHDRAWAL_REASON_MAX) {
        return fault_set(flow->fault, RC_INVALID, "text_too_long", "reason", "reason is at most %d bytes",
                         PLAN_WITHDRAWAL_REASON_MAX);
    }
    TRY(change_found(flow, program_plan_get(flow->db, flow->arena, input->plan_id, &version), "plan"));
    TRY(change_found(flow, program_get(flow->db, flow->arena, version.program_id, &program), "program"));
    TRY(may_withdraw(flow, &version, flow->now));
    TRY(stays_as_good(flow, &program, &version)); // before the transaction: it takes a second or so
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    int64_t number;
    struct instant at;
    TRY(change_version(flow, &number));
    TRY(change_found(flow, program_plan_get(flow->db, flow->arena, input->plan_id, &version), "plan"));
    TRY(change_versions(flow, program.id, &at)); // after what was judged with it
    TRY(may_withdraw(flow, &version, at));
    struct plan_withdrawal withdrawal = {.reason = reason, .actor = flow->actor, .withdrawn_at = at};
    TRY(flow_stored(flow, plan_withdrawal_insert(flow->db, version.id, &withdrawal)));
    TRY(flow_stored(flow, program_touch(flow->db, program.id, number)));
    version.withdrawn_at = at;
    struct change_note note;
    change_note_begin(flow, &note);
    json_put_int64(&note.json, "version", version.number);
    change_note_text(&note, "reason", reason);
    TRY(change_note_end(flow, &note, "program.plan_withdraw", program.id.v));
    TRY(plan_letter_withdrawn_step(flow, &program, &version, reason));
    *ret_version = version;
    return flow_commit(flow);
}
