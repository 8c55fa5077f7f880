-- Reports by two dimensions and by days of any zone: more sums of the rollup, filled from its finest level. And on
-- SQLite an index of clicks that is a quarter smaller: each entry ends with the number of its row, which is the click.

-- sqlite:
DROP INDEX click_visitor_index;
CREATE INDEX click_visitor_index ON click (visitor);
-- postgres:
-- end

-- Hours of offers.
INSERT INTO performance
SELECT 9, quarter / 4 * 4, 0, program_id, offer_id, 0, '', 0,
       CAST(sum(clicks) AS BIGINT), CAST(sum(unique_clicks) AS BIGINT), CAST(sum(leads) AS BIGINT),
       CAST(sum(sales) AS BIGINT), CAST(sum(rejected) AS BIGINT), CAST(sum(refunded) AS BIGINT),
       CAST(sum(revenue_minor) AS BIGINT), CAST(sum(commission_minor) AS BIGINT)
  FROM performance WHERE level = 0 GROUP BY 1, 2, 3, 4, 5, 6, 7, 8;
-- Hours of programs and countries.
INSERT INTO performance
SELECT 10, quarter / 4 * 4, 0, program_id, 0, 0, country, 0,
       CAST(sum(clicks) AS BIGINT), CAST(sum(unique_clicks) AS BIGINT), CAST(sum(leads) AS BIGINT),
       CAST(sum(sales) AS BIGINT), CAST(sum(rejected) AS BIGINT), CAST(sum(refunded) AS BIGINT),
       CAST(sum(revenue_minor) AS BIGINT), CAST(sum(commission_minor) AS BIGINT)
  FROM performance WHERE level = 0 GROUP BY 1, 2, 3, 4, 5, 6, 7, 8;
-- Hours of programs and devices.
INSERT INTO performance
SELECT 11, quarter / 4 * 4, 0, program_id, 0, 0, '', device,
       CAST(sum(clicks) AS BIGINT), CAST(sum(unique_clicks) AS BIGINT), CAST(sum(leads) AS BIGINT),
       CAST(sum(sales) AS BIGINT), CAST(sum(rejected) AS BIGINT), CAST(sum(refunded) AS BIGINT),
       CAST(sum(revenue_minor) AS BIGINT), CAST(sum(commission_minor) AS BIGINT)
  FROM performance WHERE level = 0 GROUP BY 1, 2, 3, 4, 5, 6, 7, 8;
-- Days of offers, countries and devices.
INSERT INTO performance
SELECT 12, quarter / 96 * 96, 0, program_id, offer_id, 0, country, device,
       CAST(sum(clicks) AS BIGINT), CAST(sum(unique_clicks) AS BIGINT), CAST(sum(leads) AS BIGINT),
       CAST(sum(sales) AS BIGINT), CAST(sum(rejected) AS BIGINT), CAST(sum(refunded) AS BIGINT),
       CAST(sum(revenue_minor) AS BIGINT), CAST(sum(commission_minor) AS BIGINT)
  FROM performance WHERE level = 0 GROUP BY 1, 2, 3, 4, 5, 6, 7, 8;
