-- Compensation by hand.

-- name: compensation_insert  kind: one
-- in: partner_id partner_id, program_id program_id, currency currency, amount_minor int64, reason text, status text
-- in: needs_second bool, proposed_by text, proposed_at instant, proposal_key text?
-- out: id compensation_id
-- A new one, not decided.
INSERT INTO compensation (partner_id, program_id, currency, amount_minor, reason, status, needs_second, proposed_by,
                          proposed_at, proposal_key, commission_id, note)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, '') RETURNING id;

-- name: compensation_update  kind: exec
-- in: id compensation_id, status text, decided_by text?, decided_at instant?, commission_id commission_id
-- in: reversed_by text?, reversed_at instant?, note text
-- What became of it.
UPDATE compensation SET status = $2, decided_by = $3, decided_at = $4, commission_id = $5, reversed_by = $6,
       reversed_at = $7, note = $8
 WHERE id = $1;

-- name: compensation_get  kind: optional
-- in: id compensation_id
-- out: id compensation_id, partner_id partner_id, program_id program_id, currency currency, amount_minor int64
-- out: reason text, status text, needs_second bool, proposed_by text, proposed_at instant, decided_by text?
-- out: decided_at instant?, commission_id commission_id, reversed_by text?, reversed_at instant?, note text
-- One compensation.
SELECT id, partner_id, program_id, currency, amount_minor, reason, status, needs_second, proposed_by, proposed_at,
       decided_by, decided_at, commission_id, reversed_by, reversed_at, note
  FROM compensation WHERE id = $1;

-- name: compensation_by_key  kind: optional
-- in: proposal_key text
-- out: id compensation_id
-- The one that was proposed with this key.
SELECT id FROM compensation WHERE proposal_key = $1;

-- name: compensation_of_commission  kind: optional
-- in: commission_id commission_id
-- out: id compensation_id, partner_id partner_id, program_id program_id, currency currency, amount_minor int64
-- out: reason text, status text, needs_second bool, proposed_by text, proposed_at instant, decided_by text?
-- out: decided_at instant?, commission_id commission_id, reversed_by text?, reversed_at instant?, note text
-- The one that a commission carries.
SELECT id, partner_id, program_id, currency, amount_minor, reason, status, needs_second, proposed_by, proposed_at,
       decided_by, decided_at, commission_id, reversed_by, reversed_at, note
  FROM compensation WHERE commission_id = $1 AND commission_id <> 0;

-- name: compensation_list  kind: many
-- in: partner_id partner_id, status text, is_booked_only bool, before_id int64, limit_count int64
-- out: id compensation_id, partner_id partner_id, program_id program_id, currency currency, amount_minor int64
-- out: reason text, status text, needs_second bool, proposed_by text, proposed_at instant, decided_by text?
-- out: decided_at instant?, commission_id commission_id, reversed_by text?, reversed_at instant?, note text
-- A page, the newest first; partner 0 and an empty status take any.
SELECT id, partner_id, program_id, currency, amount_minor, reason, status, needs_second, proposed_by, proposed_at,
       decided_by, decided_at, commission_id, reversed_by, reversed_at, note
  FROM compensation
 WHERE ($1 = 0 OR partner_id = $1) AND ($2 = '' OR status = $2) AND ($3 = 0 OR commission_id <> 0) AND id < $4
 ORDER BY id DESC LIMIT $5;
