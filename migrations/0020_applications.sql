-- Programs' public pages, the questions they ask, and applications of those who want to become partners.

-- owner: application
CREATE TABLE program_page ( -- how a program shows itself to people without an account
  program_id BIGINT PRIMARY KEY REFERENCES program (id), -- whose
  slug TEXT NOT NULL UNIQUE, -- of its address, /programs/SLUG
  is_scored BIGINT NOT NULL CHECK (is_scored IN (0, 1)), -- 1: nobody is approved before all scores are given
  is_exclusive BIGINT NOT NULL CHECK (is_exclusive IN (0, 1)), -- 1: one partner for each niche and country
  partners_min BIGINT NOT NULL CHECK (partners_min BETWEEN 1 AND 1000), -- figures are shown from so many partners on
  changed_at BIGINT NOT NULL -- instant
);
-- owner: application
CREATE TABLE program_page_text ( -- what a program says of itself in one language
  program_id BIGINT NOT NULL REFERENCES program (id), -- whose
  language TEXT NOT NULL CHECK (language IN ('en', 'fr', 'ru', 'ja')), -- in which
  headline TEXT NOT NULL, -- one sentence
  about TEXT NOT NULL, -- the product, its price
  audience TEXT NOT NULL, -- who buys it, where to find them, what they object
  requirements TEXT NOT NULL, -- which leads and traffic are not accepted
  PRIMARY KEY (program_id, language)
);
-- owner: application
CREATE TABLE application_question ( -- what a program asks who applies
  id IDENTITY PRIMARY KEY, -- question
  program_id BIGINT NOT NULL REFERENCES program (id), -- whose
  position BIGINT NOT NULL, -- order in the form
  kind TEXT NOT NULL CHECK (kind IN ('text', 'choice', 'number', 'url')), -- what an answer is
  is_required BIGINT NOT NULL CHECK (is_required IN (0, 1)), -- 1: no application without an answer
  label_en TEXT NOT NULL, -- in English, or ''; one language at least is there
  label_fr TEXT NOT NULL, -- in French, or ''
  label_ru TEXT NOT NULL, -- in Russian, or ''
  label_ja TEXT NOT NULL, -- in Japanese, or ''
  choices TEXT NOT NULL, -- of kind choice, one a line; else ''
  archived_at BIGINT -- instant, or NULL while asked
);
CREATE INDEX application_question_program_index ON application_question (program_id, position);
-- owner: application
CREATE TABLE application ( -- somebody wants to promote a program
  id IDENTITY PRIMARY KEY, -- application
  program_id BIGINT NOT NULL REFERENCES program (id), -- which
  email TEXT NOT NULL, -- lower case
  name TEXT NOT NULL, -- of the person or company
  country TEXT NOT NULL, -- ISO 3166-1 alpha-2, or ''
  website TEXT NOT NULL, -- address of a site or profile, or ''
  host TEXT NOT NULL, -- of the website, lower case, or '': for finding duplicates
  niche TEXT NOT NULL, -- industry or subject, lower case, or ''
  promotion TEXT NOT NULL, -- how the program is to be promoted
  source TEXT NOT NULL, -- where the applicant learned of the program
  language TEXT NOT NULL CHECK (language IN ('en', 'fr', 'ru', 'ja')), -- of the letters
  status TEXT NOT NULL CHECK (status IN ('unconfirmed', 'waiting', 'asked', 'approved', 'rejected')), -- as it stands
  reason TEXT NOT NULL, -- coded reason of a rejection, or ''
  partner_id BIGINT REFERENCES partner (id), -- who came of it, NULL before the first approval
  created_at BIGINT NOT NULL, -- instant
  confirmed_at BIGINT, -- instant the e-mail was confirmed, or NULL
  decided_at BIGINT, -- instant of the approval or rejection that stands, or NULL
  decided_by TEXT NOT NULL, -- actor, or ''
  UNIQUE (program_id, email)
);
CREATE INDEX application_status_index ON application (status, id);
CREATE INDEX application_email_index ON application (email);
CREATE INDEX application_host_index ON application (host);
CREATE INDEX application_niche_index ON application (program_id, niche);
-- owner: application
CREATE TABLE application_answer ( -- what an applicant answered
  application_id BIGINT NOT NULL REFERENCES application (id), -- whose
  question_id BIGINT NOT NULL REFERENCES application_question (id), -- to what
  answer TEXT NOT NULL, -- as given
  PRIMARY KEY (application_id, question_id)
);
-- owner: application
CREATE TABLE application_score ( -- what a reviewer thinks of an applicant
  application_id BIGINT NOT NULL REFERENCES application (id), -- of whom
  criterion TEXT NOT NULL, -- reputation, association, contribution, diligence, clients_trust, our_trust
  score BIGINT NOT NULL CHECK (score BETWEEN 1 AND 5), -- 5 is best
  actor TEXT NOT NULL, -- who gave it
  scored_at BIGINT NOT NULL, -- instant
  PRIMARY KEY (application_id, criterion)
);
-- owner: application
CREATE TABLE application_message ( -- questions to an applicant and the replies, in order; never changed
  id IDENTITY PRIMARY KEY, -- message
  application_id BIGINT NOT NULL REFERENCES application (id), -- about which
  author TEXT NOT NULL CHECK (author IN ('operator', 'applicant')), -- whose words
  body TEXT NOT NULL, -- the words
  created_at BIGINT NOT NULL -- instant
);
CREATE INDEX application_message_index ON application_message (application_id, id);
