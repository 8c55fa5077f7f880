// SPDX-License-Identifier: Apache-2.0
// The list of a partner's postbacks, and the form for one.
#include "partner/postbacks.h"

#include "access.h"
#include "identity/public_id.h"
#include "partner_postbacks_html.h"
#include "phrase/phrases.h"
#include "portal/portal.h"
#include "portal/show.h"
#include "postback/postback_write.h"

#define PROGRAMS_MAX 200
#define EVENTS 5
#define LIST_BYTES_MAX 256

static const struct {
    const char *event;
    const char *field;
    enum phrase word;
} events[] = {
    {"lead", "event_lead", PHRASE_POSTBACKS_A_LEAD},
    {"sale", "event_sale", PHRASE_POSTBACKS_SALE},
    {"approved", "event_approved", PHRASE_POSTBACKS_APPROVED},
    {"rejected", "event_rejected", PHRASE_POSTBACKS_REJECTED},
    {"refund", "event_refund", PHRASE_POSTBACKS_REFUND},
    {"test", NULL, PHRASE_POSTBACKS_TEST},
};

bool postback_may_write(const struct call *call)
{
    return capability_is_for(CAP_POSTBACK_WRITE, call->actor.duty) && !text_is(call->actor.viewed);
}

struct text postback_event_word(const struct render *render, struct text event)
{
    for (size_t i = 0; i < sizeof(events) / sizeof(events[0]); i++) {
        if (text_equal(event, text_of(events[i].event))) {
            return phrase_text(&render->reader, events[i].word);
        }
    }
    return event;
}

enum state postback_state(const struct postback *postback)
{
    return text_equal(postback->status, TEXT("active")) ? STATE_ACTIVE : STATE_PAUSED;
}

struct macro_row_list postback_macro_rows(const struct render *render)
{
    static const struct {
        const char *name;
        enum phrase meaning;
    } rows[] = {
        {"{event}", PHRASE_POSTBACKS_MACRO_EVENT},
        {"{status}", PHRASE_POSTBACKS_MACRO_STATUS},
        {"{reason}", PHRASE_POSTBACKS_MACRO_REASON},
        {"{conversion_id}", PHRASE_POSTBACKS_MACRO_CONVERSION},
        {"{order_id}", PHRASE_POSTBACKS_MACRO_ORDER},
        {"{goal}", PHRASE_POSTBACKS_MACRO_GOAL},
        {"{amount}", PHRASE_POSTBACKS_MACRO_AMOUNT},
        {"{commission}", PHRASE_POSTBACKS_MACRO_COMMISSION},
        {"{currency}", PHRASE_POSTBACKS_MACRO_CURRENCY},
        {"{time}", PHRASE_POSTBACKS_MACRO_TIME},
        {"{click_id}", PHRASE_POSTBACKS_MACRO_CLICK},
        {"{ext}", PHRASE_POSTBACKS_MACRO_EXT},
        {"{source} {sub1} … {sub10}", PHRASE_POSTBACKS_MACRO_SUB},
        {"{program} {offer} {link} {partner}", PHRASE_POSTBACKS_MACRO_NAMES},
    };
    size_t count = sizeof(rows) / sizeof(rows[0]);
    struct macro_row *items = arena_many(render->arena, struct macro_row, count);
    for (size_t i = 0; i < count; i++) {
        items[i] =
            (struct macro_row){.name = text_of(rows[i].name), .meaning = phrase_text(&render->reader, rows[i].meaning)};
    }
    return (struct macro_row_list){.items = items, .count = count};
}

// ---- the form ----

static enum rc program_choices(struct call *call, const struct render *render, struct choice_list *ret_choices)
{
    struct enrollment_filter filter = {
        .partner_id = access_own_partner(call), .status = TEXT("approved"), .limit = PROGRAMS_MAX};
    struct enrollment *list = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow, enrollment_list(call->db, call->arena, &filter, &list, &count)));
    struct choice *choices = arena_many(call->arena, struct choice, count + 1);
    choices[0] = (struct choice){.value = TEXT(""), .label = phrase_postbacks_all_programs(&render->reader)};
    for (size_t i = 0; i < count; i++) {
        choices[i + 1].value = public_id_text(call->arena, call->keyring, PREFIX_PROGRAM, list[i].program_id.v);
        TRY(show_program_name(call, list[i].program_id, &choices[i + 1].label));
    }
    *ret_choices = (struct choice_list){.items = choices, .count = count + 1};
    return RC_OK;
}

enum rc postback_form_fill(struct call *call, const struct render *render, const struct postback *stored,
                           const struct fault *fault, struct postback_form *ret_form)
{
    static const struct postback fresh = {.events = {.p = "sale,approved,rejected", .n = 22}};
    const struct reader *r = &render->reader;
    struct form_fill form = form_fill(call, render, fault);
    struct choice_list programs;
    TRY(program_choices(call, render, &programs));
    const struct postback *shown = stored == NULL ? &fresh : stored;
    struct text program = public_id_text(call->arena, call->keyring, PREFIX_PROGRAM, shown->program_id.v);
    struct form_field url = {.name = "url", .label = phrase_postbacks_url(r), .hint = phrase_postbacks_url_hint(r)};
    struct form_field of = {.name = "program_id", .label = phrase_word_program(r), .is_optional = true};
    ret_form->url = form_input(&form, url, INPUT_URL, text_is(shown->url) ? shown->url : TEXT(""));
    ret_form->url.pattern_hint = TEXT("https://tracker.example/postback?cid={ext}&payout={commission}");
    ret_form->program = form_select(&form, of, programs, text_is(program) ? program : TEXT(""));
    ret_form->program.field.is_unmarked = true;
    struct checkbox_view *boxes = arena_many(call->arena, struct checkbox_view, EVENTS);
    for (size_t i = 0; i < EVENTS; i++) {
        struct form_field field = {.name = events[i].field, .label = phrase_text(r, events[i].word)};
        boxes[i] = form_checkbox(&form, field, postback_wants(shown->events, (enum postback_event)i));
    }
    ret_form->events = (struct checkbox_list){.items = boxes, .count = EVENTS};
    ret_form->errors = form_errors(&form);
    return RC_OK;
}

enum rc postback_form_read(struct call *call, struct postback_input *ret_input)
{
    struct buf list = buf_new(call->arena, LIST_BYTES_MAX);
    for (size_t i = 0; i < EVENTS; i++) {
        if (text_is(form_given(call, events[i].field))) {
            buf_format(&list, "%s%s", buf_text(&list).n == 0 ? "" : ",", events[i].event);
        }
    }
    struct text url = form_typed(call, "url");
    *ret_input = (struct postback_input){.partner_id = access_own_partner(call),
                                         .url = text_is(url) ? url : TEXT(""),
                                         .events = buf_text(&list),
                                         .is_http_allowed = call->app->is_postback_private};
    TRY(form_id(call, "program_id", PREFIX_PROGRAM, "program_unknown", &ret_input->program_id.v));
    return access_body_program(call, ret_input->program_id);
}

// ---- the page ----

static enum rc fill_rows(struct call *call, const struct render *render, struct partner_postbacks_view *view)
{
    const struct reader *r = &render->reader;
    struct postback *list = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow, postback_list(call->db, call->arena, access_own_partner(call), &list, &count)));
    struct postback_row *rows = arena_many(call->arena, struct postback_row, count);
    for (size_t i = 0; i < count; i++) {
        struct buf words = buf_new(call->arena, 1024);
        for (size_t k = 0; k < EVENTS; k++) {
            if (postback_wants(list[i].events, (enum postback_event)k)) {
                buf_add(&words, buf_text(&words).n == 0 ? TEXT("") : TEXT(" · "));
                buf_add(&words, phrase_text(r, events[k].word));
            }
        }
        rows[i] = (struct postback_row){
            .href = show_url(call, "/partner/postbacks/", PREFIX_POSTBACK, list[i].id.v),
            .url = list[i].url,
            .program = phrase_postbacks_all_programs(r),
            .events = buf_text(&words),
            .state = postback_state(&list[i]),
        };
        if (list[i].program_id.v != 0) {
            TRY(show_program_name(call, list[i].program_id, &rows[i].program));
        }
    }
    view->rows = (struct postback_row_list){.items = rows, .count = count};
    return RC_OK;
}

static enum rc show(struct call *call, const struct fault *fault)
{
    struct render render;
    TRY(page_open(call, &render));
    struct partner_postbacks_view view = {.frame = portal_frame(call, &render, PLACE_POSTBACKS),
                                          .may_write = postback_may_write(call),
                                          .macros = postback_macro_rows(&render)};
    view.frame.title = phrase_postbacks_title(&render.reader);
    view.frame.lead = phrase_postbacks_lead(&render.reader);
    TRY(fill_rows(call, &render, &view));
    TRY(postback_form_fill(call, &render, NULL, fault, &view.form));
    partner_postbacks_html(&render, &view);
    return page_answer(call, &render);
}

enum rc web_partner_postbacks(struct call *call)
{
    return show(call, NULL);
}

enum rc web_partner_postback_make(struct call *call)
{
    struct postback_input input;
    struct postback postback;
    struct fault fault;
    enum rc rc = postback_form_read(call, &input);
    if (rc == RC_OK) {
        rc = postback_create(&call->flow, &input, &postback);
    }
    if (page_is_refused(call, rc, &fault)) {
        return show(call, &fault);
    }
    TRY(rc);
    return page_redirect(
        call, text_format(call->arena, "%.*s?done=made",
                          TEXT_PRINT(show_url(call, "/partner/postbacks/", PREFIX_POSTBACK, postback.id.v))));
}
