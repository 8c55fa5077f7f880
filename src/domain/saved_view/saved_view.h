// SPDX-License-Identifier: Apache-2.0
// What a person keeps about the lists of the portals: views by name, chosen columns, and the bulk actions that can
// still be undone. A list is named by the address of its page ("/operator/partners"). Everything belongs to one person,
// and nobody else reads it but the views that an operator shares with the others. Readers need no transaction, writers
// a write transaction. Texts are in the caller's arena.
#pragma once

#include "core/arena.h"
#include "core/text.h"
#include "db/db.h"
#include "ids.h"
#include "value/time.h"

#define SAVED_VIEWS_MAX 50 // of one list

struct saved_view {
    struct saved_view_id id;
    struct user_id user_id;
    struct text list;
    struct text name;  // unique among the person's views of the list
    struct text query; // "status=pending&sort=-amount", without '?'; "" shows all
    struct instant created_at;
    struct instant shared_at;  // INSTANT_NONE: nobody else sees it
    struct instant deleted_at; // INSTANT_NONE while it is not; then it can be restored
};

// A view of the same name shows from now on what this one does.
enum rc saved_view_put(struct db *db, struct arena *arena, const struct saved_view *view,
                       struct saved_view_id *ret_id) MUST_USE;
// By name, at most SAVED_VIEWS_MAX.
enum rc saved_view_list(struct db *db, struct arena *arena, struct user_id user_id, struct text list,
                        struct saved_view **ret_views, size_t *ret_count) MUST_USE;
// What others share of the list.
struct shared_view {
    struct saved_view view;
    struct text owner; // the name of whose it is, or else the e-mail
};
// By name, at most SAVED_VIEWS_MAX.
enum rc saved_view_list_shared(struct db *db, struct arena *arena, struct user_id user_id, struct text list,
                               struct shared_view **ret_views, size_t *ret_count) MUST_USE;
// Whosever it is, deleted ones too.
enum rc saved_view_get(struct db *db, struct arena *arena, struct saved_view_id id,
                       struct saved_view *ret_view) MUST_USE;
// Those that follow answer RC_NOT_FOUND when it is not the person's, or deleted.
// RC_CONFLICT when another view of the list has the name; a deleted one gives way to it.
enum rc saved_view_rename(struct db *db, const struct saved_view *view, struct text name) MUST_USE;
// INSTANT_NONE: nobody else sees it any more.
enum rc saved_view_share(struct db *db, struct saved_view_id id, struct user_id user_id, struct instant at) MUST_USE;
enum rc saved_view_delete(struct db *db, struct saved_view_id id, struct user_id user_id, struct instant at) MUST_USE;
// RC_NOT_FOUND when it is not the person's, or not deleted.
enum rc saved_view_restore(struct db *db, struct saved_view_id id, struct user_id user_id) MUST_USE;
// Deletes for good those that were deleted before.
enum rc saved_view_purge(struct db *db, struct instant before, int64_t *ret_count) MUST_USE;

// The names of the columns, a comma list. RC_NOT_FOUND while the person has chosen none.
enum rc list_columns_get(struct db *db, struct arena *arena, struct user_id user_id, struct text list,
                         struct text *ret_columns) MUST_USE;
enum rc list_columns_put(struct db *db, struct user_id user_id, struct text list, struct text columns) MUST_USE;

struct bulk_action {
    struct bulk_action_id id;
    struct user_id user_id;
    struct text list;
    struct text action;     // what was done: the status that the rows have since
    const int64_t *objects; // ids of the rows that it changed
    size_t object_count;
    struct instant created_at;
    struct instant undone_at; // INSTANT_NONE while it was not
};

enum rc bulk_action_insert(struct db *db, struct arena *arena, const struct bulk_action *action,
                           struct bulk_action_id *ret_id) MUST_USE;
// RC_NOT_FOUND when it is not the person's.
enum rc bulk_action_get(struct db *db, struct arena *arena, struct bulk_action_id id, struct user_id user_id,
                        struct bulk_action *ret_action) MUST_USE;
// RC_CONFLICT when it was undone before.
enum rc bulk_action_undone(struct db *db, struct bulk_action_id id, struct instant at) MUST_USE;
// Deletes those that were done before.
enum rc bulk_action_forget(struct db *db, struct instant before, int64_t *ret_count) MUST_USE;
