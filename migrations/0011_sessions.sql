-- People at the pages: their sessions, and how they want to read.

ALTER TABLE network_user ADD COLUMN language TEXT NOT NULL DEFAULT ''; -- of pages: en, fr, ja, ru; '' the browser's
ALTER TABLE network_user ADD COLUMN theme TEXT NOT NULL DEFAULT ''; -- of pages: dark, light; '' the system's
ALTER TABLE network_user ADD COLUMN time_zone TEXT NOT NULL DEFAULT ''; -- IANA name; '' is the network's

-- owner: identity
CREATE TABLE user_session ( -- a person who signed in at a browser
  id IDENTITY PRIMARY KEY, -- session
  user_id BIGINT NOT NULL REFERENCES network_user (id), -- who
  token_hash BLOB NOT NULL UNIQUE, -- keyed hash; the token itself is in the browser's cookie only
  agent TEXT NOT NULL, -- what the browser calls itself, cut
  address_prefix TEXT NOT NULL, -- network of the address it was last used from, or ''
  created_at BIGINT NOT NULL, -- instant of the sign-in
  seen_at BIGINT NOT NULL, -- instant of the last use, to some minutes
  ended_at BIGINT -- instant, or NULL while good
);
CREATE INDEX user_session_user_index ON user_session (user_id, id);
