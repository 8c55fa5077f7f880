-- What came in at the doors of advertisers.

-- name: tracking_event_insert  kind: merge
-- in: advertiser_id advertiser_id, program_id program_id, door text, kind text, outcome text, code text, field text
-- in: request text, conversion_id conversion_id, received_at instant
-- Reports as they came in.
INSERT INTO tracking_event (advertiser_id, program_id, door, kind, outcome, code, field, request, conversion_id,
                            received_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: tracking_event_list  kind: many
-- in: advertiser_id advertiser_id, program_id program_id, before_id int64, limit_count int64
-- out: id int64, advertiser_id advertiser_id, program_id program_id, door text, kind text, outcome text, code text
-- out: field text, request text, conversion_id conversion_id, received_at instant
-- The newest reports of an advertiser that are of the program or of none that is known.
SELECT id, advertiser_id, program_id, door, kind, outcome, code, field, request, conversion_id, received_at
  FROM tracking_event
 WHERE advertiser_id = $1 AND ($2 = 0 OR program_id IN (0, $2)) AND id < $3
 ORDER BY id DESC LIMIT $4;

-- name: tracking_event_latest  kind: many
-- in: advertiser_id advertiser_id, program_id program_id
-- out: door text, count int64, refused int64, last_at instant, refused_at instant?
-- By door: how many of the reports that are kept came and how many were refused, and when the last ones came.
SELECT door, CAST(count(*) AS BIGINT), CAST(sum(CASE WHEN outcome = 'refused' THEN 1 ELSE 0 END) AS BIGINT),
       max(received_at), max(CASE WHEN outcome = 'refused' THEN received_at END)
  FROM tracking_event
 WHERE advertiser_id = $1 AND program_id IN (0, $2)
 GROUP BY door ORDER BY door;

-- name: tracking_event_last_of_kind  kind: optional
-- in: advertiser_id advertiser_id, program_id program_id, door text, kind text
-- out: received_at instant
-- When a report of this door and kind came last.
SELECT received_at FROM tracking_event
 WHERE advertiser_id = $1 AND program_id = $2 AND door = $3 AND kind = $4
 ORDER BY id DESC LIMIT 1;

-- name: tracking_event_forget  kind: exec
-- in: before instant, limit_count int64
-- Deletes the oldest reports from before an instant.
DELETE FROM tracking_event WHERE id IN
  (SELECT id FROM tracking_event WHERE received_at < $1 ORDER BY received_at LIMIT $2);
