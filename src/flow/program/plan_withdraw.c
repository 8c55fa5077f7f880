// SPDX-License-Identifier: Apache-2.0
// Withdrawing announced versions.
#include "program/plan_withdraw.h"

#include "change.h"
#include "commission/plan_ratchet.h"
#include "network/network.h"
#include "partner/partner.h"
#include "program/plan_letter.h"
#include "program/plan_terms.h"

#define WITHDRAW_WORK_MAX 200000 // evaluations: a second or so

// What is withdrawn.
struct subject {
    struct plan_version version;
    struct program program;
    struct enrollment enrollment; // whose terms; id 0: it is the program's plan
};

// The versions that pay at its instant those whom it would pay, when it does not come. Of one that binds everybody:
// each down to the first that everybody else has; of one for new customers, who are won when all before it are in
// force: the one that is in force last, and before it what somebody took early although it was withdrawn.
struct stays {
    struct plan_version list[PLANS_THAT_PAY_MAX];
    size_t count;
    bool is_whole; // else nothing pays some of them
};

static enum rc what_stays(struct flow *flow, const struct plan_version *version, struct stays *ret_stays)
{
    struct plans_that_pay question = {.program_id = version->program_id,
                                      .enrollment_id = version->enrollment_id,
                                      .at = version->effective_at,
                                      .without = version->id};
    bool is_of_new_customers = text_equal(version->binds, TEXT("new_customers"));
    struct plan_version *list = NULL;
    size_t count = 0;
    TRY(program_plans_that_pay(flow->db, flow->arena, &question, &list, &count));
    *ret_stays = (struct stays){.count = 0};
    for (size_t i = 0; i < count && !ret_stays->is_whole; i++) {
        if (list[i].effective_at.ms > version->effective_at.ms) { // comes after it in either case
            continue;
        }
        bool is_of_all = is_of_new_customers || text_equal(list[i].binds, TEXT("all"));
        ret_stays->is_whole = is_of_all && instant_is_none(list[i].withdrawn_at);
        ret_stays->list[ret_stays->count++] = list[i];
    }
    return RC_OK;
}

static enum rc plan_stays(struct flow *flow, const struct program *program, struct text announced_text,
                          struct text rest_text, bool *ret_holds)
{
    struct plan *announced;
    struct plan *rest;
    struct plan_error error;
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    *ret_holds = false;
    if (plan_parse(arena, announced_text, program->currency, &announced, &error) == RC_OK &&
        plan_parse(arena, rest_text, program->currency, &rest, &error) == RC_OK) {
        struct check_result result;
        int hold_days;
        TRY(plan_terms_hold(flow, program->id, &hold_days));
        plan_ratchet(arena, announced, rest, hold_days, WITHDRAW_WORK_MAX, &result);
        *ret_holds = plan_ratchet_holds(&result);
        if (*ret_holds) {
            TRY(plan_terms_behind(flow, program, announced, rest, ret_holds));
        }
    }
    return RC_OK;
}

static enum rc holds_without(struct flow *flow, const struct subject *subject, bool *ret_holds)
{
    const struct plan_version *version = &subject->version;
    bool is_own = version->enrollment_id.v != 0;
    struct stays *stays = arena_one(flow->arena, struct stays);
    *ret_holds = true;
    if (is_own && instant_is_none(subject->enrollment.approved_at)) {
        return RC_OK;
    }
    enum rc rc = what_stays(flow, version, stays);
    if (rc == RC_REFUSED) { // too many to be looked at
        *ret_holds = false;
        return RC_OK;
    }
    TRY(flow_stored(flow, rc));
    for (size_t i = 0; i < stays->count && *ret_holds; i++) {
        struct text rest = stays->list[i].plan_text;
        TRY(is_own ? plan_terms_compare(flow, &subject->program, version->plan_text, rest, ret_holds)
                   : plan_stays(flow, &subject->program, version->plan_text, rest, ret_holds));
    }
    if (*ret_holds && !stays->is_whole) {
        *ret_holds = false;
        return is_own ? plan_terms_compare(flow, &subject->program, version->plan_text, TEXT(""), ret_holds) : RC_OK;
    }
    return RC_OK;
}

// Its notice was theirs to count on: nobody has less without it than with it.
static enum rc stays_as_good(struct flow *flow, const struct subject *subject)
{
    bool holds;
    TRY(holds_without(flow, subject, &holds));
    return holds ? RC_OK
                 : fault_set(flow->fault, RC_REFUSED, "withdrawal_worse", "",
                             "without version %lld somebody has, or may have, less than it promises: announce another "
                             "version instead",
                             (long long)subject->version.number);
}

static enum rc may_withdraw(struct flow *flow, const struct plan_version *version, struct instant at)
{
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

static enum rc find(struct flow *flow, struct plan_id id, struct subject *ret_subject)
{
    struct plan_version *version = &ret_subject->version;
    *ret_subject = (struct subject){.enrollment = {.id = {.v = 0}}};
    TRY(change_found(flow, program_plan_get(flow->db, flow->arena, id, version), "plan"));
    TRY(change_found(flow, program_get(flow->db, flow->arena, version->program_id, &ret_subject->program), "program"));
    return version->enrollment_id.v == 0
               ? RC_OK
               : change_found(flow,
                              enrollment_get(flow->db, flow->arena, version->enrollment_id, &ret_subject->enrollment),
                              "enrollment");
}

static enum rc note_withdrawal(struct flow *flow, const struct subject *subject, struct text reason)
{
    bool is_own = subject->version.enrollment_id.v != 0;
    struct change_note note;
    change_note_begin(flow, &note);
    json_put_int64(&note.json, "version", subject->version.number);
    change_note_text(&note, "reason", reason);
    return is_own ? change_note_end(flow, &note, "enrollment.terms_withdraw", subject->enrollment.id.v)
                  : change_note_end(flow, &note, "program.plan_withdraw", subject->program.id.v);
}

enum rc plan_withdraw(struct flow *flow, const struct plan_withdraw_input *input, struct plan_version *ret_version)
{
    struct subject subject;
    struct text reason = text_is(input->reason) ? text_trim(input->reason) : TEXT("");
    if (reason.n > PLAN_WITHDRAWAL_REASON_MAX) {
        return fault_set(flow->fault, RC_INVALID, "text_too_long", "reason", "reason is at most %d bytes",
                         PLAN_WITHDRAWAL_REASON_MAX);
    }
    int64_t mark; // as of which it is judged
    TRY(flow_stored(flow, network_change_mark(flow->db, flow->arena, &mark)));
    TRY(find(flow, input->plan_id, &subject));
    TRY(may_withdraw(flow, &subject.version, flow->now));
    TRY(stays_as_good(flow, &subject)); // before the transaction: it takes a second or so
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    int64_t number;
    int64_t mark_now;
    struct instant at;
    TRY(change_version(flow, &number));
    TRY(find(flow, input->plan_id, &subject));
    TRY(flow_stored(flow, network_change_mark(flow->db, flow->arena, &mark_now)));
    TRY(mark_now == mark ? RC_OK : stays_as_good(flow, &subject)); // what stays may be gone meanwhile
    TRY(change_versions(flow, subject.program.id, &at));           // after what was judged with it
    TRY(may_withdraw(flow, &subject.version, at));
    struct plan_withdrawal withdrawal = {.reason = reason, .actor = flow->actor, .withdrawn_at = at};
    TRY(flow_stored(flow, plan_withdrawal_insert(flow->db, subject.version.id, &withdrawal)));
    TRY(flow_stored(flow, program_touch(flow->db, subject.program.id, number)));
    subject.version.withdrawn_at = at;
    TRY(note_withdrawal(flow, &subject, reason));
    TRY(plan_letter_withdrawn_step(flow, &subject.program, &subject.version, reason));
    *ret_version = subject.version;
    return flow_commit(flow);
}
