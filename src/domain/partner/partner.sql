-- name: partner_insert  kind: optional
-- in: code text, name text, email text, type text, recruited_by partner_id?, created_at instant, version int64
-- out: id partner_id
-- A new partner, active. No row when the code is taken.
INSERT INTO partner (code, name, email, type, recruited_by, status, created_at, version)
VALUES ($1, $2, $3, $4, $5, 'active', $6, $7) ON CONFLICT (code) DO NOTHING RETURNING id;

-- name: partner_get  kind: optional
-- in: id partner_id
-- out: id partner_id, code text, name text, email text, type text, recruited_by partner_id?, status text
-- out: created_at instant, version int64
-- One partner.
SELECT id, code, name, email, type, recruited_by, status, created_at, version FROM partner WHERE id = $1;

-- name: partner_find  kind: optional
-- in: code text
-- out: id partner_id, code text, name text, email text, type text, recruited_by partner_id?, status text
-- out: created_at instant, version int64
-- A partner by the public handle.
SELECT id, code, name, email, type, recruited_by, status, created_at, version FROM partner WHERE code = $1;

-- name: partner_list  kind: many
-- in: advertiser_id advertiser_id, program_id program_id, status text, before_id int64, limit_count int64
-- out: id partner_id, code text, name text, email text, type text, recruited_by partner_id?, status text
-- out: created_at instant, version int64
-- A page of partners, the newest first; of all, or those who take part in an advertiser's programs or in one program.
SELECT id, code, name, email, type, recruited_by, status, created_at, version
  FROM partner
 WHERE id < $4
   AND ($1 = 0 OR id IN (SELECT e.partner_id FROM enrollment e JOIN program p ON p.id = e.program_id
                          WHERE p.advertiser_id = $1))
   AND ($2 = 0 OR id IN (SELECT e.partner_id FROM enrollment e WHERE e.program_id = $2))
   AND ($3 = '' OR status = $3)
 ORDER BY id DESC LIMIT $5;

-- name: partner_set  kind: exec
-- in: id partner_id, name text, email text, type text, status text, version int64
-- What of a partner may change; the code is in links out in the world and never does.
UPDATE partner SET name = $2, email = $3, type = $4, status = $5, version = $6 WHERE id = $1;

-- name: partner_is_of_advertiser  kind: optional
-- in: id partner_id, advertiser_id advertiser_id
-- out: id partner_id
-- Whether a partner takes or took part in any program of an advertiser.
SELECT e.partner_id FROM enrollment e JOIN program p ON p.id = e.program_id
 WHERE e.partner_id = $1 AND p.advertiser_id = $2 LIMIT 1;

-- name: enrollment_insert  kind: optional
-- in: partner_id partner_id, program_id program_id, status text, created_at instant, version int64
-- out: id enrollment_id
-- A partner enters a program. No row when there is an enrollment already.
INSERT INTO enrollment (partner_id, program_id, status, created_at, version)
VALUES ($1, $2, $3, $4, $5) ON CONFLICT (partner_id, program_id) DO NOTHING RETURNING id;

-- name: enrollment_get  kind: optional
-- in: id enrollment_id
-- out: id enrollment_id, partner_id partner_id, program_id program_id, status text, created_at instant, version int64
-- One enrollment.
SELECT id, partner_id, program_id, status, created_at, version FROM enrollment WHERE id = $1;

-- name: enrollment_find  kind: optional
-- in: partner_id partner_id, program_id program_id
-- out: id enrollment_id, partner_id partner_id, program_id program_id, status text, created_at instant, version int64
-- The enrollment of a partner in a program.
SELECT id, partner_id, program_id, status, created_at, version
  FROM enrollment WHERE partner_id = $1 AND program_id = $2;

-- name: enrollment_list  kind: many
-- in: partner_id partner_id, program_id program_id, advertiser_id advertiser_id, status text, before_id int64
-- in: limit_count int64
-- out: id enrollment_id, partner_id partner_id, program_id program_id, status text, created_at instant, version int64
-- A page of enrollments, the newest first.
SELECT id, partner_id, program_id, status, created_at, version
  FROM enrollment
 WHERE id < $5 AND ($1 = 0 OR partner_id = $1) AND ($2 = 0 OR program_id = $2)
   AND ($3 = 0 OR program_id IN (SELECT p.id FROM program p WHERE p.advertiser_id = $3))
   AND ($4 = '' OR status = $4)
 ORDER BY id DESC LIMIT $6;

-- name: enrollment_set  kind: exec
-- in: id enrollment_id, status text, version int64
-- The status of an enrollment; who and where never change.
UPDATE enrollment SET status = $2, version = $3 WHERE id = $1;
