// SPDX-License-Identifier: Apache-2.0
// Forms by which people keep views and columns.
#include "identity/public_id.h"
#include "portal/list.h"
#include "user/saved_view_write.h"

#define COLUMNS_BYTES_MAX 1000

enum rc web_saved_view_save(struct call *call)
{
    struct saved_view_input input = {.user_id = call->actor.person->user.id,
                                     .list = parameters_get(&call->form, TEXT("list")),
                                     .name = parameters_get(&call->form, TEXT("name")),
                                     .query = parameters_get(&call->form, TEXT("query"))};
    struct saved_view_id id;
    TRY(saved_view_save(&call->flow, &input, &id));
    bool is_all = text_is_empty(input.query);
    return page_redirect(call, text_format(call->arena, "%.*s%s%.*s", TEXT_PRINT(input.list), is_all ? "" : "?",
                                           TEXT_PRINT(input.query)));
}

enum rc web_saved_view_forget(struct call *call)
{
    int64_t id = 0;
    if (public_id_parse(call->keyring, PREFIX_SAVED_VIEW, parameters_get(&call->form, TEXT("id")), &id) != RC_OK) {
        return fault_set(call->fault, RC_NOT_FOUND, "not_found", "id", "there is no such saved view");
    }
    TRY(saved_view_forget(&call->flow, call->actor.person->user.id, (struct saved_view_id){id}));
    return page_redirect(call, parameters_get(&call->form, TEXT("return")));
}

enum rc web_list_columns(struct call *call)
{
    struct buf buf = buf_new(call->arena, COLUMNS_BYTES_MAX + 1);
    bool is_reset = text_is(parameters_get(&call->form, TEXT("reset")));
    for (size_t i = 0; !is_reset && i < call->form.count; i++) {
        if (text_equal(call->form.list[i].name, TEXT("columns"))) {
            buf_format(&buf, "%s%.*s", buf.n > 0 ? "," : "", TEXT_PRINT(call->form.list[i].value));
        }
    }
    // None chosen is a choice too: the column that is always shown.
    struct text columns = buf_text(&buf);
    columns = is_reset || columns.n > 0 ? columns : TEXT("-");
    TRY(list_columns_keep(&call->flow, call->actor.person->user.id, parameters_get(&call->form, TEXT("list")),
                          columns));
    return page_redirect(call, parameters_get(&call->form, TEXT("return")));
}
