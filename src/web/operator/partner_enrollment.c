// SPDX-License-Identifier: Apache-2.0
// A partner in a program: state, level with its history, individual terms.
#include "access.h"
#include "component/plan_error_words.h"
#include "identity/public_id.h"
#include "operator/partner_page.h"
#include "operator/plan_editor.h"
#include "operator/programs.h"
#include "partner/enrollment_write.h"
#include "partner/partner_level_write.h"
#include "partner_enrollment_html.h"
#include "phrase/phrases.h"
#include "portal/portal.h"
#include "portal/show.h"

#define PATH "/operator/enrollments/"
#define STEPS_SHOWN 50
#define REPLIES_SHOWN 20

static enum rc fill_level(struct call *call, struct form_fill *form, const struct enrollment *enrollment,
                          struct partner_enrollment_view *view)
{
    const struct reader *r = form->reader;
    struct partner_level *list = NULL;
    size_t count = 0;
    struct partner_level_filter filter = {
        .partner_id = enrollment->partner_id, .program_id = enrollment->program_id, .limit = STEPS_SHOWN};
    TRY(flow_stored(&call->flow, partner_level_list(call->db, call->arena, &filter, &list, &count)));
    struct partner_step *steps = arena_many(call->arena, struct partner_step, count);
    for (size_t i = 0; i < count; i++) {
        steps[i] = (struct partner_step){.level = text_is_empty(list[i].level) ? TEXT("–") : list[i].level,
                                         .cause = list[i].cause,
                                         .since = list[i].effective_at};
        TRY(partner_actor(call, list[i].actor, &steps[i].actor));
    }
    view->steps = (struct partner_step_list){.items = steps, .count = count};
    view->level = form_input(form,
                             (struct form_field){.name = "level",
                                                 .label = phrase_programs_level(r),
                                                 .hint = phrase_partner_level_hint(r),
                                                 .is_optional = true},
                             INPUT_TEXT, count > 0 ? list[0].level : TEXT(""));
    view->cause = form_input(
        form, (struct form_field){.name = "cause", .label = phrase_partner_level_cause(r), .is_optional = true},
        INPUT_TEXT, TEXT(""));
    return RC_OK;
}

static enum rc fill_reply(struct call *call, const struct render *render, const struct plan_version *version,
                          struct partner_id partner_id, struct partner_reply *row)
{
    const struct reader *r = &render->reader;
    struct plan_reply *given = NULL;
    size_t count = 0;
    row->is_asking = text_equal(version->binds, TEXT("new_customers"));
    if (!row->is_asking) {
        return RC_OK;
    }
    TRY(flow_stored(&call->flow, plan_answer_list(call->db, call->arena, version->id, partner_id, &given, &count)));
    row->answer = phrase_answer_none(r);
    row->tone = TONE_INFO;
    if (count > 0) {
        bool is_accepted = text_equal(given[0].answer, TEXT("accepted"));
        row->is_given = true;
        row->answer = is_accepted ? phrase_answer_accepted(r) : phrase_answer_kept(r);
        row->tone = is_accepted ? TONE_SUCCESS : TONE_WARNING;
        row->at = given[0].answered_at;
        TRY(show_actor(call, given[0].actor, &row->actor));
    }
    return RC_OK;
}

// What is still to come can be taken back.
static void fill_withdraw(struct form_fill *form, const struct plan_version *list,
                          const struct partner_reply_list *rows, struct partner_enrollment_view *view)
{
    const struct reader *r = form->reader;
    struct choice *choices = arena_many(form->arena, struct choice, rows->count);
    size_t count = 0;
    for (size_t i = 0; i < rows->count; i++) {
        if (rows->items[i].is_to_come) {
            choices[count++] = (struct choice){.value = text_format(form->arena, "%lld", (long long)list[i].number),
                                               .label = rows->items[i].version};
        }
    }
    view->may_withdraw = count > 0;
    if (!view->may_withdraw) {
        return;
    }
    view->withdraw_which =
        form_select(form, (struct form_field){.name = "number", .label = phrase_partner_terms_withdraw_which(r)},
                    (struct choice_list){.items = choices, .count = count}, choices[0].value);
    view->withdraw_reason = form_textarea(form,
                                          (struct form_field){.name = "reason",
                                                              .label = phrase_plan_withdraw_reason(r),
                                                              .hint = phrase_partner_terms_withdraw_reason_hint(r),
                                                              .is_optional = true},
                                          3, TEXT(""));
}

// Each version of his own terms, what has become of it and what he said to it.
static enum rc fill_replies(struct call *call, struct render *render, struct form_fill *form,
                            const struct enrollment *enrollment, struct partner_enrollment_view *view)
{
    struct plan_version of = {.program_id = enrollment->program_id, .enrollment_id = enrollment->id};
    struct plan_version *list = NULL;
    size_t count = 0;
    size_t in_force = SIZE_MAX;
    TRY(flow_stored(&call->flow, program_plan_list(call->db, call->arena, &of, &list, &count)));
    count = count > REPLIES_SHOWN ? REPLIES_SHOWN : count;
    struct partner_reply *rows = arena_many(call->arena, struct partner_reply, count);
    for (size_t i = 0; i < count; i++) {
        bool is_early = list[i].effective_at.ms <= INSTANT_MIN_MS;
        struct text time =
            is_early ? phrase_plan_beginning(&render->reader) : render_time(render, list[i].effective_at);
        bool is_withdrawn = !instant_is_none(list[i].withdrawn_at);
        bool has_begun = !is_withdrawn && list[i].effective_at.ms <= call->now.ms;
        rows[i] = (struct partner_reply){
            .version = phrase_answer_own_version(
                &render->reader, (struct phrase_answer_own_version){.number = list[i].number, .time = time}),
            .is_to_come = !has_begun && !is_withdrawn,
            .is_withdrawn = is_withdrawn};
        if (has_begun && (in_force == SIZE_MAX || list[i].effective_at.ms > list[in_force].effective_at.ms)) {
            in_force = i;
        }
        TRY(plan_versions_withdrawn(call, render, &list[i], &rows[i].withdrawn, &rows[i].reason));
        TRY(fill_reply(call, render, &list[i], enrollment->partner_id, &rows[i]));
    }
    if (in_force != SIZE_MAX) {
        rows[in_force].is_in_force = true;
    }
    view->replies = (struct partner_reply_list){.items = rows, .count = count};
    fill_withdraw(form, list, &view->replies, view);
    return RC_OK;
}

static enum rc fill_terms(struct call *call, const struct render *render, struct form_fill *form,
                          const struct enrollment *enrollment, const struct program *program,
                          struct partner_enrollment_view *view)
{
    const struct reader *r = form->reader;
    enum i18n_language language = i18n_language_of(r->i18n);
    struct plan_version terms = {.plan_text = TEXT("")};
    struct plan *plan = NULL;
    struct plan_error error;
    enum rc rc = program_plan_latest(call->db, call->arena, program->id, enrollment->id, &terms);
    if (rc != RC_NOT_FOUND) {
        TRY(flow_stored(&call->flow, rc));
    }
    view->terms = form_textarea(form,
                                (struct form_field){.name = "terms",
                                                    .label = phrase_partner_terms_text(r),
                                                    .hint = phrase_partner_terms_hint(r),
                                                    .is_optional = true},
                                8, terms.plan_text);
    view->effective_at = form_input(form,
                                    (struct form_field){.name = "terms_effective_at",
                                                        .label = phrase_plan_effective(r),
                                                        .hint = phrase_partner_terms_effective_hint(r),
                                                        .is_optional = true},
                                    INPUT_DATE, TEXT(""));
    if (!text_is_empty(terms.plan_text) &&
        plan_parse(call->arena, terms.plan_text, program->currency, &plan, &error) == RC_OK) {
        view->has_words = true;
        view->words = plan_words(render, plan, language, /* is_numbered= */ false);
        view->samples = plan_samples_of(render, plan, plan_sample_order(program->currency));
    }
    TRY(programs_plan(call, program, &plan));
    view->has_program_plan = plan != NULL;
    if (plan != NULL) {
        view->program_words = plan_words(render, plan, language, /* is_numbered= */ false);
    }
    return RC_OK;
}

static enum rc fill_contract(struct call *call, const struct render *render, const struct enrollment *enrollment,
                             const struct partner *partner, struct partner_enrollment_view *view)
{
    struct contract contract;
    view->contracts_url = text_format(call->arena, "/operator/contracts?partner=%.*s", TEXT_PRINT(partner->code));
    enum rc rc = contract_latest(call->db, call->arena, partner->id, enrollment->program_id, &contract);
    if (rc == RC_NOT_FOUND) {
        return RC_OK;
    }
    TRY(flow_stored(&call->flow, rc));
    view->has_contract = true;
    struct text url = show_url(call, "/operator/conversions?partner_id=", PREFIX_PARTNER, partner->id.v);
    return contract_shown(call, render, &contract, url, &view->contract);
}

static enum rc show(struct call *call, const struct fault *fault, const struct plan_error *error)
{
    struct render render;
    TRY(page_open(call, &render));
    TRY(flow_stored(&call->flow, db_read_begin(call->db)));
    AUTO_TRANSACTION(call->db);
    struct enrollment enrollment;
    struct partner partner;
    struct program program;
    struct form_fill form = form_fill(call, &render, fault);
    struct partner_enrollment_view view = {.frame = portal_frame(call, &render, PLACE_PARTNERS)};
    TRY(access_enrollment(call, (struct enrollment_id){.v = call->ids[0]}, &enrollment));
    TRY(flow_stored(&call->flow, partner_get(call->db, call->arena, enrollment.partner_id, &partner)));
    TRY(flow_stored(&call->flow, program_get(call->db, call->arena, enrollment.program_id, &program)));
    view.frame.title = partner.name;
    view.url = show_url(call, PATH, PREFIX_ENROLLMENT, enrollment.id.v);
    view.partner_url = show_url(call, "/operator/partners/", PREFIX_PARTNER, partner.id.v);
    view.program = program.name;
    view.program_url = programs_url(call, program.id, "");
    view.state = partner_enrollment_state(enrollment.status);
    view.is_waiting = view.state == STATE_PENDING;
    view.is_open = view.is_waiting || view.state == STATE_APPROVED;
    view.has_toast = text_is(programs_asked(call, "saved"));
    view.toast = (struct toast_view){.tone = TONE_SUCCESS, .message = phrase_programs_saved(&render.reader)};
    TRY(fill_level(call, &form, &enrollment, &view));
    TRY(fill_terms(call, &render, &form, &enrollment, &program, &view));
    TRY(fill_replies(call, &render, &form, &enrollment, &view));
    TRY(fill_contract(call, &render, &enrollment, &partner, &view));
    view.errors = form_errors(&form);
    if (error != NULL && error->line > 0) {
        view.terms.field.error = plan_error_told(&render.reader, error);
    }
    partner_enrollment_html(&render, &view);
    return page_answer(call, &render);
}

enum rc web_operator_enrollment(struct call *call)
{
    return show(call, NULL, NULL);
}

static enum rc back(struct call *call)
{
    return page_redirect(call, text_format(call->arena, "%.*s?saved=1",
                                           TEXT_PRINT(show_url(call, PATH, PREFIX_ENROLLMENT, call->ids[0]))));
}

enum rc web_operator_enrollment_status(struct call *call)
{
    struct enrollment enrollment;
    struct enrollment_view changed;
    struct enrollment_input input = {.status = call->texts[1], .terms = TEXT_NONE, .terms_effective_at = INSTANT_NONE};
    TRY(access_enrollment(call, (struct enrollment_id){.v = call->ids[0]}, &enrollment));
    call->is_catalog_changed = true;
    TRY(enrollment_change(&call->flow, enrollment.id, &input, &changed));
    return back(call);
}

enum rc web_operator_enrollment_level(struct call *call)
{
    struct enrollment enrollment;
    struct partner_level level;
    struct fault fault;
    TRY(access_enrollment(call, (struct enrollment_id){.v = call->ids[0]}, &enrollment));
    struct partner_level_input input = {.partner_id = enrollment.partner_id,
                                        .program_id = enrollment.program_id,
                                        .level = form_typed(call, "level"),
                                        .cause = form_typed(call, "cause"),
                                        .effective_at = INSTANT_NONE};
    enum rc rc = partner_level_set(&call->flow, &input, &level);
    if (page_is_refused(call, rc, &fault)) {
        return show(call, &fault, NULL);
    }
    TRY(rc);
    return back(call);
}

static enum rc set_terms(struct call *call, struct enrollment_id id, struct plan_error *ret_error)
{
    struct text typed = form_typed(call, "terms");
    struct enrollment_input input = {.status = TEXT_NONE, .terms = text_is(typed) ? typed : TEXT("")};
    struct enrollment_view changed = {.error = {.line = 0}};
    TRY(portal_day_typed(call, "terms_effective_at", &input.terms_effective_at));
    call->is_catalog_changed = true;
    enum rc rc = enrollment_change(&call->flow, id, &input, &changed);
    *ret_error = changed.error;
    return rc;
}

enum rc web_operator_enrollment_terms(struct call *call)
{
    struct enrollment enrollment;
    struct fault fault;
    TRY(access_enrollment(call, (struct enrollment_id){.v = call->ids[0]}, &enrollment));
    struct plan_error error = {.line = 0};
    enum rc rc = set_terms(call, enrollment.id, &error);
    if (page_is_refused(call, rc, &fault)) {
        return show(call, &fault, &error);
    }
    TRY(rc);
    return back(call);
}

enum rc web_operator_enrollment_withdraw(struct call *call)
{
    struct enrollment enrollment;
    struct fault fault;
    int64_t number = 0;
    TRY(access_enrollment(call, (struct enrollment_id){.v = call->ids[0]}, &enrollment));
    struct plan_version of = {.program_id = enrollment.program_id, .enrollment_id = enrollment.id};
    enum rc rc = plan_versions_withdraw(call, &of, &number);
    if (page_is_refused(call, rc, &fault)) {
        return show(call, &fault, NULL);
    }
    TRY(rc);
    return back(call);
}
