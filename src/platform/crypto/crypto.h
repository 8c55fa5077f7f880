// SPDX-License-Identifier: Apache-2.0
// Keys, keyed hashes, random bytes, passwords: libsodium behind the few calls the product needs. Only this folder knows
// libsodium. Every key is derived from the data folder's master key by purpose (BLAKE2b KDF), so that one 32-byte file
// is what an operator keeps safe and copies to further nodes.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/fault.h"
#include "core/text.h"

#define KEY_BYTES 32

// What a derived key is for; a number never changes its meaning.
enum key_purpose {
    KEY_CHECK = 1,           // key_check of the network row
    KEY_PUBLIC_ID = 2,       // public forms of ids
    KEY_CLICK_ID = 3,        // MAC of click ids
    KEY_VISITOR = 4,         // visitor cookie hashes
    KEY_ADDRESS = 5,         // daily hash of address and agent
    KEY_EMAIL = 6,           // e-mail hashes
    KEY_TOKEN = 7,           // hashes of API and postback tokens
    KEY_CURSOR = 8,          // list cursors
    KEY_ANSWER = 9,          // sealed answers to Idempotency-Keys
    KEY_CUSTOMER = 10,       // customers' ids where the id itself must not stand
    KEY_REQUEST = 11,        // digests of requests with an Idempotency-Key
    KEY_FORM = 12,           // tokens in the forms of a session
    KEY_TICKET = 13,         // one-time links in letters
    KEY_TOTP = 14,           // sealed secrets of the second factor
    KEY_RECOVERY = 15,       // hashes of recovery codes
    KEY_POSTBACK = 16,       // secrets that postbacks to partners are signed with
    KEY_UNSUBSCRIBE = 17,    // links that end a kind of letter
    KEY_WEBHOOK = 18,        // sealed secrets of advertisers' webhook sources
    KEY_PAYOUT_SEAL = 20,    // sealed payout details and payment files
    KEY_PAYOUT_ACCOUNT = 21, // fingerprints of accounts
    KEY_APPLICATION = 30,    // addresses of applicants' own pages
    KEY_PURPOSE_COUNT
};

struct keyring {
    uint8_t keys[KEY_PURPOSE_COUNT][KEY_BYTES];
};

// Before anything else here; safe to call again.
enum rc crypto_start(struct fault *fault) MUST_USE;
// Makes path with a new random master key (mode 0600, synced, RC_CONFLICT when it exists).
enum rc keyring_create(const char *path, struct fault *fault) MUST_USE;
// The same with a key that exists already: the one a backup holds.
enum rc keyring_put(const char *path, const uint8_t master[KEY_BYTES], struct fault *fault) MUST_USE;
// Reads the master key and derives all keys. Refuses a file of the wrong size or readable by others.
enum rc keyring_load(const char *path, struct keyring *ret_keyring, struct fault *fault) MUST_USE;
// For tests: all keys derived from this seed.
void keyring_of_seed(uint64_t seed, struct keyring *ret_keyring);

void random_bytes(void *bytes, size_t n);

// Keyed BLAKE2b of the bytes; 16 to 64 bytes out.
void keyed_hash(const struct keyring *keyring, enum key_purpose purpose, struct text bytes, void *ret_hash,
                size_t hash_n);
// The first eight bytes of SipHash-2-4 with the purpose's key: for values kept in integer columns. Never 0.
int64_t keyed_hash_int64(const struct keyring *keyring, enum key_purpose purpose, struct text bytes);
// HMAC-SHA-256 (RFC 2104, FIPS 198-1) with a key of its own, for signatures that others check.
#define HMAC_BYTES 32
void hmac_sha256(struct text key, struct text message, uint8_t ret_mac[HMAC_BYTES]);
// Unkeyed BLAKE2b, for digests of files and contents.
#define DIGEST_BYTES 32
void digest(struct text bytes, uint8_t ret_digest[DIGEST_BYTES]);
struct digest_stream; // digest over many pieces, in the arena
struct digest_stream *digest_begin(struct arena *arena);
void digest_add(struct digest_stream *stream, struct text bytes);
void digest_end(struct digest_stream *stream, uint8_t ret_digest[DIGEST_BYTES]);
// Same length and content, in constant time.
bool bytes_equal_secret(const void *a, const void *b, size_t n);

// Argon2id with at least 19 MiB and two passes (OWASP). RC_FAULT when out of memory.
enum rc password_hash(struct arena *arena, struct text password, struct text *ret_hash) MUST_USE;
bool password_is_right(struct text hash, struct text password);

// Permutes a 63-bit positive number with the key and a tweak (a four-round Feistel network over SipHash): public ids do
// not show counts. Obscurity only, never an access check. unpermute gives the number back for every input.
uint64_t permute64(const struct keyring *keyring, uint64_t tweak, uint64_t value);
uint64_t unpermute64(const struct keyring *keyring, uint64_t tweak, uint64_t value);

// Seals bytes that rest in the database: XSalsa20-Poly1305 (libsodium's secretbox) under a random nonce, printed as
// hexadecimal text. unsealed gives RC_INVALID for anything that was not sealed with this key, or was changed since.
struct text sealed(struct arena *arena, const struct keyring *keyring, enum key_purpose purpose, struct text bytes);
enum rc unsealed(struct arena *arena, const struct keyring *keyring, enum key_purpose purpose, struct text seal,
                 struct text *ret_bytes) MUST_USE;
