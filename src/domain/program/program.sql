-- name: program_insert  kind: one
-- in: advertiser_id advertiser_id, name text, currency currency, link_forms text, enrollment text, is_public bool
-- in: summary text, created_at instant, version int64
-- out: id program_id
-- A new program, active.
INSERT INTO program
       (advertiser_id, name, currency, link_forms, enrollment, is_public, summary, status, created_at, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, 'active', $8, $9) RETURNING id;

-- name: program_get  kind: optional
-- in: id program_id
-- out: id program_id, advertiser_id advertiser_id, name text, currency currency, link_forms text, status text
-- out: enrollment text, is_public bool, summary text, created_at instant, version int64
-- One program.
SELECT id, advertiser_id, name, currency, link_forms, status, enrollment, is_public, summary, created_at, version
  FROM program WHERE id = $1;

-- name: program_list  kind: many
-- in: advertiser_id advertiser_id, partner_id partner_id, status text, before_id int64, limit_count int64
-- out: id program_id, advertiser_id advertiser_id, name text, currency currency, link_forms text, status text
-- out: enrollment text, is_public bool, summary text, created_at instant, version int64
-- A page of programs, the newest first; of one advertiser, or those that a partner takes part in.
SELECT id, advertiser_id, name, currency, link_forms, status, enrollment, is_public, summary, created_at, version
  FROM program
 WHERE id < $4 AND ($1 = 0 OR advertiser_id = $1)
   AND ($2 = 0 OR id IN (SELECT e.program_id FROM enrollment e
                          WHERE e.partner_id = $2 AND e.status IN ('pending', 'approved')))
   AND ($3 = '' OR status = $3)
 ORDER BY id DESC LIMIT $5;

-- name: program_set  kind: exec
-- in: id program_id, name text, link_forms text, status text, enrollment text, is_public bool, summary text
-- in: version int64
-- What of a program may change outside its terms and plans.
UPDATE program SET name = $2, link_forms = $3, status = $4, enrollment = $5, is_public = $6, summary = $7, version = $8
 WHERE id = $1;

-- name: program_touch  kind: exec
-- in: id program_id, version int64
-- Marks a program as changed when its terms or plan did, so that servers read them again.
UPDATE program SET version = $2 WHERE id = $1;

-- name: program_terms_insert  kind: one
-- in: program_id program_id, attribution text, window_ms int64, evidence text, binding text, hold_days int64
-- in: effective_at instant, created_at instant
-- out: id terms_id, number int64
-- The next version of a program's terms; the caller holds the network's row, so numbers do not collide.
INSERT INTO program_terms
       (program_id, number, attribution, window_ms, evidence, binding, hold_days, effective_at, created_at)
VALUES ($1, 1 + (SELECT CAST(coalesce(max(number), 0) AS BIGINT) FROM program_terms WHERE program_id = $1),
        $2, $3, $4, $5, $6, $7, $8) RETURNING id, number;

-- name: program_terms_get  kind: optional
-- in: id terms_id
-- out: id terms_id, program_id program_id, number int64, attribution text, window_ms int64, evidence text
-- out: binding text, hold_days int64, effective_at instant, created_at instant
-- One version of terms.
SELECT id, program_id, number, attribution, window_ms, evidence, binding, hold_days, effective_at, created_at
  FROM program_terms WHERE id = $1;

-- name: program_terms_latest  kind: optional
-- in: program_id program_id
-- out: id terms_id, program_id program_id, number int64, attribution text, window_ms int64, evidence text
-- out: binding text, hold_days int64, effective_at instant, created_at instant
-- The newest version of a program's terms, in force yet or not.
SELECT id, program_id, number, attribution, window_ms, evidence, binding, hold_days, effective_at, created_at
  FROM program_terms WHERE program_id = $1 ORDER BY number DESC LIMIT 1;

-- name: program_terms_in_force  kind: optional  kept: yes
-- in: program_id program_id, at instant, known_at instant
-- out: id terms_id, program_id program_id, number int64, attribution text, window_ms int64, evidence text
-- out: binding text, hold_days int64, effective_at instant, created_at instant
-- The terms that judge an event of that instant, as far as they were known at known_at.
SELECT id, program_id, number, attribution, window_ms, evidence, binding, hold_days, effective_at, created_at
  FROM program_terms WHERE program_id = $1 AND effective_at <= $2 AND created_at <= $3
 ORDER BY effective_at DESC, number DESC LIMIT 1;

-- name: program_plan_insert  kind: one
-- in: program_id program_id, enrollment_id enrollment_id, plan_text text, binds text, effective_at instant
-- in: created_at instant
-- out: id plan_id, number int64
-- The next version of a plan; the caller holds the network's row, so numbers do not collide.
INSERT INTO plan (program_id, enrollment_id, number, plan_text, binds, effective_at, created_at)
VALUES ($1, $2,
        1 + (SELECT CAST(coalesce(max(number), 0) AS BIGINT) FROM plan WHERE program_id = $1 AND enrollment_id = $2),
        $3, $4, $5, $6) RETURNING id, number;

-- name: program_plan_get  kind: optional
-- in: id plan_id
-- out: id plan_id, program_id program_id, enrollment_id enrollment_id, number int64, plan_text text
-- out: binds text, effective_at instant, created_at instant, withdrawn_at instant?
-- One version of a plan.
SELECT id, program_id, enrollment_id, number, plan_text, binds, effective_at, created_at,
       (SELECT w.withdrawn_at FROM plan_withdrawal w WHERE w.plan_id = plan.id)
  FROM plan WHERE id = $1;

-- name: program_plan_latest  kind: optional
-- in: program_id program_id, enrollment_id enrollment_id
-- out: id plan_id, program_id program_id, enrollment_id enrollment_id, number int64, plan_text text
-- out: binds text, effective_at instant, created_at instant, withdrawn_at instant?
-- The newest version of a plan, in force yet or not, that was not withdrawn.
SELECT id, program_id, enrollment_id, number, plan_text, binds, effective_at, created_at,
       (SELECT w.withdrawn_at FROM plan_withdrawal w WHERE w.plan_id = plan.id)
  FROM plan WHERE program_id = $1 AND enrollment_id = $2
   AND NOT EXISTS (SELECT 1 FROM plan_withdrawal w WHERE w.plan_id = plan.id)
 ORDER BY number DESC LIMIT 1;

-- name: program_plan_list  kind: many
-- in: program_id program_id, enrollment_id enrollment_id, limit_count int64
-- out: id plan_id, program_id program_id, enrollment_id enrollment_id, number int64, plan_text text
-- out: binds text, effective_at instant, created_at instant, withdrawn_at instant?
-- The versions of a plan, the newest first.
SELECT id, program_id, enrollment_id, number, plan_text, binds, effective_at, created_at,
       (SELECT w.withdrawn_at FROM plan_withdrawal w WHERE w.plan_id = plan.id)
  FROM plan WHERE program_id = $1 AND enrollment_id = $2 ORDER BY number DESC LIMIT $3;

-- name: program_plan_in_force  kind: optional  kept: yes
-- in: program_id program_id, at instant, known_at instant, customer_since instant, partner_id partner_id
-- out: id plan_id, number int64, plan_text text, is_of_new_customers bool
-- The program's plan version that pays events of that instant of a customer won then: one that was withdrawn before it
-- is no version, and one that binds new customers only is passed over for those who were won before it. For a partner
-- who took it before it comes it is in force from his answer on, for customers won since.
SELECT id, number, plan_text, CAST(CASE WHEN binds = 'new_customers' THEN 1 ELSE 0 END AS BIGINT)
  FROM plan
 WHERE program_id = $1 AND enrollment_id = 0 AND created_at <= $3
   AND ((effective_at <= $2 AND (binds = 'all' OR effective_at <= $4)
         AND NOT EXISTS (SELECT 1 FROM plan_withdrawal w WHERE w.plan_id = plan.id AND w.withdrawn_at <= $3))
        OR (binds = 'new_customers'
            AND EXISTS (SELECT 1 FROM plan_answer a
                         WHERE a.plan_id = plan.id AND a.partner_id = $5 AND a.answer = 'accepted'
                           AND a.answered_at <= $2 AND a.answered_at <= $3 AND a.answered_at <= $4)))
 ORDER BY effective_at DESC, number DESC LIMIT 1;

-- name: program_plans_that_pay  kind: many
-- in: program_id program_id, enrollment_id enrollment_id, limit_count int64
-- out: id plan_id, program_id program_id, enrollment_id enrollment_id, number int64, plan_text text
-- out: binds text, effective_at instant, created_at instant, withdrawn_at instant?
-- The versions of a program's plan or of a partner's individual terms, the one that comes into force last first; of
-- those that were withdrawn only what somebody had taken.
SELECT id, program_id, enrollment_id, number, plan_text, binds, effective_at, created_at,
       (SELECT w.withdrawn_at FROM plan_withdrawal w WHERE w.plan_id = plan.id)
  FROM plan WHERE program_id = $1 AND enrollment_id = $2
   AND (NOT EXISTS (SELECT 1 FROM plan_withdrawal w WHERE w.plan_id = plan.id)
        OR EXISTS (SELECT 1 FROM plan_answer a WHERE a.plan_id = plan.id AND a.answer = 'accepted'))
 ORDER BY effective_at DESC, number DESC LIMIT $3;

-- name: program_individual_in_force  kind: optional  kept: yes
-- in: program_id program_id, partner_id partner_id, at instant, known_at instant, customer_since instant
-- out: id plan_id, number int64, plan_text text, is_of_new_customers bool
-- The version of a partner's individual terms that pays events of that instant of a customer won then, as
-- program_plan_in_force; an empty text ends them.
SELECT plan.id, plan.number, plan.plan_text,
       CAST(CASE WHEN plan.binds = 'new_customers' THEN 1 ELSE 0 END AS BIGINT)
  FROM enrollment JOIN plan ON plan.program_id = $1 AND plan.enrollment_id = enrollment.id
 WHERE enrollment.partner_id = $2 AND enrollment.program_id = $1 AND plan.created_at <= $4
   AND ((plan.effective_at <= $3 AND (plan.binds = 'all' OR plan.effective_at <= $5)
         AND NOT EXISTS (SELECT 1 FROM plan_withdrawal w WHERE w.plan_id = plan.id AND w.withdrawn_at <= $4))
        OR (plan.binds = 'new_customers'
            AND EXISTS (SELECT 1 FROM plan_answer a
                         WHERE a.plan_id = plan.id AND a.partner_id = $2 AND a.answer = 'accepted'
                           AND a.answered_at <= $3 AND a.answered_at <= $4 AND a.answered_at <= $5)))
 ORDER BY plan.effective_at DESC, plan.number DESC LIMIT 1;

-- name: program_individual_list  kind: many
-- in: program_id program_id, before_id enrollment_id, limit_count int64
-- out: enrollment_id enrollment_id, code text, name text
-- The enrollments that have or had individual terms, the newest first, with their partner.
SELECT e.id, p.code, p.name FROM enrollment e JOIN partner p ON p.id = e.partner_id
 WHERE e.program_id = $1 AND e.id < $2
   AND EXISTS (SELECT 1 FROM plan v WHERE v.program_id = $1 AND v.enrollment_id = e.id)
 ORDER BY e.id DESC LIMIT $3;

-- name: offer_insert  kind: one
-- in: program_id program_id, name text, destination_url text, hosts text, parameters text, click_id_parameter text
-- in: goals text, created_at instant, version int64
-- out: id offer_id
-- A new offer, active.
INSERT INTO offer (program_id, name, destination_url, hosts, parameters, click_id_parameter, goals, status, created_at,
                   version)
VALUES ($1, $2, $3, $4, $5, $6, $7, 'active', $8, $9) RETURNING id;

-- name: offer_get  kind: optional
-- in: id offer_id
-- out: id offer_id, program_id program_id, name text, destination_url text, hosts text, parameters text
-- out: click_id_parameter text, goals text, status text, created_at instant, version int64
-- One offer.
SELECT id, program_id, name, destination_url, hosts, parameters, click_id_parameter, goals, status, created_at, version
  FROM offer WHERE id = $1;

-- name: offer_list  kind: many
-- in: program_id program_id, advertiser_id advertiser_id, partner_id partner_id, status text, before_id int64
-- in: limit_count int64
-- out: id offer_id, program_id program_id, name text, destination_url text, hosts text, parameters text
-- out: click_id_parameter text, goals text, status text, created_at instant, version int64
-- A page of offers, the newest first.
SELECT id, program_id, name, destination_url, hosts, parameters, click_id_parameter, goals, status, created_at, version
  FROM offer
 WHERE id < $5 AND ($1 = 0 OR program_id = $1)
   AND ($2 = 0 OR program_id IN (SELECT p.id FROM program p WHERE p.advertiser_id = $2))
   AND ($3 = 0 OR program_id IN (SELECT e.program_id FROM enrollment e
                                  WHERE e.partner_id = $3 AND e.status IN ('pending', 'approved')))
   AND ($4 = '' OR status = $4)
 ORDER BY id DESC LIMIT $6;

-- name: offer_search  kind: many
-- in: program_id program_id, words text, status text, sort int64, is_down bool, after_id offer_id, limit_count int64
-- out: id offer_id, program_id program_id, name text, destination_url text, hosts text, parameters text
-- out: click_id_parameter text, goals text, status text, created_at instant, version int64
-- A program's offers by a column, from the one after an offer on: sort 1 name, 2 status, else the order in which they
-- came. words is a pattern in lower case of name or destination, '' for any; so is status.
SELECT k.id, k.program_id, k.name, k.destination_url, k.hosts, k.parameters, k.click_id_parameter, k.goals, k.status,
       k.created_at, k.version
  FROM (SELECT o.id, o.program_id, o.name, o.destination_url, o.hosts, o.parameters, o.click_id_parameter, o.goals,
               o.status, o.created_at, o.version,
               CASE WHEN $4 = 1 THEN o.name WHEN $4 = 2 THEN o.status ELSE '' END COLLATE "und-x-icu" AS sort_key,
               coalesce((SELECT CASE WHEN $4 = 1 THEN b.name WHEN $4 = 2 THEN b.status ELSE '' END
                           FROM offer b WHERE b.id = $6), '') COLLATE "und-x-icu" AS after_key
          FROM offer o
         WHERE o.program_id = $1 AND ($2 = '' OR lower(o.name) LIKE $2 ESCAPE '\'
                OR lower(o.destination_url) LIKE $2 ESCAPE '\')
           AND ($3 = '' OR o.status = $3)) AS k
 WHERE $6 = 0 OR ($5 = 0 AND (k.sort_key > k.after_key OR (k.sort_key = k.after_key AND k.id > $6)))
    OR ($5 = 1 AND (k.sort_key < k.after_key OR (k.sort_key = k.after_key AND k.id < $6)))
 ORDER BY CASE WHEN $5 = 0 THEN k.sort_key END COLLATE "und-x-icu",
          CASE WHEN $5 = 1 THEN k.sort_key END COLLATE "und-x-icu" DESC,
          CASE WHEN $5 = 1 THEN -k.id ELSE k.id END
 LIMIT $7;

-- name: offer_set  kind: exec
-- in: id offer_id, name text, destination_url text, hosts text, parameters text, click_id_parameter text, goals text
-- in: status text, version int64
-- What of an offer may change; its program never does.
UPDATE offer SET name = $2, destination_url = $3, hosts = $4, parameters = $5, click_id_parameter = $6, goals = $7,
       status = $8, version = $9 WHERE id = $1;

-- name: offer_program_goals  kind: many  kept: yes
-- in: program_id program_id
-- out: goals text
-- The goals of all offers of a program, also of closed and archived ones: their late conversions still count.
SELECT goals FROM offer WHERE program_id = $1 ORDER BY id;

-- name: offer_count  kind: one
-- in: program_id program_id
-- out: count int64
-- How many offers of a program are active.
SELECT CAST(count(*) AS BIGINT) FROM offer WHERE program_id = $1 AND status = 'active';

-- name: plan_withdrawal_insert  kind: exec
-- in: plan_id plan_id, reason text, actor text, withdrawn_at instant
-- An announced version does not come.
INSERT INTO plan_withdrawal (plan_id, reason, actor, withdrawn_at) VALUES ($1, $2, $3, $4);

-- name: plan_withdrawal_get  kind: optional
-- in: plan_id plan_id
-- out: reason text, actor text, withdrawn_at instant
-- Why, by whom and when a version was withdrawn.
SELECT reason, actor, withdrawn_at FROM plan_withdrawal WHERE plan_id = $1;

-- name: plan_answer_insert  kind: exec
-- in: plan_id plan_id, partner_id partner_id, answer text, actor text, answered_at instant
-- What a partner said to a version.
INSERT INTO plan_answer (plan_id, partner_id, answer, actor, answered_at) VALUES ($1, $2, $3, $4, $5);

-- name: plan_answer_list  kind: many
-- in: plan_id plan_id, partner_id partner_id
-- out: partner_id partner_id, answer text, actor text, answered_at instant
-- The last answer of each partner, of one with its id, the newest first.
SELECT partner_id, answer, actor, answered_at FROM plan_answer a
 WHERE plan_id = $1 AND ($2 = 0 OR partner_id = $2)
   AND id = (SELECT max(b.id) FROM plan_answer b WHERE b.plan_id = a.plan_id AND b.partner_id = a.partner_id)
 ORDER BY id DESC LIMIT 500;

-- name: plan_answer_count  kind: one
-- in: plan_id plan_id, program_id program_id
-- out: accepted int64, kept int64, silent int64
-- What the partners of a program answered to a version of its plan, by their last answers.
SELECT CAST(coalesce(sum(CASE WHEN a.answer = 'accepted' THEN 1 ELSE 0 END), 0) AS BIGINT),
       CAST(coalesce(sum(CASE WHEN a.answer = 'kept' THEN 1 ELSE 0 END), 0) AS BIGINT),
       CAST(coalesce(sum(CASE WHEN a.answer IS NULL THEN 1 ELSE 0 END), 0) AS BIGINT)
  FROM enrollment e LEFT JOIN plan_answer a
    ON a.plan_id = $1 AND a.partner_id = e.partner_id
   AND a.id = (SELECT max(b.id) FROM plan_answer b WHERE b.plan_id = a.plan_id AND b.partner_id = a.partner_id)
 WHERE e.program_id = $2 AND e.status = 'approved';

-- name: plan_answer_silent  kind: many
-- in: plan_id plan_id, program_id program_id, limit_count int64
-- out: partner_id partner_id
-- Partners of a program who have not answered to a version of its plan, who joined last first.
SELECT e.partner_id FROM enrollment e
 WHERE e.program_id = $2 AND e.status = 'approved'
   AND NOT EXISTS (SELECT 1 FROM plan_answer a WHERE a.plan_id = $1 AND a.partner_id = e.partner_id)
 ORDER BY e.id DESC LIMIT $3;

-- name: plan_proof_insert  kind: exec
-- in: plan_id plan_id, hold_days int64, work_max int64, evaluations int64
-- How far a version was looked at when it was published.
INSERT INTO plan_proof (plan_id, hold_days, work_max, evaluations) VALUES ($1, $2, $3, $4);

-- name: plan_proof_get  kind: optional
-- in: plan_id plan_id
-- out: hold_days int64, work_max int64, evaluations int64
-- How far a version was looked at; no row for those published before it was kept.
SELECT hold_days, work_max, evaluations FROM plan_proof WHERE plan_id = $1;

-- name: plan_finding_insert  kind: batch
-- in: plan_id plan_id, number int64, against_id plan_id?, subject text, outcome text, code text, line int64
-- in: level int64, parameters text, amount_minor int64?, paid_minor int64?
-- in: text_en text, text_ru text, text_fr text, text_ja text
-- What was found of a version.
INSERT INTO plan_finding (plan_id, number, against_id, subject, outcome, code, line, level, parameters, amount_minor,
                          paid_minor, text_en, text_ru, text_fr, text_ja)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15);

-- name: plan_finding_list  kind: many
-- in: plan_id plan_id
-- out: number int64, against_number int64?, subject text, outcome text, code text, line int64, level int64
-- out: parameters text, amount_minor int64?, paid_minor int64?
-- out: text_en text, text_ru text, text_fr text, text_ja text
-- What was found of a version, in the order it was found, with the number of the version it was compared with.
SELECT f.number, a.number, f.subject, f.outcome, f.code, f.line, f.level, f.parameters, f.amount_minor, f.paid_minor,
       f.text_en, f.text_ru, f.text_fr, f.text_ja
  FROM plan_finding f LEFT JOIN plan a ON a.id = f.against_id
 WHERE f.plan_id = $1 ORDER BY f.number;
