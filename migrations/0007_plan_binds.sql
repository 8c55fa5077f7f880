-- Whom a plan version binds: one that may pay enrolled partners less binds customers won since then only.

ALTER TABLE plan ADD COLUMN binds TEXT NOT NULL DEFAULT 'all' CHECK (binds IN ('all', 'new_customers')); -- whose events
