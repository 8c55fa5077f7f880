-- name: partner_insert  kind: optional
-- in: code text, name text, email text, type text, segment text, country text, recruited_by partner_id?, created_at instant, version int64
-- out: id partner_id
-- A new partner, active. No row when the code is taken.
INSERT INTO partner (code, name, email, type, segment, country, recruited_by, status, created_at, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, 'active', $8, $9) ON CONFLICT (code) DO NOTHING RETURNING id;

-- name: partner_get  kind: optional
-- in: id partner_id
-- out: id partner_id, code text, name text, email text, type text, segment text, country text, recruited_by partner_id?
-- out: status text, created_at instant, version int64
-- One partner.
SELECT id, code, name, email, type, segment, country, recruited_by, status, created_at, version
  FROM partner WHERE id = $1;

-- name: partner_find  kind: optional
-- in: code text
-- out: id partner_id, code text, name text, email text, type text, segment text, country text, recruited_by partner_id?
-- out: status text, created_at instant, version int64
-- A partner by the public handle.
SELECT id, code, name, email, type, segment, country, recruited_by, status, created_at, version
  FROM partner WHERE code = $1;

-- name: partner_list  kind: many
-- in: advertiser_id advertiser_id, program_id program_id, status text, before_id int64, limit_count int64
-- out: id partner_id, code text, name text, email text, type text, segment text, country text, recruited_by partner_id?
-- out: status text, created_at instant, version int64
-- A page of partners, the newest first; of all, or those who take part in an advertiser's programs or in one program.
SELECT id, code, name, email, type, segment, country, recruited_by, status, created_at, version
  FROM partner
 WHERE id < $4
   AND ($1 = 0 OR id IN (SELECT e.partner_id FROM enrollment e JOIN program p ON p.id = e.program_id
                          WHERE p.advertiser_id = $1))
   AND ($2 = 0 OR id IN (SELECT e.partner_id FROM enrollment e WHERE e.program_id = $2))
   AND ($3 = '' OR status = $3)
 ORDER BY id DESC LIMIT $5;

-- name: partner_search  kind: many
-- in: words text, status text, type text, country text, sort int64, is_down bool, after_id partner_id, limit_count int64
-- out: id partner_id, code text, name text, email text, type text, segment text, country text, recruited_by partner_id?
-- out: status text, created_at instant, version int64
-- Partners by a column, from the one after a partner on: sort 1 name, 2 code, 3 type, 4 country, 5 status, else the
-- order in which they came. words is a pattern in lower case, '' for any; so are the other filters.
SELECT k.id, k.code, k.name, k.email, k.type, k.segment, k.country, k.recruited_by, k.status, k.created_at, k.version
  FROM (SELECT p.id, p.code, p.name, p.email, p.type, p.segment, p.country, p.recruited_by, p.status, p.created_at,
               p.version,
          CASE WHEN $5 = 1 THEN p.name WHEN $5 = 2 THEN p.code WHEN $5 = 3 THEN p.type WHEN $5 = 4 THEN p.country
               WHEN $5 = 5 THEN p.status ELSE '' END COLLATE "und-x-icu" AS sort_key,
          coalesce((SELECT CASE WHEN $5 = 1 THEN a.name WHEN $5 = 2 THEN a.code WHEN $5 = 3 THEN a.type
                                WHEN $5 = 4 THEN a.country WHEN $5 = 5 THEN a.status ELSE '' END
                      FROM partner a WHERE a.id = $7), '') COLLATE "und-x-icu" AS after_key
          FROM partner p
         WHERE ($1 = '' OR lower(p.name) LIKE $1 ESCAPE '\' OR lower(p.code) LIKE $1 ESCAPE '\'
                OR lower(p.email) LIKE $1 ESCAPE '\')
           AND ($2 = '' OR p.status = $2) AND ($3 = '' OR p.type = $3) AND ($4 = '' OR p.country = $4)) AS k
 WHERE $7 = 0 OR ($6 = 0 AND (k.sort_key > k.after_key OR (k.sort_key = k.after_key AND k.id > $7)))
    OR ($6 = 1 AND (k.sort_key < k.after_key OR (k.sort_key = k.after_key AND k.id < $7)))
 ORDER BY CASE WHEN $6 = 0 THEN k.sort_key END COLLATE "und-x-icu",
          CASE WHEN $6 = 1 THEN k.sort_key END COLLATE "und-x-icu" DESC,
          CASE WHEN $6 = 1 THEN -k.id ELSE k.id END
 LIMIT $8;

-- name: partner_types  kind: many
-- in: limit_count int64
-- out: type text
-- The types that partners have.
SELECT DISTINCT type FROM partner WHERE type <> '' ORDER BY type LIMIT $1;

-- name: partner_countries  kind: many
-- in: limit_count int64
-- out: country text
-- The countries that partners are from.
SELECT DISTINCT country FROM partner WHERE country <> '' ORDER BY country LIMIT $1;

-- name: partner_set  kind: exec
-- in: id partner_id, name text, email text, type text, segment text, country text, recruited_by partner_id?
-- in: status text, version int64
-- What of a partner may change; the code is in links out in the world and never does.
UPDATE partner SET name = $2, email = $3, type = $4, segment = $5, country = $6, recruited_by = $7, status = $8,
       version = $9
 WHERE id = $1;

-- name: partner_is_of_advertiser  kind: optional
-- in: id partner_id, advertiser_id advertiser_id
-- out: id partner_id
-- Whether a partner takes or took part in any program of an advertiser.
SELECT e.partner_id FROM enrollment e JOIN program p ON p.id = e.program_id
 WHERE e.partner_id = $1 AND p.advertiser_id = $2 LIMIT 1;

-- name: enrollment_insert  kind: optional
-- in: partner_id partner_id, program_id program_id, status text, created_at instant, version int64
-- in: approved_at instant?
-- out: id enrollment_id
-- A partner enters a program. No row when there is an enrollment already.
INSERT INTO enrollment (partner_id, program_id, status, created_at, version, approved_at)
VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (partner_id, program_id) DO NOTHING RETURNING id;

-- name: enrollment_get  kind: optional
-- in: id enrollment_id
-- out: id enrollment_id, partner_id partner_id, program_id program_id, status text, created_at instant, version int64
-- out: approved_at instant?
-- One enrollment.
SELECT id, partner_id, program_id, status, created_at, version, approved_at FROM enrollment WHERE id = $1;

-- name: enrollment_find  kind: optional
-- in: partner_id partner_id, program_id program_id
-- out: id enrollment_id, partner_id partner_id, program_id program_id, status text, created_at instant, version int64
-- out: approved_at instant?
-- The enrollment of a partner in a program.
SELECT id, partner_id, program_id, status, created_at, version, approved_at
  FROM enrollment WHERE partner_id = $1 AND program_id = $2;

-- name: enrollment_list  kind: many
-- in: partner_id partner_id, program_id program_id, advertiser_id advertiser_id, status text, before_id int64
-- in: limit_count int64
-- out: id enrollment_id, partner_id partner_id, program_id program_id, status text, created_at instant, version int64
-- out: approved_at instant?
-- A page of enrollments, the newest first.
SELECT id, partner_id, program_id, status, created_at, version, approved_at
  FROM enrollment
 WHERE id < $5 AND ($1 = 0 OR partner_id = $1) AND ($2 = 0 OR program_id = $2)
   AND ($3 = 0 OR program_id IN (SELECT p.id FROM program p WHERE p.advertiser_id = $3))
   AND ($4 = '' OR status = $4)
 ORDER BY id DESC LIMIT $6;

-- name: enrollment_search  kind: many
-- in: program_id program_id, words text, status text, sort int64, is_down bool, after_id enrollment_id
-- in: limit_count int64
-- out: id enrollment_id, partner_id partner_id, program_id program_id, status text, created_at instant, version int64
-- out: approved_at instant?
-- A program's enrollments by a column, from the one after an enrollment on: sort 1 the partner's name, 2 status, else
-- the order in which they came. words is a pattern in lower case of the partner's name, code or e-mail, '' for any;
-- so is status.
SELECT k.id, k.partner_id, k.program_id, k.status, k.created_at, k.version, k.approved_at
  FROM (SELECT e.id, e.partner_id, e.program_id, e.status, e.created_at, e.version, e.approved_at,
               CASE WHEN $4 = 1 THEN p.name WHEN $4 = 2 THEN e.status ELSE '' END COLLATE "und-x-icu" AS sort_key,
               coalesce((SELECT CASE WHEN $4 = 1 THEN q.name WHEN $4 = 2 THEN b.status ELSE '' END
                           FROM enrollment b JOIN partner q ON q.id = b.partner_id WHERE b.id = $6),
                        '') COLLATE "und-x-icu" AS after_key
          FROM enrollment e JOIN partner p ON p.id = e.partner_id
         WHERE e.program_id = $1
           AND ($2 = '' OR lower(p.name) LIKE $2 ESCAPE '\' OR lower(p.code) LIKE $2 ESCAPE '\'
                OR lower(p.email) LIKE $2 ESCAPE '\')
           AND ($3 = '' OR e.status = $3)) AS k
 WHERE $6 = 0 OR ($5 = 0 AND (k.sort_key > k.after_key OR (k.sort_key = k.after_key AND k.id > $6)))
    OR ($5 = 1 AND (k.sort_key < k.after_key OR (k.sort_key = k.after_key AND k.id < $6)))
 ORDER BY CASE WHEN $5 = 0 THEN k.sort_key END COLLATE "und-x-icu",
          CASE WHEN $5 = 1 THEN k.sort_key END COLLATE "und-x-icu" DESC,
          CASE WHEN $5 = 1 THEN -k.id ELSE k.id END
 LIMIT $7;

-- name: enrollment_count  kind: one
-- in: program_id program_id, status text
-- out: count int64
-- How many enrollments of a program have a status.
SELECT CAST(count(*) AS BIGINT) FROM enrollment WHERE program_id = $1 AND status = $2;

-- name: enrollment_count_promised  kind: one
-- in: program_id program_id
-- out: count int64
-- How many enrollments of a program are or were approved once.
SELECT CAST(count(*) AS BIGINT) FROM enrollment WHERE program_id = $1 AND approved_at IS NOT NULL;

-- name: enrollment_set  kind: exec
-- in: id enrollment_id, status text, version int64, approved_at instant?
-- The status of an enrollment; who and where never change.
UPDATE enrollment SET status = $2, version = $3, approved_at = $4 WHERE id = $1;

-- name: partner_recruiters  kind: many  kept: yes
-- in: id partner_id, limit_count int64
-- out: level int64, id partner_id
-- The recruiters above a partner, level 1 first, archived ones too.
WITH RECURSIVE up (level, id) AS (
  SELECT CAST(1 AS BIGINT), recruited_by FROM partner WHERE id = $1
  UNION ALL
  SELECT up.level + 1, p.recruited_by FROM up JOIN partner p ON p.id = up.id WHERE up.level < $2)
SELECT level, id FROM up WHERE id IS NOT NULL ORDER BY level;

-- name: partner_facts  kind: optional  kept: yes
-- in: id partner_id, program_id program_id, at instant, known_at instant
-- out: id partner_id, code text, type text, segment text, country text, status text, level text, enrolled_at instant?
-- A partner as plans of a program look at him, with the level in force at an instant and known at another.
SELECT p.id, p.code, p.type, p.segment, p.country, p.status,
       coalesce((SELECT l.level FROM partner_level l
                  WHERE l.partner_id = p.id AND l.program_id = $2 AND l.effective_at <= $3 AND l.created_at <= $4
                  ORDER BY l.effective_at DESC, l.id DESC LIMIT 1), ''),
       (SELECT e.created_at FROM enrollment e WHERE e.partner_id = p.id AND e.program_id = $2)
  FROM partner p WHERE p.id = $1;

-- name: partner_level_insert  kind: one
-- in: partner_id partner_id, program_id program_id, level text, effective_at instant, cause text, actor text
-- in: created_at instant
-- out: id int64
-- A partner's level from an instant on.
INSERT INTO partner_level (partner_id, program_id, level, effective_at, cause, actor, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id;

-- name: partner_level_list  kind: many
-- in: partner_id partner_id, program_id program_id, advertiser_id advertiser_id, before_id int64, limit_count int64
-- out: id int64, partner_id partner_id, program_id program_id, level text, effective_at instant, cause text, actor text
-- out: created_at instant
-- The levels of a partner, the newest step first; in one program, or in an advertiser's, or in all.
SELECT id, partner_id, program_id, level, effective_at, cause, actor, created_at
  FROM partner_level
 WHERE partner_id = $1 AND id < $4 AND ($2 = 0 OR program_id = $2)
   AND ($3 = 0 OR program_id IN (SELECT p.id FROM program p WHERE p.advertiser_id = $3))
 ORDER BY id DESC LIMIT $5;

-- name: partner_level_words  kind: many
-- in: program_id program_id
-- out: level text
-- The levels that partners of a program have or had.
SELECT DISTINCT level FROM partner_level WHERE program_id = $1 ORDER BY level;

-- name: matrix_place_get  kind: optional
-- in: program_id program_id, partner_id partner_id
-- out: above_id partner_id, position int64
-- Where a partner sits.
SELECT above_id, position FROM matrix_place WHERE program_id = $1 AND partner_id = $2;

-- name: matrix_place_insert  kind: exec
-- in: program_id program_id, partner_id partner_id, above_id partner_id, position int64, placed_at instant
-- A partner takes a place.
INSERT INTO matrix_place (program_id, partner_id, above_id, position, placed_at) VALUES ($1, $2, $3, $4, $5);

-- name: matrix_place_free  kind: optional
-- in: program_id program_id, top_id partner_id, wide int64
-- out: above_id partner_id, taken int64
-- The first place that is free below a partner, row by row from above, each row from the left.
WITH RECURSIVE down (partner_id, depth, path) AS (
  SELECT CAST($2 AS BIGINT), CAST(0 AS BIGINT), CAST('' AS TEXT)
  UNION ALL
  SELECT m.partner_id, d.depth + 1, d.path || CAST(100000 + m.position AS TEXT)
    FROM down d JOIN matrix_place m ON m.program_id = $1 AND m.above_id = d.partner_id)
SELECT d.partner_id, CAST((SELECT count(*) FROM matrix_place t WHERE t.program_id = $1 AND t.above_id = d.partner_id)
                          AS BIGINT) AS taken
  FROM down d
 WHERE (SELECT count(*) FROM matrix_place t WHERE t.program_id = $1 AND t.above_id = d.partner_id) < $3
 ORDER BY d.depth, d.path LIMIT 1;

-- name: matrix_above  kind: many
-- in: program_id program_id, partner_id partner_id, limit_count int64
-- out: level int64, id partner_id
-- Who sits above a partner, level 1 first.
WITH RECURSIVE up (level, id) AS (
  SELECT CAST(1 AS BIGINT), above_id FROM matrix_place WHERE program_id = $1 AND partner_id = $2
  UNION ALL
  SELECT up.level + 1, m.above_id
    FROM up JOIN matrix_place m ON m.program_id = $1 AND m.partner_id = up.id WHERE up.level < $3)
SELECT level, id FROM up WHERE id <> 0 ORDER BY level;

-- name: matrix_unplaced  kind: many
-- in: program_id program_id
-- out: partner_id partner_id
-- Partners of a program without a place, in the order in which they came.
SELECT e.partner_id FROM enrollment e
 WHERE e.program_id = $1 AND e.status IN ('approved', 'pending')
   AND NOT EXISTS (SELECT 1 FROM matrix_place m WHERE m.program_id = $1 AND m.partner_id = e.partner_id)
 ORDER BY e.id;
