-- SPDX-License-Identifier: Apache-2.0
-- A form that is sent twice grants once.
ALTER TABLE compensation ADD COLUMN proposal_key TEXT; -- what the page made for this one; NULL where nobody gave one
CREATE UNIQUE INDEX compensation_proposal_key_index ON compensation (proposal_key) WHERE proposal_key IS NOT NULL;
