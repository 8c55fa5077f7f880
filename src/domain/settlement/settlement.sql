-- Settlement terms, charges and their steps. Only the row of a charge is ever updated; versions and steps stay.

-- name: settlement_terms_insert  kind: one
-- in: program_id program_id, mode text, basis text, rate_ppm int64, fixed_minor int64, penalty_times int64
-- in: penalty_after_days int64, effective_at instant, created_at instant
-- out: id settlement_id, number int64
-- The next version; the caller holds the network's row, so numbers do not collide.
INSERT INTO settlement_terms (program_id, number, mode, basis, rate_ppm, fixed_minor, penalty_times,
                              penalty_after_days, effective_at, created_at)
VALUES ($1, 1 + (SELECT CAST(coalesce(max(number), 0) AS BIGINT) FROM settlement_terms WHERE program_id = $1),
        $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id, number;

-- name: settlement_terms_get  kind: optional
-- in: id settlement_id
-- out: id settlement_id, program_id program_id, number int64, mode text, basis text, rate_ppm int64, fixed_minor int64
-- out: penalty_times int64, penalty_after_days int64, effective_at instant, created_at instant
-- One version.
SELECT id, program_id, number, mode, basis, rate_ppm, fixed_minor, penalty_times, penalty_after_days, effective_at,
       created_at
  FROM settlement_terms WHERE id = $1;

-- name: settlement_terms_in_force  kind: optional  kept: yes
-- in: program_id program_id, at instant, known_at instant
-- out: id settlement_id, program_id program_id, number int64, mode text, basis text, rate_ppm int64, fixed_minor int64
-- out: penalty_times int64, penalty_after_days int64, effective_at instant, created_at instant
-- The version that settles an event of that instant, as far as it was known at known_at.
SELECT id, program_id, number, mode, basis, rate_ppm, fixed_minor, penalty_times, penalty_after_days, effective_at,
       created_at
  FROM settlement_terms WHERE program_id = $1 AND effective_at <= $2 AND created_at <= $3
 ORDER BY effective_at DESC, number DESC LIMIT 1;

-- name: settlement_terms_list  kind: many
-- in: program_id program_id, before_id int64, limit_count int64
-- out: id settlement_id, program_id program_id, number int64, mode text, basis text, rate_ppm int64, fixed_minor int64
-- out: penalty_times int64, penalty_after_days int64, effective_at instant, created_at instant
-- A page of a program's versions, the newest first.
SELECT id, program_id, number, mode, basis, rate_ppm, fixed_minor, penalty_times, penalty_after_days, effective_at,
       created_at
  FROM settlement_terms WHERE program_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3;

-- name: charge_insert  kind: optional
-- in: charge_key text, advertiser_id advertiser_id, program_id program_id, partner_id partner_id
-- in: conversion_id conversion_id, commission_id commission_id, terms_id settlement_id, currency currency
-- in: occurred_at instant, created_at instant
-- out: id charge_id
-- No row when the key is taken.
INSERT INTO charge (charge_key, advertiser_id, program_id, partner_id, conversion_id, commission_id, terms_id, currency,
                    amount_minor, commissions_minor, is_confirmed, line_id, occurred_at, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, 0, 0, 0, $9, $10)
ON CONFLICT (charge_key) DO NOTHING
RETURNING id;

-- name: charge_update  kind: exec
-- in: id charge_id, amount_minor int64, commissions_minor int64, is_confirmed bool, line_id line_id
-- Where it stands after a step.
UPDATE charge SET amount_minor = $2, commissions_minor = $3, is_confirmed = $4, line_id = $5 WHERE id = $1;

-- name: charge_get  kind: optional
-- in: id charge_id
-- out: id charge_id, charge_key text, advertiser_id advertiser_id, program_id program_id, partner_id partner_id
-- out: conversion_id conversion_id, commission_id commission_id, terms_id settlement_id, currency currency
-- out: amount_minor int64, commissions_minor int64, is_confirmed bool, line_id line_id, occurred_at instant
-- out: created_at instant
-- One charge.
SELECT id, charge_key, advertiser_id, program_id, partner_id, conversion_id, commission_id, terms_id, currency,
       amount_minor, commissions_minor, is_confirmed, line_id, occurred_at, created_at
  FROM charge WHERE id = $1;

-- name: charge_find  kind: optional
-- in: charge_key text
-- out: id charge_id, charge_key text, advertiser_id advertiser_id, program_id program_id, partner_id partner_id
-- out: conversion_id conversion_id, commission_id commission_id, terms_id settlement_id, currency currency
-- out: amount_minor int64, commissions_minor int64, is_confirmed bool, line_id line_id, occurred_at instant
-- out: created_at instant
-- The charge of a conversion or of a commission of clicks.
SELECT id, charge_key, advertiser_id, program_id, partner_id, conversion_id, commission_id, terms_id, currency,
       amount_minor, commissions_minor, is_confirmed, line_id, occurred_at, created_at
  FROM charge WHERE charge_key = $1;

-- name: charge_list  kind: many
-- in: advertiser_id advertiser_id, program_id program_id, is_negative_only bool, before_id int64, limit_count int64
-- out: id charge_id, charge_key text, advertiser_id advertiser_id, program_id program_id, partner_id partner_id
-- out: conversion_id conversion_id, commission_id commission_id, terms_id settlement_id, currency currency
-- out: amount_minor int64, commissions_minor int64, is_confirmed bool, line_id line_id, occurred_at instant
-- out: created_at instant
-- A page, the newest first; 0 takes any.
SELECT id, charge_key, advertiser_id, program_id, partner_id, conversion_id, commission_id, terms_id, currency,
       amount_minor, commissions_minor, is_confirmed, line_id, occurred_at, created_at
  FROM charge
 WHERE id < $4 AND ($1 = 0 OR advertiser_id = $1) AND ($2 = 0 OR program_id = $2)
   AND ($3 = 0 OR amount_minor < commissions_minor)
 ORDER BY id DESC LIMIT $5;

-- name: charge_change_insert  kind: exec
-- in: charge_id charge_id, number int64, cause text, cause_id int64, amount_minor int64, commissions_minor int64
-- in: is_confirmed bool, derivation text, entry_id entry_id, occurred_at instant, changed_at instant
-- A step.
INSERT INTO charge_change (charge_id, number, cause, cause_id, amount_minor, commissions_minor, is_confirmed,
                           derivation, entry_id, occurred_at, changed_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);

-- name: charge_change_list  kind: many
-- in: charge_id charge_id
-- out: number int64, cause text, cause_id int64, amount_minor int64, commissions_minor int64, is_confirmed bool
-- out: derivation text, entry_id entry_id, occurred_at instant, changed_at instant
-- All steps of a charge in order.
SELECT number, cause, cause_id, amount_minor, commissions_minor, is_confirmed, derivation, entry_id, occurred_at,
       changed_at
  FROM charge_change WHERE charge_id = $1 ORDER BY number;

-- name: charge_margin_programs  kind: many
-- in: from_at instant, to_at instant
-- out: id int64, currency currency, charged_minor int64, commissions_minor int64, charges int64, negative int64
-- Sums by program.
SELECT program_id, currency, CAST(sum(amount_minor) AS BIGINT), CAST(sum(commissions_minor) AS BIGINT),
       CAST(count(*) AS BIGINT), CAST(sum(CASE WHEN amount_minor < commissions_minor THEN 1 ELSE 0 END) AS BIGINT)
  FROM charge WHERE occurred_at >= $1 AND occurred_at < $2 GROUP BY program_id, currency ORDER BY program_id, currency;

-- name: charge_margin_advertisers  kind: many
-- in: from_at instant, to_at instant
-- out: id int64, currency currency, charged_minor int64, commissions_minor int64, charges int64, negative int64
-- Sums by advertiser.
SELECT advertiser_id, currency, CAST(sum(amount_minor) AS BIGINT), CAST(sum(commissions_minor) AS BIGINT),
       CAST(count(*) AS BIGINT), CAST(sum(CASE WHEN amount_minor < commissions_minor THEN 1 ELSE 0 END) AS BIGINT)
  FROM charge WHERE occurred_at >= $1 AND occurred_at < $2
 GROUP BY advertiser_id, currency ORDER BY advertiser_id, currency;

-- name: charge_margin_partners  kind: many
-- in: from_at instant, to_at instant
-- out: id int64, currency currency, charged_minor int64, commissions_minor int64, charges int64, negative int64
-- Sums by the partner who was credited.
SELECT partner_id, currency, CAST(sum(amount_minor) AS BIGINT), CAST(sum(commissions_minor) AS BIGINT),
       CAST(count(*) AS BIGINT), CAST(sum(CASE WHEN amount_minor < commissions_minor THEN 1 ELSE 0 END) AS BIGINT)
  FROM charge WHERE occurred_at >= $1 AND occurred_at < $2 GROUP BY partner_id, currency ORDER BY partner_id, currency;

-- name: settlement_use  kind: one
-- in: program_id program_id
-- out: is_used bool
-- Whether anything has happened in a program that its terms have settled.
SELECT CAST(CASE WHEN EXISTS (SELECT 1 FROM conversion WHERE program_id = $1)
              OR EXISTS (SELECT 1 FROM click_accrual WHERE program_id = $1) THEN 1 ELSE 0 END AS BIGINT);
