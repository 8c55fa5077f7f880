-- Postbacks to partners: where each wants to be told of its conversions, and what was told.

-- owner: postback
CREATE TABLE postback ( -- an address of a partner's that is called when something happens to its conversions
  id IDENTITY PRIMARY KEY, -- postback
  partner_id BIGINT NOT NULL REFERENCES partner (id), -- whose
  program_id BIGINT NOT NULL, -- of which program's conversions; 0: of all
  url TEXT NOT NULL, -- https, with macros in braces
  events TEXT NOT NULL, -- comma list of what is told: lead, sale, approved, rejected, refund
  status TEXT NOT NULL CHECK (status IN ('active', 'paused', 'archived')), -- only an active one is called
  secret_number BIGINT NOT NULL, -- of the secret that calls are signed with, from 1: a new number makes a new secret
  created_at BIGINT NOT NULL -- instant
);
CREATE INDEX postback_partner_index ON postback (partner_id, status);
-- owner: postback
CREATE TABLE postback_delivery ( -- one event on its way to one postback
  id IDENTITY PRIMARY KEY, -- delivery
  postback_id BIGINT NOT NULL REFERENCES postback (id), -- where to
  delivery_key TEXT NOT NULL UNIQUE, -- idempotency key: postback, conversion, event, what made it
  event TEXT NOT NULL, -- lead, sale, approved, rejected, refund, test
  conversion_id BIGINT NOT NULL, -- 0 for a test
  macros TEXT NOT NULL, -- their values at the event, percent-encoded: "event=sale&amount=59.90"
  status TEXT NOT NULL CHECK (status IN ('queued', 'delivered', 'failed')), -- how far it is
  attempts BIGINT NOT NULL, -- made so far
  next_at BIGINT NOT NULL, -- instant before which it is not tried
  claimed_at BIGINT, -- instant since which a server is trying, or NULL
  url TEXT NOT NULL, -- as called last; '' before
  answer_status BIGINT NOT NULL, -- HTTP status of the last answer, 0: none came
  answer TEXT NOT NULL, -- the beginning of its body
  problem TEXT NOT NULL, -- why none came, coded; ''
  duration_ms BIGINT NOT NULL, -- of the last attempt
  queued_at BIGINT NOT NULL, -- instant of the event
  settled_at BIGINT -- instant it was delivered or given up, or NULL
);
CREATE INDEX postback_delivery_due_index ON postback_delivery (status, next_at);
CREATE INDEX postback_delivery_postback_index ON postback_delivery (postback_id, id);
