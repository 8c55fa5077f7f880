-- SPDX-License-Identifier: Apache-2.0
-- Several callers at once, one call to a postback at a time: whom somebody is calling is found without reading a queue.
CREATE INDEX postback_delivery_claimed_index ON postback_delivery (postback_id) WHERE claimed_at IS NOT NULL;
