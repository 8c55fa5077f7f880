// SPDX-License-Identifier: Apache-2.0
// Explanations over HTTP: the steps in the language asked for, read as of one instant.

#include "commission/commission_explain.h"
#include "document/commission_receipt.h"
#include "identity/public_id.h"
#include "v1/conversion_view.h"
#include "v1/document.h"
#include "v1/handlers.h"

struct explanation_query {
    struct text lang;
};
static const struct field explanation_query_fields[] = {
    FIELD_TEXT(struct explanation_query, lang, 1, 16, 0, "en (unless given), ru, fr or ja."),
};
const struct schema schema_explanation_query =
    SCHEMA("ExplanationQuery", struct explanation_query, explanation_query_fields);

struct step_view {
    struct text code, text;
};
static const struct field step_fields[] = {
    FIELD_TEXT(struct step_view, code, 0, 32, 0, "What the step speaks of: event, evidence_used, rule, arithmetic, …"),
    FIELD_TEXT(struct step_view, text, 0, 4000, 0, "One sentence in the language asked for."),
};
static const struct schema schema_step = SCHEMA("ExplanationStep", struct step_view, step_fields);

struct explanation_view {
    struct commission_id commission_id;
    struct conversion_id conversion_id;
    struct field_list steps;
};
static const struct field explanation_fields[] = {
    FIELD_ID(struct explanation_view, commission_id, PREFIX_COMMISSION, 0, "The commission, when one was asked for."),
    FIELD_ID(struct explanation_view, conversion_id, PREFIX_CONVERSION, 0, "The conversion behind it, if any."),
    FIELD_LIST(struct explanation_view, steps, &schema_step, 0, "The steps in order."),
};
const struct schema schema_explanation = SCHEMA("Explanation", struct explanation_view, explanation_fields);

static enum rc language_of(struct call *call, enum explain_language *ret_language)
{
    const struct explanation_query *query = call->query;
    *ret_language = EXPLAIN_EN;
    if (!text_is_empty(query->lang) && !explain_language_parse(query->lang, ret_language)) {
        return call_refuse(call, 400, "language_unknown", "lang", "lang must be en, ru, fr or ja");
    }
    return RC_OK;
}

// What recruiters got is the operator's to know; what the event did not bring of bonuses is everybody's who sees it.
static struct explain_reader reader_of(const struct call *call, enum explain_language language)
{
    return (struct explain_reader){
        .language = language, .sees_recruiters = call->actor.role == ROLE_OPERATOR, .sees_bonuses = true};
}

static enum rc print(struct call *call, const struct explanation *explanation, struct explanation_view *view)
{
    struct step_view *steps = arena_many(call->arena, struct step_view, explanation->count);
    for (size_t i = 0; i < explanation->count; i++) {
        steps[i] =
            (struct step_view){.code = text_of(explanation->steps[i].code), .text = explanation->steps[i].sentence};
    }
    view->steps = (struct field_list){.items = steps, .count = explanation->count};
    return call_print(call, &schema_explanation, view);
}

enum rc api_commission_explanation(struct call *call)
{
    enum explain_language language = EXPLAIN_EN;
    TRY(language_of(call, &language));
    TRY(flow_stored(&call->flow, db_read_begin(call->db)));
    AUTO_TRANSACTION(call->db);
    struct commission commission;
    TRY(access_commission(call, (struct commission_id){call->ids[0]}, &commission));
    struct explanation explanation;
    struct explain_reader reader = reader_of(call, language);
    TRY(commission_explain(&call->flow, &commission, &reader, &explanation));
    struct explanation_view view = {.commission_id = commission.id, .conversion_id = commission.conversion_id};
    return print(call, &explanation, &view);
}

enum rc api_commission_receipt(struct call *call)
{
    const struct explanation_query *query = call->query;
    enum i18n_language language = I18N_EN;
    TRY(document_language_of(call, query->lang, &language));
    TRY(flow_stored(&call->flow, db_read_begin(call->db)));
    AUTO_TRANSACTION(call->db);
    struct commission commission;
    TRY(access_commission(call, (struct commission_id){call->ids[0]}, &commission));
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct flow flow = document_flow(call, arena);
    struct text bytes = TEXT_NONE;
    TRY(commission_receipt_pdf(&flow, &commission, language, &bytes));
    struct text id = public_id_text(call->arena, call->flow.keyring, PREFIX_COMMISSION, commission.id.v);
    return call_answer_file(call, document_media_type(DOCUMENT_PDF),
                            text_format(call->arena, "%.*s.pdf", TEXT_PRINT(id)), bytes);
}

enum rc api_conversion_explanation(struct call *call)
{
    enum explain_language language = EXPLAIN_EN;
    TRY(language_of(call, &language));
    TRY(flow_stored(&call->flow, db_read_begin(call->db)));
    AUTO_TRANSACTION(call->db);
    struct conversion conversion;
    TRY(access_conversion(call, (struct conversion_id){call->ids[0]}, &conversion));
    struct explanation explanation;
    struct explain_reader reader = reader_of(call, language);
    TRY(conversion_explain(&call->flow, &conversion, &reader, &explanation));
    struct explanation_view view = {.conversion_id = conversion.id};
    return print(call, &explanation, &view);
}
