-- How advertisers are billed, and their bills.

-- name: billing_terms_put  kind: exec
-- in: advertiser_id advertiser_id, currency currency, payment_days int64, subscription_minor int64, is_automatic bool
-- in: email text, began_at instant, changed_at instant
-- Sets how an advertiser is billed in a currency; since when stays.
INSERT INTO advertiser_billing
       (advertiser_id, currency, payment_days, subscription_minor, is_automatic, email, began_at, changed_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (advertiser_id, currency) DO UPDATE SET payment_days = excluded.payment_days,
       subscription_minor = excluded.subscription_minor, is_automatic = excluded.is_automatic, email = excluded.email,
       changed_at = excluded.changed_at;

-- name: billing_terms_get  kind: optional
-- in: advertiser_id advertiser_id, currency currency
-- out: advertiser_id advertiser_id, currency currency, payment_days int64, subscription_minor int64, is_automatic bool
-- out: email text, began_at instant, changed_at instant
-- How an advertiser is billed in a currency.
SELECT advertiser_id, currency, payment_days, subscription_minor, is_automatic, email, began_at, changed_at
  FROM advertiser_billing WHERE advertiser_id = $1 AND currency = $2;

-- name: billing_terms_list  kind: many
-- in: advertiser_id advertiser_id
-- out: advertiser_id advertiser_id, currency currency, payment_days int64, subscription_minor int64, is_automatic bool
-- out: email text, began_at instant, changed_at instant
-- How an advertiser, or (0) everybody, is billed.
SELECT advertiser_id, currency, payment_days, subscription_minor, is_automatic, email, began_at, changed_at
  FROM advertiser_billing WHERE ($1 = 0 OR advertiser_id = $1) ORDER BY advertiser_id, currency;

-- name: bill_insert  kind: one
-- in: advertiser_id advertiser_id, currency currency, month text, after_line_id line_id, last_line_id line_id
-- in: invoice_id invoice_id, payable_minor int64, due_at instant
-- out: id int64
-- A new bill.
INSERT INTO advertiser_bill (advertiser_id, currency, month, after_line_id, last_line_id, invoice_id, payable_minor,
                             due_at, reminders)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0) RETURNING id;

-- name: bill_update  kind: exec
-- in: id int64, reminders int64, reminded_at instant?, cancelled_at instant?
-- Reminders, and whether it stands.
UPDATE advertiser_bill SET reminders = $2, reminded_at = $3, cancelled_at = $4 WHERE id = $1;

-- name: bill_count  kind: one
-- in: advertiser_id advertiser_id, currency currency
-- out: bills int64
-- How many bills there were, those that were taken back too.
SELECT CAST(count(*) AS BIGINT) FROM advertiser_bill WHERE advertiser_id = $1 AND currency = $2;

-- name: bill_of_invoice  kind: optional
-- in: invoice_id invoice_id
-- out: id int64, advertiser_id advertiser_id, currency currency, month text, after_line_id line_id, last_line_id line_id
-- out: invoice_id invoice_id, payable_minor int64, due_at instant, reminders int64, reminded_at instant?
-- out: cancelled_at instant?
-- The bill that an invoice asks for.
SELECT id, advertiser_id, currency, month, after_line_id, last_line_id, invoice_id, payable_minor, due_at, reminders,
       reminded_at, cancelled_at
  FROM advertiser_bill WHERE invoice_id = $1;

-- name: bill_last  kind: optional
-- in: advertiser_id advertiser_id, currency currency
-- out: id int64, advertiser_id advertiser_id, currency currency, month text, after_line_id line_id, last_line_id line_id
-- out: invoice_id invoice_id, payable_minor int64, due_at instant, reminders int64, reminded_at instant?
-- out: cancelled_at instant?
-- The last bill that stands.
SELECT id, advertiser_id, currency, month, after_line_id, last_line_id, invoice_id, payable_minor, due_at, reminders,
       reminded_at, cancelled_at
  FROM advertiser_bill
 WHERE advertiser_id = $1 AND currency = $2 AND cancelled_at IS NULL ORDER BY id DESC LIMIT 1;

-- name: bill_list_standing  kind: many
-- in: advertiser_id advertiser_id, currency currency
-- out: id int64, advertiser_id advertiser_id, currency currency, month text, after_line_id line_id, last_line_id line_id
-- out: invoice_id invoice_id, payable_minor int64, due_at instant, reminders int64, reminded_at instant?
-- out: cancelled_at instant?
-- The bills that stand, in order.
SELECT id, advertiser_id, currency, month, after_line_id, last_line_id, invoice_id, payable_minor, due_at, reminders,
       reminded_at, cancelled_at
  FROM advertiser_bill WHERE advertiser_id = $1 AND currency = $2 AND cancelled_at IS NULL ORDER BY id;

-- name: bill_list_due  kind: many
-- in: due_before instant, after_id int64, limit_count int64
-- out: id int64, advertiser_id advertiser_id, currency currency, month text, after_line_id line_id, last_line_id line_id
-- out: invoice_id invoice_id, payable_minor int64, due_at instant, reminders int64, reminded_at instant?
-- out: cancelled_at instant?
-- Standing bills past their date.
SELECT id, advertiser_id, currency, month, after_line_id, last_line_id, invoice_id, payable_minor, due_at, reminders,
       reminded_at, cancelled_at
  FROM advertiser_bill WHERE due_at < $1 AND cancelled_at IS NULL AND id > $2 ORDER BY id LIMIT $3;

-- name: bill_sums  kind: many
-- in: advertiser_id advertiser_id, currency currency, after_id line_id, last_id line_id
-- out: program_name text, lines int64, amount_minor int64
-- What is to be billed, by program; subscriptions together under no name.
SELECT coalesce(g.name, ''), CAST(count(*) AS BIGINT), CAST(sum(l.amount_minor) AS BIGINT)
  FROM advertiser_line l
  LEFT JOIN charge c ON l.kind IN ('charge', 'charge_refund') AND c.id = l.reference_id
  LEFT JOIN program g ON g.id = c.program_id
 WHERE l.advertiser_id = $1 AND l.currency = $2 AND l.id > $3 AND l.id <= $4
   AND l.kind IN ('charge', 'charge_refund', 'subscription')
 GROUP BY coalesce(g.id, 0), coalesce(g.name, '') ORDER BY coalesce(g.id, 0);

-- name: bill_last_line  kind: one
-- in: advertiser_id advertiser_id, currency currency, after_id line_id, until_at instant
-- out: line_id line_id
-- The last line before the first that was booked at an instant or later: so no line is passed over, whatever the clocks
-- of several nodes said.
SELECT CAST(coalesce(max(l.id), 0) AS BIGINT) FROM advertiser_line l
 WHERE l.advertiser_id = $1 AND l.currency = $2 AND l.id > $3
   AND NOT EXISTS (SELECT 1 FROM advertiser_line o
                    WHERE o.advertiser_id = $1 AND o.currency = $2 AND o.id > $3 AND o.id <= l.id
                      AND o.booked_at >= $4);

-- name: check_bills  kind: many
-- in: limit int64
-- out: id int64, payable_minor int64, lines_minor int64, tax_minor int64
-- Bills that stand and are not their lines and their tax, or that begin elsewhere than the one before ended.
SELECT x.id, x.payable_minor, x.lines_minor, x.tax_minor
  FROM (SELECT b.id, b.payable_minor, b.after_line_id,
               CAST(coalesce((SELECT sum(l.amount_minor) FROM advertiser_line l
                               WHERE l.advertiser_id = b.advertiser_id AND l.currency = b.currency
                                 AND l.id > b.after_line_id AND l.id <= b.last_line_id
                                 AND l.kind IN ('charge', 'charge_refund', 'subscription')), 0) AS BIGINT)
                 AS lines_minor,
               CAST(coalesce((SELECT sum(l.amount_minor) FROM advertiser_line l
                               WHERE l.advertiser_id = b.advertiser_id AND l.kind IN ('tax', 'tax_reversed')
                                 AND l.reference_id = b.invoice_id), 0) AS BIGINT) AS tax_minor,
               coalesce((SELECT max(o.last_line_id) FROM advertiser_bill o
                          WHERE o.advertiser_id = b.advertiser_id AND o.currency = b.currency AND o.id < b.id
                            AND o.cancelled_at IS NULL), 0) AS ended
          FROM advertiser_bill b WHERE b.cancelled_at IS NULL) x
 WHERE x.payable_minor <> x.lines_minor + x.tax_minor OR x.ended <> x.after_line_id
 ORDER BY x.id LIMIT $1;

-- name: bill_paid  kind: one
-- in: advertiser_id advertiser_id, currency currency
-- out: paid_minor int64
-- What an advertiser has paid, or was credited otherwise.
SELECT CAST(coalesce(-sum(amount_minor), 0) AS BIGINT) FROM advertiser_line
 WHERE advertiser_id = $1 AND currency = $2
   AND kind NOT IN ('charge', 'charge_refund', 'subscription', 'tax', 'tax_reversed');
