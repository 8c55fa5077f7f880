-- What comes in at the doors of advertisers, so that they see whether their integration works.

-- owner: tracking
CREATE TABLE tracking_event ( -- a report of an advertiser's page or server as it came in; the last ones are kept
  id IDENTITY PRIMARY KEY, -- event
  advertiser_id BIGINT NOT NULL REFERENCES advertiser (id), -- whose
  program_id BIGINT NOT NULL, -- of which program; 0 when the report did not get that far
  door TEXT NOT NULL, -- tag, pixel, postback, webhook
  kind TEXT NOT NULL, -- arrival, check, or the goal as reported
  outcome TEXT NOT NULL, -- seen, approved, pending, rejected, duplicate, unattributed, refused
  code TEXT NOT NULL, -- why it was refused (fault code) or is unattributed (cause); '' else
  field TEXT NOT NULL, -- field at fault, or ''
  request TEXT NOT NULL, -- JSON of what was sent, without personal data
  conversion_id BIGINT NOT NULL, -- what became of it; 0 nothing
  received_at BIGINT NOT NULL -- instant
);
CREATE INDEX tracking_event_advertiser_index ON tracking_event (advertiser_id, id);
CREATE INDEX tracking_event_time_index ON tracking_event (received_at);
