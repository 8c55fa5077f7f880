-- name: audit_event_insert  kind: exec
-- in: occurred_at instant, actor text, action text, object text, content text
-- A change, in the transaction that makes it.
INSERT INTO audit_event (occurred_at, actor, action, object, content) VALUES ($1, $2, $3, $4, $5);

-- name: audit_event_list  kind: many
-- in: object text, actor text, action text, from_at instant, to_at instant, before_id int64, limit_count int64
-- out: id int64, occurred_at instant, actor text, action text, object text, content text
-- A page of what was changed, the newest first; '' is no filter, an action that ends with a point means all that begin
-- so.
SELECT id, occurred_at, actor, action, object, content
  FROM audit_event
 WHERE id < $6 AND ($1 = '' OR object = $1) AND ($2 = '' OR actor = $2)
   AND ($3 = '' OR action = $3 OR (substr($3, length($3), 1) = '.' AND substr(action, 1, length($3)) = $3))
   AND occurred_at >= $4 AND occurred_at < $5
 ORDER BY id DESC LIMIT $7;
