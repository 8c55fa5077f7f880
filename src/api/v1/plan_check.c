// SPDX-License-Identifier: Apache-2.0
// What holds for a plan before anybody sells by it: the checker and the ratchet over HTTP.
#include "commission/plan_ratchet.h"
#include "core/bug.h"
#include "i18n/i18n.h"
#include "identity/public_id.h"
#include "program/plan_proof.h"
#include "program/program.h"
#include "v1/handlers.h"
#include "v1/plan_error.h"

#define WORK_MAX 300000 // evaluations: a second or so of a worker

struct plan_check_body {
    struct text text;
    struct currency currency;
    struct program_id program_id;
    struct opt_int64 at_most;
    struct opt_int64 margin;
    struct opt_int64 monotone;
    struct text no_jump;
};
static const struct field plan_check_fields[] = {
    FIELD_TEXT(struct plan_check_body, text, 1, PLAN_SENT_MAX, FIELD_REQUIRED,
               "The plan: one clause a line; at most 65536 bytes, of a longer one the first mistake is told."),
    FIELD_CURRENCY(struct plan_check_body, currency, 0, "Of the program; the program's own when program_id is given."),
    FIELD_ID(struct plan_check_body, program_id, PREFIX_PROGRAM, 0,
             "Whose newest plan the text is compared with: whether it is never worse for those enrolled."),
    FIELD_PERCENT(struct plan_check_body, at_most, 0,
                  "Also asks whether all that one sale pays is never above this share of it: \"30\"."),
    FIELD_PERCENT(struct plan_check_body, margin, 0, "Also asks whether it is never above this margin."),
    FIELD_BOOL(struct plan_check_body, monotone, 0, "Also asks whether a larger sale never pays less."),
    FIELD_DECIMAL(struct plan_check_body, no_jump, 0,
                  "Also asks whether one minor unit more of amount never changes what is paid by more than this sum."),
};
const struct schema schema_plan_check = SCHEMA("PlanCheck", struct plan_check_body, plan_check_fields);

struct parameter_view {
    struct text name, value;
};
static const struct field parameter_fields[] = {
    FIELD_TEXT(struct parameter_view, name, 0, 32, 0, "Which of the code's."),
    FIELD_TEXT(struct parameter_view, value, 0, 4000, 0,
               "Not of any language: \"30\", \"0.03 EUR\", \"too_many_cases\"."),
};
static const struct schema schema_parameter = SCHEMA("PlanFindingParameter", struct parameter_view, parameter_fields);

struct finding_view {
    struct text subject, outcome, code, text;
    struct field_list parameters;
    struct opt_int64 line;
    struct opt_int64 level;
    struct money amount, paid;
};
static const struct field finding_fields[] = {
    FIELD_CHOICE(struct finding_view, subject, PLAN_FINDING_SUBJECTS, 0, "What is stated."),
    FIELD_CHOICE(struct finding_view, outcome, "proved,refuted,undecided,note", 0, "Whether it holds for all sales."),
    FIELD_TEXT(struct finding_view, code, 0, 32, 0, "Which sentence: docs/plans.md lists them."),
    FIELD_LIST(struct finding_view, parameters, &schema_parameter, 0, "What the sentence is filled with."),
    FIELD_TEXT(struct finding_view, text, 0, 4000, 0,
               "One sentence, in the language of Accept-Language: what holds, the counter-example, or what is open."),
    FIELD_INT64(struct finding_view, line, 1, INT64_MAX, 0, "Of the clause that states it, or null."),
    FIELD_INT64(struct finding_view, level, 1, PLAN_LEVEL_MAX, 0, "Ratchet: the level it is about, or null."),
    FIELD_MONEY(struct finding_view, amount, "Of the counter-example's or example's sale."),
    FIELD_MONEY(struct finding_view, paid, "What it pays."),
};
static const struct schema schema_finding = SCHEMA("PlanFinding", struct finding_view, finding_fields);

struct plan_check_view {
    struct text outcome;
    struct text canonical;
    struct field_list findings;
};
static const struct field plan_checked_fields[] = {
    FIELD_CHOICE(struct plan_check_view, outcome, "proved,refuted,undecided", 0,
                 "Refuted when any finding is; else undecided when any is."),
    FIELD_TEXT(struct plan_check_view, canonical, 0, PLAN_TEXT_MAX, 0, "The plan in its canonical form."),
    FIELD_LIST(struct plan_check_view, findings, &schema_finding, 0, "Statement by statement."),
};
const struct schema schema_plan_checked = SCHEMA("PlanChecked", struct plan_check_view, plan_checked_fields);

static enum rc read_plan(struct call *call, struct text text, bool is_new, struct currency currency,
                         struct plan **ret_plan)
{
    struct plan_error error;
    if (plan_parse(call->arena, text, currency, ret_plan, &error) == RC_OK &&
        (!is_new || plan_check_new(call->arena, *ret_plan, &error) == RC_OK)) {
        return RC_OK;
    }
    call->refusal_place = plan_error_place(call->arena, &error);
    return fault_set(call->fault, RC_INVALID, "plan_malformed", "text", "line %d, column %d: %s", error.line,
                     error.column, error.message);
}

static struct field_list parameters_of(struct arena *arena, const struct check_finding *finding)
{
    struct parameter_view *list = arena_many(arena, struct parameter_view, finding->parameter_count);
    for (size_t i = 0; i < finding->parameter_count; i++) {
        list[i] = (struct parameter_view){.name = text_of(finding->parameters[i].name),
                                          .value = check_parameter_text(arena, &finding->parameters[i])};
    }
    return (struct field_list){.items = list, .count = finding->parameter_count};
}

static enum explain_language language_of(struct call *call)
{
    enum i18n_language accepted = i18n_language_accept(http_request_header(call->request, "Accept-Language"));
    enum explain_language language = EXPLAIN_EN;
    bool is_known = explain_language_parse(text_of(i18n_language_text(accepted)), &language);
    BUG_ON(!is_known);
    return language;
}

static void add_findings(struct call *call, const struct check_result *result, struct plan_check_view *view)
{
    enum explain_language language = language_of(call);
    size_t before = view->findings.count;
    struct finding_view *list = arena_many(call->arena, struct finding_view, before + result->finding_count);
    for (size_t i = 0; i < before; i++) {
        list[i] = ((const struct finding_view *)view->findings.items)[i];
    }
    for (size_t i = 0; i < result->finding_count; i++) {
        const struct check_finding *finding = &result->findings[i];
        list[before + i] = (struct finding_view){
            .subject = text_of(check_subject_text(finding->subject)),
            .outcome = text_of(check_outcome_text(finding->outcome)),
            .code = text_of(check_code_text(finding->code)),
            .parameters = parameters_of(call->arena, finding),
            .text = plan_finding_text(call->arena, finding, language),
            .line = finding->line > 0 ? some_int64(finding->line) : (struct opt_int64){.has = false},
            .level = finding->level > 0 ? some_int64(finding->level) : (struct opt_int64){.has = false},
        };
        if (finding->has_facts) {
            list[before + i].amount = finding->facts.amount;
            list[before + i].paid = finding->paid;
        }
    }
    view->findings = (struct field_list){.items = list, .count = before + result->finding_count};
    if (result->is_refuted) {
        view->outcome = TEXT("refuted");
    } else if (result->is_undecided && !text_equal(view->outcome, TEXT("refuted"))) {
        view->outcome = TEXT("undecided");
    }
}

enum rc api_plan_check(struct call *call)
{
    const struct plan_check_body *body = call->body;
    struct program program = {.currency = body->currency};
    if (body->program_id.v != 0) {
        TRY(access_program(call, body->program_id, &program));
    }
    if (currency_is_none(program.currency)) {
        return fault_set(call->fault, RC_INVALID, "field_missing", "currency", "currency or program_id is missing");
    }
    struct plan *plan = NULL;
    TRY(read_plan(call, body->text, /* is_new= */ true, program.currency, &plan));
    struct check_options options = {.has_at_most = body->at_most.has,
                                    .at_most = {.ppm = body->at_most.v},
                                    .has_margin = body->margin.has,
                                    .margin = {.ppm = body->margin.v},
                                    .has_monotone = body->monotone.has && body->monotone.v != 0,
                                    .has_no_jump = text_is(body->no_jump),
                                    .work_max = WORK_MAX};
    if (options.has_no_jump &&
        (money_parse(body->no_jump, program.currency, &options.no_jump) != MONEY_PARSED || options.no_jump.minor < 0)) {
        return fault_set(call->fault, RC_INVALID, "decimal_malformed", "no_jump",
                         "no_jump must be a sum in %s, such as \"50\"", program.currency.code);
    }
    struct plan_check_view view = {.outcome = TEXT("proved"), .canonical = plan_print(call->arena, plan)};
    struct check_result result;
    plan_check(call->arena, plan, &options, &result);
    add_findings(call, &result, &view);
    struct plan_version latest;
    enum rc rc = body->program_id.v == 0
                     ? RC_NOT_FOUND
                     : program_plan_latest(call->db, call->arena, program.id, (struct enrollment_id){.v = 0}, &latest);
    if (rc != RC_NOT_FOUND) {
        struct plan *old = NULL;
        TRY(flow_stored(&call->flow, rc));
        TRY(read_plan(call, latest.plan_text, /* is_new= */ false, program.currency, &old));
        struct program_terms terms;
        TRY(flow_stored(&call->flow, program_terms_latest(call->db, call->arena, program.id, &terms)));
        plan_ratchet(call->arena, old, plan, (int)terms.hold_days, WORK_MAX, &result);
        add_findings(call, &result, &view);
    }
    return call_print(call, &schema_plan_checked, &view);
}
