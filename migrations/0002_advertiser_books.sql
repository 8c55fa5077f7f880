-- The advertiser's side of the books: how a program settles, what its advertiser is charged, and his account.

-- owner: settlement
CREATE TABLE settlement_terms ( -- how a program settles, a version each; never changed; without one it is in-house
  id IDENTITY PRIMARY KEY, -- version
  program_id BIGINT NOT NULL REFERENCES program (id), -- whose
  number BIGINT NOT NULL, -- 1, 2, 3 within the program
  mode TEXT NOT NULL CHECK (mode IN ('in_house', 'network')), -- network: the advertiser is charged
  basis TEXT NOT NULL CHECK (basis IN ('none', 'cost_plus', 'sale_fee', 'fixed_fee', 'sale_charge')), -- of the charge
  rate_ppm BIGINT NOT NULL CHECK (rate_ppm >= 0), -- parts per million of commissions or sale; 0 for fixed_fee and none
  fixed_minor BIGINT NOT NULL CHECK (fixed_minor >= 0), -- fee of a conversion with fixed_fee, else 0
  penalty_times BIGINT NOT NULL CHECK (penalty_times BETWEEN 0 AND 100), -- of an overdue commission; 0: no penalty
  penalty_after_days BIGINT NOT NULL CHECK (penalty_after_days BETWEEN 0 AND 3650), -- after the commission is due
  effective_at BIGINT NOT NULL, -- instant from which events are settled by it
  created_at BIGINT NOT NULL, -- instant
  UNIQUE (program_id, number)
);
-- owner: settlement
CREATE TABLE charge ( -- what an advertiser is charged for one conversion, or for one commission of clicks
  id IDENTITY PRIMARY KEY, -- charge
  charge_key TEXT NOT NULL UNIQUE, -- 'cnv:CONVERSION' or 'clk:COMMISSION'
  advertiser_id BIGINT NOT NULL REFERENCES advertiser (id), -- who is charged
  program_id BIGINT NOT NULL REFERENCES program (id), -- where
  partner_id BIGINT NOT NULL REFERENCES partner (id), -- who was credited
  conversion_id BIGINT NOT NULL, -- the conversion; 0 for clicks
  commission_id BIGINT NOT NULL, -- the commission of clicks; 0 for a conversion
  terms_id BIGINT NOT NULL REFERENCES settlement_terms (id), -- the terms it is derived by
  currency TEXT NOT NULL, -- the program's
  amount_minor BIGINT NOT NULL CHECK (amount_minor >= 0), -- as it stands now; changes are in charge_change
  commissions_minor BIGINT NOT NULL CHECK (commissions_minor >= 0), -- the commissions it pays for, as they stand now
  is_confirmed BIGINT NOT NULL CHECK (is_confirmed IN (0, 1)), -- 1: owed; 0: the conversion is not approved
  line_id BIGINT NOT NULL, -- the first line of the advertiser's account that it made, 0 for none
  occurred_at BIGINT NOT NULL, -- instant of the event
  created_at BIGINT NOT NULL -- instant
);
CREATE INDEX charge_advertiser_index ON charge (advertiser_id, id);
CREATE INDEX charge_program_index ON charge (program_id, occurred_at);
CREATE INDEX charge_occurred_index ON charge (occurred_at);
-- owner: settlement
CREATE TABLE charge_change ( -- every step of a charge with its derivation; never changed
  charge_id BIGINT NOT NULL REFERENCES charge (id), -- whose
  number BIGINT NOT NULL, -- 1, 2, 3
  cause TEXT NOT NULL, -- that of the commission's step: accrued, refund, rejected, approved
  cause_id BIGINT NOT NULL, -- id of the refund or decision, or 0
  amount_minor BIGINT NOT NULL, -- charge after this step
  commissions_minor BIGINT NOT NULL, -- commissions after this step
  is_confirmed BIGINT NOT NULL CHECK (is_confirmed IN (0, 1)), -- after this step
  derivation TEXT NOT NULL, -- canonical JSON of how the charge follows from facts
  entry_id BIGINT NOT NULL, -- ledger entry it made, 0 when no money moved
  occurred_at BIGINT NOT NULL, -- instant of the fact
  changed_at BIGINT NOT NULL, -- instant
  PRIMARY KEY (charge_id, number)
);
-- owner: billing
CREATE TABLE advertiser_line ( -- what changed an advertiser's account, in order; never changed
  id IDENTITY PRIMARY KEY, -- line
  advertiser_id BIGINT NOT NULL REFERENCES advertiser (id), -- whose
  currency TEXT NOT NULL, -- ISO 4217
  line_key TEXT NOT NULL, -- idempotency key: 'chg:CHARGE:NUMBER', 'deposit:KEY'
  kind TEXT NOT NULL, -- charge, charge_refund, deposit, withdrawal, subscription, netting, netting_reversed
  amount_minor BIGINT NOT NULL CHECK (amount_minor <> 0), -- owed more positive, owed less negative
  reference_id BIGINT NOT NULL, -- the charge, agreement or terms it speaks of, or 0
  method TEXT NOT NULL, -- how money moved: bank_transfer, card; '' when none did
  reference TEXT NOT NULL, -- the payer's or bank's own reference, or ''
  occurred_at BIGINT NOT NULL, -- instant it happened
  booked_at BIGINT NOT NULL, -- instant it was booked
  UNIQUE (advertiser_id, line_key)
);
CREATE INDEX advertiser_line_account_index ON advertiser_line (advertiser_id, currency, id);

-- sqlite:
CREATE TRIGGER settlement_terms_no_update BEFORE UPDATE ON settlement_terms
BEGIN SELECT RAISE(ABORT, 'a version of settlement terms never changes'); END;
CREATE TRIGGER settlement_terms_no_delete BEFORE DELETE ON settlement_terms
BEGIN SELECT RAISE(ABORT, 'a version of settlement terms never changes'); END;
CREATE TRIGGER charge_change_no_update BEFORE UPDATE ON charge_change
BEGIN SELECT RAISE(ABORT, 'a step of a charge never changes'); END;
CREATE TRIGGER charge_change_no_delete BEFORE DELETE ON charge_change
BEGIN SELECT RAISE(ABORT, 'a step of a charge never changes'); END;
CREATE TRIGGER advertiser_line_no_update BEFORE UPDATE ON advertiser_line
BEGIN SELECT RAISE(ABORT, 'a line of an account never changes'); END;
CREATE TRIGGER advertiser_line_no_delete BEFORE DELETE ON advertiser_line
BEGIN SELECT RAISE(ABORT, 'a line of an account never changes'); END;
-- postgres:
CREATE TRIGGER settlement_terms_no_change BEFORE UPDATE OR DELETE ON settlement_terms
  FOR EACH ROW EXECUTE FUNCTION never_changes();
CREATE TRIGGER charge_change_no_change BEFORE UPDATE OR DELETE ON charge_change
  FOR EACH ROW EXECUTE FUNCTION never_changes();
CREATE TRIGGER advertiser_line_no_change BEFORE UPDATE OR DELETE ON advertiser_line
  FOR EACH ROW EXECUTE FUNCTION never_changes();
-- end
