-- Who is who for the tax office. Versions are only added.

-- name: tax_profile_get  kind: optional
-- in: owner_kind text, owner_id int64
-- out: number int64, legal_name text, line1 text, line2 text, postcode text, city text, country text, vat_id text, registration_id text, vat_rate_ppm int64, self_billing_at instant?, created_at instant
-- The newest version of an owner.
SELECT number, legal_name, line1, line2, postcode, city, country, vat_id, registration_id, vat_rate_ppm,
       self_billing_at, created_at
  FROM tax_profile WHERE owner_kind = $1 AND owner_id = $2 ORDER BY number DESC LIMIT 1;

-- name: tax_profile_insert  kind: exec
-- in: owner_kind text, owner_id int64, number int64, legal_name text, line1 text, line2 text, postcode text, city text, country text, vat_id text, registration_id text, vat_rate_ppm int64, self_billing_at instant?, created_at instant
-- A new version.
INSERT INTO tax_profile (owner_kind, owner_id, number, legal_name, line1, line2, postcode, city, country, vat_id,
                         registration_id, vat_rate_ppm, self_billing_at, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14);
