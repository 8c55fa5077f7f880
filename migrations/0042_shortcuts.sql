-- owner: identity
--
-- Whether single keys do something on pages: who speaks to the computer, or types by accident, turns them off.

ALTER TABLE network_user ADD COLUMN shortcuts TEXT NOT NULL DEFAULT ''; -- off; '' on
