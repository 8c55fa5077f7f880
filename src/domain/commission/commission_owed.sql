-- What is owed to partners, by when it is due: for the operator's view of the money to come. All read only.

-- name: commission_owed  kind: many
-- in: end_1 instant, end_2 instant, end_3 instant, end_4 instant
-- out: currency currency, month int64, pending_minor int64, available_minor int64, in_payout_minor int64
-- Sums per currency and month in which the hold ends: 0 to 3 before the ends given, 4 after them, -1 not decided.
SELECT c.currency,
       CASE WHEN c.due_at IS NULL THEN -1 WHEN c.due_at < $1 THEN 0 WHEN c.due_at < $2 THEN 1 WHEN c.due_at < $3 THEN 2
            WHEN c.due_at < $4 THEN 3 ELSE 4 END,
       CAST(sum(c.pending_minor) AS BIGINT), CAST(sum(c.available_minor) AS BIGINT),
       CAST(sum(CASE WHEN c.status = 'in_payout' THEN c.amount_minor ELSE 0 END) AS BIGINT)
  FROM commission c WHERE c.status IN ('pending', 'available', 'in_payout')
 GROUP BY 1, 2 ORDER BY 1, 2;

-- name: commission_sums  kind: many
-- in: partner_id partner_id, program_id program_id, status text, from instant, to instant, currency text, origin text
-- in: earned_from instant, earned_to instant, words text, is_own bool
-- in: offer_id offer_id, link_id link_id, country text, device int64
-- out: currency currency, status text, commissions int64, amount_minor int64
-- How many there are and what they sum to, per currency and state; 0 and '' take any. See commission_search.
SELECT c.currency, c.status, CAST(count(*) AS BIGINT), CAST(sum(c.amount_minor) AS BIGINT)
  FROM (
SELECT m.id, m.conversion_id, m.partner_id, m.currency, m.amount_minor, m.status,
       CASE WHEN m.conversion_id <> 0 THEN (SELECT v.occurred_at FROM conversion v WHERE v.id = m.conversion_id)
            ELSE coalesce((SELECT (a.day * 96 + 95) * 900000 FROM click_accrual a
                            WHERE a.program_id = m.program_id AND a.partner_id = m.partner_id
                              AND a.commission_id = m.id), m.created_at) END AS earned_at
  FROM (SELECT id, conversion_id, partner_id, program_id, role, currency, amount_minor, status, created_at
          FROM commission WHERE $1 = 0
        UNION ALL
        SELECT id, conversion_id, partner_id, program_id, role, currency, amount_minor, status, created_at
          FROM commission WHERE partner_id = $1) m
 WHERE ($2 = 0 OR m.program_id = $2) AND ($3 = '' OR m.status = $3) AND m.created_at >= $4 AND m.created_at < $5
   AND ($6 = '' OR m.currency = $6)
   AND ($7 = '' OR ($7 = 'hand' AND m.role IN ('compensation', 'opening'))
        OR ($7 = 'event' AND m.role NOT IN ('compensation', 'opening')))
   AND m.created_at >= $8) c
 WHERE c.earned_at >= $8 AND c.earned_at < $9
   AND ($10 = '' OR EXISTS (SELECT 1 FROM conversion o
                             WHERE o.id = c.conversion_id AND ($11 = 0 OR o.partner_id = c.partner_id)
                               AND lower(o.order_id) LIKE $10 ESCAPE '\'))
   AND (($12 = 0 AND $13 = 0 AND $14 = '' AND $15 = -1)
        OR EXISTS (SELECT 1 FROM conversion o
                    WHERE o.id = c.conversion_id AND ($12 = 0 OR o.offer_id = $12) AND ($13 = 0 OR o.link_id = $13)
                      AND ($14 = '' OR o.country = CASE WHEN $14 = '-' THEN '' ELSE $14 END)
                      AND ($15 = -1 OR o.device = $15)))
 GROUP BY c.currency, c.status ORDER BY c.currency, c.status;

-- name: commission_search  kind: many
-- in: partner_id partner_id, program_id program_id, status text, from instant, to instant, currency text, origin text
-- in: earned_from instant, earned_to instant, words text, is_own bool
-- in: after_id commission_id, limit int64, sort int64, is_down bool, offer_id offer_id, link_id link_id
-- in: country text, device int64
-- out: id commission_id
-- The ids of a page, from the one after a commission on: sort 1 when it was earned, 2 amount, else the order in which
-- they were made; 0 and '' take any. Earned at the instant of its event, for clicks in the last quarter hour of their
-- day (as reports count them), else when it was made: never after that, so that older ones are not looked at. words is
-- a pattern of the order's id in lower case, is_own: only where the order is credited to the one who earns. Offer,
-- link, country ('-' is unknown) and device (-1 is any) are those of its order.
WITH place AS (
SELECT m.amount_minor,
       CASE WHEN m.conversion_id <> 0 THEN (SELECT v.occurred_at FROM conversion v WHERE v.id = m.conversion_id)
            ELSE coalesce((SELECT (a.day * 96 + 95) * 900000 FROM click_accrual a
                            WHERE a.program_id = m.program_id AND a.partner_id = m.partner_id
                              AND a.commission_id = m.id), m.created_at) END AS earned_at
  FROM commission m WHERE m.id = $12)
SELECT c.id
  FROM (
SELECT m.id, m.conversion_id, m.partner_id, m.currency, m.amount_minor, m.status,
       CASE WHEN m.conversion_id <> 0 THEN (SELECT v.occurred_at FROM conversion v WHERE v.id = m.conversion_id)
            ELSE coalesce((SELECT (a.day * 96 + 95) * 900000 FROM click_accrual a
                            WHERE a.program_id = m.program_id AND a.partner_id = m.partner_id
                              AND a.commission_id = m.id), m.created_at) END AS earned_at
  FROM (SELECT id, conversion_id, partner_id, program_id, role, currency, amount_minor, status, created_at
          FROM commission WHERE $1 = 0
        UNION ALL
        SELECT id, conversion_id, partner_id, program_id, role, currency, amount_minor, status, created_at
          FROM commission WHERE partner_id = $1) m
 WHERE ($2 = 0 OR m.program_id = $2) AND ($3 = '' OR m.status = $3) AND m.created_at >= $4 AND m.created_at < $5
   AND ($6 = '' OR m.currency = $6)
   AND ($7 = '' OR ($7 = 'hand' AND m.role IN ('compensation', 'opening'))
        OR ($7 = 'event' AND m.role NOT IN ('compensation', 'opening')))
   AND m.created_at >= $8) c
 WHERE c.earned_at >= $8 AND c.earned_at < $9
   AND ($10 = '' OR EXISTS (SELECT 1 FROM conversion o
                             WHERE o.id = c.conversion_id AND ($11 = 0 OR o.partner_id = c.partner_id)
                               AND lower(o.order_id) LIKE $10 ESCAPE '\'))
   AND (($16 = 0 AND $17 = 0 AND $18 = '' AND $19 = -1)
        OR EXISTS (SELECT 1 FROM conversion o
                    WHERE o.id = c.conversion_id AND ($16 = 0 OR o.offer_id = $16) AND ($17 = 0 OR o.link_id = $17)
                      AND ($18 = '' OR o.country = CASE WHEN $18 = '-' THEN '' ELSE $18 END)
                      AND ($19 = -1 OR o.device = $19)))
   AND ($12 = 0
        OR ($15 = 0 AND CASE WHEN $14 = 1 THEN c.earned_at WHEN $14 = 2 THEN c.amount_minor ELSE 0 END
                          > (SELECT CASE WHEN $14 = 1 THEN p.earned_at WHEN $14 = 2 THEN p.amount_minor ELSE 0 END
                               FROM place p))
        OR ($15 = 1 AND CASE WHEN $14 = 1 THEN c.earned_at WHEN $14 = 2 THEN c.amount_minor ELSE 0 END
                          < (SELECT CASE WHEN $14 = 1 THEN p.earned_at WHEN $14 = 2 THEN p.amount_minor ELSE 0 END
                               FROM place p))
        OR (CASE WHEN $14 = 1 THEN c.earned_at WHEN $14 = 2 THEN c.amount_minor ELSE 0 END
              = (SELECT CASE WHEN $14 = 1 THEN p.earned_at WHEN $14 = 2 THEN p.amount_minor ELSE 0 END
                   FROM place p)
            AND (($15 = 0 AND c.id > $12) OR ($15 = 1 AND c.id < $12))))
 ORDER BY CASE WHEN $14 = 1 THEN c.earned_at WHEN $14 = 2 THEN c.amount_minor ELSE 0 END
            * CASE WHEN $15 = 1 THEN -1 ELSE 1 END,
          c.id * CASE WHEN $15 = 1 THEN -1 ELSE 1 END
 LIMIT $13;

-- name: commission_earned  kind: optional
-- in: id commission_id
-- out: earned_at instant
-- When it was earned: see commission_search.
SELECT CASE WHEN m.conversion_id <> 0 THEN (SELECT v.occurred_at FROM conversion v WHERE v.id = m.conversion_id)
            ELSE coalesce((SELECT (a.day * 96 + 95) * 900000 FROM click_accrual a
                            WHERE a.program_id = m.program_id AND a.partner_id = m.partner_id
                              AND a.commission_id = m.id), m.created_at) END
  FROM commission m WHERE m.id = $1;

-- name: commission_late  kind: many
-- in: before_id commission_id, partner_id partner_id, program_id program_id, from instant, to instant
-- in: due_before instant, made_before instant, limit int64, currency text, origin text, earned_from instant
-- in: earned_to instant, words text, is_own bool
-- out: id commission_id
-- A page of those that may be overdue, the newest first: open and their hold over before the one instant, or not
-- decided and made before the other. Of each state its own part, so that the index by state and hold is used.
SELECT l.id
  FROM (SELECT id, conversion_id, partner_id, program_id, role, currency, created_at, amount_minor FROM commission
         WHERE status = 'available' AND due_at < $6
        UNION ALL
        SELECT id, conversion_id, partner_id, program_id, role, currency, created_at, amount_minor FROM commission
         WHERE status = 'in_payout' AND due_at < $6
        UNION ALL
        SELECT id, conversion_id, partner_id, program_id, role, currency, created_at, amount_minor FROM commission
         WHERE status = 'pending' AND due_at < $6
        UNION ALL
        SELECT id, conversion_id, partner_id, program_id, role, currency, created_at, amount_minor FROM commission
         WHERE status = 'pending' AND due_at IS NULL AND created_at < $7) l
 WHERE l.amount_minor > 0 AND l.id < $1 AND ($2 = 0 OR l.partner_id = $2) AND ($3 = 0 OR l.program_id = $3)
   AND l.created_at >= $4 AND l.created_at < $5 AND ($9 = '' OR l.currency = $9)
   AND ($10 = '' OR ($10 = 'hand' AND l.role IN ('compensation', 'opening'))
        OR ($10 = 'event' AND l.role NOT IN ('compensation', 'opening')))
   AND CASE WHEN l.conversion_id <> 0 THEN (SELECT v.occurred_at FROM conversion v WHERE v.id = l.conversion_id)
            ELSE coalesce((SELECT (a.day * 96 + 95) * 900000 FROM click_accrual a
                            WHERE a.program_id = l.program_id AND a.partner_id = l.partner_id
                              AND a.commission_id = l.id), l.created_at) END >= $11
   AND CASE WHEN l.conversion_id <> 0 THEN (SELECT v.occurred_at FROM conversion v WHERE v.id = l.conversion_id)
            ELSE coalesce((SELECT (a.day * 96 + 95) * 900000 FROM click_accrual a
                            WHERE a.program_id = l.program_id AND a.partner_id = l.partner_id
                              AND a.commission_id = l.id), l.created_at) END < $12
   AND ($13 = '' OR EXISTS (SELECT 1 FROM conversion o
                             WHERE o.id = l.conversion_id AND ($14 = 0 OR o.partner_id = l.partner_id)
                               AND lower(o.order_id) LIKE $13 ESCAPE '\'))
 ORDER BY l.id DESC LIMIT $8;
