// SPDX-License-Identifier: Apache-2.0
// What a person keeps about the lists of the portals: views by name, chosen columns, and the bulk actions that can
// still be undone. A list is named by the address of its page ("/operator/partners"). Everything belongs to one person;
// nobody else reads it. Readers need no transaction, writers a write transaction. Texts are in the caller's arena.
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
};

// A view of the same name shows from now on what this one does.
enum rc saved_view_put(struct db *db, struct arena *arena, const struct saved_view *view,
                       struct saved_view_id *ret_id) MUST_USE;
// By name, at most SAVED_VIEWS_MAX.
enum rc saved_view_list(struct db *db, struct arena *arena, struct user_id user_id, struct text list,
                        struct saved_view **ret_views, size_t *ret_count) MUST_USE;
// RC_NOT_FOUND when it is not the person's.
enum rc saved_view_delete(struct db *db, struct saved_view_id id, struct user_id user_id) MUST_USE;

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
