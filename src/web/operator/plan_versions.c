// SPDX-License-Identifier: Apache-2.0
// Versions of a plan, and what changed between them.
#include "access.h"
#include "component/form_fill.h"
#include "identity/public_id.h"
#include "operator/plan_editor.h"
#include "page/refusal.h"
#include "phrase/phrases.h"
#include "plan_versions_html.h"
#include "portal/show.h"
#include "program/plan_withdraw.h"

#define COLUMNS 5
#define DIFF_LINES_MAX 400 // of each text; longer ones are shown as all new

struct lines {
    struct text *items;
    size_t count;
};

static struct lines lines_of(struct arena *arena, struct text t)
{
    size_t count = 1;
    for (size_t i = 0; i < t.n; i++) {
        count += t.p[i] == '\n';
    }
    struct lines lines = {.items = arena_many(arena, struct text, count)};
    struct text rest = t;
    while (text_is(rest) && text_split(&rest, '\n', &lines.items[lines.count])) {
        lines.count++;
    }
    if (lines.count > 0 && text_is_empty(lines.items[lines.count - 1])) {
        lines.count--;
    }
    return lines;
}

// The longest common subsequence, from the end: length[i][k] of what follows line i and line k.
static struct plan_diff_list diff(struct arena *arena, struct text old_text, struct text new_text)
{
    struct lines a = lines_of(arena, old_text);
    struct lines b = lines_of(arena, new_text);
    a.count = a.count > DIFF_LINES_MAX || b.count > DIFF_LINES_MAX ? 0 : a.count;
    size_t width = b.count + 1;
    uint16_t *length = arena_many(arena, uint16_t, (a.count + 1) * width);
    for (size_t i = a.count; i-- > 0;) {
        for (size_t k = b.count; k-- > 0;) {
            uint16_t down = length[(i + 1) * width + k];
            uint16_t right = length[i * width + k + 1];
            length[i * width + k] = text_equal(a.items[i], b.items[k]) ? (uint16_t)(length[(i + 1) * width + k + 1] + 1)
                                                                       : (down > right ? down : right);
        }
    }
    struct plan_diff_row *rows = arena_many(arena, struct plan_diff_row, a.count + b.count);
    size_t count = 0;
    size_t i = 0;
    size_t k = 0;
    while (i < a.count || k < b.count) {
        if (i < a.count && k < b.count && text_equal(a.items[i], b.items[k])) {
            rows[count++] = (struct plan_diff_row){.text = a.items[i++]};
            k++;
        } else if (i < a.count && (k == b.count || length[(i + 1) * width + k] >= length[i * width + k + 1])) {
            rows[count++] = (struct plan_diff_row){.text = a.items[i++], .is_removed = true};
        } else {
            rows[count++] = (struct plan_diff_row){.text = b.items[k++], .is_added = true};
        }
    }
    return (struct plan_diff_list){.items = rows, .count = count};
}

static void fill_rows(struct call *call, struct render *render, const struct plan_version *list, size_t count,
                      struct plan_versions_view *view)
{
    const struct reader *r = &render->reader;
    struct plan_version_row *rows = arena_many(call->arena, struct plan_version_row, count);
    size_t in_force = SIZE_MAX;
    for (size_t i = 0; i < count; i++) {
        bool has_begun = list[i].effective_at.ms <= call->now.ms;
        bool is_withdrawn = !instant_is_none(list[i].withdrawn_at);
        has_begun = has_begun && !is_withdrawn;
        if (has_begun && (in_force == SIZE_MAX || list[i].effective_at.ms > list[in_force].effective_at.ms)) {
            in_force = i;
        }
        rows[i] = (struct plan_version_row){
            .number = i18n_integer(r->i18n, call->arena, list[i].number),
            .url = text_format(call->arena, "%.*s/versions?number=%lld#diff", TEXT_PRINT(view->url),
                               (long long)list[i].number),
            .effective = list[i].effective_at.ms <= INSTANT_MIN_MS ? phrase_plan_beginning(r)
                                                                   : render_time(render, list[i].effective_at),
            .binds = text_equal(list[i].binds, TEXT("all")) ? phrase_plan_binds_all(r) : phrase_plan_binds_new(r),
            .created_at = list[i].created_at,
            .is_to_come = !has_begun && !is_withdrawn,
            .is_withdrawn = is_withdrawn,
        };
    }
    if (in_force != SIZE_MAX) {
        rows[in_force].is_in_force = true;
    }
    view->rows = (struct plan_version_list){.items = rows, .count = count};
    const struct text labels[COLUMNS] = {phrase_plan_versions(r), phrase_plan_effective_from(r), phrase_plan_binds(r),
                                         phrase_plan_made(r), phrase_word_state(r)};
    struct column *columns = arena_many(call->arena, struct column, COLUMNS);
    for (size_t i = 0; i < COLUMNS; i++) {
        columns[i] = (struct column){.label = labels[i]};
    }
    view->columns = (struct column_list){.items = columns, .count = COLUMNS};
}

static enum rc add_silent(struct call *call, const struct render *render, const struct partner_id *silent, size_t count,
                          struct plan_answer_row *rows)
{
    for (size_t i = 0; i < count; i++) {
        rows[i] = (struct plan_answer_row){.url = show_url(call, "/operator/partners/", PREFIX_PARTNER, silent[i].v),
                                           .answer = phrase_answer_none(&render->reader),
                                           .tone = TONE_INFO};
        TRY(show_partner_name(call, silent[i], &rows[i].name));
    }
    return RC_OK;
}

static enum rc fill_answers(struct call *call, const struct render *render, const struct plan_version *version,
                            struct plan_versions_view *view)
{
    const struct reader *r = &render->reader;
    struct plan_reply *list = NULL;
    size_t count = 0;
    if (!text_equal(version->binds, TEXT("new_customers"))) {
        return RC_OK;
    }
    TRY(flow_stored(&call->flow,
                    plan_answer_list(call->db, call->arena, version->id, (struct partner_id){0}, &list, &count)));
    struct partner_id *silent = NULL;
    size_t silent_count = 0;
    struct plan_answers answers;
    TRY(flow_stored(&call->flow, plan_answer_count(call->db, call->arena, version, &answers)));
    TRY(flow_stored(&call->flow, plan_answer_silent(call->db, call->arena, version, &silent, &silent_count)));
    struct plan_answer_row *rows = arena_many(call->arena, struct plan_answer_row, count + silent_count);
    TRY(add_silent(call, render, silent, silent_count, rows + count));
    for (size_t i = 0; i < count; i++) {
        bool is_accepted = text_equal(list[i].answer, TEXT("accepted"));
        rows[i] =
            (struct plan_answer_row){.url = show_url(call, "/operator/partners/", PREFIX_PARTNER, list[i].partner_id.v),
                                     .is_given = true,
                                     .answer = is_accepted ? phrase_answer_accepted(r) : phrase_answer_kept(r),
                                     .tone = is_accepted ? TONE_SUCCESS : TONE_WARNING,
                                     .at = list[i].answered_at};
        TRY(show_partner_name(call, list[i].partner_id, &rows[i].name));
        TRY(show_actor(call, list[i].actor, &rows[i].actor));
    }
    view->has_answers = true;
    view->answers = (struct plan_answer_rows){.items = rows, .count = count + silent_count};
    view->answers_summary = phrase_answer_summary(
        r,
        (struct phrase_answer_summary){.accepted = answers.accepted, .kept = answers.kept, .silent = answers.silent});
    view->answers_title = phrase_answer_list(r, (struct phrase_answer_list){.number = version->number});
    return RC_OK;
}

enum rc plan_versions_withdrawn(struct call *call, struct render *render, const struct plan_version *version,
                                struct text *ret_words, struct text *ret_reason)
{
    const struct reader *r = &render->reader;
    struct plan_withdrawal withdrawal;
    struct text actor;
    *ret_words = TEXT_NONE;
    *ret_reason = TEXT_NONE;
    if (instant_is_none(version->withdrawn_at)) {
        return RC_OK;
    }
    TRY(flow_stored(&call->flow, plan_withdrawal_get(call->db, call->arena, version->id, &withdrawal)));
    TRY(show_actor(call, withdrawal.actor, &actor));
    *ret_words = phrase_plan_withdrawn_by(
        r, (struct phrase_plan_withdrawn_by){.time = render_time(render, withdrawal.withdrawn_at), .who = actor});
    *ret_reason = text_is_empty(withdrawal.reason) ? TEXT_NONE : withdrawal.reason;
    return RC_OK;
}

// A version that is still to come can be taken back; of one that was it is said when, by whom and why.
static enum rc fill_withdrawal(struct call *call, struct render *render, const struct plan_version *version,
                               const struct fault *fault, struct plan_versions_view *view)
{
    const struct reader *r = &render->reader;
    struct form_fill form = form_fill(call, render, fault);
    view->withdraw_number = text_format(call->arena, "%lld", (long long)version->number);
    view->withdraw_url = text_format(call->arena, "%.*s/withdraw", TEXT_PRINT(view->url));
    view->withdraw_reason = form_textarea(&form,
                                          (struct form_field){.name = "reason",
                                                              .label = phrase_plan_withdraw_reason(r),
                                                              .hint = phrase_plan_withdraw_reason_hint(r),
                                                              .is_optional = true},
                                          3, TEXT(""));
    view->errors = form_errors(&form);
    view->is_withdrawn = !instant_is_none(version->withdrawn_at);
    view->may_withdraw = !view->is_withdrawn && version->effective_at.ms > call->now.ms;
    return plan_versions_withdrawn(call, render, version, &view->withdrawn, &view->withdrawn_reason);
}

// The version that the address (or the form) names, else the newest, against the one before it.
static enum rc fill_diff(struct call *call, struct render *render, const struct plan_version *list, size_t count,
                         const struct fault *fault, struct plan_versions_view *view)
{
    const struct reader *r = &render->reader;
    struct text asked = fault == NULL ? programs_asked(call, "number") : form_given(call, "number");
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        struct text number = text_format(call->arena, "%lld", (long long)list[i].number);
        at = text_equal(asked, number) ? i : at;
    }
    if (count == 0) {
        return RC_OK;
    }
    view->diff_title = phrase_plan_diff(r, (struct phrase_plan_diff){.number = list[at].number});
    view->diff = diff(call->arena, at + 1 < count ? list[at + 1].plan_text : TEXT(""), list[at].plan_text);
    TRY(fill_withdrawal(call, render, &list[at], fault, view));
    view->has_found = true;
    TRY(plan_found(call, render, &list[at], &view->found));
    return fill_answers(call, render, &list[at], view);
}

static enum rc show_versions(struct call *call, const struct fault *fault)
{
    struct render render;
    TRY(page_open(call, &render));
    TRY(flow_stored(&call->flow, db_read_begin(call->db)));
    AUTO_TRANSACTION(call->db);
    struct program program;
    struct plan_version *list = NULL;
    size_t count = 0;
    struct plan_versions_view view = {.diff_title = TEXT_NONE};
    TRY(access_program(call, (struct program_id){.v = call->ids[0]}, &program));
    TRY(programs_head(call, &render, &program, PROGRAMS_TAB_PLAN, &view.frame, &view.head));
    view.url = programs_url(call, program.id, "/plan");
    struct plan_version of = {.program_id = program.id};
    TRY(flow_stored(&call->flow, program_plan_list(call->db, call->arena, &of, &list, &count)));
    fill_rows(call, &render, list, count, &view);
    TRY(fill_diff(call, &render, list, count, fault, &view));
    plan_versions_html(&render, &view);
    return page_answer(call, &render);
}

enum rc web_operator_plan_versions(struct call *call)
{
    return show_versions(call, NULL);
}

enum rc plan_versions_withdraw(struct call *call, const struct plan_version *of, int64_t *ret_number)
{
    struct plan_version *list = NULL;
    struct plan_version version;
    size_t count = 0;
    struct plan_withdraw_input input = {.reason = form_given(call, "reason")};
    TRY(form_number(call, "number", 1, INT64_MAX, ret_number));
    TRY(flow_stored(&call->flow, program_plan_list(call->db, call->arena, of, &list, &count)));
    for (size_t i = 0; i < count; i++) {
        input.plan_id = list[i].number == *ret_number ? list[i].id : input.plan_id;
    }
    call->is_catalog_changed = true;
    enum rc rc = plan_withdraw(&call->flow, &input, &version);
    call->is_catalog_changed = rc == RC_OK;
    return rc;
}

enum rc web_operator_plan_withdraw(struct call *call)
{
    int64_t number = 0;
    struct program program;
    struct fault fault;
    TRY(access_program(call, (struct program_id){.v = call->ids[0]}, &program));
    struct plan_version of = {.program_id = program.id};
    enum rc rc = plan_versions_withdraw(call, &of, &number);
    if (page_is_refused(call, rc, &fault)) {
        return show_versions(call, &fault);
    }
    TRY(rc);
    struct text url = programs_url(call, (struct program_id){.v = call->ids[0]}, "/plan/versions");
    return page_redirect(call, text_format(call->arena, "%.*s?number=%lld", TEXT_PRINT(url), (long long)number));
}
