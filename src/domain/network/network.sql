-- name: network_insert  kind: exec
-- in: name text, currency currency, time_zone text, fallback_url text, address_days int64, key_check blob
-- in: created_at instant
-- The one network of a new database.
INSERT INTO network (id, name, currency, time_zone, fallback_url, address_days, catalog_version, key_check, created_at)
VALUES (1, $1, $2, $3, $4, $5, 1, $6, $7);

-- name: network_get  kind: optional
-- out: name text, currency currency, time_zone text, fallback_url text, address_days int64, catalog_version int64
-- out: key_check blob, created_at instant
-- The one network.
SELECT name, currency, time_zone, fallback_url, address_days, catalog_version, key_check, created_at
  FROM network WHERE id = 1;

-- name: network_settings_set  kind: exec
-- in: name text, time_zone text, fallback_url text, address_days int64
-- What an operator may change; the currency and the key stay.
UPDATE network SET name = $1, time_zone = $2, fallback_url = $3, address_days = $4 WHERE id = 1;

-- name: network_catalog_bump  kind: one
-- out: catalog_version int64
-- The version that the rows changed in this transaction carry. The row's lock puts all catalog changes in one order.
UPDATE network SET catalog_version = catalog_version + 1 WHERE id = 1 RETURNING catalog_version;

-- name: network_catalog_version  kind: one
-- out: catalog_version int64
-- The version of the last committed catalog change.
SELECT catalog_version FROM network WHERE id = 1;
