-- The lines of advertisers' accounts, which are inserted and stay, and what they may owe.

-- name: advertiser_line_insert  kind: optional
-- in: advertiser_id advertiser_id, currency currency, line_key text, kind text, amount_minor int64, reference_id int64
-- in: method text, reference text, occurred_at instant, booked_at instant, moved_currency currency?, moved_minor int64?
-- in: value_minor int64?, rates text?
-- out: id line_id
-- No row when the key is taken.
INSERT INTO advertiser_line (advertiser_id, currency, line_key, kind, amount_minor, reference_id, method, reference,
                             occurred_at, booked_at, moved_currency, moved_minor, value_minor, rates)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
ON CONFLICT (advertiser_id, line_key) DO NOTHING
RETURNING id;

-- name: advertiser_line_find  kind: optional
-- in: advertiser_id advertiser_id, line_key text
-- out: id line_id, advertiser_id advertiser_id, currency currency, line_key text, kind text, amount_minor int64
-- out: reference_id int64, method text, reference text, occurred_at instant, booked_at instant
-- out: moved_currency currency?, moved_minor int64?, value_minor int64?, rates text?
-- The line that a key made.
SELECT id, advertiser_id, currency, line_key, kind, amount_minor, reference_id, method, reference, occurred_at,
       booked_at, moved_currency, moved_minor, value_minor, rates
  FROM advertiser_line WHERE advertiser_id = $1 AND line_key = $2;

-- name: advertiser_line_get  kind: optional
-- in: id line_id
-- out: id line_id, advertiser_id advertiser_id, currency currency, line_key text, kind text, amount_minor int64
-- out: reference_id int64, method text, reference text, occurred_at instant, booked_at instant
-- out: moved_currency currency?, moved_minor int64?, value_minor int64?, rates text?
-- One line.
SELECT id, advertiser_id, currency, line_key, kind, amount_minor, reference_id, method, reference, occurred_at,
       booked_at, moved_currency, moved_minor, value_minor, rates
  FROM advertiser_line WHERE id = $1;

-- name: advertiser_line_list  kind: many
-- in: advertiser_id advertiser_id, currency text, before_id int64, limit_count int64
-- out: id line_id, advertiser_id advertiser_id, currency currency, line_key text, kind text, amount_minor int64
-- out: reference_id int64, method text, reference text, occurred_at instant, booked_at instant
-- out: moved_currency currency?, moved_minor int64?, value_minor int64?, rates text?
-- A page of an advertiser's lines, the newest first; an empty currency takes all.
SELECT id, advertiser_id, currency, line_key, kind, amount_minor, reference_id, method, reference, occurred_at,
       booked_at, moved_currency, moved_minor, value_minor, rates
  FROM advertiser_line
 WHERE advertiser_id = $1 AND ($2 = '' OR currency = $2) AND id < $3
 ORDER BY id DESC LIMIT $4;

-- name: advertiser_credit_get  kind: optional
-- in: advertiser_id advertiser_id, currency currency
-- out: advertiser_id advertiser_id, currency currency, credit_limit_minor int64?, low_balance_minor int64?
-- out: over_limit text, is_paid_when_funded bool, is_stopped bool, changed_at instant
-- The limits of an advertiser in a currency.
SELECT advertiser_id, currency, credit_limit_minor, low_balance_minor, over_limit, is_paid_when_funded, is_stopped,
       changed_at
  FROM advertiser_credit WHERE advertiser_id = $1 AND currency = $2;

-- name: advertiser_credit_list  kind: many
-- in: advertiser_id advertiser_id
-- out: advertiser_id advertiser_id, currency currency, credit_limit_minor int64?, low_balance_minor int64?
-- out: over_limit text, is_paid_when_funded bool, is_stopped bool, changed_at instant
-- The limits of an advertiser.
SELECT advertiser_id, currency, credit_limit_minor, low_balance_minor, over_limit, is_paid_when_funded, is_stopped,
       changed_at
  FROM advertiser_credit WHERE advertiser_id = $1 ORDER BY currency;

-- name: advertiser_credit_list_stopping  kind: many
-- out: advertiser_id advertiser_id, currency currency, credit_limit_minor int64?, low_balance_minor int64?
-- out: over_limit text, is_paid_when_funded bool, is_stopped bool, changed_at instant
-- All limits that may stop clicks, or have stopped them.
SELECT advertiser_id, currency, credit_limit_minor, low_balance_minor, over_limit, is_paid_when_funded, is_stopped,
       changed_at
  FROM advertiser_credit WHERE over_limit = 'stop_clicks' OR is_stopped = 1 ORDER BY advertiser_id, currency;

-- name: advertiser_credit_put  kind: exec
-- in: advertiser_id advertiser_id, currency currency, credit_limit_minor int64?, low_balance_minor int64?
-- in: over_limit text, is_paid_when_funded bool, is_stopped bool, changed_at instant
-- Sets the limits of an advertiser in a currency.
INSERT INTO advertiser_credit
       (advertiser_id, currency, credit_limit_minor, low_balance_minor, over_limit, is_paid_when_funded, is_stopped,
        changed_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (advertiser_id, currency) DO UPDATE SET credit_limit_minor = excluded.credit_limit_minor,
       low_balance_minor = excluded.low_balance_minor, over_limit = excluded.over_limit,
       is_paid_when_funded = excluded.is_paid_when_funded, is_stopped = excluded.is_stopped,
       changed_at = excluded.changed_at;
