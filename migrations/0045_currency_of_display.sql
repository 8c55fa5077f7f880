-- owner: identity
--
-- The currency that a person wants to read sums in, beside the one of settlement.

ALTER TABLE network_user ADD COLUMN currency TEXT NOT NULL DEFAULT ''; -- three letters; '' each sum in its own
