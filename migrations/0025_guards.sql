-- The ledger's guards refuse what they refused before, and look once for all rows of a statement where the database can
-- (PostgreSQL), or with fewer queries (SQLite).

-- sqlite:
DROP TRIGGER ledger_entry_seal;
DROP TRIGGER ledger_entry_period;
CREATE TRIGGER ledger_entry_seal BEFORE UPDATE ON ledger_entry
BEGIN
  SELECT CASE
    WHEN OLD.is_sealed = 1 THEN RAISE(ABORT, 'ledger: a sealed entry never changes')
    WHEN NEW.is_sealed <> 1 OR NEW.id <> OLD.id OR NEW.entry_key <> OLD.entry_key OR NEW.kind <> OLD.kind
      OR NEW.reference_kind <> OLD.reference_kind OR NEW.reference_id <> OLD.reference_id
      OR NEW.occurred_at <> OLD.occurred_at OR NEW.booked_at <> OLD.booked_at
      OR NEW.reverses_entry_id <> OLD.reverses_entry_id
      THEN RAISE(ABORT, 'ledger: only the seal of an entry is set')
    WHEN coalesce((SELECT accounted_at FROM ledger_late_entry WHERE entry_id = OLD.id), OLD.occurred_at)
         < (SELECT closed_until FROM ledger_period_event ORDER BY id DESC LIMIT 1)
      THEN RAISE(ABORT, 'ledger: nothing is booked into a closed period')
    WHEN (SELECT count(*) FROM ledger_posting WHERE entry_id = OLD.id) < 2
      THEN RAISE(ABORT, 'ledger: an entry has two or more postings')
    -- each line's currency once more: no sorting, and entries have few lines
    WHEN EXISTS (SELECT 1 FROM ledger_posting p JOIN ledger_account a ON a.id = p.account_id
                  WHERE p.entry_id = OLD.id
                    AND (SELECT sum(q.amount_minor) FROM ledger_posting q JOIN ledger_account b ON b.id = q.account_id
                          WHERE q.entry_id = OLD.id AND b.currency = a.currency) <> 0)
      THEN RAISE(ABORT, 'ledger: an entry sums to zero in each currency')
  END;
END;
-- postgres:
DROP TRIGGER ledger_entry_period ON ledger_entry;
DROP FUNCTION ledger_period_guard();
CREATE OR REPLACE FUNCTION ledger_entry_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.is_sealed <> 0 THEN
      RAISE EXCEPTION 'ledger: an entry is inserted unsealed' USING ERRCODE = 'restrict_violation';
    END IF;
  ELSIF OLD.is_sealed = 1 THEN
    RAISE EXCEPTION 'ledger: a sealed entry never changes' USING ERRCODE = 'restrict_violation';
  ELSIF NEW.is_sealed <> 1 OR (NEW.id, NEW.entry_key, NEW.kind, NEW.reference_kind, NEW.reference_id, NEW.occurred_at,
      NEW.booked_at, NEW.reverses_entry_id) IS DISTINCT FROM (OLD.id, OLD.entry_key, OLD.kind, OLD.reference_kind,
      OLD.reference_id, OLD.occurred_at, OLD.booked_at, OLD.reverses_entry_id) THEN
    RAISE EXCEPTION 'ledger: only the seal of an entry is set' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE FUNCTION ledger_seal_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM sealed e
              WHERE coalesce((SELECT accounted_at FROM ledger_late_entry WHERE entry_id = e.id), e.occurred_at)
                    < (SELECT closed_until FROM ledger_period_event ORDER BY id DESC LIMIT 1)) THEN
    RAISE EXCEPTION 'ledger: nothing is booked into a closed period' USING ERRCODE = 'restrict_violation';
  END IF;
  IF EXISTS (SELECT FROM sealed e WHERE (SELECT count(*) FROM ledger_posting WHERE entry_id = e.id) < 2) THEN
    RAISE EXCEPTION 'ledger: an entry has two or more postings' USING ERRCODE = 'restrict_violation';
  END IF;
  IF EXISTS (SELECT FROM sealed e CROSS JOIN LATERAL
               (SELECT FROM ledger_posting p JOIN ledger_account a ON a.id = p.account_id
                 WHERE p.entry_id = e.id GROUP BY a.currency HAVING sum(p.amount_minor) <> 0) unbalanced) THEN
    RAISE EXCEPTION 'ledger: an entry sums to zero in each currency' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER ledger_entry_sealed AFTER UPDATE ON ledger_entry REFERENCING NEW TABLE AS sealed
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_seal_guard();
DROP TRIGGER ledger_posting_open ON ledger_posting;
CREATE OR REPLACE FUNCTION ledger_posting_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM added p WHERE (SELECT is_sealed FROM ledger_entry WHERE id = p.entry_id) = 1) THEN
    RAISE EXCEPTION 'ledger: a sealed entry takes no more postings' USING ERRCODE = 'restrict_violation';
  END IF;
  IF EXISTS (SELECT FROM added WHERE balance_after_minor <> balance_before_minor + amount_minor) THEN
    RAISE EXCEPTION 'ledger: balance after is balance before plus amount' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER ledger_posting_open AFTER INSERT ON ledger_posting REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_posting_guard();
-- end
