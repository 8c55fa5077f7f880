// SPDX-License-Identifier: Apache-2.0
// Domains that this server answers under besides its own: a partner's, an advertiser's. Whoever runs the proxy in front
// points the name here; the proxy asks (GET /ask) before it gets a certificate.
#pragma once

#include "flow.h"
#include "link/link.h"

#define TRACKING_DOMAIN_NOTE_CHARACTERS_MAX 200

// host: one name, without scheme, port or path, made lower case. RC_INVALID host_malformed, text_…; RC_CONFLICT
// domain_taken when it is there, RC_REFUSED domains_too_many above TRACKING_DOMAINS_MAX.
enum rc tracking_domain_add(struct flow *flow, struct text host, struct text note,
                            struct tracking_domain *ret_domain) MUST_USE;
// status: active, archived. RC_NOT_FOUND.
enum rc tracking_domain_change(struct flow *flow, struct text host, struct text status) MUST_USE;
