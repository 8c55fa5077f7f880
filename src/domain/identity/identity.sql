-- name: identity_user_insert  kind: optional
-- in: email text, name text, role text, duty text, owner_id int64, password_hash text, language text, created_at instant
-- out: id user_id
-- A person who may sign in, or is invited to ('' as password). No row when the e-mail is taken.
INSERT INTO network_user (email, name, role, duty, owner_id, password_hash, language, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (email) DO NOTHING RETURNING id;

-- name: identity_user_get  kind: optional
-- in: id user_id
-- out: id user_id, email text, name text, role text, duty text, owner_id int64, password_hash text, language text
-- out: time_zone text, has_totp bool, created_at instant, archived_at instant?
-- One person.
SELECT id, email, name, role, duty, owner_id, password_hash, language, time_zone,
       CASE WHEN totp_secret IS NULL THEN 0 ELSE 1 END, created_at, archived_at
  FROM network_user WHERE id = $1;

-- name: identity_user_find  kind: optional
-- in: email text
-- out: id user_id, email text, name text, role text, duty text, owner_id int64, password_hash text, language text
-- out: time_zone text, has_totp bool, created_at instant, archived_at instant?
-- A person by the e-mail in lower case.
SELECT id, email, name, role, duty, owner_id, password_hash, language, time_zone,
       CASE WHEN totp_secret IS NULL THEN 0 ELSE 1 END, created_at, archived_at
  FROM network_user WHERE email = $1;

-- name: identity_user_list  kind: many
-- in: role text, owner_id int64, words text, before_id int64, limit_count int64
-- out: id user_id, email text, name text, role text, duty text, owner_id int64, is_invited bool, has_totp bool
-- out: seen_at instant?, created_at instant, archived_at instant?
-- A page of the people who may sign in, the newest first; '' and 0 are no filters, words a part of e-mail or name in
-- lower case.
SELECT id, email, name, role, duty, owner_id, CASE WHEN password_hash = '' THEN 1 ELSE 0 END,
       CASE WHEN totp_secret IS NULL THEN 0 ELSE 1 END,
       (SELECT max(s.seen_at) FROM user_session s WHERE s.user_id = network_user.id), created_at, archived_at
  FROM network_user
 WHERE id < $4 AND ($1 = '' OR role = $1) AND ($2 = 0 OR owner_id = $2)
   AND ($3 = '' OR email LIKE '%' || $3 || '%' OR lower(name) LIKE '%' || $3 || '%')
 ORDER BY id DESC LIMIT $5;

-- name: identity_user_password_set  kind: exec
-- in: id user_id, password_hash text
-- A new password.
UPDATE network_user SET password_hash = $2 WHERE id = $1;

-- name: identity_user_email_set  kind: exec
-- in: id user_id, email text
-- Another e-mail, in lower case.
UPDATE network_user SET email = $2 WHERE id = $1;

-- name: identity_user_name_set  kind: exec
-- in: id user_id, name text
-- What the person is called.
UPDATE network_user SET name = $2 WHERE id = $1;

-- name: identity_user_duty_set  kind: exec
-- in: id user_id, duty text
-- What the person may do of its role's work.
UPDATE network_user SET duty = $2 WHERE id = $1;

-- name: identity_user_restore  kind: exec
-- in: id user_id
-- The person may sign in again.
UPDATE network_user SET archived_at = NULL WHERE id = $1;

-- name: identity_user_operators  kind: one
-- out: active int64
-- How many owners of the network may sign in.
SELECT CAST(count(*) AS BIGINT) FROM network_user
 WHERE role = 'operator' AND duty = 'owner' AND archived_at IS NULL AND password_hash <> '';

-- name: identity_user_archive  kind: exec
-- in: id user_id, archived_at instant
-- The person may no longer sign in.
UPDATE network_user SET archived_at = $2 WHERE id = $1 AND archived_at IS NULL;

-- name: identity_token_insert  kind: one
-- in: name text, role text, owner_id int64, token_hash blob, created_at instant, created_by user_id
-- out: id token_id
-- A bearer token, of which only the hash is kept.
INSERT INTO api_token (name, role, owner_id, token_hash, created_at, created_by)
VALUES ($1, $2, $3, $4, $5, $6) RETURNING id;

-- name: identity_token_find  kind: optional
-- in: token_hash blob
-- out: id token_id, name text, role text, owner_id int64, created_at instant, created_by user_id
-- out: revoked_at instant?
-- The token with this hash, revoked ones too.
SELECT id, name, role, owner_id, created_at, created_by, revoked_at FROM api_token WHERE token_hash = $1;

-- name: identity_token_get  kind: optional
-- in: id token_id
-- out: id token_id, name text, role text, owner_id int64, created_at instant, created_by user_id
-- out: revoked_at instant?
-- One token, without its hash.
SELECT id, name, role, owner_id, created_at, created_by, revoked_at FROM api_token WHERE id = $1;

-- name: identity_token_list  kind: many
-- in: before_id int64, limit_count int64
-- out: id token_id, name text, role text, owner_id int64, created_at instant, created_by user_id
-- out: revoked_at instant?
-- A page of tokens, the newest first.
SELECT id, name, role, owner_id, created_at, created_by, revoked_at
  FROM api_token WHERE id < $1 ORDER BY id DESC LIMIT $2;

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
-- in: user_id user_id, token_hash blob, agent text, address_prefix text, created_at instant, needs_code bool
-- out: id session_id
-- A person has signed in, or has yet to give the code of the second factor.
INSERT INTO user_session (user_id, token_hash, agent, address_prefix, created_at, seen_at, needs_code)
VALUES ($1, $2, $3, $4, $5, $5, $6) RETURNING id;

-- name: identity_session_find  kind: optional
-- in: token_hash blob
-- out: id session_id, user_id user_id, agent text, address_prefix text, created_at instant, seen_at instant
-- out: ended_at instant?, needs_code bool, viewed_partner_id partner_id, email text, name text, role text, duty text
-- out: owner_id int64, has_totp bool, language text, theme text, time_zone text, shortcuts text
-- out: currency text, archived_at instant?
-- The session with this hash and its person, ended ones too.
SELECT s.id, s.user_id, s.agent, s.address_prefix, s.created_at, s.seen_at, s.ended_at, s.needs_code,
       s.viewed_partner_id, u.email, u.name, u.role, u.duty, u.owner_id,
       CASE WHEN u.totp_secret IS NULL THEN 0 ELSE 1 END, u.language, u.theme, u.time_zone, u.shortcuts,
       u.currency, u.archived_at
  FROM user_session s JOIN network_user u ON u.id = s.user_id WHERE s.token_hash = $1;

-- name: identity_session_list  kind: many
-- in: user_id user_id, seen_after instant, created_after instant
-- out: id session_id, agent text, address_prefix text, created_at instant, seen_at instant
-- A person's sessions that are good, the last used first.
SELECT id, agent, address_prefix, created_at, seen_at FROM user_session
 WHERE user_id = $1 AND ended_at IS NULL AND needs_code = 0 AND seen_at > $2 AND created_at > $3
 ORDER BY seen_at DESC, id DESC;

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

-- name: identity_session_view_set  kind: exec
-- in: id session_id, viewed_partner_id partner_id
-- As whom the session reads; 0 as its own person.
UPDATE user_session SET viewed_partner_id = $2 WHERE id = $1;

-- name: identity_session_familiar  kind: one
-- in: user_id user_id, agent text, but_id session_id
-- out: total int64, same int64
-- How many sessions the person had before, and how many of them in such a browser.
SELECT CAST(count(*) AS BIGINT), CAST(coalesce(sum(CASE WHEN agent = $2 THEN 1 ELSE 0 END), 0) AS BIGINT)
  FROM user_session WHERE user_id = $1 AND id <> $3 AND needs_code = 0;

-- name: identity_session_forget  kind: exec
-- in: before instant
-- Drops sessions that nobody has used since.
DELETE FROM user_session WHERE seen_at < $1;

-- name: identity_user_preferences_set  kind: exec
-- in: id user_id, language text, theme text, time_zone text, shortcuts text, currency text
-- How the person wants to read; a text that is empty stays as it is, the currency 'own' is none.
UPDATE network_user SET language = CASE WHEN $2 = '' THEN language ELSE $2 END,
  theme = CASE WHEN $3 = '' THEN theme WHEN $3 = 'system' THEN '' ELSE $3 END,
  time_zone = CASE WHEN $4 = '' THEN time_zone ELSE $4 END,
  shortcuts = CASE WHEN $5 = '' THEN shortcuts WHEN $5 = 'on' THEN '' ELSE $5 END,
  currency = CASE WHEN $6 = '' THEN currency WHEN $6 = 'own' THEN '' ELSE $6 END
 WHERE id = $1;

-- name: identity_totp_get  kind: optional
-- in: id user_id
-- out: totp_secret text?, totp_step int64
-- The person's second factor, sealed, and the step of the last code.
SELECT totp_secret, totp_step FROM network_user WHERE id = $1;

-- name: identity_totp_set  kind: exec
-- in: id user_id, totp_secret text?, totp_step int64
-- A second factor, or none.
UPDATE network_user SET totp_secret = $2, totp_step = $3 WHERE id = $1;

-- name: identity_totp_step  kind: exec
-- in: id user_id, totp_step int64
-- A code was used; changes nothing when it or a later one was used before.
UPDATE network_user SET totp_step = $2 WHERE id = $1 AND totp_step < $2;

-- name: identity_recovery_insert  kind: exec
-- in: user_id user_id, code_hash blob
-- A recovery code, of which only the hash is kept.
INSERT INTO recovery_code (user_id, code_hash) VALUES ($1, $2);

-- name: identity_recovery_use  kind: exec
-- in: user_id user_id, code_hash blob, used_at instant
-- The code signs in, once.
UPDATE recovery_code SET used_at = $3 WHERE user_id = $1 AND code_hash = $2 AND used_at IS NULL;

-- name: identity_recovery_left  kind: one
-- in: user_id user_id
-- out: good int64
-- How many recovery codes the person has left.
SELECT CAST(count(*) AS BIGINT) FROM recovery_code WHERE user_id = $1 AND used_at IS NULL;

-- name: identity_recovery_clear  kind: exec
-- in: user_id user_id
-- New codes replace the old ones.
DELETE FROM recovery_code WHERE user_id = $1;

-- name: identity_ticket_insert  kind: one
-- in: user_id user_id, kind text, email text, created_at instant, expires_at instant
-- out: id ticket_id
-- A one-time link.
INSERT INTO user_ticket (user_id, kind, email, created_at, expires_at) VALUES ($1, $2, $3, $4, $5) RETURNING id;

-- name: identity_ticket_get  kind: optional
-- in: id ticket_id
-- out: id ticket_id, user_id user_id, kind text, email text, created_at instant, expires_at instant, used_at instant?
-- One link, good or not.
SELECT id, user_id, kind, email, created_at, expires_at, used_at FROM user_ticket WHERE id = $1;

-- name: identity_ticket_last  kind: optional
-- in: user_id user_id, kind text
-- out: id ticket_id, user_id user_id, kind text, email text, created_at instant, expires_at instant, used_at instant?
-- The newest of a person's links of a kind.
SELECT id, user_id, kind, email, created_at, expires_at, used_at
  FROM user_ticket WHERE user_id = $1 AND kind = $2 ORDER BY id DESC LIMIT 1;

-- name: identity_ticket_use_all  kind: exec
-- in: user_id user_id, kind text, used_at instant
-- The person's links of a kind are worth nothing any more.
UPDATE user_ticket SET used_at = $3 WHERE user_id = $1 AND kind = $2 AND used_at IS NULL;
