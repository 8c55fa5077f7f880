-- Penalties for late payment: what the operator owes a partner besides the commission that was overdue.

-- owner: penalty
CREATE TABLE penalty ( -- one a commission; apart from the partner's balance
  id IDENTITY PRIMARY KEY, -- penalty
  commission_id BIGINT NOT NULL UNIQUE REFERENCES commission (id), -- what was overdue
  partner_id BIGINT NOT NULL REFERENCES partner (id), -- to whom it is owed
  terms_id BIGINT NOT NULL REFERENCES settlement_terms (id), -- the penalty clause
  currency TEXT NOT NULL, -- the commission's
  base_minor BIGINT NOT NULL CHECK (base_minor > 0), -- payable and not paid when the penalty accrued
  amount_minor BIGINT NOT NULL CHECK (amount_minor > 0), -- base × times of the clause
  due_at BIGINT NOT NULL, -- instant the commission was promised for
  overdue_at BIGINT NOT NULL, -- due_at and the days of grace: instant from which the penalty is owed
  accrued_at BIGINT NOT NULL, -- instant it was booked
  status TEXT NOT NULL CHECK (status IN ('owed', 'paid', 'waived')), -- as it stands now
  note TEXT NOT NULL, -- why it was waived, or how it was paid; '' while owed
  settled_at BIGINT -- instant it was paid or waived, or NULL
);
CREATE INDEX penalty_partner_index ON penalty (partner_id, id);
