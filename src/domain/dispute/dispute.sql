-- Appeals of partners.

-- name: dispute_insert  kind: optional
-- in: partner_id partner_id, conversion_id conversion_id, commission_id commission_id, reason text, opened_at instant
-- in: opened_by text, due_at instant
-- out: id dispute_id
-- A new one, unless one against the same thing is open.
INSERT INTO dispute (partner_id, conversion_id, commission_id, reason, status, outcome, opened_at, opened_by, due_at)
VALUES ($1, $2, $3, $4, 'open', '', $5, $6, $7)
ON CONFLICT (partner_id, conversion_id, commission_id) WHERE status <> 'decided' DO NOTHING RETURNING id;

-- name: dispute_update  kind: exec
-- in: id dispute_id, status text, outcome text, due_at instant, decided_at instant?, decided_by text?
-- After a message or the decision.
UPDATE dispute SET status = $2, outcome = $3, due_at = $4, decided_at = $5, decided_by = $6 WHERE id = $1;

-- name: dispute_get  kind: optional
-- in: id dispute_id
-- out: id dispute_id, partner_id partner_id, conversion_id conversion_id, commission_id commission_id, reason text
-- out: status text, outcome text, opened_at instant, opened_by text, due_at instant, decided_at instant?
-- out: decided_by text?
-- One dispute.
SELECT id, partner_id, conversion_id, commission_id, reason, status, outcome, opened_at, opened_by, due_at, decided_at,
       decided_by
  FROM dispute WHERE id = $1;

-- name: dispute_find_open  kind: optional
-- in: partner_id partner_id, conversion_id conversion_id, commission_id commission_id
-- out: id dispute_id
-- The open one against a thing.
SELECT id FROM dispute
 WHERE partner_id = $1 AND conversion_id = $2 AND commission_id = $3 AND status <> 'decided';

-- name: dispute_list  kind: many
-- in: before_id dispute_id, partner_id partner_id, conversion_id conversion_id, status text, limit int64
-- out: id dispute_id, partner_id partner_id, conversion_id conversion_id, commission_id commission_id, reason text
-- out: status text, outcome text, opened_at instant, opened_by text, due_at instant, decided_at instant?
-- out: decided_by text?
-- Newest first; 0 and an empty status take any.
SELECT id, partner_id, conversion_id, commission_id, reason, status, outcome, opened_at, opened_by, due_at, decided_at,
       decided_by
  FROM dispute
 WHERE id < $1 AND ($2 = 0 OR partner_id = $2) AND ($3 = 0 OR conversion_id = $3) AND ($4 = '' OR status = $4)
 ORDER BY id DESC LIMIT $5;

-- name: dispute_search  kind: many
-- in: partner_id partner_id, status text, reason text, words text, sort int64, is_down bool, after_id dispute_id
-- in: limit int64
-- out: id dispute_id, partner_id partner_id, conversion_id conversion_id, commission_id commission_id, reason text
-- out: status text, outcome text, opened_at instant, opened_by text, due_at instant, decided_at instant?
-- out: decided_by text?
-- Disputes by a column, from the one after a dispute on: sort 1 by when the network answers, 2 the partner's name, else
-- the order in which they came. words is a pattern in lower case of the order or the partner's name, '' for any; so
-- are status and reason; partner 0 for all.
SELECT k.id, k.partner_id, k.conversion_id, k.commission_id, k.reason, k.status, k.outcome, k.opened_at, k.opened_by,
       k.due_at, k.decided_at, k.decided_by
  FROM (SELECT d.id, d.partner_id, d.conversion_id, d.commission_id, d.reason, d.status, d.outcome, d.opened_at,
               d.opened_by, d.due_at, d.decided_at, d.decided_by,
               CASE WHEN $5 = 2 THEN p.name ELSE '' END COLLATE "und-x-icu" AS sort_key,
               CASE WHEN $5 = 1 THEN d.due_at ELSE 0 END AS sort_number,
               coalesce((SELECT CASE WHEN $5 = 2 THEN q.name ELSE '' END
                           FROM dispute b JOIN partner q ON q.id = b.partner_id WHERE b.id = $7),
                        '') COLLATE "und-x-icu" AS after_key,
               coalesce((SELECT CASE WHEN $5 = 1 THEN b.due_at ELSE 0 END
                           FROM dispute b WHERE b.id = $7), 0) AS after_number
          FROM dispute d JOIN partner p ON p.id = d.partner_id LEFT JOIN conversion c ON c.id = d.conversion_id
         WHERE ($1 = 0 OR d.partner_id = $1) AND ($2 = '' OR d.status = $2) AND ($3 = '' OR d.reason = $3)
           AND ($4 = '' OR lower(c.order_id) LIKE $4 ESCAPE '\' OR lower(p.name) LIKE $4 ESCAPE '\')) AS k
 WHERE $7 = 0 OR ($6 = 0 AND (k.sort_key, k.sort_number, k.id) > (k.after_key, k.after_number, $7))
    OR ($6 = 1 AND (k.sort_key, k.sort_number, k.id) < (k.after_key, k.after_number, $7))
 ORDER BY CASE WHEN $6 = 0 THEN k.sort_key END COLLATE "und-x-icu",
          CASE WHEN $6 = 1 THEN k.sort_key END COLLATE "und-x-icu" DESC,
          CASE WHEN $6 = 1 THEN -k.sort_number ELSE k.sort_number END, CASE WHEN $6 = 1 THEN -k.id ELSE k.id END
 LIMIT $8;

-- name: dispute_count_open  kind: one
-- out: count int64
-- How many wait for the network.
SELECT CAST(count(*) AS BIGINT) FROM dispute WHERE status = 'open';

-- name: dispute_message_insert  kind: exec
-- in: dispute_id dispute_id, is_partner bool, author text, body text, written_at instant
-- What somebody wrote.
INSERT INTO dispute_message (dispute_id, is_partner, author, body, written_at) VALUES ($1, $2, $3, $4, $5);

-- name: dispute_message_list  kind: many
-- in: dispute_id dispute_id
-- out: is_partner bool, author text, body text, written_at instant
-- All of a dispute, in order.
SELECT is_partner, author, body, written_at FROM dispute_message WHERE dispute_id = $1 ORDER BY id;
