// SPDX-License-Identifier: Apache-2.0
// Changes of links.
#include "partner/link_write.h"

#include "change.h"
#include "identity/secret.h"
#include "link/destination.h"
#include "validate.h"

#define CODE_LETTERS 8
#define CODE_TRIES 5

// A link may lead elsewhere than its offer, but only to hosts the advertiser listed.
static enum rc destination_on_hosts(struct flow *flow, const struct offer *offer, struct link *link)
{
    if (text_is_empty(link->destination_url)) {
        link->destination_url = TEXT_NONE;
        return RC_OK;
    }
    struct text host;
    TRY(change_destination(flow, link->destination_url, offer->parameters, &host));
    if (destination_host_is_listed(host, offer->hosts)) {
        return RC_OK;
    }
    return fault_set(flow->fault, RC_REFUSED, "host_not_listed", "destination_url",
                     "destination_url must be on one of the offer's hosts: %.*s", TEXT_PRINT(offer->hosts));
}

static enum rc offer_open(struct flow *flow, struct offer_id id, const char *field, struct offer *ret_offer)
{
    enum rc rc = id.v == 0 ? RC_NOT_FOUND : offer_get(flow->db, flow->arena, id, ret_offer);
    if (rc == RC_NOT_FOUND) {
        return fault_set(flow->fault, RC_INVALID, "offer_unknown", field, "%s names no offer", field);
    }
    TRY(flow_stored(flow, rc));
    if (text_equal(ret_offer->status, TEXT("archived"))) {
        return fault_set(flow->fault, RC_REFUSED, "offer_archived", field, "the offer is archived");
    }
    struct program program;
    return change_program_open(flow, ret_offer->program_id, field, &program);
}

static enum rc note_link(struct flow *flow, const struct link *link, const char *action)
{
    struct change_note note;
    change_note_begin(flow, &note);
    json_put_int64(&note.json, "partner", link->partner_id.v);
    json_put_int64(&note.json, "offer", link->offer_id.v);
    change_note_text(&note, "code", link->code);
    change_note_text(&note, "destination_url", link->destination_url);
    change_note_text(&note, "status", link->status);
    return change_note_end(flow, &note, action, link->id.v);
}

static enum rc insert(struct flow *flow, bool is_generated, struct link *link)
{
    for (int i = 0; i < CODE_TRIES; i++) {
        enum rc rc = link_insert(flow->db, flow->arena, link, &link->id);
        if (rc != RC_CONFLICT) {
            return flow_stored(flow, rc);
        }
        if (!is_generated) {
            break;
        }
        link->code = secret_letters(flow->arena, CODE_LETTERS);
    }
    return fault_set(flow->fault, RC_CONFLICT, "code_taken", "code", "another link has this code");
}

enum rc link_create_step(struct flow *flow, const struct link_input *input, int64_t version, struct link *ret_link)
{
    bool is_generated = !text_is(input->code);
    struct link link = {
        .code = is_generated ? secret_letters(flow->arena, CODE_LETTERS) : input->code,
        .partner_id = input->partner_id,
        .offer_id = input->offer_id,
        .destination_url = input->destination_url,
        .status = TEXT("active"),
        .created_at = flow->now,
        .version = version,
    };
    TRY(validate_code(flow->fault, "code", link.code));
    struct partner partner;
    struct offer offer;
    TRY(change_partner_open(flow, link.partner_id, "partner_id", &partner));
    TRY(offer_open(flow, link.offer_id, "offer_id", &offer));
    link.program_id = offer.program_id;
    TRY(change_enrolled(flow, link.partner_id, link.program_id, "partner_id"));
    TRY(destination_on_hosts(flow, &offer, &link));
    TRY(insert(flow, is_generated, &link));
    *ret_link = link;
    return note_link(flow, &link, "link.create");
}

enum rc link_create(struct flow *flow, const struct link_input *input, struct link *ret_link)
{
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    int64_t version;
    TRY(change_version(flow, &version));
    TRY(link_create_step(flow, input, version, ret_link));
    return flow_commit(flow);
}

enum rc link_change(struct flow *flow, struct link_id id, const struct link_input *input, struct link *ret_link)
{
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    int64_t version;
    TRY(change_version(flow, &version));
    struct link link;
    struct offer offer;
    TRY(change_found(flow, link_get(flow->db, flow->arena, id, &link), "link"));
    TRY(flow_stored(flow, offer_get(flow->db, flow->arena, link.offer_id, &offer)));
    bool is_opening = text_equal(link.status, TEXT("archived")) && text_equal(input->status, TEXT("active"));
    link.status = change_or(input->status, link.status);
    link.version = version;
    TRY(validate_choice(flow->fault, "status", link.status, "active,archived"));
    if (text_is(input->destination_url)) {
        link.destination_url = input->destination_url;
        TRY(destination_on_hosts(flow, &offer, &link));
    }
    if (is_opening) {
        struct partner partner;
        TRY(change_partner_open(flow, link.partner_id, "status", &partner));
        TRY(offer_open(flow, link.offer_id, "status", &offer));
    }
    TRY(flow_stored(flow, link_set(flow->db, &link)));
    TRY(note_link(flow, &link, "link.change"));
    *ret_link = link;
    return flow_commit(flow);
}
