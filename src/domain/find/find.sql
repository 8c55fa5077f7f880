-- What has a name that somebody types in whole. All read only.

-- name: find_named  kind: many
-- in: words text, folded text, click_id click_id, limit int64
-- out: kind text, id int64, name text, about text
-- Orders by their number or their click, partners by name, code or e-mail, links and coupons by code, payouts by the
-- reference at the bank, invoices by number. words as typed, folded in lower case, click 0 for none. Of a coupon the id
-- is its program's.
SELECT f.kind, f.id, f.name, f.about
  FROM (SELECT 'conversion' AS kind, c.id AS id, c.order_id AS name, g.name AS about
          FROM conversion c JOIN program g ON g.id = c.program_id
         WHERE c.order_id = $1 OR ($3 <> 0 AND c.click_id = $3)
        UNION ALL
        SELECT 'partner', p.id, p.name, p.code
          FROM partner p WHERE lower(p.name) = $2 OR lower(p.code) = $2 OR lower(p.email) = $2
        UNION ALL
        SELECT 'link', l.id, l.code, p.name FROM link l JOIN partner p ON p.id = l.partner_id WHERE l.code = $1
        UNION ALL
        SELECT 'coupon', k.program_id, k.code, p.name
          FROM coupon k JOIN partner p ON p.id = k.partner_id WHERE k.code_folded = $2
        UNION ALL
        SELECT 'payout', i.id, i.end_to_end_id, p.name
          FROM payout_item i JOIN partner p ON p.id = i.partner_id WHERE i.end_to_end_id = $1
        UNION ALL
        SELECT 'invoice', v.id, $1, coalesce(p.name, a.name, '')
          FROM invoice v LEFT JOIN partner p ON p.id = v.partner_id LEFT JOIN advertiser a ON a.id = v.advertiser_id
         WHERE lower(v.series) || '-' || CAST(v.year AS TEXT) || '-'
                 || CASE WHEN v.number < 10000 THEN substr(CAST(10000 + v.number AS TEXT), 2, 4)
                         ELSE CAST(v.number AS TEXT) END = $2) f
 ORDER BY f.kind, f.id DESC
 LIMIT $4;
