-- name: catalog_network  kind: one
-- out: fallback_url text, address_days int64, catalog_version int64
-- The network's settings for visits, and the version of the last committed change.
SELECT fallback_url, address_days, catalog_version FROM network WHERE id = 1;

-- name: catalog_advertisers  kind: each
-- in: after_version int64
-- out: id advertiser_id, is_active bool
-- Changed advertisers.
SELECT id, CAST(CASE WHEN status = 'active' THEN 1 ELSE 0 END AS BIGINT) FROM advertiser WHERE version > $1;

-- name: catalog_programs  kind: each
-- in: after_version int64, now instant
-- out: id program_id, advertiser_id advertiser_id, link_forms text, is_active bool, window_ms int64
-- Changed programs, with the window of the terms in force. One whose advertiser is stopped for want of money is closed.
SELECT p.id, p.advertiser_id, p.link_forms,
       CAST(CASE WHEN p.status = 'active' AND NOT EXISTS
                 (SELECT 1 FROM advertiser_credit s WHERE s.advertiser_id = p.advertiser_id
                     AND s.currency = p.currency AND s.is_stopped = 1) THEN 1 ELSE 0 END AS BIGINT),
       coalesce((SELECT t.window_ms FROM program_terms t WHERE t.program_id = p.id AND t.effective_at <= $2
                  ORDER BY t.effective_at DESC, t.number DESC LIMIT 1), 0)
  FROM program p WHERE p.version > $1 ORDER BY p.id;

-- name: catalog_offers  kind: each
-- in: after_version int64
-- out: id offer_id, program_id program_id, destination_url text, hosts text, parameters text, click_id_parameter text
-- out: is_active bool
-- Changed offers.
SELECT id, program_id, destination_url, hosts, parameters, click_id_parameter,
       CAST(CASE WHEN status = 'active' THEN 1 ELSE 0 END AS BIGINT)
  FROM offer WHERE version > $1 ORDER BY id;

-- name: catalog_partners  kind: each
-- in: after_version int64
-- out: id partner_id, code text, is_active bool
-- Changed partners.
SELECT id, code, CAST(CASE WHEN status = 'active' THEN 1 ELSE 0 END AS BIGINT)
  FROM partner WHERE version > $1 ORDER BY id;

-- name: catalog_enrollments  kind: each
-- in: after_version int64
-- out: partner_id partner_id, program_id program_id, is_approved bool
-- Changed enrollments.
SELECT partner_id, program_id, CAST(CASE WHEN status = 'approved' THEN 1 ELSE 0 END AS BIGINT)
  FROM enrollment WHERE version > $1;

-- name: catalog_links  kind: each
-- in: after_version int64
-- out: id link_id, code text, partner_id partner_id, offer_id offer_id, destination_url text?, is_active bool
-- Changed links, oldest first.
SELECT id, code, partner_id, offer_id, destination_url, CAST(CASE WHEN status = 'active' THEN 1 ELSE 0 END AS BIGINT)
  FROM link WHERE version > $1 ORDER BY id;
