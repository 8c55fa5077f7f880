// SPDX-License-Identifier: Apache-2.0
// Who a partner or the network is for the tax office; see tax_profile/tax_profile.h. Each change is a new version. The
// audit event says which fields were given, not what they hold.
#pragma once

#include "flow.h"
#include "tax_profile/tax_profile.h"

struct tax_profile_input {
    struct text legal_name, line1, line2, postcode, city, country, vat_id, registration_id; // TEXT_NONE: ""
    struct rate vat_rate;
    bool has_agreed; // to self-billing; keeps the instant of the first agreement, false takes it back
};

// The whole profile at once. RC_INVALID text_empty, text_too_long, text_malformed, country_unknown (ISO 3166-1),
// vat_id_malformed (letters and digits; of an EU country with its prefix, EL for Greece), vat_rate_without_id,
// vat_rate_out_of_range.
enum rc tax_profile_put(struct flow *flow, enum tax_owner owner, int64_t owner_id,
                        const struct tax_profile_input *input, struct tax_profile *ret_profile) MUST_USE;
