// SPDX-License-Identifier: Apache-2.0
// Storage of what people keep about lists.
#include "saved_view/saved_view.h"

#include "core/buf.h"
#include "format/encode.h"
#include "saved_view/saved_view_sql.h"

#define OBJECTS_BYTES_MAX ((size_t)1 << 20)

enum rc saved_view_put(struct db *db, struct arena *arena, const struct saved_view *view, struct saved_view_id *ret_id)
{
    struct sql_saved_view_put_in in = {.user_id = view->user_id,
                                       .list = view->list,
                                       .name = view->name,
                                       .query = view->query,
                                       .created_at = view->created_at};
    struct sql_saved_view_put_row row;
    TRY(sql_saved_view_put(db, arena, &in, &row));
    *ret_id = row.id;
    return RC_OK;
}

enum rc saved_view_list(struct db *db, struct arena *arena, struct user_id user_id, struct text list,
                        struct saved_view **ret_views, size_t *ret_count)
{
    struct sql_saved_view_list_in in = {.user_id = user_id, .list = list, .limit = SAVED_VIEWS_MAX};
    struct sql_saved_view_list_row *rows = NULL;
    size_t count = 0;
    TRY(sql_saved_view_list(db, arena, &in, &rows, &count));
    struct saved_view *views = arena_many(arena, struct saved_view, count);
    for (size_t i = 0; i < count; i++) {
        views[i] = (struct saved_view){.id = rows[i].id,
                                       .user_id = user_id,
                                       .list = list,
                                       .name = rows[i].name,
                                       .query = rows[i].query,
                                       .created_at = rows[i].created_at,
                                       .shared_at = rows[i].shared_at,
                                       .deleted_at = INSTANT_NONE};
    }
    *ret_views = views;
    *ret_count = count;
    return RC_OK;
}

enum rc saved_view_list_shared(struct db *db, struct arena *arena, struct user_id user_id, struct text list,
                               struct shared_view **ret_views, size_t *ret_count)
{
    struct sql_saved_view_list_shared_in in = {.user_id = user_id, .list = list, .limit = SAVED_VIEWS_MAX};
    struct sql_saved_view_list_shared_row *rows = NULL;
    size_t count = 0;
    TRY(sql_saved_view_list_shared(db, arena, &in, &rows, &count));
    struct shared_view *views = arena_many(arena, struct shared_view, count);
    for (size_t i = 0; i < count; i++) {
        views[i] = (struct shared_view){
            .view = {.id = rows[i].id,
                     .user_id = rows[i].user_id,
                     .list = list,
                     .name = rows[i].name,
                     .query = rows[i].query,
                     .created_at = rows[i].created_at,
                     .shared_at = rows[i].shared_at,
                     .deleted_at = INSTANT_NONE},
            .owner = text_is_empty(rows[i].owner_name) ? rows[i].owner_email : rows[i].owner_name,
        };
    }
    *ret_views = views;
    *ret_count = count;
    return RC_OK;
}

enum rc saved_view_get(struct db *db, struct arena *arena, struct saved_view_id id, struct saved_view *ret_view)
{
    struct sql_saved_view_get_row row;
    TRY(sql_saved_view_get(db, arena, &(struct sql_saved_view_get_in){.id = id}, &row));
    *ret_view = (struct saved_view){.id = row.id,
                                    .user_id = row.user_id,
                                    .list = row.list,
                                    .name = row.name,
                                    .query = row.query,
                                    .created_at = row.created_at,
                                    .shared_at = row.shared_at,
                                    .deleted_at = row.deleted_at};
    return RC_OK;
}

static enum rc found(int64_t changed)
{
    return changed == 0 ? RC_NOT_FOUND : RC_OK;
}

enum rc saved_view_rename(struct db *db, const struct saved_view *view, struct text name)
{
    int64_t changed = 0;
    struct sql_saved_view_drop_in drop = {.user_id = view->user_id, .list = view->list, .name = name};
    struct sql_saved_view_rename_in in = {.id = view->id, .user_id = view->user_id, .name = name};
    TRY(sql_saved_view_drop(db, &drop, &changed));
    TRY(sql_saved_view_rename(db, &in, &changed));
    return found(changed);
}

enum rc saved_view_share(struct db *db, struct saved_view_id id, struct user_id user_id, struct instant at)
{
    int64_t changed = 0;
    struct sql_saved_view_share_in in = {.id = id, .user_id = user_id, .shared_at = at};
    TRY(sql_saved_view_share(db, &in, &changed));
    return found(changed);
}

enum rc saved_view_delete(struct db *db, struct saved_view_id id, struct user_id user_id, struct instant at)
{
    int64_t changed = 0;
    struct sql_saved_view_delete_in in = {.id = id, .user_id = user_id, .deleted_at = at};
    TRY(sql_saved_view_delete(db, &in, &changed));
    return found(changed);
}

enum rc saved_view_restore(struct db *db, struct saved_view_id id, struct user_id user_id)
{
    int64_t changed = 0;
    TRY(sql_saved_view_restore(db, &(struct sql_saved_view_restore_in){.id = id, .user_id = user_id}, &changed));
    return found(changed);
}

enum rc saved_view_purge(struct db *db, struct instant before, int64_t *ret_count)
{
    return sql_saved_view_purge(db, &(struct sql_saved_view_purge_in){.before = before}, ret_count);
}

enum rc list_columns_get(struct db *db, struct arena *arena, struct user_id user_id, struct text list,
                         struct text *ret_columns)
{
    struct sql_list_columns_get_row row;
    TRY(sql_list_columns_get(db, arena, &(struct sql_list_columns_get_in){.user_id = user_id, .list = list}, &row));
    *ret_columns = row.columns;
    return RC_OK;
}

enum rc list_columns_put(struct db *db, struct user_id user_id, struct text list, struct text columns)
{
    struct sql_list_columns_put_in in = {.user_id = user_id, .list = list, .columns = columns};
    return sql_list_columns_put(db, &in, NULL);
}

enum rc bulk_action_insert(struct db *db, struct arena *arena, const struct bulk_action *action,
                           struct bulk_action_id *ret_id)
{
    struct buf objects = buf_new(arena, OBJECTS_BYTES_MAX);
    for (size_t i = 0; i < action->object_count; i++) {
        buf_format(&objects, "%s%lld", i > 0 ? "," : "", (long long)action->objects[i]);
    }
    struct sql_bulk_action_insert_in in = {.user_id = action->user_id,
                                           .list = action->list,
                                           .action = action->action,
                                           .objects = buf_text(&objects),
                                           .object_count = (int64_t)action->object_count,
                                           .created_at = action->created_at};
    struct sql_bulk_action_insert_row row;
    TRY(sql_bulk_action_insert(db, arena, &in, &row));
    *ret_id = row.id;
    return RC_OK;
}

enum rc bulk_action_get(struct db *db, struct arena *arena, struct bulk_action_id id, struct user_id user_id,
                        struct bulk_action *ret_action)
{
    struct sql_bulk_action_get_row row;
    TRY(sql_bulk_action_get(db, arena, &(struct sql_bulk_action_get_in){.id = id, .user_id = user_id}, &row));
    int64_t *objects = arena_many(arena, int64_t, (size_t)row.object_count);
    size_t count = 0;
    struct text rest = row.objects;
    struct text one;
    while (count < (size_t)row.object_count && text_split(&rest, ',', &one)) {
        if (int64_parse(one, 1, INT64_MAX, &objects[count]) != RC_OK) {
            return RC_FAULT;
        }
        count++;
    }
    *ret_action = (struct bulk_action){.id = id,
                                       .user_id = user_id,
                                       .list = row.list,
                                       .action = row.action,
                                       .objects = objects,
                                       .object_count = count,
                                       .created_at = row.created_at,
                                       .undone_at = row.undone_at};
    return RC_OK;
}

enum rc bulk_action_undone(struct db *db, struct bulk_action_id id, struct instant at)
{
    int64_t changed = 0;
    TRY(sql_bulk_action_undone(db, &(struct sql_bulk_action_undone_in){.id = id, .undone_at = at}, &changed));
    return changed == 0 ? RC_CONFLICT : RC_OK;
}

enum rc bulk_action_forget(struct db *db, struct instant before, int64_t *ret_count)
{
    return sql_bulk_action_forget(db, &(struct sql_bulk_action_forget_in){.before = before}, ret_count);
}
