// SPDX-License-Identifier: Apache-2.0
// The form of a partner.
#include "access.h"
#include "identity/public_id.h"
#include "operator/partner_page.h"
#include "partner/partner_write.h"
#include "partner_form_html.h"
#include "phrase/phrases.h"
#include "portal/portal.h"
#include "portal/show.h"

#define PATH "/operator/partners/"

// partner: NULL for a new one.
static enum rc show(struct call *call, const struct partner *partner, const struct fault *fault)
{
    struct render render;
    TRY(page_open(call, &render));
    const struct reader *r = &render.reader;
    struct form_fill form = form_fill(call, &render, fault);
    struct partner recruiter = {.code = TEXT("")};
    const struct partner blank = {.name = TEXT(""),
                                  .code = TEXT(""),
                                  .email = TEXT(""),
                                  .type = TEXT(""),
                                  .segment = TEXT(""),
                                  .country = TEXT("")};
    const struct partner *p = partner == NULL ? &blank : partner;
    if (p->recruited_by.v != 0) {
        TRY(flow_stored(&call->flow, partner_get(call->db, call->arena, p->recruited_by, &recruiter)));
    }
    struct partner_form_view view = {.frame = portal_frame(call, &render, PLACE_PARTNERS), .is_new = partner == NULL};
    view.frame.title = partner == NULL ? phrase_partner_new(r) : p->name;
    view.back = partner == NULL ? TEXT("/operator/partners") : show_url(call, PATH, PREFIX_PARTNER, p->id.v);
    view.action =
        partner == NULL ? TEXT("/operator/partners") : text_format(call->arena, "%.*s/edit", TEXT_PRINT(view.back));
    view.name =
        form_input(&form, (struct form_field){.name = "name", .label = phrase_word_name(r)}, INPUT_TEXT, p->name);
    view.email =
        form_input(&form, (struct form_field){.name = "email", .label = phrase_word_email(r), .is_optional = true},
                   INPUT_EMAIL, p->email);
    view.code = form_input(
        &form,
        (struct form_field){
            .name = "code", .label = phrase_people_code(r), .hint = phrase_partner_code_hint(r), .is_optional = true},
        INPUT_TEXT, p->code);
    view.type = form_input(
        &form,
        (struct form_field){
            .name = "type", .label = phrase_people_type(r), .hint = phrase_partner_type_hint(r), .is_optional = true},
        INPUT_TEXT, p->type);
    view.segment = form_input(
        &form, (struct form_field){.name = "segment", .label = phrase_people_segment(r), .is_optional = true},
        INPUT_TEXT, p->segment);
    view.country = form_input(&form,
                              (struct form_field){.name = "country",
                                                  .label = phrase_word_country(r),
                                                  .hint = phrase_partner_country_hint(r),
                                                  .is_optional = true},
                              INPUT_TEXT, p->country);
    view.recruiter = form_input(&form,
                                (struct form_field){.name = "recruited_by",
                                                    .label = phrase_partner_recruiter(r),
                                                    .hint = phrase_partner_recruiter_hint(r),
                                                    .is_optional = true},
                                INPUT_TEXT, recruiter.code);
    view.errors = form_errors(&form);
    partner_form_html(&render, &view);
    return page_answer(call, &render);
}

static enum rc read_form(struct call *call, struct partner_input *ret_input)
{
    *ret_input = (struct partner_input){.code = form_given(call, "code"),
                                        .name = form_typed(call, "name"),
                                        .email = form_typed(call, "email"),
                                        .type = form_typed(call, "type"),
                                        .segment = form_typed(call, "segment"),
                                        .country = form_typed(call, "country"),
                                        .status = TEXT_NONE};
    return text_is(form_given(call, "recruited_by")) ? form_partner(call, "recruited_by", &ret_input->recruited_by)
                                                     : RC_OK;
}

enum rc web_operator_partner_new(struct call *call)
{
    return show(call, NULL, NULL);
}

static enum rc make(struct call *call, struct partner *ret_partner)
{
    struct partner_input input;
    TRY(read_form(call, &input));
    call->is_catalog_changed = true;
    return partner_create(&call->flow, &input, ret_partner);
}

enum rc web_operator_partner_make(struct call *call)
{
    struct partner partner;
    struct fault fault;
    enum rc rc = make(call, &partner);
    if (page_is_refused(call, rc, &fault)) {
        return show(call, NULL, &fault);
    }
    TRY(rc);
    return page_redirect(call, show_url(call, PATH, PREFIX_PARTNER, partner.id.v));
}

enum rc web_operator_partner_edit(struct call *call)
{
    struct partner partner;
    TRY(access_partner(call, (struct partner_id){.v = call->ids[0]}, &partner));
    return show(call, &partner, NULL);
}

static enum rc change(struct call *call, struct partner_id id)
{
    struct partner_input input;
    struct partner changed;
    TRY(read_form(call, &input));
    input.code = TEXT_NONE;
    call->is_catalog_changed = true;
    return partner_change(&call->flow, id, &input, &changed);
}

enum rc web_operator_partner_change(struct call *call)
{
    struct partner partner;
    struct fault fault;
    TRY(access_partner(call, (struct partner_id){.v = call->ids[0]}, &partner));
    enum rc rc = change(call, partner.id);
    if (page_is_refused(call, rc, &fault)) {
        return show(call, &partner, &fault);
    }
    TRY(rc);
    return page_redirect(
        call, text_format(call->arena, "%.*s?saved=1", TEXT_PRINT(show_url(call, PATH, PREFIX_PARTNER, partner.id.v))));
}
