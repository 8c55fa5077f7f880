-- name: identity_user_insert  kind: optional
-- in: email text, role text, owner_id int64, password_hash text, created_at instant
-- out: id user_id
-- A person who may sign in. No row when the e-mail is taken.
INSERT INTO network_user (email, role, owner_id, password_hash, created_at)
VALUES ($1, $2, $3, $4, $5) ON CONFLICT (email) DO NOTHING RETURNING id;

-- name: identity_user_get  kind: optional
-- in: id user_id
-- out: id user_id, email text, role text, owner_id int64, password_hash text, created_at instant, archived_at instant?
-- One person.
SELECT id, email, role, owner_id, password_hash, created_at, archived_at FROM network_user WHERE id = $1;

-- name: identity_user_find  kind: optional
-- in: email text
-- out: id user_id, email text, role text, owner_id int64, password_hash text, created_at instant, archived_at instant?
-- A person by the e-mail in lower case.
SELECT id, email, role, owner_id, password_hash, created_at, archived_at FROM network_user WHERE email = $1;

-- name: identity_user_list  kind: many
-- in: before_id int64, limit_count int64
-- out: id user_id, email text, role text, owner_id int64, created_at instant, archived_at instant?
-- A page of the people who may sign in, the newest first.
SELECT id, email, role, owner_id, created_at, archived_at FROM network_user WHERE id < $1 ORDER BY id DESC LIMIT $2;

-- name: identity_user_password_set  kind: exec
-- in: id user_id, password_hash text
-- A new password.
UPDATE network_user SET password_hash = $2 WHERE id = $1;

-- name: identity_user_email_set  kind: exec
-- in: id user_id, email text
-- Another e-mail, in lower case.
UPDATE network_user SET email = $2 WHERE id = $1;

-- name: identity_user_restore  kind: exec
-- in: id user_id
-- The person may sign in again.
UPDATE network_user SET archived_at = NULL WHERE id = $1;

-- name: identity_user_operators  kind: one
-- out: active int64
-- How many operators may sign in.
SELECT CAST(count(*) AS BIGINT) FROM network_user WHERE role = 'operator' AND archived_at IS NULL;

-- name: identity_user_archive  kind: exec
-- in: id user_id, archived_at instant
-- The person may no longer sign in.
UPDATE network_user SET archived_at = $2 WHERE id = $1 AND archived_at IS NULL;

-- name: identity_token_insert  kind: one
-- in: name text, role text, owner_id int64, token_hash blob, created_at instant
-- out: id token_id
-- A bearer token, of which only the hash is kept.
INSERT INTO api_token (name, role, owner_id, token_hash, created_at) VALUES ($1, $2, $3, $4, $5) RETURNING id;

-- name: identity_token_find  kind: optional
-- in: token_hash blob
-- out: id token_id, name text, role text, owner_id int64, created_at instant, revoked_at instant?
-- The token with this hash, revoked ones too.
SELECT id, name, role, owner_id, created_at, revoked_at FROM api_token WHERE token_hash = $1;

-- name: identity_token_get  kind: optional
-- in: id token_id
-- out: id token_id, name text, role text, owner_id int64, created_at instant, revoked_at instant?
-- One token, without its hash.
SELECT id, name, role, owner_id, created_at, revoked_at FROM api_token WHERE id = $1;

-- name: identity_token_list  kind: many
-- in: before_id int64, limit_count int64
-- out: id token_id, name text, role text, owner_id int64, created_at instant, revoked_at instant?
-- A page of tokens, the newest first.
SELECT id, name, role, owner_id, created_at, revoked_at FROM api_token WHERE id < $1 ORDER BY id DESC LIMIT $2;

-- name: identity_token_revoke  kind: exec
-- in: id token_id, revoked_at instant
-- The token stops; the first instant stays.
UPDATE api_token SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL;

-- name: identity_answer_find  kind: optional
-- in: principal text, idempotency_key text
-- out: request_hash blob, status int64, answer text
-- The answer already given to a caller's key.
SELECT request_hash, status, answer FROM idempotency WHERE principal = $1 AND idempotency_key = $2;

-- name: identity_answer_insert  kind: exec
-- in: principal text, idempotency_key text, request_hash blob, status int64, answer text, created_at instant
-- The answer to a caller's key, in the transaction of the effect.
INSERT INTO idempotency (principal, idempotency_key, request_hash, status, answer, created_at)
VALUES ($1, $2, $3, $4, $5, $6);

-- name: identity_answer_forget  kind: exec
-- in: before instant
-- Drops answers that are too old to be asked for again.
DELETE FROM idempotency WHERE created_at < $1;

-- name: identity_session_insert  kind: one
-- in: user_id user_id, token_hash blob, agent text, address_prefix text, created_at instant
-- out: id session_id
-- A person has signed in.
INSERT INTO user_session (user_id, token_hash, agent, address_prefix, created_at, seen_at)
VALUES ($1, $2, $3, $4, $5, $5) RETURNING id;

-- name: identity_session_find  kind: optional
-- in: token_hash blob
-- out: id session_id, user_id user_id, agent text, address_prefix text, created_at instant, seen_at instant, ended_at instant?, email text, role text, owner_id int64, language text, theme text, time_zone text, archived_at instant?
-- The session with this hash and its person, ended ones too.
SELECT s.id, s.user_id, s.agent, s.address_prefix, s.created_at, s.seen_at, s.ended_at, u.email, u.role, u.owner_id,
       u.language, u.theme, u.time_zone, u.archived_at
  FROM user_session s JOIN network_user u ON u.id = s.user_id WHERE s.token_hash = $1;

-- name: identity_session_list  kind: many
-- in: user_id user_id, seen_after instant, created_after instant
-- out: id session_id, agent text, address_prefix text, created_at instant, seen_at instant
-- A person's sessions that are good, the last used first.
SELECT id, agent, address_prefix, created_at, seen_at FROM user_session
 WHERE user_id = $1 AND ended_at IS NULL AND seen_at > $2 AND created_at > $3 ORDER BY seen_at DESC, id DESC;

-- name: identity_session_seen  kind: exec
-- in: id session_id, address_prefix text, seen_at instant
-- The session was used.
UPDATE user_session SET address_prefix = $2, seen_at = $3 WHERE id = $1;

-- name: identity_session_end  kind: exec
-- in: id session_id, user_id user_id, ended_at instant
-- The person's session is over; the first instant stays.
UPDATE user_session SET ended_at = $3 WHERE id = $1 AND user_id = $2 AND ended_at IS NULL;

-- name: identity_session_end_all  kind: exec
-- in: user_id user_id, but_id session_id, ended_at instant
-- All sessions of the person but one are over.
UPDATE user_session SET ended_at = $3 WHERE user_id = $1 AND id <> $2 AND ended_at IS NULL;

-- name: identity_session_forget  kind: exec
-- in: before instant
-- Drops sessions that nobody has used since.
DELETE FROM user_session WHERE seen_at < $1;

-- name: identity_user_preferences_set  kind: exec
-- in: id user_id, language text, theme text, time_zone text
-- How the person wants to read; a text that is empty stays as it is.
UPDATE network_user SET language = CASE WHEN $2 = '' THEN language ELSE $2 END,
  theme = CASE WHEN $3 = '' THEN theme WHEN $3 = 'system' THEN '' ELSE $3 END,
  time_zone = CASE WHEN $4 = '' THEN time_zone ELSE $4 END
 WHERE id = $1;
