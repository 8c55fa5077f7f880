-- name: click_insert  kind: bulk
-- in: id click_id, link_id link_id, visitor int64, network_agent int64, is_unique bool, country text, device int64
-- in: address_prefix text, parameters text?
-- Redirected visits.
INSERT INTO click (id, link_id, visitor, network_agent, is_unique, country, device, address_prefix, parameters)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: click_person_insert  kind: bulk
-- in: click_id click_id, address text, agent text, referrer text
-- What could name a person, apart from the facts.
INSERT INTO click_person (click_id, address, agent, referrer) VALUES ($1, $2, $3, $4);

-- name: click_person_purge  kind: exec
-- in: before_id click_id, max_rows int64
-- Old ones, some at a time, so that clicks go on.
DELETE FROM click_person WHERE click_id IN
  (SELECT click_id FROM click_person WHERE click_id < $1 ORDER BY click_id LIMIT $2);

-- name: click_person_erase  kind: exec
-- in: customer_id customer_id
-- What names a person on the clicks that brought a customer's conversions or were looked at for them, and on all clicks
-- of the same browsers.
DELETE FROM click_person WHERE click_id IN (
  WITH known AS (
    SELECT c.click_id AS id FROM conversion c WHERE c.customer_id = $1 AND c.customer_id <> 0 AND c.click_id <> 0
    UNION
    SELECT e.click_id FROM conversion_evidence e JOIN conversion c ON c.id = e.conversion_id
     WHERE c.customer_id = $1 AND c.customer_id <> 0 AND e.click_id <> 0)
  SELECT id FROM known
  UNION
  SELECT other.id FROM known JOIN click k ON k.id = known.id AND k.visitor <> 0
    JOIN click other ON other.visitor = k.visitor);

-- name: click_refusal_add  kind: merge
-- in: quarter int64, link_id link_id, cause text, clicks int64
-- Visits that were not redirected to an offer.
INSERT INTO click_refusal (quarter, link_id, cause, clicks) VALUES ($1, $2, $3, $4)
ON CONFLICT (quarter, link_id, cause) DO UPDATE SET clicks = click_refusal.clicks + excluded.clicks;

-- name: click_exists  kind: optional
-- in: id click_id
-- out: id click_id
-- Whether a click has arrived.
SELECT id FROM click WHERE id = $1;

-- name: click_last_of_link  kind: optional
-- in: link_id link_id, from_id click_id
-- out: id click_id
-- The newest click of a link among those from a number on.
SELECT id FROM click WHERE id >= $2 AND link_id = $1 ORDER BY id DESC LIMIT 1;

-- name: click_window  kind: each
-- in: from_id click_id, to_id click_id
-- out: id click_id, link_id link_id, visitor int64, network_agent int64
-- Clicks of a span of time in its order, for the memory that tells unique clicks.
SELECT id, link_id, visitor, network_agent FROM click WHERE id >= $1 AND id < $2 ORDER BY id;

-- name: click_import_numbers  kind: each
-- in: from_id click_id, to_id click_id, node int64
-- out: id click_id
-- Numbers taken by clicks of files (the node of imports).
SELECT id FROM click WHERE id >= $1 AND id < $2 AND (id / 32768) % 64 = $3 ORDER BY id;

-- name: ship_mark_get  kind: optional
-- in: node int64
-- out: segment int64, position int64, clicks int64, shipped_at instant
-- How far a node has shipped.
SELECT segment, position, clicks, shipped_at FROM ship_mark WHERE node = $1;

-- name: ship_mark_start  kind: exec
-- in: node int64
-- A node that never shipped.
INSERT INTO ship_mark (node, segment, position, clicks, shipped_at) VALUES ($1, 0, 0, 0, 0)
ON CONFLICT (node) DO NOTHING;

-- name: ship_mark_set  kind: exec
-- in: node int64, from_segment int64, from_position int64, segment int64, position int64, clicks int64, shipped_at instant
-- Moves the mark only from where the shipper believes it to be.
UPDATE ship_mark SET segment = $4, position = $5, clicks = $6, shipped_at = $7
 WHERE node = $1 AND segment = $2 AND position = $3;

-- name: click_node_start  kind: exec
-- in: node int64, spool_number int64, at instant
-- A number that no server had yet: free.
INSERT INTO click_node (node, spool_number, heard_at, through_at, is_stopped) VALUES ($1, $2, $3, $3, 1)
ON CONFLICT (node) DO NOTHING;

-- name: click_node_claim  kind: exec
-- in: node int64, spool_number int64, heard_at instant, silent_since instant
-- The number is this spool's, unless another's server was heard of since.
UPDATE click_node SET spool_number = $2, heard_at = $3, is_stopped = 0
 WHERE node = $1 AND (spool_number = $2 OR is_stopped = 1 OR heard_at < $4);

-- name: click_node_beat  kind: exec
-- in: node int64, spool_number int64, heard_at instant, through_at instant, is_stopped bool
-- The server runs, or ended; how far its clicks are here only grows.
UPDATE click_node SET heard_at = $3, is_stopped = $5,
       through_at = CASE WHEN through_at < $4 THEN $4 ELSE through_at END
 WHERE node = $1 AND spool_number = $2;

-- name: click_node_list  kind: many
-- out: node int64, spool_number int64, heard_at instant, through_at instant, is_stopped bool
-- All servers that ever recorded clicks: 63 at most.
SELECT node, spool_number, heard_at, through_at, is_stopped FROM click_node ORDER BY node;

-- name: click_node_forget  kind: exec
-- Of a network that begins anew elsewhere.
DELETE FROM click_node;

-- name: impression_report_find  kind: optional
-- in: report_key text
-- out: id int64, link_id link_id, day int64, impressions int64, received_at instant
-- A report of impressions by its key.
SELECT id, link_id, day, impressions, received_at FROM impression_report WHERE report_key = $1;

-- name: impression_report_insert  kind: one
-- in: report_key text, link_id link_id, day int64, impressions int64, received_at instant
-- out: id int64
-- How often a link was shown on a day.
INSERT INTO impression_report (report_key, link_id, day, impressions, received_at) VALUES ($1, $2, $3, $4, $5)
RETURNING id;
