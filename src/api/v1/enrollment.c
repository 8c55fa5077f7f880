// SPDX-License-Identifier: Apache-2.0
// Enrollments and individual terms.
#include "identity/public_id.h"
#include "partner/enrollment_write.h"
#include "v1/handlers.h"
#include "v1/plan_error.h"

#define STATUS_WORDS "pending,approved,rejected,archived"

struct enrollment_answer {
    struct enrollment_id id;
    struct partner_id partner_id;
    struct program_id program_id;
    struct text status;
    struct text terms;
    struct opt_int64 terms_version;
    struct instant terms_effective_at;
    struct instant created_at;
};
static const struct field enrollment_fields[] = {
    FIELD_ID(struct enrollment_answer, id, PREFIX_ENROLLMENT, 0, "The enrollment's id."),
    FIELD_ID(struct enrollment_answer, partner_id, PREFIX_PARTNER, 0, "Who."),
    FIELD_ID(struct enrollment_answer, program_id, PREFIX_PROGRAM, 0, "Where."),
    FIELD_CHOICE(struct enrollment_answer, status, STATUS_WORDS, 0, "Only approved earns."),
    FIELD_TEXT(struct enrollment_answer, terms, 1, PLAN_TEXT_MAX, 0,
               "The newest individual terms in the plan language, or null."),
    FIELD_INT64(struct enrollment_answer, terms_version, 1, INT64_MAX, 0, "Their version, or null."),
    FIELD_INSTANT(struct enrollment_answer, terms_effective_at, 0, "From when on they pay, or null."),
    FIELD_INSTANT(struct enrollment_answer, created_at, 0, "When it was made."),
};
const struct schema schema_enrollment = SCHEMA("Enrollment", struct enrollment_answer, enrollment_fields);

struct enrollment_body {
    struct partner_id partner_id;
    struct program_id program_id;
    struct text status;
    struct text terms;
    struct instant terms_effective_at;
};
#define TERMS_FIELDS                                                                       \
    FIELD_CHOICE(struct enrollment_body, status, STATUS_WORDS, 0, "Only approved earns."), \
        FIELD_TEXT(struct enrollment_body, terms, 0, PLAN_TEXT_MAX, FIELD_NULLABLE,        \
                   "Individual terms in the plan language; null or empty ends them."),     \
        FIELD_INSTANT(struct enrollment_body, terms_effective_at, 0,                       \
                      "From when on they pay; now unless given, from the beginning for terms given at enrollment.")
static const struct field enrollment_create_fields[] = {
    FIELD_ID(struct enrollment_body, partner_id, PREFIX_PARTNER, FIELD_REQUIRED, "Who."),
    FIELD_ID(struct enrollment_body, program_id, PREFIX_PROGRAM, FIELD_REQUIRED, "Where."),
    TERMS_FIELDS,
};
static const struct field enrollment_change_fields[] = {TERMS_FIELDS};
const struct schema schema_enrollment_create =
    SCHEMA("EnrollmentCreate", struct enrollment_body, enrollment_create_fields);
const struct schema schema_enrollment_change =
    SCHEMA("EnrollmentChange", struct enrollment_body, enrollment_change_fields);

struct enrollment_query {
    CALL_PAGE_MEMBERS;
    struct partner_id partner_id;
    struct program_id program_id;
    struct text status;
};
static const struct field enrollment_query_fields[] = {
    CALL_PAGE_FIELDS(struct enrollment_query),
    FIELD_ID(struct enrollment_query, partner_id, PREFIX_PARTNER, 0, "Only of this partner."),
    FIELD_ID(struct enrollment_query, program_id, PREFIX_PROGRAM, 0, "Only in this program."),
    FIELD_CHOICE(struct enrollment_query, status, STATUS_WORDS, 0, "Only of this status."),
};
const struct schema schema_enrollment_query =
    SCHEMA("EnrollmentQuery", struct enrollment_query, enrollment_query_fields);

static struct enrollment_answer answer_of(const struct enrollment *enrollment, const struct plan_version *terms)
{
    bool has_terms = terms != NULL && terms->plan_text.n > 0;
    return (struct enrollment_answer){
        .id = enrollment->id,
        .partner_id = enrollment->partner_id,
        .program_id = enrollment->program_id,
        .status = enrollment->status,
        .terms = has_terms ? terms->plan_text : TEXT_NONE,
        .terms_version = {.has = has_terms, .v = has_terms ? terms->number : 0},
        .terms_effective_at = has_terms ? terms->effective_at : INSTANT_NONE,
        .created_at = enrollment->created_at,
    };
}

static enum rc render(struct call *call, const void *view)
{
    const struct enrollment_view *of = view;
    struct enrollment_answer answer = answer_of(&of->enrollment, of->has_terms ? &of->terms : NULL);
    return call_print(call, &schema_enrollment, &answer);
}

static struct enrollment_input input_of(const struct enrollment_body *body)
{
    return (struct enrollment_input){
        .partner_id = body->partner_id,
        .program_id = body->program_id,
        .status = body->status,
        .terms = body->terms,
        .terms_effective_at = body->terms_effective_at,
    };
}

// A refusal of malformed terms shows where.
static enum rc with_details(struct call *call, enum rc rc, const struct enrollment_view *view)
{
    if (rc != RC_OK) {
        call->refusal_place = plan_error_place(call->arena, &view->error);
    }
    return rc;
}

enum rc api_enrollment_create(struct call *call)
{
    const struct enrollment_body *body = call->body;
    struct enrollment_input input = input_of(body);
    struct enrollment_view view = {.error = {.line = 0}};
    TRY(access_body_program(call, body->program_id));
    TRY(access_body_partner(call, body->partner_id));
    call->is_catalog_changed = true;
    call_answer_by(call, render, &view);
    return with_details(call, enrollment_create(&call->flow, &input, &view), &view);
}

enum rc api_enrollment_list(struct call *call)
{
    const struct enrollment_query *query = call->query;
    struct enrollment_filter filter = {
        .program_id = query->program_id, .advertiser_id = access_own_advertiser(call), .status = query->status};
    TRY(access_filter_partner(call, query->partner_id, &filter.partner_id));
    int64_t limit;
    TRY(call_page_start(call, query->limit, query->cursor, &limit, &filter.before_id));
    filter.limit = limit + 1;
    struct enrollment *list;
    size_t count;
    TRY(flow_stored(&call->flow, enrollment_list(call->db, call->arena, &filter, &list, &count)));
    struct enrollment_answer *answers = arena_many(call->arena, struct enrollment_answer, count);
    for (size_t i = 0; i < count; i++) {
        struct plan_version terms;
        enum rc rc = program_plan_latest(call->db, call->arena, list[i].program_id, list[i].id, &terms);
        if (rc != RC_NOT_FOUND) {
            TRY(flow_stored(&call->flow, rc));
        }
        answers[i] = answer_of(&list[i], rc == RC_OK ? &terms : NULL);
    }
    struct call_page page = {
        .items = answers, .count = count, .limit = limit, .id_offset = offsetof(struct enrollment_answer, id)};
    return call_print_page(call, &page);
}

enum rc api_enrollment_get(struct call *call)
{
    struct enrollment_view view;
    TRY(access_enrollment(call, (struct enrollment_id){.v = call->ids[0]}, &view.enrollment));
    enum rc rc =
        program_plan_latest(call->db, call->arena, view.enrollment.program_id, view.enrollment.id, &view.terms);
    if (rc != RC_NOT_FOUND) {
        TRY(flow_stored(&call->flow, rc));
    }
    view.has_terms = rc == RC_OK;
    return render(call, &view);
}

static enum rc change(struct call *call, const struct enrollment_input *input)
{
    struct enrollment_id id = {.v = call->ids[0]};
    struct enrollment_view view = {.error = {.line = 0}};
    TRY(access_enrollment(call, id, &view.enrollment));
    call->is_catalog_changed = true;
    call_answer_by(call, render, &view);
    return with_details(call, enrollment_change(&call->flow, id, input, &view), &view);
}

enum rc api_enrollment_change(struct call *call)
{
    struct enrollment_input input = input_of(call->body);
    return change(call, &input);
}

enum rc api_enrollment_archive(struct call *call)
{
    struct enrollment_input input = {.status = TEXT("archived"), .terms_effective_at = INSTANT_NONE};
    return change(call, &input);
}
