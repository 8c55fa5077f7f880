-- Versions of where partners, and the network itself, are paid.

-- name: payout_account_insert  kind: optional
-- in: partner_id partner_id, number int64, method text, details text, shown text, fingerprint blob, contact text
-- in: created_by text, created_at instant, usable_at instant
-- out: id payout_account_id
-- The next version. No row when the number is taken.
INSERT INTO payout_account (partner_id, number, method, details, shown, fingerprint, contact, created_by, created_at,
                            usable_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT (partner_id, number) DO NOTHING
RETURNING id;

-- name: payout_account_get  kind: optional
-- in: id payout_account_id
-- out: id payout_account_id, partner_id partner_id, number int64, method text, details text, shown text
-- out: fingerprint blob, contact text, created_by text, created_at instant, usable_at instant
-- One version.
SELECT id, partner_id, number, method, details, shown, fingerprint, contact, created_by, created_at, usable_at
  FROM payout_account WHERE id = $1;

-- name: payout_account_last  kind: optional
-- in: partner_id partner_id, method text
-- out: id payout_account_id, partner_id partner_id, number int64, method text, details text, shown text
-- out: fingerprint blob, contact text, created_by text, created_at instant, usable_at instant
-- The newest version, of one method or ('') of any.
SELECT id, partner_id, number, method, details, shown, fingerprint, contact, created_by, created_at, usable_at
  FROM payout_account WHERE partner_id = $1 AND ($2 = '' OR method = $2) ORDER BY number DESC LIMIT 1;

-- name: payout_account_list  kind: many
-- in: partner_id partner_id, before int64, limit int64
-- out: id payout_account_id, partner_id partner_id, number int64, method text, details text, shown text
-- out: fingerprint blob, contact text, created_by text, created_at instant, usable_at instant
-- Versions, newest first.
SELECT id, partner_id, number, method, details, shown, fingerprint, contact, created_by, created_at, usable_at
  FROM payout_account WHERE partner_id = $1 AND number < $2 ORDER BY number DESC LIMIT $3;

-- name: payout_account_shared  kind: one
-- in: fingerprint blob, partner_id partner_id
-- out: partners int64
-- Other partners whose newest version is the same account.
SELECT CAST(count(*) AS BIGINT) FROM payout_account a
 WHERE a.fingerprint = $1 AND a.partner_id <> $2 AND a.partner_id <> 0
   AND NOT EXISTS (SELECT 1 FROM payout_account n WHERE n.partner_id = a.partner_id AND n.number > a.number);
