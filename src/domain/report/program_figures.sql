-- How a program's partners have fared, for its public page: from the books, of the last days.

-- name: program_figures_counts  kind: one
-- in: program_id program_id, from_day int64
-- out: partners int64, sales int64, refunded int64, approved int64, rejected int64
-- How many partners brought in something, how many sales were not rejected and of how many of them something was given
-- back, and how conversions were decided.
SELECT CAST(count(DISTINCT partner_id) AS BIGINT),
       CAST(coalesce(sum(CASE WHEN goal_kind = 'sale' AND status <> 'rejected' THEN 1 ELSE 0 END), 0) AS BIGINT),
       CAST(coalesce(sum(CASE WHEN goal_kind = 'sale' AND status <> 'rejected'
                               AND (SELECT sum(r.amount_minor) FROM refund r WHERE r.conversion_id = conversion.id) > 0
                              THEN 1 ELSE 0 END), 0) AS BIGINT),
       CAST(coalesce(sum(CASE WHEN status = 'approved' THEN 1 ELSE 0 END), 0) AS BIGINT),
       CAST(coalesce(sum(CASE WHEN status = 'rejected' THEN 1 ELSE 0 END), 0) AS BIGINT)
  FROM conversion WHERE program_id = $1 AND local_day >= $2 AND partner_id IS NOT NULL;

-- name: program_figures_order  kind: optional
-- in: program_id program_id, from_day int64, skip int64
-- out: amount_minor int64
-- The sale with so many smaller ones.
SELECT amount_minor FROM conversion
 WHERE program_id = $1 AND local_day >= $2 AND partner_id IS NOT NULL AND goal_kind = 'sale' AND status <> 'rejected'
 ORDER BY amount_minor, id LIMIT 1 OFFSET $3;

-- name: program_figures_waits  kind: many
-- in: program_id program_id, from_day int64, limit_count int64
-- out: wait_ms int64
-- How long conversions waited until they were approved or rejected, shortest first. Those that came approved did not
-- wait.
SELECT min(d.decided_at) - c.received_at
  FROM conversion c JOIN conversion_decision d ON d.conversion_id = c.id AND d.status <> 'pending'
 WHERE c.program_id = $1 AND c.local_day >= $2 AND c.partner_id IS NOT NULL AND c.first_status = 'pending'
 GROUP BY c.id, c.received_at ORDER BY 1 LIMIT $3;

-- name: program_figures_firsts  kind: many
-- in: program_id program_id, since instant, limit_count int64
-- out: joined_at instant, earned_at instant?
-- Who joined since, the newest first, and when he earned for the first time by what was reported or clicked.
SELECT coalesce(e.approved_at, e.created_at),
       (SELECT coalesce(v.occurred_at, m.created_at)
          FROM commission m LEFT JOIN conversion v ON v.id = m.conversion_id
         WHERE m.partner_id = e.partner_id AND m.program_id = e.program_id AND m.amount_minor > 0
           AND m.status <> 'rejected' AND m.role NOT IN ('compensation', 'opening')
         ORDER BY m.id LIMIT 1)
  FROM enrollment e
 WHERE e.program_id = $1 AND coalesce(e.approved_at, e.created_at) >= $2
   AND (e.status = 'approved' OR (e.status = 'archived' AND e.approved_at IS NOT NULL))
 ORDER BY 1 DESC, e.id DESC LIMIT $3;

-- name: program_figures_month  kind: one
-- in: program_id program_id, from_day int64, to_day int64
-- out: sales int64, sellers int64, amount_minor int64, leads int64, leaders int64, converted int64
-- Sales and what they came to; leads of customers who are known, and how many of these have bought since.
SELECT CAST(coalesce(sum(CASE WHEN c.goal_kind = 'sale' THEN 1 ELSE 0 END), 0) AS BIGINT),
       CAST(count(DISTINCT CASE WHEN c.goal_kind = 'sale' THEN c.partner_id END) AS BIGINT),
       CAST(coalesce(sum(CASE WHEN c.goal_kind = 'sale' THEN c.amount_minor ELSE 0 END), 0) AS BIGINT),
       CAST(coalesce(sum(CASE WHEN c.goal_kind = 'lead' AND c.customer_id <> 0 THEN 1 ELSE 0 END), 0) AS BIGINT),
       CAST(count(DISTINCT CASE WHEN c.goal_kind = 'lead' AND c.customer_id <> 0 THEN c.partner_id END) AS BIGINT),
       CAST(coalesce(sum(CASE WHEN c.goal_kind = 'lead' AND c.customer_id <> 0 AND EXISTS (
                                SELECT 1 FROM conversion s
                                 WHERE s.program_id = c.program_id AND s.customer_id = c.customer_id
                                   AND s.customer_id <> 0 AND s.local_day >= c.local_day
                                   AND s.occurred_at >= c.occurred_at AND s.goal_kind = 'sale'
                                   AND s.status <> 'rejected')
                              THEN 1 ELSE 0 END), 0) AS BIGINT)
  FROM conversion c
 WHERE c.program_id = $1 AND c.local_day >= $2 AND c.local_day < $3 AND c.partner_id IS NOT NULL
   AND c.status <> 'rejected';
