-- The first schema: the network's nouns, clicks, conversions, commissions, the ledger.
-- Instants are UTC milliseconds. Amounts are minor units of the currency beside them. Ids never repeat.

-- owner: network
CREATE TABLE network ( -- the one network of this database
  id BIGINT PRIMARY KEY CHECK (id = 1), -- always 1
  name TEXT NOT NULL, -- shown to people
  currency TEXT NOT NULL, -- default currency, ISO 4217
  time_zone TEXT NOT NULL, -- IANA name; days of statements and reports unless asked otherwise
  fallback_url TEXT NOT NULL, -- where an unknown or closed link leads; '' is the built-in page
  address_days BIGINT NOT NULL CHECK (address_days BETWEEN 0 AND 365), -- days a full address and agent are kept
  catalog_version BIGINT NOT NULL, -- counts changes of programs, offers, partners, enrollments, links
  key_check BLOB NOT NULL, -- proves that the data folder's key belongs to this database
  created_at BIGINT NOT NULL -- instant
);

-- owner: identity
CREATE TABLE network_user ( -- a person who signs in
  id IDENTITY PRIMARY KEY, -- user
  email TEXT NOT NULL UNIQUE, -- lower case
  role TEXT NOT NULL CHECK (role IN ('operator', 'advertiser', 'partner')), -- what the person acts as
  owner_id BIGINT NOT NULL, -- the advertiser or partner; 0 for an operator
  password_hash TEXT NOT NULL, -- Argon2id
  created_at BIGINT NOT NULL, -- instant
  archived_at BIGINT -- instant, or NULL while active
);
-- owner: identity
CREATE TABLE api_token ( -- a bearer token
  id IDENTITY PRIMARY KEY, -- token
  name TEXT NOT NULL, -- for people
  role TEXT NOT NULL CHECK (role IN ('operator', 'advertiser', 'partner')), -- what the bearer acts as
  owner_id BIGINT NOT NULL, -- the advertiser or partner; 0 for an operator
  token_hash BLOB NOT NULL UNIQUE, -- keyed hash; the token itself is shown once
  created_at BIGINT NOT NULL, -- instant
  revoked_at BIGINT -- instant, or NULL while good
);
-- owner: identity
CREATE TABLE idempotency ( -- answers already given to a caller's Idempotency-Key
  principal TEXT NOT NULL, -- the token's id, so that keys of two callers never meet
  idempotency_key TEXT NOT NULL, -- as the caller sent it
  request_hash BLOB NOT NULL, -- of method, path and body
  status BIGINT NOT NULL, -- HTTP status of the first answer
  answer TEXT NOT NULL, -- body of the first answer
  created_at BIGINT NOT NULL, -- instant
  PRIMARY KEY (principal, idempotency_key)
);

-- owner: advertiser
CREATE TABLE advertiser ( -- whose sales are promoted
  id IDENTITY PRIMARY KEY, -- advertiser
  name TEXT NOT NULL, -- for people
  currency TEXT NOT NULL, -- default for its programs
  postback_token_hash BLOB NOT NULL UNIQUE, -- keyed hash of the postback secret
  status TEXT NOT NULL CHECK (status IN ('active', 'archived')), -- archived takes no new events
  created_at BIGINT NOT NULL, -- instant
  version BIGINT NOT NULL -- catalog version of the last change
);

-- owner: program
CREATE TABLE program ( -- terms an advertiser offers to partners
  id IDENTITY PRIMARY KEY, -- program
  advertiser_id BIGINT NOT NULL REFERENCES advertiser (id), -- whose program
  name TEXT NOT NULL, -- for people
  currency TEXT NOT NULL, -- of every amount in the program
  link_forms TEXT NOT NULL, -- JSON list of link forms besides /c/{code}
  status TEXT NOT NULL CHECK (status IN ('active', 'paused', 'archived')), -- only active credits clicks
  created_at BIGINT NOT NULL, -- instant
  version BIGINT NOT NULL -- catalog version of the last change
);
CREATE INDEX program_version_index ON program (version);
-- owner: program
CREATE TABLE program_terms ( -- how a program attributes, a version each; never changed
  id IDENTITY PRIMARY KEY, -- terms
  program_id BIGINT NOT NULL REFERENCES program (id), -- whose
  number BIGINT NOT NULL, -- 1, 2, 3 within the program
  attribution TEXT NOT NULL CHECK (attribution IN ('last_click', 'first_click')), -- which touch wins
  window_ms BIGINT NOT NULL CHECK (window_ms BETWEEN 3600000 AND 315576000000), -- one hour to ten years
  evidence TEXT NOT NULL, -- comma list, strongest first
  binding TEXT NOT NULL CHECK (binding IN ('none', 'window', 'lifetime')), -- how a first lead or sale binds a customer
  hold_days BIGINT NOT NULL CHECK (hold_days BETWEEN 0 AND 365), -- unless the plan says otherwise
  effective_at BIGINT NOT NULL, -- instant from which conversions are judged by it
  created_at BIGINT NOT NULL, -- instant
  UNIQUE (program_id, number)
);
-- owner: program
CREATE TABLE plan ( -- a version of a plan text; never changed
  id IDENTITY PRIMARY KEY, -- plan version
  program_id BIGINT NOT NULL REFERENCES program (id), -- whose
  enrollment_id BIGINT NOT NULL, -- 0: the program's plan; else one partner's individual terms
  number BIGINT NOT NULL, -- 1, 2, 3 within the program and enrollment
  plan_text TEXT NOT NULL, -- the plan language
  effective_at BIGINT NOT NULL, -- instant from which events are paid by it
  created_at BIGINT NOT NULL, -- instant
  UNIQUE (program_id, enrollment_id, number)
);
-- owner: program
CREATE TABLE offer ( -- a thing to promote inside a program
  id IDENTITY PRIMARY KEY, -- offer
  program_id BIGINT NOT NULL REFERENCES program (id), -- whose
  name TEXT NOT NULL, -- for people
  destination_url TEXT NOT NULL, -- where links lead; may hold macros
  hosts TEXT NOT NULL, -- comma list of hosts that deep links may name
  parameters TEXT NOT NULL, -- comma list of further query parameters kept on clicks
  click_id_parameter TEXT NOT NULL, -- parameter that carries the click id when the destination has no macro for it
  goals TEXT NOT NULL, -- comma list of code=kind, kind being lead or sale
  status TEXT NOT NULL CHECK (status IN ('active', 'closed', 'archived')), -- closed sends visitors to the fallback
  created_at BIGINT NOT NULL, -- instant
  version BIGINT NOT NULL -- catalog version of the last change
);
CREATE INDEX offer_program_index ON offer (program_id);
CREATE INDEX offer_version_index ON offer (version);

-- owner: partner
CREATE TABLE partner ( -- who brings customers
  id IDENTITY PRIMARY KEY, -- partner
  code TEXT NOT NULL UNIQUE, -- public handle, used in link forms
  name TEXT NOT NULL, -- for people
  email TEXT NOT NULL, -- for letters
  type TEXT NOT NULL, -- free word of the operator: blogger, dealer, integrator
  recruited_by BIGINT REFERENCES partner (id), -- the partner who brought this one, or NULL
  status TEXT NOT NULL CHECK (status IN ('active', 'archived')), -- archived earns nothing new
  created_at BIGINT NOT NULL, -- instant
  version BIGINT NOT NULL -- catalog version of the last change
);
CREATE INDEX partner_version_index ON partner (version);
-- owner: partner
CREATE TABLE enrollment ( -- a partner in a program
  id IDENTITY PRIMARY KEY, -- enrollment
  partner_id BIGINT NOT NULL REFERENCES partner (id), -- who
  program_id BIGINT NOT NULL REFERENCES program (id), -- where
  status TEXT NOT NULL CHECK (status IN ('pending', 'approved', 'rejected', 'archived')), -- only approved earns
  created_at BIGINT NOT NULL, -- instant
  version BIGINT NOT NULL, -- catalog version of the last change
  UNIQUE (partner_id, program_id)
);
CREATE INDEX enrollment_program_index ON enrollment (program_id);
CREATE INDEX enrollment_version_index ON enrollment (version);

-- owner: link
CREATE TABLE link ( -- a partner's tracked link to an offer; owner and offer never change
  id IDENTITY PRIMARY KEY, -- link
  code TEXT NOT NULL UNIQUE, -- the {code} of /c/{code}
  partner_id BIGINT NOT NULL REFERENCES partner (id), -- whose
  program_id BIGINT NOT NULL REFERENCES program (id), -- the offer's program
  offer_id BIGINT NOT NULL REFERENCES offer (id), -- what it promotes
  destination_url TEXT, -- instead of the offer's, on the offer's hosts; NULL for the offer's own
  status TEXT NOT NULL CHECK (status IN ('active', 'archived')), -- archived sends visitors to the fallback
  created_at BIGINT NOT NULL, -- instant
  version BIGINT NOT NULL -- catalog version of the last change
);
CREATE INDEX link_partner_index ON link (partner_id, program_id);
CREATE INDEX link_offer_index ON link (offer_id);
CREATE INDEX link_version_index ON link (version);
-- owner: link
CREATE TABLE coupon ( -- a code that credits its partner
  id IDENTITY PRIMARY KEY, -- coupon
  program_id BIGINT NOT NULL REFERENCES program (id), -- where it counts
  partner_id BIGINT NOT NULL REFERENCES partner (id), -- whom it credits
  code TEXT NOT NULL, -- as shown
  code_folded TEXT NOT NULL, -- lower case, for finding
  discount_ppm BIGINT CHECK (discount_ppm BETWEEN 0 AND 1000000), -- customer's discount, parts per million, or NULL
  status TEXT NOT NULL CHECK (status IN ('active', 'archived')), -- archived credits nobody
  created_at BIGINT NOT NULL, -- instant
  UNIQUE (program_id, code_folded)
);
CREATE INDEX coupon_partner_index ON coupon (partner_id);

-- owner: click
CREATE TABLE click ( -- a redirected visit
  id BIGINT PRIMARY KEY, -- time-ordered click number: milliseconds, node, sequence (click/click_id.h)
  link_id BIGINT NOT NULL, -- which link; partner, offer and program follow from it
  visitor BIGINT NOT NULL, -- keyed hash of the visitor cookie or of the imported visitor; 0 unknown
  network_agent BIGINT NOT NULL, -- keyed daily hash of address and agent; 0 unknown
  is_unique BIGINT NOT NULL CHECK (is_unique IN (0, 1)), -- first of its visitor on the link within 24 hours
  country TEXT NOT NULL, -- ISO 3166-1 alpha-2, '' unknown
  device BIGINT NOT NULL, -- 0 other, 1 desktop, 2 mobile, 3 tablet, 4 bot
  address_prefix TEXT NOT NULL, -- /24 or /48 of the address, '' unknown
  parameters TEXT -- sub1 … sub10, source, ext and listed parameters as a query string; NULL when none
);
CREATE INDEX click_visitor_index ON click (visitor, id);
-- owner: click
CREATE TABLE click_person ( -- what could name a person, kept for the network's address_days only
  click_id BIGINT PRIMARY KEY, -- which click
  address TEXT NOT NULL, -- full address
  agent TEXT NOT NULL, -- User-Agent header
  referrer TEXT NOT NULL -- Referer header
);
-- owner: click
CREATE TABLE click_refusal ( -- clicks that were received and not redirected to an offer, counted by cause
  quarter BIGINT NOT NULL, -- quarter hours since 1970
  link_id BIGINT NOT NULL, -- 0 when no link was found
  cause TEXT NOT NULL, -- link_unknown, link_archived, partner_archived, and so on: click/click.h
  clicks BIGINT NOT NULL, -- how many
  PRIMARY KEY (quarter, link_id, cause)
) WITHOUT ROWID;
-- owner: click
CREATE TABLE ship_mark ( -- how far a node's spool has been moved into this database
  node BIGINT PRIMARY KEY, -- node number
  segment BIGINT NOT NULL, -- segment sequence number
  position BIGINT NOT NULL, -- bytes of it shipped
  clicks BIGINT NOT NULL, -- clicks shipped in all
  shipped_at BIGINT NOT NULL -- instant
);

-- owner: customer
CREATE TABLE customer ( -- a person known to an advertiser
  id IDENTITY PRIMARY KEY, -- customer
  advertiser_id BIGINT NOT NULL REFERENCES advertiser (id), -- known to whom
  external_id TEXT, -- the advertiser's own id; NULL when unknown or erased
  created_at BIGINT NOT NULL, -- instant
  UNIQUE (advertiser_id, external_id)
);
-- owner: customer
CREATE TABLE customer_email ( -- the e-mails a customer was seen with, as keyed hashes
  advertiser_id BIGINT NOT NULL, -- scope of the hash
  email_hash BLOB NOT NULL, -- keyed hash of the normalized address
  customer_id BIGINT NOT NULL REFERENCES customer (id), -- who
  PRIMARY KEY (advertiser_id, email_hash)
) WITHOUT ROWID;
CREATE INDEX customer_email_customer_index ON customer_email (customer_id);
-- owner: customer
CREATE TABLE binding ( -- a customer who belongs to a partner in a program since a first lead or sale
  program_id BIGINT NOT NULL REFERENCES program (id), -- where
  customer_id BIGINT NOT NULL REFERENCES customer (id), -- who
  partner_id BIGINT NOT NULL REFERENCES partner (id), -- whose
  link_id BIGINT NOT NULL, -- link of the touch that won, 0 for none
  click_id BIGINT NOT NULL, -- click of the touch that won, 0 for none
  conversion_id BIGINT NOT NULL, -- the conversion that bound
  bound_at BIGINT NOT NULL, -- instant
  PRIMARY KEY (program_id, customer_id)
) WITHOUT ROWID;

-- owner: conversion
CREATE TABLE conversion ( -- a lead, sale or other goal that an advertiser reported; identified by program, goal, order
  id IDENTITY PRIMARY KEY, -- conversion
  program_id BIGINT NOT NULL REFERENCES program (id), -- where
  offer_id BIGINT NOT NULL, -- of the credited link, or 0
  goal TEXT NOT NULL, -- goal code
  goal_kind TEXT NOT NULL CHECK (goal_kind IN ('lead', 'sale')), -- how reports count it
  order_id TEXT NOT NULL, -- the advertiser's order number, or derived from click or customer
  amount_minor BIGINT NOT NULL CHECK (amount_minor >= 0), -- what the customer paid, after discount
  discount_minor BIGINT NOT NULL CHECK (discount_minor >= 0), -- the customer's discount
  currency TEXT NOT NULL, -- the program's
  status TEXT NOT NULL CHECK (status IN ('pending', 'approved', 'rejected')), -- as it stands now
  first_status TEXT NOT NULL, -- as first reported: with the decisions it gives the present one
  reason TEXT NOT NULL, -- coded reason of the last decision, or ''
  occurred_at BIGINT NOT NULL, -- instant of the event, as reported
  received_at BIGINT NOT NULL, -- instant it was accepted here
  source TEXT NOT NULL, -- postback, api, import, tag
  terms_id BIGINT NOT NULL REFERENCES program_terms (id), -- the terms it was attributed by
  partner_id BIGINT REFERENCES partner (id), -- credited partner; NULL when unattributed
  link_id BIGINT NOT NULL, -- credited link, 0 for none
  click_id BIGINT NOT NULL, -- credited click, 0 for none
  evidence_kind TEXT NOT NULL, -- the evidence that won, or ''
  cause TEXT NOT NULL, -- why unattributed, or ''
  customer_id BIGINT NOT NULL, -- customer, 0 when unknown
  coupon_code TEXT NOT NULL, -- as reported, or ''
  extra TEXT NOT NULL, -- ext1 … ext3 as a query string, or ''
  content_hash BLOB NOT NULL, -- of the reported content: the same order with another hash is a conflict
  country TEXT NOT NULL, -- of the credited click, or ''
  device BIGINT NOT NULL, -- of the credited click, or 0
  UNIQUE (program_id, goal, order_id)
);
CREATE INDEX conversion_partner_index ON conversion (partner_id, id);
CREATE INDEX conversion_click_index ON conversion (click_id);
CREATE INDEX conversion_customer_index ON conversion (customer_id);
-- owner: conversion
CREATE TABLE conversion_item ( -- a line of an order
  conversion_id BIGINT NOT NULL REFERENCES conversion (id), -- whose
  position BIGINT NOT NULL, -- 1, 2, 3
  sku TEXT NOT NULL, -- article, or ''
  category TEXT NOT NULL, -- category, or ''
  kind TEXT NOT NULL, -- digital, physical, service or another word, or ''
  quantity BIGINT NOT NULL CHECK (quantity > 0), -- pieces
  amount_minor BIGINT NOT NULL CHECK (amount_minor >= 0), -- of the whole line, after discount
  PRIMARY KEY (conversion_id, position)
) WITHOUT ROWID;
-- owner: conversion
CREATE TABLE conversion_evidence ( -- all evidence that was looked at, the winner and the losers with their reasons
  conversion_id BIGINT NOT NULL REFERENCES conversion (id), -- whose
  position BIGINT NOT NULL, -- order in which it was judged
  kind TEXT NOT NULL, -- click_id, coupon, customer, email, visitor
  click_id BIGINT NOT NULL, -- 0 when none
  link_id BIGINT NOT NULL, -- 0 when none
  partner_id BIGINT NOT NULL, -- 0 when none was found
  touched_at BIGINT, -- instant of the touch or binding; NULL when none
  facts BIGINT NOT NULL, -- bit set of what was known: attribution/attribution.h
  outcome TEXT NOT NULL, -- won, or why it lost
  PRIMARY KEY (conversion_id, position)
) WITHOUT ROWID;
-- owner: conversion
CREATE TABLE conversion_decision ( -- approvals and rejections, in order; never changed
  id IDENTITY PRIMARY KEY, -- decision
  conversion_id BIGINT NOT NULL REFERENCES conversion (id), -- whose
  status TEXT NOT NULL CHECK (status IN ('pending', 'approved', 'rejected')), -- decided
  reason TEXT NOT NULL, -- coded reason
  actor TEXT NOT NULL, -- who decided
  decided_at BIGINT NOT NULL -- instant
);
CREATE INDEX conversion_decision_index ON conversion_decision (conversion_id, id);
-- owner: conversion
CREATE TABLE refund ( -- money given back to the customer, whole or part; never changed
  id IDENTITY PRIMARY KEY, -- refund
  conversion_id BIGINT NOT NULL REFERENCES conversion (id), -- whose
  refund_key TEXT NOT NULL, -- the advertiser's refund id
  amount_minor BIGINT NOT NULL CHECK (amount_minor > 0), -- given back
  occurred_at BIGINT NOT NULL, -- instant, as reported
  received_at BIGINT NOT NULL, -- instant it was accepted here
  UNIQUE (conversion_id, refund_key)
);
-- owner: conversion
CREATE TABLE event_refusal ( -- events from outside that were refused for what they claimed, kept for the operator
  id IDENTITY PRIMARY KEY, -- refusal
  advertiser_id BIGINT NOT NULL, -- who sent it
  code TEXT NOT NULL, -- fault code
  field TEXT NOT NULL, -- field at fault
  content TEXT NOT NULL, -- the event's claims without personal data
  received_at BIGINT NOT NULL -- instant
);

-- owner: commission
CREATE TABLE commission ( -- what one partner earns by one conversion, or by a day's clicks in a program
  id IDENTITY PRIMARY KEY, -- commission
  conversion_id BIGINT NOT NULL, -- the conversion; 0 for clicks
  accrual_key TEXT NOT NULL UNIQUE, -- 'cnv:ID:PARTNER:LINE' or 'clk:PROGRAM:PARTNER:NUMBER'
  partner_id BIGINT NOT NULL REFERENCES partner (id), -- who earns
  program_id BIGINT NOT NULL REFERENCES program (id), -- where
  plan_id BIGINT NOT NULL REFERENCES plan (id), -- plan version it was derived by
  plan_ids TEXT NOT NULL, -- comma list of all plan versions in force when it accrued, most specific first
  currency TEXT NOT NULL, -- the program's
  amount_minor BIGINT NOT NULL, -- as it stands now; changes are in commission_change
  pending_minor BIGINT NOT NULL CHECK (pending_minor >= 0), -- its share of the partner's pending account
  available_minor BIGINT NOT NULL CHECK (available_minor >= 0), -- its share of the partner's available account
  status TEXT NOT NULL CHECK (status IN ('pending', 'available', 'in_payout', 'paid', 'rejected')), -- as it stands now
  due_at BIGINT, -- instant it becomes available; NULL while the conversion is not approved
  created_at BIGINT NOT NULL -- instant
);
CREATE INDEX commission_conversion_index ON commission (conversion_id);
CREATE INDEX commission_partner_index ON commission (partner_id, id);
CREATE INDEX commission_due_index ON commission (status, due_at);
CREATE INDEX commission_available_index ON commission (partner_id, due_at) WHERE status = 'available';
-- owner: commission
CREATE TABLE commission_change ( -- every step of a commission's life with its derivation; never changed
  commission_id BIGINT NOT NULL REFERENCES commission (id), -- whose
  number BIGINT NOT NULL, -- 1, 2, 3
  cause TEXT NOT NULL, -- accrued, refund, rejected, approved, released, payout, paid, payout_failed
  cause_id BIGINT NOT NULL, -- id of the refund, decision or payout run, or 0
  amount_minor BIGINT NOT NULL, -- amount after this step
  status TEXT NOT NULL, -- status after this step
  derivation TEXT NOT NULL, -- canonical JSON of how the amount follows from facts
  entry_id BIGINT NOT NULL, -- ledger entry it made, 0 when no money moved
  changed_at BIGINT NOT NULL, -- instant
  PRIMARY KEY (commission_id, number)
);
-- owner: commission
CREATE TABLE click_accrual ( -- clicks of a partner's day turned into money, with what was carried; never changed
  program_id BIGINT NOT NULL REFERENCES program (id), -- where
  partner_id BIGINT NOT NULL REFERENCES partner (id), -- who
  number BIGINT NOT NULL, -- 1, 2, 3: order of booking, which the carry follows
  day BIGINT NOT NULL, -- days since 1970, UTC
  plan_id BIGINT NOT NULL, -- plan version that pays, 0 when none does
  clicks BIGINT NOT NULL, -- counted by this line and by no other
  unique_clicks BIGINT NOT NULL, -- of them unique
  carried_in_micro BIGINT NOT NULL, -- millionths of a minor unit left by the line before
  earned_micro BIGINT NOT NULL, -- exact amount earned by these clicks
  booked_minor BIGINT NOT NULL, -- rounded amount booked
  carried_out_micro BIGINT NOT NULL, -- carried_in + earned - booked
  commission_id BIGINT NOT NULL, -- the commission, 0 when booked_minor is 0
  accrued_at BIGINT NOT NULL, -- instant; plans made later did not count
  PRIMARY KEY (program_id, partner_id, number)
);
CREATE INDEX click_accrual_day_index ON click_accrual (program_id, partner_id, day);

-- owner: ledger
CREATE TABLE ledger_account ( -- an account of an owner in one currency; its balance is a cache that is checked
  id IDENTITY PRIMARY KEY, -- account
  owner_kind TEXT NOT NULL CHECK (owner_kind IN ('network', 'advertiser', 'program', 'partner')), -- whose kind
  owner_id BIGINT NOT NULL, -- whose
  kind TEXT NOT NULL, -- commission_expense, pending, available, in_payout, paid, owed_back
  currency TEXT NOT NULL, -- ISO 4217
  balance_minor BIGINT NOT NULL, -- sum of postings, debit positive
  version BIGINT NOT NULL, -- number of postings
  last_hash BLOB NOT NULL, -- hash of the last posting
  UNIQUE (owner_kind, owner_id, kind, currency)
);
-- owner: ledger
CREATE TABLE ledger_entry ( -- a balanced set of postings; sealed entries never change
  id IDENTITY PRIMARY KEY, -- entry
  entry_key TEXT NOT NULL UNIQUE, -- idempotency key
  kind TEXT NOT NULL, -- accrual, adjustment, release, payout, paid, payout_failed, recovery
  reference_kind TEXT NOT NULL, -- commission, payout_item
  reference_id BIGINT NOT NULL, -- id of it
  occurred_at BIGINT NOT NULL, -- instant of the fact that caused it
  booked_at BIGINT NOT NULL, -- instant it was booked
  reverses_entry_id BIGINT NOT NULL, -- entry it corrects, 0 for none
  is_sealed BIGINT NOT NULL CHECK (is_sealed IN (0, 1)) -- 1 once complete
);
CREATE INDEX ledger_entry_reference_index ON ledger_entry (reference_kind, reference_id);
-- owner: ledger
CREATE TABLE ledger_posting ( -- one account's share of an entry
  entry_id BIGINT NOT NULL REFERENCES ledger_entry (id), -- whose
  position BIGINT NOT NULL, -- 1, 2, 3
  account_id BIGINT NOT NULL REFERENCES ledger_account (id), -- which account
  amount_minor BIGINT NOT NULL CHECK (amount_minor <> 0), -- debit positive, credit negative
  balance_before_minor BIGINT NOT NULL, -- of the account
  balance_after_minor BIGINT NOT NULL, -- balance_before + amount
  account_version BIGINT NOT NULL, -- 1, 2, 3 within the account
  hash BLOB NOT NULL, -- over the account's last hash and this posting
  PRIMARY KEY (entry_id, position),
  UNIQUE (account_id, account_version)
);

-- owner: payout
CREATE TABLE payout_run ( -- one payout of what is available
  id IDENTITY PRIMARY KEY, -- run
  run_key TEXT NOT NULL UNIQUE, -- idempotency key of its making
  currency TEXT NOT NULL, -- ISO 4217
  until_at BIGINT NOT NULL, -- only commissions due by then
  method TEXT NOT NULL, -- how it is paid
  status TEXT NOT NULL CHECK (status IN ('draft', 'approved', 'paid', 'cancelled')), -- as it stands now
  created_at BIGINT NOT NULL, -- instant
  approved_at BIGINT, -- instant or NULL
  paid_at BIGINT -- instant or NULL
);
-- owner: payout
CREATE TABLE payout_item ( -- one partner's share of a run
  id IDENTITY PRIMARY KEY, -- item
  run_id BIGINT NOT NULL REFERENCES payout_run (id), -- whose
  partner_id BIGINT NOT NULL REFERENCES partner (id), -- who is paid
  amount_minor BIGINT NOT NULL CHECK (amount_minor > 0), -- how much
  status TEXT NOT NULL CHECK (status IN ('taken', 'paid', 'failed')), -- as it stands now
  settled_at BIGINT, -- instant it was paid or failed, or NULL
  UNIQUE (run_id, partner_id)
);
CREATE INDEX payout_item_partner_index ON payout_item (partner_id);
-- owner: payout
CREATE TABLE payout_commission ( -- the commissions that an item pays
  item_id BIGINT NOT NULL REFERENCES payout_item (id), -- item
  commission_id BIGINT NOT NULL REFERENCES commission (id), -- commission
  amount_minor BIGINT NOT NULL CHECK (amount_minor >= 0), -- its share of the available account when it was taken
  is_open BIGINT NOT NULL CHECK (is_open IN (0, 1)), -- 1 until the item is paid or fails
  PRIMARY KEY (item_id, commission_id)
);
CREATE UNIQUE INDEX payout_commission_open_index ON payout_commission (commission_id) WHERE is_open = 1;
CREATE INDEX payout_commission_commission_index ON payout_commission (commission_id);

-- owner: report
CREATE TABLE performance ( -- counts by quarter hour, a cache that the check recomputes from raw rows
  quarter BIGINT NOT NULL, -- quarter hours since 1970: of the click, or of the conversion's occurred_at
  program_id BIGINT NOT NULL, -- program
  offer_id BIGINT NOT NULL, -- offer, 0 unknown
  partner_id BIGINT NOT NULL, -- partner, 0 unattributed
  link_id BIGINT NOT NULL, -- link, 0 none
  country TEXT NOT NULL, -- of the click, or ''
  device BIGINT NOT NULL, -- of the click, or 0
  clicks BIGINT NOT NULL, -- redirected
  unique_clicks BIGINT NOT NULL, -- of them unique
  leads BIGINT NOT NULL, -- conversions of kind lead, not rejected
  sales BIGINT NOT NULL, -- conversions of kind sale, not rejected
  rejected BIGINT NOT NULL, -- conversions rejected
  refunded BIGINT NOT NULL, -- conversions with a refund
  revenue_minor BIGINT NOT NULL, -- amounts less refunds of conversions not rejected
  commission_minor BIGINT NOT NULL, -- commissions as they stand
  PRIMARY KEY (quarter, program_id, offer_id, partner_id, link_id, country, device)
) WITHOUT ROWID;

-- owner: import
CREATE TABLE import_run ( -- a file that was read in, so that reading it again changes nothing
  id IDENTITY PRIMARY KEY, -- import
  program_id BIGINT NOT NULL REFERENCES program (id), -- into which program
  file_digest BLOB NOT NULL, -- of the file's bytes
  map TEXT NOT NULL, -- the column map
  lines_done BIGINT NOT NULL, -- rows read and committed
  clicks BIGINT NOT NULL, -- clicks made
  conversions BIGINT NOT NULL, -- conversions made
  refused BIGINT NOT NULL, -- rows refused
  started_at BIGINT NOT NULL, -- instant
  finished_at BIGINT, -- instant or NULL
  UNIQUE (program_id, file_digest, map)
);

-- owner: audit
CREATE TABLE audit_event ( -- who changed what; never changed
  id IDENTITY PRIMARY KEY, -- event
  occurred_at BIGINT NOT NULL, -- instant
  actor TEXT NOT NULL, -- token or command
  action TEXT NOT NULL, -- program.create, conversion.decide
  object TEXT NOT NULL, -- kind:id
  content TEXT NOT NULL -- what was asked, JSON without secrets
);

-- Facts and books never change: refused by the databases themselves.
-- sqlite:
CREATE TRIGGER ledger_entry_starts_unsealed BEFORE INSERT ON ledger_entry WHEN NEW.is_sealed <> 0
BEGIN SELECT RAISE(ABORT, 'ledger: an entry is inserted unsealed'); END;
CREATE TRIGGER ledger_entry_seal BEFORE UPDATE ON ledger_entry
BEGIN
  SELECT RAISE(ABORT, 'ledger: a sealed entry never changes') WHERE OLD.is_sealed = 1;
  SELECT RAISE(ABORT, 'ledger: only the seal of an entry is set') WHERE NEW.is_sealed <> 1 OR NEW.id <> OLD.id
    OR NEW.entry_key <> OLD.entry_key OR NEW.kind <> OLD.kind OR NEW.reference_kind <> OLD.reference_kind
    OR NEW.reference_id <> OLD.reference_id OR NEW.occurred_at <> OLD.occurred_at OR NEW.booked_at <> OLD.booked_at
    OR NEW.reverses_entry_id <> OLD.reverses_entry_id;
  SELECT RAISE(ABORT, 'ledger: an entry has two or more postings')
   WHERE (SELECT count(*) FROM ledger_posting WHERE entry_id = OLD.id) < 2;
  SELECT RAISE(ABORT, 'ledger: an entry sums to zero in each currency')
   WHERE EXISTS (SELECT 1 FROM ledger_posting p JOIN ledger_account a ON a.id = p.account_id
                  WHERE p.entry_id = OLD.id GROUP BY a.currency HAVING sum(p.amount_minor) <> 0);
END;
CREATE TRIGGER ledger_entry_no_delete BEFORE DELETE ON ledger_entry
BEGIN SELECT RAISE(ABORT, 'ledger: entries are never deleted'); END;
CREATE TRIGGER ledger_posting_open BEFORE INSERT ON ledger_posting
BEGIN
  SELECT RAISE(ABORT, 'ledger: a sealed entry takes no more postings')
   WHERE (SELECT is_sealed FROM ledger_entry WHERE id = NEW.entry_id) = 1;
  SELECT RAISE(ABORT, 'ledger: balance after is balance before plus amount')
   WHERE NEW.balance_after_minor <> NEW.balance_before_minor + NEW.amount_minor;
END;
CREATE TRIGGER ledger_posting_no_update BEFORE UPDATE ON ledger_posting
BEGIN SELECT RAISE(ABORT, 'ledger: postings never change'); END;
CREATE TRIGGER ledger_posting_no_delete BEFORE DELETE ON ledger_posting
BEGIN SELECT RAISE(ABORT, 'ledger: postings are never deleted'); END;
CREATE TRIGGER plan_no_update BEFORE UPDATE ON plan BEGIN SELECT RAISE(ABORT, 'a plan version never changes'); END;
CREATE TRIGGER plan_no_delete BEFORE DELETE ON plan BEGIN SELECT RAISE(ABORT, 'a plan version never changes'); END;
CREATE TRIGGER program_terms_no_update BEFORE UPDATE ON program_terms
BEGIN SELECT RAISE(ABORT, 'a version of terms never changes'); END;
CREATE TRIGGER program_terms_no_delete BEFORE DELETE ON program_terms
BEGIN SELECT RAISE(ABORT, 'a version of terms never changes'); END;
CREATE TRIGGER conversion_decision_no_update BEFORE UPDATE ON conversion_decision
BEGIN SELECT RAISE(ABORT, 'a decision never changes'); END;
CREATE TRIGGER conversion_decision_no_delete BEFORE DELETE ON conversion_decision
BEGIN SELECT RAISE(ABORT, 'a decision never changes'); END;
CREATE TRIGGER refund_no_update BEFORE UPDATE ON refund BEGIN SELECT RAISE(ABORT, 'a refund never changes'); END;
CREATE TRIGGER refund_no_delete BEFORE DELETE ON refund BEGIN SELECT RAISE(ABORT, 'a refund never changes'); END;
CREATE TRIGGER commission_change_no_update BEFORE UPDATE ON commission_change
BEGIN SELECT RAISE(ABORT, 'a step of a commission never changes'); END;
CREATE TRIGGER commission_change_no_delete BEFORE DELETE ON commission_change
BEGIN SELECT RAISE(ABORT, 'a step of a commission never changes'); END;
CREATE TRIGGER click_accrual_no_update BEFORE UPDATE ON click_accrual
BEGIN SELECT RAISE(ABORT, 'an accrual of clicks never changes'); END;
CREATE TRIGGER click_accrual_no_delete BEFORE DELETE ON click_accrual
BEGIN SELECT RAISE(ABORT, 'an accrual of clicks never changes'); END;
CREATE TRIGGER audit_event_no_update BEFORE UPDATE ON audit_event
BEGIN SELECT RAISE(ABORT, 'an audit event never changes'); END;
CREATE TRIGGER audit_event_no_delete BEFORE DELETE ON audit_event
BEGIN SELECT RAISE(ABORT, 'an audit event never changes'); END;
-- postgres:
CREATE FUNCTION never_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '%: rows never change and are never deleted', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE FUNCTION ledger_entry_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.is_sealed <> 0 THEN
      RAISE EXCEPTION 'ledger: an entry is inserted unsealed' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF OLD.is_sealed = 1 THEN
    RAISE EXCEPTION 'ledger: a sealed entry never changes' USING ERRCODE = 'restrict_violation';
  END IF;
  IF NEW.is_sealed <> 1 OR (NEW.id, NEW.entry_key, NEW.kind, NEW.reference_kind, NEW.reference_id, NEW.occurred_at,
      NEW.booked_at, NEW.reverses_entry_id) IS DISTINCT FROM (OLD.id, OLD.entry_key, OLD.kind, OLD.reference_kind,
      OLD.reference_id, OLD.occurred_at, OLD.booked_at, OLD.reverses_entry_id) THEN
    RAISE EXCEPTION 'ledger: only the seal of an entry is set' USING ERRCODE = 'restrict_violation';
  END IF;
  IF (SELECT count(*) FROM ledger_posting WHERE entry_id = OLD.id) < 2 THEN
    RAISE EXCEPTION 'ledger: an entry has two or more postings' USING ERRCODE = 'restrict_violation';
  END IF;
  IF EXISTS (SELECT 1 FROM ledger_posting p JOIN ledger_account a ON a.id = p.account_id
              WHERE p.entry_id = OLD.id GROUP BY a.currency HAVING sum(p.amount_minor) <> 0) THEN
    RAISE EXCEPTION 'ledger: an entry sums to zero in each currency' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE FUNCTION ledger_posting_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT is_sealed FROM ledger_entry WHERE id = NEW.entry_id) = 1 THEN
    RAISE EXCEPTION 'ledger: a sealed entry takes no more postings' USING ERRCODE = 'restrict_violation';
  END IF;
  IF NEW.balance_after_minor <> NEW.balance_before_minor + NEW.amount_minor THEN
    RAISE EXCEPTION 'ledger: balance after is balance before plus amount' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER ledger_entry_seal BEFORE INSERT OR UPDATE ON ledger_entry
  FOR EACH ROW EXECUTE FUNCTION ledger_entry_guard();
CREATE TRIGGER ledger_entry_no_delete BEFORE DELETE ON ledger_entry FOR EACH ROW EXECUTE FUNCTION never_changes();
CREATE TRIGGER ledger_posting_open BEFORE INSERT ON ledger_posting
  FOR EACH ROW EXECUTE FUNCTION ledger_posting_guard();
CREATE TRIGGER ledger_posting_no_change BEFORE UPDATE OR DELETE ON ledger_posting
  FOR EACH ROW EXECUTE FUNCTION never_changes();
CREATE TRIGGER ledger_entry_no_truncate BEFORE TRUNCATE ON ledger_entry EXECUTE FUNCTION never_changes();
CREATE TRIGGER ledger_posting_no_truncate BEFORE TRUNCATE ON ledger_posting EXECUTE FUNCTION never_changes();
CREATE TRIGGER plan_no_change BEFORE UPDATE OR DELETE ON plan FOR EACH ROW EXECUTE FUNCTION never_changes();
CREATE TRIGGER program_terms_no_change BEFORE UPDATE OR DELETE ON program_terms
  FOR EACH ROW EXECUTE FUNCTION never_changes();
CREATE TRIGGER conversion_decision_no_change BEFORE UPDATE OR DELETE ON conversion_decision
  FOR EACH ROW EXECUTE FUNCTION never_changes();
CREATE TRIGGER refund_no_change BEFORE UPDATE OR DELETE ON refund FOR EACH ROW EXECUTE FUNCTION never_changes();
CREATE TRIGGER commission_change_no_change BEFORE UPDATE OR DELETE ON commission_change
  FOR EACH ROW EXECUTE FUNCTION never_changes();
CREATE TRIGGER click_accrual_no_change BEFORE UPDATE OR DELETE ON click_accrual
  FOR EACH ROW EXECUTE FUNCTION never_changes();
CREATE TRIGGER audit_event_no_change BEFORE UPDATE OR DELETE ON audit_event
  FOR EACH ROW EXECUTE FUNCTION never_changes();
-- end
