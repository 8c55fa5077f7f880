-- Payouts in another currency than the balance, deposits in another currency than the account, and what two companies
-- that are partner and advertiser of each other set off.

ALTER TABLE payout_run ADD COLUMN pay_currency TEXT; -- ISO 4217 of what is sent; NULL: that of the balances
ALTER TABLE payout_run ADD COLUMN rate_day BIGINT; -- day whose rates were used, days since 1970, or NULL
ALTER TABLE payout_run ADD COLUMN rate_source TEXT; -- who published them, or NULL
ALTER TABLE payout_run ADD COLUMN rates TEXT; -- as published: 1 EUR = 1.1684 USD, or NULL
ALTER TABLE payout_item ADD COLUMN sent_minor BIGINT; -- what is sent, in pay_currency; NULL: amount_minor
ALTER TABLE payout_item ADD COLUMN cost_minor BIGINT; -- what sending it cost in the run's currency, once paid, or NULL
ALTER TABLE advertiser_line ADD COLUMN moved_currency TEXT; -- ISO 4217 of the money that moved; NULL: the account's
ALTER TABLE advertiser_line ADD COLUMN moved_minor BIGINT; -- how much of it, or NULL
ALTER TABLE advertiser_line ADD COLUMN value_minor BIGINT; -- its worth in the account's currency that day, or NULL
ALTER TABLE advertiser_line ADD COLUMN rates TEXT; -- by which rates, who published them and for which day, or NULL

-- owner: netting
CREATE TABLE reciprocal_agreement ( -- a company that is partner and advertiser at once
  id IDENTITY PRIMARY KEY, -- agreement
  partner_id BIGINT NOT NULL REFERENCES partner (id), -- as a partner
  advertiser_id BIGINT NOT NULL REFERENCES advertiser (id), -- as an advertiser
  note TEXT NOT NULL, -- what was agreed, in words, or ''
  agreed_by TEXT NOT NULL, -- token or command
  agreed_at BIGINT NOT NULL, -- instant
  ended_at BIGINT -- instant it ended, or NULL
);
CREATE UNIQUE INDEX reciprocal_agreement_open_index ON reciprocal_agreement (partner_id, advertiser_id)
  WHERE ended_at IS NULL;
-- owner: netting
CREATE TABLE netting ( -- what an advertiser owed, set off against what the same company earned as a partner
  id IDENTITY PRIMARY KEY, -- netting
  agreement_id BIGINT NOT NULL REFERENCES reciprocal_agreement (id), -- under which agreement
  currency TEXT NOT NULL, -- ISO 4217
  amount_minor BIGINT NOT NULL CHECK (amount_minor > 0), -- how much
  item_id BIGINT NOT NULL REFERENCES payout_item (id), -- the partner's side
  line_id BIGINT NOT NULL, -- the advertiser's side: a line of his account; 0 while it is being made
  netted_by TEXT NOT NULL, -- token or command
  netted_at BIGINT NOT NULL, -- instant
  reversed_by TEXT, -- who took it back, or NULL
  reversed_at BIGINT, -- instant, or NULL
  note TEXT NOT NULL -- why it was reversed, or ''
);
CREATE INDEX netting_agreement_index ON netting (agreement_id, id);

-- sqlite:
CREATE TRIGGER payout_item_sent_stays BEFORE UPDATE ON payout_item
WHEN NEW.sent_minor IS NOT OLD.sent_minor OR (OLD.cost_minor IS NOT NULL AND NEW.cost_minor IS NOT OLD.cost_minor)
BEGIN SELECT RAISE(ABORT, 'payout: what is sent, and what it cost, never changes'); END;
CREATE TRIGGER netting_stays BEFORE UPDATE ON netting
WHEN NEW.amount_minor <> OLD.amount_minor OR NEW.item_id <> OLD.item_id OR NEW.agreement_id <> OLD.agreement_id
BEGIN SELECT RAISE(ABORT, 'what was netted never changes'); END;
CREATE TRIGGER netting_no_delete BEFORE DELETE ON netting
BEGIN SELECT RAISE(ABORT, 'a netting is never deleted'); END;
-- postgres:
CREATE TRIGGER payout_item_sent_stays BEFORE UPDATE ON payout_item FOR EACH ROW
  WHEN (NEW.sent_minor IS DISTINCT FROM OLD.sent_minor OR
        (OLD.cost_minor IS NOT NULL AND NEW.cost_minor IS DISTINCT FROM OLD.cost_minor))
  EXECUTE FUNCTION never_changes();
CREATE TRIGGER netting_stays BEFORE UPDATE ON netting FOR EACH ROW
  WHEN (NEW.amount_minor <> OLD.amount_minor OR NEW.item_id <> OLD.item_id OR NEW.agreement_id <> OLD.agreement_id)
  EXECUTE FUNCTION never_changes();
CREATE TRIGGER netting_no_delete BEFORE DELETE ON netting FOR EACH ROW EXECUTE FUNCTION never_changes();
-- end
