// SPDX-License-Identifier: Apache-2.0
// Programs.
#include "identity/public_id.h"
#include "program/program_write.h"
#include "v1/handlers.h"

#define LINK_FORMS_SCHEMA                                                                                     \
    "{\"type\":\"array\",\"items\":{\"type\":\"object\",\"properties\":{\"parameter\":{\"type\":\"string\"}," \
    "\"when\":{\"type\":\"string\"},\"prefix\":{\"type\":\"string\"}},\"additionalProperties\":false}}"
#define WINDOW_DAYS_MAX 3652
#define EVIDENCE_NOTE "Order of evidence, strongest first: click_id, coupon, customer, email, visitor."
#define BINDING_NOTE \
    "Whether a first lead or sale binds the customer to the partner: none, within the window, for life."

#define ENROLLMENT_NOTE "Who may join: everybody at once, whom the operator approves, or nobody."
#define PUBLIC_NOTE "Whether everybody may read the program's page."
#define SUMMARY_NOTE "A few sentences for who thinks of joining."

struct program_answer {
    struct program_id id;
    struct advertiser_id advertiser_id;
    struct text name;
    struct currency currency;
    struct text status;
    struct opt_int64 window_days;
    struct opt_int64 window;
    struct text attribution;
    struct text evidence;
    struct text binding;
    struct opt_int64 hold_days;
    struct opt_int64 terms_version;
    struct text link_forms;
    struct text enrollment;
    struct opt_int64 is_public;
    struct text summary;
    struct instant created_at;
};
static const struct field program_fields[] = {
    FIELD_ID(struct program_answer, id, PREFIX_PROGRAM, 0, "The program's id."),
    FIELD_ID(struct program_answer, advertiser_id, PREFIX_ADVERTISER, 0, "Whose program."),
    FIELD_NAME(struct program_answer, name, 0, "For people."),
    FIELD_CURRENCY(struct program_answer, currency, 0, "Of every amount in the program."),
    FIELD_CHOICE(struct program_answer, status, "active,paused,archived", 0, "Only active credits clicks."),
    FIELD_INT64(struct program_answer, window_days, 1, WINDOW_DAYS_MAX, 0,
                "The window in days, or null when it is not of whole days."),
    FIELD_DURATION(struct program_answer, window, 0, "How long after a touch a conversion is credited."),
    FIELD_CHOICE(struct program_answer, attribution, "last_click,first_click", 0, "Which touch wins."),
    FIELD_WORDS(struct program_answer, evidence, 0, EVIDENCE_NOTE),
    FIELD_CHOICE(struct program_answer, binding, "none,window,lifetime", 0, BINDING_NOTE),
    FIELD_INT64(struct program_answer, hold_days, 0, PROGRAM_HOLD_DAYS_MAX, 0,
                "Days from the conversion to availability, unless the plan says otherwise."),
    FIELD_INT64(struct program_answer, terms_version, 1, INT64_MAX, 0, "Number of the newest version of the terms."),
    FIELD_RAW(struct program_answer, link_forms, LINK_FORMS_SCHEMA, "Link forms besides /c/{code}."),
    FIELD_CHOICE(struct program_answer, enrollment, "open,approval,closed", 0, ENROLLMENT_NOTE),
    FIELD_BOOL(struct program_answer, is_public, 0, PUBLIC_NOTE),
    FIELD_TEXT(struct program_answer, summary, 0, PROGRAM_SUMMARY_CHARACTERS_MAX, 0, SUMMARY_NOTE),
    FIELD_INSTANT(struct program_answer, created_at, 0, "When it was made."),
};
const struct schema schema_program = SCHEMA("Program", struct program_answer, program_fields);

struct program_body {
    struct advertiser_id advertiser_id;
    struct text name;
    struct currency currency;
    struct opt_int64 window_days;
    struct opt_int64 window;
    struct text attribution;
    struct text evidence;
    struct text binding;
    struct opt_int64 hold_days;
    const struct json *link_forms;
    struct text status;
    struct text enrollment;
    struct opt_int64 is_public;
    struct text summary;
};
#define TERMS_FIELDS                                                                                                  \
    FIELD_INT64(struct program_body, window_days, 1, WINDOW_DAYS_MAX, 0, "The window in days; 30 unless given."),     \
        FIELD_DURATION(struct program_body, window, 0,                                                                \
                       "The window as an ISO 8601 duration, PT1H to P10Y, instead of window_days."),                  \
        FIELD_CHOICE(struct program_body, attribution, "last_click,first_click", 0, "Which touch wins; last_click."), \
        FIELD_WORDS(struct program_body, evidence, 0, EVIDENCE_NOTE),                                                 \
        FIELD_CHOICE(struct program_body, binding, "none,window,lifetime", 0, BINDING_NOTE " window."),               \
        FIELD_INT64(struct program_body, hold_days, 0, PROGRAM_HOLD_DAYS_MAX, 0,                                      \
                    "Days from the conversion to availability; 30 unless given."),                                    \
        FIELD_JSON(struct program_body, link_forms, LINK_FORMS_SCHEMA, 0, "Link forms besides /c/{code}."),           \
        FIELD_CHOICE(struct program_body, enrollment, "open,approval,closed", 0, ENROLLMENT_NOTE " approval."),       \
        FIELD_BOOL(struct program_body, is_public, 0, PUBLIC_NOTE " false unless given."),                            \
        FIELD_TEXT(struct program_body, summary, 0, PROGRAM_SUMMARY_CHARACTERS_MAX, 0, SUMMARY_NOTE)
static const struct field program_create_fields[] = {
    FIELD_ID(struct program_body, advertiser_id, PREFIX_ADVERTISER, FIELD_REQUIRED, "Whose program."),
    FIELD_NAME(struct program_body, name, FIELD_REQUIRED, "For people."),
    FIELD_CURRENCY(struct program_body, currency, 0, "Of every amount; the advertiser's unless given."),
    TERMS_FIELDS,
};
static const struct field program_change_fields[] = {
    FIELD_NAME(struct program_body, name, 0, "For people."),
    TERMS_FIELDS,
    FIELD_CHOICE(struct program_body, status, "active,paused,archived", 0, "Only active credits clicks."),
};
const struct schema schema_program_create = SCHEMA("ProgramCreate", struct program_body, program_create_fields);
const struct schema schema_program_change = SCHEMA("ProgramChange", struct program_body, program_change_fields);

struct program_query {
    CALL_PAGE_MEMBERS;
    struct advertiser_id advertiser_id;
    struct text status;
};
static const struct field program_query_fields[] = {
    CALL_PAGE_FIELDS(struct program_query),
    FIELD_ID(struct program_query, advertiser_id, PREFIX_ADVERTISER, 0, "Only of this advertiser."),
    FIELD_CHOICE(struct program_query, status, "active,paused,archived", 0, "Only of this status."),
};
const struct schema schema_program_query = SCHEMA("ProgramQuery", struct program_query, program_query_fields);

static struct program_answer answer_of(const struct program *program, const struct program_terms *terms)
{
    bool is_of_days = terms->window_ms % DAY_MS == 0;
    return (struct program_answer){
        .id = program->id,
        .advertiser_id = program->advertiser_id,
        .name = program->name,
        .currency = program->currency,
        .status = program->status,
        .window_days = {.has = is_of_days, .v = terms->window_ms / DAY_MS},
        .window = some_int64(terms->window_ms),
        .attribution = terms->attribution,
        .evidence = terms->evidence,
        .binding = terms->binding,
        .hold_days = some_int64(terms->hold_days),
        .terms_version = some_int64(terms->number),
        .link_forms = program->link_forms,
        .enrollment = program->enrollment,
        .is_public = some_int64(program->is_public),
        .summary = program->summary,
        .created_at = program->created_at,
    };
}

static enum rc render(struct call *call, const void *view)
{
    const struct program_view *of = view;
    struct program_answer answer = answer_of(&of->program, &of->terms);
    return call_print(call, &schema_program, &answer);
}

static enum rc input_of(struct call *call, const struct program_body *body, struct program_input *ret_input)
{
    struct program_input input = program_input_none();
    if (body->window.has && body->window_days.has) {
        return fault_set(call->fault, RC_INVALID, "window_twice", "window", "give window or window_days, not both");
    }
    input.advertiser_id = body->advertiser_id;
    input.name = body->name;
    input.currency = body->currency;
    input.window_ms = body->window_days.has ? body->window_days.v * DAY_MS : body->window.v;
    input.attribution = body->attribution;
    input.evidence = body->evidence;
    input.binding = body->binding;
    input.hold_days = body->hold_days.has ? body->hold_days.v : -1;
    input.link_forms = body->link_forms == NULL ? TEXT_NONE : json_canonical(call->arena, body->link_forms);
    input.status = body->status;
    input.enrollment = body->enrollment;
    input.is_public = body->is_public;
    input.summary = body->summary;
    *ret_input = input;
    return RC_OK;
}

enum rc api_program_create(struct call *call)
{
    const struct program_body *body = call->body;
    struct program_input input;
    struct program_view view;
    TRY(input_of(call, body, &input));
    TRY(access_body_advertiser(call, body->advertiser_id));
    call->is_catalog_changed = true;
    call_answer_by(call, render, &view);
    return program_create(&call->flow, &input, &view);
}

enum rc api_program_list(struct call *call)
{
    const struct program_query *query = call->query;
    struct program_filter filter = {
        .advertiser_id = query->advertiser_id, .partner_id = access_own_partner(call), .status = query->status};
    if (call->actor.role == ROLE_ADVERTISER) {
        struct advertiser advertiser;
        filter.advertiser_id = access_own_advertiser(call);
        TRY(access_advertiser(call, query->advertiser_id.v == 0 ? filter.advertiser_id : query->advertiser_id,
                              &advertiser));
    }
    int64_t limit;
    TRY(call_page_start(call, query->limit, query->cursor, &limit, &filter.before_id));
    filter.limit = limit + 1;
    struct program *list;
    size_t count;
    TRY(flow_stored(&call->flow, program_list(call->db, call->arena, &filter, &list, &count)));
    struct program_answer *answers = arena_many(call->arena, struct program_answer, count);
    for (size_t i = 0; i < count; i++) {
        struct program_terms terms;
        TRY(flow_stored(&call->flow, program_terms_latest(call->db, call->arena, list[i].id, &terms)));
        answers[i] = answer_of(&list[i], &terms);
    }
    struct call_page page = {
        .items = answers, .count = count, .limit = limit, .id_offset = offsetof(struct program_answer, id)};
    return call_print_page(call, &page);
}

enum rc api_program_get(struct call *call)
{
    struct program_view view;
    TRY(access_program(call, (struct program_id){.v = call->ids[0]}, &view.program));
    TRY(flow_stored(&call->flow, program_terms_latest(call->db, call->arena, view.program.id, &view.terms)));
    return render(call, &view);
}

static enum rc change(struct call *call, const struct program_input *input)
{
    struct program_id id = {.v = call->ids[0]};
    struct program_view view;
    TRY(access_program(call, id, &view.program));
    call->is_catalog_changed = true;
    call_answer_by(call, render, &view);
    return program_change(&call->flow, id, input, &view);
}

enum rc api_program_change(struct call *call)
{
    struct program_input input;
    TRY(input_of(call, call->body, &input));
    return change(call, &input);
}

enum rc api_program_archive(struct call *call)
{
    struct program_input input = program_input_none();
    input.status = TEXT("archived");
    return change(call, &input);
}
