-- The ledger for people who look through it: accounts, what moved one, entries. All read only.

-- name: ledger_browse_accounts  kind: many
-- in: owner_kind text, after_id account_id, limit int64
-- out: id account_id, owner_kind text, owner_id int64, kind text, currency currency, balance_minor int64, postings int64
-- Accounts of a kind of owner ('' for any), in the order of their making.
SELECT id, owner_kind, owner_id, kind, currency, balance_minor, version FROM ledger_account
 WHERE ($1 = '' OR owner_kind = $1) AND id > $2 ORDER BY id LIMIT $3;

-- name: ledger_browse_sums  kind: many
-- out: owner_kind text, kind text, currency currency, accounts int64, balance_minor int64
-- All accounts summed by kind and currency: the trial balance.
SELECT owner_kind, kind, currency, CAST(count(*) AS BIGINT), CAST(sum(balance_minor) AS BIGINT)
  FROM ledger_account GROUP BY owner_kind, kind, currency ORDER BY currency, owner_kind, kind;

-- name: ledger_browse_account  kind: optional
-- in: id account_id
-- out: id account_id, owner_kind text, owner_id int64, kind text, currency currency, balance_minor int64, postings int64
-- One account.
SELECT id, owner_kind, owner_id, kind, currency, balance_minor, version FROM ledger_account WHERE id = $1;

-- name: ledger_browse_postings  kind: many
-- in: account_id account_id, before_number int64, limit int64
-- out: number int64, entry_id entry_id, kind text, reference_kind text, reference_id int64, occurred_at instant
-- out: booked_at instant, amount_minor int64, balance_after_minor int64
-- What moved an account, the newest first.
SELECT p.account_version, e.id, e.kind, e.reference_kind, e.reference_id, e.occurred_at, e.booked_at, p.amount_minor,
       p.balance_after_minor
  FROM ledger_posting p JOIN ledger_entry e ON e.id = p.entry_id
 WHERE p.account_id = $1 AND p.account_version < $2 ORDER BY p.account_version DESC LIMIT $3;

-- name: ledger_browse_entries  kind: many
-- in: before_id entry_id, limit int64
-- out: id entry_id, entry_key text, kind text, reference_kind text, reference_id int64, occurred_at instant
-- out: booked_at instant, currency currency, debit_minor int64
-- Entries, the newest first, each with the sum of its debits.
SELECT e.id, e.entry_key, e.kind, e.reference_kind, e.reference_id, e.occurred_at, e.booked_at, min(a.currency),
       CAST(sum(CASE WHEN p.amount_minor > 0 THEN p.amount_minor ELSE 0 END) AS BIGINT)
  FROM (SELECT id, entry_key, kind, reference_kind, reference_id, occurred_at, booked_at FROM ledger_entry
         WHERE id < $1 ORDER BY id DESC LIMIT $2) e
  JOIN ledger_posting p ON p.entry_id = e.id JOIN ledger_account a ON a.id = p.account_id
 GROUP BY e.id, e.entry_key, e.kind, e.reference_kind, e.reference_id, e.occurred_at, e.booked_at
 ORDER BY e.id DESC;

-- name: ledger_browse_entry  kind: optional
-- in: id entry_id
-- out: id entry_id, entry_key text, kind text, reference_kind text, reference_id int64, occurred_at instant
-- out: booked_at instant, reverses_entry_id entry_id, rates text, rate_source text, rate_day int64?
-- One entry, with the rates of what came in or left in another currency.
SELECT e.id, e.entry_key, e.kind, e.reference_kind, e.reference_id, e.occurred_at, e.booked_at, e.reverses_entry_id,
       coalesce(x.rates, r.rates, y.rates, ''), coalesce(x.source, r.rate_source, ''),
       coalesce(x.rate_day, r.rate_day)
  FROM ledger_entry e
  LEFT JOIN commission c ON e.reference_kind = 'commission' AND c.id = e.reference_id
  LEFT JOIN charge h ON e.reference_kind = 'charge' AND h.id = e.reference_id
  LEFT JOIN conversion_exchange x ON x.conversion_id = coalesce(c.conversion_id, h.conversion_id)
  LEFT JOIN payout_item i ON e.reference_kind = 'payout_item' AND i.id = e.reference_id
  LEFT JOIN payout_run r ON r.id = i.run_id
  LEFT JOIN advertiser_line y ON e.reference_kind = 'advertiser_line' AND y.id = e.reference_id
 WHERE e.id = $1;

-- name: ledger_browse_lines  kind: many
-- in: entry_id entry_id
-- out: account_id account_id, owner_kind text, owner_id int64, kind text, currency currency, amount_minor int64
-- out: balance_after_minor int64
-- The lines of an entry.
SELECT a.id, a.owner_kind, a.owner_id, a.kind, a.currency, p.amount_minor, p.balance_after_minor
  FROM ledger_posting p JOIN ledger_account a ON a.id = p.account_id
 WHERE p.entry_id = $1 ORDER BY p.position;
