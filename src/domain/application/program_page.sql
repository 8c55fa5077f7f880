-- How programs show themselves to people without an account, and what they ask who applies.

-- name: program_page_put  kind: exec
-- in: program_id program_id, slug text, is_scored bool, is_exclusive bool, partners_min int64, changed_at instant
-- A program's page as it is from now on.
INSERT INTO program_page (program_id, slug, is_scored, is_exclusive, partners_min, changed_at)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (program_id) DO UPDATE SET
  slug = excluded.slug, is_scored = excluded.is_scored, is_exclusive = excluded.is_exclusive,
  partners_min = excluded.partners_min, changed_at = excluded.changed_at;

-- name: program_page_get  kind: optional
-- in: program_id program_id
-- out: program_id program_id, slug text, is_scored bool, is_exclusive bool, partners_min int64, changed_at instant
-- The page of a program.
SELECT program_id, slug, is_scored, is_exclusive, partners_min, changed_at
  FROM program_page WHERE program_id = $1;

-- name: program_page_find  kind: optional
-- in: slug text
-- out: program_id program_id, slug text, is_scored bool, is_exclusive bool, partners_min int64, changed_at instant
-- A page by its address.
SELECT program_id, slug, is_scored, is_exclusive, partners_min, changed_at
  FROM program_page WHERE slug = $1;

-- name: program_page_list  kind: many
-- in: before_id program_id, limit_count int64
-- out: program_id program_id, slug text
-- Active programs that everybody may read about, the newest first; slug '' where none was chosen.
SELECT p.id, coalesce(g.slug, '') FROM program p LEFT JOIN program_page g ON g.program_id = p.id
 WHERE p.is_public = 1 AND p.status = 'active' AND p.id < $1
 ORDER BY p.id DESC LIMIT $2;

-- name: program_page_text_put  kind: exec
-- in: program_id program_id, language text, headline text, about text, audience text, requirements text
-- What the page says in one language.
INSERT INTO program_page_text (program_id, language, headline, about, audience, requirements)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (program_id, language) DO UPDATE SET
  headline = excluded.headline, about = excluded.about, audience = excluded.audience,
  requirements = excluded.requirements;

-- name: program_page_text_list  kind: many
-- in: program_id program_id
-- out: language text, headline text, about text, audience text, requirements text
-- What the page says, in every language that it speaks.
SELECT language, headline, about, audience, requirements
  FROM program_page_text WHERE program_id = $1 ORDER BY language;

-- name: application_question_insert  kind: one
-- in: program_id program_id, position int64, kind text, is_required bool, label_en text, label_fr text, label_ru text
-- in: label_ja text, choices text
-- out: id question_id
-- A question that is asked from now on.
INSERT INTO application_question (program_id, position, kind, is_required, label_en, label_fr, label_ru, label_ja,
                                  choices)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id;

-- name: application_question_archive  kind: exec
-- in: id question_id, program_id program_id, at instant
-- Asked no longer; answers stay.
UPDATE application_question SET archived_at = $3 WHERE id = $1 AND program_id = $2 AND archived_at IS NULL;

-- name: application_question_list  kind: many
-- in: program_id program_id, is_with_archived bool
-- out: id question_id, program_id program_id, position int64, kind text, is_required bool, label_en text, label_fr text
-- out: label_ru text, label_ja text, choices text, archived_at instant?
-- A program's questions in the order of its form.
SELECT id, program_id, position, kind, is_required, label_en, label_fr, label_ru, label_ja, choices, archived_at
  FROM application_question
 WHERE program_id = $1 AND ($2 = 1 OR archived_at IS NULL) ORDER BY position, id;
