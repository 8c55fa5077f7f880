-- Letters that wait to be sent.

-- name: mail_queue  kind: exec
-- in: mail_key text, recipient text, template text, language text, parameters text, queued_at instant
-- A letter, unless one with this key was queued before.
INSERT INTO mail (mail_key, recipient, template, language, parameters, status, attempts, next_at, queued_at)
VALUES ($1, $2, $3, $4, $5, 'queued', 0, $6, $6)
ON CONFLICT (mail_key) DO NOTHING;

-- name: mail_is_queued  kind: optional
-- in: mail_key text
-- out: id int64
-- The letter with this key.
SELECT id FROM mail WHERE mail_key = $1;

-- name: mail_list_due  kind: many
-- in: now instant, limit int64
-- out: id int64, mail_key text, recipient text, template text, language text, parameters text, status text
-- out: attempts int64, next_at instant, claimed_at instant?, problem text?, queued_at instant, settled_at instant?
-- Those that may be sent now and that nobody is sending.
SELECT id, mail_key, recipient, template, language, parameters, status, attempts, next_at, claimed_at, problem,
       queued_at, settled_at
  FROM mail WHERE status = 'queued' AND claimed_at IS NULL AND next_at <= $1 ORDER BY next_at, id LIMIT $2;

-- name: mail_list  kind: many
-- in: status text, before_id int64, limit int64
-- out: id int64, mail_key text, recipient text, template text, language text, parameters text, status text
-- out: attempts int64, next_at instant, claimed_at instant?, problem text?, queued_at instant, settled_at instant?
-- Newest first; status '' for any.
SELECT id, mail_key, recipient, template, language, parameters, status, attempts, next_at, claimed_at, problem,
       queued_at, settled_at
  FROM mail WHERE id < $2 AND ($1 = '' OR status = $1) ORDER BY id DESC LIMIT $3;

-- name: mail_claim  kind: exec
-- in: id int64, claimed_at instant
-- Whoever changes the row sends it: one server, once.
UPDATE mail SET claimed_at = $2, attempts = attempts + 1
 WHERE id = $1 AND status = 'queued' AND claimed_at IS NULL;

-- name: mail_attempted  kind: exec
-- in: id int64, status text, next_at instant, problem text?, settled_at instant?
-- How an attempt went; what is settled stays.
UPDATE mail SET status = $2, next_at = $3, claimed_at = NULL, problem = $4, settled_at = $5
 WHERE id = $1 AND status = 'queued';

-- name: mail_abandon  kind: exec
-- in: claimed_before instant, problem text, settled_at instant
-- Whoever was sending these is gone: whether they left is not known.
UPDATE mail SET status = 'failed', claimed_at = NULL, problem = $2, settled_at = $3
 WHERE status = 'queued' AND claimed_at < $1;

-- name: mail_retry  kind: exec
-- in: id int64, next_at instant
-- An operator wants it sent now: one that failed, or waits.
UPDATE mail SET status = 'queued', next_at = $2, settled_at = NULL
 WHERE id = $1 AND status <> 'sent' AND claimed_at IS NULL;

-- name: mail_refusal_insert  kind: exec
-- in: recipient text, topic text, refused_at instant
-- No more letters of this topic to this address; once more changes nothing.
INSERT INTO mail_refusal (recipient, topic, refused_at) VALUES ($1, $2, $3) ON CONFLICT (recipient, topic) DO NOTHING;

-- name: mail_refusal_delete  kind: exec
-- in: recipient text, topic text
-- They are wanted again.
DELETE FROM mail_refusal WHERE recipient = $1 AND topic = $2;

-- name: mail_refusal_list  kind: many
-- in: recipient text
-- out: topic text
-- What an address does not want.
SELECT topic FROM mail_refusal WHERE recipient = $1 ORDER BY topic;

-- name: mail_counts  kind: many
-- out: status text, mails int64, oldest instant
-- How many letters there are of each status, and since when the oldest of them is there.
SELECT status, CAST(count(*) AS BIGINT), min(queued_at) FROM mail GROUP BY status ORDER BY status;

-- name: mail_forget  kind: exec
-- in: before instant
-- Letters that were settled long ago are deleted: they hold addresses.
DELETE FROM mail WHERE settled_at < $1;
