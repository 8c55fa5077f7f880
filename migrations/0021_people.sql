-- People: what each may do of its role's work, the second factor, one-time links, and reading as a partner does;
-- letters that are being sent; the brand; what the audit log is searched by.

ALTER TABLE network_user ADD COLUMN name TEXT NOT NULL DEFAULT ''; -- for people; '' the e-mail stands for it
ALTER TABLE network_user ADD COLUMN duty TEXT NOT NULL DEFAULT 'owner'; -- what of its role's work is the person's
UPDATE network_user SET duty = 'admin' WHERE role = 'advertiser';
ALTER TABLE network_user ADD COLUMN totp_secret TEXT; -- sealed, or NULL without a second factor
ALTER TABLE network_user ADD COLUMN totp_step BIGINT NOT NULL DEFAULT 0; -- of the last code: none is good twice
ALTER TABLE api_token ADD COLUMN created_by BIGINT NOT NULL DEFAULT 0; -- user; 0 made at the command line
ALTER TABLE user_session ADD COLUMN needs_code BIGINT NOT NULL DEFAULT 0; -- 1 while the second factor is awaited
ALTER TABLE user_session ADD COLUMN viewed_partner_id BIGINT NOT NULL DEFAULT 0; -- as whom an operator reads
ALTER TABLE mail ADD COLUMN claimed_at BIGINT; -- instant since which a server is sending it, or NULL
ALTER TABLE network ADD COLUMN hue BIGINT NOT NULL DEFAULT 264; -- of the brand's colour, 0 to 359

-- owner: identity
CREATE TABLE recovery_code ( -- signs in once where the second factor is lost
  id IDENTITY PRIMARY KEY, -- code
  user_id BIGINT NOT NULL REFERENCES network_user (id), -- whose
  code_hash BLOB NOT NULL, -- keyed hash; the code itself is shown once
  used_at BIGINT, -- instant, or NULL while good
  UNIQUE (user_id, code_hash)
);
-- owner: identity
CREATE TABLE user_ticket ( -- a one-time link in a letter: the link is derived from the id and the master key
  id IDENTITY PRIMARY KEY, -- ticket
  user_id BIGINT NOT NULL REFERENCES network_user (id), -- for whom
  kind TEXT NOT NULL CHECK (kind IN ('invitation', 'password', 'email')), -- what it lets do
  email TEXT NOT NULL, -- the address that is confirmed; '' for other kinds
  created_at BIGINT NOT NULL, -- instant
  expires_at BIGINT NOT NULL, -- instant from which it is worth nothing
  used_at BIGINT -- instant it was used or replaced, or NULL while good
);
CREATE INDEX user_ticket_user_index ON user_ticket (user_id, kind, id);
-- owner: network
CREATE TABLE network_logo ( -- the brand's picture
  id BIGINT PRIMARY KEY CHECK (id = 1), -- always 1
  media_type TEXT NOT NULL, -- image/png, image/jpeg, image/webp
  content BLOB NOT NULL, -- as uploaded
  digest TEXT NOT NULL, -- of the content, in its address
  changed_at BIGINT NOT NULL -- instant
);

CREATE INDEX audit_event_object_index ON audit_event (object, id);
CREATE INDEX audit_event_actor_index ON audit_event (actor, id);
