-- A refund can be taken back, as by a chargeback of a part of an order that is won: a row of its own, which names the
-- refund and has its amount with the other sign, so that the sum of the rows is what was given back.

-- sqlite:
ALTER TABLE refund_exchange RENAME TO refund_exchange_before;
ALTER TABLE refund RENAME TO refund_before;
-- owner: conversion
CREATE TABLE refund ( -- money given back to the customer, whole or part, or such a refund taken back; never changed
  id INTEGER PRIMARY KEY, -- refund
  conversion_id INTEGER NOT NULL REFERENCES conversion (id), -- whose
  refund_key TEXT, -- the advertiser's refund id; NULL where takes_back is not
  amount_minor INTEGER NOT NULL, -- given back; what takes a refund back is below zero, or zero by its rounding
  occurred_at INTEGER NOT NULL, -- instant, as reported
  received_at INTEGER NOT NULL, -- instant it was accepted here
  takes_back INTEGER UNIQUE REFERENCES refund (id), -- the refund that this row takes back, or NULL
  CHECK (CASE WHEN takes_back IS NULL THEN refund_key IS NOT NULL AND amount_minor > 0
              ELSE refund_key IS NULL AND amount_minor <= 0 END),
  UNIQUE (conversion_id, refund_key)
) STRICT;
INSERT INTO refund (id, conversion_id, refund_key, amount_minor, occurred_at, received_at)
SELECT id, conversion_id, refund_key, amount_minor, occurred_at, received_at FROM refund_before;
-- owner: conversion
CREATE TABLE refund_exchange ( -- a refund of such a conversion as reported; never changed
  refund_id INTEGER PRIMARY KEY REFERENCES refund (id), -- whose
  amount_minor INTEGER NOT NULL CHECK (amount_minor <> 0) -- in the currency that the conversion was reported in
) STRICT;
INSERT INTO refund_exchange (refund_id, amount_minor) SELECT refund_id, amount_minor FROM refund_exchange_before;
DROP TABLE refund_exchange_before;
DROP TABLE refund_before;
CREATE TRIGGER refund_no_update BEFORE UPDATE ON refund BEGIN SELECT RAISE(ABORT, 'a refund never changes'); END;
CREATE TRIGGER refund_no_delete BEFORE DELETE ON refund BEGIN SELECT RAISE(ABORT, 'a refund never changes'); END;
CREATE TRIGGER refund_exchange_no_update BEFORE UPDATE ON refund_exchange
BEGIN SELECT RAISE(ABORT, 'a refund never changes'); END;
CREATE TRIGGER refund_exchange_no_delete BEFORE DELETE ON refund_exchange
BEGIN SELECT RAISE(ABORT, 'a refund never changes'); END;
-- postgres:
ALTER TABLE refund ALTER COLUMN refund_key DROP NOT NULL;
ALTER TABLE refund ADD COLUMN takes_back BIGINT UNIQUE REFERENCES refund (id); -- the refund that this row takes back
ALTER TABLE refund DROP CONSTRAINT refund_amount_minor_check;
ALTER TABLE refund ADD CONSTRAINT refund_check
  CHECK (CASE WHEN takes_back IS NULL THEN refund_key IS NOT NULL AND amount_minor > 0
              ELSE refund_key IS NULL AND amount_minor <= 0 END);
ALTER TABLE refund_exchange DROP CONSTRAINT refund_exchange_amount_minor_check;
ALTER TABLE refund_exchange ADD CONSTRAINT refund_exchange_amount_minor_check CHECK (amount_minor <> 0);
-- end
