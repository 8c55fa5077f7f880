-- name: performance_add  kind: merge
-- in:  level int64, quarter int64, partner_id partner_id, program_id program_id, offer_id offer_id, link_id link_id, country text, device int64, clicks int64, unique_clicks int64, leads int64, sales int64, rejected int64, refunded int64, revenue_minor int64, commission_minor int64
-- A delta of one key.
INSERT INTO performance (level, quarter, partner_id, program_id, offer_id, link_id, country, device, clicks,
                         unique_clicks, leads, sales, rejected, refunded, revenue_minor, commission_minor)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
ON CONFLICT (level, quarter, partner_id, program_id, offer_id, link_id, country, device) DO UPDATE SET
  clicks = performance.clicks + excluded.clicks, unique_clicks = performance.unique_clicks + excluded.unique_clicks,
  leads = performance.leads + excluded.leads, sales = performance.sales + excluded.sales,
  rejected = performance.rejected + excluded.rejected, refunded = performance.refunded + excluded.refunded,
  revenue_minor = performance.revenue_minor + excluded.revenue_minor,
  commission_minor = performance.commission_minor + excluded.commission_minor;

-- name: performance_insert  kind: bulk
-- in:  level int64, quarter int64, partner_id partner_id, program_id program_id, offer_id offer_id, link_id link_id, country text, device int64, clicks int64, unique_clicks int64, leads int64, sales int64, rejected int64, refunded int64, revenue_minor int64, commission_minor int64
-- Rows of keys that are not there.
INSERT INTO performance (level, quarter, partner_id, program_id, offer_id, link_id, country, device, clicks,
                         unique_clicks, leads, sales, rejected, refunded, revenue_minor, commission_minor)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16);

-- name: performance_newest  kind: optional
-- out: quarter int64
-- The newest quarter hour that has a row.
SELECT quarter FROM performance WHERE level = 0 ORDER BY quarter DESC LIMIT 1;
