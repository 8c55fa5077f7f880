// SPDX-License-Identifier: Apache-2.0
// What a flow refused and a form can put right: the page is shown again with what was typed, the field marked, the
// sentence in the reader's language.
#pragma once

#include "call.h"
#include "component/form.h"
#include "template/html.h"

// Whether the result of a flow is for the form to show: RC_INVALID, RC_REFUSED, RC_CONFLICT, RC_FORBIDDEN. Then what
// the flow had begun is undone, its fault is moved to *ret_fault, and the answer's status becomes 422.
bool page_is_refused(struct call *call, enum rc rc, struct fault *ret_fault);

// Puts the sentence for the fault at the field that it names, and gives it for the top of the form; a fault that names
// none of the fields stands there without a link. fault NULL: no error.
struct form_error_list page_mark(const struct render *render, const struct fault *fault,
                                 struct field_view *const *fields, size_t count);
// A sentence of the fault: of its code, or its own where the catalogues have none.
struct text page_fault_sentence(const struct render *render, const struct fault *fault);
