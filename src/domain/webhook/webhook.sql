-- Webhook sources, and what is remembered of their deliveries.

-- name: webhook_source_insert  kind: one
-- in: program_id program_id, provider text, secret text, created_at instant
-- out: id webhook_source_id
-- A new one, active.
INSERT INTO webhook_source (program_id, provider, secret, previous_secret, status, created_at)
VALUES ($1, $2, $3, '', 'active', $4) RETURNING id;

-- name: webhook_source_update  kind: exec
-- in: id webhook_source_id, secret text, previous_secret text, previous_until instant?, status text
-- What can be changed of it.
UPDATE webhook_source SET secret = $2, previous_secret = $3, previous_until = $4, status = $5 WHERE id = $1;

-- name: webhook_source_get  kind: optional
-- in: id webhook_source_id
-- out: id webhook_source_id, program_id program_id, advertiser_id advertiser_id, provider text, secret text
-- out: previous_secret text, previous_until instant?, status text, created_at instant
-- One source with its program's advertiser.
SELECT s.id, s.program_id, p.advertiser_id, s.provider, s.secret, s.previous_secret, s.previous_until, s.status,
       s.created_at
  FROM webhook_source s JOIN program p ON p.id = s.program_id WHERE s.id = $1;

-- name: webhook_source_list  kind: many
-- in: advertiser_id advertiser_id, program_id program_id, status text, before_id int64, limit int64
-- out: id webhook_source_id, program_id program_id, advertiser_id advertiser_id, provider text, secret text
-- out: previous_secret text, previous_until instant?, status text, created_at instant
-- A page of sources, the newest first; a filter of 0 or '' takes all.
SELECT s.id, s.program_id, p.advertiser_id, s.provider, s.secret, s.previous_secret, s.previous_until, s.status,
       s.created_at
  FROM webhook_source s JOIN program p ON p.id = s.program_id
 WHERE ($1 = 0 OR p.advertiser_id = $1) AND ($2 = 0 OR s.program_id = $2) AND ($3 = '' OR s.status = $3) AND s.id < $4
 ORDER BY s.id DESC LIMIT $5;

-- name: webhook_delivery_keep  kind: exec
-- in: source_id webhook_source_id, delivery_key text, conversion_id conversion_id, outcome text, cause text
-- in: received_at instant
-- What became of a delivery, unless it was known.
INSERT INTO webhook_delivery (source_id, delivery_key, conversion_id, outcome, cause, received_at)
VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (source_id, delivery_key) DO NOTHING;

-- name: webhook_delivery_find  kind: optional
-- in: source_id webhook_source_id, delivery_key text
-- out: conversion_id conversion_id, outcome text, cause text, received_at instant
-- What became of this delivery when it came first.
SELECT conversion_id, outcome, cause, received_at FROM webhook_delivery WHERE source_id = $1 AND delivery_key = $2;

-- name: webhook_delivery_forget  kind: exec
-- in: before instant, limit_count int64
-- Nobody repeats deliveries as old as these.
DELETE FROM webhook_delivery WHERE id IN
  (SELECT id FROM webhook_delivery WHERE received_at < $1 ORDER BY received_at LIMIT $2);

-- name: webhook_waiting_forget  kind: exec
-- in: before instant, limit_count int64
-- Orders that these are about were never reported.
DELETE FROM webhook_waiting WHERE id IN
  (SELECT id FROM webhook_waiting WHERE received_at < $1 ORDER BY received_at LIMIT $2);

-- name: webhook_reference_keep  kind: exec
-- in: program_id program_id, reference text, order_id text, recorded_at instant
-- Another name of an order, unless it is another's.
INSERT INTO webhook_reference (program_id, reference, order_id, recorded_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (program_id, reference) DO NOTHING;

-- name: webhook_reference_find  kind: optional
-- in: program_id program_id, reference text
-- out: order_id text
-- The order that has this name.
SELECT order_id FROM webhook_reference WHERE program_id = $1 AND reference = $2;

-- name: webhook_wait  kind: exec
-- in: program_id program_id, goal text, reference text, kind text, fact_key text, amount text, currency text
-- in: status text, reason text, occurred_at text, received_at instant
-- A fact that waits for its order, unless it waits already.
INSERT INTO webhook_waiting (program_id, goal, reference, kind, fact_key, amount, currency, status, reason,
                             occurred_at, received_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
ON CONFLICT (program_id, goal, reference, kind, fact_key) DO NOTHING;

-- name: webhook_waiting_list  kind: many
-- in: program_id program_id, goal text, reference text
-- out: kind text, fact_key text, amount text, currency text, status text, reason text, occurred_at text
-- What waits for an order under this name.
SELECT kind, fact_key, amount, currency, status, reason, occurred_at FROM webhook_waiting
 WHERE program_id = $1 AND goal = $2 AND reference = $3 ORDER BY id;

-- name: webhook_waiting_end  kind: exec
-- in: program_id program_id, goal text, kind text, fact_key text, reference text
-- It waits no more under this name of its order.
DELETE FROM webhook_waiting
 WHERE program_id = $1 AND goal = $2 AND kind = $3 AND fact_key = $4 AND reference = $5;
