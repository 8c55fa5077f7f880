// SPDX-License-Identifier: Apache-2.0
// Forms by which people keep views and columns.
#include "identity/public_id.h"
#include "page/refusal.h"
#include "portal/list.h"
#include "portal/portal.h"
#include "portal/saved_view_form.h"
#include "saved_view_form_html.h"
#include "user/saved_view_write.h"

#define COLUMNS_BYTES_MAX 1000

static struct text list_address(const struct call *call, struct text list, struct text query)
{
    return text_format(call->arena, "%.*s%s%.*s", TEXT_PRINT(list), text_is_empty(query) ? "" : "?", TEXT_PRINT(query));
}

// The name that was refused, by itself: the list would have to be read for it, and all that is wrong is the name.
static enum rc ask_again(struct call *call, const char *action, struct hidden_field_list hidden, struct text back,
                         const struct fault *fault)
{
    struct render render;
    TRY(page_open(call, &render));
    const struct reader *r = &render.reader;
    struct saved_view_form_view view = {
        .frame = portal_frame(call, &render, PLACE_NONE),
        .action = text_of(action),
        .hidden = hidden,
        .name = {.field = {.name = TEXT("name"), .label = phrase_list_view_name(r)},
                 .kind = INPUT_TEXT,
                 .value = parameters_get(&call->form, TEXT("name"))},
        .back_url = page_own_address(back),
    };
    view.frame.title = phrase_list_views(r);
    struct field_view *const fields[] = {&view.name.field};
    view.errors = page_mark(&render, fault, fields, 1);
    saved_view_form_html(&render, &view);
    return page_answer(call, &render);
}

enum rc web_saved_view_save(struct call *call)
{
    struct saved_view_input input = {.user_id = call->actor.person->user.id,
                                     .list = parameters_get(&call->form, TEXT("list")),
                                     .name = parameters_get(&call->form, TEXT("name")),
                                     .query = parameters_get(&call->form, TEXT("query"))};
    struct saved_view_id id;
    struct fault fault;
    enum rc rc = saved_view_save(&call->flow, &input, &id);
    if (page_is_refused(call, rc, &fault)) {
        const struct hidden_field hidden[] = {{TEXT("list"), input.list}, {TEXT("query"), input.query}};
        return ask_again(call, "/account/views", (struct hidden_field_list){.items = hidden, .count = 2},
                         list_address(call, input.list, input.query), &fault);
    }
    TRY(rc);
    return page_redirect(call, list_address(call, input.list, input.query));
}

// The view that the form names, and who asks.
static enum rc form_view(struct call *call, struct saved_view_id *ret_id, struct user_id *ret_user)
{
    *ret_user = call->actor.person->user.id;
    if (public_id_parse(call->keyring, PREFIX_SAVED_VIEW, parameters_get(&call->form, TEXT("id")), &ret_id->v) !=
        RC_OK) {
        return fault_set(call->fault, RC_NOT_FOUND, "not_found", "id", "there is no such saved view");
    }
    return RC_OK;
}

enum rc web_saved_view_forget(struct call *call)
{
    struct saved_view_id id;
    struct user_id user;
    TRY(form_view(call, &id, &user));
    TRY(saved_view_forget(&call->flow, user, id));
    return list_return(call, "/home", parameters_get(&call->form, TEXT("id")));
}

enum rc web_saved_view_restore(struct call *call)
{
    struct saved_view_id id;
    struct user_id user;
    TRY(form_view(call, &id, &user));
    TRY(saved_view_recall(&call->flow, user, id));
    return list_return(call, "/home", parameters_get(&call->form, TEXT("id")));
}

enum rc web_saved_view_rename(struct call *call)
{
    struct saved_view_id id;
    struct user_id user;
    struct fault fault;
    TRY(form_view(call, &id, &user));
    enum rc rc = saved_view_name(&call->flow, user, id, parameters_get(&call->form, TEXT("name")));
    if (page_is_refused(call, rc, &fault)) {
        struct text back = parameters_get(&call->form, TEXT("return"));
        const struct hidden_field hidden[] = {{TEXT("id"), parameters_get(&call->form, TEXT("id"))},
                                              {TEXT("return"), back}};
        return ask_again(call, "/account/views/rename", (struct hidden_field_list){.items = hidden, .count = 2}, back,
                         &fault);
    }
    TRY(rc);
    return list_return(call, "/home", TEXT_NONE);
}

enum rc web_saved_view_share(struct call *call)
{
    struct saved_view_id id;
    struct user_id user;
    TRY(form_view(call, &id, &user));
    bool is_shared = text_equal(parameters_get(&call->form, TEXT("is_shared")), TEXT("1"));
    TRY(saved_view_publish(&call->flow, user, id, is_shared));
    return list_return(call, "/home", TEXT_NONE);
}

enum rc web_saved_view_copy(struct call *call)
{
    struct saved_view_id id;
    struct user_id user;
    struct saved_view view;
    TRY(form_view(call, &id, &user));
    TRY(saved_view_copy(&call->flow, user, id, &view));
    return page_redirect(call, list_address(call, view.list, view.query));
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
