// SPDX-License-Identifier: Apache-2.0
// New versions of plans: the program's, and one partner's individual terms.
#include "change.h"
#include "program_write.h"

// What happened before now has been paid by the plan of then; a plan that is the first of its kind takes nothing away.
static enum rc effective_check(struct flow *flow, struct instant effective_at, bool is_first)
{
    if (!is_first && effective_at.ms < flow->now.ms) {
        return fault_set(flow->fault, RC_INVALID, "effective_at_past", "effective_at",
                         "effective_at must not be in the past: what has happened is paid by the plan of then");
    }
    return RC_OK;
}

static enum rc text_check(struct flow *flow, const struct program *program, struct text plan_text,
                          struct plan_error *ret_error)
{
    struct plan *plan;
    if (plan_text.n > PLAN_TEXT_MAX) {
        return fault_set(flow->fault, RC_INVALID, "text_too_long", "text", "a plan has at most %d bytes",
                         PLAN_TEXT_MAX);
    }
    if (plan_parse(flow->arena, plan_text, program->currency, &plan, ret_error) != RC_OK) {
        return fault_set(flow->fault, RC_INVALID, "plan_malformed", "text", "line %d, column %d: %s%s%s",
                         ret_error->line, ret_error->column, ret_error->message,
                         ret_error->suggestion[0] == '\0' ? "" : "; ", ret_error->suggestion);
    }
    return RC_OK;
}

enum rc program_plan_put(struct flow *flow, const struct program_plan_input *input, struct plan_version *ret_version,
                         struct plan_error *ret_error)
{
    *ret_error = (struct plan_error){.line = 0};
    if (!text_is(input->plan_text)) {
        return fault_set(flow->fault, RC_INVALID, "field_missing", "text", "text is missing");
    }
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    int64_t version;
    TRY(change_version(flow, &version));
    struct program program;
    TRY(change_found(flow, program_get(flow->db, flow->arena, input->program_id, &program), "program"));
    TRY(text_check(flow, &program, input->plan_text, ret_error));
    struct plan_version latest;
    enum rc rc = program_plan_latest(flow->db, flow->arena, program.id, (struct enrollment_id){.v = 0}, &latest);
    bool is_first = rc == RC_NOT_FOUND;
    if (!is_first) {
        TRY(flow_stored(flow, rc));
    }
    bool is_timed = !instant_is_none(input->effective_at);
    if (!is_first && !is_timed && latest.effective_at.ms <= flow->now.ms &&
        text_equal(latest.plan_text, input->plan_text)) {
        *ret_version = latest;
        return flow_commit(flow);
    }
    struct instant made_at;
    TRY(change_versions(flow, program.id, &made_at));
    struct instant by_default = is_first ? (struct instant){.ms = INSTANT_MIN_MS} : flow->now;
    struct plan_version next = {
        .program_id = program.id,
        .plan_text = input->plan_text,
        .effective_at = is_timed ? input->effective_at : by_default,
        .created_at = made_at,
    };
    TRY(effective_check(flow, next.effective_at, is_first));
    TRY(flow_stored(flow, program_plan_insert(flow->db, flow->arena, &next)));
    TRY(flow_stored(flow, program_touch(flow->db, program.id, version)));
    struct change_note note;
    change_note_begin(flow, &note);
    json_put_int64(&note.json, "version", next.number);
    change_note_text(&note, "effective_at", instant_text(flow->arena, next.effective_at));
    change_note_text(&note, "text", next.plan_text);
    TRY(change_note_end(flow, &note, "program.plan", program.id.v));
    *ret_version = next;
    return flow_commit(flow);
}

enum rc program_individual_plan_put(struct flow *flow, const struct program *program, struct plan_version *version,
                                    struct plan_error *ret_error)
{
    *ret_error = (struct plan_error){.line = 0};
    version->program_id = program->id;
    TRY(change_versions(flow, program->id, &version->created_at));
    if (!text_is_empty(text_trim(version->plan_text))) {
        TRY(text_check(flow, program, version->plan_text, ret_error));
    } else {
        version->plan_text = TEXT("");
    }
    struct plan_version latest;
    enum rc rc = program_plan_latest(flow->db, flow->arena, program->id, version->enrollment_id, &latest);
    if (rc != RC_NOT_FOUND) {
        TRY(flow_stored(flow, rc));
    }
    TRY(effective_check(flow, version->effective_at, rc == RC_NOT_FOUND));
    return flow_stored(flow, program_plan_insert(flow->db, flow->arena, version));
}
