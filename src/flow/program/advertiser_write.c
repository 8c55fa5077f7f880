// SPDX-License-Identifier: Apache-2.0
// Changes of advertisers.
#include "program/advertiser_write.h"

#include "change.h"
#include "identity/secret.h"
#include "network/network.h"
#include "validate.h"

enum rc advertiser_create(struct flow *flow, const struct advertiser_input *input,
                          struct advertiser_created *ret_created)
{
    TRY(validate_name(flow->fault, "name", input->name));
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    struct advertiser_created created = {
        .advertiser = {.name = input->name,
                       .currency = input->currency,
                       .status = TEXT("active"),
                       .created_at = flow->now},
        .postback_token = secret_new(flow->arena, SECRET_POSTBACK),
    };
    struct advertiser *advertiser = &created.advertiser;
    TRY(change_version(flow, &advertiser->version));
    if (currency_is_none(advertiser->currency)) {
        struct network network;
        TRY(flow_stored(flow, network_get(flow->db, flow->arena, &network)));
        advertiser->currency = network.currency;
    }
    struct text hash = secret_hash(flow->arena, flow->keyring, created.postback_token);
    TRY(flow_stored(flow, advertiser_insert(flow->db, flow->arena, advertiser, hash, &advertiser->id)));
    struct change_note note;
    change_note_begin(flow, &note);
    change_note_text(&note, "name", advertiser->name);
    change_note_text(&note, "currency", currency_text(&advertiser->currency));
    TRY(change_note_end(flow, &note, "advertiser.create", advertiser->id.v));
    *ret_created = created;
    return flow_commit(flow);
}

enum rc advertiser_change(struct flow *flow, struct advertiser_id id, const struct advertiser_input *input,
                          struct advertiser *ret_advertiser)
{
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    int64_t version;
    TRY(change_version(flow, &version));
    struct advertiser advertiser;
    TRY(change_found(flow, advertiser_get(flow->db, flow->arena, id, &advertiser), "advertiser"));
    advertiser.name = change_or(input->name, advertiser.name);
    advertiser.status = change_or(input->status, advertiser.status);
    advertiser.version = version;
    if (!currency_is_none(input->currency)) {
        advertiser.currency = input->currency;
    }
    TRY(validate_name(flow->fault, "name", advertiser.name));
    TRY(validate_choice(flow->fault, "status", advertiser.status, "active,archived"));
    TRY(flow_stored(flow, advertiser_set(flow->db, &advertiser)));
    struct change_note note;
    change_note_begin(flow, &note);
    change_note_text(&note, "name", input->name);
    change_note_text(&note, "status", input->status);
    change_note_text(&note, "currency", currency_text(&advertiser.currency));
    TRY(change_note_end(flow, &note, "advertiser.change", id.v));
    *ret_advertiser = advertiser;
    return flow_commit(flow);
}

enum rc advertiser_token_renew(struct flow *flow, struct advertiser_id id, struct advertiser_created *ret_created)
{
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    struct advertiser_created renewed = {.postback_token = secret_new(flow->arena, SECRET_POSTBACK)};
    int64_t version;
    TRY(change_version(flow, &version));
    TRY(change_found(flow, advertiser_get(flow->db, flow->arena, id, &renewed.advertiser), "advertiser"));
    renewed.advertiser.version = version;
    struct text hash = secret_hash(flow->arena, flow->keyring, renewed.postback_token);
    TRY(flow_stored(flow, advertiser_token_set(flow->db, id, hash, version)));
    struct change_note note;
    change_note_begin(flow, &note);
    TRY(change_note_end(flow, &note, "advertiser.renew_token", id.v));
    *ret_created = renewed;
    return flow_commit(flow);
}
