-- Reciprocal agreements and what was netted under them.

-- name: agreement_insert  kind: optional
-- in: partner_id partner_id, advertiser_id advertiser_id, note text, agreed_by text, agreed_at instant
-- out: id agreement_id
-- No row when one between the two lasts.
INSERT INTO reciprocal_agreement (partner_id, advertiser_id, note, agreed_by, agreed_at)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (partner_id, advertiser_id) WHERE ended_at IS NULL DO NOTHING
RETURNING id;

-- name: agreement_end_row  kind: exec
-- in: id agreement_id, ended_at instant
-- It lasts no longer.
UPDATE reciprocal_agreement SET ended_at = $2 WHERE id = $1;

-- name: agreement_get  kind: optional
-- in: id agreement_id
-- out: id agreement_id, partner_id partner_id, advertiser_id advertiser_id, note text, agreed_by text, agreed_at instant
-- out: ended_at instant?
-- One agreement.
SELECT id, partner_id, advertiser_id, note, agreed_by, agreed_at, ended_at
  FROM reciprocal_agreement WHERE id = $1;

-- name: agreement_list  kind: many
-- in: before_id int64, limit_count int64
-- out: id agreement_id, partner_id partner_id, advertiser_id advertiser_id, note text, agreed_by text, agreed_at instant
-- out: ended_at instant?
-- A page, the newest first.
SELECT id, partner_id, advertiser_id, note, agreed_by, agreed_at, ended_at
  FROM reciprocal_agreement WHERE id < $1 ORDER BY id DESC LIMIT $2;

-- name: netting_insert  kind: one
-- in: agreement_id agreement_id, currency currency, amount_minor int64, item_id payout_item_id, netted_by text
-- in: netted_at instant
-- out: id netting_id
-- A new one; its line follows.
INSERT INTO netting (agreement_id, currency, amount_minor, item_id, line_id, netted_by, netted_at, note)
VALUES ($1, $2, $3, $4, 0, $5, $6, '') RETURNING id;

-- name: netting_update  kind: exec
-- in: id netting_id, line_id line_id, reversed_by text?, reversed_at instant?, note text
-- Its line, and whether it was taken back.
UPDATE netting SET line_id = $2, reversed_by = $3, reversed_at = $4, note = $5 WHERE id = $1;

-- name: netting_get  kind: optional
-- in: id netting_id
-- out: id netting_id, agreement_id agreement_id, currency currency, amount_minor int64, item_id payout_item_id
-- out: line_id line_id, netted_by text, netted_at instant, reversed_by text?, reversed_at instant?, note text
-- One netting.
SELECT id, agreement_id, currency, amount_minor, item_id, line_id, netted_by, netted_at, reversed_by, reversed_at, note
  FROM netting WHERE id = $1;

-- name: netting_list  kind: many
-- in: agreement_id agreement_id, before_id int64, limit_count int64
-- out: id netting_id, agreement_id agreement_id, currency currency, amount_minor int64, item_id payout_item_id
-- out: line_id line_id, netted_by text, netted_at instant, reversed_by text?, reversed_at instant?, note text
-- A page, the newest first; agreement 0 takes all.
SELECT id, agreement_id, currency, amount_minor, item_id, line_id, netted_by, netted_at, reversed_by, reversed_at, note
  FROM netting WHERE ($1 = 0 OR agreement_id = $1) AND id < $2 ORDER BY id DESC LIMIT $3;

-- name: check_nettings  kind: many
-- in: limit int64
-- out: id netting_id, amount_minor int64, paid_minor int64, credited_minor int64
-- Nettings whose two sides are not the same sum, or that are taken back on one side only.
SELECT x.id, x.amount_minor, x.paid_minor, x.credited_minor
  FROM (SELECT n.id, CASE WHEN n.reversed_at IS NULL THEN n.amount_minor ELSE 0 END AS amount_minor,
               CAST(coalesce((SELECT sum(i.amount_minor) FROM payout_item i
                               WHERE i.id = n.item_id AND i.status = 'paid'), 0) AS BIGINT) AS paid_minor,
               CAST(coalesce((SELECT -sum(l.amount_minor) FROM advertiser_line l
                               WHERE l.kind IN ('netting', 'netting_reversed') AND l.reference_id = n.id), 0)
                    AS BIGINT) AS credited_minor
          FROM netting n) x
 WHERE x.amount_minor <> x.paid_minor OR x.amount_minor <> x.credited_minor
 ORDER BY x.id LIMIT $1;
