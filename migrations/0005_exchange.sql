-- Exchange rates by day, and what was reported in another currency than the program's.

-- owner: rate
CREATE TABLE exchange_rate ( -- what a currency is worth in another on a day; never changed, corrected by the next
  id IDENTITY PRIMARY KEY, -- rate
  base TEXT NOT NULL, -- ISO 4217: one of this
  quote TEXT NOT NULL, -- ISO 4217: is worth so much of this
  day BIGINT NOT NULL, -- days since 1970
  number BIGINT NOT NULL, -- 1, 2, 3 of the pair and day: the last one counts
  digits BIGINT NOT NULL CHECK (digits > 0), -- the rate without its point
  scale BIGINT NOT NULL CHECK (scale BETWEEN 0 AND 8), -- digits after the point
  source TEXT NOT NULL, -- who published it
  recorded_at BIGINT NOT NULL, -- instant it became known here
  UNIQUE (base, quote, day, number)
);

-- owner: conversion
CREATE TABLE conversion_exchange ( -- what was reported in another currency, and the rate; never changed
  conversion_id BIGINT PRIMARY KEY REFERENCES conversion (id), -- whose
  currency TEXT NOT NULL, -- ISO 4217, as reported
  amount_minor BIGINT NOT NULL CHECK (amount_minor >= 0), -- as reported
  discount_minor BIGINT NOT NULL CHECK (discount_minor >= 0), -- as reported
  numerator BIGINT NOT NULL CHECK (numerator > 0), -- reported × numerator / denominator is in the program's currency
  denominator BIGINT NOT NULL CHECK (denominator > 0), -- in major units of both
  rate_day BIGINT NOT NULL, -- the day whose rates were used, days since 1970
  source TEXT NOT NULL, -- who published them
  rates TEXT NOT NULL -- as published: 1 EUR = 1.1684 USD
);
-- owner: conversion
CREATE TABLE refund_exchange ( -- a refund of such a conversion as reported; never changed
  refund_id BIGINT PRIMARY KEY REFERENCES refund (id), -- whose
  amount_minor BIGINT NOT NULL CHECK (amount_minor > 0) -- in the currency that the conversion was reported in
);

-- sqlite:
CREATE TRIGGER exchange_rate_no_update BEFORE UPDATE ON exchange_rate
BEGIN SELECT RAISE(ABORT, 'an exchange rate never changes'); END;
CREATE TRIGGER exchange_rate_no_delete BEFORE DELETE ON exchange_rate
BEGIN SELECT RAISE(ABORT, 'an exchange rate never changes'); END;
CREATE TRIGGER conversion_exchange_no_update BEFORE UPDATE ON conversion_exchange
BEGIN SELECT RAISE(ABORT, 'what was reported never changes'); END;
CREATE TRIGGER conversion_exchange_no_delete BEFORE DELETE ON conversion_exchange
BEGIN SELECT RAISE(ABORT, 'what was reported never changes'); END;
CREATE TRIGGER refund_exchange_no_update BEFORE UPDATE ON refund_exchange
BEGIN SELECT RAISE(ABORT, 'a refund never changes'); END;
CREATE TRIGGER refund_exchange_no_delete BEFORE DELETE ON refund_exchange
BEGIN SELECT RAISE(ABORT, 'a refund never changes'); END;
-- postgres:
CREATE TRIGGER exchange_rate_no_change BEFORE UPDATE OR DELETE ON exchange_rate
  FOR EACH ROW EXECUTE FUNCTION never_changes();
CREATE TRIGGER conversion_exchange_no_change BEFORE UPDATE OR DELETE ON conversion_exchange
  FOR EACH ROW EXECUTE FUNCTION never_changes();
CREATE TRIGGER refund_exchange_no_change BEFORE UPDATE OR DELETE ON refund_exchange
  FOR EACH ROW EXECUTE FUNCTION never_changes();
-- end
