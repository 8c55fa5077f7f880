// SPDX-License-Identifier: Apache-2.0
// The editor of plans: check, try on the past, publish.
#include "operator/plan_editor.h"

#include <string.h>

#include "access.h"
#include "network/network_zone.h"
#include "operator/plan_desk.h"
#include "phrase/phrases.h"
#include "plan_editor_html.h"
#include "plan_panel_html.h"
#include "portal/show.h"
#include "program/program_write.h"
#include "zone/zone.h"

#define TRIED_DAYS 90
#define LIVE_WORK_MAX 60000 // evaluations while somebody types: a fraction of a second
#define TEMPLATES 5
#define ASK_AGAIN_SECONDS "2"

struct editor {
    struct call *call;
    struct render render;
    struct program program;
    struct plan_review review;
    struct text text;
    struct zone *zone; // the network's
};

// ---- templates to start from ----

static struct text template_text(struct call *call, const struct program *program, struct text name)
{
    const char *code = program->currency.code;
    const struct {
        const char *name;
        struct text text;
    } all[TEMPLATES] = {
        {"percentage", TEXT("pay 10% on sale\nhold 30 days\n")},
        {"lead", text_format(call->arena, "pay 5 %s on lead\nhold 14 days\n", code)},
        {"recurring", TEXT("pay 20% on sale for 12 months until churn\nhold 30 days\n")},
        {"tiered", TEXT("pay 30% on sale\n  from 11 sales a month 35%\n  from 51 sales a month 40%\nhold 30 days\n"
                        "promise never less for a larger sale\n")},
        {"levels", TEXT("pay 20% on sale\nlevel 1 pays 5% of sale\nlevel 2 pays 2% of sale\n"
                        "cap 27% of sale over all levels\nhold 30 days\npromise at most 27% of sale\n")},
    };
    for (size_t i = 0; i < TEMPLATES; i++) {
        if (text_equal(name, text_of(all[i].name))) {
            return all[i].text;
        }
    }
    return TEXT_NONE;
}

static void fill_templates(struct editor *e, struct plan_editor_view *view)
{
    const struct reader *r = &e->render.reader;
    static const char *const names[TEMPLATES] = {"percentage", "lead", "recurring", "tiered", "levels"};
    static const enum phrase labels[TEMPLATES] = {PHRASE_PLAN_TEMPLATE_PERCENTAGE, PHRASE_PLAN_TEMPLATE_LEAD,
                                                  PHRASE_PLAN_TEMPLATE_RECURRING, PHRASE_PLAN_TEMPLATE_TIERED,
                                                  PHRASE_PLAN_TEMPLATE_LEVELS};
    static const enum phrase notes[TEMPLATES] = {PHRASE_PLAN_TEMPLATE_PERCENTAGE_NOTE, PHRASE_PLAN_TEMPLATE_LEAD_NOTE,
                                                 PHRASE_PLAN_TEMPLATE_RECURRING_NOTE, PHRASE_PLAN_TEMPLATE_TIERED_NOTE,
                                                 PHRASE_PLAN_TEMPLATE_LEVELS_NOTE};
    struct plan_template *items = arena_many(e->call->arena, struct plan_template, TEMPLATES);
    for (size_t i = 0; i < TEMPLATES; i++) {
        items[i] = (struct plan_template){
            .label = phrase_text(r, labels[i]),
            .note = phrase_text(r, notes[i]),
            .url = text_format(e->call->arena, "%.*s?template=%s", TEXT_PRINT(view->url), names[i])};
    }
    view->templates = (struct plan_template_list){.items = items, .count = TEMPLATES};
}

// ---- days: what is typed is a day of the network's ----

static struct text day_text(struct editor *e, int64_t day)
{
    return instant_date_text(e->call->arena, (struct instant){.ms = day * DAY_MS});
}

static enum rc effective_typed(struct editor *e, struct instant *ret_effective_at)
{
    struct text typed = form_given(e->call, "effective_at");
    int64_t day = 0;
    *ret_effective_at = INSTANT_NONE;
    if (!text_is(typed)) {
        return RC_OK;
    }
    TRY(backtest_day_read(typed, "effective_at", &day, e->call->fault));
    *ret_effective_at = zone_instant_of_local(e->zone, (struct instant){.ms = day * DAY_MS});
    return RC_OK;
}

// ---- showing ----

static enum rc open_editor(struct call *call, struct editor *e)
{
    e->call = call;
    TRY(page_open(call, &e->render));
    TRY(access_program(call, (struct program_id){.v = call->ids[0]}, &e->program));
    return network_zone_open(&call->flow, &e->zone);
}

static void fill_form(struct editor *e, struct form_fill *form, struct plan_editor_view *view)
{
    const struct reader *r = form->reader;
    int64_t today = day_number(zone_local(e->zone, e->call->now));
    view->text = form_textarea(
        form, (struct form_field){.name = "text", .label = phrase_plan_text(r), .hint = phrase_plan_text_hint(r)}, 16,
        e->text);
    view->text.value = e->text; // as it was typed, with its lines
    view->effective_at = form_input(form,
                                    (struct form_field){.name = "effective_at",
                                                        .label = phrase_plan_effective(r),
                                                        .hint = phrase_plan_effective_hint(r),
                                                        .is_optional = true},
                                    INPUT_DATE, TEXT(""));
    view->notice_days = form_input(
        form,
        (struct form_field){.name = "notice_days", .label = phrase_plan_notice(r), .hint = phrase_plan_notice_hint(r)},
        INPUT_NUMBER, text_format(form->arena, "%d", PLAN_NOTICE_DAYS_DEFAULT));
    view->from =
        form_input(form, (struct form_field){.name = "from", .label = phrase_period_from(r), .is_optional = true},
                   INPUT_DATE, day_text(e, today - TRIED_DAYS));
    view->to = form_input(form, (struct form_field){.name = "to", .label = phrase_period_to(r), .is_optional = true},
                          INPUT_DATE, day_text(e, today - 1));
    view->errors = form_errors(form);
}

// The first day of the network's that begins when the notice is over: what is typed is a day.
static struct text notice_sentence(struct editor *e)
{
    int64_t days = PLAN_NOTICE_DAYS_DEFAULT;
    struct text typed = form_given(e->call, "notice_days");
    if (!text_is(typed) || int64_parse(typed, PLAN_NOTICE_DAYS_MIN, PLAN_NOTICE_DAYS_MAX, &days) != RC_OK) {
        days = PLAN_NOTICE_DAYS_DEFAULT;
    }
    struct instant over = {e->call->now.ms + days * DAY_MS};
    int64_t day = day_number(zone_local(e->zone, (struct instant){over.ms - 1})) + 1;
    struct instant begins = zone_instant_of_local(e->zone, (struct instant){.ms = day * DAY_MS});
    return phrase_plan_notice_needed(&e->render.reader,
                                     (struct phrase_plan_notice_needed){.date = render_date(&e->render, begins)});
}

static enum rc show(struct editor *e, const struct fault *fault, struct plan_editor_view *view)
{
    struct call *call = e->call;
    struct form_fill form = form_fill(call, &e->render, fault);
    TRY(programs_head(call, &e->render, &e->program, PROGRAMS_TAB_PLAN, &view->frame, &view->head));
    view->url = programs_url(call, e->program.id, "/plan");
    fill_form(e, &form, view);
    if (fault != NULL && strcmp(fault->code, "notice_too_short") == 0) {
        view->effective_at.field.error = notice_sentence(e);
    }
    fill_templates(e, view);
    if (!text_is_empty(text_trim(e->text))) {
        TRY(plan_review(&call->flow, &e->program, e->text, 0, &e->review));
        TRY(plan_panel_fill(call, &e->render, &e->program, &e->review, &view->panel));
        view->partners = e->review.partners;
    } else {
        view->is_empty = true;
    }
    if (view->panel.is_malformed && call->request->method == HTTP_POST) {
        view->text.field.error =
            text_format(call->arena, "%.*s: %.*s", TEXT_PRINT(view->panel.place), TEXT_PRINT(view->panel.message));
        call->response->status = 422;
        view->is_confirming = false;
    }
    plan_editor_html(&e->render, view);
    return page_answer(call, &e->render);
}

// A backtest that was begun before: how it stands, beside the text that it tries.
static enum rc resume(struct editor *e, struct text key, struct plan_editor_view *view)
{
    struct call *call = e->call;
    TRY(plan_desk_look(call, &e->render, e->program.id, key, &e->text, &view->backtest));
    if (view->backtest.is_running) {
        http_response_header(call->response, "Refresh", TEXT(ASK_AGAIN_SECONDS));
    }
    return RC_OK;
}

static enum rc first_text(struct editor *e)
{
    struct call *call = e->call;
    struct plan_version latest;
    e->text = template_text(call, &e->program, programs_asked(call, "template"));
    if (text_is(e->text)) {
        return RC_OK;
    }
    enum rc rc = program_plan_latest(call->db, call->arena, e->program.id, (struct enrollment_id){.v = 0}, &latest);
    e->text = TEXT("");
    if (rc == RC_NOT_FOUND) {
        return RC_OK;
    }
    TRY(flow_stored(&call->flow, rc));
    e->text = latest.plan_text;
    return RC_OK;
}

enum rc web_operator_plan(struct call *call)
{
    struct editor e = {.zone = NULL};
    struct plan_editor_view view = {.partners = 0};
    enum rc rc = open_editor(call, &e);
    struct text key = programs_asked(call, "run");
    struct fault fault;
    if (rc == RC_OK) {
        rc = text_is_empty(key) ? first_text(&e) : resume(&e, key, &view);
    }
    if (page_is_refused(call, rc, &fault)) {
        rc = show(&e, &fault, &view);
    } else if (rc == RC_OK) {
        rc = show(&e, NULL, &view);
    }
    zone_close(e.zone);
    return rc;
}

// ---- what is sent ----

// Line feeds as plans have them: a browser sends a form's with carriage returns.
static struct text typed_text(const struct call *call)
{
    struct text typed = parameters_get(&call->form, TEXT("text"));
    struct buf buf = buf_new(call->arena, typed.n + 1);
    for (size_t i = 0; i < typed.n; i++) {
        if (typed.p[i] != '\r') {
            buf_add_char(&buf, typed.p[i]);
        }
    }
    return buf_text(&buf);
}

static enum rc input_of(struct editor *e, struct program_plan_input *ret_input)
{
    *ret_input = (struct program_plan_input){.program_id = e->program.id, .plan_text = e->text, .notice_days = 0};
    TRY(form_number(e->call, "notice_days", PLAN_NOTICE_DAYS_MIN, PLAN_NOTICE_DAYS_MAX, &ret_input->notice_days));
    return effective_typed(e, &ret_input->effective_at);
}

// Asks once more, and says whom it concerns.
static enum rc confirm(struct editor *e, struct plan_editor_view *view)
{
    const struct reader *r = &e->render.reader;
    struct program_plan_input input;
    TRY(input_of(e, &input));
    view->is_confirming = true;
    view->confirm_when = instant_is_none(input.effective_at)
                             ? phrase_plan_confirm_now(r)
                             : phrase_plan_confirm_from(r, (struct phrase_plan_confirm_from){
                                                               .date = render_date(&e->render, input.effective_at)});
    return RC_OK;
}

static enum rc publish(struct editor *e)
{
    struct program_plan_input input;
    struct plan_version version;
    struct plan_error error;
    TRY(input_of(e, &input));
    e->call->is_catalog_changed = true;
    return program_plan_put(&e->call->flow, &input, &version, &error);
}

// Begins a backtest, or shows its answer when it took no longer than a page may.
static enum rc try_on_the_past(struct editor *e, struct plan_editor_view *view, struct text *ret_key)
{
    struct call *call = e->call;
    int64_t from_day = 0;
    int64_t to_day = 0;
    TRY(backtest_day_read(form_typed(call, "from"), "from", &from_day, call->fault));
    TRY(backtest_day_read(form_typed(call, "to"), "to", &to_day, call->fault));
    TRY(plan_desk_begin(call, &e->program, e->text, from_day, to_day, ret_key));
    plan_desk_wait(e->program.id, *ret_key, PLAN_DESK_WAIT_MS);
    return plan_desk_look(call, &e->render, e->program.id, *ret_key, &e->text, &view->backtest);
}

static enum rc send(struct editor *e)
{
    struct call *call = e->call;
    struct text key = TEXT_NONE;
    struct plan_editor_view view = {.partners = 0};
    struct text wanted = form_typed(call, "do");
    struct fault fault;
    enum rc rc = RC_OK;
    e->text = typed_text(call);
    if (text_is_empty(text_trim(e->text))) {
        rc = fault_set(call->fault, RC_INVALID, "field_missing", "text", "text is missing");
    } else if (text_equal(wanted, TEXT("publish"))) {
        rc = confirm(e, &view);
    } else if (text_equal(wanted, TEXT("backtest"))) {
        rc = try_on_the_past(e, &view, &key);
        if (rc == RC_OK && view.backtest.is_running) {
            return page_redirect(call,
                                 text_format(call->arena, "%.*s?run=%.*s",
                                             TEXT_PRINT(programs_url(call, e->program.id, "/plan")), TEXT_PRINT(key)));
        }
    } else if (text_equal(wanted, TEXT("confirm"))) {
        rc = publish(e);
        if (rc == RC_OK) {
            return page_redirect(call, programs_url(call, e->program.id, "/plan/versions?saved=1"));
        }
    }
    if (page_is_refused(call, rc, &fault)) {
        view.is_confirming = false;
        return show(e, &fault, &view);
    }
    TRY(rc);
    return show(e, NULL, &view);
}

enum rc web_operator_plan_send(struct call *call)
{
    struct editor e = {.zone = NULL};
    enum rc rc = open_editor(call, &e);
    if (rc == RC_OK) {
        rc = send(&e);
    }
    zone_close(e.zone);
    return rc;
}

enum rc web_operator_plan_check(struct call *call)
{
    struct render render;
    struct program program;
    struct plan_review review;
    struct plan_panel_view panel;
    TRY(page_open(call, &render));
    TRY(access_program(call, (struct program_id){.v = call->ids[0]}, &program));
    TRY(plan_review(&call->flow, &program, typed_text(call), LIVE_WORK_MAX, &review));
    TRY(plan_panel_fill(call, &render, &program, &review, &panel));
    plan_panel_html(&render, &panel);
    return page_answer(call, &render);
}
