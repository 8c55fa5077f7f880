-- Invoices to advertisers: how they are billed, which lines of their accounts a bill holds, and reminders.

ALTER TABLE invoice ADD COLUMN due_on TEXT NOT NULL DEFAULT ''; -- day by which it is to be paid, or ''
-- owner: billing
CREATE TABLE advertiser_billing ( -- how an advertiser is billed in a currency
  advertiser_id BIGINT NOT NULL REFERENCES advertiser (id), -- who
  currency TEXT NOT NULL, -- ISO 4217
  payment_days BIGINT NOT NULL CHECK (payment_days BETWEEN 0 AND 365), -- from the day of issue until payment is due
  subscription_minor BIGINT NOT NULL CHECK (subscription_minor >= 0), -- platform fee of a month, without tax; 0: none
  is_automatic BIGINT NOT NULL CHECK (is_automatic IN (0, 1)), -- 1: a month is billed by the job once it is over
  email TEXT NOT NULL, -- who is reminded, or ''
  began_at BIGINT NOT NULL, -- instant from which months are billed
  changed_at BIGINT NOT NULL, -- instant
  PRIMARY KEY (advertiser_id, currency)
);
-- owner: billing
CREATE TABLE advertiser_bill ( -- the lines of an advertiser's account that an invoice asks for
  id IDENTITY PRIMARY KEY, -- bill
  advertiser_id BIGINT NOT NULL REFERENCES advertiser (id), -- who
  currency TEXT NOT NULL, -- ISO 4217
  month TEXT NOT NULL, -- '2026-11'
  after_line_id BIGINT NOT NULL, -- lines after this one
  last_line_id BIGINT NOT NULL, -- up to this one
  invoice_id BIGINT NOT NULL REFERENCES invoice (id), -- the invoice
  payable_minor BIGINT NOT NULL CHECK (payable_minor > 0), -- of it
  due_at BIGINT NOT NULL, -- instant
  reminders BIGINT NOT NULL, -- sent so far
  reminded_at BIGINT, -- instant of the last, or NULL
  cancelled_at BIGINT -- instant a credit note took it back: its lines are billed anew; or NULL
);
CREATE INDEX advertiser_bill_index ON advertiser_bill (advertiser_id, currency, id);
CREATE INDEX advertiser_bill_invoice_index ON advertiser_bill (invoice_id);
CREATE INDEX advertiser_bill_due_index ON advertiser_bill (due_at) WHERE cancelled_at IS NULL;

-- sqlite:
CREATE TRIGGER advertiser_bill_stays BEFORE UPDATE ON advertiser_bill
WHEN NEW.after_line_id <> OLD.after_line_id OR NEW.last_line_id <> OLD.last_line_id
  OR NEW.invoice_id <> OLD.invoice_id OR NEW.payable_minor <> OLD.payable_minor OR NEW.due_at <> OLD.due_at
BEGIN SELECT RAISE(ABORT, 'what a bill asks for never changes'); END;
CREATE TRIGGER advertiser_bill_no_delete BEFORE DELETE ON advertiser_bill
BEGIN SELECT RAISE(ABORT, 'a bill is never deleted'); END;
-- postgres:
CREATE TRIGGER advertiser_bill_stays BEFORE UPDATE ON advertiser_bill FOR EACH ROW
  WHEN (NEW.after_line_id <> OLD.after_line_id OR NEW.last_line_id <> OLD.last_line_id OR
        NEW.invoice_id <> OLD.invoice_id OR NEW.payable_minor <> OLD.payable_minor OR NEW.due_at <> OLD.due_at)
  EXECUTE FUNCTION never_changes();
CREATE TRIGGER advertiser_bill_no_delete BEFORE DELETE ON advertiser_bill
  FOR EACH ROW EXECUTE FUNCTION never_changes();
-- end
