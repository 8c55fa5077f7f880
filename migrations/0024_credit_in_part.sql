-- Several credit notes may each take back a part of one invoice.

DROP INDEX invoice_corrects_index;
CREATE INDEX invoice_corrects_index ON invoice (corrects_id) WHERE corrects_id <> 0;
