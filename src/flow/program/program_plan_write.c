// SPDX-License-Identifier: Apache-2.0
// New versions of plans: the program's, and one partner's individual terms.
#include "change.h"
#include "commission/plan_ratchet.h"
#include "program/plan_kept.h"
#include "program/plan_letter.h"
#include "program/plan_names.h"
#include "program/plan_terms.h"
#include "program/program_write.h"

// What happened before now has been paid by the plan of then; a plan that is the first of its kind takes nothing away.
static enum rc effective_check(struct flow *flow, struct instant effective_at, bool is_first)
{
    if (!is_first && effective_at.ms < flow->now.ms) {
        return fault_set(flow->fault, RC_INVALID, "effective_at_past", "effective_at",
                         "effective_at must not be in the past: what has happened is paid by the plan of then");
    }
    return RC_OK;
}

#define CHECK_WORK_MAX 200000 // evaluations: a second or so

// What the plan itself says must hold. Everything that is found is kept; of what always holds, and of bonuses, no
// outcome refuses it. Terms of one partner are looked at inside a transaction: there only what they say.
static enum rc promises_check(struct flow *flow, const struct plan *plan, const struct check_options *options,
                              struct plan_kept *kept, struct plan_error *ret_error)
{
    struct check_result result;
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    plan_check(arena, plan, options, &result);
    plan_kept_add(flow->arena, kept, (struct plan_id){.v = 0}, &result);
    for (size_t i = 0; i < result.finding_count; i++) {
        const struct check_finding *finding = &result.findings[i];
        bool is_own = finding->subject != CHECK_NEVER_NEGATIVE && finding->subject != CHECK_DETERMINISTIC;
        if (!is_own || (finding->outcome != CHECK_REFUTED && finding->outcome != CHECK_UNDECIDED)) {
            continue;
        }
        ret_error->line = finding->line;
        ret_error->column = 1;
        const char *code = finding->subject == CHECK_EXAMPLE     ? "plan_example_fails"
                           : finding->outcome == CHECK_UNDECIDED ? "plan_promise_open"
                                                                 : "plan_promise_fails";
        return fault_set(flow->fault, RC_REFUSED, code, "text", "line %d: %.*s", finding->line,
                         TEXT_PRINT(plan_finding_text(flow->arena, finding, EXPLAIN_EN)));
    }
    return RC_OK;
}

static enum rc malformed(struct flow *flow, const struct plan_error *error)
{
    return fault_set(flow->fault, RC_INVALID, "plan_malformed", "text", "line %d, column %d: %s%s%s", error->line,
                     error->column, error->message, error->suggestion[0] == '\0' ? "" : "; ", error->suggestion);
}

// What was found out about the new text before the write transaction began: proofs take a second or so, and nobody
// should wait for them. Versions and a program's currency never change, so a verdict on them stays true while the
// program's hold is the same.
struct verdict {
    struct plan_id id; // of the version it was held against
    bool is_never_worse;
    struct plan_kept kept;
};
struct judged {
    int hold_days;
    const struct verdict *list[PLANS_THAT_PAY_MAX];
    size_t count;
    bool is_too_many; // versions pay to look at them all
};

// Whether nobody who is enrolled can earn less by the new text than by this version, nor whoever has individual terms
// before it. Terms change seldom, and whoever changes them holds them against the program's plan of then: so within the
// transaction what was found before is taken as it is. A stored text that does not read proves nothing.
static enum rc hold_against(struct flow *flow, const struct program *program, const struct plan_version *old,
                            const struct program_plan_input *input, int hold_days, struct verdict *verdict)
{
    struct plan *before;
    struct plan *after;
    struct plan_error error;
    struct check_result result;
    struct plan_kept *kept = &verdict->kept;
    *verdict = (struct verdict){.id = old->id, .is_never_worse = text_equal(old->plan_text, input->plan_text)};
    if (verdict->is_never_worse) {
        plan_kept_say(flow->arena, kept, old->id, CHECK_PROVED, CHECK_TEXT_SAME);
        return RC_OK;
    }
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES); // of one proof: many versions may be looked at
    if (plan_parse(arena, old->plan_text, program->currency, &before, &error) != RC_OK ||
        plan_parse(arena, input->plan_text, program->currency, &after, &error) != RC_OK) {
        return RC_OK;
    }
    plan_ratchet(arena, before, after, hold_days, CHECK_WORK_MAX, &result);
    plan_kept_add(flow->arena, kept, old->id, &result);
    if (!plan_ratchet_holds(&result)) {
        return RC_OK;
    }
    TRY(plan_terms_behind(flow, program, before, after, &verdict->is_never_worse));
    enum check_code code = verdict->is_never_worse ? CHECK_TERMS_NEVER_WORSE : CHECK_TERMS_WORSE;
    plan_kept_say(flow->arena, kept, old->id, verdict->is_never_worse ? CHECK_PROVED : CHECK_UNDECIDED, code);
    return RC_OK;
}

static const struct verdict *find_verdict(const struct judged *judged, struct plan_id id)
{
    for (size_t i = 0; i < judged->count; i++) {
        if (judged->list[i]->id.v == id.v) {
            return judged->list[i];
        }
    }
    return NULL;
}

// Never worse than any version that pays somebody now or will: older customers may still be paid by one that came long
// before. Called before the transaction it fills *judged; within it only versions that came meanwhile are looked at.
// The first that it is, or may be, worse than decides: those before it are not looked at.
static enum rc is_for_all(struct flow *flow, const struct program *program, const struct program_plan_input *input,
                          struct judged *judged, bool *ret_is_for_all)
{
    struct plan_version *versions = NULL;
    size_t count = 0;
    *ret_is_for_all = false;
    struct judged found = {.count = 0};
    TRY(plan_terms_hold(flow, program->id, &found.hold_days));
    if (found.hold_days != judged->hold_days) {
        *judged = found;
    }
    const struct plans_that_pay question = {.program_id = program->id, .at = flow->now};
    enum rc rc = program_plans_that_pay(flow->db, flow->arena, &question, &versions, &count);
    if (rc == RC_REFUSED) { // so many promises are not looked through: it may be worse than one
        found.is_too_many = true;
        *judged = found;
        return RC_OK;
    }
    TRY(flow_stored(flow, rc));
    *ret_is_for_all = true;
    for (size_t i = 0; i < count && *ret_is_for_all; i++) {
        const struct verdict *verdict = find_verdict(judged, versions[i].id);
        if (verdict == NULL) {
            struct verdict *made = arena_one(flow->arena, struct verdict);
            TRY(hold_against(flow, program, &versions[i], input, found.hold_days, made));
            verdict = made;
        }
        *ret_is_for_all = verdict->is_never_worse;
        found.list[found.count++] = verdict;
    }
    *judged = found;
    return RC_OK;
}

// All that was found, in the order in which it is kept with the version.
static void gather_findings(struct flow *flow, const struct plan_kept *checks, const struct judged *judged,
                            struct plan_kept *ret_kept)
{
    *ret_kept = (struct plan_kept){.count = 0};
    plan_kept_join(flow->arena, ret_kept, checks);
    for (size_t i = 0; i < judged->count; i++) {
        plan_kept_join(flow->arena, ret_kept, &judged->list[i]->kept);
    }
    if (judged->is_too_many) {
        plan_kept_say(flow->arena, ret_kept, (struct plan_id){.v = 0}, CHECK_UNDECIDED, CHECK_VERSIONS_TOO_MANY);
    }
}

static enum rc notice_days_check(struct flow *flow, int64_t notice_days)
{
    if (notice_days != 0 && (notice_days < PLAN_NOTICE_DAYS_MIN || notice_days > PLAN_NOTICE_DAYS_MAX)) {
        return fault_set(flow->fault, RC_INVALID, "number_out_of_range", "notice_days",
                         "notice_days must be between %d and %d", PLAN_NOTICE_DAYS_MIN, PLAN_NOTICE_DAYS_MAX);
    }
    return RC_OK;
}

// A worse version is announced before it comes, and nobody's word replaces that.
static enum rc notice_check(struct flow *flow, int64_t notice_days, struct instant effective_at)
{
    notice_days = notice_days == 0 ? PLAN_NOTICE_DAYS_DEFAULT : notice_days;
    struct instant earliest = {flow->now.ms + notice_days * DAY_MS};
    if (effective_at.ms >= earliest.ms) {
        return RC_OK;
    }
    return fault_set(flow->fault, RC_INVALID, "notice_too_short", "effective_at",
                     "this version is or may be worse for enrolled partners: with %lld days' notice it is effective_at "
                     "%.*s or later",
                     (long long)notice_days, TEXT_PRINT(instant_text(flow->arena, earliest)));
}

// program_text: of the program's plan behind individual terms, "" when it has none; TEXT_NONE for the program's own.
static enum rc text_check(struct flow *flow, const struct program *program, struct text plan_text,
                          struct text program_text, struct plan_kept *kept, struct plan_error *ret_error)
{
    struct plan *plan;
    struct plan *behind = NULL;
    if (plan_parse(flow->arena, plan_text, program->currency, &plan, ret_error) != RC_OK) {
        return malformed(flow, ret_error);
    }
    struct plan_error unread;
    if (text_is(program_text) && plan_parse(flow->arena, program_text, program->currency, &behind, &unread) != RC_OK) {
        behind = NULL;
    }
    if (plan_check_place(flow->arena, plan, behind, ret_error) != RC_OK) {
        return malformed(flow, ret_error);
    }
    struct check_options options = {
        .is_own_only = text_is(program_text), .work_max = CHECK_WORK_MAX, .program = behind};
    return promises_check(flow, plan, &options, kept, ret_error);
}

// For the letters: against the newest version as it is before the transaction.
static enum rc change_from_latest(struct flow *flow, const struct program *program, struct text plan_text,
                                  struct plan_change *ret_change)
{
    struct plan_version latest = {.plan_text = TEXT("")};
    int hold_days;
    TRY(plan_terms_hold(flow, program->id, &hold_days));
    enum rc rc = program_plan_latest(flow->db, flow->arena, program->id, (struct enrollment_id){.v = 0}, &latest);
    if (rc != RC_NOT_FOUND) {
        TRY(flow_stored(flow, rc));
    }
    struct plan_change_question question = {.currency = program->currency,
                                            .old_text = latest.plan_text,
                                            .new_text = plan_text,
                                            .hold_days = hold_days,
                                            .work_max = PLAN_CHANGE_WORK_MAX};
    plan_change_tell(flow->arena, &question, ret_change);
    return RC_OK;
}

// Nobody's individual terms lose the rule they stand in place of.
static enum rc rules_check(struct flow *flow, const struct program *program, struct text plan_text)
{
    struct plan *plan;
    struct plan_error error;
    if (plan_parse(flow->arena, plan_text, program->currency, &plan, &error) != RC_OK) {
        return malformed(flow, &error);
    }
    return plan_terms_keep_rules(flow, program, plan);
}

// Goals and levels that the text names and the program does not have: notes.
static enum rc names_look(struct flow *flow, const struct program *program, struct text plan_text,
                          struct plan_kept *kept)
{
    struct plan *plan;
    struct plan_error error;
    if (plan_parse(flow->arena, plan_text, program->currency, &plan, &error) != RC_OK) {
        return malformed(flow, &error);
    }
    return plan_names_look(flow, program->id, plan, kept);
}

enum rc program_plan_try(struct flow *flow, const struct program_plan_input *input, struct plan_trial *ret_trial,
                         struct plan_error *ret_error)
{
    struct program program;
    struct judged judged = {.count = 0};
    struct plan_kept checks = {.count = 0};
    struct plan_trial trial = {.is_for_all = false};
    *ret_error = (struct plan_error){.line = 0};
    TRY(change_found(flow, program_get(flow->db, flow->arena, input->program_id, &program), "program"));
    TRY(notice_days_check(flow, input->notice_days));
    enum rc rc = text_check(flow, &program, input->plan_text, TEXT_NONE, &checks, ret_error);
    if (rc == RC_REFUSED) { // a promise or an example: among the findings
        trial.is_refused = true;
        fault_clear(flow->fault);
    } else {
        TRY(rc);
    }
    TRY(rules_check(flow, &program, input->plan_text));
    TRY(names_look(flow, &program, input->plan_text, &checks));
    TRY(is_for_all(flow, &program, input, &judged, &trial.is_for_all));
    gather_findings(flow, &checks, &judged, &trial.kept);
    int64_t notice_days = input->notice_days == 0 ? PLAN_NOTICE_DAYS_DEFAULT : input->notice_days;
    trial.earliest.ms = flow->now.ms + (trial.is_for_all ? 0 : notice_days * DAY_MS);
    trial.hold_days = judged.hold_days;
    trial.work_max = CHECK_WORK_MAX;
    *ret_trial = trial;
    return RC_OK;
}

enum rc program_plan_put(struct flow *flow, const struct program_plan_input *input, struct plan_version *ret_version,
                         struct plan_error *ret_error)
{
    *ret_error = (struct plan_error){.line = 0};
    if (!text_is(input->plan_text)) {
        return fault_set(flow->fault, RC_INVALID, "field_missing", "text", "text is missing");
    }
    struct program program;
    struct judged judged = {.count = 0};
    struct plan_kept checks = {.count = 0};
    bool is_all;
    TRY(change_found(flow, program_get(flow->db, flow->arena, input->program_id, &program), "program"));
    TRY(notice_days_check(flow, input->notice_days));
    TRY(text_check(flow, &program, input->plan_text, TEXT_NONE, &checks, ret_error));
    TRY(names_look(flow, &program, input->plan_text, &checks));
    TRY(is_for_all(flow, &program, input, &judged, &is_all));
    struct plan_change change;
    TRY(change_from_latest(flow, &program, input->plan_text, &change));
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    int64_t version;
    TRY(change_version(flow, &version));
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
    TRY(is_for_all(flow, &program, input, &judged, &is_all));
    struct plan_version next = {
        .program_id = program.id,
        .plan_text = input->plan_text,
        .binds = is_all ? TEXT("all") : TEXT("new_customers"),
        .effective_at = is_timed ? input->effective_at : by_default,
        .created_at = made_at,
    };
    TRY(effective_check(flow, next.effective_at, is_first));
    TRY(rules_check(flow, &program, next.plan_text));
    if (!is_all) {
        TRY(notice_check(flow, input->notice_days, next.effective_at));
    }
    TRY(flow_stored(flow, program_plan_insert(flow->db, flow->arena, &next)));
    struct plan_kept kept;
    gather_findings(flow, &checks, &judged, &kept);
    TRY(plan_kept_write(flow, next.id, &kept, judged.hold_days, CHECK_WORK_MAX));
    TRY(flow_stored(flow, program_touch(flow->db, program.id, version)));
    struct change_note note;
    change_note_begin(flow, &note);
    json_put_int64(&note.json, "version", next.number);
    change_note_text(&note, "effective_at", instant_text(flow->arena, next.effective_at));
    change_note_text(&note, "binds", next.binds);
    change_note_text(&note, "text", next.plan_text);
    TRY(change_note_end(flow, &note, "program.plan", program.id.v));
    TRY(is_first ? RC_OK : plan_letter_step(flow, &program, &next, &change));
    *ret_version = next;
    return flow_commit(flow);
}

enum rc program_individual_plan_put(struct flow *flow, const struct program *program, struct plan_version *version,
                                    const struct plan_terms_verdict *verdict, struct plan_error *ret_error)
{
    *ret_error = (struct plan_error){.line = 0};
    struct plan_kept kept = {.count = 0};
    int hold_days;
    version->program_id = program->id;
    TRY(change_versions(flow, program->id, &version->created_at));
    if (!text_is_empty(text_trim(version->plan_text))) {
        struct plan_version behind = {.plan_text = TEXT("")};
        enum rc found =
            program_plan_latest(flow->db, flow->arena, program->id, (struct enrollment_id){.v = 0}, &behind);
        if (found != RC_NOT_FOUND) {
            TRY(flow_stored(flow, found));
        }
        TRY(text_check(flow, program, version->plan_text, behind.plan_text, &kept, ret_error));
    } else {
        version->plan_text = TEXT("");
    }
    struct plan_version latest;
    enum rc rc = program_plan_latest(flow->db, flow->arena, program->id, version->enrollment_id, &latest);
    if (rc != RC_NOT_FOUND) {
        TRY(flow_stored(flow, rc));
    }
    bool is_worse = text_is(version->binds) && text_equal(version->binds, TEXT("new_customers"));
    TRY(effective_check(flow, version->effective_at, rc == RC_NOT_FOUND));
    TRY(is_worse ? notice_check(flow, 0, version->effective_at) : RC_OK);
    TRY(flow_stored(flow, program_plan_insert(flow->db, flow->arena, version)));
    TRY(plan_terms_hold(flow, program->id, &hold_days));
    if (verdict != NULL) {
        plan_kept_join(flow->arena, &kept, &verdict->kept);
    }
    return plan_kept_write(flow, version->id, &kept, hold_days, CHECK_WORK_MAX);
}
