-- Letters that somebody does not want, and what partners answer to a plan version that is worse for them.

-- owner: mail
CREATE TABLE mail_refusal ( -- an address that wants no letters of a topic
  recipient TEXT NOT NULL, -- e-mail address in lower case
  topic TEXT NOT NULL, -- payout, terms
  refused_at BIGINT NOT NULL, -- instant
  PRIMARY KEY (recipient, topic)
);
-- owner: program
CREATE TABLE plan_answer ( -- what a partner said to a worse plan version; never changed, the last one counts
  id IDENTITY PRIMARY KEY, -- answer
  plan_id BIGINT NOT NULL REFERENCES plan (id), -- the version
  partner_id BIGINT NOT NULL REFERENCES partner (id), -- who answered
  answer TEXT NOT NULL CHECK (answer IN ('accepted', 'kept')), -- takes the new terms, or keeps what it has
  actor TEXT NOT NULL, -- who of its team
  answered_at BIGINT NOT NULL -- instant
);
CREATE INDEX plan_answer_index ON plan_answer (plan_id, partner_id, id);
