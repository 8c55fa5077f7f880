// SPDX-License-Identifier: Apache-2.0
// Sealing of what rests in the database and must not be read from it.
#include <sodium.h>

#include "crypto/crypto.h"
#include "format/encode.h"

_Static_assert(KEY_BYTES == crypto_secretbox_KEYBYTES, "a derived key is a key of secretbox");

#define OVERHEAD_BYTES (crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES)

struct text sealed(struct arena *arena, const struct keyring *keyring, enum key_purpose purpose, struct text bytes)
{
    uint8_t *box = arena_bytes(arena, OVERHEAD_BYTES + bytes.n);
    random_bytes(box, crypto_secretbox_NONCEBYTES);
    crypto_secretbox_easy(box + crypto_secretbox_NONCEBYTES, (const unsigned char *)(bytes.n == 0 ? "" : bytes.p),
                          bytes.n, box, keyring->keys[purpose]);
    struct buf hex = buf_new(arena, 2 * (OVERHEAD_BYTES + bytes.n));
    hex_encode(&hex, box, OVERHEAD_BYTES + bytes.n);
    return buf_text(&hex);
}

enum rc unsealed(struct arena *arena, const struct keyring *keyring, enum key_purpose purpose, struct text seal,
                 struct text *ret_bytes)
{
    size_t box_n = seal.n / 2;
    if (box_n < OVERHEAD_BYTES) {
        return RC_INVALID;
    }
    uint8_t *box = arena_bytes(arena, box_n);
    TRY(hex_decode(seal, box, box_n));
    size_t plain_n = box_n - OVERHEAD_BYTES;
    uint8_t *plain = arena_bytes(arena, plain_n);
    if (crypto_secretbox_open_easy(plain, box + crypto_secretbox_NONCEBYTES, box_n - crypto_secretbox_NONCEBYTES, box,
                                   keyring->keys[purpose]) != 0) {
        return RC_INVALID;
    }
    *ret_bytes = (struct text){.p = (const char *)plain, .n = plain_n};
    return RC_OK;
}
