-- Opening balances.

-- name: opening_balance_insert  kind: optional
-- in: opening_key text, owner_kind text, owner_id int64, program_id program_id, currency currency, state text
-- in: amount_minor int64, reference text, occurred_at instant, due_at instant?, booked_by text, booked_at instant
-- out: id opening_balance_id
-- No row when the key is taken.
INSERT INTO opening_balance (opening_key, owner_kind, owner_id, program_id, currency, state, amount_minor, reference,
                             occurred_at, due_at, commission_id, line_id, booked_by, booked_at, note)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, 0, $11, $12, '')
ON CONFLICT (opening_key) DO NOTHING
RETURNING id;

-- name: opening_balance_update  kind: exec
-- in: id opening_balance_id, commission_id commission_id, line_id line_id, reversed_by text?, reversed_at instant?
-- in: note text
-- What carries it, and whether it was taken back.
UPDATE opening_balance SET commission_id = $2, line_id = $3, reversed_by = $4, reversed_at = $5, note = $6
 WHERE id = $1;

-- name: opening_balance_get  kind: optional
-- in: id opening_balance_id
-- out: id opening_balance_id, opening_key text, owner_kind text, owner_id int64, program_id program_id
-- out: currency currency, state text, amount_minor int64, reference text, occurred_at instant, due_at instant?
-- out: commission_id commission_id, line_id line_id, booked_by text, booked_at instant, reversed_by text?
-- out: reversed_at instant?, note text
-- One opening balance.
SELECT id, opening_key, owner_kind, owner_id, program_id, currency, state, amount_minor, reference, occurred_at, due_at,
       commission_id, line_id, booked_by, booked_at, reversed_by, reversed_at, note
  FROM opening_balance WHERE id = $1;

-- name: opening_balance_find  kind: optional
-- in: opening_key text
-- out: id opening_balance_id, opening_key text, owner_kind text, owner_id int64, program_id program_id
-- out: currency currency, state text, amount_minor int64, reference text, occurred_at instant, due_at instant?
-- out: commission_id commission_id, line_id line_id, booked_by text, booked_at instant, reversed_by text?
-- out: reversed_at instant?, note text
-- The one that a key made.
SELECT id, opening_key, owner_kind, owner_id, program_id, currency, state, amount_minor, reference, occurred_at, due_at,
       commission_id, line_id, booked_by, booked_at, reversed_by, reversed_at, note
  FROM opening_balance WHERE opening_key = $1;

-- name: opening_balance_of_commission  kind: optional
-- in: commission_id commission_id
-- out: id opening_balance_id, opening_key text, owner_kind text, owner_id int64, program_id program_id
-- out: currency currency, state text, amount_minor int64, reference text, occurred_at instant, due_at instant?
-- out: commission_id commission_id, line_id line_id, booked_by text, booked_at instant, reversed_by text?
-- out: reversed_at instant?, note text
-- The one that a commission carries.
SELECT id, opening_key, owner_kind, owner_id, program_id, currency, state, amount_minor, reference, occurred_at, due_at,
       commission_id, line_id, booked_by, booked_at, reversed_by, reversed_at, note
  FROM opening_balance WHERE commission_id = $1 AND commission_id <> 0;

-- name: opening_balance_list  kind: many
-- in: owner_kind text, owner_id int64, before_id int64, limit_count int64
-- out: id opening_balance_id, opening_key text, owner_kind text, owner_id int64, program_id program_id
-- out: currency currency, state text, amount_minor int64, reference text, occurred_at instant, due_at instant?
-- out: commission_id commission_id, line_id line_id, booked_by text, booked_at instant, reversed_by text?
-- out: reversed_at instant?, note text
-- A page, the newest first; an empty owner takes all.
SELECT id, opening_key, owner_kind, owner_id, program_id, currency, state, amount_minor, reference, occurred_at, due_at,
       commission_id, line_id, booked_by, booked_at, reversed_by, reversed_at, note
  FROM opening_balance
 WHERE ($1 = '' OR (owner_kind = $1 AND owner_id = $2)) AND id < $3 ORDER BY id DESC LIMIT $4;
