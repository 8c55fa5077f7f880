-- On PostgreSQL, which columns refer to rows without a foreign key, because a guard looks once for all rows of a
-- statement (0032). A restore, which writes without guards, reads it here and looks at all rows at its end
-- (src/platform/db/db_copy.h). And the guards refuse what they refused, but look once for each row that is referred to,
-- and the seal's for all entries of a statement in one question.

-- sqlite:
-- postgres:
COMMENT ON COLUMN conversion.program_id IS 'refers to program';
COMMENT ON COLUMN conversion.terms_id IS 'refers to program_terms';
COMMENT ON COLUMN conversion.partner_id IS 'refers to partner';
COMMENT ON COLUMN conversion_evidence.conversion_id IS 'refers to conversion';
COMMENT ON COLUMN commission.partner_id IS 'refers to partner';
COMMENT ON COLUMN commission.program_id IS 'refers to program';
COMMENT ON COLUMN commission.plan_id IS 'refers to plan';
COMMENT ON COLUMN commission_change.commission_id IS 'refers to commission';
COMMENT ON COLUMN ledger_posting.entry_id IS 'refers to ledger_entry';
COMMENT ON COLUMN ledger_posting.account_id IS 'refers to ledger_account';
COMMENT ON COLUMN tracking_event.advertiser_id IS 'refers to advertiser';

CREATE OR REPLACE FUNCTION conversion_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM (SELECT DISTINCT program_id, terms_id, partner_id FROM written) w
              WHERE (SELECT id FROM program WHERE id = w.program_id) IS NULL
                 OR (SELECT id FROM program_terms WHERE id = w.terms_id) IS NULL
                 OR (w.partner_id IS NOT NULL AND (SELECT id FROM partner WHERE id = w.partner_id) IS NULL)) THEN
    RAISE EXCEPTION 'conversion: what it refers to is not there' USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION commission_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM (SELECT DISTINCT partner_id, program_id, plan_id FROM written) w
              WHERE (SELECT id FROM partner WHERE id = w.partner_id) IS NULL
                 OR (SELECT id FROM program WHERE id = w.program_id) IS NULL
                 OR (SELECT id FROM plan WHERE id = w.plan_id) IS NULL) THEN
    RAISE EXCEPTION 'commission: what it refers to is not there' USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION ledger_posting_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM (SELECT DISTINCT entry_id FROM added) p
              WHERE (SELECT is_sealed FROM ledger_entry WHERE id = p.entry_id) IS DISTINCT FROM 0)
     OR EXISTS (SELECT FROM (SELECT DISTINCT account_id FROM added) p
                 WHERE (SELECT id FROM ledger_account WHERE id = p.account_id) IS NULL)
     OR EXISTS (SELECT FROM added WHERE balance_after_minor <> balance_before_minor + amount_minor) THEN
    IF EXISTS (SELECT FROM added p WHERE (SELECT is_sealed FROM ledger_entry WHERE id = p.entry_id) = 1) THEN
      RAISE EXCEPTION 'ledger: a sealed entry takes no more postings' USING ERRCODE = 'restrict_violation';
    END IF;
    IF EXISTS (SELECT FROM added WHERE balance_after_minor <> balance_before_minor + amount_minor) THEN
      RAISE EXCEPTION 'ledger: balance after is balance before plus amount' USING ERRCODE = 'restrict_violation';
    END IF;
    RAISE EXCEPTION 'ledger: a posting has an entry and an account' USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION ledger_seal_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  closed bigint := (SELECT closed_until FROM ledger_period_event ORDER BY id DESC LIMIT 1);
BEGIN
  IF closed IS NOT NULL AND EXISTS
     (SELECT FROM sealed e
       WHERE coalesce((SELECT accounted_at FROM ledger_late_entry WHERE entry_id = e.id), e.occurred_at) < closed) THEN
    RAISE EXCEPTION 'ledger: nothing is booked into a closed period' USING ERRCODE = 'restrict_violation';
  END IF;
  -- nearly always: all lines in one currency, and they sum to zero
  IF NOT EXISTS
     (SELECT FROM sealed e
        LEFT JOIN ledger_posting p ON p.entry_id = e.id LEFT JOIN ledger_account a ON a.id = p.account_id
       GROUP BY e.id
      HAVING (count(p.account_id) > 1 AND sum(p.amount_minor) = 0 AND min(a.currency) = max(a.currency))
             IS DISTINCT FROM true) THEN
    RETURN NULL;
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
-- end
