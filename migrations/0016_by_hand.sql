-- Sums that no event earned: compensation by hand with a reason, and what is carried over from an earlier system.

-- owner: compensation
CREATE TABLE compensation ( -- a sum granted to a partner by hand; what and to whom never changes
  id IDENTITY PRIMARY KEY, -- compensation
  partner_id BIGINT NOT NULL REFERENCES partner (id), -- to whom
  program_id BIGINT NOT NULL REFERENCES program (id), -- whose cost it is
  currency TEXT NOT NULL, -- the program's
  amount_minor BIGINT NOT NULL CHECK (amount_minor > 0), -- how much
  reason TEXT NOT NULL, -- why, in the operator's words; the partner reads it
  status TEXT NOT NULL CHECK (status IN ('proposed', 'booked', 'declined', 'reversed')), -- as it stands now
  needs_second BIGINT NOT NULL CHECK (needs_second IN (0, 1)), -- four eyes
  proposed_by TEXT NOT NULL, -- token or command
  proposed_at BIGINT NOT NULL, -- instant
  decided_by TEXT, -- who booked or declined it, or NULL
  decided_at BIGINT, -- instant, or NULL
  commission_id BIGINT NOT NULL, -- the commission that carries it, 0 until it is booked
  reversed_by TEXT, -- who took it back, or NULL
  reversed_at BIGINT, -- instant, or NULL
  note TEXT NOT NULL -- why it was declined or reversed, or ''
);
CREATE INDEX compensation_partner_index ON compensation (partner_id, id);
CREATE INDEX compensation_commission_index ON compensation (commission_id);
-- owner: opening
CREATE TABLE opening_balance ( -- what was owed or held when the books began here; what and whose never changes
  id IDENTITY PRIMARY KEY, -- opening balance
  opening_key TEXT NOT NULL UNIQUE, -- 'partner:12:3:EUR:available:REFERENCE'
  owner_kind TEXT NOT NULL CHECK (owner_kind IN ('partner', 'advertiser')), -- whose
  owner_id BIGINT NOT NULL, -- partner or advertiser
  program_id BIGINT NOT NULL, -- of what a partner is owed: the program it was earned in; else 0
  currency TEXT NOT NULL, -- ISO 4217
  state TEXT NOT NULL CHECK (state IN ('pending', 'available', 'owed_back', 'receivable', 'prepaid')), -- where it stood
  amount_minor BIGINT NOT NULL CHECK (amount_minor > 0), -- how much
  reference TEXT NOT NULL, -- the operator's own, or ''
  occurred_at BIGINT NOT NULL, -- instant as of which it stood
  due_at BIGINT, -- pending: instant it becomes available; NULL else
  commission_id BIGINT NOT NULL, -- the commission that carries it, or 0
  line_id BIGINT NOT NULL, -- the line of the advertiser's account, or 0
  booked_by TEXT NOT NULL, -- token or command
  booked_at BIGINT NOT NULL, -- instant
  reversed_by TEXT, -- who took it back, or NULL
  reversed_at BIGINT, -- instant, or NULL
  note TEXT NOT NULL -- why it was reversed, or ''
);
CREATE INDEX opening_balance_owner_index ON opening_balance (owner_kind, owner_id, id);
CREATE INDEX opening_balance_commission_index ON opening_balance (commission_id);

-- sqlite:
CREATE TRIGGER compensation_stays BEFORE UPDATE ON compensation
WHEN NEW.partner_id <> OLD.partner_id OR NEW.program_id <> OLD.program_id OR NEW.currency <> OLD.currency
  OR NEW.amount_minor <> OLD.amount_minor OR NEW.reason <> OLD.reason
BEGIN SELECT RAISE(ABORT, 'what a compensation grants never changes'); END;
CREATE TRIGGER compensation_no_delete BEFORE DELETE ON compensation
BEGIN SELECT RAISE(ABORT, 'a compensation is never deleted'); END;
CREATE TRIGGER opening_balance_stays BEFORE UPDATE ON opening_balance
WHEN NEW.opening_key <> OLD.opening_key OR NEW.amount_minor <> OLD.amount_minor OR NEW.occurred_at <> OLD.occurred_at
BEGIN SELECT RAISE(ABORT, 'what an opening balance says never changes'); END;
CREATE TRIGGER opening_balance_no_delete BEFORE DELETE ON opening_balance
BEGIN SELECT RAISE(ABORT, 'an opening balance is never deleted'); END;
-- postgres:
CREATE TRIGGER compensation_stays BEFORE UPDATE ON compensation FOR EACH ROW
  WHEN (NEW.partner_id <> OLD.partner_id OR NEW.program_id <> OLD.program_id OR NEW.currency <> OLD.currency OR
        NEW.amount_minor <> OLD.amount_minor OR NEW.reason <> OLD.reason)
  EXECUTE FUNCTION never_changes();
CREATE TRIGGER compensation_no_delete BEFORE DELETE ON compensation FOR EACH ROW EXECUTE FUNCTION never_changes();
CREATE TRIGGER opening_balance_stays BEFORE UPDATE ON opening_balance FOR EACH ROW
  WHEN (NEW.opening_key <> OLD.opening_key OR NEW.amount_minor <> OLD.amount_minor OR
        NEW.occurred_at <> OLD.occurred_at)
  EXECUTE FUNCTION never_changes();
CREATE TRIGGER opening_balance_no_delete BEFORE DELETE ON opening_balance
  FOR EACH ROW EXECUTE FUNCTION never_changes();
-- end
