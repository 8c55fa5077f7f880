// SPDX-License-Identifier: Apache-2.0
// Plans of programs.
#include "identity/public_id.h"
#include "program/plan_withdraw.h"
#include "program/program_write.h"
#include "v1/handlers.h"
#include "v1/plan_error.h"

struct plan_answer {
    struct plan_id id;
    struct program_id program_id;
    struct opt_int64 version;
    struct text text;
    struct text binds;
    struct instant effective_at;
    struct instant created_at;
    struct instant withdrawn_at;
};
static const struct field plan_fields[] = {
    FIELD_ID(struct plan_answer, id, PREFIX_PLAN, 0, "The version's id."),
    FIELD_ID(struct plan_answer, program_id, PREFIX_PROGRAM, 0, "Whose plan."),
    FIELD_INT64(struct plan_answer, version, 1, INT64_MAX, 0,
                "1, 2, 3 within the program, or within a partner's individual terms."),
    FIELD_TEXT(struct plan_answer, text, 0, PLAN_TEXT_MAX, 0, "The plan, as written."),
    FIELD_CHOICE(
        struct plan_answer, binds, "all,new_customers", 0,
        "Whose events it pays: all, or, of a version that is or may be worse for those enrolled, only customers "
        "won since it is in force, or since a partner took it."),
    FIELD_INSTANT(struct plan_answer, effective_at, 0, "From when on events are paid by it."),
    FIELD_INSTANT(struct plan_answer, created_at, 0, "When it was stored."),
    FIELD_INSTANT(
        struct plan_answer, withdrawn_at, 0,
        "When it was withdrawn, before it was in force: it does not come, save for partners who took it before; "
        "or null."),
};
const struct schema schema_plan = SCHEMA("Plan", struct plan_answer, plan_fields);

struct plan_body {
    struct text text;
    struct instant effective_at;
    struct opt_int64 notice_days;
};
static const struct field plan_put_fields[] = {
    FIELD_TEXT(struct plan_body, text, 1, PLAN_SENT_MAX, FIELD_REQUIRED,
               "The plan: one clause a line; at most 65536 bytes, of a longer one the first mistake is told."),
    FIELD_INSTANT(struct plan_body, effective_at, 0,
                  "From when on events are paid by it: not in the past, save for a program's first plan. "
                  "Unless given: now, and for a first plan from the beginning."),
    FIELD_INT64(struct plan_body, notice_days, PLAN_NOTICE_DAYS_MIN, PLAN_NOTICE_DAYS_MAX, 0,
                "How many days ahead a version that is or may be worse for enrolled partners is announced: its "
                "effective_at is at least so far from now. 30 unless given; without meaning for other versions."),
};
const struct schema schema_plan_put = SCHEMA("PlanPut", struct plan_body, plan_put_fields);

static struct plan_answer answer_of(const struct plan_version *version)
{
    return (struct plan_answer){
        .id = version->id,
        .program_id = version->program_id,
        .version = some_int64(version->number),
        .text = version->plan_text,
        .binds = version->binds,
        .effective_at = version->effective_at,
        .created_at = version->created_at,
        .withdrawn_at = version->withdrawn_at,
    };
}

static enum rc render(struct call *call, const void *view)
{
    struct plan_answer answer = answer_of(view);
    return call_print(call, &schema_plan, &answer);
}

struct refusal_place plan_error_place(struct arena *arena, const struct plan_error *error)
{
    return (struct refusal_place){
        .reason = text_lower(arena, text_of(plan_error_code_text(error->code))),
        .line = error->line,
        .column = error->column,
        .suggestion = error->suggestion[0] == '\0' ? TEXT_NONE : text_copy(arena, text_of(error->suggestion)),
    };
}

enum rc api_plan_put(struct call *call)
{
    const struct plan_body *body = call->body;
    struct program program;
    TRY(access_program(call, (struct program_id){.v = call->ids[0]}, &program));
    struct program_plan_input input = {.program_id = program.id,
                                       .plan_text = body->text,
                                       .effective_at = body->effective_at,
                                       .notice_days = body->notice_days.has ? body->notice_days.v : 0};
    struct plan_version version;
    struct plan_error error;
    call->is_catalog_changed = true;
    call_answer_by(call, render, &version);
    enum rc rc = program_plan_put(&call->flow, &input, &version, &error);
    if (rc != RC_OK) {
        call->refusal_place = plan_error_place(call->arena, &error);
    }
    return rc;
}

enum rc api_plan_get(struct call *call)
{
    struct program program;
    TRY(access_program(call, (struct program_id){.v = call->ids[0]}, &program));
    struct program_question question = {
        .program_id = program.id, .at = call->now, .known_at = INSTANT_NONE, .customer_since = INSTANT_NONE};
    struct program_plans plans;
    struct plan_version version;
    TRY(flow_stored(&call->flow, program_plans_in_force(call->db, call->arena, &question, &plans)));
    if (plans.count == 0) {
        return fault_set(call->fault, RC_NOT_FOUND, "plan_missing", "", "the program has no plan in force yet");
    }
    TRY(flow_stored(&call->flow, program_plan_get(call->db, call->arena, plans.list[0].plan_id, &version)));
    return render(call, &version);
}

static enum rc print_versions(struct call *call, const struct plan_version *of)
{
    struct plan_version *versions;
    size_t count;
    TRY(flow_stored(&call->flow, program_plan_list(call->db, call->arena, of, &versions, &count)));
    struct plan_answer *answers = arena_many(call->arena, struct plan_answer, count);
    for (size_t i = 0; i < count; i++) {
        answers[i] = answer_of(&versions[i]);
    }
    struct call_page page = {.items = answers, .count = count, .limit = (int64_t)count};
    return call_print_page(call, &page);
}

enum rc api_plan_list(struct call *call)
{
    struct program program;
    TRY(access_program(call, (struct program_id){.v = call->ids[0]}, &program));
    return print_versions(call, &(struct plan_version){.program_id = program.id});
}

enum rc api_enrollment_plans(struct call *call)
{
    struct enrollment enrollment;
    TRY(access_enrollment(call, (struct enrollment_id){.v = call->ids[0]}, &enrollment));
    return print_versions(call,
                          &(struct plan_version){.program_id = enrollment.program_id, .enrollment_id = enrollment.id});
}

struct withdraw_body {
    struct text reason;
};
static const struct field withdraw_fields[] = {
    FIELD_TEXT(struct withdraw_body, reason, 0, PLAN_WITHDRAWAL_REASON_MAX, 0, "Told to partners; absent: none."),
};
const struct schema schema_plan_withdraw = SCHEMA("PlanWithdraw", struct withdraw_body, withdraw_fields);

enum rc api_plan_withdraw(struct call *call)
{
    const struct withdraw_body *body = call->body;
    struct plan_version version;
    TRY(access_plan(call, (struct plan_id){.v = call->ids[0]}, &version));
    struct plan_withdraw_input input = {.plan_id = version.id, .reason = body->reason};
    call->is_catalog_changed = true;
    call_answer_by(call, render, &version);
    return plan_withdraw(&call->flow, &input, &version);
}
