-- What replay reads, partner by partner, to derive every step and entry anew. All read only.

-- name: replay_partners  kind: many
-- in: after_id partner_id, limit int64
-- out: partner_id partner_id, currency currency?
-- The next partners, one row for each currency they have money in, or one without.
SELECT DISTINCT p.id, c.currency
  FROM (SELECT id FROM partner WHERE id > $1 ORDER BY id LIMIT $2) p
  LEFT JOIN (SELECT partner_id, currency FROM commission
             UNION ALL
             SELECT owner_id, currency FROM opening_balance WHERE owner_kind = 'partner') c ON c.partner_id = p.id
 ORDER BY p.id, c.currency;

-- name: replay_commissions  kind: each
-- in: partner_id partner_id, currency currency
-- out: id commission_id, conversion_id conversion_id, program_id program_id, amount_minor int64, pending_minor int64
-- out: available_minor int64, status text, role text, due_at instant?, is_released bool, accrued_occurred_at instant?
-- A partner's commissions as they stand, and when the event happened that earned them.
SELECT c.id, c.conversion_id, c.program_id, c.amount_minor, c.pending_minor, c.available_minor, c.status, c.role,
       c.due_at,
       CAST(CASE WHEN EXISTS (SELECT 1 FROM commission_change h WHERE h.commission_id = c.id AND h.cause = 'released')
            THEN 1 ELSE 0 END AS BIGINT),
       CASE c.role WHEN 'bonus' THEN c.created_at
                   WHEN 'compensation' THEN c.created_at
                   WHEN 'opening' THEN (SELECT o.occurred_at FROM opening_balance o WHERE o.commission_id = c.id)
                   ELSE v.occurred_at END
  FROM commission c LEFT JOIN conversion v ON v.id = c.conversion_id
 WHERE c.partner_id = $1 AND c.currency = $2
 ORDER BY c.id;

-- name: replay_click_days  kind: each
-- in: partner_id partner_id, currency currency
-- out: commission_id commission_id, day int64
-- The days that commissions of clicks were earned on.
SELECT c.id, a.day
  FROM (SELECT DISTINCT program_id FROM commission WHERE partner_id = $1 AND conversion_id = 0 AND currency = $2) g
 CROSS JOIN click_accrual a
 CROSS JOIN commission c
 WHERE a.program_id = g.program_id AND a.partner_id = $1 AND c.id = a.commission_id AND c.currency = $2;

-- name: replay_changes  kind: each
-- in: partner_id partner_id, currency currency
-- out: commission_id commission_id, number int64, cause text, cause_id int64, amount_minor int64, status text
-- out: entry_id entry_id, changed_at instant, refund_occurred_at instant?
-- A partner's steps.
SELECT h.commission_id, h.number, h.cause, h.cause_id, h.amount_minor, h.status, h.entry_id, h.changed_at, r.occurred_at
  FROM commission c
  JOIN commission_change h ON h.commission_id = c.id
  LEFT JOIN refund r ON h.cause IN ('refund', 'refund_reversed') AND r.id = h.cause_id
 WHERE c.partner_id = $1 AND c.currency = $2
 ORDER BY h.commission_id, h.number;

-- name: replay_shares  kind: each
-- in: partner_id partner_id, currency currency
-- out: item_id payout_item_id, amount_minor int64, sent_minor int64, sent_currency currency, cost_minor int64?
-- out: method text, status text, created_at instant, commission_id commission_id, share_minor int64, is_open bool
-- A partner's payout items with their shares.
SELECT i.id, i.amount_minor, coalesce(i.sent_minor, i.amount_minor), coalesce(r.pay_currency, r.currency), i.cost_minor,
       r.method, i.status, r.created_at, s.commission_id, s.amount_minor, s.is_open
  FROM payout_item i
  JOIN payout_run r ON r.id = i.run_id
  JOIN payout_commission s ON s.item_id = i.id
 WHERE i.partner_id = $1 AND r.currency = $2
 ORDER BY i.id, s.commission_id;

-- name: replay_openings  kind: each
-- in: partner_id partner_id, currency currency
-- out: id opening_balance_id, amount_minor int64, occurred_at instant, booked_at instant, reversed_at instant?
-- out: entry_id entry_id, is_reversal bool
-- What a partner owed back when he was carried over, and its reversals, in booking order.
SELECT o.id, o.amount_minor, o.occurred_at, o.booked_at, o.reversed_at, e.id AS entry_id,
       CAST(CASE WHEN e.entry_key = 'opn:' || o.id THEN 0 ELSE 1 END AS BIGINT)
  FROM opening_balance o
  JOIN ledger_entry e ON e.reference_kind = 'opening_balance' AND e.reference_id = o.id
 WHERE o.owner_kind = 'partner' AND o.owner_id = $1 AND o.currency = $2
 ORDER BY e.id;

-- name: replay_by_hand  kind: many
-- in: after_id commission_id, limit int64
-- out: id commission_id, accrual_key text, partner_id partner_id, program_id program_id, currency currency
-- out: amount_minor int64, first_minor int64, reversed_by int64, fact_key text?, fact_partner_id partner_id?
-- out: fact_program_id program_id?, fact_currency currency?, fact_minor int64?, fact_status text?
-- The next commissions that were made by hand, each with the fact that made it.
SELECT c.id, c.accrual_key, c.partner_id, c.program_id, c.currency, c.amount_minor,
       CAST(coalesce((SELECT h.amount_minor FROM commission_change h
                       WHERE h.commission_id = c.id AND h.number = 1), -1) AS BIGINT),
       CAST(coalesce((SELECT max(h.cause_id) FROM commission_change h
                       WHERE h.commission_id = c.id AND h.cause = 'reversed'), 0) AS BIGINT),
       CASE c.role WHEN 'opening' THEN 'opn:' || o.id ELSE 'cmp:' || k.id END,
       CASE c.role WHEN 'opening' THEN o.owner_id ELSE k.partner_id END,
       CASE c.role WHEN 'opening' THEN o.program_id ELSE k.program_id END,
       CASE c.role WHEN 'opening' THEN o.currency ELSE k.currency END,
       CASE c.role WHEN 'opening' THEN o.amount_minor ELSE k.amount_minor END,
       CASE c.role WHEN 'opening' THEN CASE WHEN o.reversed_at IS NULL THEN 'booked' ELSE 'reversed' END
                   ELSE k.status END
  FROM commission c
  LEFT JOIN opening_balance o ON c.role = 'opening' AND o.commission_id = c.id
  LEFT JOIN compensation k ON c.role = 'compensation' AND k.commission_id = c.id
 WHERE c.role IN ('opening', 'compensation') AND c.id > $1
 ORDER BY c.id LIMIT $2;

-- name: replay_entries  kind: each
-- in: partner_id partner_id, currency currency
-- out: id entry_id, entry_key text, kind text, reference_kind text, reference_id int64, occurred_at instant
-- out: booked_at instant, reverses_entry_id entry_id, owner_kind text?, owner_id int64?, account_kind text?
-- out: line_currency currency?, line_minor int64?
-- The entries that speak of a partner's commissions and payout items, a row a line. CROSS JOIN is an order for SQLite,
-- which would go through all entries for each partner otherwise.
SELECT e.id, e.entry_key, e.kind, e.reference_kind, e.reference_id, e.occurred_at, e.booked_at, e.reverses_entry_id,
       a.owner_kind, a.owner_id, a.kind, a.currency, p.amount_minor
  FROM (SELECT o.id FROM commission c
         CROSS JOIN ledger_entry o
         WHERE o.reference_kind = 'commission' AND o.reference_id = c.id AND c.partner_id = $1 AND c.currency = $2
        UNION ALL
        SELECT o.id FROM payout_item i
         CROSS JOIN payout_run r
         CROSS JOIN ledger_entry o
         WHERE r.id = i.run_id AND o.reference_kind = 'payout_item' AND o.reference_id = i.id
           AND i.partner_id = $1 AND r.currency = $2
        UNION ALL
        SELECT o.id FROM opening_balance b
         CROSS JOIN ledger_entry o
         WHERE o.reference_kind = 'opening_balance' AND o.reference_id = b.id
           AND b.owner_kind = 'partner' AND b.owner_id = $1 AND b.currency = $2) of_partner
  JOIN ledger_entry e ON e.id = of_partner.id
  LEFT JOIN ledger_posting p ON p.entry_id = e.id
  LEFT JOIN ledger_account a ON a.id = p.account_id
 ORDER BY e.id, p.position;

-- name: replay_entry_count  kind: one
-- out: entries int64
-- How many entries there are at all.
SELECT CAST(count(*) AS BIGINT) FROM ledger_entry;

-- name: replay_commission_count  kind: one
-- out: of_conversions int64, of_clicks int64
-- How many commissions there are at all.
SELECT CAST(coalesce(sum(CASE WHEN conversion_id <> 0 THEN 1 ELSE 0 END), 0) AS BIGINT),
       CAST(coalesce(sum(CASE WHEN conversion_id = 0 THEN 1 ELSE 0 END), 0) AS BIGINT)
  FROM commission;

-- name: replay_bonuses  kind: many
-- out: accrual_key text, amount_minor int64, steps int64
-- Every bonus as it stands.
SELECT c.accrual_key, c.amount_minor,
       CAST((SELECT count(*) FROM commission_change h WHERE h.commission_id = c.id) AS BIGINT)
  FROM commission c WHERE c.role = 'bonus' ORDER BY c.id;

-- name: replay_bonus_days  kind: many
-- out: program_id program_id, partner_id partner_id, goal text, local_day int64, currency currency, needs int64
-- The days on which partners had events of goals that bonuses look at.
SELECT DISTINCT c.program_id, c.partner_id, c.goal, c.local_day, c.currency, h.needs
  FROM program_history h JOIN conversion c ON c.program_id = h.program_id AND c.goal = h.goal
 WHERE (h.needs & 16711680) <> 0 AND c.partner_id IS NOT NULL
 ORDER BY c.program_id, c.partner_id, c.goal, c.local_day;
