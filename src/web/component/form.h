// SPDX-License-Identifier: Apache-2.0
// Views of forms: fields keep what was typed and say what is wrong with it, where it is.
#pragma once

#include <stdbool.h>

#include "core/text.h"

// What every field has. `error` is the sentence for a fault (phrase_of_fault); the input is marked and linked to it.
struct field_view {
    struct text name; // of the form field; unique in the page, because ids are made of it
    struct text label;
    struct text hint; // TEXT_NONE: none
    struct text error;
    bool is_optional; // fields are required unless they say so
    bool is_unmarked; // optional without saying it: filters, where nothing has to be chosen
};

enum input_kind { INPUT_TEXT, INPUT_EMAIL, INPUT_URL, INPUT_PASSWORD, INPUT_NUMBER, INPUT_DATE, INPUT_SEARCH };

struct input_view {
    struct field_view field;
    enum input_kind kind;
    struct text value;
    struct text unit;         // after the input: "EUR", "%"
    struct text autocomplete; // "email", "current-password"; TEXT_NONE: off
    struct text pattern_hint; // the placeholder; an example, never the label
};

// A file to send: its form is multipart/form-data.
struct file_view {
    struct field_view field;
    struct text accept; // ".png,.svg": what the browser offers first
};

struct textarea_view {
    struct field_view field;
    struct text value;
    int rows;
};

struct choice {
    struct text value;
    struct text label;
    struct text hint;
    bool is_chosen;
};
struct choice_list {
    const struct choice *items;
    size_t count;
};

struct select_view {
    struct field_view field;
    struct choice_list choices;
};
// One of a few, all visible.
struct radios_view {
    struct field_view field;
    struct choice_list choices;
};
struct checkbox_view {
    struct field_view field;
    struct text value;
    bool is_chosen;
};

// What is wrong with a form, on its top: links to the fields.
struct form_error {
    struct text field; // its name; TEXT_NONE: the form as a whole
    struct text message;
};
struct form_error_list {
    const struct form_error *items;
    size_t count;
};
struct form_errors_view {
    struct form_error_list errors; // none: nothing is printed
};

struct search_view {
    struct text action;
    struct text name;
    struct text label;
    struct text value;
};

struct render;
struct text render_input_type(struct render *render, enum input_kind kind);
