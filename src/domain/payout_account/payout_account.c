// SPDX-License-Identifier: Apache-2.0
// Storage of payout details; see payout_account.h.
#include "payout_account/payout_account.h"

#include "payout_account/payout_account_sql.h"

#define FINGERPRINT_BYTES 16

#define ACCOUNT_OF(row)                                        \
    ((struct payout_account){.id = (row).id,                   \
                             .partner_id = (row).partner_id,   \
                             .number = (row).number,           \
                             .method = (row).method,           \
                             .details = (row).details,         \
                             .shown = (row).shown,             \
                             .fingerprint = (row).fingerprint, \
                             .contact = (row).contact,         \
                             .created_by = (row).created_by,   \
                             .created_at = (row).created_at,   \
                             .usable_at = (row).usable_at})

void payout_account_seal(struct arena *arena, const struct keyring *keyring, const struct payout_details *details,
                         struct text contact, struct payout_account *account)
{
    char *fingerprint = arena_bytes(arena, FINGERPRINT_BYTES);
    keyed_hash(keyring, KEY_PAYOUT_ACCOUNT, payout_details_account(arena, details), fingerprint, FINGERPRINT_BYTES);
    account->method = details->method;
    account->details = sealed(arena, keyring, KEY_PAYOUT_SEAL, payout_details_json(arena, details));
    account->shown = payout_details_masked(arena, details);
    account->fingerprint = (struct text){.p = fingerprint, .n = FINGERPRINT_BYTES};
    account->contact = sealed(arena, keyring, KEY_PAYOUT_SEAL, contact);
}

enum rc payout_account_open(struct arena *arena, const struct keyring *keyring, const struct payout_account *account,
                            struct payout_details *ret_details)
{
    struct text json;
    bool is_open = unsealed(arena, keyring, KEY_PAYOUT_SEAL, account->details, &json) == RC_OK &&
                   payout_details_parse(arena, json, ret_details) == RC_OK;
    return is_open ? RC_OK : RC_FAULT;
}

enum rc payout_account_contact(struct arena *arena, const struct keyring *keyring, const struct payout_account *account,
                               struct text *ret_email)
{
    return unsealed(arena, keyring, KEY_PAYOUT_SEAL, account->contact, ret_email) == RC_OK ? RC_OK : RC_FAULT;
}

enum rc payout_account_insert(struct db *db, struct arena *arena, const struct payout_account *account,
                              struct payout_account_id *ret_id)
{
    struct sql_payout_account_insert_in in = {
        .partner_id = account->partner_id,
        .number = account->number,
        .method = account->method,
        .details = account->details,
        .shown = account->shown,
        .fingerprint = account->fingerprint,
        .contact = account->contact,
        .created_by = account->created_by,
        .created_at = account->created_at,
        .usable_at = account->usable_at,
    };
    struct sql_payout_account_insert_row row;
    enum rc rc = sql_payout_account_insert(db, arena, &in, &row);
    if (rc == RC_NOT_FOUND) {
        return RC_CONFLICT;
    }
    TRY(rc);
    *ret_id = row.id;
    return RC_OK;
}

enum rc payout_account_get(struct db *db, struct arena *arena, struct payout_account_id id,
                           struct payout_account *ret_account)
{
    struct sql_payout_account_get_row row;
    TRY(sql_payout_account_get(db, arena, &(struct sql_payout_account_get_in){.id = id}, &row));
    *ret_account = ACCOUNT_OF(row);
    return RC_OK;
}

enum rc payout_account_last(struct db *db, struct arena *arena, struct partner_id partner_id, struct text method,
                            struct payout_account *ret_account)
{
    struct sql_payout_account_last_in in = {.partner_id = partner_id, .method = text_is(method) ? method : TEXT("")};
    struct sql_payout_account_last_row row;
    TRY(sql_payout_account_last(db, arena, &in, &row));
    *ret_account = ACCOUNT_OF(row);
    return RC_OK;
}

enum rc payout_account_list(struct db *db, struct arena *arena, struct partner_id partner_id, int64_t before,
                            int64_t limit, struct payout_account **ret_list, size_t *ret_count)
{
    struct sql_payout_account_list_in in = {
        .partner_id = partner_id, .before = before != 0 ? before : INT64_MAX, .limit = limit};
    struct sql_payout_account_list_row *rows;
    size_t count;
    TRY(sql_payout_account_list(db, arena, &in, &rows, &count));
    struct payout_account *list = arena_many(arena, struct payout_account, count);
    for (size_t i = 0; i < count; i++) {
        list[i] = ACCOUNT_OF(rows[i]);
    }
    *ret_list = list;
    *ret_count = count;
    return RC_OK;
}

enum rc payout_account_shared(struct db *db, struct arena *arena, const struct payout_account *account,
                              int64_t *ret_partners)
{
    struct sql_payout_account_shared_in in = {.fingerprint = account->fingerprint, .partner_id = account->partner_id};
    struct sql_payout_account_shared_row row;
    TRY(sql_payout_account_shared(db, arena, &in, &row));
    *ret_partners = row.partners;
    return RC_OK;
}
