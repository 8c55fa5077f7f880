-- The whole ledger, streamed in order: for exports. All read only.

-- name: ledger_list_accounts  kind: each
-- out: id account_id, owner_kind text, owner_id int64, kind text, currency currency, balance_minor int64, owner_name text
-- Every account with its owner's name, by owner, kind and currency.
SELECT a.id, a.owner_kind, a.owner_id, a.kind, a.currency, a.balance_minor,
       coalesce(p.name, g.name, v.name, '')
  FROM ledger_account a
  LEFT JOIN partner p ON a.owner_kind = 'partner' AND p.id = a.owner_id
  LEFT JOIN program g ON a.owner_kind = 'program' AND g.id = a.owner_id
  LEFT JOIN advertiser v ON a.owner_kind = 'advertiser' AND v.id = a.owner_id
 ORDER BY a.owner_kind, a.owner_id, a.kind, a.currency;

-- name: ledger_list_lines  kind: each
-- out: entry_id entry_id, entry_key text, kind text, reference_kind text, reference_id int64, occurred_at instant
-- out: booked_at instant, accounted_at instant, reverses_entry_id entry_id, position int64, owner_kind text
-- out: owner_id int64, account_kind text, currency currency, amount_minor int64, owner_name text
-- out: rates text, rate_source text, rate_day int64?
-- Every line of every entry, in booking order, with the rates of what came in or left in another currency.
SELECT e.id, e.entry_key, e.kind, e.reference_kind, e.reference_id, e.occurred_at, e.booked_at,
       coalesce(t.accounted_at, e.occurred_at),
       e.reverses_entry_id, l.position, a.owner_kind, a.owner_id, a.kind, a.currency, l.amount_minor,
       coalesce(p.name, g.name, v.name, ''), coalesce(x.rates, r.rates, y.rates, ''),
       coalesce(x.source, r.rate_source, ''), coalesce(x.rate_day, r.rate_day)
  FROM ledger_entry e
  JOIN ledger_posting l ON l.entry_id = e.id
  JOIN ledger_account a ON a.id = l.account_id
  LEFT JOIN ledger_late_entry t ON t.entry_id = e.id
  LEFT JOIN partner p ON a.owner_kind = 'partner' AND p.id = a.owner_id
  LEFT JOIN program g ON a.owner_kind = 'program' AND g.id = a.owner_id
  LEFT JOIN advertiser v ON a.owner_kind = 'advertiser' AND v.id = a.owner_id
  LEFT JOIN commission c ON e.reference_kind = 'commission' AND c.id = e.reference_id
  LEFT JOIN charge h ON e.reference_kind = 'charge' AND h.id = e.reference_id
  LEFT JOIN conversion_exchange x ON x.conversion_id = coalesce(c.conversion_id, h.conversion_id)
  LEFT JOIN payout_item i ON e.reference_kind = 'payout_item' AND i.id = e.reference_id
  LEFT JOIN payout_run r ON r.id = i.run_id
  LEFT JOIN advertiser_line y ON e.reference_kind = 'advertiser_line' AND y.id = e.reference_id
 ORDER BY e.id, l.position;
