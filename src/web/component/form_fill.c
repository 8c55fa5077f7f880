// SPDX-License-Identifier: Apache-2.0
// Forms with what was typed and what is wrong with it.
#include "component/form_fill.h"

#include <string.h>

#include "core/bug.h"
#include "format/encode.h"
#include "i18n/number_typed.h"
#include "identity/public_id.h"
#include "page/page.h"
#include "page/refusal.h"
#include "partner/partner.h"

struct form_fill form_fill(const struct call *call, const struct render *render, const struct fault *fault)
{
    struct form_fill form = {.arena = call->arena,
                             .reader = &render->reader,
                             .typed = call->request->method == HTTP_POST ? &call->form : NULL,
                             .fault = fault,
                             .error = TEXT_NONE};
    if (fault != NULL) {
        form.error = page_fault_sentence(render, fault);
    }
    return form;
}

struct text form_value(const struct form_fill *form, const char *name, struct text stored)
{
    struct text typed = form->typed == NULL ? TEXT_NONE : parameters_get(form->typed, text_of(name));
    return text_is(typed) ? text_trim(typed) : stored;
}

bool form_is_checked(const struct form_fill *form, const char *name, bool is_stored)
{
    return form->typed == NULL ? is_stored : text_is(parameters_get(form->typed, text_of(name)));
}

static struct field_view add(struct form_fill *form, const struct form_field *field)
{
    BUG_ON(form->count == FORM_FIELDS_MAX);
    struct text name = text_of(field->name);
    form->names[form->count++] = name;
    bool is_wrong = form->fault != NULL && text_equal(name, text_of(form->fault->field));
    return (struct field_view){.name = name,
                               .label = field->label,
                               .hint = field->hint,
                               .error = is_wrong ? form->error : TEXT_NONE,
                               .is_optional = field->is_optional};
}

struct input_view form_input(struct form_fill *form, struct form_field field, enum input_kind kind, struct text stored)
{
    return (struct input_view){.field = add(form, &field), .kind = kind, .value = form_value(form, field.name, stored)};
}

struct textarea_view form_textarea(struct form_fill *form, struct form_field field, int rows, struct text stored)
{
    return (struct textarea_view){
        .field = add(form, &field), .rows = rows, .value = form_value(form, field.name, stored)};
}

static struct choice_list chosen(struct form_fill *form, const char *name, struct choice_list choices,
                                 struct text stored)
{
    struct text value = form_value(form, name, stored);
    struct choice *items = arena_many(form->arena, struct choice, choices.count);
    for (size_t i = 0; i < choices.count; i++) {
        items[i] = choices.items[i];
        items[i].is_chosen = text_is(value) && text_equal(items[i].value, value);
    }
    return (struct choice_list){.items = items, .count = choices.count};
}

struct select_view form_select(struct form_fill *form, struct form_field field, struct choice_list choices,
                               struct text stored)
{
    return (struct select_view){.field = add(form, &field), .choices = chosen(form, field.name, choices, stored)};
}

struct radios_view form_radios(struct form_fill *form, struct form_field field, struct choice_list choices,
                               struct text stored)
{
    return (struct radios_view){.field = add(form, &field), .choices = chosen(form, field.name, choices, stored)};
}

struct checkbox_view form_checkbox(struct form_fill *form, struct form_field field, bool is_stored)
{
    return (struct checkbox_view){
        .field = add(form, &field), .value = TEXT("1"), .is_chosen = form_is_checked(form, field.name, is_stored)};
}

struct form_error_list form_errors(const struct form_fill *form)
{
    if (form->fault == NULL) {
        return (struct form_error_list){.count = 0};
    }
    struct form_error *error = arena_one(form->arena, struct form_error);
    *error = (struct form_error){.field = TEXT_NONE, .message = form->error};
    for (size_t i = 0; i < form->count; i++) {
        if (text_equal(form->names[i], text_of(form->fault->field))) {
            error->field = form->names[i];
        }
    }
    return (struct form_error_list){.items = error, .count = 1};
}

struct text form_typed(const struct call *call, const char *name)
{
    struct text typed = parameters_get(&call->form, text_of(name));
    return text_is(typed) ? text_trim(typed) : TEXT_NONE;
}

struct text form_row_typed(const struct call *call, int64_t id, const char *name, bool *ret_is_refused)
{
    *ret_is_refused = call->request->method == HTTP_POST && call->ids[0] == id;
    return *ret_is_refused ? form_typed(call, name) : TEXT_NONE;
}

struct text form_given(const struct call *call, const char *name)
{
    struct text typed = form_typed(call, name);
    return text_is_empty(typed) ? TEXT_NONE : typed;
}

enum rc form_id(struct call *call, const char *name, const char *prefix, const char *code, int64_t *ret_id)
{
    *ret_id = 0;
    struct text typed = form_given(call, name);
    if (text_is(typed) && public_id_parse(call->keyring, prefix, typed, ret_id) != RC_OK) {
        return fault_set(call->fault, RC_INVALID, code, name, "%s names nothing that is there", name);
    }
    return RC_OK;
}

enum rc form_partner(struct call *call, const char *name, struct partner_id *ret_id)
{
    struct text code = form_given(call, name);
    struct partner partner;
    enum rc rc = text_is(code) ? partner_find(call->db, call->arena, code, &partner) : RC_NOT_FOUND;
    if (rc == RC_NOT_FOUND) {
        return fault_set(call->fault, RC_INVALID, "partner_unknown", name, "no partner has this code");
    }
    TRY(flow_stored(&call->flow, rc));
    *ret_id = partner.id;
    return RC_OK;
}

enum rc form_read_decimal(struct call *call, const char *name, struct text typed, struct text *ret_plain)
{
    *ret_plain = TEXT_NONE;
    if (text_is(typed) && number_typed(call->arena, page_language(call), typed, ret_plain) != RC_OK) {
        return fault_set(call->fault, RC_INVALID, "number_ambiguous", name, "%s can be read in two ways", name);
    }
    return RC_OK;
}

enum rc form_decimal(struct call *call, const char *name, struct text *ret_plain)
{
    return form_read_decimal(call, name, form_typed(call, name), ret_plain);
}

enum rc form_number(struct call *call, const char *name, int64_t min, int64_t max, int64_t *number)
{
    struct text typed = form_given(call, name);
    TRY(form_read_decimal(call, name, typed, &typed));
    if (text_is(typed) && int64_parse(typed, min, max, number) != RC_OK) {
        return fault_set(call->fault, RC_INVALID, "number_out_of_range", name,
                         "%s must be a whole number from %lld to %lld", name, (long long)min, (long long)max);
    }
    return RC_OK;
}
