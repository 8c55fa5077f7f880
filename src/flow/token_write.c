// SPDX-License-Identifier: Apache-2.0
// Making and revoking API tokens.
#include "token_write.h"

#include "advertiser/advertiser.h"
#include "change.h"
#include "identity/secret.h"
#include "validate.h"

// The advertiser or partner must exist and be active; an operator has none.
static enum rc owner_check(struct flow *flow, const struct token_create_input *input)
{
    switch (input->role) {
    case ROLE_OPERATOR:
        if (input->owner_id != 0) {
            return fault_set(flow->fault, RC_INVALID, "owner_unexpected", "role", "an operator's token has no owner");
        }
        return RC_OK;
    case ROLE_ADVERTISER: {
        struct advertiser advertiser;
        enum rc rc = advertiser_get(flow->db, flow->arena, (struct advertiser_id){.v = input->owner_id}, &advertiser);
        if (rc == RC_NOT_FOUND) {
            return fault_set(flow->fault, RC_INVALID, "advertiser_unknown", "advertiser_id",
                             "advertiser_id names no advertiser");
        }
        TRY(flow_stored(flow, rc));
        if (text_equal(advertiser.status, TEXT("archived"))) {
            return fault_set(flow->fault, RC_REFUSED, "advertiser_archived", "advertiser_id",
                             "the advertiser is archived");
        }
        return RC_OK;
    }
    case ROLE_PARTNER: {
        struct partner partner;
        return change_partner_open(flow, (struct partner_id){.v = input->owner_id}, "partner_id", &partner);
    }
    case ROLE_NOBODY:
    case ROLE_COUNT:
        break;
    }
    return fault_set(flow->fault, RC_INVALID, "value_unknown", "role",
                     "role must be one of operator, advertiser, partner");
}

enum rc token_create(struct flow *flow, const struct token_create_input *input, struct token_created *ret_created)
{
    TRY(validate_name(flow->fault, "name", input->name));
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(owner_check(flow, input));
    struct token_created created = {
        .token = {.name = input->name,
                  .role = input->role,
                  .owner_id = input->owner_id,
                  .created_at = flow->now,
                  .revoked_at = INSTANT_NONE},
        .secret = secret_new(flow->arena, SECRET_API),
    };
    struct text hash = secret_hash(flow->arena, flow->keyring, created.secret);
    TRY(flow_stored(flow, identity_token_insert(flow->db, flow->arena, &created.token, hash, &created.token.id)));
    struct change_note note;
    change_note_begin(flow, &note);
    change_note_text(&note, "name", input->name);
    change_note_text(&note, "role", text_of(role_text(input->role)));
    json_put_int64(&note.json, "owner", input->owner_id);
    TRY(change_note_end(flow, &note, "token.create", created.token.id.v));
    *ret_created = created;
    return flow_commit(flow);
}

enum rc token_revoke(struct flow *flow, struct token_id id, struct identity_token *ret_token)
{
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    struct identity_token token;
    TRY(change_found(flow, identity_token_get(flow->db, flow->arena, id, &token), "token"));
    if (instant_is_none(token.revoked_at)) {
        TRY(flow_stored(flow, identity_token_revoke(flow->db, id, flow->now)));
        token.revoked_at = flow->now;
        struct change_note note;
        change_note_begin(flow, &note);
        TRY(change_note_end(flow, &note, "token.revoke", id.v));
    }
    *ret_token = token;
    return flow_commit(flow);
}
