// SPDX-License-Identifier: Apache-2.0
// Kept findings in words; see plan_found.h.
#include "portal/plan_found.h"

#include "phrase/phrases.h"
#include "program/plan_proof.h"

struct plan_finding_row plan_found_row(const struct reader *r, struct text subject, struct text outcome)
{
    static const struct {
        const char *word;
        enum phrase phrase;
    } subjects[] = {
        {"example", PHRASE_PLAN_SUBJECT_EXAMPLE},
        {"at_most", PHRASE_PLAN_SUBJECT_AT_MOST},
        {"margin", PHRASE_PLAN_SUBJECT_MARGIN},
        {"monotone", PHRASE_PLAN_SUBJECT_MONOTONE},
        {"no_jump", PHRASE_PLAN_SUBJECT_NO_JUMP},
        {"never_negative", PHRASE_PLAN_SUBJECT_NEVER_NEGATIVE},
        {"deterministic", PHRASE_PLAN_SUBJECT_DETERMINISTIC},
        {"bonus", PHRASE_PLAN_SUBJECT_BONUS},
        {"ratchet", PHRASE_PLAN_SUBJECT_RATCHET},
        {"names", PHRASE_PLAN_SUBJECT_NAMES},
    };
    static const struct {
        const char *word;
        enum phrase phrase;
        enum tone tone;
    } outcomes[] = {
        {"proved", PHRASE_PLAN_PROVED, TONE_SUCCESS},
        {"refuted", PHRASE_PLAN_REFUTED, TONE_DANGER},
        {"undecided", PHRASE_PLAN_UNDECIDED, TONE_WARNING},
        {"note", PHRASE_PLAN_NOTED, TONE_INFO},
    };
    struct plan_finding_row row = {.subject = subject, .outcome = outcome, .line = TEXT_NONE, .tone = TONE_INFO};
    for (size_t i = 0; i < sizeof(subjects) / sizeof(subjects[0]); i++) {
        if (text_equal(subject, text_of(subjects[i].word))) {
            row.subject = phrase_text(r, subjects[i].phrase);
        }
    }
    for (size_t i = 0; i < sizeof(outcomes) / sizeof(outcomes[0]); i++) {
        if (text_equal(outcome, text_of(outcomes[i].word))) {
            row.outcome = phrase_text(r, outcomes[i].phrase);
            row.tone = outcomes[i].tone;
        }
    }
    return row;
}

static void fill_parts(const struct call *call, const struct render *render, const struct plan_proof *proof,
                       struct plan_found_view *view)
{
    const struct reader *r = &render->reader;
    struct plan_found_part *parts = arena_many(render->arena, struct plan_found_part, proof->finding_count);
    struct plan_finding_row *rows = arena_many(render->arena, struct plan_finding_row, proof->finding_count);
    size_t part_count = 0;
    size_t count = 0;
    int64_t against = -1; // of the part
    for (size_t i = 0; i < proof->finding_count; i++) {
        const struct plan_kept_finding *finding = &proof->findings[i];
        int64_t number = finding->against.has ? finding->against.v : 0;
        if (!plan_finding_is_for(finding, call->actor.role == ROLE_PARTNER)) {
            continue;
        }
        if (part_count == 0 || number != against) {
            against = number;
            parts[part_count++] = (struct plan_found_part){
                .title = number == 0
                             ? TEXT_NONE
                             : phrase_plan_found_against(r, (struct phrase_plan_found_against){.number = number}),
                .findings = {.items = &rows[count], .count = 0}};
        }
        rows[count] = plan_found_row(r, finding->subject, finding->outcome);
        rows[count].sentence = plan_finding_said(finding, reader_language(r));
        rows[count].line = finding->line > 0 ? text_format(render->arena, "%lld", (long long)finding->line) : TEXT_NONE;
        count++;
        parts[part_count - 1].findings.count++;
    }
    view->parts = (struct plan_found_parts){.items = parts, .count = part_count};
}

enum rc plan_found(struct call *call, const struct render *render, const struct plan_version *version,
                   struct plan_found_view *ret_view)
{
    const struct reader *r = &render->reader;
    struct plan_proof proof;
    *ret_view =
        (struct plan_found_view){.title = phrase_plan_found(r, (struct phrase_plan_found){.number = version->number})};
    enum rc rc = plan_proof_get(call->db, call->arena, version->id, &proof);
    if (rc == RC_NOT_FOUND) {
        return RC_OK;
    }
    TRY(flow_stored(&call->flow, rc));
    ret_view->is_recorded = true;
    ret_view->bounds = phrase_plan_found_bounds(r, (struct phrase_plan_found_bounds){.evaluations = proof.evaluations,
                                                                                     .most = proof.work_max,
                                                                                     .days = proof.hold_days});
    fill_parts(call, render, &proof, ret_view);
    return RC_OK;
}
