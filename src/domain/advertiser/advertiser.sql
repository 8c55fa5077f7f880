-- name: advertiser_insert  kind: one
-- in: name text, currency currency, postback_token_hash blob, created_at instant, version int64
-- out: id advertiser_id
-- A new advertiser, active.
INSERT INTO advertiser (name, currency, postback_token_hash, status, created_at, version)
VALUES ($1, $2, $3, 'active', $4, $5) RETURNING id;

-- name: advertiser_get  kind: optional
-- in: id advertiser_id
-- out: id advertiser_id, name text, currency currency, status text, created_at instant, version int64
-- One advertiser.
SELECT id, name, currency, status, created_at, version FROM advertiser WHERE id = $1;

-- name: advertiser_find_by_token  kind: optional  kept: yes
-- in: postback_token_hash blob
-- out: id advertiser_id, name text, currency currency, status text, created_at instant, version int64
-- The advertiser whose postback secret has this hash.
SELECT id, name, currency, status, created_at, version FROM advertiser WHERE postback_token_hash = $1;

-- name: advertiser_list  kind: many
-- in: id advertiser_id, status text, before_id int64, limit_count int64
-- out: id advertiser_id, name text, currency currency, status text, created_at instant, version int64
-- A page of advertisers, the newest first; or the one that may be seen.
SELECT id, name, currency, status, created_at, version
  FROM advertiser WHERE id < $3 AND ($1 = 0 OR id = $1) AND ($2 = '' OR status = $2)
 ORDER BY id DESC LIMIT $4;

-- name: advertiser_search  kind: many
-- in: words text, status text, sort int64, is_down bool, after_id advertiser_id, limit_count int64
-- out: id advertiser_id, name text, currency currency, status text, created_at instant, version int64
-- Advertisers by a column, from the one after an advertiser on: sort 1 name, 2 status, else the order in which they
-- came. words is a pattern in lower case, '' for any; so is status.
SELECT k.id, k.name, k.currency, k.status, k.created_at, k.version
  FROM (SELECT a.id, a.name, a.currency, a.status, a.created_at, a.version,
               CASE WHEN $3 = 1 THEN a.name WHEN $3 = 2 THEN a.status ELSE '' END COLLATE "und-x-icu" AS sort_key,
               coalesce((SELECT CASE WHEN $3 = 1 THEN b.name WHEN $3 = 2 THEN b.status ELSE '' END
                           FROM advertiser b WHERE b.id = $5), '') COLLATE "und-x-icu" AS after_key
          FROM advertiser a
         WHERE ($1 = '' OR lower(a.name) LIKE $1 ESCAPE '\') AND ($2 = '' OR a.status = $2)) AS k
 WHERE $5 = 0 OR ($4 = 0 AND (k.sort_key > k.after_key OR (k.sort_key = k.after_key AND k.id > $5)))
    OR ($4 = 1 AND (k.sort_key < k.after_key OR (k.sort_key = k.after_key AND k.id < $5)))
 ORDER BY CASE WHEN $4 = 0 THEN k.sort_key END COLLATE "und-x-icu",
          CASE WHEN $4 = 1 THEN k.sort_key END COLLATE "und-x-icu" DESC,
          CASE WHEN $4 = 1 THEN -k.id ELSE k.id END
 LIMIT $6;

-- name: advertiser_set  kind: exec
-- in: id advertiser_id, name text, currency currency, status text, version int64
-- What of an advertiser may change.
UPDATE advertiser SET name = $2, currency = $3, status = $4, version = $5 WHERE id = $1;

-- name: advertiser_token_set  kind: exec
-- in: id advertiser_id, postback_token_hash blob, version int64
-- A new postback secret; the old one stops at once.
UPDATE advertiser SET postback_token_hash = $2, version = $3 WHERE id = $1;
