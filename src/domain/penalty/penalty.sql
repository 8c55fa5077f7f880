-- Penalties for late payment.

-- name: penalty_candidates  kind: many
-- in: after_id commission_id, due_before instant, limit_count int64
-- out: commission_id commission_id, partner_id partner_id, program_id program_id, currency currency
-- out: payable_minor int64, created_at instant
-- Payable commissions past the end of their hold, without a penalty, in programs that may have a penalty clause: which
-- plans have one their text says only, and who reads it decides.
SELECT c.id, c.partner_id, c.program_id, c.currency,
       CAST(c.available_minor + coalesce((SELECT sum(s.amount_minor) FROM payout_commission s
                                           WHERE s.commission_id = c.id AND s.is_open = 1), 0) AS BIGINT),
       c.created_at
  FROM commission c
 WHERE c.id > $1 AND c.status IN ('available', 'in_payout') AND c.due_at < $2
   AND NOT EXISTS (SELECT 1 FROM penalty p WHERE p.commission_id = c.id)
   AND c.program_id IN (SELECT t.program_id FROM settlement_terms t WHERE t.penalty_times > 0
                        UNION SELECT p.program_id FROM plan p WHERE lower(p.plan_text) LIKE '%late%payment%')
 ORDER BY c.id LIMIT $3;

-- name: penalty_candidate_get  kind: optional
-- in: id commission_id, due_before instant
-- out: commission_id commission_id, partner_id partner_id, program_id program_id, currency currency
-- out: payable_minor int64, created_at instant
-- The same of one commission.
SELECT c.id, c.partner_id, c.program_id, c.currency,
       CAST(c.available_minor + coalesce((SELECT sum(s.amount_minor) FROM payout_commission s
                                           WHERE s.commission_id = c.id AND s.is_open = 1), 0) AS BIGINT),
       c.created_at
  FROM commission c
 WHERE c.id = $1 AND c.status IN ('available', 'in_payout') AND c.due_at < $2
   AND NOT EXISTS (SELECT 1 FROM penalty p WHERE p.commission_id = c.id)
   AND c.program_id IN (SELECT t.program_id FROM settlement_terms t WHERE t.penalty_times > 0
                        UNION SELECT p.program_id FROM plan p WHERE lower(p.plan_text) LIKE '%late%payment%');

-- name: penalty_get  kind: optional
-- in: id penalty_id
-- out: id penalty_id, commission_id commission_id, partner_id partner_id, terms_id settlement_id?, currency currency
-- out: base_minor int64, amount_minor int64, due_at instant, overdue_at instant, accrued_at instant, status text
-- out: note text, settled_at instant?, plan_id plan_id?
-- One penalty.
SELECT id, commission_id, partner_id, terms_id, currency, base_minor, amount_minor, due_at, overdue_at, accrued_at,
       status, note, settled_at, plan_id
  FROM penalty WHERE id = $1;

-- name: penalty_insert  kind: one
-- in: commission_id commission_id, partner_id partner_id, terms_id settlement_id?, currency currency, base_minor int64
-- in: amount_minor int64, due_at instant, overdue_at instant, accrued_at instant, plan_id plan_id?
-- out: id penalty_id
-- A new penalty, owed.
INSERT INTO penalty (commission_id, partner_id, terms_id, currency, base_minor, amount_minor, due_at, overdue_at,
                     accrued_at, status, note, settled_at, plan_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'owed', '', NULL, $10) RETURNING id;

-- name: penalty_settle  kind: exec
-- in: id penalty_id, status text, note text, settled_at instant
-- Paid or waived.
UPDATE penalty SET status = $2, note = $3, settled_at = $4 WHERE id = $1;

-- name: penalty_list  kind: many
-- in: partner_id partner_id, before_id int64, limit_count int64, status text
-- out: id penalty_id, commission_id commission_id, partner_id partner_id, terms_id settlement_id?, currency currency
-- out: base_minor int64, amount_minor int64, due_at instant, overdue_at instant, accrued_at instant, status text
-- out: note text, settled_at instant?, plan_id plan_id?
-- A page, the newest first; 0 and an empty status take any.
SELECT id, commission_id, partner_id, terms_id, currency, base_minor, amount_minor, due_at, overdue_at, accrued_at,
       status, note, settled_at, plan_id
  FROM penalty WHERE ($1 = 0 OR partner_id = $1) AND id < $2 AND ($4 = '' OR status = $4) ORDER BY id DESC LIMIT $3;

-- name: check_penalties  kind: many
-- in: limit int64
-- out: partner_id int64, currency text, booked_minor int64, counted_minor int64
-- Partners whose account of penalties is not what their owed penalties sum to.
SELECT k.partner_id, k.currency, CAST(sum(k.booked) AS BIGINT), CAST(sum(k.counted) AS BIGINT)
  FROM (SELECT owner_id AS partner_id, currency, -balance_minor AS booked, 0 AS counted
          FROM ledger_account WHERE owner_kind = 'partner' AND kind = 'penalty_owed'
        UNION ALL
        SELECT partner_id, currency, 0, CASE WHEN status = 'owed' THEN amount_minor ELSE 0 END FROM penalty) k
 GROUP BY k.partner_id, k.currency
HAVING sum(k.booked) <> sum(k.counted)
 ORDER BY k.partner_id, k.currency LIMIT $1;

-- name: check_penalty_entries  kind: many
-- in: limit int64
-- out: id entry_id, entry_key text
-- Entries that speak of a penalty which does not exist or did not make them.
SELECT e.id, e.entry_key FROM ledger_entry e LEFT JOIN penalty p ON p.id = e.reference_id
 WHERE e.reference_kind = 'penalty'
   AND (p.id IS NULL OR (e.entry_key <> 'pen:' || p.id AND e.entry_key <> 'pen:' || p.id || ':' || p.status))
 ORDER BY e.id LIMIT $1;
