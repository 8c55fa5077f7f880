// SPDX-License-Identifier: Apache-2.0
// Storage of tax profiles; see tax_profile.h.
#include "tax_profile/tax_profile.h"

#include "tax_profile/tax_profile_sql.h"

const char *tax_owner_text(enum tax_owner owner)
{
    static const char *const words[] = {
        [TAX_OWNER_NETWORK] = "network", [TAX_OWNER_ADVERTISER] = "advertiser", [TAX_OWNER_PARTNER] = "partner"};
    return words[owner];
}

enum rc tax_profile_get(struct db *db, struct arena *arena, enum tax_owner owner, int64_t owner_id,
                        struct tax_profile *ret_profile)
{
    struct sql_tax_profile_get_in in = {.owner_kind = text_of(tax_owner_text(owner)), .owner_id = owner_id};
    struct sql_tax_profile_get_row row;
    TRY(sql_tax_profile_get(db, arena, &in, &row));
    *ret_profile = (struct tax_profile){.number = row.number,
                                        .legal_name = row.legal_name,
                                        .line1 = row.line1,
                                        .line2 = row.line2,
                                        .postcode = row.postcode,
                                        .city = row.city,
                                        .country = row.country,
                                        .vat_id = row.vat_id,
                                        .registration_id = row.registration_id,
                                        .vat_rate = {row.vat_rate_ppm},
                                        .self_billing_at = row.self_billing_at,
                                        .created_at = row.created_at};
    return RC_OK;
}

enum rc tax_profile_insert(struct db *db, enum tax_owner owner, int64_t owner_id, const struct tax_profile *p)
{
    struct sql_tax_profile_insert_in in = {.owner_kind = text_of(tax_owner_text(owner)),
                                           .owner_id = owner_id,
                                           .number = p->number,
                                           .legal_name = p->legal_name,
                                           .line1 = p->line1,
                                           .line2 = p->line2,
                                           .postcode = p->postcode,
                                           .city = p->city,
                                           .country = p->country,
                                           .vat_id = p->vat_id,
                                           .registration_id = p->registration_id,
                                           .vat_rate_ppm = p->vat_rate.ppm,
                                           .self_billing_at = p->self_billing_at,
                                           .created_at = p->created_at};
    return sql_tax_profile_insert(db, &in, NULL);
}
