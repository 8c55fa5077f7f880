-- name: link_insert  kind: optional
-- in: code text, partner_id partner_id, program_id program_id, offer_id offer_id, destination_url text?
-- in: created_at instant, version int64
-- out: id link_id
-- A new link, active. No row when the code is taken.
INSERT INTO link (code, partner_id, program_id, offer_id, destination_url, status, created_at, version)
VALUES ($1, $2, $3, $4, $5, 'active', $6, $7) ON CONFLICT (code) DO NOTHING RETURNING id;

-- name: link_get  kind: optional
-- in: id link_id
-- out: id link_id, code text, partner_id partner_id, program_id program_id, offer_id offer_id, destination_url text?
-- out: status text, created_at instant, version int64
-- One link.
SELECT id, code, partner_id, program_id, offer_id, destination_url, status, created_at, version FROM link WHERE id = $1;

-- name: link_find  kind: optional
-- in: code text
-- out: id link_id, code text, partner_id partner_id, program_id program_id, offer_id offer_id, destination_url text?
-- out: status text, created_at instant, version int64
-- A link by the code in its address.
SELECT id, code, partner_id, program_id, offer_id, destination_url, status, created_at, version
  FROM link WHERE code = $1;

-- name: link_oldest  kind: optional
-- in: partner_id partner_id, program_id program_id
-- out: id link_id, code text, partner_id partner_id, program_id program_id, offer_id offer_id, destination_url text?
-- out: status text, created_at instant, version int64
-- A partner's first link in a program, active before archived ones.
SELECT id, code, partner_id, program_id, offer_id, destination_url, status, created_at, version
  FROM link WHERE partner_id = $1 AND program_id = $2
 ORDER BY CASE WHEN status = 'active' THEN 0 ELSE 1 END, id LIMIT 1;

-- name: link_list  kind: many
-- in: partner_id partner_id, program_id program_id, offer_id offer_id, advertiser_id advertiser_id, status text
-- in: before_id int64, limit_count int64
-- out: id link_id, code text, partner_id partner_id, program_id program_id, offer_id offer_id, destination_url text?
-- out: status text, created_at instant, version int64
-- A page of links, the newest first.
SELECT id, code, partner_id, program_id, offer_id, destination_url, status, created_at, version
  FROM link
 WHERE id < $6 AND ($1 = 0 OR partner_id = $1) AND ($2 = 0 OR program_id = $2) AND ($3 = 0 OR offer_id = $3)
   AND ($4 = 0 OR program_id IN (SELECT p.id FROM program p WHERE p.advertiser_id = $4))
   AND ($5 = '' OR status = $5)
 ORDER BY id DESC LIMIT $7;

-- name: link_search  kind: many
-- in: words text, status text, program_id program_id, is_down bool, after_id link_id, limit_count int64
-- out: id link_id, code text, partner_id partner_id, program_id program_id, offer_id offer_id, destination_url text?
-- out: status text, created_at instant, version int64
-- Links in the order in which they came, from the one after a link on. words is a pattern in lower case, '' for any: of
-- the code, or of the partner's name or code.
SELECT l.id, l.code, l.partner_id, l.program_id, l.offer_id, l.destination_url, l.status, l.created_at, l.version
  FROM link l
 WHERE ($1 = '' OR lower(l.code) LIKE $1 ESCAPE '\'
        OR l.partner_id IN (SELECT p.id FROM partner p
                             WHERE lower(p.name) LIKE $1 ESCAPE '\' OR lower(p.code) LIKE $1 ESCAPE '\'))
   AND ($2 = '' OR l.status = $2) AND ($3 = 0 OR l.program_id = $3)
   AND ($5 = 0 OR ($4 = 1 AND l.id < $5) OR ($4 = 0 AND l.id > $5))
 ORDER BY CASE WHEN $4 = 1 THEN -l.id ELSE l.id END LIMIT $6;

-- name: link_set  kind: exec
-- in: id link_id, destination_url text?, status text, version int64
-- What of a link may change; its code is out in the world, its owner and offer decide who was paid: they never do.
UPDATE link SET destination_url = $2, status = $3, version = $4 WHERE id = $1;

-- name: coupon_insert  kind: optional
-- in: program_id program_id, partner_id partner_id, code text, code_folded text, discount_ppm int64?
-- in: created_at instant
-- out: id coupon_id
-- A new coupon, active. No row when the program has the code already.
INSERT INTO coupon (program_id, partner_id, code, code_folded, discount_ppm, status, created_at)
VALUES ($1, $2, $3, $4, $5, 'active', $6) ON CONFLICT (program_id, code_folded) DO NOTHING RETURNING id;

-- name: coupon_get  kind: optional
-- in: id coupon_id
-- out: id coupon_id, program_id program_id, partner_id partner_id, code text, discount_ppm int64?, status text
-- out: created_at instant
-- One coupon.
SELECT id, program_id, partner_id, code, discount_ppm, status, created_at FROM coupon WHERE id = $1;

-- name: coupon_find  kind: optional
-- in: program_id program_id, code_folded text
-- out: id coupon_id, program_id program_id, partner_id partner_id, code text, discount_ppm int64?, status text
-- out: created_at instant
-- A program's coupon by its code in lower case, archived ones too.
SELECT id, program_id, partner_id, code, discount_ppm, status, created_at
  FROM coupon WHERE program_id = $1 AND code_folded = $2;

-- name: coupon_list  kind: many
-- in: partner_id partner_id, program_id program_id, advertiser_id advertiser_id, status text, before_id int64
-- in: limit_count int64
-- out: id coupon_id, program_id program_id, partner_id partner_id, code text, discount_ppm int64?, status text
-- out: created_at instant
-- A page of coupons, the newest first.
SELECT id, program_id, partner_id, code, discount_ppm, status, created_at
  FROM coupon
 WHERE id < $5 AND ($1 = 0 OR partner_id = $1) AND ($2 = 0 OR program_id = $2)
   AND ($3 = 0 OR program_id IN (SELECT p.id FROM program p WHERE p.advertiser_id = $3))
   AND ($4 = '' OR status = $4)
 ORDER BY id DESC LIMIT $6;

-- name: coupon_set  kind: exec
-- in: id coupon_id, discount_ppm int64?, status text
-- What of a coupon may change; its code and partner decide who was paid and never do.
UPDATE coupon SET discount_ppm = $2, status = $3 WHERE id = $1;

-- name: tracking_domain_insert  kind: optional
-- in: host text, note text, created_at instant
-- out: id int64
-- A new domain, active. No row when the host is there already.
INSERT INTO tracking_domain (host, note, status, created_at) VALUES ($1, $2, 'active', $3)
ON CONFLICT (host) DO NOTHING RETURNING id;

-- name: tracking_domain_list  kind: many
-- in: limit_count int64
-- out: id int64, host text, note text, status text, created_at instant
-- All domains, active ones first, by name.
SELECT id, host, note, status, created_at FROM tracking_domain
 ORDER BY CASE WHEN status = 'active' THEN 0 ELSE 1 END, host LIMIT $1;

-- name: tracking_domain_find  kind: optional
-- in: host text
-- out: id int64, host text, note text, status text, created_at instant
-- A domain by its name.
SELECT id, host, note, status, created_at FROM tracking_domain WHERE host = $1;

-- name: tracking_domain_set  kind: exec
-- in: host text, status text
-- Whether a domain is answered for.
UPDATE tracking_domain SET status = $2 WHERE host = $1;
