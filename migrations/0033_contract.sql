-- Contracts with a term and a target (mission S3A-4): what was agreed, and what became of it.

-- owner: contract
CREATE TABLE contract ( -- one term of a partner's contract in a program; what was agreed never changes
  id IDENTITY PRIMARY KEY, -- contract
  partner_id BIGINT NOT NULL REFERENCES partner (id), -- with whom
  program_id BIGINT NOT NULL REFERENCES program (id), -- for what
  renews_id BIGINT NOT NULL, -- the term that this one renews, 0 for the first
  starts_at BIGINT NOT NULL, -- instant: midnight in the network's zone
  ends_at BIGINT NOT NULL, -- instant: midnight in the network's zone, the first that is no longer in the term
  term_days BIGINT NOT NULL CHECK (term_days BETWEEN 1 AND 3660), -- days from one to the other, and of a renewal
  measure TEXT NOT NULL CHECK (measure IN ('none', 'sales', 'revenue')), -- what is measured
  target BIGINT NOT NULL CHECK (target >= 0), -- sales, or minor units of revenue; 0 without a measure
  currency TEXT NOT NULL, -- the program's
  when_met TEXT NOT NULL CHECK (when_met IN ('renew', 'review')), -- what follows a target that was met
  when_missed TEXT NOT NULL CHECK (when_missed IN ('lapse', 'review')), -- and one that was missed
  status TEXT NOT NULL CHECK (status IN ('running', 'review', 'renewed', 'lapsed', 'withdrawn')), -- as it stands now
  result BIGINT NOT NULL, -- what was measured when the term was over, in the measure's unit; 0 before
  undecided BIGINT NOT NULL, -- what was still pending then, in the same unit
  agreed_by TEXT NOT NULL, -- person, token or command
  agreed_at BIGINT NOT NULL, -- instant
  decided_by TEXT, -- who ended the term, or NULL while it runs; the job by its rule
  decided_at BIGINT, -- instant, or NULL
  note TEXT NOT NULL, -- why, in the operator's words, or ''; the partner reads it
  CHECK (ends_at > starts_at)
);
CREATE INDEX contract_partner_index ON contract (partner_id, program_id, id);
CREATE UNIQUE INDEX contract_open_index ON contract (partner_id, program_id) WHERE status IN ('running', 'review');

-- sqlite:
CREATE TRIGGER contract_stays BEFORE UPDATE ON contract
WHEN NEW.partner_id <> OLD.partner_id OR NEW.program_id <> OLD.program_id OR NEW.renews_id <> OLD.renews_id
  OR NEW.starts_at <> OLD.starts_at OR NEW.ends_at <> OLD.ends_at OR NEW.term_days <> OLD.term_days
  OR NEW.measure <> OLD.measure OR NEW.target <> OLD.target OR NEW.currency <> OLD.currency
  OR NEW.when_met <> OLD.when_met OR NEW.when_missed <> OLD.when_missed
BEGIN SELECT RAISE(ABORT, 'what was agreed in a contract never changes'); END;
CREATE TRIGGER contract_remains BEFORE DELETE ON contract
BEGIN SELECT RAISE(ABORT, 'what was agreed in a contract never changes'); END;
-- postgres:
CREATE TRIGGER contract_stays BEFORE UPDATE ON contract FOR EACH ROW
  WHEN (NEW.partner_id <> OLD.partner_id OR NEW.program_id <> OLD.program_id OR NEW.renews_id <> OLD.renews_id OR
        NEW.starts_at <> OLD.starts_at OR NEW.ends_at <> OLD.ends_at OR NEW.term_days <> OLD.term_days OR
        NEW.measure <> OLD.measure OR NEW.target <> OLD.target OR NEW.currency <> OLD.currency OR
        NEW.when_met <> OLD.when_met OR NEW.when_missed <> OLD.when_missed)
  EXECUTE FUNCTION never_changes();
CREATE TRIGGER contract_remains BEFORE DELETE ON contract FOR EACH ROW EXECUTE FUNCTION never_changes();
-- end
