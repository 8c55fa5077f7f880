-- name: conversion_by_order  kind: optional
-- in:  program_id program_id, goal text, order_id text
-- out: id conversion_id, content_hash blob, first_status text
-- The conversion an order made: the idempotency key of every report.
SELECT id, content_hash, first_status FROM conversion WHERE program_id = $1 AND goal = $2 AND order_id = $3;

-- name: conversion_ids  kind: many
-- in:  count int64
-- out: id conversion_id
-- Numbers for conversions that are inserted next.
-- sqlite:
WITH RECURSIVE step (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM step WHERE n < $1)
SELECT (SELECT coalesce(max(id), 0) FROM conversion) + n FROM step;
-- postgres:
SELECT nextval('conversion_id_seq') FROM generate_series(1, $1);
-- end

-- name: conversion_insert  kind: merge
-- in:  id conversion_id, program_id program_id, offer_id offer_id, goal text, goal_kind text, order_id text, amount_minor int64, discount_minor int64, currency currency, status text, first_status text, reason text, occurred_at instant, received_at instant, source text, terms_id terms_id, partner_id partner_id?, link_id link_id, click_id click_id, evidence_kind text, cause text, customer_id customer_id, coupon_code text, extra text, content_hash blob, country text, device int64, local_day int64, needs int64, plan_ids text, facts text
-- Accepted events.
INSERT INTO conversion (id, program_id, offer_id, goal, goal_kind, order_id, amount_minor, discount_minor, currency,
  status, first_status, reason, occurred_at, received_at, source, terms_id, partner_id, link_id, click_id,
  evidence_kind, cause, customer_id, coupon_code, extra, content_hash, country, device, local_day, needs, plan_ids,
  facts)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24,
        $25, $26, $27, $28, $29, $30, $31);

-- name: program_is_plain  kind: one  kept: yes
-- in:  program_id program_id
-- out: is_plain bool, versions_until instant
-- Whether no event of a program has looked at others, and the last instant that any version of it knows: a version is
-- in force at a later one if, and only if, it is in force then.
SELECT CAST(CASE WHEN EXISTS (SELECT 1 FROM program_history WHERE program_id = $1 AND needs <> 0) THEN 0 ELSE 1 END
            AS BIGINT),
  CAST(coalesce(max(v.at), 0) AS BIGINT)
  FROM (SELECT max(effective_at) AS at FROM program_terms WHERE program_id = $1
        UNION ALL SELECT max(created_at) FROM program_terms WHERE program_id = $1
        UNION ALL SELECT max(effective_at) FROM plan WHERE program_id = $1
        UNION ALL SELECT max(created_at) FROM plan WHERE program_id = $1
        UNION ALL SELECT max(a.answered_at) FROM plan_answer a JOIN plan ON plan.id = a.plan_id
                   WHERE plan.program_id = $1
        UNION ALL SELECT max(w.withdrawn_at) FROM plan_withdrawal w JOIN plan ON plan.id = w.plan_id
                   WHERE plan.program_id = $1
        UNION ALL SELECT max(effective_at) FROM settlement_terms WHERE program_id = $1
        UNION ALL SELECT max(created_at) FROM settlement_terms WHERE program_id = $1
        UNION ALL SELECT max(effective_at) FROM partner_level WHERE program_id = $1
        UNION ALL SELECT max(created_at) FROM partner_level WHERE program_id = $1) v;

-- name: conversion_known  kind: find
-- in:  program_id program_id, goal text, order_id text
-- out: id conversion_id
-- Which orders are there already.
SELECT id FROM conversion WHERE program_id = $1 AND goal = $2 AND order_id = $3;

-- name: conversion_item_insert  kind: batch
-- in:  conversion_id conversion_id, position int64, sku text, category text, kind text, quantity int64, amount_minor int64
-- The lines of an order.
INSERT INTO conversion_item (conversion_id, position, sku, category, kind, quantity, amount_minor)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: conversion_evidence_insert  kind: merge
-- in:  conversion_id conversion_id, position int64, kind text, click_id click_id, link_id link_id, partner_id partner_id, touched_at instant?, facts int64, outcome text
-- What was looked at, in the order in which it was judged.
INSERT INTO conversion_evidence (conversion_id, position, kind, click_id, link_id, partner_id, touched_at, facts,
                                 outcome)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: conversion_get  kind: optional
-- in:  id conversion_id
-- out: id conversion_id, program_id program_id, advertiser_id advertiser_id, offer_id offer_id, goal text, goal_kind text, order_id text, amount_minor int64, discount_minor int64, currency currency, status text, first_status text, reason text, occurred_at instant, received_at instant, source text, terms_id terms_id, partner_id partner_id?, link_id link_id, click_id click_id, evidence_kind text, cause text, customer_id customer_id, coupon_code text, extra text, country text, device int64, local_day int64, needs int64, plan_ids text, facts text, refunded_minor int64
-- out: reported_currency currency?, reported_amount_minor int64?, reported_discount_minor int64?, numerator int64?, denominator int64?, rate_day int64?, rate_source text?, rates text?
-- One conversion with what was refunded of it.
SELECT c.id, c.program_id, g.advertiser_id, c.offer_id, c.goal, c.goal_kind, c.order_id, c.amount_minor,
       c.discount_minor,
  c.currency, c.status, c.first_status, c.reason, c.occurred_at, c.received_at, c.source, c.terms_id, c.partner_id,
  c.link_id, c.click_id, c.evidence_kind, c.cause, c.customer_id, c.coupon_code, c.extra, c.country, c.device,
  c.local_day, c.needs, c.plan_ids, c.facts,
  CAST(coalesce((SELECT sum(r.amount_minor) FROM refund r WHERE r.conversion_id = c.id), 0) AS BIGINT),
  x.currency, x.amount_minor, x.discount_minor, x.numerator, x.denominator, x.rate_day, x.source, x.rates
  FROM conversion c JOIN program g ON g.id = c.program_id
  LEFT JOIN conversion_exchange x ON x.conversion_id = c.id WHERE c.id = $1;

-- name: conversion_list  kind: many
-- in:  before_id conversion_id, limit int64, advertiser_id advertiser_id, partner_id partner_id, program_id program_id, status text, is_unattributed int64
-- out: id conversion_id, program_id program_id, advertiser_id advertiser_id, offer_id offer_id, goal text, goal_kind text, order_id text, amount_minor int64, discount_minor int64, currency currency, status text, first_status text, reason text, occurred_at instant, received_at instant, source text, terms_id terms_id, partner_id partner_id?, link_id link_id, click_id click_id, evidence_kind text, cause text, customer_id customer_id, coupon_code text, extra text, country text, device int64, local_day int64, needs int64, plan_ids text, facts text, refunded_minor int64
-- out: reported_currency currency?, reported_amount_minor int64?, reported_discount_minor int64?, numerator int64?, denominator int64?, rate_day int64?, rate_source text?, rates text?
-- Newest first; a filter of 0 or '' takes all.
SELECT c.id, c.program_id, g.advertiser_id, c.offer_id, c.goal, c.goal_kind, c.order_id, c.amount_minor,
       c.discount_minor,
  c.currency, c.status, c.first_status, c.reason, c.occurred_at, c.received_at, c.source, c.terms_id, c.partner_id,
  c.link_id, c.click_id, c.evidence_kind, c.cause, c.customer_id, c.coupon_code, c.extra, c.country, c.device,
  c.local_day, c.needs, c.plan_ids, c.facts,
  CAST(coalesce((SELECT sum(r.amount_minor) FROM refund r WHERE r.conversion_id = c.id), 0) AS BIGINT),
  x.currency, x.amount_minor, x.discount_minor, x.numerator, x.denominator, x.rate_day, x.source, x.rates
  FROM conversion c JOIN program g ON g.id = c.program_id
  LEFT JOIN conversion_exchange x ON x.conversion_id = c.id
 WHERE c.id < $1 AND ($3 = 0 OR g.advertiser_id = $3) AND ($4 = 0 OR c.partner_id = $4)
   AND ($5 = 0 OR c.program_id = $5) AND ($6 = '' OR c.status = $6)
   AND ($7 = 0 OR c.partner_id IS NULL)
 ORDER BY c.id DESC LIMIT $2;

-- name: conversion_list_of_partner  kind: many
-- in:  before_id conversion_id, limit int64, advertiser_id advertiser_id, partner_id partner_id, program_id program_id, status text, is_unattributed int64
-- out: id conversion_id, program_id program_id, advertiser_id advertiser_id, offer_id offer_id, goal text, goal_kind text, order_id text, amount_minor int64, discount_minor int64, currency currency, status text, first_status text, reason text, occurred_at instant, received_at instant, source text, terms_id terms_id, partner_id partner_id?, link_id link_id, click_id click_id, evidence_kind text, cause text, customer_id customer_id, coupon_code text, extra text, country text, device int64, local_day int64, needs int64, plan_ids text, facts text, refunded_minor int64
-- out: reported_currency currency?, reported_amount_minor int64?, reported_discount_minor int64?, numerator int64?, denominator int64?, rate_day int64?, rate_source text?, rates text?
-- The same of one partner, by the index that has his: the other reads those of all partners.
SELECT c.id, c.program_id, g.advertiser_id, c.offer_id, c.goal, c.goal_kind, c.order_id, c.amount_minor,
       c.discount_minor,
  c.currency, c.status, c.first_status, c.reason, c.occurred_at, c.received_at, c.source, c.terms_id, c.partner_id,
  c.link_id, c.click_id, c.evidence_kind, c.cause, c.customer_id, c.coupon_code, c.extra, c.country, c.device,
  c.local_day, c.needs, c.plan_ids, c.facts,
  CAST(coalesce((SELECT sum(r.amount_minor) FROM refund r WHERE r.conversion_id = c.id), 0) AS BIGINT),
  x.currency, x.amount_minor, x.discount_minor, x.numerator, x.denominator, x.rate_day, x.source, x.rates
  FROM conversion c JOIN program g ON g.id = c.program_id
  LEFT JOIN conversion_exchange x ON x.conversion_id = c.id
 WHERE c.partner_id = $4 AND c.id < $1 AND ($3 = 0 OR g.advertiser_id = $3)
   AND ($5 = 0 OR c.program_id = $5) AND ($6 = '' OR c.status = $6)
   AND ($7 = 0 OR c.partner_id IS NULL)
 ORDER BY c.id DESC LIMIT $2;

-- name: conversion_search  kind: many
-- in:  partner_id partner_id, advertiser_id advertiser_id, program_id program_id, status text, is_unattributed int64, words text, goal_kind text, from_at instant, to_at instant, currency text, after_id conversion_id, limit int64, sort int64, is_down bool, offer_id offer_id, link_id link_id, country text, device int64
-- out: id conversion_id
-- Ids by a column, from the one after a conversion on: sort 1 instant of the event, 2 amount, else the order in which
-- they came. words is a pattern of the order's id in lower case; status counted: what is not rejected. A filter of 0 or
-- '' takes all, as does a device of -1; the country '-' is unknown.
-- One partner's are found by his index, the others' are not read.
SELECT c.id
  FROM (SELECT id, program_id, partner_id, goal_kind, order_id, amount_minor, currency, status, occurred_at,
               offer_id, link_id, country, device
          FROM conversion WHERE $1 = 0
        UNION ALL
        SELECT id, program_id, partner_id, goal_kind, order_id, amount_minor, currency, status, occurred_at,
               offer_id, link_id, country, device
          FROM conversion WHERE partner_id = $1) c
  JOIN program g ON g.id = c.program_id
 WHERE ($2 = 0 OR g.advertiser_id = $2) AND ($3 = 0 OR c.program_id = $3)
   AND ($4 = '' OR c.status = $4 OR ($4 = 'counted' AND c.status <> 'rejected'))
   AND ($5 = 0 OR c.partner_id IS NULL) AND ($6 = '' OR lower(c.order_id) LIKE $6 ESCAPE '\')
   AND ($7 = '' OR c.goal_kind = $7) AND c.occurred_at >= $8 AND c.occurred_at < $9
   AND ($10 = '' OR c.currency = $10)
   AND ($15 = 0 OR c.offer_id = $15) AND ($16 = 0 OR c.link_id = $16)
   AND ($17 = '' OR c.country = CASE WHEN $17 = '-' THEN '' ELSE $17 END) AND ($18 = -1 OR c.device = $18)
   AND ($11 = 0
        OR ($14 = 0 AND CASE WHEN $13 = 1 THEN c.occurred_at WHEN $13 = 2 THEN c.amount_minor ELSE 0 END
                          > (SELECT CASE WHEN $13 = 1 THEN a.occurred_at WHEN $13 = 2 THEN a.amount_minor ELSE 0 END
                               FROM conversion a WHERE a.id = $11))
        OR ($14 = 1 AND CASE WHEN $13 = 1 THEN c.occurred_at WHEN $13 = 2 THEN c.amount_minor ELSE 0 END
                          < (SELECT CASE WHEN $13 = 1 THEN a.occurred_at WHEN $13 = 2 THEN a.amount_minor ELSE 0 END
                               FROM conversion a WHERE a.id = $11))
        OR (CASE WHEN $13 = 1 THEN c.occurred_at WHEN $13 = 2 THEN c.amount_minor ELSE 0 END
              = (SELECT CASE WHEN $13 = 1 THEN a.occurred_at WHEN $13 = 2 THEN a.amount_minor ELSE 0 END
                   FROM conversion a WHERE a.id = $11)
            AND (($14 = 0 AND c.id > $11) OR ($14 = 1 AND c.id < $11))))
 ORDER BY CASE WHEN $13 = 1 THEN c.occurred_at WHEN $13 = 2 THEN c.amount_minor ELSE 0 END
            * CASE WHEN $14 = 1 THEN -1 ELSE 1 END,
          c.id * CASE WHEN $14 = 1 THEN -1 ELSE 1 END
 LIMIT $12;

-- name: conversion_sums  kind: many
-- in:  partner_id partner_id, advertiser_id advertiser_id, program_id program_id, status text, is_unattributed int64, words text, goal_kind text, from_at instant, to_at instant, currency text, offer_id offer_id, link_id link_id, country text, device int64
-- out: currency currency, conversions int64, amount_minor int64, revenue_minor int64
-- What those that a search finds sum to, by currency: how many, what customers paid, and what counts as revenue: less
-- refunds, and nothing of what is rejected.
SELECT s.currency, CAST(count(*) AS BIGINT), CAST(sum(s.amount_minor) AS BIGINT), CAST(sum(
         CASE WHEN s.status = 'rejected' OR s.refunded_minor >= s.amount_minor THEN 0
              ELSE s.amount_minor - s.refunded_minor END) AS BIGINT)
  FROM (
SELECT c.currency, c.status, c.amount_minor,
       CAST(coalesce((SELECT sum(r.amount_minor) FROM refund r WHERE r.conversion_id = c.id), 0) AS BIGINT)
         AS refunded_minor
  FROM (SELECT id, program_id, partner_id, goal_kind, order_id, amount_minor, currency, status, occurred_at,
               offer_id, link_id, country, device
          FROM conversion WHERE $1 = 0
        UNION ALL
        SELECT id, program_id, partner_id, goal_kind, order_id, amount_minor, currency, status, occurred_at,
               offer_id, link_id, country, device
          FROM conversion WHERE partner_id = $1) c
  JOIN program g ON g.id = c.program_id
 WHERE ($2 = 0 OR g.advertiser_id = $2) AND ($3 = 0 OR c.program_id = $3)
   AND ($4 = '' OR c.status = $4 OR ($4 = 'counted' AND c.status <> 'rejected'))
   AND ($5 = 0 OR c.partner_id IS NULL) AND ($6 = '' OR lower(c.order_id) LIKE $6 ESCAPE '\')
   AND ($7 = '' OR c.goal_kind = $7) AND c.occurred_at >= $8 AND c.occurred_at < $9
   AND ($10 = '' OR c.currency = $10)
   AND ($11 = 0 OR c.offer_id = $11) AND ($12 = 0 OR c.link_id = $12)
   AND ($13 = '' OR c.country = CASE WHEN $13 = '-' THEN '' ELSE $13 END) AND ($14 = -1 OR c.device = $14)) s
 GROUP BY s.currency ORDER BY s.currency;

-- name: conversion_items  kind: many
-- in:  conversion_id conversion_id
-- out: position int64, sku text, category text, kind text, quantity int64, amount_minor int64
-- The lines of an order, in their order.
SELECT position, sku, category, kind, quantity, amount_minor
  FROM conversion_item WHERE conversion_id = $1 ORDER BY position;

-- name: conversion_evidence_list  kind: many
-- in:  conversion_id conversion_id
-- out: position int64, kind text, click_id click_id, link_id link_id, partner_id partner_id, touched_at instant?, facts int64, outcome text
-- The evidence in the order in which it was judged.
SELECT position, kind, click_id, link_id, partner_id, touched_at, facts, outcome
  FROM conversion_evidence WHERE conversion_id = $1 ORDER BY position;

-- name: conversion_set_status  kind: exec
-- in:  id conversion_id, status text, reason text
-- The present status; the decisions that led to it are kept.
UPDATE conversion SET status = $2, reason = $3 WHERE id = $1;

-- name: conversion_decision_insert  kind: one
-- in:  conversion_id conversion_id, status text, reason text, actor text, decided_at instant
-- out: id int64
-- An approval or rejection.
INSERT INTO conversion_decision (conversion_id, status, reason, actor, decided_at)
VALUES ($1, $2, $3, $4, $5) RETURNING id;

-- name: conversion_decisions  kind: many
-- in:  conversion_id conversion_id
-- out: id int64, status text, reason text, actor text, decided_at instant
-- What was decided, oldest first.
SELECT id, status, reason, actor, decided_at FROM conversion_decision WHERE conversion_id = $1 ORDER BY id;

-- name: refund_by_key  kind: optional
-- in:  conversion_id conversion_id, refund_key text
-- out: id refund_id, amount_minor int64, occurred_at instant, reversal_id refund_id?
-- The refund an advertiser's refund id made, and what took it back.
SELECT r.id, r.amount_minor, r.occurred_at, b.id
  FROM refund r LEFT JOIN refund b ON b.takes_back = r.id WHERE r.conversion_id = $1 AND r.refund_key = $2;

-- name: refund_get  kind: optional
-- in:  id refund_id
-- out: refund_key text, amount_minor int64, occurred_at instant, received_at instant
-- One refund.
SELECT refund_key, amount_minor, occurred_at, received_at FROM refund WHERE id = $1;

-- name: refund_insert  kind: one
-- in:  conversion_id conversion_id, refund_key text, amount_minor int64, occurred_at instant, received_at instant
-- out: id refund_id
-- Money given back.
INSERT INTO refund (conversion_id, refund_key, amount_minor, occurred_at, received_at)
VALUES ($1, $2, $3, $4, $5) RETURNING id;

-- name: refund_reversal_insert  kind: one
-- in:  conversion_id conversion_id, takes_back refund_id, amount_minor int64, occurred_at instant, received_at instant
-- out: id refund_id
-- A refund taken back: below zero.
INSERT INTO refund (conversion_id, takes_back, amount_minor, occurred_at, received_at)
VALUES ($1, $2, $3, $4, $5) RETURNING id;

-- name: refund_list  kind: many
-- in:  conversion_id conversion_id
-- out: id refund_id, amount_minor int64, occurred_at instant, received_at instant, is_reversal bool
-- All refunds of a conversion and what took them back, oldest first.
SELECT id, amount_minor, occurred_at, received_at, CAST(CASE WHEN takes_back IS NULL THEN 0 ELSE 1 END AS BIGINT)
  FROM refund WHERE conversion_id = $1 ORDER BY id;

-- name: conversion_waiting  kind: one
-- in: advertiser_id advertiser_id, from instant, late_before instant
-- out: waiting int64, late int64
-- How many orders of an advertiser that were received since an instant wait for his decision, and how many for long.
SELECT CAST(count(*) AS BIGINT), CAST(coalesce(sum(CASE WHEN c.received_at < $3 THEN 1 ELSE 0 END), 0) AS BIGINT)
  FROM conversion c JOIN program g ON g.id = c.program_id
 WHERE g.advertiser_id = $1 AND c.received_at >= $2 AND c.status = 'pending';

-- name: event_refusal_insert  kind: exec
-- in:  advertiser_id advertiser_id, code text, field text, content text, received_at instant
-- A claim that was refused, kept for the operator.
INSERT INTO event_refusal (advertiser_id, code, field, content, received_at) VALUES ($1, $2, $3, $4, $5);

-- name: event_refusal_list  kind: many
-- in:  before_id int64, limit int64, advertiser_id advertiser_id
-- out: id int64, advertiser_id advertiser_id, code text, field text, content text, received_at instant
-- Refused claims, newest first; of one advertiser, or with 0 of all.
SELECT id, advertiser_id, code, field, content, received_at FROM event_refusal
 WHERE id < $1 AND ($3 = 0 OR advertiser_id = $3) ORDER BY id DESC LIMIT $2;

-- name: touch_by_click  kind: optional
-- in:  click_id click_id
-- out: click_id click_id, link_id link_id, offer_id offer_id, partner_id partner_id, program_id program_id, advertiser_id advertiser_id, visitor int64, country text, device int64, parameters text?, is_partner_active bool, is_enrolled bool
-- A click with everything attribution wants to know of it.
SELECT c.id, c.link_id, l.offer_id, l.partner_id, l.program_id, g.advertiser_id, c.visitor, c.country, c.device,
  c.parameters, CAST(CASE WHEN p.status = 'active' THEN 1 ELSE 0 END AS BIGINT),
  CAST(CASE WHEN e.status = 'approved' THEN 1 ELSE 0 END AS BIGINT)
  FROM click c JOIN link l ON l.id = c.link_id JOIN program g ON g.id = l.program_id
  JOIN partner p ON p.id = l.partner_id
  LEFT JOIN enrollment e ON e.partner_id = l.partner_id AND e.program_id = l.program_id
 WHERE c.id = $1;

-- name: touches_by_visitor_first  kind: many
-- in:  visitor int64, from_id click_id, to_id click_id, program_id program_id, limit int64
-- out: click_id click_id, link_id link_id, offer_id offer_id, partner_id partner_id, country text, device int64, is_partner_active bool, is_enrolled bool
-- A visitor's clicks in a program, earliest first.
SELECT c.id, c.link_id, l.offer_id, l.partner_id, c.country, c.device,
  CAST(CASE WHEN p.status = 'active' THEN 1 ELSE 0 END AS BIGINT),
  CAST(CASE WHEN e.status = 'approved' THEN 1 ELSE 0 END AS BIGINT)
  FROM click c JOIN link l ON l.id = c.link_id JOIN partner p ON p.id = l.partner_id
  LEFT JOIN enrollment e ON e.partner_id = l.partner_id AND e.program_id = l.program_id
 WHERE c.visitor = $1 AND c.id >= $2 AND c.id <= $3 AND l.program_id = $4 ORDER BY c.id LIMIT $5;

-- name: touches_by_visitor_last  kind: many
-- in:  visitor int64, from_id click_id, to_id click_id, program_id program_id, limit int64
-- out: click_id click_id, link_id link_id, offer_id offer_id, partner_id partner_id, country text, device int64, is_partner_active bool, is_enrolled bool
-- A visitor's clicks in a program, latest first.
SELECT c.id, c.link_id, l.offer_id, l.partner_id, c.country, c.device,
  CAST(CASE WHEN p.status = 'active' THEN 1 ELSE 0 END AS BIGINT),
  CAST(CASE WHEN e.status = 'approved' THEN 1 ELSE 0 END AS BIGINT)
  FROM click c JOIN link l ON l.id = c.link_id JOIN partner p ON p.id = l.partner_id
  LEFT JOIN enrollment e ON e.partner_id = l.partner_id AND e.program_id = l.program_id
 WHERE c.visitor = $1 AND c.id >= $2 AND c.id <= $3 AND l.program_id = $4 ORDER BY c.id DESC LIMIT $5;

-- name: touch_by_coupon  kind: optional  kept: yes
-- in:  program_id program_id, code_folded text
-- out: partner_id partner_id, is_active bool, is_partner_active bool, is_enrolled bool
-- Whom a coupon credits.
SELECT k.partner_id, CAST(CASE WHEN k.status = 'active' THEN 1 ELSE 0 END AS BIGINT),
  CAST(CASE WHEN p.status = 'active' THEN 1 ELSE 0 END AS BIGINT),
  CAST(CASE WHEN e.status = 'approved' THEN 1 ELSE 0 END AS BIGINT)
  FROM coupon k JOIN partner p ON p.id = k.partner_id
  LEFT JOIN enrollment e ON e.partner_id = k.partner_id AND e.program_id = k.program_id
 WHERE k.program_id = $1 AND k.code_folded = $2;

-- name: partner_standing  kind: optional  kept: yes
-- in:  partner_id partner_id, program_id program_id
-- out: is_partner_active bool, is_enrolled bool
-- Whether a bound partner may still earn in a program.
SELECT CAST(CASE WHEN p.status = 'active' THEN 1 ELSE 0 END AS BIGINT),
  CAST(CASE WHEN e.status = 'approved' THEN 1 ELSE 0 END AS BIGINT)
  FROM partner p LEFT JOIN enrollment e ON e.partner_id = p.id AND e.program_id = $2 WHERE p.id = $1;

-- name: claim_programs_of_advertiser  kind: many  kept: yes
-- in:  advertiser_id advertiser_id
-- out: program_id program_id
-- The programs an advertiser's claim can mean; two rows are enough to know that it must say which.
SELECT id FROM program WHERE advertiser_id = $1 AND status <> 'archived' ORDER BY id LIMIT 2;

-- name: claim_programs_of_coupon  kind: many  kept: yes
-- in:  advertiser_id advertiser_id, code_folded text
-- out: program_id program_id
-- The advertiser's programs in which this coupon counts.
SELECT g.id FROM coupon k JOIN program g ON g.id = k.program_id
 WHERE g.advertiser_id = $1 AND k.code_folded = $2 ORDER BY g.id LIMIT 2;

-- name: claim_program  kind: optional  kept: yes
-- in:  program_id program_id
-- out: advertiser_id advertiser_id, currency currency, status text, advertiser_status text
-- What a claim must agree with.
SELECT g.advertiser_id, g.currency, g.status, a.status
  FROM program g JOIN advertiser a ON a.id = g.advertiser_id WHERE g.id = $1;

-- name: conversion_extra_erase  kind: exec
-- in:  customer_id customer_id
-- The advertiser's free words about a person who is to be forgotten.
UPDATE conversion SET extra = '' WHERE customer_id = $1 AND customer_id <> 0 AND extra <> '';

-- name: conversion_latest  kind: one
-- in:  program_id program_id
-- out: received_at instant
-- When the latest of the last events was accepted, or clicks of the program accrued: judged by the versions known then.
SELECT CAST(coalesce(max(made.at), 0) AS BIGINT) FROM (
  SELECT received_at AS at FROM (SELECT received_at FROM conversion ORDER BY id DESC LIMIT 10000) recent
  UNION ALL SELECT max(accrued_at) FROM click_accrual WHERE program_id = $1) made;

-- name: conversion_exchange_insert  kind: exec
-- in:  conversion_id conversion_id, currency currency, amount_minor int64, discount_minor int64, numerator int64, denominator int64, rate_day int64, source text, rates text
-- What was reported in another currency, and the rate.
INSERT INTO conversion_exchange (conversion_id, currency, amount_minor, discount_minor, numerator, denominator,
                                 rate_day, source, rates)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: refund_exchange_insert  kind: exec
-- in:  refund_id refund_id, amount_minor int64
-- A refund as reported.
INSERT INTO refund_exchange (refund_id, amount_minor) VALUES ($1, $2);

-- name: refund_exchange_get  kind: optional
-- in:  refund_id refund_id
-- out: amount_minor int64
-- A refund as reported.
SELECT amount_minor FROM refund_exchange WHERE refund_id = $1;

-- name: refund_exchange_list  kind: many
-- in:  conversion_id conversion_id
-- out: refund_id refund_id, amount_minor int64, converted_minor int64
-- All refunds of a conversion as reported and as converted, oldest first.
SELECT r.id, x.amount_minor, r.amount_minor FROM refund r JOIN refund_exchange x ON x.refund_id = r.id
 WHERE r.conversion_id = $1 ORDER BY r.id;

-- name: touch_partners  kind: many
-- in:  visitor int64, from_id click_id, to_id click_id, program_id program_id, limit int64
-- out: partner_id partner_id, first_id click_id
-- The partners whose links a visitor followed in a program, in the order of their first clicks.
SELECT l.partner_id, min(c.id)
  FROM click c JOIN link l ON l.id = c.link_id
 WHERE c.visitor = $1 AND c.id >= $2 AND c.id <= $3 AND l.program_id = $4
 GROUP BY l.partner_id ORDER BY min(c.id) LIMIT $5;

-- name: history_volume  kind: one
-- in:  program_id program_id, partner_id partner_id, goal text, first_day int64, last_day int64, local_day int64, occurred_at instant, order_id text
-- out: count_before int64, sum_before_minor int64, count_all int64, sum_all_minor int64
-- A partner's volume of a goal in a span of local days, before an event in the canonical order and in all.
SELECT CAST(coalesce(sum(v.is_before), 0) AS BIGINT),
       CAST(coalesce(sum(v.is_before * (v.amount_minor - v.refunded)), 0) AS BIGINT),
       CAST(count(*) AS BIGINT), CAST(coalesce(sum(v.amount_minor - v.refunded), 0) AS BIGINT)
  FROM (SELECT c.amount_minor, coalesce((SELECT CAST(sum(r.amount_minor) AS BIGINT) FROM refund r
                                          WHERE r.conversion_id = c.id), 0) AS refunded,
               CASE WHEN (c.local_day, c.occurred_at, c.order_id) < ($6, $7, $8) THEN 1 ELSE 0 END AS is_before
          FROM conversion c
         WHERE c.program_id = $1 AND c.partner_id = $2 AND c.goal = $3 AND c.local_day >= $4 AND c.local_day <= $5
           AND c.status <> 'rejected') v
 WHERE v.amount_minor = 0 OR v.refunded < v.amount_minor;

-- name: history_customer  kind: one
-- in:  program_id program_id, customer_id customer_id, goal text, local_day int64, occurred_at instant, order_id text
-- out: payments int64, first_day int64?, sales int64
-- A customer's payments of a goal before an event in the canonical order, the day of the first, and sales of any goal.
SELECT CAST(coalesce(sum(CASE WHEN v.goal = $3 THEN 1 ELSE 0 END), 0) AS BIGINT),
       min(CASE WHEN v.goal = $3 THEN v.local_day END),
       CAST(coalesce(sum(CASE WHEN v.goal_kind = 'sale' THEN 1 ELSE 0 END), 0) AS BIGINT)
  FROM (SELECT c.goal, c.goal_kind, c.local_day, c.amount_minor,
               coalesce((SELECT CAST(sum(r.amount_minor) AS BIGINT) FROM refund r WHERE r.conversion_id = c.id), 0)
                 AS refunded
          FROM conversion c
         WHERE c.program_id = $1 AND c.customer_id = $2 AND c.customer_id <> 0 AND c.local_day <= $4
           AND c.status <> 'rejected'
           AND (c.local_day, c.occurred_at, c.goal, c.order_id) < ($4, $5, $3, $6)) v
 WHERE v.amount_minor = 0 OR v.refunded < v.amount_minor;

-- name: customer_since  kind: one
-- in:  program_id program_id, customer_id customer_id
-- out: at instant?
-- When a customer was won: the first event of his in the program that was credited to a partner and not rejected.
SELECT min(occurred_at) FROM conversion
 WHERE program_id = $1 AND customer_id = $2 AND customer_id <> 0 AND partner_id IS NOT NULL AND status <> 'rejected';

-- name: history_later  kind: many
-- in:  program_id program_id, partner_id partner_id, goal text, local_day int64, occurred_at instant, order_id text, mask int64
-- out: id conversion_id, local_day int64, needs int64
-- Later events of a partner and goal whose plans look at volumes.
SELECT c.id, c.local_day, c.needs FROM conversion c
 WHERE c.program_id = $1 AND c.partner_id = $2 AND c.local_day >= $4 AND c.needs <> 0 AND c.goal = $3
   AND (c.needs & $7) <> 0 AND (c.local_day, c.occurred_at, c.order_id) > ($4, $5, $6)
 ORDER BY c.local_day, c.occurred_at, c.order_id;

-- name: history_whole  kind: many
-- in:  program_id program_id, partner_id partner_id, goal text, first_day int64, last_day int64, mask int64
-- out: id conversion_id
-- Events of a partner and goal in a span of days whose plans look at all of it.
SELECT c.id FROM conversion c
 WHERE c.program_id = $1 AND c.partner_id = $2 AND c.local_day >= $4 AND c.local_day <= $5 AND c.needs <> 0
   AND c.goal = $3 AND (c.needs & $6) <> 0
 ORDER BY c.local_day, c.occurred_at, c.order_id;

-- name: history_events  kind: many
-- in:  program_id program_id, partner_id partner_id, goal text, first_day int64, last_day int64
-- out: id conversion_id, plan_ids text, local_day int64, amount_minor int64, refunded_minor int64
-- What counts of a partner and goal in a span of days, in the canonical order.
SELECT c.id, c.plan_ids, c.local_day, c.amount_minor,
       CAST(coalesce((SELECT sum(r.amount_minor) FROM refund r WHERE r.conversion_id = c.id), 0) AS BIGINT)
  FROM conversion c
 WHERE c.program_id = $1 AND c.partner_id = $2 AND c.goal = $3 AND c.local_day >= $4 AND c.local_day <= $5
   AND c.status <> 'rejected'
 ORDER BY c.local_day, c.occurred_at, c.order_id;

-- name: program_history_list  kind: many
-- in:  program_id program_id
-- out: goal text, needs int64
-- What the events of a program have looked at, by goal.
SELECT goal, needs FROM program_history WHERE program_id = $1 ORDER BY goal;

-- name: program_history_add  kind: exec
-- in:  program_id program_id, goal text, needs int64
-- Events of a goal look at more than before.
INSERT INTO program_history (program_id, goal, needs) VALUES ($1, $2, $3)
ON CONFLICT (program_id, goal) DO UPDATE SET needs = program_history.needs | excluded.needs;

-- name: history_customer_followers  kind: many
-- in:  program_id program_id, customer_id customer_id, goal text, local_day int64, occurred_at instant, order_id text, mask int64
-- out: id conversion_id
-- Later events of a customer whose plans look at his history.
SELECT c.id FROM conversion c
 WHERE c.program_id = $1 AND c.customer_id = $2 AND c.customer_id <> 0 AND c.local_day >= $4 AND (c.needs & $7) <> 0
   AND (c.local_day, c.occurred_at, c.goal, c.order_id) > ($4, $5, $3, $6)
 ORDER BY c.local_day, c.occurred_at, c.goal, c.order_id;
