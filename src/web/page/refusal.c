// SPDX-License-Identifier: Apache-2.0
// Refused forms.
#include "page/refusal.h"

bool page_is_refused(struct call *call, enum rc rc, struct fault *ret_fault)
{
    if (rc != RC_INVALID && rc != RC_REFUSED && rc != RC_CONFLICT && rc != RC_FORBIDDEN) {
        return false;
    }
    if (db_is_in_transaction(call->db)) {
        db_rollback(call->db);
    }
    call->is_catalog_changed = false;
    *ret_fault = *call->fault;
    fault_clear(call->fault);
    call->response->status = 422;
    return true;
}

struct text page_fault_sentence(const struct render *render, const struct fault *fault)
{
    struct text sentence = phrase_of_fault(&render->reader, text_of(fault->code));
    return text_is(sentence) ? sentence : text_of(fault->message);
}

struct form_error_list page_mark(const struct render *render, const struct fault *fault,
                                 struct field_view *const *fields, size_t count)
{
    if (fault == NULL) {
        return (struct form_error_list){.count = 0};
    }
    struct form_error *error = arena_one(render->arena, struct form_error);
    error->field = TEXT_NONE;
    error->message = page_fault_sentence(render, fault);
    struct text named = text_of(fault->field);
    for (size_t i = 0; i < count; i++) {
        if (text_equal(fields[i]->name, named)) {
            fields[i]->error = error->message;
            error->field = fields[i]->name;
        }
    }
    return (struct form_error_list){.items = error, .count = 1};
}
