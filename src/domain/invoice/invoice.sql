-- Invoices and credit notes. Rows are only added; the counter of a series moves in the transaction that uses its
-- number.

-- name: invoice_series_start  kind: exec
-- in: series text, year int64
-- The counter of a series and year, unless there is one.
INSERT INTO invoice_series (series, year, last_number) VALUES ($1, $2, 0) ON CONFLICT (series, year) DO NOTHING;

-- name: invoice_series_next  kind: one
-- in: series text, year int64
-- out: last_number int64
-- The next number; the row is held to the transaction's end, so that a number that is given up is given again.
UPDATE invoice_series SET last_number = last_number + 1 WHERE series = $1 AND year = $2 RETURNING last_number;

-- name: invoice_insert  kind: one
-- in: invoice_key text, kind text, series text, year int64, number int64, partner_id partner_id, advertiser_id advertiser_id, reference_kind text, reference_id int64, corrects_id invoice_id, currency currency, net_minor int64, tax_minor int64, rounding_minor int64, payable_minor int64, is_settled bool, performed_at instant, issued_at instant, issued_on text, due_on text
-- out: id invoice_id
-- An issued invoice.
INSERT INTO invoice (invoice_key, kind, series, year, number, partner_id, advertiser_id, reference_kind, reference_id,
                     corrects_id, currency, net_minor, tax_minor, rounding_minor, payable_minor, is_settled,
                     performed_at, issued_at, issued_on, due_on)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)
RETURNING id;

-- name: invoice_party_insert  kind: exec
-- in: invoice_id invoice_id, role text, legal_name text, line1 text, line2 text, postcode text, city text, country text, vat_id text, registration_id text
-- Seller or buyer.
INSERT INTO invoice_party (invoice_id, role, legal_name, line1, line2, postcode, city, country, vat_id, registration_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: invoice_line_insert  kind: batch
-- in: invoice_id invoice_id, position int64, description text, quantity int64, net_minor int64, tax_category text, tax_ppm int64
-- The lines.
INSERT INTO invoice_line (invoice_id, position, description, quantity, net_minor, tax_category, tax_ppm)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: invoice_get  kind: optional
-- in: id invoice_id
-- out: id invoice_id, invoice_key text, kind text, series text, year int64, number int64, partner_id partner_id, advertiser_id advertiser_id, reference_kind text, reference_id int64, corrects_id invoice_id, currency currency, net_minor int64, tax_minor int64, rounding_minor int64, payable_minor int64, is_settled bool, performed_at instant, issued_at instant, issued_on text, due_on text
-- One invoice.
SELECT id, invoice_key, kind, series, year, number, partner_id, advertiser_id, reference_kind, reference_id,
       corrects_id, currency, net_minor, tax_minor, rounding_minor, payable_minor, is_settled, performed_at, issued_at,
       issued_on, due_on
  FROM invoice WHERE id = $1;

-- name: invoice_find_key  kind: optional
-- in: invoice_key text
-- out: id invoice_id
-- The invoice that a key made.
SELECT id FROM invoice WHERE invoice_key = $1;

-- name: invoice_credited  kind: one
-- in: corrects_id invoice_id
-- out: notes int64, payable_minor int64
-- What credit notes have taken back of an invoice.
SELECT CAST(count(*) AS BIGINT), CAST(coalesce(sum(payable_minor), 0) AS BIGINT) FROM invoice WHERE corrects_id = $1;

-- name: invoice_list  kind: many
-- in: before_id invoice_id, partner_id partner_id, limit int64, advertiser_id advertiser_id
-- out: id invoice_id, invoice_key text, kind text, series text, year int64, number int64, partner_id partner_id, advertiser_id advertiser_id, reference_kind text, reference_id int64, corrects_id invoice_id, currency currency, net_minor int64, tax_minor int64, rounding_minor int64, payable_minor int64, is_settled bool, performed_at instant, issued_at instant, issued_on text, due_on text
-- Newest first; of one partner or advertiser, or with 0 of all.
SELECT id, invoice_key, kind, series, year, number, partner_id, advertiser_id, reference_kind, reference_id,
       corrects_id, currency, net_minor, tax_minor, rounding_minor, payable_minor, is_settled, performed_at, issued_at,
       issued_on, due_on
  FROM invoice WHERE id < $1 AND ($2 = 0 OR partner_id = $2) AND ($4 = 0 OR advertiser_id = $4)
 ORDER BY id DESC LIMIT $3;

-- name: invoice_search  kind: many
-- in: words text, kind text, from_at instant, to_at instant, sort int64, is_down bool, after_id invoice_id, limit int64
-- out: id invoice_id, invoice_key text, kind text, series text, year int64, number int64, partner_id partner_id, advertiser_id advertiser_id, reference_kind text, reference_id int64, corrects_id invoice_id, currency currency, net_minor int64, tax_minor int64, rounding_minor int64, payable_minor int64, is_settled bool, performed_at instant, issued_at instant, issued_on text, due_on text
-- Invoices by a column, from the one after an invoice on: sort 1 currency and what is payable, else the order in which
-- they were issued. words is a pattern in lower case of the number or of the name of the partner or the advertiser, ''
-- for any; kind credit_note: both kinds of them.
SELECT k.id, k.invoice_key, k.kind, k.series, k.year, k.number, k.partner_id, k.advertiser_id, k.reference_kind,
       k.reference_id, k.corrects_id, k.currency, k.net_minor, k.tax_minor, k.rounding_minor, k.payable_minor,
       k.is_settled, k.performed_at, k.issued_at, k.issued_on, k.due_on
  FROM (SELECT i.id, i.invoice_key, i.kind, i.series, i.year, i.number, i.partner_id, i.advertiser_id, i.reference_kind,
               i.reference_id, i.corrects_id, i.currency, i.net_minor, i.tax_minor, i.rounding_minor, i.payable_minor,
               i.is_settled, i.performed_at, i.issued_at, i.issued_on, i.due_on,
               CASE WHEN $5 = 1 THEN i.currency ELSE '' END AS sort_key,
               CASE WHEN $5 = 1 THEN i.payable_minor * CASE WHEN i.kind LIKE '%credit_note' THEN -1 ELSE 1 END
                    ELSE 0 END AS sort_number,
               coalesce((SELECT CASE WHEN $5 = 1 THEN b.currency ELSE '' END
                           FROM invoice b WHERE b.id = $7), '') AS after_key,
               coalesce((SELECT CASE WHEN $5 = 1
                                     THEN b.payable_minor * CASE WHEN b.kind LIKE '%credit_note' THEN -1 ELSE 1 END
                                     ELSE 0 END
                           FROM invoice b WHERE b.id = $7), 0) AS after_number
          FROM invoice i LEFT JOIN partner p ON p.id = i.partner_id LEFT JOIN advertiser a ON a.id = i.advertiser_id
         WHERE ($1 = '' OR lower(p.name) LIKE $1 ESCAPE '\' OR lower(a.name) LIKE $1 ESCAPE '\'
                OR lower(i.series) || '-' || CAST(i.year AS TEXT) || '-'
                   || CASE WHEN i.number < 10000 THEN substr(CAST(10000 + i.number AS TEXT), 2, 4)
                           ELSE CAST(i.number AS TEXT) END LIKE $1 ESCAPE '\')
           AND ($2 = '' OR i.kind = $2 OR ($2 = 'credit_note' AND i.kind LIKE '%credit_note'))
           AND i.issued_at >= $3 AND i.issued_at < $4) AS k
 WHERE $7 = 0 OR ($6 = 0 AND (k.sort_key, k.sort_number, k.id) > (k.after_key, k.after_number, $7))
    OR ($6 = 1 AND (k.sort_key, k.sort_number, k.id) < (k.after_key, k.after_number, $7))
 ORDER BY CASE WHEN $6 = 0 THEN k.sort_key END, CASE WHEN $6 = 1 THEN k.sort_key END DESC,
          CASE WHEN $6 = 1 THEN -k.sort_number ELSE k.sort_number END, CASE WHEN $6 = 1 THEN -k.id ELSE k.id END
 LIMIT $8;

-- name: invoice_party_list  kind: many
-- in: invoice_id invoice_id
-- out: role text, legal_name text, line1 text, line2 text, postcode text, city text, country text, vat_id text, registration_id text
-- Buyer and seller.
SELECT role, legal_name, line1, line2, postcode, city, country, vat_id, registration_id
  FROM invoice_party WHERE invoice_id = $1 ORDER BY role;

-- name: invoice_line_list  kind: many
-- in: invoice_id invoice_id
-- out: description text, quantity int64, net_minor int64, tax_category text, tax_ppm int64
-- The lines in order.
SELECT description, quantity, net_minor, tax_category, tax_ppm
  FROM invoice_line WHERE invoice_id = $1 ORDER BY position;

-- name: invoice_payout_lines  kind: many
-- in: item_id payout_item_id
-- out: program_name text, commissions int64, amount_minor int64
-- What a payout pays, by program: the lines of its invoice.
SELECT g.name, CAST(count(*) AS BIGINT), CAST(sum(s.amount_minor) AS BIGINT)
  FROM payout_commission s
  JOIN commission c ON c.id = s.commission_id
  JOIN program g ON g.id = c.program_id
 WHERE s.item_id = $1 AND s.amount_minor > 0
 GROUP BY g.id, g.name ORDER BY g.id;
