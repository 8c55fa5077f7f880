// SPDX-License-Identifier: Apache-2.0
// Choices about lists; see saved_view_write.h.
#include "user/saved_view_write.h"

#include "format/encode.h"
#include "format/url.h"
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

static enum rc check_count(struct flow *flow, const struct saved_view *view)
{
    struct saved_view *views = NULL;
    size_t count = 0;
    TRY(flow_stored(flow, saved_view_list(flow->db, flow->arena, view->user_id, view->list, &views, &count)));
    for (size_t i = 0; i < count; i++) {
        if (text_equal(views[i].name, view->name)) {
            return RC_OK;
        }
    }
    return count < SAVED_VIEWS_MAX ? RC_OK
                                   : fault_set(flow->fault, RC_REFUSED, "saved_views_too_many", "name",
                                               "a list has at most %d saved views", SAVED_VIEWS_MAX);
}

enum rc saved_view_save(struct flow *flow, const struct saved_view_input *input, struct saved_view_id *ret_id)
{
    struct saved_view view = {.user_id = input->user_id,
                              .list = input->list,
                              .name = text_trim(input->name),
                              .query = text_is(input->query) ? input->query : TEXT(""),
                              .created_at = flow->now};
    TRY(check_list(flow, view.list));
    TRY(validate_name(flow->fault, "name", view.name));
    TRY(validate_words(flow->fault, "name", view.name, SAVED_VIEW_NAME_CHARACTERS_MAX));
    TRY(check_query(flow, view.query));
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(flow_lock(flow, text_format(flow->arena, "saved views:%lld", (long long)view.user_id.v)));
    TRY(check_count(flow, &view));
    TRY(flow_stored(flow, saved_view_put(flow->db, flow->arena, &view, ret_id)));
    return flow_commit(flow);
}

enum rc saved_view_forget(struct flow *flow, struct user_id user_id, struct saved_view_id id)
{
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    enum rc rc = saved_view_delete(flow->db, id, user_id);
    if (rc == RC_NOT_FOUND) {
        return fault_set(flow->fault, RC_NOT_FOUND, "not_found", "id", "there is no such saved view");
    }
    TRY(flow_stored(flow, rc));
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
