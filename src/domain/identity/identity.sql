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
