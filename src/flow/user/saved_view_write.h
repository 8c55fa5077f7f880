// SPDX-License-Identifier: Apache-2.0
// A person's own choices about the lists of the portals: views by name, and columns. They change nothing of the
// network, so that the audit log tells of none but of a view that operators share among them. Each can be repeated.
#pragma once

#include "flow.h"
#include "saved_view/saved_view.h"

#define SAVED_VIEW_NAME_CHARACTERS_MAX 60
#define SAVED_VIEW_QUERY_BYTES_MAX 2000

struct saved_view_input {
    struct user_id user_id;
    struct text list;  // the address of the list's page
    struct text name;  // surrounding spaces are dropped
    struct text query; // what stands behind the '?' of the list as it is shown
};
// Keeps the view; one that has the name already shows from now on what this one does. RC_INVALID with the field named:
// those of validate_name, text_too_long, list_unknown (list), query_malformed (query); RC_REFUSED
// saved_views_too_many above SAVED_VIEWS_MAX.
enum rc saved_view_save(struct flow *flow, const struct saved_view_input *input, struct saved_view_id *ret_id) MUST_USE;
// Those that follow answer RC_NOT_FOUND not_found for one that is not the person's, or deleted.
// RC_INVALID as for a new one; RC_CONFLICT saved_view_taken when another view of the list has the name.
enum rc saved_view_name(struct flow *flow, struct user_id user_id, struct saved_view_id id, struct text name) MUST_USE;
// The network's operators find it with the list from now on, or no longer. RC_FORBIDDEN saved_view_private for those
// who are no operators.
enum rc saved_view_publish(struct flow *flow, struct user_id user_id, struct saved_view_id id, bool is_shared) MUST_USE;
// It can be had back until saved_view_purge.
enum rc saved_view_forget(struct flow *flow, struct user_id user_id, struct saved_view_id id) MUST_USE;
// RC_NOT_FOUND not_found when it is not the person's or is there; RC_REFUSED saved_views_too_many.
enum rc saved_view_recall(struct flow *flow, struct user_id user_id, struct saved_view_id id) MUST_USE;
// A view of one's own like the one that another operator shares; "name (2)" when one has that name. RC_NOT_FOUND
// not_found when nobody shares it with this person; RC_REFUSED saved_views_too_many; RC_INVALID text_too_long when its
// name has no place for a number.
enum rc saved_view_copy(struct flow *flow, struct user_id user_id, struct saved_view_id id,
                        struct saved_view *ret_view) MUST_USE;
// From now on the list shows these columns: a comma list of names, at most 1,000 bytes. RC_INVALID list_unknown,
// value_unknown.
enum rc list_columns_keep(struct flow *flow, struct user_id user_id, struct text list, struct text columns) MUST_USE;
