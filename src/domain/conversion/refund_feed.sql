-- Refunds as they came in. All read only.

-- name: refund_feed  kind: many
-- in: before_id refund_id, limit int64
-- out: id refund_id, conversion_id conversion_id, order_id text, partner_id partner_id?, program_id program_id
-- out: currency currency, amount_minor int64, order_minor int64, occurred_at instant, received_at instant
-- The newest first, each with its order; what takes a refund back is one too, below zero.
SELECT r.id, c.id, c.order_id, c.partner_id, c.program_id, c.currency, r.amount_minor, c.amount_minor, r.occurred_at,
       r.received_at
  FROM refund r JOIN conversion c ON c.id = r.conversion_id WHERE r.id < $1 ORDER BY r.id DESC LIMIT $2;
