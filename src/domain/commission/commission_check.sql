-- What the check of the books asks about commissions, payouts and the ledger together. All read only, all meant to be
-- empty; each row names what is wrong.

-- name: check_commissions  kind: each
-- out: id commission_id, amount_minor int64, status text, pending_minor int64, available_minor int64
-- out: number int64?, cause text?, step_amount_minor int64?, step_status text?
-- Every commission with its steps, by id and number.
SELECT c.id, c.amount_minor, c.status, c.pending_minor, c.available_minor, h.number, h.cause, h.amount_minor, h.status
  FROM commission c LEFT JOIN commission_change h ON h.commission_id = c.id
 ORDER BY c.id, h.number;

-- name: check_commission_payouts  kind: each
-- out: commission_id commission_id, amount_minor int64
-- What payouts took from commissions and did not give back.
SELECT s.commission_id, s.amount_minor
  FROM payout_commission s JOIN payout_item i ON i.id = s.item_id
 WHERE i.status <> 'failed';

-- name: check_conversion_sets  kind: many
-- in: limit int64
-- out: conversion_id conversion_id, commissions int64
-- Conversions with two commissions of one partner in one place, of a credited partner who is not, or of no partner.
SELECT c.conversion_id, CAST(count(*) AS BIGINT)
  FROM commission c JOIN conversion v ON v.id = c.conversion_id
 WHERE c.conversion_id <> 0
 GROUP BY c.conversion_id, c.partner_id, c.level, v.partner_id
HAVING count(*) > 1 OR v.partner_id IS NULL
    OR sum(CASE WHEN c.role = 'credited' AND c.partner_id <> v.partner_id THEN 1 ELSE 0 END) > 0
    OR sum(CASE WHEN (c.role = 'level') <> (c.level > 0) THEN 1 ELSE 0 END) > 0
 ORDER BY c.conversion_id LIMIT $1;

-- name: check_shares  kind: each
-- out: conversion_id conversion_id, amount_minor int64, currency currency, derivation text, is_raised bool
-- out: changed_at instant
-- The commissions of those who share a conversion's, each with its newest derivation, and whether what was paid out
-- already is the least that it is worth; by conversion. Rejected ones are worth nothing.
SELECT c.conversion_id, c.amount_minor, c.currency, h.derivation,
       CAST(CASE WHEN h.history LIKE '%floor=%' THEN 1 ELSE 0 END AS BIGINT), h.changed_at
  FROM commission c JOIN conversion v ON v.id = c.conversion_id
  JOIN commission_change h ON h.commission_id = c.id
   AND h.number = (SELECT max(m.number) FROM commission_change m
                    WHERE m.commission_id = c.id AND m.derivation <> '{}' AND m.derivation <> '')
 WHERE c.level = 0 AND v.status <> 'rejected'
   AND EXISTS (SELECT 1 FROM commission o WHERE o.conversion_id = v.id AND o.role IN ('split', 'assist'))
 ORDER BY c.conversion_id, c.id;

-- name: check_entries_unclaimed  kind: many
-- in: limit int64
-- out: id entry_id, entry_key text
-- Entries that speak of a commission or payout item which does not exist or has no step that made them.
SELECT e.id, e.entry_key FROM ledger_entry e
 WHERE (e.reference_kind = 'commission' AND NOT EXISTS
         (SELECT 1 FROM commission_change h WHERE h.commission_id = e.reference_id
             AND (h.entry_id = e.id OR e.entry_key = 'com:' || h.commission_id || ':' || h.number || ':recovery')))
    OR (e.reference_kind = 'payout_item' AND NOT EXISTS (SELECT 1 FROM payout_item i WHERE i.id = e.reference_id))
    OR (e.reference_kind = 'opening_balance' AND NOT EXISTS
         (SELECT 1 FROM opening_balance o WHERE o.id = e.reference_id
             AND (e.entry_key = 'opn:' || o.id
                  OR (o.reversed_at IS NOT NULL AND e.entry_key = 'opn:' || o.id || ':reversed'))))
    OR e.reference_kind NOT IN ('commission', 'payout_item', 'charge', 'advertiser_line', 'penalty', 'opening_balance')
 ORDER BY e.id LIMIT $1;

-- name: check_steps_unbooked  kind: many
-- in: limit int64
-- out: commission_id commission_id, number int64, entry_id entry_id
-- Steps that name an entry which does not exist or speaks of something else.
SELECT h.commission_id, h.number, h.entry_id
  FROM commission_change h LEFT JOIN ledger_entry e ON e.id = h.entry_id
 WHERE h.entry_id <> 0
   AND (e.id IS NULL
        OR (e.reference_kind = 'commission' AND e.reference_id <> h.commission_id)
        OR (e.reference_kind = 'payout_item' AND e.reference_id <> h.cause_id))
 ORDER BY h.commission_id, h.number LIMIT $1;

-- name: check_reversals  kind: many
-- in: limit int64
-- out: id entry_id, entry_key text, reverses_entry_id entry_id
-- Corrections that do not mirror what they correct: a failed payout gives back exactly what was taken, once; an
-- adjustment is of the same commission and later.
SELECT e.id, e.entry_key, e.reverses_entry_id
  FROM ledger_entry e LEFT JOIN ledger_entry r ON r.id = e.reverses_entry_id
 WHERE e.reverses_entry_id <> 0
   AND (r.id IS NULL OR r.id >= e.id OR r.reference_kind <> e.reference_kind OR r.reference_id <> e.reference_id
        OR (e.kind = 'payout_failed'
            AND ((SELECT sum(p.amount_minor) FROM ledger_posting p JOIN ledger_account a ON a.id = p.account_id
                   WHERE p.entry_id IN (e.id, r.id) AND a.kind = 'available') <> 0
                 OR EXISTS (SELECT 1 FROM ledger_entry o WHERE o.reference_kind = e.reference_kind
                               AND o.reference_id = e.reference_id AND o.kind = e.kind AND o.id <> e.id))))
 ORDER BY e.id LIMIT $1;

-- name: check_partner_accounts  kind: many
-- in: limit int64
-- out: account_id account_id, partner_id int64, kind text, currency text, balance_minor int64, counted_minor int64
-- Accounts of partners that are not what their commissions and payout items sum to, as credits.
SELECT a.id, a.owner_id, a.kind, a.currency, -a.balance_minor, CAST(coalesce(d.counted, 0) AS BIGINT)
  FROM ledger_account a
  LEFT JOIN (SELECT partner_id, currency, kind, CASE WHEN kind = 'pending' THEN pending ELSE available END AS counted
               FROM (SELECT partner_id, currency, sum(pending_minor) AS pending, sum(available_minor) AS available
                       FROM commission GROUP BY partner_id, currency) s
              CROSS JOIN (SELECT 'pending' AS kind UNION ALL SELECT 'available') k
             UNION ALL
             SELECT i.partner_id, r.currency, 'in_payout', sum(i.amount_minor)
               FROM payout_item i JOIN payout_run r ON r.id = i.run_id WHERE i.status = 'taken'
              GROUP BY i.partner_id, r.currency
             UNION ALL
             SELECT i.partner_id, coalesce(r.pay_currency, r.currency), 'paid',
                    sum(coalesce(i.sent_minor, i.amount_minor))
               FROM payout_item i JOIN payout_run r ON r.id = i.run_id WHERE i.status = 'paid'
              GROUP BY i.partner_id, coalesce(r.pay_currency, r.currency)) d
         ON d.partner_id = a.owner_id AND d.currency = a.currency AND d.kind = a.kind
 WHERE a.owner_kind = 'partner' AND a.kind NOT IN ('owed_back', 'penalty_owed')
   AND -a.balance_minor <> coalesce(d.counted, 0)
 ORDER BY a.id LIMIT $1;

-- name: check_payout_items  kind: many
-- in: limit int64
-- out: id int64, amount_minor int64, shares_minor int64, status text, open_shares int64
-- Items that are not the sum of their shares, or whose shares are open when they are settled.
SELECT i.id, i.amount_minor, CAST(coalesce(sum(s.amount_minor), 0) AS BIGINT), i.status,
       CAST(coalesce(sum(s.is_open), 0) AS BIGINT)
  FROM payout_item i LEFT JOIN payout_commission s ON s.item_id = i.id
 GROUP BY i.id, i.amount_minor, i.status
HAVING i.amount_minor <> coalesce(sum(s.amount_minor), 0)
    OR (i.status = 'taken' AND coalesce(sum(s.is_open), 0) <> count(s.commission_id))
    OR (i.status <> 'taken' AND coalesce(sum(s.is_open), 0) <> 0)
 ORDER BY i.id LIMIT $1;

-- name: check_payout_run_dates  kind: many
-- in: limit int64
-- out: item_id int64, commission_id commission_id
-- Shares of commissions that were not due by the run's date.
SELECT s.item_id, s.commission_id
  FROM payout_commission s
  JOIN payout_item i ON i.id = s.item_id
  JOIN payout_run r ON r.id = i.run_id
  JOIN commission c ON c.id = s.commission_id
 WHERE c.partner_id <> i.partner_id OR c.currency <> r.currency OR (s.is_open = 1 AND c.due_at > r.until_at)
 ORDER BY s.item_id, s.commission_id LIMIT $1;

-- name: check_payout_rules  kind: many
-- in: limit int64
-- out: item_id int64, is_foreign bool, is_early bool, is_unapproved bool, is_alone bool
-- Items that pay to details of another partner or before they counted, that went out of a run nobody approved, or whose
-- run needed two people and had one.
SELECT x.item_id, x.is_foreign, x.is_early, x.is_unapproved, x.is_alone
  FROM (SELECT i.id AS item_id,
               CASE WHEN a.partner_id IS NOT NULL AND a.partner_id <> i.partner_id THEN 1 ELSE 0 END AS is_foreign,
               CASE WHEN a.usable_at IS NOT NULL AND a.usable_at > r.created_at THEN 1 ELSE 0 END AS is_early,
               CASE WHEN r.approved_at IS NULL AND (i.status = 'paid' OR i.end_to_end_id IS NOT NULL)
                    THEN 1 ELSE 0 END AS is_unapproved,
               CASE WHEN r.needs_second = 1 AND r.approved_by = r.built_by THEN 1 ELSE 0 END AS is_alone
          FROM payout_item i JOIN payout_run r ON r.id = i.run_id
          LEFT JOIN payout_account a ON a.id = i.account_id) x
 WHERE x.is_foreign + x.is_early + x.is_unapproved + x.is_alone > 0
 ORDER BY x.item_id LIMIT $1;

-- name: check_click_bookings  kind: many
-- in: limit int64
-- out: program_id program_id, partner_id partner_id, number int64
-- Lines of clicks that are not booked as they say.
SELECT a.program_id, a.partner_id, a.number
  FROM click_accrual a LEFT JOIN commission_change h ON h.commission_id = a.commission_id AND h.number = 1
  LEFT JOIN commission c ON c.id = a.commission_id
 WHERE (a.booked_minor = 0 AND a.commission_id <> 0)
    OR (a.booked_minor <> 0 AND (h.amount_minor IS NULL OR h.amount_minor <> a.booked_minor
        OR c.accrual_key <> 'clk:' || a.program_id || ':' || a.partner_id || ':' || a.number))
 ORDER BY a.program_id, a.partner_id, a.number LIMIT $1;

-- name: check_waiting  kind: many
-- in: limit int64
-- out: partner_id partner_id, kind text, currency currency, amount_minor int64, since instant?
-- Accounts in which money waits, those that wait longest first: pending since the oldest of its commissions was made,
-- in payout since the oldest run that holds some.
SELECT a.owner_id, a.kind, a.currency, -a.balance_minor,
       CASE WHEN a.kind = 'pending'
            THEN (SELECT min(c.created_at) FROM commission c
                   WHERE c.partner_id = a.owner_id AND c.currency = a.currency AND c.pending_minor > 0)
            ELSE (SELECT min(r.created_at) FROM payout_item i JOIN payout_run r ON r.id = i.run_id
                   WHERE i.partner_id = a.owner_id AND r.currency = a.currency AND i.status = 'taken') END AS since
  FROM ledger_account a
 WHERE a.owner_kind = 'partner' AND a.kind IN ('pending', 'in_payout') AND a.balance_minor <> 0
 ORDER BY since, a.id LIMIT $1;

-- name: check_waiting_count  kind: one
-- out: accounts int64
-- How many accounts hold money that waits.
SELECT CAST(count(*) AS BIGINT) FROM ledger_account
 WHERE owner_kind = 'partner' AND kind IN ('pending', 'in_payout') AND balance_minor <> 0;

-- name: check_overdue_count  kind: one
-- in: due_before instant
-- out: commissions int64
-- How many commissions should have become available by then.
SELECT CAST(count(*) AS BIGINT) FROM commission WHERE status = 'pending' AND due_at < $1;
