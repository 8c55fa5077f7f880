-- How a program's partners have fared, for its public page: from the books, of the last days.

-- name: program_figures_counts  kind: one
-- in: program_id program_id, from_day int64
-- out: sales int64, approved int64, rejected int64
-- How many sales were not rejected, and how conversions were decided.
SELECT CAST(coalesce(sum(CASE WHEN goal_kind = 'sale' AND status <> 'rejected' THEN 1 ELSE 0 END), 0) AS BIGINT),
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
-- How long conversions waited for their approval, shortest first. Those that came approved did not wait.
SELECT min(d.decided_at) - c.received_at
  FROM conversion c JOIN conversion_decision d ON d.conversion_id = c.id AND d.status = 'approved'
 WHERE c.program_id = $1 AND c.local_day >= $2 AND c.partner_id IS NOT NULL AND c.first_status = 'pending'
 GROUP BY c.id, c.received_at ORDER BY 1 LIMIT $3;
