// SPDX-License-Identifier: Apache-2.0
// Storage of what was found of plan versions.
#include "program/plan_proof.h"

#include "program/program_sql.h"

enum rc plan_proof_insert(struct db *db, struct arena *arena, struct plan_id id, const struct plan_proof *proof)
{
    struct sql_plan_proof_insert_in head = {
        .plan_id = id, .hold_days = proof->hold_days, .work_max = proof->work_max, .evaluations = proof->evaluations};
    TRY(sql_plan_proof_insert(db, &head, NULL));
    struct sql_plan_finding_insert_in *rows =
        arena_many(arena, struct sql_plan_finding_insert_in, proof->finding_count);
    for (size_t i = 0; i < proof->finding_count; i++) {
        const struct plan_kept_finding *finding = &proof->findings[i];
        rows[i] = (struct sql_plan_finding_insert_in){.plan_id = id,
                                                      .number = (int64_t)i + 1,
                                                      .against_id = finding->against_id,
                                                      .subject = finding->subject,
                                                      .outcome = finding->outcome,
                                                      .code = finding->code,
                                                      .line = finding->line,
                                                      .level = finding->level,
                                                      .parameters = finding->parameters,
                                                      .amount_minor = finding->amount_minor,
                                                      .paid_minor = finding->paid_minor,
                                                      .text_en = finding->text_en,
                                                      .text_ru = finding->text_ru,
                                                      .text_fr = finding->text_fr,
                                                      .text_ja = finding->text_ja};
    }
    return sql_plan_finding_insert(db, arena, rows, proof->finding_count);
}

enum rc plan_proof_get(struct db *db, struct arena *arena, struct plan_id id, struct plan_proof *ret_proof)
{
    struct sql_plan_proof_get_row head;
    struct sql_plan_finding_list_row *rows;
    size_t count;
    TRY(sql_plan_proof_get(db, arena, &(struct sql_plan_proof_get_in){.plan_id = id}, &head));
    TRY(sql_plan_finding_list(db, arena, &(struct sql_plan_finding_list_in){.plan_id = id}, &rows, &count));
    struct plan_kept_finding *findings = arena_many(arena, struct plan_kept_finding, count);
    for (size_t i = 0; i < count; i++) {
        findings[i] = (struct plan_kept_finding){.against = rows[i].against_number,
                                                 .subject = rows[i].subject,
                                                 .outcome = rows[i].outcome,
                                                 .code = rows[i].code,
                                                 .line = rows[i].line,
                                                 .level = rows[i].level,
                                                 .parameters = rows[i].parameters,
                                                 .amount_minor = rows[i].amount_minor,
                                                 .paid_minor = rows[i].paid_minor,
                                                 .text_en = rows[i].text_en,
                                                 .text_ru = rows[i].text_ru,
                                                 .text_fr = rows[i].text_fr,
                                                 .text_ja = rows[i].text_ja};
    }
    *ret_proof = (struct plan_proof){.hold_days = head.hold_days,
                                     .work_max = head.work_max,
                                     .evaluations = head.evaluations,
                                     .findings = findings,
                                     .finding_count = count};
    return RC_OK;
}

struct text plan_finding_said(const struct plan_kept_finding *finding, struct text language)
{
    return text_equal(language, TEXT("ru"))   ? finding->text_ru
           : text_equal(language, TEXT("fr")) ? finding->text_fr
           : text_equal(language, TEXT("ja")) ? finding->text_ja
                                              : finding->text_en;
}

bool plan_finding_is_for(const struct plan_kept_finding *finding, bool is_partner)
{
    return !is_partner || !text_starts_with(finding->code, TEXT("terms_"));
}
