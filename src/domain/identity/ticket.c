// SPDX-License-Identifier: Apache-2.0
// One-time links and their storage.
#include "identity/ticket.h"

#include "format/encode.h"
#include "identity/identity_sql.h"
#include "identity/public_id.h"

#define MAC_BYTES 20
#define MAC_LETTERS BASE32_LENGTH(MAC_BYTES)

static const struct {
    const char *word;
    int64_t good_ms;
} kinds[TICKET_KIND_COUNT] = {
    [TICKET_INVITATION] = {"invitation", TICKET_INVITATION_MS},
    [TICKET_PASSWORD] = {"password", TICKET_PASSWORD_MS},
    [TICKET_EMAIL] = {"email", TICKET_EMAIL_MS},
};

const char *ticket_kind_text(enum ticket_kind kind)
{
    return kinds[kind].word;
}

int64_t ticket_kind_ms(enum ticket_kind kind)
{
    return kinds[kind].good_ms;
}

struct text ticket_secret(struct arena *arena, const struct keyring *keyring, struct ticket_id id)
{
    struct text public = public_id_text(arena, keyring, PREFIX_TICKET, id.v);
    uint8_t mac[MAC_BYTES];
    char letters[MAC_LETTERS];
    keyed_hash(keyring, KEY_TICKET, public, mac, sizeof(mac));
    base32_encode(mac, sizeof(mac), letters);
    return text_format(arena, "%.*s%.*s", TEXT_PRINT(public), (int)sizeof(letters), letters);
}

enum rc ticket_parse(struct arena *arena, const struct keyring *keyring, struct text secret, struct ticket_id *ret_id)
{
    if (secret.n <= MAC_LETTERS) {
        return RC_NOT_FOUND;
    }
    TRY(public_id_parse(keyring, PREFIX_TICKET, text_slice(secret, 0, secret.n - MAC_LETTERS), &ret_id->v));
    struct text right = ticket_secret(arena, keyring, *ret_id);
    return right.n == secret.n && bytes_equal_secret(right.p, secret.p, right.n) ? RC_OK : RC_NOT_FOUND;
}

static enum ticket_kind kind_of(struct text t)
{
    enum ticket_kind kind = TICKET_INVITATION;
    while (kind + 1 < TICKET_KIND_COUNT && !text_equal(t, text_of(kinds[kind].word))) {
        kind++;
    }
    return kind;
}

#define TICKET_OF(row)                                        \
    ((struct identity_ticket){.id = (row).id,                 \
                              .user_id = (row).user_id,       \
                              .kind = kind_of((row).kind),    \
                              .email = (row).email,           \
                              .created_at = (row).created_at, \
                              .expires_at = (row).expires_at, \
                              .used_at = (row).used_at})

enum rc identity_ticket_insert(struct db *db, struct arena *arena, const struct identity_ticket *ticket,
                               struct ticket_id *ret_id)
{
    TRY(identity_ticket_use_all(db, ticket->user_id, ticket->kind, ticket->created_at));
    struct sql_identity_ticket_insert_in in = {
        .user_id = ticket->user_id,
        .kind = text_of(kinds[ticket->kind].word),
        .email = text_is(ticket->email) ? text_lower(arena, ticket->email) : TEXT(""),
        .created_at = ticket->created_at,
        .expires_at = ticket->expires_at,
    };
    struct sql_identity_ticket_insert_row row;
    TRY(sql_identity_ticket_insert(db, arena, &in, &row));
    *ret_id = row.id;
    return RC_OK;
}

enum rc identity_ticket_get(struct db *db, struct arena *arena, struct ticket_id id, struct instant now,
                            struct identity_ticket *ret_ticket)
{
    struct sql_identity_ticket_get_row row;
    TRY(sql_identity_ticket_get(db, arena, &(struct sql_identity_ticket_get_in){.id = id}, &row));
    *ret_ticket = TICKET_OF(row);
    return instant_is_none(row.used_at) && now.ms < row.expires_at.ms ? RC_OK : RC_NOT_FOUND;
}

enum rc identity_ticket_last(struct db *db, struct arena *arena, struct user_id user_id, enum ticket_kind kind,
                             struct identity_ticket *ret_ticket)
{
    struct sql_identity_ticket_last_in in = {.user_id = user_id, .kind = text_of(kinds[kind].word)};
    struct sql_identity_ticket_last_row row;
    TRY(sql_identity_ticket_last(db, arena, &in, &row));
    *ret_ticket = TICKET_OF(row);
    return RC_OK;
}

enum rc identity_ticket_use_all(struct db *db, struct user_id user_id, enum ticket_kind kind, struct instant at)
{
    struct sql_identity_ticket_use_all_in in = {.user_id = user_id, .kind = text_of(kinds[kind].word), .used_at = at};
    return sql_identity_ticket_use_all(db, &in, NULL);
}
