-- Postbacks to partners, and what is told.

-- name: postback_insert  kind: one
-- in: partner_id partner_id, program_id program_id, url text, events text, status text, created_at instant
-- out: id postback_id
-- A new one, with its first secret.
INSERT INTO postback (partner_id, program_id, url, events, status, secret_number, created_at)
VALUES ($1, $2, $3, $4, $5, 1, $6) RETURNING id;

-- name: postback_update  kind: exec
-- in: id postback_id, program_id program_id, url text, events text, status text, secret_number int64
-- What can be changed of it.
UPDATE postback SET program_id = $2, url = $3, events = $4, status = $5, secret_number = $6 WHERE id = $1;

-- name: postback_get  kind: optional
-- in: id postback_id
-- out: id postback_id, partner_id partner_id, program_id program_id, url text, events text, status text
-- out: secret_number int64, created_at instant
-- One postback.
SELECT id, partner_id, program_id, url, events, status, secret_number, created_at FROM postback WHERE id = $1;

-- name: postback_list  kind: many
-- in: partner_id partner_id
-- out: id postback_id, partner_id partner_id, program_id program_id, url text, events text, status text
-- out: secret_number int64, created_at instant
-- A partner's, those it removed left out.
SELECT id, partner_id, program_id, url, events, status, secret_number, created_at FROM postback
 WHERE partner_id = $1 AND status <> 'archived' ORDER BY id;

-- name: postback_list_for  kind: many  kept: yes
-- in: partner_id partner_id, program_id program_id
-- out: id postback_id, partner_id partner_id, program_id program_id, url text, events text, status text
-- out: secret_number int64, created_at instant
-- Those that want to know of a conversion.
SELECT id, partner_id, program_id, url, events, status, secret_number, created_at FROM postback
 WHERE partner_id = $1 AND status = 'active' AND (program_id = 0 OR program_id = $2) ORDER BY id;

-- name: postback_delivery_queue  kind: optional
-- in: postback_id postback_id, delivery_key text, event text, conversion_id conversion_id, macros text
-- in: queued_at instant
-- out: id postback_delivery_id
-- A delivery, unless one with this key was queued before.
INSERT INTO postback_delivery (postback_id, delivery_key, event, conversion_id, macros, status, attempts, next_at, url,
                               answer_status, answer, problem, duration_ms, queued_at)
VALUES ($1, $2, $3, $4, $5, 'queued', 0, $6, '', 0, '', '', 0, $6)
ON CONFLICT (delivery_key) DO NOTHING RETURNING id;

-- name: postback_delivery_get  kind: optional
-- in: id postback_delivery_id
-- out: id postback_delivery_id, postback_id postback_id, delivery_key text, event text, conversion_id conversion_id
-- out: macros text, status text, attempts int64, next_at instant, claimed_at instant?, url text, answer_status int64
-- out: answer text, problem text, duration_ms int64, queued_at instant, settled_at instant?
-- One delivery.
SELECT id, postback_id, delivery_key, event, conversion_id, macros, status, attempts, next_at, claimed_at, url,
       answer_status, answer, problem, duration_ms, queued_at, settled_at
  FROM postback_delivery WHERE id = $1;

-- name: postback_delivery_list  kind: many
-- in: postback_id postback_id, before_id postback_delivery_id, limit int64
-- out: id postback_delivery_id, postback_id postback_id, delivery_key text, event text, conversion_id conversion_id
-- out: macros text, status text, attempts int64, next_at instant, claimed_at instant?, url text, answer_status int64
-- out: answer text, problem text, duration_ms int64, queued_at instant, settled_at instant?
-- The newest of a postback.
SELECT id, postback_id, delivery_key, event, conversion_id, macros, status, attempts, next_at, claimed_at, url,
       answer_status, answer, problem, duration_ms, queued_at, settled_at
  FROM postback_delivery
 WHERE postback_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3;

-- name: postback_delivery_list_due  kind: many
-- in: now instant, limit int64
-- out: id postback_delivery_id, postback_id postback_id, delivery_key text, event text, conversion_id conversion_id
-- out: macros text, status text, attempts int64, next_at instant, claimed_at instant?, url text, answer_status int64
-- out: answer text, problem text, duration_ms int64, queued_at instant, settled_at instant?
-- Those that may be tried now and whose postback nobody is calling; what a paused postback would be told waits.
SELECT id, postback_id, delivery_key, event, conversion_id, macros, status, attempts, next_at, claimed_at, url,
       answer_status, answer, problem, duration_ms, queued_at, settled_at
  FROM postback_delivery
 WHERE status = 'queued' AND claimed_at IS NULL AND next_at <= $1
   AND NOT EXISTS (SELECT 1 FROM postback_delivery other
                    WHERE other.postback_id = postback_delivery.postback_id AND other.claimed_at IS NOT NULL)
   AND (event = 'test' OR EXISTS (SELECT 1 FROM postback p WHERE p.id = postback_id AND p.status = 'active'))
 ORDER BY next_at, id LIMIT $2;

-- name: postback_delivery_claim  kind: exec
-- in: id postback_delivery_id, claimed_at instant
-- Whoever changes the row calls: one caller, one call to a postback at a time, and not one that was put off meanwhile.
UPDATE postback_delivery SET claimed_at = $2, attempts = attempts + 1
 WHERE id = $1 AND status = 'queued' AND claimed_at IS NULL AND next_at <= $2
   AND NOT EXISTS (SELECT 1 FROM postback_delivery other
                    WHERE other.postback_id = postback_delivery.postback_id AND other.claimed_at IS NOT NULL);

-- name: postback_delivery_attempted  kind: exec
-- in: id postback_delivery_id, status text, next_at instant, url text, answer_status int64, answer text, problem text
-- in: duration_ms int64, settled_at instant?
-- How an attempt went; what is settled stays.
UPDATE postback_delivery SET status = $2, next_at = $3, claimed_at = NULL, url = $4, answer_status = $5, answer = $6,
       problem = $7, duration_ms = $8, settled_at = $9
 WHERE id = $1 AND status = 'queued';

-- name: postback_delivery_put_off  kind: exec
-- in: postback_id postback_id, next_at instant
-- A postback that does not answer is not asked for each event of the queue; a test is what its owner waits for.
UPDATE postback_delivery SET next_at = $2
 WHERE postback_id = $1 AND status = 'queued' AND claimed_at IS NULL AND next_at < $2 AND event <> 'test';

-- name: postback_delivery_release  kind: exec
-- in: claimed_before instant
-- Whoever was calling is gone: it is called again.
UPDATE postback_delivery SET claimed_at = NULL WHERE status = 'queued' AND claimed_at < $1;

-- name: postback_delivery_retry  kind: exec
-- in: id postback_delivery_id, next_at instant
-- Its owner wants it called now, again or at last.
UPDATE postback_delivery SET status = 'queued', attempts = 0, next_at = $2, settled_at = NULL
 WHERE id = $1 AND claimed_at IS NULL;

-- name: postback_delivery_give_up  kind: exec
-- in: postback_id postback_id, problem text, settled_at instant
-- Nobody is to be told any more.
UPDATE postback_delivery SET status = 'failed', claimed_at = NULL, problem = $2, settled_at = $3
 WHERE postback_id = $1 AND status = 'queued';

-- name: postback_delivery_forget  kind: exec
-- in: before instant
-- What was settled long ago.
DELETE FROM postback_delivery WHERE settled_at < $1;
