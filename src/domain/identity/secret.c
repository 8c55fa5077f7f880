// SPDX-License-Identifier: Apache-2.0
// Random secrets and their hashes.
#include "identity/secret.h"

#include <string.h>

#include "core/bug.h"
#include "format/encode.h"

#define LETTERS_MAX 64
#define LETTERS_BYTES_MAX ((LETTERS_MAX * 5 + 7) / 8)

struct text secret_letters(struct arena *arena, size_t n)
{
    BUG_ON(n > LETTERS_MAX);
    uint8_t bytes[LETTERS_BYTES_MAX];
    char letters[BASE32_LENGTH(LETTERS_BYTES_MAX)];
    random_bytes(bytes, sizeof(bytes));
    base32_encode(bytes, sizeof(bytes), letters);
    return text_copy(arena, (struct text){.p = letters, .n = n});
}

struct text secret_new(struct arena *arena, const char *prefix)
{
    struct text letters = secret_letters(arena, SECRET_LETTERS);
    return text_format(arena, "%s%.*s", prefix, TEXT_PRINT(letters));
}

struct text secret_hash(struct arena *arena, const struct keyring *keyring, struct text secret)
{
    char *hash = arena_bytes(arena, SECRET_HASH_BYTES);
    keyed_hash(keyring, KEY_TOKEN, secret, hash, SECRET_HASH_BYTES);
    return (struct text){.p = hash, .n = SECRET_HASH_BYTES};
}
