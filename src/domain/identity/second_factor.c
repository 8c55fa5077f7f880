// SPDX-License-Identifier: Apache-2.0
// Storage of second factors.
#include "identity/second_factor.h"

#include "core/buf.h"
#include "identity/identity_sql.h"
#include "identity/secret.h"

#define CODE_BYTES_MAX 64
#define HASH_BYTES 32

enum rc identity_totp_get(struct db *db, struct arena *arena, const struct keyring *keyring, struct user_id id,
                          struct text *ret_secret, int64_t *ret_step)
{
    struct sql_identity_totp_get_row row;
    TRY(sql_identity_totp_get(db, arena, &(struct sql_identity_totp_get_in){.id = id}, &row));
    if (!text_is(row.totp_secret)) {
        return RC_NOT_FOUND;
    }
    *ret_step = row.totp_step;
    // What does not open was sealed by another key: nobody gets in without the second factor for that.
    return unsealed(arena, keyring, KEY_TOTP, row.totp_secret, ret_secret) == RC_OK ? RC_OK : RC_FAULT;
}

enum rc identity_totp_set(struct db *db, struct arena *arena, const struct keyring *keyring, struct user_id id,
                          struct text secret, int64_t step)
{
    struct sql_identity_totp_set_in in = {
        .id = id,
        .totp_secret = text_is(secret) ? sealed(arena, keyring, KEY_TOTP, secret) : TEXT_NONE,
        .totp_step = step,
    };
    return sql_identity_totp_set(db, &in, NULL);
}

enum rc identity_totp_used(struct db *db, struct user_id id, int64_t step)
{
    int64_t changed = 0;
    TRY(sql_identity_totp_step(db, &(struct sql_identity_totp_step_in){.id = id, .totp_step = step}, &changed));
    return changed == 1 ? RC_OK : RC_CONFLICT;
}

// The person is in the hash, so that equal codes of two people have nothing in common.
static struct text hash_of(struct arena *arena, const struct keyring *keyring, struct user_id id, struct text letters)
{
    char *hash = arena_bytes(arena, HASH_BYTES);
    struct text what = text_format(arena, "%lld:%.*s", (long long)id.v, TEXT_PRINT(letters));
    keyed_hash(keyring, KEY_RECOVERY, what, hash, HASH_BYTES);
    return (struct text){.p = hash, .n = HASH_BYTES};
}

enum rc identity_recovery_clear(struct db *db, struct user_id id)
{
    return sql_identity_recovery_clear(db, &(struct sql_identity_recovery_clear_in){.user_id = id}, NULL);
}

enum rc identity_recovery_new(struct db *db, struct arena *arena, const struct keyring *keyring, struct user_id id,
                              struct text ret_codes[RECOVERY_CODES])
{
    TRY(identity_recovery_clear(db, id));
    for (size_t i = 0; i < RECOVERY_CODES; i++) {
        struct text letters = secret_letters(arena, RECOVERY_LETTERS);
        struct sql_identity_recovery_insert_in in = {.user_id = id, .code_hash = hash_of(arena, keyring, id, letters)};
        TRY(sql_identity_recovery_insert(db, &in, NULL));
        int half = RECOVERY_LETTERS / 2;
        ret_codes[i] = text_format(arena, "%.*s-%.*s", half, letters.p, half, letters.p + half);
    }
    return RC_OK;
}

enum rc identity_recovery_use(struct db *db, struct arena *arena, const struct keyring *keyring, struct user_id id,
                              struct text code, struct instant at)
{
    struct buf letters = buf_new(arena, CODE_BYTES_MAX);
    struct text lower = text_lower(arena, code);
    for (size_t i = 0; i < lower.n; i++) {
        if (lower.p[i] != ' ' && lower.p[i] != '-') {
            buf_add_char(&letters, lower.p[i]);
        }
    }
    if (letters.is_overflown) {
        return RC_NOT_FOUND;
    }
    struct sql_identity_recovery_use_in in = {
        .user_id = id, .code_hash = hash_of(arena, keyring, id, buf_text(&letters)), .used_at = at};
    int64_t changed = 0;
    TRY(sql_identity_recovery_use(db, &in, &changed));
    return changed == 1 ? RC_OK : RC_NOT_FOUND;
}

enum rc identity_recovery_left(struct db *db, struct arena *arena, struct user_id id, int64_t *ret_count)
{
    struct sql_identity_recovery_left_row row;
    TRY(sql_identity_recovery_left(db, arena, &(struct sql_identity_recovery_left_in){.user_id = id}, &row));
    *ret_count = row.good;
    return RC_OK;
}
