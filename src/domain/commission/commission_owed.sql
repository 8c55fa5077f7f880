-- What is owed to partners, by when it is due: for the operator's view of the money to come. All read only.

-- name: commission_owed  kind: many
-- in: end_1 instant, end_2 instant, end_3 instant, end_4 instant
-- out: currency currency, month int64, pending_minor int64, available_minor int64, in_payout_minor int64
-- Sums per currency and month in which the hold ends: 0 to 3 before the ends given, 4 after them, -1 not decided.
SELECT c.currency,
       CASE WHEN c.due_at IS NULL THEN -1 WHEN c.due_at < $1 THEN 0 WHEN c.due_at < $2 THEN 1 WHEN c.due_at < $3 THEN 2
            WHEN c.due_at < $4 THEN 3 ELSE 4 END,
       CAST(sum(c.pending_minor) AS BIGINT), CAST(sum(c.available_minor) AS BIGINT),
       CAST(sum(CASE WHEN c.status = 'in_payout' THEN c.amount_minor ELSE 0 END) AS BIGINT)
  FROM commission c WHERE c.status IN ('pending', 'available', 'in_payout')
 GROUP BY 1, 2 ORDER BY 1, 2;

-- name: commission_sums  kind: many
-- in: partner_id partner_id, program_id program_id, status text, from instant, to instant
-- out: currency currency, status text, commissions int64, amount_minor int64
-- How many there are and what they sum to, per currency and state; 0 and an empty status take any.
SELECT currency, status, CAST(count(*) AS BIGINT), CAST(sum(amount_minor) AS BIGINT)
  FROM commission
 WHERE ($1 = 0 OR partner_id = $1) AND ($2 = 0 OR program_id = $2) AND ($3 = '' OR status = $3)
   AND created_at >= $4 AND created_at < $5
 GROUP BY currency, status ORDER BY currency, status;

-- name: commission_search  kind: many
-- in: before_id commission_id, partner_id partner_id, program_id program_id, status text, from instant, to instant
-- in: limit int64
-- out: id commission_id
-- The ids of a page, the newest first; 0 and an empty status take any.
SELECT id FROM commission
 WHERE id < $1 AND ($2 = 0 OR partner_id = $2) AND ($3 = 0 OR program_id = $3) AND ($4 = '' OR status = $4)
   AND created_at >= $5 AND created_at < $6
 ORDER BY id DESC LIMIT $7;

-- name: commission_late  kind: many
-- in: before_id commission_id, partner_id partner_id, program_id program_id, from instant, to instant
-- in: due_before instant, made_before instant, limit int64
-- out: id commission_id
-- A page of those that may be overdue, the newest first: open and their hold over before the one instant, or not
-- decided and made before the other. Of each state its own part, so that the index by state and hold is used.
SELECT l.id
  FROM (SELECT id, partner_id, program_id, created_at, amount_minor FROM commission
         WHERE status = 'available' AND due_at < $6
        UNION ALL
        SELECT id, partner_id, program_id, created_at, amount_minor FROM commission
         WHERE status = 'in_payout' AND due_at < $6
        UNION ALL
        SELECT id, partner_id, program_id, created_at, amount_minor FROM commission
         WHERE status = 'pending' AND due_at < $6
        UNION ALL
        SELECT id, partner_id, program_id, created_at, amount_minor FROM commission
         WHERE status = 'pending' AND due_at IS NULL AND created_at < $7) l
 WHERE l.amount_minor > 0 AND l.id < $1 AND ($2 = 0 OR l.partner_id = $2) AND ($3 = 0 OR l.program_id = $3)
   AND l.created_at >= $4 AND l.created_at < $5
 ORDER BY l.id DESC LIMIT $8;
