// SPDX-License-Identifier: Apache-2.0
// One-time links and their letters.
#include "user/ticket_letter.h"

#include "user/letter.h"

enum rc ticket_send(struct flow *flow, const struct identity_user *user, const struct ticket_letter *wanted,
                    struct ticket_id *ret_id)
{
    struct identity_ticket ticket = {
        .user_id = user->id,
        .kind = wanted->kind,
        .email = wanted->email,
        .created_at = flow->now,
        .expires_at = {.ms = flow->now.ms + ticket_kind_ms(wanted->kind)},
    };
    TRY(flow_stored(flow, identity_ticket_insert(flow->db, flow->arena, &ticket, ret_id)));
    struct letter letter;
    letter_begin(flow, &letter, wanted->kind_of_letter);
    letter.language = wanted->language;
    // The id alone: the link is made of it where the letter is written.
    letter_text(&letter, "ticket", text_format(flow->arena, "%lld", (long long)ret_id->v));
    letter_text(&letter, "expires_at", instant_text(flow->arena, ticket.expires_at));
    letter_text(&letter, "sender", wanted->sender);
    letter_text(&letter, "duty", text_of(duty_text(user->duty)));
    letter_text(&letter, "role", text_of(role_text(user->role)));
    struct text key = text_format(flow->arena, "ticket:%lld", (long long)ret_id->v);
    return letter_queue(flow, &letter, key, wanted->recipient);
}

static enum rc unknown(struct flow *flow)
{
    return fault_set(flow->fault, RC_NOT_FOUND, "ticket_unknown", "", "this link was used, replaced, or is too old");
}

enum rc ticket_open(struct flow *flow, enum ticket_kind kind, struct text secret, struct identity_ticket *ret_ticket,
                    struct identity_user *ret_user)
{
    struct ticket_id id = {0};
    if (ticket_parse(flow->arena, flow->keyring, secret, &id) != RC_OK) {
        return unknown(flow);
    }
    enum rc rc = identity_ticket_get(flow->db, flow->arena, id, flow->now, ret_ticket);
    if (rc == RC_NOT_FOUND || (rc == RC_OK && ret_ticket->kind != kind)) {
        return unknown(flow);
    }
    TRY(flow_stored(flow, rc));
    TRY(flow_stored(flow, identity_user_get(flow->db, flow->arena, ret_ticket->user_id, ret_user)));
    return instant_is_none(ret_user->archived_at) ? RC_OK : unknown(flow);
}
