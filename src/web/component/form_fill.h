// SPDX-License-Identifier: Apache-2.0
// Filling the views of a form: with what is stored, or again with what was typed and what is wrong with it, at its
// field and in the reader's language.
//
//     struct form_fill form = form_fill(call, &render, fault);   // fault: NULL when the form is shown for the first
//     time view.name = form_input(&form, (struct form_field){.name = "name", .label = …}, INPUT_TEXT, program.name); …
//     view.errors = form_errors(&form);                          // after all fields: what belongs to none stands on
//     top
//
// The handler of the POST:
//
//     enum rc rc = program_change(…);
//     struct fault fault;
//     if (page_is_refused(call, rc, &fault)) {
//         return show_settings(call, &fault);                    // 422
//     }
//     TRY(rc);
//     return page_redirect(…);
#pragma once

#include "call.h"
#include "component/form.h"
#include "page/refusal.h"
#include "template/html.h"

#define FORM_FIELDS_MAX 64

struct form_fill {
    struct arena *arena;
    const struct reader *reader;
    const struct parameters *typed; // NULL: what is stored is shown
    const struct fault *fault;      // NULL: nothing is wrong
    struct text error;              // its sentence
    struct text names[FORM_FIELDS_MAX];
    size_t count;
};

struct form_field {
    const char *name; // of the form field, and of the fault's field
    struct text label;
    struct text hint; // TEXT_NONE: none
    bool is_optional;
};

// What was typed is shown when the request is a POST.
struct form_fill form_fill(const struct call *call, const struct render *render, const struct fault *fault);
// What the field holds: what was typed, without white space around it, else `stored`.
struct text form_value(const struct form_fill *form, const char *name, struct text stored);
bool form_is_checked(const struct form_fill *form, const char *name, bool is_stored);

struct input_view form_input(struct form_fill *form, struct form_field field, enum input_kind kind, struct text stored);
struct textarea_view form_textarea(struct form_fill *form, struct form_field field, int rows, struct text stored);
// The choices are copied; the one whose value the field holds is chosen.
struct select_view form_select(struct form_fill *form, struct form_field field, struct choice_list choices,
                               struct text stored);
struct radios_view form_radios(struct form_fill *form, struct form_field field, struct choice_list choices,
                               struct text stored);
// Its value is "1".
struct checkbox_view form_checkbox(struct form_fill *form, struct form_field field, bool is_stored);
struct form_error_list form_errors(const struct form_fill *form);

// What the POST's field holds, trimmed; TEXT_NONE when it is not there. form_given: TEXT_NONE when it is empty, too.
struct text form_typed(const struct call *call, const char *name);
struct text form_given(const struct call *call, const char *name);
// The same of a form that stands in a row, shown again: *ret_is_refused, and what was typed when the request is the
// form of the thing with this number, the first in the address.
struct text form_row_typed(const struct call *call, int64_t id, const char *name, bool *ret_is_refused);
// A public id in a field; 0 when it is empty, RC_INVALID `code` at the field when it is none.
enum rc form_id(struct call *call, const char *name, const char *prefix, const char *code, int64_t *ret_id) MUST_USE;
// The partner whose code is in a field; RC_INVALID partner_unknown at the field when no partner has it, or it is empty.
enum rc form_partner(struct call *call, const char *name, struct partner_id *ret_id) MUST_USE;
// A number in a field as the reader's language writes it (i18n/number_typed.h), with a point and without grouping: for
// money_parse, rate_parse_percent and flows. As form_typed it is TEXT_NONE when it is not there. RC_INVALID
// number_ambiguous at the field. form_read_decimal: of a text from elsewhere.
enum rc form_decimal(struct call *call, const char *name, struct text *ret_plain) MUST_USE;
enum rc form_read_decimal(struct call *call, const char *name, struct text typed, struct text *ret_plain) MUST_USE;
// A whole number in a field; *number stays as it is when it is empty. RC_INVALID number_out_of_range at the field.
enum rc form_number(struct call *call, const char *name, int64_t min, int64_t max, int64_t *number) MUST_USE;
