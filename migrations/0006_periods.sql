-- Closed periods of the books: what was closed and reopened, the trial balance of each closing, and entries that came
-- too late for their own period.

-- owner: ledger
CREATE TABLE ledger_period_event ( -- a month was closed or reopened; never changed
  id IDENTITY PRIMARY KEY, -- event, in order
  kind TEXT NOT NULL CHECK (kind IN ('close', 'reopen')), -- what happened
  month TEXT NOT NULL, -- 2026-11, in the network's time zone
  begins_at BIGINT, -- instant at which the period begins; NULL for the first one, which is all before its end
  ends_at BIGINT NOT NULL, -- instant at which it ends
  closed_until BIGINT, -- from now on nothing is booked before this instant; NULL: everything is open
  last_entry_id BIGINT NOT NULL, -- the entries up to this one were booked before
  reason TEXT NOT NULL, -- why it was reopened, or ''
  actor TEXT NOT NULL, -- who
  occurred_at BIGINT NOT NULL, -- instant
  hash BLOB NOT NULL -- over the event, its trial balance and the hash of the event before
);
-- owner: ledger
CREATE TABLE ledger_period_balance ( -- the trial balance of a closing; never changed
  event_id BIGINT NOT NULL REFERENCES ledger_period_event (id), -- which closing
  account_id BIGINT NOT NULL REFERENCES ledger_account (id), -- which account
  balance_minor BIGINT NOT NULL, -- at the end of the period, debit positive
  PRIMARY KEY (event_id, account_id)
) WITHOUT ROWID;
-- owner: ledger
CREATE TABLE ledger_late_entry ( -- an entry whose fact lies in a period that was closed when it was booked
  entry_id BIGINT PRIMARY KEY REFERENCES ledger_entry (id), -- which entry
  accounted_at BIGINT NOT NULL -- instant under which it stands in the books: where the open periods began
);

-- sqlite:
CREATE TRIGGER ledger_entry_period BEFORE UPDATE ON ledger_entry
BEGIN
  SELECT RAISE(ABORT, 'ledger: nothing is booked into a closed period')
   WHERE coalesce((SELECT accounted_at FROM ledger_late_entry WHERE entry_id = OLD.id), OLD.occurred_at)
         < (SELECT closed_until FROM ledger_period_event ORDER BY id DESC LIMIT 1);
END;
CREATE TRIGGER ledger_late_entry_open BEFORE INSERT ON ledger_late_entry
BEGIN
  SELECT RAISE(ABORT, 'ledger: a sealed entry keeps its date')
   WHERE (SELECT is_sealed FROM ledger_entry WHERE id = NEW.entry_id) = 1;
END;
CREATE TRIGGER ledger_late_entry_no_update BEFORE UPDATE ON ledger_late_entry
BEGIN SELECT RAISE(ABORT, 'ledger: an entry keeps its date'); END;
CREATE TRIGGER ledger_late_entry_no_delete BEFORE DELETE ON ledger_late_entry
BEGIN SELECT RAISE(ABORT, 'ledger: an entry keeps its date'); END;
CREATE TRIGGER ledger_period_event_no_update BEFORE UPDATE ON ledger_period_event
BEGIN SELECT RAISE(ABORT, 'ledger: a closing never changes'); END;
CREATE TRIGGER ledger_period_event_no_delete BEFORE DELETE ON ledger_period_event
BEGIN SELECT RAISE(ABORT, 'ledger: a closing never changes'); END;
CREATE TRIGGER ledger_period_balance_no_update BEFORE UPDATE ON ledger_period_balance
BEGIN SELECT RAISE(ABORT, 'ledger: a trial balance never changes'); END;
CREATE TRIGGER ledger_period_balance_no_delete BEFORE DELETE ON ledger_period_balance
BEGIN SELECT RAISE(ABORT, 'ledger: a trial balance never changes'); END;
-- postgres:
CREATE FUNCTION ledger_period_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF coalesce((SELECT accounted_at FROM ledger_late_entry WHERE entry_id = OLD.id), OLD.occurred_at)
     < (SELECT closed_until FROM ledger_period_event ORDER BY id DESC LIMIT 1) THEN
    RAISE EXCEPTION 'ledger: nothing is booked into a closed period' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE FUNCTION ledger_late_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT is_sealed FROM ledger_entry WHERE id = NEW.entry_id) = 1 THEN
    RAISE EXCEPTION 'ledger: a sealed entry keeps its date' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER ledger_entry_period BEFORE UPDATE ON ledger_entry
  FOR EACH ROW EXECUTE FUNCTION ledger_period_guard();
CREATE TRIGGER ledger_late_entry_open BEFORE INSERT ON ledger_late_entry
  FOR EACH ROW EXECUTE FUNCTION ledger_late_guard();
CREATE TRIGGER ledger_late_entry_no_change BEFORE UPDATE OR DELETE ON ledger_late_entry
  FOR EACH ROW EXECUTE FUNCTION never_changes();
CREATE TRIGGER ledger_period_event_no_change BEFORE UPDATE OR DELETE ON ledger_period_event
  FOR EACH ROW EXECUTE FUNCTION never_changes();
CREATE TRIGGER ledger_period_balance_no_change BEFORE UPDATE OR DELETE ON ledger_period_balance
  FOR EACH ROW EXECUTE FUNCTION never_changes();
-- end
