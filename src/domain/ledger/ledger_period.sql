-- Closed periods.

-- name: ledger_period_last  kind: optional
-- out: closed_until instant?
-- Before which instant nothing is booked now.
SELECT closed_until FROM ledger_period_event ORDER BY id DESC LIMIT 1;

-- name: ledger_period_list  kind: many
-- out: id int64, kind text, month text, begins_at instant?, ends_at instant, closed_until instant?
-- out: last_entry_id entry_id, reason text, actor text, occurred_at instant, hash blob
-- All closings and reopenings in order.
SELECT id, kind, month, begins_at, ends_at, closed_until, last_entry_id, reason, actor, occurred_at, hash
  FROM ledger_period_event ORDER BY id;

-- name: ledger_period_insert  kind: one
-- in: kind text, month text, begins_at instant?, ends_at instant, closed_until instant?, last_entry_id entry_id
-- in: reason text, actor text, occurred_at instant, hash blob
-- out: id int64
-- A month is closed or reopened.
INSERT INTO ledger_period_event (kind, month, begins_at, ends_at, closed_until, last_entry_id, reason, actor,
                                 occurred_at, hash)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id;

-- name: ledger_period_last_entry  kind: one
-- out: id entry_id
-- The newest entry, 0 for none.
SELECT CAST(coalesce(max(id), 0) AS BIGINT) FROM ledger_entry;

-- name: ledger_period_sums  kind: many
-- in: ends_at instant
-- out: account_id account_id, balance_minor int64
-- The trial balance at an instant.
SELECT p.account_id, CAST(sum(p.amount_minor) AS BIGINT)
  FROM ledger_posting p JOIN ledger_entry e ON e.id = p.entry_id
  LEFT JOIN ledger_late_entry l ON l.entry_id = e.id
 WHERE coalesce(l.accounted_at, e.occurred_at) < $1
 GROUP BY p.account_id ORDER BY p.account_id;

-- name: ledger_period_balance_insert  kind: bulk
-- in: event_id int64, account_id account_id, balance_minor int64
-- A line of a trial balance.
INSERT INTO ledger_period_balance (event_id, account_id, balance_minor) VALUES ($1, $2, $3);

-- name: ledger_period_balance_list  kind: many
-- in: event_id int64
-- out: account_id account_id, owner_kind text, owner_id int64, account text, currency currency, balance_minor int64
-- A trial balance, by account.
SELECT b.account_id, a.owner_kind, a.owner_id, a.kind, a.currency, b.balance_minor
  FROM ledger_period_balance b JOIN ledger_account a ON a.id = b.account_id
 WHERE b.event_id = $1 ORDER BY b.account_id;

-- name: ledger_period_stored  kind: each
-- out: event_id int64, account_id account_id, balance_minor int64
-- All trial balances, by closing and account.
SELECT event_id, account_id, balance_minor FROM ledger_period_balance ORDER BY event_id, account_id;

-- name: ledger_late_insert  kind: exec
-- in: entry_id entry_id, accounted_at instant
-- An entry that came too late for its own period.
INSERT INTO ledger_late_entry (entry_id, accounted_at) VALUES ($1, $2);
