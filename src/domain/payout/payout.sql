-- Payout runs, their items, and the commissions' shares in them.

-- name: payout_run_insert  kind: optional
-- in: run_key text, currency currency, until_at instant, method text, created_at instant
-- out: id payout_run_id
-- No row when the key is taken.
INSERT INTO payout_run (run_key, currency, until_at, method, status, created_at) VALUES ($1, $2, $3, $4, 'draft', $5)
ON CONFLICT (run_key) DO NOTHING
RETURNING id;

-- name: payout_run_update  kind: exec
-- in: id payout_run_id, status text, approved_at instant?, paid_at instant?
-- How far it has come.
UPDATE payout_run SET status = $2, approved_at = $3, paid_at = $4 WHERE id = $1;

-- name: payout_run_get  kind: optional
-- in: id payout_run_id
-- out: id payout_run_id, run_key text, currency currency, until_at instant, method text, status text, created_at instant, approved_at instant?, paid_at instant?
-- One run.
SELECT id, run_key, currency, until_at, method, status, created_at, approved_at, paid_at
  FROM payout_run WHERE id = $1;

-- name: payout_run_find_key  kind: optional
-- in: run_key text
-- out: id payout_run_id, run_key text, currency currency, until_at instant, method text, status text, created_at instant, approved_at instant?, paid_at instant?
-- The run that a key made.
SELECT id, run_key, currency, until_at, method, status, created_at, approved_at, paid_at
  FROM payout_run WHERE run_key = $1;

-- name: payout_run_list  kind: many
-- in: before_id payout_run_id, limit int64
-- out: id payout_run_id, run_key text, currency currency, until_at instant, method text, status text, created_at instant, approved_at instant?, paid_at instant?
-- Newest first.
SELECT id, run_key, currency, until_at, method, status, created_at, approved_at, paid_at
  FROM payout_run WHERE id < $1 ORDER BY id DESC LIMIT $2;

-- name: payout_item_insert  kind: one
-- in: run_id payout_run_id, partner_id partner_id, amount_minor int64
-- out: id payout_item_id
-- One partner's share of a run.
INSERT INTO payout_item (run_id, partner_id, amount_minor, status) VALUES ($1, $2, $3, 'taken') RETURNING id;

-- name: payout_item_update  kind: exec
-- in: id payout_item_id, status text, settled_at instant?
-- Paid or failed.
UPDATE payout_item SET status = $2, settled_at = $3 WHERE id = $1;

-- name: payout_item_get  kind: optional
-- in: id payout_item_id
-- out: id payout_item_id, run_id payout_run_id, partner_id partner_id, amount_minor int64, currency currency, status text, settled_at instant?
-- One item with its run's currency.
SELECT i.id, i.run_id, i.partner_id, i.amount_minor, r.currency, i.status, i.settled_at
  FROM payout_item i JOIN payout_run r ON r.id = i.run_id WHERE i.id = $1;

-- name: payout_item_list  kind: many
-- in: run_id payout_run_id
-- out: id payout_item_id, run_id payout_run_id, partner_id partner_id, amount_minor int64, currency currency, status text, settled_at instant?
-- The items of a run in the order in which partners are locked.
SELECT i.id, i.run_id, i.partner_id, i.amount_minor, r.currency, i.status, i.settled_at
  FROM payout_item i JOIN payout_run r ON r.id = i.run_id WHERE i.run_id = $1 ORDER BY i.partner_id;

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
