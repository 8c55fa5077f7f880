-- What a sale writes costs less; what is refused stays the same. The seal of an entry in one currency is one look at
-- its lines, indexes hold only what is looked for by them, and on SQLite the lines of entries are stored once, in the
-- order of their key.

-- sqlite:
DROP TRIGGER ledger_entry_seal;
ALTER TABLE ledger_posting RENAME TO ledger_posting_before;
-- owner: ledger
CREATE TABLE ledger_posting ( -- one account's share of an entry
  entry_id INTEGER NOT NULL REFERENCES ledger_entry (id), -- whose
  position INTEGER NOT NULL, -- 1, 2, 3
  account_id INTEGER NOT NULL REFERENCES ledger_account (id), -- which account
  amount_minor INTEGER NOT NULL CHECK (amount_minor <> 0), -- debit positive, credit negative
  balance_before_minor INTEGER NOT NULL, -- of the account
  balance_after_minor INTEGER NOT NULL, -- balance_before + amount
  account_version INTEGER NOT NULL, -- 1, 2, 3 within the account
  hash BLOB NOT NULL, -- over the account's last hash and this posting
  PRIMARY KEY (entry_id, position),
  UNIQUE (account_id, account_version)
) STRICT, WITHOUT ROWID;
INSERT INTO ledger_posting
SELECT entry_id, position, account_id, amount_minor, balance_before_minor, balance_after_minor, account_version, hash
  FROM ledger_posting_before ORDER BY entry_id, position;
DROP TABLE ledger_posting_before;
CREATE TRIGGER ledger_posting_no_delete BEFORE DELETE ON ledger_posting
BEGIN SELECT RAISE(ABORT, 'ledger: postings are never deleted'); END;
CREATE TRIGGER ledger_posting_no_update BEFORE UPDATE ON ledger_posting
BEGIN SELECT RAISE(ABORT, 'ledger: postings never change'); END;
CREATE TRIGGER ledger_posting_open BEFORE INSERT ON ledger_posting
BEGIN
  SELECT RAISE(ABORT, 'ledger: a sealed entry takes no more postings')
   WHERE (SELECT is_sealed FROM ledger_entry WHERE id = NEW.entry_id) = 1;
  SELECT RAISE(ABORT, 'ledger: balance after is balance before plus amount')
   WHERE NEW.balance_after_minor <> NEW.balance_before_minor + NEW.amount_minor;
END;
-- FAIL refuses the row as ABORT does; for ABORT SQLite would copy each page before it changes. Seals go row by row.
CREATE TRIGGER ledger_entry_seal BEFORE UPDATE ON ledger_entry
BEGIN
  SELECT CASE
    WHEN OLD.is_sealed = 1 THEN RAISE(FAIL, 'ledger: a sealed entry never changes')
    WHEN NEW.is_sealed <> 1 OR NEW.id <> OLD.id OR NEW.entry_key <> OLD.entry_key OR NEW.kind <> OLD.kind
      OR NEW.reference_kind <> OLD.reference_kind OR NEW.reference_id <> OLD.reference_id
      OR NEW.occurred_at <> OLD.occurred_at OR NEW.booked_at <> OLD.booked_at
      OR NEW.reverses_entry_id <> OLD.reverses_entry_id
      THEN RAISE(FAIL, 'ledger: only the seal of an entry is set')
    WHEN coalesce((SELECT accounted_at FROM ledger_late_entry WHERE entry_id = OLD.id), OLD.occurred_at)
         < (SELECT closed_until FROM ledger_period_event ORDER BY id DESC LIMIT 1)
      THEN RAISE(FAIL, 'ledger: nothing is booked into a closed period')
    -- nearly always: all lines in one currency, and they sum to zero
    WHEN (SELECT count(*) > 1 AND sum(p.amount_minor) = 0 AND min(a.currency) = max(a.currency)
            FROM ledger_posting p JOIN ledger_account a ON a.id = p.account_id WHERE p.entry_id = OLD.id)
      THEN NULL
    WHEN (SELECT count(*) FROM ledger_posting WHERE entry_id = OLD.id) < 2
      THEN RAISE(FAIL, 'ledger: an entry has two or more postings')
    -- each line's currency once more: no sorting, and entries have few lines
    WHEN EXISTS (SELECT 1 FROM ledger_posting p JOIN ledger_account a ON a.id = p.account_id
                  WHERE p.entry_id = OLD.id
                    AND (SELECT sum(q.amount_minor) FROM ledger_posting q JOIN ledger_account b ON b.id = q.account_id
                          WHERE q.entry_id = OLD.id AND b.currency = a.currency) <> 0)
      THEN RAISE(FAIL, 'ledger: an entry sums to zero in each currency')
  END;
END;
-- postgres:
-- Half of each page stays free, so that the seal writes its row beside the old one and no index changes.
ALTER TABLE ledger_entry SET (fillfactor = 50);
-- end
DROP INDEX conversion_click_index;
DROP INDEX conversion_customer_index;
CREATE INDEX conversion_customer_index ON conversion (customer_id) WHERE customer_id <> 0;
DROP INDEX conversion_history_index;
CREATE INDEX conversion_history_index ON conversion (program_id, customer_id, local_day) WHERE customer_id <> 0;
DROP INDEX commission_program_index;
CREATE INDEX commission_bonus_index ON commission (program_id, partner_id) WHERE role = 'bonus';
