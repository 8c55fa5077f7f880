-- Appeals of partners against what became of a conversion or a commission.

-- owner: dispute
CREATE TABLE dispute ( -- one appeal, from its opening to the decision
  id IDENTITY PRIMARY KEY, -- dispute
  partner_id BIGINT NOT NULL REFERENCES partner (id), -- who appeals
  conversion_id BIGINT NOT NULL, -- against what became of it; 0 when only a commission is meant
  commission_id BIGINT NOT NULL, -- of the partner's; 0 when the conversion as a whole is meant
  reason TEXT NOT NULL, -- coded
  status TEXT NOT NULL CHECK (status IN ('open', 'answered', 'decided')), -- whose turn it is
  outcome TEXT NOT NULL CHECK (outcome IN ('', 'approved', 'accepted', 'upheld', 'withdrawn')), -- '' until decided
  opened_at BIGINT NOT NULL, -- instant
  opened_by TEXT NOT NULL, -- actor
  due_at BIGINT NOT NULL, -- instant by which the network answers what the partner wrote last
  decided_at BIGINT, -- instant, or NULL
  decided_by TEXT -- actor, or NULL
);
CREATE INDEX dispute_partner_index ON dispute (partner_id, id);
CREATE INDEX dispute_status_index ON dispute (status, id);
CREATE UNIQUE INDEX dispute_one_open ON dispute (partner_id, conversion_id, commission_id) WHERE status <> 'decided';
-- owner: dispute
CREATE TABLE dispute_message ( -- what was written, in order; never changed
  id IDENTITY PRIMARY KEY, -- message
  dispute_id BIGINT NOT NULL REFERENCES dispute (id), -- of which dispute
  is_partner BIGINT NOT NULL CHECK (is_partner IN (0, 1)), -- 1: by the partner, 0: by the network
  author TEXT NOT NULL, -- actor
  body TEXT NOT NULL, -- plain text
  written_at BIGINT NOT NULL -- instant
);
CREATE INDEX dispute_message_index ON dispute_message (dispute_id, id);
-- sqlite:
CREATE TRIGGER dispute_message_no_update BEFORE UPDATE ON dispute_message
BEGIN SELECT RAISE(ABORT, 'a message of a dispute never changes'); END;
CREATE TRIGGER dispute_message_no_delete BEFORE DELETE ON dispute_message
BEGIN SELECT RAISE(ABORT, 'a message of a dispute never changes'); END;
CREATE TRIGGER dispute_decided_stays BEFORE UPDATE ON dispute WHEN OLD.status = 'decided'
BEGIN SELECT RAISE(ABORT, 'a decided dispute never changes'); END;
-- postgres:
CREATE FUNCTION dispute_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.status = 'decided' THEN
    RAISE EXCEPTION 'a decided dispute never changes' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER dispute_message_no_change BEFORE UPDATE OR DELETE ON dispute_message
  FOR EACH ROW EXECUTE FUNCTION never_changes();
CREATE TRIGGER dispute_decided_stays BEFORE UPDATE ON dispute FOR EACH ROW EXECUTE FUNCTION dispute_guard();
-- end
