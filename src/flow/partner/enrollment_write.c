// SPDX-License-Identifier: Apache-2.0
// Changes of enrollments and individual terms.
#include "partner/enrollment_write.h"

#include <stdio.h>
#include <string.h>

#include "change.h"
#include "program/plan_letter.h"
#include "program/plan_terms.h"
#include "program/program_write.h"
#include "validate.h"

#define STATUS_WORDS "pending,approved,rejected,archived"

// What was found out about terms given in a change before its transaction began.
struct terms_judged {
    bool is_promised; // the partner was approved once: what he has is not made less (S3A-7)
    struct plan_terms_verdict verdict;
    struct plan_change change;
};

static enum rc renamed(struct flow *flow, enum rc rc)
{
    // The plan's checks speak of `text`; here the field is called otherwise.
    const char *field = strcmp(flow->fault->field, "effective_at") == 0 ? "terms_effective_at" : "terms";
    snprintf(flow->fault->field, sizeof(flow->fault->field), "%s", field);
    return rc;
}

// Individual terms given in this change become the next version of the enrollment's plan.
static enum rc terms_put(struct flow *flow, const struct program *program, const struct enrollment_input *input,
                         struct terms_judged *judged, struct enrollment_view *view)
{
    bool is_timed = !instant_is_none(input->terms_effective_at);
    bool is_same = view->terms.id.v != 0 && text_equal(view->terms.plan_text, input->terms) &&
                   view->terms.effective_at.ms <= flow->now.ms;
    if (!text_is(input->terms) || (is_same && !is_timed)) {
        return RC_OK;
    }
    struct instant by_default = judged == NULL ? (struct instant){.ms = INSTANT_MIN_MS} : flow->now;
    struct plan_version version = {
        .enrollment_id = view->enrollment.id,
        .plan_text = input->terms,
        .binds = TEXT("all"),
        .effective_at = is_timed ? input->terms_effective_at : by_default,
    };
    bool is_promised = judged != NULL && judged->is_promised;
    if (is_promised) {
        TRY(plan_terms_judge_again(flow, program, view->enrollment.id, input->terms, &judged->verdict));
        version.binds = judged->verdict.is_never_worse ? TEXT("all") : TEXT("new_customers");
    }
    const struct plan_terms_verdict *verdict = is_promised ? &judged->verdict : NULL;
    enum rc rc = program_individual_plan_put(flow, program, &version, verdict, &view->error);
    if (rc != RC_OK) {
        return renamed(flow, rc);
    }
    view->terms = version;
    view->has_terms = version.plan_text.n > 0;
    bool is_worse = text_equal(version.binds, TEXT("new_customers"));
    bool is_told = is_promised && (is_worse || text_equal(view->enrollment.status, TEXT("approved")));
    return is_told ? plan_letter_terms_step(flow, program, &version, &judged->change, view->enrollment.partner_id)
                   : RC_OK;
}

// Against the newest versions, for the letter.
static enum rc tell_change(struct flow *flow, const struct program *program, struct enrollment_id id,
                           struct text new_text, struct plan_change *ret_change)
{
    struct plan_version own = {.plan_text = TEXT("")};
    struct plan_version behind = {.plan_text = TEXT("")};
    int hold_days;
    TRY(plan_terms_hold(flow, program->id, &hold_days));
    enum rc rc = program_plan_latest(flow->db, flow->arena, program->id, id, &own);
    TRY(rc == RC_NOT_FOUND ? RC_OK : flow_stored(flow, rc));
    rc = program_plan_latest(flow->db, flow->arena, program->id, (struct enrollment_id){.v = 0}, &behind);
    TRY(rc == RC_NOT_FOUND ? RC_OK : flow_stored(flow, rc));
    struct plan_change_question question = {.currency = program->currency,
                                            .old_text = own.plan_text,
                                            .new_text = new_text,
                                            .behind_text = behind.plan_text,
                                            .hold_days = hold_days,
                                            .work_max = PLAN_CHANGE_WORK_MAX};
    plan_change_tell(flow->arena, &question, ret_change);
    return RC_OK;
}

// Proofs take a second or so: they are made before the transaction, and again in it only when versions came meanwhile.
static enum rc terms_judge(struct flow *flow, struct enrollment_id id, const struct enrollment_input *input,
                           struct terms_judged *judged)
{
    struct enrollment enrollment;
    struct program program;
    *judged = (struct terms_judged){.is_promised = false};
    if (!text_is(input->terms)) {
        return RC_OK;
    }
    TRY(change_found(flow, enrollment_get(flow->db, flow->arena, id, &enrollment), "enrollment"));
    TRY(change_found(flow, program_get(flow->db, flow->arena, enrollment.program_id, &program), "program"));
    judged->is_promised = !instant_is_none(enrollment.approved_at);
    if (!judged->is_promised) {
        return RC_OK;
    }
    TRY(plan_terms_judge(flow, &program, id, input->terms, &judged->verdict));
    return tell_change(flow, &program, id, input->terms, &judged->change);
}

static enum rc note_enrollment(struct flow *flow, const struct enrollment_view *view, bool is_terms_given,
                               const char *action)
{
    struct change_note note;
    change_note_begin(flow, &note);
    json_put_int64(&note.json, "partner", view->enrollment.partner_id.v);
    json_put_int64(&note.json, "program", view->enrollment.program_id.v);
    change_note_text(&note, "status", view->enrollment.status);
    if (is_terms_given) {
        json_put_int64(&note.json, "terms_version", view->terms.number);
        change_note_text(&note, "terms", view->terms.plan_text);
        change_note_text(&note, "terms_effective_at", instant_text(flow->arena, view->terms.effective_at));
    }
    return change_note_end(flow, &note, action, view->enrollment.id.v);
}

static void note_approval(struct flow *flow, struct enrollment *enrollment)
{
    if (instant_is_none(enrollment->approved_at) && text_equal(enrollment->status, TEXT("approved"))) {
        enrollment->approved_at = flow->now;
    }
}

enum rc enrollment_create_step(struct flow *flow, const struct enrollment_input *input, int64_t version,
                               struct enrollment_view *ret_view)
{
    struct enrollment_view view = {
        .enrollment = {.partner_id = input->partner_id,
                       .program_id = input->program_id,
                       .status = change_or(input->status, TEXT("approved")),
                       .created_at = flow->now,
                       .version = version,
                       .approved_at = INSTANT_NONE},
    };
    struct enrollment *enrollment = &view.enrollment;
    TRY(validate_choice(flow->fault, "status", enrollment->status, STATUS_WORDS));
    note_approval(flow, enrollment);
    struct partner partner;
    struct program program;
    TRY(change_partner_open(flow, enrollment->partner_id, "partner_id", &partner));
    TRY(change_program_open(flow, enrollment->program_id, "program_id", &program));
    enum rc rc = enrollment_insert(flow->db, flow->arena, enrollment, &enrollment->id);
    if (rc == RC_CONFLICT) {
        return fault_set(flow->fault, RC_CONFLICT, "enrolled_already", "partner_id",
                         "the partner has an enrollment in the program already");
    }
    TRY(flow_stored(flow, rc));
    rc = terms_put(flow, &program, input, NULL, &view);
    if (rc != RC_OK) {
        *ret_view = view;
        return rc;
    }
    *ret_view = view;
    return note_enrollment(flow, &view, text_is(input->terms), "enrollment.create");
}

enum rc enrollment_create(struct flow *flow, const struct enrollment_input *input, struct enrollment_view *ret_view)
{
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    int64_t version;
    TRY(change_version(flow, &version));
    TRY(enrollment_create_step(flow, input, version, ret_view));
    return flow_commit(flow);
}

// An enrollment that is opened again needs a partner and a program that are open.
static enum rc opening_check(struct flow *flow, const struct enrollment *enrollment)
{
    struct partner partner;
    struct program program;
    TRY(change_partner_open(flow, enrollment->partner_id, "status", &partner));
    return change_program_open(flow, enrollment->program_id, "status", &program);
}

static enum rc change_step(struct flow *flow, struct enrollment_id id, const struct enrollment_input *input,
                           int64_t version, struct terms_judged *judged, struct enrollment_view *ret_view)
{
    struct enrollment_view view = {.has_terms = false};
    struct enrollment *enrollment = &view.enrollment;
    TRY(change_found(flow, enrollment_get(flow->db, flow->arena, id, enrollment), "enrollment"));
    struct text old_status = enrollment->status;
    enrollment->status = change_or(input->status, old_status);
    enrollment->version = version;
    TRY(validate_choice(flow->fault, "status", enrollment->status, STATUS_WORDS));
    if (!text_equal(old_status, enrollment->status) && choice_has("pending,approved", enrollment->status)) {
        TRY(opening_check(flow, enrollment));
    }
    struct program program;
    TRY(change_found(flow, program_get(flow->db, flow->arena, enrollment->program_id, &program), "program"));
    enum rc rc = program_plan_latest(flow->db, flow->arena, program.id, id, &view.terms);
    view.has_terms = rc == RC_OK && view.terms.plan_text.n > 0;
    if (rc != RC_NOT_FOUND) {
        TRY(flow_stored(flow, rc));
    }
    if (!judged->is_promised && !instant_is_none(enrollment->approved_at)) { // approved since it was judged
        TRY(terms_judge(flow, id, input, judged));
    }
    rc = terms_put(flow, &program, input, judged, &view);
    if (rc != RC_OK) {
        *ret_view = view;
        return rc;
    }
    note_approval(flow, enrollment);
    TRY(flow_stored(flow, enrollment_set(flow->db, enrollment)));
    *ret_view = view;
    return note_enrollment(flow, &view, text_is(input->terms), "enrollment.change");
}

enum rc enrollment_change_step(struct flow *flow, struct enrollment_id id, const struct enrollment_input *input,
                               int64_t version, struct enrollment_view *ret_view)
{
    struct terms_judged judged;
    TRY(terms_judge(flow, id, input, &judged));
    return change_step(flow, id, input, version, &judged, ret_view);
}

enum rc enrollment_change(struct flow *flow, struct enrollment_id id, const struct enrollment_input *input,
                          struct enrollment_view *ret_view)
{
    struct terms_judged judged;
    TRY(terms_judge(flow, id, input, &judged));
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    int64_t version;
    TRY(change_version(flow, &version));
    TRY(change_step(flow, id, input, version, &judged, ret_view));
    return flow_commit(flow);
}
