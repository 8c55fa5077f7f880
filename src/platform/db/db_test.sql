-- Statements that only the tests of this folder use, on the tables of db_tables_test.c.

-- name: item_add  kind: one
-- in:  code text, amount int64?, data blob?, note text?, seen_at instant?, currency currency?, is_good bool, parent int64?
-- out: id int64
-- A row with every type, most of them absent at will.
INSERT INTO item (code, amount, data, note, seen_at, currency, is_good, parent) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
RETURNING id;

-- name: item_by_code  kind: optional
-- in:  code text
-- out: id int64, code text, amount int64?, data blob?, note text?, seen_at instant?, currency currency?, is_good bool, parent int64?
-- The row of a code.
SELECT id, code, amount, data, note, seen_at, currency, is_good, parent FROM item WHERE code = $1;

-- name: item_list  kind: many
-- out: code text, note text?
-- All rows in the order of their bytes.
SELECT code, note FROM item ORDER BY code;

-- name: item_each  kind: each
-- in:  amount_min int64
-- out: code text, amount int64
-- Rows that are worth as much or more.
SELECT code, amount FROM item WHERE amount >= $1 ORDER BY amount;

-- name: item_total  kind: one
-- out: items int64, amount int64
-- How many and how much.
SELECT CAST(count(*) AS BIGINT), CAST(coalesce(sum(amount), 0) AS BIGINT) FROM item;

-- name: item_set_amount  kind: exec
-- in:  code text, amount int64?
-- Another amount.
UPDATE item SET amount = $2 WHERE code = $1;

-- name: item_set_all  kind: exec
-- in:  amount int64
-- Another amount everywhere.
UPDATE item SET amount = $1;

-- name: item_add_once  kind: exec
-- in:  code text
-- A row unless it is there.
INSERT INTO item (code, is_good) VALUES ($1, 1) ON CONFLICT (code) DO NOTHING;

-- name: item_add_or_raise  kind: one
-- in:  code text, amount int64
-- out: amount int64
-- A row, or more in the one that is there.
INSERT INTO item (code, amount, is_good) VALUES ($1, $2, 1)
ON CONFLICT (code) DO UPDATE SET amount = item.amount + excluded.amount RETURNING amount;

-- name: item_add_without_code  kind: exec
-- Refused: the code may not be NULL.
INSERT INTO item (is_good) VALUES (1);

-- name: item_delete  kind: exec
-- in:  code text
-- Takes a row away.
DELETE FROM item WHERE code = $1;

-- name: item_batch  kind: batch
-- in:  code text, amount int64?, note text?
-- Many rows, a statement each.
INSERT INTO item (code, amount, note, is_good) VALUES ($1, $2, $3, 1);

-- name: item_merge  kind: merge
-- in:  code text, amount int64?, data blob?, currency currency?, is_good bool
-- Many rows, new or more of what is there.
INSERT INTO item (code, amount, data, currency, is_good) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (code) DO UPDATE SET amount = item.amount + excluded.amount, data = excluded.data;

-- name: item_bulk  kind: bulk
-- in:  code text, amount int64?, data blob?, seen_at instant?, currency currency?, is_good bool
-- Many new rows.
INSERT INTO item (code, amount, data, seen_at, currency, is_good) VALUES ($1, $2, $3, $4, $5, $6);

-- name: seal_add  kind: exec
-- in:  id int64
-- A row that a trigger guards.
INSERT INTO seal (id, word) VALUES ($1, 'closed');

-- name: seal_change  kind: exec
-- in:  id int64, word text
-- Refused by the trigger.
UPDATE seal SET word = $2 WHERE id = $1;

-- name: item_one_of_several  kind: one
-- out: code text
-- Misused when there are several rows.
SELECT code FROM item ORDER BY code;

-- name: item_amount_declared_present  kind: many
-- out: amount int64
-- Misdeclared: the amount may be NULL.
SELECT amount FROM item ORDER BY id;

-- name: item_code_declared_number  kind: many
-- out: code int64
-- Misdeclared: the code is text.
SELECT code FROM item;

-- name: item_amount_declared_bool  kind: many
-- out: amount bool
-- Misdeclared: the amount is any number.
SELECT amount FROM item WHERE amount IS NOT NULL;

-- name: item_code_declared_currency  kind: many
-- out: code currency
-- Misdeclared: the code has any length.
SELECT code FROM item;

-- name: is_like  kind: one
-- in:  word text, pattern text
-- out: yes bool
-- Whether letter case matters.
SELECT CASE WHEN $1 LIKE $2 THEN 1 ELSE 0 END;

-- name: truth  kind: one
-- in:  a int64, b int64
-- out: is_less bool, less_as_number int64
-- A comparison as a column: bool in one database, a number in the other.
SELECT $1 < $2, $1 < $2;

-- name: overflow  kind: one
-- in:  a int64
-- out: sum int64
-- A failure that is nobody's refusal.
-- sqlite:
SELECT abs($1);
-- postgres:
SELECT $1 - 1;
-- end

-- name: commit_setting  kind: one
-- out: setting text
-- Whether commits wait for the disk.
-- sqlite:
SELECT CAST(synchronous AS TEXT) FROM pragma_synchronous;
-- postgres:
SELECT current_setting('synchronous_commit');
-- end

-- name: item_kept  kind: many  kept: yes
-- in:  amount_min int64, note text?
-- out: code text, amount int64?, data blob?
-- Rows that are worth as much or more.
SELECT code, amount, data FROM item WHERE amount >= $1 AND (CAST($2 AS TEXT) IS NULL OR note = $2) ORDER BY code;

-- name: item_find  kind: find
-- in:  amount int64, most int64
-- out: code text, note text?
-- Rows of an amount.
SELECT code, note FROM item WHERE amount >= $1 AND amount <= $2 ORDER BY code;

-- name: late_add  kind: exec
-- in:  parent int64
-- A reference that is looked at by the commit only.
INSERT INTO late (parent) VALUES ($1);

-- name: counter_get  kind: one
-- out: n int64
-- Read, then written: two writers must not interleave.
SELECT n FROM counter;

-- name: counter_set  kind: exec
-- in:  n int64
-- The number that was read, and one.
UPDATE counter SET n = $1;
