-- Commissions, their steps, and clicks turned into money. Only the row of a commission is ever updated; its steps and
-- the lines of clicks are inserted and stay.

-- name: commission_ids  kind: many
-- in: count int64
-- out: id commission_id
-- Numbers for commissions that are inserted next.
-- sqlite:
WITH RECURSIVE step (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM step WHERE n < $1)
SELECT (SELECT coalesce(max(id), 0) FROM commission) + n FROM step;
-- postgres:
SELECT nextval('commission_id_seq') FROM generate_series(1, $1);
-- end

-- name: commission_insert  kind: merge
-- in: id commission_id, conversion_id conversion_id, accrual_key text, partner_id partner_id, program_id program_id, plan_id plan_id, plan_ids text, role text, level int64, currency currency, amount_minor int64, pending_minor int64, available_minor int64, status text, due_at instant?, created_at instant
-- What partners begin to earn.
INSERT INTO commission (id, conversion_id, accrual_key, partner_id, program_id, plan_id, plan_ids, role, level,
                        currency, amount_minor, pending_minor, available_minor, status, due_at, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16);

-- name: commission_update  kind: exec
-- in: id commission_id, amount_minor int64, pending_minor int64, available_minor int64, status text, due_at instant?
-- Where it stands after a step.
UPDATE commission SET amount_minor = $2, pending_minor = $3, available_minor = $4, status = $5, due_at = $6
 WHERE id = $1;

-- name: commission_get  kind: optional
-- in: id commission_id
-- out: id commission_id, conversion_id conversion_id, accrual_key text, partner_id partner_id, program_id program_id, plan_id plan_id, plan_ids text, role text, level int64, currency currency, amount_minor int64, pending_minor int64, available_minor int64, status text, due_at instant?, created_at instant
-- One commission.
SELECT id, conversion_id, accrual_key, partner_id, program_id, plan_id, plan_ids, role, level, currency, amount_minor,
       pending_minor, available_minor, status, due_at, created_at
  FROM commission WHERE id = $1;

-- name: commission_find_key  kind: optional
-- in: accrual_key text
-- out: id commission_id, conversion_id conversion_id, accrual_key text, partner_id partner_id, program_id program_id, plan_id plan_id, plan_ids text, role text, level int64, currency currency, amount_minor int64, pending_minor int64, available_minor int64, status text, due_at instant?, created_at instant
-- The commission an accrual made.
SELECT id, conversion_id, accrual_key, partner_id, program_id, plan_id, plan_ids, role, level, currency, amount_minor,
       pending_minor, available_minor, status, due_at, created_at
  FROM commission WHERE accrual_key = $1;

-- name: commission_list_of  kind: many
-- in: conversion_id conversion_id
-- out: id commission_id, conversion_id conversion_id, accrual_key text, partner_id partner_id, program_id program_id, plan_id plan_id, plan_ids text, role text, level int64, currency currency, amount_minor int64, pending_minor int64, available_minor int64, status text, due_at instant?, created_at instant
-- All of a conversion.
SELECT id, conversion_id, accrual_key, partner_id, program_id, plan_id, plan_ids, role, level, currency, amount_minor,
       pending_minor, available_minor, status, due_at, created_at
  FROM commission WHERE conversion_id = $1 ORDER BY id;

-- name: commission_list_bonuses  kind: many
-- in: program_id program_id, partner_id partner_id
-- out: id commission_id, conversion_id conversion_id, accrual_key text, partner_id partner_id, program_id program_id, plan_id plan_id, plan_ids text, role text, level int64, currency currency, amount_minor int64, pending_minor int64, available_minor int64, status text, due_at instant?, created_at instant
-- A partner's bonuses in a program.
SELECT id, conversion_id, accrual_key, partner_id, program_id, plan_id, plan_ids, role, level, currency, amount_minor,
       pending_minor, available_minor, status, due_at, created_at
  FROM commission WHERE program_id = $1 AND partner_id = $2 AND role = 'bonus' ORDER BY id;

-- name: commission_list  kind: many
-- in: before_id commission_id, advertiser_id advertiser_id, program_id program_id, status text, limit int64
-- out: id commission_id, conversion_id conversion_id, accrual_key text, partner_id partner_id, program_id program_id, plan_id plan_id, plan_ids text, role text, level int64, currency currency, amount_minor int64, pending_minor int64, available_minor int64, status text, due_at instant?, created_at instant
-- Newest first; 0 and an empty status take any.
SELECT id, conversion_id, accrual_key, partner_id, program_id, plan_id, plan_ids, role, level, currency, amount_minor,
       pending_minor, available_minor, status, due_at, created_at
  FROM commission
 WHERE id < $1 AND ($3 = 0 OR program_id = $3) AND ($4 = '' OR status = $4)
   AND ($2 = 0 OR program_id IN (SELECT p.id FROM program p WHERE p.advertiser_id = $2))
 ORDER BY id DESC LIMIT $5;

-- name: commission_list_of_partner  kind: many
-- in: before_id commission_id, partner_id partner_id, advertiser_id advertiser_id, program_id program_id, status text, limit int64
-- out: id commission_id, conversion_id conversion_id, accrual_key text, partner_id partner_id, program_id program_id, plan_id plan_id, plan_ids text, role text, level int64, currency currency, amount_minor int64, pending_minor int64, available_minor int64, status text, due_at instant?, created_at instant
-- The same for one partner, by the index of his commissions.
SELECT id, conversion_id, accrual_key, partner_id, program_id, plan_id, plan_ids, role, level, currency, amount_minor,
       pending_minor, available_minor, status, due_at, created_at
  FROM commission
 WHERE partner_id = $2 AND id < $1 AND ($4 = 0 OR program_id = $4) AND ($5 = '' OR status = $5)
   AND ($3 = 0 OR program_id IN (SELECT p.id FROM program p WHERE p.advertiser_id = $3))
 ORDER BY id DESC LIMIT $6;

-- name: commission_list_due  kind: many
-- in: due_at instant, limit int64
-- out: id commission_id, conversion_id conversion_id, accrual_key text, partner_id partner_id, program_id program_id, plan_id plan_id, plan_ids text, role text, level int64, currency currency, amount_minor int64, pending_minor int64, available_minor int64, status text, due_at instant?, created_at instant
-- Pending ones whose hold is over, but those that wait for the advertiser's money: his payments cover the oldest
-- charges first, so a charge is not covered while he owes more than what was charged after it.
SELECT id, conversion_id, accrual_key, partner_id, program_id, plan_id, plan_ids, role, level, currency, amount_minor,
       pending_minor, available_minor, status, due_at, created_at
  FROM commission
 WHERE status = 'pending' AND due_at <= $1
   AND NOT EXISTS
       (SELECT 1 FROM charge g
          JOIN advertiser_credit s ON s.advertiser_id = g.advertiser_id AND s.currency = g.currency
          JOIN ledger_account a ON a.owner_kind = 'advertiser' AND a.owner_id = g.advertiser_id
           AND a.kind = 'receivable' AND a.currency = g.currency
         WHERE g.charge_key = CASE WHEN commission.conversion_id <> 0 THEN 'cnv:' || commission.conversion_id
                                   ELSE 'clk:' || commission.id END
           AND s.is_paid_when_funded = 1 AND g.line_id <> 0
           AND a.balance_minor >
               (SELECT coalesce(sum(o.amount_minor), 0) FROM charge o
                 WHERE o.advertiser_id = g.advertiser_id AND o.currency = g.currency AND o.line_id > g.line_id
                   AND o.is_confirmed = 1) +
               (SELECT coalesce(sum(n.amount_minor), 0) FROM advertiser_line n
                 WHERE n.advertiser_id = g.advertiser_id AND n.currency = g.currency AND n.id > g.line_id
                   AND n.kind = 'subscription'))
 ORDER BY due_at, id LIMIT $2;

-- name: commission_list_payable  kind: many
-- in: partner_id partner_id, currency currency, until instant
-- out: id commission_id, conversion_id conversion_id, accrual_key text, partner_id partner_id, program_id program_id, plan_id plan_id, plan_ids text, role text, level int64, currency currency, amount_minor int64, pending_minor int64, available_minor int64, status text, due_at instant?, created_at instant
-- What a payout may take of one partner. Without a date is what came back of a payout after its event was rejected.
SELECT id, conversion_id, accrual_key, partner_id, program_id, plan_id, plan_ids, role, level, currency, amount_minor,
       pending_minor, available_minor, status, due_at, created_at
  FROM commission
 WHERE partner_id = $1 AND currency = $2 AND status = 'available'
   AND (due_at <= $3 OR due_at IS NULL) ORDER BY id;

-- name: commission_payable_partners  kind: many
-- in: currency currency, until instant
-- out: partner_id partner_id
-- Who has something to be paid.
SELECT DISTINCT partner_id FROM commission
 WHERE status = 'available' AND (due_at <= $2 OR due_at IS NULL) AND currency = $1 AND available_minor > 0
 ORDER BY partner_id;

-- name: commission_change_insert  kind: merge
-- in: commission_id commission_id, number int64, cause text, cause_id int64, amount_minor int64, status text, derivation text, history text, entry_id entry_id, changed_at instant
-- Steps of commissions' lives.
INSERT INTO commission_change (commission_id, number, cause, cause_id, amount_minor, status, derivation, history,
                               entry_id, changed_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: commission_change_last  kind: optional
-- in: commission_id commission_id
-- out: commission_id commission_id, number int64, cause text, cause_id int64, amount_minor int64, currency currency, status text, derivation text, history text, entry_id entry_id, changed_at instant
-- The newest step.
SELECT h.commission_id, h.number, h.cause, h.cause_id, h.amount_minor, c.currency, h.status, h.derivation, h.history,
       h.entry_id, h.changed_at
  FROM commission_change h JOIN commission c ON c.id = h.commission_id
 WHERE h.commission_id = $1 ORDER BY h.number DESC LIMIT 1;

-- name: commission_change_get  kind: optional
-- in: commission_id commission_id, number int64
-- out: commission_id commission_id, number int64, cause text, cause_id int64, amount_minor int64, currency currency, status text, derivation text, history text, entry_id entry_id, changed_at instant
-- One step by its number.
SELECT h.commission_id, h.number, h.cause, h.cause_id, h.amount_minor, c.currency, h.status, h.derivation, h.history,
       h.entry_id, h.changed_at
  FROM commission_change h JOIN commission c ON c.id = h.commission_id
 WHERE h.commission_id = $1 AND h.number = $2;

-- name: commission_change_list  kind: many
-- in: commission_id commission_id
-- out: commission_id commission_id, number int64, cause text, cause_id int64, amount_minor int64, currency currency, status text, derivation text, history text, entry_id entry_id, changed_at instant
-- All steps in order.
SELECT h.commission_id, h.number, h.cause, h.cause_id, h.amount_minor, c.currency, h.status, h.derivation, h.history,
       h.entry_id, h.changed_at
  FROM commission_change h JOIN commission c ON c.id = h.commission_id
 WHERE h.commission_id = $1 ORDER BY h.number;

-- name: click_accrual_insert  kind: exec
-- in: program_id program_id, partner_id partner_id, number int64, day int64, plan_id plan_id, clicks int64, unique_clicks int64, impressions int64, carried_in_micro int64, earned_micro int64, booked_minor int64, carried_out_micro int64, commission_id commission_id, accrued_at instant
-- Clicks of a partner's day turned into money.
INSERT INTO click_accrual (program_id, partner_id, number, day, plan_id, clicks, unique_clicks, impressions,
                           carried_in_micro, earned_micro, booked_minor, carried_out_micro, commission_id, accrued_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14);

-- name: click_accrual_last  kind: optional
-- in: program_id program_id, partner_id partner_id
-- out: program_id program_id, partner_id partner_id, number int64, day int64, plan_id plan_id, clicks int64, unique_clicks int64, impressions int64, carried_in_micro int64, earned_micro int64, booked_minor int64, carried_out_micro int64, commission_id commission_id, accrued_at instant
-- The newest line, whose remainder the next one carries on.
SELECT program_id, partner_id, number, day, plan_id, clicks, unique_clicks, impressions, carried_in_micro, earned_micro,
       booked_minor, carried_out_micro, commission_id, accrued_at
  FROM click_accrual WHERE program_id = $1 AND partner_id = $2 ORDER BY number DESC LIMIT 1;

-- name: click_accrual_find  kind: optional
-- in: program_id program_id, partner_id partner_id, number int64
-- out: program_id program_id, partner_id partner_id, number int64, day int64, plan_id plan_id, clicks int64, unique_clicks int64, impressions int64, carried_in_micro int64, earned_micro int64, booked_minor int64, carried_out_micro int64, commission_id commission_id, accrued_at instant
-- The line that a commission of clicks came from.
SELECT program_id, partner_id, number, day, plan_id, clicks, unique_clicks, impressions, carried_in_micro, earned_micro,
       booked_minor, carried_out_micro, commission_id, accrued_at
  FROM click_accrual WHERE program_id = $1 AND partner_id = $2 AND number = $3;

-- name: click_accrual_list  kind: many
-- in: program_id program_id, partner_id partner_id, number int64, limit int64
-- out: program_id program_id, partner_id partner_id, number int64, day int64, plan_id plan_id, clicks int64, unique_clicks int64, impressions int64, carried_in_micro int64, earned_micro int64, booked_minor int64, carried_out_micro int64, commission_id commission_id, accrued_at instant
-- All lines after a cursor.
SELECT program_id, partner_id, number, day, plan_id, clicks, unique_clicks, impressions, carried_in_micro, earned_micro,
       booked_minor, carried_out_micro, commission_id, accrued_at
  FROM click_accrual WHERE (program_id, partner_id, number) > ($1, $2, $3)
 ORDER BY program_id, partner_id, number LIMIT $4;

-- name: click_backlog_list  kind: many
-- in: program_id program_id, partner_id partner_id, day int64, day_begin int64, day_end int64, limit int64
-- out: program_id program_id, partner_id partner_id, day int64, currency currency, clicks int64, unique_clicks int64
-- Days with clicks that no line has counted, of programs that ever had a plan speaking of clicks. Clicks are counted
-- from the rollup's days of links (level 7).
SELECT d.program_id, d.partner_id, d.day, g.currency, CAST(d.clicks - coalesce(a.clicks, 0) AS BIGINT),
       CAST(d.unique_clicks - coalesce(a.unique_clicks, 0) AS BIGINT)
  FROM (SELECT program_id, partner_id, quarter / 96 AS day, sum(clicks) AS clicks, sum(unique_clicks) AS unique_clicks
          FROM performance
         WHERE level = 7 AND quarter >= $4 * 96 AND quarter < $5 * 96 AND partner_id <> 0
           AND program_id IN (SELECT program_id FROM plan WHERE lower(plan_text) LIKE '%click%')
         GROUP BY program_id, partner_id, quarter / 96) d
  JOIN program g ON g.id = d.program_id
  LEFT JOIN (SELECT program_id, partner_id, day, sum(clicks) AS clicks, sum(unique_clicks) AS unique_clicks
               FROM click_accrual GROUP BY program_id, partner_id, day) a
         ON a.program_id = d.program_id AND a.partner_id = d.partner_id AND a.day = d.day
 WHERE d.clicks > coalesce(a.clicks, 0) AND (d.program_id, d.partner_id, d.day) > ($1, $2, $3)
 ORDER BY d.program_id, d.partner_id, d.day LIMIT $6;

-- name: impression_backlog_list  kind: many
-- in: program_id program_id, partner_id partner_id, day int64, day_begin int64, day_end int64, limit int64
-- out: program_id program_id, partner_id partner_id, day int64, currency currency, impressions int64
-- Days with impressions that no line has counted, of programs that ever had a plan speaking of impressions.
SELECT d.program_id, d.partner_id, d.day, g.currency, CAST(d.impressions - coalesce(a.impressions, 0) AS BIGINT)
  FROM (SELECT l.program_id, l.partner_id, r.day, sum(r.impressions) AS impressions
          FROM impression_report r JOIN link l ON l.id = r.link_id
         WHERE r.day >= $4 AND r.day < $5
           AND l.program_id IN (SELECT program_id FROM plan WHERE lower(plan_text) LIKE '%impression%')
         GROUP BY l.program_id, l.partner_id, r.day) d
  JOIN program g ON g.id = d.program_id
  LEFT JOIN (SELECT program_id, partner_id, day, sum(impressions) AS impressions
               FROM click_accrual WHERE impressions > 0 GROUP BY program_id, partner_id, day) a
         ON a.program_id = d.program_id AND a.partner_id = d.partner_id AND a.day = d.day
 WHERE d.impressions > coalesce(a.impressions, 0) AND (d.program_id, d.partner_id, d.day) > ($1, $2, $3)
 ORDER BY d.program_id, d.partner_id, d.day LIMIT $6;

-- name: impressions_before  kind: one
-- in: program_id program_id, partner_id partner_id, plan_id plan_id, number int64
-- out: impressions int64
-- How many impressions lines before this one counted under a plan version: part of a thousand goes on from there.
SELECT CAST(coalesce(sum(impressions), 0) AS BIGINT) FROM click_accrual
 WHERE program_id = $1 AND partner_id = $2 AND plan_id = $3 AND number < $4;

-- name: click_accrued_by_plan  kind: many
-- in: program_id program_id, partner_id partner_id, day int64
-- out: plan_id plan_id, clicks int64, unique_clicks int64
-- What was counted of a day already, by the plan version that paid.
SELECT plan_id, CAST(sum(clicks) AS BIGINT), CAST(sum(unique_clicks) AS BIGINT)
  FROM click_accrual WHERE program_id = $1 AND partner_id = $2 AND day = $3 GROUP BY plan_id ORDER BY plan_id;

-- name: click_plan_changes  kind: many
-- in: program_id program_id, partner_id partner_id, begins instant, ends instant
-- out: effective_at instant
-- When another plan version came into force for a partner inside a span of time, also by his taking it early.
SELECT p.effective_at AS at
  FROM plan p LEFT JOIN enrollment e ON e.id = p.enrollment_id
 WHERE p.program_id = $1 AND (p.enrollment_id = 0 OR e.partner_id = $2)
   AND p.effective_at > $3 AND p.effective_at < $4
UNION
SELECT a.answered_at FROM plan_answer a JOIN plan p ON p.id = a.plan_id
 WHERE p.program_id = $1 AND a.partner_id = $2 AND a.answer = 'accepted'
   AND a.answered_at > $3 AND a.answered_at < $4
 ORDER BY at;

-- name: click_count_between  kind: one
-- in: program_id program_id, partner_id partner_id, from_id click_id, to_id click_id
-- out: clicks int64, unique_clicks int64
-- A partner's clicks in a span of time, from the clicks themselves.
SELECT CAST(count(*) AS BIGINT), CAST(coalesce(sum(c.is_unique), 0) AS BIGINT)
  FROM click c JOIN link l ON l.id = c.link_id
 WHERE c.id >= $3 AND c.id < $4 AND l.program_id = $1 AND l.partner_id = $2;

-- name: budget_used  kind: one
-- in: plan_id plan_id, line int64, partner_id partner_id, period int64
-- out: used_minor int64
-- What events accepted so far use of a cap or budget in a period.
SELECT CAST(coalesce(sum(used_minor), 0) AS BIGINT) FROM budget_use
 WHERE plan_id = $1 AND line = $2 AND partner_id = $3 AND period = $4;

-- name: budget_use_insert  kind: exec
-- in: conversion_id conversion_id, plan_id plan_id, line int64, partner_id partner_id, period int64, used_before_minor int64, used_minor int64
-- What was used of a cap when an event was accepted, and what the event uses.
INSERT INTO budget_use (conversion_id, plan_id, line, partner_id, period, used_before_minor, used_minor)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: budget_use_set  kind: exec
-- in: conversion_id conversion_id, plan_id plan_id, line int64, partner_id partner_id, used_minor int64
-- What the event uses now.
UPDATE budget_use SET used_minor = $5 WHERE conversion_id = $1 AND plan_id = $2 AND line = $3 AND partner_id = $4;

-- name: budget_use_list  kind: many
-- in: conversion_id conversion_id
-- out: plan_id plan_id, line int64, partner_id partner_id, period int64, used_before_minor int64, used_minor int64
-- The caps that an event met.
SELECT plan_id, line, partner_id, period, used_before_minor, used_minor FROM budget_use WHERE conversion_id = $1
 ORDER BY plan_id, line, partner_id;

-- name: reward_find  kind: optional
-- in: reward_key text
-- out: id int64, granted int64, taken_back int64, delivered int64, last_number int64
-- A reward in kind and its account.
SELECT r.id, CAST(coalesce(sum(CASE WHEN h.cause = 'granted' THEN h.quantity ELSE 0 END), 0) AS BIGINT),
       CAST(coalesce(sum(CASE WHEN h.cause = 'taken_back' THEN h.quantity ELSE 0 END), 0) AS BIGINT),
       CAST(coalesce(sum(CASE WHEN h.cause = 'delivered' THEN h.quantity ELSE 0 END), 0) AS BIGINT),
       CAST(coalesce(max(h.number), 0) AS BIGINT)
  FROM reward r LEFT JOIN reward_change h ON h.reward_id = r.id
 WHERE r.reward_key = $1 GROUP BY r.id;

-- name: reward_get  kind: optional
-- in: id int64
-- out: partner_id partner_id, program_id program_id, granted int64, taken_back int64, delivered int64, last_number int64
-- One reward and its account.
SELECT r.partner_id, r.program_id,
       CAST(coalesce(sum(CASE WHEN h.cause = 'granted' THEN h.quantity ELSE 0 END), 0) AS BIGINT),
       CAST(coalesce(sum(CASE WHEN h.cause = 'taken_back' THEN h.quantity ELSE 0 END), 0) AS BIGINT),
       CAST(coalesce(sum(CASE WHEN h.cause = 'delivered' THEN h.quantity ELSE 0 END), 0) AS BIGINT),
       CAST(coalesce(max(h.number), 0) AS BIGINT)
  FROM reward r LEFT JOIN reward_change h ON h.reward_id = r.id
 WHERE r.id = $1 GROUP BY r.id, r.partner_id, r.program_id;

-- name: reward_insert  kind: one
-- in: reward_key text, partner_id partner_id, program_id program_id, conversion_id conversion_id, plan_id plan_id, line int64, kind text, name text, created_at instant
-- out: id int64
-- A reward in kind.
INSERT INTO reward (reward_key, partner_id, program_id, conversion_id, plan_id, line, kind, name, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id;

-- name: reward_change_insert  kind: exec
-- in: reward_id int64, number int64, cause text, quantity int64, actor text, changed_at instant
-- A step of a reward's account.
INSERT INTO reward_change (reward_id, number, cause, quantity, actor, changed_at) VALUES ($1, $2, $3, $4, $5, $6);

-- name: reward_list  kind: many
-- in: before_id int64, partner_id partner_id, program_id program_id, advertiser_id advertiser_id, limit int64
-- out: id int64, reward_key text, partner_id partner_id, program_id program_id, conversion_id conversion_id, kind text
-- out: name text, granted int64, taken_back int64, delivered int64, created_at instant
-- Rewards with their accounts, newest first.
SELECT r.id, r.reward_key, r.partner_id, r.program_id, r.conversion_id, r.kind, r.name,
       CAST(coalesce((SELECT sum(h.quantity) FROM reward_change h WHERE h.reward_id = r.id AND h.cause = 'granted'), 0)
            AS BIGINT),
       CAST(coalesce((SELECT sum(h.quantity) FROM reward_change h WHERE h.reward_id = r.id
                         AND h.cause = 'taken_back'), 0) AS BIGINT),
       CAST(coalesce((SELECT sum(h.quantity) FROM reward_change h WHERE h.reward_id = r.id
                         AND h.cause = 'delivered'), 0) AS BIGINT), r.created_at
  FROM reward r
 WHERE r.id < $1 AND ($2 = 0 OR r.partner_id = $2) AND ($3 = 0 OR r.program_id = $3)
   AND ($4 = 0 OR r.program_id IN (SELECT p.id FROM program p WHERE p.advertiser_id = $4))
 ORDER BY r.id DESC LIMIT $5;

-- name: reward_keys_of  kind: many
-- in: conversion_id conversion_id, program_id program_id, partner_id partner_id
-- out: reward_key text
-- The keys of an event's rewards, or with conversion 0 of a partner's rewards for periods in a program.
SELECT reward_key FROM reward
 WHERE conversion_id = $1 AND ($1 <> 0 OR (program_id = $2 AND partner_id = $3)) ORDER BY id;
