// SPDX-License-Identifier: Apache-2.0
// The second factor of a person: the secret of an authenticator app (crypto/totp.h), sealed under KEY_TOTP, and
// recovery codes, kept as keyed hashes (KEY_RECOVERY). Readers need no transaction, writers a write transaction.
#pragma once

#include "crypto/crypto.h"
#include "identity/identity.h"

#define RECOVERY_CODES 10
#define RECOVERY_LETTERS 10 // 50 bits each; shown in two halves

// The secret's bytes and the step of the last code. RC_NOT_FOUND for who has none.
enum rc identity_totp_get(struct db *db, struct arena *arena, const struct keyring *keyring, struct user_id id,
                          struct text *ret_secret, int64_t *ret_step) MUST_USE;
// secret TEXT_NONE takes it away; `step` is that of the code that proved it.
enum rc identity_totp_set(struct db *db, struct arena *arena, const struct keyring *keyring, struct user_id id,
                          struct text secret, int64_t step) MUST_USE;
// RC_CONFLICT when this code or a later one was used meanwhile.
enum rc identity_totp_used(struct db *db, struct user_id id, int64_t step) MUST_USE;

// Replaces all of the person's codes by new ones; the codes themselves leave here only ("abcde-fghjk").
enum rc identity_recovery_new(struct db *db, struct arena *arena, const struct keyring *keyring, struct user_id id,
                              struct text ret_codes[RECOVERY_CODES]) MUST_USE;
enum rc identity_recovery_clear(struct db *db, struct user_id id) MUST_USE;
// Spaces, hyphens and letter case do not matter. RC_NOT_FOUND for a wrong or used one.
enum rc identity_recovery_use(struct db *db, struct arena *arena, const struct keyring *keyring, struct user_id id,
                              struct text code, struct instant at) MUST_USE;
enum rc identity_recovery_left(struct db *db, struct arena *arena, struct user_id id, int64_t *ret_count) MUST_USE;
