-- What replay reads to derive charges and advertisers' accounts anew. All read only.

-- name: replay_advertiser_entries  kind: many
-- in: after_id entry_id, limit int64
-- out: id entry_id, entry_key text, kind text, reference_kind text, reference_id int64, occurred_at instant
-- out: booked_at instant, reverses_entry_id entry_id
-- The next entries of charges and lines of accounts, in booking order, without their lines.
SELECT id, entry_key, kind, reference_kind, reference_id, occurred_at, booked_at, reverses_entry_id
  FROM ledger_entry
 WHERE id > $1 AND reference_kind IN ('charge', 'advertiser_line')
 ORDER BY id LIMIT $2;

-- name: replay_advertiser_counts  kind: one
-- out: charges int64, booked_steps int64, charge_lines int64, other_lines int64
-- How many there are at all.
SELECT CAST((SELECT count(*) FROM charge) AS BIGINT),
       CAST((SELECT count(*) FROM charge_change WHERE entry_id <> 0) AS BIGINT),
       CAST((SELECT count(*) FROM advertiser_line WHERE kind IN ('charge', 'charge_refund')) AS BIGINT),
       CAST((SELECT count(*) FROM advertiser_line WHERE kind NOT IN ('charge', 'charge_refund')) AS BIGINT);
