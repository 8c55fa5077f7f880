// SPDX-License-Identifier: Apache-2.0
// Random bytes, hashes, passwords and the permutation of ids, all on libsodium.
#include "crypto/crypto.h"

#include <endian.h>
#include <sodium.h>
#include <stdalign.h>
#include <string.h>

#include "core/bug.h"

// OWASP's minimum for Argon2id: 19 MiB and two passes.
#define PASSWORD_PASSES 2
#define PASSWORD_MEMORY_BYTES ((size_t)19456 << 10)

#define PERMUTE_ROUNDS 4

_Static_assert(KEY_BYTES >= crypto_shorthash_KEYBYTES, "SipHash takes the first half of a key");
_Static_assert(KEY_BYTES == crypto_generichash_KEYBYTES, "keyed BLAKE2b takes a whole key");

enum rc crypto_start(struct fault *fault)
{
    if (sodium_init() < 0) {
        return fault_internal(fault, RC_FAULT, "libsodium cannot start");
    }
    return RC_OK;
}

void random_bytes(void *bytes, size_t n)
{
    randombytes_buf(bytes, n);
}

static const unsigned char *bytes_of(struct text t)
{
    return (const unsigned char *)(t.p != NULL ? t.p : "");
}

void keyed_hash(const struct keyring *keyring, enum key_purpose purpose, struct text bytes, void *ret_hash,
                size_t hash_n)
{
    BUG_ON(hash_n < crypto_generichash_BYTES_MIN || hash_n > crypto_generichash_BYTES_MAX);
    BUG_ON(purpose <= 0 || purpose >= KEY_PURPOSE_COUNT);
    crypto_generichash(ret_hash, hash_n, bytes_of(bytes), bytes.n, keyring->keys[purpose], KEY_BYTES);
}

void hmac_sha256(struct text key, struct text message, uint8_t ret_mac[HMAC_BYTES])
{
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, bytes_of(key), key.n);
    crypto_auth_hmacsha256_update(&state, bytes_of(message), message.n);
    crypto_auth_hmacsha256_final(&state, ret_mac);
}

// Little endian whatever the processor, because the value is stored.
static uint64_t siphash(const uint8_t key[KEY_BYTES], const void *bytes, size_t n)
{
    uint8_t hash[crypto_shorthash_BYTES];
    crypto_shorthash(hash, bytes, n, key);
    uint64_t value = 0;
    _Static_assert(sizeof(hash) == sizeof(value), "SipHash-2-4 gives 64 bits");
    memcpy(&value, hash, sizeof(value));
    return le64toh(value);
}

int64_t keyed_hash_int64(const struct keyring *keyring, enum key_purpose purpose, struct text bytes)
{
    BUG_ON(purpose <= 0 || purpose >= KEY_PURPOSE_COUNT);
    uint64_t value = siphash(keyring->keys[purpose], bytes_of(bytes), bytes.n);
    if (value == 0) {
        value = 1; // 0 means "unknown" in every column that holds such a hash
    }
    int64_t hash = 0;
    memcpy(&hash, &value, sizeof(hash));
    return hash;
}

void digest(struct text bytes, uint8_t ret_digest[DIGEST_BYTES])
{
    crypto_generichash(ret_digest, DIGEST_BYTES, bytes_of(bytes), bytes.n, NULL, 0);
}

struct digest_stream {
    crypto_generichash_state *state; // aligned by hand: an arena aligns for ordinary types only
};

struct digest_stream *digest_begin(struct arena *arena)
{
    struct digest_stream *stream = arena_one(arena, struct digest_stream);
    size_t alignment = alignof(crypto_generichash_state);
    char *bytes = arena_bytes(arena, sizeof(crypto_generichash_state) + alignment);
    size_t past = (uintptr_t)bytes % alignment;
    stream->state = (void *)(bytes + (past == 0 ? 0 : alignment - past));
    crypto_generichash_init(stream->state, NULL, 0, DIGEST_BYTES);
    return stream;
}

void digest_add(struct digest_stream *stream, struct text bytes)
{
    crypto_generichash_update(stream->state, bytes_of(bytes), bytes.n);
}

void digest_end(struct digest_stream *stream, uint8_t ret_digest[DIGEST_BYTES])
{
    crypto_generichash_final(stream->state, ret_digest, DIGEST_BYTES);
}

bool bytes_equal_secret(const void *a, const void *b, size_t n)
{
    return n == 0 || sodium_memcmp(a, b, n) == 0;
}

enum rc password_hash(struct arena *arena, struct text password, struct text *ret_hash)
{
    char *hash = arena_bytes(arena, crypto_pwhash_STRBYTES);
    if (crypto_pwhash_str_alg(hash, (const char *)bytes_of(password), password.n, PASSWORD_PASSES,
                              PASSWORD_MEMORY_BYTES, crypto_pwhash_ALG_ARGON2ID13) != 0) {
        return RC_FAULT;
    }
    *ret_hash = text_of(hash);
    return RC_OK;
}

bool password_is_right(struct text hash, struct text password)
{
    char terminated[crypto_pwhash_STRBYTES] = {0};
    if (hash.n == 0 || hash.n >= sizeof(terminated)) {
        return false;
    }
    memcpy(terminated, hash.p, hash.n);
    return crypto_pwhash_str_verify(terminated, (const char *)bytes_of(password), password.n) == 0;
}

static uint32_t permute_round(const struct keyring *keyring, uint64_t tweak, uint32_t round, uint32_t half)
{
    uint8_t message[16];
    for (size_t i = 0; i < 8; i++) {
        message[i] = (uint8_t)(tweak >> (8 * i));
    }
    for (size_t i = 0; i < 4; i++) {
        message[8 + i] = (uint8_t)(round >> (8 * i));
        message[12 + i] = (uint8_t)(half >> (8 * i));
    }
    return (uint32_t)siphash(keyring->keys[KEY_PUBLIC_ID], message, sizeof(message));
}

uint64_t permute64(const struct keyring *keyring, uint64_t tweak, uint64_t value)
{
    uint32_t left = (uint32_t)(value >> 32);
    uint32_t right = (uint32_t)value;
    for (uint32_t round = 0; round < PERMUTE_ROUNDS; round++) {
        uint32_t next = left ^ permute_round(keyring, tweak, round, right);
        left = right;
        right = next;
    }
    return (uint64_t)left << 32 | right;
}

uint64_t unpermute64(const struct keyring *keyring, uint64_t tweak, uint64_t value)
{
    uint32_t left = (uint32_t)(value >> 32);
    uint32_t right = (uint32_t)value;
    for (uint32_t round = PERMUTE_ROUNDS; round > 0; round--) {
        uint32_t before = right ^ permute_round(keyring, tweak, round - 1, left);
        right = left;
        left = before;
    }
    return (uint64_t)left << 32 | right;
}
