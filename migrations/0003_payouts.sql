-- Payouts that arrive: saved payout details, rules, withdrawals, payment files, and letters that wait to be sent.

-- owner: payout_account
CREATE TABLE payout_account ( -- a version of where somebody is paid; never changed
  id IDENTITY PRIMARY KEY, -- version
  partner_id BIGINT NOT NULL, -- whose; 0: the network's own account, from which it pays
  number BIGINT NOT NULL, -- 1, 2, 3 of the partner
  method TEXT NOT NULL CHECK (method IN ('sepa', 'ach', 'ru_bank', 'paypal', 'wise', 'other')), -- how money gets there
  details TEXT NOT NULL, -- sealed JSON: payout_account/payout_details.h
  shown TEXT NOT NULL, -- masked, for people
  fingerprint BLOB NOT NULL, -- keyed hash of the account itself: the same account has the same
  contact TEXT NOT NULL, -- sealed e-mail that hears of the next change
  created_by TEXT NOT NULL, -- who saved it: token or command
  created_at BIGINT NOT NULL, -- instant
  usable_at BIGINT NOT NULL, -- instant before which nothing is paid to it
  UNIQUE (partner_id, number)
);
CREATE INDEX payout_account_fingerprint_index ON payout_account (fingerprint);

-- owner: payout
CREATE TABLE payout_policy ( -- when the network pays, once an operator has said so
  id BIGINT PRIMARY KEY CHECK (id = 1), -- always 1
  decide_day BIGINT NOT NULL CHECK (decide_day BETWEEN 1 AND 28), -- of the month after the period: conversions decided
  pay_day BIGINT NOT NULL CHECK (pay_day BETWEEN 1 AND 28), -- day of the month by which is paid
  pay_months BIGINT NOT NULL CHECK (pay_months BETWEEN 1 AND 12), -- months after the period in which is paid
  details_required BIGINT NOT NULL CHECK (details_required IN (0, 1)), -- nothing without saved payout details
  tax_profile_required BIGINT NOT NULL CHECK (tax_profile_required IN (0, 1)), -- nothing without a tax profile
  changed_at BIGINT NOT NULL -- instant
);
-- owner: payout
CREATE TABLE payout_limit ( -- sums in one currency that decide about payouts
  partner_id BIGINT NOT NULL, -- whose; 0: everybody's who has none of his own
  currency TEXT NOT NULL, -- ISO 4217
  minimum_minor BIGINT NOT NULL CHECK (minimum_minor >= 0), -- less is not paid
  second_person_minor BIGINT CHECK (second_person_minor >= 0), -- a run above it needs another approver; NULL: none does
  PRIMARY KEY (partner_id, currency)
);
-- owner: payout
CREATE TABLE payout_terms ( -- how one partner is paid, when otherwise than the network's cycle
  partner_id BIGINT PRIMARY KEY REFERENCES partner (id), -- who
  mode TEXT NOT NULL CHECK (mode IN ('cycle', 'request')), -- with each run, or only on request
  hold_reason TEXT, -- why nothing is paid at present, NULL: nothing is held
  has_tax_profile BIGINT NOT NULL CHECK (has_tax_profile IN (0, 1)), -- tax data are complete
  changed_at BIGINT NOT NULL -- instant
);
-- owner: payout
CREATE TABLE withdrawal ( -- a partner asks for what is available
  id IDENTITY PRIMARY KEY, -- request
  partner_id BIGINT NOT NULL REFERENCES partner (id), -- who asks
  currency TEXT NOT NULL, -- ISO 4217
  amount_minor BIGINT NOT NULL CHECK (amount_minor > 0), -- payable when it was asked for
  status TEXT NOT NULL CHECK (status IN ('open', 'taken', 'declined', 'cancelled')), -- taken: into a payout run
  reason TEXT, -- why it was declined, or NULL
  requested_by TEXT NOT NULL, -- token or command
  requested_at BIGINT NOT NULL, -- instant
  closed_at BIGINT, -- instant, or NULL while open
  item_id BIGINT REFERENCES payout_item (id) -- the payout item that took it, or NULL
);
CREATE UNIQUE INDEX withdrawal_open_index ON withdrawal (partner_id, currency) WHERE status = 'open';
CREATE INDEX withdrawal_item_index ON withdrawal (item_id);
-- owner: payout
CREATE TABLE payout_file ( -- a payment file as it was made; never changed
  run_id BIGINT NOT NULL REFERENCES payout_run (id), -- of which run
  format TEXT NOT NULL, -- pain.001.001.09, nacha, and so on: payment_file/payment_file.h
  name TEXT NOT NULL, -- file name
  content TEXT NOT NULL, -- sealed bytes
  digest BLOB NOT NULL, -- of the bytes
  item_count BIGINT NOT NULL, -- payments in it
  total_minor BIGINT NOT NULL, -- sum of them, in the run's currency
  made_by TEXT NOT NULL, -- token or command
  made_at BIGINT NOT NULL, -- instant
  PRIMARY KEY (run_id, format)
);
ALTER TABLE payout_run ADD COLUMN built_by TEXT NOT NULL DEFAULT ''; -- who built it: token or command
ALTER TABLE payout_run ADD COLUMN approved_by TEXT; -- who approved it, or NULL
ALTER TABLE payout_run ADD COLUMN needs_second BIGINT NOT NULL DEFAULT 0 CHECK (needs_second IN (0, 1)); -- four eyes
ALTER TABLE payout_run ADD COLUMN filed_at BIGINT; -- instant of its first payment file, or NULL
ALTER TABLE payout_item ADD COLUMN account_id BIGINT REFERENCES payout_account (id); -- where it is paid to, or NULL
ALTER TABLE payout_item ADD COLUMN end_to_end_id TEXT; -- names the payment in files and at banks; NULL: not in a file
ALTER TABLE payout_item ADD COLUMN reason TEXT; -- why it failed or was left out, or NULL
ALTER TABLE payout_item ADD COLUMN left_out BIGINT NOT NULL DEFAULT 0 CHECK (left_out IN (0, 1)); -- failed by review
ALTER TABLE payout_item ADD COLUMN retry_of BIGINT REFERENCES payout_item (id); -- failed item it repeats, or NULL
CREATE UNIQUE INDEX payout_item_end_to_end_index ON payout_item (end_to_end_id) WHERE end_to_end_id IS NOT NULL;
CREATE UNIQUE INDEX payout_item_retry_index ON payout_item (retry_of) WHERE retry_of IS NOT NULL;

-- owner: mail
CREATE TABLE mail ( -- a letter that waits to be sent, or was
  id IDENTITY PRIMARY KEY, -- letter
  mail_key TEXT NOT NULL UNIQUE, -- idempotency key
  recipient TEXT NOT NULL, -- e-mail address
  template TEXT NOT NULL, -- which letter: payout_details_changed
  language TEXT NOT NULL, -- en, ru, fr, ja
  parameters TEXT NOT NULL, -- JSON object of texts
  status TEXT NOT NULL CHECK (status IN ('queued', 'sent', 'failed')), -- as it stands now
  attempts BIGINT NOT NULL, -- times that sending was tried
  next_at BIGINT NOT NULL, -- instant before which it is not tried (again)
  problem TEXT, -- what the last attempt ran into, or NULL
  queued_at BIGINT NOT NULL, -- instant
  settled_at BIGINT -- instant it was sent or given up, or NULL
);
CREATE INDEX mail_queue_index ON mail (next_at, id) WHERE status = 'queued';

-- sqlite:
CREATE TRIGGER payout_account_no_update BEFORE UPDATE ON payout_account
BEGIN SELECT RAISE(ABORT, 'a version of payout details never changes'); END;
CREATE TRIGGER payout_account_no_delete BEFORE DELETE ON payout_account
BEGIN SELECT RAISE(ABORT, 'a version of payout details never changes'); END;
CREATE TRIGGER payout_file_no_update BEFORE UPDATE ON payout_file
BEGIN SELECT RAISE(ABORT, 'a payment file never changes'); END;
CREATE TRIGGER payout_file_no_delete BEFORE DELETE ON payout_file
BEGIN SELECT RAISE(ABORT, 'a payment file never changes'); END;
CREATE TRIGGER payout_item_settled BEFORE UPDATE ON payout_item
BEGIN
  SELECT RAISE(ABORT, 'payout: what an item pays, to whom and where never changes') WHERE NEW.id <> OLD.id
    OR NEW.run_id <> OLD.run_id OR NEW.partner_id <> OLD.partner_id OR NEW.amount_minor <> OLD.amount_minor
    OR NEW.account_id IS NOT OLD.account_id OR NEW.retry_of IS NOT OLD.retry_of
    OR (OLD.end_to_end_id IS NOT NULL AND NEW.end_to_end_id IS NOT OLD.end_to_end_id);
  SELECT RAISE(ABORT, 'payout: an item is paid once') WHERE (OLD.status = 'failed' AND NEW.status <> 'failed')
    OR (OLD.status = 'paid' AND NEW.status = 'taken');
END;
-- postgres:
CREATE FUNCTION payout_item_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.id, NEW.run_id, NEW.partner_id, NEW.amount_minor, NEW.account_id, NEW.retry_of)
      IS DISTINCT FROM (OLD.id, OLD.run_id, OLD.partner_id, OLD.amount_minor, OLD.account_id, OLD.retry_of)
      OR (OLD.end_to_end_id IS NOT NULL AND NEW.end_to_end_id IS DISTINCT FROM OLD.end_to_end_id) THEN
    RAISE EXCEPTION 'payout: what an item pays, to whom and where never changes' USING ERRCODE = 'restrict_violation';
  END IF;
  IF (OLD.status = 'failed' AND NEW.status <> 'failed') OR (OLD.status = 'paid' AND NEW.status = 'taken') THEN
    RAISE EXCEPTION 'payout: an item is paid once' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER payout_account_no_change BEFORE UPDATE OR DELETE ON payout_account
  FOR EACH ROW EXECUTE FUNCTION never_changes();
CREATE TRIGGER payout_file_no_change BEFORE UPDATE OR DELETE ON payout_file
  FOR EACH ROW EXECUTE FUNCTION never_changes();
CREATE TRIGGER payout_item_settled BEFORE UPDATE ON payout_item FOR EACH ROW EXECUTE FUNCTION payout_item_guard();
-- end
