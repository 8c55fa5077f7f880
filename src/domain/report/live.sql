-- What is happening now: the newest visits, conversions and refused reports, and marks by which a listener counts them.

-- name: live_clicks  kind: many
-- in: after_id click_id, before_id click_id, partner_id partner_id, limit int64, program_id program_id
-- out: id click_id, code text, partner_id partner_id, partner text, program text, country text, device int64, is_unique bool, parameters text?
-- Clicks between two numbers, the newest first.
SELECT c.id, l.code, l.partner_id, p.name, g.name, c.country, c.device, c.is_unique, c.parameters
  FROM click c JOIN link l ON l.id = c.link_id JOIN partner p ON p.id = l.partner_id
  JOIN program g ON g.id = l.program_id
 WHERE c.id > $1 AND c.id < $2 AND ($3 = 0 OR l.partner_id = $3) AND ($5 = 0 OR l.program_id = $5)
 ORDER BY c.id DESC LIMIT $4;

-- name: live_conversions  kind: many
-- in: after_at instant, before_at instant, partner_id partner_id, limit int64, program_id program_id
-- out: id conversion_id, order_id text, goal_kind text, status text, cause text, amount_minor int64, currency currency, occurred_at instant, received_at instant, source text, partner_id partner_id?, partner text, program text
-- Conversions received between two instants, the newest first.
SELECT c.id, c.order_id, c.goal_kind, c.status, c.cause, c.amount_minor, c.currency, c.occurred_at, c.received_at,
       c.source, c.partner_id, coalesce(p.name, ''), g.name
  FROM conversion c JOIN program g ON g.id = c.program_id LEFT JOIN partner p ON p.id = c.partner_id
 WHERE c.received_at > $1 AND c.received_at < $2 AND ($3 = 0 OR c.partner_id = $3)
   AND ($5 = 0 OR c.program_id = $5)
 ORDER BY c.id DESC LIMIT $4;

-- name: live_reports  kind: many
-- in: after_at instant, before_at instant, limit int64
-- out: id int64, door text, kind text, outcome text, code text, field text, request text, conversion_id conversion_id, received_at instant
-- Reports that came in at advertisers' doors between two instants, the newest first.
SELECT id, door, kind, outcome, code, field, request, conversion_id, received_at
  FROM tracking_event WHERE received_at > $1 AND received_at < $2 ORDER BY id DESC LIMIT $3;

-- name: live_click_marks  kind: many
-- in: after_id click_id, limit int64
-- out: id click_id, partner_id int64, advertiser_id int64
-- Clicks after a number, in order: whose they are.
SELECT c.id, l.partner_id, g.advertiser_id
  FROM click c JOIN link l ON l.id = c.link_id JOIN program g ON g.id = l.program_id
 WHERE c.id > $1 ORDER BY c.id LIMIT $2;

-- name: live_conversion_marks  kind: many
-- in: after_id conversion_id, limit int64
-- out: id conversion_id, partner_id int64, advertiser_id int64
-- Conversions after a number, in order: whose they are.
SELECT c.id, coalesce(c.partner_id, 0), g.advertiser_id
  FROM conversion c JOIN program g ON g.id = c.program_id WHERE c.id > $1 ORDER BY c.id LIMIT $2;

-- name: live_report_marks  kind: many
-- in: after_id int64, limit int64
-- out: id int64, advertiser_id int64
-- Refused reports after a number, in order: whose they are.
SELECT id, advertiser_id FROM tracking_event WHERE id > $1 AND outcome = 'refused' ORDER BY id LIMIT $2;

-- name: live_newest  kind: one
-- out: conversion_id int64, report_id int64
-- The last numbers.
SELECT CAST(coalesce((SELECT max(id) FROM conversion), 0) AS BIGINT),
       CAST(coalesce((SELECT max(id) FROM tracking_event), 0) AS BIGINT);
