-- What was paid out, for bank statements and exports. All read only.

-- name: payout_list_paid_total  kind: one
-- in: currency currency, from instant, to instant
-- out: items int64, amount_minor int64
-- How much was paid in a currency between two instants.
SELECT CAST(count(*) AS BIGINT), CAST(coalesce(sum(coalesce(i.sent_minor, i.amount_minor)), 0) AS BIGINT)
  FROM payout_item i JOIN payout_run r ON r.id = i.run_id
 WHERE i.status = 'paid' AND coalesce(r.pay_currency, r.currency) = $1 AND r.method <> 'netting'
   AND i.settled_at >= $2 AND i.settled_at < $3;

-- name: payout_list_paid  kind: each
-- in: currency currency, from instant, to instant
-- out: id payout_item_id, partner_id partner_id, partner_name text, amount_minor int64, settled_at instant
-- out: method text
-- The items that were paid in a currency between two instants, in the order of payment.
SELECT i.id, i.partner_id, p.name, coalesce(i.sent_minor, i.amount_minor), i.settled_at, r.method
  FROM payout_item i JOIN payout_run r ON r.id = i.run_id JOIN partner p ON p.id = i.partner_id
 WHERE i.status = 'paid' AND coalesce(r.pay_currency, r.currency) = $1 AND r.method <> 'netting'
   AND i.settled_at >= $2 AND i.settled_at < $3
 ORDER BY i.settled_at, i.id;

-- name: payout_list_run_sum  kind: one
-- in: run_id payout_run_id
-- out: items int64, amount_minor int64
-- How many items of a run have not failed, and their sum.
SELECT CAST(count(*) AS BIGINT), CAST(coalesce(sum(amount_minor), 0) AS BIGINT)
  FROM payout_item WHERE run_id = $1 AND status <> 'failed';
