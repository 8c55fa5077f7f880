// SPDX-License-Identifier: Apache-2.0
// Who a partner, an advertiser or the network itself is for the tax office: legal name, address, VAT id, and whether he
// agreed that the network writes his invoices (self-billing, directive 2006/112/EC article 224). Versions are added and
// never changed; the newest counts. Storage only.
#pragma once

#include "core/arena.h"
#include "core/rc.h"
#include "core/text.h"
#include "db/db.h"
#include "value/money.h"
#include "value/time.h"

struct tax_profile {
    int64_t number; // version, from 1; 0: there is none
    struct text legal_name, line1, line2, postcode, city;
    struct text country; // ISO 3166-1 alpha-2
    struct text vat_id;  // with the country's prefix; "" when not registered
    struct text registration_id;
    struct rate vat_rate;           // the domestic rate that the party charges
    struct instant self_billing_at; // INSTANT_NONE: has not agreed
    struct instant created_at;
};

enum tax_owner { TAX_OWNER_NETWORK, TAX_OWNER_ADVERTISER, TAX_OWNER_PARTNER };
const char *tax_owner_text(enum tax_owner owner);

// RC_NOT_FOUND before the first version.
enum rc tax_profile_get(struct db *db, struct arena *arena, enum tax_owner owner, int64_t owner_id,
                        struct tax_profile *ret_profile) MUST_USE;
// Needs a write transaction. The number is the profile's. RC_CONFLICT when it is taken.
enum rc tax_profile_insert(struct db *db, enum tax_owner owner, int64_t owner_id,
                           const struct tax_profile *profile) MUST_USE;
