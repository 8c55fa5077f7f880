-- name: audit_event_insert  kind: exec
-- in: occurred_at instant, actor text, action text, object text, content text
-- A change, in the transaction that makes it.
INSERT INTO audit_event (occurred_at, actor, action, object, content) VALUES ($1, $2, $3, $4, $5);

-- name: audit_event_list  kind: many
-- in: object text, before_id int64, limit_count int64
-- out: id int64, occurred_at instant, actor text, action text, object text, content text
-- A page of what was changed, the newest first; of one object, or of all.
SELECT id, occurred_at, actor, action, object, content
  FROM audit_event WHERE id < $2 AND ($1 = '' OR object = $1) ORDER BY id DESC LIMIT $3;
