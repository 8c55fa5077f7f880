-- Documents about money: who is who for the tax office, and invoices, which never change.

-- owner: tax_profile
CREATE TABLE tax_profile ( -- legal data of a party, a version each; never changed; the newest counts
  owner_kind TEXT NOT NULL CHECK (owner_kind IN ('network', 'advertiser', 'partner')), -- whose kind
  owner_id BIGINT NOT NULL, -- whose; 0 for the network
  number BIGINT NOT NULL, -- 1, 2, 3 within the owner
  legal_name TEXT NOT NULL, -- as registered
  line1 TEXT NOT NULL, -- street and number
  line2 TEXT NOT NULL, -- or ''
  postcode TEXT NOT NULL, -- or ''
  city TEXT NOT NULL, -- place
  country TEXT NOT NULL, -- ISO 3166-1 alpha-2
  vat_id TEXT NOT NULL, -- with the country's prefix, or '' when not registered for VAT
  registration_id TEXT NOT NULL, -- company or tax number, or ''
  vat_rate_ppm BIGINT NOT NULL CHECK (vat_rate_ppm BETWEEN 0 AND 1000000), -- domestic rate the party charges
  self_billing_at BIGINT, -- instant it agreed to self-billing, or NULL
  created_at BIGINT NOT NULL, -- instant
  PRIMARY KEY (owner_kind, owner_id, number)
);

-- owner: invoice
CREATE TABLE invoice_series ( -- the last number given in a series and year
  series TEXT NOT NULL, -- 'SB-anna'
  year BIGINT NOT NULL, -- of issue, on the network's clock
  last_number BIGINT NOT NULL, -- given
  PRIMARY KEY (series, year)
);
-- owner: invoice
CREATE TABLE invoice ( -- an issued invoice or credit note; never changed
  id IDENTITY PRIMARY KEY, -- invoice
  invoice_key TEXT NOT NULL UNIQUE, -- idempotency key: 'payout_item:ITEM', 'credit:INVOICE'
  kind TEXT NOT NULL CHECK (kind IN ('invoice', 'self_billing', 'credit_note', 'self_billing_credit_note')), -- kind
  series TEXT NOT NULL, -- of its number
  year BIGINT NOT NULL, -- of its number
  number BIGINT NOT NULL, -- 1, 2, 3 without gaps within series and year
  partner_id BIGINT NOT NULL, -- the partner it is about, 0 for none
  advertiser_id BIGINT NOT NULL, -- the advertiser it is about, 0 for none
  reference_kind TEXT NOT NULL, -- payout_item, or ''
  reference_id BIGINT NOT NULL, -- id of it, or 0
  corrects_id BIGINT NOT NULL, -- the invoice that a credit note takes back, else 0
  currency TEXT NOT NULL, -- ISO 4217
  net_minor BIGINT NOT NULL, -- sum of the lines
  tax_minor BIGINT NOT NULL, -- sum of the taxes
  rounding_minor BIGINT NOT NULL, -- what is payable less net and tax
  payable_minor BIGINT NOT NULL CHECK (payable_minor = net_minor + tax_minor + rounding_minor), -- to be paid
  is_settled BIGINT NOT NULL CHECK (is_settled IN (0, 1)), -- 1: paid when it was issued, nothing is due
  performed_at BIGINT NOT NULL, -- instant until which what is invoiced was done
  issued_at BIGINT NOT NULL, -- instant
  issued_on TEXT NOT NULL, -- the day, on the network's clock
  UNIQUE (series, year, number)
);
CREATE INDEX invoice_partner_index ON invoice (partner_id, id);
CREATE INDEX invoice_reference_index ON invoice (reference_kind, reference_id);
CREATE UNIQUE INDEX invoice_corrects_index ON invoice (corrects_id) WHERE corrects_id <> 0;
-- owner: invoice
CREATE TABLE invoice_party ( -- seller and buyer as they were when it was issued; never changed
  invoice_id BIGINT NOT NULL REFERENCES invoice (id), -- whose
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
) WITHOUT ROWID;
-- owner: invoice
CREATE TABLE invoice_line ( -- a line; never changed
  invoice_id BIGINT NOT NULL REFERENCES invoice (id), -- whose
  position BIGINT NOT NULL, -- 1, 2, 3
  description TEXT NOT NULL, -- what was done
  quantity BIGINT NOT NULL CHECK (quantity > 0), -- how many events it sums up, for people
  net_minor BIGINT NOT NULL, -- without tax
  tax_category TEXT NOT NULL CHECK (tax_category IN ('S', 'Z', 'E', 'AE', 'O')), -- UNCL 5305
  tax_ppm BIGINT NOT NULL CHECK (tax_ppm >= 0), -- rate, parts per million
  PRIMARY KEY (invoice_id, position)
) WITHOUT ROWID;

-- sqlite:
CREATE TRIGGER tax_profile_no_update BEFORE UPDATE ON tax_profile
BEGIN SELECT RAISE(ABORT, 'a version of a tax profile never changes'); END;
CREATE TRIGGER tax_profile_no_delete BEFORE DELETE ON tax_profile
BEGIN SELECT RAISE(ABORT, 'a version of a tax profile never changes'); END;
CREATE TRIGGER invoice_no_update BEFORE UPDATE ON invoice
BEGIN SELECT RAISE(ABORT, 'an issued invoice never changes'); END;
CREATE TRIGGER invoice_no_delete BEFORE DELETE ON invoice
BEGIN SELECT RAISE(ABORT, 'an issued invoice never changes'); END;
CREATE TRIGGER invoice_party_no_update BEFORE UPDATE ON invoice_party
BEGIN SELECT RAISE(ABORT, 'an issued invoice never changes'); END;
CREATE TRIGGER invoice_party_no_delete BEFORE DELETE ON invoice_party
BEGIN SELECT RAISE(ABORT, 'an issued invoice never changes'); END;
CREATE TRIGGER invoice_line_no_update BEFORE UPDATE ON invoice_line
BEGIN SELECT RAISE(ABORT, 'an issued invoice never changes'); END;
CREATE TRIGGER invoice_line_no_delete BEFORE DELETE ON invoice_line
BEGIN SELECT RAISE(ABORT, 'an issued invoice never changes'); END;
-- postgres:
CREATE TRIGGER tax_profile_no_change BEFORE UPDATE OR DELETE ON tax_profile
  FOR EACH ROW EXECUTE FUNCTION never_changes();
CREATE TRIGGER invoice_no_change BEFORE UPDATE OR DELETE ON invoice
  FOR EACH ROW EXECUTE FUNCTION never_changes();
CREATE TRIGGER invoice_party_no_change BEFORE UPDATE OR DELETE ON invoice_party
  FOR EACH ROW EXECUTE FUNCTION never_changes();
CREATE TRIGGER invoice_line_no_change BEFORE UPDATE OR DELETE ON invoice_line
  FOR EACH ROW EXECUTE FUNCTION never_changes();
-- end
