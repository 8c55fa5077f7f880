// SPDX-License-Identifier: Apache-2.0
// Changes of tax profiles; see tax_profile_write.h.
#include "document/tax_profile_write.h"

#include "change.h"
#include "i18n/i18n.h"
#include "invoice/invoice.h"
#include "validate.h"

#define VAT_ID_BYTES_MAX 20
#define LINE_CHARACTERS_MAX 200

static enum rc check_vat_id(struct flow *flow, const struct tax_profile *p)
{
    bool is_good = p->vat_id.n >= 4 && p->vat_id.n <= VAT_ID_BYTES_MAX;
    for (size_t i = 0; i < p->vat_id.n && is_good; i++) {
        char c = p->vat_id.p[i];
        is_good = (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }
    struct text prefix = text_equal(p->country, TEXT("GR")) ? TEXT("EL") : p->country;
    if (!is_good || (invoice_is_in_eu(p->country) && !text_starts_with(p->vat_id, prefix))) {
        return fault_set(
            flow->fault, RC_INVALID, "vat_id_malformed", "vat_id",
            "vat_id must be capital letters and digits, in the EU with the country's prefix: FR12345678901");
    }
    return RC_OK;
}

static enum rc check(struct flow *flow, const struct tax_profile *p)
{
    TRY(validate_name(flow->fault, "legal_name", p->legal_name));
    TRY(validate_name(flow->fault, "line1", p->line1));
    TRY(validate_words(flow->fault, "line2", p->line2, LINE_CHARACTERS_MAX));
    TRY(validate_words(flow->fault, "postcode", p->postcode, 20));
    TRY(validate_name(flow->fault, "city", p->city));
    TRY(validate_words(flow->fault, "registration_id", p->registration_id, 50));
    if (!i18n_country_is_known(p->country)) {
        return fault_set(flow->fault, RC_INVALID, "country_unknown", "country",
                         "country must be a code of ISO 3166-1 such as FR or JP");
    }
    if (p->vat_rate.ppm < 0 || p->vat_rate.ppm > RATE_ONE) {
        return fault_set(flow->fault, RC_INVALID, "vat_rate_out_of_range", "vat_rate",
                         "vat_rate must be from 0 to 100 percent");
    }
    if (!text_is_empty(p->vat_id)) {
        return check_vat_id(flow, p);
    }
    if (p->vat_rate.ppm > 0) {
        return fault_set(flow->fault, RC_INVALID, "vat_rate_without_id", "vat_rate",
                         "who has no vat_id charges no VAT: leave vat_rate out");
    }
    return RC_OK;
}

static enum rc note(struct flow *flow, enum tax_owner owner, int64_t owner_id, const struct tax_profile *p)
{
    struct change_note note;
    change_note_begin(flow, &note);
    json_put_int64(&note.json, "version", p->number);
    change_note_text(&note, "country", p->country);
    json_put_bool(&note.json, "has_vat_id", !text_is_empty(p->vat_id));
    json_put_bool(&note.json, "is_self_billing_agreed", !instant_is_none(p->self_billing_at));
    const char *actions[] = {[TAX_OWNER_NETWORK] = "network.tax_profile",
                             [TAX_OWNER_ADVERTISER] = "advertiser.tax_profile",
                             [TAX_OWNER_PARTNER] = "partner.tax_profile"};
    return change_note_end(flow, &note, actions[owner], owner_id);
}

static struct text given(struct text t)
{
    return text_is(t) ? t : TEXT("");
}

enum rc tax_profile_put(struct flow *flow, enum tax_owner owner, int64_t owner_id,
                        const struct tax_profile_input *input, struct tax_profile *ret_profile)
{
    struct tax_profile profile = {.legal_name = given(input->legal_name),
                                  .line1 = given(input->line1),
                                  .line2 = given(input->line2),
                                  .postcode = given(input->postcode),
                                  .city = given(input->city),
                                  .country = given(input->country),
                                  .vat_id = given(input->vat_id),
                                  .registration_id = given(input->registration_id),
                                  .vat_rate = input->vat_rate,
                                  .self_billing_at = input->has_agreed ? flow->now : INSTANT_NONE,
                                  .created_at = flow->now};
    TRY(check(flow, &profile));
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(flow_lock(flow, text_format(flow->arena, "tax profile:%s:%lld", tax_owner_text(owner), (long long)owner_id)));
    struct tax_profile last = {.number = 0, .self_billing_at = INSTANT_NONE};
    enum rc rc = tax_profile_get(flow->db, flow->arena, owner, owner_id, &last);
    TRY(flow_stored(flow, rc == RC_NOT_FOUND ? RC_OK : rc));
    profile.number = last.number + 1;
    if (input->has_agreed && !instant_is_none(last.self_billing_at)) {
        profile.self_billing_at = last.self_billing_at;
    }
    TRY(flow_stored(flow, tax_profile_insert(flow->db, owner, owner_id, &profile)));
    TRY(note(flow, owner, owner_id, &profile));
    *ret_profile = profile;
    return flow_commit(flow);
}
