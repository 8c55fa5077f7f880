// SPDX-License-Identifier: Apache-2.0
// A program's link forms besides /c/{code} (mission S3D-1), as a JSON list of objects of these three shapes:
//
//   {"parameter": "ref"}                                         ?ref=CODE
//   {"parameter": "utm_source", "when": "utm_medium=affiliate"}  ?utm_medium=affiliate&utm_source=CODE
//   {"prefix": "epn_index"}                                      /epn_index/CODE
//
// CODE is a link's code, or a partner's code for the partner's oldest active link in the program. Pure.
#pragma once

#include "core/arena.h"
#include "core/fault.h"
#include "core/text.h"

#define LINK_FORMS_MAX 20
#define LINK_FORMS_DEFAULT "[{\"parameter\":\"ref\"},{\"parameter\":\"utm_source\",\"when\":\"utm_medium=affiliate\"}]"

struct link_form {
    struct text parameter;      // query parameter that carries CODE; TEXT_NONE: a prefix form
    struct text when_parameter; // counts only when this parameter …
    struct text when_value;     // … has this value; both TEXT_NONE: always
    struct text prefix;         // first segment of the path; TEXT_NONE: a parameter form
};

// RC_INVALID link_forms_malformed, field link_forms, for anything but the above: names and prefixes are of
// [A-Za-z0-9_-]{1,64}; the prefixes c, e, p, api, hooks, postback, healthz, metrics and the like are taken.
enum rc link_forms_parse(struct arena *arena, struct text json, struct link_form **ret_forms, size_t *ret_count,
                         struct fault *fault) MUST_USE;
enum rc link_forms_check(struct arena *arena, struct text json, struct fault *fault) MUST_USE;
