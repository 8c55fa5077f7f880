// SPDX-License-Identifier: Apache-2.0
// The card of who is not signed in yet.
#include "account/gate_form.h"

#include "gate_form_html.h"
#include "page/page.h"
#include "page/refusal.h"

#define INPUTS_MAX 4

enum rc gate_form_answer(struct call *call, struct render *render, struct gate_form_view *view,
                         struct input_view *inputs, size_t count, const struct fault *fault)
{
    struct field_view *fields[INPUTS_MAX];
    for (size_t i = 0; i < count; i++) {
        fields[i] = &inputs[i].field;
    }
    view->errors = page_mark(render, fault, fields, count);
    view->inputs = (struct input_list){.items = inputs, .count = count};
    if (fault != NULL && (call->response->status == 0 || call->response->status == 200)) {
        call->response->status = 422;
    }
    gate_form_html(render, view);
    return page_answer(call, render);
}
