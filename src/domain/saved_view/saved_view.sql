-- What people keep about lists.

-- name: saved_view_put  kind: one
-- in: user_id user_id, list text, name text, query text, created_at instant
-- out: id saved_view_id
-- A view by its name: a new one, or the same with what it shows now. A deleted one of the name gives way.
INSERT INTO saved_view (user_id, list, name, query, created_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (user_id, list, name) DO UPDATE SET query = excluded.query, deleted_at = NULL,
  shared_at = CASE WHEN saved_view.deleted_at IS NULL THEN saved_view.shared_at END
RETURNING id;

-- name: saved_view_list  kind: many
-- in: user_id user_id, list text, limit int64
-- out: id saved_view_id, name text, query text, created_at instant, shared_at instant?
-- Somebody's views of a list, by name.
SELECT id, name, query, created_at, shared_at FROM saved_view
 WHERE user_id = $1 AND list = $2 AND deleted_at IS NULL ORDER BY name COLLATE "und-x-icu" LIMIT $3;

-- name: saved_view_list_shared  kind: many
-- in: user_id user_id, list text, limit int64
-- out: id saved_view_id, user_id user_id, name text, query text, created_at instant, shared_at instant?
-- out: owner_name text, owner_email text
-- What others share of a list, by name.
SELECT v.id, v.user_id, v.name, v.query, v.created_at, v.shared_at, u.name, u.email
  FROM saved_view v JOIN network_user u ON u.id = v.user_id
 WHERE v.list = $2 AND v.user_id <> $1 AND v.shared_at IS NOT NULL AND v.deleted_at IS NULL
 ORDER BY v.name COLLATE "und-x-icu", v.id LIMIT $3;

-- name: saved_view_get  kind: optional
-- in: id saved_view_id
-- out: id saved_view_id, user_id user_id, list text, name text, query text, created_at instant, shared_at instant?
-- out: deleted_at instant?
-- One, whosever it is.
SELECT id, user_id, list, name, query, created_at, shared_at, deleted_at FROM saved_view WHERE id = $1;

-- name: saved_view_rename  kind: exec
-- in: id saved_view_id, user_id user_id, name text
-- One's own view is called otherwise.
UPDATE saved_view SET name = $3 WHERE id = $1 AND user_id = $2 AND deleted_at IS NULL;

-- name: saved_view_share  kind: exec
-- in: id saved_view_id, user_id user_id, shared_at instant?
-- Others see one's own view, or no longer.
UPDATE saved_view SET shared_at = $3 WHERE id = $1 AND user_id = $2 AND deleted_at IS NULL;

-- name: saved_view_delete  kind: exec
-- in: id saved_view_id, user_id user_id, deleted_at instant
-- One's own view; it can be restored.
UPDATE saved_view SET deleted_at = $3 WHERE id = $1 AND user_id = $2 AND deleted_at IS NULL;

-- name: saved_view_restore  kind: exec
-- in: id saved_view_id, user_id user_id
-- One's own view is there again.
UPDATE saved_view SET deleted_at = NULL WHERE id = $1 AND user_id = $2 AND deleted_at IS NOT NULL;

-- name: saved_view_drop  kind: exec
-- in: user_id user_id, list text, name text
-- A deleted view, for good: another one takes its name.
DELETE FROM saved_view WHERE user_id = $1 AND list = $2 AND name = $3 AND deleted_at IS NOT NULL;

-- name: saved_view_purge  kind: exec
-- in: before instant
-- Those that nobody may restore any more.
DELETE FROM saved_view WHERE deleted_at < $1;

-- name: list_columns_put  kind: exec
-- in: user_id user_id, list text, columns text
-- The columns that somebody wants from now on.
INSERT INTO list_columns (user_id, list, columns) VALUES ($1, $2, $3)
ON CONFLICT (user_id, list) DO UPDATE SET columns = excluded.columns;

-- name: list_columns_get  kind: optional
-- in: user_id user_id, list text
-- out: columns text
-- The columns that somebody wants.
SELECT columns FROM list_columns WHERE user_id = $1 AND list = $2;

-- name: bulk_action_insert  kind: one
-- in: user_id user_id, list text, action text, objects text, object_count int64, created_at instant
-- out: id bulk_action_id
-- What was done.
INSERT INTO bulk_action (user_id, list, action, objects, object_count, created_at)
VALUES ($1, $2, $3, $4, $5, $6)
RETURNING id;

-- name: bulk_action_get  kind: optional
-- in: id bulk_action_id, user_id user_id
-- out: list text, action text, objects text, object_count int64, created_at instant, undone_at instant?
-- One's own.
SELECT list, action, objects, object_count, created_at, undone_at FROM bulk_action WHERE id = $1 AND user_id = $2;

-- name: bulk_action_undone  kind: exec
-- in: id bulk_action_id, undone_at instant
-- It has been undone, once.
UPDATE bulk_action SET undone_at = $2 WHERE id = $1 AND undone_at IS NULL;

-- name: bulk_action_forget  kind: exec
-- in: before instant
-- Those that nobody may undo any more.
DELETE FROM bulk_action WHERE created_at < $1;
