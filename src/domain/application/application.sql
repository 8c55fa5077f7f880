-- Applications of those who want to become partners.

-- name: application_insert  kind: optional
-- in: program_id program_id, email text, name text, country text, website text, host text, niche text, promotion text
-- in: source text, language text, status text, created_at instant, confirmed_at instant?
-- out: id application_id
-- A new application. No row when this e-mail applied for the program before.
INSERT INTO application (program_id, email, name, country, website, host, niche, promotion, source, language,
                         status, reason, created_at, confirmed_at, decided_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, '', $12, $13, '')
ON CONFLICT (program_id, email) DO NOTHING RETURNING id;

-- name: application_again  kind: exec
-- in: id application_id, name text, country text, website text, host text, niche text, promotion text, source text
-- in: language text
-- An unconfirmed one is written anew: whoever confirms it confirms what was sent last.
UPDATE application SET name = $2, country = $3, website = $4, host = $5, niche = $6, promotion = $7, source = $8,
       language = $9
 WHERE id = $1 AND status = 'unconfirmed';

-- name: application_get  kind: optional
-- in: id application_id
-- out: id application_id, program_id program_id, email text, name text, country text, website text, host text
-- out: niche text, promotion text, source text, language text, status text, reason text
-- out: partner_id partner_id?, created_at instant, confirmed_at instant?, decided_at instant?, decided_by text
-- One application.
SELECT id, program_id, email, name, country, website, host, niche, promotion, source, language, status,
       reason, partner_id, created_at, confirmed_at, decided_at, decided_by
  FROM application WHERE id = $1;

-- name: application_find  kind: optional
-- in: program_id program_id, email text
-- out: id application_id, program_id program_id, email text, name text, country text, website text, host text
-- out: niche text, promotion text, source text, language text, status text, reason text
-- out: partner_id partner_id?, created_at instant, confirmed_at instant?, decided_at instant?, decided_by text
-- The application of an e-mail for a program.
SELECT id, program_id, email, name, country, website, host, niche, promotion, source, language, status,
       reason, partner_id, created_at, confirmed_at, decided_at, decided_by
  FROM application WHERE program_id = $1 AND email = $2;

-- name: application_list  kind: many
-- in: program_id program_id, advertiser_id advertiser_id, status text, before_id int64, limit_count int64
-- out: id application_id, program_id program_id, email text, name text, country text, website text, host text
-- out: niche text, promotion text, source text, language text, status text, reason text
-- out: partner_id partner_id?, created_at instant, confirmed_at instant?, decided_at instant?, decided_by text
-- A page of applications, the newest first. Without a status: all that were confirmed.
SELECT id, program_id, email, name, country, website, host, niche, promotion, source, language, status,
       reason, partner_id, created_at, confirmed_at, decided_at, decided_by
  FROM application
 WHERE id < $4 AND ($1 = 0 OR program_id = $1)
   AND ($2 = 0 OR program_id IN (SELECT p.id FROM program p WHERE p.advertiser_id = $2))
   AND (($3 = '' AND status <> 'unconfirmed') OR status = $3)
 ORDER BY id DESC LIMIT $5;

-- name: application_search  kind: many
-- in: program_id program_id, advertiser_id advertiser_id, status text, words text, sort int64, is_down bool
-- in: after_id application_id, limit_count int64
-- out: id application_id, program_id program_id, email text, name text, country text, website text, host text
-- out: niche text, promotion text, source text, language text, status text, reason text
-- out: partner_id partner_id?, created_at instant, confirmed_at instant?, decided_at instant?, decided_by text
-- Confirmed applications by a column, from the one after an application on: sort 1 name, 2 niche, 3 country, 4 status,
-- else the order in which they came. words is a pattern in lower case of name, e-mail, niche or website, '' for any;
-- so is status.
SELECT k.id, k.program_id, k.email, k.name, k.country, k.website, k.host, k.niche, k.promotion, k.source, k.language,
       k.status, k.reason, k.partner_id, k.created_at, k.confirmed_at, k.decided_at, k.decided_by
  FROM (SELECT a.id, a.program_id, a.email, a.name, a.country, a.website, a.host, a.niche, a.promotion, a.source,
               a.language, a.status, a.reason, a.partner_id, a.created_at, a.confirmed_at, a.decided_at, a.decided_by,
               CASE WHEN $5 = 1 THEN a.name WHEN $5 = 2 THEN a.niche WHEN $5 = 3 THEN a.country
                    WHEN $5 = 4 THEN a.status ELSE '' END COLLATE "und-x-icu" AS sort_key,
               coalesce((SELECT CASE WHEN $5 = 1 THEN b.name WHEN $5 = 2 THEN b.niche WHEN $5 = 3 THEN b.country
                                     WHEN $5 = 4 THEN b.status ELSE '' END
                           FROM application b WHERE b.id = $7), '') COLLATE "und-x-icu" AS after_key
          FROM application a
         WHERE a.status <> 'unconfirmed' AND ($1 = 0 OR a.program_id = $1)
           AND ($2 = 0 OR a.program_id IN (SELECT p.id FROM program p WHERE p.advertiser_id = $2))
           AND ($3 = '' OR a.status = $3)
           AND ($4 = '' OR lower(a.name) LIKE $4 ESCAPE '\' OR lower(a.email) LIKE $4 ESCAPE '\'
                OR lower(a.niche) LIKE $4 ESCAPE '\' OR lower(a.website) LIKE $4 ESCAPE '\')) AS k
 WHERE $7 = 0 OR ($6 = 0 AND (k.sort_key > k.after_key OR (k.sort_key = k.after_key AND k.id > $7)))
    OR ($6 = 1 AND (k.sort_key < k.after_key OR (k.sort_key = k.after_key AND k.id < $7)))
 ORDER BY CASE WHEN $6 = 0 THEN k.sort_key END COLLATE "und-x-icu",
          CASE WHEN $6 = 1 THEN k.sort_key END COLLATE "und-x-icu" DESC,
          CASE WHEN $6 = 1 THEN -k.id ELSE k.id END
 LIMIT $8;

-- name: application_next  kind: optional
-- in: after_id application_id
-- out: id application_id
-- The one that has waited longest after this one.
SELECT id FROM application WHERE status = 'waiting' AND id > $1 ORDER BY id LIMIT 1;

-- name: application_before  kind: optional
-- in: before_id application_id
-- out: id application_id
-- The one that waits right before this one.
SELECT id FROM application WHERE status = 'waiting' AND id < $1 ORDER BY id DESC LIMIT 1;

-- name: application_count  kind: one
-- in: status text
-- out: count int64
-- How many stand so.
SELECT CAST(count(*) AS BIGINT) FROM application WHERE status = $1;

-- name: application_set  kind: exec
-- in: id application_id, status text, reason text, partner_id partner_id?, confirmed_at instant?
-- in: decided_at instant?, decided_by text
-- What becomes of an application.
UPDATE application SET status = $2, reason = $3, partner_id = $4, confirmed_at = $5, decided_at = $6, decided_by = $7
 WHERE id = $1;

-- name: application_similar  kind: many
-- in: id application_id, email text, host text, name text
-- out: kind text, thing_id int64, name text, status text, is_email bool, is_host bool, is_name bool
-- Applications and partners that look like the same person: by e-mail, host of the site, or name in lower case.
SELECT 'application', a.id, a.name, a.status,
       a.email = $2, $3 <> '' AND a.host = $3, lower(a.name) = $4
  FROM application a
 WHERE a.id <> $1 AND a.status <> 'unconfirmed'
   AND (a.email = $2 OR ($3 <> '' AND a.host = $3) OR lower(a.name) = $4)
UNION ALL
SELECT 'partner', p.id, p.name, p.status, lower(p.email) = $2, 1 = 0, lower(p.name) = $4
  FROM partner p
 WHERE (lower(p.email) = $2 OR lower(p.name) = $4)
   AND p.id NOT IN (SELECT b.partner_id FROM application b WHERE b.id = $1 AND b.partner_id IS NOT NULL)
 ORDER BY 1, 2 LIMIT 20;

-- name: application_rivals  kind: many
-- in: id application_id, program_id program_id, niche text, country text
-- out: id application_id, name text, partner_id partner_id?
-- Approved applications of the program in the same niche and country.
SELECT id, name, partner_id FROM application
 WHERE program_id = $2 AND niche = $3 AND niche <> '' AND country = $4 AND status = 'approved' AND id <> $1
 ORDER BY id LIMIT 20;

-- name: application_answer_put  kind: exec
-- in: application_id application_id, question_id question_id, answer text
-- The answer to a question.
INSERT INTO application_answer (application_id, question_id, answer) VALUES ($1, $2, $3)
ON CONFLICT (application_id, question_id) DO UPDATE SET answer = excluded.answer;

-- name: application_answer_list  kind: many
-- in: application_id application_id
-- out: question_id question_id, answer text
-- The answers of an application.
SELECT question_id, answer FROM application_answer WHERE application_id = $1 ORDER BY question_id;

-- name: application_score_put  kind: exec
-- in: application_id application_id, criterion text, score int64, actor text, scored_at instant
-- A score, given or given anew.
INSERT INTO application_score (application_id, criterion, score, actor, scored_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (application_id, criterion) DO UPDATE SET
  score = excluded.score, actor = excluded.actor, scored_at = excluded.scored_at;

-- name: application_score_list  kind: many
-- in: application_id application_id
-- out: criterion text, score int64, actor text, scored_at instant
-- The scores of an application.
SELECT criterion, score, actor, scored_at FROM application_score WHERE application_id = $1 ORDER BY criterion;

-- name: application_message_insert  kind: one
-- in: application_id application_id, author text, body text, created_at instant
-- out: id int64
-- A message.
INSERT INTO application_message (application_id, author, body, created_at) VALUES ($1, $2, $3, $4) RETURNING id;

-- name: application_message_list  kind: many
-- in: application_id application_id
-- out: author text, body text, created_at instant
-- What was written about an application, in order.
SELECT author, body, created_at FROM application_message WHERE application_id = $1 ORDER BY id LIMIT 200;
