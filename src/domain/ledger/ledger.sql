-- The ledger's statements. Accounts are made at first use and never deleted; entries and postings are only inserted,
-- and an entry is sealed once.

-- name: ledger_account_create  kind: exec
-- in: owner_kind text, owner_id int64, kind text, currency currency, genesis_hash blob
-- Makes the account unless another transaction was faster.
INSERT INTO ledger_account (owner_kind, owner_id, kind, currency, balance_minor, version, last_hash)
VALUES ($1, $2, $3, $4, 0, 0, $5)
ON CONFLICT (owner_kind, owner_id, kind, currency) DO NOTHING;

-- name: ledger_account_find  kind: optional
-- in: owner_kind text, owner_id int64, kind text, currency currency
-- out: id account_id, balance_minor int64
-- The account of an owner, if it was ever used.
SELECT id, balance_minor FROM ledger_account
 WHERE owner_kind = $1 AND owner_id = $2 AND kind = $3 AND currency = $4;

-- name: ledger_account_lock  kind: find
-- in: owner_kind text, owner_id int64, kind text, currency currency
-- out: id account_id, balance_minor int64, version int64, last_hash blob
-- Reads the ends of accounts' chains and, on PostgreSQL, keeps other bookings off them, one after the other as they are
-- listed; SQLite has one writer anyway.
-- sqlite:
SELECT id, balance_minor, version, last_hash FROM ledger_account
 WHERE owner_kind = $1 AND owner_id = $2 AND kind = $3 AND currency = $4;
-- postgres:
SELECT id, balance_minor, version, last_hash FROM ledger_account
 WHERE owner_kind = $1 AND owner_id = $2 AND kind = $3 AND currency = $4 FOR UPDATE;
-- end

-- name: ledger_account_advance  kind: merge
-- in: id account_id, balance_minor int64, version int64, last_hash blob
-- Moves the ends of chains; the accounts are locked.
UPDATE ledger_account SET balance_minor = $2, version = $3, last_hash = $4 WHERE id = $1;

-- name: ledger_account_list_owner  kind: many
-- in: owner_kind text, owner_id int64
-- out: kind text, currency currency, balance_minor int64
-- All accounts of an owner, by currency and kind.
SELECT kind, currency, balance_minor FROM ledger_account WHERE owner_kind = $1 AND owner_id = $2
 ORDER BY currency, kind;

-- name: ledger_entry_insert  kind: optional
-- in: entry_key text, kind text, reference_kind text, reference_id int64, occurred_at instant, booked_at instant, reverses_entry_id entry_id
-- out: id entry_id
-- No row when the key was booked before.
INSERT INTO ledger_entry (entry_key, kind, reference_kind, reference_id, occurred_at, booked_at, reverses_entry_id,
                          is_sealed)
VALUES ($1, $2, $3, $4, $5, $6, $7, 0)
ON CONFLICT (entry_key) DO NOTHING
RETURNING id;

-- name: ledger_entry_ids  kind: many
-- in: count int64
-- out: id entry_id
-- Numbers for entries that are inserted next, ascending; the accounts are locked.
-- sqlite:
WITH RECURSIVE step (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM step WHERE n < $1)
SELECT (SELECT coalesce(max(id), 0) FROM ledger_entry) + n FROM step;
-- postgres:
SELECT nextval('ledger_entry_id_seq') FROM generate_series(1, $1);
-- end

-- name: ledger_entry_insert_new  kind: merge
-- in: id entry_id, entry_key text, kind text, reference_kind text, reference_id int64, occurred_at instant, booked_at instant, reverses_entry_id entry_id, is_sealed int64
-- Entries whose keys nobody can have booked; unsealed.
INSERT INTO ledger_entry (id, entry_key, kind, reference_kind, reference_id, occurred_at, booked_at, reverses_entry_id,
                          is_sealed)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: ledger_entry_seal  kind: merge
-- in: id entry_id
-- The triggers refuse it unless the entry balances.
UPDATE ledger_entry SET is_sealed = 1 WHERE id = $1;

-- name: ledger_entry_find_key  kind: optional
-- in: entry_key text
-- out: id entry_id, kind text, reference_kind text, reference_id int64, occurred_at instant, reverses_entry_id entry_id
-- What was booked under a key.
SELECT id, kind, reference_kind, reference_id, occurred_at, reverses_entry_id FROM ledger_entry WHERE entry_key = $1;

-- name: ledger_entry_list_reference  kind: many
-- in: reference_kind text, reference_id int64
-- out: id entry_id, entry_key text, kind text, occurred_at instant, booked_at instant, owner_kind text, owner_id int64, account_kind text, currency currency, amount_minor int64
-- The entries of a reference with their lines, a row each, in booking order.
SELECT e.id, e.entry_key, e.kind, e.occurred_at, e.booked_at, a.owner_kind, a.owner_id, a.kind, a.currency,
       p.amount_minor
  FROM ledger_entry e
  JOIN ledger_posting p ON p.entry_id = e.id
  JOIN ledger_account a ON a.id = p.account_id
 WHERE e.reference_kind = $1 AND e.reference_id = $2
 ORDER BY e.id, p.position;

-- name: ledger_posting_insert  kind: merge
-- in: entry_id entry_id, position int64, account_id account_id, amount_minor int64, balance_before_minor int64, balance_after_minor int64, account_version int64, hash blob
-- The lines of an entry that is not sealed yet.
INSERT INTO ledger_posting (entry_id, position, account_id, amount_minor, balance_before_minor, balance_after_minor,
                            account_version, hash)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: ledger_posting_list  kind: many
-- in: entry_id entry_id
-- out: owner_kind text, owner_id int64, kind text, currency currency, amount_minor int64
-- The lines of an entry, to compare a repeated booking with the first.
SELECT a.owner_kind, a.owner_id, a.kind, a.currency, p.amount_minor
  FROM ledger_posting p JOIN ledger_account a ON a.id = p.account_id
 WHERE p.entry_id = $1
 ORDER BY p.position;

-- name: ledger_check_accounts  kind: each
-- out: id account_id, owner_kind text, owner_id int64, kind text, currency text, balance_minor int64, version int64, last_hash blob
-- Every account as it is stored.
SELECT id, owner_kind, owner_id, kind, currency, balance_minor, version, last_hash FROM ledger_account ORDER BY id;

-- name: ledger_check_postings  kind: each
-- out: entry_id entry_id, position int64, account_id account_id, amount_minor int64, balance_before_minor int64, balance_after_minor int64, account_version int64, hash blob, found_id entry_id?, entry_key text?, entry_kind text?, reference_kind text?, reference_id int64?, occurred_at instant?, booked_at instant?, reverses_entry_id entry_id?, is_sealed int64?, late_at instant?
-- Every posting in booking order with its entry. Both are read in the order of their keys, no row twice.
SELECT p.entry_id, p.position, p.account_id, p.amount_minor, p.balance_before_minor, p.balance_after_minor,
       p.account_version, p.hash, e.id, e.entry_key, e.kind, e.reference_kind, e.reference_id, e.occurred_at,
       e.booked_at, e.reverses_entry_id, e.is_sealed, l.accounted_at
  FROM ledger_posting p
  LEFT JOIN ledger_entry e ON e.id = p.entry_id
  LEFT JOIN ledger_late_entry l ON l.entry_id = p.entry_id
 ORDER BY p.entry_id, p.position;

-- name: ledger_check_count  kind: one
-- out: entries int64
-- How many entries there are.
SELECT CAST(count(*) AS BIGINT) FROM ledger_entry;

-- name: ledger_check_empty  kind: many
-- in: limit int64
-- out: id entry_id, entry_key text
-- Entries without postings.
SELECT e.id, e.entry_key FROM ledger_entry e
 WHERE NOT EXISTS (SELECT 1 FROM ledger_posting p WHERE p.entry_id = e.id)
 ORDER BY e.id LIMIT $1;

-- name: ledger_entry_each  kind: each
-- out: id entry_id, entry_key text, kind text, reference_kind text, reference_id int64, occurred_at instant, booked_at instant, reverses_entry_id entry_id, owner_kind text?, owner_id int64?, account_kind text?, currency currency?, amount_minor int64?
-- Every entry with its lines, a row each, in booking order: for replay and exports.
SELECT e.id, e.entry_key, e.kind, e.reference_kind, e.reference_id, e.occurred_at, e.booked_at, e.reverses_entry_id,
       a.owner_kind, a.owner_id, a.kind, a.currency, p.amount_minor
  FROM ledger_entry e
  LEFT JOIN ledger_posting p ON p.entry_id = e.id
  LEFT JOIN ledger_account a ON a.id = p.account_id
 ORDER BY e.id, p.position;
