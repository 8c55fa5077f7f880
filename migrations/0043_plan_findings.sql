-- What the checker and the ratchet found of a plan version when it was published, kept with it: what was proved, what
-- was refuted with its smallest counter-example, what stayed open, and how far they looked. Versions of before have
-- none.

-- owner: program
CREATE TABLE plan_proof ( -- how far a version was looked at when it was published; never changed
  plan_id BIGINT PRIMARY KEY REFERENCES plan (id), -- the version
  hold_days BIGINT NOT NULL, -- the program's hold then
  work_max BIGINT NOT NULL, -- evaluations of the engine that each question might take
  evaluations BIGINT NOT NULL -- that all took together
);
-- owner: program
CREATE TABLE plan_finding ( -- what was found then; never changed
  plan_id BIGINT NOT NULL REFERENCES plan_proof (plan_id), -- the version
  number BIGINT NOT NULL, -- 1, 2, 3 within it
  against_id BIGINT REFERENCES plan (id), -- the version it was compared with; NULL: a statement about this one alone
  subject TEXT NOT NULL, -- at_most, monotone, ratchet …
  outcome TEXT NOT NULL CHECK (outcome IN ('proved', 'refuted', 'undecided', 'note')), -- what was found
  code TEXT NOT NULL, -- at_most_fails, earns_less …
  line BIGINT NOT NULL, -- of the clause that states it; 0: none
  level BIGINT NOT NULL, -- of the ratchet: whose; 0: the credited partner's
  parameters TEXT NOT NULL, -- of the code, JSON: names and values
  amount_minor BIGINT, -- of the counter-example's or example's sale; NULL: none
  paid_minor BIGINT, -- what it pays
  text_en TEXT NOT NULL, -- the sentence as it was said then
  text_ru TEXT NOT NULL, -- in Russian
  text_fr TEXT NOT NULL, -- in French
  text_ja TEXT NOT NULL, -- in Japanese
  PRIMARY KEY (plan_id, number)
);

-- sqlite:
CREATE TRIGGER plan_proof_no_update BEFORE UPDATE ON plan_proof
BEGIN SELECT RAISE(ABORT, 'what was found of a plan version never changes'); END;
CREATE TRIGGER plan_proof_no_delete BEFORE DELETE ON plan_proof
BEGIN SELECT RAISE(ABORT, 'what was found of a plan version never changes'); END;
CREATE TRIGGER plan_finding_no_update BEFORE UPDATE ON plan_finding
BEGIN SELECT RAISE(ABORT, 'what was found of a plan version never changes'); END;
CREATE TRIGGER plan_finding_no_delete BEFORE DELETE ON plan_finding
BEGIN SELECT RAISE(ABORT, 'what was found of a plan version never changes'); END;
-- postgres:
CREATE TRIGGER plan_proof_no_change BEFORE UPDATE OR DELETE ON plan_proof
  FOR EACH ROW EXECUTE FUNCTION never_changes();
CREATE TRIGGER plan_finding_no_change BEFORE UPDATE OR DELETE ON plan_finding
  FOR EACH ROW EXECUTE FUNCTION never_changes();
-- end
