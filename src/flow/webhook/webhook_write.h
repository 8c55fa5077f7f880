// SPDX-License-Identifier: Apache-2.0
// What an advertiser or the operator does with webhook sources: make one, give it a secret, archive it. Whose a source
// is, is looked at before (gate/access.h). Secrets are kept sealed and never in the audit log.
#pragma once

#include "flow.h"
#include "webhook/webhook.h"

#define WEBHOOK_SOURCES_MAX 20                    // active ones of one program
#define WEBHOOK_PREVIOUS_SECRET_MS (24 * HOUR_MS) // how long the one before is valid

struct webhook_source_input {
    struct program_id program_id;
    struct text provider;
    struct text secret; // TEXT_NONE or "": none is known yet; for standard and woocommerce one is made
};
struct webhook_source_made {
    struct webhook_source source;
    struct text secret; // that was made here, to be shown once; TEXT_NONE: none was
};
// RC_INVALID program_unknown, value_unknown (field provider), secret_malformed; RC_REFUSED program_archived,
// webhook_sources_too_many.
enum rc webhook_source_create(struct flow *flow, const struct webhook_source_input *input,
                              struct webhook_source_made *ret_made) MUST_USE;
// The new secret is valid at the commit, the old one for WEBHOOK_PREVIOUS_SECRET_MS more. Without one (TEXT_NONE, "")
// it is made here for standard and woocommerce. The present secret again changes nothing. RC_NOT_FOUND not_found;
// RC_INVALID secret_malformed, field_missing (field secret).
enum rc webhook_source_secret(struct flow *flow, struct webhook_source_id id, struct text secret,
                              struct webhook_source_made *ret_made) MUST_USE;
// It takes nothing any more. Idempotent. RC_NOT_FOUND not_found.
enum rc webhook_source_archive(struct flow *flow, struct webhook_source_id id,
                               struct webhook_source *ret_source) MUST_USE;

// Forgets deliveries, and what waits for orders that were never reported, after this: a job.
#define WEBHOOK_KEPT_MS (90 * DAY_MS)
enum rc webhook_purge(struct flow *flow, int64_t *ret_deleted) MUST_USE;
