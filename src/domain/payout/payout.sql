-- Payout runs, their items, the commissions' shares in them, and their payment files.

-- name: payout_run_insert  kind: optional
-- in: run_key text, currency currency, until_at instant, method text, created_at instant, built_by text
-- in: pay_currency currency?, rate_day int64?, rate_source text?, rates text?
-- out: id payout_run_id
-- No row when the key is taken.
INSERT INTO payout_run (run_key, currency, until_at, method, status, created_at, built_by, pay_currency, rate_day,
                        rate_source, rates)
VALUES ($1, $2, $3, $4, 'draft', $5, $6, $7, $8, $9, $10)
ON CONFLICT (run_key) DO NOTHING
RETURNING id;

-- name: payout_run_update  kind: exec
-- in: id payout_run_id, status text, approved_at instant?, paid_at instant?, approved_by text?, needs_second bool
-- in: filed_at instant?
-- How far it has come.
UPDATE payout_run SET status = $2, approved_at = $3, paid_at = $4, approved_by = $5, needs_second = $6, filed_at = $7
 WHERE id = $1;

-- name: payout_run_get  kind: optional
-- in: id payout_run_id
-- out: id payout_run_id, run_key text, currency currency, until_at instant, method text, status text, created_at instant
-- out: approved_at instant?, paid_at instant?, built_by text, approved_by text?, needs_second bool, filed_at instant?
-- out: pay_currency currency?, rate_day int64?, rate_source text?, rates text?
-- One run.
SELECT id, run_key, currency, until_at, method, status, created_at, approved_at, paid_at, built_by, approved_by,
       needs_second, filed_at, pay_currency, rate_day, rate_source, rates
  FROM payout_run WHERE id = $1;

-- name: payout_run_find_key  kind: optional
-- in: run_key text
-- out: id payout_run_id, run_key text, currency currency, until_at instant, method text, status text, created_at instant
-- out: approved_at instant?, paid_at instant?, built_by text, approved_by text?, needs_second bool, filed_at instant?
-- out: pay_currency currency?, rate_day int64?, rate_source text?, rates text?
-- The run that a key made.
SELECT id, run_key, currency, until_at, method, status, created_at, approved_at, paid_at, built_by, approved_by,
       needs_second, filed_at, pay_currency, rate_day, rate_source, rates
  FROM payout_run WHERE run_key = $1;

-- name: payout_run_list  kind: many
-- in: before_id payout_run_id, limit int64
-- out: id payout_run_id, run_key text, currency currency, until_at instant, method text, status text, created_at instant
-- out: approved_at instant?, paid_at instant?, built_by text, approved_by text?, needs_second bool, filed_at instant?
-- out: pay_currency currency?, rate_day int64?, rate_source text?, rates text?
-- Newest first.
SELECT id, run_key, currency, until_at, method, status, created_at, approved_at, paid_at, built_by, approved_by,
       needs_second, filed_at, pay_currency, rate_day, rate_source, rates
  FROM payout_run WHERE id < $1 ORDER BY id DESC LIMIT $2;

-- name: payout_item_insert  kind: one
-- in: run_id payout_run_id, partner_id partner_id, amount_minor int64, account_id payout_account_id?
-- in: retry_of payout_item_id?, sent_minor int64?
-- out: id payout_item_id
-- One partner's share of a run.
INSERT INTO payout_item (run_id, partner_id, amount_minor, status, account_id, retry_of, sent_minor)
VALUES ($1, $2, $3, 'taken', $4, $5, $6) RETURNING id;

-- name: payout_item_update  kind: exec
-- in: id payout_item_id, status text, settled_at instant?, end_to_end_id text?, reason text?, left_out bool
-- in: cost_minor int64?
-- How far it has come.
UPDATE payout_item SET status = $2, settled_at = $3, end_to_end_id = $4, reason = $5, left_out = $6, cost_minor = $7
 WHERE id = $1;

-- name: payout_item_get  kind: optional
-- in: id payout_item_id
-- out: id payout_item_id, run_id payout_run_id, partner_id partner_id, amount_minor int64, currency currency, status text
-- out: settled_at instant?, account_id payout_account_id?, end_to_end_id text?, reason text?, left_out bool
-- out: retry_of payout_item_id?, sent_minor int64, pay_currency currency, cost_minor int64?
-- One item with its run's currency.
SELECT i.id, i.run_id, i.partner_id, i.amount_minor, r.currency, i.status, i.settled_at, i.account_id, i.end_to_end_id,
       i.reason, i.left_out, i.retry_of, coalesce(i.sent_minor, i.amount_minor), coalesce(r.pay_currency, r.currency),
       i.cost_minor
  FROM payout_item i JOIN payout_run r ON r.id = i.run_id WHERE i.id = $1;

-- name: payout_item_list  kind: many
-- in: run_id payout_run_id
-- out: id payout_item_id, run_id payout_run_id, partner_id partner_id, amount_minor int64, currency currency, status text
-- out: settled_at instant?, account_id payout_account_id?, end_to_end_id text?, reason text?, left_out bool
-- out: retry_of payout_item_id?, sent_minor int64, pay_currency currency, cost_minor int64?
-- The items of a run in the order in which partners are locked.
SELECT i.id, i.run_id, i.partner_id, i.amount_minor, r.currency, i.status, i.settled_at, i.account_id, i.end_to_end_id,
       i.reason, i.left_out, i.retry_of, coalesce(i.sent_minor, i.amount_minor), coalesce(r.pay_currency, r.currency),
       i.cost_minor
  FROM payout_item i JOIN payout_run r ON r.id = i.run_id WHERE i.run_id = $1 ORDER BY i.partner_id;

-- name: payout_item_list_of  kind: many
-- in: partner_id partner_id, before_id payout_item_id, limit int64
-- out: id payout_item_id, run_id payout_run_id, partner_id partner_id, amount_minor int64, currency currency, status text
-- out: settled_at instant?, account_id payout_account_id?, end_to_end_id text?, reason text?, left_out bool
-- out: retry_of payout_item_id?, sent_minor int64, pay_currency currency, cost_minor int64?
-- The items of a partner, or (0) of all, newest first.
SELECT i.id, i.run_id, i.partner_id, i.amount_minor, r.currency, i.status, i.settled_at, i.account_id, i.end_to_end_id,
       i.reason, i.left_out, i.retry_of, coalesce(i.sent_minor, i.amount_minor), coalesce(r.pay_currency, r.currency),
       i.cost_minor
  FROM payout_item i JOIN payout_run r ON r.id = i.run_id
 WHERE ($1 = 0 OR i.partner_id = $1) AND i.id < $2 ORDER BY i.id DESC LIMIT $3;

-- name: payout_item_retried  kind: many
-- in: run_id payout_run_id
-- out: id payout_item_id
-- The items of a run that a later item repeats.
SELECT i.id FROM payout_item i WHERE i.run_id = $1 AND EXISTS (SELECT 1 FROM payout_item n WHERE n.retry_of = i.id);

-- name: payout_item_open_count  kind: one
-- in: run_id payout_run_id
-- out: open_items int64, paid_items int64
-- How many items of a run are neither paid nor failed, and how many are paid.
SELECT CAST(coalesce(sum(CASE WHEN status = 'taken' THEN 1 ELSE 0 END), 0) AS BIGINT),
       CAST(coalesce(sum(CASE WHEN status = 'paid' THEN 1 ELSE 0 END), 0) AS BIGINT)
  FROM payout_item WHERE run_id = $1;

-- name: payout_file_insert  kind: exec
-- in: run_id payout_run_id, format text, name text, content text, digest blob, item_count int64, total_minor int64
-- in: made_by text, made_at instant
-- A payment file as it was made.
INSERT INTO payout_file (run_id, format, name, content, digest, item_count, total_minor, made_by, made_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: payout_file_get  kind: optional
-- in: run_id payout_run_id, format text
-- out: name text, content text, digest blob, item_count int64, total_minor int64, made_by text, made_at instant
-- The file of a run in one format, if it was made.
SELECT name, content, digest, item_count, total_minor, made_by, made_at
  FROM payout_file WHERE run_id = $1 AND format = $2;

-- name: payout_file_list  kind: many
-- in: run_id payout_run_id
-- out: format text, name text, digest blob, item_count int64, total_minor int64, made_by text, made_at instant
-- The files of a run, without their bytes.
SELECT format, name, digest, item_count, total_minor, made_by, made_at
  FROM payout_file WHERE run_id = $1 ORDER BY made_at, format;

-- name: payout_share_insert  kind: batch
-- in: item_id payout_item_id, commission_id commission_id, amount_minor int64
-- What an item takes of each commission.
INSERT INTO payout_commission (item_id, commission_id, amount_minor, is_open) VALUES ($1, $2, $3, 1);

-- name: payout_share_close  kind: exec
-- in: item_id payout_item_id
-- The item is settled.
UPDATE payout_commission SET is_open = 0 WHERE item_id = $1;

-- name: payout_share_list  kind: many
-- in: item_id payout_item_id
-- out: commission_id commission_id, amount_minor int64, is_open bool
-- What an item consists of.
SELECT commission_id, amount_minor, is_open FROM payout_commission WHERE item_id = $1 ORDER BY commission_id;

-- name: payout_is_held_elsewhere  kind: one
-- in: commission_id commission_id, item_id payout_item_id
-- out: is_held bool
-- Whether another item that is not settled holds a commission.
SELECT CAST(CASE WHEN EXISTS (SELECT 1 FROM payout_commission
                               WHERE commission_id = $1 AND item_id <> $2 AND is_open = 1)
            THEN 1 ELSE 0 END AS BIGINT);
