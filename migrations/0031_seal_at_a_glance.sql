-- The seal of an entry in one currency is one look at its lines; what is refused stays the same.

-- sqlite:
DROP TRIGGER ledger_entry_seal;
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
    -- nearly always: all lines in one currency, and they sum to zero
    WHEN (SELECT count(*) > 1 AND sum(p.amount_minor) = 0 AND min(a.currency) = max(a.currency)
            FROM ledger_posting p JOIN ledger_account a ON a.id = p.account_id WHERE p.entry_id = OLD.id)
      THEN NULL
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
-- Half of each page stays free, so that the seal writes its row beside the old one and no index changes.
ALTER TABLE ledger_entry SET (fillfactor = 50);
-- end
