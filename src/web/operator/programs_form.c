// SPDX-License-Identifier: Apache-2.0
// The form of a program: made and changed by the same fields.
#include <string.h>

#include "access.h"
#include "advertiser/advertiser.h"
#include "core/bug.h"
#include "format/json.h"
#include "identity/public_id.h"
#include "link/link_form.h"
#include "operator/programs.h"
#include "phrase/phrases.h"
#include "portal/portal.h"
#include "portal/show.h"
#include "program/program_write.h"
#include "programs_form_html.h"

#define ADVERTISERS_SHOWN 500
#define LINK_FORM_BYTES_MAX 16384

static const struct {
    const char *code;
    enum phrase word;
} evidence_kinds[PROGRAMS_EVIDENCE_MAX] = {
    {"click_id", PHRASE_PROGRAMS_EVIDENCE_CLICK_ID}, {"coupon", PHRASE_PROGRAMS_EVIDENCE_COUPON},
    {"customer", PHRASE_PROGRAMS_EVIDENCE_CUSTOMER}, {"email", PHRASE_PROGRAMS_EVIDENCE_EMAIL},
    {"visitor", PHRASE_PROGRAMS_EVIDENCE_VISITOR},
};
static const char *const evidence_names[PROGRAMS_EVIDENCE_MAX] = {"evidence", "evidence2", "evidence3", "evidence4",
                                                                  "evidence5"};

struct text programs_evidence_word(const struct reader *r, struct text kind)
{
    for (size_t i = 0; i < PROGRAMS_EVIDENCE_MAX; i++) {
        if (text_equal(kind, text_of(evidence_kinds[i].code))) {
            return phrase_text(r, evidence_kinds[i].word);
        }
    }
    return kind;
}

// ---- link forms: one a line, "ref", "utm_source when utm_medium=affiliate", "/PREFIX" ----

static struct text lines_of_forms(struct call *call, struct text json)
{
    struct link_form *forms = NULL;
    size_t count = 0;
    struct buf buf = buf_new(call->arena, LINK_FORM_BYTES_MAX);
    if (link_forms_parse(call->arena, json, &forms, &count, call->fault) != RC_OK) {
        fault_clear(call->fault);
        return TEXT("");
    }
    for (size_t i = 0; i < count; i++) {
        const struct link_form *form = &forms[i];
        if (text_is(form->prefix)) {
            buf_format(&buf, "/%.*s\n", TEXT_PRINT(form->prefix));
        } else if (text_is(form->when_parameter)) {
            buf_format(&buf, "%.*s when %.*s=%.*s\n", TEXT_PRINT(form->parameter), TEXT_PRINT(form->when_parameter),
                       TEXT_PRINT(form->when_value));
        } else {
            buf_format(&buf, "%.*s\n", TEXT_PRINT(form->parameter));
        }
    }
    return text_trim(buf_text(&buf));
}

// What no form is goes into the JSON as it is, so that link_forms_check refuses it.
static struct text forms_of_lines(struct call *call, struct text lines)
{
    struct buf buf = buf_new(call->arena, LINK_FORM_BYTES_MAX);
    struct json_writer json = json_writer_new(&buf);
    json_begin_array(&json);
    struct text rest = lines;
    struct text line;
    while (text_is(rest) && text_split(&rest, '\n', &line)) {
        line = text_trim(line);
        if (text_is_empty(line)) {
            continue;
        }
        json_begin_object(&json);
        size_t when = text_find(line, TEXT(" when "), 0);
        if (line.p[0] == '/') {
            json_put_text(&json, "prefix", text_slice(line, 1, SIZE_MAX));
        } else if (when == SIZE_MAX) {
            json_put_text(&json, "parameter", line);
        } else {
            json_put_text(&json, "parameter", text_trim(text_slice(line, 0, when)));
            json_put_text(&json, "when", text_trim(text_slice(line, when + 6, SIZE_MAX)));
        }
        json_end_object(&json);
    }
    json_end_array(&json);
    return buf_text(&buf);
}

// ---- showing ----

static void fill_choices(struct form_fill *form, const struct program *program, const struct program_terms *terms,
                         struct programs_form_view *view)
{
    const struct reader *r = form->reader;
    const struct choice joining[] = {
        {.value = TEXT("open"), .label = phrase_programs_join_open(r), .hint = phrase_programs_join_open_hint(r)},
        {.value = TEXT("approval"),
         .label = phrase_programs_join_approval(r),
         .hint = phrase_programs_join_approval_hint(r)},
        {.value = TEXT("closed"), .label = phrase_programs_join_closed(r), .hint = phrase_programs_join_closed_hint(r)},
    };
    const struct choice models[] = {
        {.value = TEXT("last_click"),
         .label = phrase_programs_last_click(r),
         .hint = phrase_programs_last_click_hint(r)},
        {.value = TEXT("first_click"),
         .label = phrase_programs_first_click(r),
         .hint = phrase_programs_first_click_hint(r)},
    };
    const struct choice bindings[] = {
        {.value = TEXT("none"), .label = phrase_programs_binding_none(r), .hint = phrase_programs_binding_none_hint(r)},
        {.value = TEXT("window"),
         .label = phrase_programs_binding_window(r),
         .hint = phrase_programs_binding_window_hint(r)},
        {.value = TEXT("lifetime"),
         .label = phrase_programs_binding_lifetime(r),
         .hint = phrase_programs_binding_lifetime_hint(r)},
    };
    view->enrollment = form_radios(form, (struct form_field){.name = "enrollment", .label = phrase_programs_joining(r)},
                                   (struct choice_list){.items = joining, .count = 3}, program->enrollment);
    view->attribution =
        form_radios(form, (struct form_field){.name = "attribution", .label = phrase_programs_attribution(r)},
                    (struct choice_list){.items = models, .count = 2}, terms->attribution);
    view->binding = form_radios(form, (struct form_field){.name = "binding", .label = phrase_programs_binding(r)},
                                (struct choice_list){.items = bindings, .count = 3}, terms->binding);
}

static void fill_evidence(struct form_fill *form, const struct program_terms *terms, struct programs_form_view *view)
{
    const struct reader *r = form->reader;
    struct choice choices[PROGRAMS_EVIDENCE_MAX + 1] = {{.value = TEXT(""), .label = TEXT("–")}};
    for (size_t i = 0; i < PROGRAMS_EVIDENCE_MAX; i++) {
        choices[i + 1] =
            (struct choice){.value = text_of(evidence_kinds[i].code), .label = phrase_text(r, evidence_kinds[i].word)};
    }
    struct select_view *items = arena_many(form->arena, struct select_view, PROGRAMS_EVIDENCE_MAX);
    struct text rest = terms->evidence;
    for (size_t i = 0; i < PROGRAMS_EVIDENCE_MAX; i++) {
        struct text kind = TEXT("");
        if (text_is(rest)) {
            text_split(&rest, ',', &kind);
        }
        int64_t place = (int64_t)i + 1;
        struct form_field field = {
            .name = evidence_names[i],
            .label = phrase_programs_evidence_place(r, (struct phrase_programs_evidence_place){.place = place}),
            .is_optional = i > 0};
        items[i] =
            form_select(form, field, (struct choice_list){.items = choices, .count = PROGRAMS_EVIDENCE_MAX + 1}, kind);
    }
    view->evidence = (struct programs_select_list){.items = items, .count = PROGRAMS_EVIDENCE_MAX};
}

static void fill_window(struct form_fill *form, const struct program_terms *terms, struct programs_form_view *view)
{
    const struct reader *r = form->reader;
    bool is_of_days = terms->window_ms % DAY_MS == 0;
    const struct choice units[] = {{.value = TEXT("days"), .label = phrase_programs_unit_days(r)},
                                   {.value = TEXT("hours"), .label = phrase_programs_unit_hours(r)}};
    int64_t amount = terms->window_ms / (is_of_days ? DAY_MS : HOUR_MS);
    view->window =
        form_input(form,
                   (struct form_field){
                       .name = "window", .label = phrase_programs_window(r), .hint = phrase_programs_window_hint(r)},
                   INPUT_NUMBER, text_format(form->arena, "%lld", (long long)amount));
    view->window_unit =
        form_select(form, (struct form_field){.name = "window_unit", .label = phrase_programs_unit(r)},
                    (struct choice_list){.items = units, .count = 2}, is_of_days ? TEXT("days") : TEXT("hours"));
    view->hold =
        form_input(form,
                   (struct form_field){
                       .name = "hold_days", .label = phrase_programs_hold(r), .hint = phrase_programs_hold_hint(r)},
                   INPUT_NUMBER, text_format(form->arena, "%lld", (long long)terms->hold_days));
    view->hold.unit = phrase_programs_unit_days(r);
}

static void fill_form(struct call *call, struct form_fill *form, const struct program_view *of,
                      struct programs_form_view *view)
{
    const struct reader *r = form->reader;
    view->name = form_input(form, (struct form_field){.name = "name", .label = phrase_word_name(r)}, INPUT_TEXT,
                            of->program.name);
    view->summary = form_textarea(form,
                                  (struct form_field){.name = "summary",
                                                      .label = phrase_programs_summary(r),
                                                      .hint = phrase_programs_summary_hint(r),
                                                      .is_optional = true},
                                  4, of->program.summary);
    view->is_public = form_checkbox(form,
                                    (struct form_field){.name = "is_public",
                                                        .label = phrase_programs_public(r),
                                                        .hint = phrase_programs_public_hint(r),
                                                        .is_optional = true},
                                    of->program.is_public);
    fill_choices(form, &of->program, &of->terms, view);
    fill_window(form, &of->terms, view);
    fill_evidence(form, &of->terms, view);
    view->link_forms = form_textarea(form,
                                     (struct form_field){.name = "link_forms",
                                                         .label = phrase_programs_link_forms(r),
                                                         .hint = phrase_programs_link_forms_hint(r),
                                                         .is_optional = true},
                                     3, lines_of_forms(call, of->program.link_forms));
}

struct input_view programs_currency(struct form_fill *form)
{
    struct input_view view = form_input(form,
                                        (struct form_field){.name = "currency",
                                                            .label = phrase_people_currency(form->reader),
                                                            .hint = phrase_programs_currency_hint(form->reader),
                                                            .is_optional = true},
                                        INPUT_TEXT, TEXT(""));
    view.pattern_hint = TEXT("EUR");
    return view;
}

enum rc programs_currency_typed(struct call *call, struct currency *currency)
{
    struct text typed = form_given(call, "currency");
    if (text_is(typed) && currency_parse(typed, currency) != RC_OK) {
        return fault_set(call->fault, RC_INVALID, "currency_unknown", "currency", "currency is no ISO 4217 code");
    }
    return RC_OK;
}

// Advertiser and currency, which are chosen once.
static enum rc fill_new(struct call *call, struct form_fill *form, struct programs_form_view *view)
{
    const struct reader *r = form->reader;
    struct advertiser_filter filter = {.status = TEXT("active"), .limit = ADVERTISERS_SHOWN};
    struct advertiser *list = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow, advertiser_list(call->db, call->arena, &filter, &list, &count)));
    struct choice *owners = arena_many(call->arena, struct choice, count);
    for (size_t i = 0; i < count; i++) {
        owners[i] =
            (struct choice){.value = public_id_text(call->arena, call->keyring, PREFIX_ADVERTISER, list[i].id.v),
                            .label = list[i].name};
    }
    view->has_advertisers = count > 0;
    view->advertiser =
        form_select(form, (struct form_field){.name = "advertiser_id", .label = phrase_word_advertiser(r)},
                    (struct choice_list){.items = owners, .count = count}, TEXT_NONE);
    view->currency = programs_currency(form);
    return RC_OK;
}

static enum rc show_new(struct call *call, const struct fault *fault)
{
    struct render render;
    TRY(page_open(call, &render));
    struct form_fill form = form_fill(call, &render, fault);
    struct programs_form_view view = {
        .frame = portal_frame(call, &render, PLACE_PROGRAMS), .is_new = true, .action = TEXT("/operator/programs")};
    view.frame.title = phrase_programs_new(&render.reader);
    struct program_view defaults = {
        .program = {.name = TEXT(""),
                    .summary = TEXT(""),
                    .enrollment = TEXT(PROGRAM_ENROLLMENT_DEFAULT),
                    .link_forms = TEXT(LINK_FORMS_DEFAULT)},
        .terms = {.attribution = TEXT(PROGRAM_ATTRIBUTION_DEFAULT),
                  .window_ms = PROGRAM_WINDOW_MS_DEFAULT,
                  .evidence = TEXT(PROGRAM_EVIDENCE_DEFAULT),
                  .binding = TEXT(PROGRAM_BINDING_DEFAULT),
                  .hold_days = PROGRAM_HOLD_DAYS_DEFAULT},
    };
    TRY(fill_new(call, &form, &view));
    fill_form(call, &form, &defaults, &view);
    view.errors = form_errors(&form);
    programs_form_html(&render, &view);
    return page_answer(call, &render);
}

static enum rc show_settings(struct call *call, const struct fault *fault)
{
    struct render render;
    TRY(page_open(call, &render));
    TRY(flow_stored(&call->flow, db_read_begin(call->db)));
    AUTO_TRANSACTION(call->db);
    struct form_fill form = form_fill(call, &render, fault);
    struct programs_form_view view = {.is_new = false};
    struct program_view of;
    TRY(access_program(call, (struct program_id){.v = call->ids[0]}, &of.program));
    TRY(flow_stored(&call->flow, program_terms_latest(call->db, call->arena, of.program.id, &of.terms)));
    TRY(programs_head(call, &render, &of.program, PROGRAMS_TAB_SETTINGS, &view.frame, &view.head));
    view.action = programs_url(call, of.program.id, "/settings");
    fill_form(call, &form, &of, &view);
    view.errors = form_errors(&form);
    programs_form_html(&render, &view);
    return page_answer(call, &render);
}

enum rc web_operator_program_new(struct call *call)
{
    return show_new(call, NULL);
}

enum rc web_operator_program_settings(struct call *call)
{
    return show_settings(call, NULL);
}

// ---- reading ----

static struct text evidence_typed(const struct call *call)
{
    struct buf buf = buf_new(call->arena, 1024);
    for (size_t i = 0; i < PROGRAMS_EVIDENCE_MAX; i++) {
        struct text kind = form_given(call, evidence_names[i]);
        if (text_is(kind)) {
            buf_format(&buf, "%s%.*s", buf.n == 0 ? "" : ",", TEXT_PRINT(kind));
        }
    }
    return buf_text(&buf);
}

static enum rc read_form(struct call *call, struct program_input *ret_input)
{
    struct program_input input = program_input_none();
    int64_t window = 0;
    bool is_of_hours = text_equal(form_typed(call, "window_unit"), TEXT("hours"));
    int64_t unit = is_of_hours ? HOUR_MS : DAY_MS;
    input.name = form_typed(call, "name");
    input.summary = form_typed(call, "summary");
    input.is_public = (struct opt_int64){.has = true, .v = text_is(form_given(call, "is_public"))};
    input.enrollment = form_typed(call, "enrollment");
    input.attribution = form_typed(call, "attribution");
    input.binding = form_typed(call, "binding");
    input.evidence = evidence_typed(call);
    input.link_forms = forms_of_lines(call, form_typed(call, "link_forms"));
    TRY(form_number(call, "window", 1, PROGRAM_WINDOW_MS_MAX / unit, &window));
    TRY(form_number(call, "hold_days", 0, PROGRAM_HOLD_DAYS_MAX, &input.hold_days));
    input.window_ms = window * unit;
    *ret_input = input;
    return RC_OK;
}

static enum rc make(struct call *call, struct program_view *ret_made)
{
    struct program_input input;
    TRY(read_form(call, &input));
    TRY(form_id(call, "advertiser_id", PREFIX_ADVERTISER, "advertiser_unknown", &input.advertiser_id.v));
    TRY(access_body_advertiser(call, input.advertiser_id));
    TRY(programs_currency_typed(call, &input.currency));
    call->is_catalog_changed = true;
    return program_create(&call->flow, &input, ret_made);
}

enum rc web_operator_program_make(struct call *call)
{
    struct program_view made;
    struct fault fault;
    enum rc rc = make(call, &made);
    if (page_is_refused(call, rc, &fault)) {
        return show_new(call, &fault);
    }
    TRY(rc);
    return page_redirect(call, programs_url(call, made.program.id, "/plan"));
}

static enum rc change(struct call *call, struct program_id id)
{
    struct program_input input;
    struct program_view changed;
    TRY(read_form(call, &input));
    call->is_catalog_changed = true;
    return program_change(&call->flow, id, &input, &changed);
}

enum rc web_operator_program_change(struct call *call)
{
    struct program program;
    struct fault fault;
    TRY(access_program(call, (struct program_id){.v = call->ids[0]}, &program));
    enum rc rc = change(call, program.id);
    if (page_is_refused(call, rc, &fault)) {
        return show_settings(call, &fault);
    }
    TRY(rc);
    return page_redirect(call, programs_url(call, program.id, "/settings?saved=1"));
}
