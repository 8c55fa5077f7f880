CREATE TABLE advertiser ( -- whose sales are promoted
  id INTEGER PRIMARY KEY, -- advertiser
  name TEXT NOT NULL, -- for people
  currency TEXT NOT NULL, -- default for its programs
  postback_token_hash BLOB NOT NULL UNIQUE, -- keyed hash of the postback secret
  status TEXT NOT NULL CHECK (status IN ('active', 'archived')), -- archived takes no new events
  created_at INTEGER NOT NULL, -- instant
  version INTEGER NOT NULL -- catalog version of the last change
) STRICT;
CREATE TRIGGER advertiser_marks_delete AFTER DELETE ON advertiser
BEGIN
  INSERT INTO change_mark (id, number) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER advertiser_marks_insert AFTER INSERT ON advertiser
BEGIN
  INSERT INTO change_mark (id, number) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER advertiser_marks_update AFTER UPDATE ON advertiser
BEGIN
  INSERT INTO change_mark (id, number) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET number = number + 1;
END;
CREATE TABLE advertiser_bill ( -- the lines of an advertiser's account that an invoice asks for
  id INTEGER PRIMARY KEY, -- bill
  advertiser_id INTEGER NOT NULL REFERENCES advertiser (id), -- who
  currency TEXT NOT NULL, -- ISO 4217
  month TEXT NOT NULL, -- '2026-11'
  after_line_id INTEGER NOT NULL, -- lines after this one
  last_line_id INTEGER NOT NULL, -- up to this one
  invoice_id INTEGER NOT NULL REFERENCES invoice (id), -- the invoice
  payable_minor INTEGER NOT NULL CHECK (payable_minor > 0), -- of it
  due_at INTEGER NOT NULL, -- instant
  reminders INTEGER NOT NULL, -- sent so far
  reminded_at INTEGER, -- instant of the last, or NULL
  cancelled_at INTEGER -- instant a credit note took it back: its lines are billed anew; or NULL
) STRICT;
CREATE INDEX advertiser_bill_due_index ON advertiser_bill (due_at) WHERE cancelled_at IS NULL;
CREATE INDEX advertiser_bill_index ON advertiser_bill (advertiser_id, currency, id);
CREATE INDEX advertiser_bill_invoice_index ON advertiser_bill (invoice_id);
CREATE TRIGGER advertiser_bill_no_delete BEFORE DELETE ON advertiser_bill
BEGIN SELECT RAISE(ABORT, 'a bill is never deleted'); END;
CREATE TRIGGER advertiser_bill_stays BEFORE UPDATE ON advertiser_bill
WHEN NEW.after_line_id <> OLD.after_line_id OR NEW.last_line_id <> OLD.last_line_id
  OR NEW.invoice_id <> OLD.invoice_id OR NEW.payable_minor <> OLD.payable_minor OR NEW.due_at <> OLD.due_at
BEGIN SELECT RAISE(ABORT, 'what a bill asks for never changes'); END;
CREATE TABLE advertiser_billing ( -- how an advertiser is billed in a currency
  advertiser_id INTEGER NOT NULL REFERENCES advertiser (id), -- who
  currency TEXT NOT NULL, -- ISO 4217
  payment_days INTEGER NOT NULL CHECK (payment_days BETWEEN 0 AND 365), -- from the day of issue until payment is due
  subscription_minor INTEGER NOT NULL CHECK (subscription_minor >= 0), -- platform fee of a month, without tax; 0: none
  is_automatic INTEGER NOT NULL CHECK (is_automatic IN (0, 1)), -- 1: a month is billed by the job once it is over
  email TEXT NOT NULL, -- who is reminded, or ''
  began_at INTEGER NOT NULL, -- instant from which months are billed
  changed_at INTEGER NOT NULL, -- instant
  PRIMARY KEY (advertiser_id, currency)
) STRICT;
CREATE TABLE advertiser_credit ( -- limits of an advertiser in one currency; without a row there are none
  advertiser_id INTEGER NOT NULL REFERENCES advertiser (id), -- whose
  currency TEXT NOT NULL, -- ISO 4217
  credit_limit_minor INTEGER CHECK (credit_limit_minor >= 0), -- how much he may owe; 0 prepaid only; NULL no limit
  low_balance_minor INTEGER CHECK (low_balance_minor >= 0), -- tell him when less than this is prepaid; NULL never
  over_limit TEXT NOT NULL CHECK (over_limit IN ('book', 'stop_clicks')), -- beyond the limit: only book, or stop clicks
  is_paid_when_funded INTEGER NOT NULL CHECK (is_paid_when_funded IN (0, 1)), -- 1: commissions wait for his money
  is_stopped INTEGER NOT NULL CHECK (is_stopped IN (0, 1)), -- 1: links of his programs in this currency are closed now
  changed_at INTEGER NOT NULL, -- instant
  PRIMARY KEY (advertiser_id, currency)
) STRICT;
CREATE TABLE advertiser_line ( -- what changed an advertiser's account, in order; never changed
  id INTEGER PRIMARY KEY, -- line
  advertiser_id INTEGER NOT NULL REFERENCES advertiser (id), -- whose
  currency TEXT NOT NULL, -- ISO 4217
  line_key TEXT NOT NULL, -- idempotency key: 'chg:CHARGE:NUMBER', 'deposit:KEY'
  kind TEXT NOT NULL, -- charge, charge_refund, deposit, withdrawal, subscription, netting, netting_reversed
  amount_minor INTEGER NOT NULL CHECK (amount_minor <> 0), -- owed more positive, owed less negative
  reference_id INTEGER NOT NULL, -- the charge, agreement or terms it speaks of, or 0
  method TEXT NOT NULL, -- how money moved: bank_transfer, card; '' when none did
  reference TEXT NOT NULL, -- the payer's or bank's own reference, or ''
  occurred_at INTEGER NOT NULL, -- instant it happened
  booked_at INTEGER NOT NULL, moved_currency TEXT, moved_minor INTEGER, value_minor INTEGER, rates TEXT, -- instant it was booked
  UNIQUE (advertiser_id, line_key)
) STRICT;
CREATE INDEX advertiser_line_account_index ON advertiser_line (advertiser_id, currency, id);
CREATE TRIGGER advertiser_line_no_delete BEFORE DELETE ON advertiser_line
BEGIN SELECT RAISE(ABORT, 'a line of an account never changes'); END;
CREATE TRIGGER advertiser_line_no_update BEFORE UPDATE ON advertiser_line
BEGIN SELECT RAISE(ABORT, 'a line of an account never changes'); END;
CREATE TABLE api_token ( -- a bearer token
  id INTEGER PRIMARY KEY, -- token
  name TEXT NOT NULL, -- for people
  role TEXT NOT NULL CHECK (role IN ('operator', 'advertiser', 'partner')), -- what the bearer acts as
  owner_id INTEGER NOT NULL, -- the advertiser or partner; 0 for an operator
  token_hash BLOB NOT NULL UNIQUE, -- keyed hash; the token itself is shown once
  created_at INTEGER NOT NULL, -- instant
  revoked_at INTEGER -- instant, or NULL while good
, created_by INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE application ( -- somebody wants to promote a program
  id INTEGER PRIMARY KEY, -- application
  program_id INTEGER NOT NULL REFERENCES program (id), -- which
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
  partner_id INTEGER REFERENCES partner (id), -- who came of it, NULL before the first approval
  created_at INTEGER NOT NULL, -- instant
  confirmed_at INTEGER, -- instant the e-mail was confirmed, or NULL
  decided_at INTEGER, -- instant of the approval or rejection that stands, or NULL
  decided_by TEXT NOT NULL, -- actor, or ''
  UNIQUE (program_id, email)
) STRICT;
CREATE INDEX application_email_index ON application (email);
CREATE INDEX application_host_index ON application (host);
CREATE INDEX application_niche_index ON application (program_id, niche);
CREATE INDEX application_status_index ON application (status, id);
CREATE TABLE application_answer ( -- what an applicant answered
  application_id INTEGER NOT NULL REFERENCES application (id), -- whose
  question_id INTEGER NOT NULL REFERENCES application_question (id), -- to what
  answer TEXT NOT NULL, -- as given
  PRIMARY KEY (application_id, question_id)
) STRICT;
CREATE TABLE application_message ( -- questions to an applicant and the replies, in order; never changed
  id INTEGER PRIMARY KEY, -- message
  application_id INTEGER NOT NULL REFERENCES application (id), -- about which
  author TEXT NOT NULL CHECK (author IN ('operator', 'applicant')), -- whose words
  body TEXT NOT NULL, -- the words
  created_at INTEGER NOT NULL -- instant
) STRICT;
CREATE INDEX application_message_index ON application_message (application_id, id);
CREATE TABLE application_question ( -- what a program asks who applies
  id INTEGER PRIMARY KEY, -- question
  program_id INTEGER NOT NULL REFERENCES program (id), -- whose
  position INTEGER NOT NULL, -- order in the form
  kind TEXT NOT NULL CHECK (kind IN ('text', 'choice', 'number', 'url')), -- what an answer is
  is_required INTEGER NOT NULL CHECK (is_required IN (0, 1)), -- 1: no application without an answer
  label_en TEXT NOT NULL, -- in English, or ''; one language at least is there
  label_fr TEXT NOT NULL, -- in French, or ''
  label_ru TEXT NOT NULL, -- in Russian, or ''
  label_ja TEXT NOT NULL, -- in Japanese, or ''
  choices TEXT NOT NULL, -- of kind choice, one a line; else ''
  archived_at INTEGER -- instant, or NULL while asked
) STRICT;
CREATE INDEX application_question_program_index ON application_question (program_id, position);
CREATE TABLE application_score ( -- what a reviewer thinks of an applicant
  application_id INTEGER NOT NULL REFERENCES application (id), -- of whom
  criterion TEXT NOT NULL, -- reputation, association, contribution, diligence, clients_trust, our_trust
  score INTEGER NOT NULL CHECK (score BETWEEN 1 AND 5), -- 5 is best
  actor TEXT NOT NULL, -- who gave it
  scored_at INTEGER NOT NULL, -- instant
  PRIMARY KEY (application_id, criterion)
) STRICT;
CREATE TABLE audit_event ( -- who changed what; never changed
  id INTEGER PRIMARY KEY, -- event
  occurred_at INTEGER NOT NULL, -- instant
  actor TEXT NOT NULL, -- token or command
  action TEXT NOT NULL, -- program.create, conversion.decide
  object TEXT NOT NULL, -- kind:id
  content TEXT NOT NULL -- what was asked, JSON without secrets
) STRICT;
CREATE INDEX audit_event_actor_index ON audit_event (actor, id);
CREATE INDEX audit_event_object_index ON audit_event (object, id);
CREATE TRIGGER audit_event_no_delete BEFORE DELETE ON audit_event
BEGIN SELECT RAISE(ABORT, 'an audit event never changes'); END;
CREATE TRIGGER audit_event_no_update BEFORE UPDATE ON audit_event
BEGIN SELECT RAISE(ABORT, 'an audit event never changes'); END;
CREATE TABLE binding ( -- a customer who belongs to a partner in a program since a first lead or sale
  program_id INTEGER NOT NULL REFERENCES program (id), -- where
  customer_id INTEGER NOT NULL REFERENCES customer (id), -- who
  partner_id INTEGER NOT NULL REFERENCES partner (id), -- whose
  link_id INTEGER NOT NULL, -- link of the touch that won, 0 for none
  click_id INTEGER NOT NULL, -- click of the touch that won, 0 for none
  conversion_id INTEGER NOT NULL, -- the conversion that bound
  bound_at INTEGER NOT NULL, -- instant
  PRIMARY KEY (program_id, customer_id)
) STRICT , WITHOUT ROWID;
CREATE TABLE budget_use ( -- what an event used of a plan's caps and budgets, in order of acceptance
  conversion_id INTEGER NOT NULL REFERENCES conversion (id), -- which event
  plan_id INTEGER NOT NULL REFERENCES plan (id), -- whose cap
  line INTEGER NOT NULL, -- line of the clause in the plan's text
  partner_id INTEGER NOT NULL, -- whose cap, 0 for the program's budget
  period INTEGER NOT NULL, -- first local day of the period
  used_before_minor INTEGER NOT NULL, -- by events accepted earlier, when this one was accepted
  used_minor INTEGER NOT NULL, -- by this event, as it stands
  PRIMARY KEY (conversion_id, plan_id, line, partner_id)
) STRICT , WITHOUT ROWID;
CREATE INDEX budget_use_index ON budget_use (plan_id, line, partner_id, period);
CREATE TABLE bulk_action ( -- something that was done to many rows at once and can be undone
  id INTEGER PRIMARY KEY, -- bulk action
  user_id INTEGER NOT NULL REFERENCES network_user (id), -- who did it
  list TEXT NOT NULL, -- where: the address of its page
  action TEXT NOT NULL, -- what: active, archived
  objects TEXT NOT NULL, -- numbers of the rows that it changed, a comma list
  object_count INTEGER NOT NULL, -- how many they are
  created_at INTEGER NOT NULL, -- instant
  undone_at INTEGER -- instant, or NULL
) STRICT;
CREATE TABLE change_mark ( -- one row once something has changed
  id INTEGER PRIMARY KEY CHECK (id = 1), -- always 1
  number INTEGER NOT NULL -- SQLite: how often something changed; PostgreSQL: drawn by lot with each change
) STRICT;
CREATE TABLE charge ( -- what an advertiser is charged for one conversion, or for one commission of clicks
  id INTEGER PRIMARY KEY, -- charge
  charge_key TEXT NOT NULL UNIQUE, -- 'cnv:CONVERSION' or 'clk:COMMISSION'
  advertiser_id INTEGER NOT NULL REFERENCES advertiser (id), -- who is charged
  program_id INTEGER NOT NULL REFERENCES program (id), -- where
  partner_id INTEGER NOT NULL REFERENCES partner (id), -- who was credited
  conversion_id INTEGER NOT NULL, -- the conversion; 0 for clicks
  commission_id INTEGER NOT NULL, -- the commission of clicks; 0 for a conversion
  terms_id INTEGER NOT NULL REFERENCES settlement_terms (id), -- the terms it is derived by
  currency TEXT NOT NULL, -- the program's
  amount_minor INTEGER NOT NULL CHECK (amount_minor >= 0), -- as it stands now; changes are in charge_change
  commissions_minor INTEGER NOT NULL CHECK (commissions_minor >= 0), -- the commissions it pays for, as they stand now
  is_confirmed INTEGER NOT NULL CHECK (is_confirmed IN (0, 1)), -- 1: owed; 0: the conversion is not approved
  line_id INTEGER NOT NULL, -- the first line of the advertiser's account that it made, 0 for none
  occurred_at INTEGER NOT NULL, -- instant of the event
  created_at INTEGER NOT NULL -- instant
) STRICT;
CREATE INDEX charge_advertiser_index ON charge (advertiser_id, id);
CREATE INDEX charge_funding_index ON charge (advertiser_id, currency, line_id);
CREATE INDEX charge_occurred_index ON charge (occurred_at);
CREATE INDEX charge_program_index ON charge (program_id, occurred_at);
CREATE TABLE charge_change ( -- every step of a charge with its derivation; never changed
  charge_id INTEGER NOT NULL REFERENCES charge (id), -- whose
  number INTEGER NOT NULL, -- 1, 2, 3
  cause TEXT NOT NULL, -- that of the commission's step: accrued, refund, rejected, approved
  cause_id INTEGER NOT NULL, -- id of the refund or decision, or 0
  amount_minor INTEGER NOT NULL, -- charge after this step
  commissions_minor INTEGER NOT NULL, -- commissions after this step
  is_confirmed INTEGER NOT NULL CHECK (is_confirmed IN (0, 1)), -- after this step
  derivation TEXT NOT NULL, -- canonical JSON of how the charge follows from facts
  entry_id INTEGER NOT NULL, -- ledger entry it made, 0 when no money moved
  occurred_at INTEGER NOT NULL, -- instant of the fact
  changed_at INTEGER NOT NULL, -- instant
  PRIMARY KEY (charge_id, number)
) STRICT;
CREATE TRIGGER charge_change_no_delete BEFORE DELETE ON charge_change
BEGIN SELECT RAISE(ABORT, 'a step of a charge never changes'); END;
CREATE TRIGGER charge_change_no_update BEFORE UPDATE ON charge_change
BEGIN SELECT RAISE(ABORT, 'a step of a charge never changes'); END;
CREATE TABLE click ( -- a redirected visit
  id INTEGER PRIMARY KEY, -- time-ordered click number: milliseconds, node, sequence (click/click_id.h)
  link_id INTEGER NOT NULL, -- which link; partner, offer and program follow from it
  visitor INTEGER NOT NULL, -- keyed hash of the visitor cookie or of the imported visitor; 0 unknown
  network_agent INTEGER NOT NULL, -- keyed daily hash of address and agent; 0 unknown
  is_unique INTEGER NOT NULL CHECK (is_unique IN (0, 1)), -- first of its visitor on the link within 24 hours
  country TEXT NOT NULL, -- ISO 3166-1 alpha-2, '' unknown
  device INTEGER NOT NULL, -- 0 other, 1 desktop, 2 mobile, 3 tablet, 4 bot
  address_prefix TEXT NOT NULL, -- /24 or /48 of the address, '' unknown
  parameters TEXT -- sub1 … sub10, source, ext and listed parameters as a query string; NULL when none
) STRICT;
CREATE INDEX click_visitor_index ON click (visitor);
CREATE TABLE click_accrual ( -- clicks of a partner's day turned into money, with what was carried; never changed
  program_id INTEGER NOT NULL REFERENCES program (id), -- where
  partner_id INTEGER NOT NULL REFERENCES partner (id), -- who
  number INTEGER NOT NULL, -- 1, 2, 3: order of booking, which the carry follows
  day INTEGER NOT NULL, -- days since 1970, UTC
  plan_id INTEGER NOT NULL, -- plan version that pays, 0 when none does
  clicks INTEGER NOT NULL, -- counted by this line and by no other
  unique_clicks INTEGER NOT NULL, -- of them unique
  carried_in_micro INTEGER NOT NULL, -- millionths of a minor unit left by the line before
  earned_micro INTEGER NOT NULL, -- exact amount earned by these clicks
  booked_minor INTEGER NOT NULL, -- rounded amount booked
  carried_out_micro INTEGER NOT NULL, -- carried_in + earned - booked
  commission_id INTEGER NOT NULL, -- the commission, 0 when booked_minor is 0
  accrued_at INTEGER NOT NULL, impressions INTEGER NOT NULL DEFAULT 0, -- instant; plans made later did not count
  PRIMARY KEY (program_id, partner_id, number)
) STRICT;
CREATE INDEX click_accrual_day_index ON click_accrual (program_id, partner_id, day);
CREATE TRIGGER click_accrual_no_delete BEFORE DELETE ON click_accrual
BEGIN SELECT RAISE(ABORT, 'an accrual of clicks never changes'); END;
CREATE TRIGGER click_accrual_no_update BEFORE UPDATE ON click_accrual
BEGIN SELECT RAISE(ABORT, 'an accrual of clicks never changes'); END;
CREATE TABLE click_node ( -- a server that records clicks, by its number
  node INTEGER PRIMARY KEY, -- node number
  spool_number INTEGER NOT NULL, -- of its spool: a random number that lies beside the clicks on its disk
  heard_at INTEGER NOT NULL, -- instant by the database's clock when it last said that it runs
  through_at INTEGER NOT NULL, -- instant: what it acknowledged before is in this database
  is_stopped INTEGER NOT NULL CHECK (is_stopped IN (0, 1)) -- ended in order, and holds nothing that is not here
) STRICT;
CREATE TABLE click_person ( -- what could name a person, kept for the network's address_days only
  click_id INTEGER PRIMARY KEY, -- which click
  address TEXT NOT NULL, -- full address
  agent TEXT NOT NULL, -- User-Agent header
  referrer TEXT NOT NULL -- Referer header
) STRICT;
CREATE TABLE click_refusal ( -- clicks that were received and not redirected to an offer, counted by cause
  quarter INTEGER NOT NULL, -- quarter hours since 1970
  link_id INTEGER NOT NULL, -- 0 when no link was found
  cause TEXT NOT NULL, -- link_unknown, link_archived, partner_archived, and so on: click/click.h
  clicks INTEGER NOT NULL, -- how many
  PRIMARY KEY (quarter, link_id, cause)
) STRICT , WITHOUT ROWID;
CREATE TABLE commission ( -- what one partner earns by one conversion, or by a day's clicks in a program
  id INTEGER PRIMARY KEY, -- commission
  conversion_id INTEGER NOT NULL, -- the conversion; 0 for clicks
  accrual_key TEXT NOT NULL UNIQUE, -- 'cnv:ID:PARTNER:LINE' or 'clk:PROGRAM:PARTNER:NUMBER'
  partner_id INTEGER NOT NULL REFERENCES partner (id), -- who earns
  program_id INTEGER NOT NULL REFERENCES program (id), -- where
  plan_id INTEGER NOT NULL REFERENCES plan (id), -- plan version it was derived by
  plan_ids TEXT NOT NULL, -- comma list of all plan versions in force when it accrued, most specific first
  currency TEXT NOT NULL, -- the program's
  amount_minor INTEGER NOT NULL, -- as it stands now; changes are in commission_change
  pending_minor INTEGER NOT NULL CHECK (pending_minor >= 0), -- its share of the partner's pending account
  available_minor INTEGER NOT NULL CHECK (available_minor >= 0), -- its share of the partner's available account
  status TEXT NOT NULL CHECK (status IN ('pending', 'available', 'in_payout', 'paid', 'rejected')), -- as it stands now
  due_at INTEGER, -- instant it becomes available; NULL while the conversion is not approved
  created_at INTEGER NOT NULL -- instant
, role TEXT NOT NULL DEFAULT 'credited', level INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE INDEX commission_available_index ON commission (partner_id, due_at) WHERE status = 'available';
CREATE INDEX commission_bonus_index ON commission (program_id, partner_id) WHERE role = 'bonus';
CREATE INDEX commission_conversion_index ON commission (conversion_id);
CREATE INDEX commission_due_index ON commission (status, due_at);
CREATE INDEX commission_partner_index ON commission (partner_id, id);
CREATE TABLE commission_change ( -- every step of a commission's life with its derivation; never changed
  commission_id INTEGER NOT NULL REFERENCES commission (id), -- whose
  number INTEGER NOT NULL, -- 1, 2, 3
  cause TEXT NOT NULL, -- accrued, refund, rejected, approved, released, payout, paid, payout_failed
  cause_id INTEGER NOT NULL, -- id of the refund, decision or payout run, or 0
  amount_minor INTEGER NOT NULL, -- amount after this step
  status TEXT NOT NULL, -- status after this step
  derivation TEXT NOT NULL, -- canonical JSON of how the amount follows from facts
  entry_id INTEGER NOT NULL, -- ledger entry it made, 0 when no money moved
  changed_at INTEGER NOT NULL, history TEXT NOT NULL DEFAULT '', -- instant
  PRIMARY KEY (commission_id, number)
) STRICT;
CREATE TRIGGER commission_change_no_delete BEFORE DELETE ON commission_change
BEGIN SELECT RAISE(ABORT, 'a step of a commission never changes'); END;
CREATE TRIGGER commission_change_no_update BEFORE UPDATE ON commission_change
BEGIN SELECT RAISE(ABORT, 'a step of a commission never changes'); END;
CREATE TABLE compensation ( -- a sum granted to a partner by hand; what and to whom never changes
  id INTEGER PRIMARY KEY, -- compensation
  partner_id INTEGER NOT NULL REFERENCES partner (id), -- to whom
  program_id INTEGER NOT NULL REFERENCES program (id), -- whose cost it is
  currency TEXT NOT NULL, -- the program's
  amount_minor INTEGER NOT NULL CHECK (amount_minor > 0), -- how much
  reason TEXT NOT NULL, -- why, in the operator's words; the partner reads it
  status TEXT NOT NULL CHECK (status IN ('proposed', 'booked', 'declined', 'reversed')), -- as it stands now
  needs_second INTEGER NOT NULL CHECK (needs_second IN (0, 1)), -- four eyes
  proposed_by TEXT NOT NULL, -- token or command
  proposed_at INTEGER NOT NULL, -- instant
  decided_by TEXT, -- who booked or declined it, or NULL
  decided_at INTEGER, -- instant, or NULL
  commission_id INTEGER NOT NULL, -- the commission that carries it, 0 until it is booked
  reversed_by TEXT, -- who took it back, or NULL
  reversed_at INTEGER, -- instant, or NULL
  note TEXT NOT NULL -- why it was declined or reversed, or ''
, proposal_key TEXT) STRICT;
CREATE INDEX compensation_commission_index ON compensation (commission_id);
CREATE INDEX compensation_partner_index ON compensation (partner_id, id);
CREATE UNIQUE INDEX compensation_proposal_key_index ON compensation (proposal_key) WHERE proposal_key IS NOT NULL;
CREATE TRIGGER compensation_no_delete BEFORE DELETE ON compensation
BEGIN SELECT RAISE(ABORT, 'a compensation is never deleted'); END;
CREATE TRIGGER compensation_stays BEFORE UPDATE ON compensation
WHEN NEW.partner_id <> OLD.partner_id OR NEW.program_id <> OLD.program_id OR NEW.currency <> OLD.currency
  OR NEW.amount_minor <> OLD.amount_minor OR NEW.reason <> OLD.reason
BEGIN SELECT RAISE(ABORT, 'what a compensation grants never changes'); END;
CREATE TABLE contract ( -- one term of a partner's contract in a program; what was agreed never changes
  id INTEGER PRIMARY KEY, -- contract
  partner_id INTEGER NOT NULL REFERENCES partner (id), -- with whom
  program_id INTEGER NOT NULL REFERENCES program (id), -- for what
  renews_id INTEGER NOT NULL, -- the term that this one renews, 0 for the first
  starts_at INTEGER NOT NULL, -- instant: midnight in the network's zone
  ends_at INTEGER NOT NULL, -- instant: midnight in the network's zone, the first that is no longer in the term
  term_days INTEGER NOT NULL CHECK (term_days BETWEEN 1 AND 3660), -- days from one to the other, and of a renewal
  measure TEXT NOT NULL CHECK (measure IN ('none', 'sales', 'revenue')), -- what is measured
  target INTEGER NOT NULL CHECK (target >= 0), -- sales, or minor units of revenue; 0 without a measure
  currency TEXT NOT NULL, -- the program's
  when_met TEXT NOT NULL CHECK (when_met IN ('renew', 'review')), -- what follows a target that was met
  when_missed TEXT NOT NULL CHECK (when_missed IN ('lapse', 'review')), -- and one that was missed
  status TEXT NOT NULL CHECK (status IN ('running', 'review', 'renewed', 'lapsed', 'withdrawn')), -- as it stands now
  result INTEGER NOT NULL, -- what was measured when the term was over, in the measure's unit; 0 before
  undecided INTEGER NOT NULL, -- what was still pending then, in the same unit
  agreed_by TEXT NOT NULL, -- person, token or command
  agreed_at INTEGER NOT NULL, -- instant
  decided_by TEXT, -- who ended the term, or NULL while it runs; the job by its rule
  decided_at INTEGER, -- instant, or NULL
  note TEXT NOT NULL, -- why, in the operator's words, or ''; the partner reads it
  CHECK (ends_at > starts_at)
) STRICT;
CREATE UNIQUE INDEX contract_open_index ON contract (partner_id, program_id) WHERE status IN ('running', 'review');
CREATE INDEX contract_partner_index ON contract (partner_id, program_id, id);
CREATE TRIGGER contract_remains BEFORE DELETE ON contract
BEGIN SELECT RAISE(ABORT, 'what was agreed in a contract never changes'); END;
CREATE TRIGGER contract_stays BEFORE UPDATE ON contract
WHEN NEW.partner_id <> OLD.partner_id OR NEW.program_id <> OLD.program_id OR NEW.renews_id <> OLD.renews_id
  OR NEW.starts_at <> OLD.starts_at OR NEW.ends_at <> OLD.ends_at OR NEW.term_days <> OLD.term_days
  OR NEW.measure <> OLD.measure OR NEW.target <> OLD.target OR NEW.currency <> OLD.currency
  OR NEW.when_met <> OLD.when_met OR NEW.when_missed <> OLD.when_missed
BEGIN SELECT RAISE(ABORT, 'what was agreed in a contract never changes'); END;
CREATE TABLE conversion ( -- a lead, sale or other goal that an advertiser reported; identified by program, goal, order
  id INTEGER PRIMARY KEY, -- conversion
  program_id INTEGER NOT NULL REFERENCES program (id), -- where
  offer_id INTEGER NOT NULL, -- of the credited link, or 0
  goal TEXT NOT NULL, -- goal code
  goal_kind TEXT NOT NULL CHECK (goal_kind IN ('lead', 'sale')), -- how reports count it
  order_id TEXT NOT NULL, -- the advertiser's order number, or derived from click or customer
  amount_minor INTEGER NOT NULL CHECK (amount_minor >= 0), -- what the customer paid, after discount
  discount_minor INTEGER NOT NULL CHECK (discount_minor >= 0), -- the customer's discount
  currency TEXT NOT NULL, -- the program's
  status TEXT NOT NULL CHECK (status IN ('pending', 'approved', 'rejected')), -- as it stands now
  first_status TEXT NOT NULL, -- as first reported: with the decisions it gives the present one
  reason TEXT NOT NULL, -- coded reason of the last decision, or ''
  occurred_at INTEGER NOT NULL, -- instant of the event, as reported
  received_at INTEGER NOT NULL, -- instant it was accepted here
  source TEXT NOT NULL, -- postback, api, import, tag
  terms_id INTEGER NOT NULL REFERENCES program_terms (id), -- the terms it was attributed by
  partner_id INTEGER REFERENCES partner (id), -- credited partner; NULL when unattributed
  link_id INTEGER NOT NULL, -- credited link, 0 for none
  click_id INTEGER NOT NULL, -- credited click, 0 for none
  evidence_kind TEXT NOT NULL, -- the evidence that won, or ''
  cause TEXT NOT NULL, -- why unattributed, or ''
  customer_id INTEGER NOT NULL, -- customer, 0 when unknown
  coupon_code TEXT NOT NULL, -- as reported, or ''
  extra TEXT NOT NULL, -- ext1 … ext3 as a query string, or ''
  content_hash BLOB NOT NULL, -- of the reported content: the same order with another hash is a conflict
  country TEXT NOT NULL, -- of the credited click, or ''
  device INTEGER NOT NULL, local_day INTEGER NOT NULL DEFAULT 0, needs INTEGER NOT NULL DEFAULT 0, plan_ids TEXT NOT NULL DEFAULT '', facts TEXT NOT NULL DEFAULT '', -- of the credited click, or 0
  UNIQUE (program_id, goal, order_id)
) STRICT;
CREATE INDEX conversion_customer_index ON conversion (customer_id) WHERE customer_id <> 0;
CREATE INDEX conversion_day_index ON conversion (program_id, local_day, occurred_at);
CREATE INDEX conversion_history_index ON conversion (program_id, customer_id, local_day) WHERE customer_id <> 0;
CREATE INDEX conversion_needs_index ON conversion (program_id, partner_id, local_day) WHERE needs <> 0;
CREATE INDEX conversion_partner_index ON conversion (partner_id, id);
CREATE INDEX conversion_volume_index ON conversion (program_id, partner_id, local_day);
CREATE TRIGGER conversion_facts_stay BEFORE UPDATE ON conversion
WHEN NEW.facts <> OLD.facts OR NEW.local_day <> OLD.local_day OR NEW.needs <> OLD.needs
  OR NEW.plan_ids <> OLD.plan_ids
BEGIN SELECT RAISE(ABORT, 'the facts of a conversion never change'); END;
CREATE TABLE conversion_decision ( -- approvals and rejections, in order; never changed
  id INTEGER PRIMARY KEY, -- decision
  conversion_id INTEGER NOT NULL REFERENCES conversion (id), -- whose
  status TEXT NOT NULL CHECK (status IN ('pending', 'approved', 'rejected')), -- decided
  reason TEXT NOT NULL, -- coded reason
  actor TEXT NOT NULL, -- who decided
  decided_at INTEGER NOT NULL -- instant
) STRICT;
CREATE INDEX conversion_decision_index ON conversion_decision (conversion_id, id);
CREATE TRIGGER conversion_decision_no_delete BEFORE DELETE ON conversion_decision
BEGIN SELECT RAISE(ABORT, 'a decision never changes'); END;
CREATE TRIGGER conversion_decision_no_update BEFORE UPDATE ON conversion_decision
BEGIN SELECT RAISE(ABORT, 'a decision never changes'); END;
CREATE TABLE conversion_evidence ( -- all evidence that was looked at, the winner and the losers with their reasons
  conversion_id INTEGER NOT NULL REFERENCES conversion (id), -- whose
  position INTEGER NOT NULL, -- order in which it was judged
  kind TEXT NOT NULL, -- click_id, coupon, customer, email, visitor
  click_id INTEGER NOT NULL, -- 0 when none
  link_id INTEGER NOT NULL, -- 0 when none
  partner_id INTEGER NOT NULL, -- 0 when none was found
  touched_at INTEGER, -- instant of the touch or binding; NULL when none
  facts INTEGER NOT NULL, -- bit set of what was known: attribution/attribution.h
  outcome TEXT NOT NULL, -- won, or why it lost
  PRIMARY KEY (conversion_id, position)
) STRICT , WITHOUT ROWID;
CREATE TABLE conversion_exchange ( -- what was reported in another currency, and the rate; never changed
  conversion_id INTEGER PRIMARY KEY REFERENCES conversion (id), -- whose
  currency TEXT NOT NULL, -- ISO 4217, as reported
  amount_minor INTEGER NOT NULL CHECK (amount_minor >= 0), -- as reported
  discount_minor INTEGER NOT NULL CHECK (discount_minor >= 0), -- as reported
  numerator INTEGER NOT NULL CHECK (numerator > 0), -- reported × numerator / denominator is in the program's currency
  denominator INTEGER NOT NULL CHECK (denominator > 0), -- in major units of both
  rate_day INTEGER NOT NULL, -- the day whose rates were used, days since 1970
  source TEXT NOT NULL, -- who published them
  rates TEXT NOT NULL -- as published: 1 EUR = 1.1684 USD
) STRICT;
CREATE TRIGGER conversion_exchange_no_delete BEFORE DELETE ON conversion_exchange
BEGIN SELECT RAISE(ABORT, 'what was reported never changes'); END;
CREATE TRIGGER conversion_exchange_no_update BEFORE UPDATE ON conversion_exchange
BEGIN SELECT RAISE(ABORT, 'what was reported never changes'); END;
CREATE TABLE conversion_item ( -- a line of an order
  conversion_id INTEGER NOT NULL REFERENCES conversion (id), -- whose
  position INTEGER NOT NULL, -- 1, 2, 3
  sku TEXT NOT NULL, -- article, or ''
  category TEXT NOT NULL, -- category, or ''
  kind TEXT NOT NULL, -- digital, physical, service or another word, or ''
  quantity INTEGER NOT NULL CHECK (quantity > 0), -- pieces
  amount_minor INTEGER NOT NULL CHECK (amount_minor >= 0), -- of the whole line, after discount
  PRIMARY KEY (conversion_id, position)
) STRICT , WITHOUT ROWID;
CREATE TABLE coupon ( -- a code that credits its partner
  id INTEGER PRIMARY KEY, -- coupon
  program_id INTEGER NOT NULL REFERENCES program (id), -- where it counts
  partner_id INTEGER NOT NULL REFERENCES partner (id), -- whom it credits
  code TEXT NOT NULL, -- as shown
  code_folded TEXT NOT NULL, -- lower case, for finding
  discount_ppm INTEGER CHECK (discount_ppm BETWEEN 0 AND 1000000), -- customer's discount, parts per million, or NULL
  status TEXT NOT NULL CHECK (status IN ('active', 'archived')), -- archived credits nobody
  created_at INTEGER NOT NULL, -- instant
  UNIQUE (program_id, code_folded)
) STRICT;
CREATE INDEX coupon_partner_index ON coupon (partner_id);
CREATE TRIGGER coupon_marks_delete AFTER DELETE ON coupon
BEGIN
  INSERT INTO change_mark (id, number) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER coupon_marks_insert AFTER INSERT ON coupon
BEGIN
  INSERT INTO change_mark (id, number) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER coupon_marks_update AFTER UPDATE ON coupon
BEGIN
  INSERT INTO change_mark (id, number) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET number = number + 1;
END;
CREATE TABLE customer ( -- a person known to an advertiser
  id INTEGER PRIMARY KEY, -- customer
  advertiser_id INTEGER NOT NULL REFERENCES advertiser (id), -- known to whom
  external_id TEXT, -- the advertiser's own id; NULL when unknown or erased
  created_at INTEGER NOT NULL, -- instant
  UNIQUE (advertiser_id, external_id)
) STRICT;
CREATE TABLE customer_churn ( -- a customer who left an advertiser's program; never changed
  id INTEGER PRIMARY KEY, -- event
  program_id INTEGER NOT NULL REFERENCES program (id), -- which program
  customer_id INTEGER NOT NULL REFERENCES customer (id), -- who
  occurred_at INTEGER NOT NULL, -- instant, as reported
  received_at INTEGER NOT NULL, -- instant it was accepted here
  UNIQUE (program_id, customer_id, occurred_at)
) STRICT;
CREATE TRIGGER customer_churn_no_delete BEFORE DELETE ON customer_churn
BEGIN SELECT RAISE(ABORT, 'a churn never changes'); END;
CREATE TRIGGER customer_churn_no_update BEFORE UPDATE ON customer_churn
BEGIN SELECT RAISE(ABORT, 'a churn never changes'); END;
CREATE TABLE customer_email ( -- the e-mails a customer was seen with, as keyed hashes
  advertiser_id INTEGER NOT NULL, -- scope of the hash
  email_hash BLOB NOT NULL, -- keyed hash of the normalized address
  customer_id INTEGER NOT NULL REFERENCES customer (id), -- who
  PRIMARY KEY (advertiser_id, email_hash)
) STRICT , WITHOUT ROWID;
CREATE INDEX customer_email_customer_index ON customer_email (customer_id);
CREATE TABLE dispute ( -- one appeal, from its opening to the decision
  id INTEGER PRIMARY KEY, -- dispute
  partner_id INTEGER NOT NULL REFERENCES partner (id), -- who appeals
  conversion_id INTEGER NOT NULL, -- against what became of it; 0 when only a commission is meant
  commission_id INTEGER NOT NULL, -- of the partner's; 0 when the conversion as a whole is meant
  reason TEXT NOT NULL, -- coded
  status TEXT NOT NULL CHECK (status IN ('open', 'answered', 'decided')), -- whose turn it is
  outcome TEXT NOT NULL CHECK (outcome IN ('', 'approved', 'accepted', 'upheld', 'withdrawn')), -- '' until decided
  opened_at INTEGER NOT NULL, -- instant
  opened_by TEXT NOT NULL, -- actor
  due_at INTEGER NOT NULL, -- instant by which the network answers what the partner wrote last
  decided_at INTEGER, -- instant, or NULL
  decided_by TEXT -- actor, or NULL
) STRICT;
CREATE UNIQUE INDEX dispute_one_open ON dispute (partner_id, conversion_id, commission_id) WHERE status <> 'decided';
CREATE INDEX dispute_partner_index ON dispute (partner_id, id);
CREATE INDEX dispute_status_index ON dispute (status, id);
CREATE TRIGGER dispute_decided_stays BEFORE UPDATE ON dispute WHEN OLD.status = 'decided'
BEGIN SELECT RAISE(ABORT, 'a decided dispute never changes'); END;
CREATE TABLE dispute_message ( -- what was written, in order; never changed
  id INTEGER PRIMARY KEY, -- message
  dispute_id INTEGER NOT NULL REFERENCES dispute (id), -- of which dispute
  is_partner INTEGER NOT NULL CHECK (is_partner IN (0, 1)), -- 1: by the partner, 0: by the network
  author TEXT NOT NULL, -- actor
  body TEXT NOT NULL, -- plain text
  written_at INTEGER NOT NULL -- instant
) STRICT;
CREATE INDEX dispute_message_index ON dispute_message (dispute_id, id);
CREATE TRIGGER dispute_message_no_delete BEFORE DELETE ON dispute_message
BEGIN SELECT RAISE(ABORT, 'a message of a dispute never changes'); END;
CREATE TRIGGER dispute_message_no_update BEFORE UPDATE ON dispute_message
BEGIN SELECT RAISE(ABORT, 'a message of a dispute never changes'); END;
CREATE TABLE enrollment ( -- a partner in a program
  id INTEGER PRIMARY KEY, -- enrollment
  partner_id INTEGER NOT NULL REFERENCES partner (id), -- who
  program_id INTEGER NOT NULL REFERENCES program (id), -- where
  status TEXT NOT NULL CHECK (status IN ('pending', 'approved', 'rejected', 'archived')), -- only approved earns
  created_at INTEGER NOT NULL, -- instant
  version INTEGER NOT NULL, approved_at INTEGER, -- catalog version of the last change
  UNIQUE (partner_id, program_id)
) STRICT;
CREATE INDEX enrollment_program_index ON enrollment (program_id);
CREATE INDEX enrollment_version_index ON enrollment (version);
CREATE TRIGGER enrollment_marks_delete AFTER DELETE ON enrollment
BEGIN
  INSERT INTO change_mark (id, number) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER enrollment_marks_insert AFTER INSERT ON enrollment
BEGIN
  INSERT INTO change_mark (id, number) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER enrollment_marks_update AFTER UPDATE ON enrollment
BEGIN
  INSERT INTO change_mark (id, number) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET number = number + 1;
END;
CREATE TABLE event_refusal ( -- events from outside that were refused for what they claimed, kept for the operator
  id INTEGER PRIMARY KEY, -- refusal
  advertiser_id INTEGER NOT NULL, -- who sent it
  code TEXT NOT NULL, -- fault code
  field TEXT NOT NULL, -- field at fault
  content TEXT NOT NULL, -- the event's claims without personal data
  received_at INTEGER NOT NULL -- instant
) STRICT;
CREATE TABLE exchange_rate ( -- what a currency is worth in another on a day; never changed, corrected by the next
  id INTEGER PRIMARY KEY, -- rate
  base TEXT NOT NULL, -- ISO 4217: one of this
  quote TEXT NOT NULL, -- ISO 4217: is worth so much of this
  day INTEGER NOT NULL, -- days since 1970
  number INTEGER NOT NULL, -- 1, 2, 3 of the pair and day: the last one counts
  digits INTEGER NOT NULL CHECK (digits > 0), -- the rate without its point
  scale INTEGER NOT NULL CHECK (scale BETWEEN 0 AND 8), -- digits after the point
  source TEXT NOT NULL, -- who published it
  recorded_at INTEGER NOT NULL, -- instant it became known here
  UNIQUE (base, quote, day, number)
) STRICT;
CREATE TRIGGER exchange_rate_no_delete BEFORE DELETE ON exchange_rate
BEGIN SELECT RAISE(ABORT, 'an exchange rate never changes'); END;
CREATE TRIGGER exchange_rate_no_update BEFORE UPDATE ON exchange_rate
BEGIN SELECT RAISE(ABORT, 'an exchange rate never changes'); END;
CREATE TABLE idempotency ( -- answers already given to a caller's Idempotency-Key
  principal TEXT NOT NULL, -- the token's id, so that keys of two callers never meet
  idempotency_key TEXT NOT NULL, -- as the caller sent it
  request_hash BLOB NOT NULL, -- of method, path and body
  status INTEGER NOT NULL, -- HTTP status of the first answer
  answer TEXT NOT NULL, -- body of the first answer
  created_at INTEGER NOT NULL, -- instant
  PRIMARY KEY (principal, idempotency_key)
) STRICT;
CREATE TABLE import_run ( -- a file that was read in, so that reading it again changes nothing
  id INTEGER PRIMARY KEY, -- import
  program_id INTEGER NOT NULL REFERENCES program (id), -- into which program
  file_digest BLOB NOT NULL, -- of the file's bytes
  map TEXT NOT NULL, -- the column map
  lines_done INTEGER NOT NULL, -- rows read and committed
  clicks INTEGER NOT NULL, -- clicks made
  conversions INTEGER NOT NULL, -- conversions made
  refused INTEGER NOT NULL, -- rows refused
  started_at INTEGER NOT NULL, -- instant
  finished_at INTEGER, -- instant or NULL
  UNIQUE (program_id, file_digest, map)
) STRICT;
CREATE TABLE impression_report ( -- times a partner's link was shown on a day, as reported; never changed
  id INTEGER PRIMARY KEY, -- report
  report_key TEXT NOT NULL UNIQUE, -- idempotency key of the report
  link_id INTEGER NOT NULL REFERENCES link (id), -- which link
  day INTEGER NOT NULL, -- days since 1970, UTC
  impressions INTEGER NOT NULL CHECK (impressions > 0), -- how many
  received_at INTEGER NOT NULL -- instant it was accepted here
) STRICT;
CREATE INDEX impression_report_index ON impression_report (day, link_id);
CREATE TRIGGER impression_report_no_delete BEFORE DELETE ON impression_report
BEGIN SELECT RAISE(ABORT, 'a report of impressions never changes'); END;
CREATE TRIGGER impression_report_no_update BEFORE UPDATE ON impression_report
BEGIN SELECT RAISE(ABORT, 'a report of impressions never changes'); END;
CREATE TABLE invoice ( -- an issued invoice or credit note; never changed
  id INTEGER PRIMARY KEY, -- invoice
  invoice_key TEXT NOT NULL UNIQUE, -- idempotency key: 'payout_item:ITEM', 'credit:INVOICE'
  kind TEXT NOT NULL CHECK (kind IN ('invoice', 'self_billing', 'credit_note', 'self_billing_credit_note')), -- kind
  series TEXT NOT NULL, -- of its number
  year INTEGER NOT NULL, -- of its number
  number INTEGER NOT NULL, -- 1, 2, 3 without gaps within series and year
  partner_id INTEGER NOT NULL, -- the partner it is about, 0 for none
  advertiser_id INTEGER NOT NULL, -- the advertiser it is about, 0 for none
  reference_kind TEXT NOT NULL, -- payout_item, or ''
  reference_id INTEGER NOT NULL, -- id of it, or 0
  corrects_id INTEGER NOT NULL, -- the invoice that a credit note takes back, else 0
  currency TEXT NOT NULL, -- ISO 4217
  net_minor INTEGER NOT NULL, -- sum of the lines
  tax_minor INTEGER NOT NULL, -- sum of the taxes
  rounding_minor INTEGER NOT NULL, -- what is payable less net and tax
  payable_minor INTEGER NOT NULL CHECK (payable_minor = net_minor + tax_minor + rounding_minor), -- to be paid
  is_settled INTEGER NOT NULL CHECK (is_settled IN (0, 1)), -- 1: paid when it was issued, nothing is due
  performed_at INTEGER NOT NULL, -- instant until which what is invoiced was done
  issued_at INTEGER NOT NULL, -- instant
  issued_on TEXT NOT NULL, due_on TEXT NOT NULL DEFAULT '', -- the day, on the network's clock
  UNIQUE (series, year, number)
) STRICT;
CREATE INDEX invoice_corrects_index ON invoice (corrects_id) WHERE corrects_id <> 0;
CREATE INDEX invoice_partner_index ON invoice (partner_id, id);
CREATE INDEX invoice_reference_index ON invoice (reference_kind, reference_id);
CREATE TRIGGER invoice_no_delete BEFORE DELETE ON invoice
BEGIN SELECT RAISE(ABORT, 'an issued invoice never changes'); END;
CREATE TRIGGER invoice_no_update BEFORE UPDATE ON invoice
BEGIN SELECT RAISE(ABORT, 'an issued invoice never changes'); END;
CREATE TABLE invoice_line ( -- a line; never changed
  invoice_id INTEGER NOT NULL REFERENCES invoice (id), -- whose
  position INTEGER NOT NULL, -- 1, 2, 3
  description TEXT NOT NULL, -- what was done
  quantity INTEGER NOT NULL CHECK (quantity > 0), -- how many events it sums up, for people
  net_minor INTEGER NOT NULL, -- without tax
  tax_category TEXT NOT NULL CHECK (tax_category IN ('S', 'Z', 'E', 'AE', 'O')), -- UNCL 5305
  tax_ppm INTEGER NOT NULL CHECK (tax_ppm >= 0), -- rate, parts per million
  PRIMARY KEY (invoice_id, position)
) STRICT , WITHOUT ROWID;
CREATE TRIGGER invoice_line_no_delete BEFORE DELETE ON invoice_line
BEGIN SELECT RAISE(ABORT, 'an issued invoice never changes'); END;
CREATE TRIGGER invoice_line_no_update BEFORE UPDATE ON invoice_line
BEGIN SELECT RAISE(ABORT, 'an issued invoice never changes'); END;
CREATE TABLE invoice_party ( -- seller and buyer as they were when it was issued; never changed
  invoice_id INTEGER NOT NULL REFERENCES invoice (id), -- whose
  role TEXT NOT NULL CHECK (role IN ('seller', 'buyer')), -- which of the two
  legal_name TEXT NOT NULL, -- as registered
  line1 TEXT NOT NULL, -- street and number
  line2 TEXT NOT NULL, -- or ''
  postcode TEXT NOT NULL, -- or ''
  city TEXT NOT NULL, -- place
  country TEXT NOT NULL, -- ISO 3166-1 alpha-2
  vat_id TEXT NOT NULL, -- or ''
  registration_id TEXT NOT NULL, -- or ''
  PRIMARY KEY (invoice_id, role)
) STRICT , WITHOUT ROWID;
CREATE TRIGGER invoice_party_no_delete BEFORE DELETE ON invoice_party
BEGIN SELECT RAISE(ABORT, 'an issued invoice never changes'); END;
CREATE TRIGGER invoice_party_no_update BEFORE UPDATE ON invoice_party
BEGIN SELECT RAISE(ABORT, 'an issued invoice never changes'); END;
CREATE TABLE invoice_series ( -- the last number given in a series and year
  series TEXT NOT NULL, -- 'SB-anna'
  year INTEGER NOT NULL, -- of issue, on the network's clock
  last_number INTEGER NOT NULL, -- given
  PRIMARY KEY (series, year)
) STRICT;
CREATE TABLE ledger_account ( -- an account of an owner in one currency; its balance is a cache that is checked
  id INTEGER PRIMARY KEY, -- account
  owner_kind TEXT NOT NULL CHECK (owner_kind IN ('network', 'advertiser', 'program', 'partner')), -- whose kind
  owner_id INTEGER NOT NULL, -- whose
  kind TEXT NOT NULL, -- commission_expense, pending, available, in_payout, paid, owed_back
  currency TEXT NOT NULL, -- ISO 4217
  balance_minor INTEGER NOT NULL, -- sum of postings, debit positive
  version INTEGER NOT NULL, -- number of postings
  last_hash BLOB NOT NULL, -- hash of the last posting
  UNIQUE (owner_kind, owner_id, kind, currency)
) STRICT;
CREATE TABLE ledger_entry ( -- a balanced set of postings; sealed entries never change
  id INTEGER PRIMARY KEY, -- entry
  entry_key TEXT NOT NULL UNIQUE, -- idempotency key
  kind TEXT NOT NULL, -- accrual, adjustment, release, payout, paid, payout_failed, recovery
  reference_kind TEXT NOT NULL, -- commission, payout_item
  reference_id INTEGER NOT NULL, -- id of it
  occurred_at INTEGER NOT NULL, -- instant of the fact that caused it
  booked_at INTEGER NOT NULL, -- instant it was booked
  reverses_entry_id INTEGER NOT NULL, -- entry it corrects, 0 for none
  is_sealed INTEGER NOT NULL CHECK (is_sealed IN (0, 1)) -- 1 once complete
) STRICT;
CREATE INDEX ledger_entry_reference_index ON ledger_entry (reference_kind, reference_id);
CREATE TRIGGER ledger_entry_no_delete BEFORE DELETE ON ledger_entry
BEGIN SELECT RAISE(ABORT, 'ledger: entries are never deleted'); END;
CREATE TRIGGER ledger_entry_seal BEFORE UPDATE ON ledger_entry
BEGIN
  SELECT CASE
    WHEN OLD.is_sealed = 1 THEN RAISE(FAIL, 'ledger: a sealed entry never changes')
    WHEN NEW.is_sealed <> 1 OR NEW.id <> OLD.id OR NEW.entry_key <> OLD.entry_key OR NEW.kind <> OLD.kind
      OR NEW.reference_kind <> OLD.reference_kind OR NEW.reference_id <> OLD.reference_id
      OR NEW.occurred_at <> OLD.occurred_at OR NEW.booked_at <> OLD.booked_at
      OR NEW.reverses_entry_id <> OLD.reverses_entry_id
      THEN RAISE(FAIL, 'ledger: only the seal of an entry is set')
    WHEN coalesce((SELECT accounted_at FROM ledger_late_entry WHERE entry_id = OLD.id), OLD.occurred_at)
         < (SELECT closed_until FROM ledger_period_event ORDER BY id DESC LIMIT 1)
      THEN RAISE(FAIL, 'ledger: nothing is booked into a closed period')
    -- nearly always: all lines in one currency, and they sum to zero
    WHEN (SELECT count(*) > 1 AND sum(p.amount_minor) = 0 AND min(a.currency) = max(a.currency)
            FROM ledger_posting p JOIN ledger_account a ON a.id = p.account_id WHERE p.entry_id = OLD.id)
      THEN NULL
    WHEN (SELECT count(*) FROM ledger_posting WHERE entry_id = OLD.id) < 2
      THEN RAISE(FAIL, 'ledger: an entry has two or more postings')
    -- each line's currency once more: no sorting, and entries have few lines
    WHEN EXISTS (SELECT 1 FROM ledger_posting p JOIN ledger_account a ON a.id = p.account_id
                  WHERE p.entry_id = OLD.id
                    AND (SELECT sum(q.amount_minor) FROM ledger_posting q JOIN ledger_account b ON b.id = q.account_id
                          WHERE q.entry_id = OLD.id AND b.currency = a.currency) <> 0)
      THEN RAISE(FAIL, 'ledger: an entry sums to zero in each currency')
  END;
END;
CREATE TRIGGER ledger_entry_starts_unsealed BEFORE INSERT ON ledger_entry WHEN NEW.is_sealed <> 0
BEGIN SELECT RAISE(ABORT, 'ledger: an entry is inserted unsealed'); END;
CREATE TABLE ledger_late_entry ( -- an entry whose fact lies in a period that was closed when it was booked
  entry_id INTEGER PRIMARY KEY REFERENCES ledger_entry (id), -- which entry
  accounted_at INTEGER NOT NULL -- instant under which it stands in the books: where the open periods began
) STRICT;
CREATE TRIGGER ledger_late_entry_no_delete BEFORE DELETE ON ledger_late_entry
BEGIN SELECT RAISE(ABORT, 'ledger: an entry keeps its date'); END;
CREATE TRIGGER ledger_late_entry_no_update BEFORE UPDATE ON ledger_late_entry
BEGIN SELECT RAISE(ABORT, 'ledger: an entry keeps its date'); END;
CREATE TRIGGER ledger_late_entry_open BEFORE INSERT ON ledger_late_entry
BEGIN
  SELECT RAISE(ABORT, 'ledger: a sealed entry keeps its date')
   WHERE (SELECT is_sealed FROM ledger_entry WHERE id = NEW.entry_id) = 1;
END;
CREATE TABLE ledger_period_balance ( -- the trial balance of a closing; never changed
  event_id INTEGER NOT NULL REFERENCES ledger_period_event (id), -- which closing
  account_id INTEGER NOT NULL REFERENCES ledger_account (id), -- which account
  balance_minor INTEGER NOT NULL, -- at the end of the period, debit positive
  PRIMARY KEY (event_id, account_id)
) STRICT , WITHOUT ROWID;
CREATE TRIGGER ledger_period_balance_no_delete BEFORE DELETE ON ledger_period_balance
BEGIN SELECT RAISE(ABORT, 'ledger: a trial balance never changes'); END;
CREATE TRIGGER ledger_period_balance_no_update BEFORE UPDATE ON ledger_period_balance
BEGIN SELECT RAISE(ABORT, 'ledger: a trial balance never changes'); END;
CREATE TABLE ledger_period_event ( -- a month was closed or reopened; never changed
  id INTEGER PRIMARY KEY, -- event, in order
  kind TEXT NOT NULL CHECK (kind IN ('close', 'reopen')), -- what happened
  month TEXT NOT NULL, -- 2026-11, in the network's time zone
  begins_at INTEGER, -- instant at which the period begins; NULL for the first one, which is all before its end
  ends_at INTEGER NOT NULL, -- instant at which it ends
  closed_until INTEGER, -- from now on nothing is booked before this instant; NULL: everything is open
  last_entry_id INTEGER NOT NULL, -- the entries up to this one were booked before
  reason TEXT NOT NULL, -- why it was reopened, or ''
  actor TEXT NOT NULL, -- who
  occurred_at INTEGER NOT NULL, -- instant
  hash BLOB NOT NULL -- over the event, its trial balance and the hash of the event before
) STRICT;
CREATE TRIGGER ledger_period_event_no_delete BEFORE DELETE ON ledger_period_event
BEGIN SELECT RAISE(ABORT, 'ledger: a closing never changes'); END;
CREATE TRIGGER ledger_period_event_no_update BEFORE UPDATE ON ledger_period_event
BEGIN SELECT RAISE(ABORT, 'ledger: a closing never changes'); END;
CREATE TABLE ledger_posting ( -- one account's share of an entry
  entry_id INTEGER NOT NULL REFERENCES ledger_entry (id), -- whose
  position INTEGER NOT NULL, -- 1, 2, 3
  account_id INTEGER NOT NULL REFERENCES ledger_account (id), -- which account
  amount_minor INTEGER NOT NULL CHECK (amount_minor <> 0), -- debit positive, credit negative
  balance_before_minor INTEGER NOT NULL, -- of the account
  balance_after_minor INTEGER NOT NULL, -- balance_before + amount
  account_version INTEGER NOT NULL, -- 1, 2, 3 within the account
  hash BLOB NOT NULL, -- over the account's last hash and this posting
  PRIMARY KEY (entry_id, position),
  UNIQUE (account_id, account_version)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER ledger_posting_no_delete BEFORE DELETE ON ledger_posting
BEGIN SELECT RAISE(ABORT, 'ledger: postings are never deleted'); END;
CREATE TRIGGER ledger_posting_no_update BEFORE UPDATE ON ledger_posting
BEGIN SELECT RAISE(ABORT, 'ledger: postings never change'); END;
CREATE TRIGGER ledger_posting_open BEFORE INSERT ON ledger_posting
BEGIN
  SELECT RAISE(ABORT, 'ledger: a sealed entry takes no more postings')
   WHERE (SELECT is_sealed FROM ledger_entry WHERE id = NEW.entry_id) = 1;
  SELECT RAISE(ABORT, 'ledger: balance after is balance before plus amount')
   WHERE NEW.balance_after_minor <> NEW.balance_before_minor + NEW.amount_minor;
END;
CREATE TABLE link ( -- a partner's tracked link to an offer; owner and offer never change
  id INTEGER PRIMARY KEY, -- link
  code TEXT NOT NULL UNIQUE, -- the {code} of /c/{code}
  partner_id INTEGER NOT NULL REFERENCES partner (id), -- whose
  program_id INTEGER NOT NULL REFERENCES program (id), -- the offer's program
  offer_id INTEGER NOT NULL REFERENCES offer (id), -- what it promotes
  destination_url TEXT, -- instead of the offer's, on the offer's hosts; NULL for the offer's own
  status TEXT NOT NULL CHECK (status IN ('active', 'archived')), -- archived sends visitors to the fallback
  created_at INTEGER NOT NULL, -- instant
  version INTEGER NOT NULL -- catalog version of the last change
) STRICT;
CREATE INDEX link_offer_index ON link (offer_id);
CREATE INDEX link_partner_index ON link (partner_id, program_id);
CREATE INDEX link_version_index ON link (version);
CREATE TABLE list_columns ( -- which columns somebody wants to see
  user_id INTEGER NOT NULL REFERENCES network_user (id), -- who
  list TEXT NOT NULL, -- where: the address of its page
  columns TEXT NOT NULL, -- their names, a comma list
  PRIMARY KEY (user_id, list)
) STRICT , WITHOUT ROWID;
CREATE TABLE mail ( -- a letter that waits to be sent, or was
  id INTEGER PRIMARY KEY, -- letter
  mail_key TEXT NOT NULL UNIQUE, -- idempotency key
  recipient TEXT NOT NULL, -- e-mail address
  template TEXT NOT NULL, -- which letter: payout_details_changed
  language TEXT NOT NULL, -- en, ru, fr, ja
  parameters TEXT NOT NULL, -- JSON object of texts
  status TEXT NOT NULL CHECK (status IN ('queued', 'sent', 'failed')), -- as it stands now
  attempts INTEGER NOT NULL, -- times that sending was tried
  next_at INTEGER NOT NULL, -- instant before which it is not tried (again)
  problem TEXT, -- what the last attempt ran into, or NULL
  queued_at INTEGER NOT NULL, -- instant
  settled_at INTEGER -- instant it was sent or given up, or NULL
, claimed_at INTEGER) STRICT;
CREATE INDEX mail_queue_index ON mail (next_at, id) WHERE status = 'queued';
CREATE TABLE mail_refusal ( -- an address that wants no letters of a topic
  recipient TEXT NOT NULL, -- e-mail address in lower case
  topic TEXT NOT NULL, -- payout, terms
  refused_at INTEGER NOT NULL, -- instant
  PRIMARY KEY (recipient, topic)
) STRICT;
CREATE TABLE matrix_place ( -- where a partner sits in a program's forced matrix; never changed
  program_id INTEGER NOT NULL REFERENCES program (id), -- whose matrix
  partner_id INTEGER NOT NULL REFERENCES partner (id), -- who
  above_id INTEGER NOT NULL, -- partner he sits under, 0 at the top
  position INTEGER NOT NULL CHECK (position > 0), -- 1 for the first place from the left under him
  placed_at INTEGER NOT NULL, -- instant
  PRIMARY KEY (program_id, partner_id)
) STRICT;
CREATE INDEX matrix_place_above_index ON matrix_place (program_id, above_id);
CREATE TRIGGER matrix_place_no_delete BEFORE DELETE ON matrix_place
BEGIN SELECT RAISE(ABORT, 'a place in a matrix never changes'); END;
CREATE TRIGGER matrix_place_no_update BEFORE UPDATE ON matrix_place
BEGIN SELECT RAISE(ABORT, 'a place in a matrix never changes'); END;
CREATE TABLE netting ( -- what an advertiser owed, set off against what the same company earned as a partner
  id INTEGER PRIMARY KEY, -- netting
  agreement_id INTEGER NOT NULL REFERENCES reciprocal_agreement (id), -- under which agreement
  currency TEXT NOT NULL, -- ISO 4217
  amount_minor INTEGER NOT NULL CHECK (amount_minor > 0), -- how much
  item_id INTEGER NOT NULL REFERENCES payout_item (id), -- the partner's side
  line_id INTEGER NOT NULL, -- the advertiser's side: a line of his account; 0 while it is being made
  netted_by TEXT NOT NULL, -- token or command
  netted_at INTEGER NOT NULL, -- instant
  reversed_by TEXT, -- who took it back, or NULL
  reversed_at INTEGER, -- instant, or NULL
  note TEXT NOT NULL -- why it was reversed, or ''
) STRICT;
CREATE INDEX netting_agreement_index ON netting (agreement_id, id);
CREATE TRIGGER netting_no_delete BEFORE DELETE ON netting
BEGIN SELECT RAISE(ABORT, 'a netting is never deleted'); END;
CREATE TRIGGER netting_stays BEFORE UPDATE ON netting
WHEN NEW.amount_minor <> OLD.amount_minor OR NEW.item_id <> OLD.item_id OR NEW.agreement_id <> OLD.agreement_id
BEGIN SELECT RAISE(ABORT, 'what was netted never changes'); END;
CREATE TABLE network ( -- the one network of this database
  id INTEGER PRIMARY KEY CHECK (id = 1), -- always 1
  name TEXT NOT NULL, -- shown to people
  currency TEXT NOT NULL, -- default currency, ISO 4217
  time_zone TEXT NOT NULL, -- IANA name; days of statements and reports unless asked otherwise
  fallback_url TEXT NOT NULL, -- where an unknown or closed link leads; '' is the built-in page
  address_days INTEGER NOT NULL CHECK (address_days BETWEEN 0 AND 365), -- days a full address and agent are kept
  catalog_version INTEGER NOT NULL, -- counts changes of programs, offers, partners, enrollments, links
  key_check BLOB NOT NULL, -- proves that the data folder's key belongs to this database
  created_at INTEGER NOT NULL -- instant
, hue INTEGER NOT NULL DEFAULT 264) STRICT;
CREATE TRIGGER network_marks_update AFTER UPDATE OF time_zone ON network
BEGIN
  INSERT INTO change_mark (id, number) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET number = number + 1;
END;
CREATE TABLE network_logo ( -- the brand's picture
  id INTEGER PRIMARY KEY CHECK (id = 1), -- always 1
  media_type TEXT NOT NULL, -- image/png, image/jpeg, image/webp
  content BLOB NOT NULL, -- as uploaded
  digest TEXT NOT NULL, -- of the content, in its address
  changed_at INTEGER NOT NULL -- instant
) STRICT;
CREATE TABLE network_user ( -- a person who signs in
  id INTEGER PRIMARY KEY, -- user
  email TEXT NOT NULL UNIQUE, -- lower case
  role TEXT NOT NULL CHECK (role IN ('operator', 'advertiser', 'partner')), -- what the person acts as
  owner_id INTEGER NOT NULL, -- the advertiser or partner; 0 for an operator
  password_hash TEXT NOT NULL, -- Argon2id
  created_at INTEGER NOT NULL, -- instant
  archived_at INTEGER -- instant, or NULL while active
, language TEXT NOT NULL DEFAULT '', theme TEXT NOT NULL DEFAULT '', time_zone TEXT NOT NULL DEFAULT '', name TEXT NOT NULL DEFAULT '', duty TEXT NOT NULL DEFAULT 'owner', totp_secret TEXT, totp_step INTEGER NOT NULL DEFAULT 0, shortcuts TEXT NOT NULL DEFAULT '', currency TEXT NOT NULL DEFAULT '') STRICT;
CREATE TABLE offer ( -- a thing to promote inside a program
  id INTEGER PRIMARY KEY, -- offer
  program_id INTEGER NOT NULL REFERENCES program (id), -- whose
  name TEXT NOT NULL, -- for people
  destination_url TEXT NOT NULL, -- where links lead; may hold macros
  hosts TEXT NOT NULL, -- comma list of hosts that deep links may name
  parameters TEXT NOT NULL, -- comma list of further query parameters kept on clicks
  click_id_parameter TEXT NOT NULL, -- parameter that carries the click id when the destination has no macro for it
  goals TEXT NOT NULL, -- comma list of code=kind, kind being lead or sale
  status TEXT NOT NULL CHECK (status IN ('active', 'closed', 'archived')), -- closed sends visitors to the fallback
  created_at INTEGER NOT NULL, -- instant
  version INTEGER NOT NULL -- catalog version of the last change
) STRICT;
CREATE INDEX offer_program_index ON offer (program_id);
CREATE INDEX offer_version_index ON offer (version);
CREATE TRIGGER offer_marks_delete AFTER DELETE ON offer
BEGIN
  INSERT INTO change_mark (id, number) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER offer_marks_insert AFTER INSERT ON offer
BEGIN
  INSERT INTO change_mark (id, number) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER offer_marks_update AFTER UPDATE ON offer
BEGIN
  INSERT INTO change_mark (id, number) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET number = number + 1;
END;
CREATE TABLE opening_balance ( -- what was owed or held when the books began here; what and whose never changes
  id INTEGER PRIMARY KEY, -- opening balance
  opening_key TEXT NOT NULL UNIQUE, -- 'partner:12:3:EUR:available:REFERENCE'
  owner_kind TEXT NOT NULL CHECK (owner_kind IN ('partner', 'advertiser')), -- whose
  owner_id INTEGER NOT NULL, -- partner or advertiser
  program_id INTEGER NOT NULL, -- of what a partner is owed: the program it was earned in; else 0
  currency TEXT NOT NULL, -- ISO 4217
  state TEXT NOT NULL CHECK (state IN ('pending', 'available', 'owed_back', 'receivable', 'prepaid')), -- where it stood
  amount_minor INTEGER NOT NULL CHECK (amount_minor > 0), -- how much
  reference TEXT NOT NULL, -- the operator's own, or ''
  occurred_at INTEGER NOT NULL, -- instant as of which it stood
  due_at INTEGER, -- pending: instant it becomes available; NULL else
  commission_id INTEGER NOT NULL, -- the commission that carries it, or 0
  line_id INTEGER NOT NULL, -- the line of the advertiser's account, or 0
  booked_by TEXT NOT NULL, -- token or command
  booked_at INTEGER NOT NULL, -- instant
  reversed_by TEXT, -- who took it back, or NULL
  reversed_at INTEGER, -- instant, or NULL
  note TEXT NOT NULL -- why it was reversed, or ''
) STRICT;
CREATE INDEX opening_balance_commission_index ON opening_balance (commission_id);
CREATE INDEX opening_balance_owner_index ON opening_balance (owner_kind, owner_id, id);
CREATE TRIGGER opening_balance_no_delete BEFORE DELETE ON opening_balance
BEGIN SELECT RAISE(ABORT, 'an opening balance is never deleted'); END;
CREATE TRIGGER opening_balance_stays BEFORE UPDATE ON opening_balance
WHEN NEW.opening_key <> OLD.opening_key OR NEW.amount_minor <> OLD.amount_minor OR NEW.occurred_at <> OLD.occurred_at
BEGIN SELECT RAISE(ABORT, 'what an opening balance says never changes'); END;
CREATE TABLE partner ( -- who brings customers
  id INTEGER PRIMARY KEY, -- partner
  code TEXT NOT NULL UNIQUE, -- public handle, used in link forms
  name TEXT NOT NULL, -- for people
  email TEXT NOT NULL, -- for letters
  type TEXT NOT NULL, -- free word of the operator: blogger, dealer, integrator
  recruited_by INTEGER REFERENCES partner (id), -- the partner who brought this one, or NULL
  status TEXT NOT NULL CHECK (status IN ('active', 'archived')), -- archived earns nothing new
  created_at INTEGER NOT NULL, -- instant
  version INTEGER NOT NULL -- catalog version of the last change
, segment TEXT NOT NULL DEFAULT '', country TEXT NOT NULL DEFAULT '') STRICT;
CREATE INDEX partner_recruiter_index ON partner (recruited_by);
CREATE INDEX partner_version_index ON partner (version);
CREATE TRIGGER partner_marks_delete AFTER DELETE ON partner
BEGIN
  INSERT INTO change_mark (id, number) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER partner_marks_insert AFTER INSERT ON partner
BEGIN
  INSERT INTO change_mark (id, number) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER partner_marks_update AFTER UPDATE ON partner
BEGIN
  INSERT INTO change_mark (id, number) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET number = number + 1;
END;
CREATE TABLE partner_level ( -- the level a partner has in a program from an instant on; never changed
  id INTEGER PRIMARY KEY, -- step
  partner_id INTEGER NOT NULL REFERENCES partner (id), -- who
  program_id INTEGER NOT NULL REFERENCES program (id), -- where
  level TEXT NOT NULL, -- free word of the operator: certified, gold; '' takes the level away
  effective_at INTEGER NOT NULL, -- instant from which events are judged by it
  cause TEXT NOT NULL, -- why, in the operator's words or by which rule
  actor TEXT NOT NULL, -- who set it
  created_at INTEGER NOT NULL -- instant it was known here
) STRICT;
CREATE INDEX partner_level_index ON partner_level (program_id, partner_id, effective_at);
CREATE INDEX partner_level_partner_index ON partner_level (partner_id, id);
CREATE TRIGGER partner_level_marks_delete AFTER DELETE ON partner_level
BEGIN
  INSERT INTO change_mark (id, number) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER partner_level_marks_insert AFTER INSERT ON partner_level
BEGIN
  INSERT INTO change_mark (id, number) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER partner_level_marks_update AFTER UPDATE ON partner_level
BEGIN
  INSERT INTO change_mark (id, number) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER partner_level_no_delete BEFORE DELETE ON partner_level
BEGIN SELECT RAISE(ABORT, 'a level of a partner never changes'); END;
CREATE TRIGGER partner_level_no_update BEFORE UPDATE ON partner_level
BEGIN SELECT RAISE(ABORT, 'a level of a partner never changes'); END;
CREATE TABLE payout_account ( -- a version of where somebody is paid; never changed
  id INTEGER PRIMARY KEY, -- version
  partner_id INTEGER NOT NULL, -- whose; 0: the network's own account, from which it pays
  number INTEGER NOT NULL, -- 1, 2, 3 of the partner
  method TEXT NOT NULL CHECK (method IN ('sepa', 'ach', 'ru_bank', 'paypal', 'wise', 'other')), -- how money gets there
  details TEXT NOT NULL, -- sealed JSON: payout_account/payout_details.h
  shown TEXT NOT NULL, -- masked, for people
  fingerprint BLOB NOT NULL, -- keyed hash of the account itself: the same account has the same
  contact TEXT NOT NULL, -- sealed e-mail that hears of the next change
  created_by TEXT NOT NULL, -- who saved it: token or command
  created_at INTEGER NOT NULL, -- instant
  usable_at INTEGER NOT NULL, -- instant before which nothing is paid to it
  UNIQUE (partner_id, number)
) STRICT;
CREATE INDEX payout_account_fingerprint_index ON payout_account (fingerprint);
CREATE TRIGGER payout_account_no_delete BEFORE DELETE ON payout_account
BEGIN SELECT RAISE(ABORT, 'a version of payout details never changes'); END;
CREATE TRIGGER payout_account_no_update BEFORE UPDATE ON payout_account
BEGIN SELECT RAISE(ABORT, 'a version of payout details never changes'); END;
CREATE TABLE payout_commission ( -- the commissions that an item pays
  item_id INTEGER NOT NULL REFERENCES payout_item (id), -- item
  commission_id INTEGER NOT NULL REFERENCES commission (id), -- commission
  amount_minor INTEGER NOT NULL CHECK (amount_minor >= 0), -- its share of the available account when it was taken
  is_open INTEGER NOT NULL CHECK (is_open IN (0, 1)), -- 1 until the item is paid or fails
  PRIMARY KEY (item_id, commission_id)
) STRICT;
CREATE INDEX payout_commission_commission_index ON payout_commission (commission_id);
CREATE UNIQUE INDEX payout_commission_open_index ON payout_commission (commission_id) WHERE is_open = 1;
CREATE TABLE payout_file ( -- a payment file as it was made; never changed
  run_id INTEGER NOT NULL REFERENCES payout_run (id), -- of which run
  format TEXT NOT NULL, -- pain.001.001.09, nacha, and so on: payment_file/payment_file.h
  name TEXT NOT NULL, -- file name
  content TEXT NOT NULL, -- sealed bytes
  digest BLOB NOT NULL, -- of the bytes
  item_count INTEGER NOT NULL, -- payments in it
  total_minor INTEGER NOT NULL, -- sum of them, in the run's currency
  made_by TEXT NOT NULL, -- token or command
  made_at INTEGER NOT NULL, -- instant
  PRIMARY KEY (run_id, format)
) STRICT;
CREATE TRIGGER payout_file_no_delete BEFORE DELETE ON payout_file
BEGIN SELECT RAISE(ABORT, 'a payment file never changes'); END;
CREATE TRIGGER payout_file_no_update BEFORE UPDATE ON payout_file
BEGIN SELECT RAISE(ABORT, 'a payment file never changes'); END;
CREATE TABLE payout_item ( -- one partner's share of a run
  id INTEGER PRIMARY KEY, -- item
  run_id INTEGER NOT NULL REFERENCES payout_run (id), -- whose
  partner_id INTEGER NOT NULL REFERENCES partner (id), -- who is paid
  amount_minor INTEGER NOT NULL CHECK (amount_minor > 0), -- how much
  status TEXT NOT NULL CHECK (status IN ('taken', 'paid', 'failed')), -- as it stands now
  settled_at INTEGER, account_id INTEGER REFERENCES payout_account (id), end_to_end_id TEXT, reason TEXT, left_out INTEGER NOT NULL DEFAULT 0 CHECK (left_out IN (0, 1)), retry_of INTEGER REFERENCES payout_item (id), sent_minor INTEGER, cost_minor INTEGER, -- instant it was paid or failed, or NULL
  UNIQUE (run_id, partner_id)
) STRICT;
CREATE UNIQUE INDEX payout_item_end_to_end_index ON payout_item (end_to_end_id) WHERE end_to_end_id IS NOT NULL;
CREATE INDEX payout_item_partner_index ON payout_item (partner_id);
CREATE UNIQUE INDEX payout_item_retry_index ON payout_item (retry_of) WHERE retry_of IS NOT NULL;
CREATE TRIGGER payout_item_sent_stays BEFORE UPDATE ON payout_item
WHEN NEW.sent_minor IS NOT OLD.sent_minor OR (OLD.cost_minor IS NOT NULL AND NEW.cost_minor IS NOT OLD.cost_minor)
BEGIN SELECT RAISE(ABORT, 'payout: what is sent, and what it cost, never changes'); END;
CREATE TRIGGER payout_item_settled BEFORE UPDATE ON payout_item
BEGIN
  SELECT RAISE(ABORT, 'payout: what an item pays, to whom and where never changes') WHERE NEW.id <> OLD.id
    OR NEW.run_id <> OLD.run_id OR NEW.partner_id <> OLD.partner_id OR NEW.amount_minor <> OLD.amount_minor
    OR NEW.account_id IS NOT OLD.account_id OR NEW.retry_of IS NOT OLD.retry_of
    OR (OLD.end_to_end_id IS NOT NULL AND NEW.end_to_end_id IS NOT OLD.end_to_end_id);
  SELECT RAISE(ABORT, 'payout: an item is paid once') WHERE (OLD.status = 'failed' AND NEW.status <> 'failed')
    OR (OLD.status = 'paid' AND NEW.status = 'taken');
END;
CREATE TABLE payout_limit ( -- sums in one currency that decide about payouts
  partner_id INTEGER NOT NULL, -- whose; 0: everybody's who has none of his own
  currency TEXT NOT NULL, -- ISO 4217
  minimum_minor INTEGER NOT NULL CHECK (minimum_minor >= 0), -- less is not paid
  second_person_minor INTEGER CHECK (second_person_minor >= 0), -- a run above it needs another approver; NULL: none does
  PRIMARY KEY (partner_id, currency)
) STRICT;
CREATE TABLE payout_policy ( -- when the network pays, once an operator has said so
  id INTEGER PRIMARY KEY CHECK (id = 1), -- always 1
  decide_day INTEGER NOT NULL CHECK (decide_day BETWEEN 1 AND 28), -- of the month after the period: conversions decided
  pay_day INTEGER NOT NULL CHECK (pay_day BETWEEN 1 AND 28), -- day of the month by which is paid
  pay_months INTEGER NOT NULL CHECK (pay_months BETWEEN 1 AND 12), -- months after the period in which is paid
  details_required INTEGER NOT NULL CHECK (details_required IN (0, 1)), -- nothing without saved payout details
  tax_profile_required INTEGER NOT NULL CHECK (tax_profile_required IN (0, 1)), -- nothing without a tax profile
  changed_at INTEGER NOT NULL -- instant
) STRICT;
CREATE TABLE payout_run ( -- one payout of what is available
  id INTEGER PRIMARY KEY, -- run
  run_key TEXT NOT NULL UNIQUE, -- idempotency key of its making
  currency TEXT NOT NULL, -- ISO 4217
  until_at INTEGER NOT NULL, -- only commissions due by then
  method TEXT NOT NULL, -- how it is paid
  status TEXT NOT NULL CHECK (status IN ('draft', 'approved', 'paid', 'cancelled')), -- as it stands now
  created_at INTEGER NOT NULL, -- instant
  approved_at INTEGER, -- instant or NULL
  paid_at INTEGER -- instant or NULL
, built_by TEXT NOT NULL DEFAULT '', approved_by TEXT, needs_second INTEGER NOT NULL DEFAULT 0 CHECK (needs_second IN (0, 1)), filed_at INTEGER, pay_currency TEXT, rate_day INTEGER, rate_source TEXT, rates TEXT) STRICT;
CREATE TABLE payout_terms ( -- how one partner is paid, when otherwise than the network's cycle
  partner_id INTEGER PRIMARY KEY REFERENCES partner (id), -- who
  mode TEXT NOT NULL CHECK (mode IN ('cycle', 'request')), -- with each run, or only on request
  hold_reason TEXT, -- why nothing is paid at present, NULL: nothing is held
  has_tax_profile INTEGER NOT NULL CHECK (has_tax_profile IN (0, 1)), -- tax data are complete
  changed_at INTEGER NOT NULL -- instant
) STRICT;
CREATE TABLE payout_wait ( -- partners whose overdue money waited for themselves, each day that it was seen
  partner_id INTEGER NOT NULL REFERENCES partner (id), -- whose
  currency TEXT NOT NULL, -- of the money
  waited_at INTEGER NOT NULL, -- the last instant at which something of his side was lacking
  PRIMARY KEY (partner_id, currency)
) STRICT , WITHOUT ROWID;
CREATE TABLE penalty ( -- one a commission; apart from the partner's balance
  id INTEGER PRIMARY KEY, -- penalty
  commission_id INTEGER NOT NULL UNIQUE REFERENCES commission (id), -- what was overdue
  partner_id INTEGER NOT NULL REFERENCES partner (id), -- to whom it is owed
  terms_id INTEGER REFERENCES settlement_terms (id), -- the penalty clause, or NULL: it is the plan's
  currency TEXT NOT NULL, -- the commission's
  base_minor INTEGER NOT NULL CHECK (base_minor > 0), -- payable and not paid when the penalty accrued
  amount_minor INTEGER NOT NULL CHECK (amount_minor > 0), -- base × times of the clause
  due_at INTEGER NOT NULL, -- instant by which payment was promised when the penalty accrued
  overdue_at INTEGER NOT NULL, -- due_at and the days of grace: instant from which the penalty is owed
  accrued_at INTEGER NOT NULL, -- instant it was booked
  status TEXT NOT NULL CHECK (status IN ('owed', 'paid', 'waived')), -- as it stands now
  note TEXT NOT NULL, -- why it was waived, or how it was paid; '' while owed
  settled_at INTEGER, -- instant it was paid or waived, or NULL
  plan_id INTEGER REFERENCES plan (id), -- the plan whose clause it is, or NULL: that of terms_id
  CHECK ((terms_id IS NULL) <> (plan_id IS NULL))
) STRICT;
CREATE INDEX penalty_partner_index ON penalty (partner_id, id);
CREATE TABLE performance ( -- counts by block of time, a cache that the check recomputes from raw rows
  level INTEGER NOT NULL, -- which dimensions are told apart, and how long a block is: domain/report/performance.h
  quarter INTEGER NOT NULL, -- the block's first, in quarter hours since 1970: of the click, or of occurred_at
  partner_id INTEGER NOT NULL, -- partner, 0 unattributed; as all dimensions 0 where the level does not tell it
  program_id INTEGER NOT NULL, -- program
  offer_id INTEGER NOT NULL, -- offer, 0 unknown
  link_id INTEGER NOT NULL, -- link, 0 none
  country TEXT NOT NULL, -- of the click, or ''
  device INTEGER NOT NULL, -- of the click, or 0
  clicks INTEGER NOT NULL, -- redirected
  unique_clicks INTEGER NOT NULL, -- of them unique
  leads INTEGER NOT NULL, -- conversions of kind lead, not rejected
  sales INTEGER NOT NULL, -- conversions of kind sale, not rejected
  rejected INTEGER NOT NULL, -- conversions rejected
  refunded INTEGER NOT NULL, -- conversions with a refund
  revenue_minor INTEGER NOT NULL, -- amounts less refunds of conversions not rejected
  commission_minor INTEGER NOT NULL, -- commissions as they stand
  PRIMARY KEY (level, quarter, partner_id, program_id, offer_id, link_id, country, device)
) STRICT , WITHOUT ROWID;
CREATE TABLE plan ( -- a version of a plan text; never changed
  id INTEGER PRIMARY KEY, -- plan version
  program_id INTEGER NOT NULL REFERENCES program (id), -- whose
  enrollment_id INTEGER NOT NULL, -- 0: the program's plan; else one partner's individual terms
  number INTEGER NOT NULL, -- 1, 2, 3 within the program and enrollment
  plan_text TEXT NOT NULL, -- the plan language
  effective_at INTEGER NOT NULL, -- instant from which events are paid by it
  created_at INTEGER NOT NULL, binds TEXT NOT NULL DEFAULT 'all' CHECK (binds IN ('all', 'new_customers')), -- instant
  UNIQUE (program_id, enrollment_id, number)
) STRICT;
CREATE TRIGGER plan_marks_delete AFTER DELETE ON plan
BEGIN
  INSERT INTO change_mark (id, number) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER plan_marks_insert AFTER INSERT ON plan
BEGIN
  INSERT INTO change_mark (id, number) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER plan_marks_update AFTER UPDATE ON plan
BEGIN
  INSERT INTO change_mark (id, number) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER plan_no_delete BEFORE DELETE ON plan BEGIN SELECT RAISE(ABORT, 'a plan version never changes'); END;
CREATE TRIGGER plan_no_update BEFORE UPDATE ON plan BEGIN SELECT RAISE(ABORT, 'a plan version never changes'); END;
CREATE TABLE plan_answer ( -- what a partner said to a worse plan version; never changed, the last one counts
  id INTEGER PRIMARY KEY, -- answer
  plan_id INTEGER NOT NULL REFERENCES plan (id), -- the version
  partner_id INTEGER NOT NULL REFERENCES partner (id), -- who answered
  answer TEXT NOT NULL CHECK (answer IN ('accepted', 'kept')), -- takes the new terms, or keeps what it has
  actor TEXT NOT NULL, -- who of its team
  answered_at INTEGER NOT NULL -- instant
) STRICT;
CREATE INDEX plan_answer_index ON plan_answer (plan_id, partner_id, id);
CREATE TRIGGER plan_answer_marks_insert AFTER INSERT ON plan_answer
BEGIN
  INSERT INTO change_mark (id, number) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET number = number + 1;
END;
CREATE TABLE plan_finding ( -- what was found then; never changed
  plan_id INTEGER NOT NULL REFERENCES plan_proof (plan_id), -- the version
  number INTEGER NOT NULL, -- 1, 2, 3 within it
  against_id INTEGER REFERENCES plan (id), -- the version it was compared with; NULL: a statement about this one alone
  subject TEXT NOT NULL, -- at_most, monotone, ratchet …
  outcome TEXT NOT NULL CHECK (outcome IN ('proved', 'refuted', 'undecided', 'note')), -- what was found
  code TEXT NOT NULL, -- at_most_fails, earns_less …
  line INTEGER NOT NULL, -- of the clause that states it; 0: none
  level INTEGER NOT NULL, -- of the ratchet: whose; 0: the credited partner's
  parameters TEXT NOT NULL, -- of the code, JSON: names and values
  amount_minor INTEGER, -- of the counter-example's or example's sale; NULL: none
  paid_minor INTEGER, -- what it pays
  text_en TEXT NOT NULL, -- the sentence as it was said then
  text_ru TEXT NOT NULL, -- in Russian
  text_fr TEXT NOT NULL, -- in French
  text_ja TEXT NOT NULL, -- in Japanese
  PRIMARY KEY (plan_id, number)
) STRICT;
CREATE TRIGGER plan_finding_no_delete BEFORE DELETE ON plan_finding
BEGIN SELECT RAISE(ABORT, 'what was found of a plan version never changes'); END;
CREATE TRIGGER plan_finding_no_update BEFORE UPDATE ON plan_finding
BEGIN SELECT RAISE(ABORT, 'what was found of a plan version never changes'); END;
CREATE TABLE plan_proof ( -- how far a version was looked at when it was published; never changed
  plan_id INTEGER PRIMARY KEY REFERENCES plan (id), -- the version
  hold_days INTEGER NOT NULL, -- the program's hold then
  work_max INTEGER NOT NULL, -- evaluations of the engine that each question might take
  evaluations INTEGER NOT NULL -- that all took together
) STRICT;
CREATE TRIGGER plan_proof_no_delete BEFORE DELETE ON plan_proof
BEGIN SELECT RAISE(ABORT, 'what was found of a plan version never changes'); END;
CREATE TRIGGER plan_proof_no_update BEFORE UPDATE ON plan_proof
BEGIN SELECT RAISE(ABORT, 'what was found of a plan version never changes'); END;
CREATE TABLE plan_withdrawal ( -- an announced version that does not come; never changed
  plan_id INTEGER PRIMARY KEY REFERENCES plan (id), -- the version
  reason TEXT NOT NULL, -- told to partners; '' none
  actor TEXT NOT NULL, -- who withdrew it
  withdrawn_at INTEGER NOT NULL -- instant, before its effective_at
) STRICT;
CREATE TRIGGER plan_withdrawal_marks_insert AFTER INSERT ON plan_withdrawal
BEGIN
  INSERT INTO change_mark (id, number) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER plan_withdrawal_no_delete BEFORE DELETE ON plan_withdrawal
BEGIN SELECT RAISE(ABORT, 'a withdrawal never changes'); END;
CREATE TRIGGER plan_withdrawal_no_update BEFORE UPDATE ON plan_withdrawal
BEGIN SELECT RAISE(ABORT, 'a withdrawal never changes'); END;
CREATE TABLE postback ( -- an address of a partner's that is called when something happens to its conversions
  id INTEGER PRIMARY KEY, -- postback
  partner_id INTEGER NOT NULL REFERENCES partner (id), -- whose
  program_id INTEGER NOT NULL, -- of which program's conversions; 0: of all
  url TEXT NOT NULL, -- https, with macros in braces
  events TEXT NOT NULL, -- comma list of what is told: lead, sale, approved, rejected, refund
  status TEXT NOT NULL CHECK (status IN ('active', 'paused', 'archived')), -- only an active one is called
  secret_number INTEGER NOT NULL, -- of the secret that calls are signed with, from 1: a new number makes a new secret
  created_at INTEGER NOT NULL -- instant
) STRICT;
CREATE INDEX postback_partner_index ON postback (partner_id, status);
CREATE TRIGGER postback_marks_delete AFTER DELETE ON postback
BEGIN
  INSERT INTO change_mark (id, number) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER postback_marks_insert AFTER INSERT ON postback
BEGIN
  INSERT INTO change_mark (id, number) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER postback_marks_update AFTER UPDATE ON postback
BEGIN
  INSERT INTO change_mark (id, number) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET number = number + 1;
END;
CREATE TABLE postback_delivery ( -- one event on its way to one postback
  id INTEGER PRIMARY KEY, -- delivery
  postback_id INTEGER NOT NULL REFERENCES postback (id), -- where to
  delivery_key TEXT NOT NULL UNIQUE, -- idempotency key: postback, conversion, event, what made it
  event TEXT NOT NULL, -- lead, sale, approved, rejected, refund, test
  conversion_id INTEGER NOT NULL, -- 0 for a test
  macros TEXT NOT NULL, -- their values at the event, percent-encoded: "event=sale&amount=59.90"
  status TEXT NOT NULL CHECK (status IN ('queued', 'delivered', 'failed')), -- how far it is
  attempts INTEGER NOT NULL, -- made so far
  next_at INTEGER NOT NULL, -- instant before which it is not tried
  claimed_at INTEGER, -- instant since which a server is trying, or NULL
  url TEXT NOT NULL, -- as called last; '' before
  answer_status INTEGER NOT NULL, -- HTTP status of the last answer, 0: none came
  answer TEXT NOT NULL, -- the beginning of its body
  problem TEXT NOT NULL, -- why none came, coded; ''
  duration_ms INTEGER NOT NULL, -- of the last attempt
  queued_at INTEGER NOT NULL, -- instant of the event
  settled_at INTEGER -- instant it was delivered or given up, or NULL
) STRICT;
CREATE INDEX postback_delivery_claimed_index ON postback_delivery (postback_id) WHERE claimed_at IS NOT NULL;
CREATE INDEX postback_delivery_due_index ON postback_delivery (status, next_at);
CREATE INDEX postback_delivery_postback_index ON postback_delivery (postback_id, id);
CREATE TABLE program ( -- terms an advertiser offers to partners
  id INTEGER PRIMARY KEY, -- program
  advertiser_id INTEGER NOT NULL REFERENCES advertiser (id), -- whose program
  name TEXT NOT NULL, -- for people
  currency TEXT NOT NULL, -- of every amount in the program
  link_forms TEXT NOT NULL, -- JSON list of link forms besides /c/{code}
  status TEXT NOT NULL CHECK (status IN ('active', 'paused', 'archived')), -- only active credits clicks
  created_at INTEGER NOT NULL, -- instant
  version INTEGER NOT NULL -- catalog version of the last change
, enrollment TEXT NOT NULL DEFAULT 'approval' CHECK (enrollment IN ('open', 'approval', 'closed')), is_public INTEGER NOT NULL DEFAULT 0 CHECK (is_public IN (0, 1)), summary TEXT NOT NULL DEFAULT '') STRICT;
CREATE INDEX program_version_index ON program (version);
CREATE TRIGGER program_marks_delete AFTER DELETE ON program
BEGIN
  INSERT INTO change_mark (id, number) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER program_marks_insert AFTER INSERT ON program
BEGIN
  INSERT INTO change_mark (id, number) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER program_marks_update AFTER UPDATE ON program
BEGIN
  INSERT INTO change_mark (id, number) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET number = number + 1;
END;
CREATE TABLE program_history ( -- which history the events of a program have looked at so far
  program_id INTEGER NOT NULL REFERENCES program (id), -- which program
  goal TEXT NOT NULL, -- goal code
  needs INTEGER NOT NULL, -- all needs of its events together
  PRIMARY KEY (program_id, goal)
) STRICT , WITHOUT ROWID;
CREATE TRIGGER program_history_marks_delete AFTER DELETE ON program_history
BEGIN
  INSERT INTO change_mark (id, number) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER program_history_marks_insert AFTER INSERT ON program_history
BEGIN
  INSERT INTO change_mark (id, number) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER program_history_marks_update AFTER UPDATE ON program_history
BEGIN
  INSERT INTO change_mark (id, number) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET number = number + 1;
END;
CREATE TABLE program_page ( -- how a program shows itself to people without an account
  program_id INTEGER PRIMARY KEY REFERENCES program (id), -- whose
  slug TEXT NOT NULL UNIQUE, -- of its address, /programs/SLUG
  is_scored INTEGER NOT NULL CHECK (is_scored IN (0, 1)), -- 1: nobody is approved before all scores are given
  is_exclusive INTEGER NOT NULL CHECK (is_exclusive IN (0, 1)), -- 1: one partner for each niche and country
  partners_min INTEGER NOT NULL CHECK (partners_min BETWEEN 1 AND 1000), -- figures are shown from so many partners on
  changed_at INTEGER NOT NULL -- instant
) STRICT;
CREATE TABLE program_page_text ( -- what a program says of itself in one language
  program_id INTEGER NOT NULL REFERENCES program (id), -- whose
  language TEXT NOT NULL CHECK (language IN ('en', 'fr', 'ru', 'ja')), -- in which
  headline TEXT NOT NULL, -- one sentence
  about TEXT NOT NULL, -- the product, its price
  audience TEXT NOT NULL, -- who buys it, where to find them, what they object
  requirements TEXT NOT NULL, -- which leads and traffic are not accepted
  PRIMARY KEY (program_id, language)
) STRICT;
CREATE TABLE program_terms ( -- how a program attributes, a version each; never changed
  id INTEGER PRIMARY KEY, -- terms
  program_id INTEGER NOT NULL REFERENCES program (id), -- whose
  number INTEGER NOT NULL, -- 1, 2, 3 within the program
  attribution TEXT NOT NULL CHECK (attribution IN ('last_click', 'first_click')), -- which touch wins
  window_ms INTEGER NOT NULL CHECK (window_ms BETWEEN 3600000 AND 315576000000), -- one hour to ten years
  evidence TEXT NOT NULL, -- comma list, strongest first
  binding TEXT NOT NULL CHECK (binding IN ('none', 'window', 'lifetime')), -- how a first lead or sale binds a customer
  hold_days INTEGER NOT NULL CHECK (hold_days BETWEEN 0 AND 365), -- unless the plan says otherwise
  effective_at INTEGER NOT NULL, -- instant from which conversions are judged by it
  created_at INTEGER NOT NULL, -- instant
  UNIQUE (program_id, number)
) STRICT;
CREATE TRIGGER program_terms_marks_delete AFTER DELETE ON program_terms
BEGIN
  INSERT INTO change_mark (id, number) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER program_terms_marks_insert AFTER INSERT ON program_terms
BEGIN
  INSERT INTO change_mark (id, number) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER program_terms_marks_update AFTER UPDATE ON program_terms
BEGIN
  INSERT INTO change_mark (id, number) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER program_terms_no_delete BEFORE DELETE ON program_terms
BEGIN SELECT RAISE(ABORT, 'a version of terms never changes'); END;
CREATE TRIGGER program_terms_no_update BEFORE UPDATE ON program_terms
BEGIN SELECT RAISE(ABORT, 'a version of terms never changes'); END;
CREATE TABLE reciprocal_agreement ( -- a company that is partner and advertiser at once
  id INTEGER PRIMARY KEY, -- agreement
  partner_id INTEGER NOT NULL REFERENCES partner (id), -- as a partner
  advertiser_id INTEGER NOT NULL REFERENCES advertiser (id), -- as an advertiser
  note TEXT NOT NULL, -- what was agreed, in words, or ''
  agreed_by TEXT NOT NULL, -- token or command
  agreed_at INTEGER NOT NULL, -- instant
  ended_at INTEGER -- instant it ended, or NULL
) STRICT;
CREATE UNIQUE INDEX reciprocal_agreement_open_index ON reciprocal_agreement (partner_id, advertiser_id)
  WHERE ended_at IS NULL;
CREATE TABLE recovery_code ( -- signs in once where the second factor is lost
  id INTEGER PRIMARY KEY, -- code
  user_id INTEGER NOT NULL REFERENCES network_user (id), -- whose
  code_hash BLOB NOT NULL, -- keyed hash; the code itself is shown once
  used_at INTEGER, -- instant, or NULL while good
  UNIQUE (user_id, code_hash)
) STRICT;
CREATE TABLE refund ( -- money given back to the customer, whole or part, or such a refund taken back; never changed
  id INTEGER PRIMARY KEY, -- refund
  conversion_id INTEGER NOT NULL REFERENCES conversion (id), -- whose
  refund_key TEXT, -- the advertiser's refund id; NULL where takes_back is not
  amount_minor INTEGER NOT NULL, -- given back; what takes a refund back is below zero, or zero by its rounding
  occurred_at INTEGER NOT NULL, -- instant, as reported
  received_at INTEGER NOT NULL, -- instant it was accepted here
  takes_back INTEGER UNIQUE REFERENCES refund (id), -- the refund that this row takes back, or NULL
  CHECK (CASE WHEN takes_back IS NULL THEN refund_key IS NOT NULL AND amount_minor > 0
              ELSE refund_key IS NULL AND amount_minor <= 0 END),
  UNIQUE (conversion_id, refund_key)
) STRICT;
CREATE TRIGGER refund_no_delete BEFORE DELETE ON refund BEGIN SELECT RAISE(ABORT, 'a refund never changes'); END;
CREATE TRIGGER refund_no_update BEFORE UPDATE ON refund BEGIN SELECT RAISE(ABORT, 'a refund never changes'); END;
CREATE TABLE refund_exchange ( -- a refund of such a conversion as reported; never changed
  refund_id INTEGER PRIMARY KEY REFERENCES refund (id), -- whose
  amount_minor INTEGER NOT NULL CHECK (amount_minor <> 0) -- in the currency that the conversion was reported in
) STRICT;
CREATE TRIGGER refund_exchange_no_delete BEFORE DELETE ON refund_exchange
BEGIN SELECT RAISE(ABORT, 'a refund never changes'); END;
CREATE TRIGGER refund_exchange_no_update BEFORE UPDATE ON refund_exchange
BEGIN SELECT RAISE(ABORT, 'a refund never changes'); END;
CREATE TABLE reward ( -- a reward in kind that a partner earned
  id INTEGER PRIMARY KEY, -- reward
  reward_key TEXT NOT NULL UNIQUE, -- 'cnv:CONVERSION:PARTNER:LINE' or 'bon:PROGRAM:PARTNER:PLAN:LINE:PERIOD'
  partner_id INTEGER NOT NULL REFERENCES partner (id), -- whose
  program_id INTEGER NOT NULL REFERENCES program (id), -- where
  conversion_id INTEGER NOT NULL, -- the event that earned it, 0 for a period's
  plan_id INTEGER NOT NULL REFERENCES plan (id), -- plan version that promises it
  line INTEGER NOT NULL, -- of the clause in the plan's text
  kind TEXT NOT NULL, -- gift, credit, lead, invitation
  name TEXT NOT NULL, -- of the gift or invitation, or ''
  created_at INTEGER NOT NULL -- instant
) STRICT;
CREATE INDEX reward_conversion_index ON reward (conversion_id);
CREATE INDEX reward_partner_index ON reward (partner_id, id);
CREATE TABLE reward_change ( -- the account of a reward in kind, append only; never changed
  reward_id INTEGER NOT NULL REFERENCES reward (id), -- whose
  number INTEGER NOT NULL, -- 1, 2, 3
  cause TEXT NOT NULL CHECK (cause IN ('granted', 'taken_back', 'delivered')), -- what happened
  quantity INTEGER NOT NULL CHECK (quantity > 0), -- pieces
  actor TEXT NOT NULL, -- who, '' for the plan
  changed_at INTEGER NOT NULL, -- instant
  PRIMARY KEY (reward_id, number)
) STRICT;
CREATE TRIGGER reward_change_no_delete BEFORE DELETE ON reward_change
BEGIN SELECT RAISE(ABORT, 'a step of a reward never changes'); END;
CREATE TRIGGER reward_change_no_update BEFORE UPDATE ON reward_change
BEGIN SELECT RAISE(ABORT, 'a step of a reward never changes'); END;
CREATE TABLE saved_view ( -- a list, or a question, as somebody wants to see it again
  id INTEGER PRIMARY KEY, -- saved view
  user_id INTEGER NOT NULL REFERENCES network_user (id), -- whose
  list TEXT NOT NULL, -- which list: the address of its page
  name TEXT NOT NULL, -- as the person calls it
  query TEXT NOT NULL, -- filters, sorting and columns, as they stand in the address
  created_at INTEGER NOT NULL, shared_at INTEGER, deleted_at INTEGER, -- instant
  UNIQUE (user_id, list, name)
) STRICT;
CREATE INDEX saved_view_shared_index ON saved_view (list) WHERE shared_at IS NOT NULL;
CREATE TABLE schema_migration (
  number INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  checksum TEXT NOT NULL,
  applied_at INTEGER NOT NULL
) STRICT;
CREATE TABLE settlement_terms ( -- how a program settles, a version each; never changed; without one it is in-house
  id INTEGER PRIMARY KEY, -- version
  program_id INTEGER NOT NULL REFERENCES program (id), -- whose
  number INTEGER NOT NULL, -- 1, 2, 3 within the program
  mode TEXT NOT NULL CHECK (mode IN ('in_house', 'network')), -- network: the advertiser is charged
  basis TEXT NOT NULL CHECK (basis IN ('none', 'cost_plus', 'sale_fee', 'fixed_fee', 'sale_charge')), -- of the charge
  rate_ppm INTEGER NOT NULL CHECK (rate_ppm >= 0), -- parts per million of commissions or sale; 0 for fixed_fee and none
  fixed_minor INTEGER NOT NULL CHECK (fixed_minor >= 0), -- fee of a conversion with fixed_fee, else 0
  penalty_times INTEGER NOT NULL CHECK (penalty_times BETWEEN 0 AND 100), -- of an overdue commission; 0: no penalty
  penalty_after_days INTEGER NOT NULL CHECK (penalty_after_days BETWEEN 0 AND 3650), -- after the commission is due
  effective_at INTEGER NOT NULL, -- instant from which events are settled by it
  created_at INTEGER NOT NULL, -- instant
  UNIQUE (program_id, number)
) STRICT;
CREATE TRIGGER settlement_terms_marks_delete AFTER DELETE ON settlement_terms
BEGIN
  INSERT INTO change_mark (id, number) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER settlement_terms_marks_insert AFTER INSERT ON settlement_terms
BEGIN
  INSERT INTO change_mark (id, number) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER settlement_terms_marks_update AFTER UPDATE ON settlement_terms
BEGIN
  INSERT INTO change_mark (id, number) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER settlement_terms_no_delete BEFORE DELETE ON settlement_terms
BEGIN SELECT RAISE(ABORT, 'a version of settlement terms never changes'); END;
CREATE TRIGGER settlement_terms_no_update BEFORE UPDATE ON settlement_terms
BEGIN SELECT RAISE(ABORT, 'a version of settlement terms never changes'); END;
CREATE TABLE ship_mark ( -- how far a node's spool has been moved into this database
  node INTEGER PRIMARY KEY, -- node number
  segment INTEGER NOT NULL, -- segment sequence number
  position INTEGER NOT NULL, -- bytes of it shipped
  clicks INTEGER NOT NULL, -- clicks shipped in all
  shipped_at INTEGER NOT NULL -- instant
) STRICT;
CREATE TABLE tax_profile ( -- legal data of a party, a version each; never changed; the newest counts
  owner_kind TEXT NOT NULL CHECK (owner_kind IN ('network', 'advertiser', 'partner')), -- whose kind
  owner_id INTEGER NOT NULL, -- whose; 0 for the network
  number INTEGER NOT NULL, -- 1, 2, 3 within the owner
  legal_name TEXT NOT NULL, -- as registered
  line1 TEXT NOT NULL, -- street and number
  line2 TEXT NOT NULL, -- or ''
  postcode TEXT NOT NULL, -- or ''
  city TEXT NOT NULL, -- place
  country TEXT NOT NULL, -- ISO 3166-1 alpha-2
  vat_id TEXT NOT NULL, -- with the country's prefix, or '' when not registered for VAT
  registration_id TEXT NOT NULL, -- company or tax number, or ''
  vat_rate_ppm INTEGER NOT NULL CHECK (vat_rate_ppm BETWEEN 0 AND 1000000), -- domestic rate the party charges
  self_billing_at INTEGER, -- instant it agreed to self-billing, or NULL
  created_at INTEGER NOT NULL, -- instant
  PRIMARY KEY (owner_kind, owner_id, number)
) STRICT;
CREATE TRIGGER tax_profile_no_delete BEFORE DELETE ON tax_profile
BEGIN SELECT RAISE(ABORT, 'a version of a tax profile never changes'); END;
CREATE TRIGGER tax_profile_no_update BEFORE UPDATE ON tax_profile
BEGIN SELECT RAISE(ABORT, 'a version of a tax profile never changes'); END;
CREATE TABLE tracking_domain ( -- a host name that this server answers under, besides its own
  id INTEGER PRIMARY KEY, -- domain
  host TEXT NOT NULL UNIQUE, -- in lower case, ASCII
  note TEXT NOT NULL, -- whose or what for, for the operator
  status TEXT NOT NULL CHECK (status IN ('active', 'archived')), -- archived ones get no certificate any more
  created_at INTEGER NOT NULL -- instant
) STRICT;
CREATE TABLE tracking_event ( -- a report of an advertiser's page or server as it came in; the last ones are kept
  id INTEGER PRIMARY KEY, -- event
  advertiser_id INTEGER NOT NULL REFERENCES advertiser (id), -- whose
  program_id INTEGER NOT NULL, -- of which program; 0 when the report did not get that far
  door TEXT NOT NULL, -- tag, pixel, postback, webhook
  kind TEXT NOT NULL, -- arrival, check, or the goal as reported
  outcome TEXT NOT NULL, -- seen, approved, pending, rejected, duplicate, unattributed, refused
  code TEXT NOT NULL, -- why it was refused (fault code) or is unattributed (cause); '' else
  field TEXT NOT NULL, -- field at fault, or ''
  request TEXT NOT NULL, -- JSON of what was sent, without personal data
  conversion_id INTEGER NOT NULL, -- what became of it; 0 nothing
  received_at INTEGER NOT NULL -- instant
) STRICT;
CREATE INDEX tracking_event_advertiser_index ON tracking_event (advertiser_id, id);
CREATE INDEX tracking_event_time_index ON tracking_event (received_at);
CREATE TABLE user_session ( -- a person who signed in at a browser
  id INTEGER PRIMARY KEY, -- session
  user_id INTEGER NOT NULL REFERENCES network_user (id), -- who
  token_hash BLOB NOT NULL UNIQUE, -- keyed hash; the token itself is in the browser's cookie only
  agent TEXT NOT NULL, -- what the browser calls itself, cut
  address_prefix TEXT NOT NULL, -- network of the address it was last used from, or ''
  created_at INTEGER NOT NULL, -- instant of the sign-in
  seen_at INTEGER NOT NULL, -- instant of the last use, to some minutes
  ended_at INTEGER -- instant, or NULL while good
, needs_code INTEGER NOT NULL DEFAULT 0, viewed_partner_id INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE INDEX user_session_user_index ON user_session (user_id, id);
CREATE TABLE user_ticket ( -- a one-time link in a letter: the link is derived from the id and the master key
  id INTEGER PRIMARY KEY, -- ticket
  user_id INTEGER NOT NULL REFERENCES network_user (id), -- for whom
  kind TEXT NOT NULL CHECK (kind IN ('invitation', 'password', 'email')), -- what it lets do
  email TEXT NOT NULL, -- the address that is confirmed; '' for other kinds
  created_at INTEGER NOT NULL, -- instant
  expires_at INTEGER NOT NULL, -- instant from which it is worth nothing
  used_at INTEGER -- instant it was used or replaced, or NULL while good
) STRICT;
CREATE INDEX user_ticket_user_index ON user_ticket (user_id, kind, id);
CREATE TABLE webhook_delivery ( -- a delivery that had an effect, so that its repeat has none
  id INTEGER PRIMARY KEY, -- delivery
  source_id INTEGER NOT NULL REFERENCES webhook_source (id), -- where from
  delivery_key TEXT NOT NULL, -- idempotency key: the sender's signed id of it, or the digest of its content
  conversion_id INTEGER NOT NULL, -- what became of it; 0 nothing
  outcome TEXT NOT NULL, -- what was answered: approved, refunded, waiting, …
  cause TEXT NOT NULL, -- why nothing more came of it, coded; ''
  received_at INTEGER NOT NULL, -- instant
  UNIQUE (source_id, delivery_key)
) STRICT;
CREATE INDEX webhook_delivery_time_index ON webhook_delivery (received_at);
CREATE TABLE webhook_reference ( -- another name of an order: its payment or charge, and disputes about it
  program_id INTEGER NOT NULL REFERENCES program (id), -- whose order
  reference TEXT NOT NULL, -- the other name
  order_id TEXT NOT NULL, -- the order's number
  recorded_at INTEGER NOT NULL, -- instant
  PRIMARY KEY (program_id, reference)
) STRICT , WITHOUT ROWID;
CREATE TABLE webhook_source ( -- a shop or payment service that tells what happened to an advertiser's orders
  id INTEGER PRIMARY KEY, -- webhook source
  program_id INTEGER NOT NULL REFERENCES program (id), -- whose orders they are
  provider TEXT NOT NULL CHECK (provider IN ('stripe', 'shopify', 'woocommerce', 'standard')), -- who sends, and how
  secret TEXT NOT NULL, -- sealed: what deliveries are signed with; '' none is known yet
  previous_secret TEXT NOT NULL, -- sealed: the one before, which is valid for a while; ''
  previous_until INTEGER, -- instant at which the previous one ends, or NULL
  status TEXT NOT NULL CHECK (status IN ('active', 'archived')), -- an archived one takes nothing
  created_at INTEGER NOT NULL -- instant
) STRICT;
CREATE INDEX webhook_source_program_index ON webhook_source (program_id);
CREATE TABLE webhook_waiting ( -- what happened to an order that nobody has told of yet
  id INTEGER PRIMARY KEY, -- in the order in which they came
  program_id INTEGER NOT NULL REFERENCES program (id), -- whose order
  goal TEXT NOT NULL, -- of the order
  reference TEXT NOT NULL, -- the order's number or another name of it
  kind TEXT NOT NULL, -- refund, chargeback, chargeback_won, decision
  fact_key TEXT NOT NULL, -- the sender's id of the refund or dispute, or the decision's status
  amount TEXT NOT NULL, -- decimal, as reported; '' all
  currency TEXT NOT NULL, -- of the amount, as reported; ''
  status TEXT NOT NULL, -- of a decision; ''
  reason TEXT NOT NULL, -- of a decision or chargeback, coded; ''
  occurred_at TEXT NOT NULL, -- RFC 3339; '' unknown
  received_at INTEGER NOT NULL, -- instant
  UNIQUE (program_id, goal, reference, kind, fact_key)
) STRICT;
CREATE INDEX webhook_waiting_time_index ON webhook_waiting (received_at);
CREATE TABLE withdrawal ( -- a partner asks for what is available
  id INTEGER PRIMARY KEY, -- request
  partner_id INTEGER NOT NULL REFERENCES partner (id), -- who asks
  currency TEXT NOT NULL, -- ISO 4217
  amount_minor INTEGER NOT NULL CHECK (amount_minor > 0), -- payable when it was asked for
  status TEXT NOT NULL CHECK (status IN ('open', 'taken', 'declined', 'cancelled')), -- taken: into a payout run
  reason TEXT, -- why it was declined, or NULL
  requested_by TEXT NOT NULL, -- token or command
  requested_at INTEGER NOT NULL, -- instant
  closed_at INTEGER, -- instant, or NULL while open
  item_id INTEGER REFERENCES payout_item (id) -- the payout item that took it, or NULL
) STRICT;
CREATE INDEX withdrawal_item_index ON withdrawal (item_id);
CREATE UNIQUE INDEX withdrawal_open_index ON withdrawal (partner_id, currency) WHERE status = 'open';
