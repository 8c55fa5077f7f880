// SPDX-License-Identifier: Apache-2.0
// Addresses of applicants' own pages; see application_token.h.
#include "application/application_token.h"

#include "format/encode.h"
#include "identity/public_id.h"

#define MAC_BYTES 16

static struct text mac_of(struct arena *arena, const struct keyring *keyring, struct text public)
{
    uint8_t mac[MAC_BYTES];
    keyed_hash(keyring, KEY_APPLICATION, public, mac, sizeof(mac));
    struct buf buf = buf_new(arena, 64);
    base64url_encode(&buf, mac, sizeof(mac));
    return buf_text(&buf);
}

struct text application_token(struct arena *arena, const struct keyring *keyring, struct application_id id)
{
    struct text public = public_id_text(arena, keyring, PREFIX_APPLICATION, id.v);
    return text_format(arena, "%.*s.%.*s", TEXT_PRINT(public), TEXT_PRINT(mac_of(arena, keyring, public)));
}

enum rc application_token_parse(struct arena *arena, const struct keyring *keyring, struct text token,
                                struct application_id *ret_id)
{
    struct text mac = token;
    struct text public;
    if (!text_split(&mac, '.', &public) || !text_is(mac)) {
        return RC_NOT_FOUND;
    }
    struct application_id id;
    TRY(public_id_parse(keyring, PREFIX_APPLICATION, public, &id.v));
    struct text right = mac_of(arena, keyring, public);
    if (mac.n != right.n || !bytes_equal_secret(mac.p, right.p, right.n)) {
        return RC_NOT_FOUND;
    }
    *ret_id = id;
    return RC_OK;
}
