// SPDX-License-Identifier: Apache-2.0
// Choices about lists; see saved_view_write.h.
#include "user/saved_view_write.h"

#include "change.h"
#include "format/encode.h"
#include "format/url.h"
#include "identity/identity.h"
#include "validate.h"

#define LIST_BYTES_MAX 200
#define COLUMNS_BYTES_MAX 1000

// "/operator/partners": words of lower case and figures between slashes.
static bool is_address(struct text t)
{
    if (t.n < 2 || t.n > LIST_BYTES_MAX || t.p[0] != '/') {
        return false;
    }
    for (size_t i = 1; i < t.n; i++) {
        bool is_word = (t.p[i] >= 'a' && t.p[i] <= 'z') || (t.p[i] >= '0' && t.p[i] <= '9') || t.p[i] == '_';
        bool is_mark = (t.p[i] == '/' && t.p[i - 1] != '/') || t.p[i] == '-';
        if (!is_word && !is_mark) {
            return false;
        }
    }
    return true;
}

static enum rc check_list(struct flow *flow, struct text list)
{
    return is_address(list) ? RC_OK
                            : fault_set(flow->fault, RC_INVALID, "list_unknown", "list", "list must name a list");
}

// What would not be read back is not kept.
static enum rc check_query(struct flow *flow, struct text query)
{
    struct parameters parameters;
    struct text at;
    if (query.n > SAVED_VIEW_QUERY_BYTES_MAX || !utf8_is_clean(query, "") ||
        text_find_char(query, '#', 0) != SIZE_MAX || query_parse(flow->arena, query, &parameters, &at) != RC_OK) {
        return fault_set(flow->fault, RC_INVALID, "query_malformed", "query",
                         "query must be what stands behind the '?' of a list's address");
    }
    return RC_OK;
}

// Whether one of these has the name.
static bool is_taken(const struct saved_view *views, size_t count, struct text name)
{
    for (size_t i = 0; i < count; i++) {
        if (text_equal(views[i].name, name)) {
            return true;
        }
    }
    return false;
}

static enum rc check_count(struct flow *flow, const struct saved_view *view)
{
    struct saved_view *views = NULL;
    size_t count = 0;
    TRY(flow_stored(flow, saved_view_list(flow->db, flow->arena, view->user_id, view->list, &views, &count)));
    if (count < SAVED_VIEWS_MAX || is_taken(views, count, view->name)) {
        return RC_OK;
    }
    return fault_set(flow->fault, RC_REFUSED, "saved_views_too_many", "name", "a list has at most %d saved views",
                     SAVED_VIEWS_MAX);
}

// One person's views change one after the other.
static enum rc lock(struct flow *flow, struct user_id user_id)
{
    return flow_lock(flow, text_format(flow->arena, "saved views:%lld", (long long)user_id.v));
}

static enum rc no_such(struct flow *flow)
{
    return fault_set(flow->fault, RC_NOT_FOUND, "not_found", "id", "there is no such saved view");
}

static enum rc get_own(struct flow *flow, struct user_id user_id, struct saved_view_id id, struct saved_view *ret_view)
{
    enum rc rc = saved_view_get(flow->db, flow->arena, id, ret_view);
    if (rc == RC_NOT_FOUND || (rc == RC_OK && ret_view->user_id.v != user_id.v)) {
        return no_such(flow);
    }
    return flow_stored(flow, rc);
}

static enum rc is_there(struct flow *flow, const struct saved_view *view)
{
    return instant_is_none(view->deleted_at) ? RC_OK : no_such(flow);
}

static enum rc check_name(struct flow *flow, struct text name)
{
    TRY(validate_name(flow->fault, "name", name));
    return validate_words(flow->fault, "name", name, SAVED_VIEW_NAME_CHARACTERS_MAX);
}

enum rc saved_view_save(struct flow *flow, const struct saved_view_input *input, struct saved_view_id *ret_id)
{
    struct saved_view view = {.user_id = input->user_id,
                              .list = input->list,
                              .name = text_trim(input->name),
                              .query = text_is(input->query) ? input->query : TEXT(""),
                              .created_at = flow->now};
    TRY(check_list(flow, view.list));
    TRY(check_name(flow, view.name));
    TRY(check_query(flow, view.query));
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(lock(flow, view.user_id));
    TRY(check_count(flow, &view));
    TRY(flow_stored(flow, saved_view_put(flow->db, flow->arena, &view, ret_id)));
    return flow_commit(flow);
}

enum rc saved_view_name(struct flow *flow, struct user_id user_id, struct saved_view_id id, struct text name)
{
    struct saved_view view;
    struct saved_view *views = NULL;
    size_t count = 0;
    name = text_trim(name);
    TRY(check_name(flow, name));
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(lock(flow, user_id));
    TRY(get_own(flow, user_id, id, &view));
    TRY(is_there(flow, &view));
    if (!text_equal(view.name, name)) {
        TRY(flow_stored(flow, saved_view_list(flow->db, flow->arena, user_id, view.list, &views, &count)));
        if (is_taken(views, count, name)) {
            return fault_set(flow->fault, RC_CONFLICT, "saved_view_taken", "name", "another view has this name");
        }
        TRY(flow_stored(flow, saved_view_rename(flow->db, &view, name)));
    }
    return flow_commit(flow);
}

static enum rc check_operator(struct flow *flow, struct user_id user_id)
{
    struct identity_user user;
    TRY(flow_stored(flow, identity_user_get(flow->db, flow->arena, user_id, &user)));
    return user.role == ROLE_OPERATOR ? RC_OK
                                      : fault_set(flow->fault, RC_FORBIDDEN, "saved_view_private", "id",
                                                  "only the network's operators share views");
}

enum rc saved_view_publish(struct flow *flow, struct user_id user_id, struct saved_view_id id, bool is_shared)
{
    struct saved_view view;
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(lock(flow, user_id));
    TRY(check_operator(flow, user_id));
    TRY(get_own(flow, user_id, id, &view));
    TRY(is_there(flow, &view));
    if (instant_is_none(view.shared_at) == is_shared) { // else it is as it should be
        TRY(flow_stored(flow, saved_view_share(flow->db, id, user_id, is_shared ? flow->now : INSTANT_NONE)));
        struct change_note note;
        change_note_begin(flow, &note);
        change_note_text(&note, "list", view.list);
        change_note_text(&note, "name", view.name);
        TRY(change_note_end(flow, &note, is_shared ? "saved_view.share" : "saved_view.unshare", id.v));
    }
    return flow_commit(flow);
}

enum rc saved_view_forget(struct flow *flow, struct user_id user_id, struct saved_view_id id)
{
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(lock(flow, user_id));
    enum rc rc = saved_view_delete(flow->db, id, user_id, flow->now);
    TRY(rc == RC_NOT_FOUND ? no_such(flow) : flow_stored(flow, rc));
    return flow_commit(flow);
}

enum rc saved_view_recall(struct flow *flow, struct user_id user_id, struct saved_view_id id)
{
    struct saved_view view;
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(lock(flow, user_id));
    TRY(get_own(flow, user_id, id, &view));
    TRY(check_count(flow, &view));
    enum rc rc = saved_view_restore(flow->db, id, user_id);
    TRY(rc == RC_NOT_FOUND ? no_such(flow) : flow_stored(flow, rc));
    return flow_commit(flow);
}

// The name, or the name with the first number that no view of the person has.
static enum rc free_name(struct flow *flow, struct saved_view *view)
{
    struct saved_view *views = NULL;
    size_t count = 0;
    struct text name = view->name;
    TRY(flow_stored(flow, saved_view_list(flow->db, flow->arena, view->user_id, view->list, &views, &count)));
    for (int number = 2; is_taken(views, count, view->name); number++) {
        view->name = text_format(flow->arena, "%.*s (%d)", TEXT_PRINT(name), number);
    }
    return check_name(flow, view->name);
}

enum rc saved_view_copy(struct flow *flow, struct user_id user_id, struct saved_view_id id, struct saved_view *ret_view)
{
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(lock(flow, user_id));
    TRY(check_operator(flow, user_id));
    enum rc rc = saved_view_get(flow->db, flow->arena, id, ret_view);
    TRY(rc == RC_NOT_FOUND ? no_such(flow) : flow_stored(flow, rc));
    TRY(is_there(flow, ret_view));
    if (instant_is_none(ret_view->shared_at) || ret_view->user_id.v == user_id.v) {
        return no_such(flow);
    }
    ret_view->user_id = user_id;
    ret_view->created_at = flow->now;
    ret_view->shared_at = INSTANT_NONE;
    TRY(free_name(flow, ret_view));
    TRY(check_count(flow, ret_view));
    TRY(flow_stored(flow, saved_view_put(flow->db, flow->arena, ret_view, &ret_view->id)));
    return flow_commit(flow);
}

enum rc list_columns_keep(struct flow *flow, struct user_id user_id, struct text list, struct text columns)
{
    TRY(check_list(flow, list));
    if (columns.n > COLUMNS_BYTES_MAX || !utf8_is_clean(columns, "")) {
        return fault_set(flow->fault, RC_INVALID, "value_unknown", "columns", "columns must name columns of the list");
    }
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(flow_stored(flow, list_columns_put(flow->db, user_id, list, columns)));
    return flow_commit(flow);
}
