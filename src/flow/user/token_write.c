// SPDX-License-Identifier: Apache-2.0
// Making and revoking API tokens.
#include "user/token_write.h"

#include "change.h"
#include "identity/secret.h"
#include "user/same_person.h"
#include "validate.h"

enum rc token_create(struct flow *flow, const struct token_create_input *input, struct token_created *ret_created)
{
    TRY(validate_name(flow->fault, "name", input->name));
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(change_owner_open(flow, input->role, input->owner_id));
    struct user_id person;
    TRY(actor_person(flow, flow->actor, &person));
    struct token_created created = {
        .token = {.name = input->name,
                  .role = input->role,
                  .owner_id = input->owner_id,
                  .created_at = flow->now,
                  .created_by = person,
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
