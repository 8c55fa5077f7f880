-- name: import_run_insert  kind: exec
-- in:  program_id program_id, file_digest blob, map text, started_at instant
-- A file that is read for the first time.
INSERT INTO import_run (program_id, file_digest, map, lines_done, clicks, conversions, refused, started_at)
VALUES ($1, $2, $3, 0, 0, 0, 0, $4) ON CONFLICT (program_id, file_digest, map) DO NOTHING;

-- name: import_run_find  kind: one
-- in:  program_id program_id, file_digest blob, map text
-- out: id import_id, lines_done int64, clicks int64, conversions int64, refused int64, finished_at instant?
-- How far a file has been read.
SELECT id, lines_done, clicks, conversions, refused, finished_at FROM import_run
 WHERE program_id = $1 AND file_digest = $2 AND map = $3;

-- name: import_run_advance  kind: exec
-- in:  id import_id, lines_before int64, lines_done int64, clicks int64, conversions int64, refused int64, finished_at instant?
-- The mark moves in the transaction that stores the rows.
UPDATE import_run SET lines_done = $3, clicks = $4, conversions = $5, refused = $6, finished_at = $7
 WHERE id = $1 AND lines_done = $2 AND finished_at IS NULL;

-- name: import_partner  kind: optional
-- in:  code text
-- out: id partner_id
-- A partner by code.
SELECT id FROM partner WHERE code = $1;

-- name: import_offer  kind: optional
-- in:  program_id program_id, name text
-- out: id offer_id
-- An offer by name: the oldest of that name.
SELECT id FROM offer WHERE program_id = $1 AND name = $2 ORDER BY id LIMIT 1;

-- name: import_links  kind: each
-- in:  program_id program_id
-- out: id link_id, partner_id partner_id, offer_id offer_id
-- The links of a program, so that each row of a file finds its own in memory.
SELECT id, partner_id, offer_id FROM link WHERE program_id = $1 ORDER BY id;

-- name: import_destination  kind: optional
-- in:  program_id program_id
-- out: destination_url text
-- The destination of the program's first offer.
SELECT destination_url FROM offer WHERE program_id = $1 ORDER BY id LIMIT 1;

-- name: import_enrollment  kind: optional
-- in:  partner_id partner_id, program_id program_id
-- out: id enrollment_id
-- Whether the partner is in the program.
SELECT id FROM enrollment WHERE partner_id = $1 AND program_id = $2;
