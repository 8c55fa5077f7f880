// SPDX-License-Identifier: Apache-2.0
// One-time links in letters: an invitation, a new password, a new e-mail. A link is the ticket's public id with a keyed
// hash of it (KEY_TICKET): it is made from the id where a letter is written, so that neither database nor outbox holds
// what opens the door. Good once, until it expires or another of its kind replaces it. Readers need no transaction,
// writers a write transaction.
#pragma once

#include "crypto/crypto.h"
#include "identity/identity.h"

enum ticket_kind { TICKET_INVITATION, TICKET_PASSWORD, TICKET_EMAIL, TICKET_KIND_COUNT };

#define TICKET_INVITATION_MS (7 * DAY_MS)
#define TICKET_PASSWORD_MS HOUR_MS
#define TICKET_EMAIL_MS DAY_MS

struct identity_ticket {
    struct ticket_id id;
    struct user_id user_id;
    enum ticket_kind kind;
    struct text email; // TICKET_EMAIL: the address that is confirmed; else ""
    struct instant created_at;
    struct instant expires_at;
    struct instant used_at; // INSTANT_NONE while good
};

const char *ticket_kind_text(enum ticket_kind kind);
// How long one of this kind is good.
int64_t ticket_kind_ms(enum ticket_kind kind);

// What stands in the link: "tkt_…" and 32 letters (160 bits).
struct text ticket_secret(struct arena *arena, const struct keyring *keyring, struct ticket_id id);
// RC_NOT_FOUND for anything that ticket_secret did not make.
enum rc ticket_parse(struct arena *arena, const struct keyring *keyring, struct text secret,
                     struct ticket_id *ret_id) MUST_USE;

// The others of its kind end.
enum rc identity_ticket_insert(struct db *db, struct arena *arena, const struct identity_ticket *ticket,
                               struct ticket_id *ret_id) MUST_USE;
// RC_NOT_FOUND for one that is used, replaced or expired.
enum rc identity_ticket_get(struct db *db, struct arena *arena, struct ticket_id id, struct instant now,
                            struct identity_ticket *ret_ticket) MUST_USE;
// The newest of a kind, good or not.
enum rc identity_ticket_last(struct db *db, struct arena *arena, struct user_id user_id, enum ticket_kind kind,
                             struct identity_ticket *ret_ticket) MUST_USE;
// Ends all of the person's of a kind.
enum rc identity_ticket_use_all(struct db *db, struct user_id user_id, enum ticket_kind kind,
                                struct instant at) MUST_USE;
