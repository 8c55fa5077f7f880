-- A penalty for late payment comes from the plan's clause or from the settlement terms, and runs from the day that was
-- promised for payment. What waits for the partner himself is promised anew, so it is noted when it was seen waiting.

-- sqlite:
ALTER TABLE penalty RENAME TO penalty_before;
DROP INDEX penalty_partner_index;
-- owner: penalty
CREATE TABLE penalty ( -- one a commission; apart from the partner's balance
  id INTEGER PRIMARY KEY, -- penalty
  commission_id INTEGER NOT NULL UNIQUE REFERENCES commission (id), -- what was overdue
  partner_id INTEGER NOT NULL REFERENCES partner (id), -- to whom it is owed
  terms_id INTEGER REFERENCES settlement_terms (id), -- the penalty clause, or NULL: it is the plan's
  currency TEXT NOT NULL, -- the commission's
  base_minor INTEGER NOT NULL CHECK (base_minor > 0), -- payable and not paid when the penalty accrued
  amount_minor INTEGER NOT NULL CHECK (amount_minor > 0), -- base × times of the clause
  due_at INTEGER NOT NULL, -- instant by which payment was promised when the penalty accrued
  overdue_at INTEGER NOT NULL, -- due_at and the days of grace: instant from which the penalty is owed
  accrued_at INTEGER NOT NULL, -- instant it was booked
  status TEXT NOT NULL CHECK (status IN ('owed', 'paid', 'waived')), -- as it stands now
  note TEXT NOT NULL, -- why it was waived, or how it was paid; '' while owed
  settled_at INTEGER, -- instant it was paid or waived, or NULL
  plan_id INTEGER REFERENCES plan (id), -- the plan whose clause it is, or NULL: that of terms_id
  CHECK ((terms_id IS NULL) <> (plan_id IS NULL))
) STRICT;
INSERT INTO penalty (id, commission_id, partner_id, terms_id, currency, base_minor, amount_minor, due_at, overdue_at,
                     accrued_at, status, note, settled_at)
SELECT id, commission_id, partner_id, terms_id, currency, base_minor, amount_minor, due_at, overdue_at, accrued_at,
       status, note, settled_at FROM penalty_before;
DROP TABLE penalty_before;
CREATE INDEX penalty_partner_index ON penalty (partner_id, id);
-- postgres:
ALTER TABLE penalty ALTER COLUMN terms_id DROP NOT NULL;
ALTER TABLE penalty ADD COLUMN plan_id BIGINT REFERENCES plan (id); -- the plan whose clause it is, or NULL
ALTER TABLE penalty ADD CONSTRAINT penalty_clause_check CHECK ((terms_id IS NULL) <> (plan_id IS NULL));
-- end

-- owner: payout
CREATE TABLE payout_wait ( -- partners whose overdue money waited for themselves, each day that it was seen
  partner_id BIGINT NOT NULL REFERENCES partner (id), -- whose
  currency TEXT NOT NULL, -- of the money
  waited_at BIGINT NOT NULL, -- the last instant at which something of his side was lacking
  PRIMARY KEY (partner_id, currency)
) WITHOUT ROWID;
