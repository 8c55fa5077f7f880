-- The schedule, sums per currency, terms of single partners, requests for what is available.

-- name: payout_policy_get  kind: optional
-- out: decide_day int64, pay_day int64, pay_months int64, details_required bool, tax_profile_required bool
-- What an operator set, if one did.
SELECT decide_day, pay_day, pay_months, details_required, tax_profile_required FROM payout_policy WHERE id = 1;

-- name: payout_policy_set  kind: exec
-- in: decide_day int64, pay_day int64, pay_months int64, details_required bool, tax_profile_required bool
-- in: changed_at instant
-- What an operator sets.
INSERT INTO payout_policy (id, decide_day, pay_day, pay_months, details_required, tax_profile_required, changed_at)
VALUES (1, $1, $2, $3, $4, $5, $6)
ON CONFLICT (id) DO UPDATE SET decide_day = excluded.decide_day, pay_day = excluded.pay_day,
  pay_months = excluded.pay_months, details_required = excluded.details_required,
  tax_profile_required = excluded.tax_profile_required, changed_at = excluded.changed_at;

-- name: payout_limit_get  kind: one
-- in: partner_id partner_id, currency currency
-- out: minimum_minor int64, second_person_minor int64?
-- The partner's own minimum or the network's; the network's limit for a second person.
SELECT CAST(coalesce((SELECT minimum_minor FROM payout_limit WHERE partner_id = $1 AND currency = $2),
                     (SELECT minimum_minor FROM payout_limit WHERE partner_id = 0 AND currency = $2), 0) AS BIGINT),
       (SELECT second_person_minor FROM payout_limit WHERE partner_id = 0 AND currency = $2);

-- name: payout_limit_set  kind: exec
-- in: partner_id partner_id, currency currency, minimum_minor int64, second_person_minor int64?
-- Sums in one currency.
INSERT INTO payout_limit (partner_id, currency, minimum_minor, second_person_minor) VALUES ($1, $2, $3, $4)
ON CONFLICT (partner_id, currency)
  DO UPDATE SET minimum_minor = excluded.minimum_minor, second_person_minor = excluded.second_person_minor;

-- name: payout_limit_list  kind: many
-- in: partner_id partner_id
-- out: currency currency, minimum_minor int64, second_person_minor int64?
-- All sums of the network or of a partner.
SELECT currency, minimum_minor, second_person_minor FROM payout_limit WHERE partner_id = $1 ORDER BY currency;

-- name: payout_terms_get  kind: optional
-- in: partner_id partner_id
-- out: mode text, hold_reason text?, has_tax_profile bool
-- What was said of one partner, if anything was.
SELECT mode, hold_reason, has_tax_profile FROM payout_terms WHERE partner_id = $1;

-- name: payout_terms_set  kind: exec
-- in: partner_id partner_id, mode text, hold_reason text?, has_tax_profile bool, changed_at instant
-- What is said of one partner.
INSERT INTO payout_terms (partner_id, mode, hold_reason, has_tax_profile, changed_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (partner_id) DO UPDATE SET mode = excluded.mode, hold_reason = excluded.hold_reason,
  has_tax_profile = excluded.has_tax_profile, changed_at = excluded.changed_at;

-- name: payout_wait_get  kind: optional
-- in: partner_id partner_id, currency currency
-- out: waited_at instant
-- When a partner's overdue money was last seen waiting for himself.
SELECT waited_at FROM payout_wait WHERE partner_id = $1 AND currency = $2;

-- name: payout_wait_set  kind: exec
-- in: partner_id partner_id, currency currency, waited_at instant
-- It waits now.
INSERT INTO payout_wait (partner_id, currency, waited_at) VALUES ($1, $2, $3)
ON CONFLICT (partner_id, currency) DO UPDATE SET waited_at = excluded.waited_at;

-- name: withdrawal_insert  kind: optional
-- in: partner_id partner_id, currency currency, amount_minor int64, requested_by text, requested_at instant
-- out: id withdrawal_id
-- No row when one is open in the currency.
INSERT INTO withdrawal (partner_id, currency, amount_minor, status, requested_by, requested_at)
VALUES ($1, $2, $3, 'open', $4, $5)
ON CONFLICT (partner_id, currency) WHERE status = 'open' DO NOTHING
RETURNING id;

-- name: withdrawal_close  kind: exec
-- in: id withdrawal_id, status text, reason text?, closed_at instant, item_id payout_item_id?
-- What became of an open one.
UPDATE withdrawal SET status = $2, reason = $3, closed_at = $4, item_id = $5 WHERE id = $1 AND status = 'open';

-- name: withdrawal_get  kind: optional
-- in: id withdrawal_id
-- out: id withdrawal_id, partner_id partner_id, currency currency, amount_minor int64, status text, reason text?
-- out: requested_by text, requested_at instant, closed_at instant?, item_id payout_item_id?
-- One request.
SELECT id, partner_id, currency, amount_minor, status, reason, requested_by, requested_at, closed_at, item_id
  FROM withdrawal WHERE id = $1;

-- name: withdrawal_find_open  kind: optional
-- in: partner_id partner_id, currency currency
-- out: id withdrawal_id, partner_id partner_id, currency currency, amount_minor int64, status text, reason text?
-- out: requested_by text, requested_at instant, closed_at instant?, item_id payout_item_id?
-- The open request of a partner in a currency.
SELECT id, partner_id, currency, amount_minor, status, reason, requested_by, requested_at, closed_at, item_id
  FROM withdrawal WHERE partner_id = $1 AND currency = $2 AND status = 'open';

-- name: withdrawal_list  kind: many
-- in: partner_id partner_id, status text, before_id int64, limit int64
-- out: id withdrawal_id, partner_id partner_id, currency currency, amount_minor int64, status text, reason text?
-- out: requested_by text, requested_at instant, closed_at instant?, item_id payout_item_id?
-- Newest first; partner 0 and status '' for all.
SELECT id, partner_id, currency, amount_minor, status, reason, requested_by, requested_at, closed_at, item_id
  FROM withdrawal WHERE ($1 = 0 OR partner_id = $1) AND ($2 = '' OR status = $2) AND id < $3 ORDER BY id DESC LIMIT $4;

-- name: withdrawal_search  kind: many
-- in: status text, words text, sort int64, is_down bool, after_id withdrawal_id, limit int64
-- out: id withdrawal_id, partner_id partner_id, currency currency, amount_minor int64, status text, reason text?
-- out: requested_by text, requested_at instant, closed_at instant?, item_id payout_item_id?
-- Requests by a column, from the one after a request on: sort 1 the partner's name, 2 currency and amount, 3 status,
-- else the order in which they came. words is a pattern in lower case of the partner's name or code, '' for any; so
-- is status.
SELECT k.id, k.partner_id, k.currency, k.amount_minor, k.status, k.reason, k.requested_by, k.requested_at, k.closed_at,
       k.item_id
  FROM (SELECT w.id, w.partner_id, w.currency, w.amount_minor, w.status, w.reason, w.requested_by, w.requested_at,
               w.closed_at, w.item_id,
               CASE WHEN $3 = 1 THEN p.name WHEN $3 = 2 THEN w.currency WHEN $3 = 3 THEN w.status
                    ELSE '' END COLLATE "und-x-icu" AS sort_key,
               CASE WHEN $3 = 2 THEN w.amount_minor ELSE 0 END AS sort_number,
               coalesce((SELECT CASE WHEN $3 = 1 THEN q.name WHEN $3 = 2 THEN b.currency
                                     WHEN $3 = 3 THEN b.status ELSE '' END
                           FROM withdrawal b JOIN partner q ON q.id = b.partner_id WHERE b.id = $5),
                        '') COLLATE "und-x-icu" AS after_key,
               coalesce((SELECT CASE WHEN $3 = 2 THEN b.amount_minor ELSE 0 END
                           FROM withdrawal b WHERE b.id = $5), 0) AS after_number
          FROM withdrawal w JOIN partner p ON p.id = w.partner_id
         WHERE ($1 = '' OR w.status = $1)
           AND ($2 = '' OR lower(p.name) LIKE $2 ESCAPE '\' OR lower(p.code) LIKE $2 ESCAPE '\')) AS k
 WHERE $5 = 0 OR ($4 = 0 AND (k.sort_key, k.sort_number, k.id) > (k.after_key, k.after_number, $5))
    OR ($4 = 1 AND (k.sort_key, k.sort_number, k.id) < (k.after_key, k.after_number, $5))
 ORDER BY CASE WHEN $4 = 0 THEN k.sort_key END COLLATE "und-x-icu",
          CASE WHEN $4 = 1 THEN k.sort_key END COLLATE "und-x-icu" DESC,
          CASE WHEN $4 = 1 THEN -k.sort_number ELSE k.sort_number END, CASE WHEN $4 = 1 THEN -k.id ELSE k.id END
 LIMIT $6;
