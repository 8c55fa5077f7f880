-- Letters that wait to be sent.

-- name: mail_queue  kind: exec
-- in: mail_key text, recipient text, template text, language text, parameters text, queued_at instant
-- A letter, unless one with this key was queued before.
INSERT INTO mail (mail_key, recipient, template, language, parameters, status, attempts, next_at, queued_at)
VALUES ($1, $2, $3, $4, $5, 'queued', 0, $6, $6)
ON CONFLICT (mail_key) DO NOTHING;

-- name: mail_list_due  kind: many
-- in: now instant, limit int64
-- out: id int64, mail_key text, recipient text, template text, language text, parameters text, status text
-- out: attempts int64, next_at instant, problem text?, queued_at instant, settled_at instant?
-- Those that may be sent now.
SELECT id, mail_key, recipient, template, language, parameters, status, attempts, next_at, problem, queued_at,
       settled_at
  FROM mail WHERE status = 'queued' AND next_at <= $1 ORDER BY next_at, id LIMIT $2;

-- name: mail_list  kind: many
-- in: status text, before_id int64, limit int64
-- out: id int64, mail_key text, recipient text, template text, language text, parameters text, status text
-- out: attempts int64, next_at instant, problem text?, queued_at instant, settled_at instant?
-- Newest first; status '' for any.
SELECT id, mail_key, recipient, template, language, parameters, status, attempts, next_at, problem, queued_at,
       settled_at
  FROM mail WHERE id < $2 AND ($1 = '' OR status = $1) ORDER BY id DESC LIMIT $3;

-- name: mail_attempted  kind: exec
-- in: id int64, status text, attempts int64, next_at instant, problem text?, settled_at instant?
-- How an attempt went; what is settled stays.
UPDATE mail SET status = $2, attempts = $3, next_at = $4, problem = $5, settled_at = $6
 WHERE id = $1 AND status = 'queued';
