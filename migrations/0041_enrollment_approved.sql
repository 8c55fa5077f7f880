-- Since when a partner has been promised something in a program: the first approval of his enrollment. It stays when
-- the enrollment is set back, so that no way round the notice makes less of what he had (S3A-7). For enrollments of
-- before: that of their making, when they are or were approved, as far as is known by the state or the journal.

ALTER TABLE enrollment ADD COLUMN approved_at BIGINT; -- instant of the first approval, or NULL: never
UPDATE enrollment SET approved_at = created_at
 WHERE status IN ('approved', 'archived')
    OR EXISTS (SELECT 1 FROM audit_event a WHERE a.object = 'enrollment:' || enrollment.id
                AND a.content LIKE '%"status":"approved"%');
