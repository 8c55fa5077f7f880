TABLE advertiser
  id bigint NOT NULL IDENTITY BY DEFAULT
  name text COLLATE "C" NOT NULL
  currency text COLLATE "C" NOT NULL
  postback_token_hash bytea NOT NULL
  status text COLLATE "C" NOT NULL
  created_at bigint NOT NULL
  version bigint NOT NULL
  CONSTRAINT advertiser_pkey PRIMARY KEY (id)
  CONSTRAINT advertiser_postback_token_hash_key UNIQUE (postback_token_hash)
  CONSTRAINT advertiser_status_check CHECK (status = ANY (ARRAY['active'::text, 'archived'::text]))
  CREATE CONSTRAINT TRIGGER advertiser_marks AFTER INSERT OR DELETE OR UPDATE ON advertiser DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION move_change_mark()
  CREATE TRIGGER advertiser_stays BEFORE DELETE OR UPDATE OF id OR TRUNCATE ON advertiser FOR EACH STATEMENT EXECUTE FUNCTION stays()
TABLE advertiser_bill
  id bigint NOT NULL IDENTITY BY DEFAULT
  advertiser_id bigint NOT NULL
  currency text COLLATE "C" NOT NULL
  month text COLLATE "C" NOT NULL
  after_line_id bigint NOT NULL
  last_line_id bigint NOT NULL
  invoice_id bigint NOT NULL
  payable_minor bigint NOT NULL
  due_at bigint NOT NULL
  reminders bigint NOT NULL
  reminded_at bigint
  cancelled_at bigint
  CONSTRAINT advertiser_bill_advertiser_id_fkey FOREIGN KEY (advertiser_id) REFERENCES advertiser(id)
  CONSTRAINT advertiser_bill_invoice_id_fkey FOREIGN KEY (invoice_id) REFERENCES invoice(id)
  CONSTRAINT advertiser_bill_payable_minor_check CHECK (payable_minor > 0)
  CONSTRAINT advertiser_bill_pkey PRIMARY KEY (id)
  CREATE INDEX advertiser_bill_due_index ON advertiser_bill USING btree (due_at) WHERE (cancelled_at IS NULL)
  CREATE INDEX advertiser_bill_index ON advertiser_bill USING btree (advertiser_id, currency, id)
  CREATE INDEX advertiser_bill_invoice_index ON advertiser_bill USING btree (invoice_id)
  CREATE TRIGGER advertiser_bill_no_delete BEFORE DELETE ON advertiser_bill FOR EACH ROW EXECUTE FUNCTION never_changes()
  CREATE TRIGGER advertiser_bill_stays BEFORE UPDATE ON advertiser_bill FOR EACH ROW WHEN (new.after_line_id <> old.after_line_id OR new.last_line_id <> old.last_line_id OR new.invoice_id <> old.invoice_id OR new.payable_minor <> old.payable_minor OR new.due_at <> old.due_at) EXECUTE FUNCTION never_changes()
TABLE advertiser_billing
  advertiser_id bigint NOT NULL
  currency text COLLATE "C" NOT NULL
  payment_days bigint NOT NULL
  subscription_minor bigint NOT NULL
  is_automatic bigint NOT NULL
  email text COLLATE "C" NOT NULL
  began_at bigint NOT NULL
  changed_at bigint NOT NULL
  CONSTRAINT advertiser_billing_advertiser_id_fkey FOREIGN KEY (advertiser_id) REFERENCES advertiser(id)
  CONSTRAINT advertiser_billing_is_automatic_check CHECK (is_automatic = ANY (ARRAY[0::bigint, 1::bigint]))
  CONSTRAINT advertiser_billing_payment_days_check CHECK (payment_days >= 0 AND payment_days <= 365)
  CONSTRAINT advertiser_billing_pkey PRIMARY KEY (advertiser_id, currency)
  CONSTRAINT advertiser_billing_subscription_minor_check CHECK (subscription_minor >= 0)
TABLE advertiser_credit
  advertiser_id bigint NOT NULL
  currency text COLLATE "C" NOT NULL
  credit_limit_minor bigint
  low_balance_minor bigint
  over_limit text COLLATE "C" NOT NULL
  is_paid_when_funded bigint NOT NULL
  is_stopped bigint NOT NULL
  changed_at bigint NOT NULL
  CONSTRAINT advertiser_credit_advertiser_id_fkey FOREIGN KEY (advertiser_id) REFERENCES advertiser(id)
  CONSTRAINT advertiser_credit_credit_limit_minor_check CHECK (credit_limit_minor >= 0)
  CONSTRAINT advertiser_credit_is_paid_when_funded_check CHECK (is_paid_when_funded = ANY (ARRAY[0::bigint, 1::bigint]))
  CONSTRAINT advertiser_credit_is_stopped_check CHECK (is_stopped = ANY (ARRAY[0::bigint, 1::bigint]))
  CONSTRAINT advertiser_credit_low_balance_minor_check CHECK (low_balance_minor >= 0)
  CONSTRAINT advertiser_credit_over_limit_check CHECK (over_limit = ANY (ARRAY['book'::text, 'stop_clicks'::text]))
  CONSTRAINT advertiser_credit_pkey PRIMARY KEY (advertiser_id, currency)
TABLE advertiser_line
  id bigint NOT NULL IDENTITY BY DEFAULT
  advertiser_id bigint NOT NULL
  currency text COLLATE "C" NOT NULL
  line_key text COLLATE "C" NOT NULL
  kind text COLLATE "C" NOT NULL
  amount_minor bigint NOT NULL
  reference_id bigint NOT NULL
  method text COLLATE "C" NOT NULL
  reference text COLLATE "C" NOT NULL
  occurred_at bigint NOT NULL
  booked_at bigint NOT NULL
  moved_currency text COLLATE "C"
  moved_minor bigint
  value_minor bigint
  rates text COLLATE "C"
  CONSTRAINT advertiser_line_advertiser_id_fkey FOREIGN KEY (advertiser_id) REFERENCES advertiser(id)
  CONSTRAINT advertiser_line_advertiser_id_line_key_key UNIQUE (advertiser_id, line_key)
  CONSTRAINT advertiser_line_amount_minor_check CHECK (amount_minor <> 0)
  CONSTRAINT advertiser_line_pkey PRIMARY KEY (id)
  CREATE INDEX advertiser_line_account_index ON advertiser_line USING btree (advertiser_id, currency, id)
  CREATE TRIGGER advertiser_line_no_change BEFORE DELETE OR UPDATE ON advertiser_line FOR EACH ROW EXECUTE FUNCTION never_changes()
TABLE api_token
  id bigint NOT NULL IDENTITY BY DEFAULT
  name text COLLATE "C" NOT NULL
  role text COLLATE "C" NOT NULL
  owner_id bigint NOT NULL
  token_hash bytea NOT NULL
  created_at bigint NOT NULL
  revoked_at bigint
  created_by bigint NOT NULL DEFAULT 0
  CONSTRAINT api_token_pkey PRIMARY KEY (id)
  CONSTRAINT api_token_role_check CHECK (role = ANY (ARRAY['operator'::text, 'advertiser'::text, 'partner'::text]))
  CONSTRAINT api_token_token_hash_key UNIQUE (token_hash)
TABLE application
  id bigint NOT NULL IDENTITY BY DEFAULT
  program_id bigint NOT NULL
  email text COLLATE "C" NOT NULL
  name text COLLATE "C" NOT NULL
  country text COLLATE "C" NOT NULL
  website text COLLATE "C" NOT NULL
  host text COLLATE "C" NOT NULL
  niche text COLLATE "C" NOT NULL
  promotion text COLLATE "C" NOT NULL
  source text COLLATE "C" NOT NULL
  language text COLLATE "C" NOT NULL
  status text COLLATE "C" NOT NULL
  reason text COLLATE "C" NOT NULL
  partner_id bigint
  created_at bigint NOT NULL
  confirmed_at bigint
  decided_at bigint
  decided_by text COLLATE "C" NOT NULL
  CONSTRAINT application_language_check CHECK (language = ANY (ARRAY['en'::text, 'fr'::text, 'ru'::text, 'ja'::text]))
  CONSTRAINT application_partner_id_fkey FOREIGN KEY (partner_id) REFERENCES partner(id)
  CONSTRAINT application_pkey PRIMARY KEY (id)
  CONSTRAINT application_program_id_email_key UNIQUE (program_id, email)
  CONSTRAINT application_program_id_fkey FOREIGN KEY (program_id) REFERENCES program(id)
  CONSTRAINT application_status_check CHECK (status = ANY (ARRAY['unconfirmed'::text, 'waiting'::text, 'asked'::text, 'approved'::text, 'rejected'::text]))
  CREATE INDEX application_email_index ON application USING btree (email)
  CREATE INDEX application_host_index ON application USING btree (host)
  CREATE INDEX application_niche_index ON application USING btree (program_id, niche)
  CREATE INDEX application_status_index ON application USING btree (status, id)
TABLE application_answer
  application_id bigint NOT NULL
  question_id bigint NOT NULL
  answer text COLLATE "C" NOT NULL
  CONSTRAINT application_answer_application_id_fkey FOREIGN KEY (application_id) REFERENCES application(id)
  CONSTRAINT application_answer_pkey PRIMARY KEY (application_id, question_id)
  CONSTRAINT application_answer_question_id_fkey FOREIGN KEY (question_id) REFERENCES application_question(id)
TABLE application_message
  id bigint NOT NULL IDENTITY BY DEFAULT
  application_id bigint NOT NULL
  author text COLLATE "C" NOT NULL
  body text COLLATE "C" NOT NULL
  created_at bigint NOT NULL
  CONSTRAINT application_message_application_id_fkey FOREIGN KEY (application_id) REFERENCES application(id)
  CONSTRAINT application_message_author_check CHECK (author = ANY (ARRAY['operator'::text, 'applicant'::text]))
  CONSTRAINT application_message_pkey PRIMARY KEY (id)
  CREATE INDEX application_message_index ON application_message USING btree (application_id, id)
TABLE application_question
  id bigint NOT NULL IDENTITY BY DEFAULT
  program_id bigint NOT NULL
  position bigint NOT NULL
  kind text COLLATE "C" NOT NULL
  is_required bigint NOT NULL
  label_en text COLLATE "C" NOT NULL
  label_fr text COLLATE "C" NOT NULL
  label_ru text COLLATE "C" NOT NULL
  label_ja text COLLATE "C" NOT NULL
  choices text COLLATE "C" NOT NULL
  archived_at bigint
  CONSTRAINT application_question_is_required_check CHECK (is_required = ANY (ARRAY[0::bigint, 1::bigint]))
  CONSTRAINT application_question_kind_check CHECK (kind = ANY (ARRAY['text'::text, 'choice'::text, 'number'::text, 'url'::text]))
  CONSTRAINT application_question_pkey PRIMARY KEY (id)
  CONSTRAINT application_question_program_id_fkey FOREIGN KEY (program_id) REFERENCES program(id)
  CREATE INDEX application_question_program_index ON application_question USING btree (program_id, "position")
TABLE application_score
  application_id bigint NOT NULL
  criterion text COLLATE "C" NOT NULL
  score bigint NOT NULL
  actor text COLLATE "C" NOT NULL
  scored_at bigint NOT NULL
  CONSTRAINT application_score_application_id_fkey FOREIGN KEY (application_id) REFERENCES application(id)
  CONSTRAINT application_score_pkey PRIMARY KEY (application_id, criterion)
  CONSTRAINT application_score_score_check CHECK (score >= 1 AND score <= 5)
TABLE audit_event
  id bigint NOT NULL IDENTITY BY DEFAULT
  occurred_at bigint NOT NULL
  actor text COLLATE "C" NOT NULL
  action text COLLATE "C" NOT NULL
  object text COLLATE "C" NOT NULL
  content text COLLATE "C" NOT NULL
  CONSTRAINT audit_event_pkey PRIMARY KEY (id)
  CREATE INDEX audit_event_actor_index ON audit_event USING btree (actor, id)
  CREATE INDEX audit_event_object_index ON audit_event USING btree (object, id)
  CREATE TRIGGER audit_event_no_change BEFORE DELETE OR UPDATE ON audit_event FOR EACH ROW EXECUTE FUNCTION never_changes()
TABLE binding
  program_id bigint NOT NULL
  customer_id bigint NOT NULL
  partner_id bigint NOT NULL
  link_id bigint NOT NULL
  click_id bigint NOT NULL
  conversion_id bigint NOT NULL
  bound_at bigint NOT NULL
  CONSTRAINT binding_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customer(id)
  CONSTRAINT binding_partner_id_fkey FOREIGN KEY (partner_id) REFERENCES partner(id)
  CONSTRAINT binding_pkey PRIMARY KEY (program_id, customer_id)
  CONSTRAINT binding_program_id_fkey FOREIGN KEY (program_id) REFERENCES program(id)
TABLE budget_use
  conversion_id bigint NOT NULL
  plan_id bigint NOT NULL
  line bigint NOT NULL
  partner_id bigint NOT NULL
  period bigint NOT NULL
  used_before_minor bigint NOT NULL
  used_minor bigint NOT NULL
  CONSTRAINT budget_use_conversion_id_fkey FOREIGN KEY (conversion_id) REFERENCES conversion(id)
  CONSTRAINT budget_use_pkey PRIMARY KEY (conversion_id, plan_id, line, partner_id)
  CONSTRAINT budget_use_plan_id_fkey FOREIGN KEY (plan_id) REFERENCES plan(id)
  CREATE INDEX budget_use_index ON budget_use USING btree (plan_id, line, partner_id, period)
TABLE bulk_action
  id bigint NOT NULL IDENTITY BY DEFAULT
  user_id bigint NOT NULL
  list text COLLATE "C" NOT NULL
  action text COLLATE "C" NOT NULL
  objects text COLLATE "C" NOT NULL
  object_count bigint NOT NULL
  created_at bigint NOT NULL
  undone_at bigint
  CONSTRAINT bulk_action_pkey PRIMARY KEY (id)
  CONSTRAINT bulk_action_user_id_fkey FOREIGN KEY (user_id) REFERENCES network_user(id)
TABLE change_mark
  id bigint NOT NULL
  number bigint NOT NULL
  CONSTRAINT change_mark_id_check CHECK (id = 1)
  CONSTRAINT change_mark_pkey PRIMARY KEY (id)
TABLE charge
  id bigint NOT NULL IDENTITY BY DEFAULT
  charge_key text COLLATE "C" NOT NULL
  advertiser_id bigint NOT NULL
  program_id bigint NOT NULL
  partner_id bigint NOT NULL
  conversion_id bigint NOT NULL
  commission_id bigint NOT NULL
  terms_id bigint NOT NULL
  currency text COLLATE "C" NOT NULL
  amount_minor bigint NOT NULL
  commissions_minor bigint NOT NULL
  is_confirmed bigint NOT NULL
  line_id bigint NOT NULL
  occurred_at bigint NOT NULL
  created_at bigint NOT NULL
  CONSTRAINT charge_advertiser_id_fkey FOREIGN KEY (advertiser_id) REFERENCES advertiser(id)
  CONSTRAINT charge_amount_minor_check CHECK (amount_minor >= 0)
  CONSTRAINT charge_charge_key_key UNIQUE (charge_key)
  CONSTRAINT charge_commissions_minor_check CHECK (commissions_minor >= 0)
  CONSTRAINT charge_is_confirmed_check CHECK (is_confirmed = ANY (ARRAY[0::bigint, 1::bigint]))
  CONSTRAINT charge_partner_id_fkey FOREIGN KEY (partner_id) REFERENCES partner(id)
  CONSTRAINT charge_pkey PRIMARY KEY (id)
  CONSTRAINT charge_program_id_fkey FOREIGN KEY (program_id) REFERENCES program(id)
  CONSTRAINT charge_terms_id_fkey FOREIGN KEY (terms_id) REFERENCES settlement_terms(id)
  CREATE INDEX charge_advertiser_index ON charge USING btree (advertiser_id, id)
  CREATE INDEX charge_funding_index ON charge USING btree (advertiser_id, currency, line_id)
  CREATE INDEX charge_occurred_index ON charge USING btree (occurred_at)
  CREATE INDEX charge_program_index ON charge USING btree (program_id, occurred_at)
TABLE charge_change
  charge_id bigint NOT NULL
  number bigint NOT NULL
  cause text COLLATE "C" NOT NULL
  cause_id bigint NOT NULL
  amount_minor bigint NOT NULL
  commissions_minor bigint NOT NULL
  is_confirmed bigint NOT NULL
  derivation text COLLATE "C" NOT NULL
  entry_id bigint NOT NULL
  occurred_at bigint NOT NULL
  changed_at bigint NOT NULL
  CONSTRAINT charge_change_charge_id_fkey FOREIGN KEY (charge_id) REFERENCES charge(id)
  CONSTRAINT charge_change_is_confirmed_check CHECK (is_confirmed = ANY (ARRAY[0::bigint, 1::bigint]))
  CONSTRAINT charge_change_pkey PRIMARY KEY (charge_id, number)
  CREATE TRIGGER charge_change_no_change BEFORE DELETE OR UPDATE ON charge_change FOR EACH ROW EXECUTE FUNCTION never_changes()
TABLE click
  id bigint NOT NULL
  link_id bigint NOT NULL
  visitor bigint NOT NULL
  network_agent bigint NOT NULL
  is_unique bigint NOT NULL
  country text COLLATE "C" NOT NULL
  device bigint NOT NULL
  address_prefix text COLLATE "C" NOT NULL
  parameters text COLLATE "C"
  CONSTRAINT click_is_unique_check CHECK (is_unique = ANY (ARRAY[0::bigint, 1::bigint]))
  CONSTRAINT click_pkey PRIMARY KEY (id)
  CREATE INDEX click_visitor_index ON click USING btree (visitor, id)
TABLE click_accrual
  program_id bigint NOT NULL
  partner_id bigint NOT NULL
  number bigint NOT NULL
  day bigint NOT NULL
  plan_id bigint NOT NULL
  clicks bigint NOT NULL
  unique_clicks bigint NOT NULL
  carried_in_micro bigint NOT NULL
  earned_micro bigint NOT NULL
  booked_minor bigint NOT NULL
  carried_out_micro bigint NOT NULL
  commission_id bigint NOT NULL
  accrued_at bigint NOT NULL
  impressions bigint NOT NULL DEFAULT 0
  CONSTRAINT click_accrual_partner_id_fkey FOREIGN KEY (partner_id) REFERENCES partner(id)
  CONSTRAINT click_accrual_pkey PRIMARY KEY (program_id, partner_id, number)
  CONSTRAINT click_accrual_program_id_fkey FOREIGN KEY (program_id) REFERENCES program(id)
  CREATE INDEX click_accrual_day_index ON click_accrual USING btree (program_id, partner_id, day)
  CREATE TRIGGER click_accrual_no_change BEFORE DELETE OR UPDATE ON click_accrual FOR EACH ROW EXECUTE FUNCTION never_changes()
TABLE click_node
  node bigint NOT NULL
  spool_number bigint NOT NULL
  heard_at bigint NOT NULL
  through_at bigint NOT NULL
  is_stopped bigint NOT NULL
  CONSTRAINT click_node_is_stopped_check CHECK (is_stopped = ANY (ARRAY[0::bigint, 1::bigint]))
  CONSTRAINT click_node_pkey PRIMARY KEY (node)
TABLE click_person
  click_id bigint NOT NULL
  address text COLLATE "C" NOT NULL
  agent text COLLATE "C" NOT NULL
  referrer text COLLATE "C" NOT NULL
  CONSTRAINT click_person_pkey PRIMARY KEY (click_id)
TABLE click_refusal
  quarter bigint NOT NULL
  link_id bigint NOT NULL
  cause text COLLATE "C" NOT NULL
  clicks bigint NOT NULL
  CONSTRAINT click_refusal_pkey PRIMARY KEY (quarter, link_id, cause)
TABLE commission
  id bigint NOT NULL IDENTITY BY DEFAULT
  conversion_id bigint NOT NULL
  accrual_key text COLLATE "C" NOT NULL
  partner_id bigint NOT NULL -- refers to partner
  program_id bigint NOT NULL -- refers to program
  plan_id bigint NOT NULL -- refers to plan
  plan_ids text COLLATE "C" NOT NULL
  currency text COLLATE "C" NOT NULL
  amount_minor bigint NOT NULL
  pending_minor bigint NOT NULL
  available_minor bigint NOT NULL
  status text COLLATE "C" NOT NULL
  due_at bigint
  created_at bigint NOT NULL
  role text COLLATE "C" NOT NULL DEFAULT 'credited'::text
  level bigint NOT NULL DEFAULT 0
  CONSTRAINT commission_accrual_key_key UNIQUE (accrual_key)
  CONSTRAINT commission_available_minor_check CHECK (available_minor >= 0)
  CONSTRAINT commission_pending_minor_check CHECK (pending_minor >= 0)
  CONSTRAINT commission_pkey PRIMARY KEY (id)
  CONSTRAINT commission_status_check CHECK (status = ANY (ARRAY['pending'::text, 'available'::text, 'in_payout'::text, 'paid'::text, 'rejected'::text]))
  CREATE INDEX commission_available_index ON commission USING btree (partner_id, due_at) WHERE (status = 'available'::text)
  CREATE INDEX commission_bonus_index ON commission USING btree (program_id, partner_id) WHERE (role = 'bonus'::text)
  CREATE INDEX commission_conversion_index ON commission USING btree (conversion_id)
  CREATE INDEX commission_due_index ON commission USING btree (status, due_at)
  CREATE INDEX commission_partner_index ON commission USING btree (partner_id, id)
  CREATE TRIGGER commission_inserted AFTER INSERT ON commission REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION commission_guard()
  CREATE TRIGGER commission_stays BEFORE DELETE OR UPDATE OF id OR TRUNCATE ON commission FOR EACH STATEMENT EXECUTE FUNCTION stays()
  CREATE TRIGGER commission_updated AFTER UPDATE ON commission REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION commission_guard()
TABLE commission_change
  commission_id bigint NOT NULL -- refers to commission
  number bigint NOT NULL
  cause text COLLATE "C" NOT NULL
  cause_id bigint NOT NULL
  amount_minor bigint NOT NULL
  status text COLLATE "C" NOT NULL
  derivation text COLLATE "C" NOT NULL
  entry_id bigint NOT NULL
  changed_at bigint NOT NULL
  history text COLLATE "C" NOT NULL DEFAULT ''::text
  CONSTRAINT commission_change_pkey PRIMARY KEY (commission_id, number)
  CREATE TRIGGER commission_change_inserted AFTER INSERT ON commission_change REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION commission_change_guard()
  CREATE TRIGGER commission_change_no_change BEFORE DELETE OR UPDATE ON commission_change FOR EACH ROW EXECUTE FUNCTION never_changes()
TABLE compensation
  id bigint NOT NULL IDENTITY BY DEFAULT
  partner_id bigint NOT NULL
  program_id bigint NOT NULL
  currency text COLLATE "C" NOT NULL
  amount_minor bigint NOT NULL
  reason text COLLATE "C" NOT NULL
  status text COLLATE "C" NOT NULL
  needs_second bigint NOT NULL
  proposed_by text COLLATE "C" NOT NULL
  proposed_at bigint NOT NULL
  decided_by text COLLATE "C"
  decided_at bigint
  commission_id bigint NOT NULL
  reversed_by text COLLATE "C"
  reversed_at bigint
  note text COLLATE "C" NOT NULL
  proposal_key text COLLATE "C"
  CONSTRAINT compensation_amount_minor_check CHECK (amount_minor > 0)
  CONSTRAINT compensation_needs_second_check CHECK (needs_second = ANY (ARRAY[0::bigint, 1::bigint]))
  CONSTRAINT compensation_partner_id_fkey FOREIGN KEY (partner_id) REFERENCES partner(id)
  CONSTRAINT compensation_pkey PRIMARY KEY (id)
  CONSTRAINT compensation_program_id_fkey FOREIGN KEY (program_id) REFERENCES program(id)
  CONSTRAINT compensation_status_check CHECK (status = ANY (ARRAY['proposed'::text, 'booked'::text, 'declined'::text, 'reversed'::text]))
  CREATE INDEX compensation_commission_index ON compensation USING btree (commission_id)
  CREATE INDEX compensation_partner_index ON compensation USING btree (partner_id, id)
  CREATE UNIQUE INDEX compensation_proposal_key_index ON compensation USING btree (proposal_key) WHERE (proposal_key IS NOT NULL)
  CREATE TRIGGER compensation_no_delete BEFORE DELETE ON compensation FOR EACH ROW EXECUTE FUNCTION never_changes()
  CREATE TRIGGER compensation_stays BEFORE UPDATE ON compensation FOR EACH ROW WHEN (new.partner_id <> old.partner_id OR new.program_id <> old.program_id OR new.currency <> old.currency OR new.amount_minor <> old.amount_minor OR new.reason <> old.reason) EXECUTE FUNCTION never_changes()
TABLE contract
  id bigint NOT NULL IDENTITY BY DEFAULT
  partner_id bigint NOT NULL
  program_id bigint NOT NULL
  renews_id bigint NOT NULL
  starts_at bigint NOT NULL
  ends_at bigint NOT NULL
  term_days bigint NOT NULL
  measure text COLLATE "C" NOT NULL
  target bigint NOT NULL
  currency text COLLATE "C" NOT NULL
  when_met text COLLATE "C" NOT NULL
  when_missed text COLLATE "C" NOT NULL
  status text COLLATE "C" NOT NULL
  result bigint NOT NULL
  undecided bigint NOT NULL
  agreed_by text COLLATE "C" NOT NULL
  agreed_at bigint NOT NULL
  decided_by text COLLATE "C"
  decided_at bigint
  note text COLLATE "C" NOT NULL
  CONSTRAINT contract_check CHECK (ends_at > starts_at)
  CONSTRAINT contract_measure_check CHECK (measure = ANY (ARRAY['none'::text, 'sales'::text, 'revenue'::text]))
  CONSTRAINT contract_partner_id_fkey FOREIGN KEY (partner_id) REFERENCES partner(id)
  CONSTRAINT contract_pkey PRIMARY KEY (id)
  CONSTRAINT contract_program_id_fkey FOREIGN KEY (program_id) REFERENCES program(id)
  CONSTRAINT contract_status_check CHECK (status = ANY (ARRAY['running'::text, 'review'::text, 'renewed'::text, 'lapsed'::text, 'withdrawn'::text]))
  CONSTRAINT contract_target_check CHECK (target >= 0)
  CONSTRAINT contract_term_days_check CHECK (term_days >= 1 AND term_days <= 3660)
  CONSTRAINT contract_when_met_check CHECK (when_met = ANY (ARRAY['renew'::text, 'review'::text]))
  CONSTRAINT contract_when_missed_check CHECK (when_missed = ANY (ARRAY['lapse'::text, 'review'::text]))
  CREATE UNIQUE INDEX contract_open_index ON contract USING btree (partner_id, program_id) WHERE (status = ANY (ARRAY['running'::text, 'review'::text]))
  CREATE INDEX contract_partner_index ON contract USING btree (partner_id, program_id, id)
  CREATE TRIGGER contract_remains BEFORE DELETE ON contract FOR EACH ROW EXECUTE FUNCTION never_changes()
  CREATE TRIGGER contract_stays BEFORE UPDATE ON contract FOR EACH ROW WHEN (new.partner_id <> old.partner_id OR new.program_id <> old.program_id OR new.renews_id <> old.renews_id OR new.starts_at <> old.starts_at OR new.ends_at <> old.ends_at OR new.term_days <> old.term_days OR new.measure <> old.measure OR new.target <> old.target OR new.currency <> old.currency OR new.when_met <> old.when_met OR new.when_missed <> old.when_missed) EXECUTE FUNCTION never_changes()
TABLE conversion
  id bigint NOT NULL IDENTITY BY DEFAULT
  program_id bigint NOT NULL -- refers to program
  offer_id bigint NOT NULL
  goal text COLLATE "C" NOT NULL
  goal_kind text COLLATE "C" NOT NULL
  order_id text COLLATE "C" NOT NULL
  amount_minor bigint NOT NULL
  discount_minor bigint NOT NULL
  currency text COLLATE "C" NOT NULL
  status text COLLATE "C" NOT NULL
  first_status text COLLATE "C" NOT NULL
  reason text COLLATE "C" NOT NULL
  occurred_at bigint NOT NULL
  received_at bigint NOT NULL
  source text COLLATE "C" NOT NULL
  terms_id bigint NOT NULL -- refers to program_terms
  partner_id bigint -- refers to partner
  link_id bigint NOT NULL
  click_id bigint NOT NULL
  evidence_kind text COLLATE "C" NOT NULL
  cause text COLLATE "C" NOT NULL
  customer_id bigint NOT NULL
  coupon_code text COLLATE "C" NOT NULL
  extra text COLLATE "C" NOT NULL
  content_hash bytea NOT NULL
  country text COLLATE "C" NOT NULL
  device bigint NOT NULL
  local_day bigint NOT NULL DEFAULT 0
  needs bigint NOT NULL DEFAULT 0
  plan_ids text COLLATE "C" NOT NULL DEFAULT ''::text
  facts text COLLATE "C" NOT NULL DEFAULT ''::text
  CONSTRAINT conversion_amount_minor_check CHECK (amount_minor >= 0)
  CONSTRAINT conversion_discount_minor_check CHECK (discount_minor >= 0)
  CONSTRAINT conversion_goal_kind_check CHECK (goal_kind = ANY (ARRAY['lead'::text, 'sale'::text]))
  CONSTRAINT conversion_pkey PRIMARY KEY (id)
  CONSTRAINT conversion_program_id_goal_order_id_key UNIQUE (program_id, goal, order_id)
  CONSTRAINT conversion_status_check CHECK (status = ANY (ARRAY['pending'::text, 'approved'::text, 'rejected'::text]))
  CREATE INDEX conversion_customer_index ON conversion USING btree (customer_id) WHERE (customer_id <> 0)
  CREATE INDEX conversion_day_index ON conversion USING btree (program_id, local_day, occurred_at)
  CREATE INDEX conversion_history_index ON conversion USING btree (program_id, customer_id, local_day) WHERE (customer_id <> 0)
  CREATE INDEX conversion_needs_index ON conversion USING btree (program_id, partner_id, local_day) WHERE (needs <> 0)
  CREATE INDEX conversion_partner_index ON conversion USING btree (partner_id, id)
  CREATE INDEX conversion_volume_index ON conversion USING btree (program_id, partner_id, local_day)
  CREATE TRIGGER conversion_facts_stay BEFORE UPDATE ON conversion FOR EACH ROW WHEN (new.facts <> old.facts OR new.local_day <> old.local_day OR new.needs <> old.needs OR new.plan_ids <> old.plan_ids) EXECUTE FUNCTION never_changes()
  CREATE TRIGGER conversion_inserted AFTER INSERT ON conversion REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION conversion_guard()
  CREATE TRIGGER conversion_stays BEFORE DELETE OR UPDATE OF id OR TRUNCATE ON conversion FOR EACH STATEMENT EXECUTE FUNCTION stays()
  CREATE TRIGGER conversion_updated AFTER UPDATE ON conversion REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION conversion_guard()
TABLE conversion_decision
  id bigint NOT NULL IDENTITY BY DEFAULT
  conversion_id bigint NOT NULL
  status text COLLATE "C" NOT NULL
  reason text COLLATE "C" NOT NULL
  actor text COLLATE "C" NOT NULL
  decided_at bigint NOT NULL
  CONSTRAINT conversion_decision_conversion_id_fkey FOREIGN KEY (conversion_id) REFERENCES conversion(id)
  CONSTRAINT conversion_decision_pkey PRIMARY KEY (id)
  CONSTRAINT conversion_decision_status_check CHECK (status = ANY (ARRAY['pending'::text, 'approved'::text, 'rejected'::text]))
  CREATE INDEX conversion_decision_index ON conversion_decision USING btree (conversion_id, id)
  CREATE TRIGGER conversion_decision_no_change BEFORE DELETE OR UPDATE ON conversion_decision FOR EACH ROW EXECUTE FUNCTION never_changes()
TABLE conversion_evidence
  conversion_id bigint NOT NULL -- refers to conversion
  position bigint NOT NULL
  kind text COLLATE "C" NOT NULL
  click_id bigint NOT NULL
  link_id bigint NOT NULL
  partner_id bigint NOT NULL
  touched_at bigint
  facts bigint NOT NULL
  outcome text COLLATE "C" NOT NULL
  CONSTRAINT conversion_evidence_pkey PRIMARY KEY (conversion_id, "position")
  CREATE TRIGGER conversion_evidence_inserted AFTER INSERT ON conversion_evidence REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION conversion_evidence_guard()
TABLE conversion_exchange
  conversion_id bigint NOT NULL
  currency text COLLATE "C" NOT NULL
  amount_minor bigint NOT NULL
  discount_minor bigint NOT NULL
  numerator bigint NOT NULL
  denominator bigint NOT NULL
  rate_day bigint NOT NULL
  source text COLLATE "C" NOT NULL
  rates text COLLATE "C" NOT NULL
  CONSTRAINT conversion_exchange_amount_minor_check CHECK (amount_minor >= 0)
  CONSTRAINT conversion_exchange_conversion_id_fkey FOREIGN KEY (conversion_id) REFERENCES conversion(id)
  CONSTRAINT conversion_exchange_denominator_check CHECK (denominator > 0)
  CONSTRAINT conversion_exchange_discount_minor_check CHECK (discount_minor >= 0)
  CONSTRAINT conversion_exchange_numerator_check CHECK (numerator > 0)
  CONSTRAINT conversion_exchange_pkey PRIMARY KEY (conversion_id)
  CREATE TRIGGER conversion_exchange_no_change BEFORE DELETE OR UPDATE ON conversion_exchange FOR EACH ROW EXECUTE FUNCTION never_changes()
TABLE conversion_item
  conversion_id bigint NOT NULL
  position bigint NOT NULL
  sku text COLLATE "C" NOT NULL
  category text COLLATE "C" NOT NULL
  kind text COLLATE "C" NOT NULL
  quantity bigint NOT NULL
  amount_minor bigint NOT NULL
  CONSTRAINT conversion_item_amount_minor_check CHECK (amount_minor >= 0)
  CONSTRAINT conversion_item_conversion_id_fkey FOREIGN KEY (conversion_id) REFERENCES conversion(id)
  CONSTRAINT conversion_item_pkey PRIMARY KEY (conversion_id, "position")
  CONSTRAINT conversion_item_quantity_check CHECK (quantity > 0)
TABLE coupon
  id bigint NOT NULL IDENTITY BY DEFAULT
  program_id bigint NOT NULL
  partner_id bigint NOT NULL
  code text COLLATE "C" NOT NULL
  code_folded text COLLATE "C" NOT NULL
  discount_ppm bigint
  status text COLLATE "C" NOT NULL
  created_at bigint NOT NULL
  CONSTRAINT coupon_discount_ppm_check CHECK (discount_ppm >= 0 AND discount_ppm <= 1000000)
  CONSTRAINT coupon_partner_id_fkey FOREIGN KEY (partner_id) REFERENCES partner(id)
  CONSTRAINT coupon_pkey PRIMARY KEY (id)
  CONSTRAINT coupon_program_id_code_folded_key UNIQUE (program_id, code_folded)
  CONSTRAINT coupon_program_id_fkey FOREIGN KEY (program_id) REFERENCES program(id)
  CONSTRAINT coupon_status_check CHECK (status = ANY (ARRAY['active'::text, 'archived'::text]))
  CREATE INDEX coupon_partner_index ON coupon USING btree (partner_id)
  CREATE CONSTRAINT TRIGGER coupon_marks AFTER INSERT OR DELETE OR UPDATE ON coupon DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION move_change_mark()
TABLE customer
  id bigint NOT NULL IDENTITY BY DEFAULT
  advertiser_id bigint NOT NULL
  external_id text COLLATE "C"
  created_at bigint NOT NULL
  CONSTRAINT customer_advertiser_id_external_id_key UNIQUE (advertiser_id, external_id)
  CONSTRAINT customer_advertiser_id_fkey FOREIGN KEY (advertiser_id) REFERENCES advertiser(id)
  CONSTRAINT customer_pkey PRIMARY KEY (id)
TABLE customer_churn
  id bigint NOT NULL IDENTITY BY DEFAULT
  program_id bigint NOT NULL
  customer_id bigint NOT NULL
  occurred_at bigint NOT NULL
  received_at bigint NOT NULL
  CONSTRAINT customer_churn_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customer(id)
  CONSTRAINT customer_churn_pkey PRIMARY KEY (id)
  CONSTRAINT customer_churn_program_id_customer_id_occurred_at_key UNIQUE (program_id, customer_id, occurred_at)
  CONSTRAINT customer_churn_program_id_fkey FOREIGN KEY (program_id) REFERENCES program(id)
  CREATE TRIGGER customer_churn_no_change BEFORE DELETE OR UPDATE ON customer_churn FOR EACH ROW EXECUTE FUNCTION never_changes()
TABLE customer_email
  advertiser_id bigint NOT NULL
  email_hash bytea NOT NULL
  customer_id bigint NOT NULL
  CONSTRAINT customer_email_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customer(id)
  CONSTRAINT customer_email_pkey PRIMARY KEY (advertiser_id, email_hash)
  CREATE INDEX customer_email_customer_index ON customer_email USING btree (customer_id)
TABLE dispute
  id bigint NOT NULL IDENTITY BY DEFAULT
  partner_id bigint NOT NULL
  conversion_id bigint NOT NULL
  commission_id bigint NOT NULL
  reason text COLLATE "C" NOT NULL
  status text COLLATE "C" NOT NULL
  outcome text COLLATE "C" NOT NULL
  opened_at bigint NOT NULL
  opened_by text COLLATE "C" NOT NULL
  due_at bigint NOT NULL
  decided_at bigint
  decided_by text COLLATE "C"
  CONSTRAINT dispute_outcome_check CHECK (outcome = ANY (ARRAY[''::text, 'approved'::text, 'accepted'::text, 'upheld'::text, 'withdrawn'::text]))
  CONSTRAINT dispute_partner_id_fkey FOREIGN KEY (partner_id) REFERENCES partner(id)
  CONSTRAINT dispute_pkey PRIMARY KEY (id)
  CONSTRAINT dispute_status_check CHECK (status = ANY (ARRAY['open'::text, 'answered'::text, 'decided'::text]))
  CREATE UNIQUE INDEX dispute_one_open ON dispute USING btree (partner_id, conversion_id, commission_id) WHERE (status <> 'decided'::text)
  CREATE INDEX dispute_partner_index ON dispute USING btree (partner_id, id)
  CREATE INDEX dispute_status_index ON dispute USING btree (status, id)
  CREATE TRIGGER dispute_decided_stays BEFORE UPDATE ON dispute FOR EACH ROW EXECUTE FUNCTION dispute_guard()
TABLE dispute_message
  id bigint NOT NULL IDENTITY BY DEFAULT
  dispute_id bigint NOT NULL
  is_partner bigint NOT NULL
  author text COLLATE "C" NOT NULL
  body text COLLATE "C" NOT NULL
  written_at bigint NOT NULL
  CONSTRAINT dispute_message_dispute_id_fkey FOREIGN KEY (dispute_id) REFERENCES dispute(id)
  CONSTRAINT dispute_message_is_partner_check CHECK (is_partner = ANY (ARRAY[0::bigint, 1::bigint]))
  CONSTRAINT dispute_message_pkey PRIMARY KEY (id)
  CREATE INDEX dispute_message_index ON dispute_message USING btree (dispute_id, id)
  CREATE TRIGGER dispute_message_no_change BEFORE DELETE OR UPDATE ON dispute_message FOR EACH ROW EXECUTE FUNCTION never_changes()
TABLE enrollment
  id bigint NOT NULL IDENTITY BY DEFAULT
  partner_id bigint NOT NULL
  program_id bigint NOT NULL
  status text COLLATE "C" NOT NULL
  created_at bigint NOT NULL
  version bigint NOT NULL
  approved_at bigint
  CONSTRAINT enrollment_partner_id_fkey FOREIGN KEY (partner_id) REFERENCES partner(id)
  CONSTRAINT enrollment_partner_id_program_id_key UNIQUE (partner_id, program_id)
  CONSTRAINT enrollment_pkey PRIMARY KEY (id)
  CONSTRAINT enrollment_program_id_fkey FOREIGN KEY (program_id) REFERENCES program(id)
  CONSTRAINT enrollment_status_check CHECK (status = ANY (ARRAY['pending'::text, 'approved'::text, 'rejected'::text, 'archived'::text]))
  CREATE INDEX enrollment_program_index ON enrollment USING btree (program_id)
  CREATE INDEX enrollment_version_index ON enrollment USING btree (version)
  CREATE CONSTRAINT TRIGGER enrollment_marks AFTER INSERT OR DELETE OR UPDATE ON enrollment DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION move_change_mark()
TABLE event_refusal
  id bigint NOT NULL IDENTITY BY DEFAULT
  advertiser_id bigint NOT NULL
  code text COLLATE "C" NOT NULL
  field text COLLATE "C" NOT NULL
  content text COLLATE "C" NOT NULL
  received_at bigint NOT NULL
  CONSTRAINT event_refusal_pkey PRIMARY KEY (id)
TABLE exchange_rate
  id bigint NOT NULL IDENTITY BY DEFAULT
  base text COLLATE "C" NOT NULL
  quote text COLLATE "C" NOT NULL
  day bigint NOT NULL
  number bigint NOT NULL
  digits bigint NOT NULL
  scale bigint NOT NULL
  source text COLLATE "C" NOT NULL
  recorded_at bigint NOT NULL
  CONSTRAINT exchange_rate_base_quote_day_number_key UNIQUE (base, quote, day, number)
  CONSTRAINT exchange_rate_digits_check CHECK (digits > 0)
  CONSTRAINT exchange_rate_pkey PRIMARY KEY (id)
  CONSTRAINT exchange_rate_scale_check CHECK (scale >= 0 AND scale <= 8)
  CREATE TRIGGER exchange_rate_no_change BEFORE DELETE OR UPDATE ON exchange_rate FOR EACH ROW EXECUTE FUNCTION never_changes()
TABLE idempotency
  principal text COLLATE "C" NOT NULL
  idempotency_key text COLLATE "C" NOT NULL
  request_hash bytea NOT NULL
  status bigint NOT NULL
  answer text COLLATE "C" NOT NULL
  created_at bigint NOT NULL
  CONSTRAINT idempotency_pkey PRIMARY KEY (principal, idempotency_key)
TABLE import_run
  id bigint NOT NULL IDENTITY BY DEFAULT
  program_id bigint NOT NULL
  file_digest bytea NOT NULL
  map text COLLATE "C" NOT NULL
  lines_done bigint NOT NULL
  clicks bigint NOT NULL
  conversions bigint NOT NULL
  refused bigint NOT NULL
  started_at bigint NOT NULL
  finished_at bigint
  CONSTRAINT import_run_pkey PRIMARY KEY (id)
  CONSTRAINT import_run_program_id_file_digest_map_key UNIQUE (program_id, file_digest, map)
  CONSTRAINT import_run_program_id_fkey FOREIGN KEY (program_id) REFERENCES program(id)
TABLE impression_report
  id bigint NOT NULL IDENTITY BY DEFAULT
  report_key text COLLATE "C" NOT NULL
  link_id bigint NOT NULL
  day bigint NOT NULL
  impressions bigint NOT NULL
  received_at bigint NOT NULL
  CONSTRAINT impression_report_impressions_check CHECK (impressions > 0)
  CONSTRAINT impression_report_link_id_fkey FOREIGN KEY (link_id) REFERENCES link(id)
  CONSTRAINT impression_report_pkey PRIMARY KEY (id)
  CONSTRAINT impression_report_report_key_key UNIQUE (report_key)
  CREATE INDEX impression_report_index ON impression_report USING btree (day, link_id)
  CREATE TRIGGER impression_report_no_change BEFORE DELETE OR UPDATE ON impression_report FOR EACH ROW EXECUTE FUNCTION never_changes()
TABLE invoice
  id bigint NOT NULL IDENTITY BY DEFAULT
  invoice_key text COLLATE "C" NOT NULL
  kind text COLLATE "C" NOT NULL
  series text COLLATE "C" NOT NULL
  year bigint NOT NULL
  number bigint NOT NULL
  partner_id bigint NOT NULL
  advertiser_id bigint NOT NULL
  reference_kind text COLLATE "C" NOT NULL
  reference_id bigint NOT NULL
  corrects_id bigint NOT NULL
  currency text COLLATE "C" NOT NULL
  net_minor bigint NOT NULL
  tax_minor bigint NOT NULL
  rounding_minor bigint NOT NULL
  payable_minor bigint NOT NULL
  is_settled bigint NOT NULL
  performed_at bigint NOT NULL
  issued_at bigint NOT NULL
  issued_on text COLLATE "C" NOT NULL
  due_on text COLLATE "C" NOT NULL DEFAULT ''::text
  CONSTRAINT invoice_check CHECK (payable_minor = (net_minor + tax_minor + rounding_minor))
  CONSTRAINT invoice_invoice_key_key UNIQUE (invoice_key)
  CONSTRAINT invoice_is_settled_check CHECK (is_settled = ANY (ARRAY[0::bigint, 1::bigint]))
  CONSTRAINT invoice_kind_check CHECK (kind = ANY (ARRAY['invoice'::text, 'self_billing'::text, 'credit_note'::text, 'self_billing_credit_note'::text]))
  CONSTRAINT invoice_pkey PRIMARY KEY (id)
  CONSTRAINT invoice_series_year_number_key UNIQUE (series, year, number)
  CREATE INDEX invoice_corrects_index ON invoice USING btree (corrects_id) WHERE (corrects_id <> 0)
  CREATE INDEX invoice_partner_index ON invoice USING btree (partner_id, id)
  CREATE INDEX invoice_reference_index ON invoice USING btree (reference_kind, reference_id)
  CREATE TRIGGER invoice_no_change BEFORE DELETE OR UPDATE ON invoice FOR EACH ROW EXECUTE FUNCTION never_changes()
TABLE invoice_line
  invoice_id bigint NOT NULL
  position bigint NOT NULL
  description text COLLATE "C" NOT NULL
  quantity bigint NOT NULL
  net_minor bigint NOT NULL
  tax_category text COLLATE "C" NOT NULL
  tax_ppm bigint NOT NULL
  CONSTRAINT invoice_line_invoice_id_fkey FOREIGN KEY (invoice_id) REFERENCES invoice(id)
  CONSTRAINT invoice_line_pkey PRIMARY KEY (invoice_id, "position")
  CONSTRAINT invoice_line_quantity_check CHECK (quantity > 0)
  CONSTRAINT invoice_line_tax_category_check CHECK (tax_category = ANY (ARRAY['S'::text, 'Z'::text, 'E'::text, 'AE'::text, 'O'::text]))
  CONSTRAINT invoice_line_tax_ppm_check CHECK (tax_ppm >= 0)
  CREATE TRIGGER invoice_line_no_change BEFORE DELETE OR UPDATE ON invoice_line FOR EACH ROW EXECUTE FUNCTION never_changes()
TABLE invoice_party
  invoice_id bigint NOT NULL
  role text COLLATE "C" NOT NULL
  legal_name text COLLATE "C" NOT NULL
  line1 text COLLATE "C" NOT NULL
  line2 text COLLATE "C" NOT NULL
  postcode text COLLATE "C" NOT NULL
  city text COLLATE "C" NOT NULL
  country text COLLATE "C" NOT NULL
  vat_id text COLLATE "C" NOT NULL
  registration_id text COLLATE "C" NOT NULL
  CONSTRAINT invoice_party_invoice_id_fkey FOREIGN KEY (invoice_id) REFERENCES invoice(id)
  CONSTRAINT invoice_party_pkey PRIMARY KEY (invoice_id, role)
  CONSTRAINT invoice_party_role_check CHECK (role = ANY (ARRAY['seller'::text, 'buyer'::text]))
  CREATE TRIGGER invoice_party_no_change BEFORE DELETE OR UPDATE ON invoice_party FOR EACH ROW EXECUTE FUNCTION never_changes()
TABLE invoice_series
  series text COLLATE "C" NOT NULL
  year bigint NOT NULL
  last_number bigint NOT NULL
  CONSTRAINT invoice_series_pkey PRIMARY KEY (series, year)
TABLE ledger_account
  id bigint NOT NULL IDENTITY BY DEFAULT
  owner_kind text COLLATE "C" NOT NULL
  owner_id bigint NOT NULL
  kind text COLLATE "C" NOT NULL
  currency text COLLATE "C" NOT NULL
  balance_minor bigint NOT NULL
  version bigint NOT NULL
  last_hash bytea NOT NULL
  CONSTRAINT ledger_account_owner_kind_check CHECK (owner_kind = ANY (ARRAY['network'::text, 'advertiser'::text, 'program'::text, 'partner'::text]))
  CONSTRAINT ledger_account_owner_kind_owner_id_kind_currency_key UNIQUE (owner_kind, owner_id, kind, currency)
  CONSTRAINT ledger_account_pkey PRIMARY KEY (id)
  CREATE TRIGGER ledger_account_stays BEFORE DELETE OR UPDATE OF id OR TRUNCATE ON ledger_account FOR EACH STATEMENT EXECUTE FUNCTION stays()
TABLE ledger_entry
  id bigint NOT NULL IDENTITY BY DEFAULT
  entry_key text COLLATE "C" NOT NULL
  kind text COLLATE "C" NOT NULL
  reference_kind text COLLATE "C" NOT NULL
  reference_id bigint NOT NULL
  occurred_at bigint NOT NULL
  booked_at bigint NOT NULL
  reverses_entry_id bigint NOT NULL
  is_sealed bigint NOT NULL
  CONSTRAINT ledger_entry_entry_key_key UNIQUE (entry_key)
  CONSTRAINT ledger_entry_is_sealed_check CHECK (is_sealed = ANY (ARRAY[0::bigint, 1::bigint]))
  CONSTRAINT ledger_entry_pkey PRIMARY KEY (id)
  CREATE INDEX ledger_entry_reference_index ON ledger_entry USING btree (reference_kind, reference_id)
  CREATE TRIGGER ledger_entry_no_delete BEFORE DELETE ON ledger_entry FOR EACH ROW EXECUTE FUNCTION never_changes()
  CREATE TRIGGER ledger_entry_no_truncate BEFORE TRUNCATE ON ledger_entry FOR EACH STATEMENT EXECUTE FUNCTION never_changes()
  CREATE TRIGGER ledger_entry_seal BEFORE UPDATE ON ledger_entry FOR EACH ROW WHEN (old.is_sealed = 1 OR new.is_sealed <> 1 OR new.id <> old.id OR new.entry_key <> old.entry_key OR new.kind <> old.kind OR new.reference_kind <> old.reference_kind OR new.reference_id <> old.reference_id OR new.occurred_at <> old.occurred_at OR new.booked_at <> old.booked_at OR new.reverses_entry_id <> old.reverses_entry_id) EXECUTE FUNCTION ledger_entry_guard()
  CREATE TRIGGER ledger_entry_sealed AFTER UPDATE ON ledger_entry REFERENCING NEW TABLE AS sealed FOR EACH STATEMENT EXECUTE FUNCTION ledger_seal_guard()
  CREATE TRIGGER ledger_entry_starts_unsealed BEFORE INSERT ON ledger_entry FOR EACH ROW WHEN (new.is_sealed <> 0) EXECUTE FUNCTION ledger_entry_guard()
TABLE ledger_late_entry
  entry_id bigint NOT NULL
  accounted_at bigint NOT NULL
  CONSTRAINT ledger_late_entry_entry_id_fkey FOREIGN KEY (entry_id) REFERENCES ledger_entry(id)
  CONSTRAINT ledger_late_entry_pkey PRIMARY KEY (entry_id)
  CREATE TRIGGER ledger_late_entry_no_change BEFORE DELETE OR UPDATE ON ledger_late_entry FOR EACH ROW EXECUTE FUNCTION never_changes()
  CREATE TRIGGER ledger_late_entry_open BEFORE INSERT ON ledger_late_entry FOR EACH ROW EXECUTE FUNCTION ledger_late_guard()
TABLE ledger_period_balance
  event_id bigint NOT NULL
  account_id bigint NOT NULL
  balance_minor bigint NOT NULL
  CONSTRAINT ledger_period_balance_account_id_fkey FOREIGN KEY (account_id) REFERENCES ledger_account(id)
  CONSTRAINT ledger_period_balance_event_id_fkey FOREIGN KEY (event_id) REFERENCES ledger_period_event(id)
  CONSTRAINT ledger_period_balance_pkey PRIMARY KEY (event_id, account_id)
  CREATE TRIGGER ledger_period_balance_no_change BEFORE DELETE OR UPDATE ON ledger_period_balance FOR EACH ROW EXECUTE FUNCTION never_changes()
TABLE ledger_period_event
  id bigint NOT NULL IDENTITY BY DEFAULT
  kind text COLLATE "C" NOT NULL
  month text COLLATE "C" NOT NULL
  begins_at bigint
  ends_at bigint NOT NULL
  closed_until bigint
  last_entry_id bigint NOT NULL
  reason text COLLATE "C" NOT NULL
  actor text COLLATE "C" NOT NULL
  occurred_at bigint NOT NULL
  hash bytea NOT NULL
  CONSTRAINT ledger_period_event_kind_check CHECK (kind = ANY (ARRAY['close'::text, 'reopen'::text]))
  CONSTRAINT ledger_period_event_pkey PRIMARY KEY (id)
  CREATE TRIGGER ledger_period_event_no_change BEFORE DELETE OR UPDATE ON ledger_period_event FOR EACH ROW EXECUTE FUNCTION never_changes()
TABLE ledger_posting
  entry_id bigint NOT NULL -- refers to ledger_entry
  position bigint NOT NULL
  account_id bigint NOT NULL -- refers to ledger_account
  amount_minor bigint NOT NULL
  balance_before_minor bigint NOT NULL
  balance_after_minor bigint NOT NULL
  account_version bigint NOT NULL
  hash bytea NOT NULL
  CONSTRAINT ledger_posting_account_id_account_version_key UNIQUE (account_id, account_version)
  CONSTRAINT ledger_posting_amount_minor_check CHECK (amount_minor <> 0)
  CONSTRAINT ledger_posting_pkey PRIMARY KEY (entry_id, "position")
  CREATE TRIGGER ledger_posting_no_change BEFORE DELETE OR UPDATE ON ledger_posting FOR EACH ROW EXECUTE FUNCTION never_changes()
  CREATE TRIGGER ledger_posting_no_truncate BEFORE TRUNCATE ON ledger_posting FOR EACH STATEMENT EXECUTE FUNCTION never_changes()
  CREATE TRIGGER ledger_posting_open AFTER INSERT ON ledger_posting REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ledger_posting_guard()
TABLE link
  id bigint NOT NULL IDENTITY BY DEFAULT
  code text COLLATE "C" NOT NULL
  partner_id bigint NOT NULL
  program_id bigint NOT NULL
  offer_id bigint NOT NULL
  destination_url text COLLATE "C"
  status text COLLATE "C" NOT NULL
  created_at bigint NOT NULL
  version bigint NOT NULL
  CONSTRAINT link_code_key UNIQUE (code)
  CONSTRAINT link_offer_id_fkey FOREIGN KEY (offer_id) REFERENCES offer(id)
  CONSTRAINT link_partner_id_fkey FOREIGN KEY (partner_id) REFERENCES partner(id)
  CONSTRAINT link_pkey PRIMARY KEY (id)
  CONSTRAINT link_program_id_fkey FOREIGN KEY (program_id) REFERENCES program(id)
  CONSTRAINT link_status_check CHECK (status = ANY (ARRAY['active'::text, 'archived'::text]))
  CREATE INDEX link_offer_index ON link USING btree (offer_id)
  CREATE INDEX link_partner_index ON link USING btree (partner_id, program_id)
  CREATE INDEX link_version_index ON link USING btree (version)
TABLE list_columns
  user_id bigint NOT NULL
  list text COLLATE "C" NOT NULL
  columns text COLLATE "C" NOT NULL
  CONSTRAINT list_columns_pkey PRIMARY KEY (user_id, list)
  CONSTRAINT list_columns_user_id_fkey FOREIGN KEY (user_id) REFERENCES network_user(id)
TABLE mail
  id bigint NOT NULL IDENTITY BY DEFAULT
  mail_key text COLLATE "C" NOT NULL
  recipient text COLLATE "C" NOT NULL
  template text COLLATE "C" NOT NULL
  language text COLLATE "C" NOT NULL
  parameters text COLLATE "C" NOT NULL
  status text COLLATE "C" NOT NULL
  attempts bigint NOT NULL
  next_at bigint NOT NULL
  problem text COLLATE "C"
  queued_at bigint NOT NULL
  settled_at bigint
  claimed_at bigint
  CONSTRAINT mail_mail_key_key UNIQUE (mail_key)
  CONSTRAINT mail_pkey PRIMARY KEY (id)
  CONSTRAINT mail_status_check CHECK (status = ANY (ARRAY['queued'::text, 'sent'::text, 'failed'::text]))
  CREATE INDEX mail_queue_index ON mail USING btree (next_at, id) WHERE (status = 'queued'::text)
TABLE mail_refusal
  recipient text COLLATE "C" NOT NULL
  topic text COLLATE "C" NOT NULL
  refused_at bigint NOT NULL
  CONSTRAINT mail_refusal_pkey PRIMARY KEY (recipient, topic)
TABLE matrix_place
  program_id bigint NOT NULL
  partner_id bigint NOT NULL
  above_id bigint NOT NULL
  position bigint NOT NULL
  placed_at bigint NOT NULL
  CONSTRAINT matrix_place_partner_id_fkey FOREIGN KEY (partner_id) REFERENCES partner(id)
  CONSTRAINT matrix_place_pkey PRIMARY KEY (program_id, partner_id)
  CONSTRAINT matrix_place_position_check CHECK ("position" > 0)
  CONSTRAINT matrix_place_program_id_fkey FOREIGN KEY (program_id) REFERENCES program(id)
  CREATE INDEX matrix_place_above_index ON matrix_place USING btree (program_id, above_id)
  CREATE TRIGGER matrix_place_no_change BEFORE DELETE OR UPDATE ON matrix_place FOR EACH ROW EXECUTE FUNCTION never_changes()
TABLE netting
  id bigint NOT NULL IDENTITY BY DEFAULT
  agreement_id bigint NOT NULL
  currency text COLLATE "C" NOT NULL
  amount_minor bigint NOT NULL
  item_id bigint NOT NULL
  line_id bigint NOT NULL
  netted_by text COLLATE "C" NOT NULL
  netted_at bigint NOT NULL
  reversed_by text COLLATE "C"
  reversed_at bigint
  note text COLLATE "C" NOT NULL
  CONSTRAINT netting_agreement_id_fkey FOREIGN KEY (agreement_id) REFERENCES reciprocal_agreement(id)
  CONSTRAINT netting_amount_minor_check CHECK (amount_minor > 0)
  CONSTRAINT netting_item_id_fkey FOREIGN KEY (item_id) REFERENCES payout_item(id)
  CONSTRAINT netting_pkey PRIMARY KEY (id)
  CREATE INDEX netting_agreement_index ON netting USING btree (agreement_id, id)
  CREATE TRIGGER netting_no_delete BEFORE DELETE ON netting FOR EACH ROW EXECUTE FUNCTION never_changes()
  CREATE TRIGGER netting_stays BEFORE UPDATE ON netting FOR EACH ROW WHEN (new.amount_minor <> old.amount_minor OR new.item_id <> old.item_id OR new.agreement_id <> old.agreement_id) EXECUTE FUNCTION never_changes()
TABLE network
  id bigint NOT NULL
  name text COLLATE "C" NOT NULL
  currency text COLLATE "C" NOT NULL
  time_zone text COLLATE "C" NOT NULL
  fallback_url text COLLATE "C" NOT NULL
  address_days bigint NOT NULL
  catalog_version bigint NOT NULL
  key_check bytea NOT NULL
  created_at bigint NOT NULL
  hue bigint NOT NULL DEFAULT 264
  CONSTRAINT network_address_days_check CHECK (address_days >= 0 AND address_days <= 365)
  CONSTRAINT network_id_check CHECK (id = 1)
  CONSTRAINT network_pkey PRIMARY KEY (id)
  CREATE CONSTRAINT TRIGGER network_marks AFTER UPDATE OF time_zone ON network DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION move_change_mark()
TABLE network_logo
  id bigint NOT NULL
  media_type text COLLATE "C" NOT NULL
  content bytea NOT NULL
  digest text COLLATE "C" NOT NULL
  changed_at bigint NOT NULL
  CONSTRAINT network_logo_id_check CHECK (id = 1)
  CONSTRAINT network_logo_pkey PRIMARY KEY (id)
TABLE network_user
  id bigint NOT NULL IDENTITY BY DEFAULT
  email text COLLATE "C" NOT NULL
  role text COLLATE "C" NOT NULL
  owner_id bigint NOT NULL
  password_hash text COLLATE "C" NOT NULL
  created_at bigint NOT NULL
  archived_at bigint
  language text COLLATE "C" NOT NULL DEFAULT ''::text
  theme text COLLATE "C" NOT NULL DEFAULT ''::text
  time_zone text COLLATE "C" NOT NULL DEFAULT ''::text
  name text COLLATE "C" NOT NULL DEFAULT ''::text
  duty text COLLATE "C" NOT NULL DEFAULT 'owner'::text
  totp_secret text COLLATE "C"
  totp_step bigint NOT NULL DEFAULT 0
  shortcuts text COLLATE "C" NOT NULL DEFAULT ''::text
  currency text COLLATE "C" NOT NULL DEFAULT ''::text
  CONSTRAINT network_user_email_key UNIQUE (email)
  CONSTRAINT network_user_pkey PRIMARY KEY (id)
  CONSTRAINT network_user_role_check CHECK (role = ANY (ARRAY['operator'::text, 'advertiser'::text, 'partner'::text]))
TABLE offer
  id bigint NOT NULL IDENTITY BY DEFAULT
  program_id bigint NOT NULL
  name text COLLATE "C" NOT NULL
  destination_url text COLLATE "C" NOT NULL
  hosts text COLLATE "C" NOT NULL
  parameters text COLLATE "C" NOT NULL
  click_id_parameter text COLLATE "C" NOT NULL
  goals text COLLATE "C" NOT NULL
  status text COLLATE "C" NOT NULL
  created_at bigint NOT NULL
  version bigint NOT NULL
  CONSTRAINT offer_pkey PRIMARY KEY (id)
  CONSTRAINT offer_program_id_fkey FOREIGN KEY (program_id) REFERENCES program(id)
  CONSTRAINT offer_status_check CHECK (status = ANY (ARRAY['active'::text, 'closed'::text, 'archived'::text]))
  CREATE INDEX offer_program_index ON offer USING btree (program_id)
  CREATE INDEX offer_version_index ON offer USING btree (version)
  CREATE CONSTRAINT TRIGGER offer_marks AFTER INSERT OR DELETE OR UPDATE ON offer DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION move_change_mark()
TABLE opening_balance
  id bigint NOT NULL IDENTITY BY DEFAULT
  opening_key text COLLATE "C" NOT NULL
  owner_kind text COLLATE "C" NOT NULL
  owner_id bigint NOT NULL
  program_id bigint NOT NULL
  currency text COLLATE "C" NOT NULL
  state text COLLATE "C" NOT NULL
  amount_minor bigint NOT NULL
  reference text COLLATE "C" NOT NULL
  occurred_at bigint NOT NULL
  due_at bigint
  commission_id bigint NOT NULL
  line_id bigint NOT NULL
  booked_by text COLLATE "C" NOT NULL
  booked_at bigint NOT NULL
  reversed_by text COLLATE "C"
  reversed_at bigint
  note text COLLATE "C" NOT NULL
  CONSTRAINT opening_balance_amount_minor_check CHECK (amount_minor > 0)
  CONSTRAINT opening_balance_opening_key_key UNIQUE (opening_key)
  CONSTRAINT opening_balance_owner_kind_check CHECK (owner_kind = ANY (ARRAY['partner'::text, 'advertiser'::text]))
  CONSTRAINT opening_balance_pkey PRIMARY KEY (id)
  CONSTRAINT opening_balance_state_check CHECK (state = ANY (ARRAY['pending'::text, 'available'::text, 'owed_back'::text, 'receivable'::text, 'prepaid'::text]))
  CREATE INDEX opening_balance_commission_index ON opening_balance USING btree (commission_id)
  CREATE INDEX opening_balance_owner_index ON opening_balance USING btree (owner_kind, owner_id, id)
  CREATE TRIGGER opening_balance_no_delete BEFORE DELETE ON opening_balance FOR EACH ROW EXECUTE FUNCTION never_changes()
  CREATE TRIGGER opening_balance_stays BEFORE UPDATE ON opening_balance FOR EACH ROW WHEN (new.opening_key <> old.opening_key OR new.amount_minor <> old.amount_minor OR new.occurred_at <> old.occurred_at) EXECUTE FUNCTION never_changes()
TABLE partner
  id bigint NOT NULL IDENTITY BY DEFAULT
  code text COLLATE "C" NOT NULL
  name text COLLATE "C" NOT NULL
  email text COLLATE "C" NOT NULL
  type text COLLATE "C" NOT NULL
  recruited_by bigint
  status text COLLATE "C" NOT NULL
  created_at bigint NOT NULL
  version bigint NOT NULL
  segment text COLLATE "C" NOT NULL DEFAULT ''::text
  country text COLLATE "C" NOT NULL DEFAULT ''::text
  CONSTRAINT partner_code_key UNIQUE (code)
  CONSTRAINT partner_pkey PRIMARY KEY (id)
  CONSTRAINT partner_recruited_by_fkey FOREIGN KEY (recruited_by) REFERENCES partner(id)
  CONSTRAINT partner_status_check CHECK (status = ANY (ARRAY['active'::text, 'archived'::text]))
  CREATE INDEX partner_recruiter_index ON partner USING btree (recruited_by)
  CREATE INDEX partner_version_index ON partner USING btree (version)
  CREATE CONSTRAINT TRIGGER partner_marks AFTER INSERT OR DELETE OR UPDATE ON partner DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION move_change_mark()
  CREATE TRIGGER partner_stays BEFORE DELETE OR UPDATE OF id OR TRUNCATE ON partner FOR EACH STATEMENT EXECUTE FUNCTION stays()
TABLE partner_level
  id bigint NOT NULL IDENTITY BY DEFAULT
  partner_id bigint NOT NULL
  program_id bigint NOT NULL
  level text COLLATE "C" NOT NULL
  effective_at bigint NOT NULL
  cause text COLLATE "C" NOT NULL
  actor text COLLATE "C" NOT NULL
  created_at bigint NOT NULL
  CONSTRAINT partner_level_partner_id_fkey FOREIGN KEY (partner_id) REFERENCES partner(id)
  CONSTRAINT partner_level_pkey PRIMARY KEY (id)
  CONSTRAINT partner_level_program_id_fkey FOREIGN KEY (program_id) REFERENCES program(id)
  CREATE INDEX partner_level_index ON partner_level USING btree (program_id, partner_id, effective_at)
  CREATE INDEX partner_level_partner_index ON partner_level USING btree (partner_id, id)
  CREATE CONSTRAINT TRIGGER partner_level_marks AFTER INSERT OR DELETE OR UPDATE ON partner_level DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION move_change_mark()
  CREATE TRIGGER partner_level_no_change BEFORE DELETE OR UPDATE ON partner_level FOR EACH ROW EXECUTE FUNCTION never_changes()
TABLE payout_account
  id bigint NOT NULL IDENTITY BY DEFAULT
  partner_id bigint NOT NULL
  number bigint NOT NULL
  method text COLLATE "C" NOT NULL
  details text COLLATE "C" NOT NULL
  shown text COLLATE "C" NOT NULL
  fingerprint bytea NOT NULL
  contact text COLLATE "C" NOT NULL
  created_by text COLLATE "C" NOT NULL
  created_at bigint NOT NULL
  usable_at bigint NOT NULL
  CONSTRAINT payout_account_method_check CHECK (method = ANY (ARRAY['sepa'::text, 'ach'::text, 'ru_bank'::text, 'paypal'::text, 'wise'::text, 'other'::text]))
  CONSTRAINT payout_account_partner_id_number_key UNIQUE (partner_id, number)
  CONSTRAINT payout_account_pkey PRIMARY KEY (id)
  CREATE INDEX payout_account_fingerprint_index ON payout_account USING btree (fingerprint)
  CREATE TRIGGER payout_account_no_change BEFORE DELETE OR UPDATE ON payout_account FOR EACH ROW EXECUTE FUNCTION never_changes()
TABLE payout_commission
  item_id bigint NOT NULL
  commission_id bigint NOT NULL
  amount_minor bigint NOT NULL
  is_open bigint NOT NULL
  CONSTRAINT payout_commission_amount_minor_check CHECK (amount_minor >= 0)
  CONSTRAINT payout_commission_commission_id_fkey FOREIGN KEY (commission_id) REFERENCES commission(id)
  CONSTRAINT payout_commission_is_open_check CHECK (is_open = ANY (ARRAY[0::bigint, 1::bigint]))
  CONSTRAINT payout_commission_item_id_fkey FOREIGN KEY (item_id) REFERENCES payout_item(id)
  CONSTRAINT payout_commission_pkey PRIMARY KEY (item_id, commission_id)
  CREATE INDEX payout_commission_commission_index ON payout_commission USING btree (commission_id)
  CREATE UNIQUE INDEX payout_commission_open_index ON payout_commission USING btree (commission_id) WHERE (is_open = 1)
TABLE payout_file
  run_id bigint NOT NULL
  format text COLLATE "C" NOT NULL
  name text COLLATE "C" NOT NULL
  content text COLLATE "C" NOT NULL
  digest bytea NOT NULL
  item_count bigint NOT NULL
  total_minor bigint NOT NULL
  made_by text COLLATE "C" NOT NULL
  made_at bigint NOT NULL
  CONSTRAINT payout_file_pkey PRIMARY KEY (run_id, format)
  CONSTRAINT payout_file_run_id_fkey FOREIGN KEY (run_id) REFERENCES payout_run(id)
  CREATE TRIGGER payout_file_no_change BEFORE DELETE OR UPDATE ON payout_file FOR EACH ROW EXECUTE FUNCTION never_changes()
TABLE payout_item
  id bigint NOT NULL IDENTITY BY DEFAULT
  run_id bigint NOT NULL
  partner_id bigint NOT NULL
  amount_minor bigint NOT NULL
  status text COLLATE "C" NOT NULL
  settled_at bigint
  account_id bigint
  end_to_end_id text COLLATE "C"
  reason text COLLATE "C"
  left_out bigint NOT NULL DEFAULT 0
  retry_of bigint
  sent_minor bigint
  cost_minor bigint
  CONSTRAINT payout_item_account_id_fkey FOREIGN KEY (account_id) REFERENCES payout_account(id)
  CONSTRAINT payout_item_amount_minor_check CHECK (amount_minor > 0)
  CONSTRAINT payout_item_left_out_check CHECK (left_out = ANY (ARRAY[0::bigint, 1::bigint]))
  CONSTRAINT payout_item_partner_id_fkey FOREIGN KEY (partner_id) REFERENCES partner(id)
  CONSTRAINT payout_item_pkey PRIMARY KEY (id)
  CONSTRAINT payout_item_retry_of_fkey FOREIGN KEY (retry_of) REFERENCES payout_item(id)
  CONSTRAINT payout_item_run_id_fkey FOREIGN KEY (run_id) REFERENCES payout_run(id)
  CONSTRAINT payout_item_run_id_partner_id_key UNIQUE (run_id, partner_id)
  CONSTRAINT payout_item_status_check CHECK (status = ANY (ARRAY['taken'::text, 'paid'::text, 'failed'::text]))
  CREATE UNIQUE INDEX payout_item_end_to_end_index ON payout_item USING btree (end_to_end_id) WHERE (end_to_end_id IS NOT NULL)
  CREATE INDEX payout_item_partner_index ON payout_item USING btree (partner_id)
  CREATE UNIQUE INDEX payout_item_retry_index ON payout_item USING btree (retry_of) WHERE (retry_of IS NOT NULL)
  CREATE TRIGGER payout_item_sent_stays BEFORE UPDATE ON payout_item FOR EACH ROW WHEN (new.sent_minor IS DISTINCT FROM old.sent_minor OR old.cost_minor IS NOT NULL AND new.cost_minor IS DISTINCT FROM old.cost_minor) EXECUTE FUNCTION never_changes()
  CREATE TRIGGER payout_item_settled BEFORE UPDATE ON payout_item FOR EACH ROW EXECUTE FUNCTION payout_item_guard()
TABLE payout_limit
  partner_id bigint NOT NULL
  currency text COLLATE "C" NOT NULL
  minimum_minor bigint NOT NULL
  second_person_minor bigint
  CONSTRAINT payout_limit_minimum_minor_check CHECK (minimum_minor >= 0)
  CONSTRAINT payout_limit_pkey PRIMARY KEY (partner_id, currency)
  CONSTRAINT payout_limit_second_person_minor_check CHECK (second_person_minor >= 0)
TABLE payout_policy
  id bigint NOT NULL
  decide_day bigint NOT NULL
  pay_day bigint NOT NULL
  pay_months bigint NOT NULL
  details_required bigint NOT NULL
  tax_profile_required bigint NOT NULL
  changed_at bigint NOT NULL
  CONSTRAINT payout_policy_decide_day_check CHECK (decide_day >= 1 AND decide_day <= 28)
  CONSTRAINT payout_policy_details_required_check CHECK (details_required = ANY (ARRAY[0::bigint, 1::bigint]))
  CONSTRAINT payout_policy_id_check CHECK (id = 1)
  CONSTRAINT payout_policy_pay_day_check CHECK (pay_day >= 1 AND pay_day <= 28)
  CONSTRAINT payout_policy_pay_months_check CHECK (pay_months >= 1 AND pay_months <= 12)
  CONSTRAINT payout_policy_pkey PRIMARY KEY (id)
  CONSTRAINT payout_policy_tax_profile_required_check CHECK (tax_profile_required = ANY (ARRAY[0::bigint, 1::bigint]))
TABLE payout_run
  id bigint NOT NULL IDENTITY BY DEFAULT
  run_key text COLLATE "C" NOT NULL
  currency text COLLATE "C" NOT NULL
  until_at bigint NOT NULL
  method text COLLATE "C" NOT NULL
  status text COLLATE "C" NOT NULL
  created_at bigint NOT NULL
  approved_at bigint
  paid_at bigint
  built_by text COLLATE "C" NOT NULL DEFAULT ''::text
  approved_by text COLLATE "C"
  needs_second bigint NOT NULL DEFAULT 0
  filed_at bigint
  pay_currency text COLLATE "C"
  rate_day bigint
  rate_source text COLLATE "C"
  rates text COLLATE "C"
  CONSTRAINT payout_run_needs_second_check CHECK (needs_second = ANY (ARRAY[0::bigint, 1::bigint]))
  CONSTRAINT payout_run_pkey PRIMARY KEY (id)
  CONSTRAINT payout_run_run_key_key UNIQUE (run_key)
  CONSTRAINT payout_run_status_check CHECK (status = ANY (ARRAY['draft'::text, 'approved'::text, 'paid'::text, 'cancelled'::text]))
TABLE payout_terms
  partner_id bigint NOT NULL
  mode text COLLATE "C" NOT NULL
  hold_reason text COLLATE "C"
  has_tax_profile bigint NOT NULL
  changed_at bigint NOT NULL
  CONSTRAINT payout_terms_has_tax_profile_check CHECK (has_tax_profile = ANY (ARRAY[0::bigint, 1::bigint]))
  CONSTRAINT payout_terms_mode_check CHECK (mode = ANY (ARRAY['cycle'::text, 'request'::text]))
  CONSTRAINT payout_terms_partner_id_fkey FOREIGN KEY (partner_id) REFERENCES partner(id)
  CONSTRAINT payout_terms_pkey PRIMARY KEY (partner_id)
TABLE payout_wait
  partner_id bigint NOT NULL
  currency text COLLATE "C" NOT NULL
  waited_at bigint NOT NULL
  CONSTRAINT payout_wait_partner_id_fkey FOREIGN KEY (partner_id) REFERENCES partner(id)
  CONSTRAINT payout_wait_pkey PRIMARY KEY (partner_id, currency)
TABLE penalty
  id bigint NOT NULL IDENTITY BY DEFAULT
  commission_id bigint NOT NULL
  partner_id bigint NOT NULL
  terms_id bigint
  currency text COLLATE "C" NOT NULL
  base_minor bigint NOT NULL
  amount_minor bigint NOT NULL
  due_at bigint NOT NULL
  overdue_at bigint NOT NULL
  accrued_at bigint NOT NULL
  status text COLLATE "C" NOT NULL
  note text COLLATE "C" NOT NULL
  settled_at bigint
  plan_id bigint
  CONSTRAINT penalty_amount_minor_check CHECK (amount_minor > 0)
  CONSTRAINT penalty_base_minor_check CHECK (base_minor > 0)
  CONSTRAINT penalty_clause_check CHECK ((terms_id IS NULL) <> (plan_id IS NULL))
  CONSTRAINT penalty_commission_id_fkey FOREIGN KEY (commission_id) REFERENCES commission(id)
  CONSTRAINT penalty_commission_id_key UNIQUE (commission_id)
  CONSTRAINT penalty_partner_id_fkey FOREIGN KEY (partner_id) REFERENCES partner(id)
  CONSTRAINT penalty_pkey PRIMARY KEY (id)
  CONSTRAINT penalty_plan_id_fkey FOREIGN KEY (plan_id) REFERENCES plan(id)
  CONSTRAINT penalty_status_check CHECK (status = ANY (ARRAY['owed'::text, 'paid'::text, 'waived'::text]))
  CONSTRAINT penalty_terms_id_fkey FOREIGN KEY (terms_id) REFERENCES settlement_terms(id)
  CREATE INDEX penalty_partner_index ON penalty USING btree (partner_id, id)
TABLE performance
  level bigint NOT NULL
  quarter bigint NOT NULL
  partner_id bigint NOT NULL
  program_id bigint NOT NULL
  offer_id bigint NOT NULL
  link_id bigint NOT NULL
  country text COLLATE "C" NOT NULL
  device bigint NOT NULL
  clicks bigint NOT NULL
  unique_clicks bigint NOT NULL
  leads bigint NOT NULL
  sales bigint NOT NULL
  rejected bigint NOT NULL
  refunded bigint NOT NULL
  revenue_minor bigint NOT NULL
  commission_minor bigint NOT NULL
  CONSTRAINT performance_pkey PRIMARY KEY (level, quarter, partner_id, program_id, offer_id, link_id, country, device)
TABLE plan
  id bigint NOT NULL IDENTITY BY DEFAULT
  program_id bigint NOT NULL
  enrollment_id bigint NOT NULL
  number bigint NOT NULL
  plan_text text COLLATE "C" NOT NULL
  effective_at bigint NOT NULL
  created_at bigint NOT NULL
  binds text COLLATE "C" NOT NULL DEFAULT 'all'::text
  CONSTRAINT plan_binds_check CHECK (binds = ANY (ARRAY['all'::text, 'new_customers'::text]))
  CONSTRAINT plan_pkey PRIMARY KEY (id)
  CONSTRAINT plan_program_id_enrollment_id_number_key UNIQUE (program_id, enrollment_id, number)
  CONSTRAINT plan_program_id_fkey FOREIGN KEY (program_id) REFERENCES program(id)
  CREATE CONSTRAINT TRIGGER plan_marks AFTER INSERT OR DELETE OR UPDATE ON plan DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION move_change_mark()
  CREATE TRIGGER plan_no_change BEFORE DELETE OR UPDATE ON plan FOR EACH ROW EXECUTE FUNCTION never_changes()
  CREATE TRIGGER plan_stays BEFORE DELETE OR UPDATE OF id OR TRUNCATE ON plan FOR EACH STATEMENT EXECUTE FUNCTION stays()
TABLE plan_answer
  id bigint NOT NULL IDENTITY BY DEFAULT
  plan_id bigint NOT NULL
  partner_id bigint NOT NULL
  answer text COLLATE "C" NOT NULL
  actor text COLLATE "C" NOT NULL
  answered_at bigint NOT NULL
  CONSTRAINT plan_answer_answer_check CHECK (answer = ANY (ARRAY['accepted'::text, 'kept'::text]))
  CONSTRAINT plan_answer_partner_id_fkey FOREIGN KEY (partner_id) REFERENCES partner(id)
  CONSTRAINT plan_answer_pkey PRIMARY KEY (id)
  CONSTRAINT plan_answer_plan_id_fkey FOREIGN KEY (plan_id) REFERENCES plan(id)
  CREATE INDEX plan_answer_index ON plan_answer USING btree (plan_id, partner_id, id)
  CREATE CONSTRAINT TRIGGER plan_answer_marks AFTER INSERT OR DELETE OR UPDATE ON plan_answer DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION move_change_mark()
TABLE plan_finding
  plan_id bigint NOT NULL
  number bigint NOT NULL
  against_id bigint
  subject text COLLATE "C" NOT NULL
  outcome text COLLATE "C" NOT NULL
  code text COLLATE "C" NOT NULL
  line bigint NOT NULL
  level bigint NOT NULL
  parameters text COLLATE "C" NOT NULL
  amount_minor bigint
  paid_minor bigint
  text_en text COLLATE "C" NOT NULL
  text_ru text COLLATE "C" NOT NULL
  text_fr text COLLATE "C" NOT NULL
  text_ja text COLLATE "C" NOT NULL
  CONSTRAINT plan_finding_against_id_fkey FOREIGN KEY (against_id) REFERENCES plan(id)
  CONSTRAINT plan_finding_outcome_check CHECK (outcome = ANY (ARRAY['proved'::text, 'refuted'::text, 'undecided'::text, 'note'::text]))
  CONSTRAINT plan_finding_pkey PRIMARY KEY (plan_id, number)
  CONSTRAINT plan_finding_plan_id_fkey FOREIGN KEY (plan_id) REFERENCES plan_proof(plan_id)
  CREATE TRIGGER plan_finding_no_change BEFORE DELETE OR UPDATE ON plan_finding FOR EACH ROW EXECUTE FUNCTION never_changes()
TABLE plan_proof
  plan_id bigint NOT NULL
  hold_days bigint NOT NULL
  work_max bigint NOT NULL
  evaluations bigint NOT NULL
  CONSTRAINT plan_proof_pkey PRIMARY KEY (plan_id)
  CONSTRAINT plan_proof_plan_id_fkey FOREIGN KEY (plan_id) REFERENCES plan(id)
  CREATE TRIGGER plan_proof_no_change BEFORE DELETE OR UPDATE ON plan_proof FOR EACH ROW EXECUTE FUNCTION never_changes()
TABLE plan_withdrawal
  plan_id bigint NOT NULL
  reason text COLLATE "C" NOT NULL
  actor text COLLATE "C" NOT NULL
  withdrawn_at bigint NOT NULL
  CONSTRAINT plan_withdrawal_pkey PRIMARY KEY (plan_id)
  CONSTRAINT plan_withdrawal_plan_id_fkey FOREIGN KEY (plan_id) REFERENCES plan(id)
  CREATE CONSTRAINT TRIGGER plan_withdrawal_marks AFTER INSERT OR DELETE OR UPDATE ON plan_withdrawal DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION move_change_mark()
  CREATE TRIGGER plan_withdrawal_no_change BEFORE DELETE OR UPDATE ON plan_withdrawal FOR EACH ROW EXECUTE FUNCTION never_changes()
TABLE postback
  id bigint NOT NULL IDENTITY BY DEFAULT
  partner_id bigint NOT NULL
  program_id bigint NOT NULL
  url text COLLATE "C" NOT NULL
  events text COLLATE "C" NOT NULL
  status text COLLATE "C" NOT NULL
  secret_number bigint NOT NULL
  created_at bigint NOT NULL
  CONSTRAINT postback_partner_id_fkey FOREIGN KEY (partner_id) REFERENCES partner(id)
  CONSTRAINT postback_pkey PRIMARY KEY (id)
  CONSTRAINT postback_status_check CHECK (status = ANY (ARRAY['active'::text, 'paused'::text, 'archived'::text]))
  CREATE INDEX postback_partner_index ON postback USING btree (partner_id, status)
  CREATE CONSTRAINT TRIGGER postback_marks AFTER INSERT OR DELETE OR UPDATE ON postback DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION move_change_mark()
TABLE postback_delivery
  id bigint NOT NULL IDENTITY BY DEFAULT
  postback_id bigint NOT NULL
  delivery_key text COLLATE "C" NOT NULL
  event text COLLATE "C" NOT NULL
  conversion_id bigint NOT NULL
  macros text COLLATE "C" NOT NULL
  status text COLLATE "C" NOT NULL
  attempts bigint NOT NULL
  next_at bigint NOT NULL
  claimed_at bigint
  url text COLLATE "C" NOT NULL
  answer_status bigint NOT NULL
  answer text COLLATE "C" NOT NULL
  problem text COLLATE "C" NOT NULL
  duration_ms bigint NOT NULL
  queued_at bigint NOT NULL
  settled_at bigint
  CONSTRAINT postback_delivery_delivery_key_key UNIQUE (delivery_key)
  CONSTRAINT postback_delivery_pkey PRIMARY KEY (id)
  CONSTRAINT postback_delivery_postback_id_fkey FOREIGN KEY (postback_id) REFERENCES postback(id)
  CONSTRAINT postback_delivery_status_check CHECK (status = ANY (ARRAY['queued'::text, 'delivered'::text, 'failed'::text]))
  CREATE INDEX postback_delivery_claimed_index ON postback_delivery USING btree (postback_id) WHERE (claimed_at IS NOT NULL)
  CREATE INDEX postback_delivery_due_index ON postback_delivery USING btree (status, next_at)
  CREATE INDEX postback_delivery_postback_index ON postback_delivery USING btree (postback_id, id)
TABLE program
  id bigint NOT NULL IDENTITY BY DEFAULT
  advertiser_id bigint NOT NULL
  name text COLLATE "C" NOT NULL
  currency text COLLATE "C" NOT NULL
  link_forms text COLLATE "C" NOT NULL
  status text COLLATE "C" NOT NULL
  created_at bigint NOT NULL
  version bigint NOT NULL
  enrollment text COLLATE "C" NOT NULL DEFAULT 'approval'::text
  is_public bigint NOT NULL DEFAULT 0
  summary text COLLATE "C" NOT NULL DEFAULT ''::text
  CONSTRAINT program_advertiser_id_fkey FOREIGN KEY (advertiser_id) REFERENCES advertiser(id)
  CONSTRAINT program_enrollment_check CHECK (enrollment = ANY (ARRAY['open'::text, 'approval'::text, 'closed'::text]))
  CONSTRAINT program_is_public_check CHECK (is_public = ANY (ARRAY[0::bigint, 1::bigint]))
  CONSTRAINT program_pkey PRIMARY KEY (id)
  CONSTRAINT program_status_check CHECK (status = ANY (ARRAY['active'::text, 'paused'::text, 'archived'::text]))
  CREATE INDEX program_version_index ON program USING btree (version)
  CREATE CONSTRAINT TRIGGER program_marks AFTER INSERT OR DELETE OR UPDATE ON program DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION move_change_mark()
  CREATE TRIGGER program_stays BEFORE DELETE OR UPDATE OF id OR TRUNCATE ON program FOR EACH STATEMENT EXECUTE FUNCTION stays()
TABLE program_history
  program_id bigint NOT NULL
  goal text COLLATE "C" NOT NULL
  needs bigint NOT NULL
  CONSTRAINT program_history_pkey PRIMARY KEY (program_id, goal)
  CONSTRAINT program_history_program_id_fkey FOREIGN KEY (program_id) REFERENCES program(id)
  CREATE CONSTRAINT TRIGGER program_history_marks AFTER INSERT OR DELETE OR UPDATE ON program_history DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION move_change_mark()
TABLE program_page
  program_id bigint NOT NULL
  slug text COLLATE "C" NOT NULL
  is_scored bigint NOT NULL
  is_exclusive bigint NOT NULL
  partners_min bigint NOT NULL
  changed_at bigint NOT NULL
  CONSTRAINT program_page_is_exclusive_check CHECK (is_exclusive = ANY (ARRAY[0::bigint, 1::bigint]))
  CONSTRAINT program_page_is_scored_check CHECK (is_scored = ANY (ARRAY[0::bigint, 1::bigint]))
  CONSTRAINT program_page_partners_min_check CHECK (partners_min >= 1 AND partners_min <= 1000)
  CONSTRAINT program_page_pkey PRIMARY KEY (program_id)
  CONSTRAINT program_page_program_id_fkey FOREIGN KEY (program_id) REFERENCES program(id)
  CONSTRAINT program_page_slug_key UNIQUE (slug)
TABLE program_page_text
  program_id bigint NOT NULL
  language text COLLATE "C" NOT NULL
  headline text COLLATE "C" NOT NULL
  about text COLLATE "C" NOT NULL
  audience text COLLATE "C" NOT NULL
  requirements text COLLATE "C" NOT NULL
  CONSTRAINT program_page_text_language_check CHECK (language = ANY (ARRAY['en'::text, 'fr'::text, 'ru'::text, 'ja'::text]))
  CONSTRAINT program_page_text_pkey PRIMARY KEY (program_id, language)
  CONSTRAINT program_page_text_program_id_fkey FOREIGN KEY (program_id) REFERENCES program(id)
TABLE program_terms
  id bigint NOT NULL IDENTITY BY DEFAULT
  program_id bigint NOT NULL
  number bigint NOT NULL
  attribution text COLLATE "C" NOT NULL
  window_ms bigint NOT NULL
  evidence text COLLATE "C" NOT NULL
  binding text COLLATE "C" NOT NULL
  hold_days bigint NOT NULL
  effective_at bigint NOT NULL
  created_at bigint NOT NULL
  CONSTRAINT program_terms_attribution_check CHECK (attribution = ANY (ARRAY['last_click'::text, 'first_click'::text]))
  CONSTRAINT program_terms_binding_check CHECK (binding = ANY (ARRAY['none'::text, 'window'::text, 'lifetime'::text]))
  CONSTRAINT program_terms_hold_days_check CHECK (hold_days >= 0 AND hold_days <= 365)
  CONSTRAINT program_terms_pkey PRIMARY KEY (id)
  CONSTRAINT program_terms_program_id_fkey FOREIGN KEY (program_id) REFERENCES program(id)
  CONSTRAINT program_terms_program_id_number_key UNIQUE (program_id, number)
  CONSTRAINT program_terms_window_ms_check CHECK (window_ms >= 3600000 AND window_ms <= '315576000000'::bigint)
  CREATE CONSTRAINT TRIGGER program_terms_marks AFTER INSERT OR DELETE OR UPDATE ON program_terms DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION move_change_mark()
  CREATE TRIGGER program_terms_no_change BEFORE DELETE OR UPDATE ON program_terms FOR EACH ROW EXECUTE FUNCTION never_changes()
  CREATE TRIGGER program_terms_stays BEFORE DELETE OR UPDATE OF id OR TRUNCATE ON program_terms FOR EACH STATEMENT EXECUTE FUNCTION stays()
TABLE reciprocal_agreement
  id bigint NOT NULL IDENTITY BY DEFAULT
  partner_id bigint NOT NULL
  advertiser_id bigint NOT NULL
  note text COLLATE "C" NOT NULL
  agreed_by text COLLATE "C" NOT NULL
  agreed_at bigint NOT NULL
  ended_at bigint
  CONSTRAINT reciprocal_agreement_advertiser_id_fkey FOREIGN KEY (advertiser_id) REFERENCES advertiser(id)
  CONSTRAINT reciprocal_agreement_partner_id_fkey FOREIGN KEY (partner_id) REFERENCES partner(id)
  CONSTRAINT reciprocal_agreement_pkey PRIMARY KEY (id)
  CREATE UNIQUE INDEX reciprocal_agreement_open_index ON reciprocal_agreement USING btree (partner_id, advertiser_id) WHERE (ended_at IS NULL)
TABLE recovery_code
  id bigint NOT NULL IDENTITY BY DEFAULT
  user_id bigint NOT NULL
  code_hash bytea NOT NULL
  used_at bigint
  CONSTRAINT recovery_code_pkey PRIMARY KEY (id)
  CONSTRAINT recovery_code_user_id_code_hash_key UNIQUE (user_id, code_hash)
  CONSTRAINT recovery_code_user_id_fkey FOREIGN KEY (user_id) REFERENCES network_user(id)
TABLE refund
  id bigint NOT NULL IDENTITY BY DEFAULT
  conversion_id bigint NOT NULL
  refund_key text COLLATE "C"
  amount_minor bigint NOT NULL
  occurred_at bigint NOT NULL
  received_at bigint NOT NULL
  takes_back bigint
  CONSTRAINT refund_check CHECK (
CASE
    WHEN takes_back IS NULL THEN refund_key IS NOT NULL AND amount_minor > 0
    ELSE refund_key IS NULL AND amount_minor <= 0
END)
  CONSTRAINT refund_conversion_id_fkey FOREIGN KEY (conversion_id) REFERENCES conversion(id)
  CONSTRAINT refund_conversion_id_refund_key_key UNIQUE (conversion_id, refund_key)
  CONSTRAINT refund_pkey PRIMARY KEY (id)
  CONSTRAINT refund_takes_back_fkey FOREIGN KEY (takes_back) REFERENCES refund(id)
  CONSTRAINT refund_takes_back_key UNIQUE (takes_back)
  CREATE TRIGGER refund_no_change BEFORE DELETE OR UPDATE ON refund FOR EACH ROW EXECUTE FUNCTION never_changes()
TABLE refund_exchange
  refund_id bigint NOT NULL
  amount_minor bigint NOT NULL
  CONSTRAINT refund_exchange_amount_minor_check CHECK (amount_minor <> 0)
  CONSTRAINT refund_exchange_pkey PRIMARY KEY (refund_id)
  CONSTRAINT refund_exchange_refund_id_fkey FOREIGN KEY (refund_id) REFERENCES refund(id)
  CREATE TRIGGER refund_exchange_no_change BEFORE DELETE OR UPDATE ON refund_exchange FOR EACH ROW EXECUTE FUNCTION never_changes()
TABLE reward
  id bigint NOT NULL IDENTITY BY DEFAULT
  reward_key text COLLATE "C" NOT NULL
  partner_id bigint NOT NULL
  program_id bigint NOT NULL
  conversion_id bigint NOT NULL
  plan_id bigint NOT NULL
  line bigint NOT NULL
  kind text COLLATE "C" NOT NULL
  name text COLLATE "C" NOT NULL
  created_at bigint NOT NULL
  CONSTRAINT reward_partner_id_fkey FOREIGN KEY (partner_id) REFERENCES partner(id)
  CONSTRAINT reward_pkey PRIMARY KEY (id)
  CONSTRAINT reward_plan_id_fkey FOREIGN KEY (plan_id) REFERENCES plan(id)
  CONSTRAINT reward_program_id_fkey FOREIGN KEY (program_id) REFERENCES program(id)
  CONSTRAINT reward_reward_key_key UNIQUE (reward_key)
  CREATE INDEX reward_conversion_index ON reward USING btree (conversion_id)
  CREATE INDEX reward_partner_index ON reward USING btree (partner_id, id)
TABLE reward_change
  reward_id bigint NOT NULL
  number bigint NOT NULL
  cause text COLLATE "C" NOT NULL
  quantity bigint NOT NULL
  actor text COLLATE "C" NOT NULL
  changed_at bigint NOT NULL
  CONSTRAINT reward_change_cause_check CHECK (cause = ANY (ARRAY['granted'::text, 'taken_back'::text, 'delivered'::text]))
  CONSTRAINT reward_change_pkey PRIMARY KEY (reward_id, number)
  CONSTRAINT reward_change_quantity_check CHECK (quantity > 0)
  CONSTRAINT reward_change_reward_id_fkey FOREIGN KEY (reward_id) REFERENCES reward(id)
  CREATE TRIGGER reward_change_no_change BEFORE DELETE OR UPDATE ON reward_change FOR EACH ROW EXECUTE FUNCTION never_changes()
TABLE saved_view
  id bigint NOT NULL IDENTITY BY DEFAULT
  user_id bigint NOT NULL
  list text COLLATE "C" NOT NULL
  name text COLLATE "C" NOT NULL
  query text COLLATE "C" NOT NULL
  created_at bigint NOT NULL
  shared_at bigint
  deleted_at bigint
  CONSTRAINT saved_view_pkey PRIMARY KEY (id)
  CONSTRAINT saved_view_user_id_fkey FOREIGN KEY (user_id) REFERENCES network_user(id)
  CONSTRAINT saved_view_user_id_list_name_key UNIQUE (user_id, list, name)
  CREATE INDEX saved_view_shared_index ON saved_view USING btree (list) WHERE (shared_at IS NOT NULL)
TABLE schema_migration
  number bigint NOT NULL
  name text NOT NULL
  checksum text NOT NULL
  applied_at bigint NOT NULL
  CONSTRAINT schema_migration_pkey PRIMARY KEY (number)
TABLE settlement_terms
  id bigint NOT NULL IDENTITY BY DEFAULT
  program_id bigint NOT NULL
  number bigint NOT NULL
  mode text COLLATE "C" NOT NULL
  basis text COLLATE "C" NOT NULL
  rate_ppm bigint NOT NULL
  fixed_minor bigint NOT NULL
  penalty_times bigint NOT NULL
  penalty_after_days bigint NOT NULL
  effective_at bigint NOT NULL
  created_at bigint NOT NULL
  CONSTRAINT settlement_terms_basis_check CHECK (basis = ANY (ARRAY['none'::text, 'cost_plus'::text, 'sale_fee'::text, 'fixed_fee'::text, 'sale_charge'::text]))
  CONSTRAINT settlement_terms_fixed_minor_check CHECK (fixed_minor >= 0)
  CONSTRAINT settlement_terms_mode_check CHECK (mode = ANY (ARRAY['in_house'::text, 'network'::text]))
  CONSTRAINT settlement_terms_penalty_after_days_check CHECK (penalty_after_days >= 0 AND penalty_after_days <= 3650)
  CONSTRAINT settlement_terms_penalty_times_check CHECK (penalty_times >= 0 AND penalty_times <= 100)
  CONSTRAINT settlement_terms_pkey PRIMARY KEY (id)
  CONSTRAINT settlement_terms_program_id_fkey FOREIGN KEY (program_id) REFERENCES program(id)
  CONSTRAINT settlement_terms_program_id_number_key UNIQUE (program_id, number)
  CONSTRAINT settlement_terms_rate_ppm_check CHECK (rate_ppm >= 0)
  CREATE CONSTRAINT TRIGGER settlement_terms_marks AFTER INSERT OR DELETE OR UPDATE ON settlement_terms DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION move_change_mark()
  CREATE TRIGGER settlement_terms_no_change BEFORE DELETE OR UPDATE ON settlement_terms FOR EACH ROW EXECUTE FUNCTION never_changes()
TABLE ship_mark
  node bigint NOT NULL
  segment bigint NOT NULL
  position bigint NOT NULL
  clicks bigint NOT NULL
  shipped_at bigint NOT NULL
  CONSTRAINT ship_mark_pkey PRIMARY KEY (node)
TABLE tax_profile
  owner_kind text COLLATE "C" NOT NULL
  owner_id bigint NOT NULL
  number bigint NOT NULL
  legal_name text COLLATE "C" NOT NULL
  line1 text COLLATE "C" NOT NULL
  line2 text COLLATE "C" NOT NULL
  postcode text COLLATE "C" NOT NULL
  city text COLLATE "C" NOT NULL
  country text COLLATE "C" NOT NULL
  vat_id text COLLATE "C" NOT NULL
  registration_id text COLLATE "C" NOT NULL
  vat_rate_ppm bigint NOT NULL
  self_billing_at bigint
  created_at bigint NOT NULL
  CONSTRAINT tax_profile_owner_kind_check CHECK (owner_kind = ANY (ARRAY['network'::text, 'advertiser'::text, 'partner'::text]))
  CONSTRAINT tax_profile_pkey PRIMARY KEY (owner_kind, owner_id, number)
  CONSTRAINT tax_profile_vat_rate_ppm_check CHECK (vat_rate_ppm >= 0 AND vat_rate_ppm <= 1000000)
  CREATE TRIGGER tax_profile_no_change BEFORE DELETE OR UPDATE ON tax_profile FOR EACH ROW EXECUTE FUNCTION never_changes()
TABLE tracking_domain
  id bigint NOT NULL IDENTITY BY DEFAULT
  host text COLLATE "C" NOT NULL
  note text COLLATE "C" NOT NULL
  status text COLLATE "C" NOT NULL
  created_at bigint NOT NULL
  CONSTRAINT tracking_domain_host_key UNIQUE (host)
  CONSTRAINT tracking_domain_pkey PRIMARY KEY (id)
  CONSTRAINT tracking_domain_status_check CHECK (status = ANY (ARRAY['active'::text, 'archived'::text]))
TABLE tracking_event
  id bigint NOT NULL IDENTITY BY DEFAULT
  advertiser_id bigint NOT NULL -- refers to advertiser
  program_id bigint NOT NULL
  door text COLLATE "C" NOT NULL
  kind text COLLATE "C" NOT NULL
  outcome text COLLATE "C" NOT NULL
  code text COLLATE "C" NOT NULL
  field text COLLATE "C" NOT NULL
  request text COLLATE "C" NOT NULL
  conversion_id bigint NOT NULL
  received_at bigint NOT NULL
  CONSTRAINT tracking_event_pkey PRIMARY KEY (id)
  CREATE INDEX tracking_event_advertiser_index ON tracking_event USING btree (advertiser_id, id)
  CREATE INDEX tracking_event_time_index ON tracking_event USING btree (received_at)
  CREATE TRIGGER tracking_event_inserted AFTER INSERT ON tracking_event REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION tracking_event_guard()
TABLE user_session
  id bigint NOT NULL IDENTITY BY DEFAULT
  user_id bigint NOT NULL
  token_hash bytea NOT NULL
  agent text COLLATE "C" NOT NULL
  address_prefix text COLLATE "C" NOT NULL
  created_at bigint NOT NULL
  seen_at bigint NOT NULL
  ended_at bigint
  needs_code bigint NOT NULL DEFAULT 0
  viewed_partner_id bigint NOT NULL DEFAULT 0
  CONSTRAINT user_session_pkey PRIMARY KEY (id)
  CONSTRAINT user_session_token_hash_key UNIQUE (token_hash)
  CONSTRAINT user_session_user_id_fkey FOREIGN KEY (user_id) REFERENCES network_user(id)
  CREATE INDEX user_session_user_index ON user_session USING btree (user_id, id)
TABLE user_ticket
  id bigint NOT NULL IDENTITY BY DEFAULT
  user_id bigint NOT NULL
  kind text COLLATE "C" NOT NULL
  email text COLLATE "C" NOT NULL
  created_at bigint NOT NULL
  expires_at bigint NOT NULL
  used_at bigint
  CONSTRAINT user_ticket_kind_check CHECK (kind = ANY (ARRAY['invitation'::text, 'password'::text, 'email'::text]))
  CONSTRAINT user_ticket_pkey PRIMARY KEY (id)
  CONSTRAINT user_ticket_user_id_fkey FOREIGN KEY (user_id) REFERENCES network_user(id)
  CREATE INDEX user_ticket_user_index ON user_ticket USING btree (user_id, kind, id)
TABLE webhook_delivery
  id bigint NOT NULL IDENTITY BY DEFAULT
  source_id bigint NOT NULL
  delivery_key text COLLATE "C" NOT NULL
  conversion_id bigint NOT NULL
  outcome text COLLATE "C" NOT NULL
  cause text COLLATE "C" NOT NULL
  received_at bigint NOT NULL
  CONSTRAINT webhook_delivery_pkey PRIMARY KEY (id)
  CONSTRAINT webhook_delivery_source_id_delivery_key_key UNIQUE (source_id, delivery_key)
  CONSTRAINT webhook_delivery_source_id_fkey FOREIGN KEY (source_id) REFERENCES webhook_source(id)
  CREATE INDEX webhook_delivery_time_index ON webhook_delivery USING btree (received_at)
TABLE webhook_reference
  program_id bigint NOT NULL
  reference text COLLATE "C" NOT NULL
  order_id text COLLATE "C" NOT NULL
  recorded_at bigint NOT NULL
  CONSTRAINT webhook_reference_pkey PRIMARY KEY (program_id, reference)
  CONSTRAINT webhook_reference_program_id_fkey FOREIGN KEY (program_id) REFERENCES program(id)
TABLE webhook_source
  id bigint NOT NULL IDENTITY BY DEFAULT
  program_id bigint NOT NULL
  provider text COLLATE "C" NOT NULL
  secret text COLLATE "C" NOT NULL
  previous_secret text COLLATE "C" NOT NULL
  previous_until bigint
  status text COLLATE "C" NOT NULL
  created_at bigint NOT NULL
  CONSTRAINT webhook_source_pkey PRIMARY KEY (id)
  CONSTRAINT webhook_source_program_id_fkey FOREIGN KEY (program_id) REFERENCES program(id)
  CONSTRAINT webhook_source_provider_check CHECK (provider = ANY (ARRAY['stripe'::text, 'shopify'::text, 'woocommerce'::text, 'standard'::text]))
  CONSTRAINT webhook_source_status_check CHECK (status = ANY (ARRAY['active'::text, 'archived'::text]))
  CREATE INDEX webhook_source_program_index ON webhook_source USING btree (program_id)
TABLE webhook_waiting
  id bigint NOT NULL IDENTITY BY DEFAULT
  program_id bigint NOT NULL
  goal text COLLATE "C" NOT NULL
  reference text COLLATE "C" NOT NULL
  kind text COLLATE "C" NOT NULL
  fact_key text COLLATE "C" NOT NULL
  amount text COLLATE "C" NOT NULL
  currency text COLLATE "C" NOT NULL
  status text COLLATE "C" NOT NULL
  reason text COLLATE "C" NOT NULL
  occurred_at text COLLATE "C" NOT NULL
  received_at bigint NOT NULL
  CONSTRAINT webhook_waiting_pkey PRIMARY KEY (id)
  CONSTRAINT webhook_waiting_program_id_fkey FOREIGN KEY (program_id) REFERENCES program(id)
  CONSTRAINT webhook_waiting_program_id_goal_reference_kind_fact_key_key UNIQUE (program_id, goal, reference, kind, fact_key)
  CREATE INDEX webhook_waiting_time_index ON webhook_waiting USING btree (received_at)
TABLE withdrawal
  id bigint NOT NULL IDENTITY BY DEFAULT
  partner_id bigint NOT NULL
  currency text COLLATE "C" NOT NULL
  amount_minor bigint NOT NULL
  status text COLLATE "C" NOT NULL
  reason text COLLATE "C"
  requested_by text COLLATE "C" NOT NULL
  requested_at bigint NOT NULL
  closed_at bigint
  item_id bigint
  CONSTRAINT withdrawal_amount_minor_check CHECK (amount_minor > 0)
  CONSTRAINT withdrawal_item_id_fkey FOREIGN KEY (item_id) REFERENCES payout_item(id)
  CONSTRAINT withdrawal_partner_id_fkey FOREIGN KEY (partner_id) REFERENCES partner(id)
  CONSTRAINT withdrawal_pkey PRIMARY KEY (id)
  CONSTRAINT withdrawal_status_check CHECK (status = ANY (ARRAY['open'::text, 'taken'::text, 'declined'::text, 'cancelled'::text]))
  CREATE INDEX withdrawal_item_index ON withdrawal USING btree (item_id)
  CREATE UNIQUE INDEX withdrawal_open_index ON withdrawal USING btree (partner_id, currency) WHERE (status = 'open'::text)
FUNCTION commission_change_guard() RETURNS trigger AS BEGIN
  IF EXISTS (SELECT FROM written w WHERE (SELECT id FROM commission WHERE id = w.commission_id) IS NULL) THEN
    RAISE EXCEPTION 'commission_change: its commission is not there' USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN NULL;
END
FUNCTION commission_guard() RETURNS trigger AS BEGIN
  IF EXISTS (SELECT FROM (SELECT DISTINCT partner_id, program_id, plan_id FROM written) w
              WHERE (SELECT id FROM partner WHERE id = w.partner_id) IS NULL
                 OR (SELECT id FROM program WHERE id = w.program_id) IS NULL
                 OR (SELECT id FROM plan WHERE id = w.plan_id) IS NULL) THEN
    RAISE EXCEPTION 'commission: what it refers to is not there' USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN NULL;
END
FUNCTION conversion_evidence_guard() RETURNS trigger AS BEGIN
  IF EXISTS (SELECT FROM written w WHERE (SELECT id FROM conversion WHERE id = w.conversion_id) IS NULL) THEN
    RAISE EXCEPTION 'conversion_evidence: its conversion is not there' USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN NULL;
END
FUNCTION conversion_guard() RETURNS trigger AS BEGIN
  IF EXISTS (SELECT FROM (SELECT DISTINCT program_id, terms_id, partner_id FROM written) w
              WHERE (SELECT id FROM program WHERE id = w.program_id) IS NULL
                 OR (SELECT id FROM program_terms WHERE id = w.terms_id) IS NULL
                 OR (w.partner_id IS NOT NULL AND (SELECT id FROM partner WHERE id = w.partner_id) IS NULL)) THEN
    RAISE EXCEPTION 'conversion: what it refers to is not there' USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN NULL;
END
FUNCTION dispute_guard() RETURNS trigger AS BEGIN
  IF OLD.status = 'decided' THEN
    RAISE EXCEPTION 'a decided dispute never changes' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END
FUNCTION ledger_entry_guard() RETURNS trigger AS BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.is_sealed <> 0 THEN
      RAISE EXCEPTION 'ledger: an entry is inserted unsealed' USING ERRCODE = 'restrict_violation';
    END IF;
  ELSIF OLD.is_sealed = 1 THEN
    RAISE EXCEPTION 'ledger: a sealed entry never changes' USING ERRCODE = 'restrict_violation';
  ELSIF NEW.is_sealed <> 1 OR (NEW.id, NEW.entry_key, NEW.kind, NEW.reference_kind, NEW.reference_id, NEW.occurred_at,
      NEW.booked_at, NEW.reverses_entry_id) IS DISTINCT FROM (OLD.id, OLD.entry_key, OLD.kind, OLD.reference_kind,
      OLD.reference_id, OLD.occurred_at, OLD.booked_at, OLD.reverses_entry_id) THEN
    RAISE EXCEPTION 'ledger: only the seal of an entry is set' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END
FUNCTION ledger_late_guard() RETURNS trigger AS BEGIN
  IF (SELECT is_sealed FROM ledger_entry WHERE id = NEW.entry_id) = 1 THEN
    RAISE EXCEPTION 'ledger: a sealed entry keeps its date' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END
FUNCTION ledger_posting_guard() RETURNS trigger AS BEGIN
  IF EXISTS (SELECT FROM (SELECT DISTINCT entry_id FROM added) p
              WHERE (SELECT is_sealed FROM ledger_entry WHERE id = p.entry_id) IS DISTINCT FROM 0)
     OR EXISTS (SELECT FROM (SELECT DISTINCT account_id FROM added) p
                 WHERE (SELECT id FROM ledger_account WHERE id = p.account_id) IS NULL)
     OR EXISTS (SELECT FROM added WHERE balance_after_minor <> balance_before_minor + amount_minor) THEN
    IF EXISTS (SELECT FROM added p WHERE (SELECT is_sealed FROM ledger_entry WHERE id = p.entry_id) = 1) THEN
      RAISE EXCEPTION 'ledger: a sealed entry takes no more postings' USING ERRCODE = 'restrict_violation';
    END IF;
    IF EXISTS (SELECT FROM added WHERE balance_after_minor <> balance_before_minor + amount_minor) THEN
      RAISE EXCEPTION 'ledger: balance after is balance before plus amount' USING ERRCODE = 'restrict_violation';
    END IF;
    RAISE EXCEPTION 'ledger: a posting has an entry and an account' USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN NULL;
END
FUNCTION ledger_seal_guard() RETURNS trigger AS DECLARE
  closed bigint := (SELECT closed_until FROM ledger_period_event ORDER BY id DESC LIMIT 1);
BEGIN
  IF closed IS NOT NULL AND EXISTS
     (SELECT FROM sealed e
       WHERE coalesce((SELECT accounted_at FROM ledger_late_entry WHERE entry_id = e.id), e.occurred_at) < closed) THEN
    RAISE EXCEPTION 'ledger: nothing is booked into a closed period' USING ERRCODE = 'restrict_violation';
  END IF;
  -- nearly always: all lines in one currency, and they sum to zero
  IF NOT EXISTS
     (SELECT FROM sealed e
        LEFT JOIN ledger_posting p ON p.entry_id = e.id LEFT JOIN ledger_account a ON a.id = p.account_id
       GROUP BY e.id
      HAVING (count(p.account_id) > 1 AND sum(p.amount_minor) = 0 AND min(a.currency) = max(a.currency))
             IS DISTINCT FROM true) THEN
    RETURN NULL;
  END IF;
  IF EXISTS (SELECT FROM sealed e WHERE (SELECT count(*) FROM ledger_posting WHERE entry_id = e.id) < 2) THEN
    RAISE EXCEPTION 'ledger: an entry has two or more postings' USING ERRCODE = 'restrict_violation';
  END IF;
  IF EXISTS (SELECT FROM sealed e CROSS JOIN LATERAL
               (SELECT FROM ledger_posting p JOIN ledger_account a ON a.id = p.account_id
                 WHERE p.entry_id = e.id GROUP BY a.currency HAVING sum(p.amount_minor) <> 0) unbalanced) THEN
    RAISE EXCEPTION 'ledger: an entry sums to zero in each currency' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NULL;
END
FUNCTION move_change_mark() RETURNS trigger AS BEGIN
  IF current_setting('tributary.marked_in', true) IS DISTINCT FROM txid_current()::text THEN
    INSERT INTO change_mark (id, number) VALUES (1, (random() * 4611686018427387904)::bigint)
      ON CONFLICT (id) DO UPDATE SET number = excluded.number;
    PERFORM set_config('tributary.marked_in', txid_current()::text, true);
  END IF;
  RETURN NULL;
END
FUNCTION never_changes() RETURNS trigger AS BEGIN
  RAISE EXCEPTION '%: rows never change and are never deleted', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
FUNCTION payout_item_guard() RETURNS trigger AS BEGIN
  IF (NEW.id, NEW.run_id, NEW.partner_id, NEW.amount_minor, NEW.account_id, NEW.retry_of)
      IS DISTINCT FROM (OLD.id, OLD.run_id, OLD.partner_id, OLD.amount_minor, OLD.account_id, OLD.retry_of)
      OR (OLD.end_to_end_id IS NOT NULL AND NEW.end_to_end_id IS DISTINCT FROM OLD.end_to_end_id) THEN
    RAISE EXCEPTION 'payout: what an item pays, to whom and where never changes' USING ERRCODE = 'restrict_violation';
  END IF;
  IF (OLD.status = 'failed' AND NEW.status <> 'failed') OR (OLD.status = 'paid' AND NEW.status = 'taken') THEN
    RAISE EXCEPTION 'payout: an item is paid once' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END
FUNCTION stays() RETURNS trigger AS BEGIN
  RAISE EXCEPTION '%: rows that others refer to stay', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
FUNCTION tracking_event_guard() RETURNS trigger AS BEGIN
  IF EXISTS (SELECT FROM written w WHERE (SELECT id FROM advertiser WHERE id = w.advertiser_id) IS NULL) THEN
    RAISE EXCEPTION 'tracking_event: its advertiser is not there' USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN NULL;
END
