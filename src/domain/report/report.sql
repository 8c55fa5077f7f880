-- name: report_rollup  kind: each
-- in:  level int64, from_quarter int64, to_quarter int64, program_id program_id, offer_id offer_id, link_id link_id, has_country bool, country text, has_device bool, device int64, by_quarter bool, by_partner bool, by_offer bool, by_link bool, by_country bool, by_device bool
-- out: program_id int64, quarter int64, partner_id int64, offer_id int64, link_id int64, country text, device int64, clicks int64, unique_clicks int64, leads int64, sales int64, rejected int64, refunded int64, revenue_minor int64, commission_minor int64
-- Rows of a level of the rollup. PostgreSQL sums them up by the dimensions that are asked for, the others are 0 or '';
-- SQLite would sort them for that, which costs more than to read them: it gives them as they are.
-- sqlite:
SELECT f.program_id, f.quarter, f.partner_id, f.offer_id, f.link_id, f.country, f.device,
  f.clicks, f.unique_clicks, f.leads, f.sales, f.rejected, f.refunded, f.revenue_minor, f.commission_minor
  FROM performance f
 WHERE f.level = $1 AND f.quarter >= $2 AND f.quarter < $3
   AND ($4 = 0 OR f.program_id = $4) AND ($5 = 0 OR f.offer_id = $5) AND ($6 = 0 OR f.link_id = $6)
   AND ($7 = 0 OR f.country = $8) AND ($9 = 0 OR f.device = $10) AND $11 + $12 + $13 + $14 + $15 + $16 >= 0;
-- postgres:
SELECT f.program_id, CASE WHEN $11 = 1 THEN f.quarter ELSE 0 END, CASE WHEN $12 = 1 THEN f.partner_id ELSE 0 END,
  CASE WHEN $13 = 1 THEN f.offer_id ELSE 0 END, CASE WHEN $14 = 1 THEN f.link_id ELSE 0 END,
  CASE WHEN $15 = 1 THEN f.country ELSE '' END, CASE WHEN $16 = 1 THEN f.device ELSE 0 END,
  CAST(sum(f.clicks) AS BIGINT), CAST(sum(f.unique_clicks) AS BIGINT), CAST(sum(f.leads) AS BIGINT),
  CAST(sum(f.sales) AS BIGINT), CAST(sum(f.rejected) AS BIGINT), CAST(sum(f.refunded) AS BIGINT),
  CAST(sum(f.revenue_minor) AS BIGINT), CAST(sum(f.commission_minor) AS BIGINT)
  FROM performance f
 WHERE f.level = $1 AND f.quarter >= $2 AND f.quarter < $3
   AND ($4 = 0 OR f.program_id = $4) AND ($5 = 0 OR f.offer_id = $5) AND ($6 = 0 OR f.link_id = $6)
   AND ($7 = 0 OR f.country = $8) AND ($9 = 0 OR f.device = $10)
 GROUP BY 1, 2, 3, 4, 5, 6, 7;
-- end

-- name: report_rollup_nouns  kind: each
-- in:  level int64, from_quarter int64, to_quarter int64, program_id program_id, offer_id offer_id, link_id link_id, by_quarter bool, by_partner bool, by_offer bool, by_link bool
-- out: program_id int64, quarter int64, partner_id int64, offer_id int64, link_id int64, clicks int64, unique_clicks int64, leads int64, sales int64, rejected int64, refunded int64, revenue_minor int64, commission_minor int64
-- The same where nothing is asked of country and device: each column costs time where there are many rows.
-- sqlite:
SELECT f.program_id, f.quarter, f.partner_id, f.offer_id, f.link_id,
  f.clicks, f.unique_clicks, f.leads, f.sales, f.rejected, f.refunded, f.revenue_minor, f.commission_minor
  FROM performance f
 WHERE f.level = $1 AND f.quarter >= $2 AND f.quarter < $3
   AND ($4 = 0 OR f.program_id = $4) AND ($5 = 0 OR f.offer_id = $5) AND ($6 = 0 OR f.link_id = $6)
   AND $7 + $8 + $9 + $10 >= 0;
-- postgres:
SELECT f.program_id, CASE WHEN $7 = 1 THEN f.quarter ELSE 0 END, CASE WHEN $8 = 1 THEN f.partner_id ELSE 0 END,
  CASE WHEN $9 = 1 THEN f.offer_id ELSE 0 END, CASE WHEN $10 = 1 THEN f.link_id ELSE 0 END,
  CAST(sum(f.clicks) AS BIGINT), CAST(sum(f.unique_clicks) AS BIGINT), CAST(sum(f.leads) AS BIGINT),
  CAST(sum(f.sales) AS BIGINT), CAST(sum(f.rejected) AS BIGINT), CAST(sum(f.refunded) AS BIGINT),
  CAST(sum(f.revenue_minor) AS BIGINT), CAST(sum(f.commission_minor) AS BIGINT)
  FROM performance f
 WHERE f.level = $1 AND f.quarter >= $2 AND f.quarter < $3
   AND ($4 = 0 OR f.program_id = $4) AND ($5 = 0 OR f.offer_id = $5) AND ($6 = 0 OR f.link_id = $6)
 GROUP BY 1, 2, 3, 4, 5;
-- end

-- name: report_rollup_partner  kind: each
-- in:  level int64, from_quarter int64, to_quarter int64, program_id program_id, offer_id offer_id, link_id link_id, has_country bool, country text, has_device bool, device int64, by_quarter bool, by_partner bool, by_offer bool, by_link bool, by_country bool, by_device bool, span int64, partner_id partner_id
-- out: program_id int64, quarter int64, partner_id int64, offer_id int64, link_id int64, country text, device int64, clicks int64, unique_clicks int64, leads int64, sales int64, rejected int64, refunded int64, revenue_minor int64, commission_minor int64
-- The same of one partner, found block by block: most of a block's rows are other partners'. There is a block at least.
-- sqlite:
WITH RECURSIVE block (quarter) AS (
  SELECT $2 UNION ALL SELECT quarter + $17 FROM block WHERE quarter + $17 < $3)
SELECT f.program_id, CASE WHEN $11 = 1 THEN f.quarter ELSE 0 END, CASE WHEN $12 = 1 THEN f.partner_id ELSE 0 END,
  CASE WHEN $13 = 1 THEN f.offer_id ELSE 0 END, CASE WHEN $14 = 1 THEN f.link_id ELSE 0 END,
  CASE WHEN $15 = 1 THEN f.country ELSE '' END, CASE WHEN $16 = 1 THEN f.device ELSE 0 END,
  f.clicks, f.unique_clicks, f.leads, f.sales, f.rejected, f.refunded, f.revenue_minor, f.commission_minor
  FROM block CROSS JOIN performance f
 WHERE f.level = $1 AND f.quarter = block.quarter AND f.partner_id = $18
   AND ($4 = 0 OR f.program_id = $4) AND ($5 = 0 OR f.offer_id = $5) AND ($6 = 0 OR f.link_id = $6)
   AND ($7 = 0 OR f.country = $8) AND ($9 = 0 OR f.device = $10);
-- postgres:
SELECT f.program_id, CASE WHEN $11 = 1 THEN f.quarter ELSE 0 END, CASE WHEN $12 = 1 THEN f.partner_id ELSE 0 END,
  CASE WHEN $13 = 1 THEN f.offer_id ELSE 0 END, CASE WHEN $14 = 1 THEN f.link_id ELSE 0 END,
  CASE WHEN $15 = 1 THEN f.country ELSE '' END, CASE WHEN $16 = 1 THEN f.device ELSE 0 END,
  CAST(sum(f.clicks) AS BIGINT), CAST(sum(f.unique_clicks) AS BIGINT), CAST(sum(f.leads) AS BIGINT),
  CAST(sum(f.sales) AS BIGINT), CAST(sum(f.rejected) AS BIGINT), CAST(sum(f.refunded) AS BIGINT),
  CAST(sum(f.revenue_minor) AS BIGINT), CAST(sum(f.commission_minor) AS BIGINT)
  FROM generate_series($2, $3 - 1, $17) block (quarter)
  JOIN performance f ON f.level = $1 AND f.quarter = block.quarter AND f.partner_id = $18
 WHERE 1 = 1
   AND ($4 = 0 OR f.program_id = $4) AND ($5 = 0 OR f.offer_id = $5) AND ($6 = 0 OR f.link_id = $6)
   AND ($7 = 0 OR f.country = $8) AND ($9 = 0 OR f.device = $10)
 GROUP BY 1, 2, 3, 4, 5, 6, 7;
-- end

-- name: report_programs  kind: many
-- out: id int64, advertiser_id int64, currency currency
-- Whose the programs are, and in what their amounts are told.
SELECT id, advertiser_id, currency FROM program;

-- name: report_newest  kind: one
-- out: quarter int64
-- The newest quarter hour of the rollup.
SELECT CAST(coalesce(max(quarter), 0) AS BIGINT) FROM performance WHERE level = 0;

-- name: report_clicks  kind: each
-- in:  from_id click_id, to_id click_id, advertiser_id advertiser_id, partner_id partner_id, program_id program_id, offer_id offer_id, link_id link_id
-- out: id click_id, partner_id int64, program_id int64, offer_id int64, link_id int64, country text, device int64, currency currency, is_unique bool, parameters text?
-- Raw clicks, for dimensions that the rollup does not hold. The links that are wanted are looked up once: most clicks
-- are others'.
SELECT c.id, l.partner_id, l.program_id, l.offer_id, c.link_id, c.country, c.device, g.currency, c.is_unique,
       c.parameters
  FROM click c JOIN link l ON l.id = c.link_id JOIN program g ON g.id = l.program_id
 WHERE c.id >= $1 AND c.id < $2 AND ($7 = 0 OR c.link_id = $7)
   AND ($3 + $4 + $5 + $6 = 0 OR c.link_id IN (
     SELECT w.id FROM link w JOIN program h ON h.id = w.program_id
      WHERE ($3 = 0 OR h.advertiser_id = $3) AND ($4 = 0 OR w.partner_id = $4) AND ($5 = 0 OR w.program_id = $5)
        AND ($6 = 0 OR w.offer_id = $6)));

-- name: report_conversions  kind: each
-- in:  from_at instant, to_at instant, advertiser_id advertiser_id, partner_id partner_id, program_id program_id, offer_id offer_id, link_id link_id
-- out: occurred_at instant, partner_id int64, program_id int64, offer_id int64, link_id int64, country text, device int64, currency currency, goal_kind text, status text, amount_minor int64, refunded_minor int64, commission_minor int64, parameters text?
-- Raw conversions with the parameters of the click that won.
SELECT c.occurred_at, coalesce(c.partner_id, 0), c.program_id, c.offer_id, c.link_id, c.country, c.device, c.currency,
  c.goal_kind, c.status, c.amount_minor,
  CAST(coalesce((SELECT sum(r.amount_minor) FROM refund r WHERE r.conversion_id = c.id), 0) AS BIGINT),
  CAST(coalesce((SELECT sum(m.amount_minor) FROM commission m
                 WHERE m.conversion_id = c.id AND m.partner_id = c.partner_id), 0) AS BIGINT), k.parameters
  FROM conversion c JOIN program g ON g.id = c.program_id LEFT JOIN click k ON k.id = c.click_id
 WHERE c.occurred_at >= $1 AND c.occurred_at < $2 AND ($3 = 0 OR g.advertiser_id = $3)
   AND ($4 = 0 OR c.partner_id = $4) AND ($5 = 0 OR c.program_id = $5) AND ($6 = 0 OR c.offer_id = $6)
   AND ($7 = 0 OR c.link_id = $7);

-- name: report_accruals  kind: each
-- in:  from_day int64, to_day int64, advertiser_id advertiser_id, partner_id partner_id, program_id program_id
-- out: day int64, partner_id int64, program_id int64, currency currency, commission_minor int64
-- Commission of days of clicks, which belongs to no single click: counted in the last quarter hour of its day (UTC).
SELECT a.day, a.partner_id, a.program_id, g.currency, m.amount_minor
  FROM click_accrual a JOIN commission m ON m.id = a.commission_id JOIN program g ON g.id = a.program_id
 WHERE a.day >= $1 AND a.day < $2 AND ($3 = 0 OR g.advertiser_id = $3) AND ($4 = 0 OR a.partner_id = $4)
   AND ($5 = 0 OR a.program_id = $5);

-- name: report_further  kind: each
-- in:  from_at instant, to_at instant, advertiser_id advertiser_id, partner_id partner_id, program_id program_id, offer_id offer_id
-- out: at instant, partner_id int64, program_id int64, offer_id int64, currency currency, commission_minor int64
-- Commission that belongs to no conversion of its partner: of recruiters and of those who share, and bonuses.
SELECT coalesce(c.occurred_at, m.created_at), m.partner_id, m.program_id, coalesce(c.offer_id, 0), m.currency,
       m.amount_minor
  FROM commission m JOIN program g ON g.id = m.program_id LEFT JOIN conversion c ON c.id = m.conversion_id
 WHERE (m.role = 'bonus' OR (m.conversion_id <> 0 AND m.partner_id <> c.partner_id))
   AND coalesce(c.occurred_at, m.created_at) >= $1 AND coalesce(c.occurred_at, m.created_at) < $2
   AND ($3 = 0 OR g.advertiser_id = $3) AND ($4 = 0 OR m.partner_id = $4) AND ($5 = 0 OR m.program_id = $5)
   AND ($6 = 0 OR c.offer_id = $6);

-- name: report_refusals  kind: many
-- in:  from_quarter int64, to_quarter int64, advertiser_id advertiser_id, partner_id partner_id, program_id program_id, offer_id offer_id, link_id link_id
-- out: cause text, clicks int64
-- Refused clicks by cause; those without a link only where nothing is filtered.
SELECT f.cause, CAST(sum(f.clicks) AS BIGINT)
  FROM click_refusal f LEFT JOIN link l ON l.id = f.link_id LEFT JOIN program g ON g.id = l.program_id
 WHERE f.quarter >= $1 AND f.quarter < $2 AND ($3 = 0 OR g.advertiser_id = $3) AND ($4 = 0 OR l.partner_id = $4)
   AND ($5 = 0 OR l.program_id = $5) AND ($6 = 0 OR l.offer_id = $6) AND ($7 = 0 OR f.link_id = $7)
 GROUP BY f.cause ORDER BY f.cause;

-- name: report_label_partner  kind: optional
-- in:  id partner_id
-- out: label text
-- A partner's code.
SELECT code FROM partner WHERE id = $1;

-- name: report_label_program  kind: optional
-- in:  id program_id
-- out: label text
-- A program's name.
SELECT name FROM program WHERE id = $1;

-- name: report_label_offer  kind: optional
-- in:  id offer_id
-- out: label text
-- An offer's name.
SELECT name FROM offer WHERE id = $1;

-- name: report_label_link  kind: optional
-- in:  id link_id
-- out: label text
-- A link's code.
SELECT code FROM link WHERE id = $1;

-- name: report_labels_partner  kind: each
-- in:  from_id partner_id, to_id partner_id
-- out: id partner_id, label text
-- Codes of partners between two numbers, both included.
SELECT id, code FROM partner WHERE id >= $1 AND id <= $2;

-- name: report_labels_link  kind: each
-- in:  from_id link_id, to_id link_id
-- out: id link_id, label text
-- Codes of links between two numbers, both included.
SELECT id, code FROM link WHERE id >= $1 AND id <= $2;

-- name: performance_differences  kind: many
-- out: quarter int64, program_id int64, partner_id int64, link_id int64, clicks int64, unique_clicks int64, leads int64, sales int64, rejected int64, refunded int64, revenue_minor int64, commission_minor int64
-- Raw rows less level 0 of the rollup: what is left differs. A click's quarter is computed by the layout in click_id.h.
SELECT quarter, program_id, partner_id, link_id, CAST(sum(clicks) AS BIGINT), CAST(sum(unique_clicks) AS BIGINT),
  CAST(sum(leads) AS BIGINT), CAST(sum(sales) AS BIGINT), CAST(sum(rejected) AS BIGINT), CAST(sum(refunded) AS BIGINT),
  CAST(sum(revenue_minor) AS BIGINT), CAST(sum(commission_minor) AS BIGINT)
  FROM (
    SELECT c.id / 2097152 / 900000 AS quarter, l.program_id AS program_id, l.offer_id AS offer_id,
      l.partner_id AS partner_id, c.link_id AS link_id, c.country AS country, c.device AS device, 1 AS clicks,
      c.is_unique AS unique_clicks, 0 AS leads, 0 AS sales, 0 AS rejected, 0 AS refunded, 0 AS revenue_minor,
      0 AS commission_minor
      FROM click c JOIN link l ON l.id = c.link_id
    UNION ALL
    SELECT c.occurred_at / 900000, c.program_id, c.offer_id, coalesce(c.partner_id, 0), c.link_id, c.country, c.device,
      0, 0, CASE WHEN c.status <> 'rejected' AND c.goal_kind = 'lead' THEN 1 ELSE 0 END,
      CASE WHEN c.status <> 'rejected' AND c.goal_kind = 'sale' THEN 1 ELSE 0 END,
      CASE WHEN c.status = 'rejected' THEN 1 ELSE 0 END,
      CASE WHEN (SELECT sum(r.amount_minor) FROM refund r WHERE r.conversion_id = c.id) > 0 THEN 1 ELSE 0 END,
      CASE WHEN c.status = 'rejected' THEN 0
           WHEN c.amount_minor <= coalesce((SELECT sum(r.amount_minor) FROM refund r
                                             WHERE r.conversion_id = c.id), 0) THEN 0
           ELSE c.amount_minor - coalesce((SELECT CAST(sum(r.amount_minor) AS BIGINT) FROM refund r
                                            WHERE r.conversion_id = c.id), 0) END,
      0
      FROM conversion c
    UNION ALL
    SELECT c.occurred_at / 900000, c.program_id, c.offer_id, m.partner_id,
      CASE WHEN m.partner_id = c.partner_id THEN c.link_id ELSE 0 END,
      CASE WHEN m.partner_id = c.partner_id THEN c.country ELSE '' END,
      CASE WHEN m.partner_id = c.partner_id THEN c.device ELSE 0 END, 0, 0, 0, 0, 0, 0, 0, m.amount_minor
      FROM commission m JOIN conversion c ON c.id = m.conversion_id
    UNION ALL
    SELECT m.created_at / 900000, m.program_id, 0, m.partner_id, 0, '', 0, 0, 0, 0, 0, 0, 0, 0, m.amount_minor
      FROM commission m WHERE m.role = 'bonus'
    UNION ALL
    SELECT a.day * 96 + 95, a.program_id, 0, a.partner_id, 0, '', 0, 0, 0, 0, 0, 0, 0, 0, m.amount_minor
      FROM click_accrual a JOIN commission m ON m.id = a.commission_id
    UNION ALL
    SELECT quarter, program_id, offer_id, partner_id, link_id, country, device, -clicks, -unique_clicks, -leads, -sales,
      -rejected, -refunded, -revenue_minor, -commission_minor FROM performance WHERE level = 0
  ) AS both_sides
 GROUP BY quarter, program_id, offer_id, partner_id, link_id, country, device
HAVING sum(clicks) <> 0 OR sum(unique_clicks) <> 0 OR sum(leads) <> 0 OR sum(sales) <> 0 OR sum(rejected) <> 0
    OR sum(refunded) <> 0 OR sum(revenue_minor) <> 0 OR sum(commission_minor) <> 0
 ORDER BY quarter, program_id, partner_id, link_id LIMIT 100;

-- name: performance_level_differences  kind: many
-- in: level int64, span int64, by_partner bool, by_program bool, by_offer bool, by_link bool, by_country bool, by_device bool
-- out: quarter int64, program_id int64, partner_id int64, link_id int64, clicks int64, unique_clicks int64, leads int64, sales int64, rejected int64, refunded int64, revenue_minor int64, commission_minor int64
-- Level 0 of the rollup less another level: what is left is a difference.
SELECT quarter, program_id, partner_id, link_id, CAST(sum(clicks) AS BIGINT), CAST(sum(unique_clicks) AS BIGINT),
  CAST(sum(leads) AS BIGINT), CAST(sum(sales) AS BIGINT), CAST(sum(rejected) AS BIGINT), CAST(sum(refunded) AS BIGINT),
  CAST(sum(revenue_minor) AS BIGINT), CAST(sum(commission_minor) AS BIGINT)
  FROM (
    SELECT quarter / $2 * $2 AS quarter, CASE WHEN $3 = 1 THEN partner_id ELSE 0 END AS partner_id,
      CASE WHEN $4 = 1 THEN program_id ELSE 0 END AS program_id, CASE WHEN $5 = 1 THEN offer_id ELSE 0 END AS offer_id,
      CASE WHEN $6 = 1 THEN link_id ELSE 0 END AS link_id, CASE WHEN $7 = 1 THEN country ELSE '' END AS country,
      CASE WHEN $8 = 1 THEN device ELSE 0 END AS device, clicks, unique_clicks, leads, sales, rejected, refunded,
      revenue_minor, commission_minor
      FROM performance WHERE level = 0
    UNION ALL
    SELECT quarter, partner_id, program_id, offer_id, link_id, country, device, -clicks, -unique_clicks, -leads, -sales,
      -rejected, -refunded, -revenue_minor, -commission_minor FROM performance WHERE level = $1
  ) AS both_sides
 GROUP BY quarter, partner_id, program_id, offer_id, link_id, country, device
HAVING sum(clicks) <> 0 OR sum(unique_clicks) <> 0 OR sum(leads) <> 0 OR sum(sales) <> 0 OR sum(rejected) <> 0
    OR sum(refunded) <> 0 OR sum(revenue_minor) <> 0 OR sum(commission_minor) <> 0
 ORDER BY quarter, program_id, partner_id, link_id LIMIT 100;
