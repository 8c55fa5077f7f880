// SPDX-License-Identifier: Apache-2.0
// Tax profiles over HTTP.
#include "document/tax_profile_write.h"
#include "identity/public_id.h"
#include "v1/handlers.h"

struct profile_body {
    struct text legal_name, line1, line2, postcode, city, country, vat_id, registration_id;
    struct opt_int64 vat_rate, is_self_billing_agreed;
};
static const struct field body_fields[] = {
    FIELD_NAME(struct profile_body, legal_name, FIELD_REQUIRED, "As registered."),
    FIELD_NAME(struct profile_body, line1, FIELD_REQUIRED, "Street and number."),
    FIELD_TEXT(struct profile_body, line2, 0, 200, 0, "More of the address."),
    FIELD_TEXT(struct profile_body, postcode, 0, 20, 0, "Postal code."),
    FIELD_NAME(struct profile_body, city, FIELD_REQUIRED, "Place."),
    FIELD_TEXT(struct profile_body, country, 2, 2, FIELD_REQUIRED, "ISO 3166-1, two letters: FR."),
    FIELD_TEXT(struct profile_body, vat_id, 0, 20, 0, "With the country's prefix; left out when not registered."),
    FIELD_TEXT(struct profile_body, registration_id, 0, 50, 0, "Company or tax number."),
    FIELD_PERCENT(struct profile_body, vat_rate, 0, "The domestic rate that the party charges, in percent."),
    FIELD_BOOL(struct profile_body, is_self_billing_agreed, 0, "The network may write the partner's invoices."),
};
const struct schema schema_tax_profile_put = SCHEMA("TaxProfilePut", struct profile_body, body_fields);

struct profile_view {
    struct text legal_name, line1, line2, postcode, city, country, vat_id, registration_id;
    struct text vat_rate;
    struct instant self_billing_agreed_at, created_at;
};
static const struct field view_fields[] = {
    FIELD_TEXT(struct profile_view, legal_name, 0, 200, 0, "As registered."),
    FIELD_TEXT(struct profile_view, line1, 0, 200, 0, "Street and number."),
    FIELD_TEXT(struct profile_view, line2, 0, 200, 0, "More of the address, or empty."),
    FIELD_TEXT(struct profile_view, postcode, 0, 20, 0, "Postal code, or empty."),
    FIELD_TEXT(struct profile_view, city, 0, 200, 0, "Place."),
    FIELD_TEXT(struct profile_view, country, 0, 2, 0, "ISO 3166-1, two letters."),
    FIELD_TEXT(struct profile_view, vat_id, 0, 20, 0, "Empty when not registered for VAT."),
    FIELD_TEXT(struct profile_view, registration_id, 0, 50, 0, "Company or tax number, or empty."),
    FIELD_DECIMAL(struct profile_view, vat_rate, 0, "In percent."),
    FIELD_INSTANT(struct profile_view, self_billing_agreed_at, 0, "Since when; null when not agreed."),
    FIELD_INSTANT(struct profile_view, created_at, 0, "When this version was made."),
};
const struct schema schema_tax_profile = SCHEMA("TaxProfile", struct profile_view, view_fields);

static enum rc render(struct call *call, const void *view)
{
    const struct tax_profile *p = view;
    struct profile_view shown = {.legal_name = p->legal_name,
                                 .line1 = p->line1,
                                 .line2 = p->line2,
                                 .postcode = p->postcode,
                                 .city = p->city,
                                 .country = p->country,
                                 .vat_id = p->vat_id,
                                 .registration_id = p->registration_id,
                                 .vat_rate = rate_percent_text(call->arena, p->vat_rate),
                                 .self_billing_agreed_at = p->self_billing_at,
                                 .created_at = p->created_at};
    return call_print(call, &schema_tax_profile, &shown);
}

static enum rc get(struct call *call, enum tax_owner owner, int64_t owner_id)
{
    struct tax_profile profile;
    enum rc rc = tax_profile_get(call->db, call->arena, owner, owner_id, &profile);
    if (rc == RC_NOT_FOUND) {
        return fault_set(call->fault, rc, "tax_profile_missing", "", "there is no tax profile yet");
    }
    TRY(flow_stored(&call->flow, rc));
    return render(call, &profile);
}

static enum rc put(struct call *call, enum tax_owner owner, int64_t owner_id)
{
    const struct profile_body *body = call->body;
    struct tax_profile_input input = {.legal_name = body->legal_name,
                                      .line1 = body->line1,
                                      .line2 = body->line2,
                                      .postcode = body->postcode,
                                      .city = body->city,
                                      .country = body->country,
                                      .vat_id = body->vat_id,
                                      .registration_id = body->registration_id,
                                      .vat_rate = {body->vat_rate.has ? body->vat_rate.v : 0},
                                      .has_agreed =
                                          body->is_self_billing_agreed.has && body->is_self_billing_agreed.v == 1};
    struct tax_profile *profile = arena_one(call->arena, struct tax_profile);
    call_answer_by(call, render, profile);
    return tax_profile_put(&call->flow, owner, owner_id, &input, profile);
}

enum rc api_network_tax_profile_get(struct call *call)
{
    return get(call, TAX_OWNER_NETWORK, 0);
}

enum rc api_network_tax_profile_put(struct call *call)
{
    return put(call, TAX_OWNER_NETWORK, 0);
}

enum rc api_partner_tax_profile_get(struct call *call)
{
    struct partner partner;
    TRY(access_partner(call, (struct partner_id){call->ids[0]}, &partner));
    return get(call, TAX_OWNER_PARTNER, partner.id.v);
}

enum rc api_partner_tax_profile_put(struct call *call)
{
    struct partner partner;
    TRY(access_partner(call, (struct partner_id){call->ids[0]}, &partner));
    return put(call, TAX_OWNER_PARTNER, partner.id.v);
}

enum rc api_advertiser_tax_profile_get(struct call *call)
{
    struct advertiser advertiser;
    TRY(access_advertiser(call, (struct advertiser_id){call->ids[0]}, &advertiser));
    return get(call, TAX_OWNER_ADVERTISER, advertiser.id.v);
}

enum rc api_advertiser_tax_profile_put(struct call *call)
{
    struct advertiser advertiser;
    TRY(access_advertiser(call, (struct advertiser_id){call->ids[0]}, &advertiser));
    return put(call, TAX_OWNER_ADVERTISER, advertiser.id.v);
}
