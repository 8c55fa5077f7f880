-- What a statement of one partner tells, read from the facts and the books of all modules. Everything is as it stood at
-- an instant: later steps, decisions, refunds and bookings are not looked at, so that a statement of the past stays the
-- same.

-- name: statement_opening  kind: many
-- in: partner_id partner_id, before instant
-- out: account_kind text, currency currency, amount_minor int64
-- What was on each account of a partner before an instant, debit positive.
SELECT a.kind, a.currency, CAST(sum(p.amount_minor) AS BIGINT)
  FROM ledger_account a
  JOIN ledger_posting p ON p.account_id = a.id
  JOIN ledger_entry e ON e.id = p.entry_id
 WHERE a.owner_kind = 'partner' AND a.owner_id = $1 AND e.booked_at < $2
 GROUP BY a.kind, a.currency ORDER BY a.currency, a.kind;

-- name: statement_postings  kind: many
-- in: partner_id partner_id, from_at instant, until_at instant, limit int64
-- out: entry_id entry_id, entry_kind text, reference_kind text, reference_id int64, booked_at instant, account_kind text, currency currency, amount_minor int64, cause text, commission_id commission_id, conversion_id conversion_id, order_id text, goal text, program_name text
-- The postings on a partner's accounts in a span of time, with what they are about; the cause is the commission's step.
SELECT e.id, e.kind, e.reference_kind, e.reference_id, e.booked_at, a.kind, a.currency, p.amount_minor,
       coalesce(h.cause, ''), coalesce(c.id, 0), coalesce(c.conversion_id, 0),
       CASE WHEN v.partner_id = $1 THEN v.order_id ELSE '' END, coalesce(v.goal, ''), coalesce(g.name, '')
  FROM ledger_account a
  JOIN ledger_posting p ON p.account_id = a.id
  JOIN ledger_entry e ON e.id = p.entry_id
  LEFT JOIN penalty n ON e.reference_kind = 'penalty' AND n.id = e.reference_id
  LEFT JOIN commission c ON c.id = CASE WHEN e.reference_kind = 'commission' THEN e.reference_id
                                        ELSE n.commission_id END
  LEFT JOIN commission_change h ON h.commission_id = c.id AND h.entry_id = e.id
  LEFT JOIN conversion v ON v.id = c.conversion_id
  LEFT JOIN program g ON g.id = c.program_id
 WHERE a.owner_kind = 'partner' AND a.owner_id = $1 AND e.booked_at >= $2 AND e.booked_at < $3
 ORDER BY e.id, p.position LIMIT $4;

-- name: statement_commissions  kind: many
-- in: partner_id partner_id, from_at instant, until_at instant, limit int64
-- out: id commission_id, conversion_id conversion_id, program_name text, currency currency, created_at instant, due_at instant?, amount_minor int64, status text, payout_item_id payout_item_id, is_own bool, goal text?, order_id text?, occurred_at instant?, conversion_minor int64?, refunded_minor int64, conversion_status text, reason text, note text
-- What a partner earned in a span of time, but for clicks, as each commission stood at its end. The order is shown to
-- who is credited with it, not to those above him.
SELECT c.id, c.conversion_id, g.name, c.currency, c.created_at, c.due_at, h.amount_minor, h.status,
       coalesce((SELECT m.cause_id FROM commission_change m
                  WHERE m.commission_id = c.id AND m.number <= h.number AND m.cause IN ('payout', 'paid')
                    AND h.status IN ('in_payout', 'paid')
                  ORDER BY m.number DESC LIMIT 1), 0),
       CAST(CASE WHEN v.partner_id = $1 THEN 1 ELSE 0 END AS BIGINT),
       coalesce(v.goal, CASE WHEN c.role IN ('bonus', 'compensation', 'opening') THEN c.role END),
       v.order_id, v.occurred_at, v.amount_minor,
       CAST(coalesce((SELECT sum(r.amount_minor) FROM refund r
                       WHERE r.conversion_id = c.conversion_id AND r.received_at < $3), 0) AS BIGINT),
       coalesce((SELECT d.status FROM conversion_decision d
                  WHERE d.conversion_id = c.conversion_id AND d.decided_at < $3 ORDER BY d.id DESC LIMIT 1),
                v.first_status, ''),
       coalesce((SELECT d.reason FROM conversion_decision d
                  WHERE d.conversion_id = c.conversion_id AND d.decided_at < $3 ORDER BY d.id DESC LIMIT 1),
                CASE WHEN v.first_status = 'rejected' THEN v.reason
                     WHEN h.cause = 'reversed' THEN 'reversed' ELSE '' END),
       coalesce((SELECT k.reason FROM compensation k WHERE c.role = 'compensation' AND k.commission_id = c.id),
                (SELECT o.reference FROM opening_balance o WHERE c.role = 'opening' AND o.commission_id = c.id), '')
  FROM commission c
  JOIN program g ON g.id = c.program_id
  JOIN commission_change h ON h.commission_id = c.id
   AND h.number = (SELECT max(m.number) FROM commission_change m WHERE m.commission_id = c.id AND m.changed_at < $3)
  LEFT JOIN conversion v ON v.id = c.conversion_id
 WHERE c.partner_id = $1 AND c.created_at >= $2 AND c.created_at < $3 AND c.accrual_key NOT LIKE 'clk:%'
 ORDER BY c.created_at, c.id LIMIT $4;

-- name: statement_unpaid  kind: many
-- in: partner_id partner_id, from_at instant, until_at instant, limit int64
-- out: id conversion_id, program_name text, currency currency, goal text, order_id text, occurred_at instant, received_at instant, amount_minor int64, refunded_minor int64, status text, reason text
-- Conversions that were credited to a partner in a span of time and for which no rule pays him anything.
SELECT v.id, g.name, v.currency, v.goal, v.order_id, v.occurred_at, v.received_at, v.amount_minor,
       CAST(coalesce((SELECT sum(r.amount_minor) FROM refund r
                       WHERE r.conversion_id = v.id AND r.received_at < $3), 0) AS BIGINT),
       coalesce((SELECT d.status FROM conversion_decision d
                  WHERE d.conversion_id = v.id AND d.decided_at < $3 ORDER BY d.id DESC LIMIT 1), v.first_status),
       coalesce((SELECT d.reason FROM conversion_decision d
                  WHERE d.conversion_id = v.id AND d.decided_at < $3 ORDER BY d.id DESC LIMIT 1),
                CASE WHEN v.first_status = 'rejected' THEN v.reason ELSE '' END)
  FROM conversion v
  JOIN program g ON g.id = v.program_id
 WHERE v.partner_id = $1 AND v.received_at >= $2 AND v.received_at < $3
   AND NOT EXISTS (SELECT 1 FROM commission c
                    WHERE c.conversion_id = v.id AND c.partner_id = $1 AND c.created_at < $3)
 ORDER BY v.received_at, v.id LIMIT $4;

-- name: statement_clicks  kind: many
-- in: partner_id partner_id, from_at instant, until_at instant, limit int64
-- out: program_name text, currency currency, day int64, accrued_at instant, clicks int64, unique_clicks int64, impressions int64, earned_micro int64, booked_minor int64, carried_out_micro int64, commission_id commission_id, status text
-- Days of paid clicks and impressions that were turned into money in a span of time, with how the commission stood at
-- its end.
SELECT g.name, g.currency, k.day, k.accrued_at, k.clicks, k.unique_clicks, k.impressions, k.earned_micro,
       k.booked_minor, k.carried_out_micro, k.commission_id, coalesce(h.status, '')
  FROM click_accrual k
  JOIN program g ON g.id = k.program_id
  LEFT JOIN commission_change h ON k.commission_id <> 0 AND h.commission_id = k.commission_id
   AND h.number = (SELECT max(m.number) FROM commission_change m
                    WHERE m.commission_id = k.commission_id AND m.changed_at < $3)
 WHERE k.partner_id = $1 AND k.accrued_at >= $2 AND k.accrued_at < $3
 ORDER BY k.accrued_at, k.program_id, k.number LIMIT $4;

-- name: statement_payouts  kind: many
-- in: partner_id partner_id, from_at instant, until_at instant, limit int64
-- out: id payout_item_id, currency currency, amount_minor int64, sent_minor int64, sent_currency currency, rates text
-- out: rate_source text, rate_day int64, method text, created_at instant, last_kind text, last_at instant
-- Payouts to a partner that something happened to in a span of time, or that were under way at its end; as the books
-- had it then.
SELECT i.id, r.currency, i.amount_minor, coalesce(i.sent_minor, i.amount_minor), coalesce(r.pay_currency, r.currency),
       coalesce(r.rates, ''), coalesce(r.rate_source, ''), coalesce(r.rate_day, 0), r.method,
       r.created_at, e.kind, e.booked_at
  FROM payout_item i
  JOIN payout_run r ON r.id = i.run_id
  JOIN ledger_entry e ON e.id = (SELECT max(l.id) FROM ledger_entry l
                                  WHERE l.reference_kind = 'payout_item' AND l.reference_id = i.id AND l.booked_at < $3)
 WHERE i.partner_id = $1
   AND (e.booked_at >= $2 OR e.kind = 'payout')
 ORDER BY i.id LIMIT $4;

-- name: statement_rewards  kind: many
-- in: partner_id partner_id, from_at instant, until_at instant, limit int64
-- out: program_name text, order_id text, kind text, name text, created_at instant, granted int64, taken_back int64
-- out: delivered int64
-- Rewards in kind of a partner that something happened to in a span of time, with their accounts at its end.
SELECT g.name, CASE WHEN v.partner_id = $1 THEN v.order_id ELSE '' END, r.kind, r.name, r.created_at,
       CAST(sum(CASE WHEN h.cause = 'granted' THEN h.quantity ELSE 0 END) AS BIGINT),
       CAST(sum(CASE WHEN h.cause = 'taken_back' THEN h.quantity ELSE 0 END) AS BIGINT),
       CAST(sum(CASE WHEN h.cause = 'delivered' THEN h.quantity ELSE 0 END) AS BIGINT)
  FROM reward r
  JOIN reward_change h ON h.reward_id = r.id AND h.changed_at < $3
  JOIN program g ON g.id = r.program_id
  LEFT JOIN conversion v ON v.id = r.conversion_id
 WHERE r.partner_id = $1
 GROUP BY r.id, g.name, v.partner_id, v.order_id, r.kind, r.name, r.created_at
HAVING max(h.changed_at) >= $2
 ORDER BY r.id LIMIT $4;
