-- name: network_insert  kind: exec
-- in: name text, currency currency, time_zone text, fallback_url text, address_days int64, key_check blob
-- in: created_at instant
-- The one network of a new database.
INSERT INTO network (id, name, currency, time_zone, fallback_url, address_days, catalog_version, key_check, created_at)
VALUES (1, $1, $2, $3, $4, $5, 1, $6, $7);

-- name: network_get  kind: optional
-- out: name text, currency currency, time_zone text, fallback_url text, address_days int64, hue int64
-- out: logo text?, catalog_version int64, key_check blob, created_at instant
-- The one network.
SELECT name, currency, time_zone, fallback_url, address_days, hue, (SELECT digest FROM network_logo WHERE id = 1),
       catalog_version, key_check, created_at
  FROM network WHERE id = 1;

-- name: network_made  kind: optional
-- out: created_at instant
-- When the network was made: reads in every schema since the first.
SELECT created_at FROM network WHERE id = 1;

-- name: network_settings_set  kind: exec
-- in: name text, time_zone text, fallback_url text, address_days int64, hue int64
-- What an operator may change; the currency and the key stay.
UPDATE network SET name = $1, time_zone = $2, fallback_url = $3, address_days = $4, hue = $5 WHERE id = 1;

-- name: network_logo_set  kind: exec
-- in: media_type text, content blob, digest text, changed_at instant
-- The brand's picture.
INSERT INTO network_logo (id, media_type, content, digest, changed_at) VALUES (1, $1, $2, $3, $4)
ON CONFLICT (id) DO UPDATE SET media_type = excluded.media_type, content = excluded.content, digest = excluded.digest,
  changed_at = excluded.changed_at;

-- name: network_logo_get  kind: optional
-- in: digest text
-- out: media_type text, content blob
-- The brand's picture, if it is still this one.
SELECT media_type, content FROM network_logo WHERE id = 1 AND digest = $1;

-- name: network_logo_clear  kind: exec
-- The brand has no picture any more.
DELETE FROM network_logo WHERE id = 1;

-- name: network_catalog_bump  kind: one
-- out: catalog_version int64
-- The version that the rows changed in this transaction carry. The row's lock puts all catalog changes in one order.
UPDATE network SET catalog_version = catalog_version + 1 WHERE id = 1 RETURNING catalog_version;

-- name: network_time_zone  kind: one  kept: yes
-- out: time_zone text
-- In which days are counted.
SELECT time_zone FROM network WHERE id = 1;

-- name: network_change_mark  kind: one
-- out: number int64
-- The change mark (migration 0030); 1 while nothing has changed.
SELECT CAST(1 + coalesce(max(number), 0) AS BIGINT) FROM change_mark;

-- name: network_catalog_version  kind: one
-- out: catalog_version int64
-- The version of the last committed catalog change.
SELECT catalog_version FROM network WHERE id = 1;
