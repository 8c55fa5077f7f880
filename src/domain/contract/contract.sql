-- Contracts with a term and a target.

-- name: contract_insert  kind: one
-- in: partner_id partner_id, program_id program_id, renews_id contract_id, starts_at instant, ends_at instant
-- in: term_days int64, measure text, target int64, currency currency, when_met text, when_missed text
-- in: agreed_by text, agreed_at instant
-- out: id contract_id
-- A term that runs.
INSERT INTO contract (partner_id, program_id, renews_id, starts_at, ends_at, term_days, measure, target, currency,
                      when_met, when_missed, agreed_by, agreed_at, status, result, undecided, note)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 'running', 0, 0, '') RETURNING id;

-- name: contract_update  kind: exec
-- in: id contract_id, status text, result int64, undecided int64, decided_by text?, decided_at instant?, note text
-- What became of it.
UPDATE contract SET status = $2, result = $3, undecided = $4, decided_by = $5, decided_at = $6, note = $7 WHERE id = $1;

-- name: contract_get  kind: optional
-- in: id contract_id
-- out: id contract_id, partner_id partner_id, program_id program_id, renews_id contract_id, starts_at instant
-- out: ends_at instant, term_days int64, measure text, target int64, currency currency, when_met text
-- out: when_missed text, status text, result int64, undecided int64, agreed_by text, agreed_at instant
-- out: decided_by text?, decided_at instant?, note text
-- One term.
SELECT id, partner_id, program_id, renews_id, starts_at, ends_at, term_days, measure, target, currency, when_met,
       when_missed, status, result, undecided, agreed_by, agreed_at, decided_by, decided_at, note
  FROM contract WHERE id = $1;

-- name: contract_latest  kind: optional
-- in: partner_id partner_id, program_id program_id
-- out: id contract_id
-- The newest term of a partner in a program.
SELECT id FROM contract WHERE partner_id = $1 AND program_id = $2 ORDER BY id DESC LIMIT 1;

-- name: contract_list  kind: many
-- in: partner_id partner_id, program_id program_id, advertiser_id advertiser_id, status text, over_at instant
-- in: before_id int64, limit_count int64
-- out: id contract_id, partner_id partner_id, program_id program_id, renews_id contract_id, starts_at instant
-- out: ends_at instant, term_days int64, measure text, target int64, currency currency, when_met text
-- out: when_missed text, status text, result int64, undecided int64, agreed_by text, agreed_at instant
-- out: decided_by text?, decided_at instant?, note text
-- A page, the newest first; 0 and '' take any.
SELECT c.id, c.partner_id, c.program_id, c.renews_id, c.starts_at, c.ends_at, c.term_days, c.measure, c.target,
       c.currency, c.when_met, c.when_missed, c.status, c.result, c.undecided, c.agreed_by, c.agreed_at, c.decided_by,
       c.decided_at, c.note
  FROM contract c JOIN program g ON g.id = c.program_id
 WHERE ($1 = 0 OR c.partner_id = $1) AND ($2 = 0 OR c.program_id = $2) AND ($3 = 0 OR g.advertiser_id = $3)
   AND ($4 = '' OR c.status = $4) AND c.ends_at <= $5 AND c.id < $6
 ORDER BY c.id DESC LIMIT $7;

-- name: contract_count  kind: one
-- in: status text
-- out: count int64
-- How many terms have a status.
SELECT CAST(count(*) AS BIGINT) FROM contract WHERE status = $1;

-- name: contract_result  kind: one
-- in: partner_id partner_id, program_id program_id, from instant, to instant
-- out: sales int64, revenue_minor int64, undecided_sales int64, undecided_minor int64
-- Sales of a partner in a program that happened in a time: approved ones of which something is left, and pending ones.
SELECT CAST(coalesce(sum(CASE WHEN s.status = 'approved' AND s.is_left = 1 THEN 1 ELSE 0 END), 0) AS BIGINT),
       CAST(coalesce(sum(CASE WHEN s.status = 'approved' THEN s.left_minor ELSE 0 END), 0) AS BIGINT),
       CAST(coalesce(sum(CASE WHEN s.status = 'pending' AND s.is_left = 1 THEN 1 ELSE 0 END), 0) AS BIGINT),
       CAST(coalesce(sum(CASE WHEN s.status = 'pending' THEN s.left_minor ELSE 0 END), 0) AS BIGINT)
  FROM (SELECT l.status, CASE WHEN l.amount_minor = 0 OR l.left_minor > 0 THEN 1 ELSE 0 END AS is_left,
               CASE WHEN l.left_minor > 0 THEN l.left_minor ELSE 0 END AS left_minor
          FROM (SELECT c.status, c.amount_minor,
                       c.amount_minor - coalesce((SELECT sum(r.amount_minor) FROM refund r
                                                   WHERE r.conversion_id = c.id), 0) AS left_minor
                  FROM conversion c
                 WHERE c.partner_id = $1 AND c.program_id = $2 AND c.goal_kind = 'sale'
                   AND c.occurred_at >= $3 AND c.occurred_at < $4) l) s;
