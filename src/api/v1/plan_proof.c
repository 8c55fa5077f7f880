// SPDX-License-Identifier: Apache-2.0
// What was found of a plan version when it was published.
#include "program/plan_proof.h"

#include "access.h"
#include "i18n/i18n.h"
#include "identity/public_id.h"
#include "v1/handlers.h"

struct kept_view {
    struct text subject, outcome, code, text, parameters;
    struct opt_int64 against_version, line, level;
    struct money amount, paid;
};
#define PARAMETERS_SCHEMA                                                                                          \
    "{\"type\":\"array\",\"items\":{\"type\":\"object\",\"properties\":{\"name\":{\"type\":\"string\"},\"value\":" \
    "{\"type\":\"string\"}}}}"
static const struct field kept_fields[] = {
    FIELD_CHOICE(struct kept_view, subject, PLAN_FINDING_SUBJECTS, 0, "What is stated."),
    FIELD_CHOICE(struct kept_view, outcome, "proved,refuted,undecided,note", 0, "Whether it holds for all sales."),
    FIELD_TEXT(struct kept_view, code, 0, 32, 0, "Which sentence."),
    FIELD_RAW(struct kept_view, parameters, PARAMETERS_SCHEMA, "What the sentence is filled with."),
    FIELD_TEXT(struct kept_view, text, 0, 4000, 0,
               "The sentence as it was said then, in the language of Accept-Language: what holds, the counter-example, "
               "or what is open."),
    FIELD_INT64(struct kept_view, against_version, 1, INT64_MAX, 0,
                "Ratchet: the number of the version it was compared with, or null."),
    FIELD_INT64(struct kept_view, line, 1, INT64_MAX, 0, "Of the clause that states it, or null."),
    FIELD_INT64(struct kept_view, level, 1, INT64_MAX, 0, "Ratchet: the level it is about, or null."),
    FIELD_MONEY(struct kept_view, amount, "Of the counter-example's or example's sale."),
    FIELD_MONEY(struct kept_view, paid, "What it pays."),
};
static const struct schema schema_kept = SCHEMA("PlanKeptFinding", struct kept_view, kept_fields);

struct proof_view {
    struct plan_id plan_id;
    struct opt_int64 version, is_recorded, hold_days, evaluations, evaluations_most;
    struct field_list findings;
};
static const struct field proof_fields[] = {
    FIELD_ID(struct proof_view, plan_id, PREFIX_PLAN, 0, "The version."),
    FIELD_INT64(struct proof_view, version, 1, INT64_MAX, 0, "Its number."),
    FIELD_BOOL(struct proof_view, is_recorded, 0,
               "False for a version that was published before findings were kept: nothing is known of it."),
    FIELD_INT64(struct proof_view, hold_days, 0, INT64_MAX, 0, "The program's hold then."),
    FIELD_INT64(struct proof_view, evaluations, 0, INT64_MAX, 0, "Evaluations of the engine that it took."),
    FIELD_INT64(struct proof_view, evaluations_most, 0, INT64_MAX, 0, "That each question might take."),
    FIELD_LIST(struct proof_view, findings, &schema_kept, 0, "Statement by statement, as they were found."),
};
const struct schema schema_plan_proof = SCHEMA("PlanProof", struct proof_view, proof_fields);

static struct opt_int64 above_zero(int64_t v)
{
    return v > 0 ? some_int64(v) : (struct opt_int64){.has = false};
}

static void fill(struct call *call, const struct program *program, const struct plan_proof *proof,
                 struct proof_view *view)
{
    struct kept_view *list = arena_many(call->arena, struct kept_view, proof->finding_count);
    struct text language =
        text_of(i18n_language_text(i18n_language_accept(http_request_header(call->request, "Accept-Language"))));
    size_t count = 0;
    for (size_t i = 0; i < proof->finding_count; i++) {
        const struct plan_kept_finding *finding = &proof->findings[i];
        if (!plan_finding_is_for(finding, call->actor.role == ROLE_PARTNER)) {
            continue;
        }
        struct kept_view *row = &list[count++];
        *row = (struct kept_view){.subject = finding->subject,
                                  .outcome = finding->outcome,
                                  .code = finding->code,
                                  .parameters = finding->parameters,
                                  .text = plan_finding_said(finding, language),
                                  .against_version = finding->against,
                                  .line = above_zero(finding->line),
                                  .level = above_zero(finding->level)};
        if (finding->amount_minor.has) {
            row->amount = (struct money){finding->amount_minor.v, program->currency};
            row->paid = (struct money){finding->paid_minor.v, program->currency};
        }
    }
    view->findings = (struct field_list){.items = list, .count = count};
    view->is_recorded = some_int64(1);
    view->hold_days = some_int64(proof->hold_days);
    view->evaluations = some_int64(proof->evaluations);
    view->evaluations_most = some_int64(proof->work_max);
}

enum rc api_plan_findings(struct call *call)
{
    struct plan_version version;
    struct program program;
    struct plan_proof proof;
    TRY(access_plan(call, (struct plan_id){.v = call->ids[0]}, &version));
    TRY(flow_stored(&call->flow, program_get(call->db, call->arena, version.program_id, &program)));
    struct proof_view view = {
        .plan_id = version.id, .version = some_int64(version.number), .is_recorded = some_int64(0)};
    enum rc rc = plan_proof_get(call->db, call->arena, version.id, &proof);
    if (rc != RC_NOT_FOUND) {
        TRY(flow_stored(&call->flow, rc));
        fill(call, &program, &proof, &view);
    }
    return call_print(call, &schema_plan_proof, &view);
}
