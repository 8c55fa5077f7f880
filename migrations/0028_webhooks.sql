-- Webhooks of advertisers' shops and payment services: where they come from and what is remembered of them.

-- owner: webhook
CREATE TABLE webhook_source ( -- a shop or payment service that tells what happened to an advertiser's orders
  id IDENTITY PRIMARY KEY, -- webhook source
  program_id BIGINT NOT NULL REFERENCES program (id), -- whose orders they are
  provider TEXT NOT NULL CHECK (provider IN ('stripe', 'shopify', 'woocommerce', 'standard')), -- who sends, and how
  secret TEXT NOT NULL, -- sealed: what deliveries are signed with; '' none is known yet
  previous_secret TEXT NOT NULL, -- sealed: the one before, which is valid for a while; ''
  previous_until BIGINT, -- instant at which the previous one ends, or NULL
  status TEXT NOT NULL CHECK (status IN ('active', 'archived')), -- an archived one takes nothing
  created_at BIGINT NOT NULL -- instant
);
CREATE INDEX webhook_source_program_index ON webhook_source (program_id);
-- owner: webhook
CREATE TABLE webhook_delivery ( -- a delivery that had an effect, so that its repeat has none
  id IDENTITY PRIMARY KEY, -- delivery
  source_id BIGINT NOT NULL REFERENCES webhook_source (id), -- where from
  delivery_key TEXT NOT NULL, -- idempotency key: the sender's signed id of it, or the digest of its content
  conversion_id BIGINT NOT NULL, -- what became of it; 0 nothing
  outcome TEXT NOT NULL, -- what was answered: approved, refunded, waiting, …
  cause TEXT NOT NULL, -- why nothing more came of it, coded; ''
  received_at BIGINT NOT NULL, -- instant
  UNIQUE (source_id, delivery_key)
);
CREATE INDEX webhook_delivery_time_index ON webhook_delivery (received_at);
-- owner: webhook
CREATE TABLE webhook_reference ( -- another name of an order: its payment or charge, and disputes about it
  program_id BIGINT NOT NULL REFERENCES program (id), -- whose order
  reference TEXT NOT NULL, -- the other name
  order_id TEXT NOT NULL, -- the order's number
  recorded_at BIGINT NOT NULL, -- instant
  PRIMARY KEY (program_id, reference)
) WITHOUT ROWID;
-- owner: webhook
CREATE TABLE webhook_waiting ( -- what happened to an order that nobody has told of yet
  id IDENTITY PRIMARY KEY, -- in the order in which they came
  program_id BIGINT NOT NULL REFERENCES program (id), -- whose order
  goal TEXT NOT NULL, -- of the order
  reference TEXT NOT NULL, -- the order's number or another name of it
  kind TEXT NOT NULL, -- refund, chargeback, chargeback_won, decision
  fact_key TEXT NOT NULL, -- the sender's id of the refund or dispute, or the decision's status
  amount TEXT NOT NULL, -- decimal, as reported; '' all
  currency TEXT NOT NULL, -- of the amount, as reported; ''
  status TEXT NOT NULL, -- of a decision; ''
  reason TEXT NOT NULL, -- of a decision or chargeback, coded; ''
  occurred_at TEXT NOT NULL, -- RFC 3339; '' unknown
  received_at BIGINT NOT NULL, -- instant
  UNIQUE (program_id, goal, reference, kind, fact_key)
);
CREATE INDEX webhook_waiting_time_index ON webhook_waiting (received_at);
