-- What the whole plan language needs: facts of an event as they were, partners' levels with their history, places in a
-- forced matrix, several commissions of one event with the part each beneficiary plays in it, customers who left,
-- rewards in kind, shown advertising, and how much of a cap was used when an event was accepted.

ALTER TABLE partner ADD COLUMN segment TEXT NOT NULL DEFAULT ''; -- free word of the operator, one per partner
ALTER TABLE partner ADD COLUMN country TEXT NOT NULL DEFAULT ''; -- ISO 3166-1 alpha-2, '' unknown
CREATE INDEX partner_recruiter_index ON partner (recruited_by);

-- owner: partner
CREATE TABLE partner_level ( -- the level a partner has in a program from an instant on; never changed
  id IDENTITY PRIMARY KEY, -- step
  partner_id BIGINT NOT NULL REFERENCES partner (id), -- who
  program_id BIGINT NOT NULL REFERENCES program (id), -- where
  level TEXT NOT NULL, -- free word of the operator: certified, gold; '' takes the level away
  effective_at BIGINT NOT NULL, -- instant from which events are judged by it
  cause TEXT NOT NULL, -- why, in the operator's words or by which rule
  actor TEXT NOT NULL, -- who set it
  created_at BIGINT NOT NULL -- instant it was known here
);
CREATE INDEX partner_level_index ON partner_level (program_id, partner_id, effective_at);
CREATE INDEX partner_level_partner_index ON partner_level (partner_id, id);
-- owner: partner
CREATE TABLE matrix_place ( -- where a partner sits in a program's forced matrix; never changed
  program_id BIGINT NOT NULL REFERENCES program (id), -- whose matrix
  partner_id BIGINT NOT NULL REFERENCES partner (id), -- who
  above_id BIGINT NOT NULL, -- partner he sits under, 0 at the top
  position BIGINT NOT NULL CHECK (position > 0), -- 1 for the first place from the left under him
  placed_at BIGINT NOT NULL, -- instant
  PRIMARY KEY (program_id, partner_id)
);
CREATE INDEX matrix_place_above_index ON matrix_place (program_id, above_id);

ALTER TABLE conversion ADD COLUMN local_day BIGINT NOT NULL DEFAULT 0; -- days since 1970 in the network's zone then
ALTER TABLE conversion ADD COLUMN needs BIGINT NOT NULL DEFAULT 0; -- history its plans look at: conversion/facts.h
ALTER TABLE conversion ADD COLUMN plan_ids TEXT NOT NULL DEFAULT ''; -- plan versions in force, most specific first
ALTER TABLE conversion ADD COLUMN facts TEXT NOT NULL DEFAULT ''; -- as they were: conversion/facts.h
UPDATE conversion SET local_day = occurred_at / 86400000;
CREATE INDEX conversion_needs_index ON conversion (program_id, partner_id, local_day) WHERE needs <> 0;
CREATE INDEX conversion_volume_index ON conversion (program_id, partner_id, local_day);
UPDATE conversion SET plan_ids = coalesce((SELECT m.plan_ids FROM commission m WHERE m.conversion_id = conversion.id
                                            ORDER BY m.id LIMIT 1), '');
CREATE INDEX conversion_history_index ON conversion (program_id, customer_id, local_day);

-- owner: conversion
CREATE TABLE program_history ( -- which history the events of a program have looked at so far
  program_id BIGINT NOT NULL REFERENCES program (id), -- which program
  goal TEXT NOT NULL, -- goal code
  needs BIGINT NOT NULL, -- all needs of its events together
  PRIMARY KEY (program_id, goal)
) WITHOUT ROWID;
-- owner: customer
CREATE TABLE customer_churn ( -- a customer who left an advertiser's program; never changed
  id IDENTITY PRIMARY KEY, -- event
  program_id BIGINT NOT NULL REFERENCES program (id), -- which program
  customer_id BIGINT NOT NULL REFERENCES customer (id), -- who
  occurred_at BIGINT NOT NULL, -- instant, as reported
  received_at BIGINT NOT NULL, -- instant it was accepted here
  UNIQUE (program_id, customer_id, occurred_at)
);

ALTER TABLE commission ADD COLUMN role TEXT NOT NULL DEFAULT 'credited'; -- credited, split, assist, level, bonus
ALTER TABLE commission ADD COLUMN level BIGINT NOT NULL DEFAULT 0; -- how many recruiters above the credited partner
ALTER TABLE commission_change ADD COLUMN history TEXT NOT NULL DEFAULT ''; -- what of other events it was derived from
CREATE INDEX commission_program_index ON commission (program_id, partner_id, role);

-- owner: commission
CREATE TABLE budget_use ( -- what an event used of a plan's caps and budgets, in order of acceptance
  conversion_id BIGINT NOT NULL REFERENCES conversion (id), -- which event
  plan_id BIGINT NOT NULL REFERENCES plan (id), -- whose cap
  line BIGINT NOT NULL, -- line of the clause in the plan's text
  partner_id BIGINT NOT NULL, -- whose cap, 0 for the program's budget
  period BIGINT NOT NULL, -- first local day of the period
  used_before_minor BIGINT NOT NULL, -- by events accepted earlier, when this one was accepted
  used_minor BIGINT NOT NULL, -- by this event, as it stands
  PRIMARY KEY (conversion_id, plan_id, line, partner_id)
) WITHOUT ROWID;
CREATE INDEX budget_use_index ON budget_use (plan_id, line, partner_id, period);
-- owner: commission
CREATE TABLE reward ( -- a reward in kind that a partner earned
  id IDENTITY PRIMARY KEY, -- reward
  reward_key TEXT NOT NULL UNIQUE, -- 'cnv:CONVERSION:PARTNER:LINE' or 'bon:PROGRAM:PARTNER:PLAN:LINE:PERIOD'
  partner_id BIGINT NOT NULL REFERENCES partner (id), -- whose
  program_id BIGINT NOT NULL REFERENCES program (id), -- where
  conversion_id BIGINT NOT NULL, -- the event that earned it, 0 for a period's
  plan_id BIGINT NOT NULL REFERENCES plan (id), -- plan version that promises it
  line BIGINT NOT NULL, -- of the clause in the plan's text
  kind TEXT NOT NULL, -- gift, credit, lead, invitation
  name TEXT NOT NULL, -- of the gift or invitation, or ''
  created_at BIGINT NOT NULL -- instant
);
CREATE INDEX reward_partner_index ON reward (partner_id, id);
CREATE INDEX reward_conversion_index ON reward (conversion_id);
-- owner: commission
CREATE TABLE reward_change ( -- the account of a reward in kind, append only; never changed
  reward_id BIGINT NOT NULL REFERENCES reward (id), -- whose
  number BIGINT NOT NULL, -- 1, 2, 3
  cause TEXT NOT NULL CHECK (cause IN ('granted', 'taken_back', 'delivered')), -- what happened
  quantity BIGINT NOT NULL CHECK (quantity > 0), -- pieces
  actor TEXT NOT NULL, -- who, '' for the plan
  changed_at BIGINT NOT NULL, -- instant
  PRIMARY KEY (reward_id, number)
);

-- owner: click
CREATE TABLE impression_report ( -- times a partner's link was shown on a day, as reported; never changed
  id IDENTITY PRIMARY KEY, -- report
  report_key TEXT NOT NULL UNIQUE, -- idempotency key of the report
  link_id BIGINT NOT NULL REFERENCES link (id), -- which link
  day BIGINT NOT NULL, -- days since 1970, UTC
  impressions BIGINT NOT NULL CHECK (impressions > 0), -- how many
  received_at BIGINT NOT NULL -- instant it was accepted here
);
CREATE INDEX impression_report_index ON impression_report (day, link_id);
ALTER TABLE click_accrual ADD COLUMN impressions BIGINT NOT NULL DEFAULT 0; -- counted by this line and by no other

-- sqlite:
CREATE TRIGGER partner_level_no_update BEFORE UPDATE ON partner_level
BEGIN SELECT RAISE(ABORT, 'a level of a partner never changes'); END;
CREATE TRIGGER partner_level_no_delete BEFORE DELETE ON partner_level
BEGIN SELECT RAISE(ABORT, 'a level of a partner never changes'); END;
CREATE TRIGGER matrix_place_no_update BEFORE UPDATE ON matrix_place
BEGIN SELECT RAISE(ABORT, 'a place in a matrix never changes'); END;
CREATE TRIGGER matrix_place_no_delete BEFORE DELETE ON matrix_place
BEGIN SELECT RAISE(ABORT, 'a place in a matrix never changes'); END;
CREATE TRIGGER customer_churn_no_update BEFORE UPDATE ON customer_churn
BEGIN SELECT RAISE(ABORT, 'a churn never changes'); END;
CREATE TRIGGER customer_churn_no_delete BEFORE DELETE ON customer_churn
BEGIN SELECT RAISE(ABORT, 'a churn never changes'); END;
CREATE TRIGGER reward_change_no_update BEFORE UPDATE ON reward_change
BEGIN SELECT RAISE(ABORT, 'a step of a reward never changes'); END;
CREATE TRIGGER reward_change_no_delete BEFORE DELETE ON reward_change
BEGIN SELECT RAISE(ABORT, 'a step of a reward never changes'); END;
CREATE TRIGGER impression_report_no_update BEFORE UPDATE ON impression_report
BEGIN SELECT RAISE(ABORT, 'a report of impressions never changes'); END;
CREATE TRIGGER impression_report_no_delete BEFORE DELETE ON impression_report
BEGIN SELECT RAISE(ABORT, 'a report of impressions never changes'); END;
CREATE TRIGGER conversion_facts_stay BEFORE UPDATE ON conversion
WHEN NEW.facts <> OLD.facts OR NEW.local_day <> OLD.local_day OR NEW.needs <> OLD.needs
  OR NEW.plan_ids <> OLD.plan_ids
BEGIN SELECT RAISE(ABORT, 'the facts of a conversion never change'); END;
-- postgres:
CREATE TRIGGER partner_level_no_change BEFORE UPDATE OR DELETE ON partner_level
  FOR EACH ROW EXECUTE FUNCTION never_changes();
CREATE TRIGGER matrix_place_no_change BEFORE UPDATE OR DELETE ON matrix_place
  FOR EACH ROW EXECUTE FUNCTION never_changes();
CREATE TRIGGER customer_churn_no_change BEFORE UPDATE OR DELETE ON customer_churn
  FOR EACH ROW EXECUTE FUNCTION never_changes();
CREATE TRIGGER reward_change_no_change BEFORE UPDATE OR DELETE ON reward_change
  FOR EACH ROW EXECUTE FUNCTION never_changes();
CREATE TRIGGER impression_report_no_change BEFORE UPDATE OR DELETE ON impression_report
  FOR EACH ROW EXECUTE FUNCTION never_changes();
CREATE TRIGGER conversion_facts_stay BEFORE UPDATE ON conversion FOR EACH ROW
  WHEN (NEW.facts <> OLD.facts OR NEW.local_day <> OLD.local_day OR NEW.needs <> OLD.needs OR
        NEW.plan_ids <> OLD.plan_ids)
  EXECUTE FUNCTION never_changes();
-- end
