-- What the check of the books asks about charges and advertisers' accounts. All read only, all meant to be empty.

-- name: check_charges  kind: many
-- in: limit int64
-- out: id charge_id, amount_minor int64, commissions_minor int64, booked_minor int64, recharged_minor int64
-- out: margin_minor int64, earned_minor int64, last_amount_minor int64?, accrued_minor int64, steps int64
-- Charges that are not the sum of their entries, not commissions and margin, not their last step, or that pay for other
-- commissions than the conversion has.
SELECT g.id, g.amount_minor, g.commissions_minor, CAST(coalesce(b.booked, 0) AS BIGINT),
       CAST(coalesce(b.recharged, 0) AS BIGINT), CAST(coalesce(b.margin, 0) AS BIGINT), CAST(g.earned AS BIGINT),
       l.amount_minor, CAST(coalesce(b.accrued, 0) AS BIGINT), CAST(g.steps AS BIGINT)
  FROM (SELECT c.id, c.amount_minor, c.commissions_minor, c.is_confirmed,
               (SELECT count(*) FROM charge_change h WHERE h.charge_id = c.id) AS steps,
               (SELECT coalesce(sum(m.amount_minor), 0) FROM commission m
                 WHERE (c.conversion_id <> 0 AND m.conversion_id = c.conversion_id)
                    OR (c.conversion_id = 0 AND m.id = c.commission_id)) AS earned
          FROM charge c) g
  LEFT JOIN charge_change l ON l.charge_id = g.id AND l.number = g.steps
  LEFT JOIN (SELECT e.reference_id,
                    sum(CASE WHEN a.owner_kind = 'advertiser' THEN p.amount_minor ELSE 0 END) AS booked,
                    sum(CASE WHEN a.kind = 'accrued_charge' THEN p.amount_minor ELSE 0 END) AS accrued,
                    sum(CASE WHEN a.kind = 'recharged' THEN -p.amount_minor ELSE 0 END) AS recharged,
                    sum(CASE WHEN a.kind = 'fee_revenue' THEN -p.amount_minor ELSE 0 END) AS margin
               FROM ledger_entry e
               JOIN ledger_posting p ON p.entry_id = e.id
               JOIN ledger_account a ON a.id = p.account_id
              WHERE e.reference_kind = 'charge'
              GROUP BY e.reference_id) b ON b.reference_id = g.id
 WHERE g.amount_minor <> coalesce(b.booked, 0) OR g.commissions_minor <> coalesce(b.recharged, 0)
    OR g.amount_minor - g.commissions_minor <> coalesce(b.margin, 0) OR g.commissions_minor <> g.earned
    OR l.amount_minor IS NULL OR l.amount_minor <> g.amount_minor OR l.commissions_minor <> g.commissions_minor
    OR l.is_confirmed <> g.is_confirmed
    OR coalesce(b.accrued, 0) <> CASE WHEN g.is_confirmed = 1 THEN 0 ELSE g.amount_minor END
 ORDER BY g.id LIMIT $1;

-- name: check_advertiser_accounts  kind: many
-- in: limit int64
-- out: advertiser_id int64, currency text, booked_minor int64, counted_minor int64
-- Advertisers whose receivable and prepaid accounts are not what their lines sum to.
SELECT k.advertiser_id, k.currency, CAST(sum(k.booked) AS BIGINT), CAST(sum(k.counted) AS BIGINT)
  FROM (SELECT owner_id AS advertiser_id, currency, balance_minor AS booked, 0 AS counted
          FROM ledger_account WHERE owner_kind = 'advertiser' AND kind IN ('receivable', 'prepaid')
        UNION ALL
        SELECT advertiser_id, currency, 0, amount_minor FROM advertiser_line) k
 GROUP BY k.advertiser_id, k.currency
HAVING sum(k.booked) <> sum(k.counted)
 ORDER BY k.advertiser_id, k.currency LIMIT $1;

-- name: check_advertiser_sides  kind: many
-- in: limit int64
-- out: advertiser_id int64, currency text
-- Advertisers who owe and have money deposited at once.
SELECT r.owner_id, r.currency
  FROM ledger_account r
  JOIN ledger_account d ON d.owner_kind = 'advertiser' AND d.owner_id = r.owner_id AND d.currency = r.currency
   AND d.kind = 'prepaid'
 WHERE r.owner_kind = 'advertiser' AND r.kind = 'receivable' AND r.balance_minor <> 0 AND d.balance_minor <> 0
 ORDER BY r.owner_id, r.currency LIMIT $1;

-- name: check_charge_entries  kind: many
-- in: limit int64
-- out: id entry_id, entry_key text
-- Entries that speak of a charge or a line which did not make them, and lines without their entry.
SELECT e.id, e.entry_key FROM ledger_entry e
 WHERE (e.reference_kind = 'charge' AND NOT EXISTS
         (SELECT 1 FROM charge_change h WHERE h.charge_id = e.reference_id AND h.entry_id = e.id))
    OR (e.reference_kind = 'advertiser_line' AND NOT EXISTS
         (SELECT 1 FROM advertiser_line n WHERE n.id = e.reference_id))
 ORDER BY e.id LIMIT $1;

-- name: check_lines_unbooked  kind: many
-- in: limit int64
-- out: id line_id, line_key text
-- Lines of accounts without their entry, or with one that moves another sum.
SELECT n.id, n.line_key
  FROM advertiser_line n
  LEFT JOIN ledger_entry e
    ON e.entry_key = CASE WHEN n.kind IN ('charge', 'charge_refund') THEN n.line_key ELSE 'adv:' || n.id END
  LEFT JOIN (SELECT p.entry_id, sum(p.amount_minor) AS moved
               FROM ledger_posting p JOIN ledger_account a ON a.id = p.account_id
              WHERE a.owner_kind = 'advertiser' AND a.kind IN ('receivable', 'prepaid')
              GROUP BY p.entry_id) m ON m.entry_id = e.id
 WHERE e.id IS NULL OR coalesce(m.moved, 0) <> n.amount_minor
 ORDER BY n.id LIMIT $1;
