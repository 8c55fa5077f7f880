-- What a backtest reads: the recorded events of a program in their canonical order (local day, instant, goal, order),
-- page by page, with what was booked for them. All read only.

-- name: backtest_boundary  kind: optional
-- in: program_id program_id, after_day int64, after_at instant, last_day int64, skipped int64
-- out: local_day int64, occurred_at instant
-- Where the page ends that begins after an event: so many events are skipped. From the index alone.
SELECT local_day, occurred_at FROM conversion
 WHERE program_id = $1 AND (local_day, occurred_at) > ($2, $3) AND local_day <= $4
 ORDER BY local_day, occurred_at LIMIT 1 OFFSET $5;

-- name: backtest_events  kind: each
-- in: program_id program_id, after_day int64, after_at instant, upto_day int64, upto_at instant, is_booked bool
-- out: id conversion_id, goal text, goal_kind text, order_id text, amount_minor int64, discount_minor int64
-- out: refunded_minor int64, status text, occurred_at instant, received_at instant, local_day int64
-- out: partner_id partner_id?, customer_id customer_id, click_id click_id, coupon_code text, country text, device int64
-- out: plan_ids text, facts text, booked_partner_id partner_id?, booked_minor int64?
-- The events after one instant of a day up to another, inclusive, with what was booked for each as it stands now: a row
-- for each commission, one without for an event that has none. Asks for nothing booked unless it is wanted.
SELECT c.id, c.goal, c.goal_kind, c.order_id, c.amount_minor, c.discount_minor,
       CAST(coalesce((SELECT sum(r.amount_minor) FROM refund r WHERE r.conversion_id = c.id), 0) AS BIGINT),
       c.status, c.occurred_at, c.received_at, c.local_day, c.partner_id, c.customer_id, c.click_id, c.coupon_code,
       c.country, c.device, c.plan_ids, c.facts, m.partner_id, m.amount_minor
  FROM conversion c LEFT JOIN commission m ON m.conversion_id = CASE WHEN $6 = 1 THEN c.id END
 WHERE c.program_id = $1 AND (c.local_day, c.occurred_at) > ($2, $3) AND (c.local_day, c.occurred_at) <= ($4, $5)
 ORDER BY c.local_day, c.occurred_at, c.id;

-- name: backtest_items  kind: many
-- in: program_id program_id, after_day int64, after_at instant, upto_day int64, upto_at instant
-- out: conversion_id conversion_id, sku text, category text, kind text, quantity int64, amount_minor int64
-- The lines of the orders of the same events, of each order in their order.
SELECT i.conversion_id, i.sku, i.category, i.kind, i.quantity, i.amount_minor
  FROM conversion c CROSS JOIN conversion_item i
 WHERE c.program_id = $1 AND (c.local_day, c.occurred_at) > ($2, $3) AND (c.local_day, c.occurred_at) <= ($4, $5)
   AND i.conversion_id = c.id
 ORDER BY i.conversion_id, i.position;

-- name: backtest_click_lines  kind: one
-- in: program_id program_id
-- out: lines int64
-- Whether clicks or impressions of a program were ever counted: 0 or 1.
SELECT CAST(count(*) AS BIGINT) FROM (SELECT 1 AS one FROM click_accrual WHERE program_id = $1 LIMIT 1) counted;

-- name: backtest_clicks  kind: each
-- in: program_id program_id, end_day int64
-- out: partner_id partner_id, kind int64, number int64, day int64, plan_id plan_id, clicks int64, unique_clicks int64
-- out: impressions int64, booked_minor int64
-- Each partner's clicks and impressions: the lines that were booked, by number (kind 0), then the days (UTC) before
-- end_day with their clicks (1) and their impressions (2), whether a line counted them or not.
SELECT partner_id, CAST(0 AS BIGINT) AS kind, number, day, plan_id, clicks, unique_clicks, impressions, booked_minor
  FROM click_accrual WHERE program_id = $1
UNION ALL
SELECT partner_id, CAST(1 AS BIGINT), CAST(0 AS BIGINT), quarter / 96, CAST(0 AS BIGINT), CAST(sum(clicks) AS BIGINT),
       CAST(sum(unique_clicks) AS BIGINT), CAST(0 AS BIGINT), CAST(0 AS BIGINT)
  FROM performance
 WHERE level = 7 AND quarter < $2 * 96 AND program_id = $1 AND partner_id <> 0
 GROUP BY partner_id, quarter / 96 HAVING sum(clicks) > 0
UNION ALL
SELECT l.partner_id, CAST(2 AS BIGINT), CAST(0 AS BIGINT), r.day, CAST(0 AS BIGINT), CAST(0 AS BIGINT),
       CAST(0 AS BIGINT), CAST(sum(r.impressions) AS BIGINT), CAST(0 AS BIGINT)
  FROM impression_report r JOIN link l ON l.id = r.link_id
 WHERE r.day < $2 AND l.program_id = $1
 GROUP BY l.partner_id, r.day
 ORDER BY 1, 2, 3, 4;

-- name: backtest_bonuses  kind: many
-- in: program_id program_id
-- out: partner_id partner_id, accrual_key text, amount_minor int64
-- The bonuses that were booked in a program; the period is in their keys.
SELECT partner_id, accrual_key, amount_minor FROM commission WHERE program_id = $1 AND role = 'bonus' ORDER BY id;

-- name: backtest_plans  kind: many
-- in: program_id program_id
-- out: id plan_id, number int64, is_individual bool, plan_text text
-- All versions of a program's plan and of the individual terms of its partners.
SELECT id, number, CAST(CASE WHEN enrollment_id <> 0 THEN 1 ELSE 0 END AS BIGINT), plan_text
  FROM plan WHERE program_id = $1 ORDER BY id;

-- name: backtest_count  kind: one
-- in: program_id program_id, first_day int64, last_day int64, limit int64
-- out: events int64
-- How many events there are in a span of local days, counted up to a limit.
SELECT CAST(count(*) AS BIGINT)
  FROM (SELECT 1 AS one FROM conversion WHERE program_id = $1 AND local_day >= $2 AND local_day <= $3 LIMIT $4) counted;

-- name: backtest_churns  kind: many
-- in: program_id program_id
-- out: customer_id customer_id, first_at instant
-- When customers left a program, the first time.
SELECT customer_id, CAST(min(occurred_at) AS BIGINT) FROM customer_churn WHERE program_id = $1
 GROUP BY customer_id ORDER BY customer_id;
