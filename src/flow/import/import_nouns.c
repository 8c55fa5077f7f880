// SPDX-License-Identifier: Apache-2.0
// Words of a file to partners, offers and links of the network, each looked up once; see import_private.h.

#include "import/import_private.h"
#include "partner/enrollment_write.h"
#include "partner/link_write.h"
#include "partner/partner_write.h"
#include "program/offer_write.h"
#include "validate.h"

// What finding and making one noun needs, and no more: a file may name a hundred thousand.
static struct flow *scratch_flow(struct importer *importer)
{
    arena_reset(importer->scratch);
    importer->noun_flow = *importer->flow;
    importer->noun_flow.arena = importer->scratch;
    return &importer->noun_flow;
}

// Flows inside the import run in transactions of their own, while nothing is being stored; what they refuse is the
// row's refusal.
static enum rc partner_make(struct importer *importer, struct text code, struct partner_id *ret_partner)
{
    struct flow *flow = &importer->noun_flow;
    TRY(import_settle(importer));
    struct partner_input input = {.code = code, .name = code, .email = TEXT(""), .type = TEXT("")};
    struct partner partner;
    TRY(partner_create(flow, &input, &partner));
    importer->counts->partners_made++;
    *ret_partner = partner.id;
    return RC_OK;
}

static enum rc enrollment_make(struct importer *importer, struct partner_id partner_id)
{
    struct flow *flow = &importer->noun_flow;
    bool exists = false;
    TRY(import_enrollment_exists(flow->db, flow->arena, partner_id, importer->options->program_id, &exists));
    if (exists) {
        return RC_OK;
    }
    TRY(import_settle(importer));
    struct enrollment_input input = {.partner_id = partner_id,
                                     .program_id = importer->options->program_id,
                                     .status = TEXT("approved"),
                                     .terms_effective_at = INSTANT_NONE};
    struct enrollment_view view;
    return enrollment_create(flow, &input, &view);
}

static enum rc partner_of(struct importer *importer, struct text code, struct partner_id *ret_partner)
{
    struct partner_id *known = textmap_get(&importer->partners, code);
    if (known == NULL) {
        struct flow *flow = scratch_flow(importer);
        struct partner_id id = {0};
        enum rc rc = import_partner_find(flow->db, flow->arena, code, &id);
        if (rc == RC_NOT_FOUND && importer->options->is_creating) {
            rc = partner_make(importer, code, &id);
        } else if (rc == RC_NOT_FOUND) {
            return fault_set(flow->fault, RC_NOT_FOUND, "partner_not_found", "partner", "there is no partner \"%.*s\"",
                             TEXT_PRINT(code));
        }
        TRY(rc);
        if (importer->options->is_creating) {
            TRY(enrollment_make(importer, id));
        }
        known = arena_one(importer->names, struct partner_id);
        *known = id;
        textmap_put(&importer->partners, code, known);
    }
    *ret_partner = *known;
    return RC_OK;
}

// An offer that only a file names is closed until somebody says where it leads.
static enum rc offer_make(struct importer *importer, struct text name, struct offer_id *ret_offer)
{
    struct flow *flow = &importer->noun_flow;
    struct text url = TEXT_NONE;
    TRY(import_settle(importer));
    enum rc rc = import_destination_find(flow->db, flow->arena, importer->options->program_id, &url);
    bool has_destination = rc == RC_OK;
    if (rc != RC_NOT_FOUND) {
        TRY(rc);
    }
    struct offer_input input = {.program_id = importer->options->program_id,
                                .name = name,
                                .destination_url = has_destination ? url : TEXT("https://destination.invalid/")};
    struct offer offer;
    TRY(offer_create(flow, &input, &offer));
    importer->counts->offers_made++;
    if (!has_destination) {
        struct offer_input closing = {.status = TEXT("closed")};
        TRY(offer_change(flow, offer.id, &closing, &offer));
    }
    *ret_offer = offer.id;
    return RC_OK;
}

static enum rc offer_of(struct importer *importer, struct text name, struct offer_id *ret_offer)
{
    struct offer_id *known = textmap_get(&importer->offers, name);
    if (known == NULL) {
        struct flow *flow = scratch_flow(importer);
        struct offer_id id = {0};
        enum rc rc = import_offer_find(flow->db, flow->arena, importer->options->program_id, name, &id);
        if (rc == RC_NOT_FOUND && importer->options->is_creating) {
            rc = offer_make(importer, name, &id);
        } else if (rc == RC_NOT_FOUND) {
            return fault_set(flow->fault, RC_NOT_FOUND, "offer_not_found", "offer", "there is no offer \"%.*s\"",
                             TEXT_PRINT(name));
        }
        TRY(rc);
        known = arena_one(importer->names, struct offer_id);
        *known = id;
        textmap_put(&importer->offers, name, known);
    }
    *ret_offer = *known;
    return RC_OK;
}

static uint64_t pair_key(struct partner_id partner_id, struct offer_id offer_id)
{
    int64_t pair[2] = {partner_id.v, offer_id.v};
    return hash_bytes(pair, sizeof(pair), 1) | 1;
}

static enum rc link_known(void *user, const struct import_link *link)
{
    struct importer *importer = user;
    bool is_new = false;
    uint64_t *slot = map64_slot(&importer->links, pair_key(link->partner_id, link->offer_id), &is_new);
    if (is_new) {
        *slot = (uint64_t)link->id.v; // the first of several stays
    }
    return RC_OK;
}

enum rc import_links_load(struct importer *importer)
{
    return flow_stored(importer->flow,
                       import_links(importer->flow->db, importer->options->program_id, link_known, importer));
}

// Both before either is made: a refused row makes nothing.
static enum rc names_check(struct importer *importer, struct text partner, struct text offer)
{
    struct fault *fault = importer->flow->fault;
    if (partner.n == 0) {
        return fault_set(fault, RC_INVALID, "partner_required", "partner", "the row names no partner");
    }
    if (offer.n == 0) {
        return fault_set(fault, RC_INVALID, "offer_required", "offer", "the row names no offer");
    }
    TRY(validate_code(fault, "partner", partner));
    return validate_name(fault, "offer", offer);
}

enum rc import_link_of(struct importer *importer, struct text partner, struct text offer, struct link_id *ret_link,
                       struct partner_id *ret_partner, struct offer_id *ret_offer)
{
    struct flow *flow = importer->flow;
    TRY(names_check(importer, partner, offer));
    TRY(partner_of(importer, partner, ret_partner));
    TRY(offer_of(importer, offer, ret_offer));
    uint64_t key = pair_key(*ret_partner, *ret_offer);
    uint64_t known = 0;
    if (map64_get(&importer->links, key, &known)) {
        *ret_link = (struct link_id){(int64_t)known};
        return RC_OK;
    }
    if (!importer->options->is_creating) {
        return fault_set(flow->fault, RC_NOT_FOUND, "link_not_found", "partner",
                         "partner \"%.*s\" has no link to offer \"%.*s\"", TEXT_PRINT(partner), TEXT_PRINT(offer));
    }
    TRY(import_settle(importer));
    struct link_input input = {.partner_id = *ret_partner, .offer_id = *ret_offer, .destination_url = TEXT_NONE};
    struct link link;
    TRY(link_create(scratch_flow(importer), &input, &link));
    importer->counts->links_made++;
    *ret_link = link.id;
    map64_put(&importer->links, key, (uint64_t)link.id.v);
    return RC_OK;
}
