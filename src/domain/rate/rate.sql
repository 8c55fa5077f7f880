-- Exchange rates.

-- name: rate_insert  kind: batch
-- in: base currency, quote currency, day int64, digits int64, scale int64, source text, recorded_at instant
-- The next number of its pair and day, unless the last one says the same.
INSERT INTO exchange_rate (base, quote, day, number, digits, scale, source, recorded_at)
SELECT CAST($1 AS TEXT), CAST($2 AS TEXT), CAST($3 AS BIGINT),
       coalesce((SELECT max(number) FROM exchange_rate WHERE base = $1 AND quote = $2 AND day = $3), 0) + 1,
       CAST($4 AS BIGINT), CAST($5 AS BIGINT), CAST($6 AS TEXT), CAST($7 AS BIGINT)
 WHERE NOT EXISTS (SELECT 1 FROM exchange_rate l
                    WHERE l.base = $1 AND l.quote = $2 AND l.day = $3 AND l.digits = $4 AND l.scale = $5
                      AND l.number = (SELECT max(number) FROM exchange_rate
                                       WHERE base = $1 AND quote = $2 AND day = $3));

-- name: rate_insert_many  kind: bulk
-- in: base currency, quote currency, day int64, number int64, digits int64, scale int64, source text, recorded_at instant
-- Rates whose numbers are known.
INSERT INTO exchange_rate (base, quote, day, number, digits, scale, source, recorded_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: rate_each  kind: each
-- in: base currency, first_day int64, last_day int64
-- out: quote currency, day int64, number int64, digits int64, scale int64
-- All rates against a currency within some days, corrections after what they correct.
SELECT quote, day, number, digits, scale FROM exchange_rate
 WHERE base = $1 AND day >= $2 AND day <= $3 ORDER BY quote, day, number;

-- name: rate_count  kind: one
-- out: rates int64
-- How many there are.
SELECT CAST(count(*) AS BIGINT) FROM exchange_rate;

-- name: rate_last  kind: optional
-- in: base currency, quote currency, first_day int64, last_day int64
-- out: id exchange_rate_id, day int64, number int64, digits int64, scale int64, source text, recorded_at instant
-- The latest rate of a pair within some days.
SELECT id, day, number, digits, scale, source, recorded_at FROM exchange_rate
 WHERE base = $1 AND quote = $2 AND day >= $3 AND day <= $4 ORDER BY day DESC, number DESC LIMIT 1;

-- name: rate_last_cross  kind: optional
-- in: pivot currency, quote_from currency, quote_to currency, first_day int64, last_day int64
-- out: day int64, from_digits int64, from_scale int64, from_source text, to_digits int64, to_scale int64, to_source text
-- The latest day within some days on which two currencies have rates against a third.
SELECT f.day, f.digits, f.scale, f.source, t.digits, t.scale, t.source
  FROM exchange_rate f JOIN exchange_rate t ON t.base = f.base AND t.quote = $3 AND t.day = f.day
 WHERE f.base = $1 AND f.quote = $2 AND f.day >= $4 AND f.day <= $5
 ORDER BY f.day DESC, f.number DESC, t.number DESC LIMIT 1;

-- name: rate_list  kind: many
-- in: before_id exchange_rate_id, limit int64, base text, quote text, first_day int64, last_day int64
-- out: id exchange_rate_id, base currency, quote currency, day int64, number int64, digits int64, scale int64
-- out: source text, recorded_at instant
-- Newest first; a currency of '' takes all.
SELECT id, base, quote, day, number, digits, scale, source, recorded_at FROM exchange_rate
 WHERE id < $1 AND ($3 = '' OR base = $3) AND ($4 = '' OR quote = $4) AND day >= $5 AND day <= $6
 ORDER BY id DESC LIMIT $2;
