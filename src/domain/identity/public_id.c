// SPDX-License-Identifier: Apache-2.0
// Public ids: prefix, '_', then the permuted number as base32 of eight bytes, most significant first.
#include "identity/public_id.h"

#include <string.h>

#include "core/bug.h"
#include "format/encode.h"

#define ID_LETTERS BASE32_LENGTH(8)
// No table ever numbers its rows this far; what unpermutes to more was made up, or belongs to another network.
#define ID_MAX ((int64_t)1 << 48)

// The prefix tweaks the permutation, so that the same number looks different for each noun.
static uint64_t tweak_of(struct text prefix)
{
    uint64_t tweak = 0;
    BUG_ON(prefix.n == 0 || prefix.n > sizeof(tweak));
    for (size_t i = 0; i < prefix.n; i++) {
        tweak = tweak << 8 | (unsigned char)prefix.p[i];
    }
    return tweak;
}

struct text public_id_text(struct arena *arena, const struct keyring *keyring, const char *prefix, int64_t id)
{
    BUG_ON(id < 0 || id > ID_MAX);
    if (id == 0) {
        return TEXT_NONE;
    }
    struct text noun = text_of(prefix);
    uint64_t permuted = permute64(keyring, tweak_of(noun), (uint64_t)id);
    uint8_t bytes[8];
    for (size_t i = 0; i < sizeof(bytes); i++) {
        bytes[i] = (uint8_t)(permuted >> (56 - 8 * i));
    }
    char *letters = arena_bytes(arena, noun.n + 1 + ID_LETTERS);
    memcpy(letters, noun.p, noun.n);
    letters[noun.n] = '_';
    base32_encode(bytes, sizeof(bytes), letters + noun.n + 1);
    return (struct text){.p = letters, .n = noun.n + 1 + ID_LETTERS};
}

enum rc public_id_parse(const struct keyring *keyring, const char *prefix, struct text t, int64_t *ret_id)
{
    struct text noun = text_of(prefix);
    if (t.n != noun.n + 1 + ID_LETTERS || !text_starts_with(t, noun) || t.p[noun.n] != '_') {
        return RC_NOT_FOUND;
    }
    uint8_t bytes[8];
    if (base32_decode(text_slice(t, noun.n + 1, t.n), bytes, sizeof(bytes)) != RC_OK) {
        return RC_NOT_FOUND;
    }
    uint64_t permuted = 0;
    for (size_t i = 0; i < sizeof(bytes); i++) {
        permuted = permuted << 8 | bytes[i];
    }
    uint64_t id = unpermute64(keyring, tweak_of(noun), permuted);
    if (id == 0 || id > (uint64_t)ID_MAX) {
        return RC_NOT_FOUND;
    }
    *ret_id = (int64_t)id;
    return RC_OK;
}
