-- name: customer_by_external_id  kind: optional
-- in:  advertiser_id advertiser_id, external_id text
-- out: id customer_id
-- The customer an advertiser calls by this id.
SELECT id FROM customer WHERE advertiser_id = $1 AND external_id = $2;

-- name: customer_by_email  kind: optional
-- in:  advertiser_id advertiser_id, email_hash blob
-- out: customer_id customer_id, external_id text?
-- The customer who was seen with this e-mail.
SELECT c.id, c.external_id FROM customer_email e JOIN customer c ON c.id = e.customer_id
 WHERE e.advertiser_id = $1 AND e.email_hash = $2;

-- name: customer_insert  kind: one
-- in:  advertiser_id advertiser_id, external_id text?, created_at instant
-- out: id customer_id
-- A customer seen for the first time.
INSERT INTO customer (advertiser_id, external_id, created_at) VALUES ($1, $2, $3) RETURNING id;

-- name: customer_set_external_id  kind: exec
-- in:  id customer_id, external_id text
-- A customer known by e-mail gets the advertiser's id.
UPDATE customer SET external_id = $2 WHERE id = $1 AND external_id IS NULL;

-- name: customer_email_insert  kind: exec
-- in:  advertiser_id advertiser_id, email_hash blob, customer_id customer_id
-- The first customer seen with an e-mail keeps it.
INSERT INTO customer_email (advertiser_id, email_hash, customer_id) VALUES ($1, $2, $3)
ON CONFLICT (advertiser_id, email_hash) DO NOTHING;

-- name: binding_get  kind: optional
-- in:  program_id program_id, customer_id customer_id
-- out: partner_id partner_id, link_id link_id, click_id click_id, conversion_id conversion_id, bound_at instant
-- Whom a customer belongs to in a program.
SELECT partner_id, link_id, click_id, conversion_id, bound_at FROM binding WHERE program_id = $1 AND customer_id = $2;

-- name: binding_insert  kind: exec
-- in:  program_id program_id, customer_id customer_id, partner_id partner_id, link_id link_id, click_id click_id, conversion_id conversion_id, bound_at instant
-- The first lead or sale binds.
INSERT INTO binding (program_id, customer_id, partner_id, link_id, click_id, conversion_id, bound_at)
VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (program_id, customer_id) DO NOTHING;

-- name: binding_replace  kind: exec
-- in:  program_id program_id, customer_id customer_id, partner_id partner_id, link_id link_id, click_id click_id, conversion_id conversion_id, bound_at instant
-- A binding whose window has ended gives way to a new one.
INSERT INTO binding (program_id, customer_id, partner_id, link_id, click_id, conversion_id, bound_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (program_id, customer_id) DO UPDATE SET partner_id = excluded.partner_id, link_id = excluded.link_id,
  click_id = excluded.click_id, conversion_id = excluded.conversion_id, bound_at = excluded.bound_at;

-- name: customer_get  kind: optional
-- in:  id customer_id
-- out: id customer_id, advertiser_id advertiser_id, external_id text?, created_at instant, emails int64
-- One customer, with how many e-mails are known of him.
SELECT c.id, c.advertiser_id, c.external_id, c.created_at,
       CAST((SELECT count(*) FROM customer_email e WHERE e.customer_id = c.id) AS BIGINT)
  FROM customer c WHERE c.id = $1;

-- name: customer_external_id_erase  kind: exec
-- in:  id customer_id
-- The advertiser's id of a person who is to be forgotten.
UPDATE customer SET external_id = NULL WHERE id = $1;

-- name: customer_email_erase  kind: exec
-- in:  customer_id customer_id
-- The hashes of a person who is to be forgotten.
DELETE FROM customer_email WHERE customer_id = $1;

-- name: customer_list  kind: many
-- in:  advertiser_id advertiser_id, external_id text, before_id int64, limit_count int64
-- out: id customer_id, advertiser_id advertiser_id, external_id text?, created_at instant, emails int64
-- A page of customers, the newest first; an empty external id is any.
SELECT c.id, c.advertiser_id, c.external_id, c.created_at,
       CAST((SELECT count(*) FROM customer_email e WHERE e.customer_id = c.id) AS BIGINT)
  FROM customer c
 WHERE c.id < $3 AND ($1 = 0 OR c.advertiser_id = $1) AND ($2 = '' OR c.external_id = $2)
 ORDER BY c.id DESC LIMIT $4;

-- name: customer_churn_insert  kind: optional
-- in:  program_id program_id, customer_id customer_id, occurred_at instant, received_at instant
-- out: id int64
-- A customer left; no row when that was known.
INSERT INTO customer_churn (program_id, customer_id, occurred_at, received_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (program_id, customer_id, occurred_at) DO NOTHING RETURNING id;

-- name: customer_churned  kind: one
-- in:  program_id program_id, customer_id customer_id, at instant
-- out: is_churned bool
-- Whether a customer had left by an instant.
SELECT CAST(CASE WHEN EXISTS (SELECT 1 FROM customer_churn WHERE program_id = $1 AND customer_id = $2
                                 AND occurred_at <= $3) THEN 1 ELSE 0 END AS BIGINT);
