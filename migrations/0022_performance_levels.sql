-- Reports over long times: the rollup holds sums by few dimensions and over long blocks of time too, kept in the same
-- transactions. Its key has the partner next to time, so that one partner's rows are found without reading everybody's.

-- sqlite:
ALTER TABLE performance RENAME TO performance_before;
-- postgres:
ALTER TABLE performance RENAME TO performance_before;
ALTER TABLE performance_before DROP CONSTRAINT performance_pkey;
-- end
-- owner: report
CREATE TABLE performance ( -- counts by block of time, a cache that the check recomputes from raw rows
  level BIGINT NOT NULL, -- which dimensions are told apart, and how long a block is: domain/report/performance.h
  quarter BIGINT NOT NULL, -- the block's first, in quarter hours since 1970: of the click, or of occurred_at
  partner_id BIGINT NOT NULL, -- partner, 0 unattributed; as all dimensions 0 where the level does not tell it
  program_id BIGINT NOT NULL, -- program
  offer_id BIGINT NOT NULL, -- offer, 0 unknown
  link_id BIGINT NOT NULL, -- link, 0 none
  country TEXT NOT NULL, -- of the click, or ''
  device BIGINT NOT NULL, -- of the click, or 0
  clicks BIGINT NOT NULL, -- redirected
  unique_clicks BIGINT NOT NULL, -- of them unique
  leads BIGINT NOT NULL, -- conversions of kind lead, not rejected
  sales BIGINT NOT NULL, -- conversions of kind sale, not rejected
  rejected BIGINT NOT NULL, -- conversions rejected
  refunded BIGINT NOT NULL, -- conversions with a refund
  revenue_minor BIGINT NOT NULL, -- amounts less refunds of conversions not rejected
  commission_minor BIGINT NOT NULL, -- commissions as they stand
  PRIMARY KEY (level, quarter, partner_id, program_id, offer_id, link_id, country, device)
) WITHOUT ROWID;
INSERT INTO performance
SELECT 0, quarter, partner_id, program_id, offer_id, link_id, country, device,
       clicks, unique_clicks, leads, sales, rejected, refunded, revenue_minor, commission_minor
  FROM performance_before ORDER BY 2, 3, 4, 5, 6, 7, 8;
DROP TABLE performance_before;
-- Quarter hours of programs.
INSERT INTO performance
SELECT 1, quarter, 0, program_id, 0, 0, '', 0,
       CAST(sum(clicks) AS BIGINT), CAST(sum(unique_clicks) AS BIGINT), CAST(sum(leads) AS BIGINT),
       CAST(sum(sales) AS BIGINT), CAST(sum(rejected) AS BIGINT), CAST(sum(refunded) AS BIGINT),
       CAST(sum(revenue_minor) AS BIGINT), CAST(sum(commission_minor) AS BIGINT)
  FROM performance WHERE level = 0 GROUP BY 1, 2, 3, 4, 5, 6, 7, 8;
-- Hours of programs.
INSERT INTO performance
SELECT 2, quarter / 4 * 4, 0, program_id, 0, 0, '', 0,
       CAST(sum(clicks) AS BIGINT), CAST(sum(unique_clicks) AS BIGINT), CAST(sum(leads) AS BIGINT),
       CAST(sum(sales) AS BIGINT), CAST(sum(rejected) AS BIGINT), CAST(sum(refunded) AS BIGINT),
       CAST(sum(revenue_minor) AS BIGINT), CAST(sum(commission_minor) AS BIGINT)
  FROM performance WHERE level = 1 GROUP BY 1, 2, 3, 4, 5, 6, 7, 8;
-- Days (UTC) of programs.
INSERT INTO performance
SELECT 3, quarter / 96 * 96, 0, program_id, 0, 0, '', 0,
       CAST(sum(clicks) AS BIGINT), CAST(sum(unique_clicks) AS BIGINT), CAST(sum(leads) AS BIGINT),
       CAST(sum(sales) AS BIGINT), CAST(sum(rejected) AS BIGINT), CAST(sum(refunded) AS BIGINT),
       CAST(sum(revenue_minor) AS BIGINT), CAST(sum(commission_minor) AS BIGINT)
  FROM performance WHERE level = 2 GROUP BY 1, 2, 3, 4, 5, 6, 7, 8;
-- Days of programs and countries.
INSERT INTO performance
SELECT 5, quarter / 96 * 96, 0, program_id, 0, 0, country, 0,
       CAST(sum(clicks) AS BIGINT), CAST(sum(unique_clicks) AS BIGINT), CAST(sum(leads) AS BIGINT),
       CAST(sum(sales) AS BIGINT), CAST(sum(rejected) AS BIGINT), CAST(sum(refunded) AS BIGINT),
       CAST(sum(revenue_minor) AS BIGINT), CAST(sum(commission_minor) AS BIGINT)
  FROM performance WHERE level = 0 GROUP BY 1, 2, 3, 4, 5, 6, 7, 8;
-- Days of programs and devices.
INSERT INTO performance
SELECT 6, quarter / 96 * 96, 0, program_id, 0, 0, '', device,
       CAST(sum(clicks) AS BIGINT), CAST(sum(unique_clicks) AS BIGINT), CAST(sum(leads) AS BIGINT),
       CAST(sum(sales) AS BIGINT), CAST(sum(rejected) AS BIGINT), CAST(sum(refunded) AS BIGINT),
       CAST(sum(revenue_minor) AS BIGINT), CAST(sum(commission_minor) AS BIGINT)
  FROM performance WHERE level = 0 GROUP BY 1, 2, 3, 4, 5, 6, 7, 8;
-- Days of links.
INSERT INTO performance
SELECT 7, quarter / 96 * 96, partner_id, program_id, offer_id, link_id, '', 0,
       CAST(sum(clicks) AS BIGINT), CAST(sum(unique_clicks) AS BIGINT), CAST(sum(leads) AS BIGINT),
       CAST(sum(sales) AS BIGINT), CAST(sum(rejected) AS BIGINT), CAST(sum(refunded) AS BIGINT),
       CAST(sum(revenue_minor) AS BIGINT), CAST(sum(commission_minor) AS BIGINT)
  FROM performance WHERE level = 0 GROUP BY 1, 2, 3, 4, 5, 6, 7, 8;
-- Eight days of partners.
INSERT INTO performance
SELECT 8, quarter / 768 * 768, partner_id, program_id, 0, 0, '', 0,
       CAST(sum(clicks) AS BIGINT), CAST(sum(unique_clicks) AS BIGINT), CAST(sum(leads) AS BIGINT),
       CAST(sum(sales) AS BIGINT), CAST(sum(rejected) AS BIGINT), CAST(sum(refunded) AS BIGINT),
       CAST(sum(revenue_minor) AS BIGINT), CAST(sum(commission_minor) AS BIGINT)
  FROM performance WHERE level = 7 GROUP BY 1, 2, 3, 4, 5, 6, 7, 8;
-- Days of offers.
INSERT INTO performance
SELECT 4, quarter / 96 * 96, 0, program_id, offer_id, 0, '', 0,
       CAST(sum(clicks) AS BIGINT), CAST(sum(unique_clicks) AS BIGINT), CAST(sum(leads) AS BIGINT),
       CAST(sum(sales) AS BIGINT), CAST(sum(rejected) AS BIGINT), CAST(sum(refunded) AS BIGINT),
       CAST(sum(revenue_minor) AS BIGINT), CAST(sum(commission_minor) AS BIGINT)
  FROM performance WHERE level = 7 GROUP BY 1, 2, 3, 4, 5, 6, 7, 8;
