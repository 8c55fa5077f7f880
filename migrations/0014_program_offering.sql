-- How partners come into a program, what the public sees of it; domains that links work on.

ALTER TABLE program
ADD COLUMN enrollment TEXT NOT NULL DEFAULT 'approval' CHECK (enrollment IN ('open', 'approval', 'closed')); -- joining
ALTER TABLE program ADD COLUMN is_public BIGINT NOT NULL DEFAULT 0 CHECK (is_public IN (0, 1)); -- has a public page
ALTER TABLE program ADD COLUMN summary TEXT NOT NULL DEFAULT ''; -- a few sentences for who thinks of joining

-- owner: link
CREATE TABLE tracking_domain ( -- a host name that this server answers under, besides its own
  id IDENTITY PRIMARY KEY, -- domain
  host TEXT NOT NULL UNIQUE, -- in lower case, ASCII
  note TEXT NOT NULL, -- whose or what for, for the operator
  status TEXT NOT NULL CHECK (status IN ('active', 'archived')), -- archived ones get no certificate any more
  created_at BIGINT NOT NULL -- instant
);
