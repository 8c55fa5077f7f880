// SPDX-License-Identifier: Apache-2.0
// Tax to metadata of a claim; see claim_facts.h.
#include "conversion/claim_facts.h"

#include "format/encode.h"
#include "format/url.h"
#include "identity/public_id.h"
#include "partner/partner.h"
#include "validate.h"

static enum rc check_part(struct flow *flow, const char *field, struct text t, const struct claim *claim,
                          int64_t *ret_minor)
{
    struct money part;
    TRY(claim_money_check(flow, field, t, claim->currency, &part));
    *ret_minor = part.minor;
    return RC_OK;
}

static enum rc check_parts(struct flow *flow, const struct conversion_claim *text, struct claim *claim)
{
    struct conversion_facts *facts = &claim->facts;
    TRY(check_part(flow, "tax", text->tax, claim, &facts->tax_minor));
    TRY(check_part(flow, "shipping", text->shipping, claim, &facts->shipping_minor));
    if (facts->tax_minor + facts->shipping_minor > claim->amount.minor) {
        return fault_set(flow->fault, RC_INVALID, "tax_exceeds_amount", facts->tax_minor > 0 ? "tax" : "shipping",
                         "tax and shipping are parts of the amount and cannot be more than it");
    }
    if (!text_is_empty(text->usage) && int64_parse(text->usage, 0, INT64_MAX, &facts->usage) != RC_OK) {
        return fault_set(flow->fault, RC_INVALID, "usage_malformed", "usage", "usage must be a whole number from 0");
    }
    if (text_is_empty(text->customer_country)) {
        return RC_OK;
    }
    return validate_country(flow->arena, flow->fault, "customer_country", text->customer_country,
                            &facts->customer_country);
}

// ---- splits ----

static enum rc split_partner(struct flow *flow, const struct claim *claim, struct text word, struct partner_id *ret_id)
{
    struct partner partner;
    enum rc rc = RC_OK;
    if (public_id_parse(flow->keyring, PREFIX_PARTNER, word, &ret_id->v) != RC_OK) {
        rc = partner_find(flow->db, flow->arena, word, &partner);
        *ret_id = partner.id;
    }
    if (rc != RC_OK && rc != RC_NOT_FOUND) {
        return rc;
    }
    struct enrollment enrollment;
    enum rc found =
        rc == RC_OK ? enrollment_find(flow->db, flow->arena, *ret_id, claim->program_id, &enrollment) : RC_NOT_FOUND;
    if (found != RC_OK && found != RC_NOT_FOUND) {
        return found;
    }
    if (found == RC_NOT_FOUND || !text_equal(enrollment.status, TEXT("approved"))) {
        return fault_set(flow->fault, RC_INVALID, "split_partner_unknown", "split",
                         "split names \"%.*s\", who is no approved partner of the program", TEXT_PRINT(word));
    }
    return RC_OK;
}

static enum rc check_share(struct flow *flow, const struct claim *claim, struct text part,
                           struct facts_share *ret_share)
{
    struct text word;
    struct rate rate;
    if (!text_split(&part, ':', &word) || rate_parse_percent(text_trim(part), &rate) != RC_OK || rate.ppm == 0) {
        return fault_set(flow->fault, RC_INVALID, "split_malformed", "split",
                         "split must be a list such as anna:60,ben:40");
    }
    ret_share->ppm = rate.ppm;
    ret_share->partner = conversion_facts_none().partner;
    return split_partner(flow, claim, text_trim(word), &ret_share->partner.id);
}

static enum rc check_split(struct flow *flow, const struct conversion_claim *text, struct claim *claim)
{
    if (text_is_empty(text->split)) {
        return RC_OK;
    }
    struct conversion_facts *facts = &claim->facts;
    facts->splits = arena_many(flow->arena, struct facts_share, FACTS_SPLITS_MAX);
    struct text rest = text->split;
    struct text part;
    int64_t sum = 0;
    while (text_split(&rest, ',', &part)) {
        if (facts->split_count == FACTS_SPLITS_MAX) {
            return fault_set(flow->fault, RC_INVALID, "split_malformed", "split", "split names at most %d partners",
                             FACTS_SPLITS_MAX);
        }
        struct facts_share *share = &facts->splits[facts->split_count];
        TRY(check_share(flow, claim, part, share));
        for (size_t i = 0; i < facts->split_count; i++) {
            if (facts->splits[i].partner.id.v == share->partner.id.v) {
                return fault_set(flow->fault, RC_INVALID, "split_repeated", "split", "split names a partner twice");
            }
        }
        facts->split_count++;
        sum += share->ppm;
    }
    if (sum != RATE_ONE) {
        return fault_set(flow->fault, RC_INVALID, "split_not_whole", "split", "the shares of split must sum to 100");
    }
    return RC_OK;
}

// ---- metadata ----

static enum rc metadata_malformed(struct flow *flow)
{
    return fault_set(flow->fault, RC_INVALID, "metadata_malformed", "metadata",
                     "metadata has names of 1 to %d and values of at most %d bytes of UTF-8", FACTS_METADATA_NAME_MAX,
                     FACTS_METADATA_VALUE_MAX);
}

// By name, so that the same metadata in another order are the same facts.
static void insert_sorted(struct conversion_facts *facts, struct facts_pair pair)
{
    size_t at = facts->metadata_count++;
    for (; at > 0 && text_compare(facts->metadata[at - 1].name, pair.name) > 0; at--) {
        facts->metadata[at] = facts->metadata[at - 1];
    }
    facts->metadata[at] = pair;
}

static enum rc check_metadata(struct flow *flow, const struct conversion_claim *text, struct claim *claim)
{
    if (text_is_empty(text->metadata)) {
        return RC_OK;
    }
    struct parameters given;
    struct text at;
    enum rc rc = query_parse(flow->arena, text->metadata, &given, &at);
    if (rc == RC_INVALID) {
        return metadata_malformed(flow);
    }
    if (rc == RC_REFUSED || given.count > FACTS_METADATA_MAX) {
        return fault_set(flow->fault, RC_INVALID, "metadata_too_many", "metadata", "metadata has at most %d members",
                         FACTS_METADATA_MAX);
    }
    claim->facts.metadata = arena_many(flow->arena, struct facts_pair, given.count);
    for (size_t i = 0; i < given.count; i++) {
        struct parameter *pair = &given.list[i];
        bool is_good = pair->name.n > 0 && pair->name.n <= FACTS_METADATA_NAME_MAX &&
                       pair->value.n <= FACTS_METADATA_VALUE_MAX && utf8_is_clean(pair->name, "") &&
                       utf8_is_clean(pair->value, "");
        if (!is_good) {
            return metadata_malformed(flow);
        }
        if (parameters_count(&given, pair->name) > 1) {
            return fault_set(flow->fault, RC_INVALID, "metadata_repeated", "metadata", "metadata names \"%.*s\" twice",
                             TEXT_PRINT(pair->name));
        }
        insert_sorted(&claim->facts, (struct facts_pair){.name = pair->name, .value = pair->value});
    }
    return RC_OK;
}

enum rc claim_facts_check(struct flow *flow, const struct conversion_claim *text, struct claim *claim)
{
    claim->facts = conversion_facts_none();
    TRY(check_parts(flow, text, claim));
    TRY(check_split(flow, text, claim));
    return check_metadata(flow, text, claim);
}
