-- What an advertiser may owe, and what happens beyond it.

-- owner: billing
CREATE TABLE advertiser_credit ( -- limits of an advertiser in one currency; without a row there are none
  advertiser_id BIGINT NOT NULL REFERENCES advertiser (id), -- whose
  currency TEXT NOT NULL, -- ISO 4217
  credit_limit_minor BIGINT CHECK (credit_limit_minor >= 0), -- how much he may owe; 0 prepaid only; NULL no limit
  low_balance_minor BIGINT CHECK (low_balance_minor >= 0), -- tell him when less than this is prepaid; NULL never
  over_limit TEXT NOT NULL CHECK (over_limit IN ('book', 'stop_clicks')), -- beyond the limit: only book, or stop clicks
  is_paid_when_funded BIGINT NOT NULL CHECK (is_paid_when_funded IN (0, 1)), -- 1: commissions wait for his money
  is_stopped BIGINT NOT NULL CHECK (is_stopped IN (0, 1)), -- 1: links of his programs in this currency are closed now
  changed_at BIGINT NOT NULL, -- instant
  PRIMARY KEY (advertiser_id, currency)
);
CREATE INDEX charge_funding_index ON charge (advertiser_id, currency, line_id);
